/* What script/openapi makes of the fragments: operations, their parameters, the schemas of what
 * comes in. Constant. */
#pragma once

#include "api.h"

enum {
    API_NULL = 1 << 0,
    API_BOOLEAN = 1 << 1,
    API_INTEGER = 1 << 2,
    API_NUMBER = 1 << 3,
    API_STRING = 1 << 4,
    API_ARRAY = 1 << 5,
    API_OBJECT = 1 << 6,
};
enum api_format { API_PLAIN, API_DATE, API_INSTANT };

struct api_property {
    const char *name;
    const struct api_schema *schema;
    bool required;
};
struct api_schema {
    uint8_t types; /* those allowed */
    enum api_format format;
    int pattern;                     /* index in api_patterns, -1 = none */
    uint32_t min_length, max_length; /* of strings, in characters */
    int64_t min, max;                /* of integers */
    uint32_t min_items, max_items;   /* of arrays; members of objects */
    const char *const *words;        /* the strings allowed, up to NULL; NULL = any */
    size_t n_properties;             /* of objects */
    const struct api_property *properties;
    const struct api_schema *others; /* further members; NULL = there may be none */
    const struct api_schema *items;  /* of arrays */
};

enum api_place { API_IN_PATH, API_IN_QUERY };
struct api_parameter {
    const char *name;
    enum api_place in;
    bool required;
    bool commas;               /* an array is one text with commas, not a repeated parameter */
    const char *default_value; /* NULL = none */
    const struct api_schema *schema;
};

enum api_writes { API_WRITES_NONE, API_WRITES_REGISTER, API_WRITES_OFFICE };
struct api_operation {
    const char *name, *method, *path; /* path: "/households/{household_no}" */
    const char *summary;              /* "中文 · English" */
    api_handler *handle;
    uint32_t rights;
    enum api_writes writes;
    const char *audit; /* the action; NULL = not on record */
    bool open;         /* to whoever isn't signed in */
    bool limited;      /* also to sessions that must set password or second factor first */
    bool session;      /* not by API token */
    bool secret;       /* the answer holds a secret: it isn't kept for a repeated call */
    bool if_match;     /* an edit of a version */
    size_t n_parameters;
    const struct api_parameter *parameters;
    const char *media; /* of the body; NULL = none */
    bool body_required;
    const struct api_schema *body; /* where it is JSON */
    size_t body_limit;             /* bytes; 0 = HTTP_BODY_DEFAULT */
};

extern const struct api_operation api_operations[];
extern const size_t api_operations_n;
extern const char *const api_patterns[];
extern const size_t api_patterns_n;
extern const unsigned char api_document[], api_document_gzip[];
extern const size_t api_document_size, api_document_gzip_size;
