/* The inside of a scan, for scan.c, scan_origin.c and the checks after an import. */
#pragma once

#include "actor.h"
#include "evidence.h"
#include "scan.h"

/* Members of one household at (as_of, seq) in order of position, with resolved facts by attribute
 * index; household_no is not filled in. Members and facts live in the arena. */
struct scan_member {
    int64_t person_id;
    struct subject_now now;
};
struct scan_members {
    struct scan_member *at;
    size_t n, cap;
};

struct scan {
    struct reg *r;
    struct actor actor;
    int32_t as_of;
    int64_t seq;
    struct scan_range range;
    int64_t register_id, household_id; /* of the only household wanted; 0 = all */
    bool by_household;                 /* members are asked for household by household */
    struct stmt *households, *members;
    bool member_waits, household_waits; /* it stands on a row that is not used yet */
    struct arena *a;                    /* the current household */
    struct household_facts current;
    /* of the current household, in the arena that it was read into */
    struct arena *in;
    struct subject_now now;
    struct scan_members members_now;
    /* scan_stated.c */
    int64_t stated_source;                    /* 0 = not wanted */
    struct stated_stream *stated[N_ENTITIES]; /* by group */
    struct arena *kept;                       /* as long as the scan */
};

/* Where a key stands against another: before it (-1), at it, behind it. */
int scan_key_order(int64_t register_id, int64_t id, int64_t other_register, int64_t other_id);
void scan_stated_close(struct scan *s);
int scan_members_of(struct reg *r, int64_t register_id, int64_t household_id, int32_t as_of,
                    int64_t seq, struct arena *a, struct scan_members *members, struct err *e);
/* The same for db_each with reg.members_of_sql: its parameters, and a row appended. */
void scan_members_bind(struct stmt *s, int32_t as_of, int64_t seq, int64_t register_id,
                       int64_t household_id);
int scan_member_read(struct reg *r, struct stmt *s, int32_t as_of, int64_t seq, struct arena *a,
                     struct scan_members *members, struct err *e);
