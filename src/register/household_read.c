#include "household_read.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "date.h"

#include <inttypes.h>

/* Evidence of some subjects of one kind, a group at a time; one round trip for each. */
struct reading {
    struct reg *r;
    int32_t as_of;
    int64_t seq;
    struct arena *a;
    enum entity entity;
    const struct subject_key *keys;
    size_t n;
    struct evidence_rows *rows; /* of the current group, by subject */
    int group;
    struct fact_told **facts; /* by subject */
    struct {
        struct known_origin {
            int64_t seq, delivery;
            struct fact_origin told;
        } * at;
        size_t n, cap;
    } * origins;
};

void person_no(int64_t register_id, int64_t person_id, char ret[PERSON_NO_BYTES])
{
    snprintf(ret, PERSON_NO_BYTES, "%" PRId64 "-%" PRId64, register_id, person_id);
}

static bool read_number(struct str s, int64_t *ret)
{
    int64_t v = 0;
    if (!s.len || s.len > 15 || (s.data[0] == '0'))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        v = v * 10 + (s.data[i] - '0');
    }
    *ret = v;
    return true;
}

bool person_no_parse(struct str text, int64_t *ret_register_id, int64_t *ret_person_id)
{
    struct str first;
    int64_t register_id, person_id;
    if (!str_split(&text, '-', &first) || !read_number(first, &register_id) ||
        !read_number(text, &person_id))
        return false;
    *ret_register_id = register_id;
    *ret_person_id = person_id;
    return true;
}

static int no_household(struct str household_no, int32_t as_of, struct err *e)
{
    char day[DATE_TEXT];
    date_format(as_of, day);
    return err_set(e, E_NOT_FOUND, "没有户 " STR_FMT "（%s，在您的管辖范围内）",
                   "there is no household " STR_FMT " (%s, within your scope)",
                   STR_ARG(household_no), day);
}

static int no_person(struct str no, int32_t as_of, struct err *e)
{
    char day[DATE_TEXT];
    date_format(as_of, day);
    return err_set(e, E_NOT_FOUND, "没有人员 " STR_FMT "（%s，在您的管辖范围内）",
                   "there is no person " STR_FMT " (%s, within your scope)", STR_ARG(no), day);
}

/* Where evidence was recorded and came from; the same for many facts. */
static int tell_origin(struct reading *x, const struct evidence *w, bool least,
                       const struct fact_origin **ret, struct err *e)
{
    const struct source *source = x->r->sources[w->source_id];
    const struct known_origin *known = NULL;
    for (size_t i = 0; i < x->origins->n && !known; i++)
        if (x->origins->at[i].seq == w->recorded_seq &&
            x->origins->at[i].delivery == w->delivery_id)
            known = &x->origins->at[i];
    if (!known) {
        _cleanup_(stmt_donep) struct stmt *q = NULL;
        struct known_origin new = {.seq = w->recorded_seq, .delivery = w->delivery_id};
        int rc = db_prepare(x->r->db,
                            "select c.at, d.file_name from change c left join delivery d"
                            " on d.delivery_id = $2 where c.seq = $1",
                            &q, e);
        if (rc < 0)
            return rc;
        stmt_bind_int(q, 1, w->recorded_seq);
        stmt_bind_int(q, 2, w->delivery_id);
        if ((rc = stmt_step(q, e)) < 0)
            return rc;
        if (rc > 0) {
            new.told.recorded_at = stmt_int(q, 0);
            new.told.delivery = str_dup(x->a, stmt_text(q, 1));
        }
        if (arena_failed(x->a) || !vec_push(x->a, x->origins, new))
            return err_nomem(e);
        known = &x->origins->at[x->origins->n - 1];
    }
    struct fact_origin *o = arena_new_of(x->a, struct fact_origin);
    if (!o)
        return err_nomem(e);
    *o = known->told;
    o->source = source->name;
    o->source_label = source->label;
    o->valid_from = w->valid_from;
    o->recorded_seq = w->recorded_seq;
    o->least = least;
    *ret = o;
    return 0;
}

