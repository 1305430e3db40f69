/* Runs at a glance: those of a division, and their figures summed up by place. */
#include "runs_private.h"

#include "cleanup.h"

bool run_covers(const struct run_info *i, struct str division)
{
    return str_starts(division_unpadded(division), i->division);
}

int runs_of_division(struct reg *r, const struct actor *actor, struct str division, int32_t on,
                     run_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct scan_range range;
    int rc = run_looks(r, actor, 0, &range, e);
    if (rc < 0 || (rc = scan_range(actor, division, &range, e)) < 0 ||
        (rc = db_prepare(reg_db(r),
                         "SELECT " RUN_COLUMNS ", c.at, c.actor FROM run r JOIN change c "
                         "ON c.seq = r.recorded_seq WHERE r.as_of <= $1 AND r.digest IS NOT NULL "
                         "AND " RUN_IN_SCOPE " ORDER BY r.as_of DESC, r.run_id DESC",
                         &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, on);
    stmt_bind_text(s, 2, str_of(range.low));
    stmt_bind_text(s, 3, str_of(range.high));
    while ((rc = stmt_step(s, e)) > 0) {
        struct run_info info = run_info_committed(s, 0);
        if ((rc = fn(arg, &info, e)) != 0)
            return rc < 0 ? rc : 0;
    }
    return rc;
}

int run_view_sums(struct run_view *v, struct str division, size_t digits, struct figures **ret,
                  struct err *e)
{
    _cleanup_(figures_freep) struct figures *f = figures_new();
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct scan_range range;
    int rc = run_view_range(v, division, &range, e);
    if (rc < 0)
        return rc;
    if (!v->info.has_digest)
        return run_no_figures(v, e);
    if (!f)
        return err_nomem(e);
    strbuf_printf(&sql,
                  "SELECT substr(division, 1, %d), residence, counted, "
                  "cast(sum(households) AS bigint), cast(sum(people) AS bigint), "
                  "cast(sum(amount) AS bigint) FROM run_figure WHERE run_id = $1 "
                  "AND division >= $2 AND division < $3 AND counted NOT LIKE '" FIGURE_MISSING
                  "%%' GROUP BY 1, residence, counted",
                  (int)digits);
    if (sql.failed)
        return err_nomem(e);
    if ((rc = db_prepare(v->db, strbuf_z(&sql), &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, v->info.run_id);
    stmt_bind_text(s, 2, str_of(range.low));
    stmt_bind_text(s, 3, str_of(range.high));
    while ((rc = stmt_step(s, e)) > 0)
        if (run_figure_read(f, s, actor_sees(&v->actor, FIELD_MONEY)) < 0)
            return err_nomem(e);
    if (rc < 0)
        return rc;
    f->expected = f->households;
    figures_sort(f);
    *ret = take(f);
    return 0;
}
