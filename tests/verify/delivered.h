/* Deliveries written straight into the tables, as an import leaves them, for what follows. */
#pragma once

#include "feed_facts.h"
#include "fixture.h"

/* Columns that all feeds of the tests begin with: number, name, 类, 额. */
struct sent_row {
    int64_t person;        /* of register 1 */
    const char *from, *to; /* dates; NULL */
    const char *kind;      /* 类; NULL = unknown */
    int64_t amount;        /* 额, fen; -1 = unknown */
    bool candidate;
};
struct sent {
    const char *feed, *division, *received, *reference;
};

/* The definitions of delivered.c come into force, and there are households 1 … 3 since 2018-01-01:
 * two in the town 440783001, the third in 440783116. */
struct feeds *delivered_init(struct fixture *f);
/* Imports people 1 … 9 into the households told (0 = into none) from a day on; how many weren't
 * taken. */
#define DELIVERED_PEOPLE 9
uint64_t delivered_people(struct fixture *f, const int in[DELIVERED_PEOPLE], const char *from,
                          int flags);
/* One delivery and the facts that follow from it; its number. */
int64_t deliver(struct fixture *f, const struct feeds *feeds, struct sent x,
                const struct sent_row *rows, size_t n, uint64_t *ret_changed);
int64_t delivered_seq(struct fixture *f); /* the last change */

/* What a source states of a subject as known now; and of it an attribute on a day: "3", ">=3" for a
 * lower bound, "-". */
void stated(struct fixture *f, enum entity entity, int64_t id, const char *source, struct arena *a,
            struct statements *ret);
void stated_on(struct fixture *f, const struct statements *list, enum entity entity,
               const char *attribute, int32_t on, struct strbuf *out);

/* What heyi check finds in this layer, as text. */
void delivered_check(struct fixture *f, struct strbuf *out);
