/* From rows to facts: the rules one by one, then at random against a computation of its own. */
#include "delivered.h"

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

/* People 1 … 9; the last one comes later. */
static const int at_first[DELIVERED_PEOPLE] = {1, 1, 1, 2, 2, 3, 3, 3, 0};

static int setup(void **state)
{
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
#define NOTHING(feed, division, received, reference)                                               \
    deliver(&f, feeds, (struct sent){feed, division, received, reference}, NULL, 0, NULL)

static void expect(enum entity entity, int64_t id, const char *source, const char *attribute,
                   const char *on, const char *value)
{
    _cleanup_(strbuf_done) struct strbuf got = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct statements list;
    stated(&f, entity, id, source, a, &list);
    stated_on(&f, &list, entity, attribute, day(on), &got);
    if (!str_eqz(strbuf_str(&got), value))
        fail_msg("%s of %lld by %s on %s: %s, not %s", attribute, (long long)id, source, on,
                 strbuf_z(&got), value);
}
#define HOUSEHOLD(...) expect(ENTITY_HOUSEHOLD, __VA_ARGS__)
#define PERSON(...) expect(ENTITY_PERSON, __VA_ARGS__)

static void withdraw(int64_t delivery)
{
    struct err e = {0};
    uint64_t changed;
    need(feed_withdraw(f.reg, &f.actor, delivery, STR("发错"), &changed, &e), &e);
}

/* Spans with a gap, an overlap, and an end. */
static void test_spans(void **state)
{
    SEND("cars", "440783", "2018-06-20", "2018-06-20", {1, "2018-02-01", "2018-03-01", "甲", -1},
         {2, "2018-04-01", NULL, "甲", -1}, {3, "2018-04-15", "2018-05-01", "甲", -1},
         {2, "2018-05-10", "2018-12-31", "乙", -1});
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-01-31", "-");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-02-01", "1");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-03-01", "0");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-04-20", "2");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-05-01", "1");
    HOUSEHOLD(1, "cars", "vehicle_count", "2030-01-01", "1");
    /* what held on the day of receipt goes on */
    HOUSEHOLD(1, "cars", "business_registered", "2018-05-09", "-");
    HOUSEHOLD(1, "cars", "business_registered", "2019-06-01", "true");
    HOUSEHOLD(1, "cars", "dwelling_count", "2018-03-15", "-");
    HOUSEHOLD(1, "cars", "dwelling_count", "2018-05-15", ">=2");
    PERSON(2, "cars", "disability_grade", "2018-05-15", "2");
    PERSON(1, "cars", "insured", "2018-02-15", "true");
    PERSON(1, "cars", "insured", "2018-03-15", "-");
    /* without a row: from the reference on */
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-06-19", "-");
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-06-20", "0");
    PERSON(4, "cars", "disability_grade", "2018-06-20", "0");
}

/* Nobody knows since when, but until when. */
static void test_span_without_beginning(void **state)
{
    NOTHING("cars", "", "2018-03-01", "2018-03-01");
    SEND("cars", "", "2018-06-20", "2018-06-20", {1, NULL, "2018-05-01", "甲", -1});
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-03-01", "1");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-04-30", "1");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-05-01", "0");
    PERSON(1, "cars", "insured", "2018-05-01", "-");
}

/* The last history received tells all of it; what is absent is so since the first one. */
static void test_later_history(void **state)
{
    uint64_t changed;
    SEND("cars", "", "2018-03-01", "2018-03-01", {1, "2018-02-01", NULL, "甲", -1});
    const struct sent_row same[] = {{1, "2018-02-01", NULL, "甲", -1, false}};
    int64_t second = deliver(&f, feeds, (struct sent){"cars", "", "2018-04-01", "2018-04-01"}, same,
                             1, &changed);
    assert_int_equal(changed, 0); /* nothing that wasn't stated */
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-03-15", "0");
    int64_t third =
        SEND("cars", "", "2018-05-01", "2018-05-01", {1, "2018-02-10", "2018-04-20", "甲", -1});
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-02-05", "-");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-04-20", "0");
    withdraw(third);
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-02-05", "1");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-06-01", "1");
    withdraw(second);
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-06-01", "1");
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-03-01", "0");
    /* one that covers a town only is the last for that town */
    SEND("cars", "440783001", "2018-06-01", "2018-06-01", {4, "2018-05-01", NULL, "甲", -1});
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-06-01", "0");
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-06-01", "1");
    HOUSEHOLD(3, "cars", "vehicle_count", "2018-06-01", "0");
}

