/*
 * Facts as columns: which column holds what, what a pack's inputs read of them, batches filled from
 * household_facts, and the sets of parameters that hold.
 *
 * Household space: column i is household attribute i of the catalogue, then the parts of
 * `previous`. Member space: column i is person attribute i. Uniform: 0 is as_of, then the model's
 * parameters by slot.
 */
#pragma once

#include "facts.h"
#include "pack.h"
#include "plan.h"

/* The parts of `previous`, by the ids of its components: previous.standing … */
enum previous_part {
    PREVIOUS_STANDING,
    PREVIOUS_CATEGORY,
    PREVIOUS_AMOUNT,
    PREVIOUS_GRACE_UNTIL,
    PREVIOUS_MEASURES, /* no column: their codes are the pack's */
    N_PREVIOUS
};
#define COLUMN_PREVIOUS(catalogue, part) ((catalogue)->n[ENTITY_HOUSEHOLD] + (part))
enum { COLUMN_AS_OF, COLUMN_PARAMETERS /* + slot */ };

/*
 * The columns of a catalogue. Money and unbounded integers are I32: what lies beyond (over twenty
 * million yuan), as well as codes that the catalogue doesn't know, is SLOW.
 */
struct fact_columns {
    const struct catalogue *catalogue;
    size_t n[3];                    /* by enum column_space; SPACE_UNIFORM: 0 */
    const struct column_type *t[3]; /* width and codes */
    const bool *given[3];           /* false: no column, a text */
};
/* Lives in the arena; the catalogue must outlive it. */
int fact_columns_new(const struct catalogue *c, struct arena *a, const struct fact_columns **ret,
                     struct err *e);
size_t column_width_bytes(enum column_width w);
struct column_type column_date_type(bool null); /* of dates that are never unknown */

/*
 * A growing batch. Columns that are not wanted, or not given, have no values.
 */
struct column_filler;
/* wanted[space][column], NULL = all of that space. */
int column_filler_new(const struct fact_columns *f, const bool *const wanted[3],
                      struct column_filler **ret, struct err *e);
void column_filler_free(struct column_filler *f);
void column_filler_freep(struct column_filler **f);
void column_filler_clear(struct column_filler *f);
/* false: no room for this household any more (COLUMN_BATCH, COLUMN_BATCH_MEMBERS); an empty batch
 * takes every household of at most LIMIT_HOUSEHOLD_MEMBERS. set: see struct column_batch. */
bool column_filler_add(struct column_filler *f, const struct household_facts *h, uint16_t set);
/* Lives until the filler is changed. */
const struct column_batch *column_filler_batch(struct column_filler *f);

/* Has household i, or a member, a value that its column can't hold? Then it is the interpreter's as
 * a whole, whatever the plan reads: FEEL checks types of contexts with all that is in them. */
bool column_filler_odd(const struct column_filler *f, size_t i);

/* Codes as registers hold them: sorted, separated by ; */
struct str column_codes_text(const struct column_type *t, uint64_t bits, struct arena *a);

/* The way back, for the interpreter: what household i of a batch states, in the arena. Texts are
 * unknown but for the division; members have no person_id, and previous no measures. false: a
 * value is SLOW (not in its column), or memory is short (arena_failed). */
bool column_facts(const struct fact_columns *f, const struct column_batch *b, size_t i,
                  struct str division, struct arena *a, struct household_facts *ret);

/*
 * A pack as a plan: compiled for the decisions of OUTPUTS, wanted[i] being output i of
 * evaluate.h. Immutable, shared by threads; the pack must outlive it.
 */
struct pack_plan {
    const struct pack *pack;
    const struct fact_columns *columns;
    size_t n_inputs;
    const struct column_input *inputs;
    const struct plan *plan;
    const bool *wanted[3]; /* columns that inputs of the model name */
};
/* Are plans to be used? HEYI_EVALUATOR=interpreter says no. */
bool pack_plan_wanted(void);
int pack_plan_new(const struct pack *p, const struct pack_plan **ret, struct err *e);
void pack_plan_free(const struct pack_plan *p);
void pack_plan_freep(const struct pack_plan **p);
/* The fact numbers of catalogue.h. */
static inline uint32_t pack_plan_fact(struct plan_fact f)
{
    return f.member ? FACT_MEMBER(f.member, f.fact) : FACT_HOUSEHOLD(f.fact);
}

/*
 * The values of uniform columns in force on a date, one set for every different one: usually one
 * for the whole run. One thread's.
 */
struct parameter_sets;
int parameter_sets_new(const struct pack_plan *p, int32_t as_of, struct parameter_sets **ret,
                       struct err *e);
void parameter_sets_free(struct parameter_sets *s);
void parameter_sets_freep(struct parameter_sets **s);
/* Which set holds there; residence "" = unknown. E_NOT_FOUND as parameter_resolve; E_LIMIT beyond
 * 65536 sets. */
int parameter_sets_find(struct parameter_sets *s, struct str division, struct str residence,
                        uint16_t *ret, struct err *e);
/* How many there are; they are numbered from 0 in the order in which they were found. */
size_t parameter_sets_count(const struct parameter_sets *s);
/* By column, for plan_run_set. */
const struct column_value *parameter_sets_values(const struct parameter_sets *s, size_t set);
