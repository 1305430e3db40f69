#include "columns.h"
#include "fixture.h"

#include "bounds.h"
#include "date.h"

static struct arena *arena;
static struct catalogue *catalogue;
static struct pack *pack;
static const struct fact_columns *columns;
static const bool *const everything[3];

static int setup(void **state)
{
    struct err e = {0};
    arena = arena_new(0);
    catalogue = fixture_catalogue(arena);
    pack = fixture_pack(arena, "policies/jiangmen");
    assert_int_equal(fact_columns_new(catalogue, arena, &columns, &e), 0);
    return 0;
}

static int teardown(void **state)
{
    pack_freep(&pack);
    arena_freep(&arena);
    return 0;
}

static size_t at(enum entity entity, const char *id)
{
    const struct attribute *t = catalogue_find(catalogue, entity, str_of(id));
    if (!t)
        fail_msg("no attribute %s", id);
    return (size_t)t->index;
}

/* A household of n members of whom nothing is known. */
static struct household_facts household(size_t n)
{
    struct member_facts *members = arena_zalloc(arena, (n + 1) * sizeof *members);
    struct household_facts h = {.facts = arena_zalloc(arena, catalogue->n[0] * sizeof *h.facts),
                                .n_members = n,
                                .members = members,
                                .previous.grace_until = DATE_NONE};
    for (size_t i = 0; i < n; i++)
        members[i].facts = arena_zalloc(arena, catalogue->n[1] * sizeof *h.facts);
    return h;
}

static void set(const struct fact *facts, enum entity entity, const char *id, struct fact f)
{
    f.known = true;
    ((struct fact *)facts)[at(entity, id)] = f;
}

#define H(h, id, ...) set((h).facts, ENTITY_HOUSEHOLD, id, (struct fact){__VA_ARGS__})
#define P(h, m, id, ...) set((h).members[m].facts, ENTITY_PERSON, id, (struct fact){__VA_ARGS__})

static void test_types(void **state)
{
    const struct column_type *h = columns->t[SPACE_HOUSEHOLD], *m = columns->t[SPACE_MEMBER];
    assert_int_equal(columns->n[SPACE_HOUSEHOLD], catalogue->n[ENTITY_HOUSEHOLD] + N_PREVIOUS);
    assert_int_equal(columns->n[SPACE_MEMBER], catalogue->n[ENTITY_PERSON]);
    assert_false(columns->given[SPACE_HOUSEHOLD][at(ENTITY_HOUSEHOLD, "address")]);
    assert_false(columns->given[SPACE_HOUSEHOLD][COLUMN_PREVIOUS(catalogue, PREVIOUS_MEASURES)]);
    assert_true(columns->given[SPACE_HOUSEHOLD][COLUMN_PREVIOUS(catalogue, PREVIOUS_CATEGORY)]);

    const struct column_type *money = &h[at(ENTITY_HOUSEHOLD, "financial_assets")];
    assert_int_equal(money->kind, COLUMN_NUMBER);
    assert_int_equal(money->width, COLUMN_I32);
    assert_int_equal(money->scale, 2);
    assert_int_equal(money->min, 0);
    assert_int_equal(money->max, INT32_MAX);
    assert_int_equal(m[at(ENTITY_PERSON, "business_income")].min, -INT32_MAX);
    assert_int_equal(m[at(ENTITY_PERSON, "disability_grade")].width, COLUMN_U8);
    assert_int_equal(h[at(ENTITY_HOUSEHOLD, "poverty_cause")].kind, COLUMN_CODES);
    assert_int_equal(h[at(ENTITY_HOUSEHOLD, "dwelling_grade")].n_codes, 5);
    assert_true(h[at(ENTITY_HOUSEHOLD, "exit_confirmed")].null);
    assert_false(m[at(ENTITY_PERSON, "birth_date")].null);
}

static struct column_filler *filler_new(void)
{
    struct column_filler *f = NULL;
    struct err e = {0};
    if (column_filler_new(columns, everything, &f, &e) < 0)
        fail_msg("%s", e.en);
    return f;
}

static uint8_t state_of(const struct column *c, size_t row)
{
    return c->states ? c->states[row] : COLUMN_KNOWN;
}

