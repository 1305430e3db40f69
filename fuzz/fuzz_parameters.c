/* parameters.csv of a small pack: reading, checking, and resolving every name that was read. */
#include "cleanup.h"
#include "pack.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static const char model[] =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"m\" name=\"m\""
    " namespace=\"m\"><decision id=\"d\" name=\"d\"><variable name=\"d\"/>"
    "<literalExpression><text>1</text></literalExpression></decision></definitions>";

static void on_finding(void *arg, const struct pack_finding *f)
{
    check(f->code && f->message.zh[0] && f->message.en[0]);
}

static void resolve(const struct pack *p, const struct parameter *row)
{
    const struct parameter *found = NULL;
    bool ambiguous = false;
    struct err e = {0};
    int r = parameter_resolve(p, row->name, row->division, row->residence, row->valid_from, &found,
                              &ambiguous, &e);
    /* The row itself is in force there, so something is found. */
    check(r == 0 && (found || ambiguous));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(pack_freep) struct pack *p = NULL;
    struct catalogue *c = NULL;
    struct err e = {0};
    check(catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e) == 0);
    const struct pack_file files[] = {
        {STR("m.dmn"), STR(model)},
        {STR("parameters.csv"), {(const char *)data, size}},
    };
    int r = pack_from_files(files, ARRAY_LEN(files), c, &p, &e);
    check(r == 0 || (r == e.code && e.zh[0] && e.en[0]));
    if (r < 0)
        return 0;
    const struct parameter *rows;
    size_t n = pack_parameters(p, &rows);
    for (size_t i = 0; i < n && i < 100; i++)
        resolve(p, &rows[i]);
    pack_check(p, on_finding, NULL);
    return 0;
}
