/* Rows of parameters.csv changed in its text, the rest as it stands. */
#pragma once

#include "catalogue.h"

/* A row goes by name, division, residence and valid_from, as they are written in the file or mean
 * the same (4407 and 440700000000). It is put in place of the row of these, or behind the last one
 * of its name; or removed. */
struct parameter_edit {
    bool remove; /* the other members don't count */
    struct str name, division, residence, valid_from;
    struct str valid_to, value, unit, source;
};

/* The new text is appended. E_NOT_FOUND: nothing to remove; E_INVALID, E_SYNTAX: a row, of the file
 * or of the edits, that can't be read. Whether the periods fit together is for pack_check. csv ""
 * is a file that isn't there yet. */
int parameters_edit(struct str csv, const struct catalogue *c, const struct parameter_edit *edits,
                    size_t n, struct strbuf *ret, struct err *e);
