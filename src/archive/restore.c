/*
 * A database out of a source: made by this program's own migrations at the source's versions,
 * filled, read again and compared, brought to this program's versions, all in one transaction.
 */
#include "archive_private.h"

#include "cleanup.h"
#include "lang.h"
#include "progress.h"
#include "schema_parts.h"

struct load {
    struct archive_source *source;
    struct db *db;
    struct arena *arena;
    struct db_table *made; /* what the database has */
    size_t n_made;
    struct progress *progress;
    uint64_t done;
};

static int describe(struct load *x, struct err *e)
{
    int r = db_tables(x->db, x->arena, &x->made, &x->n_made, e);

    return r < 0 ? r : tables_sort(x->made, x->n_made, e);
}

/* Columns in any order, the primary key in its own. b's first key is that. */
static bool same_columns(const struct db_table *a, const struct db_table *b)
{
    size_t same = 0;

    if (!a->n_keys || a->keys[0].kind != 'p' || a->keys[0].n != b->keys[0].n ||
        a->n_columns != b->n_columns)
        return false;
    for (size_t i = 0; i < a->keys[0].n; i++)
        if (strcmp(a->keys[0].columns[i], b->keys[0].columns[i]) != 0)
            return false;
    for (size_t i = 0; i < a->n_columns; i++)
        for (size_t k = 0; k < b->n_columns; k++)
            same += strcmp(a->columns[i].name, b->columns[k].name) == 0 &&
                    a->columns[i].type == b->columns[k].type;
    return same == a->n_columns;
}

static int differs(const struct load *x, const char *table, struct err *e)
{
    return err_set(
        e, E_UNSUPPORTED,
        "%s：表 %s 与本程序所建的不同，不能照样恢复；请用建立它的程序，或先运行 heyi init",
        "%s: the table %s is not as this program makes it and can't be restored; use the "
        "program that made it, or run heyi init first",
        x->source->name, table);
}

static int check_table(const struct load *x, const struct db_table *t, struct err *e)
{
    for (size_t i = 0; i < x->n_made; i++)
        if (strcmp(x->made[i].name, t->name) == 0)
            return same_columns(&x->made[i], t) ? 0 : differs(x, t->name, e);
    return differs(x, t->name, e);
}

/* Every table of the one is in the other. */
static int check_tables(const struct load *x, struct err *e)
{
    const struct manifest *m = x->source->manifest;

    for (size_t i = 0; i < m->n_tables; i++) {
        int r = check_table(x, &m->tables[i].shape, e);

        if (r < 0)
            return r;
    }
    for (size_t i = 0; i < x->n_made; i++) {
        size_t k = 0;

        while (k < m->n_tables && strcmp(m->tables[k].shape.name, x->made[i].name) != 0)
            k++;
        if (k == m->n_tables)
            return differs(x, x->made[i].name, e);
    }
    return 0;
}

static void put_row(struct bulk *b, const struct archive_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct value *v = &rows->values[i];

        if (v->null)
            bulk_null(b);
        else if (rows->columns[i].type == 'i')
            bulk_int(b, v->i);
        else if (rows->columns[i].type == 't')
            bulk_text(b, v->s);
        else
            bulk_blob(b, v->s.data, v->s.len);
    }
}

static int load_table(struct load *x, size_t table, struct err *e)
{
    const struct db_table *t = &x->source->manifest->tables[table].shape;
    _cleanup_(strbuf_done) struct strbuf columns = {0}, types = {0};
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int r;

    for (size_t i = 0; i < t->n_columns; i++) {
        strbuf_printf(&columns, i ? ",%s" : "%s", t->columns[i].name);
        strbuf_addc(&types, t->columns[i].type);
    }
    if (columns.failed || types.failed)
        return err_nomem(e);
    if ((r = check_table(x, t, e)) < 0 || (r = source_table(x->source, table, e)) < 0 ||
        (r = bulk_begin(x->db, t->name, strbuf_z(&columns), strbuf_z(&types), &b, e)) < 0)
        return r;
    while ((r = source_next(x->source, e)) > 0) {
        put_row(b, &x->source->rows);
        if ((r = bulk_row(b, e)) < 0 || (r = progress_tick(x->progress, ++x->done, e)) < 0)
            return r;
    }
    return r < 0 ? r : bulk_end(b, e);
}

static int migrate_to_versions(struct load *x, struct err *e)
{
    const struct manifest *m = x->source->manifest;
    int r = 0;

    for (size_t i = 0; schema_parts[i] && r >= 0; i++)
        for (size_t k = 0; k < m->n_parts && r >= 0; k++)
            if (strcmp(m->parts[k].name, schema_parts[i]->name) == 0)
                r = db_migrate_to(x->db, schema_parts[i], (int)m->parts[k].version, NULL, e);
    return r;
}

/* Migrations leave rows of their own, which the source has as well. */
static int clear_tables(struct load *x, struct err *e)
{
    int r = describe(x, e);

    for (size_t i = x->n_made; i > 0 && r >= 0; i--) {
        const char *sql = arena_printf(x->arena, "delete from %s", x->made[i - 1].name);

        r = sql ? db_run(x->db, e, sql, "") : err_nomem(e);
    }
    return r;
}

/* The tables as the source has them, with the rows of those that shape others; *ret_table is the
 * first that has none yet. */
static int make_tables(struct load *x, size_t *ret_table, struct err *e)
{
    const struct manifest *m = x->source->manifest;
    const struct schema_part *part;
    size_t i;
    int r;

    if ((r = migrate_to_versions(x, e)) < 0 || (r = clear_tables(x, e)) < 0)
        return r;
    for (i = 0; i < m->n_tables && (part = schema_part_shaped_by(m->tables[i].shape.name)); i++)
        if ((r = load_table(x, i, e)) < 0 || (r = part->shape(x->db, e)) < 0)
            return r;
    if ((r = describe(x, e)) < 0 || (r = check_tables(x, e)) < 0)
        return r;
    *ret_table = i;
    return 0;
}

