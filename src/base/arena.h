/*
 * Arena: memory of one lifetime (process, job, request, batch), freed at once.
 *
 * Memory is not zeroed unless the name says so. An arena has a limit in bytes; when it is reached,
 * or malloc fails, the arena becomes "failed": this and every later allocation returns NULL, and
 * code that builds large structures may check arena_failed() once at the end instead of everywhere,
 * provided it never follows a NULL. Not shared between threads.
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;

/* limit in bytes, 0 = none. NULL if memory is exhausted. */
struct arena *arena_new(size_t limit);
void arena_free(struct arena *a);   /* takes NULL */
void arena_freep(struct arena **a); /* for _cleanup_ */

/* Forgets everything allocated, keeps the first blocks for reuse, clears "failed". */
void arena_reset(struct arena *a);

/* A point to return to: everything allocated after arena_mark is forgotten by arena_release. */
struct arena_mark {
    void *block;
    size_t used;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_release(struct arena *a, struct arena_mark m);

bool arena_failed(const struct arena *a);
/* Memory ran out beside the arena, in work whose results live in it. */
void arena_fail(struct arena *a);
size_t arena_used(const struct arena *a); /* bytes handed out since creation or reset */

/* Aligned to 16 bytes. NULL when failed. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_zalloc(struct arena *a, size_t size);
/* n * size with overflow check. */
void *arena_array(struct arena *a, size_t n, size_t size);
void *arena_dup(struct arena *a, const void *p, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n); /* NUL-terminated */
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define arena_new_of(a, type) ((type *)arena_zalloc((a), sizeof(type)))
#define arena_array_of(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))

/*
 * A growing array in an arena: `struct { T *at; size_t n, cap; } v = {0};`
 * vec_push(arena, &v, x) is false (and v unchanged) when memory is exhausted.
 */
bool arena_grow(struct arena *a, void **at, size_t n, size_t *cap, size_t size);
#define vec_push(a, v, x)                                                                          \
    (arena_grow((a), (void **)&(v)->at, (v)->n, &(v)->cap, sizeof *(v)->at)                        \
         ? ((v)->at[(v)->n] = (x), (v)->n++, true)                                                 \
         : false)
