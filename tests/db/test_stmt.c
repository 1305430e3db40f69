/* Statements, parameters, constraints, bulk inserts. */
#include "tempdir.h"

#include "cleanup.h"

static struct db *db;

static int setup(void **state)
{
    struct err e = {0};

    if (tempdir_setup(state) < 0)
        return -1;
    db = open_db("stmt.db", DB_CREATE);
    ok(db_ddl(
        db,
        "create table parent(id {int} not null primary key) {table};"
        "create table t(a {int} not null, b {int} not null, name {text} not null, data {blob},"
        " parent {int} references parent(id), check (b >= 0), primary key(a, b)) {table};"
        "create table wide(id {int} primary key, v {text}) {rowtable}",
        &e));
    return 0;
}

static int teardown(void **state)
{
    db_close(db);
    return tempdir_teardown(state);
}

static void test_parameters_by_number(void **state)
{
    struct err e = {0};
    int64_t v;
    bool found;

    ok(db_query_int(db, &v, &found, &e, "select $2 - $1 + 10 * $2", "ii", (int64_t)3, (int64_t)5));
    assert_true(found);
    assert_int_equal(v, 52);
    ok(db_query_int(db, &v, &found, &e, "select $1", "n"));
    assert_false(found);
    ok(db_query_int(db, &v, &found, &e, "select 1 where 1 = $1", "i", (int64_t)2));
    assert_false(found);
    ok(db_query_int(db, &v, &found, &e, "select length('$9 ?')", ""));
    assert_int_equal(v, 4);

    fails(E_INVALID, db_run(db, &e, "select ?", "i", (int64_t)1));
    fails(E_INVALID, db_run(db, &e, "select :x", "i", (int64_t)1));
    fails(E_INVALID, db_run(db, &e, "select $1, $3", "ini", (int64_t)1, (int64_t)1));
    fails(E_INVALID, db_run(db, &e, "select $1", "ii", (int64_t)1, (int64_t)1));
    fails(E_INVALID, db_run(db, &e, "select 1; select 2", ""));
    fails(E_INVALID, db_run(db, &e, " ; ", ""));
    fails(E_INVALID, db_run(db, &e, "selekt", ""));
    fails(E_INVALID, db_run(db, &e, "select \"no such column\"", ""));
    ok(db_run(db, &e, "select 1 ; \n", ""));
}

static void test_values_round_trip(void **state)
{
    struct err e = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;

    ok(db_run(db, &e, "insert into t(a, b, name, data) values ($1, $2, $3, $4)", "iitb", INT64_MIN,
              INT64_MAX, STR("张三'李四"), ((struct str){"\0\1\2", 3})));
    ok(db_run(db, &e, "insert into t(a, b, name, data) values ($1, $2, $3, $4)", "iitb", (int64_t)1,
              (int64_t)0, (struct str){0}, (struct str){0}));
    ok(db_run(db, &e, "insert into t(a, b, name, data) values ($1, $2, $3, $4)", "iitn", (int64_t)2,
              (int64_t)0, STR("x")));

    ok(db_prepare(db, "select a, b, name, data from t order by a", &s, &e));
    assert_int_equal(stmt_step(s, &e), 1);
    assert_int_equal(stmt_columns(s), 4);
    assert_true(stmt_int(s, 0) == INT64_MIN);
    assert_true(stmt_int(s, 1) == INT64_MAX);
    assert_true(str_eq(stmt_text(s, 2), STR("张三'李四")));
    assert_true(str_eq(stmt_blob(s, 3), ((struct str){"\0\1\2", 3})));

    /* {NULL, 0} was bound as empty, not as null. */
    assert_int_equal(stmt_step(s, &e), 1);
    assert_false(stmt_is_null(s, 2));
    assert_non_null(stmt_text(s, 2).data);
    assert_int_equal(stmt_text(s, 2).len, 0);
    assert_false(stmt_is_null(s, 3));
    assert_int_equal(stmt_blob(s, 3).len, 0);

    assert_int_equal(stmt_step(s, &e), 1);
    assert_true(stmt_is_null(s, 3));
    assert_null(stmt_text(s, 3).data);
    assert_int_equal(stmt_int(s, 3), 0);
    assert_int_equal(stmt_step(s, &e), 0);

    /* After the last row it starts again. */
    assert_int_equal(stmt_step(s, &e), 1);
    assert_true(stmt_int(s, 0) == INT64_MIN);
}

