/* Determinations, simulations and exports as jobs. */
#pragma once

#include "jobs.h"
#include "runs.h"
#include "simulate.h"

extern const struct job_kind determine_kind, determine_commit_kind, simulate_kind,
    export_households_kind, export_determination_kind;

#define TRIAL_FILE "trial.db" /* of a trial's job: its rows and figures (runs.h) */

/*
 * A run as it is named: "12", or "trial-17" for the trial of job 17, which whoever may determine
 * can look at, as far as their scope goes. E_NOT_FOUND. office, jobs: for trials.
 */
int run_view_named(struct reg *r, struct db *office, struct jobs *jobs, const struct actor *actor,
                   struct str name, struct run_view **ret, struct err *e);

/* What a run, or a simulation, is told as. w: within nothing, or behind a name. */
int run_print(struct run_view *v, struct reg *r, struct str name, struct str division,
              struct json_writer *w, struct err *e);

/* POST /simulations: what is asked for, from its JSON. Texts in the arena. */
struct simulate_input {
    struct simulate_options options;
    struct str export_format, reason; /* "csv", "xlsx": households concerned as a file; "" = none */
};
int simulate_input_read(struct str json, struct arena *a, struct simulate_input *ret,
                        struct err *e);
int simulation_print(const struct simulation *s, struct reg *r, struct json_writer *w,
                     struct err *e);
