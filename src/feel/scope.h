/* Names in scope while an expression is parsed. */
#pragma once

#include "feel.h"

/* Where the value of a name comes from, in terms of the scopes given to feel_compile. */
struct origin {
    int level, slot;
    struct str path; /* "" or "工资性收入" or "a.b" */
};

struct scope_var {
    struct str name;
    const struct feel_type *type; /* never NULL */
    const struct origin *origin;  /* NULL if made inside the expression */
    uint32_t hash;
    int next; /* in the chain of its bucket, -1 */
};

struct scope_type {
    struct str name;
    const struct feel_type *type;
};

enum scope_kind {
    SCOPE_GIVEN,  /* by the caller of feel_compile */
    SCOPE_LOCAL,  /* for, some, every, function, context */
    SCOPE_FILTER, /* slot 0 is the item, whose entries are visible */
    SCOPE_INPUT,  /* slot 0 is the tested value `?` */
};

#define SCOPE_BUCKETS 32u

struct feel_scope {
    const struct feel_scope *parent;
    struct arena *arena;
    enum scope_kind kind;
    struct {
        struct scope_var *at;
        size_t n, cap;
    } vars;
    struct {
        struct scope_type *at;
        size_t n, cap;
    } types;
    int heads[SCOPE_BUCKETS]; /* by hash of the whole name */
    size_t most_parts;        /* of a name */
    unsigned uses;            /* of `?` or of `partial` */
};

struct feel_scope *scope_new(struct arena *a, const struct feel_scope *parent,
                             enum scope_kind kind);
/* The slot or -1 when memory is exhausted. A later variable hides an earlier one of its name. */
int scope_add(struct feel_scope *s, struct str name, const struct feel_type *type,
              const struct origin *origin);

/* The longest variable name of this level that stands at p: its slot and end, or -1. */
int scope_match(const struct feel_scope *s, struct str text, const char *p, const char **ret_end);
/* The longest type name (of the chain, or built in) that stands at p; NULL if none. */
const struct feel_type *scope_match_type(const struct feel_scope *s, struct str text, const char *p,
                                         const char **ret_end);
