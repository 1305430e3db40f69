/*
 * The kernels, compiled once for each instruction set (meson.build): plain loops that gcc
 * vectorises. Macros write the variants by type and by form of the operands.
 */
#include "kernels_private.h"

/* --- Numbers ---
 * u is the unsigned type in which arithmetic wraps. */
#define TWO_FORM(name, form, t, u, r, x_is, y_is, expression)                                      \
    static void name##_##t##_##form(size_t n, void *d_, const void *a_, const void *b_)            \
    {                                                                                              \
        r *restrict d = d_;                                                                        \
        const t *restrict a = a_, *restrict b = b_;                                                \
        for (size_t i = 0; i < n; i++) {                                                           \
            const t x = a[x_is], y = b[y_is];                                                      \
            d[i] = (r)(expression);                                                                \
        }                                                                                          \
    }
#define TWO(name, t, u, r, expression)                                                             \
    TWO_FORM(name, vv, t, u, r, i, i, expression)                                                  \
    TWO_FORM(name, vs, t, u, r, i, 0, expression)                                                  \
    TWO_FORM(name, sv, t, u, r, 0, i, expression)
#define TWO_OF(t, u)                                                                               \
    TWO(add, t, u, t, (u)x + (u)y)                                                                 \
    TWO(sub, t, u, t, (u)x - (u)y)                                                                 \
    TWO(mul, t, u, t, (u)x *(u)y)                                                                  \
    TWO(min, t, u, t, x < y ? x : y)                                                               \
    TWO(max, t, u, t, x > y ? x : y)                                                               \
    TWO(bits, t, u, t, x &y)                                                                       \
    TWO(lt, t, u, u8, x < y)                                                                       \
    TWO(le, t, u, u8, x <= y)                                                                      \
    TWO(eq, t, u, u8, x == y)                                                                      \
    TWO(ne, t, u, u8, x != y)
TWO_OF(u8, u8)
TWO_OF(i32, u32)
TWO_OF(i64, u64)

#define FORMS(name, t)                                                                             \
    {                                                                                              \
        name##_##t##_vv, name##_##t##_vs, name##_##t##_sv                                          \
    }
/* U64 (codes) is never ordered; the rest is the same in 64 bits. */
#define BY_WIDTH(name)                                                                             \
    {                                                                                              \
        FORMS(name, u8), FORMS(name, i32), FORMS(name, i64), FORMS(name, i64)                      \
    }

/* In 64 bits, of 32-bit vectors as they are: with each other, with a 64-bit vector, a scalar. */
#define MIXED_FORM(name, form, ta, tb, r, x_is, y_is, expression)                                  \
    static void mixed_##name##_##form(size_t n, void *d_, const void *a_, const void *b_)          \
    {                                                                                              \
        r *restrict d = d_;                                                                        \
        const ta *restrict a = a_;                                                                 \
        const tb *restrict b = b_;                                                                 \
        for (size_t i = 0; i < n; i++) {                                                           \
            const i64 x = a[x_is], y = b[y_is];                                                    \
            d[i] = (r)(expression);                                                                \
        }                                                                                          \
    }
#define MIXED(name, r, expression)                                                                 \
    MIXED_FORM(name, both, i32, i32, r, i, i, expression)                                          \
    MIXED_FORM(name, second, i64, i32, r, i, i, expression)                                        \
    MIXED_FORM(name, first, i32, i64, r, i, i, expression)                                         \
    MIXED_FORM(name, vs, i32, i64, r, i, 0, expression)                                            \
    MIXED_FORM(name, sv, i64, i32, r, 0, i, expression)
MIXED(add, i64, (u64)x + (u64)y)
MIXED(sub, i64, (u64)x - (u64)y)
MIXED(mul, i64, (u64)x *(u64)y)
MIXED(lt, u8, x < y)
MIXED(le, u8, x <= y)
#define MIXES(name)                                                                                \
    {                                                                                              \
        mixed_##name##_both, mixed_##name##_second, mixed_##name##_first, mixed_##name##_vs,       \
            mixed_##name##_sv                                                                      \
    }

