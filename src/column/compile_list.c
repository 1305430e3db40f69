/* Lists: the members, what is made of each of them, and functions over lists. */
#include "compile.h"

struct term list_input(struct compiler *c, const struct column_input *in,
                       const struct feel_type *item)
{
    struct term t = {.kind = TERM_INPUT}, r = {.kind = TERM_EACH};

    t.input.input = in;
    t.input.type = item;
    t.input.loop = ++c->loops;
    r.each.item = term_dup(c, t);
    r.each.condition = -1;
    r.each.loop = t.input.loop;
    return r;
}

static struct val val_in(const struct compiler *c, struct val v, int loop)
{
    if (reg_of(c, v)->space == SPACE_MEMBER)
        v.loop = loop;
    return v;
}

/* The same term with the lanes of another pass. */
static struct term relabel(struct compiler *c, struct term t, int loop)
{
    switch (t.kind) {
    case TERM_REG:
        t.val = val_in(c, t.val, loop);
        break;
    case TERM_INPUT:
        if (t.input.input->space == SPACE_MEMBER)
            t.input.loop = loop;
        break;
    case TERM_QUOTIENT: {
        struct quotient q = *t.quotient;

        q.n = val_in(c, q.n, loop);
        q.d = val_in(c, q.d, loop);
        t.quotient = arena_dup(c->arena, &q, sizeof q);
        if (!t.quotient)
            compile_no_memory(c);
        break;
    }
    case TERM_CONTEXT:
    case TERM_LIST: {
        struct term *at = compile_alloc(c, t.list.n, sizeof *at);

        for (size_t i = 0; at && i < t.list.n; i++)
            at[i] = relabel(c, t.list.at[i], loop);
        t.list.at = at;
        break;
    }
    case TERM_RANGE:
        if (t.range.low)
            t.range.low = term_dup(c, relabel(c, *t.range.low, loop));
        if (t.range.high)
            t.range.high = term_dup(c, relabel(c, *t.range.high, loop));
        break;
    default:
        break;
    }
    return c->failed ? term_failed() : t;
}

struct term list_open(struct compiler *c, const struct term *each)
{
    struct term r = *each;

    r.each.loop = ++c->loops;
    r.each.item = term_dup(c, relabel(c, *each->each.item, r.each.loop));
    return c->failed ? term_failed() : r;
}

static bool foreign(const struct compiler *c, struct val v, int loop)
{
    return reg_of(c, v)->space == SPACE_MEMBER && v.loop != loop;
}

static bool has_foreign(const struct compiler *c, const struct term *t, int loop)
{
    switch (t->kind) {
    case TERM_REG:
        return foreign(c, t->val, loop);
    case TERM_INPUT:
        return t->input.input->space == SPACE_MEMBER && t->input.loop != loop;
    case TERM_QUOTIENT:
        return foreign(c, t->quotient->n, loop) || foreign(c, t->quotient->d, loop);
    case TERM_CONTEXT:
    case TERM_LIST:
        for (size_t i = 0; i < t->list.n; i++)
            if (has_foreign(c, &t->list.at[i], loop))
                return true;
        return false;
    case TERM_RANGE:
        return (t->range.low && has_foreign(c, t->range.low, loop)) ||
               (t->range.high && has_foreign(c, t->range.high, loop));
    case TERM_EACH: /* a pass of its own */
    case TERM_CONST:
    case TERM_FUNCTION:
        return false;
    }
    return false;
}

void list_close(struct compiler *c, const struct term *each, const struct term *body)
{
    if (!c->failed && has_foreign(c, body, each->each.loop))
        refuse(c, "成员的循环里又用到外层循环的成员",
               "a loop over the members uses a member of an outer loop");
}

/* --- Functions --- */

/* An unknown item makes the number of them unknown (src/feel/README.md). */
static bool may_be_unknown(const struct compiler *c, const struct term *t)
{
    return (t->kind == TERM_REG && type_of(c, t->val)->unknown) || t->kind == TERM_QUOTIENT;
}

static struct term count(struct compiler *c, const struct term *t)
{
    if (t->kind == TERM_EACH)
        eager(c, t->each.item);
    if (t->kind == TERM_EACH) {
        if (may_be_unknown(c, t->each.item)) {
            refuse(c, "计数的项可能未知", "items that may be unknown are counted");
            return term_failed();
        }
        return term_of(emit_seg(c, t->each.condition < 0 ? DO_SEG_N : DO_SEG_COUNT, NO_VAL, t));
    }
    if (t->kind == TERM_LIST) {
        bool unknown = false;

        for (size_t i = 0; i < t->list.n; i++)
            unknown |= may_be_unknown(c, &t->list.at[i]);
        if (!unknown)
            return term_const(feel_int(c->run.arena, (int64_t)t->list.n));
    }
    refuse(c, "这样的列表的 count", "`count` of a list like this");
    return term_failed();
}

static struct term sum(struct compiler *c, const struct term *items, size_t n)
{
    struct term r = items[0];

    if (n == 1)
        return term_of(emit_demand(c, value_of(c, r, COLUMN_NUMBER), DEMAND_VALUE));
    for (size_t i = 1; i < n && !c->failed; i++)
        r = number_arith(c, OP_ADD, r, items[i]);
    return r;
}

