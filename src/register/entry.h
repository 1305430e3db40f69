/*
 * What people enter by hand: new households, members that come, move and leave, facts as declared.
 * Each step is a row of a list with the columns that are given, and is read, checked and written as
 * an import does (import.h), under one change with a reason; corrections apart (evidence_write.h).
 *
 * Steps run one after the other inside the caller's write transaction: a household is split by a
 * new one and moves into it, a household ends when all of its members have left.
 */
#pragma once

#include "household_read.h"

enum entry_kind {
    ENTRY_HOUSEHOLD, /* a new household: household_no, and at least its division */
    ENTRY_JOIN,      /* a newcomer, a birth: household_no; at least id_no and name */
    ENTRY_MOVE,      /* person_no from where she is into household_no; relation if it is another */
    ENTRY_LEAVE,     /* person_no leaves her household (a death, moved away) */
    ENTRY_FACTS,     /* of household_no, or of person_no: as the household declares */
};

/* As in a cell of a list: id or label of an attribute, text ("-" takes back). */
struct entry_value {
    struct str attribute, value;
};
struct entry_step {
    enum entry_kind kind;
    struct str household_no, person_no;
    const struct entry_value *values;
    size_t n;
};
/* What isn't right: of which step, with which attribute, at steps[step].values[value]; value is n
 * where it isn't among them. */
typedef void entry_fault_fn(void *arg, size_t step, size_t value, const struct attribute *t,
                            const char *zh, const char *en);
struct entry {
    const char *what;          /* of the change: "split household" */
    struct str why, reference; /* why: the reason, required; reference: a file number, may be "" */
    int32_t valid_from;        /* the day of it all */
    const struct entry_step *steps;
    size_t n;
    entry_fault_fn *fault; /* told of each field before E_INVALID is returned; NULL = nobody asks */
    void *fault_arg;
};
struct entry_result {
    int64_t seq;
    struct subject_key last; /* whom the last step was about */
    uint64_t warnings;       /* implausible combinations, told and kept as findings */
};

#define ENTRY_STEPS_MAX LIMIT_HOUSEHOLD_MEMBERS

/* Needs RIGHT_CORRECT and the households of all steps in scope (E_NOT_FOUND). E_INVALID names each
 * field that isn't right; E_EXISTS for a household number that is taken. */
int entry_run(struct reg *r, const struct actor *actor, const struct entry *x,
              struct entry_result *ret, struct err *e);

/* The values of the only step as corrections (evidence_correct), of household_no or of person_no.
 */
int entry_correct(struct reg *r, const struct actor *actor, const struct entry *x,
                  struct entry_result *ret, struct err *e);
