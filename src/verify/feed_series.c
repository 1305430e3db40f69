#include "feed_series.h"

#include "bounds.h"
#include "date.h"

#include <stdlib.h>

/* A row that counts for the fact at hand. */
struct entry {
    const struct feed_entry *of;
    struct fact value; /* what count and any don't need */
};
struct entries {
    struct entry *at;
    size_t n, cap;
};

/* The fact at hand. */
struct fold {
    const struct feed_subject *s;
    const struct attribute *t;
    bool part;
    const struct feed_saying *saying;
    const struct feed_fact *fact; /* by the saying's definition */
    struct entries rows;
};

const struct feed_fact *feed_fact_of(const struct feed *f, const struct attribute *t, bool part)
{
    for (size_t i = 0; i < f->n_facts; i++)
        if (f->facts[i].attribute == t && f->facts[i].part == part)
            return &f->facts[i];
    return NULL;
}

/* Do all rows have a share in it? */
static bool adds_up(enum feed_how how)
{
    return how == FEED_SUM || how == FEED_MAX;
}

static bool needs_value(enum feed_how how)
{
    return how != FEED_COUNT && how != FEED_ANY;
}

/* The rows for which the condition holds, with their values. */
static int read_entries(struct fold *x, struct arena *a, struct err *e)
{
    const struct delivery *d = x->saying->of;
    x->rows.n = 0;
    if (x->saying->n > LIMIT_FEED_ROWS)
        return err_set(e, E_LIMIT,
                       "第 %lld 次交付中，同一户的记录超过 %u 条；请核对身份号码列是否有误",
                       "delivery %lld has more than %u rows of one household; see whether its "
                       "column of identity numbers is right",
                       (long long)d->id, LIMIT_FEED_ROWS);
    for (size_t i = 0; i < x->saying->n; i++) {
        struct entry row = {.of = &x->saying->entries[i]};
        bool counts;
        int rc = feed_holds(d->evaluator, x->fact->condition, row.of->cells, &counts, e);
        if (rc >= 0 && counts && needs_value(x->fact->how)) {
            rc = feed_value(d->evaluator, x->fact, row.of->cells, &row.value, e);
            if (rc >= 0 && row.value.s.data)
                row.value.s = str_dup(a, row.value.s);
        }
        if (rc < 0)
            return err_at(e, "第 %lld 次交付第 %lld 行", "delivery %lld, row %lld",
                          (long long)d->id, (long long)row.of->row);
        if (counts && (arena_failed(a) || !vec_push(a, &x->rows, row)))
            return err_nomem(e);
    }
    return 0;
}

/* Where a member is on a day; NULL = not there. */
static const struct feed_period *period_on(const struct feed_member *m, int32_t day)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->periods[i].from <= day && day < m->periods[i].to)
            return &m->periods[i];
    return NULL;
}

static bool anybody(const struct feed_subject *s, int32_t day)
{
    for (size_t i = 0; i < s->n_members; i++)
        if (period_on(&s->members[i], day))
            return true;
    return false;
}

static bool is_blind(const struct fold *x, int32_t day)
{
    for (size_t i = 0; x->saying->blind && i < x->s->n_members; i++)
        if (x->saying->blind[i] && period_on(&x->s->members[i], day))
            return true;
    return false;
}

bool feed_row_holds(const struct delivery *d, int32_t from, int32_t to, int32_t on)
{
    switch (d->feed->dated) {
    case FEED_UNDATED:
        return true;
    case FEED_SPANS:
        return (from == DATE_NONE || from <= on) && (to == DATE_NONE || on < to);
    default:
        return date_add_months(d->reference + 1, -d->feed->window) <= from && from <= d->reference;
    }
}

/* Does a decide rather than b, where one row tells? */
static bool decides(enum feed_how how, const struct entry *a, int64_t place_a,
                    const struct entry *b, int64_t place_b)
{
    if (how == FEED_MAX)
        return a->value.i > b->value.i;
    if (how == FEED_FIRST)
        return place_a != place_b ? place_a < place_b : a->of->row < b->of->row;
    return a->of->from != b->of->from ? a->of->from > b->of->from : a->of->row > b->of->row;
}

static bool fits(const struct attribute *t, struct fact v)
{
    return (t->type != ATTR_MONEY && t->type != ATTR_INTEGER) || (t->min <= v.i && v.i <= t->max);
}

/* What several rows come to. */
struct total {
    int64_t n, sum, place;
    const struct entry *first, *best;
    bool unknown, overflow;
};

