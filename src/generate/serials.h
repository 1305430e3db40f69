/* Unique identity numbers under areas that don't exist. */
#pragma once

#include "draft.h"
#include "err.h"

struct serials;

/* first_area to last_area: 440790 to 440799. */
int serials_new(int first_area, int last_area, struct serials **ret, struct err *e);
void serials_free(struct serials *s);
void serials_freep(struct serials **s);

/* A number that fits p's sex and birth date and was not given before by s. E_LIMIT when all numbers
 * of a day are used up: 500 for each area and sex. */
int serials_next(struct serials *s, struct person *p, struct err *e);
/* The same for somebody outside the register: from the other end, so that the register's numbers
 * stay what they are without her. */
int serials_next_outside(struct serials *s, struct person *p, struct err *e);
