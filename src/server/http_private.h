/* The server's own: what its files share. README.md tells how it hangs together. */
#pragma once

#include "http_address.h"
#include "http_request.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <zlib.h>

/* ---- the exchange (http_exchange.c, http_reply.c, http_problem.c) ---- */

/* Of a response: leaves when the handler returns; waits for http_release; was released. */
enum http_held { HTTP_NOT_HELD, HTTP_HELD, HTTP_RELEASED, HTTP_REVOKED };
enum http_kind { HTTP_NONE, HTTP_BUFFER, HTTP_STATIC, HTTP_FILE, HTTP_EVENTS };

struct http_exchange {
    struct http_request request;
    struct http_server *server;
    struct http_connection *connection;
    struct http_exchange *next; /* in the queue it waits in */
    uint64_t id;
    int64_t began;     /* its first byte; monotonic, microseconds */
    uint64_t reserved; /* of the server's bytes for bodies */
    struct http_ip peer;
    char peer_text[HTTP_IP_TEXT];
    bool secure;
    const char *route;
    struct arena *arena; /* joined headers; NULL until needed */

    bool asking;  /* the worker is asked only whether the body may come */
    bool refused; /* its answer */
    /* under the server's lock; with `ready`, whoever comes last passes the exchange on */
    enum http_held held;
    bool ready;
    bool again; /* the response was revoked */
    void *kept;
    int status;
    struct strbuf lines; /* the headers that were set, as they are sent */
    bool broken;         /* can't be sent as it was said */
    enum http_kind kind;
    const char *type;
    struct strbuf content;
    struct str fixed, fixed_gzip;
    const char *fixed_tag;
    bool tagged;
    int file; /* < 0 = none */
    struct http_stream *stream;

    /* what is sent, once http_reply_finish has made it */
    struct strbuf head;
    struct str body; /* in memory, or … */
    size_t size;     /* … so much of the file */
    bool close;      /* the connection, after it */
};

struct http_exchange *http_exchange_new(struct http_server *s, struct http_connection *c);
void http_exchange_free(struct http_exchange *x);
/* The head is read: who asks, over what. direct: the other end of the socket. */
void http_exchange_peer(struct http_exchange *x, struct http_ip direct);
/* What was said of the response is forgotten. */
void http_exchange_reset(struct http_exchange *x);
/* Makes head and body out of what the handler said. gzip: the worker's, NULL = don't compress. */
void http_reply_finish(struct http_exchange *x, z_stream *gzip, bool stopping);
void http_reply_refuse(struct http_exchange *x, enum http_refusal why);
/* A problem for an error status that nobody has explained. */
void http_reply_explain(struct http_exchange *x);
const char *http_refusal_code(enum http_refusal why);

/* ---- event streams (http_stream.c) ---- */

/* Of two owners: the connection, and whoever opened it. */
struct http_stream {
    pthread_mutex_t lock;
    struct http_server *server; /* to be woken; only while the connection is there */
    struct strbuf events;       /* not yet sent, from `sent` on */
    size_t sent;
    bool gone;   /* the connection is closed */
    bool closed; /* by its owner: ends when all is sent */
    atomic_bool touched;
};
/* What the connection does with it: begins, sends what there is, beats, lets go. */
enum http_streaming { HTTP_STREAM_WAITS, HTTP_STREAM_BLOCKED, HTTP_STREAM_ENDED };
enum http_streaming http_stream_flush(struct http_stream *st, int fd, uint64_t *bytes);
void http_stream_beat(struct http_stream *st);
void http_stream_drop(struct http_stream *st);

/* ---- counters and log (http_metrics.c) ---- */

struct http_counters;
struct http_counters *http_counters_new(void);
void http_counters_free(struct http_counters *m);
void http_count_request(struct http_server *s, const struct http_exchange *x, uint64_t bytes,
                        int64_t now);
void http_count_refusal(struct http_server *s, enum http_refusal why);
void http_count_connection(struct http_server *s);
void http_count_received(struct http_server *s, uint64_t bytes);

/* ---- the access log (http_log.c) ---- */

