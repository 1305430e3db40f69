/* The requirement graph: nodes, hrefs, services, order of evaluation, names in scope. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn_model.h"

static const char *const kinds[] = {[DMN_INPUT] = "inputData",
                                    [DMN_DECISION] = "decision",
                                    [DMN_BKM] = "businessKnowledgeModel",
                                    [DMN_SERVICE] = "decisionService"};

static int kind_of(const struct xml_node *x)
{
    for (int k = 0; k < 4; k++)
        if (str_eqz(x->name, kinds[k]))
            return k;
    return -1;
}

static int add_node(struct unit *u, const struct xml_node *x, enum dmn_node_kind kind,
                    struct err *e)
{
    struct dmn_model *m = u->model;
    struct node *n = arena_new_of(m->arena, struct node);
    struct xml_node *var = dmn_child(x, "variable");

    if (!n)
        return err_nomem(e);
    if (m->nodes.n >= LIMIT_DMN_NODES)
        return err_set(e, E_LIMIT, "模型的元素超过 %u 个", "the model has more than %u elements",
                       LIMIT_DMN_NODES);
    n->index = (int)m->nodes.n;
    n->unit = u;
    n->xml = x;
    n->pub = (struct dmn_node){.kind = kind,
                               .id = str_trim(xml_attr(x, "id")),
                               .name = dmn_name_of(x),
                               .ns = u->ns,
                               .type = &feel_t_any,
                               .description = xml_child_text(x, "description"),
                               .question = xml_child_text(x, "question"),
                               .line = x->line};
    n->var = var ? dmn_name_of(var) : (struct str){0};
    if (n->var.len == 0)
        n->var = n->pub.name;
    if (n->pub.name.len == 0)
        return err_set(e, E_INVALID, "第 %u 行：%s 缺少 name", "line %u: %s without a name",
                       x->line, kinds[kind]);
    n->type = var ? dmn_type_ref(u, xml_attr(var, "typeRef"), n->index, var->line) : NULL;
    n->guess = dmn_type_or_any(n->type);
    return vec_push(m->arena, &m->nodes, n) ? 0 : err_nomem(e);
}

/* E_INVALID if an id stands twice, a finding if a name does. */
static int check_doubles(struct unit *u, struct err *e)
{
    struct dmn_model *m = u->model;
    _cleanup_(map_freep) struct map *ids = map_new(), *names = map_new();

    if (!ids || !names)
        return err_nomem(e);
    for (int i = u->first_node; i < u->first_node + u->n_nodes; i++) {
        const struct dmn_node *n = &m->nodes.at[i]->pub;
        uint64_t first;

        if (n->id.len && map_get(ids, n->id, &first))
            return err_set(e, E_INVALID, "第 %u 行：id“%.*s”在第 %u 行已经用过",
                           "line %u: id \"%.*s\" was used before, in line %u", n->line,
                           STR_ARG(n->id), (unsigned)first);
        if (map_get(names, n->name, &first))
            dmn_found(m, DMN_ERROR, "doubled-name", i, n->line,
                      "名称“%.*s”在第 %u 行已经用过，请改名",
                      "the name \"%.*s\" was used before, in line %u; rename one", STR_ARG(n->name),
                      (unsigned)first);
        if ((n->id.len && map_put(ids, n->id, n->line) < 0) || map_put(names, n->name, n->line) < 0)
            return err_nomem(e);
    }
    return 0;
}

int dmn_graph_collect(struct unit *u, struct err *e)
{
    struct dmn_model *m = u->model;

    u->first_node = (int)m->nodes.n;
    for (struct xml_node *x = dmn_child(u->root, NULL); x; x = dmn_sibling(x, NULL)) {
        int kind = kind_of(x);

        if (kind < 0)
            continue;
        int r = add_node(u, x, kind, e);
        if (r < 0)
            return r;
    }
    u->n_nodes = (int)m->nodes.n - u->first_node;
    return check_doubles(u, e);
}

static struct unit *find_unit(struct unit *u, struct str ns)
{
    if (str_eq(u->ns, ns))
        return u;
    for (size_t i = 0; i < u->n_imports; i++)
        if (str_eq(u->imports[i]->ns, ns))
            return u->imports[i];
    for (size_t i = 0; i < u->n_imports; i++) {
        struct unit *f = find_unit(u->imports[i], ns);

        if (f)
            return f;
    }
    return NULL;
}

/* While linking: ids and what a node requires already. */
struct linker {
    struct dmn_model *m;
    struct map *ids; /* "unit#id" → node */
    int *owner;      /* per node: the list that holds it last */
    int lists;
};

static void id_key(const struct unit *u, struct str id, struct strbuf *key)
{
    strbuf_clear(key);
    strbuf_printf(key, "%p#", (const void *)u);
    strbuf_adds(key, id);
}

