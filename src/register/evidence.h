/*
 * Evidence and what follows from it.
 *
 * One attribute of a subject at (as_of, seq): among the rows that were known at seq and hold on
 * as_of, the source of highest standing comes first, then the latest valid_from, then the latest
 * row. A row that states the attribute decides (null under a stated bit = known to be absent). A
 * row that withdraws it takes back everything its source said before, and the next source decides.
 * Nothing left = unknown.
 *
 * A row may also state that an attribute is no less than a value (`least`: what departments see is
 * part of the whole). Such rows don't decide; but of the sources that outrank the deciding row's,
 * the highest lower bound that holds (each source's latest) takes its place if it is greater. Where
 * nothing decides, the attribute stays unknown. Standings are those known at seq (source.h).
 *
 * The resolved row (household_now, person_now) is the resolution at (for good, now). It also holds
 * at any (as_of >= settled_from, seq >= settled_seq), since settled_from is the latest day on which
 * any row of the subject, superseded ones too, begins or ends, and settled_seq the latest change
 * that touched one or had two of its sources change places (evidence_turns). Memberships count as
 * rows of the person in this.
 */
#pragma once

#include "register_private.h"

struct evidence {
    int64_t evidence_id, source_id, delivery_id;
    uint64_t stated, withdrawn, least;    /* masks; least: bits of stated */
    int32_t valid_from, valid_to;         /* DAY_OPEN */
    int64_t recorded_seq, superseded_seq; /* SEQ_OPEN */
    const struct fact *values;            /* by order of fact_group.attributes */
};

struct evidence_rows {
    struct evidence *at; /* by evidence_id */
    size_t n, cap;
};

struct subject_key {
    enum entity entity;
    int64_t register_id, id;
};
static inline bool subject_same(struct subject_key a, struct subject_key b)
{
    return a.entity == b.entity && a.register_id == b.register_id && a.id == b.id;
}
/* $1 and $2 of the statements about one subject. */
void subject_bind(struct stmt *s, struct subject_key k);

/* All rows of one group, superseded ones too, appended to *rows. E_CORRUPT for a source that
 * doesn't exist. */
int evidence_load(struct reg *r, struct subject_key k, int group, struct arena *a,
                  struct evidence_rows *rows, struct err *e);

/* The same with a row of group_sql.select. */
int evidence_push(struct reg *r, enum entity entity, int group, struct stmt *s, struct arena *a,
                  struct evidence_rows *rows, struct err *e);

/* A row of a statement whose columns from `first` on are those of group_sql.select. Its source may
 * be one that doesn't exist. */
int evidence_decode(const struct reg *r, enum entity entity, int group, struct stmt *s, int first,
                    struct arena *a, struct evidence *ret, struct err *e);

/* The mask bits of an attribute. */
uint64_t evidence_bit(const struct reg *r, const struct attribute *t);

/* Two values of one attribute. */
bool fact_same(const struct attribute *t, struct fact a, struct fact b);

#define SOURCE_ANY 0
/*
 * Resolves the attributes of one group, from all sources or one of them: facts by attribute index
 * and won (source id, 0 = unknown) by slot; both only at this group's places. ret_rows (may be
 * NULL) gets the winning row's number by attribute index, -1 = none.
 */
void evidence_resolve(const struct reg *r, enum entity entity, int group,
                      const struct evidence_rows *rows, int32_t as_of, int64_t seq, int64_t source,
                      struct fact *facts, uint8_t *won, int *ret_rows);

/* Do two sources that both spoke of an attribute change places by the standings of the change seq?
 * Then settled_seq isn't before it. */
bool evidence_turns(const struct reg *r, enum entity entity, int group,
                    const struct evidence_rows *rows, int64_t seq);

/* A resolved row. */
struct subject_now {
    int64_t household_id; /* people: where they are for good; 0 = nowhere */
    int64_t position;
    int32_t settled_from;
    int64_t settled_seq;
    struct fact *facts; /* by attribute index */
    uint8_t *won;       /* by slot */
    struct str name;    /* people: as it stands in the row that was read; "" = none */
};
/* The name that the facts give. */
struct str now_name(const struct reg *r, const struct subject_now *n);

int now_alloc(const struct reg *r, enum entity entity, struct arena *a, struct subject_now *ret,
              struct err *e);
/* From a statement whose columns begin with now_columns; texts are copied. */
int now_decode(const struct reg *r, enum entity entity, struct stmt *s, struct arena *a,
               struct subject_now *ret, struct err *e);
int now_read(struct reg *r, struct subject_key k, struct arena *a, struct subject_now *ret,
             bool *ret_found, struct err *e);
int now_update(struct reg *r, struct subject_key k, const struct subject_now *now, struct err *e);
int now_insert(const struct reg *r, struct bulk *b, struct subject_key k,
               const struct subject_now *now, struct err *e);

/* Overwrites the facts of a resolved row by those at (as_of, seq), if it doesn't hold there. */
int now_at(struct reg *r, struct subject_key k, int32_t as_of, int64_t seq, struct arena *a,
           struct subject_now *now, struct err *e);
/* The facts of one group at (as_of, seq), whether the row holds there or not. */
int now_group_at(struct reg *r, struct subject_key k, int group, int32_t as_of, int64_t seq,
                 struct arena *a, struct subject_now *now, struct err *e);
static inline bool now_holds(const struct subject_now *n, int32_t as_of, int64_t seq)
{
    return n->settled_from <= as_of && n->settled_seq <= seq;
}
