/*
 * Do the databases answer? Asked by a thread of its own, so that a question that hangs holds
 * neither the sockets nor a worker: what it last learned is there at once, and too old is no.
 */
#include "cleanup.h"
#include "serve_private.h"

#include "change.h"
#include "cleanup.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define EVERY_SECONDS 2
#define STALE_MICROSECONDS (10 * 1000000LL)

/* One of the two. */
struct watched {
    const char *name;
    struct db *db;
    int64_t answered_at; /* monotonic, microseconds */
    bool answers;
    bool told; /* that it doesn't */
};

struct serve_watch {
    const struct api *api;
    struct watched reg, office;
    int64_t jobs[SERVE_JOB_STATES];
    pthread_t thread;
    bool started, ending;
    pthread_mutex_t lock; /* of what is looked at */
    pthread_cond_t wake;
};

static int64_t monotonic(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000000LL + ts.tv_nsec / 1000;
}

static int ask_register(struct serve_watch *w, struct err *e)
{
    int rc = w->reg.db ? 0 : db_open(w->api->url, DB_READ, &w->reg.db, e);
    int64_t seq;
    return rc < 0 ? rc : change_last(w->reg.db, &seq, e);
}

static int ask_office(struct serve_watch *w, int64_t jobs[SERVE_JOB_STATES], struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = w->office.db ? 0 : office_open(w->api->url, DB_READ, &w->office.db, e);
    if (rc < 0 || (rc = db_prepare(w->office.db, "select state, count(*) from job group by state",
                                   &q, e)) < 0)
        return rc;
    while ((rc = stmt_step(q, e)) > 0) {
        int64_t state = stmt_int(q, 0);
        if (state >= 0 && state < SERVE_JOB_STATES)
            jobs[state] = stmt_int(q, 1);
    }
    return rc;
}

/* Says once that it doesn't answer, and once that it does again. */
static void tell(struct serve_watch *w, struct watched *at, const struct err *why)
{
    struct err again = {0};
    bool change = why ? !at->told : at->told;
    at->told = why != NULL;
    if (!change || !w->api->complain)
        return;
    if (!why)
        err_set(&again, E_IO, "又可以使用了", "answers again");
    w->api->complain(w->api->arg, 0, at->name, why ? why : &again);
}

static void note(struct serve_watch *w, struct watched *at, int rc, const struct err *e)
{
    pthread_mutex_lock(&w->lock);
    at->answers = rc >= 0;
    if (rc >= 0)
        at->answered_at = monotonic();
    pthread_mutex_unlock(&w->lock);
    tell(w, at, rc < 0 ? e : NULL);
    if (rc < 0) {
        db_close(at->db);
        at->db = NULL;
    }
}

static void look(struct serve_watch *w)
{
    struct err e = {0};
    int64_t jobs[SERVE_JOB_STATES] = {0};
    note(w, &w->reg, ask_register(w, &e), &e);
    note(w, &w->office, ask_office(w, jobs, &e), &e);
    pthread_mutex_lock(&w->lock);
    memcpy(w->jobs, jobs, sizeof jobs);
    pthread_mutex_unlock(&w->lock);
}

static void *run(void *arg)
{
    struct serve_watch *w = arg;
    for (;;) {
        struct timespec until;
        look(w);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += EVERY_SECONDS;
        pthread_mutex_lock(&w->lock);
        while (!w->ending && pthread_cond_timedwait(&w->wake, &w->lock, &until) == 0)
            ;
        bool ending = w->ending;
        pthread_mutex_unlock(&w->lock);
        if (ending)
            return NULL;
    }
}

int serve_watch_start(const struct api *api, struct serve_watch **ret, struct err *e)
{
    struct serve_watch *w = calloc(1, sizeof *w);
    pthread_condattr_t kind;
    sigset_t all, old;
    if (!w)
        return err_nomem(e);
    w->api = api;
    w->reg.name = "register";
    w->office.name = "office";
    w->reg.answers = w->office.answers = true; /* they were opened a moment ago */
    w->reg.answered_at = w->office.answered_at = monotonic();
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&kind);
    pthread_condattr_setclock(&kind, CLOCK_MONOTONIC);
    pthread_cond_init(&w->wake, &kind);
    pthread_condattr_destroy(&kind);
    sigfillset(&all); /* signals are for the program's own thread */
    pthread_sigmask(SIG_BLOCK, &all, &old);
    int rc = pthread_create(&w->thread, NULL, run, w);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    w->started = rc == 0;
    if (rc != 0) {
        serve_watch_stop(w);
        return err_io(e, rc, "pthread_create");
    }
    *ret = w;
    return 0;
}

void serve_watch_stop(struct serve_watch *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->ending = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    if (w->started)
        pthread_join(w->thread, NULL);
    db_close(w->reg.db);
    db_close(w->office.db);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

void serve_watch_look(struct serve_watch *w, struct serve_health *ret)
{
    pthread_mutex_lock(&w->lock);
    int64_t oldest = monotonic() - STALE_MICROSECONDS;
    ret->register_answers = w->reg.answers && w->reg.answered_at > oldest;
    ret->office_answers = w->office.answers && w->office.answered_at > oldest;
    memcpy(ret->jobs, w->jobs, sizeof ret->jobs);
    pthread_mutex_unlock(&w->lock);
}
