/* What hangs on today: each register by the registers that it is made from. */
#include "plan_private.h"

#include "cleanup.h"

#include <stdlib.h>

enum hanging {
    STILL, /* the same on every day between those that are told */
    FACT,  /* the same, and a date among the facts */
    TODAY,
    YEARS, /* completed from a fact to today; a whole number */
    LATER, /* a date counted from today, or null */
};

struct uses {
    const struct plan *p;
    int column;
    uint8_t *of; /* enum hanging by register */
    struct plan_date_use *ret;
};

static void refuse(struct uses *u, const struct plan_op *op)
{
    struct plan_date_use *r = u->ret;
    struct str name = dmn_node(u->p->model, op->node)->name;
    if (!r->safe)
        return;
    r->safe = false;
    err_set(&r->why, E_INVALID, STR_FMT "：" STR_FMT, STR_FMT ": " STR_FMT, STR_ARG(name),
            STR_ARG(op->where));
}

static enum hanging of(const struct uses *u, int reg)
{
    return reg < 0 ? STILL : u->of[reg];
}

static void add_year(struct plan_date_use *r, int64_t years)
{
    size_t at = 0;
    if (years < 0 || years > 256)
        return;
    while (at < r->n_years && r->years[at] < years)
        at++;
    if (at < r->n_years && r->years[at] == years)
        return;
    if (r->n_years == ARRAY_LEN(r->years)) {
        r->birthdays = true;
        return;
    }
    memmove(&r->years[at + 1], &r->years[at], (r->n_years - at) * sizeof *r->years);
    r->years[at] = (int32_t)years;
    r->n_years++;
}

/* The number that a register always has. */
static bool constant(const struct plan *p, int reg, int64_t *ret)
{
    const struct plan_op *op = &p->ops[p->regs[reg].op];
    while (op->code == DO_SPREAD || op->code == DO_WIDEN)
        op = &p->ops[p->regs[op->a].op];
    *ret = op->imm;
    return op->code == DO_CONST && op->imm2 == COLUMN_KNOWN && p->regs[reg].type.scale == 0;
}

/* a < b and the like, in either order; at the limit and behind it. */
static void compare_years(struct uses *u, int other)
{
    int64_t limit;
    if (constant(u->p, other, &limit)) {
        add_year(u->ret, limit);
        add_year(u->ret, limit + 1);
    } else {
        u->ret->birthdays = true;
    }
}

static bool is_comparison(enum plan_code code)
{
    return code == DO_LT || code == DO_LE || code == DO_EQ || code == DO_NE;
}

/* A table's column over years: where its rows change. */
static void rows_of_years(struct uses *u, const struct plan_op *op)
{
    for (int64_t i = 1; i < op->imm2; i++)
        if (op->lut[i] != op->lut[i - 1])
            add_year(u->ret, op->imm + i);
}

/* A value that is one of several, the choice of which stays. */
static enum hanging one_of(struct uses *u, const struct plan_op *op, enum hanging a, enum hanging b)
{
    bool dates = a == TODAY || a == LATER || b == TODAY || b == LATER;
    if (a == YEARS || b == YEARS)
        u->ret->birthdays = true;
    return dates ? LATER : STILL;
}

static enum hanging choose(struct uses *u, const struct plan_op *op)
{
    enum hanging h = STILL;
    for (size_t i = 0; i < op->n_args; i++)
        h = one_of(u, op, h, of(u, op->args[i]));
    return h;
}

static enum hanging anything(struct uses *u, const struct plan_op *op)
{
    const int operands[] = {op->a, op->b, op->c};
    for (size_t i = 0; i < ARRAY_LEN(operands) + op->n_args; i++) {
        enum hanging h =
            of(u, i < ARRAY_LEN(operands) ? operands[i] : op->args[i - ARRAY_LEN(operands)]);
        if (h == TODAY || h == LATER)
            refuse(u, op);
        if (h == YEARS)
            u->ret->birthdays = true;
    }
    return STILL;
}

static enum hanging look(struct uses *u, const struct plan_op *op)
{
    enum hanging a = of(u, op->a), b = of(u, op->b);
    const struct plan_reg *dst = &u->p->regs[op->dst];
    switch (op->code) {
    case DO_LOAD:
        return dst->space == SPACE_UNIFORM     ? op->imm == u->column ? TODAY : STILL
               : dst->type.kind == COLUMN_DATE ? FACT
                                               : STILL;
    case DO_SPREAD:
    case DO_WIDEN:
        return a;
    case DO_AGE:
        if (a == FACT && b == TODAY)
            return YEARS;
        break;
    case DO_ADD_MONTHS:
        if (a == TODAY && (b == STILL || op->b < 0))
            return LATER;
        break;
    case DO_IF:
        if (a == STILL)
            return one_of(u, op, b, of(u, op->c));
        break;
    case DO_CHOOSE:
        if (a == STILL)
            return choose(u, op);
        break;
    case DO_ROWS_LUT:
        if (a == YEARS) {
            rows_of_years(u, op);
            return STILL;
        }
        break;
    default:
        break;
    }
    if (is_comparison(op->code) && ((a == TODAY && b == FACT) || (a == FACT && b == TODAY))) {
        u->ret->compared = true;
        return STILL;
    }
    if (is_comparison(op->code) && (a == YEARS) != (b == YEARS) && a != TODAY && b != TODAY &&
        a != LATER && b != LATER) {
        compare_years(u, a == YEARS ? op->b : op->a);
        return STILL;
    }
    return anything(u, op);
}

void plan_date_use(const struct plan *p, int column, size_t moving, struct plan_date_use *ret)
{
    _cleanup_free_ uint8_t *of_registers = calloc(p->n_regs + 1, 1);
    *ret = (struct plan_date_use){.safe = true};
    if (p->n_refusals || !of_registers) {
        ret->safe = false;
        if (of_registers)
            ret->why = p->refusals[0].message;
        else
            err_nomem(&ret->why);
        return;
    }
    struct uses u = {p, column, of_registers, ret};
    for (size_t i = 0; i < p->n_ops; i++)
        u.of[p->ops[i].dst] = (uint8_t)look(&u, &p->ops[i]);
    for (size_t i = 0; i < p->n_wanted; i++) {
        enum hanging h = of(&u, p->outputs[i]);
        if ((h == TODAY || h == LATER) && i != moving)
            refuse(&u, &p->ops[p->regs[p->outputs[i]].op]);
        if (h == YEARS)
            ret->birthdays = true;
    }
}
