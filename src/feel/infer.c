/* Static types, as far as they can be told, and the mistakes that they show. */
#include "parser.h"

#include "cleanup.h"
#include "text.h"

static bool is_open_type(const struct feel_type *t)
{
    return t->kind == FEEL_T_ANY || t->kind == FEEL_T_NULL;
}

static bool is_moment(const struct feel_type *t)
{
    return t->kind == FEEL_T_DATE || t->kind == FEEL_T_DATE_TIME;
}

static bool is_duration(const struct feel_type *t)
{
    return t->kind == FEEL_T_DAYS_DURATION || t->kind == FEEL_T_MONTHS_DURATION;
}

static bool comparable(const struct feel_type *a, const struct feel_type *b)
{
    return is_open_type(a) || is_open_type(b) || a->kind == b->kind ||
           (is_moment(a) && is_moment(b));
}

static bool is_ordered(const struct feel_type *t)
{
    return t->kind != FEEL_T_BOOLEAN && t->kind != FEEL_T_LIST && t->kind != FEEL_T_CONTEXT &&
           t->kind != FEEL_T_FUNCTION && t->kind != FEEL_T_RANGE;
}

const char *infer_type_text(struct parser *p, const struct feel_type *t)
{
    _cleanup_(strbuf_done) struct strbuf out = {0};
    feel_type_print(t, &out);
    size_t shown = utf8_offset(strbuf_str(&out), 80);
    char *text = out.failed ? NULL
                            : arena_printf(p->arena, "%.*s%s", (int)shown, strbuf_z(&out),
                                           shown < out.len ? "…" : "");
    if (!text)
        parse_nomem(p);
    return text ? text : "";
}

#define TWO_TYPES(p, where, zh, en, a, b)                                                          \
    parse_problem(p, FEEL_P_TYPE, where, "%s 与 %s " zh, "%s and %s " en, infer_type_text(p, a),   \
                  infer_type_text(p, b))

static const struct feel_type *arith_type(enum arith_op op, const struct feel_type *a,
                                          const struct feel_type *b)
{
    if (a->kind == FEEL_T_NUMBER && b->kind == FEEL_T_NUMBER)
        return &feel_t_number;
    bool same_duration = is_duration(a) && a->kind == b->kind;
    switch (op) {
    case OP_ADD:
        if (a->kind == FEEL_T_STRING && b->kind == FEEL_T_STRING)
            return &feel_t_string;
        if (same_duration)
            return a;
        if ((is_moment(a) && is_duration(b)) ||
            (a->kind == FEEL_T_TIME && b->kind == FEEL_T_DAYS_DURATION))
            return a;
        if ((is_moment(b) && is_duration(a)) ||
            (b->kind == FEEL_T_TIME && a->kind == FEEL_T_DAYS_DURATION))
            return b;
        return NULL;
    case OP_SUB:
        if (same_duration)
            return a;
        if ((is_moment(a) && is_duration(b)) ||
            (a->kind == FEEL_T_TIME && b->kind == FEEL_T_DAYS_DURATION))
            return a;
        if ((is_moment(a) && is_moment(b)) || (a->kind == FEEL_T_TIME && b->kind == FEEL_T_TIME))
            return &feel_t_days_duration;
        return NULL;
    case OP_MUL:
        if (is_duration(a) && b->kind == FEEL_T_NUMBER)
            return a;
        return is_duration(b) && a->kind == FEEL_T_NUMBER ? b : NULL;
    case OP_DIV:
        if (is_duration(a) && b->kind == FEEL_T_NUMBER)
            return a;
        return same_duration ? &feel_t_number : NULL;
    case OP_POW:
        return NULL;
    }
    return NULL;
}

const struct feel_type *infer_arith(struct parser *p, const struct node *n)
{
    const struct feel_type *a = n->a->type, *b = n->b->type;
    if (is_open_type(a) || is_open_type(b))
        return &feel_t_any;
    const struct feel_type *t = arith_type(n->op, a, b);
    if (t)
        return t;
    TWO_TYPES(p, n->where, "之间没有这种运算", "have no such operator", a, b);
    return &feel_t_any;
}

