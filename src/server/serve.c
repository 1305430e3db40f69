#include "api_private.h"

#include "cleanup.h"
#include "office.h"

#include <stdlib.h>

struct serve {
    struct api api;
    char *url;
    struct http_server *http;
};

void serve_close(struct serve *s)
{
    if (!s)
        return;
    http_close(s->http);
    audit_writer_close(s->api.audit);
    api_repeats_free(s->api.repeats);
    api_check_done();
    free(s->url);
    free(s);
}

void serve_closep(struct serve **s)
{
    serve_close(*s);
}

static int open_all(struct serve *s, struct http_options o, struct err *e)
{
    int rc;
    o.handle = api_handle;
    o.worker_open = api_worker_open;
    o.worker_close = api_worker_close;
    o.body_limit = api_body_limit;
    o.arg = &s->api;
    if ((rc = api_check_init(e)) < 0 || (rc = audit_writer_open(s->url, &s->api.audit, e)) < 0)
        return rc;
    return http_open(&o, &s->http, e);
}

int serve_open(const struct serve_options *o, struct serve **ret, struct err *e)
{
    _cleanup_(serve_closep) struct serve *s = calloc(1, sizeof *s);
    int rc;
    if (!s || !(s->url = strdup(o->url)))
        return err_nomem(e);
    s->api = (struct api){.url = s->url, .complain = o->complain, .arg = o->arg};
    if (!(s->api.repeats = api_repeats_new()))
        return err_nomem(e);
    if ((rc = open_all(s, o->http, e)) < 0)
        return rc;
    *ret = take(s);
    return 0;
}

struct http_server *serve_http(struct serve *s)
{
    return s->http;
}

static void office_closep(struct db **db)
{
    db_close(*db);
}

int serve_setup_link(struct serve *s, struct strbuf *ret, struct err *e)
{
    _cleanup_(office_closep) struct db *office = NULL;
    char secret[SECRET_TEXT];
    int64_t n = 0;
    int rc = office_open(s->url, DB_WRITE, &office, e);
    if (rc < 0 ||
        (rc = db_query_int(office, &n, NULL, e, "select count(*) from account", "")) < 0 || n)
        return rc;
    if ((rc = account_setup_link(office, secret, e)) < 0)
        return rc;
    strbuf_printf(ret, "%s/#setup=%s", http_url(s->http), secret);
    explicit_bzero(secret, sizeof secret);
    return ret->failed ? err_nomem(e) : 0;
}

int serve_run(struct serve *s, struct err *e)
{
    return http_run(s->http, e);
}
