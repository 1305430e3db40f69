/* What the files of the register's check share. */
#pragma once

#include "evidence.h"
#include "membership.h"
#include "register_check.h"

struct county {
    int64_t register_id;
    struct str code;
};

struct register_check {
    struct reg *r;
    struct checkup *c;
    int64_t last_seq;
    struct arena *a; /* lives as long as the check */
    struct {         /* ascending */
        int64_t *at;
        size_t n, cap;
    } deliveries;
    struct {
        struct county *at; /* by register */
        size_t n, cap;
    } counties;
};

/* "TABLE 1/5 (B1)": a row of a subject, and the number of the household, the last one of a person.
 * third: the rest of the key, 0 = none. */
struct checkup_place check_place(const struct register_check *x, struct str table,
                                 struct subject_key k, int64_t third);

/* The changes of a row exist, and it wasn't superseded before it was recorded. superseded_seq is
 * SEQ_OPEN where there is none. */
bool changes_hold(const struct register_check *x, int64_t recorded_seq, int64_t superseded_seq);
int find_changes(struct checkup_kind *k, const char *place, int64_t recorded_seq, struct err *e);

/* A statement ordered by register and a second number, its first two columns, read beside others:
 * the row it stands on. At the end both are INT64_MAX. */
struct check_rows {
    struct stmt *s;
    int64_t register_id, id;
};
int check_rows_open(struct check_rows *x, struct db *db, const char *sql,
                    struct err *e); /* on the first row */
int check_rows_next(struct check_rows *x, struct err *e);
void check_rows_close(struct check_rows *x);

/* subject_check.c: one entity's subjects with their resolved rows, evidence and memberships. */
int check_subjects(struct register_check *x, enum entity entity, struct checkup_kind *evidence,
                   struct err *e);
/* evidence_check.c: one row of evidence by itself. */
int check_evidence(struct register_check *x, struct checkup_kind *k, struct subject_key subject,
                   int group, const struct evidence *row, struct err *e);
/* membership_check.c: rows and positions; nobody in two places. */
int check_memberships(struct register_check *x, struct err *e);
