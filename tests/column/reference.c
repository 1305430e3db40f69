#include "reference.h"

#include "bounds.h"
#include "date.h"
#include "temporal.h"

#include <stdlib.h>

#define MAX_SETS 4096u

struct cell {
    int64_t v;    /* ROWS: those that hold */
    uint64_t may; /* ROWS: those that are not false */
    uint8_t state;
};

struct reference {
    const struct plan *p;
    struct column_value *sets[MAX_SETS];
    const struct column_batch *b;
    size_t household, members, set, first;
    struct cell *cells[3]; /* by space: reg * lanes + lane */
    struct plan_fact *facts;
    size_t n_facts, cap_facts;
};

struct reference *reference_new(const struct plan *p)
{
    struct reference *r = calloc(1, sizeof *r);

    if (!r)
        abort();
    r->p = p;
    for (int s = 0; s < 3; s++) {
        size_t lanes = s == SPACE_MEMBER ? LIMIT_HOUSEHOLD_MEMBERS : 1;

        r->cells[s] = calloc((p->n_regs + 1) * lanes, sizeof *r->cells[s]);
        if (!r->cells[s])
            abort();
    }
    return r;
}

void reference_free(struct reference *r)
{
    for (size_t i = 0; i < MAX_SETS; i++)
        free(r->sets[i]);
    for (int s = 0; s < 3; s++)
        free(r->cells[s]);
    free(r->facts);
    free(r);
}

void reference_set(struct reference *r, size_t set, const struct column_value *values)
{
    size_t n = r->p->n_columns[SPACE_UNIFORM];

    if (set >= MAX_SETS)
        abort();
    free(r->sets[set]);
    r->sets[set] = calloc(n + 1, sizeof *values);
    if (!r->sets[set])
        abort();
    memcpy(r->sets[set], values, n * sizeof *values);
}

static size_t lanes_of(const struct reference *r, enum column_space s)
{
    return s == SPACE_MEMBER ? r->members : 1;
}

static struct cell *at(const struct reference *r, int reg, size_t lane)
{
    enum column_space s = r->p->regs[reg].space;

    return &r->cells[s][(size_t)reg * (s == SPACE_MEMBER ? LIMIT_HOUSEHOLD_MEMBERS : 1) +
                        (s == SPACE_MEMBER ? lane : 0)];
}

static int64_t value_at(const struct column *c, size_t i)
{
    switch (c->width) {
    case COLUMN_U8:
        return ((const uint8_t *)c->values)[i];
    case COLUMN_I32:
        return ((const int32_t *)c->values)[i];
    default:
        return ((const int64_t *)c->values)[i];
    }
}

static struct cell load(const struct reference *r, const struct plan_op *op, size_t lane)
{
    enum column_space s = r->p->regs[op->dst].space;
    struct cell x = {0};

    if (s == SPACE_UNIFORM) {
        x.v = r->sets[r->set][op->imm].value;
        x.state = r->sets[r->set][op->imm].state;
    } else {
        const struct column *c =
            s == SPACE_MEMBER ? &r->b->member[op->imm] : &r->b->household[op->imm];
        size_t i = s == SPACE_MEMBER ? r->first + lane : r->household;

        x.v = value_at(c, i);
        x.state = c->states ? c->states[i] : 0;
    }
    if (x.state)
        x.v = 0;
    return x;
}

static __int128 power(int64_t n)
{
    __int128 p = 1;

    while (n-- > 0)
        p *= 10;
    return p;
}

static __int128 divided(__int128 a, __int128 b, enum plan_round mode)
{
    bool negative = (a < 0) != (b < 0);

    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    __int128 q = a / b, rest = a % b;
    bool up = false;
    switch (mode) {
    case ROUND_HALF_UP:
        up = rest >= b - rest;
        break;
    case ROUND_HALF_DOWN:
        up = rest > b - rest;
        break;
    case ROUND_HALF_EVEN:
        up = rest > b - rest || (rest == b - rest && q % 2);
        break;
    case ROUND_UP:
        up = rest != 0;
        break;
    case ROUND_DOWN:
        break;
    case ROUND_FLOOR:
        up = rest != 0 && negative;
        break;
    case ROUND_CEILING:
        up = rest != 0 && !negative;
        break;
    }
    q += up && (rest != 0);
    return negative ? -q : q;
}