void infer_compare(struct parser *p, const struct node *n)
{
    bool ordering = n->kind == NODE_BETWEEN || n->op >= OP_LT;
    const struct feel_type *a = n->a->type, *b = n->b->type;
    if (!comparable(a, b) || (ordering && (!is_ordered(a) || !is_ordered(b))))
        TWO_TYPES(p, n->where, "不能比较", "can't be compared", a, b);
    else if (n->kind == NODE_BETWEEN && !comparable(a, n->c->type))
        TWO_TYPES(p, n->where, "不能比较", "can't be compared", a, n->c->type);
    if (!ordering) {
        infer_codes(p, a, n->b);
        infer_codes(p, b, n->a);
    }
}

void infer_boolean(struct parser *p, const struct node *n)
{
    if (!is_open_type(n->type) && n->type->kind != FEEL_T_BOOLEAN) {
        parse_problem(p, FEEL_P_TYPE, n->where, "此处要求 boolean，得到 %s",
                      "boolean wanted here, got %s", infer_type_text(p, n->type));
    }
}

void infer_builtin_args(struct parser *p, const struct node *n)
{
    const struct signature *s = n->builtin.sig;
    if (n->builtin.n == 2 && n->builtin.args[0] && n->builtin.args[1] &&
        (!strcmp(n->builtin.row->name, "list contains") ||
         !strcmp(n->builtin.row->name, "index of"))) {
        infer_codes(p, n->builtin.args[0]->type, n->builtin.args[1]);
        infer_codes(p, n->builtin.args[1]->type, n->builtin.args[0]);
    }
    for (size_t i = 0; i < n->builtin.n; i++) {
        const struct node *arg = n->builtin.args[i];
        size_t k = i < s->n ? i : s->n - 1;
        if (!arg || builtin_accepts(s->kinds[k], arg->type))
            continue;
        /* Another overload may take it. */
        bool taken = false;
        for (const struct builtin *b = builtin_find(n->builtin.row->name); b && !taken;
             b = builtin_next(b)) {
            struct signature other;
            builtin_signature(b, &other);
            taken = n->builtin.n <= other.n && n->builtin.n >= other.min && k < other.n &&
                    builtin_accepts(other.kinds[k], arg->type);
        }
        if (taken)
            continue;
        parse_problem(p, FEEL_P_TYPE, arg->where, "函数 %s 的参数 " STR_FMT " 要求 %s，得到 %s",
                      "function %s: parameter " STR_FMT " wants %s, got %s", n->builtin.row->name,
                      STR_ARG(s->names[k]), builtin_kind_name(s->kinds[k]),
                      infer_type_text(p, arg->type));
    }
}

/* [5..1]: nothing lies within. */
static bool is_empty_range(const struct feel_value *v)
{
    const struct feel_range *r = v && v->kind == FEEL_RANGE ? v->range : NULL;
    int order;
    return r && r->low && r->high && feel_compare(r->low, r->high, &order) &&
           (order > 0 || (order == 0 && !(r->low_included && r->high_included)));
}

void infer_test(struct parser *p, const struct feel_type *input, const struct node *test,
                bool uses_input)
{
    const struct feel_type *t = test->type;
    if (uses_input) {
        if (t->kind != FEEL_T_LIST && t->kind != FEEL_T_RANGE && t->kind != FEEL_T_BOOLEAN &&
            !comparable(input, t))
            infer_boolean(p, test);
        return;
    }
    if (t->kind == FEEL_T_BOOLEAN && test->kind != NODE_CONST)
        return;
    if (is_empty_range(test->known))
        parse_problem(p, FEEL_P_TYPE, test->where, "区间是空的，没有值在其中：两端颠倒了？",
                      "the range is empty, no value lies within: are its ends swapped?");
    infer_codes(p, input, test);
    const struct feel_type *value = t;
    if ((t->kind == FEEL_T_RANGE || t->kind == FEEL_T_LIST) && t->kind != input->kind) {
        value = t->element ? t->element : &feel_t_any;
        if (value->kind == FEEL_T_RANGE && value->element)
            value = value->element;
    }
    if (!comparable(input, value))
        TWO_TYPES(p, test->where, "不能比较", "can't be compared", input, value);
}

/* --- Members --- */

struct property {
    const char *name;
    const struct feel_type *type;
};