static void test_fill(void **state)
{
    _cleanup_(column_filler_freep) struct column_filler *f = filler_new();
    struct household_facts a = household(2), b = household(0), c = household(1);
    H(a, "financial_assets", .i = 123456);
    H(a, "residence", .s = STR("rural"));
    H(a, "poverty_cause", .s = STR("disability;illness"));
    H(a, "exit_confirmed", .none = true);
    P(a, 1, "wage_income", .i = 77);
    P(c, 0, "wage_income", .i = 88);
    a.previous = (struct previous){
        .standing = STANDING_GRACE, .category = STR("dibao"), .amount = 500, .grace_until = 17000};
    b.previous.amount_unknown = true;
    assert_true(column_filler_add(f, &a, 0));
    assert_true(column_filler_add(f, &b, 0));
    assert_true(column_filler_add(f, &c, 0));
    const struct column_batch *batch = column_filler_batch(f);
    assert_int_equal(batch->n, 3);
    assert_null(batch->sets);
    static const uint32_t offsets[] = {0, 2, 2, 3};
    assert_memory_equal(batch->offsets, offsets, sizeof offsets);

    const struct column *assets = &batch->household[at(ENTITY_HOUSEHOLD, "financial_assets")];
    assert_int_equal(((const int32_t *)assets->values)[0], 123456);
    assert_int_equal(state_of(assets, 1), COLUMN_UNKNOWN);
    assert_int_equal(((const int32_t *)assets->values)[1], 0);
    const struct column *causes = &batch->household[at(ENTITY_HOUSEHOLD, "poverty_cause")];
    assert_int_equal(((const uint64_t *)causes->values)[0], 3);
    assert_int_equal(state_of(&batch->household[at(ENTITY_HOUSEHOLD, "exit_confirmed")], 0),
                     COLUMN_NULL);
    const struct column *wage = &batch->member[at(ENTITY_PERSON, "wage_income")];
    assert_int_equal(state_of(wage, 0), COLUMN_UNKNOWN);
    assert_int_equal(((const int32_t *)wage->values)[1], 77);
    assert_int_equal(((const int32_t *)wage->values)[2], 88);

    const struct column *previous = &batch->household[COLUMN_PREVIOUS(catalogue, 0)];
    assert_int_equal(((const uint8_t *)previous[PREVIOUS_STANDING].values)[0], 1);
    assert_int_equal(((const uint8_t *)previous[PREVIOUS_STANDING].values)[1], 4);
    assert_int_equal(state_of(&previous[PREVIOUS_CATEGORY], 1), COLUMN_NULL);
    assert_int_equal(state_of(&previous[PREVIOUS_AMOUNT], 0), COLUMN_KNOWN);
    assert_int_equal(state_of(&previous[PREVIOUS_AMOUNT], 1), COLUMN_UNKNOWN);
    assert_int_equal(((const int32_t *)previous[PREVIOUS_GRACE_UNTIL].values)[0], 17000);
    assert_int_equal(state_of(&previous[PREVIOUS_GRACE_UNTIL], 2), COLUMN_NULL);
    for (size_t i = 0; i < 3; i++)
        assert_false(column_filler_odd(f, i));

    /* Emptied, nothing stays behind. */
    column_filler_clear(f);
    assert_true(column_filler_add(f, &c, 0));
    assert_int_equal(column_filler_batch(f)->n, 1);
    assert_null(column_filler_batch(f)->member[at(ENTITY_PERSON, "wage_income")].states);
}

static void odd(const char *what, struct household_facts h)
{
    _cleanup_(column_filler_freep) struct column_filler *f = filler_new();
    struct household_facts back;
    assert_true(column_filler_add(f, &h, 0));
    if (!column_filler_odd(f, 0))
        fail_msg("%s has a column", what);
    if (column_facts(columns, column_filler_batch(f), 0, (struct str){0}, arena, &back))
        fail_msg("%s comes back", what);
}

static void test_beyond(void **state)
{
    struct household_facts h = household(1);
    H(h, "financial_assets", .i = (int64_t)INT32_MAX + 1);
    odd("a large amount", h);
    h = household(1);
    H(h, "financial_assets", .i = -1);
    odd("a negative amount", h);
    h = household(1);
    H(h, "residence", .s = STR("gone"));
    odd("a code that isn't there", h);
    h = household(1);
    H(h, "poverty_cause", .s = STR("illness;illness"));
    odd("a code twice", h);
    h = household(1);
    P(h, 0, "birth_date", .none = true);
    odd("no birth date", h);
    h = household(1);
    P(h, 0, "birth_date", .i = 9999999);
    odd("a date beyond 9999", h);
    h = household(1);
    h.previous.category = STR("gone");
    odd("a category that isn't there", h);
}

