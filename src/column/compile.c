/* plan_compile: the wanted decisions and what they need, refusals, the finished plan. */
#include "compile.h"

#include "bounds.h"
#include "cleanup.h"

#include <stdlib.h>

void compile_no_memory(struct compiler *c)
{
    c->failed = COMPILE_NO_MEMORY;
}

void *compile_alloc(struct compiler *c, size_t n, size_t size)
{
    void *p = n <= SIZE_MAX / 2 / size ? arena_zalloc(c->arena, n * size + 1) : NULL;

    if (!p)
        compile_no_memory(c);
    return p;
}

static void refuse_va(struct compiler *c, struct str where, const char *zh, const char *en,
                      va_list args)
{
    va_list again;

    if (c->failed)
        return;
    c->failed = COMPILE_REFUSED;
    c->failed_where = where;
    c->message.code = E_UNSUPPORTED;
    va_copy(again, args);
    vsnprintf(c->message.zh, sizeof c->message.zh, zh, args);
    vsnprintf(c->message.en, sizeof c->message.en, en, again);
    va_end(again);
}

void refuse(struct compiler *c, const char *zh, const char *en, ...)
{
    va_list args;

    va_start(args, en);
    refuse_va(c, c->where, zh, en, args);
    va_end(args);
}

void compile_refused(struct compiler *c, int node)
{
    const struct plan_refusal r = {node, c->failed_where, c->message};

    c->failed = COMPILE_OK;
    if (!vec_push(c->arena, &c->refusals, r))
        compile_no_memory(c);
}

struct term term_of(struct val v)
{
    return (struct term){.kind = TERM_REG, .val = v};
}

struct term term_const(const struct feel_value *v)
{
    return (struct term){.kind = TERM_CONST, .value = v};
}

struct term term_failed(void)
{
    return term_of((struct val){0, 0});
}

struct term *term_dup(struct compiler *c, struct term t)
{
    struct term *copy = arena_dup(c->arena, &t, sizeof t);

    if (copy)
        return copy;
    compile_no_memory(c);
    c->nothing = (struct term){.kind = TERM_REG};
    return &c->nothing;
}

/* --- Inputs --- */

static bool copy_inputs(struct compiler *c, const struct column_input *inputs, size_t n)
{
    struct column_input *copy = compile_alloc(c, n, sizeof *copy);

    if (!copy)
        return false;
    for (size_t i = 0; i < n; i++) {
        struct column_field *fields = compile_alloc(c, inputs[i].n_fields, sizeof *fields);

        copy[i] = inputs[i];
        copy[i].fields = fields;
        for (size_t k = 0; fields && k < inputs[i].n_fields; k++) {
            fields[k] = inputs[i].fields[k];
            if (fields[k].type.n_codes)
                fields[k].type.codes =
                    codes_intern(c, fields[k].type.codes, fields[k].type.n_codes);
            size_t *columns = &c->p->n_columns[inputs[i].space];
            if (fields[k].column >= 0 && (size_t)fields[k].column >= *columns)
                *columns = (size_t)fields[k].column + 1;
        }
    }
    c->p->n_inputs = n;
    c->p->inputs = copy;
    return !c->failed;
}

/* --- Decisions --- */

static void mark_required(const struct dmn_model *m, bool *needed, int node, int *stack)
{
    size_t n = 0;

    stack[n++] = node;
    needed[node] = true;
    while (n > 0) {
        const struct dmn_node *x = dmn_node(m, stack[--n]);

        for (size_t i = 0; i < x->n_requires; i++)
            if (!needed[x->requires_[i]]) {
                needed[x->requires_[i]] = true;
                stack[n++] = x->requires_[i];
            }
    }
}

