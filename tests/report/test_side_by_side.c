/*
 * Several threads, each with a register of its own, explain, determine and simulate at once, in two
 * languages, while another one commits: each gets what one alone got. src/report/README.md tells
 * how to run it under the thread sanitizer.
 */
#include "fixture.h"

#include "cleanup.h"
#include "explain.h"
#include "file.h"
#include "lang.h"
#include "results.h"
#include "simulate_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>

#define READERS 4
#define ROUNDS 3

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

static int commit(struct fixture *f, struct reg *r, const char *as_of, struct err *e)
{
    struct determine_result result = {0};
    struct determine_options o = {
        .as_of = day(as_of), .known_seq = INT64_MAX, .commit = true, .supersede = true};
    int rc = determine_run(r, &f->actor, &o, NULL, NULL, &result, e);
    determine_result_done(&result);
    return rc;
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
    import_village(&f, ENTITY_HOUSEHOLD, "households.csv");
    import_village(&f, ENTITY_PERSON, "people.csv");
    need(commit(&f, f.reg, "2018-01-31", &e), &e);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static int row_no(void *arg, const struct decision *d, struct err *e)
{
    strbuf_printf(arg, STR_FMT " %s " STR_FMT " %lld " STR_FMT "\n", STR_ARG(d->household_no),
                  standing_code(d->standing), STR_ARG(d->category),
                  (long long)d->monthly_amount.value, STR_ARG(d->failed_text));
    return 0;
}

static int tell_run(struct fixture *f, struct reg *r, bool changed, FILE *out, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf rows = {0};
    struct determine_result result = {0};
    struct determine_options o = {
        .as_of = day("2018-06-30"), .known_seq = INT64_MAX, .changed = changed};
    const struct pack *p;
    int rc = determine_run(r, &f->actor, &o, row_no, &rows, &result, e);
    if (rc < 0)
        return rc;
    struct figures_context x = {.reg = r, .as_of = o.as_of};
    if ((rc = reg_pack(r, INT64_MAX, &p, e)) == 0) {
        x.pack = p;
        rc = figures_print(result.figures, &x, TABLE_PEOPLE, out, e);
    }
    fputs(strbuf_z(&rows), out);
    determine_result_done(&result);
    return rc;
}

static int tell_simulation(struct fixture *f, struct reg *r, FILE *out, struct err *e)
{
    const struct scenario_wish wishes[] = {{.text = STR("line=900")}, {.text = STR("line=700")}};
    struct simulation s;
    for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
        const struct simulate_options o = {
            .as_of = day("2018-06-30"), .wishes = &wishes[i], .n_wishes = 1};
        int rc = simulate(r, &f->actor, &o, NULL, NULL, &s, e);
        if (rc < 0 || (rc = simulate_print(&s, r, TABLE_PEOPLE, out, e)) < 0)
            return rc;
        simulation_done(&s);
    }
    return 0;
}

/* Everything that there is to tell, as a text to be freed. */
static char *tell(struct fixture *f, struct reg *r, enum lang lang, struct err *e)
{
    static const char *const numbers[] = {"B1", "B2", "B3", "B4"};
    const struct explain_options o = {day("2018-06-30"), INT64_MAX, FIELD_ALL};
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    enum lang before = lang_set(lang);
    int rc = 0;
    for (size_t i = 0; i < ARRAY_LEN(numbers) && rc >= 0; i++)
        rc = explain(r, &f->actor, str_of(numbers[i]), &o, out, e);
    for (int changed = 0; changed < 2 && rc >= 0; changed++)
        rc = tell_run(f, r, changed, out, e);
    if (rc >= 0)
        rc = tell_simulation(f, r, out, e);
    lang_set(before);
    fclose(out);
    if (rc < 0) {
        free(text);
        return NULL;
    }
    return text;
}

struct reader {
    struct fixture *f;
    enum lang lang;
    const char *wanted;
    pthread_t id;
    bool differs;
    struct err e;
};

static void *read_all(void *arg)
{
    struct reader *x = arg;
    _cleanup_(reg_closep) struct reg *r = NULL;
    if (reg_open(x->f->url, DB_READ, &r, &x->e) < 0)
        return NULL;
    for (int i = 0; i < ROUNDS && !x->differs && !x->e.code; i++) {
        _cleanup_free_ char *text = tell(x->f, r, x->lang, &x->e);
        x->differs = text && strcmp(text, x->wanted) != 0;
    }
    return NULL;
}

/* Later than what the others ask for: it moves the change log, and what they see stays as it is. */
static void *commit_all(void *arg)
{
    struct reader *x = arg;
    _cleanup_(reg_closep) struct reg *r = NULL;
    if (reg_open(x->f->url, DB_WRITE, &r, &x->e) < 0)
        return NULL;
    for (int i = 0; i < 2 * ROUNDS && !x->e.code; i++)
        commit(x->f, r, "2018-12-31", &x->e);
    return NULL;
}

static void test_side_by_side(void **state)
{
    struct fixture *f = *state;
    struct reader readers[READERS + 1] = {0};
    struct err e = {0};
    char *wanted[] = {tell(f, f->reg, LANG_ZH, &e), tell(f, f->reg, LANG_EN, &e)};
    need(e.code, &e);
    assert_non_null(strstr(wanted[0], "【结论】"));
    assert_non_null(strstr(wanted[1], "\nConclusion\n"));
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        readers[i] = (struct reader){.f = f, .lang = i % 2 ? LANG_EN : LANG_ZH};
        readers[i].wanted = wanted[readers[i].lang];
        assert_int_equal(
            pthread_create(&readers[i].id, NULL, i < READERS ? read_all : commit_all, &readers[i]),
            0);
    }
    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        pthread_join(readers[i].id, NULL);
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        need(readers[i].e.code, &readers[i].e);
        assert_false(readers[i].differs);
    }
    free(wanted[0]);
    free(wanted[1]);
}

int main(int argc, char **argv)
{
    village = argv[1];
    pack = argv[2];
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_side_by_side)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
