/* From hand-made outcomes to households' rows: what a policy's model can't say. */

#include "compose.h"

#include "actor_of.h"
#include "cleanup.h"
#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define MEMBERS 2
#define AS_OF 17712 /* 2018-06-30 */
#define UNTIL 17895 /* 2018-12-30 */

/* One household of two, everything about it unknown until a test says otherwise. */
struct world {
    struct arena *arena;
    struct catalogue *catalogue;
    struct fact *household, *people[MEMBERS];
    struct member_facts members[MEMBERS];
    struct household_facts h;
    struct outcome o;
    struct decision d;
};

static size_t attribute(const struct world *w, enum entity entity, const char *id)
{
    const struct attribute *t = catalogue_find(w->catalogue, entity, str_of(id));
    assert_non_null(t);
    return (size_t)t->index;
}

static struct fact *fact(struct world *w, const char *id)
{
    return &w->household[attribute(w, ENTITY_HOUSEHOLD, id)];
}

static struct fact *fact_of(struct world *w, size_t member, const char *id)
{
    return &w->people[member - 1][attribute(w, ENTITY_PERSON, id)];
}

static struct fact text(const char *s)
{
    return (struct fact){.known = true, .s = str_of(s)};
}

static struct fact number(int64_t i)
{
    return (struct fact){.known = true, .i = i};
}

static void known(struct world *w, enum output_id id, int64_t i, const char *s)
{
    w->o.out[id] = (struct output){.state = OUTPUT_KNOWN, .i = i, .s = str_of(s)};
}

/* Facts as "name" or "name@M2", separated by blanks, in the order given. */
static const uint32_t *facts(struct world *w, const char *names, size_t *ret_n)
{
    uint32_t *at = arena_array_of(w->arena, 16, uint32_t);
    struct str rest = str_of(names), name;
    *ret_n = 0;
    while (*names && str_split(&rest, ' ', &name)) {
        struct str id;
        str_split(&name, '@', &id);
        size_t member = name.data && name.len == 2 ? (size_t)(name.data[1] - '0') : 0;
        const struct attribute *t =
            catalogue_find(w->catalogue, member ? ENTITY_PERSON : ENTITY_HOUSEHOLD, id);
        assert_non_null(t);
        at[(*ret_n)++] = member ? FACT_MEMBER(member, t->index) : FACT_HOUSEHOLD(t->index);
    }
    return at;
}

static void unknown(struct world *w, enum output_id id, const char *names)
{
    w->o.out[id] = (struct output){.state = OUTPUT_UNKNOWN};
    w->o.out[id].facts = facts(w, names, &w->o.out[id].n_facts);
}

/* What the policy gives: a standing with its category and the amount to be paid. */
static void outcome(struct world *w, const char *category, const char *standing, int64_t amount)
{
    known(w, OUTPUT_CATEGORY, 0, category);
    known(w, OUTPUT_STANDING, 0, standing);
    known(w, OUTPUT_MONTHLY_AMOUNT, amount, NULL);
    known(w, OUTPUT_PAYABLE_AMOUNT, amount, NULL);
}

static void before(struct world *w, enum standing standing, const char *category, int64_t amount,
                   int32_t until, const char *measures)
{
    w->h.previous = (struct previous){
        .standing = standing,
        .category = str_of(category),
        .amount = amount,
        .grace_until = until,
        .measures = str_of(measures),
    };
}

static void compose(struct world *w)
{
    struct err e = {0};
    if (compose_decision(w->catalogue, &w->h, &w->o, w->arena, &w->d, &e) < 0)
        fail_msg("%s", e.en);
}

static void assert_str(struct str got, const char *expected)
{
    if (!str_eqz(got, expected))
        fail_msg("\"" STR_FMT "\" instead of \"%s\"", STR_ARG(got), expected);
}

static void assert_maybe(struct maybe got, int64_t expected)
{
    assert_true(got.known);
    assert_int_equal(got.value, expected);
}

