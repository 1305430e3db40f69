#include "date_use.h"

#include "cleanup.h"
#include "columns.h"
#include "date.h"
#include "evaluate.h"
#include "pack_private.h"

int date_use_of(const struct pack *p, struct plan_date_use *ret, struct err *e)
{
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    int r = pack_plan_new(p, &plan, e);
    if (r >= 0)
        plan_date_use(plan->plan, COLUMN_AS_OF, OUTPUT_GRACE_UNTIL, ret);
    if (r < 0)
        return r;
    return ret->why.code == E_NOMEM ? err_nomem(e) : E_OK;
}

static int32_t sooner(int32_t due, int32_t day, int32_t as_of)
{
    return day > as_of && day < due ? day : due;
}

int32_t date_use_next(const struct plan_date_use *u, int32_t fact, int32_t as_of)
{
    int32_t due = INT32_MAX;
    /* on the day itself and on the next one: < and <= */
    if (u->compared && fact >= as_of)
        due = fact > as_of ? fact : as_of + 1;
    bool years = u->birthdays || u->n_years;
    /* years that no column holds: negative ones, and those of the very old */
    if (years && (fact > as_of || date_age(fact, as_of) > 250))
        return as_of + 1;
    if (u->birthdays)
        return sooner(due, date_of_age(fact, date_age(fact, as_of) + 1), as_of);
    for (size_t i = 0; i < u->n_years; i++)
        due = sooner(due, date_of_age(fact, u->years[i]), as_of);
    return due;
}

static bool between(int32_t day, int32_t one, int32_t other)
{
    return one < other ? one < day && day <= other : other < day && day <= one;
}

bool parameters_moved(const struct pack *p, int32_t one, int32_t other)
{
    for (size_t s = 0; s < p->n_slots; s++) {
        size_t first, n = parameters_named(p, p->slots[s].name, &first);
        for (size_t i = 0; i < n; i++) {
            const struct parameter *x = &p->parameters[p->by_name[first + i]];
            if (between(x->valid_from, one, other) || between(x->valid_to, one, other))
                return true;
        }
    }
    return false;
}

static bool same_value(const struct pack *p, struct str name, struct str division,
                       struct str residence, int32_t one, int32_t other)
{
    const struct parameter *a, *b;
    bool open_a, open_b;
    struct err e;
    if (parameter_resolve(p, name, division, residence, one, &a, &open_a, &e) < 0 ||
        parameter_resolve(p, name, division, residence, other, &b, &open_b, &e) < 0)
        return false;
    return open_a == open_b && (open_a || str_eq(a->value_text, b->value_text));
}

bool parameters_same(const struct pack *p, struct str division, struct str residence, int32_t one,
                     int32_t other)
{
    for (size_t i = 0; i < p->n_slots; i++)
        if (p->slots[i].name.len &&
            !same_value(p, p->slots[i].name, division, residence, one, other))
            return false;
    return true;
}
