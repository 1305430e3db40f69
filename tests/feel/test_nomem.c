/* Memory that runs out: each allocation of compiling and evaluating fails once, in turn; and the
 * arena ends at each of its steps. Either the result is right, or the evaluation says so. So for
 * the cases below, and for every expression and cell of the *.tests files (all built-ins, unknown
 * values, errors), whose results without a limit are what is expected. */
#include "nomem.h"

#include "bounds.h"
#include "cleanup.h"
#include "feel.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants these before it */
#include <cmocka.h>

static const struct {
    const char *text, *result;
} cases[] = {
    {"1 + 2 * 3 ** 2 - 4 / 2", "17"},
    {"\"a\\u4e2d\" + string([1, \"x\", {k: null}])", "\"a中[1, \\\"x\\\", {k: null}]\""},
    {"{a: 1, b: a + 1, f: function(x: number) x + b}.f(10)", "12"},
    {"[1, 2, 3, 4][item > 2]", "[3, 4]"},
    {"[{x: 1, y: 2}, {x: 2, y: 3}][x = 2].y", "[3]"},
    {"for i in 1..5, j in [i, 10] return if i = 1 then j else i + partial[-1]",
     "[1, 10, 12, 14, 17, 20, 24, 28, 33, 38]"},
    {"some x in [1, 2], y in [x] satisfies x + y > 3", "true"},
    {"sort([3, 1, 2], function(a, b) a < b)", "[1, 2, 3]"},
    {"distinct values([1, 2, 1, {a: [1]}, {a: [1]}])", "[1, 2, {a: [1]}]"},
    {"string join(split(\"a,b;c\", \"[,;]\"), \"-\")", "\"a-b-c\""},
    {"replace(upper case(\"abc\"), \"(B)\", \"[$1]\")", "\"A[B]C\""},
    {"matches(\"x1\", \"^\\i[\\d-[2-9]]$\")", "true"},
    {"number(\"1.234.567,5\", \".\", \",\")", "1234567.5"},
    {"range(\"[1..10)\").end", "10"},
    {"@\"2018-01-31T10:00:00@Asia/Shanghai\" + @\"P1M\"", "@\"2018-02-28T10:00:00@Asia/Shanghai\""},
    {"string(@\"P1DT2H\") + string(date(\"2018-06-30\"))", "\"P1DT2H2018-06-30\""},
    {"context put(context merge([{a: 1}, {b: {c: 2}}]), [\"b\", \"c\"], 3)", "{a: 1, b: {c: 3}}"},
    {"list replace(flatten([1, [2, [3]]]), function(i, n) i > 1, 9)", "[1, 9, 9]"},
    {"mode(concatenate([3, 1], [3])) = [3] and median(1, 2) = 1.5", "true"},
    {"1 / 0", "null"},
    {"{a: {b: [1, 2]}} = {a: {b: [1, 2]}}", "true"},
    {"5 in (< 3, [4..6])", "true"},
    {"[1, 2] instance of list<number>", "true"},
};

/* 0 = the result is there and right, else E_NOMEM. */
static int run_one(size_t i, size_t limit)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(limit);
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct feel_expr *x;
    struct feel_run run;
    struct err e = {0};

    if (!a)
        return E_NOMEM;
    int r = feel_compile(NULL, FEEL_EXPRESSION, str_of(cases[i].text), NULL, a, &x, &e);
    if (r < 0)
        return r;
    feel_run_init(&run, a);
    const struct feel_value *v = feel_eval(&run, x, NULL);
    if (arena_failed(a)) {
        assert_true(run.stopped);
        return E_NOMEM;
    }
    feel_print(v, true, &out);
    if (out.failed)
        return E_NOMEM;
    if (strcmp(strbuf_z(&out), cases[i].result) != 0)
        fail_msg("%s: got %s", cases[i].text, strbuf_z(&out));
    return 0;
}

static int run_case(void *arg)
{
    return run_one(*(size_t *)arg, 0);
}

static void test_allocations(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_true(nomem_sweep(run_case, NULL, &i) >= 2);
}

static void test_arena(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        size_t limit = 16;

        for (; run_one(i, limit) != 0; limit += 16)
            assert_true(limit < (1u << 20));
        assert_true(limit > 100);
    }
}

/* --- The lines of *.tests files --- */

static char **files;
static int n_files;

/* INPUT :: CELL, or an expression. The result's text in *ret_result. */
struct line {
    struct str input, text;
    struct strbuf result;
};

#define STEPS_MAX 20000u /* longer ones are not evaluated hundreds of times */

