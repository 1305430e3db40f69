/* The places where households live: villages where they are known, else towns, else counties, and
 * 儋州, which has none. */
#pragma once

#include "arena.h"
#include "err.h"
#include "str.h"

#include <stdbool.h>

struct place {
    char code[13];
    struct str name;       /* as in the list of divisions: 步栏村委会 */
    struct str short_name; /* as people say it: 步栏村 */
    bool urban;            /* a street (街道) or a residents' committee (居委会) */
};

struct placebook {
    size_t n;
    const struct place *at; /* by code */
    char prefix[13];        /* the significant digits of the division */
};

/* The places below division: a code of 12 digits, or the beginning of one. E_NOT_FOUND. */
int placebook_open(struct str division, struct arena *a, struct placebook *ret, struct err *e);
