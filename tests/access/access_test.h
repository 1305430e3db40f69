/* For tests of this layer: a database with its tables and keys, and synthetic numbers. */
#pragma once

#include "tempdir.h"

#include "actor.h"
#include "change.h"
#include "cleanup.h"
#include "identity.h"
#include "keys.h"

/* The n-th of many valid numbers under the synthetic area 440790–440799. */
static inline void synthetic_number(unsigned n, char out[IDNO_TEXT])
{
    unsigned day = n % 28 + 1, month = n / 28 % 12 + 1, year = 1930 + n / 336 % 90;
    unsigned seq = n / (336 * 90) % 1000, area = 440790 + n / (336 * 90 * 1000) % 10;

    snprintf(out, IDNO_TEXT, "%06u%04u%02u%02u%03u", area, year, month, day, seq);
    out[17] = idno_check_digit(out);
    out[18] = '\0';
}

/* The key file of a database lies at the same path on both products. */
static inline void use_keys_of(const char *name)
{
    char file[64];

    snprintf(file, sizeof file, "%s.key", name);
    if (testdb_is_postgres())
        setenv("HEYI_KEY_FILE", in_tempdir(file), 1);
}

static inline struct db *open_access_db(const char *name)
{
    struct err e = {0};
    struct db *db = open_db(name, DB_CREATE);

    use_keys_of(name);

    ok(access_schema(db, &e));
    return db;
}

static inline struct keys *make_keys(struct db *db)
{
    struct err e = {0};
    struct keys *k = NULL;

    ok(keys_create(db, &e));
    ok(keys_load(db, &k, &e));
    return k;
}
