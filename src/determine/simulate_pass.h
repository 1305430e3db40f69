/*
 * One pass over all households: several policies at once, on several threads. Internal to this
 * folder.
 */
#pragma once

#include "simulate_count.h"
#include "store.h"

/* Scenarios that one pass decides, today's besides: this bounds the memory that incomes take, 16
 * bytes a household and scenario. */
#define SIM_PASS 8

struct sim_run {
    struct reg *r;
    const struct actor *actor;
    struct simulation *s;
    sim_row_fn *fn;
    void *arg;
    struct map *divisions; /* code → number */
};

/* A batch on its way: read, decided and counted, told. */
struct sim_piece {
    struct arena *arena; /* everything below */
    size_t n;
    struct household_facts households[COLUMN_BATCH]; /* with what stood before */
    uint32_t divisions[COLUMN_BATCH], offsets[COLUMN_BATCH + 1];
    uint8_t residences[COLUMN_BATCH];
    struct sim_outcomes outcomes[SIM_PASS + 1]; /* by policy */
    struct err error;
};

/* What one thread decides and counts with, by policy. */
struct sim_thread {
    struct evaluator *evaluators[SIM_PASS + 1];
    struct sim_counter *counters[SIM_PASS + 1]; /* NULL: an earlier pass did */
};

/* Decides and counts today's policy and the scenarios from `first` on, SIM_PASS at most; fills in
 * what was counted. Inside a read transaction. */
int sim_pass(struct sim_run *x, size_t first, struct err *e);
