/*
 * One evaluator: a run of the model whose inputs are bound by slots found once. Nothing is looked
 * up by name per household; parameters are resolved once per division and residence.
 */
#include "evaluate_private.h"

#include "cleanup.h"
#include "date.h"
#include "pack_private.h"

#include <stdlib.h>

enum output_type { TYPE_MONEY, TYPE_BOOLEAN, TYPE_CODE, TYPE_INTEGER, TYPE_DATE, TYPE_CODES };
static const enum output_type output_types[N_OUTPUTS] = {
#define X(name, id, type) [OUTPUT_##name] = TYPE_##type,
    OUTPUTS(X)
#undef X
};
static const char *const output_names[N_OUTPUTS] = {
#define X(name, id, type) [OUTPUT_##name] = #id,
    OUTPUTS(X)
#undef X
};

const char *output_name(enum output_id id)
{
    return output_names[id];
}

/* Not below a service: its decisions are evaluated with its arguments, in a world of their own. */
static void visit(const struct dmn_model *m, int node, bool *seen, int *order, size_t *n)
{
    const struct dmn_node *d = dmn_node(m, node);
    if (seen[node] || d->kind == DMN_SERVICE)
        return;
    seen[node] = true;
    for (size_t i = 0; i < d->n_requires; i++)
        visit(m, d->requires_[i], seen, order, n);
    if (d->kind == DMN_DECISION)
        order[(*n)++] = node;
}

int output_node(const struct pack *p, enum output_id id, int *ret, struct err *e)
{
    const struct dmn_model *m = pack_model(p);
    int node = dmn_find(m, str_of(output_names[id]));
    if (node < 0 || dmn_node(m, node)->kind != DMN_DECISION)
        return err_set(e, E_INVALID, "政策包缺少决定 %s，请在 DMN 文件中加上 id 为 %s 的决定",
                       "the pack lacks the decision %s; add one with the id %s to the DMN file",
                       output_names[id], output_names[id]);
    *ret = node;
    return E_OK;
}

static int prepare(struct evaluator *v, struct err *e)
{
    const struct dmn_model *m = pack_model(v->pack);
    for (int i = 0; i < N_OUTPUTS; i++) {
        int r = output_node(v->pack, (enum output_id)i, &v->nodes[i], e);
        if (r < 0)
            return r;
    }
    size_t n = dmn_node_count(m);
    int *tables = arena_array_of(v->arena, n, int);
    int *order = arena_array_of(v->arena, n, int);
    uint64_t *fired = arena_array_of(v->arena, n, uint64_t);
    bool *seen = arena_zalloc(v->arena, n);
    if (arena_failed(v->arena))
        return err_nomem(e);
    for (int i = 0; i < N_OUTPUTS; i++)
        visit(m, v->nodes[i], seen, order, &v->n_order);
    for (size_t i = 0; i < n; i++) {
        const struct dmn_node *d = dmn_node(m, (int)i);
        if (seen[i] && d->kind == DMN_DECISION && d->table)
            tables[v->n_tables++] = (int)i;
    }
    v->tables = tables;
    v->fired = fired;
    v->order = order;
    return E_OK;
}

/* A date on which a parameter of the model holds nowhere at all: said before any household is met,
 * with the place and day of its first row. */
static int check_date(const struct pack *p, int32_t as_of, struct err *e)
{
    for (size_t s = 0; s < p->n_slots; s++) {
        const struct parameter *rows, *first = NULL;
        size_t n = pack_parameters(p, &rows);
        bool found = false;
        for (size_t i = 0; i < n && !found; i++) {
            if (!str_eq(rows[i].name, p->slots[s].name))
                continue;
            found = rows[i].valid_from <= as_of &&
                    (rows[i].valid_to == DATE_NONE || as_of < rows[i].valid_to);
            if (!first || rows[i].valid_from < first->valid_from)
                first = &rows[i];
        }
        if (found)
            continue;
        char day[DATE_TEXT], since[DATE_TEXT] = "";
        date_format(as_of, day);
        if (first)
            date_format(first->valid_from, since);
        return err_set(e, E_NOT_FOUND,
                       "参数 " STR_FMT "（" STR_FMT "）在 %s 没有有效的值（区划 " STR_FMT
                       " 最早自 %s 起），请在 parameters.csv 中补上，或改认定日",
                       "parameter " STR_FMT " (" STR_FMT
                       ") has no row in force on %s (division " STR_FMT
                       ": the first since %s); add one to parameters.csv or take another date",
                       STR_ARG(p->slots[s].name), STR_ARG(p->slots[s].label), day,
                       STR_ARG(first ? first->division : STR("")), since);
    }
    return E_OK;
}

