/* What decimal_wide.c needs of decimal.c. Internal to the two. */
#pragma once

#include "decimal.h"

/* a * b + c with one rounding. */
bool dec_fma(struct decimal a, struct decimal b, struct decimal c, struct decimal *ret);
/* A logarithm of nearly 34 digits, for a > 0. */
bool dec_near_log(struct decimal a, struct decimal *ret);
