/* What the files about proposals share. Internal to this folder. */
#pragma once

#include "proposal.h"
#include "register_private.h"

/* The tables, for a migration step. */
int proposals_schema(struct db *db, struct err *e);

/* One write to a proposal: what is there, what it becomes, and the change it stands under. */
struct proposal_write {
    struct reg *r;
    const struct actor *actor;
    int64_t id;
    const char *action; /* "submit" */
    struct str given;   /* reason, as whoever acts wrote it */
    const void *arg;
    struct arena *a; /* of one attempt */
    struct proposal p;
    struct str why; /* as it is kept */
    int64_t seq;
    int64_t ret; /* for the caller */
};
/* Inside of a transaction: loads, calls the step, writes w->p and the step's row. The step changes
 * w->p, after proposal_change if it has anything else to write, and returns 1 if nothing is left to
 * be written. It may be run again. */
typedef int proposal_step_run(struct proposal_write *w, struct err *e);
int proposal_write(struct proposal_write *w, proposal_step_run *run, struct err *e);
/* Begins the change, where a step needs its seq itself. detail may be NULL. */
int proposal_change(struct proposal_write *w, const char *detail, struct err *e);

int proposal_load(struct reg *r, int64_t id, struct arena *a, struct proposal *ret, struct err *e);
int proposal_load_files(struct reg *r, int64_t id, struct arena *a, struct pack_file **ret,
                        size_t *ret_n, struct err *e);
/* E_DENIED unless the actor may write to proposals at all, and is the author (or isn't). */
int proposal_by_author(const struct proposal_write *w, struct err *e);
int proposal_by_another(const struct proposal_write *w, struct err *e);
/* E_CONFLICT unless it is in one of these states (1 << enum proposal_state). */
int proposal_in_state(const struct proposal *p, unsigned states, struct err *e);
/* A text given by a person: trimmed, identity numbers masked; E_LIMIT, and E_INVALID for an empty
 * one that is needed. */
int proposal_text(struct arena *a, struct str text, size_t limit, bool needed, struct str *ret,
                  struct err *e);

/* Another pack is in force: what was submitted becomes a draft again. */
int proposals_base_changed(struct reg *r, int64_t seq, struct err *e);
