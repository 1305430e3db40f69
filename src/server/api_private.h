/* What the files of the frame share; handlers see api.h. */
#pragma once

#include "api_check.h"
#include "cursor.h"
#include "idempotency.h"
#include "office.h"
#include "progress.h"
#include "serve.h"

#include <stdatomic.h>

/* One for the process. */
struct api {
    const char *url;   /* of the register */
    struct jobs *jobs; /* the queue's; NULL = this process has none */
    struct audit_writer *audit;
    struct api_repeats *repeats;
    struct api_latest *latest;
    struct simulate_kept *kept;
    void (*complain)(void *arg, uint64_t request, const char *operation, const struct err *e);
    void *arg;
    atomic_size_t workers, writing; /* all; those in a write to the register, or waiting for it */
    _Atomic int64_t wrote_at;       /* when such a write last ended, or began alone: seconds */
    atomic_bool kept_out;           /* the last one gave up waiting */
};

/* One for each worker: its connections, opened when they are needed, and closed after an error that
 * they don't recover from. */
struct api_worker {
    struct api *api;
    struct arena *arena; /* of the call */
    struct reg *reg;
    struct db *office;
    struct keys *keys;
    bool has_cursor_key;
    uint8_t cursor_key[CURSOR_KEY_BYTES];
};
int api_worker_open(void *arg, void **ret, struct err *e); /* arg: the struct api */
void api_worker_close(void *state);
void api_handle(void *state, struct http_exchange *x);
#define API_CALL_BYTES (256u << 20) /* memory of one call's arena */

/* The values of one parameter: none = not given and without default. */
struct api_given {
    size_t n, cap;
    struct str *at;
};

struct api_call {
    struct api_worker *worker;
    struct http_exchange *x;
    const struct api_operation *operation;
    struct session session;
    bool signed_in, by_token;
    struct str segments[16]; /* of the path, decoded; those of parameters */
    size_t n_segments;
    struct api_given *given; /* by the operation's parameters */
    struct api_value body;
    bool has_body;
    struct api_faults faults;
    struct str repeat_key; /* of the idempotency row; empty = none */
    struct str repeat_digest;
    struct api_call *next; /* among those with a key that are under way */
    struct str latest_key;
    bool latest; /* among those of which only the latest matters … */
    struct api_call *latest_next;
    atomic_bool outdated; /* … and another has come */
    struct progress_listener listener;

    /* what the handler said */
    int status;
    const char *code;   /* of a problem; NULL = by the error */
    struct strbuf text; /* of the answer, once it is closed */
    FILE *f;            /* writes into it */
    struct json_writer json;
    int64_t version; /* -1 = none */
    struct str location;
    struct audit_entry audit;
    bool audit_own;   /* the entry is there already */
    bool own_content; /* put into the exchange by the handler */
};

/* api_route.c: finds the operation; false: the answer is said (404, 405). */
bool api_route(struct api_call *c);
size_t api_body_limit(void *arg, struct str method, struct str path);
/* Is whoever sends a long body somebody who may? false: a problem was said. */
bool api_body_allowed(void *state, struct http_exchange *x);

/* api_caller.c: who asks, and may they? 0, or a problem was said: 1. */
int api_caller(struct api_call *c, struct err *e);
/* The cookie's value; empty = none. */
struct str api_caller_token(struct api_call *c);
/* Sets the cookie of a session; "" ends it. */
void api_caller_cookie(struct api_call *c, const char *token);
/* An address as sign-ins are counted by: IPv6 as its /64. */
struct str api_caller_address(struct api_call *c);

/* api_input.c: parameters and body, checked. False: a problem was said. */
bool api_input(struct api_call *c);

/* api_problem.c: the answer is a problem. code: stable word; errors may be empty. */
void api_problem(struct api_call *c, int status, const char *code, const char *zh, const char *en);
/* That of an error that a handler returned. */
void api_problem_err(struct api_call *c, const struct err *e);

/* api_repeat.c: calls with an Idempotency-Key. begin: 0 = to be done, 1 = the answer is said
 * already (that of the first time, or a refusal); end, whatever came of it. keep: in the call's
 * transaction. */
struct api_repeats; /* what is under way in this process */
struct api_repeats *api_repeats_new(void);
void api_repeats_free(struct api_repeats *r);
int api_repeat_begin(struct api_call *c, struct db *db, struct err *e);
int api_repeat_keep(struct api_call *c, struct db *db, struct err *e);
void api_repeat_end(struct api_call *c);

/* api_latest.c */
struct api_latest *api_latest_new(void);
void api_latest_free(struct api_latest *l);
void api_latest_end(struct api_call *c); /* takes calls that never began it */

/* api_answer.c: forgets what the handler said; closes the answer's text. */
void api_answer_reset(struct api_call *c);
int api_answer_close(struct api_call *c, struct err *e);
void api_answer_send(struct api_call *c);