#define CHECKED(name)                                                                              \
    static u8 checked_##name(size_t n, i64 *restrict d, u8 *restrict s, const i64 *a,              \
                             const i64 *b)                                                         \
    {                                                                                              \
        u8 all = 0;                                                                                \
        for (size_t i = 0; i < n; i++) {                                                           \
            bool over = __builtin_##name##_overflow(a[i], b[i], &d[i]);                            \
            s[i] = s[i] ? s[i] : over ? COLUMN_SLOW : 0;                                           \
            all |= s[i];                                                                           \
        }                                                                                          \
        return all;                                                                                \
    }
CHECKED(add)
CHECKED(sub)
CHECKED(mul)

#define ONE(name, t, r, expression)                                                                \
    static void name(size_t n, void *d_, const void *a_)                                           \
    {                                                                                              \
        r *restrict d = d_;                                                                        \
        const t *restrict a = a_;                                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            const t x = a[i];                                                                      \
            d[i] = (r)(expression);                                                                \
        }                                                                                          \
    }
ONE(negate_u8, u8, u8, -x)
ONE(negate_i32, i32, i32, -(u32)x)
ONE(negate_i64, i64, i64, -(u64)x)
ONE(abs_u8, u8, u8, x)
ONE(abs_i32, i32, i32, x < 0 ? -(u32)x : (u32)x)
ONE(abs_i64, i64, i64, x < 0 ? -(u64)x : (u64)x)

#define CONVERT(t)                                                                                 \
    ONE(t##_to_u8, t, u8, x)                                                                       \
    ONE(t##_to_i32, t, i32, x)                                                                     \
    ONE(t##_to_i64, t, i64, x)
CONVERT(u8)
CONVERT(i32)
CONVERT(i64)
#define CONVERSIONS(t)                                                                             \
    {                                                                                              \
        t##_to_u8, t##_to_i32, t##_to_i64, t##_to_i64                                              \
    }

#define BASIC_OF(t)                                                                                \
    static void fill_##t(size_t n, void *d_, const void *one)                                      \
    {                                                                                              \
        t *d = d_;                                                                                 \
        const t x = *(const t *)one;                                                               \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = x;                                                                              \
    }                                                                                              \
    static void pick_##t(size_t n, void *d_, const void *a_, const uint16_t *restrict at)          \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t *restrict a = a_;                                                                  \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = a[at[i]];                                                                       \
    }                                                                                              \
    static void clear_##t(size_t n, void *d_, const u8 *restrict s, u8 states)                     \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = s[i] & states ? 0 : d[i];                                                       \
    }                                                                                              \
    static void blend_v_##t(size_t n, void *d_, const u8 *restrict which, unsigned k,              \
                            const void *v_)                                                        \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t *restrict v = v_;                                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            t x = v[i], y = d[i];                                                                  \
            d[i] = which[i] == (u8)k ? x : y;                                                      \
        }                                                                                          \
    }                                                                                              \
    static void blend_s_##t(size_t n, void *d_, const u8 *restrict which, unsigned k,              \
                            const void *v_)                                                        \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t v = *(const t *)v_;                                                                \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = which[i] == (u8)k ? v : d[i];                                                   \
    }                                                                                              \
    static void table_##t(size_t n, void *d_, const u8 *restrict which, const i64 *restrict of)    \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = (t)of[which[i]];                                                                \
    }
BASIC_OF(u8)
BASIC_OF(i32)
BASIC_OF(i64)

#define CHOOSE(form, t, b_is, c_is)                                                                \
    static void choose_##t##_##form(size_t n, void *d_, const u8 *restrict cond, const void *b_,   \
                                    const void *c_)                                                \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t *restrict b = b_, *restrict c = c_;                                                \
        for (size_t i = 0; i < n; i++) {                                                           \
            const t x = b[b_is], y = c[c_is];                                                      \
            d[i] = cond[i] ? x : y;                                                                \
        }                                                                                          \
    }
