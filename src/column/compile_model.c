/* Decisions, knowledge models and boxed expressions → terms. */
#include "compile_dmn.h"

#include "cleanup.h"

static struct frame *frame_new(struct compiler *c, const struct frame *up, const struct term *slots,
                               size_t n, int node)
{
    struct frame *f = compile_alloc(c, 1, sizeof *f);

    if (f)
        *f = (struct frame){up, slots, n, node};
    return f;
}

/* --- Boxed expressions --- */

static struct term code_term(struct compiler *c, const struct code *code, const struct frame *f)
{
    struct str outer = c->where;
    struct term t;

    if (c->failed)
        return term_failed();
    c->where = code->text;
    if (code->fault) {
        refuse(c, "%s%.0s", "%.0s%s", code->fault->zh, code->fault->en);
        return term_failed();
    }
    t = code->expr ? compile_expr(c, code->expr, f) : term_const(&feel_null);
    c->where = outer;
    return t;
}

static struct term boxed_context(struct compiler *c, const struct boxed *b, const struct frame *f)
{
    struct term *slots = compile_alloc(c, b->n, sizeof *slots);
    struct frame *level = frame_new(c, f, slots, 0, -1);

    if (!slots || !level)
        return term_failed();
    for (size_t i = 0; i < b->n && !c->failed; i++) {
        const struct slot *s = &b->slots[i];
        struct term v = compile_boxed(c, s->value, b->isolated ? f : level);

        v = value_coerce(c, v, s->type);
        if (!s->name.len)
            return v;
        slots[i] = v;
        level->n = i + 1;
    }
    return (struct term){.kind = TERM_CONTEXT, .list = {b->n, b->shape->names, slots}};
}

static struct term boxed_list(struct compiler *c, const struct boxed *b, const struct frame *f)
{
    struct term *items = compile_alloc(c, b->n, sizeof *items);

    for (size_t i = 0; items && i < b->n; i++)
        items[i] = compile_boxed(c, b->slots[i].value, f);
    return (struct term){.kind = TERM_LIST, .list = {items ? b->n : 0, NULL, items}};
}

static struct term closure(const struct frame *f, const struct boxed *body, size_t n,
                           const struct str *params, bool item)
{
    struct term t = {.kind = TERM_FUNCTION};

    t.function.node = -1;
    t.function.body = body;
    t.function.up = f;
    t.function.n = n;
    t.function.params = params;
    t.function.item = item;
    return t;
}

/* Or over the conditions (some), and (every); what is none is an error there. */
static struct term boxed_fold(struct compiler *c, const struct boxed *b, struct term list)
{
    bool some = b->fold == 's';

    if (c->failed)
        return term_failed();
    if (list.kind == TERM_EACH) {
        struct val v = value_of(c, *list.each.item, COLUMN_BOOLEAN);

        if (c->failed)
            return term_failed();
        v = emit_demand(c, v, DEMAND_VALUE);
        return term_of(emit_seg(c, some ? DO_SEG_SOME : DO_SEG_EVERY, v, &list));
    }
    if (list.kind != TERM_LIST) {
        refuse(c, "在这样的值上循环", "a loop over a value like this");
        return term_failed();
    }
    struct val r = emit_bool(c, !some);
    for (size_t i = 0; i < list.list.n && !c->failed; i++) {
        struct val v = value_of(c, list.list.at[i], COLUMN_BOOLEAN);

        if (!c->failed)
            r = emit_logic(c, some, true, r, emit_demand(c, v, DEMAND_VALUE));
    }
    return c->failed ? term_failed() : term_of(r);
}

/* The text of a conditional, filter or loop over its parts. */
static struct term boxed_sugar(struct compiler *c, const struct boxed *b, const struct frame *f)
{
    static const struct str match[] = {{"match", 5}};
    struct term *slots = compile_alloc(c, b->n, sizeof *slots);
    struct frame *level = frame_new(c, f, slots, b->n, -1);