/* NUL is no character of a text; in a blob it is a byte like any other. */
static void test_nul(void **state)
{
    struct err e = {0};
    struct bulk *b = NULL;
    bool found;

    fails(E_INVALID, db_run(db, &e, "select length($1)", "t", STR("a\0b")));
    ok(db_query_int(db, NULL, &found, &e, "select length($1)", "b", STR("a\0b")));
    assert_true(found);
    ok(db_begin(db, true, &e));
    ok(bulk_begin(db, "wide", "id,v", "it", &b, &e));
    bulk_int(b, 1);
    bulk_text(b, STR("a\0b"));
    fails(E_INVALID, bulk_row(b, &e));
    bulk_int(b, 1);
    bulk_text(b, STR("ab"));
    ok(bulk_row(b, &e));
    ok(bulk_end(b, &e));
    bulk_free(b);
    assert_int_equal(query_int(db, "select count(*) from wide where v = 'ab'"), 1);
    db_rollback(db);
}

static void test_bindings_kept_and_cleared(void **state)
{
    struct err e = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;

    ok(db_prepare(db, "select $1, $2", &s, &e));
    stmt_bind_int(s, 1, 11);
    stmt_bind_text(s, 2, STR("two"));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(stmt_step(s, &e), 1);
        assert_int_equal(stmt_int(s, 0), 11);
        assert_true(str_eqz(stmt_text(s, 1), "two"));
        assert_int_equal(stmt_step(s, &e), 0);
    }
    stmt_reset(s);
    assert_int_equal(stmt_step(s, &e), 1);
    assert_true(stmt_is_null(s, 0) && stmt_is_null(s, 1));
}

static void test_failed_bind_is_reported(void **state)
{
    struct err e = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;

    ok(db_prepare(db, "select $1", &s, &e));
    stmt_bind_int(s, 2, 1);
    stmt_bind_int(s, 1, 1);
    fails(E_INVALID, stmt_step(s, &e));
    fails(E_INVALID, stmt_step(s, &e));
    stmt_reset(s);
    stmt_bind_int(s, 1, 1);
    assert_int_equal(stmt_step(s, &e), 1);
    stmt_bind_int(s, 1, 2); /* not between two rows */
    fails(E_INVALID, stmt_step(s, &e));
    stmt_reset(s);

    stmt_bind_blob(s, 1, "", (size_t)200 << 20);
    fails(E_LIMIT, stmt_step(s, &e));
}

static void test_statement_cache(void **state)
{
    struct err e = {0};
    struct stmt *a, *b, *c;

    ok(db_prepare(db, "select 1 union all select 2", &a, &e));
    ok(db_prepare(db, "select 1 union all select 2", &b, &e));
    assert_ptr_not_equal(a, b);
    assert_int_equal(stmt_step(a, &e), 1);
    assert_int_equal(stmt_step(b, &e), 1);
    assert_int_equal(stmt_step(a, &e), 1);
    assert_int_equal(stmt_int(a, 0), 2);
    assert_int_equal(stmt_int(b, 0), 1);
    stmt_done(a);
    ok(db_prepare(db, "select 1 union all select 2", &c, &e));
    assert_ptr_equal(a, c);
    assert_int_equal(stmt_step(c, &e), 1);
    assert_int_equal(stmt_int(c, 0), 1);
    stmt_done(b);
    stmt_done(c);
    stmt_done(NULL);
}