/* A wanted value as the caller wants it: -1 if it isn't that. */
static int output_register(struct compiler *c, const struct plan_wanted *w)
{
    struct val v;

    c->node = w->node;
    c->where = dmn_node(c->p->model, w->node)->name;
    v = value_of(c, c->decided[w->node].value, w->kind);
    if (!c->failed && w->kind == COLUMN_NUMBER) {
        int digits = type_of(c, v)->scale - w->scale;

        if (digits < 0)
            v = number_rescale(c, v, (unsigned)-digits);
        if (digits > 0) {
            const struct column_type *t = type_of(c, v);
            int64_t factor = (int64_t)power_of_ten((unsigned)digits);
            struct emission e = {.code = DO_EXACT,
                                 .type = number_type(t->min / factor, t->max / factor, w->scale),
                                 .slow = true,
                                 .imm = digits,
                                 .a = v,
                                 .b = NO_VAL,
                                 .c = NO_VAL};

            e.type.width = t->width;
            strict(c, &e);
            v = emit(c, &e);
        }
    }
    if (!c->failed)
        v = spread(c, v, SPACE_HOUSEHOLD);
    if (c->failed == COMPILE_REFUSED) {
        compile_refused(c, w->node);
        return -1;
    }
    return v.reg;
}

/* What must not get lost is looked at with the first output. */
static void guard_outputs(struct compiler *c)
{
    struct plan *p = c->p;
    size_t n = p->n_wanted + p->n_tables, first = 0;
    int *roots = compile_alloc(c, n, sizeof *roots);

    while (first < p->n_wanted && p->outputs[first] < 0)
        first++;
    if (c->failed || first == p->n_wanted)
        return;
    memcpy(roots, p->outputs, p->n_wanted * sizeof *roots);
    memcpy(roots + p->n_wanted, p->fired, p->n_tables * sizeof *roots);
    c->node = p->wanted[first].node;
    c->where = (struct str){0};
    struct val v = eager_guard(c, (struct val){p->outputs[first], 0}, roots, n);
    if (c->failed != COMPILE_REFUSED) {
        p->outputs[first] = v.reg;
        return;
    }
    compile_refused(c, p->wanted[first].node);
    for (size_t i = 0; i < p->n_wanted; i++)
        p->outputs[i] = -1;
    p->n_tables = 0;
}

static void compile_wanted(struct compiler *c)
{
    struct plan *p = c->p;
    size_t n = dmn_node_count(p->model);
    const int *order = compile_order(p->model);
    bool *needed = compile_alloc(c, n, sizeof *needed);
    int *stack = compile_alloc(c, n, sizeof *stack);

    p->outputs = compile_alloc(c, p->n_wanted, sizeof *p->outputs);
    p->tables = compile_alloc(c, n, sizeof *p->tables);
    p->fired = compile_alloc(c, n, sizeof *p->fired);
    if (c->failed)
        return;
    for (size_t i = 0; i < p->n_wanted; i++)
        mark_required(p->model, needed, p->wanted[i].node, stack);
    for (size_t i = 0; i < n && c->failed != COMPILE_NO_MEMORY; i++)
        if (needed[order[i]] && dmn_node(p->model, order[i])->kind == DMN_DECISION) {
            (void)compile_node(c, order[i]);
            if (c->failed == COMPILE_REFUSED)
                c->failed = COMPILE_OK; /* kept with the decision */
        }
    memset(needed, 0, n);
    for (size_t i = 0; i < p->n_wanted && !c->failed; i++) {
        bool done = c->decided[p->wanted[i].node].state == DECIDED_DONE;

        p->outputs[i] = done ? output_register(c, &p->wanted[i]) : -1;
        if (p->outputs[i] >= 0)
            mark_required(p->model, needed, p->wanted[i].node, stack);
    }
    for (size_t i = 0; i < n && !c->failed; i++)
        if (needed[i] && c->decided[i].state == DECIDED_DONE && c->decided[i].fired >= 0) {
            p->tables[p->n_tables] = (int)i;
            p->fired[p->n_tables++] = c->decided[i].fired;
            eager(c, &c->decided[i].value); /* whoever asks for the rows evaluates the table */
        }
    guard_outputs(c);
}

/* --- The finished plan: what is used, uniform operations first --- */

static int renumbered(const int *to, int reg)
{
    return reg < 0 ? reg : to[reg];
}