/* The node an href means: `#id` here, `ns#id` in this or an imported model. */
static int follow(struct linker *k, struct unit *u, const struct xml_node *x, int *ret,
                  struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf key = {0};
    uint64_t found;
    struct str href = str_trim(xml_attr(x, "href")), id = href;
    const char *hash = href.len ? memrchr(href.data, '#', href.len) : NULL;
    struct unit *target = u;

    if (hash) {
        struct str ns = {href.data, hash - href.data};

        id = (struct str){hash + 1, href.len - ns.len - 1};
        target = ns.len ? find_unit(u, ns) : u;
        if (!target)
            return err_set(
                e, E_INVALID, "第 %u 行：%.*s 指向没有导入的模型“%.*s”，请加上 import",
                "line %u: %.*s points to model \"%.*s\", which is not imported; import it", x->line,
                STR_ARG(x->name), STR_ARG(ns));
    }
    id_key(target, id, &key);
    if (key.failed)
        return err_nomem(e);
    if (id.len && map_get(k->ids, strbuf_str(&key), &found)) {
        *ret = (int)found;
        return 0;
    }
    return err_set(e, E_INVALID, "第 %u 行：%.*s 指向不存在的元素“%.*s”",
                   "line %u: %.*s points to \"%.*s\", which does not exist", x->line,
                   STR_ARG(x->name), STR_ARG(href));
}

struct ints {
    int *at;
    size_t n, cap;
    int list; /* its number, for linker.owner */
};

static int push_unique(struct linker *k, struct ints *v, int x, struct err *e)
{
    if (!v->list)
        v->list = ++k->lists;
    if (k->owner[x] == v->list)
        return 0;
    k->owner[x] = v->list;
    if (v->n >= MAX_REQUIREMENTS)
        return err_set(e, E_LIMIT, "需求超过 %u 个", "more than %u requirements", MAX_REQUIREMENTS);
    return vec_push(k->m->arena, v, x) ? 0 : err_nomem(e);
}

/* Follows the hrefs of all children of that name. */
static int collect(struct linker *k, struct unit *u, const struct xml_node *x, const char *name,
                   int want, struct ints *v, struct err *e)
{
    for (struct xml_node *c = dmn_child(x, name); c; c = dmn_sibling(c, name)) {
        int target = -1, r = follow(k, u, c, &target, e);

        if (r < 0)
            return r;
        enum dmn_node_kind kind = u->model->nodes.at[target]->pub.kind;
        bool callable = kind == DMN_BKM || kind == DMN_SERVICE;
        if (want == DMN_BKM ? !callable : (int)kind != want)
            return err_set(e, E_INVALID, "第 %u 行：%s 指向“%.*s”，它的种类是 %s",
                           "line %u: %s points to \"%.*s\", which is a %s", c->line, name,
                           STR_ARG(u->model->nodes.at[target]->pub.name), kinds[kind]);
        r = push_unique(k, v, target, e);
        if (r < 0)
            return r;
    }
    return 0;
}

static int link_requirements(struct linker *k, struct node *n, struct err *e)
{
    struct ints v = {0};
    int r;

    for (struct xml_node *x = dmn_child(n->xml, NULL); x; x = dmn_sibling(x, NULL)) {
        if (str_eqz(x->name, "informationRequirement")) {
            r = collect(k, n->unit, x, "requiredDecision", DMN_DECISION, &v, e);
            if (r >= 0)
                r = collect(k, n->unit, x, "requiredInput", DMN_INPUT, &v, e);
        } else if (str_eqz(x->name, "knowledgeRequirement")) {
            r = collect(k, n->unit, x, "requiredKnowledge", DMN_BKM, &v, e);
        } else {
            continue;
        }
        if (r < 0)
            return r;
    }
    n->pub.requires_ = v.at;
    n->pub.n_requires = v.n;
    return 0;
}

static struct feel_shape *shape_of(struct dmn_model *m, const int *nodes, size_t n)
{
    struct feel_shape *s = arena_new_of(m->arena, struct feel_shape);
    struct str *names = arena_array_of(m->arena, n, struct str);

    if (!s || !names)
        return NULL;
    for (size_t i = 0; i < n; i++)
        names[i] = m->nodes.at[nodes[i]]->var;
    *s = (struct feel_shape){n, names};
    return s;
}

