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

#include "http.h"
#include "job_schema.h"
#include "json.h"
#include "register.h"

#define JOB_ATTEMPTS 3       /* begun so often without an end: it failed */
#define JOB_LEASE_SECONDS 30 /* renewed when a third of it has passed */
#define JOB_DAYS 30          /* results and files are kept */
#define JOBS_WAITING_MAX 20  /* of one account, those under way too */
#define JOB_NAME_BYTES 64    /* of a kind, of a file */

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED, JOB_STATES };
const char *job_state_name(enum job_state state); /* "queued" */

struct job {
    int64_t id, account;
    struct str account_name, division; /* who asked, and the scope of whoever asked */
    struct str kind;                   /* "import.people" */
    struct str input;                  /* JSON: what it was asked to do */
    struct str result;                 /* JSON, once it is done */
    struct str problem_zh, problem_en; /* of one that failed */
    enum job_state state;
    int64_t revision;    /* grows with every change of state */
    int64_t done, total; /* progress; total 0 = not known */
    struct str phase_zh, phase_en;
    int64_t created_at, started_at, ended_at; /* UTC, microseconds; 0 = not yet */
    int attempts;
    bool cancel; /* asked for */
    bool own;    /* the asker's own: others' input, result, problem and files aren't told */
};

struct job_run; /* the job being worked on */
int64_t job_run_id(const struct job_run *j);
struct db *job_office(struct job_run *j); /* for reading */
/* A file that is kept with the job once it is done (errors file, export): its path, to be made by
 * whoever runs, in a folder that is only this attempt's. name: [a-z0-9._-]+, which says its type;
 * what ends in .db is for handlers, neither listed nor sent. Appended. */
int job_file(struct job_run *j, const char *name, struct strbuf *ret_path, struct err *e);
/* The path of an upload that the input names, of the same account, unchanged; appended. It is the
 * job's from then on, and goes when the job ends. ret_name (may be NULL): as the client called it,
 * for people only; appended. */
int job_upload(struct job_run *j, int64_t upload, struct strbuf *ret_path, struct strbuf *ret_name,
               struct err *e);
/* The uploads outlive this job, if it comes to a good end: others may use them. */
void job_keep_uploads(struct job_run *j);
/* Progress comes by base/progress.h of whatever runs; cancelling ends it with E_CANCELLED at its
 * next tick. */

struct job_kind {
    const char *name;
    uint32_t rights; /* of who asks; asked again when it runs, with the account's rights then */
    bool writes;     /* to the register: runs inside one write transaction of it */
    bool keeps;      /* long reading, what came of it is written at the end in a short transaction
                        of its own that does no harm if it is done again */
    /*
     * actor: who asked, as the account is now. Writes one JSON value, the result. 1 = done, and
     * nothing is to be kept in the register (dry runs). Errors end the job as failed, but for
     * E_BUSY, E_IO and E_NOMEM, after which it is begun again later.
     */
    int (*run)(struct reg *r, const struct actor *actor, struct str input, struct job_run *j,
               struct json_writer *result, struct err *e);
};
/* jobs_kinds.c: one line a kind, NULL at the end; each is implemented beside the handlers that ask
 * for it. */
extern const struct job_kind *const job_kinds[];
const char *job_kind_label(size_t i); /* of job_kinds[i], in the thread's language */
const struct job_kind *job_kind_find(struct str name); /* NULL = none */

/* In the caller's write transaction of the office, or one of its own. Uploads that the input names
 * ({"uploads": [1, 2]}, {"upload": 1}) are the job's from then on. E_DENIED; E_CONFLICT: too many
 * are waiting, or another job uses the upload; E_NOT_FOUND: there is no such upload. */
int job_add(struct db *office, const struct actor *actor, const char *kind, struct str input,
            int64_t *ret_id, struct err *e);
/*
 * One's own, as far as one may still do and see what was asked for; and those of others in scope
 * for whoever may administer. E_NOT_FOUND for all others.
 */
int job_get(struct db *office, const struct actor *actor, int64_t id, struct arena *a,
            struct job *ret, struct err *e);
struct job_filter {
    int64_t before;  /* those with smaller numbers; 0 = all */
    int state;       /* enum job_state; -1 = all */
    struct str kind; /* with dots: import (all of them), import.people; "" = all */
    bool others;     /* as well, for whoever may administer */
};
typedef int job_fn(void *arg, const struct job *j, struct err *e);
/* Newest first. Texts are valid during the call. */
int job_list(struct db *office, const struct actor *actor, const struct job_filter *f, size_t most,
             job_fn *fn, void *arg, struct err *e);
/* At once while it waits, at its next tick while it runs. E_CONFLICT: it has ended. */
int job_cancel(struct db *office, const struct actor *actor, int64_t id, struct err *e);

/* The kept files of a job that job_get gives as own, by name. */
typedef int job_file_fn(void *arg, struct str name, int64_t bytes, struct err *e);
int job_files(struct db *office, int64_t id, job_file_fn *fn, void *arg, struct err *e);
const char *job_file_type(struct str name); /* "text/csv; charset=utf-8" */

/*
 * The queue in this process: workers, each with a register and an office of its own, one thread
 * that renews leases and sweeps, and one that tells listeners. Several processes may work on one
 * queue; on PostgreSQL they must see the same folder of files.
 */
struct jobs;
struct jobs_options {
    const char *url;   /* of the register */
    const char *files; /* the folder of files, 0700; NULL = none: jobs that need it fail */
    size_t workers;
    int lease_seconds; /* 0 = JOB_LEASE_SECONDS */
};
int jobs_start(const struct jobs_options *o, struct jobs **ret, struct err *e);
void jobs_stop(struct jobs *jobs); /* what runs is given back to the queue; takes NULL */
void jobs_stopp(struct jobs **jobs);
/*
 * Events of a job until it ends, at most JOB_WATCH_SECONDS (then clients come again): `state` with
 * the job's revision as id, and `progress`, as the JSON of the API's Job; not longer than the
 * actor's session, and what it could do, holds. seen: the last id that the client has, -1 = none.
 * The stream is taken over.
 */
#define JOB_WATCH_SECONDS 300
#define JOB_WATCHES_MAX 20u /* streams of one account: E_LIMIT */
int jobs_watch(struct jobs *jobs, struct http_stream *s, const struct actor *actor, int64_t job,
               int64_t seen, struct err *e);
/* Opens a kept file of a job, once its row is found. */
int jobs_file_open(struct jobs *jobs, struct db *office, int64_t job, struct str name, int *ret_fd,
                   struct err *e);
/* Its path, for readers of lists; appended. */
int jobs_file_path(struct jobs *jobs, struct db *office, int64_t job, struct str name,
                   struct strbuf *ret, struct err *e);
/* The job as the API tells it. */
void job_print(const struct job *j, struct json_writer *w);
