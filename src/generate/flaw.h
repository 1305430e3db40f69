/*
 * What is wrong, or only written in another way, in files as offices send them. At most one flaw a
 * household, so that what an import must say of each row is certain.
 *
 * Every household belongs to one kind (or to none), by a random number of its own; the rate of that
 * kind decides whether it gets the flaw. So no choice of kinds and rates moves the others.
 */
#pragma once

#include "sheet.h"

/* rejected: an import must reject the row. warned: it imports it and warns; such kinds are named
 * like the findings of src/register/import_check.c. accepted: a spelling that changes nothing.
 * unnoticed: the row goes in, and what the register then holds isn't the truth. */
#define FLAW_EXPECTATIONS(X)                                                                       \
    X(REJECTED, "rejected") X(WARNED, "warned") X(ACCEPTED, "accepted") X(UNNOTICED, "unnoticed")

/* X(name, word, expectation, Chinese, English). A new kind goes to the end: places are drawn. */
#define FLAW_KINDS(X)                                                                              \
    X(ID_CHECKSUM, "id_checksum", REJECTED, "号码有一位写错", "one character of the number wrong") \
    X(ID_LENGTH, "id_length", REJECTED, "号码为 17、19 位，或误填残疾证号（20、22 位）",           \
      "17 or 19 characters, or a disability card's 20 or 22")                                      \
    X(KEY_MISSING, "key_missing", REJECTED, "户号、区划、姓名或号码空缺",                          \
      "household number, division, name or identity number empty")                                 \
    X(UNKNOWN_CODE, "unknown_code", REJECTED, "代码表中没有的名称", "a word that is no code")      \
    X(BAD_AMOUNT, "bad_amount", REJECTED, "读不出的金额", "an amount that can't be read")          \
    X(BAD_DATE, "bad_date", REJECTED, "读不出或不存在的出生日期",                                  \
      "a birth date that can't be read or doesn't exist")                                          \
    X(SEX_DIFFERS, "sex_differs", REJECTED, "性别与号码不符", "sex contradicts the number")        \
    X(BIRTH_DIFFERS, "birth_differs", REJECTED, "出生日期与号码不符",                              \
      "birth date contradicts the number")                                                         \
    X(PENSION_ABOVE_TRANSFER, "pension_above_transfer", REJECTED, "基础养老金高于转移净收入",      \
      "basic pension above transfer income")                                                       \
    X(PERSON_TWICE, "person_twice", REJECTED, "同一人有两行", "a person's row twice")              \
    X(HOUSEHOLD_TWICE, "household_twice", REJECTED, "同一户有两行", "a household's row twice")     \
    X(IN_TWO_HOUSEHOLDS, "in_two_households", REJECTED, "同一号码在两户",                          \
      "a number in two households")                                                                \
    X(NO_SUCH_HOUSEHOLD, "no_such_household", REJECTED, "人员的户号不存在",                        \
      "a person without a household")                                                              \
    X(NO_SUCH_DIVISION, "no_such_division", REJECTED, "区划不存在（全户被拒绝）",                  \
      "a division that doesn't exist (rejects the whole household)")                               \
    X(SON_FEMALE, "son_female", WARNED, "女儿填作子", "a daughter put down as son")                \
    X(DAUGHTER_MALE, "daughter_male", WARNED, "儿子填作女", "a son put down as daughter")          \
    X(PARENT_YOUNGER, "parent_younger", WARNED, "晚辈填作父母", "a descendant put down as parent") \
    X(CHILD_OLDER, "child_older", WARNED, "母亲填作女", "a mother put down as daughter")           \
    X(SPOUSE_YOUNG, "spouse_young", WARNED, "不满 20 岁者填作配偶",                                \
      "somebody under 20 put down as spouse")                                                      \
    X(TWO_HEADS, "two_heads", WARNED, "一户两个户主", "two heads")                                 \
    X(TWO_SPOUSES, "two_spouses", WARNED, "一户两个配偶", "two spouses")                           \
    X(SPOUSE_SAME_SEX, "spouse_same_sex", WARNED, "配偶与户主同性别",                              \
      "a spouse of the head's sex")                                                                \
    X(CHILD_WORKS, "child_works", WARNED, "不满 16 岁填作劳动力", "under 16, put down as labour")  \
    X(DISABILITY_GRADE, "disability_grade", WARNED, "无残疾却有等级", "a grade of no disability")  \
    X(NO_DWELLING, "no_dwelling", WARNED, "有住房却填作无房", "no dwelling, yet some are counted") \
    X(ID_15, "id_15", ACCEPTED, "15 位旧号码", "an old number of 15 digits")                       \
    X(ID_LOWER_X, "id_lower_x", ACCEPTED, "号码末位小写 x", "a small x at the end of the number")  \
    X(FULL_WIDTH, "full_width", ACCEPTED, "全角数字", "full-width digits")                         \
    X(BLANKS, "blanks", ACCEPTED, "多余的空格", "stray blanks")                                    \
    X(SPELLING, "spelling", ACCEPTED, "金额、日期、是否、代码的其他写法",                          \
      "amounts, dates, yes and no, codes written otherwise")                                       \
    X(AGED_LABOUR, "aged_labour", UNNOTICED, "60 岁以上填作普通劳动力",                            \
      "60 and over, put down as ordinary labour")                                                  \
    X(DESTITUTE_WORKS, "destitute_works", UNNOTICED, "特困人员填作就业",                           \
      "a destitute person put down as employed")                                                   \
    X(HOUSEHOLD_EMPTY, "household_empty", UNNOTICED, "户没有成员行",                               \
      "a household without its people")                                                            \
    X(FACT_MISSING, "fact_missing", UNNOTICED, "漏填一项", "a fact left out")                      \
    X(COLUMN_MISSING, "column_missing", UNNOTICED, "户表缺住址列（整个文件，与比例无关）",         \
      "households.csv without addresses (the whole file, whatever the rate)")

