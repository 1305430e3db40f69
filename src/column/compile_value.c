/* Values: as registers, side by side, compared, across typed boundaries. */
#include "compile.h"

#include "date.h"

static const char *const kinds[] = {"boolean", "string", "list of strings", "number", "date"};

bool is_number(const struct compiler *c, const struct term *t)
{
    return t->kind == TERM_QUOTIENT || (t->kind == TERM_CONST && t->value->kind == FEEL_NUMBER) ||
           (t->kind == TERM_REG && !t->months && type_of(c, t->val)->kind == COLUMN_NUMBER);
}

static struct column_type plain_type(struct compiler *c, enum column_kind kind)
{
    switch (kind) {
    case COLUMN_NUMBER:
        return number_type(0, 0, 0);
    case COLUMN_DATE:
        return (struct column_type){.kind = kind, .width = COLUMN_I32};
    case COLUMN_CODE:
        return (struct column_type){
            .kind = kind, .width = COLUMN_U8, .codes = codes_intern(c, NULL, 0)};
    case COLUMN_CODES:
        return (struct column_type){
            .kind = kind, .width = COLUMN_U64, .codes = codes_intern(c, NULL, 0)};
    default:
        return boolean;
    }
}

/* A constant that has a register of its own; false if it is none. */
static bool const_value(struct compiler *c, const struct feel_value *v, struct val *ret)
{
    int64_t n;

    switch (v->kind) {
    case FEEL_BOOLEAN:
        *ret = emit_bool(c, v->boolean);
        return true;
    case FEEL_NUMBER:
        for (int scale = 0; scale <= 18; scale++)
            if (dec_to_scaled(v->number, scale, &n)) {
                *ret = number_const(c, n, (unsigned)scale);
                return true;
            }
        return false;
    case FEEL_DATE: {
        if (v->days <= DATE_NONE || v->days > INT32_MAX)
            return false;
        *ret = emit_const(c, plain_type(c, COLUMN_DATE), v->days, COLUMN_KNOWN);
        return true;
    }
    case FEEL_STRING: {
        struct column_type t = {.kind = COLUMN_CODE, .width = COLUMN_U8, .n_codes = 1};

        t.codes = codes_intern(c, &v->string, 1);
        *ret = emit_const(c, t, 0, COLUMN_KNOWN);
        return true;
    }
    default:
        return false;
    }
}

struct val value_of(struct compiler *c, struct term t, enum column_kind kind)
{
    struct val v = {0, 0};

    if (c->failed)
        return v;
    if (t.kind == TERM_CONST && t.value->kind == FEEL_NULL)
        return emit_const(c, plain_type(c, kind), 0, COLUMN_NULL);
    if (t.kind == TERM_REG && !t.months)
        v = t.val;
    else if (t.kind != TERM_CONST || !const_value(c, t.value, &v)) {
        if (t.kind == TERM_QUOTIENT)
            refuse(c, "商未经舍入就当作数来用（先舍入，例如 round half up）",
                   "a quotient is used as a number before it is rounded (round half up, …)");
        else
            refuse(c, "此处要列能容纳的 %s", "a %s that columns hold is wanted here", kinds[kind]);
        return (struct val){0, 0};
    }
    if (c->failed || type_of(c, v)->kind == kind)
        return v;
    refuse(c, "此处要 %s，得到 %s", "%s wanted here, got %s", kinds[kind],
           kinds[type_of(c, v)->kind]);
    return (struct val){0, 0};
}

static bool is_null_const(const struct term *t)
{
    return t->kind == TERM_CONST && t->value->kind == FEEL_NULL;
}

/* The kind that a term's register has, or would have; -1 = null. */
static int kind_of(struct compiler *c, const struct term *t)
{
    struct val v;

    if (is_null_const(t))
        return -1;
    if (t->kind == TERM_REG)
        return (int)type_of(c, t->val)->kind;
    if (t->kind == TERM_CONST && const_value(c, t->value, &v))
        return (int)type_of(c, v)->kind;
    refuse(c, "这样的值不能并列选用", "values like this can't be chosen among");
    return COLUMN_BOOLEAN;
}

