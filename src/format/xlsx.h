/*
 * XLSX (ISO/IEC 29500, transitional and strict), for reading: the rows of one worksheet, streamed
 * straight out of the zip. Memory is bounded by one row and the table of shared strings (bounds.h).
 *
 * A cell gives the text that a person sees in it, as far as it matters:
 *   - numbers as plain decimals of at most 15 significant digits (1234.5600000000001 is 1234.56);
 *     formats of zeros show their digits (000123, 100.00); nothing is rounded to a format;
 *   - numbers under a date format (of the cell's style) as 2018-06-30, with a time of day if there
 *     is one, in the workbook's epoch (1900 or 1904);
 *   - booleans as true and false, formulas as the result that was saved with them;
 *   - of rich text the runs, without phonetic guides; _xHHHH_ as the character it stands for.
 * What can't be a value all the same has a fault (below). Of merged cells the first has the text,
 * the others are empty.
 *
 * Macros, external links, drawings and everything else are ignored and never run: an .xlsm with
 * data is read like an .xlsx. .xls and encrypted files are refused.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/* A cell whose text is not to be taken for a value. */
enum cell_fault {
    CELL_OK = 0,
    CELL_ERROR,       /* #N/A, #REF! …: a formula that has failed */
    CELL_NO_RESULT,   /* a formula without a saved result; the text is the formula */
    CELL_LOST_DIGITS, /* a number of more than 15 digits: spreadsheets keep no more */
    /* a plain number in a workbook that counts days from 1904: of no use as a date */
    CELL_OTHER_EPOCH,
};

struct xlsx;
/* sheet NULL: the first visible worksheet. An unknown sheet is E_NOT_FOUND and tells the names. */
int xlsx_open(const char *path, const char *sheet, struct xlsx **ret, struct err *e);
/* A file in memory, which must outlive the reader. name stands in messages. */
int xlsx_open_text(struct str bytes, const char *name, const char *sheet, struct xlsx **ret,
                   struct err *e);
void xlsx_close(struct xlsx *x);
void xlsx_closep(struct xlsx **x);

/* 1 = a row, 0 = end, negative = error, which names file, sheet and cell; after an error every call
 * gives it again. Rows without text are skipped; *ret_row is the sheet's number, from 1. *ret_n
 * reaches to the last cell that has text. Fields are valid until the next call. */
int xlsx_next(struct xlsx *x, const struct str **ret_fields, size_t *ret_n, uint64_t *ret_row,
              struct err *e);
/* Of a field of the last row. */
enum cell_fault xlsx_fault(const struct xlsx *x, size_t field);
const char *xlsx_sheet(const struct xlsx *x);
/* Appends the names of the other visible worksheets that hold anything. */
int xlsx_others(struct xlsx *x, struct strbuf *names, struct err *e);
uint64_t xlsx_bytes(const struct xlsx *x); /* of the sheet, unpacked, for progress */
uint64_t xlsx_total(const struct xlsx *x);
