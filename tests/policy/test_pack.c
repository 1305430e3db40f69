#include "fixture.h"

#include "bounds.h"
#include "file.h"
#include "lang.h"

static struct arena *arena;

static int setup(void **state)
{
    arena = arena_new(0);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    arena_freep(&arena);
    return 0;
}

static struct str text_of(const char *path)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct err e = {0};
    if (file_read(fixture_path(arena, path), LIMIT_FILE_BYTES, &b, &e) < 0)
        fail_msg("%s", e.en);
    return str_dup(arena, strbuf_str(&b));
}

/* The shipped pack with other cases. */
static struct pack *with_cases(const char *cases)
{
    const struct pack_file files[] = {
        {STR("jiangmen.dmn"), text_of("policies/jiangmen/jiangmen.dmn")},
        {STR("parameters.csv"), text_of("policies/jiangmen/parameters.csv")},
        {STR("cases.csv"), str_of(cases)},
    };
    struct pack *p = NULL;
    struct err e = {0};
    if (pack_from_files(files, ARRAY_LEN(files), fixture_catalogue(arena), &p, &e) < 0)
        fail_msg("%s", e.en);
    return p;
}

static char *run_pack_cases(const struct pack *p, size_t *ret_passed, size_t *ret_failed,
                            struct err *e)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    assert_non_null(out);
    int r = pack_test(p, out, ret_passed, ret_failed, e);
    fclose(out);
    if (r < 0) {
        free(text);
        return NULL;
    }
    return text;
}

static void test_shipped_cases(void **state)
{
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "policies/jiangmen");
    size_t passed = 0, failed = 0;
    struct err e = {0};
    _cleanup_free_ char *text = run_pack_cases(p, &passed, &failed, &e);
    if (!text)
        fail_msg("%s", e.en);
    if (failed || strstr(text, "从未命中"))
        fail_msg("%s", text);
    assert_true(passed >= 50);
}

#define COLUMNS "案例,as_of,division,dwelling_count,工资性收入,出生日期,expected_annual_income,"
static void test_failing_cases(void **state)
{
    static const char cases[] = COLUMNS "期望类别,期望出错\n"
                                        "对,2018-06-30,4407,1,1200,1980-01-01,,未知,\n"
                                        "错,2018-06-30,4407,1,1200,1980-01-01,1200,,\n"
                                        "空户,2018-06-30,4407,1,,,,,是\n"
                                        "空户未说明,2018-06-30,4407,1,,,,,\n"
                                        "不空,2018-06-30,4407,1,1200,,,,是\n";
    _cleanup_(pack_freep) struct pack *p = with_cases(cases);
    size_t passed = 0, failed = 0;
    struct err e = {0};
    _cleanup_free_ char *text = run_pack_cases(p, &passed, &failed, &e);
    if (!text)
        fail_msg("%s", e.en);
    assert_int_equal(passed, 2);
    assert_int_equal(failed, 3);
    assert_non_null(strstr(text, "通过  对"));
    assert_non_null(strstr(text, "失败  错\n    expected_annual_income：应为 1200"));
    assert_non_null(strstr(text, "通过  空户\n"));
    assert_non_null(strstr(text, "失败  空户未说明"));
    assert_non_null(strstr(text, "从未命中"));
}

static void test_broken_cases(void **state)
{
    static const struct {
        const char *csv, *where;
    } broken[] = {
        {"案例,division\na,4407\n", "as_of"},
        {"案例,as_of,存款\n", "存款"},
        {"案例,as_of,expected_nothing\n", "expected_nothing"},
        {"案例,as_of,division\na,2018-6-30,4407\n", "line 2, column as_of"},
        {"案例,as_of,division\na,,4407\n", "line 2"},
        {"案例,as_of,residence\na,2018-06-30,乡下\n", "line 2, column residence"},
        {"案例,as_of,工资性收入\na,2018-06-30,1.234\n", "line 2, column 工资性收入"},
        {"案例,as_of,工资性收入\na,2018-06-30,1\na,2018-06-30,1\n", "line 3, column as_of"},
        {"案例,as_of,前次去向\na,2018-06-30,不详\n", "line 2, column 前次去向"},
    };
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        _cleanup_(pack_freep) struct pack *p = with_cases(broken[i].csv);
        size_t passed = 99, failed = 99;
        struct err e = {0};
        assert_null(run_pack_cases(p, &passed, &failed, &e));
        if (!strstr(e.en, broken[i].where) || !strstr(e.en, "cases.csv"))
            fail_msg("%zu: \"%s\" does not name %s", i, e.en, broken[i].where);
        assert_int_equal(passed, 99);
    }
}

