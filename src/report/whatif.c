#include "whatif.h"

#include "cleanup.h"
#include "compose.h"

#define MONEY_TOP 100000000000LL /* one thousand million yuan, in fen */
#define INTEGER_TOP 1000

struct trial {
    const struct pack *pack;
    struct evaluator *evaluator;
    struct household_facts facts; /* a copy whose one fact is set */
    struct fact *slot;
    struct arena *arena;
};

/* The result with the slot at a value. */
static int result(struct trial *t, struct fact v, struct whatif *ret, struct err *e)
{
    *t->slot = v;
    const struct outcome *o;
    int rc = evaluate(t->evaluator, &t->facts, &o, e);
    if (rc < 0)
        return rc;
    struct decision d;
    rc = compose_decision(pack_catalogue(t->pack), &t->facts, o, t->arena, &d, e);
    if (rc < 0)
        return rc;
    *ret = (struct whatif){
        .low = v,
        .high = v,
        .decided = d.standing != STANDING_HELD && d.standing != STANDING_UNDECIDED &&
                   d.standing != STANDING_FAILED,
        .category = str_dup(t->arena, d.category),
        .standing = d.standing,
        .amount = d.monthly_amount.known ? d.monthly_amount.value : 0,
    };
    return arena_failed(t->arena) ? err_nomem(e) : 0;
}

static bool same(const struct whatif *a, const struct whatif *b)
{
    return a->decided == b->decided &&
           (!a->decided || (a->standing == b->standing && str_eq(a->category, b->category)));
}

static struct fact number(int64_t i)
{
    return (struct fact){.known = true, .i = i};
}

/* Stretches of an ordered domain, found by bisection: exact where each result holds on one
 * interval, as it does for incomes and counts against limits. */
static int ordered(struct trial *t, int64_t low, int64_t top, struct whatif *ret, size_t cap,
                   size_t *ret_n, struct err *e)
{
    size_t n = 0;
    struct whatif at_top, here;
    int rc = result(t, number(top), &at_top, e);
    if (rc == 0)
        rc = result(t, number(low), &here, e);
    while (rc == 0 && n < cap) {
        if (same(&here, &at_top)) {
            here.open = true;
            ret[n++] = here;
            break;
        }
        int64_t a = here.low.i, b = top; /* a: as here; b: not as here */
        struct whatif other = at_top;
        while (b - a > 1) {
            int64_t middle = a + (b - a) / 2;
            struct whatif m;
            rc = result(t, number(middle), &m, e);
            if (rc < 0)
                return rc;
            if (same(&m, &here)) {
                a = middle;
            } else {
                b = middle;
                other = m;
            }
        }
        here.high = number(a);
        ret[n++] = here;
        here = other;
        here.low = here.high = number(b);
    }
    *ret_n = n;
    return rc;
}

static int each_code(struct trial *t, const struct attribute *x, struct whatif *ret, size_t cap,
                     size_t *ret_n, struct err *e)
{
    size_t n = 0;
    for (size_t i = 0; i < x->n_codes && n < cap; i++) {
        int rc = result(t, (struct fact){.known = true, .s = x->codes[i].code}, &ret[n], e);
        if (rc < 0)
            return rc;
        n++;
    }
    *ret_n = n;
    return 0;
}

static int try_values(struct trial *t, const struct attribute *x, struct whatif *ret, size_t cap,
                      size_t *ret_n, struct err *e)
{
    switch (x->type) {
    case ATTR_BOOLEAN: {
        if (cap < 2)
            return 0;
        int rc = result(t, number(1), &ret[0], e);
        if (rc == 0)
            rc = result(t, number(0), &ret[1], e);
        *ret_n = 2;
        return rc;
    }
    case ATTR_CODE:
        return each_code(t, x, ret, cap, ret_n, e);
    case ATTR_MONEY:
        return ordered(t, x->min < 0 ? -MONEY_TOP : x->min, MONEY_TOP, ret, cap, ret_n, e);
    case ATTR_INTEGER:
        return ordered(t, x->min, x->max < INTEGER_TOP ? x->max : INTEGER_TOP, ret, cap, ret_n, e);
    default:
        return 0;
    }
}

int whatif_try(const struct replay *p, uint32_t fact, int32_t as_of, struct arena *a,
               struct whatif *ret, size_t cap, size_t *ret_n, struct err *e)
{
    struct trial t = {.pack = replay_pack(p), .facts = *replay_facts(p), .arena = a};
    const struct catalogue *c = pack_catalogue(t.pack);
    size_t member = fact >> 16 & 0x7fff, index = fact & 0xffff;
    const struct attribute *x;
    *ret_n = 0;
    if (member == 0) {
        x = &c->attributes[ENTITY_HOUSEHOLD][index];
        struct fact *copy = arena_dup(a, t.facts.facts, c->n[ENTITY_HOUSEHOLD] * sizeof *copy);
        if (!copy)
            return err_nomem(e);
        t.facts.facts = copy;
        t.slot = &copy[index];
    } else {
        x = &c->attributes[ENTITY_PERSON][index];
        const struct member_facts *m = &t.facts.members[member - 1];
        struct member_facts *members =
            arena_dup(a, t.facts.members, t.facts.n_members * sizeof *members);
        struct fact *copy = arena_dup(a, m->facts, c->n[ENTITY_PERSON] * sizeof *copy);
        if (!members || !copy)
            return err_nomem(e);
        members[member - 1].facts = copy;
        t.facts.members = members;
        t.slot = &copy[index];
    }
    _cleanup_(evaluator_freep) struct evaluator *v = NULL;
    int rc = evaluator_new(t.pack, as_of, &v, e);
    if (rc < 0)
        return rc;
    t.evaluator = v;
    return try_values(&t, x, ret, cap, ret_n, e);
}
