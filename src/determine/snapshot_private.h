/*
 * The inside of a snapshot's file. Little-endian; every column begins at a multiple of
 * SNAPSHOT_ALIGN.
 *
 *     header | block … | index: struct snapshot_block … | divisions: struct snapshot_code …
 *
 * A block holds consecutive households, as many as fit into a batch (COLUMN_BATCH,
 * COLUMN_BATCH_MEMBERS), and their members:
 *
 *     u8 has_states[]        by column, household space before member space: 1 = has states
 *     u32 offsets[n + 1]     members of household i are rows offsets[i] … offsets[i + 1] - 1
 *     i64 register_ids[n], household_ids[n]
 *     u32 divisions[n]       numbered in the order in which they first occur
 *     for each column that is given: its values, and its states unless all are known
 *
 * There is one way to write a set of households, so that equal snapshots are equal files.
 */
#pragma once

#include "snapshot.h"

#define SNAPSHOT_MAGIC "heyisnap"
#define SNAPSHOT_FORMAT 1 /* the next one whenever the same register gives other bytes */
#define SNAPSHOT_ALIGN 64
#define SNAPSHOT_DIGEST 16

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "snapshots are little-endian");

/* Households are in this order. */
struct household_key {
    int64_t register_id, household_id;
};
static inline int household_key_order(struct household_key a, struct household_key b)
{
    if (a.register_id != b.register_id)
        return a.register_id < b.register_id ? -1 : 1;
    return a.household_id < b.household_id ? -1 : a.household_id > b.household_id;
}

/* What a file is a snapshot of. */
struct snapshot_binding {
    uint8_t place[SNAPSHOT_DIGEST];   /* the register: where it lies, its keys, its first change */
    uint8_t change[SNAPSHOT_DIGEST];  /* the row of the change log at seq */
    uint8_t columns[SNAPSHOT_DIGEST]; /* names and types of all columns */
    int64_t seq;
    int32_t as_of;
    uint32_t zero;
};

struct snapshot_header {
    char magic[8];
    uint32_t format, zero;
    struct snapshot_binding binding;
    uint64_t households, members, blocks, divisions;
    uint64_t index_at;  /* the divisions follow it; the file ends behind them */
    uint64_t index_sum; /* xxh3 of index and divisions */
    uint64_t sum;       /* xxh3 of the header up to here */
};

struct snapshot_block {
    uint64_t at, sum; /* xxh3 of the block */
    uint32_t households, members;
};

struct snapshot_code {
    char digits[12];
    char zero[4];
};

#define SNAPSHOT_HEADER_BYTES 192 /* with padding */
_Static_assert(sizeof(struct snapshot_header) <= SNAPSHOT_HEADER_BYTES, "the header has room");
_Static_assert(SNAPSHOT_HEADER_BYTES % SNAPSHOT_ALIGN == 0, "the first block is aligned");

static inline size_t snapshot_aligned(size_t n)
{
    return (n + SNAPSHOT_ALIGN - 1) / SNAPSHOT_ALIGN * SNAPSHOT_ALIGN;
}

/* Digest of what each column is; everything else in a binding is the register's. */
int snapshot_digest_columns(const struct fact_columns *c, uint8_t ret[SNAPSHOT_DIGEST]);
void snapshot_digest(struct str bytes, uint8_t ret[SNAPSHOT_DIGEST]);

/* Where the parts of a block of n households lie; the columns follow, in their order. */
struct snapshot_layout {
    size_t offsets, register_ids, household_ids, divisions, columns;
};
struct snapshot_layout snapshot_layout(const struct fact_columns *c, size_t n);
static inline size_t snapshot_all_columns(const struct fact_columns *c)
{
    return c->n[SPACE_HOUSEHOLD] + c->n[SPACE_MEMBER];
}

