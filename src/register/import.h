/* Import of households and people from CSV and XLSX files, as the command-line contract says. */
#pragma once

#include "register.h"

struct import_options {
    enum entity entity;
    const char *const *files;
    const char *const *names; /* what the files are called before people; NULL = by their paths */
    size_t n_files;
    const char *sheet; /* of workbooks; NULL = the first visible one */
    int32_t valid_from;
    bool dry_run;
    bool complete;      /* people: members missing from the files leave their households */
    const char *errors; /* path of the errors file (CSV, or XLSX by its name), or NULL */
    FILE *report; /* warnings, rejected rows where there is no errors file, sheets left out, and
                     with complete every end and every move; may be NULL */
};

struct import_result {
    uint64_t rows, added, changed, unchanged, rejected, warnings;
    uint64_t ended; /* memberships, also of those who move */
};

/* One transaction for all files; nothing is written on an error or a dry run. Rejected rows are no
 * error: they are counted and stand in the errors file. A column that the catalogue doesn't have is
 * an error (E_INVALID), which names all of them. */
int import_run(struct reg *r, const struct actor *actor, const struct import_options *o,
               struct import_result *ret, struct err *e);
