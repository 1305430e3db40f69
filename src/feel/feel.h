/*
 * FEEL (DMN 1.5, chapter 10): text → tree with resolved names → values. The reference interpreter.
 *
 * Names may hold spaces and operators, so parsing needs the names in scope. A scope is a chain of
 * levels; a variable is (level, slot), resolved when the text is parsed. At run time a frame gives
 * each level its values. Inside filters, `for`, quantifiers and functions the interpreter adds
 * levels of its own.
 *
 * Compiled expressions are immutable and may be used by many runs at once; a run belongs to one
 * thread.
 */
#pragma once

#include "err.h"
#include "type.h"
#include "value.h"

struct feel_scope;
struct feel_expr;

/* A scope level in the arena; parent may be NULL. Built-in functions stand behind every chain. */
struct feel_scope *feel_scope_new(struct arena *a, const struct feel_scope *parent);
/* Adds a variable; type NULL = any (context types make their fields' names known to the parser,
 * for paths). The slot, from 0 in the order of adding, or a negative error. */
int feel_scope_add(struct feel_scope *s, struct str name, const struct feel_type *type,
                   struct err *e);

/* Can an expression refer to it? Names don't begin with a keyword ("in stock"). */
bool feel_is_name(struct str s);

/* Makes a named type known to `instance of` and to typed function parameters. Looked for in the
 * whole chain, innermost first; the built-in names come last. */
int feel_scope_add_type(struct feel_scope *s, struct str name, const struct feel_type *type,
                        struct err *e);

enum feel_start {
    FEEL_EXPRESSION,
    FEEL_UNARY_TESTS, /* a cell: `-`, `< 5`, `"a", "b"`, `not(…)`, expressions with ? */
};

/* E_SYNTAX gives line and column and what was expected; E_INVALID a full-width sign outside strings
 * in a text that is no FEEL, and the plain sign to write instead. For FEEL_UNARY_TESTS the compiled
 * expression takes the tested value from feel_eval_test. input_type (may be NULL) is the type of
 * the tested value. */
int feel_compile(const struct feel_scope *scope, enum feel_start start, struct str text,
                 const struct feel_type *input_type, struct arena *a, struct feel_expr **ret,
                 struct err *e);
struct str feel_expr_text(const struct feel_expr *x);

/* What a checker can tell without running. Also reports what is legal but wrong: a name with
 * full-width punctuation, a name that a filter's item shadows, a comparison of types that can't
 * match, an unknown name or function, a literal number (with its place), wrong argument counts. */
enum feel_problem_kind {
    FEEL_P_UNKNOWN_NAME,
    FEEL_P_FULL_WIDTH, /* full-width punctuation inside a name or outside strings */
    FEEL_P_SHADOWED,
    FEEL_P_TYPE,
    FEEL_P_ARGUMENTS,
};
struct feel_problem {
    enum feel_problem_kind kind;
    struct str text;  /* the part of the expression it is about */
    int line, column; /* within the expression, from 1 */
    struct err message;
};
typedef void feel_problem_fn(void *arg, const struct feel_problem *p);
void feel_check(const struct feel_expr *x, feel_problem_fn *fn, void *arg);
/* The static type of the result; feel_t_any if it can't be told. */
const struct feel_type *feel_expr_type(const struct feel_expr *x);
/* Calls fn for each numeric literal. */
void feel_numbers(const struct feel_expr *x,
                  void (*fn)(void *arg, struct decimal n, int line, int column), void *arg);
/* What a numeric literal is for. number("1.3") counts as one. */
enum feel_number_role {
    FEEL_N_RESULT,   /* it is what the expression, or a branch of it, gives */
    FEEL_N_OPERAND,  /* of an arithmetic operator */
    FEEL_N_COMPARED, /* with what `about` names: a variable, an entry or a function; or empty */
    FEEL_N_ARGUMENT, /* for the parameter or entry that `about` names */
    FEEL_N_INDEX,    /* of an item in a list, or of a loop */
};
struct feel_number_use {
    struct decimal n;
    int line, column;
    enum feel_number_role role;
    struct str about;
};
typedef void feel_number_use_fn(void *arg, const struct feel_number_use *u);
void feel_number_uses(const struct feel_expr *x, feel_number_use_fn *fn, void *arg);
/* Reports (as FEEL_P_TYPE) each literal that the expression may give although the allowed values of
 * `type`, or the unary tests `allowed` (may be NULL), refuse it. */
void feel_check_result(const struct feel_expr *x, const struct feel_type *type,
                       const struct feel_expr *allowed, struct arena *a, feel_problem_fn *fn,
                       void *arg);
