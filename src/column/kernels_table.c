/* Kernels of decision tables: rows, hits, what is collected. */
#include "kernels_private.h"

static inline u8 lowest_u8(u8 one)
{
    return (u8)(((one & 0xaa) != 0) | ((one & 0xcc) != 0) << 1 | ((one & 0xf0) != 0) << 2);
}

static inline u8 lowest_u32(u32 one)
{
    return (u8)(((one & 0xaaaaaaaa) != 0) | ((one & 0xcccccccc) != 0) << 1 |
                ((one & 0xf0f0f0f0) != 0) << 2 | ((one & 0xff00ff00) != 0) << 3 |
                ((one & 0xffff0000) != 0) << 4);
}

static inline u8 lowest_u64(u64 one)
{
    u32 high = (u32)(one >> 32);
    return (u8)(lowest_u32((u32)one | high) | (high != 0) << 5);
}

static inline u8 bits_u64(u64 x)
{
    x -= x >> 1 & 0x5555555555555555;
    x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
    return (u8)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* The states of the rows (SLOW or 0) over those of a hit. */
#define HIT(name, t, extra, prepare, hit, state_is)                                                \
    static u8 name##_##t(size_t n, u8 *restrict d, u8 *restrict s, const void *hold_,              \
                         const void *may_, const u8 *restrict sa, u8 none extra)                   \
    {                                                                                              \
        const t *hold = hold_, *may = may_;                                                        \
        u8 all = 0;                                                                                \
        for (size_t i = 0; i < n; i++) {                                                           \
            t h = hold[i], m = may[i], one = (t)(prepare & (t) - (prepare));                       \
            u8 state = (state_is);                                                                 \
            d[i] = (hit) ? lowest_##t(one) : none;                                                 \
            state = sa[i] ? sa[i] : state;                                                         \
            s[i] = state;                                                                          \
            all |= state;                                                                          \
        }                                                                                          \
        return all;                                                                                \
    }
#define STEPS(n_steps, t)                                                                          \
    case n_steps:                                                                                  \
        steps_##t(n, hold, index, of, n_steps);                                                    \
        break;
