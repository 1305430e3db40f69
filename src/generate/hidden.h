/*
 * What households don't say, or say otherwise than it is: at most one thing a household, so that
 * the findings that must follow are plain. Whether a household hides something, and what, doesn't
 * depend on the rate of the others.
 */
#pragma once

#include "draft.h"
#include "rng.h"

/* X(NAME, weight, Chinese, English) */
#define HIDDEN_KINDS(X)                                                                            \
    X(WAGE, 15, "工资", "a wage")                                                                  \
    X(BUSINESS_INCOME, 6, "经营所得", "income of a business")                                      \
    X(RENT, 5, "房租", "rent")                                                                     \
    X(DEPOSITS, 12, "存款", "deposits")                                                            \
    X(SECURITIES, 4, "证券", "securities")                                                         \
    X(CAR, 8, "汽车", "a car")                                                                     \
    X(LICENCE, 5, "营业执照", "a business licence")                                                \
    X(DWELLING, 6, "第二套房", "a further dwelling")                                               \
    X(EMPLOYEE_PENSION, 6, "企业职工养老金", "an employee's pension")                              \
    X(BASIC_PENSION, 4, "基础养老金少报", "more basic pension than said")                          \
    X(NO_PENSION, 3, "基础养老金未发", "a basic pension that isn't paid")                          \
    X(SPOUSE, 6, "户籍上的配偶", "a spouse in the household register")                             \
    X(DEAD, 5, "成员已死亡", "a member who is dead")                                               \
    X(MOVED_OUT, 4, "成员已迁出", "a member who moved away")                                       \
    X(TWO_HOUSEHOLDS, 3, "成员在另一户", "a member who is in another household too")               \
    X(RESIDENCE, 2, "户口性质", "the kind of residence")                                           \
    X(DISABILITY, 4, "残疾等级", "another grade of disability, or none")                           \
    X(ILLNESS, 4, "大病", "a serious illness")                                                     \
    X(MEDICAL, 5, "医疗支出多报", "less medical expense than said")                                \
    X(SCHOOLING, 4, "就学变动", "school left or begun")                                            \
    X(UNINSURED, 3, "未参保", "no medical insurance")                                              \
    X(PREMISES, 3, "商铺", "shop premises")                                                        \
    X(MACHINE, 3, "大型农机", "a large machine")

#define AS_HIDDEN(name, weight, zh, en) HIDDEN_##name,
enum hidden { HIDDEN_KINDS(AS_HIDDEN) N_HIDDEN };
#undef AS_HIDDEN

struct hidden_entry {
    const char *zh, *en;
};
extern const struct hidden_entry hidden_entries[N_HIDDEN];

struct hiding {
    enum hidden kind; /* N_HIDDEN = nothing */
    size_t who;       /* the member, from 0 */
    int64_t amount;   /* fen, of money */
};

/*
 * rate: of all households, in millionths. declared: as it was said; truth, the same household as
 * it is, gets what it hides (facts of the draft; what the draft has no fact for is only in the
 * result). A kind that doesn't suit the household is left out, so fewer hide than the rate says.
 */
struct hiding hidden_draw(uint32_t rate, struct rng *r, const struct household *declared,
                          struct household *truth);
