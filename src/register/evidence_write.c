/*
 * What is put is held back, some hundred puts at a time. Then the evidence of their subjects is
 * looked up in a few round trips and compared, what differs is written, and the resolved rows of
 * subjects that changed are looked up and written anew.
 */
#include "evidence_write.h"

#include "cleanup.h"
#include "evidence_sink.h"

#include <stdlib.h>

#define HELD_MAX 200u
#define HELD_BYTES (4u << 20)

struct put {
    struct subject_key k;
    size_t order;
    int64_t source; /* 0 = look at a group again, after standings changed */
    int group;
    const int *which;
    size_t n_which;
    const struct statement *at;
    size_t n;
};

/* One group of a subject. */
struct part {
    bool wanted, changed;
    struct evidence_rows rows;
};

struct edit {
    struct subject_key k;
    const struct put *puts;
    size_t n;
    struct part *parts; /* by group */
    int32_t settled_from;
    bool changed, found;
    struct subject_now now;
};

struct evidence_writer {
    struct reg *r;
    int64_t seq, distrusted;
    struct evidence_sink *sink;
    struct arena *a; /* what is held back, and its subjects */
    size_t n_puts, n_edits;
    struct put puts[HELD_MAX];
    struct edit edits[HELD_MAX]; /* by entity and key */
    struct subject_key last;     /* that changed */
    uint64_t changed;
};

void evidence_writer_free(struct evidence_writer *w)
{
    if (!w)
        return;
    sink_free(w->sink);
    arena_free(w->a);
    free(w);
}

void evidence_writer_freep(struct evidence_writer **w)
{
    evidence_writer_free(*w);
}

int evidence_writer_open(struct reg *r, int64_t seq, struct evidence_writer **ret, struct err *e)
{
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = calloc(1, sizeof *w);
    if (!w || !(w->a = arena_new(0)))
        return err_nomem(e);
    w->r = r;
    w->seq = seq;
    int rc = sink_open(r, seq, &w->sink, e);
    if (rc < 0)
        return rc;
    *ret = take(w);
    return 0;
}

void evidence_writer_distrust(struct evidence_writer *w, int64_t delivery)
{
    w->distrusted = delivery;
}

static const struct attribute *attribute_of(const struct evidence_writer *w, enum entity entity,
                                            int at)
{
    return &w->r->catalogue->attributes[entity][at];
}

