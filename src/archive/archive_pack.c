/*
 * One frame of zstd, and behind it a frame that zstd skips, which holds the SM3 of everything
 * before. zstd's own checksum is of what was packed and leaves some bits of the file unchecked.
 */
#include "archive_private.h"

#include "bounds.h"
#include "cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <zstd.h>

/* 8 bytes: magic and length of a skippable frame, little endian. */
static const uint8_t trailer_head[8] = {0x50, 0x2a, 0x4d, 0x18, SM3_BYTES};

#define LEVEL 3
/* Given to zstd at a time: little, for what it unpacks of a piece that is damaged further on is
 * lost, and with it the name of the table where that is. */
#define READ_BYTES 4096

struct packer {
    FILE *f;
    ZSTD_CCtx *z;
    struct sm3 *digest;
    uint8_t *out;
    size_t size;
    uint64_t bytes;
};

int packer_open(FILE *f, struct packer **ret, struct err *e)
{
    _cleanup_(packer_freep) struct packer *p = calloc(1, sizeof *p);

    if (!p)
        return err_nomem(e);
    p->f = f;
    p->size = ZSTD_CStreamOutSize();
    p->out = malloc(p->size);
    p->z = ZSTD_createCCtx();
    if (!p->out || !p->z)
        return err_nomem(e);
    int r = sm3_new(&p->digest, e);
    if (r < 0)
        return r;
    ZSTD_CCtx_setParameter(p->z, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(p->z, ZSTD_c_checksumFlag, 1);
    /* beside the reading; refused by a library without threads, which does no harm */
    ZSTD_CCtx_setParameter(p->z, ZSTD_c_nbWorkers, 1);
    *ret = take(p);
    return 0;
}

static int write_out(struct packer *p, const void *data, size_t len, struct err *e)
{
    sm3_add(p->digest, data, len);
    p->bytes += len;
    if (fwrite(data, 1, len, p->f) == len)
        return 0;
    return err_set(e, E_IO, "备份无法写出：%s", "the archive can't be written: %s",
                   strerror(errno));
}

static int pack(struct packer *p, const void *data, size_t len, ZSTD_EndDirective what,
                struct err *e)
{
    ZSTD_inBuffer in = {data, len, 0};
    size_t left;

    do {
        ZSTD_outBuffer out = {p->out, p->size, 0};

        left = ZSTD_compressStream2(p->z, &out, &in, what);
        if (ZSTD_isError(left))
            return err_nomem(e);
        int r = out.pos ? write_out(p, p->out, out.pos, e) : 0;
        if (r < 0)
            return r;
    } while (in.pos < len || (what != ZSTD_e_continue && left));
    return 0;
}

int packer_add(struct packer *p, const void *data, size_t len, struct err *e)
{
    return pack(p, data, len, ZSTD_e_continue, e);
}

int packer_flush(struct packer *p, struct err *e)
{
    return pack(p, NULL, 0, ZSTD_e_flush, e);
}

int packer_finish(struct packer *p, uint64_t *ret_bytes, struct err *e)
{
    uint8_t trailer[sizeof trailer_head + SM3_BYTES];
    int r = pack(p, NULL, 0, ZSTD_e_end, e);

    if (r < 0)
        return r;
    memcpy(trailer, trailer_head, sizeof trailer_head);
    sm3_end(p->digest, trailer + sizeof trailer_head);
    r = write_out(p, trailer, sizeof trailer, e);
    if (r >= 0)
        *ret_bytes = p->bytes;
    return r;
}

void packer_free(struct packer *p)
{
    if (!p)
        return;
    ZSTD_freeCCtx(p->z);
    sm3_free(p->digest);
    free(p->out);
    free(p);
}

void packer_freep(struct packer **p)
{
    packer_free(*p);
}

struct unpacker {
    FILE *f;
    ZSTD_DCtx *z;
    struct sm3 *digest;
    uint8_t packed[READ_BYTES]; /* read from the file */
    ZSTD_inBuffer in;
    uint8_t *out; /* unpacked: from `at` to `end` not yet taken */
    size_t out_size, at, end;
    bool ended; /* the frame has */
    uint64_t bytes;
};

int unpacker_open(FILE *f, struct unpacker **ret, struct err *e)
{
    _cleanup_(unpacker_freep) struct unpacker *u = calloc(1, sizeof *u);

    if (!u)
        return err_nomem(e);
    u->f = f;
    u->out_size = 2 * ZSTD_DStreamOutSize();
    u->out = malloc(u->out_size);
    u->z = ZSTD_createDCtx();
    if (!u->out || !u->z)
        return err_nomem(e);
    u->in.src = u->packed;
    ZSTD_DCtx_setParameter(u->z, ZSTD_d_windowLogMax, LIMIT_ARCHIVE_WINDOW_LOG);
    int r = sm3_new(&u->digest, e);
    if (r < 0)
        return r;
    *ret = take(u);
    return 0;
}

static int truncated(struct err *e)
{
    return err_set(e, E_CORRUPT, "文件不完整", "the file is cut short");
}

static int damaged(struct err *e)
{
    return err_set(e, E_CORRUPT, "文件已损坏", "the file is damaged");
}

/* The next part of the file into `in`; 0 at its end. */
static int read_in(struct unpacker *u, struct err *e)
{
    size_t n = fread(u->packed, 1, sizeof u->packed, u->f);

    if (ferror(u->f))
        return err_set(e, E_IO, "读取出错：%s", "reading failed: %s", strerror(errno));
    u->in = (ZSTD_inBuffer){u->packed, n, 0};
    u->bytes += n;
    return n > 0;
}

/* Unpacks some more behind `end`, where there must be room. */
static int unpack(struct unpacker *u, struct err *e)
{
    if (u->ended)
        return truncated(e);
    if (u->in.pos == u->in.size) {
        int r = read_in(u, e);

        if (r <= 0)
            return r < 0 ? r : truncated(e);
    }
    ZSTD_outBuffer out = {u->out, u->out_size, u->end};
    size_t from = u->in.pos, left = ZSTD_decompressStream(u->z, &out, &u->in);

    if (ZSTD_isError(left))
        return damaged(e);
    sm3_add(u->digest, u->packed + from, u->in.pos - from);
    u->end = out.pos;
    u->ended = left == 0;
    return 0;
}

/* Room for `len` bytes from `at` on. Grows with what has come, not with what a length promises. */
static int make_room(struct unpacker *u, size_t len, struct err *e)
{
    memmove(u->out, u->out + u->at, u->end - u->at);
    u->end -= u->at;
    u->at = 0;
    if (u->end < u->out_size)
        return 0;
    size_t size = 2 * u->out_size < len ? 2 * u->out_size : len;
    uint8_t *out = realloc(u->out, size);
    if (!out)
        return err_nomem(e);
    u->out = out;
    u->out_size = size;
    return 0;
}

int unpacker_take(struct unpacker *u, size_t len, const uint8_t **ret, struct err *e)
{
    while (u->end - u->at < len) {
        int r = u->out_size - u->end < ZSTD_DStreamOutSize() ? make_room(u, len, e) : 0;

        if (r < 0 || (r = unpack(u, e)) < 0)
            return r;
    }
    *ret = u->out + u->at;
    u->at += len;
    return 0;
}

int unpacker_number(struct unpacker *u, uint64_t *ret, struct err *e)
{
    uint8_t bytes[NUMBER_BYTES];
    size_t n = 0;

    do {
        const uint8_t *p;
        int r = n == NUMBER_BYTES ? damaged(e) : unpacker_take(u, 1, &p, e);

        if (r < 0)
            return r;
        bytes[n++] = *p;
    } while (bytes[n - 1] & 0x80);
    return number_read(bytes, n, ret) ? 0 : damaged(e);
}

/* Behind the frame: the digest and the end of the file. */
static int check_trailer(struct unpacker *u, struct err *e)
{
    uint8_t trailer[sizeof trailer_head + SM3_BYTES], digest[SM3_BYTES];
    size_t n = 0;
    int r = 1;

    while (r > 0 && n < sizeof trailer) {
        if (u->in.pos == u->in.size)
            r = read_in(u, e);
        for (; u->in.pos < u->in.size && n < sizeof trailer; n++)
            trailer[n] = u->packed[u->in.pos++];
    }
    if (r < 0)
        return r;
    if (n < sizeof trailer)
        return truncated(e);
    sm3_end(u->digest, digest);
    if (memcmp(trailer, trailer_head, sizeof trailer_head) != 0 ||
        memcmp(trailer + sizeof trailer_head, digest, SM3_BYTES) != 0)
        return damaged(e);
    if (u->in.pos == u->in.size)
        r = read_in(u, e);
    if (r < 0 || u->in.pos == u->in.size)
        return r < 0 ? r : 0;
    return err_set(e, E_CORRUPT, "文件末尾有多余的内容", "there is more behind the end");
}

int unpacker_finish(struct unpacker *u, uint64_t *ret_bytes, struct err *e)
{
    while (u->at == u->end && !u->ended) {
        int r;

        u->at = u->end = 0;
        if ((r = unpack(u, e)) < 0)
            return r;
    }
    if (u->at < u->end)
        return damaged(e);
    int r = check_trailer(u, e);
    if (r >= 0)
        *ret_bytes = u->bytes;
    return r;
}

int unpacker_verdict(struct unpacker *u, struct err *e)
{
    while (!u->ended) {
        int r;

        u->end = 0;
        if ((r = unpack(u, e)) < 0)
            return r;
    }
    return check_trailer(u, e);
}

void unpacker_free(struct unpacker *u)
{
    if (!u)
        return;
    ZSTD_freeDCtx(u->z);
    sm3_free(u->digest);
    free(u->out);
    free(u);
}

void unpacker_freep(struct unpacker **u)
{
    unpacker_free(*u);
}
