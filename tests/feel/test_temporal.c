/* Calendar and zones against base/date.h and known offsets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "date.h"
#include "temporal.h"
#include "zone.h"

static void calendar(void **state)
{
    for (int32_t d = -800000; d < 800000; d += 37) {
        struct civil want = date_to_civil(d);
        struct calendar got = calendar_of(d);
        assert_int_equal(got.year, want.year);
        assert_int_equal(got.month, want.month);
        assert_int_equal(got.day, want.day);
        assert_int_equal(calendar_days(got), d);
        assert_int_equal(calendar_weekday(d), date_weekday(d));
        int64_t moved;
        assert_true(calendar_add_months(d, d % 100, &moved));
        assert_int_equal(moved, date_add_months(d, d % 100));
    }
    struct calendar far = {-999999999, 1, 1};
    assert_int_equal(calendar_of(calendar_days(far)).year, far.year);
    assert_true(calendar_in_range(calendar_days(far)));
    assert_false(calendar_in_range(calendar_days(far) - 1));
    int64_t moved;
    assert_false(calendar_add_months(0, INT64_MAX, &moved));
    assert_false(calendar_add_months(0, INT64_MIN, &moved));
}

static void zones(void **state)
{
    static const struct {
        const char *zone;
        int64_t utc;
        int32_t offset;
    } cases[] = {
        {"Asia/Shanghai", 1530316800, 28800},       {"Asia/Shanghai", -2500000000, 29143},
        {"Asia/Shanghai", 588000000, 32400},        {"Europe/Paris", 1530316800, 7200},
        {"Europe/Paris", 4010000000, 3600},         {"Europe/Paris", 4120000000, 7200},
        {"America/New_York", 1520751599, -18000},   {"America/New_York", 1520751600, -14400},
        {"Australia/Lord_Howe", 4000000000, 37800}, {"Etc/UTC", 0, 0},
        {"Asia/Kathmandu", 1530316800, 20700},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t offset;
        assert_true(zone_offset_at(str_of(cases[i].zone), cases[i].utc, &offset));
        if (offset != cases[i].offset)
            fail_msg("%s %lld: %d", cases[i].zone, (long long)cases[i].utc, offset);
    }
    static const char *const bad[] = {
        "",        "Nowhere/City", "../UTC",   "/etc/passwd", "Europe//Paris",
        "Europe/", "zone.tab",     "tzdata.zi"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(zone_exists(str_of(bad[i])));
    /* The hour that never was, and the one that came twice. */
    int32_t offset;
    assert_true(zone_offset_local(STR("Europe/Paris"), 1521945000, &offset));
    assert_int_equal(offset, 3600);
    assert_true(zone_offset_local(STR("Europe/Paris"), 1540693800, &offset));
    assert_int_equal(offset, 7200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(calendar), cmocka_unit_test(zones)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
