#include "world.h"

#include "bounds.h"
#include "cleanup.h"
#include "date.h"

#include <stdlib.h>

#define MAX_FIELDS 256

struct data {
    size_t n, cap; /* rows */
    int64_t *values;
    uint8_t *states;
    void *packed;
};

struct world {
    struct arena *arena;
    struct dmn_model *m;
    size_t n_inputs, n_wanted, n_columns[3];
    struct column_input inputs[16];
    struct plan_wanted *wanted;
    struct column_field fields[3][MAX_FIELDS]; /* by column */
    struct data data[3][MAX_FIELDS];
    struct column columns[3][MAX_FIELDS];
    struct column_value uniform[MAX_FIELDS];
    uint32_t offsets[COLUMN_BATCH + 1];
    struct column_batch batch;
    struct dmn_run *run;
};

static uint64_t next(uint64_t *s)
{
    uint64_t z = *s += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static uint64_t below(uint64_t *s, uint64_t n)
{
    return next(s) % n;
}

/* --- Columns from types --- */

static size_t codes_in(struct str text, struct str *ret, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len && n < max; i++)
        if (text.data[i] == '"') {
            size_t from = ++i;

            while (i < text.len && text.data[i] != '"')
                i++;
            ret[n++] = (struct str){text.data + from, i - from};
        }
    return n;
}

static bool range_in(struct str text, int64_t *low, int64_t *high)
{
    char buf[64];
    long long a, b;

    if (text.len >= sizeof buf)
        return false;
    snprintf(buf, sizeof buf, STR_FMT, STR_ARG(text));
    if (sscanf(buf, "[%lld..%lld]", &a, &b) != 2)
        return false;
    *low = a;
    *high = b;
    return true;
}

/* false: no column. */
static bool type_from(struct world *w, const struct feel_type *t, struct str name,
                      struct column_type *ret)
{
    const struct feel_type *scalar = t->kind == FEEL_T_LIST && t->element ? t->element : t;
    const struct feel_expr *allowed = t->allowed ? t->allowed : scalar->allowed;
    struct str text = allowed ? feel_expr_text(allowed) : STR("");

    *ret = (struct column_type){.unknown = true};
    switch (scalar->kind) {
    case FEEL_T_BOOLEAN:
        ret->max = 1;
        return t == scalar;
    case FEEL_T_NUMBER:
        ret->kind = COLUMN_NUMBER;
        ret->width = COLUMN_I32;
        if (range_in(text, &ret->min, &ret->max)) {
            if (ret->min >= 0 && ret->max <= 255)
                ret->width = COLUMN_U8;
            return t == scalar;
        }
        ret->scale = 2;
        ret->min = INT32_MIN + 1;
        ret->max = INT32_MAX;
        return t == scalar;
    case FEEL_T_DATE:
        ret->kind = COLUMN_DATE;
        ret->width = COLUMN_I32;
        ret->min = -719162;
        ret->max = 2932896;
        ret->null = true;
        return t == scalar;
    case FEEL_T_STRING: {
        struct str codes[64], *copy;
        size_t n = codes_in(text, codes, 64);

        if (!n && t != scalar)
            return false;
        if (!n && !str_ends(name, STR("texts"))) { /* any texts */
            codes[n++] = STR("dibao");
            codes[n++] = STR("a");
            codes[n++] = STR("c");
        }
        if (!n)
            return false;
        copy = arena_dup(w->arena, codes, n * sizeof *codes);
        ret->kind = t == scalar ? COLUMN_CODE : COLUMN_CODES;
        ret->width = t == scalar ? COLUMN_U8 : COLUMN_U64;
        ret->null = t == scalar && str_ends(name, STR("?"));
        ret->n_codes = n;
        ret->codes = copy;
        return true;
    }
    default:
        return false;
    }
}

