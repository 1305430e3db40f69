/* if, for, some, every, function, contexts, lists, ranges, @"…". */
#include "parser.h"

#include "temporal.h"

#include <stdlib.h>

struct node *parse_if(struct parser *p)
{
    struct node *n = node_new(p, NODE_IF, p->tok.text.data);
    if (!n)
        return NULL;
    parse_advance(p);
    bool saved = p->range_end;
    p->range_end = false;
    n->a = parse_expression(p);
    if (!n->a || !parse_expect_word(p, "then"))
        return NULL;
    n->b = parse_expression(p);
    if (!n->b || !parse_expect_word(p, "else"))
        return NULL;
    n->c = parse_expression(p);
    p->range_end = saved;
    if (!n->c)
        return NULL;
    infer_boolean(p, n->a);
    n->type = infer_unify(p, n->b->type, n->c->type);
    parse_adopt(n, n->a);
    parse_adopt(n, n->b);
    parse_adopt(n, n->c);
    return node_done(p, n);
}

/* Loops nest in the evaluator, variable by variable. */
#define LOOP_VARIABLES_MAX 32u

struct loop_list {
    struct loop_variable *at;
    size_t n, cap;
};

/* name in domain[..end], … ; the variables join the scope one by one. */
static bool parse_variables(struct parser *p, struct node *n)
{
    struct loop_list vars = {0};
    do {
        if (vars.n > 0)
            parse_advance(p);
        if (p->tok.kind != TOKEN_NAME) {
            parse_error(p, "变量名", "the name of a variable");
            return false;
        }
        const char *from = p->tok.text.data, *end = from;
        while (p->tok.kind != TOKEN_END && !parse_is_word(p, "in")) {
            bool symbol = p->tok.kind == TOKEN_PLUS || p->tok.kind == TOKEN_MINUS ||
                          p->tok.kind == TOKEN_DOT || p->tok.kind == TOKEN_TIMES ||
                          p->tok.kind == TOKEN_DIVIDE || p->tok.kind == TOKEN_NUMBER;
            if (p->tok.kind != TOKEN_NAME && !symbol)
                break;
            end = p->tok.text.data + p->tok.text.len;
            parse_advance(p);
        }
        struct str name = lex_normal_name(p->arena, (struct str){from, (size_t)(end - from)});
        /* A type may follow the name. */
        if (p->tok.kind == TOKEN_COLON) {
            parse_advance(p);
            parse_type(p);
        }
        if (!parse_expect_word(p, "in"))
            return false;
        struct loop_variable v = {parse_expression(p), NULL};
        if (!v.domain)
            return false;
        const struct feel_type *item = infer_item(v.domain->type);
        if (p->tok.kind == TOKEN_DOT_DOT) {
            parse_advance(p);
            v.end = parse_expression(p);
            if (!v.end)
                return false;
            item = v.domain->type;
            parse_adopt(n, v.end);
        }
        parse_adopt(n, v.domain);
        if (vars.n >= LOOP_VARIABLES_MAX) {
            parse_error(p, "较少的循环变量", "fewer variables");
            return false;
        }
        if (!vec_push(p->arena, &vars, v) ||
            scope_add(p->scope, name, item, v.domain->origin) < 0) {
            parse_nomem(p);
            return false;
        }
    } while (p->tok.kind == TOKEN_COMMA);
    n->loop.vars = vars.at;
    n->loop.n = vars.n;
    return true;
}

static struct node *parse_loop(struct parser *p, enum node_kind kind, const char *word)
{
    struct node *n = node_new(p, kind, p->tok.text.data);
    struct feel_scope *s = n ? parse_push(p, SCOPE_LOCAL) : NULL;
    if (!s)
        return NULL;
    parse_advance(p);
    bool saved = p->range_end;
    p->range_end = false;
    bool ok = parse_variables(p, n) && parse_expect_word(p, word);
    if (ok && kind == NODE_FOR && scope_add(s, STR("partial"), &feel_t_list, NULL) < 0)
        return parse_nomem(p);
    if (ok)
        n->loop.body = parse_expression(p);
    n->op = s->uses > 0;
    p->range_end = saved;
    parse_pop(p);
    if (!ok || !n->loop.body)
        return NULL;
    parse_adopt(n, n->loop.body);
    if (kind == NODE_FOR) {
        n->type = infer_list_of(p, n->loop.body->type);
    } else {
        n->type = &feel_t_boolean;
        infer_boolean(p, n->loop.body);
    }
    return node_done(p, n);
}

struct node *parse_for(struct parser *p)
{
    return parse_loop(p, NODE_FOR, "return");
}

