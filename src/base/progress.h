/*
 * Progress of long work: on standard error where that is a terminal, and told to whoever listens in
 * this thread (a server's job), who can also have the work end.
 */
#pragma once

#include "err.h"

#include <stdbool.h>
#include <stdint.h>

/* Both are called in the thread that does the work: tell at most ten times a second, cancelled at
 * every tick. */
struct progress_listener {
    void (*tell)(void *arg, const char *zh, const char *en, uint64_t done, uint64_t total);
    bool (*cancelled)(void *arg);
    void *arg;
};
/* For what this thread begins from now on; it must outlive that. NULL = nobody. Returns who
 * listened before. */
const struct progress_listener *progress_listen(const struct progress_listener *l);

struct progress;
/* What is being done, copied; total 0 = not known beforehand. NULL (harmless) where nobody looks.
 */
struct progress *progress_new(const char *zh, const char *en, uint64_t total);
/* Cheap. E_CANCELLED: whoever listens wants it to end. */
int progress_tick(struct progress *p, uint64_t done, struct err *e)
    __attribute__((warn_unused_result));
void progress_free(struct progress *p); /* erases the line */
void progress_freep(struct progress **p);