int evaluator_new(const struct pack *p, int32_t as_of, struct evaluator **ret, struct err *e)
{
    _cleanup_(evaluator_freep) struct evaluator *v = calloc(1, sizeof *v);
    if (!v || !(v->arena = arena_new(0)))
        return err_nomem(e);
    v->pack = p;
    int r;
    if ((r = prepare(v, e)) < 0 || (r = check_date(p, as_of, e)) < 0 ||
        (r = binder_new(p, as_of, v->arena, &v->binder, e)) < 0 ||
        (r = dmn_run_new(pack_model(p), &v->run, e)) < 0)
        return r;
    *ret = take(v);
    return E_OK;
}

void evaluator_free(struct evaluator *v)
{
    if (!v)
        return;
    binder_free(v->binder);
    dmn_run_free(v->run);
    strbuf_done(&v->rules);
    arena_free(v->arena);
    free(v);
}

void evaluator_freep(struct evaluator **v)
{
    evaluator_free(*v);
}

static int by_text(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* The known codes of a list, sorted and joined; the facts behind the unknown ones. */
static bool read_codes(struct evaluator *v, const struct feel_value *x, struct output *o,
                       struct outcome *all)
{
    struct arena *a = dmn_run_arena(v->run);
    const struct feel_value *const *items = x->kind == FEEL_LIST ? x->list.items : &x;
    size_t n = x->kind == FEEL_LIST ? x->list.n : 1, codes = 0, bytes = 0;
    struct str *list = arena_array_of(a, n, struct str);
    const struct feel_value *missing = NULL;
    if (!list)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (feel_is_unknown(items[i]))
            missing = missing ? feel_unknown_join(a, missing, items[i]) : items[i];
        else if (items[i]->kind != FEEL_STRING)
            return false;
        else {
            list[codes++] = items[i]->string;
            bytes += items[i]->string.len + 1;
        }
    }
    qsort(list, codes, sizeof *list, by_text);
    char *text = arena_alloc(a, bytes + 1);
    if (!text)
        return false;
    o->s = (struct str){text, 0};
    for (size_t i = 0; i < codes; i++) {
        if (i && str_eq(list[i], list[i - 1]))
            continue;
        if (o->s.len)
            text[o->s.len++] = ';';
        memcpy(text + o->s.len, list[i].data, list[i].len);
        o->s.len += list[i].len;
    }
    if (missing) {
        all->measures_missing = missing->unknown.facts;
        all->n_measures_missing = missing->unknown.n;
    }
    return true;
}

/* false: the value is none that this output can have. */
static bool read_value(struct evaluator *v, const struct feel_value *x, enum output_type type,
                       struct output *o, struct outcome *all)
{
    switch (type) {
    case TYPE_MONEY:
        return x->kind == FEEL_NUMBER && dec_to_scaled(x->number, 2, &o->i);
    case TYPE_INTEGER:
        return x->kind == FEEL_NUMBER && dec_to_int(x->number, &o->i);
    case TYPE_BOOLEAN:
        o->i = feel_is_true(x);
        return x->kind == FEEL_BOOLEAN;
    case TYPE_DATE:
        o->i = x->days;
        return x->kind == FEEL_DATE && x->days > DATE_NONE && x->days <= INT32_MAX;
    case TYPE_CODE:
        o->s = x->string;
        return x->kind == FEEL_STRING;
    case TYPE_CODES:
        return read_codes(v, x, o, all);
    }
    return false;
}

static bool read_output(struct evaluator *v, enum output_id id, struct outcome *all)
{
    const struct feel_value *x = dmn_run_decide(v->run, v->nodes[id]);
    struct output *o = &all->out[id];
    *o = (struct output){.state = OUTPUT_KNOWN};
    if (feel_is_unknown(x)) {
        o->state = OUTPUT_UNKNOWN;
        o->facts = x->unknown.facts;
        o->n_facts = x->unknown.n;
        return true;
    }
    if (x->kind == FEEL_NULL && !x->is_error && output_types[id] == TYPE_DATE) {
        o->state = OUTPUT_NONE;
        return true;
    }
    if (read_value(v, x, output_types[id], o, all))
        return true;
    *o = (struct output){.state = OUTPUT_FAILED};
    return false;
}

/* The first line of an expression, for messages. */
static struct str first_line(struct str text)
{
    struct str line = {0};
    text = str_trim(text);
    str_split(&text, '\n', &line);
    return str_trim(line);
}

