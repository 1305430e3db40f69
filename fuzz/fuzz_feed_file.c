/* A department's file. The first byte picks the source, the rest is the file. */
#include "bounds.h"
#include "cleanup.h"
#include "date.h"
#include "feed_file.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void check_row(const struct feed *f, const struct feed_record *r)
{
    _cleanup_(strbuf_done) struct strbuf kept = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct fact *again;
    char number[IDNO_TEXT];
    check((r->number_is == IDNO_OK) == (r->number[0] != '\0'));
    check(r->number_is == IDNO_OK || r->name.len || r->rejected);
    check(!r->division.len || r->division.len == 12);
    check(!r->name.len || !memchr(r->name.data, ' ', r->name.len));
    check(r->rejected || r->to == DATE_NONE || r->to >= r->from);
    check(feed_cells_write(f, r->cells, &kept) == 0);
    check(feed_cells_read(f, strbuf_str(&kept), a, &again, NULL) == 0);
    for (size_t i = 0; i < f->n_columns && !r->rejected; i++) {
        check(again[i].known == (r->cells[i].known && f->columns[i].type > FEED_NAME));
        check(!f->columns[i].required || r->cells[i].known || f->columns[i].type <= FEED_NAME);
        if (f->columns[i].type == FEED_TEXT || f->columns[i].type == FEED_GROUP)
            check(idno_normalise(again[i].s, number) != IDNO_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* kept, so that a leak checker finds them */
    static __attribute__((used)) struct arena *lasting;
    static struct catalogue *c;
    static struct feeds *feeds;
    static char path[64];
    static int fd = -1;
    struct err e = {0};
    if (!feeds) {
        lasting = arena_new(0);
        check(catalogue_read(catalogue_builtin(), "catalogue.csv", lasting, &c, &e) == 0);
        check(feeds_builtin(c, &feeds, &e) == 0);
        fd = memfd_create("feed", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (!size)
        return 0;
    check(ftruncate(fd, 0) == 0 && pwrite(fd, data + 1, size - 1, 0) == (ssize_t)size - 1);
    const struct feed *f = &feeds->at[data[0] % feeds->n];
    const char *files[] = {path};
    const struct feed_file_options o = {.files = files, .n_files = 1, .received = 17700};
    _cleanup_(feed_file_freep) struct feed_file *x = NULL;
    struct feed_record r;
    int rc = feed_file_open(f, &o, &x, &e);
    check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
    uint64_t rows = 0, rejected = 0;
    for (int pass = 0; rc == 0 && pass < 2; pass++) {
        while ((rc = feed_file_next(x, &r, &e)) > 0) {
            check(feed_file_cells(x, &r, &e) == 0);
            check_row(f, &r);
            rows += pass == 0;
            rejected += pass == 0 && r.rejected;
        }
        check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
        check(rc < 0 || (feed_file_rows(x) == rows && feed_file_rejected(x) == rejected));
        if (rc == 0)
            rc = feed_file_rewind(x, &e);
    }
    return 0;
}
