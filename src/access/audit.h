/*
 * The audit trail: who did or looked at what, when, from where and why; append-only, a chain per
 * register: each entry's hash is the SM3 of the previous entry's hash and its own content, so that
 * nothing can be altered, left out or put in between without the rest showing it.
 *
 * Register 0 is the system's: accounts, sign-ins, jobs, packs. Looking at personal data is an entry
 * as well. Entries never hold whole identity numbers (idno_scrub), and no secrets.
 *
 * `db` is the office's everywhere here.
 */
#pragma once

#include "actor.h"
#include "checkup.h"
#include "db.h"

#include <stddef.h>

/* Longer texts are cut; before and after are then told by their length and SM3. */
#define AUDIT_TEXT_BYTES 300
#define AUDIT_WHY_BYTES 3000
#define AUDIT_CHANGE_BYTES (64u << 10)
#define AUDIT_HASH_HEX 64
#define AUDIT_ACTOR_NOBODY (-1) /* who didn't sign in */

struct audit_entry {
    int64_t register_id; /* 0 = the system */
    int64_t actor_id;
    struct str actor;         /* name */
    struct str session;       /* a short name of the session or token ("s12"), never its secret */
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
 * returns when the entry is on disk, a few milliseconds later; responses wait for it. Where the
 * database can't be written (E_BUSY, E_IO, …), put says so and the response is to be refused; the
 * next entry tries again, with a new connection if need be.
 *
 * Never inside a write transaction of the office: it would wait for itself.
 */
struct audit_writer;
int audit_writer_open(const char *url, struct audit_writer **ret, struct err *e);
/* Nobody may be inside of put any more. Takes NULL. */
void audit_writer_close(struct audit_writer *w);
int audit_put(struct audit_writer *w, const struct audit_entry *entry, struct err *e);
/* The same without waiting: fn is called by the writer's thread when the entry is on disk, or isn't
 * (why->code < 0). Where give itself fails, it isn't called. */
typedef void audit_given_fn(void *arg, const struct err *why);
int audit_give(struct audit_writer *w, const struct audit_entry *entry, audit_given_fn *fn,
               void *arg, struct err *e);
/* Entries that wait to be on disk. */
size_t audit_writer_waiting(struct audit_writer *w);

/* Refused: for lack of a session or a right. */
enum audit_outcome { AUDIT_ANY, AUDIT_DONE, AUDIT_REFUSED, AUDIT_NOT_DONE };
/* "done", "refused", "failed"; anything else is any. */
enum audit_outcome audit_outcome_parse(struct str word);
/* Texts are exact, or prefixes where * stands at their end; "" = all. */
struct audit_filter {
    int64_t register_id; /* -1 = all */
    struct str actor;    /* name */
    struct str action, object;
    struct str division; /* there or below; "" = all */
    enum audit_outcome outcome;
    int64_t from_us, until_us; /* from <= at < until; 0 = open */
    int64_t after_register,
        after_seq; /* cursor: entries behind this one; seq 0 = from the newest */
};
struct audit_row {
    struct audit_entry entry;
    int64_t seq, at; /* UTC, microseconds */
    char hash[AUDIT_HASH_HEX + 1];
};
/* Texts are valid during the call. Below 0 it ends the list. */
typedef int audit_fn(void *arg, const struct audit_row *row, struct err *e);
/* What was and what is may hold anything of these; whoever lacks one isn't told. */
#define AUDIT_CHANGE_FIELDS (FIELD_HEALTH | FIELD_ADDRESS | FIELD_MONEY | FIELD_MINOR)
/* Newest first, at most `most`. RIGHT_AUDIT; an actor bound to a division sees only what lies in
 * it. */
int audit_list(struct db *db, const struct actor *by, const struct audit_filter *f, size_t most,
               audit_fn *fn, void *arg, struct err *e);
/* The same about one object (f->object), for whoever may see that: the caller has made sure, no
 * right is asked. */
int audit_about(struct db *db, const struct audit_filter *f, size_t most, audit_fn *fn, void *arg,
                struct err *e);
/* One entry. E_NOT_FOUND, also outside of the scope. */
int audit_get(struct db *db, const struct actor *by, int64_t register_id, int64_t seq, audit_fn *fn,
              void *arg, struct err *e);

/* The head of a chain: its last entry. Whoever writes it down elsewhere can prove later that
 * nothing up to there was altered. */
struct audit_head {
    int64_t register_id, seq;
    char hash[AUDIT_HASH_HEX + 1];
};
typedef int audit_head_fn(void *arg, const struct audit_head *h, struct err *e);
int audit_heads(struct db *db, const struct actor *by, audit_head_fn *fn, void *arg, struct err *e);

/* heyi check: every chain is whole, from its first entry to its head, and heads agree; known heads
 * (may be NULL) are in their chains. fn (may be NULL) gets each chain's last entry as found. */
int audit_check(struct db *db, const struct audit_head *known, size_t n_known, audit_head_fn *fn,
                void *arg, struct checkup *c, struct err *e);
