/*
 * The access log. The thread of the sockets adds lines to a bounded buffer and never waits; a
 * thread of the log's own takes the buffer and writes it. What finds no room, or can't be written,
 * is lost and counted, and the log says so when it goes on.
 */
#include "http_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAITING_BYTES (1u << 20) /* lines not yet written */
#define WAKE_BYTES (64u << 10)   /* so many wake the writer before the second is over */
#define BLOCKED_MS 100           /* between looks at a pipe that nobody reads */

struct http_log {
    char *path; /* NULL = standard output */
    int fd;     /* the writer's own, once it runs */
    pthread_t writer;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct strbuf lines;
    uint64_t lost;
    bool flush, ending;
    atomic_bool reopen;
};

static int open_file(const char *path)
{
    return open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
}

static void lose(struct http_log *l, uint64_t n)
{
    pthread_mutex_lock(&l->lock);
    l->lost += n;
    pthread_mutex_unlock(&l->lock);
}

static bool is_ending(struct http_log *l)
{
    pthread_mutex_lock(&l->lock);
    bool ending = l->ending;
    pthread_mutex_unlock(&l->lock);
    return ending;
}

/* A write of at most PIPE_BUF to a pipe that is said to be writable doesn't block. false: nobody
 * reads, and the server ends. */
static bool wait_for_room(struct http_log *l)
{
    struct pollfd p = {.fd = l->fd, .events = POLLOUT};
    int n;
    while ((n = poll(&p, 1, BLOCKED_MS)) == 0 || (n < 0 && errno == EINTR)) {
        if (n == 0 && is_ending(l))
            return false;
    }
    return true;
}

static void write_out(struct http_log *l, struct str text)
{
    while (text.len > 0) {
        ssize_t n = -1;
        if (wait_for_room(l))
            n = write(l->fd, text.data, text.len < PIPE_BUF ? text.len : PIPE_BUF);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        text = (struct str){text.data + n, text.len - (size_t)n};
    }
    uint64_t lines = 0;
    for (size_t i = 0; i < text.len; i++)
        lines += text.data[i] == '\n';
    if (lines > 0)
        lose(l, lines);
}

/* What can't be opened again is written to as before, so that nothing is lost. */
static void reopen(struct http_log *l)
{
    int fd = l->path ? open_file(l->path) : -1;
    if (fd < 0)
        return;
    close(l->fd);
    l->fd = fd;
}

static void *run(void *arg)
{
    struct http_log *l = arg;
    struct strbuf taken = {0};
    uint64_t told = 0;
    bool ending = false;
    while (!ending) {
        pthread_mutex_lock(&l->lock);
        while (!l->flush && !l->ending)
            pthread_cond_wait(&l->wake, &l->lock);
        struct strbuf empty = taken;
        taken = l->lines;
        l->lines = empty;
        uint64_t lost = l->lost;
        l->flush = false;
        ending = l->ending;
        pthread_mutex_unlock(&l->lock);
        if (atomic_exchange(&l->reopen, false))
            reopen(l);
        if (lost > told && taken.len > 0)
            strbuf_printf(&taken, "{\"lost\":%" PRIu64 "}\n", lost - told);
        told = lost;
        write_out(l, strbuf_str(&taken));
        strbuf_clear(&taken);
    }
    strbuf_done(&taken);
    return NULL;
}

int http_log_open(const char *path, struct http_log **ret, struct err *e)
{
    struct http_log *l = calloc(1, sizeof *l);
    bool to_stdout = strcmp(path, "-") == 0;
    if (!l)
        return err_nomem(e);
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->wake, NULL);
    l->fd = to_stdout ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) : open_file(path);
    int number = errno;
    l->path = to_stdout ? NULL : strdup(path);
    int rc = l->fd < 0 ? err_io(e, number, path) : !to_stdout && !l->path ? err_nomem(e) : 0;
    if (rc < 0) {
        http_log_close(l);
        return rc;
    }
    *ret = l;
    return 0;
}

int http_log_start(struct http_log *l, struct err *e)
{
    sigset_t all, old;
    /* signals are for the program's own thread */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    int rc = pthread_create(&l->writer, NULL, run, l);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    l->started = rc == 0;
    return rc != 0 ? err_io(e, rc, "pthread_create") : 0;
}

void http_log_close(struct http_log *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->ending = true;
    pthread_cond_signal(&l->wake);
    pthread_mutex_unlock(&l->lock);
    if (l->started)
        pthread_join(l->writer, NULL);
    if (l->fd >= 0)
        close(l->fd);
    strbuf_done(&l->lines);
    pthread_cond_destroy(&l->wake);
    pthread_mutex_destroy(&l->lock);
    free(l->path);
    free(l);
}

void http_log_put(struct http_log *l, struct str line)
{
    pthread_mutex_lock(&l->lock);
    bool room = l->lines.len + line.len <= WAITING_BYTES;
    if (room)
        strbuf_adds(&l->lines, line);
    if (!room || l->lines.failed)
        l->lost++;
    l->lines.failed = false;
    if (l->lines.len >= WAKE_BYTES && !l->flush) {
        l->flush = true;
        pthread_cond_signal(&l->wake);
    }
    pthread_mutex_unlock(&l->lock);
}

void http_log_flush(struct http_log *l)
{
    pthread_mutex_lock(&l->lock);
    if (l->lines.len > 0 || atomic_load(&l->reopen)) {
        l->flush = true;
        pthread_cond_signal(&l->wake);
    }
    pthread_mutex_unlock(&l->lock);
}

void http_log_reopen(struct http_log *l)
{
    atomic_store(&l->reopen, true);
}

uint64_t http_log_lost(struct http_log *l)
{
    pthread_mutex_lock(&l->lock);
    uint64_t lost = l->lost;
    pthread_mutex_unlock(&l->lock);
    return lost;
}
