#include "decimal.h"

#include "decimal_series.h"

#include <stdio.h>
#include <stdlib.h>

/* Arguments and results by value, rounding mode and flags as parameters: no global state. */
#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <bid_conf.h>
#include <bid_functions.h>
#pragma GCC diagnostic pop

enum { NEAREST_EVEN = 0, TO_FLOOR = 1, TO_CEILING = 2, TO_ZERO = 3, NEAREST_AWAY = 4 };

#define BIAS 6176
#define EXPONENT_MAX 6111
#define SIGN (1ull << 63)
#define COEFFICIENT_HIGH ((1ull << 49) - 1)

static BID_UINT128 bid(struct decimal d)
{
    BID_UINT128 x;
    x.w[0] = d.w[0];
    x.w[1] = d.w[1];
    return x;
}

static struct decimal unbid(BID_UINT128 x)
{
    return (struct decimal){{x.w[0], x.w[1]}};
}

static bool keep_finite(BID_UINT128 x, struct decimal *ret)
{
    if (!bid128_isFinite(x))
        return false;
    *ret = unbid(x);
    return true;
}

struct decimal dec_from_int128(__int128 v)
{
    const int64_t unit = 1000000000000000000;
    const int64_t parts[] = {(int64_t)(v / unit / unit), (int64_t)(v / unit % unit),
                             (int64_t)(v % unit)};
    struct decimal r = dec_from_int(parts[0]);
    for (int i = 1; i < 3; i++) {
        (void)dec_mul(r, dec_from_int(unit), &r);
        (void)dec_add(r, dec_from_int(parts[i]), &r);
    }
    return r;
}

struct decimal dec_from_scaled(int64_t v, int scale)
{
    uint64_t sign = v < 0 ? SIGN : 0;
    uint64_t magnitude = v < 0 ? -(uint64_t)v : (uint64_t)v;
    return (struct decimal){{magnitude, sign | ((uint64_t)(BIAS - scale) << 49)}};
}

struct decimal dec_from_int(int64_t v)
{
    return dec_from_scaled(v, 0);
}

/* So many digits, and one more that stands for all behind them, decide on the 34 that are kept.
 * (bid128_from_string takes zeros far behind a tie for something.) */
#define PARSE_DIGITS 40

struct number_text {
    char digits[PARSE_DIGITS + 1];
    size_t n;            /* of them */
    int64_t exponent;    /* of the last of them */
    bool negative, more; /* more: a digit other than 0 was left out */
};

/* A digit of the coefficient. Leading zeros count for nothing but the point's place. */
static void take_digit(struct number_text *t, char c, bool fraction)
{
    if (t->n == 0 && c == '0') {
        t->exponent -= fraction;
    } else if (t->n < PARSE_DIGITS) {
        t->digits[t->n++] = c;
        t->exponent -= fraction;
    } else {
        t->more |= c != '0';
        t->exponent += !fraction;
    }
}

static bool digit_at(struct str s, size_t i)
{
    return i < s.len && s.data[i] >= '0' && s.data[i] <= '9';
}

/* [+-]digits[.digits][e[+-]digits] */
static bool read_number(struct str s, struct number_text *t)
{
    size_t i = 0, digits = 0;
    if (i < s.len && (s.data[i] == '+' || s.data[i] == '-'))
        t->negative = s.data[i++] == '-';
    for (; digit_at(s, i); i++, digits++)
        take_digit(t, s.data[i], false);
    if (i < s.len && s.data[i] == '.') {
        if (!digit_at(s, ++i))
            return false;
        for (; digit_at(s, i); i++, digits++)
            take_digit(t, s.data[i], true);
    }
    if (digits == 0)
        return false;
    if (i < s.len && (s.data[i] == 'e' || s.data[i] == 'E')) {
        bool negative = false;
        int64_t e = 0;
        size_t first;
        i++;
        if (i < s.len && (s.data[i] == '+' || s.data[i] == '-'))
            negative = s.data[i++] == '-';
        for (first = i; digit_at(s, i); i++)
            e = i - first < 9 ? e * 10 + (s.data[i] - '0') : e;
        if (i == first || i - first > 9)
            return false;
        t->exponent += negative ? -e : e;
    }
    return i == s.len;
}

