#include "household_list.h"

#include "cleanup.h"
#include "clock.h"
#include "scan_private.h"

#include <inttypes.h>

#define BATCH 200u

struct listing {
    struct reg *r;
    const struct actor *actor;
    const struct household_query *q;
    struct scan_range range;
    int32_t today;
    struct arena *a;
    struct household_lines *page;
    size_t most, looked_at;
    size_t batch_most;                  /* how many of them are asked for */
    struct household_line batch[BATCH]; /* candidates */
    bool keep[BATCH];
    size_t n;
    /* the place behind which the next batch begins */
    struct str place; /* division, or number */
    int64_t register_id, household_id;
};

struct str prefix_end(struct str prefix, struct arena *a)
{
    /* U+10FFFF is no character */
    const char *end = arena_printf(a, STR_FMT "\xf4\x8f\xbf\xbf", STR_ARG(prefix));
    return end ? str_of(end) : (struct str){0};
}

/* $1 place or number, $2 register, $3 household: the last key; $4 the other end, $5 how many. */
#define COLUMNS                                                                                    \
    "select n.register_id, n.household_id, n.division, h.household_no, n.settled_from"             \
    " from "
#define JOINED " h.register_id = n.register_id and h.household_id = n.household_id"
static const char ascending_sql[] =
    COLUMNS "household_now n cross join household h"
            " where (n.division, n.register_id, n.household_id) > ($1, $2, $3)"
            " and n.division < $4 and" JOINED
            " order by n.division, n.register_id, n.household_id limit $5";
static const char descending_sql[] =
    COLUMNS "household_now n cross join household h"
            " where (n.division, n.register_id, n.household_id) < ($1, $2, $3)"
            " and n.division >= $4 and" JOINED
            " order by n.division desc, n.register_id desc, n.household_id desc limit $5";
static const char number_sql[] =
    COLUMNS "household h cross join household_now n"
            " where (h.household_no, h.register_id, h.household_id) > ($1, $2, $3)"
            " and h.household_no < $4"
            " and n.register_id = h.register_id and n.household_id = h.household_id"
            " order by h.household_no, h.register_id, h.household_id limit $5";

/* Before the first row: of the low end (or the number) itself, and of the high end, which lies
 * outside. */
static void begin(struct listing *x)
{
    bool down = x->q->descending && !x->q->number.len;
    x->place = x->q->number.len ? x->q->number : str_of(down ? x->range.high : x->range.low);
    x->register_id = x->household_id = -1;
}

/* Cursors are "register household place". */
static int go_on(struct listing *x, struct err *e)
{
    struct str rest = x->q->after, one, other;
    char text[48];
    if (!rest.len) {
        begin(x);
        return 0;
    }
    if (str_split(&rest, ' ', &one) && str_split(&rest, ' ', &other) && one.len < 20 &&
        other.len < 20) {
        snprintf(text, sizeof text, STR_FMT " " STR_FMT, STR_ARG(one), STR_ARG(other));
        if (sscanf(text, "%" SCNd64 " %" SCNd64, &x->register_id, &x->household_id) == 2) {
            x->place = rest;
            return 0;
        }
    }
    return err_set(e, E_USAGE, "翻页位置无效，请从头查起", "no place in this list; begin anew");
}

static bool in_range(const struct listing *x, struct str division)
{
    return str_cmp(division, str_of(x->range.low)) >= 0 &&
           str_cmp(division, str_of(x->range.high)) < 0;
}

/* The row that a statement stands on, as a candidate; *ret false = not where it is looked for. */
static int read_line(struct listing *x, struct stmt *s, struct household_line *line, bool *ret,
                     struct err *e)
{
    *line = (struct household_line){.register_id = stmt_int(s, 0),
                                    .household_id = stmt_int(s, 1),
                                    .division = str_dup(x->a, stmt_text(s, 2)),
                                    .household_no = str_dup(x->a, stmt_text(s, 3))};
    if (arena_failed(x->a))
        return err_nomem(e);
    *ret = in_range(x, line->division);
    if (stmt_int(s, 4) <= x->today)
        return 0;
    /* it lies elsewhere one day */
    struct subject_key k = {ENTITY_HOUSEHOLD, line->register_id, line->household_id};
    const struct attribute *t = &x->r->catalogue->attributes[ENTITY_HOUSEHOLD][x->r->at.division];
    struct subject_now now;
    int rc = now_alloc(x->r, ENTITY_HOUSEHOLD, x->a, &now, e);
    if (rc >= 0)
        rc = now_group_at(x->r, k, t->group, x->today, SEQ_NOW, x->a, &now, e);
    if (rc < 0)
        return rc;
    struct fact d = now.facts[x->r->at.division];
    *ret = d.known && !d.none && in_range(x, d.s);
    line->division = d.s;
    return 0;
}