static const struct cell slow = {.state = COLUMN_SLOW}, unknown = {.state = COLUMN_UNKNOWN};

/* What an unchecked register can't hold is a fault of the compiler. */
static struct cell fitted(const struct reference *r, const struct plan_op *op, __int128 v)
{
    const struct column_type *t = &r->p->regs[op->dst].type;

    if (v < INT64_MIN || v > INT64_MAX) {
        if (!op->checked)
            abort();
        return slow;
    }
    if (t->kind == COLUMN_NUMBER && (v < t->min || v > t->max))
        abort();
    return (struct cell){.v = (int64_t)v};
}

static uint8_t joined(uint8_t a, uint8_t b)
{
    a |= b;
    return a & (COLUMN_SLOW | COLUMN_NULL) ? COLUMN_SLOW : a;
}

static struct cell logic(const struct plan_op *op, struct cell a, struct cell b)
{
    int64_t decides = op->code == DO_OR;

    if (op->imm && (a.state == COLUMN_SLOW || b.state == COLUMN_SLOW))
        return slow;
    if (a.state == COLUMN_SLOW)
        return slow;
    if (a.state == 0 && a.v == decides)
        return a;
    if (b.state == COLUMN_SLOW)
        return slow;
    if (b.state == 0 && b.v == decides)
        return b;
    if (a.state == COLUMN_UNKNOWN || b.state == COLUMN_UNKNOWN)
        return unknown;
    if (a.state == COLUMN_NULL || b.state == COLUMN_NULL)
        return (struct cell){.state = COLUMN_NULL};
    return (struct cell){.v = !decides};
}

static struct cell equal(const struct plan_op *op, struct cell a, struct cell b)
{
    bool ne = op->code == DO_NE;

    if (a.state == COLUMN_SLOW || b.state == COLUMN_SLOW)
        return slow;
    if (a.state == COLUMN_UNKNOWN || b.state == COLUMN_UNKNOWN)
        return unknown;
    if (a.state == COLUMN_NULL || b.state == COLUMN_NULL)
        return (struct cell){.v = (a.state == b.state) != ne};
    return (struct cell){.v = (a.v == b.v) != ne};
}

static struct cell strict(const struct reference *r, const struct plan_op *op, struct cell a,
                          struct cell b)
{
    uint8_t state = joined(a.state, op->b >= 0 ? b.state : 0);
    int64_t months;

    if (state)
        return (struct cell){.state = state};
    switch (op->code) {
    case DO_ADD:
        return fitted(r, op, (__int128)a.v + b.v);
    case DO_SUB:
        return fitted(r, op, (__int128)a.v - b.v);
    case DO_MUL:
        return fitted(r, op, (__int128)a.v * b.v);
    case DO_NEGATE:
        return fitted(r, op, -(__int128)a.v);
    case DO_RESCALE:
        return fitted(r, op, a.v * power(op->imm));
    case DO_WIDEN:
        return a;
    case DO_DIVIDE:
        if (b.v == 0)
            return slow;
        return fitted(r, op, divided(a.v * power(op->imm), b.v, (enum plan_round)op->imm2));
    case DO_MIN:
        return fitted(r, op, a.v < b.v ? a.v : b.v);
    case DO_MAX:
        return fitted(r, op, a.v > b.v ? a.v : b.v);
    case DO_ABS:
        return fitted(r, op, a.v < 0 ? -(__int128)a.v : a.v);
    case DO_EXACT:
        return a.v % (int64_t)power(op->imm) ? slow : fitted(r, op, a.v / (int64_t)power(op->imm));
    case DO_LT:
        return (struct cell){.v = a.v < b.v};
    case DO_LE:
        return (struct cell){.v = a.v <= b.v};
    case DO_NOT:
        return (struct cell){.v = !a.v};
    case DO_AGE:
    case DO_MONTHS:
        if (a.v > b.v)
            return slow;
        months = calendar_months_between(a.v, b.v);
        if (op->code == DO_MONTHS)
            return fitted(r, op, months);
        return months / 12 > 255 ? slow : fitted(r, op, months / 12);
    case DO_ADD_MONTHS: {
        int64_t days;

        if (!calendar_add_months(a.v, b.v, &days) || calendar_of(days).year < 1 ||
            calendar_of(days).year > 9999)
            return slow;
        return (struct cell){.v = days};
    }
    case DO_DATE_PART: {
        struct calendar c = calendar_of(a.v);

        return fitted(r, op, op->imm == 0 ? c.year : op->imm == 1 ? c.month : c.day);
    }
    default:
        abort();
    }
}