static const struct property *properties(const struct feel_type *t, size_t *ret_n)
{
#define DATE_PROPERTIES                                                                            \
    {"year", &feel_t_number}, {"month", &feel_t_number}, {"day", &feel_t_number},                  \
    {                                                                                              \
        "weekday", &feel_t_number                                                                  \
    }
#define TIME_PROPERTIES                                                                            \
    {"hour", &feel_t_number}, {"minute", &feel_t_number}, {"second", &feel_t_number},              \
        {"time offset", &feel_t_days_duration},                                                    \
    {                                                                                              \
        "timezone", &feel_t_string                                                                 \
    }
    static const struct property date[] = {DATE_PROPERTIES}, time[] = {TIME_PROPERTIES},
                                 both[] = {DATE_PROPERTIES, TIME_PROPERTIES},
                                 days[] = {{"days", &feel_t_number},
                                           {"hours", &feel_t_number},
                                           {"minutes", &feel_t_number},
                                           {"seconds", &feel_t_number}},
                                 months[] = {{"years", &feel_t_number}, {"months", &feel_t_number}},
                                 range[] = {{"start", NULL},
                                            {"end", NULL},
                                            {"start included", &feel_t_boolean},
                                            {"end included", &feel_t_boolean}};
#undef DATE_PROPERTIES
#undef TIME_PROPERTIES
#define GIVE(a)                                                                                    \
    do {                                                                                           \
        *ret_n = sizeof(a) / sizeof *(a);                                                          \
        return a;                                                                                  \
    } while (0)
    switch (t->kind) {
    case FEEL_T_DATE:
        GIVE(date);
    case FEEL_T_TIME:
        GIVE(time);
    case FEEL_T_DATE_TIME:
        GIVE(both);
    case FEEL_T_DAYS_DURATION:
        GIVE(days);
    case FEEL_T_MONTHS_DURATION:
        GIVE(months);
    case FEEL_T_RANGE:
        GIVE(range);
    default:
        *ret_n = 0;
        return NULL;
    }
#undef GIVE
}

/* Types may contain themselves; further in they are any. */
#define TYPE_DEPTH_MAX 32

static const struct feel_type *behind_lists(const struct feel_type *t)
{
    for (int i = 0; i < TYPE_DEPTH_MAX && t->kind == FEEL_T_LIST && t->element; i++)
        t = t->element;
    return t;
}

size_t infer_member_count(const struct feel_type *t)
{
    size_t n;
    t = behind_lists(t);
    if (t->kind == FEEL_T_CONTEXT)
        return t->n_fields;
    properties(t, &n);
    return n;
}

struct str infer_member_name(const struct feel_type *t, size_t i)
{
    size_t n;
    t = behind_lists(t);
    if (t->kind == FEEL_T_CONTEXT)
        return t->field_names[i];
    return str_of(properties(t, &n)[i].name);
}

static const struct feel_type *member_type(struct parser *p, const struct feel_type *base,
                                           struct str *name, int *ret_hint, bool *ret_missing,
                                           int depth)
{
    *ret_hint = -1;
    if (base->kind == FEEL_T_LIST) {
        if (!base->element || depth > TYPE_DEPTH_MAX)
            return &feel_t_any;
        const struct feel_type *t =
            member_type(p, base->element, name, ret_hint, ret_missing, depth + 1);
        return t->kind == FEEL_T_ANY ? &feel_t_list : infer_list_of(p, t);
    }
    if (base->kind == FEEL_T_CONTEXT) {
        for (size_t i = 0; i < base->n_fields; i++) {
            const char *end = name->data + name->len;
            if (lex_match_name(*name, name->data, base->field_names[i]) == end) {
                *name = base->field_names[i];
                *ret_hint = (int)i;
                return base->field_types[i];
            }
        }
        *ret_missing = !base->open;
        return &feel_t_any;
    }
    if (is_open_type(base))
        return &feel_t_any;
    size_t n;
    const struct property *list = properties(base, &n);
    for (size_t i = 0; i < n; i++) {
        if (!str_eqz(*name, list[i].name))
            continue;
        return list[i].type ? list[i].type : base->element ? base->element : &feel_t_any;
    }
    *ret_missing = true;
    return &feel_t_any;
}

const struct feel_type *infer_path(struct parser *p, const struct feel_type *base, struct str *name,
                                   int *ret_hint, bool *ret_missing)
{
    return member_type(p, base, name, ret_hint, ret_missing, 0);
}

/* --- Joining --- */

