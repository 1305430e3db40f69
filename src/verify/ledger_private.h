/* What the files of ledger_compare share: numbers in memory, columns in common. */
#pragma once

#include "ledger.h"

/*
 * Which identity numbers a list has: 16 bytes a number at most 3/4 full, exactly. The first 17
 * digits are the key, since the last one follows from them.
 */
struct ledger_numbers {
    struct ledger_number *at;
    size_t n, cap;
};
struct ledger_number {
    uint64_t key;  /* 0 = free */
    uint32_t held; /* of the list in memory: index + 1, 0 = not there */
    bool seen;     /* in the list that is read */
    bool told;     /* …, and gone by */
};
/* 0: no sound number. */
uint64_t ledger_key(const char number[IDNO_TEXT]);
void ledger_numbers_done(struct ledger_numbers *t);
struct ledger_number *ledger_numbers_find(const struct ledger_numbers *t, uint64_t key);
/* The one that is there, or a new one; until the next put. NULL: no memory. */
struct ledger_number *ledger_numbers_put(struct ledger_numbers *t, uint64_t key);

/*
 * What both definitions have and is compared: the name, then columns of one type and name (or
 * other headers that mean the same). Identity columns and groups aren't: each list has numbers of
 * its own for households.
 */
struct ledger_columns {
    size_t n;
    struct ledger_shared {
        struct str name;
        enum feed_type type;
        int left, right; /* -1 = the name */
    } * at;
};
int ledger_columns_find(const struct feed *left, const struct feed *right,
                        const struct ledger_options *o, struct arena *a, struct ledger_columns *ret,
                        struct err *e);
/* Both known, and not the same. */
bool ledger_cells_differ(enum feed_type type, struct fact left, struct fact right);
/* As files have it, never localised, in the arena. */
struct str ledger_cell_text(const struct feed_column *c, struct fact v, struct arena *a);