/* More texts than the cache keeps, several in use while others are thrown out. */
static void test_statement_cache_bound(void **state)
{
    struct err e = {0};
    struct stmt *held[20];
    char sql[64];
    int64_t v;

    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 1000; i++) {
            snprintf(sql, sizeof sql, "select %d + $1", i);
            if (i % 50 == 0)
                ok(db_prepare(db, sql, &held[i / 50], &e));
            ok(db_query_int(db, &v, NULL, &e, sql, "i", (int64_t)1));
            assert_int_equal(v, i + 1);
            if (i == 999)
                for (size_t k = 0; k < ARRAY_LEN(held); k++) {
                    stmt_bind_int(held[k], 1, 5);
                    assert_int_equal(stmt_step(held[k], &e), 1);
                    assert_int_equal(stmt_int(held[k], 0), (int64_t)k * 50 + 5);
                    stmt_done(held[k]);
                }
        }
}

/* Keys 0 to 449; key k has k % 3 rows, and 300 has 600. */
struct each_seen {
    size_t rows, last, next;
    size_t stop; /* row says no at this key */
    bool nul;
};

static void each_bind(struct stmt *s, size_t i, void *arg)
{
    const struct each_seen *x = arg;

    stmt_bind_int(s, 1, (int64_t)i);
    stmt_bind_text(s, 2, x->nul && i == 201 ? (struct str){"a\0b", 3} : STR("a"));
}

static int each_row(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct each_seen *x = arg;

    if (x->stop && i == x->stop)
        return err_set(e, E_RANGE, "停", "stop");
    assert_int_equal(stmt_int(s, 0), (int64_t)i);
    assert_true(i >= x->last);
    /* others may be asked in between */
    assert_int_equal(query_int(db, "select count(*) from each_key where k = 2"), 2);
    assert_int_equal(stmt_int(s, 1), (int64_t)(i == x->last ? x->next : 0));
    x->next = stmt_int(s, 1) + 1;
    x->last = i;
    x->rows++;
    return 0;
}

static void test_each(void **state)
{
    static const char sql[] = "select k, n from each_key where k = $1 and name = $2 order by n";
    struct each_seen x = {.last = 0};
    struct db_each each = {450, each_bind, each_row, &x};
    struct err e = {0};

    ok(db_ddl(db,
              "create table each_key(k {int} not null, n {int} not null, name {text} not null,"
              " primary key(k, n)) {table}",
              &e));
    ok(db_begin(db, true, &e));
    for (int64_t k = 0; k < 450; k++)
        for (int64_t n = 0; n < (k == 300 ? 600 : k % 3); n++)
            ok(db_run(db, &e, "insert into each_key(k, n, name) values ($1, $2, 'a')", "ii", k, n));
    x = (struct each_seen){0};
    ok(db_each(db, sql, &each, &e));
    assert_int_equal(x.rows, 450 + 600);

    x = (struct each_seen){.stop = 301};
    fails(E_RANGE, db_each(db, sql, &each, &e));
    x = (struct each_seen){0};
    ok(db_each(db, sql, &each, &e)); /* what was asked for before is forgotten */
    assert_int_equal(x.rows, 450 + 600);
    ok(db_commit(db, &e));

    x = (struct each_seen){0};
    ok(db_each(db, sql, &each, &e));
    assert_int_equal(x.rows, 450 + 600);
    x = (struct each_seen){.nul = true};
    fails(E_INVALID, db_each(db, sql, &each, &e));
    fails(E_INVALID, db_each(db, "selekt $1, $2", &each, &e));
    each.n = 0;
    ok(db_each(db, sql, &each, &e));
    ok(db_ddl(db, "drop table each_key", &e));
}

