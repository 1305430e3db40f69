/* Out of memory at every allocation of an exchange, and of the server's start. */
#include "nomem.h"

#include "http_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants these before it */
#include <cmocka.h>

/* 0 = answered as it was said; E_NOMEM = with an error, or not at all. */
static int answer(struct http_server *s, z_stream *z)
{
    struct http_connection c = {.server = s};
    struct http_exchange *x = http_exchange_new(s, &c);
    if (!x)
        return E_NOMEM;
    struct str in = STR("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nX: 1\r\nX: 2\r\n"
                        "Accept-Encoding: gzip\r\n\r\nbody");
    enum http_fed fed = http_request_feed(&x->request, &in);
    if (fed == HTTP_FED_HEAD && http_request_limit(&x->request, 10))
        fed = http_request_feed(&x->request, &in);
    if (fed == HTTP_FED_WHOLE) {
        struct str joined = http_header(x, "X");
        http_exchange_peer(x, (struct http_ip){{1}});
        http_set(x, "X-Test", "%.*s", 4, "long enough to make a difference");
        http_set(x, "X-Test", STR_FMT, STR_ARG(joined));
        struct strbuf *out = http_content(x, "text/plain");
        for (int i = 0; i < 500; i++)
            strbuf_printf(out, "%d ", i);
        http_etag(x);
        http_reply_finish(x, z, false);
    } else {
        assert_int_equal(fed, HTTP_FED_REFUSED);
        assert_int_equal(x->request.refused, HTTP_REFUSED_MEMORY);
        http_reply_refuse(x, x->request.refused);
    }
    bool whole = x->status == 200 && !x->broken;
    if (!x->broken) {
        assert_true(str_ends(strbuf_str(&x->head), STR("\r\n\r\n")));
        assert_non_null(strstr(x->head.data, "X-Frame-Options: DENY\r\n"));
        assert_true(x->body.len > 0);
    }
    if (whole) {
        assert_non_null(strstr(x->head.data, "X-Test: 1, 2\r\n"));
        assert_non_null(strstr(x->head.data, "Content-Encoding: gzip\r\n"));
    }
    http_exchange_free(x);
    return whole ? 0 : E_NOMEM;
}

static int one_exchange(void *arg)
{
    struct http_server s = {.limits = http_limits_default};
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 4, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    int rc = answer(&s, &z);
    deflateEnd(&z);
    return rc;
}

static void nothing(void *state, struct http_exchange *x)
{
}

static int start(void *arg)
{
    const char *proxies[] = {"10.0.0.0/8"};
    struct http_options o = {.listen = "127.0.0.1:0",
                             .handle = nothing,
                             .workers = 2,
                             .proxies = proxies,
                             .n_proxies = 1};
    struct http_server *s = NULL;
    struct err e = {0};
    int rc = http_open(&o, &s, &e);
    http_close(s);
    return rc;
}

static void sweeps(void **state)
{
    assert_true(nomem_sweep(one_exchange, NULL, NULL) > 8);
    assert_true(nomem_sweep(start, NULL, NULL) > 5);
}

int main(void)
{
    const struct CMUnitTest all[] = {cmocka_unit_test(sweeps)};
    return cmocka_run_group_tests(all, NULL, NULL);
}
