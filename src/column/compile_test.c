/* Unary tests: cells, `in`, allowed values. */
#include "compile_tree.h"

struct val boolean_of(struct compiler *c, struct term t)
{
    return value_of(c, t, COLUMN_BOOLEAN);
}

static bool is_boolean(const struct compiler *c, const struct term *t)
{
    return (t->kind == TERM_CONST && t->value->kind == FEEL_BOOLEAN) ||
           (t->kind == TERM_REG && !t->months && type_of(c, t->val)->kind == COLUMN_BOOLEAN);
}

bool may_be(const struct compiler *c, const struct term *t, bool unknown, bool null)
{
    if (t->kind == TERM_CONST)
        return null && t->value->kind == FEEL_NULL;
    if (t->kind == TERM_REG) {
        const struct column_type *type = type_of(c, t->val);

        return (unknown && type->unknown) || (null && type->null);
    }
    return t->kind == TERM_QUOTIENT && unknown;
}

/* eval_one_test */
static struct val one_test(struct compiler *c, const struct test *t, struct term input,
                           const struct frame *f)
{
    if (t->expr->known && !t->is_logic)
        return value_test(c, input, constant_term(c, t->expr->known));
    struct term v = compile_tree(c, t->expr, f);
    if (c->failed)
        return (struct val){0, 0};
    if (t->uses_input) {
        if (is_boolean(c, &v))
            return boolean_of(c, v);
        if (may_be(c, &v, true, true)) {
            refuse(c, "用“?”算出的值可能未知", "what is made of \"?\" may be unknown");
            return (struct val){0, 0};
        }
    }
    if (t->is_logic && is_boolean(c, &v)) {
        if (!is_boolean(c, &input))
            return boolean_of(c, v);
        /* Beside a boolean the condition is compared, but where that is unknown or null it decides.
         */
        if (may_be(c, &input, true, true) || may_be(c, &v, false, true)) {
            refuse(c, "条件与可能未知的布尔值比较",
                   "a condition tests a boolean that may be unknown");
            return (struct val){0, 0};
        }
    }
    return value_test(c, input, v);
}

/* Constant tests of a code or boolean: its values one by one. False if that can't be said so. */
static bool test_bits(struct compiler *c, const struct node *n, struct val v, uint64_t bits[4])
{
    const struct column_type *t = type_of(c, v);
    size_t values = t->kind == COLUMN_BOOLEAN ? 2 : t->n_codes;

    if (t->kind != COLUMN_BOOLEAN && t->kind != COLUMN_CODE)
        return false;
    const uint32_t no_fact = 0;
    const struct feel_value *unknown = feel_unknown(c->run.arena, &no_fact, 1);
    for (size_t k = 0; k < n->tests.n; k++) {
        const struct feel_value *test = n->tests.at[k].expr->known;

        /* An unknown is surely in no empty list. */
        if (!test || n->tests.at[k].is_logic ||
            !feel_is_unknown(ops_test(&c->run, n->where, unknown, test)))
            return false;
    }
    for (size_t i = 0; i <= values; i++) {
        const struct feel_value *x = i == values && t->null ? &feel_null
                                     : i == values          ? NULL
                                     : t->kind == COLUMN_BOOLEAN
                                         ? feel_bool(i == 1)
                                         : feel_string(c->run.arena, t->codes[i]);
        size_t before = c->run.n_diagnostics;
        bool holds = false;

        for (size_t k = 0; x && k < n->tests.n; k++) {
            const struct feel_value *r = ops_test(&c->run, n->where, x, n->tests.at[k].expr->known);

            if (r->kind != FEEL_BOOLEAN || c->run.n_diagnostics != before)
                return false;
            holds |= r->boolean;
            if (holds)
                break;
        }
        if (n->tests.negated && x)
            holds = !holds;
        if (i == values && holds)
            return false; /* null is not among bits */
        if (holds)
            bits[i / 64] |= UINT64_C(1) << i % 64;
    }
    return true;
}

