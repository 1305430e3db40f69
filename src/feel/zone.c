#include "zone.h"

#include "cleanup.h"

#include <stdio.h>
#include <stdlib.h>

#define ZONE_FILE_MAX (32u << 10) /* the largest one has 4 KiB */
#define ZONE_NAME_MAX 64u

/* A TZif file (RFC 8536) as it was read; the 64-bit part. */
struct zone_file {
    unsigned char data[ZONE_FILE_MAX];
    size_t len;
    size_t n_times, n_types;
    const unsigned char *times, *indices, *types;
    struct str footer; /* POSIX TZ text for what comes after the last transition */
};

static int64_t read_be(const unsigned char *p, int bytes)
{
    uint64_t v = (p[0] & 0x80) ? ~0ull : 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

/* Area/City with letters, digits, + - _ and single slashes: never a way out of the directory. */
static bool name_plausible(struct str name)
{
    if (name.len == 0 || name.len > ZONE_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c == '/' && (i == 0 || i + 1 == name.len || name.data[i - 1] == '/'))
            return false;
        if (!letter && !(i > 0 && ((c >= '0' && c <= '9') || strchr("+-_/", c))))
            return false;
    }
    return true;
}

struct counts {
    size_t isut, isstd, leap, time, type, chars;
};

static bool read_header(const unsigned char *p, size_t left, struct counts *ret)
{
    if (left < 44 || memcmp(p, "TZif", 4) != 0)
        return false;
    size_t c[6];
    for (int i = 0; i < 6; i++) {
        c[i] = (size_t)(uint32_t)read_be(p + 20 + 4 * i, 4);
        if (c[i] > ZONE_FILE_MAX)
            return false;
    }
    *ret = (struct counts){c[0], c[1], c[2], c[3], c[4], c[5]};
    return true;
}

static bool zone_load(struct str name, struct zone_file *z)
{
    if (!name_plausible(name))
        return false;
    const char *dir = getenv("TZDIR");
    char path[512];
    int n = snprintf(path, sizeof path, "%s/" STR_FMT, dir && *dir ? dir : "/usr/share/zoneinfo",
                     STR_ARG(name));
    if (n < 0 || (size_t)n >= sizeof path)
        return false;
    _cleanup_fclose_ FILE *f = fopen(path, "re");
    if (!f)
        return false;
    z->len = fread(z->data, 1, ZONE_FILE_MAX, f);
    struct counts c;
    if (!read_header(z->data, z->len, &c) || z->data[4] < '2')
        return false;
    size_t skip = 44 + c.time * 5 + c.type * 6 + c.chars + c.leap * 8 + c.isstd + c.isut;
    if (skip > z->len || !read_header(z->data + skip, z->len - skip, &c))
        return false;
    size_t body = c.time * 9 + c.type * 6 + c.chars + c.leap * 12 + c.isstd + c.isut;
    const unsigned char *p = z->data + skip + 44;
    if (c.type == 0 || body > z->len - skip - 44)
        return false;
    z->footer = (struct str){NULL, 0};
    z->n_times = c.time;
    z->n_types = c.type;
    z->times = p;
    z->indices = p + c.time * 8;
    z->types = z->indices + c.time;
    for (size_t i = 0; i < c.time; i++)
        if (z->indices[i] >= c.type)
            return false;
    const char *foot = (const char *)p + body;
    size_t left = z->len - skip - 44 - body;
    if (left >= 2 && foot[0] == '\n') {
        const char *end = memchr(foot + 1, '\n', left - 1);
        if (end)
            z->footer = (struct str){foot + 1, (size_t)(end - foot - 1)};
    }
    return true;
}

/* --- The footer: std offset [dst [offset] , start [/time] , end [/time]] --- */

struct rule {
    char form; /* 'M' month.week.day, 'J' Julian without leap day, '0' day of year */
    int month, week, day;
    int32_t time;
};
struct posix_zone {
    int32_t std, dst; /* seconds east */
    bool has_dst;
    struct rule start, end;
};

static bool eat(struct str *s, char c)
{
    if (s->len == 0 || *s->data != c)
        return false;
    s->data++, s->len--;
    return true;
}

static bool eat_int(struct str *s, int max, int *ret)
{
    int v = 0;
    size_t n = 0;
    while (s->len > 0 && *s->data >= '0' && *s->data <= '9' && n < 4) {
        v = v * 10 + (*s->data - '0');
        s->data++, s->len--, n++;
    }
    *ret = v;
    return n > 0 && v <= max;
}

static bool eat_name(struct str *s)
{
    size_t n = 0;
    if (eat(s, '<')) {
        while (s->len > 0 && *s->data != '>')
            s->data++, s->len--, n++;
        return eat(s, '>') && n > 0;
    }
    while (s->len > 0 && (((*s->data | 32) >= 'a' && (*s->data | 32) <= 'z')))
        s->data++, s->len--, n++;
    return n > 0;
}

