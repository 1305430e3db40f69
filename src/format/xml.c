#include "xml.h"

#include "bounds.h"
#include "cleanup.h"
#include "xml-internal.h"

#include <stdlib.h>

#define NAMESPACES 16u

struct parse {
    XML_Parser expat;
    struct arena *arena;
    const char *name;
    struct xml_node *root, *open; /* open: the innermost element */
    struct xml_node
        *last[LIMIT_XML_DEPTH + 1];          /* the last child of the open element of that depth */
    struct strbuf text[LIMIT_XML_DEPTH + 1]; /* its text so far; text[0] is never used */
    unsigned depth;
    unsigned nodes;
    struct str namespaces[NAMESPACES]; /* in the arena; the first few, to be shared by the nodes */
    unsigned n_namespaces;
    struct err *e;
    int code; /* of an error of ours */
};

static void parse_done(struct parse *p)
{
    if (p->expat)
        XML_ParserFree(p->expat);
    for (unsigned i = 0; i < ARRAY_LEN(p->text); i++)
        strbuf_done(&p->text[i]);
}

/* An error that a handler found. */
#define FAIL(p, c, ...)                                                                            \
    ((p)->code = err_set((p)->e, (c), __VA_ARGS__), xml_where((p)->expat, (p)->name, (p)->e),      \
     (void)XML_StopParser((p)->expat, XML_FALSE))

static void nomem(struct parse *p)
{
    p->code = err_nomem(p->e);
    XML_StopParser(p->expat, XML_FALSE);
}

static bool split(struct parse *p, const char *expat_name, struct str *ret_ns, struct str *ret_name)
{
    const char *sep = strchr(expat_name, XML_SEP);
    struct str ns = {"", 0}, name = str_of(expat_name);

    if (sep) {
        ns = (struct str){expat_name, (size_t)(sep - expat_name)};
        name = str_of(sep + 1);
    }
    name = str_dup(p->arena, name);
    if (ns.len) {
        unsigned i = 0;

        while (i < p->n_namespaces && !str_eq(p->namespaces[i], ns))
            i++;
        if (i < p->n_namespaces) {
            ns = p->namespaces[i];
        } else {
            ns = str_dup(p->arena, ns);
            if (i < NAMESPACES && ns.data)
                p->namespaces[p->n_namespaces++] = ns;
        }
    }
    if (!name.data || !ns.data)
        return false;
    *ret_ns = ns;
    *ret_name = name;
    return true;
}

static void XMLCALL on_start(void *user, const char *name, const char **atts)
{
    struct parse *p = user;
    struct xml_attr **tail;
    struct xml_node *n;

    if (p->code)
        return;
    if (p->depth == LIMIT_XML_DEPTH) {
        FAIL(p, E_LIMIT, "元素嵌套超过 %u 层", "elements nested more than %u deep",
             LIMIT_XML_DEPTH);
        return;
    }
    n = arena_new_of(p->arena, struct xml_node);
    if (!n || !split(p, name, &n->ns, &n->name)) {
        nomem(p);
        return;
    }
    n->line = (uint32_t)XML_GetCurrentLineNumber(p->expat);
    p->nodes++;
    tail = &n->attrs;
    for (; atts[0]; atts += 2, p->nodes++) {
        struct xml_attr *a = arena_new_of(p->arena, struct xml_attr);
        struct str value = str_of(atts[1]);

        if (value.len > LIMIT_XML_TEXT_BYTES) {
            FAIL(p, E_LIMIT, "属性超过 %u 字节", "an attribute is longer than %u bytes",
                 LIMIT_XML_TEXT_BYTES);
            return;
        }
        if (a)
            a->value = str_dup(p->arena, value);
        if (!a || !a->value.data || !split(p, atts[0], &a->ns, &a->name)) {
            nomem(p);
            return;
        }
        *tail = a;
        tail = &a->next;
    }
    if (p->nodes > LIMIT_XML_NODES) {
        FAIL(p, E_LIMIT, "元素和属性超过 %u 个；请拆分文件",
             "more than %u elements and attributes; split the file", LIMIT_XML_NODES);
        return;
    }

    n->parent = p->open;
    if (!p->open)
        p->root = n;
    else if (p->last[p->depth])
        p->last[p->depth]->next = n;
    else
        p->open->first = n;
    p->last[p->depth] = n;
    p->open = n;
    p->depth++;
    p->last[p->depth] = NULL;
    strbuf_clear(&p->text[p->depth]);
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct parse *p = user;

    if (p->code)
        return;
    p->open->text = str_dup(p->arena, strbuf_str(&p->text[p->depth]));
    if (!p->open->text.data) {
        nomem(p);
        return;
    }
    p->open = p->open->parent;
    p->depth--;
}

