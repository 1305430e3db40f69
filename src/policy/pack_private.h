/* What the files of a pack share. Internal to this folder. */
#pragma once

#include "map.h"
#include "pack.h"

struct pack {
    struct arena *arena;
    const struct catalogue *catalogue;
    size_t n_files;
    struct pack_file *files; /* by name */
    const struct pack_file *model_file;
    const struct pack_file *parameters_file; /* NULL if the pack has none */
    const struct pack_file *cases_file;      /* NULL if the pack has none */
    struct dmn_model *model;
    const struct str *table_ids;
    char hash[65];
    size_t n_parameters;
    struct parameter *parameters; /* as in the file */
    size_t *by_name;              /* their indices by name, then line */
    /* The model's parameters: entries of the input `parameters`. */
    size_t n_slots;
    const struct parameter_slot *slots;
};

/* One entry of the model's input `parameters`: its label and the name in parameters.csv ("" if the
 * component's id is not parameter.NAME). */
struct parameter_slot {
    struct str label, name;
};

enum parameter_column { P_NAME, P_DIVISION, P_RESIDENCE, P_FROM, P_TO, P_VALUE, P_UNIT, P_SOURCE };
#define N_PARAMETER_COLUMNS 8
extern const char *const parameter_columns[N_PARAMETER_COLUMNS];
/* Where in the file's first record each stands. */
int parameters_header(struct str file, const struct str *fields, size_t n, int *columns,
                      struct err *e);
int parameters_read(struct pack *p, struct err *e);
/* The rows of a pack: they live in its arena. */
int parameters_set(struct pack *p, struct parameter *rows, size_t n, struct err *e);
bool parameter_in_force(const struct parameter *r, int32_t date);
/* 440700000000 and 4407 name the same division: padding is cut off. false if it is none. */
bool parameter_division(struct str s, struct str *ret);
/* What is wrong with a value in that unit; NULL. */
struct value_fault {
    const char *zh, *en;
};
const struct value_fault *parameter_value_fault(struct str unit, struct decimal value);
/* The rows of that name: by_name[*ret_first … + n - 1]. */
size_t parameters_named(const struct pack *p, struct str name, size_t *ret_first);
/* Gaps, overlaps, sources. Calls fn for each finding; the number of errors. */
int parameters_check(const struct pack *p, pack_finding_fn *fn, void *arg);

/* Is it `sample`, a clause of the register (docs/clauses.md), formed like one (JM18-2.1.1b) though
 * the register doesn't have it, or something else? */
enum source_kind { SOURCE_KNOWN, SOURCE_UNKNOWN, SOURCE_MALFORMED };
enum source_kind source_kind(struct str s);
/* What to say of a source that isn't SOURCE_KNOWN. */
void source_error(struct str s, struct err *e);

/* The inputs of a model, by the ids that every pack uses. */
enum pack_input {
    INPUT_HOUSEHOLD,
    INPUT_MEMBERS,
    INPUT_AS_OF,
    INPUT_PREVIOUS,
    INPUT_PARAMETERS,
    N_INPUTS
};
extern const char *const pack_input_ids[N_INPUTS];
/* Node index, or -1 if the model has no such input. */
int pack_input(const struct pack *p, enum pack_input which);
/* The context type of an input: of its items where it is a list; NULL if it is no context. */
const struct feel_type *pack_input_type(const struct pack *p, enum pack_input which);
/* Does a component of that FEEL type take the values of an attribute? */
bool attribute_fits(const struct attribute *t, const struct feel_type *type);
