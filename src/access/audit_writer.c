/*
 * One thread that commits what all others put. While one group is being flushed to disk the next
 * gathers by itself, so nobody waits for company.
 */
#include "audit_private.h"

#include "cleanup.h"
#include "office.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define WAITING_MAX 10000u

struct waiting {
    struct audit_ready entry;
    struct waiting *next;
    audit_given_fn *fn;
    void *arg;
};

struct list {
    struct waiting *first, **end;
    size_t n;
};

struct audit_writer {
    char *url;
    struct db *db; /* the thread's; NULL = to be opened */
    pthread_t thread;
    bool running;
    pthread_mutex_t lock;
    pthread_cond_t come, gone; /* an entry, a group that somebody waits for */
    struct list queue;
    size_t under_way;
    bool stop;
};

static void list_init(struct list *l)
{
    *l = (struct list){.end = &l->first};
}

/* What has gathered since joins the group. */
static void gather(struct audit_writer *w, struct list *group)
{
    pthread_mutex_lock(&w->lock);
    if (w->queue.n) {
        *group->end = w->queue.first;
        group->end = w->queue.end;
        group->n += w->queue.n;
        list_init(&w->queue);
    }
    w->under_way = group->n;
    pthread_mutex_unlock(&w->lock);
}

struct writing {
    struct audit_writer *w;
    struct list *group;
    bool begun;
};

static int write_group(struct db *db, void *arg, struct err *e)
{
    struct writing *x = arg;
    _cleanup_free_ const struct audit_ready **list = NULL;
    size_t n = 0;

    x->begun = true;
    gather(x->w, x->group);
    list = calloc(x->group->n, sizeof *list);
    if (!list)
        return err_nomem(e);
    for (struct waiting *i = x->group->first; i; i = i->next)
        list[n++] = &i->entry;
    return audit_append_ready(db, list, n, e);
}

/* A connection that was lost while nobody used it is found out by the first that does. */
static int commit_group(struct audit_writer *w, struct list *group, struct err *e)
{
    struct writing x = {w, group};
    bool fresh = !w->db;
    int r = fresh ? office_open(w->url, DB_WRITE, &w->db, e) : 0;

    if (r >= 0)
        r = db_transact(w->db, true, write_group, &x, e);
    if (r >= 0)
        return 0;
    db_close(take(w->db));
    return fresh || x.begun || r == E_BUSY ? r : commit_group(w, group, e);
}

static void tell(struct audit_writer *w, struct list *group, const struct err *e)
{
    pthread_mutex_lock(&w->lock);
    w->under_way = 0;
    pthread_mutex_unlock(&w->lock);
    for (struct waiting *i = group->first, *next; i; i = next) {
        next = i->next;
        i->fn(i->arg, e);
        audit_ready_done(&i->entry);
        free(i);
    }
}

static bool wait_for_entries(struct audit_writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->queue.n && !w->stop)
        pthread_cond_wait(&w->come, &w->lock);
    bool some = w->queue.n;
    pthread_mutex_unlock(&w->lock);
    return some;
}

static void *run(void *arg)
{
    struct audit_writer *w = arg;

    while (wait_for_entries(w)) {
        struct err e = {0};
        struct list group;

        list_init(&group);
        if (commit_group(w, &group, &e) >= 0)
            e.code = 0;
        else if (!group.n)
            gather(w, &group);
        tell(w, &group, &e);
    }
    return NULL;
}

int audit_writer_open(const char *url, struct audit_writer **ret, struct err *e)
{
    struct audit_writer *w = calloc(1, sizeof *w);
    sigset_t all, before;
    int r;

    if (!w)
        return err_nomem(e);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->come, NULL);
    pthread_cond_init(&w->gone, NULL);
    list_init(&w->queue);
    w->url = strdup(url);
    r = w->url ? office_open(url, DB_WRITE, &w->db, e) : err_nomem(e);
    if (r >= 0) {
        /* signals are for the program's own thread */
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        w->running = pthread_create(&w->thread, NULL, run, w) == 0;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (!w->running)
            r = err_nomem(e);
    }
    if (r < 0) {
        audit_writer_close(w);
        return r;
    }
    *ret = w;
    return 0;
}

void audit_writer_close(struct audit_writer *w)
{
    if (!w)
        return;
    if (w->running) {
        pthread_mutex_lock(&w->lock);
        w->stop = true;
        pthread_cond_signal(&w->come);
        pthread_mutex_unlock(&w->lock);
        pthread_join(w->thread, NULL);
    }
    db_close(w->db);
    pthread_cond_destroy(&w->gone);
    pthread_cond_destroy(&w->come);
    pthread_mutex_destroy(&w->lock);
    free(w->url);
    free(w);
}

int audit_give(struct audit_writer *w, const struct audit_entry *entry, audit_given_fn *fn,
               void *arg, struct err *e)
{
    struct waiting *x = calloc(1, sizeof *x);
    bool full;
    int r = x ? audit_ready_make(entry, &x->entry, e) : err_nomem(e);

    if (r < 0) {
        free(x);
        return r;
    }
    x->fn = fn;
    x->arg = arg;
    pthread_mutex_lock(&w->lock);
    full = w->queue.n + w->under_way >= WAITING_MAX;
    if (!full) {
        *w->queue.end = x;
        w->queue.end = &x->next;
        w->queue.n++;
        pthread_cond_signal(&w->come);
    }
    pthread_mutex_unlock(&w->lock);
    if (!full)
        return 0;
    audit_ready_done(&x->entry);
    free(x);
    return err_set(e, E_BUSY, "等待登记的审计记录过多，请稍候再试",
                   "too many audit entries wait to be written; try again in a while");
}

/* Who waits for an entry. */
struct putting {
    struct audit_writer *w;
    bool done;
    struct err why;
};

static void put_done(void *arg, const struct err *why)
{
    struct putting *x = arg;
    struct audit_writer *w = x->w;

    pthread_mutex_lock(&w->lock);
    x->why = *why;
    x->done = true;
    pthread_cond_broadcast(&w->gone);
    pthread_mutex_unlock(&w->lock);
}

int audit_put(struct audit_writer *w, const struct audit_entry *entry, struct err *e)
{
    struct putting x = {.w = w};
    int r = audit_give(w, entry, put_done, &x, e);

    if (r < 0)
        return r;
    pthread_mutex_lock(&w->lock);
    while (!x.done)
        pthread_cond_wait(&w->gone, &w->lock);
    pthread_mutex_unlock(&w->lock);
    if (x.why.code && e)
        *e = x.why;
    return x.why.code;
}

size_t audit_writer_waiting(struct audit_writer *w)
{
    pthread_mutex_lock(&w->lock);
    size_t n = w->queue.n + w->under_way;
    pthread_mutex_unlock(&w->lock);
    return n;
}