/* As run_one, but a text that doesn't compile has its error as result; E_LIMIT for a long one. */
static int run_text(struct line *l, size_t limit, struct strbuf *ret_result)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(limit);
    const struct feel_value *slots[10], *v = &feel_null;
    const struct feel_frame frame = {.slots = slots};
    struct feel_expr *x = NULL, *input = NULL;
    struct feel_scope *scope = a ? feel_scope_new(a, NULL) : NULL;
    struct feel_run run;
    struct err e = {0};
    int r = scope ? 0 : E_NOMEM;

    for (uint32_t i = 0; i < 10 && r >= 0; i++) {
        char *name = arena_printf(a, "u%u", i);
        slots[i] = feel_unknown(a, &i, 1);
        r = name ? feel_scope_add(scope, str_of(name), NULL, &e) : E_NOMEM;
    }
    if (r >= 0)
        r = feel_compile(scope, l->input.data ? FEEL_UNARY_TESTS : FEEL_EXPRESSION, l->text, NULL,
                         a, &x, &e);
    if (r >= 0 && l->input.data)
        r = feel_compile(scope, FEEL_EXPRESSION, l->input, NULL, a, &input, &e);
    if (r == E_NOMEM)
        return r;
    if (r < 0) {
        strbuf_addz(ret_result, e.en);
        return ret_result->failed ? E_NOMEM : 0;
    }
    feel_run_init(&run, a);
    run.now_us = 1529280000000000;
    run.steps = LIMIT_FEEL_STEPS - STEPS_MAX;
    if (input)
        v = feel_eval(&run, input, &frame);
    v = input ? feel_eval_test(&run, x, v, &frame) : feel_eval(&run, x, &frame);
    if (arena_failed(a))
        return E_NOMEM;
    if (run.stopped)
        return E_LIMIT;
    strbuf_addz(ret_result, v->is_error ? "error " : "");
    feel_print(v, true, ret_result);
    return ret_result->failed ? E_NOMEM : 0;
}

static int run_line(struct line *l, size_t limit)
{
    _cleanup_(strbuf_done) struct strbuf result = {0};
    int r = run_text(l, limit, &result);

    if (r == 0 && strcmp(strbuf_z(&result), strbuf_z(&l->result)) != 0)
        fail_msg(STR_FMT ": %s, but %s with %zu bytes", STR_ARG(l->text), strbuf_z(&l->result),
                 strbuf_z(&result), limit);
    return r;
}

static void sweep_line(struct line *l)
{
    bool reached = true;

    for (long n = 0; reached; n++) {
        nomem_fail_at(n);
        int r = run_line(l, 0);
        reached = nomem_end();
        if (r != 0 && r != E_NOMEM)
            fail_msg(STR_FMT ": allocation %ld failed: %d", STR_ARG(l->text), n, r);
    }
}

static bool read_line(struct str text, struct line *ret)
{
    ptrdiff_t arrow = str_find(text, STR(" => ")), cell;

    if (arrow < 0 || text.data[0] == '#' || str_starts(text, STR("let ")))
        return false;
    *ret = (struct line){.text = {text.data, (size_t)arrow}};
    cell = str_find(ret->text, STR(" :: "));
    if (cell >= 0) {
        ret->input = (struct str){text.data, (size_t)cell};
        ret->text = (struct str){text.data + cell + 4, (size_t)(arrow - cell) - 4};
    }
    return true;
}

static void test_lines(void **state)
{
    size_t n = 0;

    for (int i = 0; i < n_files; i++) {
        _cleanup_(strbuf_done) struct strbuf text = {0};
        struct err e = {0};
        struct str rest, one;

        assert_int_equal(file_read(files[i], LIMIT_FILE_BYTES, &text, &e), 0);
        for (rest = strbuf_str(&text); str_split(&rest, '\n', &one);) {
            struct line l;
            size_t limit = 16;
            int r;

            if (!read_line(one, &l))
                continue;
            if (run_text(&l, 0, &l.result) != 0) {
                strbuf_done(&l.result);
                continue;
            }
            sweep_line(&l);
            for (; (r = run_line(&l, limit)) != 0; limit += 16 + limit / 16)
                assert_true(r == E_NOMEM && limit < (8u << 20));
            strbuf_done(&l.result);
            n++;
        }
    }
    print_message("%zu lines\n", n);
    assert_true(n > 1000);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations),
                                       cmocka_unit_test(test_arena), cmocka_unit_test(test_lines)};

    files = argv + 1;
    n_files = argc - 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
