/*
 * Households and people in the order of their keys, some at a time: who belongs to them and what
 * rows they have is looked up in a few round trips, then each is computed by itself. Facts of
 * people have a pass of their own, since a person may have been in several households.
 */
#include "cleanup.h"
#include "date.h"
#include "feed_facts_private.h"
#include "lang.h"
#include "progress.h"

#include <stdlib.h>

#define BATCH 200

/* A membership, as it was ever known. */
struct belongs {
    int64_t person_id, household_id, position;
    int32_t from, to;
    int64_t recorded_seq, superseded_seq;
};

/* A kept row, or an open candidate. */
struct kept {
    const struct delivery *of;
    bool candidate;
    struct feed_entry entry;
};

struct person {
    size_t subject; /* whose batch member she is of */
    int64_t person_id, recorded_seq;
};

/* A household with all who ever belonged to it, or a person. */
struct subject_in_batch {
    struct subject_key k;
    size_t first, n_people; /* of batch.people */
    struct {
        struct belongs *at;
        size_t n, cap;
    } belongs;
    struct {
        struct kept *at;
        size_t n, cap;
    } kept;
};

struct batch {
    struct facts *x;
    struct arena *a;
    size_t n;
    struct subject_in_batch at[BATCH];
    struct {
        struct person *at;
        size_t n, cap;
    } people;
};

static int32_t day_of(struct stmt *s, int col, int32_t none)
{
    return stmt_is_null(s, col) ? none : (int32_t)stmt_int(s, col);
}

static struct belongs read_belongs(struct stmt *s)
{
    return (struct belongs){
        .household_id = stmt_int(s, 0),
        .person_id = stmt_int(s, 1),
        .position = stmt_int(s, 2),
        .from = (int32_t)stmt_int(s, 3),
        .to = day_of(s, 4, DAY_OPEN),
        .recorded_seq = stmt_int(s, 5),
        .superseded_seq = stmt_is_null(s, 6) ? SEQ_OPEN : stmt_int(s, 6),
    };
}

#define BELONGS                                                                                    \
    "select m.household_id, m.person_id, m.position, m.valid_from, m.valid_to, m.recorded_seq,"    \
    " m.superseded_seq, p.recorded_seq from "
#define AND_PERSON                                                                                 \
    "membership m cross join person p"                                                             \
    " where p.register_id = m.register_id and p.person_id = m.person_id"

static const char *const belongs_sql[N_ENTITIES] = {
    [ENTITY_HOUSEHOLD] = BELONGS AND_PERSON " and m.register_id = $1 and m.household_id = $2"
                                            " order by m.person_id, m.valid_from, m.recorded_seq",
    /* through the index of memberships by person to their rows, as in changed.c */
    [ENTITY_PERSON] =
        BELONGS "membership k cross join " AND_PERSON " and k.register_id = $1 and k.person_id = $2"
                " and m.register_id = k.register_id"
                " and m.household_id = k.household_id and m.position = k.position"
                " and m.person_id = k.person_id and m.valid_from = k.valid_from"
                " and m.recorded_seq = k.recorded_seq"
                " order by m.valid_from, m.recorded_seq",
};

static void bind_subject(struct stmt *s, size_t i, void *arg)
{
    subject_bind(s, ((const struct batch *)arg)->at[i].k);
}

static int take_belongs(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct batch *b = arg;
    struct subject_in_batch *subject = &b->at[i];
    struct belongs x = read_belongs(s);
    const struct person *last = b->people.n ? &b->people.at[b->people.n - 1] : NULL;
    if (!last || last->subject != i || last->person_id != x.person_id) {
        if (!vec_push(b->a, &b->people, ((struct person){i, x.person_id, stmt_int(s, 7)})))
            return err_nomem(e);
        if (!subject->n_people++)
            subject->first = b->people.n - 1;
    }
    return vec_push(b->a, &subject->belongs, x) ? 0 : err_nomem(e);
}

