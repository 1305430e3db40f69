#include "keys.h"

#include "cleanup.h"
#include "crypto.h"
#include "file.h"
#include "keys_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_BYTES_MAX 1024
#define CHECK_BYTES 8
#define FINGERPRINT_BYTES 16
#define FIRST_KEY_ID 1

/* Both in secure memory only. */
struct material {
    int64_t id;
    uint8_t sm4[SM4_KEY_BYTES];
    uint8_t hmac[HMAC_KEY_BYTES];
};

/* gcry_free wipes secure memory. */
static void secure_freep(void *p)
{
    gcry_free(*(void **)p);
}

#define _cleanup_secure_ _cleanup_(secure_freep)

static int secure_alloc(size_t size, void *ret, struct err *e)
{
    void *p;
    int r = crypto_init(e);

    if (r < 0)
        return r;
    p = gcry_calloc_secure(1, size);
    if (!p)
        return err_nomem(e);
    *(void **)ret = p;
    return 0;
}

int keys_path(const struct db *db, struct strbuf *ret, struct err *e)
{
    const char *path = getenv("HEYI_KEY_FILE");

    if (path && *path) {
        strbuf_addz(ret, path);
    } else if (db_path(db)) {
        strbuf_addz(ret, db_path(db));
        strbuf_addz(ret, ".key");
    } else {
        return err_set(e, E_USAGE, "这个数据库不是文件，请用环境变量 HEYI_KEY_FILE 指明密钥文件",
                       "this database is not a file; name the key file in the environment variable "
                       "HEYI_KEY_FILE");
    }
    return ret->failed ? err_nomem(e) : 0;
}

/* Binds both keys and the id; tells nothing about them. */
static int fingerprint(const struct material *m, uint8_t ret[FINGERPRINT_BYTES], struct err *e)
{
    static const char label[] = "heyi key fingerprint 1";
    gcry_md_hd_t h = NULL;
    uint8_t id[8];
    gcry_error_t g;

    g = gcry_md_open(&h, GCRY_MD_SM3, GCRY_MD_FLAG_HMAC | GCRY_MD_FLAG_SECURE);
    if (!g)
        g = gcry_md_setkey(h, m->hmac, sizeof m->hmac);
    if (g) {
        gcry_md_close(h);
        return crypto_error(e, g);
    }
    crypto_put_be64(id, m->id);
    gcry_md_write(h, label, sizeof label);
    gcry_md_write(h, id, sizeof id);
    gcry_md_write(h, m->sm4, sizeof m->sm4);
    memcpy(ret, gcry_md_read(h, 0), FINGERPRINT_BYTES);
    gcry_md_close(h);
    return 0;
}

/* The file's text without the check line; its length. */
static size_t format_material(const struct material *m, char *buf, size_t size)
{
    char sm4[2 * SM4_KEY_BYTES + 1], hmac[2 * HMAC_KEY_BYTES + 1];
    int n;

    crypto_hex(m->sm4, sizeof m->sm4, sm4);
    crypto_hex(m->hmac, sizeof m->hmac, hmac);
    n = snprintf(buf, size, "heyi-key 1\nid %lld\nsm4 %s\nhmac %s\n", (long long)m->id, sm4, hmac);
    explicit_bzero(sm4, sizeof sm4);
    explicit_bzero(hmac, sizeof hmac);
    return (size_t)n;
}

static int check_line(const char *text, size_t len, char ret[2 * CHECK_BYTES + 1], struct err *e)
{
    uint8_t digest[SM3_BYTES];
    int r = crypto_sm3(text, len, digest, e);

    if (r < 0)
        return r;
    crypto_hex(digest, CHECK_BYTES, ret);
    return 0;
}

