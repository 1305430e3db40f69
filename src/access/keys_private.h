/* The inside of struct keys, and what keys.c and identity.c share (private to src/access). */
#pragma once

#include "err.h"

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

static inline void crypto_put_be64(uint8_t p[8], int64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
}
