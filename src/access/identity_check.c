/* heyi check: identity numbers under the key. No number leaves this file. */
#include "identity.h"

#include "cleanup.h"
#include "db_check.h"
#include "lang.h"
#include "progress.h"

static bool sound(const char number[IDNO_TEXT])
{
    char again[IDNO_TEXT];

    return idno_normalise(str_of(number), again) == IDNO_OK && strcmp(number, again) == 0;
}

/* Columns of the statement: register_id, person_id, key_id, sealed, lookup. */
static struct checkup_place place_of(struct stmt *s)
{
    return checkup_place("identity_number %lld/%lld", (long long)stmt_int(s, 0),
                         (long long)stmt_int(s, 1));
}

static int look_at_row(struct checkup_kind *k, struct keys *keys, struct stmt *s, struct err *e)
{
    int64_t register_id = stmt_int(s, 0), person_id = stmt_int(s, 1), key_id = stmt_int(s, 2);
    struct str lookup = stmt_blob(s, 4);
    uint8_t expected[IDENTITY_LOOKUP_BYTES];
    char number[IDNO_TEXT];
    struct err what = {0};
    int rc;

    if (key_id != keys_id(keys))
        return checkup_find(k, e, place_of(s).text, "用另一把密钥（%lld 号）加密；请找回该密钥",
                            "sealed with another key (number %lld); find that key",
                            (long long)key_id);
    rc = identity_open(keys, register_id, person_id, stmt_blob(s, 3), number, &what);
    if (rc == E_CORRUPT)
        return checkup_add(k, place_of(s).text, &what, e);
    if (rc < 0) {
        *e = what;
        return rc;
    }
    rc = identity_lookup(keys, number, expected, e);
    if (rc >= 0 && !str_eq(lookup, (struct str){(const char *)expected, sizeof expected}))
        rc = checkup_find(k, e, place_of(s).text,
                          "检索码与号码不符，按号码将找不到此人；请从备份核对",
                          "the index doesn't belong to the number, so that it doesn't find the "
                          "person; compare with a backup");
    if (rc >= 0 && !sound(number))
        rc = checkup_find(k, e, place_of(s).text, "号码的日期或校验位不对；请从备份核对",
                          "the number's date or check character is wrong; compare with a backup");
    explicit_bzero(number, sizeof number);
    return rc;
}

static int look(struct db *db, struct keys *keys, int64_t total, struct checkup_kind *k,
                struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress =
        progress_new(k->zh, k->en, (uint64_t)total);
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(db,
                        "select register_id, person_id, key_id, sealed, lookup from identity_number"
                        " order by register_id, person_id",
                        &s, e);

    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        rc = progress_tick(progress, (uint64_t)++k->examined, e);
        if (rc >= 0)
            rc = look_at_row(k, keys, s, e);
    }
    return rc;
}

/* Without its key file a database can't be looked into, which is no fault of the database: a copy
 * restored elsewhere. Any other trouble with the key is one. */
static int check(struct db *db, struct checkup_kind *k, struct err *e)
{
    _cleanup_(keys_closep) struct keys *keys = NULL;
    struct err what = {0};
    int64_t registered, total;
    int rc = db_query_int(db, &registered, NULL, e, "select count(*) from key_check", "");

    if (rc < 0 ||
        (rc = db_query_int(db, &total, NULL, e, "select count(*) from identity_number", "")) < 0)
        return rc;
    if (!registered && !total)
        return 0;
    rc = keys_load(db, &keys, &what);
    if (registered && (rc == E_NOT_FOUND || rc == E_USAGE)) {
        k->skipped = what;
        return 0;
    }
    if (rc == E_NOMEM) {
        *e = what;
        return rc;
    }
    if (rc < 0)
        return checkup_add(k, "key_check", &what, e);
    return look(db, keys, total, k, e);
}

int identity_check(struct db *db, struct checkup *c, struct err *e)
{
    struct checkup_kind *k =
        checkup_begin(c, "identity_numbers", "公民身份号码", "identity numbers");

    return db_check_end(db, k, check(db, k, e), e);
}
