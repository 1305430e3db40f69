/*
 * What one pack has otherwise than another: files, decision tables row by row and cell by cell,
 * everything else of the model element by element, parameters row by row. Together they leave
 * nothing out but the diagram's layout and the order of elements (files tell that).
 */
#pragma once

#include "pack.h"

enum pack_change { PACK_ADDED, PACK_REMOVED, PACK_CHANGED };
const char *pack_change_code(enum pack_change c); /* "added" */

struct file_difference {
    enum pack_change change;
    struct str name;
    size_t before, after; /* bytes; 0 = not there */
};

/* A column of either table; an index of -1: that one doesn't have it. Inputs go by their
 * expression, outputs and annotations by name. */
enum table_part { TABLE_INPUT, TABLE_OUTPUT, TABLE_ANNOTATION };
struct column_difference {
    enum table_part part;
    struct str name; /* the label of an input */
    int before, after;
};
struct cell_difference {
    const struct column_difference *column;
    struct str before, after;
};
/* Rows from 0, -1 = not there. Of a changed row the cells that differ, else all that aren't empty.
 */
struct row_difference {
    enum pack_change change;
    int before, after;
    size_t n_cells;
    const struct cell_difference *cells;
};
struct table_difference {
    enum pack_change change;
    struct str id, name;                    /* pack_table_id, the decision's name */
    const struct dmn_table *before, *after; /* NULL = not there */
    size_t n_columns;
    const struct column_difference *columns;
    size_t n_rows;
    const struct row_difference *rows;
};

/* A decision, input, type … of the model; before and after: its XML, plainly, without the rows of
 * tables; empty = not there. */
struct element_difference {
    enum pack_change change;
    struct str kind, id, name; /* "decision"; kind "definitions": the model's own attributes */
    struct str before, after;
};

struct parameter_difference {
    enum pack_change change;
    const struct parameter *before, *after; /* NULL = not there */
};

struct pack_difference {
    size_t n_files, n_tables, n_elements, n_parameters;
    const struct file_difference *files;
    const struct table_difference *tables;
    const struct element_difference *elements;
    const struct parameter_difference *parameters;
};

/* Everything lives in the arena or in the packs. */
int pack_compare(const struct pack *before, const struct pack *after, struct arena *a,
                 struct pack_difference *ret, struct err *e);
