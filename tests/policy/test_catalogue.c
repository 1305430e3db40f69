#include "catalogue.h"

#include "cleanup.h"
#include "lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena *arena;

static int setup(void **state)
{
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    arena_freep(&arena);
    return 0;
}

static struct catalogue *builtin(void)
{
    struct catalogue *c = NULL;
    struct err e = {0};
    if (catalogue_read(catalogue_builtin(), "catalogue.csv", arena, &c, &e) < 0)
        fail_msg("%s", e.en);
    return c;
}

static void test_builtin(void **state)
{
    struct catalogue *c = builtin();
    const struct attribute *t = catalogue_find(c, ENTITY_PERSON, STR("business_income"));
    assert_non_null(t);
    assert_ptr_equal(t, catalogue_find(c, ENTITY_PERSON, STR("经营净收入")));
    assert_int_equal(t->type, ATTR_MONEY);
    assert_int_equal(t->min, -99999999999900);
    assert_int_equal(t->absent, ABSENT_UNKNOWN);
    assert_int_equal(attribute_storage(t), 'i');
    assert_true(attribute_is_evidence(t));
    const struct fact_group *g = &c->groups[ENTITY_PERSON][t->group];
    assert_true(str_eqz(g->name, "income"));
    assert_true(str_eqz(g->table, "evidence_person_income"));
    assert_int_equal(g->attributes[t->bit], t->index);

    t = catalogue_find(c, ENTITY_PERSON, STR("household_no"));
    assert_false(t->key);
    assert_false(attribute_is_evidence(t));
    assert_int_equal(t->group, -1);
    assert_true(catalogue_find(c, ENTITY_HOUSEHOLD, STR("household_no"))->key);
    assert_true(catalogue_find(c, ENTITY_PERSON, STR("id_no"))->key);
    assert_null(catalogue_find(c, ENTITY_HOUSEHOLD, STR("id_no")));

    t = catalogue_find(c, ENTITY_HOUSEHOLD, STR("poverty_cause"));
    assert_int_equal(t->absent, ABSENT_VALUE);
    assert_int_equal(t->absent_value.s.len, 0);
    t = catalogue_find(c, ENTITY_PERSON, STR("disability_type"));
    assert_true(str_eqz(t->absent_value.s, "none"));
    t = catalogue_find(c, ENTITY_HOUSEHOLD, STR("prior_grace_until"));
    assert_int_equal(t->absent, ABSENT_EMPTY);
    assert_true(t->absent_value.none);
    t = catalogue_find(c, ENTITY_HOUSEHOLD, STR("residence"));
    assert_true(str_eqz(attribute_code(t, STR("农村"))->code, "rural"));
    assert_null(attribute_code(t, STR("village")));
}

static void test_every_group_is_complete(void **state)
{
    struct catalogue *c = builtin();
    for (int k = 0; k < N_ENTITIES; k++) {
        size_t members = 0, evidence = 0;
        for (size_t g = 0; g < c->n_groups[k]; g++) {
            members += c->groups[k][g].n;
            for (size_t i = 0; i < c->groups[k][g].n; i++)
                assert_int_equal(c->attributes[k][c->groups[k][g].attributes[i]].group, g);
        }
        for (size_t i = 0; i < c->n[k]; i++)
            evidence += attribute_is_evidence(&c->attributes[k][i]);
        assert_int_equal(members, evidence);
    }
}

static void test_added_line(void **state)
{
    struct strbuf text = {0};
    strbuf_adds(&text, catalogue_builtin());
    strbuf_addz(&text, "smoker,吸烟,person,health,boolean,,,unknown,\n"
                       "savings_club,互助社存款,household,club,money,元,,0,\n");
    struct catalogue *c = NULL;
    struct err e = {0};
    assert_int_equal(catalogue_read(strbuf_str(&text), "c", arena, &c, &e), 0);
    const struct attribute *t = catalogue_find(c, ENTITY_PERSON, STR("smoker"));
    assert_int_equal(t->bit, 1);
    assert_true(str_eqz(c->groups[ENTITY_PERSON][t->group].name, "health"));
    t = catalogue_find(c, ENTITY_HOUSEHOLD, STR("savings_club"));
    assert_int_equal(t->index, c->n[ENTITY_HOUSEHOLD] - 1);
    assert_int_equal(t->absent, ABSENT_VALUE);
    assert_int_equal(t->absent_value.i, 0);
    strbuf_done(&text);
}

