#include "fixture.h"

#include "date.h"
#include "evaluate.h"

static struct arena *arena;
static struct catalogue *catalogue;
static struct pack *pack;

static int setup(void **state)
{
    arena = arena_new(0);
    catalogue = fixture_catalogue(arena);
    pack = fixture_pack(arena, "policies/jiangmen");
    return 0;
}

static int teardown(void **state)
{
    pack_freep(&pack);
    arena_freep(&arena);
    return 0;
}

static int32_t day(const char *s)
{
    int32_t d = 0;
    assert_true(date_parse(str_of(s), &d));
    return d;
}

/* A household of up to four adults who are well, able to work and earn nothing. */
struct house {
    struct fact household[64], person[4][64];
    struct member_facts members[4];
    struct household_facts facts;
};

static int attr(enum entity entity, const char *id)
{
    const struct attribute *t = catalogue_find(catalogue, entity, str_of(id));
    if (!t)
        fail_msg("no attribute %s", id);
    return t->index;
}

static void set_int(struct fact *facts, enum entity entity, const char *id, int64_t v)
{
    facts[attr(entity, id)] = (struct fact){.known = true, .i = v};
}

static void set_text(struct fact *facts, enum entity entity, const char *id, const char *v)
{
    facts[attr(entity, id)] = (struct fact){.known = true, .s = str_of(v)};
}

#define H(house, id, v) set_int((house)->household, ENTITY_HOUSEHOLD, id, v)
#define HT(house, id, v) set_text((house)->household, ENTITY_HOUSEHOLD, id, v)
#define P(house, m, id, v) set_int((house)->person[(m)-1], ENTITY_PERSON, id, v)
#define PT(house, m, id, v) set_text((house)->person[(m)-1], ENTITY_PERSON, id, v)
#define FORGET(house, m, id) (house)->person[(m)-1][attr(ENTITY_PERSON, id)].known = false

static void house_new(struct house *k, size_t n)
{
    static const char *const money[] = {"wage_income", "business_income", "property_income",
                                        "transfer_income", "basic_pension"};
    *k = (struct house){.facts = {.register_id = 1,
                                  .household_id = 7,
                                  .household_no = STR("H7"),
                                  .facts = k->household,
                                  .n_members = n,
                                  .members = k->members,
                                  .previous = {.grace_until = DATE_NONE}}};
    HT(k, "division", "440783116000");
    HT(k, "residence", "rural");
    H(k, "dwelling_count", 1);
    HT(k, "dwelling_grade", "a");
    H(k, "vehicle_count", 0);
    H(k, "financial_assets", 0);
    H(k, "business_registered", 0);
    H(k, "medical_expense", 0);
    HT(k, "poverty_cause", "");
    H(k, "willing", 1);
    for (int m = 1; m <= (int)n; m++) {
        k->members[m - 1].facts = k->person[m - 1];
        for (size_t i = 0; i < ARRAY_LEN(money); i++)
            P(k, m, money[i], 0);
        P(k, m, "birth_date", day("1980-01-01"));
        PT(k, m, "disability_type", "none");
        P(k, m, "disability_grade", 0);
        PT(k, m, "health", "healthy");
        PT(k, m, "schooling", "none");
        PT(k, m, "labour_capacity", "ordinary");
        P(k, m, "employed", 1);
        P(k, m, "work_willing", 1);
        P(k, m, "has_supporter", 1);
        P(k, m, "insured", 1);
        P(k, m, "single_applicant", 0);
    }
}

static struct evaluator *evaluator_for(const struct pack *p, const char *date)
{
    struct evaluator *v = NULL;
    struct err e = {0};
    if (evaluator_new(p, day(date), &v, &e) < 0)
        fail_msg("%s", e.en);
    return v;
}

static const struct outcome *run(struct evaluator *v, const struct house *k)
{
    const struct outcome *o = NULL;
    struct err e = {0};
    if (evaluate(v, &k->facts, &o, &e) < 0)
        fail_msg("%s", e.en);
    return o;
}

