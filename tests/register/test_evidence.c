/*
 * Evidence of sources beside the declaration: what is put, put again, taken back; standings that
 * change; corrections by hand. The rules themselves are compared with naive ones in test_resolve.c.
 */
#include "change.h"
#include "changed.h"
#include "churn.h"
#include "evidence_write.h"
#include "naive.h"
#include "source.h"

#include "actor_of.h"
#include "cleanup.h"
#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static struct fixture f;
static struct err e;
static int64_t tax, peer;
static int wage, transfer, health;
static const struct subject_key anna = {ENTITY_PERSON, 1, 1}, berta = {ENTITY_PERSON, 1, 2};

static void need(int rc)
{
    if (rc < 0)
        fail_msg("%s", e.en);
}

static int64_t begin(void)
{
    int64_t seq;
    need(db_begin(reg_db(f.reg), true, &e));
    need(change_begin(reg_db(f.reg), &f.actor, "test", NULL, &seq, &e));
    return seq;
}

static void commit(void)
{
    need(db_commit(reg_db(f.reg), &e));
}

static void standings(int64_t of_tax, int64_t of_peer, int64_t own, bool expected)
{
    const struct source_spec sources[] = {{STR("tax"), STR("税务"), of_tax},
                                          {STR("peer"), STR("同级"), of_peer}};
    const struct standing_spec one = {STR("peer"),
                                      &reg_catalogue(f.reg)->attributes[ENTITY_PERSON][wage], own};
    bool changed;
    int64_t seq = begin();
    need(sources_store(f.reg, sources, 2, &one, own ? 1 : 0, seq, &changed, &e));
    assert_int_equal(changed, expected);
    commit();
}

static int attribute(const char *id)
{
    return catalogue_find(reg_catalogue(f.reg), ENTITY_PERSON, str_of(id))->index;
}

/* Two people in A1 with wages of 100 and 200 declared. */
static int setup(void **state)
{
    char text[200], a[19], b[19];
    fixture_make(&f);
    number_of("19800102001", a);
    number_of("19810102002", b);
    snprintf(text, sizeof text, "household_no,name,id_no,wage_income\nA1,甲,%s,100\nA1,乙,%s,200\n",
             a, b);
    if (fixture_import_text(&f, ENTITY_HOUSEHOLD, "household_no,division\nA1,440783116002\n",
                            "2018-01-01", 0) < 0 ||
        fixture_import_text(&f, ENTITY_PERSON, text, "2018-01-01", 0) < 0)
        fail_msg("%s", f.err.en);
    wage = attribute("wage_income");
    transfer = attribute("transfer_income");
    health = attribute("health");
    standings(300, 200, 0, true);
    tax = source_id(f.reg, STR("tax"));
    peer = source_id(f.reg, STR("peer"));
    assert_true(tax && peer);
    return 0;
}

static int teardown(void **state)
{
    fixture_check(&f);
    fixture_free(&f);
    return 0;
}

/* The sound ones among the statements of a source on wage, transfer and health. */
static uint64_t put(struct subject_key k, int64_t source, const struct statement *at, size_t n)
{
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    const int which[] = {wage, transfer, health};
    uint64_t changed;
    int64_t seq = begin();
    need(evidence_writer_open(f.reg, seq, &w, &e));
    need(evidence_put(w, k, source, which, 3, at, n, &e));
    need(evidence_writer_end(w, &changed, &e));
    commit();
    return changed;
}

static struct statement states(int at, const char *from, const char *to, int64_t yuan, bool least)
{
    return (struct statement){.attribute = at,
                              .valid_from = day(from),
                              .valid_to = to ? day(to) : DAY_OPEN,
                              .least = least,
                              .value = {.known = true, .i = yuan * 100},
                              .delivery = 1};
}