static int link_service(struct linker *k, struct node *n, struct err *e)
{
    struct dmn_model *m = n->unit->model;
    struct arena *a = m->arena;
    struct ints out = {0}, in = {0}, all = {0};
    int r;

    /* The parameters: input data first, then input decisions, in the order of the file. */
    if ((r = collect(k, n->unit, n->xml, "outputDecision", DMN_DECISION, &out, e)) < 0 ||
        (r = collect(k, n->unit, n->xml, "encapsulatedDecision", DMN_DECISION, &all, e)) < 0 ||
        (r = collect(k, n->unit, n->xml, "inputData", DMN_INPUT, &in, e)) < 0 ||
        (r = collect(k, n->unit, n->xml, "inputDecision", DMN_DECISION, &in, e)) < 0)
        return r;
    all = (struct ints){0};
    for (size_t i = 0; i < out.n; i++)
        if ((r = push_unique(k, &all, out.at[i], e)) < 0)
            return r;
    for (size_t i = 0; i < in.n; i++)
        if ((r = push_unique(k, &all, in.at[i], e)) < 0)
            return r;
    n->pub.requires_ = all.at;
    n->pub.n_requires = all.n;
    n->outputs = out.at;
    n->n_outputs = out.n;
    n->param_nodes = in.at;
    n->n_params = in.n;
    struct feel_shape *params = shape_of(m, in.at, in.n);
    const struct feel_type **types = arena_array_of(a, in.n, const struct feel_type *);
    n->shape = shape_of(m, out.at, out.n);
    if (!params || !types || !n->shape)
        return err_nomem(e);
    for (size_t i = 0; i < in.n; i++)
        types[i] = m->nodes.at[in.at[i]]->type;
    n->params = params->names;
    n->param_types = types;
    if (n->type)
        n->result =
            n->type->kind == FEEL_T_FUNCTION ? (n->type->open ? NULL : n->type->element) : n->type;
    if (n->result && n->result->kind == FEEL_T_ANY)
        n->result = NULL;
    return 0;
}

static int cycle(struct dmn_model *m, const int *stack, size_t n, int closing, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    size_t i = n;

    while (i > 0 && stack[i - 1] != closing)
        i--;
    for (i = i ? i - 1 : 0; i < n; i++) {
        strbuf_adds(&b, m->nodes.at[stack[i]]->pub.name);
        strbuf_addz(&b, " → ");
    }
    strbuf_adds(&b, m->nodes.at[closing]->pub.name);
    return err_set(e, E_INVALID, "第 %u 行：需求关系成环：%s",
                   "line %u: requirements form a cycle: %s", m->nodes.at[closing]->pub.line,
                   strbuf_z(&b));
}

/* Depth first without recursion: chains may be as long as the model. */
static int sort(struct dmn_model *m, struct err *e)
{
    size_t n = m->nodes.n, done = 0;
    int *order = arena_array_of(m->arena, n, int);
    int *stack = arena_array_of(m->arena, n, int);
    size_t *next = arena_array_of(m->arena, n, size_t);

    if (!order || !stack || !next)
        return err_nomem(e);
    for (size_t start = 0; start < n; start++) {
        size_t depth = 0;

        if (m->nodes.at[start]->state == NODE_DONE)
            continue;
        stack[depth] = (int)start;
        next[depth++] = 0;
        m->nodes.at[start]->state = NODE_OPEN;
        while (depth > 0) {
            struct node *x = m->nodes.at[stack[depth - 1]];

            if (next[depth - 1] == x->pub.n_requires) {
                x->state = NODE_DONE;
                order[done++] = x->index;
                depth--;
                continue;
            }
            struct node *y = m->nodes.at[x->pub.requires_[next[depth - 1]++]];
            if (y->state == NODE_OPEN)
                return cycle(m, stack, depth, y->index, e);
            if (y->state == NODE_NEW) {
                y->state = NODE_OPEN;
                stack[depth] = y->index;
                next[depth++] = 0;
            }
        }
    }
    m->order = order;
    for (size_t i = 0; i < n; i++) {
        struct node *x = m->nodes.at[order[i]];

        for (size_t k = 0; k < x->pub.n_requires; k++) {
            unsigned below = m->nodes.at[x->pub.requires_[k]]->height;

            x->height = below > x->height ? below : x->height;
        }
        x->height++;
    }
    return 0;
}

static int fill_ids(struct linker *k, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf key = {0};

    for (size_t i = 0; i < k->m->nodes.n; i++) {
        const struct node *n = k->m->nodes.at[i];

        id_key(n->unit, n->pub.id, &key);
        if (n->pub.id.len && (key.failed || map_put(k->ids, strbuf_str(&key), i) < 0))
            return err_nomem(e);
    }
    return 0;
}

int dmn_graph_link(struct dmn_model *m, struct err *e)
{
    _cleanup_(map_freep) struct map *ids = map_new();
    struct linker k = {m, ids, arena_zalloc(m->arena, m->nodes.n * sizeof(int)), 0};
    int r;

    if (!ids || !k.owner)
        return err_nomem(e);
    r = fill_ids(&k, e);
    if (r < 0)
        return r;
    for (size_t i = 0; i < m->nodes.n; i++) {
        struct node *n = m->nodes.at[i];

        r = n->pub.kind == DMN_SERVICE ? link_service(&k, n, e) : link_requirements(&k, n, e);
        if (r < 0) {
            err_at(e, "“%.*s”", "\"%.*s\"", STR_ARG(n->pub.name));
            return r;
        }
    }
    return sort(m, e);
}

