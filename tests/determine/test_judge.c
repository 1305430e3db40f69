/* Deciding facts that a caller puts together: the register's own give what determine gives, however
 * they are asked for, and another fact is another decision. */
#include "fixture.h"

#include "cleanup.h"
#include "file.h"
#include "judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static const char *village, *pack;
static int32_t june;

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

static void decide(struct fixture *f, const char *date, decision_fn *fn, void *arg)
{
    struct err e = {0};
    struct determine_result result;
    const struct determine_options o = {
        .as_of = day(date), .known_seq = INT64_MAX, .commit = fn == NULL};
    need(determine_run(f->reg, &f->actor, &o, fn, arg, &result, &e), &e);
    determine_result_done(&result);
}

static int setup(void **state)
{
    static struct fixture f;
    struct err e = {0};
    june = day("2018-06-30");
    fixture_make(&f);
    reg_close(take(f.reg));
    need(reg_init(f.url, &f.actor, pack, NULL, &e), &e);
    need(reg_open(f.url, DB_WRITE, &f.reg, &e), &e);
    need(db_migrate(reg_db(f.reg), &determine_schema, NULL, &e), &e);
    import_village(&f, ENTITY_HOUSEHOLD, "households.csv", "2018-01-01");
    import_village(&f, ENTITY_PERSON, "people.csv", "2018-01-01");
    decide(&f, "2018-01-01", NULL, NULL);
    import_village(&f, ENTITY_HOUSEHOLD, "households-june.csv", "2018-06-15");
    import_village(&f, ENTITY_PERSON, "people-june.csv", "2018-06-15");
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static void print_maybe(struct strbuf *out, struct maybe m)
{
    if (m.known)
        strbuf_printf(out, "|%lld", (long long)m.value);
    else
        strbuf_addz(out, "|?");
}

static void print_previous(struct strbuf *out, const struct previous *p)
{
    strbuf_printf(out, "|%d " STR_FMT " %lld %d %d " STR_FMT, p->standing, STR_ARG(p->category),
                  (long long)p->amount, p->amount_unknown, p->grace_until, STR_ARG(p->measures));
}

static void print(struct strbuf *out, const struct decision *d)
{
    const struct str texts[] = {
        d->household_no, d->division,       d->residence,         d->category,     d->measures,
        d->rules,        d->failed_because, d->undecided_because, d->also_missing, d->failed_text};
    const struct maybe numbers[] = {
        d->monthly_income, d->monthly_amount, d->points, d->development_target, d->key_target,
        d->topup,          d->uplift,         d->line,   d->income_with_pension};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        strbuf_printf(out, STR_FMT "|", STR_ARG(texts[i]));
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        print_maybe(out, numbers[i]);
    print_previous(out, &d->previous);
    print_previous(out, &d->carried);
    strbuf_printf(out, "|%lld %lld %zu %d %d %llx %llx %d %d\n", (long long)d->register_id,
                  (long long)d->household_id, d->people, d->standing, d->grace_until,
                  (unsigned long long)d->facts, (unsigned long long)d->digest, d->year_target,
                  d->due);
}

#define HOUSEHOLDS 9
struct rows {
    size_t n;
    struct strbuf at[HOUSEHOLDS];
};

static int note(void *arg, const struct decision *d, struct err *e)
{
    struct rows *rows = arg;
    assert_in_range(rows->n, 0, HOUSEHOLDS - 1);
    print(&rows->at[rows->n++], d);
    return 0;
}

static void rows_done(struct rows *rows)
{
    for (size_t i = 0; i < HOUSEHOLDS; i++)
        strbuf_done(&rows->at[i]);
}

static void read_all(struct fixture *f, struct arena *a, struct household_facts *to)
{
    struct err e = {0};
    _cleanup_(scan_closep) struct scan *s = NULL;
    need(scan_open(f->reg, &f->actor, STR(""), june, INT64_MAX, &s, &e), &e);
    for (size_t i = 0; i < HOUSEHOLDS; i++)
        assert_int_equal(scan_next_in(s, a, &to[i], &e), 1);
}

/* All of them again and again: in their order, in another, few and many at once, with one judge. */
static void test_own_facts(void **state)
{
    static const struct {
        size_t n, step;
    } orders[] = {{HOUSEHOLDS, 1}, {HOUSEHOLDS, 2}, {1, 1},    {200 * HOUSEHOLDS, 1},
                  {1001, 4},       {3, 7},          {1025, 1}, {0, 1}};
    struct fixture *f = *state;
    struct err e = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(rows_done) struct rows expected = {0};
    _cleanup_(judge_freep) struct judge *j = NULL;
    struct household_facts own[HOUSEHOLDS];
    decide(f, "2018-06-30", note, &expected);
    assert_int_equal(expected.n, HOUSEHOLDS);
    read_all(f, a, own);
    need(judge_open(f->reg, &f->actor, june, INT64_MAX, &j, &e), &e);
    for (size_t o = 0; o < ARRAY_LEN(orders); o++) {
        size_t n = orders[o].n;
        struct household_facts *variants = arena_array_of(a, n, struct household_facts);
        struct decision *decisions = arena_array_of(a, n, struct decision);
        for (size_t i = 0; i < n; i++)
            variants[i] = own[i * orders[o].step % HOUSEHOLDS];
        need(judge_decide(j, variants, n, decisions, &e), &e);
        for (size_t i = 0; i < n; i++) {
            _cleanup_(strbuf_done) struct strbuf row = {0};
            print(&row, &decisions[i]);
            assert_string_equal(strbuf_z(&row),
                                strbuf_z(&expected.at[i * orders[o].step % HOUSEHOLDS]));
        }
    }
}

static void test_ways(void **state)
{
    setenv("HEYI_EVALUATOR", "interpreter", 1);
    test_own_facts(state);
    unsetenv("HEYI_EVALUATOR");
    setenv("HEYI_THREADS", "1", 1);
    test_own_facts(state);
    setenv("HEYI_THREADS", "5", 1);
    test_own_facts(state);
    unsetenv("HEYI_THREADS");
}

/* What a car would do, beside the facts as they are. */
static void test_variants(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(judge_freep) struct judge *j = NULL;
    const struct catalogue *c = reg_catalogue(f->reg);
    struct household_facts own[HOUSEHOLDS], variants[3];
    struct decision decisions[3];
    read_all(f, a, own);
    struct fact *with = arena_dup(a, own[2].facts, c->n[ENTITY_HOUSEHOLD] * sizeof *with);
    with[catalogue_find(c, ENTITY_HOUSEHOLD, STR("vehicle_count"))->index] =
        (struct fact){.known = true, .i = 1};
    variants[0] = variants[1] = variants[2] = own[2];
    variants[1].facts = with;
    need(judge_open(f->reg, &f->actor, june, INT64_MAX, &j, &e), &e);
    need(judge_decide(j, variants, 3, decisions, &e), &e);
    assert_true(str_eqz(decisions[0].household_no, "B3"));
    assert_false(str_eq(decisions[0].category, decisions[1].category));
    assert_true(str_eq(decisions[0].category, decisions[2].category));
    assert_int_equal(decisions[1].previous.standing, STANDING_IN_FORCE);
    assert_true(str_eqz(decisions[1].previous.category, "dibao"));
}

/* As known before anything was committed, nothing stood. */
static void test_known(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(judge_freep) struct judge *j = NULL;
    struct household_facts own[HOUSEHOLDS];
    struct decision d;
    int64_t seq;
    bool found;
    read_all(f, a, own);
    need(db_query_int(reg_db(f->reg), &seq, &found, &e, "select recorded_seq from run", ""), &e);
    need(judge_open(f->reg, &f->actor, june, seq - 1, &j, &e), &e);
    need(judge_decide(j, &own[7], 1, &d, &e), &e);
    assert_int_equal(d.previous.standing, STANDING_NONE);
    judge_free(take(j));
    need(judge_open(f->reg, &f->actor, june, seq, &j, &e), &e);
    need(judge_decide(j, &own[6], 1, &d, &e), &e);
    assert_int_equal(d.previous.standing, STANDING_UNDECIDED);
}

static void test_rights(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct judge *j = NULL;
    struct actor actor = f->actor;
    actor.rights = RIGHT_ALL & ~RIGHT_DETERMINE;
    assert_int_equal(judge_open(f->reg, &actor, june, INT64_MAX, &j, &e), E_DENIED);
    actor.rights = RIGHT_ALL & ~RIGHT_VIEW;
    assert_int_equal(judge_open(f->reg, &actor, june, INT64_MAX, &j, &e), E_DENIED);
    assert_null(j);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_facts), cmocka_unit_test(test_ways),
        cmocka_unit_test(test_variants),  cmocka_unit_test(test_known),
        cmocka_unit_test(test_rights),
    };
    village = argv[1];
    pack = argv[2];
    return cmocka_run_group_tests(tests, setup, teardown);
}
