#include "feed_digest.h"

#include "cleanup.h"
#include "crypto.h"
#include "threads.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define CHUNK (256u << 10)

struct feed_digest {
    const char *const *files;
    size_t n;
    pthread_t thread;
    bool started, done;
    atomic_bool stop;
    int rc;
    struct err err;
    char hex[2 * SM3_BYTES + 1];
};

static int hash_file(struct feed_digest *d, struct sm3 *h, const char *path, char *buf)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = -1;
    if (fd < 0)
        return err_io(&d->err, errno, path);
    while (!d->stop && ((n = read(fd, buf, CHUNK)) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0)
            sm3_add(h, buf, (size_t)n);
    int why = errno;
    close(fd);
    return n < 0 ? err_io(&d->err, why, path) : 0;
}

static int hash(struct feed_digest *d)
{
    _cleanup_(sm3_freep) struct sm3 *h = NULL;
    _cleanup_free_ char *buf = malloc(CHUNK);
    uint8_t digest[SM3_BYTES];
    int rc = buf ? sm3_new(&h, &d->err) : err_nomem(&d->err);
    for (size_t i = 0; rc >= 0 && i < d->n && !d->stop; i++)
        rc = hash_file(d, h, d->files[i], buf);
    if (rc < 0)
        return rc;
    sm3_end(h, digest);
    crypto_hex(digest, sizeof digest, d->hex);
    return 0;
}

static void *run(void *arg)
{
    struct feed_digest *d = arg;
    d->rc = hash(d);
    return NULL;
}

int feed_digest_start(const char *const *files, size_t n, struct feed_digest **ret, struct err *e)
{
    struct feed_digest *d = calloc(1, sizeof *d);
    sigset_t all, old;
    if (!d)
        return err_nomem(e);
    d->files = files;
    d->n = n;
    if (threads_count(2) > 1) {
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &old);
        d->started = pthread_create(&d->thread, NULL, run, d) == 0;
        pthread_sigmask(SIG_SETMASK, &old, NULL);
    }
    *ret = d;
    return 0;
}

static void wait_for(struct feed_digest *d)
{
    if (d->started)
        pthread_join(d->thread, NULL);
    else if (!d->done)
        d->rc = hash(d);
    d->started = false;
    d->done = true;
}

int feed_digest_end(struct feed_digest *d, const char **ret, struct err *e)
{
    wait_for(d);
    if (d->rc < 0) {
        if (e)
            *e = d->err;
        return d->rc;
    }
    *ret = d->hex;
    return 0;
}

void feed_digest_free(struct feed_digest *d)
{
    if (!d)
        return;
    d->stop = true;
    if (d->started)
        pthread_join(d->thread, NULL);
    free(d);
}
