/* Rights, classes of fields, scope. */
#include "tempdir.h"

#include "actor_of.h"
#include "cleanup.h"

static struct actor actor(const char *role, const char *scope)
{
    struct err e = {0};
    struct actor a;

    ok(actor_of(&a, 1, "张三", role, scope, &e));
    return a;
}

static void test_local(void **state)
{
    struct actor a = actor_local();

    assert_true(a.name[0]);
    assert_int_equal(a.id, ACTOR_ID_LOCAL);
    assert_true(actor_may(&a, RIGHT_ALL));
    assert_true(actor_sees(&a, FIELD_ALL));
    assert_true(actor_scope_covers(&a, STR("440783116002")));
    assert_true(actor_scope_covers(&a, STR("")));
}

static void test_init_refuses(void **state)
{
    struct err e;
    struct actor a;

    fails(E_INVALID, actor_of(&a, 1, "", "town", "", &e));
    fails(E_INVALID, actor_of(&a, 1, NULL, "town", "", &e));
    fails(E_INVALID,
          actor_of(&a, 1, "0123456789012345678901234567890123456789012345678901234567890123",
                   "town", "", &e));
    fails(E_INVALID, actor_of(&a, 1, "a", "town", "4407a", &e));
    fails(E_INVALID, actor_of(&a, 1, "a", "town", "4407831160021", &e));
}

static void test_roles(void **state)
{
    struct actor admin = actor("administrator", ""), auditor = actor("auditor", ""),
                 officer = actor("town", "440783116");
    struct err e;

    assert_true(actor_may(&admin, RIGHT_ADMINISTER));
    assert_false(actor_may(&admin, RIGHT_VIEW));
    assert_false(actor_sees(&admin, FIELD_HEALTH));
    assert_false(actor_may(&auditor, RIGHT_CORRECT));
    assert_false(actor_may(&auditor, RIGHT_VIEW | RIGHT_CORRECT));
    assert_false(actor_sees(&auditor, FIELD_IDENTITY_NUMBER));
    assert_false(actor_sees(&auditor, FIELD_IDENTITY_NUMBER | FIELD_HEALTH));
    assert_true(actor_may(&officer, RIGHT_VIEW | RIGHT_IMPORT));

    assert_int_equal(actor_require(&officer, RIGHT_IMPORT, NULL), 0);
    fails(E_DENIED, actor_require(&officer, RIGHT_VIEW | RIGHT_COMMIT, &e));
    assert_string_equal(e.zh, "张三 没有“确认”权限");
    assert_string_equal(e.en, "张三 has no right to commit");
    fails(E_DENIED, actor_require_fields(&auditor, FIELD_ALL, &e));
    assert_string_equal(e.zh, "张三 无权查看公民身份号码");
    assert_string_equal(e.en, "张三 may not see identity numbers");
    fails(E_DENIED, actor_require_scope(&officer, STR("440784"), &e));
    assert_int_equal(actor_require_scope(&officer, STR("440783116"), NULL), 0);
}

static void test_words(void **state)
{
    _cleanup_(strbuf_done) struct strbuf words = {0};
    uint32_t v = 7;

    assert_true(rights_parse(STR(""), &v) && v == 0);
    assert_true(rights_parse(STR("view import administer"), &v));
    assert_int_equal(v, RIGHT_VIEW | RIGHT_IMPORT | RIGHT_ADMINISTER);
    rights_print(v, &words);
    assert_string_equal(strbuf_z(&words), "view import administer");
    assert_true(fields_parse(STR("identity_number minor"), &v));
    assert_int_equal(v, FIELD_IDENTITY_NUMBER | FIELD_MINOR);
    assert_false(rights_parse(STR("view  import"), &v));
    assert_false(rights_parse(STR("View"), &v));
    assert_false(fields_parse(STR("view"), &v));
    assert_int_equal(v, FIELD_IDENTITY_NUMBER | FIELD_MINOR);
}

static void test_no_role(void **state)
{
    struct actor a;
    struct err e;

    fails(E_NOT_FOUND, actor_of(&a, 1, "x", "root", "", &e));
}

static void test_scope(void **state)
{
    static const struct {
        const char *scope, *division;
        bool covered;
    } cases[] = {
        {"", "440783116002", true},
        {"4407", "440783", true},
        {"4407", "440700000000", true},
        {"440700000000", "440783", true},
        {"440700", "440783116002", true},
        {"440783", "440700", false},
        {"440783", "4407", false},
        {"440783116", "440783116", true},
        {"440783116", "440783116000", true},
        {"440783116", "440783116002", true},
        {"440783116", "440783117002", false},
        {"440783116", "440783", false},
        {"440783116", "440783000000", false},
        {"440783116002", "440783116002", true},
        {"440783116002", "440783116003", false},
        {"440783116002", "440783116", false},
        {"440783", "", false},
        {"440783", "44078x", false},
        {"440783", "4407831160021", false},
    };

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct actor a = actor("town", cases[i].scope);

        if (actor_scope_covers(&a, str_of(cases[i].division)) != cases[i].covered)
            fail_msg("scope %s, division %s", cases[i].scope, cases[i].division);
    }
}

/* The range of a query and the test in memory say the same. */
static void test_scope_range(void **state)
{
    static const char *scopes[] = {"",       "44",          "4407",         "440700000000",
                                   "440783", "440783116",   "440783116002", "440783116009",
                                   "440799", "999999999999"};
    static const char *divisions[] = {"440783116002", "440783116009", "440783116010",
                                      "440783116000", "440783117000", "440783000000",
                                      "440700000000", "440000000000", "440799999999",
                                      "450000000000", "999999999999", "000000000000"};

    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        struct actor a = actor("town", scopes[i]);
        char low[ACTOR_SCOPE_BYTES], high[ACTOR_SCOPE_BYTES];

        actor_scope_range(&a, low, high);
        for (size_t k = 0; k < ARRAY_LEN(divisions); k++) {
            bool in_range = strcmp(divisions[k], low) >= 0 && strcmp(divisions[k], high) < 0;

            if (in_range != actor_scope_covers(&a, str_of(divisions[k])))
                fail_msg("scope %s [%s, %s), division %s", scopes[i], low, high, divisions[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_local),       cmocka_unit_test(test_init_refuses),
        cmocka_unit_test(test_roles),       cmocka_unit_test(test_words),
        cmocka_unit_test(test_no_role),     cmocka_unit_test(test_scope),
        cmocka_unit_test(test_scope_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
