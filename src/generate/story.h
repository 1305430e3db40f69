/* What a household is drawn as: the situation on 2018-01-01 and what happens until June. */
#pragma once

#include "draft.h"
#include "mix.h"
#include "rng.h"

enum able { ABLE_NONE, ABLE_UNWILLING, ABLE_WILLING };

/* Income and assets as the policy will see them. */
enum kind {
    KIND_DIBAO,
    KIND_DESTITUTE,
    KIND_LOW,         /* between the line and 1.5 times the line */
    KIND_FAR,         /* above that */
    KIND_SINGLE_CASE, /* as KIND_LOW, with a gravely disabled member who applies alone */
    KIND_CAR,
    KIND_SECOND_DWELLING,
    KIND_BUSINESS,
};

/* A fact that nobody stated. */
enum missing {
    MISSING_NOTHING,
    MISSING_WAGE,
    MISSING_TRANSFER,
    MISSING_ASSETS,
    MISSING_DWELLING,
    MISSING_VEHICLE,
    MISSING_SUPPORTER,
    MISSING_LABOUR,
    MISSING_HEALTH,
    MISSING_MINOR, /* such as no amount depends on */
    N_MISSING,
};

enum june {
    JUNE_NOTHING,
    JUNE_WORK,     /* work found: above the line */
    JUNE_WORK_FAR, /* … above 1.5 times the line */
    JUNE_BACK,     /* work lost: below the line again */
    JUNE_CAR,
    JUNE_WITHDRAWN, /* a wage turns out to be unknown */
    JUNE_FETCHED,   /* what was missing is there */
    JUNE_UP,
    JUNE_DOWN,
    JUNE_DISABLED,
};

struct story {
    uint8_t size;
    enum able able;
    enum family family;
    enum kind kind;
    enum prior prior;
    bool prior_grace; /* was in 渐退 already */
    enum missing missing;
    enum june june;
    const struct mix *mix;
};

struct namebook;

/* Fills h but household_no, division, residence, address and the identity numbers. */
void story_build(const struct story *s, struct rng *r, const struct namebook *names,
                 struct household *h);
/* What June makes of it. */
void story_june(const struct story *s, struct rng *r, struct household *h);
/* One of a large register, by the shares of the layers. */
struct story story_draw(struct rng *r, enum residence residence);

/* The sample: SAMPLE_HOUSEHOLDS stories. */
#define SAMPLE_HOUSEHOLDS 325
#define SAMPLE_PEOPLE 915
void story_sample(struct story ret[SAMPLE_HOUSEHOLDS]);

/* The steps of story_build. */
void family_build(const struct story *s, struct rng *r, struct household *h);
void traits_build(const struct story *s, struct rng *r, struct household *h);
void means_build(const struct story *s, struct rng *r, struct household *h);
/* Changes wages and the like so that the household has permille thousandths of the line. */
void means_set_work(struct rng *r, struct household *h, int permille);
void means_scale(struct household *h, int permille);
