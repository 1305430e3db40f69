/*
 * Households while a verification looks at them, many at a time: what is found of each, what that
 * does to its decision, and what was found before. Internal to this folder.
 */
#pragma once

#include "feed_facts.h"
#include "judge.h"
#include "verify.h"

#define LOOK_BATCH 1024u

struct look {
    struct household_facts h;
    struct str division;
    size_t n_asked;
    const struct feed_asked *asked;
    struct {
        struct item *at;
        size_t n, cap;
    } items;
};

struct looking {
    struct reg *r;
    const struct actor *actor;
    const struct catalogue *catalogue;
    const struct feeds *feeds;
    int name; /* the attribute; -1 = the catalogue has none */
    int32_t as_of;
    int64_t seq;
    struct arena *a; /* everything of the batch */
    size_t n;
    struct look at[LOOK_BATCH];
};

/* Appends an item about a member (from 1; 0 = the household), or nothing if there is one about the
 * same; *item has its kind, attribute, source, detail and values. */
int look_add(struct looking *x, struct look *l, size_t member, const struct item *item,
             struct err *e);

/* divergence.c: what was declared against what is in force. */
int divergences_find(struct looking *x, struct look *l, const struct stated *stated,
                     const struct feed_seen *seen, struct err *e);
/* Is a value no further from another than is tolerated? */
bool within_tolerance(const struct feeds *f, const struct attribute *t, struct fact from,
                      struct fact v);

/* signs.c: what feeds say beside facts, of one household; open candidates and what imports noted,
 * of all that were read. */
int signs_find(struct looking *x, struct look *l, const struct feed_seen *seen, struct err *e);
int signs_stored(struct looking *x, struct err *e);

/* effect.c: fills effect and weight of all items, and counts decisions that come out otherwise. */
int effects_judge(struct looking *x, struct judge *j, struct verify_result *count, struct err *e);

/*
 * items_store.c: compares what was found with what stands (as known at seq) and, with a writer,
 * writes it. Items of before keep their number; those that are new have one only if written.
 */
struct items_writer;
int items_writer_open(struct reg *r, const struct actor *actor, const struct verify_options *o,
                      struct items_writer **ret, struct err *e);
int items_compare(struct looking *x, struct items_writer *w, struct verify_result *count,
                  struct err *e);
int items_writer_end(struct items_writer *w, int64_t known_seq, const char *feeds_hash,
                     const char *pack_hash, struct str division, struct verify_result *result,
                     struct err *e);
void items_writer_free(struct items_writer *w);
void items_writer_freep(struct items_writer **w);

/* Are two items about the same: the same fact, or the same sign of the same source? */
bool item_about_same(const struct item *a, const struct item *b);
static inline bool item_of_fact(const struct item *i)
{
    return i->kind == ITEM_DIVERGENCE || i->kind == ITEM_UNDECLARED;
}
const struct attribute *item_attribute(const struct catalogue *c, const struct item *i);

/* As the actor sees it, in the arena. */
struct str name_seen(const struct actor *actor, struct str name, struct arena *a);

/* Rows of table item, and back; texts of *ret are in the arena. */
#define ITEM_COLUMNS                                                                               \
    "i.register_id, i.household_id, i.item_id, i.person_id, i.kind, i.attribute, i.source,"        \
    " i.delivery_id, i.feed_row, i.as_of, i.detail, i.declared, i.verified, i.difference,"         \
    " i.category_declared, i.category_verified, i.amount_declared, i.amount_verified, i.weight,"   \
    " i.verification_id, i.recorded_seq"
#define N_ITEM_COLUMNS 21
int item_decode(const struct catalogue *c, struct stmt *s, struct arena *a, struct item *ret,
                struct err *e);
/* The rest of a row, behind what item_decode reads: state, reason, attachment (null = open). */
int item_decode_state(struct stmt *s, int first, struct arena *a, struct item *ret, struct err *e);
