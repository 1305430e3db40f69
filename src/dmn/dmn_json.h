/* JSON for evaluations: inputs typed by the model, values with their numbers' text. */
#pragma once

#include "dmn.h"
#include "json.h"

/* One JSON value of the type (NULL = any): strings become dates, times and durations where the
 * type asks for them, objects contexts. E_INVALID names the place ("家庭.成员[2].出生日期") and
 * what was expected. The value keeps nothing of the text. */
int dmn_json_value(struct str json, const struct feel_type *type, struct arena *a,
                   const struct feel_value **ret, struct err *e);
/* A JSON object whose members are inputs (or decisions given beforehand, or imports' prefixes) by
 * name: sets them. E_NOT_FOUND for a name that the model doesn't have. */
int dmn_json_inputs(struct dmn_run *r, const struct dmn_model *m, struct str json, struct err *e);
/* A value: temporal values and ranges as text, functions and unknown as null. E_LIMIT, with nothing
 * written, for one that is nested too deeply or has too many parts; E_NOMEM somewhere in between.
 */
int dmn_json_write(struct json_writer *w, const struct feel_value *v, struct err *e);
