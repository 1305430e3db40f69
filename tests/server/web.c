/*
 * A small application on http.h, which the drivers talk to: prints its address, serves until
 * SIGTERM. Options set limits: --request-seconds=1, --listen=127.0.0.1:0, --proxy=10.0.0.0/8 …
 */
#include "cleanup.h"
#include "http.h"
#include "json.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define STREAMS 2000

static struct http_server *server;
static const char *file_path = "/dev/null";
static struct strbuf page, page_gzip;
static size_t most_body = 1u << 20;

static struct {
    pthread_mutex_t lock;
    struct http_stream *at[STREAMS];
    size_t n;
} streams = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct str argument(struct http_exchange *x, const char *name)
{
    struct str rest = http_query(x), n, v;
    while (http_query_next(&rest, &n, &v)) {
        if (str_eqz(n, name))
            return v;
    }
    return (struct str){"", 0};
}

static uint64_t number(struct http_exchange *x, const char *name)
{
    struct str text = argument(x, name);
    uint64_t n = 0;
    for (size_t i = 0; i < text.len && text.data[i] >= '0' && text.data[i] <= '9'; i++)
        n = n * 10 + (uint64_t)(text.data[i] - '0');
    return n;
}

static void text(struct http_exchange *x, struct str s)
{
    strbuf_adds(http_content(x, "text/plain; charset=utf-8"), s);
}

static void hello(struct http_exchange *x)
{
    text(x, STR("hello\n"));
}

static void echo(struct http_exchange *x)
{
    strbuf_adds(http_content(x, "application/octet-stream"), http_body(x));
}

/* What the server makes of the request. */
static void info(struct http_exchange *x)
{
    _cleanup_free_ char *out = NULL;
    size_t n = 0;
    struct json_writer w = {.f = open_memstream(&out, &n)};
    if (!w.f)
        abort();
    json_object(&w);
    json_name(&w, "method");
    json_put_str(&w, http_method(x));
    json_name(&w, "path");
    json_put_str(&w, http_path(x));
    json_name(&w, "query");
    json_put_str(&w, http_query(x));
    json_name(&w, "peer");
    json_put_str(&w, http_peer(x));
    json_name(&w, "secure");
    json_put_bool(&w, http_secure(x));
    json_name(&w, "host");
    json_put_str(&w, http_header(x, "host"));
    json_name(&w, "x-test");
    json_put_str(&w, http_header(x, "x-test"));
    json_name(&w, "cookie");
    json_put_str(&w, http_cookie(x, "session"));
    json_name(&w, "body");
    json_put_int(&w, (int64_t)http_body(x).len);
    json_object_end(&w);
    fclose(w.f);
    strbuf_add(http_content(x, "application/json"), out, n);
}

/* bytes of compressible text */
static void big(struct http_exchange *x)
{
    uint64_t bytes = number(x, "bytes");
    struct strbuf *out = http_content(x, "text/plain");
    for (uint64_t i = 0; out->len < bytes && !out->failed; i++)
        strbuf_printf(out, "line %llu of this text\n", (unsigned long long)i);
    if (out->len > bytes)
        out->len = bytes;
    if (argument(x, "etag").len)
        http_etag(x);
}

static void constant(struct http_exchange *x)
{
    http_set(x, "Cache-Control", "public, max-age=60");
    http_content_static(x, "text/html; charset=utf-8", strbuf_str(&page), strbuf_str(&page_gzip),
                        "v1");
}

static void file(struct http_exchange *x)
{
    http_content_file(x, "application/octet-stream", open(file_path, O_RDONLY | O_CLOEXEC));
}

static void slow(struct http_exchange *x)
{
    usleep((useconds_t)number(x, "ms") * 1000);
    hello(x);
}

