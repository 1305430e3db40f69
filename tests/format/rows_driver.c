/*
 * rows_driver FILE [SHEET]: the rows of a list as text, or the error (both languages). Cells stand
 * between |, empty ones at the end of a row are left out; control characters and \ as \xHH; a fault
 * stands behind its cell.
 */
#include "cleanup.h"
#include "rows.h"

static void print_cell(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];

        if (c < 0x20 || c == 0x7f || c == '\\' || c == '|')
            printf("\\x%02x", c);
        else
            putchar(c);
    }
}

static int print_rows(struct rows_reader *r, struct err *e)
{
    static const char *const faults[] = {"", " !error", " !no result", " !lost digits",
                                         " !other epoch"};
    const struct str *fields;
    uint64_t row;
    size_t n;
    int rc;

    if (rows_sheet(r))
        printf("sheet %s\n", rows_sheet(r));
    while ((rc = rows_next(r, &fields, &n, &row, e)) == 1) {
        while (n && !fields[n - 1].len)
            n--;
        printf("%llu:", (unsigned long long)row);
        for (size_t i = 0; i < n; i++) {
            printf("%s", i ? "|" : " ");
            print_cell(fields[i]);
            printf("%s", faults[rows_fault(r, i)]);
        }
        printf("\n");
    }
    return rc;
}

int main(int argc, char **argv)
{
    _cleanup_(rows_closep) struct rows_reader *r = NULL;
    _cleanup_(strbuf_done) struct strbuf others = {0};
    struct err e = {0};

    if (argc < 2)
        return 2;
    int rc = rows_open(argv[1], argc > 2 ? argv[2] : NULL, &r, &e);
    if (rc == 0)
        rc = print_rows(r, &e);
    if (rc == 0)
        rc = rows_others(r, &others, &e);
    if (rc < 0)
        printf("error %d\n%s\n%s\n", e.code, e.zh, e.en);
    else if (others.len)
        printf("others %s\n", strbuf_z(&others));
    return 0;
}
