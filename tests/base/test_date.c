#include "date.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static int32_t day(const char *text)
{
    int32_t d;

    if (!date_parse(str_of(text), &d))
        fail_msg("%s is no date", text);
    return d;
}

static void assert_day(int32_t d, const char *expected)
{
    char buf[DATE_TEXT];
    size_t n = date_format(d, buf);

    assert_int_equal(n, strlen(expected));
    assert_string_equal(buf, expected);
}

static void test_known_days(void **state)
{
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("1969-12-31"), -1);
    assert_int_equal(day("2000-02-29"), 11016);
    assert_int_equal(day("2018-06-30"), 17712);
    assert_int_equal(day("0001-01-01"), -719162);
    assert_day(DATE_NONE, "");
}

/* Every day of 1000 years, against the C library. */
static void test_every_day(void **state)
{
    for (int32_t d = day("1600-01-01"); d < day("2600-01-01"); d++) {
        time_t t = (time_t)d * 86400;
        struct tm tm;
        assert_non_null(gmtime_r(&t, &tm));
        struct civil c = date_to_civil(d);
        if (c.year != tm.tm_year + 1900 || c.month != tm.tm_mon + 1 || c.day != tm.tm_mday)
            fail_msg("day %d is %d-%d-%d", d, c.year, c.month, c.day);
        assert_int_equal(date_from_civil(c), d);
        assert_true(date_valid(c.year, c.month, c.day));
        assert_int_equal(date_weekday(d), tm.tm_wday == 0 ? 7 : tm.tm_wday);
    }
}

static void test_far_years(void **state)
{
    static const int32_t years[] = {-DATE_YEAR_MAX, -400, -1, 0, 9999, 10000, DATE_YEAR_MAX};

    for (size_t i = 0; i < ARRAY_LEN(years); i++) {
        struct civil c = {years[i], 2, date_days_in_month(years[i], 2)};
        struct civil back = date_to_civil(date_from_civil(c));
        assert_int_equal(back.year, c.year);
        assert_int_equal(back.month, 2);
        assert_int_equal(back.day, c.day);
    }
    assert_day(date_from_civil((struct civil){-44, 3, 15}), "-0044-03-15");
    assert_day(date_from_civil((struct civil){DATE_YEAR_MAX, 12, 31}), "999999-12-31");
}