static struct column_field field_from(struct world *w, enum column_space s,
                                      const struct feel_type *t, struct str name)
{
    struct column_field f = {.column = -1};

    if (type_from(w, t, name, &f.type) && w->n_columns[s] < MAX_FIELDS) {
        f.column = (int)w->n_columns[s]++;
        f.fact = (uint32_t)(s * MAX_FIELDS + f.column);
        w->fields[s][f.column] = f;
    }
    return f;
}

static bool listed(const char *list, struct str name)
{
    struct str rest = str_of(list), part;

    while (str_split(&rest, ';', &part))
        if (str_eq(part, name))
            return true;
    return false;
}

static bool add_input(struct world *w, int node, const char *uniform)
{
    const struct dmn_node *n = dmn_node(w->m, node);
    const struct feel_type *t = n->type;
    struct column_input *in = &w->inputs[w->n_inputs];
    struct column_field *fields;

    if (!t || w->n_inputs == 16)
        return false;
    in->node = node;
    in->space = listed(uniform, n->name)                                       ? SPACE_UNIFORM
                : t->kind == FEEL_T_LIST && t->element->kind == FEEL_T_CONTEXT ? SPACE_MEMBER
                                                                               : SPACE_HOUSEHOLD;
    in->shape = in->space == SPACE_MEMBER   ? SHAPE_LIST
                : t->kind == FEEL_T_CONTEXT ? SHAPE_CONTEXT
                                            : SHAPE_VALUE;
    if (in->shape == SHAPE_LIST)
        t = t->element;
    in->n_fields = in->shape == SHAPE_VALUE ? 1 : t->n_fields;
    fields = arena_array_of(w->arena, in->n_fields, struct column_field);
    in->fields = fields;
    for (size_t i = 0; i < in->n_fields; i++)
        fields[i] = in->shape == SHAPE_VALUE
                        ? field_from(w, in->space, t, n->name)
                        : field_from(w, in->space, t->field_types[i], t->field_names[i]);
    w->n_inputs++;
    return true;
}

static bool wanted_kind(const struct feel_type *t, struct plan_wanted *ret)
{
    if (!t)
        return false;
    ret->scale = 2;
    switch (t->kind) {
    case FEEL_T_BOOLEAN:
        ret->kind = COLUMN_BOOLEAN;
        return true;
    case FEEL_T_NUMBER:
        ret->kind = COLUMN_NUMBER;
        return true;
    case FEEL_T_DATE:
        ret->kind = COLUMN_DATE;
        return true;
    case FEEL_T_STRING:
        ret->kind = COLUMN_CODE;
        return true;
    case FEEL_T_LIST:
        ret->kind = COLUMN_CODES;
        return t->element && t->element->kind == FEEL_T_STRING;
    default:
        return false;
    }
}

struct world *world_new(struct str document, const char *name, const char *uniform, struct err *e)
{
    struct world *w = calloc(1, sizeof *w);

    if (!w || !(w->arena = arena_new(0)))
        abort();
    if (dmn_read(document, name, NULL, NULL, w->arena, &w->m, e) < 0 ||
        dmn_run_new(w->m, &w->run, e) < 0) {
        world_free(w);
        return NULL;
    }
    w->wanted = arena_array_of(w->arena, dmn_node_count(w->m), struct plan_wanted);
    for (size_t i = 0; i < dmn_node_count(w->m); i++) {
        const struct dmn_node *n = dmn_node(w->m, (int)i);
        struct plan_wanted wanted = {.node = (int)i};

        if (n->kind == DMN_INPUT && !add_input(w, (int)i, uniform)) {
            err_set(e, E_INVALID, "输入没有类型", "an input without a type");
            world_free(w);
            return NULL;
        }
        if (n->kind == DMN_DECISION && wanted_kind(n->type, &wanted))
            w->wanted[w->n_wanted++] = wanted;
    }
    return w;
}

void world_free(struct world *w)
{
    if (!w)
        return;
    for (int s = 0; s < 3; s++)
        for (size_t i = 0; i < MAX_FIELDS; i++) {
            free(w->data[s][i].values);
            free(w->data[s][i].states);
            free(w->data[s][i].packed);
        }
    dmn_run_free(w->run);
    arena_free(w->arena);
    free(w);
}

