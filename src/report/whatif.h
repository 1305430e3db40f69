/* What would follow if a missing fact were known: the household decided again with the fact set,
 * everything else as it is. */
#pragma once

#include "determine.h"

/* One stretch of values of the fact that lead to the same result. */
struct whatif {
    struct fact low, high; /* the same for codes and booleans */
    bool open;             /* and everything above */
    bool decided;          /* otherwise other facts are missing too */
    struct str category;   /* in the arena */
    enum standing standing;
    int64_t amount; /* fen a month, at low */
};

/* Up to cap stretches, in order of values; 0 if the fact's type has no range to try (text, dates,
 * code lists). E_LIMIT never: what does not fit is left out. */
int whatif_try(const struct replay *p, uint32_t fact, int32_t as_of, struct arena *a,
               struct whatif *ret, size_t cap, size_t *ret_n, struct err *e);
