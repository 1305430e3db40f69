/*
 * One primitive over all lanes: which kernels, in which form, and the states beside the values.
 * ops.def says what each means.
 */
#include "run_private.h"

#include <string.h>

/* --- Values --- */

static void load(struct frame *f, const struct plan_op *op)
{
    const struct plan_reg *reg = &f->plan->regs[op->dst];
    enum column_space space = reg->space;
    struct room *room = &f->rooms[op->dst];
    size_t n = f->n[space];
    struct cell c = {0};

    if (space == SPACE_UNIFORM) {
        const struct column_value *v = &f->values[op->imm];

        f->k->convert[COLUMN_I64][reg->type.width](1, room->v, &v->value);
        room->s[0] = v->state;
        run_done(f, op->dst, false, v->state);
        return;
    }
    const struct column *column =
        &(space == SPACE_MEMBER ? f->batch->member : f->batch->household)[op->imm];
    c.v = column->values;
    c.s = column->states;
    if (f->pick[space]) {
        f->k->pick[reg->type.width](n, room->v, c.v, f->pick[space]);
        c.v = room->v;
        if (c.s) {
            f->k->pick[COLUMN_U8](n, room->s, c.s, f->pick[space]);
            c.s = room->s;
        }
    }
    c.any = c.s ? f->k->states(n, c.s) : 0;
    if (!c.any)
        c.s = NULL;
    f->cells[op->dst] = c;
}

static void constant(struct frame *f, const struct plan_op *op)
{
    f->k->convert[COLUMN_I64][width_of(f, op->dst)](1, f->rooms[op->dst].v, &op->imm);
    f->rooms[op->dst].s[0] = (uint8_t)op->imm2;
    run_done(f, op->dst, false, (uint8_t)op->imm2);
}

static void spread(struct frame *f, const struct plan_op *op)
{
    const struct plan_reg *from = &f->plan->regs[op->a], *to = &f->plan->regs[op->dst];
    const struct cell *a = &f->cells[op->a];
    const struct room *room = &f->rooms[op->dst];
    enum column_width w = from->type.width;
    size_t n = f->n[to->space];

    if (a->one || (from->space == SPACE_UNIFORM && !f->sets)) {
        f->k->fill[w](1, room->v, a->v);
        if (a->s)
            memset(room->s, a->s[0], n);
        run_done(f, op->dst, true, a->s ? a->s[0] : 0);
        return;
    }
    const uint16_t *at = run_owners(f, from->space, to->space);

    f->k->pick[w](n, room->v, a->v, at);
    if (a->s)
        f->k->pick[COLUMN_U8](n, room->s, a->s, at);
    run_done(f, op->dst, false, a->s ? f->k->states(n, room->s) : 0);
}

static enum column_width widest(enum column_width a, enum column_width b)
{
    return a > b ? a : b;
}

/* In 64 bits, with at least one vector of 32; NULL: there is no kernel for that. */
static kernel_two_fn *mixed(struct frame *f, const struct plan_op *op, enum kernel_two t,
                            enum kernel_mix *ret)
{
    const struct cell *a = &f->cells[op->a], *b = &f->cells[op->b];
    bool first = width_of(f, op->a) == COLUMN_I32 && !a->one;
    bool second = width_of(f, op->b) == COLUMN_I32 && !b->one;

    if (first && second)
        *ret = MIX_BOTH;
    else if (first)
        *ret = b->one ? MIX_VS : MIX_FIRST;
    else if (second)
        *ret = a->one ? MIX_SV : MIX_SECOND;
    else
        return NULL;
    return f->k->mixed[t][*ret];
}

