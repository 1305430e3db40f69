/*
 * Names, paths, calls. A name is the longest one in scope that stands at this place; inside a
 * filter the item's entries come first. What no scope knows is taken as far as parts of a name
 * follow each other, and evaluates to an error.
 */
#include "parser.h"

#include "cleanup.h"
#include "text.h"

static bool is_stop_word(struct str s)
{
    static const char *const words[] = {"and",  "or",     "in",        "between", "then",
                                        "else", "return", "satisfies", "instance"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eqz(s, words[i]))
            return true;
    return false;
}

/* How far a name reaches that nothing is known about. */
static const char *plausible_end(const struct parser *p)
{
    struct token t = p->tok;
    const char *end = t.text.data + t.text.len;
    for (;;) {
        t = lex_token(p->text, end);
        if (t.kind != TOKEN_NAME || is_stop_word(t.text))
            return end;
        end = t.text.data + t.text.len;
    }
}

static bool followed_by_name(const struct parser *p, const char *end)
{
    struct token t = lex_token(p->text, end);
    return t.kind == TOKEN_NAME && !is_stop_word(t.text);
}

static bool followed_by_paren(const struct parser *p, const char *end)
{
    return lex_token(p->text, end).kind == TOKEN_LEFT_PAREN;
}

/* Whether s holds such a sign, which is then reported. */
static bool check_full_width(struct parser *p, struct str s)
{
    struct str rest = s;
    uint32_t cp;
    int n;
    while ((n = utf8_next(rest, &cp)) > 0) {
        if (lex_is_full_width(cp)) {
            parse_problem(p, FEEL_P_FULL_WIDTH, s, "名称“" STR_FMT "”含全角标点“%.*s”，请改用半角",
                          "the name \"" STR_FMT "\" contains the full-width sign \"%.*s\": use the "
                          "plain one",
                          STR_ARG(s), n, rest.data);
            return true;
        }
        rest.data += n;
        rest.len -= (size_t)n;
    }
    return false;
}

/* Could an item of this type have entries that the type doesn't tell? */
static bool is_dynamic(const struct feel_type *t)
{
    return t->kind == FEEL_T_ANY || (t->kind == FEEL_T_CONTEXT && t->open);
}

static int field_at(const struct feel_type *t, struct str text, const char *at,
                    const char **ret_end)
{
    int found = -1;
    const char *best = NULL;
    if (t->kind != FEEL_T_CONTEXT)
        return -1;
    for (size_t i = 0; i < t->n_fields; i++) {
        const char *end = lex_match_name(text, at, t->field_names[i]);
        if (end && end > best) {
            best = end;
            found = (int)i;
        }
    }
    if (found >= 0)
        *ret_end = best;
    return found;
}

/* The longest match of any level or built-in name. */
static const char *longest(const struct parser *p, const char *at,
                           const struct builtin **ret_builtin)
{
    const char *best = NULL, *end;
    for (const struct feel_scope *s = p->scope; s; s = s->parent) {
        if (s->kind == SCOPE_FILTER && field_at(s->vars.at[0].type, p->text, at, &end) >= 0 &&
            end > best)
            best = end;
        if (scope_match(s, p->text, at, &end) >= 0 && end > best)
            best = end;
    }
    *ret_builtin = builtin_match(p->text, at, &end);
    if (*ret_builtin && (!best || (end > best && followed_by_paren(p, end))))
        return end;
    if (*ret_builtin && end != best)
        *ret_builtin = NULL;
    return best;
}

static const struct origin *extend_origin(struct parser *p, const struct origin *base,
                                          struct str name)
{
    if (!base)
        return NULL;
    struct origin *o = arena_dup(p->arena, base, sizeof *base);
    if (!o)
        return parse_nomem(p);
    if (o->path.len == 0) {
        o->path = name;
    } else {
        char *joined = arena_printf(p->arena, STR_FMT "." STR_FMT, STR_ARG(o->path), STR_ARG(name));
        if (!joined)
            return parse_nomem(p);
        o->path = str_of(joined);
    }
    return o;
}

struct resolution {
    struct {
        struct search_place *at;
        size_t n, cap;
    } places;
    bool declared;
    const struct feel_type *type;
    struct str field; /* its name as the type spells it */
    const struct origin *origin;
    const struct feel_scope *scope; /* of the variable, NULL if there is none */
    int depth, slot;
};

