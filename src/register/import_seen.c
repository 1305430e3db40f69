/* The sets of keys that a run has met: open addressing, 16 bytes a slot. */
#include "import_private.h"

#include <stdlib.h>

static size_t slot_of(const struct seen *s, uint64_t key)
{
    uint64_t h = key * 0x9e3779b97f4a7c15u;
    for (size_t i = h >> 20 & (s->cap - 1);; i = (i + 1) & (s->cap - 1))
        if (!s->slots[i].key || s->slots[i].key == key)
            return i;
}

static int grow(struct seen *s, struct err *e)
{
    struct seen bigger = {.cap = s->cap ? s->cap * 2 : 1024, .n = s->n};
    bigger.slots = calloc(bigger.cap, sizeof *bigger.slots);
    if (!bigger.slots)
        return err_nomem(e);
    for (size_t i = 0; i < s->cap; i++)
        if (s->slots[i].key)
            bigger.slots[slot_of(&bigger, s->slots[i].key)] = s->slots[i];
    free(s->slots);
    *s = bigger;
    return 0;
}

int seen_put(struct seen *s, uint64_t key, uint64_t value, struct err *e)
{
    if ((s->n + 1) * 4 > s->cap * 3) {
        int rc = grow(s, e);
        if (rc < 0)
            return rc;
    }
    size_t i = slot_of(s, key);
    s->n += s->slots[i].key == 0;
    s->slots[i] = (struct seen_slot){key, value};
    return 0;
}

bool seen_get(const struct seen *s, uint64_t key, uint64_t *ret)
{
    if (!s->cap)
        return false;
    size_t i = slot_of(s, key);
    if (!s->slots[i].key)
        return false;
    *ret = s->slots[i].value;
    return true;
}

void seen_done(struct seen *s)
{
    free(s->slots);
    *s = (struct seen){0};
}