const struct feel_type *infer_list_of(struct parser *p, const struct feel_type *element)
{
    if (element->kind == FEEL_T_ANY)
        return &feel_t_list;
    struct feel_type *t = arena_dup(p->arena, &feel_t_list, sizeof feel_t_list);
    if (!t)
        return parse_nomem(p), &feel_t_list;
    t->element = element;
    return t;
}

const struct feel_type *infer_item(const struct feel_type *t)
{
    if (t->kind == FEEL_T_LIST || t->kind == FEEL_T_RANGE)
        return t->element ? t->element : &feel_t_any;
    return t->kind == FEEL_T_NULL ? &feel_t_any : t;
}

/* Contexts with more entries than this lose their names to the checker. */
#define UNIFIED_FIELDS_MAX 256u
#define UNIFY_STEPS_MAX 2000u /* types may contain themselves */

static const struct feel_type *unify(struct parser *p, const struct feel_type *a,
                                     const struct feel_type *b, unsigned *steps);

static const struct feel_type *unify_contexts(struct parser *p, const struct feel_type *a,
                                              const struct feel_type *b, unsigned *steps)
{
    if (a->open || b->open || a->n_fields + b->n_fields > UNIFIED_FIELDS_MAX)
        return &feel_t_context;
    size_t max = a->n_fields + b->n_fields, n = a->n_fields;
    struct str *names = arena_array_of(p->arena, max + 1, struct str);
    const struct feel_type **types = arena_array_of(p->arena, max + 1, const struct feel_type *);
    struct feel_type *t = arena_new_of(p->arena, struct feel_type);
    if (!names || !types || !t)
        return parse_nomem(p), &feel_t_context;
    bool same = true;
    for (size_t i = 0; i < n; i++) {
        names[i] = a->field_names[i];
        types[i] = a->field_types[i];
    }
    for (size_t k = 0; k < b->n_fields; k++) {
        size_t i = 0;
        while (i < n && !str_eq(names[i], b->field_names[k]))
            i++;
        const struct feel_type *u =
            i < n ? unify(p, types[i], b->field_types[k], steps) : b->field_types[k];
        same = same && i < n && u == types[i];
        names[i] = b->field_names[k];
        types[i] = u;
        if (i == n)
            n++;
    }
    if (same)
        return a;
    t->kind = FEEL_T_CONTEXT;
    t->n_fields = n;
    t->field_names = names;
    t->field_types = types;
    return t;
}

static const struct feel_type *unify(struct parser *p, const struct feel_type *a,
                                     const struct feel_type *b, unsigned *steps)
{
    static const struct feel_type *const plain[] = {
        [FEEL_T_BOOLEAN] = &feel_t_boolean,
        [FEEL_T_NUMBER] = &feel_t_number,
        [FEEL_T_STRING] = &feel_t_string,
        [FEEL_T_DATE] = &feel_t_date,
        [FEEL_T_TIME] = &feel_t_time,
        [FEEL_T_DATE_TIME] = &feel_t_date_time,
        [FEEL_T_DAYS_DURATION] = &feel_t_days_duration,
        [FEEL_T_MONTHS_DURATION] = &feel_t_months_duration,
    };
    if (a == b || b->kind == FEEL_T_NULL)
        return a;
    if (a->kind == FEEL_T_NULL)
        return b;
    if (a->kind != b->kind || ++*steps > UNIFY_STEPS_MAX)
        return &feel_t_any;
    switch (a->kind) {
    case FEEL_T_LIST:
    case FEEL_T_RANGE: {
        const struct feel_type *x = a->element ? a->element : &feel_t_any;
        const struct feel_type *y = b->element ? b->element : &feel_t_any;
        const struct feel_type *e = unify(p, x, y, steps);
        if (e == x)
            return a;
        return a->kind == FEEL_T_LIST ? infer_list_of(p, e) : &feel_t_range;
    }
    case FEEL_T_CONTEXT:
        return unify_contexts(p, a, b, steps);
    case FEEL_T_FUNCTION:
        return &feel_t_function;
    case FEEL_T_ANY:
    case FEEL_T_NULL:
        return a;
    default:
        return plain[a->kind];
    }
}

const struct feel_type *infer_unify(struct parser *p, const struct feel_type *a,
                                    const struct feel_type *b)
{
    unsigned steps = 0;
    return unify(p, a, b, &steps);
}
