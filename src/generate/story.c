#include "story.h"

#include "namebook.h"

#define BIT(fact) (UINT64_C(1) << (fact))

static void hide(const struct story *s, struct rng *r, struct household *h)
{
    static const enum household_fact minor[] = {H_MEDICAL_EXPENSE, H_DWELLING_GRADE, H_WATER_SAFE,
                                                H_EDUCATION_EXPENSE, H_FOOD_SECURE};
    static const enum person_fact persons_minor[] = {P_INSURED, P_WORK_WILLING, P_FAMILY_SUPPORTED};
    struct person *worker = draft_worker(h), *p = worker ? worker : &h->p[0];
    size_t fact;

    switch (s->missing) {
    case MISSING_WAGE:
        p->unknown |= BIT(P_WAGE_INCOME);
        break;
    case MISSING_TRANSFER:
        p->unknown |= BIT(P_TRANSFER_INCOME);
        break;
    case MISSING_ASSETS:
        h->unknown |= BIT(H_FINANCIAL_ASSETS);
        break;
    case MISSING_DWELLING:
        h->unknown |= BIT(H_DWELLING_COUNT);
        break;
    case MISSING_VEHICLE:
        h->unknown |= BIT(H_VEHICLE_COUNT);
        break;
    case MISSING_SUPPORTER:
        h->p[0].unknown |= BIT(P_HAS_SUPPORTER);
        break;
    case MISSING_LABOUR:
        h->p[0].unknown |= BIT(P_LABOUR_CAPACITY);
        break;
    case MISSING_HEALTH:
        h->p[0].unknown |= BIT(P_HEALTH);
        break;
    case MISSING_MINOR:
        h->unknown |= BIT(minor[rng_below(r, sizeof minor / sizeof minor[0])]);
        h->unknown |= BIT(minor[rng_below(r, sizeof minor / sizeof minor[0])]);
        fact = rng_below(r, sizeof persons_minor / sizeof persons_minor[0]);
        h->p[rng_below(r, (uint32_t)h->n)].unknown |= BIT(persons_minor[fact]);
        break;
    case MISSING_NOTHING:
    case N_MISSING:
        break;
    }
}

void story_build(const struct story *s, struct rng *r, const struct namebook *names,
                 struct household *h)
{
    *h = (struct household){.n = 0};
    family_build(s, r, h);
    namebook_name(names, r, h);
    traits_build(s, r, h);
    means_build(s, r, h);
    hide(s, r, h);
}

/* A fall: a limb, and with it the capacity to work. */
static void disable_somebody(struct household *h)
{
    for (size_t i = 0; i < h->n; i++) {
        struct person *p = &h->p[i];
        if (p->age < 30 || p->v[P_DISABILITY_GRADE] > 0)
            continue;
        p->v[P_DISABILITY_TYPE] = LIMB;
        p->v[P_DISABILITY_GRADE] = 2;
        p->v[P_LABOUR_CAPACITY] = LOST;
        p->v[P_EMPLOYED] = p->v[P_WORK_WILLING] = 0;
        h->v[H_POVERTY_CAUSE] |= 1 << CAUSE_DISABILITY;
        return;
    }
}

void story_june(const struct story *s, struct rng *r, struct household *h)
{
    struct person *p;

    switch (s->june) {
    case JUNE_NOTHING:
        break;
    case JUNE_WORK:
        means_set_work(r, h, rng_between(r, 1050, 1430));
        break;
    case JUNE_WORK_FAR:
        means_set_work(r, h, rng_between(r, 1560, 2050));
        break;
    case JUNE_BACK:
        means_scale(h, 600);
        break;
    case JUNE_CAR:
        h->v[H_VEHICLE_COUNT] = 1;
        break;
    case JUNE_WITHDRAWN:
        p = draft_worker(h);
        p = p ? p : &h->p[0];
        p->withdrawn |= BIT(P_WAGE_INCOME);
        break;
    case JUNE_FETCHED:
        h->unknown = 0;
        for (size_t i = 0; i < h->n; i++)
            h->p[i].unknown = 0;
        break;
    case JUNE_UP:
        means_scale(h, rng_between(r, 1040, 1150));
        break;
    case JUNE_DOWN:
        means_scale(h, rng_between(r, 700, 920));
        break;
    case JUNE_DISABLED:
        disable_somebody(h);
        break;
    }
}

/* Nationally 60, 7, 13.5 and 19.5 of a hundred people are on 低保, 特困, near the line and above;
 * here by households, whose mean sizes are 2.82, 1.07 and 3.36. */
