/*
 * The deliveries of all feeds, as known at a change, with the definitions that they were read by:
 * which of them count, and whom they cover. Read once: there are few.
 */
#pragma once

#include "evidence.h"
#include "feed.h"

#define COUNTY_DIGITS 6

struct delivery {
    int64_t id, seq, withdrawn_seq; /* 0 = in force */
    int32_t received, reference;
    struct str prefix;       /* of the codes covered; "" = everything */
    const struct feed *feed; /* by the definition it was read by */
    struct feed_evaluator *evaluator;
};

struct deliveries {
    struct reg *r;
    int64_t seq; /* never INT64_MAX */
    size_t n;
    struct delivery *at; /* by feed, reference, receipt: the later one decides */
    struct arena *arena;
    struct deliveries_private *inside;
};

int deliveries_open(struct reg *r, int64_t seq, struct deliveries **ret, struct err *e);
void deliveries_free(struct deliveries *x);
void deliveries_freep(struct deliveries **x);

/* The digits of a code, or prefix of one, that tell. */
static inline struct str delivery_prefix(struct str code)
{
    return code.len == 12 ? division_prefix(code) : code;
}

/* NULL. */
const struct delivery *deliveries_find(const struct deliveries *x, int64_t id);
/* Those of one feed: *ret_n from the first of them. */
const struct delivery *deliveries_of(const struct deliveries *x, struct str feed, size_t *ret_n);

/* A list of numbers that a statement takes as an IN list: "$3,$4,$5" (none: a number that no
 * delivery has), and its binding. */
struct delivery_ids {
    int64_t *at;
    size_t n, cap;
};
/* Those in force of a feed whose rows may count somewhere on as_of (DAY_OPEN: on whatever day): the
 * others are outdone everywhere by a later one. Appended. */
int deliveries_wanted(const struct deliveries *x, struct str feed, int32_t as_of,
                      struct delivery_ids *ret, struct err *e);
/* Does it tell of a day? Histories do of every day, also of days before they came. */
static inline bool delivery_tells(const struct delivery *d, int32_t as_of)
{
    return !d->withdrawn_seq && (d->feed->dated == FEED_SPANS || d->reference <= as_of);
}
void delivery_ids_sql(const struct delivery_ids *ids, int first, struct strbuf *out);
void delivery_ids_bind(const struct delivery_ids *ids, int first, struct stmt *s);

/* Does it cover the whole of a register's county? */
bool delivery_whole(const struct deliveries *x, const struct delivery *d, int64_t register_id);
/* Does it cover a household, by where that lies at the reference, or if it isn't there yet, at the
 * receipt? */
int deliveries_cover(struct deliveries *x, const struct delivery *d, int64_t register_id,
                     int64_t household_id, bool *ret, struct err *e);
