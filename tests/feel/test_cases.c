/* Runs the data files given on the command line (meson: all *.tests of this folder). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"

static int n_paths;
static char **paths;

static void files(void **state)
{
    int total = 0, failed = 0;
    for (int i = 0; i < n_paths; i++) {
        int n;
        failed += cases_run(paths[i], stderr, &n);
        total += n;
    }
    print_message("%d lines, %d failed\n", total, failed);
    assert_true(total > 0);
    assert_int_equal(failed, 0);
}

int main(int argc, char **argv)
{
    n_paths = argc - 1;
    paths = argv + 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(files)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
