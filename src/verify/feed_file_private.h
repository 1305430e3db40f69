/*
 * The inside of reading a delivery:
 *
 *   feed_file.c         the delivery: files one after the other, rows, faults
 *   feed_file_header.c  which field is which column
 *   feed_file_look.c    what the first rows tell of a file as a whole
 *   feed_file_row.c     whom a row is about, its cells and dates
 */
#pragma once

#include "feed_digest.h"
#include "feed_file.h"
#include "feed_private.h"
#include "list_file.h"

#define DAY_BYTES 32

/* What the first rows of a file tell. */
#define LOOK_ROWS 200u
struct look {
    uint64_t rows, numbers; /* numbers: where they belong */
    uint64_t elsewhere[FEED_COLUMNS_MAX];
    uint64_t future;
    bool done;
};

struct feed_file {
    const struct feed *feed;
    struct feed_file_options o;
    struct arena *a;  /* the delivery */
    struct arena *fa; /* the current file */
    struct arena *ra; /* the current row */
    const char **names;
    const char *all_names;
    struct feed_digest *digest; /* NULL = from a pipe */
    struct faults *faults;
    struct progress *progress;

    /* the current file */
    size_t file;
    struct rows_reader *in; /* NULL = not open */
    const struct str *headers;
    size_t n_headers;
    int at[FEED_COLUMNS_MAX]; /* field by column, -1 = the file doesn't have it */
    int *columns;             /* column by field, -1 = no header */
    struct look look;

    /* the current row */
    const struct str *fields;
    size_t n;
    uint64_t line, row;
    bool rejected;
    bool quiet; /* looking at a file: nothing is told */
    struct fact cells[FEED_COLUMNS_MAX];

    bool silent;      /* the current row was told in an earlier pass */
    bool told_sheets; /* … and so were other sheets */
    bool failed;      /* out of memory where a fault was told */

    int32_t latest;
    char last_day[DAY_BYTES]; /* the cell that `latest` was read from */
    size_t last_day_len;

    uint64_t rows, n_rejected;
    uint8_t *told; /* a bit a row: it was rejected, and told */
    size_t told_bytes;
};

static inline struct str feed_field(const struct feed_file *x, int column)
{
    int field = column >= 0 ? x->at[column] : -1;
    return field >= 0 && (size_t)field < x->n ? x->fields[field] : (struct str){0};
}

/* A fault of the current row, at a field of the file (-1 = none). E_NOMEM. */
int feed_row_fault(struct feed_file *x, int field, struct str value, const char *problem,
                   const char *remedy);

/* Maps the headers; E_INVALID. */
int feed_file_header(struct feed_file *x, struct err *e);

/* Takes note of the current row; past the last one to be looked at, and at the end of the file
 * (end), judges. */
int feed_file_look(struct feed_file *x, const struct feed_record *r, bool end, struct err *e);

/* Whom the current row is about. */
int feed_row_identity(struct feed_file *x, struct feed_record *ret, struct err *e);
int feed_row_cells(struct feed_file *x, struct feed_record *r, struct err *e);
/* 1 = the row holds nothing at all. E_NOMEM. */
int feed_row_blank(struct feed_file *x);
/* The first day of the row's period, DATE_NONE if it has none or can't be read. */
int feed_row_day(struct feed_file *x, int32_t *ret_first, struct err *e);
/* Takes note of the row's day for feed_file_latest. */
int feed_row_latest(struct feed_file *x, struct err *e);
