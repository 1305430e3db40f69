/*
 * What a run may take over from the last one: rows of households of which nothing changed since
 * then that their decision hangs on. README.md tells why such a row is what a full run would give.
 */
#pragma once

#include "date_use.h"
#include "determine.h"

struct kept_options {
    const struct actor *actor;
    struct str prefix; /* of the division */
    int32_t as_of;
    int64_t known_seq;
    const struct pack *pack;
    const struct plan_date_use *dates;
};

/* Finds the run to take over from and the households to decide again. *ret_all: why that is each of
 * `households`, then *ret is NULL; N_AGAIN = it isn't. */
struct kept;
int kept_open(struct reg *r, const struct kept_options *o, int64_t households, struct kept **ret,
              enum again *ret_all, int32_t *ret_base_as_of, struct err *e);
void kept_close(struct kept *k);
void kept_closep(struct kept **k);
/* Are few of them decided again? */
bool kept_few(const struct kept *k);

/* One household after the other in the order of a scan. ROW: *ret is its row (year_target too;
 * texts in the arena); AGAIN: register_id and household_id of *ret name one to decide again, if it
 * is there, and *ret_why tells why. */
enum { KEPT_END, KEPT_AGAIN, KEPT_ROW };
int kept_next(struct kept *k, struct arena *a, struct decision *ret, enum again *ret_why,
              struct err *e);
