/*
 * Names and numbers lie in indexes of a register as a whole. Where the scope is a county, all that
 * is met there counts, and a page is full at once. Where it is a village, most of what is met lies
 * elsewhere: if many people have such a name and the scope has few households, the search goes by
 * the households.
 */
#include "search.h"

#include "bounds.h"
#include "cleanup.h"
#include "clock.h"
#include "household_list.h"
#include "identity.h"
#include "import_value.h"
#include "initials.h"
#include "mask.h"
#include "scan_private.h"

#define MANY 1000           /* names or numbers with that beginning */
#define FEW_HOUSEHOLDS 3000 /* of a village, or some */

struct search {
    struct reg *r;
    const struct actor *actor;
    struct str text, end; /* texts with that beginning lie below end */
    struct scan_range range;
    int32_t today;
    size_t most;
    bool narrow;                   /* few households lie in the range */
    char initials[INITIALS_BYTES]; /* the text, if it can be meant so; else "" */
    struct arena *a;
    struct found *ret;
};

static bool in_range(const struct search *x, struct str division)
{
    return str_cmp(division, str_of(x->range.low)) >= 0 &&
           str_cmp(division, str_of(x->range.high)) < 0;
}

/* Columns of all statements about people. */
enum { P_REGISTER, P_PERSON, P_NAME, P_BIRTH, P_NUMBER, P_DIVISION };
#define PEOPLE                                                                                     \
    "select p.register_id, p.person_id, p.name, p.birth_date, h.household_no, n.division from "

static struct fact text_fact(const struct search *x, struct stmt *s, int col)
{
    if (stmt_is_null(s, col))
        return (struct fact){0};
    return (struct fact){.known = true, .s = str_dup(x->a, stmt_text(s, col))};
}

/* Whose name has several initials may be met by more than one of them. */
static bool is_found(const struct search *x, int64_t register_id, int64_t person_id)
{
    for (size_t i = 0; x->initials[0] && i < x->ret->people.n; i++)
        if (x->ret->people.at[i].register_id == register_id &&
            x->ret->people.at[i].person_id == person_id)
            return true;
    return false;
}

/* The person that a statement stands on, if she may be found. */
static int add_person(struct search *x, struct stmt *s, bool by_name, struct err *e)
{
    struct fact birth = {.known = !stmt_is_null(s, P_BIRTH), .i = stmt_int(s, P_BIRTH)};
    if (!in_range(x, stmt_text(s, P_DIVISION)) ||
        (by_name && mask_is_minor(birth, x->today) && !actor_sees(x->actor, FIELD_MINOR)) ||
        is_found(x, stmt_int(s, P_REGISTER), stmt_int(s, P_PERSON)))
        return 0;
    if (x->ret->people.n == x->most) {
        x->ret->people.more = true;
        return 0;
    }
    struct found_person p = {.register_id = stmt_int(s, P_REGISTER),
                             .person_id = stmt_int(s, P_PERSON),
                             .name = text_fact(x, s, P_NAME),
                             .birth = birth,
                             .household_no = str_dup(x->a, stmt_text(s, P_NUMBER)),
                             .division = str_dup(x->a, stmt_text(s, P_DIVISION))};
    return vec_push(x->a, &x->ret->people, p) && !arena_failed(x->a) ? 0 : err_nomem(e);
}

/* Registers of which a part lies in the range. */
struct register_ids {
    int64_t *at;
    size_t n, cap;
};
static int registers_in(struct search *x, struct register_ids *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db, "select register_id, county from register order by register_id",
                        &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct str county = stmt_text(s, 1);
        struct actor there = {0};
        struct scan_range range;
        if (scan_range(&there, county, &range, NULL) < 0 || strcmp(range.low, x->range.high) >= 0 ||
            strcmp(x->range.low, range.high) >= 0)
            continue;
        if (!vec_push(x->a, ret, stmt_int(s, 0)))
            return err_nomem(e);
    }
    return rc;
}

/* By the index of numbers. Who belongs to no household any more is found by the last one. */
static int by_identity(struct search *x, const struct register_ids *registers, const char *number,
                       struct err *e)
{
    int rc = reg_keys(x->r, e);
    for (size_t i = 0; rc >= 0 && i < registers->n; i++) {
        _cleanup_(stmt_donep) struct stmt *s = NULL;
        int64_t person;
        bool found;
        if ((rc = identity_find(x->r->db, x->r->keys, registers->at[i], number, &person, &found,
                                e)) < 0)
            return rc;
        if (!found)
            continue;
        rc = db_prepare(x->r->db,
                        PEOPLE
                        "person_now p cross join membership m cross join household_now n"
                        " cross join household h"
                        " where p.register_id = $1 and p.person_id = $2"
                        " and m.register_id = p.register_id and m.household_id ="
                        " coalesce(p.household_id, (select k.household_id from membership k"
                        "  where k.register_id = $1 and k.person_id = $2"
                        "  order by k.valid_from desc, k.recorded_seq desc limit 1))"
                        " and m.person_id = p.person_id"
                        " and n.register_id = m.register_id and n.household_id = m.household_id"
                        " and h.register_id = m.register_id and h.household_id = m.household_id"
                        " limit 1",
                        &s, e);
        if (rc < 0)
            return rc;
        stmt_bind_int(s, 1, registers->at[i]);
        stmt_bind_int(s, 2, person);
        if ((rc = stmt_step(s, e)) > 0)
            rc = add_person(x, s, false, e);
    }
    return rc;
}

