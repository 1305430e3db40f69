/* What is wrong with a model, told without running it. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn_walk.h"
#include "lang.h"

#include <stdio.h>

struct check {
    const struct dmn_model *m;
    dmn_finding_fn *fn;
    void *arg;
    bool faults; /* nothing but faults is wanted */
    int errors;
    size_t gap_work;
    const struct visit *v; /* being checked */
    const struct table *table;
};

static void tell(struct check *k, enum dmn_severity severity, const char *code, int node, int row,
                 int column, uint32_t line, const struct err *message)
{
    struct dmn_finding f = {.severity = severity, .code = code, .line = line, .message = *message};
    char cell[80] = "";

    if (node >= 0)
        f.node = k->m->nodes.at[node]->pub.name;
    if (row >= 0 && column >= 0)
        snprintf(cell, sizeof cell, tr("第 %d 行，第 %d 列", "row %d, column %d"), row + 1,
                 column + 1);
    else if (row >= 0)
        snprintf(cell, sizeof cell, tr("第 %d 行", "row %d"), row + 1);
    else if (column >= 0)
        snprintf(cell, sizeof cell, tr("第 %d 列", "column %d"), column + 1);
    f.table_cell = str_of(cell);
    if (severity == DMN_ERROR)
        k->errors++;
    if (k->fn)
        k->fn(k->arg, &f);
}

static void tell_here(struct check *k, enum dmn_severity severity, const char *code,
                      const struct err *message)
{
    tell(k, severity, code, k->v->node, k->v->row, k->v->column, k->v->code->line, message);
}

/* A name that another element of the file has: what lacks is the requirement. */
static bool name_requirement(const struct check *k, struct str name, struct err *e)
{
    const struct node *at = k->v->node >= 0 ? k->m->nodes.at[k->v->node] : NULL;

    for (size_t i = 0; at && i < k->m->nodes.n; i++) {
        const struct node *n = k->m->nodes.at[i];

        if (n == at || n->unit != at->unit || !str_eq(n->pub.name, name))
            continue;
        err_set(e, E_INVALID,
                "模型里有“" STR_FMT "”，但这里没有把它列为需求：请从它画一条需求连线过来",
                "the model has \"" STR_FMT
                "\", but it is no requirement here: draw one from it to this element",
                STR_ARG(name));
        return true;
    }
    return false;
}

static void on_problem(void *arg, const struct feel_problem *p)
{
    const struct check *k = arg;
    struct err requirement;

    static const struct {
        const char *code;
        enum dmn_severity severity;
    } kinds[] = {
        [FEEL_P_UNKNOWN_NAME] = {"unknown-name", DMN_ERROR},
        [FEEL_P_FULL_WIDTH] = {"full-width", DMN_ERROR},
        [FEEL_P_SHADOWED] = {"shadowed", DMN_WARNING},
        [FEEL_P_TYPE] = {"type", DMN_ERROR},
        [FEEL_P_ARGUMENTS] = {"arguments", DMN_ERROR},
    };

    bool lacks = p->kind == FEEL_P_UNKNOWN_NAME && name_requirement(k, p->text, &requirement);

    tell_here(arg, kinds[p->kind].severity, kinds[p->kind].code,
              lacks ? &requirement : &p->message);
}

#define FIT_STEPS_MAX 1000u /* types may contain themselves */

/* May a value of that static type pass the boundary? What can't be told passes. */
static bool fits(const struct feel_type *from, const struct feel_type *to, unsigned *steps)
{
    if (++*steps > FIT_STEPS_MAX || from->kind == FEEL_T_ANY || from->kind == FEEL_T_NULL ||
        to->kind == FEEL_T_ANY || feel_type_conforms(from, to))
        return true;
    if (from->kind == FEEL_T_FUNCTION && to->kind == FEEL_T_FUNCTION)
        return true;
    if (from->kind == FEEL_T_DATE && to->kind == FEEL_T_DATE_TIME)
        return true;
    if (from->kind == FEEL_T_LIST && to->kind == FEEL_T_LIST)
        return !from->element || !to->element || fits(from->element, to->element, steps);
    if (from->kind == FEEL_T_RANGE && to->kind == FEEL_T_RANGE)
        return !from->element || !to->element || fits(from->element, to->element, steps);
    /* A list of one stands for its item, and the other way round. */
    if (from->kind == FEEL_T_LIST)
        return !from->element || fits(from->element, to, steps);
    if (to->kind == FEEL_T_LIST)
        return !to->element || fits(from, to->element, steps);
    if (from->kind != FEEL_T_CONTEXT || to->kind != FEEL_T_CONTEXT)
        return false;
    if (from->open || (from->n_fields == 0 && to->n_fields > 0))
        return true;
    for (size_t i = 0; i < to->n_fields; i++) {
        bool found = false;

        for (size_t j = 0; j < from->n_fields && !found; j++)
            if (str_eq(from->field_names[j], to->field_names[i])) {
                found = true;
                if (!fits(from->field_types[j], to->field_types[i], steps))
                    return false;
            }
        if (!found)
            return false;
    }
    return true;
}

