#include "http_private.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

#define SECOND 1000000LL
#define NEVER INT64_MAX
#define SEND_AT_ONCE (256u << 10) /* then it is the others' turn */

static void feed(struct http_connection *c, struct str in);
static void send_more(struct http_connection *c);

static void watch(struct http_connection *c, uint32_t events)
{
    struct epoll_event ev = {.events = events, .data.ptr = c};
    if (c->watched == events || c->gone)
        return;
    epoll_ctl(c->server->epoll, EPOLL_CTL_MOD, c->fd, &ev);
    c->watched = events;
}

static void enter(struct http_connection *c, enum http_state state, int seconds)
{
    c->state = state;
    c->deadline = c->server->now + seconds * SECOND;
}

static bool is_proxy(const struct http_server *s, struct http_ip ip)
{
    for (size_t i = 0; i < s->n_proxies; i++) {
        if (http_net_has(&s->proxies[i], ip))
            return true;
    }
    return false;
}

void http_connection_accept(struct http_server *s, int fd, const struct sockaddr_storage *from)
{
    struct http_connection *c = calloc(1, sizeof *c);
    enum http_refusal why = HTTP_ACCEPTED;
    if (!c) {
        http_count_refusal(s, HTTP_REFUSED_MEMORY);
        close(fd);
        return;
    }
    *c = (struct http_connection){.server = s, .fd = fd, .ip = http_ip_of(from)};
    c->trusted = from->ss_family == AF_UNIX || is_proxy(s, c->ip);
    if (s->n_connections == s->limits.connections && !http_connection_evict(s))
        why = HTTP_REFUSED_FULL;
    else if (!c->trusted &&
             !(c->resident = http_census_enter(s->census, c->ip, s->limits.per_address)))
        why = HTTP_REFUSED_ADDRESS;
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
    if (!why && epoll_ctl(s->epoll, EPOLL_CTL_ADD, fd, &ev) < 0)
        why = HTTP_REFUSED_MEMORY;
    if (why) {
        if (c->resident)
            http_census_leave(s->census, c->resident);
        http_count_refusal(s, why);
        close(fd);
        free(c);
        return;
    }
    c->watched = EPOLLIN;
    c->index = s->n_connections;
    s->connections[s->n_connections++] = c;
    http_count_connection(s);
    enter(c, HTTP_IDLE, s->limits.idle_seconds);
}

void http_connection_close(struct http_connection *c)
{
    struct http_server *s = c->server;
    close(c->fd); /* which ends the watching too */
    s->connections[c->index] = s->connections[--s->n_connections];
    s->connections[c->index]->index = c->index;
    if (c->resident)
        http_census_leave(s->census, c->resident);
    http_exchange_free(c->exchange);
    strbuf_done(&c->ahead);
    free(c);
}

bool http_connection_evict(struct http_server *s)
{
    struct http_connection *oldest = NULL;
    for (size_t i = 0; i < s->n_connections; i++) {
        struct http_connection *c = s->connections[i];
        if (c->state == HTTP_IDLE && (!oldest || c->deadline < oldest->deadline))
            oldest = c;
    }
    if (oldest)
        http_connection_close(oldest);
    return oldest != NULL;
}

/* The response is sent, or can't be. */
static void account(struct http_connection *c)
{
    http_count_request(c->server, c->exchange, c->sent, http_monotonic());
}

static void finish(struct http_connection *c)
{
    bool over = c->exchange->close || atomic_load(&c->server->stopping);
    account(c);
    http_exchange_free(c->exchange);
    c->exchange = NULL;
    if (over) {
        /* a close with unread bytes would take the response away from the other side */
        shutdown(c->fd, SHUT_WR);
        enter(c, HTTP_LINGERING, HTTP_LINGER_SECONDS);
        watch(c, EPOLLIN);
        return;
    }
    enter(c, HTTP_IDLE, c->server->limits.idle_seconds);
    if (c->ahead.len == 0) {
        watch(c, EPOLLIN);
        return;
    }
    struct strbuf ahead = c->ahead;
    c->ahead = (struct strbuf){0};
    feed(c, strbuf_str(&ahead));
    strbuf_done(&ahead);
}

/* The connection is of no use any more; its exchange ends with it. */
static void give_up(struct http_connection *c)
{
    if (c->exchange)
        account(c);
    http_connection_close(c);
}

static void begin_sending(struct http_connection *c)
{
    if (c->exchange->broken) {
        give_up(c);
        return;
    }
    c->sent = c->marked = 0;
    enter(c, HTTP_SENDING, c->server->limits.send_seconds);
    send_more(c);
}

static void refuse(struct http_connection *c, enum http_refusal why)
{
    http_count_refusal(c->server, why);
    http_reply_refuse(c->exchange, why);
    begin_sending(c);
}

/* ---- sending ---- */

