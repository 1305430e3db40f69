/* The typed tree. Built once by the parser, immutable afterwards. */
#pragma once

#include "builtin.h"
#include "ops.h"
#include "scope.h"

enum node_kind {
    NODE_CONST,  /* value */
    NODE_FAULT,  /* an error null with a message: unknown name, malformed literal */
    NODE_NAME,   /* a slot of a frame */
    NODE_SEARCH, /* a name that the items of filters may hold */
    NODE_PATH,
    NODE_FILTER, /* a[b]: one frame, slot 0 the item */
    NODE_CALL,
    NODE_BUILTIN,
    NODE_NEGATE,
    NODE_ARITH,
    NODE_COMPARE,
    NODE_AND,
    NODE_OR,
    NODE_BETWEEN, /* a between b and c */
    NODE_TESTS,   /* unary tests; a = the tested expression (NULL: a cell). One frame */
    NODE_INSTANCE,
    NODE_IF,
    NODE_FOR, /* one frame: the variables, then partial */
    NODE_SOME,
    NODE_EVERY,
    NODE_LIST,
    NODE_CONTEXT, /* one frame: the entries */
    NODE_RANGE,
    NODE_FUNCTION, /* one frame when called: the parameters */
};

struct node;

struct search_place {
    int depth; /* of the filter's frame */
    int hint;  /* index of the field in the item's static type, -1 */
};

struct test {
    struct node *expr;
    bool uses_input; /* contains `?`: the result is the verdict */
    bool is_logic;   /* comparison, and, or …: true decides unless the input is boolean */
};

struct loop_variable {
    struct node *domain, *end; /* end: `for i in domain..end` */
};

struct node {
    uint8_t kind;
    uint8_t op;       /* arith_op, compare_op, feel_range_form; for: reads `partial` */
    bool captures;    /* contains a function definition: frames must outlive the evaluation */
    bool calls;       /* contains a call of something that isn't built in */
    uint16_t height;  /* of the subtree */
    struct str where; /* its text */
    const struct feel_type *type;   /* never NULL */
    const struct origin *origin;    /* NULL unless it reads a given variable (and a path) */
    const struct feel_value *known; /* the same in every run; NULL = evaluate */
    union {
        const struct feel_value *value;
        struct {
            const char *zh, *en;
        } fault;
        struct {
            int depth, slot;
        } name;
        struct {
            struct str name;
            size_t n;
            const struct search_place *places;
            bool declared; /* some place's static type has the field */
            const struct node *fallback;
        } search;
        struct {
            const struct node *base;
            struct str name;
            int hint;
        } path;
        struct {
            const struct node *a, *b, *c;
        };
        struct {
            const struct node *callee;
            const struct node *const *args;
            const struct str *names; /* NULL: positional */
            size_t n;
        } call;
        struct {
            const struct builtin *row;
            const struct signature *sig;
            const struct node *const *args; /* by parameter; NULL = not given */
            size_t n;
        } builtin;
        struct {
            const struct node *a;
            const struct test *at;
            size_t n;
            bool negated; /* not(…) */
            bool any;     /* - */
        } tests;
        struct {
            const struct node *a;
            const struct feel_type *type;
        } instance;
        struct {
            const struct loop_variable *vars;
            size_t n;
            const struct node *body;
        } loop;
        struct {
            const struct node *const *at;
            size_t n;
        } list;
        struct {
            const struct feel_shape *shape;
            const struct node *const *values;
        } context;
        struct {
            const struct node *low, *high;
            bool low_included, high_included;
        } range;
        struct {
            struct feel_function proto;
            const struct node *body; /* NULL: external */
        } function;
    };
};

struct problem {
    enum feel_problem_kind kind;
    struct str text;
    const char *zh, *en;
};

struct feel_expr {
    struct str text;
    const struct node *root;
    enum feel_start start;
    struct {
        struct problem *at;
        size_t n, cap;
    } problems;
};

const struct feel_value *eval_node(struct feel_run *run, const struct node *n,
                                   const struct feel_frame *frame);
