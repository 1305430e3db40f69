/* Items in the database: what was found compared with what stands, and written. */
#include "look.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "evidence.h"

#include <stdlib.h>

/* An item of before, its states but the last left out. */
struct stored {
    struct item i;
    int64_t from_item, gone_seq, state_seq; /* 0 = none */
    bool follows;                           /* the same was found again */
};

struct before {
    struct stored *at; /* by item_id */
    size_t n, cap;
};

struct loading {
    struct looking *x;
    struct before *of; /* by household */
};

static int load_item(struct stmt *s, size_t at, void *arg, struct err *e)
{
    struct loading *l = arg;
    struct stored old = {.from_item = stmt_int(s, N_ITEM_COLUMNS),
                         .gone_seq = stmt_int(s, N_ITEM_COLUMNS + 1)};
    int rc = item_decode(l->x->catalogue, s, l->x->a, &old.i, e);
    if (rc < 0)
        return rc;
    if (old.gone_seq > l->x->seq)
        old.gone_seq = 0;
    return vec_push(l->x->a, &l->of[at], old) ? 0 : err_nomem(e);
}

static struct stored *find_stored(struct before *b, int64_t item_id)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->at[i].i.item_id == item_id)
            return &b->at[i];
    return NULL;
}

/* Later ones of an item overwrite earlier ones. */
static int load_state(struct stmt *s, size_t at, void *arg, struct err *e)
{
    struct loading *l = arg;
    struct stored *old = find_stored(&l->of[at], stmt_int(s, 0));
    if (!old)
        return 0;
    old->state_seq = stmt_int(s, 1);
    return item_decode_state(s, 2, l->x->a, &old->i, e);
}

static void bind_household(struct stmt *s, size_t at, void *arg)
{
    const struct looking *x = ((struct loading *)arg)->x;
    stmt_bind_int(s, 1, x->at[at].h.register_id);
    stmt_bind_int(s, 2, x->at[at].h.household_id);
    stmt_bind_int(s, 3, x->seq);
}

static int load_before(struct loading *l, struct err *e)
{
    const struct db_each items = {l->x->n, bind_household, load_item, l};
    const struct db_each states = {l->x->n, bind_household, load_state, l};
    int rc = db_each(reg_db(l->x->r),
                     "select " ITEM_COLUMNS ", i.from_item, i.gone_seq from item i"
                     " where i.register_id = $1 and i.household_id = $2 and i.recorded_seq <= $3"
                     " order by i.item_id",
                     &items, e);
    if (rc < 0)
        return rc;
    return db_each(reg_db(l->x->r),
                   "select item_id, seq, state, reason, attachment from item_state"
                   " where register_id = $1 and household_id = $2 and seq <= $3"
                   " order by item_id, seq",
                   &states, e);
}

static bool same_maybe(struct maybe a, struct maybe b)
{
    return a.known == b.known && (!a.known || a.value == b.value);
}

/* All but the date of the verification. */
static bool same_item(const struct catalogue *c, const struct item *a, const struct item *b)
{
    const struct attribute *t = item_attribute(c, a);
    const struct item_effect *f = &a->effect, *g = &b->effect;
    return a->kind == b->kind && str_eq(a->source, b->source) && a->delivery == b->delivery &&
           a->row == b->row && str_eq(a->detail, b->detail) && a->weight == b->weight &&
           same_maybe(a->difference, b->difference) && f->known == g->known &&
           str_eq(f->category_declared, g->category_declared) &&
           str_eq(f->category_verified, g->category_verified) &&
           same_maybe(f->amount_declared, g->amount_declared) &&
           same_maybe(f->amount_verified, g->amount_verified) &&
           (!t ||
            (fact_same(t, a->declared, b->declared) && fact_same(t, a->verified, b->verified)));
}

/*
 * Does what was decided of an item hold for the one that follows it? Where the figures are those it
 * was decided of, up to the tolerance: not those of the item in between, so that many small steps
 * don't come to a large one. A dismissed difference has become a correction; found again, it was
 * taken back.
 */
static bool state_holds(const struct looking *x, struct before *b, const struct stored *was,
                        const struct item *i)
{
    const struct attribute *t = item_attribute(x->catalogue, i);
    const struct stored *decided = was;
    if (!was->state_seq || (t && was->i.state == ITEM_DISMISSED))
        return false;
    while (decided->from_item && decided->i.recorded_seq > was->state_seq) {
        const struct stored *earlier = find_stored(b, decided->from_item);
        if (!earlier)
            break;
        decided = earlier;
    }
    return !t || (decided->i.kind == i->kind && fact_same(t, decided->i.declared, i->declared) &&
                  within_tolerance(x->feeds, t, decided->i.verified, i->verified));
}

