/* Calls: built-ins, functions of the model, closures. */
#include "eval.h"

#include "lex.h"

#define ARGS_ON_STACK 8u

const struct feel_value *feel_function_value(struct arena *a, const struct feel_function *f)
{
    struct feel_value *v = arena_new_of(a, struct feel_value);
    struct feel_function *copy = arena_dup(a, f, sizeof *f);
    if (!v || !copy)
        return &feel_null;
    v->kind = FEEL_FUNCTION;
    v->function = copy;
    return v;
}

struct closure {
    const struct node *node;
    const struct feel_frame *frame;
};

static const struct feel_value *call_closure(struct feel_run *run, void *arg,
                                             const struct feel_value *const *args, size_t n)
{
    const struct closure *c = arg;
    const struct node *body = c->node->function.body;
    if (!body)
        return feel_error(run, c->node->where, "不支持外部函数",
                          "external functions are not supported");
    struct feel_frame local = {.up = c->frame, .slots = args}, *frame = &local;
    if (body->captures) {
        const struct feel_value **kept = arena_dup(run->arena, args, n * sizeof *args);
        frame = arena_dup(run->arena, &local, sizeof local);
        if (!frame || (!kept && n > 0))
            return &feel_null;
        frame->slots = kept;
    }
    return eval_node(run, body, frame);
}

const struct feel_value *eval_function(struct feel_run *run, const struct node *n,
                                       const struct feel_frame *f)
{
    struct closure *c = arena_new_of(run->arena, struct closure);
    if (!c)
        return &feel_null;
    c->node = n;
    c->frame = f;
    struct feel_function proto = n->function.proto;
    proto.call = call_closure;
    proto.arg = c;
    return feel_function_value(run->arena, &proto);
}

static const struct feel_value *not_a_function(struct feel_run *run, struct str where,
                                               const struct feel_value *v)
{
    if (feel_is_unknown(v))
        return feel_unknown_join(run->arena, v, NULL);
    if (v->kind == FEEL_NULL && v->is_error)
        return v;
    return feel_error(run, where, "%s 不能作为函数调用", "%s can't be called",
                      feel_kind_name(v->kind));
}

static const struct feel_value *call(struct feel_run *run, struct str where,
                                     const struct feel_function *f,
                                     const struct feel_value *const *args, size_t n)
{
    if (f->open)
        return f->call(run, f->arg, args, n);
    if (n > f->n_params)
        return feel_error(run, where, "参数过多：要求 %zu 个，得到 %zu 个",
                          "too many arguments: %zu wanted, %zu given", f->n_params, n);
    const struct feel_value *few[ARGS_ON_STACK];
    const struct feel_value **v = few;
    if (f->n_params > ARGS_ON_STACK)
        v = arena_array_of(run->arena, f->n_params, const struct feel_value *);
    if (!v)
        return &feel_null;
    for (size_t i = 0; i < f->n_params; i++) {
        const struct feel_type *t = f->param_types ? f->param_types[i] : NULL;
        v[i] = i < n ? args[i] : NULL;
        if (v[i] && t)
            v[i] = feel_type_coerce(run, v[i], t, f->params[i]);
    }
    const struct feel_value *r = f->call(run, f->arg, v, f->n_params);
    if (!f->result)
        return r;
    return feel_type_coerce(run, r, f->result, f->name.len > 0 ? f->name : where);
}

const struct feel_value *feel_call(struct feel_run *run, const struct feel_value *function,
                                   const struct feel_value *const *args, size_t n)
{
    struct str where = {NULL, 0};
    if (function->kind != FEEL_FUNCTION)
        return not_a_function(run, where, function);
    if (run->stopped)
        return feel_error(run, where, "求值已中止", "the evaluation was stopped");
    return call(run, where, function->function, args, n);
}

/* Arguments in the order of the parameters; false if the names don't fit. */
static bool arrange(const struct node *n, const struct feel_function *f,
                    const struct feel_value *const *given, const struct feel_value **ret)
{
    if (n->call.n != f->n_params)
        return false;
    for (size_t i = 0; i < f->n_params; i++)
        ret[i] = NULL;
    for (size_t i = 0; i < n->call.n; i++) {
        struct str name = n->call.names[i];
        size_t k = 0;
        while (k < f->n_params &&
               lex_match_name(name, name.data, f->params[k]) != name.data + name.len)
            k++;
        if (k == f->n_params || ret[k])
            return false;
        ret[k] = given[i];
    }
    return true;
}

const struct feel_value *eval_call(struct feel_run *run, const struct node *n,
                                   const struct feel_frame *f)
{
    const struct feel_value *callee = eval_node(run, n->call.callee, f);
    if (callee->kind != FEEL_FUNCTION)
        return not_a_function(run, n->where, callee);
    const struct feel_function *fn = callee->function;
    const struct feel_value *few[2][ARGS_ON_STACK];
    const struct feel_value **args = few[0], **ordered = few[1];
    if (n->call.n > ARGS_ON_STACK) {
        args = arena_array_of(run->arena, 2 * n->call.n, const struct feel_value *);
        if (!args)
            return &feel_null;
        ordered = args + n->call.n;
    }
    for (size_t i = 0; i < n->call.n; i++)
        args[i] = eval_node(run, n->call.args[i], f);
    if (run->stopped)
        return &feel_null;
    if (fn->open)
        return builtin_invoke(run, fn->arg, n->call.names, args, n->call.n);
    bool fits = n->call.names ? arrange(n, fn, args, ordered) : n->call.n == fn->n_params;
    if (!fits)
        return feel_error(run, n->where, "参数个数或名称不对：要求 %zu 个，得到 %zu 个",
                          "wrong number or names of arguments: %zu wanted, %zu given", fn->n_params,
                          n->call.n);
    return call(run, n->where, fn, n->call.names ? ordered : args, n->call.n);
}

const struct feel_value *eval_builtin(struct feel_run *run, const struct node *n,
                                      const struct feel_frame *f)
{
    const struct feel_value *few[ARGS_ON_STACK];
    const struct feel_value **args = few;
    if (n->builtin.n > ARGS_ON_STACK) {
        args = arena_array_of(run->arena, n->builtin.n, const struct feel_value *);
        if (!args)
            return &feel_null;
    }
    for (size_t i = 0; i < n->builtin.n; i++)
        args[i] = n->builtin.args[i] ? eval_node(run, n->builtin.args[i], f) : NULL;
    return builtin_call(run, n->where, n->builtin.row, n->builtin.sig, args, n->builtin.n);
}