static void test_room(void **state)
{
    _cleanup_(column_filler_freep) struct column_filler *f = filler_new();
    struct household_facts large = household(LIMIT_HOUSEHOLD_MEMBERS), small = household(1);
    size_t n = 0;
    while (column_filler_add(f, &large, (uint16_t)(n & 1)))
        n++;
    assert_int_equal(n, COLUMN_BATCH_MEMBERS / LIMIT_HOUSEHOLD_MEMBERS);
    assert_non_null(column_filler_batch(f)->sets);
    assert_int_equal(column_filler_batch(f)->sets[1], 1);
    column_filler_clear(f);
    for (n = 0; column_filler_add(f, &small, 7); n++)
        ;
    assert_int_equal(n, COLUMN_BATCH);
    assert_null(column_filler_batch(f)->sets);
    assert_int_equal(column_filler_batch(f)->set, 7);
}

static void test_back(void **state)
{
    _cleanup_(column_filler_freep) struct column_filler *f = filler_new();
    struct household_facts first = household(3), h = household(2), back;
    H(h, "financial_assets", .i = 5);
    H(h, "poverty_cause", .s = STR("disability;illness"));
    H(h, "willing", .i = 1);
    H(h, "exit_confirmed", .none = true);
    H(h, "address", .s = STR("x"));
    P(h, 1, "health", .s = STR("serious"));
    P(h, 1, "birth_date", .i = 4000);
    h.previous = (struct previous){.standing = STANDING_IN_FORCE,
                                   .category = STR("destitute"),
                                   .amount_unknown = true,
                                   .grace_until = DATE_NONE};
    assert_true(column_filler_add(f, &first, 0));
    assert_true(column_filler_add(f, &h, 0));
    assert_true(
        column_facts(columns, column_filler_batch(f), 1, STR("440783116000"), arena, &back));
    assert_int_equal(back.n_members, 2);
    assert_int_equal(back.facts[at(ENTITY_HOUSEHOLD, "financial_assets")].i, 5);
    assert_true(str_eqz(back.facts[at(ENTITY_HOUSEHOLD, "poverty_cause")].s, "disability;illness"));
    assert_true(back.facts[at(ENTITY_HOUSEHOLD, "exit_confirmed")].none);
    assert_false(back.facts[at(ENTITY_HOUSEHOLD, "address")].known);
    assert_true(str_eqz(back.facts[catalogue->known.division].s, "440783116000"));
    assert_true(str_eqz(back.members[1].facts[at(ENTITY_PERSON, "health")].s, "serious"));
    assert_int_equal(back.members[1].facts[at(ENTITY_PERSON, "birth_date")].i, 4000);
    assert_false(back.members[0].facts[at(ENTITY_PERSON, "health")].known);
    assert_int_equal(back.previous.standing, STANDING_IN_FORCE);
    assert_true(str_eqz(back.previous.category, "destitute"));
    assert_true(back.previous.amount_unknown);
    assert_int_equal(back.previous.grace_until, DATE_NONE);
}

static const char parameters[] =
    "name,division,residence,valid_from,valid_to,value,unit,source\n"
    "line,,,2018-01-01,,800.00,元/人月,sample\n"
    "line,4408,,2018-01-01,,800,元/人月,sample\n"
    "line,4407,urban,2018-01-01,,905.50,元/人月,sample\n"
    "low_income_ratio,,,2018-01-01,,1.5,倍,sample\n"
    "low_income_ratio,4409,,2018-01-01,,1.3333,倍,sample\n"
    "asset_months,,,2018-01-01,,24,月,sample\nmax_dwellings,,,2018-01-01,,1,套,sample\n"
    "max_vehicles,,,2018-01-01,,0,辆,sample\ndestitute_ratio,,,2018-01-01,,1.3,倍,sample\n"
    "uplift_disability,,,2018-01-01,,0.2,倍,sample\nuplift_illness,,,2018-01-01,,0.2,倍,sample\n"
    "uplift_child,,,2018-01-01,,0.2,倍,sample\nuplift_elderly,,,2018-01-01,,0.2,倍,sample\n"
    "grace_months,,,2018-01-01,,6,月,sample\npoints_low_ratio,,,2018-01-01,,0.5,倍,sample\n"
    "points_line_ratio,,,2018-01-01,,1,倍,sample\npoints_high_ratio,,,2018-01-01,,1.5,倍,sample\n"
    "points_medical_ratio,44,,2018-01-01,,0.5,倍,sample\n";

