/* heyi check: identity numbers and their key. What needs no key is in tests/determine/check.txt. */
#include "access_test.h"

static int note(void *arg, const struct checkup_kind *k, const char *place, const struct err *what,
                struct err *e)
{
    strbuf_printf(arg, "%s: %s\n", place, what->en);
    return 0;
}

/* Two people; the file's name is that of the key file without its end. */
static struct db *make(const char *name)
{
    struct db *db = open_access_db(name);
    _cleanup_(keys_closep) struct keys *k = make_keys(db);
    struct err e = {0};
    char number[IDNO_TEXT];

    for (unsigned i = 1; i <= 2; i++) {
        synthetic_number(i, number);
        ok(identity_put(db, k, 1, i, number, &e));
    }
    return db;
}

static void expect(struct db *db, const char *expected, bool skipped)
{
    _cleanup_(strbuf_done) struct strbuf found = {0};
    struct checkup c = {.fn = note, .arg = &found};
    struct err e = {0};

    ok(identity_check(db, &c, &e));
    assert_int_equal(c.n, 1);
    assert_int_equal(c.kinds[0].skipped.code != 0, skipped);
    if (!strstr(strbuf_z(&found), expected) || (!*expected && found.len))
        fail_msg("expected %s, found %s", expected, strbuf_z(&found));
}

static void test_sound(void **state)
{
    _cleanup_(db_closep) struct db *db = make("sound.db");

    expect(db, "", false);
}

static void test_unsound_number(void **state)
{
    _cleanup_(db_closep) struct db *db = make("number.db");
    _cleanup_(keys_closep) struct keys *k = NULL;
    struct err e = {0};

    ok(keys_load(db, &k, &e));
    ok(identity_put(db, k, 1, 2, "440790200001010010", &e));
    expect(db, "identity_number 1/2: the number's date or check character is wrong", false);
    ok(identity_put(db, k, 1, 2, "44079020000101001x", &e));
    expect(db, "identity_number 1/2: the number's date or check character is wrong", false);
}

static void test_key_file(void **state)
{
    _cleanup_(db_closep) struct db *db = make("key.db");
    _cleanup_(db_closep) struct db *none = open_access_db("none.db");
    const char *key = in_tempdir("key.db.key"), *away = in_tempdir("away");

    use_keys_of("key.db");
    /* a copy that was restored without it */
    assert_int_equal(rename(key, away), 0);
    expect(db, "", true);
    assert_int_equal(rename(away, key), 0);
    expect(db, "", false);

    assert_int_equal(chmod(key, 0644), 0);
    expect(db, "key_check: others may use the key file", false);
    assert_int_equal(chmod(key, 0600), 0);
    assert_int_equal(truncate(key, 50), 0);
    expect(db, "key_check: the key file", false);
    /* nothing to be opened, and nothing to open it with */
    use_keys_of("none.db");
    expect(none, "", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_unsound_number),
        cmocka_unit_test(test_key_file),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, tempdir_setup, tempdir_teardown);
}