static void two(struct frame *f, const struct plan_op *op, enum kernel_two t, enum column_width w)
{
    uint8_t s = t == TWO_EQ || t == TWO_NE ? 0 : run_strict(f, op->dst, op->a, op->b);
    enum kernel_mix mix = MIX_BOTH;
    kernel_two_fn *kernel = w == COLUMN_I64 ? mixed(f, op, t, &mix) : NULL;
    bool first = mix == MIX_BOTH || mix == MIX_FIRST || mix == MIX_VS;
    bool second = mix == MIX_BOTH || mix == MIX_SECOND || mix == MIX_SV;
    struct operand a = run_operand(f, op->a, kernel && first ? COLUMN_I32 : w, 0),
                   b = run_operand(f, op->b, kernel && second ? COLUMN_I32 : w, 1);
    bool one = a.one && b.one;

    if (!kernel)
        kernel = f->k->two[t][w][form_of(a, b)];
    kernel(one ? 1 : lanes(f, op->dst), f->rooms[op->dst].v, a.v, b.v);
    run_done(f, op->dst, one, s);
}

static void arithmetic(struct frame *f, const struct plan_op *op, enum kernel_two t,
                       enum kernel_checked checked)
{
    if (!op->checked) {
        two(f, op, t, width_of(f, op->dst));
        return;
    }
    const int64_t *a = run_vector_as(f, op->a, COLUMN_I64, 0),
                  *b = run_vector_as(f, op->b, COLUMN_I64, 1);
    size_t n = lanes(f, op->dst);
    struct room *room = &f->rooms[op->dst];

    if (!run_strict(f, op->dst, op->a, op->b))
        memset(room->s, 0, n);
    run_done(f, op->dst, false, f->k->checked[checked](n, room->v, room->s, a, b));
}

/* The lesser or greater may be narrower than what it comes from. */
static void extreme(struct frame *f, const struct plan_op *op, enum kernel_two t)
{
    enum column_width w = widest(width_of(f, op->a), width_of(f, op->b));
    struct operand a, b;
    size_t n;

    w = widest(w, width_of(f, op->dst));
    a = run_operand(f, op->a, w, 0);
    b = run_operand(f, op->b, w, 1);
    n = a.one && b.one ? 1 : lanes(f, op->dst);
    f->k->two[t][w][form_of(a, b)](n, run_target(f, op->dst, w, 2), a.v, b.v);
    run_home(f, op->dst, w, 2, n);
    run_done(f, op->dst, a.one && b.one, run_strict(f, op->dst, op->a, op->b));
}

static void compare(struct frame *f, const struct plan_op *op, enum kernel_two t)
{
    two(f, op, t, widest(width_of(f, op->a), width_of(f, op->b)));
    if ((t == TWO_EQ || t == TWO_NE) && (f->cells[op->a].s || f->cells[op->b].s)) {
        run_vector(f, op->dst);
        run_done(f, op->dst, false,
                 f->k->equal(lanes(f, op->dst), f->rooms[op->dst].v, f->rooms[op->dst].s,
                             states_or_zeros(f, op->a), states_or_zeros(f, op->b), t == TWO_NE));
    }
}

/* Of one operand, which may be the same in all lanes. */
static void one(struct frame *f, const struct plan_op *op, kernel_one_fn *const *kernel)
{
    enum column_width w = widest(width_of(f, op->a), width_of(f, op->dst));
    struct operand a = run_operand(f, op->a, w, 0);
    size_t n = a.one ? 1 : lanes(f, op->dst);
    uint8_t s = run_strict(f, op->dst, op->a, -1);

    kernel[w](n, run_target(f, op->dst, w, 2), a.v);
    run_home(f, op->dst, w, 2, n);
    run_done(f, op->dst, a.one, s);
    if (op->checked) {
        const int64_t least = INT64_MIN;

        a.v = run_vector_as(f, op->a, w, 0);
        f->k->two[TWO_EQ][COLUMN_I64][FORM_VS](lanes(f, op->dst), f->scratch[1], a.v, &least);
        run_vector(f, op->dst);
        run_done(f, op->dst, false, run_slow_if(f, op->dst, s, f->scratch[1]));
    }
}

