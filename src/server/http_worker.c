#include "http_private.h"

#include <signal.h>
#include <stdlib.h>

/* The lock of the queues is held. */
static void put(struct http_queue *q, struct http_exchange *x)
{
    x->next = NULL;
    if (!q->first)
        q->last = &q->first;
    *q->last = x;
    q->last = &x->next;
    q->n++;
}

/* The lock is held. */
static void put_done(struct http_server *s, struct http_exchange *x)
{
    bool first = !s->done.first;
    put(&s->done, x);
    if (first)
        http_wake(s);
}

bool http_workers_give(struct http_server *s, struct http_exchange *x)
{
    pthread_mutex_lock(&s->lock);
    bool room = s->todo.n < s->limits.waiting;
    if (room) {
        put(&s->todo, x);
        pthread_cond_signal(&s->waiting);
    }
    pthread_mutex_unlock(&s->lock);
    return room;
}

void http_workers_give_back(struct http_server *s, struct http_exchange *x)
{
    pthread_mutex_lock(&s->lock);
    put_done(s, x);
    pthread_mutex_unlock(&s->lock);
}

/* ---- responses that are held ---- */

void http_hold(struct http_exchange *x)
{
    struct http_server *s = x->server;
    pthread_mutex_lock(&s->lock);
    x->held = HTTP_HELD;
    s->n_held++;
    pthread_mutex_unlock(&s->lock);
}

/* Ready, and not held any more: it is sent, or its handler called again. The lock is held. */
static void pass_on(struct http_server *s, struct http_exchange *x)
{
    if (x->held != HTTP_REVOKED) {
        put_done(s, x);
        return;
    }
    http_exchange_reset(x);
    x->held = HTTP_NOT_HELD;
    x->again = true;
    put(&s->todo, x);
    pthread_cond_signal(&s->waiting);
}

void http_release(struct http_exchange *x, bool send)
{
    struct http_server *s = x->server;
    pthread_mutex_lock(&s->lock);
    x->held = send ? HTTP_RELEASED : HTTP_REVOKED;
    if (x->ready)
        pass_on(s, x);
    if (--s->n_held == 0)
        pthread_cond_signal(&s->none_held);
    pthread_mutex_unlock(&s->lock);
}

static void finish(struct http_server *s, struct http_exchange *x)
{
    pthread_mutex_lock(&s->lock);
    x->ready = true;
    if (x->held != HTTP_HELD)
        pass_on(s, x);
    pthread_mutex_unlock(&s->lock);
}

/* ---- the threads ---- */

struct http_exchange *http_workers_take(struct http_server *s)
{
    pthread_mutex_lock(&s->lock);
    struct http_exchange *first = s->done.first;
    s->done = (struct http_queue){0};
    pthread_mutex_unlock(&s->lock);
    return first;
}

/* The next exchange; NULL = the server ends. */
static struct http_exchange *next(struct http_server *s)
{
    struct http_exchange *x = NULL;
    pthread_mutex_lock(&s->lock);
    while (!s->ending && !s->todo.first)
        pthread_cond_wait(&s->waiting, &s->lock);
    if (!s->ending) {
        x = s->todo.first;
        s->todo.first = x->next;
        s->todo.n--;
        x->ready = false;
    }
    pthread_mutex_unlock(&s->lock);
    return x;
}

static void *run(void *arg)
{
    struct http_worker *w = arg;
    struct http_server *s = w->server;
    struct http_exchange *x;
    while ((x = next(s))) {
        x->refused = x->asking && !s->options.body_allowed(w->state, x);
        if (!x->asking)
            s->options.handle(w->state, x);
        if (!x->asking || x->refused)
            http_reply_finish(x, &w->gzip, x->refused || atomic_load(&s->stopping));
        finish(s, x);
    }
    return NULL;
}

static int start(struct http_worker *w, struct err *e)
{
    const struct http_options *o = &w->server->options;
    /* 15 bits of window, and gzip's frame; level 4: half of the time of 6 for a twentieth more */
    if (deflateInit2(&w->gzip, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return err_nomem(e);
    int rc = o->worker_open ? o->worker_open(o->arg, &w->state, e) : 0;
    if (rc < 0) {
        deflateEnd(&w->gzip);
        return rc;
    }
    w->opened = true;
    rc = pthread_create(&w->id, NULL, run, w);
    if (rc != 0)
        return err_io(e, rc, "pthread_create");
    w->started = true;
    return 0;
}

int http_workers_start(struct http_server *s, size_t n, struct err *e)
{
    sigset_t all, old;
    int rc = 0;
    s->workers = calloc(n, sizeof *s->workers);
    if (!s->workers)
        return err_nomem(e);
    /* signals are for the program's own thread */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    for (; rc == 0 && s->n_workers < n; s->n_workers++) {
        s->workers[s->n_workers].server = s;
        rc = start(&s->workers[s->n_workers], e);
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return rc;
}

void http_workers_end(struct http_server *s)
{
    pthread_mutex_lock(&s->lock);
    s->ending = true;
    pthread_cond_broadcast(&s->waiting);
    pthread_mutex_unlock(&s->lock);
    for (size_t i = 0; i < s->n_workers; i++) {
        struct http_worker *w = &s->workers[i];
        if (w->started)
            pthread_join(w->id, NULL);
        if (w->opened && s->options.worker_close)
            s->options.worker_close(w->state);
        if (w->opened)
            deflateEnd(&w->gzip);
    }
    pthread_mutex_lock(&s->lock);
    while (s->n_held)
        pthread_cond_wait(&s->none_held, &s->lock);
    pthread_mutex_unlock(&s->lock);
    free(s->workers);
    s->workers = NULL;
    s->n_workers = 0;
}