static void test_schema_change_under_a_cached_statement(void **state)
{
    struct err e = {0};

    ok(db_ddl(db, "create table grows(a {int} primary key) {table}; insert into grows values (1)",
              &e));
    assert_int_equal(query_int(db, "select count(*) from grows"), 1);
    assert_true(has_table(db, "grows"));
    assert_false(has_column(db, "grows", "b"));
    ok(db_ddl(db, "alter table grows add column b {text}", &e));
    assert_true(has_column(db, "grows", "b"));
    assert_int_equal(query_int(db, "select count(*) from grows"), 1);
    ok(db_ddl(db, "drop table grows", &e));
    assert_false(has_table(db, "grows"));
    fails(E_INVALID, db_run(db, &e, "select count(*) from grows", ""));
}

static void test_constraints(void **state)
{
    struct err e = {0};
    static const char sql[] = "insert into t(a, b, name, parent) values ($1, $2, $3, $4)";

    ok(db_run(db, &e, sql, "iitn", (int64_t)50, (int64_t)1, STR("secret value")));
    fails(E_CONFLICT, db_run(db, &e, sql, "iitn", (int64_t)50, (int64_t)1, STR("secret value")));
    assert_non_null(strstr(e.en, "t.a, t.b"));
    assert_null(strstr(e.en, "secret"));
    fails(E_CONFLICT, db_run(db, &e, sql, "inti", (int64_t)51, STR("x"), (int64_t)1));
    assert_non_null(strstr(e.en, "t.b"));
    fails(E_CONFLICT, db_run(db, &e, sql, "iiti", (int64_t)51, (int64_t)1, STR("x"), (int64_t)999));
    fails(E_CONFLICT, db_run(db, &e, sql, "iitn", (int64_t)51, (int64_t)-1, STR("x")));
    /* Tables are strict: a text is no number. */
    fails(E_CONFLICT, db_run(db, &e, sql, "ittn", (int64_t)51, STR("one"), STR("x")));
    ok(db_query_int(db, NULL, NULL, &e, "select count(*) from t where a = 51", ""));
    assert_int_equal(query_int(db, "select count(*) from t where a = 51"), 0);
}

static void test_sum_leaves_int64(void **state)
{
    struct err e = {0};

    fails(E_RANGE,
          db_run(db, &e,
                 "select sum(v) from (select 9223372036854775807 as v union all select 1) s", ""));
}

static void test_ddl_words(void **state)
{
    struct err e = {0};

    fails(E_INVALID, db_ddl(db, "create table u(a {number}) {table}", &e));
    if (testdb_is_postgres())
        return;
    fails(E_INVALID, db_ddl(db, "create table u(a {int}) {table}", &e)); /* no primary key */
    assert_int_equal(query_int(db,
                               "select count(*) from pragma_table_list where name in ('t','wide')"
                               " and strict = 1"),
                     2);
    assert_int_equal(query_int(db, "select count(*) from pragma_table_list where name = 't'"
                                   " and wr = 1"),
                     1);
    assert_int_equal(query_int(db, "select count(*) from pragma_table_list where name = 'wide'"
                                   " and wr = 0"),
                     1);
}

