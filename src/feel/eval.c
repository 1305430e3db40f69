/* The tree walk. */
#include "eval.h"

#include "bounds.h"
#include "clock.h"
#include "temporal.h"

#include <stdarg.h>
#include <stdio.h>

/* Nested evaluations, over calls and decisions: bounds the C stack. */
#define DEPTH_MAX (4 * (int)LIMIT_FEEL_DEPTH)

static const struct feel_value error_null = {.kind = FEEL_NULL, .is_error = true};

void feel_run_init(struct feel_run *run, struct arena *arena)
{
    memset(run, 0, offsetof(struct feel_run, diagnostics));
    run->arena = arena;
    run->now_us = clock_now();
}

/* The line of the file on which a part of the current expression stands. */
static uint32_t line_of(const struct feel_place *place, struct str where)
{
    struct str text = place->expr ? place->expr->text : (struct str){NULL, 0};
    uint32_t line = place->line;
    if (line == 0 || !where.data || where.data < text.data || where.data > text.data + text.len)
        return line;
    for (const char *p = text.data; p < where.data; p++)
        line += *p == '\n';
    return line;
}

/* Where the next diagnostic goes; NULL when enough are kept. */
static struct err *next_diagnostic(struct feel_run *run, struct str where)
{
    size_t i = run->n_diagnostics++;
    if (i >= FEEL_RUN_DIAGNOSTICS)
        return NULL;
    run->diagnostics[i].where = where;
    run->diagnostics[i].name = run->place.name;
    run->diagnostics[i].line = line_of(&run->place, where);
    run->diagnostics[i].fault = false;
    run->diagnostics[i].message.code = E_INVALID;
    return &run->diagnostics[i].message;
}

static void put(struct err *e, const char *zh, const char *en)
{
    snprintf(e->zh, sizeof e->zh, "%s", zh);
    snprintf(e->en, sizeof e->en, "%s", en);
}

const struct feel_value *feel_stop(struct feel_run *run, struct str where, const char *zh,
                                   const char *en)
{
    struct err *e = run->stopped ? NULL : next_diagnostic(run, where);
    if (e)
        put(e, zh, en);
    run->stopped = true;
    return &error_null;
}

static const struct feel_value *stop_memory(struct feel_run *run, struct str where)
{
    return feel_stop(run, where, "内存超过上限，求值中止", "out of memory: evaluation stopped");
}

/* As next_diagnostic. What follows from a limit is not told. */
static struct err *diagnose(struct feel_run *run, struct str where)
{
    if (arena_failed(run->arena))
        stop_memory(run, where);
    return run->stopped || run->trying ? NULL : next_diagnostic(run, where);
}

const struct feel_value *feel_error(struct feel_run *run, struct str where, const char *zh,
                                    const char *en, ...)
{
    struct err *e = diagnose(run, where);
    if (!e)
        return &error_null;
    va_list args;
    va_start(args, en);
    vsnprintf(e->zh, sizeof e->zh, zh, args);
    va_end(args);
    va_start(args, en);
    vsnprintf(e->en, sizeof e->en, en, args);
    va_end(args);
    return &error_null;
}

const struct feel_value *ops_error_text(struct feel_run *run, struct str where, const char *zh,
                                        const char *en)
{
    struct err *e = diagnose(run, where);
    if (e)
        put(e, zh, en);
    return &error_null;
}

void eval_read(struct feel_run *run, const struct feel_context *c, size_t i)
{
    if (run->on_read && !run->trying && c->facts && c->facts[i] != UINT32_MAX)
        run->on_read(run->on_read_arg, c->facts[i]);
}

const struct feel_value *eval_entry(struct feel_run *run, const struct feel_context *c,
                                    struct str name, int hint)
{
    const struct feel_shape *s = c->shape;
    size_t i = s->n;
    if (hint >= 0 && (size_t)hint < s->n &&
        (s->names[hint].data == name.data || str_eq(s->names[hint], name)))
        i = (size_t)hint;
    else
        for (i = 0; i < s->n && !str_eq(s->names[i], name); i++)
            ;
    if (i == s->n)
        return NULL;
    eval_read(run, c, i);
    return c->values[i];
}

static const struct feel_value *read_slot(struct feel_run *run, const struct feel_frame *f,
                                          int depth, int slot)
{
    for (; depth > 0 && f; depth--)
        f = f->up;
    if (!f || !f->slots)
        return &feel_null;
    const struct feel_value *v = f->slots[slot];
    if (!v && f->fetch) {
        /* What is evaluated now is kept: it gets its trace and diagnostics in any case. */
        bool trying = run->trying;
        run->trying = false;
        v = f->fetch(run, f->arg, slot);
        run->trying = trying;
    }
    return v ? v : &feel_null;
}

