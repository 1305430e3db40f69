/*
 * Fixed-point arithmetic with 64 binary digits in front of the point and 256 behind: a unit is
 * 1e-77. Intel's library computes these functions from binary numbers of 34 digits and loses, in a
 * power, up to 14 of them.
 */
#include "decimal_series.h"

#define WORDS 5
#define POINT 4 /* the word of the whole part */

struct fixed {
    uint64_t w[WORDS]; /* the lowest first */
};

typedef unsigned __int128 u128;

static const struct fixed one = {{0, 0, 0, 0, 1}};
static const struct fixed ln2 = {
    {0x8a0d175b8baafa2c, 0x40f343267298b62d, 0xc9e3b39803f2f6af, 0xb17217f7d1cf79ab, 0}};
static const struct fixed ln10 = {
    {0x0f187a0807c0b5ca, 0x8a3fb3e76977e43a, 0xa95b58ae0b4c28a3, 0x4d763776aaa2b05b, 2}};

/* n words; the word that is carried out. */
static uint64_t words_mul(uint64_t *w, int n, uint64_t by)
{
    u128 carry = 0;
    for (int i = 0; i < n; i++) {
        carry += (u128)w[i] * by;
        w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return (uint64_t)carry;
}

static void words_div(uint64_t *w, int n, uint64_t by)
{
    u128 rest = 0;
    for (int i = n - 1; i >= 0; i--) {
        rest = rest << 64 | w[i];
        w[i] = (uint64_t)(rest / by);
        rest %= by;
    }
}

static struct fixed add(struct fixed a, struct fixed b)
{
    u128 carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (u128)a.w[i] + b.w[i];
        a.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return a;
}

/* a >= b */
static struct fixed sub(struct fixed a, struct fixed b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < WORDS; i++) {
        u128 d = (u128)a.w[i] - b.w[i] - borrow;
        a.w[i] = (uint64_t)d;
        borrow = (uint64_t)(d >> 64) & 1;
    }
    return a;
}

static int cmp(struct fixed a, struct fixed b)
{
    for (int i = WORDS - 1; i >= 0; i--)
        if (a.w[i] != b.w[i])
            return a.w[i] < b.w[i] ? -1 : 1;
    return 0;
}

static bool is_zero(struct fixed a)
{
    return cmp(a, (struct fixed){{0}}) == 0;
}

static struct fixed mul(struct fixed a, struct fixed b)
{
    uint64_t product[2 * WORDS] = {0};
    struct fixed r;
    for (int i = 0; i < WORDS; i++) {
        u128 carry = 0;
        for (int k = 0; k < WORDS; k++) {
            carry += (u128)a.w[i] * b.w[k] + product[i + k];
            product[i + k] = (uint64_t)carry;
            carry >>= 64;
        }
        product[i + WORDS] = (uint64_t)carry;
    }
    for (int i = 0; i < WORDS; i++)
        r.w[i] = product[i + POINT];
    return r;
}

static struct fixed times(struct fixed a, uint64_t n)
{
    words_mul(a.w, WORDS, n);
    return a;
}

static struct fixed over(struct fixed a, uint64_t n)
{
    words_div(a.w, WORDS, n);
    return a;
}

/* a / b < 1, digit by binary digit. */
static struct fixed ratio(struct fixed a, struct fixed b)
{
    struct fixed q = {{0}};
    for (int i = 64 * POINT - 1; i >= 0; i--) {
        a = add(a, a);
        if (cmp(a, b) >= 0) {
            a = sub(a, b);
            q.w[i / 64] |= UINT64_C(1) << (i % 64);
        }
    }
    return q;
}

/* A decimal number as coefficient and exponent. */
struct parts {
    uint64_t c[2];
    int exponent;
    bool minus;
};

static struct parts parts_of(struct decimal d)
{
    return (struct parts){
        {d.w[0], d.w[1] & ((UINT64_C(1) << 49) - 1)}, dec_exponent(d), dec_is_negative(d)};
}

#define WIDE 8

/* w * 10^exponent, w with POINT words behind the point; false if it is 20,000 or more. */
static bool scale(uint64_t w[WIDE], int exponent, struct fixed *ret)
{
    for (; exponent < 0 && exponent > -200; exponent++)
        words_div(w, WIDE, 10);
    for (; exponent > 0; exponent--)
        if (words_mul(w, WIDE, 10) || w[POINT] >= 20000 || w[5] || w[6] || w[7])
            return false;
    *ret = (struct fixed){{0}};
    for (int i = 0; exponent == 0 && i < WORDS; i++)
        ret->w[i] = w[i];
    return w[POINT] < 20000 && !w[5] && !w[6] && !w[7];
}

