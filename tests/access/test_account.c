/* Accounts: names, passwords, roles, administration. */
#include "account_test.h"

#include <sodium.h>

static struct db *db;

static int setup(void **state)
{
    if (tempdir_setup(state) < 0)
        return -1;
    db = open_accounts("a.db");
    return 0;
}

static int teardown(void **state)
{
    db_close(db);
    return tempdir_teardown(state);
}

static void test_names(void **state)
{
    static const struct {
        const char *text, *name; /* NULL: refused */
    } cases[] = {
        {"wang.wu", "wang.wu"},
        {"  Wang ", "wang"},
        {"ＷＡＮＧ１", "wang1"},
        {"王小明", "王小明"},
        {"阿里·买买提", "阿里·买买提"},
        {"", NULL},
        {" ", NULL},
        {"wang wu", NULL},
        {"a\nb", NULL},
        {"a\x1b[31m", NULL},
        {"a\xe2\x80\xae"
         "b",
         NULL},                  /* turns the direction */
        {"a\xe2\x80\x8b", NULL}, /* invisible */
        {"\xff\xfe", NULL},
        {"аdmin", NULL}, /* Cyrillic */
        {"a'; drop table account; --", NULL},
        {"440799199001011234", NULL},
        {"123456789012345678901234567890123456789012345678901234567890abcd", NULL},
        {"王王王王王王王王王王王王王王王王王王王王王",
         "王王王王王王王王王王王王王王王王王王王王王"},
        {"王王王王王王王王王王王王王王王王王王王王王王", NULL},
    };
    _cleanup_free_ char *huge = malloc(1 << 20);
    char name[ACCOUNT_NAME_BYTES];
    struct err e;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int r = name_normalise(str_of(cases[i].text), name, &e);

        if ((r < 0) != !cases[i].name || (r >= 0 && strcmp(name, cases[i].name) != 0))
            fail_msg("%s: %d %s", cases[i].text, r, name);
    }
    memset(huge, 'a', 1 << 20);
    fails(E_INVALID, name_normalise((struct str){huge, 1 << 20}, name, &e));
}

static void test_lines(void **state)
{
    char text[8];
    struct err e;

    assert_int_equal(line_check(STR("王小明（民政办）"), 100, &e), 0);
    fails(E_INVALID, line_check(STR("a\tb"), 100, &e));
    fails(E_INVALID, line_check(STR("\xc3"), 100, &e));
    fails(E_INVALID, line_check(STR("abc"), 2, &e));
    line_clean(STR("a\n王\xff中文"), sizeof text, text);
    assert_string_equal(text, "a?王?");
}

static void test_password_rules(void **state)
{
    static const char *const good[] = {"Lan-tian.2749", "蓝天Ab白云深处有人家呀",
                                       "correct Horse battery"};
    static const char *const bad[] = {
        "",
        "Ab1!Ab1!Ab1",       /* 11 */
        "lantianbaiyunhao",  /* one kind */
        "lantian2749baiyun", /* two */
        "Wang.xiao-27490",   /* the name */
        "Lan-tian.1234x",    /* a run */
        "Lan-tian.4321x",
        "Lan-tian.aaaax",
        "Lan\ntian.2749",
        "Lan-tian\xff.2749",
    };
    _cleanup_free_ char *huge = malloc(1 << 20);
    struct err e;

    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        if (password_check(STR("wang.xiao"), str_of(good[i]), &e) < 0)
            fail_msg("%s: %s", good[i], e.en);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        fails(E_INVALID, password_check(STR("wang.xiao"), str_of(bad[i]), &e));
    memset(huge, 'a', 1 << 20);
    fails(E_INVALID, password_check(STR("wang"), (struct str){huge, 1 << 20}, &e));
}

/* Trying nobody's password takes what trying anybody's does. */
static void test_nobody(void **state)
{
    char hash[PASSWORD_HASH_BYTES];
    struct err e;

    ok(password_hash(GOOD, hash, &e));
    assert_true(password_fits(hash, GOOD));
    assert_false(password_fits(hash, OTHER));
    assert_false(password_fits(NULL, GOOD));
    assert_int_equal(strncmp(hash, password_nobody, strcspn(hash, "p")), 0);
    assert_int_equal(strlen(hash), strlen(password_nobody));
    assert_int_equal(crypto_pwhash_str_needs_rehash(password_nobody, 2, 64 << 20), 0);
}

static struct account get(const char *name, struct arena *a)
{
    struct account x;
    struct err e;

    ok(account_get(db, &local, str_of(name), a, &x, &e));
    return x;
}

