/* Exact numbers: scales, ranges, widths; quotients, which only a rounding or a comparison ends. */
#include "compile.h"

#include <math.h>

#define MAX_SCALE 18u
#define MAX_DIGITS 1e33 /* 34 digits, one of them for the rounding */

uint64_t power_of_ten(unsigned n)
{
    uint64_t p = 1;

    while (n-- > 0)
        p *= 10;
    return p;
}

static bool fits_i32(int64_t min, int64_t max)
{
    return min >= INT32_MIN && max <= INT32_MAX;
}

struct column_type number_type(int64_t min, int64_t max, unsigned scale)
{
    return (struct column_type){.kind = COLUMN_NUMBER,
                                .width = fits_i32(min, max) ? COLUMN_I32 : COLUMN_I64,
                                .scale = (uint8_t)scale,
                                .min = min,
                                .max = max};
}

struct val number_const(struct compiler *c, int64_t v, unsigned scale)
{
    return emit_const(c, number_type(v, v, scale), v, COLUMN_KNOWN);
}

struct val number_width(struct compiler *c, struct val v, enum column_width w)
{
    const struct plan_reg *r = reg_of(c, v);
    int64_t k;

    if (r->type.width == w)
        return v;
    if (val_const(c, v, &k)) {
        struct column_type t = r->type;

        t.width = w;
        return emit_const(c, t, k, COLUMN_KNOWN);
    }
    struct emission e = {.code = DO_WIDEN,
                         .type = r->type,
                         .slow = r->slow,
                         .bounded = is_bounded(c, v),
                         .a = v,
                         .b = NO_VAL,
                         .c = NO_VAL};
    e.type.width = w;
    e.type.null = false;
    strict(c, &e);
    return emit(c, &e);
}

static enum column_width wider(enum column_width a, enum column_width b)
{
    return a == COLUMN_I64 || b == COLUMN_I64   ? COLUMN_I64
           : a == COLUMN_I32 || b == COLUMN_I32 ? COLUMN_I32
                                                : COLUMN_U8;
}

/* A primitive on numbers with its range; no narrower than its operands. */
static struct val emit_number(struct compiler *c, struct emission *e, __int128 min, __int128 max,
                              unsigned scale)
{
    struct val *operands[2] = {&e->a, &e->b};
    enum column_width w;

    e->checked = min < INT64_MIN || max > INT64_MAX;
    e->type = number_type(min < INT64_MIN ? INT64_MIN : (int64_t)min,
                          max > INT64_MAX ? INT64_MAX : (int64_t)max, scale);
    w = e->type.width;
    for (int i = 0; i < 2; i++)
        if (operands[i]->reg >= 0)
            w = wider(w, type_of(c, *operands[i])->width);
    e->type.width = w;
    strict(c, e);
    return emit(c, e);
}

struct val number_rescale(struct compiler *c, struct val v, unsigned by)
{
    const struct column_type *t = type_of(c, v);
    int64_t k, r;

    if (by == 0)
        return v;
    if (t->scale + by > MAX_SCALE) {
        refuse(c, "小数位数超过 %u 位", "more than %u decimals", MAX_SCALE);
        return v;
    }
    int64_t factor = (int64_t)power_of_ten(by);
    if (val_const(c, v, &k) && !__builtin_mul_overflow(k, factor, &r)) {
        struct column_type type = number_type(r, r, t->scale + by);

        type.width = wider(type.width, t->width);
        return emit_const(c, type, r, COLUMN_KNOWN);
    }
    struct emission e = {.code = DO_RESCALE,
                         .bounded = is_bounded(c, v),
                         .imm = by,
                         .a = v,
                         .b = NO_VAL,
                         .c = NO_VAL};
    return emit_number(c, &e, (__int128)t->min * factor, (__int128)t->max * factor, t->scale + by);
}

void number_align(struct compiler *c, struct val *v, size_t n)
{
    unsigned scale = 0;

    for (size_t i = 0; i < n; i++)
        if (type_of(c, v[i])->scale > scale)
            scale = type_of(c, v[i])->scale;
    for (size_t i = 0; i < n; i++)
        v[i] = number_rescale(c, v[i], scale - type_of(c, v[i])->scale);
}

static struct val add(struct compiler *c, struct val a, struct val b, bool minus)
{
    struct val v[2] = {a, b};
    int64_t x, y, r;

