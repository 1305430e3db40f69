/* What the feeds know of households, in two times; deliveries listed and withdrawn, candidates
 * decided; what the check finds. */
#include "actor_of.h"
#include "delivered.h"

#include "actor_of.h"
#include "cleanup.h"
#include "date.h"
#include "feed_import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static struct fixture f;
static struct feeds *feeds;

static void need(int rc, const struct err *e)
{
    if (rc < 0)
        fail_msg("%s", e->en);
}

static int setup(void **state)
{
    static const int at_first[DELIVERED_PEOPLE] = {1, 1, 1, 2, 2, 3, 3, 3, 0};
    setenv("HEYI_CLOCK", "2018-07-01T00:00:00Z", 1);
    fixture_make(&f);
    feeds = delivered_init(&f);
    assert_int_equal(delivered_people(&f, at_first, "2018-01-01", 0), 0);
    return 0;
}

static int teardown(void **state)
{
    feeds_freep(&feeds);
    fixture_free(&f);
    return 0;
}

#define SEND(feed, division, received, reference, ...)                                             \
    ({                                                                                             \
        const struct sent_row sent_rows[] = {__VA_ARGS__};                                         \
        deliver(&f, feeds, (struct sent){feed, division, received, reference}, sent_rows,          \
                ARRAY_LEN(sent_rows), NULL);                                                       \
    })

static void tell(const struct household_facts *h, const struct feed_seen *x, struct strbuf *out)
{
    strbuf_printf(out, STR_FMT ":", STR_ARG(h->household_no));
    for (size_t i = 0; i < x->n_asked; i++)
        strbuf_printf(out, " asked " STR_FMT " %lld (%zu)", STR_ARG(x->asked[i].feed->name),
                      (long long)x->asked[i].delivery, x->asked[i].hits);
    for (size_t i = 0; i < x->n_hits; i++)
        strbuf_printf(out, " hit %lld/%lld of %zu%s", (long long)x->hits[i].delivery,
                      (long long)x->hits[i].row, x->hits[i].member,
                      x->hits[i].holds ? "" : " past");
    for (size_t i = 0; i < x->n_signs; i++)
        strbuf_printf(out, " " STR_FMT " %lld/%lld of %zu: " STR_FMT, STR_ARG(x->signs[i].kind),
                      (long long)x->signs[i].delivery, (long long)x->signs[i].row,
                      x->signs[i].member, STR_ARG(x->signs[i].text));
    strbuf_addc(out, '\n');
}

static void view(const char *on, bool few, int64_t seq, struct strbuf *out)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    _cleanup_(feed_view_closep) struct feed_view *v = NULL;
    struct household_facts h;
    struct feed_seen seen;
    struct err e = {0};
    int rc;
    need(scan_open(f.reg, &f.actor, STR(""), day(on), seq, &s, &e), &e);
    need(feed_view_open(f.reg, STR(""), few, day(on), seq, &v, &e), &e);
    while ((rc = scan_next(s, &h, &e)) > 0) {
        need(feed_view_of(v, &h, &seen, &e), &e);
        tell(&h, &seen, out);
    }
    need(rc, &e);
}

/* The same by reading through and by asking for each. */
static void expect(const char *on, int64_t seq, const char *wanted)
{
    for (int few = 0; few < 2; few++) {
        _cleanup_(strbuf_done) struct strbuf got = {0};
        view(on, few, seq, &got);
        assert_string_equal(strbuf_z(&got), wanted);
    }
}

static void withdraw(int64_t delivery)
{
    struct err e = {0};
    uint64_t changed;
    need(feed_withdraw(f.reg, &f.actor, delivery, STR("发错"), &changed, &e), &e);
}

