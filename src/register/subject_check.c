/*
 * Each subject with all that is stored of it: tables ordered by the same key are read side by side,
 * and the resolved row is compared with what its evidence and memberships come to. A row whose key
 * no subject has is found on the way.
 */
#include "cleanup.h"
#include "db_check.h"
#include "initials.h"
#include "lang.h"
#include "progress.h"
#include "register_check_private.h"

#include <stdlib.h>

/* Columns of the streams of subjects and memberships behind the key. */
enum { S_RECORDED = 2 };
enum { I_INITIALS = 2 };
enum { M_HOUSEHOLD = 2, M_POSITION, M_FROM, M_TO, M_RECORDED, M_SUPERSEDED };

struct member {
    int64_t household_id, position;
    int32_t valid_from, valid_to;
    int64_t recorded_seq, superseded_seq;
};
struct members {
    struct member *at;
    size_t n, cap;
};

struct pass {
    struct register_check *x;
    enum entity entity;
    struct checkup_kind *kind, *evidence;
    struct check_rows subjects, now, members, numbers, initials; /* the last three of people only */
    struct check_rows *groups;
    struct arena *a; /* one subject */
};

static void pass_done(struct pass *p)
{
    check_rows_close(&p->subjects);
    check_rows_close(&p->now);
    check_rows_close(&p->members);
    check_rows_close(&p->numbers);
    check_rows_close(&p->initials);
    for (size_t g = 0; p->groups && g < p->x->r->catalogue->n_groups[p->entity]; g++)
        check_rows_close(&p->groups[g]);
    arena_free(p->a);
}

static struct checkup_place place_of(const struct pass *p, struct subject_key k)
{
    return check_place(p->x, str_of(entity_name[p->entity]), k, 0);
}

static bool at_key(const struct check_rows *x, struct subject_key k)
{
    return x->register_id == k.register_id && x->id == k.id;
}

static void earlier(const struct check_rows *x, struct subject_key *k)
{
    if (x->register_id < k->register_id || (x->register_id == k->register_id && x->id < k->id)) {
        k->register_id = x->register_id;
        k->id = x->id;
    }
}

/* The first key that any of the streams stands on; false at their end. */
static bool next_key(const struct pass *p, struct subject_key *ret)
{
    *ret = (struct subject_key){p->entity, INT64_MAX, INT64_MAX};
    earlier(&p->subjects, ret);
    earlier(&p->now, ret);
    if (p->entity == ENTITY_PERSON) {
        earlier(&p->members, ret);
        earlier(&p->numbers, ret);
        earlier(&p->initials, ret);
    }
    for (size_t g = 0; g < p->x->r->catalogue->n_groups[p->entity]; g++)
        earlier(&p->groups[g], ret);
    return ret->register_id != INT64_MAX;
}

/* Rows of a table whose subject doesn't exist: one finding for all of them. */
static int orphans(struct pass *p, struct check_rows *x, struct str table, struct subject_key k,
                   struct err *e)
{
    if (!at_key(x, k))
        return 0;
    int rc = checkup_find(
        p->kind, e, place_of(p, k).text, "不存在，但表 " STR_FMT " 中有它的记录；请从备份核对",
        "doesn't exist, but the table " STR_FMT " has rows of it; compare with a backup",
        STR_ARG(table));
    while (rc >= 0 && at_key(x, k))
        rc = check_rows_next(x, e);
    return rc;
}

static int all_orphans(struct pass *p, struct subject_key k, struct err *e)
{
    int rc = orphans(p, &p->now, str_of(entity_now[p->entity]), k, e);
    if (rc >= 0 && p->entity == ENTITY_PERSON) {
        rc = orphans(p, &p->members, STR("membership"), k, e);
        if (rc >= 0)
            rc = orphans(p, &p->numbers, STR("identity_number"), k, e);
        if (rc >= 0)
            rc = orphans(p, &p->initials, STR("person_initials"), k, e);
    }
    for (size_t g = 0; rc >= 0 && g < p->x->r->catalogue->n_groups[p->entity]; g++)
        rc = orphans(p, &p->groups[g], p->x->r->catalogue->groups[p->entity][g].table, k, e);
    return rc;
}

