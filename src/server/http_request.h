/*
 * The request guard: bytes become one request, or a reason to refuse it. No sockets: the server
 * feeds what it read, tests and the fuzzer what they like.
 *
 * The head is read twice. Its lines are checked here, byte by byte, for whatever two readers could
 * take differently; then llhttp (strict) reads it, and must end where the checks did. A body's
 * bytes go through llhttp, and what is not content of a chunked body is checked here again.
 */
#pragma once

#include "http.h"

#include <llhttp.h>

/* Why a request, or a connection, was refused: name, status, code, what is said of it. */
enum http_refusal {
    HTTP_ACCEPTED,
#define X(name, status, code, zh, en) HTTP_REFUSED_##name,
#include "http_refusals.def"
#undef X
    HTTP_REFUSALS
};

struct http_field {
    struct str name, value; /* blanks around it cut off */
};

struct http_request {
    llhttp_t parser;
    struct strbuf head; /* as received, with the empty line; all texts point into it */
    size_t line;        /* where its last line, still incomplete, begins */
    struct str method, target, path, query;
    struct http_field fields[HTTP_HEADERS_MAX];
    size_t n_fields;
    bool http10, chunked;
    bool expects;    /* 100-continue */
    bool keep_alive; /* the client would send another */
    bool head_read;  /* by llhttp */
    bool head_done, done;
    enum http_refusal refused;
    uint64_t length; /* Content-Length */
    size_t limit;    /* of the body */
    size_t framing;  /* bytes of a chunked body that are not content */
    const char *unchecked;
    char before; /* the last byte of the framing */
    size_t body_size;
    struct strbuf memory; /* the body, or … */
    int file;             /* … an unnamed file, < 0 = none, mapped when the request is whole */
    void *map;
};

enum http_fed {
    HTTP_FED_MORE,    /* all is consumed, the request is not whole yet */
    HTTP_FED_HEAD,    /* the head is read: set the limit of the body, then feed on */
    HTTP_FED_WHOLE,   /* what is left belongs to the next request */
    HTTP_FED_REFUSED, /* `refused` says why; nothing more may be fed */
};

void http_request_init(struct http_request *r);
void http_request_done(struct http_request *r);
enum http_fed http_request_feed(struct http_request *r, struct str *in);
/* The limit of the body, after the head: false = refused. */
bool http_request_limit(struct http_request *r, size_t limit);
/* The n-th field (from 0) of this name; NULL = there are no more. */
const struct http_field *http_request_field(const struct http_request *r, const char *name,
                                            size_t n);
