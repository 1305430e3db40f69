#include "temporal.h"

#include "zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* 1970-01-01 in days since 0000-03-01, the start of the counting used below (Howard Hinnant,
 * chrono-compatible low-level date algorithms). */
#define EPOCH_SHIFT 719468

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int days_in_month(int64_t year, int month)
{
    static const int n[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return n[month - 1] + (month == 2 && leap);
}

bool calendar_valid(int64_t year, int64_t month, int64_t day)
{
    return year >= -TEMPORAL_YEAR_MAX && year <= TEMPORAL_YEAR_MAX && month >= 1 && month <= 12 &&
           day >= 1 && day <= days_in_month(year, (int)month);
}

int64_t calendar_days(struct calendar c)
{
    int64_t y = c.year - (c.month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - EPOCH_SHIFT;
}

struct calendar calendar_of(int64_t days)
{
    int64_t z = days + EPOCH_SHIFT;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    struct calendar c;
    c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
    c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
    c.year = yoe + era * 400 + (c.month <= 2);
    return c;
}

bool calendar_in_range(int64_t days)
{
    int64_t low = calendar_days((struct calendar){-TEMPORAL_YEAR_MAX, 1, 1});
    int64_t high = calendar_days((struct calendar){TEMPORAL_YEAR_MAX, 12, 31});
    return days >= low && days <= high;
}

int calendar_weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7) + 1;
}

int calendar_day_of_year(int64_t days)
{
    struct calendar c = calendar_of(days);
    return (int)(days - calendar_days((struct calendar){c.year, 1, 1})) + 1;
}

int calendar_iso_week(int64_t days)
{
    /* The week's Thursday decides the year it belongs to. */
    int64_t thursday = days - (calendar_weekday(days) - 4);
    return (calendar_day_of_year(thursday) - 1) / 7 + 1;
}

bool calendar_add_months(int64_t days, int64_t months, int64_t *ret_days)
{
    struct calendar c = calendar_of(days);
    int64_t all;
    if (__builtin_add_overflow(c.year * 12 + c.month - 1, months, &all))
        return false;
    c.year = floor_div(all, 12);
    c.month = (int)(all - c.year * 12) + 1;
    if (c.year < -TEMPORAL_YEAR_MAX || c.year > TEMPORAL_YEAR_MAX)
        return false;
    int last = days_in_month(c.year, c.month);
    if (c.day > last)
        c.day = last;
    *ret_days = calendar_days(c);
    return true;
}

int64_t calendar_months_between(int64_t from, int64_t to)
{
    struct calendar a = calendar_of(from), b = calendar_of(to);
    int64_t months = (b.year - a.year) * 12 + b.month - a.month;
    if (months > 0 && b.day < a.day)
        months--;
    else if (months < 0 && b.day > a.day)
        months++;
    return months;
}

/* --- Reading --- */

static bool eat(struct str *s, char c)
{
    if (s->len == 0 || *s->data != c)
        return false;
    s->data++, s->len--;
    return true;
}

/* Between min and max digits; the count read in *ret_n if wanted. */
static bool eat_digits(struct str *s, size_t min, size_t max, int64_t *ret, size_t *ret_n)
{
    int64_t v = 0;
    size_t n = 0;
    while (s->len > 0 && n < max && *s->data >= '0' && *s->data <= '9') {
        v = v * 10 + (*s->data - '0');
        s->data++, s->len--, n++;
    }
    *ret = v;
    if (ret_n)
        *ret_n = n;
    return n >= min;
}

static bool eat_date(struct str *s, int64_t *ret_days)
{
    bool negative = eat(s, '-');
    int64_t year, month, day;
    size_t n;
    bool zero = s->len > 0 && *s->data == '0';
    if (!eat_digits(s, 4, 9, &year, &n) || (zero && n > 4) || !eat(s, '-') ||
        !eat_digits(s, 2, 2, &month, NULL) || !eat(s, '-') || !eat_digits(s, 2, 2, &day, NULL))
        return false;
    if (negative)
        year = -year;
    if (!calendar_valid(year, month, day))
        return false;
    *ret_days = calendar_days((struct calendar){year, (int)month, (int)day});
    return true;
}

