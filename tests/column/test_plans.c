/*
 * plans.txt: one decision a case, `> TYPE: EXPRESSION`, and the plan that plan_print
 * shows for it. UPDATE=1 prints the file anew on standard error.
 */
#include "random_model.h"
#include "world.h"

#include "cleanup.h"
#include "file.h"
#include "lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* after those it wants */
#include <cmocka.h>

static const char head[] =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\" "
    "namespace=\"n\">"
    "<itemDefinition name=\"person\">"
    "<itemComponent name=\"small\"><typeRef>number</typeRef>"
    "<allowedValues><text>[0..9]</text></allowedValues></itemComponent>"
    "<itemComponent name=\"money\"><typeRef>number</typeRef></itemComponent>"
    "<itemComponent name=\"flag\"><typeRef>boolean</typeRef></itemComponent>"
    "<itemComponent name=\"kind\"><typeRef>string</typeRef>"
    "<allowedValues><text>\"a\", \"b\", \"c\"</text></allowedValues></itemComponent>"
    "<itemComponent name=\"grade\"><typeRef>string</typeRef>"
    "<allowedValues><text>\"c\", \"d\"</text></allowedValues></itemComponent>"
    "<itemComponent name=\"note texts\"><typeRef>string</typeRef></itemComponent>"
    "<itemComponent name=\"day\"><typeRef>date</typeRef></itemComponent></itemDefinition>"
    "<itemDefinition name=\"people\" isCollection=\"true\"><typeRef>person</typeRef>"
    "</itemDefinition>"
    "<itemDefinition name=\"level\"><typeRef>number</typeRef>"
    "<allowedValues><text>[0..20]</text></allowedValues></itemDefinition>"
    "<inputData id=\"h\" name=\"h\"><variable name=\"h\" typeRef=\"person\"/></inputData>"
    "<inputData id=\"members\" name=\"members\"><variable name=\"members\" typeRef=\"people\"/>"
    "</inputData>"
    "<inputData id=\"p\" name=\"p\"><variable name=\"p\" typeRef=\"person\"/></inputData>"
    "<inputData id=\"asof\" name=\"asof\"><variable name=\"asof\" typeRef=\"date\"/></inputData>"
    "<decision id=\"D\" name=\"D\"><variable name=\"D\" typeRef=\"%s\"/>"
    "<informationRequirement><requiredInput href=\"#h\"/></informationRequirement>"
    "<informationRequirement><requiredInput href=\"#members\"/></informationRequirement>"
    "<informationRequirement><requiredInput href=\"#p\"/></informationRequirement>"
    "<informationRequirement><requiredInput href=\"#asof\"/></informationRequirement>"
    "<literalExpression><text>";

static void escape(struct strbuf *b, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] == '<')
            strbuf_addz(b, "&lt;");
        else
            strbuf_addc(b, s.data[i]);
}

static char *plan_text(struct str type, struct str expression)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    _cleanup_(plan_freep) struct plan *p = NULL;
    char *out = NULL, name[64];
    const struct column_input *inputs;
    const struct plan_wanted *wanted;
    struct err e = {0};
    size_t size;

    snprintf(name, sizeof name, STR_FMT, STR_ARG(type));
    strbuf_printf(&text, head, name);
    escape(&text, expression);
    strbuf_addz(&text, "</text></literalExpression></decision></definitions>");
    struct world *w = world_new(strbuf_str(&text), "case.dmn", "p;asof", &e);
    if (!w)
        fail_msg("%s", e.en);
    size_t n_inputs = world_inputs(w, &inputs), n_wanted = world_wanted(w, &wanted);
    assert_int_equal(0, plan_compile(world_model(w), inputs, n_inputs, wanted, n_wanted, &p, &e));
    FILE *f = open_memstream(&out, &size);
    plan_print(p, f);
    fclose(f);
    struct world_count count = {0};
    assert_true(world_compare(w, p, 7, 200, stdout, &count));
    world_free(w);
    /* Without the two lines of the heading. */
    char *body = strchr(strchr(out, '\n') + 1, '\n') + 1;
    memmove(out, body, strlen(body) + 1);
    return out;
}

static void test_plans(void **state)
{
    _cleanup_(strbuf_done) struct strbuf file = {0}, actual = {0};
    bool update = getenv("UPDATE");
    struct err e = {0};

    lang_set(LANG_EN);
    assert_int_equal(0, file_read("plans.txt", 1u << 20, &file, &e));
    struct str rest = strbuf_str(&file), line;
    bool in_case = false;
    while (str_split(&rest, '\n', &line)) {
        if (line.len && line.data[0] == '>') {
            struct str type, body = {line.data + 2, line.len - 2};

            in_case = true;
            strbuf_adds(&actual, line);
            strbuf_addc(&actual, '\n');
            assert_true(str_split(&body, ':', &type));
            char *plan = plan_text(type, str_trim(body));
            strbuf_addz(&actual, plan);
            free(plan);
            strbuf_addc(&actual, '\n');
        } else if (!in_case) {
            strbuf_adds(&actual, line);
            strbuf_addc(&actual, '\n');
        }
    }
    if (update)
        fputs(strbuf_z(&actual), stderr);
    else if (!str_eq(str_trim(strbuf_str(&actual)), str_trim(strbuf_str(&file)))) {
        puts(strbuf_z(&actual));
        fail_msg("plans.txt differs");
    }
}

/* Tables and expressions of every kind, by interpreter, reference and kernels. */
static void test_random(void **state)
{
    struct world_count count = {0};

    for (uint64_t seed = 1; seed <= 60; seed++) {
        _cleanup_(strbuf_done) struct strbuf text = {0};
        _cleanup_(plan_freep) struct plan *p = NULL;
        const struct column_input *inputs;
        const struct plan_wanted *wanted;
        struct err e = {0};

        random_model(seed, &text);
        struct world *w = world_new(strbuf_str(&text), "random.dmn", RANDOM_MODEL_UNIFORM, &e);
        assert_non_null(w);
        size_t n_inputs = world_inputs(w, &inputs), n_wanted = world_wanted(w, &wanted);
        assert_int_equal(0,
                         plan_compile(world_model(w), inputs, n_inputs, wanted, n_wanted, &p, &e));
        if (!world_compare(w, p, seed, 60, stdout, &count))
            fail_msg("model %d", (int)seed);
        world_free(w);
    }
    assert_true(count.known > 5000 && count.unknown > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plans), cmocka_unit_test(test_random)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
