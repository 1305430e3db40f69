/* What the server's files of its life share: serve.c, serve_places.c, serve_watch.c,
 * serve_metrics.c. */
#pragma once

#include "api_private.h"
#include "sandbox.h"
#include "serve.h"

#include <stdatomic.h>

/* ---- serve_places.c: what the sandbox leaves open ---- */

#define SERVE_PLACES 16
struct serve_places {
    struct arena *arena;
    const char *read[SERVE_PLACES], *write[SERVE_PLACES];
    size_t n_read, n_write;
    const char *files; /* the folder of uploads and kept files; NULL = there is none */
    bool connects;     /* the register is on a server */
};
/* Makes the folders that are missing. */
int serve_places(const struct serve_options *o, struct arena *a, struct serve_places *ret,
                 struct err *e);

/* ---- serve_watch.c: do the databases answer? ---- */

struct serve_watch;
#define SERVE_JOB_STATES 5
struct serve_health {
    bool register_answers, office_answers;
    int64_t jobs[SERVE_JOB_STATES]; /* by enum job_state */
};
/* A thread of its own that asks both every few seconds, with connections of its own. */
int serve_watch_start(const struct api *api, struct serve_watch **ret, struct err *e);
void serve_watch_stop(struct serve_watch *w);
/* As last seen; what hasn't answered for a while doesn't. Waits for nothing. */
void serve_watch_look(struct serve_watch *w, struct serve_health *ret);

/* ---- serve_metrics.c ---- */

struct serve_metrics {
    atomic_ullong errors[3]; /* of databases: gone, busy, damaged */
    int statm;               /* /proc/self/statm, opened before the sandbox; < 0 = none */
    int64_t started_at;
    unsigned sandbox;
};
void serve_count_error(struct serve_metrics *m, const struct err *e);
void serve_metrics_write(const struct serve_metrics *m, const struct serve_health *h,
                         size_t audit_waiting, struct strbuf *out);
