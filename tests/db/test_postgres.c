/* What only the PostgreSQL driver does; the rest is in test_stmt.c and test_tx.c, on both. */
#include "tempdir.h"

#include "cleanup.h"
#include "postgres_driver.h"

#include <time.h>

static struct db *db;
static char url[TESTDB_URL_BYTES];

static int setup(void **state)
{
    if (tempdir_setup(state) < 0)
        return -1;
    db = open_db("postgres.db", DB_CREATE);
    snprintf(url, sizeof url, "%s", url_of("postgres.db"));
    return 0;
}

static int teardown(void **state)
{
    db_close(db);
    return tempdir_teardown(state);
}

static int64_t raw_int(const char *sql)
{
    PGresult *res = testdb_raw(url, sql);
    int64_t v = PQntuples(res) ? strtoll(PQgetvalue(res, 0, 0), NULL, 10) : -1;

    PQclear(res);
    return v;
}

static void raw(const char *sql)
{
    PQclear(testdb_raw(url, sql));
}

/* The server's address with another database, role or option. */
static const char *address(const char *name, const char *options)
{
    static char buf[2][512];
    static unsigned next;
    const char *host = strstr(testdb_server(), "host=");
    char *p = buf[next++ % 2];

    snprintf(p, sizeof buf[0], "postgresql:///%s?%.*s%s", name, (int)strcspn(host, "&"), host,
             options);
    return p;
}

static void test_scan(void **state)
{
    static const struct {
        const char *sql;
        enum pg_kind kind;
        int n_params;
        size_t len;
    } cases[] = {
        {"select 1", PG_READS, 0, 8},
        {" SELECT $2 + $10 ; \n", PG_READS, 10, 16},
        {"with x as (select 1 limit 1) select * from x", PG_READS, 0, 44},
        {"values (1)", PG_READS, 0, 10},
        {"select a from t limit 3", PG_READS_WHOLE, 0, 23},
        {"select a from t for update", PG_READS_WHOLE, 0, 26},
        {"select ';limit $3 ''' from \"limit\" -- limit $4", PG_READS, 0, 34},
        {"select substring(a for 2) /* for update */ from t", PG_READS, 0, 49},
        {"select updated, inserted from t", PG_READS, 0, 31},
        {"insert into t values ($1)", PG_WRITES, 1, 25},
        {"insert into t select a from b limit 1", PG_WRITES, 0, 37},
        {"with x as (select 1) insert into t select * from x", PG_WRITES_ROWS, 0, 50},
        {"truncate t", PG_WRITES, 0, 10},
        {"insert into t values ($1) returning id;", PG_WRITES_ROWS, 1, 38},
        {"with x as (delete from t returning *) select * from x", PG_WRITES_ROWS, 0, 53},
        {"explain select 1", PG_READS_WHOLE, 0, 16},
        {"-- nothing\n ; ", PG_EMPTY, 0, 0},
        {"select 'open", PG_READS, 0, 12},
        {"select 1 /* open", PG_READS, 0, 8},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct pg_sql got = pg_sql_scan(cases[i].sql);

        if (got.kind != cases[i].kind || got.n_params != cases[i].n_params ||
            got.len != cases[i].len)
            fail_msg("%s: kind %d, %d parameters, length %zu", cases[i].sql, got.kind, got.n_params,
                     got.len);
    }
}

