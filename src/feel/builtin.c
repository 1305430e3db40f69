#include "builtin.h"

#include "lex.h"
#include "ops.h"

static const struct builtin table[] = {
#define BUILTIN(name, params, result, unknown, fn)                                                 \
    {name, params, result, BUILTIN_##unknown, builtin_##fn},
#include "builtins.def"
#undef BUILTIN
};
#define TABLE_SIZE (sizeof table / sizeof *table)

void builtin_signature(const struct builtin *b, struct signature *ret)
{
    *ret = (struct signature){0};
    struct str rest = str_of(b->params), part;
    while (rest.len > 0 && ret->n < BUILTIN_PARAMS_MAX && str_split(&rest, ',', &part)) {
        const char *colon = memchr(part.data, ':', part.len);
        size_t i = ret->n++;
        ret->names[i] = (struct str){part.data, (size_t)(colon - part.data)};
        ret->kinds[i] = colon[1];
        bool optional = false;
        for (const char *p = colon + 2; p < part.data + part.len; p++) {
            if (*p == '*')
                ret->nullable[i] = true;
            else if (*p == '?')
                optional = true;
            else if (*p == '+')
                ret->repeated = true;
        }
        if (colon[1] == 'V')
            ret->repeated = true;
        if (!optional)
            ret->min = ret->n;
    }
}

const struct builtin *builtin_match(struct str text, const char *p, const char **ret_end)
{
    const struct builtin *found = NULL;
    const char *best = NULL;
    for (size_t i = 0; i < TABLE_SIZE; i++) {
        if (*table[i].name != *p || (i > 0 && strcmp(table[i].name, table[i - 1].name) == 0))
            continue;
        const char *end = lex_match_name(text, p, str_of(table[i].name));
        if (end && end > best) {
            best = end;
            found = &table[i];
        }
    }
    if (found)
        *ret_end = best;
    return found;
}

const struct builtin *builtin_find(const char *name)
{
    for (size_t i = 0; i < TABLE_SIZE; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

const struct builtin *builtin_next(const struct builtin *b)
{
    const struct builtin *next = b + 1;
    return next < table + TABLE_SIZE && strcmp(next->name, b->name) == 0 ? next : NULL;
}

static bool match_named(const struct signature *s, size_t n, const struct str *names, size_t *order)
{
    bool given[BUILTIN_PARAMS_MAX] = {false};
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < s->n && !lex_match_name(names[i], names[i].data, s->names[k]))
            k++;
        if (k == s->n || given[k] || names[i].len < s->names[k].len)
            return false;
        given[k] = true;
        order[i] = k;
    }
    for (size_t k = 0; k < s->min; k++)
        if (!given[k])
            return false;
    return true;
}

/* Do the arguments stand in the order of the parameters? */
static bool in_order(const size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (order[i] != i)
            return false;
    return true;
}

const struct builtin *builtin_select(const struct builtin *first, size_t n, const struct str *names,
                                     struct signature *ret_signature, size_t *order)
{
    const struct builtin *found = NULL;
    size_t tried[BUILTIN_PARAMS_MAX] = {0};
    for (const struct builtin *b = first; b; b = builtin_next(b)) {
        struct signature s;
        builtin_signature(b, &s);
        bool fits = names ? n <= s.n && match_named(&s, n, names, tried)
                          : n >= s.min && (s.repeated || n <= s.n);
        /* before(point, range) and before(range, point): the order of the names tells. */
        bool better = names && found && in_order(tried, n);
        if (!fits || (found && !better))
            continue;
        found = b;
        *ret_signature = s;
        if (names)
            memcpy(order, tried, sizeof tried);
        if (!names || in_order(order, n))
            break;
    }
    return found;
}

/* For kinds that one type describes; else any. */
static const struct feel_type *type_of_param(char kind)
{
    switch (kind) {
    case 's':
        return &feel_t_string;
    case 'n':
        return &feel_t_number;
    case 'b':
        return &feel_t_boolean;
    case 't':
        return &feel_t_time;
    case 'e':
        return &feel_t_days_duration;
    case 'l':
    case 'V':
        return &feel_t_list;
    case 'c':
        return &feel_t_context;
    case 'f':
        return &feel_t_function;
    case 'r':
        return &feel_t_range;
    default:
        return &feel_t_any;
    }
}

bool builtin_accepts(char kind, const struct feel_type *t)
{
    if (t->kind == FEEL_T_ANY || t->kind == FEEL_T_NULL || kind == 'a' || kind == 'l' ||
        kind == 'V')
        return true;
    if (t->kind == FEEL_T_LIST)
        return true;
    if (kind == 'D')
        return t->kind == FEEL_T_DATE || t->kind == FEEL_T_DATE_TIME;
    if (kind == 'u')
        return t->kind == FEEL_T_NUMBER || t->kind == FEEL_T_DAYS_DURATION ||
               t->kind == FEEL_T_MONTHS_DURATION;
    return t->kind == type_of_param(kind)->kind;
}

const char *builtin_kind_name(char kind)
{
    switch (kind) {
    case 's':
        return "string";
    case 'n':
        return "number";
    case 'b':
        return "boolean";
    case 'D':
        return "date or date and time";
    case 'u':
        return "number or duration";
    case 't':
        return "time";
    case 'e':
        return "days and time duration";
    case 'l':
    case 'V':
        return "list";
    case 'c':
        return "context";
    case 'f':
        return "function";
    case 'r':
        return "range";
    default:
        return "any";
    }
}

const struct feel_type *builtin_result(const struct builtin *b,
                                       const struct feel_type *const *arg_types, size_t n)
{
    static const struct feel_type numbers = {.kind = FEEL_T_LIST, .element = &feel_t_number};
    static const struct feel_type strings = {.kind = FEEL_T_LIST, .element = &feel_t_string};
    switch (b->result) {
    case 's':
        return &feel_t_string;
    case 'n':
        return &feel_t_number;
    case 'b':
        return &feel_t_boolean;
    case 'c':
        return &feel_t_context;
    case 'r':
        return &feel_t_range;
    case 'd':
        return &feel_t_date;
    case 'T':
        return &feel_t_date_time;
    case 't':
        return &feel_t_time;
    case 'e':
        return &feel_t_days_duration;
    case 'm':
        return &feel_t_months_duration;
    case 'l':
        return &feel_t_list;
    case 'N':
        return &numbers;
    case 'S':
        return &strings;
    case '1':
        return n > 0 ? arg_types[0] : &feel_t_any;
    case 'E': {
        if (n == 1 && arg_types[0]->kind == FEEL_T_LIST && arg_types[0]->element)
            return arg_types[0]->element;
        for (size_t i = 1; i < n; i++)
            if (arg_types[i]->kind != arg_types[0]->kind)
                return &feel_t_any;
        return n > 1 ? arg_types[0] : &feel_t_any;
    }
    default:
        return &feel_t_any;
    }
}

static bool takes(char kind, const struct feel_type *t)
{
    switch (kind) {
    case 'D':
        return t->kind == FEEL_T_DATE || t->kind == FEEL_T_DATE_TIME;
    case 'u':
        return t->kind == FEEL_T_NUMBER || t->kind == FEEL_T_DAYS_DURATION ||
               t->kind == FEEL_T_MONTHS_DURATION;
    case 'V':
        return true;
    default:
        return feel_type_conforms(t, type_of_param(kind));
    }
}

bool builtin_conforms(const struct builtin *first, const struct feel_type *t)
{
    for (const struct builtin *b = first; b; b = builtin_next(b)) {
        struct signature s;
        builtin_signature(b, &s);
        bool fits = t->n_fields >= s.min && (s.repeated || t->n_fields <= s.n);
        for (size_t i = 0; fits && i < t->n_fields; i++)
            fits = takes(s.kinds[i < s.n ? i : s.n - 1], t->field_types[i]);
        const struct feel_type *result =
            fits ? builtin_result(b, t->field_types, t->n_fields) : NULL;
        if (result && feel_type_conforms(result, t->element ? t->element : &feel_t_any))
            return true;
    }
    return false;
}

static bool value_fits(char kind, const struct feel_value *v)
{
    switch (kind) {
    case 's':
        return v->kind == FEEL_STRING;
    case 'n':
        return v->kind == FEEL_NUMBER;
    case 'b':
        return v->kind == FEEL_BOOLEAN;
    case 'D':
        return v->kind == FEEL_DATE || v->kind == FEEL_DATE_TIME;
    case 'u':
        return v->kind == FEEL_NUMBER || v->kind == FEEL_DAYS_DURATION ||
               v->kind == FEEL_MONTHS_DURATION;
    case 't':
        return v->kind == FEEL_TIME;
    case 'e':
        return v->kind == FEEL_DAYS_DURATION;
    case 'l':
        return v->kind == FEEL_LIST;
    case 'c':
        return v->kind == FEEL_CONTEXT;
    case 'f':
        return v->kind == FEEL_FUNCTION;
    case 'r':
        return v->kind == FEEL_RANGE;
    default:
        return true;
    }
}

const struct feel_value *ops_singleton(struct arena *a, const struct feel_value *item)
{
    const struct feel_value **items = arena_dup(a, &item, sizeof item);
    return items ? feel_list(a, items, 1) : &feel_null;
}

/* The argument in the shape that the parameter wants; NULL if it doesn't fit. A list of one item
 * and the item stand for each other at this boundary. */
static const struct feel_value *convert(struct arena *a, char kind, const struct feel_value *v)
{
    if (value_fits(kind, v))
        return v;
    if (kind == 'l')
        return v->kind == FEEL_UNKNOWN ? v : ops_singleton(a, v);
    if (v->kind == FEEL_LIST && v->list.n == 1 &&
        (value_fits(kind, v->list.items[0]) || feel_is_unknown(v->list.items[0])))
        return v->list.items[0];
    return NULL;
}

static const struct feel_value *join_unknown(struct arena *a, const struct builtin *b,
                                             const struct feel_value *const *args, size_t n)
{
    const struct feel_value *u = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!args[i])
            continue;
        if (feel_is_unknown(args[i]))
            u = feel_unknown_join(a, u, args[i]);
        else if (b->unknown == BUILTIN_DEEP)
            u = ops_join_items(a, u, args[i]);
    }
    return u;
}

