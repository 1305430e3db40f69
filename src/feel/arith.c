/* + - * / ** on numbers, strings, dates, times and durations (DMN 1.5, 10.3.2.6 to 10.3.2.9). */
#include "ops.h"
#include "temporal.h"
#include "zone.h"

static const struct feel_value *out_of_range(struct feel_run *run, struct str where)
{
    return feel_error(run, where, "结果超出可表示的范围", "the result is out of range");
}

/* At most as many as take the same time. */
#define POWER_STEPS 300u

static const struct feel_value *arith_numbers(struct feel_run *run, struct str where,
                                              enum arith_op op, struct decimal a, struct decimal b)
{
    struct decimal r;
    bool ok = false;
    switch (op) {
    case OP_ADD:
        ok = dec_add(a, b, &r);
        break;
    case OP_SUB:
        ok = dec_sub(a, b, &r);
        break;
    case OP_MUL:
        ok = dec_mul(a, b, &r);
        break;
    case OP_DIV:
        if (dec_is_zero(b))
            return feel_error(run, where, "除数为零", "division by zero");
        ok = dec_div(a, b, &r);
        break;
    case OP_POW:
        ops_step(run, POWER_STEPS);
        ok = dec_pow(a, b, &r);
        break;
    }
    return ok ? feel_number(run->arena, r) : out_of_range(run, where);
}

bool ops_duration_decimal(const struct feel_value *v, struct decimal *ret)
{
    return dec_add(dec_from_int(v->seconds), dec_from_scaled(v->nanos, 9), ret);
}

const struct feel_value *ops_decimal_duration(struct arena *a, struct decimal seconds)
{
    struct decimal whole, part;
    int64_t s, nanos;
    if (!dec_round(seconds, 0, DEC_DOWN, &whole) || !dec_to_int(whole, &s) ||
        !dec_sub(seconds, whole, &part) || !dec_round(part, 9, DEC_DOWN, &part) ||
        !dec_to_scaled(part, 9, &nanos))
        return NULL;
    return feel_days_duration(a, s, nanos);
}

static const struct feel_value *months_from(struct feel_run *run, struct str where,
                                            struct decimal months)
{
    struct decimal whole;
    int64_t m;
    if (!dec_round(months, 0, DEC_DOWN, &whole) || !dec_to_int(whole, &m))
        return out_of_range(run, where);
    return feel_months(run->arena, m);
}

static bool is_duration(const struct feel_value *v)
{
    return v->kind == FEEL_DAYS_DURATION || v->kind == FEEL_MONTHS_DURATION;
}

static bool duration_as_number(const struct feel_value *v, struct decimal *ret)
{
    if (v->kind == FEEL_DAYS_DURATION)
        return ops_duration_decimal(v, ret);
    *ret = dec_from_int(v->months);
    return true;
}

static const struct feel_value *scale_duration(struct feel_run *run, struct str where,
                                               const struct feel_value *duration,
                                               struct decimal factor, bool divide)
{
    struct decimal d, r;
    if (divide && dec_is_zero(factor))
        return feel_error(run, where, "除数为零", "division by zero");
    if (!duration_as_number(duration, &d) ||
        !(divide ? dec_div(d, factor, &r) : dec_mul(d, factor, &r)))
        return out_of_range(run, where);
    if (duration->kind == FEEL_MONTHS_DURATION)
        return months_from(run, where, r);
    const struct feel_value *v = ops_decimal_duration(run->arena, r);
    return v ? v : out_of_range(run, where);
}

static const struct feel_value *add_durations(struct feel_run *run, struct str where,
                                              const struct feel_value *a,
                                              const struct feel_value *b, bool minus)
{
    int64_t r;
    if (a->kind == FEEL_MONTHS_DURATION) {
        if (minus ? __builtin_sub_overflow(a->months, b->months, &r)
                  : __builtin_add_overflow(a->months, b->months, &r))
            return out_of_range(run, where);
        return feel_months(run->arena, r);
    }
    if (minus ? __builtin_sub_overflow(a->seconds, b->seconds, &r)
              : __builtin_add_overflow(a->seconds, b->seconds, &r))
        return out_of_range(run, where);
    if (r > INT64_MAX - 4 || r < INT64_MIN + 4)
        return out_of_range(run, where);
    int64_t nanos = minus ? (int64_t)a->nanos - b->nanos : (int64_t)a->nanos + b->nanos;
    return feel_days_duration(run->arena, r, nanos);
}

