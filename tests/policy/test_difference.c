/* What one pack has otherwise than another, and rows of parameters.csv changed in its text. */
#include "fixture.h"

#include "bounds.h"
#include "pack_difference.h"
#include "parameters_edit.h"

static const char model[] =
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' name='m' namespace='n'>"
    "<inputData id='i' name='i'><variable name='i'/></inputData>"
    "<decision id='d' name='甲'><variable name='甲'/>"
    "<informationRequirement><requiredInput href='#i'/></informationRequirement>"
    "<decisionTable hitPolicy='FIRST'><input label='输入'><inputExpression><text>i</text>"
    "</inputExpression></input><output/><annotation name='依据'/>%s</decisionTable></decision>"
    "<decision id='x' name='乙'><variable name='乙'/><literalExpression><text>%s</text>"
    "</literalExpression></decision></definitions>";

static struct str rule(struct arena *a, const char *in, const char *out, const char *note)
{
    return str_of(arena_printf(a,
                               "<rule><inputEntry><text>%s</text></inputEntry><outputEntry><text>"
                               "%s</text></outputEntry><annotationEntry><text>%s</text>"
                               "</annotationEntry></rule>",
                               in, out, note));
}

static struct pack *pack_of(struct arena *a, const char *rules, const char *expression,
                            const char *parameters)
{
    struct pack *p = NULL;
    struct err e = {0};
    const struct pack_file files[] = {
        {STR("m.dmn"), str_of(arena_printf(a, model, rules, expression))},
        {STR("parameters.csv"), str_of(parameters)}};
    if (pack_from_files(files, parameters ? 2 : 1, fixture_catalogue(a), &p, &e) < 0)
        fail_msg("%s", e.en);
    return p;
}

/* "changed 0>1: 依据 a>b; added >2: …" */
static const char *rows_of(struct arena *a, const struct table_difference *t)
{
    struct strbuf b = {0};
    for (size_t i = 0; i < t->n_rows; i++) {
        const struct row_difference *r = &t->rows[i];
        strbuf_printf(&b, "%s%s %d>%d:", i ? "; " : "", pack_change_code(r->change), r->before,
                      r->after);
        for (size_t k = 0; k < r->n_cells; k++)
            strbuf_printf(&b, " " STR_FMT " " STR_FMT ">" STR_FMT,
                          STR_ARG(r->cells[k].column->name), STR_ARG(r->cells[k].before),
                          STR_ARG(r->cells[k].after));
    }
    const char *text = arena_strdup(a, strbuf_z(&b));
    strbuf_done(&b);
    return text;
}

static struct pack_difference compare(struct arena *a, const struct pack *x, const struct pack *y)
{
    struct pack_difference d;
    struct err e = {0};
    if (pack_compare(x, y, a, &d, &e) < 0)
        fail_msg("%s", e.en);
    return d;
}

