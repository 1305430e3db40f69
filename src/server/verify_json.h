/* What the handlers and jobs of verification share: values as the API writes them. */
#pragma once

#include "api/api_tell.h"
#include "api_check.h"
#include "jobs.h"
#include "verify.h"

void put_text(struct json_writer *w, const char *name, struct str v); /* "" too */
void put_number(struct json_writer *w, const char *name, int64_t v);  /* 0 = null */
void put_maybe(struct json_writer *w, const char *name, struct maybe v);
/* "place": the name of a division by its code, or the beginning of one; null for "". */
int put_place_name(struct api_call *c, struct json_writer *w, struct str code, struct err *e);
void put_words(struct json_writer *w, const char *name, const struct str *at, size_t n);

/* A text of somebody under 14 or not, that follows from fields of these classes: as the schema Fact
 * has it. */
enum sight sight_of(const struct lens *x, uint32_t fields, bool minor);
void put_hidden(struct json_writer *w, const char *name, struct str text, enum sight sight);
/* A name that may be told of somebody under 14 or not: masked, or empty. *ret_masked (may be NULL).
 */
struct str name_told(const struct lens *x, struct str name, bool minor, struct arena *a,
                     bool *ret_masked);
/* "name" and "name_masked" of a member, "person_no". */
void put_member(struct json_writer *w, const struct lens *x, struct str name, bool minor,
                int64_t register_id, int64_t person_id, struct arena *a);

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
/* "opened": classes that aren't masked. E_DENIED for one that the actor doesn't see. */
int input_opened(const struct job_input *x, const struct actor *actor, uint32_t *ret,
                 struct err *e);
int input_known(const struct job_input *x, struct reg *r, int64_t *ret, struct err *e);
