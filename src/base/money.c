#include "money.h"

size_t money_format(int64_t fen, char buf[MONEY_TEXT])
{
    uint64_t abs = fen < 0 ? -(uint64_t)fen : (uint64_t)fen;
    char *p = buf;
    if (fen < 0)
        *p++ = '-';
    p += uint_format(abs / 100, p);
    *p++ = '.';
    *p++ = (char)('0' + abs / 10 % 10);
    *p++ = (char)('0' + abs % 10);
    *p = '\0';
    return (size_t)(p - buf);
}

bool money_parse(struct str s, int64_t *ret_fen)
{
    size_t i = 0;
    bool negative = false;
    if (s.len && (s.data[0] == '-' || s.data[0] == '+')) {
        negative = s.data[0] == '-';
        i = 1;
    }
    int64_t v = 0; /* negative: that side reaches one further */
    size_t digits = 0;
    int decimals = -1;
    for (; i < s.len; i++) {
        char c = s.data[i];
        if (c == '.' && decimals < 0 && digits > 0) {
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9')
            return false;
        digits++;
        if (decimals >= 2) {
            if (c != '0')
                return false;
            decimals++;
            continue;
        }
        if (decimals >= 0)
            decimals++;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, c - '0', &v))
            return false;
    }
    if (digits == 0 || decimals == 0)
        return false;
    for (int d = decimals < 0 ? 0 : decimals; d < 2; d++) {
        if (__builtin_mul_overflow(v, 10, &v))
            return false;
    }
    if (!negative && v == INT64_MIN)
        return false;
    *ret_fen = negative ? v : -v;
    return true;
}
