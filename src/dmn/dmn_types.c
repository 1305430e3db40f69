/* Item definitions → FEEL types. */
#include "bounds.h"
#include "dmn_model.h"

#define MAX_TYPE_DEPTH 64

const struct feel_type *dmn_type_or_any(const struct feel_type *t)
{
    return t ? t : &feel_t_any;
}

const struct feel_type *dmn_type_list(struct arena *a, const struct feel_type *element)
{
    struct feel_type *t = arena_new_of(a, struct feel_type);

    if (!t)
        return &feel_t_any;
    t->kind = FEEL_T_LIST;
    t->element = dmn_type_or_any(element);
    return t;
}

/* NULL types become any; an empty array where the arena failed. */
static const struct feel_type *const *or_any(struct arena *a, size_t n,
                                             const struct feel_type *const *types)
{
    const struct feel_type **all = arena_array_of(a, n, const struct feel_type *);

    for (size_t i = 0; all && i < n; i++)
        all[i] = dmn_type_or_any(types[i]);
    return all;
}

const struct feel_type *dmn_type_context(struct arena *a, size_t n, const struct str *names,
                                         const struct feel_type *const *types)
{
    struct feel_type *t = arena_new_of(a, struct feel_type);
    const struct feel_type *const *all = or_any(a, n, types);

    if (!t || !all)
        return NULL;
    t->kind = FEEL_T_CONTEXT;
    t->n_fields = n;
    t->field_names = names;
    t->field_types = all;
    return t;
}

const struct feel_type *dmn_type_function(struct arena *a, size_t n, const struct str *names,
                                          const struct feel_type *const *types,
                                          const struct feel_type *result)
{
    struct feel_type *t = arena_new_of(a, struct feel_type);
    const struct feel_type *const *all = or_any(a, n, types);

    if (!t || !all)
        return NULL;
    t->kind = FEEL_T_FUNCTION;
    t->n_fields = n;
    t->field_names = names;
    t->field_types = all;
    t->element = dmn_type_or_any(result);
    return t;
}

int dmn_types_collect(struct unit *u, struct err *e)
{
    size_t n = 0;

    for (struct xml_node *x = dmn_child(u->root, "itemDefinition"); x;
         x = dmn_sibling(x, "itemDefinition"))
        n++;
    if (n > MAX_ITEMS)
        return err_set(e, E_LIMIT, "类型定义超过 %u 个", "more than %u item definitions",
                       MAX_ITEMS);
    u->items = arena_array_of(u->model->arena, n, struct item);
    if (!u->items)
        return err_nomem(e);
    for (struct xml_node *x = dmn_child(u->root, "itemDefinition"); x;
         x = dmn_sibling(x, "itemDefinition")) {
        struct str name = dmn_name_of(x);

        for (size_t i = 0; i < u->n_items; i++)
            if (str_eq(u->items[i].name, name))
                return err_set(e, E_INVALID, "第 %u 行：类型“%.*s”定义了两次，请改名",
                               "line %u: type \"%.*s\" is defined twice; rename one", x->line,
                               STR_ARG(name));
        u->items[u->n_items++] = (struct item){.name = name, .xml = x};
    }
    return 0;
}

static const struct feel_type *item_type(struct unit *u, struct item *it);

static bool is_feel_ns(struct str ns)
{
    return str_find(ns, STR("/FEEL")) >= 0;
}

/* open: *ret_open tells that the name led back to an item that is being resolved. */
static const struct feel_type *lookup(struct unit *u, struct str ref, int depth, bool *ret_open)
{
    if (depth > MAX_TYPE_DEPTH)
        return NULL;
    for (size_t i = 0; i < u->n_items; i++)
        if (str_eq(u->items[i].name, ref)) {
            /* A structure may contain itself; a name that means itself means nothing. */
            if (u->items[i].state == ITEM_OPEN && !u->items[i].type) {
                *ret_open = true;
                break;
            }
            if (u->items[i].state == ITEM_OPEN)
                return u->items[i].type;
            return item_type(u, &u->items[i]);
        }
    const struct feel_type *t = feel_type_builtin(ref);
    if (t)
        return t;
    for (size_t i = 0; i < u->n_imports; i++) {
        struct unit *c = u->imports[i];
        struct str rest = ref;

        if (c->prefix.len) {
            if (ref.len <= c->prefix.len + 1 || !str_starts(ref, c->prefix) ||
                ref.data[c->prefix.len] != '.')
                continue;
            rest = (struct str){ref.data + c->prefix.len + 1, ref.len - c->prefix.len - 1};
        }
        if (feel_type_builtin(rest))
            continue;
        t = lookup(c, rest, depth + 1, ret_open);
        if (t)
            return t;
    }
    /* A qualified name, as DMN 1.1 writes them. */
    const char *colon = ref.len ? memchr(ref.data, ':', ref.len) : NULL;
    if (!colon)
        return NULL;
    struct str prefix = {ref.data, colon - ref.data};
    struct str local = {colon + 1, ref.len - prefix.len - 1};
    for (size_t i = 0; i < u->n_prefixes; i++) {
        if (!str_eq(u->prefixes[i].name, prefix))
            continue;
        struct str ns = u->prefixes[i].value;
        if (is_feel_ns(ns))
            return feel_type_builtin(local);
        if (str_eq(ns, u->ns))
            return lookup(u, local, depth + 1, ret_open);
        for (size_t k = 0; k < u->n_imports; k++)
            if (str_eq(u->imports[k]->ns, ns))
                return lookup(u->imports[k], local, depth + 1, ret_open);
    }
    /* An undeclared prefix: by custom feel: or the model's own. */
    return lookup(u, local, depth + 1, ret_open);
}

