/*
 * What handlers see of a call: who asks, checked parameters and body, and how to answer. Operations
 * are described by the OpenAPI fragments in src/server/api; script/openapi makes the table of
 * routes with the checks of parameters and bodies from them. Operation `household_get` is handled
 * by api_household_get in src/server/api/api_households.c or a neighbour.
 *
 * Before a handler runs: the session or token is found, the CSRF token compared for cookies and
 * writes, the rights required, parameters and body checked against the fragment, an idempotency key
 * looked up. An operation that writes (x-writes: register, office) runs inside one write
 * transaction of that database, with its idempotency key; a handler that fails leaves nothing, and
 * one that others outran is run again. The audit entry is on disk before the response leaves, and,
 * for writes, before they are committed. README.md tells more.
 *
 * Errors that a handler returns become problem details: E_DENIED 403, E_NOT_FOUND 404 (also for
 * what lies outside of the actor's scope), E_EXISTS and E_CONFLICT 409, E_INVALID, E_USAGE and
 * E_RANGE 422, E_LIMIT 413, E_UNSUPPORTED 501, E_BUSY, E_IO and E_NOMEM 503, others 500; their
 * texts are the err's, but for E_BUSY, E_IO, E_NOMEM and 500: those are for the operator.
 */
#pragma once

#include "account.h"
#include "audit.h"
#include "http.h"
#include "json.h"
#include "register.h"

struct api_call;
typedef int api_handler(struct api_call *c, struct err *e);
/* API_HANDLER(household_get) { … return 0; } with c and e. */
#define API_HANDLER(name)                                                                          \
    api_handler api_##name;                                                                        \
    int api_##name(struct api_call *c, struct err *e)

struct arena *api_arena(struct api_call *c); /* of this call */
const struct actor *api_actor(struct api_call *c);
const struct session *api_session(struct api_call *c); /* NULL = nobody has signed in */
/* The worker's own connections; in a write transaction where the operation says x-writes. */
struct reg *api_register(struct api_call *c);
struct db *api_office(struct api_call *c);
/* The register's keys, as second factors need them; NULL and an error where they can't be had. */
struct keys *api_keys(struct api_call *c, struct err *e);
struct jobs *api_jobs(struct api_call *c); /* jobs.h */
/* For answers that aren't JSON: a file, a stream, other content. The frame then adds the status
 * only. */
struct http_exchange *api_exchange(struct api_call *c);

/* A parameter by its name in the fragment: as given, or its default; not given and without a
 * default: empty, 0, false. */
bool api_given(struct api_call *c, const char *name);
struct str api_text(struct api_call *c, const char *name);
int64_t api_int(struct api_call *c, const char *name);
int32_t api_date(struct api_call *c, const char *name);    /* DATE_NONE = not given */
int64_t api_instant(struct api_call *c, const char *name); /* UTC, microseconds; 0 = not given */
bool api_bool(struct api_call *c, const char *name);
/* The values of a repeated parameter (type array). */
size_t api_list(struct api_call *c, const char *name, const struct str **ret);
/* Parameter known_at as a seq of the register; INT64_MAX = now. */
int api_known_seq(struct api_call *c, int64_t *ret, struct err *e);

/* The body, checked against its schema. Members by path: "name", "facts.0.value". A member that is
 * null is not given. */
struct str api_body(struct api_call *c);
bool api_body_has(struct api_call *c, const char *path);
struct str api_body_text(struct api_call *c, const char *path); /* also the text of a number */
int64_t api_body_int(struct api_call *c, const char *path);
int32_t api_body_date(struct api_call *c, const char *path);
bool api_body_bool(struct api_call *c, const char *path);
size_t api_body_length(struct api_call *c, const char *path); /* of an array */

/* What the audit entry says besides who, when, where and the operation's action: what it was about
 * ("household 440783116002-0012"), in which register (0 = the system), in which division it lies
 * ("" = in none), the reason given, old and new (JSON). Said before anything fails, a refusal is on
 * record with its object too. */
void api_audit(struct api_call *c, int64_t register_id, struct str division, struct str object);
void api_audit_why(struct api_call *c, struct str why);
void api_audit_change(struct api_call *c, struct str before, struct str after);
/* What was done has put its entry itself, in its own transaction (account.h): the frame adds none.
 * Said behind it, so that refusals are still the frame's. */
void api_audit_own(struct api_call *c);

/* What simulations of this process keep between them (determine/simulate.h). */
struct simulate_kept;
struct simulate_kept *api_simulate_kept(struct api_call *c);
/* Of an account's calls with the same key only the latest matters: work in this thread ends with
 * E_CANCELLED at its next tick (base/progress.h) when another has come, or the client has gone. Key
 * "" = the client alone. Until the handler returns. */
void api_latest(struct api_call *c, struct str key);

/* Something in the body that isn't right, told with the error that is about to be returned: its
 * JSON pointer ("/values/0"), and the attribute of the catalogue that it is about, or "". */
void api_wrong(struct api_call *c, struct str pointer, struct str attribute, const char *zh,
               const char *en);

/* The answer: a JSON value through the writer (200, or the status set; 204 without any). */
struct json_writer *api_json(struct api_call *c);
void api_status(struct api_call *c, int status);
void api_location(struct api_call *c, struct str place); /* of what was made: "/api/v1/…" */
/* The problem that the error about to be returned becomes, where it isn't that of its code. */
void api_refuse(struct api_call *c, int status, const char *code);
/* Where a thing can be edited: its version as ETag; and for edits: E_CONFLICT (412) where If-Match
 * isn't it, 428 without If-Match. */
void api_version(struct api_call *c, int64_t version);
int api_if_match(struct api_call *c, int64_t version, struct err *e);
/* 202 and the job (jobs.h) as content, its place as Location. */
int api_job(struct api_call *c, const char *kind, struct str input, struct err *e);

/*
 * Lists: {"items": […], "next": "…"}. Parameters limit (default 50) and cursor; cursors are texts
 * of the last row's key, bound to the operation, its filters and the account, so that none can be
 * made up. A handler asks for limit + 1 rows behind the key and ends its list with api_next.
 */
#define API_PAGE_MAX 500
size_t api_limit(struct api_call *c);
int api_cursor(struct api_call *c, struct str *ret_key, struct err *e); /* "" = the beginning */
/* The member "next" of the object that is being written: its cursor, or null for an empty key. */
int api_next(struct api_call *c, struct str key, struct err *e);
/* Field selection: is this member of the answer wanted (parameter `fields`)? true without it. */
bool api_wants(struct api_call *c, const char *field);
