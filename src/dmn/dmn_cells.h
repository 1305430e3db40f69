/* Simple cells: what gap analysis can reason about. Internal to this folder. */
#pragma once

#include "feel.h"

enum simple_op { SIMPLE_EQ, SIMPLE_LT, SIMPLE_LE, SIMPLE_GT, SIMPLE_GE, SIMPLE_RANGE };

struct simple_test {
    enum simple_op op;
    const struct feel_value *a, *b; /* b: a range's end */
    bool open_a, open_b;
};

struct simple_cell {
    bool any;     /* `-` */
    bool opaque;  /* anything but the forms below */
    bool negated; /* not(…) */
    size_t n;
    struct simple_test *tests; /* one of them holds */
};

/* Reads `-`, literals, comparisons with and ranges of literals, lists of these, not(…). Whatever
 * else it is, is opaque. False when memory is exhausted. */
bool dmn_cell_read(struct arena *a, struct str text, struct simple_cell *ret);
/* A literal (number, string without escapes, boolean, null, temporal); NULL. */
const struct feel_value *dmn_literal_read(struct arena *a, struct str text);
