/* DMN 1.5, 10.3.4.1 and 10.3.4.7: dates, times, durations: constructors and questions. */
#include "builtin.h"
#include "ops.h"
#include "temporal.h"
#include "zone.h"

/* The product's dates are those of Asia/Shanghai, which has no daylight saving time. */
#define HOME_OFFSET (8 * 3600)

static const struct feel_value *malformed(struct call *c, const char *zh, const char *en)
{
    return ops_error_text(c->run, c->where, zh, en);
}

static bool whole(const struct feel_value *v, int64_t *ret)
{
    return dec_to_int(v->number, ret);
}

static const struct feel_value *single(const struct feel_value *v)
{
    return v->kind == FEEL_LIST && v->list.n == 1 ? v->list.items[0] : v;
}

const struct feel_value *builtin_date_from(struct call *c, const struct feel_value *const *args,
                                           size_t n)
{
    const struct feel_value *v = single(args[0]), *r = NULL;
    if (v->kind == FEEL_STRING)
        r = temporal_parse_date(c->run->arena, v->string);
    else if (v->kind == FEEL_DATE)
        r = v;
    else if (v->kind == FEEL_DATE_TIME)
        r = feel_date(c->run->arena, v->days);
    return r ? r : malformed(c, "不是日期（YYYY-MM-DD）", "not a date (YYYY-MM-DD)");
}

static bool date_of(const struct feel_value *const *args, int64_t *ret)
{
    int64_t y, m, d;
    if (!whole(args[0], &y) || !whole(args[1], &m) || !whole(args[2], &d) ||
        !calendar_valid(y, m, d))
        return false;
    *ret = calendar_days((struct calendar){y, (int)m, (int)d});
    return true;
}

const struct feel_value *builtin_date_of(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    int64_t days;
    if (!date_of(args, &days))
        return malformed(c, "没有这样的日期", "there is no such date");
    return feel_date(c->run->arena, days);
}

/* A text that names a zone makes its file read. */
static void count_zone(struct call *c, struct str text)
{
    if (text.len > 0 && memchr(text.data, '@', text.len))
        ops_step(c->run, ZONE_STEPS);
}

const struct feel_value *builtin_date_time_from(struct call *c,
                                                const struct feel_value *const *args, size_t n)
{
    const struct feel_value *v = single(args[0]), *r = NULL;
    if (v->kind == FEEL_STRING) {
        count_zone(c, v->string);
        r = temporal_parse_date_time(c->run->arena, v->string);
    } else if (v->kind == FEEL_DATE)
        r = feel_date_time(c->run->arena, v->days, (struct feel_time){.zone = FEEL_ZONE_OFFSET});
    else if (v->kind == FEEL_DATE_TIME)
        r = v;
    return r ? r : malformed(c, "不是日期时间", "not a date and time");
}

static const struct feel_value *join(struct call *c, int64_t days, struct feel_time t)
{
    if (!temporal_settle_zone(&t, &days))
        return malformed(c, "没有这个时区", "there is no such time zone");
    return feel_date_time(c->run->arena, days, t);
}

const struct feel_value *builtin_date_time_join(struct call *c,
                                                const struct feel_value *const *args, size_t n)
{
    return join(c, args[0]->days, args[1]->time);
}

/* hour, minute, second (with a fraction), offset as a duration or the name of a zone. */
static bool time_of(struct call *c, const struct feel_value *const *args,
                    const struct feel_value *offset, struct feel_time *ret)
{
    int64_t h, m, s, nanos;
    struct decimal sec = args[2]->number, floor, part;
    if (!whole(args[0], &h) || !whole(args[1], &m) || !dec_round(sec, 0, DEC_FLOOR, &floor) ||
        !dec_to_int(floor, &s) || !dec_sub(sec, floor, &part) ||
        !dec_round(part, 9, DEC_DOWN, &part) || !dec_to_scaled(part, 9, &nanos))
        return false;
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
        return false;
    *ret = (struct feel_time){.nanos = (h * 3600 + m * 60 + s) * NANOS_PER_SECOND + nanos};
    if (!offset || offset->kind == FEEL_NULL)
        return true;
    if (offset->kind == FEEL_STRING && ops_step(c->run, ZONE_STEPS) &&
        zone_exists(offset->string)) {
        ret->zone = FEEL_ZONE_NAMED;
        ret->zone_name = str_dup(c->run->arena, offset->string);
        return true;
    }
    if (offset->kind != FEEL_DAYS_DURATION || offset->seconds > ZONE_OFFSET_MAX ||
        offset->seconds < -ZONE_OFFSET_MAX)
        return false;
    ret->zone = FEEL_ZONE_OFFSET;
    ret->offset = (int32_t)offset->seconds;
    return true;
}

