#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct progress {
    char label[128];
    uint64_t total, checked;
    struct timespec shown;
};

struct progress *progress_new(const char *label, uint64_t total)
{
    if (!isatty(STDERR_FILENO))
        return NULL;
    struct progress *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    snprintf(p->label, sizeof p->label, "%s", label);
    p->total = total;
    return p;
}

void progress_tick(struct progress *p, uint64_t done)
{
    if (!p || (done - p->checked < 256 && done != p->total))
        return;
    p->checked = done;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t ms = (now.tv_sec - p->shown.tv_sec) * 1000 + (now.tv_nsec - p->shown.tv_nsec) / 1000000;
    if (ms < 100)
        return;
    p->shown = now;
    if (p->total)
        fprintf(stderr, "\r\033[K%s %3d%%", p->label, (int)(done * 100 / p->total));
    else
        fprintf(stderr, "\r\033[K%s %llu", p->label, (unsigned long long)done);
    fflush(stderr);
}

void progress_free(struct progress *p)
{
    if (!p)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    free(p);
}

void progress_freep(struct progress **p)
{
    progress_free(*p);
}
