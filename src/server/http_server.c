#include "http_private.h"

#include "clock.h"
#include "threads.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000LL
#define EVENTS 256
#define ACCEPT_AT_ONCE 64

const struct http_limits http_limits_default = {
    .request_seconds = 30,
    .idle_seconds = 75,
    .send_seconds = 30,
    .stop_seconds = 30,
    .heartbeat_seconds = 15,
    .connections = 12000,
    .per_address = 256,
    .waiting = 1024,
    .streams = 1000,
    .bodies = 4ull << 30,
};

int64_t http_monotonic(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * SECOND + ts.tv_nsec / 1000;
}

void http_wake(struct http_server *s)
{
    uint64_t one = 1;
    int number = errno;
    (void)!write(s->wake, &one, sizeof one); /* fails only when it is awake already */
    errno = number;
}

void http_stop(struct http_server *s)
{
    atomic_store(&s->stopping, true);
    http_wake(s);
}

void http_reopen_log(struct http_server *s)
{
    if (s->log)
        http_log_reopen(s->log);
}

const char *http_url(const struct http_server *s)
{
    return s->url;
}

/* ---- opening and closing ---- */

static int read_proxies(struct http_server *s, const struct http_options *o, struct err *e)
{
    s->proxies = calloc(o->n_proxies + 1, sizeof *s->proxies);
    if (!s->proxies)
        return err_nomem(e);
    for (; s->n_proxies < o->n_proxies; s->n_proxies++) {
        if (!http_net_parse(str_of(o->proxies[s->n_proxies]), &s->proxies[s->n_proxies]))
            return err_set(e, E_USAGE, "代理地址 %s 写错了：应如 10.1.2.3 或 10.0.0.0/8",
                           "%s is no address of a proxy: write it like 10.1.2.3 or 10.0.0.0/8",
                           o->proxies[s->n_proxies]);
    }
    return 0;
}

static void raise_open_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

static int watch(struct http_server *s, int fd, void *what, struct err *e)
{
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = what};
    return epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev) < 0 ? err_io(e, errno, "epoll") : 0;
}

static int prepare(struct http_server *s, const struct http_options *o, struct err *e)
{
    int rc = read_proxies(s, o, e);
    if (rc < 0)
        return rc;
    s->options = *o;
    s->limits = o->limits ? *o->limits : http_limits_default;
    s->listen = strdup(o->listen);
    s->connections = calloc(s->limits.connections, sizeof *s->connections);
    s->census = http_census_new();
    s->input = malloc(HTTP_INPUT_BYTES);
    s->counters = http_counters_new();
    if (!s->listen || !s->connections || !s->census || !s->input || !s->counters)
        return err_nomem(e);
    s->next_id = (uint64_t)clock_now(); /* goes on where an earlier process was long ago */
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (s->epoll < 0 || s->wake < 0)
        return err_io(e, errno, "epoll");
    if ((rc = watch(s, s->wake, &s->wake, e)) < 0 ||
        (rc = http_listen(s->listen, &s->listener, s->url, e)) < 0 ||
        (o->log && (rc = http_log_open(o->log, &s->log, e)) < 0))
        return rc;
    return o->opened ? o->opened(o->arg, e) : 0;
}

int http_open(const struct http_options *o, struct http_server **ret, struct err *e)
{
    struct http_server *s = calloc(1, sizeof *s);
    size_t workers = o->workers;
    if (!s)
        return err_nomem(e);
    s->epoll = s->wake = s->listener = -1;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->waiting, NULL);
    pthread_cond_init(&s->none_held, NULL);
    raise_open_files();
    signal(SIGPIPE, SIG_IGN); /* sockets never raise it, but the log's pipe might */
    if (workers == 0) {
        workers = 2 * threads_count(64);
        workers = workers < 4 ? 4 : workers;
    }
    int rc = prepare(s, o, e);
    if (rc == 0 && s->log)
        rc = http_log_start(s->log, e);
    if (rc == 0)
        rc = http_workers_start(s, workers, e);
    if (rc < 0) {
        http_close(s);
        return rc;
    }
    *ret = s;
    return 0;
}

static void stop_listening(struct http_server *s)
{
    if (s->listener >= 0)
        http_unlisten(s->listen, s->listener);
    s->listener = -1;
    s->accepting = false;
}