static const struct feel_value *eval_search(struct feel_run *run, const struct node *n,
                                            const struct feel_frame *f)
{
    for (size_t i = 0; i < n->search.n; i++) {
        const struct search_place *place = &n->search.places[i];
        const struct feel_value *item = read_slot(run, f, place->depth, 0);
        if (feel_is_unknown(item))
            return feel_unknown_join(run->arena, item, NULL);
        if (item->kind != FEEL_CONTEXT)
            continue;
        const struct feel_value *v = eval_entry(run, item->context, n->search.name, place->hint);
        if (v)
            return v;
    }
    if (n->search.fallback)
        return eval_node(run, n->search.fallback, f);
    return &feel_null;
}

static const struct feel_value *eval_list(struct feel_run *run, const struct node *n,
                                          const struct feel_frame *f)
{
    const struct feel_value **items =
        arena_array_of(run->arena, n->list.n, const struct feel_value *);
    if (!items)
        return &feel_null;
    for (size_t i = 0; i < n->list.n; i++)
        items[i] = eval_node(run, n->list.at[i], f);
    return feel_list(run->arena, items, n->list.n);
}

static const struct feel_value *eval_context(struct feel_run *run, const struct node *n,
                                             const struct feel_frame *f)
{
    const struct feel_shape *shape = n->context.shape;
    /* Values serve as the frame's slots and, complete, as the context's values. A frame that a
     * function captures must live on. */
    const struct feel_value **values = arena_zalloc(run->arena, (shape->n + 1) * sizeof *values);
    struct feel_frame local = {.up = f, .slots = values}, *frame = &local;
    if (n->captures)
        frame = arena_dup(run->arena, &local, sizeof local);
    if (!values || !frame)
        return &feel_null;
    for (size_t i = 0; i < shape->n; i++)
        values[i] = eval_node(run, n->context.values[i], frame);
    return feel_context_value(run->arena, shape, values, NULL);
}

static const struct feel_value *eval_range(struct feel_run *run, const struct node *n,
                                           const struct feel_frame *f)
{
    struct feel_range r = {
        .low_included = n->range.low_included,
        .high_included = n->range.high_included,
        .form = n->op,
    };
    if (n->range.low)
        r.low = eval_node(run, n->range.low, f);
    if (n->range.high == n->range.low)
        r.high = r.low;
    else if (n->range.high)
        r.high = eval_node(run, n->range.high, f);
    if (r.form == FEEL_RANGE_INTERVAL) {
        int order;
        bool open = r.low->kind == FEEL_NULL || r.high->kind == FEEL_NULL ||
                    feel_is_unknown(r.low) || feel_is_unknown(r.high);
        if (!open && !feel_compare(r.low, r.high, &order))
            return feel_error(run, n->where, "区间两端 %s 与 %s 不能比较",
                              "the ends of the range, %s and %s, can't be compared",
                              feel_kind_name(r.low->kind), feel_kind_name(r.high->kind));
    }
    return feel_range_value(run->arena, &r);
}

/* A number that is known, or known to lie within bounds. */
static bool bounds_of(const struct feel_value *v, struct decimal *ret_low, struct decimal *ret_high)
{
    if (v->kind == FEEL_NUMBER) {
        *ret_low = *ret_high = v->number;
        return true;
    }
    if (v->kind == FEEL_UNKNOWN && v->unknown.bounded) {
        *ret_low = v->unknown.bounds[0];
        *ret_high = v->unknown.bounds[1];
        return true;
    }
    return false;
}

/* The condition isn't known: look at both branches for the bounds of a number, without a trace
 * and without their errors. Branches that call functions of the model are not tried. */
static const struct feel_value *eval_if_unknown(struct feel_run *run, const struct node *n,
                                                const struct feel_value *condition,
                                                const struct feel_frame *f)
{
    const struct feel_value *u = feel_unknown_join(run->arena, condition, NULL);
    if (n->b->calls || n->c->calls)
        return u;
    bool trying = run->trying;
    run->trying = true;
    struct decimal low[2], high[2];
    bool bounded = bounds_of(eval_node(run, n->b, f), &low[0], &high[0]) &&
                   bounds_of(eval_node(run, n->c, f), &low[1], &high[1]);
    run->trying = trying;
    if (!bounded)
        return u;
    return feel_unknown_bounded(run->arena, u->unknown.facts, u->unknown.n,
                                dec_cmp(low[0], low[1]) <= 0 ? low[0] : low[1],
                                dec_cmp(high[0], high[1]) >= 0 ? high[0] : high[1]);
}

