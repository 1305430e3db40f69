/* What a household lives on: income by source, work, assets, dwelling, expenses, causes. */
#include "date.h"
#include "story.h"

/* The generator's own figures, in yuan: what is plausible, not what is policy. */
#define LINE_YEAR 9600  /* the line a head and year, JM18-1.2c */
#define LINE_BEFORE 700 /* a month, before 2018 */
#define DESTITUTE_BEFORE 910
#define PENSION_YEAR 1440 /* basic pension */

struct person *draft_worker(struct household *h)
{
    struct person *any = NULL;

    for (size_t i = 0; i < h->n; i++) {
        struct person *p = &h->p[i];
        if (!person_able(p))
            continue;
        if (p->age >= 18 && p->age < 59)
            return p;
        any = any ? any : p;
    }
    return any;
}

int64_t draft_income(const struct household *h)
{
    int64_t sum = 0;

    for (size_t i = 0; i < h->n; i++) {
        const int64_t *v = h->p[i].v;
        sum += v[P_WAGE_INCOME] + v[P_BUSINESS_INCOME] + v[P_PROPERTY_INCOME] +
               v[P_TRANSFER_INCOME] - v[P_BASIC_PENSION];
    }
    return sum;
}

/* The household's yearly income for permille thousandths of the line a head, in yuan. */
static int64_t target(const struct household *h, int permille)
{
    return (int64_t)LINE_YEAR * (int64_t)h->n * permille / 1000;
}

/* Whole tens of yuan, here and there with fen. */
static int64_t money(struct rng *r, int64_t yuan)
{
    int64_t fen = yuan / 10 * 10 * YUAN;

    return rng_chance(r, 60) ? fen + (int64_t)rng_below(r, 1000) : fen;
}

static int64_t between(struct rng *r, int low, int high)
{
    return money(r, rng_between(r, low, high));
}

static int permille(const struct story *s, struct rng *r)
{
    const struct mix *mix = s->mix;
    int share;

    switch (s->kind) {
    case KIND_DIBAO:
        if (rng_chance(r, 120))
            return rng_between(r, 760, 960);
        return 30 + rng_between(r, 0, mix->poor_spread) + rng_between(r, 0, mix->poor_spread);
    case KIND_DESTITUTE:
        return rng_between(r, 0, 300);
    case KIND_LOW:
    case KIND_SINGLE_CASE:
        return rng_between(r, 1020, 1470);
    case KIND_FAR:
        share = rng_between(r, mix->far_low, mix->far_high);
        return rng_chance(r, mix->far_tail) ? share + rng_between(r, 0, mix->far_more) : share;
    case KIND_CAR:
    case KIND_SECOND_DWELLING:
    case KIND_BUSINESS:
        return rng_between(r, 650, 1300);
    }
    return 0;
}

static void income(struct rng *r, struct household *h, int share)
{
    int64_t left = target(h, share);
    size_t n_earners = 0, n_others = 0, earners[DRAFT_PEOPLE], others[DRAFT_PEOPLE];

    for (size_t i = 0; i < h->n; i++) {
        if (person_able(&h->p[i]))
            earners[n_earners++] = i;
        else if (h->p[i].age >= 60 || (i == 0 && h->p[0].age >= 18))
            others[n_others++] = i;
    }
    if (n_others == 0 && n_earners == 0)
        others[n_others++] = 0;
    if (rng_chance(r, 120) && left > 3000) {
        int64_t rent = rng_between(r, 20, 160) * 10;
        h->p[0].v[P_PROPERTY_INCOME] = rent * YUAN;
        left -= rent;
    }
    if (n_earners) {
        int64_t earned = n_others ? left * rng_between(r, 78, 97) / 100 : left;
        left -= earned;
        for (size_t k = 0; k < n_earners; k++) {
            struct person *p = &h->p[earners[k]];
            int64_t part = k + 1 == n_earners ? earned : earned * rng_between(r, 30, 75) / 100;
            bool farmer =
                p->v[P_LABOUR_CAPACITY] != SKILLED && rng_chance(r, share < 900 ? 420 : 200);
            p->v[farmer || p->age >= 60 ? P_BUSINESS_INCOME : P_WAGE_INCOME] = money(r, part);
            earned -= part;
            if (earned < 600)
                break;
        }
    }
    for (size_t k = 0; k < n_others; k++) {
        int64_t part = k + 1 == n_others ? left : left * rng_between(r, 35, 65) / 100;
        h->p[others[k]].v[P_TRANSFER_INCOME] = money(r, part);
        left -= part;
    }
}

