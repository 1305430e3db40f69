/* What the inputs of a pack's model are as columns, and the plan of its decisions. */
#include "bind.h"
#include "cleanup.h"
#include "evaluate.h"

#include <stdlib.h>

/* Digits behind the point that a parameter can have. */
#define LIMIT_SCALE 15

struct owned_plan {
    struct pack_plan public;
    struct arena *arena;
    struct plan *plan;
    bool *wanted[3];
};

static const struct plan_wanted output_kinds[N_OUTPUTS] = {
#define KIND_MONEY .kind = COLUMN_NUMBER, .scale = 2
#define KIND_INTEGER .kind = COLUMN_NUMBER
#define KIND_BOOLEAN .kind = COLUMN_BOOLEAN
#define KIND_CODE .kind = COLUMN_CODE
#define KIND_CODES .kind = COLUMN_CODES
#define KIND_DATE .kind = COLUMN_DATE
#define X(name, id, type) [OUTPUT_##name] = {KIND_##type},
    OUTPUTS(X)
#undef X
};

static const struct column_field no_field = {.column = -1};

static struct column_field given_field(struct owned_plan *o, enum column_space space, size_t column,
                                       uint32_t fact)
{
    if (!o->public.columns->given[space][column])
        return no_field;
    o->wanted[space][column] = true;
    return (struct column_field){o->public.columns->t[space][column], (int)column, fact};
}

static struct column_field attribute_field(struct owned_plan *o, enum entity entity,
                                           struct str name)
{
    const struct attribute *a = catalogue_find(o->public.columns->catalogue, entity, name);
    return a ? given_field(o, entity == ENTITY_PERSON ? SPACE_MEMBER : SPACE_HOUSEHOLD,
                           (size_t)a->index, (uint32_t)a->index)
             : no_field;
}

static struct column_field previous_field(struct owned_plan *o, const struct feel_type *t, size_t i)
{
    const struct catalogue *c = o->public.columns->catalogue;
    enum previous_part part = previous_part(o->public.pack, t, i);
    if (part == N_PREVIOUS)
        return no_field;
    return given_field(o, SPACE_HOUSEHOLD, COLUMN_PREVIOUS(c, part),
                       (uint32_t)c->known.prior_amount);
}

/* The type that all rows of a parameter fit; false if there is none. */
static bool parameter_type(const struct pack *p, struct str name, struct column_type *ret)
{
    struct column_type t = {.kind = COLUMN_NUMBER, .min = INT64_MAX, .max = INT64_MIN};
    size_t first, n = parameters_named(p, name, &first);
    int64_t v;
    for (size_t i = 0; i < n; i++) {
        const struct parameter *row = &p->parameters[p->by_name[first + i]];
        while (!dec_to_scaled(row->value, t.scale, &v))
            if (++t.scale > LIMIT_SCALE)
                return false;
        t.unknown |= row->residence.len > 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (!dec_to_scaled(p->parameters[p->by_name[first + i]].value, t.scale, &v))
            return false;
        t.min = v < t.min ? v : t.min;
        t.max = v > t.max ? v : t.max;
    }
    t.width = t.min >= -INT32_MAX && t.max <= INT32_MAX ? COLUMN_I32 : COLUMN_I64;
    *ret = t;
    return n > 0;
}

static struct column_field parameter_field(struct owned_plan *o, size_t slot)
{
    const struct pack *p = o->public.pack;
    struct column_field f = {.column = COLUMN_PARAMETERS + (int)slot,
                             .fact = (uint32_t)p->catalogue->known.residence};
    return p->slots[slot].name.len && parameter_type(p, p->slots[slot].name, &f.type) ? f
                                                                                      : no_field;
}

static struct column_field field_of(struct owned_plan *o, enum pack_input input,
                                    const struct feel_type *t, size_t i)
{
    switch (input) {
    case INPUT_HOUSEHOLD:
        return attribute_field(o, ENTITY_HOUSEHOLD, t->field_names[i]);
    case INPUT_MEMBERS:
        return attribute_field(o, ENTITY_PERSON, t->field_names[i]);
    case INPUT_PREVIOUS:
        return previous_field(o, t, i);
    case INPUT_PARAMETERS:
        return parameter_field(o, i);
    case INPUT_AS_OF:
    case N_INPUTS:
        break;
    }
    return no_field;
}