static void test_bulk(void **state)
{
    struct err e = {0};
    _cleanup_(bulk_freep) struct bulk *b = NULL;

    fails(E_INVALID, bulk_begin(db, "t", "a,b,name,data", "iitb", &b, &e));
    ok(db_begin(db, true, &e));
    fails(E_INVALID, bulk_begin(db, "t", "a,b", "iit", &b, &e));
    fails(E_INVALID, bulk_begin(db, "t", "a,b,name", "ii", &b, &e));
    fails(E_INVALID, bulk_begin(db, "t; drop table t", "a", "i", &b, &e));
    fails(E_INVALID, bulk_begin(db, "t", "a,b)", "ii", &b, &e));
    fails(E_INVALID, bulk_begin(db, "t", "a,b", "ix", &b, &e));
    ok(bulk_begin(db, "t", "a,b,name,data", "iitb", &b, &e));
    for (int64_t i = 0; i < 10000; i++) {
        char name[32];

        snprintf(name, sizeof name, "name %d", (int)i);
        bulk_int(b, 1000);
        bulk_int(b, i);
        bulk_text(b, str_of(name));
        if (i % 2)
            bulk_null(b);
        else
            bulk_blob(b, name, 4);
        ok(bulk_row(b, &e));
    }
    /* Rows that aren't ones leave the others and the next alone. */
    bulk_int(b, 1000);
    bulk_text(b, STR("wrong kind"));
    fails(E_INVALID, bulk_row(b, &e));
    bulk_int(b, 1000);
    fails(E_INVALID, bulk_row(b, &e));
    bulk_int(b, 1000);
    fails(E_INVALID, bulk_end(b, &e));
    fails(E_INVALID, bulk_row(b, &e));
    bulk_int(b, 1000);
    bulk_int(b, 10000);
    bulk_text(b, STR("last"));
    bulk_null(b);
    bulk_int(b, 1);
    fails(E_INVALID, bulk_row(b, &e));
    bulk_int(b, 1000);
    bulk_int(b, 10000);
    bulk_text(b, STR("last"));
    bulk_null(b);
    ok(bulk_row(b, &e));
    ok(bulk_end(b, &e));
    assert_int_equal(query_int(db, "select count(*) from t where a = 1000"), 10001);
    assert_int_equal(query_int(db, "select count(data) from t where a = 1000"), 5000);
    assert_int_equal(query_int(db, "select count(*) from t where name = 'name ' || b"), 10000);
    db_rollback(db);
    fails(E_INVALID, bulk_end(b, &e));
    assert_int_equal(query_int(db, "select count(*) from t where a = 1000"), 0);
}

/* A row that the database refuses is told by then at the latest when the bulk ends; nothing but a
 * rollback helps. */
static void test_bulk_refused(void **state)
{
    struct err e = {0};
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int r = 0;

    ok(db_begin(db, true, &e));
    ok(bulk_begin(db, "t", "a,b,name", "iit", &b, &e));
    for (int64_t i = 0; i < 10 && r >= 0; i++) {
        bulk_int(b, 2000);
        bulk_int(b, i % 7);
        bulk_text(b, STR("secret"));
        r = bulk_row(b, &e);
    }
    if (r >= 0)
        r = bulk_end(b, &e);
    assert_int_equal(r, E_CONFLICT);
    assert_non_null(strstr(e.en, "table t"));
    assert_non_null(strstr(e.en, "t.a, t.b"));
    assert_null(strstr(e.en, "secret"));
    fails(E_CONFLICT, bulk_end(b, &e));
    fails(E_CONFLICT, db_query_int(db, NULL, NULL, &e, "select 1", ""));
    fails(E_CONFLICT, db_commit(db, &e));
    assert_false(db_in_transaction(db));
    assert_int_equal(query_int(db, "select count(*) from t where a = 2000"), 0);
}

/* What was given and not ended takes the transaction with it. */
static void test_bulk_not_ended(void **state)
{
    struct err e = {0};
    struct bulk *b = NULL;

    ok(db_begin(db, true, &e));
    ok(bulk_begin(db, "t", "a,b,name", "iit", &b, &e));
    bulk_int(b, 3000);
    bulk_int(b, 1);
    bulk_text(b, STR("x"));
    ok(bulk_row(b, &e));
    bulk_free(b);
    fails(E_CONFLICT, db_commit(db, &e));
    assert_int_equal(query_int(db, "select count(*) from t where a = 3000"), 0);
}

