/*
 * Households by the plan of their pack: as many as a batch of columns holds are computed at once
 * and read out one by one. What the plan leaves open is asked of the interpreter: single decisions
 * that it doesn't have, whole households that it marks as slow.
 */
#include "bounds.h"
#include "cleanup.h"
#include "evaluate_private.h"
#include "map.h"

#include <stdlib.h>

/* Different texts kept; a register has a few hundred. */
#define LIMIT_TEXTS 65536u

struct batch_evaluator {
    const struct pack_plan *plan; /* NULL: the interpreter alone */
    struct evaluator *interpreter;
    const struct household_facts *households;
    size_t n, next; /* next: the one asked for next */

    /* Below: only with a plan. */
    struct parameter_sets *sets;
    struct plan_run *run;
    size_t n_sets; /* that the run knows */
    struct column_filler *filler;
    size_t first, filled; /* the households that the run has computed */
    struct column_type types[N_OUTPUTS];
    struct column columns[N_OUTPUTS];
    const uint8_t *slow;
    bool left[N_OUTPUTS], *tables_left, some_left; /* what the plan doesn't have */
    int *planned;               /* by table of the interpreter: that of the plan, or -1 */
    struct column *rows;        /* that fired, by table of the interpreter */
    uint64_t *fired;            /* of one household */
    struct map *texts;          /* rows that fired → their text, which is in kept */
    struct arena *kept, *arena; /* arena: one outcome */
    struct outcome outcome;
    size_t n_slow;
};

static int find_tables(struct batch_evaluator *v)
{
    const struct evaluator *i = v->interpreter;
    const int *nodes;
    size_t n = plan_tables(v->plan->plan, &nodes);
    v->planned = calloc(i->n_tables + 1, sizeof *v->planned);
    v->rows = calloc(i->n_tables + 1, sizeof *v->rows);
    v->fired = calloc(i->n_tables + 1, sizeof *v->fired);
    v->tables_left = calloc(i->n_tables + 1, sizeof *v->tables_left);
    if (!v->planned || !v->rows || !v->fired || !v->tables_left)
        return E_NOMEM;
    for (size_t t = 0; t < i->n_tables; t++) {
        v->planned[t] = -1;
        for (size_t k = 0; k < n; k++)
            if (nodes[k] == i->tables[t])
                v->planned[t] = (int)k;
        v->tables_left[t] = v->planned[t] < 0;
        v->some_left |= v->tables_left[t];
    }
    return E_OK;
}

static int prepare_plan(struct batch_evaluator *v, int32_t as_of, struct err *e)
{
    const struct pack_plan *p = v->plan;
    int r;
    if (!(v->texts = map_new()) || !(v->kept = arena_new(0)) || !(v->arena = arena_new(0)) ||
        find_tables(v) < 0)
        return err_nomem(e);
    for (size_t i = 0; i < N_OUTPUTS; i++) {
        v->left[i] = !plan_has(p->plan, i, &v->types[i]);
        v->some_left |= v->left[i];
    }
    if ((r = parameter_sets_new(p, as_of, &v->sets, e)) < 0 ||
        (r = column_filler_new(p->columns, p->wanted, &v->filler, e)) < 0)
        return r;
    return plan_run_new(p->plan, &v->run, e);
}

int batch_evaluator_new(const struct pack *p, const struct pack_plan *plan, int32_t as_of,
                        struct batch_evaluator **ret, struct err *e)
{
    _cleanup_(batch_evaluator_freep) struct batch_evaluator *v = calloc(1, sizeof *v);
    if (!v)
        return err_nomem(e);
    v->plan = plan;
    int r = evaluator_new(p, as_of, &v->interpreter, e);
    if (r < 0 || (plan && (r = prepare_plan(v, as_of, e)) < 0))
        return r;
    *ret = take(v);
    return E_OK;
}

