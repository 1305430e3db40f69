/* Operands in the form that a kernel wants, results in their place. */
#include "run_private.h"

#include <string.h>

const void *run_vector(struct frame *f, int reg)
{
    struct cell *c = &f->cells[reg];

    if (c->one) {
        f->k->fill[width_of(f, reg)](lanes(f, reg), f->rooms[reg].v, c->v);
        c->v = c->may = f->rooms[reg].v;
        c->one = false;
    }
    return c->v;
}

/* Converted to the width into scratch[slot] if it has another one. */
struct operand run_operand(struct frame *f, int reg, enum column_width w, size_t slot)
{
    const struct cell *c = &f->cells[reg];
    enum column_width has = width_of(f, reg);

    if (has == w || (has >= COLUMN_I64 && w >= COLUMN_I64))
        return (struct operand){c->v, c->one};
    f->k->convert[has][w](c->one ? 1 : lanes(f, reg), f->scratch[slot], c->v);
    return (struct operand){f->scratch[slot], c->one};
}

const void *run_vector_as(struct frame *f, int reg, enum column_width w, size_t slot)
{
    run_vector(f, reg);
    return run_operand(f, reg, w, slot).v;
}

/* The result stands in its room; s: what a state kernel found there. */
void run_done(struct frame *f, int reg, bool one, uint8_t s)
{
    struct room *room = &f->rooms[reg];

    f->cells[reg] = (struct cell){room->v, room->v, s ? room->s : NULL, one};
}

/* Where a value of width w may be computed for reg, and its way home. */
void *run_target(struct frame *f, int reg, enum column_width w, size_t slot)
{
    return width_of(f, reg) == w ? f->rooms[reg].v : f->scratch[slot];
}

void run_home(struct frame *f, int reg, enum column_width w, size_t slot, size_t n)
{
    if (width_of(f, reg) != w)
        f->k->convert[w][width_of(f, reg)](n, f->rooms[reg].v, f->scratch[slot]);
}

/* States of a STRICT result of a and, unless -1, b. */
uint8_t run_strict(struct frame *f, int reg, int a, int b)
{
    size_t n = lanes(f, reg);
    const uint8_t *sa = f->cells[a].s, *sb = b < 0 ? NULL : f->cells[b].s;

    if (sa && sb)
        return f->k->strict_two(n, f->rooms[reg].s, sa, sb);
    if (sa || sb)
        return f->k->strict_one(n, f->rooms[reg].s, sa ? sa : sb);
    return 0;
}

/* The lanes t are SLOW if they are known; s: the states so far. */
uint8_t run_slow_if(struct frame *f, int reg, uint8_t s, const uint8_t *t)
{
    if (!s)
        memset(f->rooms[reg].s, 0, lanes(f, reg));
    return f->k->slow_if(lanes(f, reg), f->rooms[reg].s, t);
}
