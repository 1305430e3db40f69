/*
 * Accounts: people who sign in, what their role lets them do where, their sessions and tokens.
 * Passwords are argon2id (libsodium); secrets are kept as hashes only, the second factor's key
 * sealed with the register's key. Texts for people in both languages.
 *
 * An account has one role (role.h) and one division, "" for everywhere. What is written here takes
 * the caller's write transaction, or one of its own, together with its entry in the audit trail
 * (audit.h; by->session and by->address stand in it); argon2id takes some 0.1 s and 64 MiB, and is
 * done outside of it where there is none. Operations on others' accounts need RIGHT_ADMINISTER and
 * a scope that covers the account's division.
 */
#pragma once

#include "actor.h"
#include "db.h"
#include "keys.h"

#define ACCOUNT_NAME_BYTES ACTOR_NAME_BYTES
#define ACCOUNT_LABEL_BYTES 200
#define PASSWORD_MIN 12          /* characters */
#define PASSWORD_BYTES 256       /* longer ones are refused, and never fit */
#define PASSWORD_DAYS 90         /* 等保 level 3: to be changed after */
#define PASSWORD_KEPT 5          /* the last ones may not come again */
#define LOCK_FAILURES 5          /* of a name, then locked for 1, 2, 4 … minutes, */
#define LOCK_MINUTES 60          /* up to so many */
#define LOCK_ADDRESS_FAILURES 30 /* of an address: an office may stand behind one */
#define SESSION_IDLE_MINUTES 30
#define SESSION_HOURS 12
#define SESSIONS_MAX 20 /* of one account: the oldest ends */
#define TOKENS_MAX 20
#define TOKEN_DAYS_MAX 365
#define SETUP_MINUTES 60
#define SECRET_TEXT 64 /* of session, token, CSRF token, setup link */

extern const struct schema_part account_schema;

struct account {
    int64_t id, version; /* version: for optimistic locking */
    struct str name, label, role, division;
    bool disabled, second_factor;
    bool must_change;                  /* the password was set by somebody else */
    int64_t created_at, signed_in_at;  /* UTC, microseconds; 0 = never */
    int64_t password_at, locked_until; /* 0 = not locked */
};

/*
 * name: letters (small ones; capitals and full-width forms become so), digits, Chinese characters
 * and . - _ @ ·, no identity number. The password is to be changed at the first sign-in. Of *a only
 * name, label, role and division count. E_EXISTS for a name that is taken.
 */
int account_add(struct db *db, const struct actor *by, const struct account *a, struct str password,
                int64_t *ret_id, struct err *e);
/* label, role, division, disabled. E_CONFLICT where version isn't the account's, and where nobody
 * would be left who may administer. Disabling ends its sessions, and its tokens rest. */
int account_change(struct db *db, const struct actor *by, const struct account *a, struct err *e);
/* Texts in the arena. E_NOT_FOUND also outside of by's scope; one's own needs no right. */
int account_get(struct db *db, const struct actor *by, struct str name, struct arena *a,
                struct account *ret, struct err *e);
/* What the account may now, as role and division say. E_DENIED: it is disabled. */
int account_actor(struct db *db, int64_t id, struct actor *ret, struct err *e);
/* By name, those in by's scope; texts are valid during the call. Below 0 fn ends it. */
typedef int account_fn(void *arg, const struct account *a, struct err *e);
int account_list(struct db *db, const struct actor *by, account_fn *fn, void *arg, struct err *e);

/*
 * One's own: `old` must fit (failures count as those of signing in), every session but `session` (0
 * = none) ends. Another's: old doesn't count, it is to be changed at the next sign-in, all sessions
 * and tokens end.
 */
int account_password(struct db *db, const struct actor *by, int64_t id, struct str old,
                     struct str password, int64_t session, struct err *e);
/* Long enough, three of four kinds (small, capital, digits, others), without the name and runs of
 * four (1234, aaaa). E_INVALID says what is missing. */
int password_check(struct str name, struct str password, struct err *e);

/* A link that lets the first administrator be made, once, within an hour: its secret. A new one
 * replaces the last. E_CONFLICT if there are accounts. */
