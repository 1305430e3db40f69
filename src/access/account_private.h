/* What the files of accounts share (private to src/access). */
#pragma once

#include "account.h"
#include "crypto.h"
#include "role.h"

#define MINUTE INT64_C(60000000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* fn in the caller's transaction, or in one of its own (db_transact). */
int account_write(struct db *db, int (*fn)(struct db *db, void *arg, struct err *e), void *arg,
                  struct err *e);
/* The next number of "account", "session", "token"; never given twice. */
int account_serial(struct db *db, const char *what, int64_t *ret, struct err *e);

/* The one form of a name. E_INVALID for what can't be one. */
int name_normalise(struct str text, char ret[ACCOUNT_NAME_BYTES], struct err *e);
/* A line for people: valid, without control characters and those that turn the direction. */
int line_check(struct str text, size_t bytes, struct err *e);
/* The same from outside: cut to fewer than size bytes, other bytes become ?. */
void line_clean(struct str text, size_t size, char *ret);
/* May `by` look after the account (its own if own)? E_NOT_FOUND where not in its scope. */
int account_reach(struct db *db, const struct actor *by, int64_t id, bool own, struct err *e);
/* The words of every refusal of a sign-in. */
int sign_in_denied(struct err *e);
/* What a new account must keep: role, division, label. The division comes back without padding. */
int account_fits(struct db *db, const struct actor *by, struct str label, struct str role,
                 struct str *division, struct err *e);
/* The row and its first password, in a transaction. */
struct new_account {
    const char *name;
    struct str label, role, division;
    const char *hash;
    bool must_change;
    int64_t id;
};
/* With its entry on record: action. */
int account_insert(struct db *db, const struct actor *by, const char *action, struct new_account *n,
                   struct err *e);

/* Random texts of 256 bits; prefix stands in front. */
int secret_new(const char *prefix, char ret[SECRET_TEXT], struct err *e);
/* What is kept of one; use tells apart what it is for. */
int secret_hash(const char *use, struct str secret, uint8_t ret[SM3_BYTES], struct err *e);
int secret_csrf(struct str token, char ret[SECRET_TEXT], struct err *e);
static inline struct str hash_str(const uint8_t hash[SM3_BYTES])
{
    return (struct str){(const char *)hash, SM3_BYTES};
}

/* An entry of the audit trail with what is done, in its transaction. */
struct account_deed {
    const struct actor *by;
    const char *action;
    int64_t account;          /* -1 = of none that there is */
    struct str before, after; /* JSON without secrets */
    int outcome;              /* 0 = done, 401 = refused */
};
int account_record(struct db *db, const struct account_deed *d, struct err *e);
/* What an entry tells of an account, of a token: JSON. */
int account_state(struct db *db, int64_t account, struct strbuf *ret, struct err *e);
int token_state(struct db *db, int64_t token, struct strbuf *ret, struct err *e);

#define PASSWORD_HASH_BYTES 128
int password_hash(struct str password, char ret[PASSWORD_HASH_BYTES], struct err *e);
/* As long to try as any, fitting no known password. */
extern const char password_nobody[];
/* hash NULL: nobody's; false after the same time. */
bool password_fits(const char *hash, struct str password);

/* Failures by subject: "name:…", "address:…". */
int lock_look(struct db *db, const char *subject, int64_t now, bool *ret_locked, struct err *e);
/* One more, in a transaction; locked from `most` on. */
int lock_count(struct db *db, const char *subject, int most, int64_t now, struct err *e);
int lock_forget(struct db *db, const char *subject, struct err *e);
#define LOCK_SUBJECT_BYTES (ACCOUNT_NAME_BYTES + 16)

/* The value of RFC 4226 before it is cut to digits. */
int totp_value(const uint8_t *key, size_t len, int64_t step, uint32_t *ret, struct err *e);
/* In a transaction: does the code fit, of the device or for recovery? 1 = yes, and it is spent. */
int totp_spend(struct db *db, struct keys *k, int64_t account, struct str code, int64_t now,
               struct err *e);
