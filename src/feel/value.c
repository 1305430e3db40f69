#include "value.h"

#include "bounds.h"

#include <stdlib.h>

const struct feel_value feel_null = {.kind = FEEL_NULL};
const struct feel_value feel_true = {.kind = FEEL_BOOLEAN, .boolean = true};
const struct feel_value feel_false = {.kind = FEEL_BOOLEAN, .boolean = false};
const struct feel_value feel_empty_list = {.kind = FEEL_LIST};

static struct feel_value *value_new(struct arena *a, enum feel_kind kind)
{
    struct feel_value *v = arena_alloc(a, sizeof *v);
    if (v) {
        v->kind = kind;
        v->is_error = false;
    }
    return v;
}

const struct feel_value *feel_bool(bool v)
{
    return v ? &feel_true : &feel_false;
}

const struct feel_value *feel_number(struct arena *a, struct decimal d)
{
    struct feel_value *v = value_new(a, FEEL_NUMBER);
    if (!v)
        return &feel_null;
    v->number = d;
    return v;
}

const struct feel_value *feel_int(struct arena *a, int64_t i)
{
    return feel_number(a, dec_from_int(i));
}

const struct feel_value *feel_string(struct arena *a, struct str s)
{
    struct feel_value *v = value_new(a, FEEL_STRING);
    if (!v)
        return &feel_null;
    v->string = s;
    return v;
}

const struct feel_value *feel_date(struct arena *a, int64_t days)
{
    struct feel_value *v = value_new(a, FEEL_DATE);
    if (!v)
        return &feel_null;
    v->days = days;
    return v;
}

const struct feel_value *feel_time(struct arena *a, struct feel_time t)
{
    struct feel_value *v = value_new(a, FEEL_TIME);
    if (!v)
        return &feel_null;
    v->days = 0;
    v->time = t;
    return v;
}

const struct feel_value *feel_date_time(struct arena *a, int64_t days, struct feel_time t)
{
    struct feel_value *v = value_new(a, FEEL_DATE_TIME);
    if (!v)
        return &feel_null;
    v->days = days;
    v->time = t;
    return v;
}

const struct feel_value *feel_months(struct arena *a, int64_t months)
{
    struct feel_value *v = value_new(a, FEEL_MONTHS_DURATION);
    if (!v)
        return &feel_null;
    v->months = months;
    return v;
}

const struct feel_value *feel_days_duration(struct arena *a, int64_t seconds, int64_t nanos)
{
    struct feel_value *v = value_new(a, FEEL_DAYS_DURATION);
    if (!v)
        return &feel_null;
    seconds += nanos / 1000000000;
    nanos %= 1000000000;
    if (seconds > 0 && nanos < 0) {
        seconds--;
        nanos += 1000000000;
    } else if (seconds < 0 && nanos > 0) {
        seconds++;
        nanos -= 1000000000;
    }
    v->seconds = seconds;
    v->nanos = (int32_t)nanos;
    return v;
}

const struct feel_value *feel_range_value(struct arena *a, const struct feel_range *r)
{
    struct feel_value *v = value_new(a, FEEL_RANGE);
    if (!v)
        return &feel_null;
    v->range = arena_dup(a, r, sizeof *r);
    return v->range ? v : &feel_null;
}

const struct feel_value *feel_list(struct arena *a, const struct feel_value *const *items, size_t n)
{
    if (n == 0)
        return &feel_empty_list;
    struct feel_value *v = value_new(a, FEEL_LIST);
    if (!v || !items)
        return &feel_null;
    v->list.items = items;
    v->list.n = n;
    return v;
}

const struct feel_value *feel_context_value(struct arena *a, const struct feel_shape *shape,
                                            const struct feel_value *const *values,
                                            const uint32_t *facts)
{
    struct feel_value *v = value_new(a, FEEL_CONTEXT);
    struct feel_context *c = arena_alloc(a, sizeof *c);
    if (!v || !c || !shape || (!values && shape->n > 0))
        return &feel_null;
    c->shape = shape;
    c->values = values;
    c->facts = facts;
    v->context = c;
    return v;
}

