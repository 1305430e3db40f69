/* cases.csv: the test cases of a pack in plain rows (policies/README.md). Internal. */
#pragma once

#include "facts.h"
#include "pack_private.h"

enum expectation_kind {
    EXPECT_DECISION, /* the value of a decision */
    EXPECT_BECAUSE,  /* facts for which the household is undecided */
    EXPECT_ALSO_MISSING,
    EXPECT_FAILED,
};

struct expectation {
    enum expectation_kind kind;
    int node;          /* EXPECT_DECISION */
    struct str column; /* header, for messages */
    struct str text;   /* as written; "-" or 未知 = unknown, 无 = none */
};

struct test_case {
    struct str name;
    uint32_t line;
    int32_t as_of;
    struct household_facts household;
    size_t n_expected;
    const struct expectation *expected;
};

/* Errors name file, line and column. A pack without cases.csv has none. */
int cases_read(const struct pack *p, struct arena *a, const struct test_case **ret, size_t *ret_n,
               struct err *e);
bool text_means_unknown(struct str s);      /* "-", 未知, unknown */
bool text_means_none(struct str s);         /* 无, none */
bool text_boolean(struct str s, bool *ret); /* 是, true, 1 … */
