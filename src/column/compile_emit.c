/* Primitives: value numbering, spaces, states. */
#include "bounds.h"
#include "compile.h"

#define MAX_REGS 200000u

const struct plan_reg *reg_of(const struct compiler *c, struct val v)
{
    return &c->regs.at[v.reg];
}

const struct column_type *type_of(const struct compiler *c, struct val v)
{
    return &c->regs.at[v.reg].type;
}

bool is_bounded(const struct compiler *c, struct val v)
{
    return c->bounded.at[v.reg];
}

const struct str *codes_intern(struct compiler *c, const struct str *codes, size_t n)
{
    for (size_t i = 0; i < c->lists.n; i++) {
        size_t k = 0;

        if (c->lists.at[i].n != n)
            continue;
        while (k < n && str_eq(c->lists.at[i].codes[k], codes[k]))
            k++;
        if (k == n)
            return c->lists.at[i].codes;
    }
    struct str *copy = compile_alloc(c, n, sizeof *copy);
    if (!copy)
        return NULL;
    for (size_t i = 0; i < n; i++)
        copy[i] = str_dup(c->arena, codes[i]);
    __typeof__(*c->lists.at) list = {n, copy};
    if (!vec_push(c->arena, &c->lists, list))
        compile_no_memory(c);
    return copy;
}

int code_find(const struct column_type *t, struct str code)
{
    for (size_t i = 0; i < t->n_codes; i++)
        if (str_eq(t->codes[i], code))
            return (int)i;
    return -1;
}

static void key_of(const struct emission *e, enum column_space space, struct strbuf *key)
{
    const int64_t words[] = {e->code,
                             e->checked,
                             space,
                             e->kind,
                             e->type.kind,
                             e->type.width,
                             e->type.scale,
                             e->a.reg,
                             e->b.reg,
                             e->c.reg,
                             e->imm,
                             e->imm2,
                             (int64_t)e->n_args,
                             (int64_t)e->type.n_codes};

    strbuf_add(key, words, sizeof words);
    strbuf_add(key, &e->type.codes, sizeof e->type.codes);
    if (e->n_lut)
        strbuf_add(key, e->lut, e->n_lut * sizeof *e->lut);
    for (size_t i = 0; i < e->n_args; i++)
        strbuf_add(key, &e->args[i].reg, sizeof e->args[i].reg);
}

/* Is it an error of the interpreter where an operand is null? */
static bool wants_value(enum plan_code code)
{
    switch (code) {
    case DO_SPREAD:
    case DO_EQ:
    case DO_NE:
    case DO_IN:
    case DO_AND:
    case DO_OR:
    case DO_IF:
    case DO_IS_NULL:
    case DO_DEMAND:
    case DO_CHECK:
    case DO_RECODE:
    case DO_SEG_SOME:
    case DO_SEG_EVERY:
    case DO_ROWS_LUT:
    case DO_ROWS_CELL:
    case DO_CHOOSE:
        return false;
    default:
        return true;
    }
}

/* SLOW for an error, not only because columns can't hold or tell the value. */
static bool fails(const struct compiler *c, const struct emission *e)
{
    const int operands[3] = {e->a.reg, e->b.reg, e->c.reg};
    bool r = false;

    switch (e->code) {
    case DO_CONST:
        r = e->imm2 == COLUMN_SLOW;
        break;
    case DO_DIVIDE: {
        const struct column_type *d = type_of(c, e->b);

        r = d->min <= 0 && d->max >= 0;
        break;
    }
    case DO_CHECK:
    case DO_SEG_SUM:
    case DO_SEG_MIN:
    case DO_SEG_MAX:
    case DO_HIT_UNIQUE:
    case DO_HIT_ANY:
        r = true;
        break;
    case DO_DEMAND:
        r = e->imm & DEMAND_VALUE;
        break;
    default:
        break;
    }
    for (int i = 0; i < 3; i++)
        if (operands[i] >= 0)
            r |= c->fails.at[operands[i]] ||
                 (wants_value(e->code) && c->regs.at[operands[i]].type.null);
    for (size_t i = 0; i < e->n_args; i++)
        r |= c->fails.at[e->args[i].reg];
    return r;
}

