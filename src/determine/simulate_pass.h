/*
 * One pass over all households: several policies at once, on several threads. Where the plans of
 * all policies have every decision, households come from the snapshot and stay columns
 * (simulate_columns.c); else each is read from the register (simulate_scan.c). Both fill the
 * outcomes that are counted. Internal to this folder.
 */
#pragma once

#include "columns.h"
#include "simulate_kept.h"
#include "snapshot.h"
#include "store.h"

/* Scenarios that one pass decides, today's besides: this bounds the memory that incomes take, 16
 * bytes a household and scenario. */
#define SIM_PASS 8
#define SIM_POLICIES (SIM_PASS + 1)

struct sim_run {
    struct reg *r;
    const struct actor *actor;
    struct simulation *s;
    const struct pack_plan **plans; /* by scenario; NULL = the interpreter alone */
    struct snapshot *snapshot;      /* NULL = scan */
    struct sim_baseline *baseline;  /* of the snapshot: today's policy, decided already */
    struct simulate_kept *kept;     /* NULL: the baseline is this run's own; else entry's */
    struct entry *entry;
    struct map *divisions; /* of a scan: code → number */
    sim_row_fn *fn;
    void *arg;
};

/* A batch on its way: read, decided and counted, told. */
struct sim_piece {
    struct sim_households h;
    struct sim_outcomes outcomes[SIM_POLICIES]; /* by policy */
    uint8_t residences[COLUMN_BATCH];
    struct err error;
    /* Of a scan. */
    struct arena *arena;                             /* everything below */
    struct household_facts households[COLUMN_BATCH]; /* with what stood before */
    uint32_t divisions[COLUMN_BATCH], offsets[COLUMN_BATCH + 1];
    /* Of the snapshot. */
    size_t batch;
    struct column *columns;
    struct snapshot_batch from;
    bool left[COLUMN_BATCH],
        some_left; /* with a fact that no column holds: read from the register */
};

/* What one thread decides and counts one policy with. */
struct sim_policy {
    struct sim_counter *counter;     /* NULL: an earlier pass did */
    struct batch_evaluator *batches; /* of a scan */
    struct evaluator *interpreter;   /* of the snapshot: made when it is needed */
    struct plan_run *run;
    struct parameter_sets *sets;
    size_t n_sets;   /* that the run knows */
    int32_t *set_of; /* by division and residence; -1 = not asked for yet */
};

struct sim_thread {
    struct sim_policy policies[SIM_POLICIES];
    struct arena *arena;         /* one household */
    uint16_t sets[COLUMN_BATCH]; /* by household */
};

#define SIM_THREADS 8

struct sim_pass {
    struct sim_run *x;
    size_t n;                   /* policies; 0 is today's */
    size_t begin;               /* the first that is decided here: 1 where there was a baseline */
    size_t first;               /* scenario of policy 1 */
    struct sim_baseline *today; /* to be filled: policy 0 is all there is */
    size_t n_threads;
    struct sim_thread threads[SIM_THREADS];
    struct pipeline *pipeline;
    size_t n_pieces;
    struct sim_piece *pieces[2 * SIM_THREADS];
    struct scan *scan; /* of all households, or of those left */
    struct history *history;
    size_t next_batch;
    struct stmt *numbers; /* of the snapshot: household numbers, in order */
};

static inline size_t sim_scenario_of(const struct sim_pass *p, size_t policy)
{
    return policy ? p->first + policy - 1 : 0;
}

/* Decides and counts the scenarios from `first` on, SIM_PASS at most, beside today's policy; fills
 * in what was counted. Scans stand inside a read transaction. */
int sim_pass(struct sim_run *x, size_t first, struct err *e);
/* The same of today's policy alone, which becomes the baseline of the snapshot. */
int sim_pass_today(struct sim_run *x, struct err *e);

/* The outcome of one household as columns. */
void sim_put_outcome(struct sim_outcomes *to, size_t i, const struct outcome *o,
                     const struct previous *previous);

/* The two ways. …_prepare: once; …_read: the caller's thread, 1, or 0 = no more; …_decide: any
 * thread; …_number: the caller's, in ascending order, until the next call. */
int sim_scan_prepare(struct sim_pass *p, struct err *e);
int sim_scan_read(struct sim_pass *p, struct sim_piece *piece, struct err *e);
int sim_scan_decide(struct sim_pass *p, struct sim_thread *t, struct sim_piece *piece,
                    struct err *e);
int sim_columns_prepare(struct sim_pass *p, struct err *e);
int sim_columns_read(struct sim_pass *p, struct sim_piece *piece, struct err *e);
int sim_columns_decide(struct sim_pass *p, struct sim_thread *t, struct sim_piece *piece,
                       struct err *e);
/* Those left, by the caller's thread. */
int sim_columns_finish(struct sim_pass *p, struct sim_piece *piece, struct err *e);
int sim_columns_number(struct sim_pass *p, const struct sim_piece *piece, size_t i, struct str *ret,
                       struct err *e);
