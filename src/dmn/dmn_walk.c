#include "dmn_walk.h"

struct walk {
    dmn_visit_fn *fn;
    void *arg;
    int node;
};

static void visit(struct walk *w, enum code_role role, const struct code *c,
                  const struct feel_type *want, const struct table *t, int row, int column)
{
    struct visit v = {role, w->node, c, want, t, row, column};

    if (c->expr || c->fault)
        w->fn(w->arg, &v);
}

static void walk_table(struct walk *w, const struct table *t)
{
    int ni = (int)t->pub.n_inputs, no = (int)t->pub.n_outputs;

    for (int i = 0; i < ni; i++) {
        visit(w, CODE_EXPRESSION, &t->inputs[i].code, t->inputs[i].type, t, -1, i);
        visit(w, CODE_ALLOWED, &t->inputs[i].allowed, NULL, t, -1, i);
    }
    for (int i = 0; i < no; i++) {
        visit(w, CODE_ALLOWED, &t->outputs[i].allowed, NULL, t, -1, ni + i);
        visit(w, CODE_EXPRESSION, &t->outputs[i].code, t->outputs[i].type, t, -1, ni + i);
    }
    for (size_t r = 0; r < t->pub.n_rules; r++) {
        for (int i = 0; i < ni; i++)
            visit(w, CODE_INPUT_CELL, &t->rules[r].inputs[i], NULL, t, (int)r, i);
        for (int i = 0; i < no; i++)
            visit(w, CODE_OUTPUT_CELL, &t->rules[r].outputs[i], t->outputs[i].type, t, (int)r,
                  ni + i);
    }
}

/* want: what the holder declares (a variable); the expression's own typeRef comes first. */
static void walk_boxed(struct walk *w, const struct boxed *b, const struct feel_type *want)
{
    if (!b)
        return;
    if (b->type)
        want = b->type;
    if (b->kind != BOXED_INVOCATION) /* whose code is a call of built-ins, made from its parts */
        visit(w, CODE_EXPRESSION, &b->code, b->fold ? NULL : want, NULL, -1, -1);
    if (b->kind == BOXED_TABLE)
        walk_table(w, b->table);
    if (b->kind == BOXED_SUGAR) {
        for (size_t i = 0; i < b->n; i++)
            walk_boxed(w, b->parts[i].value, NULL);
        return;
    }
    if (b->kind == BOXED_CONTEXT || b->kind == BOXED_LIST || b->kind == BOXED_INVOCATION)
        for (size_t i = 0; i < b->n; i++)
            walk_boxed(w, b->slots[i].value,
                       b->kind == BOXED_CONTEXT && !b->slots[i].name.len ? want : b->slots[i].type);
    if (b->body)
        walk_boxed(w, b->body, b->kind == BOXED_FUNCTION ? b->result : NULL);
}

void dmn_walk(const struct dmn_model *m, dmn_visit_fn *fn, void *arg)
{
    struct walk w = {fn, arg, 0};

    for (size_t i = 0; i < m->nodes.n; i++) {
        const struct node *n = m->nodes.at[i];

        w.node = (int)i;
        if (n->pub.kind == DMN_BKM && n->logic) {
            const struct boxed *f = n->logic;

            visit(&w, CODE_EXPRESSION, &f->code, NULL, NULL, -1, -1);
            walk_boxed(&w, f->body, f->result ? f->result : n->result);
        } else {
            walk_boxed(&w, n->logic, n->type);
        }
    }
}

struct numbers {
    void (*fn)(void *arg, int node, const struct dmn_table *t, int row, struct str column,
               const struct feel_number_use *u);
    void *arg;
    const struct visit *v;
};

static void on_number(void *arg, const struct feel_number_use *u)
{
    const struct numbers *k = arg;
    const struct visit *v = k->v;
    struct str label = {0};

    if (v->role == CODE_INPUT_CELL)
        label = v->table->inputs[v->column].label;
    if (v->table && v->column >= (int)v->table->pub.n_inputs)
        label = v->table->outputs[v->column - (int)v->table->pub.n_inputs].label;
    k->fn(k->arg, v->node, v->table ? &v->table->pub : NULL, v->row, label, u);
}

static void numbers_of(void *arg, const struct visit *v)
{
    struct numbers *k = arg;

    if (v->role == CODE_ALLOWED || !v->code->expr)
        return;
    k->v = v;
    feel_number_uses(v->code->expr, on_number, k);
}

void dmn_numbers(const struct dmn_model *m,
                 void (*fn)(void *arg, int node, const struct dmn_table *t, int row,
                            struct str column, const struct feel_number_use *u),
                 void *arg)
{
    struct numbers k = {fn, arg, NULL};

    dmn_walk(m, numbers_of, &k);
}