struct items_writer {
    struct reg *r;
    int32_t as_of;
    int64_t seq, verification;
    bool any_later; /* a verification of a later date has been written */
    struct bulk *items, *states, *households;
    struct stmt *gone;
    struct arena *a;
    struct map *places; /* divisions → index */
    struct {
        struct counted_place {
            int64_t households, items;
        } * at; /* in the order of the map */
        size_t n, cap;
    } place;
};

static int open_bulks(struct items_writer *w, struct err *e)
{
    struct db *db = reg_db(w->r);
    int rc = bulk_begin(db, "item",
                        "register_id,household_id,item_id,person_id,kind,attribute,source,"
                        "delivery_id,feed_row,as_of,detail,declared,verified,difference,"
                        "category_declared,category_verified,amount_declared,amount_verified,"
                        "weight,from_item,verification_id,recorded_seq,state",
                        "iiiitttiiitttittiiiiiit", &w->items, e);
    if (rc >= 0)
        rc = bulk_begin(db, "item_state",
                        "register_id,household_id,item_id,seq,state,reason,attachment", "iiiittt",
                        &w->states, e);
    if (rc >= 0)
        rc =
            bulk_begin(db, "verification_household",
                       "register_id,household_id,verification_id,items", "iiii", &w->households, e);
    if (rc >= 0)
        rc = db_prepare(db,
                        "update item set gone_seq = $1 where register_id = $2"
                        " and household_id = $3 and item_id = $4",
                        &w->gone, e);
    return rc;
}

int items_writer_open(struct reg *r, const struct actor *actor, const struct verify_options *o,
                      struct items_writer **ret, struct err *e)
{
    _cleanup_(items_writer_freep) struct items_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_nomem(e);
    char date[DATE_TEXT], what[80];
    int64_t last = 0;
    bool found;
    if (!(w->a = arena_new(0)) || !(w->places = map_new()))
        return err_nomem(e);
    w->r = r;
    w->as_of = o->as_of;
    date_format(o->as_of, date);
    snprintf(what, sizeof what, "verify run --as-of %s", date);
    int rc = change_begin(reg_db(r), actor, what, "", &w->seq, e);
    if (rc < 0 || (rc = db_query_int(reg_db(r), &last, &found, e,
                                     "select max(verification_id) from verification", "")) < 0)
        return rc;
    w->verification = last + 1;
    rc = db_query_int(reg_db(r), &last, &w->any_later, e,
                      "select verification_id from verification where as_of > $1 limit 1", "i",
                      (int64_t)o->as_of);
    if (rc < 0 || (rc = open_bulks(w, e)) < 0)
        return rc;
    *ret = take(w);
    return 0;
}

/* As decode_fact (items.c) reads it. */
static struct str encode_fact(const struct attribute *t, struct fact v, char buf[32])
{
    if (v.none)
        return STR("");
    if (attribute_storage(t) != 'i')
        return v.s;
    snprintf(buf, 32, "%lld", (long long)v.i);
    return str_of(buf);
}

static void put_maybe(struct bulk *b, struct maybe m)
{
    if (m.known)
        bulk_int(b, m.value);
    else
        bulk_null(b);
}

static void put_id(struct bulk *b, int64_t id)
{
    put_maybe(b, (struct maybe){id != 0, id});
}

