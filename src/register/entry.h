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

/* As in a cell of a list: id or label of an attribute, text ("-" takes back). Places, here and
 * below, are whatever the caller wants faults to be told with. */
struct entry_value {
    struct str attribute, value;
    struct str place;
};
struct entry_step {
    enum entry_kind kind;
    struct str household_no, person_no;
    const struct entry_value *values;
    size_t n;
    struct str place, household_place; /* of the step as a whole, of household_no */
};
struct entry {
    const char *what;          /* of the change: "split household" */
    struct str why, reference; /* why: the reason, required; reference: a file number, may be "" */
    int32_t valid_from;        /* the day of it all */
    const struct entry_step *steps;
    size_t n;
};
/* Something to tell about one place. A value that is lacking has the step's place. */
struct entry_note {
    size_t step;
    struct str place;
    struct str attribute; /* "" = of the household or person as a whole */
    struct str about; /* what people call that: the attribute's label, a masked name; "" = all */
    const char *zh, *en;
};
struct entry_notes {
    struct arena *a; /* of the texts */
    struct entry_note *at;
    size_t n, cap;
};
struct entry_result {
    int64_t seq;
    struct subject_key last;     /* whom the last step was about */
    struct entry_notes warnings; /* implausible combinations, told and kept as findings */
};

#define ENTRY_STEPS_MAX LIMIT_HOUSEHOLD_MEMBERS

/* Needs RIGHT_CORRECT and the households of all steps in scope (E_NOT_FOUND). E_INVALID, and
 * E_EXISTS for a household number that is taken: *faults has everything in the values of all steps
 * that isn't right, if anything in them is the reason. Notes lie in faults->a. After an error the
 * caller's transaction has to be rolled back. */
int entry_run(struct reg *r, const struct actor *actor, const struct entry *x,
              struct entry_notes *faults, struct entry_result *ret, struct err *e);

/* The values of the only step as corrections (evidence_correct), of household_no or of person_no.
 */
int entry_correct(struct reg *r, const struct actor *actor, const struct entry *x,
                  struct entry_notes *faults, struct entry_result *ret, struct err *e);
