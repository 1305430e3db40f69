/* Samples for people: the list that visitors fill in, and what was found. */
#pragma once

#include "rows.h"
#include "sample.h"
#include "table.h"

/* The list, CSV or XLSX by the path (format/rows.h): a form for people, so its headers are always
 * Chinese; sample_enter reads it back. rows_commit makes the file appear. */
int visits_create(const char *path, struct rows_writer **ret, struct err *e);
int visits_row(struct rows_writer *w, struct reg *r, const struct sample_visit *v, struct err *e);

int samples_print(const struct samples *s, struct reg *r, enum table_format format, FILE *out,
                  struct err *e);
int sample_rates_print(const struct sample_rates *x, struct reg *r, enum table_format format,
                       FILE *out, struct err *e);
