/* Who is not covered and should be, and the reverse: rows of a file, and counts by town. */
#pragma once

#include "coverage.h"
#include "rows.h"
#include "table.h"

/* CSV, or XLSX by the path (format/rows.h); rows_commit makes the file appear. */
int coverage_create(const char *path, struct rows_writer **ret, struct err *e);
int coverage_write(struct rows_writer *w, const struct coverage_row *row, struct err *e);

int coverage_print(const struct coverage_result *s, struct reg *r, int32_t as_of,
                   enum table_format format, FILE *out, struct err *e);
