/*
 * Inside of a model: what reading builds and evaluation uses. Internal to this folder.
 *
 * A model is a tree of units, one for each import path: two imports of the same file are two
 * units, whose inputs may be set apart (TCK 0089). The nodes of all units share one index space,
 * the main unit's first.
 */
#pragma once

#include "dmn.h"
#include "map.h"
#include "xml.h"

struct unit;
struct boxed;

/* Text compiled as FEEL, or the reason why it could not be. */
struct code {
    struct str text;
    struct feel_expr *expr; /* NULL if fault, or if there is no text */
    struct err *fault;
    uint32_t line; /* where the text begins */
    bool made;     /* the text was made from several parts: its lines are not the file's */
};

enum boxed_kind {
    BOXED_NOTHING, /* no logic, or an unsupported one: see code.fault */
    BOXED_LITERAL,
    BOXED_TABLE,
    BOXED_CONTEXT,
    BOXED_LIST,
    BOXED_INVOCATION,
    BOXED_FUNCTION,
    BOXED_SUGAR, /* conditional, filter, for, some, every: FEEL over parts */
};

/* A named place for a boxed value: context entry, binding, formal parameter. */
struct slot {
    struct str name;              /* empty: the result entry of a context */
    const struct feel_type *type; /* declared, or NULL */
    struct boxed *value;
    uint32_t line;
};

/* Something that a sugared expression refers to by an invented name: a value computed before,
 * (lazy) a function of the given parameters, or (no value) the function that a filter's match goes
 * through: it lets conditions pass and fails the filter for anything else. */
struct part {
    struct boxed *value;
    bool lazy, condition; /* condition: must be boolean or null */
    struct str text;      /* of the match, without value */
    bool item;            /* a filter's match: the first parameter is the item, the
                             others are its entries */
    size_t n_params;
    const struct str *params;
};

struct boxed {
    enum boxed_kind kind;
    uint32_t line;
    const struct feel_type *type;  /* typeRef, or NULL */
    const struct feel_type *guess; /* what is known of the value's type; never NULL */
    struct code code;              /* literal, sugar */
    struct table *table;
    size_t n;           /* of slots or parts */
    struct slot *slots; /* context, list, invocation's bindings, function's params */
    struct part *parts;
    struct boxed *body;             /* function's body, invocation's function */
    const struct feel_type *result; /* of a function */
    struct feel_shape *shape;       /* of a context without result entry */
    char fold;                      /* sugar: s some, e every over the list that the text gives */
    bool external;                  /* a Java or PMML function */
    bool isolated;                  /* a relation's row: its entries don't see each other */
};

struct table_column {
    struct code code; /* input expression, or default output entry */
    struct str name, label;
    const struct feel_type *type;   /* declared, or NULL */
    const struct feel_type *guess;  /* of the input expression */
    const struct feel_type *result; /* of an output: declared here or by the table's holder; NULL */
    struct code allowed;            /* input or output values as unary tests */
    size_t n_order;                 /* output values one by one, in order of priority */
    struct code *order;
    bool used; /* an input that some row tests */
    uint32_t line;
};

struct rule {
    struct code *inputs, *outputs; /* expr NULL without fault: `-`, or an empty output */
    uint32_t line;
};

struct table {
    struct dmn_table pub;
    int node;
    uint32_t line;
    struct table_column *inputs, *outputs;
    struct rule *rules;
    struct feel_shape *shape; /* of several outputs */
    struct err *fault;        /* the first cell that can't be compiled */
    uint32_t fault_line;
    bool has_default;
};

/* What a name in a node's scope stands for: a node, or an import's prefix. */
struct scope_entry {
    struct str name;
    int node; /* -1: a prefix */
    struct unit *unit;
    size_t n;
    struct scope_entry *entries; /* below the prefix */
    struct feel_shape *shape;
    const struct feel_type *type;
};

enum node_state { NODE_NEW, NODE_OPEN, NODE_DONE };

struct node {
    struct dmn_node pub;
    int index;
    struct unit *unit;
    const struct xml_node *xml;
    struct str var;                 /* the variable's name */
    const struct feel_type *type;   /* declared, or NULL */
    const struct feel_type *result; /* of a BKM or service, or NULL */
    const struct feel_type *guess;  /* what the names of other nodes' scopes have */
    enum node_state state;          /* while sorting */
    unsigned height;                /* of the longest chain of requirements below it, from 1 */
    struct boxed *logic;            /* decision; body of a BKM */
    size_t n_scope;
    struct scope_entry *scope;
    size_t n_params; /* of a BKM or service */
    const struct str *params;
    const struct feel_type *const *param_types;
    const int *param_nodes; /* of a service: the inputs */
    size_t n_outputs;       /* of a service */
    const int *outputs;
    struct feel_shape *shape; /* of several output decisions */
};

enum item_state { ITEM_NEW, ITEM_OPEN, ITEM_DONE };

struct item {
    struct str name;
    const struct xml_node *xml;
    struct feel_type *type; /* while open: a structure that is filled in at the end */
    enum item_state state;
};

