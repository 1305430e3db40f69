/* Every kind of job, one a line. */
#include "determine_job.h"
#include "import_job.h"
#include "policy_job.h"
#include "jobs_verify.h"

const struct job_kind *const job_kinds[] = {
    &import_households_kind,
    &import_people_kind,
    &import_feed_kind,
    &determine_kind,
    &determine_commit_kind,
    &simulate_kind,
    &export_households_kind,
    &export_determination_kind,
    &export_findings_kind,
    &export_audit_kind,
    &policy_check_kind,
    &policy_simulate_kind,
    &delivery_withdraw_kind,
    &verification_run_kind,
    &verification_report_kind,
    &comparison_kind,
    &coverage_kind,
    &retroactive_kind,
    &sample_draw_kind,
    &sample_visits_kind,
    &sample_results_kind,
    NULL,
};
