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

bool plan_has(const struct plan *p, size_t i, struct column_type *ret)
{
    if (p->outputs[i] < 0)
        return false;
    if (ret) {
        *ret = p->regs[p->outputs[i]].type;
        ret->partial = p->regs[p->outputs[i]].partial;
    }
    return true;
}

size_t plan_refusals(const struct plan *p, const struct plan_refusal **ret)
{
    *ret = p->refusals;
    return p->n_refusals;
}

size_t plan_tables(const struct plan *p, const int **ret_nodes)
{
    *ret_nodes = p->tables;
    return p->n_tables;
}

const struct column_field *plan_field(const struct plan *p, enum column_space space, int column)
{
    for (size_t i = 0; i < p->n_inputs; i++)
        for (size_t k = 0; p->inputs[i].space == space && k < p->inputs[i].n_fields; k++)
            if (p->inputs[i].fields[k].column == column)
                return &p->inputs[i].fields[k];
    return NULL;
}

bool plan_reads(const struct plan *p, enum column_space space, int column)
{
    for (size_t i = 0; i < p->n_ops; i++)
        if (p->ops[i].code == DO_LOAD && p->regs[p->ops[i].dst].space == space &&
            p->ops[i].imm == column)
            return true;
    return false;
}
