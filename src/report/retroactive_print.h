/* Past determinations that would differ, as rows of a file; and what they come to, as a table. */
#pragma once

#include "retroactive.h"
#include "rows.h"
#include "table.h"

struct retroactive_file {
    struct rows_writer *rows;
    bool by_month; /* a line a month that isn't the same, else a line a determination */
};
/* CSV, or XLSX by the path (format/rows.h); rows_commit makes the file appear. */
int retroactive_create(const char *path, bool by_month, struct retroactive_file *ret,
                       struct err *e);
int retroactive_write(struct retroactive_file *f, const struct retroactive_row *row, struct err *e);

int retroactive_print(const struct retroactive_result *s, enum table_format format, FILE *out,
                      struct err *e);
