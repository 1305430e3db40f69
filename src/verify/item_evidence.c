/* What stands behind an item: statements of all sources, and rows of departments. */
#include "look.h"

#include "cleanup.h"
#include "clock.h"
#include "feed_series.h"
#include "source.h"

#include <stdlib.h>

struct collecting {
    struct reg *r;
    const struct actor *actor;
    const struct item *i;
    const struct attribute *t; /* NULL: not about a fact */
    struct arena *a;
    struct {
        struct item_statement *at;
        size_t n, cap;
    } statements;
    struct {
        struct item_row *at;
        size_t n, cap;
    } rows;
};

static int delivery_of(struct collecting *x, const struct evidence *v, struct item_statement *ret,
                       struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select d.file_name, c.at from change c left join delivery d"
                        " on d.delivery_id = $1 where c.seq = $2",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, v->delivery_id);
    stmt_bind_int(s, 2, v->recorded_seq);
    if ((rc = stmt_step(s, e)) > 0) {
        ret->file = str_dup(x->a, stmt_text(s, 0));
        ret->at = stmt_int(s, 1);
    }
    return rc < 0 ? rc : 0;
}

/* What is stated now, the order of recording aside. */
static int collect_statements(struct collecting *x, struct err *e)
{
    const struct catalogue *c = reg_catalogue(x->r);
    const struct fact_group *g = &c->groups[x->t->entity][x->t->group];
    struct subject_key k = {x->t->entity, x->i->register_id,
                            x->i->person_id ? x->i->person_id : x->i->household_id};
    struct evidence_rows rows = {0};
    size_t place = 0;
    int rc = evidence_load(x->r, k, x->t->group, x->a, &rows, e);
    while (place < g->n && g->attributes[place] != x->t->index)
        place++;
    for (size_t i = 0; rc >= 0 && i < rows.n; i++) {
        const struct evidence *v = &rows.at[i];
        const char *name = source_name(x->r, v->source_id);
        if (!(v->stated & evidence_bit(x->r, x->t)) || v->superseded_seq != SEQ_OPEN || !name)
            continue;
        struct item_statement s = {
            .source = str_dup(x->a, str_of(name)),
            .label = str_dup(x->a, str_of(source_label(x->r, v->source_id))),
            .valid_from = v->valid_from,
            .valid_to = v->valid_to,
            .holds = v->valid_from <= x->i->as_of && v->valid_to > x->i->as_of,
            .least = v->least & evidence_bit(x->r, x->t),
            .value = v->values[place],
        };
        rc = delivery_of(x, v, &s, e);
        if (rc >= 0 && (arena_failed(x->a) || !vec_push(x->a, &x->statements, s)))
            rc = err_nomem(e);
    }
    return rc;
}

static int by_date(const void *a, const void *b)
{
    const struct item_statement *x = a, *y = b;
    if (x->holds != y->holds)
        return y->holds - x->holds;
    if (x->valid_from != y->valid_from)
        return y->valid_from > x->valid_from ? 1 : -1;
    return (y->at > x->at) - (y->at < x->at);
}

static bool gives(const struct feed *f, const struct attribute *t)
{
    return feed_fact_of(f, t, false) || feed_fact_of(f, t, true);
}

static bool is_minor(const struct collecting *x, const struct household_facts *h, size_t member)
{
    const struct attribute *birth =
        catalogue_find(reg_catalogue(x->r), ENTITY_PERSON, STR("birth_date"));
    return !birth || mask_is_minor(h->members[member - 1].facts[birth->index], clock_today());
}

static int add_row(struct collecting *x, const struct household_facts *household,
                   const struct feed_hit *h, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct item_row row = {
        .feed = str_dup(x->a, h->feed->name),
        .label = str_dup(x->a, h->feed->label),
        .delivery = h->delivery,
        .row = h->row,
        .member = h->member,
        .fields = feed_fields(h->feed),
        .minor = is_minor(x, household, h->member),
        .from = h->from,
        .to = h->to,
    };
    feed_cells_print(h->feed, h->cells, &text);
    row.text = str_dup(x->a, strbuf_str(&text));
    if (text.failed || arena_failed(x->a) || !vec_push(x->a, &x->rows, row))
        return err_nomem(e);
    return 0;
}

static int collect_rows(struct collecting *x, struct err *e)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    _cleanup_(feed_view_closep) struct feed_view *v = NULL;
    struct household_facts h;
    struct feed_seen seen;
    int rc = scan_open_one(x->r, x->actor, x->i->household_no, x->i->as_of, INT64_MAX, &s, e);
    if (rc < 0 || (rc = scan_next(s, &h, e)) < 0 ||
        (rc = feed_view_open(x->r, (struct str){0}, true, x->i->as_of, INT64_MAX, &v, e)) < 0 ||
        (rc = feed_view_of(v, &h, &seen, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < seen.n_hits; i++) {
        const struct feed_hit *hit = &seen.hits[i];
        bool hers = !x->i->member || hit->member == x->i->member;
        if (x->t ? hit->holds && hers && gives(hit->feed, x->t)
                 : hit->delivery == x->i->delivery && hit->row == x->i->row)
            rc = add_row(x, &h, hit, e);
    }
    return rc;
}

int item_evidence(struct reg *r, const struct actor *actor, const struct item *i, struct arena *a,
                  struct item_evidence *ret, struct err *e)
{
    struct collecting x = {.r = r,
                           .actor = actor,
                           .i = i,
                           .t = item_of_fact(i) ? item_attribute(reg_catalogue(r), i) : NULL,
                           .a = a};
    int rc = x.t ? collect_statements(&x, e) : 0;
    /* a household that has gone has no rows to tell of */
    if (rc >= 0 && (rc = collect_rows(&x, e)) == E_NOT_FOUND)
        rc = 0;
    if (rc < 0)
        return rc;
    if (x.statements.n)
        qsort(x.statements.at, x.statements.n, sizeof *x.statements.at, by_date);
    *ret = (struct item_evidence){x.statements.at, x.statements.n, x.rows.at, x.rows.n};
    return 0;
}
