/*
 * Where evidence goes: rows that are added or superseded and the resolved rows that follow, under
 * one change, inside a write transaction. Imports (import_subject.c) and evidence_put
 * (evidence_write.c) find out what is to be written, in ways of their own; this is how it is.
 */
#pragma once

#include "evidence.h"

struct evidence_sink;
int sink_open(struct reg *r, int64_t seq, struct evidence_sink **ret, struct err *e);
void sink_free(struct evidence_sink *s);
void sink_freep(struct evidence_sink **s);

/* A row of a subject (of x its number and recorded_seq are set here), appended to *rows, which must
 * be all that the subject has of the group. */
int sink_add(struct evidence_sink *s, struct subject_key k, int group, struct evidence x,
             struct arena *a, struct evidence_rows *rows, struct err *e);
/* A row that is one of those. */
int sink_supersede(struct evidence_sink *s, struct subject_key k, int group, struct evidence *x,
                   struct err *e);
/* The subject's resolved row, which is new or there already. */
int sink_now(struct evidence_sink *s, struct subject_key k, bool fresh,
             const struct subject_now *now, struct err *e);
/* From here on everything can be read; more may follow. */
int sink_flush(struct evidence_sink *s, struct err *e);
