/* Memberships row by row, and people of several counties' registers in more than one of them. */
#include "cleanup.h"
#include "db_check.h"
#include "register_check_private.h"

static struct checkup_place place_of(const struct register_check *x, const struct membership *m)
{
    struct subject_key k = {ENTITY_HOUSEHOLD, m->register_id, m->household_id};
    return check_place(x, STR("membership"), k, m->position);
}

static struct checkup_place place_of_person(const struct register_check *x, int64_t register_id,
                                            int64_t person_id)
{
    struct subject_key k = {ENTITY_PERSON, register_id, person_id};
    return check_place(x, STR("person"), k, 0);
}

/* In the order of households and positions: a position belongs to one person for good. */
static int look_at_rows(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct membership before = {0};
    int rc = db_prepare(x->r->db,
                        "select register_id, household_id, position, person_id, valid_from,"
                        " valid_to, recorded_seq, superseded_seq from membership"
                        " order by register_id, household_id, position, person_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct membership m = {
            .register_id = stmt_int(s, 0),
            .household_id = stmt_int(s, 1),
            .position = stmt_int(s, 2),
            .person_id = stmt_int(s, 3),
        };
        k->examined++;
        if (!changes_hold(x, stmt_int(s, 6), stmt_is_null(s, 7) ? SEQ_OPEN : stmt_int(s, 7)))
            rc = find_changes(k, place_of(x, &m).text, stmt_int(s, 6), e);
        if (rc >= 0 && !stmt_is_null(s, 5) && stmt_int(s, 5) <= stmt_int(s, 4))
            rc = checkup_find(k, e, place_of(x, &m).text, "止日不晚于起日；请从备份核对",
                              "ends before it begins; compare with a backup");
        if (rc >= 0 && m.register_id == before.register_id &&
            m.household_id == before.household_id && m.position == before.position &&
            m.person_id != before.person_id)
            rc = checkup_find(k, e, place_of(x, &m).text,
                              "人员 %lld 和 %lld 占用同一位次；请从备份核对",
                              "people %lld and %lld have the same position; compare with a backup",
                              (long long)before.person_id, (long long)m.person_id);
        before = m;
    }
    return rc;
}

/* The people of one number in two registers: do memberships that hold now share a day? */
static int check_pair(struct register_check *x, struct checkup_kind *k, const int64_t a[2],
                      const int64_t b[2], struct err *e)
{
    bool both;
    int rc = db_query_int(x->r->db, NULL, &both, e,
                          "select 1 from membership a join membership b"
                          " on b.valid_from < coalesce(a.valid_to, 2147483647)"
                          " and a.valid_from < coalesce(b.valid_to, 2147483647)"
                          " where a.register_id = $1 and a.person_id = $2"
                          " and a.superseded_seq is null"
                          " and b.register_id = $3 and b.person_id = $4"
                          " and b.superseded_seq is null limit 1",
                          "iiii", a[0], a[1], b[0], b[1]);
    if (rc < 0 || !both)
        return rc;
    return checkup_find(
        k, e, place_of_person(x, b[0], b[1]).text,
        "在登记册 %lld 中另为人员 %lld，同一天在两处；请核对此人应在何处，用 import "
        "people --complete 从另一处转出",
        "is in register %lld too, as person %lld, and in both on one day; find out "
        "where the person belongs and take them out of the other household by "
        "import people --complete",
        (long long)a[0], (long long)a[1]);
}

/* Numbers can't be compared without the key, but equal ones have the same index. */
static int look_across_registers(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(strbuf_done) struct strbuf lookup = {0};
    int64_t before[2] = {0};
    int rc = db_prepare(x->r->db,
                        "select lookup, register_id, person_id from identity_number"
                        " order by lookup, register_id, person_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        const int64_t now[2] = {stmt_int(s, 1), stmt_int(s, 2)};
        if (before[0] && str_eq(strbuf_str(&lookup), stmt_blob(s, 0)))
            rc = check_pair(x, k, before, now, e);
        memcpy(before, now, sizeof before);
        strbuf_clear(&lookup);
        strbuf_adds(&lookup, stmt_blob(s, 0));
        if (lookup.failed)
            return err_nomem(e);
    }
    return rc;
}

/* Who came from another register is linked to the person there. */
static int look_at_links(struct register_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db,
                        "select p.register_id, p.person_id, p.from_register, p.from_person"
                        " from person p left join person o"
                        " on o.register_id = p.from_register and o.person_id = p.from_person"
                        " where p.from_register is not null and o.person_id is null"
                        " order by p.register_id, p.person_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0)
        rc =
            checkup_find(k, e, place_of_person(x, stmt_int(s, 0), stmt_int(s, 1)).text,
                         "迁来之前的登记册 %lld 中没有人员 %lld；请从备份核对",
                         "came from register %lld, which has no person %lld; compare with a backup",
                         (long long)stmt_int(s, 2), (long long)stmt_int(s, 3));
    return rc;
}

int check_memberships(struct register_check *x, struct err *e)
{
    struct checkup_kind *k = checkup_begin(x->c, "memberships", "户内成员", "memberships");
    int rc = look_at_rows(x, k, e);
    if (rc >= 0)
        rc = look_at_links(x, k, e);
    if (rc >= 0 && x->counties.n > 1)
        rc = look_across_registers(x, k, e);
    return db_check_end(x->r->db, k, rc, e);
}
