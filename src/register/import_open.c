/* Opening a file, CSV or a sheet of a workbook, and finding its header. */
#include "cleanup.h"
#include "import_private.h"
#include "lang.h"

#define TITLE_ROWS 10u
#define HEADER_COLUMNS 2u /* that the catalogue knows: every list has two that are required */

/* Behind the name of a workbook the sheet that is read. */
static int name_sheet(struct import *m, struct err *e)
{
    const char *sheet = rows_sheet(m->in);
    if (!sheet)
        return 0;
    const char *name = arena_printf(m->a, "%s:%s", m->names[m->file], sheet);
    if (!name)
        return err_nomem(e);
    m->names[m->file] = name;
    return 0;
}

static size_t known_columns(const struct import *m, const struct str *fields, size_t n)
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        struct str header = value_plain(fields[i], m->row);
        known += header.len && catalogue_find(m->r->catalogue, m->o->entity, header);
    }
    return known;
}

/* The header is the first of the leading rows that has known columns: a title, the name of the
 * office may stand above it. Where there is no such row the likeliest one is judged. */
static int find_header(struct import *m, struct err *e)
{
    const struct str *fields;
    struct str *best = NULL;
    size_t n, n_best = 0, known_best = 0;
    int rc = 0;
    for (unsigned i = 0; i <= TITLE_ROWS; i++) {
        if ((rc = rows_next(m->in, &fields, &n, &m->line, e)) <= 0)
            break;
        arena_reset(m->row);
        size_t known = known_columns(m, fields, n);
        if (arena_failed(m->row))
            return err_nomem(e);
        if (known >= HEADER_COLUMNS)
            return import_header(m, fields, n, e);
        if (best && known <= known_best)
            continue;
        known_best = known;
        best = arena_array_of(m->a, n, struct str);
        for (n_best = 0; best && n_best < n; n_best++)
            best[n_best] = str_dup(m->a, fields[n_best]);
        if (arena_failed(m->a))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    if (best)
        return import_header(m, best, n_best, e);
    return err_set(e, E_INVALID, "%s：文件是空的，连表头也没有", "%s: the file is empty",
                   m->o->files[m->file]);
}

/* Perhaps another sheet was meant. */
static void hint_at_sheets(struct import *m, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    struct err first = *e;
    if (m->o->sheet || rows_others(m->in, &names, NULL) < 0 || !names.len)
        return;
    /* each language skips the other's text */
    err_set(e, first.code, "%s%.0s（读的是工作表“%s”；另有 %s，可用 --sheet 指定）",
            "%.0s%s (read from sheet \"%s\"; there are also %s: choose with --sheet)", first.zh,
            first.en, rows_sheet(m->in), strbuf_z(&names));
}

int import_open(struct import *m, struct err *e)
{
    int rc = rows_open(m->o->files[m->file], m->o->sheet, &m->in, e);
    if (rc < 0 || (rc = name_sheet(m, e)) < 0)
        return rc;
    rc = find_header(m, e);
    if (rc == E_INVALID)
        hint_at_sheets(m, e);
    return rc;
}

int import_tell_sheets(struct import *m, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    if (m->o->sheet || !m->o->report)
        return 0;
    int rc = rows_others(m->in, &names, e);
    if (rc >= 0 && names.len)
        fprintf(m->o->report,
                tr("注意：%s 之外还有工作表 %s 没有导入；要导入请加 --sheet 指定\n",
                   "mind: besides %s there are sheets that were not imported: %s; choose them with "
                   "--sheet\n"),
                import_file_name(m, m->file), strbuf_z(&names));
    return rc;
}
