/* Parses the input as an expression and as unary tests, evaluates both, prints the results: what is
 * printed reads as the same value. */
#include "bounds.h"
#include "cleanup.h"
#include "feel.h"

#include <stdio.h>
#include <stdlib.h>

#define FUZZ_STEPS_LEFT 20000u
#define FUZZ_BYTES (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_problem(void *arg, const struct feel_problem *p)
{
    if (p->line < 1 || p->column < 1 || !p->message.zh[0] || !p->message.en[0])
        abort();
}

static void on_number(void *arg, struct decimal n, int line, int column)
{
    if (line < 1 || column < 1)
        abort();
}

static void on_reference(void *arg, int level, int slot, struct str path)
{
    if (level != 0 || slot < 0 || slot > 4)
        abort();
}

/* Functions and unknown values have no literal. */
static bool has_literal(const struct feel_value *v)
{
    if (v->kind == FEEL_LIST)
        for (size_t i = 0; i < v->list.n; i++)
            if (!has_literal(v->list.items[i]))
                return false;
    if (v->kind == FEEL_CONTEXT)
        for (size_t i = 0; i < v->context->shape->n; i++)
            if (!has_literal(v->context->values[i]))
                return false;
    if (v->kind == FEEL_RANGE)
        return (!v->range->low || has_literal(v->range->low)) &&
               (!v->range->high || v->range->high == v->range->low || has_literal(v->range->high));
    return v->kind != FEEL_FUNCTION && v->kind != FEEL_UNKNOWN;
}

static void read_back(const struct feel_value *v, struct str text, struct arena *a)
{
    struct feel_expr *x;
    struct feel_run run;
    struct err e = {0};
    int r = feel_compile(NULL, FEEL_EXPRESSION, text, NULL, a, &x, &e);
    if (r == E_LIMIT || r == E_NOMEM)
        return;
    feel_run_init(&run, a);
    const struct feel_value *back = r < 0 ? NULL : feel_eval(&run, x, NULL);
    if (arena_failed(a) || run.stopped)
        return;
    if (!back || !feel_same(v, back)) {
        fprintf(stderr, STR_FMT " reads as something else: %s\n", STR_ARG(text), e.en);
        abort();
    }
}

static void run_one(const struct feel_scope *scope, enum feel_start start, struct str text,
                    struct arena *a, const struct feel_frame *frame, const struct feel_value *input)
{
    struct feel_expr *x;
    struct err e = {0};
    if (feel_compile(scope, start, text, NULL, a, &x, &e) < 0) {
        if (e.code == 0 || !e.zh[0])
            abort();
        return;
    }
    feel_check(x, on_problem, NULL);
    feel_numbers(x, on_number, NULL);
    feel_references(x, on_reference, NULL);
    struct feel_run run;
    feel_run_init(&run, a);
    run.now_us = 1529280000000000;
    run.steps = LIMIT_FEEL_STEPS - FUZZ_STEPS_LEFT;
    const struct feel_value *v = start == FEEL_UNARY_TESTS ? feel_eval_test(&run, x, input, frame)
                                                           : feel_eval(&run, x, frame);
    _cleanup_(strbuf_done) struct strbuf out = {0};
    if (!arena_failed(a) && !run.stopped) {
        if (feel_print(v, true, &out) && has_literal(v))
            read_back(v, strbuf_str(&out), a);
        feel_equal(&run, v, v);
        feel_type_instance(&run, v, feel_expr_type(x));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 20000)
        return 0;
    _cleanup_(arena_freep) struct arena *a = arena_new(FUZZ_BYTES);
    struct feel_scope *scope = feel_scope_new(a, NULL);
    const uint32_t fact = 7;
    const struct feel_value *slots[5];
    const char *const names[] = {"a", "工资-经营", "list", "ctx", "u"};
    struct str shape_names[] = {STR("a"), STR("b c")};
    const struct feel_shape shape = {2, shape_names};
    const struct feel_value *items[] = {feel_int(a, 1), feel_int(a, 2), feel_string(a, STR("x"))};
    const struct feel_value *values[] = {feel_int(a, 3), feel_unknown(a, &fact, 1)};
    slots[0] = feel_int(a, 5);
    slots[1] = feel_string(a, STR("文"));
    slots[2] = feel_list(a, items, 3);
    slots[3] = feel_context_value(a, &shape, values, NULL);
    slots[4] = feel_unknown(a, &fact, 1);
    for (int i = 0; i < 5; i++)
        feel_scope_add(scope, str_of(names[i]), NULL, NULL);
    const struct feel_frame frame = {.slots = slots};
    struct str text = {(const char *)data, size};
    run_one(scope, FEEL_EXPRESSION, text, a, &frame, slots[0]);
    run_one(scope, FEEL_UNARY_TESTS, text, a, &frame, slots[0]);
    return 0;
}
