/*
 * Past determinations looked at with what is known now: which would come out otherwise, and by how
 * much a month. The ground for arrears (补发) and recovery (追回), which people decide.
 */
#pragma once

#include "determine.h"

struct retroactive_options {
    struct str division;
    int32_t since, until; /* determinations with as_of in [since, until]; DATE_NONE = all */
    int32_t months_until; /* the last month that is counted, any day in it */
    int64_t known_seq;    /* facts as known then; INT64_MAX = now */
};

/* A determination that would differ. Texts until the next row. */
struct retroactive_row {
    int64_t register_id, household_id, run_id;
    struct str household_no, division;
    int32_t as_of;
    struct str category_then, category_now;
    enum standing standing_then, standing_now;
    struct maybe amount_then, amount_now; /* fen a month */
    struct str because; /* attributes whose value differs, attribute or attribute@M2, ;-separated */
    struct str undecided_because; /* now, where it is */
    /* months for which this determination's amount counts: from first (first day of a month) up to
     * and with last; difference = now - then, unknown where either amount is */
    int32_t first, last;
    struct maybe difference; /* a month */
    int64_t months;
};
struct retroactive_result {
    int64_t households, determinations; /* looked at */
    int64_t differ, open;               /* would differ; of them where now is undecided or failed */
    int64_t arrears, recovery; /* fen, over all months: sums of what is above and below 0 */
};
typedef int retroactive_fn(void *arg, const struct retroactive_row *row, struct err *e);

/* Determinations of a household are decided again from the first that may differ on, each with what
 * the one before it would have carried. Nothing is written. */
int retroactive_run(struct reg *r, const struct actor *actor, const struct retroactive_options *o,
                    retroactive_fn *fn, void *arg, struct retroactive_result *ret, struct err *e);
