/* The clock: one function, which tests replace (HEYI_CLOCK=2018-06-30T08:00:00Z freezes it; each
 * call then adds one microsecond, so that instants stay distinct). */
#pragma once

#include <stdint.h>

int64_t clock_now(void);   /* UTC, microseconds since 1970 */
int32_t clock_today(void); /* Shanghai date */