const struct dmn_model *world_model(const struct world *w)
{
    return w->m;
}

size_t world_inputs(const struct world *w, const struct column_input **ret)
{
    *ret = w->inputs;
    return w->n_inputs;
}

size_t world_wanted(const struct world *w, const struct plan_wanted **ret)
{
    *ret = w->wanted;
    return w->n_wanted;
}

/* --- Random households --- */

static int64_t pick(uint64_t *s, const struct column_type *t, bool uniform)
{
    if (t->kind == COLUMN_DATE && uniform)
        return 19000 + (int64_t)below(s, 400);
    switch (t->kind) {
    case COLUMN_BOOLEAN:
        return (int64_t)below(s, 2);
    case COLUMN_CODE:
        return (int64_t)below(s, t->n_codes);
    case COLUMN_CODES:
        return (int64_t)(next(s) &
                         (t->n_codes == 64 ? UINT64_MAX : (UINT64_C(1) << t->n_codes) - 1));
    case COLUMN_DATE: /* often near to each other, so that birthdays meet */
        if (below(s, 500) == 0)
            return t->min + (int64_t)below(s, (uint64_t)(t->max - t->min + 1));
        return 6000 + (int64_t)below(s, below(s, 2) ? 13000 : 40);
    case COLUMN_NUMBER:
        break;
    }
    int64_t v;
    if (t->max - t->min < 1000)
        return t->min + (int64_t)below(s, (uint64_t)(t->max - t->min + 1));
    switch (below(s, 8)) {
    case 0:
        v = (int64_t)below(s, 5) - 2;
        break;
    case 1: /* the extremes, rarely */
        v = below(s, 20) ? 100 : t->min;
        break;
    case 2:
        v = below(s, 20) ? 0 : t->max;
        break;
    case 3:
        v = (int64_t)below(s, 2000) * 100;
        break;
    case 4:
        v = -(int64_t)below(s, 100000);
        break;
    case 5:
        v = (int64_t)below(s, 20) * 100;
        break;
    default:
        v = (int64_t)below(s, 3000000);
    }
    return v < t->min ? t->min : v > t->max ? t->max : v;
}

static void put(struct data *d, size_t i, int64_t v, uint8_t state)
{
    if (i >= d->cap) {
        d->cap = i * 2 + 64;
        d->values = realloc(d->values, d->cap * sizeof *d->values);
        d->states = realloc(d->states, d->cap);
        if (!d->values || !d->states)
            abort();
    }
    d->values[i] = state ? 0 : v;
    d->states[i] = state;
    d->n = i + 1;
}

static void random_cell(uint64_t *s, const struct column_type *t, unsigned missing, bool uniform,
                        int64_t *v, uint8_t *state)
{
    *v = pick(s, t, uniform);
    *state = t->unknown && below(s, 100) < missing ? COLUMN_UNKNOWN
             : t->null && below(s, 4) == 0         ? COLUMN_NULL
                                                   : COLUMN_KNOWN;
    if (*state)
        *v = 0;
}

static void pack(struct world *w, int s, size_t i)
{
    struct data *d = &w->data[s][i];
    const struct column_type *t = &w->fields[s][i].type;

    free(d->packed);
    d->packed = calloc(d->n + 1, 8);
    if (!d->packed)
        abort();
    for (size_t k = 0; k < d->n; k++)
        if (t->width == COLUMN_U8)
            ((uint8_t *)d->packed)[k] = (uint8_t)d->values[k];
        else if (t->width == COLUMN_I32)
            ((int32_t *)d->packed)[k] = (int32_t)d->values[k];
        else
            ((int64_t *)d->packed)[k] = d->values[k];
    w->columns[s][i] = (struct column){t->width, d->packed, d->states};
}

