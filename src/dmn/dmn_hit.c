/*
 * Decision tables: evaluation. README.md has the truth table of unknown rows by hit policy; the
 * functions below are its rows. A rule for the facts: an unknown row brings those of its
 * conditions, a row that holds those of its output.
 */
#include "cleanup.h"
#include "dmn_eval.h"

#include <stdlib.h>

enum truth { ROW_FALSE, ROW_UNKNOWN, ROW_TRUE };

/* A row that holds, or may hold. */
struct hit {
    size_t row;
    const struct feel_value *unknown; /* why it is not known whether it holds; NULL = it holds */
    const struct feel_value *const *outputs; /* by column, once evaluated */
    const int *ranks;
};

struct eval {
    struct world *w;
    const struct table *t;
    const struct feel_frame *f;
    const struct feel_value **inputs;
    struct {
        struct hit *at;
        size_t n, cap;
    } hits;
    size_t n_true, n_unknown;
    uint64_t fired, unknown;
};

static struct feel_run *run_of(struct eval *k)
{
    return &k->w->run->feel;
}

static struct arena *arena_of(struct eval *k)
{
    return k->w->run->arena;
}

static uint64_t bit(size_t row)
{
    return row < 64 ? UINT64_C(1) << row : 0;
}

static const struct feel_value *join(struct eval *k, const struct feel_value *x,
                                     const struct feel_value *y)
{
    return feel_unknown_join(arena_of(k), x, y);
}

/* false: the value is not among the allowed ones. null and unknown pass. */
static bool allowed(struct eval *k, const struct code *tests, const struct feel_value *v)
{
    const struct feel_value *ok;

    if (!tests->expr || v->kind == FEEL_NULL || feel_is_unknown(v))
        return true;
    dmn_at(k->w->run, tests);
    ok = feel_eval_test(run_of(k), tests->expr, v, k->f);
    if (feel_is_true(ok) || feel_is_unknown(ok))
        return true;
    if (v->kind != FEEL_LIST)
        return false;
    for (size_t i = 0; i < v->list.n; i++)
        if (v->list.items[i]->kind == FEEL_LIST || !allowed(k, tests, v->list.items[i]))
            return false;
    return true;
}

static const struct feel_value *not_allowed(struct eval *k, struct str what,
                                            const struct feel_value *v, const struct code *tests)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};

    feel_print(v, true, &text);
    if (text.failed)
        return dmn_no_memory(k->w->run);
    return feel_error(run_of(k), what, "值 %.60s 不在允许值 %.*s 之中",
                      "the value %.60s is not among the allowed ones, %.*s", strbuf_z(&text),
                      STR_ARG(tests->text));
}

/* Evaluates the input expressions; an error null ends the table. */
static const struct feel_value *read_inputs(struct eval *k)
{
    const struct table *t = k->t;

    k->inputs = arena_zalloc(arena_of(k), t->pub.n_inputs * sizeof *k->inputs);
    if (!k->inputs)
        return dmn_no_memory(k->w->run);
    for (size_t i = 0; i < t->pub.n_inputs; i++) {
        const struct table_column *c = &t->inputs[i];
        const struct feel_value *v;

        /* A column that no row tests decides nothing, unless its values are restricted. */
        if (!c->used && !c->allowed.expr)
            continue;
        dmn_at(k->w->run, &c->code);
        v = feel_eval(run_of(k), c->code.expr, k->f);
        if (c->type)
            v = feel_type_coerce(run_of(k), v, c->type, c->label);
        if (!allowed(k, &c->allowed, v))
            return not_allowed(k, c->label, v, &c->allowed);
        k->inputs[i] = v;
    }
    return NULL;
}

/* All cells of a row are tested until one is false, so that the order of columns changes neither
 * the truth nor the facts. A test that gives null does not hold. */
static enum truth test_row(struct eval *k, const struct rule *r, const struct feel_value **ret_why)
{
    const struct feel_value *why = NULL;

    for (size_t i = 0; i < k->t->pub.n_inputs; i++) {
        const struct feel_value *v;

        if (!r->inputs[i].expr)
            continue;
        dmn_at(k->w->run, &r->inputs[i]);
        v = feel_eval_test(run_of(k), r->inputs[i].expr, k->inputs[i], k->f);
        if (feel_is_unknown(v))
            why = why ? join(k, why, v) : v;
        else if (!feel_is_true(v))
            return ROW_FALSE;
    }
    *ret_why = why;
    return why ? ROW_UNKNOWN : ROW_TRUE;
}

