/*
 * The facts behind an unknown value: a walk from its register to the loads, over operands that are
 * unknown in that lane, as ops.def says for each primitive.
 */
#include "run_private.h"

#include <stdlib.h>
#include <string.h>

/* Registers still to be looked at, each once a walk; households (and uniform ones), members. */
struct level {
    uint32_t *seen, walk;
    int *stack;
    size_t n;
};

struct facts {
    size_t n_facts, words; /* of a bitmap of facts */
    uint32_t *facts;       /* ascending */
    uint32_t *number;      /* by register: of a load, index into facts */
    uint64_t *found;       /* bitmap by member, 0 = household */
    struct plan_fact *list;
    struct level household, member;
    uint64_t *rows[2]; /* by level and register: rows asked for */

    /* the walk */
    struct frame *f;
    size_t lane[3]; /* by space */
};

static int by_fact(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static uint32_t fact_of(const struct plan *p, const struct plan_op *load)
{
    const struct column_field *field = plan_field(p, p->regs[load->dst].space, (int)load->imm);

    return field ? field->fact : 0;
}

static void number_facts(struct facts *x, const struct plan *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_ops; i++)
        if (p->ops[i].code == DO_LOAD)
            x->facts[n++] = fact_of(p, &p->ops[i]);
    qsort(x->facts, n, sizeof *x->facts, by_fact);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || x->facts[i] != x->facts[i - 1])
            x->facts[x->n_facts++] = x->facts[i];
    for (size_t i = 0; i < p->n_ops; i++)
        if (p->ops[i].code == DO_LOAD) {
            uint32_t fact = fact_of(p, &p->ops[i]);
            const uint32_t *at = bsearch(&fact, x->facts, x->n_facts, sizeof *x->facts, by_fact);

            x->number[p->ops[i].dst] = (uint32_t)(at - x->facts);
        }
}

static bool level_new(struct level *l, size_t n_regs)
{
    l->seen = calloc(n_regs + 1, sizeof *l->seen);
    l->stack = calloc(n_regs + 1, sizeof *l->stack);
    return l->seen && l->stack;
}

int facts_new(const struct plan *p, struct facts **ret, struct err *e)
{
    struct facts *x = calloc(1, sizeof *x);

    if (!x)
        return err_nomem(e);
    x->facts = calloc(p->n_ops + 1, sizeof *x->facts);
    x->number = calloc(p->n_regs + 1, sizeof *x->number);
    if (x->facts && x->number) {
        number_facts(x, p);
        x->words = (x->n_facts + 63) / 64;
        x->found = calloc((SIDE_MEMBERS + 1) * x->words + 1, sizeof *x->found);
        x->list = calloc((SIDE_MEMBERS + 1) * x->n_facts + 1, sizeof *x->list);
        for (size_t i = 0; i < 2; i++)
            x->rows[i] = calloc(p->n_regs + 1, sizeof *x->rows[i]);
    }
    if (!x->found || !x->list || !x->rows[0] || !x->rows[1] ||
        !level_new(&x->household, p->n_regs) || !level_new(&x->member, p->n_regs)) {
        facts_free(x);
        return err_nomem(e);
    }
    *ret = x;
    return 0;
}

void facts_free(struct facts *x)
{
    if (!x)
        return;
    free(x->facts);
    free(x->number);
    free(x->found);
    free(x->list);
    free(x->rows[0]);
    free(x->rows[1]);
    free(x->household.seen);
    free(x->household.stack);
    free(x->member.seen);
    free(x->member.stack);
    free(x);
}

/* --- Looking at lanes --- */

static const struct plan_reg *reg_of(const struct facts *x, int reg)
{
    return &x->f->plan->regs[reg];
}

static size_t lane_of(const struct facts *x, int reg)
{
    return x->lane[reg_of(x, reg)->space];
}

static uint8_t state_of(const struct facts *x, int reg)
{
    const struct cell *c = &x->f->cells[reg];

    return c->s ? c->s[lane_of(x, reg)] : COLUMN_KNOWN;
}

static bool unknown(const struct facts *x, int reg)
{
    return state_of(x, reg) & COLUMN_UNKNOWN;
}

