/*
 * Boxed expressions: XML → struct boxed. Conditional, filter, for, some and every become FEEL text
 * over their parts (_in_, _match_ …), so that the interpreter's meaning is the only one.
 */
#include "bounds.h"
#include "cleanup.h"
#include "dmn_model.h"

#include <stdio.h>

#define MAX_BOXED_DEPTH 120

static const char *const expression_names[] = {
    "literalExpression",  "decisionTable", "context", "list", "relation", "invocation",
    "functionDefinition", "conditional",   "filter",  "for",  "some",     "every"};

const struct xml_node *dmn_expression_in(const struct xml_node *x)
{
    for (struct xml_node *c = dmn_child(x, NULL); c; c = dmn_sibling(c, NULL))
        for (size_t i = 0; i < sizeof expression_names / sizeof *expression_names; i++)
            if (str_eqz(c->name, expression_names[i]))
                return c;
    return NULL;
}

static bool is_feel(struct str language)
{
    return language.len == 0 || str_find(language, STR("FEEL")) >= 0 ||
           str_find(language, STR("feel")) >= 0;
}

/* The line on which the trimmed text of x begins. */
static uint32_t line_of_text(const struct xml_node *x)
{
    const struct xml_node *t = dmn_child(x, "text");
    uint32_t line = t ? t->line : x->line;

    for (const char *p = t ? t->text.data : NULL; p && p < str_trim(t->text).data; p++)
        line += *p == '\n';
    return line;
}

void dmn_code_read(struct boxed_ctx *c, const struct feel_scope *scope, enum feel_start start,
                   struct str text, const struct xml_node *x, const struct feel_type *input,
                   struct code *ret)
{
    struct str language = xml_attr(x, "expressionLanguage");
    struct err e = {0};

    if (!language.len)
        language = xml_attr(c->u->root, "expressionLanguage");
    *ret = (struct code){.text = text, .line = line_of_text(x)};
    if (!is_feel(language)) {
        err_set(&e, E_UNSUPPORTED, "不支持表达式语言“%.*s”，请用 FEEL 书写",
                "expression language \"%.*s\" is not supported; write it in FEEL",
                STR_ARG(language));
        ret->fault = dmn_keep_fault(c->m, &e);
        return;
    }
    if (text.len == 0)
        return;
    if (feel_compile(scope, start, text, input, c->a, &ret->expr, &e) < 0) {
        ret->expr = NULL;
        ret->fault = dmn_keep_fault(c->m, &e);
    }
}

static void fault(struct boxed_ctx *c, struct boxed *b, const char *zh, const char *en)
{
    struct err e = {.code = E_INVALID};

    snprintf(e.zh, sizeof e.zh, "%s", zh);
    snprintf(e.en, sizeof e.en, "%s", en);
    b->kind = BOXED_NOTHING;
    b->code.fault = dmn_keep_fault(c->m, &e);
    b->code.line = b->line;
}

static void fault_err(struct boxed_ctx *c, struct boxed *b, const struct err *e)
{
    b->kind = BOXED_NOTHING;
    b->code.fault = dmn_keep_fault(c->m, e);
    b->code.line = b->line;
}

static void read_literal(struct boxed_ctx *c, const struct feel_scope *scope,
                         const struct xml_node *x, struct boxed *b)
{
    b->kind = BOXED_LITERAL;
    if (dmn_child(x, "importedValues")) {
        fault(c, b, "不支持 importedValues", "importedValues is not supported");
        return;
    }
    dmn_code_read(c, scope, FEEL_EXPRESSION, dmn_text_of(x), x, NULL, &b->code);
    if (b->code.expr)
        b->guess = feel_expr_type(b->code.expr);
    else if (!b->code.fault)
        fault(c, b, "表达式是空的，请填写", "the expression is empty; fill it in");
}

/* Does any text below x hold the name? */
static bool mentions(const struct xml_node *x, struct str name)
{
    if (name.len && str_find(x->text, name) >= 0)
        return true;
    for (const struct xml_node *c = x->first; c; c = c->next)
        if (mentions(c, name))
            return true;
    return false;
}

