/*
 * The PostgreSQL driver: transactions and schema statements.
 *
 * Reading transactions see one snapshot (REPEATABLE READ). Writing ones are SERIALIZABLE and hold a
 * lock of the session, one for each schema and one for what is opened beside it, so that there is
 * one writer as on SQLite: the log of changes is numbered in the order of the commits. The lock is
 * taken before the transaction begins, since a snapshot taken while waiting would be stale. What
 * others than this program change meanwhile ends in a serialization failure.
 */
#include "postgres_driver.h"

/* 'heyi' */
#define LOCK_CLASS "1751480681"
#define LOCK_BYTES 150

/* verb: "lock" or "unlock" */
static int lock_run(struct pg_db *db, const char *verb, struct err *e)
{
    const char *beside = db->base.beside;
    char sql[LOCK_BYTES];

    snprintf(sql, sizeof sql,
             "select pg_advisory_%s(" LOCK_CLASS ", hashtext(current_schema() || '%s%.60s'))", verb,
             beside ? "." : "", beside ? beside : "");
    return pg_run(db, sql, e);
}

static int lock(struct pg_db *db, struct err *e)
{
    int r = lock_run(db, "lock", e);

    db->locked = r >= 0;
    return r;
}

static void unlock(struct pg_db *db)
{
    if (db->locked)
        lock_run(db, "unlock", NULL);
    db->locked = false;
}

int pg_begin(struct db *base, bool write, struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    /* nothing may stand before BEGIN in what is answered together */
    int r = write ? lock(db, e) : pg_wait(db, NULL, e);

    if (r >= 0)
        r = pg_send(db,
                    write ? "begin isolation level serializable"
                          : "begin isolation level repeatable read read only",
                    NULL, e);
    if (r < 0)
        unlock(db);
    return r;
}

void pg_rollback(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;

    pg_copy_forget(db);
    /* what is queued first: behind an error the server would skip the rollback as well */
    pg_wait(db, NULL, NULL);
    pg_run(db, "rollback", NULL);
    unlock(db);
}

int pg_commit(struct db *base, struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    PGresult *res = NULL;
    int r = pg_copy_flush(db, e);

    if (r >= 0)
        r = pg_send(db, "commit", NULL, e);
    if (r >= 0)
        r = pg_wait(db, &res, e);
    if (r >= 0 && strcmp(PQcmdStatus(res), "COMMIT") != 0)
        r = db_given_up(base, e);
    PQclear(res);
    if (r < 0)
        pg_rollback(base);
    else
        unlock(db);
    return r;
}

static int exec_now(struct pg_db *db, const char *sql, struct err *e)
{
    PGresult *res;
    int r = pg_plain(db, e);

    if (r < 0)
        return r;
    res = PQexec(db->c, sql);
    if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
        r = pg_error(db, res, e);
    PQclear(res);
    return r;
}

/* Outside of a transaction the server makes one of the whole text. */
static int pg_exec(struct db *base, const char *sql, struct err *e)
{
    struct pg_db *db = (struct pg_db *)base;
    bool alone = base->tx == DB_TX_NONE;
    int r = alone ? lock(db, e) : pg_copy_flush(db, e);

    if (r >= 0)
        r = exec_now(db, sql, e);
    if (alone)
        unlock(db);
    return r;
}

static const char append_only[] =
    "create function {name}_refuse() returns trigger language plpgsql as $body$ begin"
    " raise exception '{name}: append-only' using errcode = 'restrict_violation';"
    " end $body$;"
    "create trigger {name}_change before update or delete on {name}"
    " for each row execute function {name}_refuse();"
    "create trigger {name}_truncate before truncate on {name}"
    " for each statement execute function {name}_refuse();";

const struct db_driver db_driver_postgres = {
    .shares = true,
    .word_int = "bigint",
    .word_text = "text collate \"C\"",
    .word_blob = "bytea",
    .word_table = "",
    .word_rowtable = "",
    .open = pg_open,
    .close = pg_close,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .exec = pg_exec,
    .append_only = append_only,
    .prepare = pg_prepare,
    .stmt_free = pg_stmt_free,
    .bind_int = pg_bind_int,
    .bind_text = pg_bind_text,
    .bind_blob = pg_bind_blob,
    .bind_null = pg_bind_null,
    .step = pg_step,
    .reset = pg_reset,
    .ask_ahead = pg_ask_ahead,
    .is_null = pg_is_null,
    .get_int = pg_get_int,
    .get_text = pg_get_text,
    .get_blob = pg_get_blob,
    .columns = pg_columns,
    .bulk_begin = pg_bulk_begin,
    .bulk_int = pg_bulk_int,
    .bulk_bytes = pg_bulk_bytes,
    .bulk_null = pg_bulk_null,
    .bulk_row = pg_bulk_row,
    .bulk_drop = pg_bulk_drop,
    .bulk_end = pg_bulk_end,
    .bulk_free = pg_bulk_free,
    .has_table = pg_has_table,
    .has_column = pg_has_column,
    .tables = pg_tables,
    .verify = pg_verify,
};
