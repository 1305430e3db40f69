/* What was declared against what is in force, attribute by attribute. */
#include "look.h"

#include "evidence.h"
#include "source.h"

/* A number that can be subtracted. */
static bool is_number(const struct attribute *t, struct fact v)
{
    return v.known && !v.none && (t->type == ATTR_MONEY || t->type == ATTR_INTEGER);
}

bool within_tolerance(const struct feeds *f, const struct attribute *t, struct fact from,
                      struct fact v)
{
    if (!is_number(t, from) || !is_number(t, v))
        return fact_same(t, from, v);
    struct feed_tolerance tolerance = feeds_tolerance(f, t);
    __int128 off = (__int128)v.i - from.i, size = from.i;
    off = off < 0 ? -off : off;
    size = size < 0 ? -size : size;
    return off <= tolerance.amount || off * 1000 <= size * tolerance.permille;
}

/* Does it say that there is something which a declaration should have named? */
static bool is_something(const struct attribute *t, struct fact v)
{
    if (v.none || (t->absent == ABSENT_VALUE && fact_same(t, v, t->absent_value)))
        return false;
    return attribute_storage(t) == 'i' ? v.i != 0 : v.s.len > 0 && !str_eqz(v.s, "none");
}

/* Where it comes from: the delivery of that source that counts, and its row if it is one. */
static void find_delivery(const struct looking *x, size_t member, int64_t source,
                          const struct feed_seen *seen, struct item *i)
{
    struct str name = str_of(source_name(x->r, source));
    size_t rows = 0;
    for (size_t k = 0; k < seen->n_asked; k++)
        if (str_eq(seen->asked[k].feed->name, name))
            i->delivery = seen->asked[k].delivery;
    for (size_t k = 0; k < seen->n_hits; k++) {
        const struct feed_hit *h = &seen->hits[k];
        if (h->holds && h->delivery == i->delivery && (!member || h->member == member)) {
            i->row = h->row;
            rows++;
        }
    }
    if (rows != 1)
        i->row = 0;
}

struct sides {
    const struct fact *declared, *in_force;
    const uint8_t *won;
};

static int compare(struct looking *x, struct look *l, size_t member, const struct attribute *t,
                   struct sides of, const struct feed_seen *seen, struct err *e)
{
    struct fact declared = of.declared[t->index], verified = of.in_force[t->index];
    struct item i = {.attribute = t->id, .declared = declared, .verified = verified};
    int64_t won = of.won ? of.won[t->index] : 0;
    if (!attribute_is_evidence(t) || !verified.known || !won ||
        won == source_id(x->r, STR(SOURCE_NAME_DECLARATION)) ||
        won == source_id(x->r, STR(SOURCE_NAME_CORRECTION)))
        return 0;
    if (!declared.known) {
        if (!is_something(t, verified))
            return 0;
        i.kind = ITEM_UNDECLARED;
    } else if (within_tolerance(x->feeds, t, declared, verified)) {
        return 0;
    } else {
        i.kind = ITEM_DIVERGENCE;
        i.difference.known = is_number(t, declared) && is_number(t, verified) &&
                             !__builtin_sub_overflow(verified.i, declared.i, &i.difference.value);
    }
    i.source = str_of(source_label(x->r, won));
    find_delivery(x, member, won, seen, &i);
    return look_add(x, l, member, &i, e);
}

static int compare_all(struct looking *x, struct look *l, size_t member, struct sides of,
                       const struct feed_seen *seen, struct err *e)
{
    enum entity entity = member ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    int rc = 0;
    for (size_t i = 0; i < x->catalogue->n[entity] && rc >= 0; i++)
        rc = compare(x, l, member, &x->catalogue->attributes[entity][i], of, seen, e);
    return rc;
}

int divergences_find(struct looking *x, struct look *l, const struct stated *stated,
                     const struct feed_seen *seen, struct err *e)
{
    struct sides of = {stated->facts, l->h.facts, stated->won};
    int rc = compare_all(x, l, 0, of, seen, e);
    for (size_t m = 0; m < l->h.n_members && rc >= 0; m++) {
        of =
            (struct sides){stated->members[m].facts, l->h.members[m].facts, stated->members[m].won};
        rc = compare_all(x, l, m + 1, of, seen, e);
    }
    return rc;
}