static int fact_order(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool ascending(const uint32_t *facts, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (facts[i - 1] >= facts[i])
            return false;
    return true;
}

static struct feel_value *unknown_new(struct arena *a, const uint32_t *facts, size_t n)
{
    struct feel_value *v = value_new(a, FEEL_UNKNOWN);
    uint32_t *copy = arena_array_of(a, n, uint32_t);
    if (!v || !copy)
        return NULL;
    if (n > 0)
        memcpy(copy, facts, n * sizeof *copy);
    if (!ascending(copy, n)) {
        qsort(copy, n, sizeof *copy, fact_order);
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
            if (kept == 0 || copy[kept - 1] != copy[i])
                copy[kept++] = copy[i];
        n = kept;
    }
    v->unknown.facts = copy;
    v->unknown.n = (uint32_t)n;
    v->unknown.bounded = false;
    v->unknown.bounds = NULL;
    return v;
}

const struct feel_value *feel_unknown(struct arena *a, const uint32_t *facts, size_t n)
{
    const struct feel_value *v = unknown_new(a, facts, n);
    return v ? v : &feel_null;
}

const struct feel_value *feel_unknown_bounded(struct arena *a, const uint32_t *facts, size_t n,
                                              struct decimal low, struct decimal high)
{
    struct feel_value *v = unknown_new(a, facts, n);
    struct decimal *bounds = arena_array_of(a, 2, struct decimal);
    if (!v || !bounds)
        return &feel_null;
    bounds[0] = low;
    bounds[1] = high;
    v->unknown.bounded = true;
    v->unknown.bounds = bounds;
    return v;
}

const struct feel_value *feel_unknown_join(struct arena *a, const struct feel_value *x,
                                           const struct feel_value *y)
{
    bool ux = x && feel_is_unknown(x), uy = y && feel_is_unknown(y);
    if (ux && uy) {
        size_t n = (size_t)x->unknown.n + y->unknown.n;
        if (x == y || y->unknown.n == 0)
            return x->unknown.bounded ? feel_unknown(a, x->unknown.facts, x->unknown.n) : x;
        uint32_t *all = arena_array_of(a, n, uint32_t);
        if (!all)
            return &feel_null;
        if (x->unknown.n > 0)
            memcpy(all, x->unknown.facts, x->unknown.n * sizeof *all);
        memcpy(all + x->unknown.n, y->unknown.facts, y->unknown.n * sizeof *all);
        return feel_unknown(a, all, n);
    }
    const struct feel_value *u = ux ? x : uy ? y : NULL;
    if (!u)
        return &feel_null;
    /* What is made from a bounded number need not lie within its bounds. */
    return u->unknown.bounded ? feel_unknown(a, u->unknown.facts, u->unknown.n) : u;
}

const struct feel_value *feel_context_get(const struct feel_value *context, struct str name)
{
    if (context->kind != FEEL_CONTEXT)
        return NULL;
    const struct feel_context *c = context->context;
    for (size_t i = 0; i < c->shape->n; i++)
        if (str_eq(c->shape->names[i], name))
            return c->values[i];
    return NULL;
}

static bool same_time(const struct feel_time *a, const struct feel_time *b)
{
    if (a->nanos != b->nanos || a->zone != b->zone)
        return false;
    if (a->zone == FEEL_ZONE_NAMED)
        return str_eq(a->zone_name, b->zone_name);
    return a->zone == FEEL_ZONE_NONE || a->offset == b->offset;
}

/* Shared parts may make a value far larger to walk than it is in memory. */
#define WALK_STEPS_MAX 20000000u

static bool has_error(const struct feel_value *v, unsigned depth, unsigned *steps)
{
    if (depth > LIMIT_FEEL_DEPTH || ++*steps > WALK_STEPS_MAX)
        return false;
    if (v->kind == FEEL_NULL)
        return v->is_error;
    bool found = false;
    if (v->kind == FEEL_LIST)
        for (size_t i = 0; i < v->list.n && !found; i++)
            found = has_error(v->list.items[i], depth + 1, steps);
    if (v->kind == FEEL_CONTEXT)
        for (size_t i = 0; i < v->context->shape->n && !found; i++)
            found = has_error(v->context->values[i], depth + 1, steps);
    return found;
}

bool feel_has_error(const struct feel_value *v)
{
    unsigned steps = 0;
    return has_error(v, 0, &steps);
}

static bool same(const struct feel_value *a, const struct feel_value *b, unsigned depth,
                 unsigned *steps)
{
    if (a->kind != b->kind || depth > LIMIT_FEEL_DEPTH || ++*steps > WALK_STEPS_MAX)
        return false;
    switch (a->kind) {
    case FEEL_NULL:
        return true;
    case FEEL_BOOLEAN:
        return a->boolean == b->boolean;
    case FEEL_NUMBER:
        return dec_cmp(a->number, b->number) == 0;
    case FEEL_STRING:
        return str_eq(a->string, b->string);
    case FEEL_DATE:
        return a->days == b->days;
    case FEEL_TIME:
        return same_time(&a->time, &b->time);
    case FEEL_DATE_TIME:
        return a->days == b->days && same_time(&a->time, &b->time);
    case FEEL_DAYS_DURATION:
        return a->seconds == b->seconds && a->nanos == b->nanos;
    case FEEL_MONTHS_DURATION:
        return a->months == b->months;
    case FEEL_RANGE: {
        const struct feel_range *x = a->range, *y = b->range;
        if (x->form != y->form || x->low_included != y->low_included ||
            x->high_included != y->high_included || !x->low != !y->low || !x->high != !y->high)
            return false;
        if (x->low && !same(x->low, y->low, depth + 1, steps))
            return false;
        /* (= 10) has one end twice */
        return !x->high || (x->high == x->low && y->high == y->low) ||
               same(x->high, y->high, depth + 1, steps);
    }
    case FEEL_LIST:
        if (a->list.n != b->list.n)
            return false;
        for (size_t i = 0; i < a->list.n; i++)
            if (!same(a->list.items[i], b->list.items[i], depth + 1, steps))
                return false;
        return true;
    case FEEL_CONTEXT:
        if (a->context->shape->n != b->context->shape->n)
            return false;
        for (size_t i = 0; i < a->context->shape->n; i++) {
            const struct feel_value *other = feel_context_get(b, a->context->shape->names[i]);
            if (!other || !same(a->context->values[i], other, depth + 1, steps))
                return false;
        }
        return true;
    case FEEL_FUNCTION:
        return a == b || a->function == b->function;
    case FEEL_UNKNOWN:
        return false;
    }
    return false;
}

bool feel_same(const struct feel_value *a, const struct feel_value *b)
{
    unsigned steps = 0;
    return same(a, b, 0, &steps);
}

const char *feel_kind_name(enum feel_kind kind)
{
    switch (kind) {
    case FEEL_NULL:
        return "null";
    case FEEL_BOOLEAN:
        return "boolean";
    case FEEL_NUMBER:
        return "number";
    case FEEL_STRING:
        return "string";
    case FEEL_DATE:
        return "date";
    case FEEL_TIME:
        return "time";
    case FEEL_DATE_TIME:
        return "date and time";
    case FEEL_DAYS_DURATION:
        return "days and time duration";
    case FEEL_MONTHS_DURATION:
        return "years and months duration";
    case FEEL_RANGE:
        return "range";
    case FEEL_LIST:
        return "list";
    case FEEL_CONTEXT:
        return "context";
    case FEEL_FUNCTION:
        return "function";
    case FEEL_UNKNOWN:
        return "unknown";
    }
    return "?";
}
