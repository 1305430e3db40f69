/* Decision tables: cells → masks of rows → the hit policy. */
#include "compile_dmn.h"

#define MAX_ROWS 64u
#define MAX_LUT 256u

struct making {
    struct compiler *c;
    const struct table *t;
    const struct frame *f;
    size_t n; /* rows */
    struct {
        struct emission *at;
        size_t n, cap;
    } masks;     /* one for each column or cell */
    int space;   /* of the table */
    bool always; /* some row holds whatever the facts */
    struct val rows;
};

static uint64_t all_rows(const struct making *k)
{
    return k->n == 64 ? UINT64_MAX : (UINT64_C(1) << k->n) - 1;
}

static struct column_type rows_type(size_t n)
{
    return (struct column_type){.width = n <= 8    ? COLUMN_U8
                                         : n <= 32 ? COLUMN_I32
                                                   : COLUMN_U64,
                                .n_codes = n};
}

static void add_mask(struct making *k, const struct emission *e)
{
    if (!k->c->failed && !vec_push(k->c->arena, &k->masks, *e))
        compile_no_memory(k->c);
    if (!k->c->failed && (int)reg_of(k->c, e->a)->space > k->space)
        k->space = reg_of(k->c, e->a)->space;
}

/* --- Columns --- */

/* How many values a column's input has, if they are few; else 0. */
static size_t few_values(const struct column_type *t)
{
    switch (t->kind) {
    case COLUMN_BOOLEAN:
        return 2;
    case COLUMN_CODE:
        return t->n_codes;
    case COLUMN_NUMBER:
        return t->min > INT32_MIN && t->max < INT32_MAX && t->max - t->min < MAX_LUT
                   ? (size_t)(t->max - t->min) + 1
                   : 0;
    default:
        return 0;
    }
}

static const struct feel_value *nth_value(struct compiler *c, const struct column_type *t, size_t i)
{
    switch (t->kind) {
    case COLUMN_BOOLEAN:
        return feel_bool(i == 1);
    case COLUMN_CODE:
        return feel_string(c->run.arena, t->codes[i]);
    default:
        return feel_number(c->run.arena, dec_from_scaled(t->min + (int64_t)i, t->scale));
    }
}

/* One row's cell for one value; false if a table can't say what the interpreter does. */
static bool cell_bit(struct making *k, const struct feel_expr *x, const struct feel_value *v,
                     bool unknown, bool *ret)
{
    size_t before = k->c->run.n_diagnostics;
    const struct feel_value *r = feel_eval_test(&k->c->run, x, v, NULL);

    *ret = feel_is_true(r);
    if (k->c->run.n_diagnostics != before || k->c->run.stopped)
        return false;
    return unknown ? *ret || feel_is_unknown(r) : !feel_is_unknown(r);
}

/* The rows that hold for each value, by trying them. */
static bool lut_column(struct making *k, size_t column, struct val input)
{
    struct compiler *c = k->c;
    const struct column_type *t = type_of(c, input);
    size_t n = few_values(t);
    bool null = t->null, hit;

    if (n == 0)
        return false;
    for (size_t r = 0; r < k->n; r++) {
        const struct code *cell = &k->t->rules[r].inputs[column];

        if (cell->expr && !compile_closed(cell->expr))
            return false;
    }
    uint64_t *lut = compile_alloc(c, n + 2, sizeof *lut);
    if (!lut)
        return true;
    const uint32_t no_fact = 0;
    const struct feel_value *unknown = feel_unknown(c->run.arena, &no_fact, 1);
    for (size_t r = 0; r < k->n; r++) {
        const struct feel_expr *x = k->t->rules[r].inputs[column].expr;
        uint64_t bit = UINT64_C(1) << r;

        for (size_t i = 0; i < n + 2; i++) {
            const struct feel_value *v = i < n ? nth_value(c, t, i) : i == n ? &feel_null : unknown;

            hit = true;
            if (x && (i != n || null) && !cell_bit(k, x, v, i == n + 1, &hit)) {
                if (i != n)
                    return false;
                null = false; /* an error: null is for the interpreter */
            }
            if (hit)
                lut[i] |= bit;
        }
    }
    if (t->null && !null)
        input = emit_demand(c, input, DEMAND_VALUE);
    if (c->failed)
        return true;
    const struct plan_reg *r = reg_of(c, input);
    struct emission e = {.code = DO_ROWS_LUT,
                         .kind = PLAN_ROWS,
                         .type = rows_type(k->n),
                         .slow = r->slow,
                         .imm = t->kind == COLUMN_NUMBER ? t->min : 0,
                         .imm2 = (int64_t)n,
                         .lut = lut,
                         .n_lut = n + 2,
                         .a = input,
                         .b = NO_VAL,
                         .c = NO_VAL};
    e.type.unknown = r->type.unknown;
    add_mask(k, &e);
    return true;
}

