#include "deptbook.h"

#include "cleanup.h"
#include "rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define AS_ENTRY(name, file, birth, columns, fragile, unreadable)                                  \
    {file, columns, DEPT_##birth, fragile, unreadable},
const struct dept_entry dept_entries[N_DEPTS] = {DEPT_FEEDS(AS_ENTRY)};

struct deptbook {
    struct {
        struct rows_column columns[3 + DEPT_CELLS];
        struct rows_writer *out;
        uint64_t rows;
    } files[N_DEPTS];
};

static int open_file(struct deptbook *b, const char *folder, enum dept feed, bool xlsx,
                     struct err *e)
{
    const struct dept_entry *entry = &dept_entries[feed];
    struct rows_column *columns = b->files[feed].columns;
    struct str rest = str_of(entry->columns), header;
    _cleanup_free_ char *path = NULL;
    size_t n = 0;

    if (asprintf(&path, "%s/%s.%s", folder, entry->name, xlsx ? "xlsx" : "csv") < 0)
        return err_nomem(e);
    columns[n++] = (struct rows_column){STR("公民身份号码"), ROWS_TEXT};
    columns[n++] = (struct rows_column){STR("姓名"), ROWS_TEXT};
    if (entry->has_birth)
        columns[n++] = (struct rows_column){STR("出生日期"), ROWS_DATE};
    while (str_split(&rest, ',', &header))
        columns[n++] = (struct rows_column){header, ROWS_TEXT};
    return rows_create(path, columns, n, &b->files[feed].out, e);
}

int deptbook_open(const char *folder, bool xlsx, struct deptbook **ret, struct err *e)
{
    _cleanup_(deptbook_freep) struct deptbook *b = calloc(1, sizeof *b);
    _cleanup_free_ char *feeds = NULL;
    int r = 0;

    if (!b || asprintf(&feeds, "%s/feeds", folder) < 0)
        return err_nomem(e);
    if (mkdir(feeds, 0700) < 0 && errno != EEXIST)
        return err_io(e, errno, feeds);
    for (int k = 0; k < N_DEPTS && r == 0; k++)
        r = open_file(b, feeds, (enum dept)k, xlsx, e);
    if (r < 0)
        return r;
    *ret = take(b);
    return 0;
}

void deptbook_put(struct deptbook *b, enum dept feed, const struct dept_identity *who,
                  struct str cells)
{
    struct rows_writer *out = b->files[feed].out;
    struct str cell;

    rows_textz(out, who->number);
    rows_textz(out, who->name);
    if (dept_entries[feed].has_birth)
        rows_date(out, who->birth);
    while (str_split(&cells, ',', &cell))
        rows_text(out, cell);
    rows_end(out, NULL); /* an error sticks until the commit */
    b->files[feed].rows++;
}

uint64_t deptbook_rows(const struct deptbook *b, enum dept feed)
{
    return b->files[feed].rows;
}

int deptbook_commit(struct deptbook *b, struct err *e)
{
    int r = 0;

    for (int k = 0; k < N_DEPTS && r == 0; k++)
        r = rows_commit(b->files[k].out, e);
    return r;
}

void deptbook_free(struct deptbook *b)
{
    if (!b)
        return;
    for (int k = 0; k < N_DEPTS; k++)
        rows_free(b->files[k].out);
    free(b);
}

void deptbook_freep(struct deptbook **b)
{
    deptbook_free(*b);
}