static void test_leap_years(void **state)
{
    static const struct {
        int year, days;
    } rows[] = {{2016, 29}, {2018, 28}, {2000, 29}, {1900, 28}, {2100, 28},
                {2400, 29}, {4, 29},    {0, 29},    {-4, 29},   {-1, 28}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_int_equal(date_days_in_month(rows[i].year, 2), rows[i].days);
    assert_true(date_valid(2016, 2, 29));
    assert_false(date_valid(2018, 2, 29));
    assert_false(date_valid(2018, 4, 31));
    assert_false(date_valid(2018, 0, 1));
    assert_false(date_valid(2018, 13, 1));
    assert_false(date_valid(2018, 1, 0));
    assert_false(date_valid(DATE_YEAR_MAX + 1, 1, 1));
}

static void test_parse_refuses(void **state)
{
    static const char *const rows[] = {
        "",           "2018",       "2018-6-30",        "2018/06/30",  "20180630",
        "2018-06-31", "2018-02-29", "2018-06-30 ",      " 2018-06-30", "2018-06-3０",
        "2018-00-10", "-018-06-30", "2018-06-30T00:00",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int32_t d = 4711;
        if (date_parse(str_of(rows[i]), &d))
            fail_msg("%s gives %d", rows[i], d);
        assert_int_equal(d, 4711);
    }
}

static void test_months_clamp(void **state)
{
    static const struct {
        const char *from;
        int months;
        const char *to;
    } rows[] = {
        {"2018-08-31", 6, "2019-02-28"},   {"2015-08-31", 6, "2016-02-29"},
        {"2018-06-30", 6, "2018-12-30"},   {"2018-01-31", 1, "2018-02-28"},
        {"2018-03-31", -1, "2018-02-28"},  {"2018-01-15", -1, "2017-12-15"},
        {"2018-01-15", -13, "2016-12-15"}, {"2018-12-01", 1, "2019-01-01"},
        {"2016-02-29", 12, "2017-02-28"},  {"2016-02-29", 48, "2020-02-29"},
        {"2018-05-05", 0, "2018-05-05"},   {"2018-05-05", 1200, "2118-05-05"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_day(date_add_months(day(rows[i].from), rows[i].months), rows[i].to);
    /* beyond the last year it stays there, without overflow */
    assert_int_equal(date_to_civil(date_add_months(day("2018-06-30"), INT64_MAX)).year,
                     DATE_YEAR_MAX);
    assert_int_equal(date_to_civil(date_add_months(day("2018-06-30"), INT64_MIN)).year,
                     -DATE_YEAR_MAX);
}

static void test_age(void **state)
{
    static const struct {
        const char *birth, *on;
        int age;
    } rows[] = {
        {"1958-06-30", "2018-06-29", 59}, {"1958-06-30", "2018-06-30", 60},
        {"1958-06-30", "2018-07-01", 60}, {"2018-06-30", "2018-06-30", 0},
        {"2018-07-01", "2018-06-30", -1}, {"2000-02-29", "2017-02-28", 16},
        {"2000-02-29", "2018-02-28", 17}, {"2000-02-29", "2018-03-01", 18},
        {"2000-02-29", "2016-02-28", 15}, {"2000-02-29", "2016-02-29", 16},
        {"2002-01-01", "2018-01-01", 16}, {"2001-12-31", "2017-12-30", 15},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        assert_int_equal(date_age(day(rows[i].birth), day(rows[i].on)), rows[i].age);
}

#define SECOND 1000000LL
#define DAY (86400 * SECOND)

static void test_instants(void **state)
{
    static const struct {
        const char *text, *utc;
    } rows[] = {
        {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"},
        {"2018-06-30T08:15:30.123456Z", "2018-06-30T08:15:30.123456Z"},
        {"2018-06-30 08:15:30.5Z", "2018-06-30T08:15:30.500000Z"},
        {"2018-06-30T08:15:30.1234569Z", "2018-06-30T08:15:30.123456Z"},
        {"2018-06-30T08:15", "2018-06-30T00:15:00.000000Z"},
        {"2018-06-30T07:59:59", "2018-06-29T23:59:59.000000Z"},
        {"2018-06-30T00:15:30+08:00", "2018-06-29T16:15:30.000000Z"},
        {"2018-06-30T23:15:30-03:30", "2018-07-01T02:45:30.000000Z"},
        {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
        /* a date alone is the end of that day in Shanghai */
        {"2018-06-30", "2018-06-30T15:59:59.999999Z"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t at;
        char buf[40];
        if (!instant_parse(str_of(rows[i].text), &at))
            fail_msg("%s is no instant", rows[i].text);
        size_t n = instant_format(at, buf);
        assert_int_equal(n, 27);
        assert_string_equal(buf, rows[i].utc);
    }
}

static void test_instants_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "2018",
        "2018-06-31",
        "2018-06-30T",
        "2018-06-30T8:15",
        "2018-06-30T08",
        "2018-06-30T08:1",
        "2018-06-30X08:15",
        "2018-06-30T24:00",
        "2018-06-30T08:60",
        "2018-06-30T08:15:60",
        "2018-06-30T08:15:30.",
        "2018-06-30T08:15:30z",
        "2018-06-30T08:15:30ZZ",
        "2018-06-30T08:15:30+8:00",
        "2018-06-30T08:15:30+0800",
        "2018-06-30T08:15:30+08:",
        "2018-06-30T08:15:30+19:00",
        "2018-06-30T08:15:30 Z",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t at = 4711;
        if (instant_parse(str_of(rows[i]), &at))
            fail_msg("%s gives %lld", rows[i], (long long)at);
        assert_int_equal(at, 4711);
    }
}

static void test_the_date_in_shanghai(void **state)
{
    assert_int_equal(date_of_instant(0), 0);
    assert_int_equal(date_of_instant(16 * 3600 * SECOND - 1), 0);
    assert_int_equal(date_of_instant(16 * 3600 * SECOND), 1);
    assert_int_equal(date_of_instant(-8 * 3600 * SECOND), 0);
    assert_int_equal(date_of_instant(-8 * 3600 * SECOND - 1), -1);
    /* the last microsecond of a day belongs to it */
    int64_t at;
    assert_true(instant_parse(STR("2018-06-30"), &at));
    assert_int_equal(date_of_instant(at), day("2018-06-30"));
    assert_int_equal(date_of_instant(at + 1), day("2018-07-01"));
    assert_int_equal((at + 1 + 8 * 3600 * SECOND) % DAY, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_far_years),
        cmocka_unit_test(test_leap_years),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_months_clamp),
        cmocka_unit_test(test_age),
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_instants_refused),
        cmocka_unit_test(test_the_date_in_shanghai),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