static const struct feel_value *eval_if(struct feel_run *run, const struct node *n,
                                        const struct feel_frame *f)
{
    const struct feel_value *c = eval_node(run, n->a, f);
    if (feel_is_unknown(c))
        return eval_if_unknown(run, n, c, f);
    if (c->kind != FEEL_BOOLEAN && c->kind != FEEL_NULL)
        feel_error(run, n->a->where, "if 的条件要求 boolean，得到 %s",
                   "the condition of `if` wants boolean, got %s", feel_kind_name(c->kind));
    return eval_node(run, feel_is_true(c) ? n->b : n->c, f);
}

static const struct feel_value *eval_logic(struct feel_run *run, const struct node *n,
                                           const struct feel_frame *f)
{
    const struct feel_value *a = eval_node(run, n->a, f);
    bool decides = n->kind == NODE_OR;
    if (a->kind == FEEL_BOOLEAN && a->boolean == decides)
        return a;
    const struct feel_value *b = eval_node(run, n->b, f);
    return decides ? ops_or(run, n->where, a, b) : ops_and(run, n->where, a, b);
}

static const struct feel_value *eval_between(struct feel_run *run, const struct node *n,
                                             const struct feel_frame *f)
{
    const struct feel_value *v = eval_node(run, n->a, f);
    const struct feel_value *low = eval_node(run, n->b, f);
    const struct feel_value *high = eval_node(run, n->c, f);
    return ops_and(run, n->where, ops_compare(run, n->where, OP_GE, v, low),
                   ops_compare(run, n->where, OP_LE, v, high));
}

static const struct feel_value *eval_instance(struct feel_run *run, const struct node *n,
                                              const struct feel_frame *f)
{
    const struct feel_value *v = eval_node(run, n->instance.a, f);
    if (feel_is_unknown(v))
        return feel_unknown_join(run->arena, v, NULL);
    if (!n->instance.type)
        return feel_error(run, n->where, "没有这种类型", "no such type");
    return feel_bool(feel_type_instance(run, v, n->instance.type));
}

/* --- Unary tests --- */

static const struct feel_value *eval_one_test(struct feel_run *run, const struct test *t,
                                              const struct feel_value *input,
                                              const struct feel_frame *frame)
{
    const struct feel_value *v = t->expr->known;
    if (v && !t->is_logic)
        return ops_test(run, t->expr->where, input, v);
    v = eval_node(run, t->expr, frame);
    if (t->uses_input && (v->kind == FEEL_BOOLEAN || v->kind == FEEL_NULL || feel_is_unknown(v)))
        return v;
    if (t->is_logic && input->kind != FEEL_BOOLEAN &&
        (v->kind == FEEL_BOOLEAN || feel_is_unknown(v)))
        return v;
    if (v->kind == FEEL_NULL && (v->is_error || t->is_logic))
        return v;
    return ops_test(run, t->expr->where, input, v);
}

static const struct feel_value *eval_tests(struct feel_run *run, const struct node *n,
                                           const struct feel_value *input,
                                           const struct feel_frame *f)
{
    const struct feel_value *slots[1] = {input};
    struct feel_frame local = {.up = f, .slots = slots}, *frame = &local;
    if (n->tests.any)
        return &feel_true;
    if (n->captures) {
        frame = arena_dup(run->arena, &local, sizeof local);
        const struct feel_value **kept = arena_dup(run->arena, slots, sizeof slots);
        if (!frame || !kept)
            return &feel_null;
        frame->slots = kept;
    }
    const struct feel_value *result = NULL;
    for (size_t i = 0; i < n->tests.n; i++) {
        const struct feel_value *r = eval_one_test(run, &n->tests.at[i], input, frame);
        result = result ? ops_or(run, n->where, result, r) : r;
        if (feel_is_true(result))
            break;
    }
    if (n->tests.negated && result->kind == FEEL_BOOLEAN)
        result = feel_bool(!result->boolean);
    return result;
}

