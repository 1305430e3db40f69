/* Writing a run: its rows, its totals, its figures. */
#include "store.h"

#include "cleanup.h"
#include "date.h"

#include <stdlib.h>

struct run_writer {
    struct db *db;
    int64_t run_id, seq;
    int32_t as_of;
};

int run_writer_open(struct db *db, int64_t seq, int32_t as_of, int64_t known_seq,
                    const char *pack_hash, struct str division, struct run_writer **ret,
                    struct err *e)
{
    _cleanup_(run_writer_freep) struct run_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_nomem(e);
    w->db = db;
    w->seq = seq;
    w->as_of = as_of;
    bool found;
    int64_t last = 0;
    int rc = db_query_int(db, &last, &found, e, "SELECT max(run_id) FROM run", "");
    if (rc < 0)
        return rc;
    w->run_id = last + 1;
    rc = db_run(
        db, e,
        "INSERT INTO run (run_id, as_of, known_seq, recorded_seq, pack_hash, engine, division) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        "iiiittt", w->run_id, (int64_t)as_of, known_seq, seq, str_of(pack_hash), STR(HEYI_VERSION),
        division);
    if (rc < 0)
        return rc;
    *ret = take(w);
    return 0;
}

static void bulk_maybe(struct bulk *b, struct maybe m)
{
    if (m.known)
        bulk_int(b, m.value);
    else
        bulk_null(b);
}

static void bulk_date(struct bulk *b, int32_t date)
{
    if (date == DATE_NONE)
        bulk_null(b);
    else
        bulk_int(b, date);
}

static int write_row(struct run_writer *w, struct bulk *b, const struct decision *d, struct err *e)
{
    bulk_int(b, d->register_id);
    bulk_int(b, d->household_id);
    bulk_int(b, w->run_id);
    bulk_int(b, w->as_of);
    bulk_int(b, w->seq);
    bulk_int(b, (int64_t)d->people);
    bulk_maybe(b, d->monthly_income);
    if (d->category.len)
        bulk_text(b, d->category);
    else
        bulk_null(b);
    bulk_text(b, str_of(standing_code(d->standing)));
    bulk_maybe(b, d->monthly_amount);
    bulk_maybe(b, d->points);
    bulk_maybe(b, d->development_target);
    bulk_maybe(b, d->key_target);
    bulk_text(b, d->measures);
    bulk_date(b, d->grace_until);
    bulk_text(b, d->undecided_because);
    bulk_text(b, d->also_missing);
    bulk_text(b, d->failed_because);
    bulk_text(b, d->rules);
    bulk_int(b, (int64_t)d->digest);
    bulk_text(b, str_of(standing_code(d->carried.standing)));
    bulk_text(b, d->carried.category);
    bulk_int(b, d->carried.amount);
    bulk_int(b, d->carried.amount_unknown);
    bulk_date(b, d->carried.grace_until);
    bulk_text(b, d->carried.measures);
    bulk_int(b, (int64_t)d->facts);
    bulk_int(b, d->due);
    bulk_int(b, d->year_target);
    bulk_maybe(b, d->line);
    bulk_maybe(b, d->topup);
    bulk_maybe(b, d->income_with_pension);
    bulk_text(b, d->division);
    bulk_text(b, d->residence);
    return bulk_row(b, e);
}

static int replace_later(struct run_writer *w, const struct decision *d, struct err *e)
{
    return db_run(w->db, e,
                  "UPDATE determination SET superseded_seq = $1 WHERE register_id = $2 AND "
                  "household_id = $3 AND as_of >= $4 AND superseded_seq IS NULL",
                  "iiii", w->seq, d->register_id, d->household_id, (int64_t)w->as_of);
}

/* One bulk a call: a bulk copy is never open while the scan reads on the same connection. */
int run_writer_add(struct run_writer *w, const struct decision *decisions, const bool *supersede,
                   size_t n, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int rc = 0;
    for (size_t i = 0; supersede && i < n && rc >= 0; i++)
        if (supersede[i])
            rc = replace_later(w, &decisions[i], e);
    if (rc >= 0)
        rc = bulk_begin(w->db, "determination",
                        "register_id,household_id,run_id,as_of,recorded_seq,people,monthly_income,"
                        "category,standing,monthly_amount,points,development_target,key_target,"
                        "measures,grace_until,undecided_because,also_missing,failed_because,rules,"
                        "digest,carried_standing,carried_category,carried_amount,"
                        "carried_unknown,carried_grace_until,carried_measures,facts,due,"
                        "year_target,line,topup,yearly_income,division,residence",
                        "iiiiiiittiiiitittttittiiitiiiiiitt", &b, e);
    for (size_t i = 0; i < n && rc >= 0; i++)
        rc = write_row(w, b, &decisions[i], e);
    if (rc >= 0)
        rc = bulk_end(b, e);
    return rc < 0 ? rc : 0;
}

static int put_figure(struct bulk *b, int64_t run_id, const char *division, const char *residence,
                      const char *counted, const struct tally *t, struct err *e)
{
    bulk_int(b, run_id);
    bulk_text(b, str_of(division));
    bulk_text(b, str_of(residence));
    bulk_text(b, str_of(counted));
    bulk_int(b, t->households);
    bulk_int(b, t->people);
    bulk_int(b, t->amount);
    return bulk_row(b, e);
}

static int write_figures(struct run_writer *w, const struct figures *f, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int rc =
        bulk_begin(w->db, "run_figure",
                   "run_id,division,residence,counted,households,people,amount", "itttiii", &b, e);
    for (size_t i = 0; i < f->n_cells && rc >= 0; i++) {
        const struct figure_cell *c = &f->cells[i];
        for (int k = 0; k < N_COUNTS && rc >= 0; k++)
            if (c->count[k].households)
                rc = put_figure(b, w->run_id, c->division, c->residence,
                                figure_count_word((enum figure_count)k), &c->count[k], e);
    }
    for (size_t i = 0; i < f->n_missing && rc >= 0; i++) {
        const struct figure_missing *m = &f->missing[i];
        const struct tally t = {m->households, m->people, 0};
        char counted[sizeof FIGURE_MISSING + FIGURE_FACT_BYTES];
        snprintf(counted, sizeof counted, FIGURE_MISSING "%s", m->fact);
        rc = put_figure(b, w->run_id, m->division, "", counted, &t, e);
    }
    const struct tally gone = {f->gone, 0, 0};
    if (rc >= 0 && f->gone)
        rc = put_figure(b, w->run_id, "", "", FIGURE_GONE, &gone, e);
    return rc < 0 ? rc : bulk_end(b, e);
}

int run_writer_finish(struct run_writer *w, const struct figures *f, uint64_t digest,
                      int64_t *ret_run_id, struct err *e)
{
    int rc = db_run(w->db, e,
                    "UPDATE run SET households = $2, decided = $3, undecided = $4, failed = $5, "
                    "bill = $6, digest = $7 WHERE run_id = $1",
                    "iiiiiii", w->run_id, f->households, f->decided, f->undecided, f->failed,
                    f->bill, (int64_t)digest);
    if (rc == 0)
        rc = write_figures(w, f, e);
    if (rc == 0)
        *ret_run_id = w->run_id;
    return rc;
}

void run_writer_free(struct run_writer *w)
{
    free(w);
}

void run_writer_freep(struct run_writer **w)
{
    run_writer_free(*w);
}
