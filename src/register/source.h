/*
 * Who states facts: sources, and how much each of them is believed, by attribute. The declaration
 * (申报) has standing 100, the correction by hand (更正) 900; the others come from the definitions
 * of department feeds. What a source's standing was is kept: a resolution as known at a change uses
 * the standings of then.
 */
#pragma once

#include "register.h"

#define SOURCE_NAME_DECLARATION "declaration"
#define SOURCE_NAME_CORRECTION "correction"
#define SOURCE_NAME_COMBINED "combined" /* 部门合计: what several departments' parts add up to */
#define STANDING_MAX 1000

struct source_spec {
    struct str name, label;
    int64_t standing;
};
/* An exception for one attribute. */
struct standing_spec {
    struct str source;
    const struct attribute *attribute;
    int64_t standing;
};

/*
 * Makes sources that are not there, and brings labels and standings to what is given, under the
 * change seq, inside a write transaction; sources that aren't named stay as they are (their
 * exceptions too), exceptions of those that are named are replaced. Subjects whose facts follow
 * otherwise from the new standings are resolved again. Once in a change. E_LIMIT beyond
 * SOURCES_MAX, E_INVALID for a standing outside 1 … STANDING_MAX, a name that isn't one
 * (db_is_name) or is there twice, and an exception of a source that isn't among them. The open
 * register knows them at once; it and others that are open look again at the beginning of every
 * transaction. What source_label and source_name give lives until then.
 */
int sources_store(struct reg *r, const struct source_spec *sources, size_t n,
                  const struct standing_spec *standings, size_t n_standings, int64_t seq,
                  bool *ret_changed, struct err *e);

/* 0 = there is none. */
int64_t source_id(const struct reg *r, struct str name);
/* NULL = there is none. Lives until sources are stored, or a transaction begins. */
const char *source_label(const struct reg *r, int64_t id);
const char *source_name(const struct reg *r, int64_t id);
/* 0: no source is called so. */
int64_t source_id_labelled(const struct reg *r, struct str label);

/* A row of table delivery, under the change seq; sm3 (64 hex digits) may be NULL. received: a day.
 */
int delivery_add(struct reg *r, const char *kind, const char *file_name, const char *sm3,
                 int64_t source, int32_t received, int64_t seq, int64_t *ret_delivery,
                 struct err *e);

/* Lists of households and people that were imported, the last one first, at most `most`. file and
 * by are told to who sees everything, and of one's own imports; else "". Texts are valid during the
 * call; below 0 fn ends it. */
struct list_import {
    struct str kind, file, by; /* kind: "households", "people" */
    int64_t at;                /* UTC, microseconds */
};
typedef int list_import_fn(void *arg, const struct list_import *i, struct err *e);
int list_imports(struct reg *r, const struct actor *actor, size_t most, list_import_fn *fn,
                 void *arg, struct err *e);