static enum kind draw_kind(struct rng *r)
{
    static const enum kind kinds[] = {KIND_DIBAO,           KIND_DESTITUTE, KIND_LOW,
                                      KIND_SINGLE_CASE,     KIND_FAR,       KIND_CAR,
                                      KIND_SECOND_DWELLING, KIND_BUSINESS};

    return kinds[RNG_PICK(r, 571, 173, 104, 2, 127, 11, 7, 5)];
}

static enum prior draw_prior(enum kind kind, struct rng *r)
{
    static const uint16_t weights[][4] = {
        /* destitute, dibao, low income, none */
        [KIND_DIBAO] = {2, 920, 30, 48},
        [KIND_DESTITUTE] = {930, 30, 0, 40},
        [KIND_LOW] = {0, 100, 450, 450},
        [KIND_FAR] = {0, 40, 60, 900},
        [KIND_SINGLE_CASE] = {0, 500, 300, 200},
        [KIND_CAR] = {0, 150, 50, 800},
        [KIND_SECOND_DWELLING] = {0, 150, 50, 800},
        [KIND_BUSINESS] = {0, 100, 50, 850},
    };
    return (enum prior)rng_pick(r, weights[kind], 4);
}

static enum june draw_june(const struct story *s, struct rng *r)
{
    if (s->missing != MISSING_NOTHING)
        return rng_chance(r, 400) ? JUNE_FETCHED : JUNE_NOTHING;
    if (s->kind == KIND_DESTITUTE)
        return rng_chance(r, 5) ? JUNE_DISABLED : JUNE_NOTHING;
    switch (RNG_PICK(r, 800, 22, 8, 8, 4, 6, 90, 58, 4)) {
    case 1:
        return s->able != ABLE_NONE ? JUNE_WORK : JUNE_NOTHING;
    case 2:
        return s->able != ABLE_NONE ? JUNE_WORK_FAR : JUNE_NOTHING;
    case 3:
        return JUNE_BACK;
    case 4:
        return JUNE_CAR;
    case 5:
        return s->able != ABLE_NONE ? JUNE_WITHDRAWN : JUNE_NOTHING;
    case 6:
        return JUNE_UP;
    case 7:
        return JUNE_DOWN;
    case 8:
        return JUNE_DISABLED;
    default:
        return JUNE_NOTHING;
    }
}

struct story story_draw(struct rng *r, enum residence residence)
{
    struct story s = {.mix = residence == URBAN ? &mix_urban : &mix_rural, .kind = draw_kind(r)};

    if (s.kind == KIND_DESTITUTE) {
        static const enum family singles[] = {FAMILY_OLD_SINGLE, FAMILY_ADULT_SINGLE,
                                              FAMILY_ORPHANS};
        s.size = rng_chance(r, 930) ? 1 : 2;
        if (s.size == 1)
            s.family = singles[RNG_PICK(r, 800, 185, 15)];
        else
            s.family = rng_chance(r, 850) ? FAMILY_OLD_COUPLE : FAMILY_ORPHANS;
    } else if (s.kind == KIND_DIBAO) {
        /* sizes as in CS51: 3.54 with and 2.61 without somebody able and willing */
        s.able = rng_chance(r, 218) ? ABLE_WILLING : ABLE_NONE;
        s.size = s.able == ABLE_WILLING ? 1 + RNG_PICK(r, 3, 17, 30, 30, 14, 6)
                                        : 1 + RNG_PICK(r, 63, 70, 60, 33, 19, 9);
        if (s.able == ABLE_NONE && s.size >= 2 && rng_chance(r, s.size >= 4 ? 590 : 140))
            s.able = ABLE_UNWILLING;
    } else {
        s.able = rng_chance(r, 300) ? ABLE_WILLING : ABLE_UNWILLING;
        s.size = 1 + RNG_PICK(r, 6, 19, 31, 26, 12, 6);
        if (s.kind == KIND_SINGLE_CASE && s.size < 3)
            s.size = 3;
    }
    s.prior = draw_prior(s.kind, r);
    s.prior_grace = s.kind == KIND_LOW && s.prior == PRIOR_DIBAO && rng_chance(r, 300);
    if (rng_chance(r, 30)) {
        s.missing = (enum missing)(1 + rng_below(r, N_MISSING - 1));
        /* these two tell something only of an aged person alone */
        if ((s.missing == MISSING_SUPPORTER || s.missing == MISSING_LABOUR) &&
            s.family != FAMILY_OLD_SINGLE)
            s.missing = MISSING_TRANSFER;
    }
    s.june = draw_june(&s, r);
    return s;
}
