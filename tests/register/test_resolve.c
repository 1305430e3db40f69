/*
 * Random sequences of imports, late and early, complete and partial, mixed with evidence of other
 * sources that was put in by hand. After each, every resolved row must be what a naive resolution
 * of the evidence gives; in between, scans at many (as_of, seq) must give what a naive resolution
 * of that date and knowledge gives.
 */
#include "churn.h"
#include "naive.h"

#include "actor_of.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static void same_text(struct strbuf *a, struct strbuf *b, const char *what, uint64_t first_seed)
{
    if (!str_eq(strbuf_str(a), strbuf_str(b))) {
        fprintf(stderr, "seed %llu, %s: got\n%s---- expected\n%s", (unsigned long long)first_seed,
                what, strbuf_z(a), strbuf_z(b));
        fail();
    }
    strbuf_done(a);
    strbuf_done(b);
}

static void check_now(struct fixture *f, uint64_t first_seed)
{
    struct strbuf stored = {0}, expected = {0};
    naive_now(f, &stored, &expected);
    same_text(&stored, &expected, "resolved rows", first_seed);
}

static void check_scans(struct fixture *f, uint64_t first_seed)
{
    static const char *const more[] = {"2017-12-31", "2018-05-31", "2018-08-15", "2020-01-01"};
    int64_t last = number(f, "select max(seq) from change");
    for (unsigned i = 0; i < 12; i++) {
        struct strbuf actual = {0}, expected = {0};
        const char *as_of = pick(2) ? churn_days[pick(CHURN_DAYS)] : more[pick(4)];
        int64_t seq = pick(2) ? INT64_MAX : (int64_t)pick((unsigned)last + 1);
        char what[80];
        struct err e;
        static const char *const scopes[] = {"", "", "440783116", "440784"};
        assert_true(actor_of(&f->actor, 1, "tester", "town", scopes[pick(4)], &e) >= 0);
        snprintf(what, sizeof what, "scan of %s at %lld", as_of, (long long)seq);
        fixture_scan(f, day(as_of), seq, &actual);
        naive_scan(f, day(as_of), seq, &expected);
        same_text(&actual, &expected, what, first_seed);
        f->actor = actor_local();
    }
}

static void same_stated(struct fixture *f, enum entity k, int64_t register_id, int64_t id,
                        int32_t as_of, int64_t seq, int64_t source, const struct fact *facts,
                        const uint8_t *won, uint64_t first_seed)
{
    const struct catalogue *c = reg_catalogue(f->reg);
    for (size_t i = 0; i < c->n[k]; i++) {
        const struct attribute *t = &c->attributes[k][i];
        _cleanup_(strbuf_done) struct strbuf stated = {0}, expected = {0}, any = {0};
        int64_t by, wins;
        if (!attribute_is_evidence(t))
            continue;
        naive_attribute(f, t, register_id, id, as_of, seq, source, &by, &expected);
        naive_attribute(f, t, register_id, id, as_of, seq, 0, &wins, &any);
        fact_print(t, facts[i], &stated);
        if (facts[i].known != (by != 0) || !str_eq(strbuf_str(&stated), strbuf_str(&expected)) ||
            won[i] != wins)
            fail_msg("seed %llu, " STR_FMT " of %lld at (%d, %lld): source %lld states %s, not %s; "
                     "%d wins, not %lld",
                     (unsigned long long)first_seed, STR_ARG(t->id), (long long)id, as_of,
                     (long long)seq, (long long)source, strbuf_z(&stated), strbuf_z(&expected),
                     won[i], (long long)wins);
    }
}

/* What one source states, in one stream and household by household. */
static void check_stated(struct fixture *f, uint64_t first_seed)
{
    int64_t last = number(f, "select max(seq) from change");
    for (unsigned i = 0; i < 8; i++) {
        _cleanup_(scan_closep) struct scan *s = NULL;
        struct household_facts h;
        struct stated stated;
        struct err e;
        int64_t seq = pick(2) ? last : (int64_t)pick((unsigned)last + 1);
        int64_t source = pick(2) ? 1 : 3 + pick(3);
        int32_t as_of = day(churn_days[pick(CHURN_DAYS)]);
        int rc;
        assert_true(scan_open(f->reg, &f->actor, i % 2 ? STR("440783116") : STR(""), as_of, seq, &s,
                              &e) >= 0);
        assert_true(scan_want_stated(s, source, &e) >= 0);
        while ((rc = scan_next(s, &h, &e)) > 0) {
            /* not of every household */
            if (pick(4) == 0)
                continue;
            assert_true(scan_stated(s, &stated, &e) >= 0);
            same_stated(f, ENTITY_HOUSEHOLD, h.register_id, h.household_id, as_of, seq, source,
                        stated.facts, stated.won, first_seed);
            for (size_t m = 0; m < h.n_members; m++)
                same_stated(f, ENTITY_PERSON, h.register_id, h.members[m].person_id, as_of, seq,
                            source, stated.members[m].facts, stated.members[m].won, first_seed);
        }
        assert_int_equal(rc, 0);
    }
}

static void sequence(uint64_t first_seed, bool sources)
{
    struct fixture f;
    churn_seed(first_seed);
    fixture_make(&f);
    churn_sources(&f);
    for (int i = 0; i < 30; i++) {
        churn(&f, i, sources);
        check_now(&f, first_seed);
        if (i % 10 == 9) {
            check_scans(&f, first_seed);
            check_stated(&f, first_seed);
            fixture_check(&f);
        }
    }
    fixture_free(&f);
}

static void test_one_source(void **state)
{
    for (uint64_t s = 1; s <= 6; s++)
        sequence(s, false);
}

static void test_several_sources(void **state)
{
    for (uint64_t s = 101; s <= 106; s++)
        sequence(s, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_source),
        cmocka_unit_test(test_several_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