struct node *parse_quantified(struct parser *p)
{
    return parse_loop(p, parse_is_word(p, "some") ? NODE_SOME : NODE_EVERY, "satisfies");
}

struct param_list {
    struct str *at;
    size_t n, cap;
};
struct type_list {
    const struct feel_type **at;
    size_t n, cap;
};

static bool parse_params(struct parser *p, struct feel_scope *s, struct param_list *names,
                         struct type_list *types)
{
    while (p->tok.kind != TOKEN_RIGHT_PAREN) {
        if (names->n > 0 && !parse_expect(p, TOKEN_COMMA, ","))
            return false;
        if (p->tok.kind != TOKEN_NAME) {
            parse_error(p, "参数名", "the name of a parameter");
            return false;
        }
        const char *from = p->tok.text.data, *end = from;
        while (p->tok.kind != TOKEN_COMMA && p->tok.kind != TOKEN_RIGHT_PAREN &&
               p->tok.kind != TOKEN_COLON && p->tok.kind != TOKEN_END) {
            end = p->tok.text.data + p->tok.text.len;
            parse_advance(p);
        }
        struct str name = lex_normal_name(p->arena, (struct str){from, (size_t)(end - from)});
        const struct feel_type *type = NULL;
        if (p->tok.kind == TOKEN_COLON) {
            parse_advance(p);
            type = parse_type(p);
        }
        if (p->failed)
            return false;
        if (!vec_push(p->arena, names, name) || !vec_push(p->arena, types, type) ||
            scope_add(s, name, type, NULL) < 0) {
            parse_nomem(p);
            return false;
        }
    }
    parse_advance(p);
    return true;
}

/* `external { … }`: understood, never called. */
static bool parse_external(struct parser *p)
{
    parse_advance(p);
    struct node *body = parse_expression(p);
    return body != NULL;
}

struct node *parse_function(struct parser *p)
{
    struct node *n = node_new(p, NODE_FUNCTION, p->tok.text.data);
    struct feel_scope *s = n ? parse_push(p, SCOPE_LOCAL) : NULL;
    if (!s)
        return NULL;
    parse_advance(p);
    struct param_list names = {0};
    struct type_list types = {0};
    bool saved = p->range_end;
    p->range_end = false;
    bool ok = parse_expect(p, TOKEN_LEFT_PAREN, "(") && parse_params(p, s, &names, &types);
    if (ok && p->tok.kind == TOKEN_COLON) {
        parse_advance(p);
        n->function.proto.result = parse_type(p);
    }
    if (ok && parse_is_word(p, "external"))
        ok = parse_external(p);
    else if (ok)
        ok = (n->function.body = parse_expression(p)) != NULL;
    p->range_end = saved;
    parse_pop(p);
    if (!ok || p->failed)
        return NULL;
    n->function.proto.n_params = names.n;
    n->function.proto.params = names.at;
    n->function.proto.param_types = types.at;
    struct feel_type *t = arena_new_of(p->arena, struct feel_type);
    if (!t)
        return parse_nomem(p);
    t->kind = FEEL_T_FUNCTION;
    t->n_fields = names.n;
    t->field_names = names.at;
    for (size_t i = 0; i < types.n; i++)
        if (!types.at[i])
            types.at[i] = &feel_t_any;
    t->field_types = types.at;
    t->element = n->function.proto.result ? n->function.proto.result
                 : n->function.body       ? n->function.body->type
                                          : &feel_t_any;
    n->function.proto.inferred = t->element;
    n->type = t;
    parse_adopt(n, n->function.body);
    n->captures = true;
    return node_done(p, n);
}

static struct str find_doubled(struct parser *p, const struct str *names, size_t n)
{
    struct str *sorted = n > 0 ? arena_dup(p->arena, names, n * sizeof *names) : NULL;
    if (sorted) {
        qsort(sorted, n, sizeof *sorted, str_cmp_qsort);
        for (size_t i = 1; i < n; i++)
            if (str_eq(sorted[i - 1], sorted[i]))
                return sorted[i].data ? sorted[i] : STR("");
    }
    return (struct str){NULL, 0};
}

