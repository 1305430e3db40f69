/* Area figures: counting, balance, sums over divisions, the income share compared exactly. */

#include "figures.h"

#include "date.h"
#include "determine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct decision household(const char *division, const char *residence, const char *category,
                                 enum standing standing, int64_t amount, size_t people)
{
    return (struct decision){
        .division = str_of(division),
        .residence = str_of(residence),
        .category = str_of(category),
        .standing = standing,
        .monthly_amount = {true, amount},
        .people = people,
        .previous.grace_until = DATE_NONE,
        .grace_until = DATE_NONE,
    };
}

static void add(struct figures *f, struct decision d)
{
    assert_int_equal(figures_add(f, &d, false, NULL, NULL), 0);
}

static void test_sums(void **state)
{
    (void)state;
    struct figures *f = figures_new();
    add(f, household("440783116248", "rural", "dibao", STANDING_IN_FORCE, 90000, 3));
    add(f, household("440783116249", "rural", "dibao", STANDING_IN_FORCE, 10000, 2));
    add(f, household("440783116249", "urban", "none", STANDING_OUT, 0, 4));
    add(f, household("440783001000", "", "destitute", STANDING_IN_FORCE, 104000, 1));
    figures_sort(f);
    assert_string_equal(f->cells[0].division, "440783001000");
    struct figure_cell town, rural, all;
    figures_sum(f, STR("440783116"), NULL, &town);
    figures_sum(f, STR("440783116"), "rural", &rural);
    figures_sum(f, STR(""), NULL, &all);
    assert_int_equal(cell_category(&town, CATEGORY_DIBAO)->households, 2);
    assert_int_equal(cell_category(&town, CATEGORY_DIBAO)->people, 5);
    assert_int_equal(cell_category(&town, CATEGORY_DIBAO)->amount, 100000);
    assert_int_equal(cell_category(&town, CATEGORY_NONE)->people, 4);
    assert_int_equal(cell_category(&rural, CATEGORY_NONE)->people, 0);
    assert_int_equal(cell_category(&all, CATEGORY_DESTITUTE)->people, 1);
    assert_int_equal(f->bill, 204000);
    figures_free(f);
}

static void test_balance(void **state)
{
    (void)state;
    struct figures *f = figures_new();
    struct decision d = household("440783116248", "rural", "dibao", STANDING_IN_FORCE, 1, 1);
    add(f, d);
    d = household("440783116248", "rural", "", STANDING_UNDECIDED, 0, 1);
    d.monthly_amount.known = false;
    d.undecided_because = STR("residence");
    add(f, d);
    d = household("440783116248", "rural", "", STANDING_FAILED, 0, 0);
    d.monthly_amount.known = false;
    add(f, d);
    f->expected = 3;
    assert_true(figures_balance(f));
    assert_int_equal(f->decided, 1);
    assert_int_equal(f->undecided, 1);
    assert_int_equal(f->failed, 1);
    /* neither decided nor listed as undecided: that must not balance */
    d = household("440783116248", "rural", "", STANDING_UNDECIDED, 0, 1);
    d.monthly_amount.known = false;
    add(f, d);
    f->expected = 4;
    assert_false(figures_balance(f));
    figures_free(f);
}

static void test_changes(void **state)
{
    (void)state;
    struct figures *f = figures_new();
    struct decision d = household("440783116248", "rural", "dibao", STANDING_IN_FORCE, 200, 1);
    add(f, d);
    d.previous.standing = STANDING_IN_FORCE;
    d.previous.amount = 100;
    add(f, d);
    d.previous.amount = 300;
    add(f, d);
    d.previous.standing = STANDING_GRACE;
    d.previous.amount = 200;
    add(f, d);
    d = household("440783116248", "rural", "none", STANDING_OUT, 0, 1);
    d.previous.standing = STANDING_GRACE;
    add(f, d);
    d = household("440783116248", "rural", "low_income", STANDING_GRACE, 100, 1);
    d.previous.standing = STANDING_IN_FORCE;
    add(f, d);
    assert_int_equal(f->cells[0].count[COUNT_ENTERED].households, 1);
    assert_int_equal(f->cells[0].count[COUNT_AMOUNT_UP].households, 1);
    assert_int_equal(f->cells[0].count[COUNT_AMOUNT_DOWN].households, 1);
    assert_int_equal(f->cells[0].count[COUNT_BACK].households, 1);
    assert_int_equal(f->cells[0].count[COUNT_LEFT].households, 1);
    assert_int_equal(f->cells[0].count[COUNT_INTO_GRACE].households, 1);
    /* against an amount that isn't known nothing went up or down */
    d = household("440783116248", "rural", "dibao", STANDING_IN_FORCE, 200, 1);
    d.previous.standing = STANDING_IN_FORCE;
    d.previous.amount_unknown = true;
    add(f, d);
    assert_int_equal(f->cells[0].count[COUNT_AMOUNT_UP].households, 1);
    assert_int_equal(f->cells[0].count[COUNT_AMOUNT_DOWN].households, 1);
    figures_free(f);
}

