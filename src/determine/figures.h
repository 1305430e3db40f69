/*
 * Area figures of a run: people and households by category, division and residence, the bill,
 * incidence (JM18-1.2a), top-up level (JM18-2.1.1b), income progress of development targets
 * (CS51-3.1d), and the changes against what stood before.
 */
#pragma once

#include "pack.h"

#include <stdint.h>

struct decision;

/* What reports count households under: the categories of the decided, then the undecided (held or
 * not, whatever is known of their category) and the failed apart. */
#define CATEGORIES(X)                                                                              \
    X(DESTITUTE, destitute, "特困", "destitute")                                                   \
    X(DIBAO, dibao, "低保", "dibao")                                                               \
    X(LOW_INCOME, low_income, "低收入家庭", "low income")                                          \
    X(NONE, none, "不符合", "not eligible")                                                        \
    X(UNDECIDED, undecided, "未定", "undecided")                                                   \
    X(FAILED, failed, "出错", "failed")

enum category {
#define X(name, code, zh, en) CATEGORY_##name,
    CATEGORIES(X)
#undef X
        N_CATEGORIES
};
const char *category_code(enum category c); /* "dibao", …, "undecided", "failed" */
const char *category_label(enum category c);
enum category category_parse(struct str code); /* CATEGORY_UNDECIDED if it is none */

struct tally {
    int64_t households, people, amount; /* fen a month */
};

/* One division and residence. */
struct figure_cell {
    char division[13];
    char residence[16]; /* "" = unknown */
    struct tally category[N_CATEGORIES];
    int64_t topup, topup_people, topup_line; /* fen; dibao without uplift; Σ line × people */
    int64_t targets, targets_above, targets_unknown; /* of the year's first development targets */
};

struct figures {
    int64_t households, decided, undecided, failed; /* households = the sum of the three */
    int64_t expected;                               /* counted before the run */
    struct tally standing[7];                       /* by enum standing */
    int64_t entered, left, into_grace, back, held, amount_up, amount_down, gone;
    int64_t development_targets, key_targets;
    int64_t bill;      /* fen a month: in force, grace, held */
    int64_t magnitude; /* Σ |fen| of all; no sum here exceeds it */
    size_t n_cells, cap_cells;
    struct figure_cell *cells; /* unsorted; figures_sort */
    struct map *index;
};

struct figures *figures_new(void);
void figures_free(struct figures *f);
void figures_freep(struct figures **f);

/* E_RANGE: the sums leave 64 bits; E_NOMEM. first_target: was the household a development target in
 * the year's first committed run (or is it in this one, if that is the first); mean: local mean
 * yearly income in yuan, NULL = none known. */
int figures_add(struct figures *f, const struct decision *d, bool first_target,
                const struct decimal *share_ratio, const struct decimal *mean);
void figures_sort(struct figures *f); /* by division, residence */
bool figures_balance(const struct figures *f);

/* Sums the cells under a division prefix (and a residence, NULL = all). */
void figures_sum(const struct figures *f, struct str prefix, const char *residence,
                 struct figure_cell *ret);
