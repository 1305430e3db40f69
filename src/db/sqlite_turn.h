/*
 * Turns at writing to a file, among the threads of this process, in the order of their coming.
 * SQLite's own waiting looks again every so often: a thread that commits and begins anew at once
 * (the audit trail's under load) would leave the others out for seconds. Between processes it still
 * is SQLite's lock that decides.
 */
#pragma once

#include "err.h"

#include <stdbool.h>

struct turns;

/* Those at an existing file, shared by all connections to it; turns_done for each. */
int turns_of(const char *path, struct turns **ret, struct err *e);
void turns_done(struct turns *t); /* takes NULL */

/* False = it was somebody else's for so long. Every turn taken is given back. */
bool turn_take(struct turns *t, int wait_ms);
void turn_give(struct turns *t);