static void assert_carried(const struct world *w, enum standing standing, const char *category,
                           int64_t amount, int32_t until, const char *measures)
{
    const struct previous *c = &w->d.carried;
    assert_int_equal(c->standing, standing);
    assert_str(c->category, category);
    assert_int_equal(c->amount, amount);
    assert_int_equal(c->grace_until, until);
    assert_str(c->measures, measures);
}

static int setup(void **state)
{
    struct arena *a = arena_new(0);
    struct world *w = arena_new_of(a, struct world);
    struct err e = {0};
    w->arena = a;
    if (catalogue_read(catalogue_builtin(), "catalogue.csv", a, &w->catalogue, &e) < 0)
        return -1;
    w->household = arena_zalloc(a, w->catalogue->n[ENTITY_HOUSEHOLD] * sizeof *w->household);
    for (size_t m = 0; m < MEMBERS; m++) {
        w->people[m] = arena_zalloc(a, w->catalogue->n[ENTITY_PERSON] * sizeof *w->people[m]);
        w->members[m] = (struct member_facts){(int64_t)m + 11, w->people[m]};
    }
    w->h = (struct household_facts){
        .register_id = 1,
        .household_id = 7,
        .household_no = STR("A1"),
        .facts = w->household,
        .n_members = MEMBERS,
        .members = w->members,
        .previous.grace_until = DATE_NONE,
    };
    *fact(w, "division") = text("440783116248");
    *fact(w, "residence") = text("rural");
    known(w, OUTPUT_ANNUAL_INCOME, 1200000, NULL);
    known(w, OUTPUT_MONTHLY_INCOME, 50000, NULL);
    known(w, OUTPUT_LINE, 80000, NULL);
    known(w, OUTPUT_ASSETS_OK, 1, NULL);
    known(w, OUTPUT_DEVELOPMENT_TARGET, 1, NULL);
    known(w, OUTPUT_KEY_TARGET, 0, NULL);
    known(w, OUTPUT_UPLIFT, 16000, NULL);
    known(w, OUTPUT_POINTS, 40, NULL);
    known(w, OUTPUT_MEASURES, 0, "insurance;safety_net");
    w->o.out[OUTPUT_GRACE_UNTIL].state = OUTPUT_NONE;
    w->o.rules = STR("category:2");
    outcome(w, "dibao", "in_force", 76000);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    arena_free(w->arena);
    return 0;
}

static void test_in_force(void **state)
{
    struct world *w = *state;
    compose(w);
    assert_str(w->d.household_no, "A1");
    assert_str(w->d.division, "440783116248");
    assert_str(w->d.residence, "rural");
    assert_int_equal(w->d.people, 2);
    assert_int_equal(w->d.standing, STANDING_IN_FORCE);
    assert_str(w->d.category, "dibao");
    assert_maybe(w->d.monthly_income, 50000);
    assert_maybe(w->d.monthly_amount, 76000);
    assert_maybe(w->d.topup, 60000);
    assert_maybe(w->d.points, 40);
    assert_str(w->d.undecided_because, "");
    assert_str(w->d.also_missing, "");
    assert_str(w->d.rules, "category:2");
    assert_int_equal(w->d.grace_until, DATE_NONE);
    assert_carried(w, STANDING_IN_FORCE, "dibao", 76000, DATE_NONE, "insurance;safety_net");
}

/* Grace keeps what was paid and done; the category is that computed now. */
static void test_grace(void **state)
{
    struct world *w = *state;
    before(w, STANDING_IN_FORCE, "dibao", 90000, DATE_NONE, "industry");
    outcome(w, "low_income", "grace", 0);
    known(w, OUTPUT_PAYABLE_AMOUNT, 90000, NULL);
    known(w, OUTPUT_GRACE_UNTIL, UNTIL, NULL);
    known(w, OUTPUT_UPLIFT, 0, NULL);
    /* measures are not computed anew, so that nothing is missed for them */
    w->o.measures_missing = facts(w, "health@M1", &w->o.n_measures_missing);
    unknown(w, OUTPUT_POINTS, "dwelling_grade");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_GRACE);
    assert_str(w->d.category, "low_income");
    assert_maybe(w->d.monthly_amount, 90000);
    assert_int_equal(w->d.grace_until, UNTIL);
    assert_str(w->d.measures, "industry");
    assert_str(w->d.also_missing, "dwelling_grade");
    assert_carried(w, STANDING_GRACE, "low_income", 90000, UNTIL, "industry");
}

