/*
 * Simulation: every household of a division decided under today's policy and under others, side by
 * side: who enters, leaves, gains, loses, at what cost, and how far poverty falls. Facts, date and
 * what stood before are the same for all. Nothing is written.
 */
#pragma once

#include "determine.h"
#include "poverty.h"
#include "scenario.h"

/* Where a household goes from today to a scenario. Covered: in force, in grace, held. Everyone is
 * in one of them. */
#define SIM_CHANGES(X)                                                                             \
    X(ENTERED, entered, "新进保障", "enter")                                                       \
    X(LEFT, left, "退出保障", "leave")                                                             \
    X(GAINED, gained, "待遇增加", "gain")                                                          \
    X(LOST, lost, "待遇减少", "lose")                                                              \
    X(SAME, same, "待遇不变", "the same")                                                          \
    X(NO_AMOUNT, no_amount, "金额不明", "amount unknown")                                          \
    X(OUTSIDE, outside, "均不在保", "not covered")                                                 \
    X(OPEN, open, "未定或出错", "undecided, failed")

enum sim_change {
#define X(name, id, zh, en) SIM_##name,
    SIM_CHANGES(X)
#undef X
        N_SIM_CHANGES
};
bool sim_covered(enum standing s);
const char *sim_change_code(enum sim_change c);
const char *sim_change_label(enum sim_change c);

#define N_STANDINGS 7

/* Households with what is paid to them, fen a month. */
struct sim_tally {
    int64_t households, people, before, after;
};

enum sim_residence { SIM_URBAN, SIM_RURAL, SIM_NO_RESIDENCE, N_SIM_RESIDENCES };

/* Dibao top-up without uplift, and line × people of the same: fen (JM18-2.1.1b). */
struct sim_topup {
    int64_t paid, line;
};

struct sim_division {
    char division[13];
    struct sim_tally change[N_SIM_CHANGES];
    struct sim_tally category[N_CATEGORIES]; /* after */
    struct sim_topup topup;
    /* Poverty, persons: before and after the benefit. */
    int64_t measured, poor[2];
    struct decimal gaps[2]; /* sum, in parts of the line */
};

struct sim_scenario {
    struct str name, label;  /* as struct scenario; today's are empty */
    const struct pack *pack; /* as long as the simulation */
    struct sim_tally change[N_CATEGORIES][N_CATEGORIES][N_SIM_CHANGES]; /* before, after */
    struct sim_tally standing[N_STANDINGS][N_STANDINGS];
    struct sim_topup topup[N_SIM_RESIDENCES];
    /* By income before and after the benefit. Left out is whose income, line or amount isn't known.
     */
    struct poverty_measures poverty[2];
    int64_t unmeasured_households, unmeasured_people;
    size_t n_divisions;
    struct sim_division *divisions; /* by code, as far down as households are registered */
};

struct simulation {
    struct arena *arena;
    int32_t as_of;
    char division[13]; /* prefix of the area, "" = everything */
    int64_t known_seq; /* last change seen */
    struct err notice; /* set: why a snapshot that was there was not used, or none could be kept */
    size_t n;          /* at least 2 */
    struct sim_scenario *scenarios; /* the first is today, against itself */
};
void simulation_done(struct simulation *s);

/* One household under one scenario. */
struct sim_result {
    enum category category;
    enum standing standing;
    struct maybe amount; /* fen a month; of who isn't covered 0 */
};
/* Of a household that is there both times. */
enum sim_change sim_change_of(const struct sim_result *before, const struct sim_result *after);
struct sim_row {
    struct str household_no, division;
    size_t people;
    const struct sim_scenario *scenario;
    struct sim_result before, after;
};
/* Called for each household and scenario where anything differs from today, in the order of
 * households; eight scenarios at a time. */
typedef int sim_row_fn(void *arg, const struct sim_row *row, struct err *e);

/*
 * Today's side, kept for simulations to come: by register, change, date, part of the country and
 * pack in force, so that a change of any of them is another. For all threads of a process; what was
 * used longest ago is forgotten (bounds.h). Households read as columns only: other policies are
 * decided on both sides each time.
 */
struct simulate_kept;
int simulate_kept_new(struct simulate_kept **ret, struct err *e);
void simulate_kept_free(struct simulate_kept *k);

struct simulate_options {
    int32_t as_of;
    struct str division; /* as determine_options */
    const struct scenario_wish *wishes;
    size_t n_wishes;         /* above 0, unless there is a pack */
    const struct pack *pack; /* wishes are of its parameters, without any it is the scenario itself;
                                NULL = today's; it outlives the simulation */
    struct simulate_kept *kept; /* NULL = nothing is */
};

/* E_DENIED without the right to determine, with fn also to export and to see money; else as
 * determine_run and scenarios_read. E_RANGE: amounts that can't be summed. */
int simulate(struct reg *r, const struct actor *actor, const struct simulate_options *o,
             sim_row_fn *fn, void *arg, struct simulation *ret, struct err *e);

/* Is it a matter of a second or two: few households times scenarios, and a snapshot of that date is
 * there or soon made? A guess. */
int simulate_is_quick(struct reg *r, const struct simulate_options *o, bool *ret, struct err *e);

/* Sums the divisions under a prefix. */
void simulate_sum(const struct sim_scenario *s, struct str prefix, struct sim_division *ret);