const struct column_batch *world_fill(struct world *w, uint64_t seed, size_t n)
{
    static const unsigned rates[] = {0, 0, 3, 20, 60};
    uint64_t s = seed;
    size_t members = 0;

    for (size_t i = 0; i < w->n_columns[SPACE_UNIFORM]; i++) {
        const struct column_type *t = &w->fields[SPACE_UNIFORM][i].type;

        random_cell(&s, t, below(&s, 4) ? 0 : 10, true, &w->uniform[i].value, &w->uniform[i].state);
    }
    for (int space = SPACE_HOUSEHOLD; space <= SPACE_MEMBER; space++)
        for (size_t i = 0; i < w->n_columns[space]; i++)
            w->data[space][i].n = 0;
    for (size_t h = 0; h < n; h++) {
        unsigned missing = rates[below(&s, 5)];
        size_t size = below(&s, 20) == 0 ? below(&s, 30) : below(&s, 20) ? 1 + below(&s, 5) : 0;

        w->offsets[h] = (uint32_t)members;
        for (size_t i = 0; i < w->n_columns[SPACE_HOUSEHOLD]; i++) {
            int64_t v;
            uint8_t state;

            random_cell(&s, &w->fields[SPACE_HOUSEHOLD][i].type, missing, false, &v, &state);
            put(&w->data[SPACE_HOUSEHOLD][i], h, v, state);
        }
        for (size_t m = 0; m < size; m++, members++)
            for (size_t i = 0; i < w->n_columns[SPACE_MEMBER]; i++) {
                int64_t v;
                uint8_t state;

                random_cell(&s, &w->fields[SPACE_MEMBER][i].type, missing, false, &v, &state);
                put(&w->data[SPACE_MEMBER][i], members, v, state);
            }
    }
    w->offsets[n] = (uint32_t)members;
    for (int space = SPACE_HOUSEHOLD; space <= SPACE_MEMBER; space++)
        for (size_t i = 0; i < w->n_columns[space]; i++)
            pack(w, space, i);
    w->batch = (struct column_batch){.n = n,
                                     .offsets = w->offsets,
                                     .household = w->columns[SPACE_HOUSEHOLD],
                                     .member = w->columns[SPACE_MEMBER]};
    return &w->batch;
}

const struct column_value *world_uniform(const struct world *w)
{
    return w->uniform;
}

/* --- The interpreter --- */

static const struct feel_value *cell_value(struct arena *a, const struct column_type *t, int64_t v,
                                           uint8_t state, uint32_t fact)
{
    if (state == COLUMN_UNKNOWN)
        return feel_unknown(a, &fact, 1);
    if (state == COLUMN_NULL)
        return &feel_null;
    switch (t->kind) {
    case COLUMN_BOOLEAN:
        return feel_bool(v);
    case COLUMN_CODE:
        return feel_string(a, t->codes[v]);
    case COLUMN_DATE:
        return feel_date(a, v);
    case COLUMN_NUMBER:
        return feel_number(a, dec_from_scaled(v, t->scale));
    case COLUMN_CODES: {
        const struct feel_value **items = arena_array_of(a, t->n_codes, const struct feel_value *);
        size_t n = 0;

        for (size_t i = 0; i < t->n_codes; i++)
            if ((uint64_t)v >> i & 1)
                items[n++] = feel_string(a, t->codes[i]);
        return feel_list(a, items, n);
    }
    }
    return &feel_null;
}

static const struct feel_value *field_value(struct world *w, const struct column_input *in,
                                            size_t k, size_t row, uint32_t member)
{
    const struct column_field *f = &in->fields[k];
    struct arena *a = dmn_run_arena(w->run);

    if (f->column < 0)
        return &feel_null;
    if (in->space == SPACE_UNIFORM)
        return cell_value(a, &f->type, w->uniform[f->column].value, w->uniform[f->column].state,
                          f->fact);
    const struct data *d = &w->data[in->space][f->column];
    return cell_value(a, &f->type, d->values[row], d->states[row], member << 16 | f->fact);
}