/* Digits behind the point; more than nine are cut. */
static bool eat_fraction(struct str *s, int64_t *ret_nanos)
{
    int64_t v = 0;
    int n = 0;
    while (s->len > 0 && *s->data >= '0' && *s->data <= '9') {
        if (n < 9)
            v = v * 10 + (*s->data - '0');
        s->data++, s->len--, n++;
    }
    for (int i = n; i < 9; i++)
        v *= 10;
    *ret_nanos = v;
    return n > 0;
}

static bool eat_zone(struct str *s, struct feel_time *t)
{
    if (s->len == 0)
        return true;
    if ((eat(s, 'Z') || eat(s, 'z'))) {
        t->zone = FEEL_ZONE_OFFSET;
        return true;
    }
    if (eat(s, '@')) {
        if (!zone_exists(*s))
            return false;
        t->zone = FEEL_ZONE_NAMED;
        t->zone_name = *s;
        s->data += s->len;
        s->len = 0;
        return true;
    }
    bool negative = *s->data == '-';
    int64_t h, m, sec = 0;
    if ((!eat(s, '+') && !eat(s, '-')) || !eat_digits(s, 2, 2, &h, NULL) || !eat(s, ':') ||
        !eat_digits(s, 2, 2, &m, NULL) || (eat(s, ':') && !eat_digits(s, 2, 2, &sec, NULL)))
        return false;
    int64_t offset = h * 3600 + m * 60 + sec;
    if (m > 59 || sec > 59 || offset > ZONE_OFFSET_MAX)
        return false;
    t->zone = FEEL_ZONE_OFFSET;
    t->offset = (int32_t)(negative ? -offset : offset);
    return true;
}

/* hh:mm:ss[.fraction][zone]; 24:00:00 is the end of the day. */
static bool eat_time(struct str *s, struct feel_time *t, bool *ret_next_day)
{
    int64_t h, m, sec, nanos = 0;
    *t = (struct feel_time){0};
    if (!eat_digits(s, 2, 2, &h, NULL) || !eat(s, ':') || !eat_digits(s, 2, 2, &m, NULL) ||
        !eat(s, ':') || !eat_digits(s, 2, 2, &sec, NULL) ||
        (eat(s, '.') && !eat_fraction(s, &nanos)))
        return false;
    *ret_next_day = h == 24;
    if (h == 24 && m == 0 && sec == 0 && nanos == 0)
        h = 0;
    if (h > 23 || m > 59 || sec > 59)
        return false;
    t->nanos = (h * 3600 + m * 60 + sec) * NANOS_PER_SECOND + nanos;
    return eat_zone(s, t) && s->len == 0;
}

/* A time with a named zone but no date takes the zone's offset at the start of 2000. */
#define ZONE_REFERENCE_SECONDS 946684800LL

bool temporal_settle_zone(struct feel_time *t, const int64_t *days)
{
    if (t->zone != FEEL_ZONE_NAMED)
        return true;
    if (!days)
        return zone_offset_at(t->zone_name, ZONE_REFERENCE_SECONDS, &t->offset);
    int64_t local = *days * SECONDS_PER_DAY + t->nanos / NANOS_PER_SECOND;
    return zone_offset_local(t->zone_name, local, &t->offset);
}

const struct feel_value *temporal_parse_date(struct arena *a, struct str s)
{
    int64_t days;
    if (!eat_date(&s, &days) || s.len > 0)
        return NULL;
    return feel_date(a, days);
}

const struct feel_value *temporal_parse_time(struct arena *a, struct str s)
{
    struct feel_time t;
    bool next;
    if (!eat_time(&s, &t, &next) || !temporal_settle_zone(&t, NULL))
        return NULL;
    if (t.zone == FEEL_ZONE_NAMED)
        t.zone_name = str_dup(a, t.zone_name);
    return feel_time(a, t);
}

const struct feel_value *temporal_parse_date_time(struct arena *a, struct str s)
{
    int64_t days;
    struct feel_time t = {0};
    bool next = false;
    if (!eat_date(&s, &days))
        return NULL;
    if (s.len > 0 && (!eat(&s, 'T') || !eat_time(&s, &t, &next)))
        return NULL;
    days += next;
    if (!calendar_in_range(days) || !temporal_settle_zone(&t, &days))
        return NULL;
    if (t.zone == FEEL_ZONE_NAMED)
        t.zone_name = str_dup(a, t.zone_name);
    return feel_date_time(a, days, t);
}