/* *ret_more: there may be rows behind the batch. */
static int read_batch(struct listing *x, bool *ret_more, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    bool by_number = x->q->number.len, down = x->q->descending && !by_number;
    int rc = db_prepare(x->r->db,
                        by_number ? number_sql
                        : down    ? descending_sql
                                  : ascending_sql,
                        &s, e);
    if (rc < 0)
        return rc;
    struct str end =
        by_number ? prefix_end(x->q->number, x->a) : str_of(down ? x->range.low : x->range.high);
    size_t seen = 0;
    stmt_bind_text(s, 1, x->place);
    stmt_bind_int(s, 2, x->register_id);
    stmt_bind_int(s, 3, x->household_id);
    stmt_bind_text(s, 4, end);
    stmt_bind_int(s, 5, (int64_t)x->batch_most);
    x->n = 0;
    while ((rc = stmt_step(s, e)) > 0) {
        bool there = false;
        struct household_line *line = &x->batch[x->n];
        struct str place = str_dup(x->a, stmt_text(s, by_number ? 3 : 2));
        if ((rc = read_line(x, s, line, &there, e)) < 0)
            return rc;
        x->place = place;
        x->register_id = line->register_id;
        x->household_id = line->household_id;
        x->n += there;
        seen++;
    }
    x->looked_at += seen;
    *ret_more = seen == x->batch_most;
    return rc < 0 ? rc : arena_failed(x->a) ? err_nomem(e) : 0;
}

struct counting {
    const struct household_line *at;
    int32_t today;
    int64_t *people;
};

static void bind_line(struct stmt *s, size_t i, void *arg)
{
    const struct counting *c = arg;
    stmt_bind_int(s, 1, c->at[i].register_id);
    stmt_bind_int(s, 2, c->at[i].household_id);
    stmt_bind_int(s, 3, c->today);
}

static int read_count(struct stmt *s, size_t i, void *arg, struct err *e)
{
    ((struct counting *)arg)->people[i] = stmt_int(s, 0);
    return 0;
}

static int filter_people(struct listing *x, struct err *e)
{
    int64_t people[BATCH] = {0};
    struct counting c = {x->batch, x->today, people};
    struct db_each each = {x->n, bind_line, read_count, &c};
    int rc = db_each(x->r->db,
                     "select count(*) from membership where register_id = $1 and household_id = $2"
                     " and superseded_seq is null and valid_from <= $3"
                     " and (valid_to is null or valid_to > $3)",
                     &each, e);
    for (size_t i = 0; i < x->n; i++)
        x->keep[i] &= people[i] >= x->q->people_min &&
                      (x->q->people_max < 0 || people[i] <= x->q->people_max);
    return rc;
}

/* The batch's rows that pass, onto the page; *ret_full: one more than fits. */
static int take_batch(struct listing *x, bool *ret_full, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; i < x->n; i++)
        x->keep[i] = true;
    if (x->n && (x->q->people_min > 0 || x->q->people_max >= 0))
        rc = filter_people(x, e);
    if (rc >= 0 && x->n && x->q->keep) {
        bool wanted[BATCH];
        rc = x->q->keep(x->q->keep_arg, x->batch, x->n, wanted, e);
        for (size_t i = 0; rc >= 0 && i < x->n; i++)
            x->keep[i] &= wanted[i];
    }
    for (size_t i = 0; rc >= 0 && i < x->n && !*ret_full; i++) {
        if (!x->keep[i])
            continue;
        *ret_full = x->page->n == x->most;
        if (!*ret_full && !vec_push(x->a, x->page, x->batch[i]))
            return err_nomem(e);
    }
    return rc;
}

/* ---- where few can pass the filter ---- */

struct few {
    struct listing *x;
    struct household_keys keys;
    struct household_lines lines;
};

static void bind_few(struct stmt *s, size_t i, void *arg)
{
    const struct few *f = arg;
    stmt_bind_int(s, 1, f->keys.at[i].register_id);
    stmt_bind_int(s, 2, f->keys.at[i].household_id);
}

static struct str place_of(const struct listing *x, const struct household_line *l)
{
    return x->q->number.len ? l->household_no : l->division;
}

static int by_place(const void *a, const void *b, void *arg)
{
    const struct listing *x = arg;
    const struct household_line *l = a, *r = b;
    int c = str_cmp(place_of(x, l), place_of(x, r));
    if (!c)
        c = (l->register_id > r->register_id) - (l->register_id < r->register_id);
    if (!c)
        c = (l->household_id > r->household_id) - (l->household_id < r->household_id);
    return x->q->descending && !x->q->number.len ? -c : c;
}