static struct val recode(struct compiler *c, struct val v, const struct column_type *to)
{
    const struct plan_reg *r = reg_of(c, v);
    uint64_t lut[32] = {0};
    bool same = true;
    int64_t k;

    for (size_t i = 0; i < r->type.n_codes; i++) {
        int at = code_find(to, r->type.codes[i]);

        same &= at == (int)i;
        ((uint8_t *)lut)[i] = (uint8_t)at;
    }
    struct emission e = {.code = DO_RECODE,
                         .type = *to,
                         .slow = r->slow,
                         .lut = lut,
                         .n_lut = 32,
                         .a = v,
                         .b = NO_VAL,
                         .c = NO_VAL};
    e.type.unknown = r->type.unknown;
    e.type.null = r->type.null;
    if (val_const(c, v, &k))
        return emit_const(c, *to, ((uint8_t *)lut)[k], COLUMN_KNOWN);
    return same ? v : emit(c, &e);
}

static void unify_codes(struct compiler *c, struct val *v, size_t n)
{
    struct str all[256];
    struct column_type to = {.kind = COLUMN_CODE, .width = COLUMN_U8};
    bool same = true;

    for (size_t i = 1; i < n; i++)
        same &= type_of(c, v[i])->codes == type_of(c, v[0])->codes;
    if (same)
        return;
    /* Lists of registers first: then most of them need no recoding. */
    to.codes = all;
    for (int constants = 0; constants < 2; constants++)
        for (size_t i = 0; i < n; i++) {
            const struct column_type *t = type_of(c, v[i]);
            int64_t k;

            if (val_const(c, v[i], &k) != (constants == 1))
                continue;
            for (size_t j = 0; j < t->n_codes; j++)
                if (code_find(&to, t->codes[j]) < 0) {
                    if (to.n_codes == 255) {
                        refuse(c, "不同的编码超过 255 个", "more than 255 different texts");
                        return;
                    }
                    all[to.n_codes++] = t->codes[j];
                }
        }
    to.codes = codes_intern(c, all, to.n_codes);
    for (size_t i = 0; i < n && !c->failed; i++) {
        v[i] = recode(c, v[i], &to);
    }
}

void unify(struct compiler *c, const struct term *terms, size_t n, struct val *ret)
{
    int kind = -1;

    for (size_t i = 0; i < n; i++)
        ret[i] = (struct val){0, 0};
    for (size_t i = 0; i < n && kind < 0; i++)
        kind = kind_of(c, &terms[i]);
    if (kind < 0)
        kind = COLUMN_BOOLEAN; /* all of them null */
    for (size_t i = 0; i < n; i++)
        ret[i] = value_of(c, terms[i], (enum column_kind)kind);
    if (c->failed)
        return;
    if (kind == COLUMN_NUMBER) {
        /* Null has no scale. */
        size_t first = n;
        unsigned scale = 0;

        for (size_t i = 0; i < n; i++)
            if (!is_null_const(&terms[i])) {
                first = first == n ? i : first;
                if (type_of(c, ret[i])->scale > scale)
                    scale = type_of(c, ret[i])->scale;
            }
        enum column_width w = COLUMN_U8;
        for (size_t i = 0; i < n; i++)
            if (!is_null_const(&terms[i])) {
                ret[i] = number_rescale(c, ret[i], scale - type_of(c, ret[i])->scale);
                if (type_of(c, ret[i])->width > w)
                    w = type_of(c, ret[i])->width;
            }
        for (size_t i = 0; i < n && !c->failed; i++)
            if (!is_null_const(&terms[i]))
                ret[i] = number_width(c, ret[i], w);
            else if (first < n) {
                struct column_type t = *type_of(c, ret[first]);

                t.width = w;
                t.scale = (uint8_t)scale;
                ret[i] = emit_const(c, t, 0, COLUMN_NULL);
            }
    } else if (kind == COLUMN_CODE) {
        unify_codes(c, ret, n);
    } else if (kind == COLUMN_CODES) {
        for (size_t i = 1; i < n; i++)
            if (type_of(c, ret[i])->codes != type_of(c, ret[0])->codes)
                refuse(c, "不同编码表的编码集", "sets of codes of different lists");
    }
}

