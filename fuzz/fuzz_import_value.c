/*
 * Cells of import files. The first byte picks the attribute, the rest is the cell. What was read
 * must be a value of its type, and its canonical text must be read as the same value again.
 */
#include "bounds.h"
#include "cleanup.h"
#include "import_value.h"
#include "text.h"

#include <stdlib.h>

static void need(bool good)
{
    if (!good)
        abort();
}

static void check_value(const struct attribute *t, struct fact v)
{
    need(v.known && !v.none);
    switch (t->type) {
    case ATTR_INTEGER:
    case ATTR_MONEY:
        need(v.i >= t->min && v.i < 100000000000000);
        break;
    case ATTR_BOOLEAN:
        need(v.i == 0 || v.i == 1);
        break;
    case ATTR_DATE:
        need(v.i > -100000 && v.i < 100000);
        break;
    case ATTR_CODE:
        need(attribute_code(t, v.s) != NULL);
        break;
    case ATTR_DIVISION:
        need(v.s.len == 12);
        break;
    case ATTR_ID_NO:
        need(v.s.len == 18);
        break;
    case ATTR_CODES:
    case ATTR_TEXT:
        need(v.s.len && v.s.len <= LIMIT_TEXT_BYTES && utf8_valid(v.s));
        break;
    }
}

static bool same(const struct attribute *t, struct fact a, struct fact b)
{
    return attribute_storage(t) == 'i' ? a.i == b.i : str_eq(a.s, b.s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* kept, so that a leak checker finds it */
    static __attribute__((used)) struct arena *lasting;
    static struct catalogue *c;
    if (!c) {
        struct err e;
        lasting = arena_new(0);
        need(lasting && catalogue_read(catalogue_builtin(), "catalogue.csv", lasting, &c, &e) >= 0);
    }
    struct str cell = {(const char *)data + 1, size ? size - 1 : 0};
    /* the CSV reader gives nothing else */
    if (!size || !utf8_valid(cell))
        return 0;
    size_t at = data[0] % (c->n[ENTITY_HOUSEHOLD] + c->n[ENTITY_PERSON]);
    const struct attribute *t = at < c->n[ENTITY_HOUSEHOLD]
                                    ? &c->attributes[ENTITY_HOUSEHOLD][at]
                                    : &c->attributes[ENTITY_PERSON][at - c->n[ENTITY_HOUSEHOLD]];
    _cleanup_(arena_freep) struct arena *a = arena_new(16u << 20);
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct fact v = {0}, again = {0};
    struct value_fault fault = {0};
    if (!a)
        return 0;
    int rc = value_read(t, cell, a, &v, &fault);
    need(rc >= VALUE_EMPTY && rc <= VALUE_BAD);
    if (rc == VALUE_BAD)
        need(fault.problem && fault.problem[0] && fault.remedy && fault.remedy[0]);
    if (rc != VALUE_STATED)
        return 0;
    check_value(t, v);
    fact_print(t, v, &text);
    need(!text.failed && value_read(t, strbuf_str(&text), a, &again, &fault) == VALUE_STATED);
    need(same(t, v, again));
    return 0;
}
