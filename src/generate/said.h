/*
 * What departments say of a household, rows and rules apart: the values that follow from the rows
 * that an import can give to its members, and the signs that it must notice. Filled while the rows
 * are written (deptrows.c), turned into expected facts and findings by verdict.c.
 */
#pragma once

#include "deptbook.h"

/* X(NAME, the kind's word in src/verify/verify.h) */
#define SIGN_KINDS(X)                                                                              \
    X(DEAD, "dead")                                                                                \
    X(MOVED_OUT, "moved_out")                                                                      \
    X(MEMBER_MISSING, "member_missing")                                                            \
    X(TWO_HOUSEHOLDS, "two_households")                                                            \
    X(NAME_DIFFERS, "name_differs")                                                                \
    X(CANDIDATE, "candidate")                                                                      \
    X(LEAD, "lead")

#define AS_SIGN(name, word) SIGN_##name,
enum sign { SIGN_KINDS(AS_SIGN) N_SIGNS };
#undef AS_SIGN

/* stated: bits of facts that departments decide; least: of those that are no less than the value.
 */
struct said_facts {
    uint64_t stated, least;
    int64_t
        v[N_PERSON_FACTS > (int)N_HOUSEHOLD_FACTS ? (int)N_PERSON_FACTS : (int)N_HOUSEHOLD_FACTS];
};

struct said {
    struct said_facts household, people[DRAFT_PEOPLE];
    uint32_t signs[N_SIGNS][1 + DRAFT_PEOPLE]; /* bits of feeds; by member from 1, 0 = household */
};

static inline void said_is(struct said_facts *f, int fact, int64_t v)
{
    f->stated |= UINT64_C(1) << fact;
    f->v[fact] = v;
}

/* … no less than. */
static inline void said_least(struct said_facts *f, int fact, int64_t v)
{
    f->least |= UINT64_C(1) << fact;
    f->v[fact] = f->v[fact] > v ? f->v[fact] : v;
}