static void push(struct compiler *c, const struct emission *e, enum column_space space,
                 const int *args)
{
    struct plan_op op = {.code = e->code,
                         .checked = e->checked,
                         .dst = (int)c->regs.n,
                         .a = e->a.reg,
                         .b = e->b.reg,
                         .c = e->c.reg,
                         .imm = e->imm,
                         .imm2 = e->imm2,
                         .n_args = e->n_args,
                         .args = args,
                         .node = c->node,
                         .where = c->where};
    struct plan_reg reg = {.kind = e->kind,
                           .space = space,
                           .type = e->type,
                           .slow = e->slow,
                           .partial = e->partial,
                           .op = (int)c->code.n};

    if (e->n_lut)
        op.lut = arena_dup(c->arena, e->lut, e->n_lut * sizeof *e->lut);
    if ((e->n_lut && !op.lut) || !vec_push(c->arena, &c->regs, reg) ||
        !vec_push(c->arena, &c->bounded, e->bounded) ||
        !vec_push(c->arena, &c->fails, fails(c, e)) || !vec_push(c->arena, &c->code, op)) {
        compile_no_memory(c);
        c->regs.n = c->code.n; /* whole pairs only */
    }
}

/* Lanes of two passes over the members must not meet. */
static int join_loops(struct compiler *c, int a, int b)
{
    if (a && b && a != b)
        refuse(c, "成员的循环里又用到外层循环的成员",
               "a loop over the members uses a member of an outer loop");
    return a ? a : b;
}

static int loop_of(const struct compiler *c, struct val v)
{
    return c->regs.at[v.reg].space == SPACE_MEMBER ? v.loop : 0;
}

static bool is_segment(enum plan_code code)
{
    return code >= DO_SEG_N && code <= DO_SEG_EVERY;
}

struct val spread(struct compiler *c, struct val v, enum column_space space)
{
    const struct plan_reg *r = reg_of(c, v);

    if (r->space >= space)
        return v;
    struct emission e = {.code = DO_SPREAD,
                         .kind = r->kind,
                         .type = r->type,
                         .slow = r->slow,
                         .partial = r->partial,
                         .bounded = is_bounded(c, v),
                         .space = (int)space,
                         .a = v,
                         .b = NO_VAL,
                         .c = NO_VAL};
    return emit(c, &e);
}

struct val emit(struct compiler *c, const struct emission *given)
{
    struct emission e = *given;
    struct val *operands[3] = {&e.a, &e.b, &e.c}, dst = {0, 0};
    struct val *args = NULL;
    int *numbers = NULL;
    int space = e.space;
    uint64_t at;

    if (c->failed)
        return dst;
    if (c->regs.n >= MAX_REGS) {
        refuse(c, "计划太大", "the plan grows too large");
        return dst;
    }
    if (e.n_args) {
        args = arena_dup(c->arena, e.args, e.n_args * sizeof *args);
        numbers = compile_alloc(c, e.n_args, sizeof *numbers);
        if (!args || !numbers) {
            compile_no_memory(c);
            return dst;
        }
        e.args = args;
    }
    for (int i = 0; i < 3; i++)
        if (operands[i]->reg >= 0) {
            dst.loop = join_loops(c, dst.loop, loop_of(c, *operands[i]));
            if (!is_segment(e.code) && (int)reg_of(c, *operands[i])->space > space)
                space = reg_of(c, *operands[i])->space;
        }
    for (size_t i = 0; i < e.n_args; i++) {
        dst.loop = join_loops(c, dst.loop, loop_of(c, args[i]));
        if ((int)reg_of(c, args[i])->space > space)
            space = reg_of(c, args[i])->space;
    }
    if (e.code != DO_SPREAD) {
        enum column_space inner = is_segment(e.code) ? SPACE_MEMBER : (enum column_space)space;

        for (int i = 0; i < 3; i++)
            if (operands[i]->reg >= 0)
                *operands[i] = spread(c, *operands[i], inner);
        for (size_t i = 0; i < e.n_args; i++)
            args[i] = spread(c, args[i], inner);
    }
    for (size_t i = 0; i < e.n_args; i++)
        numbers[i] = args[i].reg;
    struct strbuf key = {0};
    key_of(&e, (enum column_space)space, &key);
    if (key.failed)
        compile_no_memory(c);
    if (!c->failed && !map_get(c->ops, strbuf_str(&key), &at)) {
        at = c->regs.n;
        push(c, &e, (enum column_space)space, numbers);
        if (!c->failed && map_put(c->ops, strbuf_str(&key), at) < 0)
            compile_no_memory(c);
    }
    strbuf_done(&key);
    if (c->failed)
        return (struct val){0, 0};
    dst.reg = (int)at;
    if (space != SPACE_MEMBER)
        dst.loop = 0;
    return dst;
}