static const struct feel_value *find_hits(struct eval *k)
{
    bool first = k->t->pub.hit == 'F';

    for (size_t i = 0; i < k->t->pub.n_rules && !run_of(k)->stopped; i++) {
        struct hit h = {.row = i};
        enum truth is = test_row(k, &k->t->rules[i], &h.unknown);

        if (is == ROW_FALSE)
            continue;
        if (!vec_push(arena_of(k), &k->hits, h))
            return dmn_no_memory(k->w->run);
        if (is == ROW_TRUE) {
            k->n_true++;
            k->fired |= bit(i);
        } else {
            k->n_unknown++;
            k->unknown |= bit(i);
        }
        if (first)
            break;
    }
    return NULL;
}

static const struct feel_value *column_value(struct eval *k, const struct table_column *c,
                                             const struct code *cell)
{
    dmn_at(k->w->run, cell);
    const struct feel_value *v = cell->expr ? feel_eval(run_of(k), cell->expr, k->f) : &feel_null;

    if (c->type)
        v = feel_type_coerce(run_of(k), v, c->type, c->name);
    if (allowed(k, &c->allowed, v))
        return v;
    dmn_at(k->w->run, cell);
    return not_allowed(k, c->name, v, &c->allowed);
}

static bool eval_outputs(struct eval *k, struct hit *h)
{
    size_t n = k->t->pub.n_outputs;
    const struct feel_value **v = arena_array_of(arena_of(k), n, const struct feel_value *);

    if (h->outputs)
        return true;
    for (size_t i = 0; v && i < n; i++)
        v[i] = column_value(k, &k->t->outputs[i], &k->t->rules[h->row].outputs[i]);
    h->outputs = v;
    return v;
}

static const struct feel_value *row_value(struct eval *k, const struct feel_value *const *v)
{
    if (k->t->pub.n_outputs == 1)
        return v[0];
    return feel_context_value(arena_of(k), k->t->shape, v, NULL);
}

static const struct feel_value *output(struct eval *k, struct hit *h)
{
    return eval_outputs(k, h) ? row_value(k, h->outputs) : dmn_no_memory(k->w->run);
}

static const struct feel_value *default_value(struct eval *k)
{
    const struct table *t = k->t;
    const struct feel_value **v =
        arena_array_of(arena_of(k), t->pub.n_outputs, const struct feel_value *);

    if (!v)
        return dmn_no_memory(k->w->run);
    for (size_t i = 0; i < t->pub.n_outputs; i++)
        v[i] = column_value(k, &t->outputs[i], &t->outputs[i].code);
    return row_value(k, v);
}

/* No row holds, none is unknown. */
static const struct feel_value *no_hit(struct eval *k)
{
    const struct table *t = k->t;
    bool list = strchr("ROC", t->pub.hit) && !t->pub.aggregation;

    if (t->has_default) {
        const struct feel_value *v = default_value(k);
        const struct feel_value **one;

        if (!list || v->kind == FEEL_LIST)
            return v;
        one = arena_array_of(arena_of(k), 1, const struct feel_value *);
        if (!one)
            return dmn_no_memory(k->w->run);
        one[0] = v;
        return feel_list(arena_of(k), one, 1);
    }
    if (list)
        return &feel_empty_list;
    return t->pub.aggregation == '#' ? feel_int(arena_of(k), 0) : &feel_null;
}

static const struct feel_value *why_unknown(struct eval *k)
{
    const struct feel_value *v = NULL;

    for (size_t i = 0; i < k->hits.n; i++)
        if (k->hits.at[i].unknown)
            v = v ? join(k, v, k->hits.at[i].unknown) : k->hits.at[i].unknown;
    return v;
}

/* An unknown of that many facts, without bounds that belong to a condition. */
static const struct feel_value *unknown_value(struct eval *k, const struct feel_value *why)
{
    return feel_unknown(arena_of(k), why->unknown.facts, why->unknown.n);
}

