/* The two halves of the SQLite driver (private to src/db). */
#pragma once

#include "db_driver.h"

#include <sqlite3.h>

#define SQLITE_CACHE_BUCKETS 512u

struct sqlite_stmt {
    struct stmt base;
    sqlite3_stmt *h;
    char *sql;
    uint64_t hash;
    struct sqlite_stmt *chain;         /* same bucket */
    struct sqlite_stmt *newer, *older; /* while idle */
    bool in_use;
    bool writes;
    int failed; /* first failure of a bind since the last reset */
    int n_params;
    uint16_t index[]; /* SQLite's index of $1, $2, … */
};

struct sqlite_db {
    struct db base;
    sqlite3 *h;
    char *name; /* for messages */
    struct sqlite_stmt *bucket[SQLITE_CACHE_BUCKETS];
    struct sqlite_stmt *newest, *oldest;
    unsigned n_idle;
};

int sqlite_exec(struct sqlite_db *db, const char *sql, struct err *e);
/* SQLite rolls back by itself when the disk is full or fails; what comes after must not be taken
 * for part of the transaction, nor committed one by one. */
int sqlite_given_up(struct sqlite_db *db, struct err *e);

void sqlite_statements_free(struct sqlite_db *db);
int sqlite_prepare(struct db *base, const char *sql, struct stmt **ret, struct err *e);
void sqlite_stmt_done(struct stmt *base);
void sqlite_bind_int(struct stmt *base, int i, int64_t v);
void sqlite_bind_text(struct stmt *base, int i, struct str v);
void sqlite_bind_blob(struct stmt *base, int i, const void *data, size_t len);
void sqlite_bind_null(struct stmt *base, int i);
int sqlite_step(struct stmt *base, struct err *e);
void sqlite_reset(struct stmt *base);
bool sqlite_is_null(struct stmt *base, int col);
int64_t sqlite_get_int(struct stmt *base, int col);
struct str sqlite_get_text(struct stmt *base, int col);
struct str sqlite_get_blob(struct stmt *base, int col);
int sqlite_columns(struct stmt *base);

int sqlite_tables(struct db *db, struct arena *a, struct db_table **ret, size_t *ret_n,
                  struct err *e);
int sqlite_verify(struct db *base, struct err *e);
