/*
 * The reader. Raw bytes come in chunks, pass the decoder, and gather in `text` from the first byte
 * of the current record on. The scanner turns 64 bytes at a time into a bit mask of the bytes that
 * may mean something, and the reader visits only those. Doubled quotes are folded in place.
 *
 * All offsets count from the first byte of the record, so that reading more (which moves the
 * record to the front of the buffer) changes none of them.
 */
#include "csv.h"

#include "bounds.h"
#include "cleanup.h"
#include "csv-internal.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK (256u << 10)

struct span {
    size_t at, len;
};

struct csv_reader {
    char *name;      /* in messages */
    int fd;          /* -1 for a text in memory */
    struct str rest; /* what is left of a text in memory */
    char *chunk;     /* raw bytes; NULL for a text in memory */
    size_t chunk_size;
    uint64_t bytes, total;
    struct text_decoder *decoder;

    struct strbuf text; /* decoded */
    size_t start;       /* of the current record in text */
    bool eof;           /* text is all there is */
    bool after_cr;      /* an LF at `start` belongs to the CR before it */
    char sep;           /* 0 until found */
    uint64_t line;      /* of the byte at `start` */

    ptrdiff_t block; /* the scanner's block, from the start of the record */
    uint64_t mask;   /* what of it has not been visited */

    size_t n_widest;    /* fields of the widest record so far */
    struct span *spans; /* LIMIT_RECORD_FIELDS of each */
    struct str *fields;
    struct err undecodable; /* behind `text` come bytes that are no text */
    struct err failed;      /* an error is the reader's last word */
};

static int reader_new(const char *name, struct csv_reader **ret, struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *r = calloc(1, sizeof *r);

    if (!r)
        return err_nomem(e);
    r->fd = -1;
    r->line = 1;
    r->chunk_size = CHUNK;
    r->name = strdup(name);
    r->spans = calloc(LIMIT_RECORD_FIELDS, sizeof *r->spans);
    r->fields = calloc(LIMIT_RECORD_FIELDS, sizeof *r->fields);
    r->decoder = text_decoder_new();
    if (!r->name || !r->spans || !r->fields || !r->decoder)
        return err_nomem(e);
    *ret = take(r);
    return 0;
}

int csv_open(const char *path, struct csv_reader **ret, struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *r = NULL;
    bool std = strcmp(path, "-") == 0;
    struct stat st;
    int rc;

    rc = reader_new(std ? "stdin" : path, &r, e);
    if (rc < 0)
        return rc;
    r->chunk = malloc(CHUNK);
    if (!r->chunk)
        return err_nomem(e);
    r->fd = std ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0 || fstat(r->fd, &st) < 0)
        return err_io(e, errno, r->name);
    if (S_ISREG(st.st_mode) && st.st_size > 0)
        r->total = (uint64_t)st.st_size;
    *ret = take(r);
    return 0;
}

int csv_open_text(struct str text, const char *name, struct csv_reader **ret, struct err *e)
{
    int rc = reader_new(name, ret, e);

    if (rc < 0)
        return rc;
    (*ret)->rest = text;
    (*ret)->total = text.len;
    return 0;
}

void csv_close(struct csv_reader *r)
{
    if (!r)
        return;
    if (r->fd >= 0)
        close(r->fd);
    free(r->name);
    free(r->chunk);
    text_decoder_free(r->decoder);
    strbuf_done(&r->text);
    free(r->spans);
    free(r->fields);
    free(r);
}

void csv_closep(struct csv_reader **r)
{
    csv_close(*r);
}

void csv_set_chunk(struct csv_reader *r, size_t bytes)
{
    r->chunk_size = bytes < 1 ? 1 : bytes > CHUNK ? CHUNK : bytes;
}

uint64_t csv_bytes(const struct csv_reader *r)
{
    return r->bytes;
}

uint64_t csv_total(const struct csv_reader *r)
{
    return r->total;
}

