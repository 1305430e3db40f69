/*
 * One household, one person, as the register tells them at (as_of, seq): facts with where each
 * comes from, members, households over time. What of it may be shown to the actor is mask.h's
 * business.
 *
 * A household is in the actor's scope by the division it lay in at (as_of, seq); a person by the
 * household that she belonged to then, or to last before, or first afterwards. What lies outside is
 * E_NOT_FOUND, with the same words as what isn't there.
 */
#pragma once

#include "evidence.h"
#include "scan.h"

struct fact_told {
    struct fact value;
    const struct fact_origin *origin; /* NULL = nothing states it */
};

/* A person is named by "register-person", which says nothing of her and never changes. */
#define PERSON_NO_BYTES 44
void person_no(int64_t register_id, int64_t person_id, char ret[PERSON_NO_BYTES]);
bool person_no_parse(struct str text, int64_t *ret_register_id, int64_t *ret_person_id);

/* A membership in two times. */
struct stay {
    int64_t household_id, person_id, position;
    int32_t from, to;                     /* DAY_OPEN */
    int64_t recorded_seq, superseded_seq; /* SEQ_OPEN */
    struct str household_no;              /* person_read only; "" = outside of the actor's scope */
};
struct stays {
    struct stay *at;
    size_t n, cap;
};

struct member_told {
    struct stay stay;
    const struct fact_told *facts; /* by attribute */
};
struct household_told {
    int64_t register_id, household_id;
    int64_t seq;     /* as known at */
    int64_t version; /* the last change that touched it or one of its members, as of now */
    struct str household_no, division;
    const struct fact_told *facts; /* by attribute */
    const struct member_told *members;
    size_t n_members;
};
/* Everything lives in the arena. seq INT64_MAX = now. Needs RIGHT_VIEW, as all reads here. */
int household_read(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                   int64_t seq, struct arena *a, struct household_told *ret, struct err *e);

struct person_told {
    int64_t register_id, person_id;
    int64_t seq, version;
    struct str division;           /* of the household by which she is in scope */
    const struct fact_told *facts; /* by attribute */
    struct stays stays;            /* as known at seq, by day */
    const struct stay *in;         /* the one at as_of; NULL = in no household then */
};
int person_read(struct reg *r, const struct actor *actor, struct str no, int32_t as_of, int64_t seq,
                struct arena *a, struct person_told *ret, struct err *e);

/* The key and its version as of now, for edits and lists: in scope, or E_NOT_FOUND. */
int household_find(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                   int64_t seq, struct subject_key *ret, struct err *e);
int person_find(struct reg *r, const struct actor *actor, struct str no, int32_t as_of, int64_t seq,
                struct subject_key *ret, struct err *e);
int subject_version(struct reg *r, struct subject_key k, int64_t *ret, struct err *e);
/* Of a household: the division that it lies in at (as_of, seq); is it in the actor's scope? */
int household_covered(struct reg *r, const struct actor *actor, int64_t register_id,
                      int64_t household_id, int32_t as_of, int64_t seq, struct arena *a,
                      struct str *ret_division, bool *ret, struct err *e);

/* All memberships of a household that were ever recorded, by position and recording. */
int household_stays(struct reg *r, struct subject_key k, struct arena *a, struct stays *ret,
                    struct err *e);

/*
 * The rows of evidence of a subject, the last recorded first: what was stated or taken back, by
 * whom, over which days, known from when to when. At most `most` of them behind `after` ("" = from
 * the beginning).
 */
struct history_row {
    int group;
    struct evidence x;
    struct str source, source_label, delivery; /* delivery: file name or reference */
    int64_t recorded_at, superseded_at;        /* 0 = it stands */
    struct str actor, what, why;               /* of the change that recorded it */
};
struct history {
    struct history_row *at;
    size_t n, cap;
    struct str next; /* "" = that was all */
};
int subject_history(struct reg *r, struct subject_key k, struct str after, size_t most,
                    struct arena *a, struct history *ret, struct err *e);
