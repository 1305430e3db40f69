/* Parameters as values of uniform columns: resolved once per division and residence, and kept once
 * per different result. */
#include "columns.h"

#include "cleanup.h"
#include "map.h"
#include "pack_private.h"

#include <stdlib.h>

#define LIMIT_SETS (UINT16_MAX + 1u)

struct parameter_sets {
    const struct pack_plan *plan;
    struct arena *arena;
    int32_t as_of;
    struct map *places; /* division \n residence → set */
    struct map *values; /* the bytes of a set → set */
    struct {
        struct column_value **at;
        size_t n, cap;
    } sets;
    struct strbuf key, last_key;
    uint16_t last;
};

int parameter_sets_new(const struct pack_plan *p, int32_t as_of, struct parameter_sets **ret,
                       struct err *e)
{
    _cleanup_(parameter_sets_freep) struct parameter_sets *s = calloc(1, sizeof *s);
    if (!s || !(s->arena = arena_new(0)) || !(s->places = map_new()) || !(s->values = map_new()))
        return err_nomem(e);
    s->plan = p;
    s->as_of = as_of;
    *ret = take(s);
    return E_OK;
}

void parameter_sets_free(struct parameter_sets *s)
{
    if (!s)
        return;
    map_free(s->places);
    map_free(s->values);
    strbuf_done(&s->key);
    strbuf_done(&s->last_key);
    arena_free(s->arena);
    free(s);
}

void parameter_sets_freep(struct parameter_sets **s)
{
    parameter_sets_free(*s);
}

/* The column of a slot; NULL: the model has no such input, or the value none. */
static const struct column_type *slot_type(const struct pack_plan *p, size_t slot)
{
    for (size_t i = 0; i < p->n_inputs; i++)
        if (p->inputs[i].space == SPACE_UNIFORM && p->inputs[i].shape == SHAPE_CONTEXT)
            return p->inputs[i].fields[slot].column < 0 ? NULL : &p->inputs[i].fields[slot].type;
    return NULL;
}

static int resolve(struct parameter_sets *s, struct str division, struct str residence,
                   struct column_value *ret, struct err *e)
{
    const struct pack *p = s->plan->pack;
    ret[COLUMN_AS_OF].value = s->as_of;
    for (size_t i = 0; i < p->n_slots; i++) {
        struct column_value *v = &ret[COLUMN_PARAMETERS + i];
        const struct column_type *t = slot_type(s->plan, i);
        const struct parameter *row;
        bool ambiguous = false;
        v->state = COLUMN_SLOW;
        if (!p->slots[i].name.len)
            continue;
        int r = parameter_resolve(p, p->slots[i].name, division, residence, s->as_of, &row,
                                  &ambiguous, e);
        if (r < 0)
            return r;
        if (ambiguous)
            v->state = COLUMN_UNKNOWN;
        else if (t && dec_to_scaled(row->value, t->scale, &v->value))
            v->state = COLUMN_KNOWN;
    }
    return E_OK;
}

static int add(struct parameter_sets *s, struct str division, struct str residence, uint16_t *ret,
               struct err *e)
{
    size_t bytes = (COLUMN_PARAMETERS + s->plan->pack->n_slots) * sizeof(struct column_value);
    /* all zero, padding too: the bytes are compared */
    struct column_value *values = arena_zalloc(s->arena, bytes);
    uint64_t at;
    if (!values)
        return err_nomem(e);
    int r = resolve(s, division, residence, values, e);
    if (r < 0)
        return r;
    struct str key = {(const char *)values, bytes};
    if (!map_get(s->values, key, &at)) {
        at = s->sets.n;
        if (at >= LIMIT_SETS)
            return err_set(e, E_LIMIT, "参数组合超过 %u 种",
                           "more than %u different sets of parameters", LIMIT_SETS);
        if (map_put(s->values, key, at) < 0 || !vec_push(s->arena, &s->sets, values))
            return err_nomem(e);
    }
    *ret = (uint16_t)at;
    return E_OK;
}

int parameter_sets_find(struct parameter_sets *s, struct str division, struct str residence,
                        uint16_t *ret, struct err *e)
{
    strbuf_clear(&s->key);
    strbuf_adds(&s->key, division);
    strbuf_addc(&s->key, '\n');
    strbuf_adds(&s->key, residence);
    if (s->key.failed)
        return err_nomem(e);
    struct str key = strbuf_str(&s->key);
    if (str_eq(key, strbuf_str(&s->last_key))) {
        *ret = s->last;
        return E_OK;
    }
    uint64_t at;
    if (!map_get(s->places, key, &at)) {
        uint16_t set = 0;
        int r = add(s, division, residence, &set, e);
        if (r < 0)
            return r;
        if (map_put(s->places, key, set) < 0)
            return err_nomem(e);
        at = set;
    }
    s->last = (uint16_t)at;
    strbuf_clear(&s->last_key);
    strbuf_adds(&s->last_key, key);
    if (s->last_key.failed)
        return err_nomem(e);
    *ret = s->last;
    return E_OK;
}

size_t parameter_sets_count(const struct parameter_sets *s)
{
    return s->sets.n;
}

const struct column_value *parameter_sets_values(const struct parameter_sets *s, size_t set)
{
    return s->sets.at[set];
}
