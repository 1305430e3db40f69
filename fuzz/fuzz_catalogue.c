/* What is read as a catalogue must be consistent in itself, and read the same again. */
#include "catalogue.h"
#include "cleanup.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void check_attribute(const struct catalogue *c, const struct attribute *t)
{
    check(t->id.len && t->label.len);
    check(catalogue_find(c, t->entity, t->id) && catalogue_find(c, t->entity, t->label));
    check((t->type == ATTR_CODE || t->type == ATTR_CODES) == (t->n_codes > 0));
    check(attribute_is_evidence(t) == (t->bit >= 0));
    if (t->bit >= 0) {
        const struct fact_group *g = &c->groups[t->entity][t->group];
        check((size_t)t->bit < g->n && g->attributes[t->bit] == t->index);
    }
    _cleanup_(strbuf_done) struct strbuf b = {0};
    fact_print(t, t->absent_value, &b);
    fact_print_people(t, t->absent_value, &b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(64u << 20);
    struct catalogue *c = NULL, *again = NULL;
    struct err e = {0};
    int r = catalogue_read((struct str){(const char *)data, size}, "x", a, &c, &e);
    check(r < 0 ? r == e.code && e.zh[0] && e.en[0] && !c : c != NULL);
    if (r < 0)
        return 0;
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t i = 0; i < c->n[k]; i++)
            check_attribute(c, &c->attributes[k][i]);
    check(catalogue_read(c->text, "x", a, &again, &e) == 0);
    check(again->n[0] == c->n[0] && again->n[1] == c->n[1]);
    return 0;
}
