/* What items would do to the decision, and so which of them matter most. */
#include "look.h"

#include <stdlib.h>

/*
 * A weight is what hangs on an item in a year, in fen, and where that is equal a rank below 12:
 * yearly amounts are multiples of 12, so that a rank never outweighs money.
 */
#define MONTHS 12
#define RANK_CATEGORY 11
#define RANK_DECIDED 10
static const int64_t ranks[N_ITEM_KINDS] = {
    [ITEM_DEAD] = 9,           [ITEM_TWO_HOUSEHOLDS] = 8, [ITEM_MOVED_OUT] = 7,
    [ITEM_MEMBER_MISSING] = 6, [ITEM_NAME_DIFFERS] = 5,   [ITEM_CANDIDATE] = 4,
    [ITEM_UNDECLARED] = 3,     [ITEM_DIVERGENCE] = 2,     [ITEM_IMPLAUSIBLE] = 1,
};

static int64_t weigh(const struct item *i)
{
    const struct item_effect *f = &i->effect;
    int64_t rank = ranks[i->kind], money = 0;
    if (f->known && f->amount_declared.known && f->amount_verified.known)
        money = llabs(f->amount_verified.value - f->amount_declared.value) * MONTHS;
    if (f->known && !str_eq(f->category_declared, f->category_verified))
        rank = f->category_declared.len && f->category_verified.len ? RANK_CATEGORY : RANK_DECIDED;
    return money + rank;
}

/* The facts with those of one item as declared. */
static bool put_back(struct looking *x, const struct item *i, struct household_facts *h)
{
    const struct attribute *t = item_attribute(x->catalogue, i);
    size_t size = x->catalogue->n[t->entity] * sizeof(struct fact);
    struct fact *facts;
    if (!i->member) {
        facts = arena_dup(x->a, h->facts, size);
        h->facts = facts;
    } else {
        struct member_facts *members = arena_dup(x->a, h->members, h->n_members * sizeof *members);
        facts = arena_dup(x->a, h->members[i->member - 1].facts, size);
        if (members)
            members[i->member - 1].facts = facts;
        h->members = members;
    }
    if (facts)
        facts[t->index] = i->declared;
    return !arena_failed(x->a);
}

/* The household without a member. */
static bool leave_out(struct looking *x, size_t member, struct household_facts *h)
{
    struct member_facts *members = arena_dup(x->a, h->members, h->n_members * sizeof *members);
    if (!members)
        return false;
    h->n_members--;
    memmove(&members[member - 1], &members[member], (h->n_members - member + 1) * sizeof *members);
    h->members = members;
    return true;
}

struct variants {
    struct household_facts *at;
    size_t n, cap;
};

static bool has_effect(const struct item *i)
{
    return item_of_fact(i) || (i->kind == ITEM_DEAD && i->member);
}

/* Of a household: as it is; with all items about facts put back; and one for each item. */
static int add_variants(struct looking *x, const struct look *l, struct variants *v, struct err *e)
{
    struct household_facts declared = l->h;
    bool any = false, ok = true;
    for (size_t k = 0; k < l->items.n && ok; k++) {
        any = any || has_effect(&l->items.at[k]);
        if (item_of_fact(&l->items.at[k]))
            ok = put_back(x, &l->items.at[k], &declared);
    }
    if (!any)
        return 0;
    ok = ok && vec_push(x->a, v, l->h) && vec_push(x->a, v, declared);
    for (size_t k = 0; k < l->items.n && ok; k++) {
        const struct item *i = &l->items.at[k];
        struct household_facts alone = l->h;
        if (has_effect(i))
            ok = (item_of_fact(i) ? put_back(x, i, &alone) : leave_out(x, i->member, &alone)) &&
                 vec_push(x->a, v, alone);
    }
    return ok ? 0 : err_nomem(e);
}

static void fill_effect(struct item *i, const struct decision *in_force,
                        const struct decision *alone)
{
    const struct decision *declared = item_of_fact(i) ? alone : in_force;
    const struct decision *verified = item_of_fact(i) ? in_force : alone;
    i->effect = (struct item_effect){true, declared->category, verified->category,
                                     declared->monthly_amount, verified->monthly_amount};
    /* nobody is left: what the policy can't say of a household without members */
    if (!verified->people && declared->people) {
        i->effect.category_verified = STR("none");
        i->effect.amount_verified = (struct maybe){true, 0};
    }
}

/* The household's own decision as declared and with what is in force. */
static void count_changes(const struct decision *in_force, const struct decision *declared,
                          struct verify_result *count)
{
    count->category_changes += !str_eq(in_force->category, declared->category);
    if (in_force->monthly_amount.known && declared->monthly_amount.known) {
        int64_t change = in_force->monthly_amount.value - declared->monthly_amount.value;
        count->amount_changes += change != 0;
        count->amount_sum += change;
    }
}

int effects_judge(struct looking *x, struct judge *j, struct verify_result *count, struct err *e)
{
    struct variants v = {0};
    int rc = 0;
    for (size_t i = 0; i < x->n && rc >= 0; i++)
        rc = add_variants(x, &x->at[i], &v, e);
    struct decision *decisions = rc < 0 ? NULL : arena_array_of(x->a, v.n, struct decision);
    if (rc >= 0 && !decisions)
        return err_nomem(e);
    if (rc < 0 || (rc = judge_decide(j, v.at, v.n, decisions, e)) < 0)
        return rc;
    const struct decision *next = decisions;
    for (size_t i = 0; i < x->n; i++) {
        struct look *l = &x->at[i];
        const struct decision *in_force = NULL;
        for (size_t k = 0; k < l->items.n; k++) {
            struct item *item = &l->items.at[k];
            if (has_effect(item)) {
                if (!in_force) {
                    in_force = next;
                    count_changes(in_force, &next[1], count);
                    next += 2;
                }
                fill_effect(item, in_force, next++);
            }
            item->weight = weigh(item);
        }
    }
    return 0;
}
