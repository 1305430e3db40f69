/* Signing in, sessions, lock-out, the second factor; tokens. */
#include "account_test.h"

static struct db *db;
static struct keys *keys;

static int setup(void **state)
{
    if (tempdir_setup(state) < 0)
        return -1;
    db = open_accounts("s.db");
    keys = make_keys(db);
    return 0;
}

static int teardown(void **state)
{
    keys_close(keys);
    db_close(db);
    return tempdir_teardown(state);
}

static int find(const char *token, struct session *s, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    int r = session_find(db, str_of(token), a, s, e);

    s->address = s->agent = STR("");
    return r;
}

static int enter(const char *name, struct str password, const char *code, char token[SECRET_TEXT],
                 struct session *s, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    int r = sign_in(db, keys, name, password, code, a, token, s, e);

    s->address = s->agent = STR("");
    return r;
}

static void test_lifetime(void **state)
{
    char token[SECRET_TEXT];
    struct session s, again;
    struct err e;

    at("2026-03-02T08:00:00");
    add_settled(db, "wang", "town", "440783116");
    ok(enter("Wang", GOOD, "", token, &s, &e));
    assert_int_equal(strlen(token), 43);
    assert_false(s.limited);
    assert_string_equal(s.actor.name, "wang");
    assert_string_equal(s.actor.role, "town");
    assert_string_equal(s.actor.scope, "440783116");
    assert_true(actor_may(&s.actor, RIGHT_VIEW | RIGHT_IMPORT));
    assert_false(actor_may(&s.actor, RIGHT_ADMINISTER));
    ok(find(token, &again, &e));
    assert_string_equal(s.csrf, again.csrf);
    assert_string_not_equal(s.csrf, token);
    /* only a hash is kept */
    assert_int_equal(query_int(db, "select max(length(hash)) from account_session"), SM3_BYTES);

    at("2026-03-02T08:00:40");
    ok(find(token, &again, &e));
    at("2026-03-02T08:29:59");
    ok(find(token, &again, &e));
    at("2026-03-02T08:59:58"); /* half an hour since it was used */
    ok(find(token, &again, &e));
    at("2026-03-02T09:30:00");
    fails(E_DENIED, find(token, &again, &e));

    at("2026-03-02T10:00:00");
    ok(enter("wang", GOOD, "", token, &s, &e));
    for (int minute = 20; minute < 12 * 60; minute += 20) {
        char text[40];

        snprintf(text, sizeof text, "2026-03-02T%02d:%02d:00", 10 + minute / 60, minute % 60);
        at(text);
        ok(find(token, &again, &e));
    }
    at("2026-03-02T22:00:01");
    fails(E_DENIED, find(token, &again, &e));

    ok(enter("wang", GOOD, "", token, &s, &e));
    ok(session_end(db, str_of(token), &e));
    fails(E_DENIED, find(token, &again, &e));
    fails(E_DENIED, find("", &again, &e));
}

/* The same words for everything that doesn't work. */
static void test_refusals(void **state)
{
    static const char *const names[] = {"zhao", "nobody-here", "", "a b", "zhao\n", "\xff"};
    _cleanup_free_ char *huge = malloc(1 << 20);
    char token[SECRET_TEXT];
    struct session s;
    struct err e, first;

    at("2026-03-03T08:00:00");
    int64_t id = add_settled(db, "zhao", "town", "440783116");
    fails(E_DENIED, enter("zhao", STR("wrong"), "", token, &s, &e));
    first = e;
    for (size_t i = 1; i < ARRAY_LEN(names); i++) {
        if (names[i][0] == 'z')
            fails(E_DENIED, enter(names[i], STR("wrong"), "", token, &s, &e));
        else
            fails(E_DENIED, enter(names[i], GOOD, "", token, &s, &e));
        assert_string_equal(e.zh, first.zh);
    }
    memset(huge, 'a', 1 << 20);
    struct str big = {huge, 1 << 20};
    fails(E_DENIED, session_begin(db, keys, big, big, big, big, big, NULL, token, &s, &e));
    fails(E_DENIED, session_begin(db, keys, STR("zhao"), big, big, big, big, NULL, token, &s, &e));
    assert_string_equal(e.zh, first.zh);
    ok(db_run(db, &e, "update account set disabled = 1 where id = $1", "i", id));
    fails(E_DENIED, enter("zhao", GOOD, "", token, &s, &e));
    assert_string_equal(e.zh, first.zh);
}

