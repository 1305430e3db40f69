/* Operators and operands. The precedence, loosest first: or, and, comparison (between, in),
 * + -, * /, **, sign, instance of, path/filter/call. All but the sign associate to the left. */
#include "parser.h"

#include "bounds.h"
#include "text.h"

#include <stdio.h>

/* Trees higher than this are refused: long chains of operators lean to one side. */
#define HEIGHT_MAX 1000u

void *parse_nomem(struct parser *p)
{
    if (!p->failed)
        p->failed = err_nomem(p->err);
    return NULL;
}

static void append(char *buf, size_t size, const char *text)
{
    size_t used = strlen(buf);
    snprintf(buf + used, size - used, "%s", text);
}

void *parse_error(struct parser *p, const char *zh_wanted, const char *en_wanted)
{
    if (p->failed)
        return NULL;
    int line, column;
    lex_place(p->text, p->tok.text.data, &line, &column);
    struct str got = p->tok.text;
    if (got.len > 60)
        got.len = 60;
    while (got.len > 0 && got.len < p->tok.text.len &&
           ((unsigned char)got.data[got.len] & 0xC0) == 0x80)
        got.len--;
    struct err *e = p->err;
    switch (p->tok.kind) {
    case TOKEN_OPEN_STRING:
        p->failed = err_set(e, E_SYNTAX, "第 %d 行第 %d 列：字符串没有结束的引号",
                            "line %d, column %d: string without a closing quote", line, column);
        return NULL;
    case TOKEN_OPEN_COMMENT:
        p->failed = err_set(e, E_SYNTAX, "第 %d 行第 %d 列：注释没有结束",
                            "line %d, column %d: comment without an end", line, column);
        return NULL;
    case TOKEN_END:
        p->failed =
            err_set(e, E_SYNTAX, "第 %d 行第 %d 列：表达式在此结束，此处应为：",
                    "line %d, column %d: the expression ends here, expected ", line, column);
        break;
    default:
        p->failed = err_set(e, E_SYNTAX, "第 %d 行第 %d 列：“" STR_FMT "”不合语法，此处应为：",
                            "line %d, column %d: unexpected \"" STR_FMT "\", expected ", line,
                            column, STR_ARG(got));
    }
    append(e->zh, sizeof e->zh, zh_wanted);
    append(e->en, sizeof e->en, en_wanted);
    return NULL;
}

void parse_problem(struct parser *p, enum feel_problem_kind kind, struct str text, const char *zh,
                   const char *en, ...)
{
    if (p->expr->problems.n >= PROBLEMS_MAX)
        return;
    char buf[2][512];
    va_list args;
    va_start(args, en);
    vsnprintf(buf[0], sizeof buf[0], zh, args);
    va_end(args);
    va_start(args, en);
    vsnprintf(buf[1], sizeof buf[1], en, args);
    va_end(args);
    struct problem x = {kind, text, arena_strdup(p->arena, buf[0]), arena_strdup(p->arena, buf[1])};
    if (!x.zh || !x.en || !vec_push(p->arena, &p->expr->problems, x))
        parse_nomem(p);
}

void parse_move(struct parser *p, const char *to)
{
    p->tok = lex_token(p->text, to);
}

void parse_advance(struct parser *p)
{
    parse_move(p, p->tok.text.data + p->tok.text.len);
}

bool parse_is_word(const struct parser *p, const char *word)
{
    return p->tok.kind == TOKEN_NAME && str_eqz(p->tok.text, word);
}

bool parse_expect(struct parser *p, enum token_kind kind, const char *what)
{
    if (p->tok.kind != kind) {
        parse_error(p, what, what);
        return false;
    }
    parse_advance(p);
    return true;
}

bool parse_expect_word(struct parser *p, const char *word)
{
    if (!parse_is_word(p, word)) {
        parse_error(p, word, word);
        return false;
    }
    parse_advance(p);
    return true;
}

bool parse_enter(struct parser *p)
{
    if (p->failed)
        return false;
    if (++p->depth > (int)LIMIT_FEEL_DEPTH) {
        p->failed =
            err_set(p->err, E_LIMIT, "表达式嵌套超过 %u 层，请拆分",
                    "the expression is nested deeper than %u levels: split it", LIMIT_FEEL_DEPTH);
        return false;
    }
    return true;
}

