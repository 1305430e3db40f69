/* Sessions: found by the hash of their token, live as long as they are used and the day lasts. */
#include "account_private.h"
#include "cleanup.h"
#include "clock.h"

#include <stdlib.h>

static int ended(struct err *e)
{
    return err_set(e, E_DENIED, "未登录，或登录已过期，请重新登录",
                   "not signed in, or no longer; sign in again");
}

#define ALIVE "s.used_at > $2 and s.created_at > $3"

/* $2 and $3 */
static void bind_alive(struct stmt *s, int64_t now)
{
    stmt_bind_int(s, 2, now - SESSION_IDLE_MINUTES * MINUTE);
    stmt_bind_int(s, 3, now - SESSION_HOURS * HOUR);
}

static int make(struct stmt *s, struct arena *a, int64_t now, struct db *db, struct session *ret,
                struct err *e)
{
    struct session x = {.id = stmt_int(s, 0),
                        .account = stmt_int(s, 1),
                        .created_at = stmt_int(s, 2),
                        .used_at = stmt_int(s, 3)};
    struct role role;
    const char *name, *division;
    int r;

    x.address = str_dup(a, stmt_text(s, 4));
    x.agent = str_dup(a, stmt_text(s, 5));
    x.label = str_dup(a, stmt_text(s, 12));
    name = str_dup(a, stmt_text(s, 6)).data;
    division = str_dup(a, stmt_text(s, 8)).data;
    if (arena_failed(a))
        return err_nomem(e);
    if ((r = role_get(db, stmt_text(s, 7), &role, e)) < 0 ||
        (r = actor_init(&x.actor, x.account, name, &role, division, e)) < 0)
        return r;
    x.until = x.created_at + SESSION_HOURS * HOUR;
    if (x.until > now + SESSION_IDLE_MINUTES * MINUTE)
        x.until = now + SESSION_IDLE_MINUTES * MINUTE;
    x.must_change = stmt_int(s, 9) || stmt_int(s, 10) < now - PASSWORD_DAYS * DAY;
    x.must_add_factor = role.second_factor && !stmt_int(s, 11);
    snprintf(x.actor.session, sizeof x.actor.session, "s%lld", (long long)x.id);
    x.limited = x.must_change || x.must_add_factor;
    if (x.limited)
        x.actor.rights = x.actor.fields = 0;
    *ret = x;
    return 0;
}

int session_find(struct db *db, struct str token, struct arena *a, struct session *ret,
                 struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    uint8_t hash[SM3_BYTES];
    int64_t now = clock_now();
    struct session x;
    int r;

    if ((r = secret_hash("session", token, hash, e)) < 0 ||
        (r = db_prepare(db,
                        "select s.id, s.account_id, s.created_at, s.used_at, s.address, s.agent,"
                        " a.name, a.role, a.division, a.must_change, a.password_at,"
                        " coalesce(f.confirmed, 0), a.label from account_session s"
                        " join account a on a.id = s.account_id"
                        " left join account_factor f on f.account_id = a.id"
                        " where s.hash = $1 and " ALIVE " and a.disabled = 0",
                        &s, e)) < 0)
        return r;
    stmt_bind_blob(s, 1, hash, sizeof hash);
    bind_alive(s, now);
    r = stmt_step(s, e);
    if (r <= 0)
        return r < 0 ? r : ended(e);
    if ((r = make(s, a, now, db, &x, e)) < 0 || (r = secret_csrf(token, x.csrf, e)) < 0)
        return r;
    stmt_done(take(s));
    /* Where somebody else is writing, the next request marks it. */
    if (x.used_at <= now - MINUTE &&
        (r = db_run(db, e, "update account_session set used_at = $2 where id = $1", "ii", x.id,
                    now)) < 0 &&
        r != E_BUSY)
        return r;
    *ret = x;
    return 0;
}

