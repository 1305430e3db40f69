/*
 * Two streams merged: households, and members ordered by household and position. Where few
 * households are wanted (one, a town), their members are asked for one household at a time.
 *
 * A scan of "now" fixes the last change when it is opened, so that what others commit meanwhile
 * isn't seen, without a transaction held open.
 */
#include "scan_private.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "date.h"

#include <stdlib.h>

/* Prefixes longer than a county's are narrow. */
#define NARROW_DIGITS 6

void scan_close(struct scan *s)
{
    if (!s)
        return;
    stmt_done(s->households);
    stmt_done(s->members);
    scan_stated_close(s);
    arena_free(s->a);
    arena_free(s->kept);
    free(s);
}

void scan_closep(struct scan **s)
{
    scan_close(*s);
}

static int max_text(char *into, const char *other)
{
    if (strcmp(other, into) > 0)
        memcpy(into, other, strlen(other) + 1);
    return 0;
}

static struct str prefix_of(struct str division)
{
    return division.len == 12 ? division_prefix(division) : division;
}

int scan_range(const struct actor *actor, struct str division, struct scan_range *ret,
               struct err *e)
{
    struct scan_range range;
    char wanted[SCAN_CODE_BYTES], low[ACTOR_SCOPE_BYTES], high[ACTOR_SCOPE_BYTES];
    actor_scope_range(actor, low, high);
    memcpy(range.low, low, sizeof low);
    memcpy(range.high, high, sizeof high);
    struct str prefix = prefix_of(division);
    bool digits = prefix.len <= 12;
    for (size_t i = 0; i < prefix.len && digits; i++)
        digits = prefix.data[i] >= '0' && prefix.data[i] <= '9';
    if (!digits)
        return err_set(e, E_INVALID, "“" STR_FMT "” 不是区划代码",
                       "\"" STR_FMT "\" is no division code", STR_ARG(division));
    if (prefix.len) {
        snprintf(wanted, sizeof wanted, "%.*s%.*s", STR_ARG(prefix), (int)(12 - prefix.len),
                 "000000000000");
        max_text(range.low, wanted);
        /* ':' follows '9' */
        snprintf(wanted, sizeof wanted, "%.*s:", STR_ARG(prefix));
        if (strcmp(wanted, range.high) < 0)
            memcpy(range.high, wanted, sizeof wanted);
        if (strcmp(range.low, range.high) >= 0)
            return actor_require_scope(actor, division, e);
    }
    *ret = range;
    return 0;
}

/* The actor's scope and the division asked for, as a range of codes. */
static int set_range(struct scan *s, struct str division, struct err *e)
{
    s->by_household =
        strlen(s->actor.scope) > NARROW_DIGITS || prefix_of(division).len > NARROW_DIGITS;
    return scan_range(&s->actor, division, &s->range, e);
}

/* Households that may be in the range: `select … where`, then what is given behind that. */
static int prepare(const struct scan *s, const char *select, const char *order, struct stmt **ret,
                   struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    strbuf_printf(&q, "%s where %s%s", select,
                  s->household_id ? "n.register_id = $1 and n.household_id = $2"
                                  : "n.division >= $1 and n.division < $2"
                                    " or n.settled_from > $3 or n.settled_seq > $4",
                  order);
    if (q.failed)
        return err_nomem(e);
    int rc = db_prepare(s->r->db, strbuf_z(&q), ret, e);
    if (rc < 0)
        return rc;
    if (s->household_id) {
        stmt_bind_int(*ret, 1, s->register_id);
        stmt_bind_int(*ret, 2, s->household_id);
    } else {
        stmt_bind_text(*ret, 1, str_of(s->range.low));
        stmt_bind_text(*ret, 2, str_of(s->range.high));
        stmt_bind_int(*ret, 3, s->as_of);
        stmt_bind_int(*ret, 4, s->seq);
    }
    return 0;
}

static int prepare_households(const struct scan *s, struct stmt **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    strbuf_printf(&q,
                  "select %s, h.household_no from household_now n join household h"
                  " on h.register_id = n.register_id and h.household_id = n.household_id",
                  s->r->sql[ENTITY_HOUSEHOLD].now_prefixed);
    if (q.failed)
        return err_nomem(e);
    return prepare(s, strbuf_z(&q), " order by n.register_id, n.household_id", ret, e);
}

/* $1 day, $2 seq, with one $3 register, $4 household; columns: now_columns of the person, then
 * m.household_id. */
static const char *members_sql(struct reg *r, bool one)
{
    return arena_printf(
        r->arena,
        "select %s, m.household_id from membership m join person_now n"
        " on n.register_id = m.register_id and n.person_id = m.person_id"
        " where %s m.valid_from <= $1 and (m.valid_to is null or m.valid_to > $1)"
        " and m.recorded_seq <= $2 and (m.superseded_seq is null or m.superseded_seq > $2)"
        " order by m.register_id, m.household_id, m.position, m.person_id",
        r->sql[ENTITY_PERSON].now_prefixed,
        one ? "m.register_id = $3 and m.household_id = $4 and" : "");
}