const struct feel_type *dmn_type_ref(struct unit *u, struct str ref, int node, uint32_t line)
{
    bool open = false;

    ref = str_trim(ref);
    if (ref.len == 0)
        return NULL;
    const struct feel_type *t = lookup(u, ref, 0, &open);
    if (!t && open)
        dmn_found(u->model, DMN_ERROR, "recursive-type", node, line,
                  "类型“%.*s”由自身定义，按任意类型处理",
                  "type \"%.*s\" is defined by itself; it is taken as Any", STR_ARG(ref));
    else if (!t)
        dmn_found(u->model, DMN_ERROR, "unknown-type", node, line,
                  "类型“%.*s”没有定义，请改用已有的类型或补上定义",
                  "type \"%.*s\" is not defined; name an existing one or define it", STR_ARG(ref));
    return t && t->kind == FEEL_T_ANY && !t->name.len ? NULL : t;
}

static const struct feel_expr *constraint(struct unit *u, const struct xml_node *x,
                                          const char *element, const struct feel_type *base)
{
    const struct xml_node *c = dmn_child(x, element);
    struct str text = dmn_text_of(c);
    struct feel_expr *expr;
    struct err e = {0};

    if (!c || text.len == 0 || str_eqz(text, "-"))
        return NULL;
    if (feel_compile(u->model->no_names, FEEL_UNARY_TESTS, text, base, u->model->arena, &expr,
                     &e) >= 0)
        return expr;
    err_at(&e, "类型“%.*s”的允许值", "allowed values of type \"%.*s\"",
           STR_ARG(xml_attr(x, "name")));
    dmn_found_err(u->model, DMN_ERROR, e.code == E_INVALID ? "full-width" : "syntax", -1, c->line,
                  &e);
    return NULL;
}

/* A copy of base under another name; base's own constraints stay in force. */
static struct feel_type *derive(struct unit *u, const struct feel_type *base, struct str name)
{
    struct feel_type *t = arena_dup(u->model->arena, base, sizeof *base);

    if (t)
        t->name = name;
    return t;
}

/* A structure that is being read: a reference to it will do, a copy of it would be empty. */
static bool is_open(const struct unit *u, const struct feel_type *t)
{
    if (t->kind != FEEL_T_ANY || !t->name.len)
        return false;
    for (size_t i = 0; i < u->n_items; i++)
        if (u->items[i].state == ITEM_OPEN && u->items[i].type == t)
            return true;
    return false;
}

static const struct feel_type *with_allowed(struct unit *u, const struct feel_type *base,
                                            const struct xml_node *x, struct str name)
{
    const struct feel_type *inner = base->kind == FEEL_T_LIST ? base->element : base;
    const struct feel_expr *allowed = constraint(u, x, "allowedValues", dmn_type_or_any(inner));
    struct feel_type *t;

    if (base->kind == FEEL_T_LIST && allowed) {
        /* The values of the list are meant, not the list. */
        struct feel_type *element = derive(u, dmn_type_or_any(inner), (struct str){0});
        t = derive(u, base, name);
        if (!t || !element)
            return base;
        if (element->allowed)
            element->constraint = element->allowed;
        element->allowed = allowed;
        t->element = element;
        return t;
    }
    if (is_open(u, base))
        return base;
    t = derive(u, base, name);
    if (!t)
        return base;
    if (allowed) {
        /* Two sets of allowed values, the base's and its own: both hold. */
        if (t->allowed)
            t->constraint = t->allowed;
        t->allowed = allowed;
    }
    return t;
}

static const struct feel_type *read_type(struct unit *u, const struct xml_node *x, struct str name,
                                         int depth);

static const struct feel_type *read_components(struct unit *u, const struct xml_node *x, int depth)
{
    struct arena *a = u->model->arena;
    size_t n = 0, i = 0;

    for (struct xml_node *c = dmn_child(x, "itemComponent"); c; c = dmn_sibling(c, "itemComponent"))
        n++;
    struct str *names = arena_array_of(a, n, struct str);
    const struct feel_type **types = arena_array_of(a, n, const struct feel_type *);
    if (!names || !types)
        return NULL;
    for (struct xml_node *c = dmn_child(x, "itemComponent"); c;
         c = dmn_sibling(c, "itemComponent"), i++) {
        names[i] = dmn_name_of(c);
        types[i] = read_type(u, c, (struct str){0}, depth + 1);
    }
    return dmn_type_context(a, n, names, types);
}

