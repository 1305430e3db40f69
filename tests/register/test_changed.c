/*
 * What changed between two moments, against full scans at both: after random imports, whoever comes
 * out otherwise must be named. And the plain cases one by one.
 */
#include "changed.h"
#include "churn.h"

#include "actor_of.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static struct moment now_and(const char *as_of)
{
    return (struct moment){day(as_of), INT64_MAX};
}

/* " A1 B2 " of those named. */
static void named(struct fixture *f, const char *division, struct moment one, struct moment other,
                  struct strbuf *out)
{
    struct err e = {0};
    _cleanup_(changed_closep) struct changed *c = NULL;
    int64_t r, h, r0 = 0, h0 = 0;
    int rc = changed_open(f->reg, &f->actor, str_of(division), one, other, &c, &e);
    strbuf_addc(out, ' ');
    while (rc >= 0 && (rc = changed_next(c, &r, &h, &e)) > 0) {
        struct stmt *s;
        assert_true(r > r0 || (r == r0 && h > h0));
        r0 = r;
        h0 = h;
        assert_int_equal(db_prepare(reg_db(f->reg),
                                    "select household_no from household where register_id = $1"
                                    " and household_id = $2",
                                    &s, &e),
                         0);
        stmt_bind_int(s, 1, r);
        stmt_bind_int(s, 2, h);
        assert_int_equal(stmt_step(s, &e), 1);
        strbuf_adds(out, stmt_text(s, 0));
        strbuf_addc(out, ' ');
        stmt_done(s);
    }
    if (rc < 0)
        fail_msg("%s", e.en);
    assert_int_equal(changed_next(c, &r, &h, &e), 0);
    assert_false(out->failed);
}

/* A scan's text of one household, "" where it isn't there: from its line to the next line that is
 * no member's. */
static struct str part_of(const struct strbuf *scan, const char *household_no)
{
    struct str rest = strbuf_str(scan), line, ret = {0};
    size_t n = strlen(household_no);
    while (rest.len && str_split(&rest, '\n', &line)) {
        if (ret.len && !str_starts(line, STR("- ")))
            break;
        if (line.len >= n && memcmp(line.data, household_no, n) == 0)
            ret = line;
        else if (ret.len)
            ret.len = (size_t)(line.data + line.len - ret.data);
    }
    return ret;
}

static struct moment some_moment(int64_t last)
{
    static const char *const more[] = {"2017-12-31", "2018-05-31", "2018-08-15", "2020-01-01"};
    return (struct moment){day(pick(2) ? churn_days[pick(CHURN_DAYS)] : more[pick(4)]),
                           pick(3) ? (int64_t)pick((unsigned)last + 1) : INT64_MAX};
}

static int differing, too_many;

/* near: the moments are often a change apart */
static void compare(struct fixture *f, uint64_t seed, bool near)
{
    static const char *const households[] = {"A1", "A2", "A3", "B1", "B2"};
    static const char *const scopes[] = {"", "", "440783116", "440784"};
    static const char *const divisions[] = {"", "440783", "440783116000"};
    int64_t last = number(f, "select max(seq) from change");
    struct moment one = some_moment(last), other = some_moment(last);
    if (near && pick(2))
        other = (struct moment){one.as_of, one.seq == INT64_MAX ? last - 1 : one.seq + 1};
    _cleanup_(strbuf_done) struct strbuf a = {0}, b = {0}, names = {0};
    const char *scope = scopes[pick(4)], *division = divisions[pick(3)];
    struct err e;
    if (strcmp(scope, "440784") == 0)
        division = "";
    assert_true(actor_of(&f->actor, 1, "tester", "town", scope, &e) >= 0);
    fixture_scan_division(f, division, one.as_of, one.seq, &a);
    fixture_scan_division(f, division, other.as_of, other.seq, &b);
    named(f, division, one, other, &names);
    f->actor = actor_local();
    for (size_t i = 0; i < 5; i++) {
        char word[8];
        snprintf(word, sizeof word, " %s ", households[i]);
        bool is_named = str_find(strbuf_str(&names), str_of(word)) >= 0;
        bool same = str_eq(part_of(&a, households[i]), part_of(&b, households[i]));
        differing += !same;
        too_many += same && is_named;
        if (!same && !is_named)
            fail_msg("seed %llu: %s differs between (%d, %lld) and (%d, %lld) and isn't among%s\n"
                     "%s----\n%s",
                     (unsigned long long)seed, households[i], one.as_of, (long long)one.seq,
                     other.as_of, (long long)other.seq, strbuf_z(&names), strbuf_z(&a),
                     strbuf_z(&b));
    }
}

