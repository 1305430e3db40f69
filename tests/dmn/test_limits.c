/* Limits on what a model may hold, each with an error that names it; and what grows in proportion
 * to a file is read in a time in proportion to it. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"urn:m\" "     \
    "name=\"m\">\n"
#define TAIL "</definitions>"
#define DECISION "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>"
#define ONE "<literalExpression><text>1</text></literalExpression>"

static void repeat(struct strbuf *b, const char *text, size_t n)
{
    while (n--)
        strbuf_addz(b, text);
}

static void is_refused(const struct strbuf *xml, const char *text)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m = NULL;
    struct err e = {0};

    assert_int_equal(dmn_read(strbuf_str(xml), "test.dmn", NULL, NULL, a, &m, &e), E_LIMIT);
    assert_null(m);
    if (!strstr(e.en, text))
        fail_msg("\"%s\" does not hold \"%s\"", e.en, text);
    assert_non_null(strstr(e.zh, "test.dmn"));
}

static void on_finding(void *arg, const struct dmn_finding *f)
{
    const char **text = arg;

    if (f->severity == DMN_ERROR && strstr(f->message.en, *text))
        *text = NULL;
}

/* The model is read; the check tells of the fault. */
static void is_fault(const struct strbuf *xml, const char *text)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m;
    struct err e = {0};
    const char *wanted = text;

    assert_int_equal(dmn_read(strbuf_str(xml), "test.dmn", NULL, NULL, a, &m, &e), 0);
    assert_true(dmn_check(m, on_finding, &wanted) > 0);
    if (wanted)
        fail_msg("no finding holds \"%s\"", text);
}

static void test_elements(void **state)
{
    _cleanup_(strbuf_done) struct strbuf xml = {0}, items = {0}, needs = {0};

    strbuf_addz(&xml, HEAD);
    for (unsigned i = 0; i <= LIMIT_DMN_NODES; i++)
        strbuf_printf(&xml, "<inputData id=\"i%u\" name=\"i%u\"/>", i, i);
    strbuf_addz(&xml, TAIL);
    is_refused(&xml, "more than 20000 elements");

    strbuf_addz(&items, HEAD);
    for (unsigned i = 0; i <= 20000; i++)
        strbuf_printf(&items,
                      "<itemDefinition name=\"t%u\"><typeRef>string</typeRef></itemDefinition>", i);
    strbuf_addz(&items, TAIL);
    is_refused(&items, "more than 20000 item definitions");

    strbuf_addz(&needs, HEAD);
    for (unsigned i = 0; i <= 4096; i++)
        strbuf_printf(&needs, "<inputData id=\"i%u\" name=\"i%u\"/>", i, i);
    strbuf_addz(&needs, DECISION);
    for (unsigned i = 0; i <= 4096; i++)
        strbuf_printf(&needs,
                      "<informationRequirement><requiredInput href=\"#i%u\"/>"
                      "</informationRequirement>",
                      i);
    strbuf_addz(&needs, ONE "</decision>" TAIL);
    is_refused(&needs, "more than 4096 requirements");
}

static void add_table(struct strbuf *b, size_t columns, size_t rows)
{
    strbuf_addz(b, HEAD DECISION "<decisionTable>");
    repeat(b, "<input><inputExpression><text>1</text></inputExpression></input>", columns - 1);
    strbuf_addz(b, "<output/>");
    while (rows--) {
        strbuf_addz(b, "<rule>");
        repeat(b, "<inputEntry><text>-</text></inputEntry>", columns - 1);
        strbuf_addz(b, "<outputEntry><text>1</text></outputEntry></rule>");
    }
    strbuf_addz(b, "</decisionTable></decision>" TAIL);
}

static void test_cells(void **state)
{
    _cleanup_(strbuf_done) struct strbuf xml = {0}, wide = {0}, fits = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m;
    struct err e = {0};

    add_table(&xml, 2, LIMIT_TABLE_CELLS / 2 + 1);
    is_refused(&xml, "table of more than 200000 cells");
    add_table(&wide, 4097, 1);
    is_refused(&wide, "table of more than");
    /* Twenty thousand rows are read at once, and checked as far as the search goes. */
    add_table(&fits, 10, LIMIT_TABLE_CELLS / 10);
    assert_int_equal(dmn_read(strbuf_str(&fits), "test.dmn", NULL, NULL, a, &m, &e), 0);
    dmn_check(m, NULL, NULL);
}

