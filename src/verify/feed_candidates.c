/* Rows of which a person decides whose they are. */
#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "feed_facts_private.h"
#include "feed_import.h"
#include "scan_private.h"
#include "text.h"

#include <stdlib.h>

/* cross join: SQLite goes from the candidates by the index of memberships by person to their rows
 * (as in changed.c). $1 change, $2 today, $3 and $4 divisions. A row
 * that was accepted is the person's as long as it is kept for her. */
#define LIST_BEGIN                                                                                 \
    "select c.register_id, c.person_id, c.delivery_id, c.row, c.score, c.reasons,"                 \
    " c.stated_name, c.cells, h.household_no, n.name, n.birth_date,"                               \
    " (select count(*) from membership o where o.register_id = m.register_id"                      \
    "   and o.household_id = m.household_id and o.superseded_seq is null"                          \
    "   and o.valid_from <= $2 and (o.valid_to is null or o.valid_to > $2)"                        \
    "   and o.position <= m.position),"                                                            \
    " case when exists (select 1 from feed_row x where x.register_id = c.register_id"              \
    "   and x.person_id = c.person_id and x.delivery_id = c.delivery_id and x.row = c.row"         \
    "   and x.recorded_seq <= $1 and (x.superseded_seq is null or x.superseded_seq > $1))"         \
    "   then 'accepted' when c.decided_seq <= $1 then 'refused' else 'open' end"                   \
    " from feed_candidate c cross join feed_delivery f cross join membership k cross join "        \
    "membership m"                                                                                 \
    " cross join household h cross join household_now w cross join person_now n"                   \
    " where f.delivery_id = c.delivery_id"                                                         \
    " and k.register_id = c.register_id and k.person_id = c.person_id"                             \
    " and m.register_id = k.register_id and m.household_id = k.household_id"                       \
    " and m.position = k.position and m.person_id = k.person_id and m.valid_from = k.valid_from"   \
    " and m.recorded_seq = k.recorded_seq"                                                         \
    " and m.superseded_seq is null and m.valid_from <= $2"                                         \
    " and (m.valid_to is null or m.valid_to > $2)"                                                 \
    " and h.register_id = m.register_id and h.household_id = m.household_id"                       \
    " and w.register_id = m.register_id and w.household_id = m.household_id"                       \
    " and n.register_id = c.register_id and n.person_id = c.person_id"                             \
    " and c.recorded_seq <= $1 and (f.withdrawn_seq is null or f.withdrawn_seq > $1)"              \
    " and w.division >= $3 and w.division < $4"                                                    \
    " and (c.delivery_id = $5 or $5 = 0) and (c.row = $6 or $6 = 0)"                               \
    " and (h.household_no = $7 or $7 = '') and (f.feed = $8 or $8 = '')"                           \
    " and (c.delivery_id, c.row) > ($9, $10)"                                                      \
    " and ($11 = 1 or c.decided_seq is null or c.decided_seq > $1)"
#define LIST_END " order by c.delivery_id, c.row, c.score desc, c.register_id, c.person_id"
static const char list_all[] = LIST_BEGIN LIST_END;
static const char list_of_household[] =
    LIST_BEGIN " and (c.register_id, c.person_id) in (select o.register_id, o.person_id"
               " from household q join membership o on o.register_id = q.register_id"
               " and o.household_id = q.household_id where q.household_no = $7)" LIST_END;

