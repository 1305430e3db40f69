/* Import of households and people from CSV files, as the command-line contract says. */
#pragma once

#include "register.h"

struct import_options {
    enum entity entity;
    const char *const *files;
    size_t n_files;
    int32_t valid_from;
    bool dry_run;
    bool complete;      /* people: members missing from the files leave their households */
    const char *errors; /* path of the errors file, or NULL */
    FILE *report;       /* warnings and, with complete, what would end; may be NULL */
};

struct import_result {
    uint64_t rows, added, changed, unchanged, rejected, warnings, ended;
    uint64_t ignored_columns;
};

/* One transaction for all files; nothing is written on an error or a dry run. Rejected rows are no
 * error: they are counted and stand in the errors file. */
int import_run(struct reg *r, const struct actor *actor, const struct import_options *o,
               struct import_result *ret, struct err *e);
