/* Who belongs to which household, in two times. */
#pragma once

#include "evidence.h"

struct membership {
    int64_t register_id, household_id, position, person_id;
    int32_t valid_from, valid_to; /* DAY_OPEN */
    int64_t recorded_seq;
};

struct memberships {
    struct membership *at;
    size_t n, cap;
};

/* A person's memberships that are not superseded, by valid_from. */
int membership_of_person(struct reg *r, int64_t register_id, int64_t person_id, struct arena *a,
                         struct memberships *ret, struct err *e);
/* For db_each, $1 register, $2 household: its memberships at day $3, by position; the last position
 * that was given, and how many members have no end. */
extern const char membership_of_household_sql[], membership_counts_sql[];
struct membership membership_read(struct stmt *s);
/* Ends m on a day within it: the row is superseded by one that ends there (or by none, if that
 * would leave no day). */
int membership_end(struct reg *r, const struct membership *m, int32_t on, int64_t seq,
                   struct err *e);
/* Bulk rows of table membership. */
#define MEMBERSHIP_COLUMNS                                                                         \
    "register_id,household_id,position,person_id,valid_from,valid_to,recorded_seq"
#define MEMBERSHIP_TYPES "iiiiiii"
int membership_insert(struct bulk *b, const struct membership *m, struct err *e);
