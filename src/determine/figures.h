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

/* Everything that a cell counts, by the word that it is stored under. Categories and standings come
 * in the order of their enums. In fen a month: of targets and changes nothing. */
#define FIGURE_COUNTS(X)                                                                           \
    X(CATEGORY, "category destitute")                                                              \
    X(DIBAO, "category dibao")                                                                     \
    X(LOW_INCOME, "category low_income")                                                           \
    X(NONE, "category none")                                                                       \
    X(OPEN, "category undecided")                                                                  \
    X(BROKEN, "category failed")                                                                   \
    X(STANDING, "standing new")                                                                    \
    X(IN_FORCE, "standing in_force")                                                               \
    X(GRACE, "standing grace")                                                                     \
    X(OUT, "standing out")                                                                         \
    X(STAYS, "standing held")                                                                      \
    X(UNKNOWN, "standing undecided")                                                               \
    X(ERROR, "standing failed")                                                                    \
    X(DECIDED, "decided")                                                                          \
    X(UNDECIDED, "undecided")                                                                      \
    X(FAILED, "failed")                                                                            \
    X(ENTERED, "entered")                                                                          \
    X(LEFT, "left")                                                                                \
    X(INTO_GRACE, "into_grace")                                                                    \
    X(BACK, "back")                                                                                \
    X(HELD, "held")                                                                                \
    X(AMOUNT_UP, "amount_up")                                                                      \
    X(AMOUNT_DOWN, "amount_down")                                                                  \
    X(DEVELOPMENT_TARGETS, "development_target")                                                   \
    X(KEY_TARGETS, "key_target")                                                                   \
    X(TOPUP, "topup")           /* dibao without uplift */                                         \
    X(TOPUP_LINE, "topup_line") /* line × people of the same */                                   \
    X(TARGETS, "target")        /* the year's first development targets */                         \
    X(TARGETS_ABOVE, "target_above")                                                               \
    X(TARGETS_UNKNOWN, "target_unknown")

enum figure_count {
#define X(name, word) COUNT_##name,
    FIGURE_COUNTS(X)
#undef X
        N_COUNTS
};
const char *figure_count_word(enum figure_count c);

/* One division and residence. */
struct figure_cell {
    char division[13];
    char residence[16]; /* "" = unknown */
    struct tally count[N_COUNTS];
};
static inline const struct tally *cell_category(const struct figure_cell *c, int category)
{
    return &c->count[COUNT_CATEGORY + category];
}
static inline const struct tally *cell_standing(const struct figure_cell *c, int standing)
{
    return &c->count[COUNT_STANDING + standing];
}

/* Households that wait for a fact, by division. */
#define FIGURE_FACT_BYTES 64
struct figure_missing {
    char division[13];
    char fact[FIGURE_FACT_BYTES]; /* of the catalogue, without the member */
    int64_t households, people;
};

struct figures {
    int64_t households, decided, undecided, failed; /* households = the sum of the three */
    int64_t expected;                               /* counted before the run */
    int64_t gone;
    int64_t bill;      /* fen a month: in force, grace, held */
    int64_t magnitude; /* Σ |fen| of all; no sum here exceeds it */
    size_t n_cells, cap_cells;
    struct figure_cell *cells; /* unsorted; figures_sort */
    size_t n_missing, cap_missing;
    struct figure_missing *missing;
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
/* Figures that were stored, one by one. E_NOMEM. */
int figures_put(struct figures *f, struct str division, struct str residence, enum figure_count c,
                const struct tally *t);
int figures_put_missing(struct figures *f, const struct figure_missing *m);
void figures_sort(struct figures *f); /* by division, residence */
bool figures_balance(const struct figures *f);

/* Sums the cells under a division prefix (and a residence, NULL = all). */
void figures_sum(const struct figures *f, struct str prefix, const char *residence,
                 struct figure_cell *ret);
/* Waiting households of all divisions, by fact; those most waited for first. *ret to be freed. */
int figures_missing(const struct figures *f, struct figure_missing **ret, size_t *ret_n);