static int read_candidate(const struct deliveries *all, const struct actor *actor, struct stmt *s,
                          struct arena *a, struct feed_candidate *ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0}, name = {0};
    struct fact *cells;
    struct feed_candidate c = {
        .register_id = stmt_int(s, 0),
        .person_id = stmt_int(s, 1),
        .delivery = stmt_int(s, 2),
        .row = stmt_int(s, 3),
        .score = (int)stmt_int(s, 4),
        .reasons = (uint32_t)stmt_int(s, 5),
        .household_no = str_dup(a, stmt_text(s, 8)),
        .member = (size_t)stmt_int(s, 11),
        .minor = mask_is_minor((struct fact){.known = !stmt_is_null(s, 10), .i = stmt_int(s, 10)},
                               clock_today()),
        .state = str_dup(a, stmt_text(s, 12)),
    };
    const struct feed *f = deliveries_find(all, c.delivery)->feed;
    c.feed = f->name;
    c.label = f->label;
    int rc = feed_cells_read(f, stmt_text(s, 7), a, &cells, e);
    if (rc < 0)
        return err_at(e, "第 %lld 批第 %lld 行", "delivery %lld, row %lld", (long long)c.delivery,
                      (long long)c.row);
    feed_cells_print(f, cells, &text);
    c.text = str_dup(a, strbuf_str(&text));
    if (actor_sees(actor, FIELD_IDENTITY_NUMBER)) {
        c.name = str_dup(a, stmt_text(s, 9));
        c.stated_name = str_dup(a, stmt_text(s, 6));
    } else {
        name_mask(stmt_text(s, 9), &name);
        c.name = str_dup(a, strbuf_str(&name));
        strbuf_clear(&name);
        name_mask(stmt_text(s, 6), &name);
        c.stated_name = str_dup(a, strbuf_str(&name));
    }
    if (text.failed || name.failed || arena_failed(a))
        return err_nomem(e);
    *ret = c;
    return 0;
}

int feed_candidates(struct reg *r, const struct actor *actor, const struct feed_candidate_filter *f,
                    feed_candidate_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(deliveries_freep) struct deliveries *deliveries = NULL;
    struct scan_range range;
    int64_t delivery = 0, row = 0;
    size_t n = 0;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc >= 0 && !a)
        rc = err_nomem(e);
    if (rc < 0 || (rc = scan_range(actor, f->division, &range, e)) < 0 ||
        (rc = deliveries_open(r, f->seq, &deliveries, e)) < 0 ||
        (rc = db_prepare(reg_db(r), f->household_no.len ? list_of_household : list_all, &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, deliveries->seq);
    stmt_bind_int(s, 2, clock_today());
    stmt_bind_text(s, 3, str_of(range.low));
    stmt_bind_text(s, 4, str_of(range.high));
    stmt_bind_int(s, 5, f->delivery);
    stmt_bind_int(s, 6, f->row);
    stmt_bind_text(s, 7, f->household_no);
    stmt_bind_text(s, 8, f->feed);
    stmt_bind_int(s, 9, f->after_delivery);
    stmt_bind_int(s, 10, f->after_row);
    stmt_bind_int(s, 11, f->decided);
    while ((rc = stmt_step(s, e)) > 0) {
        struct feed_candidate c;
        arena_reset(a);
        if ((rc = read_candidate(deliveries, actor, s, a, &c, e)) < 0)
            return rc;
        n += c.delivery != delivery || c.row != row;
        if (f->most && n > f->most)
            return 0;
        delivery = c.delivery;
        row = c.row;
        if ((rc = fn(arg, &c, e)) < 0)
            return rc;
    }
    return rc;
}

/* A person of whom is decided whether a row is hers. */
struct decision {
    struct reg *r;
    const struct feed_answering *o;
    int64_t row; /* that at hand */
    int64_t register_id, person_id;
};
static bool accepts(const struct decision *x)
{
    return x->o->answer == FEED_ACCEPT;
}

static int find_member(struct decision *x, const struct actor *actor, struct err *e)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    const struct feed_answering *o = x->o;
    int rc = scan_open_one(x->r, actor, o->household_no, clock_today(), INT64_MAX, &s, e);
    if (rc < 0 || (rc = scan_next(s, &h, e)) < 0)
        return rc;
    if (o->member < 1 || o->member > h.n_members)
        return err_set(e, E_NOT_FOUND, "户 " STR_FMT " 没有第 %zu 位成员（共 %zu 人）",
                       "household " STR_FMT " has no member %zu (of %zu)", STR_ARG(o->household_no),
                       o->member, h.n_members);
    x->register_id = h.register_id;
    x->person_id = h.members[o->member - 1].person_id;
    return 0;
}

enum candidate_state { STATE_OPEN, STATE_ACCEPTED, STATE_REFUSED };

static enum candidate_state state_parse(struct str s)
{
    return str_eqz(s, "accepted") ? STATE_ACCEPTED : s.len ? STATE_REFUSED : STATE_OPEN;
}

