/* Tables out of a database, each in the order of its primary key. */
#include "archive_private.h"

#include "cleanup.h"

#include <stdlib.h>

struct source_db {
    struct archive_source base;
    struct archive_dbs dbs;
    struct stmt *rows;
};

static void add_names(struct strbuf *b, const char *between, const char *name)
{
    strbuf_addz(b, between);
    strbuf_addz(b, name);
}

static int open_table(struct archive_source *base, struct err *e)
{
    struct source_db *s = (struct source_db *)base;
    const struct db_table *t = &base->manifest->tables[base->table].shape;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    struct db *db;
    int r;

    for (size_t i = 0; i < t->n_columns; i++)
        add_names(&sql, i ? "," : "select ", t->columns[i].name);
    add_names(&sql, " from ", t->name);
    for (size_t i = 0; i < t->keys[0].n; i++)
        add_names(&sql, i ? "," : " order by ", t->keys[0].columns[i]);
    if (sql.failed)
        return err_nomem(e);
    stmt_done(take(s->rows));
    r = dbs_table(&s->dbs, t->name, &db, e);
    return r < 0 ? r : db_prepare(db, strbuf_z(&sql), &s->rows, e);
}

static int next(struct archive_source *base, struct err *e)
{
    struct source_db *s = (struct source_db *)base;
    struct archive_rows *rows = &base->rows;
    int r = stmt_step(s->rows, e);

    if (r <= 0)
        return r;
    for (size_t i = 0; i < rows->n; i++) {
        struct value *v = &rows->values[i];

        *v = (struct value){.null = !rows->columns[i].not_null && stmt_is_null(s->rows, (int)i)};
        if (v->null)
            continue;
        if (rows->columns[i].type == 'i')
            v->i = stmt_int(s->rows, (int)i);
        else if (rows->columns[i].type == 't')
            v->s = stmt_text(s->rows, (int)i);
        else
            v->s = stmt_blob(s->rows, (int)i);
    }
    r = archive_rows_encode(rows, e);
    return r < 0 ? r : 1;
}

static void free_db(struct archive_source *base)
{
    stmt_done(((struct source_db *)base)->rows);
}

static const struct source_kind kind = {
    .open_table = open_table,
    .next = next,
    .free = free_db,
};

int source_db_open_as(const struct archive_dbs *d, struct manifest *m, struct archive_source **ret,
                      struct err *e)
{
    struct source_db *s = calloc(1, sizeof *s);

    if (!s)
        return err_nomem(e);
    s->base = (struct archive_source){.manifest = m, .name = db_url(d->reg), .kind = &kind};
    s->dbs = *d;
    *ret = &s->base;
    return 0;
}

int source_db_open(const struct archive_dbs *d, struct arena *a, struct archive_source **ret,
                   struct err *e)
{
    struct manifest *m;
    int r = manifest_of(d, a, &m, e);

    return r < 0 ? r : source_db_open_as(d, m, ret, e);
}