static int64_t power_of_ten(int64_t n)
{
    int64_t p = 1;

    while (n-- > 0)
        p *= 10;
    return p;
}

static void rescale(struct frame *f, const struct plan_op *op)
{
    const int64_t factor = power_of_ten(op->imm);
    enum column_width w = width_of(f, op->dst);
    size_t n = lanes(f, op->dst);
    struct room *room = &f->rooms[op->dst];
    uint8_t s = run_strict(f, op->dst, op->a, -1);

    if (op->checked) {
        const int64_t *a = run_vector_as(f, op->a, w, 0);

        if (!s)
            memset(room->s, 0, n);
        f->k->fill[COLUMN_I64](n, f->scratch[1], &factor);
        run_done(f, op->dst, false,
                 f->k->checked[CHECKED_MUL](n, room->v, room->s, a, f->scratch[1]));
        return;
    }
    struct operand a = run_operand(f, op->a, w, 0);

    f->k->convert[COLUMN_I64][w](1, f->scratch[1], &factor);
    f->k->two[TWO_MUL][w][FORM_VS](a.one ? 1 : n, room->v, a.v, f->scratch[1]);
    run_done(f, op->dst, a.one, s);
}

/* floor(x / y) and the remainder, 0 <= r < |y| */
static __int128 floor_divide(__int128 x, __int128 y, __int128 *ret_r)
{
    __int128 q = x / y, r = x % y;

    if (r != 0 && (r < 0) != (y < 0)) {
        q--;
        r += y;
    }
    *ret_r = r < 0 ? -r : r;
    return q;
}

/* For operands beyond the exact doubles; t: the result leaves int64. */
static void divide_wide(size_t n, int64_t *d, uint8_t *t, const int64_t *a, int64_t factor,
                        struct operand b, enum plan_round mode)
{
    for (size_t i = 0; i < n; i++) {
        int64_t y = ((const int64_t *)b.v)[b.one ? 0 : i];
        __int128 x = (__int128)a[i] * factor, r = 0, q = y ? floor_divide(x, y, &r) : 0;
        __int128 size = y < 0 ? -(__int128)y : y, twice = 2 * r;
        bool negative = (x < 0) != (y < 0) && x != 0, up = false;

        switch (mode) {
        case ROUND_HALF_UP:
            up = twice > size || (twice == size && !negative);
            break;
        case ROUND_HALF_DOWN:
            up = twice > size || (twice == size && negative);
            break;
        case ROUND_HALF_EVEN:
            up = twice > size || (twice == size && (q & 1));
            break;
        case ROUND_UP:
            up = r != 0 && !negative;
            break;
        case ROUND_DOWN:
            up = r != 0 && negative;
            break;
        case ROUND_FLOOR:
            break;
        case ROUND_CEILING:
            up = r != 0;
            break;
        }
        q += y && up;
        d[i] = (int64_t)q;
        t[i] = q != d[i];
    }
}

static bool within(const struct column_type *t, int64_t factor)
{
    int64_t most = KERNEL_DIVIDE_MAX / factor;

    return t->min >= -most && t->max <= most;
}

/* a * factor / b, rounded, into d; s and the return value as in slow_if. */
static uint8_t quotient(struct frame *f, int reg, uint8_t s, int64_t *d, int a, int64_t factor,
                        struct operand b, bool exact_b, enum plan_round mode)
{
    size_t n = lanes(f, reg);
    const int64_t *x = run_vector_as(f, a, COLUMN_I64, 0);

    if (exact_b && within(&f->plan->regs[a].type, factor)) {
        f->k->divide[mode][b.one](n, d, x, factor, b.v);
        return s;
    }
    divide_wide(n, d, f->scratch[2], x, factor, b, mode);
    return run_slow_if(f, reg, s, f->scratch[2]);
}

