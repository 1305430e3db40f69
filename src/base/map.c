#include "map.h"

#include "err.h"

#include <stdlib.h>

struct entry {
    struct str key;
    uint64_t hash, value;
};

struct map {
    struct arena *keys;
    struct entry *entries; /* in order of insertion */
    size_t n, cap;
    uint32_t *slots; /* index + 1 into entries, 0 = free; power of two */
    size_t n_slots;
};

struct map *map_new(void)
{
    struct map *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->keys = arena_new(0);
    if (!m->keys) {
        free(m);
        return NULL;
    }
    return m;
}

void map_free(struct map *m)
{
    if (!m)
        return;
    arena_free(m->keys);
    free(m->entries);
    free(m->slots);
    free(m);
}

void map_freep(struct map **m)
{
    map_free(*m);
}

/* The slot that holds key, or the free one where it belongs. Needs n_slots > n. */
static size_t find(const struct map *m, struct str key, uint64_t hash)
{
    size_t mask = m->n_slots - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        uint32_t at = m->slots[i];
        if (at == 0)
            return i;
        const struct entry *x = &m->entries[at - 1];
        if (x->hash == hash && str_eq(x->key, key))
            return i;
    }
}

static int grow(struct map *m)
{
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 16;
        struct entry *entries = reallocarray(m->entries, cap, sizeof *entries);
        if (!entries)
            return E_NOMEM;
        m->entries = entries;
        m->cap = cap;
    }
    if (2 * (m->n + 1) > m->n_slots) {
        size_t n_slots = m->n_slots ? m->n_slots * 2 : 32;
        uint32_t *slots = calloc(n_slots, sizeof *slots);
        if (!slots)
            return E_NOMEM;
        free(m->slots);
        m->slots = slots;
        m->n_slots = n_slots;
        for (size_t i = 0; i < m->n; i++)
            slots[find(m, m->entries[i].key, m->entries[i].hash)] = (uint32_t)i + 1;
    }
    return 0;
}

int map_put(struct map *m, struct str key, uint64_t value)
{
    uint64_t hash = str_hash(key);
    if (m->n_slots) {
        uint32_t at = m->slots[find(m, key, hash)];
        if (at) {
            m->entries[at - 1].value = value;
            return 0;
        }
    }
    if (m->n >= UINT32_MAX - 1 || grow(m) < 0)
        return E_NOMEM;
    struct str copy = str_dup(m->keys, key);
    if (!copy.data)
        return E_NOMEM;
    size_t slot = find(m, key, hash);
    m->entries[m->n++] = (struct entry){copy, hash, value};
    m->slots[slot] = (uint32_t)m->n;
    return 0;
}

bool map_get(const struct map *m, struct str key, uint64_t *ret_value)
{
    if (!m->n)
        return false;
    uint32_t at = m->slots[find(m, key, str_hash(key))];
    if (!at)
        return false;
    if (ret_value)
        *ret_value = m->entries[at - 1].value;
    return true;
}

size_t map_size(const struct map *m)
{
    return m->n;
}

struct str map_key_at(const struct map *m, size_t i)
{
    return m->entries[i].key;
}

uint64_t map_value_at(const struct map *m, size_t i)
{
    return m->entries[i].value;
}
