/* Reading models: what is told of nodes and types, and the faults of a model. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" namespace=\"urn:m\" "     \
    "name=\"m\">\n"
#define TAIL "</definitions>"
#define DECISION(id, requires, logic)                                                              \
    "<decision id=\"" id "\" name=\"" id "\"><variable name=\"" id "\"/>" requires logic           \
        "</decision>\n"
#define REQUIRES(id)                                                                               \
    "<informationRequirement><requiredDecision href=\"" id "\"/></informationRequirement>"
#define TEXT(t) "<literalExpression><text>" t "</text></literalExpression>"

static int no_import(void *arg, struct str ns, struct str location, struct str *ret_text,
                     struct err *e)
{
    if (arg && str_eqz(ns, "urn:m")) {
        *ret_text = *(struct str *)arg;
        return 0;
    }
    return err_set(e, E_NOT_FOUND, "没有", "none");
}

static int read(const char *xml, struct arena *a, struct dmn_model **ret, struct err *e)
{
    return dmn_read(str_of(xml), "test.dmn", no_import, NULL, a, ret, e);
}

/* The model must be refused with that code and a message that holds the text. */
static void refused(const char *xml, int code, const char *text)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct dmn_model *m = NULL;
    struct err e = {0};

    assert_int_equal(read(xml, a, &m, &e), code);
    assert_null(m);
    if (!strstr(e.en, text))
        fail_msg("\"%s\" does not hold \"%s\"", e.en, text);
    assert_non_null(strstr(e.zh, "test.dmn"));
}

static void test_faults(void **state)
{
    refused("<a/>", E_INVALID, "definitions");
    refused("<definitions xmlns=\"urn:other\"/>", E_INVALID, "definitions");
    refused("no xml", E_SYNTAX, "test.dmn");
    refused(HEAD DECISION("a", "", TEXT("1")) DECISION("a", "", TEXT("1")) TAIL, E_INVALID,
            "line 3: id \"a\" was used before, in line 2");
    refused(HEAD DECISION("a", REQUIRES("#b"), TEXT("1")) TAIL, E_INVALID, "points to \"#b\"");
    refused(HEAD DECISION("a", REQUIRES("urn:x#b"), TEXT("1")) TAIL, E_INVALID, "not imported");
    refused(HEAD DECISION("a", REQUIRES("#b"), TEXT("1")) DECISION("b", REQUIRES("#c"), TEXT("1"))
                DECISION("c", REQUIRES("#a"), TEXT("1")) TAIL,
            E_INVALID, "cycle: a → b → c → a");
    refused(HEAD DECISION("a", REQUIRES("#a"), TEXT("1")) TAIL, E_INVALID, "cycle: a → a");
    refused(HEAD "<inputData id=\"i\" name=\"i\"/>" DECISION("a", REQUIRES("#i"), TEXT("1")) TAIL,
            E_INVALID, "which is a inputData");
    refused(HEAD "<import namespace=\"urn:x\" name=\"x\" "
                 "importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>" TAIL,
            E_NOT_FOUND, "imported model urn:x");
    refused(HEAD "<decision id=\"d\"/>" TAIL, E_INVALID, "without a name");
    refused(HEAD "<itemDefinition name=\"t\"><typeRef>string</typeRef></itemDefinition>"
                 "<itemDefinition name=\"t\"><typeRef>string</typeRef></itemDefinition>" TAIL,
            E_INVALID, "defined twice");
    refused("<!DOCTYPE a [<!ENTITY x \"y\">]>" HEAD TAIL, E_UNSUPPORTED, "");
}

static void test_self_import(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct str text =
        STR(HEAD "<import namespace=\"urn:m\" name=\"me\" "
                 "importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>" TAIL);
    struct dmn_model *m;
    struct err e;

    assert_int_equal(dmn_read(text, "self", no_import, &text, a, &m, &e), E_INVALID);
    assert_non_null(strstr(e.en, "imports itself"));
}