/* 1 holds, 0 not, -1 may; -2 slow */
static int condition(const struct reference *r, const struct plan_op *op, size_t lane)
{
    struct cell c;

    if (op->b < 0)
        return 1;
    c = *at(r, op->b, lane);
    return c.state == COLUMN_SLOW ? -2 : c.state == COLUMN_UNKNOWN ? -1 : c.state == 0 && c.v;
}

static struct cell segment(const struct reference *r, const struct plan_op *op)
{
    struct cell logic_so_far = {.v = op->code == DO_SEG_EVERY};
    bool open = false, some_unknown = false, some_slow = false;
    __int128 sum = 0;
    size_t n = 0;

    for (size_t m = 0; m < r->members; m++) {
        if (condition(r, op, m) == -2)
            return slow;
        open |= condition(r, op, m) == -1;
    }
    for (size_t m = 0; m < r->members; m++) {
        struct cell x = {0};

        if (condition(r, op, m) != 1)
            continue;
        if (op->a >= 0)
            x = *at(r, op->a, m);
        if (op->code == DO_SEG_SOME || op->code == DO_SEG_EVERY) {
            const struct plan_op both = {.code = op->code == DO_SEG_SOME ? DO_OR : DO_AND,
                                         .imm = 1};

            logic_so_far = logic(&both, logic_so_far, x);
            some_slow |= x.state == COLUMN_SLOW;
            continue;
        }
        some_unknown |= x.state == COLUMN_UNKNOWN;
        some_slow |= x.state & (COLUMN_SLOW | COLUMN_NULL);
        if (op->code == DO_SEG_MIN)
            sum = n == 0 || x.v < sum ? x.v : sum;
        else if (op->code == DO_SEG_MAX)
            sum = n == 0 || x.v > sum ? x.v : sum;
        else
            sum += x.v;
        n++;
    }
    if (open)
        return unknown;
    if (some_slow)
        return slow;
    if (op->code == DO_SEG_SOME || op->code == DO_SEG_EVERY)
        return logic_so_far;
    if (some_unknown)
        return unknown;
    if (op->code == DO_SEG_N || op->code == DO_SEG_COUNT)
        return fitted(r, op, n);
    return n == 0 ? slow : fitted(r, op, sum);
}

static struct cell rows(const struct reference *r, const struct plan_op *op, struct cell a,
                        struct cell b)
{
    struct cell x = {0};

    if (a.state == COLUMN_SLOW || (op->code == DO_ROWS_AND && b.state == COLUMN_SLOW))
        return slow;
    switch (op->code) {
    case DO_ROWS_AND:
        return (struct cell){.v = a.v & b.v, .may = a.may & b.may};
    case DO_ROWS_LUT:
        if (a.state == COLUMN_UNKNOWN)
            return (struct cell){.v = (int64_t)op->lut[op->imm2 + 1], .may = UINT64_MAX};
        x.v = (int64_t)op->lut[a.state == COLUMN_NULL ? op->imm2 : a.v - op->imm];
        x.may = (uint64_t)x.v;
        return x;
    default:
        x.v = ~op->imm;
        if (a.state == 0 && a.v)
            x.v = -1;
        x.may = a.state == COLUMN_UNKNOWN ? UINT64_MAX : (uint64_t)x.v;
        return x;
    }
}

