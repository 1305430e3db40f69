/* What the sources of the kernels share. They are compiled once for each instruction set, with
 * KERNELS, KERNEL_TABLES and KERNELS_NAME (meson.build). */
#pragma once

#include "kernels.h"

#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;
typedef int64_t i64;

static inline u8 when(u8 is, u8 v) /* is: 0 or 1 */
{
    return v & (u8)(0 - is);
}

static inline u8 unless(u8 is, u8 v)
{
    return v & (u8)(is - 1);
}

/* STRICT: null is SLOW. */
static inline u8 together(u8 s)
{
    u8 slow = (s >> 2 | s >> 1) & 1;
    return (u8)(slow << 2) | unless(slow, s & COLUMN_UNKNOWN);
}

/* Unknown before null; none is SLOW. */
static inline u8 weaker(u8 s)
{
    return (s & COLUMN_UNKNOWN) | unless(s & COLUMN_UNKNOWN, s & COLUMN_NULL);
}

/* The whole body of a state kernel; what it loads comes first, for a load under a condition keeps
 * gcc from vectors. */
#define NOTHING
#define RETURN_STATES(loads, expression)                                                           \
    do {                                                                                           \
        u8 all = 0;                                                                                \
        for (size_t i = 0; i < n; i++) {                                                           \
            loads;                                                                                 \
            u8 state = (expression);                                                               \
            s[i] = state;                                                                          \
            all |= state;                                                                          \
        }                                                                                          \
        return all;                                                                                \
    } while (0)

/* Tables of kernels by width: U64 (codes) is as I64, it is never ordered. */
#define VS(name, t)                                                                                \
    {                                                                                              \
        name##_v_##t, name##_s_##t                                                                 \
    }
#define VS_BY_WIDTH(name)                                                                          \
    {                                                                                              \
        VS(name, u8), VS(name, i32), VS(name, i64), VS(name, i64)                                  \
    }
#define WIDTHS(name)                                                                               \
    {                                                                                              \
        name##_u8, name##_i32, name##_i64, name##_i64                                              \
    }
