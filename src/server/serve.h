/*
 * The server as a whole: the API over a register, its office and its audit trail. Signals, sandbox
 * and options are the business of `heyi serve`.
 */
#pragma once

#include "http.h"

struct serve_options {
    const char *url;          /* of the register */
    struct http_options http; /* listen, proxies, workers, log; the rest is set here */
    /* What went wrong inside, for the operator; from any thread. NULL = nobody. */
    void (*complain)(void *arg, uint64_t request, const char *operation, const struct err *e);
    void *arg;
};

struct serve;
int serve_open(const struct serve_options *o, struct serve **ret, struct err *e);
struct http_server *serve_http(struct serve *s);
/* Where the first administrator can be made, while there are no accounts; empty otherwise. */
int serve_setup_link(struct serve *s, struct strbuf *ret, struct err *e);
int serve_run(struct serve *s, struct err *e); /* until http_stop(serve_http(s)) */
void serve_close(struct serve *s);
void serve_closep(struct serve **s);