    if (!slots || !level)
        return term_failed();
    for (size_t i = 0; i < b->n && !c->failed; i++) {
        const struct part *p = &b->parts[i];

        if (!p->value)
            slots[i] = closure(f, NULL, 1, match, false);
        else if (p->lazy)
            slots[i] = closure(f, p->value, p->n_params, p->params, p->item);
        else
            slots[i] = compile_boxed(c, p->value, f);
        if (p->condition)
            (void)value_of(c, slots[i], COLUMN_BOOLEAN);
    }
    struct term t = code_term(c, &b->code, level);
    return b->fold ? boxed_fold(c, b, t) : t;
}

static struct term boxed_invocation(struct compiler *c, const struct boxed *b,
                                    const struct frame *f)
{
    struct term fn = compile_boxed(c, b->body, f);

    if (c->failed)
        return term_failed();
    if (fn.kind != TERM_FUNCTION || fn.function.item) {
        refuse(c, "调用的不是模型里的函数", "what is called is no function of the model");
        return term_failed();
    }
    struct term *args = compile_alloc(c, fn.function.n + 1, sizeof *args);
    for (size_t i = 0; args && i < fn.function.n; i++)
        args[i] = term_const(&feel_null);
    for (size_t i = 0; args && i < b->n && !c->failed; i++) {
        const struct slot *s = &b->slots[i];
        size_t at = 0;

        while (at < fn.function.n && !str_eq(fn.function.params[at], s->name))
            at++;
        if (at == fn.function.n) {
            refuse(c, "没有参数“" STR_FMT "”", "there is no parameter \"" STR_FMT "\"",
                   STR_ARG(s->name));
            break;
        }
        if (s->value)
            args[at] = value_coerce(c, compile_boxed(c, s->value, f), s->type);
        if (fn.function.types)
            args[at] = value_coerce(c, args[at], fn.function.types[at]);
    }
    return c->failed ? term_failed() : compile_call(c, &fn, args);
}

static struct term boxed_function(struct compiler *c, const struct boxed *b, const struct frame *f)
{
    const struct feel_type *t = b->guess;
    bool typed = t->kind == FEEL_T_FUNCTION && !t->open;
    struct term r;

    if (b->external || !b->body || !typed) {
        refuse(c, "外部函数（Java、PMML）", "external functions (Java, PMML)");
        return term_failed();
    }
    r = closure(f, b, b->n, t->field_names, false);
    r.function.types = t->field_types;
    return r;
}

struct term compile_boxed(struct compiler *c, const struct boxed *b, const struct frame *f)
{
    struct term t;

    if (c->failed)
        return term_failed();
    switch (b->kind) {
    case BOXED_NOTHING:
    case BOXED_LITERAL:
        t = code_term(c, &b->code, f);
        break;
    case BOXED_TABLE:
        t = compile_table(c, b->table, f, NULL);
        break;
    case BOXED_CONTEXT:
        t = boxed_context(c, b, f);
        break;
    case BOXED_LIST:
        t = boxed_list(c, b, f);
        break;
    case BOXED_INVOCATION:
        t = boxed_invocation(c, b, f);
        break;
    case BOXED_FUNCTION:
        t = boxed_function(c, b, f);
        break;
    case BOXED_SUGAR:
        t = boxed_sugar(c, b, f);
        break;
    default:
        t = term_failed();
    }
    return value_coerce(c, t, b->type);
}

/* --- Calls --- */

static struct term call_boxed(struct compiler *c, const struct term *fn, const struct term *args)
{
    const struct boxed *b = fn->function.body;
    const struct feel_type *result = NULL;
    const struct frame *f = fn->function.up;