struct feel_scope *parse_push(struct parser *p, enum scope_kind kind)
{
    struct feel_scope *s = scope_new(p->arena, p->scope, kind);
    if (!s)
        return parse_nomem(p);
    p->scope = s;
    return s;
}

void parse_pop(struct parser *p)
{
    p->scope = (struct feel_scope *)p->scope->parent;
}

struct node *node_new(struct parser *p, enum node_kind kind, const char *from)
{
    struct node *n = arena_new_of(p->arena, struct node);
    if (!n)
        return parse_nomem(p);
    n->kind = (uint8_t)kind;
    n->type = &feel_t_any;
    n->where = (struct str){from, 0};
    n->height = 1;
    return n;
}

void parse_adopt(struct node *parent, const struct node *child)
{
    if (!child)
        return;
    parent->captures |= child->captures;
    parent->calls |= child->calls;
    if (child->height >= parent->height)
        parent->height = (uint16_t)(child->height + 1);
}

struct node *node_done(struct parser *p, struct node *n)
{
    if (p->failed)
        return NULL;
    const char *end = p->tok.text.data;
    while (end > n->where.data && (unsigned char)end[-1] <= ' ')
        end--;
    n->where.len = (size_t)(end - n->where.data);
    if (n->height > HEIGHT_MAX) {
        p->failed =
            err_set(p->err, E_LIMIT, "表达式中的运算过多（超过 %u 层），请拆分",
                    "too many operations in one expression (over %u levels): split it", HEIGHT_MAX);
        return NULL;
    }
    fold_node(p, n);
    return n;
}

static struct node *constant(struct parser *p, const struct feel_value *v,
                             const struct feel_type *type)
{
    struct node *n = node_new(p, NODE_CONST, p->tok.text.data);
    if (!n)
        return NULL;
    n->value = v;
    n->type = type;
    parse_advance(p);
    return node_done(p, n);
}

static struct node *parse_number(struct parser *p, const char *from, bool negative)
{
    struct decimal d;
    struct str digits = p->tok.text;
    char buf[80];
    /* dec_parse wants a digit before the point. */
    if (*digits.data == '.' && digits.len < sizeof buf - 1) {
        buf[0] = '0';
        memcpy(buf + 1, digits.data, digits.len);
        digits = (struct str){buf, digits.len + 1};
    }
    if (!dec_parse(digits, &d))
        return parse_error(p, "可表示的数", "a number that can be represented");
    struct node *n = constant(p, feel_number(p->arena, negative ? dec_neg(d) : d), &feel_t_number);
    if (n) {
        n->where.len += (size_t)(n->where.data - from);
        n->where.data = from;
    }
    return n;
}

static struct node *parse_primary(struct parser *p)
{
    if (p->failed)
        return NULL;
    switch (p->tok.kind) {
    case TOKEN_NUMBER:
        return parse_number(p, p->tok.text.data, false);
    case TOKEN_STRING: {
        struct str s = lex_unescape(p->arena, p->tok.text);
        return s.data ? constant(p, feel_string(p->arena, s), &feel_t_string) : parse_nomem(p);
    }
    case TOKEN_AT:
        return parse_at_literal(p);
    case TOKEN_LEFT_PAREN:
        return parse_paren(p);
    case TOKEN_LEFT_BRACKET:
        return parse_bracket(p);
    case TOKEN_RIGHT_BRACKET:
        return parse_open_bracket(p);
    case TOKEN_LEFT_BRACE:
        return parse_context(p);
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE:
    case TOKEN_EQ:
    case TOKEN_NE:
        return parse_comparison_range(p);
    case TOKEN_NAME:
        break;
    default:
        return parse_error(p, "值或名称", "a value or a name");
    }
    if (parse_is_word(p, "true"))
        return constant(p, &feel_true, &feel_t_boolean);
    if (parse_is_word(p, "false"))
        return constant(p, &feel_false, &feel_t_boolean);
    if (parse_is_word(p, "null"))
        return constant(p, &feel_null, &feel_t_null);
    if (parse_is_word(p, "if"))
        return parse_if(p);
    if (parse_is_word(p, "for"))
        return parse_for(p);
    if (parse_is_word(p, "some") || parse_is_word(p, "every"))
        return parse_quantified(p);
    if (parse_is_word(p, "function"))
        return parse_function(p);
    if (lex_is_keyword(p->tok.text))
        return parse_error(p, "值或名称", "a value or a name");
    return parse_name(p);
}