static void test_view(void **state)
{
    /* numbers of deliveries go on from those of the register's own imports */
    int64_t cars =
        SEND("cars", "440783", "2018-06-01", "2018-06-01",
             {1, "2018-02-01", "2018-03-01", "乙", -1}, {6, "2018-02-01", NULL, "乙", -1});
    assert_int_equal(cars, 3);
    SEND("police", "440783001", "2018-06-02", "2018-06-02", {2, NULL, NULL, "甲", -1});
    SEND("pay", "", "2018-06-10", "2018-05-31", {3, "2018-05-31", NULL, NULL, 1200},
         {3, "2018-01-31", NULL, NULL, INT64_MAX}, {3, "2018-04-30", NULL, "乙", INT64_MAX});
    int64_t then = delivered_seq(&f);
    static const char june[] =
        "H1: asked cars 3 (1) asked pay 5 (3) asked police 4 (1) hit 3/1 of 1 past hit 4/1 of 2"
        " hit 5/1 of 3 hit 5/2 of 3 past hit 5/3 of 3 dead 4/1 of 2: 类 甲"
        " out_of_range 5/1 of 3: 合规医疗自付支出超出可能的范围，未采用\n"
        "H2: asked cars 3 (0) asked pay 5 (0) asked police 4 (0)\n"
        "H3: asked cars 3 (1) asked pay 5 (0) hit 3/2 of 1 second 3/2 of 1: 值得一看\n";
    expect("2018-06-15", INT64_MAX, june);
    /* histories tell of days before they came, the others don't; a row of its time held then */
    expect("2018-02-15", INT64_MAX,
           "H1: asked cars 3 (1) hit 3/1 of 1 second 3/1 of 1: 值得一看\n"
           "H2: asked cars 3 (0)\n"
           "H3: asked cars 3 (1) hit 3/2 of 1 second 3/2 of 1: 值得一看\n");
    expect("2018-02-15", 1, "");
    withdraw(cars);
    expect("2018-02-15", INT64_MAX, "H1:\nH2:\nH3:\n");
    expect("2018-06-15", then, june);
}

static int add_candidate(void *arg, const struct feed_candidate *c, struct err *e)
{
    strbuf_printf(arg, "%lld/%lld " STR_FMT " %zu " STR_FMT " " STR_FMT " (" STR_FMT ")\n",
                  (long long)c->delivery, (long long)c->row, STR_ARG(c->household_no), c->member,
                  STR_ARG(c->name), STR_ARG(c->state), STR_ARG(c->text));
    return 0;
}

static void candidates(int64_t seq, bool all, const char *wanted)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    struct err e = {0};
    const struct feed_candidate_filter filter = {.seq = seq, .decided = all};
    need(feed_candidates(f.reg, &f.actor, &filter, add_candidate, &got, &e), &e);
    assert_string_equal(strbuf_z(&got), wanted);
}

static void value(enum entity entity, int64_t id, const char *attribute, const char *wanted)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct statements list;
    stated(&f, entity, id, "cars", a, &list);
    stated_on(&f, &list, entity, attribute, day("2018-06-30"), &got);
    assert_string_equal(strbuf_z(&got), wanted);
}

static int decide(int64_t delivery, int64_t row, const char *household, size_t member, bool accept,
                  const char *why)
{
    struct err e = {0};
    const struct feed_answering answer = {.delivery = delivery,
                                          .row = row,
                                          .answer = accept ? FEED_ACCEPT : FEED_REFUSE,
                                          .household_no = str_of(household),
                                          .member = member,
                                          .reason = str_of(why)};
    int rc = feed_decide(f.reg, &f.actor, &answer, NULL, &e);
    assert_int_equal(e.code, rc);
    return rc;
}