/* v * 10^exponent, v > 0, as a number. */
static bool to_decimal(struct fixed v, int exponent, bool minus, struct decimal *ret)
{
    char text[64];
    size_t n = 0;
    for (; v.w[POINT] == 0; exponent--)
        v = times(v, 10);
    for (; v.w[POINT] >= 10; exponent++)
        v = over(v, 10);
    if (minus)
        text[n++] = '-';
    for (int i = 0; i < 40; i++) {
        text[n++] = (char)('0' + v.w[POINT]);
        v.w[POINT] = 0;
        v = times(v, 10);
    }
    exponent -= 39;
    text[n++] = 'e';
    if (exponent < 0)
        text[n++] = '-';
    unsigned e = (unsigned)(exponent < 0 ? -exponent : exponent), unit = 10000;
    for (; unit; unit /= 10)
        text[n++] = (char)('0' + e / unit % 10);
    return dec_parse((struct str){text, n}, ret);
}

/* e^x or e^-x. */
static bool exponential(struct fixed x, bool minus, struct decimal *ret)
{
    struct fixed sum = one, term = one;
    uint64_t tens = x.w[POINT] * 1000000 / 2302586; /* at most x / ln 10 */
    x = sub(x, times(ln10, tens));
    while (cmp(x, ln10) >= 0) {
        x = sub(x, ln10);
        tens++;
    }
    int exponent = (int)tens;
    if (minus) {
        x = sub(ln10, x);
        exponent = -exponent - 1;
    }
    x = over(x, 256);
    for (uint64_t n = 1; !is_zero(term); n++) {
        term = over(mul(term, x), n);
        sum = add(sum, term);
    }
    for (int i = 0; i < 8; i++)
        sum = mul(sum, sum);
    return to_decimal(sum, exponent, false, ret);
}

/* |ln x|; *ret_minus: it is below zero. */
static struct fixed logarithm(struct decimal x, bool *ret_minus)
{
    const struct parts p = parts_of(x);
    uint64_t w[WIDE] = {[POINT] = p.c[0], [POINT + 1] = p.c[1]};
    struct fixed f, z, square, sum = {{0}}, whole;
    int tens = p.exponent;
    unsigned twos = 0;
    for (; w[POINT] >= 10 || w[POINT + 1]; tens++)
        words_div(w, WIDE, 10);
    for (int i = 0; i < WORDS; i++)
        f.w[i] = w[i];
    for (; f.w[POINT] >= 2; twos++)
        f = over(f, 2);
    /* x = f * 2^twos * 10^tens; ln f = 2 (z + z^3/3 + z^5/5 + …) */
    z = ratio(sub(f, one), add(f, one));
    square = mul(z, z);
    for (uint64_t n = 1; !is_zero(z); n += 2) {
        sum = add(sum, over(z, n));
        z = mul(z, square);
    }
    sum = add(add(sum, sum), times(ln2, twos));
    whole = times(ln10, (uint64_t)(tens < 0 ? -tens : tens));
    *ret_minus = tens < 0 && cmp(sum, whole) < 0;
    return tens >= 0 ? add(sum, whole) : *ret_minus ? sub(whole, sum) : sub(sum, whole);
}

static bool overflows(bool minus, struct decimal *ret)
{
    if (minus)
        *ret = dec_from_int(0);
    return minus;
}

bool series_exp(struct decimal x, struct decimal *ret)
{
    const struct parts p = parts_of(x);
    uint64_t w[WIDE] = {[POINT] = p.c[0], [POINT + 1] = p.c[1]};
    struct fixed f;
    return scale(w, p.exponent, &f) ? exponential(f, p.minus, ret) : overflows(p.minus, ret);
}

bool series_log(struct decimal x, struct decimal *ret)
{
    bool minus;
    const struct fixed f = logarithm(x, &minus);
    if (!is_zero(f))
        return to_decimal(f, 0, minus, ret);
    *ret = dec_from_int(0);
    return true;
}

bool series_pow(struct decimal x, struct decimal y, struct decimal *ret)
{
    const struct parts p = parts_of(y);
    bool minus;
    const struct fixed f = logarithm(x, &minus);
    uint64_t w[WIDE] = {0}, high[WIDE] = {0};
    struct fixed product;
    for (int i = 0; i < WORDS; i++)
        w[i] = high[i + 1] = f.w[i];
    words_mul(w, WIDE, p.c[0]);
    words_mul(high, WIDE, p.c[1]);
    u128 carry = 0;
    for (int i = 0; i < WIDE; i++) {
        carry += (u128)w[i] + high[i];
        w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    minus ^= p.minus;
    return scale(w, p.exponent, &product) ? exponential(product, minus, ret)
                                          : overflows(minus, ret);
}
