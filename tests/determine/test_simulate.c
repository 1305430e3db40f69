/* Simulations of a village: who may see what, the same by either way and on any number of threads,
 * nothing written. What is counted is compared with real determinations in tests/cli/simulate.t. */
#include "fixture.h"

#include "actor_of.h"
#include "cleanup.h"
#include "determine.h"
#include "file.h"
#include "progress.h"
#include "simulate.h"

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

static void import_village(struct fixture *f, enum entity entity, const char *name,
                           const char *date)
{
    _cleanup_(strbuf_done) struct strbuf path = {0}, text = {0};
    struct err e = {0};
    strbuf_printf(&path, "%s/%s", village, name);
    need(file_read(strbuf_z(&path), 1u << 20, &text, &e), &e);
    need(fixture_import_text(f, entity, strbuf_z(&text), date, 0), &f->err);
}

/* Decided once; since then wages have changed. */
static int setup(void **state)
{
    static struct fixture f;
    struct err e = {0};
    fixture_make(&f);
    reg_close(take(f.reg));
    need(reg_init(f.url, &f.actor, pack, NULL, &e), &e);
    need(reg_open(f.url, DB_WRITE, &f.reg, &e), &e);
    need(db_migrate(reg_db(f.reg), &determine_schema, NULL, &e), &e);
    import_village(&f, ENTITY_HOUSEHOLD, "households.csv", "2018-01-01");
    import_village(&f, ENTITY_PERSON, "people.csv", "2018-01-01");
    struct determine_result result = {0};
    struct determine_options o = {
        .as_of = day("2018-01-01"), .known_seq = INT64_MAX, .commit = true};
    need(determine_run(f.reg, &f.actor, &o, NULL, NULL, &result, &e), &e);
    determine_result_done(&result);
    import_village(&f, ENTITY_HOUSEHOLD, "households-june.csv", "2018-06-15");
    import_village(&f, ENTITY_PERSON, "people-june.csv", "2018-06-15");
    /* more than its column holds */
    char number[19], person[128];
    number_of("19800101077", number);
    snprintf(person, sizeof person,
             "household_no,name,id_no,relation,wage_income\nZ1,某,%s,head,9\n", number);
    need(fixture_import_text(&f, ENTITY_HOUSEHOLD,
                             "household_no,division,residence,financial_assets\n"
                             "Z1," VILLAGE ",rural,30000000\n",
                             "2018-06-15", 0),
         &f.err);
    need(fixture_import_text(&f, ENTITY_PERSON, person, "2018-06-15", 0), &f.err);
    assert_int_equal(f.result.rejected, 0);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static int note(void *arg, const struct sim_row *row, struct err *e)
{
    strbuf_printf(arg, STR_FMT "," STR_FMT "," STR_FMT ",%zu,%d/%d,%d/%d,%lld/%lld\n",
                  STR_ARG(row->scenario->name), STR_ARG(row->household_no), STR_ARG(row->division),
                  row->people, row->before.category, row->after.category, row->before.standing,
                  row->after.standing, (long long)row->before.amount.value,
                  (long long)row->after.amount.value);
    return 0;
}

static int run(struct fixture *f, const struct actor *actor, const char *division, const char *wish,
               struct strbuf *rows, struct simulation *ret, struct err *e)
{
    const struct scenario_wish wishes[] = {{.text = str_of(wish)}};
    const struct simulate_options o = {
        .as_of = day("2018-06-30"), .division = str_of(division), .wishes = wishes, .n_wishes = 1};
    return simulate(f->reg, actor, &o, rows ? note : NULL, rows, ret, e);
}

/* The same with what is kept. */
static int run_kept(struct fixture *f, struct simulate_kept *kept, const struct actor *actor,
                    const char *day_text, const char *division, const char *wish,
                    struct simulation *ret, struct err *e)
{
    const struct scenario_wish wishes[] = {{.text = str_of(wish)}};
    const struct simulate_options o = {.as_of = day(day_text),
                                       .division = str_of(division),
                                       .wishes = wishes,
                                       .n_wishes = 1,
                                       .kept = kept};
    return simulate(f->reg, actor, &o, NULL, NULL, ret, e);
}

static int64_t households(const struct sim_scenario *s)
{
    int64_t n = 0;
    for (int b = 0; b < N_STANDINGS; b++)
        for (int a = 0; a < N_STANDINGS; a++)
            n += s->standing[b][a].households;
    return n;
}

static void test_balance(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulation s;
    need(run(f, &f->actor, NULL, "line=300:2000:100", NULL, &s, &e), &e);
    assert_int_equal(s.n, 19);
    for (size_t i = 0; i < s.n; i++) {
        const struct sim_scenario *x = &s.scenarios[i];
        int64_t by_category = 0, by_division = 0;
        for (int b = 0; b < N_CATEGORIES; b++)
            for (int a = 0; a < N_CATEGORIES; a++)
                for (int k = 0; k < N_SIM_CHANGES; k++)
                    by_category += x->change[b][a][k].households;
        struct sim_division all;
        simulate_sum(x, STR(""), &all);
        for (int k = 0; k < N_SIM_CHANGES; k++)
            by_division += all.change[k].households;
        assert_int_equal(households(x), 10);
        assert_int_equal(by_category, 10);
        assert_int_equal(by_division, 10);
        assert_int_equal(x->poverty[0].households + x->unmeasured_households, 10);
        assert_int_equal(all.measured, x->poverty[0].people);
        assert_int_equal(all.poor[1], x->poverty[1].poor_people);
    }
    simulation_done(&s);
}

/* A village's operator sees the village. */
static void test_scope(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulation s;
    struct actor actor;
    _cleanup_(strbuf_done) struct strbuf rows = {0}, own = {0};
    need(actor_of(&actor, 1, "village", "town", VILLAGE, &e), &e);
    actor.rights |= RIGHT_EXPORT;
    need(run(f, &actor, NULL, "line=2000", &rows, &s, &e), &e);
    assert_int_equal(households(&s.scenarios[1]), 8);
    assert_int_equal(s.scenarios[1].n_divisions, 1);
    assert_string_equal(s.scenarios[1].divisions[0].division, VILLAGE);
    assert_non_null(strstr(strbuf_z(&rows), ",B6,"));
    assert_null(strstr(strbuf_z(&rows), ",B1,"));
    simulation_done(&s);
    need(run(f, &f->actor, VILLAGE, "line=2000", &own, &s, &e), &e);
    assert_string_equal(strbuf_z(&rows), strbuf_z(&own));
    simulation_done(&s);
    assert_int_equal(run(f, &actor, "440783116248", "line=2000", NULL, &s, &e), E_DENIED);
    assert_int_equal(run(f, &actor, "440783116", "line=2000", NULL, &s, &e), 0);
    assert_int_equal(households(&s.scenarios[0]), 8);
    simulation_done(&s);
}

static void test_rights(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulation s;
    struct actor actor = f->actor;
    _cleanup_(strbuf_done) struct strbuf rows = {0};
    actor.rights = RIGHT_ALL & ~RIGHT_DETERMINE;
    assert_int_equal(run(f, &actor, NULL, "line=2000", NULL, &s, &e), E_DENIED);
    actor.rights = RIGHT_ALL & ~RIGHT_VIEW;
    assert_int_equal(run(f, &actor, NULL, "line=2000", NULL, &s, &e), E_DENIED);
    actor.rights = RIGHT_ALL & ~RIGHT_EXPORT;
    assert_int_equal(run(f, &actor, NULL, "line=2000", &rows, &s, &e), E_DENIED);
    actor = f->actor;
    actor.fields &= ~FIELD_MONEY;
    assert_int_equal(run(f, &actor, NULL, "line=2000", &rows, &s, &e), E_DENIED);
    assert_int_equal(run(f, &actor, NULL, "line=2000", NULL, &s, &e), 0);
    simulation_done(&s);
}

static void assert_same(const struct simulation *a, const struct simulation *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct sim_scenario *x = &a->scenarios[i], *y = &b->scenarios[i];
        assert_memory_equal(x->change, y->change, sizeof x->change);
        assert_memory_equal(x->standing, y->standing, sizeof x->standing);
        assert_memory_equal(x->topup, y->topup, sizeof x->topup);
        assert_int_equal(x->unmeasured_people, y->unmeasured_people);
        for (int k = 0; k < 2; k++) {
            assert_int_equal(x->poverty[k].poor_people, y->poverty[k].poor_people);
            assert_int_equal(dec_cmp(x->poverty[k].fgt[2], y->poverty[k].fgt[2]), 0);
            assert_int_equal(dec_cmp(x->poverty[k].sst, y->poverty[k].sst), 0);
            assert_int_equal(dec_cmp(x->poverty[k].gini, y->poverty[k].gini), 0);
        }
        assert_int_equal(x->n_divisions, y->n_divisions);
        for (size_t d = 0; d < x->n_divisions; d++) {
            assert_string_equal(x->divisions[d].division, y->divisions[d].division);
            assert_memory_equal(x->divisions[d].change, y->divisions[d].change,
                                sizeof x->divisions[d].change);
        }
    }
}