static void test_hash(void **state)
{
    _cleanup_(pack_freep) struct pack *a = fixture_pack(arena, "policies/jiangmen");
    _cleanup_(pack_freep) struct pack *b = NULL, *c = with_cases("case,as_of\n");
    const struct pack_file *files;
    struct err e = {0};
    size_t n = pack_files(a, &files);
    assert_int_equal(n, 3);
    /* From the register they may come in any order. */
    const struct pack_file turned[] = {files[2], files[0], files[1]};
    assert_int_equal(pack_from_files(turned, 3, pack_catalogue(a), &b, &e), 0);
    assert_int_equal(strlen(pack_hash(a)), 64);
    assert_string_equal(pack_hash(a), pack_hash(b));
    assert_string_not_equal(pack_hash(a), pack_hash(c));
    assert_true(str_eqz(pack_name(a), "江门两线合一"));
}

static void test_open_errors(void **state)
{
    struct catalogue *c = fixture_catalogue(arena);
    struct pack *p = NULL;
    struct err e = {0};
    assert_true(pack_open(fixture_path(arena, "policies/none"), c, &p, &e) < 0);
    assert_non_null(strstr(e.en, "policies/none"));
    assert_int_equal(pack_open(fixture_path(arena, "policies"), c, &p, &e), E_NOT_FOUND);
    struct str model = text_of("policies/jiangmen/jiangmen.dmn");
    const struct pack_file two[] = {{STR("a.dmn"), model}, {STR("b.dmn"), model}};
    assert_int_equal(pack_from_files(two, 2, c, &p, &e), E_INVALID);
    const struct pack_file cut[] = {{STR("a.dmn"), {model.data, model.len / 2}}};
    assert_int_equal(pack_from_files(cut, 1, c, &p, &e), E_SYNTAX);
    assert_non_null(strstr(e.en, "a.dmn"));
    assert_null(p);
}

static void test_words(void **state)
{
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "policies/jiangmen");
    int category = dmn_find(pack_model(p), STR("category"));
    const struct dmn_node *d = dmn_node(pack_model(p), category);
    struct rule_words w = pack_rule_words(p, category, d->table, 1);
    assert_true(str_eqz(w.clauses, "JM18-1.3a JM23-2.2a"));
    assert_true(str_starts(w.zh, STR("月人均收入低于低保标准")));
    assert_true(str_starts(w.en, STR("Minimum living guarantee")));
    w = pack_rule_words(p, dmn_find(pack_model(p), STR("annual_income")), NULL, -1);
    assert_true(str_eqz(w.clauses, "JM23-2.2d"));
    assert_true(str_find(w.zh, STR("基础养老金不算")) >= 0);
    assert_true(str_starts(w.en, STR("Wages, business")));
}

static char *show(const struct pack *p, const char *node, int *ret)
{
    char *text = NULL;
    size_t len;
    struct err e = {0};
    FILE *out = open_memstream(&text, &len);
    *ret = pack_show(p, str_of(node), out, &e);
    fclose(out);
    return text;
}

static void test_show(void **state)
{
    static const char *const parts[] = {
        "江门两线合一",      "类别（category）", "│ →",    "全员特困",
        "首行（FIRST）",     "JM18-1.3a",        "单人户", "sample",
        "单人户申请 = true", "低保标准",         "800.00", "取最大（COLLECT MAX）"};
    _cleanup_(pack_freep) struct pack *p = fixture_pack(arena, "policies/jiangmen");
    int r;
    _cleanup_free_ char *all = show(p, "", &r);
    assert_int_equal(r, 0);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        if (!strstr(all, parts[i]))
            fail_msg("%s is not shown", parts[i]);
    _cleanup_free_ char *one = show(p, "类别", &r);
    assert_int_equal(r, 0);
    assert_non_null(strstr(one, "category"));
    assert_null(strstr(one, "points_income"));
    _cleanup_free_ char *none = show(p, "nothing", &r);
    assert_int_equal(r, E_NOT_FOUND);
    assert_string_equal(none, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_cases), cmocka_unit_test(test_failing_cases),
        cmocka_unit_test(test_broken_cases),  cmocka_unit_test(test_hash),
        cmocka_unit_test(test_open_errors),   cmocka_unit_test(test_words),
        cmocka_unit_test(test_show),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
