/*
 * Long work in the background: imports, determinations, verifications, reports, exports. A queue in
 * the office database, so that jobs survive a restart and several processes can work on it; each is
 * taken by one worker at a time (a lease that is renewed; a worker that dies loses it, and the job
 * is begun again).
 *
 * Work that writes to the register is one transaction there, together with a row that says that
 * this job is done and its result (idempotency.h): however often a job is begun, it takes effect
 * once.
 */
#pragma once

#include "account.h"
#include "json.h"
#include "register.h"

extern const struct schema_part job_schema;

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job {
    int64_t id, account;
    struct str account_name, division; /* who asked, and the scope of whoever asked */
    struct str kind;                   /* "import.people" */
    struct str input;                  /* JSON: what it was asked to do */
    struct str result;                 /* JSON, once it is done */
    struct str problem_zh, problem_en; /* of one that failed */
    enum job_state state;
    int64_t done, total; /* progress; total 0 = not known */
    struct str phase;
    int64_t created_at, started_at, ended_at; /* UTC, microseconds; 0 = not yet */
    int attempts;
    bool cancel; /* asked for */
};

struct job_run; /* the job being worked on */
/* A file that is kept with the job (errors file, export), 0600 in the register's folder of files:
 * its path, to be made by whoever runs. name: [a-z0-9._-]+. */
int job_file(struct job_run *j, const char *name, struct strbuf *ret_path, struct err *e);
/* The path of an upload (POST /uploads) that the input names, of the same account. */
int job_upload(struct job_run *j, int64_t upload, struct strbuf *ret_path, struct err *e);
/* Progress comes by base/progress.h of whatever runs; cancelling ends it with E_CANCELLED at its
 * next tick. */

struct job_kind {
    const char *name;
    uint32_t rights; /* of who asks; asked again when it runs, with the account's rights then */
    bool writes;     /* to the register: runs inside one write transaction of it */
    /* actor: who asked, as the account is now. Writes one JSON value, the result. */
    int (*run)(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
               struct json_writer *result, struct err *e);
};
/* jobs_kinds.c: one line a kind; each is implemented beside the handlers that ask for it. */
extern const struct job_kind *const job_kinds[];

/* In the caller's write transaction of the office, or one of its own. */
int job_add(struct db *office, const struct actor *actor, const char *kind, struct str input,
            int64_t *ret_id, struct err *e);
/* One's own, and those of others for whoever may administer (without input and result). */
int job_get(struct db *office, const struct actor *actor, int64_t id, struct arena *a,
            struct job *ret, struct err *e);
typedef int job_fn(void *arg, const struct job *j, struct err *e);
/* Newest first, those before `before` (0 = all). */
int job_list(struct db *office, const struct actor *actor, int64_t before, size_t most, job_fn *fn,
             void *arg, struct err *e);
int job_cancel(struct db *office, const struct actor *actor, int64_t id, struct err *e);

/* Workers of this process: threads with a register and an office each. */
struct job_workers;
int job_workers_start(const char *url, const char *files, size_t n, struct job_workers **ret,
                      struct err *e);
void job_workers_stop(struct job_workers *w); /* what runs is given back to the queue */