static size_t slot(const char *name)
{
    const struct feel_type *t = dmn_type(pack_model(pack), STR("参数"));
    for (size_t i = 0; i < t->n_fields; i++)
        if (str_eq(parameter_label(pack, str_of(name)), t->field_names[i]))
            return i;
    fail_msg("no slot for %s", name);
    return 0;
}

static void test_sets(void **state)
{
    static const struct {
        const char *division, *residence;
        uint16_t set;
    } places[] = {{"440783000000", "rural", 0}, {"440800000000", "urban", 0},
                  {"440783000000", "urban", 1}, {"440783000000", "", 2},
                  {"440901000000", "", 3},      {"440783001000", "urban", 1},
                  {"440783000000", "rural", 0}};
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    _cleanup_(parameter_sets_freep) struct parameter_sets *sets = NULL;
    struct err e = {0};
    _cleanup_(pack_freep) struct pack *p = fixture_pack_with(arena, parameters, &e);
    if (!p || pack_plan_new(p, &plan, &e) < 0 || parameter_sets_new(plan, 17712, &sets, &e) < 0)
        fail_msg("%s", e.en);
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        uint16_t set = 99;
        if (parameter_sets_find(sets, str_of(places[i].division), str_of(places[i].residence), &set,
                                &e) < 0)
            fail_msg("%s", e.en);
        assert_int_equal(set, places[i].set);
    }
    assert_int_equal(parameter_sets_count(sets), 4);
    size_t line = COLUMN_PARAMETERS + slot("line"),
           ratio = COLUMN_PARAMETERS + slot("low_income_ratio");
    const struct column_value *v = parameter_sets_values(sets, 1);
    assert_int_equal(v[COLUMN_AS_OF].value, 17712);
    assert_int_equal(v[line].value, 9055);
    assert_int_equal(v[line].state, COLUMN_KNOWN);
    assert_int_equal(v[ratio].value, 15000);
    assert_int_equal(parameter_sets_values(sets, 2)[line].state, COLUMN_UNKNOWN);
    assert_int_equal(parameter_sets_values(sets, 3)[ratio].value, 13333);

    uint16_t set = 99;
    assert_int_equal(parameter_sets_find(sets, STR("330000000000"), STR("rural"), &set, &e),
                     E_NOT_FOUND);
    assert_int_equal(set, 99);
    assert_non_null(strstr(e.en, "points_medical_ratio"));
    assert_non_null(strstr(e.en, "330000000000"));
}

static void test_fields(void **state)
{
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    struct err e = {0};
    _cleanup_(pack_freep) struct pack *p = fixture_pack_with(arena, parameters, &e);
    if (!p || pack_plan_new(p, &plan, &e) < 0)
        fail_msg("%s", e.en);
    assert_int_equal(plan->n_inputs, 5);
    const struct column_field *f = plan->inputs[4].fields;
    const struct column_field *line = &f[slot("line")], *ratio = &f[slot("low_income_ratio")];
    assert_int_equal(plan->inputs[4].space, SPACE_UNIFORM);
    assert_int_equal(line->type.scale, 1);
    assert_int_equal(line->type.min, 8000);
    assert_int_equal(line->type.max, 9055);
    assert_true(line->type.unknown);
    assert_int_equal(line->fact, catalogue->known.residence);
    assert_int_equal(ratio->type.scale, 4);
    assert_false(ratio->type.unknown);
    assert_false(plan->wanted[SPACE_HOUSEHOLD][at(ENTITY_HOUSEHOLD, "address")]);
    assert_true(plan->wanted[SPACE_MEMBER][at(ENTITY_PERSON, "wage_income")]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),  cmocka_unit_test(test_fill), cmocka_unit_test(test_beyond),
        cmocka_unit_test(test_room),   cmocka_unit_test(test_back), cmocka_unit_test(test_sets),
        cmocka_unit_test(test_fields),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
