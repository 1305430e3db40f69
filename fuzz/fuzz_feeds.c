/* A file of a source's definition: what is accepted is consistent, and evaluates without a crash.
 */
#include "cleanup.h"
#include "feed.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static bool is_column(const struct feed *f, int column, enum feed_type t)
{
    return column < 0 || ((size_t)column < f->n_columns && f->columns[column].type == t);
}

/* Every cell unknown, then every cell its first word, its absent value, or something. */
static void evaluate(const struct feed *f)
{
    _cleanup_(feed_evaluator_freep) struct feed_evaluator *x = NULL;
    struct fact cells[FEED_COLUMNS_MAX] = {0}, v = {0};
    struct err e = {0};
    bool holds;
    check(feed_evaluator_new(f, &x, &e) == 0);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < f->n_facts; i++) {
            int rc = feed_holds(x, f->facts[i].condition, cells, &holds, &e);
            check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
            rc = feed_value(x, &f->facts[i], cells, &v, &e);
            check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
        }
        for (size_t i = 0; i < f->n_leads; i++)
            check(feed_holds(x, f->leads[i].condition, cells, &holds, &e) <= 0);
        for (size_t i = 0; i < f->n_columns; i++)
            cells[i] =
                f->columns[i].n_words ? (struct fact){.known = true, .s = f->columns[i].words[0]}
                : f->columns[i].absent.known ? f->columns[i].absent
                                             : (struct fact){.known = true, .i = 1, .s = STR("1")};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* kept, so that a leak checker finds it */
    static __attribute__((used)) struct arena *lasting;
    static struct catalogue *c;
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    struct err e = {0};
    if (!c) {
        lasting = arena_new(0);
        check(catalogue_read(catalogue_builtin(), "catalogue.csv", lasting, &c, &e) == 0);
    }
    const struct feeds_file file = {STR("x.csv"), {(const char *)data, size}};
    int rc = feeds_read(&file, 1, c, &f, &e);
    check(rc < 0 ? rc == e.code && e.zh[0] && e.en[0] && !f : f->n == 1);
    if (rc < 0)
        return 0;
    const struct feed *feed = &f->at[0];
    check(feed->label.len && feed->standing >= 1 && feed->n_columns <= FEED_COLUMNS_MAX);
    check((feed->window > 0) == (feed->at.day >= 0));
    check(is_column(feed, feed->at.id_no, FEED_ID_NO) && is_column(feed, feed->at.name, FEED_NAME));
    check(is_column(feed, feed->at.group, FEED_GROUP) && is_column(feed, feed->at.to, FEED_TO));
    check(feed->at.id_no >= 0 || feed->at.name >= 0);
    evaluate(feed);
    return 0;
}
