/* Tokens of programs. */
#include "account_private.h"
#include "cleanup.h"
#include "clock.h"

#define PREFIX "heyi_" /* so that one left in a file or a log is found */

struct adding {
    const struct actor *by;
    const struct token *t;
    struct str division;
    char secret[SECRET_TEXT];
    int64_t id;
};

int account_actor(struct db *db, int64_t account, struct actor *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    char name[ACCOUNT_NAME_BYTES], division[ACTOR_SCOPE_BYTES];
    struct role role;
    int r =
        db_prepare(db, "select name, role, division, disabled from account where id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, account);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r == 0)
        return err_set(e, E_NOT_FOUND, "没有这个账号", "there is no such account");
    if (stmt_int(s, 3))
        return err_set(e, E_DENIED, "账号已停用", "the account is disabled");
    line_clean(stmt_text(s, 0), sizeof name, name);
    line_clean(stmt_text(s, 2), sizeof division, division);
    r = role_get(db, stmt_text(s, 1), &role, e);
    return r < 0 ? r : actor_init(ret, account, name, &role, division, e);
}

/* Cuts the account's actor down to the token; E_DENIED if its division left the account's. */
static int narrow(struct actor *a, uint32_t rights, struct str division, struct err *e)
{
    int r = actor_require_scope(a, division, e);

    if (r < 0)
        return r;
    a->rights &= rights;
    line_clean(division, sizeof a->scope, a->scope);
    return 0;
}

static int check(struct db *db, struct adding *x, struct err *e)
{
    const struct token *t = x->t;
    struct actor owner;
    int64_t now = clock_now();
    int r;

    if (x->by->id != t->account && x->by->id != ACTOR_ID_LOCAL)
        return err_set(e, E_DENIED, "令牌只能由账号本人建立",
                       "tokens are made by the account itself");
    if ((r = account_actor(db, t->account, &owner, e)) < 0 ||
        (r = line_check(t->label, ACCOUNT_LABEL_BYTES, e)) < 0 ||
        (r = actor_require(&owner, t->rights, e)) < 0 ||
        (r = actor_require(x->by, t->rights, e)) < 0)
        return r;
    for (size_t i = 0; i < x->division.len; i++)
        if (x->division.len >= ACTOR_SCOPE_BYTES || x->division.data[i] < '0' ||
            x->division.data[i] > '9')
            return err_set(e, E_INVALID, "区划应为至多 12 位的代码",
                           "a division is a code of up to 12 digits");
    if (t->rights == 0)
        return err_set(e, E_INVALID, "令牌至少要有一项权限", "a token has at least one right");
    if (t->until <= now || t->until > now + TOKEN_DAYS_MAX * DAY)
        return err_set(e, E_INVALID, "令牌的有效期应在今后 %d 天之内",
                       "a token ends within the next %d days", TOKEN_DAYS_MAX);
    if ((r = actor_require_scope(&owner, x->division, e)) < 0)
        return r;
    return actor_require_scope(x->by, x->division, e);
}

static int add(struct db *db, void *arg, struct err *e)
{
    struct adding *x = arg;
    const struct token *t = x->t;
    _cleanup_(strbuf_done) struct strbuf rights = {0}, after = {0};
    uint8_t hash[SM3_BYTES];
    int64_t n = 0, now = clock_now();
    int r;

    rights_print(t->rights, &rights);
    if (rights.failed)
        return err_nomem(e);
    if ((r = check(db, x, e)) < 0 ||
        (r = db_run(db, e, "delete from account_token where until <= $1", "i", now)) < 0 ||
        (r = db_query_int(db, &n, NULL, e,
                          "select count(*) from account_token where account_id = $1", "i",
                          t->account)) < 0)
        return r;
    if (n >= TOKENS_MAX)
        return err_set(e, E_LIMIT, "一个账号至多 %d 个令牌，请先撤销不用的",
                       "an account has at most %d tokens; revoke one first", TOKENS_MAX);
    if ((r = account_serial(db, "token", &x->id, e)) < 0 ||
        (r = secret_hash("token", str_of(x->secret), hash, e)) < 0)
        return r;
    r = db_run(db, e,
               "insert into account_token(id, hash, account_id, label, rights, division,"
               " created_at, until, used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
               "ibitttii", x->id, hash_str(hash), t->account, t->label, strbuf_str(&rights),
               x->division, now, t->until);
    if (r < 0 || (r = token_state(db, x->id, &after, e)) < 0)
        return r;
    return account_record(
        db,
        &(struct account_deed){
            .by = x->by, .action = "token.add", .account = t->account, .after = strbuf_str(&after)},
        e);
}

int token_add(struct db *db, const struct actor *by, const struct token *t,
              char ret_token[SECRET_TEXT], int64_t *ret_id, struct err *e)
{
    struct adding x = {.by = by, .t = t, .division = division_unpadded(t->division)};
    int r;

    if ((r = secret_new(PREFIX, x.secret, e)) < 0 || (r = account_write(db, add, &x, e)) < 0)
        return r;
    memcpy(ret_token, x.secret, sizeof x.secret);
    *ret_id = x.id;
    explicit_bzero(x.secret, sizeof x.secret);
    return 0;
}

int token_find(struct db *db, struct str token, struct arena *a, struct session *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    uint8_t hash[SM3_BYTES];
    int64_t now = clock_now();
    uint32_t rights;
    struct session x = {0};
    int r;

    if ((r = secret_hash("token", token, hash, e)) < 0 ||
        (r = db_prepare(
             db,
             "select t.id, t.account_id, t.created_at, t.used_at, t.rights, t.division,"
             " t.label, t.until, a.label from account_token t join account a on a.id = t.account_id"
             " where t.hash = $1 and t.until > $2 and a.disabled = 0",
             &s, e)) < 0)
        return r;
    stmt_bind_blob(s, 1, hash, sizeof hash);
    stmt_bind_int(s, 2, now);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r == 0 || !rights_parse(stmt_text(s, 4), &rights))
        return err_set(e, E_DENIED, "令牌无效、已撤销或已过期",
                       "the token is wrong, revoked or expired");
    x.id = stmt_int(s, 0);
    x.account = stmt_int(s, 1);
    x.created_at = stmt_int(s, 2);
    x.used_at = stmt_int(s, 3);
    x.agent = str_dup(a, stmt_text(s, 6));
    x.until = stmt_int(s, 7);
    x.label = str_dup(a, stmt_text(s, 8));
    if (arena_failed(a))
        return err_nomem(e);
    if ((r = account_actor(db, x.account, &x.actor, e)) < 0 ||
        (r = narrow(&x.actor, rights, stmt_text(s, 5), e)) < 0)
        return r;
    snprintf(x.actor.session, sizeof x.actor.session, "t%lld", (long long)x.id);
    stmt_done(take(s));
    if (x.used_at <= now - MINUTE &&
        (r = db_run(db, e, "update account_token set used_at = $2 where id = $1", "ii", x.id,
                    now)) < 0 &&
        r != E_BUSY)
        return r;
    *ret = x;
    return 0;
}

