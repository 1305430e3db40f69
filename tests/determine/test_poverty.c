/* Poverty measures of populations small enough to be worked out by hand. */

#include "poverty.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct home {
    int64_t total;
    unsigned people;
    int64_t line;
};

static struct poverty_measures measure(const struct home *homes, size_t n)
{
    _cleanup_(poverty_freep) struct poverty *p = poverty_new();
    struct poverty_measures m;
    assert_non_null(p);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(poverty_add(p, homes[i].total, homes[i].people, homes[i].line), 0);
    assert_int_equal(poverty_measure(p, &m), 0);
    return m;
}

static void assert_decimal(struct decimal d, const char *expected)
{
    char text[128];
    struct decimal rounded;
    assert_true(dec_round(d, 6, DEC_HALF_UP, &rounded));
    text[dec_format(rounded, text)] = '\0';
    assert_string_equal(text, expected);
}

/* Four people with 2, 4, 8, 10 and a line of 8: two are poor, one is just not. */
static void test_four(void **state)
{
    static const struct home homes[] = {
        {800, 1, 800}, {200, 1, 800}, {1000, 1, 800}, {400, 1, 800}};
    struct poverty_measures m = measure(homes, 4);
    assert_int_equal(m.households, 4);
    assert_int_equal(m.poor_people, 2);
    assert_decimal(m.fgt[0], "0.5");
    assert_decimal(m.fgt[1], "0.3125");   /* (0.75 + 0.5) / 4 */
    assert_decimal(m.fgt[2], "0.203125"); /* (0.5625 + 0.25) / 4 */
    assert_decimal(m.gini, "0.291667");   /* (-3×2 - 1×4 + 1×8 + 3×10) / (4 × 24) */
    assert_decimal(m.sst, "0.484375");    /* (0.75 × 7 + 0.5 × 5) / 16 */
}

/* A household of three is three people. */
static void test_people(void **state)
{
    static const struct home three[] = {{300, 3, 200}, {500, 1, 200}};
    static const struct home apart[] = {{100, 1, 200}, {100, 1, 200}, {500, 1, 200}, {100, 1, 200}};
    struct poverty_measures a = measure(three, 2), b = measure(apart, 4);
    assert_int_equal(a.people, 4);
    assert_int_equal(a.poor_households, 1);
    assert_int_equal(a.poor_people, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(dec_cmp(a.fgt[i], b.fgt[i]), 0);
    assert_int_equal(dec_cmp(a.gini, b.gini), 0);
    assert_int_equal(dec_cmp(a.sst, b.sst), 0);
    assert_decimal(a.gini, "0.375"); /* 3 pairs × 400 × 2 / (2 × 16 × 200) */
}

/* The town's line is higher: the richer of the two is the poorer in parts of it. */
static void test_two_lines(void **state)
{
    static const struct home homes[] = {
        {600, 1, 800}, {500, 1, 625}, {900, 2, 600}, {2000, 1, 800}};
    struct poverty_measures m = measure(homes, 4);
    assert_decimal(m.fgt[0], "0.8");
    assert_decimal(m.fgt[1], "0.19"); /* (0.25 + 0.2 + 2 × 0.25) / 5 */
    /* gaps 0.25, 0.25, 0.25, 0.2 have the ranks 1 to 4: (0.25 × (9 + 7 + 5) + 0.2 × 3) / 25 */
    assert_decimal(m.sst, "0.234");
}

/* 100 / 3 and 200 / 6 are one income; 67 / 2 is more by a sixth of a fen. */
static void test_fractions(void **state)
{
    static const struct home homes[] = {{67, 2, 100}, {100, 3, 100}, {200, 6, 100}};
    struct poverty_measures m = measure(homes, 3);
    /* pairs: 2 × 9 people apart by 1/6; mean 367/11 */
    assert_decimal(m.gini, "0.000743"); /* 3 / (121 × 367/11) */
    static const struct home same[] = {{100, 3, 100}, {200, 6, 100}, {5000, 150, 100}};
    assert_decimal(measure(same, 3).gini, "0");
}

static void test_edges(void **state)
{
    struct poverty_measures m = measure(NULL, 0);
    assert_false(m.known);
    static const struct home nothing[] = {{0, 2, 800}, {0, 1, 800}};
    m = measure(nothing, 2);
    assert_true(m.known);
    assert_false(m.gini_known);
    assert_decimal(m.fgt[2], "1");
    assert_decimal(m.sst, "1");
    static const struct home loss[] = {{-100, 1, 100}, {300, 1, 100}};
    m = measure(loss, 2);
    assert_decimal(m.fgt[1], "1"); /* a gap of 2 for one of two */
    assert_decimal(m.gini, "1");   /* 400 / (2 × 200): beyond what incomes above 0 give */
    static const struct home one[] = {{20000, 200, 100}};
    m = measure(one, 1);
    assert_decimal(m.fgt[0], "0");
    assert_decimal(m.sst, "0");
    assert_decimal(m.gini, "0");
}

static void test_range(void **state)
{
    _cleanup_(poverty_freep) struct poverty *p = poverty_new();
    assert_int_equal(poverty_add(p, POVERTY_MONEY_MAX, 1, 1), E_RANGE);
    assert_int_equal(poverty_add(p, -POVERTY_MONEY_MAX * 255, 255, 1), E_RANGE);
    assert_int_equal(poverty_add(p, 0, 1, POVERTY_MONEY_MAX), E_RANGE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(poverty_add(p, POVERTY_MONEY_MAX * 255 - 1, 255, POVERTY_MONEY_MAX - 1),
                         0);
    assert_int_equal(poverty_add(p, 1 - POVERTY_MONEY_MAX * 255, 255, POVERTY_MONEY_MAX - 1), 0);
    struct poverty_measures m;
    assert_int_equal(poverty_measure(p, &m), 0);
    assert_decimal(m.fgt[0], "0.25");
    assert_decimal(m.fgt[2], "1");
}

static void test_merge(void **state)
{
    static const struct home homes[] = {
        {600, 1, 800}, {500, 1, 625}, {900, 2, 600}, {2000, 7, 800}};
    _cleanup_(poverty_freep) struct poverty *a = poverty_new(), *b = poverty_new();
    for (size_t i = 0; i < ARRAY_LEN(homes); i++)
        assert_int_equal(poverty_add(i % 2 ? a : b, homes[i].total, homes[i].people, homes[i].line),
                         0);
    assert_int_equal(poverty_merge(a, b), 0);
    struct poverty_measures m, whole = measure(homes, ARRAY_LEN(homes));
    assert_int_equal(poverty_measure(a, &m), 0);
    assert_int_equal(m.poor_people, whole.poor_people);
    assert_int_equal(dec_cmp(m.fgt[2], whole.fgt[2]), 0);
    assert_int_equal(dec_cmp(m.gini, whole.gini), 0);
    assert_int_equal(dec_cmp(m.sst, whole.sst), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_four),      cmocka_unit_test(test_people),
        cmocka_unit_test(test_two_lines), cmocka_unit_test(test_fractions),
        cmocka_unit_test(test_edges),     cmocka_unit_test(test_range),
        cmocka_unit_test(test_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
