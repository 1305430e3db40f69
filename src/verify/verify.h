/*
 * Economic verification (经济状况核对, JM23-2.2b): what was declared set against what departments
 * know. A verification looks at households on a date, as known at a change, and turns differences
 * into items of work, each with what it would do to the decision.
 */
#pragma once

#include "determine.h"
#include "feed.h"

/* Tables of this layer. */
extern const struct schema_part verify_schema;

/*
 * Stores the feeds' definitions and their sources, under a change of its own: those of the folder,
 * or without one those built in, unless the register has definitions of a bureau's own. Does
 * nothing where they are in force already. What was done is told to log (may be NULL).
 */
int verify_init(struct reg *r, const struct actor *actor, const char *folder, FILE *log,
                struct err *e);

/* X(NAME, word, Chinese, English) */
#define ITEM_KINDS(X)                                                                              \
    X(DIVERGENCE, "divergence", "申报与核对不一致", "declared and verified differ")                \
    X(UNDECLARED, "undeclared", "未申报，部门有记录", "not declared, known to a department")       \
    X(DEAD, "dead", "已死亡注销", "registered as dead")                                            \
    X(MOVED_OUT, "moved_out", "户口已迁出", "moved away")                                          \
    X(MEMBER_MISSING, "member_missing", "户籍成员未申报", "a member not declared")                 \
    X(TWO_HOUSEHOLDS, "two_households", "一人在两户", "one person in two households")              \
    X(NAME_DIFFERS, "name_differs", "号码相同、姓名不同", "one number with two names")             \
    X(CANDIDATE, "candidate", "待认定的匹配", "a match to be decided")                             \
    X(LEAD, "lead", "线索", "a lead")                                                              \
    X(IMPLAUSIBLE, "implausible", "申报自相矛盾", "implausible as declared")

#define AS_ITEM_KIND(name, word, zh, en) ITEM_##name,
enum item_kind { ITEM_KINDS(AS_ITEM_KIND) N_ITEM_KINDS };
#undef AS_ITEM_KIND

/* open 待核实; explained 已说明: the difference has an accepted reason, facts stay; confirmed 属实:
 * what was verified is so; dismissed 不属实: what was declared is so, which becomes a correction.
 */
#define ITEM_STATES(X)                                                                             \
    X(OPEN, "open", "待核实", "open")                                                              \
    X(EXPLAINED, "explained", "已说明", "explained")                                               \
    X(CONFIRMED, "confirmed", "属实", "confirmed")                                                 \
    X(DISMISSED, "dismissed", "不属实", "dismissed")
#define AS_ITEM_STATE(name, word, zh, en) ITEM_##name,
enum item_state { ITEM_STATES(AS_ITEM_STATE) N_ITEM_STATES };
#undef AS_ITEM_STATE

/* "divergence", "open"; labels in the thread's language. By either: -1 if it is none. */
const char *item_kind_word(enum item_kind kind);
const char *item_kind_label(enum item_kind kind);
int item_kind_parse(struct str word_or_label);
const char *item_state_word(enum item_state state);
const char *item_state_label(enum item_state state);
int item_state_parse(struct str word_or_label);

/* What an item would do to the decision: category and amount with what was declared, and with what
 * is in force, all else being in force; of a member who is dead, with her and without. */
struct item_effect {
    bool known; /* of items about a fact, and of DEAD */
    struct str category_declared, category_verified;
    struct maybe amount_declared, amount_verified; /* fen a month */
};

struct item {
    int64_t register_id, household_id, item_id;
    int64_t person_id; /* 0 = the household as a whole */
    size_t member;     /* from 1, of the household on as_of; 0 = the household, or no member now */
    struct str household_no, division, name; /* name: of the member, masked as the actor sees it */
    bool minor;                              /* she is under 14 today */
    enum item_kind kind;
    struct str attribute;           /* id; "" unless about a fact */
    struct str source;              /* label of who says so */
    int64_t delivery, row;          /* 0 = none, or several */
    struct str detail;              /* for people */
    struct fact declared, verified; /* of the attribute's type */
    struct maybe difference;        /* verified - declared: fen, or units */
    struct item_effect effect;
    int64_t weight; /* sorts work: what matters comes first; see README.md */
    int32_t as_of;
    enum item_state state;
    struct str reason, attachment, actor;         /* of the state, where one was set */
    int64_t state_at;                             /* microseconds */
    int64_t state_seq;                            /* since when it is so; 0 = from the beginning */
    int64_t recorded_seq, gone_seq, verification; /* gone_seq 0 = it stands */
};
/* The last change that made an item what it is. */
static inline int64_t item_version(const struct item *i)
{
    int64_t last = i->state_seq > i->recorded_seq ? i->state_seq : i->recorded_seq;
    return i->gone_seq > last ? i->gone_seq : last;
}

struct verify_options {
    struct str division;          /* "" = everything in scope */
    const struct str *households; /* only these; n 0 = all of the division */
    size_t n_households;
    int32_t as_of;
    int64_t known_seq; /* INT64_MAX = now; else nothing is written */
    bool dry_run;
};
struct verify_result {
    int64_t verification; /* 0 unless written */
    int64_t households, people, with_items;
    int64_t items[N_ITEM_KINDS];
    int64_t opened, kept, gone;               /* against the register's items of before; kept also
                                                 where one follows with other figures */
    int64_t category_changes, amount_changes; /* households decided otherwise than as declared */
    int64_t amount_sum;                       /* fen a month: sum of what amounts change by */
};
typedef int item_fn(void *arg, const struct item *i, struct err *e);
/* With all its texts in the arena. */
int item_dup(struct arena *a, const struct item *i, struct item *ret, struct err *e);

