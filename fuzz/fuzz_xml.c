/* What the parser accepts can be written with xml_escape and parsed to the same tree. */
#include "cleanup.h"
#include "text.h"
#include "xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

/* Without prefixes: a namespace becomes the attribute `ns`, as do those of attributes. */
static void write_node(const struct xml_node *n, struct strbuf *out)
{
    unsigned i = 0;

    check(utf8_valid(n->text) && utf8_valid(n->name) && n->line > 0);
    strbuf_printf(out, "<" STR_FMT " ns=\"", STR_ARG(n->name));
    xml_escape(out, n->ns);
    strbuf_addc(out, '"');
    for (const struct xml_attr *a = n->attrs; a; a = a->next) {
        check(xml_attr_ns(n, a->ns.data, a->name.data).data != NULL);
        strbuf_printf(out, " a%u=\"", i++);
        xml_escape(out, a->value);
        strbuf_addc(out, '"');
    }
    strbuf_addc(out, '>');
    xml_escape(out, n->text);
    for (const struct xml_node *c = xml_child(n, NULL); c; c = xml_next(c, NULL)) {
        check(c->parent == n);
        write_node(c, out);
    }
    strbuf_printf(out, "</" STR_FMT ">", STR_ARG(n->name));
}

static void same(const struct xml_node *a, const struct xml_node *b)
{
    check(str_eq(a->name, b->name) && str_eq(a->text, b->text));
    a = a->first;
    b = b->first;
    while (a && b) {
        same(a, b);
        a = a->next;
        b = b->next;
    }
    check(!a && !b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(arena_freep) struct arena *arena = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct xml_node *root = NULL, *again = NULL;
    struct err e = {0};

    int rc = xml_parse((struct str){(const char *)data, size}, "x.xml", arena, &root, &e);
    check(rc == 0 ? root != NULL : rc == e.code && e.zh[0] && e.en[0]);
    if (rc < 0)
        return 0;
    write_node(root, &out);
    check(xml_parse(strbuf_str(&out), "x.xml", arena, &again, &e) == 0);
    same(root, again);
    return 0;
}
