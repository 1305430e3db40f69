/* Writing a snapshot's file from its beginning to its end, one block in memory. */
#include "snapshot_private.h"

#include "bounds.h"
#include "cleanup.h"
#include "file.h"
#include "map.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

/* Where a column's rows gather. */
struct gathering {
    uint8_t *values, *states;
    size_t width;
};

struct snapshot_writer {
    const struct fact_columns *c;
    struct arena *arena;
    int fd;
    const char *name;
    struct file_out *own; /* of snapshot_writer_open */
    struct arena *own_columns;
    const struct snapshot_file *same;
    bool differs;
    uint8_t *memory; /* mapped; of no file */
    size_t memory_size;
    struct snapshot_header header;
    uint64_t at; /* bytes so far */
    /* The block being gathered. */
    size_t n;
    uint32_t offsets[COLUMN_BATCH + 1], divisions[COLUMN_BATCH];
    int64_t register_ids[COLUMN_BATCH], household_ids[COLUMN_BATCH];
    struct gathering *columns; /* household space before member space */
    uint8_t *block;
    struct {
        struct snapshot_block *at;
        size_t n, cap;
    } index;
    struct map *codes; /* digits → index */
    /* One household on its way, and its place among the divisions. */
    struct column_filler *filler;
    char last_digits[12];
    uint32_t last_division;
    /* Rows of another file on their way. */
    struct column *from;
    const struct snapshot_file *from_file;
    uint32_t *from_divisions; /* its index → ours, UINT32_MAX = not met yet */
};

void snapshot_writer_free(struct snapshot_writer *w)
{
    if (!w)
        return;
    if (w->memory)
        munmap(w->memory, w->memory_size);
    column_filler_free(w->filler);
    file_out_free(w->own);
    map_free(w->codes);
    free(w->from_divisions);
    arena_free(w->own_columns);
    arena_free(w->arena);
    free(w);
}

void snapshot_writer_freep(struct snapshot_writer **w)
{
    snapshot_writer_free(*w);
}

static size_t space_rows(enum column_space s)
{
    return s == SPACE_MEMBER ? COLUMN_BATCH_MEMBERS : COLUMN_BATCH;
}

static int make_room(struct snapshot_writer *w)
{
    const struct fact_columns *c = w->c;
    size_t n = snapshot_all_columns(c), bytes = snapshot_layout(c, COLUMN_BATCH).columns;
    struct gathering *g = w->columns = arena_zalloc(w->arena, n * sizeof *w->columns);
    w->from = arena_array_of(w->arena, n, struct column);
    if (!w->columns)
        return E_NOMEM;
    for (enum column_space s = SPACE_HOUSEHOLD; s <= SPACE_MEMBER; s++)
        for (size_t i = 0; i < c->n[s]; i++, g++) {
            if (!c->given[s][i])
                continue;
            g->width = column_width_bytes(c->t[s][i].width);
            g->values = arena_alloc(w->arena, space_rows(s) * g->width);
            g->states = arena_alloc(w->arena, space_rows(s));
            bytes += snapshot_aligned(space_rows(s) * g->width) + snapshot_aligned(space_rows(s));
        }
    w->block = arena_alloc(w->arena, bytes);
    return arena_failed(w->arena) ? E_NOMEM : 0;
}

int snapshot_writer_new(const struct fact_columns *c, const struct snapshot_binding *b, int fd,
                        const char *name, const struct snapshot_file *same,
                        struct snapshot_writer **ret, struct err *e)
{
    _cleanup_(snapshot_writer_freep) struct snapshot_writer *w = calloc(1, sizeof *w);
    if (!w || !(w->arena = arena_new(0)) || !(w->codes = map_new()))
        return err_nomem(e);
    w->c = c;
    w->fd = fd;
    w->same = same;
    w->at = SNAPSHOT_HEADER_BYTES;
    w->header =
        (struct snapshot_header){.magic = SNAPSHOT_MAGIC, .format = SNAPSHOT_FORMAT, .binding = *b};
    w->name = arena_strdup(w->arena, name);
    int rc = column_filler_new(c, (const bool *const[3]){0}, &w->filler, e);
    if (rc < 0)
        return rc;
    if (make_room(w) < 0 || snapshot_digest_columns(c, w->header.binding.columns) < 0)
        return err_nomem(e);
    *ret = take(w);
    return 0;
}

