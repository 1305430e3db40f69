/*
 * heyi check: the register against itself. Nothing is written; everything is streamed in the order
 * of keys, so that memory doesn't grow with the number of people.
 */
#pragma once

#include "checkup.h"
#include "register.h"

/* Opens a register as far as its state allows: the database's own check, tables and catalogue. What
 * reg_open refuses is a finding here, and *ret is NULL if nothing more can be read; a missing key
 * file is no matter. Takes db over, also when it fails. */
int register_check_open(struct db *db, struct checkup *c, struct reg **ret, struct err *e);

/* Packs, households, people, evidence, memberships, deliveries and findings. E_DENIED for an actor
 * who doesn't see everything. Inside a read transaction, so that all of it is of one moment. */
int register_check(struct reg *r, const struct actor *actor, struct checkup *c, struct err *e);
