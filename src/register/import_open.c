/* Opening a file, CSV or a sheet of a workbook, and reading its header. */
#include "cleanup.h"
#include "import_private.h"
#include "lang.h"

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

static int find_column(const void *arg, struct str header)
{
    const struct import *m = arg;
    const struct attribute *t = catalogue_find(m->r->catalogue, m->o->entity, header);
    return t ? t->index : -1;
}

int import_open(struct import *m, struct err *e)
{
    int rc = rows_open(m->o->files[m->file], m->o->sheet, &m->in, e);
    if (rc < 0 || (rc = name_sheet(m, e)) < 0)
        return rc;
    rc = list_header(m->in, m->o->files[m->file], find_column, m, m->a, &m->headers, &m->n_headers,
                     &m->line, e);
    if (rc >= 0)
        rc = import_header(m, e);
    if (rc == E_INVALID && !m->o->sheet)
        list_hint_at_sheets(m->in, e);
    return rc;
}
