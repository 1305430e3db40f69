/* One list of a comparison, read row by row, from files or from the register. Private to ledger*.c
 * and coverage.c. */
#pragma once

#include "ledger.h"

struct ledger_reader;
/* Inside a read transaction. */
int ledger_reader_open(struct reg *r, const struct actor *actor, const struct ledger_list *l,
                       struct ledger_reader **ret, struct err *e);
void ledger_reader_free(struct ledger_reader *x);
void ledger_reader_freep(struct ledger_reader **x);
const struct feed *ledger_reader_feed(const struct ledger_reader *x);
/* What was read, for people, appended; and rows of a delivery that the register doesn't keep. */
int64_t ledger_reader_about(const struct ledger_reader *x, struct strbuf *what);
/* How large it is, about: bytes. A pipe is smaller than anything, since it can be read once only.
 */
int64_t ledger_reader_size(const struct ledger_reader *x);

struct ledger_record {
    struct feed_record row;         /* with its cells; line 0 of the register's */
    int64_t register_id, person_id; /* of the register's; else 0 */
};
/* 1 = *ret is filled until the next call, 0 = the end. */
int ledger_reader_next(struct ledger_reader *x, struct ledger_record *ret, struct err *e);
int ledger_reader_rewind(struct ledger_reader *x, struct err *e);
/* Does the row hold on that day? Of lists that aren't of dated spans every row does. */
bool ledger_holds(const struct feed *f, const struct feed_record *row, int32_t as_of);
