#include "http_private.h"

#include "http_text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_exchange *http_exchange_new(struct http_server *s, struct http_connection *c)
{
    struct http_exchange *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    http_request_init(&x->request);
    x->server = s;
    x->connection = c;
    x->id = s->next_id++;
    x->began = s->now;
    x->status = 200;
    x->file = -1;
    x->route = "none";
    return x;
}

/* Another kind of content; what was there before goes. */
static void become(struct http_exchange *x, enum http_kind kind, const char *type)
{
    if (x->file >= 0)
        close(x->file);
    http_stream_drop(x->stream);
    strbuf_clear(&x->content);
    x->file = -1;
    x->stream = NULL;
    x->tagged = false;
    x->kind = kind;
    x->type = type;
}

void http_exchange_free(struct http_exchange *x)
{
    if (!x)
        return;
    become(x, HTTP_NONE, NULL);
    x->server->bodies -= x->reserved;
    http_request_done(&x->request);
    arena_free(x->arena);
    strbuf_done(&x->lines);
    strbuf_done(&x->content);
    strbuf_done(&x->head);
    free(x->kept);
    free(x);
}

void http_exchange_reset(struct http_exchange *x)
{
    become(x, HTTP_NONE, NULL);
    strbuf_clear(&x->lines);
    strbuf_clear(&x->head);
    x->body = (struct str){0};
    x->size = 0;
    x->status = 200;
    x->broken = false;
}

void *http_keep(struct http_exchange *x, size_t size)
{
    if (!x->kept)
        x->kept = calloc(1, size);
    return x->kept;
}

bool http_again(const struct http_exchange *x)
{
    return x->again;
}

static bool has(const struct http_exchange *x, const char *name)
{
    return http_request_field(&x->request, name, 0) != NULL;
}

/* The last word of a header that every proxy adds to. */
static struct str last_item(struct str list)
{
    struct str item = {0};
    while (http_next_item(&list, &item))
        ;
    return item;
}

void http_exchange_peer(struct http_exchange *x, struct http_ip direct)
{
    static const struct http_ip none;
    const struct http_server *s = x->server;
    bool trusted = x->connection->trusted;
    x->peer = trusted ? http_ip_forwarded(direct, http_header(x, "X-Forwarded-For"), s->proxies,
                                          s->n_proxies)
                      : direct;
    http_ip_format(x->peer, x->peer_text);
    if (trusted && has(x, "X-Forwarded-Proto"))
        x->secure = http_same(last_item(http_header(x, "X-Forwarded-Proto")), "https");
    else
        x->secure = (http_ip_is_loopback(direct) || memcmp(&direct, &none, sizeof none) == 0) &&
                    !has(x, "X-Forwarded-For") && !has(x, "X-Forwarded-Proto");
}

struct str http_method(const struct http_exchange *x)
{
    return x->request.method;
}

struct str http_path(const struct http_exchange *x)
{
    return x->request.path;
}

struct str http_query(const struct http_exchange *x)
{
    return x->request.query;
}

static struct str join(struct http_exchange *x, const char *name)
{
    const struct http_field *f;
    size_t len = 0, n = 0;
    for (; (f = http_request_field(&x->request, name, n)); n++)
        len += f->value.len + 2;
    if (!x->arena)
        x->arena = arena_new(0);
    char *text = x->arena ? arena_alloc(x->arena, len) : NULL, *at = text;
    if (!text) {
        x->broken = true;
        return (struct str){0};
    }
    for (size_t i = 0; i < n; i++) {
        f = http_request_field(&x->request, name, i);
        at = mempcpy(at, f->value.data, f->value.len);
        if (i + 1 < n)
            at = mempcpy(at, ", ", 2);
    }
    return (struct str){text, (size_t)(at - text)};
}

struct str http_header(const struct http_exchange *x, const char *name)
{
    const struct http_field *f = http_request_field(&x->request, name, 0);
    if (!f)
        return (struct str){0};
    if (!http_request_field(&x->request, name, 1))
        return f->value;
    return join((struct http_exchange *)x, name);
}