#define HEADER "id,label,entity,group,type,unit,codes,absent,note,min\n"
static const struct {
    const char *csv, *where; /* where: what the message must name */
} broken[] = {
    {"id,label,entity,group,type,unit,codes,absent\n", "column note"},
    {HEADER "Bad,标,person,g,text,,,,,\n", "line 2, column id"},
    {HEADER "a,,person,g,text,,,,,\n", "line 2, column label"},
    {HEADER "a,标,people,g,text,,,,,\n", "line 2, column entity"},
    {HEADER "a,标,person,,text,,,,,\n", "line 2, column group"},
    {HEADER "a,标,person,g,float,,,,,\n", "line 2, column type"},
    {HEADER "a,标,person,g,code,,,unknown,,\n", "line 2, column codes"},
    {HEADER "a,标,person,g,text,,x=1,,,\n", "line 2, column codes"},
    {HEADER "a,标,person,g,code,,x=一;x=二,unknown,,\n", "line 2, column codes"},
    {HEADER "a,标,person,g,code,,x一,unknown,,\n", "line 2, column codes"},
    {HEADER "a,标,person,g,code,,x=一,y,,\n", "line 2, column absent"},
    {HEADER "a,标,person,g,money,,,1.234,,\n", "line 2, column absent"},
    {HEADER "a,标,person,g,boolean,,,no,,\n", "line 2, column absent"},
    {"id,label,entity,group,type,unit,codes,absent,note,fields\n"
     "a,标,person,g,text,,,,,secret\n",
     "line 2, column fields"},
    {HEADER "a,标,person,g,text,,,,,5\n", "line 2, column min"},
    {"id,label,entity,group,type,unit,codes,absent,note,max\n"
     "a,标,person,g,integer,,,,,four\n",
     "line 2, column max"},
    {HEADER "a,标,person,g,text,,,,,\n\na,签,person,g,text,,,,,\n", "line 4, column id"},
    {HEADER "a,标,person,g,text,,,,,\nb,标,person,g,text,,,,,\n", "line 3, column label"},
    {HEADER "a,标,household,g,id_no,,,,,\n", "line 2, column type"},
    {HEADER "a,标,person,g,text,,,,,\n", "household_no"},
    {"", "household_no"},
};

static void test_errors(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct catalogue *c = NULL;
        struct err e = {0};
        assert_true(catalogue_read(str_of(broken[i].csv), "c.csv", arena, &c, &e) < 0);
        assert_null(c);
        if (!strstr(e.en, broken[i].where) || !strstr(e.en, "c.csv") || !strstr(e.zh, "c.csv"))
            fail_msg("%zu: \"%s\" does not name %s", i, e.en, broken[i].where);
    }
}

static void check_print(enum entity entity, const char *id, struct fact v, const char *canonical,
                        const char *zh, const char *en)
{
    struct catalogue *c = builtin();
    const struct attribute *t = catalogue_find(c, entity, str_of(id));
    _cleanup_(strbuf_done) struct strbuf b = {0};
    fact_print(t, v, &b);
    assert_string_equal(strbuf_z(&b), canonical);
    strbuf_clear(&b);
    lang_set(LANG_ZH);
    fact_print_people(t, v, &b);
    assert_string_equal(strbuf_z(&b), zh);
    strbuf_clear(&b);
    lang_set(LANG_EN);
    fact_print_people(t, v, &b);
    assert_string_equal(strbuf_z(&b), en);
    lang_set(LANG_ZH);
}

static void test_print(void **state)
{
    check_print(ENTITY_HOUSEHOLD, "financial_assets", (struct fact){.known = true, .i = 80005},
                "800.05", "800.05 元", "800.05 yuan");
    check_print(ENTITY_HOUSEHOLD, "residence", (struct fact){.known = true, .s = STR("rural")},
                "rural", "农村", "rural");
    check_print(ENTITY_HOUSEHOLD, "residence", (struct fact){0}, "", "未知", "unknown");
    check_print(ENTITY_HOUSEHOLD, "willing", (struct fact){.known = true, .i = 1}, "true", "是",
                "yes");
    check_print(ENTITY_HOUSEHOLD, "poverty_cause",
                (struct fact){.known = true, .s = STR("disaster;illness")}, "disaster;illness",
                "因灾、因病", "disaster, illness");
    check_print(ENTITY_HOUSEHOLD, "prior_grace_until", (struct fact){.known = true, .none = true},
                "", "无", "none");
    check_print(ENTITY_PERSON, "birth_date", (struct fact){.known = true, .i = -1}, "1969-12-31",
                "1969-12-31", "1969-12-31");
}

static void test_fact_names(void **state)
{
    struct catalogue *c = builtin();
    _cleanup_(strbuf_done) struct strbuf b = {0};
    fact_name(c, FACT_HOUSEHOLD(2), &b);
    strbuf_addc(&b, ' ');
    fact_name(c, FACT_MEMBER(2, catalogue_find(c, ENTITY_PERSON, STR("wage_income"))->index), &b);
    assert_string_equal(strbuf_z(&b), "residence wage_income@M2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_builtin),    cmocka_unit_test(test_every_group_is_complete),
        cmocka_unit_test(test_added_line), cmocka_unit_test(test_errors),
        cmocka_unit_test(test_print),      cmocka_unit_test(test_fact_names),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