static int64_t read_lane(const struct facts *x, int reg, const void *v)
{
    size_t i = x->f->cells[reg].one ? 0 : lane_of(x, reg);

    switch (reg_of(x, reg)->type.width) {
    case COLUMN_U8:
        return ((const uint8_t *)v)[i];
    case COLUMN_I32:
        return ((const int32_t *)v)[i];
    default:
        return ((const int64_t *)v)[i];
    }
}

static int64_t value_of(const struct facts *x, int reg)
{
    return read_lane(x, reg, x->f->cells[reg].v);
}

/* A mask of I32 is unsigned. */
static uint64_t rows_of(const struct facts *x, int reg, const void *mask)
{
    int64_t v = read_lane(x, reg, mask);

    return reg_of(x, reg)->type.width == COLUMN_I32 ? (uint32_t)v : (uint64_t)v;
}

/* --- The walk --- */

static struct level *level_of(struct facts *x, int reg)
{
    return reg_of(x, reg)->space == SPACE_MEMBER ? &x->member : &x->household;
}

static void look_at(struct facts *x, int reg)
{
    struct level *l = level_of(x, reg);

    if (!unknown(x, reg) || l->seen[reg] == l->walk)
        return;
    l->seen[reg] = l->walk;
    l->stack[l->n++] = reg;
}

/* Rows are asked for again if further ones matter. */
static void look_at_rows(struct facts *x, int reg, uint64_t rows)
{
    struct level *l = level_of(x, reg);
    uint64_t *asked = &x->rows[l == &x->member][reg];

    if (rows && *asked == 0)
        l->stack[l->n++] = reg;
    *asked |= rows;
}

static void rows_facts(struct facts *x, const struct plan_op *op)
{
    uint64_t *asked = &x->rows[reg_of(x, op->dst)->space == SPACE_MEMBER][op->dst], rows = *asked;

    *asked = 0;
    if (op->code == DO_ROWS_AND) {
        look_at_rows(x, op->a, rows);
        look_at_rows(x, op->b, rows);
    } else if (op->code == DO_ROWS_CELL) {
        if (rows & (uint64_t)op->imm)
            look_at(x, op->a);
    } else if (rows & ~op->lut[op->imm2 + 1]) {
        look_at(x, op->a);
    }
}

static void hit_facts(struct facts *x, const struct plan_op *op)
{
    const struct cell *rows = &x->f->cells[op->a];
    uint64_t hold = rows_of(x, op->a, rows->v), may = rows_of(x, op->a, rows->may);

    if (op->code == DO_HIT_FIRST)
        may &= -may;
    else if (op->code != DO_HIT_ANY)
        may &= ~hold;
    else if (hold)
        may &= ~hold & ~op->lut[__builtin_ctzll(hold)];
    look_at_rows(x, op->a, may);
}

/* Rows that may hold and would change the whole; values of those that hold. */
static void collect_facts(struct facts *x, const struct plan_op *op)
{
    const struct cell *rows = &x->f->cells[op->a];
    uint64_t hold = rows_of(x, op->a, rows->v), may = rows_of(x, op->a, rows->may) & ~hold;
    uint64_t matter = 0;
    int64_t best = value_of(x, op->dst);
    bool sum = op->code == DO_COLLECT_SUM, has = sum && hold;

    for (size_t i = 0; i < op->n_args; i++) {
        if (!(hold >> i & 1))
            continue;
        look_at(x, op->args[i]);
        has |= !unknown(x, op->args[i]);
    }
    for (size_t i = 0; i < op->n_args; i++) {
        int64_t v = value_of(x, op->args[i]);
        bool changes = sum ? v != 0 : op->code == DO_COLLECT_MAX ? v > best : v < best;

        if ((may >> i & 1) && (!has || unknown(x, op->args[i]) || changes))
            matter |= UINT64_C(1) << i;
    }
    look_at_rows(x, op->a, matter);
}

static void drain(struct facts *x, struct level *l);

