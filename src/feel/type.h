/* FEEL types: what item definitions and `instance of` talk about. Immutable, in an arena. */
#pragma once

#include "value.h"

enum feel_type_kind {
    FEEL_T_ANY,
    FEEL_T_NULL,
    FEEL_T_BOOLEAN,
    FEEL_T_NUMBER,
    FEEL_T_STRING,
    FEEL_T_DATE,
    FEEL_T_TIME,
    FEEL_T_DATE_TIME,
    FEEL_T_DAYS_DURATION,
    FEEL_T_MONTHS_DURATION,
    FEEL_T_RANGE,    /* of element */
    FEEL_T_LIST,     /* of element */
    FEEL_T_CONTEXT,  /* fields; n_fields 0 and open = `context` */
    FEEL_T_FUNCTION, /* parameters → result; open = any function */
};

struct feel_expr;

struct feel_type {
    enum feel_type_kind kind;
    bool open;
    struct str name;                 /* of the item definition, or empty */
    const struct feel_type *element; /* range, list; result of a function */
    size_t n_fields;
    const struct str *field_names; /* context fields or function parameters */
    const struct feel_type *const *field_types;
    /* allowedValues: unary tests that every (scalar) value must pass; typeConstraint: that the
     * value as a whole must pass. NULL = none. */
    const struct feel_expr *allowed, *constraint;
};

extern const struct feel_type feel_t_any, feel_t_null, feel_t_boolean, feel_t_number, feel_t_string,
    feel_t_date, feel_t_time, feel_t_date_time, feel_t_days_duration, feel_t_months_duration,
    feel_t_list, feel_t_context, feel_t_function, feel_t_range;

/* "number", "date and time", "dateTime", "yearMonthDuration", "feel:string" …; NULL if none. */
const struct feel_type *feel_type_builtin(struct str name);
void feel_type_print(const struct feel_type *t, struct strbuf *out);
/* May a value of type `from` be used where `to` is wanted (conformance, FEEL 10.3.2.9)? */
bool feel_type_conforms(const struct feel_type *from, const struct feel_type *to);

struct feel_run;
bool feel_type_instance(struct feel_run *run, const struct feel_value *v,
                        const struct feel_type *t);
/* Implicit conversions at a typed boundary (singleton list ↔ item, date → date and time), then
 * conformance and constraints; what doesn't fit becomes an error null with a diagnostic that names
 * `what`. null and unknown fit every type. */
const struct feel_value *feel_type_coerce(struct feel_run *run, const struct feel_value *v,
                                          const struct feel_type *t, struct str what);
