/* The tables of primitives in the form that the kernels want. */
#include "run_private.h"

#include <stdlib.h>

/* The set as two ranges of codes, or its complement as such; false: more are needed. */
static bool as_ranges(const uint64_t bits[4], bool invert, struct prepared *p)
{
    size_t n = 0;
    bool before = false;

    for (unsigned i = 0; i < 256; i++) {
        bool is = (bits[i >> 6] >> (i & 63) & 1) != invert;

        if (is && !before) {
            if (n == 2)
                return false;
            p->low[n] = (uint8_t)i;
            p->span[n++] = 0;
        } else if (is) {
            p->span[n - 1]++;
        }
        before = is;
    }
    if (n < 2) {
        p->low[1] = p->low[0];
        p->span[1] = p->span[0];
    }
    p->invert = invert;
    return n > 0;
}

static void as_steps(const uint64_t *lut, size_t n, struct kernel_steps *s)
{
    *s = (struct kernel_steps){.first = lut[0], .lut = lut, .n_lut = n};
    for (size_t i = 1; i < n && s->n <= KERNEL_STEPS; i++) {
        if (lut[i] == lut[i - 1])
            continue;
        if (s->n < KERNEL_STEPS) {
            s->at[s->n] = (uint8_t)i;
            s->change[s->n] = lut[i] ^ lut[i - 1];
        }
        s->n++;
    }
}

static bool all_alike(const uint64_t *same, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (~same[i] & (n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX))
            return false;
    return true;
}

struct prepared *run_prepare(const struct plan *p)
{
    struct prepared *all = calloc(p->n_ops + 1, sizeof *all);

    for (size_t i = 0; all && i < p->n_ops; i++) {
        const struct plan_op *op = &p->ops[i];
        struct prepared *is = &all[i];

        if (op->code == DO_IN)
            is->ranges = as_ranges(op->lut, false, is) || as_ranges(op->lut, true, is);
        else if (op->code == DO_ROWS_LUT && op->imm2 <= 256)
            as_steps(op->lut, (size_t)op->imm2, &is->steps);
        else if (op->code == DO_HIT_ANY)
            is->alike = all_alike(op->lut, p->regs[op->a].type.n_codes);
    }
    return all;
}

static bool groupable(const struct plan_op *op)
{
    return (op->code == DO_SEG_SOME || op->code == DO_SEG_EVERY) && op->b < 0;
}

/* How often the way to each primitive goes from members to households by groupable ones; twice
 * that, and one more for the others, which come behind them. */
static size_t find_stages(const struct plan *p, size_t *stage)
{
    size_t last = 0;
    int operands[3];

    for (size_t i = 0; i < p->n_ops; i++) {
        const struct plan_op *op = &p->ops[i];
        size_t n = run_operands(op, operands), most = 1;

        for (size_t k = 0; k < n; k++)
            most = stage[operands[k]] > most ? stage[operands[k]] : most;
        for (size_t k = 0; k < op->n_args; k++)
            most = stage[op->args[k]] > most ? stage[op->args[k]] : most;
        stage[op->dst] = groupable(op) ? (most | 1) + 1 : most | 1;
        last = stage[op->dst] > last ? stage[op->dst] : last;
    }
    return last;
}

size_t run_schedule(const struct plan *p, const struct plan_op **order, struct prepared *prepared)
{
    size_t *stage = calloc(p->n_regs + 1, sizeof *stage), n = 0,
           last = stage ? find_stages(p, stage) : 0;

    for (size_t s = 1; s <= last; s++) {
        size_t start = n, head = 0;

        for (size_t i = 0; i < p->n_ops; i++) {
            const struct plan_op *op = &p->ops[i];

            if (stage[op->dst] != s || p->regs[op->dst].space == SPACE_UNIFORM)
                continue;
            if (s % 2 == 0 && (n - start) % GROUP_MOST == 0)
                head = i;
            if (s % 2 == 0)
                prepared[head].group++;
            order[n++] = op;
        }
    }
    free(stage);
    return stage ? n : SIZE_MAX;
}
