/*
 * Databases out of a source: made by this program's own migrations at the source's versions,
 * filled, read again and compared, brought to this program's versions, each in one transaction.
 */
#include "archive_private.h"

#include "cleanup.h"
#include "lang.h"
#include "progress.h"

struct load {
    struct archive_source *source;
    struct archive_dbs dbs;
    struct arena *arena;
    struct db_table *made; /* what the databases have */
    size_t n_made;
    struct progress *progress;
    uint64_t done;
};

static int describe(struct load *x, struct err *e)
{
    return dbs_tables(&x->dbs, x->arena, &x->made, &x->n_made, e);
}

/* The rows of this one come with the parts. */
static bool is_versions(const struct db_table *t)
{
    return strcmp(t->name, SCHEMA_VERSION) == 0;
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
    if (is_versions(t))
        return 0;
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
    struct db *db;
    int r;

    for (size_t i = 0; i < t->n_columns; i++) {
        strbuf_printf(&columns, i ? ",%s" : "%s", t->columns[i].name);
        strbuf_addc(&types, t->columns[i].type);
    }
    if (columns.failed || types.failed)
        return err_nomem(e);
    if ((r = check_table(x, t, e)) < 0 || (r = source_table(x->source, table, e)) < 0)
        return r;
    if (is_versions(t))
        return source_skip(x->source, e);
    if ((r = dbs_table(&x->dbs, t->name, &db, e)) < 0 ||
        (r = bulk_begin(db, t->name, strbuf_z(&columns), strbuf_z(&types), &b, e)) < 0)
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
    static const struct schema_part *const *const lists[] = {register_parts, office_parts};
    const struct manifest *m = x->source->manifest;
    int r = 0;

    for (size_t l = 0; l < ARRAY_LEN(lists); l++)
        for (size_t i = 0; lists[l][i] && r >= 0; i++)
            for (size_t k = 0; k < m->n_parts && r >= 0; k++)
                if (strcmp(m->parts[k].name, lists[l][i]->name) == 0)
                    r = db_migrate_to(dbs_part(&x->dbs, lists[l][i]), lists[l][i],
                                      (int)m->parts[k].version, NULL, e);
    return r;
}

