/* Every kind of job, one a line. */
#include "import_job.h"

const struct job_kind *const job_kinds[] = {
    &import_households_kind,
    &import_people_kind,
    &import_feed_kind,
    NULL,
};