/* Calls fn for each reference to a variable of the compile-time scopes (not of inner levels), with
 * its level counted from the innermost given scope, slot, and path behind it ("" or "工资性收入").
 */
void feel_references(const struct feel_expr *x,
                     void (*fn)(void *arg, int level, int slot, struct str path), void *arg);

/* Values of one scope level; up belongs to the parent level. A function made by an expression keeps
 * the frame it was made in (so that it can call itself by a name filled in later): frames and slots
 * must live as long as the values of their run. */
struct feel_frame {
    const struct feel_frame *up;
    const struct feel_value *const *slots;
    /* If not NULL, a slot that holds NULL is asked for here when it is first read (lazily
     * evaluated decisions). */
    const struct feel_value *(*fetch)(struct feel_run *run, void *arg, int slot);
    void *arg;
};

/* Which part of a model is being evaluated, for diagnostics. Whoever runs the parts sets it, and
 * sets it back. */
struct feel_place {
    struct str name;              /* of the decision or function */
    uint32_t line;                /* of the file, where the text begins; 0 = not known */
    const struct feel_expr *expr; /* the text, if its lines are those of the file; else NULL */
};

#define FEEL_RUN_DIAGNOSTICS 16

/* The state of one evaluation (or one household). Start with feel_run_init. */
struct feel_run {
    struct arena *arena; /* values live here */
    int64_t now_us;      /* what now() and today() give */
    uint64_t steps;      /* used so far; LIMIT_FEEL_STEPS ends the evaluation */
    int depth;
    bool trying;  /* looking at a branch that may not be taken: no trace, no diagnostics */
    bool stopped; /* a limit was hit; every further evaluation gives null */
    struct feel_place place;
    void (*on_read)(void *arg, uint32_t fact); /* trace: an entry that stands for a fact was read */
    void *on_read_arg;
    size_t n_diagnostics; /* all, of which the first are kept */
    /* The last member: a run that begins anew (for each household) doesn't clear it. */
    struct {
        struct err message; /* what went wrong: "division by zero", … */
        struct str where;   /* text of the expression part */
        struct str name;    /* of the place */
        uint32_t line;      /* of the file, 0 = not known */
        bool fault;         /* known before the evaluation: an expression that doesn't compile */
    } diagnostics[FEEL_RUN_DIAGNOSTICS];
};
void feel_run_init(struct feel_run *run, struct arena *arena);
/* An error inside an evaluation: keeps the diagnostic, returns the error null. */
const struct feel_value *feel_error(struct feel_run *run, struct str where, const char *zh,
                                    const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* A limit ends the evaluation: told once, also while trying. The error null. */
const struct feel_value *feel_stop(struct feel_run *run, struct str where, const char *zh,
                                   const char *en);

const struct feel_value *feel_eval(struct feel_run *run, const struct feel_expr *x,
                                   const struct feel_frame *frame);
/* Unary tests: true, false, null (error) or unknown. */
const struct feel_value *feel_eval_test(struct feel_run *run, const struct feel_expr *x,
                                        const struct feel_value *input,
                                        const struct feel_frame *frame);

/* Functions that live outside FEEL text (business knowledge models, decision services, boxed
 * functions). Called with positional arguments, n of them, missing ones NULL. */
struct feel_function {
    struct str name; /* may be empty */
    size_t n_params;
    const struct str *params;
    const struct feel_type *const *param_types; /* NULL = any */
    const struct feel_type *result;             /* NULL = any */
    const struct feel_value *(*call)(struct feel_run *run, void *arg,
                                     const struct feel_value *const *args, size_t n);
    void *arg;
    bool open;                        /* a built-in: takes what its overloads take */
    const struct feel_type *inferred; /* of the result, for `instance of` only; NULL = result */
};
const struct feel_value *feel_function_value(struct arena *a, const struct feel_function *f);
const struct feel_value *feel_call(struct feel_run *run, const struct feel_value *function,
                                   const struct feel_value *const *args, size_t n);

/* The operators that tables and boxed expressions need, with the interpreter's meaning. */
const struct feel_value *feel_equal(struct feel_run *run, const struct feel_value *a,
                                    const struct feel_value *b);
/* -1, 0, 1 in *ret; false if the two can't be compared (different or unordered types, unknown). */
bool feel_compare(const struct feel_value *a, const struct feel_value *b, int *ret);
/* Built-ins by FEEL name, for aggregations ("sum", "min", "max", "count"). */
const struct feel_value *feel_builtin(struct feel_run *run, const char *name,
                                      const struct feel_value *const *args, size_t n);
/* Values from text as FEEL's own constructors read them: date("…") and so on; NULL if malformed. */
const struct feel_value *feel_parse_temporal(struct arena *a, enum feel_kind kind, struct str text);
