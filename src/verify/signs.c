/* What there is beside facts: signs of the feeds, candidates that nobody has decided, and what
 * imports have noted as implausible. */
#include "look.h"

#include "match.h"
#include "source.h"

bool item_about_same(const struct item *a, const struct item *b)
{
    if (item_of_fact(a) || item_of_fact(b))
        return item_of_fact(a) && item_of_fact(b) && a->person_id == b->person_id &&
               str_eq(a->attribute, b->attribute);
    if (a->kind != b->kind || !str_eq(a->source, b->source) || !str_eq(a->detail, b->detail))
        return false;
    switch (a->kind) {
    case ITEM_MEMBER_MISSING: /* whom it was noted of is chance */
        return true;
    case ITEM_NAME_DIFFERS:
    case ITEM_CANDIDATE: /* rows under one name are one: they are decided together */
        return a->person_id == b->person_id && a->delivery == b->delivery;
    default:
        return a->person_id == b->person_id;
    }
}

int look_add(struct looking *x, struct look *l, size_t member, const struct item *item,
             struct err *e)
{
    struct item i = *item;
    i.register_id = l->h.register_id;
    i.household_id = l->h.household_id;
    i.household_no = l->h.household_no;
    i.division = l->division;
    i.as_of = x->as_of;
    i.member = member;
    if (member) {
        const struct member_facts *m = &l->h.members[member - 1];
        i.person_id = m->person_id;
        if (x->name >= 0 && m->facts[x->name].known)
            i.name = name_seen(x->actor, m->facts[x->name].s, x->a);
    }
    for (size_t k = 0; k < l->items.n; k++)
        if (item_about_same(&l->items.at[k], &i))
            return 0;
    return vec_push(x->a, &l->items, i) ? 0 : err_nomem(e);
}

static enum item_kind kind_of(struct str word)
{
    for (int k = ITEM_DEAD; k <= ITEM_TWO_HOUSEHOLDS; k++)
        if (str_eqz(word, item_kind_word((enum item_kind)k)))
            return (enum item_kind)k;
    return ITEM_LEAD;
}

int signs_find(struct looking *x, struct look *l, const struct feed_seen *seen, struct err *e)
{
    int rc = 0;
    for (size_t k = 0; k < seen->n_signs && rc >= 0; k++) {
        const struct feed_sign *s = &seen->signs[k];
        struct item i = {.kind = kind_of(s->kind),
                         .source = s->feed->label,
                         .delivery = s->delivery,
                         .row = s->row,
                         .detail = str_dup(x->a, s->text)};
        rc = look_add(x, l, i.kind == ITEM_MEMBER_MISSING ? 0 : s->member, &i, e);
    }
    return rc;
}

/* Of the household; 0 = no member. */
static size_t member_of(const struct look *l, int64_t person_id)
{
    for (size_t m = 0; m < l->h.n_members; m++)
        if (l->h.members[m].person_id == person_id)
            return m + 1;
    return 0;
}

static int add_candidate(struct stmt *s, size_t at, void *arg, struct err *e)
{
    struct looking *x = arg;
    struct look *l = &x->at[at];
    size_t member = member_of(l, stmt_int(s, 0));
    bool by_number = stmt_int(s, 3) & MATCH_BY_NUMBER;
    struct item i = {.kind = by_number ? ITEM_NAME_DIFFERS : ITEM_CANDIDATE,
                     .delivery = stmt_int(s, 1),
                     .row = stmt_int(s, 2),
                     .detail = str_dup(x->a, stmt_text(s, 4))};
    for (size_t k = 0; k < l->n_asked; k++)
        if (l->asked[k].delivery == i.delivery) {
            i.source = l->asked[k].feed->label;
            return member ? look_add(x, l, member, &i, e) : 0;
        }
    return 0; /* a later delivery counts */
}

static int add_finding(struct stmt *s, size_t at, void *arg, struct err *e)
{
    struct looking *x = arg;
    struct look *l = &x->at[at];
    size_t member = member_of(l, stmt_int(s, 0));
    struct item i = {.kind = ITEM_IMPLAUSIBLE,
                     .source =
                         str_of(source_label(x->r, source_id(x->r, STR(SOURCE_NAME_DECLARATION)))),
                     .detail = str_dup(x->a, stmt_text(s, 1))};
    return member || stmt_is_null(s, 0) ? look_add(x, l, member, &i, e) : 0;
}

static void bind_members(struct stmt *s, size_t at, void *arg)
{
    const struct looking *x = arg;
    stmt_bind_int(s, 1, x->at[at].h.register_id);
    stmt_bind_int(s, 2, x->at[at].h.household_id);
    stmt_bind_int(s, 3, x->seq);
    stmt_bind_int(s, 4, x->as_of);
}

static void bind_household(struct stmt *s, size_t at, void *arg)
{
    const struct looking *x = arg;
    stmt_bind_int(s, 1, x->at[at].h.register_id);
    stmt_bind_int(s, 2, x->at[at].h.household_id);
    stmt_bind_int(s, 3, x->seq);
}

int signs_stored(struct looking *x, struct err *e)
{
    const struct db_each candidates = {x->n, bind_members, add_candidate, x};
    const struct db_each findings = {x->n, bind_household, add_finding, x};
    int rc =
        db_each(reg_db(x->r),
                /* cross join: SQLite goes from the members to the rows */
                "select c.person_id, c.delivery_id, c.row, c.reasons, c.stated_name"
                " from membership m cross join feed_candidate c"
                " where c.register_id = m.register_id and c.person_id = m.person_id"
                " and m.register_id = $1 and m.household_id = $2"
                " and m.recorded_seq <= $3 and (m.superseded_seq is null or m.superseded_seq > $3)"
                " and m.valid_from <= $4 and (m.valid_to is null or m.valid_to > $4)"
                " and c.recorded_seq <= $3 and (c.decided_seq is null or c.decided_seq > $3)"
                " order by m.position, c.delivery_id, c.row",
                &candidates, e);
    if (rc < 0)
        return rc;
    return db_each(reg_db(x->r),
                   "select person_id, detail from finding where register_id = $1"
                   " and household_id = $2 and recorded_seq <= $3 order by finding_id",
                   &findings, e);
}
