/*
 * Plans: decisions of a DMN model compiled to primitives over columns, and their execution. What
 * they give agrees with the interpreter (feel, dmn) on every household, or is marked COLUMN_SLOW
 * for it. README.md tells the design, ops.def the primitives.
 *
 * A plan is immutable and may be run by many threads; a run belongs to one thread.
 */
#pragma once

#include "column.h"
#include "dmn.h"

#include <stdio.h>

/* One component of an input (or the input itself, if it has none). */
struct column_field {
    struct column_type type;
    int column; /* number among the columns of its space; -1 = not given (a text): a decision that
                   reads it is left to the interpreter */
    uint32_t fact; /* told by plan_run_facts when the value is unknown */
};

enum column_shape { SHAPE_VALUE, SHAPE_CONTEXT, SHAPE_LIST /* of contexts: the members */ };

struct column_input {
    int node; /* of the model */
    enum column_space space;
    enum column_shape shape;
    size_t n_fields; /* in the order of the type's components; VALUE: 1 */
    const struct column_field *fields;
};

/* What the caller wants of a decision. */
struct plan_wanted {
    int node;
    enum column_kind kind;
    uint8_t scale; /* NUMBER: the scale of the result; a value that needs more digits is SLOW */
};

struct plan;

/* Compiles the wanted decisions. One that can't be compiled, or needs one that can't, is left out
 * (plan_refusal tells). Negative only for memory and limits. */
int plan_compile(const struct dmn_model *m, const struct column_input *inputs, size_t n_inputs,
                 const struct plan_wanted *wanted, size_t n_wanted, struct plan **ret,
                 struct err *e);
void plan_free(struct plan *p);
void plan_freep(struct plan **p);

/* Is wanted[i] computed? Its type in *ret (may be NULL). */
bool plan_has(const struct plan *p, size_t i, struct column_type *ret);
struct plan_refusal {
    int node;         /* the decision that can't be compiled */
    struct str where; /* the part of its text */
    struct err message;
};
size_t plan_refusals(const struct plan *p, const struct plan_refusal **ret);
/* Decisions with a table (of at most 64 rows) that the plan computes, in the model's order. */
size_t plan_tables(const struct plan *p, const int **ret_nodes);
/* The plan as text: one line a primitive, with what it is for, and the refusals. */
void plan_print(const struct plan *p, FILE *out);

/* Which kernels to use: the best that the processor has, unless HEYI_KERNELS names others. */
const char *plan_kernels(void); /* "avx512", "avx2", "baseline" */

/* Does anything that it computes hang on the column? */
bool plan_reads(const struct plan *p, enum column_space space, int column);

struct plan_run;
int plan_run_new(const struct plan *p, struct plan_run **ret, struct err *e);
void plan_run_free(struct plan_run *r);
void plan_run_freep(struct plan_run **r);

/* Values of the uniform inputs for one set, by column number; states as in column.h. What hangs on
 * uniform values only is computed here, once. Sets are numbered from 0 without gaps. */
struct column_value {
    int64_t value;
    uint8_t state;
};
int plan_run_set(struct plan_run *r, size_t set, const struct column_value *values, struct err *e);

/* Computes a batch. The results live until the next one. */
void plan_run_batch(struct plan_run *r, const struct column_batch *b);
/* wanted[i], a value a household. CODES of a collecting table: the codes that are certain; UNKNOWN
 * beside them means that further ones may hold (plan_run_facts tells on what that hangs). */
struct column plan_run_output(const struct plan_run *r, size_t i);
/* Rows of plan_tables[t] that decided, bit i = row i, by household (as dmn_run_fired): masks, U8
 * for at most 8 rows, I32 for 32, else U64. */
struct column plan_run_fired(const struct plan_run *r, size_t t);
/* By household: 1 = some wanted value, or a table's rows, is SLOW, or null where only dates may be:
 * the household must go to the interpreter as a whole. */
const uint8_t *plan_run_slow(const struct plan_run *r);

/* The facts behind an unknown output of one household: exactly those that the interpreter gives. */
struct plan_fact {
    uint32_t fact;   /* column_field.fact */
    uint32_t member; /* from 1; 0 = of the household */
};
/* They are sorted (member, fact), each once, and live until the next call. */
size_t plan_run_facts(struct plan_run *r, size_t i, size_t household, const struct plan_fact **ret);

/*
 * How the results of a plan hang on a date that is given as a uniform column ("today"): what must
 * be known to say on which days they stay what they are. Besides what is told here they hang on it
 * by dates made from it, which only wanted[moving] may be.
 */
struct plan_date_use {
    bool safe;      /* nothing else hangs on it … */
    struct err why; /* … or, where not, what does */
    bool compared;  /* is it compared with dates among the facts? */
    bool birthdays; /* does every completed year since a date among the facts count, or only … */
    size_t n_years; /* … the day on which one of these is reached? Ascending */
    int32_t years[64];
};
void plan_date_use(const struct plan *p, int column, size_t moving, struct plan_date_use *ret);