static bool is_recursive_function(const struct xml_node *x, struct str name)
{
    bool function =
        str_eqz(x->name, "functionDefinition") ||
        (str_eqz(x->name, "literalExpression") && str_starts(dmn_text_of(x), STR("function")));

    return function && mentions(x, name);
}

static size_t count(const struct xml_node *x, const char *name)
{
    size_t n = 0;

    for (struct xml_node *c = dmn_child(x, name); c; c = dmn_sibling(c, name))
        n++;
    return n;
}

static bool is_too_long(struct boxed_ctx *c, struct boxed *b, size_t n)
{
    if (n > MAX_ENTRIES)
        fault(c, b, "项太多，请拆开", "too many entries; split it up");
    return n > MAX_ENTRIES;
}

static bool has_result(const struct boxed *b)
{
    return b->n > 0 && b->slots[b->n - 1].name.len == 0;
}

/* Shape and guess of a context from its named slots. */
static int shape_context(struct boxed_ctx *c, struct boxed *b, struct err *e)
{
    struct str *names = arena_array_of(c->a, b->n, struct str);
    const struct feel_type **types = arena_array_of(c->a, b->n, const struct feel_type *);

    b->shape = arena_new_of(c->a, struct feel_shape);
    if (!names || !types || !b->shape)
        return err_nomem(e);
    for (size_t i = 0; i < b->n; i++) {
        names[i] = b->slots[i].name;
        types[i] = b->slots[i].type ? b->slots[i].type : b->slots[i].value->guess;
    }
    if (has_result(b)) {
        b->guess = dmn_type_or_any(types[b->n - 1]);
        return 0;
    }
    *b->shape = (struct feel_shape){b->n, names};
    const struct feel_type *t = dmn_type_context(c->a, b->n, names, types);
    if (!t)
        return err_nomem(e);
    b->guess = t;
    return 0;
}

static int read_context(struct boxed_ctx *c, const struct feel_scope *scope,
                        const struct xml_node *x, int depth, struct boxed *b, struct err *e)
{
    struct feel_scope *inner = feel_scope_new(c->a, scope);
    struct str place = c->place;
    const struct feel_type *expect = c->expect;
    int r;

    c->expect = NULL;
    b->kind = BOXED_CONTEXT;
    if (is_too_long(c, b, count(x, "contextEntry")))
        return 0;
    b->slots = arena_array_of(c->a, count(x, "contextEntry"), struct slot);
    if (!inner || !b->slots)
        return err_nomem(e);
    for (struct xml_node *entry = dmn_child(x, "contextEntry"); entry;
         entry = dmn_sibling(entry, "contextEntry")) {
        struct xml_node *var = dmn_child(entry, "variable");
        const struct xml_node *value = dmn_expression_in(entry);
        struct slot s = {.name = var ? dmn_name_of(var) : (struct str){0}, .line = entry->line};
        bool early = s.name.len && value && is_recursive_function(value, s.name);
        struct err detail = {0};

        if (var)
            s.type = dmn_type_ref(c->u, xml_attr(var, "typeRef"), c->node, var->line);
        for (size_t i = 0; i < b->n; i++)
            if (s.name.len && str_eq(b->slots[i].name, s.name)) {
                fault(c, b, "上下文里有两项同名，请改名",
                      "two entries of the context have the same name; rename one");
                return 0;
            }
        if (has_result(b)) {
            fault(c, b, "没有名称的结果项必须是最后一项",
                  "the result entry, which has no name, must be the last");
            return 0;
        }
        if (early && feel_scope_add(inner, s.name, &feel_t_function, &detail) < 0) {
            fault_err(c, b, &detail);
            return 0;
        }
        c->place = s.name.len ? s.name : place;
        c->expect = s.name.len ? s.type : expect;
        r = dmn_boxed_read(c, inner, value, depth + 1, &s.value, e);
        c->place = place;
        if (r < 0)
            return r;
        if (s.name.len && !early &&
            feel_scope_add(inner, s.name, s.type ? s.type : s.value->guess, &detail) < 0) {
            fault_err(c, b, &detail);
            return 0;
        }
        b->slots[b->n++] = s;
    }
    return shape_context(c, b, e);
}

