/* What the catalogue of the server tells of our tables, and a check of what they hold. */
#include "cleanup.h"
#include "postgres_driver.h"

#include <stdlib.h>

#define SCHEMA "(select oid from pg_namespace where nspname = current_schema())"
#define OURS(c) c ".relnamespace = " SCHEMA " and " c ".relkind in ('r', 'p')"

static int exists(struct db *base, const char *sql, const char *a, const char *b, bool *ret,
                  struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(base, sql, &s, e);

    if (r < 0)
        return r;
    stmt_bind_text(s, 1, str_of(a));
    if (b)
        stmt_bind_text(s, 2, str_of(b));
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    *ret = r > 0;
    return 0;
}

int pg_has_table(struct db *base, const char *table, bool *ret, struct err *e)
{
    return exists(base, "select 1 from pg_class c where c.relname = $1 and " OURS("c"), table, NULL,
                  ret, e);
}

int pg_has_column(struct db *base, const char *table, const char *column, bool *ret, struct err *e)
{
    return exists(base,
                  "select 1 from pg_class c join pg_attribute a on a.attrelid = c.oid"
                  " where c.relname = $1 and a.attname = $2 and a.attnum > 0"
                  " and not a.attisdropped and " OURS("c"),
                  table, column, ret, e);
}

/* Tables, columns and keys while they are collected. */
struct listing {
    struct arena *a;
    struct {
        struct db_table *at;
        size_t n, cap;
    } tables;
    struct {
        struct db_column *at;
        size_t n, cap;
    } columns;
    struct {
        struct db_key *at;
        size_t n, cap;
    } keys;
};

static const char *copy(struct listing *x, struct stmt *s, int col)
{
    struct str t = stmt_text(s, col);

    return arena_strndup(x->a, t.data, t.len);
}

/* The table of this name, or NULL. */
static struct db_table *find_table(struct listing *x, struct str name)
{
    size_t low = 0, high = x->tables.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int c = str_cmp(str_of(x->tables.at[middle].name), name);

