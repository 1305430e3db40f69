/* Households and people one by one, in lists and searches, and what people enter by hand; within
 * the scope of villages, towns and a county. */
#include "churn.h"
#include "fixture.h"

#include "actor_of.h"
#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "entry.h"
#include "household_list.h"
#include "mask.h"
#include "search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>
#include <stdlib.h>

static struct fixture f;
static struct arena *a;
static struct err e;
static char id[8][19];

static void ok(int rc)
{
    if (rc < 0)
        fail_msg("%s", e.en);
}

static void import(enum entity k, const char *text, const char *date)
{
    if (fixture_import_text(&f, k, text, date, 0) < 0)
        fail_msg("%s", f.err.en);
    assert_int_equal(f.result.rejected, 0);
}

/* A1, A2 in two villages of one town, A3 in another town, B1 in another county. */
static int make(void **state)
{
    char text[800];
    const char *const digits[] = {"19800102001", "19810102002", "19820102003", "20200102004",
                                  "19900102005", "19910102006", "20240102007", "19700102008"};
    for (int i = 0; i < 8; i++)
        number_of(digits[i], id[i]);
    fixture_make(&f);
    a = arena_new(0);
    import(ENTITY_HOUSEHOLD,
           "household_no,division,residence,address,financial_assets\n"
           "A1,440783116248,rural,红花村1号,100\nA2,440783116247,,,\nA3,440783117,,,\n"
           "B1,440784,urban,,\n",
           "2018-01-01");
    snprintf(text, sizeof text,
             "household_no,name,id_no,relation,wage_income,health\nB1,张三,%s,head,1,\n"
             "A1,张三,%s,head,2,chronic\nA3,王五,%s,head,,\nA1,张小三,%s,son,,healthy\n"
             "A2,李四,%s,head,,\n",
             id[0], id[1], id[2], id[3], id[4]);
    import(ENTITY_PERSON, text, "2020-06-01");
    return 0;
}

static int unmake(void **state)
{
    arena_free(a);
    fixture_free(&f);
    return 0;
}

static struct actor town(const char *scope)
{
    struct actor x;
    ok(actor_of(&x, 5, "x", "town", scope, &e));
    return x;
}

/* "A1 A2", or the error. */
static void list(const char *scope, struct household_query q, size_t most, struct strbuf *out)
{
    struct actor x = town(scope);
    struct household_lines page;
    size_t pages = 0;
    do {
        int rc = household_list(f.reg, &x, &q, most, a, &page, &e);
        if (rc < 0) {
            strbuf_printf(out, "error %d", rc);
            return;
        }
        assert_true(page.n <= most);
        for (size_t i = 0; i < page.n; i++)
            strbuf_printf(out, out->len ? " " STR_FMT ":%zu" : STR_FMT ":%zu",
                          STR_ARG(page.at[i].household_no), page.at[i].people);
        q.after = page.next;
    } while (page.next.len && ++pages < 20);
}

