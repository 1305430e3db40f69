/* Files that leave the system, with their mark; the rows of a run. */
#include "export.h"

#include "cleanup.h"
#include "date.h"
#include "progress.h"
#include "results.h"

/* "陈大文 2018-07-02 08:15 #17" */
int export_begin(const struct export_ask *ask, struct err *e)
{
    /* looked at when a file is begun, until export_end */
    static _Thread_local char mark[ACTOR_NAME_BYTES + DATE_TEXT + 40];
    char day[DATE_TEXT];
    int64_t minutes = ask->at / 60000000 + 8 * 60; /* Asia/Shanghai has no summer time any more */
    int rc = actor_require(ask->actor, ask->right, e);
    if (rc < 0)
        return rc;
    if (!str_trim(ask->reason).len)
        return err_set(e, E_INVALID, "导出要写明理由", "an export needs a reason");
    date_format(date_of_instant(ask->at), day);
    snprintf(mark, sizeof mark, "%s %s %02lld:%02lld #%lld", ask->actor->name, day,
             (long long)(minutes / 60 % 24), (long long)(minutes % 60), (long long)ask->number);
    rows_mark(mark);
    return 0;
}

void export_end(void)
{
    rows_mark(NULL);
}

#define PAGE 1000

struct page {
    struct rows_writer *rows;
    struct run_key last;
    size_t n;
    int64_t all;
};

static int add_row(void *arg, const struct run_row *row, const struct run_key *key, struct err *e)
{
    struct page *p = arg;
    p->last = *key;
    p->n++;
    p->all++;
    return results_row(p->rows, &row->decision, e);
}

int export_run(struct run_view *v, const struct run_filter *f, const char *path, int64_t *ret_rows,
               struct err *e)
{
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    int rc = results_create(path, &rows, e);
    struct page p = {.rows = rows, .n = PAGE};
    _cleanup_(progress_freep) struct progress *progress = progress_new("导出", "export", 0);
    while (rc >= 0 && p.n == PAGE) {
        struct run_key from = p.last;
        p.n = 0;
        if ((rc = run_view_rows(v, f, &from, PAGE, add_row, &p, e)) >= 0)
            rc = progress_tick(progress, (uint64_t)p.all, e);
    }
    if (rc >= 0 && (rc = rows_commit(rows, e)) >= 0)
        *ret_rows = p.all;
    return rc < 0 ? rc : 0;
}