static void bind_key(struct stmt *s, size_t i, void *arg)
{
    subject_bind(s, ((const struct reading *)arg)->keys[i]);
}

static int read_row(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct reading *x = arg;
    return evidence_push(x->r, x->entity, x->group, s, x->a, &x->rows[i], e);
}

static int tell_subject(struct reading *x, size_t i, struct err *e)
{
    const struct catalogue *c = x->r->catalogue;
    const struct fact_group *g = &c->groups[x->entity][x->group];
    struct subject_now now;
    int *winners = arena_array_of(x->a, c->n[x->entity], int);
    int rc = now_alloc(x->r, x->entity, x->a, &now, e);
    if (rc < 0)
        return rc;
    if (!winners)
        return err_nomem(e);
    evidence_resolve(x->r, x->entity, x->group, &x->rows[i], x->as_of, x->seq, SOURCE_ANY,
                     now.facts, now.won, winners);
    for (size_t k = 0; rc >= 0 && k < g->n; k++) {
        int at = g->attributes[k];
        x->facts[i][at].value = now.facts[at];
        if (winners[at] >= 0) {
            const struct evidence *w = &x->rows[i].at[winners[at]];
            const struct attribute *t = &c->attributes[x->entity][at];
            rc = tell_origin(x, w, w->least & evidence_bit(x->r, t), &x->facts[i][at].origin, e);
        }
    }
    return rc;
}

/* The facts of one group of all subjects. */
static int tell_group(struct reading *x, int group, struct err *e)
{
    struct db_each each = {x->n, bind_key, read_row, x};
    x->group = group;
    x->rows = arena_zalloc(x->a, x->n * sizeof *x->rows);
    if (!x->rows)
        return err_nomem(e);
    int rc = db_each(x->r->db, x->r->sql[x->entity].groups[group].select, &each, e);
    for (size_t i = 0; rc >= 0 && i < x->n; i++)
        rc = tell_subject(x, i, e);
    return rc;
}

