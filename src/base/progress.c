#include "progress.h"

#include "lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define EVERY_MS 100
#define LABEL_BYTES 256

struct progress {
    char zh[LABEL_BYTES], en[LABEL_BYTES];
    bool terminal;
    const struct progress_listener *listener; /* NULL = none */
    uint64_t total, checked;
    int64_t shown; /* monotonic, milliseconds */
};

static _Thread_local const struct progress_listener *listening;

const struct progress_listener *progress_listen(const struct progress_listener *l)
{
    const struct progress_listener *before = listening;
    listening = l;
    return before;
}

struct progress *progress_new(const char *zh, const char *en, uint64_t total)
{
    bool terminal = isatty(STDERR_FILENO);
    struct progress *p = terminal || listening ? calloc(1, sizeof *p) : NULL;
    if (!p)
        return NULL;
    snprintf(p->zh, sizeof p->zh, "%s", zh);
    snprintf(p->en, sizeof p->en, "%s", en);
    p->terminal = terminal;
    p->listener = listening;
    p->total = total;
    if (p->listener)
        p->listener->tell(p->listener->arg, p->zh, p->en, 0, total);
    return p;
}

static void show(const struct progress *p, uint64_t done)
{
    if (p->total)
        fprintf(stderr, "\r\033[K%s %3d%%", tr(p->zh, p->en), (int)(done * 100 / p->total));
    else
        fprintf(stderr, "\r\033[K%s %llu", tr(p->zh, p->en), (unsigned long long)done);
    fflush(stderr);
}

int progress_tick(struct progress *p, uint64_t done, struct err *e)
{
    if (!p)
        return 0;
    if (p->listener && p->listener->cancelled(p->listener->arg))
        return err_set(e, E_CANCELLED, "已取消，什么也没有写入", "cancelled; nothing was written");
    if (done - p->checked < 256 && done != p->total)
        return 0;
    p->checked = done;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ms = now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
    if (ms - p->shown < EVERY_MS)
        return 0;
    p->shown = ms;
    if (p->listener)
        p->listener->tell(p->listener->arg, p->zh, p->en, done, p->total);
    if (p->terminal)
        show(p, done);
    return 0;
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    if (p->terminal) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    free(p);
}

void progress_freep(struct progress **p)
{
    progress_free(*p);
}
