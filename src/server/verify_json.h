/* What the handlers and jobs of verification share: values as the API writes them. */
#pragma once

#include "api_check.h"
#include "jobs.h"
#include "mask.h"
#include "verify.h"

void put_text(struct json_writer *w, const char *name, struct str v);
void put_some(struct json_writer *w, const char *name, struct str v); /* null where it is empty */
void put_int(struct json_writer *w, const char *name, int64_t v);
void put_number(struct json_writer *w, const char *name, int64_t v); /* null where it is 0 */
void put_maybe(struct json_writer *w, const char *name, struct maybe v);
void put_bool(struct json_writer *w, const char *name, bool v);
void put_date(struct json_writer *w, const char *name, int32_t day); /* null: DATE_NONE, DAY_OPEN */
void put_instant(struct json_writer *w, const char *name, int64_t us); /* null: 0 */
void put_words(struct json_writer *w, const char *name, const struct str *at, size_t n);
void put_null(struct json_writer *w, const char *name);

/* {"value", "hidden"}: hidden is masked, withheld or null. */
void put_seen(struct json_writer *w, const char *name, struct str value, bool known,
              enum sight sight);
/* A text that follows from fields of these classes, of somebody under 14 or not: what may be seen
 * of it. */
enum sight sight_of(const struct lens *x, uint32_t fields, bool minor);
int put_fact(struct json_writer *w, const char *name, const struct lens *x,
             const struct attribute *t, struct fact v, bool minor, struct arena *a, struct err *e);
/* A member's name as items and candidates have it. */
void put_name(struct json_writer *w, const struct lens *x, struct str name, bool minor);
void put_person(struct json_writer *w, int64_t register_id, int64_t person_id);

/* Items of a filter by kind and state, as FindingCount. */
void put_figures(struct json_writer *w, const struct item_figures *f);

/* Members of a job's input. */
struct job_input {
    struct api_value value;
    struct arena *a;
};
int job_input_read(struct str json, struct arena *a, struct job_input *ret, struct err *e);
struct str input_text(const struct job_input *x, const char *path); /* "" = not given */
int64_t input_int(const struct job_input *x, const char *path);
bool input_bool(const struct job_input *x, const char *path);
int32_t input_date(const struct job_input *x, const char *path); /* DATE_NONE = not given */
size_t input_length(const struct job_input *x, const char *path);
int input_known(const struct job_input *x, struct reg *r, int64_t *ret, struct err *e);
