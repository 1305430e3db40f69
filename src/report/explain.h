/*
 * One household's decision, told so that the household itself would understand it: the conclusion,
 * each step with its value, the rule in words, the clause, each fact with source and date; for the
 * undecided which fact to fetch and what would follow; for grace until when and why.
 */
#pragma once

#include "telling.h"

struct explain_options {
    int32_t as_of;     /* DATE_NONE = the last committed decision, else today's trial */
    int64_t known_seq; /* INT64_MAX = now */
    uint32_t opened;   /* enum field_class: told in clear (mask.h), on the record of the caller */
};

/*
 * In the thread's language; *ret lives in the arena. A committed decision is replayed from what was
 * known then; if the inputs' digest does not match what was committed, the telling says so. With
 * both dates it is told what was so on as_of as known at known_seq, whatever was committed.
 * E_DENIED for an actor who doesn't see health, money and minors: a letter without some of a
 * household's facts would be no explanation.
 */
int explain_tell(struct reg *r, const struct actor *actor, struct str household_no,
                 const struct explain_options *o, struct arena *a, const struct telling **ret,
                 struct err *e);
/* Facts that nobody keeps (replay_facts_open), told in clear; what would follow is told of the first
 * `most_ifs` facts that are missing, since each takes some hundred evaluations. */
int explain_facts(struct reg *r, const struct pack *p, const struct household_facts *h,
                  int32_t as_of, size_t most_ifs, struct arena *a, const struct telling **ret,
                  struct err *e);
/* Writes the letter's text, whole or not at all. */
int explain(struct reg *r, const struct actor *actor, struct str household_no,
            const struct explain_options *o, FILE *out, struct err *e);
