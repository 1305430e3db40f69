/*
 * Proposals of a new policy pack: somebody drafts its files, has them checked, tested and
 * simulated, and another person lets them take effect. Nothing takes effect otherwise than by
 * proposal_approve, or by the operator's `heyi init --pack`.
 *
 *     draft ──submit──► submitted ──simulated──► simulated ──approve──► approved: a new version
 *       ▲                   │                        │
 *       ├──── withdraw ─────┴────────────────────────┤ (the author; or the base became another)
 *     returned ◄───────────── return ────────────────┘ (another person)
 *
 * What was checked, tested or simulated counts for exactly the files that it was done with: it is
 * kept by their hash (pack_files_hash), and every edit makes the proposal a draft again. The base
 * is the version in force that the draft was made from; when another one comes into force,
 * proposals that were submitted become drafts again, whose author has to look at what is new and to
 * take it as the base.
 *
 * A pack holds for the whole register: who writes or looks at proposals must have all of its
 * counties in scope, others find none. Only the author edits, submits and withdraws; only somebody
 * else approves and returns. Every write is a change of the register; proposal_steps tells them.
 */
#pragma once

#include "register.h"

#define PROPOSAL_STATES(X)                                                                         \
    X(DRAFT, draft)                                                                                \
    X(SUBMITTED, submitted)                                                                        \
    X(SIMULATED, simulated)                                                                        \
    X(RETURNED, returned)                                                                          \
    X(APPROVED, approved)

enum proposal_state {
#define X(name, word) PROPOSAL_##name,
    PROPOSAL_STATES(X)
#undef X
        N_PROPOSAL_STATES
};
const char *proposal_state_code(enum proposal_state s); /* "draft" */
bool proposal_state_parse(struct str code, enum proposal_state *ret);

struct proposal {
    int64_t id, version; /* version: for optimistic locking, another one after each write */
    enum proposal_state state;
    struct str title, reason;
    int64_t author_id;
    struct str author;
    int64_t base_version; /* of the pack it was made from */
    char hash[65];        /* of its files */
    int64_t pack_version; /* that it has become; 0 = none */
    int64_t created_at, changed_at;
};

/* A draft with the files of the version in force. E_LIMIT: LIMIT_PROPOSALS; E_NOT_FOUND: there is
 * no pack yet. */
int proposal_add(struct reg *r, const struct actor *actor, struct str title, struct str reason,
                 int64_t *ret_id, struct err *e);
/* Texts in the arena. */
int proposal_get(struct reg *r, const struct actor *actor, int64_t id, struct arena *a,
                 struct proposal *ret, struct err *e);
/* Newest first, those before `before` (0 = all); state N_PROPOSAL_STATES = all. Texts are valid
 * during the call; below 0 fn ends it. 0 = the register isn't in the actor's scope as a whole, and
 * nothing is listed; else 1. */
typedef int proposal_fn(void *arg, const struct proposal *p, struct err *e);
int proposal_list(struct reg *r, const struct actor *actor, enum proposal_state state,
                  int64_t before, size_t most, proposal_fn *fn, void *arg, struct err *e);
int proposal_files(struct reg *r, const struct actor *actor, int64_t id, struct arena *a,
                   struct pack_file **ret, size_t *ret_n, struct err *e);

/* By the author, of a draft or what was returned: NULL or 0 leaves what is there. whole: the files
 * given are all that there are, else they take the place of those of the same name (a model, of the
 * model). */
struct proposal_edit {
    const struct str *title, *reason;
    int64_t base_version; /* only the version in force */
    size_t n_files;
    const struct pack_file *files;
    bool whole;
};
int proposal_edit(struct reg *r, const struct actor *actor, int64_t id,
                  const struct proposal_edit *x, struct err *e);
/* A draft, or what was returned, by the author. */
int proposal_delete(struct reg *r, const struct actor *actor, int64_t id, struct err *e);

/* E_CONFLICT: these files weren't checked, have errors or failing cases, are those in force, or
 * their base isn't in force any more. */
int proposal_submit(struct reg *r, const struct actor *actor, int64_t id, struct err *e);
int proposal_withdraw(struct reg *r, const struct actor *actor, int64_t id, struct str why,
                      struct err *e);
/* By another person, with a reason. */
int proposal_return(struct reg *r, const struct actor *actor, int64_t id, struct str why,
                    struct err *e);
/* Makes it the pack in force: a change by the approver that names the author as well. */
int proposal_approve(struct reg *r, const struct actor *actor, int64_t id, struct str why,
                     int64_t *ret_pack_version, struct err *e);

struct proposal_step {
    int64_t seq, at; /* the change */
    struct str action, actor, why;
    struct str hash; /* of the files then */
};
typedef int proposal_step_fn(void *arg, const struct proposal_step *s, struct err *e);
int proposal_steps(struct reg *r, const struct actor *actor, int64_t id, proposal_step_fn *fn,
                   void *arg, struct err *e);

/* What came of checking and testing files, by their hash; of versions in force too. */
struct pack_result {
    int64_t checked_at;
    int64_t errors, warnings, passed, failed;
    struct str findings, cases; /* JSON */
};
/* Replaces an earlier one. A change of its own. */
int pack_result_put(struct reg *r, const struct actor *actor, struct str hash,
                    const struct pack_result *x, struct err *e);
/* *ret_found false: never, or by another version of the program. Texts in the arena. */
int pack_result_get(struct reg *r, struct str hash, struct arena *a, struct pack_result *ret,
                    bool *ret_found, struct err *e);

/* The simulation kept with a proposal, of the files that it has now. */
struct proposal_simulation {
    int64_t simulated_at, known_seq;
    int32_t as_of;
    struct str actor;
    struct str figures; /* JSON */
};
/* E_CONFLICT: hash isn't that of its files any more, it isn't submitted, or the base has become
 * another. */
int proposal_simulated(struct reg *r, const struct actor *actor, int64_t id, struct str hash,
                       const struct proposal_simulation *x, struct err *e);
int proposal_simulation(struct reg *r, const struct actor *actor, int64_t id, struct arena *a,
                        struct proposal_simulation *ret, bool *ret_found, struct err *e);

/* Versions of the pack that were in force, newest first, those before `before` (0 = all). */
struct pack_version {
    int64_t version, seq, at;
    struct str hash, name, actor, what, why;
    int64_t proposal; /* that it came from; 0 = from the operator */
};
typedef int pack_version_fn(void *arg, const struct pack_version *v, struct err *e);
int pack_versions(struct reg *r, const struct actor *actor, int64_t before, size_t most,
                  pack_version_fn *fn, void *arg, struct err *e);
/* The number of the version in force as known at seq (INT64_MAX = now); 0 = none. */
int pack_version_at(struct reg *r, int64_t seq, int64_t *ret, struct err *e);
/* A version by its number; it is the caller's, and isn't kept as that of reg_pack. E_NOT_FOUND. */
int pack_of_version(struct reg *r, const struct actor *actor, int64_t version, struct pack **ret,
                    struct err *e);
