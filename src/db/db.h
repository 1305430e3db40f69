/*
 * Databases: one interface, one driver per product (SQLite, PostgreSQL), and nothing above this
 * header may notice which.
 *
 * SQL is written in the common subset (upsert, returning, CTEs, window functions) with parameters
 * $1, $2, …; every value is bound, never spliced. Values are int64, text (UTF-8 without NUL), blob
 * or null; there are no floating-point columns: money is fen, dates are days since 1970, instants
 * are microseconds, booleans 0/1. Text is ordered by its bytes.
 *
 * What the stricter of the two wants: a condition is a comparison, never a number; a parameter is
 * first used where its kind is plain (`x = $1 or $1 is null`, not the other way round); a subquery
 * has an alias; rows have an order only by ORDER BY.
 *
 * DDL goes through db_ddl, which expands the few words that differ:
 *   {int} {text} {blob}   column types (text ordered by its bytes)
 *   {table}               behind the closing parenthesis of CREATE TABLE (STRICT, WITHOUT ROWID;
 *                         nothing on PostgreSQL)
 *   {rowtable}            the same for a table of wide rows (above some 200 bytes), whose primary
 *                         key shall be an index beside the rows (STRICT)
 *
 * A connection belongs to one thread. Errors of constraints are E_CONFLICT, of a lock held by
 * another process E_BUSY, of damaged data E_CORRUPT, of a newer schema E_UNSUPPORTED, of a server
 * that went away E_IO.
 */
#pragma once

#include "arena.h"
#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct stmt;
struct bulk;

enum db_mode { DB_READ, DB_WRITE, DB_CREATE };

/* url: a path, `sqlite:PATH`, `sqlite::memory:` (tests), or `postgresql://…` as libpq takes it.
 * DB_CREATE makes the file and its folders (0600), or the database if the role may; DB_READ and
 * DB_WRITE refuse a missing one, and one without schema_version on a server, with E_NOT_FOUND and
 * "heyi init". */
int db_open(const char *url, enum db_mode mode, struct db **ret, struct err *e);
/* The database beside another one, whose writers don't wait for the other's: on SQLite a file of
 * its own, PATH.NAME, on a server the same database under a writer's lock of its own. name: small
 * letters, lives on. */
int db_open_beside(const char *url, const char *name, enum db_mode mode, struct db **ret,
                   struct err *e);
/* The name that it was opened beside another one by; NULL for all others. */
const char *db_beside(const struct db *db);
/* Was it opened beside another one, and is the same database? */
bool db_shares(const struct db *db);
/* Rolls back an open transaction and ends every statement, also those not handed back (which must
 * not be touched afterwards). Takes NULL. */
void db_close(struct db *db);
void db_closep(struct db **db);
/* Closes, and takes away the files of a database that was begun and came to nothing. In a write
 * transaction, so that nobody else is at it; without one, and where there are no files, it only
 * closes. */
void db_remove(struct db *db);
const char *db_url(const struct db *db); /* without password */
/* The path beside which the key file lies; NULL where the database is not a file. */
const char *db_path(const struct db *db);

/* Transactions do not nest. A write transaction takes the writer's lock at once (E_BUSY after a
 * few seconds names the cause); in a read transaction nothing can be written. A commit that fails
 * leaves nothing behind, as if rolled back. db_rollback never fails and is allowed without a
 * transaction.
 * After an error of a statement inside a transaction, whatever it was, only db_rollback helps:
 * every later call and the commit fail with E_CONFLICT. (Misuse that never reached the database,
 * such as a write in a read transaction, does no harm.) */
int db_begin(struct db *db, bool write, struct err *e);
int db_commit(struct db *db, struct err *e);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);
/*
 * A write transaction that takes in those of the functions called meanwhile: until it ends,
 * db_begin opens an inner one, whose commit keeps nothing by itself and whose rollback, where it
 * was one for writing, dooms the whole. Statements live as long as the outer one. A db_rollback
 * without an inner transaction does nothing, so that callers' cleaning up doesn't reach the outer
 * one.
 */
