#include "threads.h"

#include "cleanup.h"
#include "lang.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

enum state { WAITING, RUNNING, DONE };

struct slot {
    void *piece;
    enum state state;
};

struct pipeline {
    pipeline_fn *work;
    void *arg;
    enum lang lang; /* of the caller */
    pthread_mutex_t lock;
    pthread_cond_t waiting, done; /* there is a piece to work on; one is done */
    bool ending;
    size_t room;
    struct slot *slots;
    size_t taken, begun, put; /* how many pieces so far: taken <= begun <= put */
    size_t n_started;
    struct worker *workers;
};

struct worker {
    struct pipeline *p;
    size_t number;
    pthread_t id;
};

size_t threads_count(size_t most)
{
    const char *asked = getenv("HEYI_THREADS");
    size_t n = 1;
    cpu_set_t set;
    if (asked && *asked >= '1' && *asked <= '9')
        n = (size_t)strtoul(asked, NULL, 10);
    else if (sched_getaffinity(0, sizeof set, &set) == 0)
        n = (size_t)CPU_COUNT(&set);
    return n < most ? n : most;
}

/* Works on the oldest piece that waits. The lock is held before and after. */
static void work_on_next(struct pipeline *p, size_t thread)
{
    struct slot *s = &p->slots[p->begun++ % p->room];
    s->state = RUNNING;
    pthread_mutex_unlock(&p->lock);
    p->work(p->arg, thread, s->piece);
    pthread_mutex_lock(&p->lock);
    s->state = DONE;
    pthread_cond_signal(&p->done);
}

static void *run_worker(void *arg)
{
    struct worker *w = arg;
    struct pipeline *p = w->p;
    lang_set(p->lang);
    pthread_mutex_lock(&p->lock);
    while (!p->ending) {
        if (p->begun < p->put)
            work_on_next(p, w->number);
        else
            pthread_cond_wait(&p->waiting, &p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* As many of them as the system gives. */
static void start(struct pipeline *p, size_t n)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    for (size_t i = 1; i < n; i++) {
        struct worker *w = &p->workers[p->n_started];
        *w = (struct worker){.p = p, .number = i};
        if (pthread_create(&w->id, NULL, run_worker, w) != 0)
            break;
        p->n_started++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

int pipeline_new(size_t n, pipeline_fn *work, void *arg, struct pipeline **ret, struct err *e)
{
    struct pipeline *p = calloc(1, sizeof *p);
    if (!p)
        return err_nomem(e);
    p->work = work;
    p->arg = arg;
    p->lang = lang_get();
    p->room = n > 1 ? 2 * n : 1;
    p->slots = calloc(p->room, sizeof *p->slots);
    p->workers = calloc(n, sizeof *p->workers);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->waiting, NULL);
    pthread_cond_init(&p->done, NULL);
    if (!p->slots || !p->workers) {
        pipeline_free(p);
        return err_nomem(e);
    }
    start(p, n);
    *ret = p;
    return 0;
}

size_t pipeline_room(const struct pipeline *p)
{
    return p->room;
}

bool pipeline_put(struct pipeline *p, void *piece)
{
    pthread_mutex_lock(&p->lock);
    bool room = p->put - p->taken < p->room;
    if (room) {
        p->slots[p->put++ % p->room] = (struct slot){piece, WAITING};
        pthread_cond_signal(&p->waiting);
    }
    pthread_mutex_unlock(&p->lock);
    return room;
}

void *pipeline_take(struct pipeline *p)
{
    void *piece = NULL;
    pthread_mutex_lock(&p->lock);
    if (p->taken < p->put) {
        const struct slot *oldest = &p->slots[p->taken % p->room];
        while (oldest->state != DONE) {
            if (p->begun < p->put)
                work_on_next(p, 0);
            else
                pthread_cond_wait(&p->done, &p->lock);
        }
        piece = oldest->piece;
        p->taken++;
    }
    pthread_mutex_unlock(&p->lock);
    return piece;
}

void pipeline_free(struct pipeline *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->waiting);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->n_started; i++)
        pthread_join(p->workers[i].id, NULL);
    pthread_cond_destroy(&p->waiting);
    pthread_cond_destroy(&p->done);
    pthread_mutex_destroy(&p->lock);
    free(p->slots);
    free(p->workers);
    free(p);
}

void pipeline_freep(struct pipeline **p)
{
    pipeline_free(*p);
}
