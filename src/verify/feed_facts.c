/* Which attributes follow from a feed's deliveries, and who states them. */
#include "cleanup.h"
#include "feed_facts_private.h"

#include <stdlib.h>

void feed_facts_free(struct facts *x)
{
    if (!x)
        return;
    deliveries_free(x->deliveries);
    arena_free(x->arena);
    free(x);
}

void feed_facts_freep(struct facts **x)
{
    feed_facts_free(*x);
}

/* The number of a feed among those looked at. */
static size_t add_feed(struct facts *x, struct str name)
{
    for (size_t i = 0; i < x->n_feeds; i++)
        if (str_eq(x->feeds[i].name, name))
            return i;
    struct facts_feed *f = &x->feeds[x->n_feeds];
    f->name = name;
    f->deliveries = deliveries_of(x->deliveries, name, &f->n);
    return x->n_feeds++;
}

static int by_attribute(const void *a, const void *b)
{
    const struct facts_target *x = a, *y = b;
    return x->t->index - y->t->index;
}

/* The sum of a part is that of all feeds that give one now. */
static int find_parts(struct facts *x, const struct feeds *f, struct facts_target *target,
                      struct err *e)
{
    size_t *feeds = arena_array_of(x->arena, f->n, size_t), n = 0;
    if (!feeds)
        return err_nomem(e);
    for (size_t i = 0; i < f->n; i++)
        if (feed_fact_of(&f->at[i], target->t, true))
            feeds[n++] = add_feed(x, f->at[i].name);
    target->feeds = feeds;
    target->n_feeds = n;
    return 0;
}

static int add_targets(struct facts *x, const struct feeds *f, const struct feed *feed,
                       struct err *e)
{
    static const size_t itself[] = {0};
    for (size_t i = 0; i < feed->n_facts; i++) {
        const struct feed_fact *fact = &feed->facts[i];
        struct facts_targets *list = &x->targets[fact->attribute->entity][fact->part];
        struct facts_target target = {fact->attribute, fact->part, 1, itself};
        bool known = false;
        for (size_t k = 0; k < list->n && !known; k++)
            known = list->at[k].t == fact->attribute;
        int rc = known || !fact->part ? 0 : find_parts(x, f, &target, e);
        if (rc < 0)
            return rc;
        if (!known && !vec_push(x->arena, list, target))
            return err_nomem(e);
    }
    return 0;
}

/* Also what earlier definitions of the feed gave: it is taken back where nothing gives it now. */
static int find_targets(struct facts *x, const struct feeds *f, const struct feed *feed,
                        struct err *e)
{
    add_feed(x, feed->name);
    int rc = add_targets(x, f, feed, e);
    for (size_t i = 0; rc >= 0 && i < x->feeds[0].n; i++)
        rc = add_targets(x, f, x->feeds[0].deliveries[i].feed, e);
    for (int k = 0; rc >= 0 && k < N_ENTITIES; k++)
        for (int part = 0; rc >= 0 && part < 2; part++) {
            struct facts_targets *list = &x->targets[k][part];
            list->which = arena_array_of(x->arena, list->n, int);
            if (!list->which)
                return err_nomem(e);
            if (list->n)
                qsort(list->at, list->n, sizeof *list->at, by_attribute);
            for (size_t i = 0; i < list->n; i++)
                list->which[i] = list->at[i].t->index;
        }
    return rc;
}

static int find_sources(struct facts *x, struct err *e)
{
    const struct str names[] = {x->feeds[0].name, STR(SOURCE_NAME_COMBINED)};
    for (int part = 0; part < 2; part++) {
        bool needed = x->targets[ENTITY_HOUSEHOLD][part].n || x->targets[ENTITY_PERSON][part].n;
        x->sources[part] = source_id(x->r, names[part]);
        if (needed && !x->sources[part])
            return err_set(e, E_NOT_FOUND, "没有来源 " STR_FMT "，请先运行 heyi init",
                           "there is no source " STR_FMT "; run heyi init", STR_ARG(names[part]));
    }
    return 0;
}

