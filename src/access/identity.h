/*
 * Identity numbers at rest: one table, identity_number(register_id, person_id, key_id, sealed,
 * lookup). sealed is SM4-GCM with the person's key as associated data, so that a row copied to
 * another person doesn't open; lookup is a keyed hash, the same number always giving the same 16
 * bytes. Numbers are normalised (idno.h) wherever this header says number.
 */
#pragma once

#include "actor.h"
#include "checkup.h"
#include "db.h"
#include "idno.h"
#include "keys.h"

#include <stdbool.h>
#include <stdint.h>

#define IDENTITY_LOOKUP_BYTES 16
#define IDENTITY_NONCE_BYTES 12
#define IDENTITY_TAG_BYTES 16
#define IDENTITY_SEALED_BYTES (IDENTITY_NONCE_BYTES + IDNO_LENGTH + IDENTITY_TAG_BYTES)

/* The first 16 bytes of HMAC-SM3 over the 18 characters. */
int identity_lookup(struct keys *k, const char number[IDNO_TEXT],
                    uint8_t ret[IDENTITY_LOOKUP_BYTES], struct err *e);

/* nonce ‖ ciphertext ‖ tag, with register_id ‖ person_id (big endian) as associated data. */
int identity_seal(struct keys *k, int64_t register_id, int64_t person_id,
                  const char number[IDNO_TEXT], uint8_t ret[IDENTITY_SEALED_BYTES], struct err *e);
/* E_CORRUPT if it was changed, belongs to another person, or was sealed with another key. */
int identity_open(struct keys *k, int64_t register_id, int64_t person_id, struct str sealed,
                  char ret[IDNO_TEXT], struct err *e);

/* One person's row. put replaces; E_CONFLICT when another person of the register has the number. */
int identity_put(struct db *db, struct keys *k, int64_t register_id, int64_t person_id,
                 const char number[IDNO_TEXT], struct err *e);
/* The number in clear, for an actor who may see it (E_DENIED); callers look to the scope and keep a
 * record. Masked, for any. E_NOT_FOUND without a row (erased, or never given). */
int identity_get(struct db *db, struct keys *k, const struct actor *actor, int64_t register_id,
                 int64_t person_id, char ret[IDNO_TEXT], struct err *e);
int identity_masked(struct db *db, struct keys *k, int64_t register_id, int64_t person_id,
                    char ret[IDNO_TEXT], struct err *e);
/* For the program's own comparisons, whose outcome shows the number to nobody. */
int identity_read(struct db *db, struct keys *k, int64_t register_id, int64_t person_id,
                  char ret[IDNO_TEXT], struct err *e);
int identity_find(struct db *db, struct keys *k, int64_t register_id, const char number[IDNO_TEXT],
                  int64_t *ret_person_id, bool *ret_found, struct err *e);
int identity_erase(struct db *db, int64_t register_id, int64_t person_id, struct err *e);

/* Many new rows of one register, inside a write transaction. */
struct identity_writer;
int identity_writer_begin(struct db *db, struct keys *k, int64_t register_id,
                          struct identity_writer **ret, struct err *e);
int identity_writer_add(struct identity_writer *w, int64_t person_id, const char number[IDNO_TEXT],
                        struct err *e);
int identity_writer_end(struct identity_writer *w, struct err *e);
void identity_writer_free(struct identity_writer *w);
void identity_writer_freep(struct identity_writer **w);

/*
 * All numbers of a register in memory, for import and matching: opened once, then probed without
 * cryptography. 16 bytes a slot, at most 3/4 full; kept out of core dumps and of children, wiped
 * when freed or grown.
 */
struct identity_index;
int identity_index_new(struct identity_index **ret, struct err *e); /* empty */
int identity_index_load(struct db *db, struct keys *k, int64_t register_id,
                        struct identity_index **ret, struct err *e);
void identity_index_free(struct identity_index *x);
void identity_index_freep(struct identity_index **x);
bool identity_index_get(const struct identity_index *x, const char number[IDNO_TEXT],
                        int64_t *ret_person_id); /* may be NULL */
/* E_EXISTS if the number is there, for whichever person (identity_index_get tells). */
int identity_index_add(struct identity_index *x, const char number[IDNO_TEXT], int64_t person_id,
                       struct err *e);
/* The same where the number must be there: it is that person's from now on. */
void identity_index_replace(struct identity_index *x, const char number[IDNO_TEXT],
                            int64_t person_id);
size_t identity_index_size(const struct identity_index *x);

/* Each number of a register in clear, in no order; the text is wiped behind the last call. Below 0
 * fn ends it. */
typedef int identity_fn(void *arg, int64_t person_id, const char number[IDNO_TEXT], struct err *e);
int identity_each(struct db *db, struct keys *k, int64_t register_id, identity_fn *fn, void *arg,
                  struct err *e);

/* heyi check: the key fits, and every row opens under its person to a sound number that its index
 * belongs to. Skipped where the key file is missing. */
int identity_check(struct db *db, struct checkup *c, struct err *e);
