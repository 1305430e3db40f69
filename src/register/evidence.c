#include "evidence.h"

#include "cleanup.h"

#include <stdlib.h>

/* Columns of group_sql.select; of group_sql.all behind the key. */
enum {
    E_ID,
    E_SOURCE,
    E_DELIVERY,
    E_STATED,
    E_WITHDRAWN,
    E_LEAST,
    E_FROM,
    E_TO,
    E_RECORDED,
    E_SUPERSEDED,
    E_VALUES
};

uint64_t evidence_bit(const struct reg *r, const struct attribute *t)
{
    return (uint64_t)1 << r->places[t->entity][t->index].bit;
}

/* A column as a fact of an attribute that is known. */
static struct fact read_value(const struct attribute *t, struct stmt *s, int col, struct arena *a)
{
    struct fact f = {.known = true};
    if (attribute_storage(t) == 'i') {
        f.i = stmt_int(s, col);
        f.none = f.i == 0 && stmt_is_null(s, col);
    } else {
        struct str text = stmt_text(s, col);
        f.none = !text.data && stmt_is_null(s, col);
        if (!f.none)
            f.s = str_dup(a, text);
    }
    return f;
}

int evidence_decode(const struct reg *r, enum entity entity, int group, struct stmt *s, int first,
                    struct arena *a, struct evidence *ret, struct err *e)
{
    const struct fact_group *g = &r->catalogue->groups[entity][group];
    struct fact *values = arena_array_of(a, g->n, struct fact);
    if (!values)
        return err_nomem(e);
    for (size_t i = 0; i < g->n; i++)
        values[i] = read_value(&r->catalogue->attributes[entity][g->attributes[i]], s,
                               first + E_VALUES + (int)i, a);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = (struct evidence){
        .evidence_id = stmt_int(s, first + E_ID),
        .source_id = stmt_int(s, first + E_SOURCE),
        .delivery_id = stmt_int(s, first + E_DELIVERY),
        .stated = (uint64_t)stmt_int(s, first + E_STATED),
        .withdrawn = (uint64_t)stmt_int(s, first + E_WITHDRAWN),
        .least = (uint64_t)stmt_int(s, first + E_LEAST),
        .valid_from = (int32_t)stmt_int(s, first + E_FROM),
        .valid_to = stmt_is_null(s, first + E_TO) ? DAY_OPEN : (int32_t)stmt_int(s, first + E_TO),
        .recorded_seq = stmt_int(s, first + E_RECORDED),
        .superseded_seq =
            stmt_is_null(s, first + E_SUPERSEDED) ? SEQ_OPEN : stmt_int(s, first + E_SUPERSEDED),
        .values = values,
    };
    return 0;
}

void subject_bind(struct stmt *s, struct subject_key k)
{
    stmt_bind_int(s, 1, k.register_id);
    stmt_bind_int(s, 2, k.id);
}

int evidence_push(struct reg *r, enum entity entity, int group, struct stmt *s, struct arena *a,
                  struct evidence_rows *rows, struct err *e)
{
    struct evidence x;
    int rc = evidence_decode(r, entity, group, s, 0, a, &x, e);
    if (rc < 0)
        return rc;
    if (!reg_source(r, x.source_id))
        return err_set(e, E_CORRUPT, "%s：证据的来源 %lld 不存在，请运行 heyi check",
                       "%s: evidence of a source %lld that doesn't exist; run heyi check",
                       db_url(r->db), (long long)x.source_id);
    return vec_push(a, rows, x) ? 0 : err_nomem(e);
}

int evidence_load(struct reg *r, struct subject_key k, int group, struct arena *a,
                  struct evidence_rows *rows, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db, r->sql[k.entity].groups[group].select, &s, e);
    if (rc < 0)
        return rc;
    subject_bind(s, k);
    while ((rc = stmt_step(s, e)) > 0)
        if ((rc = evidence_push(r, k.entity, group, s, a, rows, e)) < 0)
            return rc;
    return rc;
}