#define CHOOSE_OF(t)                                                                               \
    CHOOSE(vv, t, i, i)                                                                            \
    CHOOSE(vs, t, i, 0)                                                                            \
    CHOOSE(sv, t, 0, i)
CHOOSE_OF(u8)
CHOOSE_OF(i32)
CHOOSE_OF(i64)

/* --- Division ---
 * In doubles, which are exact here: |a|, |b| <= 2^50. (x + MAGIC) - MAGIC rounds x to a whole, and
 * the low bits of x + MAGIC are that whole, for |x| <= 2^51. The quotient is off by less than 2^-1
 * (by the reciprocal: two roundings, each of at most 2^-53 of 2^50), so the whole next to it is
 * within one of the true one, the remainder a - q * b is exact (both below 2^52), and one step
 * makes it 0 <= r < b, q = floor(a / b). */
#define MAGIC 0x1.8p52
#define MAGIC_BITS INT64_C(0x4338000000000000)

static inline double to_double(i64 x)
{
    u64 bits = (u64)x + (u64)MAGIC_BITS;
    double d;
    memcpy(&d, &bits, sizeof d);
    return d - MAGIC;
}

static inline i64 to_whole(double x)
{
    double d = x + MAGIC;
    u64 bits;
    memcpy(&bits, &d, sizeof bits);
    return (i64)(bits - (u64)MAGIC_BITS);
}

/* up: is floor(a / b) one too low? r the remainder, s = 2r - b, x = a */
#define DIVIDE_FORM(name, form, y_is, z_is, quotient, up)                                          \
    static void divide_##name##_##form(size_t n, i64 *restrict d, const i64 *restrict a,           \
                                       i64 factor, const i64 *restrict b)                          \
    {                                                                                              \
        const double one_z = 1.0 / to_double(b[0]);                                                \
        for (size_t i = 0; i < n; i++) {                                                           \
            double y = to_double(b[y_is]), x = to_double((i64)((u64)a[i] * (u64)factor)), z;       \
            double q = ((quotient) + MAGIC) - MAGIC, r = x - q * y, s;                             \
            z = r < 0 ? -1 : 0;                                                                    \
            z = y < 0 ? (r > 0 ? -1.0 : 0.0) : z;                                                  \
            q += z;                                                                                \
            r -= z * y;                                                                            \
            r = y < 0 ? -r : r;                                                                    \
            x = y < 0 ? -x : x;                                                                    \
            y = y < 0 ? -y : y;                                                                    \
            s = r + r - y;                                                                         \
            (void)s;                                                                               \
            d[i] = to_whole(q) + ((up) ? 1 : 0);                                                   \
        }                                                                                          \
        (void)one_z;                                                                               \
    }
#define DIVIDE(name, up)                                                                           \
    DIVIDE_FORM(name, vv, i, i, x / y, up)                                                         \
    DIVIDE_FORM(name, vs, 0, 0, x *one_z, up)
DIVIDE(half_up, (s > 0) | ((s == 0) & (x >= 0)))
DIVIDE(half_down, (s > 0) | ((s == 0) & (x < 0)))
DIVIDE(half_even, (s > 0) | ((s == 0) & (int)(to_whole(q) & 1)))
DIVIDE(up, (r > 0) & (x >= 0))
DIVIDE(down, (r > 0) & (x < 0))
DIVIDE(floor, 0)
DIVIDE(ceiling, r > 0)

/* d = floor(a / power): was a whole? */
static u8 exact(size_t n, u8 *restrict s, const i64 *restrict a, const i64 *restrict d, i64 power)
{
    u8 all = 0;
    for (size_t i = 0; i < n; i++) {
        u8 state = s[i] ? s[i] : (u64)d[i] * (u64)power != (u64)a[i] ? COLUMN_SLOW : 0;
        s[i] = state;
        all |= state;
    }
    return all;
}