/* --- Comparisons --- */

static bool is_code(const struct compiler *c, const struct term *t)
{
    return t->kind == TERM_REG && !t->months && type_of(c, t->val)->kind == COLUMN_CODE;
}

static bool is_string(const struct term *t)
{
    return t->kind == TERM_CONST && t->value->kind == FEEL_STRING;
}

static struct val equal_regs(struct compiler *c, struct val a, struct val b)
{
    const struct plan_reg *ra = reg_of(c, a), *rb = reg_of(c, b);
    struct emission e = {
        .code = DO_EQ, .type = boolean, .slow = ra->slow || rb->slow, .a = a, .b = b, .c = NO_VAL};

    e.type.unknown = ra->type.unknown || rb->type.unknown;
    return emit(c, &e);
}

/* A code or boolean is one of some bits. */
static struct val in_bits(struct compiler *c, struct val v, uint64_t bits)
{
    const uint64_t lut[4] = {bits};

    return emit_in(c, v, lut);
}

static struct val equal_to_null(struct compiler *c, const struct term *t)
{
    if (t->kind == TERM_CONST)
        return emit_bool(c, t->value->kind == FEEL_NULL);
    if (t->kind == TERM_REG) {
        struct column_type type = *type_of(c, t->val);

        if (type.kind != COLUMN_CODES)
            return equal_regs(c, t->val, emit_const(c, type, 0, COLUMN_NULL));
    }
    refuse(c, "这样的值与 null 比较", "a value like this is compared with null");
    return (struct val){0, 0};
}

static struct val equal(struct compiler *c, const struct term *a, const struct term *b)
{
    if (is_null_const(b))
        return equal_to_null(c, a);
    if (is_null_const(a))
        return equal_to_null(c, b);
    if (is_string(a) && is_code(c, b))
        return equal(c, b, a);
    if (is_code(c, a) && is_string(b)) {
        int at = code_find(type_of(c, a->val), b->value->string);
        uint64_t bits[4] = {0};

        if (at >= 0)
            bits[at / 64] = UINT64_C(1) << at % 64;
        return emit_in(c, a->val, bits);
    }
    if (is_number(c, a) && is_number(c, b))
        return number_compare(c, OP_EQ, *a, *b);
    if (a->kind == TERM_REG && b->kind == TERM_REG && a->months && b->months)
        return number_compare(c, OP_EQ, term_of(a->val), term_of(b->val));
    struct term pair[2] = {*a, *b};
    struct val v[2];
    int ka = kind_of(c, a), kb = kind_of(c, b);
    if (!c->failed && (ka != kb || ka == COLUMN_CODES)) {
        refuse(c, "不同种类的值比较", "values of different kinds are compared");
        return (struct val){0, 0};
    }
    unify(c, pair, 2, v);
    if (c->failed)
        return v[0];
    for (int i = 0; i < 2; i++) {
        int64_t k;

        if (ka == COLUMN_BOOLEAN && val_const(c, v[i], &k)) {
            struct val x = v[1 - i];

            if (type_of(c, x)->null)
                return in_bits(c, x, k ? 2 : 1);
            return k ? x : emit_not(c, x);
        }
    }
    return equal_regs(c, v[0], v[1]);
}

static bool is_months(const struct term *t)
{
    return (t->kind == TERM_REG && t->months) ||
           (t->kind == TERM_CONST && t->value->kind == FEEL_MONTHS_DURATION);
}

static struct term months_number(struct compiler *c, const struct term *t)
{
    return t->kind == TERM_REG ? term_of(t->val) : term_of(number_const(c, t->value->months, 0));
}

static struct val compare_dates(struct compiler *c, enum compare_op op, struct val a, struct val b)
{
    bool turned = op == OP_GT || op == OP_GE;
    struct emission e = {.code = op == OP_LT || op == OP_GT ? DO_LT : DO_LE,
                         .type = boolean,
                         .a = turned ? b : a,
                         .b = turned ? a : b,
                         .c = NO_VAL};

    strict(c, &e);
    return emit(c, &e);
}