    number_align(c, v, 2);
    const struct column_type *ta = type_of(c, v[0]), *tb = type_of(c, v[1]);
    if (val_const(c, v[0], &x) && val_const(c, v[1], &y) &&
        !(minus ? __builtin_sub_overflow(x, y, &r) : __builtin_add_overflow(x, y, &r)))
        return number_const(c, r, ta->scale);
    struct emission e = {.code = minus ? DO_SUB : DO_ADD, .a = v[0], .b = v[1], .c = NO_VAL};
    __int128 low = minus ? -(__int128)tb->max : tb->min,
             high = minus ? -(__int128)tb->min : tb->max;
    return emit_number(c, &e, ta->min + low, ta->max + high, ta->scale);
}

static struct val multiply(struct compiler *c, struct val a, struct val b)
{
    const struct column_type *ta = type_of(c, a), *tb = type_of(c, b);
    unsigned scale = ta->scale + tb->scale;
    const __int128 ends[4] = {(__int128)ta->min * tb->min, (__int128)ta->min * tb->max,
                              (__int128)ta->max * tb->min, (__int128)ta->max * tb->max};
    __int128 min = ends[0], max = ends[0];
    int64_t x, y, r;

    for (int i = 1; i < 4; i++) {
        min = ends[i] < min ? ends[i] : min;
        max = ends[i] > max ? ends[i] : max;
    }
    if (scale > MAX_SCALE) {
        refuse(c, "小数位数超过 %u 位", "more than %u decimals", MAX_SCALE);
        return a;
    }
    if (val_const(c, a, &x) && val_const(c, b, &y) && !__builtin_mul_overflow(x, y, &r))
        return number_const(c, r, scale);
    if (val_const(c, b, &y) && y == 1 && scale == ta->scale)
        return emit_demand(c, a, DEMAND_VALUE);
    if (val_const(c, a, &x) && x == 1 && scale == tb->scale)
        return emit_demand(c, b, DEMAND_VALUE);
    struct emission e = {.code = DO_MUL, .a = a, .b = b, .c = NO_VAL};
    return emit_number(c, &e, min, max, scale);
}

static struct val negate(struct compiler *c, struct val a)
{
    const struct column_type *t = type_of(c, a);
    int64_t x;

    if (val_const(c, a, &x) && x != INT64_MIN)
        return number_const(c, -x, t->scale);
    struct emission e = {.code = DO_NEGATE, .a = a, .b = NO_VAL, .c = NO_VAL};
    return emit_number(c, &e, -(__int128)t->max, -(__int128)t->min, t->scale);
}

struct val number_extreme(struct compiler *c, struct val a, struct val b, int sign)
{
    struct val v[2] = {a, b};

    /* An unknown that lies within bounds may not matter. */
    for (int i = 0; i < 2; i++)
        if (is_bounded(c, v[i]))
            v[i] = emit_demand(c, v[i], DEMAND_KNOWN);
    number_align(c, v, 2);
    const struct column_type *ta = type_of(c, v[0]), *tb = type_of(c, v[1]);
    struct emission e = {.code = sign > 0 ? DO_MAX : DO_MIN, .a = v[0], .b = v[1], .c = NO_VAL};
    __int128 min = ta->min, max = ta->max;
    if (sign > 0 ? tb->min > min : tb->min < min)
        min = tb->min;
    if (sign > 0 ? tb->max > max : tb->max < max)
        max = tb->max;
    return emit_number(c, &e, min, max, ta->scale);
}

struct val number_abs(struct compiler *c, struct val a)
{
    const struct column_type *t = type_of(c, a);
    __int128 low = t->min, high = t->max;

    if (low >= 0 && !t->null)
        return a;
    struct emission e = {.code = DO_ABS, .a = a, .b = NO_VAL, .c = NO_VAL};
    high = -low > high ? -low : high;
    low = low > 0 ? low : t->max < 0 ? -(__int128)t->max : 0;
    return emit_number(c, &e, low, high, t->scale);
}

/* --- Comparisons --- */

static struct val compare(struct compiler *c, enum compare_op op, struct val a, struct val b)
{
    struct val v[2] = {a, b};

