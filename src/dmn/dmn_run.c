/* Runs: values of nodes, functions of BKMs and services, steps of the trace. */
#include "bounds.h"
#include "dmn_eval.h"

#include <stdlib.h>

static int cmp_facts(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static void open_step(struct dmn_run *r, struct open_step *s)
{
    *s = (struct open_step){.up = r->current, .serial = r->serials++};
    r->current = s;
}

static void close_step(struct dmn_run *r, struct open_step *s, int node, const struct feel_value *v,
                       const struct dmn_table *table, uint64_t fired, uint64_t unknown,
                       size_t n_args, const struct feel_value *const *args)
{
    struct dmn_step step = {.node = node,
                            .parent = s->up ? s->up->serial : -1,
                            .value = v,
                            .table = table,
                            .fired = fired,
                            .unknown = unknown,
                            .n_args = n_args,
                            .args = args};
    size_t n = 0;

    r->current = s->up;
    if (s->facts.n) {
        qsort(s->facts.at, s->facts.n, sizeof *s->facts.at, cmp_facts);
        for (size_t i = 0; i < s->facts.n; i++)
            if (i == 0 || s->facts.at[i] != s->facts.at[n - 1])
                s->facts.at[n++] = s->facts.at[i];
    }
    step.n_facts = n;
    step.facts = s->facts.at;
    if (!vec_push(r->arena, &r->steps, step))
        return;
    while (r->ended.n <= (size_t)s->serial)
        if (!vec_push(r->arena, &r->ended, -1))
            return;
    r->ended.at[s->serial] = (int)r->steps.n - 1;
}

static void on_read(void *arg, uint32_t fact)
{
    struct dmn_run *r = arg;

    if (r->current)
        (void)vec_push(r->arena, &r->current->facts, fact);
}

size_t dmn_run_steps(const struct dmn_run *r, const struct dmn_step **ret)
{
    *ret = r->steps.at;
    return r->steps.n;
}

/* Once nothing is open every serial has its step. */
static void translate_parents(struct dmn_run *r)
{
    if (r->current)
        return;
    for (; r->n_translated < r->steps.n; r->n_translated++) {
        struct dmn_step *s = &r->steps.at[r->n_translated];

        if (s->parent >= 0)
            s->parent = (size_t)s->parent < r->ended.n ? r->ended.at[s->parent] : -1;
    }
}

struct world *dmn_world_new(struct dmn_run *r)
{
    size_t n = r->m->nodes.n;
    struct world *w = arena_new_of(r->arena, struct world);

    if (!w)
        return NULL;
    *w = (struct world){.run = r,
                        .values = arena_zalloc(r->arena, n * sizeof *w->values),
                        .open = arena_zalloc(r->arena, n * sizeof *w->open),
                        .fired = arena_zalloc(r->arena, n * sizeof *w->fired),
                        .unknown = arena_zalloc(r->arena, n * sizeof *w->unknown)};
    return w->values && w->open && w->fired && w->unknown ? w : NULL;
}

static const struct feel_value *entry_value(struct world *w, const struct scope_entry *x)
{
    const struct feel_value **v;

    if (x->node >= 0)
        return dmn_world_value(w, x->node);
    v = arena_array_of(w->run->arena, x->n, const struct feel_value *);
    if (!v)
        return dmn_no_memory(w->run);
    for (size_t i = 0; i < x->n; i++)
        v[i] = entry_value(w, &x->entries[i]);
    return feel_context_value(w->run->arena, x->shape, v, NULL);
}

/* The names of a node's requirements; their values are had when they are first read. */
struct node_frame {
    struct feel_frame f;
    struct world *w;
    const struct node *n;
    const struct feel_value *slots[];
};

static const struct feel_value *fetch(struct feel_run *run, void *arg, int slot)
{
    struct node_frame *nf = arg;

    nf->slots[slot] = entry_value(nf->w, &nf->n->scope[slot]);
    return nf->slots[slot];
}

static struct node_frame *node_frame(struct world *w, const struct node *n)
{
    struct node_frame *nf =
        arena_zalloc(w->run->arena, sizeof *nf + n->n_scope * sizeof *nf->slots);

    if (!nf)
        return NULL;
    nf->f = (struct feel_frame){.slots = nf->slots, .fetch = fetch, .arg = nf};
    nf->w = w;
    nf->n = n;
    return nf;
}

static const struct feel_value *logic_value(struct world *w, const struct boxed *b,
                                            const struct feel_frame *f, uint64_t *fired,
                                            uint64_t *unknown)
{
    const struct feel_value *v;

    *fired = *unknown = 0;
    if (b->kind != BOXED_TABLE)
        return dmn_boxed_eval(w, b, f);
    v = dmn_table_eval(w, b->table, f, fired, unknown);
    return b->type ? feel_type_coerce(&w->run->feel, v, b->type, b->table->pub.label) : v;
}

struct feel_place dmn_at_node(struct dmn_run *r, const struct node *n)
{
    struct feel_place outer = r->feel.place;

    r->feel.place = (struct feel_place){.name = n->pub.name, .line = n->pub.line};
    return outer;
}

static const struct feel_value *decide(struct world *w, const struct node *n)
{
    struct dmn_run *r = w->run;
    struct node_frame *nf = node_frame(w, n);
    const struct feel_value *v;
    struct open_step step;
    uint64_t fired = 0, unknown = 0;

    if (!nf)
        return dmn_no_memory(r);
    if (!dmn_enter(r, n->pub.name))
        return &feel_null;
    struct feel_place outer = dmn_at_node(r, n);
    if (r->trace)
        open_step(r, &step);
    w->open[n->index] = true;
    v = n->logic ? logic_value(w, n->logic, &nf->f, &fired, &unknown)
                 : feel_error(&r->feel, n->pub.name, "决策没有逻辑，也没有给定的值",
                              "the decision has neither logic nor a given value");
    if (n->type)
        v = feel_type_coerce(&r->feel, v, n->type, n->pub.name);
    w->open[n->index] = false;
    w->fired[n->index] = fired;
    w->unknown[n->index] = unknown;
    if (r->trace)
        close_step(r, &step, n->index, v, n->pub.table, fired, unknown, 0, NULL);
    r->feel.place = outer;
    dmn_leave(r);
    return v;
}

struct callee {
    struct world *w;
    const struct node *n;
};

static const struct feel_value *bkm_value(struct world *w, const struct node *n,
                                          const struct feel_frame *params, uint64_t *fired,
                                          uint64_t *unknown)
{
    struct feel_run *run = &w->run->feel;
    const struct boxed *f = n->logic;
    const struct feel_value *v;

    if (f->code.fault) {
        dmn_at(w->run, &f->code);
        return dmn_fault(w->run, n->pub.name, f->code.fault);
    }
    if (f->external || !f->body)
        return feel_error(run, n->pub.name, "不支持外部函数（Java、PMML）",
                          "external functions (Java, PMML) are not supported");
    v = logic_value(w, f->body, params, fired, unknown);
    if (f->result)
        v = feel_type_coerce(run, v, f->result, n->pub.name);
    return n->result ? feel_type_coerce(run, v, n->result, n->pub.name) : v;
}

static const struct feel_value *call_bkm(struct feel_run *run, void *arg,
                                         const struct feel_value *const *args, size_t n)
{
    struct callee *c = arg;
    struct world *w = c->w;
    const struct feel_value **slots, *v;
    struct node_frame *nf = node_frame(w, c->n);
    struct feel_frame *level;
    struct open_step step;
    uint64_t fired = 0, unknown = 0;

    if (!nf)
        return dmn_no_memory(w->run);
    level = dmn_frame_new(w->run, &nf->f, c->n->n_params, &slots);
    if (!level)
        return dmn_no_memory(w->run);
    for (size_t i = 0; i < c->n->n_params; i++)
        slots[i] = i < n && args[i] ? args[i] : &feel_null;
    if (!dmn_enter(w->run, c->n->pub.name))
        return &feel_null;
    struct feel_place outer = dmn_at_node(w->run, c->n);
    if (w->run->trace)
        open_step(w->run, &step);
    v = bkm_value(w, c->n, level, &fired, &unknown);
    if (w->run->trace)
        close_step(w->run, &step, c->n->index, v, c->n->pub.table, fired, unknown, c->n->n_params,
                   slots);
    w->fired[c->n->index] = fired;
    w->unknown[c->n->index] = unknown;
    run->place = outer;
    dmn_leave(w->run);
    return v;
}

/* The outputs of a service as one value. */
static const struct feel_value *service_outputs(struct world *w, const struct node *n)
{
    const struct feel_value **v;

    if (n->n_outputs == 1)
        return dmn_world_value(w, n->outputs[0]);
    v = arena_array_of(w->run->arena, n->n_outputs, const struct feel_value *);
    if (!v)
        return dmn_no_memory(w->run);
    for (size_t i = 0; i < n->n_outputs; i++)
        v[i] = dmn_world_value(w, n->outputs[i]);
    return feel_context_value(w->run->arena, n->shape, v, NULL);
}

static const struct feel_value *call_service(struct feel_run *run, void *arg,
                                             const struct feel_value *const *args, size_t n)
{
    struct callee *c = arg;
    struct dmn_run *r = c->w->run;
    struct world *inner = dmn_world_new(r);
    const struct feel_value **copy =
        arena_array_of(r->arena, c->n->n_params, const struct feel_value *);
    const struct feel_value *v;
    struct open_step step;

    if (!inner || !copy)
        return dmn_no_memory(r);
    for (size_t i = 0; i < c->n->n_params; i++) {
        copy[i] = i < n && args[i] ? args[i] : &feel_null;
        inner->values[c->n->param_nodes[i]] = copy[i];
    }
    if (!dmn_enter(r, c->n->pub.name))
        return &feel_null;
    struct feel_place outer = dmn_at_node(r, c->n);
    if (r->trace)
        open_step(r, &step);
    v = service_outputs(inner, c->n);
    if (c->n->result)
        v = feel_type_coerce(run, v, c->n->result, c->n->pub.name);
    if (r->trace)
        close_step(r, &step, c->n->index, v, NULL, 0, 0, c->n->n_params, copy);
    run->place = outer;
    dmn_leave(r);
    return v;
}

static const struct feel_value *callable(struct world *w, const struct node *n)
{
    struct arena *a = w->run->arena;
    struct callee *c = arena_new_of(a, struct callee);
    struct feel_function *f = arena_new_of(a, struct feel_function);
    const struct feel_type *t = n->guess;

    if (!c || !f)
        return dmn_no_memory(w->run);
    *c = (struct callee){w, n};
    *f = (struct feel_function){
        .name = n->pub.name,
        .n_params = n->n_params,
        .params = n->params,
        .param_types =
            t->kind == FEEL_T_FUNCTION && t->n_fields == n->n_params ? t->field_types : NULL,
        .inferred = t->kind == FEEL_T_FUNCTION ? t->element : NULL,
        .call = n->pub.kind == DMN_BKM ? call_bkm : call_service,
        .arg = c};
    return feel_function_value(a, f);
}

/* An input that was not set has the value of the same input reached by another import, if that
 * one was set; otherwise null. */
static const struct feel_value *unset_input(struct world *w, const struct node *n)
{
    const struct dmn_model *m = w->run->m;

    if (m->n_units > 1 && n->pub.id.len)
        for (size_t i = 0; i < m->nodes.n; i++) {
            const struct node *x = m->nodes.at[i];

            if (w->values[i] && x->pub.kind == DMN_INPUT && str_eq(x->pub.id, n->pub.id) &&
                str_eq(x->unit->ns, n->unit->ns))
                return w->values[i];
        }
    return &feel_null;
}

/* Evaluates what a decision needs, lowest first: its own evaluation would nest as deep as the graph
 * is high. */
static void decide_below(struct world *w, const struct node *top)
{
    const struct dmn_model *m = w->run->m;
    bool *needed = arena_zalloc(w->run->arena, m->nodes.n * sizeof *needed);
    int *stack = arena_array_of(w->run->arena, m->nodes.n, int);
    size_t n = 0;

    if (!needed || !stack)
        return; /* the arena has failed: so will the evaluation */
    needed[top->index] = true;
    stack[n++] = top->index;
    while (n > 0) {
        const struct node *x = m->nodes.at[stack[--n]];

        for (size_t i = 0; i < x->pub.n_requires; i++) {
            int below = x->pub.requires_[i];

            if (needed[below] || w->values[below] || m->nodes.at[below]->pub.kind != DMN_DECISION)
                continue;
            needed[below] = true;
            stack[n++] = below;
        }
    }
    for (size_t i = 0; i < m->nodes.n && m->order[i] != top->index; i++)
        if (needed[m->order[i]] && !w->values[m->order[i]])
            w->values[m->order[i]] = decide(w, m->nodes.at[m->order[i]]);
}

const struct feel_value *dmn_world_value(struct world *w, int node)
{
    const struct node *n = w->run->m->nodes.at[node];
    const struct feel_value *v = w->values[node];

    if (v)
        return v;
    if (w->open[node])
        return feel_error(&w->run->feel, n->pub.name, "决策需要自己的值",
                          "the decision needs its own value");
    switch (n->pub.kind) {
    case DMN_INPUT:
        return unset_input(w, n);
    case DMN_DECISION:
        if (n->height > MAX_LAZY_HEIGHT)
            decide_below(w, n);
        v = decide(w, n);
        break;
    default:
        v = callable(w, n);
    }
    w->values[node] = v;
    return v;
}

int dmn_run_new(const struct dmn_model *m, struct dmn_run **ret, struct err *e)
{
    struct dmn_run *r = calloc(1, sizeof *r);

    if (!r)
        return err_nomem(e);
    r->m = m;
    r->arena = arena_new(LIMIT_FEEL_BYTES);
    if (!r->arena) {
        free(r);
        return err_nomem(e);
    }
    dmn_run_reset(r);
    if (arena_failed(r->arena)) {
        dmn_run_free(r);
        return err_nomem(e);
    }
    *ret = r;
    return 0;
}

void dmn_run_free(struct dmn_run *r)
{
    if (!r)
        return;
    arena_free(r->arena);
    free(r);
}

void dmn_run_freep(struct dmn_run **r)
{
    dmn_run_free(*r);
}

struct arena *dmn_run_arena(struct dmn_run *r)
{
    return r->arena;
}

struct feel_run *dmn_run_feel(struct dmn_run *r)
{
    return &r->feel;
}

void dmn_run_reset(struct dmn_run *r)
{
    arena_reset(r->arena);
    feel_run_init(&r->feel, r->arena);
    r->current = NULL;
    r->serials = 0;
    memset(&r->steps, 0, sizeof r->steps);
    memset(&r->ended, 0, sizeof r->ended);
    r->n_translated = 0;
    struct world *w = dmn_world_new(r);
    r->root = w ? *w : (struct world){.run = r};
    dmn_run_trace(r, r->trace);
}

void dmn_run_trace(struct dmn_run *r, bool on)
{
    r->trace = on;
    r->feel.on_read = on ? on_read : NULL;
    r->feel.on_read_arg = r;
}

void dmn_run_set(struct dmn_run *r, int node, const struct feel_value *v, bool trusted)
{
    const struct node *n = r->m->nodes.at[node];

    if (!r->root.values)
        return;
    if (!trusted && n->type) {
        struct feel_place outer = dmn_at_node(r, n);

        v = feel_type_coerce(&r->feel, v, n->type, n->pub.name);
        r->feel.place = outer;
    }
    r->root.values[node] = v;
}

static int set_named(struct dmn_run *r, const struct unit *u, struct str name,
                     const struct feel_value *v)
{
    int set = 0;

    for (int i = u->first_node; i < u->first_node + u->n_nodes; i++) {
        const struct node *n = r->m->nodes.at[i];

        if ((n->pub.kind == DMN_INPUT || n->pub.kind == DMN_DECISION) &&
            (str_eq(n->pub.name, name) || str_eq(n->var, name))) {
            dmn_run_set(r, i, v, false);
            return 1;
        }
    }
    for (size_t i = 0; i < u->n_imports; i++) {
        const struct unit *c = u->imports[i];

        if (c->prefix.len == 0)
            set += set_named(r, c, name, v);
        else if (str_eq(c->prefix, name) && v->kind == FEEL_CONTEXT)
            for (size_t k = 0; k < v->context->shape->n; k++)
                set += set_named(r, c, v->context->shape->names[k], v->context->values[k]);
        else if (name.len > c->prefix.len + 1 && str_starts(name, c->prefix) &&
                 name.data[c->prefix.len] == '.')
            set += set_named(
                r, c, (struct str){name.data + c->prefix.len + 1, name.len - c->prefix.len - 1}, v);
    }
    return set;
}

int dmn_run_set_named(struct dmn_run *r, struct str name, const struct feel_value *v)
{
    return set_named(r, r->m->main, name, v);
}

const struct feel_value *dmn_run_decide(struct dmn_run *r, int node)
{
    if (!r->root.values)
        return dmn_no_memory(r);
    const struct feel_value *v = dmn_world_value(&r->root, node);
    translate_parents(r);
    return arena_failed(r->arena) ? dmn_no_memory(r) : v;
}

const struct feel_value *dmn_run_invoke(struct dmn_run *r, int node, const struct str *names,
                                        const struct feel_value *const *values, size_t n)
{
    const struct node *x = r->m->nodes.at[node];
    const struct feel_value **args, *v;

    if (!r->root.values)
        return dmn_no_memory(r);
    if (x->pub.kind != DMN_BKM && x->pub.kind != DMN_SERVICE)
        return feel_error(&r->feel, x->pub.name, "它不能调用，请改为求值",
                          "it can't be invoked; decide it instead");
    args = arena_array_of(r->arena, x->n_params, const struct feel_value *);
    if (!args)
        return dmn_no_memory(r);
    for (size_t i = 0; i < x->n_params; i++)
        args[i] = &feel_null;
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;

        while (at < x->n_params && !str_eq(x->params[at], names[i]))
            at++;
        if (at == x->n_params)
            return feel_error(&r->feel, x->pub.name, "没有参数“%.*s”",
                              "there is no parameter \"%.*s\"", STR_ARG(names[i]));
        args[at] = values[i];
    }
    v = dmn_world_value(&r->root, node);
    if (v->kind == FEEL_FUNCTION)
        v = feel_call(&r->feel, v, args, x->n_params);
    translate_parents(r);
    return arena_failed(r->arena) ? dmn_no_memory(r) : v;
}

uint64_t dmn_run_fired(const struct dmn_run *r, int node, uint64_t *ret_unknown)
{
    if (ret_unknown)
        *ret_unknown = r->root.unknown ? r->root.unknown[node] : 0;
    return r->root.fired ? r->root.fired[node] : 0;
}
