/*
 * A household on the departments' desks: what they know of it, and rows of it in their files. A
 * department may have written somebody's number or name its own way, in all rows of one file alike;
 * so an import takes these rows for hers, or must ask.
 */
#pragma once

#include "deptbook.h"
#include "hidden.h"
#include "namebook.h"
#include "said.h"
#include "serials.h"

#include <stdio.h>

/* X(NAME, weight, Chinese, English) */
#define NOISE_KINDS(X)                                                                             \
    X(OLD_NUMBER, 20, "15 位旧号码", "an old number of 15 digits")                                 \
    X(LOWER_X, 10, "号码末位小写 x", "a small x at the end of the number")                         \
    X(FULL_WIDTH, 15, "全角数字", "full-width digits")                                             \
    X(BLANKS, 20, "多余的空格", "stray blanks")                                                    \
    X(NO_NUMBER, 8, "号码空缺", "no number")                                                       \
    X(WRONG_DIGIT, 8, "号码有一位写错", "one digit of the number wrong")                           \
    X(OTHER_NAME, 7, "号码对、姓名不对", "the right number with another name")                     \
    X(STRANGER, 7, "另有同名不同生日的人", "besides, a stranger of the same name")                 \
    X(UNREADABLE, 5, "另有一行读不出", "besides, a row that can't be read")

#define AS_NOISE(name, weight, zh, en) NOISE_##name,
enum noise { NOISE_KINDS(AS_NOISE) N_NOISES };
#undef AS_NOISE

struct noise_entry {
    const char *zh, *en;
};
extern const struct noise_entry noise_entries[N_NOISES];

struct desk {
    struct deptbook *book;
    struct serials *serials;
    const struct namebook *names;
    uint32_t noise_rate; /* of people with rows in a file, in millionths */
    uint64_t noises[N_NOISES];

    struct household truth;
    struct hiding hiding;
    uint64_t number; /* of the household */
    struct rng rows, noise;
    struct said said;
    struct err *e;
    int error; /* sticks; set with e */
};

/* Rows of member i (from 0) in a file. lands: an import knows whose they are. */
struct page {
    struct desk *desk;
    enum dept feed;
    size_t member;
    struct dept_identity who;
    bool lands, begun;
    enum noise noise;
};
struct page desk_page(struct desk *d, enum dept feed, size_t member);
/* A row: its cells behind the identity, separated by commas. True if it lands. */
bool page_row(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Notes a sign of the page's member. */
void page_sign(const struct page *p, enum sign sign);
void desk_sign(struct desk *d, enum sign sign, size_t member, enum dept feed);

/* Somebody outside the register, with a number and a name that nobody there has. */
struct dept_identity desk_stranger(struct desk *d, struct rng *r, enum sex sex, int age);

/* deptrows.c: all rows of the household; said is filled. */
void desk_rows(struct desk *d);
/* strangers.c: somebody outside the register with a row in each file. division: where she lives. */
void desk_outsider(struct desk *d, struct rng *r, uint64_t number, const char *division);

/* Amounts and dates in formats. */
#define FEN "%" PRId64 ".%02d"
#define FEN_ARG(fen) (int64_t)(fen) / 100, (int)((fen) % 100)
struct day_text {
    char s[24];
};
struct day_text day_text(int32_t day); /* DATE_NONE: empty */
/* The k-th month before 2018-05, as 2018-05. */
struct day_text month_text(int k);