    if (op == OP_GT || op == OP_GE) {
        v[0] = b;
        v[1] = a;
        op = op == OP_GT ? OP_LT : OP_LE;
    }
    number_align(c, v, 2);
    const struct plan_reg *ra = reg_of(c, v[0]), *rb = reg_of(c, v[1]);
    struct emission e = {.code = op == OP_LT   ? DO_LT
                                 : op == OP_LE ? DO_LE
                                 : op == OP_EQ ? DO_EQ
                                               : DO_NE,
                         .type = boolean,
                         .a = v[0],
                         .b = v[1],
                         .c = NO_VAL};
    if (op == OP_LT || op == OP_LE) {
        strict(c, &e);
        if (!e.slow && !e.type.unknown) {
            bool less = op == OP_LT ? ra->type.max < rb->type.min : ra->type.max <= rb->type.min;
            bool more = op == OP_LT ? ra->type.min >= rb->type.max : ra->type.min > rb->type.max;

            if (less || more)
                return emit_bool(c, less);
        }
    } else {
        e.type.unknown = ra->type.unknown || rb->type.unknown;
        e.slow = ra->slow || rb->slow;
    }
    return emit(c, &e);
}

/* --- Quotients --- */

static double greatest(const struct column_type *t)
{
    double a = fabs((double)t->min), b = fabs((double)t->max);

    return (a > b ? a : b) / pow(10, t->scale);
}

static double least(const struct column_type *t)
{
    double a = fabs((double)t->min), b = fabs((double)t->max);

    if (t->min <= 0 && t->max >= 0)
        return 1 / pow(10, t->scale);
    return (a < b ? a : b) / pow(10, t->scale);
}

static struct term quotient(struct compiler *c, const struct quotient *q)
{
    struct quotient *copy = arena_dup(c->arena, q, sizeof *q);

    if (!copy) {
        compile_no_memory(c);
        return term_failed();
    }
    return (struct term){.kind = TERM_QUOTIENT, .quotient = copy};
}

/* 1 / v as an exact decimal: in *ret with its scale; false if it has no end. */
static bool inverse(struct compiler *c, struct val v, struct val *ret)
{
    const struct column_type *t = type_of(c, v);
    int64_t x;

    if (!val_const(c, v, &x) || x == 0 || x == INT64_MIN)
        return false;
    uint64_t n = x < 0 ? (uint64_t)-x : (uint64_t)x;
    for (unsigned k = 0; k <= MAX_SCALE; k++) {
        if (power_of_ten(k) % n)
            continue;
        int64_t r = (int64_t)(power_of_ten(k) / n);
        int scale = (int)k - t->scale;

        if (scale < 0) {
            if (__builtin_mul_overflow(r, (int64_t)power_of_ten((unsigned)-scale), &r))
                return false;
            scale = 0;
        }
        *ret = number_const(c, x < 0 ? -r : r, (unsigned)scale);
        return true;
    }
    return false;
}

static struct term divide(struct compiler *c, struct val a, struct val b)
{
    struct val i;
    int64_t x;

    if (val_const(c, b, &x) && x == 0) {
        refuse(c, "除数为零", "division by zero");
        return term_failed();
    }
    if (inverse(c, b, &i))
        return term_of(multiply(c, a, i));
    struct quotient q = {.n = a, .d = b};
    q.size = q.top = greatest(type_of(c, a)) / least(type_of(c, b));
    return quotient(c, &q);
}

/* A divisor that will be multiplied: division by zero is an error, which a product with an unknown
 * other would hide. v, but SLOW where it is zero then. */
static struct val divisor_beside(struct compiler *c, struct val v, struct val other)
{
    const struct plan_reg *r = reg_of(c, v);
    if (r->type.min > 0 || r->type.max < 0 || !type_of(c, other)->unknown)
        return v;
    struct emission e = {.code = DO_CHECK,
                         .type = r->type,
                         .slow = true,
                         .bounded = is_bounded(c, v),
                         .a = v,
                         .b = compare(c, OP_NE, v, number_const(c, 0, 0)),
                         .c = NO_VAL};

    return emit(c, &e);
}

/* x ± n/d = (x*d ± n) / d */
static struct term add_exact(struct compiler *c, const struct quotient *q, struct val x,
                             bool minus_q, bool minus_x)
{
    struct quotient r = *q;

    r.d = divisor_beside(c, q->d, x);
    struct val xd = multiply(c, x, r.d);
    double sum = q->top + greatest(type_of(c, x));

    if (minus_q)
        r.n = add(c, xd, q->n, true);
    else
        r.n = add(c, q->n, xd, minus_x);
    r.size += sum;
    r.top = sum;
    if (type_of(c, x)->scale > r.digits)
        r.digits = type_of(c, x)->scale;
    return quotient(c, &r);
}