#define ROWS_OF(t)                                                                                 \
    static void cell_##t(size_t n, void *hold_, void *may_, const u8 *restrict a,                  \
                         const u8 *restrict sa, u64 rows_, u64 all_)                               \
    {                                                                                              \
        t *restrict hold = hold_, *restrict may = may_;                                            \
        const t rows = (t)rows_, rest = (t)(all_ & ~rows_);                                        \
        if (!sa) {                                                                                 \
            for (size_t i = 0; i < n; i++)                                                         \
                hold[i] = rest | (a[i] ? rows : 0);                                                \
            return;                                                                                \
        }                                                                                          \
        for (size_t i = 0; i < n; i++) {                                                           \
            hold[i] = rest | ((a[i] != 0) & (sa[i] == 0) ? rows : 0);                              \
            may[i] = hold[i] | (sa[i] & COLUMN_UNKNOWN ? rows : 0);                                \
        }                                                                                          \
    }                                                                                              \
    static inline __attribute__((always_inline)) void steps_##t(                                   \
        size_t n, t *restrict hold, const u8 *restrict index, const struct kernel_steps *of,       \
        size_t n_steps)                                                                            \
    {                                                                                              \
        const t first = (t)of->first;                                                              \
        t change[KERNEL_STEPS];                                                                    \
        u8 at[KERNEL_STEPS];                                                                       \
        for (size_t k = 0; k < n_steps; k++) {                                                     \
            at[k] = of->at[k];                                                                     \
            change[k] = (t)of->change[k];                                                          \
        }                                                                                          \
        for (size_t i = 0; i < n; i++) {                                                           \
            t x = first;                                                                           \
            for (size_t k = 0; k < n_steps; k++)                                                   \
                x ^= index[i] >= at[k] ? change[k] : 0;                                            \
            hold[i] = x;                                                                           \
        }                                                                                          \
    }                                                                                              \
    static void lut_##t(size_t n, void *hold_, const u8 *restrict index,                           \
                        const struct kernel_steps *of)                                             \
    {                                                                                              \
        t *restrict hold = hold_;                                                                  \
        t all[256];                                                                                \
        switch (of->n) {                                                                           \
            STEPS(0, t)                                                                            \
            STEPS(1, t)                                                                            \
            STEPS(2, t)                                                                            \
            STEPS(3, t)                                                                            \
            STEPS(4, t)                                                                            \
            STEPS(5, t)                                                                            \
            STEPS(6, t)                                                                            \
            STEPS(7, t)                                                                            \
            STEPS(8, t)                                                                            \
        default:                                                                                   \
            for (size_t k = 0; k < 256; k++)                                                       \
                all[k] = (t)of->lut[k < of->n_lut ? k : 0];                                        \
            for (size_t i = 0; i < n; i++)                                                         \
                hold[i] = all[index[i]];                                                           \
        }                                                                                          \
    }                                                                                              \
    static void open_##t(size_t n, void *hold_, void *may_, const u8 *restrict sa, u64 null_,      \
                         u64 unknown_, u64 all_)                                                   \
    {                                                                                              \
        t *restrict hold = hold_, *restrict may = may_;                                            \
        const t null = (t)null_, unknown = (t)unknown_, all = (t)all_;                             \
        for (size_t i = 0; i < n; i++) {                                                           \
            t x = hold[i];                                                                         \
            x = sa[i] & COLUMN_NULL ? null : x;                                                    \
            x = sa[i] & COLUMN_UNKNOWN ? unknown : x;                                              \
            hold[i] = x;                                                                           \
            may[i] = sa[i] & COLUMN_UNKNOWN ? all : x;                                             \
        }                                                                                          \
    }                                                                                              \
    HIT(first, t, NOTHING, m, m != 0, one & ~h ? COLUMN_UNKNOWN : 0)                               \
    HIT(one, t, NOTHING, h, h != 0, (h == 0) & (m != 0) ? COLUMN_UNKNOWN : 0)                      \
    HIT(unique, t, NOTHING, h, h != 0,                                                             \
        h & (t)(h - 1)        ? COLUMN_SLOW                                                        \
        : (h == 0) & (m != 0) ? COLUMN_UNKNOWN                                                     \
                              : 0)                                                                 \
    static u8 any_##t(size_t n, u8 *restrict d, u8 *restrict s, const void *hold_,                 \
                      const void *may_, const u8 *restrict sa, u8 none, const u64 *restrict same)  \
    {                                                                                              \
        const t *hold = hold_, *may = may_;                                                        \
        u8 all = 0;                                                                                \
        if (!same)                                                                                 \
            return one_##t(n, d, s, hold_, may_, sa, none);                                        \
        for (size_t i = 0; i < n; i++) {                                                           \
            t h = hold[i], m = may[i], one = (t)(h & (t)-h);                                       \
            u8 at = lowest_##t(one), state;                                                        \
            t like = (t)same[at];                                                                  \
            state = h == 0      ? (m != 0 ? COLUMN_UNKNOWN : 0)                                    \
                    : h & ~like ? COLUMN_SLOW                                                      \
                    : m & ~like ? COLUMN_UNKNOWN                                                   \
                                : 0;                                                               \
            d[i] = h ? at : none;                                                                  \
            state = sa[i] ? sa[i] : state;                                                         \
            s[i] = state;                                                                          \
            all |= state;                                                                          \
        }                                                                                          \
        return all;                                                                                \
    }                                                                                              \
    static void fired_##t(size_t n, void *d_, const void *hold_, const void *may_)                 \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t *hold = hold_, *may = may_;                                                        \
        for (size_t i = 0; i < n; i++) {                                                           \
            t m = may[i];                                                                          \
            d[i] = (t)(m & (t)-m & hold[i]);                                                       \
        }                                                                                          \
    }                                                                                              \
    static void row_##t(size_t n, u8 *restrict d, const void *rows_, unsigned at)                  \
    {                                                                                              \
        const t *restrict rows = rows_;                                                            \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = rows[i] >> at & 1;                                                              \
    }                                                                                              \
    static void doubtful_##t(size_t n, u8 *restrict d, const void *hold_, const void *may_,        \
                             unsigned at)                                                          \
    {                                                                                              \
        const t *hold = hold_, *may = may_;                                                        \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = (may[i] & ~hold[i]) >> at & 1;                                                  \
    }                                                                                              \
    static u8 differ_##t(size_t n, u8 *restrict s, const void *hold_, const void *may_)            \
    {                                                                                              \
        const t *hold = hold_, *may = may_;                                                        \
        RETURN_STATES(NOTHING, hold[i] != may[i] ? COLUMN_UNKNOWN : 0);                            \
    }                                                                                              \
    static void count_##t(size_t n, u8 *restrict d, const void *hold_)                             \
    {                                                                                              \
        const t *restrict hold = hold_;                                                            \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = bits_u64(hold[i]);                                                              \
    }                                                                                              \
    static void codes_##t(size_t n, u64 *restrict d, const void *hold_, const u64 *restrict lut,   \
                          size_t n_rows)                                                           \
    {                                                                                              \
        const t *restrict hold = hold_;                                                            \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = 0;                                                                              \
        for (size_t k = 0; k < n_rows; k++) {                                                      \
            const u64 code = lut[k];                                                               \
            for (size_t i = 0; i < n; i++)                                                         \
                d[i] |= hold[i] >> k & 1 ? code : 0;                                               \
        }                                                                                          \
    }