/* Sets the error with file and line in front. */
#define FAIL(r, at_line, code, ...)                                                                \
    (err_set(&(r)->failed, (code), __VA_ARGS__),                                                   \
     err_at(&(r)->failed, "%s 第 %" PRIu64 " 行", "%s, line %" PRIu64, (r)->name,                  \
            (uint64_t)(at_line)),                                                                  \
     (code))

static int read_raw(struct csv_reader *r, const char **ret_data, size_t *ret_n)
{
    ssize_t n;

    if (r->fd < 0) {
        size_t part = r->rest.len < r->chunk_size ? r->rest.len : r->chunk_size;

        *ret_data = r->rest.data;
        *ret_n = part;
        if (part) {
            r->rest.data += part;
            r->rest.len -= part;
        }
    } else {
        do
            n = read(r->fd, r->chunk, r->chunk_size);
        while (n < 0 && errno == EINTR);
        if (n < 0)
            return err_io(&r->failed, errno, r->name);
        *ret_data = r->chunk;
        *ret_n = (size_t)n;
    }
    r->bytes += *ret_n;
    return 0;
}

/* Adds at least one byte of text, or sets eof. */
static int read_more(struct csv_reader *r)
{
    size_t before;
    int rc;

    if (r->start > 0) {
        r->text.len -= r->start;
        memmove(r->text.data, r->text.data + r->start, r->text.len);
        r->start = 0;
    }
    before = r->text.len;
    if (before > LIMIT_RECORD_BYTES)
        return FAIL(r, r->line, E_LIMIT,
                    "从这一行起的记录超过 %u 字节；请检查是否缺少换行或结束引号",
                    "the record that starts here is longer than %u bytes; is a line end or a "
                    "closing quote missing?",
                    LIMIT_RECORD_BYTES);
    while (!r->eof && r->text.len == before && !r->undecodable.code) {
        const char *raw = NULL;
        size_t n = 0;

        rc = read_raw(r, &raw, &n);
        if (rc < 0)
            return rc;
        rc = text_decode(r->decoder, n ? raw : "", n, n == 0, &r->text, &r->undecodable);
        r->eof = n == 0 && rc >= 0;
        if (rc == E_NOMEM || r->text.failed)
            return err_nomem(&r->failed);
    }
    if (r->text.len > before || !r->undecodable.code)
        return 0;
    r->failed = r->undecodable;
    return err_at(&r->failed, "%s 第 %" PRIu64 " 行或其后", "%s, line %" PRIu64 " or below",
                  r->name, r->line);
}

static inline const char *record(const struct csv_reader *r)
{
    return r->text.data + r->start;
}

static inline size_t record_room(const struct csv_reader *r)
{
    return r->text.len - r->start;
}

static inline void load_block(struct csv_reader *r)
{
    const char *data = record(r) + r->block;
    size_t left = record_room(r) - (size_t)r->block;

    if (left >= CSV_BLOCK) {
        r->mask = csv_mask(data, r->sep);
    } else {
        char tail[CSV_BLOCK] = {0};

        memcpy(tail, data, left);
        r->mask = csv_mask(tail, r->sep) & ((UINT64_C(1) << left) - 1);
    }
}

/* Makes `at` the scanner's next position. */
static void scan_from(struct csv_reader *r, size_t at)
{
    r->block = (ptrdiff_t)at;
    r->mask = 0;
    if (at < record_room(r))
        load_block(r);
}

/* The next byte that may mean something; false at the end of the text that is there. */
static inline bool scan_next(struct csv_reader *r, size_t *ret_at)
{
    while (!r->mask) {
        if (r->block + (ptrdiff_t)CSV_BLOCK >= (ptrdiff_t)record_room(r))
            return false;
        r->block += CSV_BLOCK;
        load_block(r);
    }
    *ret_at = (size_t)(r->block + __builtin_ctzll(r->mask));
    r->mask &= r->mask - 1;
    return true;
}

/* Reads more and goes on at `at`. */
static int scan_more(struct csv_reader *r, size_t at)
{
    int rc = read_more(r);

    if (rc < 0)
        return rc;
    scan_from(r, at);
    return 0;
}

