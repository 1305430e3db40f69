/* Past determinations of a village: who may look, households out of sight, months. That the list is
 * right is retroactive.py's. */
#include "fixture.h"

#include "actor_of.h"
#include "cleanup.h"
#include "date.h"
#include "file.h"
#include "retroactive_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

#define VILLAGE "440783116249"

static const char *village, *pack;

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

static void import_village(struct fixture *f, enum entity entity, const char *name)
{
    _cleanup_(strbuf_done) struct strbuf path = {0}, text = {0};
    struct err e = {0};
    strbuf_printf(&path, "%s/%s", village, name);
    need(file_read(strbuf_z(&path), 1u << 20, &text, &e), &e);
    need(fixture_import_text(f, entity, strbuf_z(&text), "2018-01-01", 0), &f->err);
}

static void commit(struct fixture *f, const char *as_of)
{
    struct err e = {0};
    struct determine_result result = {0};
    struct determine_options o = {.as_of = day(as_of), .known_seq = INT64_MAX, .commit = true};
    need(determine_run(f->reg, &f->actor, &o, NULL, NULL, &result, &e), &e);
    determine_result_done(&result);
}

/* Two runs; then B3 turns out to have moved to the next village before the second. */
static int setup(void **state)
{
    static struct fixture f;
    struct err e = {0};
    fixture_make(&f);
    reg_close(take(f.reg));
    need(reg_init(f.url, &f.actor, pack, NULL, &e), &e);
    need(reg_open(f.url, DB_WRITE, &f.reg, &e), &e);
    need(db_migrate(reg_db(f.reg), &determine_schema, NULL, &e), &e);
    import_village(&f, ENTITY_HOUSEHOLD, "households.csv");
    import_village(&f, ENTITY_PERSON, "people.csv");
    commit(&f, "2018-01-31");
    commit(&f, "2018-03-31");
    need(fixture_import_text(&f, ENTITY_HOUSEHOLD,
                             "household_no,division\nB3,440783116248\nB4,440783116249\n",
                             "2018-03-01", 0),
         &f.err);
    assert_int_equal(f.result.rejected, 0);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static int note(void *arg, const struct retroactive_row *row, struct err *e)
{
    char as_of[DATE_TEXT];
    date_format(row->as_of, as_of);
    strbuf_printf(arg, STR_FMT " %s %s>%s " STR_FMT " %lld%s\n", STR_ARG(row->household_no), as_of,
                  standing_code(row->standing_then), standing_code(row->standing_now),
                  STR_ARG(row->because), (long long)row->months, row->open ? " open" : "");
    return 0;
}

static int run(struct fixture *f, const struct actor *actor, retroactive_fn *fn, void *arg,
               struct retroactive_result *ret, struct err *e)
{
    const struct retroactive_options o = {.since = DATE_NONE,
                                          .until = DATE_NONE,
                                          .months_until = day("2018-06-30"),
                                          .known_seq = INT64_MAX};
    return retroactive_run(f->reg, actor, &o, fn, arg, ret, e);
}

/* Another village changes nothing in what the policy gives. */
static void test_same(void **state)
{
    struct fixture *f = *state;
    _cleanup_(strbuf_done) struct strbuf rows = {0};
    struct retroactive_result s = {0};
    struct err e = {0};
    need(run(f, &f->actor, note, &rows, &s, &e), &e);
    assert_string_equal(strbuf_z(&rows), "");
    assert_int_equal(s.households.looked_at, s.households.same);
    /* B4 is as it was, and B3 before March */
    assert_int_equal(s.households.same, 1);
    assert_int_equal(s.determinations.same, 1);
}

/* For the operator of the village it was in, it isn't there any more: nothing is decided. */
static void test_scope(void **state)
{
    struct fixture *f = *state;
    _cleanup_(strbuf_done) struct strbuf rows = {0};
    struct retroactive_result s = {0};
    struct err e = {0};
    struct actor actor;
    need(actor_of(&actor, 7, "village", "town", VILLAGE, &e), &e);
    need(run(f, &actor, note, &rows, &s, &e), &e);
    assert_string_equal(strbuf_z(&rows), "B3 2018-03-31 in_force> division 3 open\n");
    assert_int_equal(s.determinations.open, 1);
    assert_int_equal(s.households.open, 1);
    assert_int_equal(s.arrears, 0);
    assert_int_equal(s.recovery, 0);
    need(actor_of(&actor, 7, "viewer", "finance", NULL, &e), &e);
    assert_int_equal(run(f, &actor, note, &rows, &s, &e), E_DENIED);
    actor = f->actor;
    actor.fields &= ~(uint32_t)FIELD_MONEY;
    assert_int_equal(run(f, &actor, note, &rows, &s, &e), E_DENIED);
}

static int refuse(void *arg, const struct retroactive_row *row, struct err *e)
{
    ++*(int *)arg;
    return err_set(e, E_LIMIT, "够了", "enough");
}

/* An error of who takes the rows ends it, and another look is possible. */
static void test_error(void **state)
{
    struct fixture *f = *state;
    struct retroactive_result s = {.arrears = -1};
    struct err e = {0};
    struct actor actor;
    int calls = 0;
    need(actor_of(&actor, 7, "village", "town", VILLAGE, &e), &e);
    for (int i = 1; i <= 2; i++) {
        assert_int_equal(run(f, &actor, refuse, &calls, &s, &e), E_LIMIT);
        assert_int_equal(calls, i);
    }
    assert_int_equal(s.arrears, -1);
}

static struct retroactive_row months(const char *as_of, const char *next, const char *until,
                                     enum standing then, enum standing now)
{
    struct retroactive_row row = {.as_of = day(as_of),
                                  .standing_then = then,
                                  .standing_now = now,
                                  .amount_then = {true, 300},
                                  .amount_now = {true, 500}};
    retroactive_months(&row, *next ? day(next) : DATE_NONE, day(until));
    return row;
}

static void test_months(void **state)
{
    struct retroactive_row r =
        months("2018-01-31", "2018-03-01", "2018-06-15", STANDING_IN_FORCE, STANDING_GRACE);
    assert_int_equal(r.first, day("2018-02-01"));
    assert_int_equal(r.last, day("2018-03-31"));
    assert_int_equal(r.months, 2);
    assert_int_equal(r.difference.value, 200);
    r = months("2017-11-30", "", "2018-02-01", STANDING_UNDECIDED, STANDING_IN_FORCE);
    assert_int_equal(r.last, day("2018-02-28"));
    assert_int_equal(r.months, 3);
    assert_int_equal(r.paid.value, 0);
    assert_int_equal(r.difference.value, 500);
    /* another one in the same month, and what lies behind the last month */
    r = months("2018-01-01", "2018-01-31", "2018-06-30", STANDING_HELD, STANDING_OUT);
    assert_int_equal(r.months, 0);
    assert_int_equal(r.first, DATE_NONE);
    assert_int_equal(r.difference.value, -300);
    assert_int_equal(months("2018-07-01", "", "2018-06-30", STANDING_OUT, STANDING_IN_FORCE).months,
                     0);
    r = months("2018-01-01", "", "2018-06-30", STANDING_IN_FORCE, STANDING_FAILED);
    assert_false(r.due.known);
    assert_false(r.difference.known);
}

int main(int argc, char **argv)
{
    village = argc > 1 ? argv[1] : ".";
    pack = argc > 2 ? argv[2] : ".";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_scope),
        cmocka_unit_test(test_error),
        cmocka_unit_test(test_months),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
