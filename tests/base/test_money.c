#include "money.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_format(void **state)
{
    static const struct {
        int64_t fen;
        const char *text;
    } rows[] = {
        {0, "0.00"},
        {1, "0.01"},
        {-1, "-0.01"},
        {99, "0.99"},
        {100, "1.00"},
        {-1230, "-12.30"},
        {80000, "800.00"},
        {INT64_MAX, "92233720368547758.07"},
        {INT64_MIN, "-92233720368547758.08"},
    };
    char buf[MONEY_TEXT];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        size_t n = money_format(rows[i].fen, buf);
        assert_int_equal(n, strlen(rows[i].text));
        assert_string_equal(buf, rows[i].text);
    }
}

static void test_parse(void **state)
{
    static const struct {
        const char *text;
        int64_t fen;
    } rows[] = {
        {"12", 1200},
        {"12.3", 1230},
        {"-12.30", -1230},
        {"12.300", 1230},
        {"0", 0},
        {"-0.00", 0},
        {"0.01", 1},
        {"007", 700},
        {"0.0100000", 1},
        {"800.00", 80000},
        {"92233720368547758.07", INT64_MAX},
        {"-92233720368547758.08", INT64_MIN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t fen = 4711;
        if (!money_parse(str_of(rows[i].text), &fen) || fen != rows[i].fen)
            fail_msg("%s gives %lld", rows[i].text, (long long)fen);
    }
}

static void test_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "-",
        "+",
        ".",
        "1.",
        ".5",
        "12.345",
        "0.001",
        "1,000",
        "1 000",
        " 1",
        "1 ",
        "1e3",
        "--1",
        "1.2.3",
        "１２",
        "800元",
        "0x10",
        "92233720368547758.08",
        "-92233720368547758.09",
        "99999999999999999999",
        "92233720368547759",
        "0.0000000000000000001",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t fen = 4711;
        if (money_parse(str_of(rows[i]), &fen))
            fail_msg("%s gives %lld", rows[i], (long long)fen);
        assert_int_equal(fen, 4711);
    }
}

static void test_there_and_back(void **state)
{
    char buf[MONEY_TEXT];
    uint64_t x = 1;

    for (int i = 0; i < 100000; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        int64_t fen = (int64_t)x >> (x % 60), back;
        size_t n = money_format(fen, buf);
        assert_true(money_parse((struct str){buf, n}, &back));
        assert_true(back == fen);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
