/*
 * Decimal numbers: IEEE 754 decimal128 (34 digits, half-even) on Intel's library. The only room
 * that includes bid_functions.h. No infinities or NaN ever leave this module: an operation whose
 * result is not a finite number returns false and leaves *ret untouched.
 */
#pragma once

#include "str.h"

#include <stdbool.h>
#include <stdint.h>

struct decimal {
    uint64_t w[2];
};

enum dec_round {
    DEC_HALF_EVEN,
    DEC_HALF_UP,   /* away from zero on ties, as FEEL's `round half up` */
    DEC_HALF_DOWN, /* towards zero on ties */
    DEC_UP,        /* away from zero */
    DEC_DOWN,      /* towards zero */
    DEC_FLOOR,
    DEC_CEILING,
};

struct decimal dec_from_int(int64_t v);
struct decimal dec_from_int128(__int128 v); /* beyond 34 digits rounded */
/* v / 10^scale, exactly: dec_from_scaled(80000, 2) is 800.00. */
struct decimal dec_from_scaled(int64_t v, int scale);
/* [+-]digits[.digits][e[+-]digits], whole text, no white space. */
bool dec_parse(struct str s, struct decimal *ret);

bool dec_add(struct decimal a, struct decimal b, struct decimal *ret);
bool dec_sub(struct decimal a, struct decimal b, struct decimal *ret);
bool dec_mul(struct decimal a, struct decimal b, struct decimal *ret);
bool dec_div(struct decimal a, struct decimal b, struct decimal *ret); /* false for b = 0 */
bool dec_pow(struct decimal a, struct decimal b, struct decimal *ret);
bool dec_modulo(struct decimal a, struct decimal b,
                struct decimal *ret); /* FEEL: a - b*floor(a/b) */
bool dec_sqrt(struct decimal a, struct decimal *ret);
bool dec_log(struct decimal a, struct decimal *ret);
bool dec_exp(struct decimal a, struct decimal *ret);
struct decimal dec_neg(struct decimal a);
struct decimal dec_abs(struct decimal a);

/* Rounds to `scale` digits behind the point (negative: before it), with one rounding. */
bool dec_round(struct decimal a, int scale, enum dec_round mode, struct decimal *ret);

int dec_exponent(struct decimal a); /* of ten, of the last digit: -2 for 1.20 */
int dec_cmp(struct decimal a, struct decimal b); /* -1, 0, 1 */
bool dec_is_zero(struct decimal a);
bool dec_is_negative(struct decimal a); /* false for zero */
bool dec_is_integer(struct decimal a);

/* Exact conversions; false if a is not integral or does not fit. */
bool dec_to_int(struct decimal a, int64_t *ret);
/* a * 10^scale as an integer, exactly; false if digits would be lost or it does not fit. */
bool dec_to_scaled(struct decimal a, int scale, int64_t *ret);

/* Plain notation without exponent and without trailing zeros behind the point ("0.1", "1000");
 * exponents beyond +-60 use scientific notation. Always fits in 128 bytes. */
size_t dec_format(struct decimal a, char buf[128]);
uint64_t dec_hash(struct decimal a); /* equal numbers (1.0, 1.00) hash alike */