struct node *parse_context(struct parser *p)
{
    struct node *n = node_new(p, NODE_CONTEXT, p->tok.text.data);
    struct feel_scope *s = n ? parse_push(p, SCOPE_LOCAL) : NULL;
    struct feel_type *t = s ? arena_new_of(p->arena, struct feel_type) : NULL;
    struct feel_shape *shape = t ? arena_new_of(p->arena, struct feel_shape) : NULL;
    if (!shape)
        return parse_nomem(p);
    struct param_list names = {0};
    struct type_list types = {0};
    struct {
        const struct node **at;
        size_t n, cap;
    } values = {0};
    bool saved = p->range_end;
    p->range_end = false;
    parse_advance(p);
    while (p->tok.kind != TOKEN_RIGHT_BRACE) {
        if (names.n > 0 && !parse_expect(p, TOKEN_COMMA, ","))
            return NULL;
        struct str name;
        if (p->tok.kind == TOKEN_STRING) {
            name = lex_unescape(p->arena, p->tok.text);
            parse_advance(p);
            if (!parse_expect(p, TOKEN_COLON, ":"))
                return NULL;
        } else if (!parse_key(p, &name)) {
            return parse_error(p, "条目名和冒号", "the name of an entry and a colon");
        }
        /* A function may call itself by its entry's name. */
        bool recursive = parse_is_word(p, "function");
        if (recursive && scope_add(s, name, &feel_t_function, NULL) < 0)
            return parse_nomem(p);
        struct node *value = parse_expression(p);
        if (!value)
            return NULL;
        if (recursive)
            s->vars.at[s->vars.n - 1].type = value->type;
        else if (scope_add(s, name, value->type, value->origin) < 0)
            return parse_nomem(p);
        parse_adopt(n, value);
        if (!vec_push(p->arena, &names, name) || !vec_push(p->arena, &types, value->type) ||
            !vec_push(p->arena, &values, value))
            return parse_nomem(p);
    }
    parse_advance(p);
    p->range_end = saved;
    parse_pop(p);
    struct str doubled = find_doubled(p, names.at, names.n);
    if (doubled.data) {
        n->kind = NODE_FAULT;
        n->fault.zh = "上下文中有重复的条目名";
        n->fault.en = "a context with two entries of one name";
        n = node_done(p, n);
        if (n)
            parse_problem(p, FEEL_P_TYPE, n->where, "条目“" STR_FMT "”重复",
                          "entry \"" STR_FMT "\" is doubled", STR_ARG(doubled));
        return n;
    }
    shape->n = names.n;
    shape->names = names.at;
    t->kind = FEEL_T_CONTEXT;
    t->n_fields = names.n;
    t->field_names = names.at;
    t->field_types = types.at;
    n->context.shape = shape;
    n->context.values = values.at;
    n->type = t;
    return node_done(p, n);
}

/* Behind `..`: the high end and the closing bracket. */
struct node *parse_range_rest(struct parser *p, const char *from, const struct node *low,
                              bool low_included)
{
    struct node *n = node_new(p, NODE_RANGE, from);
    if (!n || !parse_expect(p, TOKEN_DOT_DOT, ".."))
        return NULL;
    n->op = FEEL_RANGE_INTERVAL;
    n->range.low = low;
    n->range.low_included = low_included;
    bool saved = p->range_end;
    p->range_end = true;
    n->range.high = parse_expression(p);
    p->range_end = saved;
    if (!n->range.high)
        return NULL;
    if (p->tok.kind == TOKEN_RIGHT_BRACKET)
        n->range.high_included = true;
    else if (p->tok.kind != TOKEN_RIGHT_PAREN && p->tok.kind != TOKEN_LEFT_BRACKET)
        return parse_error(p, "区间的结尾", "the end of the range");
    parse_advance(p);
    parse_adopt(n, low);
    parse_adopt(n, n->range.high);
    const struct feel_type *element = infer_unify(p, low->type, n->range.high->type);
    struct feel_type *t = arena_dup(p->arena, &feel_t_range, sizeof feel_t_range);
    if (!t)
        return parse_nomem(p);
    t->element = element;
    n->type = t;
    return node_done(p, n);
}

