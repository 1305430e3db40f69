/*
 * Deciding facts that a caller puts together: what would be if a fact were another one. Under the
 * pack in force as known at seq, with what stood before; nothing is written.
 */
#pragma once

#include "determine.h"

struct judge;
/* E_DENIED without RIGHT_VIEW and RIGHT_DETERMINE. seq INT64_MAX = now. */
int judge_open(struct reg *r, const struct actor *actor, int32_t as_of, int64_t seq,
               struct judge **ret, struct err *e);
void judge_free(struct judge *j);
void judge_freep(struct judge **j);

/*
 * Decides n variants (`previous` is filled here; households by their keys, any order, ascending is
 * faster; several variants may be of one household). ret[i] belongs to variants[i]; texts live
 * until the next call. Uses the compiled plan and falls back to the interpreter as runs do. What an
 * error does to one household is in its decision (failed).
 */
int judge_decide(struct judge *j, struct household_facts *variants, size_t n, struct decision *ret,
                 struct err *e);
