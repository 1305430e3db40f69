/*
 * Reading households for a decision: facts, members and (from register's own imported prior_*)
 * nothing about earlier determinations, which belong to determine. Streams in order of
 * (register_id, household_id); memory is one household's.
 *
 * Scans the resolved rows; subjects whose evidence differs at (as_of, seq) from what is resolved
 * are resolved again from their evidence.
 */
#pragma once

#include "facts.h"
#include "idno.h"
#include "mask.h"
#include "register.h"

struct scan;

/* division: a prefix or padded code, empty = all in the actor's scope. seq INT64_MAX = now. */
int scan_open(struct reg *r, const struct actor *actor, struct str division, int32_t as_of,
              int64_t seq, struct scan **ret, struct err *e);
/* One household by number; E_NOT_FOUND if there is none in the actor's scope at that date. */
int scan_open_one(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                  int64_t seq, struct scan **ret, struct err *e);
/* 1 = *ret is filled (previous is zero) until the next call, 0 = end. */
int scan_next(struct scan *s, struct household_facts *ret, struct err *e);
/* The same, but what is read lives in that arena, as long as it does. */
int scan_next_in(struct scan *s, struct arena *a, struct household_facts *ret, struct err *e);
void scan_close(struct scan *s);
void scan_closep(struct scan **s);
/* How many households the scan will give (for progress); counted when asked. */
int scan_count(struct scan *s, int64_t *ret, struct err *e);

/* Instead of scan_next: one household after the other in ascending order of their keys; *ret lives
 * in the arena. 0 = it isn't there. few: they are asked for one by one, else by reading through. */
int scan_find(struct scan *s, bool few, int64_t register_id, int64_t household_id, struct arena *a,
              struct household_facts *ret, struct err *e);

/*
 * What one source alone states, beside what is in force: asked for before the first scan_next,
 * after which scan_stated gives the household's and its members' facts by that source (unknown
 * where it states nothing), and, by attribute, the id of the source that won (0 = unknown; NULL in
 * who for what isn't asked). Lives as long as what scan_next gave.
 */
int scan_want_stated(struct scan *s, int64_t source, struct err *e);
struct stated {
    const struct fact *facts; /* of the household, by attribute */
    const uint8_t *won;       /* by attribute: source id */
    struct {
        const struct fact *facts;
        const uint8_t *won;
    } * members; /* in the order of scan_next's */
};
int scan_stated(struct scan *s, struct stated *ret, struct err *e);

/* Divisions: low <= code < high. */
#define SCAN_CODE_BYTES 16
struct scan_range {
    char low[SCAN_CODE_BYTES], high[SCAN_CODE_BYTES];
};
/* What lies in the division asked for (as in scan_open) and in the actor's scope. */
int scan_range(const struct actor *actor, struct str division, struct scan_range *ret,
               struct err *e);

/* Where a fact of the current household comes from (the winning evidence row). */
struct fact_origin {
    struct str source, source_label; /* "declaration", 申报 */
    int32_t valid_from;
    int64_t recorded_seq, recorded_at;
    struct str delivery; /* file name */
    bool least;          /* its source sees a part only: no less than the value */
};
/* fact: number as in catalogue.h. *ret_found false if nothing states it. */
int scan_origin(struct scan *s, uint32_t fact, struct fact_origin *ret, bool *ret_found,
                struct err *e);
/* Name of a member (from 1) of the current household, masked for actors without that right. */
int scan_member_name(struct scan *s, size_t member, struct str *ret, struct err *e);

/* Her identity number, masked as in public notices whoever the actor is; "" where there is none, or
 * the register's key is not at hand. */
int scan_member_number(struct scan *s, size_t member, char ret[IDNO_TEXT], struct err *e);
