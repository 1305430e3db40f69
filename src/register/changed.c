/*
 * One statement. A subject whose resolved row holds at both moments (evidence.h: settled_…) is the
 * same at both; of the others the rows are looked at, group by group, until one is found that holds
 * at one moment only.
 */
#include "changed.h"

#include "change.h"
#include "cleanup.h"
#include "scan_private.h"

#include <stdlib.h>

/* Parameters. */
#define DAY_1 "$1"
#define SEQ_1 "$2"
#define DAY_2 "$3"
#define SEQ_2 "$4"
#define SETTLED " (n.settled_from > $5 or n.settled_seq > $6)"
#define IN_RANGE "x.division >= $7 and x.division < $8"
/* Of a source whose standings became others between the moments; $9 the later change. */
#define TURNED                                                                                     \
    "x.source_id in (select t.source_id from source_standing t"                                    \
    " where t.recorded_seq > $6 and t.recorded_seq <= $9)"

/* Does a row of evidence or a membership hold at a moment? Never null. */
#define HOLDS(row, day, seq)                                                                       \
    "(" row ".valid_from <= " day " and (" row ".valid_to is null or " row ".valid_to > " day      \
    ") and " row ".recorded_seq <= " seq " and (" row ".superseded_seq is null or " row            \
    ".superseded_seq > " seq "))"
#define HOLDS_ONCE(row) HOLDS(row, DAY_1, SEQ_1) " <> " HOLDS(row, DAY_2, SEQ_2)
#define HOLDS_EVER(row) "(" HOLDS(row, DAY_1, SEQ_1) " or " HOLDS(row, DAY_2, SEQ_2) ")"

struct changed {
    struct scan_range range; /* bound */
    struct stmt *rows;       /* NULL at the end */
};

/* Has a group of the subject n a row that holds once, or one that may be believed otherwise? */
static void evidence_differs(const struct reg *r, enum entity k, bool turned, struct strbuf *q)
{
    const struct catalogue *c = r->catalogue;
    for (size_t g = 0; g < c->n_groups[k]; g++)
        strbuf_printf(q,
                      "%sexists (select 1 from " STR_FMT " x where x.register_id = n.register_id"
                      " and x.subject_id = n.%s and (" HOLDS_ONCE("x") "%s))",
                      g ? " or " : "", STR_ARG(c->groups[k][g].table), entity_key[k],
                      turned ? " or " TURNED " and " HOLDS_EVER("x") : "");
}

/* From the few people (cross join) through the index of memberships by person to their rows:
 * without the step in between SQLite reads the register's memberships for each person. */
#define MEMBERSHIPS                                                                                \
    " from person_now n cross join membership k cross join membership m"                           \
    " where k.register_id = n.register_id and k.person_id = n.person_id"                           \
    " and m.register_id = k.register_id and m.household_id = k.household_id"                       \
    " and m.position = k.position and m.person_id = k.person_id"                                   \
    " and m.valid_from = k.valid_from and m.recorded_seq = k.recorded_seq and"

static void make_sql(const struct reg *r, bool turned, struct strbuf *q)
{
    const struct catalogue *c = r->catalogue;
    const struct attribute *division = &c->attributes[ENTITY_HOUSEHOLD][r->at.division];
    strbuf_addz(q,
                "select u.register_id, u.household_id from ("
                "select n.register_id, n.household_id from household_now n where" SETTLED " and (");
    evidence_differs(r, ENTITY_HOUSEHOLD, turned, q);
    strbuf_addz(q, ") union select m.register_id, m.household_id" MEMBERSHIPS SETTLED
                   " and (" HOLDS_ONCE("m") " or " HOLDS_EVER("m") " and (");
    evidence_differs(r, ENTITY_PERSON, turned, q);
    strbuf_printf(q,
                  "))) u where exists (select 1 from " STR_FMT
                  " x where x.register_id = u.register_id and x.subject_id = u.household_id"
                  " and " IN_RANGE " and " HOLDS_EVER("x") ") order by 1, 2",
                  STR_ARG(c->groups[ENTITY_HOUSEHOLD][division->group].table));
}

/* Did standings become others after one change, up to and with the other? */
static bool has_turned(const struct reg *r, int64_t from, int64_t to)
{
    for (size_t i = 0; i < r->turns.n; i++)
        if (r->turns.at[i] > from && r->turns.at[i] <= to)
            return true;
    return false;
}

static int now_is(struct reg *r, struct moment *m, struct err *e)
{
    return m->seq == INT64_MAX ? change_last(r->db, &m->seq, e) : 0;
}

int changed_open(struct reg *r, const struct actor *actor, struct str division, struct moment one,
                 struct moment other, struct changed **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    struct scan_range range;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = scan_range(actor, division, &range, e)) < 0 ||
        (rc = now_is(r, &one, e)) < 0 || (rc = now_is(r, &other, e)) < 0)
        return rc;
    int64_t first = one.seq < other.seq ? one.seq : other.seq, last = one.seq + other.seq - first;
    bool turned = has_turned(r, first, last);
    make_sql(r, turned, &q);
    _cleanup_(changed_closep) struct changed *c = calloc(1, sizeof *c);
    if (!c || q.failed)
        return err_nomem(e);
    if ((rc = db_prepare(r->db, strbuf_z(&q), &c->rows, e)) < 0)
        return rc;
    stmt_bind_int(c->rows, 1, one.as_of);
    stmt_bind_int(c->rows, 2, one.seq);
    stmt_bind_int(c->rows, 3, other.as_of);
    stmt_bind_int(c->rows, 4, other.seq);
    stmt_bind_int(c->rows, 5, one.as_of < other.as_of ? one.as_of : other.as_of);
    stmt_bind_int(c->rows, 6, first);
    if (turned)
        stmt_bind_int(c->rows, 9, last);
    c->range = range;
    stmt_bind_text(c->rows, 7, str_of(c->range.low));
    stmt_bind_text(c->rows, 8, str_of(c->range.high));
    *ret = take(c);
    return 0;
}

int changed_next(struct changed *c, int64_t *ret_register_id, int64_t *ret_household_id,
                 struct err *e)
{
    int rc = c->rows ? stmt_step(c->rows, e) : 0;
    if (rc > 0) {
        *ret_register_id = stmt_int(c->rows, 0);
        *ret_household_id = stmt_int(c->rows, 1);
    } else {
        /* a further step would begin again */
        stmt_done(c->rows);
        c->rows = NULL;
    }
    return rc;
}

void changed_close(struct changed *c)
{
    if (!c)
        return;
    stmt_done(c->rows);
    free(c);
}

void changed_closep(struct changed **c)
{
    changed_close(*c);
}