struct val value_compare(struct compiler *c, enum compare_op op, struct term a, struct term b)
{
    if (c->failed)
        return (struct val){0, 0};
    if (a.kind == TERM_CONST && b.kind == TERM_CONST) {
        size_t before = c->run.n_diagnostics;
        const struct feel_value *v = ops_compare(&c->run, c->where, op, a.value, b.value);

        if (v->kind == FEEL_BOOLEAN && c->run.n_diagnostics == before)
            return emit_bool(c, v->boolean);
        refuse(c, "比较总是出错", "the comparison always fails");
        return (struct val){0, 0};
    }
    if (is_months(&a) && is_months(&b)) {
        a = months_number(c, &a);
        b = months_number(c, &b);
    }
    if (op == OP_NE && (is_number(c, &a) && is_number(c, &b)))
        return number_compare(c, op, a, b);
    if (op == OP_EQ || op == OP_NE) {
        struct val v = equal(c, &a, &b);

        return op == OP_EQ || c->failed ? v : emit_not(c, v);
    }
    if (is_number(c, &a) && is_number(c, &b))
        return number_compare(c, op, a, b);
    int ka = kind_of(c, &a), kb = kind_of(c, &b);
    if (!c->failed && (ka == COLUMN_DATE || kb == COLUMN_DATE) && (ka == kb || ka < 0 || kb < 0))
        return compare_dates(c, op, value_of(c, a, COLUMN_DATE), value_of(c, b, COLUMN_DATE));
    refuse(c, "只有数、日期和年月时长能比大小",
           "only numbers, dates and years and months durations have an order");
    return (struct val){0, 0};
}

static bool term_nullable(const struct compiler *c, const struct term *t)
{
    return t->kind == TERM_REG && type_of(c, t->val)->null;
}

struct val value_in_range(struct compiler *c, struct term v, const struct term *t)
{
    if (t->range.form == FEEL_RANGE_EQ || t->range.form == FEEL_RANGE_NE)
        return value_compare(c, t->range.form == FEEL_RANGE_EQ ? OP_EQ : OP_NE, v, *t->range.low);
    if (is_null_const(&v))
        return emit_const(c, boolean, 0, COLUMN_NULL);
    const struct term *low = t->range.low, *high = t->range.high;
    if (t->range.form == FEEL_RANGE_INTERVAL &&
        ((low && (is_null_const(low) || term_nullable(c, low))) ||
         (high && (is_null_const(high) || term_nullable(c, high))))) {
        refuse(c, "区间的一端可能是 null", "an end of the range may be null");
        return (struct val){0, 0};
    }
    struct val r = emit_bool(c, true);
    if (low)
        r = value_compare(c, t->range.low_included ? OP_GE : OP_GT, v, *low);
    if (high) {
        struct val below = value_compare(c, t->range.high_included ? OP_LE : OP_LT, v, *high);

        r = low ? emit_logic(c, false, false, r, below) : below;
    }
    /* null lies in no range; a test may ask that without an error. */
    if (!c->failed && term_nullable(c, &v))
        r = emit_if(c, emit_is_null(c, v.val), emit_const(c, boolean, 0, COLUMN_NULL), r);
    return r;
}

/* Among a list: what can't be compared is no match. */
static struct val in_list(struct compiler *c, struct term v, const struct term *list)
{
    struct val r = emit_bool(c, false);

    for (size_t i = 0; i < list->list.n && !c->failed; i++) {
        const struct term *item = &list->list.at[i];

        if (item->kind == TERM_RANGE) {
            struct val x = value_in_range(c, v, item);

            if (!c->failed && type_of(c, x)->null) /* null is no match */
                x = in_bits(c, x, 2);
            r = emit_logic(c, true, false, r, x);
        } else {
            r = emit_logic(c, true, false, r, value_compare(c, OP_EQ, v, *item));
        }
    }
    return r;
}

struct val value_test(struct compiler *c, struct term v, struct term t)
{
    if (t.kind == TERM_RANGE)
        return value_in_range(c, v, &t);
    if (t.kind == TERM_LIST)
        return in_list(c, v, &t);
    return value_compare(c, OP_EQ, v, t);
}