static const struct feel_value *violation(struct eval *k, const struct hit *a, const struct hit *b,
                                          const char *zh, const char *en)
{
    _cleanup_(strbuf_done) struct strbuf z = {0}, n = {0};

    strbuf_printf(&z, "第 %zu 行与第 %zu 行同时满足%s", a->row + 1, b->row + 1, zh);
    strbuf_printf(&n, "rows %zu and %zu hold at once%s", a->row + 1, b->row + 1, en);
    if (z.failed || n.failed)
        return dmn_no_memory(k->w->run);
    run_of(k)->place.expr = NULL;
    run_of(k)->place.line = k->t->rules[b->row].line;
    return feel_error(run_of(k), k->t->pub.label, "%s%.0s", "%.0s%s", strbuf_z(&z), strbuf_z(&n));
}

static struct hit *next_true(struct eval *k, struct hit *after)
{
    for (struct hit *h = after ? after + 1 : k->hits.at; h < k->hits.at + k->hits.n; h++)
        if (!h->unknown)
            return h;
    return NULL;
}

/* UNIQUE: a row that holds decides, for another one could only be a violation. */
static const struct feel_value *unique(struct eval *k)
{
    struct hit *h = next_true(k, NULL);

    if (!h)
        return unknown_value(k, why_unknown(k));
    if (k->n_true > 1)
        return violation(k, h, next_true(k, h), "，而命中策略是“唯一”",
                         ", but the hit policy is UNIQUE");
    return output(k, h);
}

/* ANY: rows that hold must agree; an unknown row matters if it might disagree. */
static const struct feel_value *any(struct eval *k)
{
    struct hit *first = next_true(k, NULL);
    const struct feel_value *v, *doubt = NULL;

    if (!first)
        return unknown_value(k, why_unknown(k));
    v = output(k, first);
    for (struct hit *h = next_true(k, first); h; h = next_true(k, h)) {
        const struct feel_value *same = feel_equal(run_of(k), v, output(k, h));

        if (feel_is_unknown(same))
            doubt = doubt ? join(k, doubt, same) : same;
        else if (!feel_is_true(same))
            return violation(k, first, h, "，结果不同，而命中策略是“任一”",
                             " with different outputs, but the hit policy is ANY");
    }
    for (size_t i = 0; i < k->hits.n; i++) {
        struct hit *h = &k->hits.at[i];

        if (h->unknown && !feel_is_true(feel_equal(run_of(k), v, output(k, h))))
            doubt = doubt ? join(k, doubt, h->unknown) : h->unknown;
    }
    return doubt ? unknown_value(k, doubt) : v;
}

static const struct feel_value *first(struct eval *k)
{
    struct hit *h = &k->hits.at[0];

    return h->unknown ? unknown_value(k, h->unknown) : output(k, h);
}

/* Position among the output values; -1 for an unknown output: nothing may be ranked before it. */
static int rank_of(struct eval *k, const struct table_column *c, const struct feel_value *v)
{
    if (feel_is_unknown(v))
        return -1;
    for (size_t i = 0; i < c->n_order; i++)
        if (c->order[i].expr && feel_is_true(feel_eval_test(run_of(k), c->order[i].expr, v, k->f)))
            return (int)i;
    return (int)c->n_order;
}

struct ranking {
    size_t n;
};