static const char described[] = HEAD
    "<itemDefinition name=\"tMember\"><itemComponent id=\"wage\" name=\"工资性收入\">"
    "<typeRef>number</typeRef></itemComponent></itemDefinition>\n"
    "<inputData id=\"household\" name=\"家庭\"><variable name=\"家庭\" typeRef=\"tMember\"/>"
    "</inputData>\n"
    "<businessKnowledgeModel id=\"f\" name=\"f\"><variable name=\"f\"/><encapsulatedLogic>"
    "<formalParameter name=\"x\" typeRef=\"number\"/>" TEXT(
        "x + 1") "</encapsulatedLogic>"
                 "</businessKnowledgeModel>\n"
                 "<decision id=\"category\" name=\"类别\"><description>说明</description>"
                 "<question>哪一类？</question><variable name=\"类别\" typeRef=\"string\"/>"
                 "<informationRequirement><requiredInput "
                 "href=\"#household\"/></informationRequirement>"
                 "<knowledgeRequirement><requiredKnowledge href=\"#f\"/></knowledgeRequirement>"
                 "<decisionTable hitPolicy=\"COLLECT\" aggregation=\"MAX\" outputLabel=\"结果\">"
                 "<input "
                 "label=\"收入\"><inputExpression><text>家庭.工资性收入</text></inputExpression></"
                 "input>"
                 "<output name=\"o\"/><annotation name=\"条款\"/>"
                 "<rule><inputEntry><text>&lt; "
                 "800</text></inputEntry><outputEntry><text>1</text></outputEntry>"
                 "<annotationEntry><text>JM18-1.3a</text></annotationEntry></rule></"
                 "decisionTable></decision>\n" DECISION("literal", "", TEXT(" 1 + 1 ")) TAIL;

static void test_description(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct dmn_table *t;
    const struct dmn_node *n;
    struct dmn_model *m;
    struct err e = {0};
    int at;

    if (read(described, a, &m, &e) < 0)
        fail_msg("%s", e.en);
    assert_int_equal(dmn_node_count(m), 4);
    assert_true(str_eqz(dmn_model_name(m), "m"));
    assert_true(str_eqz(dmn_model_namespace(m), "urn:m"));
    at = dmn_find(m, STR("类别"));
    assert_int_equal(at, dmn_find(m, STR("category")));
    assert_int_equal(dmn_find(m, STR("none")), -1);
    n = dmn_node(m, at);
    assert_int_equal(n->kind, DMN_DECISION);
    assert_int_equal(n->line, 5);
    assert_true(str_eqz(n->description, "说明"));
    assert_true(str_eqz(n->question, "哪一类？"));
    assert_int_equal(n->type->kind, FEEL_T_STRING);
    assert_int_equal(n->n_requires, 2);
    assert_int_equal(n->requires_[0], dmn_find(m, STR("household")));
    t = n->table;
    assert_non_null(t);
    assert_int_equal(t->hit, 'C');
    assert_int_equal(t->aggregation, '>');
    assert_true(str_eqz(t->label, "结果"));
    assert_int_equal(t->n_rules, 1);
    assert_true(str_eqz(t->input_texts[0], "家庭.工资性收入"));
    assert_true(str_eqz(t->input_labels[0], "收入"));
    assert_true(str_eqz(t->output_names[0], "o"));
    assert_true(str_eqz(t->rules[0].inputs[0], "< 800"));
    assert_true(str_eqz(t->rules[0].annotations[0].column, "条款"));
    assert_true(str_eqz(t->rules[0].annotations[0].text, "JM18-1.3a"));
    assert_int_equal(dmn_table_count(m), 1);
    assert_ptr_equal(dmn_table_at(m, 0, &at), t);
    assert_int_equal(at, dmn_find(m, STR("category")));
    n = dmn_node(m, dmn_find(m, STR("literal")));
    assert_true(str_eqz(n->text, "1 + 1"));
    n = dmn_node(m, dmn_find(m, STR("f")));
    assert_int_equal(n->n_params, 1);
    assert_true(str_eqz(n->text, "x + 1"));
    assert_true(str_eqz(dmn_component_id(m, STR("tMember"), STR("工资性收入")), "wage"));
    assert_int_equal(dmn_component_id(m, STR("tMember"), STR("other")).len, 0);
    assert_int_equal(dmn_type(m, STR("tMember"))->kind, FEEL_T_CONTEXT);
    assert_null(dmn_type(m, STR("tOther")));
}

static void on_finding(void *arg, const struct dmn_finding *f)
{
    struct strbuf *b = arg;

    strbuf_printf(b, "%s@%.*s ", f->code, STR_ARG(f->node));
}