/* --- Choosing --- */

static bool same_shape(const struct term *a, const struct term *b)
{
    if (a->kind != TERM_CONTEXT || b->kind != TERM_CONTEXT || a->list.n != b->list.n)
        return false;
    for (size_t i = 0; i < a->list.n; i++)
        if (!str_eq(a->list.names[i], b->list.names[i]))
            return false;
    return true;
}

/* Field by field: a context that is not known has fields that are not known, for the same facts. */
static struct term by_field(struct compiler *c, struct val by, const struct term *terms, size_t n,
                            bool is_if)
{
    struct term r = {.kind = TERM_CONTEXT, .list = terms[0].list};
    struct term *fields = compile_alloc(c, r.list.n, sizeof *fields);
    struct term *column = compile_alloc(c, n, sizeof *column);

    if (!fields || !column)
        return term_failed();
    for (size_t i = 0; i < r.list.n; i++) {
        for (size_t k = 0; k < n; k++)
            column[k] = terms[k].list.at[i];
        fields[i] = is_if ? value_if(c, by, column[0], column[1]) : value_choose(c, by, column, n);
    }
    r.list.at = fields;
    eager(c, &r);
    return r;
}

struct term value_if(struct compiler *c, struct val cond, struct term a, struct term b)
{
    struct term branches[2] = {a, b};
    struct val v[2];
    bool months = is_months(&a) && is_months(&b);
    int64_t k;

    if (c->failed)
        return term_failed();
    if (val_const(c, cond, &k))
        return k ? a : b;
    if (same_shape(&a, &b))
        return by_field(c, cond, branches, 2, true);
    for (int i = 0; i < 2 && months; i++)
        branches[i] = months_number(c, &branches[i]);
    unify(c, branches, 2, v);
    if (c->failed)
        return term_failed();
    struct term r = term_of(emit_if(c, cond, v[0], v[1]));
    r.months = months;
    return r;
}

struct term value_choose(struct compiler *c, struct val hit, const struct term *terms, size_t n)
{
    bool structures = true;

    if (c->failed)
        return term_failed();
    for (size_t i = 0; i < n; i++)
        structures &= same_shape(&terms[i], &terms[0]);
    if (structures)
        return by_field(c, hit, terms, n, false);
    struct val *v = compile_alloc(c, n, sizeof *v);
    if (!v)
        return term_failed();
    unify(c, terms, n, v);
    if (c->failed)
        return term_failed();
    const struct plan_reg *rh = reg_of(c, hit);
    struct emission e = {.code = DO_CHOOSE,
                         .type = *type_of(c, v[0]),
                         .slow = rh->slow,
                         .a = hit,
                         .b = NO_VAL,
                         .c = NO_VAL,
                         .n_args = n,
                         .args = v};
    bool started = false;
    e.type.unknown = rh->type.unknown;
    e.type.null = false;
    for (size_t i = 0; i < n; i++) {
        const struct plan_reg *r = reg_of(c, v[i]);

        if (r->partial)
            refuse(c, "决策表的结果是未定全的编码集",
                   "a table gives a set of codes that may be incomplete");
        e.type.unknown |= r->type.unknown;
        e.type.null |= r->type.null;
        e.slow |= r->slow;
        e.bounded |= is_bounded(c, v[i]);
        if (is_null_const(&terms[i]))
            continue;
        if (!started || r->type.min < e.type.min)
            e.type.min = r->type.min;
        if (!started || r->type.max > e.type.max)
            e.type.max = r->type.max;
        if (r->type.n_codes > e.type.n_codes) {
            e.type.n_codes = r->type.n_codes;
            e.type.codes = r->type.codes;
        }
        started = true;
    }
    return term_of(emit(c, &e));
}

/* --- Typed boundaries --- */

