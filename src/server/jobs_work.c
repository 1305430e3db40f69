/* Workers: each takes jobs from the queue, one at a time, and runs them. */
#include "jobs_private.h"

#include "account.h"
#include "cleanup.h"
#include "clock.h"
#include "idempotency.h"
#include "office.h"
#include "progress.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

struct job_worker {
    struct jobs *jobs;
    pthread_t thread;
    bool started;
    struct db *office; /* NULL after it was lost: opened again */
};

int64_t jobs_monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

int jobs_thread(pthread_t *ret, void *(*fn)(void *), void *arg, struct err *e)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    int number = pthread_create(ret, NULL, fn, arg);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return number ? err_io(e, number, "pthread_create") : 0;
}

bool jobs_wait(struct jobs *jobs, int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += ms % 1000 * 1000000L;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&jobs->lock);
    if (!jobs->stopping)
        pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until);
    bool stopping = jobs->stopping;
    pthread_mutex_unlock(&jobs->lock);
    return stopping;
}

/* ---- one job ---- */

int64_t job_run_id(const struct job_run *j)
{
    return j->id;
}

struct db *job_office(struct job_run *j)
{
    return j->office;
}

void job_keep_uploads(struct job_run *j)
{
    j->keeps_uploads = true;
}

static void tell(void *arg, const char *zh, const char *en, uint64_t done, uint64_t total)
{
    struct job_run *j = arg;
    pthread_mutex_lock(&j->jobs->lock);
    snprintf(j->phase_zh, sizeof j->phase_zh, "%s", zh);
    snprintf(j->phase_en, sizeof j->phase_en, "%s", en);
    j->done = done;
    j->total = total;
    j->told = true;
    pthread_mutex_unlock(&j->jobs->lock);
}

static bool ends(void *arg)
{
    struct job_run *j = arg;
    return atomic_load_explicit(&j->end, memory_order_relaxed) != JOB_GOES_ON;
}

static int ended_early(struct err *e)
{
    return err_set(e, E_CANCELLED, "已取消，什么也没有写入", "cancelled; nothing was written");
}

/* Whoever asked, with what the account may now and could then. */
static int find_actor(const struct job_run *j, struct actor *ret, struct err *e)
{
    struct actor now = actor_local();
    int rc = j->account == ACTOR_ID_LOCAL ? 0 : account_actor(j->office, j->account, &now, e);
    if (rc < 0)
        return rc;
    if (!actor_scope_covers(&now, str_of(j->asked.scope)) &&
        !actor_scope_covers(&j->asked, str_of(now.scope)))
        return err_set(e, E_DENIED, "账号的管辖区划已变，不能再做这个任务",
                       "the account's division has changed: it may not do this any more");
    if (strlen(j->asked.scope) > strlen(now.scope))
        memcpy(now.scope, j->asked.scope, sizeof now.scope);
    now.rights &= j->asked.rights;
    now.fields &= j->asked.fields;
    *ret = now;
    return 0;
}

static int run_kind(const struct job_run *j, const struct job_kind *kind, struct reg *r,
                    char **ret_result, struct err *e)
{
    char *text = NULL;
    size_t len = 0;
    struct actor actor;
    int rc = find_actor(j, &actor, e);
    if (rc < 0 || (rc = actor_require(&actor, kind->rights, e)) < 0)
        return rc;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    struct json_writer w = {.f = f};
    rc = kind->run(r, &actor, j->input, (struct job_run *)j, &w, e);
    bool whole = fflush(f) == 0 && !ferror(f);
    if (fclose(f) != 0 || !whole) {
        free(text);
        return err_nomem(e);
    }
    if (rc < 0)
        free(text);
    else
        *ret_result = text;
    return rc;
}

/* Others that write may hold the register for long. */
static int begin_writing(struct job_run *j, struct db *db, struct err *e)
{
    _cleanup_(progress_freep) struct progress *p = NULL;
    int rc;
    while ((rc = db_begin_outer(db, e)) == E_BUSY) {
        if (!p)
            p = progress_new("等待其他写入结束", "waiting for others that write", 0);
        if (ends(j))
            return ended_early(e);
    }
    return rc;
}

/*
 * What has been done is looked up, and the lease made sure of, while the register's lock is held:
 * so of two that run the same job, one after its lease was lost, the later one finds the row or has
 * lost the lease.
 */