ROWS_OF(u8)
ROWS_OF(u32)
ROWS_OF(u64)
#define ROWS(t)                                                                                    \
    {                                                                                              \
        cell_##t, lut_##t, open_##t, first_##t, unique_##t, any_##t, fired_##t, row_##t,           \
            doubtful_##t, differ_##t, count_##t, codes_##t                                         \
    }

static void index_of(size_t n, u8 *restrict d, const i64 *restrict a, i64 first, unsigned n_values)
{
    for (size_t i = 0; i < n; i++) {
        u64 at = (u64)a[i] - (u64)first;
        d[i] = (u8)(at < n_values ? at : n_values);
    }
}

#define RIVAL_FORM(name, form, t, v_is, matters)                                                   \
    static void rival_##name##_##form##_##t(size_t n, u8 *restrict doubt, const void *d_,          \
                                            const u8 *restrict has_, const u8 *restrict may,       \
                                            const void *v_)                                        \
    {                                                                                              \
        const t *restrict d = d_, *restrict v = v_;                                                \
        (void)d;                                                                                   \
        for (size_t i = 0; i < n; i++) {                                                           \
            const t x = v[v_is];                                                                   \
            doubt[i] |= may[i] & ((u8)(matters));                                                  \
        }                                                                                          \
    }
#define BEST_FORM(name, form, t, v_is, op)                                                         \
    static void best_##name##_##form##_##t(size_t n, void *d_, u8 *restrict has_,                  \
                                           const u8 *restrict holds, const void *v_)               \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t *restrict v = v_;                                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            const t x = v[v_is];                                                                   \
            bool better = (has_[i] == 0) | (x op d[i]);                                            \
            d[i] = (holds[i] != 0) & better ? x : d[i];                                            \
        }                                                                                          \
        for (size_t i = 0; i < n; i++)                                                             \
            has_[i] |= holds[i];                                                                   \
    }                                                                                              \
    RIVAL_FORM(name, form, t, v_is, (has_[i] == 0) | (x op d[i]))
#define BEST_OF(t)                                                                                 \
    BEST_FORM(least, v, t, i, <)                                                                   \
    BEST_FORM(least, s, t, 0, <)                                                                   \
    BEST_FORM(greatest, v, t, i, >)                                                                \
    BEST_FORM(greatest, s, t, 0, >)                                                                \
    RIVAL_FORM(sum, v, t, i, (has_[i] == 0) | (x != 0))                                            \
    RIVAL_FORM(sum, s, t, 0, (has_[i] == 0) | (x != 0))                                            \
    static void add_if_v_##t(size_t n, void *d_, const u8 *restrict holds, const void *v_)         \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t *restrict v = v_;                                                                  \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = (t)((u64)d[i] + ((u64)v[i] & (0 - (u64)(holds[i] != 0))));                      \
    }                                                                                              \
    static void add_if_s_##t(size_t n, void *d_, const u8 *restrict holds, const void *v_)         \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t v = *(const t *)v_;                                                                \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = (t)((u64)d[i] + (holds[i] ? (u64)v : 0));                                       \
    }

static void collect(size_t n, u8 *restrict holds, u8 *restrict may, u8 *restrict doubt,
                    u8 *restrict slow, const u8 *restrict sv)
{
    for (size_t i = 0; i < n; i++) {
        u8 known = sv[i] == 0;
        slow[i] |= (holds[i] | may[i]) & ((sv[i] & (COLUMN_NULL | COLUMN_SLOW)) != 0);
        doubt[i] |= (holds[i] | may[i]) & sv[i] & COLUMN_UNKNOWN;
        holds[i] &= known;
        may[i] &= known;
    }
}

static u8 collected(size_t n, u8 *restrict s, const u8 *restrict slow, const u8 *restrict doubt,
                    const u8 *restrict has_)
{
    RETURN_STATES(u8 x = slow[i]; u8 y = doubt[i]; u8 none = has_[i] == 0, x      ? COLUMN_SLOW
                                                                           : y    ? COLUMN_UNKNOWN
                                                                           : none ? COLUMN_NULL
                                                                                  : 0);
}

BEST_OF(u8)
BEST_OF(i32)
BEST_OF(i64)

const struct kernel_tables KERNEL_TABLES = {
    .rows = {ROWS(u8), ROWS(u32), ROWS(u64), ROWS(u64)},
    .index = index_of,
    .best = {VS_BY_WIDTH(best_least), VS_BY_WIDTH(best_greatest)},
    .rival = {VS_BY_WIDTH(rival_least), VS_BY_WIDTH(rival_greatest), VS_BY_WIDTH(rival_sum)},
    .add_if = VS_BY_WIDTH(add_if),
    .collect = collect,
    .collected = collected,
};
