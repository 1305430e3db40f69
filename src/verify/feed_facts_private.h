/* What is computed of which subjects, for feed_facts.c (which writes it), feed_subjects.c (which
 * computes it) and the check (which compares it). */
#pragma once

#include "feed_facts.h"
#include "feed_series.h"

#define FEED_NOTE_RANGE "out_of_range" /* kind of feed_note; its detail is the attribute's id */

/* An attribute, and the feeds that give it (of a part: all that are added up). */
struct facts_target {
    const struct attribute *t;
    bool part;
    size_t n_feeds;
    const size_t *feeds; /* of facts.feeds */
};
struct facts_targets {
    struct facts_target *at;
    size_t n, cap;
    int *which; /* their attributes, ascending */
};

/* What a source states of a subject's targets. */
typedef int facts_fn(void *arg, struct subject_key k, int64_t source, const int *which,
                     size_t n_which, const struct statement *at, size_t n, struct err *e);

struct facts {
    struct reg *r;
    struct arena *arena;
    struct deliveries *deliveries;
    size_t n_feeds;
    struct facts_feed { /* the feed itself, then those whose parts its own are added to */
        struct str name;
        const struct delivery *deliveries;
        size_t n;
    } feeds[FEEDS_MAX];
    struct facts_targets targets[N_ENTITIES][2]; /* its own, and parts */
    int64_t sources[2];                          /* that state them */
    struct delivery_ids wanted;
    const char *rows_sql; /* of one person: $1 register, $2 person, then wanted */
    bool notes;           /* refused values are noted */
    /* For the check: one subject of so many (0 = all, whatever has changed); only where nothing
     * else has changed since the facts were computed, neither memberships nor, by settled_seq, the
     * definitions. */
    uint64_t sample;
    int64_t settled_seq;
    facts_fn *put;
    void *arg;
};

/* seq: of the change that it is done under, the last one. */
int feed_facts_open(struct reg *r, const struct feeds *f, const struct feed *feed, int64_t seq,
                    struct facts **ret, struct err *e);
void feed_facts_free(struct facts *x);
void feed_facts_freep(struct facts **x);
/* Every household below a division, or the one with a number that isn't 0, and the people who ever
 * belonged to them. */
int feed_facts_walk(struct facts *x, struct str division, int64_t register_id, int64_t household_id,
                    struct err *e);

/* feed_facts_update (of one household where its number isn't 0) for the feed of a delivery, also if
 * the feed isn't defined any more. */
int feed_update_delivered(struct reg *r, struct str feed, struct str hash, struct str division,
                          int64_t register_id, int64_t household_id, int64_t seq,
                          uint64_t *ret_changed, struct err *e);
/* A reason given by a person, trimmed, appended; E_INVALID without one. */
int feed_reason(struct str reason, struct strbuf *out, struct err *e);