static int find_candidate(const struct decision *x, struct arena *a, enum candidate_state *ret,
                          struct str *ret_feed, struct str *ret_hash, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select c.state, f.feed, f.feeds_hash, f.withdrawn_seq"
                        " from feed_candidate c join feed_delivery f"
                        " on f.delivery_id = c.delivery_id where c.register_id = $1"
                        " and c.person_id = $2 and c.delivery_id = $3 and c.row = $4",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, x->register_id);
    stmt_bind_int(s, 2, x->person_id);
    stmt_bind_int(s, 3, x->o->delivery);
    stmt_bind_int(s, 4, x->row);
    rc = stmt_step(s, e);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_NOT_FOUND,
                       "户 " STR_FMT " 第 %zu 位成员不是第 %lld 批第 %lld 行的候选；"
                       "heyi verify candidates 列出候选",
                       "household " STR_FMT
                       ", member %zu is no candidate for delivery %lld, row %lld; "
                       "heyi verify candidates lists them",
                       STR_ARG(x->o->household_no), x->o->member, (long long)x->o->delivery,
                       (long long)x->row);
    if (!stmt_is_null(s, 3))
        return err_set(e, E_CONFLICT, "第 %lld 批已经撤回，其记录不再认定",
                       "delivery %lld is withdrawn: its rows are not decided any more",
                       (long long)x->o->delivery);
    *ret = state_parse(stmt_text(s, 0));
    *ret_feed = str_dup(a, stmt_text(s, 1));
    *ret_hash = str_dup(a, stmt_text(s, 2));
    return arena_failed(a) ? err_nomem(e) : 0;
}

/* A row belongs to one person, and what was accepted and taken back is not accepted again. */
static int may_decide(const struct decision *x, enum candidate_state state, struct err *e)
{
    int64_t taken = 0;
    if (state == (accepts(x) ? STATE_ACCEPTED : STATE_REFUSED))
        return err_set(e, E_CONFLICT, "第 %lld 批第 %lld 行对该成员已经如此认定",
                       "delivery %lld, row %lld is decided so already for this member",
                       (long long)x->o->delivery, (long long)x->row);
    if (!accepts(x))
        return 0;
    int rc = db_query_int(reg_db(x->r), &taken, NULL, e,
                          "select count(*) from feed_candidate where delivery_id = $1 and row = $2"
                          " and state = 'accepted'",
                          "ii", x->o->delivery, x->row);
    if (rc < 0)
        return rc;
    if (taken)
        return err_set(e, E_CONFLICT, "第 %lld 批第 %lld 行已认定为另一人；请先对该人作 --refuse",
                       "delivery %lld, row %lld is another person's; refuse that first",
                       (long long)x->o->delivery, (long long)x->row);
    rc = db_query_int(reg_db(x->r), &taken, NULL, e,
                      "select count(*) from feed_row where register_id = $1 and person_id = $2"
                      " and delivery_id = $3 and row = $4",
                      "iiii", x->register_id, x->person_id, x->o->delivery, x->row);
    if (rc < 0)
        return rc;
    return taken ? err_set(e, E_CONFLICT,
                           "第 %lld 批第 %lld 行对该成员曾认定后又取消，不能再认定；"
                           "请撤回该批后重新导入",
                           "delivery %lld, row %lld was hers and taken back, it can't be accepted "
                           "again; withdraw the delivery and import it anew",
                           (long long)x->o->delivery, (long long)x->row)
                 : 0;
}

#define OF_CANDIDATE " where register_id = $1 and person_id = $2 and delivery_id = $3 and row = $4"

