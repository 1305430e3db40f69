/* Small pseudo-random numbers (xoshiro256**), one stream for each (seed, number). Not for secrets.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t s[4];
};

struct rng rng_of(uint64_t seed, uint64_t stream);
uint64_t rng_next(struct rng *r);
uint32_t rng_below(struct rng *r, uint32_t n);     /* 0 … n - 1; n > 0 */
int rng_between(struct rng *r, int low, int high); /* both included; low if high is below it */
bool rng_chance(struct rng *r, uint32_t permille); /* 0 and 1000 take nothing from the stream */
/* An index, by weight. The weights must not all be 0. */
size_t rng_pick(struct rng *r, const uint16_t *weights, size_t n);
#define RNG_PICK(r, ...)                                                                           \
    rng_pick((r), (const uint16_t[]){__VA_ARGS__},                                                 \
             sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t))