static void add_entry(enum feed_how how, const struct entry *row, int64_t place, struct total *sum)
{
    if (!sum->n++)
        sum->first = row;
    if (adds_up(how) && !row->value.known) {
        sum->unknown = true;
        return;
    }
    if (how == FEED_SUM && __builtin_add_overflow(sum->sum, row->value.i, &sum->sum))
        sum->overflow = true;
    if (!sum->best || decides(how, row, place, sum->best, sum->place)) {
        sum->best = row;
        sum->place = place;
    }
}

static struct fact total_value(const struct fold *x, const struct total *sum)
{
    if (!sum->n)
        return x->fact->absent;
    switch (x->fact->how) {
    case FEED_COUNT:
        return (struct fact){.known = true, .i = sum->n};
    case FEED_ANY:
        return (struct fact){.known = true, .i = 1};
    case FEED_SUM:
        return (struct fact){.known = sum->best, .i = sum->sum};
    default:
        return sum->best ? sum->best->value : (struct fact){0};
    }
}

/* What the delivery says of a day, of those who are there then. */
static struct feed_piece piece_on(const struct fold *x, int32_t from, int32_t day)
{
    struct feed_piece p = {.from = from, .least = x->fact->least, .of = x->saying->of};
    struct total sum = {0};
    for (size_t i = 0; i < x->rows.n; i++) {
        const struct feed_entry *row = x->rows.at[i].of;
        const struct feed_period *at = period_on(&x->s->members[row->member], day);
        if (at && feed_row_holds(x->saying->of, row->from, row->to, day))
            add_entry(x->fact->how, &x->rows.at[i], at->position, &sum);
    }
    bool sure = x->fact->how == FEED_ANY && sum.n;
    if (!anybody(x->s, day) || (!p.least && !sure && (sum.unknown || is_blind(x, day))))
        return p;
    p.value = total_value(x, &sum);
    p.refused = p.value.known && (sum.overflow || !fits(x->t, p.value));
    p.known = p.value.known && !p.refused;
    if (sum.first) {
        p.member = sum.first->of->member;
        p.row = sum.first->of->row;
    }
    return p;
}

/* Each delivery says what is so from its reference on. */
static int series_of_references(struct fold *x, size_t first, struct arena *a,
                                struct feed_series *ret, struct err *e)
{
    for (size_t i = first; i < x->s->n_sayings; i++) {
        const struct delivery *d = x->s->sayings[i].of;
        if (i + 1 < x->s->n_sayings && x->s->sayings[i + 1].of->reference == d->reference)
            continue;
        struct feed_piece p = {.from = d->reference, .of = d};
        x->saying = &x->s->sayings[i];
        x->fact = feed_fact_of(d->feed, x->t, x->part);
        int rc = x->fact ? read_entries(x, a, e) : 0;
        if (rc < 0)
            return rc;
        if (x->fact)
            p = piece_on(x, d->reference, x->saying->seen);
        if (!vec_push(a, ret, p))
            return err_nomem(e);
    }
    return 0;
}

struct days {
    int32_t *at;
    size_t n, cap;
};