static bool holds(const struct evidence *x, int32_t as_of, int64_t seq)
{
    return x->valid_from <= as_of && as_of < x->valid_to && x->recorded_seq <= seq &&
           seq < x->superseded_seq;
}

bool fact_same(const struct attribute *t, struct fact a, struct fact b)
{
    if (a.known != b.known || a.none != b.none)
        return false;
    if (!a.known || a.none)
        return true;
    return attribute_storage(t) == 'i' ? a.i == b.i : str_eq(a.s, b.s);
}

/* Sources that have taken an attribute back, as a set of small numbers. */
struct source_set {
    uint64_t words[SOURCES_MAX / 64 + 1];
};

static bool in_set(const struct source_set *s, int64_t id)
{
    return s->words[id / 64] >> (id % 64) & 1;
}

/* What one attribute is asked for. */
struct question {
    const struct reg *r;
    const struct attribute *t;
    const struct evidence_rows *rows;
    int32_t as_of;
    int64_t seq, source;
    uint64_t bit;
};

static int64_t standing(const struct question *q, const struct evidence *x)
{
    return source_standing(q->r->sources[x->source_id], q->t, q->seq);
}

/* Does a decide before b? */
static bool before(const struct question *q, const struct evidence *a, const struct evidence *b)
{
    if (a->source_id != b->source_id) {
        int64_t sa = standing(q, a), sb = standing(q, b);
        if (sa != sb)
            return sa > sb;
    }
    if (a->valid_from != b->valid_from)
        return a->valid_from > b->valid_from;
    return a->evidence_id > b->evidence_id;
}

/* The row that decides, NULL if none. A single pass that keeps the best row is not enough, since a
 * withdrawal reaches only the rows of its own source; so rows are picked in order. */
static const struct evidence *winner(const struct question *q)
{
    struct source_set silenced = {0};
    for (;;) {
        const struct evidence *best = NULL;
        for (size_t i = 0; i < q->rows->n; i++) {
            const struct evidence *x = &q->rows->at[i];
            if ((((x->stated & ~x->least) | x->withdrawn) & q->bit) && holds(x, q->as_of, q->seq) &&
                (q->source == SOURCE_ANY || q->source == x->source_id) &&
                !in_set(&silenced, x->source_id) && (!best || before(q, x, best)))
                best = x;
        }
        if (!best || best->stated & q->bit)
            return best;
        silenced.words[best->source_id / 64] |= (uint64_t)1 << (best->source_id % 64);
    }
}

/* Is it the last word of its source? */
static bool is_latest(const struct question *q, const struct evidence *x)
{
    for (size_t i = 0; i < q->rows->n; i++) {
        const struct evidence *y = &q->rows->at[i];
        if (y->source_id == x->source_id && ((y->stated | y->withdrawn) & q->bit) &&
            holds(y, q->as_of, q->seq) && before(q, y, x))
            return false;
    }
    return true;
}

/* The highest lower bound above w's value by a source that outranks w's; w itself if none. i: the
 * attribute's place among the values. */
static const struct evidence *bounded(const struct question *q, const struct evidence *w, size_t i)
{
    const struct evidence *best = w;
    for (size_t k = 0; k < q->rows->n; k++) {
        const struct evidence *x = &q->rows->at[k];
        if (!(x->least & q->bit) || !holds(x, q->as_of, q->seq) ||
            standing(q, x) <= standing(q, w) || x->values[i].i < best->values[i].i ||
            (x->values[i].i == best->values[i].i && (best == w || before(q, best, x))))
            continue;
        if (is_latest(q, x))
            best = x;
    }
    return best;
}

void evidence_resolve(const struct reg *r, enum entity entity, int group,
                      const struct evidence_rows *rows, int32_t as_of, int64_t seq, int64_t source,
                      struct fact *facts, uint8_t *won, int *ret_rows)
{
    const struct fact_group *g = &r->catalogue->groups[entity][group];
    uint64_t least = 0;
    for (size_t i = 0; i < rows->n && source == SOURCE_ANY; i++)
        least |= rows->at[i].least;
    for (size_t i = 0; i < g->n; i++) {
        int at = g->attributes[i];
        const struct attribute *t = &r->catalogue->attributes[entity][at];
        struct question q = {r, t, rows, as_of, seq, source, evidence_bit(r, t)};
        const struct evidence *w = winner(&q);
        if (w && least & q.bit)
            w = bounded(&q, w, i);
        facts[at] = w ? w->values[i] : (struct fact){0};
        won[r->places[entity][at].slot] = w ? (uint8_t)w->source_id : 0;
        if (ret_rows)
            ret_rows[at] = w ? (int)(w - rows->at) : -1;
    }
}