static void XMLCALL on_text(void *user, const char *data, int len)
{
    struct parse *p = user;
    struct strbuf *text = &p->text[p->depth];

    if (p->code)
        return;
    if (text->len + (size_t)len > LIMIT_XML_TEXT_BYTES) {
        FAIL(p, E_LIMIT, "元素的文字超过 %u 字节", "the element's text is longer than %u bytes",
             LIMIT_XML_TEXT_BYTES);
        return;
    }
    strbuf_add(text, data, (size_t)len);
    if (text->failed)
        nomem(p);
}

static void XMLCALL on_doctype(void *user, const char *name, const char *sysid, const char *pubid,
                               int has_internal_subset)
{
    struct parse *p = user;

    if (p->code)
        return;
    p->code = xml_doctype_error(p->expat, p->name, p->e);
    XML_StopParser(p->expat, XML_FALSE);
}

int xml_parse(struct str document, const char *name, struct arena *a, struct xml_node **ret,
              struct err *e)
{
    _cleanup_(parse_done) struct parse p = {.arena = a, .name = name, .e = e};

    if (document.len > LIMIT_FILE_BYTES)
        return err_set(e, E_LIMIT, "%s 超过 %u 字节", "%s is longer than %u bytes", name,
                       LIMIT_FILE_BYTES);
    p.expat = XML_ParserCreateNS(NULL, XML_SEP);
    if (!p.expat)
        return err_nomem(e);
    XML_SetUserData(p.expat, &p);
    XML_SetElementHandler(p.expat, on_start, on_end);
    XML_SetCharacterDataHandler(p.expat, on_text);
    XML_SetStartDoctypeDeclHandler(p.expat, on_doctype);
    if (XML_Parse(p.expat, document.data ? document.data : "", (int)document.len, XML_TRUE) !=
        XML_STATUS_OK)
        return p.code ? p.code : xml_expat_error(p.expat, p.name, p.e);
    *ret = p.root;
    return 0;
}

struct str xml_attr(const struct xml_node *n, const char *name)
{
    return xml_attr_ns(n, "", name);
}

struct str xml_attr_ns(const struct xml_node *n, const char *ns, const char *name)
{
    for (const struct xml_attr *a = n ? n->attrs : NULL; a; a = a->next) {
        if (str_eqz(a->name, name) && str_eqz(a->ns, ns))
            return a->value;
    }
    return (struct str){NULL, 0};
}

static struct xml_node *named(struct xml_node *n, const char *name)
{
    while (n && name && !str_eqz(n->name, name))
        n = n->next;
    return n;
}

struct xml_node *xml_child(const struct xml_node *n, const char *name)
{
    return n ? named(n->first, name) : NULL;
}

struct xml_node *xml_next(const struct xml_node *n, const char *name)
{
    return n ? named(n->next, name) : NULL;
}

struct str xml_child_text(const struct xml_node *n, const char *name)
{
    const struct xml_node *child = xml_child(n, name);

    return child ? str_trim(child->text) : (struct str){"", 0};
}

void xml_escape(struct strbuf *b, struct str s)
{
    size_t run = 0;

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];
        const char *z = c == '&'                             ? "&amp;"
                        : c == '<'                           ? "&lt;"
                        : c == '>'                           ? "&gt;"
                        : c == '"'                           ? "&quot;"
                        : c == '\r'                          ? "&#13;"
                        : c < 0x20 && c != '\t' && c != '\n' ? "\xef\xbf\xbd"
                                                             : NULL;

        if (!z)
            continue;
        strbuf_add(b, s.data + run, i - run);
        strbuf_addz(b, z);
        run = i + 1;
    }
    if (s.len > run)
        strbuf_add(b, s.data + run, s.len - run);
}