/* Anna's fact on a day, as known at a change, in yuan; -1 = unknown. By a scan, and naively. */
static int64_t fact_at(int at, const char *on, int64_t seq)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    _cleanup_(strbuf_done) struct strbuf naive = {0}, scanned = {0};
    const struct attribute *t = &reg_catalogue(f.reg)->attributes[ENTITY_PERSON][at];
    struct household_facts h;
    int64_t source;
    need(scan_open(f.reg, &f.actor, (struct str){0}, day(on), seq, &s, &e));
    assert_int_equal(scan_next(s, &h, &e), 1);
    naive_attribute(&f, t, 1, 1, day(on), seq, 0, &source, &naive);
    fact_print(t, h.members[0].facts[at], &scanned);
    assert_string_equal(strbuf_z(&scanned), strbuf_z(&naive));
    return h.members[0].facts[at].known ? h.members[0].facts[at].i / 100 : -1;
}
#define WAGE(on) fact_at(wage, on, INT64_MAX)

static int64_t last(void)
{
    return number(&f, "select max(seq) from change");
}

static void test_put(void **state)
{
    int64_t before = last();
    const struct statement three[] = {states(wage, "2018-02-01", NULL, 300, false),
                                      states(wage, "2018-05-01", "2018-07-01", 500, false),
                                      states(transfer, "2018-02-01", NULL, 30, false)};
    assert_int_equal(put(anna, tax, three, 3), 1);
    int64_t first = last(), rows = fixture_evidence(&f);
    assert_int_equal(WAGE("2018-01-15"), 100);
    assert_int_equal(WAGE("2018-02-01"), 300);
    assert_int_equal(WAGE("2018-06-01"), 500);
    assert_int_equal(WAGE("2018-07-01"), 300);
    assert_int_equal(fact_at(transfer, "2018-03-01", INT64_MAX), 30);
    /* the two of one period share a row */
    assert_int_equal(number(&f, "select count(*) from evidence_person_income where source_id > 2"),
                     2);
    /* the same again writes nothing */
    assert_int_equal(put(anna, tax, three, 3), 0);
    assert_int_equal(fixture_evidence(&f), rows);
    /* another value for one of them: the other one keeps its place */
    struct statement other[] = {three[0], three[1], three[2]};
    other[0].value.i = 35000;
    other[0].delivery = 2;
    assert_int_equal(put(anna, tax, other, 3), 1);
    assert_int_equal(WAGE("2018-03-01"), 350);
    assert_int_equal(WAGE("2018-06-01"), 500);
    assert_int_equal(fact_at(transfer, "2018-03-01", INT64_MAX), 30);
    assert_int_equal(number(&f, "select count(*) from evidence_person_income where source_id > 2"
                                " and superseded_seq is null and delivery_id = 1"),
                     2);
    /* nothing left: what was declared is in force again; another source is not concerned */
    assert_int_equal(put(anna, peer, three, 1), 1);
    assert_int_equal(put(anna, tax, NULL, 0), 1);
    assert_int_equal(WAGE("2018-06-01"), 300);
    assert_int_equal(put(anna, peer, NULL, 0), 1);
    assert_int_equal(WAGE("2018-06-01"), 100);
    assert_int_equal(fact_at(transfer, "2018-03-01", INT64_MAX), -1);
    assert_int_equal(put(anna, tax, NULL, 0), 0);
    /* as known then */
    assert_int_equal(fact_at(wage, "2018-06-01", before), 100);
    assert_int_equal(fact_at(wage, "2018-06-01", first), 500);
}

static void test_delivery(void **state)
{
    struct statement one = states(wage, "2018-02-01", NULL, 300, false);
    assert_int_equal(put(anna, tax, &one, 1), 1);
    /* the same by a later delivery: it stands as it came */
    one.delivery = 2;
    assert_int_equal(put(anna, tax, &one, 1), 0);
    /* unless the first is taken back */
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    uint64_t changed;
    int64_t seq = begin();
    need(evidence_writer_open(f.reg, seq, &w, &e));
    evidence_writer_distrust(w, 1);
    need(evidence_put(w, anna, tax, &wage, 1, &one, 1, &e));
    need(evidence_writer_end(w, &changed, &e));
    commit();
    assert_int_equal(changed, 1);
    assert_int_equal(number(&f, "select delivery_id from evidence_person_income"
                                " where source_id > 2 and superseded_seq is null"),
                     2);
}

