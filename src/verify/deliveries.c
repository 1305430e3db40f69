#include "deliveries.h"

#include "change.h"
#include "cleanup.h"

#include <stdlib.h>

/* Definitions are read once per version, evaluators made once per definition of a feed. */
struct version {
    struct str hash;
    struct feeds *feeds;
    struct feed_evaluator **evaluators; /* by feed */
};

struct deliveries_private {
    struct {
        struct version *at;
        size_t n, cap;
    } versions;
    struct {
        struct county {
            int64_t register_id;
            struct str code;
        } * at;
        size_t n, cap;
    } counties;
    const struct delivery **by_id;
    /* The household that was asked about last: what states its division. */
    int64_t register_id, household_id;
    struct arena *household;
    struct evidence_rows places;
    struct subject_now scratch;
};

void deliveries_free(struct deliveries *x)
{
    if (!x)
        return;
    for (size_t i = 0; x->inside && i < x->inside->versions.n; i++) {
        struct version *v = &x->inside->versions.at[i];
        for (size_t k = 0; v->evaluators && k < v->feeds->n; k++)
            feed_evaluator_free(v->evaluators[k]);
        feeds_free(v->feeds);
    }
    if (x->inside)
        arena_free(x->inside->household);
    arena_free(x->arena);
    free(x);
}

void deliveries_freep(struct deliveries **x)
{
    deliveries_free(*x);
}

static int find_version(struct deliveries *x, struct str hash, struct version **ret, struct err *e)
{
    struct deliveries_private *in = x->inside;
    for (size_t i = 0; i < in->versions.n; i++)
        if (str_eq(in->versions.at[i].hash, hash)) {
            *ret = &in->versions.at[i];
            return 0;
        }
    if (!vec_push(x->arena, &in->versions, ((struct version){0})))
        return err_nomem(e);
    struct version *v = &in->versions.at[in->versions.n - 1];
    int rc = feeds_by_hash(x->r, hash, &v->feeds, e);
    if (rc < 0) {
        in->versions.n--;
        return rc;
    }
    v->hash = str_dup(x->arena, hash);
    v->evaluators = arena_zalloc(x->arena, v->feeds->n * sizeof(struct feed_evaluator *));
    if (!v->evaluators || arena_failed(x->arena))
        return err_nomem(e);
    *ret = v;
    return 0;
}

static int find_definition(struct deliveries *x, struct str hash, struct str name,
                           struct delivery *d, struct err *e)
{
    struct version *v = NULL;
    int rc = find_version(x, hash, &v, e);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < v->feeds->n; i++) {
        if (!str_eq(v->feeds->at[i].name, name))
            continue;
        d->feed = &v->feeds->at[i];
        if (!v->evaluators[i] && (rc = feed_evaluator_new(d->feed, &v->evaluators[i], e)) < 0)
            return rc;
        d->evaluator = v->evaluators[i];
        return 0;
    }
    return err_set(
        e, E_CORRUPT, "第 %lld 次交付的数据源 " STR_FMT " 不在它的定义中，请运行 heyi check",
        "delivery %lld is of a feed " STR_FMT " that its definitions lack; run heyi check",
        (long long)d->id, STR_ARG(name));
}

static int read_deliveries(struct deliveries *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct {
        struct delivery *at;
        size_t n, cap;
    } list = {0};
    int rc = db_prepare(reg_db(x->r),
                        "select f.delivery_id, d.seq, d.received, f.reference, f.division, f.feed,"
                        " f.feeds_hash, f.withdrawn_seq"
                        " from feed_delivery f join delivery d on d.delivery_id = f.delivery_id"
                        " where d.seq <= $1"
                        " order by f.feed, f.reference, d.received, f.delivery_id",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, x->seq);
    while ((rc = stmt_step(s, e)) > 0) {
        struct delivery d = {
            .id = stmt_int(s, 0),
            .seq = stmt_int(s, 1),
            .received = (int32_t)stmt_int(s, 2),
            .reference = (int32_t)stmt_int(s, 3),
            .prefix = str_dup(x->arena, delivery_prefix(stmt_text(s, 4))),
            .withdrawn_seq = stmt_int(s, 7) > x->seq ? 0 : stmt_int(s, 7),
        };
        if ((rc = find_definition(x, stmt_text(s, 6), stmt_text(s, 5), &d, e)) < 0)
            return rc;
        if (arena_failed(x->arena) || !vec_push(x->arena, &list, d))
            return err_nomem(e);
    }
    x->at = list.at;
    x->n = list.n;
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const struct delivery *const *x = a, *const *y = b;
    return (*x)->id < (*y)->id ? -1 : (*x)->id > (*y)->id;
}

static int index_deliveries(struct deliveries *x, struct err *e)
{
    x->inside->by_id = arena_array_of(x->arena, x->n, const struct delivery *);
    if (!x->inside->by_id)
        return err_nomem(e);
    for (size_t i = 0; i < x->n; i++)
        x->inside->by_id[i] = &x->at[i];
    if (x->n)
        qsort(x->inside->by_id, x->n, sizeof(struct delivery *), by_id);
    return 0;
}

static int read_counties(struct deliveries *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r), "select register_id, county from register", &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct county c = {stmt_int(s, 0), str_dup(x->arena, stmt_text(s, 1))};
        if (arena_failed(x->arena) || !vec_push(x->arena, &x->inside->counties, c))
            return err_nomem(e);
    }
    return rc;
}

