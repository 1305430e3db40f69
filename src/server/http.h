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
 * http_headers.c.
 */
#pragma once

#include "err.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define HTTP_HEADER_BYTES (16u << 10) /* request line and headers */
#define HTTP_HEADERS_MAX 64u
#define HTTP_BODY_MEMORY (1u << 20)       /* longer bodies lie in an unnamed temporary file */
#define HTTP_BODY_BYTES (512u << 20)      /* at most; routes may allow less */
#define HTTP_REQUEST_SECONDS 30           /* from the first byte to the last of a small request */
#define HTTP_UPLOAD_BYTES_PER_SECOND 8192 /* more time for longer bodies, at this pace */
#define HTTP_IDLE_SECONDS 75              /* between requests */
#define HTTP_SEND_SECONDS 30              /* without a byte taken by the other side */
#define HTTP_CONNECTIONS 12000u
#define HTTP_PER_ADDRESS 256u /* but for trusted proxies */
#define HTTP_EVENT_STREAMS 1000u

struct http_server;
struct http_exchange; /* one request and its response, owned by a worker until it returns */

/* Called by a worker; the response is sent when it returns. state: the worker's own. */
typedef void http_handler(void *state, struct http_exchange *x);

struct http_options {
    const char *listen;         /* "127.0.0.1:8080", "[::1]:8080", "unix:/run/heyi.sock" */
    const char *const *proxies; /* addresses whose X-Forwarded-For and -Proto are believed */
    size_t n_proxies;
    size_t workers; /* 0 = twice the processors, at least 4 */
    FILE *log;      /* access log, a JSON object a line; NULL = none */
    http_handler *handle;
    /* before the worker's first request and after its last; open's error ends the start */
    int (*worker_open)(void *arg, void **ret_state, struct err *e);
    void (*worker_close)(void *state);
    void *arg;
    /* the largest body that the request may have; told before it is read. NULL: HTTP_BODY_MEMORY */
    size_t (*body_limit)(void *arg, struct str method, struct str path);
};

/* Binds and listens. */
int http_open(const struct http_options *o, struct http_server **ret, struct err *e);
/* Serves until http_stop: then takes no more connections, lets requests under way end (at most
 * HTTP_REQUEST_SECONDS), ends event streams, and returns. */
int http_run(struct http_server *s, struct err *e);
void http_stop(struct http_server *s); /* safe in a signal handler and from any thread */
void http_close(struct http_server *s);
void http_closep(struct http_server **s);
/* "http://127.0.0.1:8080", with the port that the system chose for :0. */
const char *http_url(const struct http_server *s);

/* The request. Text lives as long as the exchange. */
struct str http_method(const struct http_exchange *x);
struct str http_path(const struct http_exchange *x);  /* as sent, without query; begins with / */
struct str http_query(const struct http_exchange *x); /* behind ?, as sent */
struct str http_header(const struct http_exchange *x,
                       const char *name); /* "" = none; joined by ", " */
struct str http_cookie(const struct http_exchange *x, const char *name);
struct str http_peer(const struct http_exchange *x); /* the client's address, behind proxies too */
bool http_secure(const struct http_exchange *x);     /* TLS at the trusted proxy, or loopback */
uint64_t http_id(const struct http_exchange *x);     /* in the access log and in error reports */
struct str http_body(const struct http_exchange *x); /* mapped, where it lies in a file */
/* Percent-decoded, UTF-8 without control characters; false otherwise. */
bool http_decode(struct str text, bool plus_is_space, struct strbuf *out);
/* The next name and value of a query or form; false at the end. Not decoded. */
bool http_query_next(struct str *rest, struct str *ret_name, struct str *ret_value);

/* The response: a status (200 unless set), headers, a body. */
void http_status(struct http_exchange *x, int status);
void http_set(struct http_exchange *x, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Content; compressed where the client takes gzip and the type gains. With etag true a strong ETag
 * of the content is made, and If-None-Match answered with 304. */
struct strbuf *http_content(struct http_exchange *x, const char *type);
void http_etag(struct http_exchange *x);
/* Constant content that outlives the server, e.g. what is built into the program. */
void http_content_static(struct http_exchange *x, const char *type, struct str content,
                         struct str gzip, const char *etag);
/* An open file; taken over. Sent as it is read, with back-pressure. */
void http_content_file(struct http_exchange *x, const char *type, int fd);

/*
 * Server-sent events: the response becomes a stream that outlives the handler. Events are kept up
 * to 64 kB a stream for a client that reads slowly, then the stream is ended (clients come again
 * with Last-Event-ID). From any thread.
 */
struct http_stream;
int http_stream_open(struct http_exchange *x, struct http_stream **ret, struct err *e);
/* false: the client is gone or too slow. */
bool http_stream_send(struct http_stream *s, const char *event, int64_t id, struct str data);
void http_stream_close(struct http_stream *s);

/* Counters for /metrics, appended in the text format of Prometheus. */
void http_metrics(struct http_server *s, struct strbuf *out);
/* The name of the route for metrics and log ("household_get"), set by the application. */
void http_route(struct http_exchange *x, const char *name);
