/* What a database holds, and that it can be taken away. */
#include "tempdir.h"

#include "cleanup.h"

static void print_names(struct strbuf *out, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        strbuf_printf(out, i ? ",%s" : "(%s", names[i]);
    strbuf_addc(out, ')');
}

/* One line a table: columns with their types, ! for not null; then the keys. */
static void describe(struct db *db, struct strbuf *out)
{
    struct err e = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct db_table *t;
    size_t n;

    ok(db_tables(db, a, &t, &n, &e));
    strbuf_clear(out);
    for (size_t i = 0; i < n; i++) {
        /* PostgreSQL's place is marked by it from the beginning */
        if (strcmp(t[i].name, "schema_version") == 0)
            continue;
        strbuf_addz(out, t[i].name);
        for (size_t c = 0; c < t[i].n_columns; c++)
            strbuf_printf(out, " %s:%c%s", t[i].columns[c].name, t[i].columns[c].type,
                          t[i].columns[c].not_null ? "!" : "");
        for (size_t k = 0; k < t[i].n_keys; k++) {
            const struct db_key *key = &t[i].keys[k];

            strbuf_printf(out, " %c", key->kind);
            print_names(out, key->columns, key->n);
            if (key->kind == 'f') {
                strbuf_addz(out, key->to);
                print_names(out, key->to_columns, key->n);
            }
        }
        strbuf_addc(out, '\n');
    }
}

static void test_described(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("tables.db", DB_CREATE);
    _cleanup_(strbuf_done) struct strbuf out = {0};

    describe(db, &out);
    assert_string_equal(strbuf_z(&out), "");
    ok(db_ddl(db,
              "create table b(id {int} primary key, v {blob}) {table};"
              "create table a_z(id {int} primary key) {table};"
              "create table aa("
              " y {int}, x {int} not null, t {text} not null unique, b {int} references b,"
              " c {int},"
              " primary key(x, y), unique(c, b),"
              " foreign key(y, x) references aa(x, y)) {rowtable};"
              "create index aa_c on aa(c);"
              "create unique index aa_y on aa(y);",
              &e));
    describe(db, &out);
    /* bytewise: _ comes before a */
    assert_string_equal(
        strbuf_z(&out),
        "a_z id:i! p(id)\n"
        "aa y:i! x:i! t:t! b:i c:i p(x,y) u(c,b) u(t) u(y) f(b)b(id) f(y,x)aa(x,y)\n"
        "b id:i! v:b p(id)\n");
    ok(db_ddl(db, "alter table a_z add column later {text}", &e));
    describe(db, &out);
    assert_non_null(strstr(strbuf_z(&out), "a_z id:i! later:t p(id)\n"));
}

/* A table without strict types could give other values than its columns say. */
static void test_foreign_tables(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = open_db("foreign.db", DB_CREATE);
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct db_table *t;
    size_t n;

    ok(db_ddl(db, "create table loose(id integer primary key)", &e));
    fails(E_UNSUPPORTED, db_tables(db, a, &t, &n, &e));
    assert_non_null(strstr(e.en, "loose"));
    ok(db_ddl(db, "drop table loose; create table r(id {int} primary key, v real) {table}", &e));
    fails(E_UNSUPPORTED, db_tables(db, a, &t, &n, &e));
    assert_non_null(strstr(e.en, "r.v"));
}

static size_t files(const char *name)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        char path[300];

        snprintf(path, sizeof path, "%s%s", in_tempdir(name), suffixes[i]);
        n += access(path, F_OK) == 0;
    }
    return n;
}

static void test_removed(void **state)
{
    struct err e = {0};
    struct db *db = open_db("removed.db", DB_CREATE);

    ok(db_ddl(db, "create table t(id {int} primary key) {table}", &e));
    db_remove(db); /* nobody may be writing */
    assert_int_equal(files("removed.db"), 1);
    db = open_db("removed.db", DB_WRITE);
    ok(db_begin(db, true, &e));
    ok(db_run(db, &e, "insert into t(id) values (1)", ""));
    db_remove(db);
    assert_int_equal(files("removed.db"), 0);
}

int main(void)
{
    const struct CMUnitTest both[] = {cmocka_unit_test(test_described)};
    const struct CMUnitTest files_only[] = {
        cmocka_unit_test(test_foreign_tables),
        cmocka_unit_test(test_removed),
    };
    testdb_need_server();
    int failed = cmocka_run_group_tests(both, tempdir_setup, tempdir_teardown);

    if (!testdb_is_postgres())
        failed += cmocka_run_group_tests(files_only, tempdir_setup, tempdir_teardown);
    return failed;
}
