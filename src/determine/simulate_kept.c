#include "simulate_kept.h"

#include "bounds.h"
#include "cleanup.h"
#include "progress.h"
#include "scan.h"
#include "simulate_pass.h"
#include "snapshot_private.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define WAIT_NS 20000000 /* between looks whether who waits still wants it */

/*
 * One baseline.
 */

int sim_baseline_new(const struct snapshot *of, struct sim_baseline **ret, struct err *e)
{
    const struct snapshot_info *info = snapshot_info(of);
    struct sim_baseline *b = calloc(1, sizeof *b);
    if (!b)
        return err_nomem(e);
    b->batches = info->batches;
    b->first = calloc(info->batches + 1, sizeof *b->first);
    b->category = malloc(info->households + 1);
    b->standing = malloc(info->households + 1);
    b->known = malloc(info->households + 1);
    b->amount = calloc(info->households + 1, sizeof *b->amount);
    b->arena = arena_new(0);
    if (!b->first || !b->category || !b->standing || !b->known || !b->amount || !b->arena) {
        sim_baseline_free(b);
        return err_nomem(e);
    }
    for (size_t i = 0; i < info->batches; i++)
        b->first[i + 1] = b->first[i] + snapshot_batch_households(of, i);
    *ret = b;
    return 0;
}

void sim_baseline_free(struct sim_baseline *b)
{
    if (!b)
        return;
    snapshot_close(b->snapshot);
    free(b->first);
    free(b->category);
    free(b->standing);
    free(b->known);
    free(b->amount);
    arena_free(b->arena);
    free(b);
}

void sim_baseline_put(struct sim_baseline *b, size_t batch, const struct sim_outcomes *o)
{
    uint64_t at = b->first[batch], n = b->first[batch + 1] - at;
    memcpy(b->category + at, o->category, n);
    memcpy(b->standing + at, o->standing, n);
    memcpy(b->known + at, o->known, n);
    memcpy(b->amount + at, o->amount, n * sizeof *b->amount);
}

void sim_baseline_get(const struct sim_baseline *b, size_t batch, struct sim_outcomes *ret)
{
    uint64_t at = b->first[batch], n = b->first[batch + 1] - at;
    memcpy(ret->category, b->category + at, n);
    memcpy(ret->standing, b->standing + at, n);
    memcpy(ret->known, b->known + at, n);
    memcpy(ret->amount, b->amount + at, n * sizeof *b->amount);
}

static size_t bytes_of(const struct sim_baseline *b)
{
    return snapshot_own_bytes(b->snapshot) + b->first[b->batches] * (3 + sizeof *b->amount) +
           b->batches * sizeof *b->first + arena_used(b->arena);
}

/*
 * Those that are kept.
 */

/* What a baseline hangs on, besides the program. Compared as bytes. */
struct key {
    struct snapshot_binding binding;
    struct scan_range range;
    char pack[65];
};

struct entry {
    struct entry *next;
    struct key key;
    struct sim_baseline *baseline; /* NULL: somebody is making it */
    size_t users;
};

struct simulate_kept {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct entry *first; /* the one used last comes first */
};

int simulate_kept_new(struct simulate_kept **ret, struct err *e)
{
    struct simulate_kept *k = calloc(1, sizeof *k);
    if (!k)
        return err_nomem(e);
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->changed, NULL);
    *ret = k;
    return 0;
}

static void entry_free(struct entry *n)
{
    sim_baseline_free(n->baseline);
    free(n);
}

void simulate_kept_free(struct simulate_kept *k)
{
    if (!k)
        return;
    for (struct entry *n = k->first, *next; n; n = next) {
        next = n->next;
        entry_free(n);
    }
    pthread_cond_destroy(&k->changed);
    pthread_mutex_destroy(&k->lock);
    free(k);
}

static void unlink_entry(struct simulate_kept *k, struct entry *n)
{
    struct entry **at = &k->first;
    while (*at != n)
        at = &(*at)->next;
    *at = n->next;
}

static bool same_binding(const struct entry *a, const struct entry *b)
{
    return memcmp(&a->key.binding, &b->key.binding, sizeof a->key.binding) == 0;
}

static bool has_whole_file(const struct entry *n)
{
    return n->baseline && !snapshot_own_bytes(n->baseline->snapshot);
}

/* How many whole files are mapped by the entries from the first to the n-th. */
static size_t count_files(const struct simulate_kept *k, const struct entry *n)
{
    size_t files = 0;
    for (const struct entry *x = k->first;; x = x->next) {
        bool seen = !has_whole_file(x);
        for (const struct entry *y = k->first; y != x && !seen; y = y->next)
            seen = has_whole_file(y) && same_binding(x, y);
        files += !seen;
        if (x == n)
            return files;
    }
}

/* Nobody asks any more for what was known before a change. */
static bool is_outdated(const struct simulate_kept *k, const struct entry *n)
{
    const struct snapshot_binding *b = &n->key.binding;
    for (const struct entry *x = k->first; x; x = x->next) {
        const struct snapshot_binding *c = &x->key.binding;
        if (c->seq > b->seq && c->as_of == b->as_of &&
            memcmp(c->place, b->place, sizeof b->place) == 0)
            return true;
    }
    return false;
}

/* Forgets what was used longest ago, down to the bounds. Who uses one still does. */
static void trim(struct simulate_kept *k)
{
    size_t entries = 0, bytes = 0;
    for (struct entry *n = k->first, *next; n; n = next) {
        next = n->next;
        size_t own = n->baseline ? bytes_of(n->baseline) : 0;
        if (n->users || (!is_outdated(k, n) && entries < LIMIT_SIMULATE_KEPT &&
                         bytes + own <= LIMIT_SIMULATE_KEPT_BYTES &&
                         count_files(k, n) <= LIMIT_SIMULATE_KEPT_FILES)) {
            entries++;
            bytes += own;
            continue;
        }
        unlink_entry(k, n);
        entry_free(n);
    }
}