int scan_sql(struct reg *r, struct err *e)
{
    r->members_sql = members_sql(r, false);
    r->members_of_sql = members_sql(r, true);
    return r->members_sql && r->members_of_sql ? 0 : err_nomem(e);
}

void scan_members_bind(struct stmt *s, int32_t as_of, int64_t seq, int64_t register_id,
                       int64_t household_id)
{
    stmt_bind_int(s, 1, as_of);
    stmt_bind_int(s, 2, seq);
    stmt_bind_int(s, 3, register_id);
    stmt_bind_int(s, 4, household_id);
}

static int open_scan(struct reg *r, const struct actor *actor, int32_t as_of, int64_t seq,
                     struct scan **ret, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0)
        return rc;
    _cleanup_(scan_closep) struct scan *s = calloc(1, sizeof *s);
    if (!s || !(s->a = arena_new(0)) || !(s->kept = arena_new(0)))
        return err_nomem(e);
    s->r = r;
    s->actor = *actor;
    s->as_of = as_of;
    s->seq = seq;
    if (seq == INT64_MAX && (rc = change_last(r->db, &s->seq, e)) < 0)
        return rc;
    *ret = take(s);
    return 0;
}

int scan_open(struct reg *r, const struct actor *actor, struct str division, int32_t as_of,
              int64_t seq, struct scan **ret, struct err *e)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    int rc = open_scan(r, actor, as_of, seq, &s, e);
    if (rc < 0 || (rc = set_range(s, division, e)) < 0 ||
        (rc = prepare_households(s, &s->households, e)) < 0)
        return rc;
    if (!s->by_household) {
        if ((rc = db_prepare(r->db, r->members_sql, &s->members, e)) < 0)
            return rc;
        stmt_bind_int(s->members, 1, as_of);
        stmt_bind_int(s->members, 2, s->seq);
    }
    *ret = take(s);
    return 0;
}

static int find_household(struct scan *s, struct str household_no, bool *ret_found, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(
        s->r->db, "select register_id, household_id from household where household_no = $1", &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(q, 1, household_no);
    rc = stmt_step(q, e);
    if (rc < 0)
        return rc;
    *ret_found = rc > 0;
    if (rc > 0) {
        s->register_id = stmt_int(q, 0);
        s->household_id = stmt_int(q, 1);
    }
    return 0;
}

static int not_there(struct str household_no, int32_t as_of, struct err *e)
{
    char day[DATE_TEXT];
    date_format(as_of, day);
    return err_set(e, E_NOT_FOUND, "没有户 " STR_FMT "（%s，在您的管辖范围内）",
                   "there is no household " STR_FMT " (%s, within your scope)",
                   STR_ARG(household_no), day);
}

int scan_open_one(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                  int64_t seq, struct scan **ret, struct err *e)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    bool found;
    int64_t n = 0;
    int rc = open_scan(r, actor, as_of, seq, &s, e);
    if (rc < 0 || (rc = set_range(s, (struct str){0}, e)) < 0 ||
        (rc = find_household(s, household_no, &found, e)) < 0)
        return rc;
    if (!found)
        return not_there(household_no, as_of, e);
    s->by_household = true;
    if ((rc = prepare_households(s, &s->households, e)) < 0 || (rc = scan_count(s, &n, e)) < 0)
        return rc;
    if (!n)
        return not_there(household_no, as_of, e);
    *ret = take(s);
    return 0;
}

static bool in_range(const struct scan *s, struct fact division)
{
    char code[SCAN_CODE_BYTES];
    if (!division.known || division.none || division.s.len >= sizeof code)
        return false;
    memcpy(code, division.s.data, division.s.len);
    code[division.s.len] = '\0';
    return strcmp(s->range.low, code) <= 0 && strcmp(code, s->range.high) < 0;
}

/* The division alone at the scan's date, where the resolved row doesn't hold then. */
static int read_division(struct scan *s, struct subject_key k, struct arena *a,
                         struct subject_now *now, struct err *e)
{
    const struct attribute *t = &s->r->catalogue->attributes[ENTITY_HOUSEHOLD][s->r->at.division];
    return now_group_at(s->r, k, t->group, s->as_of, s->seq, a, now, e);
}

/* The resolved row of the household the statement stands on; *ret_there tells whether it exists
 * within the range at the scan's date. */
