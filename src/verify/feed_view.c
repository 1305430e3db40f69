/*
 * What the feeds know of households. Rows and notes of those who are members come from two
 * statements in the order of households: of all, read side by side with whoever asks, or where few
 * are asked for, of one household at a time.
 */
#include "cleanup.h"
#include "date.h"
#include "feed_facts_private.h"
#include "lang.h"

#include <stdlib.h>

/* Columns of both statements. */
enum { V_REGISTER, V_HOUSEHOLD, V_PERSON, V_RECORDED, V_DELIVERY, V_ROW, V_FROM, V_TO, V_CELLS };
enum { V_KIND = V_FROM, V_DETAIL };

struct walker {
    struct stmt *s;
    bool waits, ended; /* it stands on a row that isn't used yet */
};

struct feed_view {
    struct reg *r;
    struct deliveries *deliveries;
    int32_t as_of;
    bool few;
    struct delivery_ids wanted; /* of all feeds */
    struct walker rows, notes;
    struct arena *a; /* the current household */
};

/* The current household. */
struct row {
    const struct delivery *of;
    int64_t row;
    size_t member;
    int32_t from, to;
    struct str cells;
};
struct seeing {
    struct feed_view *v;
    const struct household_facts *h;
    int64_t known_since; /* a change: the first of its members was there from it on */
    struct {
        struct row *at;
        size_t n, cap;
    } rows;
    struct {
        struct feed_hit *at;
        size_t n, cap;
    } hits;
    struct {
        struct feed_sign *at;
        size_t n, cap;
    } signs;
    struct {
        struct feed_asked *at;
        size_t n, cap;
    } asked;
};

void feed_view_close(struct feed_view *v)
{
    if (!v)
        return;
    stmt_done(v->rows.s);
    stmt_done(v->notes.s);
    deliveries_free(v->deliveries);
    arena_free(v->a);
    free(v);
}

void feed_view_closep(struct feed_view **v)
{
    feed_view_close(*v);
}

/* cross join: SQLite goes from the members, which stand in order, to their rows. $1 day, $2 change,
 * then where few are asked for $3 register and $4 household, then deliveries. */
#define MEMBERS                                                                                    \
    " m.valid_from <= $1 and (m.valid_to is null or m.valid_to > $1) and m.recorded_seq <= $2"     \
    " and (m.superseded_seq is null or m.superseded_seq > $2)"

