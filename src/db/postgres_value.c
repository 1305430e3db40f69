/* Values as PostgreSQL sends them in binary. */
#include "postgres_driver.h"

static uint16_t get16(const char *p)
{
    uint16_t v;

    memcpy(&v, p, sizeof v);
    return __builtin_bswap16(v);
}

static uint32_t get32(const char *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
    return __builtin_bswap32(v);
}

static uint64_t get64(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return __builtin_bswap64(v);
}

/* Four words (number of digits, weight of the first, sign, scale), then digits to base 10000. */
bool pg_numeric_int(const char *data, int len, int64_t *ret)
{
    enum { HEAD = 8, NEGATIVE = 0x4000 };
    int n, weight;
    unsigned sign;
    int64_t v = 0;

    if (len < HEAD)
        return false;
    n = (int16_t)get16(data);
    weight = (int16_t)get16(data + 2);
    sign = get16(data + 4);
    if (n < 0 || len < HEAD + 2 * n || sign & ~(unsigned)NEGATIVE)
        return false;
    for (int i = 0; i <= weight || i < n; i++) {
        int digit = i < n ? get16(data + HEAD + 2 * i) : 0;

        if (i > weight && digit)
            return false;
        /* towards the negative side, which is the longer one */
        if (i <= weight &&
            (__builtin_mul_overflow(v, 10000, &v) || __builtin_sub_overflow(v, (int64_t)digit, &v)))
            return false;
    }
    if (!sign && __builtin_sub_overflow((int64_t)0, v, &v))
        return false;
    *ret = v;
    return true;
}

int64_t pg_int(Oid type, const char *data, int len)
{
    int64_t v = 0;

    switch (type) {
    case PG_BOOL:
    case PG_CHAR:
        return *data;
    case PG_INT2:
        return (int16_t)get16(data);
    case PG_INT4:
        return (int32_t)get32(data);
    case PG_OID:
        return get32(data);
    case PG_INT8:
        return (int64_t)get64(data);
    case PG_NUMERIC:
        return pg_numeric_int(data, len, &v) ? v : 0;
    default:
        return 0;
    }
}
