/* What is the same for every source of tables. */
#include "archive_private.h"

#include <stdlib.h>

int source_table(struct archive_source *s, size_t table, struct err *e)
{
    int r = archive_rows_begin(&s->rows, &s->manifest->tables[table].shape, e);

    s->table = table;
    return r >= 0 && s->kind->open_table ? s->kind->open_table(s, e) : r;
}

int source_next(struct archive_source *s, struct err *e)
{
    int r = s->kind->next(s, e);

    if (r != 0)
        return r;
    archive_rows_end(&s->rows, &s->manifest->tables[s->table]);
    return s->kind->end_table ? s->kind->end_table(s, e) : 0;
}

int source_skip(struct archive_source *s, struct err *e)
{
    int r;

    while ((r = source_next(s, e)) > 0)
        ;
    return r;
}

int source_finish(struct archive_source *s, struct err *e)
{
    s->table = s->manifest->n_tables;
    return s->kind->finish ? s->kind->finish(s, e) : 0;
}

int source_blame(struct archive_source *s, int r, struct err *e)
{
    struct err own = {0};

    if (r == E_CORRUPT || r == E_IO || !s->kind->verdict || s->kind->verdict(s, &own) != E_CORRUPT)
        return r;
    if (e)
        *e = own;
    return E_CORRUPT;
}

void source_free(struct archive_source *s)
{
    if (!s)
        return;
    s->kind->free(s);
    archive_rows_done(&s->rows);
    free(s);
}

void source_freep(struct archive_source **s)
{
    source_free(*s);
}