    if (!b) { /* the gate of a filter's match */
        (void)value_of(c, args[0], COLUMN_BOOLEAN);
        return args[0];
    }
    if (b->kind == BOXED_FUNCTION) {
        result = b->result;
        b = b->body;
    }
    if (fn->function.n) {
        struct term *slots = compile_alloc(c, fn->function.n, sizeof *slots);

        if (!slots)
            return term_failed();
        for (size_t i = 0; i < fn->function.n; i++)
            slots[i] = i == 0 || !fn->function.item
                           ? args[i]
                           : value_field(c, args[0], fn->function.params[i], (int)i - 1);
        f = frame_new(c, fn->function.up, slots, fn->function.n, -1);
        if (!f)
            return term_failed();
    }
    return value_coerce(c, compile_boxed(c, b, f), result);
}

/* A term as bytes, so that a call with the same arguments is compiled once. */
static bool print_key(const struct term *t, struct strbuf *key)
{
    strbuf_add(key, &t->kind, sizeof t->kind);
    strbuf_add(key, &t->months, sizeof t->months);
    switch (t->kind) {
    case TERM_REG:
        strbuf_add(key, &t->val, sizeof t->val);
        return true;
    case TERM_CONST:
        strbuf_add(key, &t->value, sizeof t->value);
        return true;
    case TERM_INPUT:
        strbuf_add(key, &t->input.input, sizeof t->input.input);
        strbuf_add(key, &t->input.loop, sizeof t->input.loop);
        return true;
    case TERM_CONTEXT:
        strbuf_add(key, &t->list.at, sizeof t->list.at);
        return true;
    default:
        return false;
    }
}

static struct term call_bkm(struct compiler *c, const struct node *n, const struct term *args)
{
    const struct boxed *b = n->logic;
    struct term t;

    if (!b || b->code.fault || b->external || !b->body) {
        refuse(c, "“" STR_FMT "”没有能编译的逻辑", "\"" STR_FMT "\" has no logic to compile",
               STR_ARG(n->pub.name));
        return term_failed();
    }
    struct frame *names = frame_new(c, NULL, NULL, 0, n->index);
    struct frame *level = frame_new(c, names, args, n->n_params, -1);
    if (!names || !level)
        return term_failed();
    int outer = c->node;
    struct str where = c->where;
    c->node = n->index;
    t = compile_boxed(c, b->body, level);
    t = value_coerce(c, t, b->result);
    t = value_coerce(c, t, n->result);
    c->node = outer;
    c->where = where;
    return t;
}

struct term compile_call(struct compiler *c, const struct term *fn, const struct term *args)
{
    _cleanup_(strbuf_done) struct strbuf key = {0};
    bool keyed = fn->function.node >= 0;
    uint64_t at;
    struct term t;

    if (c->failed)
        return term_failed();
    if (c->depth >= 256) {
        refuse(c, "函数调用嵌套太深", "calls are nested too deeply");
        return term_failed();
    }
    if (fn->function.node < 0)
        return call_boxed(c, fn, args);
    strbuf_add(&key, &fn->function.node, sizeof fn->function.node);
    for (size_t i = 0; i < fn->function.n; i++)
        keyed &= print_key(&args[i], &key);
    if (key.failed) {
        compile_no_memory(c);
        return term_failed();
    }
    if (keyed && map_get(c->calls, strbuf_str(&key), &at))
        return c->results.at[at];
    c->depth += 4;
    t = call_bkm(c, c->p->model->nodes.at[fn->function.node], args);
    c->depth -= 4;
    if (c->failed || !keyed)
        return t;
    if (!vec_push(c->arena, &c->results, t) ||
        map_put(c->calls, strbuf_str(&key), c->results.n - 1) < 0)
        compile_no_memory(c);
    return t;
}

/* --- Nodes --- */

static struct term entry_term(struct compiler *c, const struct scope_entry *x)
{
    if (x->node >= 0)
        return compile_node(c, x->node);
    struct term *items = compile_alloc(c, x->n, sizeof *items);
    for (size_t i = 0; items && i < x->n; i++)
        items[i] = entry_term(c, &x->entries[i]);
    return (struct term){.kind = TERM_CONTEXT, .list = {items ? x->n : 0, x->shape->names, items}};
}

