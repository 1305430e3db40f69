/* Runs that were kept: lists, figures, trials and their commit, two runs side by side, all of it in
 * the actor's scope. */
#include "fixture.h"

#include "actor_of.h"
#include "cleanup.h"
#include "file.h"
#include "runs.h"

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

static int64_t commit(struct fixture *f, const char *as_of, uint64_t reviewed, struct err *e)
{
    struct determine_result result = {0};
    struct determine_options o = {
        .as_of = day(as_of), .known_seq = INT64_MAX, .commit = true, .reviewed = reviewed};
    int rc = determine_run(f->reg, &f->actor, &o, NULL, NULL, &result, e);
    determine_result_done(&result);
    return rc < 0 ? rc : result.run_id;
}

/* A trial as of that day, in a file; its digest. */
static uint64_t keep_trial(struct fixture *f, const struct actor *actor, const char *as_of,
                           const char *path)
{
    _cleanup_(db_closep) struct db *file = NULL;
    struct determine_result result = {0};
    struct err e = {0};
    need(trial_create(path, &file, &e), &e);
    struct determine_options o = {.as_of = day(as_of), .known_seq = INT64_MAX, .keep = file};
    need(determine_run(f->reg, actor, &o, NULL, NULL, &result, &e), &e);
    assert_int_equal(result.run_id, 0);
    determine_result_done(&result);
    return result.digest;
}

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
    assert_int_equal(commit(&f, "2018-01-31", 0, &e), 1);
    import_village(&f, ENTITY_HOUSEHOLD, "households-june.csv", "2018-06-15");
    import_village(&f, ENTITY_PERSON, "people-june.csv", "2018-06-15");
    assert_int_equal(commit(&f, "2018-06-30", 0, &e), 2);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

struct rows {
    struct strbuf text;
    struct run_key last;
    size_t n;
};

static int note(void *arg, const struct run_row *row, const struct run_key *key, struct err *e)
{
    struct rows *x = arg;
    const struct decision *d = &row->decision;
    strbuf_printf(&x->text, STR_FMT " ", STR_ARG(d->household_no));
    x->last = *key;
    x->n++;
    return 0;
}

static struct run_view *view(struct fixture *f, const struct actor *actor, int64_t run)
{
    struct run_view *v = NULL;
    struct err e = {0};
    need(run_view_open(f->reg, actor, run, &v, &e), &e);
    return v;
}

/* All rows, a page at a time. */
static char *list(struct run_view *v, const struct run_filter *filter, size_t page)
{
    struct rows x = {0};
    struct err e = {0};
    do {
        struct run_key from = x.last;
        x.n = 0;
        need(run_view_rows(v, filter, &from, page, note, &x, &e), &e);
    } while (x.n == page);
    return x.text.data ? x.text.data : strdup("");
}

static struct run_filter all(void)
{
    return (struct run_filter){.category = N_CATEGORIES};
}

static void test_pages(void **state)
{
    _cleanup_(run_view_closep) struct run_view *v =
        view(*state, &((struct fixture *)*state)->actor, 2);
    for (int sort = RUN_BY_DIVISION; sort <= RUN_BY_PEOPLE; sort++)
        for (int down = 0; down < 2; down++) {
            struct run_filter f = all();
            f.sort = (enum run_sort)sort;
            f.descending = down;
            _cleanup_free_ char *whole = list(v, &f, 100), *pieces = list(v, &f, 2);
            assert_string_equal(pieces, whole);
            assert_int_equal(strlen(whole), 9 * 3);
        }
    struct run_filter f = all();
    f.sort = RUN_BY_AMOUNT;
    f.descending = true;
    _cleanup_free_ char *text = list(v, &f, 1);
    struct rows x = {0};
    struct err e = {0};
    const struct run_key bad = {"somewhere"};
    assert_int_equal(run_view_rows(v, &f, &bad, 5, note, &x, &e), E_INVALID);
}