static struct node *parse_filter(struct parser *p, struct node *base)
{
    struct node *n = node_new(p, NODE_FILTER, base->where.data);
    struct feel_scope *s = n ? parse_push(p, SCOPE_FILTER) : NULL;
    if (!s || scope_add(s, STR("item"), infer_item(base->type), base->origin) < 0)
        return parse_nomem(p);
    parse_advance(p);
    bool saved = p->range_end;
    p->range_end = false;
    n->a = base;
    n->b = parse_expression(p);
    p->range_end = saved;
    parse_pop(p);
    if (!n->b || !parse_expect(p, TOKEN_RIGHT_BRACKET, "]"))
        return NULL;
    n->origin = base->origin;
    if (n->b->type->kind == FEEL_T_NUMBER)
        n->type = infer_item(base->type);
    else if (n->b->type->kind == FEEL_T_BOOLEAN)
        n->type = infer_list_of(p, infer_item(base->type));
    parse_adopt(n, base);
    parse_adopt(n, n->b);
    return node_done(p, n);
}

static struct node *parse_postfix(struct parser *p)
{
    struct node *n = parse_primary(p);
    while (n && !p->failed) {
        if (p->tok.kind == TOKEN_DOT)
            n = parse_path(p, n);
        else if (p->tok.kind == TOKEN_LEFT_BRACKET && !p->range_end)
            n = parse_filter(p, n);
        else if (p->tok.kind == TOKEN_LEFT_PAREN)
            n = parse_call(p, n);
        else
            break;
    }
    return n;
}

static struct node *parse_instance(struct parser *p, struct node *a)
{
    while (a && parse_is_word(p, "instance")) {
        struct node *n = node_new(p, NODE_INSTANCE, a->where.data);
        if (!n)
            return NULL;
        parse_advance(p);
        if (!parse_expect_word(p, "of"))
            return NULL;
        n->instance.a = a;
        n->instance.type = parse_type(p);
        n->type = &feel_t_boolean;
        parse_adopt(n, a);
        a = node_done(p, n);
    }
    return a;
}

static struct node *parse_unary(struct parser *p)
{
    if (p->tok.kind != TOKEN_MINUS)
        return parse_instance(p, parse_postfix(p));
    const char *from = p->tok.text.data;
    if (!parse_enter(p))
        return NULL;
    parse_advance(p);
    struct node *n;
    if (p->tok.kind == TOKEN_NUMBER) {
        n = parse_instance(p, parse_number(p, from, true));
    } else {
        n = node_new(p, NODE_NEGATE, from);
        struct node *a = n ? parse_unary(p) : NULL;
        if (a) {
            n->a = a;
            bool numeric = a->type->kind == FEEL_T_NUMBER ||
                           a->type->kind == FEEL_T_DAYS_DURATION ||
                           a->type->kind == FEEL_T_MONTHS_DURATION;
            n->type = numeric ? a->type : &feel_t_any;
            parse_adopt(n, a);
            n = node_done(p, n);
        } else {
            n = NULL;
        }
    }
    p->depth--;
    return n;
}

enum precedence { LOOSEST, OR, AND, COMPARISON, ADDITIVE, MULTIPLICATIVE, POWER };

struct infix {
    enum precedence precedence;
    enum node_kind kind;
    int op;
    bool between, in;
};

