/* What was done already, and cursors. */
#include "access_test.h"
#include "cleanup.h"
#include "cursor.h"
#include "idempotency.h"
#include "office.h"

static struct db *reg, *office;

static struct db *migrated(struct db *db, const struct schema_part *part)
{
    struct err e = {0};
    ok(db_migrate(db, part, NULL, &e));
    return db;
}

static int setup(void **state)
{
    char url[TESTDB_URL_BYTES];
    struct err e = {0};
    if (tempdir_setup(state) < 0)
        return -1;
    setenv("HEYI_CLOCK", "2026-03-02T08:00:00", 1);
    reg = migrated(open_access_db("r.db"), &idempotency_schema);
    ok(office_open(testdb_url(in_tempdir("r.db"), url), DB_CREATE, &office, &e));
    return 0;
}

static int teardown(void **state)
{
    db_close(reg);
    db_close(office);
    return tempdir_teardown(state);
}

static int put(struct db *db, const char *key, int status, const char *result, struct err *e)
{
    struct idempotent row = {str_of(key), STR("d1"), status, str_of(result)};
    return idempotency_put(db, &row, e);
}

static bool is_there(struct db *db, const char *key, const char *result)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct idempotent row = {0};
    struct err e = {0};
    bool found;
    ok(idempotency_find(db, str_of(key), a, &row, &found, &e));
    return found && str_eqz(row.result, result) && str_eqz(row.digest, "d1");
}

static void test_once(void **state)
{
    struct err e = {0};
    ok(put(reg, "call 1 a", 200, "{}", &e));
    assert_true(is_there(reg, "call 1 a", "{}"));
    fails(E_EXISTS, put(reg, "call 1 a", 200, "{}", &e));
    assert_false(is_there(reg, "call 2 a", "{}"));
    /* register and office don't share rows, not even in one database */
    assert_false(is_there(office, "call 1 a", "{}"));
    ok(put(office, "call 1 a", 201, "[]", &e));
    assert_true(is_there(office, "call 1 a", "[]"));
    assert_true(is_there(reg, "call 1 a", "{}"));
}

/* What the write leaves, its row leaves with it. */
static void test_rolled_back(void **state)
{
    struct err e = {0};
    ok(db_begin(reg, true, &e));
    ok(put(reg, "call 1 b", 200, "{}", &e));
    db_rollback(reg);
    assert_false(is_there(reg, "call 1 b", "{}"));
    ok(put(reg, "call 1 b", 200, "{}", &e));
}

static void test_swept(void **state)
{
    struct err e = {0};
    ok(put(reg, "call 1 old", 200, "", &e));
    ok(put(reg, "job 7", 0, "", &e));
    setenv("HEYI_CLOCK", "2026-03-03T07:59:00", 1);
    ok(put(reg, "call 1 next", 200, "", &e));
    assert_true(is_there(reg, "call 1 old", ""));
    setenv("HEYI_CLOCK", "2026-03-03T08:01:00", 1);
    ok(put(reg, "call 1 last", 200, "", &e));
    assert_false(is_there(reg, "call 1 old", ""));
    assert_true(is_there(reg, "call 1 next", ""));
    /* a job may be begun again long after */
    assert_true(is_there(reg, "job 7", ""));
}

static void test_cursor(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf text = {0}, other = {0};
    uint8_t key[CURSOR_KEY_BYTES], again[CURSOR_KEY_BYTES];
    char longer[CURSOR_PLACE_BYTES + 1] = "";
    struct str place;
    struct err e = {0};

    ok(cursor_key(office, key, &e));
    ok(cursor_key(office, again, &e));
    assert_memory_equal(key, again, sizeof key);
    ok(cursor_seal(key, STR("list 1"), STR("陈大文"), &text, &e));
    assert_null(strstr(strbuf_z(&text), "陈"));
    ok(cursor_open(key, STR("list 1"), strbuf_str(&text), a, &place, &e));
    assert_true(str_eqz(place, "陈大文"));
    /* another list's, another office's, altered, cut, longer */
    fails(E_INVALID, cursor_open(key, STR("list 2"), strbuf_str(&text), a, &place, &e));
    again[0] ^= 1;
    fails(E_INVALID, cursor_open(again, STR("list 1"), strbuf_str(&text), a, &place, &e));
    strbuf_adds(&other, strbuf_str(&text));
    other.data[5] = other.data[5] == 'A' ? 'B' : 'A';
    fails(E_INVALID, cursor_open(key, STR("list 1"), strbuf_str(&other), a, &place, &e));
    fails(E_INVALID, cursor_open(key, STR("list 1"), (struct str){text.data, 30}, a, &place, &e));
    fails(E_INVALID, cursor_open(key, STR("list 1"), STR(""), a, &place, &e));
    strbuf_addz(&text, "AAAA");
    fails(E_INVALID, cursor_open(key, STR("list 1"), strbuf_str(&text), a, &place, &e));
    /* the longest fits into the parameter */
    strbuf_clear(&other);
    fails(E_LIMIT, cursor_seal(key, STR("l"), (struct str){longer, sizeof longer}, &other, &e));
    ok(cursor_seal(key, STR("l"), (struct str){longer, CURSOR_PLACE_BYTES}, &other, &e));
    assert_true(other.len <= 1000);
    /* an empty place is one */
    strbuf_clear(&other);
    ok(cursor_seal(key, STR("l"), STR(""), &other, &e));
    ok(cursor_open(key, STR("l"), strbuf_str(&other), a, &place, &e));
    assert_int_equal(place.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rolled_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_swept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cursor, setup, teardown),
    };
    testdb_need_server();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