static void divide(struct frame *f, const struct plan_op *op)
{
    const struct column_type *type = &f->plan->regs[op->b].type;
    struct operand b = run_operand(f, op->b, COLUMN_I64, 1);
    size_t n = lanes(f, op->dst);
    int64_t *d = run_target(f, op->dst, COLUMN_I64, 3);
    uint8_t s = run_strict(f, op->dst, op->a, op->b);

    s = quotient(f, op->dst, s, d, op->a, power_of_ten(op->imm), b, within(type, 1), op->imm2);
    if (type->min <= 0 && type->max >= 0) {
        const int64_t nought = 0;
        const int64_t *y = run_vector_as(f, op->b, COLUMN_I64, 1);

        f->k->two[TWO_EQ][COLUMN_I64][FORM_VS](n, f->scratch[2], y, &nought);
        s = run_slow_if(f, op->dst, s, f->scratch[2]);
    }
    run_home(f, op->dst, COLUMN_I64, 3, n);
    run_done(f, op->dst, false, s);
}

static void exact(struct frame *f, const struct plan_op *op)
{
    const int64_t power = power_of_ten(op->imm);
    size_t n = lanes(f, op->dst);
    int64_t *d = run_target(f, op->dst, COLUMN_I64, 3);
    uint8_t s = run_strict(f, op->dst, op->a, -1);

    s = quotient(f, op->dst, s, d, op->a, 1, (struct operand){&power, true}, true, ROUND_FLOOR);
    if (!s)
        memset(f->rooms[op->dst].s, 0, n);
    s = f->k->exact(n, f->rooms[op->dst].s, run_vector_as(f, op->a, COLUMN_I64, 0), d, power);
    run_home(f, op->dst, COLUMN_I64, 3, n);
    run_done(f, op->dst, false, s);
}

/* --- Codes, booleans, branches --- */

static void in(struct frame *f, const struct plan_op *op)
{
    const struct prepared *p = run_prepared(f, op);
    struct operand a = run_operand(f, op->a, COLUMN_U8, 0);
    uint8_t *d = f->rooms[op->dst].v;
    const uint8_t *sa = f->cells[op->a].s;
    size_t n = a.one ? 1 : lanes(f, op->dst);

    if (p->ranges)
        f->k->in(n, d, a.v, p->low, p->span, p->invert);
    else
        f->k->in_bits(n, d, a.v, op->lut);
    run_done(f, op->dst, a.one, 0);
    if (sa) {
        run_vector(f, op->dst);
        run_done(f, op->dst, false, f->k->in_states(lanes(f, op->dst), d, f->rooms[op->dst].s, sa));
    }
}

static void has(struct frame *f, const struct plan_op *op)
{
    uint8_t *d = f->rooms[op->dst].v;
    bool never = op->imm < 0 || op->imm > 63, grows = f->plan->regs[op->a].partial;
    const struct cell *a = &f->cells[op->a];
    size_t n = lanes(f, op->dst);

    if (a->s)
        run_vector(f, op->a);
    if (never)
        memset(d, 0, a->one ? 1 : n);
    else
        f->k->has(a->one ? 1 : n, d, a->v, (unsigned)op->imm);
    run_done(f, op->dst, a->one,
             a->s && grows ? f->k->has_states(n, f->rooms[op->dst].s, a->s, d)
                           : run_strict(f, op->dst, op->a, -1));
}

static void is_null(struct frame *f, const struct plan_op *op)
{
    struct room *room = &f->rooms[op->dst];
    const uint8_t *sa = f->cells[op->a].s;

    if (!sa)
        memset(room->v, 0, 1);
    run_done(f, op->dst, !sa, sa ? f->k->is_null(lanes(f, op->dst), room->v, room->s, sa) : 0);
}