/* One boolean for each cell; cells of the same text give the same register. */
static void cell_column(struct making *k, size_t column, struct term input)
{
    struct compiler *c = k->c;
    uint64_t done = 0;

    struct val *cells = compile_alloc(c, k->n, sizeof *cells);
    for (size_t r = 0; cells && r < k->n; r++) {
        const struct code *cell = &k->t->rules[r].inputs[column];

        if (cell->expr)
            cells[r] = compile_tests(c, cell->expr, input, k->f);
        else
            done |= UINT64_C(1) << r;
    }
    for (size_t r = 0; r < k->n && !c->failed; r++) {
        uint64_t mask = 0;
        int64_t v;

        if (done >> r & 1)
            continue;
        for (size_t s = r; s < k->n; s++)
            if (!(done >> s & 1) && cells[s].reg == cells[r].reg)
                mask |= UINT64_C(1) << s;
        done |= mask;
        if (val_const(c, cells[r], &v) && v)
            continue;
        const struct plan_reg *reg = reg_of(c, cells[r]);
        struct emission e = {.code = DO_ROWS_CELL,
                             .kind = PLAN_ROWS,
                             .type = rows_type(k->n),
                             .slow = reg->slow,
                             .imm = (int64_t)mask,
                             .a = cells[r],
                             .b = NO_VAL,
                             .c = NO_VAL};
        e.type.unknown = reg->type.unknown;
        add_mask(k, &e);
    }
}

static void compile_column(struct making *k, size_t i)
{
    struct compiler *c = k->c;
    const struct table_column *column = &k->t->inputs[i];
    struct str outer = c->where;

    if (!column->used && !column->allowed.expr)
        return;
    c->where = column->code.text;
    struct term input = value_coerce(c, compile_expr(c, column->code.expr, k->f), column->type);
    input = value_allowed(c, input, column->allowed.expr);
    if (c->failed)
        return;
    if (input.kind != TERM_REG || input.months || !lut_column(k, i, input.val))
        cell_column(k, i, input);
    c->where = outer;
}

static void find_always(struct making *k)
{
    uint64_t always = all_rows(k);

    /* A row without conditions, or one column whose values all have their row. */
    for (size_t i = 0; i < k->masks.n; i++) {
        const struct emission *e = &k->masks.at[i];

        if (e->code == DO_ROWS_CELL)
            always &= ~(uint64_t)e->imm;
        else
            for (int64_t v = 0; v < e->imm2 + type_of(k->c, e->a)->null; v++)
                always &= e->lut[v];
    }
    k->always = always != 0;
    if (k->masks.n == 1 && k->masks.at[0].code == DO_ROWS_LUT) {
        const struct emission *e = &k->masks.at[0];
        bool covered = true;

        for (int64_t v = 0; v < e->imm2 + type_of(k->c, e->a)->null; v++)
            covered &= e->lut[v] != 0;
        k->always |= covered;
    }
}

static void join_rows(struct making *k)
{
    struct compiler *c = k->c;

    if (k->masks.n == 0) {
        struct emission e = {.code = DO_ROWS_CELL,
                             .kind = PLAN_ROWS,
                             .type = rows_type(k->n),
                             .a = emit_bool(c, true),
                             .b = NO_VAL,
                             .c = NO_VAL};
        add_mask(k, &e);
    }
    for (size_t i = 0; i < k->masks.n && !c->failed; i++) {
        struct emission *e = &k->masks.at[i];

        e->space = k->space;
        struct val v = emit(c, e);
        if (i == 0) {
            k->rows = v;
            continue;
        }
        if (c->failed)
            return;
        const struct plan_reg *ra = reg_of(c, k->rows), *rb = reg_of(c, v);
        struct emission both = {.code = DO_ROWS_AND,
                                .kind = PLAN_ROWS,
                                .type = rows_type(k->n),
                                .slow = ra->slow || rb->slow,
                                .a = k->rows,
                                .b = v,
                                .c = NO_VAL};
        both.type.unknown = ra->type.unknown || rb->type.unknown;
        k->rows = emit(c, &both);
    }
}

