/* A snapshot's rows: all from the register, or those that changed, and the others from the file
 * before. */
#include "snapshot_private.h"

#include "change.h"
#include "changed.h"
#include "cleanup.h"
#include "compose.h"
#include "lang.h"
#include "progress.h"
#include "scan.h"
#include "store.h"

#include <errno.h>
#include <stdlib.h>

/* Beyond so many households reading all of them in one stream is faster than one by one. */
#define REFRESH_MIN 1000
#define REFRESH_SHARE 10

static int add_change(struct reg *r, int64_t seq, struct strbuf *out, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct change c;
    if (!a)
        return err_nomem(e);
    int rc = change_get(reg_db(r), seq, a, &c, e);
    if (rc == 0)
        strbuf_printf(out, "%lld %lld " STR_FMT "\n" STR_FMT "\n" STR_FMT "\n", (long long)c.seq,
                      (long long)c.at, STR_ARG(c.actor), STR_ARG(c.what), STR_ARG(c.why));
    return rc;
}

/* A copy of the database in another place has another one: from the copy on they go their own
 * ways. */
static int add_place(struct reg *r, struct strbuf *out, struct err *e)
{
    const char *path = db_path(reg_db(r));
    _cleanup_free_ char *real = path ? realpath(path, NULL) : NULL;
    if (path && !real)
        return errno == ENOMEM ? err_nomem(e) : err_io(e, errno, path);
    strbuf_printf(out, "%s\n", real ? real : db_url(reg_db(r)));
    int rc = keys_fingerprint(reg_db(r), out, e);
    strbuf_addc(out, '\n');
    return rc < 0 ? rc : add_change(r, 1, out, e);
}

int snapshot_bind(struct reg *r, const struct fact_columns *c, int32_t as_of, int64_t seq,
                  struct snapshot_binding *ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf place = {0}, change = {0};
    struct snapshot_binding b = {.seq = seq, .as_of = as_of};
    int rc;
    if ((rc = add_place(r, &place, e)) < 0 || (rc = add_change(r, seq, &change, e)) < 0)
        return rc;
    if (place.failed || change.failed || snapshot_digest_columns(c, b.columns) < 0)
        return err_nomem(e);
    snapshot_digest(strbuf_str(&place), b.place);
    snapshot_digest(strbuf_str(&change), b.change);
    *ret = b;
    return 0;
}

struct building {
    struct reg *r;
    struct actor actor; /* the snapshot is everybody's: each use keeps to its actor's scope */
    const struct snapshot_binding *b;
    struct snapshot_writer *w;
    struct scan *scan;
    struct history *history;
    struct arena *one; /* household */
    struct progress *progress;
    uint64_t done;
    int64_t read;
};

static int add(struct building *x, struct household_facts *h, struct err *e)
{
    struct past past;
    int64_t gone = 0;
    int rc = history_find(x->history, h->register_id, h->household_id, &past, &gone, e);
    if (rc < 0)
        return rc;
    h->previous = previous_of(reg_catalogue(x->r), h, past.found ? &past.previous : NULL);
    x->read++;
    rc = progress_tick(x->progress, ++x->done, e);
    return rc < 0 ? rc : snapshot_writer_add(x->w, h, e);
}

/* few: households are asked for one by one. */
static int open_streams(struct building *x, bool few, struct err *e)
{
    int rc = scan_open(x->r, &x->actor, (struct str){0}, x->b->as_of, x->b->seq, &x->scan, e);
    return rc < 0 ? rc : history_open(x->r, x->b->as_of, x->b->seq, few, &x->history, e);
}

static int read_all(struct building *x, struct err *e)
{
    struct household_facts h;
    int rc = open_streams(x, false, e);
    if (rc < 0)
        return rc;
    while ((rc = scan_next(x->scan, &h, e)) == 1)
        if ((rc = add(x, &h, e)) < 0)
            return rc;
    return rc;
}

struct keys_list {
    struct household_key *at;
    size_t n, cap;
};

/* A household is given only if it is in force. */
static int read_one(struct building *x, struct household_key k, struct err *e)
{
    struct household_facts h;
    arena_reset(x->one);
    int rc = scan_find(x->scan, true, k.register_id, k.household_id, x->one, &h, e);
    return rc <= 0 ? rc : add(x, &h, e);
}

/* Two moments; the determinations known at each that count as standing before it. */
#define COUNTS(day, seq)                                                                           \
    "(as_of < " day " and recorded_seq <= " seq                                                    \
    " and (superseded_seq is null or superseded_seq > " seq "))"

/* Households of which another determination counts. *ret = NULL: none does, without reading them
 * all. */
static int open_decided(struct building *x, const struct snapshot_binding *was, struct stmt **ret,
                        struct err *e)
{
    const struct snapshot_binding *is = x->b;
    int64_t day[] = {was->as_of, is->as_of}, seq[] = {was->seq, is->seq};
    int first_day = day[1] < day[0], first_seq = seq[1] < seq[0];
    int64_t runs;
    int rc = db_query_int(reg_db(x->r), &runs, NULL, e,
                          "select count(*) from run where as_of < $1"
                          " and (as_of >= $2 or recorded_seq > $3 and recorded_seq <= $4)",
                          "iiii", day[!first_day], day[first_day], seq[first_seq], seq[!first_seq]);
    if (rc < 0 || !runs) {
        *ret = NULL;
        return rc;
    }
    rc = db_prepare(reg_db(x->r),
                    "select distinct register_id, household_id from determination"
                    " where " COUNTS("$1", "$2") " <> " COUNTS(
                        "$3", "$4") " order by register_id, household_id",
                    ret, e);
    if (rc < 0)
        return rc;
    for (int i = 0; i < 2; i++) {
        stmt_bind_int(*ret, 2 * i + 1, day[i]);
        stmt_bind_int(*ret, 2 * i + 2, seq[i]);
    }
    return 0;
}