bool dec_parse(struct str s, struct decimal *ret)
{
    struct number_text t = {.n = 0};
    char text[96];
    if (!read_number(s, &t))
        return false;
    if (t.n == 0) {
        *ret = dec_from_int(0);
        return true;
    }
    if (t.more) {
        t.digits[t.n++] = '1';
        t.exponent--;
    }
    snprintf(text, sizeof text, "%s%.*se%lld", t.negative ? "-" : "", (int)t.n, t.digits,
             (long long)t.exponent);
    _IDEC_flags flags = 0;
    return keep_finite(bid128_from_string(text, NEAREST_EVEN, &flags), ret);
}

/*
 * Amounts and counts have few digits: coefficients that fit into 64 bits. Their sums, differences,
 * products and order are computed here, exactly; what the standard says of the result's exponent
 * holds too. Each function is false where that can't be done, and the library's turn comes.
 */

/* Coefficients are always canonical. */
int dec_exponent(struct decimal a)
{
    return (int)((a.w[1] >> 49) & 0x3fff) - BIAS;
}

static bool is_small(struct decimal a)
{
    return (a.w[1] & COEFFICIENT_HIGH) == 0;
}

/* The coefficients at the lower one of the two exponents. */
static bool align(struct decimal a, struct decimal b, uint64_t *ret_a, uint64_t *ret_b)
{
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    int shift = dec_exponent(a) - dec_exponent(b), n = shift < 0 ? -shift : shift;
    if (!is_small(a) || !is_small(b) || n >= (int)(sizeof tens / sizeof *tens))
        return false;
    *ret_a = a.w[0];
    *ret_b = b.w[0];
    return !__builtin_mul_overflow(shift > 0 ? *ret_a : *ret_b, tens[n], shift > 0 ? ret_a : ret_b);
}

static bool small_add(struct decimal a, struct decimal b, struct decimal *ret)
{
    uint64_t x, y, sum;
    if (!align(a, b, &x, &y))
        return false;
    uint64_t lower = dec_exponent(a) < dec_exponent(b) ? a.w[1] : b.w[1];
    uint64_t sign = x >= y ? a.w[1] & SIGN : b.w[1] & SIGN;
    if ((a.w[1] ^ b.w[1]) & SIGN) {
        sum = x >= y ? x - y : y - x;
        if (sum == 0)
            sign = 0;
    } else if (__builtin_add_overflow(x, y, &sum)) {
        return false;
    }
    *ret = (struct decimal){{sum, (lower & ~SIGN) | sign}};
    return true;
}

static bool small_mul(struct decimal a, struct decimal b, struct decimal *ret)
{
    uint64_t product;
    int e = dec_exponent(a) + dec_exponent(b);
    if (!is_small(a) || !is_small(b) || e < -BIAS || e > EXPONENT_MAX ||
        __builtin_mul_overflow(a.w[0], b.w[0], &product))
        return false;
    *ret = (struct decimal){{product, ((a.w[1] ^ b.w[1]) & SIGN) | (uint64_t)(e + BIAS) << 49}};
    return true;
}

static bool small_cmp(struct decimal a, struct decimal b, int *ret)
{
    uint64_t x, y;
    if (!align(a, b, &x, &y))
        return false;
    bool minus = a.w[1] & SIGN;
    if ((a.w[1] ^ b.w[1]) & SIGN)
        *ret = x == 0 && y == 0 ? 0 : minus ? -1 : 1;
    else
        *ret = x == y ? 0 : (x < y) == minus ? 1 : -1;
    return true;
}

bool dec_add(struct decimal a, struct decimal b, struct decimal *ret)
{
    if (small_add(a, b, ret))
        return true;
    _IDEC_flags flags = 0;
    return keep_finite(bid128_add(bid(a), bid(b), NEAREST_EVEN, &flags), ret);
}

bool dec_sub(struct decimal a, struct decimal b, struct decimal *ret)
{
    if (small_add(a, (struct decimal){{b.w[0], b.w[1] ^ SIGN}}, ret))
        return true;
    _IDEC_flags flags = 0;
    return keep_finite(bid128_sub(bid(a), bid(b), NEAREST_EVEN, &flags), ret);
}

bool dec_mul(struct decimal a, struct decimal b, struct decimal *ret)
{
    if (small_mul(a, b, ret))
        return true;
    _IDEC_flags flags = 0;
    return keep_finite(bid128_mul(bid(a), bid(b), NEAREST_EVEN, &flags), ret);
}

bool dec_div(struct decimal a, struct decimal b, struct decimal *ret)
{
    _IDEC_flags flags = 0;
    if (dec_is_zero(b))
        return false;
    return keep_finite(bid128_div(bid(a), bid(b), NEAREST_EVEN, &flags), ret);
}

/* Which products of a power were rounded. */
enum rounded { EXACT, THE_LAST, OTHERS };