static const struct feel_type *common_type(const struct boxed *b)
{
    const struct feel_type *t = b->n ? b->slots[0].value->guess : &feel_t_any;

    for (size_t i = 1; i < b->n; i++)
        if (!feel_type_conforms(b->slots[i].value->guess, t))
            return &feel_t_any;
    return t;
}

static int read_list(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                     int depth, struct boxed *b, struct err *e)
{
    b->kind = BOXED_LIST;
    b->slots = arena_array_of(c->a, count(x, NULL), struct slot);
    if (!b->slots)
        return err_nomem(e);
    for (const struct xml_node *item = dmn_expression_in(x); item; item = dmn_sibling(item, NULL)) {
        struct slot s = {.line = item->line};
        int r = dmn_boxed_read(c, scope, item, depth + 1, &s.value, e);

        if (r < 0)
            return r;
        b->slots[b->n++] = s;
    }
    b->guess = dmn_type_list(c->a, common_type(b));
    return 0;
}

/* A relation is a list of contexts whose entries don't see each other. */
static int read_relation(struct boxed_ctx *c, const struct feel_scope *scope,
                         const struct xml_node *x, int depth, struct boxed *b, struct err *e)
{
    size_t columns = count(x, "column"), i = 0;
    struct slot *heads = arena_array_of(c->a, columns, struct slot);

    b->kind = BOXED_LIST;
    b->slots = arena_array_of(c->a, count(x, "row"), struct slot);
    if (!heads || !b->slots)
        return err_nomem(e);
    for (struct xml_node *col = dmn_child(x, "column"); col; col = dmn_sibling(col, "column"))
        heads[i++] =
            (struct slot){.name = dmn_name_of(col),
                          .type = dmn_type_ref(c->u, xml_attr(col, "typeRef"), c->node, col->line),
                          .line = col->line};
    for (struct xml_node *row = dmn_child(x, "row"); row; row = dmn_sibling(row, "row")) {
        struct boxed *line = arena_new_of(c->a, struct boxed);

        if (!line)
            return err_nomem(e);
        *line = (struct boxed){.kind = BOXED_CONTEXT, .line = row->line, .isolated = true};
        line->slots = arena_array_of(c->a, columns, struct slot);
        if (!line->slots)
            return err_nomem(e);
        if (count(row, NULL) != columns) {
            line->guess = &feel_t_any;
            fault(c, line, "关系表这一行的格数与列数不同",
                  "this row of the relation has not as many cells as there are columns");
        }
        const struct xml_node *cell = dmn_expression_in(row);
        while (line->kind == BOXED_CONTEXT && cell) {
            struct slot s = heads[line->n];
            int r = dmn_boxed_read(c, scope, cell, depth + 1, &s.value, e);

            if (r < 0)
                return r;
            s.line = cell->line;
            line->slots[line->n++] = s;
            cell = dmn_sibling(cell, NULL);
        }
        int r = line->kind == BOXED_CONTEXT ? shape_context(c, line, e) : 0;
        if (r < 0)
            return r;
        b->slots[b->n++] = (struct slot){.value = line, .line = row->line};
    }
    b->guess = dmn_type_list(c->a, common_type(b));
    return 0;
}

/* Built-ins have no parameters that a value could tell: their names are the parser's business. So
 * an invocation of one is also kept as the text of a call. */
