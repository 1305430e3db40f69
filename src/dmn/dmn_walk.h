/* Visiting every piece of FEEL text of a model. Internal to this folder. */
#pragma once

#include "dmn_model.h"

enum code_role {
    CODE_EXPRESSION, /* literal or sugared expression, input expression, default */
    CODE_INPUT_CELL,
    CODE_OUTPUT_CELL,
    CODE_ALLOWED, /* input or output values */
};

struct visit {
    enum code_role role;
    int node;
    const struct code *code;
    const struct feel_type *want; /* the declared type of its value, or NULL */
    const struct table *table;    /* NULL outside tables */
    int row, column;              /* from 0, outputs counted on from the inputs; -1 */
};

typedef void dmn_visit_fn(void *arg, const struct visit *v);
void dmn_walk(const struct dmn_model *m, dmn_visit_fn *fn, void *arg);

/* dmn_gaps.c: overlap, unreachable rows, missing cases of one table. *work: comparisons so far in
 * the model's tables; beyond LIMIT_DMN_CHECK_WORK it is told that the table wasn't looked through.
 */
typedef void dmn_gap_fn(void *arg, enum dmn_severity severity, const char *code, int row,
                        const struct err *e);
int dmn_gaps(const struct table *t, size_t *work, dmn_gap_fn *fn, void *arg);
