/*
 * What the interpreter evaluates although the result may not need it: arguments, entries of
 * contexts, items of lists, tables. An error there fails the household, so its SLOW must be seen.
 */
#include "compile.h"

static void add(struct compiler *c, struct val v)
{
    if (!c->failed && c->fails.at[v.reg] && !vec_push(c->arena, &c->eager, v.reg))
        compile_no_memory(c);
}

void eager(struct compiler *c, const struct term *t)
{
    if (c->failed)
        return;
    switch (t->kind) {
    case TERM_REG:
        add(c, t->val);
        break;
    case TERM_QUOTIENT:
        add(c, number_divided(c, t->quotient));
        break;
    case TERM_CONTEXT:
    case TERM_LIST:
        for (size_t i = 0; i < t->list.n; i++)
            eager(c, &t->list.at[i]);
        break;
    case TERM_EACH:
        eager(c, t->each.item);
        if (t->each.condition >= 0)
            add(c, (struct val){t->each.condition, t->each.loop});
        break;
    case TERM_RANGE:
        if (t->range.low)
            eager(c, t->range.low);
        if (t->range.high)
            eager(c, t->range.high);
        break;
    case TERM_CONST:
    case TERM_INPUT:
    case TERM_FUNCTION:
        break;
    }
}

/* Marks the operands whose SLOW makes an operation SLOW in every case. */
static void mark(const struct compiler *c, const struct plan_op *op, bool *seen)
{
    bool a = true, b = true;

    switch (op->code) {
    case DO_SPREAD: /* a household may have no members */
        a = c->regs.at[op->dst].space != SPACE_MEMBER;
        break;
    case DO_AND:
    case DO_OR:
        b = op->imm == 1;
        break;
    case DO_IF:
    case DO_CHOOSE:
        b = false;
        break;
    case DO_SEG_COUNT:
    case DO_SEG_SUM:
    case DO_SEG_MIN:
    case DO_SEG_MAX:
    case DO_SEG_SOME:
    case DO_SEG_EVERY:
        a = op->b < 0;
        break;
    default:
        break;
    }
    if (a && op->a >= 0)
        seen[op->a] = true;
    if (b && op->b >= 0)
        seen[op->b] = true;
}

/* Registers whose SLOW is seen at one of the roots. */
static bool *seen_from(struct compiler *c, const int *roots, size_t n)
{
    bool *seen = compile_alloc(c, c->regs.n, sizeof *seen);

    for (size_t i = 0; seen && i < n; i++)
        if (roots[i] >= 0)
            seen[roots[i]] = true;
    for (size_t i = c->code.n; seen && i-- > 0;)
        if (seen[i])
            mark(c, &c->code.at[i], seen);
    return seen;
}

void eager_argument(struct compiler *c, const struct term *arg, const struct term *result)
{
    bool *seen;

    if (c->failed)
        return;
    if (arg->kind == TERM_REG && !c->fails.at[arg->val.reg])
        return;
    if (arg->kind == TERM_REG && result->kind == TERM_REG) {
        seen = seen_from(c, &result->val.reg, 1);
        if (!seen || seen[arg->val.reg])
            return;
    }
    eager(c, arg);
}

struct val eager_guard(struct compiler *c, struct val v, const int *roots, size_t n)
{
    bool *seen = seen_from(c, roots, n);
    struct val all = emit_bool(c, true);
    size_t n_eager = c->eager.n;

    for (size_t i = 0; seen && i < n_eager && !c->failed; i++) {
        const struct term members = {.kind = TERM_EACH, .each = {NULL, -1, 0}};
        struct val x = {c->eager.at[i], 0};

        if (seen[x.reg])
            continue;
        seen[x.reg] = true;
        /* True unless it is SLOW. */
        x = emit_in(c, emit_is_null(c, x), (const uint64_t[4]){3});
        if (reg_of(c, x)->space == SPACE_MEMBER)
            x = emit_seg(c, DO_SEG_EVERY, x, &members);
        all = emit_logic(c, false, true, all, x);
    }
    int64_t k;
    if (c->failed || val_const(c, all, &k))
        return v;
    const struct plan_reg *r = reg_of(c, v);
    struct emission e = {.code = DO_CHECK,
                         .kind = r->kind,
                         .type = r->type,
                         .slow = true,
                         .partial = r->partial,
                         .bounded = is_bounded(c, v),
                         .a = v,
                         .b = all,
                         .c = NO_VAL};
    return emit(c, &e);
}
