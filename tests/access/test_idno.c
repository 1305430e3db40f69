/* Numbers of GB 11643: forms, errors, what can be read off, masks. */
#include "access_test.h"

#include "date.h"

static enum idno_result normalise(const char *text, char out[IDNO_TEXT])
{
    return idno_normalise(str_of(text), out);
}

static void test_check_digit(void **state)
{
    /* The example of the standard, and one of every check character. */
    static const char all[] = "10X98765432";
    bool seen[sizeof all] = {false};
    char number[IDNO_TEXT];

    assert_int_equal(idno_check_digit("11010519491231002"), 'X');
    assert_int_equal(normalise("11010519491231002X", number), IDNO_OK);
    assert_int_equal(idno_check_digit("34052419800101001"), 'X');
    for (unsigned i = 0; i < 100; i++) {
        synthetic_number(i, number);
        seen[strchr(all, number[17]) - all] = true;
    }
    for (size_t i = 0; i < strlen(all); i++)
        assert_true(seen[i]);
}

static void test_forms(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"11010519491231002X", "11010519491231002X"},
        {"11010519491231002x", "11010519491231002X"},
        {"  11010519491231002X\t\r\n", "11010519491231002X"},
        {"110105 19491231 002X", "11010519491231002X"},
        {"110105\xe3\x80\x80"
         "19491231\xc2\xa0"
         "002X",
         "11010519491231002X"},
        {"\xef\xbb\xbf"
         "11010519491231002X",
         "11010519491231002X"},
        {"11010519491231002X\xe2\x80\xac", "11010519491231002X"},
        {"１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"},
        {"１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"},
        {"110105491231002", "11010519491231002X"},
        {"１１０１０５ 491231 002", "11010519491231002X"},
    };
    char out[IDNO_TEXT];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (normalise(cases[i].in, out) != IDNO_OK)
            fail_msg("case %zu: %s", i, cases[i].in);
        assert_string_equal(out, cases[i].out);
    }
}

static void test_errors(void **state)
{
    static const struct {
        const char *in;
        enum idno_result result;
    } cases[] = {
        {"", IDNO_EMPTY},
        {" \xe3\x80\x80\t", IDNO_EMPTY},
        {"1", IDNO_BAD_LENGTH},
        {"11010519491231002", IDNO_BAD_LENGTH},
        {"11010519491231002XX", IDNO_BAD_LENGTH},
        {"1101051949123100211010519491231002X", IDNO_BAD_LENGTH},
        {"张三", IDNO_BAD_LENGTH},
        {"110105194912310O2X", IDNO_BAD_CHARACTER},
        {"1101051949123100X2", IDNO_BAD_CHARACTER},
        {"11010519491231002Y", IDNO_BAD_CHARACTER},
        {"11010519491231002十", IDNO_BAD_CHARACTER},
        {"11010519491231002\xff", IDNO_BAD_CHARACTER},
        {"11010549123100X", IDNO_BAD_CHARACTER},
        {"110105-49123100", IDNO_BAD_CHARACTER},
        {"+11010549123100", IDNO_BAD_CHARACTER},
        {"110105194913310021", IDNO_BAD_DATE},
        {"110105194900310021", IDNO_BAD_DATE},
        {"110105194902290021", IDNO_BAD_DATE},
        {"110105190002290021", IDNO_BAD_DATE},
        {"110105194912320021", IDNO_BAD_DATE},
        {"110105154912310021", IDNO_BAD_DATE},
        {"110105994912310021", IDNO_BAD_DATE},
        {"110105491331002", IDNO_BAD_DATE},
        {"110105194912310021", IDNO_BAD_CHECK},
        {"11010519491231012X", IDNO_BAD_CHECK},
        {"110105194912310020", IDNO_BAD_CHECK},
    };
    char out[IDNO_TEXT] = "untouched", big[400];

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        enum idno_result r = normalise(cases[i].in, out);

        if (r != cases[i].result)
            fail_msg("%s: %d instead of %d", cases[i].in, r, cases[i].result);
        assert_string_equal(out, "untouched");
    }
    assert_int_equal(idno_normalise((struct str){"11010519491231002X\0", 19}, out),
                     IDNO_BAD_LENGTH);
    assert_int_equal(idno_normalise((struct str){NULL, 0}, out), IDNO_EMPTY);
    memset(big, ' ', sizeof big);
    memcpy(big, "11010519491231002X", 18);
    assert_int_equal(idno_normalise((struct str){big, sizeof big}, out), IDNO_BAD_LENGTH);
}

/* Every single wrong digit and every swap of neighbours is noticed. */
static void test_checksum_strength(void **state)
{
    char number[IDNO_TEXT], wrong[IDNO_TEXT], out[IDNO_TEXT];

    for (unsigned n = 0; n < 2000; n += 7) {
        synthetic_number(n * 31, number);
        assert_int_equal(normalise(number, out), IDNO_OK);
        for (int i = 0; i < 17; i++) {
            memcpy(wrong, number, sizeof wrong);
            wrong[i] = wrong[i] == '9' ? '0' : wrong[i] + 1;
            assert_int_not_equal(normalise(wrong, out), IDNO_OK);
            memcpy(wrong, number, sizeof wrong);
            wrong[i] = number[i + 1];
            wrong[i + 1] = number[i];
            if (wrong[i] != number[i])
                assert_int_not_equal(normalise(wrong, out), IDNO_OK);
        }
    }
}