static void test_out(void **state)
{
    struct world *w = *state;
    before(w, STANDING_GRACE, "low_income", 90000, AS_OF, "industry");
    outcome(w, "none", "out", 0);
    known(w, OUTPUT_MEASURES, 0, "");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_OUT);
    assert_maybe(w->d.monthly_amount, 0);
    assert_str(w->d.measures, "");
    assert_carried(w, STANDING_OUT, "none", 0, DATE_NONE, "");
}

/* Facts are listed each once, by name in byte order, members by their number. */
static void test_undecided(void **state)
{
    struct world *w = *state;
    unknown(w, OUTPUT_CATEGORY, "wage_income@M2 vehicle_count wage_income@M1");
    unknown(w, OUTPUT_STANDING, "vehicle_count");
    unknown(w, OUTPUT_MONTHLY_AMOUNT, "vehicle_count");
    unknown(w, OUTPUT_PAYABLE_AMOUNT, "wage_income@M2 health@M1");
    unknown(w, OUTPUT_MONTHLY_INCOME, "wage_income@M1 wage_income@M2");
    unknown(w, OUTPUT_UPLIFT, "health@M1");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_UNDECIDED);
    assert_str(w->d.category, "");
    assert_false(w->d.monthly_amount.known);
    assert_false(w->d.monthly_income.known);
    assert_false(w->d.topup.known);
    assert_str(w->d.undecided_because, "health@M1;vehicle_count;wage_income@M1;wage_income@M2");
    assert_carried(w, STANDING_UNDECIDED, "", 0, DATE_NONE, "");
}

/* A household that was out, or never decided, has nothing that could be held. */
static void test_undecided_before_out(void **state)
{
    struct world *w = *state;
    before(w, STANDING_OUT, "none", 0, DATE_NONE, "");
    unknown(w, OUTPUT_PAYABLE_AMOUNT, "health@M1");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_UNDECIDED);
    assert_str(w->d.category, "dibao");
    assert_false(w->d.monthly_amount.known);
    assert_str(w->d.undecided_because, "health@M1");
}

/* Standing, category, amount and term stay; the measures are those known now. */
static void test_held_in_force(void **state)
{
    struct world *w = *state;
    before(w, STANDING_IN_FORCE, "dibao", 90000, DATE_NONE, "industry");
    unknown(w, OUTPUT_CATEGORY, "wage_income@M1");
    unknown(w, OUTPUT_PAYABLE_AMOUNT, "wage_income@M1");
    known(w, OUTPUT_MEASURES, 0, "schooling");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_HELD);
    assert_str(w->d.category, "");
    assert_maybe(w->d.monthly_amount, 90000);
    assert_str(w->d.undecided_because, "wage_income@M1");
    assert_carried(w, STANDING_IN_FORCE, "dibao", 90000, DATE_NONE, "schooling");
}

static void test_held_in_grace(void **state)
{
    struct world *w = *state;
    before(w, STANDING_GRACE, "low_income", 90000, UNTIL, "industry");
    unknown(w, OUTPUT_CATEGORY, "wage_income@M1");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_HELD);
    assert_maybe(w->d.monthly_amount, 90000);
    assert_int_equal(w->d.grace_until, UNTIL);
    assert_carried(w, STANDING_GRACE, "low_income", 90000, UNTIL, "insurance;safety_net");
}