int token_list(struct db *db, const struct actor *by, struct str name, token_fn *fn, void *arg,
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
                   "select t.id, t.account_id, t.label, t.rights, t.division, t.created_at,"
                   " t.until, t.used_at, a.name, a.division from account_token t"
                   " join account a on a.id = t.account_id"
                   " where (a.name = $1 or $1 = '') and t.until > $2 order by a.name, t.id",
                   &s, e);
    if (r < 0)
        return r;
    stmt_bind_text(s, 1, str_of(normal));
    stmt_bind_int(s, 2, clock_now());
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct token t = {.id = stmt_int(s, 0),
                          .account = stmt_int(s, 1),
                          .label = stmt_text(s, 2),
                          .division = stmt_text(s, 4),
                          .created_at = stmt_int(s, 5),
                          .until = stmt_int(s, 6),
                          .used_at = stmt_int(s, 7)};

        if (!rights_parse(stmt_text(s, 3), &t.rights))
            t.rights = 0;
        if (own || actor_scope_covers(by, stmt_text(s, 9)))
            r = fn(arg, stmt_text(s, 8), &t, e);
    }
    return r;
}

struct revoking {
    const struct actor *by;
    int64_t token;
};

static int revoke(struct db *db, void *arg, struct err *e)
{
    const struct revoking *x = arg;
    _cleanup_(strbuf_done) struct strbuf before = {0};
    int64_t account = -1;
    bool found;
    int r = db_query_int(db, &account, &found, e,
                         "select account_id from account_token where id = $1", "i", x->token);

    if (r < 0)
        return r;
    r = found ? account_reach(db, x->by, account, true, e) : E_NOT_FOUND;
    if (r == E_NOT_FOUND || r == E_DENIED) /* another's: as if it weren't there */
        return err_set(e, E_NOT_FOUND, "没有令牌 t%lld", "there is no token t%lld",
                       (long long)x->token);
    if (r < 0 || (r = token_state(db, x->token, &before, e)) < 0 ||
        (r = db_run(db, e, "delete from account_token where id = $1", "i", x->token)) < 0)
        return r;
    return account_record(db,
                          &(struct account_deed){.by = x->by,
                                                 .action = "token.revoke",
                                                 .account = account,
                                                 .before = strbuf_str(&before)},
                          e);
}

int token_revoke(struct db *db, const struct actor *by, int64_t token, struct err *e)
{
    struct revoking x = {by, token};

    return account_write(db, revoke, &x, e);
}
