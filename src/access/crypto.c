#include "crypto.h"

#include "keys_private.h"

#include <errno.h>
#include <gcrypt.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Room for the keys of some dozens of connections. */
#define SECURE_BYTES (256 * 1024)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started;

static void start(void)
{
    /* SM3 and SM4 are there from 1.9. */
    if (!gcry_check_version("1.9.0"))
        return;
    if (!gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P)) {
        /* Where memory can't be locked (a small RLIMIT_MEMLOCK) it is still wiped; the warning on
         * standard error would say more than anyone can act on. */
        gcry_control(GCRYCTL_DISABLE_SECMEM_WARN);
        gcry_control(GCRYCTL_INIT_SECMEM, SECURE_BYTES, 0);
        gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
    started = gcry_md_test_algo(GCRY_MD_SM3) == 0 && gcry_cipher_test_algo(GCRY_CIPHER_SM4) == 0;
}

int crypto_init(struct err *e)
{
    pthread_once(&once, start);
    if (!started)
        return err_set(
            e, E_UNSUPPORTED, "libgcrypt 不支持 SM3、SM4；需要 1.9 以上版本（非 FIPS 模式）",
            "libgcrypt lacks SM3 or SM4; version 1.9 or later is needed (not in FIPS mode)");
    return 0;
}

int crypto_error(struct err *e, gcry_error_t g)
{
    return err_set(e, E_UNSUPPORTED, "加密库出错：%s", "the cryptographic library failed: %s",
                   gcry_strerror(g));
}

int crypto_random(void *ret, size_t len, struct err *e)
{
    uint8_t *p = ret;

    while (len) {
        ssize_t n = getrandom(p, len, 0);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_io(e, errno, "getrandom");
        p += n;
        len -= (size_t)n;
    }
    return 0;
}

int crypto_sm3(const void *data, size_t len, uint8_t ret[SM3_BYTES], struct err *e)
{
    int r = crypto_init(e);

    if (r < 0)
        return r;
    gcry_md_hash_buffer(GCRY_MD_SM3, ret, len ? data : "", len);
    return 0;
}

struct sm3 {
    gcry_md_hd_t h;
};

int sm3_new(struct sm3 **ret, struct err *e)
{
    struct sm3 *h;
    gcry_error_t g;
    int r = crypto_init(e);

    if (r < 0)
        return r;
    h = calloc(1, sizeof *h);
    if (!h)
        return err_nomem(e);
    g = gcry_md_open(&h->h, GCRY_MD_SM3, 0);
    if (g) {
        free(h);
        return crypto_error(e, g);
    }
    *ret = h;
    return 0;
}

void sm3_free(struct sm3 *h)
{
    if (!h)
        return;
    gcry_md_close(h->h);
    free(h);
}

void sm3_freep(struct sm3 **h)
{
    sm3_free(*h);
}

void sm3_add(struct sm3 *h, const void *data, size_t len)
{
    gcry_md_write(h->h, data, len);
}

void sm3_end(struct sm3 *h, uint8_t ret[SM3_BYTES])
{
    memcpy(ret, gcry_md_read(h->h, GCRY_MD_SM3), SM3_BYTES);
    gcry_md_reset(h->h);
}

void crypto_hex(const void *data, size_t len, char *ret)
{
    const uint8_t *p = data;

    for (size_t i = 0; i < len; i++) {
        ret[2 * i] = "0123456789abcdef"[p[i] >> 4];
        ret[2 * i + 1] = "0123456789abcdef"[p[i] & 15];
    }
    ret[2 * len] = '\0';
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool crypto_unhex(const char *hex, size_t hex_len, void *ret, size_t len)
{
    uint8_t *p = ret;

    if (hex_len != 2 * len)
        return false;
    for (size_t i = 0; i < hex_len; i++)
        if (digit(hex[i]) < 0)
            return false;
    for (size_t i = 0; i < len; i++)
        p[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    return true;
}