bool val_const(const struct compiler *c, struct val v, int64_t *ret)
{
    const struct plan_op *op = &c->code.at[reg_of(c, v)->op];

    while (op->code == DO_SPREAD)
        op = &c->code.at[c->regs.at[op->a].op];
    if (op->code != DO_CONST || op->imm2 != COLUMN_KNOWN)
        return false;
    *ret = op->imm;
    return true;
}

struct val emit_const(struct compiler *c, struct column_type type, int64_t v, enum column_state s)
{
    type.unknown = false;
    type.null = s == COLUMN_NULL;
    if (type.kind == COLUMN_NUMBER || type.kind == COLUMN_DATE)
        type.min = type.max = v;
    struct emission e = {.code = DO_CONST,
                         .type = type,
                         .slow = s == COLUMN_SLOW,
                         .space = SPACE_UNIFORM,
                         .imm = v,
                         .imm2 = s,
                         .a = NO_VAL,
                         .b = NO_VAL,
                         .c = NO_VAL};
    return emit(c, &e);
}

const struct column_type boolean = {.kind = COLUMN_BOOLEAN, .width = COLUMN_U8, .max = 1};

struct val emit_bool(struct compiler *c, bool v)
{
    return emit_const(c, boolean, v, COLUMN_KNOWN);
}

struct val emit_load(struct compiler *c, const struct column_input *in, size_t field, int loop)
{
    const struct column_field *f = &in->fields[field];
    struct emission e = {.code = DO_LOAD,
                         .type = f->type,
                         .slow = true,
                         .space = in->space,
                         .imm = f->column,
                         .a = NO_VAL,
                         .b = NO_VAL,
                         .c = NO_VAL};

    if (f->type.n_codes)
        e.type.codes = codes_intern(c, f->type.codes, f->type.n_codes);
    struct val v = emit(c, &e);
    v.loop = in->space == SPACE_MEMBER ? loop : 0;
    return v;
}

void strict(const struct compiler *c, struct emission *e)
{
    const struct val *operands[3] = {&e->a, &e->b, &e->c};

    e->slow |= e->checked;
    for (int i = 0; i < 3; i++)
        if (operands[i]->reg >= 0) {
            const struct plan_reg *r = reg_of(c, *operands[i]);

            e->type.unknown |= r->type.unknown;
            e->slow |= r->slow || r->type.null;
        }
}

struct val emit_demand(struct compiler *c, struct val a, int what)
{
    const struct plan_reg *r = reg_of(c, a);

    if (!r->type.unknown)
        what &= ~DEMAND_KNOWN;
    if (!r->type.null)
        what &= ~DEMAND_VALUE;
    if (!what)
        return a;
    struct emission e = {.code = DO_DEMAND,
                         .type = r->type,
                         .slow = true,
                         .imm = what,
                         .a = a,
                         .b = NO_VAL,
                         .c = NO_VAL};
    if (what & DEMAND_KNOWN)
        e.type.unknown = false;
    if (what & DEMAND_VALUE)
        e.type.null = false;
    e.bounded = is_bounded(c, a) && e.type.unknown;
    return emit(c, &e);
}

struct val emit_not(struct compiler *c, struct val a)
{
    int64_t v;

    if (val_const(c, a, &v))
        return emit_bool(c, !v);
    struct emission e = {.code = DO_NOT, .type = boolean, .a = a, .b = NO_VAL, .c = NO_VAL};
    strict(c, &e);
    return emit(c, &e);
}

struct val emit_logic(struct compiler *c, bool is_or, bool both, struct val a, struct val b)
{
    const struct plan_reg *ra = reg_of(c, a), *rb = reg_of(c, b);
    int64_t v;

    if (val_const(c, a, &v)) {
        if ((v != 0) != is_or)
            return b;
        if (!both || !rb->slow)
            return a;
    }
    if (val_const(c, b, &v) && (v != 0) != is_or)
        return a;
    struct emission e = {.code = is_or ? DO_OR : DO_AND,
                         .type = boolean,
                         .slow = ra->slow || rb->slow,
                         .imm = both && rb->slow,
                         .a = a,
                         .b = b,
                         .c = NO_VAL};
    e.type.unknown = ra->type.unknown || rb->type.unknown;
    e.type.null = ra->type.null || rb->type.null;
    return emit(c, &e);
}

