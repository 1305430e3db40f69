/*
 * Which households a scan may give otherwise at one moment than at another: those of which a row of
 * evidence or a membership (their members' too) holds at only one of the two, or is of a source
 * that was believed otherwise at one of them. So also households that are new, that left the area
 * asked for or came into it, and both ends of a move.
 *
 * A moment is a date and what was known: (as_of, seq) of a scan; either may be the earlier one. A
 * household may be named whose facts come out the same (a row that another source outweighs); none
 * is left out. What a scan doesn't read isn't compared: places' names and periods, identity
 * numbers.
 */
#pragma once

#include "actor.h"
#include "register.h"

struct moment {
    int32_t as_of;
    int64_t seq; /* INT64_MAX = now */
};

/* Streams in order of (register_id, household_id), each once. Division and actor's scope as in
 * scan_open: a household is named if it lies there at one of the moments. Where little changed,
 * little is read. */
struct changed;
int changed_open(struct reg *r, const struct actor *actor, struct str division, struct moment one,
                 struct moment other, struct changed **ret, struct err *e);
/* 1 = a household, 0 = end. */
int changed_next(struct changed *c, int64_t *ret_register_id, int64_t *ret_household_id,
                 struct err *e);
void changed_close(struct changed *c);
void changed_closep(struct changed **c);