static void test_kinds_of_numbers(void **state)
{
    static const struct {
        const char *sql;
        int64_t expected;
    } cases[] = {
        {"true", 1},
        {"false", 0},
        {"(-2)::int2", -2},
        {"2147483647", INT32_MAX},
        {"9223372036854775807", INT64_MAX},
        {"(-9223372036854775808)::numeric", INT64_MIN},
        {"9223372036854775807::numeric", INT64_MAX},
        {"0::numeric", 0},
        {"10000::numeric", 10000},
        {"123456780000::numeric", 123456780000},
        {"-1::numeric", -1},
        {"5.000::numeric", 5},
        {"(select sum(x) from (values (3000000000), (4000000000)) v(x))", 7000000000},
        {"'pg_class'::regclass::oid", 1259},
    };
    static const char *const refused[] = {
        "9223372036854775808::numeric",
        "(-9223372036854775809)::numeric",
        "1e30::numeric",
        "0.5::numeric",
        "'NaN'::numeric",
        "'Infinity'::numeric",
        "9223372036854775807 + 1",
    };
    struct err e;
    char sql[160];
    int64_t v;
    bool found;

    ok(db_ddl(db, "create table t(id {int} not null primary key, name {text}) {table}", &e));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        snprintf(sql, sizeof sql, "select %s", cases[i].sql);
        ok(db_query_int(db, &v, &found, &e, sql, ""));
        if (v != cases[i].expected || !found)
            fail_msg("%s: %lld", cases[i].sql, (long long)v);
    }
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        snprintf(sql, sizeof sql, "select %s", refused[i]);
        fails(E_RANGE, db_query_int(db, &v, NULL, &e, sql, ""));
    }
    fails(E_INVALID, db_query_int(db, &v, NULL, &e, "select 0.5::float8", ""));
    fails(E_INVALID, db_query_int(db, &v, NULL, &e, "select now()", ""));
}

/* The same order as on SQLite, whatever the locale of the database. */
static void test_text_by_bytes(void **state)
{
    static const char *const sorted[] = {"B", "Z", "a", "a b", "aB", "ab", "é", "中", "人"};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct err e = {0};

    for (size_t i = ARRAY_LEN(sorted); i-- > 0;)
        ok(db_run(db, &e, "insert into t(id, name) values ($1, $2)", "it", (int64_t)i,
                  str_of(sorted[i])));
    ok(db_prepare(db, "select name from t order by name", &s, &e));
    for (size_t i = 0; i < ARRAY_LEN(sorted); i++) {
        assert_int_equal(stmt_step(s, &e), 1);
        assert_true(str_eqz(stmt_text(s, 0), sorted[i]));
    }
    assert_int_equal(stmt_step(s, &e), 0);
    ok(db_run(db, &e, "delete from t", ""));
}

/* Nulls come in any combination without a statement being prepared for each; a place may even get
 * values of two kinds. */
static void test_kinds_of_values(void **state)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct err e = {0};
    int64_t before, v;
    bool found;

    before = query_int(db, "select count(*) from pg_prepared_statements");
    ok(db_prepare(db, "insert into t(id, name) values (coalesce($1, 100 + $3), $2)", &s, &e));
    for (int64_t i = 0; i < 8; i++) {
        stmt_reset(s);
        if (i & 1)
            stmt_bind_int(s, 1, i);
        if (i & 2)
            stmt_bind_text(s, 2, STR("x"));
        stmt_bind_int(s, 3, i);
        ok(stmt_step(s, &e));
    }
    assert_int_equal(query_int(db, "select sum(id) from t"), 1 + 3 + 5 + 7 + 400 + 0 + 2 + 4 + 6);
    assert_int_equal(query_int(db, "select count(name) from t"), 4);
    assert_true(query_int(db, "select count(*) from pg_prepared_statements") <= before + 4);

    ok(db_query_int(db, &v, &found, &e, "select length(cast($1 as text))", "t", STR("abc")));
    assert_int_equal(v, 3);
    ok(db_query_int(db, &v, &found, &e, "select length(cast($1 as text))", "i", (int64_t)12));
    assert_int_equal(v, 2);
    ok(db_query_int(db, &v, &found, &e, "select length(cast($1 as text))", "n"));
    assert_false(found);
    ok(db_run(db, &e, "delete from t", ""));
}

static void test_prepared_statements_bound(void **state)
{
    struct err e = {0};
    char sql[64];
    int64_t v;

    for (int i = 0; i < 600; i++) {
        snprintf(sql, sizeof sql, "select %d + $1", i);
        ok(db_query_int(db, &v, NULL, &e, sql, "i", (int64_t)1));
        assert_int_equal(v, i + 1);
    }
    assert_true(query_int(db, "select count(*) from pg_prepared_statements") <=
                DB_STATEMENTS_IDLE_MAX + 2);
}

