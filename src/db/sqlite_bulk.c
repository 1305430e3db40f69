/*
 * Bulk inserts as INSERT with many rows of VALUES: beginning and ending a statement costs as much
 * as writing a row, and a cursor that stays open appends without descending the tree. 16 rows take
 * 0.6 of the time of 16 statements; more rows gain nothing.
 *
 * Rows wait in their bulk until they fill a statement. A table that refers to others has the bulks
 * written first that were begun before its own.
 *
 * OR FAIL: after an error the transaction can only be rolled back, so there is no need for SQLite
 * to keep the pages a statement changes for undoing that statement.
 */
#include "cleanup.h"
#include "sqlite_driver.h"

#include <stdlib.h>

#define ROWS 16

struct value {
    bool null;
    int64_t i;
    struct str s; /* in texts */
};

struct sqlite_bulk {
    struct bulk base;
    struct stmt *many, *one;
    struct arena *texts;
    struct value *values; /* of the rows that wait, and of the one being given */
    size_t n_values;
    int n, rows_max; /* columns, rows of many */
    int rows;        /* that wait */
    bool refers;     /* the table has foreign keys */
    struct sqlite_bulk *next;
};

static struct sqlite_bulk *bulk_of(struct bulk *base)
{
    return (struct sqlite_bulk *)base;
}

/* `insert or fail into t(a,b) values ($1,$2),($3,$4)` */
static int prepare(struct db *db, const char *table, const char *columns, int n, int rows,
                   struct stmt **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf sql = {0};

    strbuf_printf(&sql, "insert or fail into %s(%s) values ", table, columns);
    for (int i = 0; i < n * rows; i++) {
        strbuf_addz(&sql, i == 0 ? "($" : i % n ? ",$" : "),($");
        strbuf_addu(&sql, (uint64_t)i + 1);
    }
    strbuf_addc(&sql, ')');
    if (sql.failed)
        return err_nomem(e);
    return db_prepare(db, strbuf_z(&sql), ret, e);
}

int sqlite_bulk_begin(struct db *base, const char *table, const char *columns, int n,
                      struct bulk **ret, struct err *e)
{
    struct sqlite_db *db = (struct sqlite_db *)base;
    struct sqlite_bulk *b = calloc(1, sizeof *b), **end;
    int r;

    if (!b)
        return err_nomem(e);
    b->n = n;
    b->rows_max = n * ROWS <= DB_PARAMS_MAX ? ROWS : 1;
    b->texts = arena_new(0);
    b->values = calloc((size_t)n * (size_t)b->rows_max, sizeof *b->values);
    for (end = &db->bulks; *end; end = &(*end)->next)
        ;
    *end = b;
    b->base.db = base;
    if (!b->texts || !b->values)
        r = err_nomem(e);
    else if ((r = prepare(base, table, columns, n, b->rows_max, &b->many, e)) >= 0 &&
             (r = prepare(base, table, columns, n, 1, &b->one, e)) >= 0)
        r = db_query_int(base, NULL, &b->refers, e,
                         "select 1 from pragma_foreign_key_list($1) limit 1", "t", str_of(table));
    if (r < 0) {
        sqlite_bulk_free(&b->base);
        return r;
    }
    *ret = &b->base;
    return 0;
}

void sqlite_bulk_free(struct bulk *base)
{
    struct sqlite_bulk *b = bulk_of(base), **p;

    for (p = &((struct sqlite_db *)base->db)->bulks; *p != b; p = &(*p)->next)
        ;
    *p = b->next;
    stmt_done(b->many);
    stmt_done(b->one);
    arena_free(b->texts);
    free(b->values);
    free(b);
}

void sqlite_bulk_int(struct bulk *base, int64_t v)
{
    struct sqlite_bulk *b = bulk_of(base);

    b->values[b->n_values++] = (struct value){.i = v};
}

void sqlite_bulk_bytes(struct bulk *base, struct str v)
{
    struct sqlite_bulk *b = bulk_of(base);

    b->values[b->n_values++] = (struct value){.s = str_dup(b->texts, v)};
}

void sqlite_bulk_null(struct bulk *base)
{
    struct sqlite_bulk *b = bulk_of(base);

    b->values[b->n_values++] = (struct value){.null = true};
}

void sqlite_bulk_drop(struct bulk *base)
{
    struct sqlite_bulk *b = bulk_of(base);

    b->n_values = (size_t)b->rows * (size_t)b->n;
}

static int insert(const struct sqlite_bulk *b, struct stmt *s, const struct value *v, int rows,
                  struct err *e)
{
    for (int i = 0; i < b->n * rows; i++, v++) {
        char type = b->base.types[i % b->n];

        if (v->null)
            stmt_bind_null(s, i + 1);
        else if (type == 'i')
            stmt_bind_int(s, i + 1, v->i);
        else if (type == 't')
            stmt_bind_text(s, i + 1, v->s);
        else
            stmt_bind_blob(s, i + 1, v->s.data, v->s.len);
    }
    return stmt_step(s, e);
}

/* Writes the rows that wait. */
static int flush(struct sqlite_bulk *b, struct err *e)
{
    int r = 0;

    if (b->rows == b->rows_max)
        r = insert(b, b->many, b->values, b->rows, e);
    else
        for (int i = 0; i < b->rows && r >= 0; i++)
            r = insert(b, b->one, b->values + (size_t)i * (size_t)b->n, 1, e);
    b->rows = 0;
    b->n_values = 0;
    arena_reset(b->texts);
    return r < 0 ? err_at(e, "写入表 %s", "table %s", b->base.table) : 0;
}

int sqlite_bulk_end(struct bulk *base, struct err *e)
{
    struct sqlite_bulk *b = bulk_of(base);
    struct sqlite_bulk *first = b->refers ? ((struct sqlite_db *)base->db)->bulks : b;
    int r;

    for (; first != b; first = first->next)
        if ((r = flush(first, e)) < 0)
            return r;
    return flush(b, e);
}

int sqlite_bulk_row(struct bulk *base, struct err *e)
{
    struct sqlite_bulk *b = bulk_of(base);

    if (arena_failed(b->texts))
        return err_nomem(e);
    return ++b->rows < b->rows_max ? 0 : sqlite_bulk_end(base, e);
}
