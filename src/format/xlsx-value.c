/* Numbers as a spreadsheet stores them, as the text that a person sees. Decimal throughout. */
#include "xlsx-internal.h"

#include "date.h"
#include "text.h"

#define DIGITS 15 /* what spreadsheets keep and show */
#define POINT_MAX 400
#define DAY_SECONDS 86400
#define SHOWN_MAX 30 /* digits that a format may ask for */

/* 0.DIGITS × 10^point; n = 0 is zero. */
struct decimal_text {
    bool negative;
    char digits[DIGITS + 1];
    int n, point;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Half up to 15 digits; without zeros at the end. */
static void round_digits(struct decimal_text *d)
{
    if (d->n > DIGITS) {
        bool up = d->digits[DIGITS] >= '5';

        d->n = DIGITS;
        while (up && d->n && d->digits[d->n - 1] == '9')
            d->n--;
        if (up && d->n) {
            d->digits[d->n - 1]++;
        } else if (up) {
            d->digits[0] = '1';
            d->n = 1;
            d->point++;
        }
    }
    while (d->n && d->digits[d->n - 1] == '0')
        d->n--;
    if (!d->n)
        d->negative = false;
}

/* [+-]digits[.digits][E[+-]digits], within ±10^400 */
static bool parse_decimal(struct str s, struct decimal_text *ret)
{
    struct decimal_text d = {0};
    size_t i = 0, seen = 0;
    bool fraction = false;
    int64_t point = 0;
    int exponent = 0;

    if (i < s.len && (s.data[i] == '-' || s.data[i] == '+'))
        d.negative = s.data[i++] == '-';
    for (; i < s.len && (is_digit(s.data[i]) || (s.data[i] == '.' && !fraction)); i++) {
        if (s.data[i] == '.') {
            fraction = true;
            continue;
        }
        seen++;
        if (s.data[i] == '0' && !d.n) {
            point -= fraction;
            continue;
        }
        point += !fraction;
        if (d.n <= DIGITS)
            d.digits[d.n++] = s.data[i];
    }
    if (!seen)
        return false;
    if (i < s.len && (s.data[i] == 'E' || s.data[i] == 'e')) {
        bool negative = false;

        i++;
        if (i < s.len && (s.data[i] == '-' || s.data[i] == '+'))
            negative = s.data[i++] == '-';
        size_t from = i;
        for (; i < s.len && is_digit(s.data[i]); i++)
            exponent = exponent < 10000 ? exponent * 10 + (s.data[i] - '0') : exponent;
        if (i == from)
            return false;
        point += negative ? -exponent : exponent;
    }
    if (i != s.len || (d.n && (point > POINT_MAX || point < -POINT_MAX)))
        return false;
    d.point = d.n ? (int)point : 0;
    round_digits(&d);
    *ret = d;
    return true;
}

static void add_zeros(struct strbuf *out, int n)
{
    for (; n > 0; n--)
        strbuf_addc(out, '0');
}

static void put_plain(const struct decimal_text *d, struct number_format f, struct strbuf *out)
{
    int whole = d->n && d->point > 0 ? d->point : 0; /* digits before the point, but for zeros */
    int decimals = d->n > d->point ? d->n - d->point : 0;
    int before = d->n < whole ? d->n : whole;

    if (!d->n)
        decimals = 0;
    if (d->negative)
        strbuf_addc(out, '-');
    add_zeros(out, (f.whole > 1 ? f.whole : 1) - whole);
    strbuf_add(out, d->digits, (size_t)before);
    add_zeros(out, whole - before);
    if (decimals || f.decimals)
        strbuf_addc(out, '.');
    if (decimals) {
        add_zeros(out, -d->point);
        strbuf_add(out, d->digits + before, (size_t)(d->n - before));
    }
    add_zeros(out, f.decimals - decimals);
}

/* The days, and the seconds of the day, to the nearest. */
static void split_days(const struct decimal_text *d, int64_t *ret_days, int64_t *ret_seconds)
{
    int64_t days = 0, numerator = 0, denominator = 1;

    for (int i = 0; i < d->point; i++)
        days = days * 10 + (i < d->n ? d->digits[i] - '0' : 0);
    /* ten decimals of a day are 9 microseconds */
    for (int i = d->point; i < d->point + 10 && i < d->n; i++) {
        numerator = numerator * 10 + (i >= 0 ? d->digits[i] - '0' : 0);
        denominator *= 10;
    }
    *ret_seconds = (numerator * DAY_SECONDS + denominator / 2) / denominator;
    *ret_days = days + *ret_seconds / DAY_SECONDS;
    *ret_seconds %= DAY_SECONDS;
}

static void put_time(int64_t seconds, struct strbuf *out)
{
    strbuf_printf(out, "%02lld:%02d:%02d", (long long)(seconds / 3600), (int)(seconds / 60 % 60),
                  (int)(seconds % 60));
}

/* False where there is no such day. The system of 1900 has a 29 February 1900 as day 60, which the
 * calendar doesn't: it is told as it is seen, and nobody takes it for a date. */
static bool put_day(int64_t serial, bool from_1904, struct strbuf *out)
{
    char text[DATE_TEXT];
    int32_t day;

    if (from_1904)
        day = date_from_civil((struct civil){1904, 1, 1});
    else
        day = date_from_civil((struct civil){1899, 12, serial < 60 ? 31 : 30});
    if (serial < !from_1904 || day + serial > date_from_civil((struct civil){9999, 12, 31}))
        return false;
    if (!from_1904 && serial == 60)
        strbuf_addz(out, "1900-02-29");
    else
        strbuf_add(out, text, date_format(day + (int32_t)serial, text));
    return true;
}

static bool put_date(const struct decimal_text *d, uint8_t kind, bool from_1904, struct strbuf *out)
{
    int64_t days, seconds;

    if (d->negative || d->point > 7)
        return false;
    split_days(d, &days, &seconds);
    if (kind == NUMBER_TIME) {
        put_time(days * DAY_SECONDS + seconds, out);
        return true;
    }
    if (days == 0 && seconds && !from_1904) {
        put_time(seconds, out);
        return true;
    }
    if (!put_day(days, from_1904, out))
        return false;
    if (seconds) {
        strbuf_addc(out, ' ');
        put_time(seconds, out);
    }
    return true;
}

enum cell_fault xlsx_number(struct str number, struct number_format f, bool from_1904,
                            struct strbuf *out)
{
    struct decimal_text d;

