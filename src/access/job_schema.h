/* The tables of src/server/jobs.h and upload.h. They stand here because backups list every table
 * of the office, and the archive lies below the server. */
#pragma once

#include "db.h"

extern const struct schema_part job_schema;
