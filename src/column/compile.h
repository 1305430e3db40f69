/*
 * Compiling: a symbolic evaluation of the typed trees of feel and dmn. Their headers both define
 * `struct node`; this one stands between the files that read the one and those that read the other.
 * Internal to this folder.
 *
 * Failure is sticky: the first refusal (or lack of memory) is kept in the compiler, what is made
 * after it is meaningless but harmless, and whoever began the decision looks at `failed`.
 */
#pragma once

#include "feel.h"
#include "map.h"
#include "ops.h"
#include "plan_private.h"

struct compiler;

/* A register as an operand. loop: which pass over the members its lanes belong to, 0 outside. Two
 * passes over the same members share registers, but their lanes must not meet. */
struct val {
    int reg, loop;
};

enum term_kind {
    TERM_REG,      /* a value; a years and months duration if `months` */
    TERM_CONST,    /* of a kind that may have no register: text, duration … */
    TERM_QUOTIENT, /* of two registers: rounded or compared, never a value of its own */
    TERM_INPUT,    /* a structured input, or a member: its fields are loaded when read */
    TERM_CONTEXT,
    TERM_EACH, /* a list: something of every member whose condition holds */
    TERM_LIST,
    TERM_RANGE,
    TERM_FUNCTION,
};

/* n / d by registers of any scale. The interpreter rounds to 34 digits at each step; that rounding
 * and one rounding of the true value agree where these sums stay below 10^33 (see quotient_exact).
 */
struct quotient {
    struct val n, d;
    double size; /* sum of the greatest absolute values of all steps */
    double top;  /* the greatest of them */
    int digits;  /* decimals of what was added */
    int lift;    /* decimals of what it was divided by later */
};

struct frame;
struct term {
    enum term_kind kind;
    bool months;
    union {
        struct val val;
        const struct feel_value *value;
        const struct quotient *quotient;
        struct {
            const struct column_input *input;
            const struct feel_type *type; /* a context */
            int loop;
        } input;
        struct {
            size_t n;
            const struct str *names; /* NULL for a list */
            const struct term *at;
        } list; /* also CONTEXT */
        struct {
            const struct term *item;
            int condition; /* register or -1 */
            int loop;      /* of item and condition */
        } each;
        struct {
            const struct term *low, *high; /* NULL = open */
            bool low_included, high_included;
            enum feel_range_form form;
        } range;
        struct {
            int node;         /* of the model, or -1: boxed */
            const void *body; /* struct boxed; NULL and node -1: gives its argument */
            const struct frame *up;
            size_t n;
            const struct str *params;
            const struct feel_type *const *types; /* NULL, or NULL in it = any */
            bool item; /* the first parameter is the item, the others are its entries */
        } function;
    };
};

/* One level of names, as the interpreter's frames. */
struct frame {
    const struct frame *up;
    const struct term *slots;
    size_t n;
    int node; /* slots are the scope of this node of the model; -1 */
};

enum failure { COMPILE_OK, COMPILE_REFUSED, COMPILE_NO_MEMORY };

/* What is known of a decision. */
struct decided {
    enum { DECIDED_NEW, DECIDED_OPEN, DECIDED_DONE, DECIDED_REFUSED } state;
    struct term value;
    int fired; /* register of its table, -1 */
};

