/*
 * Reading ahead: some rows of the file are read, and what the register has of them is looked up
 * with a few round trips, before the first of them is judged. What is looked up here is what a row
 * would find by itself when its turn comes: a row that changes what others find tells so
 * (import_ahead_forget), and what isn't here the row looks up.
 */
#include "cleanup.h"
#include "date.h"
#include "import_private.h"
#include "progress.h"

#define AHEAD_BYTES (4u << 20)

/* The cells outlive the reader's line. */
static const struct str *keep(struct arena *a, const struct str *fields, size_t n)
{
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++)
        bytes += fields[i].len;
    struct str *kept = arena_array_of(a, n, struct str);
    char *text = arena_alloc(a, bytes);
    if (!kept || !text)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        kept[i] = (struct str){text, fields[i].len};
        if (fields[i].len)
            memcpy(text, fields[i].data, fields[i].len);
        text += fields[i].len;
    }
    return kept;
}

static int add_row(struct import *m, const struct str *fields, size_t n, struct err *e)
{
    bool blank;
    int rc = import_is_blank(m, fields, n, &blank, e);
    if (rc < 0 || blank)
        return rc;
    struct import_row *row = &m->rows[m->n_rows];
    *row = (struct import_row){.line = m->line};
    row->cells = arena_array_of(m->ahead, m->r->catalogue->n[m->o->entity], struct cell);
    const struct str *kept = keep(m->ahead, fields, n);
    if (!row->cells || !kept)
        return err_nomem(e);
    rc = import_cells(m, row, kept, n, e);
    m->n_rows += rc >= 0;
    return rc;
}

int import_ahead_read(struct import *m, struct progress *p, bool *ret_more, struct err *e)
{
    const struct str *fields;
    size_t n;
    int rc = 0;
    arena_reset(m->ahead);
    m->n_rows = 0;
    while (m->n_rows < AHEAD_ROWS && arena_used(m->ahead) < AHEAD_BYTES) {
        if ((rc = rows_next(m->in, &fields, &n, &m->line, e)) <= 0)
            break;
        if ((rc = add_row(m, fields, n, e)) < 0 ||
            (rc = progress_tick(p, rows_bytes(m->in), e)) < 0)
            return rc;
        rc = 1;
    }
    if (rc >= 0)
        *ret_more = rc > 0;
    return rc < 0 ? rc : 0;
}

/* What is looked up for some of the rows (or of the touched households). */
struct look {
    struct import *m;
    size_t n, at[AHEAD_ROWS];
    struct subject_key key[AHEAD_ROWS];
    int group;
};

static int look_up(struct look *x, const char *sql, void (*bind)(struct stmt *, size_t, void *),
                   int (*row)(struct stmt *, size_t, void *, struct err *), struct err *e)
{
    struct db_each each = {x->n, bind, row, x};
    return db_each(x->m->r->db, sql, &each, e);
}

static void want(struct look *x, size_t at, enum entity entity, int64_t register_id, int64_t id)
{
    x->at[x->n] = at;
    x->key[x->n++] = (struct subject_key){entity, register_id, id};
}

static void bind_key(struct stmt *s, size_t i, void *arg)
{
    subject_bind(s, ((const struct look *)arg)->key[i]);
}

static struct str number_of(const struct import *m, const struct import_row *row)
{
    const struct cell *c = &row->cells[m->o->entity == ENTITY_PERSON ? m->r->at.member_household_no
                                                                     : m->r->at.household_no];
    return c->state == VALUE_STATED ? c->value.s : (struct str){0};
}

/* As a rule the members of a household stand together. */
static bool same_as_before(const struct import *m, size_t i)
{
    return i && str_eq(number_of(m, &m->rows[i]), number_of(m, &m->rows[i - 1]));
}

static void bind_number(struct stmt *s, size_t i, void *arg)
{
    const struct look *x = arg;
    stmt_bind_text(s, 1, number_of(x->m, &x->m->rows[x->at[i]]));
}

static int read_household(struct stmt *s, size_t i, void *arg, struct err *e)
{
    const struct look *x = arg;
    struct household_ref *h = &x->m->rows[x->at[i]].household;
    if (!h->found) {
        h->found = true;
        h->register_id = stmt_int(s, 0);
        h->household_id = stmt_int(s, 1);
    }
    return 0;
}

static int read_scope(struct stmt *s, size_t i, void *arg, struct err *e)
{
    const struct look *x = arg;
    struct import *m = x->m;
    struct subject_now now;
    int rc = now_decode(m->r, ENTITY_HOUSEHOLD, s, m->ahead, &now, e);
    if (rc < 0)
        return rc;
    struct fact d = now.facts[m->r->at.division];
    m->rows[x->at[i]].household.covered = d.known && !d.none && actor_scope_covers(m->actor, d.s);
    return 0;
}

