/* FEEL over the cells of one row. */
#include "bounds.h"
#include "cleanup.h"
#include "feed_private.h"

#include <stdlib.h>

struct feed_evaluator {
    const struct feed *feed;
    struct arena *arena;
    struct feel_run run;
    struct feel_frame frame;
    const struct feel_value **slots; /* by column; NULL = not asked for yet */
    const struct fact *cells;
};

static const struct feel_value *cell_value(struct arena *a, const struct feed_column *c,
                                           struct fact v, uint32_t column)
{
    struct decimal d;
    if (!v.known)
        return feel_unknown(a, &column, 1);
    switch (c->type) {
    case FEED_MONEY:
        return feel_number(a, dec_from_scaled(v.i, 2));
    case FEED_INTEGER:
        return feel_int(a, v.i);
    case FEED_NUMBER:
        return dec_parse(v.s, &d) ? feel_number(a, d) : &feel_null;
    case FEED_BOOLEAN:
        return feel_bool(v.i != 0);
    default:
        return feed_type_is_date(c->type) ? feel_date(a, v.i) : feel_string(a, v.s);
    }
}

static const struct feel_value *fetch(struct feel_run *run, void *arg, int slot)
{
    struct feed_evaluator *x = arg;
    x->slots[slot] =
        cell_value(run->arena, &x->feed->columns[slot], x->cells[slot], (uint32_t)slot);
    return x->slots[slot];
}

int feed_evaluator_new(const struct feed *f, struct feed_evaluator **ret, struct err *e)
{
    _cleanup_(feed_evaluator_freep) struct feed_evaluator *x = calloc(1, sizeof *x);
    if (!x)
        return err_nomem(e);
    x->feed = f;
    x->arena = arena_new(LIMIT_FEEL_BYTES);
    x->slots = calloc(f->n_columns, sizeof *x->slots);
    if (!x->arena || !x->slots)
        return err_nomem(e);
    x->frame = (struct feel_frame){.slots = x->slots, .fetch = fetch, .arg = x};
    *ret = take(x);
    return 0;
}

void feed_evaluator_free(struct feed_evaluator *x)
{
    if (!x)
        return;
    arena_free(x->arena);
    free(x->slots);
    free(x);
}

void feed_evaluator_freep(struct feed_evaluator **x)
{
    feed_evaluator_free(*x);
}

static int fault(const struct feed_expr *x, struct err *e, const char *zh, const char *en)
{
    err_set(e, E_INVALID, "%s%.0s", "%.0s%s", zh, en);
    return err_at(e, STR_FMT " 第 %llu 行，%s 列：" STR_FMT,
                  STR_FMT " line %llu, column %s: " STR_FMT, STR_ARG(x->file),
                  (unsigned long long)x->line, x->column, STR_ARG(feel_expr_text(x->feel)));
}

static int evaluate(struct feed_evaluator *x, const struct feed_expr *expr,
                    const struct fact *cells, const struct feel_value **ret, struct err *e)
{
    arena_reset(x->arena);
    memset(x->slots, 0, x->feed->n_columns * sizeof *x->slots);
    x->cells = cells;
    feel_run_init(&x->run, x->arena);
    const struct feel_value *v = feel_eval(&x->run, expr->feel, &x->frame);
    if (arena_failed(x->arena))
        return err_nomem(e);
    if (x->run.stopped || feel_has_error(v)) {
        bool told = x->run.n_diagnostics > 0;
        return fault(expr, e, told ? x->run.diagnostics[0].message.zh : "算不出结果",
                     told ? x->run.diagnostics[0].message.en : "gives no result");
    }
    *ret = v;
    return 0;
}

int feed_condition(struct feed_evaluator *x, const struct feed_expr *condition,
                   const struct fact *cells, bool *ret, bool *ret_unknown, struct err *e)
{
    const struct feel_value *v = NULL;
    int rc = condition ? evaluate(x, condition, cells, &v, e) : 0;
    if (rc < 0)
        return rc;
    if (v && v->kind != FEEL_BOOLEAN && v->kind != FEEL_NULL && v->kind != FEEL_UNKNOWN)
        return fault(condition, e, "结果不是“是”或“否”", "this gives neither true nor false");
    *ret = !v || feel_is_true(v);
    *ret_unknown = v && feel_is_unknown(v);
    return 0;
}

int feed_holds(struct feed_evaluator *x, const struct feed_expr *condition,
               const struct fact *cells, bool *ret, struct err *e)
{
    bool unknown;
    return feed_condition(x, condition, cells, ret, &unknown, e);
}

/* false: no value of the attribute's type. */
static bool as_fact(const struct attribute *t, const struct feel_value *v, struct fact *ret)
{
    struct fact f = {.known = true};
    const struct code *c;
    switch (t->type) {
    case ATTR_MONEY:
    case ATTR_INTEGER:
        if (v->kind != FEEL_NUMBER ||
            !dec_to_scaled(v->number, t->type == ATTR_MONEY ? 2 : 0, &f.i))
            return false;
        break;
    case ATTR_BOOLEAN:
        if (v->kind != FEEL_BOOLEAN)
            return false;
        f.i = v->boolean;
        break;
    case ATTR_DATE:
        if (v->kind != FEEL_DATE || v->days <= INT32_MIN || v->days > INT32_MAX)
            return false;
        f.i = v->days;
        break;
    case ATTR_CODE:
        if (v->kind != FEEL_STRING || !(c = attribute_code(t, v->string)))
            return false;
        f.s = c->code;
        break;
    case ATTR_TEXT:
        if (v->kind != FEEL_STRING || v->string.len > LIMIT_TEXT_BYTES)
            return false;
        f.s = v->string;
        break;
    default:
        return false;
    }
    *ret = f;
    return true;
}

static int misfit(const struct feed_fact *fact, const struct feel_value *v, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0}, zh = {0}, en = {0};
    const struct attribute *t = fact->attribute;
    feel_print(v, false, &text);
    strbuf_printf(&zh, "“%.100s” 不是“" STR_FMT "”的值", strbuf_z(&text), STR_ARG(t->label));
    strbuf_printf(&en, "\"%.100s\" is no value of " STR_FMT, strbuf_z(&text), STR_ARG(t->id));
    if (v->kind == FEEL_NUMBER && t->type == ATTR_MONEY) {
        strbuf_addz(&zh, "：金额精确到分，请用 round half up(…, 2)");
        strbuf_addz(&en, ": money is in whole fen, use round half up(…, 2)");
    } else if (v->kind == FEEL_NUMBER && t->type == ATTR_INTEGER) {
        strbuf_addz(&zh, "：应为整数");
        strbuf_addz(&en, ": it must be whole");
    } else if (t->type == ATTR_CODE) {
        strbuf_addz(&zh, "：应为其代码或名称之一（heyi catalogue 可查）");
        strbuf_addz(&en, ": it must be one of its codes or labels (heyi catalogue)");
    }
    return text.failed || zh.failed || en.failed
               ? err_nomem(e)
               : fault(fact->value, e, strbuf_z(&zh), strbuf_z(&en));
}

int feed_value(struct feed_evaluator *x, const struct feed_fact *fact, const struct fact *cells,
               struct fact *ret, struct err *e)
{
    const struct feel_value *v = &feel_null;
    struct fact f = {0};
    int rc = fact->value ? evaluate(x, fact->value, cells, &v, e) : 0;
    if (rc < 0)
        return rc;
    if (v->kind != FEEL_NULL && !feel_is_unknown(v) && !as_fact(fact->attribute, v, &f))
        return misfit(fact, v, e);
    *ret = f;
    return 0;
}