const struct feel_value *builtin_call(struct feel_run *run, struct str where,
                                      const struct builtin *b, const struct signature *sig,
                                      const struct feel_value *const *args, size_t n)
{
    struct arena *a = run->arena;
    for (size_t i = 0; i < n; i++) {
        /* Functions walk over their texts and lists. */
        if (args[i] && args[i]->kind == FEEL_STRING)
            ops_step(run, args[i]->string.len / 4);
        else if (args[i] && args[i]->kind == FEEL_LIST)
            ops_step(run, args[i]->list.n / 8);
    }
    if (b->unknown != BUILTIN_OWN) {
        const struct feel_value *u = join_unknown(a, b, args, n);
        if (u)
            return u;
    }
    struct call c = {run, where};
    const struct feel_value *few[BUILTIN_PARAMS_MAX] = {NULL};
    const struct feel_value **v = few;
    size_t count = n > sig->n ? n : sig->n;
    if (sig->n == 1 && sig->kinds[0] == 'V') {
        /* Items one by one are a list of them. */
        if (n == 1) {
            few[0] = args[0];
        } else {
            const struct feel_value **items = arena_dup(a, args, n * sizeof *args);
            few[0] = items ? feel_list(a, items, n) : &feel_null;
        }
        if (few[0]->kind == FEEL_NULL)
            return ops_null_operand(run, where, few[0], NULL);
        if (feel_is_unknown(few[0]))
            return feel_unknown_join(a, few[0], NULL);
        if (few[0]->kind != FEEL_LIST)
            few[0] = ops_singleton(a, few[0]);
        return b->fn(&c, few, 1);
    }
    if (count > BUILTIN_PARAMS_MAX) {
        v = arena_array_of(a, count, const struct feel_value *);
        if (!v)
            return &feel_null;
    }
    for (size_t i = 0; i < count; i++) {
        size_t k = i < sig->n ? i : sig->n - 1;
        v[i] = i < n ? args[i] : NULL;
        if (!v[i] || (v[i]->kind == FEEL_NULL && sig->nullable[k]) || feel_is_unknown(v[i]))
            continue;
        if (v[i]->kind == FEEL_NULL)
            return ops_null_operand(run, where, v[i], NULL);
        const struct feel_value *x = convert(a, sig->kinds[k], v[i]);
        if (!x)
            return feel_error(run, where, "函数 %s 的参数 " STR_FMT " 要求 %s，得到 %s",
                              "function %s: parameter " STR_FMT " wants %s, got %s", b->name,
                              STR_ARG(sig->names[k]), builtin_kind_name(sig->kinds[k]),
                              feel_kind_name(v[i]->kind));
        if (feel_is_unknown(x))
            return x;
        v[i] = x;
    }
    return b->fn(&c, v, count);
}

