/* Progress of long work, on standard error, only when that is a terminal. */
#pragma once

#include <stdint.h>

struct progress;
/* label is copied; total 0 = not known beforehand. NULL (harmless) when there is no terminal. */
struct progress *progress_new(const char *label, uint64_t total);
void progress_tick(struct progress *p, uint64_t done); /* cheap: draws at most ten times a second */
void progress_free(struct progress *p);                /* erases the line */
void progress_freep(struct progress **p);
