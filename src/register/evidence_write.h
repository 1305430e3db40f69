/*
 * Writing evidence of sources other than the declaration (which imports write, import.h): what a
 * source states of a subject as a whole is given, and only what differs from what it stated before
 * is written (rows added, rows superseded); resolved rows follow. For department feeds and
 * corrections.
 */
#pragma once

#include "evidence.h"

/* What a source states of one attribute over a period. least: no less than that; only of money and
 * integers. */
struct statement {
    int attribute;
    int32_t valid_from, valid_to; /* DAY_OPEN */
    bool least;
    struct fact value; /* known */
    int64_t delivery;
};

struct statements {
    struct statement *at;
    size_t n, cap;
};

struct evidence_writer;
/* Everything that is put belongs to the change seq; inside a write transaction. */
int evidence_writer_open(struct reg *r, int64_t seq, struct evidence_writer **ret, struct err *e);
void evidence_writer_free(struct evidence_writer *w);
void evidence_writer_freep(struct evidence_writer **w);
/*
 * A source's statements on some attributes of a subject (which; ascending): from this change on it
 * states of them exactly what is given. Statements of one attribute may overlap (the latest
 * valid_from that holds decides), but no two begin on one day; those of one group, period and
 * delivery share a row. A statement that stands already is left as it is, with the delivery that it
 * came with. Subjects may come in any order, ascending ones are faster; several puts for one
 * subject are fine. The subject must exist. Text is copied.
 */
int evidence_put(struct evidence_writer *w, struct subject_key k, int64_t source, const int *which,
                 size_t n_which, const struct statement *at, size_t n, struct err *e);
/* A delivery was taken back: what stands with it doesn't stay as it is even where the statement is
 * the same, but is written anew with the statement's delivery. Before the puts. */
void evidence_writer_distrust(struct evidence_writer *w, int64_t delivery);
/* For sources_store: the subject's facts of a group may follow otherwise from standings that are
 * others from seq on. */
int evidence_look_again(struct evidence_writer *w, struct subject_key k, int group, struct err *e);
/* Writes what is still held back; no put may follow. *ret_subjects: how many changed. */
int evidence_writer_end(struct evidence_writer *w, uint64_t *ret_subjects, struct err *e);

/* What a source states of a subject as known now, by attribute and valid_from, appended: of all
 * attributes, or (which not NULL) of those and what stands beside them in a table. */
int evidence_statements(struct reg *r, struct subject_key k, int64_t source, const int *which,
                        size_t n_which, struct arena *a, struct statements *ret, struct err *e);

/*
 * A correction by hand: from a day on, attributes of a household or a member are as a person says
 * (value.known false: what corrections said before is taken back). Needs RIGHT_CORRECT and the
 * household in the actor's scope, a reason and a reference to what proves it (a file number). It
 * outranks every other source. Begins its own change ("correct", why = reason; attachment); the
 * caller holds the write transaction. E_INVALID: no reason, no attachment, a value outside the
 * attribute's bounds.
 */
struct correction {
    struct str household_no;
    size_t member; /* from 1; 0 = the household itself */
    int attribute;
    struct fact value;
    int32_t valid_from;
};
/* What it would refuse in the values, by correction; zh NULL = nothing. */
struct correction_fault {
    const char *zh, *en;
};
int evidence_correct_check(struct reg *r, const struct actor *actor, const struct correction *at,
                           size_t n, struct correction_fault *ret, struct err *e);
int evidence_correct(struct reg *r, const struct actor *actor, const struct correction *at,
                     size_t n, struct str reason, struct str attachment, int64_t *ret_seq,
                     struct err *e);
