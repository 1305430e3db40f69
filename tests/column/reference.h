/* Plans executed slowly: one lane at a time, as ops.def says, without kernels. */
#pragma once

#include "plan_private.h"

struct reference;
/* values: the uniform columns by set */
struct reference *reference_new(const struct plan *p, const struct column_batch *b,
                                const struct column_value *const *values);
void reference_free(struct reference *r);

/* What a register is in the lane of a household. */
struct reference_value {
    int64_t v;    /* of ROWS: those that hold */
    uint64_t may; /* ROWS */
    uint8_t s;
};
struct reference_value reference_value(const struct reference *r, int reg, size_t household);
/* Facts behind it, as plan_run_facts gives them; the caller frees *ret. */
size_t reference_facts(const struct reference *r, int reg, size_t household,
                       struct plan_fact **ret);