/* The prefixes between the model that refers and the one that is referred to, outermost first. */
static size_t path_to(const struct unit *from, struct unit *to, struct unit **ret, size_t max)
{
    size_t n = 0;

    for (struct unit *u = to; u && u != from; u = u->parent)
        if (u->prefix.len && n < max)
            ret[n++] = u;
    for (size_t i = 0; i < n / 2; i++) {
        struct unit *t = ret[i];

        ret[i] = ret[n - 1 - i];
        ret[n - 1 - i] = t;
    }
    return n;
}

static struct scope_entry *entry_named(struct scope_entry *at, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(at[i].name, name))
            return &at[i];
    return NULL;
}

/* The array doubles whenever its length is a power of two, so it needs no capacity. */
static bool append(struct arena *a, struct scope_entry **at, size_t *n, struct scope_entry x)
{
    if ((*n & (*n - 1)) == 0) {
        struct scope_entry *more = arena_array_of(a, *n ? *n * 2 : 1, struct scope_entry);

        if (!more)
            return false;
        if (*n)
            memcpy(more, *at, *n * sizeof **at);
        *at = more;
    }
    (*at)[(*n)++] = x;
    return true;
}

static int add_name(struct dmn_model *m, struct node *n, struct node *target, struct err *e)
{
    struct unit *path[32];
    size_t depth = path_to(n->unit, target->unit, path, 32), *count = &n->n_scope;
    struct scope_entry **at = &n->scope;

    for (size_t i = 0; i < depth; i++) {
        struct scope_entry *p = entry_named(*at, *count, path[i]->prefix);

        if (!p) {
            struct scope_entry x = {.name = path[i]->prefix, .node = -1, .unit = path[i]};

            if (!append(m->arena, at, count, x))
                return err_nomem(e);
            p = &(*at)[*count - 1];
        }
        at = &p->entries;
        count = &p->n;
    }
    struct scope_entry *same = entry_named(*at, *count, target->var);
    if (same) {
        dmn_found(m, DMN_ERROR, "doubled-name", n->index, n->pub.line,
                  "两个需求都叫“%.*s”，只有第一个可用",
                  "two requirements are called \"%.*s\"; only the first can be used",
                  STR_ARG(target->var));
        return 0;
    }
    struct scope_entry x = {.name = target->var, .node = target->index, .type = target->guess};
    return append(m->arena, at, count, x) ? 0 : err_nomem(e);
}

/* Prefixes become contexts. */
static int shape_prefix(struct dmn_model *m, struct scope_entry *p, struct err *e)
{
    struct str *names = arena_array_of(m->arena, p->n, struct str);
    const struct feel_type **types = arena_array_of(m->arena, p->n, const struct feel_type *);

    p->shape = arena_new_of(m->arena, struct feel_shape);
    if (!names || !types || !p->shape)
        return err_nomem(e);
    for (size_t i = 0; i < p->n; i++) {
        struct scope_entry *c = &p->entries[i];
        int r = c->node < 0 ? shape_prefix(m, c, e) : 0;

        if (r < 0)
            return r;
        names[i] = c->name;
        types[i] = c->type;
    }
    *p->shape = (struct feel_shape){p->n, names};
    p->type = dmn_type_context(m->arena, p->n, names, types);
    return p->type ? 0 : err_nomem(e);
}

int dmn_scope_of(struct dmn_model *m, struct node *n, struct feel_scope **ret, struct err *e)
{
    struct feel_scope *s = feel_scope_new(m->arena, n->unit->type_names);
    int r;

    if (!s)
        return err_nomem(e);
    for (size_t i = 0; i < n->pub.n_requires; i++) {
        r = add_name(m, n, m->nodes.at[n->pub.requires_[i]], e);
        if (r < 0)
            return r;
    }
    /* A business knowledge model may call itself. */
    if (n->pub.kind == DMN_BKM && !entry_named(n->scope, n->n_scope, n->var)) {
        struct scope_entry x = {.name = n->var, .node = n->index, .type = &feel_t_function};

        if (!append(m->arena, &n->scope, &n->n_scope, x))
            return err_nomem(e);
    }
    for (size_t i = 0; i < n->n_scope; i++) {
        struct scope_entry *x = &n->scope[i];

        r = x->node < 0 ? shape_prefix(m, x, e) : 0;
        if (r < 0)
            return r;
        r = feel_scope_add(s, x->name, x->type, e);
        if (r < 0) {
            err_at(e, "名称“%.*s”", "name \"%.*s\"", STR_ARG(x->name));
            return r;
        }
    }
    *ret = s;
    return 0;
}
