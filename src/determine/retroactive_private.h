/* What the files of retroactive_run share. */
#pragma once

#include "compose.h"
#include "retroactive.h"

/*
 * What differs of a household's facts, as retroactive_row.because has it, in the arena. NULL = it
 * isn't there; previous = the determination before would differ. E_NOMEM.
 */
int retroactive_because(const struct catalogue *c, const struct household_facts *then,
                        const struct household_facts *now, bool previous, struct arena *a,
                        struct str *ret, struct err *e);

/* The months for which an amount counts, and what that comes to: fills first … difference of *row.
 * next: as_of of the next determination, DATE_NONE = none. */
void retroactive_months(struct retroactive_row *row, int32_t next, int32_t months_until);