/* A fault inside one decision leaves the others alone. */
static void test_inner_faults(void **state)
{
    static const char xml[] = HEAD
        "<itemDefinition name=\"tNode\"><itemComponent name=\"v\"><typeRef>number</typeRef>"
        "</itemComponent><itemComponent name=\"next\"><typeRef>tNode</typeRef></itemComponent>"
        "</itemDefinition><itemDefinition name=\"tSelf\"><typeRef>tSelf</typeRef></itemDefinition>"
        "<inputData id=\"n\" name=\"n\"><variable name=\"n\" typeRef=\"tNode\"/>"
        "</inputData>" DECISION("a", "", TEXT("1 +")) DECISION("b", REQUIRES("#a"), TEXT("2"))
            DECISION("c", REQUIRES("#a"), TEXT("a"))
                DECISION("d", "",
                         "<literalExpression expressionLanguage=\"urn:java\"><text>1</text>"
                         "</literalExpression>")
                    DECISION("e", "", "<decisionTable hitPolicy=\"LAST\"><output/></decisionTable>")
                        DECISION("f", "", "<context><contextEntry/></context>")
                            DECISION("g", "", "") "<decision id=\"h\" name=\"g\"/>" TAIL;
    static const char *const errors[] = {"a", "c", "d", "e", "f", "g"};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct dmn_model *m;
    struct err e = {0};

    if (read(xml, a, &m, &e) < 0)
        fail_msg("%s", e.en);
    assert_int_equal(dmn_run_new(m, &run, &e), 0);
    assert_int_equal(dmn_run_decide(run, dmn_find(m, STR("b")))->kind, FEEL_NUMBER);
    assert_int_equal(dmn_run_feel(run)->n_diagnostics, 0);
    for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
        assert_true(dmn_run_decide(run, dmn_find(m, str_of(errors[i])))->is_error);
        assert_true(dmn_run_feel(run)->n_diagnostics > 0);
        dmn_run_reset(run);
    }
    assert_int_equal(dmn_check(m, on_finding, &b), 6);
    assert_string_equal(strbuf_z(&b), "recursive-type@ doubled-name@g no-logic@g no-logic@g "
                                      "syntax@a unsupported@d syntax@f table@e ");
}

static void on_number(void *arg, int node, const struct dmn_table *t, int row, struct str column,
                      const struct feel_number_use *u)
{
    struct strbuf *b = arg;
    char text[128];
    size_t len = dec_format(u->n, text);

    strbuf_printf(b, "%.*s@%d,%.*s ", (int)len, text, row, STR_ARG(column));
}

static void test_numbers(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct dmn_model *m;
    struct err e;

    assert_int_equal(read(described, a, &m, &e), 0);
    dmn_numbers(m, on_number, &b);
    assert_string_equal(strbuf_z(&b), "1@-1, 800@0,收入 1@0,o 1@-1, 1@-1, ");
}

/* A long chain of requirements is sorted and evaluated without recursion. */
static void test_chain(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf b = {0};
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    const struct feel_value *v;
    int64_t n;
    struct dmn_model *m;
    struct err e;

    strbuf_addz(&b, HEAD
                "<decision id=\"d0\" name=\"d0\"><variable name=\"d0\"/>" TEXT("1") "</decision>");
    for (int i = 1; i < 5000; i++)
        strbuf_printf(&b,
                      "<decision id=\"d%d\" name=\"d%d\"><variable name=\"d%d\"/>"
                      "<informationRequirement><requiredDecision href=\"#d%d\"/>"
                      "</informationRequirement>" TEXT("d%d + 1") "</decision>",
                      i, i, i, i - 1, i - 1);
    strbuf_addz(&b, TAIL);
    assert_int_equal(dmn_read(strbuf_str(&b), "chain", NULL, NULL, a, &m, &e), 0);
    assert_int_equal(dmn_node_count(m), 5000);
    assert_int_equal(dmn_run_new(m, &run, &e), 0);
    v = dmn_run_decide(run, dmn_find(m, STR("d300")));
    assert_int_equal(v->kind, FEEL_NUMBER);
    assert_true(dec_to_int(v->number, &n) && n == 301);
    dmn_run_reset(run);
    v = dmn_run_decide(run, dmn_find(m, STR("d4999")));
    assert_int_equal(v->kind, FEEL_NUMBER);
    assert_true(dec_to_int(v->number, &n) && n == 5000);
    assert_int_equal(dmn_run_feel(run)->n_diagnostics, 0);
}

/* Memory that runs out at any point of reading is an error and nothing else. */
static void test_memory(void **state)
{
    static const char *const files[] = {"run.dmn", "kit/tables/tables.dmn", "kit/boxed/boxed.dmn",
                                        "kit/types/types.dmn", "kit/services/services.dmn"};

    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        _cleanup_(strbuf_done) struct strbuf text = {0};
        struct err e = {0};
        int r = E_NOMEM;

        assert_int_equal(file_read(files[i], LIMIT_FILE_BYTES, &text, &e), 0);
        for (size_t limit = 1; r < 0; limit += limit < 20000 ? 97 : 1999) {
            _cleanup_(arena_freep) struct arena *a = arena_new(limit);
            struct dmn_model *m = NULL;

            r = dmn_read(strbuf_str(&text), files[i], NULL, NULL, a, &m, &e);
            assert_true(r == 0 || (r == E_NOMEM && !m));
            if (r == 0)
                dmn_check(m, NULL, NULL);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),      cmocka_unit_test(test_self_import),
        cmocka_unit_test(test_description), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_chain),       cmocka_unit_test(test_inner_faults),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