static struct term divide_quotient(struct compiler *c, const struct quotient *q, struct val x)
{
    struct quotient r = *q;
    double down = least(type_of(c, x));

    r.d = multiply(c, divisor_beside(c, q->d, x), divisor_beside(c, x, q->d));
    r.top = q->top / down > q->top ? q->top / down : q->top;
    r.size = (q->size > q->size / down ? q->size : q->size / down) + r.top;
    r.lift += type_of(c, x)->scale;
    return quotient(c, &r);
}

struct term number_negate(struct compiler *c, struct term a)
{
    if (a.kind != TERM_QUOTIENT)
        return term_of(negate(c, value_of(c, a, COLUMN_NUMBER)));
    struct quotient q = *a.quotient;
    q.n = negate(c, q.n);
    return quotient(c, &q);
}

struct term number_arith(struct compiler *c, enum arith_op op, struct term a, struct term b)
{
    bool qa = a.kind == TERM_QUOTIENT, qb = b.kind == TERM_QUOTIENT;
    struct val x = qa ? NO_VAL : value_of(c, a, COLUMN_NUMBER);
    struct val y = qb ? NO_VAL : value_of(c, b, COLUMN_NUMBER);

    if (c->failed)
        return term_failed();
    if (qa && qb) {
        refuse(c, "两个商之间的运算（先各自舍入）",
               "an operation on two quotients (round them first)");
        return term_failed();
    }
    switch (op) {
    case OP_ADD:
        return qa   ? add_exact(c, a.quotient, y, false, false)
               : qb ? add_exact(c, b.quotient, x, false, false)
                    : term_of(add(c, x, y, false));
    case OP_SUB:
        return qa   ? add_exact(c, a.quotient, y, false, true)
               : qb ? add_exact(c, b.quotient, x, true, false)
                    : term_of(add(c, x, y, true));
    case OP_MUL:
        if (!qa && !qb)
            return term_of(multiply(c, x, y));
        refuse(c, "商未经舍入就参加乘法（先乘后除，或先舍入）",
               "a quotient is multiplied before it is rounded (multiply first, or round)");
        return term_failed();
    case OP_DIV:
        if (qb) {
            refuse(c, "除以未经舍入的商", "division by a quotient that isn't rounded");
            return term_failed();
        }
        return qa ? divide_quotient(c, a.quotient, y) : divide(c, x, y);
    case OP_POW:
        break;
    }
    refuse(c, "乘方“**”", "the power \"**\"");
    return term_failed();
}

/*
 * Does one rounding of the true value to a multiple of 10^-scale / 2 give what FEEL gives, which
 * rounds each step to 34 digits? Each step errs by at most 0.5e-33 of its value, all together by
 * less than size * 1e-33. The true value is a fraction over the whole number B = |d| * 10^k, so
 * that it is such a multiple, or at least 1 / (2 * 10^scale * B) away from one. If it is one, every
 * step must have been exact: its decimals must have fitted.
 */
static bool quotient_exact(struct compiler *c, const struct quotient *q, int scale)
{
    const struct column_type *n = type_of(c, q->n), *d = type_of(c, q->d);
    double whole = greatest(d) * pow(10, d->scale);
    int digits = (scale + 1 > q->digits ? scale + 1 : q->digits) + q->lift;

    if (n->scale > d->scale)
        whole *= pow(10, n->scale - d->scale);
    if (q->size * whole * pow(10, scale) < MAX_DIGITS / 4 &&
        q->top * pow(10, digits) < MAX_DIGITS / 4)
        return true;
    refuse(c, "商可能大到 34 位数字不够精确",
           "the quotient may grow too large for 34 digits to be exact");
    return false;
}

static struct val emit_divide(struct compiler *c, struct val n, struct val d, int imm,
                              enum plan_round mode, unsigned scale)
{
    if (imm < 0) {
        d = number_rescale(c, d, (unsigned)-imm);
        imm = 0;
    }
    if (imm > (int)MAX_SCALE) {
        refuse(c, "小数位数超过 %u 位", "more than %u decimals", MAX_SCALE);
        return n;
    }
    const struct column_type tn = *type_of(c, n), td = *type_of(c, d);
    __int128 p = (__int128)power_of_ten((unsigned)imm), low = tn.min * p, high = tn.max * p;
    __int128 near = td.min > 1 ? td.min : 1, far = td.max;