/* a with other states. */
static void passed(struct frame *f, const struct plan_op *op)
{
    struct room *room = &f->rooms[op->dst];
    const uint8_t *sa = f->cells[op->a].s;
    size_t n = lanes(f, op->dst);
    enum column_width w = width_of(f, op->dst);
    uint8_t s = 0;

    f->k->copy[w](n, room->v, run_vector_as(f, op->a, w, 0));
    if (op->code == DO_CHECK)
        s = f->k->check(n, room->s, sa ? sa : f->zeros, run_vector(f, op->b),
                        states_or_zeros(f, op->b));
    else if (sa)
        s = f->k->demand(n, room->s, sa,
                         (op->imm & 1 ? COLUMN_UNKNOWN : 0) | (op->imm & 2 ? COLUMN_NULL : 0));
    run_done(f, op->dst, false, s);
}

static void recode(struct frame *f, const struct plan_op *op)
{
    const uint8_t *sa = f->cells[op->a].s;
    size_t n = lanes(f, op->dst);

    f->k->recode(n, f->rooms[op->dst].v, run_vector(f, op->a), op->lut);
    run_done(f, op->dst, false, sa ? f->k->demand(n, f->rooms[op->dst].s, sa, 0) : 0);
}

static void invert(struct frame *f, const struct plan_op *op)
{
    const struct cell *a = &f->cells[op->a];

    f->k->inverse(a->one ? 1 : lanes(f, op->dst), f->rooms[op->dst].v, a->v);
    run_done(f, op->dst, a->one, run_strict(f, op->dst, op->a, -1));
}

static void and_or(struct frame *f, const struct plan_op *op, bool is_or)
{
    struct room *room = &f->rooms[op->dst];

    if (!f->cells[op->a].s && !f->cells[op->b].s) {
        two(f, op, is_or ? TWO_MAX : TWO_BITS, COLUMN_U8);
        return;
    }
    const uint8_t *a = run_vector(f, op->a), *b = run_vector(f, op->b);

    run_done(f, op->dst, false,
             f->k->and_or[is_or][op->imm == 1](lanes(f, op->dst), room->v, room->s, a,
                                               states_or_zeros(f, op->a), b,
                                               states_or_zeros(f, op->b)));
}

static void branch(struct frame *f, const struct plan_op *op)
{
    enum column_width w = width_of(f, op->dst);
    size_t n = lanes(f, op->dst);
    const uint8_t *t = run_vector(f, op->a), *sa = f->cells[op->a].s;
    struct operand b = run_operand(f, op->b, w, 0), c = run_operand(f, op->c, w, 1);
    struct room *room = &f->rooms[op->dst];
    uint8_t s = 0;

    if (sa) {
        f->k->certain(n, f->scratch[2], t, sa, true);
        t = f->scratch[2];
    }
    if (b.one && c.one) {
        run_vector(f, op->c);
        c = run_operand(f, op->c, w, 1);
    }
    f->k->choose[w][form_of(b, c)](n, room->v, t, b.v, c.v);
    if (sa || f->cells[op->b].s || f->cells[op->c].s) {
        s = f->k->branch(n, room->s, sa ? sa : f->zeros, t, states_or_zeros(f, op->b),
                         states_or_zeros(f, op->c));
        /* An unknown condition leaves no code certain. */
        if (sa && w == COLUMN_U64)
            f->k->clear[w](n, room->v, sa, COLUMN_UNKNOWN | COLUMN_SLOW);
    }
    run_done(f, op->dst, false, s);
}

/* --- Dates --- */

/* The known lanes where x < y are SLOW; they are of one width. */
static uint8_t slow_where_less(struct frame *f, int reg, uint8_t s, enum column_width w,
                               struct operand x, struct operand y)
{
    bool one = x.one && y.one;
    uint8_t *less = f->scratch[2];

    f->k->two[TWO_LT][w][form_of(x, y)](one ? 1 : lanes(f, reg), less, x.v, y.v);
    if (one)
        f->k->fill[COLUMN_U8](lanes(f, reg), less, less);
    return run_slow_if(f, reg, s, less);
}

