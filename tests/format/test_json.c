#include "json.h"

#include "bounds.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* The tokens of a text: structure as it is, names as `name:`, strings as 'text', then "!message".
 */
static void dump(struct str text, struct strbuf *out)
{
    static const char *const marks[] = {
        [JSON_OBJECT] = "{ ",    [JSON_OBJECT_END] = "} ", [JSON_ARRAY] = "[ ",
        [JSON_ARRAY_END] = "] ", [JSON_TRUE] = "T ",       [JSON_FALSE] = "F ",
        [JSON_NULL] = "N ",
    };
    _cleanup_(json_closep) struct json_reader *r = NULL;
    struct err e = {0};
    int token;

    assert_int_equal(json_open(text, &r, &e), 0);
    while ((token = json_next(r, &e)) > 0) {
        struct str s = json_text(r);

        if (token == JSON_NAME)
            strbuf_printf(out, STR_FMT ": ", STR_ARG(s));
        else if (token == JSON_STRING)
            strbuf_printf(out, "'" STR_FMT "' ", STR_ARG(s));
        else if (token == JSON_NUMBER)
            strbuf_printf(out, STR_FMT " ", STR_ARG(s));
        else
            strbuf_addz(out, marks[token]);
    }
    if (token < 0) {
        struct err again = {0};

        assert_int_equal(token, e.code);
        strbuf_printf(out, "!%s", e.en);
        assert_int_equal(json_next(r, &again), token);
        assert_string_equal(again.zh, e.zh);
        assert_non_null(strstr(e.zh, "列："));
    } else {
        assert_int_equal(json_next(r, &e), JSON_END);
    }
}

struct sample {
    struct str in;
    const char *want;
};
#define SAMPLE(in, want)                                                                           \
    {                                                                                              \
        {in, sizeof(in) - 1}, want                                                                 \
    }