/* --- Codes and booleans --- */
static void in(size_t n, u8 *restrict d, const u8 *restrict a, const u8 low[2], const u8 span[2],
               bool invert)
{
    u8 low0 = low[0], low1 = low[1], span0 = span[0], span1 = span[1], flip = invert;
    for (size_t i = 0; i < n; i++)
        d[i] = (((u8)(a[i] - low0) <= span0) | ((u8)(a[i] - low1) <= span1)) ^ flip;
}

static void in_bits(size_t n, u8 *restrict d, const u8 *restrict a, const u64 bits[4])
{
    for (size_t i = 0; i < n; i++)
        d[i] = bits[a[i] >> 6] >> (a[i] & 63) & 1;
}

static void has(size_t n, u8 *restrict d, const u64 *restrict a, unsigned bit)
{
    for (size_t i = 0; i < n; i++)
        d[i] = a[i] >> bit & 1;
}

static void inverse(size_t n, u8 *restrict d, const u8 *restrict a)
{
    for (size_t i = 0; i < n; i++)
        d[i] = a[i] ^ 1;
}

/* --- Dates ---
 * Years begin in March here: the leap day is a year's last, and a date is year * 512 + its day, or
 * (year * 12 + month) * 32 + day of month. Neri and Schneider, "Euclidean affine functions". */
#define EPOCH 719468 /* 1970-01-01 since 0000-03-01 */

static inline u32 year_day(i32 date)
{
    u32 n1 = 4 * ((u32)date + EPOCH) + 3, century = n1 / 146097;
    u32 n2 = 4 * ((n1 - century * 146097) / 4) + 3, year = n2 / 1461;
    return (100 * century + year) << 9 | (n2 - year * 1461) / 4;
}

static inline u32 month_day(i32 date)
{
    u32 p = year_day(date), n3 = 2141 * (p & 511) + 197913; /* months 3 … 14 */
    return ((p >> 9) * 12 + (n3 >> 16)) << 5 | ((n3 & 0xffff) / 2141 + 1);
}

#define MONTHS_MOST 240000 /* more lead out of the calendar from everywhere */

/* INT32_MIN: outside the years 1 to 9999. */
static inline i32 moved(u32 date, i64 months)
{
    i32 by = (i32)(months > MONTHS_MOST    ? MONTHS_MOST
                   : months < -MONTHS_MOST ? -MONTHS_MOST
                                           : months);
    i32 month = (i32)(date >> 5) - 3 + by;
    bool inside = (month >= 10) & (month < 9999 * 12 + 10); /* January of the year 1 is 10 */
    u32 year = (u32)month / 12, m = (u32)month - year * 12, next = year + 1, day = (date & 31) - 1;
    bool leap = ((next & 3) == 0) & ((next % 100 != 0) | (next % 400 == 0));
    u32 start = (153 * m + 2) / 5, last = m == 11 ? 27 + leap : (153 * m + 155) / 5 - start - 1;
    u32 moved_to =
        365 * year + year / 4 - year / 100 + year / 400 + start + (day < last ? day : last) - EPOCH;
    return inside ? (i32)moved_to : INT32_MIN;
}

#define DATES(name, t, form, x_is, y_is, expression)                                               \
    static void name##_##form(size_t n, i32 *restrict d, const i32 *restrict a, const void *b_)    \
    {                                                                                              \
        const t *restrict b = b_;                                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            const i32 x = a[x_is];                                                                 \
            const t y = b[y_is];                                                                   \
            d[i] = (i32)(expression);                                                              \
        }                                                                                          \
    }
#define DATES_OF(name, t, expression)                                                              \
    DATES(name, t, vv, i, i, expression)                                                           \
    DATES(name, t, vs, i, 0, expression)                                                           \
    DATES(name, t, sv, 0, i, expression)
DATES_OF(age, i32, (year_day(y) - year_day(x)) >> 9)
DATES_OF(months, i32, (month_day(y) - month_day(x)) >> 5)
DATES_OF(add_months, i64, moved(month_day(x), y))

