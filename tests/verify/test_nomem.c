/* Each allocation of reading definitions and a delivery fails once, in turn (nomem.h). */
#include "feed_file.h"
#include "nomem.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct arena *arena;
static struct catalogue *catalogue;
static struct feeds *feeds;
static char path[] = "/tmp/heyi-nomem-XXXXXX";
static char errors[64];

static int setup(void **state)
{
    static const char text[] = "税务数据\n"
                               "公民身份号码,姓名,出生日期,所得项目,税款所属期,收入额\n"
                               "440790195001010018,李　明,1950/1/1,工资薪金,201802,\"3,200.50\"\n"
                               ",王芳,19700101,年金,2018-13,五百\n"
                               ",,,,2018-01,\n";
    int fd = mkstemp(path);
    arena = arena_new(0);
    snprintf(errors, sizeof errors, "%s.csv", path);
    if (fd < 0 || write(fd, text, sizeof text - 1) != (ssize_t)sizeof text - 1 || close(fd) < 0)
        return -1;
    return catalogue_read(catalogue_builtin(), "catalogue.csv", arena, &catalogue, NULL) < 0
               ? -1
               : feeds_builtin(catalogue, &feeds, NULL);
}

static int teardown(void **state)
{
    unlink(path);
    unlink(errors);
    feeds_free(feeds);
    arena_free(arena);
    return 0;
}

/* Two sources of the set: what they all are. */
static int read_definitions(void *arg)
{
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    struct feeds_file files[3];
    struct err e;
    size_t n = 0;
    for (size_t i = 0; i < feeds->n_files; i++)
        if (str_eqz(feeds->files[i].name, "tax.csv") ||
            str_eqz(feeds->files[i].name, "housing_fund.csv") ||
            str_eqz(feeds->files[i].name, "attributes.csv"))
            files[n++] = feeds->files[i];
    return feeds_read(files, n, catalogue, &f, &e);
}

static int read_delivery(void *arg)
{
    _cleanup_(feed_file_freep) struct feed_file *x = NULL;
    _cleanup_(strbuf_done) struct strbuf kept = {0};
    const struct feed *f = feeds_find(feeds, STR("tax"));
    const char *files[] = {path};
    struct feed_file_options o = {
        .files = files, .n_files = 1, .errors = errors, .received = 17700};
    struct feed_record row;
    struct err e;
    const char *sm3;
    int rc = feed_file_open(f, &o, &x, &e);
    while (rc >= 0 && (rc = feed_file_next(x, &row, &e)) > 0)
        if ((rc = feed_file_cells(x, &row, &e)) >= 0)
            rc = feed_cells_write(f, row.cells, &kept);
    if (rc >= 0)
        rc = feed_file_sm3(x, &sm3, &e);
    return rc < 0 ? rc : feed_file_close(x, &e);
}

static int evaluate(void *arg)
{
    _cleanup_(feed_evaluator_freep) struct feed_evaluator *x = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct feed *f = feeds_find(feeds, STR("tax"));
    struct fact *cells, v;
    struct err e;
    bool holds;
    int rc = a ? feed_evaluator_new(f, &x, &e) : E_NOMEM;
    if (rc >= 0)
        rc = feed_cells_read(f, STR("[null,null,null,null,\"工资薪金\",\"2018-02-01\",3200.50]"), a,
                             &cells, &e);
    for (size_t i = 0; rc >= 0 && i < f->n_facts; i++)
        if ((rc = feed_holds(x, f->facts[i].condition, cells, &holds, &e)) >= 0)
            rc = feed_value(x, &f->facts[i], cells, &v, &e);
    return rc;
}

static void test_definitions(void **state)
{
    assert_true(nomem_sweep(read_definitions, NULL, NULL) > 10);
}

static void test_delivery(void **state)
{
    assert_true(nomem_sweep(read_delivery, NULL, NULL) > 10);
}

static void test_evaluate(void **state)
{
    assert_true(nomem_sweep(evaluate, NULL, NULL) > 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definitions),
        cmocka_unit_test(test_delivery),
        cmocka_unit_test(test_evaluate),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
