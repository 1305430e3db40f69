/* DMN 1.5, 10.3.4.8: context functions. */
#include "bounds.h"
#include "builtin.h"
#include "eval.h"
#include "ops.h"

struct entries {
    struct {
        struct str *at;
        size_t n, cap;
    } names;
    struct {
        const struct feel_value **at;
        size_t n, cap;
    } values;
};

static const struct feel_value *wrong(struct call *c, const char *zh, const char *en)
{
    return ops_error_text(c->run, c->where, zh, en);
}

/* Sets or adds; a new entry comes last. */
static bool put(struct call *c, struct entries *e, struct str name, const struct feel_value *v)
{
    if (!ops_step(c->run, 1 + e->names.n / 8))
        return false;
    for (size_t i = 0; i < e->names.n; i++) {
        if (str_eq(e->names.at[i], name)) {
            e->values.at[i] = v;
            return true;
        }
    }
    return vec_push(c->run->arena, &e->names, name) && vec_push(c->run->arena, &e->values, v);
}

static bool put_all(struct call *c, struct entries *e, const struct feel_context *from)
{
    for (size_t i = 0; i < from->shape->n; i++) {
        eval_read(c->run, from, i);
        if (!put(c, e, from->shape->names[i], from->values[i]))
            return false;
    }
    return true;
}

static const struct feel_value *finish(struct call *c, const struct entries *e)
{
    struct feel_shape *shape = arena_new_of(c->run->arena, struct feel_shape);
    if (!shape)
        return &feel_null;
    shape->n = e->names.n;
    shape->names = e->names.at;
    return feel_context_value(c->run->arena, shape, e->values.at, NULL);
}

const struct feel_value *builtin_get_value(struct call *c, const struct feel_value *const *args,
                                           size_t n)
{
    const struct feel_value *v = args[0], *key = args[1];
    const struct feel_value *const *keys = &key;
    size_t count = 1;
    if (key->kind == FEEL_LIST) {
        keys = key->list.items;
        count = key->list.n;
        if (count == 0)
            return wrong(c, "键的列表为空", "the list of keys is empty");
    }
    for (size_t i = 0; i < count; i++) {
        if (keys[i]->kind != FEEL_STRING)
            return wrong(c, "键应为字符串", "a key must be a string");
        if (feel_is_unknown(v))
            return v;
        if (v->kind == FEEL_NULL)
            return ops_null_operand(c->run, c->where, v, NULL);
        if (v->kind != FEEL_CONTEXT)
            return wrong(c, "键指向的不是上下文", "a key doesn't lead to a context");
        v = eval_entry(c->run, v->context, keys[i]->string, -1);
        if (!v)
            return feel_error(c->run, c->where, "没有条目“" STR_FMT "”", "no entry \"" STR_FMT "\"",
                              STR_ARG(keys[i]->string));
    }
    return v;
}

const struct feel_value *builtin_get_entries(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    static const struct str names[] = {{"key", 3}, {"value", 5}};
    static const struct feel_shape shape = {2, names};
    struct arena *a = c->run->arena;
    const struct feel_context *from = args[0]->context;
    const struct feel_value **items = arena_array_of(a, from->shape->n, const struct feel_value *);
    if (!items)
        return &feel_null;
    for (size_t i = 0; i < from->shape->n; i++) {
        const struct feel_value **pair = arena_array_of(a, 2, const struct feel_value *);
        if (!pair)
            return &feel_null;
        eval_read(c->run, from, i);
        pair[0] = feel_string(a, from->shape->names[i]);
        pair[1] = from->values[i];
        items[i] = feel_context_value(a, &shape, pair, NULL);
    }
    return feel_list(a, items, from->shape->n);
}

const struct feel_value *builtin_context(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    struct entries e = {0};
    for (size_t i = 0; i < args[0]->list.n; i++) {
        const struct feel_value *entry = args[0]->list.items[i];
        if (feel_is_unknown(entry))
            return feel_unknown_join(c->run->arena, entry, NULL);
        const struct feel_value *key = feel_context_get(entry, STR("key"));
        const struct feel_value *value = feel_context_get(entry, STR("value"));
        if (key && feel_is_unknown(key))
            return feel_unknown_join(c->run->arena, key, NULL);
        if (!key || !value || key->kind != FEEL_STRING)
            return wrong(c, "条目应为 {key: 字符串, value: 值}",
                         "an entry must read {key: string, value: any}");
        size_t before = e.names.n;
        if (!put(c, &e, key->string, value))
            return &feel_null;
        if (e.names.n == before)
            return wrong(c, "条目名重复", "an entry is doubled");
    }
    return finish(c, &e);
}

static const struct feel_value *put_path(struct call *c, const struct feel_value *context,
                                         const struct feel_value *const *keys, size_t n,
                                         const struct feel_value *value)
{
    if (feel_is_unknown(keys[0]))
        return feel_unknown_join(c->run->arena, keys[0], NULL);
    if (keys[0]->kind != FEEL_STRING)
        return wrong(c, "键应为字符串", "a key must be a string");
    if (n > 1) {
        const struct feel_value *inner = feel_context_get(context, keys[0]->string);
        if (inner && feel_is_unknown(inner))
            return feel_unknown_join(c->run->arena, inner, NULL);
        if (!inner || inner->kind != FEEL_CONTEXT || n > LIMIT_FEEL_DEPTH)
            return wrong(c, "键指向的不是上下文", "a key doesn't lead to a context");
        value = put_path(c, inner, keys + 1, n - 1, value);
        if (value->kind != FEEL_CONTEXT)
            return value;
    }
    struct entries e = {0};
    if (!put_all(c, &e, context->context) || !put(c, &e, keys[0]->string, value))
        return &feel_null;
    return finish(c, &e);
}

const struct feel_value *builtin_context_put(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    if (feel_is_unknown(args[0]) || feel_is_unknown(args[1]))
        return feel_unknown_join(c->run->arena, args[0], args[1]);
    if (args[1]->kind != FEEL_LIST)
        return put_path(c, args[0], &args[1], 1, args[2]);
    if (args[1]->list.n == 0)
        return wrong(c, "键的列表为空", "the list of keys is empty");
    return put_path(c, args[0], args[1]->list.items, args[1]->list.n, args[2]);
}

const struct feel_value *builtin_context_merge(struct call *c, const struct feel_value *const *args,
                                               size_t n)
{
    struct entries e = {0};
    for (size_t i = 0; i < args[0]->list.n; i++) {
        const struct feel_value *item = args[0]->list.items[i];
        if (item->kind != FEEL_CONTEXT)
            return wrong(c, "context merge 要求上下文的列表",
                         "context merge wants a list of contexts");
        if (!put_all(c, &e, item->context))
            return &feel_null;
    }
    return finish(c, &e);
}
