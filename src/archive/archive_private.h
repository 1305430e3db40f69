/*
 * What the files of src/archive share. Tables come out of a source, from a database or from a file
 * alike; backup writes its encoded rows, restore loads its values.
 */
#pragma once

#include "archive.h"
#include "schema_parts.h"

#include <stdio.h>

#define ARCHIVE_MAGIC "heyi archive "
#define ARCHIVE_FORMAT 1

/* archive_row.c */
struct value {
    bool null;
    int64_t i;    /* kind i */
    struct str s; /* kinds t, b */
};

/* The rows of one table after another: the row at hand as values and as bytes, digest so far. */
struct archive_rows {
    size_t n; /* columns */
    const struct db_column *columns;
    struct value *values;
    struct str bytes; /* encoded, its length in front; from archive_rows_encode */
    uint8_t *buffer;
    size_t size;
    struct sm3 *digest;
    uint64_t count;
};
int archive_rows_begin(struct archive_rows *r, const struct db_table *shape, struct err *e);
void archive_rows_done(struct archive_rows *r);
/* values to bytes. E_LIMIT for a row that is too long. */
int archive_rows_encode(struct archive_rows *r, struct err *e);
/* The encoding of a row without its length (which must stay alive) to values. False for anything
 * that archive_rows_encode would not have written. */
bool archive_rows_decode(struct archive_rows *r, struct str body);
/* Count and digest of the rows since archive_rows_begin. */
void archive_rows_end(struct archive_rows *r, struct archive_table *ret);

/* A number in at most NUMBER_BYTES, seven bits each, the lowest first, the highest bit set in all
 * but the last, no more bytes than needed. Reading gives the number of bytes, 0 if it is none. */
#define NUMBER_BYTES 10
size_t number_write(uint64_t v, uint8_t ret[NUMBER_BYTES]);
size_t number_read(const uint8_t *p, size_t len, uint64_t *ret);

/* archive_dbs.c: a register and its office, two databases or one that holds both. */
struct archive_dbs {
    struct db *reg, *office; /* the same where they are one */
};
/* office: NULL for none. */
struct archive_dbs dbs_of(struct db *reg, struct db *office);
/* Read transactions that see the same moment. dbs_rollback ends any. */
int dbs_begin_read(const struct archive_dbs *d, struct err *e);
void dbs_rollback(const struct archive_dbs *d);
/* All tables but schema_version, which is told by the parts; the order is tables_sort's. */
int dbs_tables(const struct archive_dbs *d, struct arena *a, struct db_table **ret, size_t *ret_n,
               struct err *e);
/* Where a table stands. */
int dbs_table(const struct archive_dbs *d, const char *table, struct db **ret, struct err *e);
/* Where the tables of a part stand, or would. */
struct db *dbs_part(const struct archive_dbs *d, const struct schema_part *part);
#define SCHEMA_VERSION "schema_version" /* in archives of before; its rows follow from the parts   \
                                         */
/* A part that an office has from its commit to that of its register: whose restore was killed
 * between them has one without a register, which the next restore takes away. */
#define RESTORING "restoring"

/* archive_manifest.c */
int manifest_of(const struct archive_dbs *d, struct arena *a, struct manifest **ret, struct err *e);
/* The header of an archive: JSON. */
int manifest_write(const struct manifest *m, struct strbuf *out, struct err *e);
/* E_CORRUPT for what manifest_write would not write. */
int manifest_read(struct str json, struct arena *a, struct manifest **ret, struct err *e);
/* E_UNSUPPORTED for a part or a version that this program doesn't know; name: of the source. */
int manifest_check_parts(const struct manifest *m, const char *name, struct err *e);
/* Tables in an order in which rows may be inserted: those that shape others, then each behind what
 * it refers to, otherwise by name. */
int tables_sort(struct db_table *tables, size_t n, struct err *e);

/* archive_pack.c: bytes compressed into a file, with a digest at its end, and back. */
struct packer;
int packer_open(FILE *f, struct packer **ret, struct err *e);
int packer_add(struct packer *p, const void *data, size_t len, struct err *e);
/* What comes later can be damaged without harm to what was added up to here. */
int packer_flush(struct packer *p, struct err *e);
int packer_finish(struct packer *p, uint64_t *ret_bytes, struct err *e);
void packer_free(struct packer *p);
void packer_freep(struct packer **p);

struct unpacker;
int unpacker_open(FILE *f, struct unpacker **ret, struct err *e);
/* The next len bytes, until the next call. E_CORRUPT where there are fewer. */
int unpacker_take(struct unpacker *u, size_t len, const uint8_t **ret, struct err *e);
int unpacker_number(struct unpacker *u, uint64_t *ret, struct err *e);
/* What follows must be the end, and the digest right. */
int unpacker_finish(struct unpacker *u, uint64_t *ret_bytes, struct err *e);
/* The same, whatever is left: is the file whole? */
int unpacker_verdict(struct unpacker *u, struct err *e);
void unpacker_free(struct unpacker *u);
void unpacker_freep(struct unpacker **u);

/* source.c, source_db.c, source_file.c */
struct archive_source {
    struct manifest *manifest; /* rows and digest of a table are set when it has been read */
    const char *name;          /* for messages */
    struct archive_rows rows;
    size_t table; /* being read */
    const struct source_kind *kind;
};
struct source_kind { /* NULL where there is nothing to do */
    int (*open_table)(struct archive_source *s, struct err *e);
    int (*next)(struct archive_source *s, struct err *e);
    int (*end_table)(struct archive_source *s, struct err *e);
    int (*finish)(struct archive_source *s, struct err *e);
    int (*verdict)(struct archive_source *s, struct err *e);
    void (*free)(struct archive_source *s);
};
/* The databases must be in a transaction until the source is freed. */
int source_db_open(const struct archive_dbs *d, struct arena *a, struct archive_source **ret,
                   struct err *e);
/* With the manifest of another source. */
int source_db_open_as(const struct archive_dbs *d, struct manifest *m, struct archive_source **ret,
                      struct err *e);
int source_file_open(const char *path, struct arena *a, struct archive_source **ret, struct err *e);
/* f is not closed. */
int source_stream_open(FILE *f, const char *name, struct arena *a, struct archive_source **ret,
                       struct err *e);
void source_free(struct archive_source *s);
void source_freep(struct archive_source **s);

/* Tables in their order; a database may be asked for one again. */
int source_table(struct archive_source *s, size_t table, struct err *e);
/* 1 = a row stands in s->rows, 0 = the table has ended. */
int source_next(struct archive_source *s, struct err *e);
/* The rest of the table. */
int source_skip(struct archive_source *s, struct err *e);
/* After the last table: is everything there, and nothing else? */
int source_finish(struct archive_source *s, struct err *e);
/* After an error r of whoever takes the rows: E_CORRUPT if a damaged source has led to it, else r.
 */
int source_blame(struct archive_source *s, int r, struct err *e);

/* restore.c: would this program make the same tables? Tried in memory. *ret_table is the first
 * table that was not read for it. */
int restore_rehearse(struct archive_source *s, size_t *ret_table, struct err *e);
