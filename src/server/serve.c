#include "serve_private.h"

#include "cleanup.h"
#include "clock.h"
#include "jobs.h"
#include "notify.h"
#include "simulate.h"
#include "site.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct serve {
    struct serve_options options; /* its texts are the caller's */
    struct api api;
    struct arena *arena;
    struct serve_places places;
    struct serve_watch *watch;
    struct serve_metrics metrics;
    struct http_server *http;
};

void serve_close(struct serve *s)
{
    if (!s)
        return;
    http_close(s->http);
    jobs_stop(s->api.jobs);
    serve_watch_stop(s->watch);
    audit_writer_close(s->api.audit);
    api_repeats_free(s->api.repeats);
    api_latest_free(s->api.latest);
    simulate_kept_free(s->api.kept);
    api_check_done();
    if (s->metrics.statm >= 0)
        close(s->metrics.statm);
    arena_free(s->arena);
    free(s);
}

void serve_closep(struct serve **s)
{
    serve_close(*s);
}

/* ---- what the sockets' thread asks ---- */

static void complain(void *arg, uint64_t request, const char *where, const struct err *e)
{
    struct serve *s = arg;
    if (request)
        serve_count_error(&s->metrics, e);
    if (s->options.complain)
        s->options.complain(s->options.arg, request, where, e);
}

/* Says no more than which of the two, since anybody may ask. */
static void health(struct serve *s, struct http_exchange *x)
{
    struct serve_health h;
    struct strbuf *out = http_content(x, "text/plain; charset=utf-8");
    serve_watch_look(s->watch, &h);
    http_route(x, "healthz");
    if (h.register_answers && h.office_answers)
        strbuf_addz(out, "ok\n");
    else
        http_status(x, 503);
    if (!h.register_answers)
        strbuf_addz(out, "登记库没有应答 · the register's database doesn't answer\n");
    if (!h.office_answers)
        strbuf_addz(out, "办公库没有应答 · the office's database doesn't answer\n");
}

/* For whoever asks from this machine, and not on somebody's behalf. */
static bool is_local(struct http_exchange *x)
{
    struct str peer = http_peer(x);
    return peer.len == 0 || str_starts(peer, STR("127.")) || str_eqz(peer, "::1");
}

static void metrics(struct serve *s, struct http_exchange *x)
{
    struct serve_health h;
    struct strbuf *out = http_content(x, "text/plain; version=0.0.4; charset=utf-8");
    http_route(x, "metrics");
    serve_watch_look(s->watch, &h);
    http_metrics(s->http, out);
    serve_metrics_write(&s->metrics, &h, audit_writer_waiting(s->api.audit), out);
}

static bool at_once(void *arg, struct http_exchange *x)
{
    struct serve *s = arg;
    struct str method = http_method(x), path = http_path(x);
    if (!str_eqz(method, "GET") && !str_eqz(method, "HEAD"))
        return false;
    if (str_eqz(path, "/healthz"))
        health(s, x);
    else if (str_eqz(path, "/metrics") && is_local(x))
        metrics(s, x);
    else
        return false;
    return true;
}

static void tick(void *arg)
{
    if (notify_wants_watchdog())
        notify("WATCHDOG=1");
}

/* ---- workers ---- */

static int worker_open(void *arg, void **ret, struct err *e)
{
    return api_worker_open(&((struct serve *)arg)->api, ret, e);
}

static void handle(void *state, struct http_exchange *x)
{
    const struct api_worker *w = state;
    if (!site_handle(w->api, x))
        api_handle(state, x);
}

static size_t body_limit(void *arg, struct str method, struct str path)
{
    return api_body_limit(&((struct serve *)arg)->api, method, path);
}

/* ---- beginning and end ---- */

/* The socket is bound: into the sandbox, and only then the threads. */
static int opened(void *arg, struct err *e)
{
    struct serve *s = arg;
    const struct serve_places *p = &s->places;
    struct sandbox b = {.read = p->read,
                        .n_read = p->n_read,
                        .write = p->write,
                        .n_write = p->n_write,
                        .connect = p->connects};
    int rc = s->options.open ? 0 : sandbox_enter(&b, &s->metrics.sandbox, e);
    const struct jobs_options jobs = {
        .url = s->api.url, .files = p->files, .workers = s->options.jobs};
    if (rc < 0 || (rc = audit_writer_open(s->api.url, &s->api.audit, e)) < 0 ||
        (jobs.workers && (rc = jobs_start(&jobs, &s->api.jobs, e)) < 0))
        return rc;
    return serve_watch_start(&s->api, &s->watch, e);
}

static int open_all(struct serve *s, struct err *e)
{
    struct http_options o = s->options.http;
    int rc = serve_places(&s->options, s->arena, &s->places, e);
    if (rc < 0 || (rc = api_check_init(e)) < 0)
        return rc;
    s->metrics.statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    s->metrics.started_at = clock_now();
    o.opened = opened;
    o.at_once = at_once;
    o.tick = tick;
    o.handle = handle;
    o.worker_open = worker_open;
    o.worker_close = api_worker_close;
    o.body_limit = body_limit;
    o.body_allowed = api_body_allowed;
    o.arg = s;
    return http_open(&o, &s->http, e);
}

int serve_open(const struct serve_options *o, struct serve **ret, struct err *e)
{
    _cleanup_(serve_closep) struct serve *s = calloc(1, sizeof *s);
    int rc;
    if (!s)
        return err_nomem(e);
    s->options = *o;
    s->metrics.statm = -1;
    s->api = (struct api){.url = o->url, .complain = complain, .arg = s};
    if (!(s->arena = arena_new(0)) || !(s->api.repeats = api_repeats_new()) ||
        !(s->api.latest = api_latest_new()))
        return err_nomem(e);
    if ((rc = simulate_kept_new(&s->api.kept, e)) < 0 || (rc = open_all(s, e)) < 0)
        return rc;
    *ret = take(s);
    return 0;
}

struct http_server *serve_http(struct serve *s)
{
    return s->http;
}

unsigned serve_sandbox(const struct serve *s)
{
    return s->metrics.sandbox;
}

const char *serve_url(const struct serve *s)
{
    return s->options.public_url ? s->options.public_url : http_url(s->http);
}

static void closep(struct db **db)
{
    db_close(*db);
}

int serve_setup_link(struct serve *s, struct strbuf *ret, struct err *e)
{
    _cleanup_(closep) struct db *office = NULL;
    char secret[SECRET_TEXT];
    int64_t n = 0;
    int rc = office_open(s->api.url, DB_WRITE, &office, e);
    if (rc < 0 ||
        (rc = db_query_int(office, &n, NULL, e, "select count(*) from account", "")) < 0 || n)
        return rc;
    if ((rc = account_setup_link(office, secret, e)) < 0)
        return rc;
    strbuf_printf(ret, "%s/setup?secret=%s", serve_url(s), secret);
    explicit_bzero(secret, sizeof secret);
    return ret->failed ? err_nomem(e) : 0;
}

int serve_run(struct serve *s, struct err *e)
{
    return http_run(s->http, e);
}