struct compiler {
    struct plan *p;
    struct arena *arena; /* of the plan */
    struct feel_run run; /* for constants */
    enum failure failed;
    struct err message;
    struct str failed_where;
    int node;         /* decision or knowledge model being compiled */
    struct str where; /* the part of its text */
    int loops;        /* numbers given so far */
    unsigned depth;
    uint64_t steps;
    struct term nothing; /* what term_dup gives where memory is exhausted */
    struct map *ops;     /* primitive and operands → register */
    struct {
        struct plan_reg *at;
        size_t n, cap;
    } regs;
    struct {
        bool *at; /* by register: if unknown, perhaps known to lie within bounds */
        size_t n, cap;
    } bounded;
    struct {
        bool *at; /* by register: SLOW where the interpreter meets an error */
        size_t n, cap;
    } fails;
    struct {
        int *at; /* registers that the interpreter evaluates whether or not they are used */
        size_t n, cap;
    } eager;
    struct {
        struct plan_op *at;
        size_t n, cap;
    } code;
    struct {
        struct {
            size_t n;
            const struct str *codes;
        } * at;
        size_t n, cap;
    } lists;
    struct {
        struct plan_refusal *at;
        size_t n, cap;
    } refusals;
    struct decided *decided; /* by node */
    struct map *calls;       /* knowledge model and arguments → index of results */
    struct {
        struct term *at;
        size_t n, cap;
    } results;
};

/* --- compile.c --- */