static void set(struct http_exchange *x)
{
    _cleanup_(strbuf_done) struct strbuf name = {0}, value = {0};
    /* not http_decode, which would refuse what is tested here */
    for (struct str in = argument(x, "hex"); in.len >= 2; in.data += 2, in.len -= 2) {
        char two[3] = {in.data[0], in.data[1]};
        strbuf_addc(&value, (char)strtoul(two, NULL, 16));
    }
    strbuf_adds(&name, argument(x, "name"));
    hello(x);
    http_set(x, "X-Before", "kept");
    http_set(x, strbuf_z(&name), "first");
    http_set(x, strbuf_z(&name), "%s", strbuf_z(&value));
}

static void cookies(struct http_exchange *x)
{
    http_set(x, "Set-Cookie", "a=1");
    http_set(x, "Set-Cookie", "b=2");
    http_set(x, "Content-Security-Policy", "default-src 'none'");
    http_status(x, 204);
}

static void status(struct http_exchange *x)
{
    http_status(x, (int)number(x, "is"));
}

/* GET: a stream that gets what is POSTed here. */
static void events(struct http_exchange *x)
{
    struct err e;
    if (str_eqz(http_method(x), "GET")) {
        struct http_stream *st;
        if (http_stream_open(x, &st, &e) < 0) {
            http_status(x, 503);
            return;
        }
        http_stream_send(st, "begin", 1, STR("first\nsecond"));
        pthread_mutex_lock(&streams.lock);
        if (streams.n == STREAMS)
            abort();
        streams.at[streams.n++] = st;
        pthread_mutex_unlock(&streams.lock);
        return;
    }
    size_t reached = 0, kept = 0;
    pthread_mutex_lock(&streams.lock);
    for (size_t i = 0; i < streams.n; i++) {
        struct http_stream *st = streams.at[i];
        bool there = http_stream_send(st, NULL, -1, http_body(x));
        if (there && !str_eqz(http_body(x), "end")) {
            streams.at[kept++] = st;
            reached++;
        } else {
            http_stream_close(st);
        }
    }
    streams.n = kept;
    pthread_mutex_unlock(&streams.lock);
    strbuf_printf(http_content(x, "text/plain"), "%zu", reached);
}

/* Held until somebody asks for /release or /revoke; with ?at=once let go before it is ready. */
static struct http_exchange *_Atomic held;

static void hold(struct http_exchange *x)
{
    if (http_again(x)) {
        http_status(x, 503);
        strbuf_printf(http_content(x, "text/plain"), "again %d", *(int *)http_keep(x, sizeof(int)));
        return;
    }
    *(int *)http_keep(x, sizeof(int)) = 7;
    http_set(x, "X-First", "1");
    hello(x);
    http_hold(x);
    if (argument(x, "at").len)
        http_release(x, !argument(x, "revoked").len);
    else
        held = x;
}

static void let_go(struct http_exchange *x, bool send)
{
    struct http_exchange *other = held;
    held = NULL;
    hello(x);
    if (other)
        http_release(other, send);
    else
        http_status(x, 409);
}

static void release(struct http_exchange *x)
{
    let_go(x, true);
}

static void take_back(struct http_exchange *x)
{
    let_go(x, false);
}

static void metrics(struct http_exchange *x)
{
    http_metrics(server, http_content(x, "text/plain; version=0.0.4"));
}

static const struct {
    const char *path;
    void (*handle)(struct http_exchange *x);
} routes[] = {
    {"/hello", hello},     {"/echo", echo},       {"/info", info},       {"*", info},
    {"/big", big},         {"/static", constant}, {"/file", file},       {"/slow", slow},
    {"/set", set},         {"/cookies", cookies}, {"/status", status},   {"/events", events},
    {"/metrics", metrics}, {"/held", hold},       {"/release", release}, {"/revoke", take_back},
};

static void handle(void *state, struct http_exchange *x)
{
    if (!state)
        abort();
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (str_eqz(http_path(x), routes[i].path)) {
            http_route(x, routes[i].path[0] == '/' ? routes[i].path + 1 : "star");
            routes[i].handle(x);
            return;
        }
    }
    http_status(x, 404);
}

static int worker_open(void *arg, void **ret_state, struct err *e)
{
    *ret_state = arg;
    return 0;
}