struct unit {
    struct dmn_model *model;
    struct unit *parent;
    struct str ns, name, prefix; /* prefix: its name in the parent */
    const struct xml_node *root;
    struct str document;
    size_t n_imports;
    struct unit **imports;
    size_t n_prefixes; /* xmlns declarations of the root element */
    struct xml_attr *prefixes;
    size_t n_items;
    struct item *items;
    struct feel_scope *type_names; /* the outermost level of every scope */
    int first_node, n_nodes;
};

struct found {
    enum dmn_severity severity;
    const char *code;
    int node; /* -1: the model */
    uint32_t line;
    struct err *message;
};

struct dmn_model {
    struct arena *arena;
    struct str file;
    struct unit *main;
    size_t n_units;
    struct {
        struct node **at;
        size_t n, cap;
    } nodes;
    struct {
        struct table **at;
        size_t n, cap;
    } tables;
    struct {
        struct found *at;
        size_t n, cap;
    } found; /* while reading; dmn_check tells them */
    size_t n_faults;
    struct err *further; /* stands for all faults behind the first thousand */
    dmn_import_fn *import;
    void *import_arg;
    const int *order;            /* nodes, requirements first */
    struct feel_scope *no_names; /* for constraints */
};

/* xml.h by local name, but only elements of the parent's own namespace. */
struct xml_node *dmn_child(const struct xml_node *n, const char *name);
struct xml_node *dmn_sibling(const struct xml_node *n, const char *name);
struct str dmn_name_of(const struct xml_node *n); /* its name attribute, trimmed; never NULL */
struct str dmn_text_of(const struct xml_node *n); /* of its <text>, trimmed */

/* Bounds within one model; the larger ones are in bounds.h. */
#define MAX_FAULTS 1000u       /* kept with their messages */
#define MAX_REQUIREMENTS 4096u /* of one node */
#define MAX_ENTRIES 4096u      /* of one context, function or invocation */
#define MAX_ITEMS 20000u       /* item definitions */
#define MAX_LAZY_HEIGHT 64u    /* graphs higher than this are evaluated from below */

/* A copy of a fault's message in the model's arena. */
struct err *dmn_keep_fault(struct dmn_model *m, const struct err *e);

/* dmn_found: keeps a finding; the text is printed as by err_set. */
void dmn_found(struct dmn_model *m, enum dmn_severity severity, const char *code, int node,
               uint32_t line, const char *zh, const char *en, ...)
    __attribute__((format(printf, 6, 8), format(printf, 7, 8)));
void dmn_found_err(struct dmn_model *m, enum dmn_severity severity, const char *code, int node,
                   uint32_t line, const struct err *e);

/* dmn_types.c */
int dmn_types_collect(struct unit *u, struct err *e);
int dmn_types_resolve(struct unit *u, struct err *e);
/* The type a typeRef names; NULL if it is empty or `Any`, or names none (then a finding). */
const struct feel_type *dmn_type_ref(struct unit *u, struct str ref, int node, uint32_t line);
const struct feel_type *dmn_type_list(struct arena *a, const struct feel_type *element);
const struct feel_type *dmn_type_context(struct arena *a, size_t n, const struct str *names,
                                         const struct feel_type *const *types);
const struct feel_type *dmn_type_function(struct arena *a, size_t n, const struct str *names,
                                          const struct feel_type *const *types,
                                          const struct feel_type *result);
/* NULL → any, which no type pointer of the FEEL layer may lack. */
const struct feel_type *dmn_type_or_any(const struct feel_type *t);

/* dmn_graph.c: nodes, hrefs, services, order, scopes. */
int dmn_graph_collect(struct unit *u, struct err *e);
int dmn_graph_link(struct dmn_model *m, struct err *e);
int dmn_scope_of(struct dmn_model *m, struct node *n, struct feel_scope **ret, struct err *e);

/* dmn_boxed.c: XML → boxed expressions. Faults stay inside; negative only for memory and limits. */
struct boxed_ctx {
    struct dmn_model *m;
    struct unit *u;
    int node;
    struct arena *a;
    struct str place;               /* name of the variable that is computed, for tables' labels */
    const struct feel_type *expect; /* its declared type, or NULL */
};
int dmn_boxed_read(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                   int depth, struct boxed **ret, struct err *e);
/* The expression element among the children of x; NULL. */
const struct xml_node *dmn_expression_in(const struct xml_node *x);
int dmn_function_read(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                      int depth, struct boxed **ret, struct err *e);
void dmn_code_read(struct boxed_ctx *c, const struct feel_scope *scope, enum feel_start start,
                   struct str text, const struct xml_node *x, const struct feel_type *input,
                   struct code *ret);
/* dmn_tables.c */
int dmn_table_read(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                   const struct feel_type *expect, struct boxed *b, struct err *e);
/* Cuts a text of unary tests at its top-level commas: the next part, false at the end. */
bool dmn_split_tests(struct str *rest, struct str *ret_part);