static int begin(struct reading *x, enum entity entity, const struct subject_key *keys, size_t n,
                 struct err *e)
{
    x->entity = entity;
    x->keys = keys;
    x->n = n;
    x->facts = arena_array_of(x->a, n, struct fact_told *);
    if (!x->origins)
        x->origins = arena_zalloc(x->a, sizeof *x->origins);
    for (size_t i = 0; x->facts && i < n; i++)
        x->facts[i] = arena_zalloc(x->a, x->r->catalogue->n[entity] * sizeof *x->facts[i]);
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

/* Groups but for one that was told already (-1 = none). */
static int tell_groups(struct reading *x, int but, struct err *e)
{
    int rc = 0;
    for (int g = 0; rc >= 0 && g < (int)x->r->catalogue->n_groups[x->entity]; g++)
        if (g != but)
            rc = tell_group(x, g, e);
    return rc;
}

static int find_by_number(struct reg *r, struct str household_no, struct subject_key *ret,
                          bool *ret_found, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(
        r->db, "select register_id, household_id from household where household_no = $1", &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(q, 1, household_no);
    if ((rc = stmt_step(q, e)) < 0)
        return rc;
    *ret_found = rc > 0;
    if (rc > 0)
        *ret = (struct subject_key){ENTITY_HOUSEHOLD, stmt_int(q, 0), stmt_int(q, 1)};
    return 0;
}

static bool covers(const struct actor *actor, struct fact division)
{
    return division.known && !division.none && actor_scope_covers(actor, division.s);
}

static int known_at(struct reg *r, const struct actor *actor, int64_t *seq, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW, e);
    return rc < 0 || *seq != INT64_MAX ? rc : change_last(r->db, seq, e);
}

int household_covered(struct reg *r, const struct actor *actor, int64_t register_id,
                      int64_t household_id, int32_t as_of, int64_t seq, struct arena *a,
                      struct str *ret_division, bool *ret, struct err *e)
{
    struct subject_key k = {ENTITY_HOUSEHOLD, register_id, household_id};
    const struct attribute *t = &r->catalogue->attributes[ENTITY_HOUSEHOLD][r->at.division];
    struct subject_now now;
    bool found;
    int rc = now_read(r, k, a, &now, &found, e);
    if (rc >= 0 && found && !now_holds(&now, as_of, seq))
        rc = now_group_at(r, k, t->group, as_of, seq, a, &now, e);
    if (rc < 0)
        return rc;
    struct fact division = found ? now.facts[r->at.division] : (struct fact){0};
    *ret = covers(actor, division);
    if (ret_division)
        *ret_division = division.s;
    return 0;
}

int household_find(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                   int64_t seq, struct subject_key *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct subject_key k;
    bool found, covered = false;
    if (!a)
        return err_nomem(e);
    int rc = known_at(r, actor, &seq, e);
    if (rc < 0 || (rc = find_by_number(r, household_no, &k, &found, e)) < 0)
        return rc;
    if (found)
        rc = household_covered(r, actor, k.register_id, k.id, as_of, seq, a, NULL, &covered, e);
    if (rc < 0)
        return rc;
    if (!covered)
        return no_household(household_no, as_of, e);
    *ret = k;
    return 0;
}

int subject_version(struct reg *r, struct subject_key k, int64_t *ret, struct err *e)
{
    return db_query_int(
        r->db, ret, NULL, e,
        k.entity == ENTITY_PERSON
            ? "select settled_seq from person_now where register_id = $1 and person_id = $2"
            : "select max(v) from ("
              "select settled_seq as v from household_now"
              " where register_id = $1 and household_id = $2 union all "
              "select recorded_seq from membership"
              " where register_id = $1 and household_id = $2 union all "
              "select superseded_seq from membership"
              " where register_id = $1 and household_id = $2 union all "
              "select n.settled_seq from membership m cross join person_now n"
              " where m.register_id = $1 and m.household_id = $2 and m.superseded_seq is null"
              " and m.valid_to is null and n.register_id = m.register_id"
              " and n.person_id = m.person_id) x",
        "ii", k.register_id, k.id);
}

/* Columns of all statements about memberships. */
#define STAY_COLUMNS                                                                               \
    "m.household_id, m.person_id, m.position, m.valid_from, m.valid_to, m.recorded_seq,"           \
    " m.superseded_seq"

static int read_stays(struct stmt *s, struct arena *a, struct stays *ret, struct err *e)
{
    int rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct stay x = {
            .household_id = stmt_int(s, 0),
            .person_id = stmt_int(s, 1),
            .position = stmt_int(s, 2),
            .from = (int32_t)stmt_int(s, 3),
            .to = stmt_is_null(s, 4) ? DAY_OPEN : (int32_t)stmt_int(s, 4),
            .recorded_seq = stmt_int(s, 5),
            .superseded_seq = stmt_is_null(s, 6) ? SEQ_OPEN : stmt_int(s, 6),
        };
        if (!vec_push(a, ret, x))
            return err_nomem(e);
    }
    return rc;
}

static int members_at(struct reg *r, struct subject_key k, int32_t as_of, int64_t seq,
                      struct arena *a, struct stays *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db,
                        "select " STAY_COLUMNS " from membership m"
                        " where m.register_id = $1 and m.household_id = $2 and m.valid_from <= $3"
                        " and (m.valid_to is null or m.valid_to > $3) and m.recorded_seq <= $4"
                        " and (m.superseded_seq is null or m.superseded_seq > $4)"
                        " order by m.position, m.person_id",
                        &s, e);
    if (rc < 0)
        return rc;
    subject_bind(s, k);
    stmt_bind_int(s, 3, as_of);
    stmt_bind_int(s, 4, seq);
    return read_stays(s, a, ret, e);
}