static void test_add(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct account n = {.name = STR("Li.si"),
                        .label = STR("李四"),
                        .role = STR("town"),
                        .division = STR("440783116000")};
    struct actor town, admin, narrow;
    struct account got;
    int64_t id;
    struct err e;

    ok(account_add(db, &local, &n, GOOD, &id, &e));
    got = get("LI.SI", a);
    assert_int_equal(got.id, id);
    assert_true(str_eqz(got.name, "li.si") && str_eqz(got.division, "440783116"));
    assert_true(got.must_change && !got.disabled && !got.second_factor && !got.signed_in_at);
    fails(E_EXISTS, account_add(db, &local, &n, GOOD, &id, &e));
    n.name = STR("x");
    n.division = STR("440783");
    fails(E_INVALID,
          account_add(db, &local, &n, GOOD, &id, &e)); /* a town's account for a county */
    n.division = STR("4407831160021111");
    fails(E_INVALID, account_add(db, &local, &n, GOOD, &id, &e));
    n.division = STR("44078311x");
    fails(E_INVALID, account_add(db, &local, &n, GOOD, &id, &e));
    n.division = STR("440783116");
    n.role = STR("root");
    fails(E_NOT_FOUND, account_add(db, &local, &n, GOOD, &id, &e));
    n.role = STR("town");
    fails(E_INVALID, account_add(db, &local, &n, STR("short"), &id, &e));
    n.label = STR("a\x07");
    fails(E_INVALID, account_add(db, &local, &n, GOOD, &id, &e));
    n.label = STR("");

    ok(actor_of(&town, 99, "t", "town", "", &e));
    fails(E_DENIED, account_add(db, &town, &n, GOOD, &id, &e));
    fails(E_DENIED, account_list(db, &town, NULL, NULL, &e));
    fails(E_DENIED, account_get(db, &town, STR("li.si"), a, &got, &e));
    fails(E_DENIED, account_get(db, &town, STR("nobody"), a, &got, &e));
    ok(actor_of(&admin, 98, "a", "administrator", "440784", &e));
    fails(E_DENIED, account_add(db, &admin, &n, GOOD, &id, &e)); /* not its county */
    fails(E_NOT_FOUND, account_get(db, &admin, STR("li.si"), a, &got, &e));
    ok(actor_of(&narrow, 97, "b", "administrator", "440783", &e));
    n.role = STR("administrator");
    n.division = STR("");
    fails(E_DENIED, account_add(db, &narrow, &n, GOOD, &id, &e)); /* wider than one's own */
}

static void test_change(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    int64_t first = add(db, "first", "administrator", ""), clerk = add(db, "clerk", "county", "");
    struct account x = get("first", a), y;
    struct actor by;
    struct err e;

    ok(actor_of(&by, first, "first", "administrator", "", &e));
    x.disabled = true;
    fails(E_CONFLICT, account_change(db, &by, &x, &e));
    x.disabled = false;
    x.role = STR("county");
    fails(E_CONFLICT, account_change(db, &by, &x, &e));
    assert_int_equal(get("first", a).version, 1);

    y = get("clerk", a);
    y.role = STR("administrator");
    ok(account_change(db, &by, &y, &e));
    fails(E_CONFLICT, account_change(db, &by, &y, &e)); /* an old version */
    x.disabled = true;
    x.role = STR("administrator");
    ok(account_change(db, &by, &x, &e));
    assert_true(get("first", a).disabled);
    y = get("clerk", a);
    y.disabled = true;
    fails(E_CONFLICT, account_change(db, &local, &y, &e));
    y.id = 12345;
    fails(E_NOT_FOUND, account_change(db, &local, &y, &e));
    ok(actor_of(&by, clerk, "clerk", "county", "", &e));
    fails(E_DENIED, account_change(db, &by, &x, &e));
}

/* What is done is on record, with who did it and from where; what isn't, isn't. */
static void test_record(void **state)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct account n = {.name = STR("Recorded"),
                              .label = STR("赤水镇 440799199001011231"),
                              .role = STR("town"),
                              .division = STR("440783116000")};
    struct account x;
    struct actor admin;
    struct err e;
    int64_t id;

    ok(actor_of(&admin, 98, "admin", "administrator", "", &e));
    strcpy(admin.session, "s7");
    strcpy(admin.address, "10.0.0.7");
    ok(account_add(db, &admin, &n, GOOD, &id, &e));
    recorded(db, "98 admin s7 10.0.0.7 | account.add | account recorded @440783116 |  > "
                 "{\"label\":\"赤水镇 440799********1231\",\"role\":\"town\","
                 "\"division\":\"440783116\",\"disabled\":false} | 0");
    x = get("recorded", a);
    x.label = STR("");
    x.role = STR("finance");
    x.division = STR("");
    ok(account_change(db, &admin, &x, &e));
    recorded(db, "98 admin s7 10.0.0.7 | account.change | account recorded @ | "
                 "{\"label\":\"赤水镇 440799********1231\",\"role\":\"town\","
                 "\"division\":\"440783116\",\"disabled\":false} > "
                 "{\"label\":\"\",\"role\":\"finance\",\"division\":\"\",\"disabled\":false} | 0");
    fails(E_CONFLICT, account_change(db, &admin, &x, &e));
    ok(account_password(db, &admin, id, STR(""), OTHER, 0, &e));
    recorded(db, "98 admin s7 10.0.0.7 | account.password | account recorded @ |  >  | 0");
    fails(E_INVALID, account_password(db, &admin, id, STR(""), STR("weak"), 0, &e));
    ok(totp_reset(db, &admin, id, &e));
    recorded(db, "98 admin s7 10.0.0.7 | account.factor_reset | account recorded @ |  >  | 0");
    assert_int_equal(query_int(db, "select count(*) from audit_entry where actor_id = 98"), 4);
}