static int64_t failures(const char *subject)
{
    struct err e;
    int64_t n = 0;

    ok(db_query_int(db, &n, NULL, &e, "select failures from sign_in_lock where subject = $1", "t",
                    str_of(subject)));
    return n;
}

static void test_lock(void **state)
{
    static const char *const pauses[][2] = {
        /* still locked, open again */
        {"2026-03-04T08:00:59", "2026-03-04T08:01:01"},
        {"2026-03-04T08:03:00", "2026-03-04T08:03:02"},
        {"2026-03-04T08:07:00", "2026-03-04T08:07:03"},
        {"2026-03-04T08:15:00", "2026-03-04T08:15:04"},
    };
    char token[SECRET_TEXT];
    struct session s;
    struct err e;

    at("2026-03-04T08:00:00");
    add_settled(db, "qian", "town", "440783116");
    for (int i = 0; i < LOCK_FAILURES; i++) {
        fails(E_DENIED, enter("qian", STR("wrong"), "", token, &s, &e));
        fails(E_DENIED, enter("ghost", STR("wrong"), "", token, &s, &e));
    }
    assert_int_equal(failures("name:ghost"), failures("name:qian"));
    for (size_t i = 0; i < ARRAY_LEN(pauses); i++) {
        at(pauses[i][0]);
        fails(E_DENIED, enter("qian", GOOD, "", token, &s, &e));
        assert_int_equal(failures("name:qian"), LOCK_FAILURES + i); /* it isn't made longer */
        at(pauses[i][1]);
        if (i + 1 < ARRAY_LEN(pauses))
            fails(E_DENIED, enter("qian", STR("wrong"), "", token, &s, &e));
    }
    ok(enter("qian", GOOD, "", token, &s, &e));
    assert_int_equal(failures("name:qian"), 0);

    /* never more than an hour; a day without any forgets them */
    at("2026-03-05T08:00:00");
    for (int i = 0; i < 40; i++) {
        ok(db_begin(db, true, &e));
        ok(lock_count(db, "name:qian", LOCK_FAILURES, clock_now(), &e));
        ok(db_commit(db, &e));
    }
    at("2026-03-05T08:59:59");
    fails(E_DENIED, enter("qian", GOOD, "", token, &s, &e));
    at("2026-03-05T09:00:01");
    fails(E_DENIED, enter("qian", STR("wrong"), "", token, &s, &e));
    at("2026-03-06T09:00:02");
    fails(E_DENIED, enter("qian", STR("wrong"), "", token, &s, &e));
    assert_int_equal(failures("name:qian"), 1);
    ok(enter("qian", GOOD, "", token, &s, &e));
}

static void test_address(void **state)
{
    char token[SECRET_TEXT], name[40];
    struct session s;
    struct err e;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);

    at("2026-03-08T08:00:00");
    add_settled(db, "sun", "town", "440783116");
    for (int i = 0; i < LOCK_ADDRESS_FAILURES; i++) {
        snprintf(name, sizeof name, "spray%d", i);
        fails(E_DENIED, session_begin(db, keys, str_of(name), STR("wrong"), STR(""),
                                      STR("10.9.9.9"), STR(""), a, token, &s, &e));
    }
    fails(E_DENIED, session_begin(db, keys, STR("sun"), GOOD, STR(""), STR("10.9.9.9"), STR(""), a,
                                  token, &s, &e));
    ok(session_begin(db, keys, STR("sun"), GOOD, STR(""), STR("10.9.9.8"), STR("x\ny"), a, token,
                     &s, &e));
    assert_true(str_eqz(s.agent, "x?y") && str_eqz(s.address, "10.9.9.8"));
    at("2026-03-08T08:01:01");
    ok(session_begin(db, keys, STR("sun"), GOOD, STR(""), STR("10.9.9.9"), STR(""), a, token, &s,
                     &e));
}