/* --- Outputs --- */

static struct term output_value(struct making *k, const struct table_column *column,
                                const struct code *code)
{
    struct compiler *c = k->c;
    struct str outer = c->where;
    struct term t = term_const(&feel_null);

    if (code->expr) {
        c->where = code->text;
        t = compile_expr(c, code->expr, k->f);
    }
    t = value_coerce(c, t, column->type);
    t = value_allowed(c, t, column->allowed.expr);
    c->where = outer;
    return t;
}

/* A row's output; row n: what stands for none. */
static struct term row_output(struct making *k, size_t row)
{
    const struct table *t = k->t;
    size_t n = t->pub.n_outputs;
    struct term *fields;

    if (n == 1)
        return row < k->n ? output_value(k, &t->outputs[0], &t->rules[row].outputs[0])
                          : output_value(k, &t->outputs[0], &t->outputs[0].code);
    fields = compile_alloc(k->c, n, sizeof *fields);
    for (size_t i = 0; fields && i < n; i++)
        fields[i] = output_value(k, &t->outputs[i],
                                 row < k->n ? &t->rules[row].outputs[i] : &t->outputs[i].code);
    return (struct term){.kind = TERM_CONTEXT, .list = {fields ? n : 0, t->shape->names, fields}};
}

/* No row holds and there is no default: null. A structure that is null is for the interpreter. */
static struct term no_output(struct making *k, const struct term *like)
{
    struct term *fields;

    if (like->kind != TERM_CONTEXT)
        return term_const(&feel_null);
    fields = compile_alloc(k->c, like->list.n, sizeof *fields);
    for (size_t i = 0; fields && i < like->list.n; i++) {
        struct val v;

        unify(k->c, &like->list.at[i], 1, &v);
        if (!k->c->failed)
            fields[i] = term_of(emit_const(k->c, *type_of(k->c, v), 0, COLUMN_SLOW));
    }
    struct term r = *like;
    r.list.at = fields;
    return r;
}

static struct term *outputs(struct making *k)
{
    struct term *v = compile_alloc(k->c, k->n + 1, sizeof *v);

    for (size_t i = 0; v && i < k->n; i++)
        v[i] = row_output(k, i);
    if (v && !k->c->failed)
        v[k->n] = k->t->has_default ? row_output(k, k->n) : k->always ? v[0] : no_output(k, &v[0]);
    return k->c->failed ? NULL : v;
}

/* --- Hit policies --- */

static bool same_constant(const struct term *a, const struct term *b)
{
    if (a->kind == TERM_CONTEXT && b->kind == TERM_CONTEXT) {
        for (size_t i = 0; i < a->list.n; i++)
            if (!same_constant(&a->list.at[i], &b->list.at[i]))
                return false;
        return true;
    }
    return a->kind == TERM_CONST && b->kind == TERM_CONST && feel_same(a->value, b->value);
}

static bool is_constant(const struct term *t)
{
    if (t->kind != TERM_CONTEXT)
        return t->kind == TERM_CONST;
    for (size_t i = 0; i < t->list.n; i++)
        if (t->list.at[i].kind != TERM_CONST)
            return false;
    return true;
}

static struct val emit_hit(struct making *k, enum plan_code code, const uint64_t *lut)
{
    const struct plan_reg *r = reg_of(k->c, k->rows);
    struct emission e = {.code = code,
                         .type = number_type(0, (int64_t)k->n, 0),
                         .slow = r->slow || code != DO_HIT_FIRST,
                         .imm = (int64_t)k->n,
                         .lut = lut,
                         .n_lut = lut ? k->n : 0,
                         .a = k->rows,
                         .b = NO_VAL,
                         .c = NO_VAL};

    e.type.width = COLUMN_U8;
    e.type.unknown = r->type.unknown;
    return emit(k->c, &e);
}

static struct term single_hit(struct making *k)
{
    struct compiler *c = k->c;
    struct term *v = outputs(k);
    uint64_t same[MAX_ROWS] = {0};
    char hit = k->t->pub.hit;