static const struct sample samples[] = {
    SAMPLE("1", "1 "),
    SAMPLE(" true ", "T "),
    SAMPLE("\xef\xbb\xbfnull", "N "),
    SAMPLE("[]", "[ ] "),
    SAMPLE("{}", "{ } "),
    SAMPLE("[1, 2,\n3]", "[ 1 2 3 ] "),
    SAMPLE("{\"a\": {\"a\": []}, \"b\":[{\"a\":1},{\"a\":false}]}",
           "{ a: { a: [ ] } b: [ { a: 1 } { a: F } ] } "),
    SAMPLE("\t[\r\n]", "[ ] "),
    /* numbers keep their text */
    SAMPLE("[0, -0, 0.10, 1e5, 1E+5, -12.50e-07, 123456789012345678901234567890.1]",
           "[ 0 -0 0.10 1e5 1E+5 -12.50e-07 123456789012345678901234567890.1 ] "),
    /* strings */
    SAMPLE("\"\"", "'' "),
    SAMPLE("\"abc\"", "'abc' "),
    SAMPLE("\"\xe5\xbc\xa0\xe4\xb8\x89\"", "'张三' "),
    SAMPLE("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "'\"\\/\b\f\n\r\t' "),
    SAMPLE("\"a\\u0041\\u00e9\\u5f20b\"", "'aAé张b' "),
    SAMPLE("\"\\uD834\\udd1e\"", "'\xf0\x9d\x84\x9e' "),
    SAMPLE("\"\\ud800\\udc00\\udbff\\udfff\"", "'\xf0\x90\x80\x80\xf4\x8f\xbf\xbf' "),
    SAMPLE("\"\x7f\"", "'\x7f' "),
    SAMPLE("[\"a\\n\",\"b\"]", "[ 'a\n' 'b' ] "),
    /* names */
    SAMPLE("{\"a\":1,\"A\":2,\"\":3,\"\\u5f20\":4}", "{ a: 1 A: 2 : 3 张: 4 } "),
    SAMPLE("{\"a\":1,\"b\":{\"a\":1,\"b\":2},\"c\":{\"b\":1}}",
           "{ a: 1 b: { a: 1 b: 2 } c: { b: 1 } } "),
    SAMPLE("{\"a\":1,\"a\":2}",
           "{ a: 1 !line 1, column 8: the name \"a\" occurs twice in its object"),
    SAMPLE("{\"b\":{\"a\":0},\n \"a\":1, \"\\u0061\":2}",
           "{ b: { a: 0 } a: 1 !line 2, column 9: the name \"a\" occurs twice in its object"),
    SAMPLE("{\"\\n\":1,\"\\n\":2}",
           "{ \n: 1 !line 1, column 9: the name \"\n\" occurs twice in its object"),
    SAMPLE("{\"a\":[{\"x\":1}],\"a\":2}",
           "{ a: [ { x: 1 } ] !line 1, column 16: the name \"a\" occurs twice in its object"),
    /* structure */
    SAMPLE("", "!line 1, column 1: the text ends where a value belongs"),
    SAMPLE("  \n ", "!line 2, column 2: the text ends where a value belongs"),
    SAMPLE("[", "[ !line 1, column 2: the text ends where a value belongs"),
    SAMPLE("[1", "[ 1 !line 1, column 3: the text ends where a comma or ] belongs"),
    SAMPLE("[1,]", "[ 1 !line 1, column 4: a value belongs here, not \"]\""),
    SAMPLE("[,1]", "[ !line 1, column 2: a value belongs here, not \",\""),
    SAMPLE("[1 2]", "[ 1 !line 1, column 4: a comma or ] belongs here, not \"2\""),
    SAMPLE("[1}", "[ 1 !line 1, column 3: a comma or ] belongs here, not \"}\""),
    SAMPLE("{\"a\":1]", "{ a: 1 !line 1, column 7: a comma or } belongs here, not \"]\""),
    SAMPLE("{\"a\":1,}",
           "{ a: 1 !line 1, column 8: a name in double quotes belongs here, not \"}\""),
    SAMPLE("{a:1}", "{ !line 1, column 2: a name in double quotes belongs here, not \"a\""),
    SAMPLE("{'a':1}", "{ !line 1, column 2: a name in double quotes belongs here, not \"'\""),
    SAMPLE("{\"a\" 1}", "{ a: !line 1, column 6: a colon belongs here, not \"1\""),
    SAMPLE("{\"a\":}", "{ a: !line 1, column 6: a value belongs here, not \"}\""),
    SAMPLE("{\"a\"", "{ a: !line 1, column 5: the text ends where a colon belongs"),
    SAMPLE("1 2", "1 !line 1, column 3: the end of the text belongs here, not \"2\""),
    SAMPLE("[] // x", "[ ] !line 1, column 4: the end of the text belongs here, not \"/\""),
    SAMPLE("]", "!line 1, column 1: a value belongs here, not \"]\""),
    SAMPLE("[1]]", "[ 1 ] !line 1, column 4: the end of the text belongs here, not \"]\""),
    SAMPLE("{\"\xe5\xbc\xa0\":\xef\xbc\x91}",
           "{ 张: !line 1, column 6: a value belongs here, not \"１\""),
    SAMPLE("[\0]", "[ !line 1, column 2: a value belongs here, not 0x00"),
    SAMPLE("[\r\n\r1\n,\n\xff]", "[ 1 !line 5, column 1: a value belongs here, not 0xff"),
    SAMPLE("\xef\xbb\xbf[x", "[ !line 1, column 2: a value belongs here, not \"x\""),
    SAMPLE("tru", "!line 1, column 1: a value belongs here, not \"t\""),
    SAMPLE("nullx", "N !line 1, column 5: the end of the text belongs here, not \"x\""),
    SAMPLE("NaN", "!line 1, column 1: a value belongs here, not \"N\""),
    /* numbers */
    SAMPLE("01", "0 !line 1, column 2: the end of the text belongs here, not \"1\""),
    SAMPLE("-", "!line 1, column 2: the text ends where a digit belongs"),
    SAMPLE("-x", "!line 1, column 2: a digit belongs here, not \"x\""),
    SAMPLE("1.", "!line 1, column 3: the text ends where a digit belongs"),
    SAMPLE("1.e1", "!line 1, column 3: a digit belongs here, not \"e\""),
    SAMPLE("1e", "!line 1, column 3: the text ends where a digit belongs"),
    SAMPLE("1e+", "!line 1, column 4: the text ends where a digit belongs"),
    SAMPLE("+1", "!line 1, column 1: a value belongs here, not \"+\""),
    SAMPLE(".5", "!line 1, column 1: a value belongs here, not \".\""),
    SAMPLE("0x10", "0 !line 1, column 2: the end of the text belongs here, not \"x\""),
    /* strings */
    SAMPLE("[\"abc", "[ !line 1, column 2: the string that begins here is not closed"),
    SAMPLE("\"abc\\\"", "!line 1, column 1: the string that begins here is not closed"),
    SAMPLE("\"abc\\",
           "!line 1, column 6: the text ends where an escape (\" \\ / b f n r t u) belongs"),
    SAMPLE("\"a\nb\"",
           "!line 1, column 3: text (control characters must be escaped) belongs here, not 0x0a"),
    SAMPLE("\"a\0b\"",
           "!line 1, column 3: text (control characters must be escaped) belongs here, not 0x00"),
    SAMPLE("\"\\x\"", "!line 1, column 3: an escape (\" \\ / b f n r t u) belongs here, not \"x\""),
    SAMPLE("\"\\\0\"", "!line 1, column 3: an escape (\" \\ / b f n r t u) belongs here, not 0x00"),
    SAMPLE("\"\\u12g4\"", "!line 1, column 6: a hexadecimal digit belongs here, not \"g\""),
    SAMPLE("\"\\u12", "!line 1, column 6: the text ends where a hexadecimal digit belongs"),
    SAMPLE("\"\\u0000\"", "!line 1, column 2: a text can't hold a NUL character"),
    SAMPLE("\"x\\ud800\"", "!line 1, column 3: half of a surrogate pair is missing"),
    SAMPLE("\"\\ud800\\n\"", "!line 1, column 2: half of a surrogate pair is missing"),
    SAMPLE("\"\\ud800\\u0041\"", "!line 1, column 2: half of a surrogate pair is missing"),
    SAMPLE("\"\\udc00\"", "!line 1, column 2: half of a surrogate pair is missing"),
    SAMPLE("\"\\udc00\\ud800\"", "!line 1, column 2: half of a surrogate pair is missing"),
    SAMPLE("\"a\xff\"", "!line 1, column 3: this is not UTF-8; save the file as UTF-8"),
    SAMPLE("\"\xe5\xbc\"", "!line 1, column 2: this is not UTF-8; save the file as UTF-8"),
    SAMPLE("\"\xed\xa0\x80\"", "!line 1, column 2: this is not UTF-8; save the file as UTF-8"),
    SAMPLE("\"\xc0\xaf\"", "!line 1, column 2: this is not UTF-8; save the file as UTF-8"),
};

static void test_samples(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        /* a copy of the exact size, so that reading past the end is noticed */
        _cleanup_free_ char *copy = malloc(samples[i].in.len + 1);
        _cleanup_(strbuf_done) struct strbuf got = {0};

        assert_non_null(copy);
        char *exact = copy + 1;
        memcpy(exact, samples[i].in.data, samples[i].in.len);
        dump((struct str){exact, samples[i].in.len}, &got);
        if (strcmp(strbuf_z(&got), samples[i].want) != 0)
            print_message("sample %zu\n", i);
        assert_string_equal(strbuf_z(&got), samples[i].want);
    }
}

