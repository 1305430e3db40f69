#include "rng.h"

/* splitmix64 by Sebastiano Vigna: spreads a seed over the state. */
static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = *x += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct rng rng_of(uint64_t seed, uint64_t stream)
{
    struct rng r;
    uint64_t x = splitmix(&seed) ^ stream;

    for (int i = 0; i < 4; i++)
        r.s[i] = splitmix(&x);
    return r;
}

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

/* xoshiro256** by David Blackman and Sebastiano Vigna. */
uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
    return (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

int rng_between(struct rng *r, int low, int high)
{
    return high <= low ? low : low + (int)rng_below(r, (uint32_t)(high - low) + 1);
}

bool rng_chance(struct rng *r, uint32_t permille)
{
    return permille >= 1000 || (permille > 0 && rng_below(r, 1000) < permille);
}

size_t rng_pick(struct rng *r, const uint16_t *weights, size_t n)
{
    uint32_t total = 0;
    size_t i = 0;

    for (size_t k = 0; k < n; k++)
        total += weights[k];
    for (uint32_t x = rng_below(r, total); x >= weights[i]; i++)
        x -= weights[i];
    return i;
}