static const struct feel_type *read_function_type(struct unit *u, const struct xml_node *x)
{
    struct arena *a = u->model->arena;
    size_t n = 0, i = 0;

    for (struct xml_node *c = dmn_child(x, "parameters"); c; c = dmn_sibling(c, "parameters"))
        n++;
    struct str *names = arena_array_of(a, n, struct str);
    const struct feel_type **types = arena_array_of(a, n, const struct feel_type *);
    if (!names || !types)
        return NULL;
    for (struct xml_node *c = dmn_child(x, "parameters"); c;
         c = dmn_sibling(c, "parameters"), i++) {
        names[i] = dmn_name_of(c);
        types[i] = dmn_type_ref(u, xml_attr(c, "typeRef"), -1, c->line);
    }
    return dmn_type_function(a, n, names, types,
                             dmn_type_ref(u, xml_attr(x, "outputTypeRef"), -1, x->line));
}

static const struct feel_type *read_type(struct unit *u, const struct xml_node *x, struct str name,
                                         int depth)
{
    const struct feel_type *t = NULL;
    const struct xml_node *function = dmn_child(x, "functionItem");
    bool collection = str_eqz(str_trim(xml_attr(x, "isCollection")), "true");

    if (depth > MAX_TYPE_DEPTH)
        return NULL;
    if (dmn_child(x, "itemComponent")) {
        t = read_components(u, x, depth);
    } else if (function) {
        t = read_function_type(u, function);
    } else {
        struct xml_node *ref = dmn_child(x, "typeRef");

        t = ref ? dmn_type_ref(u, ref->text, -1, ref->line) : NULL;
    }
    if (!t && !dmn_child(x, "allowedValues") && !dmn_child(x, "typeConstraint") && !collection)
        return NULL;
    t = with_allowed(u, dmn_type_or_any(t), x, collection ? (struct str){0} : name);
    if (collection) {
        struct feel_type *list = derive(u, dmn_type_list(u->model->arena, t), name);
        t = list ? list : t;
    }
    const struct feel_expr *whole = constraint(u, x, "typeConstraint", t);
    if (whole) {
        struct feel_type *c = derive(u, t, name);
        if (c) {
            c->constraint = whole;
            t = c;
        }
    }
    return t;
}

static const struct feel_type *item_type(struct unit *u, struct item *it)
{
    if (it->state != ITEM_NEW)
        return it->type;
    it->state = ITEM_OPEN;
    if (dmn_child(it->xml, "itemComponent")) {
        it->type = arena_new_of(u->model->arena, struct feel_type);
        if (it->type)
            it->type->name = it->name;
    }
    const struct feel_type *t = dmn_type_or_any(read_type(u, it->xml, it->name, 0));
    if (it->type)
        *it->type = *t;
    else
        it->type = arena_dup(u->model->arena, t, sizeof *t);
    it->state = ITEM_DONE;
    return dmn_type_or_any(it->type);
}

/* The names of a unit's types as seen from another one, with the imports' names before them. */
static int name_types(struct unit *u, struct feel_scope *s, struct str prefix, int depth,
                      struct err *e)
{
    struct arena *a = u->model->arena;

    for (size_t i = 0; i < u->n_items; i++) {
        struct item *it = &u->items[i];
        struct str name = it->name;

        if (prefix.len) {
            name.data = arena_printf(a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(it->name));
            name.len = prefix.len + 1 + it->name.len;
            if (!name.data)
                return err_nomem(e);
        }
        if (!name.len || feel_type_builtin(name))
            continue;
        int r = feel_scope_add_type(s, name, item_type(u, it), e);
        if (r < 0)
            return r;
    }
    for (size_t i = 0; depth < 4 && i < u->n_imports; i++) {
        struct unit *c = u->imports[i];
        struct str inner = c->prefix;

        if (prefix.len && inner.len) {
            inner.data = arena_printf(a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(c->prefix));
            inner.len = prefix.len + 1 + c->prefix.len;
            if (!inner.data)
                return err_nomem(e);
        } else if (prefix.len) {
            inner = prefix;
        }
        int r = name_types(c, s, inner, depth + 1, e);
        if (r < 0)
            return r;
    }
    return 0;
}

int dmn_types_resolve(struct unit *u, struct err *e)
{
    u->type_names = feel_scope_new(u->model->arena, NULL);
    return u->type_names ? name_types(u, u->type_names, (struct str){0}, 0, e) : err_nomem(e);
}

const struct feel_type *dmn_type(const struct dmn_model *m, struct str name)
{
    bool open = false;

    /* Everything is resolved by now: the look-up changes nothing. */
    return lookup(m->main, str_trim(name), 0, &open);
}

struct str dmn_component_id(const struct dmn_model *m, struct str item, struct str component)
{
    for (size_t i = 0; i < m->main->n_items; i++) {
        if (!str_eq(m->main->items[i].name, item))
            continue;
        const struct xml_node *x = m->main->items[i].xml;
        for (struct xml_node *c = dmn_child(x, "itemComponent"); c;
             c = dmn_sibling(c, "itemComponent"))
            if (str_eq(dmn_name_of(c), component))
                return xml_attr(c, "id");
    }
    return (struct str){0};
}
