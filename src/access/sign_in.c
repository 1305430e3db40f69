/*
 * Signing in. Who asks learns nothing but whether it worked: an unknown name is locked, tried
 * against nobody's password and counted like an account's.
 */
#include "account_private.h"
#include "audit.h"
#include "cleanup.h"
#include "clock.h"

#define ADDRESS_BYTES ACTOR_ADDRESS_BYTES
#define AGENT_BYTES 200

struct attempt {
    struct keys *keys;
    struct str code;
    int64_t now;
    char name_subject[LOCK_SUBJECT_BYTES]; /* "" = can't be a name */
    char address_subject[LOCK_SUBJECT_BYTES + ADDRESS_BYTES];
    char address[ADDRESS_BYTES], agent[AGENT_BYTES];
    bool locked;
    int64_t account; /* 0 = none that may sign in */
    int64_t known;   /* of this name, if it may or not; -1 = none */
    char hash[PASSWORD_HASH_BYTES];
    bool has_factor;
    char token[SECRET_TEXT];
};

int sign_in_denied(struct err *e)
{
    return err_set(e, E_DENIED,
                   "用户名、密码或动态口令不正确，或账号已停用；连续失败后会暂时锁定，请稍候再试",
                   "name, password or code is wrong, or the account is disabled; after several "
                   "failures it is locked for a while, try later");
}

/* Counted before it is tried, so that attempts side by side count as well. Success forgets it. */
static int announce(struct db *db, void *arg, struct err *e)
{
    struct attempt *x = arg;
    bool name = false, address = false;
    int r = 0;

    if (x->name_subject[0])
        r = lock_look(db, x->name_subject, x->now, &name, e);
    if (r >= 0 && x->address_subject[0])
        r = lock_look(db, x->address_subject, x->now, &address, e);
    x->locked = name || address;
    if (r < 0 || x->locked || !x->name_subject[0])
        return r;
    return lock_count(db, x->name_subject, LOCK_FAILURES, x->now, e);
}

static int load(struct db *db, struct str name, struct attempt *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db,
                       "select a.id, a.password, coalesce(f.confirmed, 0), a.disabled"
                       " from account a left join account_factor f on f.account_id = a.id"
                       " where a.name = $1",
                       &s, e);

    if (r < 0)
        return r;
    stmt_bind_text(s, 1, name);
    r = stmt_step(s, e);
    if (r > 0)
        x->known = stmt_int(s, 0);
    if (r > 0 && !stmt_int(s, 3) && stmt_text(s, 1).len < sizeof x->hash) {
        x->account = stmt_int(s, 0);
        memcpy(x->hash, stmt_text(s, 1).data, stmt_text(s, 1).len);
        x->has_factor = stmt_int(s, 2);
    }
    return r;
}

/* Trying while it is locked doesn't make it longer. A name that is no account's isn't told: it may
 * be a password that was typed into the wrong place. */
static int note_refusal(struct db *db, void *arg, struct err *e)
{
    struct attempt *x = arg;
    struct actor nobody = {.id = AUDIT_ACTOR_NOBODY};
    int r = 0;

    if (x->address_subject[0] && !x->locked)
        r = lock_count(db, x->address_subject, LOCK_ADDRESS_FAILURES, x->now, e);
    if (r < 0)
        return r;
    memcpy(nobody.address, x->address, sizeof x->address);
    return account_record(
        db,
        &(struct account_deed){.by = &nobody,
                               .action = "session.refused",
                               .account = x->known,
                               .after = x->locked ? STR("{\"locked\":true}") : STR(""),
                               .outcome = 401},
        e);
}

static int refuse(struct db *db, struct attempt *x, struct err *e)
{
    int r = db_transact(db, true, note_refusal, x, e);

    return r < 0 ? r : sign_in_denied(e);
}

