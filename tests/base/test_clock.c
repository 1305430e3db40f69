#include "clock.h"

#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static int thaw(void **state)
{
    return unsetenv("HEYI_CLOCK");
}

static void test_runs_with_the_system(void **state)
{
    unsetenv("HEYI_CLOCK");
    int64_t before = (int64_t)time(NULL) * 1000000;
    int64_t now = clock_now();
    int64_t after = (int64_t)(time(NULL) + 1) * 1000000;
    /* time() may lag by a tick behind clock_gettime() */
    assert_true(now >= before - 1000000 && now <= after + 1000000);
    assert_in_range(clock_today() - date_of_instant(now), 0, 1);
}

static void test_frozen(void **state)
{
    int64_t at;

    assert_true(instant_parse(STR("2018-06-30T08:00:00Z"), &at));
    setenv("HEYI_CLOCK", "2018-06-30T08:00:00Z", 1);
    int64_t first = clock_now();
    assert_true(first >= at && first < at + 1000);
    /* distinct, one microsecond apart */
    for (int64_t i = 1; i < 100; i++)
        assert_true(clock_now() == first + i);
    char buf[DATE_TEXT];
    date_format(clock_today(), buf);
    assert_string_equal(buf, "2018-06-30");
}

static void test_the_day_is_shanghais(void **state)
{
    char buf[DATE_TEXT];

    setenv("HEYI_CLOCK", "2018-06-30T16:00:00Z", 1);
    date_format(clock_today(), buf);
    assert_string_equal(buf, "2018-07-01");
    setenv("HEYI_CLOCK", "2018-06-30T15:59:00Z", 1);
    date_format(clock_today(), buf);
    assert_string_equal(buf, "2018-06-30");
}

static void test_an_unreadable_value_is_ignored(void **state)
{
    setenv("HEYI_CLOCK", "yesterday", 1);
    assert_true(clock_now() > (int64_t)1500000000 * 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_runs_with_the_system, thaw),
        cmocka_unit_test_teardown(test_frozen, thaw),
        cmocka_unit_test_teardown(test_the_day_is_shanghais, thaw),
        cmocka_unit_test_teardown(test_an_unreadable_value_is_ignored, thaw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