static int read_household(struct scan *s, struct stmt *q, struct arena *a, struct subject_now *ret,
                          bool *ret_there, struct err *e)
{
    struct reg *r = s->r;
    int division = r->at.division;
    struct subject_key k = {ENTITY_HOUSEHOLD, stmt_int(q, 0), stmt_int(q, 1)};
    int rc = now_decode(r, ENTITY_HOUSEHOLD, q, a, ret, e);
    if (rc < 0)
        return rc;
    if (!now_holds(ret, s->as_of, s->seq)) {
        /* it tells whether the rest is wanted */
        rc = read_division(s, k, a, ret, e);
        bool wanted = rc >= 0 && in_range(s, ret->facts[division]);
        int first = r->catalogue->attributes[ENTITY_HOUSEHOLD][division].group;
        for (int g = 0; wanted && rc >= 0 && g < (int)r->catalogue->n_groups[ENTITY_HOUSEHOLD]; g++)
            if (g != first)
                rc = now_group_at(r, k, g, s->as_of, s->seq, a, ret, e);
        if (rc < 0)
            return rc;
    }
    *ret_there = in_range(s, ret->facts[division]);
    return 0;
}

int scan_member_read(struct reg *r, struct stmt *q, int32_t as_of, int64_t seq, struct arena *a,
                     struct scan_members *members, struct err *e)
{
    struct scan_member m = {.person_id = stmt_int(q, 1)};
    struct subject_key k = {ENTITY_PERSON, stmt_int(q, 0), m.person_id};
    if (members->n >= LIMIT_HOUSEHOLD_MEMBERS)
        return err_set(e, E_LIMIT, "户内成员超过 %u 人", "a household has more than %u members",
                       LIMIT_HOUSEHOLD_MEMBERS);
    int rc = now_decode(r, ENTITY_PERSON, q, a, &m.now, e);
    if (rc < 0 || (rc = now_at(r, k, as_of, seq, a, &m.now, e)) < 0)
        return rc;
    return vec_push(a, members, m) ? 0 : err_nomem(e);
}

int scan_members_of(struct reg *r, int64_t register_id, int64_t household_id, int32_t as_of,
                    int64_t seq, struct arena *a, struct scan_members *members, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(r->db, r->members_of_sql, &q, e);
    if (rc < 0)
        return rc;
    scan_members_bind(q, as_of, seq, register_id, household_id);
    while ((rc = stmt_step(q, e)) > 0)
        if ((rc = scan_member_read(r, q, as_of, seq, a, members, e)) < 0)
            return rc;
    return rc;
}

int scan_key_order(int64_t register_id, int64_t id, int64_t other_register, int64_t other_id)
{
    if (register_id != other_register)
        return register_id < other_register ? -1 : 1;
    return id < other_id ? -1 : id > other_id;
}

static int stream_members(struct scan *s, int64_t register_id, int64_t household_id,
                          struct arena *a, struct scan_members *members, struct err *e)
{
    for (;;) {
        if (!s->member_waits) {
            int rc = stmt_step(s->members, e);
            if (rc <= 0) {
                /* a further step would begin again */
                if (rc == 0) {
                    stmt_done(s->members);
                    s->members = NULL;
                }
                return rc;
            }
            s->member_waits = true;
        }
        int order = scan_key_order(stmt_int(s->members, 0),
                                   stmt_int(s->members, stmt_columns(s->members) - 1), register_id,
                                   household_id);
        if (order > 0)
            return 0;
        s->member_waits = false;
        if (order == 0) {
            int rc = scan_member_read(s->r, s->members, s->as_of, s->seq, a, members, e);
            if (rc < 0)
                return rc;
        }
    }
}

static int fill_members(struct scan *s, const struct scan_members *from, struct arena *a,
                        struct household_facts *h, struct err *e)
{
    struct member_facts *members = arena_array_of(a, from->n, struct member_facts);
    int number = s->r->at.member_household_no;
    if (!members)
        return err_nomem(e);
    for (size_t i = 0; i < from->n; i++) {
        struct fact *facts = from->at[i].now.facts;
        facts[number] = (struct fact){.known = true, .s = h->household_no};
        members[i] = (struct member_facts){from->at[i].person_id, facts};
    }
    h->members = members;
    h->n_members = from->n;
    return 0;
}

/* Completes the household that the statement stands on. */
static int fill_household(struct scan *s, const struct subject_now *now, struct arena *a,
                          struct household_facts *ret, struct err *e)
{
    struct stmt *q = s->households;
    struct household_facts h = {
        .register_id = stmt_int(q, 0),
        .household_id = stmt_int(q, 1),
        .household_no = str_dup(a, stmt_text(q, stmt_columns(q) - 1)),
        .facts = now->facts,
    };
    int number = s->r->at.household_no;
    now->facts[number] = (struct fact){.known = true, .s = h.household_no};
    struct scan_members members = {0};
    int rc = 0;
    if (s->by_household)
        rc = scan_members_of(s->r, h.register_id, h.household_id, s->as_of, s->seq, a, &members, e);
    else if (s->members)
        rc = stream_members(s, h.register_id, h.household_id, a, &members, e);
    if (rc < 0) {
        err_at(e, "户 " STR_FMT, "household " STR_FMT, STR_ARG(h.household_no));
        return rc;
    }
    if ((rc = fill_members(s, &members, a, &h, e)) < 0)
        return rc;
    s->current = h;
    s->in = a;
    s->now = *now;
    s->members_now = members;
    *ret = h;
    return 1;
}