static int read_few(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct few *f = arg;
    struct listing *x = f->x;
    struct household_line line, after = {x->register_id, x->household_id, x->place, x->place};
    bool there;
    int rc = read_line(x, s, &line, &there, e);
    if (rc < 0 || !there || !str_starts(line.household_no, x->q->number) ||
        by_place(&line, &after, x) <= 0)
        return rc;
    return vec_push(x->a, &f->lines, line) ? 0 : err_nomem(e);
}

/* The page from those; *ret_few false: they are too many. */
static int take_few(struct listing *x, bool *ret_few, bool *ret_full, struct err *e)
{
    struct few f = {.x = x};
    int rc = x->q->few(x->q->keep_arg, LIST_FEW, x->a, &f.keys, ret_few, e);
    if (rc < 0 || !*ret_few)
        return rc;
    const struct db_each each = {f.keys.n, bind_few, read_few, &f};
    rc = db_each(x->r->db,
                 COLUMNS "household_now n cross join household h where n.register_id = $1"
                         " and n.household_id = $2 and" JOINED,
                 &each, e);
    if (f.lines.n)
        qsort_r(f.lines.at, f.lines.n, sizeof *f.lines.at, by_place, x);
    size_t n = 0;
    for (size_t i = 0; i < f.lines.n; i++)
        if (!n || by_place(&f.lines.at[n - 1], &f.lines.at[i], x) != 0)
            f.lines.at[n++] = f.lines.at[i];
    f.lines.n = n;
    for (size_t i = 0; rc >= 0 && i < f.lines.n && !*ret_full; i += x->n) {
        x->n = f.lines.n - i < BATCH ? f.lines.n - i : BATCH;
        memcpy(x->batch, f.lines.at + i, x->n * sizeof *x->batch);
        rc = take_batch(x, ret_full, e);
    }
    return rc;
}

static int set_next(struct listing *x, bool full, struct err *e)
{
    if (full) {
        const struct household_line *last = &x->page->at[x->page->n - 1];
        x->register_id = last->register_id;
        x->household_id = last->household_id;
        x->place = place_of(x, last);
    }
    const char *next = arena_printf(x->a, "%" PRId64 " %" PRId64 " " STR_FMT, x->register_id,
                                    x->household_id, STR_ARG(x->place));
    if (!next)
        return err_nomem(e);
    x->page->next = str_of(next);
    return 0;
}

/*
 * People and head of a line stand in one index, by the household that a person belongs to for good:
 * one seek a household. That isn't today's where somebody comes, goes or changes one day; such
 * households are read whole.
 */
enum { M_PERSON, M_POSITION, M_SETTLED, M_RELATION, M_NAME, M_BIRTH };
static const char people_sql[] =
    "select person_id, position, settled_from, relation, name, birth_date from person_now"
    " where register_id = $1 and household_id = $2";
/* Those that somebody leaves after $1, at most $2. */
static const char leaving_sql[] = "select register_id, household_id from membership"
                                  " where valid_to > $1 and superseded_seq is null limit $2";
#define LEAVING_MOST 100

struct filling {
    struct household_line *at;
    bool *whole; /* to be read whole */
    int32_t today;
    struct arena *a;
    size_t last; /* 1 + the line whose head this is */
    int64_t position;
    bool is_head;
};

/* One more member of a line: its head is the last who is called so, else the first. */
static void add_member(struct filling *f, size_t i, int64_t person_id, int64_t position,
                       bool is_head, struct fact name, struct fact birth)
{
    struct household_line *line = &f->at[i];
    bool first = f->last != i + 1,
         later = position != f->position ? position > f->position : person_id > line->head;
    f->last = i + 1;
    line->people++;
    if (!first && (is_head ? f->is_head && !later : f->is_head || later))
        return;
    f->position = position;
    f->is_head = is_head;
    line->head = person_id;
    line->head_name = name;
    line->head_birth = birth;
}

static void bind_household(struct stmt *s, size_t i, void *arg)
{
    const struct filling *f = arg;
    stmt_bind_int(s, 1, f->at[i].register_id);
    stmt_bind_int(s, 2, f->at[i].household_id);
}

static int read_person(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct filling *f = arg;
    struct fact name = {.known = !stmt_is_null(s, M_NAME), .s = stmt_text(s, M_NAME)};
    struct fact birth = {.known = !stmt_is_null(s, M_BIRTH), .i = stmt_int(s, M_BIRTH)};
    f->whole[i] |= stmt_int(s, M_SETTLED) > f->today;
    if (f->whole[i])
        return 0;
    name.s = str_dup(f->a, name.s);
    add_member(f, i, stmt_int(s, M_PERSON), stmt_int(s, M_POSITION),
               str_eqz(stmt_text(s, M_RELATION), "head"), name, birth);
    return arena_failed(f->a) ? err_nomem(e) : 0;
}