static void settle(struct subject_now *n, int32_t from, int32_t to, int64_t recorded,
                   int64_t superseded)
{
    if (from > n->settled_from)
        n->settled_from = from;
    if (to != DAY_OPEN && to > n->settled_from)
        n->settled_from = to;
    if (recorded > n->settled_seq)
        n->settled_seq = recorded;
    if (superseded != SEQ_OPEN && superseded > n->settled_seq)
        n->settled_seq = superseded;
}

/* Rows of a source that doesn't exist are findings and don't take part. */
static int read_group(struct pass *p, struct subject_key k, int g, struct subject_now *expected,
                      struct err *e)
{
    struct reg *r = p->x->r;
    struct check_rows *x = &p->groups[g];
    struct evidence_rows rows = {0};
    int rc = 0;
    while (rc >= 0 && at_key(x, k)) {
        struct evidence row;
        if ((rc = evidence_decode(r, p->entity, g, x->s, 2, p->a, &row, e)) < 0)
            return rc;
        p->evidence->examined++;
        rc = check_evidence(p->x, p->evidence, k, g, &row, e);
        settle(expected, row.valid_from, row.valid_to, row.recorded_seq, row.superseded_seq);
        if (rc >= 0 && reg_source(r, row.source_id) && !vec_push(p->a, &rows, row))
            return err_nomem(e);
        if (rc >= 0)
            rc = check_rows_next(x, e);
    }
    if (rc < 0)
        return rc;
    evidence_resolve(r, p->entity, g, &rows, DAY_LAST, SEQ_NOW, SOURCE_ANY, expected->facts,
                     expected->won, NULL);
    for (size_t i = 0; i < r->turns.n; i++)
        if (r->turns.at[i] > expected->settled_seq &&
            evidence_turns(r, p->entity, g, &rows, r->turns.at[i]))
            expected->settled_seq = r->turns.at[i];
    return 0;
}

/* Known at one time to be in two places on one day? */
static bool overlap(const struct member *a, const struct member *b)
{
    return a->valid_from < b->valid_to && b->valid_from < a->valid_to &&
           a->recorded_seq < b->superseded_seq && b->recorded_seq < a->superseded_seq;
}

static int check_overlaps(struct pass *p, struct subject_key k, const struct members *m,
                          struct err *e)
{
    for (size_t i = 0; i < m->n; i++)
        for (size_t b = 0; b < i; b++)
            if (overlap(&m->at[i], &m->at[b]))
                return checkup_find(
                    p->kind, e, place_of(p, k).text,
                    "同一天在登记册 %lld 的户 %lld 和户 %lld "
                    "两处；请核对此人应在哪一户，从备份恢复",
                    "register %lld: is in household %lld and household %lld on one day; find out "
                    "where the person belongs and restore a backup",
                    (long long)k.register_id, (long long)m->at[b].household_id,
                    (long long)m->at[i].household_id);
    return 0;
}

static int read_members(struct pass *p, struct subject_key k, struct subject_now *expected,
                        struct err *e)
{
    struct check_rows *x = &p->members;
    struct members members = {0};
    while (at_key(x, k)) {
        struct member m = {
            .household_id = stmt_int(x->s, M_HOUSEHOLD),
            .position = stmt_int(x->s, M_POSITION),
            .valid_from = (int32_t)stmt_int(x->s, M_FROM),
            .valid_to = stmt_is_null(x->s, M_TO) ? DAY_OPEN : (int32_t)stmt_int(x->s, M_TO),
            .recorded_seq = stmt_int(x->s, M_RECORDED),
            .superseded_seq =
                stmt_is_null(x->s, M_SUPERSEDED) ? SEQ_OPEN : stmt_int(x->s, M_SUPERSEDED),
        };
        settle(expected, m.valid_from, m.valid_to, m.recorded_seq, m.superseded_seq);
        if (m.valid_to == DAY_OPEN && m.superseded_seq == SEQ_OPEN) {
            expected->household_id = m.household_id;
            expected->position = m.position;
        }
        if (!vec_push(p->a, &members, m))
            return err_nomem(e);
        int rc = check_rows_next(x, e);
        if (rc < 0)
            return rc;
    }
    return check_overlaps(p, k, &members, e);
}

