#include "sqlite_turn.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Stands on the stack of whoever waits. */
struct waiter {
    pthread_cond_t called;
    bool own; /* the turn */
    struct waiter *next;
};

struct turns {
    dev_t dev;
    ino_t ino;
    pid_t pid; /* a child's copy is of no use to it: the threads are its parent's */
    size_t users;
    bool taken;
    struct waiter *first;
    struct turns *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* all of it */
static struct turns *all;

static struct turns *find(const struct stat *st)
{
    for (struct turns *t = all; t; t = t->next)
        if (t->dev == st->st_dev && t->ino == st->st_ino && t->pid == getpid())
            return t;
    return NULL;
}

int turns_of(const char *path, struct turns **ret, struct err *e)
{
    struct stat st;
    struct turns *t;

    if (stat(path, &st) < 0)
        return err_io(e, errno, path);
    pthread_mutex_lock(&lock);
    t = find(&st);
    if (!t && (t = calloc(1, sizeof *t))) {
        *t = (struct turns){.dev = st.st_dev, .ino = st.st_ino, .pid = getpid(), .next = all};
        all = t;
    }
    if (t)
        t->users++;
    pthread_mutex_unlock(&lock);
    if (!t)
        return err_nomem(e);
    *ret = t;
    return 0;
}

void turns_done(struct turns *t)
{
    if (!t)
        return;
    pthread_mutex_lock(&lock);
    if (--t->users == 0) {
        struct turns **at = &all;
        while (*at != t)
            at = &(*at)->next;
        *at = t->next;
        free(t);
    }
    pthread_mutex_unlock(&lock);
}

static void wait_for(struct turns *t, struct waiter *w, int ms)
{
    struct waiter **end = &t->first;
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L)
        until.tv_sec++, until.tv_nsec -= 1000000000L;
    while (*end)
        end = &(*end)->next;
    *end = w;
    while (!w->own &&
           pthread_cond_clockwait(&w->called, &lock, CLOCK_MONOTONIC, &until) != ETIMEDOUT)
        ;
    if (w->own)
        return;
    for (end = &t->first; *end != w; end = &(*end)->next)
        ;
    *end = w->next;
}

bool turn_take(struct turns *t, int wait_ms)
{
    struct waiter w = {.called = PTHREAD_COND_INITIALIZER};

    pthread_mutex_lock(&lock);
    w.own = !t->taken;
    t->taken = true;
    if (!w.own)
        wait_for(t, &w, wait_ms);
    pthread_mutex_unlock(&lock);
    pthread_cond_destroy(&w.called);
    return w.own;
}

void turn_give(struct turns *t)
{
    pthread_mutex_lock(&lock);
    struct waiter *w = t->first;
    if (w) {
        t->first = w->next;
        w->own = true;
        pthread_cond_signal(&w->called);
    } else {
        t->taken = false;
    }
    pthread_mutex_unlock(&lock);
}
