/*
 * households.csv and people.csv: as they should be, or with flaws, as offices send them. Then the
 * folder truth holds households.csv and people.csv as they should be, and errors.csv: a line for
 * each flaw and for each row that is rejected because of another's.
 */
#pragma once

#include "file.h"
#include "flaw.h"

#include <stdio.h>

struct books;

/* c must outlive the books. seed: of the flaws; rates is copied. */
int books_open(const char *folder, const struct catalogue *c, const struct flaw_rates *rates,
               uint64_t seed, bool xlsx, struct books **ret, struct err *e);
/* Writes household number (from 1) with its people. */
void books_put(struct books *b, const struct household *h, uint64_t number);
int books_commit(struct books *b, struct err *e);
/* How many of each kind, and what an import will say of them; nothing if there are no flaws. */
void books_summarise(const struct books *b, FILE *log);
void books_free(struct books *b);
void books_freep(struct books **b);
