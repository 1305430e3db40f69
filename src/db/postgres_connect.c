/*
 * Opening a PostgreSQL database, and making one.
 *
 * Everything lies in the first schema of the connection's search_path ("public" unless the address
 * says `?options=-csearch_path%3Dname`). Whatever the address leaves out comes from libpq's
 * environment (PGHOST, PGPASSWORD, ~/.pgpass, …).
 */
#include "cleanup.h"
#include "postgres_driver.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#define SERVER_MIN 140000
#define CONNECT_SECONDS 15

/*
 * For every connection, and why:
 * - synchronous_commit: what is reported as committed survives a power cut.
 * - lock_timeout: another process that holds the writer's lock or a table is told of after a while.
 * - client_connection_check_interval: a client that was killed lets go of its lock soon.
 * - cursor_tuple_fraction: cursors are read to their end.
 * - jit: compiling costs more than these queries.
 * - A server's time limits would end a long import in its middle.
 */
static const char settings[] = "set synchronous_commit = on;"
                               "set lock_timeout = '5s';"
                               "set client_connection_check_interval = '1s';"
                               "set cursor_tuple_fraction = 1;"
                               "set jit = off;"
                               "set statement_timeout = 0;"
                               "set idle_in_transaction_session_timeout = 0;"
                               "set standard_conforming_strings = on;";

static void silent(void *arg, const PGresult *res)
{
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t deadline(PGconn *c)
{
    PQconninfoOption *options = PQconninfo(c);
    int seconds = 0;

    for (PQconninfoOption *o = options; o && o->keyword; o++)
        if (strcmp(o->keyword, "connect_timeout") == 0 && o->val)
            seconds = (int)strtol(o->val, NULL, 10);
    PQconninfoFree(options);
    return now_ms() + (int64_t)(seconds > 0 ? seconds : CONNECT_SECONDS) * 1000;
}

/* Step by step, because only so can the server's error be had as a code and not as words. */
static bool finish_connecting(PGconn *c)
{
    int64_t until = deadline(c);
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;

    PQsetErrorVerbosity(c, PQERRORS_SQLSTATE);
    PQsetNoticeReceiver(c, silent, NULL);
    while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
        struct pollfd p = {.fd = PQsocket(c),
                           .events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        int64_t left = until - now_ms();

        if (left <= 0 || p.fd < 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR))
            return false;
        status = PQconnectPoll(c);
    }
    return status == PGRES_POLLING_OK;
}

/* dbname: in place of the one in the address; NULL = that. */
static int connect_to(const char *url, const char *dbname, const char *shown, PGconn **ret,
                      struct err *e)
{
    static const char *const keywords[] = {
        "application_name",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "dbname",
        "client_encoding",
        "dbname",
        NULL,
    };
    const char *values[] = {"heyi", "60", "10", "6", url, "UTF8", dbname, NULL};
    PGconn *c = PQconnectStartParams(keywords, values, 1);

    if (!c)
        return err_nomem(e);
    if (PQstatus(c) == CONNECTION_BAD || !finish_connecting(c)) {
        int r = pg_connect_error(c, shown, e);

        PQfinish(c);
        return r;
    }
    *ret = c;
    return 0;
}

/* Addresses are checked first: libpq's words on them could repeat a password. */
static int check_address(const char *url, const char *shown, char **ret_dbname, struct err *e)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);

    if (!options)
        return err_set(e, E_USAGE,
                       "数据库地址 %s 写得不对，应如 postgresql://用户@主机:5432/数据库名",
                       "the database address %s is malformed; write "
                       "postgresql://user@host:5432/database",
                       shown);
    *ret_dbname = NULL;
    for (PQconninfoOption *o = options; o->keyword; o++)
        if (strcmp(o->keyword, "dbname") == 0 && o->val && *o->val)
            *ret_dbname = strdup(o->val);
    PQconninfoFree(options);
    return 0;
}

/* CREATE DATABASE by way of the one that every server has. Somebody else may be faster. */
static int create_database(const char *url, const char *dbname, const char *shown, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    PGconn *c = NULL;
    PGresult *res;
    const char *code;
    char *quoted;
    bool good;
    int r = connect_to(url, "postgres", shown, &c, e);

    if (r < 0)
        return r;
    quoted = PQescapeIdentifier(c, dbname, strlen(dbname));
    strbuf_printf(&sql, "create database %s template template0 encoding 'UTF8' locale 'C'",
                  quoted ? quoted : "");
    PQfreemem(quoted);
    res = PQexec(c, strbuf_z(&sql));
    code = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    good = PQresultStatus(res) == PGRES_COMMAND_OK ||
           (code && (strcmp(code, "42P04") == 0 || strcmp(code, "23505") == 0));
    if (!good)
        r = err_set(e, E_DENIED,
                    "数据库 %s 不存在，用户 %s 也不能新建（SQLSTATE %s）；请管理员先建好：create "
                    "database … template template0 encoding 'UTF8'",
                    "the database %s does not exist, and the role %s can't make it (SQLSTATE %s); "
                    "have the administrator do so: create database … template template0 encoding "
                    "'UTF8'",
                    shown, PQuser(c), code ? code : "?");
    PQclear(res);
    PQfinish(c);
    return r;
}