/* Which of two sources is believed more: -1, 0, 1. */
static int order(const struct reg *r, const struct attribute *t, int64_t a, int64_t b, int64_t seq)
{
    int64_t sa = source_standing(r->sources[a], t, seq);
    int64_t sb = source_standing(r->sources[b], t, seq);
    return sa < sb ? -1 : sa > sb;
}

static bool spoke(const struct evidence *x, uint64_t bit, int64_t seq)
{
    return (x->stated | x->withdrawn) & bit && x->recorded_seq < seq && seq < x->superseded_seq;
}

static bool turns(const struct reg *r, const struct attribute *t, const struct evidence_rows *rows,
                  int64_t seq)
{
    uint64_t bit = evidence_bit(r, t);
    for (size_t i = 0; i < rows->n; i++) {
        int64_t a = rows->at[i].source_id;
        if (!spoke(&rows->at[i], bit, seq) || !source_turns(r->sources[a], t, seq))
            continue;
        for (size_t k = 0; k < rows->n; k++) {
            int64_t b = rows->at[k].source_id;
            if (a != b && spoke(&rows->at[k], bit, seq) &&
                order(r, t, a, b, seq - 1) != order(r, t, a, b, seq))
                return true;
        }
    }
    return false;
}

bool evidence_turns(const struct reg *r, enum entity entity, int group,
                    const struct evidence_rows *rows, int64_t seq)
{
    const struct fact_group *g = &r->catalogue->groups[entity][group];
    bool alone = true;
    for (size_t i = 1; i < rows->n && alone; i++)
        alone = rows->at[i].source_id == rows->at[0].source_id;
    for (size_t i = 0; i < g->n && !alone; i++)
        if (turns(r, &r->catalogue->attributes[entity][g->attributes[i]], rows, seq))
            return true;
    return false;
}

int now_alloc(const struct reg *r, enum entity entity, struct arena *a, struct subject_now *ret,
              struct err *e)
{
    struct fact *facts = arena_zalloc(a, r->catalogue->n[entity] * sizeof *facts);
    uint8_t *won = arena_zalloc(a, (size_t)r->n_slots[entity]);
    if (!facts || !won)
        return err_nomem(e);
    *ret = (struct subject_now){.facts = facts, .won = won};
    return 0;
}

int now_decode(const struct reg *r, enum entity entity, struct stmt *s, struct arena *a,
               struct subject_now *ret, struct err *e)
{
    struct subject_now now;
    int rc = now_alloc(r, entity, a, &now, e);
    if (rc < 0)
        return rc;
    int col = 2;
    if (entity == ENTITY_PERSON) {
        now.household_id = stmt_int(s, col++);
        now.position = stmt_int(s, col++);
    }
    now.settled_from = (int32_t)stmt_int(s, col++);
    now.settled_seq = stmt_int(s, col++);
    struct str won = stmt_blob(s, col++);
    size_t n_won = won.len < (size_t)r->n_slots[entity] ? won.len : (size_t)r->n_slots[entity];
    if (n_won)
        memcpy(now.won, won.data, n_won);
    for (size_t i = 0; i < r->catalogue->n[entity]; i++) {
        const struct attribute *t = &r->catalogue->attributes[entity][i];
        if (t->bit < 0) /* no evidence */
            continue;
        if (now.won[r->places[entity][i].slot])
            now.facts[i] = read_value(t, s, col, a);
        col++;
    }
    if (arena_failed(a))
        return err_nomem(e);
    if (entity == ENTITY_PERSON)
        now.name = now_name(r, &now);
    *ret = now;
    return 0;
}