static int step_people(struct search *x, struct stmt *s, struct err *e)
{
    int rc = 0;
    while (!x->ret->people.more && (rc = stmt_step(s, e)) > 0)
        if ((rc = add_person(x, s, true, e)) < 0)
            return rc;
    return x->ret->people.more ? 0 : rc;
}

/* Do more than MANY have names or numbers of that beginning? */
static int is_common(struct search *x, const char *sql, int64_t register_id, bool *ret,
                     struct err *e)
{
    int64_t n = 0;
    int rc = db_query_int(x->r->db, &n, NULL, e, sql, "ttii", x->text, x->end, (int64_t)MANY + 1,
                          register_id);
    *ret = n > MANY;
    return rc;
}

#define NAMED " p.name >= $1 and p.name < $2"
static int by_name_of_register(struct search *x, int64_t register_id, bool *ret_common,
                               struct err *e)
{
    static const char count[] = "select count(*) from (select 1 from person_now p"
                                " where p.register_id = $4 and" NAMED " limit $3) x";
    static const char people[] =
        PEOPLE "person_now p cross join household_now n cross join household h"
               " where p.register_id = $3 and" NAMED
               " and n.register_id = p.register_id and n.household_id = p.household_id"
               " and n.division >= $4 and n.division < $5"
               " and h.register_id = n.register_id and h.household_id = n.household_id"
               " order by p.name, p.person_id";
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = x->narrow ? is_common(x, count, register_id, ret_common, e) : 0;
    if (rc < 0 || *ret_common || (rc = db_prepare(x->r->db, people, &s, e)) < 0)
        return rc;
    stmt_bind_text(s, 1, x->text);
    stmt_bind_text(s, 2, x->end);
    stmt_bind_int(s, 3, register_id);
    stmt_bind_text(s, 4, str_of(x->range.low));
    stmt_bind_text(s, 5, str_of(x->range.high));
    return step_people(x, s, e);
}

/* Of the households of the scope. */
static int by_name_of_place(struct search *x, struct err *e)
{
    static const char people[] =
        PEOPLE "household_now n cross join person_now p cross join household h"
               " where n.division >= $3 and n.division < $4"
               " and p.register_id = n.register_id and p.household_id = n.household_id and" NAMED
               " and h.register_id = n.register_id and h.household_id = n.household_id"
               " order by p.name, p.register_id, p.person_id";
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db, people, &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, x->text);
    stmt_bind_text(s, 2, x->end);
    stmt_bind_text(s, 3, str_of(x->range.low));
    stmt_bind_text(s, 4, str_of(x->range.high));
    return step_people(x, s, e);
}

/* The same two ways by initials: in the table of a register, or through the names of the
 * households of the scope. */
static int by_initials_of_register(struct search *x, int64_t register_id, bool *ret_common,
                                   struct err *e)
{
#define BEGINS " i.register_id = $4 and i.initials >= $1 and i.initials < $2"
    static const char count[] = "select count(*) from (select 1 from person_initials i"
                                " where" BEGINS " limit $3) x";
    static const char people[] =
        PEOPLE "person_initials i cross join person_now p cross join household_now n"
               " cross join household h"
               " where" BEGINS " and p.register_id = i.register_id and p.person_id = i.person_id"
               " and n.register_id = p.register_id and n.household_id = p.household_id"
               " and n.division >= $3 and n.division < $5"
               " and h.register_id = n.register_id and h.household_id = n.household_id"
               " order by i.initials, i.person_id";
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = x->narrow ? is_common(x, count, register_id, ret_common, e) : 0;
    if (rc < 0 || *ret_common || (rc = db_prepare(x->r->db, people, &s, e)) < 0)
        return rc;
    stmt_bind_text(s, 1, x->text);
    stmt_bind_text(s, 2, x->end);
    stmt_bind_text(s, 3, str_of(x->range.low));
    stmt_bind_int(s, 4, register_id);
    stmt_bind_text(s, 5, str_of(x->range.high));
    return step_people(x, s, e);
}

static int by_initials_of_place(struct search *x, struct err *e)
{
    static const char people[] =
        PEOPLE "household_now n cross join person_now p cross join household h"
               " where n.division >= $1 and n.division < $2"
               /* the name: so that SQLite goes by person_now_place */
               " and p.register_id = n.register_id and p.household_id = n.household_id"
               " and p.name >= ''"
               " and h.register_id = n.register_id and h.household_id = n.household_id"
               " order by n.division, n.register_id, n.household_id, p.name, p.person_id";
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db, people, &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, str_of(x->range.low));
    stmt_bind_text(s, 2, str_of(x->range.high));
    while (!x->ret->people.more && (rc = stmt_step(s, e)) > 0)
        if (initials_fit(stmt_text(s, P_NAME), x->text) && (rc = add_person(x, s, true, e)) < 0)
            return rc;
    return x->ret->people.more ? 0 : rc;
}

