/* Reading: parts of the country, single households, origins, names, and what others write. */
#include "fixture.h"

#include "actor_of.h"
#include "cleanup.h"
#include "date.h"
#include "facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static struct fixture f;

static void import(enum entity k, const char *text, const char *date)
{
    if (fixture_import_text(&f, k, text, date, 0) < 0)
        fail_msg("%s", f.err.en);
    assert_int_equal(f.result.rejected, 0);
}

static int make(void **state)
{
    char text[600], id[4][19];
    const char *const digits[] = {"19800102001", "19810102002", "19820102003", "20100102004"};
    for (int i = 0; i < 4; i++)
        number_of(digits[i], id[i]);
    fixture_make(&f);
    import(ENTITY_HOUSEHOLD,
           "household_no,division,residence\nA1,440783116248,rural\nA2,440783116,\n"
           "A3,440783117,\nB1,440784,urban\n",
           "2018-01-01");
    snprintf(text, sizeof text,
             "household_no,name,id_no,wage_income\nB1,丁一,%s,1\nA1,张三,%s,2\nA3,王五,%s,\n"
             "A1,小张,%s,3\n",
             id[0], id[1], id[2], id[3]);
    import(ENTITY_PERSON, text, "2018-01-01");
    snprintf(text, sizeof text, "household_no,name,id_no,wage_income\nA1,张三,%s,9\n", id[1]);
    import(ENTITY_PERSON, text, "2018-06-01");
    return 0;
}

static int unmake(void **state)
{
    fixture_free(&f);
    return 0;
}

/* Numbers and members of the households in a division: "A1:2 A2:0". */
static void list(const struct actor *actor, const char *division, struct strbuf *out)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    struct err e;
    int64_t n = 0, count = -1;
    int rc = scan_open(f.reg, actor, str_of(division), day("2018-06-30"), INT64_MAX, &s, &e);
    if (rc < 0) {
        strbuf_printf(out, "error %d", rc);
        return;
    }
    while ((rc = scan_next(s, &h, &e)) > 0) {
        strbuf_printf(out, n ? " " STR_FMT ":%zu" : STR_FMT ":%zu", STR_ARG(h.household_no),
                      h.n_members);
        n++;
    }
    assert_int_equal(rc, 0);
    assert_int_equal(scan_count(s, &count, &e), 0);
    assert_int_equal(count, n);
}

