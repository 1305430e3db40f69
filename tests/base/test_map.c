#include "map.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define N 100000

static struct str key(char buf[32], int i)
{
    return (struct str){buf, (size_t)snprintf(buf, 32, "440783116%06d", i)};
}

static void test_many_keys(void **state)
{
    _cleanup_(map_freep) struct map *m = map_new();
    char buf[32];
    uint64_t v;

    for (int i = 0; i < N; i++)
        assert_int_equal(map_put(m, key(buf, i), (uint64_t)i * 7), 0);
    assert_int_equal(map_size(m), N);
    for (int i = 0; i < N; i++) {
        assert_true(map_get(m, key(buf, i), &v));
        assert_true(v == (uint64_t)i * 7);
    }
    for (int i = N; i < 2 * N; i++)
        assert_false(map_get(m, key(buf, i), &v));
    /* in order of insertion, from the map's own copies */
    for (int i = 0; i < N; i++) {
        assert_true(str_eq(map_key_at(m, (size_t)i), key(buf, i)));
        assert_true(map_value_at(m, (size_t)i) == (uint64_t)i * 7);
    }
}

static void test_an_existing_key_gets_the_new_value(void **state)
{
    _cleanup_(map_freep) struct map *m = map_new();
    uint64_t v = 0;

    assert_int_equal(map_put(m, STR("a"), 1), 0);
    assert_int_equal(map_put(m, STR("b"), 2), 0);
    assert_int_equal(map_put(m, STR("a"), UINT64_MAX), 0);
    assert_int_equal(map_size(m), 2);
    assert_true(map_get(m, STR("a"), &v));
    assert_true(v == UINT64_MAX);
    assert_true(map_value_at(m, 0) == UINT64_MAX);
    assert_true(map_get(m, STR("b"), NULL));
}

static void test_odd_keys(void **state)
{
    _cleanup_(map_freep) struct map *m = map_new();
    uint64_t v = 99;

    assert_false(map_get(m, STR(""), &v));
    assert_int_equal(v, 99);
    assert_int_equal(map_put(m, (struct str){NULL, 0}, 1), 0);
    assert_int_equal(map_put(m, STR("\0"), 2), 0);
    assert_int_equal(map_put(m, STR("\0\0"), 3), 0);
    assert_int_equal(map_size(m), 3);
    assert_true(map_get(m, STR(""), &v));
    assert_int_equal(v, 1);
    assert_true(map_get(m, STR("\0"), &v));
    assert_int_equal(v, 2);
    assert_false(map_get(m, STR("absent"), &v));
    assert_int_equal(v, 2);
}

static void test_free_takes_null(void **state)
{
    struct map *none = NULL;

    map_free(NULL);
    map_freep(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_keys),
        cmocka_unit_test(test_an_existing_key_gets_the_new_value),
        cmocka_unit_test(test_odd_keys),
        cmocka_unit_test(test_free_takes_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
