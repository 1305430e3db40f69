/* The inside of an evaluator, for evaluate.c and batch_evaluate.c. */
#pragma once

#include "bind.h"
#include "evaluate.h"

struct evaluator {
    const struct pack *pack;
    struct arena *arena; /* as long as the evaluator */
    struct binder *binder;
    struct dmn_run *run;
    int nodes[N_OUTPUTS];
    size_t n_tables;
    const int *tables; /* decisions with a table that the outputs need, in the order of the model */
    uint64_t *fired;   /* scratch, by table */
    size_t n_order;
    const int *order; /* decisions that the outputs need, each behind those it needs */
    struct strbuf rules;
    struct outcome outcome;
};

/* Only the outputs of which which[i]: out[i] and measures_missing in *ret, the rest as it was; and
 * fired[t] of the tables of which tables[t]. 1, or 0 if one of the outputs failed. */
int evaluate_some(struct evaluator *v, const struct household_facts *h, const bool which[N_OUTPUTS],
                  const bool *tables, struct outcome *ret, struct err *e);
/* "category:2;measures:1+4": bit i of fired[t] = row i of tables[t]. */
void rules_print(const struct dmn_model *m, const int *tables, const uint64_t *fired, size_t n,
                 struct strbuf *out);