static int call_by_name(struct boxed_ctx *c, const struct feel_scope *scope,
                        const struct xml_node *x, struct boxed *b, struct err *e)
{
    struct feel_scope *inner = feel_scope_new(c->a, scope);
    _cleanup_(strbuf_done) struct strbuf text = {0};

    if (!inner)
        return err_nomem(e);
    strbuf_printf(&text, "%.*s(", STR_ARG(b->body->code.text));
    for (size_t i = 0; i < b->n; i++) {
        char *name = arena_printf(c->a, "_%zu_", i);

        if (!name)
            return err_nomem(e);
        int r = feel_scope_add(inner, str_of(name),
                               b->slots[i].value ? b->slots[i].value->guess : NULL, e);
        if (r < 0)
            return r;
        strbuf_printf(&text, "%s%.*s: %s", i ? ", " : "", STR_ARG(b->slots[i].name), name);
    }
    strbuf_addc(&text, ')');
    if (text.failed)
        return err_nomem(e);
    dmn_code_read(c, inner, FEEL_EXPRESSION, str_dup(c->a, strbuf_str(&text)), x, NULL, &b->code);
    b->code.made = true;
    /* Only a built-in needs it, and then the call says what is wrong. */
    b->code.fault = NULL;
    return 0;
}

static int read_invocation(struct boxed_ctx *c, const struct feel_scope *scope,
                           const struct xml_node *x, int depth, struct boxed *b, struct err *e)
{
    int r = dmn_boxed_read(c, scope, dmn_expression_in(x), depth + 1, &b->body, e);

    if (r < 0)
        return r;
    b->kind = BOXED_INVOCATION;
    if (is_too_long(c, b, count(x, "binding")))
        return 0;
    b->slots = arena_array_of(c->a, count(x, "binding"), struct slot);
    if (!b->slots)
        return err_nomem(e);
    for (struct xml_node *bind = dmn_child(x, "binding"); bind;
         bind = dmn_sibling(bind, "binding")) {
        struct xml_node *param = dmn_child(bind, "parameter");
        struct slot s = {.line = bind->line};

        if (!param || !dmn_name_of(param).len) {
            fault(c, b, "绑定缺少参数名", "a binding lacks its parameter's name");
            return 0;
        }
        s.name = dmn_name_of(param);
        s.type = dmn_type_ref(c->u, xml_attr(param, "typeRef"), c->node, param->line);
        const struct xml_node *value = dmn_expression_in(bind);
        /* A binding without formula leaves the parameter null. */
        if (value) {
            r = dmn_boxed_read(c, scope, value, depth + 1, &s.value, e);
            if (r < 0)
                return r;
        }
        b->slots[b->n++] = s;
    }
    const struct feel_type *f = b->body->guess;
    if (f->kind == FEEL_T_FUNCTION && f->element)
        b->guess = f->element;
    return f->kind == FEEL_T_FUNCTION && f->open ? call_by_name(c, scope, x, b, e) : 0;
}

int dmn_function_read(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                      int depth, struct boxed **ret, struct err *e)
{
    struct boxed *b = arena_new_of(c->a, struct boxed);
    struct feel_scope *inner = feel_scope_new(c->a, scope);
    struct str kind = str_trim(xml_attr(x, "kind"));
    const struct feel_type *expect = c->expect;
    size_t n = count(x, "formalParameter");
    int r;

    if (!b || !inner)
        return err_nomem(e);
    *b = (struct boxed){.kind = BOXED_FUNCTION, .line = x->line, .guess = &feel_t_function};
    if (is_too_long(c, b, n)) {
        *ret = b;
        return 0;
    }
    b->slots = arena_array_of(c->a, n, struct slot);
    struct str *names = arena_array_of(c->a, n, struct str);
    const struct feel_type **types = arena_array_of(c->a, n, const struct feel_type *);
    if (!b->slots || !names || !types)
        return err_nomem(e);
    b->external = kind.len && !str_eqz(kind, "FEEL");
    for (struct xml_node *p = dmn_child(x, "formalParameter"); p;
         p = dmn_sibling(p, "formalParameter")) {
        struct slot s = {.name = dmn_name_of(p), .line = p->line};
        struct err detail = {0};

        s.type = dmn_type_ref(c->u, xml_attr(p, "typeRef"), c->node, p->line);
        if (!s.name.len) {
            fault(c, b, "函数的参数缺少名称", "a parameter of the function lacks its name");
            *ret = b;
            return 0;
        }
        if (feel_scope_add(inner, s.name, s.type, &detail) < 0) {
            fault_err(c, b, &detail);
            *ret = b;
            return 0;
        }
        names[b->n] = s.name;
        types[b->n] = s.type;
        b->slots[b->n++] = s;
    }
    if (!b->external) {
        c->expect = expect;
        r = dmn_boxed_read(c, inner, dmn_expression_in(x), depth + 1, &b->body, e);
        if (r < 0)
            return r;
    }
    b->result = dmn_type_ref(c->u, xml_attr(x, "typeRef"), c->node, x->line);
    if (b->result && b->result->kind == FEEL_T_FUNCTION)
        b->result = b->result->open ? NULL : b->result->element;
    const struct feel_type *t = dmn_type_function(c->a, b->n, names, types,
                                                  b->result ? b->result
                                                  : b->body ? b->body->guess
                                                            : &feel_t_any);
    if (!t)
        return err_nomem(e);
    b->guess = t;
    *ret = b;
    return 0;
}

