/* A call from its request to its answer; the order is told in api.h. */
#include "api_private.h"

#include "cleanup.h"

#include <stdlib.h>
#include <time.h>

/* ---- the worker's connections ---- */

static void disconnect(struct api_worker *w)
{
    keys_close(w->keys);
    reg_close(w->reg);
    db_close(w->office);
    w->keys = NULL;
    w->has_cursor_key = false;
    w->reg = NULL;
    w->office = NULL;
}

static int connect(struct api_worker *w, struct err *e)
{
    int rc = 0;
    if (!w->reg)
        rc = reg_open(w->api->url, DB_WRITE, &w->reg, e);
    if (rc >= 0 && !w->office)
        rc = office_open(w->api->url, DB_WRITE, &w->office, e);
    return rc;
}

int api_worker_open(void *arg, void **ret, struct err *e)
{
    struct api_worker *w = calloc(1, sizeof *w);
    int rc = 0;
    if (!w || !(w->arena = arena_new(API_CALL_BYTES)))
        rc = err_nomem(e);
    if (rc >= 0) {
        w->api = arg;
        w->api->workers++;
        rc = connect(w, e);
    }
    if (rc < 0) {
        api_worker_close(w);
        return rc;
    }
    *ret = w;
    return 0;
}

void api_worker_close(void *state)
{
    struct api_worker *w = state;
    if (!w)
        return;
    if (w->api)
        w->api->workers--;
    disconnect(w);
    arena_free(w->arena);
    free(w);
}

/* ---- audit ---- */

static void fill_audit(struct api_call *c)
{
    struct audit_entry *a = &c->audit;
    const struct session *s = &c->session;
    a->actor_id = s->actor.id;
    a->actor = str_of(s->actor.name);
    a->session = str_of(s->actor.session);
    a->address = http_peer(c->x);
    a->action = str_of(c->operation->audit);
    a->outcome = c->status;
}

/* On disk before the answer leaves. */
static int audit(struct api_call *c, struct err *e)
{
    if (!c->operation->audit || c->audit_own)
        return 0;
    fill_audit(c);
    return c->operation->writes == API_WRITES_OFFICE && c->status < 400
               ? audit_append(c->worker->office, &c->audit, 1, e)
               : audit_put(c->worker->api->audit, &c->audit, e);
}

/* Kept with an exchange whose response waits for its entry. */
struct waiting {
    struct http_exchange *x;
    const struct api_operation *operation;
    struct err why;
};

static void given(void *arg, const struct err *why)
{
    struct waiting *k = arg;
    k->why = *why;
    http_release(k->x, why->code == 0);
}

/* Nothing else hangs on it: the worker goes on, the response waits. */
static int audit_before_leaving(struct api_call *c, struct err *e)
{
    struct waiting *k;
    if (!c->operation->audit || c->audit_own)
        return 0;
    if (!(k = http_keep(c->x, sizeof *k)))
        return err_nomem(e);
    *k = (struct waiting){.x = c->x, .operation = c->operation};
    fill_audit(c);
    http_hold(c->x);
    int rc = audit_give(c->worker->api->audit, &c->audit, given, k, e);
    if (rc < 0)
        http_release(c->x, true);
    return rc;
}

/* ---- running ---- */

static int handle(struct api_call *c, struct err *e)
{
    int rc;
    api_answer_reset(c);
    c->audit_own = false;
    rc = c->operation->handle(c, e);
    api_latest_end(c);
    return rc < 0 ? rc : api_answer_close(c, e);
}

/* In the write transaction; again, where others were faster. */
static int write(struct db *db, void *arg, struct err *e)
{
    struct api_call *c = arg;
    int rc = handle(c, e);
    if (rc < 0 || (rc = api_repeat_keep(c, db, e)) < 0)
        return rc;
    return audit(c, e);
}

