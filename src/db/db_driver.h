/*
 * What a database product has to bring (private to src/db).
 *
 * A driver's connection, statement and bulk objects begin with the structs below; everything a
 * driver adds lies behind them. db.c is the only caller, and checks what holds for every product
 * (states of a transaction, kinds of columns), so that a driver only translates.
 */
#pragma once

#include "db.h"

#define DB_PARAMS_MAX 2048              /* parameters of one statement */
#define DB_SQL_BYTES_MAX (1u << 20)     /* text of one statement */
#define DB_VALUE_BYTES_MAX (128u << 20) /* one text or blob, one row */
#define DB_STATEMENTS_IDLE_MAX 256      /* prepared statements kept for reuse */

enum db_tx { DB_TX_NONE, DB_TX_READ, DB_TX_WRITE };

struct db {
    const struct db_driver *driver;
    char *url;  /* heap; without password */
    char *path; /* heap; NULL where the database is not a file */
    enum db_mode mode;
    enum db_tx tx;
};

struct stmt {
    const struct db_driver *driver;
    struct db *db;
};

struct db_driver {
    /* The words of db_ddl. */
    const char *word_int, *word_text, *word_blob, *word_table, *word_rowtable;

    /* location: what follows the scheme. The driver allocates its object, db.c fills in driver,
     * url, mode and tx. */
    int (*open)(const char *location, enum db_mode mode, struct db **ret, struct err *e);
    void (*close)(struct db *db);

    /* On a failed commit nothing of the transaction remains. */
    int (*begin)(struct db *db, bool write, struct err *e);
    int (*commit)(struct db *db, struct err *e);
    void (*rollback)(struct db *db);

    /* Several statements without parameters. */
    int (*exec)(struct db *db, const char *sql, struct err *e);

    int (*prepare)(struct db *db, const char *sql, struct stmt **ret, struct err *e);
    void (*stmt_done)(struct stmt *s);
    void (*bind_int)(struct stmt *s, int i, int64_t v);
    void (*bind_text)(struct stmt *s, int i, struct str v);
    void (*bind_blob)(struct stmt *s, int i, const void *data, size_t len);
    void (*bind_null)(struct stmt *s, int i);
    int (*step)(struct stmt *s, struct err *e);
    void (*reset)(struct stmt *s);
    bool (*is_null)(struct stmt *s, int col);
    int64_t (*get_int)(struct stmt *s, int col);
    struct str (*get_text)(struct stmt *s, int col);
    struct str (*get_blob)(struct stmt *s, int col);
    int (*columns)(struct stmt *s);

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