/* The error belongs to the first decision, in the order of need, that carries it. */
static void describe_failure(struct evaluator *v, int failed_output)
{
    const struct feel_run *feel = dmn_run_feel(v->run);
    struct outcome *o = &v->outcome;
    const struct dmn_model *m = pack_model(v->pack);
    int node = failed_output >= 0 ? v->nodes[failed_output] : -1;
    o->failed = true;
    if (feel->n_diagnostics) {
        struct str where = first_line(feel->diagnostics[0].where);
        o->failure = feel->diagnostics[0].message;
        if (where.len)
            err_at(&o->failure, STR_FMT, STR_FMT, STR_ARG(where));
    } else {
        err_set(&o->failure, E_INVALID, "结果缺失，或不是应有的类型（金额须为整分）",
                "the result is missing or of the wrong type (money must be whole fen)");
    }
    for (size_t i = 0; feel->n_diagnostics && i < v->n_order; i++)
        if (feel_has_error(dmn_run_decide(v->run, v->order[i]))) {
            node = v->order[i];
            break;
        }
    if (node >= 0) {
        const struct dmn_node *d = dmn_node(m, node);
        err_at(&o->failure, STR_FMT "（" STR_FMT "）", STR_FMT " (" STR_FMT ")", STR_ARG(d->name),
               STR_ARG(d->id));
    }
}

void rules_print(const struct dmn_model *m, const int *tables, const uint64_t *fired, size_t n,
                 struct strbuf *out)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t rows = fired[i];
        if (!rows)
            continue;
        if (out->len)
            strbuf_addc(out, ';');
        strbuf_adds(out, dmn_node(m, tables[i])->id);
        for (char sep = ':'; rows; rows &= rows - 1, sep = '+') {
            strbuf_addc(out, sep);
            strbuf_addu(out, (uint64_t)__builtin_ctzll(rows) + 1);
        }
    }
}

/* A table that `and` or `if` passed over is decided now, so that the rules hang on the facts and
 * not on the order of evaluation; what that meets is no failure. */
static void read_fired(struct evaluator *v, const bool *tables)
{
    struct feel_run *feel = dmn_run_feel(v->run);
    size_t diagnostics = feel->n_diagnostics;
    for (size_t i = 0; i < v->n_tables; i++)
        if (!tables || tables[i]) {
            dmn_run_decide(v->run, v->tables[i]);
            v->fired[i] = dmn_run_fired(v->run, v->tables[i], NULL);
        }
    feel->n_diagnostics = diagnostics;
}

static void list_rules(struct evaluator *v)
{
    read_fired(v, NULL);
    strbuf_clear(&v->rules);
    rules_print(pack_model(v->pack), v->tables, v->fired, v->n_tables, &v->rules);
    v->outcome.rules = strbuf_str(&v->rules);
}

static int start(struct evaluator *v, const struct household_facts *h, bool trace, struct err *e)
{
    dmn_run_reset(v->run);
    dmn_run_trace(v->run, trace);
    return binder_bind(v->binder, v->run, h, e);
}

static int run_household(struct evaluator *v, const struct household_facts *h, bool trace,
                         const struct outcome **ret, struct err *e)
{
    int r = start(v, h, trace, e), failed = -1;
    v->outcome = (struct outcome){0};
    if (r < 0)
        return r;
    for (int i = 0; i < N_OUTPUTS; i++)
        if (!read_output(v, (enum output_id)i, &v->outcome) && failed < 0)
            failed = i;
    list_rules(v);
    if (failed >= 0 || dmn_run_feel(v->run)->n_diagnostics)
        describe_failure(v, failed);
    if (arena_failed(dmn_run_arena(v->run)) || v->rules.failed)
        return err_nomem(e);
    *ret = &v->outcome;
    return E_OK;
}

int evaluate_some(struct evaluator *v, const struct household_facts *h, const bool which[N_OUTPUTS],
                  const bool *tables, struct outcome *ret, struct err *e)
{
    int r = start(v, h, false, e);
    bool well = true;
    if (r < 0)
        return r;
    for (int i = 0; i < N_OUTPUTS; i++)
        if (which[i])
            well = read_output(v, (enum output_id)i, ret) && well;
    well = well && !dmn_run_feel(v->run)->n_diagnostics;
    read_fired(v, tables);
    return arena_failed(dmn_run_arena(v->run)) ? err_nomem(e) : well;
}

int evaluate(struct evaluator *v, const struct household_facts *h, const struct outcome **ret,
             struct err *e)
{
    return run_household(v, h, false, ret, e);
}

int evaluate_traced(struct evaluator *v, const struct household_facts *h,
                    const struct outcome **ret, struct dmn_run **ret_run, struct err *e)
{
    int r = run_household(v, h, true, ret, e);
    if (r >= 0)
        *ret_run = v->run;
    return r;
}

const struct parameter *evaluator_parameter(const struct evaluator *v, const char *name)
{
    return binder_parameter(v->binder, str_of(name));
}
