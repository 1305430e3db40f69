/* The results of a determination: rows as CSV or XLSX (the contract's columns), figures as tables.
 */
#pragma once

#include "determine.h"
#include "rows.h"
#include "table.h"

/* CSV, or XLSX by the path (format/rows.h); rows_commit makes the file appear. */
int results_create(const char *path, struct rows_writer **ret, struct err *e);
/* A cell of an amount; empty where it isn't known. */
void rows_maybe_money(struct rows_writer *w, struct maybe m);
int results_row(struct rows_writer *w, const struct decision *d, struct err *e);

struct figures_context {
    struct reg *reg;
    const struct pack *pack;
    int32_t as_of;
    struct str division; /* prefix the run was limited to, or empty */
};
/* The area figures and changes of a run. */
int figures_print(const struct figures *f, const struct figures_context *x,
                  enum table_format format, FILE *out, struct err *e);
/* The same as one object of the writer's: what --format json prints. */
int figures_json(const struct figures *f, const struct figures_context *x, struct json_writer *w,
                 struct err *e);
