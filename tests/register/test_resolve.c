/*
 * Random sequences of imports, late and early, complete and partial, mixed with evidence of other
 * sources that was put in by hand. After each, every resolved row must be what a naive resolution
 * of the evidence gives; in between, scans at many (as_of, seq) must give what a naive resolution
 * of that date and knowledge gives.
 */
#include "churn.h"
#include "naive.h"

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
        assert_true(actor_init(&f->actor, 1, "tester", ROLE_OFFICER, scopes[pick(4)], &e) >= 0);
        snprintf(what, sizeof what, "scan of %s at %lld", as_of, (long long)seq);
        fixture_scan(f, day(as_of), seq, &actual);
        naive_scan(f, day(as_of), seq, &expected);
        same_text(&actual, &expected, what, first_seed);
        f->actor = actor_local();
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