/* Is every value that it can have among the allowed ones? */
static bool always_passes(struct compiler *c, const struct column_type *t,
                          const struct feel_expr *tests)
{
    size_t n = t->kind == COLUMN_BOOLEAN ? 2 : t->n_codes;

    if (t->kind == COLUMN_NUMBER && compile_covers(c, tests, t->min, t->max, t->scale))
        return true;
    if (t->kind == COLUMN_NUMBER && (__int128)t->max - t->min < 256)
        n = (size_t)(t->max - t->min) + 1;
    else if (t->kind == COLUMN_NUMBER || t->kind == COLUMN_DATE)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct feel_value *v =
            t->kind == COLUMN_BOOLEAN ? feel_bool(i == 1)
            : t->kind == COLUMN_NUMBER
                ? feel_number(c->run.arena, dec_from_scaled(t->min + (int64_t)i, t->scale))
                : feel_string(c->run.arena, t->codes[i]);

        if (!feel_is_true(feel_eval_test(&c->run, tests, v, NULL)))
            return false;
    }
    return true;
}

struct term value_allowed(struct compiler *c, struct term t, const struct feel_expr *tests)
{
    if (!tests || c->failed || is_null_const(&t))
        return t;
    if (!compile_closed(tests)) {
        refuse(c, "允许值取决于其他的值", "allowed values that depend on other values");
        return t;
    }
    if (t.kind == TERM_CONST) {
        if (!feel_is_true(feel_eval_test(&c->run, tests, t.value, NULL)))
            refuse(c, "不在允许值之中", "not among the allowed values");
        return t;
    }
    if (t.kind != TERM_REG || t.months) {
        refuse(c, "这样的值有允许值", "allowed values for a value like this");
        return t;
    }
    if (always_passes(c, type_of(c, t.val), tests))
        return t;
    if (type_of(c, t.val)->kind == COLUMN_CODES) {
        refuse(c, "编码集可能不在允许值之中", "a set of codes may not be among the allowed values");
        return t;
    }
    struct val ok =
        emit_logic(c, true, false, emit_is_null(c, t.val), compile_tests(c, tests, t, NULL));
    if (c->failed)
        return t;
    const struct plan_reg *r = reg_of(c, t.val);
    struct emission e = {.code = DO_CHECK,
                         .type = r->type,
                         .slow = true,
                         .partial = r->partial,
                         .bounded = is_bounded(c, t.val),
                         .a = t.val,
                         .b = ok,
                         .c = NO_VAL};
    return term_of(emit(c, &e));
}

static void misfit(struct compiler *c, const struct feel_type *type)
{
    struct strbuf text = {0};

    feel_type_print(type, &text);
    refuse(c, "看不出值总是类型 %.80s 的值", "the value can't be seen to be a %.80s always",
           strbuf_z(&text));
    strbuf_done(&text);
}

static bool reg_fits(const struct column_type *t, const struct feel_type *type)
{
    switch (type->kind) {
    case FEEL_T_ANY:
        return true;
    case FEEL_T_BOOLEAN:
        return t->kind == COLUMN_BOOLEAN;
    case FEEL_T_NUMBER:
        return t->kind == COLUMN_NUMBER;
    case FEEL_T_STRING:
        return t->kind == COLUMN_CODE;
    case FEEL_T_DATE:
        return t->kind == COLUMN_DATE;
    case FEEL_T_LIST:
        return t->kind == COLUMN_CODES &&
               (!type->element ||
                ((type->element->kind == FEEL_T_ANY || type->element->kind == FEEL_T_STRING) &&
                 !type->element->constraint));
    default:
        return false;
    }
}

/* Does a component of an input fit, without being loaded? */
static bool field_fits(struct compiler *c, const struct column_field *f,
                       const struct feel_type *given, const struct feel_type *type)
{
    if (!type || (type->kind == FEEL_T_ANY && !type->allowed && !type->constraint))
        return true;
    if (type->constraint)
        return false;
    if (f->column < 0)
        return given == type && !type->allowed &&
               (type->kind != FEEL_T_LIST || !type->element || !type->element->allowed);
    const struct feel_expr *tests[2] = {
        type->allowed, type->kind == FEEL_T_LIST && type->element ? type->element->allowed : NULL};
    for (int i = 0; i < 2; i++)
        if (tests[i] && (!compile_closed(tests[i]) || !always_passes(c, &f->type, tests[i])))
            return false;
    return reg_fits(&f->type, type);
}