int scan_next_in(struct scan *s, struct arena *a, struct household_facts *ret, struct err *e)
{
    struct subject_now now;
    bool there = false;
    int rc;
    if (!s->households)
        return 0;
    struct arena_mark mark = arena_mark(a);
    do {
        arena_release(a, mark);
        rc = stmt_step(s->households, e);
        if (rc <= 0) {
            stmt_done(s->households);
            s->households = NULL;
            return rc;
        }
        if ((rc = read_household(s, s->households, a, &now, &there, e)) < 0)
            return rc;
    } while (!there);

    return fill_household(s, &now, a, ret, e);
}

int scan_next(struct scan *s, struct household_facts *ret, struct err *e)
{
    arena_reset(s->a);
    return scan_next_in(s, s->a, ret, e);
}

static int find_by_key(struct scan *s, int64_t register_id, int64_t household_id, struct arena *a,
                       struct household_facts *ret, struct err *e)
{
    struct subject_now now;
    bool there = false;
    if (!s->household_id) {
        stmt_done(s->households);
        s->households = NULL;
        s->by_household = true;
    }
    s->register_id = register_id;
    s->household_id = household_id;
    int rc = prepare_households(s, &s->households, e);
    if (rc >= 0 && (rc = stmt_step(s->households, e)) > 0 &&
        (rc = read_household(s, s->households, a, &now, &there, e)) >= 0 && there)
        rc = fill_household(s, &now, a, ret, e);
    stmt_done(s->households);
    s->households = NULL;
    return rc;
}

static int find_in_stream(struct scan *s, int64_t register_id, int64_t household_id,
                          struct arena *a, struct household_facts *ret, struct err *e)
{
    struct subject_now now;
    bool there;
    for (;;) {
        int rc = s->household_waits || !s->households ? 0 : stmt_step(s->households, e);
        if (rc < 0 || !s->households)
            return rc;
        if (rc == 0 && !s->household_waits) {
            /* a further step would begin again */
            stmt_done(s->households);
            s->households = NULL;
            return 0;
        }
        int64_t at = stmt_int(s->households, 0), id = stmt_int(s->households, 1);
        s->household_waits = at > register_id || (at == register_id && id > household_id);
        if (s->household_waits)
            return 0;
        if (at != register_id || id != household_id)
            continue;
        rc = read_household(s, s->households, a, &now, &there, e);
        return rc < 0 || !there ? rc : fill_household(s, &now, a, ret, e);
    }
}

int scan_find(struct scan *s, bool few, int64_t register_id, int64_t household_id, struct arena *a,
              struct household_facts *ret, struct err *e)
{
    return few ? find_by_key(s, register_id, household_id, a, ret, e)
               : find_in_stream(s, register_id, household_id, a, ret, e);
}

/* Is the household in the range that a statement of register, id, settled_from, settled_seq and
 * division stands on? */
static int count_household(struct scan *s, struct stmt *q, bool *ret, struct err *e)
{
    struct subject_now now = {.settled_from = (int32_t)stmt_int(q, 2),
                              .settled_seq = stmt_int(q, 3)};
    if (now_holds(&now, s->as_of, s->seq)) {
        *ret = in_range(s, (struct fact){.known = !stmt_is_null(q, 4), .s = stmt_text(q, 4)});
        return 0;
    }
    struct subject_key k = {ENTITY_HOUSEHOLD, stmt_int(q, 0), stmt_int(q, 1)};
    int rc = now_alloc(s->r, ENTITY_HOUSEHOLD, s->a, &now, e);
    if (rc >= 0 && (rc = read_division(s, k, s->a, &now, e)) >= 0)
        *ret = in_range(s, now.facts[s->r->at.division]);
    return rc;
}

int scan_count(struct scan *s, int64_t *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    struct arena_mark mark = arena_mark(s->a);
    int64_t n = 0;
    int rc = prepare(s,
                     "select n.register_id, n.household_id, n.settled_from, n.settled_seq,"
                     " n.division from household_now n",
                     "", &q, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(q, e)) > 0) {
        bool there = false;
        if ((rc = count_household(s, q, &there, e)) < 0)
            return rc;
        n += there;
        arena_release(s->a, mark);
    }
    if (rc < 0)
        return rc;
    *ret = n;
    return 0;
}
