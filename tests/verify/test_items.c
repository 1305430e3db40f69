/* Items: what differs and what doesn't, what that does to decisions, states, and what was known
 * when. Departments speak here through evidence of their sources; files of theirs are in
 * tests/cli/verify.t. */
#include "delivered.h"

#include "actor_of.h"
#include "change.h"
#include "cleanup.h"
#include "evidence_write.h"
#include "file.h"
#include "import_value.h"
#include "sample.h"
#include "source.h"
#include "verify.h"

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

static void import_village(struct fixture *f, enum entity entity, const char *name)
{
    _cleanup_(strbuf_done) struct strbuf path = {0}, text = {0};
    struct err e = {0};
    strbuf_printf(&path, "%s/%s", village, name);
    need(file_read(strbuf_z(&path), 1u << 20, &text, &e), &e);
    need(fixture_import_text(f, entity, strbuf_z(&text), "2018-01-01", 0), &f->err);
}

/* The village as declared. */
static int setup(void **state)
{
    static struct fixture f;
    struct err e = {0};
    fixture_make(&f);
    reg_close(take(f.reg));
    need(reg_init(f.url, &f.actor, pack, NULL, &e), &e);
    need(reg_open(f.url, DB_WRITE, &f.reg, &e), &e);
    need(db_migrate(reg_db(f.reg), &determine_schema, NULL, &e), &e);
    need(db_migrate(reg_db(f.reg), &verify_schema, NULL, &e), &e);
    need(verify_init(f.reg, &f.actor, NULL, NULL, &e), &e);
    import_village(&f, ENTITY_HOUSEHOLD, "households.csv");
    import_village(&f, ENTITY_PERSON, "people.csv");
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

static struct subject_key subject(struct fixture *f, const char *household_no, size_t member)
{
    struct err e = {0};
    struct household_facts h;
    _cleanup_(scan_closep) struct scan *s = NULL;
    need(scan_open_one(f->reg, &f->actor, str_of(household_no), day("2018-06-30"), INT64_MAX, &s,
                       &e),
         &e);
    assert_int_equal(scan_next(s, &h, &e), 1);
    return member
               ? (struct subject_key){ENTITY_PERSON, h.register_id, h.members[member - 1].person_id}
               : (struct subject_key){ENTITY_HOUSEHOLD, h.register_id, h.household_id};
}

static struct fact value_of(const struct attribute *t, const char *text, struct arena *a)
{
    struct fact v;
    struct value_fault fault;
    assert_int_equal(value_read(t, str_of(text), a, &v, &fault), VALUE_STATED);
    return v;
}

/* From June on a department says so; NULL: it doesn't any more. */
static void say(struct fixture *f, const char *source, const char *household_no, size_t member,
                const char *attribute, const char *text, bool least)
{
    struct err e = {0};
    struct subject_key k = subject(f, household_no, member);
    const struct attribute *t = catalogue_find(reg_catalogue(f->reg), k.entity, str_of(attribute));
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    int64_t seq, delivery, id = source_id(f->reg, str_of(source));
    uint64_t changed;
    assert_true(id > 0);
    need(db_begin(reg_db(f->reg), true, &e), &e);
    need(change_begin(reg_db(f->reg), &f->actor, "import feed", source, &seq, &e), &e);
    need(delivery_add(f->reg, "feed", "x.csv", NULL, id, day("2018-06-01"), seq, &delivery, &e),
         &e);
    need(evidence_writer_open(f->reg, seq, &w, &e), &e);
    struct statement s = {.attribute = t->index,
                          .valid_from = day("2018-06-01"),
                          .valid_to = DAY_OPEN,
                          .least = least,
                          .delivery = delivery};
    if (text)
        s.value = value_of(t, text, a);
    need(evidence_put(w, k, id, &t->index, 1, &s, text != NULL, &e), &e);
    need(evidence_writer_end(w, &changed, &e), &e);
    need(db_commit(reg_db(f->reg), &e), &e);
}

static int64_t now_seq(struct fixture *f)
{
    struct err e = {0};
    int64_t seq;
    need(change_last(reg_db(f->reg), &seq, &e), &e);
    return seq;
}

/* "B2/0 divergence vehicle_count 0>1 (1) dibao>none 70000>0 open" */
static void print_fact(const struct attribute *t, struct fact v, struct strbuf *out)
{
    if (t && v.known)
        fact_print(t, v, out);
    else
        strbuf_addz(out, "?");
}

static void print_maybe(struct maybe m, struct strbuf *out)
{
    if (m.known)
        strbuf_printf(out, "%lld", (long long)m.value);
    else
        strbuf_addz(out, "?");
}

struct notes {
    struct strbuf text;
    const struct catalogue *catalogue;
    struct item last; /* its numbers */
};

static void notes_done(struct notes *n)
{
    strbuf_done(&n->text);
}

static int note(void *arg, const struct item *i, struct err *e)
{
    struct notes *n = arg;
    struct strbuf *out = &n->text;
    const struct attribute *t =
        i->attribute.len
            ? catalogue_find(n->catalogue, i->person_id ? ENTITY_PERSON : ENTITY_HOUSEHOLD,
                             i->attribute)
            : NULL;
    strbuf_printf(out, STR_FMT "/%zu %s ", STR_ARG(i->household_no), i->member,
                  item_kind_word(i->kind));
    strbuf_adds(out, t ? i->attribute : i->detail);
    if (t) {
        strbuf_addc(out, ' ');
        print_fact(t, i->declared, out);
        strbuf_addc(out, '>');
        print_fact(t, i->verified, out);
        strbuf_addz(out, " (");
        print_maybe(i->difference, out);
        strbuf_printf(out, ") " STR_FMT ">" STR_FMT " ", STR_ARG(i->effect.category_declared),
                      STR_ARG(i->effect.category_verified));
        print_maybe(i->effect.amount_declared, out);
        strbuf_addc(out, '>');
        print_maybe(i->effect.amount_verified, out);
    }
    strbuf_printf(out, " %s\n", item_state_word(i->state));
    n->last = *i;
    return 0;
}

static struct verify_result verify_at(struct fixture *f, const char *date, int64_t known,
                                      bool dry_run, struct notes *n)
{
    struct err e = {0};
    struct verify_result result;
    const struct verify_options o = {.as_of = day(date), .known_seq = known, .dry_run = dry_run};
    strbuf_clear(&n->text);
    n->catalogue = reg_catalogue(f->reg);
    need(verify_run(f->reg, &f->actor, &o, note, n, &result, &e), &e);
    return result;
}

static struct verify_result verify(struct fixture *f, struct notes *n)
{
    return verify_at(f, "2018-06-30", INT64_MAX, false, n);
}

static void list(struct fixture *f, int64_t known, bool by_weight, struct notes *n)
{
    struct err e = {0};
    const struct item_filter filter = {
        .kind = -1, .state = -1, .known_seq = known, .by_weight = by_weight};
    strbuf_clear(&n->text);
    n->catalogue = reg_catalogue(f->reg);
    need(items_list(f->reg, &f->actor, &filter, note, n, &e), &e);
}

static int settle(struct fixture *f, const char *household_no, int64_t item, enum item_state state,
                  const char *why, const char *attachment, struct err *e)
{
    *e = (struct err){0};
    return item_settle(f->reg, &f->actor, str_of(household_no), item, state, NULL, str_of(why),
                       str_of(attachment), e);
}

struct wanted {
    const char *household_no;
    struct strbuf text;
};

static int note_decision(void *arg, const struct decision *d, struct err *e)
{
    struct wanted *w = arg;
    if (!str_eqz(d->household_no, w->household_no))
        return 0;
    strbuf_printf(&w->text, STR_FMT " ", STR_ARG(d->category));
    print_maybe(d->monthly_amount, &w->text);
    return 0;
}

/* What determine says of a household. */
static void assert_decided(struct fixture *f, const char *household_no, const char *expected)
{
    struct err e = {0};
    struct determine_result result;
    struct wanted w = {household_no, {0}};
    const struct determine_options o = {.as_of = day("2018-06-30"), .known_seq = INT64_MAX};
    need(determine_run(f->reg, &f->actor, &o, note_decision, &w, &result, &e), &e);
    determine_result_done(&result);
    assert_string_equal(strbuf_z(&w.text), expected);
    strbuf_done(&w.text);
}

/* What a test said is taken back, and its items are gone. */
static void take_back(struct fixture *f, const char *source, const char *household_no,
                      size_t member, const char *attribute)
{
    _cleanup_(notes_done) struct notes n = {0};
    say(f, source, household_no, member, attribute, NULL, false);
    verify(f, &n);
    assert_string_equal(strbuf_z(&n.text), "");
}

static void test_nothing(void **state)
{
    struct fixture *f = *state;
    _cleanup_(notes_done) struct notes n = {0};
    struct verify_result v = verify(f, &n);
    assert_string_equal(strbuf_z(&n.text), "");
    assert_int_equal(v.households, 9);
    assert_int_equal(v.people, 10);
    assert_int_equal(v.with_items, 0);
    assert_true(v.verification > 0);
}

/* A car that wasn't declared takes a dibao household out. */
static void test_car(void **state)
{
    struct fixture *f = *state;
    _cleanup_(notes_done) struct notes n = {0};
    say(f, "vehicle", "B2", 0, "vehicle_count", "1", false);
    struct verify_result v = verify(f, &n);
    assert_string_equal(strbuf_z(&n.text),
                        "B2/0 divergence vehicle_count 0>1 (1) dibao>none 70000>0 open\n");
    assert_int_equal(v.with_items, 1);
    assert_int_equal(v.items[ITEM_DIVERGENCE], 1);
    assert_int_equal(v.opened, 1);
    assert_int_equal(v.category_changes, 1);
    assert_int_equal(v.amount_changes, 1);
    assert_int_equal(v.amount_sum, -70000);
    assert_int_equal(n.last.weight / 12, 70000);
    assert_decided(f, "B2", "none 0");
    take_back(f, "vehicle", "B2", 0, "vehicle_count");
    assert_decided(f, "B2", "dibao 70000");
}

/* Hidden income lowers the amount by exactly so much; the tolerance is 600 yuan, or 5 per cent. */
static void test_income(void **state)
{
    static const struct {
        const char *wage, *expected;
    } cases[] = {
        {"6000", ""},
        {"6600", ""},
        {"5400", ""},
        {"6600.01", "B3/1 divergence wage_income 6000.00>6600.01 (60001) dibao>dibao 30000>25000"},
        {"7200", "B3/1 divergence wage_income 6000.00>7200.00 (120000) dibao>dibao 30000>20000"},
        {"5399.99", "B3/1 divergence wage_income 6000.00>5399.99 (-60001) dibao>dibao 30000>35000"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(notes_done) struct notes n = {0};
        say(f, "tax", "B3", 1, "wage_income", cases[i].wage, false);
        verify(f, &n);
        if (*cases[i].expected)
            assert_memory_equal(strbuf_z(&n.text), cases[i].expected, strlen(cases[i].expected));
        else
            assert_string_equal(strbuf_z(&n.text), "");
    }
    take_back(f, "tax", "B3", 1, "wage_income");
}

/* What the declaration is silent about: only what is there is an item. */
static void test_undeclared(void **state)
{
    struct fixture *f = *state;
    _cleanup_(notes_done) struct notes n = {0};
    say(f, "tax", "B7", 1, "wage_income", "0", false);
    struct verify_result v = verify(f, &n);
    assert_string_equal(strbuf_z(&n.text), "");
    say(f, "tax", "B7", 1, "wage_income", "6000", false);
    v = verify(f, &n);
    assert_string_equal(strbuf_z(&n.text),
                        "B7/1 undeclared wage_income ?>6000.00 (?) >dibao ?>30000 open\n");
    assert_int_equal(n.last.weight, 10);
    assert_int_equal(v.category_changes, 1);
    assert_int_equal(v.amount_changes, 0);
    assert_decided(f, "B7", "dibao 30000");
    take_back(f, "tax", "B7", 1, "wage_income");
}

/* What departments see of something is no less than that. */
static void test_least(void **state)
{
    struct fixture *f = *state;
    _cleanup_(notes_done) struct notes n = {0};
    say(f, "housing", "B3", 0, "dwelling_count", "1", true);
    verify(f, &n);
    assert_string_equal(strbuf_z(&n.text), "");
    say(f, "housing", "B3", 0, "dwelling_count", "2", true);
    verify(f, &n);
    assert_string_equal(strbuf_z(&n.text),
                        "B3/0 divergence dwelling_count 1>2 (1) dibao>none 30000>0 open\n");
    take_back(f, "housing", "B3", 0, "dwelling_count");
}

/* Each item's effect is its own: with the car in force too, the wage alone changes nothing. */
static void test_own_effect(void **state)
{
    struct fixture *f = *state;
    _cleanup_(notes_done) struct notes n = {0};
    say(f, "vehicle", "B3", 0, "vehicle_count", "1", false);
    say(f, "tax", "B3", 1, "wage_income", "7200", false);
    struct verify_result v = verify(f, &n);
    assert_string_equal(
        strbuf_z(&n.text),
        "B3/0 divergence vehicle_count 0>1 (1) dibao>none 20000>0 open\n"
        "B3/1 divergence wage_income 6000.00>7200.00 (120000) none>none 0>0 open\n");
    assert_int_equal(v.amount_sum, -30000);
    assert_int_equal(v.with_items, 1);
    say(f, "vehicle", "B3", 0, "vehicle_count", NULL, false);
    take_back(f, "tax", "B3", 1, "wage_income");
}

/* What matters most comes first. */
static void test_order(void **state)
{
    struct fixture *f = *state;
    _cleanup_(notes_done) struct notes n = {0};
    say(f, "tax", "B3", 1, "wage_income", "7200", false);     /* 1,200 a year */
    say(f, "vehicle", "B2", 0, "vehicle_count", "1", false);  /* 8,400 a year */
    say(f, "tax", "B5", 1, "wage_income", "70000", false);    /* nothing: far above the line */
    say(f, "tax", "B7", 1, "wage_income", "6000", false);     /* undecided before */
    say(f, "housing", "B9", 0, "dwelling_count", "2", false); /* out either way */
    verify(f, &n);
    list(f, INT64_MAX, true, &n);
    const char *at = strbuf_z(&n.text);
    static const char *const order[] = {"B2/", "B3/", "B7/", "B5/", "B9/"};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        const char *found = strstr(at, order[i]);
        assert_non_null(found);
        at = found;
    }
    list(f, INT64_MAX, false, &n);
    assert_true(strstr(strbuf_z(&n.text), "B5/") < strstr(strbuf_z(&n.text), "B7/"));
    say(f, "tax", "B3", 1, "wage_income", NULL, false);
    say(f, "vehicle", "B2", 0, "vehicle_count", NULL, false);
    say(f, "tax", "B5", 1, "wage_income", NULL, false);
    say(f, "tax", "B7", 1, "wage_income", NULL, false);
    take_back(f, "housing", "B9", 0, "dwelling_count");
}

/* An item stands while nothing but the date differs; what follows it keeps the state if the figures
 * are those that were looked at, up to the tolerance, though in many small steps. */
static void test_carry_over(void **state)
{
    struct fixture *f = *state;
    struct err e;
    _cleanup_(notes_done) struct notes n = {0};
    say(f, "tax", "B1", 1, "wage_income", "30000", false);
    verify_at(f, "2018-06-30", INT64_MAX, false, &n);
    int64_t first = n.last.item_id;
    need(settle(f, "B1", first, ITEM_EXPLAINED, "一次性补发", "", &e), &e);
    struct verify_result v = verify_at(f, "2018-07-31", INT64_MAX, false, &n);
    assert_int_equal(n.last.item_id, first);
    assert_int_equal(n.last.as_of, day("2018-06-30"));
    assert_int_equal(n.last.state, ITEM_EXPLAINED);
    assert_int_equal(v.kept, 1);
    assert_int_equal(v.opened + v.gone, 0);

    say(f, "tax", "B1", 1, "wage_income", "31000", false);
    v = verify_at(f, "2018-07-31", INT64_MAX, false, &n);
    assert_int_not_equal(n.last.item_id, first);
    assert_int_equal(n.last.state, ITEM_EXPLAINED);
    assert_int_equal(v.kept, 1);
    assert_int_equal(v.opened + v.gone, 0);
    list(f, INT64_MAX, false, &n);
    assert_int_equal(n.last.state, ITEM_EXPLAINED);

    say(f, "tax", "B1", 1, "wage_income", "32000", false);
    verify_at(f, "2018-07-31", INT64_MAX, false, &n);
    assert_int_equal(n.last.state, ITEM_OPEN);
    int64_t open = n.last.item_id;

    /* not seen for a while, and seen again */
    need(settle(f, "B1", open, ITEM_CONFIRMED, "", "", &e), &e);
    say(f, "tax", "B1", 1, "wage_income", NULL, false);
    v = verify_at(f, "2018-07-31", INT64_MAX, false, &n);
    assert_int_equal(v.gone, 1);
    list(f, INT64_MAX, false, &n);
    assert_string_equal(strbuf_z(&n.text), "");
    assert_int_equal(settle(f, "B1", open, ITEM_OPEN, "", "", &e), E_CONFLICT);
    say(f, "tax", "B1", 1, "wage_income", "32000", false);
    v = verify_at(f, "2018-07-31", INT64_MAX, false, &n);
    assert_int_equal(v.opened, 1);
    assert_int_equal(n.last.state, ITEM_CONFIRMED);
    _cleanup_(strbuf_done) struct strbuf found = {0};
    delivered_check(f, &found);
    assert_string_equal(strbuf_z(&found), "");

    /* back in June there is another answer, but nothing is written of it */
    const struct verify_options o = {.as_of = day("2018-06-30"), .known_seq = INT64_MAX};
    e = (struct err){0};
    assert_int_equal(verify_run(f->reg, &f->actor, &o, NULL, NULL, &v, &e), E_CONFLICT);
    assert_non_null(strstr(e.en, "--dry-run"));
    verify_at(f, "2018-06-30", INT64_MAX, true, &n);
    say(f, "tax", "B1", 1, "wage_income", NULL, false);
    verify_at(f, "2018-07-31", INT64_MAX, false, &n);
    assert_string_equal(strbuf_z(&n.text), "");
}

/* Dismissed: what was declared becomes a correction, and the decision follows; nothing is found any
 * more. Confirmed changes no fact. */
static void test_settle(void **state)
{
    struct fixture *f = *state;
    struct err e;
    _cleanup_(notes_done) struct notes n = {0};
    say(f, "tax", "B3", 1, "wage_income", "7200", false);
    say(f, "vehicle", "B2", 0, "vehicle_count", "1", false);
    verify(f, &n);
    list(f, INT64_MAX, true, &n);
    int64_t wage = n.last.item_id, seq = now_seq(f);
    assert_string_equal(n.text.data + n.text.len - 5, "open\n");

    assert_int_equal(settle(f, "B3", wage, ITEM_DISMISSED, "", "2018-6", &e), E_INVALID);
    assert_int_equal(settle(f, "B3", wage, ITEM_DISMISSED, "同名", "", &e), E_INVALID);
    assert_int_equal(settle(f, "B3", wage, ITEM_EXPLAINED, " ", "", &e), E_INVALID);
    assert_int_equal(settle(f, "B3", wage, ITEM_OPEN, "", "", &e), E_CONFLICT);
    assert_int_equal(settle(f, "B3", 99, ITEM_CONFIRMED, "", "", &e), E_NOT_FOUND);
    assert_non_null(strstr(e.en, "findings"));
    assert_int_equal(settle(f, "X", wage, ITEM_CONFIRMED, "", "", &e), E_NOT_FOUND);
    assert_int_equal(now_seq(f), seq);

    need(settle(f, "B3", wage, ITEM_CONFIRMED, "", "", &e), &e);
    assert_decided(f, "B3", "dibao 20000");
    assert_int_equal(settle(f, "B3", wage, ITEM_CONFIRMED, "", "", &e), E_CONFLICT);
    need(settle(f, "B3", wage, ITEM_OPEN, "再查", "", &e), &e);
    need(settle(f, "B3", wage, ITEM_DISMISSED, "单位证明已离职", "证 2018-6", &e), &e);
    assert_decided(f, "B3", "dibao 30000");
    assert_int_equal(settle(f, "B3", wage, ITEM_CONFIRMED, "", "", &e), E_CONFLICT);
    struct verify_result v = verify(f, &n);
    assert_null(strstr(strbuf_z(&n.text), "B3"));
    assert_non_null(strstr(strbuf_z(&n.text), "B2/0"));
    assert_int_equal(v.gone, 1);
    assert_int_equal(v.kept, 1);

    /* the history of states, and what was known at each */
    list(f, seq, true, &n);
    assert_non_null(strstr(strbuf_z(&n.text), "30000>20000 open\n"));
    list(f, seq + 1, true, &n);
    assert_non_null(strstr(strbuf_z(&n.text), "30000>20000 confirmed\n"));
    list(f, seq + 3, true, &n);
    assert_non_null(strstr(strbuf_z(&n.text), "30000>20000 dismissed\n"));
    list(f, INT64_MAX, true, &n);
    assert_null(strstr(strbuf_z(&n.text), "B3"));
    /* the correction stands in the way of what the tax office says, whatever it says */
    take_back(f, "vehicle", "B2", 0, "vehicle_count");
    take_back(f, "tax", "B3", 1, "wage_income");
}

/* Not what was declared, and not what the department says either. */
static void test_other_value(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    _cleanup_(notes_done) struct notes n = {0};
    struct fact zero = {.known = true};
    say(f, "tax", "B7", 1, "wage_income", "60000", false);
    verify(f, &n);
    int64_t item = n.last.item_id;
    assert_int_equal(settle(f, "B7", item, ITEM_DISMISSED, "重名", "证 7", &e), E_INVALID);
    assert_non_null(strstr(e.en, "--value"));
    assert_int_equal(item_settle(f->reg, &f->actor, STR("B7"), item, ITEM_CONFIRMED, &zero,
                                 STR("x"), STR("y"), &e),
                     E_INVALID);
    need(item_settle(f->reg, &f->actor, STR("B7"), item, ITEM_DISMISSED, &zero, STR("重名"),
                     STR("证 7"), &e),
         &e);
    assert_decided(f, "B7", "dibao 80000");
    take_back(f, "tax", "B7", 1, "wage_income");
}

/* As known before the car was, there is none; and the other way round afterwards. */
static void test_known(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    _cleanup_(notes_done) struct notes n = {0};
    int64_t before = now_seq(f);
    say(f, "vehicle", "B2", 0, "vehicle_count", "1", false);
    int64_t with = now_seq(f);
    struct verify_result v = verify_at(f, "2018-06-30", before, false, &n);
    assert_string_equal(strbuf_z(&n.text), "");
    assert_int_equal(v.verification, 0);
    v = verify(f, &n);
    assert_int_equal(v.opened, 1);
    int64_t item = n.last.item_id;
    need(settle(f, "B2", item, ITEM_CONFIRMED, "", "", &e), &e);
    take_back(f, "vehicle", "B2", 0, "vehicle_count");
    _cleanup_free_ char *dump = fixture_dump(f, true);
    v = verify_at(f, "2018-06-30", with, false, &n);
    assert_string_equal(strbuf_z(&n.text),
                        "B2/0 divergence vehicle_count 0>1 (1) dibao>none 70000>0 open\n");
    assert_int_equal(v.opened, 1); /* nothing stood then */
    v = verify_at(f, "2018-06-30", with + 2, false, &n);
    assert_int_equal(v.kept, 1);
    assert_int_equal(n.last.item_id, item);
    assert_int_equal(n.last.state, ITEM_CONFIRMED);
    v = verify_at(f, "2018-05-31", INT64_MAX, true, &n);
    assert_string_equal(strbuf_z(&n.text), "");
    _cleanup_free_ char *same = fixture_dump(f, true);
    assert_string_equal(dump, same);
}

static void test_households(void **state)
{
    static const struct str some[] = {STR("B3"), STR("B1"), STR("B3")},
                            wrong[] = {STR("B1"), STR("Q")};
    struct fixture *f = *state;
    struct err e = {0};
    struct verify_result v;
    _cleanup_(notes_done) struct notes n = {.catalogue = reg_catalogue(f->reg)};
    struct verify_options o = {.as_of = day("2018-06-30"),
                               .known_seq = INT64_MAX,
                               .households = some,
                               .n_households = 3,
                               .dry_run = true};
    say(f, "vehicle", "B1", 0, "vehicle_count", "1", false);
    say(f, "vehicle", "B6", 0, "vehicle_count", "1", false);
    need(verify_run(f->reg, &f->actor, &o, note, &n, &v, &e), &e);
    assert_int_equal(v.households, 2);
    assert_string_equal(strbuf_z(&n.text),
                        "B1/0 divergence vehicle_count 0>1 (1) dibao>none 90000>0 open\n");
    o.households = wrong;
    o.n_households = 2;
    o.dry_run = false;
    int64_t seq = now_seq(f);
    assert_int_equal(verify_run(f->reg, &f->actor, &o, NULL, NULL, &v, &e), E_NOT_FOUND);
    assert_non_null(strstr(e.en, "Q"));
    assert_int_equal(now_seq(f), seq);
    /* the other village's households aren't there */
    o.households = some;
    o.division = STR(VILLAGE);
    assert_int_equal(verify_run(f->reg, &f->actor, &o, NULL, NULL, &v, &e), E_NOT_FOUND);
    o.n_households = 0;
    o.dry_run = true;
    strbuf_clear(&n.text);
    need(verify_run(f->reg, &f->actor, &o, note, &n, &v, &e), &e);
    assert_int_equal(v.households, 7);
    assert_memory_equal(strbuf_z(&n.text), "B6/0", 4);
    say(f, "vehicle", "B6", 0, "vehicle_count", NULL, false);
    take_back(f, "vehicle", "B1", 0, "vehicle_count");
}

static void test_rights(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct verify_result v;
    struct actor actor;
    _cleanup_(notes_done) struct notes n = {.catalogue = reg_catalogue(f->reg)};
    struct verify_options o = {.as_of = day("2018-06-30"), .known_seq = INT64_MAX};
    const struct item_filter all = {.kind = -1, .state = -1, .known_seq = INT64_MAX};
    say(f, "vehicle", "B2", 0, "vehicle_count", "1", false);
    say(f, "tax", "B3", 1, "wage_income", "60000", false);
    verify(f, &n);
    int64_t seq = now_seq(f);
    need(actor_of(&actor, 1, "village", "town", VILLAGE, &e), &e);
    actor.fields &= ~(uint32_t)FIELD_IDENTITY_NUMBER;
    strbuf_clear(&n.text);
    need(items_list(f->reg, &actor, &all, note, &n, &e), &e);
    assert_non_null(strstr(strbuf_z(&n.text), "B3/1"));
    assert_null(strstr(strbuf_z(&n.text), "B2"));
    assert_int_equal(
        item_settle(f->reg, &actor, STR("B2"), 1, ITEM_CONFIRMED, NULL, STR(""), STR(""), &e),
        E_NOT_FOUND);
    /* nor whether there is such an item */
    assert_non_null(strstr(e.en, "has no item 1"));
    actor.rights &= ~(uint32_t)RIGHT_CORRECT;
    assert_int_equal(verify_run(f->reg, &actor, &o, NULL, NULL, &v, &e), E_DENIED);
    assert_int_equal(
        item_settle(f->reg, &actor, STR("B3"), 1, ITEM_CONFIRMED, NULL, STR(""), STR(""), &e),
        E_DENIED);
    o.dry_run = true;
    need(verify_run(f->reg, &actor, &o, NULL, NULL, &v, &e), &e);
    assert_int_equal(v.households, 7);
    actor.rights &= ~(uint32_t)RIGHT_DETERMINE;
    assert_int_equal(verify_run(f->reg, &actor, &o, NULL, NULL, &v, &e), E_DENIED);
    actor.fields &= ~(uint32_t)FIELD_MONEY;
    assert_int_equal(items_list(f->reg, &actor, &all, note, &n, &e), E_DENIED);
    assert_int_equal(now_seq(f), seq);
    say(f, "vehicle", "B2", 0, "vehicle_count", NULL, false);
    take_back(f, "tax", "B3", 1, "wage_income");
}

/* One page after the other gives what the whole list gives, in both orders. */
static void paged(struct fixture *f, struct item_filter filter, const char *whole)
{
    struct err e = {0};
    _cleanup_(notes_done) struct notes n = {.catalogue = reg_catalogue(f->reg)};
    struct item_key after;
    size_t before;
    filter.most = 1;
    do {
        before = n.text.len;
        need(items_list(f->reg, &f->actor, &filter, note, &n, &e), &e);
        after = (struct item_key){n.last.weight, n.last.register_id, n.last.household_id,
                                  n.last.item_id};
        filter.after = &after;
    } while (n.text.len > before);
    assert_string_equal(strbuf_z(&n.text), whole);
}

static void test_pages(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    _cleanup_(notes_done) struct notes n = {0};
    struct item_filter filter = {.kind = -1, .state = -1, .known_seq = INT64_MAX};
    struct item_figures figures;
    say(f, "vehicle", "B2", 0, "vehicle_count", "1", false);
    say(f, "tax", "B3", 1, "wage_income", "60000", false);
    say(f, "tax", "B7", 1, "wage_income", "60000", false);
    verify(f, &n);
    list(f, INT64_MAX, false, &n);
    paged(f, filter, strbuf_z(&n.text));
    list(f, INT64_MAX, true, &n);
    filter.by_weight = true;
    paged(f, filter, strbuf_z(&n.text));
    filter.household_no = STR("B3");
    paged(f, filter,
          "B3/1 divergence wage_income 6000.00>60000.00 (5400000) dibao>none 30000>30000 open\n");
    filter.household_no = STR("B99");
    assert_int_equal(items_list(f->reg, &f->actor, &filter, note, &n, &e), E_NOT_FOUND);
    filter.household_no = STR("");
    filter.attribute = STR("vehicle_count");
    need(items_figures(f->reg, &f->actor, &filter, &figures, &e), &e);
    assert_int_equal(figures.items[ITEM_DIVERGENCE][ITEM_OPEN], 1);
    assert_int_equal(figures.amount[ITEM_DIVERGENCE][ITEM_OPEN], 70000);
    filter.attribute = STR("");
    filter.source = str_of(source_label(f->reg, source_id(f->reg, STR("tax"))));
    need(items_figures(f->reg, &f->actor, &filter, &figures, &e), &e);
    assert_int_equal(
        figures.items[ITEM_DIVERGENCE][ITEM_OPEN] + figures.items[ITEM_UNDECLARED][ITEM_OPEN], 2);
    say(f, "vehicle", "B2", 0, "vehicle_count", NULL, false);
    say(f, "tax", "B7", 1, "wage_income", NULL, false);
    take_back(f, "tax", "B3", 1, "wage_income");
}

/* One item with its past, also once it is gone. */
static void test_one(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    _cleanup_(notes_done) struct notes n = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct item i;
    struct item_past past;
    say(f, "vehicle", "B4", 0, "vehicle_count", "1", false);
    verify(f, &n);
    int64_t id = n.last.item_id, found = now_seq(f);
    need(item_get(f->reg, &f->actor, STR("B4"), id, INT64_MAX, a, &i, &e), &e);
    assert_int_equal(item_version(&i), found);
    assert_int_equal(settle(f, "B4", id, ITEM_EXPLAINED, "借用", "", &e), 0);
    assert_int_equal(settle(f, "B4", id, ITEM_OPEN, "再查", "", &e), 0);
    need(item_get(f->reg, &f->actor, STR("B4"), id, INT64_MAX, a, &i, &e), &e);
    assert_int_equal(item_version(&i), now_seq(f));
    need(item_past(f->reg, &i, a, &past, &e), &e);
    assert_int_equal(past.n, 2);
    assert_int_equal(past.at[0].state, ITEM_EXPLAINED);
    assert_true(str_eqz(past.at[0].reason, "借用") && past.at[0].actor.len);
    take_back(f, "vehicle", "B4", 0, "vehicle_count");
    need(item_get(f->reg, &f->actor, STR("B4"), id, INT64_MAX, a, &i, &e), &e);
    assert_true(i.gone_seq == now_seq(f) && item_version(&i) == i.gone_seq);
    assert_int_equal(item_get(f->reg, &f->actor, STR("B4"), 99, INT64_MAX, a, &i, &e), E_NOT_FOUND);
}

/* Verifications as an actor of part of the county sees them. */
static void test_verifications(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct actor officer;
    struct verification_row v;
    struct verifications all, some;
    _cleanup_(notes_done) struct notes n = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    say(f, "vehicle", "B2", 0, "vehicle_count", "1", false);
    say(f, "vehicle", "B4", 0, "vehicle_count", "1", false);
    int64_t last = verify(f, &n).verification;
    need(verification_list(f->reg, &f->actor, 0, 0, a, &all, &e), &e);
    assert_true(all.n > 1 && all.at[0].verification == last);
    assert_int_equal(all.at[0].households, 9);
    assert_int_equal(all.at[0].items, 2);
    need(verification_list(f->reg, &f->actor, last, 1, a, &some, &e), &e);
    assert_int_equal(some.at[0].verification, last - 1);
    need(actor_of(&officer, 1, "village", "village", VILLAGE, &e), &e);
    need(verification_get(f->reg, &officer, last, a, &v, &e), &e);
    assert_int_equal(v.households, 7);
    assert_int_equal(v.items, 1);
    need(actor_of(&officer, 1, "village", "village", "440783001001", &e), &e);
    assert_int_equal(verification_get(f->reg, &officer, last, a, &v, &e), E_NOT_FOUND);
    assert_int_equal(verification_get(f->reg, &f->actor, 0, a, &v, &e), E_NOT_FOUND);
    say(f, "vehicle", "B2", 0, "vehicle_count", NULL, false);
    take_back(f, "vehicle", "B4", 0, "vehicle_count");
}

/* Results of visits given one by one. */
static void test_answers(void **state)
{
    struct fixture *f = *state;
    struct err e = {0};
    struct sample_entered done;
    struct sample s;
    int64_t sample;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct sample_options o = {.as_of = day("2018-06-30"), .size = 9, .everyone = true};
    need(sample_draw(f->reg, &f->actor, &o, &sample, &e), &e);
    const struct sample_answer right[] = {{STR("B2"), SAMPLE_CORRECT, STR("")},
                                          {STR("B3"), SAMPLE_UNREACHABLE, STR("外出")}};
    const struct sample_answer wrong[] = {{STR("B4"), SAMPLE_CORRECT, STR("")},
                                          {STR("B99"), SAMPLE_CORRECT, STR("")}};
    need(sample_answer(f->reg, &f->actor, sample, right, 2, &done, &e), &e);
    assert_int_equal(done.entered, 2);
    need(sample_answer(f->reg, &f->actor, sample, right, 2, &done, &e), &e);
    assert_int_equal(done.same, 2);
    assert_int_equal(sample_answer(f->reg, &f->actor, sample, wrong, 2, &done, &e), E_INVALID);
    assert_non_null(strstr(e.en, "household B99"));
    need(sample_get(f->reg, &f->actor, sample, INT64_MAX, a, &s, &e), &e);
    assert_int_equal(s.entered, 2);
}

/* What an import noted as implausible, until it is mended. */
static void test_implausible(void **state)
{
    struct fixture *f = *state;
    _cleanup_(notes_done) struct notes n = {0};
    need(fixture_import_text(f, ENTITY_HOUSEHOLD,
                             "household_no,division,dwelling_count,dwelling_grade\n"
                             "B3," VILLAGE ",1,none\n",
                             "2018-06-15", 0),
         &f->err);
    verify(f, &n);
    assert_string_equal(strbuf_z(&n.text), "B3/0 implausible 登记为无房，住房套数却大于零 open\n");
    need(fixture_import_text(f, ENTITY_HOUSEHOLD,
                             "household_no,division,dwelling_count,dwelling_grade\n"
                             "B3," VILLAGE ",1,a\n",
                             "2018-06-15", 0),
         &f->err);
    verify(f, &n);
    assert_string_equal(strbuf_z(&n.text), "");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_car),
        cmocka_unit_test(test_income),
        cmocka_unit_test(test_undeclared),
        cmocka_unit_test(test_least),
        cmocka_unit_test(test_own_effect),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_one),
        cmocka_unit_test(test_verifications),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_implausible),
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_households),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_settle),
        cmocka_unit_test(test_other_value),
        cmocka_unit_test(test_carry_over), /* looks at July: none may look at June after it */
    };
    village = argv[1];
    pack = argv[2];
    return cmocka_run_group_tests(tests, setup, teardown);
}