/* The members: those for whom the condition is unknown, else the values of the chosen ones. */
static void segment_facts(struct facts *x, const struct plan_op *op)
{
    size_t household = x->lane[SPACE_HOUSEHOLD];
    bool conditions = op->code == DO_SEG_COUNT;
    bool chooses = op->code != DO_SEG_COUNT && op->b >= 0;
    uint32_t from = x->f->off[household], to = x->f->off[household + 1];

    for (uint32_t i = from; chooses && i < to; i++) {
        x->lane[SPACE_MEMBER] = i;
        conditions |= unknown(x, op->b);
    }
    for (uint32_t i = from; i < to; i++) {
        x->lane[SPACE_MEMBER] = i;
        x->member.walk++;
        if (conditions)
            look_at(x, op->b);
        else if (!chooses || (state_of(x, op->b) == COLUMN_KNOWN && value_of(x, op->b)))
            look_at(x, op->a);
        drain(x, &x->member);
    }
}

static void value_facts(struct facts *x, const struct plan_op *op)
{
    int operands[3], number;
    size_t n;

    switch (op->code) {
    case DO_LOAD:
        number = (int)x->number[op->dst];
        n = reg_of(x, op->dst)->space == SPACE_MEMBER
                ? 1 + x->lane[SPACE_MEMBER] - x->f->off[x->lane[SPACE_HOUSEHOLD]]
                : 0;
        x->found[n * x->words + number / 64] |= UINT64_C(1) << number % 64;
        return;
    case DO_IF:
        if (unknown(x, op->a))
            look_at(x, op->a);
        else
            look_at(x, state_of(x, op->a) == COLUMN_KNOWN && value_of(x, op->a) ? op->b : op->c);
        return;
    case DO_CHOOSE:
        if (unknown(x, op->a)) {
            look_at(x, op->a);
        } else {
            size_t which = (size_t)value_of(x, op->a);

            look_at(x, op->args[which < op->n_args ? which : op->n_args - 1]);
        }
        return;
    case DO_SEG_SOME:
    case DO_SEG_EVERY:
    case DO_SEG_COUNT:
    case DO_SEG_SUM:
    case DO_SEG_MIN:
    case DO_SEG_MAX:
        segment_facts(x, op);
        return;
    case DO_HIT_FIRST:
    case DO_HIT_UNIQUE:
    case DO_HIT_ANY:
    case DO_COLLECT_COUNT:
    case DO_COLLECT_SET:
        hit_facts(x, op);
        return;
    case DO_COLLECT_MAX:
    case DO_COLLECT_MIN:
    case DO_COLLECT_SUM:
        collect_facts(x, op);
        return;
    case DO_CHECK:
        look_at(x, op->a);
        return;
    default:
        n = run_operands(op, operands);
        for (size_t i = 0; i < n; i++)
            look_at(x, operands[i]);
        return;
    }
}

static void drain(struct facts *x, struct level *l)
{
    const struct plan *p = x->f->plan;

    while (l->n) {
        const struct plan_op *op = &p->ops[p->regs[l->stack[--l->n]].op];

        if (p->regs[op->dst].kind == PLAN_ROWS)
            rows_facts(x, op);
        else
            value_facts(x, op);
    }
}

/* The facts found, and none found for the next walk. */
static size_t take_facts(struct facts *x, size_t members)
{
    size_t n = 0;

    for (size_t m = 0; m <= members; m++)
        for (size_t w = 0; w < x->words; w++) {
            uint64_t *bits = &x->found[m * x->words + w];

            for (; *bits; *bits &= *bits - 1) {
                size_t number = w * 64 + (size_t)__builtin_ctzll(*bits);

                x->list[n++] = (struct plan_fact){x->facts[number], (uint32_t)m};
            }
        }
    return n;
}

size_t facts_of(struct facts *x, struct frame *f, int reg, size_t lane,
                const struct plan_fact **ret)
{
    x->f = f;
    x->lane[SPACE_UNIFORM] = f->sets ? f->sets[lane] : 0;
    x->lane[SPACE_HOUSEHOLD] = lane;
    x->household.walk++;
    look_at(x, reg);
    drain(x, &x->household);
    *ret = x->list;
    return take_facts(x, f->off[lane + 1] - f->off[lane]);
}
