/* A household as it is drawn: place, story, facts. Each has its own stream of random numbers, from
 * (seed, its number), so that it stays what it is whatever comes before it. */
#pragma once

#include "namebook.h"
#include "placebook.h"
#include "story.h"

struct draw {
    struct namebook *names;
    struct placebook places;
    uint64_t seed;
    int digits; /* of the running number in household numbers */
};

/* E_NOT_FOUND: no such division. Places live in the arena. */
int draw_open(struct draw *d, struct str division, uint64_t seed, int digits, struct arena *a,
              struct err *e);
void draw_done(struct draw *d);
int draw_digits(uint64_t households);

enum residence draw_residence(const struct place *place, struct rng *r);
/* Story and place of household i (from 0); *ret_rng goes on with its facts. */
struct story draw_story(const struct draw *d, uint64_t i, struct rng *ret_rng,
                        const struct place **ret_place, enum residence *ret_residence);
/* Fills all of h but the identity numbers. number from 1. */
void draw_build(const struct draw *d, const struct story *s, struct rng *r,
                const struct place *place, enum residence residence, uint64_t number,
                struct household *h);
