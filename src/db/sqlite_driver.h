/* The two halves of the SQLite driver (private to src/db). */
#pragma once

#include "db_driver.h"
#include "sqlite_turn.h"

#include <sqlite3.h>

struct sqlite_stmt {
    struct stmt base;
    sqlite3_stmt *h;
    int failed; /* first failure of a bind since the last reset */
    int n_params;
    uint16_t index[]; /* SQLite's index of $1, $2, … */
};

struct sqlite_db {
    struct db base;
    sqlite3 *h;
    char *name;                /* for messages */
    struct sqlite_bulk *bulks; /* in the order in which they were begun */
    struct turns *turns;       /* NULL: in memory */
    bool own_turn;             /* a write transaction's */
};

int sqlite_exec(struct sqlite_db *db, const char *sql, struct err *e);

int sqlite_prepare(struct db *base, const char *sql, struct stmt **ret, struct err *e);
void sqlite_stmt_free(struct stmt *base);
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
int sqlite_bulk_begin(struct db *base, const char *table, const char *columns, int n,
                      struct bulk **ret, struct err *e);
void sqlite_bulk_int(struct bulk *base, int64_t v);
void sqlite_bulk_bytes(struct bulk *base, struct str v);
void sqlite_bulk_null(struct bulk *base);
int sqlite_bulk_row(struct bulk *base, struct err *e);
void sqlite_bulk_drop(struct bulk *base);
int sqlite_bulk_end(struct bulk *base, struct err *e);
void sqlite_bulk_free(struct bulk *base);