/* Migrations leave rows of their own, which the source has as well. */
static int clear_tables(struct load *x, struct err *e)
{
    int r = describe(x, e);

    for (size_t i = x->n_made; i > 0 && r >= 0; i--) {
        const char *sql = arena_printf(x->arena, "delete from %s", x->made[i - 1].name);
        struct db *db;

        if (!sql)
            return err_nomem(e);
        if ((r = dbs_table(&x->dbs, x->made[i - 1].name, &db, e)) >= 0)
            r = db_run(db, e, sql, "");
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
        if ((r = load_table(x, i, e)) < 0 || (r = part->shape(x->dbs.reg, e)) < 0)
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
    x.dbs = dbs_of(db, NULL);
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
    r = source_db_open_as(&x->dbs, &copy, &again, e);
    for (size_t i = 0; i < m->n_tables && r >= 0; i++) {
        const struct archive_table *was = &m->tables[i], *is = &copy.tables[i];

        if (is_versions(&was->shape))
            continue;
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

/* To this program's versions, and what was true of the other databases only goes. */
static int bring_here(const struct archive_dbs *d, int *ret_steps, struct err *e)
{
    static const struct schema_part *const *const lists[] = {register_parts, office_parts};
    int r = 0;

    *ret_steps = 0;
    for (size_t l = 0; l < ARRAY_LEN(lists) && r >= 0; l++) {
        int steps;

        r = schema_parts_migrate(dbs_part(d, lists[l][0]), lists[l], &steps, e);
        if (r >= 0)
            *ret_steps += steps;
        for (size_t i = 0; lists[l][i] && r >= 0; i++)
            if (lists[l][i]->restored)
                r = lists[l][i]->restored(dbs_part(d, lists[l][i]), e);
    }
    return r;
}

/* E_EXISTS for one with tables. */
static int check_empty(struct db *db, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct db_table *t;
    size_t n;
    int r = a ? db_tables(db, a, &t, &n, e) : err_nomem(e);

    if (r < 0 || n == 0)
        return r;
    return err_set(e, E_EXISTS, "%s 不是空的（有表 %s），没有改动；请换一个还没有登记库的位置",
                   "%s is not empty (it has the table %s) and was left alone; name a place without "
                   "a register",
                   db_url(db), t[0].name);
}

/* One of the databases to be filled. */
struct target {
    const char *url;
    bool office;
    bool made; /* it was missing */
    struct db *db;
};

static int open_db(const struct target *t, enum db_mode mode, struct db **ret, struct err *e)
{
    return t->office ? db_open_beside(t->url, OFFICE_NAME, mode, ret, e)
                     : db_open(t->url, mode, ret, e);
}

static bool is_missing(const struct target *t)
{
    _cleanup_(db_closep) struct db *db = NULL;

    return open_db(t, DB_READ, &db, NULL) == E_NOT_FOUND;
}

static int begin_target(struct target *t, struct err *e)
{
    int r;

    t->made = is_missing(t);
    r = open_db(t, t->made ? DB_CREATE : DB_WRITE, &t->db, e);
    return r < 0 ? r : db_begin(t->db, true, e);
}

/* Takes it away if it was missing, is empty again, and no other process has taken the place. */
static void end_target(struct target *t)
{
    if (!t->db)
        return;
    db_rollback(t->db);
    if (t->made && db_begin(t->db, true, NULL) >= 0 && check_empty(t->db, NULL) < 0)
        db_rollback(t->db);
    if (t->made)
        db_remove(take(t->db));
    else
        db_close(take(t->db));
}

/* Was it committed by a restore that was killed before its register was? */
static int is_orphan(struct db *office, bool *ret, struct err *e)
{
    bool found;
    int r = db_has_table(office, SCHEMA_VERSION, &found, e);

    *ret = false;
    if (r < 0 || !found)
        return r;
    return db_query_int(office, NULL, ret, e, "select version from schema_version where part = $1",
                        "t", STR(RESTORING));
}

static int begin_office(struct target *t, struct err *e)
{
    bool orphan;
    int r;

    if ((r = begin_target(t, e)) < 0 || (r = is_orphan(t->db, &orphan, e)) < 0)
        return r;
    if (orphan) {
        db_remove(take(t->db));
        if ((r = begin_target(t, e)) < 0)
            return r;
    }
    return check_empty(t->db, e);
}

/* The office first: what a kill leaves of it is known by its mark. */
static int commit_both(const struct archive_dbs *d, struct err *e)
{
    int r;

    if (d->office != d->reg &&
        ((r = db_run(d->office, e, "insert into schema_version(part, version) values ($1, 1)", "t",
                     STR(RESTORING))) < 0 ||
         (r = db_commit(d->office, e)) < 0))
        return r;
    if ((r = db_commit(d->reg, e)) < 0)
        return r;
    if (d->office != d->reg)
        db_run(d->office, NULL, "delete from schema_version where part = $1", "t", STR(RESTORING));
    return 0;
}

static int fill(struct archive_source *s, struct target *reg, struct target *office, int *ret_steps,
                struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct load x = {.source = s, .arena = a};
    int r;

    if (!a)
        return err_nomem(e);
    if ((r = begin_target(reg, e)) < 0 || (r = check_empty(reg->db, e)) < 0 ||
        (db_path(reg->db) && (r = begin_office(office, e)) < 0))
        return r;
    x.dbs = dbs_of(reg->db, office->db);
    if ((r = load_all(&x, e)) < 0 || (r = bring_here(&x.dbs, ret_steps, e)) < 0)
        return r;
    return commit_both(&x.dbs, e);
}

static int restore(struct archive_source *s, const char *url, struct restored *ret, struct err *e)
{
    struct target reg = {url}, office = {url, .office = true};
    int steps = 0, r = fill(s, &reg, &office, &steps, e);

    if (r < 0) {
        end_target(&office);
        end_target(&reg);
        return r;
    }
    db_close(office.db);
    *ret = (struct restored){s->manifest, reg.db, steps};
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

int archive_copy(struct db *from, struct db *office, const struct actor *actor, const char *url,
                 struct arena *a, struct restored *ret, struct err *e)
{
    struct archive_dbs d = dbs_of(from, office);
    _cleanup_(source_freep) struct archive_source *s = NULL;
    int r;

    if ((r = actor_require(actor, RIGHT_ADMINISTER, e)) < 0 || (r = dbs_begin_read(&d, e)) < 0)
        return r;
    r = source_db_open(&d, a, &s, e);
    if (r >= 0)
        r = restore(s, url, ret, e);
    source_free(take(s));
    dbs_rollback(&d);
    return r;
}