/* By the thread of the sockets. */
static bool at_once(void *arg, struct http_exchange *x)
{
    if (!str_eqz(http_path(x), "/at-once"))
        return false;
    http_route(x, "at_once");
    text(x, STR("at once\n"));
    return true;
}

static size_t body_limit(void *arg, struct str method, struct str path)
{
    return str_eqz(path, "/hello") ? 100 : most_body;
}

/* Long ones are let in by a word. */
static bool body_allowed(void *state, struct http_exchange *x)
{
    if (http_header(x, "X-Word").len)
        return true;
    http_problem(x, 401, "word", "缺少口令", "the word is missing");
    return false;
}

static void stop(int signal)
{
    http_stop(server);
}

static void reopen(int signal)
{
    http_reopen_log(server);
}

static void make_page(void)
{
    strbuf_addz(&page, "<!doctype html><title>page</title>\n");
    while (page.len < 20000)
        strbuf_printf(&page, "<p>paragraph %zu\n", page.len);
    page.len = 20000;
    z_stream z = {0};
    char out[20000];
    deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (unsigned char *)page.data;
    z.avail_in = (unsigned)page.len;
    z.next_out = (unsigned char *)out;
    z.avail_out = sizeof out;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        abort();
    strbuf_add(&page_gzip, out, z.total_out);
    deflateEnd(&z);
}

int main(int argc, char **argv)
{
    struct http_limits limits = http_limits_default;
    struct http_options o = {.listen = "127.0.0.1:0",
                             .handle = handle,
                             .at_once = at_once,
                             .worker_open = worker_open,
                             .arg = &limits,
                             .limits = &limits,
                             .body_limit = body_limit,
                             .body_allowed = body_allowed};
    const char *proxies[8];
    struct err e = {0};
    struct {
        const char *name;
        size_t size;
        void *value;
    } numbers[] = {
        {"request-seconds", sizeof(int), &limits.request_seconds},
        {"idle-seconds", sizeof(int), &limits.idle_seconds},
        {"send-seconds", sizeof(int), &limits.send_seconds},
        {"stop-seconds", sizeof(int), &limits.stop_seconds},
        {"heartbeat-seconds", sizeof(int), &limits.heartbeat_seconds},
        {"connections", sizeof(size_t), &limits.connections},
        {"per-address", sizeof(size_t), &limits.per_address},
        {"waiting", sizeof(size_t), &limits.waiting},
        {"streams", sizeof(size_t), &limits.streams},
        {"bodies", sizeof(size_t), &limits.bodies},
        {"workers", sizeof(size_t), &o.workers},
        {"body", sizeof(size_t), &most_body},
    };
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], '=');
        if (strncmp(argv[i], "--", 2) != 0 || !value)
            return 2;
        struct str name = {argv[i] + 2, (size_t)(value++ - argv[i]) - 2};
        if (str_eqz(name, "listen"))
            o.listen = value;
        else if (str_eqz(name, "file"))
            file_path = value;
        else if (str_eqz(name, "log"))
            o.log = value;
        else if (str_eqz(name, "proxy") && o.n_proxies < 8)
            proxies[o.n_proxies++] = value;
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            long long n = strtoll(value, NULL, 10);
            if (str_eqz(name, numbers[k].name) && numbers[k].size == sizeof(int))
                *(int *)numbers[k].value = (int)n;
            else if (str_eqz(name, numbers[k].name))
                *(size_t *)numbers[k].value = (size_t)n;
        }
    }
    o.proxies = proxies;
    make_page();
    if (http_open(&o, &server, &e) < 0) {
        fprintf(stderr, "%s\n", e.en);
        return 3;
    }
    signal(SIGTERM, stop);
    signal(SIGHUP, reopen);
    printf("%s\n", http_url(server));
    fflush(stdout);
    int rc = http_run(server, &e);
    signal(SIGTERM, SIG_IGN);
    if (rc < 0)
        fprintf(stderr, "%s\n", e.en);
    for (size_t i = 0; i < streams.n; i++)
        http_stream_close(streams.at[i]);
    http_close(server);
    strbuf_done(&page);
    strbuf_done(&page_gzip);
    return rc < 0 ? 3 : 0;
}