void batch_evaluator_free(struct batch_evaluator *v)
{
    if (!v)
        return;
    evaluator_free(v->interpreter);
    parameter_sets_free(v->sets);
    plan_run_free(v->run);
    column_filler_free(v->filler);
    map_free(v->texts);
    arena_free(v->kept);
    arena_free(v->arena);
    free(v->planned);
    free(v->rows);
    free(v->fired);
    free(v->tables_left);
    free(v);
}

void batch_evaluator_freep(struct batch_evaluator **v)
{
    batch_evaluator_free(*v);
}

void batch_evaluate(struct batch_evaluator *v, const struct household_facts *h, size_t n)
{
    v->households = h;
    v->n = n;
    v->next = v->first = v->filled = 0;
}

size_t batch_evaluator_slow(const struct batch_evaluator *v)
{
    return v->n_slow;
}

static struct str text_fact(const struct household_facts *h, int attribute)
{
    const struct fact *f = attribute >= 0 ? &h->facts[attribute] : NULL;
    return f && f->known && !f->none ? f->s : (struct str){0};
}

/* 1, or 0: no room, or nothing that columns hold (the interpreter tells what is wrong). */
static int add_household(struct batch_evaluator *v, const struct household_facts *h, struct err *e)
{
    const struct catalogue *c = v->plan->columns->catalogue;
    uint16_t set;
    struct err untold;
    if (h->n_members > LIMIT_HOUSEHOLD_MEMBERS)
        return 0;
    int r = parameter_sets_find(v->sets, text_fact(h, c->known.division),
                                text_fact(h, c->known.residence), &set, &untold);
    if (r < 0)
        return r == E_NOMEM ? err_nomem(e) : 0;
    return column_filler_add(v->filler, h, set);
}

/* Computes as many of the households from v->next on as there is room for; perhaps none. */
static int compute(struct batch_evaluator *v, struct err *e)
{
    int r = 1;
    column_filler_clear(v->filler);
    v->first = v->next;
    v->filled = 0;
    while (v->first + v->filled < v->n &&
           (r = add_household(v, &v->households[v->first + v->filled], e)) > 0)
        v->filled++;
    if (r < 0)
        return r;
    if (!v->filled)
        return E_OK;
    for (; v->n_sets < parameter_sets_count(v->sets); v->n_sets++) {
        r = plan_run_set(v->run, v->n_sets, parameter_sets_values(v->sets, v->n_sets), e);
        if (r < 0)
            return r;
    }
    plan_run_batch(v->run, column_filler_batch(v->filler));
    v->slow = plan_run_slow(v->run);
    for (size_t i = 0; i < N_OUTPUTS; i++)
        if (!v->left[i])
            v->columns[i] = plan_run_output(v->run, i);
    for (size_t t = 0; t < v->interpreter->n_tables; t++)
        if (v->planned[t] >= 0)
            v->rows[t] = plan_run_fired(v->run, (size_t)v->planned[t]);
    return E_OK;
}

static int64_t value_at(const struct column *c, size_t row)
{
    switch (c->width) {
    case COLUMN_U8:
        return ((const uint8_t *)c->values)[row];
    case COLUMN_I32:
        return ((const int32_t *)c->values)[row];
    case COLUMN_I64:
    case COLUMN_U64:
        return ((const int64_t *)c->values)[row];
    }
    return 0;
}

/* Masks have no sign. */
static uint64_t rows_at(const struct column *c, size_t row)
{
    return c->width == COLUMN_I32 ? ((const uint32_t *)c->values)[row] : (uint64_t)value_at(c, row);
}

static void read_facts(struct batch_evaluator *v, size_t output, size_t row, const uint32_t **ret,
                       size_t *ret_n)
{
    const struct plan_fact *facts;
    size_t n = plan_run_facts(v->run, output, row, &facts);
    uint32_t *numbers = arena_array_of(v->arena, n, uint32_t);
    for (size_t i = 0; numbers && i < n; i++)
        numbers[i] = pack_plan_fact(facts[i]);
    *ret = numbers;
    *ret_n = n;
}

