/* DMN 1.5, 10.3.4.5: numeric functions. */
#include "builtin.h"
#include "ops.h"

#include <stdlib.h>

#define SCALE_MIN (-6111)
#define SCALE_MAX 6176

static const struct feel_value *out_of_range(struct call *c)
{
    return feel_error(c->run, c->where, "结果不是可表示的数",
                      "the result is not a number that can be represented");
}

static const struct feel_value *give(struct call *c, bool ok, struct decimal d)
{
    return ok ? feel_number(c->run->arena, d) : out_of_range(c);
}

/* A scale with a fraction is cut (the TCK's reading). */
static const struct feel_value *rounded(struct call *c, const struct feel_value *const *args,
                                        enum dec_round mode)
{
    int64_t scale = 0;
    struct decimal whole, r;
    if (args[1] && (!dec_round(args[1]->number, 0, DEC_DOWN, &whole) ||
                    !dec_to_int(whole, &scale) || scale < SCALE_MIN || scale > SCALE_MAX))
        return feel_error(c->run, c->where, "小数位数应在 %d 与 %d 之间",
                          "the scale must lie between %d and %d", SCALE_MIN, SCALE_MAX);
    bool ok = dec_round(args[0]->number, (int)scale, mode, &r);
    return give(c, ok, r);
}

#define ROUNDING(name, mode)                                                                       \
    const struct feel_value *builtin_##name(struct call *c, const struct feel_value *const *args,  \
                                            size_t n)                                              \
    {                                                                                              \
        return rounded(c, args, mode);                                                             \
    }
ROUNDING(decimal, DEC_HALF_EVEN)
ROUNDING(floor, DEC_FLOOR)
ROUNDING(ceiling, DEC_CEILING)
ROUNDING(round_up, DEC_UP)
ROUNDING(round_down, DEC_DOWN)
ROUNDING(round_half_up, DEC_HALF_UP)
ROUNDING(round_half_down, DEC_HALF_DOWN)
#undef ROUNDING

const struct feel_value *builtin_abs(struct call *c, const struct feel_value *const *args, size_t n)
{
    const struct feel_value *v = args[0];
    switch (v->kind) {
    case FEEL_NUMBER:
        return feel_number(c->run->arena, dec_abs(v->number));
    case FEEL_DAYS_DURATION:
        return v->seconds < 0 || v->nanos < 0 ? ops_negate(c->run, c->where, v) : v;
    default:
        return v->months < 0 ? ops_negate(c->run, c->where, v) : v;
    }
}

const struct feel_value *builtin_modulo(struct call *c, const struct feel_value *const *args,
                                        size_t n)
{
    struct decimal r;
    if (dec_is_zero(args[1]->number))
        return feel_error(c->run, c->where, "除数为零", "division by zero");
    /* The digits of the quotient are computed one after the other. */
    int digits = dec_exponent(args[0]->number) - dec_exponent(args[1]->number);
    ops_step(c->run, digits > 0 ? (uint64_t)digits : 0);
    bool ok = dec_modulo(args[0]->number, args[1]->number, &r);
    return give(c, ok, r);
}

/* steps: about as many as take the same time. */
#define FUNCTION(name, op, steps)                                                                  \
    const struct feel_value *builtin_##name(struct call *c, const struct feel_value *const *args,  \
                                            size_t n)                                              \
    {                                                                                              \
        struct decimal r;                                                                          \
        ops_step(c->run, steps);                                                                   \
        bool ok = op(args[0]->number, &r);                                                         \
        return give(c, ok, r);                                                                     \
    }
FUNCTION(sqrt, dec_sqrt, 16)
FUNCTION(log, dec_log, 150)
FUNCTION(exp, dec_exp, 150)
#undef FUNCTION

static const struct feel_value *parity(struct call *c, struct decimal d, bool odd)
{
    struct decimal r;
    if (!dec_is_integer(d))
        return &feel_false;
    if (!dec_modulo(d, dec_from_int(2), &r))
        return out_of_range(c);
    return feel_bool(dec_is_zero(r) != odd);
}

const struct feel_value *builtin_odd(struct call *c, const struct feel_value *const *args, size_t n)
{
    return parity(c, args[0]->number, true);
}

const struct feel_value *builtin_even(struct call *c, const struct feel_value *const *args,
                                      size_t n)
{
    return parity(c, args[0]->number, false);
}

/* --- Aggregates of numbers --- */

static const struct feel_value *not_numbers(struct call *c, const struct feel_value *item)
{
    if (item->is_error)
        return item;
    return feel_error(c->run, c->where, "要求数的列表，含有 %s",
                      "a list of numbers wanted, it contains %s", feel_kind_name(item->kind));
}

/* NULL if all are numbers and there is one, else the result. Counts the work that follows, in steps
 * an item. */
