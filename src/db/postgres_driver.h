/* The parts of the PostgreSQL driver (private to src/db). */
#pragma once

#include "db_driver.h"

#include <libpq-fe.h>

/* Types of the catalogue (server/catalog/pg_type_d.h), which never change. */
enum {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_CHAR = 18,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_OID = 26,
    PG_UNKNOWN = 705,
    PG_BPCHAR = 1042,
    PG_VARCHAR = 1043,
    PG_NUMERIC = 1700,
};

#define PG_QUEUE_MAX 256          /* writes whose results are not yet known */
#define PG_PROBE_ROWS 256         /* a result up to here is read at once, a larger one by cursor */
#define PG_FETCH_BYTES (1u << 20) /* of one piece of a cursor */
#define PG_COPY_BYTES (4u << 20)  /* rows of all bulks that wait to be sent */

struct pg_stmt;
struct pg_bulk;

/* Sent, not yet answered. */
struct pg_queued {
    struct pg_stmt *stmt; /* NULL: one of the driver's own */
    bool prepares;
    PGresult **ret; /* gets the answer; NULL: nobody wants it unless it is the last */
};

struct pg_db {
    struct db base;
    PGconn *c;
    char *name; /* for messages */
    bool lost;  /* the connection */
    bool locked;
    struct pg_queued queue[PG_QUEUE_MAX];
    size_t n_queued;
    unsigned last_id;                   /* of prepared statements and cursors */
    struct pg_bulk *bulks, **bulks_end; /* in the order in which they were begun */
    size_t bulk_bytes;
    uint64_t copied, replan_at; /* bytes */
};

/* postgres_sql.c: what the driver must know of a statement's text. */
enum pg_kind {
    PG_EMPTY,
    PG_READS,       /* a query to which a LIMIT can be added, and which can be a cursor */
    PG_READS_WHOLE, /* any other without effects */
    PG_WRITES,
    PG_WRITES_ROWS, /* … that may have a result */
};
struct pg_sql {
    enum pg_kind kind;
    int n_params; /* the highest $n */
    size_t len;   /* without what stands behind the last word */
};
struct pg_sql pg_sql_scan(const char *sql);

/* postgres_pipeline.c: everything but COPY and schema statements goes through libpq's pipeline. */
struct pg_values {
    int n;
    const Oid *types;
    const char *const *values; /* NULL: null */
    const int *lengths;
};
int pg_send(struct pg_db *db, const char *text, const struct pg_values *v, struct err *e);
int pg_send_prepare(struct pg_db *db, struct pg_stmt *s, const char *name, const char *text,
                    const struct pg_values *v, struct err *e);
/* ret (may be NULL) gets the answer at the next wait, which may also be that of another send. */
int pg_send_prepared(struct pg_db *db, struct pg_stmt *s, const char *name,
                     const struct pg_values *v, PGresult **ret, struct err *e);
/* Waits for all answers. ret (may be NULL) gets that of the last statement, unless it has a place
 * of its own. An error is the first one's, and says which statement it came from. */
int pg_wait(struct pg_db *db, PGresult **ret, struct err *e);
/* One statement without parameters, and its answer. */
int pg_run(struct pg_db *db, const char *text, struct err *e);
/* Waits, and leaves the pipeline. */
int pg_plain(struct pg_db *db, struct err *e);

/* postgres_error.c: res or, where there is none, the connection tells. */
int pg_error(struct pg_db *db, const PGresult *res, struct err *e);
int pg_connect_error(const PGconn *c, const char *shown, struct err *e);
int pg_lost(struct pg_db *db, struct err *e);

/* postgres_value.c */
bool pg_numeric_int(const char *data, int len, int64_t *ret);
int64_t pg_int(Oid type, const char *data, int len);

static inline void pg_put16(char *p, uint16_t v)
{
    v = __builtin_bswap16(v);
    memcpy(p, &v, sizeof v);
}

static inline void pg_put32(char *p, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(p, &v, sizeof v);
}

static inline void pg_put64(char *p, uint64_t v)
{
    v = __builtin_bswap64(v);
    memcpy(p, &v, sizeof v);
}

/* postgres_connect.c */
int pg_open(const char *url, const char *shown, enum db_mode mode, struct db **ret, struct err *e);
void pg_close(struct db *base);

/* postgres.c */
int pg_begin(struct db *base, bool write, struct err *e);
int pg_commit(struct db *base, struct err *e);
void pg_rollback(struct db *base);

/* postgres_stmt.c */
int pg_prepare(struct db *base, const char *sql, struct stmt **ret, struct err *e);
void pg_stmt_free(struct stmt *base);
void pg_bind_int(struct stmt *base, int i, int64_t v);
void pg_bind_text(struct stmt *base, int i, struct str v);
void pg_bind_blob(struct stmt *base, int i, const void *data, size_t len);
void pg_bind_null(struct stmt *base, int i);
int pg_step(struct stmt *base, struct err *e);
int pg_ask_ahead(struct stmt *base, const struct db_each *x, size_t first, size_t n, struct err *e);
void pg_reset(struct stmt *base);
bool pg_is_null(struct stmt *base, int col);
int64_t pg_get_int(struct stmt *base, int col);
struct str pg_get_text(struct stmt *base, int col);
struct str pg_get_blob(struct stmt *base, int col);
int pg_columns(struct stmt *base);
/* Preparing it on the server has failed. */
void pg_unprepare(struct pg_stmt *s);

/* postgres_copy.c */
int pg_bulk_begin(struct db *base, const char *table, const char *columns, int n, struct bulk **ret,
                  struct err *e);
void pg_bulk_int(struct bulk *b, int64_t v);
void pg_bulk_bytes(struct bulk *b, struct str v);
void pg_bulk_null(struct bulk *b);
int pg_bulk_row(struct bulk *b, struct err *e);
void pg_bulk_drop(struct bulk *b);
int pg_bulk_end(struct bulk *b, struct err *e);
void pg_bulk_free(struct bulk *b);
/* Sends the rows that wait, in the order in which their bulks were begun; forgets them. */
int pg_copy_flush(struct pg_db *db, struct err *e);
void pg_copy_forget(struct pg_db *db);

/* postgres_tables.c */
int pg_has_table(struct db *base, const char *table, bool *ret, struct err *e);
int pg_has_column(struct db *base, const char *table, const char *column, bool *ret, struct err *e);
int pg_tables(struct db *base, struct arena *a, struct db_table **ret, size_t *ret_n,
              struct err *e);
int pg_verify(struct db *base, struct err *e);
