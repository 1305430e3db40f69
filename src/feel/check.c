/* What can be told of an expression without running it. */
#include "ast.h"
#include "lex.h"

#include <stdio.h>

void feel_check(const struct feel_expr *x, feel_problem_fn *fn, void *arg)
{
    struct lex_cursor cursor = {0};
    for (size_t i = 0; i < x->problems.n; i++) {
        const struct problem *p = &x->problems.at[i];
        struct feel_problem out = {.kind = p->kind, .text = p->text};
        lex_place_from(&cursor, x->text, p->text.data, &out.line, &out.column);
        out.message.code = E_INVALID;
        snprintf(out.message.zh, sizeof out.message.zh, "%s", p->zh);
        snprintf(out.message.en, sizeof out.message.en, "%s", p->en);
        fn(arg, &out);
    }
}

/* --- Walking: the children of a node, in the order of the text where that matters --- */

typedef void visit_fn(void *arg, const struct node *child);

static void visit(const struct node *n, visit_fn *fn, void *arg)
{
    if (n)
        fn(arg, n);
}

static void children(const struct node *n, visit_fn *fn, void *arg)
{
    switch ((enum node_kind)n->kind) {
    case NODE_CONST:
    case NODE_FAULT:
    case NODE_NAME:
        break;
    case NODE_SEARCH:
        visit(n->search.fallback, fn, arg);
        break;
    case NODE_PATH:
        visit(n->path.base, fn, arg);
        break;
    case NODE_CALL:
        visit(n->call.callee, fn, arg);
        for (size_t i = 0; i < n->call.n; i++)
            visit(n->call.args[i], fn, arg);
        break;
    case NODE_BUILTIN:
        for (size_t i = 0; i < n->builtin.n; i++)
            visit(n->builtin.args[i], fn, arg);
        break;
    case NODE_BETWEEN:
    case NODE_IF:
        visit(n->a, fn, arg);
        visit(n->b, fn, arg);
        visit(n->c, fn, arg);
        break;
    case NODE_NEGATE:
        visit(n->a, fn, arg);
        break;
    case NODE_FILTER:
    case NODE_ARITH:
    case NODE_COMPARE:
    case NODE_AND:
    case NODE_OR:
        visit(n->a, fn, arg);
        visit(n->b, fn, arg);
        break;
    case NODE_TESTS:
        visit(n->tests.a, fn, arg);
        for (size_t i = 0; i < n->tests.n; i++)
            visit(n->tests.at[i].expr, fn, arg);
        break;
    case NODE_INSTANCE:
        visit(n->instance.a, fn, arg);
        break;
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
        for (size_t i = 0; i < n->loop.n; i++) {
            visit(n->loop.vars[i].domain, fn, arg);
            visit(n->loop.vars[i].end, fn, arg);
        }
        visit(n->loop.body, fn, arg);
        break;
    case NODE_LIST:
        for (size_t i = 0; i < n->list.n; i++)
            visit(n->list.at[i], fn, arg);
        break;
    case NODE_CONTEXT:
        for (size_t i = 0; i < n->context.shape->n; i++)
            visit(n->context.values[i], fn, arg);
        break;
    case NODE_RANGE:
        visit(n->range.low, fn, arg);
        if (n->range.high != n->range.low)
            visit(n->range.high, fn, arg);
        break;
    case NODE_FUNCTION:
        visit(n->function.body, fn, arg);
        break;
    }
}

struct number_walk {
    struct lex_cursor cursor;
    struct str text;
    void (*fn)(void *arg, struct decimal n, int line, int column);
    void *arg;
};

static void number_visit(void *arg, const struct node *n)
{
    struct number_walk *w = arg;
    if (n->kind == NODE_CONST && n->value->kind == FEEL_NUMBER) {
        int line, column;
        lex_place_from(&w->cursor, w->text, n->where.data, &line, &column);
        w->fn(w->arg, n->value->number, line, column);
    }
    children(n, number_visit, arg);
}

void feel_numbers(const struct feel_expr *x,
                  void (*fn)(void *arg, struct decimal n, int line, int column), void *arg)
{
    struct number_walk w = {.text = x->text, .fn = fn, .arg = arg};
    number_visit(&w, x->root);
}

struct reference_walk {
    void (*fn)(void *arg, int level, int slot, struct str path);
    void *arg;
    bool inside; /* of a longer path that has been reported */
};

/* Reports the longest paths only: `成员.工资` is one reference, not two. */
static void reference_visit(void *arg, const struct node *n)
{
    struct reference_walk *w = arg;
    bool inside = w->inside;
    bool chain = n->kind == NODE_PATH || n->kind == NODE_NAME || n->kind == NODE_SEARCH;
    if (n->origin && chain && !inside)
        w->fn(w->arg, n->origin->level, n->origin->slot, n->origin->path);
    if (n->kind == NODE_FILTER) {
        /* The base belongs to the chain, the condition doesn't. */
        reference_visit(arg, n->a);
        w->inside = false;
        reference_visit(arg, n->b);
    } else {
        w->inside = n->kind == NODE_PATH && n->origin != NULL;
        children(n, reference_visit, arg);
    }
    w->inside = inside;
}

void feel_references(const struct feel_expr *x,
                     void (*fn)(void *arg, int level, int slot, struct str path), void *arg)
{
    struct reference_walk w = {fn, arg, false};
    reference_visit(&w, x->root);
}
