/*
 * What-if: other values for parameters, as asked for in words, and the packs that they make.
 *
 *     低保标准=880                  every row in force on the date
 *     line@440783/rural=700         that place and residence, whatever rows hold there
 *     低保标准=800:1000:20          eleven scenarios
 */
#pragma once

#include "pack.h"

/* One parameter's other value. Texts live as long as the pack or the arena. */
struct override {
    struct str name, label;         /* of the parameter */
    struct str division, residence; /* a prefix, a code; empty = everywhere, both */
    struct decimal value;
    struct str text; /* the value, plainly */
};

struct scenario {
    struct str name;  /* what was asked for, with ids of parameters */
    struct str label; /* the same with labels */
    size_t n;
    const struct override *overrides;
};

/* One wish, in the order of the command line; of a named scenario, or (name empty) of all. */
struct scenario_wish {
    struct str scenario, text;
};

/*
 * Reads wishes into scenarios: each value of a range is one, several ranges give their product.
 * Names of parameters are ids or labels. E_USAGE tells in words what is wrong with a wish,
 * E_NOT_FOUND of an unknown parameter which one may be meant, E_LIMIT of too many scenarios.
 */
int scenarios_read(const struct pack *p, const struct scenario_wish *wishes, size_t n,
                   struct arena *a, const struct scenario **ret, size_t *ret_n, struct err *e);

/* The pack with those values for households on that date. It shares the model: p must outlive it.
 * Of two values that hold at a place the narrower one's stands, whatever their order. It has no
 * hash: no determination can stand on it. E_NOT_FOUND: a parameter holds nowhere there.
 */
int pack_with(const struct pack *p, const struct scenario *s, int32_t on, struct pack **ret,
              struct err *e);