static int64_t seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* While somebody writes to the register for long (an import, the operator's commands), those who
 * save wait for it, each with a worker: no more than half of them, that others may look. */
static int write_register(struct api_call *c, struct err *e)
{
    struct api *api = c->worker->api;
    size_t before = api->writing++;
    int64_t now = seconds();
    int rc;
    if (before == 0)
        api->wrote_at = now;
    if (before && before >= api->workers / 2 && (api->kept_out || now - api->wrote_at > 1)) {
        api->writing--;
        return err_set(e, E_BUSY, "等待写入登记库的请求过多", "too many writes wait");
    }
    rc = db_transact_outer(reg_db(c->worker->reg), write, c, e);
    api->kept_out = rc == E_BUSY;
    if (rc != E_BUSY)
        api->wrote_at = seconds();
    api->writing--;
    return rc;
}

/* What a GET tells is of one moment; and SQLite locks once, not for every statement. */
static int look(struct api_call *c, struct err *e)
{
    struct db *db = reg_db(c->worker->reg);
    int rc = db_begin_outer_read(db, e);
    if (rc == 0 && (rc = handle(c, e)) >= 0)
        rc = db_commit_outer(db, e);
    db_rollback_outer(db);
    return rc;
}

/* 0, or 1 where an answer was said already. */
static int run(struct api_call *c, struct err *e)
{
    struct api_worker *w = c->worker;
    struct db *db = c->operation->writes == API_WRITES_OFFICE ? w->office : reg_db(w->reg);
    int rc = api_repeat_begin(c, db, e);
    if (rc != 0)
        return rc;
    if (c->operation->writes == API_WRITES_REGISTER)
        rc = write_register(c, e);
    else if (c->operation->writes == API_WRITES_OFFICE)
        rc = db_transact_outer(db, write, c, e);
    else if (strcmp(c->operation->method, "GET") == 0)
        rc = (rc = look(c, e)) >= 0 ? audit_before_leaving(c, e) : rc;
    else if ((rc = reg_refresh(w->reg, e)) >= 0 && (rc = handle(c, e)) >= 0)
        rc = audit_before_leaving(c, e);
    api_repeat_end(c);
    return rc;
}

/* Refusals by rights or scope, and of sign-ins, are on record as well. */
static void refuse(struct api_call *c, const struct err *why)
{
    struct err e = {0};
    api_problem_err(c, why);
    if ((c->signed_in || c->operation->open) && c->status < 500 && audit(c, &e) < 0)
        api_problem_err(c, &e);
}

/* A connection that was lost meanwhile shows with the first question, and is made anew. */
static int find_caller(struct api_call *c, struct err *e)
{
    int rc = connect(c->worker, e);
    if (rc < 0)
        return rc;
    rc = api_caller(c, e);
    if (rc != E_IO)
        return rc;
    disconnect(c->worker);
    return (rc = connect(c->worker, e)) < 0 ? rc : api_caller(c, e);
}

/* What a call leaves behind must not reach the next one. */
static void clean(struct api_worker *w, int rc)
{
    if (rc == E_IO || rc == E_CORRUPT) {
        disconnect(w);
        return;
    }
    if (w->reg)
        db_rollback(reg_db(w->reg));
    if (w->office)
        db_rollback(w->office);
}

static void call(struct api_call *c)
{
    struct err e = {0};
    int rc;
    if (!api_route(c))
        return;
    http_route(c->x, c->operation->name);
    rc = find_caller(c, &e);
    if (rc > 0 || (rc == 0 && !api_input(c)))
        return;
    if (rc == 0)
        rc = run(c, &e);
    if (rc == 0)
        api_answer_send(c);
    else if (rc < 0)
        refuse(c, &e);
    clean(c->worker, rc);
}

bool api_body_allowed(void *state, struct http_exchange *x)
{
    struct api_worker *w = state;
    struct api_call c = {.worker = w, .x = x, .version = -1, .faults = {.arena = w->arena}};
    struct err e = {0};
    int rc = 1;
    arena_reset(w->arena);
    if (api_route(&c)) {
        http_route(x, c.operation->name);
        rc = find_caller(&c, &e);
        if (rc < 0)
            refuse(&c, &e);
        clean(w, rc);
    }
    api_answer_reset(&c);
    return rc == 0;
}

void api_handle(void *state, struct http_exchange *x)
{
    struct api_worker *w = state;
    struct api_call c = {.worker = w, .x = x, .version = -1, .faults = {.arena = w->arena}};
    arena_reset(w->arena);
    if (http_again(x)) {
        const struct waiting *k = http_keep(x, sizeof *k);
        c.operation = k->operation;
        api_problem_err(&c, &k->why);
    } else {
        call(&c);
    }
    api_answer_reset(&c);
}