/* Several puts for one subject, sources and subjects in any order, more than are held back. */
static void test_many(void **state)
{
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    uint64_t changed;
    int64_t seq = begin();
    need(evidence_writer_open(f.reg, seq, &w, &e));
    for (int i = 0; i < 501; i++) {
        struct statement one = states(wage, "2018-02-01", NULL, 300 + i, false);
        need(evidence_put(w, i % 2 ? anna : berta, i % 3 ? tax : peer, &wage, 1, &one, 1, &e));
    }
    need(evidence_writer_end(w, &changed, &e));
    commit();
    assert_true(changed >= 2);
    assert_int_equal(WAGE("2018-03-01"), 300 + 499);
    assert_int_equal(number(&f, "select count(*) from evidence_person_income where source_id > 2"
                                " and superseded_seq is null"),
                     4);
    evidence_writer_free(w);
    w = NULL;
    seq = begin();
    need(evidence_writer_open(f.reg, seq, &w, &e));
    struct statement one = states(wage, "2018-02-01", NULL, 1, false);
    need(evidence_put(w, (struct subject_key){ENTITY_PERSON, 1, 99}, tax, &wage, 1, &one, 1, &e));
    assert_int_equal(evidence_writer_end(w, &changed, &e), E_NOT_FOUND);
    db_rollback(reg_db(f.reg));
}

static void test_refused(void **state)
{
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    struct statement sound = states(wage, "2018-02-01", NULL, 1, false), bad[6], two[2];
    for (size_t i = 0; i < 6; i++)
        bad[i] = sound;
    bad[0].valid_to = bad[0].valid_from;
    bad[1].value.known = false;
    bad[2].attribute = transfer; /* not among those it is about */
    bad[3] = (struct statement){health, 0, 1, true, {.known = true, .s = STR("healthy")}, 1};
    bad[4].least = true;
    bad[4].value.none = true;
    two[0] = two[1] = sound;
    need(evidence_writer_open(f.reg, begin(), &w, &e));
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(evidence_put(w, anna, tax, i == 3 ? &health : &wage, 1, &bad[i], 1, &e),
                         E_INVALID);
    assert_int_equal(evidence_put(w, anna, tax, &wage, 1, two, 2, &e), E_INVALID);
    assert_int_equal(evidence_put(w, anna, SOURCE_DECLARATION, &wage, 1, &sound, 1, &e), E_INVALID);
    assert_int_equal(evidence_put(w, anna, 77, &wage, 1, &sound, 1, &e), E_INVALID);
    db_rollback(reg_db(f.reg));
}

static void test_least(void **state)
{
    struct statement one = states(wage, "2018-02-01", NULL, 150, true);
    struct statement two[] = {states(wage, "2018-02-01", NULL, 150, true),
                              states(wage, "2018-06-01", NULL, 40, true)};
    /* beside nothing declared it says nothing */
    struct statement unknown = states(transfer, "2018-02-01", NULL, 150, true);
    put(berta, tax, &unknown, 1);
    put(anna, tax, &one, 1);
    assert_int_equal(fact_at(transfer, "2018-03-01", INT64_MAX), -1);
    assert_int_equal(WAGE("2018-03-01"), 150);
    /* the source's last word counts: from June on no more than what was declared is known */
    put(anna, tax, two, 2);
    assert_int_equal(WAGE("2018-03-01"), 150);
    assert_int_equal(WAGE("2018-06-01"), 100);
    /* the highest of several; a source that isn't believed more bounds nothing */
    struct statement other = states(wage, "2018-02-01", NULL, 170, true);
    put(anna, peer, &other, 1);
    assert_int_equal(WAGE("2018-03-01"), 170);
    assert_int_equal(WAGE("2018-06-01"), 170);
    standings(300, 90, 0, true);
    assert_int_equal(WAGE("2018-03-01"), 150);
    /* who says what it is outranks who says no less than */
    struct statement exact = states(wage, "2018-02-01", NULL, 120, false);
    standings(300, 400, 0, true);
    put(anna, peer, &exact, 1);
    assert_int_equal(WAGE("2018-03-01"), 120);
    standings(300, 200, 0, true);
    assert_int_equal(WAGE("2018-03-01"), 150);
}