#define AS_EXPECTATION(name, word) EXPECT_##name,
#define AS_FLAW(name, word, expectation, zh, en) FLAW_##name,
enum expectation { FLAW_EXPECTATIONS(AS_EXPECTATION) N_EXPECTATIONS };
enum flaw_kind { FLAW_KINDS(AS_FLAW) N_FLAWS };

struct flaw_entry {
    const char *word, *zh, *en;
    enum expectation expectation;
};
extern const struct flaw_entry flaw_entries[N_FLAWS];
extern const char *const expectation_words[N_EXPECTATIONS];

/* Rates in millionths of the households. Each kind has a fiftieth of them, so 2% is the most. */
#define FLAW_PLACES 50
#define FLAW_RATE_MAX (1000000u / FLAW_PLACES)
struct flaw_rates {
    uint32_t of[N_FLAWS];
};

/* errors: WORD[=RATE],… from the left to the right, where WORD is none, all, an expectation or a
 * kind, and RATE as in 0.5%; rate: the one of words without their own (NULL: 0.2%). E_USAGE. */
int flaw_rates_parse(const char *errors, const char *rate, struct flaw_rates *ret, struct err *e);
/* A percentage up to max (millionths) with up to four decimals, as 0.5%. E_USAGE. */
int rate_parse(struct str s, uint32_t max, uint32_t *ret, struct err *e);
bool flaw_rates_any(const struct flaw_rates *r);

enum flaw_shape {
    FLAW_CELL,      /* one cell is written otherwise */
    FLAW_ROW_AGAIN, /* the row stands there once more, its cell written otherwise */
    FLAW_NO_PEOPLE, /* the household's people are left out */
};

struct flaw {
    enum flaw_kind kind;
    enum flaw_shape shape;
    const struct person *person; /* whose row it is; NULL: the household's */
    struct sheet_cell cell;      /* fact -1: none is changed; its text lies in text */
    char text[2 * SHEET_CELL];
};

/* The kind that household number belongs to; N_FLAWS = none. */
enum flaw_kind flaw_kind_of(uint64_t seed, uint64_t number);
/* The flaw of household number, if it has one: its kind's rate may spare it, and not every kind
 * suits every household. elsewhere: the number of a household whose own row will be accepted, or
 * "". ret must stay where it is. */
bool flaw_draw(const struct flaw_rates *rates, uint64_t seed, uint64_t number,
               const struct household *h, const struct sheet *households,
               const struct sheet *people, const char *elsewhere, struct flaw *ret);
