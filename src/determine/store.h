/* Committed runs and determinations in the database. */
#pragma once

#include "determine.h"

/* Streams what stands committed, in the order of a scan: for each household the last
 * determination earlier than as_of. */
struct history;
/* few: households are asked for one by one, else by reading through; then none is passed over. */
int history_open(struct reg *r, int32_t as_of, int64_t seq, bool few, struct history **ret,
                 struct err *e);
void history_close(struct history *s);
void history_closep(struct history **s);

struct past {
    bool found;               /* an earlier determination */
    int32_t as_of;            /* of it */
    struct previous previous; /* its carried standing; text until the next call */
    bool later;               /* one that is not earlier than as_of, not superseded */
    int32_t later_as_of;
    bool year_known;  /* there is an earlier one in as_of's calendar year; … */
    bool year_target; /* … the first of them made it a development target */
};
/* Was it in force or in grace? */
bool past_covers(const struct past *p);
/* Households must be asked for in ascending order. ret_gone counts households passed over that
 * were in force or in grace before and have no household in the scan any more. */
int history_find(struct history *s, int64_t register_id, int64_t household_id, struct past *ret,
                 int64_t *ret_gone, struct err *e);
int history_finish(struct history *s, int64_t *ret_gone, struct err *e);

/* Writes a run: into the register, where the caller has begun change seq, or, of a trial, into a
 * file of its own. The caller holds a write transaction there. */
struct run_writer;
int run_writer_open(struct db *db, int64_t seq, int32_t as_of, int64_t known_seq,
                    const char *pack_hash, struct str division, struct run_writer **ret,
                    struct err *e);
/* supersede[i]: replaces what is committed of decisions[i] and not earlier. NULL = nothing. */
int run_writer_add(struct run_writer *w, const struct decision *decisions, const bool *supersede,
                   size_t n, struct err *e);
/* run_figure.counted of households that wait: with the fact behind it. */
#define FIGURE_MISSING "missing "
#define FIGURE_GONE "gone" /* of no division */
/* Writes totals and figures; returns the run's number. digest: outcome_digest of its rows. */
int run_writer_finish(struct run_writer *w, const struct figures *f, uint64_t digest,
                      int64_t *ret_run_id, struct err *e);
void run_writer_free(struct run_writer *w);
void run_writer_freep(struct run_writer **w);
