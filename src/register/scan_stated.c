/*
 * What one source alone states of a scanned household. Where it has won, or nobody, the resolved
 * row tells. Otherwise its evidence is resolved alone: asked for where households are asked for one
 * by one, else read beside the households, group by group, from the first household on that needs
 * the group.
 */
#include "scan_private.h"

#include "cleanup.h"

/* A row of the source, of a member or the household itself. */
struct stated_row {
    int64_t subject_id;
    struct evidence x;
};
/* The evidence of one group by the household that it belongs to. */
struct stated_stream {
    struct stmt *rows;                 /* NULL before the first need and behind the end */
    bool begun, waits;                 /* waits: stands on a row that is not used yet */
    int64_t register_id, household_id; /* whose rows these are */
    struct {
        struct stated_row *at;
        size_t n, cap;
    } of;
};

int scan_want_stated(struct scan *s, int64_t source, struct err *e)
{
    s->stated_source = source;
    for (int k = 0; k < N_ENTITIES; k++) {
        s->stated[k] = arena_zalloc(s->kept, s->r->catalogue->n_groups[k] * sizeof *s->stated[k]);
        if (!s->stated[k])
            return err_nomem(e);
    }
    return reg_source(s->r, source) ? 0
                                    : err_set(e, E_NOT_FOUND, "没有编号为 %lld 的来源",
                                              "there is no source %lld", (long long)source);
}

void scan_stated_close(struct scan *s)
{
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t g = 0; s->stated[k] && g < s->r->catalogue->n_groups[k]; g++)
            stmt_done(s->stated[k][g].rows);
}

/* Rows that hold, from the current household on: register, household, subject, group_sql.prefixed.
 * $1 source, $2 day, $3 seq, $4 and $5 the household */
#define HOLDS(row)                                                                                 \
    row ".valid_from <= $2 and (" row ".valid_to is null or " row ".valid_to > $2)"                \
        " and " row ".recorded_seq <= $3"                                                          \
        " and (" row ".superseded_seq is null or " row ".superseded_seq > $3)"