static void dates(struct frame *f, const struct plan_op *op)
{
    const struct column_type *from = &f->plan->regs[op->a].type, *to = &f->plan->regs[op->b].type;
    bool moves = op->code == DO_ADD_MONTHS;
    struct operand a = run_operand(f, op->a, COLUMN_I32, 0),
                   b = run_operand(f, op->b, moves ? COLUMN_I64 : COLUMN_I32, 1);
    bool one = a.one && b.one;
    size_t n = one ? 1 : lanes(f, op->dst);
    struct operand d = {run_target(f, op->dst, COLUMN_I32, 3), one};
    kernel_dates_fn *const *kernel = moves                ? f->k->add_months
                                     : op->code == DO_AGE ? f->k->age
                                                          : f->k->months;
    uint8_t s = run_strict(f, op->dst, op->a, op->b);

    kernel[form_of(a, b)](n, (int32_t *)d.v, a.v, b.v);
    if (moves) {
        static const int32_t least = INT32_MIN + 1;

        s = slow_where_less(f, op->dst, s, COLUMN_I32, d, (struct operand){&least, true});
    } else if (from->max > to->min) {
        s = slow_where_less(f, op->dst, s, COLUMN_I32, b, a);
    }
    if (op->code == DO_AGE && to->max - from->min > 255 * 365) {
        static const int32_t most = 255;

        s = slow_where_less(f, op->dst, s, COLUMN_I32, (struct operand){&most, true}, d);
    }
    run_home(f, op->dst, COLUMN_I32, 3, n);
    run_done(f, op->dst, one, s);
}

static void date_part(struct frame *f, const struct plan_op *op)
{
    struct operand a = run_operand(f, op->a, COLUMN_I32, 0);
    size_t n = a.one ? 1 : lanes(f, op->dst);

    f->k->date_part[op->imm](n, run_target(f, op->dst, COLUMN_I32, 3), a.v);
    run_home(f, op->dst, COLUMN_I32, 3, n);
    run_done(f, op->dst, a.one, run_strict(f, op->dst, op->a, -1));
}

/* --- From members to households --- */

/* The states of the members of each household together; they stand in scratch[slot]. */
static const uint8_t *member_states(struct frame *f, const uint8_t *s, size_t slot)
{
    uint8_t *copy = f->scratch[slot], *all = copy + COLUMN_BATCH_MEMBERS + KERNEL_SLACK;

    if (!s)
        return f->zeros;
    memmove(copy, s, f->n[SPACE_MEMBER]); /* loaded ones have no slack behind them */
    f->k->any(f->n[SPACE_HOUSEHOLD], all, copy, f->off);
    return all;
}

/* Which members count: those for whom condition b holds; SEG_* without one: all. Returns the
 * states of the conditions by household. */
static const uint8_t *choose_members(struct frame *f, const struct plan_op *op, uint8_t *chosen)
{
    size_t members = f->n[SPACE_MEMBER];

    if (op->b < 0) {
        memset(chosen, 1, members);
        return f->zeros;
    }
    f->k->certain(members, chosen, run_vector(f, op->b), states_or_zeros(f, op->b), true);
    return member_states(f, f->cells[op->b].s, 1);
}

/* The states of the members that count, by household. */
static const uint8_t *chosen_states(struct frame *f, const struct plan_op *op,
                                    const uint8_t *chosen)
{
    const uint8_t *sa = f->cells[op->a].s;

    if (sa && op->b >= 0) {
        f->k->choose[COLUMN_U8][FORM_VS](f->n[SPACE_MEMBER], f->scratch[2], chosen, sa, f->zeros);
        sa = f->scratch[2];
    }
    return member_states(f, sa, 2);
}

