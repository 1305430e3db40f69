/* heyi check: what this layer stores. */
#pragma once

#include "actor.h"
#include "checkup.h"
#include "register.h"

/* Definitions, deliveries, rows, candidates, notes and items; and that what departments state is
 * what the rows of their deliveries say: of some thousands of subjects of each feed. Inside a read
 * transaction. */
int verify_check(struct reg *r, const struct actor *actor, struct checkup *c, struct err *e);
