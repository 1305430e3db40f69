#include "text.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define BYTES(s)                                                                                   \
    {                                                                                              \
        s, sizeof(s) - 1                                                                           \
    }

/* After the Unicode standard, table 3-7: well-formed byte sequences, and their neighbours. */
static void test_validity(void **state)
{
    static const struct {
        struct str s;
        int length; /* of the first code point, 0 = invalid */
        uint32_t cp;
    } rows[] = {
        {BYTES(""), 0, 0},
        {BYTES("\0"), 1, 0},
        {BYTES("a"), 1, 'a'},
        {BYTES("\x7f"), 1, 0x7f},
        {BYTES("\x80"), 0, 0},
        {BYTES("\xbf"), 0, 0},
        {BYTES("\xc0\x80"), 0, 0},
        {BYTES("\xc1\xbf"), 0, 0},
        {BYTES("\xc2\x80"), 2, 0x80},
        {BYTES("\xc2"), 0, 0},
        {BYTES("\xc2\x41"), 0, 0},
        {BYTES("\xc2\xc2"), 0, 0},
        {BYTES("\xdf\xbf"), 2, 0x7ff},
        {BYTES("\xe0\x80\x80"), 0, 0},
        {BYTES("\xe0\x9f\xbf"), 0, 0},
        {BYTES("\xe0\xa0\x80"), 3, 0x800},
        {BYTES("\xe4\xb8\xad"), 3, 0x4e2d},
        {BYTES("\xe4\xb8"), 0, 0},
        {BYTES("\xe4\xb8\x2d"), 0, 0},
        {BYTES("\xe4\x38\xad"), 0, 0},
        {BYTES("\xed\x9f\xbf"), 3, 0xd7ff},
        {BYTES("\xed\xa0\x80"), 0, 0},
        {BYTES("\xed\xbf\xbf"), 0, 0},
        {BYTES("\xee\x80\x80"), 3, 0xe000},
        {BYTES("\xef\xbb\xbf"), 3, 0xfeff},
        {BYTES("\xef\xbf\xbf"), 3, 0xffff},
        {BYTES("\xf0\x80\x80\x80"), 0, 0},
        {BYTES("\xf0\x8f\xbf\xbf"), 0, 0},
        {BYTES("\xf0\x90\x80\x80"), 4, 0x10000},
        {BYTES("\xf0\x9f\x98"), 0, 0},
        {BYTES("\xf0\x9f\x98\x80"), 4, 0x1f600},
        {BYTES("\xf0\x9f\x98\x80\x80"), 4, 0x1f600},
        {BYTES("\xf4\x8f\xbf\xbf"), 4, 0x10ffff},
        {BYTES("\xf4\x90\x80\x80"), 0, 0},
        {BYTES("\xf5\x80\x80\x80"), 0, 0},
        {BYTES("\xf8\x88\x80\x80\x80"), 0, 0},
        {BYTES("\xfe"), 0, 0},
        {BYTES("\xff"), 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint32_t cp = 4711;
        int n = utf8_next(rows[i].s, &cp);
        if (n != rows[i].length || cp != (n ? rows[i].cp : 4711))
            fail_msg("row %zu: length %d, U+%04X", i, n, cp);
        assert_int_equal(utf8_valid(rows[i].s),
                         rows[i].s.len == 0 || (n > 0 && (size_t)n == rows[i].s.len));
    }
}

/* An invalid byte is found wherever it stands, also behind the eight-byte strides. */
static void test_validity_anywhere(void **state)
{
    char text[64];

    for (size_t len = 1; len <= sizeof text; len++) {
        for (size_t at = 0; at < len; at++) {
            memset(text, 'x', len);
            assert_true(utf8_valid((struct str){text, len}));
            text[at] = '\xff';
            assert_false(utf8_valid((struct str){text, len}));
        }
    }
}

static void test_every_code_point(void **state)
{
    char buf[4];
    uint32_t cp;

    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        int n = utf8_put(c, buf);
        if (c >= 0xd800 && c <= 0xdfff) {
            assert_int_equal(n, 0);
            continue;
        }
        assert_int_equal(utf8_next((struct str){buf, (size_t)n}, &cp), n);
        assert_int_equal(cp, c);
    }
    assert_int_equal(utf8_put(0x110000, buf), 0);
    assert_int_equal(utf8_put(UINT32_MAX, buf), 0);
}

static void test_counts_and_offsets(void **state)
{
    struct str s = STR("a中é😀z");

    assert_int_equal(utf8_count(s), 5);
    assert_int_equal(utf8_count(STR("")), 0);
    static const size_t offsets[] = {0, 1, 4, 6, 10, 11, 11, 11};
    for (size_t n = 0; n < ARRAY_LEN(offsets); n++)
        assert_int_equal(utf8_offset(s, n), offsets[n]);
}

