/*
 * Work spread over processors, with results in order.
 *
 * A pipeline takes pieces from one thread, its caller, works on them in several, and gives them
 * back in the order in which they came. The caller works too while it waits, so that with one
 * thread everything happens in it and none is started.
 */
#pragma once

#include "err.h"

#include <stdbool.h>
#include <stddef.h>

/* The processors that this process may use, at most `most`; HEYI_THREADS names another number. */
size_t threads_count(size_t most);

struct pipeline;
/* thread: from 0 (the caller) to n - 1, one call at a time of each. What goes wrong belongs into
 * the piece. */
typedef void pipeline_fn(void *arg, size_t thread, void *piece);

/* Up to n threads, the caller's among them. Signals go to others than those started here,
 * which speak the caller's language (lang.h). */
int pipeline_new(size_t n, pipeline_fn *work, void *arg, struct pipeline **ret, struct err *e);
/* How many pieces it holds at most. */
size_t pipeline_room(const struct pipeline *p);
/* false: it is full; take one first. */
bool pipeline_put(struct pipeline *p, void *piece);
/* The oldest piece, when it is done; NULL if there is none. */
void *pipeline_take(struct pipeline *p);
/* Ends the threads when they are through with what they are working on. The pieces are whose they
 * were. */
void pipeline_free(struct pipeline *p);
void pipeline_freep(struct pipeline **p);
