/*
 * Runs that were kept, to be looked at: committed ones in the register, and trials, each in a file
 * of its own that has the same tables. Everything is told within the actor's scope: a town that
 * looks at a county's run sees its own households, and counts of them.
 */
#pragma once

#include "determine.h"
#include "simulate.h"

struct run_info {
    int64_t run_id; /* of a trial 1 */
    bool trial;
    int32_t as_of;
    int64_t known_seq, recorded_seq;
    int64_t recorded_at; /* UTC, microseconds; of a trial 0 */
    struct str by;       /* who committed it; of a trial "" */
    struct str division; /* prefix that it was asked for, "" = everything */
    struct str pack_hash, engine;
    uint64_t digest; /* 0: of an earlier version, as are figures that it doesn't have */
    bool has_digest;
    int64_t superseded; /* rows that a later run replaced */
};

/* Committed runs that decided anything in the actor's scope, the last one first; those before the
 * run `before` (0 = all), at most `most`. Texts are valid during the call; below 0 fn ends it. */
typedef int run_fn(void *arg, const struct run_info *info, struct err *e);
int runs_list(struct reg *r, const struct actor *actor, int64_t before, size_t most, run_fn *fn,
              void *arg, struct err *e);

/* Those with figures that decided something below a division ("" = in the scope), as of `on` or
 * before, the latest date first; fn's 1 ends it too, without an error. */
int runs_of_division(struct reg *r, const struct actor *actor, struct str division, int32_t on,
                     run_fn *fn, void *arg, struct err *e);
/* Did it decide the division as a whole? */
bool run_covers(const struct run_info *i, struct str division);

struct run_view;
/* E_NOT_FOUND: there is none, or it decided nothing in the actor's scope. E_DENIED without the
 * right to look, of a trial to determine. */
int run_view_open(struct reg *r, const struct actor *actor, int64_t run_id, struct run_view **ret,
                  struct err *e);
int run_view_open_trial(struct reg *r, const struct actor *actor, const char *path,
                        struct run_view **ret, struct err *e);
void run_view_close(struct run_view *k);
void run_view_closep(struct run_view **k);
const struct run_info *run_view_info(const struct run_view *k);
/* Its figures in the actor's scope, those of a division within it (a prefix, "" = all); expected is
 * what they add up to. E_NOT_FOUND: it is of an earlier version, which kept none. */
int run_view_figures(struct run_view *k, struct str division, struct figures **ret, struct err *e);

/* The same at a glance, also for who doesn't see money (amounts are 0 then): cells by the first
 * `digits` digits of their divisions, without the facts that are waited for. */
int run_view_sums(struct run_view *k, struct str division, size_t digits, struct figures **ret,
                  struct err *e);

/* An empty file for a trial, instead of what is there: determine_options.keep. */
int trial_create(const char *path, struct db **ret, struct err *e);

/* A row of a run. Texts are valid during the call. */
struct run_row {
    struct decision decision; /* without residence, previous, carried, topup …: what results have */
    bool superseded;
};

enum run_sort { RUN_BY_DIVISION, RUN_BY_AMOUNT, RUN_BY_INCOME, RUN_BY_PEOPLE };

struct run_filter {
    struct str division;    /* prefix or code, "" = all */
    enum category category; /* N_CATEGORIES = all; as figures count */
    enum standing standing; /* STANDING_NONE = all */
    struct str missing;     /* waits for this fact (without the member), "" = all */
    enum run_sort sort;     /* households of one place or value: in the order of their keys */
    bool descending;
};

/* Behind which row a page begins: the last one's, {0} = from the beginning. */
#define RUN_KEY_BYTES 96
struct run_key {
    char text[RUN_KEY_BYTES];
};
/* For filters: "dibao", "undecided", "failed" …; anything else is N_CATEGORIES, all. */
enum category run_category(struct str code);
typedef int run_row_fn(void *arg, const struct run_row *row, const struct run_key *key,
                       struct err *e);
/* At most `most` rows. E_INVALID: a key that isn't one. */
int run_view_rows(struct run_view *k, const struct run_filter *f, const struct run_key *after,
                  size_t most, run_row_fn *fn, void *arg, struct err *e);

/*
 * Two runs side by side (the order is the reader's): households by what they were and what they
 * are, and those of which anything differs. Households that only one of them decided are ABSENT in
 * the other.
 */
#define RUN_ABSENT N_CATEGORIES
struct run_flows {
    struct sim_tally category[N_CATEGORIES + 1][N_CATEGORIES + 1]; /* before, after */
    struct sim_tally change[N_SIM_CHANGES];                        /* of those that both decided */
    struct sim_tally appeared, gone;
    int64_t differ; /* households of which anything differs */
};
int run_view_compare(struct run_view *before, struct run_view *after, struct str division,
                     struct run_flows *ret, struct err *e);

struct run_change {
    int64_t register_id, household_id;
    struct str household_no, division; /* of the later one, where it is there */
    size_t people;
    struct sim_result before, after; /* category N_CATEGORIES = absent */
    enum sim_change change;          /* of who is in both */
};
typedef int run_change_fn(void *arg, const struct run_change *c, const struct run_key *key,
                          struct err *e);
/* change: only these; -1 = every household that differs. */
int run_view_changes(struct run_view *before, struct run_view *after, struct str division,
                     int change, const struct run_key *after_key, size_t most, run_change_fn *fn,
                     void *arg, struct err *e);

/* A household's committed determinations, the last date first, superseded ones too. */
struct household_run {
    struct run_info run;
    struct run_row row;
};
typedef int household_run_fn(void *arg, const struct household_run *x, const struct run_key *key,
                             struct err *e);
/* E_NOT_FOUND: no such household in the actor's scope, today or at any of its determinations. */
int household_runs(struct reg *r, const struct actor *actor, struct str household_no,
                   const struct run_key *after, size_t most, household_run_fn *fn, void *arg,
                   struct err *e);
