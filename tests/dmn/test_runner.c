/* The kit's runner: what it passes and what it must not pass. */
#include "cleanup.h"
#include "str.h"
#include "tck.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const expected[][3] = {
    {"001", "error", "absent.dmn"},
    {"*", "error", "cut-test-01.xml"},
    {"exact", "pass", ""},
    {"one digit less", "fail", "third: expected 0.333333333333333333333333333333333, got"},
    {"expected error", "pass", ""},
    {"no error came", "fail", "nothing: no error was reported"},
    {"nil despite an error", "pass", ""},
    {"the error of another result", "fail", "nothing: no error was reported"},
    {"structure", "pass", ""},
    {"order of a list", "fail", "echo: expected"},
    {"a component too many", "fail", "echo: expected"},
    {"no such decision", "error", "nowhere"},
    {"no such input", "error", "\"j\""},
    {"malformed value", "error", "\"one\" is no decimal"},
};

static void test_runner(void **state)
{
    _cleanup_free_ char *text = NULL;
    struct tck_totals totals = {0};
    struct err e = {0};
    size_t size, n = 0;
    FILE *f = open_memstream(&text, &size);

    assert_int_equal(tck_run("runner", f, &totals, &e), 0);
    fclose(f);
    assert_int_equal(totals.passed, 4);
    assert_int_equal(totals.failed, 10);
    struct str all = {text, size}, line;
    while (str_split(&all, '\n', &line) && line.len) {
        struct str path = {0}, name = {0}, status = {0};

        assert_true(n < ARRAY_LEN(expected));
        assert_true(str_split(&line, '\t', &path) && str_split(&line, '\t', &name) &&
                    str_split(&line, '\t', &status));
        assert_true(str_starts(path, STR("runner/")));
        if (!str_eqz(name, expected[n][0]) || !str_eqz(status, expected[n][1]) ||
            str_find(line, str_of(expected[n][2])) < 0)
            fail_msg("%s: got %.*s %.*s %.*s", expected[n][0], STR_ARG(name), STR_ARG(status),
                     STR_ARG(line));
        n++;
    }
    assert_int_equal(n, ARRAY_LEN(expected));
}

static void test_nothing(void **state)
{
    struct tck_totals totals = {0};
    struct err e = {0};

    assert_int_equal(tck_run("runner/nowhere", stdout, &totals, &e), E_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_runner),
                                       cmocka_unit_test(test_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
