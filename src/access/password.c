/* Passwords: what is good enough, argon2id. */
#include "account_private.h"
#include "text.h"

#include <pthread.h>
#include <sodium.h>

/* 64 MiB, two passes: libsodium's for signing in, above OWASP's 19 MiB. */
#define PASSES 2
#define MEMORY_KIB 65536

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started;

static void start(void)
{
    started = sodium_init() >= 0;
}

int password_hash(struct str password, char ret[PASSWORD_HASH_BYTES], struct err *e)
{
    _Static_assert(PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "room for the hash");
    pthread_once(&once, start);
    if (!started || crypto_pwhash_str_alg(ret, password.data, password.len, PASSES,
                                          MEMORY_KIB * 1024ul, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return err_nomem(e);
    return 0;
}

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

const char password_nobody[] = "$argon2id$v=19$m=" TEXT(MEMORY_KIB) ",t=" TEXT(
    PASSES) ",p=1"
            "$bm9ib2R5J3Mgc2FsdC4uLg$bm9ib2R5J3MgcGFzc3dvcmQsIG5vciBhbnkgaGFzaCE";

bool password_fits(const char *hash, struct str password)
{
    bool fits;

    pthread_once(&once, start);
    if (password.len > PASSWORD_BYTES)
        password.len = 0; /* set passwords are never empty */
    fits =
        started && crypto_pwhash_str_verify(hash ? hash : password_nobody,
                                            password.len ? password.data : "", password.len) == 0;
    return fits && hash;
}

static bool holds_name(struct str password, struct str name)
{
    if (name.len < 3)
        return false;
    for (size_t i = 0; i + name.len <= password.len; i++)
        if (strncasecmp(password.data + i, name.data, name.len) == 0)
            return true;
    return false;
}

/* The same, rising or falling characters: aaaa, 1234, dcba. */
static bool holds_run(struct str password)
{
    int64_t last = -1, step = 0;
    size_t run = 1;
    uint32_t c;
    int n;

    for (; (n = utf8_next(password, &c)) > 0; password.data += n, password.len -= (size_t)n) {
        int64_t by = (int64_t)c - last;

        run = last >= 0 && by >= -1 && by <= 1 && (run == 1 || by == step) ? run + 1
              : last >= 0 && by >= -1 && by <= 1                           ? 2
                                                                           : 1;
        step = by;
        last = c;
        if (run == 4)
            return true;
    }
    return false;
}

int password_check(struct str name, struct str password, struct err *e)
{
    bool small = false, capital = false, digit = false, other = false;

    if (password.len > PASSWORD_BYTES)
        return err_set(e, E_INVALID, "密码过长，至多 %d 字节", "a password has at most %d bytes",
                       PASSWORD_BYTES);
    if (!utf8_valid(password))
        return err_set(e, E_INVALID, "密码不是有效的 UTF-8 文字",
                       "the password is not valid UTF-8");
    for (size_t i = 0; i < password.len; i++) {
        unsigned char c = (unsigned char)password.data[i];

        if (c < 0x20 || c == 0x7f)
            return err_set(e, E_INVALID, "密码不能含控制字符",
                           "a password holds no control characters");
        small |= c >= 'a' && c <= 'z';
        capital |= c >= 'A' && c <= 'Z';
        digit |= c >= '0' && c <= '9';
        other |= c >= 0x80 || strchr(" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", c);
    }
    if (utf8_count(password) < PASSWORD_MIN)
        return err_set(e, E_INVALID, "密码至少 %d 个字符", "a password has at least %d characters",
                       PASSWORD_MIN);
    if (small + capital + digit + other < 3)
        return err_set(e, E_INVALID, "密码须含小写字母、大写字母、数字、其他字符中的至少三类",
                       "a password has three of: small letters, capitals, digits, others");
    if (holds_name(password, name))
        return err_set(e, E_INVALID, "密码不能含用户名", "a password doesn't hold the user name");
    if (holds_run(password))
        return err_set(e, E_INVALID, "密码不能含四个以上相同或连续的字符（如 aaaa、1234）",
                       "a password holds no four equal or successive characters (aaaa, 1234)");
    return 0;
}
