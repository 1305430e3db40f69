/*
 * The server as a whole: the API over a register, its office and its audit trail, the plain pages,
 * health and figures, inside the sandbox. Signals and options are the business of `heyi serve`.
 */
#pragma once

#include "http.h"

struct serve_options {
    const char *url;          /* of the register */
    const char *public_url;   /* as people know it, "https://…"; NULL = where it listens */
    const char *files;        /* folder of uploads and kept files; NULL = HEYI_FILES, or beside the
                                 register where that is a file */
    size_t jobs;              /* jobs at a time; 0 = this process works on none */
    bool open;                /* without the sandbox */
    struct http_options http; /* listen, proxies, workers, log; the rest is set here */
    /* What went wrong inside, for the operator; from any thread. request: 0 = nobody's. NULL =
     * nobody is told. */
    void (*complain)(void *arg, uint64_t request, const char *where, const struct err *e);
    void *arg;
};

struct serve;
int serve_open(const struct serve_options *o, struct serve **ret, struct err *e);
struct http_server *serve_http(struct serve *s);
/* SANDBOX_…: what holds of it. */
unsigned serve_sandbox(const struct serve *s);
const char *serve_url(const struct serve *s); /* as people know it */
/* Where the first administrator can be made, while there are no accounts; empty otherwise. */
int serve_setup_link(struct serve *s, struct strbuf *ret, struct err *e);
int serve_run(struct serve *s, struct err *e); /* until http_stop(serve_http(s)) */
void serve_close(struct serve *s);
void serve_closep(struct serve **s);
