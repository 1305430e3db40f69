/*
 * Policy packs: a folder with one DMN model, parameters.csv and cases.csv. A pack is immutable; its
 * hash is that of its files. See policies/README.md for how a pack is written.
 */
#pragma once

#include "catalogue.h"
#include "dmn.h"

#include <stdio.h>

struct pack_file {
    struct str name, content; /* "jiangmen.dmn" */
};

struct pack;

/* From a folder, or from files kept elsewhere (the register). Reads *.dmn, parameters.csv and
 * cases.csv (may be missing); errors name file and line. The catalogue must outlive the pack. */
int pack_open(const char *folder, const struct catalogue *c, struct pack **ret, struct err *e);
int pack_from_files(const struct pack_file *files, size_t n, const struct catalogue *c,
                    struct pack **ret, struct err *e);
/* Files that a user gives: names that a pack has, without folders; sizes, UTF-8, exactly one model.
 * Reads none of them. */
int pack_files_check(const struct pack_file *files, size_t n, struct err *e);
bool pack_file_known(struct str name);
/* The hash that a pack of these files has or would have, in whatever order they are given. */
int pack_files_hash(const struct pack_file *files, size_t n, char ret[65], struct err *e);
void pack_free(struct pack *p);
void pack_freep(struct pack **p);

struct str pack_name(const struct pack *p);  /* of the model */
const char *pack_hash(const struct pack *p); /* 64 hex digits, SM3 over names and contents */
size_t pack_files(const struct pack *p, const struct pack_file **ret);
const struct dmn_model *pack_model(const struct pack *p);
const struct catalogue *pack_catalogue(const struct pack *p);

/*
 * Parameters in force (policies/README.md).
 */
struct parameter {
    struct str name, division, residence; /* division: a prefix; empty = everywhere */
    int32_t valid_from, valid_to; /* valid_to: first day no longer in force, DATE_NONE = open */
    struct decimal value;
    struct str value_text, unit, source; /* source: a clause, or "sample" */
    uint32_t line;
};
size_t pack_parameters(const struct pack *p, const struct parameter **ret);
/* The row in force: longest division prefix, then the named residence before the empty one.
 * residence "" = unknown: *ret_ambiguous is set (and *ret NULL) if the candidates' values differ by
 * it. E_NOT_FOUND names parameter, division and date. */
int parameter_resolve(const struct pack *p, struct str name, struct str division,
                      struct str residence, int32_t date, const struct parameter **ret,
                      bool *ret_ambiguous, struct err *e);
/* As parameter_resolve, but E_OK with NULL where there is no row: for area figures. */
const struct parameter *parameter_find(const struct pack *p, const char *name, struct str division,
                                       struct str residence, int32_t date);
/* The parameter's label in the model ("低保标准" for line), or its name. */
struct str parameter_label(const struct pack *p, struct str name);

/* Findings of heyi policy check, errors and warnings; those of dmn_check included. */
struct pack_finding {
    bool error;
    const char *code;
    struct str file;
    uint32_t line;
    struct str place; /* decision and cell, or parameter */
    struct err message;
};
typedef void pack_finding_fn(void *arg, const struct pack_finding *f);
int pack_check(const struct pack *p, pack_finding_fn *fn, void *arg); /* number of errors */

/* Prints the tables and parameters for people. node: one decision by name or id, or empty. */
int pack_show(const struct pack *p, struct str node, FILE *out, struct err *e);

/* Runs cases.csv. on_case is called for each case, then on_unfired for each row of a table that no
 * case fired; below 0 ends it. Texts live during the call. E_LIMIT: the cases together take more
 * than LIMIT_PACK_TEST_STEPS. */
struct case_miss {
    struct str column, expected, got;
};
struct case_result {
    struct str name;
    uint32_t line;
    bool passed;
    size_t n_missed;
    const struct case_miss *missed;
    const struct err *failure; /* an error that no column expects; NULL */
};
struct pack_test_fns {
    int (*on_case)(void *arg, const struct case_result *c, struct err *e);
    int (*on_unfired)(void *arg, struct str decision, size_t row, struct err *e);
};
int pack_test_each(const struct pack *p, const struct pack_test_fns *fns, void *arg, struct err *e);
/* The same in print: one line a case on out; *ret_failed counts. */
int pack_test(const struct pack *p, FILE *out, size_t *ret_passed, size_t *ret_failed,
              struct err *e);

/* A table's name within its pack: the decision's id, of its further tables with .2, .3 behind.
 * pack_table: NULL if there is none; ret_node may be NULL. */
struct str pack_table_id(const struct pack *p, size_t i);
const struct dmn_table *pack_table(const struct pack *p, struct str id, int *ret_node);

/* A decision's or rule's words for people: the annotation columns 依据 (clauses), 说明 (the rule in
 * Chinese), English; for decisions without a table the lines of the description. */
struct rule_words {
    struct str clauses, zh, en;
};
struct rule_words pack_rule_words(const struct pack *p, int node, const struct dmn_table *t,
                                  int row);
/* The identifiers in a text of clauses, one after the other: "JM18-2.1.1b、sample". */
bool pack_source_next(struct str *text, struct str *ret);