int deliveries_open(struct reg *r, int64_t seq, struct deliveries **ret, struct err *e)
{
    _cleanup_(deliveries_freep) struct deliveries *x = calloc(1, sizeof *x);
    if (!x || !(x->arena = arena_new(0)) ||
        !(x->inside = arena_new_of(x->arena, struct deliveries_private)) ||
        !(x->inside->household = arena_new(0)))
        return err_nomem(e);
    x->r = r;
    x->seq = seq;
    int rc = seq == INT64_MAX ? change_last(reg_db(r), &x->seq, e) : 0;
    if (rc < 0 || (rc = now_alloc(r, ENTITY_HOUSEHOLD, x->arena, &x->inside->scratch, e)) < 0 ||
        (rc = read_deliveries(x, e)) < 0 || (rc = index_deliveries(x, e)) < 0 ||
        (rc = read_counties(x, e)) < 0)
        return rc;
    *ret = take(x);
    return 0;
}

const struct delivery *deliveries_find(const struct deliveries *x, int64_t id)
{
    const struct delivery wanted = {.id = id}, *key = &wanted;
    const struct delivery **found =
        x->n ? bsearch(&key, x->inside->by_id, x->n, sizeof(struct delivery *), by_id) : NULL;
    return found ? *found : NULL;
}

const struct delivery *deliveries_of(const struct deliveries *x, struct str feed, size_t *ret_n)
{
    size_t first = 0, n = 0;
    while (first < x->n && !str_eq(x->at[first].feed->name, feed))
        first++;
    while (first + n < x->n && str_eq(x->at[first + n].feed->name, feed))
        n++;
    *ret_n = n;
    return x->at + first;
}

int deliveries_wanted(const struct deliveries *x, struct str feed, int32_t as_of,
                      struct delivery_ids *ret, struct err *e)
{
    size_t n;
    const struct delivery *d = deliveries_of(x, feed, &n);
    for (size_t i = 0; i < n; i++) {
        bool outdone = !delivery_tells(&d[i], as_of);
        /* a household never leaves its county, so where it lies at either date doesn't matter */
        for (size_t k = i + 1; k < n && !outdone; k++)
            outdone = delivery_tells(&d[k], as_of) && d[k].prefix.len <= COUNTY_DIGITS &&
                      str_starts(d[i].prefix, d[k].prefix) &&
                      (as_of != DAY_OPEN || d[k].feed->dated == FEED_SPANS ||
                       d[k].reference == d[i].reference);
        if (!outdone && !vec_push(x->arena, ret, d[i].id))
            return err_nomem(e);
    }
    return 0;
}

void delivery_ids_sql(const struct delivery_ids *ids, int first, struct strbuf *out)
{
    for (size_t i = 0; i < ids->n; i++)
        strbuf_printf(out, "%s$%d", i ? "," : "", first + (int)i);
    if (!ids->n)
        strbuf_addz(out, "-1");
}

void delivery_ids_bind(const struct delivery_ids *ids, int first, struct stmt *s)
{
    for (size_t i = 0; i < ids->n; i++)
        stmt_bind_int(s, first + (int)i, ids->at[i]);
}

bool delivery_whole(const struct deliveries *x, const struct delivery *d, int64_t register_id)
{
    const struct deliveries_private *in = x->inside;
    for (size_t i = 0; i < in->counties.n; i++)
        if (in->counties.at[i].register_id == register_id)
            return str_starts(in->counties.at[i].code, d->prefix);
    return false;
}

static int load_household(struct deliveries *x, int64_t register_id, int64_t household_id,
                          int group, struct err *e)
{
    struct deliveries_private *in = x->inside;
    if (in->register_id == register_id && in->household_id == household_id)
        return 0;
    struct subject_key k = {ENTITY_HOUSEHOLD, register_id, household_id};
    arena_reset(in->household);
    in->places = (struct evidence_rows){0};
    in->register_id = 0;
    int rc = evidence_load(x->r, k, group, in->household, &in->places, e);
    if (rc < 0)
        return rc;
    in->register_id = register_id;
    in->household_id = household_id;
    return 0;
}

int deliveries_cover(struct deliveries *x, const struct delivery *d, int64_t register_id,
                     int64_t household_id, bool *ret, struct err *e)
{
    const struct catalogue *c = reg_catalogue(x->r);
    int at = c->known.division, group = c->attributes[ENTITY_HOUSEHOLD][at].group;
    struct subject_now *now = &x->inside->scratch;
    if (delivery_whole(x, d, register_id)) {
        *ret = true;
        return 0;
    }
    int rc = load_household(x, register_id, household_id, group, e);
    if (rc < 0)
        return rc;
    const int32_t days[] = {d->reference, d->received};
    struct fact place = {0};
    for (size_t i = 0; i < ARRAY_LEN(days) && !place.known; i++) {
        evidence_resolve(x->r, ENTITY_HOUSEHOLD, group, &x->inside->places, days[i], x->seq,
                         SOURCE_ANY, now->facts, now->won, NULL);
        place = now->facts[at];
    }
    *ret = place.known && !place.none && str_starts(place.s, d->prefix);
    return 0;
}