        if (c == 0)
            return &x->tables.at[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static char column_kind(Oid type)
{
    return type == PG_INT8 ? 'i' : type == PG_TEXT ? 't' : type == PG_BYTEA ? 'b' : 0;
}

static int list_columns(struct db *db, struct listing *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct db_table *t = NULL;
    int r = db_prepare(db,
                       "select c.relname, a.attname, a.atttypid, a.attnotnull from pg_class c"
                       " left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
                       " and not a.attisdropped where " OURS("c") " order by c.relname, a.attnum",
                       &s, e);

    if (r < 0)
        return r;
    while ((r = stmt_step(s, e)) > 0) {
        struct db_column c = {.name = copy(x, s, 1),
                              .type = column_kind((Oid)stmt_int(s, 2)),
                              .not_null = stmt_int(s, 3)};

        if (!t || !str_eqz(stmt_text(s, 0), t->name)) {
            struct db_table fresh = {.name = copy(x, s, 0)};

            if (!fresh.name || !vec_push(x->a, &x->tables, fresh))
                return err_nomem(e);
            t = &x->tables.at[x->tables.n - 1];
            x->columns.at = NULL;
            x->columns.n = x->columns.cap = 0;
        }
        if (stmt_is_null(s, 1))
            continue;
        if (!c.type)
            return err_set(e, E_UNSUPPORTED, "%s：表 %s 的列 %s 不是本程序建立的",
                           "%s: table %s, column %s is none of this program's", db_url(db), t->name,
                           c.name);
        if (!c.name || !vec_push(x->a, &x->columns, c))
            return err_nomem(e);
        t->columns = x->columns.at;
        t->n_columns = x->columns.n;
    }
    return r;
}

/* One row for each column of each key, those of a key together and in order. */
static const char key_columns[] =
    "select c.relname, case when i.indisprimary then 'p' else 'u' end as kind,"
    " i.indexrelid as key, k.n as n, a.attname, null::name as to_table, null::name as to_column"
    " from pg_index i join pg_class c on c.oid = i.indrelid"
    " cross join lateral unnest(i.indkey::int2[]) with ordinality k(attnum, n)"
    " join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum"
    " where i.indisunique and i.indpred is null and i.indexprs is null and k.n <= i.indnkeyatts"
    " and " OURS(
        "c") " union all select c.relname, 'f', f.oid, k.n, a.attname, t.relname, b.attname"
             " from pg_constraint f join pg_class c on c.oid = f.conrelid"
             " join pg_class t on t.oid = f.confrelid"
             " cross join lateral unnest(f.conkey, f.confkey) with ordinality k(attnum, to_attnum, "
             "n)"
             " join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum"
             " join pg_attribute b on b.attrelid = t.oid and b.attnum = k.to_attnum"
             " where f.contype = 'f' and " OURS("c") " order by 1, 3, 4";

struct key_row {
    int64_t key;
    struct db_table *table;
};

static int add_key_column(struct listing *x, struct stmt *s, struct key_row *last, struct err *e)
{
    struct db_table *t = find_table(x, stmt_text(s, 0));
    struct db_key *k;

    if (!t)
        return 0;
    if (t != last->table) {
        x->keys.at = NULL;
        x->keys.n = x->keys.cap = 0;
    }
    if (t != last->table || stmt_int(s, 2) != last->key) {
        struct db_key fresh = {.kind = stmt_text(s, 1).data[0],
                               .columns = arena_array_of(x->a, t->n_columns, const char *),
                               .to = stmt_is_null(s, 5) ? NULL : copy(x, s, 5)};

        if (fresh.to)
            fresh.to_columns = arena_array_of(x->a, t->n_columns, const char *);
        if (arena_failed(x->a) || !vec_push(x->a, &x->keys, fresh))
            return err_nomem(e);
    }
    *last = (struct key_row){stmt_int(s, 2), t};
    t->keys = x->keys.at;
    t->n_keys = x->keys.n;
    k = &t->keys[t->n_keys - 1];
    k->columns[k->n] = copy(x, s, 4);
    if (k->to)
        k->to_columns[k->n] = copy(x, s, 6);
    k->n++;
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

static int compare_keys(const void *a, const void *b)
{
    static const char order[] = "puf";
    const struct db_key *x = a, *y = b;
    int c = (int)(strchr(order, x->kind) - strchr(order, y->kind));

    for (size_t i = 0; c == 0 && i < x->n && i < y->n; i++)
        c = strcmp(x->columns[i], y->columns[i]);
    return c ? c : (int)x->n - (int)y->n;
}

static int list_keys(struct db *db, struct listing *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct key_row last = {0};
    int r = db_prepare(db, key_columns, &s, e);

    if (r < 0)
        return r;
    while ((r = stmt_step(s, e)) > 0)
        if ((r = add_key_column(x, s, &last, e)) < 0)
            return r;
    for (size_t i = 0; r >= 0 && i < x->tables.n; i++)
        if (x->tables.at[i].n_keys)
            qsort(x->tables.at[i].keys, x->tables.at[i].n_keys, sizeof(struct db_key),
                  compare_keys);
    return r;
}

int pg_tables(struct db *base, struct arena *a, struct db_table **ret, size_t *ret_n, struct err *e)
{
    struct listing x = {.a = a};
    int r = list_columns(base, &x, e);

    if (r >= 0)
        r = list_keys(base, &x, e);
    if (r < 0)
        return r;
    *ret = x.tables.at;
    *ret_n = x.tables.n;
    return 0;
}

/* The first row of a query that finds what must not be there. */
static int refuse_found(struct db *db, const char *sql, const char *zh, const char *en,
                        struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct str what;
    int r = db_prepare(db, sql, &s, e);

    if (r < 0 || (r = stmt_step(s, e)) <= 0)
        return r;
    what = stmt_text(s, 0);
    return err_set(e, E_CORRUPT, "%s：%s%.0s（" STR_FMT "）；请从备份恢复",
                   "%s: %.0s%s (" STR_FMT "); restore a backup", db_url(db), zh, en, STR_ARG(what));
}

/* Rows that refer to nothing. */
static int check_reference(struct db *db, const char *table, const struct db_key *k, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};

    strbuf_printf(&q, "select '%s -> %s' from %s a where not exists (select 1 from %s b where ",
                  table, k->to, table, k->to);
    for (size_t i = 0; i < k->n; i++)
        strbuf_printf(&q, "%sb.%s = a.%s", i ? " and " : "", k->to_columns[i], k->columns[i]);
    strbuf_addc(&q, ')');
    for (size_t i = 0; i < k->n; i++)
        strbuf_printf(&q, " and a.%s is not null", k->columns[i]);
    strbuf_addz(&q, " limit 1");
    if (q.failed)
        return err_nomem(e);
    return refuse_found(db, strbuf_z(&q), "有记录引用不存在的记录",
                        "a record refers to one that does not exist", e);
}

/* Reads every row; the server checks its pages on the way. */
static int check_table(struct db *db, const struct db_table *t, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    int r;

    strbuf_printf(&q, "select count(*) from %s t where t is null and t is not null", t->name);
    if (q.failed)
        return err_nomem(e);
    r = db_query_int(db, NULL, NULL, e, strbuf_z(&q), "");
    for (size_t i = 0; r >= 0 && i < t->n_keys; i++)
        if (t->keys[i].kind == 'f')
            r = check_reference(db, t->name, &t->keys[i], e);
    return r;
}

/* The extension amcheck compares indexes with their tables, where it is installed and this role may
 * use it. */
static int check_indexes(struct db *db, struct err *e)
{
    static const char function[] = "bt_index_check(regclass, boolean)";
    _cleanup_(strbuf_done) struct strbuf q = {0};
    bool there = false;
    int r;

    r = db_query_int(db, NULL, &there, e,
                     "select 1 from pg_proc p join pg_extension x on x.extname = 'amcheck'"
                     " and x.extnamespace = p.pronamespace where p.proname = 'bt_index_check'"
                     " and p.pronargs = 2 and has_function_privilege(p.oid, 'execute')",
                     "");
    if (r < 0 || !there)
        return r;
    strbuf_printf(&q,
                  "select count(%.*s(i.indexrelid::regclass, true)::text) from pg_index i"
                  " join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid"
                  " join pg_am m on m.oid = x.relam and m.amname = 'btree' where " OURS("c"),
                  (int)strcspn(function, "("), function);
    return q.failed ? err_nomem(e) : db_query_int(db, NULL, NULL, e, strbuf_z(&q), "");
}

int pg_verify(struct db *base, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct db_table *tables = NULL;
    size_t n = 0;
    int r;

    if (!a)
        return err_nomem(e);
    r = refuse_found(base,
                     "select x.relname from pg_index i join pg_class c on c.oid = i.indrelid"
                     " join pg_class x on x.oid = i.indexrelid"
                     " where not (i.indisvalid and i.indisready) and " OURS("c") " limit 1",
                     "有失效的索引", "an index is invalid", e);
    if (r >= 0)
        r = refuse_found(base,
                         "select f.conname from pg_constraint f join pg_class c on c.oid ="
                         " f.conrelid where not f.convalidated and " OURS("c") " limit 1",
                         "有未经校验的约束", "a constraint was never validated", e);
    if (r >= 0)
        r = pg_tables(base, a, &tables, &n, e);
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = check_table(base, &tables[i], e);
    return r < 0 ? r : check_indexes(base, e);
}