static int find_alive(struct db *db, const struct actor *a, bool *ret, struct err *e)
{
    int64_t id = strtoll(a->session + 1, NULL, 10), now = clock_now();

    if (a->session[0] == 't')
        return db_query_int(db, NULL, ret, e,
                            "select id from account_token where id = $1 and until > $2", "ii", id,
                            now);
    return db_query_int(db, NULL, ret, e,
                        "select s.id from account_session s where s.id = $1 and " ALIVE, "iii", id,
                        now - SESSION_IDLE_MINUTES * MINUTE, now - SESSION_HOURS * HOUR);
}

int session_holds(struct db *db, const struct actor *a, bool *ret, struct err *e)
{
    struct actor now;
    bool alive = false;
    int r = a->session[0] ? find_alive(db, a, &alive, e) : 0;

    if (r < 0)
        return r;
    if (alive) {
        r = account_actor(db, a->id, &now, e);
        alive = r >= 0 && actor_may(&now, a->rights) && actor_sees(&now, a->fields) &&
                actor_scope_covers(&now, str_of(a->scope));
    }
    if (r < 0 && r != E_DENIED && r != E_NOT_FOUND)
        return r;
    *ret = alive;
    return 0;
}

int session_end(struct db *db, struct str token, struct err *e)
{
    uint8_t hash[SM3_BYTES];
    int r = secret_hash("session", token, hash, e);

    return r < 0
               ? r
               : db_run(db, e, "delete from account_session where hash = $1", "b", hash_str(hash));
}

int session_list(struct db *db, const struct actor *by, struct str name, session_fn *fn, void *arg,
                 struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    char normal[ACCOUNT_NAME_BYTES] = "";
    bool own = false;
    int r;

    if (name.len && (r = name_normalise(name, normal, e)) < 0)
        return r;
    own = by->id != ACTOR_ID_LOCAL && str_eqz(str_of(by->name), normal);
    if (!own && (r = actor_require(by, RIGHT_ADMINISTER, e)) < 0)
        return r;
    r = db_prepare(db,
                   "select s.id, s.account_id, s.created_at, s.used_at, s.address, s.agent, a.name,"
                   " a.division from account_session s join account a on a.id = s.account_id"
                   " where (a.name = $1 or $1 = '') and " ALIVE " order by a.name, s.id",
                   &s, e);
    if (r < 0)
        return r;
    stmt_bind_text(s, 1, str_of(normal));
    bind_alive(s, clock_now());
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct session x = {.id = stmt_int(s, 0),
                            .account = stmt_int(s, 1),
                            .created_at = stmt_int(s, 2),
                            .used_at = stmt_int(s, 3),
                            .address = stmt_text(s, 4),
                            .agent = stmt_text(s, 5)};

        if (own || actor_scope_covers(by, stmt_text(s, 7)))
            r = fn(arg, stmt_text(s, 6), &x, e);
    }
    return r;
}

struct revoking {
    const struct actor *by;
    int64_t session;
};

static int revoke(struct db *db, void *arg, struct err *e)
{
    const struct revoking *x = arg;
    int64_t account = -1;
    char before[60];
    bool found;
    int r = db_query_int(db, &account, &found, e,
                         "select account_id from account_session where id = $1", "i", x->session);

    if (r < 0)
        return r;
    r = found ? account_reach(db, x->by, account, true, e) : E_NOT_FOUND;
    if (r == E_NOT_FOUND || r == E_DENIED) /* another's: as if it weren't there */
        return err_set(e, E_NOT_FOUND, "没有会话 s%lld", "there is no session s%lld",
                       (long long)x->session);
    if (r < 0 ||
        (r = db_run(db, e, "delete from account_session where id = $1", "i", x->session)) < 0)
        return r;
    snprintf(before, sizeof before, "{\"session\":%lld}", (long long)x->session);
    return account_record(
        db,
        &(struct account_deed){
            .by = x->by, .action = "session.revoke", .account = account, .before = str_of(before)},
        e);
}

int session_revoke(struct db *db, const struct actor *by, int64_t session, struct err *e)
{
    struct revoking x = {by, session};

    return account_write(db, revoke, &x, e);
}