static int write_once(struct job_run *j, const struct job_kind *kind, struct reg *r, struct str key,
                      struct job_outcome *o, char **ret_result, struct err *e)
{
    struct idempotent done;
    struct job progress = {.done = (int64_t)j->done,
                           .total = (int64_t)j->total,
                           .phase_zh = str_of(j->phase_zh),
                           .phase_en = str_of(j->phase_en)};
    char attempt[16]; /* whose files are the result's */
    bool found, cancel;
    int rc = idempotency_find(reg_db(r), key, j->arena, &done, &found, e);
    if (rc < 0)
        return rc;
    if (found) {
        o->attempt = (int)strtol(done.digest.data, NULL, 10);
        *ret_result = strndup(done.result.data, done.result.len);
        return *ret_result ? 1 : err_nomem(e);
    }
    if (j->cancelled)
        return ended_early(e);
    rc = run_kind(j, kind, r, ret_result, e);
    if (rc != 0)
        return rc;
    snprintf(attempt, sizeof attempt, "%d", j->attempts);
    done =
        (struct idempotent){.key = key, .digest = str_of(attempt), .result = str_of(*ret_result)};
    if ((rc = idempotency_put(reg_db(r), &done, e)) < 0)
        return rc;
    rc = lease_renew(j->office, j, &progress, j->jobs->lease_seconds, &cancel, e);
    if (rc == E_CONFLICT)
        atomic_store(&j->end, JOB_END_LOST);
    return rc < 0 ? rc : cancel ? ended_early(e) : 0;
}

static int run_writing(struct job_run *j, const struct job_kind *kind, struct reg *r,
                       struct job_outcome *o, char **ret_result, struct err *e)
{
    char key[64];
    snprintf(key, sizeof key, "job %lld %lld", (long long)j->id, (long long)j->created_at);
    int rc = begin_writing(j, reg_db(r), e);
    if (rc < 0)
        return rc;
    rc = write_once(j, kind, r, str_of(key), o, ret_result, e);
    if (rc == 0)
        rc = db_commit_outer(reg_db(r), e);
    db_rollback_outer(reg_db(r));
    return rc;
}

static int too_often(struct err *e)
{
    return err_set(e, E_CONFLICT,
                   "任务 %d 次开始都没有做完（程序中途退出），不再重试；请联系管理员",
                   "the job was begun %d times and never came to an end (the program stopped); it "
                   "isn't begun again: tell the administrator",
                   JOB_ATTEMPTS);
}

static int run_job(struct job_run *j, struct job_outcome *o, char **ret_result, struct err *e)
{
    _cleanup_(reg_closep) struct reg *r = NULL;
    const struct job_kind *kind = job_kind_find(j->kind);
    bool again = j->attempts > 1 && kind && kind->writes; /* it may have been done */
    o->attempt = j->attempts;
    if (!kind)
        return err_set(e, E_UNSUPPORTED, "本程序没有任务类型 " STR_FMT,
                       "this program has no jobs of kind " STR_FMT, STR_ARG(j->kind));
    if (j->attempts > JOB_ATTEMPTS && !again)
        return too_often(e);
    if (j->cancelled && !again)
        return ended_early(e);
    j->cancelled |= j->attempts > JOB_ATTEMPTS;
    int rc = reg_open(j->jobs->url, kind->writes || kind->keeps ? DB_WRITE : DB_READ, &r, e);
    if (rc < 0)
        return rc;
    rc = kind->writes ? run_writing(j, kind, r, o, ret_result, e)
                      : run_kind(j, kind, r, ret_result, e);
    return rc == E_CANCELLED && j->attempts > JOB_ATTEMPTS ? too_often(e) : rc;
}

/* ---- its end ---- */

static bool passes(int rc)
{
    return rc == E_BUSY || rc == E_IO || rc == E_NOMEM;
}

static int give_back(struct job_run *j, bool counted, struct err *e)
{
    int64_t wait = INT64_C(1000000) * JOB_TRY_SECONDS * j->attempts;
    return lease_return(j->office, j, counted ? clock_now() + wait : 0, counted, e);
}

static int end_job(struct job_run *j, int rc, struct job_outcome *o, struct err *e)
{
    int end = atomic_load(&j->end);
    if (end == JOB_END_LOST)
        return 0;
    if (rc == E_CANCELLED && end == JOB_END_STOP)
        return give_back(j, false, e);
    if (passes(rc) && j->attempts < JOB_ATTEMPTS)
        return give_back(j, true, e);
    o->state = rc >= 0 ? JOB_DONE : rc == E_CANCELLED ? JOB_CANCELLED : JOB_FAILED;
    if (rc < 0)
        o->attempt = 0;
    return lease_end(j->office, j, o, e);
}