/* some (want) or every */
static void quantified(struct frame *f, const struct plan_op *op, bool want)
{
    struct room *room = &f->rooms[op->dst];
    size_t members = f->n[SPACE_MEMBER], n = f->n[SPACE_HOUSEHOLD];
    uint8_t *chosen = f->scratch[0], *found = f->scratch[3],
            *met = chosen + COLUMN_BATCH_MEMBERS + KERNEL_SLACK;
    const uint8_t *conditions = choose_members(f, op, chosen), *a = run_vector(f, op->a);
    const uint8_t *seen = chosen_states(f, op, chosen);

    f->k->certain(members, found, a, states_or_zeros(f, op->a), want);
    if (op->b >= 0) {
        f->k->two[TWO_BITS][COLUMN_U8][FORM_VV](members, f->scratch[2], found, chosen);
        found = f->scratch[2];
    }
    f->k->any(n, met, found, f->off);
    run_done(f, op->dst, false, f->k->settle(n, room->v, room->s, met, seen, conditions, want));
}

/* The bytes of the members of each household together. */
static const uint8_t *packed(struct frame *f, uint8_t *members, size_t slot)
{
    uint8_t *all = (uint8_t *)f->scratch[1] + slot * COLUMN_BATCH;

    f->k->any(f->n[SPACE_HOUSEHOLD], all, members, f->off);
    return all;
}

void run_group(struct frame *f, const struct plan_op *const *ops, size_t n)
{
    static const enum column_state states[] = {COLUMN_UNKNOWN, COLUMN_NULL, COLUMN_SLOW};
    size_t members = f->n[SPACE_MEMBER], households = f->n[SPACE_HOUSEHOLD];
    uint8_t *bits = f->scratch[0], any = 0;
    const uint8_t *met[4] = {NULL, f->zeros, f->zeros, f->zeros};

    memset(bits, 0, members);
    for (size_t i = 0; i < n; i++) {
        const uint8_t *a = run_vector(f, ops[i]->a);

        f->k->pack(members, bits, a, states_or_zeros(f, ops[i]->a), (unsigned)i,
                   ops[i]->code == DO_SEG_SOME);
        any |= f->cells[ops[i]->a].any;
    }
    met[0] = packed(f, bits, 0);
    for (size_t k = 0; k < 3; k++) {
        if (!(any & states[k]))
            continue;
        memset(bits, 0, members);
        for (size_t i = 0; i < n; i++)
            if (f->cells[ops[i]->a].any & states[k])
                f->k->pack_state(members, bits, f->cells[ops[i]->a].s, states[k], (unsigned)i);
        met[k + 1] = packed(f, bits, k + 1);
    }
    for (size_t i = 0; i < n; i++) {
        struct room *room = &f->rooms[ops[i]->dst];

        run_done(f, ops[i]->dst, false,
                 f->k->settle_packed(households, room->v, room->s, met, (unsigned)i,
                                     ops[i]->code == DO_SEG_SOME));
    }
}

static void sizes(struct frame *f, const struct plan_op *op)
{
    size_t n = f->n[SPACE_HOUSEHOLD];

    f->k->sizes(n, run_target(f, op->dst, COLUMN_U8, 3), f->off);
    run_home(f, op->dst, COLUMN_U8, 3, n);
    run_done(f, op->dst, false, 0);
}

static void counted(struct frame *f, const struct plan_op *op)
{
    size_t n = f->n[SPACE_HOUSEHOLD];
    const uint8_t *b = run_vector(f, op->b), *sb = f->cells[op->b].s;

    f->k->certain(f->n[SPACE_MEMBER], f->scratch[0], b, states_or_zeros(f, op->b), true);
    f->k->count(n, run_target(f, op->dst, COLUMN_U8, 3), f->scratch[0], f->off);
    run_home(f, op->dst, COLUMN_U8, 3, n);
    run_done(f, op->dst, false,
             sb ? f->k->condition(n, f->rooms[op->dst].s, member_states(f, sb, 1)) : 0);
}