/* [+-]hh[:mm[:ss]] */
static bool eat_clock(struct str *s, int32_t *ret)
{
    int sign = 1, h = 0, m = 0, sec = 0;
    if (eat(s, '-'))
        sign = -1;
    else
        eat(s, '+');
    if (!eat_int(s, 167, &h))
        return false;
    if (eat(s, ':')) {
        if (!eat_int(s, 59, &m))
            return false;
        if (eat(s, ':') && !eat_int(s, 59, &sec))
            return false;
    }
    *ret = sign * (h * 3600 + m * 60 + sec);
    return true;
}

static bool eat_rule(struct str *s, struct rule *r)
{
    if (!eat(s, ','))
        return false;
    r->time = 7200;
    if (eat(s, 'M')) {
        r->form = 'M';
        if (!eat_int(s, 12, &r->month) || !eat(s, '.') || !eat_int(s, 5, &r->week) ||
            !eat(s, '.') || !eat_int(s, 6, &r->day) || r->month < 1 || r->week < 1)
            return false;
    } else {
        r->form = eat(s, 'J') ? 'J' : '0';
        if (!eat_int(s, 365, &r->day))
            return false;
    }
    return !eat(s, '/') || eat_clock(s, &r->time);
}

static bool parse_posix(struct str s, struct posix_zone *z)
{
    *z = (struct posix_zone){0};
    if (!eat_name(&s) || !eat_clock(&s, &z->std))
        return false;
    z->std = -z->std;
    if (s.len == 0)
        return true;
    if (!eat_name(&s))
        return false;
    z->dst = z->std + 3600;
    if (s.len > 0 && *s.data != ',') {
        if (!eat_clock(&s, &z->dst))
            return false;
        z->dst = -z->dst;
    }
    z->has_dst = true;
    return eat_rule(&s, &z->start) && eat_rule(&s, &z->end) && s.len == 0;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days since 1970-01-01 of the first day of a year. */
static int64_t year_start(int64_t y)
{
    y--;
    return 365 * (y - 1969) + floor_div(y, 4) - floor_div(y, 100) + floor_div(y, 400) - 477;
}

static bool is_leap(int64_t y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

/* Local wall-clock second at which the rule strikes in a year. */
static int64_t rule_strikes(const struct rule *r, int64_t year)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    int64_t start = year_start(year), day;
    bool leap = is_leap(year);
    if (r->form == 'J') {
        day = start + r->day - 1 + (leap && r->day >= 60);
    } else if (r->form == '0') {
        day = start + r->day;
    } else {
        int64_t first = start + before[r->month - 1] + (leap && r->month > 2);
        int length = before[r->month] - before[r->month - 1] + (leap && r->month == 2);
        int weekday = (int)(((first + 4) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
        int64_t offset = (r->day - weekday + 7) % 7 + 7 * (r->week - 1);
        while (offset >= length)
            offset -= 7;
        day = first + offset;
    }
    return day * 86400 + r->time;
}

static int64_t year_of(int64_t seconds)
{
    int64_t days = floor_div(seconds, 86400);
    int64_t y = 1970 + floor_div(days * 400, 146097);
    while (year_start(y) > days)
        y--;
    while (year_start(y + 1) <= days)
        y++;
    return y;
}

static int32_t posix_offset(const struct posix_zone *z, int64_t utc)
{
    if (!z->has_dst)
        return z->std;
    int64_t year = year_of(utc + z->std);
    int64_t start = rule_strikes(&z->start, year) - z->std;
    int64_t end = rule_strikes(&z->end, year) - z->dst;
    bool dst = start < end ? utc >= start && utc < end : !(utc >= end && utc < start);
    return dst ? z->dst : z->std;
}

static int32_t offset_in(const struct zone_file *z, int64_t utc)
{
    size_t low = 0, high = z->n_times;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (read_be(z->times + 8 * mid, 8) <= utc)
            low = mid + 1;
        else
            high = mid;
    }
    struct posix_zone p;
    if (low == z->n_times && parse_posix(z->footer, &p))
        return posix_offset(&p, utc);
    size_t type = low == 0 ? 0 : z->indices[low - 1];
    return (int32_t)read_be(z->types + 6 * type, 4);
}

bool zone_exists(struct str name)
{
    struct zone_file z;
    return zone_load(name, &z);
}

bool zone_offset_at(struct str name, int64_t utc_seconds, int32_t *ret)
{
    struct zone_file z;
    if (!zone_load(name, &z))
        return false;
    *ret = offset_in(&z, utc_seconds);
    return true;
}

bool zone_offset_local(struct str name, int64_t local_seconds, int32_t *ret)
{
    struct zone_file z;
    if (!zone_load(name, &z))
        return false;
    /* The offsets in force a day before and after are the only candidates. */
    int32_t before = offset_in(&z, local_seconds - 86400);
    int32_t after = offset_in(&z, local_seconds + 86400);
    if (offset_in(&z, local_seconds - before) == before)
        *ret = before;
    else if (offset_in(&z, local_seconds - after) == after)
        *ret = after;
    else
        *ret = before;
    return true;
}
