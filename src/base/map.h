/* Hash map from byte strings to 64-bit values. Keys are copied into the map's own arena. */
#pragma once

#include "str.h"

struct map;

struct map *map_new(void); /* NULL when memory is exhausted */
void map_free(struct map *m);
void map_freep(struct map **m);

/* E_NOMEM or 0. An existing key gets the new value. */
int map_put(struct map *m, struct str key, uint64_t value);
bool map_get(const struct map *m, struct str key, uint64_t *ret_value); /* ret_value may be NULL */
size_t map_size(const struct map *m);

/* Iterates in order of insertion: i from 0 to map_size - 1. */
struct str map_key_at(const struct map *m, size_t i);
uint64_t map_value_at(const struct map *m, size_t i);
