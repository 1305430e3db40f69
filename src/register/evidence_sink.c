#include "evidence_sink.h"

#include "cleanup.h"
#include "initials.h"

#include <stdlib.h>

struct evidence_sink {
    struct reg *r;
    int64_t seq;
    struct arena *a;
    struct bulk *nows[N_ENTITIES], *initials;
    struct bulk **groups[N_ENTITIES]; /* by group; each begun with its first row */
};

void sink_free(struct evidence_sink *s)
{
    if (!s)
        return;
    bulk_free(s->initials);
    for (int k = 0; k < N_ENTITIES; k++) {
        bulk_free(s->nows[k]);
        for (size_t g = 0; s->groups[k] && g < s->r->catalogue->n_groups[k]; g++)
            bulk_free(s->groups[k][g]);
    }
    arena_free(s->a);
    free(s);
}

void sink_freep(struct evidence_sink **s)
{
    sink_free(*s);
}

int sink_open(struct reg *r, int64_t seq, struct evidence_sink **ret, struct err *e)
{
    _cleanup_(sink_freep) struct evidence_sink *s = calloc(1, sizeof *s);
    if (!s || !(s->a = arena_new(0)))
        return err_nomem(e);
    s->r = r;
    s->seq = seq;
    for (int k = 0; k < N_ENTITIES; k++)
        s->groups[k] = arena_zalloc(s->a, r->catalogue->n_groups[k] * sizeof *s->groups[k]);
    if (arena_failed(s->a))
        return err_nomem(e);
    *ret = take(s);
    return 0;
}

int sink_supersede(struct evidence_sink *s, struct subject_key k, int group, struct evidence *x,
                   struct err *e)
{
    /* it may be on its way still */
    int rc = x->recorded_seq == s->seq ? sink_flush(s, e) : 0;
    if (rc < 0)
        return rc;
    x->superseded_seq = s->seq;
    return db_run(s->r->db, e, s->r->sql[k.entity].groups[group].supersede, "iiii", s->seq,
                  k.register_id, k.id, x->evidence_id);
}

static int insert(struct evidence_sink *s, struct subject_key k, int group,
                  const struct evidence *x, struct err *e)
{
    const struct catalogue *c = s->r->catalogue;
    const struct fact_group *g = &c->groups[k.entity][group];
    const struct group_sql *sql = &s->r->sql[k.entity].groups[group];
    struct bulk **b = &s->groups[k.entity][group];
    int rc = *b ? 0 : bulk_begin(s->r->db, sql->table, sql->columns, sql->types, b, e);
    if (rc < 0)
        return rc;
    bulk_int(*b, k.register_id);
    bulk_int(*b, k.id);
    bulk_int(*b, x->evidence_id);
    bulk_int(*b, x->source_id);
    bulk_int(*b, x->delivery_id);
    bulk_int(*b, (int64_t)x->stated);
    bulk_int(*b, (int64_t)x->withdrawn);
    bulk_int(*b, (int64_t)x->least);
    bulk_int(*b, x->valid_from);
    if (x->valid_to == DAY_OPEN)
        bulk_null(*b);
    else
        bulk_int(*b, x->valid_to);
    bulk_int(*b, x->recorded_seq);
    for (size_t i = 0; i < g->n; i++) {
        struct fact f = x->values[i];
        if (!f.known || f.none)
            bulk_null(*b);
        else if (attribute_storage(&c->attributes[k.entity][g->attributes[i]]) == 'i')
            bulk_int(*b, f.i);
        else
            bulk_text(*b, f.s);
    }
    return bulk_row(*b, e);
}

int sink_add(struct evidence_sink *s, struct subject_key k, int group, struct evidence x,
             struct arena *a, struct evidence_rows *rows, struct err *e)
{
    x.evidence_id = rows->n ? rows->at[rows->n - 1].evidence_id + 1 : 1;
    x.recorded_seq = s->seq;
    x.superseded_seq = SEQ_OPEN;
    return vec_push(a, rows, x) ? insert(s, k, group, &x, e) : err_nomem(e);
}

int sink_now(struct evidence_sink *s, struct subject_key k, bool fresh,
             const struct subject_now *now, struct err *e)
{
    struct bulk **b = &s->nows[k.entity];
    const struct entity_sql *sql = &s->r->sql[k.entity];
    struct str name = k.entity == ENTITY_PERSON ? now_name(s->r, now) : now->name;
    int rc;
    if (!fresh) {
        rc = now_update(s->r, k, now, e);
        return rc < 0 || str_eq(name, now->name) ? rc
                                                 : initials_change(s->r->db, k, now->name, name, e);
    }
    rc =
        *b ? 0 : bulk_begin(s->r->db, entity_now[k.entity], sql->now_columns, sql->now_types, b, e);
    if (rc < 0 || (rc = now_insert(s->r, *b, k, now, e)) < 0)
        return rc;
    return initials_insert(s->r->db, &s->initials, k, name, e);
}

int sink_flush(struct evidence_sink *s, struct err *e)
{
    int rc = s->initials ? bulk_end(s->initials, e) : 0;
    for (int k = 0; rc >= 0 && k < N_ENTITIES; k++) {
        if (s->nows[k])
            rc = bulk_end(s->nows[k], e);
        for (size_t g = 0; rc >= 0 && g < s->r->catalogue->n_groups[k]; g++)
            if (s->groups[k][g])
                rc = bulk_end(s->groups[k][g], e);
        if (rc < 0)
            return rc;
    }
    return rc;
}
