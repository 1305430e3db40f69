/* Files that leave the system, with their watermark; the rows of a run. */
#include "export.h"

#include "cleanup.h"
#include "date.h"
#include "results.h"

#include <stdlib.h>

struct export
{
    struct arena *arena;
    struct rows_writer *rows;
    struct str watermark;
    int64_t n;
};

void export_free(struct export *x)
{
    if (!x)
        return;
    rows_free(x->rows);
    arena_free(x->arena);
    free(x);
}

void export_freep(struct export **x)
{
    export_free(*x);
}

/* "陈大文 2018-07-02 08:15 #17" */
static struct str watermark_of(const struct export_ask *ask, struct arena *a)
{
    char day[DATE_TEXT];
    int64_t minutes = ask->at / 60000000 + 8 * 60; /* Asia/Shanghai has no summer time any more */
    date_format(date_of_instant(ask->at), day);
    char *text = arena_printf(a, "%s %s %02lld:%02lld #%lld", ask->actor->name, day,
                              (long long)(minutes / 60 % 24), (long long)(minutes % 60),
                              (long long)ask->number);
    return str_of(text);
}

int export_create(const char *path, const struct export_ask *ask, const struct rows_column *columns,
                  size_t n, struct export **ret, struct err *e)
{
    _cleanup_(export_freep) struct export *x = NULL;
    int rc = actor_require(ask->actor, RIGHT_EXPORT, e);
    if (rc < 0)
        return rc;
    if (!str_trim(ask->reason).len)
        return err_set(e, E_INVALID, "导出要写明理由", "an export needs a reason");
    x = calloc(1, sizeof *x);
    if (!x || !(x->arena = arena_new(0)))
        return err_nomem(e);
    struct rows_column *all = arena_array_of(x->arena, n + 1, struct rows_column);
    x->watermark = watermark_of(ask, x->arena);
    if (arena_failed(x->arena))
        return err_nomem(e);
    memcpy(all, columns, n * sizeof *all);
    all[n] = (struct rows_column){STR("watermark"), ROWS_TEXT};
    if ((rc = rows_create(path, all, n + 1, &x->rows, e)) < 0 ||
        (rc = rows_footer(x->rows, x->watermark, e)) < 0)
        return rc;
    *ret = take(x);
    return 0;
}

struct rows_writer *export_rows(struct export *x)
{
    return x->rows;
}

int export_row(struct export *x, struct err *e)
{
    rows_text(x->rows, x->watermark);
    x->n++;
    return rows_end(x->rows, e);
}

int export_commit(struct export *x, int64_t *ret_rows, struct err *e)
{
    int rc = rows_commit(x->rows, e);
    if (rc >= 0)
        *ret_rows = x->n;
    return rc < 0 ? rc : 0;
}

#define PAGE 1000

struct page {
    struct export *x;
    struct run_key last;
    size_t n;
};

static int add_row(void *arg, const struct run_row *row, const struct run_key *key, struct err *e)
{
    struct page *p = arg;
    results_cells(export_rows(p->x), &row->decision);
    p->last = *key;
    p->n++;
    return export_row(p->x, e);
}

int export_run(struct run_view *v, const struct run_filter *f, const char *path,
               const struct export_ask *ask, int64_t *ret_rows, struct err *e)
{
    _cleanup_(export_freep) struct export *x = NULL;
    int rc = export_create(path, ask, results_columns, RESULTS_COLUMNS, &x, e);
    struct page p = {.x = x, .n = PAGE};
    while (rc >= 0 && p.n == PAGE) {
        struct run_key from = p.last;
        p.n = 0;
        rc = run_view_rows(v, f, &from, PAGE, add_row, &p, e);
    }
    return rc < 0 ? rc : export_commit(x, ret_rows, e);
}