static void test_width(void **state)
{
    static const struct {
        struct str s;
        size_t width;
    } rows[] = {
        {BYTES(""), 0},   {BYTES("abc"), 3},       {BYTES("户号"), 4}, {BYTES("特困a"), 5},
        {BYTES("é"), 1},  {BYTES("e\xcc\x81"), 1}, {BYTES("（）"), 4}, {BYTES("！"), 2},
        {BYTES("한"), 2}, {BYTES("ｱ"), 1},         {BYTES("𠀀"), 2},   {BYTES("\xff\xff"), 2},
        {BYTES("　"), 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (utf8_width(rows[i].s) != rows[i].width)
            fail_msg("row %zu: %zu", i, utf8_width(rows[i].s));
}

static void test_narrow(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {"１２３，４５６．７８", "123,456.78"},
        {"ＡＢＣｘ～！", "ABCx~!"},
        {"　户　", " 户 "},
        {"plain", "plain"},
        {"ｱﾞ¥", "ｱﾞ¥"}, /* half-width katakana and the yen sign stay */
        {"、。", "、。"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str in = str_of(rows[i].in);
        char *buf = malloc(in.len + 1);
        size_t n = text_narrow(in, buf);
        assert_true(n <= in.len);
        buf[n] = '\0';
        assert_string_equal(buf, rows[i].out);
        /* in place as well */
        memcpy(buf, in.data, in.len);
        assert_int_equal(text_narrow((struct str){buf, in.len}, buf), n);
        assert_memory_equal(buf, rows[i].out, n);
        free(buf);
    }
}

/* Decodes in with a cut at each of two places. */
static int decode(struct str in, size_t cut1, size_t cut2, struct strbuf *out,
                  const char **ret_name, struct err *e)
{
    _cleanup_(text_decoder_freep) struct text_decoder *d = text_decoder_new();
    int r = 0;

    assert_non_null(d);
    /* exact copies, so that a sanitizer sees every byte read beyond a chunk */
    const size_t from[] = {0, cut1, cut2}, to[] = {cut1, cut2, in.len};
    for (int i = 0; i < 3 && r == 0; i++) {
        size_t n = to[i] - from[i];
        char *chunk = malloc(n ? n : 1);
        if (n)
            memcpy(chunk, in.data + from[i], n);
        r = text_decode(d, chunk, n, i == 2, out, e);
        free(chunk);
    }
    *ret_name = text_decoder_encoding(d);
    return r;
}

static const struct sample {
    const char *what;
    struct str in;
    const char *encoding;
    const char *out; /* or the byte in the error */
    bool error;
} samples[] = {
    {"nothing", BYTES(""), "UTF-8", ""},
    {"one byte", BYTES("a"), "UTF-8", "a"},
    {"ASCII", BYTES("a,b\n1,2\n"), "UTF-8", "a,b\n1,2\n"},
    {"UTF-8", BYTES("户号,姓名\n1,张é😀\n"), "UTF-8", "户号,姓名\n1,张é😀\n"},
    {"UTF-8 with BOM", BYTES("\xef\xbb\xbf户号\n"), "UTF-8", "户号\n"},
    {"BOM alone", BYTES("\xef\xbb\xbf"), "UTF-8", ""},
    {"BOM and ASCII", BYTES("\xef\xbb\xbfx"), "UTF-8", "x"},
    {"a second BOM is text", BYTES("\xef\xbb\xbf\xef\xbb\xbfx"), "UTF-8", "\xef\xbb\xbfx"},
    {"GB18030, two bytes", BYTES("id,\xd0\xd5\xc3\xfb\n1,\xd5\xc5\xc8\xfd\n"), "GB18030",
     "id,姓名\n1,张三\n"},
    /* 塘㙍镇: U+364D needs four bytes */
    {"GB18030, four bytes", BYTES("\xcc\xc1\x82\x30\xab\x33\xd5\xf2"), "GB18030", "塘㙍镇"},
    {"GB18030, emoji", BYTES("\x94\x39\xfc\x36\xd6\xd0"), "GB18030", "😀中"},
    {"invalid in both",
     BYTES("ab\xff"
           "cd"),
     "GB18030", "2", true},
    {"UTF-8 damaged further down", BYTES("户号,公民身份号码,姓名\n1,\xff"), "UTF-8", "35", true},
    {"seven characters don't settle it", BYTES("户号,公民身份号\xff"), "GB18030", "21", true},
    {"invalid late", BYTES("\xd6\xd0,\xd6\xd0\xff,x"), "GB18030", "5", true},
    {"after a BOM only UTF-8", BYTES("\xef\xbb\xbfx\xd6\xd0"), "UTF-8", "4", true},
    {"surrogate after BOM", BYTES("\xef\xbb\xbf\xed\xa0\x80"), "UTF-8", "3", true},
    {"overlong after BOM", BYTES("\xef\xbb\xbf\xc0\xaf"), "UTF-8", "3", true},
    {"cut short, UTF-8",
     BYTES("\xef\xbb\xbf"
           "a\xe4\xb8"),
     "UTF-8", "4", true},
    {"cut short, GB18030", BYTES("\xd6\xd0\xd6"), "GB18030", "2", true},
    {"cut short, four bytes", BYTES("\xd6\xd0\x82\x30\xab"), "GB18030", "2", true},
};

static void test_decoder_with_every_split(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        const struct sample *s = &samples[i];
        for (size_t a = 0; a <= s->in.len; a++) {
            for (size_t b = a; b <= s->in.len; b++) {
                _cleanup_(strbuf_done) struct strbuf out = {0};
                struct err e = {0};
                const char *encoding;
                int r = decode(s->in, a, b, &out, &encoding, &e);
                if (r != (s->error ? E_SYNTAX : 0))
                    fail_msg("%s, cut at %zu and %zu: %d %s", s->what, a, b, r, e.en);
                assert_string_equal(encoding, s->encoding);
                if (s->error) {
                    char place[32];
                    snprintf(place, sizeof place, "byte %s is", s->out);
                    if (!strstr(e.en, place))
                        fail_msg("%s, cut at %zu and %zu: %s", s->what, a, b, e.en);
                } else if (strcmp(strbuf_z(&out), s->out) != 0) {
                    fail_msg("%s, cut at %zu and %zu: %s", s->what, a, b, strbuf_z(&out));
                }
            }
        }
    }
}

static void test_utf16_is_named(void **state)
{
    const struct str starts[] = {BYTES("\xff\xfe"
                                       "a"),
                                 BYTES("\xfe\xff"
                                       "a")};

    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        _cleanup_(strbuf_done) struct strbuf out = {0};
        struct err e = {0};
        const char *encoding;

        assert_int_equal(decode(starts[i], 1, 2, &out, &encoding, &e), E_SYNTAX);
        assert_non_null(strstr(e.en, "UTF-16"));
    }
}

