#include "progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct heard {
    char zh[64], en[64];
    uint64_t done, total;
    int times;
    bool cancelled;
};

static void tell(void *arg, const char *zh, const char *en, uint64_t done, uint64_t total)
{
    struct heard *h = arg;

    strncpy(h->zh, zh, sizeof h->zh - 1);
    strncpy(h->en, en, sizeof h->en - 1);
    h->done = done;
    h->total = total;
    h->times++;
}

static bool cancelled(void *arg)
{
    return ((struct heard *)arg)->cancelled;
}

static void test_nobody(void **state)
{
    struct progress *p = progress_new("数", "counting", 10);

    assert_int_equal(progress_tick(p, 1, NULL), 0);
    progress_free(p);
}

static void test_heard(void **state)
{
    struct heard h = {0};
    const struct progress_listener l = {tell, cancelled, &h};
    struct err e = {0};
    struct progress *p;

    progress_listen(&l);
    p = progress_new("数", "counting", 1000000);
    progress_listen(NULL);
    assert_non_null(p);
    assert_string_equal(h.zh, "数");
    assert_string_equal(h.en, "counting");
    assert_int_equal(h.times, 1);
    /* who listened at its beginning hears it to its end, but not of every step */
    for (uint64_t i = 1; i < 1000000; i++)
        assert_int_equal(progress_tick(p, i, &e), 0);
    assert_true(h.times > 1 && h.times < 100000);
    assert_int_equal(h.total, 1000000);
    h.cancelled = true;
    assert_int_equal(progress_tick(p, 1000000, &e), E_CANCELLED);
    assert_true(e.zh[0] && e.en[0]);
    progress_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nobody), cmocka_unit_test(test_heard)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
