/* A workbook in memory, all of its visible sheets. What comes out is UTF-8; every error is told. */
#include "cleanup.h"
#include "text.h"
#include "xlsx.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(xlsx_closep) struct xlsx *x = NULL;
    _cleanup_(strbuf_done) struct strbuf names = {0};
    const struct str *fields;
    struct err e = {0};
    uint64_t row, last = 0;
    size_t n;
    int rc = xlsx_open_text((struct str){(const char *)data, size}, "x.xlsx", NULL, &x, &e);

    while (rc >= 0 && (rc = xlsx_next(x, &fields, &n, &row, &e)) == 1) {
        check(n > 0 && fields[n - 1].len > 0 && row > last);
        for (size_t i = 0; i < n; i++)
            check(utf8_valid(fields[i]) && (xlsx_fault(x, i) == CELL_OK || fields[i].len));
        last = row;
    }
    check(rc == 0 || (rc == e.code && e.zh[0] && e.en[0]));
    if (rc == 0)
        check(xlsx_others(x, &names, &e) == 0);
    return 0;
}