static int put_item(struct items_writer *w, const struct catalogue *c, const struct item *i,
                    int64_t from_item, struct err *e)
{
    const struct attribute *t = item_attribute(c, i);
    const struct fact values[] = {i->declared, i->verified};
    char texts[2][32];
    struct bulk *b = w->items;
    bulk_int(b, i->register_id);
    bulk_int(b, i->household_id);
    bulk_int(b, i->item_id);
    put_id(b, i->person_id);
    bulk_text(b, str_of(item_kind_word(i->kind)));
    bulk_text(b, i->attribute);
    bulk_text(b, i->source);
    put_id(b, i->delivery);
    put_id(b, i->row);
    bulk_int(b, i->as_of);
    bulk_text(b, i->detail);
    for (int k = 0; k < 2; k++)
        if (t && values[k].known)
            bulk_text(b, encode_fact(t, values[k], texts[k]));
        else
            bulk_null(b);
    put_maybe(b, i->difference);
    if (i->effect.known) {
        bulk_text(b, i->effect.category_declared);
        bulk_text(b, i->effect.category_verified);
    } else {
        bulk_null(b);
        bulk_null(b);
    }
    put_maybe(b, i->effect.amount_declared);
    put_maybe(b, i->effect.amount_verified);
    bulk_int(b, i->weight);
    put_id(b, from_item);
    bulk_int(b, w->verification);
    bulk_int(b, w->seq);
    bulk_text(b, str_of(item_state_word(i->state)));
    return bulk_row(b, e);
}

/* Who decided it, and when, goes with the state: the row keeps its change. */
static int put_state(struct items_writer *w, const struct item *i, int64_t state_seq, struct err *e)
{
    bulk_int(w->states, i->register_id);
    bulk_int(w->states, i->household_id);
    bulk_int(w->states, i->item_id);
    bulk_int(w->states, state_seq);
    bulk_text(w->states, str_of(item_state_word(i->state)));
    bulk_text(w->states, i->reason);
    bulk_text(w->states, i->attachment);
    return bulk_row(w->states, e);
}

static int put_gone(struct items_writer *w, const struct item *i, struct err *e)
{
    stmt_reset(w->gone);
    stmt_bind_int(w->gone, 1, w->seq);
    stmt_bind_int(w->gone, 2, i->register_id);
    stmt_bind_int(w->gone, 3, i->household_id);
    stmt_bind_int(w->gone, 4, i->item_id);
    return stmt_step(w->gone, e);
}

static int count_place(struct items_writer *w, const struct look *l, struct err *e)
{
    uint64_t at;
    if (!map_get(w->places, l->division, &at)) {
        at = w->place.n;
        if (!vec_push(w->a, &w->place, ((struct counted_place){0})) ||
            map_put(w->places, l->division, at) < 0)
            return err_nomem(e);
    }
    w->place.at[at].households++;
    w->place.at[at].items += (int64_t)l->items.n;
    return 0;
}

static int write_places(struct items_writer *w, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int rc = bulk_begin(reg_db(w->r), "verification_place",
                        "verification_id,division,households,items", "itii", &b, e);
    for (size_t i = 0; rc >= 0 && i < w->place.n; i++) {
        bulk_int(b, w->verification);
        bulk_text(b, map_key_at(w->places, i));
        bulk_int(b, w->place.at[i].households);
        bulk_int(b, w->place.at[i].items);
        rc = bulk_row(b, e);
    }
    return rc < 0 ? rc : bulk_end(b, e);
}

static int put_household(struct items_writer *w, const struct look *l, struct err *e)
{
    bulk_int(w->households, l->h.register_id);
    bulk_int(w->households, l->h.household_id);
    bulk_int(w->households, w->verification);
    bulk_int(w->households, (int64_t)l->items.n);
    int rc = bulk_row(w->households, e);
    return rc < 0 ? rc : count_place(w, l, e);
}

/* The last item of before about the same, whether it stands or not. */
static struct stored *predecessor(struct before *b, const struct item *i)
{
    for (size_t k = b->n; k-- > 0;)
        if (item_about_same(&b->at[k].i, i))
            return &b->at[k];
    return NULL;
}

static int compare_item(struct looking *x, struct items_writer *w, struct before *b, struct item *i,
                        int64_t *next, struct verify_result *count, struct err *e)
{
    struct stored *was = predecessor(b, i);
    bool stands = was && !was->gone_seq;
    *(stands ? &count->kept : &count->opened) += 1;
    if (stands)
        was->follows = true;
    if (stands && same_item(x->catalogue, &was->i, i)) {
        i->item_id = was->i.item_id;
        i->as_of = was->i.as_of;
        i->recorded_seq = was->i.recorded_seq;
        i->verification = was->i.verification;
        i->state = was->i.state;
        i->reason = was->i.reason;
        i->attachment = was->i.attachment;
        return 0;
    }
    bool holds = was && state_holds(x, b, was, i);
    if (holds) {
        i->state = was->i.state;
        i->reason = was->i.reason;
        i->attachment = was->i.attachment;
    }
    if (!w)
        return 0;
    i->item_id = (*next)++;
    i->recorded_seq = w->seq;
    i->verification = w->verification;
    int rc = put_item(w, x->catalogue, i, was ? was->i.item_id : 0, e);
    if (rc >= 0 && holds)
        rc = put_state(w, i, was->state_seq, e);
    return rc >= 0 && stands ? put_gone(w, &was->i, e) : rc;
}

