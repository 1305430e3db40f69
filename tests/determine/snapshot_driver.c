/*
 * Opens the snapshot of a register, for tests that kill it or run several at once, and for
 * measuring:
 *
 *     snapshot_driver DATABASE AS_OF [DIVISION]
 *
 * prints how it was had, what it holds, and a digest of all its rows.
 */
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t mix(uint64_t sum, const void *data, size_t len)
{
    return sum * UINT64_C(0x9e3779b97f4a7c15) + str_hash((struct str){data, len});
}

static uint64_t mix_columns(uint64_t sum, const struct column *c, size_t n, size_t rows)
{
    for (size_t i = 0; i < n; i++) {
        if (!c[i].values)
            continue;
        sum = mix(sum, c[i].values, rows * column_width_bytes(c[i].width));
        sum = c[i].states ? mix(sum, c[i].states, rows) : sum + 1;
    }
    return sum;
}

static uint64_t digest(const struct snapshot *s)
{
    const struct snapshot_info *info = snapshot_info(s);
    _cleanup_free_ struct column *room = calloc(snapshot_width(s), sizeof *room);
    uint64_t sum = 0;
    for (size_t i = 0; room && i < info->batches; i++) {
        struct snapshot_batch b;
        snapshot_batch(s, i, room, &b);
        size_t n = b.columns.n;
        for (size_t k = 0; k < n; k++) {
            struct str code = snapshot_division(s, b.divisions[k]);
            sum = mix(sum, code.data, code.len);
            sum += b.columns.offsets[k + 1] - b.columns.offsets[k];
        }
        sum = mix(sum, b.register_ids, n * sizeof *b.register_ids);
        sum = mix(sum, b.household_ids, n * sizeof *b.household_ids);
        sum = mix_columns(sum, b.columns.household, info->columns->n[SPACE_HOUSEHOLD], n);
        sum = mix_columns(sum, b.columns.member, info->columns->n[SPACE_MEMBER],
                          b.columns.offsets[n] - b.columns.offsets[0]);
    }
    return sum;
}

int main(int argc, char **argv)
{
    static const char *const origins[] = {"mapped", "refreshed", "built"};
    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(snapshot_closep) struct snapshot *s = NULL;
    struct actor actor = actor_local();
    struct err e = {0};
    int32_t as_of;
    if (argc < 3 || !date_parse(str_of(argv[2]), &as_of))
        return 2;
    int64_t began = clock_now();
    if (reg_open(argv[1], DB_READ, &r, &e) < 0 ||
        snapshot_open(r, &actor, str_of(argc > 3 ? argv[3] : ""), as_of, INT64_MAX, &s, &e) < 0) {
        fprintf(stderr, "%s\n", e.en);
        return 1;
    }
    const struct snapshot_info *info = snapshot_info(s);
    fprintf(stderr, "%.3f s; %lld read%s%s\n", (double)(clock_now() - began) / 1e6,
            (long long)info->read, info->notice.code ? "; " : "", info->notice.en);
    printf("%s %llu %llu %zu %lld %016llx\n", origins[info->origin],
           (unsigned long long)info->households, (unsigned long long)info->members, info->divisions,
           (long long)info->seq, (unsigned long long)digest(s));
    return 0;
}
