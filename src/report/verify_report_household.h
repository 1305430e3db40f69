/* A household while its report is made: private to verify_report_household*.c. */
#pragma once

#include "judge.h"
#include "verify_report_private.h"

/* An attribute of the household (member 0) or a member: declared against in force. */
struct line {
    size_t member;
    const struct attribute *attribute;
    struct fact declared, verified;
    int64_t won; /* source */
    const struct item *item;
};

struct household {
    struct vreport *x;
    struct scan *scan;
    struct household_facts h;
    struct stated stated;
    struct feed_seen seen;
    struct str *names; /* of members */
    struct {
        struct item *at;
        size_t n, cap;
    } items;
    struct {
        struct line *at;
        size_t n, cap;
    } lines;
    struct decision declared, verified;
};

/* Does the row count for the figure? */
bool household_behind(const struct feed_hit *hit, const struct line *l);
/* Was a department heard about it? Else it rests on the declaration alone. */
bool household_heard(const struct household *w, const struct attribute *t);
/* Departments were heard about it, or there is more to it than the declaration. */
bool household_shown(const struct household *w, const struct line *l);

/* verify_report_household_write.c */
int household_write(struct household *w, struct err *e);