static void date_year(size_t n, i32 *restrict d, const i32 *restrict a)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (i32)(((month_day(a[i]) >> 5) - 1) / 12);
}

static void date_month(size_t n, i32 *restrict d, const i32 *restrict a)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (i32)(((month_day(a[i]) >> 5) - 1) % 12 + 1);
}

static void date_day(size_t n, i32 *restrict d, const i32 *restrict a)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (i32)(month_day(a[i]) & 31);
}

/* --- States --- */
static u8 states(size_t n, const u8 *restrict a)
{
    u8 all = 0;
    for (size_t i = 0; i < n; i++)
        all |= a[i];
    return all;
}

static u8 strict_one(size_t n, u8 *restrict s, const u8 *restrict a)
{
    RETURN_STATES(NOTHING, together(a[i]));
}

static u8 strict_two(size_t n, u8 *restrict s, const u8 *a, const u8 *b)
{
    RETURN_STATES(NOTHING, together(a[i] | b[i]));
}

static u8 over(size_t n, u8 *restrict s, const u8 *restrict top, const u8 *restrict below)
{
    RETURN_STATES(u8 x = top[i]; u8 y = below[i], x ? x : y);
}

static u8 branch(size_t n, u8 *restrict s, const u8 *restrict sa, const u8 *restrict t,
                 const u8 *sb, const u8 *sc)
{
    RETURN_STATES(u8 a = sa[i]; u8 b = sb[i]; u8 c = sc[i];
                  u8 open = (b | c) & COLUMN_SLOW ? COLUMN_SLOW : COLUMN_UNKNOWN;
                  u8 taken = t[i] ? b : c, a & COLUMN_SLOW      ? COLUMN_SLOW
                                           : a & COLUMN_UNKNOWN ? open
                                                                : taken);
}

static u8 slow_if(size_t n, u8 *restrict s, const u8 *restrict t)
{
    RETURN_STATES(u8 was = s[i]; u8 slow = t[i] ? COLUMN_SLOW : 0, was ? was : slow);
}

static u8 slow_rows(size_t n, u8 *restrict s, const u8 *restrict sa)
{
    RETURN_STATES(NOTHING, sa[i] & COLUMN_SLOW);
}

static u8 demand(size_t n, u8 *restrict s, const u8 *restrict sa, u8 not_these)
{
    RETURN_STATES(u8 a = sa[i], a & not_these ? COLUMN_SLOW : a);
}

static u8 check(size_t n, u8 *restrict s, const u8 *restrict sa, const u8 *restrict b,
                const u8 *restrict sb)
{
    RETURN_STATES(u8 a = sa[i]; u8 x = sb[i];
                  u8 broken = (x & (COLUMN_SLOW | COLUMN_NULL)) | ((x == 0) & (b[i] == 0)),
                  broken ? COLUMN_SLOW : a);
}

static u8 is_null(size_t n, u8 *restrict d, u8 *restrict s, const u8 *restrict sa)
{
    RETURN_STATES(u8 a = sa[i]; d[i] = (a & COLUMN_NULL) != 0, a & COLUMN_SLOW);
}

/* Of a set that may grow: what it has it has. */
static u8 has_states(size_t n, u8 *restrict s, const u8 *restrict sa, const u8 *restrict d)
{
    RETURN_STATES(u8 a = together(sa[i]), (a & COLUMN_SLOW) | unless(d[i], a & COLUMN_UNKNOWN));
}

static u8 condition(size_t n, u8 *restrict s, const u8 *restrict c)
{
    RETURN_STATES(u8 x = c[i], x & COLUMN_SLOW ? COLUMN_SLOW : x & COLUMN_UNKNOWN);
}