static void test_divisions(void **state)
{
    const struct {
        const char *scope, *division, *expected;
    } cases[] = {
        {"", "", "A1:2 A2:0 A3:1 B1:1"},
        {"", "44", "A1:2 A2:0 A3:1 B1:1"},
        {"", "440783", "A1:2 A2:0 A3:1"},
        {"", "440783000000", "A1:2 A2:0 A3:1"},
        {"", "440783116", "A1:2 A2:0"},
        {"", "440783116000", "A1:2 A2:0"},
        {"", "440783116248", "A1:2"},
        {"", "440783118", ""},
        {"", "440784", "B1:1"},
        {"", "11", ""},
        {"", "44078x", "error -7"},
        {"", "4407831162480", "error -7"},
        {"440783", "", "A1:2 A2:0 A3:1"},
        {"440783", "4407", "A1:2 A2:0 A3:1"},
        {"440783116", "440783", "A1:2 A2:0"},
        {"440783116", "440783116248", "A1:2"},
        {"440783116", "440784", "error -10"},
        {"440783116248", "", "A1:2"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(strbuf_done) struct strbuf actual = {0};
        struct actor a;
        struct err e;
        assert_int_equal(actor_of(&a, 5, "x", "town", cases[i].scope, &e), 0);
        list(&a, cases[i].division, &actual);
        if (strcmp(strbuf_z(&actual), cases[i].expected) != 0)
            fail_msg("scope %s, division %s: %s", cases[i].scope, cases[i].division,
                     strbuf_z(&actual));
    }
}

static void test_one(void **state)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    struct actor town;
    struct err e;
    int64_t n = 0;
    assert_int_equal(
        scan_open_one(f.reg, &f.actor, STR("A1"), day("2018-06-30"), INT64_MAX, &s, &e), 0);
    assert_int_equal(scan_count(s, &n, &e), 0);
    assert_int_equal(n, 1);
    assert_int_equal(scan_next(s, &h, &e), 1);
    assert_int_equal(h.n_members, 2);
    const struct catalogue *c = reg_catalogue(f.reg);
    int own = catalogue_find(c, ENTITY_HOUSEHOLD, STR("household_no"))->index;
    int theirs = catalogue_find(c, ENTITY_PERSON, STR("household_no"))->index;
    int id = catalogue_find(c, ENTITY_PERSON, STR("id_no"))->index;
    assert_true(h.facts[own].known && str_eqz(h.facts[own].s, "A1"));
    assert_true(h.members[1].facts[theirs].known && str_eqz(h.members[1].facts[theirs].s, "A1"));
    assert_false(h.members[0].facts[id].known);
    assert_int_equal(h.previous.standing, STANDING_NONE);
    assert_int_equal(scan_next(s, &h, &e), 0);
    assert_int_equal(scan_next(s, &h, &e), 0);
    scan_close(take(s));
    assert_int_equal(
        scan_open_one(f.reg, &f.actor, STR("A9"), day("2018-06-30"), INT64_MAX, &s, &e),
        E_NOT_FOUND);
    assert_int_equal(
        scan_open_one(f.reg, &f.actor, STR("A1"), day("2017-12-31"), INT64_MAX, &s, &e),
        E_NOT_FOUND);
    assert_int_equal(scan_open_one(f.reg, &f.actor, STR("A1"), day("2018-06-30"), 1, &s, &e),
                     E_NOT_FOUND);
    assert_int_equal(actor_of(&town, 5, "x", "town", "440783117", &e), 0);
    assert_int_equal(scan_open_one(f.reg, &town, STR("A1"), day("2018-06-30"), INT64_MAX, &s, &e),
                     E_NOT_FOUND);
    assert_int_equal(actor_of(&town, 5, "x", "administrator", "", &e), 0);
    assert_int_equal(scan_open_one(f.reg, &town, STR("A1"), day("2018-06-30"), INT64_MAX, &s, &e),
                     E_DENIED);
    assert_null(s);
    scan_close(NULL);
}

static uint32_t fact_number(unsigned member, const char *id)
{
    const struct attribute *t =
        catalogue_find(reg_catalogue(f.reg), member ? ENTITY_PERSON : ENTITY_HOUSEHOLD, str_of(id));
    assert_non_null(t);
    return member ? FACT_MEMBER(member, t->index) : FACT_HOUSEHOLD(t->index);
}

static void test_origin(void **state)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    struct fact_origin o;
    struct err e;
    bool found;
    assert_int_equal(
        scan_open_one(f.reg, &f.actor, STR("A1"), day("2018-06-30"), INT64_MAX, &s, &e), 0);
    assert_int_equal(scan_next(s, &h, &e), 1);
    assert_int_equal(scan_origin(s, fact_number(0, "residence"), &o, &found, &e), 0);
    assert_true(found);
    assert_true(str_eqz(o.source, "declaration"));
    assert_true(str_eqz(o.source_label, "申报"));
    assert_int_equal(o.valid_from, day("2018-01-01"));
    assert_true(str_eqz(o.delivery, "in.csv"));
    assert_true(o.recorded_at > 0);
    int64_t first = o.recorded_seq;
    assert_int_equal(scan_origin(s, fact_number(1, "wage_income"), &o, &found, &e), 0);
    assert_true(found);
    assert_int_equal(o.valid_from, day("2018-06-01"));
    assert_int_equal(o.recorded_seq, first + 2);
    assert_int_equal(scan_origin(s, fact_number(2, "wage_income"), &o, &found, &e), 0);
    assert_true(found);
    assert_int_equal(o.valid_from, day("2018-01-01"));
    assert_int_equal(scan_origin(s, fact_number(1, "health"), &o, &found, &e), 0);
    assert_false(found);
    assert_int_equal(scan_origin(s, fact_number(0, "household_no"), &o, &found, &e), 0);
    assert_false(found);
    assert_int_equal(scan_origin(s, FACT_MEMBER(3, 2), &o, &found, &e), E_NOT_FOUND);
    assert_int_equal(scan_origin(s, FACT_HOUSEHOLD(9999), &o, &found, &e), E_NOT_FOUND);
}