struct sugar {
    struct boxed_ctx *c;
    const struct feel_scope *scope;
    struct feel_scope *inner;
    struct boxed *b;
    struct strbuf text;
    int depth;
};

static bool is_literal(const struct xml_node *x)
{
    return x && str_eqz(x->name, "literalExpression") && dmn_text_of(x).len > 0 &&
           is_feel(xml_attr(x, "expressionLanguage")) && xml_attr(x, "typeRef").len == 0;
}

static int add_part(struct sugar *s, const char *name, const struct part *p,
                    const struct feel_type *type, struct err *e)
{
    if (feel_scope_add(s->inner, str_of(name), type, e) < 0)
        return e->code;
    s->b->parts[s->b->n++] = *p;
    return 0;
}

/* A value computed before the text: literal texts stand in it directly. */
static int put_value(struct sugar *s, const struct xml_node *holder, const char *name,
                     bool condition, struct err *e)
{
    const struct xml_node *x = dmn_expression_in(holder);
    struct part p = {.condition = condition};
    int r;

    if (is_literal(x) && !condition && (!holder || xml_attr(holder, "typeRef").len == 0)) {
        strbuf_adds(&s->text, dmn_text_of(x));
        strbuf_addc(&s->text, '\n');
        return 0;
    }
    r = dmn_boxed_read(s->c, s->scope, x, s->depth + 1, &p.value, e);
    if (r < 0)
        return r;
    const struct feel_type *t =
        holder ? dmn_type_ref(s->c->u, xml_attr(holder, "typeRef"), s->c->node, holder->line)
               : NULL;
    if (t)
        p.value->type = p.value->guess = t;
    strbuf_addz(&s->text, name);
    return add_part(s, name, &p, p.value->guess, e);
}

/* An expression evaluated when the text wants it; args is how the text calls it. */
static int put_lazy(struct sugar *s, const struct xml_node *holder, const char *name,
                    const char *args, size_t n, const struct str *params,
                    const struct feel_type *const *types, bool item, struct err *e)
{
    const struct xml_node *x = dmn_expression_in(holder);
    struct part p = {.lazy = true, .item = item, .n_params = n, .params = params};
    const struct feel_scope *scope = s->scope;
    int r;

    if (is_literal(x)) {
        strbuf_adds(&s->text, dmn_text_of(x));
        strbuf_addc(&s->text, '\n');
        return 0;
    }
    if (n > 0) {
        struct feel_scope *level = feel_scope_new(s->c->a, s->scope);

        if (!level)
            return err_nomem(e);
        for (size_t i = 0; i < n; i++) {
            r = feel_scope_add(level, params[i], types[i], e);
            if (r < 0)
                return r;
        }
        scope = level;
    }
    r = dmn_boxed_read(s->c, scope, x, s->depth + 1, &p.value, e);
    if (r < 0)
        return r;
    strbuf_addz(&s->text, name);
    strbuf_addz(&s->text, args);
    const struct feel_type *f =
        dmn_type_function(s->c->a, item ? 1 : n, params, types, p.value->guess);
    return f ? add_part(s, name, &p, f, e) : err_nomem(e);
}

