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
    uint64_t facts;                   /* digest of facts and members */
    uint64_t digest;                  /* of all inputs */
    bool year_target; /* counts among the year's first development targets (figures.h) */
    int32_t due;      /* first day on which it must be decided again, the facts being the same */
};

struct determine_options {
    int32_t as_of;
    int64_t known_seq;   /* facts, pack and earlier decisions as known then; INT64_MAX = now */
    struct str division; /* prefix or padded code; empty = the actor's scope */
    bool commit, supersede;
    bool changed; /* decide again only where something changed since the last run (AGAIN_REASONS) */
    struct db
        *keep; /* a trial's file (runs.h), for its rows and figures; NULL = they aren't kept */
    uint64_t reviewed; /* with commit: the digest of the trial that was looked at, 0 = of none */
};

/* The prefix of a division of any level, padded or not; "" = everything. E_USAGE: no code;
 * E_NOT_FOUND: there is none on that date. */
int determine_division(struct reg *r, struct str asked, int32_t as_of, char ret[13], struct err *e);

/* Called for each household in order; a negative result ends the run without effect. */
typedef int decision_fn(void *arg, const struct decision *d, struct err *e);

/*
 * Why a household is decided again by a run that takes over what hasn't changed; of several reasons
 * the first. The upper ones are of the run as a whole.
 */
#define AGAIN_REASONS(X)                                                                           \
    X(FIRST, "没有可沿用的认定", "no earlier run to take over from")                               \
    X(PACK, "政策包已更换", "another policy pack")                                                 \
    X(PROGRAM, "上次认定出自另一版本的程序", "the last run is another program's")                  \
    X(MODEL, "政策以不能判断的方式引用决定日",                                                     \
      "the policy reads the date in ways that can't be followed")                                  \
    X(NEW, "上次认定中没有", "not in the last run")                                                \
    X(COMMITTED, "此后另有认定", "decided elsewhere since")                                        \
    X(FACTS, "事实或成员有变", "facts or members changed")                                         \
    X(PARAMETERS, "参数有变", "parameters changed")                                                \
    X(GRACE, "在渐退期", "in grace")                                                               \
    X(OPEN, "上次暂维持、未定或出错", "held, undecided or failed the last time")                   \
    X(MOVED, "上次的结果有变", "its result changed the last time")                                 \
    X(DATE, "到了日期（生日等）", "a date was reached (birthdays)")

enum again {
#define X(name, zh, en) AGAIN_##name,
    AGAIN_REASONS(X)
#undef X
        N_AGAIN
};

struct determine_result {
    struct figures *figures; /* figures_free */
    int64_t known_seq;       /* what was known: last change seen */
    int64_t run_id;          /* 0 unless committed */
    uint64_t digest;        /* of the outcome, row by row: that of another run with the same rows */
    char division[13];      /* prefix of the area decided, "" = everything */
    const char *pack_hash;  /* lives as long as the register is open */
    int32_t base_as_of;     /* with changed: of the run that was taken over, DATE_NONE = none */
    int64_t again[N_AGAIN]; /* with changed: households decided again */
    struct err model;       /* with AGAIN_MODEL: what the policy reads the date for */
};

/* Tables of this layer. */
extern const struct schema_part determine_schema;

/*
 * E_CONFLICT: a commit not later than what is committed, without supersede; or a run that does not
 * balance, or comes out otherwise than the reviewed one. E_NOT_FOUND: no pack, an unknown division,
 * a parameter without a row in force. E_INVALID: a commit where nobody could be decided and some
 * failed. Nothing is written unless the whole run succeeds with commit.
 */
int determine_run(struct reg *r, const struct actor *actor, const struct determine_options *o,
                  decision_fn *fn, void *arg, struct determine_result *ret, struct err *e);
void determine_result_done(struct determine_result *res);

/* The digest of a row. Those of 0.1.0 were made in one piece. */
struct stored_digest {
    bool in_parts;
    uint64_t facts, all;
};

/* The last committed run that decided a household, known at seq; its own row. */
struct committed {
    int64_t run_id, known_seq, recorded_at;
    int32_t as_of;
    struct stored_digest digest;
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
/* The same for facts that nobody keeps: a household's own, as it tells them. The facts must outlive
 * it; h->previous is made here from them, and replay_scan gives NULL. */
int replay_facts_open(const struct pack *p, const struct household_facts *h, int32_t as_of,
                      struct replay **ret, struct err *e);
void replay_free(struct replay *p);
void replay_freep(struct replay **p);
/* Are the inputs those of which a row keeps the digest? */
bool replay_agrees(const struct replay *p, struct stored_digest digest);
const struct decision *replay_decision(const struct replay *p);
const struct household_facts *replay_facts(const struct replay *p);
const struct outcome *replay_outcome(const struct replay *p);
const struct pack *replay_pack(const struct replay *p);
struct dmn_run *replay_run(struct replay *p);
struct scan *replay_scan(struct replay *p);