static void test_decisions(void **state)
{
    int64_t d = SEND("cars", "", "2018-06-01", "2018-06-01",
                     {2, "2018-02-01", NULL, "甲", -1, true}, {5, "2018-02-01", NULL, "乙", -1});
    struct err e = {0};
    /* the row may be another's, too */
    need(db_run(reg_db(f.reg), &e,
                "insert into feed_candidate(register_id, person_id, delivery_id, row, score,"
                " reasons, stated_name, valid_from, cells, recorded_seq)"
                " select register_id, 7, delivery_id, row, 60, 0, stated_name, valid_from, cells,"
                " recorded_seq from feed_candidate",
                ""),
         &e);
    int64_t then = delivered_seq(&f);
    value(ENTITY_HOUSEHOLD, 1, "vehicle_count", "-");
    candidates(INT64_MAX, false, "3/1 H1 2 张B open (类 甲)\n3/1 H3 2 张G open (类 甲)\n");
    assert_int_equal(decide(d, 1, "H1", 2, true, " "), E_INVALID);
    assert_int_equal(decide(d, 1, "H1", 1, true, "核实"), E_NOT_FOUND);
    assert_int_equal(decide(d, 1, "H1", 4, true, "核实"), E_NOT_FOUND);
    assert_int_equal(decide(d, 1, "H9", 1, true, "核实"), E_NOT_FOUND);
    assert_int_equal(decide(d, 1, "H1", 2, true, "核实"), 0);
    assert_int_equal(decide(d, 1, "H1", 2, true, "核实"), E_CONFLICT);
    assert_int_equal(decide(d, 1, "H3", 2, true, "核实"), E_CONFLICT);
    candidates(INT64_MAX, false, "");
    candidates(INT64_MAX, true, "3/1 H1 2 张B accepted (类 甲)\n3/1 H3 2 张G refused (类 甲)\n");
    candidates(then, false, "3/1 H1 2 张B open (类 甲)\n3/1 H3 2 张G open (类 甲)\n");
    value(ENTITY_HOUSEHOLD, 1, "vehicle_count", "1");
    value(ENTITY_HOUSEHOLD, 3, "vehicle_count", "0"); /* the row isn't hers */
    int64_t accepted = delivered_seq(&f);
    expect("2018-06-15", then,
           "H1: asked cars 3 (0)\nH2: asked cars 3 (1) hit 3/2 of 2 second 3/2 of 2: 值得一看\n"
           "H3: asked cars 3 (0)\n");
    /* by mistake: it is the other's */
    assert_int_equal(decide(d, 1, "H1", 2, false, "误认"), 0);
    value(ENTITY_HOUSEHOLD, 1, "vehicle_count", "0");
    assert_int_equal(decide(d, 1, "H1", 2, true, "又认"), E_CONFLICT);
    assert_int_equal(decide(d, 1, "H3", 2, true, "核实"), 0);
    value(ENTITY_HOUSEHOLD, 3, "vehicle_count", "1");
    expect("2018-06-15", accepted,
           "H1: asked cars 3 (1) hit 3/1 of 2\n"
           "H2: asked cars 3 (1) hit 3/2 of 2 second 3/2 of 2: 值得一看\nH3: asked cars 3 (0)\n");
    withdraw(d);
    candidates(INT64_MAX, true, "");
    assert_int_equal(decide(d, 1, "H3", 2, false, "核实"), E_CONFLICT);
}

