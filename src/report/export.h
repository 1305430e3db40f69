/*
 * Files that leave the system: each row carries who took it away, when and under which number
 * (rows_mark). Whoever asks gives a reason; the caller puts it on record.
 */
#pragma once

#include "audit.h"
#include "register.h"
#include "runs.h"
#include "verify.h"

/* What an export is asked for with. */
struct export_ask {
    const struct actor *actor;
    int64_t number;    /* of the export: its job's */
    int64_t at;        /* UTC, microseconds */
    struct str reason; /* a person's words; E_INVALID without any */
    uint32_t right;    /* that it needs: RIGHT_EXPORT; RIGHT_AUDIT of the trail */
};

/* Lists that this thread begins from now on are marked with it, until export_end. E_DENIED without
 * the right. */
int export_begin(const struct export_ask *ask, struct err *e);
void export_end(void);

/* The rows of a run that pass the filter, as CSV or XLSX by the path; how many. Between begin and
 * end, as export_households. */
int export_run(struct run_view *v, const struct run_filter *f, const char *path, int64_t *ret_rows,
               struct err *e);

/* Households of a division as of a date, with their facts; or their people. What is masked by
 * default (mask.h) stays so unless it is in `opened`, which the caller puts on record. */
struct export_households {
    struct str division; /* "" = the actor's scope */
    int32_t as_of;
    bool people;
    uint32_t opened;
};
int export_households(struct reg *r, const struct actor *actor, const struct export_households *o,
                      const char *path, int64_t *ret_rows, struct err *e);

/* Items of a filter (its `after` and `most` aside), masked likewise. */
int export_findings(struct reg *r, const struct actor *actor, const struct item_filter *f,
                    uint32_t opened, const char *path, int64_t *ret_rows, struct err *e);

/* Entries of the audit trail, newest first, with what audit_list tells the actor. */
int export_audit(struct db *office, const struct actor *actor, const struct audit_filter *f,
                 const char *path, int64_t *ret_rows, struct err *e);