static void finish(struct compiler *c)
{
    struct plan *p = c->p;
    size_t n = c->code.n;
    bool *live = compile_alloc(c, n, sizeof *live);
    int *to = compile_alloc(c, n, sizeof *to);

    p->ops = compile_alloc(c, n, sizeof *p->ops);
    p->regs = compile_alloc(c, n, sizeof *p->regs);
    if (c->failed)
        return;
    for (size_t i = 0; i < p->n_wanted; i++)
        if (p->outputs[i] >= 0)
            live[p->outputs[i]] = true;
    for (size_t i = 0; i < p->n_tables; i++)
        live[p->fired[i]] = true;
    for (size_t i = n; i-- > 0;) {
        const struct plan_op *op = &c->code.at[i];
        const int operands[3] = {op->a, op->b, op->c};

        if (!live[i])
            continue;
        for (int k = 0; k < 3; k++)
            if (operands[k] >= 0)
                live[operands[k]] = true;
        for (size_t k = 0; k < op->n_args; k++)
            live[op->args[k]] = true;
    }
    for (int uniform = 1; uniform >= 0; uniform--)
        for (size_t i = 0; i < n; i++) {
            if (!live[i] || (c->regs.at[i].space == SPACE_UNIFORM) != uniform)
                continue;
            struct plan_op *op = &p->ops[p->n_ops];
            int *args;

            *op = c->code.at[i];
            op->dst = to[i] = (int)p->n_ops;
            op->a = renumbered(to, op->a);
            op->b = renumbered(to, op->b);
            op->c = renumbered(to, op->c);
            args = compile_alloc(c, op->n_args, sizeof *args);
            for (size_t k = 0; args && k < op->n_args; k++)
                args[k] = to[op->args[k]];
            op->args = args;
            p->regs[p->n_ops] = c->regs.at[i];
            p->regs[p->n_ops].op = (int)p->n_ops;
            p->n_ops++;
        }
    p->n_regs = p->n_ops;
    for (size_t i = 0; i < p->n_wanted; i++)
        p->outputs[i] = renumbered(to, p->outputs[i]);
    for (size_t i = 0; i < p->n_tables; i++)
        p->fired[i] = to[p->fired[i]];
    p->n_refusals = c->refusals.n;
    p->refusals = c->refusals.at;
}

static void compile_all(struct compiler *c, const struct column_input *inputs, size_t n_inputs,
                        const struct plan_wanted *wanted, size_t n_wanted)
{
    struct plan *p = c->p;

    c->decided = compile_alloc(c, dmn_node_count(p->model), sizeof *c->decided);
    p->wanted = compile_alloc(c, n_wanted, sizeof *p->wanted);
    c->ops = map_new();
    c->calls = map_new();
    if (!c->ops || !c->calls)
        compile_no_memory(c);
    if (c->failed)
        return;
    memcpy(p->wanted, wanted, n_wanted * sizeof *wanted);
    p->n_wanted = n_wanted;
    c->node = -1;
    (void)number_const(c, 0, 0); /* register 0: what refused parts give */
    if (copy_inputs(c, inputs, n_inputs))
        compile_wanted(c);
    if (!c->failed)
        finish(c);
}

int plan_compile(const struct dmn_model *m, const struct column_input *inputs, size_t n_inputs,
                 const struct plan_wanted *wanted, size_t n_wanted, struct plan **ret,
                 struct err *e)
{
    struct arena *arena = arena_new(LIMIT_FEEL_BYTES);
    struct compiler *c = calloc(1, sizeof *c);
    struct plan *p = arena ? arena_new_of(arena, struct plan) : NULL;
    bool ok = c && p;

    if (ok) {
        p->arena = arena;
        p->model = m;
        c->p = p;
        c->arena = arena;
        feel_run_init(&c->run, arena);
        compile_all(c, inputs, n_inputs, wanted, n_wanted);
        ok = !c->failed && !arena_failed(arena);
        map_free(c->ops);
        map_free(c->calls);
    }
    free(c);
    if (!ok) {
        arena_free(arena);
        return err_nomem(e);
    }
    *ret = p;
    return E_OK;
}
