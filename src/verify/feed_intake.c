#include "feed_intake.h"

#include "cleanup.h"
#include "date.h"
#include "evidence.h"

int intake_begin(struct intake *x, struct err *e)
{
    struct db *db = reg_db(x->r);
    x->a = arena_new(0);
    x->people = map_new();
    x->groups = map_new();
    x->places = map_new();
    if (!x->a || !x->people || !x->groups || !x->places)
        return err_nomem(e);
    int rc = feed_evaluator_new(x->feed, &x->evaluator, e);
    if (rc >= 0)
        rc = bulk_begin(db, "feed_row",
                        "register_id,person_id,delivery_id,row,valid_from,valid_to,cells,"
                        "recorded_seq",
                        "iiiiiiti", &x->rows, e);
    if (rc >= 0)
        rc = bulk_begin(db, "feed_candidate",
                        "register_id,person_id,delivery_id,row,score,reasons,stated_name,"
                        "valid_from,valid_to,cells,recorded_seq",
                        "iiiiiitiiti", &x->candidates, e);
    if (rc >= 0)
        rc = bulk_begin(db, "feed_note",
                        "register_id,person_id,delivery_id,row,kind,detail,recorded_seq", "iiiitti",
                        &x->notes, e);
    return rc;
}

void intake_done(struct intake *x)
{
    bulk_free(x->rows);
    bulk_free(x->candidates);
    bulk_free(x->notes);
    feed_evaluator_free(x->evaluator);
    matcher_free(x->matcher);
    feed_file_free(x->in);
    map_free(x->people);
    map_free(x->groups);
    map_free(x->places);
    arena_free(x->a);
    strbuf_done(&x->cells);
}

static void put_day(struct bulk *b, int32_t day)
{
    if (day == DATE_NONE || day == DAY_OPEN)
        bulk_null(b);
    else
        bulk_int(b, day);
}

/* The row's cells as they are kept. */
static int write_cells(struct intake *x, const struct feed_record *row, struct err *e)
{
    strbuf_clear(&x->cells);
    return feed_cells_write(x->feed, row->cells, &x->cells) < 0 ? err_nomem(e) : 0;
}

/* What would be found wrong with the row by whoever looks at it later: events and leads are asked
 * for with every verification. Facts are computed right after the rows. */
static int try_signs(struct intake *x, const struct feed_record *row, struct err *e)
{
    const struct feed *f = x->feed;
    bool holds;
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < f->n_events; i++)
        rc = feed_holds(x->evaluator, f->events[i].condition, row->cells, &holds, e);
    for (size_t i = 0; rc >= 0 && i < f->n_leads; i++)
        rc = feed_holds(x->evaluator, f->leads[i].condition, row->cells, &holds, e);
    return rc < 0 ? err_at(e, "%s 第 %llu 行", "%s line %llu", x->o->in.files[row->file],
                           (unsigned long long)row->line)
                  : 0;
}

static int count_place(struct intake *x, int64_t division, bool first, struct err *e)
{
    struct str key = {(const char *)&division, sizeof division};
    uint64_t at;
    if (!map_get(x->places, key, &at)) {
        at = x->place.n;
        if (!vec_push(x->a, &x->place, ((struct intake_place){.division = division})) ||
            map_put(x->places, key, at) < 0)
            return err_nomem(e);
    }
    x->place.at[at].people += first;
    x->place.at[at].rows++;
    return 0;
}

int intake_write_places(struct intake *x, struct err *e)
{
    _cleanup_(bulk_freep) struct bulk *b = NULL;
    int rc =
        bulk_begin(reg_db(x->r), "feed_place", "delivery_id,division,people,rows", "itii", &b, e);
    for (size_t i = 0; rc >= 0 && i < x->place.n; i++) {
        const struct intake_place *p = &x->place.at[i];
        char code[24] = "";
        if (p->division)
            snprintf(code, sizeof code, "%012lld", (long long)p->division);
        bulk_int(b, x->delivery);
        bulk_text(b, str_of(code));
        bulk_int(b, p->people);
        bulk_int(b, p->rows);
        rc = bulk_row(b, e);
    }
    return rc < 0 ? rc : bulk_end(b, e);
}

static int keep_row(struct intake *x, const struct feed_record *row, const struct match *m,
                    struct err *e)
{
    int rc = write_cells(x, row, e);
    if (rc < 0)
        return rc;
    bulk_int(x->rows, m->register_id);
    bulk_int(x->rows, m->person_id);
    bulk_int(x->rows, x->delivery);
    bulk_int(x->rows, (int64_t)row->row);
    put_day(x->rows, row->from);
    put_day(x->rows, row->to);
    bulk_text(x->rows, strbuf_str(&x->cells));
    bulk_int(x->rows, x->seq);
    if ((rc = bulk_row(x->rows, e)) < 0)
        return rc;
    x->result.matched++;
    bool first;
    rc = notes_row(x, row, m, &first, e);
    return rc < 0 ? rc : count_place(x, m->division, first, e);
}

static int keep_candidates(struct intake *x, const struct feed_record *row, const struct match *m,
                           struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    int rc = write_cells(x, row, e);
    idno_scrub(row->name, &name);
    if (name.failed)
        rc = err_nomem(e);
    for (size_t i = 0; rc >= 0 && i < m->n; i++) {
        const struct match_candidate *c = &m->candidates[i];
        bulk_int(x->candidates, c->register_id);
        bulk_int(x->candidates, c->person_id);
        bulk_int(x->candidates, x->delivery);
        bulk_int(x->candidates, (int64_t)row->row);
        bulk_int(x->candidates, c->score);
        bulk_int(x->candidates, c->reasons);
        bulk_text(x->candidates, strbuf_str(&name));
        put_day(x->candidates, row->from);
        put_day(x->candidates, row->to);
        bulk_text(x->candidates, strbuf_str(&x->cells));
        bulk_int(x->candidates, x->seq);
        rc = bulk_row(x->candidates, e);
    }
    x->result.candidates++;
    return rc;
}

int intake_row(struct intake *x, struct feed_record *row, struct err *e)
{
    int64_t register_id, person_id;
    struct match m;
    int rc;
    x->inside = x->inside || !row->division.len || matcher_covers(x->matcher, row->division);
    if (row->rejected)
        return 0;
    if (row->number_is == IDNO_OK &&
        !matcher_number(x->matcher, row->number, &register_id, &person_id)) {
        x->result.others++;
        return 0;
    }
    if ((rc = matcher_match(x->matcher, row, &m, e)) < 0)
        return rc;
    if (m.outside && !m.n) {
        x->result.outside++;
        return 0;
    }
    if (m.kind != MATCH_PERSON && !m.n) {
        x->result.others++;
        return 0;
    }
    if ((rc = feed_file_cells(x->in, row, e)) < 0 || row->rejected ||
        (rc = try_signs(x, row, e)) < 0)
        return rc;
    return m.kind == MATCH_PERSON ? keep_row(x, row, &m, e) : keep_candidates(x, row, &m, e);
}
