/*
 * Counting a batch of households under two policies, column by column. Internal to this folder.
 *
 * Counters of several threads are merged; all sums are whole numbers, so that neither the order of
 * batches nor the number of threads shows in the result.
 */
#pragma once

#include "column.h"
#include "compose.h"
#include "simulate.h"

#define SIM_MONEY_MAX POVERTY_MONEY_MAX /* fen a month, either way: more is nobody's */

enum sim_residence sim_residence_parse(struct str code);

/* A batch of households, whatever the policy. */
struct sim_households {
    size_t n;                  /* at most COLUMN_BATCH */
    const uint32_t *divisions; /* numbers, from 0 without large gaps */
    const uint8_t *residences; /* enum sim_residence */
    const uint32_t *offsets;   /* n + 1, as in struct column_batch */
};

enum { SIM_AMOUNT_KNOWN = 1, SIM_INCOME_KNOWN = 2, SIM_LINE_KNOWN = 4, SIM_TOPUP_KNOWN = 8 };

/* What one policy makes of them. Money in fen a month; a value that isn't known is 0. */
struct sim_outcomes {
    uint8_t category[COLUMN_BATCH]; /* enum category */
    uint8_t standing[COLUMN_BATCH]; /* enum standing */
    uint8_t known[COLUMN_BATCH];    /* SIM_…_KNOWN */
    int64_t amount[COLUMN_BATCH];   /* paid; 0 and known of who isn't covered */
    int64_t income[COLUMN_BATCH];   /* a head */
    int64_t line[COLUMN_BATCH];     /* a head */
    int64_t topup[COLUMN_BATCH];    /* of those in category dibao */
};

/* What a policy gives beside the verdict. */
struct sim_values {
    bool category_known;
    enum category category;
    struct maybe income, line;     /* a head */
    struct maybe computed, uplift; /* monthly_amount, and its part */
};
void sim_put(struct sim_outcomes *o, size_t i, struct verdict v, const struct sim_values *x);

struct sim_counter;
struct sim_counter *sim_counter_new(void); /* NULL when memory is exhausted */
void sim_counter_free(struct sim_counter *c);
/* E_RANGE, E_LIMIT, E_NOMEM. */
int sim_count(struct sim_counter *c, const struct sim_households *h,
              const struct sim_outcomes *before, const struct sim_outcomes *after);
int sim_counter_merge(struct sim_counter *c, const struct sim_counter *other);
/* Fills in what was counted; code(arg, number) is a division's. */
int sim_counter_finish(struct sim_counter *c, struct str (*code)(void *arg, uint32_t number),
                       void *arg, struct arena *a, struct sim_scenario *ret);

/* Does anything differ for household i? */
bool sim_differs(const struct sim_outcomes *before, const struct sim_outcomes *after, size_t i);
struct sim_result sim_result_of(const struct sim_outcomes *o, size_t i);
