/*
 * XML on expat: a small tree with namespaces, line numbers and bounds. DOCTYPE is refused, so that
 * entities can neither read files nor grow. The tree lives in the arena.
 */
#pragma once

#include "arena.h"
#include "err.h"
#include "str.h"

#include <stdint.h>

struct xml_attr {
    struct str ns, name, value; /* ns is empty for attributes without prefix */
    struct xml_attr *next;
};

struct xml_node {
    struct str ns, name; /* namespace URI and local name */
    struct str text;     /* all character data directly inside, joined; not trimmed */
    struct xml_attr *attrs;
    struct xml_node *parent, *first, *next; /* child elements in order */
    uint32_t line;
};

/* Parses a whole document; name stands in messages. *ret is the root element. */
int xml_parse(struct str document, const char *name, struct arena *a, struct xml_node **ret,
              struct err *e);

/* The value of an attribute without namespace; {NULL,0} if absent. */
struct str xml_attr(const struct xml_node *n, const char *name);
struct str xml_attr_ns(const struct xml_node *n, const char *ns, const char *name);
/* The first child / next sibling element of that local name (any namespace); NULL name = any. */
struct xml_node *xml_child(const struct xml_node *n, const char *name);
struct xml_node *xml_next(const struct xml_node *n, const char *name);
/* Text of the first such child, trimmed; empty if none. */
struct str xml_child_text(const struct xml_node *n, const char *name);
/* Appends s with & < > " escaped, CR as &#13;, and U+FFFD for control characters that XML cannot
 * hold; for text and for attributes in double quotes. */
void xml_escape(struct strbuf *b, struct str s);
