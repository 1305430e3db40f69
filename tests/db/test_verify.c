/* A database looks itself over: references, indexes, pages. */
#include "tempdir.h"

#include "cleanup.h"

#include <fcntl.h>

#define ROWS 5000

static struct db *make(const char *name)
{
    struct db *db = open_db(name, DB_CREATE);
    struct err e = {0};

    ok(db_ddl(db,
              "create table t(id {int} not null primary key, v {text} not null) {table};"
              "create table child(id {int} not null primary key, t {int} not null"
              " references t(id)) {table};"
              "create index t_v on t(v)",
              &e));
    ok(db_begin(db, true, &e));
    for (int64_t i = 1; i <= ROWS; i++)
        ok(db_run(db, &e, "insert into t values ($1, $2)", "it", i, STR("some text or other")));
    ok(db_run(db, &e, "insert into child values (1, 7)", ""));
    ok(db_commit(db, &e));
    return db;
}

static void test_sound(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = make("sound.db");

    ok(db_verify(db, &e));
    ok(db_begin(db, false, &e));
    ok(db_verify(db, &e));
    ok(db_commit(db, &e));
    db_close(take(db));
    db = open_db("sound.db", DB_READ);
    ok(db_verify(db, &e));
}

static void test_reference(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = make("reference.db");

    ok(db_run(db, &e, "pragma foreign_keys = off", ""));
    ok(db_run(db, &e, "delete from t where id = 7", ""));
    fails(E_CORRUPT, db_verify(db, &e));
    assert_non_null(strstr(e.en, "table child refers to a row of t that does not exist"));
    assert_non_null(strstr(e.zh, "表 child 引用的 t 记录不存在"));
}

/* Some bytes in the middle of the file are overwritten. */
static void test_pages(void **state)
{
    struct err e = {0};
    _cleanup_(db_closep) struct db *db = make("pages.db");
    char noise[6000];
    int fd;

    db_close(take(db));
    memset(noise, 0x5a, sizeof noise);
    fd = open(in_tempdir("pages.db"), O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, noise, sizeof noise, 90000), sizeof noise);
    assert_int_equal(close(fd), 0);
    db = open_db("pages.db", DB_READ);
    fails(E_CORRUPT, db_verify(db, &e));
    assert_non_null(strstr(e.en, "restore a backup"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_reference),
        cmocka_unit_test(test_pages),
    };

    return cmocka_run_group_tests(tests, tempdir_setup, tempdir_teardown);
}