static void assert_money(const struct outcome *o, enum output_id id, int64_t fen)
{
    if (o->failed)
        fail_msg("failed: %s", o->failure.en);
    if (o->out[id].state != OUTPUT_KNOWN || o->out[id].i != fen)
        fail_msg("%s: state %d, %lld", output_name(id), o->out[id].state, (long long)o->out[id].i);
}

static void assert_code(const struct outcome *o, enum output_id id, const char *code)
{
    if (o->failed)
        fail_msg("failed: %s", o->failure.en);
    if (o->out[id].state != OUTPUT_KNOWN || !str_eqz(o->out[id].s, code))
        fail_msg("%s: state %d, " STR_FMT, output_name(id), o->out[id].state,
                 STR_ARG(o->out[id].s));
}

static void assert_unknown(const struct outcome *o, enum output_id id, const char *names)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    assert_int_equal(o->out[id].state, OUTPUT_UNKNOWN);
    for (size_t i = 0; i < o->out[id].n_facts; i++) {
        if (i) {
            assert_true(o->out[id].facts[i] > o->out[id].facts[i - 1]);
            strbuf_addc(&b, ' ');
        }
        fact_name(catalogue, o->out[id].facts[i], &b);
    }
    assert_string_equal(strbuf_z(&b), names);
}

static void test_known(void **state)
{
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(pack, "2018-06-30");
    struct house k;
    house_new(&k, 3);
    P(&k, 1, "wage_income", 1800000);
    const struct outcome *o = run(v, &k);
    assert_money(o, OUTPUT_ANNUAL_INCOME, 1800000);
    assert_money(o, OUTPUT_MONTHLY_INCOME, 50000);
    assert_money(o, OUTPUT_LINE, 80000);
    assert_code(o, OUTPUT_CATEGORY, "dibao");
    assert_money(o, OUTPUT_MONTHLY_AMOUNT, 90000);
    assert_money(o, OUTPUT_UPLIFT, 0);
    assert_money(o, OUTPUT_DEVELOPMENT_TARGET, 1);
    assert_money(o, OUTPUT_POINTS, 30);
    assert_code(o, OUTPUT_STANDING, "in_force");
    assert_int_equal(o->out[OUTPUT_GRACE_UNTIL].state, OUTPUT_NONE);
    assert_code(o, OUTPUT_MEASURES, "employment;industry;insurance");
    assert_int_equal(o->n_measures_missing, 0);
    assert_true(str_find(o->rules, STR("category:2")) >= 0);
    assert_true(str_find(o->rules, STR("measures:1+2+4")) >= 0);
}

static void test_unknown_facts(void **state)
{
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(pack, "2018-06-30");
    struct house k;
    house_new(&k, 3);
    FORGET(&k, 2, "wage_income");
    FORGET(&k, 3, "transfer_income");
    k.household[attr(ENTITY_HOUSEHOLD, "willing")].known = false;
    const struct outcome *o = run(v, &k);
    assert_false(o->failed);
    assert_unknown(o, OUTPUT_CATEGORY, "wage_income@M2 transfer_income@M3");
    assert_unknown(o, OUTPUT_MONTHLY_AMOUNT, "wage_income@M2 transfer_income@M3");
    assert_unknown(o, OUTPUT_KEY_TARGET, "willing wage_income@M2 transfer_income@M3");
    assert_money(o, OUTPUT_LINE, 80000);

    /* A known one again with the same evaluator: nothing stays behind. */
    house_new(&k, 3);
    o = run(v, &k);
    assert_code(o, OUTPUT_CATEGORY, "dibao");
    assert_money(o, OUTPUT_MONTHLY_AMOUNT, 240000);
}

