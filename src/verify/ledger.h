/*
 * Ledger comparison (台账比对, JM23-3.1): two lists of people set against each other, by identity
 * number. Whoever has no sound number in one of them is told as a *possible* pair where name and
 * birth date agree, never taken for the same person.
 *
 * The smaller list is held in memory, the other one is read through twice; of its people 16 bytes
 * each are held (which numbers were there).
 */
#pragma once

#include "feed_file.h"
#include "register.h"

struct ledger_list {
    struct str feed; /* name or label of its definition */
    const char *const *files;
    size_t n_files; /* 0 = what the register keeps of the feed's last delivery: its own people */
};

struct ledger_options {
    struct ledger_list left, right;
    int32_t as_of;             /* rows of dated spans that don't hold on that day are left out */
    const struct str *columns; /* what is compared; n 0 = every column that both have */
    size_t n_columns;
    uint32_t opened; /* enum field_class: not masked in what fn gets */
};

/* X(NAME, word, Chinese, English). Of a pair or of one row. */
#define LEDGER_OUTCOMES(X)                                                                         \
    X(BOTH, "both", "两边都有", "in both")                                                         \
    X(DIFFERENT, "different", "两边都有，内容不同", "in both, different")                          \
    X(ONLY_LEFT, "only_left", "仅左边有", "only left")                                             \
    X(ONLY_RIGHT, "only_right", "仅右边有", "only right")                                          \
    X(POSSIBLE, "possible", "可能同一人，待核实", "possibly the same")                             \
    X(DOUBLED_LEFT, "doubled_left", "左边重复", "doubled left")                                    \
    X(DOUBLED_RIGHT, "doubled_right", "右边重复", "doubled right")                                 \
    X(UNREADABLE, "unreadable", "有错误，无法比对", "faulty, not compared")
#define AS_LEDGER_OUTCOME(name, word, zh, en) LEDGER_##name,
enum ledger_outcome { LEDGER_OUTCOMES(AS_LEDGER_OUTCOME) N_LEDGER_OUTCOMES };
#undef AS_LEDGER_OUTCOME
const char *ledger_outcome_code(enum ledger_outcome o);
const char *ledger_outcome_label(enum ledger_outcome o);

struct ledger_party {
    bool there;
    uint64_t row; /* line of the file, from 1; 0 = the register's */
    size_t file;
    char number[IDNO_TEXT];     /* masked; "" where it isn't sound */
    enum idno_result number_is; /* IDNO_OK, or what is wrong with it */
    struct str name;            /* as the actor sees it */
    int32_t birth;              /* DATE_NONE */
    struct str division;
};
struct ledger_difference {
    struct str column, left, right; /* values as files have them */
};
/* Texts until the next one. */
struct ledger_row {
    enum ledger_outcome outcome;
    struct ledger_party left, right; /* there: one of them, or both */
    const struct ledger_difference *differences;
    size_t n_differences;
    size_t others; /* of a possible pair: how many more rows would do as well, not told */
};

/* rows = the sum of what follows, `not_kept` aside. */
struct ledger_side {
    struct str label; /* of the feed */
    struct str what;  /* files; or which delivery */
    int64_t rows;     /* read */
    int64_t ended;    /* don't hold on as_of */
    int64_t paired;   /* in both, different or not */
    int64_t only, possible, doubled;
    int64_t unreadable; /* and those whose partner is */
    int64_t not_kept; /* of a delivery: rows of nobody in the register, which aren't there; 0 where
                         it reaches beyond the actor's scope */
};
struct ledger_result {
    struct ledger_side left, right;
    int64_t pairs[N_LEDGER_OUTCOMES]; /* how often told */
    size_t n_columns;
    const struct ledger_column_count {
        struct str column;
        int64_t different;
    } * columns; /* compared; the name first */
};
typedef int ledger_fn(void *arg, const struct ledger_row *row, struct err *e);

/*
 * fn (may be NULL) gets every pair and row in no special order. Texts of *ret in the arena. Needs
 * RIGHT_VIEW. E_NOT_FOUND: no such feed, no delivery of it; E_USAGE: both lists from one pipe, or a
 * column that isn't in both; else as feed_file_open.
 */
int ledger_compare(struct reg *r, const struct actor *actor, const struct ledger_options *o,
                   ledger_fn *fn, void *arg, struct arena *a, struct ledger_result *ret,
                   struct err *e);
