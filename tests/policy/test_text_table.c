#include "text_table.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static char *draw(const struct text_table *t, size_t width)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    text_table_draw(t, width, out);
    fclose(out);
    return text;
}

static void test_wide_characters(void **state)
{
    const struct str cells[] = {STR("a"), STR("名"), STR("12345"), STR("低保")};
    _cleanup_free_ char *text = draw(&(struct text_table){2, 2, cells}, 80);
    assert_string_equal(text, "┌───────┬──────┐\n"
                              "│ a     │ 名   │\n"
                              "├───────┼──────┤\n"
                              "│ 12345 │ 低保 │\n"
                              "└───────┴──────┘\n");
}

static void test_wrapping(void **state)
{
    const struct str cells[] = {STR("x"), STR("一二三四五"), STR("ab cd efgh"), STR("")};
    _cleanup_free_ char *text = draw(&(struct text_table){2, 2, cells}, 19);
    assert_string_equal(text, "┌────────┬────────┐\n"
                              "│ x      │ 一二三 │\n"
                              "│        │ 四五   │\n"
                              "├────────┼────────┤\n"
                              "│ ab cd  │        │\n"
                              "│ efgh   │        │\n"
                              "└────────┴────────┘\n");
}

static void test_line_ends(void **state)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    text_wrap(STR("one\ntwo three\n一二三"), "> ", 5, out);
    fclose(out);
    assert_string_equal(text, "> one\n> two\n> three\n> 一二\n> 三\n");
    free(text);
}

static void test_nothing(void **state)
{
    _cleanup_free_ char *text = draw(&(struct text_table){2, 0, NULL}, 80);
    assert_string_equal(text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wide_characters),
        cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
