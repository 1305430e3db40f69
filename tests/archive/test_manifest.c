/* The header of an archive, and the order of its tables. */
#include "archive_private.h"

#include "bounds.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
/* cmocka wants these before it */
#include <cmocka.h>

#define START "{\"program\":\"heyi 0.1.0\",\"created\":\"2018-07-02T00:00:00.000000Z\",\"seq\":7,"
#define TABLE(name, columns, key)                                                                  \
    "{\"name\":\"" name "\",\"columns\":{" columns "},\"key\":[" key "]}"
#define GOOD TABLE("t", "\"a\":\"int\",\"b\":\"text\",\"c\":\"blob\"", "\"b\",\"a\"")

static int read_text(const char *json, struct arena *a, struct manifest **ret)
{
    struct err e = {0};
    int r = manifest_read(str_of(json), a, ret, &e);
    assert_int_equal(r, e.code);
    return r;
}

static void test_read_and_written(void **state)
{
    static const char json[] =
        START "\"key\":\"ab01\",\"parts\":{\"register\":2,\"x\":1},"
              "\"tables\":[" GOOD "," TABLE("u", "\"id\":\"int\"", "\"id\"") "]}";
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct manifest *m;
    struct err e = {0};
    assert_int_equal(read_text(json, a, &m), 0);
    assert_string_equal(m->program, "heyi 0.1.0");
    assert_int_equal(m->seq, 7);
    assert_int_equal(m->n_parts, 2);
    assert_int_equal(m->n_tables, 2);
    assert_int_equal(m->tables[0].shape.columns[2].type, 'b');
    assert_string_equal(m->tables[0].shape.keys[0].columns[0], "b");
    assert_int_equal(manifest_write(m, &out, &e), 0);
    assert_string_equal(strbuf_z(&out), json);

    /* what a later program adds is passed over */
    assert_int_equal(read_text(START "\"note\":{\"x\":[1]},\"key\":\"\",\"parts\":{\"p\":1},"
                                     "\"tables\":[{\"note\":1,\"name\":\"t\",\"key\":[\"a\"],"
                                     "\"columns\":{\"a\":\"int\"}}]}",
                               a, &m),
                     0);
}

static void test_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "[]",
        "{}",
        START "\"key\":\"\",\"parts\":{},\"tables\":[]}",
        START "\"key\":\"\",\"parts\":{\"p\":0},\"tables\":[]}",
        START "\"key\":\"\",\"parts\":{\"p\":1.5},\"tables\":[]}",
        START "\"key\":\"\",\"parts\":{\"p\":99999999999999999999},\"tables\":[]}",
        START "\"key\":\"\",\"parts\":{\"p;\":1},\"tables\":[]}",
        START "\"key\":\"\\u001b[31m\",\"parts\":{\"p\":1},\"tables\":[]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[]} x",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[",
        START "\"parts\":{\"p\":1},\"tables\":[]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" GOOD "," GOOD "]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[{}]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" TABLE("t", "", "\"a\"") "]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" TABLE("t", "\"a\":\"int\"", "") "]}",
        START
        "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" TABLE("t", "\"a\":\"real\"", "\"a\"") "]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" TABLE("t where 1", "\"a\":\"int\"",
                                                                    "\"a\"") "]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" TABLE("t", "\"a, 1\":\"int\"",
                                                                    "\"a, 1\"") "]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" TABLE("t", "\"a\":\"int\"",
                                                                    "\"a desc\"") "]}",
        START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[" TABLE(
            "t", "\"a\":\"int\",\"a\":\"int\"", "\"a\"") "]}",
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(arena_freep) struct arena *a = arena_new(0);
        struct manifest *m = NULL;
        if (read_text(cases[i], a, &m) != E_CORRUPT)
            fail_msg("accepted: %s", cases[i]);
        assert_null(m);
    }
}

/* n tables of m columns. */
static int read_many(size_t n, size_t n_columns)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct manifest *m;
    strbuf_addz(&b, START "\"key\":\"\",\"parts\":{\"p\":1},\"tables\":[");
    for (size_t i = 0; i < n; i++) {
        strbuf_printf(&b, "%s{\"name\":\"t%zu\",\"key\":[\"c0\"],\"columns\":{", i ? "," : "", i);
        for (size_t k = 0; k < n_columns; k++)
            strbuf_printf(&b, "%s\"c%zu\":\"int\"", k ? "," : "", k);
        strbuf_addz(&b, "}}");
    }
    strbuf_addz(&b, "]}");
    return read_text(strbuf_z(&b), a, &m);
}

static void test_limits(void **state)
{
    assert_int_equal(read_many(LIMIT_ARCHIVE_TABLES, 1), 0);
    assert_int_equal(read_many(LIMIT_ARCHIVE_TABLES + 1, 1), E_CORRUPT);
    assert_int_equal(read_many(1, LIMIT_ARCHIVE_COLUMNS), 0);
    assert_int_equal(read_many(1, LIMIT_ARCHIVE_COLUMNS + 1), E_CORRUPT);
}

static void test_order(void **state)
{
    struct db_key to_b = {.kind = 'f', .to = "b"}, to_c = {.kind = 'f', .to = "c"},
                  to_a = {.kind = 'f', .to = "a"};
    struct db_table t[] = {
        {"a", .n_keys = 1, .keys = &to_c},
        {"b"},
        {"c", .n_keys = 1, .keys = &to_b},
        {"catalogue_attribute"}, /* shapes others */
        {"d"},
    };
    struct err e = {0};
    assert_int_equal(tables_sort(t, ARRAY_LEN(t), &e), 0);
    static const char *const expected[] = {"catalogue_attribute", "b", "c", "a", "d"};
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        assert_string_equal(t[i].name, expected[i]);
    t[1].keys = &to_a;
    t[1].n_keys = 1;
    assert_int_equal(tables_sort(t, ARRAY_LEN(t), &e), E_UNSUPPORTED);
    struct db_table itself = {"a", .n_keys = 1, .keys = &to_a};
    assert_int_equal(tables_sort(&itself, 1, &e), E_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_and_written),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