static struct cell hit(const struct plan_op *op, struct cell a)
{
    uint64_t mask = op->imm == 64 ? UINT64_MAX : (UINT64_C(1) << op->imm) - 1;
    uint64_t holds = (uint64_t)a.v & mask, may = a.may & mask;

    if (a.state)
        return slow;
    if (!may)
        return (struct cell){.v = op->imm};
    if (op->code == DO_HIT_FIRST) {
        int first = __builtin_ctzll(may);

        return holds >> first & 1 ? (struct cell){.v = first} : unknown;
    }
    if (!holds)
        return unknown;
    int first = __builtin_ctzll(holds);
    if (op->code == DO_HIT_UNIQUE)
        return holds & (holds - 1) ? slow : (struct cell){.v = first};
    if (holds & ~op->lut[first])
        return slow;
    return may & ~op->lut[first] ? unknown : (struct cell){.v = first};
}

static bool exceeds(const struct plan_op *op, int64_t a, int64_t b)
{
    return op->code == DO_COLLECT_MAX ? a > b : a < b;
}

/* Rows whose facts a COLLECT that is unknown tells; the value otherwise. */
static struct cell collect(const struct reference *r, const struct plan_op *op, struct cell a,
                           size_t lane, uint64_t *ret_open)
{
    size_t n = op->n_args;
    bool have = false;
    int64_t best = 0;
    __int128 sum = 0;
    uint64_t open = 0;

    if (a.state)
        return slow;
    for (size_t i = 0; i < n; i++) {
        bool holds = (uint64_t)a.v >> i & 1, may = a.may >> i & 1;
        struct cell x = *at(r, op->args[i], lane);

        if (!may)
            continue;
        if (x.state & (COLUMN_SLOW | COLUMN_NULL))
            return slow;
        if (!holds || x.state)
            continue;
        if (!have || exceeds(op, x.v, best))
            best = x.v;
        sum += x.v;
        have = true;
    }
    bool any = false, any_true = false;
    for (size_t i = 0; i < n; i++) {
        bool holds = (uint64_t)a.v >> i & 1, may = a.may >> i & 1;

        any |= may;
        any_true |= holds;
    }
    for (size_t i = 0; i < n; i++) {
        bool holds = (uint64_t)a.v >> i & 1, may = a.may >> i & 1;
        struct cell x = *at(r, op->args[i], lane);

        if (!may || (holds && !x.state))
            continue;
        if (op->code == DO_COLLECT_SUM) {
            if (!holds && !x.state && x.v == 0 && any_true)
                continue;
        } else if (have && !x.state && !exceeds(op, x.v, best)) {
            continue;
        }
        open |= UINT64_C(1) << i;
    }
    *ret_open = open;
    if (open)
        return unknown;
    if (!any)
        return (struct cell){.state = COLUMN_NULL};
    return fitted(r, op, op->code == DO_COLLECT_SUM ? sum : best);
}

static struct cell compute(const struct reference *r, const struct plan_op *op, size_t lane)
{
    const struct cell none = {0};
    enum column_space s = r->p->regs[op->dst].space;
    bool seg = op->code >= DO_SEG_N && op->code <= DO_SEG_EVERY;
    struct cell a = op->a >= 0 && !seg ? *at(r, op->a, lane) : none;
    struct cell b = op->b >= 0 && !seg ? *at(r, op->b, lane) : none;
    uint64_t open;

