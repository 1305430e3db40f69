/*
 * Files that leave the system. Each row carries a column `watermark` with who took it away, when
 * and under which number, and a spreadsheet has the same at the foot of each printed page. Whoever
 * asks gives a reason; the caller puts it on record.
 */
#pragma once

#include "register.h"
#include "rows.h"
#include "runs.h"

/* What an export is asked for with. */
struct export_ask {
    const struct actor *actor;
    int64_t number;    /* of the export: its job's */
    int64_t at;        /* UTC, microseconds */
    struct str reason; /* a person's words; E_INVALID without any */
};

struct export;
/* CSV or XLSX by the path (format/rows.h). columns: without the watermark; they are copied, their
 * texts must outlive the export. E_DENIED without RIGHT_EXPORT. */
int export_create(const char *path, const struct export_ask *ask, const struct rows_column *columns,
                  size_t n, struct export **ret, struct err *e);
/* For the row's cells; then export_row instead of rows_end. */
struct rows_writer *export_rows(struct export *x);
int export_row(struct export *x, struct err *e);
int export_commit(struct export *x, int64_t *ret_rows, struct err *e); /* the file appears */
void export_free(struct export *x);
void export_freep(struct export **x);

/* The rows of a run that pass the filter. */
int export_run(struct run_view *v, const struct run_filter *f, const char *path,
               const struct export_ask *ask, int64_t *ret_rows, struct err *e);

/* Households of a division as of a date, with their facts; or their people. What is masked by
 * default (mask.h) stays so unless it is in `opened`, which the caller puts on record. */
struct export_households {
    struct str division; /* "" = the actor's scope */
    int32_t as_of;
    bool people;
    uint32_t opened;
};
int export_households(struct reg *r, const struct export_households *o, const char *path,
                      const struct export_ask *ask, int64_t *ret_rows, struct err *e);
