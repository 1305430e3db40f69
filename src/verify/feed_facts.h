/*
 * From rows to facts: what the deliveries in force say of each person and household, brought into
 * evidence (register/evidence_write.h). Which deliveries count: of each feed those not withdrawn
 * that cover the household; of several with one reference the last; of a feed dated by spans only
 * the last received. The rules stand in README.md.
 */
#pragma once

#include "evidence_write.h"
#include "facts.h"
#include "feed.h"

/*
 * Brings the evidence of a feed's facts (and of the sums it is part of) to what the deliveries in
 * force say, for every household below a division and its members, or for one household. Inside a
 * write transaction, under the change seq, after the delivery and its rows were written or
 * withdrawn. Streams; memory is one household's. *ret_changed (may be NULL): subjects.
 */
int feed_facts_update(struct reg *r, const struct feeds *f, const struct feed *feed,
                      struct str division, int64_t seq, uint64_t *ret_changed, struct err *e);
int feed_facts_update_one(struct reg *r, const struct feeds *f, const struct feed *feed,
                          int64_t register_id, int64_t household_id, int64_t seq,
                          uint64_t *ret_changed, struct err *e);

/*
 * What the feeds know of households, for findings and reports: asked with households in ascending
 * order of their keys, as a scan gives them; as known at seq (INT64_MAX = now), holding on as_of.
 * few: they are asked for one by one, else by reading through the county.
 */
struct feed_view;
int feed_view_open(struct reg *r, struct str division, bool few, int32_t as_of, int64_t seq,
                   struct feed_view **ret, struct err *e);
void feed_view_close(struct feed_view *v);
void feed_view_closep(struct feed_view **v);

struct feed_hit {            /* a kept row of a member, of a delivery that counts (feed_asked) */
    const struct feed *feed; /* by the definition that the delivery was read by */
    int64_t delivery, row;
    size_t member; /* from 1 */
    int32_t from, to;
    const struct fact *cells;
    bool holds; /* dated within the window or span that counts on as_of */
};
struct feed_sign { /* an event or a lead whose condition holds for a hit, or a note of the import */
    struct str kind; /* dead, moved_out, member_missing, two_households, or the lead's name */
    struct str text; /* for people: the lead's note, or what the row says */
    size_t member;   /* from 1; 0 = the household as a whole */
    const struct feed *feed;
    int64_t delivery, row;
    int32_t day; /* DATE_NONE */
};
struct feed_asked { /* the delivery of a feed that counts on as_of for this household */
    const struct feed *feed;
    int64_t delivery;
    int32_t received, reference;
    size_t hits; /* rows of members */
};
struct feed_seen {
    size_t n_hits, n_signs, n_asked;
    const struct feed_hit *hits;
    const struct feed_sign *signs;
    const struct feed_asked *asked; /* by feed */
};
/* Everything lives until the next call. */
int feed_view_of(struct feed_view *v, const struct household_facts *h, struct feed_seen *ret,
                 struct err *e);
