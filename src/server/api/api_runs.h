/* How runs and their rows are written into answers. */
#pragma once

#include "api_tell.h"
#include "determine_job.h"

/* "12", or "trial-17". E_NOT_FOUND with the same words for what isn't there and what isn't the
 * actor's. */
int run_named(struct api_call *c, struct str name, struct run_view **ret, struct err *e);
/* Members of a run; name: as above. */
void put_run(struct json_writer *w, const struct run_info *i, struct str name);
/* Members of a row. Money is left out for whoever doesn't see it. */
int put_run_row(struct api_call *c, struct json_writer *w, const struct run_row *row,
                struct err *e);
int asked_key(struct api_call *c, struct run_key *ret, struct err *e); /* from the cursor */
/* What an audit entry is about. */
void audit_run(struct api_call *c, struct str name);
