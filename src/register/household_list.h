/*
 * Lists of households by place, or by the beginning of the household number: a page at a time, from
 * a place in an index on, so that the millionth row costs what the first does.
 *
 * Lists tell where households lie now (today, as known now). A page is full, or the list is over:
 * where few households of the register can pass a filter, these are looked at, else those of the
 * places in turn. Only after LIST_LOOKED_AT of them a page ends as it is, and has a next one.
 */
#pragma once

#include "household_read.h"

#define LIST_LOOKED_AT 100000u
#define LIST_FEW 5000u
#define LIST_COUNTED 10000

struct household_line {
    int64_t register_id, household_id;
    struct str household_no, division;
    size_t people;
    int64_t head; /* person_id; 0 = nobody belongs to it */
    struct fact head_name, head_birth;
};

/* Which of the households a list shall keep, by what another layer knows of them. */
typedef int household_keep_fn(void *arg, const struct household_line *at, size_t n, bool *keep,
                              struct err *e);
/* All that may be kept, perhaps several times, appended, if they are no more than most; else
 * *ret_few is false. */
struct household_keys {
    struct listed_household {
        int64_t register_id, household_id;
    } * at;
    size_t n, cap;
};
typedef int household_few_fn(void *arg, size_t most, struct arena *a, struct household_keys *ret,
                             bool *ret_few, struct err *e);
struct household_query {
    struct str division;            /* as in scan_open; "" = the actor's scope */
    struct str number;              /* beginning of the number: in order of numbers then */
    int64_t people_min, people_max; /* both -1 = any */
    bool descending;                /* by place only */
    household_keep_fn *keep;        /* NULL = all */
    household_few_fn *few;          /* with keep; may be NULL */
    void *keep_arg;
    struct str after; /* "" = the beginning */
};
struct household_lines {
    struct household_line *at;
    size_t n, cap;
    struct str next; /* "" = that was all */
};
int household_list(struct reg *r, const struct actor *actor, const struct household_query *q,
                   size_t most, struct arena *a, struct household_lines *ret, struct err *e);
/* How many lie in the division and the actor's scope; not exact from LIST_COUNTED on: so many at
 * least. */
int household_count(struct reg *r, const struct actor *actor, struct str division, int64_t *ret,
                    bool *ret_exact, struct err *e);
/* People and head of each, as of today. */
int household_lines_fill(struct reg *r, struct household_line *at, size_t n, struct arena *a,
                         struct err *e);

/* Above every text that begins with prefix, in the arena. */
struct str prefix_end(struct str prefix, struct arena *a);
