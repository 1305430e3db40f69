/*
 * The XML of a workbook without the zip, which would hide it from the fuzzer: shared strings,
 * styles and sheet with a NUL between. The first byte chooses the epoch, the second how many bytes
 * are read at a time: what comes out must not depend on that.
 */
#include "cleanup.h"
#include "text.h"
#include "xlsx-internal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

struct memory {
    struct str rest;
    size_t chunk;
};

static int read_memory(void *arg, char *buf, size_t room, size_t *ret_n, struct err *e)
{
    struct memory *m = arg;
    size_t n = m->rest.len < room ? m->rest.len : room;

    if (n > m->chunk)
        n = m->chunk;
    if (n) {
        memcpy(buf, m->rest.data, n);
        m->rest.data += n;
        m->rest.len -= n;
    }
    *ret_n = n;
    return 0;
}

static int read_sheet(const struct xlsx_book *book, struct str strings, struct str sheet,
                      size_t chunk, struct strbuf *out)
{
    _cleanup_(xlsx_strings_done) struct xlsx_strings table = {0};
    _cleanup_(sheet_reader_freep) struct sheet_reader *r = NULL;
    struct memory m = {strings, chunk};
    struct sheet_place place = {"x.xlsx", "s", "x.xlsx/s.xml"};
    const struct str *fields;
    struct err e = {0};
    uint64_t row, last = 0;
    size_t n;
    int rc = strings.len ? xlsx_strings_read(read_memory, &m, "x.xlsx/t.xml", &table, &e) : 0;

    check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
    m = (struct memory){sheet, chunk};
    rc = sheet_reader_new(read_memory, &m, book, &table, place, &r, &e);
    while (rc >= 0 && (rc = sheet_reader_next(r, &fields, &n, &row, &e)) == 1) {
        check(n > 0 && row > last);
        last = row;
        strbuf_printf(out, "%llu", (unsigned long long)row);
        for (size_t i = 0; i < n; i++) {
            check(utf8_valid(fields[i]));
            strbuf_printf(out, "|%zu %d ", fields[i].len, sheet_reader_fault(r, i));
            strbuf_adds(out, fields[i]);
        }
    }
    check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf one = {0}, two = {0};
    struct xlsx_book book = {.from_1904 = data[0] & 1};
    struct str rest = {(const char *)data + 2, size - 2}, strings = {0}, styles = {0}, sheet = {0};
    struct xml_node *root;

    str_split(&rest, '\0', &strings);
    str_split(&rest, '\0', &styles);
    str_split(&rest, '\0', &sheet);
    if (styles.len && xml_parse(styles, "x.xlsx/f.xml", a, &root, NULL) == 0)
        check(xlsx_styles_read(root, a, &book, NULL) == 0);
    int rc = read_sheet(&book, strings, sheet, SIZE_MAX, &one);
    check(read_sheet(&book, strings, sheet, data[1] % 64u + 1, &two) == rc);
    check(str_eq(strbuf_str(&one), strbuf_str(&two)));
    return 0;
}
