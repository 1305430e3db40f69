/*
 * How large a share of a population is, from a sample of it: with an interval that also holds for
 * few errors or none, and for strata of which hardly anybody was seen (README.md tells why).
 */
#pragma once

#include "err.h"

#include <stdint.h>

#define PROPORTION_CONFIDENCE 0.95 /* of all intervals here */

struct proportion {
    double rate;
    double low, high;
    double unseen; /* part of the population that high takes as all wrong, low as all right */
};

/* The rate and its interval for x of n, by Clopper and Pearson; n > 0. x and n need not be whole.
 */
struct proportion proportion_of(double x, double n);

struct proportion_stratum {
    int64_t population, seen, wrong; /* 0 <= wrong <= seen <= population */
};
/* Of a stratified sample. E_INVALID where nobody was seen. */
int proportion_stratified(const struct proportion_stratum *strata, size_t n, struct proportion *ret,
                          struct err *e);
