/*
 * One box for everything: an identity number (whole: numbers are sealed, and only an equal one can
 * be found), the beginning of a name, of its initials (lxm: initials.h) or of a household number,
 * part of a division's name. Only what lies in the actor's scope is found, or told to be more.
 *
 * Names of people under 14 are found by those alone who may see minors' data.
 */
#pragma once

#include "household_read.h"

#define SEARCH_BYTES 100 /* longer texts find nothing */

struct found_person {
    int64_t register_id, person_id;
    struct fact name, birth;
    struct str household_no, division; /* where she belongs to today or for good */
};
struct found_household {
    int64_t register_id, household_id;
    struct str household_no, division;
};
struct found {
    struct {
        struct found_person *at;
        size_t n, cap;
        bool more;
    } people;
    struct {
        struct found_household *at;
        size_t n, cap;
        bool more;
    } households;
    struct {
        struct division *at;
        size_t n, cap;
        bool more;
    } divisions;
};
/* At most `most` of each kind. Text in the arena. */
int register_search(struct reg *r, const struct actor *actor, struct str text, size_t most,
                    struct arena *a, struct found *ret, struct err *e);