/* Skips empty lines; 1 = a record starts at `start`, 0 = end. */
static int find_record(struct csv_reader *r)
{
    for (;; r->start++) {
        if (r->start == r->text.len) {
            int rc = r->eof ? 0 : read_more(r);

            if (rc < 0)
                return rc;
            if (r->start == r->text.len)
                return 0;
        }
        char c = *record(r);
        if (c != '\r' && c != '\n')
            break;
        r->line += c == '\r' || !r->after_cr;
        r->after_cr = c == '\r';
    }
    r->after_cr = false;
    return 1;
}

/* Tab if the first record holds one outside quotes and no comma there. */
static int find_separator(struct csv_reader *r)
{
    bool quoted = false, field_start = true, tab = false, comma = false;
    int rc;

    for (size_t i = 0;; i++) {
        if (i == record_room(r)) {
            if (r->eof || i > LIMIT_RECORD_BYTES)
                break;
            rc = read_more(r);
            if (rc < 0)
                return rc;
            if (i == record_room(r))
                break;
        }
        char c = record(r)[i];
        if (c == '"' && (quoted || field_start)) {
            quoted = !quoted;
            /* A doubled quote opens the field again. */
            field_start = !quoted;
        } else if (quoted) {
            continue;
        } else if (c == '\n' || c == '\r') {
            break;
        } else {
            tab |= c == '\t';
            comma |= c == ',';
            field_start = c == '\t' || c == ',';
        }
    }
    r->sep = tab && !comma ? '\t' : ',';
    return 0;
}

static int too_long(struct csv_reader *r, size_t field, bool quoted, uint64_t line)
{
    if (quoted)
        return FAIL(r, line, E_LIMIT, "第 %zu 列超过 %u 字节；请检查这里开始的引号是否缺少结束引号",
                    "field %zu is longer than %u bytes; is the quote that opens here never closed?",
                    field, LIMIT_FIELD_BYTES);
    return FAIL(r, line, E_LIMIT, "第 %zu 列超过 %u 字节；请缩短内容，或检查是否缺少换行",
                "field %zu is longer than %u bytes; shorten it, or mend a missing line end", field,
                LIMIT_FIELD_BYTES);
}

static int nul_byte(struct csv_reader *r, size_t field, uint64_t line)
{
    return FAIL(r, line, E_SYNTAX, "第 %zu 列含有 NUL 字节；请确认这是文本文件，并另存为 UTF-8",
                "field %zu holds a NUL byte; make sure that this is a text file, saved as UTF-8",
                field);
}

/*
 * A quoted field: `at` is its opening quote, the scanner stands behind it. Afterwards the scanner's
 * next byte is the separator or line end behind the closing quote, or the end of the text.
 */
static int read_quoted(struct csv_reader *r, size_t at, size_t field, uint64_t *line,
                       struct span *ret)
{
    const uint64_t opened = *line;
    /* Content folded so far is [at + 1, out); [from, p) is to be added to it. */
    size_t out = at + 1, from = at + 1, p;
    int rc;

    for (;;) {
        bool found = scan_next(r, &p);

        if (!found) {
            p = record_room(r);
            if (out - (at + 1) + (p - from) > LIMIT_FIELD_BYTES)
                return too_long(r, field, true, opened);
            if (r->eof)
                return FAIL(r, opened, E_SYNTAX,
                            "第 %zu 列：这里开始的引号没有结束；请补上结束引号",
                            "field %zu: the quote that opens here is never closed; add the closing "
                            "quote",
                            field);
            rc = scan_more(r, p);
            if (rc < 0)
                return rc;
            continue;
        }
        const char *data = record(r);
        switch (data[p]) {
        case '\n':
            *line += data[p - 1] != '\r';
            continue;
        case '\r':
            *line += 1;
            continue;
        case '\0':
            return nul_byte(r, field, *line);
        case '"':
            break;
        default:
            continue;
        }
        if (p + 1 == record_room(r) && !r->eof) {
            rc = scan_more(r, p);
            if (rc < 0)
                return rc;
            continue;
        }
        bool doubled = p + 1 < record_room(r) && data[p + 1] == '"';
        size_t n = p - from + doubled;
        if (out != from)
            memmove(r->text.data + r->start + out, data + from, n);
        out += n;
        if (out - (at + 1) > LIMIT_FIELD_BYTES)
            return too_long(r, field, true, opened);
        if (!doubled)
            break;
        scan_next(r, &from);
        from++;
    }
    if (p + 1 < record_room(r)) {
        char c = record(r)[p + 1];

        if (c == '\0')
            return nul_byte(r, field, *line);
        if (c != r->sep && c != '\n' && c != '\r')
            return FAIL(r, *line, E_SYNTAX,
                        "第 %zu 列：结束引号之后还有文字；请把内容里的引号写成两个",
                        "field %zu: text behind the closing quote; write a quote inside a field "
                        "twice",
                        field);
    }
    *ret = (struct span){at + 1, out - (at + 1)};
    return 0;
}