static void test_rows(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct str r1 = rule(a, "1", "10", "A"), r2 = rule(a, "2", "20", "B"),
               r3 = rule(a, "3", "30", "C"), r2b = rule(a, "2", "25", "B"),
               r4 = rule(a, "4", "40", "D");
    const struct {
        const char *before, *after, *rows;
    } cases[] = {
        {arena_printf(a, "%s%s%s", r1.data, r2.data, r3.data),
         arena_printf(a, "%s%s%s", r1.data, r2b.data, r3.data), "changed 1>1: 甲 20>25"},
        {arena_printf(a, "%s%s", r1.data, r3.data),
         arena_printf(a, "%s%s%s", r1.data, r2.data, r3.data),
         "added -1>1: 输入 >2 甲 >20 依据 >B"},
        {arena_printf(a, "%s%s%s", r1.data, r2.data, r3.data),
         arena_printf(a, "%s%s", r2.data, r3.data), "removed 0>-1: 输入 1> 甲 10> 依据 A>"},
        /* nothing in common: not the same row */
        {arena_printf(a, "%s%s", r1.data, r2.data), arena_printf(a, "%s%s", r1.data, r4.data),
         "removed 1>-1: 输入 2> 甲 20> 依据 B>; added -1>1: 输入 >4 甲 >40 依据 >D"},
        /* in FIRST tables the order decides */
        {arena_printf(a, "%s%s", r1.data, r2.data), arena_printf(a, "%s%s", r2.data, r1.data),
         "removed 0>-1: 输入 1> 甲 10> 依据 A>; added -1>1: 输入 >1 甲 >10 依据 >A"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(pack_freep) struct pack *x = pack_of(a, cases[i].before, "1", NULL),
                                          *y = pack_of(a, cases[i].after, "1", NULL);
        struct pack_difference d = compare(a, x, y), none = compare(a, x, x);
        assert_int_equal(d.n_files, 1);
        assert_int_equal(d.n_elements, 0);
        assert_int_equal(d.n_tables, 1);
        assert_string_equal(rows_of(a, &d.tables[0]), cases[i].rows);
        assert_int_equal(none.n_files + none.n_tables + none.n_elements + none.n_parameters, 0);
    }
}

static void test_elements(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const char *rules = rule(a, "1", "10", "A").data;
    _cleanup_(pack_freep) struct pack *x = pack_of(a, rules, "1 + 1", NULL),
                                      *y = pack_of(a, rules, "1 + 2", NULL);
    struct pack_difference d = compare(a, x, y);
    assert_int_equal(d.n_tables, 0);
    assert_int_equal(d.n_elements, 1);
    assert_int_equal(d.elements[0].change, PACK_CHANGED);
    assert_true(str_eqz(d.elements[0].id, "x"));
    assert_true(str_find(d.elements[0].before, STR("<text>1 + 1</text>")) > 0);
    assert_true(str_find(d.elements[0].after, STR("<text>1 + 2</text>")) > 0);
}

static const char head[] = "name,division,residence,valid_from,valid_to,value,unit,source\n";

static void test_parameters(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const char *rules = rule(a, "1", "10", "A").data;
    _cleanup_(pack_freep) struct pack *x = pack_of(
        a, rules, "1",
        arena_printf(a, "%sline,4407,,2018-01-01,,800.00,元,sample\nb,,,2018-01-01,,1,月,sample\n",
                     head));
    _cleanup_(pack_freep) struct pack *y =
        pack_of(a, rules, "1",
                arena_printf(a,
                             "%sc,,,2018-01-01,,1,月,sample\n"
                             "line,440700000000,,2018-01-01,2019-01-01,800,元,sample\n",
                             head));
    struct pack_difference d = compare(a, x, y);
    assert_int_equal(d.n_parameters, 3);
    assert_int_equal(d.parameters[0].change, PACK_REMOVED);
    assert_int_equal(d.parameters[1].change, PACK_ADDED);
    assert_true(str_eqz(d.parameters[1].after->name, "c"));
    assert_int_equal(d.parameters[2].change, PACK_CHANGED);
    assert_true(str_eqz(d.parameters[2].after->name, "line"));
}

static void test_edit(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct catalogue *c = fixture_catalogue(a);
    static const char csv[] = "note,name,division,residence,valid_from,valid_to,value,unit,source\n"
                              "x,line,4407,,2018-01-01,,800.00,元/人月,JM18-1.2c\n"
                              "\"a,b\",grace_months,4407,,2018-01-01,,6,月,JM18-1.3c\n";
    const struct parameter_edit edits[] = {
        {.name = STR("line"),
         .division = STR("440700000000"),
         .valid_from = STR("2018-01-01"),
         .valid_to = STR("2019-01-01"),
         .value = STR("800.00"),
         .unit = STR("元/人月"),
         .source = STR("JM18-1.2c")},
        {.name = STR("line"),
         .division = STR("4407"),
         .residence = STR("rural"),
         .valid_from = STR("2019-01-01"),
         .value = STR("880"),
         .unit = STR("元/人月"),
         .source = STR("sample")},
        {.remove = true,
         .name = STR("grace_months"),
         .division = STR("4407"),
         .valid_from = STR("2018-01-01")},
    };
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct err e = {0};
    assert_int_equal(parameters_edit(str_of(csv), c, edits, ARRAY_LEN(edits), &out, &e), 0);
    assert_string_equal(strbuf_z(&out),
                        "note,name,division,residence,valid_from,valid_to,value,unit,source\n"
                        "x,line,440700000000,,2018-01-01,2019-01-01,800.00,元/人月,JM18-1.2c\n"
                        ",line,4407,rural,2019-01-01,,880,元/人月,sample\n");
    /* into a file that isn't there yet */
    strbuf_clear(&out);
    assert_int_equal(parameters_edit(STR(""), c, &edits[1], 1, &out, &e), 0);
    assert_string_equal(strbuf_z(&out),
                        "name,division,residence,valid_from,valid_to,value,unit,source\n"
                        "line,4407,rural,2019-01-01,,880,元/人月,sample\n");
    /* what can't be read leaves nothing */
    strbuf_clear(&out);
    struct parameter_edit bad = edits[1];
    bad.value = STR("880.005");
    assert_int_equal(parameters_edit(str_of(csv), c, &bad, 1, &out, &e), E_INVALID);
    bad = edits[1];
    bad.valid_from = STR("soon");
    assert_int_equal(parameters_edit(str_of(csv), c, &bad, 1, &out, &e), E_INVALID);
    assert_int_equal(
        parameters_edit(str_of(csv), c, &(struct parameter_edit){.remove = true}, 1, &out, &e),
        E_NOT_FOUND);
    assert_int_equal(out.len, 0);
}

/* Files that take the program much longer than they are long would hold up a server. */
static void test_bounds(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct strbuf b = {0};
    struct pack *p = NULL;
    struct err e = {0};
    strbuf_addz(&b, "case,as_of\n");
    for (unsigned i = 0; i <= LIMIT_PACK_CASE_ROWS; i++)
        strbuf_printf(&b, "c%u,2018-06-30\n", i);
    const struct pack_file files[] = {
        {STR("m.dmn"), str_of(arena_printf(a, model, rule(a, "1", "1", "A").data, "1"))},
        {STR("cases.csv"), strbuf_str(&b)}};
    assert_int_equal(pack_from_files(files, 2, fixture_catalogue(a), &p, &e), 0);
    size_t passed, failed;
    assert_int_equal(pack_test(p, stdout, &passed, &failed, &e), E_LIMIT);
    pack_free(p);
    strbuf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_elements),
        cmocka_unit_test(test_parameters), cmocka_unit_test(test_edit),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