static void bind_person(struct stmt *s, size_t i, void *arg)
{
    const struct batch *b = arg;
    const struct person *p = &b->people.at[i];
    stmt_bind_int(s, 1, b->at[p->subject].k.register_id);
    stmt_bind_int(s, 2, p->person_id);
    delivery_ids_bind(&b->x->wanted, 3, s);
}

static int take_row(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct batch *b = arg;
    const struct person *p = &b->people.at[i];
    struct subject_in_batch *subject = &b->at[p->subject];
    struct kept x = {
        .of = deliveries_find(b->x->deliveries, stmt_int(s, 0)),
        .candidate = stmt_is_null(s, 4),
        .entry = {.member = i - subject->first,
                  .row = stmt_int(s, 1),
                  .from = day_of(s, 2, DATE_NONE),
                  .to = day_of(s, 3, DAY_OPEN)},
    };
    struct fact *cells = NULL;
    int rc = x.candidate ? 0 : feed_cells_read(x.of->feed, stmt_text(s, 4), b->a, &cells, e);
    if (rc < 0)
        return err_at(e, "第 %lld 批第 %lld 行", "delivery %lld, row %lld", (long long)x.of->id,
                      (long long)x.entry.row);
    x.entry.cells = cells;
    return vec_push(b->a, &subject->kept, x) ? 0 : err_nomem(e);
}

/* Deliveries are an array in the order in which they count. */
static int by_delivery(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;
    if (x->of != y->of)
        return x->of < y->of ? -1 : 1;
    if (x->entry.member != y->entry.member)
        return x->entry.member < y->entry.member ? -1 : 1;
    return x->entry.row < y->entry.row ? -1 : x->entry.row > y->entry.row;
}

static int look_up(struct batch *b, struct err *e)
{
    struct db_each belongs = {b->n, bind_subject, take_belongs, b};
    int rc = db_each(reg_db(b->x->r), belongs_sql[b->at[0].k.entity], &belongs, e);
    if (rc < 0)
        return rc;
    struct db_each rows = {b->people.n, bind_person, take_row, b};
    return db_each(reg_db(b->x->r), b->x->rows_sql, &rows, e);
}

/* The people as a series knows them. A household's are there while they belong to it. */
static int make_members(const struct batch *b, const struct subject_in_batch *s,
                        struct feed_subject *ret, struct err *e)
{
    static const struct feed_period always = {INT32_MIN, DAY_OPEN, 0};
    struct feed_member *members = arena_array_of(b->a, s->n_people, struct feed_member);
    struct feed_period *periods = arena_array_of(b->a, s->belongs.n, struct feed_period);
    size_t n = 0;
    if (!members || !periods)
        return err_nomem(e);
    for (size_t i = 0; i < s->n_people; i++) {
        int64_t person_id = b->people.at[s->first + i].person_id;
        members[i] = (struct feed_member){.person_id = person_id, .periods = &always, .n = 1};
        if (s->k.entity == ENTITY_PERSON)
            continue;
        members[i].periods = periods + n;
        size_t first = n;
        for (size_t k = 0; k < s->belongs.n; k++) {
            const struct belongs *m = &s->belongs.at[k];
            if (m->person_id == person_id && m->superseded_seq == SEQ_OPEN)
                periods[n++] = (struct feed_period){m->from, m->to, m->position};
        }
        members[i].n = n - first;
    }
    *ret = (struct feed_subject){.n_members = s->n_people, .members = members};
    return 0;
}

/* A membership, as known now, that holds on a day; NULL. */
static const struct belongs *there_on(const struct subject_in_batch *s, int32_t day)
{
    for (size_t i = 0; i < s->belongs.n; i++) {
        const struct belongs *m = &s->belongs.at[i];
        if (m->superseded_seq == SEQ_OPEN && m->from <= day && day < m->to)
            return m;
    }
    return NULL;
}

/* The day by which a delivery sees the subject: the reference, or the receipt of what isn't there
 * yet, or of what isn't there any more the last day. DATE_NONE = it doesn't see it. */