/* Writes beside, flushes, and gives it its name only if that is free. */
static int write_new_file(const char *path, const char *text, size_t len, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf beside = {0};
    ssize_t n;
    int fd, r = 0;

    strbuf_printf(&beside, "%s.new.%ld", path, (long)getpid());
    if (beside.failed)
        return err_nomem(e);
    fd = open(strbuf_z(&beside), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_io(e, errno, path);
    do
        n = write(fd, text, len);
    while (n < 0 && errno == EINTR);
    if (n != (ssize_t)len || fsync(fd) < 0)
        r = err_io(e, n >= 0 && n != (ssize_t)len ? ENOSPC : errno, path);
    close(fd);
    if (r == 0 && link(strbuf_z(&beside), path) < 0)
        r = errno == EEXIST ? err_set(e, E_EXISTS, "密钥文件 %s 已经存在，没有改动",
                                      "the key file %s exists already and was left alone", path)
                            : err_io(e, errno, path);
    unlink(strbuf_z(&beside));
    return r;
}

static int write_material(const char *path, const struct material *m, struct err *e)
{
    _cleanup_secure_ char *text = NULL;
    char check[2 * CHECK_BYTES + 1];
    size_t len;
    int r;

    r = secure_alloc(FILE_BYTES_MAX, &text, e);
    if (r < 0)
        return r;
    len = format_material(m, text, FILE_BYTES_MAX);
    r = check_line(text, len, check, e);
    if (r < 0)
        return r;
    len += (size_t)snprintf(text + len, FILE_BYTES_MAX - len, "check %s\n", check);
    r = write_new_file(path, text, len, e);
    if (r >= 0)
        file_flush_folder(path);
    return r;
}

static int damaged(struct err *e, const char *path)
{
    return err_set(e, E_CORRUPT, "密钥文件 %s 已损坏；请用保存的副本替换",
                   "the key file %s is damaged; replace it with the copy kept elsewhere", path);
}

/* The value of a line "name value". */
static bool next_line(struct str *rest, const char *name, struct str *ret)
{
    struct str line, n = str_of(name);

    if (!str_split(rest, '\n', &line))
        return false;
    if (str_ends(line, STR("\r")))
        line.len--;
    if (!str_starts(line, n) || line.len <= n.len || line.data[n.len] != ' ')
        return false;
    *ret = (struct str){line.data + n.len + 1, line.len - n.len - 1};
    return true;
}

static bool parse_id(struct str s, int64_t *ret)
{
    int64_t v = 0;

    if (s.len == 0 || s.len > 9)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        v = v * 10 + (s.data[i] - '0');
    }
    *ret = v;
    return v > 0;
}

static int parse_material(struct str text, const char *path, struct material *ret, struct err *e)
{
    struct str rest = text, version, id, sm4, hmac, check;
    char expected[2 * CHECK_BYTES + 1];
    _cleanup_secure_ char *canonical = NULL;
    size_t len;
    int r;

    if (!next_line(&rest, "heyi-key", &version))
        return damaged(e, path);
    if (!str_eqz(version, "1"))
        return err_set(e, E_UNSUPPORTED, "密钥文件 %s 的格式比本程序新，请使用更新的程序",
                       "the key file %s is of a newer format; use a newer program", path);
    if (!next_line(&rest, "id", &id) || !next_line(&rest, "sm4", &sm4) ||
        !next_line(&rest, "hmac", &hmac) || !next_line(&rest, "check", &check) ||
        !parse_id(id, &ret->id) || !crypto_unhex(sm4.data, sm4.len, ret->sm4, sizeof ret->sm4) ||
        !crypto_unhex(hmac.data, hmac.len, ret->hmac, sizeof ret->hmac))
        return damaged(e, path);

    /* Over what was understood, so that line endings changed in transport do no harm. */
    r = secure_alloc(FILE_BYTES_MAX, &canonical, e);
    if (r < 0)
        return r;
    len = format_material(ret, canonical, FILE_BYTES_MAX);
    r = check_line(canonical, len, expected, e);
    if (r < 0)
        return r;
    return str_eqz(check, expected) ? 0 : damaged(e, path);
}

static int check_mode(int fd, const char *path, struct err *e)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return err_io(e, errno, path);
    if (!S_ISREG(st.st_mode))
        return err_set(e, E_INVALID, "密钥文件 %s 不是文件", "the key file %s is not a file", path);
    if (st.st_mode & 077)
        return err_set(e, E_DENIED, "密钥文件 %s 别人也能读取；请运行 chmod 600 '%s'",
                       "others may use the key file %s; run chmod 600 '%s'", path, path);
    return 0;
}

