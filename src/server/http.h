/*
 * HTTP/1.1 for the application: connections, requests and responses on llhttp (strict) over an
 * epoll loop. One thread owns all sockets; whole requests are handed to workers, whose responses it
 * sends. Knows nothing of the register.
 *
 * A request is refused with 400 and the connection closed for whatever could be read in two ways:
 * Content-Length twice or with anything but digits, or beside Transfer-Encoding; no Host or two; a
 * blank before the colon; NUL, bare CR or LF; a target that is neither a path nor `*`. 431 for
 * oversized headers, 413 for bodies, 408 for a request that doesn't become whole in time, 503 with
 * Retry-After where everything is busy. Every response, of errors too, has the security headers of
 * http_reply.c.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEADER_BYTES (16u << 10) /* request line and headers */
#define HTTP_HEADERS_MAX 64u
#define HTTP_BODY_MEMORY (64u << 10) /* longer ones lie in an unnamed file (TMPDIR, /var/tmp) */
#define HTTP_BODY_DEFAULT (1u << 20)
#define HTTP_BODY_BYTES (512u << 20)      /* at most; routes may allow less */
#define HTTP_UPLOAD_BYTES_PER_SECOND 8192 /* more time for longer bodies, at this pace */
#define HTTP_SEND_BYTES (64u << 10)       /* to be taken by the other side in send_seconds */
#define HTTP_GZIP_BYTES 1024u             /* shorter content isn't compressed */
#define HTTP_STREAM_BYTES (64u << 10)     /* events kept for a client that reads slowly */

struct http_server;
struct http_exchange; /* one request and its response, owned by a worker until it returns */

/* Called by a worker; the response is sent when it returns, unless it was held. state: the worker's
 * own. */
typedef void http_handler(void *state, struct http_exchange *x);

/* Limits that a small machine, or a test, may want otherwise: in a copy of the default. */
struct http_limits {
    int request_seconds;   /* from the first byte to the last of a small request */
    int idle_seconds;      /* between requests */
    int send_seconds;      /* for each HTTP_SEND_BYTES of a response */
    int stop_seconds;      /* for requests under way when the server stops */
    int heartbeat_seconds; /* of event streams */
    size_t connections;
    size_t per_address; /* but for trusted proxies; IPv6 by /64 */
    size_t waiting;     /* requests for a worker; more are told to come again */
    size_t streams;
    uint64_t bodies; /* bytes of bodies in files, of all requests together */
};
extern const struct http_limits http_limits_default;

struct http_options {
    const char *listen;         /* "127.0.0.1:8080", "[::1]:8080", "unix:/run/heyi.sock", or
                                   "fd:3", a socket that was handed over and listens already */
    const char *const *proxies; /* whose X-Forwarded-For and -Proto are believed: addresses and
                                   networks ("10.0.0.0/8"). On a unix socket everyone's are */
    size_t n_proxies;
    size_t workers;  /* 0 = twice the processors, at least 4 */
    const char *log; /* access log, a JSON object a line; "-" = standard output, NULL = none */
    /* The socket listens and the log is open, no thread is started yet: the time to give up what
     * the process won't need any more. NULL = nothing */
    int (*opened)(void *arg, struct err *e);
    http_handler *handle;
    /* The same by the thread of the sockets, before a worker is asked, for what must be answered
     * when all of them are busy; must not wait for anything. false: not its business. NULL = none
     */
    bool (*at_once)(void *arg, struct http_exchange *x);
    /* Once a second by the thread of the sockets; must not wait. NULL = nothing */
    void (*tick)(void *arg);
    /* before the worker's first request and after its last; open's error ends the start */
    int (*worker_open)(void *arg, void **ret_state, struct err *e);
    void (*worker_close)(void *state);
    void *arg;
    const struct http_limits *limits; /* NULL = http_limits_default */
    /* the largest body that the request may have; asked by the thread of the sockets before it is
     * read. NULL: HTTP_BODY_DEFAULT */
    size_t (*body_limit)(void *arg, struct str method, struct str path);
    /* May a body longer than HTTP_BODY_DEFAULT come (who sends it)? Asked by a worker before it is
     * read; it may take its time. false: what was said of the response is sent, and the connection
     * closed. NULL: it may */
    bool (*body_allowed)(void *state, struct http_exchange *x);
};

/* Binds, listens, starts the workers. For the whole process: raises the limit of open files as far
 * as it may, and ignores SIGPIPE. */
int http_open(const struct http_options *o, struct http_server **ret, struct err *e);
/* Serves until http_stop: then takes no more connections, lets requests under way end (at most
 * stop_seconds, and handlers as long as they take), ends event streams, and returns. */
