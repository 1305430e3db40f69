#include "http_text.h"

#include "http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define S(literal) STR(literal)

static void decodes(void **state)
{
    static const struct {
        struct str in;
        bool plus;
        const char *out; /* NULL = refused */
    } cases[] = {
        {S(""), true, ""},
        {S("abc"), true, "abc"},
        {S("a+b%20c"), true, "a b c"},
        {S("a+b"), false, "a+b"},
        {S("%2B%25%41"), true, "+%A"},
        {S("%e5%90%88%E4%B8%80"), true, "合一"},
        {S("合一"), true, "合一"},
        {S("%F0%9F%8C%BE"), true, "🌾"},
        {S("%2541"), true, "%41"},
        {S("%"), true, NULL},
        {S("%4"), true, NULL},
        {S("a%4"), true, NULL},
        {S("%g1"), true, NULL},
        {S("%1g"), true, NULL},
        {S("%-1"), true, NULL},
        {S("%%41"), true, NULL},
        {S("%00"), true, NULL},
        {S("%0a"), true, NULL},
        {S("%0D%0A"), true, NULL},
        {S("%1f"), true, NULL},
        {S("%7f"), true, NULL},
        {S("%c2%80"), true, NULL}, /* C1 */
        {S("%c2%9f"), true, NULL},
        {S("%c2%a0"), true, "\xc2\xa0"},
        {S("%ff"), true, NULL},
        {S("%c0%af"), true, NULL}, /* an overlong slash */
        {S("%e5%90"), true, NULL},
        {S("%ed%a0%80"), true, NULL}, /* half of a surrogate pair */
        {S("%f4%90%80%80"), true, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct strbuf out = {0};
        strbuf_addz(&out, "kept:");
        assert_int_equal(http_decode(cases[i].in, cases[i].plus, &out), cases[i].out != NULL);
        assert_memory_equal(out.data, "kept:", 5);
        assert_string_equal(out.data + 5, cases[i].out ? cases[i].out : "");
        assert_int_equal(out.len, strlen(out.data));
        strbuf_done(&out);
    }
    struct strbuf empty = {0};
    assert_false(http_decode(S("%"), true, &empty));
    assert_true(http_decode(S(""), true, &empty));
    strbuf_done(&empty);
}

/* name=value|name=value… */
static void queries(void **state)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"a=b", "a=b|"},
        {"a=b&c=d", "a=b|c=d|"},
        {"a", "a=|"},
        {"a=", "a=|"},
        {"=b", "=b|"},
        {"a==b=", "a==b=|"},
        {"&&a=b&&", "a=b|"},
        {"a=1&a=2", "a=1|a=2|"},
        {"a;b=c", "a;b=c|"},
        {"a%3Db=c", "a%3Db=c|"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct strbuf out = {0};
        struct str rest = str_of(cases[i][0]), name, value;
        while (http_query_next(&rest, &name, &value))
            strbuf_printf(&out, STR_FMT "=" STR_FMT "|", STR_ARG(name), STR_ARG(value));
        assert_string_equal(strbuf_z(&out), cases[i][1]);
        strbuf_done(&out);
    }
    struct str none = {0}, name, value;
    assert_false(http_query_next(&none, &name, &value));
}

static void encodings(void **state)
{
    static const struct {
        const char *header;
        bool gzip;
    } cases[] = {
        {"", false},
        {"gzip", true},
        {"GZIP", true},
        {"x-gzip", true},
        {"*", true},
        {"gzip;q=1", true},
        {"gzip;q=1.000", true},
        {"gzip;q=0.001", true},
        {"gzip ; q=0.5", true},
        {"gzip;Q=0.5", true},
        {"deflate, br;q=1, gzip;q=0.1", true},
        {"gzip;q=0", false},
        {"gzip;q=0.000", false},
        {"gzip;q=0, *", false},
        {"*, gzip;q=0", false},
        {"*;q=0", false},
        {"*;q=0, gzip", true},
        {"identity", false},
        {"identity, gzip", true},
        {"identity;q=0.9, gzip;q=0.8", false},
        {"identity;q=0, gzip;q=0.1", true},
        {"gzip;q=1.001", false},
        {"gzip;q=0.0001", false},
        {"gzip;q=2", false},
        {"gzip;q=-1", false},
        {"gzip;q=.5", false},
        {"gzip;q=", false},
        {"gzip;q", false},
        {"gzip;", false},
        {"gzipped", false},
        {"not-gzip", false},
        {",,gzip,,", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(http_takes_gzip(str_of(cases[i].header)), cases[i].gzip);
    assert_false(http_takes_gzip((struct str){0}));
}

static void cookies(void **state)
{
    static const char *const cases[][2] = {
        {"s=1", "1"},     {"s=1; t=2", "1"},    {"t=2; s=1", "1"},
        {"t=2;s=1", "1"}, {"s=1; s=2", "1"},    {"s=\"quoted\"", "quoted"},
        {"s=\"", "\""},   {"s=a=b==", "a=b=="}, {" s = 1 ; t=2", "1"},
        {"s=", ""},       {"xs=1; sx=2", NULL}, {"S=1", NULL},
        {"s", NULL},      {"t=s=1", NULL},      {"", NULL},
        {";;;", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str value = http_cookie_in(str_of(cases[i][0]), "s");
        assert_int_equal(value.data != NULL, cases[i][1] != NULL);
        assert_true(str_eqz(value, cases[i][1] ? cases[i][1] : ""));
    }
}

static void tags(void **state)
{
    struct str tag = S("\"a,b\""), plain = S("\"x\"");
    assert_true(http_tag_listed(S("\"x\""), plain));
    assert_true(http_tag_listed(S("W/\"x\""), plain));
    assert_true(http_tag_listed(S("\"y\" , \"x\""), plain));
    assert_true(http_tag_listed(S("*"), plain));
    assert_false(http_tag_listed(S(""), plain));
    assert_false(http_tag_listed(S("x"), plain));
    assert_false(http_tag_listed(S("\"X\""), plain));
    /* ours have no commas; one in another's tag makes no match out of nothing */
    assert_false(http_tag_listed(tag, S("\"a\"")));
}

static void tokens(void **state)
{
    assert_true(http_is_token(S("X-Test_1.~!#$%&'*+^`|")));
    assert_false(http_is_token(S("")));
    assert_false(http_is_token(S("a b")));
    assert_false(http_is_token(S("a\0b")));
    assert_false(http_is_token(S("a:")));
    assert_false(http_is_token(S("\xe5\x90\x88")));
    assert_true(http_same(S("CHUNKED"), "chunked"));
    assert_false(http_same(S("chunke"), "chunked"));
    assert_true(str_eqz(http_trim(S(" \t a b\t ")), "a b"));
    assert_true(str_eqz(http_trim(S("\v a")), "\v a"));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(decodes), cmocka_unit_test(queries), cmocka_unit_test(encodings),
        cmocka_unit_test(cookies), cmocka_unit_test(tags),    cmocka_unit_test(tokens),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
