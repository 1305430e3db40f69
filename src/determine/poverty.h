/*
 * Poverty and inequality of a population of households: Foster–Greer–Thorbecke, Gini,
 * Sen–Shorrocks–Thon. Persons weigh alike; each has the income per head of the household, and is
 * poor who has less than the household's own line. Sums are exact integers; one decimal division
 * for each measure and line comes at the end, so that no order and no number of threads matters.
 */
#pragma once

#include "decimal.h"
#include "err.h"

/* Fen a head and month, either way: incomes and lines are smaller than this. */
#define POVERTY_MONEY_MAX ((int64_t)1 << 38)

struct poverty;
struct poverty *poverty_new(void); /* NULL when memory is exhausted */
void poverty_free(struct poverty *p);
void poverty_freep(struct poverty **p);

/* total: of the whole household, fen a month; people 1 … 255; line above 0. Takes 8 bytes. E_RANGE:
 * beyond POVERTY_MONEY_MAX a head; E_LIMIT: more than LIMIT_POVERTY_LINES different lines. */
int poverty_add(struct poverty *p, int64_t total, unsigned people, int64_t line);
/* As if what was added to `other` had been added to p. */
int poverty_merge(struct poverty *p, const struct poverty *other);

/* Persons by their income: bin i holds i × WIDTH and more, below (i + 1) × WIDTH fen; the first all
 * below too, the last all above. Summed up they are how many would be poor at a line of as much. */
#define POVERTY_BINS 100
#define POVERTY_BIN_WIDTH 5000

struct poverty_measures {
    int64_t households, people, poor_households, poor_people;
    bool known;            /* there are people: … */
    struct decimal fgt[3]; /* headcount ratio, mean gap and mean squared gap in parts of the line */
    struct decimal sst;
    bool gini_known; /* … and income */
    struct decimal gini;
    int64_t bins[POVERTY_BINS];
    int64_t line_least, line_most; /* of the people's lines; 0 = nobody's */
};
/* Sorts what p holds; nothing may be added afterwards. E_NOMEM. */
int poverty_measure(struct poverty *p, struct poverty_measures *ret);
