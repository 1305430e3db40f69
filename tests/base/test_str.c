#include "str.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_str(struct str s, const char *expected)
{
    if (!str_eqz(s, expected))
        fail_msg("\"" STR_FMT "\" instead of \"%s\"", STR_ARG(s), expected);
}

static void test_equality_and_order(void **state)
{
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        {"", "", 0},         {"", "a", -1},
        {"a", "a", 0},       {"a", "b", -1},
        {"a", "aa", -1},     {"b", "aa", 1},
        {"z", "中", -1},     {"\x7f", "\x80", -1},
        {"低保", "低保", 0}, {"低保", "低保边缘", -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str a = str_of(rows[i].a), b = str_of(rows[i].b);
        int ab = str_cmp(a, b), ba = str_cmp(b, a);
        assert_int_equal((ab > 0) - (ab < 0), rows[i].order);
        assert_int_equal((ba > 0) - (ba < 0), -rows[i].order);
        assert_int_equal(str_eq(a, b), rows[i].order == 0);
        assert_int_equal(str_cmp_qsort(&a, &b), ab);
    }
    assert_true(str_eq((struct str){NULL, 0}, STR("")));
    assert_int_equal(str_cmp((struct str){NULL, 0}, STR("")), 0);
    assert_int_equal(str_of(NULL).len, 0);
}

static void test_starts_ends_find(void **state)
{
    struct str s = STR("440783116000");

    assert_true(str_starts(s, STR("4407")));
    assert_true(str_starts(s, STR("")));
    assert_true(str_starts(s, s));
    assert_false(str_starts(s, STR("4408")));
    assert_false(str_starts(STR("44"), STR("4407")));
    assert_true(str_ends(s, STR("6000")));
    assert_false(str_ends(STR("00"), STR("000")));
    assert_int_equal(str_find(s, STR("783")), 3);
    assert_int_equal(str_find(s, STR("000")), 9);
    assert_int_equal(str_find(s, STR("0000")), -1);
    assert_int_equal(str_find(s, STR("")), 0);
    assert_int_equal(str_find((struct str){NULL, 0}, STR("a")), -1);
    assert_int_equal(str_find(STR("a\0b"), STR("b")), 2);
}

static void test_trim(void **state)
{
    assert_str(str_trim(STR(" \t\r\n\v\fa b \n")), "a b");
    assert_str(str_trim(STR("\xef\xbb\xbf户号")), "户号");
    assert_str(str_trim(STR("\xe3\x80\x80\xc2\xa0 张三\xc2\xa0\xe3\x80\x80")), "张三");
    assert_str(str_trim(STR(" \xe3\x80\x80 ")), "");
    assert_str(str_trim((struct str){NULL, 0}), "");
    /* U+0060 follows the lead bytes of no blank; U+3001 and U+20A0 only look alike */
    assert_str(str_trim(STR("、a₠")), "、a₠");
}

static void test_split(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        const char *parts[4];
    } rows[] = {
        {"", 1, {""}},        {"a", 1, {"a"}},    {"a;b;c", 3, {"a", "b", "c"}},
        {"a;", 2, {"a", ""}}, {";", 2, {"", ""}}, {";;a", 3, {"", "", "a"}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str rest = str_of(rows[i].text), part;
        for (size_t k = 0; k < rows[i].n; k++) {
            assert_true(str_split(&rest, ';', &part));
            assert_str(part, rows[i].parts[k]);
        }
        assert_false(str_split(&rest, ';', &part));
        assert_false(str_split(&rest, ';', &part));
    }
}

static void test_hash_and_dup(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    char text[] = "a household";

    assert_true(str_hash(str_of(text)) == str_hash(STR("a household")));
    assert_true(str_hash(STR("a")) != str_hash(STR("b")));
    assert_true(str_hash((struct str){NULL, 0}) == str_hash(STR("")));
    struct str copy = str_dup(a, str_of(text));
    text[0] = 'x';
    assert_str(copy, "a household");
    assert_int_equal(copy.data[copy.len], '\0');
    assert_non_null(str_dup(a, (struct str){NULL, 0}).data);

    _cleanup_(arena_freep) struct arena *tiny = arena_new(16);
    struct str none = str_dup(tiny, STR("longer than sixteen bytes"));
    assert_null(none.data);
    assert_int_equal(none.len, 0);
}

static void test_strbuf(void **state)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    assert_string_equal(strbuf_z(&b), "");
    assert_int_equal(strbuf_str(&b).len, 0);
    strbuf_add(&b, NULL, 0);
    strbuf_addz(&b, "月人均收入 ");
    strbuf_adds(&b, STR("800"));
    strbuf_addc(&b, '.');
    strbuf_printf(&b, "%02d %s", 0, "元");
    strbuf_adds(&b, (struct str){NULL, 0});
    assert_string_equal(strbuf_z(&b), "月人均收入 800.00 元");
    assert_int_equal(b.len, strlen(b.data));

    strbuf_clear(&b);
    assert_string_equal(strbuf_z(&b), "");
    for (int i = 0; i < 100000; i++)
        strbuf_addc(&b, (char)('a' + i % 26));
    assert_int_equal(b.len, 100000);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(b.data[i], 'a' + i % 26);
    assert_int_equal(b.data[100000], '\0');
    strbuf_clear(&b);
    strbuf_clear(&b);
    strbuf_addu(&b, 0);
    strbuf_addc(&b, ' ');
    strbuf_addu(&b, UINT64_MAX);
    assert_string_equal(strbuf_z(&b), "0 18446744073709551615");
    /* texts that end before, at and behind the end of what is reserved */
    for (int width = 1; width < 300; width++) {
        _cleanup_(strbuf_done) struct strbuf exact = {0};
        strbuf_addz(&exact, "x");
        strbuf_printf(&exact, "%*d", width, 7);
        assert_int_equal(exact.len, 1 + width);
        assert_int_equal(strlen(exact.data), 1 + width);
        assert_int_equal(exact.data[width], '7');
    }
    strbuf_clear(&b);
    strbuf_printf(&b, "%*d", 70000, 1);
    assert_int_equal(b.len, 70000);
    assert_false(b.failed);

    strbuf_done(&b);
    assert_null(b.data);
    assert_int_equal(b.len, 0);
}

static void test_strbuf_failure_stays(void **state)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    strbuf_addz(&b, "kept");
    strbuf_add(&b, "", SIZE_MAX / 2);
    assert_true(b.failed);
    strbuf_addz(&b, "more");
    strbuf_printf(&b, "%d", 1);
    assert_string_equal(strbuf_z(&b), "kept");
    strbuf_clear(&b);
    assert_false(b.failed);
    strbuf_addz(&b, "again");
    assert_string_equal(strbuf_z(&b), "again");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equality_and_order),
        cmocka_unit_test(test_starts_ends_find),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_hash_and_dup),
        cmocka_unit_test(test_strbuf),
        cmocka_unit_test(test_strbuf_failure_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
