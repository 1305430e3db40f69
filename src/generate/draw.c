#include "draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int draw_open(struct draw *d, struct str division, uint64_t seed, int digits, struct arena *a,
              struct err *e)
{
    int r = placebook_open(division, a, &d->places, e);

    d->seed = seed;
    d->digits = digits;
    return r < 0 ? r : namebook_open(&d->names, e);
}

void draw_done(struct draw *d)
{
    namebook_free(d->names);
}

int draw_digits(uint64_t households)
{
    int digits = 6;

    for (uint64_t x = households; x >= 1000000; x /= 10)
        digits++;
    return digits;
}

enum residence draw_residence(const struct place *place, struct rng *r)
{
    /* where villages aren't known, a town has both */
    if (memcmp(place->code + 9, "000", 3) == 0)
        return rng_chance(r, place->urban ? 850 : 120) ? URBAN : RURAL;
    return place->urban ? URBAN : RURAL;
}

struct story draw_story(const struct draw *d, uint64_t i, struct rng *ret_rng,
                        const struct place **ret_place, enum residence *ret_residence)
{
    *ret_rng = rng_of(d->seed, i);
    *ret_place = &d->places.at[rng_below(ret_rng, (uint32_t)d->places.n)];
    *ret_residence = draw_residence(*ret_place, ret_rng);
    return story_draw(ret_rng, *ret_residence);
}

void draw_build(const struct draw *d, const struct story *s, struct rng *r,
                const struct place *place, enum residence residence, uint64_t number,
                struct household *h)
{
    story_build(s, r, d->names, h);
    int door = rng_between(r, 1, 60), group = rng_between(r, 1, 12);

    h->v[H_RESIDENCE] = residence;
    memcpy(h->division, place->code, sizeof h->division);
    snprintf(h->no, sizeof h->no, "%s-%0*" PRIu64, d->places.prefix, d->digits, number);
    if (s->kind == KIND_DESTITUTE && rng_chance(r, s->mix->institution))
        snprintf(h->address, sizeof h->address, STR_FMT "敬老院", STR_ARG(place->short_name));
    else
        snprintf(h->address, sizeof h->address, STR_FMT "%d组%d号", STR_ARG(place->short_name),
                 group, door);
}
