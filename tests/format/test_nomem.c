/* Each allocation of the readers fails once, in turn (nomem.h). */
#include "csv.h"
#include "file.h"
#include "json.h"
#include "nomem.h"
#include "rows.h"
#include "xml.h"

#include "cleanup.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unistd.h>

static struct strbuf big;
static const char *workbook; /* a file with strings, styles and several sheets */
static char written[] = "/tmp/heyi-nomem-XXXXXX/a.xlsx";

static int read_csv(void *arg)
{
    _cleanup_(csv_closep) struct csv_reader *r = NULL;
    const struct str *fields;
    struct err e;
    size_t n, count = 0;
    int rc = csv_open_text(strbuf_str(&big), "t", &r, &e);

    while (rc >= 0 && (rc = csv_next(r, &fields, &n, NULL, &e)) == 1)
        count++;
    if (rc == 0)
        assert_int_equal(count, 40000);
    return rc;
}

static int read_json(void *arg)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;
    struct err e;
    int rc = json_open(strbuf_str(&big), &r, &e);

    while (rc >= 0 && (rc = json_next(r, &e)) > 0)
        ;
    return rc;
}

static int read_xml(void *arg)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct xml_node *root = NULL;
    struct err e;

    if (!a)
        return E_NOMEM;
    return xml_parse(strbuf_str(&big), "t", a, &root, &e);
}

static int read_xlsx(void *arg)
{
    _cleanup_(xlsx_closep) struct xlsx *x = NULL;
    _cleanup_(strbuf_done) struct strbuf names = {0};
    const struct str *fields;
    uint64_t row;
    struct err e;
    size_t n;
    int rc = xlsx_open_text(strbuf_str(&big), "t", NULL, &x, &e);

    while (rc >= 0 && (rc = xlsx_next(x, &fields, &n, &row, &e)) == 1)
        ;
    return rc < 0 ? rc : xlsx_others(x, &names, &e);
}

static int write_xlsx(void *arg)
{
    static const struct rows_column columns[] = {{STR("a"), ROWS_TEXT}, {STR("b"), ROWS_MONEY}};
    _cleanup_(rows_freep) struct rows_writer *w = NULL;
    struct err e;
    int rc = rows_create(written, columns, 2, &w, &e);

    for (int i = 0; rc >= 0 && i < 20000; i++) {
        rows_textz(w, "赤水镇");
        rows_money(w, i);
        rc = rows_end(w, &e);
    }
    return rc < 0 ? rc : rows_commit(w, &e);
}

static void fail_each(int (*f)(void *arg), long at_least)
{
    long n = nomem_sweep(f, NULL, NULL);

    if (n < at_least)
        fail_msg("only %ld allocations were seen", n);
}

static void test_csv(void **state)
{
    strbuf_clear(&big);
    for (int i = 0; i < 40000; i++)
        strbuf_printf(&big, "%d,\"a\"\"b\",张三\n", i);
    fail_each(read_csv, 6);
}

static void test_json(void **state)
{
    strbuf_clear(&big);
    strbuf_addz(&big, "{");
    for (int i = 0; i < 2000; i++)
        strbuf_printf(&big, "\"n%d\\n\": [\"a\\tb\", {\"x\": 1}],", i);
    strbuf_addz(&big, "\"end\": 1}");
    fail_each(read_json, 6);
}

static void test_xml(void **state)
{
    strbuf_clear(&big);
    strbuf_addz(&big, "<a xmlns='urn:d'>");
    for (int i = 0; i < 2000; i++)
        strbuf_printf(&big, "<b n='%d'>text %d</b>", i, i);
    strbuf_addz(&big, "</a>");
    fail_each(read_xml, 4);
}

static void test_xlsx(void **state)
{
    strbuf_clear(&big);
    assert_int_equal(file_read(workbook, 1 << 20, &big, NULL), 0);
    fail_each(read_xlsx, 50);
}

static void test_write_xlsx(void **state)
{
    char *name = strrchr(written, '/');

    *name = '\0';
    assert_non_null(mkdtemp(written));
    *name = '/';
    fail_each(write_xlsx, 10);
    assert_int_equal(unlink(written), 0);
    *name = '\0';
    assert_int_equal(rmdir(written), 0); /* and nothing else was left in it */
}

static int done(void **state)
{
    strbuf_done(&big);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    workbook = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),  cmocka_unit_test(test_json),       cmocka_unit_test(test_xml),
        cmocka_unit_test(test_xlsx), cmocka_unit_test(test_write_xlsx),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
