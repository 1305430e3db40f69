/* What the files of the audit trail share (private to src/access). */
#pragma once

#include "audit.h"
#include "crypto.h"

/* Texts of an entry, in the order in which they are hashed and stored. */
enum {
    AUDIT_ACTOR,
    AUDIT_SESSION,
    AUDIT_ADDRESS,
    AUDIT_ACTION,
    AUDIT_OBJECT,
    AUDIT_DIVISION,
    AUDIT_WHY,
    AUDIT_BEFORE,
    AUDIT_AFTER,
    N_AUDIT_TEXTS
};
#define AUDIT_TEXT_COLUMNS "actor, session, address, action, object, division, why, before, after"
#define AUDIT_COLUMNS "register_id, seq, at, actor_id, outcome, " AUDIT_TEXT_COLUMNS ", hash"
enum {
    AUDIT_C_REGISTER,
    AUDIT_C_SEQ,
    AUDIT_C_AT,
    AUDIT_C_ACTOR_ID,
    AUDIT_C_OUTCOME,
    AUDIT_C_TEXTS
};
#define AUDIT_C_HASH (AUDIT_C_TEXTS + N_AUDIT_TEXTS)

/* An entry as it is hashed and stored: cleaned, scrubbed, cut. */
struct audit_ready {
    int64_t register_id, actor_id, outcome;
    struct strbuf bytes;
    size_t end[N_AUDIT_TEXTS];
};
int audit_ready_make(const struct audit_entry *entry, struct audit_ready *ret, struct err *e);
void audit_ready_done(struct audit_ready *r);
struct str audit_ready_text(const struct audit_ready *r, int i);

/* An entry's hash, from that of the one before it (zeros for the first). */
struct audit_place {
    int64_t register_id, seq, at;
};
void audit_hash(struct sm3 *h, const uint8_t before[SM3_BYTES], const struct audit_place *place,
                int64_t actor_id, int64_t outcome, const struct str texts[N_AUDIT_TEXTS],
                uint8_t ret[SM3_BYTES]);

int audit_append_ready(struct db *db, const struct audit_ready *const *list, size_t n,
                       struct err *e);

/* The row that s stands on. */
void audit_row_read(struct stmt *s, struct audit_row *ret);
