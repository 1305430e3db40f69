/* All that was ever recorded of a subject. */
#include "change.h"
#include "cleanup.h"
#include "household_read.h"

#include <inttypes.h>
#include <stdlib.h>

/* The last recorded first. */
static int order(int64_t seq, int group, int64_t id, int64_t other_seq, int other_group,
                 int64_t other_id)
{
    if (seq != other_seq)
        return seq > other_seq ? -1 : 1;
    if (group != other_group)
        return group < other_group ? -1 : 1;
    return id < other_id ? -1 : id > other_id;
}

static int by_recording(const void *a, const void *b)
{
    const struct history_row *x = a, *y = b;
    return order(x->x.recorded_seq, x->group, x->x.evidence_id, y->x.recorded_seq, y->group,
                 y->x.evidence_id);
}

static int load(struct reg *r, struct subject_key k, struct arena *a, struct history *all,
                struct err *e)
{
    for (int g = 0; g < (int)r->catalogue->n_groups[k.entity]; g++) {
        struct evidence_rows rows = {0};
        int rc = evidence_load(r, k, g, a, &rows, e);
        if (rc < 0)
            return rc;
        for (size_t i = 0; i < rows.n; i++)
            if (!vec_push(a, all, ((struct history_row){.group = g, .x = rows.at[i]})))
                return err_nomem(e);
    }
    if (all->n)
        qsort(all->at, all->n, sizeof *all->at, by_recording);
    return 0;
}

static int delivery_name(struct reg *r, int64_t id, struct arena *a, struct str *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(r->db, "select file_name from delivery where delivery_id = $1", &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, id);
    if ((rc = stmt_step(q, e)) > 0)
        *ret = str_dup(a, stmt_text(q, 0));
    return rc < 0 ? rc : 0;
}

static int complete(struct reg *r, struct arena *a, const struct history_row *before,
                    struct history_row *x, struct err *e)
{
    const struct source *source = r->sources[x->x.source_id];
    struct change c;
    int rc = 0;
    x->source = source->name;
    x->source_label = source->label;
    /* as a rule many rows are of one change and one delivery */
    if (before && before->x.recorded_seq == x->x.recorded_seq) {
        x->recorded_at = before->recorded_at;
        x->actor = before->actor;
        x->what = before->what;
        x->why = before->why;
    } else {
        if ((rc = change_get(r->db, x->x.recorded_seq, a, &c, e)) < 0)
            return rc;
        x->recorded_at = c.at;
        x->actor = c.actor;
        x->what = c.what;
        x->why = c.why;
    }
    if (before && before->x.delivery_id == x->x.delivery_id)
        x->delivery = before->delivery;
    else
        rc = delivery_name(r, x->x.delivery_id, a, &x->delivery, e);
    if (rc >= 0 && x->x.superseded_seq != SEQ_OPEN)
        rc = db_query_int(r->db, &x->superseded_at, NULL, e, "select at from change where seq = $1",
                          "i", x->x.superseded_seq);
    return rc;
}

int subject_history(struct reg *r, struct subject_key k, struct str after, size_t most,
                    struct arena *a, struct history *ret, struct err *e)
{
    struct history all = {0}, page = {0};
    char text[80];
    int64_t seq = INT64_MAX, id = 0;
    int group = 0;
    if (after.len) {
        snprintf(text, sizeof text, STR_FMT, STR_ARG(after));
        if (sscanf(text, "%" SCNd64 " %d %" SCNd64, &seq, &group, &id) != 3)
            return err_set(e, E_USAGE, "翻页位置无效，请从头查起",
                           "no place in this list; begin anew");
    }
    int rc = load(r, k, a, &all, e);
    for (size_t i = 0; rc >= 0 && i < all.n; i++) {
        struct history_row *x = &all.at[i];
        if (after.len && order(x->x.recorded_seq, x->group, x->x.evidence_id, seq, group, id) <= 0)
            continue;
        if (page.n == most) {
            const struct history_row *last = &page.at[page.n - 1];
            page.next = str_of(arena_printf(a, "%" PRId64 " %d %" PRId64, last->x.recorded_seq,
                                            last->group, last->x.evidence_id));
            break;
        }
        rc = complete(r, a, page.n ? &page.at[page.n - 1] : NULL, x, e);
        if (rc >= 0 && !vec_push(a, &page, *x))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    if (arena_failed(a))
        return err_nomem(e);
    *ret = page;
    return 0;
}