    (void)s;
    switch (op->code) {
    case DO_LOAD:
        return load(r, op, lane);
    case DO_CONST:
        return (struct cell){.v = op->imm2 ? 0 : op->imm, .state = (uint8_t)op->imm2};
    case DO_SPREAD:
        return a;
    case DO_EQ:
    case DO_NE:
        return equal(op, a, b);
    case DO_IN:
        if (a.state & (COLUMN_SLOW | COLUMN_UNKNOWN))
            return (struct cell){.state = a.state};
        return (struct cell){.v = !a.state && (op->lut[a.v / 64] >> a.v % 64 & 1)};
    case DO_HAS: {
        bool has = op->imm < 64 && ((uint64_t)a.v >> op->imm & 1);

        if (a.state == COLUMN_UNKNOWN && r->p->regs[op->a].partial && has)
            return (struct cell){.v = 1};
        if (a.state)
            return (struct cell){.state = joined(a.state, 0)};
        return (struct cell){.v = has};
    }
    case DO_AND:
    case DO_OR:
        return logic(op, a, b);
    case DO_IF: {
        struct cell c = *at(r, op->c, lane);

        if (a.state == COLUMN_SLOW)
            return slow;
        if (a.state == COLUMN_UNKNOWN)
            return b.state == COLUMN_SLOW || c.state == COLUMN_SLOW ? slow : unknown;
        return a.state == 0 && a.v ? b : c;
    }
    case DO_IS_NULL:
        return a.state == COLUMN_SLOW ? slow : (struct cell){.v = a.state == COLUMN_NULL};
    case DO_DEMAND:
        return (a.state == COLUMN_UNKNOWN && op->imm & 1) || (a.state == COLUMN_NULL && op->imm & 2)
                   ? slow
                   : a;
    case DO_CHECK:
        return b.state & (COLUMN_SLOW | COLUMN_NULL) || (!b.state && !b.v) ? slow : a;
    case DO_RECODE:
        if (!a.state)
            a.v = ((const uint8_t *)op->lut)[a.v];
        return a;
    case DO_SEG_N:
    case DO_SEG_COUNT:
    case DO_SEG_SUM:
    case DO_SEG_MIN:
    case DO_SEG_MAX:
    case DO_SEG_SOME:
    case DO_SEG_EVERY:
        return segment(r, op);
    case DO_ROWS_LUT:
    case DO_ROWS_CELL:
    case DO_ROWS_AND:
        return rows(r, op, a, b);
    case DO_HIT_FIRST:
    case DO_HIT_UNIQUE:
    case DO_HIT_ANY:
        return hit(op, a);
    case DO_CHOOSE:
        return a.state ? (struct cell){.state = a.state}
                       : *at(r, op->args[(size_t)a.v < op->n_args ? (size_t)a.v : op->n_args - 1],
                             lane);
    case DO_COLLECT_MAX:
    case DO_COLLECT_MIN:
    case DO_COLLECT_SUM:
        return collect(r, op, a, lane, &open);
    case DO_COLLECT_COUNT: {
        uint64_t mask = (UINT64_C(2) << (r->p->regs[op->dst].type.max - 1)) - 1;

        if (a.state)
            return slow;
        return (a.may & mask & ~(uint64_t)a.v)
                   ? unknown
                   : (struct cell){.v = __builtin_popcountll((uint64_t)a.v & mask)};
    }
    case DO_COLLECT_SET: {
        struct cell x = {0};
        size_t n = r->p->regs[op->a].type.max > 0 ? (size_t)r->p->regs[op->a].type.max : 64;

        if (a.state)
            return slow;
        for (size_t i = 0; i < n; i++) {
            if ((uint64_t)a.v >> i & 1)
                x.v |= (int64_t)op->lut[i];
            else if (a.may >> i & 1)
                x.state = COLUMN_UNKNOWN;
        }
        return x;
    }
    case DO_FIRED: {
        size_t n = r->p->regs[op->a].type.max > 0 ? (size_t)r->p->regs[op->a].type.max : 64;
        uint64_t mask = n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1, may = a.may & mask;

        if (a.state)
            return slow;
        if (op->imm)
            return (struct cell){.v = (int64_t)((uint64_t)a.v & may & -may)};
        return (struct cell){.v = (int64_t)((uint64_t)a.v & mask)};
    }
    default:
        return strict(r, op, a, b);
    }
}

