/*
 * The file of a snapshot. Sums and digests are made right first, so that what is behind them gets
 * to see the bytes; whoever is told that a file is good must be able to read all of it.
 */
#include "snapshot_private.h"

#include "cleanup.h"

#include <stdlib.h>
#include <xxhash.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool good)
{
    if (!good)
        abort();
}

/* Makes the sums right where there is anything to sum. */
static void seal(uint8_t *bytes, size_t size, const struct fact_columns *c)
{
    struct snapshot_header *h = (struct snapshot_header *)bytes;
    if (size < SNAPSHOT_HEADER_BYTES)
        return;
    need(snapshot_digest_columns(c, h->binding.columns) == 0);
    if (h->index_at >= SNAPSHOT_HEADER_BYTES && h->index_at <= size &&
        h->index_at % SNAPSHOT_ALIGN == 0 &&
        h->blocks <= (size - h->index_at) / sizeof(struct snapshot_block)) {
        struct snapshot_block *b = (struct snapshot_block *)(bytes + h->index_at);
        for (size_t i = 0; i < h->blocks; i++) {
            size_t end = i + 1 < h->blocks ? b[i + 1].at : h->index_at;
            if (b[i].at <= end && end <= h->index_at)
                b[i].sum = XXH3_64bits(bytes + b[i].at, end - b[i].at);
        }
        h->index_sum = XXH3_64bits(bytes + h->index_at, size - h->index_at);
    }
    h->sum = XXH3_64bits(h, offsetof(struct snapshot_header, sum));
}

static uint64_t sum_column(const struct column *c, size_t rows)
{
    const uint8_t *values = c->values;
    uint64_t sum = 0;
    for (size_t i = 0; values && i < rows * column_width_bytes(c->width); i++)
        sum += values[i];
    for (size_t i = 0; c->states && i < rows; i++)
        sum += c->states[i];
    return sum;
}

/* Every household goes back to facts: codes, offsets and divisions are what they must be. */
static uint64_t read_all(const struct snapshot_file *f, struct arena *a)
{
    struct column *room = arena_array_of(a, snapshot_all_columns(f->columns), struct column);
    uint64_t sum = 0, households = 0, members = 0;
    need(room);
    for (size_t i = 0; i < f->header->blocks; i++) {
        struct snapshot_batch b;
        snapshot_file_rows(f, i, 0, f->blocks[i].households, room, &b);
        for (size_t k = 0; k < f->columns->n[SPACE_HOUSEHOLD]; k++)
            sum += sum_column(&b.columns.household[k], b.columns.n);
        for (size_t k = 0; k < f->columns->n[SPACE_MEMBER]; k++)
            sum += sum_column(&b.columns.member[k], b.columns.offsets[b.columns.n]);
        for (size_t k = 0; k < b.columns.n; k++) {
            struct arena_mark mark = arena_mark(a);
            struct household_facts h;
            need(b.divisions[k] < f->header->divisions);
            if (column_facts(f->columns, &b.columns, k, (struct str){0}, a, &h))
                members += h.n_members;
            else
                members += b.columns.offsets[k + 1] - b.columns.offsets[k];
            arena_release(a, mark);
        }
        households += b.columns.n;
    }
    need(households == f->header->households && members == f->header->members);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *forever;
    static const struct fact_columns *columns;
    if (!columns) {
        struct catalogue *c;
        need((forever = arena_new(0)) != NULL);
        need(catalogue_read(catalogue_builtin(), "catalogue.csv", forever, &c, NULL) == 0);
        need(fact_columns_new(c, forever, &columns, NULL) == 0);
    }
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    uint8_t *bytes = NULL;
    struct snapshot_file f;
    struct err e = {0};
    need(a && posix_memalign((void **)&bytes, SNAPSHOT_ALIGN, size ? size : 1) == 0);
    if (size)
        memcpy(bytes, data, size);
    seal(bytes, size, columns);
    int rc = snapshot_file_read(bytes, size, columns, &f, &e);
    need(rc == e.code && (rc == 0 || (e.zh[0] && e.en[0])));
    static volatile uint64_t sink;
    if (rc == 0)
        sink = read_all(&f, a);
    (void)sink;
    free(bytes);
    return 0;
}
