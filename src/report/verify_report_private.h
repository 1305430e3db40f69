/* What the files of the verification report share. */
#pragma once

#include "feed_facts.h"
#include "mask.h"
#include "report_out.h"
#include "verify_report.h"

struct vreport {
    struct reg *r;
    const struct actor *actor;
    struct lens lens;
    const struct verify_report_options *o;
    const struct catalogue *catalogue;
    const struct feeds *feeds;
    const struct pack *pack;
    int32_t as_of;
    int64_t seq;       /* what is known: the last change looked at */
    int64_t state_seq; /* states of items as known then */
    struct str prefix; /* of the division; "" = everything */
    struct report_out *out;
    struct arena *a;
    struct str number; /* of the report */
};

/* Facts that every report begins with: number, dates, hashes, clause. The section stays open. */
int vreport_head(struct vreport *x, struct err *e);
int vreport_household(struct vreport *x, struct err *e);
int vreport_batch(struct vreport *x, struct err *e);

/* Words; all in the report's arena. */
struct str vreport_date(struct vreport *x, int32_t day);
struct str vreport_instant(struct vreport *x, int64_t us);     /* 2018-06-30 14:05, Shanghai */
struct str vreport_money(struct vreport *x, struct maybe fen); /* "12.30 元", 未知 */
struct str vreport_value(struct vreport *x, const struct attribute *t, struct fact v,
                         const char *unknown);
struct str vreport_take(struct vreport *x, struct strbuf *b); /* into the arena; b is emptied */
struct str vreport_place(struct vreport *x, struct str division);

/* A feed that says anything of facts or signs; the others are lists for comparison. */
bool vreport_verifies(const struct feed *f);

/* What a delivery was. */
struct vreport_delivery {
    struct str files, sm3;
    int64_t rows;
};
int vreport_delivery(struct vreport *x, int64_t delivery, struct vreport_delivery *ret,
                     struct err *e);

/* The table of items; each row by vreport_item. */
void vreport_items_table(struct vreport *x, const char *note_zh, const char *note_en,
                         bool households);
void vreport_item(struct vreport *x, const struct item *i, bool households);
const struct attribute *vreport_attribute(const struct vreport *x, const struct item *i);
/* The label in Chinese; in English the id without its underscores. */
struct str vreport_name(struct vreport *x, const struct attribute *t);