/* The names of what differs, separated by commas. */
static void differences(const struct pass *p, const struct subject_now *a,
                        const struct subject_now *b, struct strbuf *out)
{
    const struct reg *r = p->x->r;
    for (size_t i = 0; i < r->catalogue->n[p->entity]; i++) {
        const struct attribute *t = &r->catalogue->attributes[p->entity][i];
        int slot = r->places[p->entity][i].slot;
        if (attribute_is_evidence(t) &&
            (a->won[slot] != b->won[slot] || !fact_same(t, a->facts[i], b->facts[i])))
            strbuf_printf(out, "%s" STR_FMT, out->len ? ", " : "", STR_ARG(t->id));
    }
    const struct {
        const char *name;
        bool differs;
    } others[] = {
        {"household_id", a->household_id != b->household_id},
        {"position", a->position != b->position},
        {"settled_from", a->settled_from != b->settled_from},
        {"settled_seq", a->settled_seq != b->settled_seq},
    };
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (others[i].differs)
            strbuf_printf(out, "%s%s", out->len ? ", " : "", others[i].name);
}

static int check_now(struct pass *p, struct subject_key k, const struct subject_now *expected,
                     struct err *e)
{
    struct subject_now stored;
    if (!at_key(&p->now, k))
        return checkup_find(p->kind, e, place_of(p, k).text, "缺少汇总行（%s）；请从备份恢复",
                            "has no resolved row (%s); restore a backup", entity_now[p->entity]);
    int rc = now_decode(p->x->r, p->entity, p->now.s, p->a, &stored, e);
    if (rc < 0)
        return rc;
    _cleanup_(strbuf_done) struct strbuf names = {0};
    differences(p, &stored, expected, &names);
    if (names.failed)
        return err_nomem(e);
    if (names.len)
        rc = checkup_find(p->kind, e, place_of(p, k).text, "汇总行与证据不符：%s；请从备份恢复",
                          "the resolved row differs from the evidence in %s; restore a backup",
                          strbuf_z(&names));
    return rc < 0 ? rc : check_rows_next(&p->now, e);
}

/* Both come in order of the alphabet. */
static int check_initials(struct pass *p, struct subject_key k, struct str name, struct err *e)
{
    char all[INITIALS_MAX][INITIALS_BYTES];
    size_t n = initials_of(name, all), same = 0, found = 0;
    for (; at_key(&p->initials, k); found++) {
        same += found < n && str_eqz(stmt_text(p->initials.s, I_INITIALS), all[found]);
        int rc = check_rows_next(&p->initials, e);
        if (rc < 0)
            return rc;
    }
    return same == n && found == n
               ? 0
               : checkup_find(p->kind, e, place_of(p, k).text, "拼音首字母与姓名不符；请从备份恢复",
                              "its initials aren't those of its name; restore a backup");
}

