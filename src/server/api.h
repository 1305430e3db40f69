/*
 * What handlers see of a call: who asks, checked parameters and body, and how to answer. Operations
 * are described by the OpenAPI fragments in src/server/api/*.json; script/openapi makes the table
 * of routes (api_routes) with the checks of parameters and bodies from them, and refuses an
 * operation without x-right, x-fields and x-audit.
 *
 * Before a handler runs: the session or token is found, the CSRF token compared for cookies and
 * writes, the right required, parameters and body checked against the fragment, an idempotency key
 * looked up. After it: the audit entry is on disk before the response leaves.
 */
#pragma once

#include "account.h"
#include "audit.h"
#include "http.h"
#include "json.h"
#include "register.h"

struct api_call;
typedef int api_handler(struct api_call *c, struct err *e);

enum api_kind { API_TEXT, API_INTEGER, API_NUMBER, API_BOOLEAN, API_DATE, API_INSTANT, API_ENUM };
struct api_parameter {
    const char *name;
    bool in_path, required, repeated;
    enum api_kind kind;
    int64_t min, max;         /* of integers; of texts their length in characters */
    const char *pattern;      /* PCRE, NULL = any */
    const char *const *words; /* of enums, NULL at the end */
    const char *fallback;     /* the default; NULL = none */
};
struct api_route {
    const char *method, *path; /* "/api/v1/households/{household_no}" */
    const char *operation;     /* "household_get" */
    api_handler *handler;
    uint32_t rights, fields; /* all of these rights; classes of fields that the answer may hold */
    const char *audit;       /* action, NULL = none (x-audit: none needs a reason there) */
    bool open;               /* without signing in */
    bool writes;             /* CSRF, idempotency key, If-Match */
    size_t body_bytes;
    const char *body_schema; /* its name among api_schemas; NULL = no JSON body */
    const struct api_parameter *parameters;
    size_t n_parameters;
};
extern const struct api_route api_routes[];
extern const size_t api_n_routes;
extern const unsigned char api_document[]; /* the joined document, JSON */
extern const size_t api_document_size;

struct arena *api_arena(struct api_call *c); /* of this call */
const struct actor *api_actor(struct api_call *c);
struct reg *api_register(struct api_call *c); /* the worker's, open for reading and writing */
/* A parameter that was given, or its default. */
bool api_given(struct api_call *c, const char *name);
struct str api_text(struct api_call *c, const char *name);
int64_t api_int(struct api_call *c, const char *name); /* also dates (days) and instants (us) */
bool api_bool(struct api_call *c, const char *name);

/* The body: checked against its schema. */
struct str api_body(struct api_call *c);

/* What the audit entry says besides: the object, its register, the reason (where the operation asks
 * for one), before and after of an edit. */
void api_audit(struct api_call *c, int64_t register_id, struct str object);
void api_audit_change(struct api_call *c, struct str before, struct str after);
/* Inside a write transaction: appends the entry there, so that it commits with the edit. */
int api_audit_commit(struct api_call *c, struct err *e);

/* The answer: a JSON value through the writer (200, or the status set). */
struct json_writer *api_json(struct api_call *c);
void api_status(struct api_call *c, int status);
struct http_exchange *api_exchange(struct api_call *c);
/* A version for If-Match; E_CONFLICT (412) where it isn't the client's. */
int api_version(struct api_call *c, int64_t version, struct err *e);

/* Lists: {"items": […], "next": "…"}; cursors are opaque, signed texts of the last row's key. */
#define API_PAGE_MAX 500
size_t api_page(struct api_call *c);                                    /* parameter `limit` */
int api_cursor(struct api_call *c, struct str *ret_key, struct err *e); /* "" = the beginning */
void api_next(struct api_call *c, struct str key);
/* Field selection: is this member of the answer wanted (parameter `fields`)? */
bool api_wants(struct api_call *c, const char *field);