static u8 chosen(size_t n, u8 *restrict s, const u8 *restrict c, const u8 *restrict v,
                 const u8 *restrict count)
{
    RETURN_STATES(u8 x = c[i]; u8 y = together(v[i]);
                  u8 none = count[i] == 0, x & COLUMN_SLOW      ? COLUMN_SLOW
                                           : x & COLUMN_UNKNOWN ? COLUMN_UNKNOWN
                                           : none               ? COLUMN_SLOW
                                                                : y);
}

static void recode(size_t n, u8 *restrict d, const u8 *restrict a, const u64 lut[32])
{
    u8 of[256];
    for (size_t i = 0; i < 256; i++)
        of[i] = (u8)(lut[i / 8] >> i % 8 * 8);
    for (size_t i = 0; i < n; i++)
        d[i] = of[a[i]];
}

/* found: the value that decides by itself; b's SLOW is dropped where a decides, unless eager. */
#define AND_OR(name, found, eager)                                                                 \
    static u8 name(size_t n, u8 *restrict d, u8 *restrict s, const u8 *a, const u8 *sa,            \
                   const u8 *b, const u8 *sb)                                                      \
    {                                                                                              \
        u8 all = 0;                                                                                \
        for (size_t i = 0; i < n; i++) {                                                           \
            u8 x = sa[i], y = sb[i], open = x | y;                                                 \
            u8 by_a = (a[i] == (found)) & (x == 0), by_b = (b[i] == (found)) & (y == 0);           \
            u8 decided = by_a | by_b, slow = (x | ((eager) ? y : unless(by_a, y))) >> 2 & 1;       \
            u8 state = (u8)(slow << 2) | unless(slow | decided, weaker(open));                     \
            s[i] = state;                                                                          \
            d[i] = (found) ? decided : (decided | (state != 0)) ^ 1;                               \
            all |= state;                                                                          \
        }                                                                                          \
        return all;                                                                                \
    }
AND_OR(both, 0, false)
AND_OR(both_eager, 0, true)
AND_OR(either, 1, false)
AND_OR(either_eager, 1, true)

static u8 equal(size_t n, u8 *restrict d, u8 *restrict s, const u8 *sa, const u8 *sb, bool unequal)
{
    u8 all = 0, flip = unequal;
    for (size_t i = 0; i < n; i++) {
        u8 both = sa[i] | sb[i], state = both & COLUMN_SLOW ? COLUMN_SLOW : both & COLUMN_UNKNOWN;
        u8 nulls = ((sa[i] & sb[i] & COLUMN_NULL) != 0) ^ flip;
        d[i] = both & COLUMN_NULL ? nulls : d[i];
        s[i] = state;
        all |= state;
    }
    return all;
}

static u8 in_states(size_t n, u8 *restrict d, u8 *restrict s, const u8 *restrict sa)
{
    u8 all = 0;
    for (size_t i = 0; i < n; i++) {
        u8 state = sa[i] & (COLUMN_SLOW | COLUMN_UNKNOWN);
        d[i] = sa[i] ? 0 : d[i];
        s[i] = state;
        all |= state;
    }
    return all;
}

static void certain(size_t n, u8 *restrict t, const u8 *restrict a, const u8 *restrict sa,
                    bool want)
{
    u8 wanted = want;
    for (size_t i = 0; i < n; i++)
        t[i] = (a[i] == wanted) & (sa[i] == 0);
}

static void mark(size_t n, u8 *restrict d, const u8 *restrict s, u8 which)
{
    for (size_t i = 0; i < n; i++)
        d[i] |= (s[i] & which) != 0;
}

/* --- From members to households --- */

/* Sums by differences of running ones: they wrap, and so what is not known does no harm. */
#define SUM(t)                                                                                     \
    static void sum_##t(size_t n, i64 *restrict d, const void *a_, const u32 *restrict off,        \
                        u64 *restrict running)                                                     \
    {                                                                                              \
        const t *restrict a = a_;                                                                  \
        u64 all = 0;                                                                               \
        for (size_t k = 0; k < off[n]; k++) {                                                      \
            running[k] = all;                                                                      \
            all += (u64)(i64)a[k];                                                                 \
        }                                                                                          \
        running[off[n]] = all;                                                                     \
        for (size_t i = 0; i < n; i++)                                                             \
            d[i] = (i64)(running[off[i + 1]] - running[off[i]]);                                   \
    }