static void test_names(void **state)
{
    const struct {
        const char *role, *first, *second;
    } cases[] = {{"town", "张三", "小张"}, {"finance", "张*", "小*"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(scan_closep) struct scan *s = NULL;
        struct household_facts h;
        struct actor a;
        struct err e;
        struct str name;
        assert_int_equal(actor_of(&a, 5, "x", cases[i].role, "", &e), 0);
        assert_int_equal(scan_open_one(f.reg, &a, STR("A1"), day("2018-06-30"), INT64_MAX, &s, &e),
                         0);
        assert_int_equal(scan_next(s, &h, &e), 1);
        assert_int_equal(scan_member_name(s, 1, &name, &e), 0);
        assert_true(str_eqz(name, cases[i].first));
        assert_int_equal(scan_member_name(s, 2, &name, &e), 0);
        assert_true(str_eqz(name, cases[i].second));
        assert_int_equal(scan_member_name(s, 0, &name, &e), E_NOT_FOUND);
        assert_int_equal(scan_member_name(s, 3, &name, &e), E_NOT_FOUND);
    }
}

/* A scan keeps to what was known when it was opened, also while another connection commits. */
static void test_snapshot(void **state)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    _cleanup_(reg_closep) struct reg *reader = NULL;
    _cleanup_(strbuf_done) struct strbuf before = {0}, after = {0};
    struct household_facts h;
    struct err e;
    char text[200], id[19];
    number_of("19810102002", id);
    fixture_scan(&f, day("2018-12-31"), INT64_MAX, &before);
    assert_int_equal(reg_open(f.url, DB_READ, &reader, &e), 0);
    assert_int_equal(scan_open(reader, &f.actor, STR(""), day("2018-12-31"), INT64_MAX, &s, &e), 0);
    snprintf(text, sizeof text, "household_no,name,id_no,wage_income\nA1,张三,%s,77\n", id);
    import(ENTITY_PERSON, text, "2018-12-01");
    import(ENTITY_HOUSEHOLD, "household_no,division\nA2,440783117\nA7,440783\n", "2018-12-01");
    int n = 0;
    const struct attribute *wage =
        catalogue_find(reg_catalogue(reader), ENTITY_PERSON, STR("wage_income"));
    const struct attribute *division =
        catalogue_find(reg_catalogue(reader), ENTITY_HOUSEHOLD, STR("division"));
    while (scan_next(s, &h, &e) > 0) {
        n++;
        if (str_eqz(h.household_no, "A1"))
            assert_int_equal(h.members[0].facts[wage->index].i, 900);
        if (str_eqz(h.household_no, "A2"))
            assert_true(str_eqz(h.facts[division->index].s, "440783116000"));
    }
    assert_int_equal(n, 4);
    fixture_scan(&f, day("2018-12-31"), INT64_MAX, &after);
    assert_string_not_equal(strbuf_z(&before), strbuf_z(&after));
}

/* Members without end: an error that names the household, not a run without memory. */
static void test_limit(void **state)
{
    struct err e;
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    if (db_run(reg_db(f.reg), &e,
               "with recursive n(i) as (select 10 union all select i + 1 from n where i < 300)"
               " insert into membership(register_id, household_id, position, person_id, valid_from,"
               " recorded_seq) select 1, 3, i, 1, 0, 1 from n",
               "") < 0)
        fail_msg("%s", e.en);
    assert_int_equal(
        scan_open_one(f.reg, &f.actor, STR("A3"), day("2018-06-30"), INT64_MAX, &s, &e), 0);
    assert_int_equal(scan_next(s, &h, &e), E_LIMIT);
    assert_non_null(strstr(e.en, "A3"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_divisions), cmocka_unit_test(test_one),
        cmocka_unit_test(test_origin),    cmocka_unit_test(test_names),
        cmocka_unit_test(test_snapshot),  cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
