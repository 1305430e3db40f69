#include "account_private.h"

#include <sodium.h>

#define RANDOM_BYTES 32

/* 43 letters, digits, - and _. */
static void base64(const uint8_t bytes[RANDOM_BYTES], char *ret)
{
    sodium_bin2base64(
        ret, sodium_base64_ENCODED_LEN(RANDOM_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
        bytes, RANDOM_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int secret_new(const char *prefix, char ret[SECRET_TEXT], struct err *e)
{
    uint8_t bytes[RANDOM_BYTES];
    size_t n = strlen(prefix);
    int r = crypto_random(bytes, sizeof bytes, e);

    if (r < 0)
        return r;
    memcpy(ret, prefix, n);
    base64(bytes, ret + n);
    explicit_bzero(bytes, sizeof bytes);
    return 0;
}

int secret_hash(const char *use, struct str secret, uint8_t ret[SM3_BYTES], struct err *e)
{
    char text[16 + SECRET_TEXT];
    size_t n = strlen(use) + 1;
    int r;

    /* None is that long: the hash of the beginning is nobody's either. */
    if (secret.len > SECRET_TEXT)
        secret.len = SECRET_TEXT;
    memcpy(text, use, n);
    if (secret.len)
        memcpy(text + n, secret.data, secret.len);
    r = crypto_sm3(text, n + secret.len, ret, e);
    explicit_bzero(text, sizeof text);
    return r;
}

int secret_csrf(struct str token, char ret[SECRET_TEXT], struct err *e)
{
    uint8_t hash[SM3_BYTES];
    int r = secret_hash("csrf", token, hash, e);

    if (r >= 0)
        base64(hash, ret);
    return r;
}
