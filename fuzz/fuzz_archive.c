/*
 * Archives. The input is cut into pieces (two bytes of length, then so many): the manifest, then
 * the rows of one table after another. They are packed with digests that are right, so that what is
 * behind the digests gets to see them. A row that was read must be written as it was.
 */
#include "archive_private.h"

#include "cleanup.h"

#include <stdlib.h>
#include <zstd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

static struct str piece(struct str *rest)
{
    size_t len = 0;
    struct str p;
    for (int i = 0; i < 2 && rest->len; i++) {
        len = len << 8 | (uint8_t)*rest->data;
        rest->data++, rest->len--;
    }
    p = (struct str){rest->data, len < rest->len ? len : rest->len};
    rest->data += p.len, rest->len -= p.len;
    return p;
}

static void add(struct strbuf *b, struct str bytes, struct str between)
{
    uint8_t digest[SM3_BYTES];
    need(crypto_sm3(bytes.data, bytes.len, digest, NULL) >= 0);
    strbuf_adds(b, bytes);
    strbuf_adds(b, between);
    strbuf_add(b, digest, sizeof digest);
}

/* Without the packer, whose thread takes longer than all the rest. */
static void pack(struct str rest, struct strbuf *out)
{
    _cleanup_(strbuf_done) struct strbuf header = {0}, plain = {0};
    uint8_t number[NUMBER_BYTES], digest[SM3_BYTES];
    struct str json = piece(&rest);
    strbuf_addz(&header, "heyi archive 1\n");
    strbuf_add(&header, number, number_write(json.len, number));
    strbuf_adds(&header, json);
    add(&plain, strbuf_str(&header), (struct str){0});
    while (rest.len)
        add(&plain, piece(&rest), (struct str){"", 1});
    size_t size = ZSTD_compressBound(plain.len);
    _cleanup_free_ char *packed = malloc(size);
    need(packed);
    size = ZSTD_compress(packed, size, plain.data, plain.len, 1);
    need(!ZSTD_isError(size) && crypto_sm3(packed, size, digest, NULL) >= 0);
    strbuf_add(out, packed, size);
    strbuf_add(out, "\x50\x2a\x4d\x18\x20\0\0\0", 8);
    strbuf_add(out, digest, sizeof digest);
}

static int read_table(struct archive_source *s, size_t table, struct err *e)
{
    _cleanup_(archive_rows_done) struct archive_rows again = {0};
    const struct archive_table *t = &s->manifest->tables[table];
    struct archive_table end;
    int r = source_table(s, table, e);
    need(r >= 0 && archive_rows_begin(&again, &t->shape, NULL) >= 0);
    while ((r = source_next(s, e)) > 0) {
        memcpy(again.values, s->rows.values, again.n * sizeof *again.values);
        need(archive_rows_encode(&again, NULL) >= 0);
    }
    archive_rows_end(&again, &end);
    if (r == 0)
        need(end.rows == t->rows && memcmp(end.digest, t->digest, SM3_BYTES) == 0);
    return r;
}

static void read_all(FILE *f)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(source_freep) struct archive_source *s = NULL;
    struct err e = {0};
    int r = source_stream_open(f, "x.heyi", a, &s, &e);
    for (size_t i = 0; r >= 0 && i < s->manifest->n_tables; i++)
        r = read_table(s, i, &e);
    if (r >= 0)
        r = source_finish(s, &e);
    else if (s)
        /* the file is whole: nothing else is to blame for what is in it */
        need(source_blame(s, E_CONFLICT, NULL) == E_CONFLICT);
    need(r <= 0 && r == e.code && (r == 0 || (e.zh[0] && e.en[0])));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(strbuf_done) struct strbuf packed = {0};
    pack((struct str){(const char *)data, size}, &packed);
    _cleanup_fclose_ FILE *in = fmemopen(packed.data, packed.len, "r");
    need(in);
    read_all(in);
    return 0;
}
