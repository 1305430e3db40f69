#include "hidden.h"

#include "story.h"

#define AS_ENTRY(name, weight, zh, en) {zh, en},
#define AS_WEIGHT(name, weight, zh, en) weight,
const struct hidden_entry hidden_entries[N_HIDDEN] = {HIDDEN_KINDS(AS_ENTRY)};

struct scene {
    struct rng *r;
    struct household *h; /* the truth */
    struct hiding *out;
};

/* ---- members whom it suits ---- */

typedef bool suits_fn(const struct person *p);

static bool adult(const struct person *p)
{
    return p->age >= 18;
}

static bool worker(const struct person *p)
{
    return adult(p) && p->age < 60 && person_able(p) && !person_student(p) &&
           !(p->unknown >> P_WAGE_INCOME & 1);
}

static bool aged(const struct person *p)
{
    return p->age >= 60 && !(p->unknown >> P_TRANSFER_INCOME & 1);
}

static bool pensioner(const struct person *p)
{
    return p->v[P_BASIC_PENSION] > 0;
}

static bool mortal(const struct person *p)
{
    return p->age >= 45;
}

static bool leaves(const struct person *p)
{
    return adult(p) && p->v[P_RELATION] != HEAD && p->v[P_RELATION] != SPOUSE;
}

static bool disabled(const struct person *p)
{
    return p->v[P_DISABILITY_GRADE] > 0;
}

static bool not_serious(const struct person *p)
{
    return p->v[P_HEALTH] != SERIOUS && !(p->unknown >> P_HEALTH & 1);
}

static bool pupil(const struct person *p)
{
    return (p->age >= 12 && p->v[P_SCHOOLING] == COMPULSORY) ||
           (p->age >= 18 && p->age < 25 && p->v[P_SCHOOLING] == NO_SCHOOL);
}

static bool insured(const struct person *p)
{
    return p->v[P_INSURED] && !(p->unknown >> P_INSURED & 1);
}

static struct person *member(struct scene *s, suits_fn *suits)
{
    size_t found[DRAFT_PEOPLE], n = 0;

    for (size_t i = 0; i < s->h->n; i++)
        if (suits(&s->h->p[i]))
            found[n++] = i;
    if (n == 0)
        return NULL;
    s->out->who = found[rng_below(s->r, (uint32_t)n)];
    return &s->h->p[s->out->who];
}

/* ---- what is hidden; false if it doesn't suit the household ---- */

static bool told(const struct scene *s, enum household_fact fact)
{
    return !(s->h->unknown >> fact & 1);
}

static int64_t yuan(struct scene *s, int low, int high)
{
    return s->out->amount = (int64_t)rng_between(s->r, low, high) * YUAN;
}

static bool income(struct scene *s, suits_fn *suits, enum person_fact fact, int low, int high)
{
    struct person *p = member(s, suits);

    if (p)
        p->v[fact] += yuan(s, low, high);
    return p;
}

static bool more(struct scene *s, enum household_fact fact, int64_t by)
{
    s->h->v[fact] += by;
    return told(s, fact) && member(s, adult);
}

static bool pension(struct scene *s, bool paid)
{
    struct person *p = member(s, pensioner);

    if (!p)
        return false;
    int64_t by = paid ? yuan(s, 60, 180) * 12 : -p->v[P_BASIC_PENSION];
    p->v[P_BASIC_PENSION] += by;
    p->v[P_TRANSFER_INCOME] += by;
    return true;
}

/* Somebody who lives without the spouse that she is registered with. */
static bool spouse(struct scene *s)
{
    for (size_t i = 0; i < s->h->n; i++)
        if (s->h->p[i].v[P_RELATION] == SPOUSE)
            return false;
    return s->h->p[0].age >= 24;
}

static bool disability(struct scene *s)
{
    struct person *p = member(s, disabled);

    if (!p)
        return false;
    if (rng_chance(s->r, 400)) {
        p->v[P_DISABILITY_TYPE] = ABLED;
        p->v[P_DISABILITY_GRADE] = 0;
    } else {
        p->v[P_DISABILITY_GRADE] = p->v[P_DISABILITY_GRADE] <= 2 ? p->v[P_DISABILITY_GRADE] + 2
                                                                 : p->v[P_DISABILITY_GRADE] - 2;
    }
    return true;
}

