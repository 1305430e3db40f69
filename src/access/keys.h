/*
 * The keys of a database: SM4 for the identity numbers, HMAC-SM3 for their index.
 *
 * They live in a text file beside the database (`<path>.key`) or where HEYI_KEY_FILE says, readable
 * by its owner only, and never in the database or a backup. Table key_check holds a fingerprint of
 * them, so that a wrong file is noticed before anything is written with it:
 *
 *     heyi-key 1                     version of this format
 *     id 1                           key id, as in identity_number.key_id
 *     sm4 <32 hexadecimal digits>
 *     hmac <64 hexadecimal digits>
 *     check <16 hexadecimal digits>  first 8 bytes of SM3 over the lines above
 *
 * In the process they live in libgcrypt's secure memory (locked as far as the system allows, never
 * dumped by it, wiped when freed). One struct keys belongs to one thread.
 */
#pragma once

#include "db.h"

#include <stdbool.h>
#include <stdint.h>

struct keys;

/* Where the key file of a database lies. E_USAGE when neither the database nor HEYI_KEY_FILE
 * names a file. */
int keys_path(const struct db *db, struct strbuf *ret, struct err *e);

/* Makes keys, their file and their row in key_check (in a transaction of its own unless one is
 * open). E_EXISTS if the file or the row exists: nothing is ever overwritten. */
int keys_create(struct db *db, struct err *e);

/* For `init`, also after an interrupted one: creates keys; or, where only the file exists,
 * registers its keys for this database; or, where the database has keys, checks that the file fits.
 */
int keys_ensure(struct db *db, bool *ret_created, struct err *e);

/* Reads the file. E_DENIED if others may read it, E_CORRUPT for a damaged one, E_NOT_FOUND without
 * a file or without keys in the database, E_CONFLICT if the file belongs to another database. */
int keys_load(struct db *db, struct keys **ret, struct err *e);
/* The fingerprint of the newest keys that the database asks for; empty if it has none. */
int keys_fingerprint(struct db *db, struct strbuf *ret_hex, struct err *e);

/* Gives `to`, a database with the rows of `from`, its key file: copied (0600) unless one is there.
 * *ret_copied tells. E_CONFLICT if the one that is there is another, E_USAGE where no place is
 * named for it, E_NOT_FOUND if `from` has none. */
int keys_copy(struct db *from, struct db *to, bool *ret_copied, struct err *e);

void keys_close(struct keys *k); /* wipes; takes NULL */
void keys_closep(struct keys **k);

int64_t keys_id(const struct keys *k);