static int by_day(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* The days on which something begins or ends, from the first on of which the delivery tells:
 * `since`, or that from which a row holds of somebody who was there. */
static bool collect_days(const struct fold *x, int32_t since, struct arena *a, struct days *ret)
{
    int32_t start = since;
    for (size_t i = 0; i < x->rows.n; i++) {
        const struct feed_entry *row = x->rows.at[i].of;
        const struct feed_member *m = &x->s->members[row->member];
        if (row->from == DATE_NONE)
            continue;
        for (size_t k = 0; k < m->n; k++) {
            int32_t from = row->from > m->periods[k].from ? row->from : m->periods[k].from;
            if (from < m->periods[k].to && (row->to == DATE_NONE || from < row->to) && from < start)
                start = from;
        }
        if (!vec_push(a, ret, row->from) || !vec_push(a, ret, row->to))
            return false;
    }
    for (size_t i = 0; i < x->s->n_members; i++)
        for (size_t k = 0; k < x->s->members[i].n; k++)
            if (!vec_push(a, ret, x->s->members[i].periods[k].from) ||
                !vec_push(a, ret, x->s->members[i].periods[k].to))
                return false;
    if (!vec_push(a, ret, start))
        return false;
    size_t n = 0;
    qsort(ret->at, ret->n, sizeof *ret->at, by_day);
    for (size_t i = 0; i < ret->n; i++)
        if (ret->at[i] >= start && ret->at[i] <= x->saying->of->received &&
            (!n || ret->at[n - 1] != ret->at[i]))
            ret->at[n++] = ret->at[i];
    ret->n = n;
    return true;
}

static bool piece_same(const struct attribute *t, const struct feed_piece *a,
                       const struct feed_piece *b)
{
    return a->known == b->known && a->refused == b->refused && a->least == b->least &&
           (!a->known || fact_same(t, a->value, b->value));
}

/* The last delivery tells the whole history. */
static int series_of_spans(struct fold *x, size_t last, struct arena *a, struct feed_series *ret,
                           struct err *e)
{
    struct days days = {0};
    x->saying = &x->s->sayings[last];
    x->fact = feed_fact_of(x->saying->of->feed, x->t, x->part);
    if (!x->fact)
        return 0;
    int rc = read_entries(x, a, e);
    if (rc < 0)
        return rc;
    if (!collect_days(x, x->s->sayings[0].of->reference, a, &days))
        return err_nomem(e);
    for (size_t i = 0; i < days.n; i++) {
        struct feed_piece p = piece_on(x, days.at[i], days.at[i]);
        if (ret->n && piece_same(x->t, &ret->at[ret->n - 1], &p))
            continue;
        if (!vec_push(a, ret, p))
            return err_nomem(e);
    }
    return 0;
}

int feed_series_make(const struct feed_subject *s, const struct attribute *t, bool part,
                     struct arena *a, struct feed_series *ret, struct err *e)
{
    struct fold x = {.s = s, .t = t, .part = part};
    struct feed_series series = {0};
    size_t spans = s->n_sayings; /* what an earlier one says is outdone by a history */
    while (spans && s->sayings[spans - 1].of->feed->dated != FEED_SPANS)
        spans--;
    int rc = spans && spans == s->n_sayings
                 ? series_of_spans(&x, spans - 1, a, &series, e)
                 : series_of_references(&x, spans ? spans - 1 : 0, a, &series, e);
    if (rc >= 0)
        *ret = series;
    return rc;
}

/* What a part says on a day; NULL = nothing was sent by then. */
static const struct feed_piece *piece_at(const struct feed_series *s, int32_t day)
{
    const struct feed_piece *p = NULL;
    for (size_t i = 0; i < s->n && s->at[i].from <= day; i++)
        p = &s->at[i];
    return p;
}

static struct feed_piece sum_on(const struct feed_series *parts, size_t n,
                                const struct attribute *t, int32_t day)
{
    struct feed_piece sum = {.from = day};
    bool all = true, any = false, overflow = false;
    int32_t latest = DATE_NONE;
    for (size_t i = 0; i < n; i++) {
        const struct feed_piece *p = piece_at(&parts[i], day);
        all &= p && p->known;
        if (!p)
            continue;
        sum.least |= p->least;
        if (!sum.of || p->from >= latest) {
            sum.of = p->of;
            latest = p->from;
        }
        if (!p->known)
            continue;
        any = true;
        sum.member = p->member;
        sum.row = p->row;
        overflow |= __builtin_add_overflow(sum.value.i, p->value.i, &sum.value.i);
    }
    sum.value.known = all || (sum.least && any);
    sum.refused = sum.value.known && (overflow || !fits(t, sum.value));
    sum.known = sum.value.known && !sum.refused;
    return sum;
}

int feed_series_sum(const struct feed_series *parts, size_t n, const struct attribute *t,
                    struct arena *a, struct feed_series *ret, struct err *e)
{
    struct days days = {0};
    struct feed_series series = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < parts[i].n; k++)
            if (!vec_push(a, &days, parts[i].at[k].from))
                return err_nomem(e);
    if (days.n)
        qsort(days.at, days.n, sizeof *days.at, by_day);
    for (size_t i = 0; i < days.n; i++) {
        if (i && days.at[i] == days.at[i - 1])
            continue;
        struct feed_piece p = sum_on(parts, n, t, days.at[i]);
        if (!vec_push(a, &series, p))
            return err_nomem(e);
    }
    *ret = series;
    return 0;
}

int feed_series_state(const struct feed_series *s, const struct attribute *t, struct arena *a,
                      struct statements *ret, struct err *e)
{
    int32_t end = DAY_OPEN;
    for (size_t i = s->n; i > 0; i--) {
        const struct feed_piece *p = &s->at[i - 1];
        if (!p->known) {
            end = p->from;
            continue;
        }
        if (i > 1 && piece_same(t, p, p - 1))
            continue;
        struct statement x = {.attribute = t->index,
                              .valid_from = p->from,
                              .valid_to = end,
                              .least = p->least,
                              .value = p->value,
                              .delivery = p->of->id};
        if (!vec_push(a, ret, x))
            return err_nomem(e);
        /* one that decides and one that only bounds would both hold */
        if (i > 1 && (p - 1)->least != p->least)
            end = p->from;
    }
    return 0;
}