static void test_readings(void **state)
{
    char text[DATE_TEXT];

    date_format(idno_birth("11010519491231002X"), text);
    assert_string_equal(text, "1949-12-31");
    assert_string_equal(idno_sex("11010519491231002X"), "female");
    assert_string_equal(idno_sex("34052419800101001X"), "male");
    assert_true(idno_is_male("34052419800101001X"));
}

static void test_reasons(void **state)
{
    for (int i = 0; i < N_IDNO_RESULTS; i++) {
        assert_true(strlen(idno_reason((enum idno_result)i, LANG_ZH)) > 3);
        assert_true(strlen(idno_reason((enum idno_result)i, LANG_EN)) > 3);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(idno_reason((enum idno_result)i, LANG_ZH),
                                    idno_reason((enum idno_result)k, LANG_ZH));
    }
    assert_string_equal(idno_reason((enum idno_result)99, LANG_EN), "?");
}

static bool is_near(const char *text, const char *number)
{
    char near[IDNO_NEAR_MAX][IDNO_TEXT];
    size_t n = idno_near(str_of(text), near);
    bool found = false;

    assert_true(n <= IDNO_NEAR_MAX);
    for (size_t i = 0; i < n; i++) {
        char out[IDNO_TEXT];

        assert_int_equal(normalise(near[i], out), IDNO_OK);
        found |= strcmp(near[i], number) == 0;
    }
    return found;
}

/* Every slip of one digit and every exchange of neighbours leads back. */
static void test_near(void **state)
{
    char number[IDNO_TEXT], slip[IDNO_TEXT];

    for (unsigned k = 0; k < 100; k++) {
        synthetic_number(k * 977, number);
        for (size_t i = 0; i < IDNO_LENGTH; i++) {
            for (const char *c = "0123456789O"; *c; c++) {
                memcpy(slip, number, sizeof slip);
                slip[i] = *c;
                if (*c != number[i])
                    assert_true(is_near(slip, number));
            }
            memcpy(slip, number, sizeof slip);
            if (i == 0 || number[i] == number[i - 1])
                continue;
            slip[i] = number[i - 1];
            slip[i - 1] = number[i];
            assert_true(is_near(slip, number));
        }
    }
    assert_true(is_near(" １１０１０５ 19491231 002１", "11010519491231002X"));
    assert_false(is_near("11010519491231102X1", "11010519491231002X"));
    assert_false(is_near("110105194912310", "11010519491231002X"));
    assert_false(is_near("", "11010519491231002X"));
}

static void test_mask(void **state)
{
    char out[IDNO_TEXT];

    idno_mask("44079919800101123X", out);
    assert_string_equal(out, "440799********123X");
}

static void test_mask_text(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"44079919800101123X", "440799********123X"},
        {"4407991980010112345", "440799*********2345"},
        {"440799800101123", "440799*****1123"},
        {"４４０７９９１９８００１０１１２３Ｘ", "４４０７９９********１２３Ｘ"},
        {"44079919800101", "44************"},
        {"12345", "12***"},
        {"1234", "****"},
        {"张三李四王", "张三***"},
        {"\xff\xfe", "**"},
        {"", ""},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(strbuf_done) struct strbuf b = {0};

        idno_mask_text(str_of(cases[i].in), &b);
        assert_string_equal(strbuf_z(&b), cases[i].out);
    }
}

static void test_scrub(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", ""},
        {"no number", "no number"},
        {"2018-06-30 户号 440783116002", "2018-06-30 户号 440783116002"},
        {"张三11010519491231002X，李四110105491231002。",
         "张三110105********002X，李四110105********002X。"},
        {"11010519491231002x", "110105********002X"},
        {"１１０１０５１９４９１２３１００２Ｘ号", "110105********002X号"},
        {"(110105 19491231 002X)", "(110105********002X)"},
        {"110105-19491231-002X", "110105********002X"},
        {"3 110105 19491231 002X 7", "3 110105********002X 7"},
        {"110105 491231 002, and", "110105********002X, and"},
        {"110105 19491231 0021", "110105 19491231 0021"},
        {"110105194912310029", "110105********0029"},
        {"1101051949123100291234567", "110105***************4567"},
        {"12345678901234", "12345678901234"},
        {"11010519491231002X11010519491231002X", "110105********002X110105********002X"},
        {"7 110105 194912310021234567890", "7 110105 194912***********7890"},
        {"\xff 11010519491231002X \xff", "\xff 110105********002X \xff"},
        /* digests stay what they are */
        {"{\"hash\":\"01992099f3643304707700612344500c7ecb7ed9be182a7d9ecb1792b87a43be\"}",
         "{\"hash\":\"01992099f3643304707700612344500c7ecb7ed9be182a7d9ecb1792b87a43be\"}"},
        {"01992099f3643304707700612344500c7ecb7ed9be182a7d9ecb1792b87a43be0",
         "01992099f364330************4500c7ecb7ed9be182a7d9ecb1792b87a43be0"},
        {"110105194912310029000000000000000000000000000000000000000000abcd",
         "110105**************************************************0000abcd"},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(strbuf_done) struct strbuf b = {0};

        idno_scrub(str_of(cases[i].in), &b);
        assert_string_equal(strbuf_z(&b), cases[i].out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_digit), cmocka_unit_test(test_forms),
        cmocka_unit_test(test_errors),      cmocka_unit_test(test_checksum_strength),
        cmocka_unit_test(test_readings),    cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_mask),        cmocka_unit_test(test_mask_text),
        cmocka_unit_test(test_scrub),       cmocka_unit_test(test_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
