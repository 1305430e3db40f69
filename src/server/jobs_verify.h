/* The jobs of verification; their input is the body of the call that asks for them. */
#pragma once

#include "api.h"
#include "jobs.h"

extern const struct job_kind delivery_withdraw_kind, verification_run_kind,
    verification_report_kind, comparison_kind, coverage_kind, retroactive_kind, sample_draw_kind,
    sample_visits_kind, sample_results_kind;

/* The call's body with one more member, for operations that name something in their path. */
int job_with_number(struct api_call *c, const char *name, int64_t number, struct str *ret,
                    struct err *e);

/* What a verification report shows; whoever lacks one of these gets none. */
#define VERIFY_REPORT_FIELDS (FIELD_MONEY | FIELD_HEALTH | FIELD_MINOR)