    if (!parse_decimal(number, &d)) {
        strbuf_adds(out, number);
        return CELL_OK;
    }
    if (f.kind != NUMBER_PLAIN && put_date(&d, f.kind, from_1904, out))
        return CELL_OK;
    put_plain(&d, f, out);
    if (d.point > DIGITS)
        return CELL_LOST_DIGITS;
    return from_1904 && d.n && d.point > 0 && d.n <= d.point ? CELL_OTHER_EPOCH : CELL_OK;
}

void xlsx_iso_date(struct str s, struct strbuf *out)
{
    ptrdiff_t t = str_find(s, STR("T"));
    struct str time = {0};

    if (t >= 0) {
        time = (struct str){s.data + t + 1, s.len - (size_t)t - 1};
        s.len = (size_t)t;
    }
    strbuf_adds(out, s);
    for (size_t i = 0; i < time.len; i++) {
        if (time.data[i] < '1' || time.data[i] > '9')
            continue;
        if (s.len)
            strbuf_addc(out, ' ');
        strbuf_adds(out, time);
        return;
    }
}

struct number_format number_format_builtin(unsigned id)
{
    struct number_format f = {.kind = NUMBER_PLAIN};

    if (id == 2 || id == 4 || id == 39 || id == 40) {
        f.decimals = 2;
    } else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ||
               id == 55 || id == 56) {
        f.kind = NUMBER_TIME;
    } else if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) {
        /* 27 to 36 and 50 to 58 are those of East Asian editions, as in Chinese ones */
        f.kind = NUMBER_DATE;
    }
    return f;
}