struct term compile_scope_slot(struct compiler *c, int node, int slot)
{
    return entry_term(c, &c->p->model->nodes.at[node]->scope[slot]);
}

static struct term input_term(struct compiler *c, const struct node *n)
{
    const struct column_input *in = NULL;
    const struct feel_type *t = n->type;

    for (size_t i = 0; i < c->p->n_inputs; i++)
        if (c->p->inputs[i].node == n->index)
            in = &c->p->inputs[i];
    if (in && in->shape == SHAPE_VALUE) {
        if (in->fields[0].column >= 0)
            return term_of(emit_load(c, in, 0, 0));
        in = NULL;
    }
    if (in && in->shape == SHAPE_LIST)
        t = t && t->kind == FEEL_T_LIST ? t->element : NULL;
    if (!in || !t || t->kind != FEEL_T_CONTEXT) {
        refuse(c, "输入“" STR_FMT "”没有列", "the input \"" STR_FMT "\" has no columns",
               STR_ARG(n->pub.name));
        return term_failed();
    }
    if (in->shape == SHAPE_LIST)
        return list_input(c, in, t);
    struct term r = {.kind = TERM_INPUT};
    r.input.input = in;
    r.input.type = t;
    return r;
}

static struct term function_term(const struct node *n)
{
    struct term t = {.kind = TERM_FUNCTION};

    t.function.node = n->index;
    t.function.n = n->n_params;
    t.function.params = n->params;
    if (n->guess->kind == FEEL_T_FUNCTION && n->guess->n_fields == n->n_params)
        t.function.types = n->guess->field_types;
    return t;
}

static struct term decision_term(struct compiler *c, const struct node *n, int *ret_fired)
{
    const struct boxed *b = n->logic;
    struct frame *f = frame_new(c, NULL, NULL, 0, n->index);
    struct term t;

    if (!f)
        return term_failed();
    if (!b) {
        refuse(c, "决策没有逻辑", "the decision has no logic");
        return term_failed();
    }
    if (b->kind == BOXED_TABLE)
        t = value_coerce(c, compile_table(c, b->table, f, ret_fired), b->type);
    else
        t = compile_boxed(c, b, f);
    return value_coerce(c, t, n->type);
}

static void decide(struct compiler *c, const struct node *n)
{
    struct decided *d = &c->decided[n->index];
    int outer = c->node;
    unsigned depth = c->depth;
    struct str where = c->where;

    d->state = DECIDED_OPEN;
    d->fired = -1;
    c->node = n->index;
    c->depth = 0;
    c->steps = 0;
    c->where = n->pub.name;
    d->value = decision_term(c, n, &d->fired);
    d->state = DECIDED_DONE;
    if (c->failed == COMPILE_REFUSED) {
        d->state = DECIDED_REFUSED;
        d->fired = -1;
        compile_refused(c, n->index);
    }
    c->node = outer;
    c->depth = depth;
    c->where = where;
}

struct term compile_node(struct compiler *c, int node)
{
    const struct node *n = c->p->model->nodes.at[node];
    struct decided *d = &c->decided[node];

    if (c->failed)
        return term_failed();
    switch (n->pub.kind) {
    case DMN_INPUT:
        return input_term(c, n);
    case DMN_BKM:
        return function_term(n);
    case DMN_SERVICE:
        refuse(c, "决策服务“" STR_FMT "”", "the decision service \"" STR_FMT "\"",
               STR_ARG(n->pub.name));
        return term_failed();
    case DMN_DECISION:
        break;
    }
    if (d->state == DECIDED_NEW)
        decide(c, n);
    if (d->state == DECIDED_DONE)
        return c->failed ? term_failed() : d->value;
    refuse(c, "需要决策“" STR_FMT "”，它不能编译",
           "needs the decision \"" STR_FMT "\", which can't be compiled", STR_ARG(n->pub.name));
    return term_failed();
}

const int *compile_order(const struct dmn_model *m)
{
    return m->order;
}