static void test_windows(void **state)
{
    SEND("pay", "", "2018-06-10", "2018-05-31", {1, "2018-02-28", NULL, "甲", 100},
         {1, "2018-03-31", NULL, "甲", 1000}, {1, "2018-05-31", NULL, "乙", 20000},
         {1, "2018-05-31", NULL, "乙", 300000}, {2, "2018-05-31", NULL, "甲", -1},
         {2, "2018-04-30", NULL, "乙", -1});
    PERSON(1, "pay", "wage_income", "2018-05-30", "-");
    PERSON(1, "pay", "wage_income", "2018-05-31", ">=3210.00");
    PERSON(1, "pay", "basic_pension", "2018-06-30", "3200.00");
    PERSON(1, "pay", "property_income", "2018-06-30", "3000.00");
    /* an amount that isn't known: no sum, no lower bound without any */
    PERSON(2, "pay", "wage_income", "2018-06-30", "-");
    PERSON(2, "pay", "basic_pension", "2018-06-30", "-");
    HOUSEHOLD(1, "pay", "medical_expense", "2018-06-30", "-");
    PERSON(3, "pay", "wage_income", "2018-06-30", "-");
    PERSON(3, "pay", "basic_pension", "2018-06-30", "0.00");
    HOUSEHOLD(2, "pay", "medical_expense", "2018-06-30", "0.00");
    /* the next one says nothing of wages: what the first said has come to its end */
    int64_t next = NOTHING("pay", "", "2018-07-10", "2018-06-30");
    PERSON(1, "pay", "wage_income", "2018-06-29", ">=3210.00");
    PERSON(1, "pay", "wage_income", "2018-06-30", "-");
    PERSON(1, "pay", "basic_pension", "2018-06-30", "0.00");
    withdraw(next);
    PERSON(1, "pay", "wage_income", "2018-06-30", ">=3210.00");
    /* of one reference the later counts */
    SEND("pay", "", "2018-07-11", "2018-05-31", {1, "2018-05-31", NULL, "乙", 500});
    PERSON(1, "pay", "wage_income", "2018-06-30", ">=5.00");
}

static void test_parts(void **state)
{
    SEND("bank1", "440783", "2018-06-10", "2018-05-31", {1, "2018-05-31", NULL, NULL, 100},
         {2, "2018-05-15", NULL, NULL, 1000}, {2, "2018-04-30", NULL, NULL, 999999});
    HOUSEHOLD(1, "combined", "financial_assets", "2018-12-31", "-");
    HOUSEHOLD(1, "bank1", "financial_assets", "2018-12-31", "-");
    int64_t other = SEND("bank2", "440783001", "2018-07-10", "2018-06-30",
                         {2, "2018-06-30", NULL, NULL, 20000});
    HOUSEHOLD(1, "combined", "financial_assets", "2018-06-29", "-");
    HOUSEHOLD(1, "combined", "financial_assets", "2018-06-30", "211.00");
    HOUSEHOLD(2, "combined", "financial_assets", "2018-06-30", "0.00");
    HOUSEHOLD(3, "combined", "financial_assets", "2018-06-30", "-"); /* bank2 wasn't asked */
    SEND("bank1", "440783", "2018-08-10", "2018-07-31", {1, "2018-07-31", NULL, NULL, 100});
    HOUSEHOLD(1, "combined", "financial_assets", "2018-07-30", "211.00");
    HOUSEHOLD(1, "combined", "financial_assets", "2018-07-31", "201.00");
    withdraw(other);
    HOUSEHOLD(1, "combined", "financial_assets", "2018-07-31", "-");
    /* a lower bound is the sum of what was seen, whoever else has sent nothing */
    SEND("grant1", "", "2018-06-10", "2018-05-31", {1, "2018-05-31", NULL, NULL, 100});
    PERSON(1, "combined", "transfer_income", "2018-06-10", ">=1.00");
    SEND("grant2", "", "2018-07-10", "2018-06-30", {1, "2018-06-30", NULL, NULL, 300},
         {2, "2018-06-30", NULL, NULL, 300});
    PERSON(1, "combined", "transfer_income", "2018-07-10", ">=4.00");
    PERSON(2, "combined", "transfer_income", "2018-07-10", ">=3.00");
    PERSON(3, "combined", "transfer_income", "2018-07-10", "-");
}