static void pensions(struct rng *r, struct household *h)
{
    for (size_t i = 0; i < h->n; i++) {
        struct person *p = &h->p[i];
        if (p->age < 60 || !rng_chance(r, 960))
            continue;
        p->v[P_BASIC_PENSION] = PENSION_YEAR * YUAN;
        p->v[P_TRANSFER_INCOME] += PENSION_YEAR * YUAN;
    }
}

static void work(const struct story *s, struct rng *r, struct household *h)
{
    for (size_t i = 0; i < h->n; i++) {
        struct person *p = &h->p[i];
        p->v[P_EMPLOYED] = p->v[P_WAGE_INCOME] > 0 || p->v[P_BUSINESS_INCOME] >= 6000 * YUAN;
        if (person_able(p))
            p->v[P_WORK_WILLING] =
                p->v[P_EMPLOYED] || rng_chance(r, s->able == ABLE_WILLING ? 850 : 250);
    }
}

static void assets(const struct story *s, struct rng *r, struct household *h)
{
    int64_t *v = h->v;
    int head = s->kind == KIND_DIBAO || s->kind == KIND_DESTITUTE ? 5200 : 13000;

    /* below what 24 months' line a head allow */
    v[H_FINANCIAL_ASSETS] =
        (int64_t)h->n * between(r, 0, rng_chance(r, 400) ? head / 5 : rng_between(r, 200, head));
    v[H_DWELLING_GRADE] = (int64_t)RNG_PICK(r, 30, 47, 14, 5, 4);
    v[H_DWELLING_COUNT] = v[H_DWELLING_GRADE] != GRADE_NONE;
    v[H_WATER_SAFE] = rng_chance(r, 960);
    v[H_VEHICLE_COUNT] = s->kind == KIND_CAR;
    v[H_BUSINESS_REGISTERED] = s->kind == KIND_BUSINESS;
    if (s->kind == KIND_SECOND_DWELLING) {
        v[H_DWELLING_COUNT] = 2;
        v[H_DWELLING_GRADE] = rng_chance(r, 500) ? GRADE_A : GRADE_B;
    } else if (s->kind >= KIND_FAR && v[H_DWELLING_GRADE] >= GRADE_C) {
        v[H_DWELLING_GRADE] = GRADE_B;
        v[H_DWELLING_COUNT] = 1;
    }
    v[H_FOOD_SECURE] = rng_chance(r, 985);
    v[H_CLOTHING_SECURE] = rng_chance(r, 980);
    v[H_WILLING] = s->able == ABLE_NONE ? rng_chance(r, 450) : s->able == ABLE_WILLING;
}

static void expenses(struct rng *r, struct household *h)
{
    int64_t *v = h->v;

    for (size_t i = 0; i < h->n; i++) {
        switch (h->p[i].v[P_HEALTH]) {
        case SERIOUS:
            v[H_MEDICAL_EXPENSE] += between(r, 6000, rng_chance(r, 300) ? 60000 : 22000);
            break;
        case CHRONIC:
            v[H_MEDICAL_EXPENSE] += between(r, 600, 4200);
            break;
        default:
            v[H_MEDICAL_EXPENSE] += between(r, 0, 500);
        }
        switch (h->p[i].v[P_SCHOOLING]) {
        case PRESCHOOL:
            v[H_EDUCATION_EXPENSE] += between(r, 1500, 5000);
            break;
        case COMPULSORY:
            v[H_EDUCATION_EXPENSE] += between(r, 300, 1500);
            break;
        case HIGH:
        case VOCATIONAL:
            v[H_EDUCATION_EXPENSE] += between(r, 2000, 5500);
            break;
        case COLLEGE:
            v[H_EDUCATION_EXPENSE] += between(r, 8000, 15000);
            break;
        default:
            break;
        }
    }
    if (v[H_DWELLING_GRADE] == GRADE_NONE)
        v[H_HOUSING_EXPENSE] = between(r, 1200, 4800);
    else if (rng_chance(r, v[H_DWELLING_GRADE] >= GRADE_C ? 350 : 80))
        v[H_HOUSING_EXPENSE] = between(r, 500, 9000);
}

/* At most two: what weighs most comes first. */
static void cause(struct household *h, bool holds, enum cause cause)
{
    if (holds && __builtin_popcountll((uint64_t)h->v[H_POVERTY_CAUSE]) < 2)
        h->v[H_POVERTY_CAUSE] |= 1 << cause;
}