/* Imported without an amount: held, but what is paid isn't known, and that is carried on. */
static void test_held_unknown_amount(void **state)
{
    struct world *w = *state;
    *fact(w, "prior_category") = text("dibao");
    w->h.previous = imported_previous(w->catalogue, &w->h);
    outcome(w, "low_income", "grace", 0);
    unknown(w, OUTPUT_PAYABLE_AMOUNT, "prior_amount");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_HELD);
    assert_str(w->d.category, "low_income");
    assert_false(w->d.monthly_amount.known);
    assert_str(w->d.undecided_because, "prior_amount");
    assert_true(w->d.carried.amount_unknown);
    assert_carried(w, STANDING_IN_FORCE, "dibao", 0, DATE_NONE, "insurance;safety_net");
}

/* Held for its prior_amount, a household is held no longer once that fact has come in. */
static void test_prior_amount_fetched(void **state)
{
    struct world *w = *state;
    struct previous earlier = {
        .standing = STANDING_IN_FORCE,
        .category = STR("dibao"),
        .amount_unknown = true,
        .grace_until = DATE_NONE,
    };
    assert_true(previous_of(w->catalogue, &w->h, &earlier).amount_unknown);
    *fact(w, "prior_amount") = number(50000);
    struct previous p = previous_of(w->catalogue, &w->h, &earlier);
    assert_false(p.amount_unknown);
    assert_int_equal(p.amount, 50000);
    assert_int_equal(p.standing, STANDING_IN_FORCE);
    /* what was decided here outweighs what was imported */
    earlier.amount_unknown = false;
    earlier.amount = 70000;
    assert_int_equal(previous_of(w->catalogue, &w->h, &earlier).amount, 70000);
    assert_int_equal(previous_of(w->catalogue, &w->h, NULL).amount, 50000);
}

/* Once a decision is made the amount is known again. */
static void test_amount_known_again(void **state)
{
    struct world *w = *state;
    before(w, STANDING_IN_FORCE, "dibao", 0, DATE_NONE, "");
    w->h.previous.amount_unknown = true;
    compose(w);
    assert_int_equal(w->d.standing, STANDING_IN_FORCE);
    assert_false(w->d.carried.amount_unknown);
    assert_int_equal(w->d.carried.amount, 76000);
}

/* A pack whose amount doesn't hang on the standing: unknown is still not out. */
static void test_standing_alone_unknown(void **state)
{
    struct world *w = *state;
    before(w, STANDING_IN_FORCE, "dibao", 90000, DATE_NONE, "");
    outcome(w, "none", "", 0);
    unknown(w, OUTPUT_STANDING, "vehicle_count");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_HELD);
    assert_str(w->d.undecided_because, "vehicle_count");
    assert_maybe(w->d.monthly_amount, 90000);
}

/* "held" and words that are none are not for a policy to give. */
static void test_standing_invalid(void **state)
{
    struct world *w = *state;
    static const char *const words[] = {"held", "undecided", "failed", "in force", ""};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        before(w, STANDING_IN_FORCE, "dibao", 90000, DATE_NONE, "industry");
        outcome(w, "dibao", words[i], 76000);
        compose(w);
        assert_int_equal(w->d.standing, STANDING_FAILED);
        assert_true(w->d.failed_because.len > 0);
        assert_false(w->d.monthly_amount.known);
        assert_carried(w, STANDING_IN_FORCE, "dibao", 90000, DATE_NONE, "industry");
    }
}

static void test_failed(void **state)
{
    struct world *w = *state;
    before(w, STANDING_GRACE, "low_income", 90000, UNTIL, "industry");
    w->o.failed = true;
    err_set(&w->o.failure, E_INVALID, "除数为零", "division by zero");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_FAILED);
    assert_str(w->d.failed_text, "除数为零");
    assert_str(w->d.category, "");
    assert_false(w->d.monthly_amount.known);
    assert_str(w->d.undecided_because, "");
    /* the next run finds what stood before, as if this one had not been */
    assert_carried(w, STANDING_GRACE, "low_income", 90000, UNTIL, "industry");
}

static void test_failed_nobody(void **state)
{
    struct world *w = *state;
    w->h.n_members = 0;
    w->o.failed = true;
    err_set(&w->o.failure, E_INVALID, "除数为零", "division by zero");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_FAILED);
    assert_true(str_find(w->d.failed_text, STR("没有家庭成员")) >= 0);
}