static int conditional(struct sugar *s, const struct xml_node *x, struct err *e)
{
    int r;

    strbuf_addz(&s->text, "if ");
    r = put_value(s, dmn_child(x, "if"), "_if_", true, e);
    strbuf_addz(&s->text, " then (");
    if (r >= 0)
        r = put_lazy(s, dmn_child(x, "then"), "_then_", "()", 0, NULL, NULL, false, e);
    strbuf_addz(&s->text, ") else (");
    if (r >= 0)
        r = put_lazy(s, dmn_child(x, "else"), "_else_", "()", 0, NULL, NULL, false, e);
    strbuf_addc(&s->text, ')');
    return r;
}

static int filter(struct sugar *s, const struct xml_node *x, struct err *e)
{
    const struct xml_node *match = dmn_child(x, "match");
    const struct feel_type *t = &feel_t_any;
    int r;

    strbuf_addc(&s->text, '(');
    r = put_value(s, dmn_child(x, "in"), "_in_", false, e);
    strbuf_addz(&s->text, ")[");
    if (r < 0)
        return r;
    if (s->b->n > 0 && s->b->parts[0].value->guess->kind == FEEL_T_LIST)
        t = dmn_type_or_any(s->b->parts[0].value->guess->element);
    /* Inside the match the item's entries are names. */
    size_t fields = t->kind == FEEL_T_CONTEXT ? t->n_fields : 0;
    struct str *names = arena_array_of(s->c->a, fields + 1, struct str);
    const struct feel_type **types = arena_array_of(s->c->a, fields + 1, const struct feel_type *);
    if (!names || !types)
        return err_nomem(e);
    names[0] = STR("item");
    types[0] = t;
    for (size_t i = 0; i < fields; i++) {
        names[i + 1] = t->field_names[i];
        types[i + 1] = t->field_types[i];
    }
    static const struct feel_type *const boolean[] = {&feel_t_boolean};
    const struct feel_type *test = dmn_type_function(s->c->a, 1, names, boolean, &feel_t_boolean);
    if (!test)
        return err_nomem(e);
    /* Unlike a filter in text, a match is a condition, never an index. */
    strbuf_addz(&s->text, "_test_(");
    const struct part gate = {.text = dmn_text_of(dmn_expression_in(match))};
    r = add_part(s, "_test_", &gate, test, e);
    if (r >= 0)
        r = put_lazy(s, match, "_match_", "(item)", fields + 1, names, types, true, e);
    strbuf_addz(&s->text, ")]");
    return r;
}

/* some and every are folded over the list of their conditions: unlike their namesakes in text they
 * are an error if any condition is none (TCK 1153). */
static int iterate(struct sugar *s, const struct xml_node *x, struct err *e)
{
    bool is_for = str_eqz(x->name, "for");
    struct str var = str_trim(xml_attr(x, "iteratorVariable"));
    char *args = arena_printf(s->c->a, is_for ? "(%.*s, partial)" : "(%.*s)", STR_ARG(var));
    struct str *names = arena_array_of(s->c->a, 2, struct str);
    const struct feel_type **types = arena_array_of(s->c->a, 2, const struct feel_type *);
    int r;

    if (!args || !names || !types)
        return err_nomem(e);
    if (!var.len)
        return err_set(e, E_INVALID, "缺少循环变量的名称", "the iterator variable lacks its name");
    s->b->fold = is_for ? 0 : x->name.data[0];
    strbuf_addz(&s->text, "for ");
    strbuf_adds(&s->text, var);
    strbuf_addz(&s->text, " in ");
    r = put_value(s, dmn_child(x, "in"), "_in_", false, e);
    if (r < 0)
        return r;
    names[0] = var;
    names[1] = STR("partial");
    types[0] = types[1] = &feel_t_any;
    if (s->b->n > 0 && s->b->parts[0].value->guess->kind == FEEL_T_LIST)
        types[0] = dmn_type_or_any(s->b->parts[0].value->guess->element);
    strbuf_addz(&s->text, " return ");
    return put_lazy(s, dmn_child(x, is_for ? "return" : "satisfies"), "_body_", args,
                    is_for ? 2 : 1, names, types, false, e);
}