static void link_in(struct job_run *j)
{
    struct jobs *jobs = j->jobs;
    pthread_mutex_lock(&jobs->lock);
    j->next = jobs->running;
    jobs->running = j;
    if (jobs->stopping)
        atomic_store(&j->end, JOB_END_STOP);
    pthread_mutex_unlock(&jobs->lock);
}

static void link_out(struct job_run *j)
{
    struct jobs *jobs = j->jobs;
    pthread_mutex_lock(&jobs->lock);
    for (struct job_run **at = &jobs->running; *at; at = &(*at)->next)
        if (*at == j) {
            *at = j->next;
            break;
        }
    pthread_mutex_unlock(&jobs->lock);
}

static int work(struct job_run *j, struct err *e)
{
    const struct progress_listener listener = {tell, ends, j};
    _cleanup_free_ char *result = NULL;
    struct job_outcome o = {0};
    files_remove(j->jobs, j->id, j->attempts, false);
    link_in(j);
    progress_listen(&listener);
    int rc = run_job(j, &o, &result, &o.problem);
    progress_listen(NULL);
    o.result = str_of(rc >= 0 ? result : "");
    rc = end_job(j, rc, &o, e);
    link_out(j);
    return rc;
}

/* 1 = there was a job. */
static int take_one(struct job_worker *w, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct job_run j = {.jobs = w->jobs, .arena = a};
    int rc = a ? 0 : err_nomem(e);
    if (rc >= 0 && !w->office)
        rc = office_open(w->jobs->url, DB_WRITE, &w->office, e);
    if (rc < 0)
        return rc;
    j.office = w->office;
    rc = lease_take(w->office, w->jobs->lease_seconds, &j, e);
    if (rc > 0 && (rc = work(&j, e)) >= 0)
        rc = 1;
    return rc;
}

/* An error here is the office's: the connection may be lost. What was under way is found when its
 * lease is over. */
static void *run_worker(void *arg)
{
    struct job_worker *w = arg;
    int wait = 0;
    while (!jobs_wait(w->jobs, wait)) {
        int rc = take_one(w, NULL);
        wait = rc > 0 ? 0 : JOBS_POLL_MS;
        if (rc < 0) {
            db_close(take(w->office));
            wait = 1000;
        }
    }
    return NULL;
}

/* ---- all of them ---- */

int jobs_start(const struct jobs_options *o, struct jobs **ret, struct err *e)
{
    _cleanup_(jobs_stopp) struct jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs)
        return err_nomem(e);
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->wake, NULL);
    jobs->lease_seconds = o->lease_seconds ? o->lease_seconds : JOB_LEASE_SECONDS;
    jobs->url = strdup(o->url);
    jobs->workers = calloc(o->workers + 1, sizeof *jobs->workers);
    int rc = jobs->url && jobs->workers ? files_open(o->files, &jobs->files, e) : err_nomem(e);
    if (rc < 0 || (rc = keeper_start(jobs, e)) < 0 || (rc = watchers_start(jobs, e)) < 0)
        return rc;
    for (; rc >= 0 && jobs->n_workers < o->workers; jobs->n_workers++) {
        struct job_worker *w = &jobs->workers[jobs->n_workers];
        w->jobs = jobs;
        if ((rc = office_open(o->url, DB_WRITE, &w->office, e)) >= 0)
            rc = jobs_thread(&w->thread, run_worker, w, e);
        w->started = rc >= 0;
    }
    if (rc < 0)
        return rc;
    *ret = take(jobs);
    return 0;
}

void jobs_stop(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    for (struct job_run *j = jobs->running; j; j = j->next) {
        int goes_on = JOB_GOES_ON;
        atomic_compare_exchange_strong(&j->end, &goes_on, JOB_END_STOP);
    }
    pthread_cond_broadcast(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
    for (size_t i = 0; i < jobs->n_workers; i++) {
        struct job_worker *w = &jobs->workers[i];
        if (w->started)
            pthread_join(w->thread, NULL);
        db_close(w->office);
    }
    watchers_join(jobs);
    keeper_join(jobs); /* last: leases are renewed while jobs come to their end */
    pthread_mutex_destroy(&jobs->lock);
    pthread_cond_destroy(&jobs->wake);
    free(jobs->workers);
    free(jobs->files);
    free(jobs->url);
    free(jobs);
}

void jobs_stopp(struct jobs **jobs)
{
    jobs_stop(*jobs);
}