static bool input_fits(struct compiler *c, const struct term *t, const struct feel_type *type)
{
    const struct feel_type *given = t->input.type;

    if (type->kind != FEEL_T_CONTEXT || type->allowed || type->constraint)
        return false;
    for (size_t i = 0; i < type->n_fields; i++)
        for (size_t k = 0; k < given->n_fields && k < t->input.input->n_fields; k++)
            if (str_eq(given->field_names[k], type->field_names[i]) &&
                !field_fits(c, &t->input.input->fields[k], given->field_types[k],
                            type->field_types[i]))
                return false;
    return true;
}

static struct term coerce_context(struct compiler *c, struct term t, const struct feel_type *type)
{
    if (type->kind != FEEL_T_CONTEXT || type->allowed || type->constraint) {
        misfit(c, type);
        return t;
    }
    for (size_t i = 0; i < type->n_fields; i++)
        for (size_t k = 0; k < t.list.n; k++)
            if (str_eq(t.list.names[k], type->field_names[i])) {
                struct term x = value_coerce(c, t.list.at[k], type->field_types[i]);

                /* A misfit of a part makes the whole an error: nothing to check beside it. */
                if (x.kind == TERM_REG && x.val.reg != t.list.at[k].val.reg)
                    misfit(c, type);
            }
    return t;
}

struct term value_coerce(struct compiler *c, struct term t, const struct feel_type *type)
{
    if (c->failed || !type || (type->kind == FEEL_T_ANY && !type->allowed && !type->constraint))
        return t;
    if (t.kind == TERM_CONST) {
        size_t before = c->run.n_diagnostics;

        if (feel_type_coerce(&c->run, t.value, type, c->where) != t.value ||
            c->run.n_diagnostics != before)
            misfit(c, type);
        return t;
    }
    if (type->constraint) {
        misfit(c, type);
        return t;
    }
    switch (t.kind) {
    case TERM_REG:
        if (t.months ? type->kind != FEEL_T_MONTHS_DURATION && type->kind != FEEL_T_ANY
                     : !reg_fits(type_of(c, t.val), type)) {
            misfit(c, type);
            return t;
        }
        if (type->kind == FEEL_T_LIST && type->element)
            t = value_allowed(c, t, type->element->allowed);
        return value_allowed(c, t, type->allowed);
    case TERM_QUOTIENT:
        if (type->kind != FEEL_T_NUMBER || type->allowed)
            misfit(c, type);
        return t;
    case TERM_INPUT:
        if (!input_fits(c, &t, type))
            misfit(c, type);
        return t;
    case TERM_CONTEXT:
        return coerce_context(c, t, type);
    case TERM_EACH: {
        struct term x = *t.each.item;

        if (type->kind != FEEL_T_LIST || type->allowed) {
            misfit(c, type);
            return t;
        }
        x = type->element ? value_coerce(c, x, type->element) : x;
        if (x.kind == TERM_REG && x.val.reg != t.each.item->val.reg)
            misfit(c, type);
        return t;
    }
    default:
        misfit(c, type);
        return t;
    }
}

/* --- Entries --- */

struct term value_field(struct compiler *c, struct term t, struct str name, int hint)
{
    if (c->failed)
        return term_failed();
    if (t.kind == TERM_CONTEXT) {
        for (size_t i = 0; i < t.list.n; i++)
            if (str_eq(t.list.names[i], name))
                return t.list.at[i];
    } else {
        const struct feel_type *type = t.input.type;
        const struct column_input *in = t.input.input;

        for (size_t i = 0; i < type->n_fields && i < in->n_fields; i++)
            if (str_eq(type->field_names[i], name)) {
                if (in->fields[i].column >= 0)
                    return term_of(emit_load(c, in, i, t.input.loop));
                refuse(c, "“" STR_FMT "”没有列（文字不进列）",
                       "\"" STR_FMT "\" has no column (texts have none)", STR_ARG(name));
                return term_failed();
            }
    }
    refuse(c, "没有条目“" STR_FMT "”", "there is no entry \"" STR_FMT "\"", STR_ARG(name));
    return term_failed();
}