/* Levels from the inside out: filter items that have (or may have) the entry, then a variable. */
static void resolve(struct parser *p, const char *at, const char *end, struct resolution *r)
{
    *r = (struct resolution){.slot = -1};
    int depth = 0;
    const char *e;
    for (const struct feel_scope *s = p->scope; s; s = s->parent, depth++) {
        if (s->kind == SCOPE_FILTER) {
            const struct scope_var *item = &s->vars.at[0];
            int field = field_at(item->type, p->text, at, &e);
            if (field >= 0 && e != end)
                field = -1;
            if (field >= 0 || (is_dynamic(item->type) && !r->declared)) {
                struct search_place place = {depth, field};
                if (!vec_push(p->arena, &r->places, place))
                    parse_nomem(p);
            }
            if (field >= 0 && !r->declared) {
                r->declared = true;
                r->field = item->type->field_names[field];
                r->type = item->type->field_types[field];
                r->origin = extend_origin(p, item->origin, item->type->field_names[field]);
            } else if (field >= 0) {
                r->places.n--;
            }
        }
        int slot = scope_match(s, p->text, at, &e);
        if (slot >= 0 && e == end) {
            r->scope = s;
            r->depth = depth;
            r->slot = slot;
            return;
        }
    }
}

static int given_level(const struct parser *p, const struct feel_scope *of)
{
    int level = 0;
    const struct feel_scope *s = p->scope;
    while (s && s->kind != SCOPE_GIVEN)
        s = s->parent;
    for (; s && s != of; s = s->parent)
        level++;
    return level;
}

static struct node *variable(struct parser *p, const char *at, const struct resolution *r)
{
    struct node *n = node_new(p, NODE_NAME, at);
    if (!n)
        return NULL;
    struct feel_scope *s = (struct feel_scope *)r->scope;
    const struct scope_var *v = &s->vars.at[r->slot];
    n->name.depth = r->depth;
    n->name.slot = r->slot;
    n->type = v->type;
    n->origin = v->origin;
    if (s->kind == SCOPE_INPUT || (s->kind == SCOPE_LOCAL && str_eqz(v->name, "partial")))
        s->uses++;
    if (s->kind == SCOPE_GIVEN) {
        struct origin *o = arena_new_of(p->arena, struct origin);
        if (!o)
            return parse_nomem(p);
        o->level = given_level(p, s);
        o->slot = r->slot;
        n->origin = o;
    }
    return n;
}

static struct node *unknown_name(struct parser *p, const char *at, struct str name)
{
    struct node *n = node_new(p, NODE_FAULT, at);
    char *zh = arena_printf(p->arena, "没有名称“" STR_FMT "”", STR_ARG(name));
    char *en = arena_printf(p->arena, "no name \"" STR_FMT "\"", STR_ARG(name));
    if (!n || !zh || !en)
        return parse_nomem(p);
    n->fault.zh = zh;
    n->fault.en = en;
    return n;
}

struct node *parse_name(struct parser *p)
{
    const char *at = p->tok.text.data;
    const struct builtin *b = NULL;
    const char *end = longest(p, at, &b);
    bool known = end != NULL && !(followed_by_name(p, end));
    if (!known) {
        b = NULL;
        end = plausible_end(p);
    }
    struct str text = {at, (size_t)(end - at)};
    struct str name = lex_normal_name(p->arena, text);
    bool full_width = check_full_width(p, text);
    struct resolution r;
    resolve(p, at, end, &r);
    struct node *base = NULL;
    if (r.scope) {
        base = variable(p, at, &r);
    } else if (b) {
        base = node_new(p, NODE_CONST, at);
        if (base) {
            base->value = builtin_value(p->arena, b);
            base->type = &feel_t_function;
        }
    } else if (!r.declared) {
        base = unknown_name(p, at, name);
        if (r.places.n == 0 && !full_width)
            parse_problem(p, FEEL_P_UNKNOWN_NAME, text, "没有名称“" STR_FMT "”",
                          "no name \"" STR_FMT "\"", STR_ARG(name));
    }
    parse_move(p, end);
    if (base)
        base = node_done(p, base);
    if (p->failed)
        return NULL;
    /* A built-in called inside a filter stays the built-in. */
    if (r.places.n == 0 || (b && !r.scope && !r.declared && p->tok.kind == TOKEN_LEFT_PAREN))
        return base;
    if (r.declared && r.scope && r.scope->kind != SCOPE_FILTER)
        parse_problem(p, FEEL_P_SHADOWED, text,
                      "过滤条件中的“" STR_FMT "”指列表项自己的条目，不是同名的外层变量",
                      "\"" STR_FMT "\" inside the filter means the item's own entry, not the outer "
                      "variable of that name",
                      STR_ARG(name));
    struct node *n = node_new(p, NODE_SEARCH, at);
    if (!n)
        return NULL;
    n->search.name = r.declared ? r.field : name;
    n->search.n = r.places.n;
    n->search.places = r.places.at;
    n->search.declared = r.declared;
    n->search.fallback = base;
    n->type = r.declared && r.places.n == 1 ? r.type : &feel_t_any;
    if (r.declared)
        n->origin = r.origin;
    else if (base && base->kind == NODE_NAME)
        n->origin = base->origin;
    parse_adopt(n, base);
    return node_done(p, n);
}

