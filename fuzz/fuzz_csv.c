/*
 * The first byte chooses how much is read at a time. What comes out must not depend on it, and must
 * be read back the same after it was written.
 */
#include "cleanup.h"
#include "csv-internal.h"
#include "csv.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static int read_all(struct str text, size_t chunk, struct strbuf *out, FILE *again, uint64_t *lines)
{
    _cleanup_(csv_closep) struct csv_reader *r = NULL;
    struct csv_writer w = {.f = again};
    struct err e = {0};
    const struct str *fields;
    uint64_t line;
    size_t n;
    int rc = csv_open_text(text, "x.csv", &r, &e);

    check(rc == 0);
    csv_set_chunk(r, chunk);
    while ((rc = csv_next(r, &fields, &n, &line, &e)) == 1) {
        check(n > 0 && line > 0);
        *lines = *lines * 31 + line;
        for (size_t i = 0; i < n; i++) {
            strbuf_printf(out, "%zu ", fields[i].len);
            strbuf_adds(out, fields[i]);
            if (again)
                csv_put(&w, fields[i]);
        }
        if (again)
            csv_end(&w);
        strbuf_printf(out, "\n");
    }
    check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
    return rc;
}

/* What csv_put changes on purpose: a ' in front of a formula. */
static bool has_formula(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr("=+-@\t\r", text.data[i]))
            return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    /* An exact copy: the sanitizer sees a step past its end. */
    size_t chunk = data[0] % 80u + 1;
    _cleanup_free_ char *copy = malloc(size);
    if (!copy)
        return 0;
    memcpy(copy + 1, data + 1, size - 1);
    struct str text = {copy + 1, size - 1};

    _cleanup_(strbuf_done) struct strbuf one = {0}, two = {0}, three = {0};
    uint64_t lines_one = 0, lines_two = 0, lines_three = 0;
    int rc = read_all(text, chunk, &one, NULL, &lines_one);

    _cleanup_free_ char *written = NULL;
    size_t n_written;
    FILE *f = open_memstream(&written, &n_written);
    if (!f)
        return 0;
    check(read_all(text, SIZE_MAX, &two, f, &lines_two) == rc);
    check(fclose(f) == 0);
    check(lines_one == lines_two && str_eq(strbuf_str(&one), strbuf_str(&two)));
    if (rc == 0 && !has_formula(text)) {
        check(read_all((struct str){written, n_written}, SIZE_MAX, &three, NULL, &lines_three) ==
              0);
        check(str_eq(strbuf_str(&one), strbuf_str(&three)));
    }
    return 0;
}
