/* Each allocation of the readers fails once, in turn (nomem.h). */
#include "csv.h"
#include "json.h"
#include "nomem.h"
#include "xml.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static struct strbuf big;

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

static int done(void **state)
{
    strbuf_done(&big);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_xml),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
