#include "ops.h"

#include "bounds.h"
#include "temporal.h"

const struct feel_value *ops_join_items(struct arena *a, const struct feel_value *u,
                                        const struct feel_value *list)
{
    if (list->kind != FEEL_LIST)
        return u;
    for (size_t i = 0; i < list->list.n; i++)
        if (feel_is_unknown(list->list.items[i]))
            u = feel_unknown_join(a, u, list->list.items[i]);
    return u;
}

const struct feel_value *ops_null_operand(struct feel_run *run, struct str where,
                                          const struct feel_value *a, const struct feel_value *b)
{
    if (a->is_error)
        return a;
    if (b && b->is_error)
        return b;
    return feel_error(run, where, "此处要有值，得到 null（输入没有给全？）",
                      "a value wanted, got null (is an input missing?)");
}

const struct feel_value *ops_no_memory(struct feel_run *run)
{
    arena_fail(run->arena);
    return &feel_null;
}

bool ops_step(struct feel_run *run, uint64_t n)
{
    run->steps += n;
    if (run->steps <= LIMIT_FEEL_STEPS)
        return true;
    feel_stop(run, (struct str){NULL, 0}, "计算步数超过上限，求值中止",
              "too many steps: evaluation stopped");
    return false;
}

bool ops_index(struct decimal d, size_t n, size_t *ret)
{
    struct decimal whole;
    int64_t i;
    if (!dec_round(d, 0, DEC_DOWN, &whole) || !dec_to_int(whole, &i) || i == 0)
        return false;
    if (i < 0)
        i += (int64_t)n + 1;
    if (i < 1 || i > (int64_t)n)
        return false;
    *ret = (size_t)i - 1;
    return true;
}

/* --- Order and equality --- */

static int cmp_int(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

static bool has_zone(const struct feel_value *v)
{
    return v->kind == FEEL_DATE || v->time.zone != FEEL_ZONE_NONE;
}

static bool is_moment(const struct feel_value *v)
{
    return v->kind == FEEL_DATE || v->kind == FEEL_DATE_TIME;
}

/* Fractions of a second do not count in comparisons of times (the TCK's reading of 10.3.2.3.4). A
 * date beside a date and time is its midnight UTC; local and zoned values have no order. */
static bool order_moments(const struct feel_value *a, const struct feel_value *b, int *ret)
{
    if (a->kind == FEEL_DATE && b->kind == FEEL_DATE) {
        *ret = cmp_int(a->days, b->days);
        return true;
    }
    if (has_zone(a) != has_zone(b))
        return false;
    *ret = cmp_int(temporal_seconds(a), temporal_seconds(b));
    return true;
}

bool feel_compare(const struct feel_value *a, const struct feel_value *b, int *ret)
{
    if (is_moment(a) && is_moment(b))
        return order_moments(a, b, ret);
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case FEEL_NUMBER:
        *ret = dec_cmp(a->number, b->number);
        return true;
    case FEEL_STRING: {
        int c = str_cmp(a->string, b->string);
        *ret = c < 0 ? -1 : c > 0;
        return true;
    }
    case FEEL_TIME:
        if ((a->time.zone == FEEL_ZONE_NONE) != (b->time.zone == FEEL_ZONE_NONE))
            return false;
        *ret = cmp_int(temporal_time_seconds(&a->time), temporal_time_seconds(&b->time));
        return true;
    case FEEL_DAYS_DURATION:
        *ret = a->seconds != b->seconds ? cmp_int(a->seconds, b->seconds)
                                        : cmp_int(a->nanos, b->nanos);
        return true;
    case FEEL_MONTHS_DURATION:
        *ret = cmp_int(a->months, b->months);
        return true;
    default:
        return false;
    }
}

/* Two long texts take more than a step to compare. */
static uint64_t text_steps(const struct feel_value *a, const struct feel_value *b)
{
    if (a->kind != FEEL_STRING || b->kind != FEEL_STRING)
        return 0;
    return (a->string.len < b->string.len ? a->string.len : b->string.len) / 256;
}

enum verdict { NO, YES, INCOMPARABLE, OPEN };

struct equality {
    struct feel_run *run;
    const struct feel_value *unknown;
};

static enum verdict equal(struct equality *eq, const struct feel_value *a,
                          const struct feel_value *b, unsigned depth);

/* All parts must be equal: a difference decides, else an unknown part leaves it open. */
static enum verdict both(enum verdict so_far, enum verdict next)
{
    if (so_far == NO || next == NO || next == INCOMPARABLE)
        return NO;
    return so_far == OPEN || next == OPEN ? OPEN : YES;
}

static enum verdict equal_end(struct equality *eq, const struct feel_value *a,
                              const struct feel_value *b, unsigned depth)
{
    if (!a || !b)
        return a == b ? YES : NO;
    return equal(eq, a, b, depth);
}