static void test_limited(void **state)
{
    char token[SECRET_TEXT], second[SECRET_TEXT];
    struct session s, x;
    struct err e;

    at("2026-03-09T08:00:00");
    int64_t id = add(db, "zhou", "town", "440783116");
    ok(enter("zhou", GOOD, "", token, &s, &e));
    assert_true(s.limited && s.must_change && !s.must_add_factor);
    assert_int_equal(s.actor.rights | s.actor.fields, 0);
    ok(enter("zhou", GOOD, "", second, &x, &e));
    ok(account_password(db, &s.actor, id, GOOD, OTHER, s.id, &e));
    ok(find(token, &s, &e));
    assert_false(s.limited);
    assert_true(actor_may(&s.actor, RIGHT_VIEW));
    fails(E_DENIED, find(second, &x, &e)); /* the others ended */

    at("2026-06-08T08:00:00"); /* 91 days */
    ok(enter("zhou", OTHER, "", token, &s, &e));
    assert_true(s.limited && s.must_change);
    fails(E_DENIED, enter("zhou", GOOD, "", token, &s, &e));

    add_settled(db, "wu", "county", "440783");
    ok(enter("wu", GOOD, "", token, &s, &e));
    assert_true(s.limited && !s.must_change && s.must_add_factor);
}

static int collect(void *arg, struct str account, const struct session *s, struct err *e)
{
    *(int64_t *)arg = s->id;
    return 0;
}

static void test_revoke(void **state)
{
    char token[SECRET_TEXT];
    struct session s, t;
    struct actor admin;
    int64_t id = 0;
    struct err e;

    at("2026-03-10T08:00:00");
    add_settled(db, "zheng", "town", "440783116");
    add_settled(db, "feng", "town", "440784116");
    ok(enter("zheng", GOOD, "", token, &s, &e));
    ok(session_list(db, &s.actor, STR("zheng"), collect, &id, &e));
    assert_int_equal(id, s.id);
    fails(E_DENIED, session_list(db, &s.actor, STR("feng"), collect, &id, &e));
    fails(E_DENIED, session_list(db, &s.actor, STR(""), collect, &id, &e));
    ok(actor_of(&admin, 9999, "a", "administrator", "440784", &e));
    id = 0;
    ok(session_list(db, &admin, STR("zheng"), collect, &id, &e));
    assert_int_equal(id, 0);
    fails(E_NOT_FOUND, session_revoke(db, &admin, s.id, &e));
    ok(enter("feng", GOOD, "", token, &t, &e));
    fails(E_DENIED, session_revoke(db, &t.actor, s.id, &e));
    ok(session_revoke(db, &admin, t.id, &e));
    fails(E_DENIED, find(token, &t, &e));
    ok(session_revoke(db, &s.actor, s.id, &e));
    fails(E_NOT_FOUND, session_revoke(db, &local, s.id, &e));
}

static void test_many(void **state)
{
    char first[SECRET_TEXT], token[SECRET_TEXT];
    struct session s;
    struct err e;

    at("2026-03-11T08:00:00");
    add_settled(db, "chen", "town", "440783116");
    ok(enter("chen", GOOD, "", first, &s, &e));
    for (int i = 0; i < SESSIONS_MAX - 1; i++)
        ok(enter("chen", GOOD, "", token, &s, &e));
    ok(find(first, &s, &e));
    ok(enter("chen", GOOD, "", token, &s, &e));
    fails(E_DENIED, find(first, &s, &e));
}

