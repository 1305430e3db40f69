/* An XLSX file from rows that come one after the other; rows.h has the whole of it. */
#pragma once

#include "rows.h"

#include <stdio.h>

struct xlsx_writer;
/* Writes to f; name stands in messages. columns, name and f must outlive the writer. columns NULL:
 * sheets come by xlsx_add_sheet. */
int xlsx_writer_new(FILE *f, const char *name, const struct rows_column *columns, size_t n,
                    struct xlsx_writer **ret, struct err *e);
void xlsx_writer_free(struct xlsx_writer *w);
void xlsx_writer_freep(struct xlsx_writer **w);
/* Ends the sheet and begins one with other columns; they must outlive the writer. */
int xlsx_add_sheet(struct xlsx_writer *w, const char *name, const struct rows_column *columns,
                   size_t n, struct err *e);
/* At the foot of each printed page, cut after XLSX_FOOTER_CHARACTERS. */
#define XLSX_FOOTER_CHARACTERS 100 /* a spreadsheet takes 255 with codes and doubled & */
int xlsx_footer(struct xlsx_writer *w, struct str text, struct err *e);
/* The row's cells from left to right. */
void xlsx_put_text(struct xlsx_writer *w, struct str text); /* the empty text: an empty cell */
/* Digits with a point, at most 15 of them; money is shown with two decimals. */
void xlsx_put_number(struct xlsx_writer *w, struct str digits, bool money);
void xlsx_put_date(struct xlsx_writer *w, int32_t days);
/* E_LIMIT for a text longer than a spreadsheet's cell. Errors stick. */
int xlsx_end_row(struct xlsx_writer *w, struct err *e);
int xlsx_finish(struct xlsx_writer *w, struct err *e);
