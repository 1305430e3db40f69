#include "json.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void write_sample(struct json_writer *w)
{
    json_object(w);
    json_name(w, "空");
    json_array(w);
    json_array_end(w);
    json_name(w, "b");
    json_array(w);
    json_put_int(w, INT64_MIN);
    json_object(w);
    json_object_end(w);
    json_array(w);
    json_put_number(w, STR("-12.30e5"));
    json_array_end(w);
    json_put_bool(w, true);
    json_put_bool(w, false);
    json_array_end(w);
    json_name_str(w, STR("c\"d"));
    json_put_null(w);
    json_name(w, "e");
    json_object(w);
    json_name(w, "f");
    json_put_z(w, NULL);
    json_name(w, "g");
    json_put_z(w, "z");
    json_object_end(w);
    json_object_end(w);
}

static char *written(int indent, void (*f)(struct json_writer *))
{
    char *text = NULL;
    size_t n;
    struct json_writer w = {.f = open_memstream(&text, &n), .indent = indent};

    f(&w);
    assert_int_equal(w.depth, 0);
    fclose(w.f);
    return text;
}

static void test_compact(void **state)
{
    _cleanup_free_ char *text = written(0, write_sample);

    assert_string_equal(text, "{\"空\":[],\"b\":[-9223372036854775808,{},[-12.30e5],true,false],"
                              "\"c\\\"d\":null,\"e\":{\"f\":null,\"g\":\"z\"}}");
}

static void test_indented(void **state)
{
    _cleanup_free_ char *text = written(2, write_sample);

    assert_string_equal(text, "{\n"
                              "  \"空\": [],\n"
                              "  \"b\": [\n"
                              "    -9223372036854775808,\n"
                              "    {},\n"
                              "    [\n"
                              "      -12.30e5\n"
                              "    ],\n"
                              "    true,\n"
                              "    false\n"
                              "  ],\n"
                              "  \"c\\\"d\": null,\n"
                              "  \"e\": {\n"
                              "    \"f\": null,\n"
                              "    \"g\": \"z\"\n"
                              "  }\n"
                              "}");
}

static const struct {
    struct str in;
    const char *want;
} strings[] = {
    {{"", 0}, "\"\""},
    {{NULL, 0}, "\"\""},
    {{"a/b<>&'", 7}, "\"a/b<>&'\""},
    {{"\"\\\b\f\n\r\t", 7}, "\"\\\"\\\\\\b\\f\\n\\r\\t\""},
    {{"a\0\x01\x1f\x7f"
      "b",
      6},
     "\"a\\u0000\\u0001\\u001f\x7f"
     "b\""},
    {{"张𝄞", 7}, "\"张𝄞\""},
    {{"a\xff\xe5\xbc"
      "b",
      5},
     "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
     "b\""},
    {{"\xed\xa0\x80", 3}, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
};

static void test_strings(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
        _cleanup_free_ char *text = NULL;
        size_t n;
        struct json_writer w = {.f = open_memstream(&text, &n)};

        json_put_str(&w, strings[i].in);
        fclose(w.f);
        assert_string_equal(text, strings[i].want);
    }
}

static const struct {
    const char *in;
    bool number;
} numbers[] = {
    {"0", true},    {"-0", true},      {"10", true},     {"0.10", true}, {"1e5", true},
    {"1E-5", true}, {"-1.5e+3", true}, {"", false},      {"-", false},   {"+1", false},
    {"01", false},  {"1.", false},     {".5", false},    {"1e", false},  {"1e+", false},
    {"NaN", false}, {"1 ", false},     {"1,000", false}, {"0x1", false}, {"1.5.5", false},
};

static void test_numbers(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        _cleanup_free_ char *text = NULL;
        _cleanup_(strbuf_done) struct strbuf want = {0};
        size_t n;
        struct json_writer w = {.f = open_memstream(&text, &n)};

        json_put_number(&w, str_of(numbers[i].in));
        fclose(w.f);
        strbuf_printf(&want, numbers[i].number ? "%s" : "\"%s\"", numbers[i].in);
        assert_string_equal(text, strbuf_z(&want));
    }
}

/* A value's text within another value; a broken one is told. */
static void test_value(void **state)
{
    char *text = NULL;
    size_t len;
    struct err e = {0};
    FILE *f = open_memstream(&text, &len);
    struct json_writer w = {.f = f};
    json_object(&w);
    json_name(&w, "a");
    assert_int_equal(json_put_value(&w, STR(" [1.50, \"x\", {\"y\": [true, null]}] "), &e), 0);
    json_name(&w, "b");
    assert_int_equal(json_put_value(&w, STR("2"), &e), 0);
    json_object_end(&w);
    fclose(f);
    assert_string_equal(text, "{\"a\":[1.50,\"x\",{\"y\":[true,null]}],\"b\":2}");
    free(text);
    f = open_memstream(&text, &len);
    w = (struct json_writer){.f = f};
    assert_int_equal(json_put_value(&w, STR("[1,"), &e), E_SYNTAX);
    fclose(f);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value),    cmocka_unit_test(test_compact),
        cmocka_unit_test(test_indented), cmocka_unit_test(test_strings),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
