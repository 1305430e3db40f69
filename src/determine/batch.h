/*
 * Households decided many at a time, on several processors: read and written by one thread, decided
 * by others in between. Internal to this folder.
 */
#pragma once

#include "columns.h"
#include "date_use.h"
#include "store.h"

/* A household's whole way: read, decided, written. */
struct batch {
    struct arena *arena;                             /* everything below */
    size_t n_households;                             /* to decide: n but for those kept */
    struct household_facts households[COLUMN_BATCH]; /* with what stood before */
    size_t n;
    bool later[COLUMN_BATCH]; /* past.later: there is one to supersede */
    bool kept[COLUMN_BATCH];  /* decided already, by an earlier run */
    struct {
        bool known, target; /* past.year_known, past.year_target */
    } year[COLUMN_BATCH];
    size_t n_decided; /* smaller than n: the next one met the error */
    struct decision decisions[COLUMN_BATCH];
    struct err error;
};

int batch_new(struct batch **ret, struct err *e);
void batch_free(struct batch *b);
void batch_clear(struct batch *b);
/* Is there room for a household more? */
bool batch_open(const struct batch *b);

/* What one thread decides with. */
struct decider;
/* plan: NULL = the interpreter alone. */
int decider_new(const struct pack *p, const struct pack_plan *plan,
                const struct plan_date_use *dates, int32_t as_of, struct decider **ret,
                struct err *e);
void decider_free(struct decider *d);
void decider_decide(struct decider *d, struct batch *b);
