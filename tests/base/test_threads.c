#include "threads.h"

#include "cleanup.h"
#include "lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define PIECES 500

struct piece {
    int number, square;
    size_t thread;
    enum lang lang;
};

/* Early pieces take longer than late ones. */
static void work(void *arg, size_t thread, void *of)
{
    struct piece *p = of;
    if (p->number % 7 == 0)
        usleep(500);
    p->square = p->number * p->number;
    p->thread = thread;
    p->lang = lang_get();
}

static void in_order(size_t n)
{
    _cleanup_(pipeline_freep) struct pipeline *p = NULL;
    static struct piece pieces[PIECES];
    struct err e = {0};
    int put = 0, taken = 0;
    if (pipeline_new(n, work, NULL, &p, &e) < 0)
        fail_msg("%s", e.en);
    while (taken < PIECES) {
        while (put < PIECES) {
            pieces[put] = (struct piece){.number = put};
            if (!pipeline_put(p, &pieces[put]))
                break;
            put++;
        }
        assert_true((size_t)(put - taken) <= pipeline_room(p));
        struct piece *done = pipeline_take(p);
        assert_ptr_equal(done, &pieces[taken]);
        assert_int_equal(done->square, taken * taken);
        assert_true(done->thread < n);
        taken++;
    }
    assert_null(pipeline_take(p));
}

static void test_order(void **state)
{
    for (size_t n = 1; n <= 5; n++)
        in_order(n);
}

/* All speak the caller's language, and no other thread's. */
static void test_language(void **state)
{
    struct piece pieces[8] = {0};
    struct pipeline *p[2];
    struct err e = {0};
    for (int i = 0; i < 2; i++) {
        lang_set(i ? LANG_EN : LANG_ZH);
        assert_int_equal(pipeline_new(4, work, NULL, &p[i], &e), 0);
    }
    lang_set(LANG_ZH);
    for (int i = 0; i < 8; i++) {
        pieces[i] = (struct piece){.number = 7};
        assert_true(pipeline_put(p[i % 2], &pieces[i]));
    }
    /* what is left for the caller to do is done in the caller's */
    while (pipeline_take(p[0]))
        ;
    lang_set(LANG_EN);
    while (pipeline_take(p[1]))
        ;
    assert_int_equal(lang_set(LANG_ZH), LANG_EN);
    for (int i = 0; i < 8; i++)
        assert_int_equal(pieces[i].lang, i % 2 ? LANG_EN : LANG_ZH);
}

/* One thread: nothing is done before it is asked for, and nothing elsewhere. */
static void test_alone(void **state)
{
    _cleanup_(pipeline_freep) struct pipeline *p = NULL;
    struct piece one = {.number = 3}, two = {.number = 4};
    struct err e = {0};
    assert_int_equal(pipeline_new(1, work, NULL, &p, &e), 0);
    assert_int_equal(pipeline_room(p), 1);
    assert_true(pipeline_put(p, &one));
    assert_false(pipeline_put(p, &two));
    assert_int_equal(one.square, 0);
    assert_ptr_equal(pipeline_take(p), &one);
    assert_int_equal(one.square, 9);
    assert_int_equal(one.thread, 0);
}

/* Freed with pieces inside: those begun are finished, the others stay as they were. */
static void test_left_behind(void **state)
{
    struct piece pieces[8];
    for (int round = 0; round < 50; round++) {
        struct pipeline *p = NULL;
        struct err e = {0};
        assert_int_equal(pipeline_new(4, work, NULL, &p, &e), 0);
        for (int i = 0; i < 8; i++) {
            pieces[i] = (struct piece){.number = i + 1};
            assert_true(pipeline_put(p, &pieces[i]));
        }
        pipeline_free(p);
        for (int i = 0; i < 8; i++)
            assert_true(pieces[i].square == 0 || pieces[i].square == (i + 1) * (i + 1));
    }
}

static void test_count(void **state)
{
    unsetenv("HEYI_THREADS");
    assert_true(threads_count(64) >= 1);
    assert_int_equal(threads_count(1), 1);
    setenv("HEYI_THREADS", "3", 1);
    assert_int_equal(threads_count(64), 3);
    assert_int_equal(threads_count(2), 2);
    setenv("HEYI_THREADS", "many", 1);
    assert_true(threads_count(64) >= 1);
    unsetenv("HEYI_THREADS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_language),
        cmocka_unit_test(test_alone),
        cmocka_unit_test(test_left_behind),
        cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
