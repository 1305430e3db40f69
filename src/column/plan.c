/* What holds a plan. */
#include "plan_private.h"

#include <stdlib.h>

void plan_free(struct plan *p)
{
    if (p)
        arena_free(p->arena);
}

void plan_freep(struct plan **p)
{
    plan_free(*p);
}
