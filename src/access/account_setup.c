/* The first administrator, through a link that is good once. */
#include "account_private.h"
#include "audit.h"
#include "cleanup.h"
#include "clock.h"

static int none_yet(struct db *db, struct err *e)
{
    int64_t n = 0;
    int r = db_query_int(db, &n, NULL, e, "select count(*) from account", "");

    if (r < 0 || n == 0)
        return r;
    return err_set(e, E_CONFLICT, "已有账号；请由系统管理员添加，或运行 heyi user add",
                   "there are accounts already; an administrator adds more, or heyi user add");
}

static int store_link(struct db *db, void *arg, struct err *e)
{
    int r;

    if ((r = none_yet(db, e)) < 0 || (r = db_run(db, e, "delete from account_setup", "")) < 0)
        return r;
    return db_run(db, e, "insert into account_setup(hash, until) values ($1, $2)", "bi",
                  hash_str(arg), clock_now() + SETUP_MINUTES * MINUTE);
}

int account_setup_link(struct db *db, char ret[SECRET_TEXT], struct err *e)
{
    char secret[SECRET_TEXT];
    uint8_t hash[SM3_BYTES];
    int r;

    if ((r = secret_new("", secret, e)) < 0 ||
        (r = secret_hash("setup", str_of(secret), hash, e)) < 0 ||
        (r = account_write(db, store_link, hash, e)) < 0)
        return r;
    memcpy(ret, secret, sizeof secret);
    return 0;
}

struct first {
    struct actor by;
    struct new_account account;
    uint8_t hash[SM3_BYTES];
};

static int check_link(struct db *db, struct first *x, struct err *e)
{
    int64_t until = 0;
    int r = db_query_int(db, &until, NULL, e, "select until from account_setup where hash = $1",
                         "b", hash_str(x->hash));

    if (r < 0 || until > clock_now())
        return r;
    return err_set(e, E_DENIED, "设置链接无效、已用过或已过期；重启服务会给出新的链接",
                   "the setup link is wrong, used or expired; starting the server again gives a "
                   "new one");
}

static int make_first(struct db *db, void *arg, struct err *e)
{
    struct first *x = arg;
    int r;

    if ((r = check_link(db, x, e)) < 0 || (r = none_yet(db, e)) < 0 ||
        (r = account_insert(db, &x->by, "account.setup", &x->account, e)) < 0)
        return r;
    return db_run(db, e, "delete from account_setup", "");
}

int account_setup(struct db *db, struct str secret, struct str name, struct str password,
                  struct str address, struct err *e)
{
    char normal[ACCOUNT_NAME_BYTES], hash[PASSWORD_HASH_BYTES];
    struct first x = {.by = {.id = AUDIT_ACTOR_NOBODY},
                      .account = {.name = normal,
                                  .label = STR(""),
                                  .role = STR("administrator"),
                                  .division = STR(""),
                                  .hash = hash}};
    int r;

    line_clean(address, sizeof x.by.address, x.by.address);
    if ((r = secret_hash("setup", secret, x.hash, e)) < 0 || (r = check_link(db, &x, e)) < 0 ||
        (r = name_normalise(name, normal, e)) < 0 ||
        (r = password_check(str_of(normal), password, e)) < 0 ||
        (r = password_hash(password, hash, e)) < 0)
        return r;
    return account_write(db, make_first, &x, e);
}