static void test_measures_missing(void **state)
{
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(pack, "2018-06-30");
    struct house k;
    house_new(&k, 2);
    FORGET(&k, 2, "schooling");
    const struct outcome *o = run(v, &k);
    assert_code(o, OUTPUT_MEASURES, "employment;industry;insurance");
    assert_int_equal(o->n_measures_missing, 1);
    assert_int_equal(o->measures_missing[0], FACT_MEMBER(2, attr(ENTITY_PERSON, "schooling")));
}

static void test_no_members_fails(void **state)
{
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(pack, "2018-06-30");
    struct house k;
    house_new(&k, 0);
    const struct outcome *o = run(v, &k);
    assert_true(o->failed);
    assert_non_null(strstr(o->failure.zh, "家庭"));
    assert_non_null(strstr(o->failure.en, "_income"));
    assert_int_equal(o->out[OUTPUT_MONTHLY_INCOME].state, OUTPUT_FAILED);

    house_new(&k, 1);
    assert_false(run(v, &k)->failed);
}

static void test_grace(void **state)
{
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(pack, "2018-06-30");
    struct house k;
    house_new(&k, 1);
    P(&k, 1, "wage_income", 1200000);
    k.facts.previous = (struct previous){.standing = STANDING_IN_FORCE,
                                         .category = STR("dibao"),
                                         .amount = 45678,
                                         .grace_until = DATE_NONE,
                                         .measures = STR("housing;industry")};
    const struct outcome *o = run(v, &k);
    assert_code(o, OUTPUT_CATEGORY, "low_income");
    assert_code(o, OUTPUT_STANDING, "grace");
    assert_money(o, OUTPUT_GRACE_UNTIL, day("2018-12-30"));
    assert_money(o, OUTPUT_PAYABLE_AMOUNT, 45678);
    assert_money(o, OUTPUT_MONTHLY_AMOUNT, 0);

    k.facts.previous.amount_unknown = true;
    o = run(v, &k);
    assert_code(o, OUTPUT_STANDING, "grace");
    assert_unknown(o, OUTPUT_PAYABLE_AMOUNT, "prior_amount");
    k.facts.previous.amount_unknown = false;

    _cleanup_(evaluator_freep) struct evaluator *later = evaluator_for(pack, "2018-12-30");
    k.facts.previous.standing = STANDING_GRACE;
    k.facts.previous.grace_until = day("2018-12-30");
    o = run(later, &k);
    assert_code(o, OUTPUT_STANDING, "out");
    assert_money(o, OUTPUT_PAYABLE_AMOUNT, 0);
}

#define HEADER "name,division,residence,valid_from,valid_to,value,unit,source\n"
static const char by_residence[] = HEADER
    "line,4407,rural,2018-01-01,,700.00,,sample\n"
    "line,4407,urban,2018-01-01,,800.00,,sample\n"
    "asset_months,,,2018-01-01,,24,,sample\nmax_dwellings,,,2018-01-01,,1,,sample\n"
    "max_vehicles,,,2018-01-01,,0,,sample\nlow_income_ratio,,,2018-01-01,,1.5,,sample\n"
    "destitute_ratio,,,2018-01-01,,1.3,,sample\nuplift_disability,,,2018-01-01,,0.2,,sample\n"
    "uplift_illness,,,2018-01-01,,0.2,,sample\nuplift_child,,,2018-01-01,,0.2,,sample\n"
    "uplift_elderly,,,2018-01-01,,0.2,,sample\ngrace_months,,,2018-01-01,,6,,sample\n"
    "points_low_ratio,,,2018-01-01,,0.5,,sample\npoints_line_ratio,,,2018-01-01,,1,,sample\n"
    "points_high_ratio,,,2018-01-01,,1.5,,sample\n"
    "points_medical_ratio,,,2018-01-01,,0.5,,sample\n";