static int32_t seen_on(const struct subject_in_batch *s, const struct delivery *d)
{
    int32_t last = DATE_NONE;
    if (there_on(s, d->reference))
        return d->reference;
    if (there_on(s, d->received))
        return d->received;
    for (size_t i = 0; i < s->belongs.n; i++) {
        const struct belongs *m = &s->belongs.at[i];
        if (m->superseded_seq == SEQ_OPEN && m->to <= d->reference && m->to > last)
            last = m->to - 1;
    }
    return last;
}

/* Did the delivery look for a person: was she in the register when it came, and if it is only of a
 * part of the county, was she known to be in this household? */
static bool looked_for(const struct facts *x, const struct subject_in_batch *s,
                       const struct person *p, int64_t household_id, const struct delivery *d)
{
    if (p->recorded_seq > d->seq)
        return false;
    if (delivery_whole(x->deliveries, d, s->k.register_id))
        return true;
    for (size_t i = 0; i < s->belongs.n; i++) {
        const struct belongs *m = &s->belongs.at[i];
        if (m->person_id == p->person_id && m->household_id == household_id &&
            m->recorded_seq <= d->seq && m->superseded_seq > d->seq)
            return true;
    }
    return false;
}

/* kept: the subject's rows of this delivery. */
static int make_saying(const struct batch *b, const struct subject_in_batch *s,
                       int64_t household_id, int32_t seen, const struct delivery *d,
                       const struct kept *kept, size_t n, struct feed_saying *ret, struct err *e)
{
    bool *blind = arena_zalloc(b->a, s->n_people);
    struct feed_entry *entries = arena_array_of(b->a, n, struct feed_entry);
    size_t n_entries = 0;
    if (!blind || !entries)
        return err_nomem(e);
    for (size_t i = 0; i < s->n_people; i++)
        blind[i] = !looked_for(b->x, s, &b->people.at[s->first + i], household_id, d);
    for (size_t i = 0; i < n; i++)
        if (kept[i].candidate)
            blind[kept[i].entry.member] = true;
        else
            entries[n_entries++] = kept[i].entry;
    *ret = (struct feed_saying){
        .of = d, .seen = seen, .blind = blind, .n = n_entries, .entries = entries};
    return 0;
}

/* What the deliveries of one feed say that cover the subject. */
static int make_sayings(const struct batch *b, const struct subject_in_batch *s,
                        const struct facts_feed *f, struct feed_subject *ret, struct err *e)
{
    struct feed_saying *sayings = arena_array_of(b->a, f->n, struct feed_saying);
    size_t n = 0, row = 0;
    if (!sayings)
        return err_nomem(e);
    for (size_t i = 0; i < f->n; i++) {
        const struct delivery *d = &f->deliveries[i];
        while (row < s->kept.n && s->kept.at[row].of < d)
            row++;
        size_t first = row;
        while (row < s->kept.n && s->kept.at[row].of == d)
            row++;
        int32_t seen = d->withdrawn_seq ? DATE_NONE : seen_on(s, d);
        if (seen == DATE_NONE)
            continue;
        bool covers;
        int64_t household_id = there_on(s, seen)->household_id;
        int rc = deliveries_cover(b->x->deliveries, d, s->k.register_id, household_id, &covers, e);
        if (rc >= 0 && covers)
            rc = make_saying(b, s, household_id, seen, d, s->kept.at + first, row - first,
                             &sayings[n++], e);
        if (rc < 0)
            return rc;
    }
    ret->n_sayings = n;
    ret->sayings = sayings;
    return 0;
}

/* A value that the attribute can't have is no evidence, but not lost: it is noted. */
static int note_refused(const struct batch *b, const struct subject_in_batch *s,
                        const struct feed_series *series, const struct attribute *t, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < series->n; i++) {
        const struct feed_piece *p = &series->at[i];
        if (p->refused && p->row)
            rc = db_run(reg_db(b->x->r), e,
                        "insert into feed_note(register_id, person_id, delivery_id, row, kind,"
                        " detail, recorded_seq) values ($1, $2, $3, $4, '" FEED_NOTE_RANGE
                        "', $5, $6) on conflict do nothing",
                        "iiiiti", s->k.register_id, b->people.at[s->first + p->member].person_id,
                        p->of->id, p->row, t->id, b->x->deliveries->seq);
    }
    return rc;
}