/* Durations of more than this many seconds leave any date's range. */
#define SECONDS_MAX (4LL * TEMPORAL_YEAR_MAX * 366 * SECONDS_PER_DAY)

static const struct feel_value *shift(struct feel_run *run, struct str where,
                                      const struct feel_value *v, const struct feel_value *duration,
                                      bool minus)
{
    struct arena *a = run->arena;
    if (v->kind != FEEL_DATE && v->time.zone == FEEL_ZONE_NAMED)
        ops_step(run, ZONE_STEPS);
    if (duration->kind == FEEL_MONTHS_DURATION) {
        int64_t months = duration->months, days;
        if (months == INT64_MIN || !calendar_add_months(v->days, minus ? -months : months, &days))
            return out_of_range(run, where);
        if (v->kind == FEEL_DATE)
            return feel_date(a, days);
        struct feel_time t = v->time;
        if (t.zone == FEEL_ZONE_NAMED) {
            /* The wall clock stays, the zone's offset may change. */
            struct feel_value moved = *v;
            moved.days = days;
            moved.time.zone = FEEL_ZONE_NONE;
            int64_t local = temporal_seconds(&moved);
            const struct feel_value *r = temporal_from_local(a, local, t);
            return r ? r : out_of_range(run, where);
        }
        return feel_date_time(a, days, t);
    }
    if (duration->seconds > SECONDS_MAX || duration->seconds < -SECONDS_MAX)
        return out_of_range(run, where);
    int64_t seconds = minus ? -duration->seconds : duration->seconds;
    int64_t nanos = minus ? -(int64_t)duration->nanos : duration->nanos;
    if (v->kind == FEEL_TIME) {
        int64_t of_day = v->time.nanos + seconds % SECONDS_PER_DAY * NANOS_PER_SECOND + nanos;
        struct feel_time t = v->time;
        t.nanos = (of_day % NANOS_PER_DAY + NANOS_PER_DAY) % NANOS_PER_DAY;
        return feel_time(a, t);
    }
    const struct feel_time none = {0};
    const struct feel_time *zone = v->kind == FEEL_DATE ? &none : &v->time;
    int64_t fraction = v->kind == FEEL_DATE ? 0 : v->time.nanos % NANOS_PER_SECOND;
    const struct feel_value *r =
        temporal_from_seconds(a, temporal_seconds(v) + seconds, fraction + nanos, zone);
    if (!r)
        return out_of_range(run, where);
    return v->kind == FEEL_DATE ? feel_date(a, r->days) : r;
}

/* Dates and times subtract to a duration; NULL if the two have no common time line. */
static const struct feel_value *difference(struct feel_run *run, const struct feel_value *a,
                                           const struct feel_value *b)
{
    if (a->kind == FEEL_TIME) {
        if ((a->time.zone == FEEL_ZONE_NONE) != (b->time.zone == FEEL_ZONE_NONE))
            return NULL;
        return feel_days_duration(
            run->arena, temporal_time_seconds(&a->time) - temporal_time_seconds(&b->time),
            a->time.nanos % NANOS_PER_SECOND - b->time.nanos % NANOS_PER_SECOND);
    }
    bool dates = a->kind == FEEL_DATE && b->kind == FEEL_DATE;
    bool zone_a = a->kind == FEEL_DATE || a->time.zone != FEEL_ZONE_NONE;
    bool zone_b = b->kind == FEEL_DATE || b->time.zone != FEEL_ZONE_NONE;
    if (!dates && zone_a != zone_b)
        return NULL;
    int64_t na = a->kind == FEEL_DATE ? 0 : a->time.nanos % NANOS_PER_SECOND;
    int64_t nb = b->kind == FEEL_DATE ? 0 : b->time.nanos % NANOS_PER_SECOND;
    return feel_days_duration(run->arena, temporal_seconds(a) - temporal_seconds(b), na - nb);
}