/* snapshot_file.c: a file in memory, proved in every respect that its users rely on. */
struct snapshot_file {
    const struct fact_columns *columns;
    const uint8_t *bytes;
    size_t size;
    const struct snapshot_header *header;
    const struct snapshot_block *blocks;
    const struct snapshot_code *divisions;
};
/* bytes: aligned to SNAPSHOT_ALIGN, and they must outlive *ret. E_UNSUPPORTED: another format,
 * other columns; E_CORRUPT: damaged. */
int snapshot_file_read(const void *bytes, size_t size, const struct fact_columns *c,
                       struct snapshot_file *ret, struct err *e);
/* Households first … first + n - 1 of a block. */
void snapshot_file_rows(const struct snapshot_file *f, size_t block, size_t first, size_t n,
                        struct column *columns, struct snapshot_batch *ret);

/* snapshot.c: a snapshot whose file others may read too, whatever becomes of this one; and another
 * part of the same file for another register, whose binding is the same. The first may be closed
 * meanwhile by another thread only if it is held otherwise. */
int snapshot_share(struct snapshot *s, struct err *e);
/* Of a file that holds a part alone, whose households lay scattered: other parts can't be had from
 * it. 0 = it is the whole. */
size_t snapshot_own_bytes(const struct snapshot *s);
int snapshot_again(const struct snapshot *shared, struct reg *r, const struct actor *actor,
                   struct str division, struct snapshot **ret, struct err *e);

/* snapshot_writer.c: files begin empty and are written from the beginning to the end. Of fd < 0
 * nothing is written: the file's bytes are compared with `same`, or, if that is NULL, held in
 * memory. The name is for messages. */
int snapshot_writer_new(const struct fact_columns *c, const struct snapshot_binding *b, int fd,
                        const char *name, const struct snapshot_file *same,
                        struct snapshot_writer **ret, struct err *e);
/* Rows of another file. */
int snapshot_writer_copy(struct snapshot_writer *w, const struct snapshot_file *from, size_t block,
                         size_t first, size_t n, struct err *e);
/* ret_same: whether it is `same` byte for byte. */
int snapshot_writer_finish(struct snapshot_writer *w, bool *ret_same, struct err *e);

/* What was held in memory, behind finish; snapshot_unmap frees it. */
int snapshot_writer_take(struct snapshot_writer *w, struct snapshot_file *ret, struct err *e);

/* snapshot_build.c: what the register says. Inside a transaction. */
int snapshot_bind(struct reg *r, const struct fact_columns *c, int32_t as_of, int64_t seq,
                  struct snapshot_binding *ret, struct err *e);
/* Everything; earlier != NULL: rows of earlier where nothing has changed since, unless too much
 * has (*ret_refreshed). ret_read: households read from the register. */
int snapshot_build(struct reg *r, const struct snapshot_binding *b,
                   const struct snapshot_file *earlier, struct snapshot_writer *w,
                   bool *ret_refreshed, int64_t *ret_read, struct err *e);

/* snapshot_place.c */
int snapshot_place(struct reg *r, const uint8_t place[SNAPSHOT_DIGEST], struct strbuf *ret,
                   struct err *e);
/* Maps and reads; snapshot_unmap takes a file that is zero. E_DENIED: others could have changed
 * it; snapshot_load: E_NOT_FOUND. */
int snapshot_map(int fd, const struct fact_columns *c, struct snapshot_file *ret, struct err *e);
int snapshot_load(const char *path, const struct fact_columns *c, struct snapshot_file *ret,
                  struct err *e);
void snapshot_unmap(struct snapshot_file *f);
/* A new file that takes the place of the one at `path`; locked, so that one process builds. */
struct snapshot_slot {
    char *path, *temporary;
    int fd; /* -1 = none */
};
/* Waits for the process that has it. */
int snapshot_lock(const char *path, struct snapshot_slot *ret, struct err *e);
int snapshot_keep(struct snapshot_slot *s, struct err *e);
void snapshot_slot_done(struct snapshot_slot *s);
