/* Literals where they can't be right: against a type's allowed values; what a number is for. */
#include "parser.h"

#include <stdio.h>

/* Does the value fail the allowed values? What can't be told passes. */
static bool is_refused(struct arena *a, const struct feel_type *t, const struct feel_value *v)
{
    const struct feel_expr *tests[] = {t->allowed, t->constraint};
    bool refused = false;
    for (size_t i = 0; i < sizeof tests / sizeof *tests && !refused; i++) {
        struct feel_run run;
        if (!tests[i])
            continue;
        feel_run_init(&run, a);
        const struct feel_value *r = feel_eval_test(&run, tests[i], v, NULL);
        refused = r->kind == FEEL_BOOLEAN && !r->boolean;
    }
    return refused;
}

static const struct feel_type *behind_lists(const struct feel_type *t)
{
    for (int i = 0; i < 32 && t && t->kind == FEEL_T_LIST; i++)
        t = t->element;
    return t ? t : &feel_t_any;
}

/* Enumerations alone are looked at: types of strings. */
static bool is_enumeration(const struct feel_type *t)
{
    return t->kind == FEEL_T_STRING && t->allowed;
}

static void refused(struct parser *p, struct str literal, struct str allowed)
{
    if (literal.len > 100)
        literal.len = 100;
    if (allowed.len > 300)
        allowed.len = 300;
    parse_problem(p, FEEL_P_TYPE, literal, STR_FMT " 不在允许值之中：" STR_FMT,
                  STR_FMT " is not among the allowed values: " STR_FMT, STR_ARG(literal),
                  STR_ARG(allowed));
}

void infer_codes(struct parser *p, const struct feel_type *type, const struct node *n)
{
    type = behind_lists(type);
    if (!is_enumeration(type))
        return;
    switch (n->kind) {
    case NODE_CONST:
        if (n->value->kind == FEEL_STRING && is_refused(p->arena, type, n->value))
            refused(p, n->where, feel_expr_text(type->allowed));
        break;
    case NODE_LIST:
        for (size_t i = 0; i < n->list.n; i++)
            infer_codes(p, type, n->list.at[i]);
        break;
    case NODE_RANGE: /* = "a", != "a" */
        if (n->op == FEEL_RANGE_EQ || n->op == FEEL_RANGE_NE)
            infer_codes(p, type, n->range.low);
        break;
    default:
        break;
    }
}

/* --- The values that an expression may give --- */

struct result_check {
    const struct feel_expr *expr;
    struct arena *arena;
    feel_problem_fn *fn;
    void *arg;
    bool told;
};

static void check_result(struct result_check *k, const struct node *n, const struct feel_type *t,
                         int depth)
{
    struct feel_problem out = {.kind = FEEL_P_TYPE, .text = n->where};
    if (depth > 64)
        return;
    switch (n->kind) {
    case NODE_CONST:
        if (!(t->allowed || t->constraint) || n->value->kind == FEEL_NULL ||
            n->value->kind == FEEL_FUNCTION || !is_refused(k->arena, t, n->value))
            return;
        lex_place(k->expr->text, n->where.data, &out.line, &out.column);
        struct str allowed = feel_expr_text(t->allowed ? t->allowed : t->constraint);
        out.message.code = E_INVALID;
        snprintf(out.message.zh, sizeof out.message.zh, "%.*s 不在允许值之中：%.*s",
                 (int)(n->where.len < 100 ? n->where.len : 100), n->where.data,
                 (int)(allowed.len < 300 ? allowed.len : 300), allowed.data);
        snprintf(out.message.en, sizeof out.message.en,
                 "%.*s is not among the allowed values: %.*s",
                 (int)(n->where.len < 100 ? n->where.len : 100), n->where.data,
                 (int)(allowed.len < 300 ? allowed.len : 300), allowed.data);
        k->fn(k->arg, &out);
        k->told = true;
        return;
    case NODE_IF:
        check_result(k, n->b, t, depth + 1);
        check_result(k, n->c, t, depth + 1);
        return;
    case NODE_LIST:
        for (size_t i = 0; i < n->list.n; i++)
            check_result(k, n->list.at[i], behind_lists(t), depth + 1);
        return;
    case NODE_FOR:
        check_result(k, n->loop.body, behind_lists(t), depth + 1);
        return;
    default:
        return;
    }
}