int account_setup_link(struct db *db, char ret[SECRET_TEXT], struct err *e);
/* E_DENIED for a secret that isn't or is no longer that of the link. */
int account_setup(struct db *db, struct str secret, struct str name, struct str password,
                  struct str address, struct err *e);

/*
 * The second factor (RFC 6238: SHA-1, 6 digits, 30 seconds, one step of tolerance, each code once),
 * of one's own account. begin gives the key as otpauth URI; it counts from confirm on, which needs
 * a code of it and gives codes for the day the device is lost, each good once. E_EXISTS where the
 * account has one.
 */
#define TOTP_URI_BYTES 320
#define RECOVERY_CODES 10
#define RECOVERY_TEXT 20 /* "abcd-efgh-ijkl-mnop" */
int totp_begin(struct db *db, struct keys *k, int64_t account, char ret_uri[TOTP_URI_BYTES],
               struct err *e);
int totp_confirm(struct db *db, struct keys *k, int64_t account, struct str code,
                 char ret_codes[RECOVERY_CODES][RECOVERY_TEXT], struct err *e);
/* Takes it away, by an administrator; the account's sessions and tokens end. */
int totp_reset(struct db *db, const struct actor *by, int64_t account, struct err *e);

struct session {
    int64_t account, id;
    struct actor actor; /* without rights and fields while limited */
    /* The password or the second factor must be set first: nothing else is allowed. */
    bool limited, must_change, must_add_factor;
    char csrf[SECRET_TEXT]; /* derived from the session's token; "" of API tokens */
    int64_t created_at, used_at;
    int64_t until;    /* it ends then, if it isn't used before */
    struct str label; /* the account's */
    struct str address, agent;
};
/*
 * 0 = signed in; 1 = the password is right, the second factor's code (or a recovery code) is
 * needed, call again with both. E_DENIED in every other case, in the same time and with the same
 * words: no such name, wrong password or code, disabled, locked. Failures of a name (of an account
 * or not) and of an address lock it with growing pauses, a day without any forgets them. Address
 * and agent are cut and cleaned; "" = no address.
 */
int session_begin(struct db *db, struct keys *k, struct str name, struct str password,
                  struct str code, struct str address, struct str agent, struct arena *a,
                  char ret_token[SECRET_TEXT], struct session *ret, struct err *e);
/* E_DENIED: none, expired, revoked, account disabled. Marks it as used (at most once a minute). */
int session_find(struct db *db, struct str token, struct arena *a, struct session *ret,
                 struct err *e);
/* For what goes on after its request: does the session or token that the actor came with still
 * hold, with everything that it could do then? Not marked as used. */
int session_holds(struct db *db, const struct actor *a, bool *ret, struct err *e);
int session_end(struct db *db, struct str token, struct err *e);
/* Of an account's name, or of all in by's scope (""); one's own need no right. Actor, csrf,
 * limited, until and label aren't told. */
typedef int session_fn(void *arg, struct str account, const struct session *s, struct err *e);
int session_list(struct db *db, const struct actor *by, struct str name, session_fn *fn, void *arg,
                 struct err *e);
int session_revoke(struct db *db, const struct actor *by, int64_t session, struct err *e);

/*
 * Tokens for programs: some of the account's rights, a division within its, an end. They are made
 * for oneself (by a session, not by a token: the caller looks to that) or by the local operator. A
 * token never does more than its account may at the time of use.
 */
struct token {
    int64_t id, account;
    struct str label, division;
    uint32_t rights;
    int64_t created_at, until, used_at;
};
int token_add(struct db *db, const struct actor *by, const struct token *t,
              char ret_token[SECRET_TEXT], int64_t *ret_id, struct err *e);
int token_find(struct db *db, struct str token, struct arena *a, struct session *ret,
               struct err *e);
typedef int token_fn(void *arg, struct str account, const struct token *t, struct err *e);
int token_list(struct db *db, const struct actor *by, struct str name, token_fn *fn, void *arg,
               struct err *e);
int token_revoke(struct db *db, const struct actor *by, int64_t token, struct err *e);