static void test_parameters(void **state)
{
    struct err e = {0};
    _cleanup_(pack_freep) struct pack *p = fixture_pack_with(arena, by_residence, &e);
    assert_non_null(p);
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(p, "2018-06-30");
    struct house k;
    house_new(&k, 1);
    assert_money(run(v, &k), OUTPUT_MONTHLY_AMOUNT, 70000);
    assert_true(str_eqz(evaluator_parameter(v, "line")->residence, "rural"));
    HT(&k, "residence", "urban");
    assert_money(run(v, &k), OUTPUT_MONTHLY_AMOUNT, 80000);
    k.household[attr(ENTITY_HOUSEHOLD, "residence")].known = false;
    const struct outcome *o = run(v, &k);
    assert_unknown(o, OUTPUT_LINE, "residence");
    assert_unknown(o, OUTPUT_MONTHLY_AMOUNT, "residence");
    assert_null(evaluator_parameter(v, "line"));
    assert_non_null(evaluator_parameter(v, "grace_months"));
    assert_null(evaluator_parameter(v, "no_such"));

    HT(&k, "division", "450783116000");
    assert_int_equal(evaluate(v, &k.facts, &o, &e), E_NOT_FOUND);
    assert_non_null(strstr(e.en, "line"));
    assert_non_null(strstr(e.en, "450783116000"));
    assert_non_null(strstr(e.en, "2018-06-30"));
}

static void test_trace(void **state)
{
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(pack, "2018-06-30");
    struct house k;
    house_new(&k, 2);
    const struct outcome *o;
    struct dmn_run *r;
    struct err e = {0};
    assert_int_equal(evaluate_traced(v, &k.facts, &o, &r, &e), 0);
    const struct dmn_step *steps;
    size_t n = dmn_run_steps(r, &steps);
    int category = dmn_find(pack_model(pack), STR("category"));
    int income = dmn_find(pack_model(pack), STR("annual_income"));
    int line = dmn_find(pack_model(pack), STR("line"));
    bool saw_wage = false, saw_parameter = false, saw_category = false;
    const struct parameter *rows;
    pack_parameters(pack, &rows);
    for (size_t i = 0; i < n; i++) {
        saw_category |= steps[i].node == category && steps[i].fired == 2;
        for (size_t f = 0; f < steps[i].n_facts; f++) {
            uint32_t fact = steps[i].facts[f];
            if (steps[i].node == income)
                saw_wage |= fact == FACT_MEMBER(2, attr(ENTITY_PERSON, "wage_income"));
            if (steps[i].node == line)
                saw_parameter |= fact & FACT_PARAMETER_BIT &&
                                 str_eqz(rows[fact & ~FACT_PARAMETER_BIT].name, "line");
        }
    }
    assert_true(saw_category);
    assert_true(saw_wage);
    assert_true(saw_parameter);
}

/* Which tables the rules name hangs on the facts, not on what `and` passes over. */
static void test_rules(void **state)
{
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "tests/policy/rules");
    _cleanup_(evaluator_freep) struct evaluator *v = evaluator_for(p, "2018-06-30");
    static const struct {
        int64_t assets;
        bool ok;
        const char *rules;
    } cases[] = {
        {500, true, "first:1;second:1"},
        {1500, false, "first:2;second:1"},
        {3000, false, "first:2;second:2"},
        {6000, false, "first:2;second:2+3"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct house k;
        house_new(&k, 1);
        H(&k, "financial_assets", cases[i].assets * 100);
        const struct outcome *o = run(v, &k);
        assert_false(o->failed);
        assert_money(o, OUTPUT_ASSETS_OK, cases[i].ok);
        assert_true(str_eqz(o->rules, cases[i].rules));
    }
}

static void test_refuses_other_packs(void **state)
{
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "tests/policy/packs/sound");
    struct evaluator *v = NULL;
    struct err e = {0};
    assert_int_equal(evaluator_new(p, 0, &v, &e), E_INVALID);
    assert_null(v);
    assert_non_null(strstr(e.en, "annual_income"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_unknown_facts),
        cmocka_unit_test(test_measures_missing),
        cmocka_unit_test(test_no_members_fails),
        cmocka_unit_test(test_grace),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_trace),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_refuses_other_packs),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