static int prepare(struct feed_view *v, const char *select, const char *where, const char *order,
                   struct walker *ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    int first = v->few ? 5 : 3;
    strbuf_addz(&q, select);
    delivery_ids_sql(&v->wanted, first, &q);
    strbuf_printf(&q, ")%s%s and" MEMBERS "%s", where,
                  v->few ? " and m.register_id = $3 and m.household_id = $4" : "", order);
    if (q.failed)
        return err_nomem(e);
    int rc = db_prepare(reg_db(v->r), strbuf_z(&q), &ret->s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(ret->s, 1, v->as_of);
    stmt_bind_int(ret->s, 2, v->deliveries->seq);
    delivery_ids_bind(&v->wanted, first, ret->s);
    return 0;
}

static int find_wanted(struct feed_view *v, struct err *e)
{
    const struct deliveries *x = v->deliveries;
    for (size_t i = 0; i < x->n; i++) {
        struct str feed = x->at[i].feed->name;
        int rc = i && str_eq(feed, x->at[i - 1].feed->name)
                     ? 0
                     : deliveries_wanted(x, feed, v->as_of, &v->wanted, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

int feed_view_open(struct reg *r, struct str division, bool few, int32_t as_of, int64_t seq,
                   struct feed_view **ret, struct err *e)
{
    _cleanup_(feed_view_closep) struct feed_view *v = calloc(1, sizeof *v);
    if (!v || !(v->a = arena_new(0)))
        return err_nomem(e);
    v->r = r;
    v->as_of = as_of;
    v->few = few || delivery_prefix(division).len > COUNTY_DIGITS;
    int rc = deliveries_open(r, seq, &v->deliveries, e);
    if (rc < 0 || (rc = find_wanted(v, e)) < 0 ||
        (rc = prepare(v,
                      "select m.register_id, m.household_id, m.person_id, p.recorded_seq,"
                      " x.delivery_id, x.row, x.valid_from, x.valid_to, x.cells"
                      " from membership m cross join person p"
                      " left join feed_row x on x.register_id = m.register_id"
                      " and x.person_id = m.person_id and x.recorded_seq <= $2"
                      " and (x.superseded_seq is null or x.superseded_seq > $2)"
                      " and x.delivery_id in (",
                      " where p.register_id = m.register_id and p.person_id = m.person_id",
                      " order by m.register_id, m.household_id, m.position, m.person_id,"
                      " x.delivery_id, x.row",
                      &v->rows, e)) < 0 ||
        (rc = prepare(v,
                      "select m.register_id, m.household_id, m.person_id, x.recorded_seq,"
                      " x.delivery_id, x.row, x.kind, x.detail"
                      " from membership m cross join feed_note x"
                      " where x.register_id = m.register_id and x.person_id = m.person_id"
                      " and x.recorded_seq <= $2 and x.delivery_id in (",
                      "",
                      " order by m.register_id, m.household_id, m.position, m.person_id,"
                      " x.delivery_id, x.row, x.kind",
                      &v->notes, e)) < 0)
        return rc;
    *ret = take(v);
    return 0;
}

static void walker_begin(const struct feed_view *v, struct walker *w,
                         const struct household_facts *h)
{
    if (!v->few)
        return;
    w->ended = false;
    stmt_bind_int(w->s, 3, h->register_id);
    stmt_bind_int(w->s, 4, h->household_id);
}

/* Before the household, at it, behind it. */
static int order_of(struct stmt *s, const struct household_facts *h)
{
    int64_t at = stmt_int(s, V_REGISTER), id = stmt_int(s, V_HOUSEHOLD);
    if (at != h->register_id)
        return at < h->register_id ? -1 : 1;
    return id < h->household_id ? -1 : id > h->household_id;
}

/* 1 = it stands on a row of the household, 0 = there is none any more. */
static int walker_next(struct walker *w, const struct household_facts *h, struct err *e)
{
    while (!w->ended) {
        int rc = w->waits ? 1 : stmt_step(w->s, e);
        if (rc < 0)
            return rc;
        w->ended = rc == 0;
        if (w->ended)
            break;
        int order = order_of(w->s, h);
        w->waits = order > 0;
        if (order >= 0)
            return order == 0;
    }
    return 0;
}

/* 0 = no member on that day. */
static size_t member_of(const struct household_facts *h, int64_t person_id)
{
    for (size_t i = 0; i < h->n_members; i++)
        if (h->members[i].person_id == person_id)
            return i + 1;
    return 0;
}

static int read_rows(struct seeing *x, struct err *e)
{
    struct feed_view *v = x->v;
    struct stmt *s = v->rows.s;
    int rc;
    walker_begin(v, &v->rows, x->h);
    while ((rc = walker_next(&v->rows, x->h, e)) > 0) {
        if (stmt_int(s, V_RECORDED) < x->known_since)
            x->known_since = stmt_int(s, V_RECORDED);
        size_t member = member_of(x->h, stmt_int(s, V_PERSON));
        if (stmt_is_null(s, V_DELIVERY) || !member)
            continue;
        struct row row = {
            .of = deliveries_find(v->deliveries, stmt_int(s, V_DELIVERY)),
            .row = stmt_int(s, V_ROW),
            .member = member,
            .from = stmt_is_null(s, V_FROM) ? DATE_NONE : (int32_t)stmt_int(s, V_FROM),
            .to = stmt_is_null(s, V_TO) ? DAY_OPEN : (int32_t)stmt_int(s, V_TO),
            .cells = str_dup(v->a, stmt_text(s, V_CELLS)),
        };
        if (arena_failed(v->a) || !vec_push(v->a, &x->rows, row))
            return err_nomem(e);
    }
    return rc;
}

/* Of each feed the last delivery that tells of the day and covers the household. One that came
 * before anybody of the household was in the register didn't ask for it. */
static int find_asked(struct seeing *x, struct err *e)
{
    const struct deliveries *all = x->v->deliveries;
    bool found = false;
    for (size_t i = all->n; i > 0; i--) {
        const struct delivery *d = &all->at[i - 1];
        if (i < all->n && !str_eq(d->feed->name, d[1].feed->name))
            found = false;
        bool covers = false;
        if (found || !delivery_tells(d, x->v->as_of) || d->seq < x->known_since)
            continue;
        int rc = deliveries_cover(x->v->deliveries, d, x->h->register_id, x->h->household_id,
                                  &covers, e);
        if (rc < 0)
            return rc;
        if (!covers)
            continue;
        found = true;
        struct feed_asked asked = {
            .feed = d->feed, .delivery = d->id, .received = d->received, .reference = d->reference};
        if (!vec_push(x->v->a, &x->asked, asked))
            return err_nomem(e);
    }
    for (size_t i = 0; i < x->asked.n / 2; i++) {
        struct feed_asked other = x->asked.at[i];
        x->asked.at[i] = x->asked.at[x->asked.n - 1 - i];
        x->asked.at[x->asked.n - 1 - i] = other;
    }
    return 0;
}

static struct feed_asked *asked_of(struct seeing *x, int64_t delivery)
{
    for (size_t i = 0; i < x->asked.n; i++)
        if (x->asked.at[i].delivery == delivery)
            return &x->asked.at[i];
    return NULL;
}

static int add_sign(struct seeing *x, const struct feed_hit *hit, const char *kind, struct str text,
                    int32_t day, struct err *e)
{
    struct feed_sign sign = {.kind = str_of(kind),
                             .text = text,
                             .member = hit->member,
                             .feed = hit->feed,
                             .delivery = hit->delivery,
                             .row = hit->row,
                             .day = day};
    return vec_push(x->v->a, &x->signs, sign) ? 0 : err_nomem(e);
}

/* Who is missing only an import can see: its notes tell. */
static int read_events(struct seeing *x, const struct delivery *d, const struct feed_hit *hit,
                       struct err *e)
{
    static const char *const kinds[] = {[FEED_DEAD] = "dead", [FEED_MOVED_OUT] = "moved_out"};
    for (size_t i = 0; i < d->feed->n_events; i++) {
        const struct feed_event *event = &d->feed->events[i];
        bool holds;
        if (event->kind == FEED_MEMBER_MISSING)
            continue;
        struct fact when = event->column < 0 ? (struct fact){0} : hit->cells[event->column];
        int32_t day = when.known ? (int32_t)when.i : DATE_NONE;
        int rc = feed_holds(d->evaluator, event->condition, hit->cells, &holds, e);
        if (rc >= 0 && holds && day <= x->v->as_of) {
            _cleanup_(strbuf_done) struct strbuf text = {0};
            feed_cells_print(d->feed, hit->cells, &text);
            struct str kept = str_dup(x->v->a, strbuf_str(&text));
            rc = text.failed || arena_failed(x->v->a)
                     ? err_nomem(e)
                     : add_sign(x, hit, kinds[event->kind], kept, day, e);
        }
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int read_leads(struct seeing *x, const struct delivery *d, const struct feed_hit *hit,
                      struct err *e)
{
    for (size_t i = 0; i < d->feed->n_leads; i++) {
        const struct feed_lead *lead = &d->feed->leads[i];
        bool holds;
        int rc = feed_holds(d->evaluator, lead->condition, hit->cells, &holds, e);
        if (rc >= 0 && holds) {
            rc = add_sign(x, hit, "", lead->note, hit->from, e);
            if (rc >= 0)
                x->signs.at[x->signs.n - 1].kind = lead->name;
        }
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int read_hits(struct seeing *x, struct err *e)
{
    for (size_t i = 0; i < x->rows.n; i++) {
        const struct row *row = &x->rows.at[i];
        struct feed_asked *asked = asked_of(x, row->of->id);
        struct fact *cells;
        if (!asked)
            continue;
        int rc = feed_cells_read(row->of->feed, row->cells, x->v->a, &cells, e);
        if (rc < 0)
            return err_at(e, "第 %lld 次交付第 %lld 行", "delivery %lld, row %lld",
                          (long long)row->of->id, (long long)row->row);
        struct feed_hit hit = {
            .feed = row->of->feed,
            .delivery = row->of->id,
            .row = row->row,
            .member = row->member,
            .from = row->from,
            .to = row->to,
            .cells = cells,
            .holds = feed_row_holds(row->of, row->from, row->to, x->v->as_of),
        };
        asked->hits++;
        if (!vec_push(x->v->a, &x->hits, hit))
            return err_nomem(e);
        if (hit.holds && ((rc = read_events(x, row->of, &hit, e)) < 0 ||
                          (rc = read_leads(x, row->of, &hit, e)) < 0))
            return rc;
    }
    return 0;
}

/* A value that the attribute can't have: what is kept is the attribute's id. */
static struct str range_text(const struct feed_view *v, struct str id)
{
    const struct catalogue *c = reg_catalogue(v->r);
    const struct attribute *t = NULL;
    for (int k = 0; k < N_ENTITIES && !t; k++)
        t = catalogue_find(c, k, id);
    struct str name = t ? t->label : id;
    const char *text =
        arena_printf(v->a, tr(STR_FMT "超出可能的范围，未采用", STR_FMT " can't be so: not used"),
                     STR_ARG(name));
    return str_of(text);
}

static int read_notes(struct seeing *x, struct err *e)
{
    struct feed_view *v = x->v;
    struct stmt *s = v->notes.s;
    int rc;
    walker_begin(v, &v->notes, x->h);
    while ((rc = walker_next(&v->notes, x->h, e)) > 0) {
        const struct delivery *d = deliveries_find(v->deliveries, stmt_int(s, V_DELIVERY));
        struct str kind = str_dup(v->a, stmt_text(s, V_KIND));
        struct str detail = str_dup(v->a, stmt_text(s, V_DETAIL));
        if (!asked_of(x, d->id))
            continue;
        struct feed_sign sign = {
            .kind = kind,
            .text = str_eqz(kind, FEED_NOTE_RANGE) ? range_text(v, detail) : detail,
            .member = str_eqz(kind, "member_missing") ? 0 : member_of(x->h, stmt_int(s, V_PERSON)),
            .feed = d->feed,
            .delivery = d->id,
            .row = stmt_int(s, V_ROW),
            .day = DATE_NONE,
        };
        if (arena_failed(v->a) || !vec_push(v->a, &x->signs, sign))
            return err_nomem(e);
    }
    return rc;
}

int feed_view_of(struct feed_view *v, const struct household_facts *h, struct feed_seen *ret,
                 struct err *e)
{
    struct seeing x = {.v = v, .h = h, .known_since = INT64_MAX};
    arena_reset(v->a);
    int rc = read_rows(&x, e);
    if (rc < 0 || (rc = find_asked(&x, e)) < 0 || (rc = read_hits(&x, e)) < 0 ||
        (rc = read_notes(&x, e)) < 0)
        return rc;
    *ret = (struct feed_seen){
        .n_hits = x.hits.n,
        .n_signs = x.signs.n,
        .n_asked = x.asked.n,
        .hits = x.hits.at,
        .signs = x.signs.at,
        .asked = x.asked.at,
    };
    return 0;
}
