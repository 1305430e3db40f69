/* Import files: one row for each household or person, one column for each attribute of the
 * catalogue, under its Chinese label; codes are written as labels, booleans as 是 and 否. */
#pragma once

#include "catalogue.h"
#include "draft.h"

struct sheet;

/* CSV, or XLSX by its name. c must outlive the sheet. E_INVALID if the catalogue lacks a code that
 * the generator uses. */
int sheet_open(const char *folder, const char *name, const struct catalogue *c, enum entity entity,
               struct sheet **ret, struct err *e);
void sheet_household(struct sheet *s, const struct household *h);
void sheet_person(struct sheet *s, const struct household *h, const struct person *p);
uint64_t sheet_rows(const struct sheet *s);
int sheet_commit(struct sheet *s, struct err *e);
void sheet_free(struct sheet *s);
void sheet_freep(struct sheet **s);