static int write_decision(const struct decision *x, enum candidate_state state, int64_t seq,
                          struct err *e)
{
    struct db *db = reg_db(x->r);
    int rc = 0;
    if (accepts(x))
        rc = db_run(db, e,
                    "insert into feed_row(register_id, person_id, delivery_id, row, valid_from,"
                    " valid_to, cells, recorded_seq)"
                    " select register_id, person_id, delivery_id, row, valid_from, valid_to, cells,"
                    " $5 from feed_candidate" OF_CANDIDATE,
                    "iiiii", x->register_id, x->person_id, x->o->delivery, x->row, seq);
    else if (state == STATE_ACCEPTED)
        rc = db_run(db, e, "update feed_row set superseded_seq = $5" OF_CANDIDATE, "iiiii",
                    x->register_id, x->person_id, x->o->delivery, x->row, seq);
    if (rc >= 0)
        rc = db_run(db, e,
                    "update feed_candidate set state = $5, decided_seq ="
                    " coalesce(decided_seq, $6)" OF_CANDIDATE,
                    "iiiiti", x->register_id, x->person_id, x->o->delivery, x->row,
                    accepts(x) ? STR("accepted") : STR("refused"), seq);
    if (rc >= 0 && accepts(x))
        rc = db_run(db, e,
                    "update feed_candidate set state = 'refused', decided_seq = $3"
                    " where delivery_id = $1 and row = $2 and state is null",
                    "iii", x->o->delivery, x->row, seq);
    return rc;
}

struct household_key {
    int64_t register_id, household_id;
};

/* Of all candidates of the row: what wasn't known of the others is known now. */
static int update_households(const struct decision *x, struct str feed, struct str hash,
                             int64_t seq, struct arena *a, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct {
        struct household_key *at;
        size_t n, cap;
    } list = {0};
    int rc = db_prepare(reg_db(x->r),
                        /* cross join: SQLite begins with the candidates */
                        "select distinct m.register_id, m.household_id from feed_candidate c"
                        " cross join membership m where m.register_id = c.register_id"
                        " and m.person_id = c.person_id"
                        " and c.delivery_id = $1 and c.row = $2 order by 1, 2",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, x->o->delivery);
    stmt_bind_int(s, 2, x->row);
    while ((rc = stmt_step(s, e)) > 0)
        if (!vec_push(a, &list, ((struct household_key){stmt_int(s, 0), stmt_int(s, 1)})))
            return err_nomem(e);
    for (size_t i = 0; rc >= 0 && i < list.n; i++)
        rc = feed_update_delivered(x->r, feed, hash, (struct str){0}, list.at[i].register_id,
                                   list.at[i].household_id, seq, NULL, e);
    return rc;
}

struct rows {
    int64_t *at;
    size_t n, cap;
};

static int decide_row(const struct decision *x, int64_t seq, struct arena *a, struct err *e)
{
    enum candidate_state state = STATE_OPEN;
    struct str feed, hash;
    int rc = find_candidate(x, a, &state, &feed, &hash, e);
    if (rc < 0 || (rc = may_decide(x, state, e)) < 0 || (rc = write_decision(x, state, seq, e)) < 0)
        return rc;
    return update_households(x, feed, hash, seq, a, e);
}

struct looked_for {
    int64_t register_id, person_id;
    bool found;
};

static int look_for(void *arg, const struct feed_candidate *c, struct err *e)
{
    struct looked_for *x = arg;
    x->found |= c->register_id == x->register_id && c->person_id == x->person_id;
    return 0;
}

/* The person who is named herself, if she is in scope. */
static int find_person(struct decision *x, const struct actor *actor, struct err *e)
{
    const struct feed_answering *o = x->o;
    struct looked_for who = {o->register_id, o->person_id, false};
    const struct feed_candidate_filter f = {
        .delivery = o->delivery, .row = o->row, .decided = true, .seq = INT64_MAX};
    int rc = feed_candidates(x->r, actor, &f, look_for, &who, e);
    if (rc >= 0 && !who.found)
        return err_set(e, E_NOT_FOUND, "此人不是第 %lld 批第 %lld 行的候选",
                       "this person is no candidate for delivery %lld, row %lld",
                       (long long)o->delivery, (long long)o->row);
    x->register_id = o->register_id;
    x->person_id = o->person_id;
    return rc;
}

/* Rows of the delivery that nobody has decided and that are like this one: of the same name, and
 * alike to her in the same way. */
