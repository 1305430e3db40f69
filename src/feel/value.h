/*
 * FEEL values: immutable, in the arena of the run. Lists and contexts are shared by pointer, never
 * changed after they are built. Constructors never return NULL: when the arena has failed they
 * return feel_null, and whoever runs an evaluation checks arena_failed() at its end.
 *
 * Besides DMN's null there is *unknown*: a value that is not known, which carries the facts it
 * comes from. It enters only through inputs (see README.md for what each operation makes of it).
 */
#pragma once

#include "arena.h"
#include "decimal.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

enum feel_kind {
    FEEL_NULL,
    FEEL_BOOLEAN,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATE_TIME,
    FEEL_DAYS_DURATION,   /* days and time duration */
    FEEL_MONTHS_DURATION, /* years and months duration */
    FEEL_RANGE,
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_FUNCTION,
    FEEL_UNKNOWN,
};

enum feel_zone { FEEL_ZONE_NONE, FEEL_ZONE_OFFSET, FEEL_ZONE_NAMED };

struct feel_time {
    int64_t nanos; /* of the day, 0 … 86,400e9 - 1 */
    enum feel_zone zone;
    int32_t offset;       /* seconds east of UTC; for a named zone resolved with the date */
    struct str zone_name; /* IANA name */
};

struct feel_value {
    enum feel_kind kind;
    bool is_error; /* a null that comes from an error (feel_run has the diagnostic) */
    union {
        bool boolean;
        struct decimal number;
        struct str string;
        struct {
            int64_t days;          /* FEEL_DATE, FEEL_DATE_TIME: days since 1970-01-01 */
            struct feel_time time; /* FEEL_TIME, FEEL_DATE_TIME */
        };
        int64_t months; /* FEEL_MONTHS_DURATION */
        struct {
            int64_t seconds; /* FEEL_DAYS_DURATION: seconds and nanos have one sign */
            int32_t nanos;
        };
        struct feel_range *range;
        struct {
            const struct feel_value *const *items;
            size_t n;
        } list;
        const struct feel_context *context;
        const struct feel_function *function;
        struct {
            const uint32_t *facts; /* sorted, each once; their meaning is the caller's */
            uint32_t n;
            bool bounded;                 /* a number known to lie within [low, high] */
            const struct decimal *bounds; /* two of them, if bounded */
        } unknown;
    };
};

/* How a range was written. Ranges written as unary comparisons equal only their own kind:
 * `(< 10) = (null..10)` is false. */
enum feel_range_form {
    FEEL_RANGE_INTERVAL, /* [1..10]; an end that is null is unbounded */
    FEEL_RANGE_LT,       /* (< 10): low is NULL */
    FEEL_RANGE_LE,
    FEEL_RANGE_GT, /* (> 10): high is NULL */
    FEEL_RANGE_GE,
    FEEL_RANGE_EQ, /* (= 10): both ends the same, included */
    FEEL_RANGE_NE, /* (!= 10): everything but the (same) ends */
};

struct feel_range {
    const struct feel_value *low, *high; /* NULL = open (unary comparison such as < 5) */
    bool low_included, high_included;
    enum feel_range_form form;
};

/* Entries keep their order. A shape (the names) may be shared by many contexts. */
struct feel_shape {
    size_t n;
    const struct str *names;
};
struct feel_context {
    const struct feel_shape *shape;
    const struct feel_value *const *values; /* shape->n of them */
    const uint32_t *facts; /* NULL, or per entry the fact it stands for, UINT32_MAX = none:
                              reading such an entry is reported to feel_run.on_read */
};

extern const struct feel_value feel_null, feel_true, feel_false, feel_empty_list;

const struct feel_value *feel_bool(bool v);
const struct feel_value *feel_number(struct arena *a, struct decimal v);
const struct feel_value *feel_int(struct arena *a, int64_t v);
const struct feel_value *feel_string(struct arena *a, struct str v); /* does not copy the text */
const struct feel_value *feel_date(struct arena *a, int64_t days);
const struct feel_value *feel_months(struct arena *a, int64_t months);
/* A time of day; zone_name is not copied. */
const struct feel_value *feel_time(struct arena *a, struct feel_time t);
const struct feel_value *feel_date_time(struct arena *a, int64_t days, struct feel_time t);
/* Seconds and nanos are brought to one sign, |nanos| < 1e9. */
const struct feel_value *feel_days_duration(struct arena *a, int64_t seconds, int64_t nanos);
const struct feel_value *feel_range_value(struct arena *a, const struct feel_range *r);
const struct feel_value *feel_list(struct arena *a, const struct feel_value *const *items,
                                   size_t n);
const struct feel_value *feel_context_value(struct arena *a, const struct feel_shape *shape,
                                            const struct feel_value *const *values,
                                            const uint32_t *facts);
/* facts need not be sorted; they are copied. */
const struct feel_value *feel_unknown(struct arena *a, const uint32_t *facts, size_t n);
/* The union of the facts of the unknown ones among two values (either may be NULL or known). */
const struct feel_value *feel_unknown_join(struct arena *a, const struct feel_value *x,
                                           const struct feel_value *y);

/* An unknown number that lies within [low, high] (used by `max` and `min` only). */
const struct feel_value *feel_unknown_bounded(struct arena *a, const uint32_t *facts, size_t n,
                                              struct decimal low, struct decimal high);

/* The entry's value or NULL. */
const struct feel_value *feel_context_get(const struct feel_value *context, struct str name);

static inline bool feel_is_true(const struct feel_value *v)
{
    return v->kind == FEEL_BOOLEAN && v->boolean;
}
static inline bool feel_is_unknown(const struct feel_value *v)
{
    return v->kind == FEEL_UNKNOWN;
}

/* Is it an error null, or does it hold one? */
bool feel_has_error(const struct feel_value *v);

/* Same value for an outside judge (the TCK): numbers by value, contexts regardless of order,
 * unknown equals nothing. */
bool feel_same(const struct feel_value *a, const struct feel_value *b);

/* FEEL literal text of a value, for messages and tests ("2018-06-30", [1, 2], {a: 1}); strings
 * quoted if quote. unknown prints as `unknown`. false if the text was cut (`...`): it would be very
 * long, or the value nests too deeply. */
bool feel_print(const struct feel_value *v, bool quote, struct strbuf *out);
const char *feel_kind_name(enum feel_kind kind); /* "number", "years and months duration", … */