static bool illness(struct scene *s)
{
    struct person *p = member(s, not_serious);

    if (!p)
        return false;
    p->v[P_HEALTH] = SERIOUS;
    s->h->v[H_MEDICAL_EXPENSE] += yuan(s, 3000, 30000);
    return true;
}

static bool medical(struct scene *s)
{
    s->h->v[H_MEDICAL_EXPENSE] /= rng_between(s->r, 3, 6);
    return s->h->v[H_MEDICAL_EXPENSE] >= 1000 * YUAN;
}

static bool schooling(struct scene *s)
{
    struct person *p = member(s, pupil);

    if (p)
        p->v[P_SCHOOLING] = p->v[P_SCHOOLING] == COMPULSORY ? DROPOUT : COLLEGE;
    return p;
}

static bool uninsured(struct scene *s)
{
    struct person *p = member(s, insured);

    if (p)
        p->v[P_INSURED] = 0;
    return p;
}

static bool hide(struct scene *s)
{
    switch (s->out->kind) {
    case HIDDEN_WAGE:
        return income(s, worker, P_WAGE_INCOME, 8000, 60000) &&
               (s->h->p[s->out->who].v[P_EMPLOYED] = 1);
    case HIDDEN_BUSINESS_INCOME:
        return income(s, worker, P_BUSINESS_INCOME, 8000, 50000);
    case HIDDEN_RENT:
        return income(s, adult, P_PROPERTY_INCOME, 2400, 18000);
    case HIDDEN_DEPOSITS:
    case HIDDEN_SECURITIES:
        return more(s, H_FINANCIAL_ASSETS, yuan(s, 15000, 250000));
    case HIDDEN_CAR:
        return more(s, H_VEHICLE_COUNT, 1);
    case HIDDEN_LICENCE:
        return !s->h->v[H_BUSINESS_REGISTERED] && more(s, H_BUSINESS_REGISTERED, 1);
    case HIDDEN_DWELLING:
        return more(s, H_DWELLING_COUNT, 1);
    case HIDDEN_EMPLOYEE_PENSION:
        return income(s, aged, P_TRANSFER_INCOME, 1100 * 12, 3000 * 12);
    case HIDDEN_BASIC_PENSION:
        return pension(s, true);
    case HIDDEN_NO_PENSION:
        return pension(s, false);
    case HIDDEN_SPOUSE:
        return spouse(s);
    case HIDDEN_DEAD:
        return member(s, mortal);
    case HIDDEN_MOVED_OUT:
    case HIDDEN_TWO_HOUSEHOLDS:
        return member(s, leaves);
    case HIDDEN_RESIDENCE:
        s->h->v[H_RESIDENCE] = s->h->v[H_RESIDENCE] == URBAN ? RURAL : URBAN;
        return true;
    case HIDDEN_DISABILITY:
        return disability(s);
    case HIDDEN_ILLNESS:
        return illness(s);
    case HIDDEN_MEDICAL:
        return medical(s);
    case HIDDEN_SCHOOLING:
        return schooling(s);
    case HIDDEN_UNINSURED:
        return uninsured(s);
    case HIDDEN_PREMISES:
    case HIDDEN_MACHINE:
        return member(s, adult);
    case N_HIDDEN:
        break;
    }
    return false;
}

struct hiding hidden_draw(uint32_t rate, struct rng *r, const struct household *declared,
                          struct household *truth)
{
    static const uint16_t weights[N_HIDDEN] = {HIDDEN_KINDS(AS_WEIGHT)};
    bool hides = rng_below(r, 1000000) < rate;
    struct hiding hiding = {(enum hidden)rng_pick(r, weights, N_HIDDEN)};
    struct scene s = {r, truth, &hiding};

    *truth = *declared;
    if (hides && hide(&s))
        return hiding;
    *truth = *declared;
    return (struct hiding){N_HIDDEN};
}