int household_stays(struct reg *r, struct subject_key k, struct arena *a, struct stays *ret,
                    struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db,
                        "select " STAY_COLUMNS " from membership m"
                        " where m.register_id = $1 and m.household_id = $2"
                        " order by m.position, m.person_id, m.recorded_seq, m.valid_from",
                        &s, e);
    if (rc < 0)
        return rc;
    subject_bind(s, k);
    return read_stays(s, a, ret, e);
}

static int tell_members(struct reading *x, struct household_told *h, struct err *e)
{
    struct stays in = {0};
    struct subject_key k = {ENTITY_HOUSEHOLD, h->register_id, h->household_id};
    int rc = members_at(x->r, k, x->as_of, x->seq, x->a, &in, e);
    if (rc < 0)
        return rc;
    if (in.n > LIMIT_HOUSEHOLD_MEMBERS)
        return err_set(e, E_LIMIT, "户内成员超过 %u 人", "a household has more than %u members",
                       LIMIT_HOUSEHOLD_MEMBERS);
    struct member_told *members = arena_array_of(x->a, in.n, struct member_told);
    struct subject_key *keys = arena_array_of(x->a, in.n, struct subject_key);
    if (!members || !keys)
        return err_nomem(e);
    for (size_t i = 0; i < in.n; i++)
        keys[i] = (struct subject_key){ENTITY_PERSON, h->register_id, in.at[i].person_id};
    if ((rc = begin(x, ENTITY_PERSON, keys, in.n, e)) < 0 || (rc = tell_groups(x, -1, e)) < 0)
        return rc;
    for (size_t i = 0; i < in.n; i++)
        members[i] = (struct member_told){in.at[i], x->facts[i]};
    h->members = members;
    h->n_members = in.n;
    return 0;
}

int household_read(struct reg *r, const struct actor *actor, struct str household_no, int32_t as_of,
                   int64_t seq, struct arena *a, struct household_told *ret, struct err *e)
{
    struct subject_key k;
    bool found;
    int rc = known_at(r, actor, &seq, e);
    if (rc < 0 || (rc = find_by_number(r, household_no, &k, &found, e)) < 0)
        return rc;
    if (!found)
        return no_household(household_no, as_of, e);
    /* the group of the division first: it tells whether the rest is wanted */
    int division = r->at.division;
    int group = r->catalogue->attributes[ENTITY_HOUSEHOLD][division].group;
    struct reading x = {.r = r, .as_of = as_of, .seq = seq, .a = a};
    if ((rc = begin(&x, ENTITY_HOUSEHOLD, &k, 1, e)) < 0 || (rc = tell_group(&x, group, e)) < 0)
        return rc;
    if (!covers(actor, x.facts[0][division].value))
        return no_household(household_no, as_of, e);
    struct household_told h = {.register_id = k.register_id,
                               .household_id = k.id,
                               .seq = seq,
                               .household_no = str_dup(a, household_no),
                               .division = x.facts[0][division].value.s,
                               .facts = x.facts[0]};
    if ((rc = tell_groups(&x, group, e)) < 0 || (rc = tell_members(&x, &h, e)) < 0 ||
        (rc = subject_version(r, k, &h.version, e)) < 0)
        return rc;
    if (arena_failed(a))
        return err_nomem(e);
    *ret = h;
    return 0;
}

static int stays_of_person(struct reg *r, struct subject_key k, int64_t seq, struct arena *a,
                           struct stays *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    /* by way of the index by person: see membership_of_person */
    int rc = db_prepare(r->db,
                        "select " STAY_COLUMNS " from membership k cross join membership m"
                        " where k.register_id = $1 and k.person_id = $2"
                        " and m.register_id = k.register_id and m.household_id = k.household_id"
                        " and m.position = k.position and m.person_id = k.person_id"
                        " and m.valid_from = k.valid_from and m.recorded_seq = k.recorded_seq"
                        " and m.recorded_seq <= $3"
                        " and (m.superseded_seq is null or m.superseded_seq > $3)"
                        " order by m.valid_from",
                        &s, e);
    if (rc < 0)
        return rc;
    subject_bind(s, k);
    stmt_bind_int(s, 3, seq);
    return read_stays(s, a, ret, e);
}

