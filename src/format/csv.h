/*
 * CSV (RFC 4180 as spreadsheets write it): comma or tab, quotes, UTF-8 with or without BOM or
 * GB18030; any line ends. The reader streams: memory is bounded by one record.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct csv_reader;

/* `-` is standard input. The separator is found in the first record: tab if it holds a tab outside
 * quotes and no comma, else comma. */
int csv_open(const char *path, struct csv_reader **ret, struct err *e);
/* A text in memory, which must outlive the reader. name stands in messages. */
int csv_open_text(struct str text, const char *name, struct csv_reader **ret, struct err *e);
void csv_close(struct csv_reader *r);
void csv_closep(struct csv_reader **r);

/* 1 = a record, 0 = end, negative = error (E_SYNTAX names file and line; E_LIMIT). Empty lines are
 * skipped. A quote inside an unquoted field is an ordinary character; NUL, text behind a closing
 * quote and a quote that is never closed are errors, and so is a last record without a line
 * end that has fewer fields than another (the file was cut off). A record is at most 16 times
 * LIMIT_FIELD_BYTES long. After an error every call gives it again. Fields are valid until the next
 * call; ret_line is the line of the record's first character, from 1. */
int csv_next(struct csv_reader *r, const struct str **ret_fields, size_t *ret_n, uint64_t *ret_line,
             struct err *e);
uint64_t csv_bytes(const struct csv_reader *r); /* raw bytes read so far, for progress */
uint64_t csv_total(const struct csv_reader *r); /* file size, 0 if not known */

/* Writing. Fields are quoted where needed; lines end with \n. A field that a spreadsheet would take
 * for a formula (= + - @ at its start, tab, CR) gets a ' in front unless it is a plain number or a
 * lone `-`. */
struct csv_writer {
    FILE *f;
    bool started; /* a field of the current line has been written */
    bool blank;   /* … and it is the only one, and empty */
};
void csv_put(struct csv_writer *w, struct str field);
void csv_putz(struct csv_writer *w, const char *field);
void csv_end(struct csv_writer *w);
#define CSV_BOM "\xef\xbb\xbf"
