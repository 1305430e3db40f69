/*
 * Cursors: where a list goes on, as a text that clients send back. It is sealed
 * (XChaCha20-Poly1305) under a random key of the office: it tells nothing of the row where the page
 * ended, which may be a name, and nobody can make one up or use it for another list.
 */
#pragma once

#include "db.h"

#define CURSOR_KEY_BYTES 32
#define CURSOR_PLACE_BYTES 600 /* of what is sealed; the text has at most 1,000 */

extern const struct schema_part cursor_schema;

/* The office's key. */
int cursor_key(struct db *office, uint8_t ret[CURSOR_KEY_BYTES], struct err *e);
/* list: which list it is of, with its filters and whoever reads it. E_LIMIT for a longer place. */
int cursor_seal(const uint8_t key[CURSOR_KEY_BYTES], struct str list, struct str place,
                struct strbuf *ret, struct err *e);
/* E_INVALID for a text that isn't one of this list. */
int cursor_open(const uint8_t key[CURSOR_KEY_BYTES], struct str list, struct str text,
                struct arena *a, struct str *ret_place, struct err *e);