/* Two ascending streams as one, up to `limit` households; *ret_all tells whether that was all. */
static int find_changed(struct building *x, const struct snapshot_binding *was, size_t limit,
                        struct arena *a, struct keys_list *keys, bool *ret_all, struct err *e)
{
    _cleanup_(changed_closep) struct changed *facts = NULL;
    _cleanup_(stmt_donep) struct stmt *decided = NULL;
    struct household_key f, d;
    bool more_f, more_d;
    int rc;
    if ((rc = open_decided(x, was, &decided, e)) < 0 ||
        (rc = changed_open(x->r, &x->actor, (struct str){0}, (struct moment){was->as_of, was->seq},
                           (struct moment){x->b->as_of, x->b->seq}, &facts, e)) < 0)
        return rc;
    if ((rc = changed_next(facts, &f.register_id, &f.household_id, e)) < 0)
        return rc;
    more_f = rc > 0;
    if (decided && (rc = stmt_step(decided, e)) < 0)
        return rc;
    more_d = decided && rc > 0;
    while ((more_f || more_d) && keys->n < limit) {
        if (more_d)
            d = (struct household_key){stmt_int(decided, 0), stmt_int(decided, 1)};
        int order = !more_d ? -1 : !more_f ? 1 : household_key_order(f, d);
        if (!vec_push(a, keys, order > 0 ? d : f))
            return err_nomem(e);
        if (order <= 0) {
            if ((rc = changed_next(facts, &f.register_id, &f.household_id, e)) < 0)
                return rc;
            more_f = rc > 0;
        }
        if (order >= 0) {
            if ((rc = stmt_step(decided, e)) < 0)
                return rc;
            more_d = rc > 0;
        }
    }
    *ret_all = !more_f && !more_d;
    return 0;
}

/* Rows of one block of the file before: runs as they are, between them what changed. */
static int merge_block(struct building *x, const struct snapshot_file *f, size_t block,
                       const struct keys_list *keys, size_t *next, struct column *columns,
                       struct err *e)
{
    struct snapshot_batch b;
    size_t n = f->blocks[block].households, i = 0;
    int rc = 0;
    snapshot_file_rows(f, block, 0, n, columns, &b);
    while (i < n && rc >= 0) {
        size_t first = i;
        int order = -1;
        while (i < n && (*next == keys->n ||
                         (order = household_key_order(
                              (struct household_key){b.register_ids[i], b.household_ids[i]},
                              keys->at[*next])) < 0))
            i++;
        if (i > first) {
            rc = snapshot_writer_copy(x->w, f, block, first, i - first, e);
            if (rc >= 0)
                rc = progress_tick(x->progress, x->done += i - first, e);
        }
        if (i < n && rc >= 0) {
            i += order == 0;
            rc = read_one(x, keys->at[(*next)++], e);
        }
    }
    return rc;
}

static int merge(struct building *x, const struct snapshot_file *f, const struct keys_list *keys,
                 struct err *e)
{
    _cleanup_free_ struct column *columns =
        calloc(snapshot_all_columns(f->columns), sizeof *columns);
    size_t next = 0;
    int rc = columns ? open_streams(x, true, e) : err_nomem(e);
    for (size_t i = 0; i < f->header->blocks && rc >= 0; i++)
        rc = merge_block(x, f, i, keys, &next, columns, e);
    while (next < keys->n && rc >= 0)
        rc = read_one(x, keys->at[next++], e);
    return rc;
}

static void building_done(struct building *x)
{
    scan_close(x->scan);
    history_close(x->history);
    arena_free(x->one);
}

int snapshot_build(struct reg *r, const struct snapshot_binding *b,
                   const struct snapshot_file *earlier, struct snapshot_writer *w,
                   bool *ret_refreshed, int64_t *ret_read, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(building_done) struct building x = {
        .r = r, .actor = actor_local(), .b = b, .w = w, .one = arena_new(0)};
    struct keys_list keys = {0};
    bool all = false;
    int64_t total;
    int rc;
    if (!a || !x.one)
        return err_nomem(e);
    if (earlier) {
        size_t limit = earlier->header->households / REFRESH_SHARE;
        rc = find_changed(&x, &earlier->header->binding, limit < REFRESH_MIN ? REFRESH_MIN : limit,
                          a, &keys, &all, e);
        if (rc < 0)
            return rc;
    }
    if ((rc = db_query_int(reg_db(r), &total, NULL, e, "select count(*) from household_now", "")) <
        0)
        return rc;
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("快照", "snapshot", (uint64_t)total);
    x.progress = progress;
    if ((rc = all ? merge(&x, earlier, &keys, e) : read_all(&x, e)) < 0)
        return rc;
    *ret_refreshed = all;
    *ret_read = x.read;
    return 0;
}