const struct feel_value *builtin_date_time_of(struct call *c, const struct feel_value *const *args,
                                              size_t n)
{
    int64_t days;
    struct feel_time t;
    if (!date_of(args, &days) || !time_of(c, args + 3, args[6], &t))
        return malformed(c, "没有这样的日期时间", "there is no such date and time");
    return join(c, days, t);
}

const struct feel_value *builtin_time_from(struct call *c, const struct feel_value *const *args,
                                           size_t n)
{
    const struct feel_value *v = single(args[0]), *r = NULL;
    if (v->kind == FEEL_STRING) {
        count_zone(c, v->string);
        r = temporal_parse_time(c->run->arena, v->string);
    } else if (v->kind == FEEL_TIME)
        r = v;
    else if (v->kind == FEEL_DATE_TIME)
        r = feel_time(c->run->arena, v->time);
    else if (v->kind == FEEL_DATE)
        r = feel_time(c->run->arena, (struct feel_time){.zone = FEEL_ZONE_OFFSET});
    return r ? r : malformed(c, "不是时间（hh:mm:ss）", "not a time (hh:mm:ss)");
}

const struct feel_value *builtin_time_of(struct call *c, const struct feel_value *const *args,
                                         size_t n)
{
    struct feel_time t;
    if (!time_of(c, args, args[3], &t) || !temporal_settle_zone(&t, NULL))
        return malformed(c, "没有这样的时间", "there is no such time");
    return feel_time(c->run->arena, t);
}

const struct feel_value *builtin_duration_from(struct call *c, const struct feel_value *const *args,
                                               size_t n)
{
    const struct feel_value *r = temporal_parse_duration(c->run->arena, args[0]->string);
    return r ? r : malformed(c, "不是时长（P1Y2M 或 P1DT2H）", "not a duration (P1Y2M or P1DT2H)");
}

const struct feel_value *builtin_months_between(struct call *c,
                                                const struct feel_value *const *args, size_t n)
{
    return feel_months(c->run->arena, calendar_months_between(args[0]->days, args[1]->days));
}

/* --- Questions --- */

static int64_t home_seconds(const struct call *c)
{
    int64_t us = c->run->now_us;
    return us / 1000000 - (us % 1000000 < 0) + HOME_OFFSET;
}

const struct feel_value *builtin_now(struct call *c, const struct feel_value *const *args, size_t n)
{
    const struct feel_time zone = {.zone = FEEL_ZONE_OFFSET, .offset = HOME_OFFSET};
    int64_t us = c->run->now_us % 1000000;
    const struct feel_value *r = temporal_from_seconds(c->run->arena, home_seconds(c) - HOME_OFFSET,
                                                       (us < 0 ? us + 1000000 : us) * 1000, &zone);
    return r ? r : malformed(c, "时钟超出范围", "the clock is out of range");
}

const struct feel_value *builtin_today(struct call *c, const struct feel_value *const *args,
                                       size_t n)
{
    int64_t s = home_seconds(c);
    return feel_date(c->run->arena, s / SECONDS_PER_DAY - (s % SECONDS_PER_DAY < 0));
}

const struct feel_value *builtin_day_of_year(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    return feel_int(c->run->arena, calendar_day_of_year(args[0]->days));
}

const struct feel_value *builtin_day_of_week(struct call *c, const struct feel_value *const *args,
                                             size_t n)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    return feel_string(c->run->arena, str_of(names[calendar_weekday(args[0]->days) - 1]));
}

const struct feel_value *builtin_month_of_year(struct call *c, const struct feel_value *const *args,
                                               size_t n)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    return feel_string(c->run->arena, str_of(names[calendar_of(args[0]->days).month - 1]));
}

const struct feel_value *builtin_week_of_year(struct call *c, const struct feel_value *const *args,
                                              size_t n)
{
    return feel_int(c->run->arena, calendar_iso_week(args[0]->days));
}

/* The same value of the same kind: unlike `=`, time zones and fractions of a second count. */
const struct feel_value *builtin_is(struct call *c, const struct feel_value *const *args, size_t n)
{
    return feel_bool(feel_same(args[0], args[1]));
}

const struct feel_value *feel_parse_temporal(struct arena *a, enum feel_kind kind, struct str text)
{
    const struct feel_value *v;
    switch (kind) {
    case FEEL_DATE:
        return temporal_parse_date(a, text);
    case FEEL_TIME:
        return temporal_parse_time(a, text);
    case FEEL_DATE_TIME:
        return temporal_parse_date_time(a, text);
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        v = temporal_parse_duration(a, text);
        return v && v->kind == kind ? v : NULL;
    default:
        return NULL;
    }
}