SUM(u8)
SUM(i32)
SUM(i64)

static void sum_checked(size_t n, i64 *restrict d, u8 *restrict t, const i64 *restrict a,
                        const u32 *restrict off)
{
    for (size_t i = 0; i < n; i++) {
        __int128 all = 0;
        for (size_t k = off[i]; k < off[i + 1]; k++)
            all += a[k];
        d[i] = (i64)all;
        t[i] = all != d[i];
    }
}

#define EXTREME(name, t, op)                                                                       \
    static void name##_##t(size_t n, void *d_, const void *a_, const u8 *restrict in_it,           \
                           const u32 *restrict off)                                                \
    {                                                                                              \
        t *restrict d = d_;                                                                        \
        const t *restrict a = a_;                                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            bool found = false;                                                                    \
            t best = 0;                                                                            \
            for (size_t k = off[i]; k < off[i + 1]; k++)                                           \
                if (in_it[k] && (!found || a[k] op best)) {                                        \
                    best = a[k];                                                                   \
                    found = true;                                                                  \
                }                                                                                  \
            d[i] = best;                                                                           \
        }                                                                                          \
    }
#define EXTREMES(t)                                                                                \
    EXTREME(least, t, <)                                                                           \
    EXTREME(greatest, t, >)
EXTREMES(u8)
EXTREMES(i32)
EXTREMES(i64)

/* Bytes of up to eight members at once; KERNEL_SLACK is readable behind them. */
static inline u64 eight(const u8 *a, size_t n)
{
    u64 w;
    memcpy(&w, a, sizeof w);
    return n >= 8 ? w : w & ((UINT64_C(1) << 8 * n) - 1);
}

static void any(size_t n, u8 *restrict d, const u8 *restrict a, const u32 *restrict off)
{
    for (size_t i = 0; i < n; i++) {
        size_t from = off[i], size = off[i + 1] - from;
        u64 w = eight(a + from, size);
        for (size_t k = 8; k < size; k += 8)
            w |= eight(a + from + k, size - k);
        w |= w >> 32;
        w |= w >> 16;
        d[i] = (u8)(w | w >> 8);
    }
}

static void count(size_t n, u8 *restrict d, const u8 *restrict a, const u32 *restrict off)
{
    for (size_t i = 0; i < n; i++) {
        size_t from = off[i], size = off[i + 1] - from;
        u64 w = eight(a + from, size);
        for (size_t k = 8; k < size; k += 8)
            w += eight(a + from + k, size - k);
        d[i] = (u8)(w * UINT64_C(0x0101010101010101) >> 56);
    }
}

static void sizes(size_t n, u8 *restrict d, const u32 *restrict off)
{
    for (size_t i = 0; i < n; i++)
        d[i] = (u8)(off[i + 1] - off[i]);
}

/* some (want) or every: met = one that decides, seen = states of all, c = those of conditions */
static u8 settle(size_t n, u8 *restrict d, u8 *restrict s, const u8 *restrict met, const u8 *seen,
                 const u8 *c, bool want)
{
    u8 all = 0, some = want;
    for (size_t i = 0; i < n; i++) {
        u8 found = met[i] != 0, x = seen[i], y = c[i], open = y & COLUMN_UNKNOWN;
        u8 slow = (y | unless(open, x)) >> 2 & 1, state = (u8)(slow << 2);
        state |= unless(slow, open | unless(open | found, weaker(x)));
        s[i] = state;
        d[i] = some ? found : (found | (state != 0)) ^ 1;
        all |= state;
    }
    return all;
}

static void pack(size_t n, u8 *restrict d, const u8 *restrict a, const u8 *restrict sa, unsigned at,
                 bool want)
{
    u8 wanted = want;
    for (size_t i = 0; i < n; i++)
        d[i] |= (u8)(((a[i] == wanted) & (sa[i] == 0)) << at);
}