/* #,##0.00 and the like: how many zeros before and behind the point. */
static struct number_format format_of_zeros(struct str code)
{
    struct number_format f = {.kind = NUMBER_PLAIN};
    size_t i = 0, whole = 0, decimals = 0;

    while (i < code.len && (code.data[i] == '#' || code.data[i] == ','))
        i++;
    for (; i < code.len && code.data[i] == '0'; i++)
        whole++;
    if (whole && i < code.len && code.data[i] == '.')
        for (i++; i < code.len && code.data[i] == '0'; i++)
            decimals++;
    if (whole && i == code.len && whole <= SHOWN_MAX && decimals <= SHOWN_MAX) {
        f.whole = (uint8_t)whole;
        f.decimals = (uint8_t)decimals;
    }
    return f;
}

/* [h], [mm] …, which count hours; colours, conditions and locales are in brackets too. */
static bool counts_time(struct str s)
{
    size_t i = 1;

    while (i < s.len && strchr("hHmMsS", s.data[i]) && s.data[i])
        i++;
    return i > 1 && i < s.len && s.data[i] == ']';
}

struct number_format number_format_parse(struct str code)
{
    bool day = false, month = false, clock = false;
    size_t i;

    for (i = 0; i < code.len && code.data[i] != ';'; i++) {
        char c = (char)(code.data[i] | 0x20);
        struct str rest = {code.data + i, code.len - i};

        switch (code.data[i]) {
        case '"':
            for (i++; i < code.len && code.data[i] != '"'; i++)
                ;
            continue;
        case '\\': /* the character behind as it is … */
        case '_':  /* … a blank of its width … */
        case '*':  /* … repeated to the cell's width */
            i++;
            continue;
        case '[':
            clock |= counts_time(rest);
            while (i < code.len && code.data[i] != ']')
                i++;
            continue;
        }
        if (str_starts(rest, STR("General"))) {
            i += strlen("General") - 1;
            continue;
        }
        day |= c == 'y' || c == 'd';
        /* e is the year of an era, unless it is an exponent */
        day |= c == 'e' && !(rest.len > 1 && (rest.data[1] == '+' || rest.data[1] == '-'));
        month |= c == 'm';
        clock |= c == 'h' || c == 's';
    }
    if (day || (month && !clock))
        return (struct number_format){.kind = NUMBER_DATE};
    if (clock)
        return (struct number_format){.kind = NUMBER_TIME};
    return format_of_zeros((struct str){code.data, i < code.len ? i : code.len});
}

static int hex(char c)
{
    return is_digit(c)            ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The code point of _xHHHH_ at the start of s; 0 if there is none (and for NUL and halves of
 * surrogate pairs, which no text can hold). */
static uint32_t escaped(struct str s)
{
    uint32_t cp = 0;

    if (s.len < 7 || s.data[0] != '_' || s.data[1] != 'x' || s.data[6] != '_')
        return 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex(s.data[i]);
        if (digit < 0)
            return 0;
        cp = cp << 4 | (uint32_t)digit;
    }
    return cp;
}

void xlsx_unescape(struct strbuf *b, size_t from)
{
    size_t out = from;

    if (b->failed || b->len - from < 7 || !memchr(b->data + from, '_', b->len - from))
        return;
    for (size_t i = from; i < b->len;) {
        uint32_t cp = escaped((struct str){b->data + i, b->len - i});
        char text[4];
        int n = cp ? utf8_put(cp, text) : 0;

        if (n) {
            memcpy(b->data + out, text, (size_t)n);
            out += (size_t)n;
            i += 7;
        } else {
            b->data[out++] = b->data[i++];
        }
    }
    b->len = out;
    b->data[out] = '\0';
}
