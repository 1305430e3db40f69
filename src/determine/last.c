#include "last.h"

#include "cleanup.h"

struct looking {
    const struct household_line *at;
    struct arena *a;
    struct last_decision *ret;
};

static void bind_key(struct stmt *s, size_t i, void *arg)
{
    const struct looking *x = arg;
    stmt_bind_int(s, 1, x->at[i].register_id);
    stmt_bind_int(s, 2, x->at[i].household_id);
}

static int read_row(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct looking *x = arg;
    x->ret[i] = (struct last_decision){
        .run_id = stmt_int(s, 0),
        .as_of = (int32_t)stmt_int(s, 1),
        .category = str_dup(x->a, stmt_text(s, 2)),
        .standing = standing_parse(stmt_text(s, 3)),
        .monthly_amount = {!stmt_is_null(s, 4), stmt_int(s, 4)},
    };
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

int decisions_last(struct reg *r, const struct household_line *at, size_t n, struct arena *a,
                   struct last_decision *ret, struct err *e)
{
    struct looking x = {at, a, ret};
    struct db_each each = {n, bind_key, read_row, &x};
    for (size_t i = 0; i < n; i++)
        ret[i] = (struct last_decision){0};
    return n ? db_each(reg_db(r),
                       "SELECT run_id, as_of, category, standing, monthly_amount"
                       " FROM determination WHERE register_id = $1 AND household_id = $2"
                       " AND superseded_seq IS NULL ORDER BY as_of DESC, run_id DESC LIMIT 1",
                       &each, e)
             : 0;
}

int last_keep(void *arg, const struct household_line *at, size_t n, bool *keep, struct err *e)
{
    const struct last_filter *f = arg;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct last_decision *last = a ? arena_array_of(a, n, struct last_decision) : NULL;
    if (!last)
        return err_nomem(e);
    int rc = decisions_last(f->r, at, n, a, last, e);
    for (size_t i = 0; rc >= 0 && i < n; i++)
        keep[i] = last[i].run_id && (!f->category.len || str_eq(last[i].category, f->category)) &&
                  (f->standing == STANDING_NONE || last[i].standing == f->standing);
    return rc;
}

int last_few(void *arg, size_t most, struct arena *a, struct household_keys *ret, bool *ret_few,
             struct err *e)
{
    const struct last_filter *f = arg;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    strbuf_addz(&sql,
                "SELECT register_id, household_id FROM determination WHERE superseded_seq IS NULL"
                " AND standing IN (");
    for (enum standing k = STANDING_IN_FORCE; k <= STANDING_FAILED; k++)
        if (f->standing == STANDING_NONE || f->standing == k)
            strbuf_printf(&sql, "'%s',", standing_code(k));
    strbuf_printf(&sql, "'') AND %s LIMIT $2", f->category.len ? "category = $1" : "$1 = ''");
    int rc = sql.failed ? err_nomem(e) : db_prepare(reg_db(f->r), strbuf_z(&sql), &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, f->category);
    stmt_bind_int(s, 2, (int64_t)most + 1);
    while ((rc = stmt_step(s, e)) > 0)
        if (!vec_push(a, ret, ((struct listed_household){stmt_int(s, 0), stmt_int(s, 1)})))
            return err_nomem(e);
    *ret_few = ret->n <= most;
    return rc;
}
