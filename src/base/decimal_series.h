/* Powers, logarithms and exponentials: the parts of decimal.c that take series. Internal. */
#pragma once

#include "decimal.h"

/*
 * The exact value rounded once, half-even. (It is computed to some 70 digits: a value that lies
 * nearer than 1e-36 of itself to the middle between two numbers may go to either.) false if it
 * leaves the range; what is too small is 0.
 */
bool series_exp(struct decimal x, struct decimal *ret);
bool series_log(struct decimal x, struct decimal *ret);                   /* x > 0 */
bool series_pow(struct decimal x, struct decimal y, struct decimal *ret); /* x > 0 */