int db_begin_outer(struct db *db, struct err *e);
/* The same for reading: all of it sees one state, and an inner one can't be for writing. */
int db_begin_outer_read(struct db *db, struct err *e);
int db_commit_outer(struct db *db, struct err *e);
void db_rollback_outer(struct db *db); /* allowed without one */
/* fn is called in every transaction (not in those inside of an outer one) before anything else: for
 * what is kept in memory of what others may have written. Its error ends the transaction. */
typedef int db_begun_fn(struct db *db, void *arg, struct err *e);
void db_at_begin(struct db *db, db_begun_fn *fn, void *arg);
/* Runs fn in a transaction and commits, or rolls back where fn failed, or returned 1 for "nothing
 * to keep". Where it failed only because others changed the same rows meanwhile, it is run again a
 * few times: fn must be able to; not inside of an outer one, which must be begun again as a whole.
 */
int db_transact(struct db *db, bool write, int (*fn)(struct db *db, void *arg, struct err *e),
                void *arg, struct err *e);
/* The same for an outer one; whatever fn returns from 0 on is committed. */
int db_transact_outer(struct db *db, int (*fn)(struct db *db, void *arg, struct err *e), void *arg,
                      struct err *e);

/* Schema statements, several separated by `;`, with the words above expanded. */
int db_ddl(struct db *db, const char *sql, struct err *e);
/* From now on the database itself refuses to change or delete rows of a table (E_CONFLICT). Whoever
 * may alter the schema can undo that. */
int db_append_only(struct db *db, const char *table, struct err *e);

/* A prepared statement, cached by its text for the life of the connection: preparing the same text
 * again while the first is in use gives a second statement. stmt_done hands it back (NULL-safe).
 * A text that the database doesn't understand is told here or by the first step. */
int db_prepare(struct db *db, const char *sql, struct stmt **ret, struct err *e);
void stmt_done(struct stmt *s);
void stmt_donep(struct stmt **s);

/* Parameters from 1. Text and blobs must stay alive until the next reset or the end of stepping.
 * Binding can't fail: a failure is kept and reported by the next stmt_step. {NULL, 0} is an empty
 * text (or blob), never null. A parameter not bound is null. */
void stmt_bind_int(struct stmt *s, int i, int64_t v);
void stmt_bind_text(struct stmt *s, int i, struct str v);
void stmt_bind_blob(struct stmt *s, int i, const void *data, size_t len);
void stmt_bind_null(struct stmt *s, int i);

/* 1 = a row, 0 = done, negative = error. After 0 or an error the statement is reset and keeps its
 * bindings; stmt_reset does that early and clears the bindings.
 * Several statements may be stepped at the same time, however large their results. A query that was
 * begun in a transaction ends with it.
 * Inside a transaction an error of a write without result may be told by a later call, at the
 * latest by db_commit; RETURNING has it told at once. */
int stmt_step(struct stmt *s, struct err *e);
void stmt_reset(struct stmt *s);

/* Columns from 0, valid until the next step. stmt_int of null is 0, stmt_text of null is {NULL,0}.
 */
bool stmt_is_null(struct stmt *s, int col);
int64_t stmt_int(struct stmt *s, int col);
struct str stmt_text(struct stmt *s, int col);
struct str stmt_blob(struct stmt *s, int col);
int stmt_columns(struct stmt *s); /* of the row that it stands on */

/*
 * A query for each of n keys, as if stepped n times, but in one round trip for many of them: bind
 * gives the parameters of the i-th (every time the same: it may be asked more than once), row gets
 * its rows; below 0 it ends it all. For lookups: bytes of results are held that a few hundred have.
 */
struct db_each {
    size_t n;
    void (*bind)(struct stmt *s, size_t i, void *arg);
    int (*row)(struct stmt *s, size_t i, void *arg, struct err *e);
    void *arg;
};
int db_each(struct db *db, const char *sql, const struct db_each *x, struct err *e);

/* Conveniences built on the above: types is one letter per value, i = int64_t, t = struct str,
 * b = struct str as blob, n = null (no argument). */
int db_run(struct db *db, struct err *e, const char *sql, const char *types, ...);
/* One row's first column; *ret_found tells whether there was a row that is not null. */
int db_query_int(struct db *db, int64_t *ret, bool *ret_found, struct err *e, const char *sql,
                 const char *types, ...);