/* Pages, as a mapped file has them. */
static int resize(struct snapshot_writer *w, size_t size, struct err *e)
{
    void *p = w->memory
                  ? mremap(w->memory, w->memory_size, size, MREMAP_MAYMOVE)
                  : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return err_nomem(e);
    w->memory = p;
    w->memory_size = size;
    return 0;
}

static int put_in_memory(struct snapshot_writer *w, const void *data, size_t len, uint64_t at,
                         struct err *e)
{
    int rc = at + len > w->memory_size ? resize(w, 2 * (at + len), e) : 0;
    if (rc == 0)
        memcpy(w->memory + at, data, len);
    return rc;
}

static int put(struct snapshot_writer *w, const void *data, size_t len, uint64_t at, struct err *e)
{
    const uint8_t *p = data;
    if (w->fd < 0 && !w->same)
        return put_in_memory(w, data, len, at, e);
    if (w->fd < 0) {
        const struct snapshot_file *f = w->same;
        w->differs |= at > f->size || len > f->size - at || memcmp(f->bytes + at, p, len) != 0;
        return 0;
    }
    while (len) {
        ssize_t n = pwrite(w->fd, p, len, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return err_io(e, n < 0 ? errno : EIO, w->name);
        p += n;
        at += (size_t)n;
        len -= (size_t)n;
    }
    return 0;
}

static bool any(const uint8_t *states, size_t n)
{
    unsigned seen = 0;
    for (size_t i = 0; i < n; i++)
        seen |= states[i];
    return seen != 0;
}

static void lay(struct snapshot_writer *w, size_t *at, const void *data, size_t len)
{
    memcpy(w->block + *at, data, len);
    memset(w->block + *at + len, 0, snapshot_aligned(len) - len);
    *at += snapshot_aligned(len);
}

static int flush(struct snapshot_writer *w, struct err *e)
{
    size_t n = w->n, column = 0, at = 0;
    size_t columns = snapshot_all_columns(w->c);
    if (!n)
        return 0;
    memset(w->block, 0, snapshot_aligned(columns)); /* has_states */
    at = snapshot_aligned(columns);
    lay(w, &at, w->offsets, (n + 1) * sizeof *w->offsets);
    lay(w, &at, w->register_ids, n * sizeof *w->register_ids);
    lay(w, &at, w->household_ids, n * sizeof *w->household_ids);
    lay(w, &at, w->divisions, n * sizeof *w->divisions);
    for (enum column_space s = SPACE_HOUSEHOLD; s <= SPACE_MEMBER; s++) {
        size_t rows = s == SPACE_MEMBER ? w->offsets[n] : n;
        for (size_t i = 0; i < w->c->n[s]; i++, column++) {
            const struct gathering *g = &w->columns[column];
            if (!w->c->given[s][i])
                continue;
            lay(w, &at, g->values, rows * g->width);
            w->block[column] = any(g->states, rows);
            if (w->block[column])
                lay(w, &at, g->states, rows);
        }
    }
    struct snapshot_block b = {.at = w->at,
                               .sum = XXH3_64bits(w->block, at),
                               .households = (uint32_t)n,
                               .members = w->offsets[n]};
    int rc = put(w, w->block, at, w->at, e);
    if (rc < 0)
        return rc;
    if (!vec_push(w->arena, &w->index, b))
        return err_nomem(e);
    w->at += at;
    w->header.blocks++;
    w->header.households += n;
    w->header.members += b.members;
    w->n = 0;
    return 0;
}

/* The index of a division, a new one if it is met for the first time. */
static int intern(struct snapshot_writer *w, const char digits[12], uint32_t *ret, struct err *e)
{
    uint64_t index;
    struct str key = {digits, 12};
    if (!map_get(w->codes, key, &index)) {
        index = map_size(w->codes);
        if (index >= LIMIT_SNAPSHOT_DIVISIONS)
            return err_set(e, E_LIMIT, "区划超过 %u 个", "more than %u divisions",
                           LIMIT_SNAPSHOT_DIVISIONS);
        if (map_put(w->codes, key, index) < 0)
            return err_nomem(e);
    }
    *ret = (uint32_t)index;
    return 0;
}

/* How many of these households the block still takes. */
static size_t fitting(const struct snapshot_writer *w, const uint32_t *offsets, size_t n)
{
    size_t room = COLUMN_BATCH_MEMBERS - (w->n ? w->offsets[w->n] : 0);
    if (n > COLUMN_BATCH - w->n)
        n = COLUMN_BATCH - w->n;
    while (n && offsets[n] - offsets[0] > room)
        n--;
    return n;
}

static void gather(struct gathering *g, size_t at, const struct column *from, size_t first,
                   size_t n)
{
    const uint8_t *values = from->values;
    if (!g->values || !n)
        return;
    memcpy(g->values + at * g->width, values + first * g->width, n * g->width);
    if (from->states)
        memcpy(g->states + at, from->states + first, n);
    else
        memset(g->states + at, 0, n);
}

/* Takes all rows of b, whose divisions are our indices. */
static int append(struct snapshot_writer *w, const struct snapshot_batch *b, struct err *e)
{
    const struct column_batch *from = &b->columns;
    for (size_t first = 0, n; first < from->n; first += n) {
        const uint32_t *offsets = from->offsets + first;
        n = fitting(w, offsets, from->n - first);
        if (!n) {
            int rc = flush(w, e);
            if (rc < 0)
                return rc;
            continue;
        }
        w->offsets[0] = 0;
        uint32_t members = w->offsets[w->n];
        for (size_t i = 0; i < n; i++)
            w->offsets[w->n + i + 1] = members + offsets[i + 1] - offsets[0];
        memcpy(w->register_ids + w->n, b->register_ids + first, n * sizeof *w->register_ids);
        memcpy(w->household_ids + w->n, b->household_ids + first, n * sizeof *w->household_ids);
        memcpy(w->divisions + w->n, b->divisions + first, n * sizeof *w->divisions);
        struct gathering *g = w->columns;
        for (size_t i = 0; i < w->c->n[SPACE_HOUSEHOLD]; i++, g++)
            gather(g, w->n, &from->household[i], first, n);
        for (size_t i = 0; i < w->c->n[SPACE_MEMBER]; i++, g++)
            gather(g, members, &from->member[i], offsets[0] - from->offsets[0],
                   offsets[n] - offsets[0]);
        w->n += n;
    }
    return 0;
}

/* A household has a division where it is in force. */
static struct fact division_of(const struct snapshot_writer *w, const struct household_facts *h)
{
    const struct attribute *t = catalogue_find(w->c->catalogue, ENTITY_HOUSEHOLD, STR("division"));
    return t ? h->facts[t->index] : (struct fact){0};
}

int snapshot_writer_add(struct snapshot_writer *w, const struct household_facts *h, struct err *e)
{
    struct fact division = division_of(w, h);
    if (!division.known || division.s.len != sizeof w->last_digits)
        return err_set(e, E_INVALID, "户 " STR_FMT " 没有区划",
                       "household " STR_FMT " has no division", STR_ARG(h->household_no));
    if (!map_size(w->codes) || memcmp(w->last_digits, division.s.data, sizeof w->last_digits)) {
        int rc = intern(w, division.s.data, &w->last_division, e);
        if (rc < 0)
            return rc;
        memcpy(w->last_digits, division.s.data, sizeof w->last_digits);
    }
    column_filler_clear(w->filler);
    if (h->n_members > LIMIT_HOUSEHOLD_MEMBERS || !column_filler_add(w->filler, h, 0))
        return err_set(e, E_LIMIT, "户 " STR_FMT " 的成员超过 %u 人",
                       "household " STR_FMT " has more than %u members", STR_ARG(h->household_no),
                       LIMIT_HOUSEHOLD_MEMBERS);
    return append(w,
                  &(struct snapshot_batch){.columns = *column_filler_batch(w->filler),
                                           .register_ids = &h->register_id,
                                           .household_ids = &h->household_id,
                                           .divisions = &w->last_division},
                  e);
}

/* The divisions of another file's rows as ours, met in the order of the rows. */
static int translate(struct snapshot_writer *w, const struct snapshot_file *from,
                     const uint32_t *divisions, size_t n, uint32_t *ret, struct err *e)
{
    size_t all = from->header->divisions;
    if (w->from_file != from) {
        free(w->from_divisions);
        w->from_file = NULL;
        if (!(w->from_divisions = malloc(all * sizeof *w->from_divisions)))
            return err_nomem(e);
        memset(w->from_divisions, 0xff, all * sizeof *w->from_divisions);
        w->from_file = from;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t *ours = &w->from_divisions[divisions[i]];
        if (*ours == UINT32_MAX) {
            int rc = intern(w, from->divisions[divisions[i]].digits, ours, e);
            if (rc < 0)
                return rc;
        }
        ret[i] = *ours;
    }
    return 0;
}

int snapshot_writer_copy(struct snapshot_writer *w, const struct snapshot_file *from, size_t block,
                         size_t first, size_t n, struct err *e)
{
    struct snapshot_batch b;
    uint32_t divisions[COLUMN_BATCH];
    snapshot_file_rows(from, block, first, n, w->from, &b);
    int rc = translate(w, from, b.divisions, n, divisions, e);
    if (rc < 0)
        return rc;
    b.divisions = divisions;
    return append(w, &b, e);
}

/* Index and divisions in one piece, for their sum. */
static int put_tail(struct snapshot_writer *w, struct err *e)
{
    struct snapshot_header *h = &w->header;
    size_t index = w->index.n * sizeof *w->index.at, n = map_size(w->codes);
    size_t len = index + n * sizeof(struct snapshot_code);
    _cleanup_free_ uint8_t *tail = calloc(1, len ? len : 1);
    if (!tail)
        return err_nomem(e);
    if (index)
        memcpy(tail, w->index.at, index);
    struct snapshot_code *codes = (struct snapshot_code *)(tail + index);
    for (size_t i = 0; i < n; i++)
        memcpy(codes[i].digits, map_key_at(w->codes, i).data, sizeof codes[i].digits);
    h->divisions = n;
    h->index_at = w->at;
    h->index_sum = XXH3_64bits(tail, len);
    h->sum = XXH3_64bits(h, offsetof(struct snapshot_header, sum));
    int rc = put(w, tail, len, w->at, e);
    w->at += len;
    return rc;
}

int snapshot_writer_finish(struct snapshot_writer *w, bool *ret_same, struct err *e)
{
    char header[SNAPSHOT_HEADER_BYTES] = {0};
    int rc;
    if ((rc = flush(w, e)) < 0 || (rc = put_tail(w, e)) < 0)
        return rc;
    memcpy(header, &w->header, sizeof w->header);
    if ((rc = put(w, header, sizeof header, 0, e)) < 0)
        return rc;
    if (w->fd >= 0 && fsync(w->fd) != 0)
        return err_io(e, errno, w->name);
    if (ret_same)
        *ret_same = w->same && !w->differs && w->at == w->same->size;
    return 0;
}

int snapshot_writer_take(struct snapshot_writer *w, struct snapshot_file *ret, struct err *e)
{
    int rc;
    if ((rc = resize(w, w->at, e)) < 0 ||
        (rc = snapshot_file_read(w->memory, w->at, w->c, ret, e)) < 0)
        return rc;
    w->memory = NULL;
    return 0;
}

int snapshot_writer_open(const char *path, const struct catalogue *c, int32_t as_of,
                         struct snapshot_writer **ret, struct err *e)
{
    _cleanup_(snapshot_writer_freep) struct snapshot_writer *w = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(file_out_freep) struct file_out *out = NULL;
    const struct fact_columns *columns;
    struct snapshot_binding b = {.as_of = as_of};
    int rc;
    if (!a)
        return err_nomem(e);
    if ((rc = fact_columns_new(c, a, &columns, e)) < 0 || (rc = file_out_open(path, &out, e)) < 0 ||
        (rc = snapshot_writer_new(columns, &b, fileno(file_out_stream(out)), path, NULL, &w, e)) <
            0)
        return rc;
    w->own = take(out);
    w->own_columns = take(a);
    *ret = take(w);
    return 0;
}

int snapshot_writer_commit(struct snapshot_writer *w, struct err *e)
{
    int rc = snapshot_writer_finish(w, NULL, e);
    return rc < 0 ? rc : file_out_commit(w->own, e);
}
