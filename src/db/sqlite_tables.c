/* Tables of a SQLite database, described as db_tables wants them. */
#include "sqlite_driver.h"

#include "cleanup.h"

#include <stdlib.h>

struct tables {
    struct db *db;
    struct arena *arena;
    struct {
        struct db_table *at;
        size_t n, cap;
    } list;
};

struct columns {
    struct db_column *at;
    size_t n, cap;
};

struct keys {
    struct db_key *at;
    size_t n, cap;
};

struct names {
    const char **at;
    size_t n, cap;
};

static int ask(struct tables *x, const char *sql, const char *name, struct stmt **ret,
               struct err *e)
{
    int r = db_prepare(x->db, sql, ret, e);

    if (r >= 0)
        stmt_bind_text(*ret, 1, str_of(name));
    return r;
}

static const char *text(struct tables *x, struct stmt *s, int col)
{
    return str_dup(x->arena, stmt_text(s, col)).data;
}

static int add_name(struct tables *x, struct names *v, struct stmt *s, int col, struct err *e)
{
    const char *name = text(x, s, col);

    return name && vec_push(x->arena, v, name) ? 0 : err_nomem(e);
}

/* 0 for a type that the interface doesn't have. */
static char type_letter(struct str type)
{
    static const char *const words[] = {"integer", "text", "blob"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (type.len == strlen(words[i]) && strncasecmp(type.data, words[i], type.len) == 0)
            return "itb"[i];
    return 0;
}

static int read_columns(struct tables *x, struct db_table *t, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct columns list = {0};
    int r = ask(x, "select name, type, \"notnull\" or pk from pragma_table_info($1) order by cid",
                t->name, &s, e);

    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct db_column c = {text(x, s, 0), type_letter(stmt_text(s, 1)), stmt_int(s, 2) != 0};

        if (!c.name || !vec_push(x->arena, &list, c))
            return err_nomem(e);
        if (!c.type)
            return err_set(e, E_UNSUPPORTED, "%s：列 %s.%s 的类型不是合一所用的",
                           "%s: column %s.%s has a type that Heyi doesn't use", db_url(x->db),
                           t->name, c.name);
    }
    t->columns = list.at;
    t->n_columns = list.n;
    return r;
}

/* sql: the columns of one key of the table $1, which is further told by $2 unless id is NULL. */
static int read_names(struct tables *x, const char *sql, const char *of, const int64_t *id,
                      struct names *ret, struct names *ret_to, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = ask(x, sql, of, &s, e);

    if (r >= 0 && id)
        stmt_bind_int(s, 2, *id);
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        r = add_name(x, ret, s, 0, e);
        if (r >= 0 && ret_to && !stmt_is_null(s, 1))
            r = add_name(x, ret_to, s, 1, e);
    }
    return r;
}

static const char primary_columns[] =
    "select name from pragma_table_info($1) where pk > 0 order by pk";

static int read_primary(struct tables *x, struct db_table *t, struct keys *list, struct err *e)
{
    struct names columns = {0};
    int r = read_names(x, primary_columns, t->name, NULL, &columns, NULL, e);

    if (r < 0 || columns.n == 0)
        return r;
    struct db_key k = {.kind = 'p', .n = columns.n, .columns = columns.at};
    return vec_push(x->arena, list, k) ? 0 : err_nomem(e);
}

static int read_unique(struct tables *x, struct db_table *t, struct keys *list, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = ask(x,
                "select name from pragma_index_list($1)"
                " where \"unique\" and origin <> 'pk' and not partial",
                t->name, &s, e);

    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct names columns = {0};
        const char *index = text(x, s, 0);

        if (!index)
            return err_nomem(e);
        r = read_names(x, "select name from pragma_index_info($1) order by seqno", index, NULL,
                       &columns, NULL, e);
        struct db_key k = {.kind = 'u', .n = columns.n, .columns = columns.at};
        if (r >= 0 && !vec_push(x->arena, list, k))
            return err_nomem(e);
    }
    return r;
}

static int read_foreign(struct tables *x, struct db_table *t, struct keys *list, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r =
        ask(x, "select distinct id, \"table\" from pragma_foreign_key_list($1)", t->name, &s, e);

    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct names columns = {0}, to = {0};
        int64_t id = stmt_int(s, 0);
        const char *table = text(x, s, 1);

        if (!table)
            return err_nomem(e);
        r = read_names(x,
                       "select \"from\", \"to\" from pragma_foreign_key_list($1) where id = $2"
                       " order by seq",
                       t->name, &id, &columns, &to, e);
        /* `references t` alone means its primary key */
        if (r >= 0 && to.n == 0)
            r = read_names(x, primary_columns, table, NULL, &to, NULL, e);
        struct db_key k = {'f', columns.n, columns.at, table, to.at};
        if (r >= 0 && !vec_push(x->arena, list, k))
            return err_nomem(e);
    }
    return r;
}

static int key_order(const void *a, const void *b)
{
    const struct db_key *x = a, *y = b;
    static const char kinds[] = "puf";

    if (x->kind != y->kind)
        return strchr(kinds, x->kind) < strchr(kinds, y->kind) ? -1 : 1;
    for (size_t i = 0; i < x->n && i < y->n; i++) {
        int c = strcmp(x->columns[i], y->columns[i]);

        if (c)
            return c;
    }
    return (x->n > y->n) - (x->n < y->n);
}

static int read_keys(struct tables *x, struct db_table *t, struct err *e)
{
    struct keys list = {0};
    int r = read_primary(x, t, &list, e);

    if (r >= 0)
        r = read_unique(x, t, &list, e);
    if (r >= 0)
        r = read_foreign(x, t, &list, e);
    if (r < 0)
        return r;
    if (list.n)
        qsort(list.at, list.n, sizeof *list.at, key_order);
    t->keys = list.at;
    t->n_keys = list.n;
    return 0;
}

int sqlite_tables(struct db *db, struct arena *a, struct db_table **ret, size_t *ret_n,
                  struct err *e)
{
    struct tables x = {db, a};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db,
                       "select name, strict from pragma_table_list"
                       " where schema = 'main' and type = 'table' and substr(name, 1, 7) <> $1"
                       " order by name",
                       &s, e);

    if (r >= 0)
        stmt_bind_text(s, 1, STR("sqlite_"));
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct db_table t = {.name = text(&x, s, 0)};

        if (!t.name)
            return err_nomem(e);
        if (!stmt_int(s, 1))
            return err_set(e, E_UNSUPPORTED, "%s：表 %s 不是合一建立的",
                           "%s: the table %s was not made by Heyi", db_url(db), t.name);
        r = read_columns(&x, &t, e);
        if (r >= 0)
            r = read_keys(&x, &t, e);
        if (r >= 0 && !vec_push(a, &x.list, t))
            return err_nomem(e);
    }
    if (r < 0)
        return r;
    *ret = x.list.at;
    *ret_n = x.list.n;
    return 0;
}
