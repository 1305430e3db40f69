/*
 * Reading a feed's files: one or several CSV or XLSX files of one delivery, row by row, typed by
 * the definition. What is wrong with a file as a whole refuses it; what is wrong with a row rejects
 * the row. Nothing is guessed.
 */
#pragma once

#include "feed.h"
#include "idno.h"

struct feed_record {
    uint64_t row; /* from 1 over all files */
    uint64_t line;
    size_t file;
    char number[IDNO_TEXT];     /* normalised; "" where it isn't sound */
    enum idno_result number_is; /* IDNO_OK, or what is wrong with it */
    struct str number_text;     /* as it stands in the file: for candidates, never stored */
    struct str name;            /* narrowed, blanks inside removed */
    int32_t birth;              /* from the column, else from the number; DATE_NONE */
    struct str division, group; /* "" = none */
    int32_t from, to;           /* of dated rows: the day (month: its last day) in from; of spans
                                   both, DAY_OPEN without an end; else DATE_NONE */
    const struct fact *cells;   /* by column */
    bool rejected;              /* told in the errors file; identity fields may still be good */
};

struct feed_file_options {
    const char *const *files; /* paths must live as long as the delivery is open */
    const char *const *names; /* what they are called before people; NULL = by their paths */
    size_t n_files;
    const char *sheet, *errors; /* may be NULL */
    int32_t received;           /* nothing may be dated behind it */
    FILE *report;               /* may be NULL */
};

struct feed_file;
/*
 * Opens the delivery. E_INVALID for: a column that the definition doesn't have (with what was
 * probably meant), a required column that is missing, a file without any row, one whose first rows
 * have identity numbers in another column than theirs (tells which), or all lie in the future.
 * E_USAGE for a file that is named twice. Of a pipe feed_file_next tells the last three; also
 * E_SYNTAX for a file that ends in the middle of a row.
 */
int feed_file_open(const struct feed *f, const struct feed_file_options *o, struct feed_file **ret,
                   struct err *e);
/* 1 = *ret is filled until the next call, 0 = end of the last file. Fast for rows that are asked
 * only for their number: cells, from and to are read by feed_file_cells. A row needs a sound number
 * or a name. */
int feed_file_next(struct feed_file *x, struct feed_record *ret, struct err *e);
/* Reads the typed cells and dates of the current row into *record (rejected if they are faulty). */
int feed_file_cells(struct feed_file *x, struct feed_record *record, struct err *e);
/* From the first row again (for a second pass); E_USAGE for a pipe. Rows aren't told twice. */
int feed_file_rewind(struct feed_file *x, struct err *e);
/* What a caller finds wrong with the current row: to the errors file, and the row counts as
 * rejected. column: of the definition, -1 = the row. Texts in Chinese, as imports have them. */
void feed_file_fault(struct feed_file *x, int column, const char *problem, const char *remedy);
/* The latest day (month: its last day) of the rows read so far, also of those not asked for their
 * cells, that isn't behind the day of receipt; DATE_NONE of spans and undated rows. */
int32_t feed_file_latest(const struct feed_file *x);
/* SM3 of all files' contents, 64 hex digits; "" for a pipe. It is worked out beside the reading,
 * and waited for here: ask behind the last row. */
int feed_file_sm3(struct feed_file *x, const char **ret, struct err *e);
const char *feed_file_names(const struct feed_file *x); /* without folders, "; " between */
uint64_t feed_file_rows(const struct feed_file *x);
uint64_t feed_file_rejected(const struct feed_file *x);
/* Ends the errors file (written whole, or not at all). */
int feed_file_close(struct feed_file *x, struct err *e);
void feed_file_free(struct feed_file *x);
void feed_file_freep(struct feed_file **x);