/* One more factor. */
static bool multiply(struct decimal *a, struct decimal b, enum rounded *rounded)
{
    _IDEC_flags flags = 0;
    if (*rounded == THE_LAST)
        *rounded = OTHERS;
    if (small_mul(*a, b, a))
        return true;
    if (!keep_finite(bid128_mul(bid(*a), bid(b), NEAREST_EVEN, &flags), a))
        return false;
    if (flags & BID_INEXACT_EXCEPTION && *rounded == EXACT)
        *rounded = THE_LAST;
    return true;
}

/* By squaring; false on overflow. */
static bool integral_pow(struct decimal a, uint64_t n, struct decimal *ret,
                         enum rounded *ret_rounded)
{
    *ret = dec_from_int(1);
    *ret_rounded = EXACT;
    for (;;) {
        if ((n & 1) && !multiply(ret, a, ret_rounded))
            return false;
        n >>= 1;
        if (n == 0)
            return true;
        if (!multiply(&a, a, ret_rounded))
            return false;
    }
}

static bool is_odd(struct decimal integral)
{
    struct decimal rest;
    return dec_exponent(integral) <= 0 && dec_modulo(integral, dec_from_int(2), &rest) &&
           !dec_is_zero(rest);
}

#define SQUARED_MAX 9999999

/* Squaring where it rounds once, at its end (so that results with at most 34 digits are exact);
 * else logarithms. */
bool dec_pow(struct decimal a, struct decimal b, struct decimal *ret)
{
    int64_t n;
    struct decimal p;
    bool integral = dec_is_integer(b);
    if (dec_is_zero(a) || dec_is_zero(b)) {
        if (dec_is_negative(b))
            return false;
        *ret = dec_from_int(dec_is_zero(b));
        return true;
    }
    if (dec_is_negative(a) && !integral)
        return false;
    if (integral && dec_to_int(b, &n) && n >= -SQUARED_MAX && n <= SQUARED_MAX) {
        enum rounded rounded;
        bool fits = integral_pow(a, (uint64_t)(n < 0 ? -n : n), &p, &rounded);
        if (n > 0 && !fits)
            return false;
        if (n > 0 && rounded != OTHERS) {
            *ret = p;
            return true;
        }
        if (n < 0 && fits && rounded == EXACT)
            return dec_div(dec_from_int(1), p, ret);
    }
    if (!series_pow(dec_abs(a), b, &p))
        return false;
    *ret = dec_is_negative(a) && is_odd(b) ? dec_neg(p) : p;
    return true;
}

bool dec_modulo(struct decimal a, struct decimal b, struct decimal *ret)
{
    if (dec_is_zero(b))
        return false;
    _IDEC_flags flags = 0;
    struct decimal r;
    if (!keep_finite(bid128_fmod(bid(a), bid(b), &flags), &r))
        return false;
    if (!dec_is_zero(r) && dec_is_negative(r) != dec_is_negative(b))
        return dec_add(r, b, ret);
    *ret = r;
    return true;
}

bool dec_sqrt(struct decimal a, struct decimal *ret)
{
    _IDEC_flags flags = 0;
    return keep_finite(bid128_sqrt(bid(a), NEAREST_EVEN, &flags), ret);
}

bool dec_log(struct decimal a, struct decimal *ret)
{
    return !dec_is_zero(a) && !dec_is_negative(a) && series_log(a, ret);
}

bool dec_exp(struct decimal a, struct decimal *ret)
{
    return series_exp(a, ret);
}

struct decimal dec_neg(struct decimal a)
{
    if (dec_is_zero(a))
        return a;
    a.w[1] ^= SIGN;
    return a;
}

struct decimal dec_abs(struct decimal a)
{
    a.w[1] &= ~SIGN;
    return a;
}

static bool quantize(struct decimal a, int scale, int mode, struct decimal *ret)
{
    _IDEC_flags flags = 0;
    return keep_finite(bid128_quantize(bid(a), bid(dec_from_scaled(1, scale)), mode, &flags), ret);
}