/* A hundred columns with a thousand constants each. */
static void test_wide_table(void **state)
{
    _cleanup_(strbuf_done) struct strbuf xml = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m;
    struct err e = {0};

    strbuf_addz(&xml, HEAD "<inputData id=\"i\" name=\"i\"/>" DECISION
                           "<informationRequirement><requiredInput href=\"#i\"/>"
                           "</informationRequirement><decisionTable>");
    for (int c = 0; c < 100; c++)
        strbuf_printf(&xml,
                      "<input><inputExpression typeRef=\"number\"><text>i + %d</text>"
                      "</inputExpression></input>",
                      c);
    strbuf_addz(&xml, "<output/>");
    for (int r = 0; r < 300; r++) {
        strbuf_addz(&xml, "<rule>");
        for (int c = 0; c < 100; c++)
            strbuf_printf(&xml, "<inputEntry><text>&lt; %d</text></inputEntry>", r * 7 + c);
        strbuf_addz(&xml, "<outputEntry><text>1</text></outputEntry></rule>");
    }
    strbuf_addz(&xml, "</decisionTable></decision>" TAIL);
    assert_int_equal(dmn_read(strbuf_str(&xml), "test.dmn", NULL, NULL, a, &m, &e), 0);
    dmn_check(m, NULL, NULL);
}

static void test_boxes(void **state)
{
    _cleanup_(strbuf_done) struct strbuf deep = {0}, wide = {0};

    strbuf_addz(&deep, HEAD DECISION);
    repeat(&deep, "<list>", 121);
    strbuf_addz(&deep, ONE);
    repeat(&deep, "</list>", 121);
    strbuf_addz(&deep, "</decision>" TAIL);
    is_fault(&deep, "nested too deeply");

    strbuf_addz(&wide, HEAD DECISION "<context>");
    for (int i = 0; i <= 4096; i++)
        strbuf_printf(&wide, "<contextEntry><variable name=\"v%d\"/>" ONE "</contextEntry>", i);
    strbuf_addz(&wide, "</context></decision>" TAIL);
    is_fault(&wide, "too many entries");
}

/* Gives itself again and again. */
static int import(void *arg, struct str ns, struct str location, struct str *ret_text,
                  struct err *e)
{
    static char text[512];
    unsigned *n = arg;
    int len = snprintf(text, sizeof text,
                       "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                       "namespace=\"urn:%.*s\" name=\"m\"><import name=\"x\" namespace=\"%u\" "
                       "importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>" TAIL,
                       STR_ARG(ns), ++*n);

    *ret_text = (struct str){text, (size_t)len};
    return 0;
}

static void test_imports(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m = NULL;
    struct err e = {0};
    struct str first;
    unsigned n = 0;

    assert_int_equal(import(&n, STR("0"), STR(""), &first, &e), 0);
    assert_int_equal(dmn_read(first, "test.dmn", import, &n, a, &m, &e), E_LIMIT);
    assert_non_null(strstr(e.en, "too many or too deep imports"));
    assert_true(e.zh[0]);
}

/* What an evaluation may take: the messages name the limit. */
static void stopped_by(const char *text, uint64_t steps, const char *message)
{
    _cleanup_(strbuf_done) struct strbuf xml = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    struct dmn_model *m;
    struct err e = {0};

    strbuf_printf(&xml,
                  HEAD DECISION "<literalExpression><text>%s</text></literalExpression>"
                                "</decision>" TAIL,
                  text);
    assert_int_equal(dmn_read(strbuf_str(&xml), "test.dmn", NULL, NULL, a, &m, &e), 0);
    assert_int_equal(dmn_run_new(m, &run, &e), 0);
    dmn_run_feel(run)->steps = steps;
    assert_true(dmn_run_decide(run, 0)->is_error);
    struct feel_run *feel = dmn_run_feel(run);
    assert_true(feel->stopped);
    assert_int_equal(feel->n_diagnostics, 1); /* said once, where it happened */
    if (!strstr(feel->diagnostics[0].message.en, message))
        fail_msg("\"%s\" does not hold \"%s\"", feel->diagnostics[0].message.en, message);
    assert_true(feel->diagnostics[0].message.zh[0]);
    /* The next evaluation begins anew. */
    dmn_run_reset(run);
    assert_false(dmn_run_feel(run)->stopped);
}

static void test_evaluation(void **state)
{
    stopped_by("count(for i in 1..1000000 return i)", LIMIT_FEEL_STEPS - 1000, "steps");
    stopped_by("{f: function(n) f(n + 1), r: f(1)}.r", 0, "deep");
    stopped_by("every i in 1..100000000 satisfies i > 0", 0, "memory");
    stopped_by("{f: function(s) f(s + s), r: f(\"0123456789abcdef\")}.r", 0, "memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_elements),   cmocka_unit_test(test_cells),
        cmocka_unit_test(test_wide_table), cmocka_unit_test(test_boxes),
        cmocka_unit_test(test_imports),    cmocka_unit_test(test_evaluation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
