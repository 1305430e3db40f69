/* What comparisons of lists stand on: numbers in memory, columns in common, values. */
#include "ledger_list.h"
#include "ledger_private.h"

#include "cleanup.h"
#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *arena;
static struct feeds *feeds;

static int setup(void **state)
{
    struct catalogue *c;
    arena = arena_new(0);
    return arena && catalogue_read(catalogue_builtin(), "catalogue.csv", arena, &c, NULL) >= 0
               ? feeds_builtin(c, &feeds, NULL)
               : -1;
}

static int teardown(void **state)
{
    feeds_freep(&feeds);
    arena_freep(&arena);
    return 0;
}

static void test_numbers(void **state)
{
    _cleanup_(ledger_numbers_done) struct ledger_numbers t = {0};
    const char none[IDNO_TEXT] = "", sound[IDNO_TEXT] = "44079919800101007X";
    assert_int_equal(ledger_key(none), 0);
    assert_int_equal(ledger_key(sound), 44079919800101007);
    assert_null(ledger_numbers_find(&t, 44079919800101007));
    for (uint64_t i = 1; i <= 10000; i++) {
        struct ledger_number *n = ledger_numbers_put(&t, i << 40);
        assert_non_null(n);
        n->held = (uint32_t)i;
        n->seen = i % 2;
    }
    assert_ptr_equal(ledger_numbers_put(&t, 77ull << 40), ledger_numbers_find(&t, 77ull << 40));
    assert_int_equal(t.n, 10000);
    for (uint64_t i = 1; i <= 10000; i++) {
        const struct ledger_number *n = ledger_numbers_find(&t, i << 40);
        assert_non_null(n);
        assert_int_equal(n->held, i);
        assert_int_equal(n->seen, i % 2);
    }
    assert_null(ledger_numbers_find(&t, 0));
    assert_null(ledger_numbers_find(&t, 10001ull << 40));
}

static void test_columns(void **state)
{
    const struct feed *dibao = feeds_find(feeds, STR("dibao_list"));
    const struct feed *vehicle = feeds_find(feeds, STR("vehicle"));
    const struct str wanted[] = {STR("月补差"), STR("姓名")}, other[] = {STR("户号")};
    struct ledger_options o = {0};
    struct ledger_columns c;
    struct err e = {0};
    assert_int_equal(ledger_columns_find(dibao, dibao, &o, arena, &c, &e), 0);
    assert_true(str_eqz(c.at[0].name, "姓名"));
    /* neither the number nor the list's own number of the household */
    assert_int_equal(c.n, dibao->n_columns - 2);
    o = (struct ledger_options){.columns = wanted, .n_columns = 2};
    assert_int_equal(ledger_columns_find(dibao, dibao, &o, arena, &c, &e), 0);
    assert_int_equal(c.n, 2);
    assert_true(str_eqz(c.at[0].name, "月保障金"));
    assert_int_equal(c.at[1].left, -1);
    o = (struct ledger_options){.columns = other, .n_columns = 1};
    assert_int_equal(ledger_columns_find(dibao, dibao, &o, arena, &c, &e), E_USAGE);
    /* lists of quite other things have at least names */
    o = (struct ledger_options){0};
    assert_int_equal(ledger_columns_find(dibao, vehicle, &o, arena, &c, &e), 0);
    for (size_t i = 1; i < c.n; i++)
        assert_int_equal(dibao->columns[c.at[i].left].type, vehicle->columns[c.at[i].right].type);
}

static struct fact text(const char *s)
{
    return (struct fact){.known = true, .s = str_of(s)};
}

static struct fact number(int64_t i)
{
    return (struct fact){.known = true, .i = i};
}

static struct str cell(enum feed_type type, struct fact v)
{
    const struct feed_column c = {.type = type};
    return ledger_cell_text(&c, v, arena);
}

static void test_cells(void **state)
{
    const struct fact unknown = {0};
    assert_true(ledger_cells_differ(FEED_TEXT, text("低保"), text("特困")));
    assert_false(ledger_cells_differ(FEED_TEXT, text("低保"), text("低保")));
    assert_false(ledger_cells_differ(FEED_TEXT, text("低保"), unknown));
    assert_false(ledger_cells_differ(FEED_MONEY, unknown, number(1)));
    assert_true(ledger_cells_differ(FEED_MONEY, number(30000), number(30001)));
    assert_false(ledger_cells_differ(FEED_DIVISION, text("440783116000"), text("440783116248")));
    assert_false(ledger_cells_differ(FEED_DIVISION, text("440783116"), text("440783116000")));
    assert_true(ledger_cells_differ(FEED_DIVISION, text("440783116248"), text("440783116249")));
    assert_true(str_eqz(cell(FEED_MONEY, number(30001)), "300.01"));
    assert_true(str_eqz(cell(FEED_FROM, number(0)), "1970-01-01"));
    assert_true(str_eqz(cell(FEED_BOOLEAN, number(1)), "true"));
    assert_true(str_eqz(cell(FEED_INTEGER, number(-3)), "-3"));
    assert_true(str_eqz(cell(FEED_TEXT, text("低保")), "低保"));
    assert_int_equal(cell(FEED_MONEY, unknown).len, 0);
}

static void test_holds(void **state)
{
    const struct feed *dibao = feeds_find(feeds, STR("dibao_list"));
    const struct feed *vehicle = feeds_find(feeds, STR("housing"));
    struct feed_record row = {.from = 100, .to = 200};
    assert_int_equal(dibao->dated, FEED_SPANS);
    assert_false(ledger_holds(dibao, &row, 99));
    assert_true(ledger_holds(dibao, &row, 100));
    assert_true(ledger_holds(dibao, &row, 199));
    assert_false(ledger_holds(dibao, &row, 200));
    row = (struct feed_record){.from = DATE_NONE, .to = DATE_NONE};
    assert_true(ledger_holds(dibao, &row, 0));
    row.from = 100;
    assert_int_equal(ledger_holds(vehicle, &row, 0), vehicle->dated != FEED_SPANS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_holds),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