static bool infix_at(const struct parser *p, struct infix *ret)
{
    static const struct {
        enum token_kind token;
        struct infix infix;
    } symbols[] = {
        {TOKEN_PLUS, {ADDITIVE, NODE_ARITH, OP_ADD, false, false}},
        {TOKEN_MINUS, {ADDITIVE, NODE_ARITH, OP_SUB, false, false}},
        {TOKEN_TIMES, {MULTIPLICATIVE, NODE_ARITH, OP_MUL, false, false}},
        {TOKEN_DIVIDE, {MULTIPLICATIVE, NODE_ARITH, OP_DIV, false, false}},
        {TOKEN_POWER, {POWER, NODE_ARITH, OP_POW, false, false}},
        {TOKEN_EQ, {COMPARISON, NODE_COMPARE, OP_EQ, false, false}},
        {TOKEN_NE, {COMPARISON, NODE_COMPARE, OP_NE, false, false}},
        {TOKEN_LT, {COMPARISON, NODE_COMPARE, OP_LT, false, false}},
        {TOKEN_LE, {COMPARISON, NODE_COMPARE, OP_LE, false, false}},
        {TOKEN_GT, {COMPARISON, NODE_COMPARE, OP_GT, false, false}},
        {TOKEN_GE, {COMPARISON, NODE_COMPARE, OP_GE, false, false}},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        if (symbols[i].token == p->tok.kind) {
            *ret = symbols[i].infix;
            return true;
        }
    }
    if (parse_is_word(p, "and"))
        *ret = (struct infix){AND, NODE_AND, 0, false, false};
    else if (parse_is_word(p, "or"))
        *ret = (struct infix){OR, NODE_OR, 0, false, false};
    else if (parse_is_word(p, "between"))
        *ret = (struct infix){COMPARISON, NODE_BETWEEN, 0, true, false};
    else if (parse_is_word(p, "in"))
        *ret = (struct infix){COMPARISON, NODE_TESTS, 0, false, true};
    else
        return false;
    return true;
}

static struct node *parse_binary(struct parser *p, enum precedence loosest);

static struct node *parse_between(struct parser *p, struct node *left)
{
    struct node *n = node_new(p, NODE_BETWEEN, left->where.data);
    if (!n)
        return NULL;
    parse_advance(p);
    n->a = left;
    n->b = parse_binary(p, ADDITIVE);
    if (!n->b || !parse_expect_word(p, "and"))
        return NULL;
    n->c = parse_binary(p, ADDITIVE);
    if (!n->c)
        return NULL;
    n->type = &feel_t_boolean;
    parse_adopt(n, n->a);
    parse_adopt(n, n->b);
    parse_adopt(n, n->c);
    n = node_done(p, n);
    if (n)
        infer_compare(p, n);
    return n;
}

static struct node *parse_operator(struct parser *p, struct node *left, const struct infix *infix)
{
    struct node *n = node_new(p, infix->kind, left->where.data);
    if (!n)
        return NULL;
    parse_advance(p);
    n->op = (uint8_t)infix->op;
    n->a = left;
    n->b = parse_binary(p, infix->precedence + 1);
    if (!n->b)
        return NULL;
    parse_adopt(n, n->a);
    parse_adopt(n, n->b);
    n = node_done(p, n);
    if (!n)
        return NULL;
    if (infix->kind == NODE_ARITH) {
        n->type = infer_arith(p, n);
        return n;
    }
    n->type = &feel_t_boolean;
    if (infix->kind == NODE_COMPARE) {
        infer_compare(p, n);
    } else {
        infer_boolean(p, n->a);
        infer_boolean(p, n->b);
    }
    return n;
}

static struct node *parse_binary(struct parser *p, enum precedence loosest)
{
    struct node *left = parse_unary(p);
    struct infix infix;
    while (left && !p->failed && infix_at(p, &infix) && infix.precedence >= loosest) {
        if (infix.between)
            left = parse_between(p, left);
        else if (infix.in)
            left = parse_in(p, left);
        else
            left = parse_operator(p, left, &infix);
    }
    return p->failed ? NULL : left;
}

struct node *parse_additive(struct parser *p)
{
    return parse_binary(p, ADDITIVE);
}

struct node *parse_expression(struct parser *p)
{
    if (!parse_enter(p))
        return NULL;
    struct node *n = parse_binary(p, LOOSEST);
    p->depth--;
    return n;
}

/* Where a name in scope that begins at p ends, or p. */
static const char *known_name_end(const struct parser *p, const struct feel_scope *scope,
                                  const char *at)
{
    const char *best = at, *end;
    for (; scope; scope = scope->parent)
        if (scope_match(scope, p->text, at, &end) >= 0 && end > best)
            best = end;
    return best;
}

