/*
 * IANA time zones, read from the TZif files of the system (TZDIR or /usr/share/zoneinfo). libc's
 * localtime is not used: it works through process-wide state.
 */
#pragma once

#define ZONE_STEPS 200u /* of an evaluation: what it takes to read a zone's file */

#include "str.h"

#include <stdint.h>

#define ZONE_OFFSET_MAX (18 * 3600)

bool zone_exists(struct str name);
/* Offset in seconds east of UTC at an instant. */
bool zone_offset_at(struct str name, int64_t utc_seconds, int32_t *ret);
/* Offset for a local wall-clock time. In a gap the offset before it, in an overlap the earlier one
 * (as java.time does). */
bool zone_offset_local(struct str name, int64_t local_seconds, int32_t *ret);
