#include "zip-out.h"

#include "cleanup.h"
#include "str.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

#define DATE_1980 0x21u /* 1980-01-01, the first day of the zip's calendar */
#define SIZES_BEHIND 8u /* flag: crc and sizes follow the data */
#define DEFLATED 8u
#define VERSION 20u /* 2.0: deflate */
#define LARGEST 0xfffffffeu

struct zip_out {
    FILE *f;
    const char *name;
    z_stream deflater;
    char *packed; /* PACKED_BYTES */
    uint64_t at;  /* bytes written */
    struct strbuf directory;
    unsigned n;

    const char *entry;
    uint32_t crc;
    uint64_t start, data_start, size; /* of the entry: its header, its data; unpacked */
};

#define PACKED_BYTES (64u << 10)

static void put16(struct strbuf *b, uint64_t v)
{
    strbuf_addc(b, (char)v);
    strbuf_addc(b, (char)(v >> 8));
}

static void put32(struct strbuf *b, uint64_t v)
{
    put16(b, v);
    put16(b, v >> 16);
}

/* What the local header and the directory have in common. */
static void put_entry(struct strbuf *b, uint32_t crc, uint64_t packed, uint64_t size,
                      const char *name)
{
    put16(b, VERSION);
    put16(b, SIZES_BEHIND);
    put16(b, DEFLATED);
    put16(b, 0);
    put16(b, DATE_1980);
    put32(b, crc);
    put32(b, packed);
    put32(b, size);
    put16(b, strlen(name));
    put16(b, 0); /* no extra fields */
}

int zip_out_new(FILE *f, const char *name, struct zip_out **ret, struct err *e)
{
    _cleanup_(zip_out_freep) struct zip_out *z = calloc(1, sizeof *z);

    if (!z)
        return err_nomem(e);
    z->f = f;
    z->name = name;
    z->packed = malloc(PACKED_BYTES);
    if (!z->packed)
        return err_nomem(e);
    /* a negative window: without zlib's own header; the fastest level, for XML it does nearly as
     * well as the others */
    if (deflateInit2(&z->deflater, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return err_nomem(e);
    *ret = take(z);
    return 0;
}

static int write_bytes(struct zip_out *z, const void *data, size_t n, struct err *e)
{
    if (z->at + n > LARGEST)
        return err_set(e, E_LIMIT, "%s：电子表格超过 4 GiB；请改用 CSV",
                       "%s: the spreadsheet is larger than 4 GiB; write CSV", z->name);
    if (n && fwrite_unlocked(data, 1, n, z->f) != n)
        return err_io(e, errno, z->name);
    z->at += n;
    return 0;
}

static int write_buffer(struct zip_out *z, const struct strbuf *b, struct err *e)
{
    return b->failed ? err_nomem(e) : write_bytes(z, b->data, b->len, e);
}

int zip_out_begin(struct zip_out *z, const char *entry, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    put32(&b, 0x04034b50);
    put_entry(&b, 0, 0, 0, entry);
    strbuf_addz(&b, entry);
    z->entry = entry;
    z->start = z->at;
    z->crc = 0;
    z->size = 0;
    deflateReset(&z->deflater);
    int rc = write_buffer(z, &b, e);
    z->data_start = z->at;
    return rc;
}

static int deflate_all(struct zip_out *z, int flush, struct err *e)
{
    int state;

    do {
        z->deflater.next_out = (Bytef *)z->packed;
        z->deflater.avail_out = PACKED_BYTES;
        state = deflate(&z->deflater, flush);
        int rc = write_bytes(z, z->packed, PACKED_BYTES - z->deflater.avail_out, e);
        if (rc < 0)
            return rc;
    } while (z->deflater.avail_out == 0 && state == Z_OK);
    return 0;
}

int zip_out_add(struct zip_out *z, const void *data, size_t n, struct err *e)
{
    z->size += n;
    if (z->size > LARGEST || n > UINT32_MAX)
        return err_set(e, E_LIMIT, "%s：部件 %s 超过 4 GiB", "%s: the part %s is larger than 4 GiB",
                       z->name, z->entry);
    z->crc = (uint32_t)crc32(z->crc, data, (uInt)n);
    z->deflater.next_in = (z_const Bytef *)data;
    z->deflater.avail_in = (uInt)n;
    return deflate_all(z, Z_NO_FLUSH, e);
}

int zip_out_end(struct zip_out *z, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};

    z->deflater.avail_in = 0;
    int rc = deflate_all(z, Z_FINISH, e);
    if (rc < 0)
        return rc;
    uint64_t packed = z->at - z->data_start;
    put32(&b, 0x08074b50);
    put32(&b, z->crc);
    put32(&b, packed);
    put32(&b, z->size);

    put32(&z->directory, 0x02014b50);
    put16(&z->directory, VERSION);
    put_entry(&z->directory, z->crc, packed, z->size, z->entry);
    put16(&z->directory, 0); /* comment */
    put16(&z->directory, 0); /* disk */
    put16(&z->directory, 0); /* attributes, inner … */
    put32(&z->directory, 0); /* … and outer */
    put32(&z->directory, z->start);
    strbuf_addz(&z->directory, z->entry);
    z->n++;
    return write_buffer(z, &b, e);
}

int zip_out_finish(struct zip_out *z, struct err *e)
{
    uint64_t size = z->directory.len, start = z->at;

    put32(&z->directory, 0x06054b50);
    put16(&z->directory, 0); /* this disk, that of the directory */
    put16(&z->directory, 0);
    put16(&z->directory, z->n);
    put16(&z->directory, z->n);
    put32(&z->directory, size);
    put32(&z->directory, start);
    put16(&z->directory, 0); /* comment */
    return write_buffer(z, &z->directory, e);
}

void zip_out_free(struct zip_out *z)
{
    if (!z)
        return;
    deflateEnd(&z->deflater);
    strbuf_done(&z->directory);
    free(z->packed);
    free(z);
}

void zip_out_freep(struct zip_out **z)
{
    zip_out_free(*z);
}
