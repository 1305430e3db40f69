#include "membership.h"

#include "cleanup.h"

#define COLUMNS                                                                                    \
    "select register_id, household_id, position, person_id, valid_from, valid_to, recorded_seq"    \
    " from membership where superseded_seq is null and register_id = $1"

struct membership membership_read(struct stmt *s)
{
    return (struct membership){
        .register_id = stmt_int(s, 0),
        .household_id = stmt_int(s, 1),
        .position = stmt_int(s, 2),
        .person_id = stmt_int(s, 3),
        .valid_from = (int32_t)stmt_int(s, 4),
        .valid_to = stmt_is_null(s, 5) ? DAY_OPEN : (int32_t)stmt_int(s, 5),
        .recorded_seq = stmt_int(s, 6),
    };
}

int membership_of_person(struct reg *r, int64_t register_id, int64_t person_id, struct arena *a,
                         struct memberships *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    /* By way of the index by person: asked for the rows at once, SQLite takes the register's first
     * column for as narrow and reads all of its memberships. */
    int rc = db_prepare(
        r->db,
        "select m.register_id, m.household_id, m.position, m.person_id, m.valid_from, m.valid_to,"
        " m.recorded_seq from membership k cross join membership m"
        " where k.register_id = $1 and k.person_id = $2 and m.register_id = k.register_id"
        " and m.household_id = k.household_id and m.position = k.position"
        " and m.person_id = k.person_id and m.valid_from = k.valid_from"
        " and m.recorded_seq = k.recorded_seq and m.superseded_seq is null order by m.valid_from",
        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, register_id);
    stmt_bind_int(s, 2, person_id);
    while ((rc = stmt_step(s, e)) > 0)
        if (!vec_push(a, ret, membership_read(s)))
            return err_nomem(e);
    return rc;
}

const char membership_of_household_sql[] =
    COLUMNS " and household_id = $2 and valid_from <= $3 and (valid_to is null or valid_to > $3)"
            " order by position";

const char membership_counts_sql[] =
    "select coalesce(max(position), 0),"
    " coalesce(sum(case when valid_to is null and superseded_seq is null then 1 else 0 end), 0)"
    " from membership where register_id = $1 and household_id = $2";

int membership_end(struct reg *r, const struct membership *m, int32_t on, int64_t seq,
                   struct err *e)
{
    int rc = db_run(r->db, e,
                    "update membership set superseded_seq = $1 where register_id = $2"
                    " and household_id = $3 and position = $4 and person_id = $5"
                    " and valid_from = $6 and recorded_seq = $7",
                    "iiiiiii", seq, m->register_id, m->household_id, m->position, m->person_id,
                    (int64_t)m->valid_from, m->recorded_seq);
    if (rc < 0 || on <= m->valid_from)
        return rc;
    return db_run(r->db, e,
                  "insert into membership(" MEMBERSHIP_COLUMNS
                  ") values ($1, $2, $3, $4, $5, $6, $7)",
                  MEMBERSHIP_TYPES, m->register_id, m->household_id, m->position, m->person_id,
                  (int64_t)m->valid_from, (int64_t)on, seq);
}

int membership_insert(struct bulk *b, const struct membership *m, struct err *e)
{
    bulk_int(b, m->register_id);
    bulk_int(b, m->household_id);
    bulk_int(b, m->position);
    bulk_int(b, m->person_id);
    bulk_int(b, m->valid_from);
    if (m->valid_to == DAY_OPEN)
        bulk_null(b);
    else
        bulk_int(b, m->valid_to);
    bulk_int(b, m->recorded_seq);
    return bulk_row(b, e);
}
