/* The inside of struct keys, and what its users share (private to src/access). */
#pragma once

#include "err.h"
#include "str.h"

#include <gcrypt.h>
#include <stdint.h>

#define SM4_KEY_BYTES 16
#define HMAC_KEY_BYTES 32

struct keys {
    int64_t id;
    gcry_cipher_hd_t sm4; /* SM4-GCM with its key set */
    gcry_md_hd_t hmac;    /* HMAC-SM3 with its key set */
};

/* A failure of libgcrypt as an error of ours. */
int crypto_error(struct err *e, gcry_error_t g);

#define SEAL_NONCE_BYTES 12
#define SEAL_TAG_BYTES 16
#define SEAL_BYTES (SEAL_NONCE_BYTES + SEAL_TAG_BYTES) /* longer than what is sealed */

/* about is authenticated, not stored: what is sealed opens only where it belongs. ret has
 * plain.len + SEAL_BYTES; its content is undefined on an error. */
int keys_seal(struct keys *k, struct str about, struct str plain, uint8_t *ret, struct err *e);
/* 1 = opened, 0 = not: changed, about something else, or sealed with another key. ret is wiped
 * then. */
int keys_unseal(struct keys *k, struct str about, struct str sealed, void *ret, size_t len,
                struct err *e);

static inline void crypto_put_be64(uint8_t p[8], int64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
}