static bool is_changed(const char *on, int64_t one, int64_t other)
{
    _cleanup_(changed_closep) struct changed *c = NULL;
    struct moment a = {day(on), one}, b = {day(on), other};
    int64_t r, h;
    need(changed_open(f.reg, &f.actor, (struct str){0}, a, b, &c, &e));
    int rc = changed_next(c, &r, &h, &e);
    need(rc);
    return rc;
}

/* Old answers come again, and what changed is found. */
static void test_standings(void **state)
{
    struct statement of_tax = states(wage, "2018-02-01", "2018-09-01", 300, false);
    struct statement of_peer = states(wage, "2018-03-01", NULL, 400, false);
    put(anna, tax, &of_tax, 1);
    put(anna, peer, &of_peer, 1);
    int64_t first = last(), settled = number(&f, "select settled_seq from person_now"
                                                 " where person_id = 1");
    assert_int_equal(settled, first);
    standings(300, 200, 0, false);
    standings(310, 210, 0, true); /* in the same order as before */
    int64_t second = last();
    assert_int_equal(number(&f, "select settled_seq from person_now where person_id = 1"), first);
    assert_int_equal(WAGE("2018-04-01"), 300);
    standings(310, 320, 0, true); /* peer first */
    int64_t third = last();
    assert_int_equal(number(&f, "select settled_seq from person_now where person_id = 1"), third);
    assert_int_equal(number(&f, "select settled_seq from person_now where person_id = 2") < third,
                     1);
    standings(310, 320, 50, true); /* but of wages the last of all */
    int64_t fourth = last();
    standings(310, 320, 0, true); /* no exception any more */
    int64_t fifth = last();
    const struct {
        int64_t seq, april, october;
    } cases[] = {{first, 300, 400},
                 {second, 300, 400},
                 {third, 400, 400},
                 {fourth, 300, 100},
                 {fifth, 400, 400}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(fact_at(wage, "2018-04-01", cases[i].seq), cases[i].april);
        assert_int_equal(fact_at(wage, "2018-10-01", cases[i].seq), cases[i].october);
    }
    assert_true(is_changed("2018-04-01", second, third));
    assert_true(is_changed("2018-04-01", third, fourth));
    assert_true(is_changed("2018-10-01", first, fourth));
    assert_false(is_changed("2018-04-01", fifth, INT64_MAX));
}

static void test_sources_refused(void **state)
{
    const struct attribute *t = &reg_catalogue(f.reg)->attributes[ENTITY_PERSON][wage];
    const struct source_spec good = {STR("tax"), STR("税务"), 300};
    const struct {
        struct source_spec sources[2];
        struct standing_spec own;
    } cases[] = {
        {{good, good}, {STR("tax"), t, 1}},
        {{good, {STR("Tax"), STR("x"), 1}}, {STR("tax"), t, 1}},
        {{good, {STR("x"), STR("x"), 0}}, {STR("tax"), t, 1}},
        {{good, {STR("x"), STR("x"), STANDING_MAX + 1}}, {STR("tax"), t, 1}},
        {{good, {STR("x"), STR("x"), 1}}, {STR("declaration"), t, 1}},
        {{good, {STR("x"), STR("x"), 1}}, {STR("tax"), t, 0}},
    };
    bool changed;
    int64_t seq = begin();
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_int_equal(
            sources_store(f.reg, cases[i].sources, 2, &cases[i].own, 1, seq, &changed, &e),
            E_INVALID);
    /* what is rolled back was never there */
    const struct source_spec more = {STR("more"), STR("更多"), 5};
    need(sources_store(f.reg, &more, 1, NULL, 0, seq, &changed, &e));
    assert_true(source_id(f.reg, STR("more")) > 0);
    db_rollback(reg_db(f.reg));
    seq = begin();
    need(sources_store(f.reg, &good, 1, NULL, 0, seq, &changed, &e));
    assert_int_equal(source_id(f.reg, STR("more")), 0);
    db_rollback(reg_db(f.reg));
}