int restore_rehearse(struct archive_source *s, size_t *ret_table, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(db_closep) struct db *db = NULL;
    struct load x = {.source = s, .arena = a};
    int r;

    if (!a)
        return err_nomem(e);
    if ((r = db_open("sqlite::memory:", DB_CREATE, &db, e)) < 0 || (r = db_begin(db, true, e)) < 0)
        return r;
    x.db = db;
    return make_tables(&x, ret_table, e);
}

/* Reads everything again. */
static int prove(struct load *x, struct err *e)
{
    _cleanup_(source_freep) struct archive_source *again = NULL;
    const struct manifest *m = x->source->manifest;
    struct manifest copy = *m;
    uint64_t done = 0;
    int r;

    copy.tables = arena_dup(x->arena, m->tables, m->n_tables * sizeof *m->tables);
    if (!copy.tables)
        return err_nomem(e);
    r = source_db_open_as(x->db, &copy, &again, e);
    for (size_t i = 0; i < m->n_tables && r >= 0; i++) {
        const struct archive_table *was = &m->tables[i], *is = &copy.tables[i];

        r = source_table(again, i, e);
        while (r >= 0 && (r = source_next(again, e)) > 0)
            r = progress_tick(x->progress, ++done, e);
        if (r >= 0 && (is->rows != was->rows || memcmp(is->digest, was->digest, SM3_BYTES) != 0))
            return err_set(
                e, E_CORRUPT, "重读核对：表 %s 写入 %llu 行，读出 %llu 行，内容不符，已全部撤销",
                "read again, table %s differs: %llu rows written, %llu read; everything "
                "was undone",
                was->shape.name, (unsigned long long)was->rows, (unsigned long long)is->rows);
    }
    return r;
}

static int load_all(struct load *x, struct err *e)
{
    _cleanup_(progress_freep) struct progress *loading =
        progress_new("已写入行数", "rows written", 0);
    const struct manifest *m = x->source->manifest;
    size_t i;
    int r;

    x->progress = loading;
    r = make_tables(x, &i, e);
    for (; r >= 0 && i < m->n_tables; i++)
        r = load_table(x, i, e);
    if (r >= 0)
        r = source_finish(x->source, e);
    if (r < 0)
        return source_blame(x->source, r, e);
    _cleanup_(progress_freep) struct progress *proving =
        progress_new("已核对行数", "rows compared", 0);
    x->progress = proving;
    return prove(x, e);
}

/* What was true of the other database only. */
static int forget(struct db *db, struct err *e)
{
    int r = 0;

    for (size_t i = 0; schema_parts[i] && r >= 0; i++)
        if (schema_parts[i]->restored)
            r = schema_parts[i]->restored(db, e);
    return r;
}

static int check_empty(struct load *x, struct err *e)
{
    int r = db_tables(x->db, x->arena, &x->made, &x->n_made, e);

    if (r < 0 || x->n_made == 0)
        return r;
    return err_set(e, E_EXISTS, "%s 不是空的（有表 %s），没有改动；请换一个还没有登记库的位置",
                   "%s is not empty (it has the table %s) and was left alone; name a place without "
                   "a register",
                   db_url(x->db), x->made[0].name);
}

static bool is_missing(const char *url)
{
    _cleanup_(db_closep) struct db *db = NULL;

    return db_open(url, DB_READ, &db, NULL) == E_NOT_FOUND;
}

/* The database is empty again, unless another process has taken the place in the meantime. */
static void remove_made(struct load *x, struct db *db)
{
    db_rollback(db);
    if (db_begin(db, true, NULL) >= 0 && check_empty(x, NULL) < 0)
        db_rollback(db);
    db_remove(db);
}

static int restore(struct archive_source *s, const char *url, struct restored *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(db_closep) struct db *db = NULL;
    struct load x = {.source = s, .arena = a};
    bool made = is_missing(url);
    int r, steps;

    if (!a)
        return err_nomem(e);
    if ((r = db_open(url, made ? DB_CREATE : DB_WRITE, &db, e)) < 0 ||
        (r = db_begin(db, true, e)) < 0)
        return r;
    x.db = db;
    if ((r = check_empty(&x, e)) < 0)
        return r;
    if ((r = load_all(&x, e)) < 0 || (r = schema_parts_migrate(db, &steps, e)) < 0 ||
        (r = forget(db, e)) < 0 || (r = db_commit(db, e)) < 0) {
        if (made)
            remove_made(&x, take(db));
        return r;
    }
    *ret = (struct restored){s->manifest, take(db), steps};
    return 0;
}

int archive_restore(const char *path, const struct actor *actor, const char *url, struct arena *a,
                    struct restored *ret, struct err *e)
{
    _cleanup_(source_freep) struct archive_source *s = NULL;
    int r;

    if ((r = actor_require(actor, RIGHT_ADMINISTER, e)) < 0 ||
        (r = source_file_open(path, a, &s, e)) < 0)
        return r;
    return restore(s, url, ret, e);
}

int archive_copy(struct db *from, const struct actor *actor, const char *url, struct arena *a,
                 struct restored *ret, struct err *e)
{
    _cleanup_(source_freep) struct archive_source *s = NULL;
    int r;

    if ((r = actor_require(actor, RIGHT_ADMINISTER, e)) < 0 || (r = db_begin(from, false, e)) < 0)
        return r;
    r = source_db_open(from, a, &s, e);
    if (r >= 0)
        r = restore(s, url, ret, e);
    source_free(take(s));
    db_rollback(from);
    return r;
}
