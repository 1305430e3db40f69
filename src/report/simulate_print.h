/* A simulation as tables, and the households concerned as rows of a file. */
#pragma once

#include "rows.h"
#include "simulate.h"
#include "table.h"

/* Scenarios side by side; of a single one everything. */
int simulate_print(const struct simulation *s, struct reg *r, enum table_format format, FILE *out,
                   struct err *e);

/* The same as one object of the writer's: what --format json prints. */
int simulate_json(const struct simulation *s, struct reg *r, struct json_writer *w, struct err *e);

/* The part of the country that it is of: what was asked for, or what all households lie in. Digits
 * of the simulation. */
struct str simulate_area(const struct simulation *s);

/* CSV, or XLSX by the path (format/rows.h); rows_commit makes the file appear. */
int simulate_rows_create(const char *path, struct rows_writer **ret, struct err *e);
int simulate_row(struct rows_writer *w, const struct sim_row *row, struct err *e);