static const struct feel_value *context_value(struct world *w, const struct column_input *in,
                                              const struct feel_type *t, size_t row,
                                              uint32_t member)
{
    struct arena *a = dmn_run_arena(w->run);
    const struct feel_value **v = arena_array_of(a, in->n_fields, const struct feel_value *);
    struct feel_shape *shape = arena_new_of(a, struct feel_shape);

    *shape = (struct feel_shape){t->n_fields, t->field_names};
    for (size_t i = 0; i < in->n_fields; i++)
        v[i] = field_value(w, in, i, row, member);
    return feel_context_value(a, shape, v, NULL);
}

static void bind(struct world *w, size_t household)
{
    dmn_run_reset(w->run);
    struct arena *a = dmn_run_arena(w->run);
    for (size_t i = 0; i < w->n_inputs; i++) {
        const struct column_input *in = &w->inputs[i];
        const struct feel_type *t = dmn_node(w->m, in->node)->type;
        const struct feel_value *v;

        if (in->shape == SHAPE_VALUE) {
            v = field_value(w, in, 0, household, 0);
        } else if (in->shape == SHAPE_CONTEXT) {
            v = context_value(w, in, t, household, 0);
        } else {
            size_t first = w->offsets[household], n = w->offsets[household + 1] - first;
            const struct feel_value **items = arena_array_of(a, n, const struct feel_value *);

            for (size_t m = 0; m < n; m++)
                items[m] = context_value(w, in, t->element, first + m, (uint32_t)m + 1);
            v = feel_list(a, items, n);
        }
        dmn_run_set(w->run, in->node, v, true);
    }
}

/* --- Comparison --- */

static void print_value(const struct feel_value *v, FILE *out)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    feel_print(v, true, &b);
    fprintf(out, "%s%s", strbuf_z(&b), v->is_error ? " (error)" : "");
    if (feel_is_unknown(v))
        for (size_t i = 0; i < v->unknown.n; i++)
            fprintf(out, " %u.%u", v->unknown.facts[i] >> 16, v->unknown.facts[i] & 0xFFFF);
}

/* The plan executed beside the interpreter, slowly and by kernels. */
struct executed {
    const struct plan *p;
    struct reference *r;
    struct plan_run *run;
};

static struct reference_value output_of(const struct executed *x, size_t i, size_t h)
{
    return reference_value(x->r, x->p->outputs[i], h);
}

static bool is_slow(const struct executed *x, size_t h)
{
    const struct plan *p = x->p;

    for (size_t i = 0; i < p->n_wanted; i++) {
        uint8_t s = p->outputs[i] < 0 ? 0 : output_of(x, i, h).s;

        if (s == COLUMN_SLOW || (s == COLUMN_NULL && p->wanted[i].kind != COLUMN_DATE))
            return true;
    }
    for (size_t t = 0; t < p->n_tables; t++)
        if (reference_value(x->r, p->fired[t], h).s)
            return true;
    return false;
}

static bool same_facts(const struct executed *x, size_t i, size_t h, const uint32_t *facts,
                       size_t n)
{
    struct plan_fact *f = NULL;
    const struct plan_fact *g;
    size_t count = reference_facts(x->r, x->p->outputs[i], h, &f);
    bool same = count == n && plan_run_facts(x->run, i, h, &g) == n;

    for (size_t k = 0; same && k < n; k++)
        same = (f[k].member << 16 | f[k].fact) == facts[k] &&
               (g[k].member << 16 | g[k].fact) == facts[k];
    free(f);
    return same;
}

