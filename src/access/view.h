/*
 * Views: what somebody asks for again and again, under a name: the filters of a screen, as the web
 * page writes them. They are the account's own and nobody else's, and say nothing of what it may
 * see.
 */
#pragma once

#include "actor.h"
#include "db.h"

extern const struct schema_part view_schema;

struct view {
    struct str screen, name, query; /* screen: a word, the web page's */
    int64_t changed_at;             /* UTC, microseconds */
};

/* by->id's, by screen and name; screen "" = of all. Texts are valid during the call; below 0 fn
 * ends it. */
typedef int view_fn(void *arg, const struct view *v, struct err *e);
int view_list(struct db *office, const struct actor *by, struct str screen, view_fn *fn, void *arg,
              struct err *e);
/* Made, or put in the place of the one of that name. Inside a write transaction. E_INVALID: a name
 * or query that is too long or no line of text; E_LIMIT: LIMIT_VIEWS are there. */
int view_put(struct db *office, const struct actor *by, const struct view *v, struct err *e);
/* E_NOT_FOUND. Inside a write transaction. */
int view_remove(struct db *office, const struct actor *by, struct str screen, struct str name,
                struct err *e);