/* From the register or as columns, on one thread or several. */
static void test_ways(void **state)
{
    static const struct {
        const char *name, *value;
    } ways[] = {{"HEYI_EVALUATOR", "interpreter"}, {"HEYI_THREADS", "1"}, {"HEYI_THREADS", "5"}};
    static const char *const wishes[] = {"line=880", "line@" VILLAGE "/rural=400:1600:150",
                                         "destitute_ratio=0:3:1.5"};
    struct fixture *f = *state;
    struct err e = {0};
    for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
        struct simulation expected, s;
        _cleanup_(strbuf_done) struct strbuf rows = {0};
        need(run(f, &f->actor, NULL, wishes[i], &rows, &expected, &e), &e);
        for (size_t w = 0; w < ARRAY_LEN(ways); w++) {
            _cleanup_(strbuf_done) struct strbuf other = {0};
            setenv(ways[w].name, ways[w].value, 1);
            need(run(f, &f->actor, NULL, wishes[i], &other, &s, &e), &e);
            unsetenv(ways[w].name);
            assert_string_equal(strbuf_z(&rows), strbuf_z(&other));
            assert_same(&expected, &s);
            simulation_done(&s);
        }
        simulation_done(&expected);
    }
}

/* Kept or not, whoever asks for which part and date. */
static void test_kept(void **state)
{
    static const struct {
        const char *day, *division, *wish;
    } asked[] = {
        {"2018-06-30", NULL, "line=880"},          {"2018-06-30", NULL, "line=300:2000:100"},
        {"2018-06-30", VILLAGE, "line=880"},       {"2018-06-29", NULL, "line=880"},
        {"2018-06-29", VILLAGE, "grace_months=0"}, {"2018-01-31", NULL, "line=500"},
    };
    struct fixture *f = *state;
    struct err e = {0};
    struct actor town;
    struct simulate_kept *kept;
    need(actor_of(&town, 1, "village", "town", VILLAGE, &e), &e);
    need(simulate_kept_new(&kept, &e), &e);
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
            for (int k = 0; k < 2; k++) {
                const struct actor *who = k ? &town : &f->actor;
                struct simulation expected, s;
                need(run_kept(f, NULL, who, asked[i].day, asked[i].division, asked[i].wish,
                              &expected, &e),
                     &e);
                need(run_kept(f, kept, who, asked[i].day, asked[i].division, asked[i].wish, &s, &e),
                     &e);
                assert_same(&expected, &s);
                simulation_done(&s);
                simulation_done(&expected);
            }
        }
    }
    /* what was kept for one part isn't another's */
    struct simulation s;
    assert_int_equal(run_kept(f, kept, &town, "2018-06-30", "440783116248", "line=880", &s, &e),
                     E_DENIED);
    /* a simulation outlives what is kept */
    need(run_kept(f, kept, &f->actor, "2018-06-30", NULL, "line=880", &s, &e), &e);
    simulate_kept_free(kept);
    assert_int_equal(households(&s.scenarios[0]), 10);
    assert_int_equal(s.scenarios[0].n_divisions, 2);
    assert_string_equal(s.scenarios[0].divisions[0].division, "440783116248");
    simulation_done(&s);
}

