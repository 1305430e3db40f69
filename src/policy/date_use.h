/*
 * How the decisions of a pack hang on the date they are made for: what `heyi determine --changed`
 * must know to leave a household alone whose facts are the same on a later date. README.md tells
 * which uses of the date are understood.
 */
#pragma once

#include "pack.h"
#include "plan.h"

/* E_NOMEM. */
int date_use_of(const struct pack *p, struct plan_date_use *ret, struct err *e);

/* The first day after as_of on which something in the model may come out otherwise because of a
 * date among the facts (not of `previous`); INT32_MAX = none. Of a safe use only. */
int32_t date_use_next(const struct plan_date_use *u, int32_t fact, int32_t as_of);

/* Does a parameter that the model uses begin or end between two dates, the later one included? */
bool parameters_moved(const struct pack *p, int32_t one, int32_t other);
/* Do all parameters that the model uses have the same values at a place on both dates? */
bool parameters_same(const struct pack *p, struct str division, struct str residence, int32_t one,
                     int32_t other);