/* Each list is as long as the figures say, and what is counted is what the run counted. */
static void test_figures(void **state)
{
    struct fixture *f = *state;
    _cleanup_(run_view_closep) struct run_view *v = view(f, &f->actor, 2);
    _cleanup_(figures_freep) struct figures *figures = NULL;
    struct determine_result again = {0};
    struct determine_options o = {.as_of = day("2018-06-30"),
                                  .known_seq = run_view_info(v)->known_seq};
    struct figure_cell sum;
    struct err e = {0};
    need(determine_run(f->reg, &f->actor, &o, NULL, NULL, &again, &e), &e);
    need(run_view_figures(v, STR(""), &figures, &e), &e);
    assert_int_equal(figures->n_cells, again.figures->n_cells);
    assert_memory_equal(figures->cells, again.figures->cells,
                        figures->n_cells * sizeof *figures->cells);
    assert_int_equal(figures->bill, again.figures->bill);
    assert_int_equal(figures->undecided, again.figures->undecided);
    assert_true(again.digest == run_view_info(v)->digest);
    assert_true(figures_balance(figures));
    determine_result_done(&again);
    figures_sum(figures, STR(""), NULL, &sum);
    for (int c = 0; c < N_CATEGORIES; c++) {
        struct run_filter filter = all();
        filter.category = (enum category)c;
        _cleanup_free_ char *text = list(v, &filter, 100);
        assert_int_equal(strlen(text) / 3, cell_category(&sum, c)->households);
    }
    for (int s = STANDING_IN_FORCE; s <= STANDING_FAILED; s++) {
        struct run_filter filter = all();
        filter.standing = (enum standing)s;
        _cleanup_free_ char *text = list(v, &filter, 100);
        assert_int_equal(strlen(text) / 3, cell_standing(&sum, s)->households);
    }
    struct figure_missing *missing;
    size_t n;
    assert_int_equal(figures_missing(figures, &missing, &n), 0);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        struct run_filter filter = all();
        filter.missing = str_of(missing[i].fact);
        _cleanup_free_ char *text = list(v, &filter, 100);
        assert_int_equal(strlen(text) / 3, missing[i].households);
    }
    free(missing);
}

static void test_scope(void **state)
{
    struct fixture *f = *state;
    struct actor clerk, elsewhere, blind;
    struct err e = {0};
    need(actor_of(&clerk, 7, "clerk", "town", VILLAGE, &e), &e);
    need(actor_of(&elsewhere, 8, "other", "town", "440783115", &e), &e);
    need(actor_of(&blind, 9, "department", "department", "", &e), &e);
    _cleanup_(run_view_closep) struct run_view *whole = view(f, &f->actor, 2);
    _cleanup_(run_view_closep) struct run_view *own = view(f, &clerk, 2);
    _cleanup_(run_view_closep) struct run_view *masked = view(f, &blind, 2);
    struct run_filter filter = all();
    _cleanup_free_ char *mine = list(own, &filter, 2);
    filter.division = STR(VILLAGE);
    _cleanup_free_ char *theirs = list(whole, &filter, 100);
    assert_string_equal(mine, theirs);
    assert_int_equal(strlen(mine), 7 * 3);
    _cleanup_(figures_freep) struct figures *part = NULL;
    need(run_view_figures(own, STR(""), &part, &e), &e);
    assert_int_equal(part->households, 7);
    assert_true(figures_balance(part));
    /* another village's */
    filter.division = STR("440783116248");
    struct rows x = {0};
    assert_int_equal(run_view_rows(own, &filter, &x.last, 5, note, &x, &e), E_DENIED);
    /* another town: no such run, with the same words */
    struct run_view *none = NULL;
    assert_int_equal(run_view_open(f->reg, &elsewhere, 2, &none, &e), E_NOT_FOUND);
    assert_int_equal(run_view_open(f->reg, &elsewhere, 99, &none, &e), E_NOT_FOUND);
    assert_int_equal(household_runs(f->reg, &elsewhere, STR("B3"), &x.last, 5, NULL, NULL, &e),
                     E_NOT_FOUND);
    /* without the class of money: neither figures nor the order of amounts */
    assert_int_equal(run_view_figures(masked, STR(""), &part, &e), E_DENIED);
    filter = all();
    filter.sort = RUN_BY_AMOUNT;
    assert_int_equal(run_view_rows(masked, &filter, &x.last, 5, note, &x, &e), E_DENIED);
    struct run_flows flows;
    assert_int_equal(run_view_compare(masked, masked, STR(""), &flows, &e), E_DENIED);
}

static int count_run(void *arg, const struct run_info *info, struct err *e)
{
    strbuf_printf(arg, "%lld ", (long long)info->run_id);
    return 0;
}

static void test_runs(void **state)
{
    struct fixture *f = *state;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct actor elsewhere;
    struct err e = {0};
    need(runs_list(f->reg, &f->actor, 0, 10, count_run, &text, &e), &e);
    assert_string_equal(strbuf_z(&text), "2 1 ");
    strbuf_clear(&text);
    need(runs_list(f->reg, &f->actor, 2, 10, count_run, &text, &e), &e);
    assert_string_equal(strbuf_z(&text), "1 ");
    strbuf_clear(&text);
    need(actor_of(&elsewhere, 8, "other", "town", "440783115", &e), &e);
    need(runs_list(f->reg, &elsewhere, 0, 10, count_run, &text, &e), &e);
    assert_string_equal(strbuf_z(&text), "");
}

static int note_change(void *arg, const struct run_change *c, const struct run_key *key,
                       struct err *e)
{
    struct rows *x = arg;
    strbuf_printf(&x->text, STR_FMT " %d>%d %s\n", STR_ARG(c->household_no), c->before.category,
                  c->after.category, sim_change_code(c->change));
    x->last = *key;
    x->n++;
    return 0;
}

