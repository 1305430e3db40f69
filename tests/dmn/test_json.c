/* JSON in and out of evaluations. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn_json.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char model[] =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"urn:m\" "
    "name=\"m\"><itemDefinition name=\"tPerson\">"
    "<itemComponent name=\"birth\"><typeRef>date</typeRef></itemComponent>"
    "<itemComponent name=\"income\"><typeRef>number</typeRef></itemComponent>"
    "<itemComponent name=\"stay\"><typeRef>days and time duration</typeRef></itemComponent>"
    "</itemDefinition><itemDefinition name=\"tPeople\" isCollection=\"true\"><typeRef>tPerson"
    "</typeRef></itemDefinition>"
    "<inputData id=\"i\" name=\"people\"><variable name=\"people\" "
    "typeRef=\"tPeople\"/></inputData>"
    "<inputData id=\"f\" name=\"free\"><variable name=\"free\"/></inputData>"
    "<decision id=\"d\" name=\"out\"><variable name=\"out\"/><informationRequirement>"
    "<requiredInput href=\"#i\"/></informationRequirement><informationRequirement>"
    "<requiredInput href=\"#f\"/></informationRequirement><literalExpression><text>"
    "{people: people, year: people[1].birth.year, free: free, fn: function(x) x, "
    "range: [1..2]}</text></literalExpression></decision></definitions>";

struct fixture {
    struct arena *a;
    struct dmn_model *m;
    struct dmn_run *run;
};

static int set_up(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    struct err e = {0};

    x->a = arena_new(0);
    if (dmn_read(str_of(model), "m", NULL, NULL, x->a, &x->m, &e) < 0 ||
        dmn_run_new(x->m, &x->run, &e) < 0)
        fail_msg("%s", e.en);
    *state = x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;

    dmn_run_free(x->run);
    arena_free(x->a);
    free(x);
    return 0;
}

static void test_round(void **state)
{
    struct fixture *x = *state;
    _cleanup_free_ char *out = NULL;
    struct err e = {0};
    size_t size;

    if (dmn_json_inputs(x->run, x->m,
                        STR("{\"people\": [{\"birth\": \"2000-02-29\", \"income\": 0.10, "
                            "\"stay\": \"P1DT2H\"}], \"free\": [\"2000-02-29\", 1.50, true, null, "
                            "{\"a b\": 12345678901234567890.5}]}"),
                        &e) < 0)
        fail_msg("%s", e.en);
    struct json_writer w = {.f = open_memstream(&out, &size)};
    assert_int_equal(dmn_json_write(&w, dmn_run_decide(x->run, dmn_find(x->m, STR("out"))), &e), 0);
    fclose(w.f);
    assert_string_equal(
        out, "{\"people\":[{\"birth\":\"2000-02-29\",\"income\":0.1,\"stay\":\"P1DT2H\"}],"
             "\"year\":2000,\"free\":[\"2000-02-29\",1.5,true,null,"
             "{\"a b\":12345678901234567890.5}],\"fn\":null,\"range\":\"[1..2]\"}");
}

static void refused(struct fixture *x, const char *json, int code, const char *text)
{
    struct err e = {0};

    dmn_run_reset(x->run);
    assert_int_equal(dmn_json_inputs(x->run, x->m, str_of(json), &e), code);
    if (!strstr(e.en, text))
        fail_msg("\"%s\" does not hold \"%s\"", e.en, text);
}

static void test_errors(void **state)
{
    struct fixture *x = *state;

    refused(x, "[]", E_INVALID, "must be a JSON object");
    refused(x, "{\"who\": 1}", E_NOT_FOUND, "no input \"who\"; it has: people, free");
    refused(x, "{\"people\": [{\"birth\": \"2000-02-30\"}]}", E_INVALID,
            "\"people[1].birth\": expected date, such as \"2018-06-30\"");
    refused(x, "{\"people\": [{\"birth\": \"2000-02-03\"}, {\"income\": true}]}", E_INVALID,
            "\"people[2].income\": expected number");
    refused(x, "{\"people\": 1}", E_INVALID, "\"people\": expected");
    refused(x, "{\"free\": ", E_SYNTAX, "");
    refused(x, "{} {}", E_SYNTAX, "");
}

static void test_value(void **state)
{
    struct fixture *x = *state;
    const struct feel_value *v;
    struct err e;

    assert_int_equal(dmn_json_value(STR("\"12.50\""), &feel_t_number, x->a, &v, &e), 0);
    assert_int_equal(v->kind, FEEL_NUMBER);
    assert_int_equal(dmn_json_value(STR("\"PT1H\""), &feel_t_days_duration, x->a, &v, &e), 0);
    assert_int_equal(v->kind, FEEL_DAYS_DURATION);
    assert_int_equal(dmn_json_value(STR("1 2"), NULL, x->a, &v, &e), E_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_errors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_value, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