/* Old ones, and this account's oldest beyond the limit. */
static int sweep(struct db *db, const struct attempt *x, struct err *e)
{
    int r = db_run(db, e, "delete from account_session where used_at <= $1 or created_at <= $2",
                   "ii", x->now - SESSION_IDLE_MINUTES * MINUTE, x->now - SESSION_HOURS * HOUR);

    if (r < 0)
        return r;
    return db_run(db, e,
                  "delete from account_session where account_id = $1 and id not in (select id"
                  " from account_session where account_id = $1 order by id desc limit $2)",
                  "ii", x->account, (int64_t)SESSIONS_MAX - 1);
}

static int enter(struct db *db, void *arg, struct err *e)
{
    struct attempt *x = arg;
    struct actor by = {.id = x->account};
    uint8_t hash[SM3_BYTES];
    int64_t id, still;
    bool found;
    int r;

    /* It may have been disabled, or its password changed, while this one was tried. */
    r = db_query_int(db, &still, &found, e,
                     "update account set signed_in_at = $2 where id = $1 and password = $3"
                     " and disabled = 0 returning id",
                     "iit", x->account, x->now, str_of(x->hash));
    if (r < 0)
        return r;
    if (!found)
        return sign_in_denied(e);
    if (x->has_factor) {
        r = totp_spend(db, x->keys, x->account, x->code, x->now, e);
        if (r <= 0)
            return r < 0 ? r : sign_in_denied(e);
    }
    if ((r = sweep(db, x, e)) < 0 || (r = lock_forget(db, x->name_subject, e)) < 0 ||
        (r = account_serial(db, "session", &id, e)) < 0 ||
        (r = secret_hash("session", str_of(x->token), hash, e)) < 0)
        return r;
    r = db_run(db, e,
               "insert into account_session(id, hash, account_id, created_at, used_at, address,"
               " agent) values ($1, $2, $3, $4, $4, $5, $6)",
               "ibiitt", id, hash_str(hash), x->account, x->now, str_of(x->address),
               str_of(x->agent));
    if (r < 0)
        return r;
    snprintf(by.name, sizeof by.name, "%s", x->name_subject + strlen("name:"));
    snprintf(by.session, sizeof by.session, "s%lld", (long long)id);
    memcpy(by.address, x->address, sizeof x->address);
    return account_record(
        db, &(struct account_deed){.by = &by, .action = "session.add", .account = x->account}, e);
}

int session_begin(struct db *db, struct keys *k, struct str name, struct str password,
                  struct str code, struct str address, struct str agent, struct arena *a,
                  char ret_token[SECRET_TEXT], struct session *ret, struct err *e)
{
    struct attempt x = {.keys = k, .code = code, .now = clock_now(), .known = -1};
    char normal[ACCOUNT_NAME_BYTES];
    bool fits;
    int r;

    line_clean(address, sizeof x.address, x.address);
    line_clean(agent, sizeof x.agent, x.agent);
    if (x.address[0])
        snprintf(x.address_subject, sizeof x.address_subject, "address:%s", x.address);
    r = name_normalise(name, normal, NULL);
    if (r == E_NOMEM)
        return err_nomem(e);
    if (r >= 0) {
        snprintf(x.name_subject, sizeof x.name_subject, "name:%s", normal);
        r = load(db, str_of(normal), &x, e);
        if (r < 0)
            return r;
    }
    r = db_transact(db, true, announce, &x, e);
    if (r < 0)
        return r;
    fits = password_fits(x.account ? x.hash : NULL, password);
    if (!fits || x.locked)
        return refuse(db, &x, e);
    if (x.has_factor && code.len == 0)
        return 1;
    if ((r = secret_new("", x.token, e)) < 0)
        return r;
    r = db_transact(db, true, enter, &x, e);
    if (r == E_DENIED)
        return refuse(db, &x, e);
    if (r >= 0)
        r = session_find(db, str_of(x.token), a, ret, e);
    if (r >= 0)
        memcpy(ret_token, x.token, sizeof x.token);
    explicit_bzero(x.token, sizeof x.token);
    return r;
}