static void causes(const struct story *s, struct rng *r, struct household *h)
{
    const struct mix *mix = s->mix;
    bool ill = false, disabled = false, school = false, lessons = false;
    bool able = s->able != ABLE_NONE;

    for (size_t i = 0; i < h->n; i++) {
        const struct person *p = &h->p[i];
        ill |= p->v[P_HEALTH] == SERIOUS ||
               (p->v[P_HEALTH] == CHRONIC && rng_chance(r, mix->cause_chronic));
        disabled |= p->v[P_DISABILITY_GRADE] > 0;
        school |= p->v[P_SCHOOLING] >= HIGH;
        lessons |= p->v[P_SCHOOLING] == COMPULSORY;
    }
    cause(h, ill, CAUSE_ILLNESS);
    cause(h, rng_chance(r, mix->cause_disaster), CAUSE_DISASTER);
    cause(h, rng_chance(r, mix->cause_accident), CAUSE_ACCIDENT);
    cause(h, disabled && rng_chance(r, mix->cause_disability), CAUSE_DISABILITY);
    school = school && rng_chance(r, mix->cause_schooling);
    cause(h, school || (lessons && rng_chance(r, mix->cause_lessons)), CAUSE_SCHOOLING);
    cause(h, !able && rng_chance(r, mix->cause_labour), CAUSE_LABOUR);
    cause(h, able && rng_chance(r, mix->cause_skill), CAUSE_SKILL);
    cause(h, able && rng_chance(r, mix->cause_capital), CAUSE_CAPITAL);
    cause(h, able && rng_chance(r, mix->cause_unemployment), CAUSE_UNEMPLOYMENT);
    if (!h->v[H_POVERTY_CAUSE])
        cause(h, true, able || rng_chance(r, mix->cause_other) ? CAUSE_OTHER : CAUSE_LABOUR);
}

static void before(const struct story *s, struct rng *r, struct household *h)
{
    int64_t n = (int64_t)h->n, months = draft_income(h) / 12 / YUAN, amount = 0;

    h->v[H_PRIOR_CATEGORY] = s->prior;
    h->v[H_PRIOR_GRACE_UNTIL] = h->v[H_EXIT_CONFIRMED] = DATE_NONE;
    if (s->prior == PRIOR_DESTITUTE) {
        amount = DESTITUTE_BEFORE * n;
    } else if (s->prior == PRIOR_DIBAO) {
        amount = LINE_BEFORE * n - months;
        if (amount < 100 * n)
            amount = rng_between(r, 100, 380) * n;
    }
    h->v[H_PRIOR_AMOUNT] = amount * YUAN;
    if (s->prior_grace) {
        h->v[H_PRIOR_GRACE_UNTIL] = date_add_months(DRAFT_BASE, rng_between(r, 2, 5));
        h->v[H_PRIOR_GRACE_UNTIL] += rng_between(r, -1, 14);
    }
}

void means_build(const struct story *s, struct rng *r, struct household *h)
{
    income(r, h, permille(s, r));
    pensions(r, h);
    work(s, r, h);
    assets(s, r, h);
    expenses(r, h);
    causes(s, r, h);
    before(s, r, h);
}

void means_set_work(struct rng *r, struct household *h, int share)
{
    struct person *p = draft_worker(h);

    if (!p)
        return;
    int64_t more = target(h, share) * YUAN - draft_income(h);
    if (more > 0)
        p->v[P_WAGE_INCOME] += money(r, more / YUAN + 10);
    p->v[P_EMPLOYED] = p->v[P_WORK_WILLING] = 1;
}

void means_scale(struct household *h, int by)
{
    static const enum person_fact sources[] = {P_WAGE_INCOME, P_BUSINESS_INCOME, P_PROPERTY_INCOME,
                                               P_TRANSFER_INCOME};

    for (size_t i = 0; i < h->n; i++) {
        int64_t *v = h->p[i].v;
        for (size_t k = 0; k < sizeof sources / sizeof sources[0]; k++) {
            int64_t keep = sources[k] == P_TRANSFER_INCOME ? v[P_BASIC_PENSION] : 0;
            int64_t yuan = (v[sources[k]] - keep) / YUAN * by / 1000;
            if (v[sources[k]] - keep >= 100 * YUAN)
                v[sources[k]] = keep + yuan / 10 * 10 * YUAN;
        }
    }
}
