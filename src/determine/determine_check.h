/* heyi check: committed runs and determinations; on request a sample of them decided again. */
#pragma once

#include "checkup.h"
#include "register.h"

/* replay: how many determinations to decide again from what was known then, spread evenly over all;
 * 0 = none. Inside a read transaction. E_DENIED for an actor who doesn't see everything. */
int determine_check(struct reg *r, const struct actor *actor, int64_t replay, struct checkup *c,
                    struct err *e);
