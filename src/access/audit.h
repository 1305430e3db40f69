/*
 * The audit trail: who did or looked at what, when, from where and why; append-only, a chain per
 * register: each entry's hash is the SM3 of the previous entry's hash and its own content, so that
 * nothing can be altered, left out or put in between without the rest showing it.
 *
 * Register 0 is the system's: accounts, sign-ins, jobs, packs. Looking at personal data is an entry
 * as well. Entries never hold whole identity numbers (idno_scrub).
 */
#pragma once

#include "actor.h"
#include "checkup.h"
#include "db.h"

struct audit_entry {
    int64_t register_id; /* 0 = the system */
    int64_t actor_id;
    struct str actor;         /* name */
    struct str session;       /* a short name of the session or token, never its secret */
    struct str address;       /* where from */
    struct str action;        /* "household.open", from x-audit */
    struct str object;        /* "household 440783116002-0012" */
    struct str division;      /* where the object lies; "" = nowhere, or can't be told */
    struct str why;           /* the reason given, where one is asked for */
    struct str before, after; /* of edits: JSON; "" = none */
    int outcome;              /* HTTP status, or 0 */
};

extern const struct schema_part audit_schema;

/* Appends inside the caller's write transaction (for edits: the entry commits with the edit). */
int audit_append(struct db *db, const struct audit_entry *entries, size_t n, struct err *e);

/*
 * Entries of many threads, committed in groups by one thread with a connection of its own: put
 * returns when the entry is on disk, a few milliseconds later; responses wait for it.
 */
struct audit_writer;
int audit_writer_open(const char *url, struct audit_writer **ret, struct err *e);
void audit_writer_close(struct audit_writer *w);
int audit_put(struct audit_writer *w, const struct audit_entry *entry, struct err *e);

struct audit_filter {
    int64_t register_id;               /* -1 = all */
    int64_t actor_id;                  /* -1 = all */
    struct str action, object;         /* prefixes; "" = all */
    int64_t from_us, until_us;         /* 0 = open */
    int64_t after_register, after_seq; /* cursor: entries behind this one, newest first */
};
struct audit_row {
    struct audit_entry entry;
    int64_t seq, at; /* UTC, microseconds */
    struct str hash; /* 64 hex digits */
};
typedef int audit_fn(void *arg, const struct audit_row *row, struct err *e);
int audit_list(struct db *db, const struct audit_filter *f, size_t most, audit_fn *fn, void *arg,
               struct err *e);

/* heyi check: every chain is whole, from its first entry to its head, and heads agree. */
int audit_check(struct db *db, struct checkup *c, struct err *e);