/* An actor of a town. */
static void test_scope(void **state)
{
    int64_t county =
        SEND("cars", "440783", "2018-06-01", "2018-06-01", {1, "2018-02-01", NULL, "甲", -1, true},
             {6, "2018-02-01", NULL, "甲", -1, true});
    int64_t town = SEND("cars", "440783116", "2018-06-02", "2018-06-02",
                        {6, "2018-02-01", NULL, "甲", -1, true});
    SEND("cars", "440783001", "2018-06-03", "2018-06-03", {1, "2018-02-01", NULL, "甲", -1});
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf got = {0};
    struct feed_deliveries list;
    struct err e = {0};
    uint64_t changed;
    struct actor all = f.actor;
    need(actor_of(&f.actor, 7, "赤水", "town", "440783116", &e), &e);
    f.actor.rights |= RIGHT_IMPORT;
    struct feed_delivery_filter all_known = {.seq = INT64_MAX};
    need(feed_deliveries(f.reg, &f.actor, &all_known, a, &list, &e), &e);
    assert_int_equal(list.n, 2);
    assert_int_equal(list.at[0].delivery, town);
    assert_int_equal(list.at[1].delivery, county);
    all_known.division = STR("440783001");
    assert_int_equal(feed_deliveries(f.reg, &f.actor, &all_known, a, &list, &e), E_DENIED);
    const struct feed_candidate_filter open = {.seq = INT64_MAX};
    need(feed_candidates(f.reg, &f.actor, &open, add_candidate, &got, &e), &e);
    assert_non_null(strstr(strbuf_z(&got), "H3 1"));
    assert_null(strstr(strbuf_z(&got), "H1"));
    assert_int_equal(decide(county, 1, "H1", 1, true, "核实"), E_NOT_FOUND);
    assert_int_equal(feed_withdraw(f.reg, &f.actor, county, STR("发错"), &changed, &e), E_DENIED);
    need(feed_withdraw(f.reg, &f.actor, town, STR("发错"), &changed, &e), &e);
    assert_int_equal(feed_withdraw(f.reg, &f.actor, town, STR("发错"), &changed, &e), E_CONFLICT);
    assert_int_equal(feed_withdraw(f.reg, &f.actor, 99, STR("发错"), &changed, &e), E_NOT_FOUND);
    assert_int_equal(feed_withdraw(f.reg, &all, county, STR(""), &changed, &e), E_INVALID);
    f.actor.rights = RIGHT_VIEW;
    assert_int_equal(feed_withdraw(f.reg, &f.actor, town, STR("发错"), &changed, &e), E_DENIED);
    assert_int_equal(decide(town, 1, "H3", 1, true, "核实"), E_DENIED);
}

/* Counts of what lies beyond a scope aren't told. */
static void test_counts(void **state)
{
    int64_t county =
        SEND("cars", "440783", "2018-06-01", "2018-06-01", {1, "2018-02-01", NULL, "甲", -1},
             {6, "2018-02-01", NULL, "甲", -1}, {6, "2018-03-01", NULL, "甲", -1},
             {7, "2018-02-01", NULL, "甲", -1, true});
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct feed_delivery d;
    struct actor town;
    struct err e = {0};
    need(feed_delivery_get(f.reg, &f.actor, county, INT64_MAX, a, &d, &e), &e);
    assert_true(d.whole);
    need(actor_of(&town, 7, "赤水", "town", "440783116", &e), &e);
    need(feed_delivery_get(f.reg, &town, county, INT64_MAX, a, &d, &e), &e);
    assert_false(d.whole);
    assert_int_equal(d.counts.rows, 0);
    assert_int_equal(d.counts.matched, 2);
    assert_int_equal(d.counts.people, 1);
    assert_int_equal(d.counts.candidates, 1);
    need(actor_of(&town, 7, "别处", "town", "440784001", &e), &e);
    assert_int_equal(feed_delivery_get(f.reg, &town, county, INT64_MAX, a, &d, &e), E_NOT_FOUND);
}

