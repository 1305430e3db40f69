/* The second factor: RFC 6238 over RFC 4226, recovery codes. */
#include "account_private.h"
#include "cleanup.h"
#include "clock.h"
#include "keys_private.h"
#include "text.h"

#define KEY_BYTES 20 /* as long as SHA-1's result: RFC 4226, R6 */
#define STEP (30 * INT64_C(1000000))
#define DIGITS 6
#define RECOVERY_LETTERS 16 /* of 5 bits each */

int totp_value(const uint8_t *key, size_t len, int64_t step, uint32_t *ret, struct err *e)
{
    gcry_md_hd_t h = NULL;
    uint8_t counter[8];
    const uint8_t *mac;
    gcry_error_t g;
    int r = crypto_init(e);

    if (r < 0)
        return r;
    g = gcry_md_open(&h, GCRY_MD_SHA1, GCRY_MD_FLAG_HMAC | GCRY_MD_FLAG_SECURE);
    if (!g)
        g = gcry_md_setkey(h, key, len);
    if (g) {
        gcry_md_close(h);
        return crypto_error(e, g);
    }
    crypto_put_be64(counter, step);
    gcry_md_write(h, counter, sizeof counter);
    mac = gcry_md_read(h, 0);
    mac += mac[19] & 15;
    *ret = (uint32_t)(mac[0] & 127) << 24 | (uint32_t)mac[1] << 16 | (uint32_t)mac[2] << 8 | mac[3];
    gcry_md_close(h);
    return 0;
}

/* RFC 4648, without padding; len is a multiple of 5. */
static void base32(const uint8_t *bytes, size_t len, const char *alphabet, char *ret)
{
    uint64_t bits = 0;
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | bytes[i];
        if (i % 5 == 4) {
            for (int shift = 35; shift >= 0; shift -= 5)
                ret[n++] = alphabet[bits >> shift & 31];
            bits = 0;
        }
    }
    ret[n] = '\0';
}

struct owner {
    char text[16 + UINT_TEXT];
    struct str str;
};

/* What the key is sealed to. */
static void owner_of(int64_t account, struct owner *ret)
{
    int n = snprintf(ret->text, sizeof ret->text, "totp %lld", (long long)account);

    ret->str = (struct str){ret->text, (size_t)n};
}

struct factor {
    uint8_t key[KEY_BYTES];
    bool confirmed;
    int64_t step; /* the last one used */
};