static void test_record(void **state)
{
    char token[SECRET_TEXT], expected[300], text[1000];
    struct session s, of_token;
    struct err e;

    at("2026-03-02T08:00:00");
    int64_t id = add_settled(db, "watched", "town", "440783116");
    const struct token t = {.account = id,
                            .label = STR("夜间导入"),
                            .division = STR("440783116"),
                            .rights = RIGHT_VIEW,
                            .until = INT64_C(1775174400000000)};
    ok(enter("watched", GOOD, "", token, &s, &e));
    snprintf(expected, sizeof expected,
             "%lld watched s%lld 10.1.2.3 | session.add | account watched @440783116 |  >  | 0\n",
             (long long)id, (long long)s.id);
    last_record(db, text, sizeof text);
    assert_string_equal(text, expected);
    assert_string_equal(s.actor.address, ""); /* the caller's to say, with each request */

    fails(E_DENIED, enter("watched", OTHER, "", token, &s, &e));
    recorded(db, "-1   10.1.2.3 | session.refused | account watched @440783116 |  >  | 401");
    fails(E_DENIED, enter("my-Password.2749", OTHER, "", token, &s, &e));
    recorded(db, "-1   10.1.2.3 | session.refused | account @ |  >  | 401");
    for (int i = 0; i < LOCK_FAILURES; i++)
        fails(E_DENIED, enter("watched", OTHER, "", token, &s, &e));
    recorded(db, "-1   10.1.2.3 | session.refused | account watched @440783116 |  > "
                 "{\"locked\":true} | 401");

    strcpy(s.actor.address, "10.9.9.9");
    ok(token_add(db, &s.actor, &t, token, &id, &e));
    snprintf(expected, sizeof expected,
             "%lld watched s%lld 10.9.9.9 | token.add | account watched @440783116 |  > "
             "{\"token\":%lld,\"label\":\"夜间导入\",\"rights\":\"view\",\"division\":"
             "\"440783116\",\"until\":\"2026-04-03T00:00:00.000000Z\"} | 0\n",
             (long long)s.account, (long long)s.id, (long long)id);
    last_record(db, text, sizeof text);
    assert_string_equal(text, expected);
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    ok(token_find(db, str_of(token), a, &of_token, &e));
    snprintf(expected, sizeof expected, "t%lld", (long long)id);
    assert_string_equal(of_token.actor.session, expected);
    ok(token_revoke(db, &s.actor, id, &e));
    ok(session_revoke(db, &s.actor, s.id, &e));
    snprintf(expected, sizeof expected,
             "%lld watched s%lld 10.9.9.9 | session.revoke | account watched @440783116 | "
             "{\"session\":%lld} >  | 0\n",
             (long long)s.account, (long long)s.id, (long long)s.id);
    last_record(db, text, sizeof text);
    assert_string_equal(text, expected);
}

