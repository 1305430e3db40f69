/*
 * SM3 of a delivery's files, by a thread beside the reading: it takes as long as reading the rows
 * does.
 */
#pragma once

#include "err.h"

#include <stddef.h>

struct feed_digest;
/* files must stay. With one thread (threads_count) the work is done when the end is asked for. */
int feed_digest_start(const char *const *files, size_t n, struct feed_digest **ret, struct err *e);
/* Waits for it: 64 hex digits over the contents of all files one behind the other; may be asked
 * again. */
int feed_digest_end(struct feed_digest *d, const char **ret, struct err *e);
void feed_digest_free(struct feed_digest *d); /* doesn't wait to the end */
