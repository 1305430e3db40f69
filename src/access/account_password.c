/* Setting a password: one's own, or another's. */
#include "account_private.h"
#include "cleanup.h"
#include "clock.h"

struct renewal {
    const struct actor *by;
    int64_t account, session;
    bool own;
    char before[PASSWORD_HASH_BYTES], hash[PASSWORD_HASH_BYTES];
    char subject[LOCK_SUBJECT_BYTES];
    bool locked;
};

static int put(char *ret, size_t size, struct str s)
{
    if (s.len >= size)
        return -1;
    memcpy(ret, s.data, s.len);
    ret[s.len] = '\0';
    return 0;
}

/* The name and today's hash. */
static int look(struct db *db, struct renewal *x, char name[ACCOUNT_NAME_BYTES], struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db, "select name, password from account where id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, x->account);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r == 0 || put(name, ACCOUNT_NAME_BYTES, stmt_text(s, 0)) < 0 ||
        put(x->before, sizeof x->before, stmt_text(s, 1)) < 0)
        return err_set(e, E_NOT_FOUND, "没有这个账号", "there is no such account");
    snprintf(x->subject, sizeof x->subject, "name:%s", name);
    return 0;
}

static int count_attempt(struct db *db, void *arg, struct err *e)
{
    struct renewal *x = arg;
    int64_t now = clock_now();
    int r = lock_look(db, x->subject, now, &x->locked, e);

    return r < 0 || x->locked ? r : lock_count(db, x->subject, LOCK_FAILURES, now, e);
}

/* None of the last ones. */
static int check_kept(struct db *db, struct renewal *x, struct str password, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    bool again = password_fits(x->before, password);
    int r = db_prepare(db, "select password from account_password where account_id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, x->account);
    while (!again && (r = stmt_step(s, e)) > 0) {
        char hash[PASSWORD_HASH_BYTES];

        again = put(hash, sizeof hash, stmt_text(s, 0)) == 0 && password_fits(hash, password);
    }
    if (r < 0)
        return r;
    return again ? err_set(e, E_INVALID, "不能使用最近 %d 次用过的密码",
                           "none of the last %d passwords may be used again", PASSWORD_KEPT)
                 : 0;
}

static int renew(struct db *db, void *arg, struct err *e)
{
    struct renewal *x = arg;
    int64_t now = clock_now(), id;
    bool found;
    int r;

    r = db_query_int(db, &id, &found, e,
                     "update account set version = version + 1, password = $2, password_at = $3,"
                     " must_change = $4 where id = $1 and password = $5 returning id",
                     "itiit", x->account, str_of(x->hash), now, (int64_t)!x->own,
                     str_of(x->before));
    if (r < 0)
        return r;
    if (!found)
        return err_set(e, E_CONFLICT, "密码刚被改过，请重试",
                       "the password was just changed; try again");
    if ((r = db_run(db, e,
                    "insert into account_password(account_id, set_at, password)"
                    " values ($1, $2, $3)",
                    "iit", x->account, now, str_of(x->before))) < 0 ||
        (r = db_run(db, e,
                    "delete from account_password where account_id = $1 and set_at not in"
                    " (select set_at from account_password where account_id = $1"
                    " order by set_at desc limit $2)",
                    "ii", x->account, (int64_t)PASSWORD_KEPT - 1)) < 0 ||
        (r = lock_forget(db, x->subject, e)) < 0)
        return r;
    r = db_run(db, e, "delete from account_session where account_id = $1 and id <> $2", "ii",
               x->account, x->own ? x->session : 0);
    /* one's own programs go on; after somebody else's doing they may be anybody's */
    if (r >= 0 && !x->own)
        r = db_run(db, e, "delete from account_token where account_id = $1", "i", x->account);
    if (r < 0)
        return r;
    return account_record(
        db,
        &(struct account_deed){.by = x->by, .action = "account.password", .account = x->account},
        e);
}

int account_password(struct db *db, const struct actor *by, int64_t id, struct str old,
                     struct str password, int64_t session, struct err *e)
{
    struct renewal x = {
        .by = by, .account = id, .session = session, .own = by->id == id && id != ACTOR_ID_LOCAL};
    char name[ACCOUNT_NAME_BYTES];
    int r;

    if ((r = account_reach(db, by, id, true, e)) < 0 || (r = look(db, &x, name, e)) < 0)
        return r;
    if (x.own) {
        r = account_write(db, count_attempt, &x, e);
        if (r < 0)
            return r;
        if (!password_fits(x.before, old) || x.locked)
            return err_set(e, E_DENIED, "原密码不正确，或因多次失败暂被锁定，请稍候再试",
                           "the old password is wrong, or locked after several failures; wait a "
                           "while");
    }
    if ((r = password_check(str_of(name), password, e)) < 0 ||
        (r = check_kept(db, &x, password, e)) < 0 || (r = password_hash(password, x.hash, e)) < 0)
        return r;
    return account_write(db, renew, &x, e);
}