static int open_stream(struct scan *s, enum entity k, int group, struct stated_stream *ret,
                       struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    const struct group_sql *sql = &s->r->sql[k].groups[group];
    if (k == ENTITY_HOUSEHOLD)
        strbuf_printf(&q,
                      "select x.register_id, x.subject_id, x.subject_id, %s from %s x"
                      " where x.source_id = $1 and " HOLDS(
                          "x") " and (x.register_id, x.subject_id) >= ($4, $5)"
                               " order by x.register_id, x.subject_id",
                      sql->prefixed, sql->table);
    else
        /* cross join: SQLite goes from the memberships, in their order, to the rows */
        strbuf_printf(&q,
                      "select m.register_id, m.household_id, m.person_id, %s"
                      " from membership m cross join %s x"
                      " where x.register_id = m.register_id and x.subject_id = m.person_id"
                      " and x.source_id = $1 and " HOLDS("x") " and " HOLDS(
                          "m") " and (m.register_id, m.household_id) >= ($4, $5)"
                               " order by m.register_id, m.household_id",
                      sql->prefixed, sql->table);
    if (q.failed)
        return err_nomem(e);
    int rc = db_prepare(s->r->db, strbuf_z(&q), &ret->rows, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(ret->rows, 1, s->stated_source);
    stmt_bind_int(ret->rows, 2, s->as_of);
    stmt_bind_int(ret->rows, 3, s->seq);
    stmt_bind_int(ret->rows, 4, s->current.register_id);
    stmt_bind_int(ret->rows, 5, s->current.household_id);
    ret->begun = true;
    return 0;
}

/* The rows of the current household, in ret->of. */
static int stream_rows(struct scan *s, enum entity k, int group, struct stated_stream *x,
                       struct err *e)
{
    const struct household_facts *h = &s->current;
    int rc = x->begun ? 0 : open_stream(s, k, group, x, e);
    if (rc < 0 || (x->register_id == h->register_id && x->household_id == h->household_id))
        return rc;
    x->register_id = h->register_id;
    x->household_id = h->household_id;
    x->of.at = NULL;
    x->of.n = x->of.cap = 0;
    while (x->rows) {
        if (!x->waits && (rc = stmt_step(x->rows, e)) <= 0) {
            /* a further step would begin again */
            if (rc == 0)
                stmt_done(take(x->rows));
            return rc;
        }
        int order = scan_key_order(stmt_int(x->rows, 0), stmt_int(x->rows, 1), h->register_id,
                                   h->household_id);
        x->waits = order > 0;
        if (order > 0)
            return 0;
        if (order < 0)
            continue;
        struct stated_row row = {.subject_id = stmt_int(x->rows, 2)};
        if ((rc = evidence_decode(s->r, k, group, x->rows, 3, s->in, &row.x, e)) < 0)
            return rc;
        if (!vec_push(s->in, &x->of, row))
            return err_nomem(e);
    }
    return 0;
}

/* What the source states of a group of a subject, as far as it holds. */
static int rows_of(struct scan *s, struct subject_key k, int group, struct evidence_rows *rows,
                   struct err *e)
{
    struct stated_stream *x = &s->stated[k.entity][group];
    if (s->by_household)
        return evidence_load(s->r, k, group, s->in, rows, e);
    int rc = stream_rows(s, k.entity, group, x, e);
    for (size_t i = 0; rc >= 0 && i < x->of.n; i++)
        if (x->of.at[i].subject_id == k.id && !vec_push(s->in, rows, x->of.at[i].x))
            return err_nomem(e);
    return rc;
}

/* Only what the declaration states can't win as a lower bound, which the source alone doesn't
 * say. */
static bool tells(const struct scan *s, uint8_t won)
{
    return !won || (won == s->stated_source && won == SOURCE_DECLARATION);
}

static int stated_of(struct scan *s, struct subject_key k, const struct subject_now *now,
                     const struct fact **ret_facts, const uint8_t **ret_won, struct err *e)
{
    const struct catalogue *c = s->r->catalogue;
    size_t n = c->n[k.entity];
    struct fact *facts = arena_dup(s->in, now->facts, n * sizeof *facts);
    uint8_t *won = arena_zalloc(s->in, n);
    uint8_t *slots = arena_alloc(s->in, (size_t)s->r->n_slots[k.entity]);
    if (!facts || !won || !slots)
        return err_nomem(e);
    for (size_t g = 0; g < c->n_groups[k.entity]; g++) {
        const struct fact_group *group = &c->groups[k.entity][g];
        struct evidence_rows rows = {0};
        bool told = true;
        for (size_t i = 0; i < group->n; i++) {
            int at = group->attributes[i];
            won[at] = now->won[s->r->places[k.entity][at].slot];
            told = told && tells(s, won[at]);
        }
        if (told)
            continue;
        int rc = rows_of(s, k, (int)g, &rows, e);
        if (rc < 0)
            return rc;
        evidence_resolve(s->r, k.entity, (int)g, &rows, s->as_of, s->seq, s->stated_source, facts,
                         slots, NULL);
    }
    *ret_facts = facts;
    *ret_won = won;
    return 0;
}

int scan_stated(struct scan *s, struct stated *ret, struct err *e)
{
    const struct household_facts *h = &s->current;
    struct subject_key k = {ENTITY_HOUSEHOLD, h->register_id, h->household_id};
    struct stated stated;
    if (!s->stated_source)
        return err_set(e, E_INVALID, "内部错误：没有要求申报值",
                       "internal error: what is stated was not asked for");
    int rc = stated_of(s, k, &s->now, &stated.facts, &stated.won, e);
    stated.members = arena_array(s->in, h->n_members, sizeof *stated.members);
    if (rc >= 0 && !stated.members)
        return err_nomem(e);
    k.entity = ENTITY_PERSON;
    for (size_t i = 0; rc >= 0 && i < h->n_members; i++) {
        k.id = h->members[i].person_id;
        rc = stated_of(s, k, &s->members_now.at[i].now, &stated.members[i].facts,
                       &stated.members[i].won, e);
    }
    if (rc < 0)
        return rc;
    *ret = stated;
    return 0;
}
