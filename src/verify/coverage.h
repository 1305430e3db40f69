/*
 * Who should be covered and isn't (应保尽保, JM18-2.1.2a), and who is covered and should no longer
 * be (应退尽退, JX-1): what the policy finds on a date, with the facts known, against what stands:
 * the last committed determination, or lists of recipients.
 */
#pragma once

#include "determine.h"
#include "ledger.h"

struct coverage_options {
    struct str division; /* "" = everything in scope */
    int32_t as_of;
    int64_t known_seq;               /* INT64_MAX = now */
    const struct ledger_list *lists; /* who is covered is on one of them; … */
    size_t n_lists;                  /* … 0 = what determinations, else imports, say */
    uint32_t opened;                 /* enum field_class: not masked in what fn gets */
};

/* X(NAME, word, Chinese, English). What isn't told is as it should be, covered or not. */
#define COVERAGE_KINDS(X)                                                                          \
    X(MISSING, "missing", "应保未保", "eligible, not covered")                                     \
    X(PARTLY, "partly", "在保但成员不全", "covered, members missing from the list")                \
    X(LEAVE, "leave", "应退未退", "covered, no longer eligible")                                   \
    X(GRACE, "grace", "渐退期内", "covered, in grace")                                             \
    X(OPEN, "open", "待查明", "to be found out")                                                   \
    X(NOT_FOUND, "not_found", "名单上有、登记库中没有", "on a list, not in the register")
#define AS_COVERAGE_KIND(name, word, zh, en) COVERAGE_##name,
enum coverage_kind { COVERAGE_KINDS(AS_COVERAGE_KIND) N_COVERAGE_KINDS };
#undef AS_COVERAGE_KIND
const char *coverage_kind_code(enum coverage_kind k);
const char *coverage_kind_label(enum coverage_kind k);

/* Texts until the next one. */
struct coverage_row {
    enum coverage_kind kind;
    const struct decision *d; /* what the policy finds; NULL of NOT_FOUND */
    bool covered;
    struct maybe amount; /* fen a month: what stands; unknown with lists */
    int32_t decided;     /* as_of of the determination that stands; DATE_NONE = imported, lists */
    struct maybe listed; /* members on a list; unknown without lists */
    struct ledger_party party; /* of NOT_FOUND: the row, and … */
    struct str list;           /* … of which list */
};

struct coverage_place { /* a town, or what lies above */
    char division[13];  /* padded */
    int64_t households, covered, eligible;
    int64_t kind[N_COVERAGE_KINDS];       /* households; NOT_FOUND: always 0 */
    int64_t missing_amount, leave_amount; /* fen a month: found for MISSING, standing for LEAVE */
};
struct coverage_result {
    struct coverage_place all;
    bool lists;
    int64_t not_found; /* rows of lists */
    size_t n;
    const struct coverage_place *places; /* by division, in the arena */
};
typedef int coverage_fn(void *arg, const struct coverage_row *row, struct err *e);

/* Rows of lists first, then households in the order of a scan. Nothing is written.
 * Needs RIGHT_VIEW and RIGHT_DETERMINE, and to see FIELD_MONEY. */
int coverage_run(struct reg *r, const struct actor *actor, const struct coverage_options *o,
                 coverage_fn *fn, void *arg, struct arena *a, struct coverage_result *ret,
                 struct err *e);
