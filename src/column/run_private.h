/* Inside of a run (run*.c). */
#pragma once

#include "kernels.h"

/* What an unknown output is explained from at a time: more members than one household can have. */
#define SIDE_HOUSEHOLDS 128u
#define SIDE_MEMBERS 1024u

/* The lanes of a register in the present batch. */
struct cell {
    const void *v;    /* values; of ROWS: the rows that hold */
    const void *may;  /* ROWS: those that are not false; v, if nothing is unknown */
    const uint8_t *s; /* states; NULL = all known (ROWS: none is SLOW) */
    bool one;         /* v is one value for all lanes */
};

/* Where a register may be written. */
struct room {
    void *v, *may;
    uint8_t *s;
};

/* What a primitive's table comes to, found once. */
struct prepared {
    bool ranges, invert; /* IN: two ranges of codes, or all but those */
    uint8_t low[2], span[2];
    struct kernel_steps steps; /* ROWS_LUT */
    bool alike;                /* HIT_ANY: all rows have the same output */
};

#define N_SCRATCH 4

/* Households and members with a register file: the batch, or the side batch that explains. */
struct frame {
    const struct plan *plan;
    const struct kernels *k;
    const struct prepared *prepared;  /* by primitive */
    const struct column_batch *batch; /* where loads come from */
    const uint16_t *pick[3];          /* rows of the batch, by space; NULL = as they are */
    size_t n[3];                      /* lanes, by space; one uniform one */
    uint32_t *off;                    /* members of household i: rows off[i] … off[i + 1] */
    const uint16_t *sets;             /* by household; NULL: one set holds for all */
    uint16_t *owner, *owner_set;      /* by member: household, its set; once they are asked for */
    bool has_owner, has_owner_set;
    const struct column_value *values; /* of the set that is computed */
    struct cell *cells;
    struct room *rooms;
    void *scratch[N_SCRATCH];
    const uint8_t *zeros;
};

static inline enum column_width width_of(const struct frame *f, int reg)
{
    return f->plan->regs[reg].type.width;
}

static inline size_t lanes(const struct frame *f, int reg)
{
    return f->n[f->plan->regs[reg].space];
}

static inline const uint8_t *states_or_zeros(const struct frame *f, int reg)
{
    return f->cells[reg].s ? f->cells[reg].s : f->zeros;
}

static inline const struct prepared *run_prepared(const struct frame *f, const struct plan_op *op)
{
    return &f->prepared[op - f->plan->ops];
}

/* --- run_prepare.c; NULL: no memory --- */
struct prepared *run_prepare(const struct plan *p);

/* --- run_operand.c: operands in the form that a kernel wants, results in their place --- */
struct operand {
    const void *v;
    bool one;
};

static inline enum kernel_form form_of(struct operand a, struct operand b)
{
    return a.one == b.one ? FORM_VV : a.one ? FORM_SV : FORM_VS;
}

/* The values as a vector, whatever they were. */
const void *run_vector(struct frame *f, int reg);
/* In that width: converted into scratch[slot] if the register has another one. */
struct operand run_operand(struct frame *f, int reg, enum column_width w, size_t slot);
const void *run_vector_as(struct frame *f, int reg, enum column_width w, size_t slot);
/* Where a value of width w is computed: in reg's room, or in scratch[slot], from which run_home
 * converts n of them. */
void *run_target(struct frame *f, int reg, enum column_width w, size_t slot);
void run_home(struct frame *f, int reg, enum column_width w, size_t slot, size_t n);
/* States of a STRICT result of a and, unless -1, b. */
uint8_t run_strict(struct frame *f, int reg, int a, int b);
/* The known ones among the lanes t become SLOW; s: the states so far. */
uint8_t run_slow_if(struct frame *f, int reg, uint8_t s, const uint8_t *t);
/* The result stands in its room; s: the states there, OR-ed. */
void run_done(struct frame *f, int reg, bool one, uint8_t s);

/* --- run_ops.c, run_table.c: does op, whose operands are there --- */
void run_op(struct frame *f, const struct plan_op *op);
void run_table_op(struct frame *f, const struct plan_op *op);

/* --- run.c --- */
/* The registers that op reads, beside args. */
size_t run_operands(const struct plan_op *op, int ret[3]);
/* By lane of an inner space, the lane of the outer one. */
const uint16_t *run_owners(struct frame *f, enum column_space outer, enum column_space inner);

/* --- run_facts.c --- */
struct facts;
int facts_new(const struct plan *p, struct facts **ret, struct err *e);
void facts_free(struct facts *x);
size_t facts_of(struct facts *x, struct frame *f, int reg, size_t lane,
                const struct plan_fact **ret);
