/* Of a determination that would differ: which facts do, and for which months it counts. */
#include "retroactive_private.h"

#include "cleanup.h"
#include "date.h"
#include "evidence.h"

#include <stdlib.h>

struct names {
    struct arena *a;
    struct str *at;
    size_t n, cap;
};

static int add(struct names *n, const char *name, size_t member, struct err *e)
{
    char *text = member ? arena_printf(n->a, "%s@M%zu", name, member) : arena_strdup(n->a, name);
    return text && vec_push(n->a, n, str_of(text)) ? 0 : err_nomem(e);
}

/* Attributes of one subject; member 0 = the household. */
static int compare_facts(const struct catalogue *c, size_t member, const struct fact *then,
                         const struct fact *now, struct names *n, struct err *e)
{
    enum entity entity = member ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    int rc = 0;
    for (size_t i = 0; i < c->n[entity] && rc >= 0; i++) {
        const struct attribute *t = &c->attributes[entity][i];
        _cleanup_(strbuf_done) struct strbuf id = {0};
        if (!attribute_is_evidence(t) || fact_same(t, then[i], now[i]))
            continue;
        strbuf_adds(&id, t->id);
        rc = id.failed ? err_nomem(e) : add(n, strbuf_z(&id), member, e);
    }
    return rc;
}

static const struct member_facts *find_member(const struct household_facts *h, int64_t person_id)
{
    for (size_t m = 0; m < h->n_members; m++)
        if (h->members[m].person_id == person_id)
            return &h->members[m];
    return NULL;
}

static int compare_members(const struct catalogue *c, const struct household_facts *then,
                           const struct household_facts *now, struct names *n, struct err *e)
{
    int rc = 0;
    for (size_t m = 0; m < now->n_members && rc >= 0; m++) {
        const struct member_facts *before = find_member(then, now->members[m].person_id);
        rc = before ? compare_facts(c, m + 1, before->facts, now->members[m].facts, n, e)
                    : add(n, "joined", m + 1, e);
    }
    for (size_t m = 0; m < then->n_members && rc >= 0; m++)
        if (!find_member(now, then->members[m].person_id))
            rc = add(n, "left", m + 1, e);
    return rc;
}

int retroactive_because(const struct catalogue *c, const struct household_facts *then,
                        const struct household_facts *now, bool previous, struct arena *a,
                        struct str *ret, struct err *e)
{
    struct names n = {.a = a};
    int rc = previous ? add(&n, "previous", 0, e) : 0;
    /* there is a household where its division is known */
    if (rc >= 0 && (!then || !now))
        rc = add(&n, "division", 0, e);
    else if (rc >= 0 && (rc = compare_facts(c, 0, then->facts, now->facts, &n, e)) >= 0)
        rc = compare_members(c, then, now, &n, e);
    if (rc < 0)
        return rc;
    if (n.n)
        qsort(n.at, n.n, sizeof *n.at, str_cmp_qsort);
    _cleanup_(strbuf_done) struct strbuf b = {0};
    for (size_t i = 0; i < n.n; i++) {
        if (i)
            strbuf_addc(&b, ';');
        strbuf_adds(&b, n.at[i]);
    }
    *ret = str_dup(a, strbuf_str(&b));
    return b.failed || arena_failed(a) ? err_nomem(e) : 0;
}

static int64_t month_of(int32_t date)
{
    struct civil c = date_to_civil(date);
    return (int64_t)c.year * 12 + c.month - 1;
}

static int32_t first_day(int64_t month)
{
    return date_from_civil((struct civil){(int32_t)(month / 12), (int)(month % 12) + 1, 1});
}

static bool pays(enum standing s)
{
    return standing_covers(s) || s == STANDING_HELD;
}

void retroactive_months(struct retroactive_row *row, int32_t next, int32_t months_until)
{
    int64_t from = month_of(row->as_of) + 1, to = month_of(months_until);
    if (next != DATE_NONE && month_of(next) < to)
        to = month_of(next);
    row->months = to < from ? 0 : to - from + 1;
    row->first = row->months ? first_day(from) : DATE_NONE;
    row->last = row->months ? first_day(to + 1) - 1 : DATE_NONE;
    const struct maybe nothing = {true, 0}, unknown = {0};
    row->paid = pays(row->standing_then) ? row->amount_then : nothing;
    row->due = pays(row->standing_now)             ? row->amount_now
               : row->standing_now == STANDING_OUT ? nothing
                                                   : unknown;
    row->difference = unknown;
    if (row->paid.known && row->due.known)
        row->difference.known =
            !__builtin_sub_overflow(row->due.value, row->paid.value, &row->difference.value);
}
