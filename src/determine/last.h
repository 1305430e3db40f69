/* What was last decided about households, for lists of them: the committed row with the latest date
 * of decision that nothing has superseded. */
#pragma once

#include "determine.h"
#include "household_list.h"

struct last_decision {
    int64_t run_id; /* 0 = none */
    int32_t as_of;
    struct str category; /* "" = unknown */
    enum standing standing;
    struct maybe monthly_amount; /* fen */
};
/* One for each; text in the arena. The caller has found the households in the actor's scope, and
 * checked determine_schema when it opened the register. */
int decisions_last(struct reg *r, const struct household_line *at, size_t n, struct arena *a,
                   struct last_decision *ret, struct err *e);

/* For household_list: the households whose last decision is so. */
struct last_filter {
    struct reg *r;
    struct str category;    /* "" = any */
    enum standing standing; /* STANDING_NONE = any */
};
int last_keep(void *arg, const struct household_line *at, size_t n, bool *keep, struct err *e);
int last_few(void *arg, size_t most, struct arena *a, struct household_keys *ret, bool *ret_few,
             struct err *e);