static struct entry *find(struct simulate_kept *k, const struct key *key)
{
    struct entry *n = k->first;
    while (n && memcmp(&n->key, key, sizeof *key) != 0)
        n = n->next;
    return n;
}

/* A baseline over the same whole file, which can be read again. */
static struct entry *find_file(struct simulate_kept *k, const struct entry *of)
{
    struct entry *n = k->first;
    while (n && !(has_whole_file(n) && same_binding(n, of)))
        n = n->next;
    return n;
}

static void use(struct simulate_kept *k, struct entry *n)
{
    unlink_entry(k, n);
    n->next = k->first;
    k->first = n;
    n->users++;
}

static void let_go(struct simulate_kept *k, struct entry *n)
{
    pthread_mutex_lock(&k->lock);
    n->users--;
    trim(k);
    pthread_mutex_unlock(&k->lock);
}

static int find_key(struct sim_run *x, struct key *ret, struct err *e)
{
    const struct simulation *s = x->s;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct fact_columns *columns;
    if (!a)
        return err_nomem(e);
    memset(ret, 0, sizeof *ret);
    int rc = fact_columns_new(reg_catalogue(x->r), a, &columns, e);
    if (rc < 0 || (rc = scan_range(x->actor, str_of(s->division), &ret->range, e)) < 0 ||
        (rc = db_begin(reg_db(x->r), false, e)) < 0)
        return rc;
    rc = snapshot_bind(x->r, columns, s->as_of, s->known_seq, &ret->binding, e);
    db_rollback(reg_db(x->r));
    snprintf(ret->pack, sizeof ret->pack, "%s", pack_hash(s->scenarios[0].pack));
    return rc;
}

static struct entry *entry_new(struct simulate_kept *k, const struct key *key)
{
    struct entry *n = calloc(1, sizeof *n);
    if (n) {
        n->key = *key;
        n->users = 1;
        n->next = k->first;
        k->first = n;
    }
    return n;
}

/* The entry, with its baseline or for the caller to make it; waits while another does. */
static int find_or_begin(struct simulate_kept *k, const struct key *key, struct entry **ret,
                         struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress = progress_new("模拟", "simulate", 0);
    int rc = 0;
    pthread_mutex_lock(&k->lock);
    for (;;) {
        struct entry *n = find(k, key);
        if (!n) {
            *ret = entry_new(k, key);
            rc = *ret ? 0 : err_nomem(e);
            break;
        }
        if (n->baseline) {
            use(k, n);
            *ret = n;
            break;
        }
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += WAIT_NS;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&k->changed, &k->lock, &until);
        if ((rc = progress_tick(progress, 0, e)) < 0)
            break;
    }
    pthread_mutex_unlock(&k->lock);
    return rc;
}

/* The snapshot from another entry's file, if there is one. */
static int share_snapshot(struct simulate_kept *k, struct sim_run *x, const struct entry *n,
                          struct err *e)
{
    pthread_mutex_lock(&k->lock);
    struct entry *other = find_file(k, n);
    if (other)
        other->users++;
    pthread_mutex_unlock(&k->lock);
    if (!other)
        return 0;
    int rc = snapshot_again(other->baseline->snapshot, x->r, x->actor, str_of(x->s->division),
                            &x->snapshot, e);
    let_go(k, other);
    return rc;
}

/* Others wait for it too, so that it goes on though the one that asked gives up. */
static int make_kept(struct simulate_kept *k, struct sim_run *x, struct entry *n,
                     int (*make)(struct sim_run *, struct err *), struct err *e)
{
    struct sim_baseline *b = NULL;
    const struct progress_listener *before = progress_listen(NULL);
    int rc = share_snapshot(k, x, n, e);
    if (rc >= 0 && (rc = make(x, e)) >= 0) {
        b = x->baseline;
        rc = snapshot_share(x->snapshot, e);
        if (rc >= 0)
            rc = snapshot_again(x->snapshot, x->r, x->actor, str_of(x->s->division), &b->snapshot,
                                e);
    }
    progress_listen(before);
    pthread_mutex_lock(&k->lock);
    if (rc >= 0) {
        n->baseline = b;
        trim(k);
    } else {
        unlink_entry(k, n);
    }
    pthread_cond_broadcast(&k->changed);
    pthread_mutex_unlock(&k->lock);
    if (rc < 0) {
        sim_baseline_free(take(x->baseline));
        free(n);
    } else {
        x->entry = n;
    }
    return rc;
}

int sim_kept_take(struct sim_run *x, int (*make)(struct sim_run *x, struct err *e), struct err *e)
{
    struct entry *n;
    struct key key;
    int rc;
    if (!x->kept)
        return make(x, e);
    if ((rc = find_key(x, &key, e)) < 0 || (rc = find_or_begin(x->kept, &key, &n, e)) < 0)
        return rc;
    if (!n->baseline)
        return make_kept(x->kept, x, n, make, e);
    x->entry = n;
    x->baseline = n->baseline;
    return snapshot_again(n->baseline->snapshot, x->r, x->actor, str_of(x->s->division),
                          &x->snapshot, e);
}

void sim_kept_give(struct sim_run *x)
{
    if (x->entry)
        let_go(x->kept, x->entry);
    else
        sim_baseline_free(x->baseline);
    x->entry = NULL;
    x->baseline = NULL;
}
