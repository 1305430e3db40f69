/* When a household must be decided again. */
#include "compose.h"

#include "date.h"

/* Would the same facts on the same date give the same row at the next run? */
static bool settled(const struct decision *d)
{
    return (d->standing == STANDING_IN_FORCE || d->standing == STANDING_OUT) &&
           d->grace_until == DATE_NONE && previous_same(&d->previous, &d->carried);
}

/* Of a number that its column can't hold nothing is told by the plan, so it is looked at anew. */
static bool in_column(const struct attribute *t, int64_t v)
{
    bool number = t->type == ATTR_INTEGER || t->type == ATTR_MONEY;
    return !number || (v >= t->min && v <= t->max && v >= -INT32_MAX && v <= INT32_MAX);
}

static int32_t of_facts(const struct plan_date_use *u, const struct attribute *attributes, size_t n,
                        const struct fact *facts, int32_t as_of)
{
    int32_t due = DUE_NEVER;
    for (size_t i = 0; i < n; i++) {
        if (!facts[i].known || facts[i].none)
            continue;
        int32_t next = attributes[i].type == ATTR_DATE
                           ? date_use_next(u, (int32_t)facts[i].i, as_of)
                       : in_column(&attributes[i], facts[i].i) ? DUE_NEVER
                                                               : as_of + 1;
        due = next < due ? next : due;
    }
    return due;
}

int32_t decision_due(const struct plan_date_use *u, const struct catalogue *c,
                     const struct household_facts *h, const struct decision *d, int32_t as_of)
{
    if (!u->safe || !settled(d))
        return as_of + 1;
    int32_t due =
        of_facts(u, c->attributes[ENTITY_HOUSEHOLD], c->n[ENTITY_HOUSEHOLD], h->facts, as_of);
    for (size_t m = 0; m < h->n_members; m++) {
        int32_t next = of_facts(u, c->attributes[ENTITY_PERSON], c->n[ENTITY_PERSON],
                                h->members[m].facts, as_of);
        due = next < due ? next : due;
    }
    return due;
}