/* Who waits for what: a household once for each fact, whoever of it the fact is of. */
static void test_missing(void **state)
{
    (void)state;
    struct figures *f = figures_new();
    struct decision d = household("440783116248", "rural", "", STANDING_UNDECIDED, 0, 3);
    d.monthly_amount.known = false;
    d.undecided_because = STR("residence;wage_income@M1;wage_income@M2");
    add(f, d);
    d = household("440783116249", "urban", "", STANDING_HELD, 500, 2);
    d.undecided_because = STR("wage_income@M1");
    add(f, d);
    struct figure_missing *m;
    size_t n;
    assert_int_equal(figures_missing(f, &m, &n), 0);
    assert_int_equal(n, 2);
    assert_string_equal(m[0].fact, "wage_income");
    assert_int_equal(m[0].households, 2);
    assert_int_equal(m[0].people, 5);
    assert_string_equal(m[1].fact, "residence");
    assert_int_equal(m[1].households, 1);
    free(m);
    figures_free(f);
}

/* Figures put together from stored ones are those that were stored. */
static void test_put(void **state)
{
    (void)state;
    struct figures *f = figures_new(), *again = figures_new();
    struct decision d = household("440783116248", "rural", "dibao", STANDING_IN_FORCE, 200, 2);
    d.topup = d.line = (struct maybe){true, 150};
    add(f, d);
    add(f, household("440783116248", "rural", "none", STANDING_OUT, 0, 1));
    add(f, household("440783116249", "urban", "", STANDING_FAILED, 0, 1));
    d = household("440783116249", "urban", "", STANDING_HELD, 70, 1);
    d.undecided_because = STR("residence");
    add(f, d);
    for (size_t i = 0; i < f->n_cells; i++)
        for (int k = 0; k < N_COUNTS; k++)
            assert_int_equal(figures_put(again, str_of(f->cells[i].division),
                                         str_of(f->cells[i].residence), (enum figure_count)k,
                                         &f->cells[i].count[k]),
                             0);
    assert_int_equal(again->n_cells, f->n_cells);
    assert_memory_equal(again->cells, f->cells, f->n_cells * sizeof *f->cells);
    assert_int_equal(again->households, 4);
    assert_int_equal(again->decided, 2);
    assert_int_equal(again->undecided, 1);
    assert_int_equal(again->failed, 1);
    assert_int_equal(again->bill, 270);
    assert_int_equal(f->bill, 270);
    figures_free(f);
    figures_free(again);
}

/* Sums that leave 64 bits are refused, and what was counted stays. */
static void test_range(void **state)
{
    (void)state;
    struct figures *f = figures_new();
    add(f, household("440783116248", "rural", "dibao", STANDING_IN_FORCE, INT64_MAX - 5, 1));
    struct decision d = household("440783116249", "rural", "dibao", STANDING_IN_FORCE, 6, 1);
    assert_int_equal(figures_add(f, &d, false, NULL, NULL), E_RANGE);
    assert_int_equal(f->households, 1);
    d.monthly_amount.value = 5;
    add(f, d);
    assert_int_equal(f->bill, INT64_MAX);
    d = household("440783116248", "rural", "dibao", STANDING_IN_FORCE, 0, 3);
    d.line = (struct maybe){true, INT64_MAX / 2};
    assert_int_equal(figures_add(f, &d, false, NULL, NULL), E_RANGE);
    figures_free(f);
}

/* 45 % of 20,000 is 9,000.00 a head: exactly that is not above it (CS51-3.1d). */
static void test_income_share(void **state)
{
    (void)state;
    struct decimal ratio, mean = dec_from_int(20000);
    assert_true(dec_parse(STR("0.45"), &ratio));
    struct figures *f = figures_new();
    struct decision d = household("440783116248", "rural", "dibao", STANDING_IN_FORCE, 1, 3);
    d.income_with_pension = (struct maybe){true, 2700000};
    assert_int_equal(figures_add(f, &d, true, &ratio, &mean), 0);
    d.income_with_pension.value++;
    assert_int_equal(figures_add(f, &d, true, &ratio, &mean), 0);
    d.income_with_pension.known = false;
    assert_int_equal(figures_add(f, &d, true, &ratio, &mean), 0);
    struct figure_cell all;
    figures_sum(f, STR(""), NULL, &all);
    assert_int_equal(all.count[COUNT_TARGETS].households, 3);
    assert_int_equal(all.count[COUNT_TARGETS_ABOVE].households, 1);
    assert_int_equal(all.count[COUNT_TARGETS_UNKNOWN].households, 1);
    figures_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums),         cmocka_unit_test(test_balance),
        cmocka_unit_test(test_changes),      cmocka_unit_test(test_range),
        cmocka_unit_test(test_income_share), cmocka_unit_test(test_missing),
        cmocka_unit_test(test_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
