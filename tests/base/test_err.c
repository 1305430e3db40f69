#include "err.h"

#include "cleanup.h"
#include "lang.h"
#include "text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int back_to_chinese(void **state)
{
    lang_set(LANG_ZH);
    return 0;
}

static void test_both_languages(void **state)
{
    struct err e = {0};

    assert_string_equal(err_text(&e), "");
    assert_string_equal(err_text(NULL), "");
    assert_int_equal(err_set(&e, E_SYNTAX, "第 %d 行：%s", "line %d: %s", 7, "x"), E_SYNTAX);
    assert_int_equal(e.code, E_SYNTAX);
    assert_string_equal(e.zh, "第 7 行：x");
    assert_string_equal(e.en, "line 7: x");
    assert_int_equal(lang_get(), LANG_ZH);
    assert_string_equal(err_text(&e), "第 7 行：x");
    assert_string_equal(tr("是", "yes"), "是");
    lang_set(LANG_EN);
    assert_string_equal(err_text(&e), "line 7: x");
    assert_string_equal(tr("是", "yes"), "yes");
}

static void test_without_a_struct(void **state)
{
    assert_int_equal(err_set(NULL, E_RANGE, "%d", "%d", 1), E_RANGE);
    assert_int_equal(err_nomem(NULL), E_NOMEM);
    assert_int_equal(err_io(NULL, ENOENT, "x"), E_NOT_FOUND);
    assert_int_equal(err_at(NULL, "a", "a"), E_INVALID);
}

static void test_place_in_front(void **state)
{
    struct err e = {0};

    err_set(&e, E_INVALID, "金额不是数字", "not a number");
    assert_int_equal(err_at(&e, "第 %d 行", "line %d", 3), E_INVALID);
    assert_int_equal(err_at(&e, "%s", "%s", "people.csv"), E_INVALID);
    assert_string_equal(e.zh, "people.csv：第 3 行：金额不是数字");
    assert_string_equal(e.en, "people.csv: line 3: not a number");
}

/* Whatever the length of what stands before, the cut never splits a character. */
static void test_cut_at_a_character(void **state)
{
    static const char *const fill[] = {"汉", "é", "😀", "x"};
    char text[3000];

    for (size_t f = 0; f < ARRAY_LEN(fill); f++) {
        size_t n = strlen(fill[f]);
        for (size_t at = 0; at + n < sizeof text; at += n)
            memcpy(text + at, fill[f], n + 1);
        for (int pad = 0; pad < 8; pad++) {
            struct err e = {0};
            err_set(&e, E_LIMIT, "%.*s%s", "%.*s%s", pad, "1234567", text);
            assert_true(utf8_valid(str_of(e.zh)));
            assert_true(utf8_valid(str_of(e.en)));
            /* nothing more than the last character is lost */
            size_t room = sizeof e.zh - 1 - (size_t)pad;
            assert_int_equal(strlen(e.zh), (size_t)pad + room / n * n);
            err_at(&e, "第 %s 行", "line %s", text);
            assert_true(utf8_valid(str_of(e.zh)));
            assert_true(utf8_valid(str_of(e.en)));
            assert_int_equal(strncmp(e.zh, "第 ", 4), 0);
            assert_true(strlen(e.zh) > sizeof e.zh - 5);
        }
    }
}

static void test_io(void **state)
{
    static const struct {
        int why, code;
    } rows[] = {
        {ENOENT, E_NOT_FOUND}, {EACCES, E_DENIED}, {EPERM, E_DENIED},
        {EEXIST, E_EXISTS},    {ENOSPC, E_IO},     {EIO, E_IO},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err e = {0};
        assert_int_equal(err_io(&e, rows[i].why, "数据.csv"), rows[i].code);
        assert_int_equal(e.code, rows[i].code);
        assert_non_null(strstr(e.zh, "数据.csv"));
        assert_non_null(strstr(e.en, "数据.csv"));
        assert_non_null(strstr(e.en, strerror(rows[i].why)));
    }
    struct err e = {0};
    err_io(&e, ENOENT, "x");
    assert_string_equal(e.zh, "x：文件不存在");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_both_languages, back_to_chinese),
        cmocka_unit_test(test_without_a_struct),
        cmocka_unit_test(test_place_in_front),
        cmocka_unit_test(test_cut_at_a_character),
        cmocka_unit_test(test_io),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