struct str now_name(const struct reg *r, const struct subject_now *n)
{
    int at = r->catalogue->known.name;
    return at >= 0 && n->facts[at].known && !n->facts[at].none ? n->facts[at].s : (struct str){0};
}

int now_read(struct reg *r, struct subject_key k, struct arena *a, struct subject_now *ret,
             bool *ret_found, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db, r->sql[k.entity].now_select, &s, e);
    if (rc < 0)
        return rc;
    subject_bind(s, k);
    rc = stmt_step(s, e);
    if (rc < 0)
        return rc;
    *ret_found = rc > 0;
    return rc > 0 ? now_decode(r, k.entity, s, a, ret, e) : 0;
}

int now_update(struct reg *r, struct subject_key k, const struct subject_now *now, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db, r->sql[k.entity].now_update, &s, e);
    if (rc < 0)
        return rc;
    int i = 1;
    stmt_bind_int(s, i++, k.register_id);
    stmt_bind_int(s, i++, k.id);
    if (k.entity == ENTITY_PERSON) {
        if (now->household_id) {
            stmt_bind_int(s, i, now->household_id);
            stmt_bind_int(s, i + 1, now->position);
        }
        i += 2;
    }
    stmt_bind_int(s, i++, now->settled_from);
    stmt_bind_int(s, i++, now->settled_seq);
    stmt_bind_blob(s, i++, now->won, (size_t)r->n_slots[k.entity]);
    for (size_t at = 0; at < r->catalogue->n[k.entity]; at++) {
        const struct attribute *t = &r->catalogue->attributes[k.entity][at];
        if (!attribute_is_evidence(t))
            continue;
        struct fact f = now->facts[at];
        if (!f.known || f.none)
            stmt_bind_null(s, i);
        else if (attribute_storage(t) == 'i')
            stmt_bind_int(s, i, f.i);
        else
            stmt_bind_text(s, i, f.s);
        i++;
    }
    rc = stmt_step(s, e);
    stmt_reset(s);
    return rc < 0 ? rc : 0;
}

int now_insert(const struct reg *r, struct bulk *b, struct subject_key k,
               const struct subject_now *now, struct err *e)
{
    bulk_int(b, k.register_id);
    bulk_int(b, k.id);
    if (k.entity == ENTITY_PERSON) {
        if (now->household_id) {
            bulk_int(b, now->household_id);
            bulk_int(b, now->position);
        } else {
            bulk_null(b);
            bulk_null(b);
        }
    }
    bulk_int(b, now->settled_from);
    bulk_int(b, now->settled_seq);
    bulk_blob(b, now->won, (size_t)r->n_slots[k.entity]);
    for (size_t at = 0; at < r->catalogue->n[k.entity]; at++) {
        const struct attribute *t = &r->catalogue->attributes[k.entity][at];
        if (!attribute_is_evidence(t))
            continue;
        struct fact f = now->facts[at];
        if (!f.known || f.none)
            bulk_null(b);
        else if (attribute_storage(t) == 'i')
            bulk_int(b, f.i);
        else
            bulk_text(b, f.s);
    }
    return bulk_row(b, e);
}

int now_group_at(struct reg *r, struct subject_key k, int group, int32_t as_of, int64_t seq,
                 struct arena *a, struct subject_now *now, struct err *e)
{
    struct evidence_rows rows = {0};
    int rc = evidence_load(r, k, group, a, &rows, e);
    if (rc >= 0)
        evidence_resolve(r, k.entity, group, &rows, as_of, seq, SOURCE_ANY, now->facts, now->won,
                         NULL);
    return rc;
}

int now_at(struct reg *r, struct subject_key k, int32_t as_of, int64_t seq, struct arena *a,
           struct subject_now *now, struct err *e)
{
    int rc = 0;
    if (now_holds(now, as_of, seq))
        return 0;
    for (size_t g = 0; rc >= 0 && g < r->catalogue->n_groups[k.entity]; g++)
        rc = now_group_at(r, k, (int)g, as_of, seq, a, now, e);
    return rc;
}