/*
 * Bulk insert (COPY where the database has it). columns is "a,b,c", types as above with one of
 * i, t, b per column. A row is given by values from left to right, then bulk_row; bulk_end (only
 * inside the same transaction) makes the rows visible at the latest, bulk_free of rows that were
 * not ended fails the transaction. Needs a write transaction. Text and blobs must stay alive until
 * bulk_row; a value of the wrong kind or a wrong number of values is an error of bulk_row that
 * leaves the bulk usable, and null is allowed in every place. What the database refuses is told by
 * bulk_row or later, at the latest by bulk_end.
 *
 * Several bulks may be open at once, with reads and writes between their rows. A bulk of rows that
 * others refer to must have been begun before theirs.
 */
int bulk_begin(struct db *db, const char *table, const char *columns, const char *types,
               struct bulk **ret, struct err *e);
void bulk_int(struct bulk *b, int64_t v);
void bulk_text(struct bulk *b, struct str v);
void bulk_blob(struct bulk *b, const void *data, size_t len);
void bulk_null(struct bulk *b);
int bulk_row(struct bulk *b, struct err *e);
int bulk_end(struct bulk *b, struct err *e);
void bulk_free(struct bulk *b);
void bulk_freep(struct bulk **b);

/*
 * Migrations, forward only: step n brings the schema from version n to n + 1, each in a
 * transaction of its own together with the version it reaches (table schema_version(part,
 * version)); or, where the caller has a write transaction open, all of them in that one. Each layer
 * that owns tables is a part of its own, with its own numbering, and gives a struct schema_part.
 * run must not begin or end transactions, and may be run again (db_transact); db_rollback of a step
 * that fails is done here, unless the transaction is the caller's.
 */
struct migration {
    const char *name;
    int (*run)(struct db *db, struct err *e);
};
struct schema_part {
    const char *name;
    const struct migration *steps;
    int n_steps;
    /* Where the rows of a table say what further tables there are: that table, and the function
     * that brings the others to its rows (in the caller's transaction). NULL without. */
    const char *shaped_by;
    int (*shape)(struct db *db, struct err *e);
    /* Takes away what doesn't outlive a restore or copy (in its transaction). NULL without. */
    int (*restored)(struct db *db, struct err *e);
};
/* To the newest version; ret_applied (may be NULL) counts steps. A database newer than that is
 * refused with E_UNSUPPORTED, one opened with DB_READ that is older also. */
int db_migrate(struct db *db, const struct schema_part *part, int *ret_applied, struct err *e);
/* To a version on the way there; one that is further stays as it is. */
int db_migrate_to(struct db *db, const struct schema_part *part, int version, int *ret_applied,
                  struct err *e);
/* 0 at the newest version, else E_UNSUPPORTED: run heyi init, or use a newer program. */
int db_schema_check(struct db *db, const struct schema_part *part, struct err *e);
/* 0 = the part is not there. */
int db_schema_version(struct db *db, const char *part, int *ret, struct err *e);

/* Can it name a table or column? [a-z_][a-z0-9_]*: what needs no quotes. */
#define DB_NAME_BYTES 63
bool db_is_name(struct str s);
/* Does the table / column exist? */
int db_has_table(struct db *db, const char *table, bool *ret, struct err *e);
int db_has_column(struct db *db, const char *table, const char *column, bool *ret, struct err *e);

/*
 * What the database holds, the same description from every product: for lints, backup and copy.
 * Tables by name (bytewise), columns in their order; of the keys the primary one first, then unique
 * ones, then foreign ones, each sort by its columns. Indexes that aren't unique are not told.
 */
struct db_column {
    const char *name;
    char type; /* i, t, b as in bulk_begin */
    bool not_null;
};
struct db_key {
    char kind; /* p primary, u unique, f foreign */
    size_t n;
    const char **columns;
    const char *to; /* f: the table referred to, and its columns */
    const char **to_columns;
};
struct db_table {
    const char *name;
    size_t n_columns, n_keys;
    struct db_column *columns;
    struct db_key *keys;
};
/* Everything lives in the arena. */
int db_tables(struct db *db, struct arena *a, struct db_table **ret, size_t *ret_n, struct err *e);

/* Has the database check itself: pages, indexes, references, as far as the product can. E_CORRUPT
 * names the first thing found. Reads everything; minutes on a large register. */
int db_verify(struct db *db, struct err *e);
