/* Cells as they are kept. The first byte picks the source; what is read is written the same again.
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* kept, so that a leak checker finds them */
    static __attribute__((used)) struct arena *lasting;
    static struct catalogue *c;
    static struct feeds *feeds;
    struct err e = {0};
    if (!feeds) {
        lasting = arena_new(0);
        check(catalogue_read(catalogue_builtin(), "catalogue.csv", lasting, &c, &e) == 0);
        check(feeds_builtin(c, &feeds, &e) == 0);
    }
    if (!size)
        return 0;
    const struct feed *f = &feeds->at[data[0] % feeds->n];
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf one = {0}, two = {0};
    struct fact *cells = NULL, *again = NULL;
    struct str text = {(const char *)data + 1, size - 1};
    int rc = feed_cells_read(f, text, a, &cells, &e);
    check(rc < 0 ? rc == E_CORRUPT && e.zh[0] && e.en[0] : cells != NULL);
    if (rc < 0)
        return 0;
    check(feed_cells_write(f, cells, &one) == 0);
    check(feed_cells_read(f, strbuf_str(&one), a, &again, &e) == 0);
    check(feed_cells_write(f, again, &two) == 0);
    check(str_eq(strbuf_str(&one), strbuf_str(&two)));
    return 0;
}