/* < 5, >= a + b, = 3: a range without brackets of its own. */
struct node *parse_comparison_range(struct parser *p)
{
    static const enum feel_range_form forms[] = {
        [TOKEN_EQ - TOKEN_EQ] = FEEL_RANGE_EQ, [TOKEN_NE - TOKEN_EQ] = FEEL_RANGE_NE,
        [TOKEN_LT - TOKEN_EQ] = FEEL_RANGE_LT, [TOKEN_LE - TOKEN_EQ] = FEEL_RANGE_LE,
        [TOKEN_GT - TOKEN_EQ] = FEEL_RANGE_GT, [TOKEN_GE - TOKEN_EQ] = FEEL_RANGE_GE,
    };
    struct node *n = node_new(p, NODE_RANGE, p->tok.text.data);
    if (!n || !parse_enter(p))
        return NULL;
    n->op = forms[p->tok.kind - TOKEN_EQ];
    parse_advance(p);
    struct node *end = parse_additive(p);
    p->depth--;
    if (!end)
        return NULL;
    bool both = n->op == FEEL_RANGE_EQ || n->op == FEEL_RANGE_NE;
    if (both || n->op == FEEL_RANGE_GT || n->op == FEEL_RANGE_GE)
        n->range.low = end;
    if (both || n->op == FEEL_RANGE_LT || n->op == FEEL_RANGE_LE)
        n->range.high = end;
    n->range.low_included = both || n->op == FEEL_RANGE_GE;
    n->range.high_included = both || n->op == FEEL_RANGE_LE;
    struct feel_type *t = arena_dup(p->arena, &feel_t_range, sizeof feel_t_range);
    if (!t)
        return parse_nomem(p);
    t->element = end->type;
    n->type = t;
    parse_adopt(n, end);
    return node_done(p, n);
}

struct node *parse_bracket(struct parser *p)
{
    const char *from = p->tok.text.data;
    struct node *n = node_new(p, NODE_LIST, from);
    if (!n)
        return NULL;
    struct {
        const struct node **at;
        size_t n, cap;
    } items = {0};
    const struct feel_type *element = NULL;
    bool saved = p->range_end;
    p->range_end = false;
    parse_advance(p);
    while (p->tok.kind != TOKEN_RIGHT_BRACKET) {
        if (items.n > 0 && !parse_expect(p, TOKEN_COMMA, ","))
            return NULL;
        struct node *item = parse_expression(p);
        if (!item)
            return NULL;
        if (items.n == 0 && p->tok.kind == TOKEN_DOT_DOT) {
            struct node *range = parse_range_rest(p, from, item, true);
            p->range_end = saved;
            return range;
        }
        element = element ? infer_unify(p, element, item->type) : item->type;
        parse_adopt(n, item);
        if (!vec_push(p->arena, &items, item))
            return parse_nomem(p);
    }
    p->range_end = saved;
    parse_advance(p);
    n->list.at = items.at;
    n->list.n = items.n;
    n->type = infer_list_of(p, element ? element : &feel_t_any);
    return node_done(p, n);
}

/* ]1..10] */
struct node *parse_open_bracket(struct parser *p)
{
    const char *from = p->tok.text.data;
    bool saved = p->range_end;
    p->range_end = false;
    parse_advance(p);
    struct node *low = parse_expression(p);
    struct node *n = low ? parse_range_rest(p, from, low, false) : NULL;
    p->range_end = saved;
    return n;
}

struct node *parse_paren(struct parser *p)
{
    const char *from = p->tok.text.data;
    bool saved = p->range_end;
    p->range_end = false;
    parse_advance(p);
    struct node *n = parse_expression(p);
    if (!n)
        return NULL;
    if (p->tok.kind == TOKEN_DOT_DOT) {
        n = parse_range_rest(p, from, n, false);
    } else if (parse_expect(p, TOKEN_RIGHT_PAREN, ")")) {
        n->where.data = from;
        n = node_done(p, n);
    } else {
        n = NULL;
    }
    p->range_end = saved;
    return n;
}

static const struct feel_type *type_of_kind(enum feel_kind kind)
{
    switch (kind) {
    case FEEL_DATE:
        return &feel_t_date;
    case FEEL_TIME:
        return &feel_t_time;
    case FEEL_DATE_TIME:
        return &feel_t_date_time;
    case FEEL_DAYS_DURATION:
        return &feel_t_days_duration;
    default:
        return &feel_t_months_duration;
    }
}

struct node *parse_at_literal(struct parser *p)
{
    struct node *n = node_new(p, NODE_CONST, p->tok.text.data);
    if (!n)
        return NULL;
    parse_advance(p);
    if (p->tok.kind != TOKEN_STRING)
        return parse_error(p, "字符串", "a string");
    struct str s = lex_unescape(p->arena, p->tok.text);
    const struct feel_value *v = s.data ? temporal_parse_any(p->arena, s) : NULL;
    if (v) {
        n->value = v;
        n->type = type_of_kind(v->kind);
    } else {
        n->kind = NODE_FAULT;
        n->fault.zh = "不是日期、时间或时长";
        n->fault.en = "neither a date nor a time nor a duration";
        /* Both formats get both texts and swallow one. */
        parse_problem(p, FEEL_P_TYPE, p->tok.text, "%s%.0s", "%.0s%s", n->fault.zh, n->fault.en);
    }
    parse_advance(p);
    return node_done(p, n);
}
