/* Imports as jobs: what is asked for, and the kinds import.households, import.people, import.feed.
 */
#pragma once

#include "jobs.h"

#define IMPORT_UPLOADS 20u

/* As POST /imports takes it; texts as long as what it was read from. */
struct import_input {
    struct str kind; /* households, people, feed */
    int64_t uploads[IMPORT_UPLOADS];
    size_t n_uploads;
    bool dry_run, complete, nobody, xlsx; /* xlsx: the errors file */
    int32_t valid_from, received;         /* DATE_NONE = not given */
    struct str sheet, feed, division;
    int64_t rows, of; /* of: the dry run that this makes good; 0 = none */
};
/* E_INVALID for what doesn't belong together. Texts in the arena. */
int import_input_read(struct str json, struct arena *a, struct import_input *ret, struct err *e);
void import_input_print(const struct import_input *in, struct json_writer *w);

#define IMPORT_ERRORS_CSV "errors.csv"
#define IMPORT_ERRORS_XLSX "errors.xlsx"
#define IMPORT_REPORT "report.txt"

extern const struct job_kind import_households_kind, import_people_kind, import_feed_kind;
