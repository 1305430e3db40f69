/* The inside of flaw_draw: a household while its flaw is being made. */
#pragma once

#include "flaw.h"
#include "rng.h"

struct scene {
    const struct household *h;
    const struct sheet *households, *people;
    const char *elsewhere;
    struct rng rng;
    struct flaw *f;
};

/* Makes the flaw; false if it doesn't suit the household. */
typedef bool flaw_fn(struct scene *s);

static inline const struct sheet *scene_sheet(const struct scene *s, const struct person *p)
{
    return p ? s->people : s->households;
}

/* The cell that is written otherwise, as s->f->text, which is empty until it is set. */
static inline void scene_change(struct scene *s, const struct person *p, int fact)
{
    s->f->person = p;
    s->f->cell.fact = fact;
}
void scene_printf(struct scene *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* flaw_cell.c: in any cell of the household that suits. */
flaw_fn flaw_unknown_code, flaw_bad_amount, flaw_full_width, flaw_blanks, flaw_spelling,
    flaw_fact_missing;
