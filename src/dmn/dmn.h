/*
 * DMN (1.1 to 1.5 files): XML → model (requirement graph, decision tables, boxed expressions,
 * business knowledge models, decision services, imports) → evaluation on the FEEL interpreter.
 * A model is immutable once read; runs are separate. README.md tells what each hit policy makes of
 * unknown conditions.
 */
#pragma once

#include "feel.h"

struct dmn_model;

/* Gives the text of an imported model by namespace; E_NOT_FOUND if there is none. */
typedef int dmn_import_fn(void *arg, struct str ns, struct str location, struct str *ret_text,
                          struct err *e);

/* Reads a model into the arena. E_SYNTAX and E_INVALID name file, line and element. Models with
 * faults inside single decisions (unparsable FEEL) are read; those decisions evaluate to an error
 * and dmn_check tells. Cyclic requirements, doubled ids and unknown hrefs are faults of the model.
 */
int dmn_read(struct str document, const char *name, dmn_import_fn *import, void *arg,
             struct arena *a, struct dmn_model **ret, struct err *e);

enum dmn_node_kind { DMN_INPUT, DMN_DECISION, DMN_BKM, DMN_SERVICE };

struct dmn_annotation {
    struct str column, text;
};
struct dmn_rule {
    size_t n_annotations;
    const struct dmn_annotation *annotations;
    const struct str *inputs, *outputs; /* the cells' texts */
};
/* hit is the letter of the standard: U A P F R O C, with aggregation + < > # or 0. */
struct dmn_table {
    struct str label;
    char hit, aggregation;
    size_t n_inputs, n_outputs, n_rules;
    const struct str *input_texts, *input_labels, *output_names;
    const struct str *output_defaults; /* empty = none */
    const struct dmn_rule *rules;
};
struct dmn_node {
    enum dmn_node_kind kind;
    struct str id, name, description, question, ns;
    const struct feel_type *type;  /* of the variable */
    const struct dmn_table *table; /* NULL unless its logic is a decision table */
    struct str text;               /* literal expression's text, or empty; of a BKM its
                                      body's, as table */
    size_t n_requires;
    const int *requires_; /* node indices: information and knowledge; of a
                             service its output decisions and inputs */
    size_t n_params;
    const struct str *params; /* of a BKM; of a service its input data, then its
                                 input decisions */
    size_t n_outputs;
    const int *outputs; /* node indices: output decisions of a service */
    uint32_t line;
};

size_t dmn_node_count(const struct dmn_model *m);
const struct dmn_node *dmn_node(const struct dmn_model *m, int index);
/* By id, else by name, in this model, else ("prefix.name") in an imported one; -1 if there is
 * none. */
int dmn_find(const struct dmn_model *m, struct str id_or_name);
/* By namespace and name (else id); an import that is reached twice is found once. */
int dmn_find_ns(const struct dmn_model *m, struct str ns, struct str name);
struct str dmn_model_name(const struct dmn_model *m);
struct str dmn_model_namespace(const struct dmn_model *m);
/* Item definition by name; NULL. */
const struct feel_type *dmn_type(const struct dmn_model *m, struct str name);
/* The id attribute of an item component ("parameter.line") of an item definition. */
struct str dmn_component_id(const struct dmn_model *m, struct str item, struct str component);

/* Every decision table with the node it stands in (decision, BKM); ret_node may be NULL. */
size_t dmn_table_count(const struct dmn_model *m);
const struct dmn_table *dmn_table_at(const struct dmn_model *m, size_t i, int *ret_node);

/* Findings of the linter. */
enum dmn_severity { DMN_ERROR, DMN_WARNING };
struct dmn_finding {
    enum dmn_severity severity;
    const char *code;            /* stable word: "unknown-name", "overlap", "unreachable", … */
    struct str node, table_cell; /* node name; "row 3, column 2" or empty */
    uint32_t line;
    struct err message;
};
typedef void dmn_finding_fn(void *arg, const struct dmn_finding *f);
/* Syntax, unknown names, shadowing, types, argument counts; overlap in UNIQUE and ANY tables, rows
 * that can't be reached in FIRST tables, missing cases without a default. The number of errors. */
int dmn_check(const struct dmn_model *m, dmn_finding_fn *fn, void *arg);
/* The part of them that keeps the model from being evaluated: text that can't be read, types that
 * don't exist, malformed tables. */
int dmn_faults(const struct dmn_model *m, dmn_finding_fn *fn, void *arg);
/* Calls fn for each numeric literal in the model's logic (for rules about where numbers may
 * stand): in cells and default outputs with their column's label, else with an empty column. */
void dmn_numbers(const struct dmn_model *m,
                 void (*fn)(void *arg, int node, const struct dmn_table *t, int row,
                            struct str column, const struct feel_number_use *u),
                 void *arg);

/* One evaluation. Decisions are evaluated when they are first needed and kept until the reset. */
struct dmn_run;
int dmn_run_new(const struct dmn_model *m, struct dmn_run **ret, struct err *e);
void dmn_run_free(struct dmn_run *r);
void dmn_run_freep(struct dmn_run **r);
struct arena *dmn_run_arena(struct dmn_run *r);   /* for inputs; emptied by the reset */
struct feel_run *dmn_run_feel(struct dmn_run *r); /* diagnostics, now */
void dmn_run_reset(struct dmn_run *r);
/* Inputs, or decisions whose value is given beforehand. An input never set is null. The value is
 * coerced to the node's type unless trusted. */
void dmn_run_set(struct dmn_run *r, int node, const struct feel_value *v, bool trusted);
/* By name: an input or decision; or the prefix of an import with a context of such names. The
 * number of values set, 0 if nothing is called so. */
int dmn_run_set_named(struct dmn_run *r, struct str name, const struct feel_value *v);
const struct feel_value *dmn_run_decide(struct dmn_run *r, int node);
/* Invokes a BKM or decision service by name → value arguments. */
const struct feel_value *dmn_run_invoke(struct dmn_run *r, int node, const struct str *names,
                                        const struct feel_value *const *values, size_t n);
/* The rows that decided a decision's top-level table, bit i = row i (the first 64); 0 if it has no
 * table or was not evaluated. Rows found unknown in *ret_unknown (may be NULL). */
uint64_t dmn_run_fired(const struct dmn_run *r, int node, uint64_t *ret_unknown);

/* Trace: the steps of the evaluation in the order in which they ended. */
struct dmn_step {
    int node;
    int parent; /* index of the step that needed it, -1 */
    const struct feel_value *value;
    const struct dmn_table *table; /* NULL */
    uint64_t fired, unknown;       /* rows */
    size_t n_facts;                /* facts read directly, not through other steps; each once */
    const uint32_t *facts;
    size_t n_args; /* of a BKM */
    const struct feel_value *const *args;
};
void dmn_run_trace(struct dmn_run *r, bool on);
size_t dmn_run_steps(const struct dmn_run *r, const struct dmn_step **ret);
