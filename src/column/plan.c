/* What holds a plan. */
#include "plan_private.h"

#include <stdlib.h>

void plan_free(struct plan *p)
{
    if (p)
        arena_free(p->arena);
}

void plan_freep(struct plan **p)
{
    plan_free(*p);
}

const struct column_field *plan_field(const struct plan *p, enum column_space space, int column)
{
    for (size_t i = 0; i < p->n_inputs; i++)
        for (size_t k = 0; p->inputs[i].space == space && k < p->inputs[i].n_fields; k++)
            if (p->inputs[i].fields[k].column == column)
                return &p->inputs[i].fields[k];
    return NULL;
}