/* Whatever happens, the writer's lock is let go, and nothing stays open on the server. */
static void test_nothing_is_left(void **state)
{
    static const char left[] = "select (select count(*) from pg_locks l join pg_database d"
                               " on d.oid = l.database and d.datname = current_database()"
                               " where l.locktype = 'advisory')"
                               " + (select count(*) from pg_cursors where name <> '')";
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct err e = {0};
    int r;

    ok(db_run(db, &e, "insert into t(id) select * from generate_series(1, 5000)", ""));
    assert_int_equal(query_int(db, left), 0);
    fails(E_CONFLICT, db_run(db, &e, "insert into t(id) values (1)", ""));
    fails(E_INVALID, db_ddl(db, "create tabel x(a {int})", &e));
    assert_int_equal(query_int(db, left), 0);
    ok(db_begin(db, true, &e));
    assert_int_equal(query_int(db, left), 1);
    ok(db_run(db, &e, "insert into t(id) values (1)", ""));
    fails(E_CONFLICT, db_commit(db, &e));
    assert_int_equal(query_int(db, left), 0);
    ok(db_begin(db, true, &e));
    ok(db_prepare(db, "select id from t order by id", &s, &e));
    assert_int_equal(stmt_step(s, &e), 1);
    db_rollback(db);
    while ((r = stmt_step(s, &e)) > 0)
        ;
    assert_int_equal(r, E_INVALID);
    assert_int_equal(query_int(db, left), 0);
    assert_int_equal(stmt_step(s, &e), 1);
    stmt_reset(s);
    assert_int_equal(query_int(db, left), 0);
    ok(db_run(db, &e, "delete from t", ""));
}

struct race {
    int runs, lose;
};

/* Reads a sum and writes it; the first times somebody else writes in between. */
static int add_sum(struct db *d, void *arg, struct err *e)
{
    struct race *race = arg;
    int64_t sum;
    int r = db_query_int(d, &sum, NULL, e, "select sum(id) from t", "");

    if (race->runs++ < race->lose)
        raw("update t set id = id + 1");
    if (r >= 0)
        r = db_run(d, e, "update t set id = $1", "i", sum + 100);
    return r;
}

static void test_outrun(void **state)
{
    struct err e = {0};
    struct race twice = {.lose = 2}, always = {.lose = 1000};

    ok(db_run(db, &e, "insert into t(id) values (1)", ""));
    ok(db_transact(db, true, add_sum, &twice, &e));
    assert_int_equal(twice.runs, 3);
    assert_int_equal(query_int(db, "select id from t"), 103);
    fails(E_BUSY, db_transact(db, true, add_sum, &always, &e));
    assert_true(always.runs > 2 && always.runs < 20);
    assert_non_null(strstr(e.zh, "再运行"));
    assert_false(db_in_transaction(db));
    assert_int_equal(query_int(db, "select id from t"), 103 + always.runs);
    ok(db_run(db, &e, "delete from t", ""));
}

/* Lookups in a table that was small when they were planned use its index once it has grown. */
static void test_plans_follow_growth(void **state)
{
    enum { ROWS = 50000, LOOKUPS = 300 };
    struct err e = {0};
    struct bulk *b = NULL;
    int64_t v;

    ok(db_ddl(db,
              "create table grows(id {int} not null primary key) {table};"
              "insert into grows(id) select * from generate_series(1, 20); analyze grows",
              &e));
    ok(db_begin(db, true, &e));
    ok(bulk_begin(db, "grows", "id", "i", &b, &e));
    for (int64_t i = 1; i <= ROWS; i++) {
        bulk_int(b, 100 + i);
        ok(bulk_row(b, &e));
        if (i < LOOKUPS)
            ok(db_query_int(db, &v, NULL, &e, "select id from grows where id = $1", "i", i));
    }
    ok(bulk_end(b, &e));
    bulk_free(b);
    for (int64_t i = 1; i < LOOKUPS; i++)
        ok(db_query_int(db, &v, NULL, &e, "select id from grows where id = $1", "i", i));
    v = query_int(db, "select seq_tup_read from pg_stat_xact_user_tables where relname = 'grows'");
    assert_true(v < (int64_t)ROWS * 10);
    db_rollback(db);
    ok(db_ddl(db, "drop table grows", &e));
}

