/* Boxed expressions: evaluation. */
#include "dmn_eval.h"
#include "bounds.h"

/* As deep as the FEEL interpreter goes; both count in feel_run.depth. */
#define MAX_DEPTH (4 * (int)LIMIT_FEEL_DEPTH)

bool dmn_enter(struct dmn_run *r, struct str where)
{
    if (r->feel.stopped)
        return false;
    if (r->feel.depth >= MAX_DEPTH) {
        feel_stop(&r->feel, where, "嵌套过深，求值中止", "nested too deeply: evaluation stopped");
        return false;
    }
    r->feel.depth++;
    return true;
}

void dmn_leave(struct dmn_run *r)
{
    r->feel.depth--;
}

const struct feel_value *dmn_no_memory(struct dmn_run *r)
{
    arena_fail(r->arena);
    return feel_stop(&r->feel, (struct str){0}, "内存超过上限，求值中止",
                     "out of memory: evaluation stopped");
}

const struct feel_value *dmn_fault(struct dmn_run *r, struct str where, const struct err *e)
{
    /* Both formats get both texts and swallow one. */
    size_t i = r->feel.n_diagnostics;
    const struct feel_value *v = feel_error(&r->feel, where, "%s%.0s", "%.0s%s", e->zh, e->en);

    if (r->feel.n_diagnostics > i && i < FEEL_RUN_DIAGNOSTICS)
        r->feel.diagnostics[i].fault = true;
    return v;
}

/* Entries of a context that are not evaluated yet: a function may be called before they are. */
static const struct feel_value *fetch_nothing(struct feel_run *run, void *arg, int slot)
{
    return &feel_null;
}

struct feel_frame *dmn_frame_new(struct dmn_run *r, const struct feel_frame *up, size_t n,
                                 const struct feel_value ***ret_slots)
{
    struct feel_frame *f = arena_new_of(r->arena, struct feel_frame);
    const struct feel_value **slots = arena_zalloc(r->arena, n * sizeof *slots);

    if (!f || !slots)
        return NULL;
    *f = (struct feel_frame){.up = up, .slots = slots, .fetch = fetch_nothing};
    *ret_slots = slots;
    return f;
}

static const struct feel_value *code_eval(struct world *w, const struct code *c,
                                          const struct feel_frame *f)
{
    dmn_at(w->run, c);
    if (c->fault)
        return dmn_fault(w->run, c->text, c->fault);
    return c->expr ? feel_eval(&w->run->feel, c->expr, f) : &feel_null;
}

static const struct feel_value *coerce(struct world *w, const struct feel_value *v,
                                       const struct feel_type *t, struct str what)
{
    return t ? feel_type_coerce(&w->run->feel, v, t, what) : v;
}

/* What a function value of ours calls. */
struct closure {
    struct world *w;
    const struct feel_frame *up;
    const struct boxed *body;
    bool item;
    size_t n; /* of the body's slots */
    const struct str *names;
};

static const struct feel_value *closure_call(struct feel_run *run, void *arg,
                                             const struct feel_value *const *args, size_t n)
{
    struct closure *c = arg;
    const struct feel_frame *f = c->up;
    const struct feel_value **slots, *v;

    if (c->n) {
        struct feel_frame *level = dmn_frame_new(c->w->run, c->up, c->n, &slots);

        if (!level)
            return dmn_no_memory(c->w->run);
        for (size_t i = 0; i < c->n; i++)
            slots[i] = i < n && args[i] ? args[i] : &feel_null;
        if (c->item)
            for (size_t i = 1; i < c->n; i++) {
                v = slots[0]->kind == FEEL_CONTEXT ? feel_context_get(slots[0], c->names[i]) : NULL;
                slots[i] = v ? v : feel_is_unknown(slots[0]) ? slots[0] : &feel_null;
            }
        f = level;
    }
    if (!dmn_enter(c->w->run, (struct str){0}))
        return &feel_null;
    struct feel_place outer = run->place;
    v = dmn_boxed_eval(c->w, c->body, f);
    run->place = outer;
    dmn_leave(c->w->run);
    return v;
}

static const struct feel_value *external_call(struct feel_run *run, void *arg,
                                              const struct feel_value *const *args, size_t n)
{
    return feel_error(run, (struct str){0}, "不支持外部函数（Java、PMML）",
                      "external functions (Java, PMML) are not supported");
}