/* A bill that a change of the register moves. */
static int64_t bill(struct fixture *f, struct simulate_kept *kept, int scenario)
{
    struct err e = {0};
    struct simulation s;
    int64_t sum = 0;
    need(run_kept(f, kept, &f->actor, "2018-06-30", NULL, "line=880", &s, &e), &e);
    for (int b = 0; b < N_STANDINGS; b++)
        for (int a = 0; a < N_STANDINGS; a++)
            sum += s.scenarios[scenario].standing[b][a].after;
    simulation_done(&s);
    return sum;
}

static void test_kept_fresh(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulate_kept *kept;
    char number[19], person[128];
    need(simulate_kept_new(&kept, &e), &e);
    int64_t before[2] = {bill(f, kept, 0), bill(f, kept, 1)};
    number_of("19800101088", number);
    snprintf(person, sizeof person,
             "household_no,name,id_no,relation,wage_income\nZ2,某,%s,head,0\n", number);
    need(fixture_import_text(f, ENTITY_HOUSEHOLD,
                             "household_no,division,residence\nZ2," VILLAGE ",rural\n",
                             "2018-06-15", 0),
         &f->err);
    need(fixture_import_text(f, ENTITY_PERSON, person, "2018-06-15", 0), &f->err);
    struct simulation s;
    need(run_kept(f, kept, &f->actor, "2018-06-30", NULL, "line=880", &s, &e), &e);
    assert_int_equal(households(&s.scenarios[0]), 11);
    assert_int_equal(households(&s.scenarios[1]), 11);
    simulation_done(&s);
    assert_true(bill(f, kept, 0) >= before[0]);
    assert_true(bill(f, kept, 1) >= before[1]);
    assert_int_equal(bill(f, kept, 0), bill(f, NULL, 0));
    assert_int_equal(bill(f, kept, 1), bill(f, NULL, 1));
    simulate_kept_free(kept);
}

