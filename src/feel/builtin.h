/* The built-in functions: table, argument matching, implementations. */
#pragma once

#include "feel.h"

#define BUILTIN_PARAMS_MAX 8u

/* What an implementation is given besides its arguments. */
struct call {
    struct feel_run *run;
    struct str where;
};

/* Arguments are of the declared kinds; missing optional ones are NULL. */
typedef const struct feel_value *builtin_fn(struct call *c, const struct feel_value *const *args,
                                            size_t n);

enum builtin_unknown { BUILTIN_ARGS, BUILTIN_DEEP, BUILTIN_OWN };

struct builtin {
    const char *name, *params;
    char result;
    enum builtin_unknown unknown;
    builtin_fn *fn;
};

struct signature {
    size_t n, min;
    bool repeated; /* the last parameter takes any number of arguments */
    struct str names[BUILTIN_PARAMS_MAX];
    char kinds[BUILTIN_PARAMS_MAX];
    bool nullable[BUILTIN_PARAMS_MAX];
};

void builtin_signature(const struct builtin *b, struct signature *ret);
/* The longest built-in name that stands at p: its first row, or NULL. */
const struct builtin *builtin_match(struct str text, const char *p, const char **ret_end);
const struct builtin *builtin_find(const char *name);
/* The next row of the same name or NULL. */
const struct builtin *builtin_next(const struct builtin *b);
/* The row that takes n positional arguments, or the named ones (names not NULL); NULL if none.
 * For named ones order[i] is the parameter of argument i. */
const struct builtin *builtin_select(const struct builtin *first, size_t n, const struct str *names,
                                     struct signature *ret_signature, size_t *order);
/* Could a value of this static type be an argument of that kind? */
bool builtin_accepts(char kind, const struct feel_type *t);
const char *builtin_kind_name(char kind);
const struct feel_type *builtin_result(const struct builtin *b,
                                       const struct feel_type *const *arg_types, size_t n);

/* Is the built-in a function of that (closed) type, by one of its overloads? */
bool builtin_conforms(const struct builtin *first, const struct feel_type *t);

/* Checks and converts arguments, sees to nulls and unknowns, calls. n may be below sig->n. */
const struct feel_value *builtin_call(struct feel_run *run, struct str where,
                                      const struct builtin *b, const struct signature *sig,
                                      const struct feel_value *const *args, size_t n);
/* The same for the overload that takes these arguments; names as for builtin_select. */
const struct feel_value *builtin_invoke(struct feel_run *run, const struct builtin *first,
                                        const struct str *names,
                                        const struct feel_value *const *args, size_t n);
/* Equality of items: what can't be compared is different, and no error. */
bool builtin_equal(struct call *c, const struct feel_value *a, const struct feel_value *b);
/* The function as a value. */
const struct feel_value *builtin_value(struct arena *a, const struct builtin *b);

#define BUILTIN(name, params, result, unknown, fn) builtin_fn builtin_##fn;
#include "builtins.def"
#undef BUILTIN