/* The plain sign for a full-width one; 0 if there is none. */
static char plain_sign(uint32_t c)
{
    static const struct {
        uint32_t wide;
        char plain;
    } others[] = {{0x201C, '"'}, {0x201D, '"'}, {0x2018, '"'}, {0x2019, '"'}, {0x300C, '"'},
                  {0x300D, '"'}, {0x3001, ','}, {0x3002, '.'}, {0x3010, '['}, {0x3011, ']'},
                  {0x3014, '['}, {0x3015, ']'}, {0xD7, '*'},   {0xF7, '/'},   {0x2014, '-'}};
    if (c >= 0xFF01 && c <= 0xFF5E)
        return (char)(c - 0xFEE0);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].wide == c)
            return others[i].plain;
    return 0;
}

static bool is_wide_sign(uint32_t c)
{
    return lex_is_full_width(c) || (c >= 0xFF10 && c <= 0xFF19);
}

/* What does not parse and holds a full-width sign, does not parse because of it: the first one
 * outside strings and known names takes the place of the parser's complaint about what follows. */
static void blame_full_width(struct parser *p, const struct feel_scope *scope)
{
    struct token t = lex_token(p->text, p->text.data);
    for (; t.kind != TOKEN_END && t.kind != TOKEN_OPEN_COMMENT;
         t = lex_token(p->text, t.text.data + t.text.len)) {
        struct str rest = t.text;
        uint32_t cp;
        int n;
        if (t.kind == TOKEN_STRING || t.kind == TOKEN_OPEN_STRING)
            continue;
        if (t.kind == TOKEN_NAME) {
            const char *end = known_name_end(p, scope, t.text.data);
            if (end > t.text.data + t.text.len)
                t.text.len = (size_t)(end - t.text.data);
            if (end >= rest.data + rest.len)
                continue;
        }
        while ((n = utf8_next(rest, &cp)) > 0) {
            if (is_wide_sign(cp)) {
                int line, column;
                char plain[2] = {plain_sign(cp), '\0'};
                lex_place(p->text, rest.data, &line, &column);
                p->failed =
                    err_set(p->err, E_INVALID, "第 %d 行第 %d 列：全角“%.*s”，请改用半角%s%s",
                            "line %d, column %d: full-width \"%.*s\": use the plain sign%s%s", line,
                            column, n, rest.data, *plain ? " " : "", plain);
                return;
            }
            rest.data += n;
            rest.len -= (size_t)n;
        }
    }
}

int feel_compile(const struct feel_scope *scope, enum feel_start start, struct str text,
                 const struct feel_type *input_type, struct arena *a, struct feel_expr **ret,
                 struct err *e)
{
    if (text.len > LIMIT_FEEL_TEXT_BYTES)
        return err_set(e, E_LIMIT, "表达式长 %zu 字节，超过上限 %u",
                       "the expression has %zu bytes, more than %u", text.len,
                       LIMIT_FEEL_TEXT_BYTES);
    struct feel_expr *x = arena_new_of(a, struct feel_expr);
    struct str copy = str_dup(a, text);
    if (!x || !copy.data)
        return err_nomem(e);
    if (!utf8_valid(copy))
        return err_set(e, E_SYNTAX, "表达式不是有效的 UTF-8 文本",
                       "the expression is not valid UTF-8");
    x->text = copy;
    x->start = start;
    struct err unused;
    struct parser p = {
        .arena = a,
        .expr = x,
        .scope = (struct feel_scope *)scope,
        .text = copy,
        .err = e ? e : &unused,
    };
    parse_move(&p, copy.data);
    x->root = start == FEEL_UNARY_TESTS ? parse_tests(&p, input_type) : parse_expression(&p);
    if (!p.failed && p.tok.kind != TOKEN_END)
        parse_error(&p, "运算符或结尾", "an operator or the end");
    if (p.failed == E_SYNTAX)
        blame_full_width(&p, scope);
    if (p.failed)
        return p.failed;
    if (arena_failed(a))
        return err_nomem(e);
    *ret = x;
    return 0;
}
