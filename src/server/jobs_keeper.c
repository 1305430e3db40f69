/* The thread that renews the leases of what runs here, writes its progress down, hears of
 * cancelling, and sweeps. */
#include "jobs_private.h"

#include "cleanup.h"
#include "office.h"

#include <stdlib.h>
#include <unistd.h>

#define KEEP_MS 500

struct job_keeper {
    struct jobs *jobs;
    pthread_t thread;
    bool started;
    struct db *office; /* NULL after it was lost: opened again */
    int64_t swept;     /* monotonic, milliseconds */
    atomic_bool over;
};

/* Ends the job if it still runs. */
static void end(struct jobs *jobs, int64_t holder, enum job_end why)
{
    pthread_mutex_lock(&jobs->lock);
    for (struct job_run *j = jobs->running; j; j = j->next)
        if (j->holder == holder && atomic_load(&j->end) < (int)why)
            atomic_store(&j->end, why);
    pthread_mutex_unlock(&jobs->lock);
}

static void renewed(struct jobs *jobs, int64_t holder, int64_t at)
{
    pthread_mutex_lock(&jobs->lock);
    for (struct job_run *j = jobs->running; j; j = j->next)
        if (j->holder == holder)
            j->renewed = at;
    pthread_mutex_unlock(&jobs->lock);
}

/* The n-th job that runs here, as it is now; false: there are no more. */
static bool look(struct jobs *jobs, size_t n, struct job_run *ret)
{
    pthread_mutex_lock(&jobs->lock);
    struct job_run *j = jobs->running;
    for (; j && n; n--)
        j = j->next;
    if (j) {
        memcpy(ret, j, sizeof *ret);
        j->told = false;
    }
    pthread_mutex_unlock(&jobs->lock);
    return j != NULL;
}

static int keep(struct job_keeper *k, const struct job_run *j, struct err *e)
{
    struct jobs *jobs = k->jobs;
    int64_t now = jobs_monotonic(), lease = jobs->lease_seconds * INT64_C(1000);
    struct job progress = {.done = (int64_t)j->done,
                           .total = (int64_t)j->total,
                           .phase_zh = str_of(j->phase_zh),
                           .phase_en = str_of(j->phase_en)};
    bool cancel = false, renew = j->told || now - j->renewed > lease / 3;
    int rc = k->office ? 0 : office_open(jobs->url, DB_WRITE, &k->office, e);
    if (rc >= 0)
        rc = renew ? lease_renew(k->office, j, &progress, jobs->lease_seconds, &cancel, e)
                   : lease_cancelled(k->office, j, &cancel, e);
    if (rc == E_CONFLICT || (rc < 0 && now - j->renewed > lease))
        end(jobs, j->holder, JOB_END_LOST);
    else if (cancel)
        end(jobs, j->holder, JOB_END_CANCEL);
    if (rc >= 0 && renew)
        renewed(jobs, j->holder, now);
    return rc == E_CONFLICT ? 0 : rc;
}

static int sweep(struct job_keeper *k, struct err *e)
{
    int64_t now = jobs_monotonic();
    bool first = k->swept == 0;
    if (!first && now - k->swept < JOBS_SWEEP_SECONDS * INT64_C(1000))
        return 0;
    k->swept = now;
    int rc = k->office ? 0 : office_open(k->jobs->url, DB_WRITE, &k->office, e);
    if (rc >= 0 && first)
        rc = files_sweep_orphans(k->jobs, k->office, e);
    return rc < 0 ? rc : files_sweep(k->jobs, k->office, e);
}

static void *run(void *arg)
{
    struct job_keeper *k = arg;
    struct job_run j;
    do {
        int rc = 0;
        for (size_t i = 0; look(k->jobs, i, &j); i++)
            if (keep(k, &j, NULL) < 0)
                rc = E_IO;
        if (rc >= 0)
            rc = sweep(k, NULL);
        if (rc < 0)
            db_close(take(k->office));
        if (jobs_wait(k->jobs, KEEP_MS)) /* at once, when the process stops */
            usleep(KEEP_MS * 100);
    } while (!atomic_load(&k->over));
    return NULL;
}

int keeper_start(struct jobs *jobs, struct err *e)
{
    struct job_keeper *k = calloc(1, sizeof *k);
    if (!k)
        return err_nomem(e);
    jobs->keeper = k;
    k->jobs = jobs;
    int rc = office_open(jobs->url, DB_WRITE, &k->office, e);
    if (rc >= 0)
        rc = jobs_thread(&k->thread, run, k, e);
    k->started = rc >= 0;
    return rc;
}

void keeper_join(struct jobs *jobs)
{
    struct job_keeper *k = jobs->keeper;
    if (!k)
        return;
    atomic_store(&k->over, true);
    if (k->started)
        pthread_join(k->thread, NULL);
    db_close(k->office);
    free(k);
    jobs->keeper = NULL;
}