static int add_input(struct owned_plan *o, enum pack_input input, struct column_input *inputs)
{
    static const struct {
        enum column_space space;
        enum column_shape shape;
    } shapes[N_INPUTS] = {[INPUT_HOUSEHOLD] = {SPACE_HOUSEHOLD, SHAPE_CONTEXT},
                          [INPUT_MEMBERS] = {SPACE_MEMBER, SHAPE_LIST},
                          [INPUT_AS_OF] = {SPACE_UNIFORM, SHAPE_VALUE},
                          [INPUT_PREVIOUS] = {SPACE_HOUSEHOLD, SHAPE_CONTEXT},
                          [INPUT_PARAMETERS] = {SPACE_UNIFORM, SHAPE_CONTEXT}};
    int node = pack_input(o->public.pack, input);
    const struct feel_type *t = pack_input_type(o->public.pack, input);
    if (node < 0)
        return E_OK;
    bool value = shapes[input].shape == SHAPE_VALUE;
    size_t n = value ? 1 : t ? t->n_fields : 0;
    struct column_field *fields = arena_array_of(o->arena, n + 1, struct column_field);
    if (!fields)
        return E_NOMEM;
    for (size_t i = 0; i < n && !value; i++)
        fields[i] = field_of(o, input, t, i);
    if (value)
        fields[0] = (struct column_field){column_date_type(false), COLUMN_AS_OF, 0};
    inputs[o->public.n_inputs++] =
        (struct column_input){node, shapes[input].space, shapes[input].shape, n, fields};
    return E_OK;
}

static int make_inputs(struct owned_plan *o)
{
    struct column_input *inputs = arena_array_of(o->arena, N_INPUTS, struct column_input);
    if (!inputs)
        return E_NOMEM;
    for (int s = 0; s < 3; s++) {
        o->wanted[s] = arena_zalloc(o->arena, o->public.columns->n[s] + 1);
        if (!o->wanted[s])
            return E_NOMEM;
        o->public.wanted[s] = o->wanted[s];
    }
    for (int i = 0; i < N_INPUTS; i++)
        if (add_input(o, (enum pack_input)i, inputs) < 0)
            return E_NOMEM;
    o->public.inputs = inputs;
    return E_OK;
}

bool pack_plan_wanted(void)
{
    const char *evaluator = getenv("HEYI_EVALUATOR");
    return !evaluator || strcmp(evaluator, "interpreter") != 0;
}

static int compile(const struct pack *p, const enum output_id *outputs, size_t n,
                   const struct pack_plan **ret, struct err *e)
{
    struct owned_plan *o = calloc(1, sizeof *o);
    _cleanup_(pack_plan_freep) const struct pack_plan *made = (const struct pack_plan *)o;
    struct plan_wanted wanted[N_OUTPUTS];
    int r;
    if (!o || !(o->arena = arena_new(0)))
        return err_nomem(e);
    o->public.pack = p;
    for (size_t i = 0; i < n; i++) {
        wanted[i] = output_kinds[outputs[i]];
        if ((r = output_node(p, outputs[i], &wanted[i].node, e)) < 0)
            return r;
    }
    if ((r = fact_columns_new(p->catalogue, o->arena, &o->public.columns, e)) < 0)
        return r;
    if (make_inputs(o) < 0)
        return err_nomem(e);
    if ((r = plan_compile(p->model, o->public.inputs, o->public.n_inputs, wanted, n, &o->plan, e)) <
        0)
        return r;
    o->public.plan = o->plan;
    *ret = take(made);
    return E_OK;
}

int pack_plan_new(const struct pack *p, const struct pack_plan **ret, struct err *e)
{
    enum output_id all[N_OUTPUTS];
    for (int i = 0; i < N_OUTPUTS; i++)
        all[i] = (enum output_id)i;
    return compile(p, all, N_OUTPUTS, ret, e);
}

/* Has the parameter other values for one residence than for the other? */
static bool by_residence(const struct pack *p, struct str name)
{
    size_t first, n = parameters_named(p, name, &first);
    for (size_t i = 0; i < n; i++)
        if (p->parameters[p->by_name[first + i]].residence.len)
            return true;
    return false;
}

int pack_reads(const struct pack *p, const enum output_id *outputs, size_t n, bool *ret[N_ENTITIES],
               struct err *e)
{
    static const enum column_space spaces[N_ENTITIES] = {SPACE_HOUSEHOLD, SPACE_MEMBER};
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    const struct feel_type *t = pack_input_type(p, INPUT_PARAMETERS);
    const struct plan_refusal *refusals;
    int r = compile(p, outputs, n, &plan, e);
    if (r < 0)
        return r;
    bool whole = plan_refusals(plan->plan, &refusals) == 0;
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t i = 0; i < p->catalogue->n[k]; i++)
            ret[k][i] =
                whole ? plan_reads(plan->plan, spaces[k], (int)i) : plan->wanted[spaces[k]][i];
    for (size_t i = 0; t && p->catalogue->known.residence >= 0 && i < t->n_fields; i++)
        if (p->slots[i].name.len && by_residence(p, p->slots[i].name) &&
            (!whole || plan_reads(plan->plan, SPACE_UNIFORM, COLUMN_PARAMETERS + (int)i)))
            ret[ENTITY_HOUSEHOLD][p->catalogue->known.residence] = true;
    return E_OK;
}

void pack_plan_free(const struct pack_plan *p)
{
    struct owned_plan *o = (struct owned_plan *)p;
    if (!o)
        return;
    plan_free(o->plan);
    arena_free(o->arena);
    free(o);
}

void pack_plan_freep(const struct pack_plan **p)
{
    pack_plan_free(*p);
}