static void hear(void *arg, const char *zh, const char *en, uint64_t done, uint64_t total)
{
}

static bool always(void *arg)
{
    return true;
}

/* Who gives up leaves today's side behind for the next. */
static void test_cancelled(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulation s;
    struct simulate_kept *kept;
    const struct progress_listener listener = {hear, always, NULL};
    need(simulate_kept_new(&kept, &e), &e);
    assert_null(progress_listen(&listener));
    for (int i = 0; i < 2; i++)
        assert_int_equal(run_kept(f, kept, &f->actor, "2018-06-30", NULL, "line=880", &s, &e),
                         E_CANCELLED);
    assert_int_equal(run_kept(f, NULL, &f->actor, "2018-06-30", NULL, "line=880", &s, &e),
                     E_CANCELLED);
    assert_ptr_equal(progress_listen(NULL), &listener);
    assert_int_equal(bill(f, kept, 1), bill(f, NULL, 1));
    simulate_kept_free(kept);
}

/* The bins of the curve hold everybody who is measured, by income a head. */
static void test_curve(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulation s;
    need(run(f, &f->actor, NULL, "line=1000", NULL, &s, &e), &e);
    for (int k = 0; k < 2; k++) {
        const struct poverty_measures *m = &s.scenarios[1].poverty[k];
        int64_t all = 0, below = 0;
        assert_int_equal(m->line_least, 100000);
        assert_int_equal(m->line_most, 100000);
        for (int i = 0; i < POVERTY_BINS; i++) {
            all += m->bins[i];
            below += i < 100000 / POVERTY_BIN_WIDTH ? m->bins[i] : 0;
        }
        assert_int_equal(all, m->people);
        assert_int_equal(below, m->poor_people);
    }
    simulation_done(&s);
}

static void test_nothing_written(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulation s;
    _cleanup_(strbuf_done) struct strbuf rows = {0};
    _cleanup_free_ char *before = fixture_dump(f, true);
    need(run(f, &f->actor, NULL, "line=700:1000:100", &rows, &s, &e), &e);
    simulation_done(&s);
    setenv("HEYI_EVALUATOR", "interpreter", 1);
    need(run(f, &f->actor, NULL, "line=700", NULL, &s, &e), &e);
    unsetenv("HEYI_EVALUATOR");
    simulation_done(&s);
    _cleanup_free_ char *after = fixture_dump(f, true);
    assert_string_equal(before, after);
}

/* What is beyond all money fails as a whole and leaves nothing behind. */
static void test_range(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct simulation s = {0};
    assert_int_equal(run(f, &f->actor, NULL, "line=9000000000", NULL, &s, &e), E_RANGE);
    assert_non_null(strstr(e.en, "=9000000000"));
    assert_null(s.scenarios);
    need(run(f, &f->actor, NULL, "line=900", NULL, &s, &e), &e);
    simulation_done(&s);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_balance),   cmocka_unit_test(test_scope),
        cmocka_unit_test(test_rights),    cmocka_unit_test(test_ways),
        cmocka_unit_test(test_range),     cmocka_unit_test(test_nothing_written),
        cmocka_unit_test(test_curve),     cmocka_unit_test(test_kept),
        cmocka_unit_test(test_cancelled), cmocka_unit_test(test_kept_fresh),
    };
    village = argv[1];
    pack = argv[2];
    return cmocka_run_group_tests(tests, setup, teardown);
}
