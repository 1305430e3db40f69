/* Tables for terminals: box characters, cells wrapped, wide characters counted as two columns. */
#pragma once

#include "str.h"

#include <stdio.h>

#define TEXT_TABLE_COLUMNS 64

struct text_table {
    size_t n_columns;        /* at most TEXT_TABLE_COLUMNS */
    size_t n_rows;           /* the first one is the header */
    const struct str *cells; /* row by row */
};

/* Draws the table at most `width` columns wide where its columns can be wrapped that far. A row of
 * zero rows draws nothing. Errors stick to the FILE. */
void text_table_draw(const struct text_table *t, size_t width, FILE *out);

/* Text in lines of at most width columns, each behind the indent. */
void text_wrap(struct str text, const char *indent, size_t width, FILE *out);