static void test_list(void **state)
{
    const struct {
        const char *scope, *division, *number;
        int64_t min, max;
        bool descending;
        const char *expected;
    } cases[] = {
        {"", "", "", -1, -1, false, "A2:1 A1:2 A3:1 B1:1"},
        {"", "", "", -1, -1, true, "B1:1 A3:1 A1:2 A2:1"},
        {"", "", "A", -1, -1, false, "A1:2 A2:1 A3:1"},
        {"", "", "A2", -1, -1, false, "A2:1"},
        {"", "", "A22", -1, -1, false, ""},
        {"", "", "", 2, -1, false, "A1:2"},
        {"", "", "", -1, 1, false, "A2:1 A3:1 B1:1"},
        {"", "440783", "", -1, -1, false, "A2:1 A1:2 A3:1"},
        {"440783116", "", "", -1, -1, false, "A2:1 A1:2"},
        {"440783116", "440783", "", -1, -1, true, "A1:2 A2:1"},
        {"440783116", "", "A", -1, -1, false, "A1:2 A2:1"},
        {"440783116", "440783116248", "", -1, -1, false, "A1:2"},
        {"440783116", "440783117", "", -1, -1, false, "error -10"},
        {"440783116248", "", "A", -1, -1, false, "A1:2"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        for (size_t most = 1; most < 6; most++) {
            _cleanup_(strbuf_done) struct strbuf actual = {0};
            struct household_query q = {.division = str_of(cases[i].division),
                                        .number = str_of(cases[i].number),
                                        .people_min = cases[i].min,
                                        .people_max = cases[i].max,
                                        .descending = cases[i].descending};
            list(cases[i].scope, q, most, &actual);
            if (strcmp(strbuf_z(&actual), cases[i].expected) != 0)
                fail_msg("case %zu, %zu a page: %s", i, most, strbuf_z(&actual));
        }
    struct actor x = town("440783116");
    struct household_query bad = {.after = STR("x")};
    struct household_lines page;
    int64_t n;
    bool exact;
    assert_int_equal(household_list(f.reg, &x, &bad, 5, a, &page, &e), E_USAGE);
    ok(household_count(f.reg, &x, (struct str){0}, &n, &exact, &e));
    assert_true(exact);
    assert_int_equal(n, 2);
    assert_int_equal(household_count(f.reg, &x, STR("440784"), &n, &exact, &e), E_DENIED);
    ok(actor_of(&x, 5, "x", "administrator", "", &e));
    assert_int_equal(household_count(f.reg, &x, (struct str){0}, &n, &exact, &e), E_DENIED);
}

static void search(const struct actor *x, const char *text, struct strbuf *out)
{
    struct found found;
    ok(register_search(f.reg, x, str_of(text), 2, a, &found, &e));
    for (size_t i = 0; i < found.households.n; i++)
        strbuf_printf(out, STR_FMT " ", STR_ARG(found.households.at[i].household_no));
    for (size_t i = 0; i < found.people.n; i++)
        strbuf_printf(out, STR_FMT "@" STR_FMT " ", STR_ARG(found.people.at[i].name.s),
                      STR_ARG(found.people.at[i].household_no));
    for (size_t i = 0; i < found.divisions.n; i++)
        strbuf_printf(out, STR_FMT " ", STR_ARG(found.divisions.at[i].name));
    strbuf_addz(out, found.people.more || found.households.more || found.divisions.more ? "+" : "");
}

static void test_search(void **state)
{
    const struct {
        const char *role, *scope, *text, *expected;
    } cases[] = {
        {"county", "", "张三", "张三@A1 张三@B1 "},
        {"county", "", "A", "A1 A2 +"},
        {"county", "440783", "张", "张三@A1 张小三@A1 "},
        {"town", "440783116", " 张三", "张三@A1 "},
        {"department", "440783116", "张", "张三@A1 "}, /* without minors */
        {"village", "440783116247", "张", ""},
        {"village", "440783116247", "A", "A2 "},
        {"village", "440783116247", "李", "李四@A2 "},
        {"county", "440784", "A1", ""},
        {"county", "440783", "赤水", "赤水镇 赤水墟社区居委会 "},
        {"county", "440783", "", ""},
        /* by initials: within registers, across them; minors and places as by names */
        {"county", "", "zs", "张三@A1 张三@B1 "},
        {"county", "", "Z", "张三@A1 张小三@A1 +"},
        {"county", "440783", "zXs", "张小三@A1 "},
        {"department", "440783", "zxs", ""},
        {"village", "440783116247", "zs", ""},
        {"village", "440783116247", "l", "李四@A2 "},
        {"county", "440784", "ls", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(strbuf_done) struct strbuf actual = {0};
        struct actor x;
        ok(actor_of(&x, 5, "x", cases[i].role, cases[i].scope, &e));
        search(&x, cases[i].text, &actual);
        if (strcmp(strbuf_z(&actual), cases[i].expected) != 0)
            fail_msg("case %zu: %s", i, strbuf_z(&actual));
    }
    /* by the whole number, in scope alone */
    _cleanup_(strbuf_done) struct strbuf found = {0};
    struct actor inside = town("440783116248"), outside = town("440783117");
    search(&inside, id[1], &found);
    search(&outside, id[1], &found);
    assert_string_equal(strbuf_z(&found), "张三@A1 ");
}

static int read_household(const struct actor *x, const char *no, int64_t seq,
                          struct household_told *ret)
{
    return household_read(f.reg, x, str_of(no), clock_today(), seq, a, ret, &e);
}

static const struct fact_told *fact_of(enum entity k, const struct fact_told *facts,
                                       const char *name)
{
    return &facts[catalogue_find(reg_catalogue(f.reg), k, str_of(name))->index];
}

static void test_read(void **state)
{
    struct actor x = town("440783116");
    struct household_told h;
    struct person_told p;
    char no[PERSON_NO_BYTES];
    ok(read_household(&x, "A1", INT64_MAX, &h));
    assert_int_equal(h.n_members, 2);
    const struct fact_told *assets = fact_of(ENTITY_HOUSEHOLD, h.facts, "financial_assets");
    assert_int_equal(assets->value.i, 10000);
    assert_true(str_eqz(assets->origin->source, "declaration"));
    assert_int_equal(assets->origin->valid_from, day("2018-01-01"));
    assert_true(assets->origin->recorded_at > 0);
    assert_null(fact_of(ENTITY_HOUSEHOLD, h.facts, "vehicle_count")->origin);
    const struct member_told *m = &h.members[0];
    assert_int_equal(fact_of(ENTITY_PERSON, m->facts, "wage_income")->value.i, 200);
    assert_int_equal(m->stay.from, day("2020-06-01"));
    person_no(h.register_id, m->stay.person_id, no);
    ok(person_read(f.reg, &x, str_of(no), clock_today(), INT64_MAX, a, &p, &e));
    assert_int_equal(p.stays.n, 1);
    assert_true(str_eqz(p.in->household_no, "A1"));
    assert_int_equal(fact_of(ENTITY_PERSON, p.facts, "wage_income")->value.i, 200);
    /* before, and as was known before */
    ok(household_read(f.reg, &x, STR("A1"), day("2019-01-01"), INT64_MAX, a, &h, &e));
    assert_int_equal(h.n_members, 0);
    assert_int_equal(read_household(&x, "A1", 1, &h), E_NOT_FOUND);
    /* neighbours see neither, with the words for what isn't there */
    const char *const others[] = {"440783117", "440784", "440783116247"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct actor y = town(others[i]);
        assert_int_equal(read_household(&y, "A1", INT64_MAX, &h), E_NOT_FOUND);
        struct err there = e;
        assert_int_equal(read_household(&y, "Z9", INT64_MAX, &h), E_NOT_FOUND);
        assert_int_equal(strlen(there.zh), strlen(e.zh));
        assert_int_equal(person_read(f.reg, &y, str_of(no), clock_today(), INT64_MAX, a, &p, &e),
                         E_NOT_FOUND);
    }
    const char *const no_numbers[] = {"", "1", "1-", "-1", "1-99999", "1-1x", "01-1", "1-1-1"};
    for (size_t i = 0; i < ARRAY_LEN(no_numbers); i++)
        assert_int_equal(person_read(f.reg, &f.actor, str_of(no_numbers[i]), clock_today(),
                                     INT64_MAX, a, &p, &e),
                         E_NOT_FOUND);
}

static void test_mask(void **state)
{
    /* role, what is opened, attribute, minor: sight */
    const struct {
        const char *role;
        uint32_t opened;
        enum entity k;
        const char *attribute;
        bool minor;
        enum sight sight;
        const char *text;
    } cases[] = {
        {"county", 0, ENTITY_PERSON, "name", false, SIGHT_CLEAR, ""},
        {"county", 0, ENTITY_PERSON, "name", true, SIGHT_MASKED, "张**"},
        {"county", FIELD_MINOR, ENTITY_PERSON, "name", true, SIGHT_CLEAR, ""},
        {"county", 0, ENTITY_PERSON, "health", false, SIGHT_MASKED, ""},
        {"county", FIELD_HEALTH, ENTITY_PERSON, "health", false, SIGHT_CLEAR, ""},
        {"finance", FIELD_HEALTH, ENTITY_PERSON, "health", false, SIGHT_WITHHELD, ""},
        {"finance", 0, ENTITY_PERSON, "wage_income", false, SIGHT_CLEAR, ""},
        {"finance", 0, ENTITY_PERSON, "wage_income", true, SIGHT_WITHHELD, ""},
        {"finance", 0, ENTITY_PERSON, "name", true, SIGHT_WITHHELD, ""},
        {"department", 0, ENTITY_PERSON, "wage_income", false, SIGHT_WITHHELD, ""},
        {"county", 0, ENTITY_HOUSEHOLD, "address", false, SIGHT_MASKED, ""},
        {"county", 0, ENTITY_HOUSEHOLD, "financial_assets", false, SIGHT_CLEAR, ""},
        {"department", 0, ENTITY_HOUSEHOLD, "vehicle_count", false, SIGHT_WITHHELD, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct actor x;
        struct shown s;
        ok(actor_of(&x, 5, "x", cases[i].role, "", &e));
        struct lens lens = {&x, cases[i].opened, clock_today()};
        ok(mask_fact(&lens,
                     catalogue_find(reg_catalogue(f.reg), cases[i].k, str_of(cases[i].attribute)),
                     (struct fact){.known = true, .s = STR("张小三")}, cases[i].minor, a, &s, &e));
        if (s.sight != cases[i].sight || !str_eqz(s.text, cases[i].text) ||
            s.value.known != (s.sight == SIGHT_CLEAR))
            fail_msg("case %zu: sight %d, " STR_FMT, i, s.sight, STR_ARG(s.text));
    }
    struct actor county, village;
    struct household_told h;
    struct shown s;
    ok(actor_of(&county, 5, "x", "county", "", &e));
    ok(actor_of(&village, 5, "x", "village", "440783116248", &e));
    ok(read_household(&county, "A1", INT64_MAX, &h));
    int64_t person = h.members[0].stay.person_id;
    struct lens lens = {&county, 0, clock_today()};
    ok(mask_number(f.reg, &lens, h.register_id, person, false, a, &s, &e));
    assert_int_equal(s.sight, SIGHT_MASKED);
    assert_false(s.value.known);
    assert_true(str_ends(s.text, str_of(id[1] + 14)));
    assert_null(memmem(s.text.data, s.text.len, "1981", 4));
    lens.opened = FIELD_IDENTITY_NUMBER;
    ok(mask_number(f.reg, &lens, h.register_id, person, false, a, &s, &e));
    assert_true(str_eqz(s.value.s, id[1]));
    lens.actor = &village;
    ok(mask_number(f.reg, &lens, h.register_id, person, false, a, &s, &e));
    assert_int_equal(s.sight, SIGHT_WITHHELD);
    assert_false(s.value.known || s.text.len);
    assert_true(mask_is_minor((struct fact){0}, clock_today()));
}

static struct entry_notes faults; /* of the last enter */

static int enter(const struct actor *x, const char *on, const struct entry_step *steps, size_t n,
                 struct entry_result *ret)
{
    struct entry entry = {"test", STR("户主申请"), STR("文号1"), day(on), steps, n};
    struct entry_result result;
    faults = (struct entry_notes){.a = a};
    ok(db_begin(reg_db(f.reg), true, &e));
    int rc = entry_run(f.reg, x, &entry, &faults, ret ? ret : &result, &e);
    if (rc >= 0)
        ok(db_commit(reg_db(f.reg), &e));
    else
        db_rollback(reg_db(f.reg));
    return rc;
}

/* "张三 张小三" of a household today. */
static void members(const char *no, struct strbuf *out)
{
    struct household_told h;
    ok(read_household(&f.actor, no, INT64_MAX, &h));
    for (size_t i = 0; i < h.n_members; i++)
        strbuf_printf(out, i ? " " STR_FMT : STR_FMT,
                      STR_ARG(fact_of(ENTITY_PERSON, h.members[i].facts, "name")->value.s));
    strbuf_addz(out, ";");
}

static const char *person(const char *household, size_t i, char ret[PERSON_NO_BYTES])
{
    struct household_told h;
    ok(read_household(&f.actor, household, INT64_MAX, &h));
    assert_true(i < h.n_members);
    person_no(h.register_id, h.members[i].stay.person_id, ret);
    return ret;
}

static int64_t version(const char *household)
{
    struct household_told h;
    ok(read_household(&f.actor, household, INT64_MAX, &h));
    return h.version;
}

#define VALUES(...)                                                                                \
    (const struct entry_value[]){__VA_ARGS__},                                                     \
        sizeof((const struct entry_value[]){__VA_ARGS__}) / sizeof(struct entry_value)
#define V(attribute, value)                                                                        \
    {                                                                                              \
        {attribute, sizeof(attribute) - 1}, str_of(value)                                          \
    }

static void test_entry(void **state)
{
    struct actor x = town("440783116"), neighbour = town("440783117"), finance;
    char one[PERSON_NO_BYTES], other[PERSON_NO_BYTES];
    struct entry_result result;
    _cleanup_(strbuf_done) struct strbuf actual = {0};
    int64_t before = version("A1");

    /* a birth */
    struct entry_step birth = {
        ENTRY_JOIN,
        STR("A1"),
        {0},
        VALUES(V("id_no", id[6]), V("name", "张新生"), V("relation", "son"))};
    ok(enter(&x, "2024-01-02", &birth, 1, &result));
    assert_true(version("A1") > before);
    assert_int_equal(version("A1"), result.seq);
    members("A1", &actual);
    assert_string_equal(strbuf_z(&actual), "张三 张小三 张新生;");

    /* what isn't right: all of it is named, in both languages, nothing is written */
    before = version("A1");
    char wrong[19];
    memcpy(wrong, id[7], sizeof wrong);
    wrong[17] = wrong[17] == '0' ? '1' : '0';
    struct entry_step bad = {
        ENTRY_JOIN, STR("A1"), {0}, VALUES(V("id_no", wrong), V("relation", "cousin"))};
    assert_int_equal(enter(&x, "2024-01-02", &bad, 1, NULL), E_INVALID);
    assert_non_null(strstr(e.zh, "校验位"));
    assert_non_null(strstr(e.zh, "不在代码表中"));
    assert_non_null(strstr(e.zh, "姓名：此项不能为空"));
    assert_non_null(strstr(e.en, "check character"));
    assert_non_null(strstr(e.en, "relation: not among"));
    assert_null(strstr(e.zh, wrong));
    assert_int_equal(version("A1"), before);

    /* somebody who is elsewhere; the household is named only inside of the scope */
    struct entry_step doubled = {
        ENTRY_JOIN, STR("A2"), {0}, VALUES(V("id_no", id[1]), V("name", "张三"))};
    assert_int_equal(enter(&x, "2024-01-02", &doubled, 1, NULL), E_INVALID);
    assert_non_null(strstr(e.zh, "已在户 A1 登记"));
    struct entry_step far = {
        ENTRY_JOIN, STR("A2"), {0}, VALUES(V("id_no", id[2]), V("name", "王五"))};
    assert_int_equal(enter(&x, "2024-01-02", &far, 1, NULL), E_INVALID);
    assert_non_null(strstr(e.zh, "管辖范围以外"));
    assert_null(strstr(e.zh, "A3"));

    /* nobody enters in households or of people outside of the scope, without reason or right */
    assert_int_equal(enter(&neighbour, "2024-01-02", &birth, 1, NULL), E_NOT_FOUND);
    struct entry_step away = {ENTRY_LEAVE, {0}, str_of(person("A1", 2, one)), NULL, 0};
    assert_int_equal(enter(&neighbour, "2024-02-02", &away, 1, NULL), E_NOT_FOUND);
    struct entry_step steal = {ENTRY_MOVE, STR("A3"), str_of(one), NULL, 0};
    assert_int_equal(enter(&neighbour, "2024-02-02", &steal, 1, NULL), E_NOT_FOUND);
    assert_int_equal(enter(&x, "2024-02-02", &steal, 1, NULL), E_NOT_FOUND);
    ok(actor_of(&finance, 5, "x", "finance", "", &e));
    assert_int_equal(enter(&finance, "2024-02-02", &away, 1, NULL), E_DENIED);

    /* a death; a move; a split into a new household */
    ok(enter(&x, "2024-02-02", &away, 1, NULL));
    assert_int_equal(enter(&x, "2024-02-02", &away, 1, NULL), E_CONFLICT);
    struct entry_step move = {ENTRY_MOVE, STR("A2"), str_of(person("A1", 1, other)),
                              VALUES(V("relation", "other"))};
    ok(enter(&x, "2024-03-01", &move, 1, NULL));
    strbuf_clear(&actual);
    members("A1", &actual);
    members("A2", &actual);
    assert_string_equal(strbuf_z(&actual), "张三;李四 张小三;");
    struct entry_step split[] = {
        {ENTRY_HOUSEHOLD, STR("A9"), {0}, VALUES(V("division", "440783116249"))},
        {ENTRY_MOVE, STR("A9"), str_of(other), VALUES(V("relation", "head"))},
    };
    ok(enter(&x, "2024-04-01", split, 2, NULL));
    strbuf_clear(&actual);
    members("A2", &actual);
    members("A9", &actual);
    assert_string_equal(strbuf_z(&actual), "李四;张小三;");
    assert_int_equal(enter(&x, "2024-04-01", split, 2, NULL), E_EXISTS);
    struct entry_step outside = {
        ENTRY_HOUSEHOLD, STR("C1"), {0}, VALUES(V("division", "440783117001"))};
    assert_int_equal(enter(&x, "2024-04-01", &outside, 1, NULL), E_INVALID);

    /* she was in three households, of which the neighbour would see none */
    struct person_told p;
    ok(person_read(f.reg, &x, str_of(other), clock_today(), INT64_MAX, a, &p, &e));
    assert_int_equal(p.stays.n, 3);
    assert_true(str_eqz(p.in->household_no, "A9"));
    fixture_check(&f);
}

/* "A1:2 张三": who a list says is there, and heads. */
static void heads(struct strbuf *out)
{
    struct household_query q = {.people_min = -1, .people_max = -1};
    struct household_lines page;
    ok(household_list(f.reg, &f.actor, &q, 20, a, &page, &e));
    for (size_t i = 0; i < page.n; i++)
        strbuf_printf(out, "%s" STR_FMT ":%zu " STR_FMT "%s", i ? ", " : "",
                      STR_ARG(page.at[i].household_no), page.at[i].people,
                      STR_ARG(page.at[i].head_name.s), page.at[i].head_birth.known ? "" : "?");
}

/* Lists tell of today, whatever was said of later days. */
static void test_heads(void **state)
{
    static const char later[] = "2090-01-01";
    struct actor x = town("440783");
    char no[PERSON_NO_BYTES];
    _cleanup_(strbuf_done) struct strbuf before = {0}, now = {0}, after = {0};
    heads(&before);
    assert_string_equal(strbuf_z(&before), "A2:1 李四, A1:2 张三, A3:1 王五, B1:1 张三");
    struct entry_step steps[] = {
        {ENTRY_LEAVE, {0}, str_dup(a, str_of(person("A1", 0, no))), NULL, 0},
        {ENTRY_FACTS, {0}, str_dup(a, str_of(person("A1", 1, no))), VALUES(V("relation", "head"))},
        {ENTRY_MOVE, STR("A3"), str_dup(a, str_of(person("A2", 0, no))),
         VALUES(V("relation", "other"))},
        {ENTRY_JOIN,
         STR("A2"),
         {0},
         VALUES(V("id_no", id[5]), V("name", "赵六"), V("relation", "head"))},
    };
    ok(enter(&x, later, steps, ARRAY_LEN(steps), NULL));
    heads(&now);
    assert_string_equal(strbuf_z(&now), strbuf_z(&before));

    /* without a head the first, of two heads the last; nobody at all */
    struct entry_step today[] = {
        {ENTRY_FACTS, {0}, str_dup(a, str_of(person("A3", 0, no))), VALUES(V("relation", "other"))},
        {ENTRY_JOIN,
         STR("A3"),
         {0},
         VALUES(V("id_no", id[7]), V("name", "钱七"), V("relation", "spouse"))},
        {ENTRY_LEAVE, {0}, str_dup(a, str_of(person("A2", 0, no))), NULL, 0},
        {ENTRY_JOIN,
         STR("A1"),
         {0},
         VALUES(V("id_no", id[6]), V("name", "孙八"), V("relation", "head"))},
    };
    ok(enter(&x, "2024-01-02", today, ARRAY_LEN(today), NULL));
    heads(&after);
    assert_string_equal(strbuf_z(&after), "A2:0 ?, A1:3 孙八, A3:2 王五, B1:1 张三");
    fixture_check(&f);
}

static void test_facts(void **state)
{
    struct actor x = town("440783116");
    struct household_told h;
    struct history page;
    struct entry_step facts = {ENTRY_FACTS,
                               STR("A1"),
                               {0},
                               VALUES(V("financial_assets", "2500.50"), V("vehicle_count", "1"))};
    ok(enter(&x, "2024-05-01", &facts, 1, NULL));
    ok(read_household(&x, "A1", INT64_MAX, &h));
    assert_int_equal(fact_of(ENTITY_HOUSEHOLD, h.facts, "financial_assets")->value.i, 250050);
    /* the division that wasn't given is what it was */
    assert_true(str_eqz(h.division, "440783116248"));
    int64_t then = h.seq;

    char no[PERSON_NO_BYTES];
    struct entry_step of_person = {ENTRY_FACTS,
                                   {0},
                                   str_of(person("A1", 0, no)),
                                   VALUES(V("wage_income", "77"), V("health", "-"))};
    ok(enter(&x, "2024-05-01", &of_person, 1, NULL));
    struct entry_step refused = {ENTRY_FACTS, {0}, str_of(no), VALUES(V("wage_income", "-5"))};
    assert_int_equal(enter(&x, "2024-05-01", &refused, 1, NULL), E_INVALID);
    struct entry_step unknown = {ENTRY_FACTS, {0}, str_of(no), VALUES(V("shoe_size", "5"))};
    assert_int_equal(enter(&x, "2024-05-01", &unknown, 1, NULL), E_INVALID);
    /* numbers stay, and what follows from them */
    struct entry_step number = {ENTRY_FACTS, {0}, str_of(no), VALUES(V("id_no", id[7]))};
    assert_int_equal(enter(&x, "2024-05-01", &number, 1, NULL), E_INVALID);
    struct entry_step birth = {ENTRY_FACTS, {0}, str_of(no), VALUES(V("birth_date", "1999-01-01"))};
    assert_int_equal(enter(&x, "2024-05-01", &birth, 1, NULL), E_INVALID);
    assert_non_null(strstr(e.zh, "出生日期与公民身份号码不符"));
    assert_int_equal(enter(&x, "2024-05-01", NULL, 0, NULL), E_CONFLICT);
    ok(read_household(&x, "A1", INT64_MAX, &h));
    assert_int_equal(fact_of(ENTITY_PERSON, h.members[0].facts, "wage_income")->value.i, 7700);
    assert_false(fact_of(ENTITY_PERSON, h.members[0].facts, "health")->value.known);
    ok(read_household(&x, "A1", then, &h));
    assert_int_equal(fact_of(ENTITY_PERSON, h.members[0].facts, "wage_income")->value.i, 200);

    /* a correction outranks, and is taken back */
    struct entry_step right = {ENTRY_FACTS, {0}, str_of(no), VALUES(V("wage_income", "88"))};
    struct entry entry = {"correct", STR("入户核实"), STR("文号2"), day("2024-06-01"), &right, 1};
    struct entry_result result;
    ok(db_begin(reg_db(f.reg), true, &e));
    faults = (struct entry_notes){.a = a};
    ok(entry_correct(f.reg, &x, &entry, &faults, &result, &e));
    ok(db_commit(reg_db(f.reg), &e));
    ok(read_household(&x, "A1", INT64_MAX, &h));
    const struct fact_told *wage = fact_of(ENTITY_PERSON, h.members[0].facts, "wage_income");
    assert_int_equal(wage->value.i, 8800);
    assert_true(str_eqz(wage->origin->source, "correction"));
    assert_int_equal(h.version, result.seq);

    /* all of it is in the history, page by page */
    struct subject_key k = {ENTITY_PERSON, h.register_id, h.members[0].stay.person_id};
    size_t n = 0, all;
    ok(subject_history(f.reg, k, (struct str){0}, 100, a, &page, &e));
    all = page.n;
    assert_true(all >= 4 && !page.next.len);
    assert_true(str_eqz(page.at[0].source, "correction"));
    assert_true(str_eqz(page.at[0].why, "入户核实; 文号2"));
    assert_int_equal(page.at[0].superseded_at, 0);
    struct str after = {0};
    do {
        ok(subject_history(f.reg, k, after, 1, a, &page, &e));
        n += page.n;
        after = page.next;
    } while (after.len);
    assert_int_equal(n, all);
    fixture_check(&f);
}

static void found_by(const char *text, const char *expected)
{
    _cleanup_(strbuf_done) struct strbuf found = {0};
    struct actor x = town("440783116");
    search(&x, text, &found);
    assert_string_equal(strbuf_z(&found), expected);
}

/* Whose name is corrected is found by the new one's initials, all of them, and the old ones' are
 * gone. */
static void test_initials(void **state)
{
    char text[200];
    found_by("ls", "李四@A2 ");
    snprintf(text, sizeof text, "household_no,name,id_no,relation\nA2,单曾,%s,head\n", id[4]);
    import(ENTITY_PERSON, text, "2020-07-01");
    found_by("ls", "");
    const char *const all[] = {"dc", "dz", "cc", "sz", "s"};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        found_by(all[i], "单曾@A2 ");
    found_by("dx", "");
    assert_int_equal(number(&f, "select count(*) from person_initials i where person_id ="
                                " (select person_id from person_now p where name = '单曾')"),
                     6);
    fixture_check(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),     cmocka_unit_test(test_search),
        cmocka_unit_test(test_read),     cmocka_unit_test(test_mask),
        cmocka_unit_test(test_entry),    cmocka_unit_test(test_facts),
        cmocka_unit_test(test_initials),
    };
    const struct CMUnitTest afresh[] = {cmocka_unit_test(test_heads)};
    int failed = cmocka_run_group_tests(tests, make, unmake);
    return failed + cmocka_run_group_tests(afresh, make, unmake);
}
