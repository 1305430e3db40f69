#include "xlsx.h"

#include "cleanup.h"
#include "xlsx-internal.h"

#include <stdlib.h>

struct xlsx {
    struct arena *arena;
    struct package *package;
    struct xlsx_book book;
    struct xlsx_strings strings;
    const struct xlsx_sheet_entry *entry;
    char *sheet;
    char *path; /* of the sheet's part, for messages about its XML */
    struct part *part;
    struct sheet_reader *reader;
};

static int unknown_sheet(const struct xlsx *x, const char *sheet, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};

    for (const struct xlsx_sheet_entry *s = x->book.sheets; s; s = s->next)
        strbuf_printf(&names, "%s“" STR_FMT "”", names.len ? "、" : "", STR_ARG(s->name));
    if (names.failed)
        return err_nomem(e);
    return err_set(e, E_NOT_FOUND, "%s：没有工作表“%s”；有 %s",
                   "%s: there is no sheet \"%s\", but %s", package_name(x->package), sheet,
                   strbuf_z(&names));
}

static int choose(struct xlsx *x, const char *sheet, struct err *e)
{
    const struct xlsx_sheet_entry *s = x->book.sheets;

    while (s && !(sheet ? str_eqz(s->name, sheet) : s->visible))
        s = s->next;
    if (!s && sheet)
        return unknown_sheet(x, sheet, e);
    if (!s)
        return err_set(e, E_INVALID, "%s：没有可见的工作表", "%s: there is no visible sheet",
                       package_name(x->package));
    x->entry = s;
    return 0;
}

static int read_strings(struct xlsx *x, struct err *e)
{
    _cleanup_(part_closep) struct part *t = NULL;
    _cleanup_(strbuf_done) struct strbuf where = {0};

    if (!x->book.strings.len)
        return 0;
    int rc = part_open(x->package, x->book.strings, &t, e);
    if (rc < 0)
        return rc;
    strbuf_printf(&where, "%s/" STR_FMT, package_name(x->package), STR_ARG(x->book.strings));
    return where.failed ? err_nomem(e)
                        : xlsx_strings_read(part_read, t, strbuf_z(&where), &x->strings, e);
}

/* part and reader of a sheet; path and name must outlive them. */
static int open_sheet(const struct xlsx *x, const struct xlsx_sheet_entry *s, const char *name,
                      const char *path, struct part **ret_part, struct sheet_reader **ret,
                      struct err *e)
{
    struct sheet_place place = {package_name(x->package), name, path};
    int rc = part_open(x->package, s->part, ret_part, e);

    if (rc < 0)
        return rc;
    return sheet_reader_new(part_read, *ret_part, &x->book, &x->strings, place, ret, e);
}

static int open_package(struct package *package, const char *sheet, struct xlsx **ret,
                        struct err *e)
{
    _cleanup_(xlsx_closep) struct xlsx *x = calloc(1, sizeof *x);
    int rc;

    if (!x) {
        package_close(package);
        return err_nomem(e);
    }
    x->package = package;
    x->arena = arena_new(0);
    if (!x->arena)
        return err_nomem(e);
    if ((rc = xlsx_book_read(package, x->arena, &x->book, e)) < 0 ||
        (rc = choose(x, sheet, e)) < 0 || (rc = read_strings(x, e)) < 0)
        return rc;
    x->sheet = arena_strndup(x->arena, x->entry->name.data, x->entry->name.len);
    x->path = arena_printf(x->arena, "%s/" STR_FMT, package_name(package), STR_ARG(x->entry->part));
    if (!x->sheet || !x->path)
        return err_nomem(e);
    rc = open_sheet(x, x->entry, x->sheet, x->path, &x->part, &x->reader, e);
    if (rc < 0)
        return rc;
    *ret = take(x);
    return 0;
}

int xlsx_open(const char *path, const char *sheet, struct xlsx **ret, struct err *e)
{
    struct package *p;
    int rc = package_open(path, &p, e);

    return rc < 0 ? rc : open_package(p, sheet, ret, e);
}

int xlsx_open_text(struct str bytes, const char *name, const char *sheet, struct xlsx **ret,
                   struct err *e)
{
    struct package *p;
    int rc = package_open_text(bytes, name, &p, e);

    return rc < 0 ? rc : open_package(p, sheet, ret, e);
}

void xlsx_close(struct xlsx *x)
{
    if (!x)
        return;
    sheet_reader_free(x->reader);
    part_close(x->part);
    xlsx_strings_done(&x->strings);
    package_close(x->package);
    arena_free(x->arena);
    free(x);
}

void xlsx_closep(struct xlsx **x)
{
    xlsx_close(*x);
}

int xlsx_next(struct xlsx *x, const struct str **ret_fields, size_t *ret_n, uint64_t *ret_row,
              struct err *e)
{
    return sheet_reader_next(x->reader, ret_fields, ret_n, ret_row, e);
}

enum cell_fault xlsx_fault(const struct xlsx *x, size_t field)
{
    return sheet_reader_fault(x->reader, field);
}

const char *xlsx_sheet(const struct xlsx *x)
{
    return x->sheet;
}

/* Does a sheet hold anything? One that can't be read does. E_NOMEM. */
static int holds_anything(const struct xlsx *x, const struct xlsx_sheet_entry *s)
{
    _cleanup_(part_closep) struct part *t = NULL;
    _cleanup_(sheet_reader_freep) struct sheet_reader *r = NULL;
    const struct str *fields;
    uint64_t row;
    size_t n;

    int rc = open_sheet(x, s, "", "", &t, &r, NULL);
    if (rc >= 0)
        rc = sheet_reader_next(r, &fields, &n, &row, NULL);
    return rc == E_NOMEM ? rc : rc != 0;
}

int xlsx_others(struct xlsx *x, struct strbuf *names, struct err *e)
{
    for (const struct xlsx_sheet_entry *s = x->book.sheets; s; s = s->next) {
        int rc = s != x->entry && s->visible ? holds_anything(x, s) : 0;
        if (rc < 0)
            return err_nomem(e);
        if (rc)
            strbuf_printf(names, "%s“" STR_FMT "”", names->len ? "、" : "", STR_ARG(s->name));
    }
    return names->failed ? err_nomem(e) : 0;
}

uint64_t xlsx_bytes(const struct xlsx *x)
{
    return part_bytes(x->part);
}

uint64_t xlsx_total(const struct xlsx *x)
{
    return part_size(x->part);
}