static int by_name(struct search *x, const struct register_ids *registers, struct err *e)
{
    bool common = false, initials = x->initials[0];
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < registers->n && !common && !x->ret->people.more; i++)
        rc = (initials ? by_initials_of_register : by_name_of_register)(x, registers->at[i],
                                                                        &common, e);
    if (rc < 0 || !common)
        return rc;
    x->ret->people.n = 0;
    return (initials ? by_initials_of_place : by_name_of_place)(x, e);
}

static int by_household_no(struct search *x, struct err *e)
{
#define HOUSEHOLDS "select h.register_id, h.household_id, h.household_no, n.division from "
#define NUMBERED                                                                                   \
    " h.household_no >= $1 and h.household_no < $2"                                                \
    " and n.register_id = h.register_id and n.household_id = h.household_id"                       \
    " and n.division >= $3 and n.division < $4 order by h.household_no, h.register_id"
    static const char by_number[] =
        HOUSEHOLDS "household h cross join household_now n where" NUMBERED;
    static const char by_place[] =
        HOUSEHOLDS "household_now n cross join household h where" NUMBERED;
    static const char count[] = "select count(*) from (select 1 from household h"
                                " where h.household_no >= $1 and h.household_no < $2"
                                " and h.register_id > $4 limit $3) x";
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    bool common = false;
    int rc = x->narrow ? is_common(x, count, 0, &common, e) : 0;
    if (rc < 0 || (rc = db_prepare(x->r->db, common ? by_place : by_number, &s, e)) < 0)
        return rc;
    stmt_bind_text(s, 1, x->text);
    stmt_bind_text(s, 2, x->end);
    stmt_bind_text(s, 3, str_of(x->range.low));
    stmt_bind_text(s, 4, str_of(x->range.high));
    while (!x->ret->households.more && (rc = stmt_step(s, e)) > 0) {
        struct found_household h = {stmt_int(s, 0), stmt_int(s, 1), str_dup(x->a, stmt_text(s, 2)),
                                    str_dup(x->a, stmt_text(s, 3))};
        x->ret->households.more = x->ret->households.n == x->most;
        if (arena_failed(x->a) ||
            (!x->ret->households.more && !vec_push(x->a, &x->ret->households, h)))
            return err_nomem(e);
    }
    return x->ret->households.more ? 0 : rc;
}

/* Divisions of which a part of the name is the text, those in the range. */
static int by_division(struct search *x, struct err *e)
{
    for (size_t i = 0; i < x->r->n_divisions && !x->ret->divisions.more; i++) {
        const struct division_row *d = &x->r->divisions[i];
        if (x->today < d->valid_from || x->today >= d->valid_to || !in_range(x, d->d.code) ||
            (str_find(d->d.name, x->text) < 0 && !str_starts(d->d.code, x->text)))
            continue;
        x->ret->divisions.more = x->ret->divisions.n == x->most;
        if (!x->ret->divisions.more && !vec_push(x->a, &x->ret->divisions, d->d))
            return err_nomem(e);
    }
    return 0;
}

static int look_at_scope(struct search *x, struct err *e)
{
    int64_t n = 0;
    int rc = db_query_int(x->r->db, &n, NULL, e,
                          "select count(*) from (select 1 from household_now"
                          " where division >= $1 and division < $2 limit $3) x",
                          "tti", str_of(x->range.low), str_of(x->range.high),
                          (int64_t)FEW_HOUSEHOLDS + 1);
    x->narrow = n <= FEW_HOUSEHOLDS;
    return rc;
}

int register_search(struct reg *r, const struct actor *actor, struct str text, size_t most,
                    struct arena *a, struct found *ret, struct err *e)
{
    struct found found = {0};
    struct register_ids registers = {0};
    struct search x = {r, actor, .today = clock_today(), .most = most, .a = a, .ret = &found};
    char number[IDNO_TEXT];
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = scan_range(actor, (struct str){0}, &x.range, e)) < 0)
        return rc;
    x.text = value_plain(text, a);
    x.end = prefix_end(x.text, a);
    if (arena_failed(a))
        return err_nomem(e);
    bool any = x.text.len && x.text.len <= SEARCH_BYTES;
    if (any && ((rc = registers_in(&x, &registers, e)) < 0 || (rc = look_at_scope(&x, e)) < 0))
        return rc;
    if (any && idno_normalise(x.text, number) == IDNO_OK) {
        rc = by_identity(&x, &registers, number, e);
        explicit_bzero(number, sizeof number);
    } else if (any) {
        rc = by_household_no(&x, e);
        if (rc >= 0)
            rc = by_division(&x, e);
        if (rc >= 0 && initials_read(x.text, x.initials)) {
            x.text = str_of(x.initials);
            x.end = prefix_end(x.text, a);
            rc = arena_failed(a) ? err_nomem(e) : 0;
        }
        if (rc >= 0)
            rc = by_name(&x, &registers, e);
    }
    if (rc < 0)
        return rc;
    *ret = found;
    return 0;
}