    if (td.min < 0) {
        __int128 most = -low > high ? -low : high;

        low = -most;
        high = most;
    } else {
        if (far < near)
            far = near;
        low = low < 0 ? low / near : low / far;
        high = high < 0 ? high / far : high / near;
    }
    low--;
    high++;
    struct emission e = {.code = DO_DIVIDE, .imm = imm, .imm2 = mode, .a = n, .b = d, .c = NO_VAL};
    e.checked = low < INT64_MIN || high > INT64_MAX;
    e.type = number_type(low < INT64_MIN ? INT64_MIN : (int64_t)low,
                         high > INT64_MAX ? INT64_MAX : (int64_t)high, scale);
    e.type.width = COLUMN_I64;
    strict(c, &e);
    e.slow |= td.min <= 0 && td.max >= 0;
    return emit(c, &e);
}

struct val number_divided(struct compiler *c, const struct quotient *q)
{
    return emit_divide(c, q->n, q->d, 0, ROUND_FLOOR, 0);
}

/* To the multiples of 10^-scale. */
static struct val divide_to(struct compiler *c, const struct quotient *q, int scale,
                            enum plan_round mode)
{
    int imm = scale + type_of(c, q->d)->scale - type_of(c, q->n)->scale;
    struct val v = emit_divide(c, q->n, q->d, imm, mode, scale > 0 ? (unsigned)scale : 0);

    if (scale >= 0 || c->failed)
        return v;
    const struct column_type *t = type_of(c, v);
    struct emission e = {.code = DO_RESCALE, .imm = -scale, .a = v, .b = NO_VAL, .c = NO_VAL};
    __int128 factor = (__int128)power_of_ten((unsigned)-scale);
    return emit_number(c, &e, t->min * factor, t->max * factor, 0);
}

struct term number_round(struct compiler *c, struct term a, int scale, enum plan_round mode)
{
    if (a.kind == TERM_QUOTIENT) {
        if (!quotient_exact(c, a.quotient, scale))
            return term_failed();
        return term_of(divide_to(c, a.quotient, scale, mode));
    }
    struct val v = value_of(c, a, COLUMN_NUMBER);
    if (c->failed)
        return term_failed();
    if (type_of(c, v)->scale <= scale)
        return term_of(emit_demand(c, v, DEMAND_VALUE));
    const struct quotient whole = {.n = v, .d = number_const(c, 1, 0)};
    return term_of(divide_to(c, &whole, scale, mode));
}

struct val number_compare(struct compiler *c, enum compare_op op, struct term a, struct term b)
{
    static const enum compare_op mirrored[] = {[OP_EQ] = OP_EQ, [OP_NE] = OP_NE, [OP_LT] = OP_GT,
                                               [OP_LE] = OP_GE, [OP_GT] = OP_LT, [OP_GE] = OP_LE};

    if (a.kind != TERM_QUOTIENT && b.kind != TERM_QUOTIENT)
        return compare(c, op, value_of(c, a, COLUMN_NUMBER), value_of(c, b, COLUMN_NUMBER));
    if (a.kind == TERM_QUOTIENT && b.kind == TERM_QUOTIENT) {
        refuse(c, "两个商之间的运算（先各自舍入）",
               "an operation on two quotients (round them first)");
        return (struct val){0, 0};
    }
    if (b.kind == TERM_QUOTIENT)
        return number_compare(c, mirrored[op], b, a);
    /* A quotient lies below a multiple of 10^-s if the next such multiple downwards does, … */
    struct val x = value_of(c, b, COLUMN_NUMBER);
    int scale = c->failed ? 0 : type_of(c, x)->scale;
    if (c->failed || !quotient_exact(c, a.quotient, scale))
        return (struct val){0, 0};
    struct val low = divide_to(c, a.quotient, scale, ROUND_FLOOR);
    struct val high = divide_to(c, a.quotient, scale, ROUND_CEILING);
    switch (op) {
    case OP_LT:
    case OP_GE:
        return compare(c, op, low, x);
    case OP_LE:
    case OP_GT:
        return compare(c, op, high, x);
    default: {
        struct val v =
            emit_logic(c, false, true, compare(c, OP_EQ, low, x), compare(c, OP_EQ, high, x));

        return op == OP_EQ ? v : emit_not(c, v);
    }
    }
}
