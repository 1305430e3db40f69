/* Calls of which only the latest matters: what a slider asks for while it is drawn. */
#include "api_private.h"

#include <pthread.h>
#include <stdlib.h>

struct api_latest {
    pthread_mutex_t lock;
    struct api_call *first;
};

struct api_latest *api_latest_new(void)
{
    struct api_latest *l = calloc(1, sizeof *l);
    if (l)
        pthread_mutex_init(&l->lock, NULL);
    return l;
}

void api_latest_free(struct api_latest *l)
{
    if (l)
        pthread_mutex_destroy(&l->lock);
    free(l);
}

static void tell(void *arg, const char *zh, const char *en, uint64_t done, uint64_t total)
{
    (void)arg, (void)zh, (void)en, (void)done, (void)total;
}

static bool cancelled(void *arg)
{
    struct api_call *c = arg;
    return atomic_load(&c->outdated) || http_gone(c->x);
}

void api_latest(struct api_call *c, struct str key)
{
    struct api_latest *l = c->worker->api->latest;
    c->latest = true;
    c->latest_key = key;
    c->listener = (struct progress_listener){tell, cancelled, c};
    pthread_mutex_lock(&l->lock);
    /* by the order in which they came: workers may begin them in another */
    for (struct api_call *x = l->first; x; x = x->latest_next)
        if (key.len && x->session.actor.id == c->session.actor.id && str_eq(x->latest_key, key))
            atomic_store(http_id(x->x) < http_id(c->x) ? &x->outdated : &c->outdated, true);
    c->latest_next = l->first;
    l->first = c;
    pthread_mutex_unlock(&l->lock);
    progress_listen(&c->listener);
}

void api_latest_end(struct api_call *c)
{
    struct api_latest *l = c->worker->api->latest;
    if (!c->latest)
        return;
    progress_listen(NULL);
    pthread_mutex_lock(&l->lock);
    struct api_call **at = &l->first;
    while (*at != c)
        at = &(*at)->latest_next;
    *at = c->latest_next;
    pthread_mutex_unlock(&l->lock);
    c->latest = false;
}