static void nest(struct strbuf *b, unsigned depth)
{
    for (unsigned i = 0; i < depth; i++)
        strbuf_addz(b, i % 2 ? "{\"a\":" : "[");
    strbuf_addz(b, "1");
    for (unsigned i = depth; i-- > 0;)
        strbuf_addz(b, i % 2 ? "}" : "]");
}

static void test_depth(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0}, got = {0};

    nest(&in, LIMIT_JSON_DEPTH);
    dump(strbuf_str(&in), &got);
    assert_null(strstr(strbuf_z(&got), "!"));

    strbuf_clear(&in);
    nest(&in, LIMIT_JSON_DEPTH + 1);
    strbuf_clear(&got);
    dump(strbuf_str(&in), &got);
    assert_non_null(strstr(strbuf_z(&got), "nested more than 256 deep"));
}

static void test_token_limit(void **state)
{
    for (int number = 0; number < 2; number++) {
        for (size_t extra = 0; extra < 2; extra++) {
            _cleanup_(strbuf_done) struct strbuf in = {0};
            _cleanup_(json_closep) struct json_reader *r = NULL;
            struct err e = {0};

            if (!number)
                strbuf_addc(&in, '"');
            for (size_t i = 0; i < LIMIT_JSON_TOKEN_BYTES + extra; i++)
                strbuf_addc(&in, '7');
            if (!number)
                strbuf_addc(&in, '"');
            assert_int_equal(json_open(strbuf_str(&in), &r, &e), 0);
            int token = json_next(r, &e);
            if (extra) {
                assert_int_equal(token, E_LIMIT);
                assert_non_null(strstr(e.en, "line 1, column 1: "));
            } else {
                assert_int_equal(token, number ? JSON_NUMBER : JSON_STRING);
                assert_int_equal(json_text(r).len, LIMIT_JSON_TOKEN_BYTES);
            }
        }
    }
}