/* 1 = there is one. */
static int factor_load(struct db *db, struct keys *k, int64_t account, struct factor *ret,
                       struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct owner o;
    int r = db_prepare(
        db, "select sealed, confirmed, step from account_factor where account_id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, account);
    r = stmt_step(s, e);
    if (r <= 0)
        return r;
    owner_of(account, &o);
    r = keys_unseal(k, o.str, stmt_blob(s, 0), ret->key, sizeof ret->key, e);
    if (r == 0)
        return err_set(e, E_CORRUPT,
                       "第二因素的密钥不能打开：数据被改动，或密钥文件不符；请由管理员重置（heyi "
                       "user reset-factor）",
                       "the second factor's key doesn't open: it was changed, or the key file is "
                       "another; have it reset (heyi user reset-factor)");
    ret->confirmed = stmt_int(s, 1);
    ret->step = stmt_int(s, 2);
    return r;
}

/* The step that six digits belong to, later than the last one used; 0 = none. */
static int matching_step(const struct factor *f, struct str code, int64_t now, int64_t *ret,
                         struct err *e)
{
    int64_t found = 0;
    uint32_t given = 0;

    for (size_t i = 0; i < code.len; i++)
        given = given * 10 + (uint32_t)(code.data[i] - '0');
    for (int64_t step = now / STEP - 1; step <= now / STEP + 1; step++) {
        uint32_t value;
        int r = totp_value(f->key, sizeof f->key, step, &value, e);

        if (r < 0)
            return r;
        if (step > f->step && value % 1000000 == given)
            found = step;
    }
    *ret = found;
    return 0;
}

/* Digits and small letters of what was typed, or read aloud in groups; its length, 0 if it can't be
 * a code. */
static size_t plain(struct str code, char ret[RECOVERY_LETTERS])
{
    char narrow[64];
    size_t n = 0, len;

    if (code.len > sizeof narrow || !utf8_valid(code))
        return 0;
    len = text_narrow(code, narrow);
    for (size_t i = 0; i < len; i++) {
        char c = narrow[i];

        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (c == ' ' || c == '-')
            continue;
        if (n == RECOVERY_LETTERS || !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return 0;
        ret[n++] = c;
    }
    return n;
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
    return true;
}

static int spend_recovery(struct db *db, int64_t account, struct str code, struct err *e)
{
    uint8_t hash[SM3_BYTES];
    int64_t id;
    bool found;
    int r;

    if ((r = secret_hash("recovery", code, hash, e)) < 0 ||
        (r = db_query_int(db, &id, &found, e,
                          "delete from account_recovery where account_id = $1 and hash = $2"
                          " returning account_id",
                          "ib", account, hash_str(hash))) < 0)
        return r;
    return found;
}

int totp_spend(struct db *db, struct keys *k, int64_t account, struct str code, int64_t now,
               struct err *e)
{
    struct factor f;
    char typed[RECOVERY_LETTERS];
    struct str c = {typed, plain(code, typed)};
    int64_t step = 0;
    int r;

    if (c.len == RECOVERY_LETTERS)
        return spend_recovery(db, account, c, e);
    if (c.len != DIGITS || !all_digits(c))
        return 0;
    r = factor_load(db, k, account, &f, e);
    if (r > 0)
        r = matching_step(&f, c, now, &step, e);
    explicit_bzero(f.key, sizeof f.key);
    if (r < 0 || step == 0)
        return r < 0 ? r : 0;
    r = db_run(db, e, "update account_factor set step = $2 where account_id = $1", "ii", account,
               step);
    return r < 0 ? r : 1;
}

struct beginning {
    struct keys *keys;
    int64_t account;
    uint8_t key[KEY_BYTES], sealed[KEY_BYTES + SEAL_BYTES];
};

static int begin(struct db *db, void *arg, struct err *e)
{
    struct beginning *x = arg;
    int64_t confirmed = 0;
    int r =
        db_query_int(db, &confirmed, NULL, e,
                     "select confirmed from account_factor where account_id = $1", "i", x->account);

    if (r < 0)
        return r;
    if (confirmed)
        return err_set(e, E_EXISTS, "已有动态口令；更换设备须先由管理员重置",
                       "there is a second factor; an administrator must reset it first");
    return db_run(db, e,
                  "insert into account_factor(account_id, key_id, sealed, confirmed, step)"
                  " values ($1, $2, $3, 0, 0) on conflict(account_id) do update set"
                  " key_id = excluded.key_id, sealed = excluded.sealed, step = 0",
                  "iib", x->account, keys_id(x->keys),
                  (struct str){(const char *)x->sealed, sizeof x->sealed});
}

static int account_name(struct db *db, int64_t account, struct strbuf *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db, "select name from account where id = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_int(s, 1, account);
    r = stmt_step(s, e);
    if (r == 0)
        return err_set(e, E_NOT_FOUND, "没有这个账号", "there is no such account");
    for (size_t i = 0; r > 0 && i < stmt_text(s, 0).len; i++) {
        unsigned char c = (unsigned char)stmt_text(s, 0).data[i];

        if (c < 0x80 && c != '@')
            strbuf_addc(ret, (char)c);
        else
            strbuf_printf(ret, "%%%02X", c);
    }
    return r < 0 ? r : ret->failed ? err_nomem(e) : 0;
}

int totp_begin(struct db *db, struct keys *k, int64_t account, char ret_uri[TOTP_URI_BYTES],
               struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    struct beginning x = {.keys = k, .account = account};
    char text[2 * KEY_BYTES];
    struct owner o;
    int r;

    owner_of(account, &o);
    if ((r = account_name(db, account, &name, e)) < 0 ||
        (r = crypto_random(x.key, sizeof x.key, e)) < 0 ||
        (r = keys_seal(k, o.str, (struct str){(const char *)x.key, sizeof x.key}, x.sealed, e)) <
            0 ||
        (r = account_write(db, begin, &x, e)) < 0)
        goto done;
    base32(x.key, sizeof x.key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", text);
    snprintf(ret_uri, TOTP_URI_BYTES, "otpauth://totp/Heyi:%s?secret=%s&issuer=Heyi",
             strbuf_z(&name), text);
    explicit_bzero(text, sizeof text);
done:
    explicit_bzero(x.key, sizeof x.key);
    return r < 0 ? r : 0;
}

struct confirmation {
    struct keys *keys;
    int64_t account;
    struct str code;
    char codes[RECOVERY_CODES][RECOVERY_TEXT];
};

static int add_recovery(struct db *db, int64_t account, char ret[RECOVERY_TEXT], struct err *e)
{
    uint8_t bytes[RECOVERY_LETTERS * 5 / 8], hash[SM3_BYTES];
    char text[RECOVERY_LETTERS + 1];
    int r;

    if ((r = crypto_random(bytes, sizeof bytes, e)) < 0)
        return r;
    base32(bytes, sizeof bytes, "abcdefghijklmnopqrstuvwxyz234567", text);
    snprintf(ret, RECOVERY_TEXT, "%.4s-%.4s-%.4s-%.4s", text, text + 4, text + 8, text + 12);
    if ((r = secret_hash("recovery", str_of(text), hash, e)) < 0)
        return r;
    return db_run(db, e, "insert into account_recovery(account_id, hash) values ($1, $2)", "ib",
                  account, hash_str(hash));
}

static int confirm(struct db *db, void *arg, struct err *e)
{
    struct confirmation *x = arg;
    int64_t id;
    bool waits;
    int r = db_query_int(db, &id, &waits, e,
                         "select account_id from account_factor where account_id = $1"
                         " and confirmed = 0",
                         "i", x->account);

    if (r < 0)
        return r;
    if (!waits)
        return err_set(e, E_CONFLICT, "没有待确认的动态口令，请重新开始绑定",
                       "no second factor waits to be confirmed; begin again");
    r = totp_spend(db, x->keys, x->account, x->code, clock_now(), e);
    if (r < 0)
        return r;
    if (r == 0)
        return err_set(e, E_INVALID, "动态口令不正确；请核对手机时间，输入当前的 6 位数字",
                       "the code doesn't fit; check the device's clock and enter the 6 digits "
                       "that it shows now");
    if ((r = db_run(db, e, "update account_factor set confirmed = 1 where account_id = $1", "i",
                    x->account)) < 0 ||
        (r = db_run(db, e, "delete from account_recovery where account_id = $1", "i", x->account)) <
            0)
        return r;
    for (int i = 0; i < RECOVERY_CODES && r >= 0; i++)
        r = add_recovery(db, x->account, x->codes[i], e);
    return r;
}

int totp_confirm(struct db *db, struct keys *k, int64_t account, struct str code,
                 char ret_codes[RECOVERY_CODES][RECOVERY_TEXT], struct err *e)
{
    struct confirmation x = {.keys = k, .account = account, .code = code};
    int r = account_write(db, confirm, &x, e);

    if (r >= 0)
        memcpy(ret_codes, x.codes, sizeof x.codes);
    explicit_bzero(x.codes, sizeof x.codes);
    return r;
}

struct resetting {
    const struct actor *by;
    int64_t account;
};

static int reset(struct db *db, void *arg, struct err *e)
{
    const struct resetting *x = arg;
    static const char *const sql[] = {
        "delete from account_factor where account_id = $1",
        "delete from account_recovery where account_id = $1",
        "delete from account_session where account_id = $1",
        "delete from account_token where account_id = $1",
    };
    int r = 0;

    for (size_t i = 0; i < ARRAY_LEN(sql) && r >= 0; i++)
        r = db_run(db, e, sql[i], "i", x->account);
    if (r < 0)
        return r;
    return account_record(db,
                          &(struct account_deed){
                              .by = x->by, .action = "account.factor_reset", .account = x->account},
                          e);
}

int totp_reset(struct db *db, const struct actor *by, int64_t account, struct err *e)
{
    struct resetting x = {by, account};
    int r = account_reach(db, by, account, false, e);

    return r < 0 ? r : account_write(db, reset, &x, e);
}
