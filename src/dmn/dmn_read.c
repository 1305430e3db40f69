/* Reading a model: units and imports, then types, nodes, requirements and logic, in this order. */
#include "bounds.h"
#include "dmn_model.h"

#include <stdio.h>

#define MAX_UNITS 256u
#define MAX_IMPORT_DEPTH 16

struct xml_node *dmn_child(const struct xml_node *n, const char *name)
{
    struct xml_node *x = n ? n->first : NULL;

    while (x && !(str_eq(x->ns, n->ns) && (!name || str_eqz(x->name, name))))
        x = x->next;
    return x;
}

struct xml_node *dmn_sibling(const struct xml_node *n, const char *name)
{
    struct xml_node *x = n->next;

    while (x && !(str_eq(x->ns, n->ns) && (!name || str_eqz(x->name, name))))
        x = x->next;
    return x;
}

struct str dmn_name_of(const struct xml_node *n)
{
    struct str s = str_trim(xml_attr(n, "name"));

    return s.data ? s : STR("");
}

struct str dmn_text_of(const struct xml_node *n)
{
    struct xml_node *t = dmn_child(n, "text");

    return t ? str_trim(t->text) : (struct str){0};
}

struct err *dmn_keep_fault(struct dmn_model *m, const struct err *e)
{
    struct err last = {0};

    /* No fault of the model: dmn_read sees that its arena failed. */
    if (e->code == E_NOMEM)
        arena_fail(m->arena);
    if (m->n_faults++ < MAX_FAULTS)
        return arena_dup(m->arena, e, sizeof *e);
    if (!m->further) {
        err_set(&last, E_LIMIT, "错误超过 %u 处，请先改正前面的",
                "more than %u faults; mend the first ones", MAX_FAULTS);
        m->further = arena_dup(m->arena, &last, sizeof last);
    }
    return m->further;
}

void dmn_found_err(struct dmn_model *m, enum dmn_severity severity, const char *code, int node,
                   uint32_t line, const struct err *e)
{
    struct err *copy = m->found.n < 2 * MAX_FAULTS ? dmn_keep_fault(m, e) : NULL;

    if (copy)
        (void)vec_push(m->arena, &m->found, ((struct found){severity, code, node, line, copy}));
}

void dmn_found(struct dmn_model *m, enum dmn_severity severity, const char *code, int node,
               uint32_t line, const char *zh, const char *en, ...)
{
    struct err e = {.code = E_INVALID};
    va_list ap, again;

    va_start(ap, en);
    va_copy(again, ap);
    vsnprintf(e.zh, sizeof e.zh, zh, ap);
    vsnprintf(e.en, sizeof e.en, en, again);
    va_end(again);
    va_end(ap);
    dmn_found_err(m, severity, code, node, line, &e);
}

/* The xmlns declarations of the root element, which the tree no longer has: type references of
 * DMN 1.1 are qualified names. Only well-formed documents come here. */
static int read_prefixes(struct unit *u, struct err *e)
{
    struct arena *a = u->model->arena;
    struct {
        struct xml_attr *at;
        size_t n, cap;
    } found = {0};
    const char *p = u->document.data, *end = p + u->document.len;

    while (p < end) { /* to the root's tag, over declarations and comments */
        p = memchr(p, '<', end - p);
        if (!p)
            break;
        if (end - p > 4 && memcmp(p, "<!--", 4) == 0) {
            p = memmem(p + 4, end - p - 4, "-->", 3);
            if (!p)
                return 0;
            continue;
        }
        if (p + 1 < end && p[1] != '?' && p[1] != '!')
            break;
        p++;
    }
    while (p && p < end && *p != '>') {
        while (p < end && !strchr(" \t\r\n>", *p))
            p++;
        while (p < end && strchr(" \t\r\n", *p))
            p++;
        const char *name = p;
        while (p < end && !strchr("= \t\r\n>", *p))
            p++;
        struct str attr = {name, p - name};
        while (p < end && *p != '"' && *p != '\'' && *p != '>')
            p++;
        if (p >= end || *p == '>')
            break;
        const char *close = memchr(p + 1, *p, end - p - 1);
        if (!close)
            break;
        if (str_starts(attr, STR("xmlns:"))) {
            struct xml_attr x = {.name = {attr.data + 6, attr.len - 6},
                                 .value = {p + 1, close - p - 1}};
            if (!vec_push(a, &found, x))
                return err_nomem(e);
        }
        p = close + 1;
    }
    u->prefixes = found.at;
    u->n_prefixes = found.n;
    return 0;
}

