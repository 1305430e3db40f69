/*
 * Calendar dates, proleptic Gregorian, as days since 1970-01-01 (negative before), and UTC
 * instants in microseconds. Dates of the product are those of Asia/Shanghai (UTC+8, no change).
 */
#pragma once

#include "str.h"

#include <stdbool.h>
#include <stdint.h>

#define DATE_TEXT 24
#define DATE_NONE INT32_MIN /* "no date": open end, unknown */
#define DATE_YEAR_MAX 999999

struct civil {
    int32_t year;
    int month, day; /* 1.. */
};

bool date_valid(int32_t year, int month, int day);
int32_t date_from_civil(struct civil c); /* c must be valid */
struct civil date_to_civil(int32_t days);
int date_days_in_month(int32_t year, int month);
int date_weekday(int32_t days); /* 1 = Monday … 7 = Sunday */

/* YYYY-MM-DD only, whole text. */
bool date_parse(struct str s, int32_t *ret_days);
size_t date_format(int32_t days, char buf[DATE_TEXT]); /* empty for DATE_NONE */

/* Month arithmetic clamps to the month's end: 08-31 + 6 months = 02-28. */
int32_t date_add_months(int32_t days, int64_t months);
/* Completed years between birth and on; negative before birth. Someone born on 02-29 completes a
 * year on 03-01 of a common year. */
int date_age(int32_t birth, int32_t on);
/* The day on which so many years are completed. */
int32_t date_of_age(int32_t birth, int years);

/* Instants. */
int32_t date_of_instant(int64_t utc_us);             /* the Shanghai date */
size_t instant_format(int64_t utc_us, char buf[40]); /* 2018-06-30T08:15:30.123456Z */
/* A date ("the end of that day in Shanghai"), or date-time with optional fraction and zone
 * (Z or ±hh:mm; Shanghai if none), `T` or a space between. */
bool instant_parse(struct str s, int64_t *ret_utc_us);
