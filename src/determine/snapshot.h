/*
 * The snapshot: what columns hold (columns.h) of every household and member in force on a date, as
 * known at a change, with what stood before, in one file that is mapped. It is made from the
 * register and can be had from it again at any time: whoever deletes it loses nothing.
 *
 * It holds no names, no numbers of identity or of households, no addresses. README.md tells the
 * format and when a file is believed.
 */
#pragma once

#include "checkup.h"
#include "columns.h"
#include "register.h"

struct snapshot;

enum snapshot_origin {
    SNAPSHOT_MAPPED,    /* the file was there */
    SNAPSHOT_REFRESHED, /* an earlier one, and from the register what has changed since */
    SNAPSHOT_BUILT,     /* everything from the register */
};

struct snapshot_info {
    int32_t as_of;
    int64_t seq; /* the change as of which it was known */
    enum snapshot_origin origin;
    int64_t read;      /* households read from the register for it */
    struct err notice; /* set: why a file that was there was not used, or none could be kept */
    const struct fact_columns *columns;
    size_t divisions;
    /* Of the part that was asked for. */
    uint64_t households, members;
    size_t batches;
};

/*
 * The households of a division (prefix or padded code, empty = all) within the actor's scope.
 * known_seq INT64_MAX = now. Waits while another process builds. No transaction may be open. The
 * register must stay open as long as the snapshot.
 */
int snapshot_open(struct reg *r, const struct actor *actor, struct str division, int32_t as_of,
                  int64_t known_seq, struct snapshot **ret, struct err *e);
/* Does a file lie there that says of itself it is of that date? What it holds may be older than the
 * register, or damaged: then opening takes longer. */
int snapshot_is_ready(struct reg *r, int32_t as_of, bool *ret, struct err *e);
void snapshot_close(struct snapshot *s);
void snapshot_closep(struct snapshot **s);
const struct snapshot_info *snapshot_info(const struct snapshot *s);
/* A division's 12 digits, by its index. */
struct str snapshot_division(const struct snapshot *s, uint32_t index);

/* A run of consecutive households, as they lie in the file. */
struct snapshot_batch {
    struct column_batch columns; /* sets = NULL, set = 0: for the caller to fill in */
    const int64_t *register_ids, *household_ids;
    const uint32_t *divisions; /* index, see snapshot_division */
};
/* Batches are in the order of (register_id, household_id). columns: room for snapshot_width(s)
 * columns, in which those of *ret stand. May be called by many threads, each with its own room. */
size_t snapshot_width(const struct snapshot *s);
size_t snapshot_batch_households(const struct snapshot *s, size_t batch);
void snapshot_batch(const struct snapshot *s, size_t batch, struct column *columns,
                    struct snapshot_batch *ret);

/* heyi check: a snapshot that lies there holds what the register says as of its date and change.
 * Inside a read transaction. E_DENIED for an actor who doesn't see everything. */
int snapshot_check(struct reg *r, const struct actor *actor, struct checkup *c, struct err *e);

/*
 * A file of households that come from elsewhere, in ascending order, for benchmarks: no register's
 * snapshot. Memory is one batch's.
 */
struct snapshot_writer;
int snapshot_writer_open(const char *path, const struct catalogue *c, int32_t as_of,
                         struct snapshot_writer **ret, struct err *e);
int snapshot_writer_add(struct snapshot_writer *w, const struct household_facts *h, struct err *e);
int snapshot_writer_commit(struct snapshot_writer *w, struct err *e);
void snapshot_writer_free(struct snapshot_writer *w);
void snapshot_writer_freep(struct snapshot_writer **w);
/* Opens such a file, whole. The catalogue must outlive it. */
int snapshot_open_file(const char *path, const struct catalogue *c, struct snapshot **ret,
                       struct err *e);