static const struct feel_value *concat(struct feel_run *run, struct str a, struct str b)
{
    char *text = arena_alloc(run->arena, a.len + b.len + 1);
    if (!text)
        return &feel_null;
    if (a.len > 0)
        memcpy(text, a.data, a.len);
    if (b.len > 0)
        memcpy(text + a.len, b.data, b.len);
    text[a.len + b.len] = '\0';
    return feel_string(run->arena, (struct str){text, a.len + b.len});
}

static bool is_moment(const struct feel_value *v)
{
    return v->kind == FEEL_DATE || v->kind == FEEL_DATE_TIME;
}

static bool shifts(const struct feel_value *v, const struct feel_value *duration)
{
    return is_duration(duration) &&
           (is_moment(v) || (v->kind == FEEL_TIME && duration->kind == FEEL_DAYS_DURATION));
}

/* NULL if the operator isn't defined for these kinds. */
static const struct feel_value *apply(struct feel_run *run, struct str where, enum arith_op op,
                                      const struct feel_value *a, const struct feel_value *b)
{
    if (a->kind == FEEL_NUMBER && b->kind == FEEL_NUMBER)
        return arith_numbers(run, where, op, a->number, b->number);
    switch (op) {
    case OP_ADD:
        if (a->kind == FEEL_STRING && b->kind == FEEL_STRING)
            return concat(run, a->string, b->string);
        if (is_duration(a) && a->kind == b->kind)
            return add_durations(run, where, a, b, false);
        if (shifts(a, b))
            return shift(run, where, a, b, false);
        return shifts(b, a) ? shift(run, where, b, a, false) : NULL;
    case OP_SUB:
        if (is_duration(a) && a->kind == b->kind)
            return add_durations(run, where, a, b, true);
        if (shifts(a, b))
            return shift(run, where, a, b, true);
        if ((is_moment(a) && is_moment(b)) || (a->kind == FEEL_TIME && b->kind == FEEL_TIME))
            return difference(run, a, b);
        return NULL;
    case OP_MUL:
        if (is_duration(a) && b->kind == FEEL_NUMBER)
            return scale_duration(run, where, a, b->number, false);
        if (is_duration(b) && a->kind == FEEL_NUMBER)
            return scale_duration(run, where, b, a->number, false);
        return NULL;
    case OP_DIV:
        if (is_duration(a) && b->kind == FEEL_NUMBER)
            return scale_duration(run, where, a, b->number, true);
        if (is_duration(a) && a->kind == b->kind) {
            struct decimal x, y;
            if (!duration_as_number(a, &x) || !duration_as_number(b, &y))
                return out_of_range(run, where);
            return arith_numbers(run, where, OP_DIV, x, y);
        }
        return NULL;
    case OP_POW:
        return NULL;
    }
    return NULL;
}

const struct feel_value *ops_arith(struct feel_run *run, struct str where, enum arith_op op,
                                   const struct feel_value *a, const struct feel_value *b)
{
    static const char *const sign[] = {"+", "-", "*", "/", "**"};
    if (feel_is_unknown(a) || feel_is_unknown(b))
        return feel_unknown_join(run->arena, a, b);
    if (a->kind == FEEL_NULL || b->kind == FEEL_NULL)
        return ops_null_operand(run, where, a, b);
    const struct feel_value *r = apply(run, where, op, a, b);
    if (r)
        return r;
    return feel_error(run, where, "%s 与 %s 之间不能用 %s", "%s and %s have no operator %s",
                      feel_kind_name(a->kind), feel_kind_name(b->kind), sign[op]);
}

const struct feel_value *ops_negate(struct feel_run *run, struct str where,
                                    const struct feel_value *a)
{
    switch (a->kind) {
    case FEEL_UNKNOWN:
        return feel_unknown_join(run->arena, a, NULL);
    case FEEL_NULL:
        return ops_null_operand(run, where, a, NULL);
    case FEEL_NUMBER:
        return feel_number(run->arena, dec_neg(a->number));
    case FEEL_MONTHS_DURATION:
        return a->months == INT64_MIN ? out_of_range(run, where)
                                      : feel_months(run->arena, -a->months);
    case FEEL_DAYS_DURATION:
        return a->seconds == INT64_MIN
                   ? out_of_range(run, where)
                   : feel_days_duration(run->arena, -a->seconds, -(int64_t)a->nanos);
    default:
        return feel_error(run, where, "%s 不能取负", "%s can't be negated",
                          feel_kind_name(a->kind));
    }
}