static void out_of_memory(struct check *k)
{
    struct err e = {0};

    err_nomem(&e);
    tell_here(k, DMN_ERROR, "memory", &e);
}

static void check_type(struct check *k, const struct feel_type *from, const struct feel_type *to)
{
    _cleanup_(strbuf_done) struct strbuf is = {0}, want = {0};
    struct err e = {0};
    unsigned steps = 0;

    if (!to || fits(from, to, &steps))
        return;
    feel_type_print(from, &is);
    feel_type_print(to, &want);
    err_set(&e, E_INVALID, "类型不符：声明为 %.100s，表达式得到 %.100s",
            "type mismatch: declared %.100s, the expression gives %.100s", strbuf_z(&want),
            strbuf_z(&is));
    if (is.failed || want.failed)
        out_of_memory(k);
    else
        tell_here(k, DMN_ERROR, "type", &e);
}

/* Codes that a result's type or the output values don't know. */
static void check_result(struct check *k, const struct visit *v)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(LIMIT_FEEL_BYTES);
    const struct feel_type *type = v->want;
    const struct feel_expr *allowed = NULL;
    int output = v->table ? v->column - (int)v->table->pub.n_inputs : -1;

    if (output >= 0) {
        type = v->table->outputs[output].result;
        allowed = v->table->outputs[output].allowed.expr;
    }
    if (a && (type || allowed))
        feel_check_result(v->code->expr, dmn_type_or_any(type), allowed, a, on_problem, k);
    if (!a || arena_failed(a))
        out_of_memory(k);
}

static void check_code(void *arg, const struct visit *v)
{
    struct check *k = arg;

    k->v = v;
    if (v->code->fault) {
        const char *code = v->code->fault->code == E_UNSUPPORTED                    ? "unsupported"
                           : v->code->text.len && v->code->fault->code == E_INVALID ? "full-width"
                                                                                    : "syntax";
        tell_here(k, DMN_ERROR, code, v->code->fault);
        return;
    }
    if (k->faults)
        return;
    feel_check(v->code->expr, on_problem, k);
    if (v->role == CODE_EXPRESSION || v->role == CODE_OUTPUT_CELL) {
        check_type(k, feel_expr_type(v->code->expr), v->want);
        check_result(k, v);
    }
}

static void on_gap(void *arg, enum dmn_severity severity, const char *code, int row,
                   const struct err *e)
{
    struct check *k = arg;
    const struct table *t = k->table;

    tell(k, severity, code, t->node, row, -1, row >= 0 ? t->rules[row].line : t->line, e);
}

/* Does the fault stand in a cell, which is told where the cell is checked? */
static bool in_code(const struct table *t)
{
    for (size_t i = 0; i < t->pub.n_inputs; i++)
        if (t->inputs[i].code.fault == t->fault || t->inputs[i].allowed.fault == t->fault)
            return true;
    for (size_t i = 0; i < t->pub.n_outputs; i++)
        if (t->outputs[i].code.fault == t->fault || t->outputs[i].allowed.fault == t->fault)
            return true;
    for (size_t r = 0; r < t->pub.n_rules; r++) {
        for (size_t i = 0; i < t->pub.n_inputs; i++)
            if (t->rules[r].inputs[i].fault == t->fault)
                return true;
        for (size_t i = 0; i < t->pub.n_outputs; i++)
            if (t->rules[r].outputs[i].fault == t->fault)
                return true;
    }
    return false;
}