/* Refuses the decision being compiled; the first refusal counts. */
void refuse(struct compiler *c, const char *zh, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
void refuse_at(struct compiler *c, struct str where, const char *zh, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Keeps the refusal that failed this decision, and goes on. */
void compile_refused(struct compiler *c, int node);
void compile_no_memory(struct compiler *c);
struct term term_failed(void); /* what refused parts give */
/* Memory of the plan; NULL (and failed) if there is none. */
void *compile_alloc(struct compiler *c, size_t n, size_t size);
struct term term_of(struct val v);
struct term term_const(const struct feel_value *v);
struct term *term_dup(struct compiler *c, struct term t);

/* --- compile_eager.c --- */

/* The interpreter evaluates this part even where its value is not used in the end: an error in it
 * fails the household. */
void eager(struct compiler *c, const struct term *t);
/* The same of an argument, unless the result is SLOW wherever that is. */
void eager_argument(struct compiler *c, const struct term *arg, const struct term *result);
/* A value (register) with what must not get lost beside it, given the registers that are looked at.
 */
struct val eager_guard(struct compiler *c, struct val v, const int *roots, size_t n);

/* --- compile_emit.c --- */

struct emission {
    enum plan_code code;
    enum plan_kind kind;
    struct column_type type;
    bool checked, slow, bounded, partial;
    int space; /* at least this one; LOAD, CONST, SEG: exactly */
    struct val a, b, c;
    int64_t imm, imm2;
    const uint64_t *lut;
    size_t n_lut; /* words */
    size_t n_args;
    const struct val *args;
};
#define NO_VAL ((struct val){-1, 0})
struct val emit(struct compiler *c, const struct emission *e);
const struct plan_reg *reg_of(const struct compiler *c, struct val v);
const struct column_type *type_of(const struct compiler *c, struct val v);
bool is_bounded(const struct compiler *c, struct val v);
/* Is it a known constant? Its value in *ret. */
bool val_const(const struct compiler *c, struct val v, int64_t *ret);
struct val emit_const(struct compiler *c, struct column_type type, int64_t v, enum column_state s);
extern const struct column_type boolean; /* of every register of booleans */
struct val emit_bool(struct compiler *c, bool v);
struct val emit_load(struct compiler *c, const struct column_input *in, size_t field, int loop);
/* States of a STRICT primitive. */
void strict(const struct compiler *c, struct emission *e);
struct val emit_demand(struct compiler *c, struct val a, int what);
enum { DEMAND_KNOWN = 1, DEMAND_VALUE = 2 };
struct val emit_not(struct compiler *c, struct val a);
struct val emit_logic(struct compiler *c, bool is_or, bool both, struct val a, struct val b);
struct val emit_if(struct compiler *c, struct val cond, struct val a, struct val b);
struct val emit_is_null(struct compiler *c, struct val a);
struct val emit_in(struct compiler *c, struct val a, const uint64_t bits[4]);
struct val emit_seg(struct compiler *c, enum plan_code code, struct val a, const struct term *each);
const struct str *codes_intern(struct compiler *c, const struct str *codes, size_t n);
int code_find(const struct column_type *t, struct str code);
struct val spread(struct compiler *c, struct val v, enum column_space space);

/* --- compile_number.c --- */

struct val number_const(struct compiler *c, int64_t v, unsigned scale);
struct val number_width(struct compiler *c, struct val v, enum column_width w);
struct val number_rescale(struct compiler *c, struct val v, unsigned by);
/* One scale; primitives take operands of different widths. */
void number_align(struct compiler *c, struct val *v, size_t n);
struct term number_arith(struct compiler *c, enum arith_op op, struct term a, struct term b);
struct term number_negate(struct compiler *c, struct term a);
/* A register that fails where the quotient does, of no other use. */
struct val number_divided(struct compiler *c, const struct quotient *q);
struct term number_round(struct compiler *c, struct term a, int scale, enum plan_round mode);
struct val number_compare(struct compiler *c, enum compare_op op, struct term a, struct term b);
struct val number_extreme(struct compiler *c, struct val a, struct val b, int sign);
struct val number_abs(struct compiler *c, struct val a);
uint64_t power_of_ten(unsigned n); /* n <= 18 */
/* A count, year … as a register of at most those bounds. */
struct column_type number_type(int64_t min, int64_t max, unsigned scale);

/* --- compile_value.c --- */

bool is_number(const struct compiler *c, const struct term *t); /* or a quotient */
/* As a register of that kind; refuses what is none. what: for the message. */
struct val value_of(struct compiler *c, struct term t, enum column_kind kind);
/* One kind, scale, width and list of codes for all. */
void unify(struct compiler *c, const struct term *terms, size_t n, struct val *ret);
struct val value_compare(struct compiler *c, enum compare_op op, struct term a, struct term b);
struct val value_in_range(struct compiler *c, struct term v, const struct term *range);
struct val value_test(struct compiler *c, struct term v, struct term test);
struct term value_if(struct compiler *c, struct val cond, struct term a, struct term b);
/* A typed boundary: the term itself, or with a check beside it. */
struct term value_coerce(struct compiler *c, struct term t, const struct feel_type *type);
/* Allowed values: all of them must pass, else a check. */
struct term value_allowed(struct compiler *c, struct term t, const struct feel_expr *tests);
struct term value_field(struct compiler *c, struct term t, struct str name, int hint);
/* args[hit], the last for none. */
struct term value_choose(struct compiler *c, struct val hit, const struct term *terms, size_t n);

/* --- compile_feel.c --- */

struct term compile_expr(struct compiler *c, const struct feel_expr *x, const struct frame *f);
/* Unary tests on a value: a boolean. */
struct val compile_tests(struct compiler *c, const struct feel_expr *x, struct term input,
                         const struct frame *f);
/* Does it depend on nothing but the tested value? */
bool compile_closed(const struct feel_expr *x);
/* Do all whole numbers / 10^scale from min to max pass? Only what is easily seen. */
bool compile_covers(struct compiler *c, const struct feel_expr *x, int64_t min, int64_t max,
                    unsigned scale);
struct term compile_path(struct compiler *c, struct term base, struct str name, int hint);

/* --- compile_list.c --- */

struct term list_input(struct compiler *c, const struct column_input *in,
                       const struct feel_type *item);
/* The list as seen by a new pass. */
struct term list_open(struct compiler *c, const struct term *each);
void list_close(struct compiler *c, const struct term *each, const struct term *body);
struct term list_builtin(struct compiler *c, const char *name, const struct term *args, size_t n);

/* --- compile_model.c, compile_table.c: the side of dmn --- */

struct term compile_scope_slot(struct compiler *c, int node, int slot);
struct term compile_node(struct compiler *c, int node);
/* args by parameter, already coerced. */
struct term compile_call(struct compiler *c, const struct term *fn, const struct term *args);
/* Nodes of the model, requirements first. */
const int *compile_order(const struct dmn_model *m);
