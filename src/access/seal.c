/* SM4-GCM: nonce ‖ ciphertext ‖ tag, bound to what it is about. */
#include "crypto.h"
#include "keys_private.h"

#include <string.h>

static gcry_error_t start(struct keys *k, const uint8_t *nonce, struct str about)
{
    gcry_error_t g = gcry_cipher_setiv(k->sm4, nonce, SEAL_NONCE_BYTES);

    if (!g)
        g = gcry_cipher_authenticate(k->sm4, about.data, about.len);
    if (!g)
        g = gcry_cipher_final(k->sm4);
    return g;
}

int keys_seal(struct keys *k, struct str about, struct str plain, uint8_t *ret, struct err *e)
{
    uint8_t nonce[SEAL_NONCE_BYTES];
    uint8_t *text = ret + SEAL_NONCE_BYTES;
    gcry_error_t g;
    int r;

    r = crypto_random(nonce, sizeof nonce, e);
    if (r < 0)
        return r;
    g = start(k, nonce, about);
    if (!g)
        g = gcry_cipher_encrypt(k->sm4, text, plain.len, plain.data, plain.len);
    if (!g)
        g = gcry_cipher_gettag(k->sm4, text + plain.len, SEAL_TAG_BYTES);
    if (g)
        return crypto_error(e, g);
    memcpy(ret, nonce, sizeof nonce);
    return 0;
}

int keys_unseal(struct keys *k, struct str about, struct str sealed, void *ret, size_t len,
                struct err *e)
{
    const uint8_t *nonce = (const uint8_t *)sealed.data;
    gcry_error_t g;

    if (sealed.len != len + SEAL_BYTES)
        return 0;
    g = start(k, nonce, about);
    if (!g)
        g = gcry_cipher_decrypt(k->sm4, ret, len, nonce + SEAL_NONCE_BYTES, len);
    if (!g)
        g = gcry_cipher_checktag(k->sm4, nonce + SEAL_NONCE_BYTES + len, SEAL_TAG_BYTES);
    if (!g)
        return 1;
    explicit_bzero(ret, len);
    return gcry_err_code(g) == GPG_ERR_CHECKSUM ? 0 : crypto_error(e, g);
}