static int read_material(const char *path, struct material *ret, struct err *e)
{
    _cleanup_secure_ char *text = NULL;
    size_t len = 0;
    int fd, r;

    r = secure_alloc(FILE_BYTES_MAX, &text, e);
    if (r < 0)
        return r;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 && errno == ENOENT)
        return err_set(e, E_NOT_FOUND,
                       "找不到密钥文件 %s；没有它无法读取公民身份号码，请把保存的副本放回原处",
                       "the key file %s is missing; identity numbers can't be read without it: put "
                       "the copy kept elsewhere in its place",
                       path);
    if (fd < 0)
        return err_io(e, errno, path);
    r = check_mode(fd, path, e);
    while (r >= 0 && len < FILE_BYTES_MAX) {
        ssize_t n = read(fd, text + len, FILE_BYTES_MAX - len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            r = err_io(e, errno, path);
        if (n <= 0)
            break;
        len += (size_t)n;
    }
    close(fd);
    if (r < 0)
        return r;
    return parse_material((struct str){text, len}, path, ret, e);
}

/* E_NOT_FOUND where the database has no keys, E_CONFLICT where it has others. */
static int check_fingerprint(struct db *db, const struct material *m, const char *path,
                             struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    uint8_t expected[FINGERPRINT_BYTES];
    struct str stored;
    int r;

    r = fingerprint(m, expected, e);
    if (r < 0)
        return r;
    r = db_prepare(db, "select fingerprint from key_check where key_id = $1", &s, e);
    if (r < 0)
        return r;
    stmt_bind_int(s, 1, m->id);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    stored = r > 0 ? stmt_blob(s, 0) : (struct str){0};
    if (!str_eq(stored, (struct str){(const char *)expected, sizeof expected}))
        return err_set(e, E_CONFLICT, "密钥文件 %s 不属于数据库 %s；请换成与它一起建立的密钥文件",
                       "the key file %s doesn't belong to the database %s; use the one that was "
                       "made with it",
                       path, db_url(db));
    return 0;
}

static int has_keys(struct db *db, bool *ret, struct err *e)
{
    int64_t n;
    int r;

    r = db_query_int(db, &n, NULL, e, "select count(*) from key_check", "");
    if (r < 0)
        return r;
    *ret = n > 0;
    return 0;
}

static int register_material(struct db *db, const struct material *m, struct err *e)
{
    uint8_t print[FINGERPRINT_BYTES];
    int r;

    r = fingerprint(m, print, e);
    if (r < 0)
        return r;
    return db_run(db, e, "insert into key_check(key_id, fingerprint) values ($1, $2)", "ib", m->id,
                  (struct str){(const char *)print, sizeof print});
}

/* The steps of keys_create inside a transaction. The file comes first: should the commit not
 * happen, keys_ensure finds it and registers it. */
static int create(struct db *db, const char *path, struct err *e)
{
    _cleanup_secure_ struct material *m = NULL;
    bool there;
    int r;

    r = has_keys(db, &there, e);
    if (r < 0)
        return r;
    if (there)
        return err_set(e, E_EXISTS, "数据库 %s 已有密钥", "the database %s has keys already",
                       db_url(db));
    r = secure_alloc(sizeof *m, &m, e);
    if (r < 0)
        return r;
    m->id = FIRST_KEY_ID;
    r = crypto_random(m->sm4, sizeof m->sm4, e);
    if (r >= 0)
        r = crypto_random(m->hmac, sizeof m->hmac, e);
    if (r >= 0)
        r = write_material(path, m, e);
    if (r >= 0)
        r = register_material(db, m, e);
    return r;
}

/* Checks the file; where the database has no keys yet, registers it. */
static int adopt(struct db *db, const char *path, bool registered, struct err *e)
{
    _cleanup_secure_ struct material *m = NULL;
    int r;

    r = secure_alloc(sizeof *m, &m, e);
    if (r >= 0)
        r = read_material(path, m, e);
    if (r < 0)
        return r;
    return registered ? check_fingerprint(db, m, path, e) : register_material(db, m, e);
}

static int ensure(struct db *db, const char *path, bool *ret_created, struct err *e)
{
    bool registered;
    int r;

    r = has_keys(db, &registered, e);
    if (r < 0)
        return r;
    *ret_created = !registered && access(path, F_OK) < 0 && errno == ENOENT;
    return *ret_created ? create(db, path, e) : adopt(db, path, registered, e);
}

struct making {
    const char *path;
    bool only_create;
    bool created; /* the file, if only by a try that didn't hold */
};

static int make(struct db *db, void *arg, struct err *e)
{
    struct making *m = arg;
    bool created = true;
    int r =
        m->only_create && !m->created ? create(db, m->path, e) : ensure(db, m->path, &created, e);

    m->created |= r >= 0 && created;
    return r;
}

