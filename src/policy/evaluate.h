/*
 * Evaluating a pack for households: binds facts, parameters, date and previous standing to the
 * model's inputs, asks for its decisions, and gives each output as known, unknown (with the facts
 * behind it) or failed. One household is evaluated by the interpreter, many by the pack's plan
 * where that can; the outcome is the same.
 */
#pragma once

#include "facts.h"
#include "pack.h"

enum output_state {
    OUTPUT_KNOWN,
    OUTPUT_NONE, /* null without an error: no grace_until */
    OUTPUT_UNKNOWN,
    OUTPUT_FAILED, /* an error in the policy: division by zero, no row */
};

struct output {
    enum output_state state;
    int64_t i;             /* money: fen; integer; boolean; date */
    struct str s;          /* codes */
    const uint32_t *facts; /* behind an unknown, sorted by number, each once */
    size_t n_facts;
};

/* The outputs that every pack gives, by the ids of its decisions (policies/README.md). */
#define OUTPUTS(X)                                                                                 \
    X(ANNUAL_INCOME, annual_income, MONEY)                                                         \
    X(MONTHLY_INCOME, monthly_income, MONEY)                                                       \
    X(LINE, line, MONEY)                                                                           \
    X(ASSETS_OK, assets_ok, BOOLEAN)                                                               \
    X(CATEGORY, category, CODE)                                                                    \
    X(DEVELOPMENT_TARGET, development_target, BOOLEAN)                                             \
    X(KEY_TARGET, key_target, BOOLEAN)                                                             \
    X(UPLIFT, uplift, MONEY)                                                                       \
    X(MONTHLY_AMOUNT, monthly_amount, MONEY)                                                       \
    X(POINTS, points, INTEGER)                                                                     \
    X(STANDING, standing, CODE)                                                                    \
    X(GRACE_UNTIL, grace_until, DATE)                                                              \
    X(PAYABLE_AMOUNT, payable_amount, MONEY)                                                       \
    X(MEASURES, measures, CODES)

enum output_id {
#define X(name, id, type) OUTPUT_##name,
    OUTPUTS(X)
#undef X
        N_OUTPUTS
};
const char *output_name(enum output_id id); /* "category" */
/* Its decision. E_INVALID: the pack has none. */
int output_node(const struct pack *p, enum output_id id, int *ret, struct err *e);

/* Which facts some outputs hang on, by attribute: of the household, of members. Where the plan
 * can't hold one of them, all that the model's inputs name. */
int pack_reads(const struct pack *p, const enum output_id *outputs, size_t n, bool *ret[N_ENTITIES],
               struct err *e);

struct outcome {
    struct output out[N_OUTPUTS];
    /* measures: s holds the codes whose condition is true; the facts behind conditions that are
     * unknown stand here, and its state is KNOWN unless the list as a whole is unknown. */
    const uint32_t *measures_missing;
    size_t n_measures_missing;
    bool failed; /* some decision met an error; failure tells */
    struct err failure;
    struct str rules; /* "category:2;monthly_amount:1": rows that fired, from 1, of every table that
                         the outputs need */
};

struct evaluator;

/* One thread's evaluator for one date. Refuses a pack that lacks a decision of OUTPUTS or an input
 * that the facts can't give. */
int evaluator_new(const struct pack *p, int32_t as_of, struct evaluator **ret, struct err *e);
void evaluator_free(struct evaluator *v);
void evaluator_freep(struct evaluator **v);

/* The outcome lives in the evaluator until the next call. E_NOT_FOUND: a parameter has no row in
 * force (the message names it, the division and the date); a failed policy is no error here. */
int evaluate(struct evaluator *v, const struct household_facts *h, const struct outcome **ret,
             struct err *e);

/* As evaluate with the trace on; the run gives the steps until the next call. */
int evaluate_traced(struct evaluator *v, const struct household_facts *h,
                    const struct outcome **ret, struct dmn_run **ret_run, struct err *e);
/* The parameter rows that the last evaluation bound: name → row. NULL if ambiguous or not used. */
const struct parameter *evaluator_parameter(const struct evaluator *v, const char *name);
/* A fact number of a trace that stands for a parameter: FACT_PARAMETER(i), i an index into
 * pack_parameters. */
#define FACT_PARAMETER_BIT 0x80000000u
#define FACT_PARAMETER(i) (FACT_PARAMETER_BIT | (uint32_t)(i))

/* Many households. plan (columns.h): of the same pack, NULL = the interpreter alone. One thread's.
 */
struct pack_plan;
struct batch_evaluator;
int batch_evaluator_new(const struct pack *p, const struct pack_plan *plan, int32_t as_of,
                        struct batch_evaluator **ret, struct err *e);
void batch_evaluator_free(struct batch_evaluator *v);
void batch_evaluator_freep(struct batch_evaluator **v);
/* Begins with other households; they must stay until their outcomes were asked for. */
void batch_evaluate(struct batch_evaluator *v, const struct household_facts *h, size_t n);
/* The next one's outcome as evaluate gives it, until the next call. 0 = that was all. */
int batch_evaluate_next(struct batch_evaluator *v, const struct outcome **ret, struct err *e);
/* How many of all households so far the interpreter decided as a whole. */
size_t batch_evaluator_slow(const struct batch_evaluator *v);