/* Parents and children row by row, with reads and writes between them, many more than wait. */
static void test_bulks_interleaved(void **state)
{
    enum { ROWS = 60000 };
    struct err e = {0};
    _cleanup_(bulk_freep) struct bulk *parents = NULL, *children = NULL, *empty = NULL;
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    char text[200];
    int64_t v;

    memset(text, 'x', sizeof text);
    ok(db_run(db, &e, "insert into wide(id, v) values (1, 'a'), (2, 'b'), (3, 'c')", ""));
    ok(db_ddl(db,
              "create table p(id {int} not null primary key) {table};"
              "create table c(id {int} not null primary key, v {text} not null,"
              " p {int} references p(id)) {table}",
              &e));
    ok(db_begin(db, true, &e));
    ok(db_prepare(db, "select id from wide order by id", &s, &e));
    ok(bulk_begin(db, "p", "id", "i", &parents, &e));
    ok(bulk_begin(db, "c", "id,v,p", "iti", &children, &e));
    ok(bulk_begin(db, "wide", "id,v", "it", &empty, &e));
    for (int64_t i = 1; i <= ROWS; i++) {
        bulk_int(parents, i);
        ok(bulk_row(parents, &e));
        bulk_int(children, i);
        bulk_text(children, (struct str){text, sizeof text});
        bulk_int(children, i);
        ok(bulk_row(children, &e));
        if (i % 20000 == 0) {
            assert_int_equal(stmt_step(s, &e), 1);
            assert_int_equal(stmt_int(s, 0), i / 20000);
            ok(db_query_int(db, &v, NULL, &e, "select count(*) from wide where id <= $1", "i",
                            i / 20000));
            assert_int_equal(v, i / 20000);
            ok(db_run(db, &e, "update wide set v = 'seen' where id = $1", "i", i / 20000));
        }
    }
    ok(bulk_end(children, &e));
    ok(bulk_end(parents, &e));
    ok(bulk_end(empty, &e));
    ok(db_commit(db, &e));
    assert_int_equal(query_int(db, "select count(*) from c join p on c.p = p.id"), ROWS);
    assert_int_equal(query_int(db, "select count(*) from wide where v = 'seen'"), 3);
    stmt_done(take(s));
    ok(db_ddl(db, "drop table c; drop table p; delete from wide", &e));
}

/* Results larger than what is held are stepped at the same time, in and outside a transaction. */
static void step_three(bool transaction)
{
    enum { ROWS = 5000 };
    struct err e = {0};
    struct stmt *s[3];
    int64_t v;

    if (transaction)
        ok(db_begin(db, true, &e));
    for (int k = 0; k < 3; k++) {
        ok(db_prepare(db, "select a, name from t where a >= $1 order by a", &s[k], &e));
        stmt_bind_int(s[k], 1, 10000);
    }
    for (int64_t i = 0; i < ROWS; i++) {
        for (int k = 0; k < 3; k++) {
            assert_int_equal(stmt_step(s[k], &e), 1);
            assert_int_equal(stmt_int(s[k], 0), 10000 + i);
            assert_int_equal(stmt_text(s[k], 1).len, i % 300);
        }
        if (i % 100 == 0) {
            ok(db_query_int(db, &v, NULL, &e, "select b from t where a = $1", "i", 10000 + i));
            assert_int_equal(v, 0);
            ok(db_run(db, &e, "update t set parent = null where a = $1", "i", 10000 + i));
        }
    }
    for (int k = 0; k < 3; k++) {
        assert_int_equal(stmt_step(s[k], &e), 0);
        /* and once more from the beginning, not to the end */
        assert_int_equal(stmt_step(s[k], &e), 1);
        assert_int_equal(stmt_int(s[k], 0), 10000);
        stmt_done(s[k]);
    }
    if (transaction)
        ok(db_commit(db, &e));
}