void http_close(struct http_server *s)
{
    if (!s)
        return;
    http_workers_end(s);
    while (s->n_connections > 0)
        http_connection_close(s->connections[s->n_connections - 1]);
    stop_listening(s);
    if (s->wake >= 0)
        close(s->wake);
    if (s->epoll >= 0)
        close(s->epoll);
    http_log_close(s->log);
    http_counters_free(s->counters);
    http_census_free(s->census);
    pthread_cond_destroy(&s->waiting);
    pthread_cond_destroy(&s->none_held);
    pthread_mutex_destroy(&s->lock);
    free(s->connections);
    free(s->proxies);
    free(s->listen);
    free(s->input);
    free(s);
}

void http_closep(struct http_server **s)
{
    http_close(*s);
}

/* ---- the loop ---- */

static void accept_some(struct http_server *s)
{
    for (int i = 0; i < ACCEPT_AT_ONCE; i++) {
        struct sockaddr_storage from = {0};
        socklen_t size = sizeof from;
        int fd =
            accept4(s->listener, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            http_connection_accept(s, fd, &from);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            /* said even if nobody waits, as epoll knows only of the first */
            if (i > 0)
                return;
            http_count_refusal(s, HTTP_REFUSED_FILES);
            if (http_connection_evict(s))
                return;
            /* who waits goes on waiting; epoll would call again at once, so not before the next
             * second */
            epoll_ctl(s->epoll, EPOLL_CTL_DEL, s->listener, NULL);
            s->accepting = false;
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

static void take_handled(struct http_server *s)
{
    struct http_exchange *next;
    for (struct http_exchange *x = http_workers_take(s); x; x = next) {
        next = x->next;
        http_connection_handled(x->connection);
    }
}

/* From the end, since a connection that is closed is replaced by the last. */
static void each(struct http_server *s, void (*fn)(struct http_connection *c))
{
    for (size_t i = s->n_connections; i > 0; i--)
        fn(s->connections[i - 1]);
}

static void waken(struct http_server *s)
{
    uint64_t n;
    (void)!read(s->wake, &n, sizeof n);
    take_handled(s);
    if (atomic_exchange(&s->streams_touched, false))
        each(s, http_connection_streamed);
}

static int turn(struct http_server *s, int wait_ms, struct err *e)
{
    struct epoll_event events[EVENTS];
    bool awake = false, knock = false;
    int n = epoll_wait(s->epoll, events, EVENTS, wait_ms);
    if (n < 0 && errno != EINTR)
        return err_io(e, errno, "epoll_wait");
    s->now = http_monotonic();
    for (int i = 0; i < n; i++) {
        if (events[i].data.ptr == &s->wake)
            awake = true;
        else if (events[i].data.ptr == s)
            knock = true;
        else
            http_connection_event(events[i].data.ptr, events[i].events);
    }
    /* these may close others' connections: after the events, which point to them */
    if (awake)
        waken(s);
    if (knock && s->accepting)
        accept_some(s);
    return 0;
}

int http_run(struct http_server *s, struct err *e)
{
    int64_t sweep = 0, stop_at = INT64_MAX;
    int rc = 0;
    s->now = http_monotonic();
    while (rc == 0 && s->now < stop_at) {
        if (s->now >= sweep) {
            sweep = s->now + SECOND;
            each(s, http_connection_expire);
            if (!s->accepting && s->listener >= 0) {
                rc = watch(s, s->listener, s, e);
                s->accepting = rc == 0;
            }
            if (s->log)
                http_log_flush(s->log);
            if (s->options.tick)
                s->options.tick(s->options.arg);
        }
        if (atomic_load(&s->stopping)) {
            if (stop_at == INT64_MAX)
                stop_at = s->now + s->limits.stop_seconds * SECOND;
            stop_listening(s);
            each(s, http_connection_end);
            if (s->n_connections == 0)
                break;
        }
        if (rc == 0)
            rc = turn(s, (int)((sweep - s->now) / 1000 + 1), e);
    }
    http_workers_end(s);
    while (s->n_connections > 0)
        http_connection_close(s->connections[s->n_connections - 1]);
    return rc;
}