/* Of whom a delivery can't tell: who came into the register after it, whose candidate is open. */
static void test_unknown(void **state)
{
    static const int joined[DELIVERED_PEOPLE] = {1, 1, 1, 2, 2, 3, 3, 3, 1};
    SEND("cars", "", "2018-06-20", "2018-06-20", {4, "2018-02-01", NULL, "乙", -1, true},
         {6, "2018-02-01", NULL, "甲", -1}, {6, "2018-02-01", NULL, "乙", -1},
         {7, "2018-02-01", NULL, "甲", -1, true});
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-06-20", "-");
    PERSON(4, "cars", "disability_grade", "2018-06-20", "-");
    PERSON(5, "cars", "disability_grade", "2018-06-20", "0");
    HOUSEHOLD(3, "cars", "vehicle_count", "2018-06-20", "-");
    HOUSEHOLD(3, "cars", "business_registered", "2018-06-20", "true");
    HOUSEHOLD(3, "cars", "dwelling_count", "2018-06-20", ">=2");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-06-20", "0");
    assert_int_equal(delivered_people(&f, joined, "2018-06-01", 0),
                     0); /* learned after the delivery */
    SEND("cars", "440783116", "2018-06-21", "2018-06-21", {6, "2018-02-01", NULL, "甲", -1});
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-06-20", "0"); /* not looked at again */
    HOUSEHOLD(3, "cars", "vehicle_count", "2018-06-20", "1");
    NOTHING("bank1", "", "2018-06-25", "2018-05-31");
    NOTHING("bank2", "", "2018-06-25", "2018-05-31");
    HOUSEHOLD(1, "combined", "financial_assets", "2018-05-31", "0.00");
    withdraw(NOTHING("cars", "440783116", "2018-06-22", "2018-06-22"));
    struct err e = {0};
    int64_t seq;
    struct db *db = reg_db(f.reg);
    need(db_begin(db, true, &e), &e);
    seq = delivered_seq(&f);
    need(feed_facts_update(f.reg, feeds, feeds_find(feeds, STR("cars")), STR(""), seq, NULL, &e),
         &e);
    need(db_commit(db, &e), &e);
    /* person 9 was there from 06-01 on, and nobody has asked for her cars */
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-06-20", "-");
    PERSON(9, "cars", "disability_grade", "2018-06-20", "-");
    PERSON(1, "cars", "disability_grade", "2018-06-20", "0");
}

static int read_state(void *arg, const struct feed_candidate *c, struct err *e)
{
    char *out = arg;
    snprintf(out, 16, STR_FMT, STR_ARG(c->state));
    return 0;
}

static void expect_state(int64_t seq, bool all, const char *expected)
{
    struct err e = {0};
    char got[16] = "";
    const struct feed_candidate_filter filter = {.seq = seq, .decided = all};
    need(feed_candidates(f.reg, &f.actor, &filter, read_state, got, &e), &e);
    assert_string_equal(got, expected);
}

static void decide(int64_t delivery, enum feed_answer answer, const char *why)
{
    struct err e = {0};
    const struct feed_answering x = {.delivery = delivery,
                                     .row = 1,
                                     .answer = answer,
                                     .household_no = STR("H3"),
                                     .member = 2,
                                     .reason = str_of(why)};
    need(feed_decide(f.reg, &f.actor, &x, NULL, &e), &e);
}

/* Each decision is known from its change on, also when another one has followed it. */
static void test_decided_again(void **state)
{
    int64_t delivery =
        SEND("cars", "", "2018-06-20", "2018-06-20", {7, "2018-02-01", NULL, "甲", -1, true});
    int64_t open = delivered_seq(&f), refused, accepted;
    decide(delivery, FEED_REFUSE, "不像");
    refused = delivered_seq(&f);
    decide(delivery, FEED_ACCEPT, "是");
    accepted = delivered_seq(&f);
    decide(delivery, FEED_REFUSE, "不是");
    expect_state(open, false, "open");
    expect_state(refused, false, "");
    expect_state(refused, true, "refused");
    expect_state(accepted, false, "");
    expect_state(accepted, true, "accepted");
    expect_state(INT64_MAX, true, "refused");
}