struct val tests_tree(struct compiler *c, const struct node *n, struct term input,
                      const struct frame *f)
{
    struct frame local = {.up = f, .slots = &input, .n = 1, .node = -1};
    struct val r = {0, 0};
    uint64_t bits[4] = {0};

    if (c->failed)
        return r;
    if (n->tests.any)
        return emit_bool(c, true);
    if (input.kind == TERM_REG && !input.months && test_bits(c, n, input.val, bits))
        return emit_in(c, input.val, bits);
    for (size_t i = 0; i < n->tests.n && !c->failed; i++) {
        struct val x = one_test(c, &n->tests.at[i], input, &local);

        r = i ? emit_logic(c, true, false, r, x) : x;
    }
    return n->tests.negated && !c->failed ? emit_not(c, r) : r;
}

struct val compile_tests(struct compiler *c, const struct feel_expr *x, struct term input,
                         const struct frame *f)
{
    const struct node *n = x->root;
    struct str outer = c->where;
    struct val v = {0, 0};

    if (c->failed)
        return v;
    c->where = x->text;
    if (n->kind == NODE_TESTS && !n->tests.a)
        v = tests_tree(c, n, input, f);
    else
        refuse(c, "不是单项测试", "no unary tests");
    c->where = outer;
    return v;
}

static bool closed(const struct node *n, int level)
{
    if (n->known)
        return true;
    switch ((enum node_kind)n->kind) {
    case NODE_NAME:
        return n->name.depth == level && n->name.slot == 0;
    case NODE_NEGATE:
        return closed(n->a, level);
    case NODE_ARITH:
    case NODE_COMPARE:
    case NODE_AND:
    case NODE_OR:
        return closed(n->a, level) && closed(n->b, level);
    case NODE_BETWEEN:
        return closed(n->a, level) && closed(n->b, level) && closed(n->c, level);
    case NODE_LIST:
        for (size_t i = 0; i < n->list.n; i++)
            if (!closed(n->list.at[i], level))
                return false;
        return true;
    case NODE_RANGE:
        return (!n->range.low || closed(n->range.low, level)) &&
               (!n->range.high || closed(n->range.high, level));
    case NODE_TESTS:
        for (size_t i = 0; i < n->tests.n; i++)
            if (!closed(n->tests.at[i].expr, level + 1))
                return false;
        return !n->tests.a || closed(n->tests.a, level);
    case NODE_BUILTIN:
        if (n->builtin.row->fn == builtin_now || n->builtin.row->fn == builtin_today)
            return false;
        for (size_t i = 0; i < n->builtin.n; i++)
            if (n->builtin.args[i] && !closed(n->builtin.args[i], level))
                return false;
        return true;
    default:
        return false;
    }
}

bool compile_closed(const struct feel_expr *x)
{
    return x->root->kind == NODE_TESTS && !x->root->tests.a && closed(x->root, -1);
}

bool compile_covers(struct compiler *c, const struct feel_expr *x, int64_t min, int64_t max,
                    unsigned scale)
{
    const struct node *n = x->root;

    if (n->kind != NODE_TESTS || n->tests.negated)
        return false;
    if (n->tests.any)
        return true;
    const struct feel_value *ends[2] = {
        feel_number(c->run.arena, dec_from_scaled(min, (int)scale)),
        feel_number(c->run.arena, dec_from_scaled(max, (int)scale))};
    for (size_t i = 0; i < n->tests.n; i++) {
        const struct feel_value *t = n->tests.at[i].expr->known;

        if (t && t->kind == FEEL_RANGE && t->range->form != FEEL_RANGE_NE &&
            feel_is_true(ops_test(&c->run, n->where, ends[0], t)) &&
            feel_is_true(ops_test(&c->run, n->where, ends[1], t)))
            return true;
    }
    return false;
}