const struct feel_value *temporal_parse_duration(struct arena *a, struct str s)
{
    bool negative = eat(&s, '-');
    if (!eat(&s, 'P') || s.len == 0)
        return NULL;
    int64_t years = 0, months = 0, seconds = 0, nanos = 0;
    bool ym = false, dt = false, time = false;
    static const char order[] = "YMDHMS";
    int at = 0;
    while (s.len > 0) {
        if (!time && eat(&s, 'T')) {
            time = true;
            at = 3;
            if (s.len == 0)
                return NULL;
        }
        int64_t v, fraction = 0;
        size_t n;
        if (!eat_digits(&s, 1, 18, &v, &n))
            return NULL;
        bool has_fraction = eat(&s, '.');
        if (has_fraction && !eat_fraction(&s, &fraction))
            return NULL;
        if (s.len == 0)
            return NULL;
        int unit = at;
        int end = time ? 6 : 3;
        while (unit < end && order[unit] != *s.data)
            unit++;
        if (unit == end || (has_fraction && unit != 5))
            return NULL;
        s.data++, s.len--;
        at = unit + 1;
        static const int64_t seconds_of[] = {0, 0, 86400, 3600, 60, 1};
        int64_t part;
        if (unit < 2) {
            ym = true;
            *(unit == 0 ? &years : &months) = v;
        } else {
            dt = true;
            if (__builtin_mul_overflow(v, seconds_of[unit], &part) ||
                __builtin_add_overflow(seconds, part, &seconds))
                return NULL;
            nanos = fraction;
        }
    }
    /* Years and months or days and time: a mixture has no fixed length. */
    if (ym == dt)
        return NULL;
    if (dt)
        return feel_days_duration(a, negative ? -seconds : seconds, negative ? -nanos : nanos);
    int64_t all;
    if (__builtin_mul_overflow(years, 12, &all) || __builtin_add_overflow(all, months, &all))
        return NULL;
    return feel_months(a, negative ? -all : all);
}

const struct feel_value *temporal_parse_any(struct arena *a, struct str s)
{
    if (s.len == 0)
        return NULL;
    if (*s.data == 'P' || (s.len > 1 && s.data[0] == '-' && s.data[1] == 'P'))
        return temporal_parse_duration(a, s);
    if (memchr(s.data, 'T', s.len) && *s.data != 'T') {
        const struct feel_value *v = temporal_parse_date_time(a, s);
        if (v)
            return v;
    }
    const struct feel_value *d = temporal_parse_date(a, s);
    return d ? d : temporal_parse_time(a, s);
}

/* --- Printing --- */

static void print_date(int64_t days, struct strbuf *out)
{
    struct calendar c = calendar_of(days);
    strbuf_printf(out, "%s%04" PRId64 "-%02d-%02d", c.year < 0 ? "-" : "",
                  c.year < 0 ? -c.year : c.year, c.month, c.day);
}

static void print_fraction(int64_t nanos, struct strbuf *out)
{
    if (nanos == 0)
        return;
    char digits[16];
    snprintf(digits, sizeof digits, "%09d", (int)nanos);
    size_t n = 9;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    strbuf_addc(out, '.');
    strbuf_add(out, digits, n);
}

static void print_time(const struct feel_time *t, struct strbuf *out)
{
    int sec = (int)(t->nanos / NANOS_PER_SECOND);
    strbuf_printf(out, "%02d:%02d:%02d", sec / 3600, sec / 60 % 60, sec % 60);
    print_fraction(t->nanos % NANOS_PER_SECOND, out);
    if (t->zone == FEEL_ZONE_NAMED) {
        strbuf_addc(out, '@');
        strbuf_adds(out, t->zone_name);
    } else if (t->zone == FEEL_ZONE_OFFSET && t->offset == 0) {
        strbuf_addc(out, 'Z');
    } else if (t->zone == FEEL_ZONE_OFFSET) {
        int o = abs(t->offset);
        strbuf_printf(out, "%c%02d:%02d", t->offset < 0 ? '-' : '+', o / 3600, o / 60 % 60);
        if (o % 60)
            strbuf_printf(out, ":%02d", o % 60);
    }
}