static void test_passwords(void **state)
{
    static const char *const five[] = {"Aa-1-hong.zzz", "Aa-2-hong.zzz", "Aa-3-hong.zzz",
                                       "Aa-4-hong.zzz", "Aa-5-hong.zzz"};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    int64_t id = add(db, "changer", "finance", ""), before;
    struct actor self, other;
    struct err e;

    ok(actor_of(&self, id, "changer", "finance", "", &e));
    ok(actor_of(&other, id + 1000, "x", "finance", "", &e));
    fails(E_DENIED, account_password(db, &other, id, GOOD, OTHER, 0, &e));
    fails(E_DENIED, account_password(db, &self, id, STR("wrong"), OTHER, 0, &e));
    fails(E_INVALID, account_password(db, &self, id, GOOD, GOOD, 0, &e));
    fails(E_INVALID, account_password(db, &self, id, GOOD, STR("weak"), 0, &e));
    ok(account_password(db, &self, id, GOOD, OTHER, 0, &e));
    assert_false(get("changer", a).must_change);
    fails(E_INVALID, account_password(db, &self, id, OTHER, GOOD, 0, &e));
    for (int i = 0; i < 5; i++)
        ok(account_password(db, &local, id, STR(""), str_of(five[i]), 0, &e));
    assert_true(get("changer", a).must_change);
    for (int i = 0; i < 5; i++)
        fails(E_INVALID, account_password(db, &local, id, STR(""), str_of(five[i]), 0, &e));
    ok(account_password(db, &local, id, STR(""), OTHER, 0, &e)); /* the sixth last */
    assert_int_equal(query_int(db, "select max(n) from (select count(*) as n from account_password"
                                   " group by account_id) x"),
                     4);
    /* guessing the old one locks as signing in does */
    for (int i = 0; i < LOCK_FAILURES; i++)
        fails(E_DENIED, account_password(db, &self, id, STR("wrong"), GOOD, 0, &e));
    fails(E_DENIED, account_password(db, &self, id, OTHER, GOOD, 0, &e));
    before = get("changer", a).locked_until;
    assert_true(before > clock_now());
    fails(E_NOT_FOUND, account_password(db, &local, 12345, STR(""), GOOD, 0, &e));
}

static void test_setup_link(void **state)
{
    struct db *fresh = open_accounts("setup.db");
    char first[SECRET_TEXT], link[SECRET_TEXT];
    struct err e;

    ok(account_setup_link(fresh, first, &e));
    ok(account_setup_link(fresh, link, &e));
    fails(E_DENIED, account_setup(fresh, str_of(first), STR("root"), GOOD, STR("10.0.0.9"), &e));
    fails(E_DENIED, account_setup(fresh, STR(""), STR("root"), GOOD, STR("10.0.0.9"), &e));
    fails(E_INVALID,
          account_setup(fresh, str_of(link), STR("root"), STR("weak"), STR("10.0.0.9"), &e));
    at("2026-03-02T09:01:00");
    fails(E_DENIED, account_setup(fresh, str_of(link), STR("root"), GOOD, STR("10.0.0.9"), &e));
    at("2026-03-02T08:59:00");
    assert_int_equal(query_int(fresh, "select count(*) from audit_entry"), 0);
    ok(account_setup(fresh, str_of(link), STR("root"), GOOD, STR("10.0.0.9"), &e));
    recorded(fresh, "-1   10.0.0.9 | account.setup | account root @ |  > {\"label\":\"\","
                    "\"role\":\"administrator\",\"division\":\"\",\"disabled\":false} | 0");
    fails(E_DENIED, account_setup(fresh, str_of(link), STR("root2"), GOOD, STR("10.0.0.9"), &e));
    fails(E_CONFLICT, account_setup_link(fresh, link, &e));
    assert_int_equal(query_int(fresh, "select count(*) from account where must_change = 0"), 1);
    db_close(fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),      cmocka_unit_test(test_lines),
        cmocka_unit_test(test_nobody),     cmocka_unit_test(test_password_rules),
        cmocka_unit_test(test_add),        cmocka_unit_test(test_change),
        cmocka_unit_test(test_record),     cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_setup_link),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, setup, teardown);
}
