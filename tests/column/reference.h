/*
 * Plans executed one lane at a time, straight from ops.def with 128-bit numbers: slow, and nothing
 * to be clever about. What the real execution gives must be this, lane by lane.
 */
#pragma once

#include "plan_private.h"

struct reference;
struct reference *reference_new(const struct plan *p);
void reference_free(struct reference *r);
/* As plan_run_set, plan_run_batch and the questions behind them; a household at a time. */
void reference_set(struct reference *r, size_t set, const struct column_value *values);
void reference_household(struct reference *r, const struct column_batch *b, size_t household);

struct reference_value {
    int64_t value; /* 0 unless known, or a partial set of codes */
    uint8_t state;
};
struct reference_value reference_output(const struct reference *r, size_t i);
/* false: SLOW */
bool reference_fired(const struct reference *r, size_t t, uint64_t *ret);
bool reference_slow(const struct reference *r);
/* Sorted, each once; lives until the next call. */
size_t reference_facts(struct reference *r, size_t i, const struct plan_fact **ret);
/* Any register of that household: lane = member for SPACE_MEMBER. ret_may: of ROWS. */
struct reference_value reference_reg(const struct reference *r, int reg, size_t lane,
                                     uint64_t *ret_may);
