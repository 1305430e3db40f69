#include "http_private.h"

#include <errno.h>
#include <stdlib.h>

/* The lock is held, and freed if this was the last owner. */
static void leave(struct http_stream *st)
{
    bool last = st->gone && st->closed;
    pthread_mutex_unlock(&st->lock);
    if (!last)
        return;
    pthread_mutex_destroy(&st->lock);
    strbuf_done(&st->events);
    free(st);
}

/* The server stays while the connection does, and that while the lock is held. */
static void touch(struct http_stream *st)
{
    if (st->gone)
        return;
    atomic_store(&st->touched, true);
    if (!atomic_exchange(&st->server->streams_touched, true))
        http_wake(st->server);
}

/* Lines of data end with CR LF, LF or CR in the standard; each gets its own field. */
static void add_data(struct strbuf *out, struct str data)
{
    for (;;) {
        size_t n = 0;
        while (n < data.len && data.data[n] != '\n' && data.data[n] != '\r')
            n++;
        strbuf_addz(out, "data: ");
        strbuf_add(out, data.data, n);
        strbuf_addc(out, '\n');
        if (n == data.len)
            return;
        n += data.data[n] == '\r' && n + 1 < data.len && data.data[n + 1] == '\n' ? 2 : 1;
        data.data += n;
        data.len -= n;
    }
}

bool http_stream_send(struct http_stream *st, const char *event, int64_t id, struct str data)
{
    pthread_mutex_lock(&st->lock);
    bool ok = !st->gone && !st->events.failed;
    size_t kept = st->events.len - st->sent;
    if (ok && (kept > HTTP_STREAM_BYTES || data.len > HTTP_STREAM_BYTES - kept)) {
        /* too slow: half of what happened would be worse than to begin again */
        st->events.failed = true;
        touch(st);
        ok = false;
    }
    if (ok) {
        if (id >= 0)
            strbuf_printf(&st->events, "id: %lld\n", (long long)id);
        if (event)
            strbuf_printf(&st->events, "event: %s\n", event);
        add_data(&st->events, data);
        strbuf_addc(&st->events, '\n');
        touch(st);
        ok = !st->events.failed;
    }
    pthread_mutex_unlock(&st->lock);
    return ok;
}

bool http_stream_there(struct http_stream *st)
{
    pthread_mutex_lock(&st->lock);
    bool there = !st->gone;
    pthread_mutex_unlock(&st->lock);
    return there;
}

void http_stream_close(struct http_stream *st)
{
    if (!st)
        return;
    pthread_mutex_lock(&st->lock);
    st->closed = true;
    touch(st);
    leave(st);
}

void http_stream_drop(struct http_stream *st)
{
    if (!st)
        return;
    pthread_mutex_lock(&st->lock);
    atomic_fetch_sub(&st->server->n_streams, 1);
    st->gone = true;
    leave(st);
}

void http_stream_beat(struct http_stream *st)
{
    pthread_mutex_lock(&st->lock);
    if (st->events.len == st->sent)
        strbuf_addz(&st->events, ":\n\n");
    pthread_mutex_unlock(&st->lock);
}

enum http_streaming http_stream_flush(struct http_stream *st, int fd, uint64_t *bytes)
{
    enum http_streaming now = HTTP_STREAM_WAITS;
    pthread_mutex_lock(&st->lock);
    atomic_store(&st->touched, false);
    while (st->sent < st->events.len && now == HTTP_STREAM_WAITS && !st->events.failed) {
        ssize_t n = send(fd, st->events.data + st->sent, st->events.len - st->sent, MSG_NOSIGNAL);
        if (n > 0) {
            st->sent += (size_t)n;
            *bytes += (uint64_t)n;
        } else if (errno != EINTR) {
            now = errno == EAGAIN ? HTTP_STREAM_BLOCKED : HTTP_STREAM_ENDED;
        }
    }
    if (st->events.failed)
        now = HTTP_STREAM_ENDED;
    if (st->sent == st->events.len) {
        strbuf_clear(&st->events);
        st->sent = 0;
        if (st->closed)
            now = HTTP_STREAM_ENDED;
    } else if (st->sent > 0) {
        memmove(st->events.data, st->events.data + st->sent, st->events.len - st->sent);
        st->events.len -= st->sent;
        st->sent = 0;
    }
    pthread_mutex_unlock(&st->lock);
    return now;
}
