#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ALIGN 16u
#define FIRST_BLOCK (64u << 10)
#define MAX_BLOCK (4u << 20)

struct block {
    struct block *next; /* older or, in the free list, any */
    size_t size, used;
    _Alignas(16) unsigned char data[];
};

struct arena {
    struct block *current;
    size_t limit, total; /* total: bytes handed out */
    size_t reserved;     /* bytes of blocks in use, against the limit */
    size_t next_size;
    struct block *spare; /* kept by reset */
    bool failed;
};

struct arena *arena_new(size_t limit)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->limit = limit;
    a->next_size = FIRST_BLOCK;
    return a;
}

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    free_blocks(a->current);
    free_blocks(a->spare);
    free(a);
}

void arena_freep(struct arena **a)
{
    arena_free(*a);
}

static void retire(struct arena *a, struct block *b)
{
    a->reserved -= b->size;
    if (b->size <= MAX_BLOCK && !a->spare) {
        b->next = NULL;
        a->spare = b;
    } else if (a->spare && b->size <= MAX_BLOCK && b->size > a->spare->size) {
        free(a->spare);
        b->next = NULL;
        a->spare = b;
    } else {
        free(b);
    }
}

void arena_release(struct arena *a, struct arena_mark m)
{
    while (a->current && a->current != m.block) {
        struct block *b = a->current;
        a->current = b->next;
        a->total -= b->used;
        retire(a, b);
    }
    if (a->current) {
        a->total -= a->current->used - m.used;
        a->current->used = m.used;
    }
}

void arena_reset(struct arena *a)
{
    arena_release(a, (struct arena_mark){0});
    a->failed = false;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->current, a->current ? a->current->used : 0};
}

bool arena_failed(const struct arena *a)
{
    return a->failed;
}

void arena_fail(struct arena *a)
{
    a->failed = true;
}

size_t arena_used(const struct arena *a)
{
    return a->total;
}

static struct block *new_block(struct arena *a, size_t need)
{
    struct block *b = a->spare;
    if (b && b->size >= need) {
        a->spare = NULL;
    } else {
        size_t size = a->next_size > need ? a->next_size : need;
        b = malloc(sizeof *b + size);
        if (!b)
            return NULL;
        b->size = size;
        if (a->next_size < MAX_BLOCK)
            a->next_size *= 2;
    }
    b->used = 0;
    b->next = a->current;
    a->current = b;
    a->reserved += b->size;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (a->failed)
        return NULL;
    if (size > SIZE_MAX / 2 ||
        (a->limit && size > a->limit - (a->total < a->limit ? a->total : a->limit)))
        goto fail;
    size_t need = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (need == 0)
        need = ALIGN;
    struct block *b = a->current;
    if (!b || b->size - b->used < need) {
        b = new_block(a, need);
        if (!b)
            goto fail;
    }
    void *p = b->data + b->used;
    b->used += need;
    a->total += need;
    return p;
fail:
    a->failed = true;
    return NULL;
}

void *arena_zalloc(struct arena *a, size_t size)
{
    void *p = arena_alloc(a, size);
    return p ? memset(p, 0, size) : NULL;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, bytes);
}

void *arena_dup(struct arena *a, const void *p, size_t size)
{
    void *copy = arena_alloc(a, size);
    return copy && size ? memcpy(copy, p, size) : copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *copy = arena_alloc(a, n + 1);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        return NULL;
    char *s = arena_alloc(a, (size_t)n + 1);
    if (!s)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(s, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return s;
}

bool arena_grow(struct arena *a, void **at, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    size_t grown = *cap ? *cap * 2 : 8;
    void *p = arena_array(a, grown, size);
    if (!p)
        return false;
    if (n)
        memcpy(p, *at, n * size);
    *at = p;
    *cap = grown;
    return true;
}
