/* Memory that runs out: each allocation of compiling and evaluating fails once, in turn; and the
 * arena ends at each of its steps. Either the result is right, or the evaluation says so. */
#include "nomem.h"

#include "cleanup.h"
#include "feel.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_allocations),
                                       cmocka_unit_test(test_arena)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
