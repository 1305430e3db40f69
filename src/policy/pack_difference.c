#include "pack_difference.h"

#include "cleanup.h"
#include "map.h"
#include "pack_private.h"
#include "table_difference.h"
#include "xml.h"

#include <stdlib.h>

#define INDENT_MAX 8 /* levels: deeper ones stand below one another */

const char *pack_change_code(enum pack_change c)
{
    static const char *const codes[] = {
        [PACK_ADDED] = "added", [PACK_REMOVED] = "removed", [PACK_CHANGED] = "changed"};
    return codes[c];
}

struct compare {
    const struct pack *before, *after;
    struct arena *a;
    struct {
        struct file_difference *at;
        size_t n, cap;
    } files;
    struct {
        struct element_difference *at;
        size_t n, cap;
    } elements;
    struct {
        struct parameter_difference *at;
        size_t n, cap;
    } parameters;
};

static const struct pack_file *file_named(const struct pack *p, struct str name)
{
    for (size_t i = 0; i < p->n_files; i++)
        if (str_eq(p->files[i].name, name))
            return &p->files[i];
    return NULL;
}

static int compare_files(struct compare *k, struct err *e)
{
    for (size_t i = 0; i < k->before->n_files; i++) {
        const struct pack_file *f = &k->before->files[i], *g = file_named(k->after, f->name);
        if (g && str_eq(f->content, g->content))
            continue;
        struct file_difference d = {g ? PACK_CHANGED : PACK_REMOVED, f->name, f->content.len,
                                    g ? g->content.len : 0};
        if (!vec_push(k->a, &k->files, d))
            return err_nomem(e);
    }
    for (size_t i = 0; i < k->after->n_files; i++) {
        const struct pack_file *g = &k->after->files[i];
        struct file_difference d = {PACK_ADDED, g->name, 0, g->content.len};
        if (!file_named(k->before, g->name) && !vec_push(k->a, &k->files, d))
            return err_nomem(e);
    }
    return E_OK;
}

/*
 * The model, element by element.
 */

static void put_attributes(const struct xml_node *x, struct strbuf *b)
{
    for (const struct xml_attr *t = x->attrs; t; t = t->next) {
        strbuf_printf(b, " " STR_FMT "=\"", STR_ARG(t->name));
        xml_escape(b, t->value);
        strbuf_addc(b, '"');
    }
}

static void put_indent(struct strbuf *b, int depth)
{
    for (int i = 0; i < depth && i < INDENT_MAX; i++)
        strbuf_addz(b, "  ");
}

/* Without the rules of tables: those are told row by row. */
static void put_element(const struct xml_node *x, int depth, struct strbuf *b)
{
    struct str text = str_trim(x->text);
    bool inner = false;
    put_indent(b, depth);
    strbuf_printf(b, "<" STR_FMT, STR_ARG(x->name));
    put_attributes(x, b);
    strbuf_addc(b, '>');
    xml_escape(b, text);
    for (const struct xml_node *n = x->first; n; n = n->next) {
        if (str_eqz(n->name, "rule") && str_eqz(x->name, "decisionTable"))
            continue;
        strbuf_addc(b, '\n');
        put_element(n, depth + 1, b);
        inner = true;
    }
    if (inner) {
        strbuf_addc(b, '\n');
        put_indent(b, depth);
    }
    strbuf_printf(b, "</" STR_FMT ">", STR_ARG(x->name));
}

struct element {
    const struct xml_node *x;
    struct str key, text;
};

struct elements {
    struct element *at;
    size_t n, cap;
    struct map *by_key;
};

static int add_element(struct compare *k, struct elements *v, const struct xml_node *x,
                       struct strbuf *text, struct err *e)
{
    struct str id = xml_attr(x, "id"), name = xml_attr(x, "name");
    const char *key =
        arena_printf(k->a, STR_FMT " " STR_FMT, STR_ARG(x->name), STR_ARG(id.len ? id : name));
    if (key && map_get(v->by_key, str_of(key), NULL)) /* doubled: by its place */
        key = arena_printf(k->a, "%s#%zu", key, v->n);
    struct element el = {x, str_of(key), str_dup(k->a, strbuf_str(text))};
    if (text->failed || arena_failed(k->a) || map_put(v->by_key, el.key, v->n) < 0 ||
        !vec_push(k->a, v, el))
        return err_nomem(e);
    return E_OK;
}

/* Children of the root but the diagram; and the root itself, without children. */
static int read_elements(struct compare *k, const struct pack *p, struct elements *v, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct xml_node *root;
    int rc = xml_parse(p->model_file->content, "", k->a, &root, e);
    if (rc < 0)
        return rc;
    put_attributes(root, &text);
    rc = add_element(k, v, root, &text, e);
    for (const struct xml_node *x = root->first; x && rc >= 0; x = x->next) {
        if (str_eqz(x->name, "DMNDI"))
            continue;
        strbuf_clear(&text);
        put_element(x, 0, &text);
        rc = add_element(k, v, x, &text, e);
    }
    return rc;
}

