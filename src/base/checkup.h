/*
 * A check-up of stored data: what was looked at, how much of it, and what is wrong. Each layer adds
 * kinds of checks for what it stores; whoever runs them hands in a sink for the findings.
 */
#pragma once

#include "err.h"

#include <stdbool.h>
#include <stdint.h>

#define CHECKUP_KINDS_MAX 32
#define CHECKUP_PLACE_BYTES 128

struct checkup;

struct checkup_kind {
    struct checkup *of;
    const char *id, *zh, *en; /* "change_log", "变更日志", "change log" */
    int64_t examined, found;
    bool derived;       /* of what can be made anew: what is wrong there harms nothing */
    struct err skipped; /* set: why it couldn't be looked at, which is no finding */
};

/* place: table and key ("membership 1/5"), never localised; what: what is wrong and what to do. A
 * negative result ends the check-up. */
typedef int checkup_fn(void *arg, const struct checkup_kind *k, const char *place,
                       const struct err *what, struct err *e);

struct checkup {
    checkup_fn *fn;
    void *arg;
    size_t n;
    struct checkup_kind kinds[CHECKUP_KINDS_MAX]; /* in the order in which they were begun */
};

/* A kind, owned by the check-up: a new one, or the one of this id. Texts must outlive it. */
struct checkup_kind *checkup_begin(struct checkup *c, const char *id, const char *zh,
                                   const char *en);

/* Counts a finding and hands it on. */
int checkup_add(struct checkup_kind *k, const char *place, const struct err *what, struct err *e);
/* The same with the message of err_set: zh, en, arguments. */
#define checkup_find(k, e, place, ...)                                                             \
    ({                                                                                             \
        struct err checkup_what = {0};                                                             \
        err_set(&checkup_what, E_CORRUPT, __VA_ARGS__);                                            \
        checkup_add((k), (place), &checkup_what, (e));                                             \
    })

/* What a check came to: damage that it couldn't read past (E_CORRUPT in *e) becomes a finding, so
 * that the next check can be made. */
int checkup_end(struct checkup_kind *k, int rc, struct err *e);

struct checkup_place {
    char text[CHECKUP_PLACE_BYTES];
};
struct checkup_place checkup_place(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