static void stream(struct http_connection *c)
{
    switch (http_stream_flush(c->exchange->stream, c->fd, &c->sent)) {
    case HTTP_STREAM_WAITS:
        c->deadline = NEVER;
        watch(c, EPOLLIN);
        break;
    case HTTP_STREAM_BLOCKED:
        if (c->deadline == NEVER || c->sent != c->marked)
            enter(c, HTTP_STREAMING, c->server->limits.send_seconds);
        c->marked = c->sent;
        watch(c, EPOLLIN | EPOLLOUT);
        break;
    case HTTP_STREAM_ENDED:
        give_up(c);
    }
}

static void begin_streaming(struct http_connection *c)
{
    struct http_server *s = c->server;
    if (str_eqz(c->exchange->request.method, "HEAD") || atomic_load(&s->stopping)) {
        finish(c);
        return;
    }
    c->state = HTTP_STREAMING;
    c->deadline = NEVER;
    c->beat = s->now + s->limits.heartbeat_seconds * SECOND;
    stream(c);
}

/* What comes next of head and body, in at most two parts; 0 = the file is shorter than it was. */
static int next_parts(struct http_connection *c, struct iovec part[2])
{
    struct http_exchange *x = c->exchange;
    int n = 0;
    size_t from = 0;
    if (c->sent < x->head.len)
        part[n++] = (struct iovec){x->head.data + c->sent, x->head.len - c->sent};
    else
        from = c->sent - x->head.len;
    if (from < x->body.len) {
        size_t rest = x->body.len - from;
        part[n++] =
            (struct iovec){(char *)x->body.data + from, rest < SEND_AT_ONCE ? rest : SEND_AT_ONCE};
    } else if (from < x->size) {
        size_t rest = x->size - from;
        ssize_t got = pread(x->file, c->server->input,
                            rest < HTTP_INPUT_BYTES ? rest : HTTP_INPUT_BYTES, (off_t)from);
        if (got <= 0)
            return 0;
        part[n++] = (struct iovec){c->server->input, (size_t)got};
    }
    return n;
}

static void send_more(struct http_connection *c)
{
    struct http_server *s = c->server;
    const struct http_exchange *x = c->exchange;
    uint64_t all = x->head.len + x->body.len + x->size;
    for (uint64_t until = c->sent + SEND_AT_ONCE; c->sent < all && c->sent < until;) {
        struct iovec part[2];
        struct msghdr m = {.msg_iov = part};
        m.msg_iovlen = (size_t)next_parts(c, part);
        ssize_t n = m.msg_iovlen ? sendmsg(c->fd, &m, MSG_NOSIGNAL) : -1;
        if (n < 0 && m.msg_iovlen && errno == EINTR)
            continue;
        if (n < 0 && m.msg_iovlen && errno == EAGAIN)
            break;
        if (n < 0) {
            give_up(c);
            return;
        }
        c->sent += (uint64_t)n;
    }
    if (c->sent < all) {
        if (c->sent - c->marked >= HTTP_SEND_BYTES) {
            c->marked = c->sent;
            enter(c, HTTP_SENDING, s->limits.send_seconds);
        }
        watch(c, EPOLLOUT);
    } else if (x->kind == HTTP_EVENTS) {
        begin_streaming(c);
    } else {
        finish(c);
    }
}

/* ---- receiving ---- */

static uint64_t most_body(const struct http_request *r)
{
    return r->chunked ? r->limit : r->length;
}

/* The head is read: how long may the body be? */
static enum http_refusal limit_body(struct http_connection *c)
{
    struct http_server *s = c->server;
    struct http_request *r = &c->exchange->request;
    size_t limit = HTTP_BODY_DEFAULT;
    http_exchange_peer(c->exchange, c->ip);
    if (s->options.body_limit)
        limit = s->options.body_limit(s->options.arg, r->method, r->path);
    return http_request_limit(r, limit) ? HTTP_ACCEPTED : r->refused;
}

/* There is room for it: let it come. */
static enum http_refusal admit(struct http_connection *c, struct str in)
{
    struct http_server *s = c->server;
    struct http_exchange *x = c->exchange;
    struct http_request *r = &x->request;
    uint64_t most = most_body(r);
    if (most > HTTP_BODY_MEMORY) {
        if (most > s->limits.bodies - s->bodies)
            return HTTP_REFUSED_BUSY;
        s->bodies += x->reserved = most;
    }
    /* nothing else is under way to this connection, so that these few bytes have room */
    if (r->expects && in.len == 0)
        (void)!send(c->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL);
    return HTTP_ACCEPTED;
}

static void hand_over(struct http_connection *c, struct str rest)
{
    struct http_server *s = c->server;
    const struct http_options *o = &s->options;
    strbuf_adds(&c->ahead, rest);
    if (c->ahead.failed) {
        refuse(c, HTTP_REFUSED_MEMORY);
        return;
    }
    if (o->at_once && o->at_once(o->arg, c->exchange)) {
        /* sent from the next turn of the loop on: a train of such requests must not recurse */
        http_reply_finish(c->exchange, NULL, atomic_load(&s->stopping));
        http_workers_give_back(s, c->exchange);
    } else if (!http_workers_give(s, c->exchange)) {
        refuse(c, HTTP_REFUSED_BUSY);
        return;
    }
    c->state = HTTP_HANDLING;
    c->deadline = NEVER;
}