static void on_any_reference(void *arg, int level, int slot, struct str path)
{
    *(bool *)arg = true;
}

void feel_check_result(const struct feel_expr *x, const struct feel_type *type,
                       const struct feel_expr *allowed, struct arena *a, feel_problem_fn *fn,
                       void *arg)
{
    struct result_check k = {x, a, fn, arg, false};
    bool refers = false;
    check_result(&k, x->root, behind_lists(type), 0);
    if (!allowed || k.told)
        return;
    /* Output values that read variables can't be tested here. */
    feel_references(allowed, on_any_reference, &refers);
    struct feel_type t = feel_t_any;
    t.allowed = allowed;
    if (!refers)
        check_result(&k, x->root, &t, 0);
}

/* --- What a number is for --- */

struct use_walk {
    const struct feel_expr *expr;
    feel_number_use_fn *fn;
    void *arg;
    struct lex_cursor *cursor;
};

/* What a value is called: the last name of a path, the function that gives it. */
static struct str called(const struct node *n)
{
    switch (n->kind) {
    case NODE_NAME:
        return n->where;
    case NODE_SEARCH:
        return n->search.name;
    case NODE_PATH:
        return n->path.name;
    case NODE_CALL:
        return called(n->call.callee);
    case NODE_BUILTIN:
        return str_of(n->builtin.row->name);
    default:
        return (struct str){0};
    }
}

static void walk_use(const struct use_walk *w, const struct node *n, enum feel_number_role role,
                     struct str about);

static void tell_use(const struct use_walk *w, const struct node *n, struct decimal d,
                     enum feel_number_role role, struct str about)
{
    struct feel_number_use u = {.n = d, .role = role, .about = about};
    lex_place_from(w->cursor, w->expr->text, n->where.data, &u.line, &u.column);
    w->fn(w->arg, &u);
}

static void walk_builtin(const struct use_walk *w, const struct node *n, enum feel_number_role role,
                         struct str about)
{
    bool same =
        strcmp(n->builtin.row->name, "min") == 0 || strcmp(n->builtin.row->name, "max") == 0;
    struct decimal d;
    /* number("1.3") is a literal by another way. */
    if (strcmp(n->builtin.row->name, "number") == 0 && n->builtin.n > 0 && n->builtin.args[0] &&
        n->builtin.args[0]->kind == NODE_CONST && n->builtin.args[0]->value->kind == FEEL_STRING &&
        dec_parse(str_trim(n->builtin.args[0]->value->string), &d)) {
        tell_use(w, n, d, role, about);
        return;
    }
    for (size_t i = 0; i < n->builtin.n; i++) {
        size_t k = i < n->builtin.sig->n ? i : n->builtin.sig->n - 1;
        if (!n->builtin.args[i])
            continue;
        if (same)
            walk_use(w, n->builtin.args[i], role, about);
        else
            walk_use(w, n->builtin.args[i], FEEL_N_ARGUMENT, n->builtin.sig->names[k]);
    }
}

static void walk_call(const struct use_walk *w, const struct node *n)
{
    const struct feel_type *f = n->call.callee->type;
    walk_use(w, n->call.callee, FEEL_N_RESULT, (struct str){0});
    for (size_t i = 0; i < n->call.n; i++) {
        struct str name = {0};
        if (n->call.names)
            name = n->call.names[i];
        else if (f->kind == FEEL_T_FUNCTION && !f->open && i < f->n_fields)
            name = f->field_names[i];
        walk_use(w, n->call.args[i], FEEL_N_ARGUMENT, name);
    }
}

