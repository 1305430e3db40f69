/* For tests of accounts: a database, a clock that stands, and accounts. */
#pragma once

#include "access_test.h"
#include "account_private.h"
#include "actor_of.h"
#include "audit.h"
#include "clock.h"

#define GOOD STR("Lan-tian.2749")
#define OTHER STR("Bai-yun.8316")

static struct actor local;

/* "2026-03-02T08:00:00": Shanghai's time. */
static inline void at(const char *instant)
{
    setenv("HEYI_CLOCK", instant, 1);
}

static inline struct db *open_accounts(const char *name)
{
    struct db *db = open_access_db(name);
    struct err e = {0};

    at("2026-03-02T08:00:00");
    local = actor_local();
    ok(db_migrate(db, &account_schema, NULL, &e));
    ok(db_migrate(db, &audit_schema, NULL, &e));
    return db;
}

struct record {
    char *text;
    size_t size;
};

static inline int record_one(void *arg, const struct audit_row *row, struct err *e)
{
    struct record *r = arg;
    const struct audit_entry *a = &row->entry;
    size_t n = strlen(r->text);

    snprintf(r->text + n, r->size - n,
             "%lld %.*s %.*s %.*s | %.*s | %.*s @%.*s | %.*s > %.*s | %d\n", (long long)a->actor_id,
             STR_ARG(a->actor), STR_ARG(a->session), STR_ARG(a->address), STR_ARG(a->action),
             STR_ARG(a->object), STR_ARG(a->division), STR_ARG(a->before), STR_ARG(a->after),
             a->outcome);
    return 0;
}

/* The newest entry of the audit trail, as a line. */
static inline void last_record(struct db *db, char *ret, size_t size)
{
    struct record r = {ret, size};
    struct err e = {0};

    ret[0] = '\0';
    ok(audit_list(db, &local, &(struct audit_filter){0}, 1, record_one, &r, &e));
}

#define recorded(db, line)                                                                         \
    do {                                                                                           \
        char record_text[2000];                                                                    \
        last_record(db, record_text, sizeof record_text);                                          \
        assert_string_equal(record_text, line "\n");                                               \
    } while (0)

static inline int64_t add(struct db *db, const char *name, const char *role, const char *division)
{
    struct account a = {
        .name = str_of(name), .label = STR(""), .role = str_of(role), .division = str_of(division)};
    struct err e = {0};
    int64_t id = 0;

    ok(account_add(db, &local, &a, GOOD, &id, &e));
    return id;
}

/* One that has its own password: sessions aren't limited by it. */
static inline int64_t add_settled(struct db *db, const char *name, const char *role,
                                  const char *division)
{
    int64_t id = add(db, name, role, division);
    struct err e = {0};

    ok(db_run(db, &e, "update account set must_change = 0 where id = $1", "i", id));
    return id;
}

static inline int sign_in(struct db *db, struct keys *k, const char *name, struct str password,
                          const char *code, struct arena *a, char token[SECRET_TEXT],
                          struct session *s, struct err *e)
{
    return session_begin(db, k, str_of(name), password, str_of(code), STR("10.1.2.3"),
                         STR("test/1"), a, token, s, e);
}
