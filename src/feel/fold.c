/* Constant folding: what is the same in every run is evaluated once, when it is parsed. The tree
 * stays as it was written, for those who read it. */
#include "parser.h"
#include "text.h"

static bool makes_temporal(const struct builtin *b)
{
    return strchr("dTtm", b->result) || b->fn == builtin_duration_from;
}

static bool is_known_number(const struct node *n)
{
    return n->known && n->known->kind == FEEL_NUMBER;
}

static bool foldable(const struct node *n)
{
    switch ((enum node_kind)n->kind) {
    case NODE_NEGATE:
        return n->a->known;
    case NODE_ARITH: /* not texts: a long sum of them would be copied at each sign */
        return is_known_number(n->a) && is_known_number(n->b);
    case NODE_RANGE:
        return (!n->range.low || n->range.low->known) && (!n->range.high || n->range.high->known);
    case NODE_LIST:
        for (size_t i = 0; i < n->list.n; i++)
            if (!n->list.at[i]->known)
                return false;
        return true;
    case NODE_BUILTIN: /* dates, times, durations; not now() and today() */
        for (size_t i = 0; i < n->builtin.n; i++)
            if (n->builtin.args[i] && !n->builtin.args[i]->known)
                return false;
        return n->builtin.n > 0 && makes_temporal(n->builtin.row);
    default:
        return false;
    }
}

/* Has something in this part been found wrong already? */
static bool is_told(const struct parser *p, struct str where)
{
    for (size_t i = p->expr->problems.n; i > 0; i--) {
        const char *at = p->expr->problems.at[i - 1].text.data;
        if (at >= where.data && at < where.data + where.len)
            return true;
    }
    return false;
}

/* An error is told in each run, and to who checks the text. */
static void tell_error(struct parser *p, const struct node *n, const struct feel_run *run)
{
    if (run->n_diagnostics == 0 || is_told(p, n->where))
        return;
    const struct err *e = &run->diagnostics[0].message;
    int shown = (int)utf8_offset(n->where, 40);
    parse_problem(p, FEEL_P_TYPE, n->where, "“%.*s”总是出错：%s%.0s",
                  "\"%.*s\" always fails: %.0s%s", shown, n->where.data, e->zh, e->en);
}

void fold_node(struct parser *p, struct node *n)
{
    if (n->kind == NODE_CONST)
        n->known = n->value;
    if (n->known || !foldable(n))
        return;
    struct feel_run run;
    feel_run_init(&run, p->arena);
    const struct feel_value *v = eval_node(&run, n, NULL);
    if (v->kind == FEEL_NULL)
        tell_error(p, n, &run);
    else if (run.n_diagnostics == 0 && !arena_failed(p->arena))
        n->known = v;
}
