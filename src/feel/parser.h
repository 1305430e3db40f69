/* State of one parse; shared by the parser's files. */
#pragma once

#include "ast.h"
#include "lex.h"

#define PROBLEMS_MAX 200u

struct parser {
    struct arena *arena;
    struct feel_expr *expr;
    struct feel_scope *scope; /* innermost level */
    struct str text;
    struct token tok;
    int depth;
    bool range_end; /* parsing the end of a range: `[` closes it */
    struct err *err;
    int failed; /* error code once set; every function then returns NULL */
};

/* parse.c */
struct node *parse_expression(struct parser *p);
struct node *parse_additive(struct parser *p);
struct node *node_new(struct parser *p, enum node_kind kind, const char *from);
/* Ends a node's text in front of the current token and takes over what its children tell. */
struct node *node_done(struct parser *p, struct node *n);
/* fold.c: sets n->known if it can be told. */
void fold_node(struct parser *p, struct node *n);
void parse_adopt(struct node *parent, const struct node *child);
void parse_advance(struct parser *p);
void parse_move(struct parser *p, const char *to);
bool parse_is_word(const struct parser *p, const char *word);
bool parse_expect(struct parser *p, enum token_kind kind, const char *what);
bool parse_expect_word(struct parser *p, const char *word);
bool parse_enter(struct parser *p);
void *parse_nomem(struct parser *p);
void *parse_error(struct parser *p, const char *zh_wanted, const char *en_wanted);
struct feel_scope *parse_push(struct parser *p, enum scope_kind kind);
void parse_pop(struct parser *p);
void parse_problem(struct parser *p, enum feel_problem_kind kind, struct str text, const char *zh,
                   const char *en, ...) __attribute__((format(printf, 4, 6), format(printf, 5, 6)));

/* parse_form.c: constructs that begin with a keyword or a bracket */
struct node *parse_if(struct parser *p);
struct node *parse_for(struct parser *p);
struct node *parse_quantified(struct parser *p);
struct node *parse_function(struct parser *p);
struct node *parse_context(struct parser *p);
struct node *parse_bracket(struct parser *p);
struct node *parse_paren(struct parser *p);
struct node *parse_open_bracket(struct parser *p);
struct node *parse_at_literal(struct parser *p);
/* The rest of a range whose low end has been read (NULL: nothing stands before the dots). */
struct node *parse_range_rest(struct parser *p, const char *from, const struct node *low,
                              bool low_included);
struct node *parse_comparison_range(struct parser *p);

/* parse_test.c */
struct node *parse_tests(struct parser *p, const struct feel_type *input_type);
struct node *parse_in(struct parser *p, struct node *left);

/* parse_name.c */
struct node *parse_name(struct parser *p);
struct node *parse_path(struct parser *p, struct node *base);
struct node *parse_call(struct parser *p, struct node *callee);
/* A name followed by a colon (parameter, context key): its text, and the parser stands behind the
 * colon; false and nothing moved otherwise. */
bool parse_key(struct parser *p, struct str *ret);
const struct feel_type *parse_type(struct parser *p);

/* infer.c: static types, and what they tell about mistakes */
/* For messages: cut if it is long. */
const char *infer_type_text(struct parser *p, const struct feel_type *t);
const struct feel_type *infer_arith(struct parser *p, const struct node *n);
void infer_compare(struct parser *p, const struct node *n);
void infer_boolean(struct parser *p, const struct node *n);
void infer_builtin_args(struct parser *p, const struct node *n);
void infer_test(struct parser *p, const struct feel_type *input, const struct node *test,
                bool uses_input);
/* literals.c: string literals in n against the allowed values of what they are compared with. */
void infer_codes(struct parser *p, const struct feel_type *type, const struct node *n);
/* The type of a member; *name becomes the spelling of the type. */
const struct feel_type *infer_path(struct parser *p, const struct feel_type *base, struct str *name,
                                   int *ret_hint, bool *ret_missing);
const struct feel_type *infer_unify(struct parser *p, const struct feel_type *a,
                                    const struct feel_type *b);
const struct feel_type *infer_list_of(struct parser *p, const struct feel_type *element);
/* The type of the items that a loop or filter over a value of type t meets. */
const struct feel_type *infer_item(const struct feel_type *t);
/* Members known by name (behind lists): fields of contexts, properties of temporal values. */
size_t infer_member_count(const struct feel_type *t);
struct str infer_member_name(const struct feel_type *t, size_t i);