static struct term extreme(struct compiler *c, const struct term *items, size_t n, int sign)
{
    struct val r = emit_demand(c, value_of(c, items[0], COLUMN_NUMBER), DEMAND_VALUE);

    for (size_t i = 1; i < n && !c->failed; i++) {
        struct val x = value_of(c, items[i], COLUMN_NUMBER);

        if (!c->failed)
            r = number_extreme(c, r, x, sign);
    }
    return c->failed ? term_failed() : term_of(r);
}

static struct term each_sum(struct compiler *c, const struct term *each)
{
    struct val v = value_of(c, *each->each.item, COLUMN_NUMBER);

    if (c->failed)
        return term_failed();
    return term_of(emit_seg(c, DO_SEG_SUM, v, each));
}

static struct term each_extreme(struct compiler *c, const struct term *each, int sign)
{
    const struct term *item = each->each.item;
    bool dates = item->kind == TERM_REG && type_of(c, item->val)->kind == COLUMN_DATE;
    struct val v = value_of(c, *item, dates ? COLUMN_DATE : COLUMN_NUMBER);

    if (c->failed)
        return term_failed();
    if (is_bounded(c, v))
        v = emit_demand(c, v, DEMAND_KNOWN);
    if (!dates && type_of(c, v)->width == COLUMN_U8)
        v = number_width(c, v, COLUMN_I32);
    return term_of(emit_seg(c, sign > 0 ? DO_SEG_MAX : DO_SEG_MIN, v, each));
}

static struct term logic(struct compiler *c, const struct term *list, bool is_or)
{
    if (list->kind == TERM_EACH) {
        struct val v = value_of(c, *list->each.item, COLUMN_BOOLEAN);

        return c->failed ? term_failed()
                         : term_of(emit_seg(c, is_or ? DO_SEG_SOME : DO_SEG_EVERY, v, list));
    }
    struct val r = emit_bool(c, !is_or);
    for (size_t i = 0; i < list->list.n && !c->failed; i++)
        r = emit_logic(c, is_or, true, r, value_of(c, list->list.at[i], COLUMN_BOOLEAN));
    return c->failed ? term_failed() : term_of(r);
}

static struct term contains(struct compiler *c, const struct term *list, const struct term *item)
{
    if (list->kind == TERM_LIST && list->list.n) {
        struct val r = emit_bool(c, false);

        for (size_t i = 0; i < list->list.n && !c->failed; i++)
            r = emit_logic(c, true, true, r, value_compare(c, OP_EQ, list->list.at[i], *item));
        return c->failed ? term_failed() : term_of(r);
    }
    if (list->kind != TERM_REG || type_of(c, list->val)->kind != COLUMN_CODES ||
        item->kind != TERM_CONST || item->value->kind != FEEL_STRING) {
        refuse(c, "list contains 只能问编码集是否含某个文字",
               "`list contains` asks a set of codes for a given text only");
        return term_failed();
    }
    int at = code_find(type_of(c, list->val), item->value->string);
    if (at < 0 && type_of(c, list->val)->n_codes == 64) {
        refuse(c, "编码集里没有这个文字", "the set of codes has no such text");
        return term_failed();
    }
    struct emission e = {.code = DO_HAS,
                         .type = {.kind = COLUMN_BOOLEAN, .width = COLUMN_U8, .max = 1},
                         .imm = at < 0 ? (int64_t)type_of(c, list->val)->n_codes : at,
                         .a = list->val,
                         .b = NO_VAL,
                         .c = NO_VAL};
    strict(c, &e);
    return term_of(emit(c, &e));
}

struct term list_builtin(struct compiler *c, const char *name, const struct term *args, size_t n)
{
    struct term list = {.kind = TERM_LIST, .list = {n, NULL, args}};
    struct str f = str_of(name);

    if (c->failed)
        return term_failed();
    if (n == 1 && (args[0].kind == TERM_EACH || args[0].kind == TERM_LIST))
        list = args[0];
    if (str_eqz(f, "count") && n == 1)
        return count(c, &args[0]);
    if (str_eqz(f, "list contains"))
        return contains(c, &args[0], &args[1]);
    bool each = list.kind == TERM_EACH;
    if (!each && list.list.n == 0) {
        refuse(c, "空列表的 %s", "%s of an empty list", name);
        return term_failed();
    }
    if (str_eqz(f, "sum"))
        return each ? each_sum(c, &list) : sum(c, list.list.at, list.list.n);
    if (str_eqz(f, "max") || str_eqz(f, "min")) {
        int sign = name[1] == 'a' ? 1 : -1;

        return each ? each_extreme(c, &list, sign) : extreme(c, list.list.at, list.list.n, sign);
    }
    if (str_eqz(f, "mean")) {
        struct term s = each ? each_sum(c, &list) : sum(c, list.list.at, list.list.n);
        struct term k = each && list.each.condition >= 0
                            ? term_of(emit_seg(c, DO_SEG_COUNT, NO_VAL, &list))
                        : each ? term_of(emit_seg(c, DO_SEG_N, NO_VAL, &list))
                               : term_of(number_const(c, (int64_t)list.list.n, 0));

        return number_arith(c, OP_DIV, s, k);
    }
    if (str_eqz(f, "all") || str_eqz(f, "any"))
        return logic(c, &list, name[1] == 'n');
    refuse(c, "函数 %s", "the function %s", name);
    return term_failed();
}
