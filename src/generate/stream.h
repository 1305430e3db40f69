/* A generated register as facts, without files and without an import: for benchmarks and tests.
 * Households are those of `heyi generate` with the same division and seed, identity numbers
 * apart, which they don't have. Memory does not grow. */
#pragma once

#include "facts.h"

struct stream;

/* june: as they are after June's changes. c must outlive the stream. */
int stream_open(const struct catalogue *c, struct str division, uint64_t seed, uint64_t households,
                bool june, struct stream **ret, struct err *e);
/* 1 = *ret is filled (register 1, ids from 1; previous is zero, as from a scan) until the next
 * call, 0 = end. */
int stream_next(struct stream *s, struct household_facts *ret, struct err *e);
void stream_free(struct stream *s);
void stream_freep(struct stream **s);
