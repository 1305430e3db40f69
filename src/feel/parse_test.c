/* Unary tests: cells of decision tables, allowed values, and what stands behind `in`. */
#include "parser.h"

struct test_list {
    struct test *at;
    size_t n, cap;
};

static bool is_logic(const struct node *n)
{
    switch (n->kind) {
    case NODE_COMPARE:
    case NODE_AND:
    case NODE_OR:
    case NODE_BETWEEN:
    case NODE_TESTS:
    case NODE_INSTANCE:
    case NODE_SOME:
    case NODE_EVERY:
        return true;
    case NODE_BUILTIN:
        return n->type->kind == FEEL_T_BOOLEAN;
    default:
        return false;
    }
}

static bool add_test(struct parser *p, struct node *n, struct test_list *list, struct node *expr,
                     const struct feel_type *input, unsigned uses_before)
{
    if (!expr)
        return false;
    struct test t = {expr, p->scope->uses > uses_before, is_logic(expr)};
    infer_test(p, input, expr, t.uses_input);
    parse_adopt(n, expr);
    if (!vec_push(p->arena, list, t)) {
        parse_nomem(p);
        return false;
    }
    return true;
}

static bool parse_test_list(struct parser *p, struct node *n, const struct feel_type *input)
{
    struct test_list list = {0};
    do {
        if (list.n > 0)
            parse_advance(p);
        unsigned before = p->scope->uses;
        if (!add_test(p, n, &list, parse_expression(p), input, before))
            return false;
    } while (p->tok.kind == TOKEN_COMMA);
    n->tests.at = list.at;
    n->tests.n = list.n;
    return true;
}

static struct node *tests_new(struct parser *p, const char *from, const struct feel_type *input)
{
    struct node *n = node_new(p, NODE_TESTS, from);
    struct feel_scope *s = n ? parse_push(p, SCOPE_INPUT) : NULL;
    if (!s || scope_add(s, STR("?"), input, NULL) < 0)
        return parse_nomem(p);
    n->type = &feel_t_boolean;
    return n;
}

/* not(…) as a whole negates the tests; anything else that begins with not( is an expression. */
static bool parse_negated(struct parser *p, struct node *n, const struct feel_type *input)
{
    struct token saved = p->tok;
    size_t problems = p->expr->problems.n;
    parse_advance(p);
    if (p->tok.kind == TOKEN_LEFT_PAREN) {
        parse_advance(p);
        struct err *err = p->err, unused;
        p->err = &unused;
        bool ok = parse_test_list(p, n, input) && parse_expect(p, TOKEN_RIGHT_PAREN, ")") &&
                  p->tok.kind == TOKEN_END;
        p->err = err;
        if (ok) {
            n->tests.negated = true;
            return true;
        }
    }
    p->failed = 0;
    p->tok = saved;
    p->range_end = false;
    p->expr->problems.n = problems;
    return false;
}

struct node *parse_tests(struct parser *p, const struct feel_type *input_type)
{
    const struct feel_type *input = input_type ? input_type : &feel_t_any;
    struct node *n = tests_new(p, p->text.data, input);
    if (!n)
        return NULL;
    struct token first = p->tok;
    if (first.kind == TOKEN_MINUS) {
        parse_advance(p);
        if (p->tok.kind == TOKEN_END) {
            n->tests.any = true;
            parse_pop(p);
            return node_done(p, n);
        }
        p->tok = first;
    }
    int depth = p->depth;
    bool ok = (parse_is_word(p, "not") && parse_negated(p, n, input));
    if (!ok) {
        p->depth = depth;
        while (p->scope->kind != SCOPE_INPUT)
            parse_pop(p);
        ok = parse_test_list(p, n, input);
    }
    parse_pop(p);
    return ok ? node_done(p, n) : NULL;
}

/* The first thing in the parentheses behind `in` may turn out to be the low end of a range. */
static bool parse_in_paren(struct parser *p, struct node *n, const struct feel_type *input)
{
    const char *from = p->tok.text.data;
    struct test_list list = {0};
    bool saved = p->range_end;
    p->range_end = false;
    parse_advance(p);
    unsigned before = p->scope->uses;
    struct node *first = parse_expression(p);
    if (!first)
        return false;
    if (p->tok.kind == TOKEN_DOT_DOT) {
        first = parse_range_rest(p, from, first, false);
        p->range_end = saved;
        if (!add_test(p, n, &list, first, input, before))
            return false;
    } else {
        if (!add_test(p, n, &list, first, input, before))
            return false;
        while (p->tok.kind == TOKEN_COMMA) {
            parse_advance(p);
            before = p->scope->uses;
            if (!add_test(p, n, &list, parse_expression(p), input, before))
                return false;
        }
        p->range_end = saved;
        if (!parse_expect(p, TOKEN_RIGHT_PAREN, ")"))
            return false;
    }
    n->tests.at = list.at;
    n->tests.n = list.n;
    return true;
}

struct node *parse_in(struct parser *p, struct node *left)
{
    parse_advance(p);
    struct node *n = tests_new(p, left->where.data, left->type);
    if (!n)
        return NULL;
    n->tests.a = left;
    parse_adopt(n, left);
    if (p->tok.kind == TOKEN_LEFT_PAREN) {
        if (!parse_in_paren(p, n, left->type))
            return NULL;
    } else {
        struct test_list list = {0};
        unsigned before = p->scope->uses;
        if (!add_test(p, n, &list, parse_additive(p), left->type, before))
            return NULL;
        n->tests.at = list.at;
        n->tests.n = list.n;
    }
    parse_pop(p);
    return node_done(p, n);
}
