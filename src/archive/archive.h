/*
 * A register and its office as one stream of their tables, the same from every database product:
 * into a file (backup), out of one (restore), or from one database into another (copy). README.md
 * describes the format.
 *
 * The stream is read in one transaction, while others go on writing, and holds everything but the
 * key file. What is made of it is proven equal: every table is read again, and its digest compared.
 * Neither backup nor restore nor copy is a change of the register (access/change.h).
 */
#pragma once

#include "actor.h"
#include "crypto.h"
#include "db.h"

struct archive_table {
    struct db_table shape; /* columns and primary key only */
    uint64_t rows;
    uint8_t digest[SM3_BYTES]; /* of all rows in the archive's encoding */
};

struct archive_part {
    const char *name;
    int64_t version;
};

/* What an archive holds. Lives in the arena that was given with the call. */
struct manifest {
    const char *program; /* that made it, with its version */
    int64_t created;     /* UTC, microseconds */
    int64_t seq;         /* the last change in it */
    const char *key;     /* fingerprint of the keys it needs; "" for none */
    size_t n_parts, n_tables;
    struct archive_part *parts;
    struct archive_table *tables; /* what others refer to first */
    uint64_t bytes;               /* of the file; 0 for a copy */
};

/* office: NULL for none. Writes the file `path` (0600; complete or not at all, an earlier one is
 * replaced; - for standard output). E_UNSUPPORTED where the database holds what a restore could not
 * make. */
int archive_backup(struct db *db, struct db *office, const struct actor *actor, const char *path,
                   struct arena *a, struct manifest **ret, struct err *e);

/* Reads an archive to its end and changes nothing. E_CORRUPT names the table where it is damaged;
 * E_UNSUPPORTED for what a newer program has made. path - is standard input. */
int archive_check(const char *path, struct arena *a, struct manifest **ret, struct err *e);

struct restored {
    struct manifest *manifest;
    struct db *db; /* the register as it stands now, open for writing; the caller closes */
    int steps;     /* of migration from the archive's versions to this program's */
};

/* Fills an empty database and its office (made where they are missing) in a transaction each, which
 * are committed only when everything has been read again and is equal, and is brought to this
 * program's versions. E_EXISTS for a database that holds anything. An error leaves nothing behind.
 */
int archive_restore(const char *path, const struct actor *actor, const char *url, struct arena *a,
                    struct restored *ret, struct err *e);

/* The same from a database instead of a file. */
int archive_copy(struct db *from, struct db *office, const struct actor *actor, const char *url,
                 struct arena *a, struct restored *ret, struct err *e);