static struct str import_name(const struct unit *u, const struct xml_node *x, struct str ns)
{
    struct str name = str_trim(xml_attr(x, "name"));

    if (xml_attr(x, "name").data)
        return name;
    /* DMN 1.1 has no names: the prefix under which the namespace is declared. */
    for (size_t i = 0; i < u->n_prefixes; i++)
        if (str_eq(u->prefixes[i].value, ns))
            return u->prefixes[i].name;
    return name;
}

static bool is_dmn(struct str uri)
{
    return str_find(uri, STR("/spec/DMN/")) >= 0 && str_find(uri, STR("/FEEL")) < 0;
}

static int read_unit(struct dmn_model *m, struct str document, const char *name,
                     struct unit *parent, struct str prefix, int depth, struct unit **ret,
                     struct err *e)
{
    struct arena *a = m->arena;
    struct unit *u = arena_new_of(a, struct unit);
    struct xml_node *root;
    struct {
        struct unit **at;
        size_t n, cap;
    } imports = {0};
    int r;

    if (!u)
        return err_nomem(e);
    if (++m->n_units > MAX_UNITS || depth > MAX_IMPORT_DEPTH)
        return err_set(e, E_LIMIT, "%s：导入的模型太多或层次太深",
                       "%s: too many or too deep imports", name);
    r = xml_parse(document, name, a, &root, e);
    if (r < 0)
        return r;
    if (!str_eqz(root->name, "definitions") || !is_dmn(root->ns))
        return err_set(e, E_INVALID, "%s：根元素应为 DMN 的 definitions，实为 %.*s",
                       "%s: the root element must be DMN's definitions, it is %.*s", name,
                       STR_ARG(root->name));
    *u = (struct unit){.model = m,
                       .parent = parent,
                       .ns = str_trim(xml_attr(root, "namespace")),
                       .name = xml_attr(root, "name"),
                       .prefix = prefix,
                       .root = root,
                       .document = document};
    for (struct unit *up = parent; up; up = up->parent)
        if (u->ns.len && str_eq(up->ns, u->ns))
            return err_set(e, E_INVALID, "%s：模型（间接）导入了自己（命名空间 %.*s）",
                           "%s: the model imports itself, if by detours (namespace %.*s)", name,
                           STR_ARG(u->ns));
    r = read_prefixes(u, e);
    if (r < 0)
        return r;
    for (struct xml_node *x = dmn_child(root, "import"); x; x = dmn_sibling(x, "import")) {
        struct str ns = str_trim(xml_attr(x, "namespace")), text;
        struct str as = import_name(u, x, ns);
        struct str type = str_trim(xml_attr(x, "importType"));
        struct unit *child;

        if (type.len && !is_dmn(type))
            continue; /* PMML, XSD and others: nothing here uses them */
        if (!m->import)
            r = err_set(e, E_NOT_FOUND, "不能读取其他模型", "other models can't be read");
        else
            r = m->import(m->import_arg, ns, xml_attr(x, "locationURI"), &text, e);
        if (r < 0) {
            err_at(e, "%s 第 %u 行：导入的模型 %.*s", "%s, line %u: imported model %.*s", name,
                   x->line, STR_ARG(ns));
            return r;
        }
        const char *child_name = arena_strndup(a, ns.data ? ns.data : "", ns.len);
        if (!child_name)
            return err_nomem(e);
        text = str_dup(a, text);
        r = read_unit(m, text, child_name, u, as, depth + 1, &child, e);
        if (r < 0)
            return r;
        if (!vec_push(a, &imports, child))
            return err_nomem(e);
    }
    u->imports = imports.at;
    u->n_imports = imports.n;
    *ret = u;
    return 0;
}