static void test_compare(void **state)
{
    struct fixture *f = *state;
    _cleanup_(run_view_closep) struct run_view *one = view(f, &f->actor, 1);
    _cleanup_(run_view_closep) struct run_view *two = view(f, &f->actor, 2);
    struct run_flows flows;
    struct err e = {0};
    struct rows whole = {0}, pieces = {0};
    need(run_view_compare(one, two, STR(""), &flows, &e), &e);
    int64_t households = 0;
    for (int b = 0; b <= N_CATEGORIES; b++)
        for (int a = 0; a <= N_CATEGORIES; a++)
            households += flows.category[b][a].households;
    assert_int_equal(households, 9);
    assert_true(flows.differ > 0);
    need(run_view_changes(one, two, STR(""), -1, &whole.last, 100, note_change, &whole, &e), &e);
    assert_int_equal(whole.n, flows.differ);
    do {
        struct run_key from = pieces.last;
        pieces.n = 0;
        need(run_view_changes(one, two, STR(""), -1, &from, 1, note_change, &pieces, &e), &e);
    } while (pieces.n);
    assert_string_equal(strbuf_z(&pieces.text), strbuf_z(&whole.text));
    /* a run with itself */
    need(run_view_compare(two, two, STR(""), &flows, &e), &e);
    assert_int_equal(flows.differ, 0);
    assert_int_equal(flows.gone.households + flows.appeared.households, 0);
    strbuf_done(&whole.text);
    strbuf_done(&pieces.text);
}

static int note_run(void *arg, const struct household_run *x, const struct run_key *key,
                    struct err *e)
{
    strbuf_printf(arg, "%lld %s ", (long long)x->run.run_id,
                  standing_code(x->row.decision.standing));
    return 0;
}

static void test_household(void **state)
{
    struct fixture *f = *state;
    _cleanup_(strbuf_done) struct strbuf text = {0};
    const struct run_key from = {0};
    struct err e = {0};
    need(household_runs(f->reg, &f->actor, STR("B4"), &from, 5, note_run, &text, &e), &e);
    assert_true(str_starts(strbuf_str(&text), STR("2 ")));
    assert_non_null(strstr(strbuf_z(&text), " 1 "));
    assert_int_equal(household_runs(f->reg, &f->actor, STR("none"), &from, 5, note_run, &text, &e),
                     E_NOT_FOUND);
}

/* A trial is what its commit would be, and is committed only if it would still be. */
static void test_trial(void **state)
{
    struct fixture *f = *state;
    char path[160];
    struct err e = {0};
    fixture_path(f, "trial.db", path);
    keep_trial(f, &f->actor, "2018-07-31", path);
    uint64_t digest = keep_trial(f, &f->actor, "2018-07-31", path); /* the file is there already */
    _cleanup_(run_view_closep) struct run_view *trial = NULL;
    need(run_view_open_trial(f->reg, &f->actor, path, &trial, &e), &e);
    assert_true(run_view_info(trial)->trial);
    assert_true(run_view_info(trial)->digest == digest);
    struct run_filter filter = all();
    _cleanup_free_ char *tried = list(trial, &filter, 4);
    _cleanup_(run_view_closep) struct run_view *last = view(f, &f->actor, 2);
    struct run_flows flows;
    need(run_view_compare(last, trial, STR(""), &flows, &e), &e);
    /* for a clerk of one village it has that village */
    struct actor clerk, viewer;
    struct run_view *seen = NULL;
    need(actor_of(&clerk, 7, "clerk", "town", VILLAGE, &e), &e);
    need(run_view_open_trial(f->reg, &clerk, path, &seen, &e), &e);
    _cleanup_free_ char *part = list(seen, &filter, 4);
    assert_int_equal(strlen(part), 7 * 3);
    run_view_close(take(seen));
    need(actor_of(&viewer, 8, "finance", "finance", "", &e), &e);
    assert_int_equal(run_view_open_trial(f->reg, &viewer, path, &seen, &e), E_DENIED);
    assert_int_equal(commit(f, "2018-07-31", digest + 1, &e), E_CONFLICT);
    assert_int_equal(commit(f, "2018-07-31", digest, &e), 3);
    _cleanup_(run_view_closep) struct run_view *done = view(f, &f->actor, 3);
    _cleanup_free_ char *committed = list(done, &filter, 100);
    assert_string_equal(committed, tried);
    need(run_view_compare(trial, done, STR(""), &flows, &e), &e);
    assert_int_equal(flows.differ, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),   cmocka_unit_test(test_figures),
        cmocka_unit_test(test_scope),   cmocka_unit_test(test_runs),
        cmocka_unit_test(test_compare), cmocka_unit_test(test_household),
        cmocka_unit_test(test_trial),
    };
    village = argv[1];
    pack = argv[2];
    return cmocka_run_group_tests(tests, setup, teardown);
}