static int state_target(const struct batch *b, const struct subject_in_batch *s,
                        const struct feed_subject *sayings, const struct facts_target *target,
                        struct statements *out, struct err *e)
{
    struct feed_series *parts = arena_zalloc(b->a, target->n_feeds * sizeof *parts), sum = {0};
    if (!parts)
        return err_nomem(e);
    for (size_t i = 0; i < target->n_feeds; i++) {
        int rc = feed_series_make(&sayings[target->feeds[i]], target->t, target->part, b->a,
                                  &parts[i], e);
        if (rc >= 0 && b->x->notes)
            rc = note_refused(b, s, &parts[i], target->t, e);
        if (rc < 0)
            return rc;
    }
    if (!target->part)
        return feed_series_state(&parts[0], target->t, b->a, out, e);
    int rc = feed_series_sum(parts, target->n_feeds, target->t, b->a, &sum, e);
    if (rc >= 0 && b->x->notes)
        rc = note_refused(b, s, &sum, target->t, e);
    return rc < 0 ? rc : feed_series_state(&sum, target->t, b->a, out, e);
}

/* Has nobody come or gone since the facts were computed for the last time? */
static int is_settled(const struct batch *b, const struct subject_in_batch *s, bool *ret,
                      struct err *e)
{
    const struct facts_feed *f = &b->x->feeds[0];
    int64_t computed = 0, touched = b->x->settled_seq;
    for (size_t i = 0; i < s->belongs.n; i++) {
        const struct belongs *m = &s->belongs.at[i];
        int64_t last = m->superseded_seq == SEQ_OPEN ? m->recorded_seq : m->superseded_seq;
        touched = last > touched ? last : touched;
    }
    for (size_t i = 0; i < f->n; i++) {
        const struct delivery *d = &f->deliveries[i];
        bool covers = false;
        int32_t seen = seen_on(s, d);
        int rc = seen == DATE_NONE ? 0
                                   : deliveries_cover(b->x->deliveries, d, s->k.register_id,
                                                      there_on(s, seen)->household_id, &covers, e);
        if (rc < 0)
            return rc;
        int64_t last = d->withdrawn_seq ? d->withdrawn_seq : d->seq;
        computed = covers && last > computed ? last : computed;
    }
    *ret = touched <= computed;
    return 0;
}

static int state_subject(struct batch *b, struct subject_in_batch *s, struct err *e)
{
    struct facts *x = b->x;
    struct feed_subject *sayings = arena_array_of(b->a, x->n_feeds, struct feed_subject), of;
    if (s->kept.n)
        qsort(s->kept.at, s->kept.n, sizeof *s->kept.at, by_delivery);
    bool wanted = true;
    int rc = b->x->sample ? is_settled(b, s, &wanted, e) : 0;
    if (rc < 0 || !wanted)
        return rc;
    rc = sayings ? make_members(b, s, &of, e) : err_nomem(e);
    for (size_t i = 0; rc >= 0 && i < x->n_feeds; i++) {
        sayings[i] = of;
        rc = make_sayings(b, s, &x->feeds[i], &sayings[i], e);
    }
    for (int part = 0; rc >= 0 && part < 2; part++) {
        const struct facts_targets *targets = &x->targets[s->k.entity][part];
        struct statements out = {0};
        for (size_t i = 0; rc >= 0 && i < targets->n; i++)
            rc = state_target(b, s, sayings, &targets->at[i], &out, e);
        if (rc >= 0 && targets->n)
            rc = x->put(x->arg, s->k, x->sources[part], targets->which, targets->n, out.at, out.n,
                        e);
    }
    return rc;
}

static void begin_batch(struct batch *b, struct arena *a, struct facts *x)
{
    arena_reset(a);
    *b = (struct batch){.x = x, .a = a};
}

static int run_batch(struct batch *b, struct err *e)
{
    int rc = b->n ? look_up(b, e) : 0;
    for (size_t i = 0; rc >= 0 && i < b->n; i++)
        rc = state_subject(b, &b->at[i], e);
    return rc;
}