static const struct feel_value *check_numbers(struct call *c, const struct feel_value *list,
                                              unsigned steps)
{
    ops_step(c->run, steps * list->list.n);
    if (list->list.n == 0)
        return feel_error(c->run, c->where, "列表为空", "the list is empty");
    for (size_t i = 0; i < list->list.n; i++)
        if (list->list.items[i]->kind != FEEL_NUMBER)
            return not_numbers(c, list->list.items[i]);
    return NULL;
}

static bool sum(const struct feel_value *list, struct decimal *ret)
{
    struct decimal s = dec_from_int(0);
    for (size_t i = 0; i < list->list.n; i++)
        if (!dec_add(s, list->list.items[i]->number, &s))
            return false;
    *ret = s;
    return true;
}

const struct feel_value *builtin_sum(struct call *c, const struct feel_value *const *args, size_t n)
{
    const struct feel_value *e = check_numbers(c, args[0], 2);
    struct decimal s;
    if (e)
        return e;
    bool ok = sum(args[0], &s);
    return give(c, ok, s);
}

const struct feel_value *builtin_mean(struct call *c, const struct feel_value *const *args,
                                      size_t n)
{
    const struct feel_value *e = check_numbers(c, args[0], 2);
    struct decimal s;
    if (e)
        return e;
    bool ok = sum(args[0], &s) && dec_div(s, dec_from_int((int64_t)args[0]->list.n), &s);
    return give(c, ok, s);
}

const struct feel_value *builtin_product(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    const struct feel_value *e = check_numbers(c, args[0], 2);
    if (e)
        return e;
    struct decimal p = dec_from_int(1);
    for (size_t i = 0; i < args[0]->list.n; i++)
        if (!dec_mul(p, args[0]->list.items[i]->number, &p))
            return out_of_range(c);
    return feel_number(c->run->arena, p);
}

/* Of a sample: divided by n - 1. */
const struct feel_value *builtin_stddev(struct call *c, const struct feel_value *const *args,
                                        size_t n)
{
    const struct feel_value *e = check_numbers(c, args[0], 8);
    size_t count = args[0]->list.n;
    if (e || count < 2)
        return e ? e
                 : feel_error(c->run, c->where, "stddev 至少要两个数",
                              "stddev wants at least two numbers");
    struct decimal mean, squares = dec_from_int(0), d;
    bool ok = sum(args[0], &mean) && dec_div(mean, dec_from_int((int64_t)count), &mean);
    for (size_t i = 0; ok && i < count; i++)
        ok = dec_sub(args[0]->list.items[i]->number, mean, &d) && dec_mul(d, d, &d) &&
             dec_add(squares, d, &squares);
    ok = ok && dec_div(squares, dec_from_int((int64_t)count - 1), &d) && dec_sqrt(d, &d);
    return give(c, ok, d);
}

#define SORT_STEPS 32u /* an item, of a long list */

static int by_number(const void *a, const void *b)
{
    const struct feel_value *x = *(const struct feel_value *const *)a;
    const struct feel_value *y = *(const struct feel_value *const *)b;
    return dec_cmp(x->number, y->number);
}

static const struct feel_value **sorted(struct call *c, const struct feel_value *list)
{
    const struct feel_value **items =
        arena_dup(c->run->arena, list->list.items, list->list.n * sizeof *items);
    if (items)
        qsort(items, list->list.n, sizeof *items, by_number);
    return items;
}

const struct feel_value *builtin_median(struct call *c, const struct feel_value *const *args,
                                        size_t n)
{
    const struct feel_value *e = check_numbers(c, args[0], SORT_STEPS);
    size_t count = args[0]->list.n;
    if (e)
        return e;
    const struct feel_value **items = sorted(c, args[0]);
    if (!items)
        return &feel_null;
    if (count % 2 == 1)
        return items[count / 2];
    struct decimal d;
    bool ok = dec_add(items[count / 2 - 1]->number, items[count / 2]->number, &d) &&
              dec_div(d, dec_from_int(2), &d);
    return give(c, ok, d);
}

struct modes {
    const struct feel_value **at;
    size_t n, cap;
};

const struct feel_value *builtin_mode(struct call *c, const struct feel_value *const *args,
                                      size_t n)
{
    size_t count = args[0]->list.n, best = 0;
    const struct feel_value *e =
        count > 0 ? check_numbers(c, args[0], SORT_STEPS) : &feel_empty_list;
    if (e)
        return e;
    const struct feel_value **items = sorted(c, args[0]);
    struct modes modes = {0};
    for (size_t i = 0, end; items && i < count; i = end) {
        end = i + 1;
        while (end < count && dec_cmp(items[i]->number, items[end]->number) == 0)
            end++;
        if (end - i > best) {
            best = end - i;
            modes.n = 0;
        }
        if (end - i == best && !vec_push(c->run->arena, &modes, items[i]))
            return &feel_null;
    }
    return feel_list(c->run->arena, modes.at, modes.n);
}
