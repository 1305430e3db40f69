#include "decimal.h"

#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct decimal d(const char *text)
{
    struct decimal x;

    if (!dec_parse(str_of(text), &x))
        fail_msg("%s is no number", text);
    return x;
}

static void assert_dec(struct decimal x, const char *expected)
{
    char buf[128];
    size_t n = dec_format(x, buf);

    assert_string_equal(buf, expected);
    assert_int_equal(n, strlen(buf));
}

static void test_format(void **state)
{
    static const char *const rows[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.00", "0"},
        {"0e50", "0"},
        {"0e-50", "0"},
        {"1", "1"},
        {"+1", "1"},
        {"-1.50", "-1.5"},
        {"0.1", "0.1"},
        {".5", "0.5"},
        {"00012.3400", "12.34"},
        {"1000", "1000"},
        {"1e3", "1000"},
        {"1E+3", "1000"},
        {"12e-1", "1.2"},
        {"100e-1", "10"},
        {"1000e-3", "1"},
        {"123456789012345678901234567890.1234", "123456789012345678901234567890.1234"},
        {"1e59", "100000000000000000000000000000000000000000000000000000000000"},
        {"1e60", "1e+60"},
        {"10e59", "1e+60"},
        {"12e60", "1.2e+61"},
        {"1e-60", "0.000000000000000000000000000000000000000000000000000000000001"},
        {"1e-61", "1e-61"},
        {"-12.5e-70", "-1.25e-69"},
        {"9.999999999999999999999999999999999e6144", "9.999999999999999999999999999999999e+6144"},
        {"1e-6176", "1e-6176"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_dec(d(rows[i][0]), rows[i][1]);
        /* what is printed reads back as the same number */
        assert_int_equal(dec_cmp(d(rows[i][1]), d(rows[i][0])), 0);
    }
}

static void test_parse_rounds_to_34_digits(void **state)
{
    assert_dec(d("1.0000000000000000000000000000000005"), "1");
    assert_dec(d("1.00000000000000000000000000000000051"), "1.000000000000000000000000000000001");
    assert_dec(d("1.0000000000000000000000000000000015"), "1.000000000000000000000000000000002");
    assert_dec(d("12345678901234567890123456789012345"), "12345678901234567890123456789012340");
    assert_dec(d("12345678901234567890123456789012355"), "12345678901234567890123456789012360");
    assert_dec(d("1e-7000"), "0");
}

/* A digit far behind decides a tie, however long the text. */
static void test_parse_long_texts(void **state)
{
    char text[400];

    memset(text, '0', sizeof text);
    memcpy(text, "1.0000000000000000000000000000000005", 36);
    text[398] = '1';
    text[399] = '\0';
    assert_dec(d(text), "1.000000000000000000000000000000001");
    text[398] = '0';
    assert_dec(d(text), "1");
    memset(text, '0', sizeof text);
    text[350] = '7';
    text[351] = '\0';
    assert_dec(d(text), "7");
    text[0] = '.';
    assert_dec(d(text), "7e-350");
}

static void test_parse_refuses(void **state)
{
    static const char *const rows[] = {
        "",
        "-",
        "+",
        ".",
        "1.",
        "-.",
        "1.e5",
        "e5",
        "1e",
        "1e+",
        "1e5.0",
        " 1",
        "1 ",
        "--1",
        "1,000",
        "1_0",
        "0x10",
        "inf",
        "nan",
        "Infinity",
        "1.2.3",
        "１",
        "1e6145",
        "1e99999",
        "-1e999999999",
        "1e9999999999",
        "NaN123",
        "sNaN",
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct decimal x = dec_from_int(4711);
        if (dec_parse(str_of(rows[i]), &x))
            fail_msg("%s is taken for a number", rows[i]);
        assert_dec(x, "4711");
    }
    /* NUL and what follows it are not silently dropped */
    struct decimal x;
    assert_false(dec_parse(STR("12\0"
                               "34"),
                           &x));
}

static void test_rounding(void **state)
{
    static const struct {
        const char *in;
        int scale;
        const char *out[7]; /* by enum dec_round */
    } rows[] = {
        /*                  half even  half up  half down   up      down   floor  ceiling */
        {"2.5", 0, {"2", "3", "2", "3", "2", "2", "3"}},
        {"-2.5", 0, {"-2", "-3", "-2", "-3", "-2", "-3", "-2"}},
        {"3.5", 0, {"4", "4", "3", "4", "3", "3", "4"}},
        {"2.500001", 0, {"3", "3", "3", "3", "2", "2", "3"}},
        {"2.4", 0, {"2", "2", "2", "3", "2", "2", "3"}},
        {"-2.4", 0, {"-2", "-2", "-2", "-3", "-2", "-3", "-2"}},
        {"-2.6", 0, {"-3", "-3", "-3", "-3", "-2", "-3", "-2"}},
        {"1.005", 2, {"1", "1.01", "1", "1.01", "1", "1", "1.01"}},
        {"1.015", 2, {"1.02", "1.02", "1.01", "1.02", "1.01", "1.01", "1.02"}},
        {"1234.5", -2, {"1200", "1200", "1200", "1300", "1200", "1200", "1300"}},
        {"1250", -2, {"1200", "1300", "1200", "1300", "1200", "1200", "1300"}},
        {"-1250", -2, {"-1200", "-1300", "-1200", "-1300", "-1200", "-1300", "-1200"}},
        {"0.49", -3, {"0", "0", "0", "1000", "0", "0", "1000"}},
        {"-0.49", 0, {"0", "0", "0", "-1", "0", "-1", "0"}},
        {"5", 2, {"5", "5", "5", "5", "5", "5", "5"}},
        {"9.995", 2, {"10", "10", "9.99", "10", "9.99", "9.99", "10"}},
        /* all 34 digits are used: nothing is lost before the one rounding */
        {"0.4999999999999999999999999999999999", 0, {"0", "0", "0", "1", "0", "0", "1"}},
        {"9999999999999999999999999999999.995",
         2,
         {"10000000000000000000000000000000", "10000000000000000000000000000000",
          "9999999999999999999999999999999.99", "10000000000000000000000000000000",
          "9999999999999999999999999999999.99", "9999999999999999999999999999999.99",
          "10000000000000000000000000000000"}},
        {"9999999999999999999999999999999999",
         10,
         {"9999999999999999999999999999999999", "9999999999999999999999999999999999",
          "9999999999999999999999999999999999", "9999999999999999999999999999999999",
          "9999999999999999999999999999999999", "9999999999999999999999999999999999",
          "9999999999999999999999999999999999"}},
        {"1e50", 2, {"1e50", "1e50", "1e50", "1e50", "1e50", "1e50", "1e50"}},
        {"1e-100", 0, {"0", "0", "0", "1", "0", "0", "1"}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (int mode = 0; mode < 7; mode++) {
            struct decimal x;
            char got[128], want[128];
            assert_true(dec_round(d(rows[i].in), rows[i].scale, (enum dec_round)mode, &x));
            dec_format(x, got);
            dec_format(d(rows[i].out[mode]), want);
            if (strcmp(got, want) != 0)
                fail_msg("%s to %d digits, mode %d: %s instead of %s", rows[i].in, rows[i].scale,
                         mode, got, want);
        }
    }
    struct decimal x = d("1.5");
    assert_false(dec_round(x, 7000, DEC_DOWN, &x));
    assert_false(dec_round(x, -7000, DEC_DOWN, &x));
    assert_dec(x, "1.5");
}

static void test_arithmetic(void **state)
{
    struct decimal x;

    assert_true(dec_add(d("0.1"), d("0.2"), &x));
    assert_dec(x, "0.3");
    /* the worked figure of the line: sums are formed before they are divided */
    assert_true(dec_mul(d("632"), d("3"), &x) && dec_sub(x, d("1894"), &x));
    assert_dec(x, "2");
    assert_true(dec_div(d("1"), d("3"), &x) && dec_mul(x, d("3"), &x));
    assert_dec(x, "0.9999999999999999999999999999999999");
    assert_true(dec_div(d("-800"), d("12"), &x));
    assert_dec(x, "-66.66666666666666666666666666666667");
    assert_dec(dec_neg(d("5")), "-5");
    assert_dec(dec_neg(d("0")), "0");
    assert_dec(dec_abs(d("-5.50")), "5.5");
    assert_dec(dec_abs(d("5")), "5");
}

static void test_results_that_are_no_numbers(void **state)
{
    struct decimal x = d("4711"), huge = d("9e6144"), tiny = d("1e-6176");

    assert_false(dec_div(d("1"), d("0"), &x));
    assert_false(dec_div(d("0"), d("0"), &x));
    assert_false(dec_div(d("1"), d("-0.00"), &x));
    assert_false(dec_modulo(d("1"), d("0"), &x));
    assert_false(dec_add(huge, huge, &x));
    assert_false(dec_sub(dec_neg(huge), huge, &x));
    assert_false(dec_mul(huge, d("10"), &x));
    assert_false(dec_div(huge, d("0.1"), &x));
    assert_false(dec_pow(d("10"), d("6145"), &x));
    assert_false(dec_pow(d("-8"), d("0.5"), &x));
    assert_false(dec_pow(d("0"), d("-1"), &x));
    assert_false(dec_sqrt(d("-1"), &x));
    assert_false(dec_log(d("0"), &x));
    assert_false(dec_log(d("-1"), &x));
    assert_false(dec_exp(d("1e10"), &x));
    assert_dec(x, "4711");
    /* what is too small is zero */
    assert_true(dec_mul(tiny, d("0.1"), &x));
    assert_true(dec_is_zero(x));
}

static void test_pow(void **state)
{
    static const char *const rows[][3] = {
        {"2", "10", "1024"},
        {"-2", "3", "-8"},
        {"-3", "2", "9"},
        {"2", "-2", "0.25"},
        {"0", "0", "1"},
        {"5", "0", "1"},
        {"1.1", "2", "1.21"},
        {"10", "30", "1000000000000000000000000000000"},
        {"4", "0.5", "2"},
        {"0", "5", "0"},
        {"10", "6144", "1e+6144"},
        {"10", "-6150", "1e-6150"},
        {"10", "-6176", "1e-6176"},
        {"10", "-7000", "0"},
        {"2", "112", "5192296858534827628530496329220096"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct decimal x;
        if (!dec_pow(d(rows[i][0]), d(rows[i][1]), &x))
            fail_msg("%s ** %s has no result", rows[i][0], rows[i][1]);
        assert_dec(x, rows[i][2]);
    }
}

static void test_modulo(void **state)
{
    static const char *const rows[][3] = {
        {"12", "5", "2"},         {"-12", "5", "3"},         {"12", "-5", "-3"},
        {"-12", "-5", "-2"},      {"10.1", "4.5", "1.1"},    {"-10.1", "4.5", "3.4"},
        {"10.1", "-4.5", "-3.4"}, {"-10.1", "-4.5", "-1.1"}, {"5", "5", "0"},
        {"-5", "5", "0"},         {"0", "5", "0"},           {"1", "1e30", "1"},
        {"1e30", "7", "1"},       {"1e6000", "7", "1"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct decimal x;
        assert_true(dec_modulo(d(rows[i][0]), d(rows[i][1]), &x));
        assert_dec(x, rows[i][2]);
    }
}

static void test_roots_and_logarithms(void **state)
{
    struct decimal x;

    assert_true(dec_sqrt(d("16"), &x));
    assert_dec(x, "4");
    assert_true(dec_sqrt(d("2"), &x));
    assert_dec(x, "1.414213562373095048801688724209698");
    assert_true(dec_sqrt(d("0"), &x));
    assert_dec(x, "0");
    assert_true(dec_log(d("1"), &x));
    assert_dec(x, "0");
    assert_true(dec_log(d("10"), &x));
    assert_dec(x, "2.302585092994045684017991454684364");
    assert_true(dec_exp(d("0"), &x));
    assert_dec(x, "1");
    assert_true(dec_exp(d("1"), &x));
    assert_dec(x, "2.718281828459045235360287471352662");
}

static void test_comparison_and_kind(void **state)
{
    assert_int_equal(dec_cmp(d("1.0"), d("1.00")), 0);
    assert_int_equal(dec_cmp(d("-0"), d("0")), 0);
    assert_int_equal(dec_cmp(d("0e10"), d("0e-10")), 0);
    assert_int_equal(dec_cmp(d("-1"), d("1e-6000")), -1);
    assert_int_equal(dec_cmp(d("10"), d("9.999")), 1);
    assert_true(dec_hash(d("1.0")) == dec_hash(d("1.000")));
    assert_true(dec_hash(d("1e3")) == dec_hash(d("1000")));
    assert_true(dec_hash(d("1e70")) == dec_hash(d("1000e67")));
    assert_true(dec_hash(d("-0")) == dec_hash(d("0.00")));
    assert_true(dec_hash(d("1")) != dec_hash(d("-1")));

    assert_true(dec_is_zero(d("0.00")));
    assert_true(dec_is_zero(d("-0")));
    assert_false(dec_is_zero(d("1e-6176")));
    assert_true(dec_is_negative(d("-0.1")));
    assert_false(dec_is_negative(d("-0")));
    assert_true(dec_is_integer(d("1.000")));
    assert_true(dec_is_integer(d("1e50")));
    assert_true(dec_is_integer(d("0.00")));
    assert_false(dec_is_integer(d("1.0001")));
    assert_false(dec_is_integer(d("-1e-30")));
}

static void test_conversions(void **state)
{
    static const struct {
        const char *text;
        int scale;
        bool ok;
        int64_t v;
    } rows[] = {
        {"800", 2, true, 80000},
        {"800.00", 2, true, 80000},
        {"800.000", 2, true, 80000},
        {"-0.01", 2, true, -1},
        {"0.005", 2, false, 0},
        {"0", 2, true, 0},
        {"-0.000", 2, true, 0},
        {"0e6000", 0, true, 0},
        {"1e3", 0, true, 1000},
        {"1200", -2, true, 12},
        {"1250", -2, false, 0},
        {"9223372036854775807", 0, true, INT64_MAX},
        {"9223372036854775808", 0, false, 0},
        {"-9223372036854775808", 0, true, INT64_MIN},
        {"-9223372036854775809", 0, false, 0},
        {"92233720368547758.07", 2, true, INT64_MAX},
        {"92233720368547758.08", 2, false, 0},
        {"1e30", 0, false, 0},
        {"1e6000", 2, false, 0},
        {"1e-6000", 2, false, 0},
        {"9999999999999999999999999999999999", 2, false, 0},
        {"1.5", 0, false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t v = 4711;
        bool ok = dec_to_scaled(d(rows[i].text), rows[i].scale, &v);
        if (ok != rows[i].ok || v != (ok ? rows[i].v : 4711))
            fail_msg("%s at scale %d: %d %lld", rows[i].text, rows[i].scale, ok, (long long)v);
        if (rows[i].scale == 0) {
            v = 4711;
            assert_int_equal(dec_to_int(d(rows[i].text), &v), rows[i].ok);
            assert_true(v == (rows[i].ok ? rows[i].v : 4711));
        }
    }
    static const int64_t values[] = {0, 1, -1, 80000, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        for (int scale = -5; scale < 30; scale++) {
            int64_t v;
            assert_true(dec_to_scaled(dec_from_scaled(values[i], scale), scale, &v));
            assert_true(v == values[i]);
        }
    }
    assert_dec(dec_from_scaled(80000, 2), "800");
    assert_dec(dec_from_scaled(-1, 2), "-0.01");
    assert_dec(dec_from_int(INT64_MIN), "-9223372036854775808");
    assert_dec(dec_from_int128(-7), "-7");
    assert_dec(dec_from_int128((__int128)INT64_MAX * 1000000000000000 + 42),
               "9223372036854775807000000000000042");
    assert_dec(dec_from_int128((__int128)((unsigned __int128)1 << 127)),
               "-170141183460469231731687303715884100000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_parse_rounds_to_34_digits),
        cmocka_unit_test(test_parse_long_texts),
        cmocka_unit_test(test_parse_refuses),
        cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_results_that_are_no_numbers),
        cmocka_unit_test(test_pow),
        cmocka_unit_test(test_modulo),
        cmocka_unit_test(test_roots_and_logarithms),
        cmocka_unit_test(test_comparison_and_kind),
        cmocka_unit_test(test_conversions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