/* What already makes the household undecided is not listed again. */
static void test_also_missing(void **state)
{
    struct world *w = *state;
    unknown(w, OUTPUT_CATEGORY, "wage_income@M1");
    unknown(w, OUTPUT_POINTS, "wage_income@M1 health@M2");
    unknown(w, OUTPUT_DEVELOPMENT_TARGET, "labour_capacity@M1 health@M2");
    unknown(w, OUTPUT_KEY_TARGET, "willing");
    w->o.measures_missing = facts(w, "insured@M2 willing wage_income@M1", &w->o.n_measures_missing);
    compose(w);
    assert_str(w->d.undecided_because, "wage_income@M1");
    assert_str(w->d.also_missing, "health@M2;insured@M2;labour_capacity@M1;willing");
    assert_false(w->d.points.known);
    assert_false(w->d.development_target.known);
}

static void test_also_missing_decided(void **state)
{
    struct world *w = *state;
    unknown(w, OUTPUT_POINTS, "medical_expense");
    compose(w);
    assert_int_equal(w->d.standing, STANDING_IN_FORCE);
    assert_str(w->d.undecided_because, "");
    assert_str(w->d.also_missing, "medical_expense");
}

static void test_imported(void **state)
{
    struct world *w = *state;
    struct previous p = imported_previous(w->catalogue, &w->h);
    assert_int_equal(p.standing, STANDING_NONE);
    assert_int_equal(p.grace_until, DATE_NONE);
    *fact(w, "prior_category") = text("low_income");
    assert_int_equal(imported_previous(w->catalogue, &w->h).standing, STANDING_NONE);
    *fact(w, "prior_category") = text("destitute");
    *fact(w, "prior_amount") = number(104000);
    p = imported_previous(w->catalogue, &w->h);
    assert_int_equal(p.standing, STANDING_IN_FORCE);
    assert_int_equal(p.amount, 104000);
    assert_false(p.amount_unknown);
    /* known to have no term: not in grace */
    *fact(w, "prior_grace_until") = (struct fact){.known = true, .none = true};
    assert_int_equal(imported_previous(w->catalogue, &w->h).standing, STANDING_IN_FORCE);
    *fact(w, "prior_grace_until") = number(UNTIL);
    p = imported_previous(w->catalogue, &w->h);
    assert_int_equal(p.standing, STANDING_GRACE);
    assert_int_equal(p.grace_until, UNTIL);
}

/* Of all members, pension included; unknown if any part is. */
static void test_income_with_pension(void **state)
{
    struct world *w = *state;
    static const char *const parts[] = {"wage_income", "business_income", "property_income",
                                        "transfer_income"};
    for (size_t m = 1; m <= MEMBERS; m++) {
        for (size_t p = 0; p < ARRAY_LEN(parts); p++)
            *fact_of(w, m, parts[p]) = number((int64_t)(m * 1000 + p));
    }
    *fact_of(w, 2, "business_income") = number(-500);
    *fact_of(w, 1, "basic_pension") = number(900);
    compose(w);
    assert_maybe(w->d.income_with_pension, 1000 + 1001 + 1002 + 1003 + 2000 - 500 + 2002 + 2003);
    fact_of(w, 2, "transfer_income")->known = false;
    compose(w);
    assert_false(w->d.income_with_pension.known);
}

static uint64_t whole(struct world *w, int32_t as_of, const char *pack)
{
    uint64_t x;
    assert_int_equal(whole_digest(w->catalogue, &w->h, as_of, pack, &x), 0);
    return x;
}

static uint64_t in_parts(struct world *w, int32_t as_of, const char *pack)
{
    uint64_t facts, x;
    assert_int_equal(facts_digest(w->catalogue, &w->h, &facts), 0);
    assert_int_equal(input_digest(facts, &w->h.previous, as_of, pack, &x), 0);
    return x;
}