void reference_household(struct reference *r, const struct column_batch *b, size_t household)
{
    r->b = b;
    r->household = household;
    r->first = b->offsets[household] - b->offsets[0];
    r->members = b->offsets[household + 1] - b->offsets[household];
    r->set = b->sets ? b->sets[household] : b->set;
    if (r->members > LIMIT_HOUSEHOLD_MEMBERS)
        abort();
    for (size_t i = 0; i < r->p->n_ops; i++) {
        const struct plan_op *op = &r->p->ops[i];
        const struct plan_reg *reg = &r->p->regs[op->dst];

        for (size_t lane = 0; lane < lanes_of(r, reg->space); lane++) {
            struct cell x = compute(r, op, lane);

            /* What a register says of itself holds. */
            if ((x.state == COLUMN_UNKNOWN && !reg->type.unknown) ||
                (x.state == COLUMN_NULL && !reg->type.null) ||
                (x.state == COLUMN_SLOW && !reg->slow))
                abort();
            if (x.state && !reg->partial)
                x.v = 0;
            *at(r, op->dst, lane) = x;
        }
    }
}

struct reference_value reference_reg(const struct reference *r, int reg, size_t lane,
                                     uint64_t *ret_may)
{
    struct cell x = *at(r, reg, lane);

    if (ret_may)
        *ret_may = x.may;
    return (struct reference_value){x.v, x.state};
}

struct reference_value reference_output(const struct reference *r, size_t i)
{
    return reference_reg(r, r->p->outputs[i], 0, NULL);
}

bool reference_fired(const struct reference *r, size_t t, uint64_t *ret)
{
    struct cell x = *at(r, r->p->fired[t], 0);

    *ret = (uint64_t)x.v;
    return !x.state;
}

bool reference_slow(const struct reference *r)
{
    const struct plan *p = r->p;
    uint64_t fired;

    for (size_t i = 0; i < p->n_wanted; i++) {
        struct reference_value v;

        if (p->outputs[i] < 0)
            continue;
        v = reference_output(r, i);
        if (v.state == COLUMN_SLOW || (v.state == COLUMN_NULL && p->wanted[i].kind != COLUMN_DATE))
            return true;
    }
    for (size_t t = 0; t < p->n_tables; t++)
        if (!reference_fired(r, t, &fired))
            return true;
    return false;
}

/* --- Facts --- */

static void add_fact(struct reference *r, uint32_t fact, uint32_t member)
{
    if (r->n_facts == r->cap_facts) {
        r->cap_facts = r->cap_facts ? 2 * r->cap_facts : 64;
        r->facts = realloc(r->facts, r->cap_facts * sizeof *r->facts);
        if (!r->facts)
            abort();
    }
    r->facts[r->n_facts++] = (struct plan_fact){fact, member};
}

static void facts_of(struct reference *r, int reg, size_t lane);

static void facts_of_row(struct reference *r, int reg, size_t row, size_t lane)
{
    const struct plan_op *op = &r->p->ops[r->p->regs[reg].op];

    switch (op->code) {
    case DO_ROWS_AND:
        facts_of_row(r, op->a, row, lane);
        facts_of_row(r, op->b, row, lane);
        break;
    case DO_ROWS_LUT:
        if (!(op->lut[op->imm2 + 1] >> row & 1))
            facts_of(r, op->a, lane);
        break;
    default:
        if ((uint64_t)op->imm >> row & 1)
            facts_of(r, op->a, lane);
    }
}

static void facts_of_rows(struct reference *r, int reg, uint64_t which, size_t lane)
{
    for (; which; which &= which - 1)
        facts_of_row(r, reg, (size_t)__builtin_ctzll(which), lane);
}

static void facts_of_hit(struct reference *r, const struct plan_op *op, size_t lane)
{
    struct cell a = *at(r, op->a, lane);
    uint64_t mask = op->imm == 64 ? UINT64_MAX : (UINT64_C(1) << op->imm) - 1;
    uint64_t holds = (uint64_t)a.v & mask, may = a.may & mask, which = may & ~holds;

    if (op->code == DO_HIT_FIRST)
        which = may & -may;
    else if (op->code == DO_HIT_ANY && holds)
        which &= ~op->lut[__builtin_ctzll(holds)];
    facts_of_rows(r, op->a, which, lane);
}