/* What the plan computed of an output; never a failure, which is slow. */
static void read_output(struct batch_evaluator *v, size_t output, size_t row)
{
    const struct column_type *t = &v->types[output];
    const struct column *c = &v->columns[output];
    struct output *o = &v->outcome.out[output];
    int64_t value = value_at(c, row);
    uint8_t state = c->states ? c->states[row] : COLUMN_KNOWN;
    *o = (struct output){.state = OUTPUT_KNOWN};
    if (state == COLUMN_NULL) {
        o->state = OUTPUT_NONE;
    } else if (state == COLUMN_UNKNOWN && !t->partial) {
        o->state = OUTPUT_UNKNOWN;
        read_facts(v, output, row, &o->facts, &o->n_facts);
    } else if (t->kind == COLUMN_CODES) {
        o->s = column_codes_text(t, (uint64_t)value, v->arena);
        if (state == COLUMN_UNKNOWN)
            read_facts(v, output, row, &v->outcome.measures_missing,
                       &v->outcome.n_measures_missing);
    } else if (t->kind == COLUMN_CODE) {
        o->s = t->codes[value];
    } else {
        o->i = value;
    }
}

/* The text of v->fired. */
static int read_rules(struct batch_evaluator *v)
{
    const struct evaluator *i = v->interpreter;
    struct str key = {(const char *)v->fired, i->n_tables * sizeof *v->fired};
    uint64_t at;
    if (map_get(v->texts, key, &at)) {
        v->outcome.rules = *(const struct str *)(uintptr_t)at;
        return E_OK;
    }
    if (map_size(v->texts) >= LIMIT_TEXTS) {
        map_free(v->texts);
        v->texts = map_new();
        arena_reset(v->kept);
        if (!v->texts)
            return E_NOMEM;
    }
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct str *kept = arena_new_of(v->kept, struct str);
    rules_print(pack_model(i->pack), i->tables, v->fired, i->n_tables, &text);
    if (!kept || text.failed)
        return E_NOMEM;
    *kept = str_dup(v->kept, strbuf_str(&text));
    if (arena_failed(v->kept) || map_put(v->texts, key, (uint64_t)(uintptr_t)kept) < 0)
        return E_NOMEM;
    v->outcome.rules = *kept;
    return E_OK;
}

/* 1, or 0 if a decision that the plan doesn't have failed. */
static int read_household(struct batch_evaluator *v, const struct household_facts *h, size_t row,
                          struct err *e)
{
    const struct evaluator *i = v->interpreter;
    arena_reset(v->arena);
    v->outcome = (struct outcome){0};
    int r = v->some_left ? evaluate_some(v->interpreter, h, v->left, v->tables_left, &v->outcome, e)
                         : 1;
    if (r <= 0)
        return r;
    for (size_t o = 0; o < N_OUTPUTS; o++)
        if (!v->left[o])
            read_output(v, o, row);
    for (size_t t = 0; t < i->n_tables; t++)
        v->fired[t] = v->tables_left[t] ? i->fired[t] : rows_at(&v->rows[t], row);
    if (read_rules(v) < 0 || arena_failed(v->arena))
        return err_nomem(e);
    return 1;
}

int batch_evaluate_next(struct batch_evaluator *v, const struct outcome **ret, struct err *e)
{
    if (v->next >= v->n)
        return 0;
    int r = 0;
    if (v->plan && v->next >= v->first + v->filled && (r = compute(v, e)) < 0)
        return r;
    const struct household_facts *h = &v->households[v->next];
    size_t row = v->next - v->first;
    bool planned =
        v->plan && row < v->filled && !v->slow[row] && !column_filler_odd(v->filler, row);
    r = planned ? read_household(v, h, row, e) : 0;
    if (r > 0) {
        *ret = &v->outcome;
    } else if (r == 0) {
        v->n_slow++;
        r = evaluate(v->interpreter, h, ret, e);
    }
    if (r < 0)
        return r;
    v->next++;
    return 1;
}