static bool same_codes(struct world *w, const struct executed *x, size_t i, size_t h,
                       const struct feel_value *v)
{
    const struct column_type *t = &x->p->regs[x->p->outputs[i]].type;
    struct reference_value is = output_of(x, i, h);
    const struct feel_value *open = NULL;
    uint64_t codes = 0;

    if (v->kind != FEEL_LIST)
        return feel_is_unknown(v) && is.s == COLUMN_UNKNOWN &&
               same_facts(x, i, h, v->unknown.facts, v->unknown.n);
    for (size_t k = 0; k < v->list.n; k++) {
        const struct feel_value *item = v->list.items[k];
        size_t c = 0;

        if (feel_is_unknown(item)) {
            open = feel_unknown_join(dmn_run_arena(w->run), open, item);
            continue;
        }
        while (c < t->n_codes && item->kind == FEEL_STRING && !str_eq(t->codes[c], item->string))
            c++;
        if (item->kind != FEEL_STRING || c == t->n_codes)
            return false;
        codes |= UINT64_C(1) << c;
    }
    if (codes != (uint64_t)is.v || (open != NULL) != (is.s == COLUMN_UNKNOWN))
        return false;
    return !open || same_facts(x, i, h, open->unknown.facts, open->unknown.n);
}

static bool same_value(struct world *w, const struct executed *x, size_t i, size_t h,
                       const struct feel_value *v)
{
    const struct column_type *t = &x->p->regs[x->p->outputs[i]].type;
    struct reference_value is = output_of(x, i, h);
    int64_t n;

    if (t->kind == COLUMN_CODES)
        return same_codes(w, x, i, h, v);
    if (is.s == COLUMN_UNKNOWN)
        return feel_is_unknown(v) && same_facts(x, i, h, v->unknown.facts, v->unknown.n);
    if (is.s == COLUMN_NULL)
        return v->kind == FEEL_NULL && !v->is_error;
    switch (t->kind) {
    case COLUMN_BOOLEAN:
        return v->kind == FEEL_BOOLEAN && v->boolean == (is.v != 0);
    case COLUMN_CODE:
        return v->kind == FEEL_STRING && str_eq(v->string, t->codes[is.v]);
    case COLUMN_NUMBER:
        return v->kind == FEEL_NUMBER && dec_to_scaled(v->number, t->scale, &n) && n == is.v;
    default:
        return v->kind == FEEL_DATE && v->days == is.v;
    }
}

static int64_t value_at(const struct column *c, size_t i)
{
    switch (c->width) {
    case COLUMN_U8:
        return ((const uint8_t *)c->values)[i];
    case COLUMN_I32:
        return ((const int32_t *)c->values)[i];
    default:
        return ((const int64_t *)c->values)[i];
    }
}

/* Kernels and reference, and what registers say of themselves. */
static bool same_execution(const struct executed *x, size_t h, FILE *out)
{
    const struct plan *p = x->p;

    for (size_t i = 0; i < p->n_regs; i++) {
        const struct plan_reg *reg = &p->regs[i];
        struct reference_value v;

        if (reg->space == SPACE_MEMBER)
            continue;
        v = reference_value(x->r, (int)i, h);
        if ((v.s == COLUMN_UNKNOWN && !reg->type.unknown) ||
            (v.s == COLUMN_NULL && !reg->type.null) || (v.s == COLUMN_SLOW && !reg->slow) ||
            (!v.s && reg->kind == PLAN_VALUE && reg->type.kind == COLUMN_NUMBER &&
             (v.v < reg->type.min || v.v > reg->type.max))) {
            fprintf(out, "r%zu is %lld state %u, which it says it can't be\n", i, (long long)v.v,
                    v.s);
            return false;
        }
    }
    for (size_t i = 0; i < p->n_wanted; i++) {
        if (p->outputs[i] < 0)
            continue;
        struct column c = plan_run_output(x->run, i);
        struct reference_value v = output_of(x, i, h);
        uint8_t s = c.states ? c.states[h] : 0;

        if (s != v.s || ((!s || p->regs[p->outputs[i]].partial) && s != COLUMN_SLOW &&
                         value_at(&c, h) != v.v)) {
            fprintf(out, "household %zu: wanted %zu is %lld state %u by kernels, %lld state %u\n",
                    h, i, (long long)value_at(&c, h), s, (long long)v.v, v.s);
            return false;
        }
    }
    if ((plan_run_slow(x->run)[h] != 0) != is_slow(x, h)) {
        fprintf(out, "household %zu: slow by kernels, or not\n", h);
        return false;
    }
    return true;
}

