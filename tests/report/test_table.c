/* Tables: alignment with wide characters, the machine's forms, percentages. */

#include "table.h"

#include "cleanup.h"
#include "lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct table_column columns[] = {
    {"place", "区划", "place", false},
    {"people", "人数", "people", true},
    {"note", "备注", "note", false},
};

static struct table *example(void)
{
    struct table *t = table_new("places", "一、区划", "1. Places", columns, ARRAY_LEN(columns));
    assert_non_null(t);
    table_cell(t, STR("440783116248"), STR("步栏村委会"));
    table_int(t, 7);
    table_text(t, STR("a,\"b\""));
    table_cell(t, STR("440783"), STR("Kaiping"));
    table_empty(t);
    table_text(t, STR("=1+1"));
    return t;
}

static char *print(struct table *const *tables, size_t n, enum table_format format)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    assert_non_null(f);
    assert_true(tables_print(tables, n, format, f));
    fclose(f);
    return text;
}

static void check(enum table_format format, const char *expected)
{
    _cleanup_(table_freep) struct table *t = example();
    _cleanup_free_ char *text = print(&t, 1, format);
    assert_string_equal(text, expected);
}

/* A Chinese character takes two columns; the last column ends without blanks. */
static void test_people(void **state)
{
    (void)state;
    check(TABLE_PEOPLE, "一、区划\n"
                        "区划        人数  备注\n"
                        "----------  ----  -----\n"
                        "步栏村委会     7  a,\"b\"\n"
                        "Kaiping        —  =1+1\n");
}

static void test_english(void **state)
{
    (void)state;
    lang_set(LANG_EN);
    check(TABLE_PEOPLE, "1. Places\n"
                        "place       people  note\n"
                        "----------  ------  -----\n"
                        "步栏村委会       7  a,\"b\"\n"
                        "Kaiping          —  =1+1\n");
    lang_set(LANG_ZH);
}

/* Ids and codes whatever the language; unknown is empty; no formulas for spreadsheets. */
static void test_csv(void **state)
{
    (void)state;
    check(TABLE_CSV, "place,people,note\n"
                     "440783116248,7,\"a,\"\"b\"\"\"\n"
                     "440783,,'=1+1\n");
}

static void test_json(void **state)
{
    (void)state;
    check(TABLE_JSON, "{\n"
                      "  \"places\": [\n"
                      "    {\n"
                      "      \"place\": \"440783116248\",\n"
                      "      \"people\": 7,\n"
                      "      \"note\": \"a,\\\"b\\\"\"\n"
                      "    },\n"
                      "    {\n"
                      "      \"place\": \"440783\",\n"
                      "      \"people\": null,\n"
                      "      \"note\": \"=1+1\"\n"
                      "    }\n"
                      "  ]\n"
                      "}\n");
}

static void test_several(void **state)
{
    (void)state;
    static const struct table_column one[] = {{"n", "数", "n", true}};
    _cleanup_(table_freep) struct table *a = table_new("a", "甲", "A", one, 1);
    _cleanup_(table_freep) struct table *b = table_new("b", "乙", "B", one, 1);
    table_int(a, -1);
    struct table *tables[] = {a, b};
    _cleanup_free_ char *people = print(tables, 2, TABLE_PEOPLE);
    assert_string_equal(people, "甲\n数\n--\n-1\n\n乙\n数\n--\n");
    _cleanup_free_ char *csv = print(tables, 2, TABLE_CSV);
    assert_string_equal(csv, "n\n-1\n\nn\n");
    _cleanup_free_ char *json = print(tables, 2, TABLE_JSON);
    assert_string_equal(json,
                        "{\n  \"a\": [\n    {\n      \"n\": -1\n    }\n  ],\n  \"b\": []\n}\n");
}

/* A table that could not be made is no crash, but no success either. */
static void test_missing(void **state)
{
    (void)state;
    struct table *tables[] = {NULL};
    table_int(NULL, 1);
    table_percent(NULL, 1, 2);
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    assert_false(tables_print(tables, 1, TABLE_CSV, f));
    fclose(f);
    free(text);
}

static void test_percent(void **state)
{
    (void)state;
    static const struct {
        int64_t numerator, denominator;
        const char *machine;
    } cases[] = {
        {0, 7, "0.00"},
        {1, 3, "33.33"},
        {2, 3, "66.67"},
        {1, 20000, "0.01"}, /* exactly half of a hundredth: up */
        {1, 20001, "0.00"}, /* just below */
        {4999, 20000, "25.00"},
        {3, 2, "150.00"},
        {-1, 3, "-33.33"},
        {-1, 200, "-0.50"},
        {-1, 1000000, "0.00"},
        {INT64_MAX, INT64_MAX, "100.00"},
        {5, 0, ""}, /* of nothing: unknown */
        {5, -1, ""},
    };
    static const struct table_column one[] = {{"p", "比", "p", true}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(table_freep) struct table *t = table_new("t", "", "", one, 1);
        table_percent(t, cases[i].numerator, cases[i].denominator);
        _cleanup_free_ char *text = print(&t, 1, TABLE_JSON);
        char expected[64];
        snprintf(expected, sizeof expected, "\"p\": %s\n",
                 *cases[i].machine ? cases[i].machine : "null");
        if (!strstr(text, expected))
            fail_msg("%lld / %lld: %s", (long long)cases[i].numerator,
                     (long long)cases[i].denominator, text);
    }
    _cleanup_(table_freep) struct table *t = table_new("t", "", "", one, 1);
    table_percent(t, 1, 8);
    _cleanup_free_ char *people = print(&t, 1, TABLE_PEOPLE);
    assert_string_equal(people, "    比\n------\n12.50%\n");
}

static void test_format(void **state)
{
    (void)state;
    enum table_format f;
    assert_true(table_format_parse("table", &f) && f == TABLE_PEOPLE);
    assert_true(table_format_parse("csv", &f) && f == TABLE_CSV);
    assert_true(table_format_parse("json", &f) && f == TABLE_JSON);
    assert_false(table_format_parse("xml", &f));
    assert_false(table_format_parse("", &f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),  cmocka_unit_test(test_english),
        cmocka_unit_test(test_csv),     cmocka_unit_test(test_json),
        cmocka_unit_test(test_several), cmocka_unit_test(test_missing),
        cmocka_unit_test(test_percent), cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