static void check_table(struct check *k, const struct table *t)
{
    struct err e = {0};
    bool ordered = false;

    k->table = t;
    if (t->fault) {
        if (!in_code(t))
            tell(k, DMN_ERROR, "table", t->node, -1, -1, t->line, t->fault);
        return;
    }
    if (k->faults)
        return;
    if (t->pub.n_rules == 0) {
        err_set(&e, E_INVALID, "决策表没有行", "the decision table has no rows");
        tell(k, DMN_WARNING, "no-rows", t->node, -1, -1, t->line, &e);
    }
    for (size_t i = 0; i < t->pub.n_outputs; i++)
        ordered |= t->outputs[i].n_order > 0;
    if ((t->pub.hit == 'P' || t->pub.hit == 'O') && !ordered) {
        err_set(&e, E_INVALID, "命中策略“%s”需要列出输出值，按优先级排列",
                "hit policy %s needs the output values listed in order of priority",
                t->pub.hit == 'P' ? "PRIORITY" : "OUTPUT ORDER");
        tell(k, DMN_ERROR, "no-priority", t->node, -1, -1, t->line, &e);
    }
    for (size_t r = 0; r < t->pub.n_rules; r++)
        for (size_t i = 0; i < t->pub.n_outputs; i++)
            if (!t->rules[r].outputs[i].expr) {
                err_set(
                    &e, E_INVALID, "输出格是空的，结果将是 null；请填写，或明确写 null",
                    "the output cell is empty, the result will be null; fill it in, or write null");
                tell(k, DMN_WARNING, "empty-output", t->node, (int)r, (int)(t->pub.n_inputs + i),
                     t->rules[r].outputs[i].line, &e);
            }
    dmn_gaps(t, &k->gap_work, on_gap, k);
}

static void check_name(struct check *k, const struct node *n, struct str name)
{
    struct err e = {0};

    if (!name.len || feel_is_name(name))
        return;
    err_set(&e, E_INVALID,
            "表达式无法引用名称“" STR_FMT
            "”：它以关键字（in、for、if 之类）或非字母开头，或含有不许可的符号",
            "no expression can refer to the name \"" STR_FMT
            "\": it begins with a keyword (in, for, if …) or no letter, or holds other signs",
            STR_ARG(name));
    tell(k, DMN_WARNING, "name", n->index, -1, -1, n->pub.line, &e);
}

static void check_node(struct check *k, const struct node *n)
{
    struct err e = {0};

    check_name(k, n, n->var);
    for (size_t i = 0; n->pub.kind == DMN_BKM && i < n->n_params; i++)
        check_name(k, n, n->params[i]);

    if (n->pub.kind == DMN_DECISION && !n->logic) {
        err_set(&e, E_INVALID, "决策没有逻辑，只能由外部给值",
                "the decision has no logic; its value must be given from outside");
        tell(k, DMN_WARNING, "no-logic", n->index, -1, -1, n->pub.line, &e);
    }
    if (n->pub.kind == DMN_BKM && n->logic && n->logic->external) {
        err_set(&e, E_UNSUPPORTED, "不支持外部函数（Java、PMML）",
                "external functions (Java, PMML) are not supported");
        tell(k, DMN_ERROR, "unsupported", n->index, -1, -1, n->pub.line, &e);
    }
    if (n->pub.kind == DMN_SERVICE && n->n_outputs == 0) {
        err_set(&e, E_INVALID, "决策服务没有输出决策",
                "the decision service has no output decision");
        tell(k, DMN_ERROR, "no-output", n->index, -1, -1, n->pub.line, &e);
    }
}

static int check(struct check *k)
{
    const struct dmn_model *m = k->m;

    for (size_t i = 0; i < m->found.n; i++) {
        const struct found *f = &m->found.at[i];

        if (f->severity == DMN_ERROR || !k->faults)
            tell(k, f->severity, f->code, f->node, -1, -1, f->line, f->message);
    }
    for (size_t i = 0; !k->faults && i < m->nodes.n; i++)
        check_node(k, m->nodes.at[i]);
    dmn_walk(m, check_code, k);
    for (size_t i = 0; i < m->tables.n; i++)
        check_table(k, m->tables.at[i]);
    return k->errors;
}

int dmn_check(const struct dmn_model *m, dmn_finding_fn *fn, void *arg)
{
    struct check k = {.m = m, .fn = fn, .arg = arg};

    return check(&k);
}

int dmn_faults(const struct dmn_model *m, dmn_finding_fn *fn, void *arg)
{
    struct check k = {.m = m, .fn = fn, .arg = arg, .faults = true};

    return check(&k);
}