static int by_rank(const void *x, const void *y, void *arg)
{
    const struct hit *a = x, *b = y;
    const struct ranking *r = arg;

    for (size_t i = 0; i < r->n; i++)
        if (a->ranks[i] != b->ranks[i])
            return a->ranks[i] < b->ranks[i] ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static bool sort_hits(struct eval *k)
{
    const struct table *t = k->t;
    struct ranking r = {t->pub.n_outputs};

    for (size_t i = 0; i < k->hits.n; i++) {
        struct hit *h = &k->hits.at[i];
        int *ranks = arena_array_of(arena_of(k), t->pub.n_outputs, int);

        if (!ranks || !eval_outputs(k, h))
            return false;
        for (size_t c = 0; c < t->pub.n_outputs; c++)
            ranks[c] = t->outputs[c].n_order ? rank_of(k, &t->outputs[c], h->outputs[c]) : 0;
        h->ranks = ranks;
    }
    qsort_r(k->hits.at, k->hits.n, sizeof *k->hits.at, by_rank, &r);
    return true;
}

/* The facts of an output that decides the order and is not known; NULL. */
static const struct feel_value *unranked(struct eval *k, const struct hit *h)
{
    const struct feel_value *v = NULL;

    for (size_t c = 0; c < k->t->pub.n_outputs; c++)
        if (h->ranks[c] < 0)
            v = v ? join(k, v, h->outputs[c]) : h->outputs[c];
    return v;
}

/* PRIORITY: as FIRST in order of priority; among rows with equal outputs one that holds goes
 * before one that is unknown. */
static const struct feel_value *priority(struct eval *k)
{
    const struct feel_value *v, *why;

    if (!sort_hits(k))
        return dmn_no_memory(k->w->run);
    struct hit *h = &k->hits.at[0];
    v = output(k, h);
    if (h->unknown)
        for (size_t i = 1; i < k->hits.n; i++) {
            struct hit *other = &k->hits.at[i];

            if (!feel_is_true(feel_equal(run_of(k), v, output(k, other))))
                break;
            if (!other->unknown) {
                h = other;
                break;
            }
        }
    if (h->unknown)
        return unknown_value(k, h->unknown);
    why = unranked(k, h);
    k->fired = bit(h->row);
    return why ? unknown_value(k, why) : v;
}

/* RULE ORDER, COLLECT without aggregation, and OUTPUT ORDER after sorting: an unknown row is an
 * unknown item in its place. */
static const struct feel_value *collect(struct eval *k)
{
    const struct feel_value **items =
        arena_array_of(arena_of(k), k->hits.n, const struct feel_value *);

    if (!items)
        return dmn_no_memory(k->w->run);
    for (size_t i = 0; i < k->hits.n; i++) {
        struct hit *h = &k->hits.at[i];

        items[i] = h->unknown ? unknown_value(k, h->unknown) : output(k, h);
    }
    return feel_list(arena_of(k), items, k->hits.n);
}

static const struct feel_value *output_order(struct eval *k)
{
    if (!sort_hits(k))
        return dmn_no_memory(k->w->run);
    for (size_t i = 0; i < k->hits.n; i++) {
        const struct feel_value *why = k->hits.at[i].unknown ? NULL : unranked(k, &k->hits.at[i]);

        /* From here on any order may be the true one. */
        if (why)
            return unknown_value(k, why);
    }
    return collect(k);
}

/* Could v replace best in a maximum (sign 1) or minimum (-1)? */
static bool could_replace(const struct feel_value *v, const struct feel_value *best, int sign)
{
    int c;

    if (feel_is_unknown(v)) {
        if (!v->unknown.bounded || best->kind != FEEL_NUMBER)
            return true;
        c = dec_cmp(v->unknown.bounds[sign > 0], best->number);
    } else if (!feel_compare(v, best, &c)) {
        return true;
    }
    return c * sign > 0;
}

static void widen(struct decimal *low, struct decimal *high, struct decimal x)
{
    if (dec_cmp(x, *low) < 0)
        *low = x;
    if (dec_cmp(x, *high) > 0)
        *high = x;
}

/* The unknown extreme lies between the best known output and the best possible one. */
static const struct feel_value *bounded(struct eval *k, const struct feel_value *why,
                                        const struct feel_value *best)
{
    struct feel_value *v;
    struct decimal *bounds;

    why = unknown_value(k, why);
    if (!best || best->kind != FEEL_NUMBER)
        return why;
    bounds = arena_array_of(arena_of(k), 2, struct decimal);
    v = arena_dup(arena_of(k), why, sizeof *why);
    if (!bounds || !v)
        return why;
    bounds[0] = bounds[1] = best->number;
    for (size_t i = 0; i < k->hits.n; i++) {
        const struct feel_value *o = k->hits.at[i].outputs[0];

        if (o->kind == FEEL_NUMBER) {
            widen(&bounds[0], &bounds[1], o->number);
        } else if (feel_is_unknown(o) && o->unknown.bounded) {
            widen(&bounds[0], &bounds[1], o->unknown.bounds[0]);
            widen(&bounds[0], &bounds[1], o->unknown.bounds[1]);
        } else {
            return why;
        }
    }
    /* Rows that hold can't be outdone downwards in a maximum, nor upwards in a minimum. */
    bounds[k->t->pub.aggregation == '>' ? 0 : 1] = best->number;
    v->unknown.bounded = true;
    v->unknown.bounds = bounds;
    return v;
}

static const struct feel_value *extreme(struct eval *k, int sign)
{
    const struct feel_value *best = NULL, *why = NULL;
    const struct feel_value **known =
        arena_array_of(arena_of(k), k->hits.n, const struct feel_value *);
    size_t n = 0;

    if (!known)
        return dmn_no_memory(k->w->run);
    for (size_t i = 0; i < k->hits.n; i++) {
        struct hit *h = &k->hits.at[i];

        if (!eval_outputs(k, h))
            return dmn_no_memory(k->w->run);
        if (!h->unknown && !feel_is_unknown(h->outputs[0]))
            known[n++] = h->outputs[0];
    }
    if (n) {
        const struct feel_value *list = feel_list(arena_of(k), known, n);

        best = feel_builtin(run_of(k), sign > 0 ? "max" : "min", &list, 1);
        if (best->kind == FEEL_NULL)
            return best;
    }
    for (size_t i = 0; i < k->hits.n; i++) {
        struct hit *h = &k->hits.at[i];
        const struct feel_value *o = h->outputs[0];

        if ((!h->unknown && !feel_is_unknown(o)) || (best && !could_replace(o, best, sign)))
            continue;
        o = h->unknown ? h->unknown : o;
        why = why ? join(k, why, o) : o;
    }
    return why ? bounded(k, why, best) : best;
}

/* C+: an unknown row matters unless it adds nothing to a sum that exists without it. */
static const struct feel_value *sum(struct eval *k)
{
    const struct feel_value *why = NULL;
    const struct feel_value **items =
        arena_array_of(arena_of(k), k->hits.n, const struct feel_value *);
    size_t n = 0;

    if (!items)
        return dmn_no_memory(k->w->run);
    for (size_t i = 0; i < k->hits.n; i++) {
        struct hit *h = &k->hits.at[i];
        const struct feel_value *o;

        if (!eval_outputs(k, h))
            return dmn_no_memory(k->w->run);
        o = h->outputs[0];
        if (!h->unknown)
            items[n++] = o;
        else if (o->kind != FEEL_NUMBER || !dec_is_zero(o->number) || k->n_true == 0)
            why = why ? join(k, why, h->unknown) : h->unknown;
        if (!h->unknown && feel_is_unknown(o))
            why = why ? join(k, why, o) : o;
    }
    if (why)
        return unknown_value(k, why);
    const struct feel_value *list = feel_list(arena_of(k), items, n);
    return feel_builtin(run_of(k), "sum", &list, 1);
}

static const struct feel_value *aggregate(struct eval *k)
{
    switch (k->t->pub.aggregation) {
    case '>':
        return extreme(k, 1);
    case '<':
        return extreme(k, -1);
    case '+':
        return sum(k);
    case '#':
        if (k->n_unknown)
            return unknown_value(k, why_unknown(k));
        return feel_int(arena_of(k), (int64_t)k->n_true);
    default:
        return collect(k);
    }
}

static const struct feel_value *decide(struct eval *k)
{
    if (k->hits.n == 0)
        return no_hit(k);
    switch (k->t->pub.hit) {
    case 'A':
        return any(k);
    case 'F':
        return first(k);
    case 'P':
        return priority(k);
    case 'O':
        return output_order(k);
    case 'R':
        return collect(k);
    case 'C':
        return aggregate(k);
    default:
        return unique(k);
    }
}

const struct feel_value *dmn_table_eval(struct world *w, const struct table *t,
                                        const struct feel_frame *f, uint64_t *ret_fired,
                                        uint64_t *ret_unknown)
{
    struct eval k = {.w = w, .t = t, .f = f};
    const struct feel_value *v;

    *ret_fired = *ret_unknown = 0;
    if (t->fault) {
        w->run->feel.place.line = t->fault_line;
        return dmn_fault(w->run, t->pub.label, t->fault);
    }
    v = read_inputs(&k);
    if (!v)
        v = find_hits(&k);
    if (!v)
        v = w->run->feel.stopped ? &feel_null : decide(&k);
    *ret_fired = k.fired;
    *ret_unknown = k.unknown;
    return v;
}
