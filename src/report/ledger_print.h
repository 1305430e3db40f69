/* A comparison of two lists: its pairs and rows as rows of a file, and counts as tables. */
#pragma once

#include "ledger.h"
#include "rows.h"
#include "table.h"

/* CSV, or XLSX by the path (format/rows.h); rows_commit makes the file appear. Of a pair that
 * differs a line a column. */
int ledger_create(const char *path, struct rows_writer **ret, struct err *e);
int ledger_write(struct rows_writer *w, const struct ledger_row *row, struct err *e);

int ledger_print(const struct ledger_result *s, enum table_format format, FILE *out, struct err *e);