/* Many names, in one object and in many, so that the table of names grows and shrinks. */
static void test_many_names(void **state)
{
    _cleanup_(strbuf_done) struct strbuf in = {0};
    _cleanup_(json_closep) struct json_reader *r = NULL;
    struct err e = {0};
    int token, names = 0;

    strbuf_addz(&in, "{");
    for (int i = 0; i < 3000; i++) {
        strbuf_printf(&in, "\"n%d\\u0021\": {\"a\": [{\"b\": 1}], \"n%d\": {}, \"x\": {", i, i);
        for (int k = 0; k < i % 40; k++)
            strbuf_printf(&in, "%s\"n%d\": 0", k ? "," : "", k);
        strbuf_addz(&in, "}},\n");
    }
    strbuf_addz(&in, "\"n2999!\": 1}");
    assert_int_equal(json_open(strbuf_str(&in), &r, &e), 0);
    while ((token = json_next(r, &e)) > 0)
        names += token == JSON_NAME;
    assert_int_equal(token, E_SYNTAX);
    assert_string_equal(e.en,
                        "line 3001, column 1: the name \"n2999!\" occurs twice in its object");
    assert_string_equal(e.zh, "第 3001 行第 1 列：名称 \"n2999!\" 在同一对象中出现了两次");
    assert_int_equal(names, 3000 * 5 + 3000 / 40 * (39 * 40 / 2));
}

static void test_skip(void **state)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;
    struct err e = {0};

    assert_int_equal(
        json_open(STR("{\"a\":[1,{\"b\":[]}],\"c\":{},\"d\":7,\"e\":[[2],3]}"), &r, &e), 0);
    assert_int_equal(json_next(r, &e), JSON_OBJECT);
    assert_int_equal(json_next(r, &e), JSON_NAME);
    assert_int_equal(json_next(r, &e), JSON_ARRAY);
    assert_int_equal(json_skip(r, &e), 0);
    assert_int_equal(json_next(r, &e), JSON_NAME);
    assert_true(str_eqz(json_text(r), "c"));
    assert_int_equal(json_skip(r, &e), 0); /* the member's value */
    assert_int_equal(json_next(r, &e), JSON_NAME);
    assert_true(str_eqz(json_text(r), "d"));
    assert_int_equal(json_next(r, &e), JSON_NUMBER);
    assert_int_equal(json_skip(r, &e), 0); /* a number is one token */
    assert_int_equal(json_next(r, &e), JSON_NAME);
    assert_true(str_eqz(json_text(r), "e"));
    assert_int_equal(json_next(r, &e), JSON_ARRAY);
    assert_int_equal(json_next(r, &e), JSON_ARRAY);
    assert_int_equal(json_skip(r, &e), 0);
    assert_int_equal(json_next(r, &e), JSON_NUMBER);
    assert_true(str_eqz(json_text(r), "3"));
    assert_int_equal(json_next(r, &e), JSON_ARRAY_END);
    assert_int_equal(json_next(r, &e), JSON_OBJECT_END);
    assert_int_equal(json_next(r, &e), JSON_END);

    json_close(r);
    r = NULL;
    assert_int_equal(json_open(STR("[[1,[2}"), &r, &e), 0);
    assert_int_equal(json_next(r, &e), JSON_ARRAY);
    assert_int_equal(json_skip(r, &e), E_SYNTAX);
}

static void test_where(void **state)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;
    struct err e = {0};
    size_t line, column;

    assert_int_equal(json_open(STR("[\n  \"张三\", 12]"), &r, &e), 0);
    for (int i = 0; i < 3; i++)
        json_next(r, &e);
    json_where(r, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 9);
    err_set(&e, E_INVALID, "太大", "too large");
    assert_int_equal(json_err_at(r, &e), E_INVALID);
    assert_string_equal(e.en, "line 2, column 9: too large");
    assert_string_equal(e.zh, "第 2 行第 9 列：太大");
}

static void test_empty_input(void **state)
{
    _cleanup_(json_closep) struct json_reader *r = NULL;

    assert_int_equal(json_open((struct str){NULL, 0}, &r, NULL), 0);
    assert_int_equal(json_next(r, NULL), E_SYNTAX);
    json_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),     cmocka_unit_test(test_depth),
        cmocka_unit_test(test_token_limit), cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_skip),        cmocka_unit_test(test_where),
        cmocka_unit_test(test_empty_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