/* RFC 6238, appendix B (SHA-1), and RFC 4226, appendix D. */
static void test_vectors(void **state)
{
    static const struct {
        int64_t seconds;
        uint32_t code;
    } cases[] = {{59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
                 {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
    static const uint32_t counted[] = {755224, 287082, 359152, 969429, 338314,
                                       254676, 287922, 162583, 399871, 520489};
    const uint8_t *key = (const uint8_t *)"12345678901234567890";
    uint32_t v;
    struct err e;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        ok(totp_value(key, 20, cases[i].seconds / 30, &v, &e));
        assert_int_equal(v % 100000000, cases[i].code);
    }
    for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
        ok(totp_value(key, 20, (int64_t)i, &v, &e));
        assert_int_equal(v % 1000000, counted[i]);
    }
}

/* What the device shows, from the URI. */
static void code_of(const char *uri, int64_t shift, char ret[8])
{
    const char *p = strstr(uri, "secret=") + 7;
    uint8_t key[20];
    uint64_t bits = 0;
    uint32_t v;
    struct err e;

    for (int i = 0; i < 32; i++) {
        bits = bits << 5 | (uint64_t)(p[i] >= 'A' ? p[i] - 'A' : p[i] - '2' + 26);
        if (i % 8 == 7)
            for (int k = 0; k < 5; k++)
                key[i / 8 * 5 + k] = (uint8_t)(bits >> (32 - 8 * k));
    }
    ok(totp_value(key, sizeof key, clock_now() / 30000000 + shift, &v, &e));
    snprintf(ret, 8, "%06u", v % 1000000);
}

static void test_second_factor(void **state)
{
    char uri[TOTP_URI_BYTES], codes[RECOVERY_CODES][RECOVERY_TEXT];
    char token[SECRET_TEXT], code[8], spaced[16];
    struct session s;
    struct actor town;
    struct err e;

    at("2026-03-12T08:00:15");
    int64_t id = add_settled(db, "韩梅", "county", "440783");
    ok(enter("韩梅", GOOD, "", token, &s, &e));
    assert_true(s.limited);
    ok(totp_begin(db, keys, id, uri, &e));
    assert_int_equal(strncmp(uri, "otpauth://totp/Heyi:%E9%9F%A9%E6%A2%85?secret=", 46), 0);
    fails(E_INVALID, totp_confirm(db, keys, id, STR("000"), codes, &e));
    ok(enter("韩梅", GOOD, "", token, &s, &e)); /* not before it is confirmed */
    code_of(uri, 0, code);
    ok(totp_confirm(db, keys, id, str_of(code), codes, &e));
    ok(find(token, &s, &e));
    assert_false(s.limited);
    fails(E_EXISTS, totp_begin(db, keys, id, uri, &e));
    fails(E_CONFLICT, totp_confirm(db, keys, id, str_of(code), codes, &e));

    at("2026-03-12T09:00:15");
    assert_int_equal(enter("韩梅", GOOD, "", token, &s, &e), 1);
    fails(E_DENIED, enter("韩梅", STR("wrong"), "", token, &s, &e));
    code_of(uri, -2, code);
    fails(E_DENIED, enter("韩梅", GOOD, code, token, &s, &e));
    code_of(uri, 2, code);
    fails(E_DENIED, enter("韩梅", GOOD, code, token, &s, &e));
    code_of(uri, -1, code);
    snprintf(spaced, sizeof spaced, "%.3s %s", code, code + 3);
    ok(enter("韩梅", GOOD, spaced, token, &s, &e));
    fails(E_DENIED, enter("韩梅", GOOD, code, token, &s, &e)); /* once */
    code_of(uri, 1, code);
    ok(enter("韩梅", GOOD, code, token, &s, &e));
    code_of(uri, 0, code);
    fails(E_DENIED, enter("韩梅", GOOD, code, token, &s, &e)); /* none before the last */
    ok(enter("韩梅", GOOD, codes[3], token, &s, &e));
    fails(E_DENIED, enter("韩梅", GOOD, codes[3], token, &s, &e));

    /* the password alone doesn't give more guesses of codes */
    at("2026-03-12T12:00:15");
    ok(enter("韩梅", GOOD, codes[4], token, &s, &e));
    for (int i = 0; i < LOCK_FAILURES; i++)
        assert_int_equal(enter("韩梅", GOOD, "", token, &s, &e), 1);
    fails(E_DENIED, enter("韩梅", GOOD, codes[5], token, &s, &e));

    /* sealed to the account */
    int64_t other = add_settled(db, "li.lei", "county", "440783");
    ok(totp_begin(db, keys, other, uri, &e));
    ok(db_run(db, &e,
              "update account_factor set sealed = (select sealed from account_factor where"
              " account_id = $1) where account_id = $2",
              "ii", id, other));
    fails(E_CORRUPT, totp_confirm(db, keys, other, STR("123456"), codes, &e));

    at("2026-03-12T14:00:15");
    ok(actor_of(&town, 7777, "t", "town", "", &e));
    fails(E_DENIED, totp_reset(db, &town, id, &e));
    ok(totp_reset(db, &local, id, &e));
    fails(E_DENIED, find(token, &s, &e));
    ok(enter("韩梅", GOOD, "", token, &s, &e));
    assert_true(s.must_add_factor);
}

static int use(const char *token, struct session *s, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    int r = token_find(db, str_of(token), a, s, e);

    s->address = s->agent = STR("");
    return r;
}

static int count(void *arg, struct str account, const struct token *t, struct err *e)
{
    ++*(int *)arg;
    return 0;
}

static void test_tokens(void **state)
{
    char session[SECRET_TEXT], token[SECRET_TEXT];
    struct session s, x;
    struct token t = {.label = STR("对接")};
    int64_t id;
    int n = 0;
    struct err e;

    at("2026-03-20T08:00:00");
    t.account = add_settled(db, "jiang", "town", "440783116");
    ok(enter("jiang", GOOD, "", session, &s, &e));
    t.rights = RIGHT_VIEW;
    t.division = STR("440783116002");
    t.until = clock_now() + 10 * DAY;
    ok(token_add(db, &s.actor, &t, token, &id, &e));
    assert_int_equal(strncmp(token, "heyi_", 5), 0);
    ok(use(token, &x, &e));
    assert_int_equal(x.actor.rights, RIGHT_VIEW);
    assert_string_equal(x.actor.scope, "440783116002");
    assert_string_equal(x.csrf, "");
    assert_false(x.limited);
    fails(E_DENIED, find(token, &x, &e)); /* no session */
    fails(E_DENIED, use(session, &x, &e));
    ok(token_list(db, &s.actor, STR("jiang"), count, &n, &e));
    assert_int_equal(n, 1);

    t.rights = RIGHT_VIEW | RIGHT_COMMIT;
    fails(E_DENIED, token_add(db, &s.actor, &t, token, &id, &e));
    t.rights = 0;
    fails(E_INVALID, token_add(db, &s.actor, &t, token, &id, &e));
    t.rights = RIGHT_VIEW;
    t.division = STR("440783");
    fails(E_DENIED, token_add(db, &s.actor, &t, token, &id, &e));
    t.division = STR("");
    fails(E_DENIED, token_add(db, &s.actor, &t, token, &id, &e));
    t.division = STR("44078311600x");
    fails(E_INVALID, token_add(db, &s.actor, &t, token, &id, &e));
    t.division = STR("440783116");
    t.until = clock_now() + 366 * DAY;
    fails(E_INVALID, token_add(db, &s.actor, &t, token, &id, &e));
    t.until = clock_now() - 1;
    fails(E_INVALID, token_add(db, &s.actor, &t, token, &id, &e));
    t.until = clock_now() + 10 * DAY;
    x.actor.id = 9999;
    fails(E_DENIED, token_add(db, &x.actor, &t, session, &id, &e));

    /* as the account becomes, so does the token */
    ok(db_run(db, &e, "update account set role = 'finance' where name = 'jiang'", ""));
    ok(use(token, &x, &e));
    assert_int_equal(x.actor.fields, FIELD_MONEY);
    ok(db_run(db, &e, "update account set division = '440783117' where name = 'jiang'", ""));
    fails(E_DENIED, use(token, &x, &e));
    ok(db_run(db, &e, "update account set division = '' where name = 'jiang'", ""));
    ok(use(token, &x, &e));
    at("2026-03-30T08:00:01");
    fails(E_DENIED, use(token, &x, &e));
    at("2026-03-29T08:00:00");
    ok(db_run(db, &e, "update account set disabled = 1 where name = 'jiang'", ""));
    fails(E_DENIED, use(token, &x, &e));
    ok(db_run(db, &e, "update account set disabled = 0 where name = 'jiang'", ""));
    ok(token_revoke(db, &local, 1, &e));
    fails(E_DENIED, use(token, &x, &e));
    fails(E_NOT_FOUND, token_revoke(db, &local, 1, &e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),       cmocka_unit_test(test_lifetime),
        cmocka_unit_test(test_refusals),      cmocka_unit_test(test_lock),
        cmocka_unit_test(test_address),       cmocka_unit_test(test_limited),
        cmocka_unit_test(test_revoke),        cmocka_unit_test(test_many),
        cmocka_unit_test(test_second_factor), cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_record),
    };

    testdb_need_server();
    return cmocka_run_group_tests(tests, setup, teardown);
}