static uint64_t (*digest_at)(struct world *w, int32_t as_of, const char *pack);

static uint64_t digest(struct world *w)
{
    return digest_at(w, AS_OF, "hash");
}

/* Every input changes it. */
static void every_input(struct world *w)
{
    uint64_t base = digest(w), other;
    assert_true(digest(w) == base);
    other = digest_at(w, AS_OF + 1, "hash");
    assert_true(other != base);
    other = digest_at(w, AS_OF, "hast");
    assert_true(other != base);
    /* zero, known to be none and unknown are three things; so is whose fact it is */
    *fact_of(w, 1, "wage_income") = number(0);
    uint64_t first = digest(w);
    assert_true(first != base);
    *fact_of(w, 1, "wage_income") = (struct fact){0};
    *fact_of(w, 2, "wage_income") = number(0);
    assert_true(digest(w) != base && digest(w) != first);
    *fact_of(w, 2, "wage_income") = (struct fact){0};
    *fact(w, "prior_grace_until") = (struct fact){.known = true, .none = true};
    assert_true(digest(w) != base);
    *fact(w, "prior_grace_until") = (struct fact){0};
    assert_true(digest(w) == base);
    w->h.previous.amount_unknown = true;
    assert_true(digest(w) != base);
    w->h.previous.amount_unknown = false;
    w->h.previous.measures = STR("industry");
    assert_true(digest(w) != base);
    w->h.previous.measures = STR("");
    w->members[1].person_id++;
    assert_true(digest(w) != base);
    w->members[1].person_id--;
}

static void test_digest(void **state)
{
    digest_at = whole;
    every_input(*state);
    digest_at = in_parts;
    every_input(*state);
}

/* When it must be decided again, its facts being the same. */
static void test_due(void **state)
{
    struct world *w = *state;
    const struct plan_date_use birthdays = {.safe = true, .birthdays = true};
    const struct plan_date_use sixteen = {.safe = true, .n_years = 1, .years = {16}};
    const struct plan_date_use compared = {.safe = true, .compared = true}, unsafe = {0};
    struct decision d = {.standing = STANDING_IN_FORCE,
                         .grace_until = DATE_NONE,
                         .previous = {.standing = STANDING_IN_FORCE, .grace_until = DATE_NONE},
                         .carried = {.standing = STANDING_IN_FORCE, .grace_until = DATE_NONE}};
    int32_t as_of = date_from_civil((struct civil){2018, 3, 1});
#define DUE(use) decision_due(use, w->catalogue, &w->h, &d, as_of)
    assert_int_equal(DUE(&birthdays), DUE_NEVER);
    fact_of(w, 1, "birth_date")->known = true;
    fact_of(w, 1, "birth_date")->i = date_from_civil((struct civil){2004, 2, 29});
    assert_int_equal(DUE(&birthdays), date_from_civil((struct civil){2019, 3, 1}));
    assert_int_equal(DUE(&sixteen), date_from_civil((struct civil){2020, 2, 29}));
    assert_int_equal(DUE(&compared), DUE_NEVER);
    assert_int_equal(DUE(&unsafe), as_of + 1);
    as_of = date_from_civil((struct civil){2018, 2, 28});
    assert_int_equal(DUE(&birthdays), as_of + 1);
    as_of = date_from_civil((struct civil){2020, 2, 29});
    assert_int_equal(DUE(&sixteen), DUE_NEVER);
    /* nobody is negative years old, or 260, by the plan */
    fact_of(w, 2, "birth_date")->known = true;
    fact_of(w, 2, "birth_date")->i = as_of + 5;
    assert_int_equal(DUE(&sixteen), as_of + 1);
    assert_int_equal(DUE(&compared), as_of + 5);
    fact_of(w, 2, "birth_date")->i = as_of;
    assert_int_equal(DUE(&compared), as_of + 1);
    fact_of(w, 2, "birth_date")->i = date_from_civil((struct civil){1750, 1, 1});
    assert_int_equal(DUE(&sixteen), as_of + 1);
    fact_of(w, 2, "birth_date")->known = false;
    /* an income that no column holds */
    *fact_of(w, 2, "wage_income") = number((int64_t)INT32_MAX + 1);
    assert_int_equal(DUE(&sixteen), as_of + 1);
    *fact_of(w, 2, "wage_income") = (struct fact){0};
    assert_int_equal(DUE(&sixteen), DUE_NEVER);
    /* what is carried is not what was found; grace; not decided */
    d.carried.amount = 1;
    assert_int_equal(DUE(&sixteen), as_of + 1);
    d.carried.amount = 0;
    d.carried.measures = STR("industry");
    assert_int_equal(DUE(&sixteen), as_of + 1);
    d.carried.measures = STR("");
    d.standing = STANDING_GRACE;
    assert_int_equal(DUE(&sixteen), as_of + 1);
    d.standing = STANDING_HELD;
    assert_int_equal(DUE(&sixteen), as_of + 1);
    d.standing = STANDING_OUT;
    d.grace_until = as_of + 100;
    assert_int_equal(DUE(&sixteen), as_of + 1);
}