static int check_subject(struct pass *p, struct subject_key k, struct err *e)
{
    struct subject_now expected;
    arena_reset(p->a);
    p->kind->examined++;
    int64_t recorded = stmt_int(p->subjects.s, S_RECORDED);
    int rc = 0;
    if (!changes_hold(p->x, recorded, SEQ_OPEN))
        rc = find_changes(p->kind, place_of(p, k).text, recorded, e);
    if (rc < 0 || (rc = now_alloc(p->x->r, p->entity, p->a, &expected, e)) < 0)
        return rc;
    expected.settled_from = INT32_MIN;
    for (size_t g = 0; g < p->x->r->catalogue->n_groups[p->entity]; g++)
        if ((rc = read_group(p, k, (int)g, &expected, e)) < 0)
            return rc;
    if (p->entity == ENTITY_PERSON) {
        if ((rc = read_members(p, k, &expected, e)) < 0)
            return rc;
        while (at_key(&p->numbers, k))
            if ((rc = check_rows_next(&p->numbers, e)) < 0)
                return rc;
        if ((rc = check_initials(p, k, now_name(p->x->r, &expected), e)) < 0)
            return rc;
    }
    rc = check_now(p, k, &expected, e);
    return rc < 0 ? rc : check_rows_next(&p->subjects, e);
}

static int pass_open(struct pass *p, struct err *e)
{
    struct reg *r = p->x->r;
    const char *key = entity_key[p->entity];
    size_t n = r->catalogue->n_groups[p->entity];
    p->a = arena_new(0);
    p->groups = arena_zalloc(p->x->a, n * sizeof *p->groups);
    char *subjects = arena_printf(
        p->x->a, "select register_id, %s, recorded_seq from %s order by register_id, %s", key,
        entity_name[p->entity], key);
    char *now = arena_printf(p->x->a, "select %s from %s order by register_id, %s",
                             r->sql[p->entity].now_columns, entity_now[p->entity], key);
    if (!p->a || !p->groups || !subjects || !now)
        return err_nomem(e);
    int rc = check_rows_open(&p->subjects, r->db, subjects, e);
    if (rc < 0 || (rc = check_rows_open(&p->now, r->db, now, e)) < 0)
        return rc;
    if (p->entity == ENTITY_PERSON) {
        rc = check_rows_open(&p->members, r->db,
                             "select register_id, person_id, household_id, position, valid_from,"
                             " valid_to, recorded_seq, superseded_seq from membership"
                             " order by register_id, person_id, valid_from, recorded_seq",
                             e);
        if (rc >= 0)
            rc = check_rows_open(&p->numbers, r->db,
                                 "select register_id, person_id from identity_number"
                                 " order by register_id, person_id",
                                 e);
        if (rc >= 0)
            rc = check_rows_open(&p->initials, r->db,
                                 "select register_id, person_id, initials from person_initials"
                                 " order by register_id, person_id, initials",
                                 e);
    }
    for (size_t g = 0; rc >= 0 && g < n; g++)
        rc = check_rows_open(&p->groups[g], r->db, r->sql[p->entity].groups[g].all, e);
    return rc;
}

static int look(struct register_check *x, enum entity entity, struct checkup_kind *kind,
                struct checkup_kind *evidence, struct err *e)
{
    _cleanup_(pass_done) struct pass p = {
        .x = x, .entity = entity, .kind = kind, .evidence = evidence};
    struct subject_key k;
    char count[64];
    int64_t total, done = 0;
    snprintf(count, sizeof count, "select count(*) from %s", entity_name[entity]);
    int rc = db_query_int(x->r->db, &total, NULL, e, count, "");
    if (rc < 0 || (rc = pass_open(&p, e)) < 0)
        return rc;
    _cleanup_(progress_freep) struct progress *progress =
        progress_new(kind->zh, kind->en, (uint64_t)total);
    while (rc >= 0 && next_key(&p, &k)) {
        if (at_key(&p.subjects, k)) {
            rc = check_subject(&p, k, e);
            if (rc >= 0)
                rc = progress_tick(progress, (uint64_t)++done, e);
        } else {
            rc = all_orphans(&p, k, e);
        }
    }
    return rc;
}

int check_subjects(struct register_check *x, enum entity entity, struct checkup_kind *evidence,
                   struct err *e)
{
    struct checkup_kind *k = entity == ENTITY_PERSON
                                 ? checkup_begin(x->c, "people", "人员", "people")
                                 : checkup_begin(x->c, "households", "家庭", "households");
    return db_check_end(x->r->db, k, look(x, entity, k, evidence, e), e);
}
