/*
 * Dates, times, durations: text forms and calendar arithmetic. Years reach from -999,999,999 to
 * 999,999,999 (a year 0 exists), wider than base/date.h.
 */
#pragma once

#include "value.h"

#define TEMPORAL_YEAR_MAX 999999999
#define NANOS_PER_SECOND 1000000000LL
#define SECONDS_PER_DAY 86400LL
#define NANOS_PER_DAY (SECONDS_PER_DAY * NANOS_PER_SECOND)

struct calendar {
    int64_t year;
    int month, day;
};

bool calendar_valid(int64_t year, int64_t month, int64_t day);
int64_t calendar_days(struct calendar c); /* days since 1970-01-01; c must be valid */
struct calendar calendar_of(int64_t days);
bool calendar_in_range(int64_t days); /* the year can be represented */
int calendar_weekday(int64_t days);   /* 1 = Monday … 7 = Sunday */
int calendar_day_of_year(int64_t days);
int calendar_iso_week(int64_t days);
/* Clamps to the month's end; false when the year leaves its range. */
bool calendar_add_months(int64_t days, int64_t months, int64_t *ret_days);
/* Whole months from `from` to `to`, towards zero. */
int64_t calendar_months_between(int64_t from, int64_t to);

/* Whole texts only; NULL if malformed. Strings in the result point into s or are copied to a. */
const struct feel_value *temporal_parse_date(struct arena *a, struct str s);
const struct feel_value *temporal_parse_time(struct arena *a, struct str s);
const struct feel_value *temporal_parse_date_time(struct arena *a, struct str s);
const struct feel_value *temporal_parse_duration(struct arena *a, struct str s);
/* @"…": whichever of them it is. */
const struct feel_value *temporal_parse_any(struct arena *a, struct str s);

void temporal_print(const struct feel_value *v, struct strbuf *out);

/* Seconds since 1970-01-01T00:00:00 (UTC for zoned values, else local), nanos apart. */
int64_t temporal_seconds(const struct feel_value *v);
/* Seconds of the day, in UTC for zoned times (may leave 0…86399). */
int64_t temporal_time_seconds(const struct feel_time *t);
/* A date and time from seconds and nanos of the same kind (zone of t, its offset set anew for a
 * named zone); NULL when out of range. */
const struct feel_value *temporal_from_seconds(struct arena *a, int64_t seconds, int64_t nanos,
                                               const struct feel_time *zone_of);
/* A date and time from local wall-clock seconds in t's zone, the fraction taken from t. */
const struct feel_value *temporal_from_local(struct arena *a, int64_t local, struct feel_time t);
/* Sets the offset of a named zone for a local date (NULL: a time without a date). */
bool temporal_settle_zone(struct feel_time *t, const int64_t *days);
