/* Division codes, the dated tree, counties. */
#include "fixture.h"

#include "cleanup.h"
#include "date.h"
#include "register_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these four before it */
#include <cmocka.h>

static struct fixture f;

static void test_pad(void **state)
{
    const struct {
        const char *in, *out;
    } cases[] = {
        {"440783", "440783000000"},
        {"440783116", "440783116000"},
        {"440783116248", "440783116248"},
        {"4407", NULL},
        {"", NULL},
        {"4407831162480", NULL},
        {"44078x", NULL},
        {"440783-116", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char padded[13] = "unchanged";
        bool good = division_pad(str_of(cases[i].in), padded);
        assert_int_equal(good, cases[i].out != NULL);
        assert_string_equal(padded, good ? cases[i].out : "unchanged");
    }
}

static void test_prefix(void **state)
{
    const char *const cases[][2] = {
        {"440000000000", "44"},           {"440700000000", "4407"},
        {"440783000000", "440783"},       {"440783116000", "440783116"},
        {"440783116248", "440783116248"}, {"440783100000", "440783100"},
        {"440780000000", "440780"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str p = division_prefix(str_of(cases[i][0]));
        if (!str_eqz(p, cases[i][1]))
            fail_msg("%s: " STR_FMT, cases[i][0], STR_ARG(p));
    }
}

static void test_find(void **state)
{
    struct division d;
    struct err e;
    assert_int_equal(reg_division(f.reg, STR("440783116248"), 0, &d, &e), 0);
    assert_true(str_eqz(d.name, "步栏村委会"));
    assert_true(str_eqz(d.parent, "440783116000"));
    assert_int_equal(d.level, 5);
    assert_int_equal(reg_division(f.reg, STR("440783000000"), 0, &d, &e), 0);
    assert_int_equal(d.level, 3);
    /* the list has the villages of Kaiping, so another one is a mistake … */
    assert_int_equal(reg_division(f.reg, STR("440783116999"), 0, &d, &e), E_NOT_FOUND);
    assert_int_equal(reg_division(f.reg, STR("440783999000"), 0, &d, &e), E_NOT_FOUND);
    assert_int_equal(reg_division(f.reg, STR("440799000000"), 0, &d, &e), E_NOT_FOUND);
    /* … but ends at towns in Xinhui and at counties elsewhere */
    assert_int_equal(reg_division(f.reg, STR("440705101200"), 0, &d, &e), 0);
    assert_int_equal(d.level, 5);
    assert_true(str_eqz(d.parent, "440705101000"));
    assert_true(str_eqz(d.code, "440705101200"));
    assert_int_equal(reg_division(f.reg, STR("110101001000"), 0, &d, &e), 0);
    assert_int_equal(d.level, 4);
    assert_int_equal(reg_division(f.reg, STR("440705999200"), 0, &d, &e), E_NOT_FOUND);
    assert_int_equal(reg_division(f.reg, STR("4407"), 0, &d, &e), E_NOT_FOUND);
}

static void test_dates(void **state)
{
    struct division d;
    struct err e;
    struct db *db = reg_db(f.reg);
    int32_t began = day("2018-06-01"), ended = day("2019-01-01");
    assert_true(db_run(db, &e,
                       "insert into division(code, valid_from, valid_to, parent, name, level)"
                       " values ('440783116900', $1, $2, '440783116000', '暂设村', 5)",
                       "ii", (int64_t)began, (int64_t)ended) >= 0);
    fixture_reopen(&f);
    assert_int_equal(reg_division(f.reg, STR("440783116900"), began - 1, &d, &e), E_NOT_FOUND);
    assert_int_equal(reg_division(f.reg, STR("440783116900"), began, &d, &e), 0);
    assert_int_equal(reg_division(f.reg, STR("440783116900"), ended - 1, &d, &e), 0);
    assert_int_equal(reg_division(f.reg, STR("440783116900"), ended, &d, &e), E_NOT_FOUND);
    /* its name can still be told */
    _cleanup_(strbuf_done) struct strbuf name = {0};
    assert_int_equal(reg_division_name(f.reg, STR("440783116900"), &name, &e), 0);
    assert_string_equal(strbuf_z(&name), "开平市赤水镇暂设村");
}

static void test_county(void **state)
{
    const struct {
        const char *code, *county;
    } cases[] = {
        {"440783116248", "440783000000"}, {"440783000000", "440783000000"},
        {"440705101200", "440705000000"}, {"441900003000", "441900000000"},
        {"441900000000", "441900000000"}, {"442000001000", "442000000000"},
        {"440700000000", NULL},           {"440000000000", NULL},
        {"110100000000", NULL},           {"110101000000", "110101000000"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char county[13];
        struct err e;
        int rc = division_county(f.reg, str_of(cases[i].code), 0, county, &e);
        if (!cases[i].county)
            assert_int_equal(rc, E_NOT_FOUND);
        else if (rc < 0 || strcmp(county, cases[i].county) != 0)
            fail_msg("%s: %d %s", cases[i].code, rc, rc < 0 ? e.en : county);
    }
}

static void test_name(void **state)
{
    const char *const cases[][2] = {
        {"440783116248", "开平市赤水镇步栏村委会"},
        {"440783000000", "开平市"},
        {"441900003000", "东莞市东城街道"},
        {"440705101200", "新会区大泽镇440705101200"},
        {"440700000000", "江门市"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        _cleanup_(strbuf_done) struct strbuf name = {0};
        struct err e;
        assert_int_equal(reg_division_name(f.reg, str_of(cases[i][0]), &name, &e), 0);
        assert_string_equal(strbuf_z(&name), cases[i][1]);
    }
}

static int make(void **state)
{
    fixture_make(&f);
    return 0;
}

static int unmake(void **state)
{
    fixture_free(&f);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pad),   cmocka_unit_test(test_prefix), cmocka_unit_test(test_find),
        cmocka_unit_test(test_dates), cmocka_unit_test(test_county), cmocka_unit_test(test_name),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
