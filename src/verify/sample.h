/*
 * Samples for a third party's visits (JM23-2.2c): households drawn at random, by stratum of town
 * and category, a list to be filled in at the door, and the error rate that follows.
 *
 * Who is drawn follows from the seed alone: within a stratum those whose SM3("SEED:HOUSEHOLD_NO")
 * is smallest, so that anybody with the list of a stratum's households can draw again. Take another
 * seed for every sample, or the same households are visited again.
 *
 * The population: households covered on as_of, which are those in force or in grace by their last
 * committed determination up to that day (held ones are what they were), else as they were
 * imported; with everyone, the others too, in strata of their own.
 */
#pragma once

#include "determine.h"
#include "mask.h"
#include "proportion.h"

#include <stdio.h>

/* X(NAME, word, Chinese, English) */
#define SAMPLE_RESULTS(X)                                                                          \
    X(CORRECT, "correct", "无误", "correct")                                                       \
    X(WRONG_IN, "wrong_in", "错保", "should not be covered")                                       \
    X(WRONG_AMOUNT, "wrong_amount", "金额有误", "wrong amount")                                    \
    X(WRONG_OUT, "wrong_out", "漏保", "should be covered")                                         \
    X(UNREACHABLE, "unreachable", "未访到", "not reached")

#define AS_SAMPLE_RESULT(name, word, zh, en) SAMPLE_##name,
enum sample_result { SAMPLE_RESULTS(AS_SAMPLE_RESULT) N_SAMPLE_RESULTS };
#undef AS_SAMPLE_RESULT
#define SAMPLE_OPEN (-1)                     /* no result yet */
const char *sample_result_label(int result); /* in the thread's language; "" while open */
const char *sample_result_word(int result);  /* "correct"; NULL while open */
int sample_result_parse(struct str word);    /* SAMPLE_OPEN where it is none */

struct sample_options {
    struct str division;
    int32_t as_of;
    int64_t size, seed; /* 1 … LIMIT_SAMPLE_HOUSEHOLDS; not negative */
    bool everyone;
};
struct sample {
    int64_t sample_id, known_seq, recorded_seq, recorded_at;
    int64_t size, seed; /* as asked for */
    int64_t strata, population, drawn, entered;
    struct str division, actor; /* division: a prefix, "" = everywhere */
    int32_t as_of;
    bool everyone;
};

/* Draws and keeps a sample. Needs RIGHT_VIEW | RIGHT_CORRECT. E_NOT_FOUND where nobody is to be
 * drawn from. */
int sample_draw(struct reg *r, const struct actor *actor, const struct sample_options *o,
                int64_t *ret_sample, struct err *e);

/* Samples as known at seq (INT64_MAX = now) that lie in the actor's scope, latest first. Needs
 * RIGHT_VIEW, as what follows. Texts in the arena. */
struct samples {
    struct sample *at;
    size_t n, cap;
};
int sample_list(struct reg *r, const struct actor *actor, int64_t seq, struct arena *a,
                struct samples *ret, struct err *e);
/* E_NOT_FOUND, also where the sample goes beyond the actor's scope. */
int sample_get(struct reg *r, const struct actor *actor, int64_t sample_id, int64_t seq,
               struct arena *a, struct sample *ret, struct err *e);

/* The list for visitors, in order of divisions and numbers: facts as they were known when it was
 * drawn, results as known at seq. */
struct sample_visit {
    int64_t sample_id, position;
    struct str household_no, division, head, address; /* head: masked as the lens has it; address:
                                                         left out unless the actor sees it */
    size_t people;
    struct str category; /* code */
    enum standing standing;
    struct maybe amount; /* fen a month */
    int result;
    struct str note;
};
typedef int sample_visit_fn(void *arg, const struct sample_visit *v, struct err *e);
/* Those with positions behind `after` (0 = all), at most so many (0 = all). */
int sample_visits(struct reg *r, const struct lens *x, int64_t sample_id, int64_t seq,
                  int64_t after, size_t most, sample_visit_fn *fn, void *arg, struct err *e);

/* Columns of the list that are read back. */
#define SAMPLE_COLUMN_SAMPLE "样本号"
#define SAMPLE_COLUMN_HOUSEHOLD "户号"
#define SAMPLE_COLUMN_RESULT "结果"
#define SAMPLE_COLUMN_NOTE "备注"

/*
 * The filled list, CSV or XLSX. A row without a result is left for later; one that isn't in the
 * sample, is there twice, or has a result that doesn't exist or can't be (错保 of a household that
 * wasn't covered) is rejected with its place; the others go in. What differs from what is there is
 * a later result; the earlier one is kept. Needs RIGHT_CORRECT.
 */
struct sample_file {
    const char *path, *sheet, *errors; /* sheet, errors: may be NULL */
    FILE *report;                      /* may be NULL */
};
struct sample_entered {
    uint64_t rows, entered, same, open, rejected;
};
int sample_enter(struct reg *r, const struct actor *actor, int64_t sample_id,
                 const struct sample_file *f, struct sample_entered *ret, struct err *e);

/* The same for households one by one: all of them, or none; E_INVALID says which one can't be, and
 * why. */
struct sample_answer {
    struct str household_no;
    enum sample_result result;
    struct str note;
};
int sample_answer(struct reg *r, const struct actor *actor, int64_t sample_id,
                  const struct sample_answer *at, size_t n, struct sample_entered *ret,
                  struct err *e);

/* What was found. Rates leave out who was not reached, as if they were like those who were. */
struct sample_stratum {
    struct str division, category; /* 12 digits; code */
    bool covered;
    int64_t population, drawn, open, results[N_SAMPLE_RESULTS];
};
/* Those drawn who were met, and those of them with something wrong. */
int64_t sample_seen(const struct sample_stratum *s);
int64_t sample_wrong(const struct sample_stratum *s);
struct sample_rate {
    bool known; /* somebody was visited */
    int64_t population, seen, wrong;
    struct proportion p;
};
struct sample_rates {
    struct sample sample;
    size_t n;
    const struct sample_stratum *strata;
    struct sample_rate wrong, wrong_in, wrong_amount; /* of the households covered */
    struct sample_rate wrong_out;                     /* of the others */
};
int sample_rates(struct reg *r, const struct actor *actor, int64_t sample_id, int64_t seq,
                 struct arena *a, struct sample_rates *ret, struct err *e);