/* What can't be so isn't stated, but noted. */
static void test_range(void **state)
{
    SEND("pay", "", "2018-06-10", "2018-05-31", {1, "2018-05-31", NULL, "乙", INT64_MAX},
         {1, "2018-04-30", NULL, "乙", 5});
    PERSON(1, "pay", "basic_pension", "2018-06-30", "-");
    PERSON(1, "pay", "wage_income", "2018-06-30", "-");
    PERSON(2, "pay", "basic_pension", "2018-06-30", "0.00");
    int64_t notes = 0;
    struct err e = {0};
    need(db_query_int(reg_db(f.reg), &notes, NULL, &e,
                      "select count(*) from feed_note where kind = 'out_of_range'"
                      " and person_id = 1",
                      ""),
         &e);
    assert_int_equal(notes, 1);
}

static void test_moves(void **state)
{
    static const int moved[DELIVERED_PEOPLE] = {1, 2, 1, 2, 2, 3, 3, 3, 0};
    SEND("police", "", "2018-05-01", "2018-05-01", {2, NULL, NULL, "城镇", -1},
         {1, NULL, NULL, "农村", -1}, {4, NULL, NULL, "城镇", -1});
    HOUSEHOLD(1, "police", "residence", "2018-05-01", "rural");
    HOUSEHOLD(2, "police", "residence", "2018-05-01", "urban");
    HOUSEHOLD(3, "police", "residence", "2018-05-01", "-");
    assert_int_equal(delivered_people(&f, moved, "2018-04-01", IMPORT_COMPLETE), 0);
    /* on each day the cars of those who were there */
    SEND("cars", "", "2018-06-01", "2018-06-01", {2, "2018-02-01", NULL, "甲", -1});
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-03-31", "1");
    HOUSEHOLD(1, "cars", "vehicle_count", "2018-04-01", "0");
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-03-31", "-");
    HOUSEHOLD(2, "cars", "vehicle_count", "2018-04-01", "1");
    PERSON(2, "cars", "insured", "2018-02-01", "true");
    /* members at the reference */
    SEND("pay", "", "2018-06-10", "2018-03-31", {2, "2018-03-31", NULL, "甲", 700});
    SEND("pay", "", "2018-06-11", "2018-05-31", {2, "2018-05-31", NULL, "甲", 700});
    HOUSEHOLD(1, "pay", "medical_expense", "2018-04-15", "7.00");
    HOUSEHOLD(2, "pay", "medical_expense", "2018-04-15", "0.00");
    HOUSEHOLD(1, "pay", "medical_expense", "2018-06-15", "0.00");
    HOUSEHOLD(2, "pay", "medical_expense", "2018-06-15", "7.00");
}

/* A household that isn't there yet at the reference is seen on the day of receipt. */
static void test_new_household(void **state)
{
    static const int in[DELIVERED_PEOPLE] = {1, 1, 1, 2, 2, 3, 3, 3, 4};
    char number[19], text[160];
    number_of("19800109001", number);
    snprintf(text, sizeof text, "户号,公民身份号码,姓名,与户主关系\nH4,%s,张I,本人\n", number);
    need(fixture_import_text(&f, ENTITY_HOUSEHOLD, "户号,区划代码\nH4,440783116002\n", "2018-06-05",
                             0),
         &f.err);
    need(fixture_import_text(&f, ENTITY_PERSON, text, "2018-06-05", 0), &f.err);
    assert_int_equal(in[8], 4);
    SEND("pay", "440783116", "2018-06-10", "2018-05-31", {9, "2018-05-31", NULL, "甲", 700});
    HOUSEHOLD(4, "pay", "medical_expense", "2018-06-15", "7.00");
    PERSON(9, "pay", "wage_income", "2018-06-15", ">=7.00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_spans, setup, teardown),
        cmocka_unit_test_setup_teardown(test_span_without_beginning, setup, teardown),
        cmocka_unit_test_setup_teardown(test_later_history, setup, teardown),
        cmocka_unit_test_setup_teardown(test_windows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_parts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unknown, setup, teardown),
        cmocka_unit_test_setup_teardown(test_decided_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_range, setup, teardown),
        cmocka_unit_test_setup_teardown(test_moves, setup, teardown),
        cmocka_unit_test_setup_teardown(test_new_household, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