static void facts_of_segment(struct reference *r, const struct plan_op *op)
{
    bool open = false;

    for (size_t m = 0; m < r->members; m++)
        if (condition(r, op, m) == -1) {
            open = true;
            facts_of(r, op->b, m);
        }
    for (size_t m = 0; !open && op->a >= 0 && m < r->members; m++)
        if (condition(r, op, m) == 1)
            facts_of(r, op->a, m);
}

static void facts_of(struct reference *r, int reg, size_t lane)
{
    const struct plan_op *op = &r->p->ops[r->p->regs[reg].op];
    const int operands[3] = {op->a, op->b, op->c};
    uint64_t open = 0;

    if (at(r, reg, lane)->state != COLUMN_UNKNOWN)
        return;
    switch (op->code) {
    case DO_LOAD: {
        const struct plan_reg *x = &r->p->regs[reg];

        add_fact(r, plan_field(r->p, x->space, (int)op->imm)->fact,
                 x->space == SPACE_MEMBER ? (uint32_t)lane + 1 : 0);
        break;
    }
    case DO_IF:
        if (at(r, op->a, lane)->state == COLUMN_UNKNOWN)
            facts_of(r, op->a, lane);
        else
            facts_of(r, at(r, op->a, lane)->v ? op->b : op->c, lane);
        break;
    case DO_CHECK:
        facts_of(r, op->a, lane);
        break;
    case DO_SEG_N:
    case DO_SEG_COUNT:
    case DO_SEG_SUM:
    case DO_SEG_MIN:
    case DO_SEG_MAX:
    case DO_SEG_SOME:
    case DO_SEG_EVERY:
        facts_of_segment(r, op);
        break;
    case DO_HIT_FIRST:
    case DO_HIT_UNIQUE:
    case DO_HIT_ANY:
        facts_of_hit(r, op, lane);
        break;
    case DO_CHOOSE: {
        struct cell a = *at(r, op->a, lane);

        facts_of(r, a.state ? op->a : op->args[a.v], lane);
        break;
    }
    case DO_COLLECT_MAX:
    case DO_COLLECT_MIN:
    case DO_COLLECT_SUM: {
        struct cell a = *at(r, op->a, lane);

        (void)collect(r, op, a, lane, &open);
        for (; open; open &= open - 1) {
            int row = __builtin_ctzll(open);

            if ((uint64_t)a.v >> row & 1)
                facts_of(r, op->args[row], lane);
            else
                facts_of_row(r, op->a, (size_t)row, lane);
        }
        break;
    }
    case DO_COLLECT_COUNT:
    case DO_COLLECT_SET: {
        struct cell a = *at(r, op->a, lane);
        size_t n = (size_t)r->p->regs[op->a].type.max;
        uint64_t mask = n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;

        facts_of_rows(r, op->a, a.may & mask & ~(uint64_t)a.v, lane);
        break;
    }
    default:
        for (int i = 0; i < 3; i++)
            if (operands[i] >= 0)
                facts_of(r, operands[i], lane);
    }
}

static int by_member(const void *x, const void *y)
{
    const struct plan_fact *a = x, *b = y;

    if (a->member != b->member)
        return a->member < b->member ? -1 : 1;
    return a->fact < b->fact ? -1 : a->fact > b->fact;
}

size_t reference_facts(struct reference *r, size_t i, const struct plan_fact **ret)
{
    size_t n = 0;

    r->n_facts = 0;
    facts_of(r, r->p->outputs[i], 0);
    if (r->n_facts)
        qsort(r->facts, r->n_facts, sizeof *r->facts, by_member);
    for (size_t k = 0; k < r->n_facts; k++)
        if (k == 0 || by_member(&r->facts[k], &r->facts[k - 1]))
            r->facts[n++] = r->facts[k];
    *ret = r->facts;
    return n;
}