/* The first column of the first row; empty if there is none. */
static int ask(struct pg_db *db, const char *sql, struct strbuf *ret, struct err *e)
{
    PGresult *res = NULL;
    int r = pg_send(db, sql, NULL, e);

    if (r < 0 || (r = pg_wait(db, &res, e)) < 0)
        return r;
    strbuf_clear(ret);
    if (PQntuples(res) > 0)
        strbuf_add(ret, PQgetvalue(res, 0, 0), (size_t)PQgetlength(res, 0, 0));
    PQclear(res);
    return ret->failed ? err_nomem(e) : 0;
}

static int check_server(struct pg_db *db, struct err *e)
{
    const char *encoding = PQparameterStatus(db->c, "server_encoding");
    _cleanup_(strbuf_done) struct strbuf schema = {0};
    int version = PQserverVersion(db->c), r;

    if (version < SERVER_MIN)
        return err_set(e, E_UNSUPPORTED,
                       "%s：数据库服务器版本过旧（%d），需要 PostgreSQL %d 或更新",
                       "%s: the database server's version %d is too old; PostgreSQL %d or newer is "
                       "needed",
                       db->name, version / 10000, SERVER_MIN / 10000);
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return err_set(
            e, E_UNSUPPORTED,
            "%s：数据库的编码是 %s，需要 UTF8；请另建：create database … template template0 "
            "encoding 'UTF8'",
            "%s: the database's encoding is %s, UTF8 is needed; make another one: create "
            "database … template template0 encoding 'UTF8'",
            db->name, encoding ? encoding : "?");
    r = ask(db, "select current_schema()::text", &schema, e);
    if (r >= 0 && schema.len == 0)
        r = err_set(e, E_NOT_FOUND,
                    "%s：search_path 中没有存在的模式（schema）；请管理员新建，或改正地址",
                    "%s: no schema of the search_path exists; have the administrator make it, or "
                    "correct the address",
                    db->name);
    return r;
}

static int check_register(struct pg_db *db, struct err *e)
{
    bool found = false;
    int r = pg_has_table(&db->base, "schema_version", &found, e);

    if (r < 0 || found)
        return r;
    return err_set(e, E_NOT_FOUND, "数据库 %s 中没有登记库；请先运行 heyi init",
                   "there is no register in the database %s; run heyi init first", db->name);
}

static int set_up(struct pg_db *db, enum db_mode mode, struct err *e)
{
    PGresult *res;
    int r = 0;

    PQsetErrorVerbosity(db->c, PQERRORS_DEFAULT);
    res = PQexec(db->c, settings);
    if (PQresultStatus(res) != PGRES_COMMAND_OK)
        r = pg_error(db, res, e);
    PQclear(res);
    if (r >= 0)
        r = check_server(db, e);
    if (r >= 0 && mode == DB_READ)
        r = pg_run(db, "set default_transaction_read_only = on", e);
    if (r >= 0 && mode != DB_CREATE)
        r = check_register(db, e);
    return r;
}

void pg_close(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;

    PQfinish(db->c);
    free(db->name);
    free(db);
}

int pg_open(const char *url, const char *shown, enum db_mode mode, struct db **ret, struct err *e)
{
    _cleanup_free_ char *dbname = NULL;
    struct err why;
    struct pg_db *db;
    PGconn *c = NULL;
    int r;

    r = check_address(url, shown, &dbname, e);
    if (r < 0)
        return r;
    r = connect_to(url, NULL, shown, &c, &why);
    if (r == E_NOT_FOUND && mode == DB_CREATE && dbname) {
        r = create_database(url, dbname, shown, &why);
        if (r >= 0)
            r = connect_to(url, NULL, shown, &c, &why);
    }
    if (r < 0) {
        if (e)
            *e = why;
        return r;
    }
    db = calloc(1, sizeof *db);
    if (!db) {
        PQfinish(c);
        return err_nomem(e);
    }
    db->c = c;
    db->bulks_end = &db->bulks;
    db->name = strdup(shown);
    db->base.driver = &db_driver_postgres;
    r = db->name ? set_up(db, mode, e) : err_nomem(e);
    if (r < 0) {
        db->base.closing = true;
        db_statements_free(&db->base);
        pg_close(&db->base);
        return r;
    }
    *ret = &db->base;
    return 0;
}