struct val emit_if(struct compiler *c, struct val cond, struct val a, struct val b)
{
    const struct plan_reg *rc = reg_of(c, cond), *ra = reg_of(c, a), *rb = reg_of(c, b);
    struct emission e = {.code = DO_IF,
                         .kind = ra->kind,
                         .type = ra->type,
                         .slow = rc->slow || ra->slow || rb->slow,
                         .a = cond,
                         .b = a,
                         .c = b};

    if (ra->partial || rb->partial)
        refuse(c, "“如果”的结果是未定全的编码集",
               "`if` gives a set of codes that may be incomplete");
    e.type.unknown = rc->type.unknown || ra->type.unknown || rb->type.unknown;
    e.type.null = ra->type.null || rb->type.null;
    if (ra->type.kind == COLUMN_NUMBER || ra->type.kind == COLUMN_DATE) {
        e.type.min = ra->type.min < rb->type.min ? ra->type.min : rb->type.min;
        e.type.max = ra->type.max > rb->type.max ? ra->type.max : rb->type.max;
    }
    if (rb->type.n_codes > e.type.n_codes) { /* one list begins as the other */
        e.type.n_codes = rb->type.n_codes;
        e.type.codes = rb->type.codes;
    }
    e.bounded = ra->type.kind == COLUMN_NUMBER &&
                (rc->type.unknown || is_bounded(c, a) || is_bounded(c, b));
    return emit(c, &e);
}

struct val emit_is_null(struct compiler *c, struct val a)
{
    const struct plan_reg *r = reg_of(c, a);

    if (!r->type.null && !r->slow)
        return emit_bool(c, false);
    struct emission e = {
        .code = DO_IS_NULL, .type = boolean, .slow = r->slow, .a = a, .b = NO_VAL, .c = NO_VAL};
    return emit(c, &e);
}

struct val emit_in(struct compiler *c, struct val a, const uint64_t bits[4])
{
    const struct plan_reg *r = reg_of(c, a);
    struct emission e = {.code = DO_IN,
                         .type = boolean,
                         .slow = r->slow,
                         .lut = bits,
                         .n_lut = 4,
                         .a = a,
                         .b = NO_VAL,
                         .c = NO_VAL};

    e.type.unknown = r->type.unknown;
    return emit(c, &e);
}

/* of an EACH: its condition selects. */
struct val emit_seg(struct compiler *c, enum plan_code code, struct val a, const struct term *each)
{
    struct val condition = {each->each.condition, each->each.loop};
    struct emission e = {
        .code = code, .space = SPACE_HOUSEHOLD, .a = a, .b = condition, .c = NO_VAL};
    const int64_t most = LIMIT_HOUSEHOLD_MEMBERS;

    if (a.reg >= 0) {
        const struct plan_reg *r = reg_of(c, a);

        e.type = r->type;
        e.type.unknown = r->type.unknown;
        e.type.null = false;
        e.slow = r->slow || r->type.null;
        if (a.loop && a.loop != each->each.loop && r->space == SPACE_MEMBER)
            refuse(c, "成员的循环里又用到外层循环的成员",
                   "a loop over the members uses a member of an outer loop");
    }
    if (condition.reg >= 0) {
        e.type.unknown |= reg_of(c, condition)->type.unknown;
        e.slow |= reg_of(c, condition)->slow;
    }
    switch (code) {
    case DO_SEG_N:
    case DO_SEG_COUNT: {
        bool unknown = e.type.unknown;

        e.type = number_type(0, most, 0);
        e.type.width = COLUMN_U8;
        e.type.unknown = unknown;
        break;
    }
    case DO_SEG_SUM: {
        /* At least one member counts, or it is SLOW. */
        __int128 low = e.type.min < 0 ? (__int128)e.type.min * most : e.type.min;
        __int128 high = e.type.max > 0 ? (__int128)e.type.max * most : e.type.max;

        e.checked = low < INT64_MIN || high > INT64_MAX;
        e.type.min = low < INT64_MIN ? INT64_MIN : (int64_t)low;
        e.type.max = high > INT64_MAX ? INT64_MAX : (int64_t)high;
        e.type.width = COLUMN_I64;
        e.slow = true;
        break;
    }
    case DO_SEG_MIN:
    case DO_SEG_MAX:
        e.slow = true;
        break;
    default: /* some, every */
        e.type.null = a.reg >= 0 && type_of(c, a)->null;
        e.slow = (a.reg >= 0 && reg_of(c, a)->slow) ||
                 (condition.reg >= 0 && reg_of(c, condition)->slow);
        break;
    }
    return emit(c, &e);
}
