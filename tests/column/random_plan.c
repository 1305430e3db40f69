#include "random_plan.h"

#include "bounds.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define DATE_FIRST (-719162) /* 0001-01-01 */
#define DATE_LAST 2932896    /* 9999-12-31 */
#define COLUMNS 12

uint64_t dice_roll(struct dice *d)
{
    uint64_t z = d->state += 0x9e3779b97f4a7c15;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

size_t dice_below(struct dice *d, size_t n)
{
    return dice_roll(d) % n;
}

bool dice_chance(struct dice *d, unsigned percent)
{
    return dice_below(d, 100) < percent;
}

/* Within [min, max]; often at an end, zero or small. */
static int64_t dice_between(struct dice *d, int64_t min, int64_t max)
{
    int64_t v;

    switch (dice_below(d, 6)) {
    case 0:
        return min;
    case 1:
        return max;
    case 2:
        v = (int64_t)dice_below(d, 21) - 10;
        break;
    default:
        v = (int64_t)((uint64_t)min + (max - (__int128)min == (__int128)UINT64_MAX
                                           ? dice_roll(d)
                                           : dice_roll(d) % ((uint64_t)max - (uint64_t)min + 1)));
        break;
    }
    return v < min ? min : v > max ? max : v;
}

/* --- Plans --- */

struct maker {
    struct dice *d;
    struct plan *p;
    size_t cap;
};

static struct plan_op *add_op(struct maker *m, enum plan_code code, enum column_space space,
                              enum plan_kind kind, struct column_type type)
{
    struct plan *p = m->p;
    int reg = (int)p->n_regs++;

    assert(p->n_ops < m->cap);
    p->regs[reg] = (struct plan_reg){
        .kind = kind, .space = space, .type = type, .slow = true, .op = (int)p->n_ops};
    p->ops[p->n_ops] = (struct plan_op){.code = code, .dst = reg, .a = -1, .b = -1, .c = -1};
    return &p->ops[p->n_ops++];
}

static struct column_type boolean(void)
{
    return (struct column_type){.kind = COLUMN_BOOLEAN, .width = COLUMN_U8, .max = 1};
}

static struct column_type code(size_t n)
{
    return (struct column_type){
        .kind = COLUMN_CODE, .width = COLUMN_U8, .n_codes = n, .max = (int64_t)n - 1};
}

static struct column_type codes(size_t n)
{
    return (struct column_type){.kind = COLUMN_CODES, .width = COLUMN_U64, .n_codes = n};
}

static struct column_type date(int64_t min, int64_t max)
{
    return (struct column_type){.kind = COLUMN_DATE, .width = COLUMN_I32, .min = min, .max = max};
}

/* A width that holds the range; not always the least. */
static struct column_type number(struct maker *m, __int128 min, __int128 max)
{
    struct column_type t = {
        .kind = COLUMN_NUMBER, .width = COLUMN_I64, .min = (int64_t)min, .max = (int64_t)max};

    assert(min == t.min && max == t.max);
    if (min >= 0 && max <= 255 && dice_chance(m->d, 70))
        t.width = COLUMN_U8;
    else if (min >= INT32_MIN && max <= INT32_MAX && dice_chance(m->d, 80))
        t.width = COLUMN_I32;
    return t;
}

/* Any value of such a register; -1 = there is none. */
static int any(struct maker *m, enum column_space space, unsigned kinds)
{
    for (size_t tries = 0; tries < 40; tries++) {
        int i = (int)dice_below(m->d, m->p->n_regs);
        const struct plan_reg *r = &m->p->regs[i];

        if (r->kind == PLAN_VALUE && r->space == space && kinds >> r->type.kind & 1)
            return i;
    }
    return -1;
}

#define BOOLEANS (1u << COLUMN_BOOLEAN)
#define CODE (1u << COLUMN_CODE)
#define CODES (1u << COLUMN_CODES)
#define NUMBERS (1u << COLUMN_NUMBER)
#define DATES (1u << COLUMN_DATE)
#define ALL 31u

static const struct column_type *type_of(struct maker *m, int reg)
{
    return &m->p->regs[reg].type;
}

/* A number of that range: checked, if it may leave int64. */
static struct plan_op *number_op(struct maker *m, enum plan_code op_code, enum column_space space,
                                 __int128 min, __int128 max)
{
    bool leaves = min < INT64_MIN || max > INT64_MAX;
    struct column_type t = {
        .kind = COLUMN_NUMBER, .width = COLUMN_I64, .min = INT64_MIN, .max = INT64_MAX};
    struct plan_op *op = add_op(m, op_code, space, PLAN_VALUE, leaves ? t : number(m, min, max));

    op->checked = leaves;
    return op;
}

static __int128 least(__int128 a, __int128 b)
{
    return a < b ? a : b;
}

static __int128 most(__int128 a, __int128 b)
{
    return a > b ? a : b;
}

static void binary(struct maker *m, enum column_space space)
{
    static const enum plan_code of[] = {DO_ADD, DO_SUB, DO_MUL, DO_MIN, DO_MAX};
    enum plan_code op_code = of[dice_below(m->d, 5)];
    int a = any(m, space, NUMBERS), b = any(m, space, NUMBERS);
    __int128 low, high;

    if (a < 0 || b < 0)
        return;
    __int128 al = type_of(m, a)->min, ah = type_of(m, a)->max, bl = type_of(m, b)->min,
             bh = type_of(m, b)->max;

    switch (op_code) {
    case DO_ADD:
        low = al + bl;
        high = ah + bh;
        break;
    case DO_SUB:
        low = al - bh;
        high = ah - bl;
        break;
    case DO_MUL:
        low = least(least(al * bl, al * bh), least(ah * bl, ah * bh));
        high = most(most(al * bl, al * bh), most(ah * bl, ah * bh));
        break;
    case DO_MIN:
        low = least(al, bl);
        high = least(ah, bh);
        break;
    default:
        low = most(al, bl);
        high = most(ah, bh);
        break;
    }
    struct plan_op *op = number_op(m, op_code, space, low, high);

    op->a = a;
    op->b = b;
}

static __int128 ten(int64_t n)
{
    return n ? 10 * ten(n - 1) : 1;
}

static void unary(struct maker *m, enum column_space space)
{
    static const enum plan_code of[] = {DO_NEGATE, DO_ABS, DO_RESCALE, DO_EXACT, DO_WIDEN};
    enum plan_code op_code = of[dice_below(m->d, 5)];
    int a = any(m, space, NUMBERS);
    int64_t imm = (int64_t)dice_below(m->d, 5);

    if (a < 0)
        return;
    __int128 low = type_of(m, a)->min, high = type_of(m, a)->max, power = ten(imm);

    if (op_code == DO_NEGATE || op_code == DO_ABS) {
        __int128 was = low;

        low = op_code == DO_NEGATE ? -high : low > 0 ? low : high < 0 ? -high : 0;
        high = op_code == DO_NEGATE ? -was : most(most(was, -was), most(high, -high));
    } else if (op_code == DO_RESCALE) {
        low *= power;
        high *= power;
    } else if (op_code == DO_EXACT) {
        low /= power;
        high /= power;
    }
    struct plan_op *op = number_op(m, op_code, space, low, high);

    op->a = a;
    op->imm = imm;
}

static void divide(struct maker *m, enum column_space space)
{
    int a = any(m, space, NUMBERS), b = any(m, space, NUMBERS);
    struct plan_op *op;

    if (a < 0 || b < 0)
        return;
    int64_t imm = (int64_t)dice_below(m->d, 4);
    __int128 size = most(most(type_of(m, a)->max, -(__int128)type_of(m, a)->min) * ten(imm), 1);

    if (size > INT64_MAX)
        size = INT64_MAX;
    op = add_op(m, DO_DIVIDE, space, PLAN_VALUE,
                (struct column_type){.kind = COLUMN_NUMBER,
                                     .width = COLUMN_I64,
                                     .min = (int64_t)-size,
                                     .max = (int64_t)size});
    op->a = a;
    op->b = b;
    op->imm = imm;
    op->imm2 = (int64_t)dice_below(m->d, 7);
}

static void compare(struct maker *m, enum column_space space)
{
    static const enum plan_code of[] = {DO_LT, DO_LE, DO_EQ, DO_NE};
    enum plan_code op_code = of[dice_below(m->d, 4)];
    unsigned kind = op_code == DO_LT || op_code == DO_LE ? (dice_chance(m->d, 60) ? NUMBERS : DATES)
                                                         : 1u << dice_below(m->d, 5);
    int a = any(m, space, kind), b = any(m, space, kind);
    struct plan_op *op;

    if (a < 0 || b < 0 || kind == CODES)
        return;
    op = add_op(m, op_code, space, PLAN_VALUE, boolean());
    op->a = a;
    op->b = b;
}

static uint64_t *table_of(struct maker *m, size_t n)
{
    uint64_t *t = arena_array_of(m->p->arena, n, uint64_t);

    for (size_t i = 0; i < n; i++)
        t[i] = dice_roll(m->d);
    return t;
}

static void test_codes(struct maker *m, enum column_space space)
{
    int a = any(m, space, CODE | BOOLEANS | CODES);
    struct plan_op *op;

    if (a < 0)
        return;
    if (type_of(m, a)->kind == COLUMN_CODES) {
        op = add_op(m, DO_HAS, space, PLAN_VALUE, boolean());
        op->imm = (int64_t)dice_below(m->d, 67) - 2;
    } else if (type_of(m, a)->kind == COLUMN_CODE && dice_chance(m->d, 30)) {
        op = add_op(m, DO_RECODE, space, PLAN_VALUE, code(255));
        op->lut = table_of(m, 32);
        for (size_t i = 0; i < 256; i++) /* a code is at most 254 */
            ((uint64_t *)op->lut)[i / 8] &= ~(UINT64_C(1) << i % 8 * 8);
    } else {
        uint64_t *bits = table_of(m, 4);

        op = add_op(m, DO_IN, space, PLAN_VALUE, boolean());
        for (size_t i = 0; i < 4; i++)
            bits[i] &= dice_chance(m->d, 50) ? UINT64_C(0xff) << dice_below(m->d, 57) : bits[i];
        if (dice_chance(m->d, 40))
            memset(bits, 0, 4 * sizeof *bits);
        if (dice_chance(m->d, 80))
            bits[0] |= UINT64_C(1) << dice_below(m->d, 5);
        op->lut = bits;
    }
    op->a = a;
}

static void logic(struct maker *m, enum column_space space)
{
    enum plan_code op_code = dice_chance(m->d, 20)   ? DO_NOT
                             : dice_chance(m->d, 50) ? DO_AND
                                                     : DO_OR;
    int a = any(m, space, BOOLEANS), b = any(m, space, BOOLEANS);
    struct plan_op *op;

    if (a < 0 || b < 0)
        return;
    op = add_op(m, op_code, space, PLAN_VALUE, boolean());
    op->a = a;
    op->b = op_code == DO_NOT ? -1 : b;
    op->imm = dice_chance(m->d, 30);
}

/* What may be either of two. */
static struct column_type joined(struct maker *m, int a, int b)
{
    const struct column_type *x = type_of(m, a), *y = type_of(m, b);

    switch (x->kind) {
    case COLUMN_NUMBER:
        return number(m, least(x->min, y->min), most(x->max, y->max));
    case COLUMN_DATE:
        return date(x->min < y->min ? x->min : y->min, x->max > y->max ? x->max : y->max);
    case COLUMN_BOOLEAN:
        return boolean();
    case COLUMN_CODE:
        return code(x->n_codes > y->n_codes ? x->n_codes : y->n_codes);
    default:
        return codes(64);
    }
}

static void branch(struct maker *m, enum column_space space)
{
    int a = any(m, space, BOOLEANS), b = any(m, space, ALL), c;
    struct plan_op *op;

    if (a < 0 || b < 0)
        return;
    c = any(m, space, 1u << type_of(m, b)->kind);
    if (c < 0)
        return;
    op = add_op(m, DO_IF, space, PLAN_VALUE, joined(m, b, c));
    op->a = a;
    op->b = b;
    op->c = c;
    m->p->regs[op->dst].partial = m->p->regs[b].partial || m->p->regs[c].partial;
}

static void states(struct maker *m, enum column_space space)
{
    static const enum plan_code of[] = {DO_IS_NULL, DO_DEMAND, DO_CHECK};
    enum plan_code op_code = of[dice_below(m->d, 3)];
    int a = any(m, space, ALL), b = any(m, space, BOOLEANS);
    struct plan_op *op;

    if (a < 0 || b < 0)
        return;
    op = add_op(m, op_code, space, PLAN_VALUE, op_code == DO_IS_NULL ? boolean() : *type_of(m, a));
    op->a = a;
    op->b = op_code == DO_CHECK ? b : -1;
    op->imm = 1 + (int64_t)dice_below(m->d, 3);
    m->p->regs[op->dst].partial = op_code != DO_IS_NULL && m->p->regs[a].partial;
}

static void dates(struct maker *m, enum column_space space)
{
    static const enum plan_code of[] = {DO_AGE, DO_MONTHS, DO_ADD_MONTHS, DO_DATE_PART};
    enum plan_code op_code = of[dice_below(m->d, 4)];
    int a = any(m, space, DATES), b = any(m, space, op_code == DO_ADD_MONTHS ? NUMBERS : DATES);
    struct column_type t = {.kind = COLUMN_NUMBER, .width = COLUMN_I32, .max = 120000};
    struct plan_op *op;

    if (a < 0 || b < 0)
        return;
    if (op_code == DO_AGE) {
        t.width = COLUMN_U8;
        t.max = 255;
    } else if (op_code == DO_ADD_MONTHS) {
        t = date(DATE_FIRST, DATE_LAST);
    }
    op = add_op(m, op_code, space, PLAN_VALUE, t);
    op->a = a;
    op->b = op_code == DO_DATE_PART ? -1 : b;
    op->imm = (int64_t)dice_below(m->d, 3);
}

static void spread(struct maker *m, enum column_space space)
{
    enum column_space outer = dice_chance(m->d, 50) ? SPACE_UNIFORM : SPACE_HOUSEHOLD;
    int a = space > outer ? any(m, outer, ALL) : -1;
    struct plan_op *op;

    if (a < 0)
        return;
    op = add_op(m, DO_SPREAD, space, PLAN_VALUE, *type_of(m, a));
    op->a = a;
    m->p->regs[op->dst].partial = m->p->regs[a].partial;
}

static void segment(struct maker *m)
{
    enum plan_code op_code = DO_SEG_N + dice_below(m->d, 7);
    int b = any(m, SPACE_MEMBER, BOOLEANS), a = -1;
    struct plan_op *op;

    if (b < 0 || (op_code != DO_SEG_COUNT && dice_chance(m->d, 50)))
        b = -1;
    if (op_code == DO_SEG_N) {
        add_op(m, op_code, SPACE_HOUSEHOLD, PLAN_VALUE, number(m, 0, LIMIT_HOUSEHOLD_MEMBERS));
        return;
    }
    if (op_code == DO_SEG_COUNT) {
        if (b < 0)
            return;
        op = add_op(m, op_code, SPACE_HOUSEHOLD, PLAN_VALUE, number(m, 0, LIMIT_HOUSEHOLD_MEMBERS));
    } else if (op_code >= DO_SEG_SOME) {
        a = any(m, SPACE_MEMBER, BOOLEANS);
        if (a < 0)
            return;
        op = add_op(m, op_code, SPACE_HOUSEHOLD, PLAN_VALUE, boolean());
    } else {
        a = any(m, SPACE_MEMBER, op_code == DO_SEG_SUM || dice_chance(m->d, 70) ? NUMBERS : DATES);
        if (a < 0)
            return;
        __int128 n = LIMIT_HOUSEHOLD_MEMBERS, low = type_of(m, a)->min, high = type_of(m, a)->max;

        if (op_code == DO_SEG_SUM)
            op = number_op(m, op_code, SPACE_HOUSEHOLD, least(low * n, low), most(high * n, high));
        else
            op = add_op(m, op_code, SPACE_HOUSEHOLD, PLAN_VALUE, *type_of(m, a));
    }
    op->a = a;
    op->b = b;
}

/* --- Tables --- */

static enum column_width width_of_rows(size_t n)
{
    return n <= 8 ? COLUMN_U8 : n <= 32 ? COLUMN_I32 : COLUMN_U64;
}

static int rows_of(struct maker *m, enum column_space space, size_t n)
{
    struct column_type t = {.n_codes = n, .width = width_of_rows(n)};
    uint64_t all = n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
    struct plan_op *op;
    int a;

    if (dice_chance(m->d, 50)) {
        a = any(m, space, BOOLEANS);
        if (a < 0)
            return -1;
        op = add_op(m, DO_ROWS_CELL, space, PLAN_ROWS, t);
        op->imm = (int64_t)(dice_roll(m->d) & all);
        op->a = a;
        return op->dst;
    }
    a = any(m, space, CODE | BOOLEANS | NUMBERS);
    if (a < 0)
        return -1;
    __int128 values = (__int128)type_of(m, a)->max - type_of(m, a)->min + 1;

    if (values > 600)
        return -1;
    uint64_t *lut = table_of(m, (size_t)values + 2), dash = dice_roll(m->d) & dice_roll(m->d);

    for (size_t i = 0; i < (size_t)values + 2; i++)
        lut[i] = (lut[i] | dash) & all;
    lut[values + 1] = dash & all;
    op = add_op(m, DO_ROWS_LUT, space, PLAN_ROWS, t);
    op->a = a;
    op->imm = type_of(m, a)->min;
    op->imm2 = (int64_t)values;
    op->lut = lut;
    return op->dst;
}

static void choose(struct maker *m, enum column_space space, int hit, size_t n)
{
    unsigned kind = 1u << dice_below(m->d, 5);
    int *args = arena_array_of(m->p->arena, n + 1, int);
    int last = any(m, space, kind);
    struct column_type t;
    bool partial = false;

    if (last < 0)
        return;
    t = *type_of(m, last);
    for (size_t i = 0; i <= n; i++) {
        args[i] = i < n && dice_chance(m->d, 70) ? any(m, space, kind) : last;
        if (args[i] < 0)
            args[i] = last;
        const struct column_type *x = type_of(m, args[i]);

        t.min = x->min < t.min ? x->min : t.min;
        t.max = x->max > t.max ? x->max : t.max;
        t.n_codes = x->n_codes > t.n_codes ? x->n_codes : t.n_codes;
        partial |= m->p->regs[args[i]].partial;
    }
    if (kind == NUMBERS)
        t = number(m, t.min, t.max);
    struct plan_op *op = add_op(m, DO_CHOOSE, space, PLAN_VALUE, t);

    op->a = hit;
    op->args = args;
    op->n_args = n + 1;
    m->p->regs[op->dst].partial = partial;
}

static void collect(struct maker *m, enum column_space space, int rows, size_t n)
{
    enum plan_code op_code = DO_COLLECT_MAX + dice_below(m->d, 3);
    int *args = arena_array_of(m->p->arena, n, int);
    __int128 low = 0, high = 0;
    struct plan_op *op;

    for (size_t i = 0; i < n; i++) {
        args[i] = any(m, space, NUMBERS);
        if (args[i] < 0)
            return;
        __int128 min = type_of(m, args[i])->min, max = type_of(m, args[i])->max;

        low = op_code == DO_COLLECT_SUM ? low + least(min, 0) : i ? least(low, min) : min;
        high = op_code == DO_COLLECT_SUM ? high + most(max, 0) : i ? most(high, max) : max;
    }
    op = number_op(m, op_code, space, low, high);
    op->a = rows;
    op->args = args;
    op->n_args = n;
}

static void use_rows(struct maker *m, enum column_space space, int rows, size_t n)
{
    enum plan_code op_code = DO_HIT_FIRST + dice_below(m->d, 3);
    struct plan_op *op;

    switch (dice_below(m->d, 5)) {
    case 0:
        collect(m, space, rows, n);
        return;
    case 1:
        op = add_op(m, DO_COLLECT_COUNT, space, PLAN_VALUE, number(m, 0, (__int128)n));
        op->a = rows;
        return;
    case 2:
        op = add_op(m, DO_COLLECT_SET, space, PLAN_VALUE, codes(64));
        op->a = rows;
        op->lut = table_of(m, 64);
        m->p->regs[op->dst].partial = true;
        return;
    default:
        op = add_op(
            m, op_code, space, PLAN_VALUE,
            (struct column_type){.kind = COLUMN_NUMBER, .width = COLUMN_U8, .max = (int64_t)n});
        op->a = rows;
        op->imm = (int64_t)n;
        if (op_code == DO_HIT_ANY) {
            uint64_t *same = arena_array_of(m->p->arena, n, uint64_t);
            unsigned char class[64];

            for (size_t i = 0; i < n; i++)
                class[i] = (unsigned char)dice_below(m->d, 1 + dice_below(m->d, 3));
            for (size_t i = 0; i < n; i++) {
                same[i] = 0;
                for (size_t k = 0; k < n; k++)
                    same[i] |= class[i] == class[k] ? UINT64_C(1) << k : 0;
            }
            op->lut = same;
        }
        choose(m, space, op->dst, n);
        return;
    }
}

static void table(struct maker *m, enum column_space space)
{
    size_t n = dice_chance(m->d, 60) ? 1 + dice_below(m->d, 8) : 1 + dice_below(m->d, 64);
    int rows = rows_of(m, space, n);

    for (size_t i = dice_below(m->d, 4); rows >= 0 && i > 0; i--) {
        int other = rows_of(m, space, n);
        struct plan_op *op;

        if (other < 0)
            continue;
        op = add_op(m, DO_ROWS_AND, space, PLAN_ROWS, m->p->regs[rows].type);
        op->a = rows;
        op->b = other;
        rows = op->dst;
    }
    if (rows < 0)
        return;
    for (size_t i = dice_below(m->d, 3) + 1; i > 0; i--)
        use_rows(m, space, rows, n);
    if (space == SPACE_MEMBER || m->p->n_tables == 8)
        return;
    struct plan_op *op = add_op(m, DO_FIRED, space, PLAN_FIRED, m->p->regs[rows].type);

    op->a = rows;
    op->imm = dice_chance(m->d, 50);
    m->p->fired[m->p->n_tables++] = op->dst;
}

/* --- Columns --- */

static struct column_type column_type(struct maker *m)
{
    struct dice *d = m->d;

    switch (dice_below(d, 8)) {
    case 0:
        return boolean();
    case 1:
        return code(1 + dice_below(d, dice_chance(d, 70) ? 9 : 255));
    case 2:
        return codes(1 + dice_below(d, 64));
    case 3:
        return dice_chance(d, 60) ? date(-20000, 22000) : date(DATE_FIRST, DATE_LAST);
    case 4:
        return (struct column_type){.kind = COLUMN_NUMBER,
                                    .width = COLUMN_U8,
                                    .min = 0,
                                    .max = (int64_t)dice_below(d, 256)};
    case 5:
        return (struct column_type){
            .kind = COLUMN_NUMBER, .width = COLUMN_I32, .min = -1000000, .max = 100000000};
    case 6:
        return (struct column_type){
            .kind = COLUMN_NUMBER, .width = COLUMN_I32, .min = INT32_MIN, .max = INT32_MAX};
    default:
        return (struct column_type){
            .kind = COLUMN_NUMBER,
            .width = COLUMN_I64,
            .min = dice_chance(d, 50) ? INT64_MIN : -(INT64_C(1) << dice_below(d, 60)),
            .max = dice_chance(d, 50) ? INT64_MAX : INT64_C(1) << dice_below(d, 60)};
    }
}

static void add_column(struct maker *m, enum column_space space, int at)
{
    struct plan *p = m->p;
    struct column_field *field = arena_new_of(p->arena, struct column_field);
    struct column_type t = column_type(m);
    struct plan_op *op;

    t.unknown = dice_chance(m->d, 60);
    t.null = dice_chance(m->d, 30);
    *field = (struct column_field){t, at, (uint32_t)dice_below(m->d, 1000)};
    ((struct column_input *)p->inputs)[p->n_inputs++] =
        (struct column_input){.space = space, .n_fields = 1, .fields = field};
    op = add_op(m, DO_LOAD, space, PLAN_VALUE, t);
    op->imm = at;
}

static void step(struct maker *m, enum column_space space)
{
    switch (dice_below(m->d, 14)) {
    case 0:
    case 1:
        binary(m, space);
        break;
    case 2:
        unary(m, space);
        break;
    case 3:
        divide(m, space);
        break;
    case 4:
        compare(m, space);
        break;
    case 5:
        test_codes(m, space);
        break;
    case 6:
        logic(m, space);
        break;
    case 7:
        branch(m, space);
        break;
    case 8:
        dates(m, space);
        break;
    case 9:
        states(m, space);
        break;
    case 10:
        if (space != SPACE_UNIFORM)
            spread(m, space);
        break;
    case 11:
    case 12:
        if (space == SPACE_HOUSEHOLD)
            segment(m);
        break;
    default:
        table(m, space);
        break;
    }
}

static void constants(struct maker *m)
{
    struct plan_op *op = add_op(m, DO_CONST, SPACE_UNIFORM, PLAN_VALUE, boolean());

    op->imm = 1;
    op = add_op(m, DO_CONST, SPACE_UNIFORM, PLAN_VALUE, number(m, 100, 100));
    op->imm = 100;
    op = add_op(m, DO_CONST, SPACE_UNIFORM, PLAN_VALUE, code(3));
    op->imm2 = COLUMN_NULL;
    op = add_op(m, DO_CONST, SPACE_UNIFORM, PLAN_VALUE, date(17000, 17000));
    op->imm = 17000;
}

struct plan *random_plan(struct dice *d, size_t n_ops)
{
    struct arena *arena = arena_new(0);
    struct plan *p = arena_new_of(arena, struct plan);
    struct maker m = {d, p, n_ops + 4 * COLUMNS + 512};

    p->arena = arena;
    p->regs = arena_array_of(arena, m.cap, struct plan_reg);
    p->ops = arena_array_of(arena, m.cap, struct plan_op);
    p->inputs = arena_array_of(arena, 3 * COLUMNS, struct column_input);
    p->fired = arena_array_of(arena, 8, int);
    for (int i = 0; i < COLUMNS; i++)
        add_column(&m, SPACE_UNIFORM, i);
    constants(&m);
    while (p->n_ops < n_ops / 4)
        step(&m, SPACE_UNIFORM);
    for (int i = 0; i < 2 * COLUMNS; i++)
        add_column(&m, i % 2 ? SPACE_HOUSEHOLD : SPACE_MEMBER, i / 2);
    while (p->n_ops < n_ops + 3 * COLUMNS)
        step(&m, dice_chance(d, 50) ? SPACE_HOUSEHOLD : SPACE_MEMBER);
    for (size_t i = 0; i < 3; i++)
        p->n_columns[i] = COLUMNS;
    p->wanted = arena_array_of(arena, 12, struct plan_wanted);
    p->outputs = arena_array_of(arena, 12, int);
    while (p->n_wanted < 12) {
        int reg = any(&m, dice_chance(d, 10) ? SPACE_UNIFORM : SPACE_HOUSEHOLD, ALL);

        p->outputs[p->n_wanted++] = reg;
    }
    return p;
}

/* --- Batches --- */

static struct column column_of(struct dice *d, struct arena *a, const struct column_type *t,
                               size_t n)
{
    unsigned missing = dice_chance(d, 40) ? 0 : dice_chance(d, 60) ? 4 : 40;
    void *values = arena_array(a, n + 1, 8);
    uint8_t *states = arena_array_of(a, n + 1, uint8_t);

    for (size_t i = 0; i < n; i++) {
        int64_t v =
            t->kind == COLUMN_CODES ? (int64_t)dice_roll(d) : dice_between(d, t->min, t->max);

        states[i] = 0;
        if (dice_chance(d, missing)) {
            states[i] = dice_chance(d, 10)              ? COLUMN_SLOW
                        : t->null && dice_chance(d, 50) ? COLUMN_NULL
                        : t->unknown                    ? COLUMN_UNKNOWN
                                                        : 0;
            v = states[i] ? 0 : v;
        }
        if (t->width == COLUMN_U8)
            ((uint8_t *)values)[i] = (uint8_t)v;
        else if (t->width == COLUMN_I32)
            ((int32_t *)values)[i] = (int32_t)v;
        else
            ((int64_t *)values)[i] = v;
    }
    return (struct column){t->width, values, missing || dice_chance(d, 30) ? states : NULL};
}

static const struct column_value *set_of(struct dice *d, struct arena *a, const struct plan *p)
{
    struct column_value *v = arena_array_of(a, COLUMNS, struct column_value);

    for (int i = 0; i < COLUMNS; i++) {
        const struct column_type *t = &plan_field(p, SPACE_UNIFORM, i)->type;

        v[i].value =
            t->kind == COLUMN_CODES ? (int64_t)dice_roll(d) : dice_between(d, t->min, t->max);
        v[i].state = !dice_chance(d, 15)             ? 0
                     : t->null && dice_chance(d, 50) ? COLUMN_NULL
                     : t->unknown                    ? COLUMN_UNKNOWN
                                                     : COLUMN_SLOW;
        if (v[i].state)
            v[i].value = 0;
    }
    return v;
}

struct random_batch random_batch(struct dice *d, const struct plan *p, size_t households)
{
    struct random_batch b = {.arena = arena_new(0)};
    uint32_t *offsets = arena_array_of(b.arena, households + 1, uint32_t);
    struct column *columns = arena_array_of(b.arena, 2 * COLUMNS, struct column);
    uint16_t *sets = arena_array_of(b.arena, households + 1, uint16_t);

    offsets[0] = (uint32_t)dice_below(d, 1000);
    for (size_t i = 0; i < households; i++) {
        size_t size =
            dice_chance(d, 2) ? dice_below(d, LIMIT_HOUSEHOLD_MEMBERS + 1) : dice_below(d, 9);

        if (offsets[i] - offsets[0] + size > COLUMN_BATCH_MEMBERS)
            size = 0;
        offsets[i + 1] = offsets[i] + (uint32_t)size;
    }
    for (int i = 0; i < COLUMNS; i++) {
        columns[i] = column_of(d, b.arena, &plan_field(p, SPACE_HOUSEHOLD, i)->type, households);
        columns[COLUMNS + i] = column_of(d, b.arena, &plan_field(p, SPACE_MEMBER, i)->type,
                                         offsets[households] - offsets[0]);
    }
    b.n_sets = 1 + dice_below(d, 5);
    b.sets = arena_array_of(b.arena, b.n_sets, const struct column_value *);
    for (size_t i = 0; i < b.n_sets; i++)
        b.sets[i] = set_of(d, b.arena, p);
    for (size_t i = 0; i < households; i++)
        sets[i] = (uint16_t)dice_below(d, b.n_sets);
    b.batch = (struct column_batch){.n = households,
                                    .offsets = offsets,
                                    .household = columns,
                                    .member = columns + COLUMNS,
                                    .sets = dice_chance(d, 50) ? sets : NULL,
                                    .set = (uint16_t)dice_below(d, b.n_sets)};
    return b;
}

void random_batch_free(struct random_batch *b)
{
    arena_free(b->arena);
}
