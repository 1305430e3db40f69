/* Plans and batches made at random: well-typed primitives over every kind, width and state. */
#pragma once

#include "plan_private.h"

/* SplitMix64: the same on every machine. */
struct dice {
    uint64_t state;
};
uint64_t dice_roll(struct dice *d);
size_t dice_below(struct dice *d, size_t n);
bool dice_chance(struct dice *d, unsigned percent);

/* About so many primitives. */
struct plan *random_plan(struct dice *d, size_t n_ops);

/* Households with values for the plan's columns, and sets of uniform ones. */
struct random_batch {
    struct column_batch batch;
    size_t n_sets;
    const struct column_value **sets;
    struct arena *arena;
};
struct random_batch random_batch(struct dice *d, const struct plan *p, size_t households);
void random_batch_free(struct random_batch *b);
