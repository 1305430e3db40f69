/*
 * Long work in the background: imports, determinations, verifications, reports. A queue in the
 * database, so that jobs survive a restart and several processes can work on it; each is taken by
 * one worker at a time (a lease that is renewed; a worker that dies loses it, and the job is begun
 * again). Work is a transaction of its own, so beginning again never doubles it.
 */
#pragma once

#include "account.h"
#include "register.h"

extern const struct schema_part job_schema;

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job {
    int64_t id, account;
    struct str kind;   /* "import people" */
    struct str input;  /* JSON: what it was asked to do */
    struct str result; /* JSON, once it is done */
    struct str problem_zh, problem_en;
    enum job_state state;
    int64_t done, total; /* progress; total 0 = not known */
    struct str phase;
    int64_t created_at, started_at, ended_at;
    int attempts;
    bool cancel; /* asked for */
};

struct job_run; /* the job being worked on */
/* Ask often: false = it was cancelled, or its lease is lost; end with E_CANCELLED. */
bool job_progress(struct job_run *j, const char *phase, int64_t done, int64_t total);
/* A file that is kept with the job (errors file, export): created empty, in the data directory. */
int job_file(struct job_run *j, const char *name, char ret_path[256], struct err *e);

struct job_kind {
    const char *name;
    uint32_t rights; /* of who asks */
    /* actor: who asked. Fills *result with JSON. */
    int (*run)(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
               struct strbuf *result, struct err *e);
};
extern const struct job_kind job_kinds[];

int job_add(struct db *db, const struct actor *actor, const char *kind, struct str input,
            int64_t *ret_id, struct err *e);
int job_get(struct db *db, const struct actor *actor, int64_t id, struct arena *a, struct job *ret,
            struct err *e);
typedef int job_fn(void *arg, const struct job *j, struct err *e);
int job_list(struct db *db, const struct actor *actor, int64_t before, size_t most, job_fn *fn,
             void *arg, struct err *e);
int job_cancel(struct db *db, const struct actor *actor, int64_t id, struct err *e);

/* Workers of this process: threads with a register each. */
struct job_workers;
int job_workers_start(const char *url, size_t n, struct job_workers **ret, struct err *e);
void job_workers_stop(struct job_workers *w); /* what runs is given back to the queue */
