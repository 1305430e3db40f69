/* An XLSX file from rows that come one after the other; rows.h has the whole of it. */
#pragma once

#include "rows.h"

#include <stdio.h>

struct xlsx_writer;
/* Writes to f; name stands in messages; foot at the foot of printed pages, NULL = nothing. They
 * must outlive the writer. Sheets come by xlsx_add_sheet. */
int xlsx_writer_new(FILE *f, const char *name, const char *foot, struct xlsx_writer **ret,
                    struct err *e);
void xlsx_writer_free(struct xlsx_writer *w);
void xlsx_writer_freep(struct xlsx_writer **w);
/* Ends the sheet before and begins one; its name ("" = numbered) and columns must outlive the
 * writer. */
int xlsx_add_sheet(struct xlsx_writer *w, const char *name, const struct rows_column *columns,
                   size_t n, struct err *e);
/* The row's cells from left to right. */
void xlsx_put_text(struct xlsx_writer *w, struct str text); /* the empty text: an empty cell */
/* Digits with a point, at most 15 of them; money is shown with two decimals. */
void xlsx_put_number(struct xlsx_writer *w, struct str digits, bool money);
void xlsx_put_date(struct xlsx_writer *w, int32_t days);
/* E_LIMIT for a text longer than a spreadsheet's cell. Errors stick. */
int xlsx_end_row(struct xlsx_writer *w, struct err *e);
int xlsx_finish(struct xlsx_writer *w, struct err *e);
