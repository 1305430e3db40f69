/* Determinations, simulations and exports as jobs, and what they tell. */
#pragma once

#include "jobs.h"
#include "runs.h"
#include "simulate.h"

#define TRIAL_FILE "trial.db" /* of a trial's job: its rows and figures (runs.h) */
#define TRIAL_PREFIX "trial-" /* of the name of a trial: "trial-17" is that of job 17 */

/* {"as_of", "known_at", "division", "changed", "supersede", "reviewed"}; trial: nothing is
 * committed. */
extern const struct job_kind determine_kind, determine_commit_kind;
/* What POST /simulations takes. */
extern const struct job_kind simulate_kind;
/* What POST /exports takes, and POST /audit/file. */
extern const struct job_kind export_households_kind, export_determination_kind,
    export_findings_kind, export_audit_kind;

/* Files of a job that makes an export: "export.csv" or "export.xlsx" as the input's `format` says.
 * The thread's lists are marked (report/export.h) until export_end, after the work. For export jobs
 * of other layers too. */
struct api_value;
struct export_input {
    const struct api_value *filter; /* of the input; NULL = none */
    struct strbuf path;             /* strbuf_done */
};
int export_job_begin(const struct actor *actor, uint32_t right, struct str input, struct job_run *j,
                     struct arena *a, struct export_input *ret, struct err *e);
/* {"file", "rows"} */
void export_job_print(const struct export_input *x, int64_t rows, struct json_writer *w);

/* A simulation as it is asked for in JSON; texts and wishes in the arena. */
int simulate_input_read(struct str json, struct arena *a, struct simulate_options *ret,
                        struct err *e);
/* The same of a single scenario, {"as_of", "division", "set"}; none set: no wishes. */
int simulate_live_read(struct str json, struct arena *a, struct simulate_options *ret,
                       struct err *e);
int simulation_print(const struct simulation *s, struct reg *r, struct json_writer *w,
                     struct err *e);

/* simulate_json.c: all that a screen draws of today beside one scenario, as one object; and the
 * parameters in force in a part of the country on a date, with what a slider may go through. */
int simulate_live_json(const struct simulation *s, struct reg *r, struct json_writer *w,
                       struct err *e);
void simulate_parameters_json(const struct pack *p, struct str area, int32_t on,
                              struct json_writer *w);

/* In hex; 0 = it is none. */
#define DIGEST_TEXT 17
void digest_print(uint64_t digest, char ret[DIGEST_TEXT]);
uint64_t digest_parse(struct str text);