static void sequence(uint64_t seed, bool sources)
{
    struct fixture f;
    churn_seed(seed);
    fixture_make(&f);
    churn_sources(&f);
    for (int i = 0; i < 24; i++) {
        churn(&f, i, sources);
        for (int k = 0; i > 2 && k < 6; k++)
            compare(&f, seed, sources);
    }
    fixture_free(&f);
}

static void test_one_source(void **state)
{
    for (uint64_t s = 1; s <= 6; s++)
        sequence(s, false);
    assert_true(differing > 1000);
    assert_true(too_many < differing / 5);
}

static void test_several_sources(void **state)
{
    for (uint64_t s = 101; s <= 106; s++)
        sequence(s, true);
}

static void give(struct fixture *f, enum entity k, const char *text, const char *from, int flags)
{
    if (fixture_import_text(f, k, text, from, flags) < 0)
        fail_msg("%s", f->err.en);
    if (f->result.rejected)
        fail_msg("rejected:\n%s", f->report_text);
}

static void expect(struct fixture *f, const char *division, struct moment one, struct moment other,
                   const char *expected)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    named(f, division, one, other, &names);
    assert_string_equal(strbuf_z(&names), expected);
    strbuf_clear(&names);
    named(f, division, other, one, &names);
    assert_string_equal(strbuf_z(&names), expected);
}

static void people(struct fixture *f, const char *from, int flags, const char *no1,
                   const char *wage1, const char *no2)
{
    char text[256], a[19], b[19];
    number_of("19800102001", a);
    number_of("19810102002", b);
    snprintf(text, sizeof text, "household_no,name,id_no,wage_income\n%s,甲,%s,%s\n%s,乙,%s,0\n",
             no1, a, wage1, no2, b);
    give(f, ENTITY_PERSON, text, from, flags);
}

static void test_cases(void **state)
{
    struct fixture f;
    fixture_make(&f);
    struct moment start = now_and("2018-01-01"), none = start;
    none.seq = 0;
    expect(&f, "", start, none, " ");
    give(&f, ENTITY_HOUSEHOLD,
         "household_no,division\nA1,440783116001\nA2,440783117001\nA3,440783116002\n", "2018-01-01",
         0);
    people(&f, "2018-01-01", 0, "A1", "100", "A2");
    expect(&f, "", start, none, " A1 A2 A3 ");
    expect(&f, "440783116", start, none, " A1 A3 ");
    expect(&f, "", start, now_and("2017-12-31"), " A1 A2 A3 ");
    expect(&f, "", start, now_and("2018-12-31"), " ");

    /* the same again says nothing new */
    start.seq = number(&f, "select max(seq) from change");
    people(&f, "2018-02-01", 0, "A1", "100", "A2");
    expect(&f, "", start, now_and("2018-02-01"), " ");

    /* a fact that holds from the middle of the time between, and one beyond it */
    people(&f, "2018-02-15", 0, "A1", "200", "A2");
    give(&f, ENTITY_HOUSEHOLD, "household_no,division,dwelling_count\nA3,440783116002,1\n",
         "2018-06-01", 0);
    expect(&f, "", start, now_and("2018-02-14"), " ");
    expect(&f, "", start, now_and("2018-02-15"), " A1 ");
    expect(&f, "", start, now_and("2018-06-01"), " A1 A3 ");
    expect(&f, "", now_and("2018-03-01"), now_and("2018-05-31"), " ");
    expect(&f, "440783117", start, now_and("2018-06-01"), " ");

    /* a correction from before both dates */
    struct moment before = now_and("2018-03-01");
    before.seq = number(&f, "select max(seq) from change");
    give(&f, ENTITY_HOUSEHOLD, "household_no,division,dwelling_count\nA2,440783117001,2\n",
         "2018-01-01", 0);
    expect(&f, "", before, now_and("2018-03-01"), " A2 ");

    /* a move between households, and a household to another place */
    before = now_and("2018-07-01");
    before.seq = number(&f, "select max(seq) from change");
    people(&f, "2018-07-01", IMPORT_COMPLETE, "A1", "200", "A3");
    /* A2 too many: another row says now that she is there */
    expect(&f, "", before, now_and("2018-06-30"), " A2 ");
    expect(&f, "", before, now_and("2018-07-01"), " A2 A3 ");
    before = now_and("2018-07-01");
    before.seq = number(&f, "select max(seq) from change");
    give(&f, ENTITY_HOUSEHOLD, "household_no,division\nA1,440783117001\n", "2018-07-01", 0);
    expect(&f, "440783116", before, now_and("2018-07-01"), " A1 ");
    expect(&f, "440783117", before, now_and("2018-07-01"), " A1 ");
    expect(&f, "440783117001", before, now_and("2018-07-01"), " A1 ");
    expect(&f, "440783118", before, now_and("2018-07-01"), " ");
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_one_source),
        cmocka_unit_test(test_several_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
