/*
 * From rows to a fact's course over time, without a database: what the deliveries that cover a
 * subject say of one attribute, as values that hold from one day to the next. The rules stand in
 * README.md.
 */
#pragma once

#include "deliveries.h"
#include "evidence_write.h"

/* Whose rows they are: the members of a household, or a person alone. A member is there in her
 * periods, at a place in the household's order. */
struct feed_period {
    int32_t from, to; /* DAY_OPEN */
    int64_t position;
};
struct feed_member {
    int64_t person_id;
    size_t n;
    const struct feed_period *periods;
};

struct feed_entry {
    size_t member;
    int64_t row;
    int32_t from, to; /* DATE_NONE where the feed isn't dated; to: DAY_OPEN */
    const struct fact *cells;
};

/* A delivery in force that covers the subject, with its rows. */
struct feed_saying {
    const struct delivery *of;
    int32_t seen;      /* the day by which it sees who is there */
    const bool *blind; /* by member: it isn't known what it says of her */
    size_t n;
    const struct feed_entry *entries;
};
struct feed_subject {
    size_t n_members, n_sayings;
    const struct feed_member *members;
    const struct feed_saying *sayings; /* of one feed, as deliveries are ordered */
};

/* From a day until the next piece's. refused: a value that the attribute can't have, which isn't
 * known therefore; it came from this row on. */
struct feed_piece {
    int32_t from;
    bool known, least, refused;
    struct fact value;
    const struct delivery *of;
    size_t member;
    int64_t row;
};
struct feed_series {
    struct feed_piece *at; /* ascending, of different days */
    size_t n, cap;
};

/* Does a row hold on a day? One that isn't dated by a span holds or not by the delivery's own
 * reference and window. */
bool feed_row_holds(const struct delivery *d, int32_t from, int32_t to, int32_t on);

/* The fact of a definition that gives an attribute: by itself, or as part of a sum. NULL. */
const struct feed_fact *feed_fact_of(const struct feed *f, const struct attribute *t, bool part);

/* One attribute, of which the feed gives a part or all. Nothing before the first delivery. */
int feed_series_make(const struct feed_subject *s, const struct attribute *t, bool part,
                     struct arena *a, struct feed_series *ret, struct err *e);
/* The sum of all parts. */
int feed_series_sum(const struct feed_series *parts, size_t n, const struct attribute *t,
                    struct arena *a, struct feed_series *ret, struct err *e);
/* What a source states so, appended: nothing that a piece only repeats. */
int feed_series_state(const struct feed_series *s, const struct attribute *t, struct arena *a,
                      struct statements *ret, struct err *e);