static void pack_state(size_t n, u8 *restrict d, const u8 *restrict sa, unsigned state, unsigned at)
{
    u8 of = (u8)state;
    for (size_t i = 0; i < n; i++)
        d[i] |= (u8)(((sa[i] & of) != 0) << at);
}

static u8 settle_packed(size_t n, u8 *restrict d, u8 *restrict s, const u8 *const met[4],
                        unsigned at, bool want)
{
    const u8 *restrict f = met[0], *u = met[1], *z = met[2], *w = met[3];
    u8 all = 0, some = want;
    for (size_t i = 0; i < n; i++) {
        u8 found = f[i] >> at & 1, open = u[i] >> at & 1, null = z[i] >> at & 1;
        u8 slow = w[i] >> at & 1;
        u8 state = (u8)(slow << 2) | unless(slow | found, open | unless(open, (u8)(null << 1)));
        s[i] = state;
        d[i] = some ? found : (found | (state != 0)) ^ 1;
        all |= state;
    }
    return all;
}

#define ROUND(name)                                                                                \
    {                                                                                              \
        divide_##name##_vv, divide_##name##_vs                                                     \
    }

const struct kernels KERNELS = {
    .name = KERNELS_NAME,
    .fill = WIDTHS(fill),
    .two = {BY_WIDTH(add), BY_WIDTH(sub), BY_WIDTH(mul), BY_WIDTH(min), BY_WIDTH(max),
            BY_WIDTH(bits), BY_WIDTH(lt), BY_WIDTH(le), BY_WIDTH(eq), BY_WIDTH(ne)},
    .mixed = {[TWO_ADD] = MIXES(add),
              [TWO_SUB] = MIXES(sub),
              [TWO_MUL] = MIXES(mul),
              [TWO_LT] = MIXES(lt),
              [TWO_LE] = MIXES(le)},
    .checked = {checked_add, checked_sub, checked_mul},
    .copy = {u8_to_u8, i32_to_i32, i64_to_i64, i64_to_i64},
    .negate = WIDTHS(negate),
    .abs = WIDTHS(abs),
    .convert = {CONVERSIONS(u8), CONVERSIONS(i32), CONVERSIONS(i64), CONVERSIONS(i64)},
    .pick = WIDTHS(pick),
    .divide = {ROUND(half_up), ROUND(half_down), ROUND(half_even), ROUND(up), ROUND(down),
               ROUND(floor), ROUND(ceiling)},
    .exact = exact,
    .choose = BY_WIDTH(choose),
    .blend = VS_BY_WIDTH(blend),
    .table = WIDTHS(table),
    .clear = WIDTHS(clear),
    .in = in,
    .in_bits = in_bits,
    .has = has,
    .inverse = inverse,
    .age = {age_vv, age_vs, age_sv},
    .months = {months_vv, months_vs, months_sv},
    .add_months = {add_months_vv, add_months_vs, add_months_sv},
    .date_part = {date_year, date_month, date_day},
    .states = states,
    .strict_one = strict_one,
    .strict_two = strict_two,
    .and_or = {{both, both_eager}, {either, either_eager}},
    .equal = equal,
    .in_states = in_states,
    .certain = certain,
    .branch = branch,
    .slow_rows = slow_rows,
    .demand = demand,
    .check = check,
    .is_null = is_null,
    .recode = recode,
    .has_states = has_states,
    .over = over,
    .slow_if = slow_if,
    .mark = mark,
    .sum = WIDTHS(sum),
    .sum_checked = sum_checked,
    .extreme = {WIDTHS(least), WIDTHS(greatest)},
    .any = any,
    .count = count,
    .sizes = sizes,
    .settle = settle,
    .pack = pack,
    .pack_state = pack_state,
    .settle_packed = settle_packed,
    .condition = condition,
    .chosen = chosen,
    .tables = &KERNEL_TABLES,
};
