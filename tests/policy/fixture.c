#include "fixture.h"

#include "bounds.h"
#include "file.h"

const char *fixture_path(struct arena *a, const char *path)
{
    const char *root = getenv("HEYI_SOURCE");
    return arena_printf(a, "%s/%s", root ? root : ".", path);
}

struct catalogue *fixture_catalogue(struct arena *a)
{
    struct catalogue *c = NULL;
    struct err e = {0};
    if (catalogue_read(catalogue_builtin(), "catalogue.csv", a, &c, &e) < 0)
        fail_msg("%s", e.en);
    return c;
}

struct pack *fixture_pack(struct arena *a, const char *folder)
{
    struct pack *p = NULL;
    struct err e = {0};
    if (pack_open(fixture_path(a, folder), fixture_catalogue(a), &p, &e) < 0)
        fail_msg("%s: %s", folder, e.en);
    return p;
}

struct pack *fixture_pack_with(struct arena *a, const char *parameters, struct err *e)
{
    struct pack *p = NULL;
    _cleanup_(strbuf_done) struct strbuf model = {0};
    if (file_read(fixture_path(a, "policies/jiangmen/jiangmen.dmn"), LIMIT_FILE_BYTES, &model, e) <
        0)
        fail_msg("%s", e->en);
    const struct pack_file files[] = {{STR("jiangmen.dmn"), strbuf_str(&model)},
                                      {STR("parameters.csv"), str_of(parameters)}};
    pack_from_files(files, ARRAY_LEN(files), fixture_catalogue(a), &p, e);
    return p;
}
