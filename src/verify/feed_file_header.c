/* Which field of a file is which column of the definition. */
#include "cleanup.h"
#include "feed_file_private.h"
#include "lang.h"

#define MISSING_BYTES 500

static int find_column(const void *arg, struct str header)
{
    const struct feed *f = arg;
    for (size_t i = 0; i < f->n_columns; i++) {
        const struct feed_column *c = &f->columns[i];
        if (str_eq(c->name, header))
            return (int)i;
        for (size_t k = 0; k < c->n_aliases; k++)
            if (str_eq(c->aliases[k], header))
                return (int)i;
    }
    return -1;
}

static int refuse_unknown(struct feed_file *x, const struct str *unknown, size_t n, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf zh = {0}, en = {0};
    const struct feed *f = x->feed;
    struct {
        struct str *at;
        size_t n, cap;
    } names = {0};
    for (size_t i = 0; i < f->n_columns; i++) {
        if (x->at[i] >= 0)
            continue;
        if (!vec_push(x->fa, &names, f->columns[i].name))
            return err_nomem(e);
        for (size_t k = 0; k < f->columns[i].n_aliases; k++)
            if (!vec_push(x->fa, &names, f->columns[i].aliases[k]))
                return err_nomem(e);
    }
    bool all_meant = list_unknown(unknown, n, names.at, names.n, &zh, &en);
    if (zh.failed || en.failed)
        return err_nomem(e);
    return err_set(e, E_INVALID,
                   "%s：来源“" STR_FMT "”没有%s%.0s，整批未导入；%s%.0s（heyi verify feeds " STR_FMT
                   " 列出其各列）",
                   "%s: the source \"" STR_FMT "\" has no %.0s%s; nothing was imported; %.0s%s "
                   "(heyi verify feeds " STR_FMT " lists its columns)",
                   x->o.files[x->file], STR_ARG(f->label), strbuf_z(&zh), strbuf_z(&en),
                   all_meant ? "请改正列名" : "请改正列名或删去该列，或确认来源没有选错",
                   all_meant ? "mend the header"
                             : "mend the header or remove the column, or is it another source's?",
                   STR_ARG(f->name));
}

static int refuse_missing(struct feed_file *x, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf missing = {0};
    const struct feed *f = x->feed;
    for (size_t i = 0; i < f->n_columns; i++)
        if (f->columns[i].required && x->at[i] < 0 && missing.len < MISSING_BYTES)
            strbuf_printf(&missing, "%s" STR_FMT, missing.len ? tr("、", ", ") : "",
                          STR_ARG(f->columns[i].name));
    if (missing.failed)
        return err_nomem(e);
    return missing.len ? err_set(e, E_INVALID, "%s：缺少来源“" STR_FMT "”必需的列：%s；整批未导入",
                                 "%s: columns that the source \"" STR_FMT
                                 "\" requires are missing: %s; nothing was imported",
                                 x->o.files[x->file], STR_ARG(f->label), strbuf_z(&missing))
                       : 0;
}

static int map_headers(struct feed_file *x, struct err *e)
{
    const struct feed *f = x->feed;
    struct {
        struct str *at;
        size_t n, cap;
    } unknown = {0};
    x->columns = arena_array_of(x->fa, x->n_headers, int);
    if (!x->columns)
        return err_nomem(e);
    for (size_t i = 0; i < f->n_columns; i++)
        x->at[i] = -1;
    for (size_t i = 0; i < x->n_headers; i++) {
        int c = find_column(f, x->headers[i]);
        x->columns[i] = c;
        if (c < 0 && x->headers[i].len && !vec_push(x->fa, &unknown, x->headers[i]))
            return err_nomem(e);
        if (c < 0)
            continue;
        if (x->at[c] >= 0)
            return err_set(e, E_INVALID, "%s：列“" STR_FMT "”出现了两次，请删去一列",
                           "%s: the column \"" STR_FMT "\" is there twice; remove one",
                           x->o.files[x->file], STR_ARG(f->columns[c].name));
        x->at[c] = (int)i;
    }
    return unknown.n ? refuse_unknown(x, unknown.at, unknown.n, e) : refuse_missing(x, e);
}

int feed_file_header(struct feed_file *x, struct err *e)
{
    uint64_t line;
    int rc = list_header(x->in, x->o.files[x->file], find_column, x->feed, x->fa, &x->headers,
                         &x->n_headers, &line, e);
    if (rc >= 0)
        rc = map_headers(x, e);
    if (rc == E_INVALID && !x->o.sheet)
        list_hint_at_sheets(x->in, e);
    return rc;
}