/* Which statement of the queue it was. */
static void test_error_names_statement(void **state)
{
    struct err e = {0};

    ok(db_begin(db, true, &e));
    ok(db_run(db, &e, "insert into t(id) values ($1)", "i", (int64_t)1));
    ok(db_run(db, &e, "insert into t(id, name) values ($1, $2)", "it", (int64_t)1, STR("geheim")));
    ok(db_run(db, &e, "update t set name = $1", "t", STR("y")));
    fails(E_CONFLICT, db_query_int(db, NULL, NULL, &e, "select count(*) from t", ""));
    assert_non_null(strstr(e.en, "\"insert into t(id, name) values ($1, $2)\""));
    assert_non_null(strstr(e.en, "t.id"));
    assert_null(strstr(e.en, "geheim"));
    db_rollback(db);
}

static void terminate(struct db *victim)
{
    struct err e = {0};
    char sql[80];
    int64_t pid;

    ok(db_query_int(victim, &pid, NULL, &e, "select pg_backend_pid()", ""));
    snprintf(sql, sizeof sql, "select pg_terminate_backend(%d)", (int)pid);
    raw(sql);
    while (raw_int("select count(*) from pg_stat_activity where application_name = 'heyi'"
                   " and datname = current_database()") > 1)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

enum at { AT_REST, IN_READ, IN_WRITE, IN_STREAM, IN_BULK, N_AT };

static int use_lost(struct db *victim, enum at at, struct stmt *s, struct bulk *b, struct err *e)
{
    int r = 0;

    switch (at) {
    case IN_WRITE:
        r = db_run(victim, e, "insert into t(id) values (9)", "");
        return r < 0 ? r : db_commit(victim, e);
    case IN_STREAM:
        while ((r = stmt_step(s, e)) > 0)
            ;
        return r;
    case IN_BULK:
        for (int64_t i = 1; i < 1000000 && r >= 0; i++) {
            bulk_int(b, i);
            r = bulk_row(b, e);
        }
        return r;
    default:
        return db_query_int(victim, NULL, NULL, e, "select count(*) from t", "");
    }
}

/* The server ends the connection in the middle of anything: told, nothing written, no later call
 * does harm. */
static void test_server_goes_away(void **state)
{
    struct err e = {0};

    ok(db_run(db, &e, "insert into t(id) select * from generate_series(1000001, 1005000)", ""));
    for (int at = 0; at < N_AT; at++) {
        struct db *victim = open_db("postgres.db", DB_WRITE);
        struct stmt *s = NULL;
        struct bulk *b = NULL;

        if (at != AT_REST)
            ok(db_begin(victim, at >= IN_WRITE, &e));
        if (at == IN_WRITE)
            ok(db_run(victim, &e, "insert into t(id) values (8)", ""));
        if (at == IN_BULK)
            ok(bulk_begin(victim, "t", "id", "i", &b, &e));
        ok(db_prepare(victim, "select id from t order by id", &s, &e));
        if (at == IN_STREAM)
            assert_int_equal(stmt_step(s, &e), 1);
        terminate(victim);
        fails(E_IO, use_lost(victim, at, s, b, &e));
        assert_non_null(strstr(e.zh, "连接"));
        assert_true(db_query_int(victim, NULL, NULL, &e, "select 1", "") < 0);
        assert_true(db_commit(victim, &e) < 0);
        db_rollback(victim);
        fails(E_IO, db_begin(victim, true, &e));
        fails(E_IO, db_begin(victim, false, &e) < 0
                        ? E_IO
                        : db_query_int(victim, NULL, NULL, &e, "select 1", ""));
        bulk_free(b);
        stmt_done(s);
        db_close(victim);
        assert_int_equal(query_int(db, "select count(*) from t where id < 1000000"), 0);
    }
    ok(db_run(db, &e, "delete from t", ""));
}

static int open_as(const char *name, const char *options, enum db_mode mode, struct err *e)
{
    struct db *other = NULL;
    int r;

    *e = (struct err){0};
    r = db_open(address(name, options), mode, &other, e);
    db_close(other);
    if (strstr(e->zh, "geheim") || strstr(e->en, "geheim"))
        fail_msg("the password is shown: %s", e->en);
    return r;
}

static void test_refused_connections(void **state)
{
    char name[64];
    struct err e;

    snprintf(name, sizeof name, "%s", strrchr(db_url(db), '/') + 1);
    raw("drop role if exists heyi_poor");
    raw("create role heyi_poor login");
    raw("drop role if exists secretive");
    raw("create role secretive login password 'geheim'");

    assert_int_equal(open_as("heyi_no_such_database", "&user=heyi", DB_READ, &e), E_NOT_FOUND);
    assert_non_null(strstr(e.zh, "heyi init"));
    assert_int_equal(open_as("heyi_no_such_database", "&user=heyi_poor", DB_CREATE, &e), E_DENIED);
    assert_non_null(strstr(e.zh, "create database"));
    assert_int_equal(open_as("postgres", "&user=heyi", DB_WRITE, &e), E_NOT_FOUND);
    assert_non_null(strstr(e.en, "heyi init"));
    assert_int_equal(open_as(name, "&user=heyi_nobody", DB_READ, &e), E_DENIED);
    assert_non_null(strstr(e.en, "heyi_nobody"));
    assert_int_equal(open_as(name, "&user=secretive", DB_READ, &e), E_DENIED);
    assert_non_null(strstr(e.en, "PGPASSWORD"));
    assert_int_equal(open_as(name, "&user=secretive&password=geheim2", DB_READ, &e), E_DENIED);
    assert_non_null(strstr(e.en, "password"));
    assert_int_equal(open_as(name, "&user=secretive&password=geheim", DB_READ, &e), 0);
    assert_int_equal(open_as(name, "&user=heyi&port=1&password=geheim", DB_READ, &e), E_IO);
    assert_non_null(strstr(e.en, "port 1"));
    assert_int_equal(open_as(name, "&user=heyi&geheim=1", DB_READ, &e), E_USAGE);
    assert_int_equal(open_as(name, "&user=heyi&options=-csearch_path%3Dnowhere", DB_CREATE, &e),
                     E_NOT_FOUND);
    raw("create database heyi_ascii template template0 encoding 'SQL_ASCII' locale 'C'");
    assert_int_equal(open_as("heyi_ascii", "&user=heyi", DB_CREATE, &e), E_UNSUPPORTED);
    raw("drop database heyi_ascii");
}

static void test_rights(void **state)
{
    struct err e = {0};
    struct db *poor = NULL;
    char name[64];

    snprintf(name, sizeof name, "%s", strrchr(db_url(db), '/') + 1);
    ok(db_open(address(name, "&user=heyi_poor"), DB_WRITE, &poor, &e));
    fails(E_DENIED, db_query_int(poor, NULL, NULL, &e, "select count(*) from t", ""));
    fails(E_DENIED, db_run(poor, &e, "insert into t(id) values (1)", ""));
    fails(E_DENIED, db_ddl(poor, "create table u(a {int})", &e));
    db_close(poor);
    raw("drop role heyi_poor");
    raw("drop role secretive");
}

/* Each schema is a place of its own, with a writer of its own. */
static void test_schemas(void **state)
{
    struct err e = {0};
    struct db *other = NULL;
    char name[64];

    snprintf(name, sizeof name, "%s", strrchr(db_url(db), '/') + 1);
    raw("create schema branch");
    ok(db_open(address(name, "&user=heyi&options=-csearch_path%3Dbranch"), DB_CREATE, &other, &e));
    assert_false(has_table(other, "t"));
    ok(db_begin(db, true, &e));
    ok(db_begin(other, true, &e));
    ok(db_ddl(other, "create table t(other {int} not null primary key) {table}", &e));
    ok(db_commit(other, &e));
    db_rollback(db);
    assert_true(has_column(other, "t", "other"));
    assert_false(has_column(db, "t", "other"));
    db_close(other);
}

static const char *key_text(const struct db_key *k)
{
    static char buf[256];
    size_t n = (size_t)snprintf(buf, sizeof buf, "%c", k->kind);

    for (size_t i = 0; i < k->n; i++)
        n += (size_t)snprintf(buf + n, sizeof buf - n, " %s", k->columns[i]);
    for (size_t i = 0; k->to && i < k->n; i++)
        n += (size_t)snprintf(buf + n, sizeof buf - n, " %s.%s", k->to, k->to_columns[i]);
    return buf;
}

static void test_tables(void **state)
{
    static const char *const keys[] = {"p b a", "u name", "u z", "f a b up.x up.y", "f z up.z"};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct db_table *tables, *t = NULL;
    struct err e = {0};
    size_t n;

    ok(db_ddl(db,
              "create table up(x {int} not null, y {int} not null, z {blob} not null unique,"
              " primary key(x, y)) {table};"
              "create table down(a {int} not null, b {int} not null, name {text} unique,"
              " z {blob} not null references up(z), foreign key(a, b) references up(x, y),"
              " primary key(b, a)) {table};"
              "create unique index down_z on down(z);"
              "create index down_name on down(name, z);"
              "alter table down add column gone {int}; alter table down drop column gone;"
              "alter table down add column later {text}",
              &e));
    ok(db_tables(db, a, &tables, &n, &e));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(tables[i].name, "down") == 0)
            t = &tables[i];
        if (i)
            assert_true(strcmp(tables[i - 1].name, tables[i].name) < 0);
    }
    assert_non_null(t);
    assert_int_equal(t->n_columns, 5);
    assert_string_equal(t->columns[0].name, "a");
    assert_true(t->columns[0].type == 'i' && t->columns[0].not_null);
    assert_true(t->columns[2].type == 't' && !t->columns[2].not_null);
    assert_true(t->columns[3].type == 'b' && t->columns[3].not_null);
    assert_string_equal(t->columns[4].name, "later");
    assert_int_equal(t->n_keys, ARRAY_LEN(keys));
    for (size_t i = 0; i < t->n_keys; i++)
        assert_string_equal(key_text(&t->keys[i]), keys[i]);
}