static void walk_use(const struct use_walk *w, const struct node *n, enum feel_number_role role,
                     struct str about)
{
    static const struct str nothing = {0};
    if (!n)
        return;
    switch ((enum node_kind)n->kind) {
    case NODE_CONST:
        if (n->value->kind == FEEL_NUMBER)
            tell_use(w, n, n->value->number, role, about);
        return;
    case NODE_FAULT:
    case NODE_NAME:
        return;
    case NODE_SEARCH:
        walk_use(w, n->search.fallback, role, about);
        return;
    case NODE_PATH:
        walk_use(w, n->path.base, FEEL_N_RESULT, nothing);
        return;
    case NODE_FILTER:
        walk_use(w, n->a, role, about);
        walk_use(w, n->b, n->b->kind == NODE_CONST ? FEEL_N_INDEX : FEEL_N_RESULT, nothing);
        return;
    case NODE_CALL:
        walk_call(w, n);
        return;
    case NODE_BUILTIN:
        walk_builtin(w, n, role, about);
        return;
    case NODE_NEGATE:
        walk_use(w, n->a, role, about);
        return;
    case NODE_ARITH:
        walk_use(w, n->a, FEEL_N_OPERAND, nothing);
        walk_use(w, n->b, FEEL_N_OPERAND, nothing);
        return;
    case NODE_COMPARE:
        walk_use(w, n->a, FEEL_N_COMPARED, called(n->b));
        walk_use(w, n->b, FEEL_N_COMPARED, called(n->a));
        return;
    case NODE_BETWEEN:
        walk_use(w, n->a, FEEL_N_COMPARED, nothing);
        walk_use(w, n->b, FEEL_N_COMPARED, called(n->a));
        walk_use(w, n->c, FEEL_N_COMPARED, called(n->a));
        return;
    case NODE_AND:
    case NODE_OR:
        walk_use(w, n->a, role, about);
        walk_use(w, n->b, role, about);
        return;
    case NODE_TESTS: /* a cell's subject is its column's */
        walk_use(w, n->tests.a, FEEL_N_COMPARED, nothing);
        for (size_t i = 0; i < n->tests.n; i++)
            walk_use(w, n->tests.at[i].expr, n->tests.a ? FEEL_N_COMPARED : role,
                     n->tests.a ? called(n->tests.a) : about);
        return;
    case NODE_INSTANCE:
        walk_use(w, n->instance.a, role, about);
        return;
    case NODE_IF:
        walk_use(w, n->a, FEEL_N_RESULT, nothing);
        walk_use(w, n->b, role, about);
        walk_use(w, n->c, role, about);
        return;
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
        for (size_t i = 0; i < n->loop.n; i++) {
            walk_use(w, n->loop.vars[i].domain, FEEL_N_INDEX, nothing);
            walk_use(w, n->loop.vars[i].end, FEEL_N_INDEX, nothing);
        }
        walk_use(w, n->loop.body, role, about);
        return;
    case NODE_LIST:
        for (size_t i = 0; i < n->list.n; i++)
            walk_use(w, n->list.at[i], role, about);
        return;
    case NODE_CONTEXT:
        for (size_t i = 0; i < n->context.shape->n; i++)
            walk_use(w, n->context.values[i], FEEL_N_ARGUMENT, n->context.shape->names[i]);
        return;
    case NODE_RANGE:
        walk_use(w, n->range.low, role, about);
        if (n->range.high != n->range.low)
            walk_use(w, n->range.high, role, about);
        return;
    case NODE_FUNCTION:
        walk_use(w, n->function.body, FEEL_N_RESULT, nothing);
        return;
    }
}

void feel_number_uses(const struct feel_expr *x, feel_number_use_fn *fn, void *arg)
{
    struct lex_cursor cursor = {0};
    struct use_walk w = {x, fn, arg, &cursor};
    walk_use(&w, x->root, FEEL_N_RESULT, (struct str){0});
}
