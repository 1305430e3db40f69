/* Work on packs in the background: policy.check (check and cases), policy.simulate. Both keep what
 * comes of it in the register (proposal.h), by the files' hash, in a transaction of their own: done
 * twice it is the same. */
#pragma once

#include "jobs.h"

/* {"version": 3} or {"proposal": 7} */
extern const struct job_kind policy_check_kind;
/* {"proposal": 7, "as_of": "2018-06-30"} */
extern const struct job_kind policy_simulate_kind;

/* The files of a version or proposal (0 = none), in the arena. */
int policy_files(struct reg *r, const struct actor *actor, int64_t version, int64_t proposal,
                 struct arena *a, struct pack_file **ret, size_t *ret_n, struct err *e);
