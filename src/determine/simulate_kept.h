/*
 * Today's side of simulations: every household of a snapshot's part decided under the pack in
 * force. It is made before the first pass, and may be kept for the next simulation that asks for
 * the same. Internal to this folder; simulate.h has what callers see.
 */
#pragma once

#include "simulate_count.h"
#include "snapshot.h"

struct sim_run;

/* What has been decided, in the order of the snapshot's batches; 11 bytes a household. */
struct sim_baseline {
    size_t batches;
    uint64_t *first; /* by batch: its first household's place; batches + 1 */
    uint8_t *category, *standing, *known;
    int64_t *amount;
    struct arena *arena; /* the divisions */
    struct sim_scenario today;
    struct snapshot *snapshot; /* of kept ones: shared, of the register that made it */
};
int sim_baseline_new(const struct snapshot *of, struct sim_baseline **ret, struct err *e);
void sim_baseline_free(struct sim_baseline *b);
void sim_baseline_put(struct sim_baseline *b, size_t batch, const struct sim_outcomes *o);
/* Category, standing and amount; the rest isn't asked for of today's side. */
void sim_baseline_get(const struct sim_baseline *b, size_t batch, struct sim_outcomes *ret);

/*
 * Gives x its snapshot and its baseline, from what is kept (x->kept, may be NULL) or by `make`,
 * which fills x->snapshot if it is NULL, and x->baseline. Of several threads that want the same at
 * once one makes it, whoever cancels it meanwhile, and the others wait.
 */
int sim_kept_take(struct sim_run *x, int (*make)(struct sim_run *x, struct err *e), struct err *e);
/* The end of both. */
void sim_kept_give(struct sim_run *x);