const struct feel_value *builtin_invoke(struct feel_run *run, const struct builtin *first,
                                        const struct str *names,
                                        const struct feel_value *const *args, size_t n)
{
    struct signature sig;
    size_t order[BUILTIN_PARAMS_MAX];
    const struct feel_value *ordered[BUILTIN_PARAMS_MAX] = {NULL};
    const struct builtin *b = builtin_select(first, n, names, &sig, order);
    if (!b)
        return feel_error(run, str_of(first->name), "函数 %s 的参数个数或名称不对",
                          "function %s: wrong number or names of arguments", first->name);
    if (names) {
        for (size_t i = 0; i < n; i++)
            ordered[order[i]] = args[i];
        args = ordered;
        n = sig.n;
    }
    return builtin_call(run, str_of(b->name), b, &sig, args, n);
}

static const struct feel_value *call_value(struct feel_run *run, void *arg,
                                           const struct feel_value *const *args, size_t n)
{
    return builtin_invoke(run, arg, NULL, args, n);
}

const struct feel_value *builtin_value(struct arena *a, const struct builtin *b)
{
    struct signature sig;
    builtin_signature(b, &sig);
    struct str *names = arena_dup(a, sig.names, sizeof sig.names);
    struct feel_function f = {
        .name = str_of(b->name),
        .n_params = sig.n,
        .params = names,
        .call = call_value,
        .arg = (void *)b,
        .open = true,
    };
    return names ? feel_function_value(a, &f) : &feel_null;
}

const struct feel_value *feel_builtin(struct feel_run *run, const char *name,
                                      const struct feel_value *const *args, size_t n)
{
    const struct builtin *b = builtin_find(name);
    if (!b)
        return feel_error(run, str_of(name), "没有函数 %s", "no function %s", name);
    return builtin_invoke(run, b, NULL, args, n);
}
