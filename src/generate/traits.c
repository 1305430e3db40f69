/* What each member can do: disability, health, schooling, labour, support. */
#include "story.h"

/* Any disability, of this grade. */
static void disable(struct rng *r, struct person *p, int grade)
{
    p->v[P_DISABILITY_TYPE] = (int64_t)(SIGHT + RNG_PICK(r, 9, 8, 3, 44, 15, 17, 4));
    p->v[P_DISABILITY_GRADE] = grade;
}

static void student(const struct story *s, struct rng *r, struct person *p)
{
    p->v[P_LABOUR_CAPACITY] = NO_LABOUR;
    if (p->age < 3)
        p->v[P_SCHOOLING] = NO_SCHOOL;
    else if (p->age < 6)
        p->v[P_SCHOOLING] = rng_chance(r, 850) ? PRESCHOOL : NO_SCHOOL;
    else if (p->age < 16)
        p->v[P_SCHOOLING] = p->age >= 12 && rng_chance(r, 12) ? DROPOUT : COMPULSORY;
    else if (p->age < 19)
        p->v[P_SCHOOLING] = rng_chance(r, 650) ? HIGH : VOCATIONAL;
    else
        p->v[P_SCHOOLING] = COLLEGE;
    if (p->age < 16 && rng_chance(r, s->mix->disabled_child)) {
        disable(r, p, rng_between(r, 1, 4));
    } else if (rng_chance(r, 8)) {
        p->v[P_HEALTH] = SERIOUS;
    } else if (rng_chance(r, 15)) {
        p->v[P_HEALTH] = CHRONIC;
    }
}

static void able_adult(struct rng *r, struct person *p)
{
    p->v[P_LABOUR_CAPACITY] = p->age >= 60 ? WEAK : (int64_t)RNG_PICK(r, 8, 72, 20);
    p->v[P_HEALTH] = rng_chance(r, p->v[P_LABOUR_CAPACITY] == WEAK ? 500 : 90) ? CHRONIC : HEALTHY;
    if (p->v[P_LABOUR_CAPACITY] == WEAK && p->v[P_HEALTH] == HEALTHY && rng_chance(r, 500)) {
        p->v[P_DISABILITY_GRADE] = rng_between(r, 3, 4);
        p->v[P_DISABILITY_TYPE] = (int64_t)(SIGHT + RNG_PICK(r, 15, 20, 5, 60));
    }
}

/* Somebody of working age who has lost the capacity to work, through disability or illness. */
static void lost_adult(const struct story *s, struct rng *r, struct person *p)
{
    p->v[P_LABOUR_CAPACITY] = LOST;
    if (rng_chance(r, s->mix->disabled_lost)) {
        disable(r, p, 1 + (int)RNG_PICK(r, 26, 50, 18, 6));
        p->v[P_HEALTH] = (int64_t)RNG_PICK(r, 55, 38, 7);
    } else {
        p->v[P_HEALTH] = rng_chance(r, 600) ? SERIOUS : CHRONIC;
    }
}

static void old(const struct story *s, struct rng *r, struct person *p)
{
    p->v[P_LABOUR_CAPACITY] = NO_LABOUR;
    p->v[P_HEALTH] = (int64_t)RNG_PICK(r, 37, 55, 8);
    if (rng_chance(r, s->mix->disabled_old)) {
        p->v[P_DISABILITY_GRADE] = rng_between(r, 1, 4);
        p->v[P_DISABILITY_TYPE] = (int64_t)(SIGHT + RNG_PICK(r, 20, 22, 1, 50, 2, 5));
        p->v[P_LABOUR_CAPACITY] = LOST;
    } else if (p->v[P_HEALTH] == SERIOUS) {
        p->v[P_LABOUR_CAPACITY] = LOST;
    }
}

static bool at_school(const struct story *s, struct rng *r, const struct person *p)
{
    if (p->age < 16)
        return true;
    if (p->age > 22 || p->v[P_RELATION] == HEAD || p->v[P_RELATION] == SPOUSE)
        return false;
    return s->able == ABLE_NONE || rng_chance(r, p->age < 19 ? 850 : 420);
}

/* Has lost what counts for 特困: a disability of the kinds that JM18-1.3a means. */
static void grave(struct rng *r, struct person *p)
{
    bool limb = rng_chance(r, 600);

    p->v[P_LABOUR_CAPACITY] = LOST;
    p->v[P_DISABILITY_GRADE] = rng_between(r, 1, 2);
    p->v[P_DISABILITY_TYPE] = limb ? LIMB : rng_chance(r, 500) ? INTELLECTUAL : MENTAL;
}

static void build_person(const struct story *s, struct rng *r, struct person *p, bool must_work)
{
    p->v[P_HEALTH] = HEALTHY;
    if (must_work)
        able_adult(r, p);
    else if (at_school(s, r, p))
        student(s, r, p);
    else if (p->age < 60 && s->able != ABLE_NONE && rng_chance(r, p->age < 30 ? 880 : 560))
        able_adult(r, p);
    else if (p->age < 60 && s->kind == KIND_DESTITUTE)
        grave(r, p);
    else if (p->age < 60)
        lost_adult(s, r, p);
    else if (p->age < 68 && s->able != ABLE_NONE && rng_chance(r, 250))
        able_adult(r, p);
    else
        old(s, r, p);
}

/* The first of working age: in a household with somebody able it is that one. */
static struct person *breadwinner(struct household *h)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->p[i].age >= 23 && h->p[i].age < 59)
            return &h->p[i];
    return &h->p[0];
}

static void single_case(struct rng *r, struct household *h)
{
    const struct person *worker = draft_worker(h);

    for (size_t i = h->n; i-- > 0;) {
        struct person *p = &h->p[i];
        if (p->age < 18 || p == worker || person_student(p))
            continue;
        grave(r, p);
        p->v[P_SCHOOLING] = NO_SCHOOL;
        p->v[P_SINGLE_APPLICANT] = 1;
        return;
    }
}

/* One whose health decides on the amount: no other condition of 分类施保 holds. */
static void need_health(struct household *h)
{
    struct person *p = &h->p[0];

    p->v[P_HEALTH] = CHRONIC;
    p->v[P_DISABILITY_TYPE] = ABLED;
    p->v[P_DISABILITY_GRADE] = 0;
}

void traits_build(const struct story *s, struct rng *r, struct household *h)
{
    struct person *worker = s->able == ABLE_NONE ? NULL : breadwinner(h);

    for (size_t i = 0; i < h->n; i++) {
        struct person *p = &h->p[i];
        build_person(s, r, p, p == worker);
        p->v[P_INSURED] = rng_chance(r, 965);
        /* whoever lives with others or has grown children elsewhere; the able need none */
        p->v[P_HAS_SUPPORTER] = s->kind != KIND_DESTITUTE && s->missing != MISSING_LABOUR &&
                                (!person_able(p) || rng_chance(r, 400));
    }
    if (s->kind == KIND_SINGLE_CASE)
        single_case(r, h);
    if (s->missing == MISSING_HEALTH)
        need_health(h);
    for (size_t i = 0; i < h->n; i++) {
        struct person *p = &h->p[i];
        p->v[P_FAMILY_SUPPORTED] = h->n > 1 && p->age >= 18 && p->v[P_RELATION] != HEAD &&
                                   p->v[P_DISABILITY_GRADE] >= 1 && p->v[P_DISABILITY_GRADE] <= 2;
    }
}