/* Looks at the households; fn (may be NULL) gets every item, household by household. Writes the
 * verification and its items in one transaction (needs RIGHT_CORRECT; without writing RIGHT_VIEW |
 * RIGHT_DETERMINE). Households that aren't there are E_NOT_FOUND. */
int verify_run(struct reg *r, const struct actor *actor, const struct verify_options *o,
               item_fn *fn, void *arg, struct verify_result *ret, struct err *e);

/* Where a list goes on: its last item's. */
struct item_key {
    int64_t weight, register_id, household_id, item_id;
};
struct item_filter {
    struct str division, household_no; /* "" = all */
    struct str source, attribute;      /* label and id; "" = all */
    int64_t item_id;                   /* of the household, gone ones too; 0 = all */
    int kind, state;                   /* -1 = all; gone items are left out */
    int64_t known_seq;                 /* INT64_MAX = now */
    bool by_weight;                    /* heaviest first, else by household */
    int64_t verification;              /* those that stood after one; 0 = that stand */
    const struct item_key *after;      /* NULL = from the beginning */
    size_t most;                       /* 0 = all */
};
/* E_NOT_FOUND for a household or a verification that isn't there. Needs RIGHT_VIEW, and to see
 * FIELD_MONEY and FIELD_HEALTH, as what follows. */
int items_list(struct reg *r, const struct actor *actor, const struct item_filter *f, item_fn *fn,
               void *arg, struct err *e);
/* How many there are, of the same filter. */
struct item_figures {
    int64_t items[N_ITEM_KINDS][N_ITEM_STATES];
    int64_t amount[N_ITEM_KINDS][N_ITEM_STATES]; /* fen a month that decisions would change by */
};
int items_figures(struct reg *r, const struct actor *actor, const struct item_filter *f,
                  struct item_figures *ret, struct err *e);
/* One of a household, also if it is gone; texts in the arena. */
int item_get(struct reg *r, const struct actor *actor, struct str household_no, int64_t item_id,
             int64_t seq, struct arena *a, struct item *ret, struct err *e);
/* An item of item_get in all its states, the first one first: state, reason, attachment, actor,
 * state_at. */
struct item_past {
    struct item *at;
    size_t n, cap;
};
int item_past(struct reg *r, const struct item *i, struct arena *a, struct item_past *ret,
              struct err *e);

/* Verifications, the last one first. Of one that reached beyond the actor's scope the counts are
 * those of the households that lie in scope today. */
struct verification_row {
    int64_t verification, known_seq, recorded_seq;
    int64_t at; /* when it was written: microseconds */
    int32_t as_of;
    struct str division, feeds_hash, pack_hash, actor; /* division: a prefix; "" = everything */
    int64_t households, items;
};
struct verifications {
    struct verification_row *at;
    size_t n, cap;
};
/* Those that looked at something of the scope, with smaller numbers than `before` (0 = all), at
 * most so many (0 = all). Needs RIGHT_VIEW. Texts in the arena. */
int verification_list(struct reg *r, const struct actor *actor, int64_t before, size_t most,
                      struct arena *a, struct verifications *ret, struct err *e);
int verification_get(struct reg *r, const struct actor *actor, int64_t verification,
                     struct arena *a, struct verification_row *ret, struct err *e);

/*
 * What stands behind an item of item_get: what each source states of its attribute (of items about
 * a fact), the ones that hold on its date first; and the rows of departments: of a fact those that
 * make its value, else the one that it was noted of. Texts in the arena.
 */
struct item_statement {
    struct str source, label; /* "declaration", 申报 */
    int32_t valid_from, valid_to;
    bool holds, least;
    struct fact value;
    struct str file; /* of the delivery */
    int64_t at;      /* recorded: microseconds */
};
struct item_row {
    struct str feed, label;
    uint32_t fields; /* feed_fields */
    int64_t delivery, row;
    size_t member;
    bool minor;
    int32_t from, to; /* DATE_NONE, DAY_OPEN */
    struct str text;  /* its cells, for people */
};
struct item_evidence {
    struct item_statement *statements;
    size_t n_statements;
    struct item_row *rows;
    size_t n_rows;
};
int item_evidence(struct reg *r, const struct actor *actor, const struct item *i, struct arena *a,
                  struct item_evidence *ret, struct err *e);

/*
 * Sets an item's state. explained and dismissed need a reason, dismissed an attachment besides,
 * since it writes a correction: the declared value (or `value`) is in force from the item's as_of.
 * confirmed of a lead or an event changes no fact. E_CONFLICT if the item is gone or already so.
 * Needs RIGHT_CORRECT and the household in scope.
 */
int item_settle(struct reg *r, const struct actor *actor, struct str household_no, int64_t item_id,
                enum item_state state, const struct fact *value, struct str reason,
                struct str attachment, struct err *e);