static int number_of_household(struct reg *r, int64_t register_id, int64_t household_id,
                               struct arena *a, struct str *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(r->db,
                        "select household_no from household"
                        " where register_id = $1 and household_id = $2",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, register_id);
    stmt_bind_int(q, 2, household_id);
    if ((rc = stmt_step(q, e)) > 0)
        *ret = str_dup(a, stmt_text(q, 0));
    return rc < 0 ? rc : arena_failed(a) ? err_nomem(e) : 0;
}

/* The stays, the one that decides whether she is in scope, and whether she is. */
static int place_person(struct reg *r, const struct actor *actor, struct subject_key k,
                        int32_t as_of, int64_t seq, struct arena *a, struct person_told *p,
                        bool *ret, struct err *e)
{
    const struct stay *by = NULL;
    int rc = stays_of_person(r, k, seq, a, &p->stays, e);
    *ret = false;
    for (size_t i = 0; rc >= 0 && i < p->stays.n; i++) {
        const struct stay *s = &p->stays.at[i];
        if (s->from <= as_of || !by)
            by = s;
        if (s->from <= as_of && as_of < s->to)
            p->in = s;
    }
    if (rc < 0 || !by)
        return rc;
    return household_covered(r, actor, k.register_id, by->household_id, as_of, seq, a, &p->division,
                             ret, e);
}

int person_find(struct reg *r, const struct actor *actor, struct str no, int32_t as_of, int64_t seq,
                struct subject_key *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct subject_key k = {.entity = ENTITY_PERSON};
    struct person_told p = {0};
    bool covered = false;
    if (!a)
        return err_nomem(e);
    int rc = known_at(r, actor, &seq, e);
    if (rc >= 0 && person_no_parse(no, &k.register_id, &k.id))
        rc = place_person(r, actor, k, as_of, seq, a, &p, &covered, e);
    if (rc < 0)
        return rc;
    if (!covered)
        return no_person(no, as_of, e);
    *ret = k;
    return 0;
}

int person_read(struct reg *r, const struct actor *actor, struct str no, int32_t as_of, int64_t seq,
                struct arena *a, struct person_told *ret, struct err *e)
{
    struct subject_key k = {.entity = ENTITY_PERSON};
    struct person_told p = {0};
    bool covered = false;
    int rc = known_at(r, actor, &seq, e);
    if (rc >= 0 && person_no_parse(no, &k.register_id, &k.id))
        rc = place_person(r, actor, k, as_of, seq, a, &p, &covered, e);
    if (rc < 0)
        return rc;
    if (!covered)
        return no_person(no, as_of, e);
    for (size_t i = 0; i < p.stays.n; i++) {
        struct stay *s = &p.stays.at[i];
        if ((rc = household_covered(r, actor, k.register_id, s->household_id, as_of, seq, a, NULL,
                                    &covered, e)) < 0 ||
            (covered && (rc = number_of_household(r, k.register_id, s->household_id, a,
                                                  &s->household_no, e)) < 0))
            return rc;
    }
    struct reading x = {.r = r, .as_of = as_of, .seq = seq, .a = a};
    if ((rc = begin(&x, ENTITY_PERSON, &k, 1, e)) < 0 || (rc = tell_groups(&x, -1, e)) < 0 ||
        (rc = subject_version(r, k, &p.version, e)) < 0)
        return rc;
    p.register_id = k.register_id;
    p.person_id = k.id;
    p.seq = seq;
    p.facts = x.facts[0];
    *ret = p;
    return 0;
}