static int find_leaving(struct reg *r, struct filling *f, size_t n, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    size_t found = 0;
    int rc = db_prepare(r->db, leaving_sql, &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, f->today);
    stmt_bind_int(s, 2, LEAVING_MOST);
    for (; (rc = stmt_step(s, e)) > 0; found++)
        for (size_t i = 0; i < n; i++)
            f->whole[i] |=
                f->at[i].register_id == stmt_int(s, 0) && f->at[i].household_id == stmt_int(s, 1);
    for (size_t i = 0; i < n && found == LEAVING_MOST; i++)
        f->whole[i] = true;
    return rc;
}

static int read_whole(struct reg *r, struct filling *f, size_t i, struct err *e)
{
    struct household_line *line = &f->at[i];
    struct scan_members members = {0};
    int relation = reg_attribute(r, ENTITY_PERSON, "relation");
    int birth = reg_attribute(r, ENTITY_PERSON, "birth_date");
    int rc = scan_members_of(r, line->register_id, line->household_id, f->today, SEQ_NOW, f->a,
                             &members, e);
    line->people = 0;
    line->head = 0;
    line->head_name = line->head_birth = (struct fact){0};
    f->last = 0;
    for (size_t k = 0; rc >= 0 && k < members.n; k++) {
        const struct fact *facts = members.at[k].now.facts;
        add_member(f, i, members.at[k].person_id, (int64_t)k, str_eqz(facts[relation].s, "head"),
                   facts[r->at.name], facts[birth]);
    }
    return rc;
}

int household_lines_fill(struct reg *r, struct household_line *at, size_t n, struct arena *a,
                         struct err *e)
{
    struct filling f = {.at = at, .today = clock_today(), .a = a};
    struct db_each each = {n, bind_household, read_person, &f};
    if (n == 0)
        return 0;
    if (!(f.whole = arena_zalloc(a, n * sizeof *f.whole)))
        return err_nomem(e);
    int rc = find_leaving(r, &f, n, e);
    if (rc >= 0)
        rc = db_each(r->db, people_sql, &each, e);
    for (size_t i = 0; rc >= 0 && i < n; i++)
        if (f.whole[i])
            rc = read_whole(r, &f, i, e);
    return rc;
}

int household_list(struct reg *r, const struct actor *actor, const struct household_query *q,
                   size_t most, struct arena *a, struct household_lines *ret, struct err *e)
{
    struct household_lines page = {0};
    struct listing *x = arena_new_of(a, struct listing);
    bool more = true, full = false;
    if (!x)
        return err_nomem(e);
    x->r = r;
    x->actor = actor;
    x->q = q;
    x->today = clock_today();
    x->a = a;
    x->page = &page;
    x->most = most;
    /* without filters the page and one row more, which tells that there are others */
    bool filtered = q->keep || q->people_min > 0 || q->people_max >= 0;
    x->batch_most = filtered || most >= BATCH ? BATCH : most + 1;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = scan_range(actor, q->division, &x->range, e)) < 0 || (rc = go_on(x, e)) < 0)
        return rc;
    if (q->few) {
        bool few = true;
        if ((rc = take_few(x, &few, &full, e)) < 0)
            return rc;
        more = !few;
    }
    while (more && !full && x->looked_at < LIST_LOOKED_AT)
        if ((rc = read_batch(x, &more, e)) < 0 || (rc = take_batch(x, &full, e)) < 0)
            return rc;
    if ((full || more) && (rc = set_next(x, full, e)) < 0)
        return rc;
    if ((rc = household_lines_fill(r, page.at, page.n, a, e)) < 0)
        return rc;
    *ret = page;
    return 0;
}

int household_count(struct reg *r, const struct actor *actor, struct str division, int64_t *ret,
                    bool *ret_exact, struct err *e)
{
    struct scan_range range;
    int64_t n = 0;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = scan_range(actor, division, &range, e)) < 0 ||
        (rc = db_query_int(r->db, &n, NULL, e,
                           "select count(*) from (select 1 from household_now"
                           " where division >= $1 and division < $2 limit $3) x",
                           "tti", str_of(range.low), str_of(range.high), (int64_t)LIST_COUNTED)) <
            0)
        return rc;
    *ret = n;
    *ret_exact = n < LIST_COUNTED;
    return 0;
}