static int by_subject(const void *a, const void *b)
{
    const struct put *x = a, *y = b;
    if (x->k.entity != y->k.entity)
        return x->k.entity < y->k.entity ? -1 : 1;
    if (x->k.register_id != y->k.register_id)
        return x->k.register_id < y->k.register_id ? -1 : 1;
    if (x->k.id != y->k.id)
        return x->k.id < y->k.id ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

static int make_edits(struct evidence_writer *w, struct err *e)
{
    qsort(w->puts, w->n_puts, sizeof *w->puts, by_subject);
    w->n_edits = 0;
    for (size_t i = 0; i < w->n_puts; i++) {
        const struct put *p = &w->puts[i];
        struct edit *x = w->n_edits ? &w->edits[w->n_edits - 1] : NULL;
        if (!x || !subject_same(x->k, p->k)) {
            x = &w->edits[w->n_edits++];
            *x = (struct edit){.k = p->k, .puts = p, .settled_from = INT32_MIN};
            x->parts =
                arena_zalloc(w->a, w->r->catalogue->n_groups[p->k.entity] * sizeof *x->parts);
            if (!x->parts)
                return err_nomem(e);
        }
        x->n++;
        if (!p->source)
            x->parts[p->group].wanted = true;
        for (size_t k = 0; k < p->n_which; k++)
            x->parts[attribute_of(w, p->k.entity, p->which[k])->group].wanted = true;
    }
    return 0;
}

/* Look-ups for some of the edits. */
struct look {
    struct evidence_writer *w;
    int group;
    size_t n, at[HELD_MAX];
};

static void bind_key(struct stmt *s, size_t i, void *arg)
{
    const struct look *x = arg;
    subject_bind(s, x->w->edits[x->at[i]].k);
}

static int read_evidence(struct stmt *s, size_t i, void *arg, struct err *e)
{
    const struct look *x = arg;
    struct edit *edit = &x->w->edits[x->at[i]];
    return evidence_push(x->w->r, edit->k.entity, x->group, s, x->w->a, &edit->parts[x->group].rows,
                         e);
}

static int read_now(struct stmt *s, size_t i, void *arg, struct err *e)
{
    const struct look *x = arg;
    struct edit *edit = &x->w->edits[x->at[i]];
    edit->found = true;
    return now_decode(x->w->r, edit->k.entity, s, x->w->a, &edit->now, e);
}

static int load_evidence(struct evidence_writer *w, enum entity k, struct err *e)
{
    struct look x = {.w = w};
    int rc = 0;
    for (size_t g = 0; rc >= 0 && g < w->r->catalogue->n_groups[k]; g++) {
        x.group = (int)g;
        x.n = 0;
        for (size_t i = 0; i < w->n_edits; i++)
            if (w->edits[i].k.entity == k && w->edits[i].parts[g].wanted)
                x.at[x.n++] = i;
        struct db_each each = {x.n, bind_key, read_evidence, &x};
        if (x.n)
            rc = db_each(w->r->db, w->r->sql[k].groups[g].select, &each, e);
    }
    return rc;
}

static int load_nows(struct evidence_writer *w, enum entity k, struct err *e)
{
    struct look x = {.w = w};
    for (size_t i = 0; i < w->n_edits; i++)
        if (w->edits[i].k.entity == k && w->edits[i].changed)
            x.at[x.n++] = i;
    struct db_each each = {x.n, bind_key, read_now, &x};
    return x.n ? db_each(w->r->db, w->r->sql[k].now_select, &each, e) : 0;
}

/* Something of a row to be written. */
struct piece {
    int i; /* the attribute's place in the group */
    int32_t from, to;
    int64_t delivery;
    bool least, withdrawn, written;
    struct fact value;
};
struct pieces {
    struct piece *at;
    size_t n, cap;
};

/* One put into one group of its subject. */
struct placing {
    struct evidence_writer *w;
    struct edit *x;
    const struct put *p;
    int group;
    uint64_t mask; /* bits that the put is about */
    bool *stands;  /* by statement */
    struct pieces pieces;
};

/* The bits of a row that stay as they are, for the put states the same; of those only that aren't
 * found in another row already. */
static uint64_t find_standing(const struct placing *y, const struct evidence *row)
{
    uint64_t keep = 0;
    for (size_t i = 0; i < y->p->n && row->delivery_id != y->w->distrusted; i++) {
        const struct statement *s = &y->p->at[i];
        const struct attribute *t = attribute_of(y->w, y->x->k.entity, s->attribute);
        uint64_t bit = evidence_bit(y->w->r, t);
        /* values stand in the order of the group's attributes, which is that of t->bit */
        if (t->group != y->group || y->stands[i] || !(row->stated & bit) ||
            s->valid_from != row->valid_from || s->valid_to != row->valid_to ||
            s->least != !!(row->least & bit) || !fact_same(t, s->value, row->values[t->bit]))
            continue;
        y->stands[i] = true;
        keep |= bit;
    }
    return keep;
}

/* What remains of a row that is superseded. */
static int add_rest(struct placing *y, const struct evidence *row, uint64_t bits, struct err *e)
{
    const struct fact_group *g = &y->w->r->catalogue->groups[y->x->k.entity][y->group];
    for (size_t i = 0; i < g->n; i++) {
        uint64_t bit = evidence_bit(y->w->r, attribute_of(y->w, y->x->k.entity, g->attributes[i]));
        struct piece piece = {
            (int)i,           row->valid_from,      row->valid_to, row->delivery_id,
            row->least & bit, row->withdrawn & bit, false,         row->values[i]};
        if (((row->stated | row->withdrawn) & bits & bit) && !vec_push(y->w->a, &y->pieces, piece))
            return err_nomem(e);
    }
    return 0;
}

static int supersede(struct placing *y, struct err *e)
{
    struct part *part = &y->x->parts[y->group];
    for (size_t i = 0; i < part->rows.n; i++) {
        struct evidence *row = &part->rows.at[i];
        uint64_t about = (row->stated | row->withdrawn) & y->mask;
        if (row->source_id != y->p->source || row->superseded_seq != SEQ_OPEN || !about)
            continue;
        uint64_t keep = find_standing(y, row);
        if (keep == about)
            continue;
        part->changed = true;
        int rc = sink_supersede(y->w->sink, y->x->k, y->group, row, e);
        if (rc < 0 || (rc = add_rest(y, row, keep | ~y->mask, e)) < 0)
            return rc;
    }
    return 0;
}

static int add_new(struct placing *y, struct err *e)
{
    for (size_t i = 0; i < y->p->n; i++) {
        const struct statement *s = &y->p->at[i];
        const struct attribute *t = attribute_of(y->w, y->x->k.entity, s->attribute);
        struct piece piece = {t->bit,   s->valid_from, s->valid_to, s->delivery,
                              s->least, false,         false,       s->value};
        if (t->group == y->group && !y->stands[i] && !vec_push(y->w->a, &y->pieces, piece))
            return err_nomem(e);
    }
    return 0;
}

static void settle(struct edit *x, int32_t day)
{
    if (day != DAY_OPEN && day > x->settled_from)
        x->settled_from = day;
}

/* A row of all pieces of the same period and delivery as the first. */
static int write_row(struct placing *y, struct piece *first, struct err *e)
{
    struct part *part = &y->x->parts[y->group];
    const struct fact_group *g = &y->w->r->catalogue->groups[y->x->k.entity][y->group];
    struct fact *values = arena_zalloc(y->w->a, g->n * sizeof *values);
    if (!values)
        return err_nomem(e);
    struct evidence row = {.source_id = y->p->source,
                           .delivery_id = first->delivery,
                           .valid_from = first->from,
                           .valid_to = first->to,
                           .values = values};
    for (struct piece *q = first; q < y->pieces.at + y->pieces.n; q++) {
        if (q->written || q->from != first->from || q->to != first->to ||
            q->delivery != first->delivery)
            continue;
        uint64_t bit =
            evidence_bit(y->w->r, attribute_of(y->w, y->x->k.entity, g->attributes[q->i]));
        *(q->withdrawn ? &row.withdrawn : &row.stated) |= bit;
        row.least |= q->least ? bit : 0;
        values[q->i] = q->value;
        q->written = true;
    }
    settle(y->x, row.valid_from);
    settle(y->x, row.valid_to);
    part->changed = true;
    return sink_add(y->w->sink, y->x->k, y->group, row, y->w->a, &part->rows, e);
}

static int place_group(struct evidence_writer *w, struct edit *x, const struct put *p, int group,
                       struct err *e)
{
    struct placing y = {w, x, p, group};
    for (size_t i = 0; i < p->n_which; i++) {
        const struct attribute *t = attribute_of(w, x->k.entity, p->which[i]);
        y.mask |= t->group == group ? evidence_bit(w->r, t) : 0;
    }
    if (!y.mask)
        return 0;
    y.stands = arena_zalloc(w->a, p->n);
    if (!y.stands)
        return err_nomem(e);
    int rc = supersede(&y, e);
    if (rc >= 0)
        rc = add_new(&y, e);
    for (size_t i = 0; rc >= 0 && i < y.pieces.n; i++)
        if (!y.pieces.at[i].written)
            rc = write_row(&y, &y.pieces.at[i], e);
    return rc;
}

static int place(struct evidence_writer *w, struct edit *x, struct err *e)
{
    size_t n_groups = w->r->catalogue->n_groups[x->k.entity];
    int rc = 0;
    for (size_t i = 0; i < x->n; i++) {
        const struct put *p = &x->puts[i];
        struct part *part = &x->parts[p->group];
        if (!p->source && evidence_turns(w->r, x->k.entity, p->group, &part->rows, w->seq))
            part->changed = true;
        for (size_t g = 0; rc >= 0 && p->source && g < n_groups; g++)
            rc = place_group(w, x, p, (int)g, e);
    }
    for (size_t g = 0; g < n_groups; g++)
        x->changed |= x->parts[g].changed;
    return rc;
}

static int resolve(struct evidence_writer *w, struct edit *x, struct err *e)
{
    if (!x->found)
        return err_set(e, E_NOT_FOUND, "%s：没有编号 %lld/%lld", "%s: there is no number %lld/%lld",
                       entity_name[x->k.entity], (long long)x->k.register_id, (long long)x->k.id);
    for (size_t g = 0; g < w->r->catalogue->n_groups[x->k.entity]; g++)
        if (x->parts[g].changed)
            evidence_resolve(w->r, x->k.entity, (int)g, &x->parts[g].rows, DAY_LAST, SEQ_NOW,
                             SOURCE_ANY, x->now.facts, x->now.won, NULL);
    x->now.settled_seq = w->seq;
    if (x->settled_from > x->now.settled_from)
        x->now.settled_from = x->settled_from;
    if (!subject_same(w->last, x->k))
        w->changed++;
    w->last = x->k;
    return sink_now(w->sink, x->k, false, &x->now, e);
}

static int write_held(struct evidence_writer *w, struct err *e)
{
    int rc = make_edits(w, e);
    for (int k = 0; rc >= 0 && k < N_ENTITIES; k++)
        rc = load_evidence(w, k, e);
    for (size_t i = 0; rc >= 0 && i < w->n_edits; i++)
        rc = place(w, &w->edits[i], e);
    for (int k = 0; rc >= 0 && k < N_ENTITIES; k++)
        rc = load_nows(w, k, e);
    for (size_t i = 0; rc >= 0 && i < w->n_edits; i++)
        if (w->edits[i].changed)
            rc = resolve(w, &w->edits[i], e);
    /* the next ones may be of the same subjects */
    if (rc >= 0)
        rc = sink_flush(w->sink, e);
    w->n_puts = 0;
    arena_reset(w->a);
    return rc;
}

static int hold(struct evidence_writer *w, struct put p, struct err *e)
{
    p.order = w->n_puts;
    w->puts[w->n_puts++] = p;
    return w->n_puts < HELD_MAX && arena_used(w->a) < HELD_BYTES ? 0 : write_held(w, e);
}

static bool is_among(int attribute, const int *which, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (which[i] == attribute)
            return true;
    return false;
}

static bool is_sound(const struct evidence_writer *w, struct subject_key k, int64_t source,
                     const int *which, size_t n_which, const struct statement *at, size_t n)
{
    if (source == SOURCE_DECLARATION || !reg_source(w->r, source))
        return false;
    for (size_t i = 0; i < n_which; i++)
        if (!attribute_is_evidence(attribute_of(w, k.entity, which[i])))
            return false;
    for (size_t i = 0; i < n; i++) {
        const struct attribute *t = attribute_of(w, k.entity, at[i].attribute);
        if (!is_among(at[i].attribute, which, n_which) || at[i].valid_from >= at[i].valid_to ||
            !at[i].value.known ||
            (at[i].least &&
             ((t->type != ATTR_MONEY && t->type != ATTR_INTEGER) || at[i].value.none)))
            return false;
        for (size_t b = 0; b < i; b++)
            if (at[b].attribute == at[i].attribute && at[b].valid_from == at[i].valid_from)
                return false;
    }
    return true;
}

int evidence_put(struct evidence_writer *w, struct subject_key k, int64_t source, const int *which,
                 size_t n_which, const struct statement *at, size_t n, struct err *e)
{
    if (!is_sound(w, k, source, which, n_which, at, n))
        return err_set(e, E_INVALID, "内部错误：来源 %lld 的陈述不成立",
                       "internal error: source %lld can't state that", (long long)source);
    struct statement *copy = arena_dup(w->a, at, n * sizeof *at);
    int *attributes = arena_dup(w->a, which, n_which * sizeof *which);
    for (size_t i = 0; copy && i < n; i++)
        if (attribute_storage(attribute_of(w, k.entity, at[i].attribute)) == 't')
            copy[i].value.s = str_dup(w->a, at[i].value.s);
    if (arena_failed(w->a))
        return err_nomem(e);
    return hold(
        w,
        (struct put){
            .k = k, .source = source, .which = attributes, .n_which = n_which, .at = copy, .n = n},
        e);
}

int evidence_look_again(struct evidence_writer *w, struct subject_key k, int group, struct err *e)
{
    return hold(w, (struct put){.k = k, .group = group}, e);
}

int evidence_writer_end(struct evidence_writer *w, uint64_t *ret_subjects, struct err *e)
{
    int rc = w->n_puts ? write_held(w, e) : 0;
    if (rc < 0)
        return rc;
    *ret_subjects = w->changed;
    return 0;
}

static int by_attribute(const void *a, const void *b)
{
    const struct statement *x = a, *y = b;
    if (x->attribute != y->attribute)
        return x->attribute < y->attribute ? -1 : 1;
    return x->valid_from < y->valid_from ? -1 : x->valid_from > y->valid_from;
}

static bool has_any(const struct fact_group *g, const int *which, size_t n)
{
    for (size_t i = 0; i < g->n; i++)
        if (is_among(g->attributes[i], which, n))
            return true;
    return false;
}

int evidence_statements(struct reg *r, struct subject_key k, int64_t source, const int *which,
                        size_t n_which, struct arena *a, struct statements *ret, struct err *e)
{
    size_t before = ret->n;
    for (size_t g = 0; g < r->catalogue->n_groups[k.entity]; g++) {
        const struct fact_group *group = &r->catalogue->groups[k.entity][g];
        struct evidence_rows rows = {0};
        if (which && !has_any(group, which, n_which))
            continue;
        int rc = evidence_load(r, k, (int)g, a, &rows, e);
        if (rc < 0)
            return rc;
        for (size_t i = 0; i < rows.n * group->n; i++) {
            const struct evidence *x = &rows.at[i / group->n];
            int at = group->attributes[i % group->n];
            uint64_t bit = evidence_bit(r, &r->catalogue->attributes[k.entity][at]);
            struct statement s = {at,
                                  x->valid_from,
                                  x->valid_to,
                                  x->least & bit,
                                  x->values[i % group->n],
                                  x->delivery_id};
            if (x->source_id == source && x->superseded_seq == SEQ_OPEN && (x->stated & bit) &&
                !vec_push(a, ret, s))
                return err_nomem(e);
        }
    }
    if (ret->n > before)
        qsort(ret->at + before, ret->n - before, sizeof *ret->at, by_attribute);
    return 0;
}
