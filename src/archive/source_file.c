/* Tables out of an archive. README.md describes the format. */
#include "archive_private.h"

#include "bounds.h"
#include "cleanup.h"
#include "lang.h"

#include <errno.h>
#include <stdlib.h>

struct source_file {
    struct archive_source base;
    char *name;
    FILE *opened; /* NULL for a stream of the caller's */
    struct unpacker *in;
};

/* Where an error happened: in the table being read, or before and behind all of them. */
static int at(struct archive_source *base, int r, struct err *e)
{
    const struct manifest *m = base->manifest;

    if (r == E_CORRUPT && base->table < m->n_tables)
        err_at(e, "%s：表 %s", "%s: table %s", base->name, m->tables[base->table].shape.name);
    else if (r < 0)
        err_at(e, "%s", "%s", base->name);
    return r;
}

static int read_digest(struct unpacker *in, const uint8_t digest[SM3_BYTES], struct err *e)
{
    const uint8_t *p;
    int r = unpacker_take(in, SM3_BYTES, &p, e);

    if (r < 0 || memcmp(p, digest, SM3_BYTES) == 0)
        return r;
    return err_set(e, E_CORRUPT, "内容与摘要不符，备份已损坏",
                   "the content doesn't match its digest: the archive is damaged");
}

static int bad_row(const struct source_file *s, struct err *e)
{
    return err_set(e, E_CORRUPT, "第 %llu 行已损坏", "row %llu is damaged",
                   (unsigned long long)s->base.rows.count + 1);
}

static int read_row(struct source_file *s, struct err *e)
{
    const uint8_t *p;
    uint64_t len;
    int r = unpacker_number(s->in, &len, e);

    if (r < 0 || len == 0)
        return r;
    if (len > LIMIT_ARCHIVE_ROW_BYTES)
        return bad_row(s, e);
    r = unpacker_take(s->in, len, &p, e);
    if (r < 0)
        return r;
    if (!archive_rows_decode(&s->base.rows, (struct str){(const char *)p, len}))
        return bad_row(s, e);
    return 1;
}

static int next(struct archive_source *base, struct err *e)
{
    return at(base, read_row((struct source_file *)base, e), e);
}

static int end_table(struct archive_source *base, struct err *e)
{
    return at(base,
              read_digest(((struct source_file *)base)->in,
                          base->manifest->tables[base->table].digest, e),
              e);
}

static int finish(struct archive_source *base, struct err *e)
{
    struct source_file *s = (struct source_file *)base;

    return at(base, unpacker_finish(s->in, &base->manifest->bytes, e), e);
}

static int verdict(struct archive_source *base, struct err *e)
{
    return at(base, unpacker_verdict(((struct source_file *)base)->in, e), e);
}

static void free_file(struct archive_source *base)
{
    struct source_file *s = (struct source_file *)base;

    unpacker_free(s->in);
    if (s->opened)
        fclose(s->opened);
    free(s->name);
}

static const struct source_kind kind = {
    .next = next,
    .end_table = end_table,
    .finish = finish,
    .verdict = verdict,
    .free = free_file,
};

/* `len` more bytes of the header. */
static int more(struct source_file *s, size_t len, struct strbuf *b, struct err *e)
{
    const uint8_t *p;
    int r = unpacker_take(s->in, len, &p, e);

    if (r < 0)
        return r;
    strbuf_add(b, p, len);
    return b->failed ? err_nomem(e) : 0;
}

/* The first line: "heyi archive 1". */
static int read_format(struct source_file *s, struct strbuf *b, unsigned *ret, struct err *e)
{
    static const struct str magic = STR(ARCHIVE_MAGIC);
    int r = more(s, magic.len, b, e);

    if (r < 0)
        return r;
    if (!str_eq(strbuf_str(b), magic))
        return E_CORRUPT;
    for (*ret = 0; *ret < 1000000;) {
        char c;

        if ((r = more(s, 1, b, e)) < 0)
            return r;
        c = b->data[b->len - 1];
        if (c == '\n')
            return 0;
        if (c < '0' || c > '9')
            break;
        *ret = *ret * 10 + (unsigned)(c - '0');
    }
    return E_CORRUPT;
}

static int read_header(struct source_file *s, struct arena *a, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    uint8_t digest[SM3_BYTES], number[NUMBER_BYTES];
    unsigned format;
    uint64_t len;
    size_t from;
    int r = read_format(s, &b, &format, e);

    if (r < 0 || (r = unpacker_number(s->in, &len, e)) < 0)
        return r;
    if (len > LIMIT_ARCHIVE_HEADER_BYTES)
        return E_CORRUPT;
    strbuf_add(&b, number, number_write(len, number));
    from = b.len;
    if ((r = more(s, len, &b, e)) < 0 || (r = crypto_sm3(b.data, b.len, digest, e)) < 0 ||
        (r = read_digest(s->in, digest, e)) < 0)
        return r;
    if (format != ARCHIVE_FORMAT)
        return err_set(e, E_UNSUPPORTED, "%s 的格式（第 %u 版）比本程序新，请使用更新的程序",
                       "the format of %s (version %u) is newer than this program; use a newer one",
                       s->name, format);
    r = manifest_read((struct str){b.data + from, len}, a, &s->base.manifest, e);
    return r < 0 ? r : manifest_check_parts(s->base.manifest, s->name, e);
}

int source_stream_open(FILE *f, const char *name, struct arena *a, struct archive_source **ret,
                       struct err *e)
{
    struct source_file *s = calloc(1, sizeof *s);
    if (!s)
        return err_nomem(e);
    s->base.kind = &kind;
    _cleanup_(source_freep) struct archive_source *base = &s->base;
    base->name = s->name = strdup(name);
    if (!s->name)
        return err_nomem(e);
    int r = unpacker_open(f, &s->in, e);
    if (r >= 0)
        r = read_header(s, a, e);
    if (r == E_CORRUPT)
        return err_set(e, E_CORRUPT, "%s 不是合一的备份，或已损坏；请换一份备份",
                       "%s is no backup of Heyi, or is damaged; take another one", name);
    if (r == E_IO)
        err_at(e, "%s", "%s", name);
    if (r < 0)
        return r;
    *ret = take(base);
    return 0;
}

int source_file_open(const char *path, struct arena *a, struct archive_source **ret, struct err *e)
{
    if (strcmp(path, "-") == 0)
        return source_stream_open(stdin, tr("标准输入", "standard input"), a, ret, e);
    _cleanup_fclose_ FILE *f = fopen(path, "re");
    if (!f)
        return err_io(e, errno, path);
    int r = source_stream_open(f, path, a, ret, e);
    if (r >= 0)
        ((struct source_file *)*ret)->opened = take(f);
    return r;
}