struct http_log;
int http_log_open(const char *path, struct http_log **ret, struct err *e);
int http_log_start(struct http_log *l, struct err *e); /* its thread */
void http_log_close(struct http_log *l);
void http_log_put(struct http_log *l, struct str line); /* with its line end; never waits */
void http_log_flush(struct http_log *l);
void http_log_reopen(struct http_log *l); /* safe in a signal handler */
uint64_t http_log_lost(struct http_log *l);

/* ---- workers (http_worker.c) ---- */

struct http_queue {
    struct http_exchange *first, **last;
    size_t n;
};

struct http_worker {
    struct http_server *server;
    pthread_t id;
    void *state;
    z_stream gzip;
    bool opened, started;
};

int http_workers_start(struct http_server *s, size_t n, struct err *e);
void http_workers_end(struct http_server *s); /* what waits stays undone */
bool http_workers_give(struct http_server *s, struct http_exchange *x); /* false: too many wait */
void http_workers_give_back(struct http_server *s, struct http_exchange *x); /* it is done */
struct http_exchange *http_workers_take(struct http_server *s); /* all that are done, linked */

/* ---- connections (http_connection.c) ---- */

enum http_state {
    HTTP_IDLE,      /* between requests */
    HTTP_READING,   /* a request has begun */
    HTTP_HANDLING,  /* the exchange is a worker's */
    HTTP_SENDING,   /* the response */
    HTTP_STREAMING, /* events */
    HTTP_LINGERING, /* all is sent; the other side may still be sending */
};

struct http_connection {
    struct http_server *server;
    int fd;
    uint32_t watched; /* epoll events */
    size_t index;     /* among the server's */
    enum http_state state;
    bool gone;        /* broken while its exchange was a worker's */
    int64_t deadline; /* monotonic, microseconds */
    int64_t beat;     /* of its event stream: the next */
    struct http_ip ip;
    struct http_resident *resident; /* NULL: not counted */
    bool trusted;                   /* a proxy */
    struct strbuf ahead;            /* received behind the request under way */
    struct http_exchange *exchange;
    uint64_t sent;   /* of head and body */
    uint64_t marked; /* of them when the deadline was set */
};

void http_connection_accept(struct http_server *s, int fd, const struct sockaddr_storage *from);
void http_connection_event(struct http_connection *c, uint32_t events);
void http_connection_handled(struct http_connection *c);  /* its exchange came back */
void http_connection_streamed(struct http_connection *c); /* its stream was touched */
void http_connection_expire(struct http_connection *c);   /* its deadline or beat has come */
void http_connection_end(struct http_connection *c); /* if it is between requests, or a stream */
void http_connection_close(struct http_connection *c);
/* Closes the idle connection that has waited longest; false: none is idle. */
bool http_connection_evict(struct http_server *s);

/* ---- the server (http_server.c, http_listen.c) ---- */

int http_listen(const char *listen, int *ret_fd, char ret_url[256], struct err *e);
void http_unlisten(const char *listen, int fd);

#define HTTP_INPUT_BYTES (64u << 10)
#define HTTP_LINGER_SECONDS 2

struct http_server {
    struct http_options options; /* its texts: */
    char *listen;
    char url[256];
    struct http_net *proxies;
    size_t n_proxies;
    struct http_limits limits;

    int listener, epoll, wake;
    bool accepting; /* listener is watched */
    atomic_bool stopping;
    int64_t now; /* monotonic, of this turn of the loop */
    struct http_connection **connections;
    atomic_size_t n_connections; /* read by http_metrics */
    struct http_census *census;
    uint64_t next_id, bodies;
    char *input; /* HTTP_INPUT_BYTES: what is read, and pieces of files */

    pthread_mutex_t lock; /* of the queues */
    pthread_cond_t waiting;
    struct http_queue todo, done;
    bool ending;
    size_t n_held;
    pthread_cond_t none_held;
    struct http_worker *workers;
    size_t n_workers;

    atomic_size_t n_streams;
    atomic_bool streams_touched;
    struct http_counters *counters;
    struct http_log *log; /* NULL = none */
};

int64_t http_monotonic(void);          /* microseconds */
void http_wake(struct http_server *s); /* from any thread, and from signal handlers */
