/*
 * Powers, exponentials and logarithms with all 34 digits right: computed with twice the digits, so
 * that the last rounding is the only one that counts.
 */
#include "decimal_wide.h"

/* The number high + low: high is the sum rounded, low what the rounding lost. */
struct wide {
    struct decimal high, low;
};

static struct wide whole(int64_t n)
{
    return (struct wide){dec_from_int(n), dec_from_int(0)};
}

/* Exact for any two (Knuth, 4.2.2, theorem B). */
static bool sum(struct decimal a, struct decimal b, struct wide *ret)
{
    struct decimal s, x, y;
    if (!dec_add(a, b, &s) || !dec_sub(s, b, &x) || !dec_sub(s, x, &y) || !dec_sub(a, x, &x) ||
        !dec_sub(b, y, &y) || !dec_add(x, y, &x))
        return false;
    *ret = (struct wide){s, x};
    return true;
}

static bool add(struct wide a, struct wide b, struct wide *ret)
{
    struct wide s;
    struct decimal low;
    return sum(a.high, b.high, &s) && dec_add(a.low, b.low, &low) && dec_add(s.low, low, &low) &&
           sum(s.high, low, ret);
}

static bool mul(struct wide a, struct wide b, struct wide *ret)
{
    struct decimal p, lost, cross;
    return dec_mul(a.high, b.high, &p) && dec_fma(a.high, b.high, dec_neg(p), &lost) &&
           dec_mul(a.high, b.low, &cross) && dec_fma(a.low, b.high, cross, &cross) &&
           dec_add(lost, cross, &lost) && sum(p, lost, ret);
}

static bool divide(struct wide a, struct wide b, struct wide *ret)
{
    struct decimal q, rest;
    return dec_div(a.high, b.high, &q) && dec_fma(dec_neg(q), b.high, a.high, &rest) &&
           dec_add(rest, a.low, &rest) && dec_fma(dec_neg(q), b.low, rest, &rest) &&
           dec_div(rest, b.high, &rest) && sum(q, rest, ret);
}

/* By squaring. */
static bool integral_pow(struct wide a, uint64_t n, struct wide *ret)
{
    struct wide r = whole(1);
    while (n) {
        if ((n & 1) && !mul(r, a, &r))
            return false;
        n >>= 1;
        if (n && !mul(a, a, &a))
            return false;
    }
    *ret = r;
    return true;
}

static struct wide ln10(void)
{
    struct wide r;
    dec_parse(STR("2.302585092994045684017991454684364"), &r.high);
    dec_parse(STR("2.076011014886287729760333279009676e-34"), &r.low);
    return r;
}

/* exp(x) = 10^k * exp(x - k ln 10); the rest, below 1.2, is halved eight times for the series. */
#define EXP_TERMS 22
#define EXP_HALVINGS 8

static bool exp_wide(struct wide x, struct wide *ret)
{
    struct decimal k, unit;
    struct wide r, s = whole(1), t;
    int64_t n;
    if (dec_cmp(dec_abs(x.high), dec_from_int(15000)) > 0) {
        *ret = whole(0);
        return dec_is_negative(x.high);
    }
    if (!dec_div(x.high, ln10().high, &k) || !dec_round(k, 0, DEC_HALF_EVEN, &k) ||
        !dec_to_int(k, &n) || !mul(ln10(), whole(-n), &t) || !add(x, t, &r) ||
        !divide(r, whole(1 << EXP_HALVINGS), &r))
        return false;
    for (int i = EXP_TERMS; i > 0; i--)
        if (!mul(r, s, &s) || !divide(s, whole(i), &s) || !add(s, whole(1), &s))
            return false;
    for (int i = 0; i < EXP_HALVINGS; i++)
        if (!mul(s, s, &s))
            return false;
    /* in two steps: 10^k itself may be no number */
    for (int64_t left = n, part; left != 0; left -= part) {
        part = left > 6000 ? 6000 : left < -6000 ? -6000 : left;
        unit = dec_from_scaled(1, (int)-part);
        if (!dec_mul(s.high, unit, &s.high) || !dec_mul(s.low, unit, &s.low))
            return false;
    }
    *ret = s;
    return true;
}

/* Near 1 the series of log(1 + t); else one step of Halley's method from a logarithm that is nearly
 * right, which triples its digits. */
#define LOG_TERMS 8

static bool log_wide(struct decimal a, struct wide *ret)
{
    struct decimal t, near, both;
    struct wide s = whole(0), e, x;
    if (!dec_sub(a, dec_from_int(1), &t))
        return false;
    if (dec_cmp(dec_abs(t), dec_from_scaled(1, 9)) < 0) {
        struct wide minus = {dec_neg(t), dec_from_int(0)};
        for (int i = LOG_TERMS; i > 0; i--)
            if (!divide(whole(1), whole(i), &x) || !mul(s, minus, &s) || !add(s, x, &s))
                return false;
        return mul(s, (struct wide){t, dec_from_int(0)}, ret);
    }
    if (!dec_near_log(a, &near) || !exp_wide((struct wide){near, dec_from_int(0)}, &e) ||
        !add((struct wide){a, dec_from_int(0)}, (struct wide){dec_neg(e.high), dec_neg(e.low)},
             &x) ||
        !dec_add(a, e.high, &both))
        return false;
    return dec_div(x.high, both, &t) && dec_add(t, t, &t) && sum(near, t, ret);
}

bool dec_exp(struct decimal a, struct decimal *ret)
{
    struct wide r;
    if (!exp_wide((struct wide){a, dec_from_int(0)}, &r))
        return false;
    *ret = r.high;
    return true;
}

bool dec_log(struct decimal a, struct decimal *ret)
{
    struct wide r;
    if (dec_is_zero(a) || dec_is_negative(a) || !log_wide(a, &r))
        return false;
    *ret = r.high;
    return true;
}

/* Exponents up to this are counted out. */
#define COUNTED_MAX 9999999

bool dec_pow(struct decimal a, struct decimal b, struct decimal *ret)
{
    struct wide p = {a, dec_from_int(0)};
    int64_t n;
    bool ok, odd = false;
    if (dec_to_int(b, &n) && n >= -COUNTED_MAX && n <= COUNTED_MAX) {
        uint64_t times = n < 0 ? -(uint64_t)n : (uint64_t)n;
        ok = n < 0 && dec_is_zero(a) ? false
             : n >= 0                ? integral_pow(p, times, &p)
                      /* the power may be too large, and its reciprocal still a number */
                      : (integral_pow(p, times, &p) && divide(whole(1), p, &p)) ||
                            (divide(whole(1), p, &p) && integral_pow(p, times, &p));
    } else if (dec_is_zero(a)) {
        p = whole(0);
        ok = !dec_is_negative(b);
    } else {
        struct decimal half;
        if (dec_is_negative(a) && !dec_is_integer(b))
            return false;
        if (dec_is_negative(a))
            odd = dec_modulo(b, dec_from_int(2), &half) && !dec_is_zero(half);
        ok = log_wide(dec_abs(a), &p) && mul(p, (struct wide){b, dec_from_int(0)}, &p) &&
             exp_wide(p, &p);
    }
    if (ok)
        *ret = odd ? dec_neg(p.high) : p.high;
    return ok;
}