static void aggregated(struct frame *f, const struct plan_op *op)
{
    size_t n = f->n[SPACE_HOUSEHOLD], members = f->n[SPACE_MEMBER];
    const struct kernels *k = f->k;
    enum column_width w = width_of(f, op->a), to = op->code == DO_SEG_SUM ? COLUMN_I64 : w;
    uint8_t *chosen = f->scratch[0], *counts = chosen + COLUMN_BATCH_MEMBERS + KERNEL_SLACK, s;
    const uint8_t *conditions = choose_members(f, op, chosen);
    const void *a = run_vector(f, op->a);
    void *d = run_target(f, op->dst, to, 3);

    k->count(n, counts, chosen, f->off);
    s = k->chosen(n, f->rooms[op->dst].s, conditions, chosen_states(f, op, chosen), counts);
    if (op->code != DO_SEG_SUM) {
        k->extreme[op->code == DO_SEG_MAX][w](n, d, a, chosen, f->off);
    } else {
        if (op->b >= 0) {
            const int64_t nought = 0;

            k->choose[w][FORM_VS](members, f->scratch[2], chosen, a, &nought);
            a = f->scratch[2];
        }
        if (op->checked && w == COLUMN_I64) {
            k->sum_checked(n, d, counts, a, f->off);
            s = run_slow_if(f, op->dst, s, counts);
        } else {
            k->sum[w](n, d, a, f->off, f->scratch[1]);
        }
    }
    run_home(f, op->dst, to, 3, n);
    run_done(f, op->dst, false, s);
}

void run_op(struct frame *f, const struct plan_op *op)
{
    switch (op->code) {
    case DO_LOAD:
        load(f, op);
        break;
    case DO_CONST:
        constant(f, op);
        break;
    case DO_SPREAD:
        spread(f, op);
        break;
    case DO_ADD:
        arithmetic(f, op, TWO_ADD, CHECKED_ADD);
        break;
    case DO_SUB:
        arithmetic(f, op, TWO_SUB, CHECKED_SUB);
        break;
    case DO_MUL:
        arithmetic(f, op, TWO_MUL, CHECKED_MUL);
        break;
    case DO_NEGATE:
        one(f, op, f->k->negate);
        break;
    case DO_ABS:
        one(f, op, f->k->abs);
        break;
    case DO_WIDEN:
        one(f, op, f->k->copy);
        break;
    case DO_RESCALE:
        rescale(f, op);
        break;
    case DO_DIVIDE:
        divide(f, op);
        break;
    case DO_EXACT:
        exact(f, op);
        break;
    case DO_MIN:
        extreme(f, op, TWO_MIN);
        break;
    case DO_MAX:
        extreme(f, op, TWO_MAX);
        break;
    case DO_LT:
        compare(f, op, TWO_LT);
        break;
    case DO_LE:
        compare(f, op, TWO_LE);
        break;
    case DO_EQ:
        compare(f, op, TWO_EQ);
        break;
    case DO_NE:
        compare(f, op, TWO_NE);
        break;
    case DO_IN:
        in(f, op);
        break;
    case DO_HAS:
        has(f, op);
        break;
    case DO_AND:
        and_or(f, op, false);
        break;
    case DO_OR:
        and_or(f, op, true);
        break;
    case DO_NOT:
        invert(f, op);
        break;
    case DO_IF:
        branch(f, op);
        break;
    case DO_IS_NULL:
        is_null(f, op);
        break;
    case DO_DEMAND:
    case DO_CHECK:
        passed(f, op);
        break;
    case DO_RECODE:
        recode(f, op);
        break;
    case DO_AGE:
    case DO_MONTHS:
    case DO_ADD_MONTHS:
        dates(f, op);
        break;
    case DO_DATE_PART:
        date_part(f, op);
        break;
    case DO_SEG_N:
        sizes(f, op);
        break;
    case DO_SEG_COUNT:
        counted(f, op);
        break;
    case DO_SEG_SUM:
    case DO_SEG_MIN:
    case DO_SEG_MAX:
        aggregated(f, op);
        break;
    case DO_SEG_SOME:
        quantified(f, op, true);
        break;
    case DO_SEG_EVERY:
        quantified(f, op, false);
        break;
    default:
        run_table_op(f, op);
        break;
    }
}
