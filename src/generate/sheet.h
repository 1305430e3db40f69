/* Import files: one row for each household or person, one column for each attribute of the
 * catalogue, under its Chinese label; codes are written as labels, booleans as 是 and 否. */
#pragma once

#include "catalogue.h"
#include "draft.h"

struct sheet;

#define SHEET_CELL 512 /* bytes, enough for any cell */

/* A cell that is written otherwise than the draft has it. */
struct sheet_cell {
    int fact;
    struct str text;
};

/* CSV, or XLSX by its name. c must outlive the sheet. without: a fact whose column the file lacks,
 * or -1. E_INVALID if the catalogue lacks a code that the generator uses. */
int sheet_open(const char *folder, const char *name, const struct catalogue *c, enum entity entity,
               int without, struct sheet **ret, struct err *e);
/* p is NULL for a row of households; other may be NULL. */
void sheet_row(struct sheet *s, const struct household *h, const struct person *p,
               const struct sheet_cell *other);
uint64_t sheet_rows(const struct sheet *s);
uint64_t sheet_line(const struct sheet *s); /* where the last row stands, from 1 */
int sheet_commit(struct sheet *s, struct err *e);
void sheet_free(struct sheet *s);
void sheet_freep(struct sheet **s);

/* The attribute of a fact; NULL if the sheet has no such column. */
const struct attribute *sheet_attribute(const struct sheet *s, int fact);
/* What stands in a cell, and what would if the fact were v. Valid as long as buf, h and the sheet;
 * empty if there is no such column. */
struct str sheet_text(const struct sheet *s, const struct household *h, const struct person *p,
                      int fact, char buf[SHEET_CELL]);
struct str sheet_value(const struct sheet *s, int fact, int64_t v, char buf[SHEET_CELL]);
