/*
 * What a delivery tells beyond its rows. Both kinds of notes look at households of the source: rows
 * with the same value in the group column (户籍户号). A row that says that its person is dead or
 * has moved out makes nobody a member of its group.
 */
#include "feed_intake.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "evidence.h"
#include "scan.h"

struct person_key {
    int64_t register_id, person_id;
};

static int note(struct intake *x, uint64_t row, int64_t register_id, int64_t person_id,
                const char *kind, const struct strbuf *detail, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    idno_scrub(strbuf_str(detail), &text);
    if (detail->failed || text.failed)
        return err_nomem(e);
    bulk_int(x->notes, register_id);
    bulk_int(x->notes, person_id);
    bulk_int(x->notes, x->delivery);
    bulk_int(x->notes, (int64_t)row);
    bulk_text(x->notes, str_of(kind));
    bulk_text(x->notes, strbuf_str(&text));
    bulk_int(x->notes, x->seq);
    x->result.notes++;
    return bulk_row(x->notes, e);
}

static int is_gone(struct intake *x, const struct feed_record *row, bool *ret, struct err *e)
{
    *ret = false;
    for (size_t i = 0; i < x->feed->n_events && !*ret; i++) {
        const struct feed_event *v = &x->feed->events[i];
        int rc = v->kind == FEED_MEMBER_MISSING
                     ? 0
                     : feed_holds(x->evaluator, v->condition, row->cells, ret, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* The row's group by its index, made with this person if it is new. */
static int find_group(struct intake *x, const struct feed_record *row, const struct match *m,
                      uint64_t *ret, struct err *e)
{
    uint64_t at;
    if (!map_get(x->groups, row->group, &at)) {
        struct intake_group g = {m->register_id, m->person_id, m->household_id};
        at = x->group.n;
        if (!vec_push(x->a, &x->group, g) || map_put(x->groups, row->group, at) < 0)
            return err_nomem(e);
    }
    *ret = at;
    return 0;
}

static int two_households(struct intake *x, const struct feed_record *row, const struct match *m,
                          uint64_t first, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf detail = {0};
    strbuf_printf(&detail, STR_FMT " " STR_FMT "、" STR_FMT,
                  STR_ARG(x->feed->columns[x->feed->at.group].name),
                  STR_ARG(map_key_at(x->groups, (size_t)first)), STR_ARG(row->group));
    return note(x, row->row, m->register_id, m->person_id, "two_households", &detail, e);
}

int notes_row(struct intake *x, const struct feed_record *row, const struct match *m,
              bool *ret_first, struct err *e)
{
    struct person_key k = {m->register_id, m->person_id};
    struct str key = {(const char *)&k, sizeof k};
    uint64_t before = 0, group = 0;
    bool gone = false;
    bool known = map_get(x->people, key, &before);
    int rc = row->group.len ? is_gone(x, row, &gone, e) : 0;
    x->result.people += !known;
    if (rc >= 0 && row->group.len && !gone && m->household_id) {
        if ((rc = find_group(x, row, m, &group, e)) < 0)
            return rc;
        if (before && before != group + 1)
            rc = two_households(x, row, m, before - 1, e);
        before = before ? before : group + 1;
    }
    if (rc >= 0 && map_put(x->people, key, before) < 0)
        rc = err_nomem(e);
    *ret_first = !known;
    return rc;
}

static const struct feed_event *missing_event(const struct feed *f)
{
    for (size_t i = 0; i < f->n_events && f->at.group >= 0; i++)
        if (f->events[i].kind == FEED_MEMBER_MISSING)
            return &f->events[i];
    return NULL;
}

/* Has the household a member of that name? The number may be wrong there, or missing here. */
static int is_member(struct intake *x, const struct intake_group *g, struct str name, bool *ret,
                     struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select n.name from membership m join person_now n"
                        " on n.register_id = m.register_id and n.person_id = m.person_id"
                        " where m.register_id = $1 and m.household_id = $2"
                        " and m.superseded_seq is null and m.valid_to is null",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, g->register_id);
    stmt_bind_int(s, 2, g->household_id);
    *ret = false;
    while ((rc = stmt_step(s, e)) > 0)
        *ret |= match_same_name(stmt_text(s, 0), name);
    return rc;
}

/* 配偶 陈**，女，35 岁 */
static int tell_missing(struct intake *x, const struct intake_group *g,
                        const struct feed_record *row, const struct feed_event *v, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf detail = {0};
    if (v->column >= 0 && row->cells[v->column].known)
        strbuf_printf(&detail, STR_FMT " ", STR_ARG(row->cells[v->column].s));
    name_mask(row->name, &detail);
    if (row->number_is == IDNO_OK)
        strbuf_addz(&detail, idno_is_male(row->number) ? "，男" : "，女");
    if (row->birth != DATE_NONE)
        strbuf_printf(&detail, "，%d 岁", date_age(row->birth, x->received));
    return note(x, row->row, g->register_id, g->person_id, "member_missing", &detail, e);
}

static int missing_row(struct intake *x, struct feed_record *row, const struct feed_event *v,
                       struct err *e)
{
    uint64_t at;
    struct match m;
    bool holds = false, member = false;
    if (row->rejected || !row->group.len || !map_get(x->groups, row->group, &at))
        return 0;
    const struct intake_group *g = &x->group.at[at];
    int rc = matcher_match(x->matcher, row, &m, e);
    if (rc < 0 || m.kind != MATCH_NONE || (rc = feed_file_cells(x->in, row, e)) < 0 ||
        row->rejected || (rc = feed_holds(x->evaluator, v->condition, row->cells, &holds, e)) < 0 ||
        !holds || (rc = is_member(x, g, row->name, &member, e)) < 0 || member)
        return rc;
    return tell_missing(x, g, row, v, e);
}

int notes_missing(struct intake *x, struct err *e)
{
    const struct feed_event *v = missing_event(x->feed);
    struct feed_record row;
    if (!v || !x->group.n)
        return 0;
    int rc = feed_file_rewind(x->in, e);
    while (rc >= 0 && (rc = feed_file_next(x->in, &row, e)) > 0)
        rc = missing_row(x, &row, v, e);
    return rc;
}
