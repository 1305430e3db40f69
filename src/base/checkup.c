#include "checkup.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct checkup_kind *checkup_begin(struct checkup *c, const char *id, const char *zh,
                                   const char *en)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->kinds[i].id, id) == 0)
            return &c->kinds[i];
    assert(c->n < CHECKUP_KINDS_MAX);
    struct checkup_kind *k = &c->kinds[c->n++];
    *k = (struct checkup_kind){.of = c, .id = id, .zh = zh, .en = en};
    return k;
}

int checkup_add(struct checkup_kind *k, const char *place, const struct err *what, struct err *e)
{
    k->found++;
    return k->of->fn(k->of->arg, k, place, what, e);
}

int checkup_end(struct checkup_kind *k, int rc, struct err *e)
{
    if (rc != E_CORRUPT)
        return rc;
    struct err what = *e;
    return checkup_add(k, "", &what, e);
}

struct checkup_place checkup_place(const char *fmt, ...)
{
    struct checkup_place p;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(p.text, sizeof p.text, fmt, ap);
    va_end(ap);
    return p;
}
