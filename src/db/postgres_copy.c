/*
 * Bulk inserts as COPY in binary. Rows are encoded as they come and wait in their bulk until all
 * that wait on the connection fill a few megabytes; then every bulk is sent, in the order in which
 * they were begun, so that a table's rows come behind those they refer to.
 */
#include "cleanup.h"
#include "postgres_driver.h"

#include <stdlib.h>

struct pg_bulk {
    struct bulk base;
    char *columns;
    struct strbuf rows; /* encoded; the last one may be incomplete */
    size_t complete;    /* bytes of whole rows */
    uint64_t sent;      /* rows */
    struct pg_bulk *next;
};

static struct pg_bulk *bulk_of(struct bulk *base)
{
    return (struct pg_bulk *)base;
}

static struct pg_db *db_of(struct pg_bulk *b)
{
    return (struct pg_db *)b->base.db;
}

int pg_bulk_begin(struct db *base, const char *table, const char *columns, int n, struct bulk **ret,
                  struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    struct pg_bulk *b = calloc(1, sizeof *b);

    if (!b || !(b->columns = strdup(columns))) {
        free(b);
        return err_nomem(e);
    }
    *db->bulks_end = b;
    db->bulks_end = &b->next;
    *ret = &b->base;
    return 0;
}

static void add16(struct pg_bulk *b, int v)
{
    char p[2];

    pg_put16(p, (uint16_t)v);
    strbuf_add(&b->rows, p, sizeof p);
}

static void add32(struct pg_bulk *b, int v)
{
    char p[4];

    pg_put32(p, (uint32_t)v);
    strbuf_add(&b->rows, p, sizeof p);
}

/* Before the first value of a row: how many there will be. */
static void begin_row(struct pg_bulk *b)
{
    if (b->rows.len == b->complete)
        add16(b, b->base.n);
}

void pg_bulk_int(struct bulk *base, int64_t v)
{
    struct pg_bulk *b = bulk_of(base);
    char p[12];

    begin_row(b);
    pg_put32(p, 8);
    pg_put64(p + 4, (uint64_t)v);
    strbuf_add(&b->rows, p, sizeof p);
}

void pg_bulk_bytes(struct bulk *base, struct str v)
{
    struct pg_bulk *b = bulk_of(base);

    begin_row(b);
    add32(b, (int)v.len);
    strbuf_adds(&b->rows, v);
}

void pg_bulk_null(struct bulk *base)
{
    begin_row(bulk_of(base));
    add32(bulk_of(base), -1);
}

void pg_bulk_drop(struct bulk *base)
{
    struct pg_bulk *b = bulk_of(base);

    b->rows.len = b->complete;
}

int pg_bulk_row(struct bulk *base, struct err *e)
{
    struct pg_bulk *b = bulk_of(base);
    struct pg_db *db = db_of(b);

    if (b->rows.failed)
        return err_nomem(e);
    if (b->rows.len - b->complete > DB_VALUE_BYTES_MAX)
        return err_set(e, E_LIMIT, "%s：值或语句太长", "%s: a value or statement is too long",
                       db->name);
    db->bulk_bytes += b->rows.len - b->complete;
    b->complete = b->rows.len;
    return db->bulk_bytes < PG_COPY_BYTES ? 0 : pg_copy_flush(db, e);
}

/* "COPY table, line 12": the number in the error's context, whatever the language. */
static unsigned long long line_of(const PGresult *res, const char *table)
{
    const char *context = PQresultErrorField(res, PG_DIAG_CONTEXT);
    const char *at = context ? strstr(context, table) : NULL;

    if (!at)
        return 0;
    at += strlen(table);
    at += strcspn(at, "0123456789\n");
    return strtoull(at, NULL, 10);
}

static int copy_error(struct pg_bulk *b, const PGresult *res, struct err *e)
{
    unsigned long long line = line_of(res, b->base.table);

    pg_error(db_of(b), res, e);
    if (line)
        return err_at(e, "写入表 %s 第 %llu 行", "table %s, row %llu", b->base.table,
                      (unsigned long long)b->sent + line);
    return err_at(e, "写入表 %s", "table %s", b->base.table);
}

/* The command, the header, the rows and the trailer. */
static bool put(PGconn *c, const struct pg_bulk *b)
{
    static const char header[19] = "PGCOPY\n\377\r\n";
    static const char trailer[2] = "\377\377";

    return PQputCopyData(c, header, sizeof header) == 1 &&
           PQputCopyData(c, b->rows.data, (int)b->complete) == 1 &&
           PQputCopyData(c, trailer, sizeof trailer) == 1 && PQputCopyEnd(c, NULL) == 1;
}

static int copy(struct pg_bulk *b, struct err *e)
{
    PGconn *c = db_of(b)->c;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    PGresult *res, *more;
    int r = 0;

    strbuf_printf(&sql, "copy %s(%s) from stdin (format binary)", b->base.table, b->columns);
    if (sql.failed)
        return err_nomem(e);
    res = PQexec(c, strbuf_z(&sql));
    if (PQresultStatus(res) == PGRES_COPY_IN) {
        PQclear(res);
        put(c, b);
        res = PQgetResult(c);
        while (res && (more = PQgetResult(c)))
            PQclear(more);
    }
    if (PQresultStatus(res) != PGRES_COMMAND_OK)
        r = copy_error(b, res, e);
    else
        b->sent += strtoull(PQcmdTuples(res), NULL, 10);
    PQclear(res);
    return r;
}

/* Takes the rows out; the memory stays. */
static void sent(struct pg_bulk *b)
{
    memmove(b->rows.data, b->rows.data + b->complete, b->rows.len - b->complete);
    b->rows.len -= b->complete;
    b->complete = 0;
}

/* A plan made for a small table (read it all) stays with a prepared statement, though the table
 * grows: so plans are made anew whenever twice as much has been copied. */
static int replan(struct pg_db *db, struct err *e)
{
    db->copied += db->bulk_bytes;
    if (db->copied < db->replan_at)
        return 0;
    db->replan_at = 2 * db->copied;
    return pg_send(db, "discard plans", NULL, e);
}

int pg_copy_flush(struct pg_db *db, struct err *e)
{
    int r = 0;

    if (db->bulk_bytes == 0)
        return 0;
    r = pg_plain(db, e);
    for (struct pg_bulk *b = db->bulks; b && r >= 0; b = b->next) {
        if (!b->complete)
            continue;
        r = copy(b, e);
        sent(b);
    }
    if (r >= 0)
        r = replan(db, e);
    db->bulk_bytes = 0;
    return r;
}

void pg_copy_forget(struct pg_db *db)
{
    for (struct pg_bulk *b = db->bulks; b; b = b->next) {
        strbuf_clear(&b->rows);
        b->complete = 0;
    }
    db->bulk_bytes = 0;
}

int pg_bulk_end(struct bulk *base, struct err *e)
{
    return pg_copy_flush(db_of(bulk_of(base)), e);
}

void pg_bulk_free(struct bulk *base)
{
    struct pg_bulk *b = bulk_of(base), **p;
    struct pg_db *db = db_of(b);

    for (p = &db->bulks; *p != b; p = &(*p)->next)
        ;
    *p = b->next;
    if (db->bulks_end == &b->next)
        db->bulks_end = p;
    db->bulk_bytes -= b->complete;
    strbuf_done(&b->rows);
    free(b->columns);
    free(b);
}
