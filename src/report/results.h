/* The results of a determination: rows as CSV (the contract's columns), figures as tables. */
#pragma once

#include "determine.h"
#include "table.h"

/* Writes the byte order mark and the header. */
void results_header(FILE *out);
void results_row(FILE *out, const struct decision *d);

struct figures_context {
    struct reg *reg;
    const struct pack *pack;
    int32_t as_of;
    struct str division; /* prefix the run was limited to, or empty */
};
/* The area figures and changes of a run. */
int figures_print(const struct figures *f, const struct figures_context *x,
                  enum table_format format, FILE *out, struct err *e);
