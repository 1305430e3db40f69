/*
 * Columns: one value of many households, or of their members, side by side. A batch is a run of
 * households with the columns of their facts; member columns are cut by offsets.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

#define COLUMN_BATCH 1024u          /* households of a batch, at most */
#define COLUMN_BATCH_MEMBERS 16384u /* members of a batch, at most */

enum column_kind {
    COLUMN_BOOLEAN, /* 0, 1 */
    COLUMN_CODE,    /* index into codes */
    COLUMN_CODES,   /* several: bit i = codes[i] */
    COLUMN_NUMBER,  /* v / 10^scale, exactly */
    COLUMN_DATE,    /* days since 1970-01-01 */
};

/* How values are stored. Booleans and codes are U8, dates I32, sets of codes U64. */
enum column_width { COLUMN_U8, COLUMN_I32, COLUMN_I64, COLUMN_U64 };

/* What is beside a value. A value that is not known is stored as 0. */
enum column_state {
    COLUMN_KNOWN = 0,
    COLUMN_UNKNOWN = 1, /* a fact is missing */
    COLUMN_NULL = 2,    /* FEEL's null: known not to be there */
    COLUMN_SLOW = 4,    /* not computed here: the interpreter decides this household */
};

struct column_type {
    enum column_kind kind;
    enum column_width width;
    uint8_t scale;    /* NUMBER */
    int64_t min, max; /* NUMBER: of the stored value; DATE */
    size_t n_codes;   /* CODE: at most 255; CODES: at most 64 */
    const struct str *codes;
    bool unknown, null; /* may it be? */
    bool partial;       /* CODES of a plan: UNKNOWN stands beside codes that are certain */
};

struct column {
    enum column_width width;
    const void *values;
    const uint8_t *states; /* enum column_state by row; NULL = all known */
};

enum column_space {
    SPACE_UNIFORM,   /* one value for a whole set of households: date, parameters, constants */
    SPACE_HOUSEHOLD, /* one value a household */
    SPACE_MEMBER,    /* one value a member */
};

struct column_batch {
    size_t n;                /* households */
    const uint32_t *offsets; /* n + 1: members of household i are rows offsets[i] - offsets[0] … */
    const struct column *household, *member; /* by the plan's column numbers */
    const uint16_t
        *sets; /* which set of uniform values holds, by household; NULL = `set` for all */
    uint16_t set;
};