static bool compare_values(struct world *w, const struct executed *x, size_t h, FILE *out,
                           struct world_count *count)
{
    const struct plan *p = x->p;
    bool same = true;

    for (size_t i = 0; i < p->n_wanted; i++) {
        if (p->outputs[i] < 0)
            continue;
        struct reference_value is = output_of(x, i, h);
        if (is.s == COLUMN_SLOW)
            continue;
        const struct feel_value *v = dmn_run_decide(w->run, p->wanted[i].node);
        is.s ? count->unknown++ : count->known++;
        if (same_value(w, x, i, h, v))
            continue;
        fprintf(out, "household %zu: " STR_FMT " is ", h,
                STR_ARG(dmn_node(w->m, p->wanted[i].node)->name));
        print_value(v, out);
        fprintf(out, ", the plan says %lld state %u", (long long)is.v, is.s);
        struct plan_fact *f = NULL;
        size_t n = reference_facts(x->r, p->outputs[i], h, &f);
        for (size_t k = 0; k < n; k++)
            fprintf(out, " %u.%u", f[k].member, f[k].fact);
        free(f);
        fprintf(out, "\n");
        same = false;
    }
    return same;
}

static bool compare_tables(struct world *w, const struct executed *x, size_t h, FILE *out)
{
    const struct plan *p = x->p;
    bool same = true;

    for (size_t t = 0; t < p->n_tables; t++) {
        struct reference_value v = reference_value(x->r, p->fired[t], h);
        struct column c = plan_run_fired(x->run, t);

        if (v.s)
            continue;
        (void)dmn_run_decide(w->run, p->tables[t]);
        uint64_t expected = dmn_run_fired(w->run, p->tables[t], NULL);
        uint64_t mask = c.width == COLUMN_U8 ? 0xFF : c.width == COLUMN_I32 ? UINT32_MAX : -1ull;
        if ((uint64_t)v.v == expected && ((uint64_t)value_at(&c, h) & mask) == expected)
            continue;
        fprintf(out, "household %zu: rows of " STR_FMT " %llx, the plan says %llx, kernels %llx\n",
                h, STR_ARG(dmn_node(w->m, p->tables[t])->name), (unsigned long long)expected,
                (unsigned long long)v.v, (unsigned long long)value_at(&c, h));
        same = false;
    }
    return same;
}

static bool compare_household(struct world *w, const struct executed *x, size_t h, FILE *out,
                              struct world_count *count)
{
    bool slow = is_slow(x, h), same;

    bind(w, h);
    count->households++;
    count->slow += slow;
    same = same_execution(x, h, out) && compare_values(w, x, h, out, count) &&
           compare_tables(w, x, h, out);
    const struct feel_run *run = dmn_run_feel(w->run);
    if (run->n_diagnostics && !slow) {
        fprintf(out, "household %zu: an error that the plan doesn't see: %s (" STR_FMT ")\n", h,
                run->diagnostics[0].message.en, STR_ARG(run->diagnostics[0].where));
        same = false;
    }
    return same;
}

bool world_compare(struct world *w, const struct plan *p, uint64_t seed, size_t n, FILE *out,
                   struct world_count *count)
{
    const struct column_batch *b = world_fill(w, seed, n);
    const struct column_value *values[1] = {w->uniform};
    struct executed x = {.p = p, .r = reference_new(p, b, values)};
    struct err e = {0};
    bool same = true;

    if (!x.r || plan_run_new(p, &x.run, &e) < 0 || plan_run_set(x.run, 0, w->uniform, &e) < 0)
        abort();
    plan_run_batch(x.run, b);
    for (size_t h = 0; h < n && same; h++)
        same = compare_household(w, &x, h, out, count);
    if (!same)
        fprintf(out, "seed %llu\n", (unsigned long long)seed);
    plan_run_free(x.run);
    reference_free(x.r);
    return same;
}
