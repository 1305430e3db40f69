/*
 * Past determinations looked at with what is known now: which would come out otherwise, and by how
 * much a month. The ground for arrears (补发) and recovery (追回), which people decide.
 *
 * Facts are retroactive, rules aren't: each determination is decided again under the pack that was
 * in force when it was made, with facts as known now and with what the determination before it
 * would have carried. Superseded ones don't count, and none is invented for a date on which there
 * was none.
 */
#pragma once

#include "determine.h"

struct retroactive_options {
    struct str division; /* prefix or padded code; empty = everything in scope */
    int32_t since,
        until; /* told are determinations with as_of in [since, until]; DATE_NONE = all */
    int32_t months_until; /* the last month that is counted, any day in it */
    int64_t known_seq;    /* facts and determinations as known then; INT64_MAX = now */
};

/* A determination that would differ: in category, standing or amount. Texts until the next row. */
struct retroactive_row {
    int64_t register_id, household_id, run_id;
    struct str household_no, division;
    int32_t as_of;
    struct str category_then, category_now;
    /* now: NONE = as known now the household isn't there on that date (or not in the actor's scope)
     */
    enum standing standing_then, standing_now;
    struct maybe amount_then, amount_now; /* fen a month, as determinations have it */
    bool open; /* nothing is decided now: held, undecided, failed or not there */
    /* What differs of the facts, sorted, ;-separated: attribute, attribute@M2 (numbers as known
     * now), joined@M3, left@M3 (numbers as known then); previous = the earlier determination would
     * differ too */
    struct str because;
    struct str undecided_because, failed_because; /* of what is decided now */
    /* Its amount counts for the months from first (first day of a month) to last (last day of one):
     * those after that of as_of up to and with that of the next determination, or months_until.
     * DATE_NONE if there is none */
    int32_t first, last;
    int64_t months;
    struct maybe paid, due;  /* fen a month: nothing is paid to whom nothing was decided */
    struct maybe difference; /* due - paid */
};
struct retroactive_count {
    int64_t looked_at, same, differ, open; /* looked_at = the sum of the others */
};
struct retroactive_result {
    /* a household counts by the worst of its determinations */
    struct retroactive_count households, determinations;
    int64_t arrears, recovery; /* fen, over all months: sums of what is above and below 0 */
    int64_t known_seq;
};
typedef int retroactive_fn(void *arg, const struct retroactive_row *row, struct err *e);

/*
 * Looks at households whose facts differ between what a run knew and what is known at known_seq
 * (register/changed.h), from the first such determination on; rows come by household and date.
 * Nothing is written. Needs RIGHT_VIEW and RIGHT_DETERMINE, and to see FIELD_MONEY. E_CORRUPT: a
 * run's pack is not the one that was in force then. Memory: a few dozen bytes a household looked
 * at.
 */
int retroactive_run(struct reg *r, const struct actor *actor, const struct retroactive_options *o,
                    retroactive_fn *fn, void *arg, struct retroactive_result *ret, struct err *e);