struct str http_cookie(const struct http_exchange *x, const char *name)
{
    const struct http_field *f;
    for (size_t n = 0; (f = http_request_field(&x->request, "Cookie", n)); n++) {
        struct str value = http_cookie_in(f->value, name);
        if (value.data)
            return value;
    }
    return (struct str){0};
}

struct str http_peer(const struct http_exchange *x)
{
    return str_of(x->peer_text);
}

bool http_secure(const struct http_exchange *x)
{
    return x->secure;
}

bool http_gone(const struct http_exchange *x)
{
    char byte;
    return recv(x->connection->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

uint64_t http_id(const struct http_exchange *x)
{
    return x->id;
}

struct str http_body(const struct http_exchange *x)
{
    const struct http_request *r = &x->request;
    return (struct str){r->map ? r->map : r->memory.data, r->body_size};
}

void http_route(struct http_exchange *x, const char *name)
{
    x->route = name;
}

void http_status(struct http_exchange *x, int status)
{
    x->status = status;
}

/* Cuts the line of this header out of those that were set. */
static void unset(struct strbuf *lines, const char *name)
{
    size_t n = strlen(name);
    for (char *at = lines->data, *next; at && *at; at = next) {
        next = strchr(at, '\n') + 1;
        if (strncasecmp(at, name, n) == 0 && at[n] == ':') {
            memmove(at, next, strlen(next) + 1);
            lines->len -= (size_t)(next - at);
            return;
        }
    }
}

static bool may_be_set(const char *name)
{
    static const char *const ours[] = {
        "Connection", "Content-Encoding", "Content-Length",    "Content-Type", "Date",
        "Keep-Alive", "Trailer",          "Transfer-Encoding", "Upgrade"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (strcasecmp(name, ours[i]) == 0)
            return false;
    }
    return http_is_token(str_of(name));
}

void http_set(struct http_exchange *x, const char *name, const char *fmt, ...)
{
    char *value;
    va_list ap;
    va_start(ap, fmt);
    int n = vasprintf(&value, fmt, ap);
    va_end(ap);
    if (n < 0) {
        x->broken = true;
        return;
    }
    bool sound = may_be_set(name);
    for (const char *p = value; *p; p++)
        sound = sound && ((unsigned char)*p >= ' ' || *p == '\t') && *p != 0x7f;
    if (!sound)
        x->broken = true;
    if (sound && strcasecmp(name, "Set-Cookie") != 0)
        unset(&x->lines, name);
    if (sound)
        strbuf_printf(&x->lines, "%s: %s\r\n", name, value);
    free(value);
}

struct strbuf *http_content(struct http_exchange *x, const char *type)
{
    become(x, HTTP_BUFFER, type);
    return &x->content;
}

void http_etag(struct http_exchange *x)
{
    x->tagged = true;
}

void http_content_static(struct http_exchange *x, const char *type, struct str content,
                         struct str gzip, const char *etag)
{
    become(x, HTTP_STATIC, type);
    x->fixed = content;
    x->fixed_gzip = gzip;
    x->fixed_tag = etag;
}

void http_content_file(struct http_exchange *x, const char *type, int fd)
{
    become(x, HTTP_FILE, type);
    x->file = fd;
}

int http_stream_open(struct http_exchange *x, struct http_stream **ret, struct err *e)
{
    struct http_server *s = x->server;
    if (atomic_fetch_add(&s->n_streams, 1) >= s->limits.streams) {
        atomic_fetch_sub(&s->n_streams, 1);
        return err_set(e, E_LIMIT, "实时连接已满（%zu 个），请稍后再试",
                       "there are %zu event streams already; try again later", s->limits.streams);
    }
    struct http_stream *st = calloc(1, sizeof *st);
    if (!st) {
        atomic_fetch_sub(&s->n_streams, 1);
        return err_nomem(e);
    }
    pthread_mutex_init(&st->lock, NULL);
    st->server = s;
    become(x, HTTP_EVENTS, "text/event-stream; charset=utf-8");
    x->stream = st;
    *ret = st;
    return 0;
}