/* A row that is nobody's, page by page. */
static void test_nobody(void **state)
{
    int64_t d =
        SEND("cars", "", "2018-06-01", "2018-06-01", {2, "2018-02-01", NULL, "甲", -1, true},
             {7, "2018-02-01", NULL, "乙", -1, true});
    _cleanup_(strbuf_done) struct strbuf got = {0};
    struct err e = {0};
    uint64_t rows;
    struct feed_candidate_filter page = {.seq = INT64_MAX, .most = 1};
    need(feed_candidates(f.reg, &f.actor, &page, add_candidate, &got, &e), &e);
    assert_non_null(strstr(strbuf_z(&got), "/1 "));
    page.after_delivery = d;
    page.after_row = 1;
    strbuf_clear(&got);
    need(feed_candidates(f.reg, &f.actor, &page, add_candidate, &got, &e), &e);
    assert_non_null(strstr(strbuf_z(&got), "/2 "));
    const struct feed_answering nobody = {
        .delivery = d, .row = 1, .answer = FEED_NOBODY, .reason = STR("同名")};
    need(feed_decide(f.reg, &f.actor, &nobody, &rows, &e), &e);
    assert_int_equal(rows, 1);
    assert_int_equal(feed_decide(f.reg, &f.actor, &nobody, &rows, &e), E_NOT_FOUND);
    page = (struct feed_candidate_filter){.seq = INT64_MAX, .delivery = d};
    strbuf_clear(&got);
    need(feed_candidates(f.reg, &f.actor, &page, add_candidate, &got, &e), &e);
    assert_null(strstr(strbuf_z(&got), "/1 "));
}

/* Damage, each by itself, and where it is found. */
static void test_check(void **state)
{
    static const struct {
        const char *sql, *found;
    } cases[] = {
        {"update feed_row set cells = '[1' where person_id = 1", "feed_rows feed_row 1/1/3/1"},
        {"update feed_row set person_id = 77 where person_id = 1", "feed_rows feed_row 1/77/3/1"},
        {"update feed_row set recorded_seq = 1 where person_id = 1", "feed_rows feed_row 1/1/3/1"},
        {"update feed_row set delivery_id = 77 where person_id = 1", "feed_rows feed_row 1/1/77/1"},
        {"update feed_candidate set state = 'accepted', decided_seq = 5",
         "feed_candidates feed_candidate 1/6/3/2"},
        {"update feed_candidate set state = 'perhaps', decided_seq = 5",
         "feed_candidates feed_candidate 1/6/3/2"},
        {"update feed_delivery set withdrawn_seq = 99", "feed_deliveries feed_delivery 3"},
        {"update feed_file set name = 'other.csv' where name = 'cars.csv'", "feeds feed_version"},
        {"update feed_row set cells = '[null,null,\"乙\",null,null,null]' where person_id = 1",
         "feed_facts household 1/1 (cars)"},
        {"update evidence_household_vehicle set vehicle_count = 3 where subject_id = 1",
         "feed_facts household 1/1 (cars)"},
        {"insert into feed_note(register_id, person_id, delivery_id, row, kind, detail,"
         " recorded_seq) values (1, 1, 3, 1, 'two_households', '', 99)",
         "feed_rows feed_note 1/1/3/1"},
        {"insert into item(register_id, household_id, item_id, kind, attribute, source, as_of,"
         " detail, weight, verification_id, recorded_seq)"
         " values (1, 1, 1, 'lead', '', '', 0, '', 0, 7, 1)",
         "items item 1/1/1"},
    };
    _cleanup_(strbuf_done) struct strbuf sound = {0};
    struct err e = {0};
    SEND("cars", "440783", "2018-06-01", "2018-06-01", {1, "2018-02-01", NULL, "甲", -1},
         {6, "2018-02-01", NULL, "甲", -1, true});
    need(db_begin(reg_db(f.reg), false, &e), &e);
    delivered_check(&f, &sound);
    db_rollback(reg_db(f.reg));
    assert_string_equal(strbuf_z(&sound), "");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(strbuf_done) struct strbuf found = {0};
        need(db_begin(reg_db(f.reg), true, &e), &e);
        need(db_run(reg_db(f.reg), &e, cases[i].sql, ""), &e);
        delivered_check(&f, &found);
        if (str_find(strbuf_str(&found), str_of(cases[i].found)) < 0)
            fail_msg("%s: %s", cases[i].sql, strbuf_z(&found));
        db_rollback(reg_db(f.reg));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_view, setup, teardown),
        cmocka_unit_test_setup_teardown(test_decisions, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scope, setup, teardown),
        cmocka_unit_test_setup_teardown(test_check, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