/* A catalogue with a line more, in the middle: nobody's digest changes. */
static void test_digest_catalogue_grows(void **state)
{
    struct world *w = *state;
    struct arena *a = w->arena;
    *fact(w, "vehicle_count") = number(1);
    *fact(w, "financial_assets") = number(300000);
    *fact_of(w, 2, "health") = text("chronic");
    uint64_t base = digest(w);

    struct str old = catalogue_builtin();
    ptrdiff_t at = str_find(old, STR("financial_assets,"));
    assert_true(at > 0);
    char *csv =
        arena_printf(a, "%.*sgas_meters,燃气表数,household,vehicle,integer,只,,unknown,,\n%.*s",
                     (int)at, old.data, (int)(old.len - (size_t)at), old.data + at);
    struct catalogue *grown;
    struct err e = {0};
    if (catalogue_read(str_of(csv), "grown.csv", a, &grown, &e) < 0)
        fail_msg("%s", e.en);
    assert_int_equal(grown->n[ENTITY_HOUSEHOLD], w->catalogue->n[ENTITY_HOUSEHOLD] + 1);
    struct fact *moved = arena_zalloc(a, grown->n[ENTITY_HOUSEHOLD] * sizeof *moved);
    for (size_t i = 0; i < w->catalogue->n[ENTITY_HOUSEHOLD]; i++) {
        struct str id = w->catalogue->attributes[ENTITY_HOUSEHOLD][i].id;
        moved[catalogue_find(grown, ENTITY_HOUSEHOLD, id)->index] = w->household[i];
    }
    w->h.facts = moved;
    w->catalogue = grown;
    assert_true(digest(w) == base);
}

/* Figures alone don't entitle to a household's outcome; refused before anything is read. */
static void test_replay_denied(void **state)
{
    (void)state;
    struct actor viewer;
    struct err e = {0};
    struct replay *p = NULL;
    assert_int_equal(actor_of(&viewer, 3, "viewer", "finance", "", &e), 0);
    assert_int_equal(replay_open(NULL, &viewer, STR("A1"), AS_OF, 1, &p, &e), E_DENIED);
    assert_null(p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_in_force),
        TEST(test_grace),
        TEST(test_out),
        TEST(test_undecided),
        TEST(test_undecided_before_out),
        TEST(test_held_in_force),
        TEST(test_held_in_grace),
        TEST(test_held_unknown_amount),
        TEST(test_prior_amount_fetched),
        TEST(test_amount_known_again),
        TEST(test_standing_alone_unknown),
        TEST(test_standing_invalid),
        TEST(test_failed),
        TEST(test_failed_nobody),
        TEST(test_also_missing),
        TEST(test_also_missing_decided),
        TEST(test_imported),
        TEST(test_income_with_pension),
        TEST(test_digest),
        TEST(test_due),
        TEST(test_digest_catalogue_grows),
        TEST(test_replay_denied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