    if (!v)
        return term_failed();
    for (size_t i = 0; hit == 'A' && i < k->n; i++) {
        if (!is_constant(&v[i])) {
            refuse(c, "命中策略“任一”的输出不是常量",
                   "outputs of an ANY table that are no constants");
            return term_failed();
        }
        for (size_t j = 0; j < k->n; j++)
            if (same_constant(&v[i], &v[j]))
                same[i] |= UINT64_C(1) << j;
    }
    struct val h = emit_hit(k,
                            hit == 'F'   ? DO_HIT_FIRST
                            : hit == 'A' ? DO_HIT_ANY
                                         : DO_HIT_UNIQUE,
                            hit == 'A' ? same : NULL);
    return value_choose(c, h, v, k->n + 1);
}

static struct term with_default(struct making *k, struct val v, struct val none)
{
    if (!k->t->has_default || k->always || k->c->failed)
        return k->c->failed ? term_failed() : term_of(v);
    return value_if(k->c, none, row_output(k, k->n), term_of(v));
}

static struct term collect_count(struct making *k)
{
    struct compiler *c = k->c;
    const struct plan_reg *r = reg_of(c, k->rows);
    struct emission e = {.code = DO_COLLECT_COUNT,
                         .type = number_type(0, (int64_t)k->n, 0),
                         .slow = r->slow,
                         .a = k->rows,
                         .b = NO_VAL,
                         .c = NO_VAL};

    e.type.width = COLUMN_U8;
    e.type.unknown = r->type.unknown;
    struct val v = emit(c, &e);
    if (!k->t->has_default || k->always || c->failed)
        return c->failed ? term_failed() : term_of(v);
    return with_default(k, v, number_compare(c, OP_EQ, term_of(v), term_of(number_const(c, 0, 0))));
}

static struct term collect_number(struct making *k, enum plan_code code)
{
    struct compiler *c = k->c;
    struct val *args = compile_alloc(c, k->n, sizeof *args);
    __int128 min = 0, max = 0;

    for (size_t i = 0; args && i < k->n; i++) {
        args[i] = value_of(c, row_output(k, i), COLUMN_NUMBER);
        if (c->failed)
            return term_failed();
        args[i] =
            emit_demand(c, args[i], DEMAND_VALUE | (is_bounded(c, args[i]) ? DEMAND_KNOWN : 0));
    }
    if (!args || c->failed)
        return term_failed();
    number_align(c, args, k->n);
    if (c->failed)
        return term_failed();
    bool is_sum = code == DO_COLLECT_SUM;
    enum column_width w = is_sum ? COLUMN_I64 : COLUMN_I32;
    for (size_t i = 0; i < k->n; i++)
        if (type_of(c, args[i])->width == COLUMN_I64)
            w = COLUMN_I64;
    const struct plan_reg *rows = reg_of(c, k->rows);
    struct emission e = {.code = code,
                         .slow = rows->slow,
                         .a = k->rows,
                         .b = NO_VAL,
                         .c = NO_VAL,
                         .n_args = k->n,
                         .args = args};
    bool unknown = rows->type.unknown;
    for (size_t i = 0; i < k->n; i++) {
        args[i] = number_width(c, args[i], w);
        const struct plan_reg *r = reg_of(c, args[i]);

        unknown |= r->type.unknown;
        e.slow |= r->slow;
        if (is_sum) {
            min += r->type.min < 0 ? r->type.min : 0;
            max += r->type.max > 0 ? r->type.max : 0;
        } else {
            min = i == 0 || r->type.min < min ? r->type.min : min;
            max = i == 0 || r->type.max > max ? r->type.max : max;
        }
    }
    e.checked = min < INT64_MIN || max > INT64_MAX;
    e.type = number_type(e.checked ? INT64_MIN : (int64_t)min, e.checked ? INT64_MAX : (int64_t)max,
                         type_of(c, args[0])->scale);
    e.type.width = w;
    e.type.unknown = unknown;
    e.type.null = !k->always;
    e.slow |= e.checked;
    e.bounded = unknown && !is_sum;
    struct val v = emit(c, &e);
    return with_default(k, v, c->failed ? v : emit_is_null(c, v));
}

