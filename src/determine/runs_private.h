/* The inside of a view of a run: private to runs*.c. */
#pragma once

#include "runs.h"
#include "store.h"

#define TRIAL_RUN 1 /* the number of the run in a trial's file */

struct run_view {
    struct reg *r;
    struct db *db, *own; /* where its rows stand; own: of a trial */
    struct actor actor;
    struct scan_range scope;
    struct run_info info;
    struct arena *arena;
};

#define RUN_COLUMNS                                                                                \
    "r.run_id, r.as_of, r.known_seq, r.recorded_seq, r.division, r.pack_hash, r.engine, r.digest"
/* Decided something between $2 and $3. */
#define RUN_IN_SCOPE                                                                               \
    "EXISTS (SELECT 1 FROM determination d WHERE d.run_id = r.run_id AND d.division >= $2 "        \
    "AND d.division < $3)"

/* From RUN_COLUMNS at `at` and c.at, c.actor behind them. */
struct run_info run_info_committed(struct stmt *s, int at);
/* May the actor look at runs, and where? */
int run_looks(struct reg *r, const struct actor *actor, uint32_t rights,
              struct scan_range *ret_scope, struct err *e);
/* A row (division, residence, counted, households, people, amount); without money: amount 0. */
int run_figure_read(struct figures *f, struct stmt *s, bool money);
int run_no_figures(const struct run_view *v, struct err *e);

/* A division within the actor's scope, "" = all of it. */
int run_view_range(const struct run_view *v, struct str division, struct scan_range *ret,
                   struct err *e);
/* "TEXT N N …" with n numbers. */
int run_key_parse(const struct run_key *k, struct str *ret_text, int64_t *ret, size_t n,
                  struct err *e);