static void print_days_duration(const struct feel_value *v, struct strbuf *out)
{
    uint64_t sec = v->seconds < 0 ? -(uint64_t)v->seconds : (uint64_t)v->seconds;
    int64_t nanos = v->nanos < 0 ? -v->nanos : v->nanos;
    if (sec == 0 && nanos == 0) {
        strbuf_addz(out, "PT0S");
        return;
    }
    strbuf_addz(out, v->seconds < 0 || v->nanos < 0 ? "-P" : "P");
    if (sec / 86400)
        strbuf_printf(out, "%" PRIu64 "D", sec / 86400);
    sec %= 86400;
    if (sec == 0 && nanos == 0)
        return;
    strbuf_addc(out, 'T');
    if (sec / 3600)
        strbuf_printf(out, "%" PRIu64 "H", sec / 3600);
    if (sec / 60 % 60)
        strbuf_printf(out, "%" PRIu64 "M", sec / 60 % 60);
    if (sec % 60 || nanos) {
        strbuf_printf(out, "%" PRIu64, sec % 60);
        print_fraction(nanos, out);
        strbuf_addc(out, 'S');
    }
}

static void print_months_duration(int64_t months, struct strbuf *out)
{
    uint64_t m = months < 0 ? -(uint64_t)months : (uint64_t)months;
    strbuf_addz(out, months < 0 ? "-P" : "P");
    if (m / 12)
        strbuf_printf(out, "%" PRIu64 "Y", m / 12);
    if (m % 12 || m == 0)
        strbuf_printf(out, "%" PRIu64 "M", m % 12);
}

void temporal_print(const struct feel_value *v, struct strbuf *out)
{
    switch (v->kind) {
    case FEEL_DATE:
        print_date(v->days, out);
        break;
    case FEEL_TIME:
        print_time(&v->time, out);
        break;
    case FEEL_DATE_TIME:
        print_date(v->days, out);
        strbuf_addc(out, 'T');
        print_time(&v->time, out);
        break;
    case FEEL_DAYS_DURATION:
        print_days_duration(v, out);
        break;
    case FEEL_MONTHS_DURATION:
        print_months_duration(v->months, out);
        break;
    default:
        break;
    }
}

int64_t temporal_time_seconds(const struct feel_time *t)
{
    return t->nanos / NANOS_PER_SECOND - (t->zone == FEEL_ZONE_NONE ? 0 : t->offset);
}

int64_t temporal_seconds(const struct feel_value *v)
{
    int64_t day = v->days * SECONDS_PER_DAY;
    return v->kind == FEEL_DATE ? day : day + temporal_time_seconds(&v->time);
}

const struct feel_value *temporal_from_seconds(struct arena *a, int64_t seconds, int64_t nanos,
                                               const struct feel_time *zone_of)
{
    seconds += floor_div(nanos, NANOS_PER_SECOND);
    nanos -= floor_div(nanos, NANOS_PER_SECOND) * NANOS_PER_SECOND;
    struct feel_time t = *zone_of;
    if (t.zone == FEEL_ZONE_NAMED && !zone_offset_at(t.zone_name, seconds, &t.offset))
        return NULL;
    if (t.zone != FEEL_ZONE_NONE)
        seconds += t.offset;
    int64_t days = floor_div(seconds, SECONDS_PER_DAY);
    t.nanos = (seconds - days * SECONDS_PER_DAY) * NANOS_PER_SECOND + nanos;
    if (!calendar_in_range(days))
        return NULL;
    return feel_date_time(a, days, t);
}

const struct feel_value *temporal_from_local(struct arena *a, int64_t local, struct feel_time t)
{
    int64_t days = floor_div(local, SECONDS_PER_DAY);
    int64_t fraction = t.nanos % NANOS_PER_SECOND;
    t.nanos = (local - days * SECONDS_PER_DAY) * NANOS_PER_SECOND + fraction;
    if (!calendar_in_range(days) || !temporal_settle_zone(&t, &days))
        return NULL;
    return feel_date_time(a, days, t);
}
