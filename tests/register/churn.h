/* Random imports, late and early, complete and partial, mixed with evidence of other sources that
 * is put in by hand: a few households and people over and over again. */
#pragma once

#include "fixture.h"

void churn_seed(uint64_t seed);
unsigned pick(unsigned n); /* below n */
/* A query's only value; null is 0. */
int64_t number(struct fixture *f, const char *sql);

/* The days from which what is imported holds. */
#define CHURN_DAYS 6
extern const char *const churn_days[CHURN_DAYS];

/* Sources above, beside and below what is declared, for other_source. */
void churn_sources(struct fixture *f);
/* The i-th change, from 0. */
void churn(struct fixture *f, int i, bool sources);
