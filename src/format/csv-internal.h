/* Inside of the CSV reader, for csv.c, its tests and its fuzz target. */
#pragma once

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct csv_reader;

/* Bytes read at a time; only before the first csv_next. */
void csv_set_chunk(struct csv_reader *r, size_t bytes);

#define CSV_BLOCK 64u

/*
 * One bit for each byte of a block that may mean something: the quote, the separator, and
 * everything up to CR (NUL and the line ends; the reader ignores the other control characters).
 */
static inline uint64_t csv_mask_portable(const char *block, char sep)
{
    const uint64_t ones = 0x0101010101010101u, low = 0x7f7f7f7f7f7f7f7fu;
    uint64_t mask = 0;

    for (unsigned i = 0; i < CSV_BLOCK / 8; i++) {
        uint64_t w;

        memcpy(&w, block + 8 * i, 8);
        w = le64toh(w);
        uint64_t q = w ^ (ones * '"'), s = w ^ (ones * (unsigned char)sep);
        /* The top bit of each byte says "is not": no carry leaves a byte, so this is exact. */
        uint64_t not_q = ((q & low) + low) | q;
        uint64_t not_s = ((s & low) + low) | s;
        uint64_t above = ((w & low) + ones * (0x7f - '\r')) | w;
        uint64_t hit = ~(not_q & not_s & above) & ~low;
        /* Gathers the eight top bits. */
        mask |= (((hit >> 7) * 0x0102040810204080u) >> 56) << (8 * i);
    }
    return mask;
}

#ifdef __SSE2__
static inline uint64_t csv_mask(const char *block, char sep)
{
    const __m128i quote = _mm_set1_epi8('"'), cr = _mm_set1_epi8('\r'), sp = _mm_set1_epi8(sep);
    uint64_t mask = 0;

    for (unsigned i = 0; i < CSV_BLOCK / 16; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, sp));
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(v, cr), v));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(hit) << (16 * i);
    }
    return mask;
}
#else
#define csv_mask csv_mask_portable
#endif