bool dec_round(struct decimal a, int scale, enum dec_round mode, struct decimal *ret)
{
    if (scale < -6111 || scale > 6176)
        return false;
    if (dec_exponent(a) >= -scale) { /* no digits there to round away */
        *ret = a;
        return true;
    }
    switch (mode) {
    case DEC_HALF_EVEN:
        return quantize(a, scale, NEAREST_EVEN, ret);
    case DEC_HALF_UP:
        return quantize(a, scale, NEAREST_AWAY, ret);
    case DEC_DOWN:
        return quantize(a, scale, TO_ZERO, ret);
    case DEC_UP:
        return quantize(a, scale, dec_is_negative(a) ? TO_FLOOR : TO_CEILING, ret);
    case DEC_FLOOR:
        return quantize(a, scale, TO_FLOOR, ret);
    case DEC_CEILING:
        return quantize(a, scale, TO_CEILING, ret);
    case DEC_HALF_DOWN: {
        struct decimal down, rest, half = dec_from_scaled(5, scale + 1);
        if (!quantize(a, scale, TO_ZERO, &down) || !dec_sub(dec_abs(a), dec_abs(down), &rest))
            return false;
        if (dec_cmp(rest, half) <= 0) {
            *ret = down;
            return true;
        }
        return quantize(a, scale, NEAREST_AWAY, ret);
    }
    }
    return false;
}

int dec_cmp(struct decimal a, struct decimal b)
{
    int order;
    if (small_cmp(a, b, &order))
        return order;
    _IDEC_flags flags = 0;
    if (bid128_quiet_less(bid(a), bid(b), &flags))
        return -1;
    return bid128_quiet_equal(bid(a), bid(b), &flags) ? 0 : 1;
}

bool dec_is_zero(struct decimal a)
{
    return bid128_isZero(bid(a));
}

bool dec_is_negative(struct decimal a)
{
    return (a.w[1] & SIGN) && !dec_is_zero(a);
}

bool dec_is_integer(struct decimal a)
{
    struct decimal r;
    return dec_exponent(a) >= 0 || (dec_round(a, 0, DEC_DOWN, &r) && dec_cmp(a, r) == 0);
}

bool dec_to_scaled(struct decimal a, int scale, int64_t *ret)
{
    struct decimal q = a;
    if (dec_is_zero(a)) {
        *ret = 0;
        return true;
    }
    if (dec_exponent(a) != -scale && (!quantize(a, scale, TO_ZERO, &q) || dec_cmp(a, q) != 0))
        return false;
    bool negative = q.w[1] & SIGN;
    if ((q.w[1] & COEFFICIENT_HIGH) != 0 || q.w[0] > (uint64_t)INT64_MAX + negative)
        return false;
    *ret = (int64_t)(negative ? -q.w[0] : q.w[0]);
    return true;
}

bool dec_to_int(struct decimal a, int64_t *ret)
{
    return dec_to_scaled(a, 0, ret);
}

size_t dec_format(struct decimal a, char buf[128])
{
    char raw[64];
    _IDEC_flags flags = 0;
    bid128_to_string(raw, bid(a), &flags); /* "+123E-2" */
    char *e = strchr(raw, 'E');
    int exp = e ? (int)strtol(e + 1, NULL, 10) : 0;
    const char *digits = raw + 1;
    size_t n = e ? (size_t)(e - digits) : strlen(digits);
    while (n > 1 && *digits == '0') {
        digits++;
        n--;
    }
    if (n == 1 && *digits == '0') {
        memcpy(buf, "0", 2);
        return 1;
    }
    while (n > 1 && digits[n - 1] == '0' && (exp < 0 || exp + (int)n > 60)) {
        n--;
        exp++;
    }
    const char *sign = raw[0] == '-' ? "-" : "";
    int len;
    if (exp > 0 && exp + (int)n > 60) {
        len = snprintf(buf, 128, "%s%.1s%s%.*se+%d", sign, digits, n > 1 ? "." : "", (int)n - 1,
                       digits + 1, exp + (int)n - 1);
    } else if (exp >= 0) {
        len = snprintf(buf, 128, "%s%.*s%0*d", sign, (int)n, digits, exp, 0);
        if (exp == 0)
            len--;
    } else if (-exp < (int)n) {
        len = snprintf(buf, 128, "%s%.*s.%.*s", sign, (int)n + exp, digits, -exp, digits + n + exp);
    } else if (-exp <= 60) {
        len = snprintf(buf, 128, "%s0.%.*s%.*s", sign, -exp - (int)n,
                       "000000000000000000000000000000000000000000000000000000000000", (int)n,
                       digits);
    } else {
        len = snprintf(buf, 128, "%s%.1s%s%.*se%d", sign, digits, n > 1 ? "." : "", (int)n - 1,
                       digits + 1, exp + (int)n - 1);
    }
    buf[len] = '\0';
    return (size_t)len;
}

uint64_t dec_hash(struct decimal a)
{
    char text[128];
    return str_hash((struct str){text, dec_format(a, text)});
}
