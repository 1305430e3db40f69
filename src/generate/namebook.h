/* Surnames by weight and given names, from data/synthetic-names.csv (built in). */
#pragma once

#include "draft.h"
#include "err.h"
#include "rng.h"

struct namebook;

int namebook_open(struct namebook **ret, struct err *e);
void namebook_free(struct namebook *b);
void namebook_freep(struct namebook **b);

/* Names everybody: children after their father, nobody in a household like another. */
void namebook_name(const struct namebook *b, struct rng *r, struct household *h);
struct str namebook_given(const struct namebook *b, struct rng *r, enum sex sex);
