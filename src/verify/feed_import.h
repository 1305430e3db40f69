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
    /* The delivery that this one takes the place of everywhere, where it had more than twice as
     * many rows: a part of the county sent as the whole? 0 = nothing to warn of. */
    int64_t replaced;
    uint64_t replaced_rows;
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
    struct str actor; /* who imported it */
    int32_t received, reference;
    bool whole; /* everything that it covers lies in the actor's scope */
    /* Where it is whole: rows, rejected, matched, candidates, outside, others; else 0, but for
     * those of the scope that feed_delivery_get counts: matched, candidates, people. */
    struct feed_import_result counts;
};
struct feed_deliveries {
    struct feed_delivery *at;
    size_t n, cap;
};
struct feed_delivery_filter {
    struct str division; /* they cover something of it; "" = of the scope */
    struct str feed;     /* "" = all */
    bool in_force;       /* without those withdrawn */
    int64_t seq;         /* as known at (INT64_MAX = now) */
    int64_t before;      /* those with a smaller number; 0 = all */
    size_t most;         /* 0 = all */
};
/* Needs RIGHT_VIEW, as feed_delivery_get. */
int feed_deliveries(struct reg *r, const struct actor *actor, const struct feed_delivery_filter *f,
                    struct arena *a, struct feed_deliveries *ret, struct err *e);
/* One; E_NOT_FOUND also where it covers nothing of the actor's scope. */
int feed_delivery_get(struct reg *r, const struct actor *actor, int64_t delivery, int64_t seq,
                      struct arena *a, struct feed_delivery *ret, struct err *e);
/* Takes a delivery back as a whole: facts become what they are without it; its rows stay, for what
 * was known before. E_NOT_FOUND, E_CONFLICT (withdrawn already), E_INVALID without a reason. */
int feed_withdraw(struct reg *r, const struct actor *actor, int64_t delivery, struct str reason,
                  uint64_t *ret_changed, struct err *e);

/* Candidates, best first within a row, rows in the order of deliveries. */
struct feed_candidate {
    int64_t register_id, person_id, delivery, row;
    struct str feed, label;        /* of the source */
    struct str household_no, name; /* name: of the register's person, as the actor sees it */
    size_t member;                 /* from 1, of the household today */
    bool minor;                    /* under 14 today */
    struct str stated_name;        /* as the feed has it */
    int score;
    uint32_t reasons;
    struct str state; /* open, accepted, refused */
    struct str text;  /* the row's cells, "列 值；列 值" */
};
typedef int feed_candidate_fn(void *arg, const struct feed_candidate *c, struct err *e);
struct feed_candidate_filter {
    struct str division, feed, household_no; /* "" = all */
    int64_t delivery, row;                   /* 0 = all */
    bool decided;                            /* those too that are decided */
    int64_t seq;                             /* as known at (INT64_MAX = now) */
    int64_t after_delivery, after_row;       /* rows behind this one; 0 = from the first on */
    size_t most;                             /* rows, with all their candidates; 0 = all */
};
int feed_candidates(struct reg *r, const struct actor *actor, const struct feed_candidate_filter *f,
                    feed_candidate_fn *fn, void *arg, struct err *e);
/* FEED_ACCEPT: the row is this person's, the others that it might be of are refused. FEED_REFUSE:
 * it isn't hers. FEED_NOBODY: it is nobody's of those in the actor's scope; no person is named. */
enum feed_answer { FEED_ACCEPT, FEED_REFUSE, FEED_NOBODY };
struct feed_answering {
    int64_t delivery, row;
    enum feed_answer answer;
    struct str household_no;
    size_t member;                  /* of the household today, from 1 */
    int64_t register_id, person_id; /* or, instead of them, the person herself */
    bool alike; /* also the delivery's open rows of the same name, alike to her in the same way */
    struct str reason;
};
/* Facts follow. Needs RIGHT_CORRECT and a reason. ret_rows (may be NULL): how many rows were
 * decided, for FEED_NOBODY how often a row was refused. */
int feed_decide(struct reg *r, const struct actor *actor, const struct feed_answering *x,
                uint64_t *ret_rows, struct err *e);
