/* The change log: order of seq and time, instants to seq, no identity numbers in it. */
#include "access_test.h"

#include <stdlib.h>

static int unfreeze(void **state)
{
    unsetenv("HEYI_CLOCK");
    return 0;
}

static int64_t add_change(struct db *db, const char *why)
{
    struct actor a = actor_local();
    struct err e = {0};
    int64_t seq = 0;

    ok(db_begin(db, true, &e));
    ok(change_begin(db, &a, "import people", why, &seq, &e));
    ok(db_commit(db, &e));
    return seq;
}

static void test_sequence(void **state)
{
    struct actor a = actor_local();
    struct err e = {0};
    struct change c;
    int64_t seq = -1;
    _cleanup_(db_closep) struct db *db = open_access_db("sequence.db");
    _cleanup_(arena_freep) struct arena *arena = arena_new(0);

    ok(change_last(db, &seq, &e));
    assert_int_equal(seq, 0);
    ok(change_seq_at(db, INT64_MAX, &seq, &e));
    assert_int_equal(seq, 0);
    fails(E_INVALID, change_begin(db, &a, "x", NULL, &seq, &e));
    ok(db_begin(db, false, &e));
    fails(E_INVALID, change_begin(db, &a, "x", NULL, &seq, &e));
    db_rollback(db);

    assert_int_equal(add_change(db, "people.csv"), 1);
    assert_int_equal(add_change(db, NULL), 2);
    /* What is rolled back leaves no gap. */
    ok(db_begin(db, true, &e));
    ok(change_begin(db, &a, "x", NULL, &seq, &e));
    assert_int_equal(seq, 3);
    ok(change_begin(db, &a, "y", NULL, &seq, &e));
    assert_int_equal(seq, 4);
    db_rollback(db);
    assert_int_equal(add_change(db, "again"), 3);
    ok(change_last(db, &seq, &e));
    assert_int_equal(seq, 3);

    ok(change_get(db, 1, arena, &c, &e));
    assert_true(str_eqz(c.actor, a.name));
    assert_true(str_eqz(c.what, "import people"));
    assert_true(str_eqz(c.why, "people.csv"));
    ok(change_get(db, 2, arena, &c, &e));
    assert_int_equal(c.why.len, 0);
    fails(E_NOT_FOUND, change_get(db, 99, arena, &c, &e));
}

static void test_known_at(void **state)
{
    struct err e = {0};
    int64_t seq;
    _cleanup_(db_closep) struct db *db = open_access_db("known.db");
    _cleanup_(arena_freep) struct arena *arena = arena_new(0);
    struct change c[5];

    setenv("HEYI_CLOCK", "2018-06-30T08:00:00Z", 1);
    assert_int_equal(add_change(db, "1"), 1);
    setenv("HEYI_CLOCK", "2018-06-30T09:00:00Z", 1);
    assert_int_equal(add_change(db, "2"), 2);
    /* The clock goes back: the time of the log doesn't. */
    setenv("HEYI_CLOCK", "2018-06-30T07:00:00Z", 1);
    assert_int_equal(add_change(db, "3"), 3);
    setenv("HEYI_CLOCK", "2018-07-01T00:00:00Z", 1);
    assert_int_equal(add_change(db, "4"), 4);
    for (int i = 1; i <= 4; i++)
        ok(change_get(db, i, arena, &c[i], &e));
    assert_true(c[1].at < c[2].at);
    assert_true(c[2].at == c[3].at);
    assert_true(c[3].at < c[4].at);

    ok(change_seq_at(db, c[1].at - 1, &seq, &e));
    assert_int_equal(seq, 0);
    ok(change_seq_at(db, c[1].at, &seq, &e));
    assert_int_equal(seq, 1);
    ok(change_seq_at(db, c[2].at - 1, &seq, &e));
    assert_int_equal(seq, 1);
    ok(change_seq_at(db, c[2].at, &seq, &e));
    assert_int_equal(seq, 3);
    ok(change_seq_at(db, c[4].at - 1, &seq, &e));
    assert_int_equal(seq, 3);
    ok(change_seq_at(db, INT64_MAX, &seq, &e));
    assert_int_equal(seq, 4);
}

static void test_texts(void **state)
{
    struct actor a = actor_local();
    struct err e = {0};
    struct change c;
    char number[IDNO_TEXT], why[1200];
    int64_t seq;
    _cleanup_(db_closep) struct db *db = open_access_db("texts.db");
    _cleanup_(arena_freep) struct arena *arena = arena_new(0);

    synthetic_number(12345, number);
    snprintf(why, sizeof why, "更正%s的住址", number);
    seq = add_change(db, why);
    ok(change_get(db, seq, arena, &c, &e));
    assert_int_equal(str_find(c.why, str_of(number)), -1);
    assert_true(str_starts(c.why, STR("更正440790********")));

    memset(why, 'x', sizeof why);
    why[1001] = '\0';
    ok(db_begin(db, true, &e));
    fails(E_LIMIT, change_begin(db, &a, "x", why, &seq, &e));
    assert_non_null(strstr(e.zh, "变更原因超过 1000 字节"));
    assert_non_null(strstr(e.en, "the change's reason is longer than 1000 bytes"));
    fails(E_LIMIT, change_begin(db, &a, why, "", &seq, &e));
    why[1000] = '\0';
    ok(change_begin(db, &a, "x", why, &seq, &e));
    ok(db_commit(db, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequence),
        cmocka_unit_test_teardown(test_known_at, unfreeze),
        cmocka_unit_test(test_texts),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, tempdir_setup, tempdir_teardown);
}
