/*
 * `heyi import feed`: one delivery of a source: its rows matched to the register, kept for the
 * people of the register and for candidates, and the facts that follow. One transaction; nothing is
 * left of one that fails or is killed.
 */
#pragma once

#include "feed_file.h"

struct feed_import_options {
    struct str feed;             /* name or label */
    struct feed_file_options in; /* received: DATE_NONE = today */
    struct str division; /* what the delivery covers; "" = all counties in the actor's scope */
    uint64_t rows;       /* how many the sender says there are; 0 = not said */
    bool nobody;         /* not refused where no row is about anybody in the register */
    bool dry_run;
};
struct feed_import_result {
    int64_t delivery; /* its number; 0 of a dry run */
    int32_t reference;
    uint64_t rows, rejected;
    uint64_t matched;    /* rows of people of the register */
    uint64_t candidates; /* rows for a person to decide */
    uint64_t outside;    /* rows of people of the register outside the division covered */
    uint64_t others;     /* rows of nobody in the register: counted only */
    uint64_t people;     /* of the register, with rows */
    uint64_t changed;    /* subjects whose facts changed */
    uint64_t notes;      /* of feed_note */
};

/*
 * E_EXISTS: a delivery with the same content stands (its number and day are told). E_CONFLICT:
 * fewer or more rows than `rows`. E_INVALID: another county's (every row's division lies outside,
 * or nobody is in the register, unless `nobody`), besides what feed_file_open refuses. Needs
 * RIGHT_IMPORT and the division in the actor's scope.
 */
int feed_import(struct reg *r, const struct actor *actor, const struct feed_import_options *o,
                struct feed_import_result *ret, struct err *e);

/* Deliveries in force and withdrawn, latest first: for lists. */
struct feed_delivery {
    int64_t delivery, seq, withdrawn_seq; /* 0 = in force */
    int64_t at;                           /* when it was imported: microseconds */
    struct str feed, label, division, files, feeds_hash;
    int32_t received, reference;
    struct feed_import_result counts; /* rows, rejected, matched, candidates, outside, others */
};
struct feed_deliveries {
    struct feed_delivery *at;
    size_t n, cap;
};
/* Those known at seq (INT64_MAX = now) that cover something of the division. Needs RIGHT_VIEW. */
int feed_deliveries(struct reg *r, const struct actor *actor, struct str division, int64_t seq,
                    struct arena *a, struct feed_deliveries *ret, struct err *e);
/* Takes a delivery back as a whole: facts become what they are without it; its rows stay, for what
 * was known before. E_NOT_FOUND, E_CONFLICT (withdrawn already), E_INVALID without a reason. */
int feed_withdraw(struct reg *r, const struct actor *actor, int64_t delivery, struct str reason,
                  uint64_t *ret_changed, struct err *e);

/* Candidates: open ones (or all), best first within a row. */
struct feed_candidate {
    int64_t register_id, person_id, delivery, row;
    struct str feed, household_no, name; /* name: of the register's person, as the actor sees it */
    size_t member;                       /* from 1, of the household today */
    struct str stated_name;              /* as the feed has it */
    int score;
    uint32_t reasons;
    struct str state; /* open, accepted, refused */
    struct str text;  /* the row's cells, "列 值；列 值" */
};
typedef int feed_candidate_fn(void *arg, const struct feed_candidate *c, struct err *e);
int feed_candidates(struct reg *r, const struct actor *actor, struct str division, int64_t seq,
                    bool all, feed_candidate_fn *fn, void *arg, struct err *e);
/* The row is this person's (the other candidates of the row are refused), or isn't. Facts follow.
 * Needs RIGHT_CORRECT and a reason. */
int feed_decide(struct reg *r, const struct actor *actor, int64_t delivery, int64_t row,
                struct str household_no, size_t member, bool accept, struct str reason,
                struct err *e);
