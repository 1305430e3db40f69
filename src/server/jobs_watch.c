/*
 * Those who watch a job. One thread looks at every job that is watched: one that runs in this
 * process a few times a second, others in the office once a second.
 */
#include "jobs_private.h"

#include "account.h"
#include "cleanup.h"
#include "office.h"

#include <stdlib.h>
#include <unistd.h>

#define OFFICE_MS 1000
#define TELL_MS 250

struct job_watcher {
    struct job_watcher *next;
    struct http_stream *stream;
    struct actor actor;
    int64_t job, revision; /* the last that was told */
    int64_t until, looked; /* monotonic, milliseconds */
    bool here;             /* it ran here when it was last looked at */
    char *told;            /* the last progress */
};

struct job_watchers {
    struct jobs *jobs;
    pthread_t thread;
    bool started;
    struct db *office;
    struct job_watcher *first; /* under the lock of struct jobs: others only put some in front */
};

static void watcher_free(struct job_watcher *w)
{
    http_stream_close(w->stream);
    free(w->told);
    free(w);
}

int jobs_watch(struct jobs *jobs, struct http_stream *s, const struct actor *actor, int64_t job,
               int64_t seen, struct err *e)
{
    struct job_watcher *w = calloc(1, sizeof *w);
    if (!w)
        return err_nomem(e);
    *w = (struct job_watcher){.stream = s,
                              .actor = *actor,
                              .job = job,
                              .revision = seen,
                              .until = jobs_monotonic() + JOB_WATCH_SECONDS * INT64_C(1000)};
    size_t own = 0;
    pthread_mutex_lock(&jobs->lock);
    for (const struct job_watcher *x = jobs->watchers->first; x; x = x->next)
        own += x->actor.id == actor->id;
    if (own < JOB_WATCHES_MAX) {
        w->next = jobs->watchers->first;
        jobs->watchers->first = take(w);
        pthread_cond_broadcast(&jobs->wake);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (!w)
        return 0;
    free(w);
    return err_set(e, E_LIMIT, "您已打开 %u 个任务的实时进度，请先关闭一些",
                   "you are watching %u jobs already; close some first", JOB_WATCHES_MAX);
}

static bool progress_here(struct jobs *jobs, int64_t job, struct job_run *ret)
{
    pthread_mutex_lock(&jobs->lock);
    struct job_run *j = jobs->running;
    while (j && j->id != job)
        j = j->next;
    if (j)
        memcpy(ret, j, sizeof *ret);
    pthread_mutex_unlock(&jobs->lock);
    return j != NULL;
}

/* false: the client is gone, or out of memory. */
static bool send(struct job_watcher *w, const char *event, int64_t id, char *text)
{
    bool ok = text && (w->told && strcmp(w->told, text) == 0 && id < 0
                           ? true
                           : http_stream_send(w->stream, event, id, str_of(text)));
    free(w->told);
    w->told = text;
    return ok;
}

static char *print(const struct job *j, bool whole)
{
    char *text = NULL;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return NULL;
    struct json_writer w = {.f = f};
    if (whole) {
        job_print(j, &w);
    } else {
        json_object(&w);
        job_print_progress(j, &w);
        json_object_end(&w);
    }
    if (fclose(f) == 0)
        return text;
    free(text);
    return NULL;
}

/* What the office says of it. 1 = it goes on, 0 = that was all. */
static int look_in_office(struct job_watchers *x, struct job_watcher *w, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct job j;
    bool holds;
    int rc = session_holds(x->office, &w->actor, &holds, e);
    if (rc < 0 || !holds)
        return rc;
    rc = db_prepare(x->office, "select " JOB_COLUMNS " from job where id = $1", &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, w->job);
    if ((rc = stmt_step(s, e)) <= 0)
        return rc;
    if (!job_read(s, &w->actor, true, &j))
        return 0;
    bool ok = true;
    if (j.revision != w->revision)
        ok = send(w, "state", j.revision, print(&j, true));
    else if (j.state == JOB_RUNNING && !w->here)
        ok = send(w, "progress", -1, print(&j, false));
    w->revision = j.revision;
    return ok && j.state <= JOB_RUNNING;
}

static int look(struct job_watchers *x, struct job_watcher *w, struct err *e)
{
    int64_t now = jobs_monotonic();
    struct job_run run;
    bool before = w->here;
    if (!http_stream_there(w->stream))
        return 0;
    w->here = progress_here(x->jobs, w->job, &run);
    if (w->here != before || now - w->looked >= OFFICE_MS) {
        w->looked = now;
        int rc = look_in_office(x, w, e);
        if (rc <= 0)
            return rc;
    }
    struct job j = {.done = (int64_t)run.done,
                    .total = (int64_t)run.total,
                    .phase_zh = str_of(run.phase_zh),
                    .phase_en = str_of(run.phase_en)};
    if (w->here && *run.phase_zh && !send(w, "progress", -1, print(&j, false)))
        return 0;
    return now < w->until;
}

/* The watchers after this one; those that are through are taken out. */
static struct job_watcher *next(struct job_watchers *x, struct job_watcher *w, bool through)
{
    pthread_mutex_lock(&x->jobs->lock);
    struct job_watcher *after = w->next;
    if (through) {
        struct job_watcher **at = &x->first;
        while (*at != w)
            at = &(*at)->next;
        *at = after;
    }
    pthread_mutex_unlock(&x->jobs->lock);
    if (through)
        watcher_free(w);
    return after;
}

static struct job_watcher *first(struct job_watchers *x)
{
    pthread_mutex_lock(&x->jobs->lock);
    struct job_watcher *w = x->first;
    pthread_mutex_unlock(&x->jobs->lock);
    return w;
}

static void *run(void *arg)
{
    struct job_watchers *x = arg;
    do {
        struct job_watcher *w = first(x);
        if (w && !x->office && office_open(x->jobs->url, DB_READ, &x->office, NULL) < 0)
            w = NULL;
        while (w) {
            int rc = look(x, w, NULL);
            if (rc < 0) {
                db_close(take(x->office));
                break;
            }
            w = next(x, w, rc == 0);
        }
    } while (!jobs_wait(x->jobs, TELL_MS));
    return NULL;
}

int watchers_start(struct jobs *jobs, struct err *e)
{
    struct job_watchers *x = calloc(1, sizeof *x);
    if (!x)
        return err_nomem(e);
    jobs->watchers = x;
    x->jobs = jobs;
    int rc = jobs_thread(&x->thread, run, x, e);
    x->started = rc >= 0;
    return rc;
}

void watchers_join(struct jobs *jobs)
{
    struct job_watchers *x = jobs->watchers;
    if (!x)
        return;
    if (x->started)
        pthread_join(x->thread, NULL);
    for (struct job_watcher *w = x->first; w;)
        w = next(x, w, true);
    db_close(x->office);
    free(x);
    jobs->watchers = NULL;
}
