/* From the policy's outcome to a household's row: held, undecided, grace, what is carried. */
#pragma once

#include "date_use.h"
#include "determine.h"

/* What the policy's outputs come to for a household, the words left aside. */
struct verdict {
    enum standing standing;
    bool open;           /* category, amount or standing is unknown: held, or undecided */
    struct maybe amount; /* fen a month: what is paid */
};
/* open: as above; standing (where it is known) and payable are the policy's. */
struct verdict verdict_of(bool failed, bool open, bool standing_known, enum standing standing,
                          struct maybe payable, const struct previous *previous);
struct verdict verdict_of_outcome(const struct outcome *o, const struct previous *previous);
/* Is something paid: in force or in grace? */
bool standing_covers(enum standing s);

/* Texts of *ret live in the arena and in h. h->previous is what counts as standing before:
 * an earlier determination, or imported_previous. */
int compose_decision(const struct catalogue *c, const struct household_facts *h,
                     const struct outcome *o, struct arena *a, struct decision *ret, struct err *e);

/* What stood before: an earlier determination (NULL = none), else what was imported. An amount that
 * was not known at that determination is known as soon as prior_amount, the fact behind it, is. */
struct previous previous_of(const struct catalogue *c, const struct household_facts *h,
                            const struct previous *earlier);

/* What the household was imported with (prior_category, prior_amount, prior_grace_until). */
struct previous imported_previous(const struct catalogue *c, const struct household_facts *h);

bool previous_same(const struct previous *a, const struct previous *b);

/* A digest of the facts and members. Facts that nothing states don't enter, so that it stays the
 * same when the catalogue grows. E_NOMEM. */
int facts_digest(const struct catalogue *c, const struct household_facts *h, uint64_t *ret);
/* A digest of everything that a decision hangs on: date, facts, members, previous, pack. E_NOMEM.
 */
int input_digest(uint64_t facts, const struct previous *p, int32_t as_of, const char *pack_hash,
                 uint64_t *ret);
/* The same in one piece: rows of 0.1.0. E_NOMEM. */
int whole_digest(const struct catalogue *c, const struct household_facts *h, int32_t as_of,
                 const char *pack_hash, uint64_t *ret);

/*
 * Of a run: what its rows say, one after the other, however they came about. Two runs with the same
 * digest have the same outcome.
 */
struct outcome_digest;
struct outcome_digest *outcome_digest_new(void); /* NULL: memory is exhausted */
void outcome_digest_free(struct outcome_digest *x);
void outcome_digest_add(struct outcome_digest *x, const struct decision *d);
uint64_t outcome_digest_value(const struct outcome_digest *x);

/*
 * The first day on which a household must be decided again though its facts, its members, the pack
 * and the parameters stay the same: the very next one where what it carries isn't what it found, in
 * grace, and where something was unknown or failed; else when the model comes to another result
 * because of the date. DUE_NEVER = none.
 */
#define DUE_NEVER INT32_MAX
int32_t decision_due(const struct plan_date_use *u, const struct catalogue *c,
                     const struct household_facts *h, const struct decision *d, int32_t as_of);