static const struct feel_value *closure_value(struct world *w, const struct feel_frame *up,
                                              const struct boxed *body, size_t n_params,
                                              const struct str *names, bool item,
                                              const struct feel_type *type,
                                              const struct feel_type *result)
{
    struct arena *a = w->run->arena;
    struct closure *c = arena_new_of(a, struct closure);
    struct feel_function *f = arena_new_of(a, struct feel_function);

    if (!c || !f)
        return dmn_no_memory(w->run);
    *c = (struct closure){w, up, body, item, n_params, names};
    *f = (struct feel_function){.n_params = item ? 1 : n_params,
                                .params = names,
                                .param_types = type ? type->field_types : NULL,
                                .result = result,
                                .inferred = type ? type->element : NULL,
                                .call = body ? closure_call : external_call,
                                .arg = c};
    return feel_function_value(a, f);
}

static const struct feel_value *eval_context(struct world *w, const struct boxed *b,
                                             const struct feel_frame *f)
{
    const struct feel_value **slots;
    struct feel_frame *level = dmn_frame_new(w->run, f, b->n, &slots);

    if (!level)
        return dmn_no_memory(w->run);
    for (size_t i = 0; i < b->n; i++) {
        const struct slot *s = &b->slots[i];
        const struct feel_value *v = dmn_boxed_eval(w, s->value, b->isolated ? f : level);

        v = coerce(w, v, s->type, s->name);
        if (!s->name.len)
            return v;
        slots[i] = v;
    }
    return feel_context_value(w->run->arena, b->shape, slots, NULL);
}

static const struct feel_value *eval_list(struct world *w, const struct boxed *b,
                                          const struct feel_frame *f)
{
    const struct feel_value **items =
        arena_array_of(w->run->arena, b->n, const struct feel_value *);

    if (!items)
        return dmn_no_memory(w->run);
    for (size_t i = 0; i < b->n; i++)
        items[i] = dmn_boxed_eval(w, b->slots[i].value, f);
    return feel_list(w->run->arena, items, b->n);
}

static bool is_condition(const struct feel_value *v)
{
    return v->kind == FEEL_BOOLEAN || v->kind == FEEL_NULL || v->kind == FEEL_UNKNOWN;
}

static const struct feel_value *not_a_condition(struct world *w, struct str where,
                                                const struct feel_value *v)
{
    return feel_error(&w->run->feel, where, "条件应为布尔值，实为 %s",
                      "the condition must be boolean, it is a %s", feel_kind_name(v->kind));
}

/* Three-valued or (some) and and (every). */
static const struct feel_value *fold(struct world *w, const struct boxed *b,
                                     const struct feel_value *list)
{
    const struct feel_value *unknown = NULL;
    bool decided = false;

    if (list->kind != FEEL_LIST)
        return list;
    for (size_t i = 0; i < list->list.n; i++) {
        const struct feel_value *v = list->list.items[i];

        if (feel_is_unknown(v))
            unknown = unknown ? feel_unknown_join(w->run->arena, unknown, v) : v;
        else if (v->kind != FEEL_BOOLEAN)
            return not_a_condition(w, b->code.text, v);
        else
            decided |= v->boolean == (b->fold == 's');
    }
    if (decided || !unknown)
        return feel_bool(decided == (b->fold == 's'));
    return feel_unknown(w->run->arena, unknown->unknown.facts, unknown->unknown.n);
}

struct gate {
    struct world *w;
    struct str match;
    const struct feel_value *failed; /* NULL, or what the whole expression gives */
};

static const struct feel_value *gate_call(struct feel_run *run, void *arg,
                                          const struct feel_value *const *args, size_t n)
{
    struct gate *g = arg;

    if (!is_condition(args[0]) && !g->failed)
        g->failed = not_a_condition(g->w, g->match, args[0]);
    return g->failed ? g->failed : args[0];
}

static const struct feel_value *gate_value(struct arena *a, struct gate *g)
{
    static const struct str params[] = {{"match", 5}};
    const struct feel_function f = {.n_params = 1, .params = params, .call = gate_call, .arg = g};

    return feel_function_value(a, &f);
}

