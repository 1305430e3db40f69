/*
 * Lists in files, CSV or XLSX: rows of cells, one way to read them and one way to write them.
 */
#pragma once

#include "xlsx.h"

/*
 * Reading. The content decides which of the two a file is, not its name; `-` is standard input (a
 * spreadsheet only where that is a file). sheet: a worksheet's name, NULL for the first visible
 * one; E_USAGE for a sheet of a CSV file.
 */
struct rows_reader;
int rows_open(const char *path, const char *sheet, struct rows_reader **ret, struct err *e);
void rows_close(struct rows_reader *r);
void rows_closep(struct rows_reader **r);
/* As csv_next and xlsx_next; *ret_row is the line, or the sheet's row. */
int rows_next(struct rows_reader *r, const struct str **ret_fields, size_t *ret_n,
              uint64_t *ret_row, struct err *e);
enum cell_fault rows_fault(const struct rows_reader *r, size_t field); /* of the last row */
const char *rows_sheet(const struct rows_reader *r);                   /* NULL for CSV */
/* Appends the names of the other visible worksheets that hold anything: nobody reads them here. */
int rows_others(struct rows_reader *r, struct strbuf *names, struct err *e);
uint64_t rows_bytes(const struct rows_reader *r); /* for progress */
uint64_t rows_total(const struct rows_reader *r); /* 0 if not known */

/*
 * Writing: as CSV (UTF-8 with BOM), or as XLSX if the path ends in .xlsx; `-` is standard output.
 * What is read back is the same, but for the ' that CSV needs before formulas: in XLSX a text is a
 * text. There the header is bold, stays in view and filters; texts are cells of text format, dates,
 * integers and money are numbers (beyond 15 digits texts), true and false are texts; beyond
 * 1,048,576 rows the list goes on in further sheets ("2", "3" …) under the same header.
 *
 * The file appears under its name when it is committed (base/file.h). Errors stick until rows_end.
 */
#define ROWS_MARK_HEADER "watermark"
/* Lists that this thread begins from now on are marked: every row has the text in a last column of
 * that name, and XLSX also at the foot of every printed page. NULL ends it. For copies that go
 * about: who made them, when. */
void rows_mark(const char *text);

enum rows_kind { ROWS_TEXT, ROWS_INTEGER, ROWS_MONEY, ROWS_DATE, ROWS_BOOLEAN };
struct rows_column {
    struct str header;
    enum rows_kind kind; /* what its cells are as a rule; each may be a text or empty */
};

struct rows_writer;
/* Writes the header; columns must outlive the writer. */
int rows_create(const char *path, const struct rows_column *columns, size_t n,
                struct rows_writer **ret, struct err *e);
/*
 * Or an XLSX file of several lists, each a sheet of its own with its name and columns: rows_book
 * makes it without any, rows_add_sheet ends the sheet before. name: at most 28 characters, none of
 * []:*?/\'" and each once; it must outlive the writer.
 */
int rows_book(const char *path, struct rows_writer **ret, struct err *e);
int rows_add_sheet(struct rows_writer *w, const char *name, const struct rows_column *columns,
                   size_t n, struct err *e);
/* The row's cells from left to right. */
void rows_text(struct rows_writer *w, struct str text); /* the empty text is an empty cell */
void rows_textz(struct rows_writer *w, const char *text);
void rows_int(struct rows_writer *w, int64_t v);
void rows_money(struct rows_writer *w, int64_t fen);
void rows_date(struct rows_writer *w, int32_t days); /* DATE_NONE is an empty cell */
void rows_bool(struct rows_writer *w, bool v);       /* true, false */
int rows_end(struct rows_writer *w, struct err *e);  /* of the row */
int rows_commit(struct rows_writer *w, struct err *e);
void rows_free(struct rows_writer *w);
void rows_freep(struct rows_writer **w);