/* Calls fn for the unit, then for what it imports: the main unit's nodes come first. */
static int each_unit(struct unit *u, int (*fn)(struct unit *u, struct err *e), struct err *e)
{
    int r = fn(u, e);

    for (size_t i = 0; r >= 0 && i < u->n_imports; i++)
        r = each_unit(u->imports[i], fn, e);
    return r;
}

static const struct feel_type *guess_of(const struct node *n)
{
    if (n->type)
        return n->type;
    return n->logic ? n->logic->guess : &feel_t_any;
}

static int read_bkm(struct boxed_ctx *c, struct node *n, struct feel_scope *scope, struct err *e)
{
    const struct feel_type *t = n->type;
    struct xml_node *x = dmn_child(n->xml, "encapsulatedLogic");

    if (t)
        c->expect = t->kind == FEEL_T_FUNCTION ? t->element : t;
    int r = dmn_function_read(c, scope, x ? x : n->xml, 0, &n->logic, e);
    struct boxed *f = n->logic;

    if (r < 0)
        return r;
    struct str *names = arena_array_of(c->a, f->n, struct str);
    const struct feel_type **types = arena_array_of(c->a, f->n, const struct feel_type *);
    if (!names || !types)
        return err_nomem(e);
    bool typed = t && t->kind == FEEL_T_FUNCTION && !t->open;
    for (size_t i = 0; i < f->n; i++) {
        names[i] = f->slots[i].name;
        types[i] = f->slots[i].type;
        if (!types[i] && typed && i < t->n_fields)
            types[i] = t->field_types[i];
    }
    n->n_params = f->n;
    n->params = names;
    n->param_types = types;
    /* A variable of function type tells the result's; older models give the result's directly. */
    n->result = t && t->kind == FEEL_T_FUNCTION ? (typed ? t->element : NULL) : t;
    if (n->result && n->result->kind == FEEL_T_ANY)
        n->result = NULL;
    n->guess = dmn_type_function(c->a, n->n_params, names, types,
                                 n->result ? n->result
                                 : f->body ? f->body->guess
                                           : &feel_t_any);
    return n->guess ? 0 : err_nomem(e);
}

static int read_logic(struct dmn_model *m, struct node *n, struct err *e)
{
    struct boxed_ctx c = {m, n->unit, n->index, m->arena, n->var, NULL};
    struct feel_scope *scope;
    int r;

    if (n->pub.kind == DMN_INPUT || n->pub.kind == DMN_SERVICE)
        return 0; /* their guesses were set when they were linked */
    r = dmn_scope_of(m, n, &scope, e);
    if (r < 0)
        return r;
    if (n->pub.kind == DMN_BKM)
        return read_bkm(&c, n, scope, e);
    const struct xml_node *x = dmn_expression_in(n->xml);
    c.expect = n->type;
    if (x) {
        r = dmn_boxed_read(&c, scope, x, 0, &n->logic, e);
        if (r < 0)
            return r;
    }
    n->guess = guess_of(n);
    return 0;
}

static void publish(struct node *n)
{
    const struct boxed *b = n->logic;

    n->pub.type = dmn_type_or_any(n->type);
    n->pub.n_params = n->n_params;
    n->pub.params = n->params;
    n->pub.n_outputs = n->n_outputs;
    n->pub.outputs = n->outputs;
    if (n->pub.kind == DMN_BKM && b)
        b = b->body;
    if (!b)
        return;
    if (b->kind == BOXED_TABLE)
        n->pub.table = &b->table->pub;
    if (b->kind == BOXED_LITERAL)
        n->pub.text = b->code.text;
}

/* The result types of services need the types of their output decisions, which may come late. */
static void guess_service(struct dmn_model *m, struct node *n)
{
    const struct feel_type *result = n->result;

    if (!result && n->n_outputs == 1)
        result = m->nodes.at[n->outputs[0]]->guess;
    if (!result && n->n_outputs > 1) {
        const struct feel_type **types =
            arena_array_of(m->arena, n->n_outputs, const struct feel_type *);
        for (size_t i = 0; types && i < n->n_outputs; i++)
            types[i] = m->nodes.at[n->outputs[i]]->guess;
        if (types)
            result = dmn_type_context(m->arena, n->n_outputs, n->shape->names, types);
    }
    const struct feel_type *f = dmn_type_function(m->arena, n->n_params, n->params, n->param_types,
                                                  dmn_type_or_any(result));
    if (f)
        n->guess = f;
}

