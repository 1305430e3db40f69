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