static int find_alike(const struct decision *x, struct arena *a, struct rows *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select o.row from feed_candidate c join feed_candidate o"
                        " on o.register_id = c.register_id and o.person_id = c.person_id"
                        " and o.delivery_id = c.delivery_id and o.stated_name = c.stated_name"
                        " and o.reasons = c.reasons where c.register_id = $1 and c.person_id = $2"
                        " and c.delivery_id = $3 and c.row = $4 and o.row <> c.row"
                        " and o.state is null order by 1",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, x->register_id);
    stmt_bind_int(s, 2, x->person_id);
    stmt_bind_int(s, 3, x->o->delivery);
    stmt_bind_int(s, 4, x->row);
    while ((rc = stmt_step(s, e)) > 0)
        if (!vec_push(a, ret, stmt_int(s, 0)))
            return err_nomem(e);
    return rc;
}

/* The row asked for, and those alike. */
static int decide_person(struct decision *x, int64_t seq, struct arena *a, uint64_t *ret_rows,
                         struct err *e)
{
    struct rows rows = {0};
    int rc = x->o->alike ? find_alike(x, a, &rows, e) : 0;
    if (rc < 0 || (rc = decide_row(x, seq, a, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < rows.n; i++) {
        struct decision other = *x;
        other.row = rows.at[i];
        rc = decide_row(&other, seq, a, e);
    }
    *ret_rows += rows.n + 1;
    return rc;
}

struct people {
    struct arena *a;
    struct decision *at;
    size_t n, cap;
};

static int add_person(void *arg, const struct feed_candidate *c, struct err *e)
{
    struct people *list = arg;
    struct decision x = {.register_id = c->register_id, .person_id = c->person_id};
    return vec_push(list->a, list, x) ? 0 : err_nomem(e);
}

/* Everybody in scope of whom it isn't decided. */
static int refuse_all(const struct decision *x, const struct actor *actor, int64_t seq,
                      struct arena *a, uint64_t *ret_rows, struct err *e)
{
    struct people people = {.a = a};
    const struct feed_candidate_filter f = {
        .delivery = x->o->delivery, .row = x->o->row, .seq = INT64_MAX};
    int rc = feed_candidates(x->r, actor, &f, add_person, &people, e);
    if (rc >= 0 && !people.n)
        return err_set(e, E_NOT_FOUND, "第 %lld 批第 %lld 行没有待认定的候选",
                       "delivery %lld, row %lld has no candidates to be decided",
                       (long long)x->o->delivery, (long long)x->o->row);
    for (size_t i = 0; rc >= 0 && i < people.n; i++) {
        struct decision p = *x;
        p.register_id = people.at[i].register_id;
        p.person_id = people.at[i].person_id;
        rc = decide_person(&p, seq, a, ret_rows, e);
    }
    return rc;
}

struct deciding {
    struct decision of;
    const struct actor *actor;
    const char *reason;
    uint64_t rows;
};

static int decide(struct db *db, void *arg, struct err *e)
{
    struct deciding *x = arg;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    bool nobody = x->of.o->answer == FEED_NOBODY;
    int64_t seq;
    int rc = a ? 0 : err_nomem(e);
    x->rows = 0;
    if (rc < 0 ||
        (!nobody && (rc = x->of.o->person_id ? find_person(&x->of, x->actor, e)
                                             : find_member(&x->of, x->actor, e)) < 0) ||
        (rc = change_begin(db, x->actor, "decide candidate", x->reason, &seq, e)) < 0)
        return rc;
    return nobody ? refuse_all(&x->of, x->actor, seq, a, &x->rows, e)
                  : decide_person(&x->of, seq, a, &x->rows, e);
}

int feed_decide(struct reg *r, const struct actor *actor, const struct feed_answering *o,
                uint64_t *ret_rows, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf why = {0};
    struct deciding x = {.of = {.r = r, .o = o, .row = o->row}, .actor = actor};
    int rc = actor_require(actor, RIGHT_CORRECT, e);
    if (rc < 0 || (rc = feed_reason(o->reason, &why, e)) < 0)
        return rc;
    x.reason = strbuf_z(&why);
    if ((rc = db_transact(reg_db(r), true, decide, &x, e)) < 0)
        return rc;
    if (ret_rows)
        *ret_rows = x.rows;
    return 0;
}