/* A list of texts as a set of codes. */
static struct term collect_set(struct making *k)
{
    struct compiler *c = k->c;
    struct str codes[64];
    struct column_type type = {.kind = COLUMN_CODES, .width = COLUMN_U64, .codes = codes};
    uint64_t lut[MAX_ROWS] = {0};

    if (k->t->has_default || k->t->pub.n_outputs != 1) {
        refuse(c, "收集表有缺省输出或多个输出",
               "a collecting table with a default or several outputs");
        return term_failed();
    }
    for (size_t i = 0; i < k->n; i++) {
        struct term t = row_output(k, i);

        if (c->failed)
            return t;
        if (t.kind != TERM_CONST || t.value->kind != FEEL_STRING) {
            refuse(c, "收集表的输出不是文字常量",
                   "outputs of a collecting table that are no literal texts");
            return term_failed();
        }
        int at = code_find(&type, t.value->string);
        if (at < 0) {
            at = (int)type.n_codes++;
            codes[at] = t.value->string;
        }
        lut[i] = UINT64_C(1) << at;
    }
    type.codes = codes_intern(c, codes, type.n_codes);
    const struct plan_reg *r = reg_of(c, k->rows);
    struct emission e = {.code = DO_COLLECT_SET,
                         .type = type,
                         .slow = r->slow,
                         .partial = r->type.unknown,
                         .lut = lut,
                         .n_lut = k->n,
                         .a = k->rows,
                         .b = NO_VAL,
                         .c = NO_VAL};
    e.type.unknown = r->type.unknown;
    struct val v = emit(c, &e);
    return c->failed ? term_failed() : term_of(v);
}

/* COLLECT's outputs share the space of the rows: known before the rows are made. */
static void outputs_space(struct making *k)
{
    if (k->t->pub.hit != 'C' || !k->t->pub.aggregation || k->t->pub.aggregation == '#')
        return;
    for (size_t i = 0; i < k->n && !k->c->failed; i++) {
        struct val v = value_of(k->c, row_output(k, i), COLUMN_NUMBER);

        if (!k->c->failed && (int)reg_of(k->c, v)->space > k->space)
            k->space = reg_of(k->c, v)->space;
    }
}

static struct term decide(struct making *k)
{
    const struct dmn_table *t = &k->t->pub;

    switch (t->hit) {
    case 'U':
    case 'A':
    case 'F':
        return single_hit(k);
    case 'C':
        switch (t->aggregation) {
        case '#':
            return collect_count(k);
        case '+':
            return collect_number(k, DO_COLLECT_SUM);
        case '>':
            return collect_number(k, DO_COLLECT_MAX);
        case '<':
            return collect_number(k, DO_COLLECT_MIN);
        default:
            return collect_set(k);
        }
    default:
        refuse(k->c, "命中策略 %c", "the hit policy %c", t->hit);
        return term_failed();
    }
}

struct term compile_table(struct compiler *c, const struct table *t, const struct frame *f,
                          int *ret_fired)
{
    struct making k = {.c = c, .t = t, .f = f, .n = t->pub.n_rules};
    struct str outer = c->where;

    if (c->failed)
        return term_failed();
    c->where = t->pub.label;
    if (t->fault) {
        refuse(c, "%s%.0s", "%.0s%s", t->fault->zh, t->fault->en);
        return term_failed();
    }
    if (k.n == 0 || k.n > MAX_ROWS) {
        refuse(c, "决策表有 %zu 行（1 到 %u 行可以）", "a table of %zu rows (1 to %u can be)", k.n,
               MAX_ROWS);
        return term_failed();
    }
    k.space = ret_fired ? SPACE_HOUSEHOLD : SPACE_UNIFORM;
    for (size_t i = 0; i < t->pub.n_inputs; i++)
        compile_column(&k, i);
    outputs_space(&k);
    if (!c->failed)
        find_always(&k);
    join_rows(&k);
    if (c->failed)
        return term_failed();
    struct term r = decide(&k);
    if (ret_fired && !c->failed) {
        struct emission e = {.code = DO_FIRED,
                             .kind = PLAN_FIRED,
                             .type = rows_type(k.n),
                             .slow = reg_of(c, k.rows)->slow,
                             .imm = t->pub.hit == 'F',
                             .a = k.rows,
                             .b = NO_VAL,
                             .c = NO_VAL};
        *ret_fired = emit(c, &e).reg;
    }
    c->where = outer;
    return c->failed ? term_failed() : r;
}
