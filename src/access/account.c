#include "account_private.h"

#include "cleanup.h"
#include "clock.h"
#include "lang.h"

int account_write(struct db *db, int (*fn)(struct db *db, void *arg, struct err *e), void *arg,
                  struct err *e)
{
    return db_in_transaction(db) ? fn(db, arg, e) : db_transact(db, true, fn, arg, e);
}

int account_serial(struct db *db, const char *what, int64_t *ret, struct err *e)
{
    return db_query_int(db, ret, NULL, e,
                        "insert into account_serial(what, last) values ($1, 1)"
                        " on conflict(what) do update set last = account_serial.last + 1"
                        " returning last",
                        "t", str_of(what));
}

static int unknown(struct err *e)
{
    return err_set(e, E_NOT_FOUND, "没有这个账号；heyi user list 列出全部账号",
                   "there is no such account; heyi user list tells which there are");
}

int account_reach(struct db *db, const struct actor *by, int64_t id, bool own, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r;

    if (own && by->id == id && id != ACTOR_ID_LOCAL)
        return 0;
    r = actor_require(by, RIGHT_ADMINISTER, e);
    if (r >= 0)
        r = db_prepare(db, "select division from account where id = $1", &s, e);
    if (r < 0)
        return r;
    stmt_bind_int(s, 1, id);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    return r > 0 && actor_scope_covers(by, stmt_text(s, 0)) ? 0 : unknown(e);
}

int account_fits(struct db *db, const struct actor *by, struct str label, struct str role,
                 struct str *division, struct err *e)
{
    struct role found;
    struct actor probe;
    char scope[ACTOR_SCOPE_BYTES];
    int r;

    *division = division_unpadded(*division);
    if ((r = line_check(label, ACCOUNT_LABEL_BYTES, e)) < 0 ||
        (r = role_get(db, role, &found, e)) < 0)
        return r;
    line_clean(*division, sizeof scope, scope);
    if (division->len >= sizeof scope || (r = actor_init(&probe, 0, "-", &found, scope, e)) < 0)
        return err_set(e, E_INVALID, "区划应为至多 12 位的代码",
                       "a division is a code of up to 12 digits");
    if (division->len < (size_t)found.division_digits)
        return err_set(e, E_INVALID, "角色“%s”（%s）的账号须指明区划，至少 %d 位代码",
                       "an account of the role %s (%s) needs a division of at least %d digits",
                       found.name, tr(found.label_zh, found.label_en), found.division_digits);
    return actor_require_scope(by, *division, e);
}

int account_insert(struct db *db, const struct actor *by, const char *action, struct new_account *n,
                   struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf after = {0};
    int64_t now = clock_now();
    bool taken;
    int r;

    r = db_query_int(db, &n->id, &taken, e, "select id from account where name = $1", "t",
                     str_of(n->name));
    if (r < 0)
        return r;
    if (taken)
        return err_set(e, E_EXISTS, "已有账号“%s”，请换一个用户名",
                       "there is an account %s already; take another name", n->name);
    r = account_serial(db, "account", &n->id, e);
    if (r < 0)
        return r;
    r = db_run(db, e,
               "insert into account(id, version, name, label, role, division, disabled,"
               " must_change, password, password_at, created_at, signed_in_at)"
               " values ($1, 1, $2, $3, $4, $5, 0, $6, $7, $8, $8, 0)",
               "ittttiti", n->id, str_of(n->name), n->label, n->role, n->division,
               (int64_t)n->must_change, str_of(n->hash), now);
    if (r < 0 || (r = account_state(db, n->id, &after, e)) < 0)
        return r;
    return account_record(
        db,
        &(struct account_deed){
            .by = by, .action = action, .account = n->id, .after = strbuf_str(&after)},
        e);
}

struct insertion {
    const struct actor *by;
    struct new_account account;
};

static int insert(struct db *db, void *arg, struct err *e)
{
    struct insertion *x = arg;

    return account_insert(db, x->by, "account.add", &x->account, e);
}

int account_add(struct db *db, const struct actor *by, const struct account *a, struct str password,
                int64_t *ret_id, struct err *e)
{
    char name[ACCOUNT_NAME_BYTES], hash[PASSWORD_HASH_BYTES];
    struct insertion x = {by, {name, a->label, a->role, a->division, hash, true}};
    int r;

    if ((r = actor_require(by, RIGHT_ADMINISTER, e)) < 0 ||
        (r = name_normalise(a->name, name, e)) < 0 ||
        (r = account_fits(db, by, a->label, a->role, &x.account.division, e)) < 0 ||
        (r = password_check(str_of(name), password, e)) < 0 ||
        (r = password_hash(password, hash, e)) < 0 || (r = account_write(db, insert, &x, e)) < 0)
        return r;
    *ret_id = x.account.id;
    return 0;
}