/* Bytes that are valid in both encodings don't settle it: what follows does, in any chunks. */
static void test_a_late_contradiction(void **state)
{
    /* 隆 in GB18030 looks like a character of UTF-8 */
    static const char in[] = "\xc2\xa1,\xd6\xd0\xb9\xfa";

    for (size_t a = 0; a < sizeof in; a++) {
        _cleanup_(strbuf_done) struct strbuf out = {0};
        struct err e = {0};
        const char *encoding;
        assert_int_equal(decode((struct str)BYTES(in), a, a, &out, &encoding, &e), 0);
        assert_string_equal(strbuf_z(&out), "隆,中国");
    }
}

static void test_long_input_is_delivered_before_its_end(void **state)
{
    _cleanup_(text_decoder_freep) struct text_decoder *d = text_decoder_new();
    _cleanup_(strbuf_done) struct strbuf out = {0}, in = {0};
    struct err e = {0};

    while (in.len < 300000)
        strbuf_addz(&in, "户号,姓名,é😀\n");
    /* ASCII at once */
    assert_int_equal(text_decode(d, "abcdef", 6, false, &out, &e), 0);
    assert_string_equal(strbuf_z(&out), "abcdef");
    for (size_t at = 0; at < in.len; at += 1000) {
        size_t n = in.len - at < 1000 ? in.len - at : 1000;
        assert_int_equal(text_decode(d, in.data + at, n, false, &out, &e), 0);
    }
    assert_true(out.len + 70000 > in.len);
    assert_int_equal(text_decode(d, NULL, 0, true, &out, &e), 0);
    assert_int_equal(out.len, in.len + 6);
    assert_memory_equal(out.data + 6, in.data, in.len);
}

/* The window from the first non-ASCII byte decides, wherever a character lies across its end. */
static void test_the_window(void **state)
{
    for (size_t pad = 65530; pad < 65540; pad++) {
        for (int invalid = 0; invalid < 2; invalid++) {
            _cleanup_(strbuf_done) struct strbuf in = {0}, whole = {0}, cut = {0};
            struct err e1 = {0}, e2 = {0};
            const char *n1, *n2;
            strbuf_addz(&in, "plain é");
            while (in.len < pad + 6)
                strbuf_addc(&in, 'x');
            strbuf_addz(&in, "😀中");
            if (invalid)
                strbuf_addz(&in, "\xff");
            struct str s = strbuf_str(&in);
            int r1 = decode(s, s.len, s.len, &whole, &n1, &e1);
            for (size_t a = s.len - 12; a <= s.len; a++) {
                strbuf_clear(&cut);
                int r2 = decode(s, 100, a, &cut, &n2, &e2);
                assert_int_equal(r1, r2);
                assert_string_equal(n1, n2);
                assert_string_equal(e1.en, e2.en);
                assert_true(r1 < 0 || str_eq(strbuf_str(&whole), strbuf_str(&cut)));
            }
            assert_int_equal(r1, invalid ? E_SYNTAX : 0);
        }
    }
}

static void test_free_takes_null(void **state)
{
    struct text_decoder *none = NULL;

    text_decoder_free(NULL);
    text_decoder_freep(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validity),
        cmocka_unit_test(test_validity_anywhere),
        cmocka_unit_test(test_every_code_point),
        cmocka_unit_test(test_counts_and_offsets),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_decoder_with_every_split),
        cmocka_unit_test(test_utf16_is_named),
        cmocka_unit_test(test_a_late_contradiction),
        cmocka_unit_test(test_long_input_is_delivered_before_its_end),
        cmocka_unit_test(test_the_window),
        cmocka_unit_test(test_free_takes_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