/* --- Paths --- */

static const char *member_at(const struct parser *p, const struct feel_type *t)
{
    const char *best = NULL;
    for (size_t i = 0; i < infer_member_count(t); i++) {
        const char *end = lex_match_name(p->text, p->tok.text.data, infer_member_name(t, i));
        if (end && end > best)
            best = end;
    }
    return best;
}

/* "time offset" and the like, for values of unknown type. */
static const char *property_at(const struct parser *p)
{
    static const char *const names[] = {"time offset", "start included", "end included"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *end = lex_match_name(p->text, p->tok.text.data, str_of(names[i]));
        if (end)
            return end;
    }
    return NULL;
}

struct node *parse_path(struct parser *p, struct node *base)
{
    struct node *n = node_new(p, NODE_PATH, base->where.data);
    if (!n)
        return NULL;
    parse_advance(p);
    if (p->tok.kind != TOKEN_NAME)
        return parse_error(p, "成员名", "the name of a member");
    const char *at = p->tok.text.data;
    const char *end = member_at(p, base->type);
    if (!end || followed_by_name(p, end)) {
        end = property_at(p);
        if (!end)
            end = plausible_end(p);
    }
    struct str text = {at, (size_t)(end - at)};
    bool full_width = check_full_width(p, text);
    n->path.base = base;
    n->path.name = lex_normal_name(p->arena, text);
    bool missing = false;
    n->type = infer_path(p, base->type, &n->path.name, &n->path.hint, &missing);
    if (missing && !full_width)
        parse_problem(p, FEEL_P_UNKNOWN_NAME, text, "类型 %s 没有成员“" STR_FMT "”",
                      "type %s has no member \"" STR_FMT "\"", infer_type_text(p, base->type),
                      STR_ARG(text));
    n->origin = extend_origin(p, base->origin, n->path.name);
    parse_adopt(n, base);
    parse_move(p, end);
    return node_done(p, n);
}

/* --- Calls --- */

bool parse_key(struct parser *p, struct str *ret)
{
    if (p->tok.kind != TOKEN_NAME)
        return false;
    const char *text_end = p->text.data + p->text.len;
    const char *at = p->tok.text.data, *end = at;
    for (;;) {
        struct name_part part = lex_name_part(end, text_end);
        if (part.start == part.end)
            break;
        end = part.end;
    }
    struct token t = lex_token(p->text, end);
    if (t.kind != TOKEN_COLON)
        return false;
    struct str text = {at, (size_t)(end - at)};
    check_full_width(p, text);
    *ret = lex_normal_name(p->arena, text);
    parse_move(p, t.text.data + t.text.len);
    return true;
}

struct args {
    struct {
        const struct node **at;
        size_t n, cap;
    } nodes;
    struct {
        struct str *at;
        size_t n, cap;
    } names;
};

static bool parse_args(struct parser *p, struct node *n, struct args *args)
{
    bool saved = p->range_end;
    p->range_end = false;
    parse_advance(p);
    while (p->tok.kind != TOKEN_RIGHT_PAREN) {
        if (args->nodes.n > 0 && !parse_expect(p, TOKEN_COMMA, ","))
            return false;
        struct str name;
        bool named = (args->nodes.n == args->names.n) && parse_key(p, &name);
        if (args->names.n > 0 && !named) {
            parse_error(p, "参数名和冒号", "the name of a parameter and a colon");
            return false;
        }
        struct node *arg = parse_expression(p);
        if (!arg)
            return false;
        parse_adopt(n, arg);
        if (!vec_push(p->arena, &args->nodes, arg) ||
            (named && !vec_push(p->arena, &args->names, name))) {
            parse_nomem(p);
            return false;
        }
    }
    parse_advance(p);
    p->range_end = saved;
    return true;
}