static void test_streams_interleaved(void **state)
{
    struct err e = {0};
    struct bulk *b = NULL;
    char text[300];

    memset(text, 'y', sizeof text);
    ok(db_begin(db, true, &e));
    ok(bulk_begin(db, "t", "a,b,name", "iit", &b, &e));
    for (int64_t i = 0; i < 5000; i++) {
        bulk_int(b, 10000 + i);
        bulk_int(b, 0);
        bulk_text(b, (struct str){text, (size_t)i % 300});
        ok(bulk_row(b, &e));
    }
    ok(bulk_end(b, &e));
    bulk_free(b);
    ok(db_commit(db, &e));
    step_three(true);
    step_three(false);
    ok(db_run(db, &e, "delete from t where a >= 10000", ""));
}

/* After an error of a statement nothing but a rollback helps, whatever it was. */
static void test_error_ends_transaction(void **state)
{
    static const char *const wrong[] = {
        "insert into t(a, b, name) values (1, 2, 'x'), (1, 2, 'y') returning a",
        "select nothing from nowhere",
    };
    struct err e = {0};

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        ok(db_begin(db, true, &e));
        ok(db_run(db, &e, "insert into t(a, b, name) values (5, 5, 'x')", ""));
        assert_true(db_run(db, &e, wrong[i], "") < 0);
        fails(E_CONFLICT, db_run(db, &e, "insert into t(a, b, name) values (6, 6, 'x')", ""));
        fails(E_CONFLICT, db_query_int(db, NULL, NULL, &e, "select count(*) from t", ""));
        fails(E_CONFLICT, db_ddl(db, "create table z(a {int} not null primary key) {table}", &e));
        fails(E_CONFLICT, db_commit(db, &e));
        assert_int_equal(query_int(db, "select count(*) from t where a in (5, 6)"), 0);
    }
}

/* An error of a write is told by the commit at the latest. */
static void test_late_error(void **state)
{
    static const char sql[] = "insert into t(a, b, name) values ($1, 1, $2)";
    struct err e = {0};
    int r = 0;

    ok(db_begin(db, true, &e));
    for (int64_t i = 0; i < 4 && r >= 0; i++)
        r = db_run(db, &e, sql, "it", 7000 + i % 3, STR("secret"));
    if (r >= 0)
        r = db_query_int(db, NULL, NULL, &e, "select count(*) from parent", "");
    assert_int_equal(r, E_CONFLICT);
    assert_non_null(strstr(e.en, "t.a, t.b"));
    assert_null(strstr(e.en, "secret"));
    db_rollback(db);

    ok(db_begin(db, true, &e));
    r = 0;
    for (int64_t i = 0; i < 4 && r >= 0; i++)
        r = db_run(db, &e, sql, "it", 7000 + i % 3, STR("secret"));
    assert_int_equal(db_commit(db, &e), E_CONFLICT);
    assert_int_equal(query_int(db, "select count(*) from t where a >= 7000"), 0);
}

static void put_row(struct bulk *rows, int64_t a, int64_t b)
{
    struct err e = {0};

    bulk_int(rows, a);
    bulk_int(rows, b);
    bulk_text(rows, STR("row"));
    ok(bulk_row(rows, &e));
}

/* Whatever fits into one statement or not: n rows are n rows, and a doubled one is found. */
static void test_bulk_of_any_length(void **state)
{
    struct err e = {0};

    for (int64_t n = 0; n <= 50; n++) {
        struct bulk *b;

        ok(db_begin(db, true, &e));
        ok(bulk_begin(db, "t", "a,b,name", "iit", &b, &e));
        for (int64_t i = 0; i < n; i++)
            put_row(b, 2000, i);
        ok(bulk_end(b, &e));
        assert_int_equal(query_int(db, "select count(*) from t where a = 2000"), n);
        if (n) {
            put_row(b, 2000, n / 2);
            fails(E_CONFLICT, bulk_end(b, &e));
            assert_non_null(strstr(e.en, "table t"));
        }
        bulk_free(b);
        db_rollback(db);
        assert_int_equal(query_int(db, "select count(*) from t where a = 2000"), 0);
    }
}

