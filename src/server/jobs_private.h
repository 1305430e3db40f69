/* What the files of jobs share. */
#pragma once

#include "jobs.h"

#include <pthread.h>
#include <stdatomic.h>

#define JOB_TRY_SECONDS 10    /* times the attempts, after what may pass by itself */
#define JOBS_POLL_MS 250      /* for jobs of other processes, and cancelled ones */
#define JOBS_SWEEP_SECONDS 60 /* what has had its time */

/* Why a job under way is to end early; a later one never takes an earlier one's place. */
enum job_end { JOB_GOES_ON, JOB_END_CANCEL, JOB_END_STOP, JOB_END_LOST };

struct job_run {
    struct jobs *jobs;
    struct job_run *next;
    int64_t id, account, holder, created_at;
    int attempts;
    bool cancelled; /* before it was begun */
    bool keeps_uploads;
    struct str kind, input; /* in the arena */
    struct actor asked;     /* scope, rights and fields of whoever asked, then */
    struct arena *arena;
    struct db *office; /* the worker's */

    atomic_int end; /* enum job_end */

    /* under the lock of struct jobs */
    char phase_zh[256], phase_en[256];
    uint64_t done, total;
    bool told;       /* progress that the office doesn't have yet */
    int64_t renewed; /* monotonic, milliseconds */
};

struct jobs {
    char *url, *files; /* files NULL = there is no folder */
    int lease_seconds;
    pthread_mutex_t lock;
    pthread_cond_t wake; /* at the end */
    bool stopping;
    struct job_run *running;
    struct job_worker *workers;
    size_t n_workers;
    struct job_keeper *keeper;
    struct job_watchers *watchers;
};

int64_t jobs_monotonic(void); /* milliseconds */
/* A thread without signals. */
int jobs_thread(pthread_t *ret, void *(*fn)(void *), void *arg, struct err *e);
/* Waits; true = the process stops. */
bool jobs_wait(struct jobs *jobs, int ms);

/* ---- the queue as workers see it (jobs_lease.c) ---- */

/* 1 = taken: all of *ret but jobs, arena's owner and office is filled. 0 = nothing to do. */
int lease_take(struct db *office, int seconds, struct job_run *ret, struct err *e);
/* Renews the lease and writes the progress down. E_CONFLICT: it is lost. */
int lease_renew(struct db *office, const struct job_run *j, const struct job *progress, int seconds,
                bool *ret_cancel, struct err *e);
/* E_CONFLICT: it is lost. */
int lease_cancelled(struct db *office, const struct job_run *j, bool *ret_cancel, struct err *e);
/* The job is queued again; counted: as an attempt. */
int lease_return(struct db *office, const struct job_run *j, int64_t not_before, bool counted,
                 struct err *e);
struct job_outcome {
    enum job_state state;
    struct str result; /* JSON */
    struct err problem;
    int attempt; /* whose files are kept; 0 = none */
};
/* The end, with its files and its entry in the trail; what it doesn't keep goes. E_CONFLICT: the
 * lease is lost. */
int lease_end(struct db *office, const struct job_run *j, const struct job_outcome *o,
              struct err *e);

/* ---- files (jobs_files.c) ---- */

/* Makes the folders; *ret NULL where none was given. */
int files_open(const char *given, char **ret, struct err *e);
/* The folder of an attempt; appended. E_UNSUPPORTED without a folder of files. */
int files_folder(const struct jobs *jobs, int64_t job, int attempt, struct strbuf *ret,
                 struct err *e);
/* Files that end in .db are for handlers: neither listed nor sent. */
bool job_file_served(struct str name);
typedef int files_fn(void *arg, struct str name, int64_t bytes, struct err *e);
int files_each(const struct jobs *jobs, int64_t job, int attempt, files_fn *fn, void *arg,
               struct err *e);
/* Those of an attempt, or of all others (0 = all). An attempt that came to no end may yet turn out
 * to have been done: others' are taken away only when the job ends. */
void files_remove(const struct jobs *jobs, int64_t job, int attempt, bool others);
/* What had its time: rows and their files, and uploads without rows. */
int files_sweep(const struct jobs *jobs, struct db *office, struct err *e);
/* Files of jobs without rows, left by a crash. */
int files_sweep_orphans(const struct jobs *jobs, struct db *office, struct err *e);

/* ---- threads ---- */

int keeper_start(struct jobs *jobs, struct err *e); /* jobs_keeper.c */
void keeper_join(struct jobs *jobs);
int watchers_start(struct jobs *jobs, struct err *e); /* jobs_watch.c */
void watchers_join(struct jobs *jobs);

/* Of one row of JOB_COLUMNS. */
#define JOB_COLUMNS                                                                                \
    "id, account, account_name, division, kind, input, result, problem_zh, problem_en, state,"     \
    " revision, done, total, phase_zh, phase_en, created_at, started_at, ended_at, attempts,"      \
    " cancel, rights, fields"
/* false: the actor may not know of it. Texts as long as the row. */
bool job_read(struct stmt *s, const struct actor *actor, bool others, struct job *ret);
/* The members of progress, inside an object. */
void job_print_progress(const struct job *j, struct json_writer *w);
/* The next number of "job", "upload"; never given twice. */
int job_number(struct db *office, const char *what, int64_t *ret, struct err *e);
