/*
 * Results as tables: for people (aligned, in the thread's language), as CSV or JSON (never
 * localised). Each cell has the machine's text and, where it differs, the people's.
 */
#pragma once

#include "json.h"

#include <stdbool.h>
#include <stdio.h>

enum table_format { TABLE_PEOPLE, TABLE_CSV, TABLE_JSON };
bool table_format_parse(const char *name, enum table_format *ret);

struct table;

struct table_column {
    const char *id, *zh, *en;
    bool number; /* right-aligned; a JSON number, or true and false */
};

/* title stands above the people's form; name is the JSON member. Texts must outlive the table. */
struct table *table_new(const char *name, const char *title_zh, const char *title_en,
                        const struct table_column *columns, size_t n);
void table_free(struct table *t);
void table_freep(struct table **t);

/* Cells from left to right; a row begins with the first cell after the last one was filled. */
void table_cell(struct table *t, struct str machine, struct str people);
void table_text(struct table *t, struct str text);
void table_int(struct table *t, int64_t v);
void table_money(struct table *t, int64_t fen);
void table_empty(struct table *t); /* unknown: empty, null */
void table_percent(struct table *t, int64_t numerator, int64_t denominator); /* 12.34 (%) */
#define PERCENT_TEXT 48
/* The same as a text; false where there is no denominator. */
bool percent_print(int64_t numerator, int64_t denominator, char ret[PERCENT_TEXT]);

/* Prints several tables: people's one after the other, CSV with a blank line between, JSON as one
 * object. False if memory was exhausted on the way. */
bool tables_print(struct table *const *tables, size_t n, enum table_format format, FILE *out);
/* The same as one object within what else the writer writes. */
bool tables_json(struct table *const *tables, size_t n, struct json_writer *w);