/* A hundred columns don't fit sixteen times into the parameters of a statement. */
static void test_bulk_of_wide_rows(void **state)
{
    struct err e = {0};
    _cleanup_(strbuf_done) struct strbuf ddl = {0}, columns = {0}, types = {0};
    struct bulk *b;

    strbuf_addz(&ddl, "create table broad(c0 {int} not null primary key");
    strbuf_addz(&columns, "c0");
    strbuf_addc(&types, 'i');
    for (int i = 1; i < 200; i++) {
        strbuf_printf(&ddl, ", c%d {int}", i);
        strbuf_printf(&columns, ",c%d", i);
        strbuf_addc(&types, 'i');
    }
    strbuf_addz(&ddl, ") {table}");
    ok(db_ddl(db, strbuf_z(&ddl), &e));
    ok(db_begin(db, true, &e));
    ok(bulk_begin(db, "broad", strbuf_z(&columns), strbuf_z(&types), &b, &e));
    for (int64_t row = 0; row < 40; row++) {
        for (int64_t i = 0; i < 200; i++)
            bulk_int(b, row * 1000 + i);
        ok(bulk_row(b, &e));
    }
    ok(bulk_end(b, &e));
    bulk_free(b);
    assert_int_equal(query_int(db, "select count(*) from broad where c199 = c0 + 199"), 40);
    db_rollback(db);
    ok(db_ddl(db, "drop table broad", &e));
}

static void child(struct bulk *rows, int64_t parent, int64_t b)
{
    struct err e = {0};

    bulk_int(rows, parent);
    bulk_int(rows, b);
    bulk_text(rows, STR("child"));
    bulk_int(rows, 3000);
    ok(bulk_row(rows, &e));
}

/* Two bulks open at once, of which one refers to the other: the order in which they were begun is
 * the order in which they are written, however many rows wait in either. */
static void test_bulk_refers_to_another(void **state)
{
    struct err e = {0};
    struct bulk *parents, *children;

    ok(db_begin(db, true, &e));
    ok(bulk_begin(db, "parent", "id", "i", &parents, &e));
    ok(bulk_begin(db, "t", "parent,b,name,a", "iiti", &children, &e));
    for (int64_t i = 0; i < 100; i++) {
        if (i % 7 == 0) {
            bulk_int(parents, 5000 + i);
            ok(bulk_row(parents, &e));
        }
        child(children, 5000 + i - i % 7, i);
    }
    ok(bulk_end(children, &e));
    ok(bulk_end(parents, &e));
    assert_int_equal(query_int(db, "select count(*) from t where parent >= 5000"), 100);
    child(children, 4999, 100);
    fails(E_CONFLICT, bulk_end(children, &e));
    bulk_free(children);
    bulk_free(parents);
    db_rollback(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameters_by_number),
        cmocka_unit_test(test_values_round_trip),
        cmocka_unit_test(test_nul),
        cmocka_unit_test(test_bindings_kept_and_cleared),
        cmocka_unit_test(test_failed_bind_is_reported),
        cmocka_unit_test(test_statement_cache),
        cmocka_unit_test(test_statement_cache_bound),
        cmocka_unit_test(test_schema_change_under_a_cached_statement),
        cmocka_unit_test(test_constraints),
        cmocka_unit_test(test_sum_leaves_int64),
        cmocka_unit_test(test_ddl_words),
        cmocka_unit_test(test_bulk),
        cmocka_unit_test(test_bulk_refused),
        cmocka_unit_test(test_bulk_not_ended),
        cmocka_unit_test(test_bulk_of_any_length),
        cmocka_unit_test(test_bulk_of_wide_rows),
        cmocka_unit_test(test_bulk_refers_to_another),
        cmocka_unit_test(test_bulks_interleaved),
        cmocka_unit_test(test_each),
        cmocka_unit_test(test_streams_interleaved),
        cmocka_unit_test(test_error_ends_transaction),
        cmocka_unit_test(test_late_error),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, setup, teardown);
}
