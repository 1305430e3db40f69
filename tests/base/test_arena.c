#include "arena.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_alignment_and_content(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);

    assert_non_null(a);
    for (size_t size = 0; size < 300; size++) {
        unsigned char *p = arena_alloc(a, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        memset(p, (int)size, size);
    }
    unsigned char *zero = arena_zalloc(a, 100000);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(zero[i], 0);
    /* larger than any block */
    unsigned char *big = arena_alloc(a, 9u << 20);
    assert_non_null(big);
    memset(big, 1, 9u << 20);
    assert_false(arena_failed(a));
}

static void test_copies(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    char source[] = "开平市赤水镇";

    char *s = arena_strdup(a, source);
    char *n = arena_strndup(a, source, 3);
    char *d = arena_dup(a, source, sizeof source);
    source[0] = 'x';
    assert_string_equal(s, "开平市赤水镇");
    assert_string_equal(n, "开");
    assert_string_equal(d, "开平市赤水镇");
    assert_string_equal(arena_strndup(a, NULL, 0), "");
    assert_non_null(arena_dup(a, NULL, 0));
    assert_string_equal(arena_printf(a, "%s %d", "户", 325), "户 325");
    /* longer than the first block */
    char *wide = arena_printf(a, "%*d", 200000, 7);
    assert_int_equal(strlen(wide), 200000);
    assert_int_equal(wide[199999], '7');
}

static void test_limit(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(1000);

    assert_non_null(arena_alloc(a, 500));
    assert_null(arena_alloc(a, 501));
    assert_true(arena_failed(a));
    /* failed stays: what would fit is refused as well */
    assert_null(arena_alloc(a, 1));
    assert_null(arena_strdup(a, "x"));
    assert_null(arena_printf(a, "x"));
    assert_null(arena_zalloc(a, 1));
    assert_null(arena_dup(a, "x", 1));
    arena_reset(a);
    assert_false(arena_failed(a));
    assert_non_null(arena_alloc(a, 1000));
    assert_null(arena_alloc(a, 1));
}

static void test_absurd_sizes(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);

    assert_null(arena_alloc(a, SIZE_MAX));
    assert_true(arena_failed(a));
    arena_reset(a);
    assert_null(arena_array(a, SIZE_MAX / 2, 3));
    assert_true(arena_failed(a));
    arena_reset(a);
    assert_non_null(arena_array(a, 3, 7));
    assert_false(arena_failed(a));
}

static void test_mark_and_release(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);

    char *kept = arena_strdup(a, "kept");
    size_t used = arena_used(a);
    struct arena_mark m = arena_mark(a);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 20; i++)
            assert_non_null(memset(arena_alloc(a, 10000), 0xee, 10000));
        assert_true(arena_used(a) >= used + 200000);
        arena_release(a, m);
        assert_int_equal(arena_used(a), used);
    }
    assert_string_equal(kept, "kept");
    /* what was released is handed out again */
    void *p = arena_alloc(a, 64);
    arena_release(a, m);
    assert_ptr_equal(arena_alloc(a, 64), p);
}

static void test_mark_of_an_empty_arena(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct arena_mark m = arena_mark(a);

    assert_non_null(arena_alloc(a, 5u << 20));
    assert_non_null(arena_alloc(a, 100));
    arena_release(a, m);
    assert_int_equal(arena_used(a), 0);
    assert_non_null(arena_alloc(a, 100));
}

static void test_nested_marks(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);

    arena_alloc(a, 60000);
    size_t outer_used = arena_used(a);
    struct arena_mark outer = arena_mark(a);
    arena_alloc(a, 60000);
    size_t inner_used = arena_used(a);
    struct arena_mark inner = arena_mark(a);
    arena_alloc(a, 600000);
    arena_release(a, inner);
    assert_int_equal(arena_used(a), inner_used);
    arena_release(a, outer);
    assert_int_equal(arena_used(a), outer_used);
}

static void test_the_limit_holds_after_release(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(100000);
    struct arena_mark m = arena_mark(a);

    for (int i = 0; i < 1000; i++) {
        assert_non_null(arena_alloc(a, 90000));
        arena_release(a, m);
    }
    assert_non_null(arena_alloc(a, 90000));
    assert_null(arena_alloc(a, 90000));
    arena_release(a, m);
    assert_true(arena_failed(a));
}

static void test_vec_push(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct {
        int *at;
        size_t n, cap;
    } v = {0};

    for (int i = 0; i < 100000; i++)
        assert_true(vec_push(a, &v, i * 3));
    assert_int_equal(v.n, 100000);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(v.at[i], i * 3);
}

static void test_vec_push_without_memory(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(1000);
    struct {
        int64_t *at;
        size_t n, cap;
    } v = {0};

    while (vec_push(a, &v, (int64_t)v.n))
        assert_true(v.n < 1000);
    /* 8, 16, 32 and 64 elements of 8 bytes fit, 128 more don't */
    assert_int_equal(v.n, 64);
    assert_int_equal(v.at[63], 63);
    assert_true(arena_failed(a));
}

static void test_free_takes_null(void **state)
{
    struct arena *none = NULL;

    arena_free(NULL);
    arena_freep(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alignment_and_content),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_absurd_sizes),
        cmocka_unit_test(test_mark_and_release),
        cmocka_unit_test(test_mark_of_an_empty_arena),
        cmocka_unit_test(test_nested_marks),
        cmocka_unit_test(test_the_limit_holds_after_release),
        cmocka_unit_test(test_vec_push),
        cmocka_unit_test(test_vec_push_without_memory),
        cmocka_unit_test(test_free_takes_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