/* In the caller's transaction or one of its own. */
static int in_transaction(struct db *db, bool only_create, bool *ret_created, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    struct making m = {.only_create = only_create};
    int r;

    r = keys_path(db, &path, e);
    if (r < 0)
        return r;
    m.path = strbuf_z(&path);
    r = db_in_transaction(db) ? make(db, &m, e) : db_transact(db, true, make, &m, e);
    if (r >= 0 && ret_created)
        *ret_created = m.created;
    return r;
}

int keys_create(struct db *db, struct err *e)
{
    return in_transaction(db, true, NULL, e);
}

int keys_ensure(struct db *db, bool *ret_created, struct err *e)
{
    return in_transaction(db, false, ret_created, e);
}

int keys_fingerprint(struct db *db, struct strbuf *ret_hex, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    char hex[2 * FINGERPRINT_BYTES + 1] = "";
    struct str stored;
    int r;

    r = db_prepare(db, "select fingerprint from key_check order by key_id desc", &s, e);
    if (r >= 0)
        r = stmt_step(s, e);
    if (r <= 0)
        return r;
    stored = stmt_blob(s, 0);
    if (stored.len != FINGERPRINT_BYTES)
        return err_set(e, E_CORRUPT, "数据库 %s 的密钥指纹已损坏，请从备份恢复",
                       "the fingerprint of the keys in %s is damaged; restore a backup",
                       db_url(db));
    crypto_hex(stored.data, stored.len, hex);
    strbuf_addz(ret_hex, hex);
    return ret_hex->failed ? err_nomem(e) : 0;
}

int keys_copy(struct db *from, struct db *to, bool *ret_copied, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf source = {0}, target = {0};
    _cleanup_secure_ struct material *m = NULL;
    bool there;
    int r;

    r = keys_path(to, &target, e);
    if (r >= 0)
        r = secure_alloc(sizeof *m, &m, e);
    if (r < 0)
        return r;
    there = access(strbuf_z(&target), F_OK) == 0;
    if (there) {
        r = read_material(strbuf_z(&target), m, e);
    } else {
        r = keys_path(from, &source, e);
        if (r >= 0)
            r = read_material(strbuf_z(&source), m, e);
    }
    if (r >= 0)
        r = check_fingerprint(to, m, strbuf_z(there ? &target : &source), e);
    if (r >= 0 && !there)
        r = write_material(strbuf_z(&target), m, e);
    if (r >= 0)
        *ret_copied = !there;
    return r;
}

static int open_handles(struct keys *k, const struct material *m, struct err *e)
{
    gcry_error_t g;

    k->id = m->id;
    g = gcry_cipher_open(&k->sm4, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, GCRY_CIPHER_SECURE);
    if (!g)
        g = gcry_cipher_setkey(k->sm4, m->sm4, sizeof m->sm4);
    if (!g)
        g = gcry_md_open(&k->hmac, GCRY_MD_SM3, GCRY_MD_FLAG_HMAC | GCRY_MD_FLAG_SECURE);
    if (!g)
        g = gcry_md_setkey(k->hmac, m->hmac, sizeof m->hmac);
    return g ? crypto_error(e, g) : 0;
}

int keys_load(struct db *db, struct keys **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf path = {0};
    _cleanup_secure_ struct material *m = NULL;
    _cleanup_(keys_closep) struct keys *k = NULL;
    bool there;
    int r;

    r = keys_path(db, &path, e);
    if (r >= 0)
        r = has_keys(db, &there, e);
    if (r < 0)
        return r;
    if (!there)
        return err_set(e, E_NOT_FOUND, "数据库 %s 还没有密钥；请先运行 heyi init",
                       "the database %s has no keys yet; run heyi init first", db_url(db));
    r = secure_alloc(sizeof *m, &m, e);
    if (r >= 0)
        r = read_material(strbuf_z(&path), m, e);
    if (r >= 0)
        r = check_fingerprint(db, m, strbuf_z(&path), e);
    if (r < 0)
        return r;
    k = calloc(1, sizeof *k);
    if (!k)
        return err_nomem(e);
    r = open_handles(k, m, e);
    if (r < 0)
        return r;
    *ret = take(k);
    return 0;
}

void keys_close(struct keys *k)
{
    if (!k)
        return;
    gcry_cipher_close(k->sm4);
    gcry_md_close(k->hmac);
    free(k);
}

void keys_closep(struct keys **k)
{
    keys_close(*k);
}

int64_t keys_id(const struct keys *k)
{
    return k->id;
}
