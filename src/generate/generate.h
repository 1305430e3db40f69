/*
 * The synthetic register: import files of households and people who do not exist, and of what
 * changes with them within half a year. Deterministic: the same options give the same bytes.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define GENERATE_MAX_HOUSEHOLDS 10000000u
#define GENERATE_MAX_OTHERS 100000000u

struct generate_options {
    bool sample;         /* 赤水镇 as in CS51-3.1: 325 households, 915 people; the next two
                            are not used, and the seed is the flaws' alone */
    uint64_t households; /* 1 … GENERATE_MAX_HOUSEHOLDS */
    struct str division; /* code or its beginning; the places below it receive households */
    uint64_t seed;
    const char *errors, *error_rate; /* see flaw_rates_parse; NULL: none, the usual rate */
    bool feeds;                      /* what departments know as well; only then: */
    const char *hidden, *feed_noise; /* rates in percent; NULL: the usual ones */
    uint64_t others;                 /* people outside the register in each feed */
    const char *out;                 /* folder, created where it doesn't exist */
    bool xlsx;                       /* .xlsx instead of .csv */
};

/*
 * Writes households.csv and people.csv (to be imported as of 2018-01-01) and households-2018-06.csv
 * and people-2018-06.csv (the rows that change, as of 2018-06-15), each whole or not at all; with
 * errors the first two are flawed, and truth/ tells what is so (books.h). June's rows stay as they
 * are, and don't depend on errors. With feeds, DIR/feeds and DIR/truth get what departments.h says,
 * and all else stays as it is without them. A short summary goes to log (may be NULL).
 *
 * Identity numbers lie under the areas 440790 to 440799 (sample: 440799), which do not exist, have
 * a valid check character and are unique within a register.
 */
int generate_run(const struct generate_options *o, FILE *log, struct err *e);
