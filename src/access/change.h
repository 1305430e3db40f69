/*
 * The change log: every write belongs to a row of change(seq, at, actor, what, why). seq follows
 * commit order, `at` never goes back, so that "as known at an instant" is a seq.
 */
#pragma once

#include "actor.h"
#include "checkup.h"
#include "db.h"

#include <stdint.h>

/* Longer texts are refused with E_LIMIT. */
#define CHANGE_WHAT_BYTES 200 /* a verb and its object: "import people", "determine" */
#define CHANGE_WHY_BYTES 1000 /* the reason given by a person, or the file's name */

/* Tables of this layer: change, identity_number, key_check. For a migration step. */
int access_schema(struct db *db, struct err *e);

/*
 * The next change, inside the write transaction it stands for (E_INVALID outside). `at` is the
 * clock's time, or that of the previous change where the clock went back. Several changes may
 * share a transaction. why may be NULL. Identity numbers in what and why are masked.
 */
int change_begin(struct db *db, const struct actor *actor, const char *what, const char *why,
                 int64_t *ret_seq, struct err *e);

/* The last change at or before an instant (UTC, microseconds); 0 if there was none. */
int change_seq_at(struct db *db, int64_t instant_us, int64_t *ret_seq, struct err *e);

/* The last change at all; 0 if none. */
int change_last(struct db *db, int64_t *ret_seq, struct err *e);

struct change {
    int64_t seq;
    int64_t at;                  /* UTC, microseconds */
    struct str actor, what, why; /* in the arena */
};
/* E_NOT_FOUND for an unknown seq. */
int change_get(struct db *db, int64_t seq, struct arena *a, struct change *ret, struct err *e);

/* heyi check: numbers without gaps, times that don't go back. */
int change_check(struct db *db, struct checkup *c, struct err *e);
