/* libgcrypt, started once: its version checked, secure memory set up, nothing on standard error. */
#pragma once

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SM3_BYTES 32

/* Before any use of libgcrypt; cheap when done already, safe from several threads.
 * E_UNSUPPORTED for a library without SM3 and SM4. */
int crypto_init(struct err *e);

/* Bytes from the kernel's generator (fork-safe). */
int crypto_random(void *ret, size_t len, struct err *e);

/* SM3 (GM/T 0004) of a text in memory. */
int crypto_sm3(const void *data, size_t len, uint8_t ret[SM3_BYTES], struct err *e);

/* The same over a stream. sm3_end gives the digest of what was added and starts over. */
struct sm3;
int sm3_new(struct sm3 **ret, struct err *e);
void sm3_free(struct sm3 *h);
void sm3_freep(struct sm3 **h);
void sm3_add(struct sm3 *h, const void *data, size_t len);
void sm3_end(struct sm3 *h, uint8_t ret[SM3_BYTES]);

/* Lower-case hexadecimal with NUL; ret has 2 * len + 1 bytes. */
void crypto_hex(const void *data, size_t len, char *ret);
/* Exactly 2 * len hexadecimal digits. */
bool crypto_unhex(const char *hex, size_t hex_len, void *ret, size_t len);
