/* union and distinct values: items by hash, so that long lists take time in proportion. */
#include "bounds.h"
#include "builtin.h"
#include "ops.h"
#include "temporal.h"

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

/* What feel_equal takes for equal hashes alike. */
static uint64_t hash(struct feel_run *run, const struct feel_value *v, unsigned depth)
{
    uint64_t h = v->kind;
    if (depth > LIMIT_FEEL_DEPTH || !ops_step(run, 1))
        return 0;
    switch (v->kind) {
    case FEEL_BOOLEAN:
        return mix(h, v->boolean);
    case FEEL_NUMBER:
        return mix(h, dec_hash(v->number));
    case FEEL_STRING:
        return mix(h, str_hash(v->string));
    case FEEL_DATE:
    case FEEL_DATE_TIME:
        return mix(FEEL_DATE, (uint64_t)temporal_seconds(v));
    case FEEL_TIME:
        return mix(h, (uint64_t)temporal_time_seconds(&v->time));
    case FEEL_DAYS_DURATION:
        return mix(mix(h, (uint64_t)v->seconds), (uint64_t)v->nanos);
    case FEEL_MONTHS_DURATION:
        return mix(h, (uint64_t)v->months);
    case FEEL_RANGE:
        h = v->range->low ? mix(h, hash(run, v->range->low, depth + 1)) : h;
        return v->range->high ? mix(h, hash(run, v->range->high, depth + 1)) : h;
    case FEEL_LIST:
        for (size_t i = 0; i < v->list.n; i++)
            h = mix(h, hash(run, v->list.items[i], depth + 1));
        return h;
    case FEEL_CONTEXT:
        /* The order of the entries doesn't count. */
        for (size_t i = 0; i < v->context->shape->n; i++)
            h += mix(str_hash(v->context->shape->names[i]),
                     hash(run, v->context->values[i], depth + 1));
        return h;
    case FEEL_FUNCTION:
        return mix(h, (uintptr_t)v->function);
    default:
        return h;
    }
}

struct set {
    const struct feel_value **items;
    uint64_t *hashes;
    size_t n;
    uint32_t *slots; /* index of an item + 1, or 0 */
    size_t mask;
};

static bool add(struct call *c, struct set *s, const struct feel_value *v)
{
    uint64_t h = hash(c->run, v, 0);
    size_t at = h & s->mask;
    for (; s->slots[at]; at = (at + 1) & s->mask) {
        size_t i = s->slots[at] - 1;
        if (s->hashes[i] == h && builtin_equal(c, s->items[i], v))
            return !c->run->stopped;
    }
    s->items[s->n] = v;
    s->hashes[s->n] = h;
    s->slots[at] = (uint32_t)++s->n;
    return !c->run->stopped;
}

const struct feel_value *builtin_union(struct call *c, const struct feel_value *const *args,
                                       size_t n)
{
    struct arena *a = c->run->arena;
    size_t total = 0, slots = 16;
    for (size_t i = 0; i < n; i++)
        total += args[i]->list.n;
    while (slots < 2 * total)
        slots *= 2;
    struct set s = {
        .items = arena_array_of(a, total, const struct feel_value *),
        .hashes = arena_array_of(a, total, uint64_t),
        .slots = arena_zalloc(a, slots * sizeof *s.slots),
        .mask = slots - 1,
    };
    if (!s.items || !s.hashes || !s.slots)
        return &feel_null;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < args[i]->list.n; k++)
            if (!add(c, &s, args[i]->list.items[k]))
                return &feel_null;
    return feel_list(a, s.items, s.n);
}

const struct feel_value *builtin_distinct_values(struct call *c,
                                                 const struct feel_value *const *args, size_t n)
{
    return builtin_union(c, args, 1);
}
