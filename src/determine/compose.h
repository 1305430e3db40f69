/* From the policy's outcome to a household's row: held, undecided, grace, what is carried. */
#pragma once

#include "determine.h"

/* Texts of *ret live in the arena, in h and in o. previous: from an earlier determination; its
 * standing NONE with use_imported makes the imported prior_* count. */
int compose_decision(const struct catalogue *c, const struct household_facts *h,
                     const struct outcome *o, struct arena *a, struct decision *ret, struct err *e);

/* What the household was imported with (prior_category, prior_amount, prior_grace_until). */
struct previous imported_previous(const struct catalogue *c, const struct household_facts *h);

/* A digest of everything that a decision hangs on: date, facts, members, previous, pack. */
int input_digest(const struct catalogue *c, const struct household_facts *h, int32_t as_of,
                 const char *pack_hash, uint64_t *ret);