static int compare_household(struct looking *x, struct items_writer *w, struct before *b,
                             struct look *l, struct verify_result *count, struct err *e)
{
    int64_t next = b->n ? b->at[b->n - 1].i.item_id + 1 : 1;
    int rc = 0;
    for (size_t k = 0; k < l->items.n && rc >= 0; k++)
        rc = compare_item(x, w, b, &l->items.at[k], &next, count, e);
    for (size_t k = 0; k < b->n && rc >= 0; k++) {
        struct stored *old = &b->at[k];
        if (old->gone_seq || old->follows)
            continue;
        count->gone++;
        if (w)
            rc = put_gone(w, &old->i, e);
    }
    return rc >= 0 && w ? put_household(w, l, e) : rc;
}

static int tell_later(struct stmt *s, size_t at, void *arg, struct err *e)
{
    const struct looking *x = ((struct loading *)arg)->x;
    char later[DATE_TEXT], asked[DATE_TEXT];
    date_format((int32_t)stmt_int(s, 0), later);
    date_format(x->as_of, asked);
    return err_set(e, E_CONFLICT,
                   "户 " STR_FMT " 已按 %s 核对过，不能再按更早的 %s 登记核对事项；"
                   "只想看当时的情况，请加 --dry-run",
                   "household " STR_FMT " has been verified as of %s, so its items can't be those "
                   "of the earlier %s: to look at that date add --dry-run",
                   STR_ARG(x->at[at].h.household_no), later, asked);
}

static void bind_later(struct stmt *s, size_t at, void *arg)
{
    const struct looking *x = ((struct loading *)arg)->x;
    stmt_bind_int(s, 1, x->at[at].h.register_id);
    stmt_bind_int(s, 2, x->at[at].h.household_id);
    stmt_bind_int(s, 3, x->as_of);
}

int items_compare(struct looking *x, struct items_writer *w, struct verify_result *count,
                  struct err *e)
{
    struct loading l = {x, arena_zalloc(x->a, x->n * sizeof *l.of)};
    int rc = l.of ? load_before(&l, e) : err_nomem(e);
    if (rc >= 0 && w && w->any_later) {
        const struct db_each later = {x->n, bind_later, tell_later, &l};
        rc = db_each(reg_db(x->r),
                     "select v.as_of from verification_household h join verification v"
                     " on v.verification_id = h.verification_id where h.register_id = $1"
                     " and h.household_id = $2 and v.as_of > $3 order by v.as_of desc",
                     &later, e);
    }
    for (size_t i = 0; i < x->n && rc >= 0; i++)
        rc = compare_household(x, w, &l.of[i], &x->at[i], count, e);
    return rc;
}

int items_writer_end(struct items_writer *w, int64_t known_seq, const char *feeds_hash,
                     const char *pack_hash, struct str division, struct verify_result *result,
                     struct err *e)
{
    int64_t items = 0;
    for (int k = 0; k < N_ITEM_KINDS; k++)
        items += result->items[k];
    int rc = bulk_end(w->items, e);
    if (rc < 0 || (rc = bulk_end(w->states, e)) < 0 || (rc = bulk_end(w->households, e)) < 0)
        return rc;
    rc = db_run(reg_db(w->r), e,
                "insert into verification(verification_id, as_of, known_seq, division, feeds_hash,"
                " pack_hash, households, items, recorded_seq)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                "iiittt"
                "iii",
                w->verification, (int64_t)w->as_of, known_seq, division, str_of(feeds_hash),
                str_of(pack_hash), result->households, items, w->seq);
    if (rc >= 0)
        rc = write_places(w, e);
    if (rc >= 0)
        result->verification = w->verification;
    return rc;
}

void items_writer_free(struct items_writer *w)
{
    if (!w)
        return;
    bulk_free(w->items);
    bulk_free(w->states);
    bulk_free(w->households);
    stmt_done(w->gone);
    map_free(w->places);
    arena_free(w->a);
    free(w);
}

void items_writer_freep(struct items_writer **w)
{
    items_writer_free(*w);
}
