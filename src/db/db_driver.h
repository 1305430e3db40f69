/*
 * What a database product has to bring (private to src/db).
 *
 * A driver's connection, statement and bulk objects begin with the structs below; everything a
 * driver adds lies behind them. db*.c are the only callers, and check what holds for every product
 * (states of a transaction, kinds of columns), so that a driver only translates.
 */
#pragma once

#include "db.h"

#define DB_PARAMS_MAX 2048              /* parameters of one statement */
#define DB_SQL_BYTES_MAX (1u << 20)     /* text of one statement */
#define DB_VALUE_BYTES_MAX (128u << 20) /* one text or blob, one row */
#define DB_STATEMENTS_IDLE_MAX 256      /* prepared statements kept for reuse */
#define DB_CACHE_BUCKETS 512u
#define DB_ASK_AHEAD 200u /* runs of a query */

enum db_tx { DB_TX_NONE, DB_TX_READ, DB_TX_WRITE };

struct db {
    const struct db_driver *driver;
    char *url;          /* heap; without password */
    char *path;         /* heap; NULL where the database is not a file */
    const char *beside; /* NULL, or the name of db_open_beside */
    enum db_mode mode;
    enum db_tx tx;
    bool failed;      /* the transaction: only a rollback helps */
    bool outer;       /* it is one of db_begin_outer, */
    enum db_tx inner; /* and this one was begun inside */
    bool outrun;      /* it failed because others changed the same rows meanwhile */
    bool closing;
    unsigned serial; /* of the transaction */
    db_begun_fn *at_begin;
    void *at_begin_arg;

    /* db_cache.c */
    struct stmt *bucket[DB_CACHE_BUCKETS];
    struct stmt *newest, *oldest;
    unsigned n_idle;
};

struct stmt {
    const struct db_driver *driver;
    struct db *db;
    char *sql;
    bool writes; /* set by the driver */
    bool nul;    /* in a text bound since the last reset */

    /* db_cache.c */
    uint64_t hash;
    struct stmt *chain;         /* same bucket */
    struct stmt *newer, *older; /* while idle */
    bool in_use;
};

struct bulk {
    const struct db_driver *driver;
    struct db *db;
    char *table;
    unsigned serial; /* of its transaction */
    uint64_t rows;
    int n;       /* columns */
    int col;     /* values given for this row */
    bool wrong;  /* a value of the wrong kind or one too many */
    bool nul;    /* in a text */
    bool ended;  /* nothing was given since bulk_end */
    char *types; /* n letters */
};

struct db_driver {
    /* The words of db_ddl. */
    bool shares; /* databases beside each other are one */
    const char *word_int, *word_text, *word_blob, *word_table, *word_rowtable;

    /* location: what the driver understands; shown: for messages. The driver allocates its object
     * (zeroed) and sets path, db.c the rest. */
    int (*open)(const char *location, const char *shown, enum db_mode mode, struct db **ret,
                struct err *e);
    void (*close)(struct db *db);

    /* On a failed commit nothing of the transaction remains. outrun is set by whatever fails. */
    int (*begin)(struct db *db, bool write, struct err *e);
    int (*commit)(struct db *db, struct err *e);
    void (*rollback)(struct db *db);

    /* Several statements without parameters. */
    int (*exec)(struct db *db, const char *sql, struct err *e);

    /* Schema statements, with {name} for the table's. */
    const char *append_only;

    /* sql lives as long as the statement. reset ends stepping and clears the bindings. */
    int (*prepare)(struct db *db, const char *sql, struct stmt **ret, struct err *e);
    void (*stmt_free)(struct stmt *s);
    void (*bind_int)(struct stmt *s, int i, int64_t v);
    void (*bind_text)(struct stmt *s, int i, struct str v);
    void (*bind_blob)(struct stmt *s, int i, const void *data, size_t len);
    void (*bind_null)(struct stmt *s, int i);
    int (*step)(struct stmt *s, struct err *e);
    void (*reset)(struct stmt *s);
    /* Asks for runs first to first + n - 1 of a query; the next n steps from the beginning, with
     * the same bindings, find the answers there. NULL where that saves nothing. */
    int (*ask_ahead)(struct stmt *s, const struct db_each *x, size_t first, size_t n,
                     struct err *e);
    bool (*is_null)(struct stmt *s, int col);
    int64_t (*get_int)(struct stmt *s, int col);
    struct str (*get_text)(struct stmt *s, int col);
    struct str (*get_blob)(struct stmt *s, int col);
    int (*columns)(struct stmt *s);

    /* Values come in their order and of their kind, bulk_row after the last, bulk_drop instead of
     * it when the row is not complete. bulk_begin sets only what is the driver's own. */
    int (*bulk_begin)(struct db *db, const char *table, const char *columns, int n,
                      struct bulk **ret, struct err *e);
    void (*bulk_int)(struct bulk *b, int64_t v);
    void (*bulk_bytes)(struct bulk *b, struct str v);
    void (*bulk_null)(struct bulk *b);
    int (*bulk_row)(struct bulk *b, struct err *e);
    void (*bulk_drop)(struct bulk *b);
    int (*bulk_end)(struct bulk *b, struct err *e);
    void (*bulk_free)(struct bulk *b);

    int (*has_table)(struct db *db, const char *table, bool *ret, struct err *e);
    int (*has_column)(struct db *db, const char *table, const char *column, bool *ret,
                      struct err *e);
    int (*tables)(struct db *db, struct arena *a, struct db_table **ret, size_t *ret_n,
                  struct err *e);
    /* Takes the files away, inside a write transaction; NULL where there are none. */
    void (*remove)(struct db *db);

    int (*verify)(struct db *db, struct err *e);
};

extern const struct db_driver db_driver_sqlite;
extern const struct db_driver db_driver_postgres;

/* An error inside a transaction ends it (returns r). */
static inline int db_fails(struct db *db, int r)
{
    if (r < 0 && db->tx != DB_TX_NONE)
        db->failed = true;
    return r;
}

int db_given_up(const struct db *db, struct err *e);
int db_refuse_nul(const struct db *db, struct err *e);

static inline bool db_has_nul(struct str text)
{
    return text.len && memchr(text.data, '\0', text.len);
}

/* db_cache.c */
void db_statements_free(struct db *db);