static enum verdict equal_range(struct equality *eq, const struct feel_range *a,
                                const struct feel_range *b, unsigned depth)
{
    if (a->form != b->form || a->low_included != b->low_included ||
        a->high_included != b->high_included)
        return NO;
    enum verdict low = equal_end(eq, a->low, b->low, depth + 1);
    if (a->low == a->high && b->low == b->high)
        return low == INCOMPARABLE ? NO : low;
    return both(low == INCOMPARABLE ? NO : low, equal_end(eq, a->high, b->high, depth + 1));
}

static enum verdict equal_list(struct equality *eq, const struct feel_value *a,
                               const struct feel_value *b, unsigned depth)
{
    if (a->list.n != b->list.n)
        return NO;
    enum verdict v = YES;
    for (size_t i = 0; i < a->list.n && v != NO; i++)
        v = both(v, equal(eq, a->list.items[i], b->list.items[i], depth + 1));
    return v;
}

static enum verdict equal_context(struct equality *eq, const struct feel_value *a,
                                  const struct feel_value *b, unsigned depth)
{
    const struct feel_context *c = a->context;
    if (c->shape->n != b->context->shape->n)
        return NO;
    enum verdict v = YES;
    for (size_t i = 0; i < c->shape->n && v != NO; i++) {
        const struct feel_value *other = feel_context_get(b, c->shape->names[i]);
        ops_step(eq->run, c->shape->n / 8);
        v = other ? both(v, equal(eq, c->values[i], other, depth + 1)) : NO;
    }
    return v;
}

static enum verdict equal(struct equality *eq, const struct feel_value *a,
                          const struct feel_value *b, unsigned depth)
{
    if (depth > LIMIT_FEEL_DEPTH || !ops_step(eq->run, 1 + text_steps(a, b)))
        return INCOMPARABLE;
    if (feel_is_unknown(a) || feel_is_unknown(b)) {
        const struct feel_value *u = feel_unknown_join(eq->run->arena, a, b);
        eq->unknown = feel_unknown_join(eq->run->arena, eq->unknown, u);
        return OPEN;
    }
    if (a->kind == FEEL_NULL || b->kind == FEEL_NULL)
        return a->kind == b->kind ? YES : NO;
    if (is_moment(a) && is_moment(b)) {
        int order;
        return order_moments(a, b, &order) && order == 0 ? YES : NO;
    }
    if (a->kind != b->kind)
        return INCOMPARABLE;
    switch (a->kind) {
    case FEEL_BOOLEAN:
        return a->boolean == b->boolean ? YES : NO;
    case FEEL_RANGE:
        return equal_range(eq, a->range, b->range, depth);
    case FEEL_LIST:
        return equal_list(eq, a, b, depth);
    case FEEL_CONTEXT:
        return equal_context(eq, a, b, depth);
    case FEEL_FUNCTION:
        return a->function == b->function ? YES : INCOMPARABLE;
    default: {
        int order;
        return feel_compare(a, b, &order) && order == 0 ? YES : NO;
    }
    }
}

static const struct feel_value *incomparable(struct feel_run *run, struct str where,
                                             const struct feel_value *a, const struct feel_value *b)
{
    return feel_error(run, where, "%s 与 %s 不能比较", "%s and %s can't be compared",
                      feel_kind_name(a->kind), feel_kind_name(b->kind));
}

static const struct feel_value *equal_value(struct feel_run *run, struct str where,
                                            const struct feel_value *a, const struct feel_value *b)
{
    if (a->kind == b->kind && (a->kind == FEEL_STRING || a->kind == FEEL_NUMBER) &&
        ops_step(run, 1 + text_steps(a, b)))
        return feel_bool(a->kind == FEEL_STRING ? str_eq(a->string, b->string)
                                                : dec_cmp(a->number, b->number) == 0);
    struct equality eq = {run, NULL};
    switch (equal(&eq, a, b, 0)) {
    case NO:
        return &feel_false;
    case YES:
        return &feel_true;
    case OPEN:
        return eq.unknown;
    case INCOMPARABLE:
        break;
    }
    return incomparable(run, where, a, b);
}

const struct feel_value *feel_equal(struct feel_run *run, const struct feel_value *a,
                                    const struct feel_value *b)
{
    return equal_value(run, (struct str){NULL, 0}, a, b);
}

const struct feel_value *ops_compare(struct feel_run *run, struct str where, enum compare_op op,
                                     const struct feel_value *a, const struct feel_value *b)
{
    if (op == OP_EQ)
        return equal_value(run, where, a, b);
    if (op == OP_NE) {
        const struct feel_value *v = equal_value(run, where, a, b);
        return v->kind == FEEL_BOOLEAN ? feel_bool(!v->boolean) : v;
    }
    if (feel_is_unknown(a) || feel_is_unknown(b))
        return feel_unknown_join(run->arena, a, b);
    if (a->kind == FEEL_NULL || b->kind == FEEL_NULL)
        return ops_null_operand(run, where, a, b);
    int order;
    ops_step(run, text_steps(a, b));
    if (!feel_compare(a, b, &order))
        return incomparable(run, where, a, b);
    switch (op) {
    case OP_LT:
        return feel_bool(order < 0);
    case OP_LE:
        return feel_bool(order <= 0);
    case OP_GT:
        return feel_bool(order > 0);
    default:
        return feel_bool(order >= 0);
    }
}