static int tell_element(struct compare *k, const struct element *x, const struct element *y,
                        struct err *e)
{
    const struct xml_node *any = y ? y->x : x->x;
    struct element_difference d = {
        .change = !x   ? PACK_ADDED
                  : !y ? PACK_REMOVED
                       : PACK_CHANGED,
        .kind = any->name,
        .id = xml_attr(any, "id"),
        .name = xml_attr(any, "name"),
        .before = x ? x->text : (struct str){0},
        .after = y ? y->text : (struct str){0},
    };
    return vec_push(k->a, &k->elements, d) ? E_OK : err_nomem(e);
}

static const struct element *element_of(const struct elements *v, struct str key)
{
    uint64_t at;
    return map_get(v->by_key, key, &at) ? &v->at[at] : NULL;
}

static int compare_elements(struct compare *k, struct err *e)
{
    _cleanup_(map_freep) struct map *x_keys = map_new(), *y_keys = map_new();
    struct elements x = {.by_key = x_keys}, y = {.by_key = y_keys};
    int rc;
    if (!x_keys || !y_keys)
        return err_nomem(e);
    if ((rc = read_elements(k, k->before, &x, e)) < 0 ||
        (rc = read_elements(k, k->after, &y, e)) < 0)
        return rc;
    for (size_t i = 0; i < x.n && rc >= 0; i++) {
        const struct element *other = element_of(&y, x.at[i].key);
        if (!other || !str_eq(other->text, x.at[i].text))
            rc = tell_element(k, &x.at[i], other, e);
    }
    for (size_t i = 0; i < y.n && rc >= 0; i++)
        if (!element_of(&x, y.at[i].key))
            rc = tell_element(k, NULL, &y.at[i], e);
    return rc;
}

/*
 * Parameters: rows go by name, place and the day from which they hold.
 */

static int by_key(const void *x, const void *y)
{
    const struct parameter *a = *(const struct parameter *const *)x,
                           *b = *(const struct parameter *const *)y;
    int c = str_cmp(a->name, b->name);
    c = c ? c : str_cmp(a->division, b->division);
    c = c ? c : str_cmp(a->residence, b->residence);
    return c ? c : (a->valid_from > b->valid_from) - (a->valid_from < b->valid_from);
}

static const struct parameter **sorted(const struct pack *p, struct arena *a)
{
    const struct parameter *rows, **v;
    size_t n = pack_parameters(p, &rows);
    v = arena_array_of(a, n, const struct parameter *);
    for (size_t i = 0; v && i < n; i++)
        v[i] = &rows[i];
    if (v && n)
        qsort(v, n, sizeof *v, by_key);
    return v;
}

static bool same_parameter(const struct parameter *x, const struct parameter *y)
{
    return x->valid_to == y->valid_to && dec_cmp(x->value, y->value) == 0 &&
           str_eq(x->unit, y->unit) && str_eq(x->source, y->source);
}

static int compare_parameters(struct compare *k, struct err *e)
{
    const struct parameter **x = sorted(k->before, k->a), **y = sorted(k->after, k->a);
    size_t i = 0, j = 0;
    if (!x || !y)
        return err_nomem(e);
    while (i < k->before->n_parameters || j < k->after->n_parameters) {
        int order = i == k->before->n_parameters  ? 1
                    : j == k->after->n_parameters ? -1
                                                  : by_key(&x[i], &y[j]);
        struct parameter_difference d = {
            .change = order < 0   ? PACK_REMOVED
                      : order > 0 ? PACK_ADDED
                                  : PACK_CHANGED,
            .before = order <= 0 ? x[i] : NULL,
            .after = order >= 0 ? y[j] : NULL,
        };
        i += order <= 0;
        j += order >= 0;
        if (order == 0 && same_parameter(d.before, d.after))
            continue;
        if (!vec_push(k->a, &k->parameters, d))
            return err_nomem(e);
    }
    return E_OK;
}

int pack_compare(const struct pack *before, const struct pack *after, struct arena *a,
                 struct pack_difference *ret, struct err *e)
{
    struct compare k = {.before = before, .after = after, .a = a};
    struct table_differences tables = {0};
    int rc;
    if ((rc = compare_files(&k, e)) < 0 || (rc = compare_elements(&k, e)) < 0 ||
        (rc = tables_compare(before, after, a, &tables, e)) < 0 ||
        (rc = compare_parameters(&k, e)) < 0)
        return rc;
    *ret = (struct pack_difference){
        .n_files = k.files.n,
        .n_tables = tables.n,
        .n_elements = k.elements.n,
        .n_parameters = k.parameters.n,
        .files = k.files.at,
        .tables = tables.at,
        .elements = k.elements.at,
        .parameters = k.parameters.at,
    };
    return E_OK;
}