/* The households that the rows name, and whether people may come to them. */
static int find_households(struct import *m, struct err *e)
{
    struct look x = {.m = m};
    for (size_t i = 0; i < m->n_rows; i++)
        if (number_of(m, &m->rows[i]).len && !same_as_before(m, i))
            x.at[x.n++] = i;
    int rc = look_up(&x, "select register_id, household_id from household where household_no = $1",
                     bind_number, read_household, e);
    x.n = 0;
    for (size_t i = 0; i < m->n_rows; i++) {
        struct household_ref *h = &m->rows[i].household;
        h->covered = m->o->entity == ENTITY_HOUSEHOLD || !m->actor->scope[0];
        if (h->found && !h->covered)
            want(&x, i, ENTITY_HOUSEHOLD, h->register_id, h->household_id);
    }
    if (rc >= 0)
        rc = look_up(&x, m->r->sql[ENTITY_HOUSEHOLD].now_select, bind_key, read_scope, e);
    for (size_t i = 0; i < m->n_rows; i++)
        if (same_as_before(m, i))
            m->rows[i].household = m->rows[i - 1].household;
    return rc;
}

static int read_counts(struct stmt *s, size_t i, void *arg, struct err *e)
{
    const struct look *x = arg;
    struct touched *t = &x->m->touched.at[x->at[i]];
    t->next_position = stmt_int(s, 0) + 1;
    t->n_members = stmt_int(s, 1);
    return 0;
}

/* The households that people come to, in the order of the rows. */
static int touch_households(struct import *m, struct err *e)
{
    struct look x = {.m = m};
    for (size_t i = 0; i < m->n_rows; i++) {
        struct household_ref *h = &m->rows[i].household;
        size_t before = m->touched.n;
        if (!h->found || !h->covered)
            continue;
        int rc = import_touch(m, h->register_id, h->household_id, &h->touched, e);
        if (rc < 0)
            return rc;
        if (m->touched.n > before)
            want(&x, h->touched, ENTITY_HOUSEHOLD, h->register_id, h->household_id);
    }
    return look_up(&x, membership_counts_sql, bind_key, read_counts, e);
}

/* The row's subject, if the register has it. */
static bool subject_of(struct import *m, const struct import_row *row, struct subject_key *ret)
{
    const struct household_ref *h = &row->household;
    char number[IDNO_TEXT];
    if (!h->found || !h->covered)
        return false;
    *ret = (struct subject_key){m->o->entity, h->register_id, h->household_id};
    if (m->o->entity == ENTITY_HOUSEHOLD)
        return true;
    const struct import_register *x = import_register(m, h->register_id);
    return import_number(m, row, number) && x && x->index &&
           identity_index_get(x->index, number, &ret->id);
}

static int read_subject(struct stmt *s, size_t i, void *arg, struct err *e)
{
    const struct look *x = arg;
    struct import *m = x->m;
    struct import_row *row = &m->rows[x->at[i]];
    struct subject_now now;
    int rc = now_decode(m->r, m->o->entity, s, m->ahead, &now, e);
    if (rc < 0)
        return rc;
    row->known = arena_new_of(m->ahead, struct subject);
    if (!row->known)
        return err_nomem(e);
    return subject_known(m, x->key[i], import_start(m, row), &now, row->known, e);
}

static int read_evidence(struct stmt *s, size_t i, void *arg, struct err *e)
{
    const struct look *x = arg;
    struct import *m = x->m;
    return evidence_push(m->r, m->o->entity, x->group, s, m->ahead,
                         &m->rows[x->at[i]].known->rows[x->group], e);
}

/* The subjects as they are, and the evidence of what the rows change. */
static int read_subjects(struct import *m, struct err *e)
{
    const struct entity_sql *sql = &m->r->sql[m->o->entity];
    struct look x = {.m = m};
    struct subject_key k;
    for (size_t i = 0; i < m->n_rows; i++)
        if (subject_of(m, &m->rows[i], &k))
            want(&x, i, k.entity, k.register_id, k.id);
    int rc = look_up(&x, sql->now_select, bind_key, read_subject, e);
    for (size_t g = 0; rc >= 0 && g < m->r->catalogue->n_groups[m->o->entity]; g++) {
        x.n = 0;
        x.group = (int)g;
        for (size_t i = 0; i < m->n_rows; i++) {
            struct subject *known = m->rows[i].known;
            if (!known || !subject_needs(m, &m->rows[i], known, (int)g))
                continue;
            want(&x, i, known->k.entity, known->k.register_id, known->k.id);
            known->loaded[g] = true;
        }
        rc = look_up(&x, sql->groups[g].select, bind_key, read_evidence, e);
    }
    return rc;
}

int import_ahead_look_up(struct import *m, struct err *e)
{
    int rc = find_households(m, e);
    if (rc >= 0 && m->o->entity == ENTITY_PERSON)
        rc = touch_households(m, e);
    return rc < 0 ? rc : read_subjects(m, e);
}

void import_ahead_forget(struct import *m, struct subject_key k)
{
    for (size_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].known && subject_same(m->rows[i].known->k, k))
            m->rows[i].known = NULL;
}
