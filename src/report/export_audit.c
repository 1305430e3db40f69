/* The audit trail as a file. */
#include "export.h"

#include "cleanup.h"
#include "date.h"
#include "progress.h"
#include "rows.h"

#define PAGE 1000

static const struct rows_column columns[] = {
    {STR("register_id"), ROWS_INTEGER},
    {STR("seq"), ROWS_INTEGER},
    {STR("at"), ROWS_TEXT},
    {STR("actor"), ROWS_TEXT},
    {STR("session"), ROWS_TEXT},
    {STR("address"), ROWS_TEXT},
    {STR("action"), ROWS_TEXT},
    {STR("object"), ROWS_TEXT},
    {STR("division"), ROWS_TEXT},
    {STR("why"), ROWS_TEXT},
    {STR("before"), ROWS_TEXT},
    {STR("after"), ROWS_TEXT},
    {STR("outcome"), ROWS_INTEGER},
    {STR("hash"), ROWS_TEXT},
};

struct page {
    struct rows_writer *rows;
    bool changes; /* what was and what is may be told */
    struct audit_filter filter;
    size_t n;
    int64_t all;
};

static int put_entry(void *arg, const struct audit_row *row, struct err *e)
{
    struct page *p = arg;
    struct rows_writer *w = p->rows;
    const struct audit_entry *a = &row->entry;
    char at[40];
    instant_format(row->at, at);
    rows_int(w, a->register_id);
    rows_int(w, row->seq);
    rows_textz(w, at);
    rows_text(w, a->actor);
    rows_text(w, a->session);
    rows_text(w, a->address);
    rows_text(w, a->action);
    rows_text(w, a->object);
    rows_text(w, a->division);
    rows_text(w, a->why);
    rows_text(w, p->changes ? a->before : STR(""));
    rows_text(w, p->changes ? a->after : STR(""));
    if (a->outcome)
        rows_int(w, a->outcome);
    else
        rows_textz(w, "");
    rows_textz(w, row->hash);
    p->n++;
    p->filter.after_register = a->register_id;
    p->filter.after_seq = row->seq;
    return rows_end(w, e);
}

int export_audit(struct db *office, const struct actor *actor, const struct audit_filter *f,
                 const char *path, int64_t *ret_rows, struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress = progress_new("导出", "export", 0);
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    int rc = rows_create(path, columns, ARRAY_LEN(columns), &rows, e);
    struct page p = {
        .rows = rows, .changes = actor_sees(actor, AUDIT_CHANGE_FIELDS), .filter = *f, .n = PAGE};
    while (rc >= 0 && p.n == PAGE) {
        struct audit_filter from = p.filter; /* put_entry moves p.filter on */
        p.n = 0;
        if ((rc = audit_list(office, actor, &from, PAGE, put_entry, &p, e)) < 0)
            break;
        p.all += (int64_t)p.n;
        rc = progress_tick(progress, (uint64_t)p.all, e);
    }
    if (rc >= 0 && (rc = rows_commit(rows, e)) >= 0)
        *ret_rows = p.all;
    return rc < 0 ? rc : 0;
}
