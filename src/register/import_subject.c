/* Evidence of one subject: only what differs from what the source stated before is written. */
#include "cleanup.h"
#include "import_private.h"

#define SOURCE SOURCE_DECLARATION

/* Subjects first: the others refer to them. */
int import_bulk_begin(struct import *m, struct err *e)
{
    struct db *db = m->r->db;
    enum entity k = m->o->entity;
    int rc = k == ENTITY_PERSON
                 ? bulk_begin(db, "person",
                              "register_id,person_id,recorded_seq,from_register,from_person",
                              "iiiii", &m->subjects, e)
                 : bulk_begin(db, "household", "register_id,household_id,household_no,recorded_seq",
                              "iiti", &m->subjects, e);
    if (rc >= 0 && k == ENTITY_PERSON)
        rc = bulk_begin(db, "membership", MEMBERSHIP_COLUMNS, MEMBERSHIP_TYPES, &m->members, e);
    return rc < 0 ? rc : sink_open(m->r, m->seq, &m->evidence, e);
}

static int end_bulk(struct bulk **b, struct err *e)
{
    int rc = *b ? bulk_end(*b, e) : 0;
    bulk_free(*b);
    *b = NULL;
    return rc;
}

int import_bulk_end(struct import *m, struct err *e)
{
    int rc;
    if ((rc = end_bulk(&m->subjects, e)) < 0 || (rc = end_bulk(&m->members, e)) < 0 ||
        (rc = sink_flush(m->evidence, e)) < 0)
        return rc;
    sink_free(take(m->evidence));
    for (size_t i = 0; i < m->registers.n; i++) {
        struct identity_writer **w = &m->registers.at[i].writer;
        rc = *w ? identity_writer_end(*w, e) : 0;
        identity_writer_free(*w);
        *w = NULL;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int alloc_groups(struct import *m, struct subject *s, struct arena *a, struct err *e)
{
    size_t n = m->r->catalogue->n_groups[s->k.entity];
    s->rows = arena_zalloc(a, n * sizeof *s->rows);
    s->loaded = arena_zalloc(a, n * sizeof *s->loaded);
    return s->rows && s->loaded ? 0 : err_nomem(e);
}

int subject_new(struct import *m, struct subject_key k, int32_t start, struct subject *ret,
                struct err *e)
{
    struct subject s = {.k = k, .fresh = true, .start = start};
    struct fact *nothing = arena_zalloc(m->row, m->r->catalogue->n[k.entity] * sizeof *nothing);
    int rc = now_alloc(m->r, k.entity, m->row, &s.now, e);
    if (rc < 0 || (rc = alloc_groups(m, &s, m->row, e)) < 0)
        return rc;
    if (!nothing)
        return err_nomem(e);
    s.declared = s.in_force = nothing;
    s.now.settled_from = start;
    *ret = s;
    return 0;
}

static int load_group(struct import *m, struct subject *s, int g, struct err *e)
{
    if (s->loaded[g])
        return 0;
    s->loaded[g] = true;
    return evidence_load(m->r, s->k, g, m->row, &s->rows[g], e);
}

/* Does the resolved row tell what the source states of a group at start? It does unless something
 * begins later, or another source has won. */
static bool now_tells(const struct import *m, const struct subject *s, int g)
{
    const struct fact_group *group = &m->r->catalogue->groups[s->k.entity][g];
    if (s->now.settled_from > s->start)
        return false;
    for (size_t i = 0; i < group->n; i++) {
        uint8_t won = s->now.won[m->r->places[s->k.entity][group->attributes[i]].slot];
        if (won && won != SOURCE)
            return false;
    }
    return true;
}

/* What the source states at start, and what is in force. */
static int find_declared(struct import *m, struct subject *s, struct err *e)
{
    size_t n = m->r->catalogue->n[s->k.entity];
    struct fact *declared = arena_dup(m->row, s->now.facts, n * sizeof *declared);
    struct fact *in_force = arena_dup(m->row, s->now.facts, n * sizeof *in_force);
    uint8_t *won = arena_alloc(m->row, (size_t)m->r->n_slots[s->k.entity]);
    if (!declared || !in_force || !won)
        return err_nomem(e);
    for (size_t g = 0; g < m->r->catalogue->n_groups[s->k.entity]; g++) {
        if (now_tells(m, s, (int)g))
            continue;
        int rc = load_group(m, s, (int)g, e);
        if (rc < 0)
            return rc;
        evidence_resolve(m->r, s->k.entity, (int)g, &s->rows[g], s->start, SEQ_NOW, SOURCE,
                         declared, won, NULL);
        evidence_resolve(m->r, s->k.entity, (int)g, &s->rows[g], s->start, SEQ_NOW, SOURCE_ANY,
                         in_force, won, NULL);
    }
    s->declared = declared;
    s->in_force = in_force;
    return 0;
}

int subject_known(struct import *m, struct subject_key k, int32_t start,
                  const struct subject_now *now, struct subject *ret, struct err *e)
{
    *ret = (struct subject){.k = k, .start = start, .now = *now};
    return alloc_groups(m, ret, m->ahead, e);
}

static int read_subject(struct import *m, struct subject *s, struct err *e)
{
    bool found;
    int rc = now_read(m->r, s->k, m->row, &s->now, &found, e);
    if (rc >= 0 && !found)
        rc = err_set(e, E_CORRUPT, "%s：编号 %lld/%lld 缺少汇总行，请运行 heyi check",
                     "%s: no resolved row for number %lld/%lld; run heyi check",
                     entity_now[s->k.entity], (long long)s->k.register_id, (long long)s->k.id);
    return rc < 0 ? rc : alloc_groups(m, s, m->row, e);
}

int subject_open(struct import *m, struct subject_key k, int32_t start, struct subject *ret,
                 struct err *e)
{
    struct subject s = {.k = k, .start = start};
    const struct subject *known = m->current->known;
    int rc = 0;
    if (known && subject_same(known->k, k) && known->start == start)
        s = *known;
    else
        rc = read_subject(m, &s, e);
    if (rc < 0 || (rc = find_declared(m, &s, e)) < 0)
        return rc;
    *ret = s;
    return 0;
}

struct fact subject_after(const struct import *m, const struct subject *s, int attribute)
{
    const struct cell *c = &m->cells[attribute];
    if (c->state == VALUE_STATED)
        return c->value;
    return c->state == VALUE_WITHDRAWN ? (struct fact){0} : s->in_force[attribute];
}

/* The bits of a group that a row states or withdraws anew against what was declared. */
static void differences(const struct import *m, const struct cell *cells,
                        const struct fact *declared, const struct fact_group *g,
                        uint64_t *ret_stated, uint64_t *ret_withdrawn)
{
    *ret_stated = *ret_withdrawn = 0;
    for (size_t i = 0; i < g->n; i++) {
        int at = g->attributes[i];
        const struct attribute *t = import_attribute(m, at);
        const struct cell *c = &cells[at];
        if (c->state == VALUE_STATED && !fact_same(t, c->value, declared[at]))
            *ret_stated |= evidence_bit(m->r, t);
        else if (c->state == VALUE_WITHDRAWN && declared[at].known)
            *ret_withdrawn |= evidence_bit(m->r, t);
    }
}

bool subject_needs(const struct import *m, const struct import_row *row, const struct subject *s,
                   int g)
{
    uint64_t stated, withdrawn;
    if (!now_tells(m, s, g))
        return true;
    if (row->faults.n)
        return false;
    differences(m, row->cells, s->now.facts, &m->r->catalogue->groups[s->k.entity][g], &stated,
                &withdrawn);
    return stated | withdrawn;
}

/* Rows of the same source and day of which nothing is left. */
static int supersede(struct import *m, struct subject *s, int g, uint64_t bits, struct err *e)
{
    for (size_t i = 0; i < s->rows[g].n; i++) {
        struct evidence *x = &s->rows[g].at[i];
        if (x->source_id != SOURCE || x->valid_from != s->start || x->valid_to != DAY_OPEN ||
            x->superseded_seq != SEQ_OPEN || ((x->stated | x->withdrawn) & ~bits))
            continue;
        int rc = sink_supersede(m->evidence, s->k, g, x, e);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int write_group(struct import *m, struct subject *s, int g, uint64_t stated,
                       uint64_t withdrawn, struct err *e)
{
    const struct fact_group *group = &m->r->catalogue->groups[s->k.entity][g];
    struct fact *values = arena_zalloc(m->row, group->n * sizeof *values);
    if (!values)
        return err_nomem(e);
    int rc = s->fresh ? 0 : load_group(m, s, g, e);
    if (rc < 0 || (rc = supersede(m, s, g, stated | withdrawn, e)) < 0)
        return rc;
    struct evidence_rows *rows = &s->rows[g];
    struct evidence x = {
        .source_id = SOURCE,
        .delivery_id = m->delivery_id,
        .stated = stated,
        .withdrawn = withdrawn,
        .valid_from = s->start,
        .valid_to = DAY_OPEN,
        .values = values,
    };
    for (size_t i = 0; i < group->n; i++)
        if (stated & evidence_bit(m->r, import_attribute(m, group->attributes[i])))
            values[i] = m->cells[group->attributes[i]].value;
    if ((rc = sink_add(m->evidence, s->k, g, x, m->row, rows, e)) < 0)
        return rc;
    evidence_resolve(m->r, s->k.entity, g, rows, DAY_LAST, SEQ_NOW, SOURCE_ANY, s->now.facts,
                     s->now.won, NULL);
    return 0;
}

int subject_write(struct import *m, struct subject *s, bool *ret_changed, struct err *e)
{
    bool changed = s->now_changed;
    int rc;
    for (size_t g = 0; g < m->r->catalogue->n_groups[s->k.entity]; g++) {
        uint64_t stated, withdrawn;
        differences(m, m->cells, s->declared, &m->r->catalogue->groups[s->k.entity][g], &stated,
                    &withdrawn);
        if (!stated && !withdrawn)
            continue;
        changed = true;
        if ((rc = write_group(m, s, (int)g, stated, withdrawn, e)) < 0)
            return rc;
    }
    *ret_changed = changed;
    if (!changed)
        return 0;
    s->now.settled_seq = m->seq;
    if (s->start > s->now.settled_from)
        s->now.settled_from = s->start;
    return sink_now(m->evidence, s->k, s->fresh, &s->now, e);
}
