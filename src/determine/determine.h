/*
 * Determination: every household of a division decided on a date, under the pack in force, with
 * what stood before carried over (grace, held), balanced, and on request committed.
 *
 * The policy's model computes category, amount, standing; this layer adds what a model can't say:
 * what happens to a household whose category or amount is unknown, and what is carried to the next
 * run (README.md).
 */
#pragma once

#include "evaluate.h"
#include "figures.h"
#include "register.h"
#include "scan.h"

/* A value that may be unknown. */
struct maybe {
    bool known;
    int64_t value;
};

/* One household's row. Text lives until the next row. */
struct decision {
    int64_t register_id, household_id;
    struct str household_no, division, residence; /* residence "" = unknown */
    size_t people;
    struct maybe monthly_income; /* fen */
    struct str category;         /* "" = unknown: what was computed */
    enum standing standing;
    struct maybe monthly_amount; /* fen: what is paid (grace, held included) */
    struct maybe points, development_target, key_target;
    struct str measures;
    int32_t grace_until;
    struct str undecided_because, also_missing, rules;
    struct str failed_because;        /* English, for files; "" = not failed */
    struct str failed_text;           /* the same for people, in their language */
    struct maybe topup, uplift, line; /* fen, of dibao households: for area figures */
    struct maybe income_with_pension; /* fen a year, whole household */
    struct previous previous;         /* what stood before */
    struct previous carried;          /* what the next run will find */
    uint64_t digest;                  /* of all inputs */
};

struct determine_options {
    int32_t as_of;
    int64_t known_seq;   /* facts, pack and earlier decisions as known then; INT64_MAX = now */
    struct str division; /* prefix or padded code; empty = everything in scope */
    bool commit, supersede;
};

/* The prefix of a division of any level, padded or not; "" = everything. E_USAGE: no code;
 * E_NOT_FOUND: there is none on that date. */
int determine_division(struct reg *r, struct str asked, int32_t as_of, char ret[13], struct err *e);

/* Called for each household in order; a negative result ends the run without effect. */
typedef int decision_fn(void *arg, const struct decision *d, struct err *e);

struct determine_result {
    struct figures *figures; /* figures_free */
    int64_t known_seq;       /* what was known: last change seen */
    int64_t run_id;          /* 0 unless committed */
    char division[13];       /* prefix of the area decided, "" = everything */
    const char *pack_hash;   /* lives as long as the register is open */
};

/* Tables of this layer. */
extern const struct schema_part determine_schema;

/*
 * E_CONFLICT: a commit not later than what is committed, without supersede; or a run that does not
 * balance. E_NOT_FOUND: no pack, an unknown division, a parameter without a row in force.
 * E_INVALID: a commit where nobody could be decided and some failed. Nothing is written unless the
 * whole run succeeds with commit.
 */
int determine_run(struct reg *r, const struct actor *actor, const struct determine_options *o,
                  decision_fn *fn, void *arg, struct determine_result *ret, struct err *e);
void determine_result_done(struct determine_result *res);

/* The last committed run that decided a household, known at seq; its own row. */
struct committed {
    int64_t run_id, known_seq, recorded_at;
    int32_t as_of;
    uint64_t digest;
    struct str pack_hash; /* in the arena */
};
/* as_of DATE_NONE = the last one, else the one of that date. *ret_found tells. */
int determine_committed(struct reg *r, struct str household_no, int32_t as_of, int64_t seq,
                        struct arena *a, struct committed *ret, bool *ret_found, struct err *e);

/* One household decided again, with its trace, for explanations. The scan stands on it. E_DENIED
 * without the right to look at outcomes. */
struct replay;
int replay_open(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                int64_t known_seq, struct replay **ret, struct err *e);
void replay_free(struct replay *p);
void replay_freep(struct replay **p);
const struct decision *replay_decision(const struct replay *p);
const struct household_facts *replay_facts(const struct replay *p);
const struct outcome *replay_outcome(const struct replay *p);
const struct pack *replay_pack(const struct replay *p);
struct dmn_run *replay_run(struct replay *p);
struct scan *replay_scan(struct replay *p);