int dmn_read(struct str document, const char *name, dmn_import_fn *import, void *arg,
             struct arena *a, struct dmn_model **ret, struct err *e)
{
    struct dmn_model *m = arena_new_of(a, struct dmn_model);
    int r;

    if (!m)
        return err_nomem(e);
    m->arena = a;
    m->import = import;
    m->import_arg = arg;
    m->file = str_dup(a, str_of(name));
    m->no_names = feel_scope_new(a, NULL);
    /* Slices of the tree must outlive the caller's text. */
    document = str_dup(a, document);
    if (!m->no_names || arena_failed(a))
        return err_nomem(e);
    r = read_unit(m, document, name, NULL, (struct str){0}, 0, &m->main, e);
    if (r < 0)
        return r;
    if ((r = each_unit(m->main, dmn_types_collect, e)) < 0 ||
        (r = each_unit(m->main, dmn_types_resolve, e)) < 0 ||
        (r = each_unit(m->main, dmn_graph_collect, e)) < 0 || (r = dmn_graph_link(m, e)) < 0) {
        err_at(e, "%s", "%s", name);
        return r;
    }
    for (size_t i = 0; i < m->nodes.n; i++) {
        struct node *n = m->nodes.at[m->order[i]];

        r = read_logic(m, n, e);
        if (r < 0) {
            err_at(e, "%s：“%.*s”", "%s: \"%.*s\"", name, STR_ARG(n->pub.name));
            return r;
        }
        if (n->pub.kind == DMN_SERVICE)
            guess_service(m, n);
        publish(n);
    }
    if (arena_failed(a))
        return err_nomem(e);
    *ret = m;
    return 0;
}

size_t dmn_node_count(const struct dmn_model *m)
{
    return m->nodes.n;
}

const struct dmn_node *dmn_node(const struct dmn_model *m, int index)
{
    return &m->nodes.at[index]->pub;
}

struct str dmn_model_name(const struct dmn_model *m)
{
    return m->main->name;
}

struct str dmn_model_namespace(const struct dmn_model *m)
{
    return m->main->ns;
}

static int find_in(const struct dmn_model *m, const struct unit *u, struct str what)
{
    for (int by_name = 0; by_name < 2; by_name++)
        for (int i = u->first_node; i < u->first_node + u->n_nodes; i++) {
            const struct dmn_node *n = &m->nodes.at[i]->pub;

            if (str_eq(by_name ? n->name : n->id, what) && what.len)
                return i;
        }
    for (size_t i = 0; i < u->n_imports; i++) {
        const struct unit *c = u->imports[i];

        if (c->prefix.len == 0) {
            int r = find_in(m, c, what);
            if (r >= 0)
                return r;
        } else if (what.len > c->prefix.len + 1 && str_starts(what, c->prefix) &&
                   what.data[c->prefix.len] == '.') {
            int r = find_in(
                m, c, (struct str){what.data + c->prefix.len + 1, what.len - c->prefix.len - 1});
            if (r >= 0)
                return r;
        }
    }
    return -1;
}

int dmn_find(const struct dmn_model *m, struct str id_or_name)
{
    return find_in(m, m->main, id_or_name);
}

int dmn_find_ns(const struct dmn_model *m, struct str ns, struct str name)
{
    for (int by_id = 0; by_id < 2; by_id++)
        for (size_t i = 0; i < m->nodes.n; i++) {
            const struct dmn_node *n = &m->nodes.at[i]->pub;

            if (str_eq(by_id ? n->id : n->name, name) && str_eq(n->ns, ns))
                return (int)i;
        }
    return -1;
}

size_t dmn_table_count(const struct dmn_model *m)
{
    return m->tables.n;
}

const struct dmn_table *dmn_table_at(const struct dmn_model *m, size_t i, int *ret_node)
{
    if (ret_node)
        *ret_node = m->tables.at[i]->node;
    return &m->tables.at[i]->pub;
}