static int correct(int at, const char *from, int64_t yuan, const char *why, const char *file)
{
    struct correction one = {STR("A1"), 1, at, {.known = yuan >= 0, .i = yuan * 100}, day(from)};
    int64_t seq;
    need(db_begin(reg_db(f.reg), true, &e));
    int rc = evidence_correct(f.reg, &f.actor, &one, 1, str_of(why), str_of(file), &seq, &e);
    if (rc < 0)
        db_rollback(reg_db(f.reg));
    else
        commit();
    return rc;
}

static void test_correct(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct statement of_tax = states(wage, "2018-02-01", NULL, 300, false);
    put(anna, tax, &of_tax, 1);
    need(correct(wage, "2018-03-01", 7, "核实", "文1"));
    need(correct(wage, "2018-06-01", 8, "核实", "文2"));
    int64_t before = last();
    assert_int_equal(WAGE("2018-02-15"), 300);
    assert_int_equal(WAGE("2018-03-01"), 7);
    assert_int_equal(WAGE("2018-06-01"), 8);
    /* later corrections give way to one from an earlier day on */
    need(correct(wage, "2018-05-01", 9, "核实", "文3"));
    assert_int_equal(WAGE("2018-04-30"), 7);
    assert_int_equal(WAGE("2018-06-01"), 9);
    /* taken back from a day on */
    need(correct(wage, "2018-05-15", -1, "核实", "文4"));
    assert_int_equal(WAGE("2018-05-14"), 9);
    assert_int_equal(WAGE("2018-05-15"), 300);
    assert_int_equal(fact_at(wage, "2018-06-01", before), 8);
    assert_int_equal(number(&f, "select count(*) from change where what = 'correct'"
                                " and why = '核实; 文3'"),
                     1);
    assert_int_equal(number(&f, "select count(*) from delivery d join source s"
                                " on s.source_id = d.source_id where d.kind = 'correction'"
                                " and d.file_name = '文3' and s.name = 'correction'"),
                     1);
    /* identity numbers are masked wherever they were typed */
    need(correct(transfer, "2018-03-01", 1, "440799198001020010 错", "440799198001020010"));
    assert_int_equal(number(&f, "select count(*) from change, delivery where file_name || why"
                                " like '%19800102%'"),
                     0);
    need(correct(transfer, "2018-03-01", -1, "核实", "文"));
    struct statements s = {0};
    need(evidence_statements(f.reg, anna, source_id(f.reg, STR(SOURCE_NAME_CORRECTION)), NULL, 0, a,
                             &s, &e));
    assert_int_equal(s.n, 2);
    assert_int_equal(s.at[0].valid_from, day("2018-03-01"));
    assert_int_equal(s.at[1].valid_from, day("2018-05-01"));
    assert_int_equal(s.at[1].valid_to, day("2018-05-15"));

    int64_t seq = last();
    assert_int_equal(correct(wage, "2018-05-01", 9, " ", "文"), E_INVALID);
    assert_int_equal(correct(wage, "2018-05-01", 9, "核实", ""), E_INVALID);
    assert_int_equal(correct(wage, "2018-05-01", INT64_MAX / 100, "核实", "文"), 0);
    assert_int_equal(correct(attribute("id_no"), "2018-05-01", 9, "核实", "文"), E_INVALID);
    assert_int_equal(correct(wage, "2017-05-01", 9, "核实", "文"), E_NOT_FOUND);
    assert_int_equal(last(), seq + 1);
    assert_true(actor_of(&f.actor, 1, "tester", "town", "440784", &e) >= 0);
    assert_int_equal(correct(wage, "2018-05-01", 9, "核实", "文"), E_NOT_FOUND);
    assert_true(actor_of(&f.actor, 1, "tester", "finance", "", &e) >= 0);
    assert_int_equal(correct(wage, "2018-05-01", 9, "核实", "文"), E_DENIED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_put),   TEST(test_delivery),  TEST(test_many),    TEST(test_refused),
        TEST(test_least), TEST(test_standings), TEST(test_correct), TEST(test_sources_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
