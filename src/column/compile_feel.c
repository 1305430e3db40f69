/* FEEL's typed tree → terms. What the interpreter does is told beside it (src/feel/eval*.c). */
#include "ast.h"
#include "bounds.h"
#include "compile.h"
#include "eval.h"

#define MAX_STEPS 2000000u
#define MAX_UNROLLED 256

static struct term compile(struct compiler *c, const struct node *n, const struct frame *f);

/* --- Names --- */

static struct term slot_of(struct compiler *c, const struct frame *f, int depth, int slot)
{
    for (; depth > 0 && f; depth--)
        f = f->up;
    if (f && f->node >= 0)
        return compile_scope_slot(c, f->node, slot);
    if (!f || (size_t)slot >= f->n) {
        refuse(c, "这个名称在此没有值", "this name has no value here");
        return term_failed();
    }
    return f->slots[slot];
}

static bool has_entry(const struct term *t, struct str name)
{
    const struct str *names = t->kind == TERM_CONTEXT ? t->list.names : t->input.type->field_names;
    size_t n = t->kind == TERM_CONTEXT ? t->list.n : t->input.type->n_fields;

    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

static struct term compile_search(struct compiler *c, const struct node *n, const struct frame *f)
{
    for (size_t i = 0; i < n->search.n; i++) {
        const struct search_place *p = &n->search.places[i];
        struct term item = slot_of(c, f, p->depth, 0);

        if (c->failed)
            return item;
        if (item.kind == TERM_REG && type_of(c, item.val)->unknown) {
            refuse(c, "过滤条件里的名称不能确定指什么",
                   "what the name inside the filter stands for can't be told");
            return item;
        }
        if ((item.kind == TERM_CONTEXT || item.kind == TERM_INPUT) &&
            has_entry(&item, n->search.name))
            return value_field(c, item, n->search.name, p->hint);
    }
    if (n->search.fallback)
        return compile(c, n->search.fallback, f);
    return term_const(&feel_null);
}

/* --- Paths --- */

static struct term date_part(struct compiler *c, struct val date, struct str name)
{
    static const struct {
        const char *name;
        int64_t min, max;
    } parts[] = {{"year", -6000000, 6000000}, {"month", 1, 12}, {"day", 1, 31}};

    for (int i = 0; i < 3; i++)
        if (str_eqz(name, parts[i].name)) {
            struct emission e = {.code = DO_DATE_PART,
                                 .type = number_type(parts[i].min, parts[i].max, 0),
                                 .imm = i,
                                 .a = date,
                                 .b = NO_VAL,
                                 .c = NO_VAL};

            strict(c, &e);
            return term_of(emit(c, &e));
        }
    refuse(c, "日期的“" STR_FMT "”", "\"" STR_FMT "\" of a date", STR_ARG(name));
    return term_failed();
}

/* The operands of a MONTHS, which AGE counts in years. */
static struct term months_part(struct compiler *c, struct val months, struct str name)
{
    const struct plan_op *op = &c->code.at[reg_of(c, months)->op];

    if (op->code != DO_MONTHS || !(str_eqz(name, "years") || str_eqz(name, "months"))) {
        refuse(c, "时长的“" STR_FMT "”", "\"" STR_FMT "\" of a duration", STR_ARG(name));
        return term_failed();
    }
    struct emission e = {.code = DO_AGE,
                         .type = number_type(0, 255, 0),
                         .slow = true,
                         .a = {op->a, months.loop},
                         .b = {op->b, months.loop},
                         .c = NO_VAL};
    e.type.width = COLUMN_U8;
    strict(c, &e);
    struct term years = term_of(emit(c, &e));
    if (str_eqz(name, "years"))
        return years;
    years = number_arith(c, OP_MUL, years, term_of(number_const(c, 12, 0)));
    struct term r = number_arith(c, OP_SUB, term_of(months), years);
    return r;
}

struct term compile_path(struct compiler *c, struct term base, struct str name, int hint)
{
    if (c->failed)
        return term_failed();
    switch (base.kind) {
    case TERM_INPUT:
    case TERM_CONTEXT:
        return value_field(c, base, name, hint);
    case TERM_EACH: {
        struct term r = base;

        r.each.item = term_dup(c, compile_path(c, *base.each.item, name, hint));
        return c->failed ? term_failed() : r;
    }
    case TERM_LIST: {
        struct term r = base, *items = compile_alloc(c, base.list.n, sizeof *items);

        for (size_t i = 0; items && i < base.list.n; i++)
            items[i] = compile_path(c, base.list.at[i], name, hint);
        r.list.at = items;
        return r;
    }
    case TERM_REG:
        if (base.months)
            return months_part(c, base.val, name);
        if (type_of(c, base.val)->kind == COLUMN_DATE)
            return date_part(c, base.val, name);
        break;
    default:
        break;
    }
    refuse(c, "成员“" STR_FMT "”", "the member \"" STR_FMT "\"", STR_ARG(name));
    return term_failed();
}

/* --- Constants --- */

/* Of constants only: what the interpreter gives, once. */
static struct term fold(struct compiler *c, const struct feel_value *v, size_t diagnostics)
{
    if (c->run.n_diagnostics != diagnostics || v->is_error || c->run.stopped) {
        refuse(c, "这一部分总是出错", "this part always fails");
        return term_failed();
    }
    return term_const(v);
}

/* Lists and ranges of constants, opened up. */
static struct term constant(struct compiler *c, const struct feel_value *v)
{
    if (v->kind == FEEL_LIST) {
        struct term r = {.kind = TERM_LIST}, *items = compile_alloc(c, v->list.n, sizeof *items);

        for (size_t i = 0; items && i < v->list.n; i++)
            items[i] = constant(c, v->list.items[i]);
        r.list.n = items ? v->list.n : 0;
        r.list.at = items;
        return r;
    }
    if (v->kind == FEEL_RANGE) {
        const struct feel_range *x = v->range;
        struct term r = {.kind = TERM_RANGE};

        r.range.form = x->form;
        r.range.low_included = x->low_included;
        r.range.high_included = x->high_included;
        r.range.low = x->low ? term_dup(c, constant(c, x->low)) : NULL;
        r.range.high = x->high ? term_dup(c, constant(c, x->high)) : NULL;
        return r;
    }
    if (v->kind == FEEL_CONTEXT) {
        const struct feel_context *x = v->context;
        struct term r = {.kind = TERM_CONTEXT},
                    *items = compile_alloc(c, x->shape->n, sizeof *items);

        for (size_t i = 0; items && i < x->shape->n; i++)
            items[i] = constant(c, x->values[i]);
        r.list.n = items ? x->shape->n : 0;
        r.list.names = x->shape->names;
        r.list.at = items;
        return r;
    }
    return term_const(v);
}

/* --- Arithmetic --- */

static bool months_of(struct compiler *c, const struct term *t, struct term *ret)
{
    if (t->kind == TERM_REG && t->months)
        *ret = term_of(t->val);
    else if (t->kind == TERM_CONST && t->value->kind == FEEL_MONTHS_DURATION)
        *ret = term_of(number_const(c, t->value->months, 0));
    else
        return false;
    return true;
}

static bool is_date(const struct compiler *c, const struct term *t)
{
    return (t->kind == TERM_CONST && t->value->kind == FEEL_DATE) ||
           (t->kind == TERM_REG && type_of(c, t->val)->kind == COLUMN_DATE);
}

static struct term as_months(struct term t)
{
    t.months = t.kind == TERM_REG;
    return t;
}

static struct term move_date(struct compiler *c, struct term date, struct term months, bool minus)
{
    if (minus)
        months = number_negate(c, months);
    struct val m = value_of(c, months, COLUMN_NUMBER);
    struct emission e = {.code = DO_ADD_MONTHS,
                         .type = {.kind = COLUMN_DATE,
                                  .width = COLUMN_I32,
                                  .min = -719162,  /* 0001-01-01 */
                                  .max = 2932896}, /* 9999-12-31 */
                         .slow = true,
                         .a = value_of(c, date, COLUMN_DATE),
                         .b = m,
                         .c = NO_VAL};
    if (c->failed)
        return term_failed();
    strict(c, &e);
    return term_of(emit(c, &e));
}

static struct term arith(struct compiler *c, const struct node *n, struct term a, struct term b)
{
    enum arith_op op = n->op;
    struct term ma, mb;

    if (c->failed)
        return term_failed();
    if (a.kind == TERM_CONST && b.kind == TERM_CONST) {
        size_t before = c->run.n_diagnostics;

        return fold(c, ops_arith(&c->run, n->where, op, a.value, b.value), before);
    }
    bool is_ma = months_of(c, &a, &ma), is_mb = months_of(c, &b, &mb);
    if (is_ma && is_mb && (op == OP_ADD || op == OP_SUB))
        return as_months(number_arith(c, op, ma, mb));
    if (is_mb && is_date(c, &a) && (op == OP_ADD || op == OP_SUB))
        return move_date(c, a, mb, op == OP_SUB);
    if (is_ma && is_date(c, &b) && op == OP_ADD)
        return move_date(c, b, ma, false);
    if ((is_ma || is_mb) && !(is_ma && is_mb) && op == OP_MUL)
        /* A number of months is cut to a whole one. */
        return as_months(
            number_round(c, number_arith(c, op, is_ma ? ma : a, is_mb ? mb : b), 0, ROUND_DOWN));
    if (is_ma && !is_mb && op == OP_DIV)
        return as_months(number_round(c, number_arith(c, op, ma, b), 0, ROUND_DOWN));
    if (is_number(c, &a) || is_number(c, &b))
        return number_arith(c, op, a, b);
    refuse(c, "这样的值之间的运算", "an operation on values like these");
    return term_failed();
}

/* --- Unary tests --- */

static struct val boolean_of(struct compiler *c, struct term t)
{
    return value_of(c, t, COLUMN_BOOLEAN);
}

static bool is_boolean(const struct compiler *c, const struct term *t)
{
    return (t->kind == TERM_CONST && t->value->kind == FEEL_BOOLEAN) ||
           (t->kind == TERM_REG && !t->months && type_of(c, t->val)->kind == COLUMN_BOOLEAN);
}

static bool may_be(const struct compiler *c, const struct term *t, bool unknown, bool null)
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
        return value_test(c, input, constant(c, t->expr->known));
    struct term v = compile(c, t->expr, f);
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
    for (size_t k = 0; k < n->tests.n; k++)
        if (!n->tests.at[k].expr->known || n->tests.at[k].is_logic)
            return false;
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

static struct val tests(struct compiler *c, const struct node *n, struct term input,
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
        v = tests(c, n, input, f);
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

/* --- Loops --- */

struct loop {
    struct compiler *c;
    const struct node *n;
    struct term *slots;
    struct frame frame;
    struct {
        struct term *at;
        size_t n, cap;
    } items;
};

static void loop_body(struct loop *l)
{
    struct term r = compile(l->c, l->n->loop.body, &l->frame);

    if (!l->c->failed && l->items.n >= MAX_UNROLLED)
        refuse(l->c, "循环超过 %d 次", "a loop of more than %d passes", MAX_UNROLLED);
    if (!l->c->failed && !vec_push(l->c->arena, &l->items, r))
        compile_no_memory(l->c);
}

/* Loops over lists of known length are unrolled. */
static void unroll(struct loop *l, size_t k)
{
    struct compiler *c = l->c;

    if (k == l->n->loop.n) {
        loop_body(l);
        return;
    }
    const struct loop_variable *v = &l->n->loop.vars[k];
    if (v->end) {
        struct term low = compile(c, v->domain, &l->frame), high = compile(c, v->end, &l->frame);
        int64_t from, to;

        if (c->failed)
            return;
        if (low.kind != TERM_CONST || high.kind != TERM_CONST || low.value->kind != FEEL_NUMBER ||
            high.value->kind != FEEL_NUMBER || !dec_to_int(low.value->number, &from) ||
            !dec_to_int(high.value->number, &to) || from > to || from < -1000000 ||
            to - from >= MAX_UNROLLED) {
            refuse(c, "循环的次数不固定", "a loop whose passes are not fixed");
            return;
        }
        for (int64_t i = from; i <= to && !c->failed; i++) {
            l->slots[k] = term_const(feel_int(c->run.arena, i));
            unroll(l, k + 1);
        }
        return;
    }
    struct term d = compile(c, v->domain, &l->frame);
    if (c->failed)
        return;
    if (d.kind != TERM_LIST) {
        refuse(c, "多重循环，或在这样的值上循环",
               "a loop within a loop, or over a value like this");
        return;
    }
    for (size_t i = 0; i < d.list.n && !c->failed; i++) {
        l->slots[k] = d.list.at[i];
        unroll(l, k + 1);
    }
}

static struct term compile_loop(struct compiler *c, const struct node *n, const struct frame *f)
{
    struct loop l = {.c = c, .n = n};

    l.slots = compile_alloc(c, n->loop.n + 1, sizeof *l.slots);
    if (!l.slots)
        return term_failed();
    if (n->op) {
        refuse(c, "循环用到 partial", "a loop that reads `partial`");
        return term_failed();
    }
    for (size_t i = 0; i <= n->loop.n; i++)
        l.slots[i] = term_const(&feel_null);
    l.frame = (struct frame){.up = f, .slots = l.slots, .n = n->loop.n + 1, .node = -1};
    if (n->loop.n == 1 && !n->loop.vars[0].end) {
        struct term d = compile(c, n->loop.vars[0].domain, &l.frame);

        if (c->failed)
            return term_failed();
        if (d.kind == TERM_EACH) {
            struct term each = list_open(c, &d);

            if (c->failed)
                return term_failed();
            l.slots[0] = *each.each.item;
            struct term body = compile(c, n->loop.body, &l.frame);
            if (c->failed)
                return term_failed();
            list_close(c, &each, &body);
            if (n->kind == NODE_FOR) {
                each.each.item = term_dup(c, body);
                return each;
            }
            return term_of(emit_seg(c, n->kind == NODE_SOME ? DO_SEG_SOME : DO_SEG_EVERY,
                                    boolean_of(c, body), &each));
        }
    }
    unroll(&l, 0);
    if (c->failed)
        return term_failed();
    if (n->kind == NODE_FOR)
        return (struct term){.kind = TERM_LIST, .list = {l.items.n, NULL, l.items.at}};
    bool some = n->kind == NODE_SOME;
    struct val v = emit_bool(c, !some);
    for (size_t i = 0; i < l.items.n && !c->failed; i++)
        v = emit_logic(c, some, false, v, boolean_of(c, l.items.at[i]));
    return term_of(v);
}

static struct term compile_filter(struct compiler *c, const struct node *n, const struct frame *f)
{
    struct term base = compile(c, n->a, f);

    if (c->failed)
        return term_failed();
    if (base.kind != TERM_EACH || n->b->type->kind == FEEL_T_NUMBER) {
        refuse(c, "只能按条件过滤成员（不能按序号，也不能过滤别的列表）",
               "only members are filtered, and by conditions (no index, no other list)");
        return term_failed();
    }
    struct term each = list_open(c, &base);
    if (c->failed)
        return term_failed();
    struct frame local = {.up = f, .slots = each.each.item, .n = 1, .node = -1};
    struct term cond = compile(c, n->b, &local);
    if (c->failed)
        return term_failed();
    list_close(c, &each, &cond);
    struct val v = boolean_of(c, cond);
    if (!c->failed && type_of(c, v)->null)
        v = emit_in(c, v, (const uint64_t[4]){2}); /* null drops the item */
    if (c->failed)
        return term_failed();
    v = spread(c, v, SPACE_MEMBER);
    if (each.each.condition >= 0) {
        struct val first = {each.each.condition, each.each.loop};

        /* The second one is not asked for where the first is unknown. */
        if (type_of(c, first)->unknown) {
            refuse(c, "过滤了两次，而第一次的条件可能未知",
                   "filtered twice, and the first condition may be unknown");
            return term_failed();
        }
        v = emit_logic(c, false, false, first, v);
    }
    each.each.condition = v.reg;
    return each;
}

/* --- Functions --- */

static int rounding_of(const struct builtin *b)
{
    return b->fn == builtin_round_half_up     ? ROUND_HALF_UP
           : b->fn == builtin_round_half_down ? ROUND_HALF_DOWN
           : b->fn == builtin_decimal         ? ROUND_HALF_EVEN
           : b->fn == builtin_round_up        ? ROUND_UP
           : b->fn == builtin_round_down      ? ROUND_DOWN
           : b->fn == builtin_floor           ? ROUND_FLOOR
           : b->fn == builtin_ceiling         ? ROUND_CEILING
                                              : -1;
}

static struct term rounded(struct compiler *c, const struct term *args, size_t n, int mode)
{
    int64_t scale = 0;
    struct decimal whole;

    if (n > 1 && (args[1].kind != TERM_CONST || args[1].value->kind != FEEL_NUMBER ||
                  !dec_round(args[1].value->number, 0, DEC_DOWN, &whole) ||
                  !dec_to_int(whole, &scale) || scale < -9 || scale > 9)) {
        refuse(c, "小数位数不是 -9 到 9 的常数", "the scale is no constant from -9 to 9");
        return term_failed();
    }
    return number_round(c, args[0], (int)scale, (enum plan_round)mode);
}

static struct term months_between(struct compiler *c, const struct term *args)
{
    struct emission e = {.code = DO_MONTHS,
                         .type = number_type(0, 150000000, 0),
                         .slow = true,
                         .a = value_of(c, args[0], COLUMN_DATE),
                         .b = value_of(c, args[1], COLUMN_DATE),
                         .c = NO_VAL};

    if (c->failed)
        return term_failed();
    strict(c, &e);
    return as_months(term_of(emit(c, &e)));
}

static struct term compile_builtin(struct compiler *c, const struct node *n, const struct frame *f)
{
    const struct builtin *b = n->builtin.row;
    struct term *args = compile_alloc(c, n->builtin.n, sizeof *args);
    bool constant_args = n->builtin.n > 0, missing = false;
    int mode = rounding_of(b);

    if (!args)
        return term_failed();
    size_t count = n->builtin.n;
    while (count > 0 && !n->builtin.args[count - 1])
        count--;
    for (size_t i = 0; i < count; i++) {
        missing |= !n->builtin.args[i];
        args[i] = n->builtin.args[i] ? compile(c, n->builtin.args[i], f) : term_const(&feel_null);
        constant_args &= args[i].kind == TERM_CONST;
    }
    if (c->failed)
        return term_failed();
    if (constant_args && !missing && count > 0 && b->fn != builtin_now && b->fn != builtin_today) {
        const struct feel_value **v = compile_alloc(c, count, sizeof *v);
        size_t before = c->run.n_diagnostics;

        for (size_t i = 0; v && i < count; i++)
            v[i] = args[i].value;
        return v ? fold(c, builtin_call(&c->run, n->where, b, n->builtin.sig, v, count), before)
                 : term_failed();
    }
    if (missing) {
        refuse(c, "函数 %s 缺少中间的参数", "function %s lacks an argument in the middle", b->name);
        return term_failed();
    }
    if (mode >= 0)
        return rounded(c, args, count, mode);
    if (b->fn == builtin_not)
        return term_of(emit_not(c, boolean_of(c, args[0])));
    if (b->fn == builtin_abs && is_number(c, &args[0])) {
        struct val v = value_of(c, args[0], COLUMN_NUMBER);

        return c->failed ? term_failed() : term_of(number_abs(c, v));
    }
    if (b->fn == builtin_months_between)
        return months_between(c, args);
    return list_builtin(c, b->name, args, count);
}

static struct term compile_call_node(struct compiler *c, const struct node *n,
                                     const struct frame *f)
{
    struct term fn = compile(c, n->call.callee, f);
    size_t want = fn.kind == TERM_FUNCTION ? fn.function.n : 0;
    struct term *args;

    if (c->failed)
        return term_failed();
    if (fn.kind != TERM_FUNCTION) {
        refuse(c, "调用的不是模型里的函数", "what is called is no function of the model");
        return term_failed();
    }
    if (n->call.n != (fn.function.item ? 1 : want)) {
        refuse(c, "参数个数不对", "wrong number of arguments");
        return term_failed();
    }
    args = compile_alloc(c, want + 1, sizeof *args);
    for (size_t i = 0; args && i < want; i++)
        args[i] = term_const(&feel_null);
    for (size_t i = 0; args && i < n->call.n && !c->failed; i++) {
        size_t k = n->call.names ? 0 : i;

        while (n->call.names && k < want && !str_eq(fn.function.params[k], n->call.names[i]))
            k++;
        if (k == want) {
            refuse(c, "没有参数“" STR_FMT "”", "there is no parameter \"" STR_FMT "\"",
                   STR_ARG(n->call.names[i]));
            return term_failed();
        }
        args[k] = compile(c, n->call.args[i], f);
        if (!fn.function.item && fn.function.types && fn.function.types[k])
            args[k] = value_coerce(c, args[k], fn.function.types[k]);
    }
    return c->failed ? term_failed() : compile_call(c, &fn, args);
}

/* --- Dispatch --- */

static struct term compile_if(struct compiler *c, const struct node *n, const struct frame *f)
{
    struct val cond = boolean_of(c, compile(c, n->a, f));
    int64_t k;

    if (c->failed)
        return term_failed();
    if (val_const(c, cond, &k))
        return compile(c, k ? n->b : n->c, f);
    struct term a = compile(c, n->b, f), b = compile(c, n->c, f);
    return value_if(c, cond, a, b);
}

static struct term compile_list(struct compiler *c, const struct node *n, const struct frame *f)
{
    struct term *items = compile_alloc(c, n->list.n, sizeof *items);

    for (size_t i = 0; items && i < n->list.n; i++)
        items[i] = compile(c, n->list.at[i], f);
    return (struct term){.kind = TERM_LIST, .list = {items ? n->list.n : 0, NULL, items}};
}

static struct term compile_context(struct compiler *c, const struct node *n, const struct frame *f)
{
    const struct feel_shape *shape = n->context.shape;
    struct term *values = compile_alloc(c, shape->n, sizeof *values);
    struct frame local = {.up = f, .slots = values, .n = 0, .node = -1};

    for (size_t i = 0; values && i < shape->n; i++) {
        values[i] = compile(c, n->context.values[i], &local);
        local.n++;
    }
    return (struct term){.kind = TERM_CONTEXT,
                         .list = {values ? shape->n : 0, shape->names, values}};
}

static struct term compile_range(struct compiler *c, const struct node *n, const struct frame *f)
{
    struct term r = {.kind = TERM_RANGE};

    r.range.form = n->op;
    r.range.low_included = n->range.low_included;
    r.range.high_included = n->range.high_included;
    if (n->range.low)
        r.range.low = term_dup(c, compile(c, n->range.low, f));
    r.range.high = n->range.high == n->range.low ? r.range.low
                   : n->range.high               ? term_dup(c, compile(c, n->range.high, f))
                                                 : NULL;
    return c->failed ? term_failed() : r;
}

static struct term dispatch(struct compiler *c, const struct node *n, const struct frame *f)
{
    switch ((enum node_kind)n->kind) {
    case NODE_CONST:
        return constant(c, n->value);
    case NODE_FAULT:
        refuse(c, "%s%.0s", "%.0s%s", n->fault.zh, n->fault.en);
        return term_failed();
    case NODE_NAME:
        return slot_of(c, f, n->name.depth, n->name.slot);
    case NODE_SEARCH:
        return compile_search(c, n, f);
    case NODE_PATH:
        return compile_path(c, compile(c, n->path.base, f), n->path.name, n->path.hint);
    case NODE_FILTER:
        return compile_filter(c, n, f);
    case NODE_CALL:
        return compile_call_node(c, n, f);
    case NODE_BUILTIN:
        return compile_builtin(c, n, f);
    case NODE_NEGATE: {
        struct term a = compile(c, n->a, f), m;

        if (c->failed)
            return a;
        return months_of(c, &a, &m) ? as_months(number_negate(c, m)) : number_negate(c, a);
    }
    case NODE_ARITH: {
        struct term a = compile(c, n->a, f);

        return arith(c, n, a, compile(c, n->b, f));
    }
    case NODE_COMPARE: {
        struct term a = compile(c, n->a, f);

        return term_of(value_compare(c, n->op, a, compile(c, n->b, f)));
    }
    case NODE_AND:
    case NODE_OR: {
        bool is_or = n->kind == NODE_OR;
        struct val a = boolean_of(c, compile(c, n->a, f));
        int64_t k;

        if (!c->failed && val_const(c, a, &k) && (k != 0) == is_or)
            return term_of(a); /* the other side is not evaluated */
        struct val b = boolean_of(c, compile(c, n->b, f));
        return c->failed ? term_failed() : term_of(emit_logic(c, is_or, false, a, b));
    }
    case NODE_BETWEEN: {
        struct term v = compile(c, n->a, f), low = compile(c, n->b, f), high = compile(c, n->c, f);
        struct val a = value_compare(c, OP_GE, v, low), b = value_compare(c, OP_LE, v, high);

        return c->failed ? term_failed() : term_of(emit_logic(c, false, true, a, b));
    }
    case NODE_TESTS: {
        struct term input = compile(c, n->tests.a, f);

        return c->failed ? term_failed() : term_of(tests(c, n, input, f));
    }
    case NODE_INSTANCE:
        break;
    case NODE_IF:
        return compile_if(c, n, f);
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
        return compile_loop(c, n, f);
    case NODE_LIST:
        return compile_list(c, n, f);
    case NODE_CONTEXT:
        return compile_context(c, n, f);
    case NODE_RANGE:
        return compile_range(c, n, f);
    case NODE_FUNCTION:
        break;
    }
    refuse(c, "这种表达式", "this kind of expression");
    return term_failed();
}

static struct term compile(struct compiler *c, const struct node *n, const struct frame *f)
{
    struct str outer = c->where;
    struct term t;

    if (c->failed)
        return term_failed();
    c->where = n->where;
    if (c->depth >= LIMIT_FEEL_DEPTH || ++c->steps > MAX_STEPS) {
        refuse(c, "嵌套太深或太长", "nested too deeply, or too long");
        return term_failed();
    }
    c->depth++;
    t = n->known ? constant(c, n->known) : dispatch(c, n, f);
    c->depth--;
    c->where = outer;
    return c->failed ? term_failed() : t;
}

struct term compile_expr(struct compiler *c, const struct feel_expr *x, const struct frame *f)
{
    return compile(c, x->root, f);
}
