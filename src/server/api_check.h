/*
 * JSON and texts from outside, against the schemas of the fragments. A body becomes a tree in an
 * arena; what is wrong with it is told all at once, each fault with its place.
 */
#pragma once

#include "api_table.h"

#define API_BODY_DEPTH 64u  /* of what a body nests */
#define API_FAULTS_MAX 100u /* told at once */

struct api_value {
    unsigned type;   /* API_STRING …; one of them */
    struct str name; /* as a member of an object */
    struct str text; /* of a string; a number as it was written; "true", "false" */
    size_t n;        /* of items or members */
    struct api_value *at;
};

struct api_fault {
    struct str place;     /* "/facts/0/value" in the body, or the parameter's name */
    struct str attribute; /* of the catalogue, that it is about; "" = none */
    const char *zh, *en;
};
struct api_faults {
    struct arena *arena; /* of their texts */
    struct api_fault *at;
    size_t n, cap;
};

/* Once, before any check: the patterns of the table. */
int api_check_init(struct err *e);
void api_check_done(void);

/* Texts lie in the arena. E_SYNTAX with line and column, E_LIMIT for what nests too deeply. */
int api_value_read(struct str json, struct arena *a, struct api_value *ret, struct err *e);
void api_value_check(const struct api_value *v, const struct api_schema *s,
                     struct api_faults *faults);
/* "facts.0.value"; NULL where there is nothing, or null. */
const struct api_value *api_value_at(const struct api_value *v, const char *path);

/* A text that stands for a string, integer or boolean. */
void api_text_check(struct str text, const struct api_schema *s, struct str place,
                    struct api_faults *faults);
bool api_int_parse(struct str text, int64_t *ret);

void api_fault(struct api_faults *faults, struct str place, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
