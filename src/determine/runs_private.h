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

/* A division within the actor's scope, "" = all of it. */
int run_view_range(const struct run_view *v, struct str division, struct scan_range *ret,
                   struct err *e);
/* "TEXT N N …" with n numbers. */
int run_key_parse(const struct run_key *k, struct str *ret_text, int64_t *ret, size_t n,
                  struct err *e);