/* Rows and open candidates of one person. */
static int make_sql(struct facts *x, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    for (size_t i = 0; i < x->n_feeds; i++) {
        int rc = deliveries_wanted(x->deliveries, x->feeds[i].name, DAY_OPEN, &x->wanted, e);
        if (rc < 0)
            return rc;
    }
    strbuf_addz(&q, "select delivery_id, row, valid_from, valid_to, cells from feed_row"
                    " where register_id = $1 and person_id = $2 and superseded_seq is null"
                    " and delivery_id in (");
    delivery_ids_sql(&x->wanted, 3, &q);
    strbuf_addz(&q, ") union all"
                    " select delivery_id, row, valid_from, valid_to, null from feed_candidate"
                    " where register_id = $1 and person_id = $2 and state is null"
                    " and delivery_id in (");
    delivery_ids_sql(&x->wanted, 3, &q);
    strbuf_addz(&q, ")");
    x->rows_sql = str_dup(x->arena, strbuf_str(&q)).data;
    return q.failed || !x->rows_sql ? err_nomem(e) : 0;
}

int feed_facts_open(struct reg *r, const struct feeds *f, const struct feed *feed, int64_t seq,
                    struct facts **ret, struct err *e)
{
    _cleanup_(feed_facts_freep) struct facts *x = calloc(1, sizeof *x);
    if (!x || !(x->arena = arena_new(0)))
        return err_nomem(e);
    x->r = r;
    int rc = deliveries_open(r, seq, &x->deliveries, e);
    if (rc < 0 || (rc = find_targets(x, f, feed, e)) < 0 || (rc = find_sources(x, e)) < 0 ||
        (rc = make_sql(x, e)) < 0)
        return rc;
    *ret = take(x);
    return 0;
}

static int put(void *arg, struct subject_key k, int64_t source, const int *which, size_t n_which,
               const struct statement *at, size_t n, struct err *e)
{
    return evidence_put(arg, k, source, which, n_which, at, n, e);
}

/* Deliveries that this change takes back. */
static int distrust(struct reg *r, struct evidence_writer *w, int64_t seq, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(r), "select delivery_id from feed_delivery where withdrawn_seq = $1",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, seq);
    while ((rc = stmt_step(s, e)) > 0)
        evidence_writer_distrust(w, stmt_int(s, 0));
    return rc;
}

static int update(struct reg *r, const struct feeds *f, const struct feed *feed,
                  struct str division, int64_t register_id, int64_t household_id, int64_t seq,
                  uint64_t *ret_changed, struct err *e)
{
    _cleanup_(feed_facts_freep) struct facts *x = NULL;
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    uint64_t changed = 0;
    int rc = feed_facts_open(r, f, feed, seq, &x, e);
    if (rc < 0 || (rc = evidence_writer_open(r, seq, &w, e)) < 0 ||
        (rc = distrust(r, w, seq, e)) < 0)
        return rc;
    x->notes = true;
    x->put = put;
    x->arg = w;
    if ((rc = feed_facts_walk(x, division, register_id, household_id, e)) < 0 ||
        (rc = evidence_writer_end(w, &changed, e)) < 0)
        return rc;
    if (ret_changed)
        *ret_changed = changed;
    return 0;
}

int feed_facts_update(struct reg *r, const struct feeds *f, const struct feed *feed,
                      struct str division, int64_t seq, uint64_t *ret_changed, struct err *e)
{
    return update(r, f, feed, division, 0, 0, seq, ret_changed, e);
}

int feed_facts_update_one(struct reg *r, const struct feeds *f, const struct feed *feed,
                          int64_t register_id, int64_t household_id, int64_t seq,
                          uint64_t *ret_changed, struct err *e)
{
    return update(r, f, feed, (struct str){0}, register_id, household_id, seq, ret_changed, e);
}