/* As `between`: null in a range is an error. A cell of a table may ask that without one. */
static const struct feel_value *eval_in(struct feel_run *run, const struct node *n,
                                        const struct feel_frame *f)
{
    const struct feel_value *input = eval_node(run, n->tests.a, f);
    const struct feel_value *r = eval_tests(run, n, input, f);
    return r->kind == FEEL_NULL && input->kind == FEEL_NULL && !r->is_error
               ? ops_null_operand(run, n->where, input, NULL)
               : r;
}

const struct feel_value *feel_eval_test(struct feel_run *run, const struct feel_expr *x,
                                        const struct feel_value *input,
                                        const struct feel_frame *frame)
{
    const struct node *n = x->root;
    if (n->kind != NODE_TESTS || n->tests.a)
        return ops_test(run, n->where, input, eval_node(run, n, frame));
    if (run->stopped)
        return &error_null;
    run->depth++;
    const struct feel_value *v = eval_tests(run, n, input, frame);
    run->depth--;
    return v;
}

/* --- Dispatch --- */

static const struct feel_value *dispatch(struct feel_run *run, const struct node *n,
                                         const struct feel_frame *f)
{
    switch ((enum node_kind)n->kind) {
    case NODE_CONST:
        return n->value;
    case NODE_FAULT:
        return ops_error_text(run, n->where, n->fault.zh, n->fault.en);
    case NODE_NAME:
        return read_slot(run, f, n->name.depth, n->name.slot);
    case NODE_SEARCH:
        return eval_search(run, n, f);
    case NODE_PATH:
        return eval_path(run, n, eval_node(run, n->path.base, f));
    case NODE_FILTER:
        return eval_filter(run, n, f);
    case NODE_CALL:
        return eval_call(run, n, f);
    case NODE_BUILTIN:
        return eval_builtin(run, n, f);
    case NODE_NEGATE:
        return ops_negate(run, n->where, eval_node(run, n->a, f));
    case NODE_ARITH: {
        const struct feel_value *a = eval_node(run, n->a, f);
        return ops_arith(run, n->where, n->op, a, eval_node(run, n->b, f));
    }
    case NODE_COMPARE: {
        const struct feel_value *a = eval_node(run, n->a, f);
        return ops_compare(run, n->where, n->op, a, eval_node(run, n->b, f));
    }
    case NODE_AND:
    case NODE_OR:
        return eval_logic(run, n, f);
    case NODE_BETWEEN:
        return eval_between(run, n, f);
    case NODE_TESTS:
        return n->tests.a ? eval_in(run, n, f) : eval_tests(run, n, &feel_null, f);
    case NODE_INSTANCE:
        return eval_instance(run, n, f);
    case NODE_IF:
        return eval_if(run, n, f);
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
        return eval_loop(run, n, f);
    case NODE_LIST:
        return eval_list(run, n, f);
    case NODE_CONTEXT:
        return eval_context(run, n, f);
    case NODE_RANGE:
        return eval_range(run, n, f);
    case NODE_FUNCTION:
        return eval_function(run, n, f);
    }
    return &feel_null;
}

/* A node that isn't had without work. Apart from eval_node, so that the others cost no stack frame.
 */
static __attribute__((noinline)) const struct feel_value *
evaluate(struct feel_run *run, const struct node *n, const struct feel_frame *f)
{
    if (run->depth >= DEPTH_MAX)
        return feel_stop(run, n->where, "嵌套过深，求值中止",
                         "nested too deeply: evaluation stopped");
    run->depth++;
    const struct feel_value *v = dispatch(run, n, f);
    run->depth--;
    if (arena_failed(run->arena))
        return stop_memory(run, n->where);
    return v;
}

const struct feel_value *eval_node(struct feel_run *run, const struct node *n,
                                   const struct feel_frame *f)
{
    if (run->stopped)
        return &error_null;
    if (++run->steps > LIMIT_FEEL_STEPS)
        return feel_stop(run, n->where, "计算步数超过上限，求值中止",
                         "too many steps: evaluation stopped");
    if (n->known)
        return n->known;
    if (n->kind == NODE_NAME && n->name.depth == 0 && f && f->slots && f->slots[n->name.slot])
        return f->slots[n->name.slot];
    return evaluate(run, n, f);
}

const struct feel_value *feel_eval(struct feel_run *run, const struct feel_expr *x,
                                   const struct feel_frame *frame)
{
    return eval_node(run, x->root, frame);
}

struct str feel_expr_text(const struct feel_expr *x)
{
    return x->text;
}

const struct feel_type *feel_expr_type(const struct feel_expr *x)
{
    return x->root->type;
}
