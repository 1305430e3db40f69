/* Inside of a plan: what compiling makes and execution reads. Internal to this folder. */
#pragma once

#include "arena.h"
#include "plan.h"

/* DO_ADD … */
enum plan_code {
#define OP(name, comment) DO_##name,
#include "ops.def"
#undef OP
    N_PLAN_CODES
};

/* FEEL's rounding functions over a / b. */
enum plan_round {
    ROUND_HALF_UP,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN, /* decimal() */
    ROUND_UP,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_CEILING,
};

enum plan_kind { PLAN_VALUE, PLAN_ROWS, PLAN_FIRED };

struct plan_reg {
    enum plan_kind kind;
    enum column_space space;
    struct column_type type; /* of a VALUE; ROWS: n_codes = number of rows, width by it (at most 8
                                rows U8, 32 I32, 64 U64); bits beyond the rows are 0 in both masks */
    bool slow;               /* can be SLOW */
    bool partial;            /* of COLLECT_SET: UNKNOWN stands beside codes that are certain */
    int op;                  /* that makes it */
};

struct plan_op {
    enum plan_code code;
    bool checked; /* may overflow: detect it; dst is I64 */
    int dst, a, b, c; /* -1 = none */
    int64_t imm, imm2;
    const uint64_t *lut;
    size_t n_args;
    const int *args;
    int node;         /* decision or knowledge model that it is for */
    struct str where; /* its text */
};

struct plan {
    struct arena *arena;
    const struct dmn_model *model;
    size_t n_inputs;
    const struct column_input *inputs;
    size_t n_columns[3]; /* by space */
    size_t n_regs, n_ops;
    struct plan_reg *regs;
    struct plan_op *ops; /* operands first; uniform ones before the others */
    size_t n_wanted;
    struct plan_wanted *wanted;
    int *outputs; /* register of wanted[i], -1 = refused */
    size_t n_tables;
    int *tables; /* nodes */
    int *fired;  /* their FIRED registers */
    size_t n_refusals;
    struct plan_refusal *refusals;
};

/* The facts of a load: the field of a column. */
const struct column_field *plan_field(const struct plan *p, enum column_space space, int column);