static struct node *builtin_call_node(struct parser *p, struct node *n, const struct builtin *first,
                                      const struct args *args)
{
    size_t order[BUILTIN_PARAMS_MAX] = {0};
    struct signature *sig = arena_new_of(p->arena, struct signature);
    if (!sig)
        return parse_nomem(p);
    const struct str *names = args->names.n > 0 ? args->names.at : NULL;
    const struct builtin *row = builtin_select(first, args->nodes.n, names, sig, order);
    if (!row) {
        char *zh = arena_printf(p->arena, "函数 %s 没有这样的参数", first->name);
        char *en = arena_printf(p->arena, "function %s has no such parameters", first->name);
        if (!zh || !en)
            return parse_nomem(p);
        n->kind = NODE_FAULT;
        n->fault.zh = zh;
        n->fault.en = en;
        n = node_done(p, n);
        if (n)
            parse_problem(p, FEEL_P_ARGUMENTS, n->where, "函数 %s 的参数个数或名称不对",
                          "function %s: wrong number or names of arguments", first->name);
        return n;
    }
    size_t count = names ? sig->n : args->nodes.n;
    const struct node **by_param = arena_zalloc(p->arena, (count + 1) * sizeof *by_param);
    const struct feel_type **types = arena_zalloc(p->arena, (count + 1) * sizeof *types);
    if (!by_param || !types)
        return parse_nomem(p);
    for (size_t i = 0; i < args->nodes.n; i++)
        by_param[names ? order[i] : i] = args->nodes.at[i];
    for (size_t i = 0; i < count; i++) {
        types[i] = by_param[i] ? by_param[i]->type : &feel_t_any;
        if (by_param[i] && by_param[i]->type->kind == FEEL_T_FUNCTION)
            n->calls = true;
    }
    n->kind = NODE_BUILTIN;
    n->builtin.row = row;
    n->builtin.sig = sig;
    n->builtin.args = by_param;
    n->builtin.n = count;
    n->type = builtin_result(row, types, count);
    infer_builtin_args(p, n);
    return node_done(p, n);
}

/* What can be told of a call whose callee's parameters are known. */
static void check_call(struct parser *p, const struct node *n, const struct feel_type *callee)
{
    bool unknown = n->call.callee->kind == NODE_FAULT;
    if (unknown || callee->kind == FEEL_T_ANY)
        return;
    if (callee->kind != FEEL_T_FUNCTION) {
        parse_problem(p, FEEL_P_TYPE, n->where, "“" STR_FMT "”不是函数",
                      "\"" STR_FMT "\" is not a function", STR_ARG(n->call.callee->where));
        return;
    }
    if (callee->open)
        return;
    bool wrong = n->call.n != callee->n_fields;
    for (size_t i = 0; n->call.names && !wrong && i < n->call.n; i++) {
        size_t k = 0;
        while (k < callee->n_fields && !str_eq(callee->field_names[k], n->call.names[i]))
            k++;
        wrong = k == callee->n_fields;
    }
    for (size_t i = 0; !wrong && i < n->call.n; i++) {
        size_t k = i;
        for (size_t j = 0; n->call.names && j < callee->n_fields; j++)
            if (str_eq(callee->field_names[j], n->call.names[i]))
                k = j;
        if (callee->field_types[k])
            infer_codes(p, callee->field_types[k], n->call.args[i]);
    }
    if (wrong)
        parse_problem(p, FEEL_P_ARGUMENTS, n->where, "参数个数或名称不对：要求 %zu 个，得到 %zu 个",
                      "wrong number or names of arguments: %zu wanted, %zu given", callee->n_fields,
                      n->call.n);
}