static void test_verify(void **state)
{
    struct err e = {0};

    ok(db_run(db, &e, "insert into up(x, y, z) values (1, 2, $1), (3, 4, $2)", "bb", STR("u"),
              STR("v")));
    ok(db_run(db, &e, "insert into down(a, b, z) values (1, 2, $1)", "b", STR("u")));
    ok(db_verify(db, &e));
    raw("create extension amcheck");
    ok(db_verify(db, &e));
    raw("set session_replication_role = replica; delete from up where x = 1");
    fails(E_CORRUPT, db_verify(db, &e));
    assert_non_null(strstr(e.en, "down -> up"));
    raw("delete from down");
    ok(db_verify(db, &e));
    raw("alter table down add check (a > 0) not valid");
    fails(E_CORRUPT, db_verify(db, &e));
    raw("alter table down drop constraint down_a_check");
    raw("update pg_index set indisvalid = false where indexrelid = 'down_z'::regclass");
    fails(E_CORRUPT, db_verify(db, &e));
    assert_non_null(strstr(e.en, "down_z"));
    ok(db_ddl(db, "drop table down; drop table up", &e));
}

/* Two at once make the same database. */
static int create_in_child(void *arg)
{
    struct err e = {0};
    struct db *d = NULL;
    int r = db_open(url_of("fresh.db"), DB_CREATE, &d, &e);

    if (r < 0)
        fprintf(stderr, "%s\n", e.en);
    db_close(d);
    return r < 0;
}

static void test_created_at_once(void **state)
{
    enum { PROCESSES = 4 };
    pid_t pid[PROCESSES];
    int status, bad = 0;

    url_of("fresh.db"); /* to be dropped */
    for (int i = 0; i < PROCESSES; i++) {
        pid[i] = fork();
        if (pid[i] == 0)
            _exit(create_in_child(NULL));
    }
    for (int i = 0; i < PROCESSES; i++) {
        assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
        bad += status != 0;
    }
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scan),
        cmocka_unit_test(test_kinds_of_numbers),
        cmocka_unit_test(test_text_by_bytes),
        cmocka_unit_test(test_kinds_of_values),
        cmocka_unit_test(test_prepared_statements_bound),
        cmocka_unit_test(test_nothing_is_left),
        cmocka_unit_test(test_outrun),
        cmocka_unit_test(test_plans_follow_growth),
        cmocka_unit_test(test_error_names_statement),
        cmocka_unit_test(test_server_goes_away),
        cmocka_unit_test(test_refused_connections),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_schemas),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_created_at_once),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, setup, teardown);
}
