/* Every kind of job, one a line. */
#include "determine_job.h"
#include "import_job.h"

const struct job_kind *const job_kinds[] = {
    &import_households_kind,
    &import_people_kind,
    &import_feed_kind,
    &determine_kind,
    &determine_commit_kind,
    &simulate_kind,
    &export_households_kind,
    &export_determination_kind,
    NULL,
};