/* Reads the record at `start`: the number of its fields, and where the next one starts. */
static int read_record(struct csv_reader *r, size_t *ret_n, size_t *ret_end, uint64_t *ret_line)
{
    uint64_t line = r->line;
    size_t n = 0, at = 0, p;  /* at: the current field's first byte */
    struct span quoted = {0}; /* its content, if .at is not 0 */
    int rc;

    for (;;) {
        bool end = !scan_next(r, &p);

        if (end) {
            p = record_room(r);
            if (!quoted.at && p - at > LIMIT_FIELD_BYTES)
                return too_long(r, n + 1, false, line);
            if (!r->eof) {
                rc = scan_more(r, p);
                if (rc < 0)
                    return rc;
                continue;
            }
        } else {
            char c = record(r)[p];

            if (c == '"') {
                if (p == at) {
                    rc = read_quoted(r, at, n + 1, &line, &quoted);
                    if (rc < 0)
                        return rc;
                }
                continue;
            }
            if (c == '\0')
                return nul_byte(r, n + 1, line);
            if (c != r->sep && c != '\n' && c != '\r')
                continue;
            end = c != r->sep;
        }
        if (n == LIMIT_RECORD_FIELDS)
            return FAIL(r, line, E_LIMIT, "超过 %u 列；请检查分隔符和换行",
                        "more than %u fields; check the separators and line ends",
                        LIMIT_RECORD_FIELDS);
        if (quoted.at) {
            r->spans[n++] = quoted;
            quoted.at = 0;
        } else {
            if (p - at > LIMIT_FIELD_BYTES)
                return too_long(r, n + 1, false, line);
            r->spans[n++] = (struct span){at, p - at};
        }
        at = p + 1;
        if (end)
            break;
    }
    *ret_n = n;
    *ret_end = p;
    *ret_line = line;
    return 0;
}

int csv_next(struct csv_reader *r, const struct str **ret_fields, size_t *ret_n, uint64_t *ret_line,
             struct err *e)
{
    uint64_t line = 0;
    size_t n = 0, end = 0, skip;
    int rc;

    if (r->failed.code)
        goto failed;
    rc = find_record(r);
    if (rc < 0)
        goto failed;
    if (rc == 0)
        return 0;
    if (!r->sep && find_separator(r) < 0)
        goto failed;
    scan_from(r, 0);
    if (read_record(r, &n, &end, &line) < 0)
        goto failed;
    if (n > r->n_widest)
        r->n_widest = n;
    if (n < r->n_widest && end == record_room(r)) {
        (void)FAIL(r, line, E_SYNTAX, "文件在这一行中途中断；请重新导出或重新传送完整的文件",
                   "the file breaks off in the middle of this line; export or transfer it again");
        goto failed;
    }

    const char *data = record(r);
    for (size_t i = 0; i < n; i++)
        r->fields[i] = (struct str){data + r->spans[i].at, r->spans[i].len};
    *ret_fields = r->fields;
    *ret_n = n;
    if (ret_line)
        *ret_line = r->line;

    r->line = line;
    skip = end;
    if (end < record_room(r)) {
        r->line++;
        r->after_cr = data[end] == '\r';
        skip = end + 1;
    }
    r->start += skip;
    return 1;

failed:
    if (e)
        *e = r->failed;
    return r->failed.code;
}