struct node *parse_call(struct parser *p, struct node *callee)
{
    struct node *n = node_new(p, NODE_CALL, callee->where.data);
    struct args args = {0};
    if (!n || !parse_enter(p) || !parse_args(p, n, &args))
        return NULL;
    p->depth--;
    if (callee->kind == NODE_CONST && callee->value->kind == FEEL_FUNCTION &&
        callee->value->function->open)
        return builtin_call_node(p, n, callee->value->function->arg, &args);
    n->call.callee = callee;
    n->call.args = args.nodes.at;
    n->call.n = args.nodes.n;
    n->call.names = args.names.n > 0 ? args.names.at : NULL;
    n->calls = true;
    if (callee->type->kind == FEEL_T_FUNCTION && callee->type->element)
        n->type = callee->type->element;
    parse_adopt(n, callee);
    n = node_done(p, n);
    if (n)
        check_call(p, n, callee->type);
    return n;
}

/* --- Types --- */

static const struct feel_type *type_problem(struct parser *p)
{
    struct token t = p->tok;
    const char *end = plausible_end(p);
    struct str text = {t.text.data, (size_t)(end - t.text.data)};
    if (!check_full_width(p, text))
        parse_problem(p, FEEL_P_UNKNOWN_NAME, text, "没有类型“" STR_FMT "”",
                      "no type \"" STR_FMT "\"", STR_ARG(text));
    parse_move(p, end);
    /* Qualified names of types that nobody knows. */
    while (p->tok.kind == TOKEN_DOT && !p->failed) {
        parse_advance(p);
        if (p->tok.kind == TOKEN_NAME)
            parse_move(p, plausible_end(p));
    }
    return NULL;
}

static bool parse_field_types(struct parser *p, struct feel_type *t, bool named)
{
    struct {
        struct str *at;
        size_t n, cap;
    } names = {0};
    struct {
        const struct feel_type **at;
        size_t n, cap;
    } types = {0};
    while (p->tok.kind != TOKEN_GT) {
        if (types.n > 0 && !parse_expect(p, TOKEN_COMMA, ","))
            return false;
        struct str name = {NULL, 0};
        if (named && !parse_key(p, &name)) {
            parse_error(p, "成员名和冒号", "the name of a member and a colon");
            return false;
        }
        const struct feel_type *x = parse_type(p);
        if (p->failed)
            return false;
        if (!x)
            x = &feel_t_any;
        if (!vec_push(p->arena, &names, name) || !vec_push(p->arena, &types, x)) {
            parse_nomem(p);
            return false;
        }
    }
    parse_advance(p);
    t->n_fields = types.n;
    t->field_names = names.at;
    t->field_types = types.at;
    return true;
}

static const struct feel_type *parse_generic(struct parser *p, enum feel_type_kind kind)
{
    struct feel_type *t = arena_new_of(p->arena, struct feel_type);
    if (!t)
        return parse_nomem(p);
    t->kind = kind;
    parse_advance(p);
    bool open = p->tok.kind != TOKEN_LT;
    if (open) {
        t->open = kind == FEEL_T_CONTEXT || kind == FEEL_T_FUNCTION;
        t->element = &feel_t_any;
        return t;
    }
    parse_advance(p);
    if (kind == FEEL_T_CONTEXT)
        return parse_field_types(p, t, true) ? t : NULL;
    if (kind == FEEL_T_FUNCTION) {
        if (!parse_field_types(p, t, false) || !parse_expect(p, TOKEN_ARROW, "->"))
            return NULL;
        t->element = parse_type(p);
        if (!t->element)
            t->element = &feel_t_any;
        return t;
    }
    t->element = parse_type(p);
    if (!t->element)
        t->element = &feel_t_any;
    return parse_expect(p, TOKEN_GT, ">") ? t : NULL;
}

/* NULL, with a problem noted, for a type that isn't known. */
const struct feel_type *parse_type(struct parser *p)
{
    static const struct {
        const char *name;
        enum feel_type_kind kind;
    } generic[] = {
        {"list", FEEL_T_LIST},
        {"context", FEEL_T_CONTEXT},
        {"function", FEEL_T_FUNCTION},
        {"range", FEEL_T_RANGE},
    };
    if (!parse_enter(p))
        return NULL;
    const struct feel_type *t = NULL;
    const char *end;
    if (p->tok.kind != TOKEN_NAME) {
        parse_error(p, "类型名", "the name of a type");
    } else if ((t = scope_match_type(p->scope, p->text, p->tok.text.data, &end))) {
        parse_move(p, end);
    } else {
        size_t i = 0;
        while (i < 4 && !str_eqz(p->tok.text, generic[i].name))
            i++;
        t = i < 4 ? parse_generic(p, generic[i].kind) : type_problem(p);
    }
    p->depth--;
    if (p->failed)
        return NULL;
    return t;
}