static const struct feel_value *eval_sugar(struct world *w, const struct boxed *b,
                                           const struct feel_frame *f)
{
    const struct feel_value **slots;
    struct feel_frame *level = dmn_frame_new(w->run, f, b->n, &slots);

    if (!level)
        return dmn_no_memory(w->run);
    struct gate *gate = arena_new_of(w->run->arena, struct gate);
    if (!gate)
        return dmn_no_memory(w->run);
    *gate = (struct gate){.w = w};
    for (size_t i = 0; i < b->n; i++) {
        const struct part *p = &b->parts[i];

        if (!p->value) {
            gate->match = p->text;
            slots[i] = gate_value(w->run->arena, gate);
        } else if (p->lazy)
            slots[i] = closure_value(w, f, p->value, p->n_params, p->params, p->item, NULL, NULL);
        else
            slots[i] = dmn_boxed_eval(w, p->value, f);
        if (p->condition && !is_condition(slots[i]))
            return not_a_condition(w, p->value->code.text, slots[i]);
    }
    const struct feel_value *v = code_eval(w, &b->code, level);
    if (gate->failed)
        return gate->failed;
    return b->fold ? fold(w, b, v) : v;
}

static const struct feel_value *eval_invocation(struct world *w, const struct boxed *b,
                                                const struct feel_frame *f)
{
    struct feel_run *run = &w->run->feel;
    const struct feel_value *fn = dmn_boxed_eval(w, b->body, f);
    struct str what = b->body->code.text;

    if (feel_is_unknown(fn))
        return fn;
    if (fn->kind != FEEL_FUNCTION)
        return fn->is_error
                   ? fn
                   : feel_error(run, what, "被调用的不是函数", "what is invoked is no function");
    const struct feel_value **values, **args;
    const struct feel_function *d = fn->function;
    struct feel_frame *level = dmn_frame_new(w->run, f, b->n, &values);
    if (!level)
        return dmn_no_memory(w->run);
    for (size_t i = 0; i < b->n; i++) {
        const struct slot *s = &b->slots[i];

        values[i] = s->value ? dmn_boxed_eval(w, s->value, f) : &feel_null;
        values[i] = coerce(w, values[i], s->type, s->name);
    }
    if (d->open)
        return b->code.expr ? feel_eval(run, b->code.expr, level)
                            : feel_call(run, fn, values, b->n);
    args = arena_zalloc(w->run->arena, d->n_params * sizeof *args);
    if (!args)
        return dmn_no_memory(w->run);
    for (size_t i = 0; i < b->n; i++) {
        size_t at = 0;

        while (at < d->n_params && !str_eq(d->params[at], b->slots[i].name))
            at++;
        if (at == d->n_params)
            return feel_error(run, what, "函数没有参数“%.*s”",
                              "the function has no parameter \"%.*s\"", STR_ARG(b->slots[i].name));
        args[at] = values[i];
    }
    for (size_t i = 0; i < d->n_params; i++)
        if (!args[i])
            args[i] = &feel_null;
    return feel_call(run, fn, args, d->n_params);
}

static const struct feel_value *eval(struct world *w, const struct boxed *b,
                                     const struct feel_frame *f)
{
    uint64_t fired, unknown;

    switch (b->kind) {
    case BOXED_NOTHING:
    case BOXED_LITERAL:
        return code_eval(w, &b->code, f);
    case BOXED_TABLE:
        return dmn_table_eval(w, b->table, f, &fired, &unknown);
    case BOXED_CONTEXT:
        return eval_context(w, b, f);
    case BOXED_LIST:
        return eval_list(w, b, f);
    case BOXED_INVOCATION:
        return eval_invocation(w, b, f);
    case BOXED_FUNCTION: {
        const struct str *names = b->guess->kind == FEEL_T_FUNCTION ? b->guess->field_names : NULL;

        return closure_value(w, f, b->external ? NULL : b->body, b->n, names, false, b->guess,
                             b->result);
    }
    case BOXED_SUGAR:
        return eval_sugar(w, b, f);
    }
    return &feel_null;
}

const struct feel_value *dmn_boxed_eval(struct world *w, const struct boxed *b,
                                        const struct feel_frame *f)
{
    const struct feel_value *v;

    if (!dmn_enter(w->run, b->code.text))
        return &feel_null;
    v = eval(w, b, f);
    dmn_leave(w->run);
    return coerce(w, v, b->type, b->code.text);
}
