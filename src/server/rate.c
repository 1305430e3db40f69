#include "rate.h"

#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* Addresses that fall on one bucket share it: with so many of them that is nobody's loss. */
#define BUCKETS 4096

struct bucket {
    int64_t at;     /* ms, monotonic; 0 = never used */
    int64_t tokens; /* thousandths */
};
static struct bucket buckets[BUCKETS], all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1;
}

static void fill(struct bucket *b, int64_t now, int burst, int per_second)
{
    int64_t most = (int64_t)burst * 1000, passed = now - b->at;
    b->tokens = !b->at || passed > most ? most : b->tokens + passed * per_second;
    if (b->tokens > most)
        b->tokens = most;
    b->at = now;
}

bool rate_take(struct str address, int n)
{
    struct bucket *own = &buckets[str_hash(address) % BUCKETS];
    int64_t cost = (int64_t)n * 1000, now = now_ms();
    pthread_mutex_lock(&lock);
    fill(own, now, RATE_BURST, RATE_SECOND);
    fill(&all, now, RATE_ALL_BURST, RATE_ALL_SECOND);
    bool good = own->tokens >= cost && all.tokens >= cost;
    if (good) {
        own->tokens -= cost;
        all.tokens -= cost;
    }
    pthread_mutex_unlock(&lock);
    return good;
}