/* Whether it may come is for a worker to say; what came of it already waits. */
static void ask(struct http_connection *c, struct str rest)
{
    strbuf_adds(&c->ahead, rest);
    c->exchange->asking = true;
    if (c->ahead.failed) {
        refuse(c, HTTP_REFUSED_MEMORY);
    } else if (!http_workers_give(c->server, c->exchange)) {
        refuse(c, HTTP_REFUSED_BUSY);
    } else {
        c->state = HTTP_HANDLING;
        c->deadline = NEVER;
    }
}

static void answered(struct http_connection *c)
{
    struct strbuf ahead = c->ahead;
    c->ahead = (struct strbuf){0};
    c->exchange->asking = false;
    if (c->exchange->refused) {
        begin_sending(c);
    } else {
        enum http_refusal why = admit(c, strbuf_str(&ahead));
        enter(c, HTTP_READING, c->server->limits.request_seconds);
        if (why)
            refuse(c, why);
        else
            feed(c, strbuf_str(&ahead));
    }
    strbuf_done(&ahead);
}

static void feed(struct http_connection *c, struct str in)
{
    struct http_server *s = c->server;
    if (c->state == HTTP_IDLE) {
        c->exchange = http_exchange_new(s, c);
        if (!c->exchange) {
            http_count_refusal(s, HTTP_REFUSED_MEMORY);
            http_connection_close(c);
            return;
        }
        http_exchange_peer(c->exchange, c->ip);
        enter(c, HTTP_READING, s->limits.request_seconds);
    }
    struct http_request *r = &c->exchange->request;
    for (;;) {
        enum http_refusal why = HTTP_ACCEPTED;
        switch (http_request_feed(r, &in)) {
        case HTTP_FED_HEAD:
            why = limit_body(c);
            if (!why && s->options.body_allowed && most_body(r) > HTTP_BODY_DEFAULT) {
                ask(c, in);
                return;
            }
            if (!why)
                why = admit(c, in);
            break;
        case HTTP_FED_REFUSED:
            why = r->refused;
            break;
        case HTTP_FED_WHOLE:
            hand_over(c, in);
            return;
        case HTTP_FED_MORE:
            c->deadline = c->exchange->began + s->limits.request_seconds * SECOND +
                          (int64_t)(r->body_size * SECOND / HTTP_UPLOAD_BYTES_PER_SECOND);
            watch(c, EPOLLIN);
            return;
        }
        if (why) {
            refuse(c, why);
            return;
        }
    }
}

static void receive(struct http_connection *c)
{
    struct http_server *s = c->server;
    ssize_t n = recv(c->fd, s->input, HTTP_INPUT_BYTES, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        if (c->state == HTTP_READING)
            c->exchange->status = 499; /* for the log: it went away */
        give_up(c);
        return;
    }
    http_count_received(s, (uint64_t)n);
    if (c->state == HTTP_IDLE || c->state == HTTP_READING)
        feed(c, (struct str){s->input, (size_t)n});
}

void http_connection_event(struct http_connection *c, uint32_t events)
{
    bool broken = events & (EPOLLERR | EPOLLHUP);
    switch (c->state) {
    case HTTP_IDLE:
    case HTTP_READING:
    case HTTP_LINGERING:
        receive(c);
        break;
    case HTTP_HANDLING:
        if (broken) {
            epoll_ctl(c->server->epoll, EPOLL_CTL_DEL, c->fd, NULL);
            c->gone = true;
        } else {
            watch(c, 0); /* what comes waits in the kernel */
        }
        break;
    case HTTP_SENDING:
        if (events & EPOLLOUT || broken)
            send_more(c);
        else
            watch(c, EPOLLOUT);
        break;
    case HTTP_STREAMING:
        if (events & EPOLLOUT)
            stream(c);
        else
            receive(c);
    }
}

void http_connection_handled(struct http_connection *c)
{
    if (c->gone)
        give_up(c);
    else if (c->exchange->asking)
        answered(c);
    else
        begin_sending(c);
}

void http_connection_streamed(struct http_connection *c)
{
    if (c->state == HTTP_STREAMING && atomic_load(&c->exchange->stream->touched))
        stream(c);
}

void http_connection_expire(struct http_connection *c)
{
    struct http_server *s = c->server;
    if (c->deadline <= s->now) {
        if (c->state == HTTP_READING)
            refuse(c, HTTP_REFUSED_SLOW);
        else
            give_up(c);
    } else if (c->state == HTTP_STREAMING && c->beat <= s->now) {
        c->beat = s->now + s->limits.heartbeat_seconds * SECOND;
        http_stream_beat(c->exchange->stream);
        stream(c);
    }
}

void http_connection_end(struct http_connection *c)
{
    if (c->state == HTTP_IDLE || c->state == HTTP_STREAMING)
        give_up(c);
}
