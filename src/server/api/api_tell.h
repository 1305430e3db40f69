/* How households and people are written into answers: every field by way of register/mask.h. */
#pragma once

#include "api.h"
#include "household_list.h"
#include "mask.h"

/* Members of the object being written. */
void put_str(struct json_writer *w, const char *name, struct str text); /* "" = null */
void put_int(struct json_writer *w, const char *name, int64_t value);
void put_bool(struct json_writer *w, const char *name, bool value);
void put_date(struct json_writer *w, const char *name,
              int32_t day); /* DATE_NONE, DAY_OPEN = null */
void put_instant(struct json_writer *w, const char *name, int64_t at); /* 0 = null */

struct lens tell_lens(struct api_call *c, uint32_t opened);
/* "division" and "place", its full name. */
int tell_division(struct api_call *c, struct json_writer *w, struct str code, struct err *e);
/* "name" and "name_masked" of somebody in a list. */
int tell_name(struct api_call *c, struct json_writer *w, const struct lens *x, struct fact name,
              struct fact birth, struct err *e);
/* One value: "state", "value", "text". */
int tell_value(struct api_call *c, struct json_writer *w, const struct lens *x,
               const struct attribute *t, struct fact value, bool minor, struct err *e);
/* "facts", "masked" and "withheld" of a subject; people's identity number too. */
int tell_subject_facts(struct api_call *c, struct json_writer *w, const struct lens *x,
                       struct subject_key k, const struct fact_told *facts, struct err *e);
bool tell_is_minor(struct api_call *c, const struct lens *x, const struct fact_told *facts);

/* Members of an attribute of the catalogue, in both languages. */
void tell_attribute(struct json_writer *w, const struct catalogue *c, enum entity entity,
                    const struct attribute *t);

/* The rest of an answer that is a history of evidence. */
/* "what" and "why" of a change, and what in Chinese where this program said it. */
void tell_change(struct json_writer *w, struct str what, struct str why);
int tell_history(struct api_call *c, const struct lens *x, struct subject_key k, bool minor,
                 struct err *e);
/* "items" of the audit trail about an object. */
int tell_looks(struct api_call *c, int64_t register_id, const char *object, struct err *e);

/* Parameters on (today) and known_at. */
int asked_moment(struct api_call *c, int32_t *ret_on, int64_t *ret_seq, struct err *e);
/* "household A1", "person 1-2" in the call's arena. */
const char *object_of(struct api_call *c, const char *kind, struct str no);
/* The classes of the body's `fields`, which the actor must have, and the reason on record. */
int asked_opening(struct api_call *c, uint32_t *ret, struct err *e);
