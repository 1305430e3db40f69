/*
 * Accounts: people who sign in, what their role lets them do where, their sessions and tokens.
 * Passwords are argon2id (libsodium); secrets are only kept as hashes, the second factor's key
 * sealed with the register's key (crypto.h). Texts for people in both languages.
 *
 * Roles are data: the table `role`, first filled from what is built in; rights and classes of
 * fields by word. An account has one role and one division.
 */
#pragma once

#include "actor.h"
#include "db.h"
#include "keys.h"

#define ACCOUNT_NAME_BYTES 64
#define PASSWORD_MIN 12  /* characters; three of four kinds, not the name, not the last five */
#define PASSWORD_DAYS 90 /* 等保 level 3: to be changed after */
#define LOCK_FAILURES 5  /* then locked for 1, 2, 4 … minutes, up to LOCK_MINUTES */
#define LOCK_MINUTES 60
#define SESSION_IDLE_MINUTES 30
#define SESSION_HOURS 12
#define TOKEN_DAYS_MAX 365

extern const struct schema_part account_schema;

struct role {
    struct str name, label_zh, label_en;
    uint32_t rights, fields; /* enum actor_right, enum field_class */
    bool second_factor;      /* required */
};
struct account {
    int64_t id, version; /* version: for optimistic locking */
    struct str name, label, role, division;
    bool disabled, second_factor, must_change;
    int64_t created_at, signed_in_at, password_at, locked_until;
};

int account_add(struct db *db, const struct actor *by, const struct account *a, struct str password,
                int64_t *ret_id, struct err *e);
/* E_CONFLICT where version isn't the account's. */
int account_change(struct db *db, const struct actor *by, const struct account *a, struct err *e);
int account_get(struct db *db, struct str name, struct arena *a, struct account *ret,
                struct err *e);
typedef int account_fn(void *arg, const struct account *a, struct err *e);
int account_list(struct db *db, account_fn *fn, void *arg, struct err *e);
int account_password(struct db *db, const struct actor *by, int64_t id, struct str password,
                     struct err *e);
/* Is it good enough? E_INVALID says what is missing. */
int password_check(struct str name, struct str password, struct err *e);

/* A link that lets the first administrator be made, once, within an hour: its secret. E_CONFLICT if
 * there are accounts. */
int account_setup_link(struct db *db, char ret[64], struct err *e);
int account_setup(struct db *db, struct str secret, struct str name, struct str password,
                  struct err *e);

/* The second factor (RFC 6238, 6 digits, 30 seconds, one step of tolerance, each code once). */
int totp_begin(struct db *db, struct keys *k, int64_t account, char ret_uri[256], struct err *e);
int totp_confirm(struct db *db, struct keys *k, int64_t account, struct str code, struct err *e);

struct session {
    int64_t account, id;
    struct actor actor;
    bool limited; /* the password or second factor must be set first: nothing else is allowed */
    char csrf[64];
    int64_t created_at, used_at;
    struct str address, agent;
};
/*
 * E_DENIED in every case of failure, in the same time and with the same words; the account is
 * locked with growing pauses. code: of the second factor, "" if none was given (then, where one is
 * needed, E_AGAIN).
 */
int session_begin(struct db *db, struct keys *k, struct str name, struct str password,
                  struct str code, struct str address, struct str agent, char ret_token[64],
                  struct session *ret, struct err *e);
/* E_DENIED: none, expired, revoked, account disabled. Marks it as used (at most once a minute). */
int session_find(struct db *db, struct str token, struct arena *a, struct session *ret,
                 struct err *e);
int session_end(struct db *db, struct str token, struct err *e);
int session_revoke(struct db *db, const struct actor *by, int64_t session, struct err *e);

/* Tokens for programs: some of the account's rights, a division within its, an end. */
int token_add(struct db *db, const struct actor *by, int64_t account, struct str label,
              uint32_t rights, struct str division, int64_t until, char ret_token[64],
              struct err *e);
int token_find(struct db *db, struct str token, struct arena *a, struct session *ret,
               struct err *e);
int token_revoke(struct db *db, const struct actor *by, int64_t token, struct err *e);
