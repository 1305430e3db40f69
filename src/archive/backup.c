/* Writing an archive, and reading one to its end. */
#include "archive_private.h"

#include "cleanup.h"
#include "file.h"
#include "lang.h"
#include "progress.h"

static int write_header(struct packer *p, const struct manifest *m, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf json = {0}, b = {0};
    uint8_t digest[SM3_BYTES], number[NUMBER_BYTES];
    int r = manifest_write(m, &json, e);

    if (r < 0)
        return r;
    strbuf_printf(&b, ARCHIVE_MAGIC "%d\n", ARCHIVE_FORMAT);
    strbuf_add(&b, number, number_write(json.len, number));
    strbuf_adds(&b, strbuf_str(&json));
    if (b.failed)
        return err_nomem(e);
    if ((r = crypto_sm3(b.data, b.len, digest, e)) < 0 ||
        (r = packer_add(p, b.data, b.len, e)) < 0 ||
        (r = packer_add(p, digest, sizeof digest, e)) < 0)
        return r;
    return packer_flush(p, e);
}

static int write_tables(struct packer *p, struct archive_source *s, struct err *e)
{
    static const uint8_t end = 0;
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("备份，已写行数", "backing up, rows", 0);
    struct manifest *m = s->manifest;
    uint64_t done = 0;
    int r = 0;

    for (size_t i = 0; i < m->n_tables && r >= 0; i++) {
        r = source_table(s, i, e);
        while (r >= 0 && (r = source_next(s, e)) > 0) {
            r = packer_add(p, s->rows.bytes.data, s->rows.bytes.len, e);
            if (r >= 0)
                r = progress_tick(progress, ++done, e);
        }
        if (r >= 0 && (r = packer_add(p, &end, 1, e)) >= 0)
            r = packer_add(p, m->tables[i].digest, SM3_BYTES, e);
    }
    return r;
}

static int write_all(struct archive_source *s, FILE *f, struct err *e)
{
    _cleanup_(packer_freep) struct packer *p = NULL;
    int r;

    if ((r = packer_open(f, &p, e)) < 0 || (r = write_header(p, s->manifest, e)) < 0 ||
        (r = write_tables(p, s, e)) < 0)
        return r;
    return packer_finish(p, &s->manifest->bytes, e);
}

static int backup(const struct archive_dbs *d, const char *path, struct arena *a,
                  struct manifest **ret, struct err *e)
{
    _cleanup_(source_freep) struct archive_source *s = NULL;
    _cleanup_(file_out_freep) struct file_out *out = NULL;
    size_t rehearsed;
    int r;

    if ((r = source_db_open(d, a, &s, e)) < 0 || (r = restore_rehearse(s, &rehearsed, e)) < 0 ||
        (r = file_out_open(path, &out, e)) < 0 || (r = write_all(s, file_out_stream(out), e)) < 0 ||
        (r = file_out_commit(out, e)) < 0)
        return r;
    *ret = s->manifest;
    return 0;
}

int archive_backup(struct db *db, struct db *office, const struct actor *actor, const char *path,
                   struct arena *a, struct manifest **ret, struct err *e)
{
    struct archive_dbs d = dbs_of(db, office);
    int r = actor_require(actor, RIGHT_ADMINISTER, e);

    if (r < 0 || (r = dbs_begin_read(&d, e)) < 0)
        return r;
    r = backup(&d, path, a, ret, e);
    dbs_rollback(&d);
    return r;
}

static int read_all(struct archive_source *s, struct err *e)
{
    size_t i = 0;
    int r = restore_rehearse(s, &i, e);

    for (; i < s->manifest->n_tables && r >= 0; i++) {
        if ((r = source_table(s, i, e)) >= 0)
            r = source_skip(s, e);
    }
    return r < 0 ? r : source_finish(s, e);
}

int archive_check(const char *path, struct arena *a, struct manifest **ret, struct err *e)
{
    _cleanup_(source_freep) struct archive_source *s = NULL;
    int r = source_file_open(path, a, &s, e);

    if (r < 0)
        return r;
    r = read_all(s, e);
    if (r < 0)
        return source_blame(s, r, e);
    *ret = s->manifest;
    return 0;
}
