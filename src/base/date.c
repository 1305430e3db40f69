#include "date.h"

#include <stdio.h>

#define SHANGHAI_US (8 * 3600 * 1000000LL)
#define DAY_US (86400 * 1000000LL)

static bool leap(int32_t y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int date_days_in_month(int32_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

bool date_valid(int32_t year, int month, int day)
{
    return year >= -DATE_YEAR_MAX && year <= DATE_YEAR_MAX && month >= 1 && month <= 12 &&
           day >= 1 && day <= date_days_in_month(year, month);
}

/* Days from civil and back: Howard Hinnant's era arithmetic (years start in March). */
int32_t date_from_civil(struct civil c)
{
    int64_t y = c.year - (c.month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return (int32_t)(era * 146097 + doe - 719468);
}

struct civil date_to_civil(int32_t days)
{
    int64_t z = (int64_t)days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil){(int32_t)(yoe + era * 400 + (month <= 2)), month,
                          (int)(doy - (153 * mp + 2) / 5 + 1)};
}

int date_weekday(int32_t days)
{
    int64_t w = ((int64_t)days + 3) % 7;
    return (int)(w < 0 ? w + 7 : w) + 1;
}

static bool digits(struct str s, size_t at, size_t n, int *ret)
{
    if (at + n > s.len)
        return false;
    int v = 0;
    for (size_t i = at; i < at + n; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        v = v * 10 + (s.data[i] - '0');
    }
    *ret = v;
    return true;
}

bool date_parse(struct str s, int32_t *ret_days)
{
    int y, m, d;
    if (s.len != 10 || s.data[4] != '-' || s.data[7] != '-' || !digits(s, 0, 4, &y) ||
        !digits(s, 5, 2, &m) || !digits(s, 8, 2, &d) || !date_valid(y, m, d))
        return false;
    *ret_days = date_from_civil((struct civil){y, m, d});
    return true;
}

/* Pages hold hundreds of dates and instants, for which printf is too slow. */
static char *put_digits(char *at, int width, int64_t n)
{
    for (int i = width; i > 0; i--, n /= 10)
        at[i - 1] = (char)('0' + n % 10);
    return at + width;
}

size_t date_format(int32_t days, char buf[DATE_TEXT])
{
    if (days == DATE_NONE) {
        buf[0] = '\0';
        return 0;
    }
    struct civil c = date_to_civil(days);
    int year = c.year < 0 ? -c.year : c.year, width = 4;
    char *at = buf;
    for (int64_t over = 10000; year >= over; over *= 10)
        width++;
    if (c.year < 0)
        *at++ = '-';
    at = put_digits(at, width, year);
    *at++ = '-';
    at = put_digits(at, 2, c.month);
    *at++ = '-';
    at = put_digits(at, 2, c.day);
    *at = '\0';
    return (size_t)(at - buf);
}

int32_t date_add_months(int32_t days, int64_t months)
{
    struct civil c = date_to_civil(days);
    int64_t bound = 48LL * DATE_YEAR_MAX; /* beyond every year, and far from overflow */
    if (months > bound)
        months = bound;
    if (months < -bound)
        months = -bound;
    int64_t total = (int64_t)c.year * 12 + (c.month - 1) + months;
    int64_t year = total >= 0 ? total / 12 : (total - 11) / 12;
    if (year > DATE_YEAR_MAX)
        year = DATE_YEAR_MAX;
    if (year < -DATE_YEAR_MAX)
        year = -DATE_YEAR_MAX;
    c.year = (int32_t)year;
    c.month = (int)(((total % 12) + 12) % 12) + 1;
    int last = date_days_in_month(c.year, c.month);
    if (c.day > last)
        c.day = last;
    return date_from_civil(c);
}

int date_age(int32_t birth, int32_t on)
{
    struct civil b = date_to_civil(birth), o = date_to_civil(on);
    int years = o.year - b.year;
    if (o.month < b.month || (o.month == b.month && o.day < b.day))
        years--;
    return years;
}

int32_t date_of_age(int32_t birth, int years)
{
    struct civil c = date_to_civil(birth);
    c.year += years;
    if (!date_valid(c.year, c.month, c.day)) {
        c.month = 3;
        c.day = 1;
    }
    return date_from_civil(c);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

int32_t date_of_instant(int64_t utc_us)
{
    return (int32_t)floor_div(utc_us + SHANGHAI_US, DAY_US);
}

size_t instant_format(int64_t utc_us, char buf[40])
{
    int64_t days = floor_div(utc_us, DAY_US);
    int64_t us = utc_us - days * DAY_US;
    char date[DATE_TEXT];
    date_format((int32_t)days, date);
    int64_t s = us / 1000000;
    char *at = mempcpy(buf, date, strnlen(date, 10));
    *at++ = 'T';
    at = put_digits(at, 2, s / 3600);
    *at++ = ':';
    at = put_digits(at, 2, s / 60 % 60);
    *at++ = ':';
    at = put_digits(at, 2, s % 60);
    *at++ = '.';
    at = put_digits(at, 6, us % 1000000);
    *at++ = 'Z';
    *at = '\0';
    return (size_t)(at - buf);
}

bool instant_parse(struct str s, int64_t *ret_utc_us)
{
    int32_t day;
    if (s.len < 10 || !date_parse((struct str){s.data, 10}, &day))
        return false;
    if (s.len == 10) {
        *ret_utc_us = ((int64_t)day + 1) * DAY_US - SHANGHAI_US - 1;
        return true;
    }
    int h, m, sec = 0;
    if ((s.data[10] != 'T' && s.data[10] != ' ') || !digits(s, 11, 2, &h) || s.len < 16 ||
        s.data[13] != ':' || !digits(s, 14, 2, &m))
        return false;
    size_t at = 16;
    int64_t fraction = 0;
    if (at < s.len && s.data[at] == ':') {
        if (!digits(s, at + 1, 2, &sec))
            return false;
        at += 3;
        if (at < s.len && s.data[at] == '.') {
            int64_t unit = 100000;
            size_t first = ++at;
            for (; at < s.len && s.data[at] >= '0' && s.data[at] <= '9'; at++) {
                fraction += (s.data[at] - '0') * unit;
                unit /= 10;
            }
            if (at == first)
                return false;
        }
    }
    if (h > 23 || m > 59 || sec > 59)
        return false;
    int64_t offset = SHANGHAI_US;
    if (at < s.len && s.data[at] == 'Z') {
        offset = 0;
        at++;
    } else if (at < s.len && (s.data[at] == '+' || s.data[at] == '-')) {
        int oh, om;
        if (!digits(s, at + 1, 2, &oh) || at + 6 > s.len || s.data[at + 3] != ':' ||
            !digits(s, at + 4, 2, &om) || oh > 18 || om > 59)
            return false;
        offset = (oh * 3600LL + om * 60LL) * 1000000 * (s.data[at] == '-' ? -1 : 1);
        at += 6;
    }
    if (at != s.len)
        return false;
    *ret_utc_us = day * DAY_US + (h * 3600LL + m * 60LL + sec) * 1000000 + fraction - offset;
    return true;
}
