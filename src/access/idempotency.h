/*
 * What was done already: a row for each write that somebody may ask for again, in the database and
 * the transaction of that write. Calls with an Idempotency-Key and jobs use it.
 */
#pragma once

#include "db.h"

#define IDEMPOTENCY_KEY_BYTES 200
/* Older rows are taken away, a few with each new one. */
#define IDEMPOTENCY_HOURS 24
#define IDEMPOTENCY_JOB_DAYS 90 /* a job may be begun again long after */

/* Of the register and of the office: a table each, found by the database that is given. */
extern const struct schema_part idempotency_schema, office_idempotency_schema;

struct idempotent {
    struct str key;    /* "call 12 7f3a…" (account and the client's key), "job 17" */
    struct str digest; /* of what was asked for; of another request with the same key it differs */
    int status;        /* HTTP status, of jobs 0 */
    struct str result; /* what was answered: JSON */
};
/* *ret_found; texts in the arena. */
int idempotency_find(struct db *db, struct str key, struct arena *a, struct idempotent *ret,
                     bool *ret_found, struct err *e);
/* Inside the caller's write transaction. E_EXISTS. */
int idempotency_put(struct db *db, const struct idempotent *row, struct err *e);