/* --- Three-valued logic --- */

static const struct feel_value *logic(struct feel_run *run, struct str where, bool decides,
                                      const struct feel_value *a, const struct feel_value *b)
{
    if ((a->kind == FEEL_BOOLEAN && a->boolean == decides) ||
        (b->kind == FEEL_BOOLEAN && b->boolean == decides))
        return feel_bool(decides);
    if (feel_is_unknown(a) || feel_is_unknown(b))
        return feel_unknown_join(run->arena, a, b);
    if (a->kind == FEEL_BOOLEAN && b->kind == FEEL_BOOLEAN)
        return feel_bool(!decides);
    const struct feel_value *wrong = a->kind != FEEL_BOOLEAN && a->kind != FEEL_NULL   ? a
                                     : b->kind != FEEL_BOOLEAN && b->kind != FEEL_NULL ? b
                                                                                       : NULL;
    if (!wrong)
        return a->is_error ? a : b->is_error ? b : &feel_null;
    return feel_error(run, where, "逻辑运算要求 boolean，得到 %s", "boolean wanted, got %s",
                      feel_kind_name(wrong->kind));
}

const struct feel_value *ops_and(struct feel_run *run, struct str where, const struct feel_value *a,
                                 const struct feel_value *b)
{
    return logic(run, where, false, a, b);
}

const struct feel_value *ops_or(struct feel_run *run, struct str where, const struct feel_value *a,
                                const struct feel_value *b)
{
    return logic(run, where, true, a, b);
}

/* --- Ranges and tests --- */

const struct feel_value *ops_in_range(struct feel_run *run, struct str where,
                                      const struct feel_value *v, const struct feel_value *range)
{
    const struct feel_range *r = range->range;
    /* null lies in no range; a test may ask that without an error. */
    if (v->kind == FEEL_NULL && r->form != FEEL_RANGE_EQ && r->form != FEEL_RANGE_NE)
        return v;
    if (r->form == FEEL_RANGE_EQ || r->form == FEEL_RANGE_NE)
        return ops_compare(run, where, r->form == FEEL_RANGE_EQ ? OP_EQ : OP_NE, v, r->low);
    /* (null..10) is unbounded below, but (< null) compares with null. */
    bool interval = r->form == FEEL_RANGE_INTERVAL;
    const struct feel_value *low = r->low, *high = r->high;
    if (interval && low && low->kind == FEEL_NULL && high && high->kind != FEEL_NULL)
        low = NULL;
    else if (interval && high && high->kind == FEEL_NULL && low && low->kind != FEEL_NULL)
        high = NULL;
    const struct feel_value *result = &feel_true;
    if (low)
        result = ops_compare(run, where, r->low_included ? OP_GE : OP_GT, v, low);
    if (high && !(result->kind == FEEL_BOOLEAN && !result->boolean)) {
        const struct feel_value *below =
            ops_compare(run, where, r->high_included ? OP_LE : OP_LT, v, high);
        result = low ? ops_and(run, where, result, below) : below;
    }
    return result;
}

/* Among a list: its items are values or ranges; what can't be compared is no match. */
static const struct feel_value *test_list(struct feel_run *run, struct str where,
                                          const struct feel_value *v, const struct feel_value *list)
{
    const struct feel_value *unknown = NULL;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *item = list->list.items[i], *r = &feel_false;
        if (item->kind == FEEL_RANGE && v->kind != FEEL_RANGE) {
            r = ops_in_range(run, where, v, item);
        } else {
            struct equality eq = {run, NULL};
            switch (equal(&eq, v, item, 0)) {
            case YES:
                r = &feel_true;
                break;
            case OPEN:
                r = eq.unknown;
                break;
            default:
                break;
            }
        }
        if (feel_is_true(r))
            return r;
        if (feel_is_unknown(r))
            unknown = feel_unknown_join(run->arena, unknown, r);
    }
    return unknown ? unknown : &feel_false;
}

const struct feel_value *ops_test(struct feel_run *run, struct str where,
                                  const struct feel_value *v, const struct feel_value *t)
{
    if (feel_is_unknown(t))
        return feel_unknown_join(run->arena, v, t);
    if (t->kind == FEEL_RANGE && v->kind != FEEL_RANGE)
        return ops_in_range(run, where, v, t);
    if (t->kind == FEEL_LIST) {
        if (v->kind == FEEL_LIST) {
            const struct feel_value *whole = equal_value(run, where, v, t);
            if (feel_is_true(whole))
                return whole;
        }
        return test_list(run, where, v, t);
    }
    return equal_value(run, where, v, t);
}