static int read_sugar(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                      int depth, struct boxed *b, struct err *e)
{
    struct sugar s = {
        .c = c, .scope = scope, .inner = feel_scope_new(c->a, scope), .b = b, .depth = depth};
    int r;

    b->kind = BOXED_SUGAR;
    b->parts = arena_array_of(c->a, 3, struct part);
    if (!s.inner || !b->parts)
        return err_nomem(e);
    r = str_eqz(x->name, "conditional") ? conditional(&s, x, e)
        : str_eqz(x->name, "filter")    ? filter(&s, x, e)
                                        : iterate(&s, x, e);
    if (r == E_INVALID || r == E_EXISTS || r == E_SYNTAX) {
        fault_err(c, b, e); /* a name that is none, for example */
        r = 0;
    } else if (r >= 0 && s.text.failed) {
        r = err_nomem(e);
    } else if (r >= 0) {
        struct str text = str_dup(c->a, strbuf_str(&s.text));

        dmn_code_read(c, s.inner, FEEL_EXPRESSION, text, x, NULL, &b->code);
        b->code.made = true;
        if (b->code.expr)
            b->guess = b->fold ? &feel_t_boolean : feel_expr_type(b->code.expr);
    }
    strbuf_done(&s.text);
    return r;
}

int dmn_boxed_read(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                   int depth, struct boxed **ret, struct err *e)
{
    struct boxed *b = arena_new_of(c->a, struct boxed);
    const struct feel_type *expect = c->expect;
    int r = 0;

    if (!b)
        return err_nomem(e);
    *b = (struct boxed){.guess = &feel_t_any};
    *ret = b;
    if (!x) {
        fault(c, b, "缺少表达式", "an expression is missing");
        return 0;
    }
    b->line = x->line;
    /* What is expected of this value is not expected of its parts; who passes it on says so. */
    c->expect = NULL;
    if (depth > MAX_BOXED_DEPTH) {
        fault(c, b, "框式表达式嵌套太深", "boxed expressions are nested too deeply");
        return 0;
    }
    if (str_eqz(x->name, "literalExpression"))
        read_literal(c, scope, x, b);
    else if (str_eqz(x->name, "decisionTable"))
        r = dmn_table_read(c, scope, x, expect, b, e);
    else if (str_eqz(x->name, "context")) {
        c->expect = expect;
        r = read_context(c, scope, x, depth, b, e);
    } else if (str_eqz(x->name, "list"))
        r = read_list(c, scope, x, depth, b, e);
    else if (str_eqz(x->name, "relation"))
        r = read_relation(c, scope, x, depth, b, e);
    else if (str_eqz(x->name, "invocation"))
        r = read_invocation(c, scope, x, depth, b, e);
    else if (str_eqz(x->name, "functionDefinition"))
        return dmn_function_read(c, scope, x, depth, ret, e);
    else if (str_eqz(x->name, "conditional") || str_eqz(x->name, "filter") ||
             str_eqz(x->name, "for") || str_eqz(x->name, "some") || str_eqz(x->name, "every"))
        r = read_sugar(c, scope, x, depth, b, e);
    else
        fault(c, b, "不认识的表达式种类", "unknown kind of expression");
    if (r < 0)
        return r;
    b->type = dmn_type_ref(c->u, xml_attr(x, "typeRef"), c->node, x->line);
    if (b->type)
        b->guess = b->type;
    return 0;
}
