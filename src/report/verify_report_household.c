/* One household: 申请家庭经济状况核对报告. */
#include "verify_report_household.h"

#include "cleanup.h"
#include "date.h"

static int add_item(void *arg, const struct item *i, struct err *e)
{
    struct household *w = arg;
    struct item copy;
    int rc = item_dup(w->x->a, i, &copy, e);
    return rc < 0 || vec_push(w->x->a, &w->items, copy) ? rc : err_nomem(e);
}

/* Do the feed's rows make a value of this attribute? */
static bool speaks_of(const struct feed *f, const struct attribute *t)
{
    for (size_t i = 0; i < f->n_facts; i++)
        if (f->facts[i].attribute->entity == t->entity && f->facts[i].attribute->index == t->index)
            return true;
    return false;
}

static bool may_be_asked(const struct household *w, const struct attribute *t)
{
    for (size_t i = 0; i < w->x->feeds->n; i++)
        if (speaks_of(&w->x->feeds->at[i], t))
            return true;
    return false;
}

bool household_behind(const struct feed_hit *hit, const struct line *l)
{
    return hit->holds && speaks_of(hit->feed, l->attribute) &&
           (!l->member || hit->member == l->member);
}

bool household_heard(const struct household *w, const struct attribute *t)
{
    for (size_t i = 0; i < w->seen.n_asked; i++)
        if (speaks_of(w->seen.asked[i].feed, t))
            return true;
    return false;
}

bool household_shown(const struct household *w, const struct line *l)
{
    return l->item || household_heard(w, l->attribute) || !l->declared.known ||
           !fact_same(l->attribute, l->declared, l->verified);
}

static int add_lines(struct household *w, size_t member, const struct fact *declared,
                     const struct fact *verified, const uint8_t *won, struct err *e)
{
    enum entity entity = member ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    const struct catalogue *c = w->x->catalogue;
    int64_t person = member ? w->h.members[member - 1].person_id : 0;
    for (size_t i = 0; i < c->n[entity]; i++) {
        const struct attribute *t = &c->attributes[entity][i];
        struct line l = {member, t, declared[i], verified[i], won ? won[i] : 0, NULL};
        for (size_t k = 0; k < w->items.n; k++)
            if (w->items.at[k].person_id == person && str_eq(w->items.at[k].attribute, t->id))
                l.item = &w->items.at[k];
        bool stated = l.declared.known || l.verified.known;
        if (!l.item && (!stated || !attribute_is_evidence(t) || !may_be_asked(w, t)))
            continue;
        if (!vec_push(w->x->a, &w->lines, l))
            return err_nomem(e);
    }
    return 0;
}

static int read_facts(struct household *w, struct err *e)
{
    struct vreport *x = w->x;
    int64_t declaration = source_id(x->r, STR(SOURCE_NAME_DECLARATION));
    const struct attribute *birth = catalogue_find(x->catalogue, ENTITY_PERSON, STR("birth_date"));
    struct str no = x->o->household_no;
    int rc = scan_open_one(x->r, x->actor, no, x->as_of, x->seq, &w->scan, e);
    if (rc < 0 || (rc = scan_want_stated(w->scan, declaration, e)) < 0 ||
        (rc = scan_next_in(w->scan, x->a, &w->h, e)) < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_NOT_FOUND, STR_FMT " 没有户号为 " STR_FMT " 的家庭，请核对户号或日期",
                       "on " STR_FMT " there is no household " STR_FMT
                       ": check the number or the date",
                       STR_ARG(vreport_date(x, x->as_of)), STR_ARG(no));
    if ((rc = scan_stated(w->scan, &w->stated, e)) < 0)
        return rc;
    w->names = arena_array_of(x->a, w->h.n_members, struct str);
    if (!w->names)
        return err_nomem(e);
    for (size_t m = 0; m < w->h.n_members; m++) {
        struct fact born = birth ? w->h.members[m].facts[birth->index] : (struct fact){0};
        if ((rc = scan_member_name(w->scan, m + 1, &w->names[m], e)) < 0)
            return rc;
        w->names[m] = mask_name(&x->lens, w->names[m], mask_is_minor(born, x->lens.today), x->a);
    }
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

/* The household with everything as it was declared where a department says otherwise. */
static bool put_back(const struct household *w, struct household_facts *h)
{
    struct arena *a = w->x->a;
    const struct catalogue *c = w->x->catalogue;
    struct member_facts *members = arena_dup(a, h->members, h->n_members * sizeof *members);
    struct fact *own = arena_dup(a, h->facts, c->n[ENTITY_HOUSEHOLD] * sizeof *own);
    for (size_t m = 0; members && m < h->n_members; m++)
        members[m].facts =
            arena_dup(a, members[m].facts, c->n[ENTITY_PERSON] * sizeof(struct fact));
    if (arena_failed(a))
        return false;
    for (size_t i = 0; i < w->lines.n; i++) {
        const struct line *l = &w->lines.at[i];
        struct fact *facts = l->member ? (struct fact *)members[l->member - 1].facts : own;
        if (l->declared.known)
            facts[l->attribute->index] = l->declared;
        else if (l->item)
            facts[l->attribute->index] = (struct fact){0};
    }
    h->facts = own;
    h->members = members;
    return true;
}

static int decide(struct household *w, struct err *e)
{
    struct vreport *x = w->x;
    _cleanup_(judge_freep) struct judge *j = NULL;
    struct household_facts variants[2] = {w->h, w->h};
    struct decision d[2];
    if (!put_back(w, &variants[0]))
        return err_nomem(e);
    int rc = judge_open(x->r, x->actor, x->as_of, x->seq, &j, e);
    if (rc < 0 || (rc = judge_decide(j, variants, 2, d, e)) < 0)
        return rc;
    for (size_t i = 0; i < 2; i++) {
        d[i].category = str_dup(x->a, d[i].category);
        d[i].previous.category = str_dup(x->a, d[i].previous.category);
        d[i].undecided_because = str_dup(x->a, d[i].undecided_because);
    }
    w->declared = d[0];
    w->verified = d[1];
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

int vreport_household(struct vreport *x, struct err *e)
{
    struct household w = {.x = x};
    struct feed_view *view = NULL;
    struct item_filter f = {.household_no = x->o->household_no,
                            .kind = -1,
                            .state = -1,
                            .known_seq = x->seq,
                            .by_weight = true};
    int rc = read_facts(&w, e);
    if (rc >= 0)
        rc = feed_view_open(x->r, STR(""), true, x->as_of, x->seq, &view, e);
    if (rc >= 0)
        rc = feed_view_of(view, &w.h, &w.seen, e);
    if (rc >= 0)
        rc = items_list(x->r, x->actor, &f, add_item, &w, e);
    if (rc >= 0)
        rc = add_lines(&w, 0, w.stated.facts, w.h.facts, w.stated.won, e);
    for (size_t m = 0; rc >= 0 && m < w.h.n_members; m++)
        rc = add_lines(&w, m + 1, w.stated.members[m].facts, w.h.members[m].facts,
                       w.stated.members[m].won, e);
    if (rc >= 0)
        rc = decide(&w, e);
    if (rc >= 0)
        rc = household_write(&w, e);
    feed_view_close(view);
    scan_close(w.scan);
    return rc < 0 ? rc : 0;
}
