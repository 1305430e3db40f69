/*
 * A model with columns for its inputs, made from its item definitions, and random households as a
 * batch and as values of the interpreter at once.
 */
#pragma once

#include "dmn.h"
#include "reference.h"

struct world;

/* uniform inputs are single values and contexts that `uniform` names (names, ;-separated), a list
 * is the members, the rest is the household's. NULL and *e if the model can't be read. */
struct world *world_new(struct str document, const char *name, const char *uniform, struct err *e);
void world_free(struct world *w);
const struct dmn_model *world_model(const struct world *w);
size_t world_inputs(const struct world *w, const struct column_input **ret);
/* Every decision whose type can be a result, as wanted. */
size_t world_wanted(const struct world *w, const struct plan_wanted **ret);

/* A batch of n random households with a set of uniform values, the same for the same seed. */
const struct column_batch *world_fill(struct world *w, uint64_t seed, size_t n);
const struct column_value *world_uniform(const struct world *w);

struct world_count {
    size_t households, slow, known, unknown;
};
/* Runs the plan by kernels and by the reference beside the interpreter; false, with a report on
 * `out`, where they differ. */
bool world_compare(struct world *w, const struct plan *p, uint64_t seed, size_t n, FILE *out,
                   struct world_count *count);