int http_run(struct http_server *s, struct err *e);
void http_stop(struct http_server *s);       /* safe in a signal handler and from any thread */
void http_reopen_log(struct http_server *s); /* the same: its file was renamed */
void http_close(struct http_server *s);      /* not while http_run runs */
void http_closep(struct http_server **s);
/* "http://127.0.0.1:8080", with the port that the system chose for :0. */
const char *http_url(const struct http_server *s);

/* The request. Text lives as long as the exchange. */
struct str http_method(const struct http_exchange *x);
struct str
http_path(const struct http_exchange *x); /* as sent, without query: begins with /, or is * */
struct str http_query(const struct http_exchange *x); /* behind ?, as sent */
struct str http_header(const struct http_exchange *x,
                       const char *name); /* empty = none; joined by ", " */
struct str http_cookie(const struct http_exchange *x,
                       const char *name); /* the first; empty = none */
/* The client's address, behind proxies too; empty on a unix socket without a proxy. */
struct str http_peer(const struct http_exchange *x);
bool http_secure(const struct http_exchange *x);     /* TLS at the trusted proxy, or loopback */
/* Has the client closed its end? Asked by the handler that may then give up; what was received
 * behind the request hides it. */
bool http_gone(const struct http_exchange *x);
uint64_t http_id(const struct http_exchange *x);     /* in the access log and in error reports */
struct str http_body(const struct http_exchange *x); /* mapped, where it lies in a file */
/* Percent-decoded, UTF-8 without control characters; false otherwise. */
bool http_decode(struct str text, bool plus_is_space, struct strbuf *out);
/* The next name and value of a query or form; false at the end. Not decoded. */
bool http_query_next(struct str *rest, struct str *ret_name, struct str *ret_value);

/* The response: a status (200 unless set), headers, a body. An error status without a body gets
 * that of http_problem. What can't be sent as said (memory exhausted, line ends in a header)
 * becomes 500. */
void http_status(struct http_exchange *x, int status);
/* Problem details (RFC 9457) in JSON as the content; headers that were set stay. code: a stable
 * word for programs. */
void http_problem(struct http_exchange *x, int status, const char *code, const char *zh,
                  const char *en);
/* Replaces the header of this name; Set-Cookie is added. Those of framing (Content-Length,
 * Content-Type, Connection, Date …) are the server's. */
void http_set(struct http_exchange *x, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Content, empty as yet; compressed where the client takes gzip and the type gains. Types (here and
 * below) live as long as the handler. */
struct strbuf *http_content(struct http_exchange *x, const char *type);
/* A strong ETag of that content, and If-None-Match answered with 304. */
void http_etag(struct http_exchange *x);
/* Constant content that outlives the server, e.g. what is built into the program. gzip: the same
 * compressed, empty = none; etag without quotes, NULL = none. */
void http_content_static(struct http_exchange *x, const char *type, struct str content,
                         struct str gzip, const char *etag);
/* An open file; taken over. Sent as it is read, with back-pressure. */
void http_content_file(struct http_exchange *x, const char *type, int fd);

/*
 * Server-sent events: the response becomes a stream that outlives the handler. HTTP_STREAM_BYTES of
 * events are kept for a client that reads slowly, then the stream is ended (clients come again with
 * Last-Event-ID). From any thread, one at a time per stream. E_LIMIT: there are too many already.
 */
struct http_stream;
int http_stream_open(struct http_exchange *x, struct http_stream **ret, struct err *e);
/* event: one word, NULL = none; id < 0 = none; data: any lines of text. false: the client is gone
 * or too slow. */
bool http_stream_send(struct http_stream *s, const char *event, int64_t id, struct str data);
bool http_stream_there(struct http_stream *s); /* false: the client is gone */
void http_stream_close(struct http_stream *s); /* what was sent arrives; takes NULL */

/*
 * A handler may hold its response: it is made ready, but leaves only with http_release, which any
 * thread may call, once, as soon as it is held. send false: the handler is called again, with
 * http_again, to say something else.
 */
void http_hold(struct http_exchange *x);
void http_release(struct http_exchange *x, bool send);
bool http_again(const struct http_exchange *x);
/* Zeroed memory that lives as long as the exchange, the same at every call; NULL = there is none.
 */
void *http_keep(struct http_exchange *x, size_t size);

/* Counters for /metrics, appended in the text format of Prometheus. */
void http_metrics(struct http_server *s, struct strbuf *out);
/* The name of the route for metrics and log ("household_get"), set by the application: a constant.
 */
void http_route(struct http_exchange *x, const char *name);
