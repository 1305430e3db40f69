/* Reading one cell of an import file. */
#pragma once

#include "catalogue.h"
#include "rows.h"

/* What is wrong with a cell and how to mend it, in Chinese, for the errors file. */
struct value_fault {
    const char *problem, *remedy;
};

enum value_state {
    VALUE_SILENT,    /* nothing stated: no such column */
    VALUE_EMPTY,     /* an empty cell; what it means depends on the attribute */
    VALUE_WITHDRAWN, /* - or 未知 */
    VALUE_STATED,
    VALUE_BAD,
};

/*
 * Full-width forms become plain and blanks around go; then the cell is read by the attribute's type
 * (keys too: an id_no comes out normalised). Never guesses. The text of *ret lies in the cell, the
 * catalogue or the arena. VALUE_BAD fills *ret_fault. E_NOMEM as a negative number.
 */
int value_read(const struct attribute *t, struct str cell, struct arena *a, struct fact *ret,
               struct value_fault *ret_fault);

/* What only a spreadsheet's cell can be: no value at all, or not the one that was written. */
bool value_lost(const struct attribute *t, enum cell_fault f, struct str raw,
                struct value_fault *ret_fault);

/* A number with any decimals, in its plain form ("-12.5"); otherwise as value_read. */
int value_read_decimal(struct str cell, struct arena *a, struct str *ret,
                       struct value_fault *ret_fault);

/* A header, a cell: narrowed and trimmed. {NULL, 0} with a failed arena when memory is exhausted.
 */
struct str value_plain(struct str cell, struct arena *a);
