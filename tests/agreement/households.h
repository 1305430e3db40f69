/* Households for comparing evaluators: drawn like a generated register's, then disturbed by all
 * that a register can hold and hardly does. */
#pragma once

#include "facts.h"
#include "namebook.h"
#include "rng.h"

#include <stdio.h>

/* h has register_id 0, household_id 0; everything lives in the arena. */
void household_draw(const struct catalogue *c, const struct namebook *names, struct rng *r,
                    int32_t as_of, struct arena *a, struct household_facts *h);
/* All that is not unknown, one fact a line. */
void household_print(const struct catalogue *c, const struct household_facts *h, FILE *out);