/* How many accounts may administer. */
static int administrators(struct db *db, int64_t *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db,
                       "select r.rights, count(*) from account a join role r on r.name = a.role"
                       " where a.disabled = 0 group by r.rights",
                       &s, e);

    *ret = 0;
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        uint32_t rights = 0;

        if (rights_parse(stmt_text(s, 0), &rights) && rights & RIGHT_ADMINISTER)
            *ret += stmt_int(s, 1);
    }
    return r;
}

struct edit {
    const struct actor *by;
    const struct account *a;
    struct str division;
};

static int edit(struct db *db, void *arg, struct err *e)
{
    struct edit *x = arg;
    const struct account *a = x->a;
    _cleanup_(strbuf_done) struct strbuf was = {0}, is = {0};
    int64_t before, after, version;
    bool found;
    int r;

    if ((r = account_reach(db, x->by, a->id, false, e)) < 0 ||
        (r = account_fits(db, x->by, a->label, a->role, &x->division, e)) < 0 ||
        (r = account_state(db, a->id, &was, e)) < 0 || (r = administrators(db, &before, e)) < 0 ||
        (r = db_query_int(db, &version, &found, e,
                          "update account set version = version + 1, label = $3, role = $4,"
                          " division = $5, disabled = $6 where id = $1 and version = $2"
                          " returning version",
                          "iittti", a->id, a->version, a->label, a->role, x->division,
                          (int64_t)a->disabled)) < 0)
        return r;
    if (!found)
        return err_set(e, E_CONFLICT, "账号已被别人改动，请重新打开后再改",
                       "somebody else has changed the account; open it again");
    if ((r = administrators(db, &after, e)) < 0)
        return r;
    if (before > 0 && after == 0)
        return err_set(e, E_CONFLICT, "这是最后一个系统管理员，不能停用或改换角色；请先另设一个",
                       "this is the last administrator, who can't be disabled or get another role; "
                       "make another one first");
    if (a->disabled &&
        (r = db_run(db, e, "delete from account_session where account_id = $1", "i", a->id)) < 0)
        return r;
    if ((r = account_state(db, a->id, &is, e)) < 0)
        return r;
    return account_record(db,
                          &(struct account_deed){.by = x->by,
                                                 .action = "account.change",
                                                 .account = a->id,
                                                 .before = strbuf_str(&was),
                                                 .after = strbuf_str(&is)},
                          e);
}

int account_change(struct db *db, const struct actor *by, const struct account *a, struct err *e)
{
    struct edit x = {by, a, a->division};

    return account_write(db, edit, &x, e);
}

#define SELECT_ACCOUNT                                                                             \
    "select a.id, a.version, a.name, a.label, a.role, a.division, a.disabled,"                     \
    " coalesce(f.confirmed, 0), a.must_change, a.created_at, a.signed_in_at, a.password_at,"       \
    " coalesce(l.until, 0) from account a"                                                         \
    " left join account_factor f on f.account_id = a.id"                                           \
    " left join sign_in_lock l on l.subject = 'name:' || a.name"

static struct account account_row(struct stmt *s, int64_t now)
{
    int64_t until = stmt_int(s, 12);

    return (struct account){
        .id = stmt_int(s, 0),
        .version = stmt_int(s, 1),
        .name = stmt_text(s, 2),
        .label = stmt_text(s, 3),
        .role = stmt_text(s, 4),
        .division = stmt_text(s, 5),
        .disabled = stmt_int(s, 6),
        .second_factor = stmt_int(s, 7),
        .must_change = stmt_int(s, 8),
        .created_at = stmt_int(s, 9),
        .signed_in_at = stmt_int(s, 10),
        .password_at = stmt_int(s, 11),
        .locked_until = until > now ? until : 0,
    };
}

int account_get(struct db *db, const struct actor *by, struct str name, struct arena *a,
                struct account *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    char normal[ACCOUNT_NAME_BYTES];
    struct account found;
    int r;

    if ((r = name_normalise(name, normal, e)) < 0 ||
        (r = db_prepare(db, SELECT_ACCOUNT " where a.name = $1", &s, e)) < 0)
        return r;
    stmt_bind_text(s, 1, str_of(normal));
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    if (r == 0 && actor_may(by, RIGHT_ADMINISTER))
        return unknown(e);
    found = r ? account_row(s, clock_now()) : (struct account){.id = -1};
    r = account_reach(db, by, found.id, true, e);
    if (r < 0)
        return r;
    found.name = str_dup(a, found.name);
    found.label = str_dup(a, found.label);
    found.role = str_dup(a, found.role);
    found.division = str_dup(a, found.division);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = found;
    return 0;
}

int account_list(struct db *db, const struct actor *by, account_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int64_t now = clock_now();
    int r = actor_require(by, RIGHT_ADMINISTER, e);

    if (r >= 0)
        r = db_prepare(db, SELECT_ACCOUNT " order by a.name", &s, e);
    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct account a = account_row(s, now);

        if (actor_scope_covers(by, a.division))
            r = fn(arg, &a, e);
    }
    return r;
}
