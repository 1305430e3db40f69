/* A register and its office: as two databases, or as one that holds both. */
#include "archive_private.h"

#include "change.h"
#include "schema_parts.h"

struct archive_dbs dbs_of(struct db *reg, struct db *office)
{
    return (struct archive_dbs){reg, office && !db_shares(office) ? office : reg};
}

static int begin(struct db *db, struct err *e)
{
    bool found;
    int r = db_begin(db, false, e);

    /* on SQLite the first read takes the snapshot */
    return r < 0 ? r : db_has_table(db, SCHEMA_VERSION, &found, e);
}

/* *ret_seq: 0 for a database without changes. */
static int begin_register(const struct archive_dbs *d, int64_t *ret_seq, struct err *e)
{
    bool found = false;
    int r = begin(d->reg, e);

    if (r >= 0)
        r = db_has_table(d->reg, "change", &found, e);
    *ret_seq = 0;
    return r < 0 || !found ? r : change_last(d->reg, ret_seq, e);
}

/* The register didn't change between its two snapshots, so the office's belongs to it. */
int dbs_begin_read(const struct archive_dbs *d, struct err *e)
{
    int64_t before, seq;
    int r = begin_register(d, &before, e);

    while (r >= 0 && d->office != d->reg) {
        r = begin(d->office, e);
        db_rollback(d->reg);
        if (r < 0 || (r = begin_register(d, &seq, e)) < 0 || seq == before)
            break;
        before = seq;
        db_rollback(d->office);
    }
    if (r < 0)
        dbs_rollback(d);
    return r < 0 ? r : 0;
}

void dbs_rollback(const struct archive_dbs *d)
{
    db_rollback(d->reg);
    db_rollback(d->office);
}

/* Puts away schema_version. */
static size_t without_versions(struct db_table *t, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (strcmp(t[i].name, SCHEMA_VERSION) != 0)
            t[kept++] = t[i];
    return kept;
}

int dbs_tables(const struct archive_dbs *d, struct arena *a, struct db_table **ret, size_t *ret_n,
               struct err *e)
{
    struct db_table *reg, *office = NULL, *all;
    size_t n_reg, n_office = 0;
    int r = db_tables(d->reg, a, &reg, &n_reg, e);

    if (r >= 0 && d->office != d->reg)
        r = db_tables(d->office, a, &office, &n_office, e);
    if (r < 0)
        return r;
    n_reg = without_versions(reg, n_reg);
    n_office = without_versions(office, n_office);
    all = arena_array_of(a, n_reg + n_office, struct db_table);
    if (!all)
        return err_nomem(e);
    if (n_reg)
        memcpy(all, reg, n_reg * sizeof *reg);
    if (n_office)
        memcpy(all + n_reg, office, n_office * sizeof *office);
    r = tables_sort(all, n_reg + n_office, e);
    if (r < 0)
        return r;
    *ret = all;
    *ret_n = n_reg + n_office;
    return 0;
}

int dbs_table(const struct archive_dbs *d, const char *table, struct db **ret, struct err *e)
{
    bool found;
    int r = db_has_table(d->reg, table, &found, e);

    if (r >= 0)
        *ret = found ? d->reg : d->office;
    return r;
}

struct db *dbs_part(const struct archive_dbs *d, const struct schema_part *part)
{
    for (size_t i = 0; office_parts[i]; i++)
        if (office_parts[i] == part)
            return d->office;
    return d->reg;
}