/* $1 and $2: a range of divisions, or a register and a household. */
static const char *keys_sql(const struct facts *x, enum entity entity, bool one, struct arena *a)
{
    const struct catalogue *c = reg_catalogue(x->r);
    const struct attribute *division = &c->attributes[ENTITY_HOUSEHOLD][c->known.division];
    struct str table = c->groups[ENTITY_HOUSEHOLD][division->group].table;
    if (one)
        return entity == ENTITY_HOUSEHOLD
                   ? "select register_id, household_id from household"
                     " where register_id = $1 and household_id = $2"
                   : "select register_id, person_id from person where register_id = $1"
                     " and person_id in (select person_id from membership"
                     " where register_id = $1 and household_id = $2) order by 1, 2";
    if (entity == ENTITY_HOUSEHOLD)
        return arena_printf(a,
                            "select distinct register_id, subject_id from " STR_FMT
                            " where division >= $1 and division < $2 order by 1, 2",
                            STR_ARG(table));
    return arena_printf(a,
                        /* cross join: SQLite goes from her memberships to the households */
                        "select p.register_id, p.person_id from person p where exists"
                        " (select 1 from membership m cross join " STR_FMT
                        " h where m.register_id = p.register_id and m.person_id = p.person_id"
                        " and h.register_id = m.register_id and h.subject_id = m.household_id"
                        " and h.division >= $1 and h.division < $2) order by 1, 2",
                        STR_ARG(table));
}

static int walk(struct facts *x, enum entity entity, struct stmt *keys, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_free_ struct batch *b = malloc(sizeof *b);
    _cleanup_(progress_freep) struct progress *p =
        entity == ENTITY_HOUSEHOLD ? progress_new("各户的事实", "facts of households", 0)
                                   : progress_new("人员的事实", "facts of people", 0);
    uint64_t n = 0, key = 0;
    int rc = 1;
    if (!a || !b)
        return err_nomem(e);
    while (rc > 0) {
        begin_batch(b, a, x);
        while (b->n < BATCH && (rc = stmt_step(keys, e)) > 0)
            if (!x->sample || key++ % x->sample == 0)
                b->at[b->n++].k =
                    (struct subject_key){entity, stmt_int(keys, 0), stmt_int(keys, 1)};
        int done = rc < 0 ? rc : run_batch(b, e);
        if (done < 0 || (done = progress_tick(p, n += b->n, e)) < 0)
            return done;
    }
    return rc;
}

static int walk_keys(struct facts *x, enum entity entity, const char *low, const char *high,
                     int64_t register_id, int64_t household_id, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(stmt_donep) struct stmt *keys = NULL;
    const char *sql = a ? keys_sql(x, entity, household_id != 0, a) : NULL;
    int rc = sql ? db_prepare(reg_db(x->r), sql, &keys, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    if (household_id) {
        stmt_bind_int(keys, 1, register_id);
        stmt_bind_int(keys, 2, household_id);
    } else {
        stmt_bind_text(keys, 1, str_of(low));
        stmt_bind_text(keys, 2, str_of(high));
    }
    return walk(x, entity, keys, e);
}

int feed_facts_walk(struct facts *x, struct str division, int64_t register_id, int64_t household_id,
                    struct err *e)
{
    char low[16], high[16];
    struct str prefix = delivery_prefix(division);
    if (prefix.len > 12)
        return err_set(e, E_INVALID, "“" STR_FMT "” 不是区划代码",
                       "\"" STR_FMT "\" is no division code", STR_ARG(division));
    snprintf(low, sizeof low, STR_FMT "%.*s", STR_ARG(prefix), (int)(12 - prefix.len),
             "000000000000");
    snprintf(high, sizeof high, STR_FMT ":", STR_ARG(prefix)); /* ':' follows '9' */
    int rc = 0;
    for (int entity = 0; rc >= 0 && entity < N_ENTITIES; entity++)
        if (x->targets[entity][0].n || x->targets[entity][1].n)
            rc = walk_keys(x, entity, low, high, register_id, household_id, e);
    return rc;
}
