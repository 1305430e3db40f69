/* Households and people as a file, masked as everywhere. */
#include "export.h"

#include "cleanup.h"
#include "clock.h"
#include "mask.h"
#include "progress.h"
#include "rows.h"
#include "scan.h"

#define MASKED "***"

struct listing {
    struct reg *r;
    struct lens lens;
    const struct catalogue *catalogue;
    enum entity entity;
    struct scan *scan;
    struct rows_writer *rows;
    int64_t n;
    struct arena *arena; /* of a household */
};

static enum rows_kind kind_of(const struct attribute *t)
{
    switch (t->type) {
    case ATTR_MONEY:
        return ROWS_MONEY;
    case ATTR_INTEGER:
        return ROWS_INTEGER;
    case ATTR_DATE:
        return ROWS_DATE;
    case ATTR_BOOLEAN:
        return ROWS_BOOLEAN;
    default:
        return ROWS_TEXT;
    }
}

/* The columns that an import takes, in the catalogue's order; before them a person's household. */
static int columns_of(const struct listing *l, struct rows_column **ret, size_t *ret_n,
                      struct arena *a, struct err *e)
{
    size_t n = l->catalogue->n[l->entity];
    struct rows_column *c = arena_array_of(a, n, struct rows_column);
    if (!c)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        const struct attribute *t = &l->catalogue->attributes[l->entity][i];
        c[i] = (struct rows_column){t->id, kind_of(t)};
    }
    *ret = c;
    *ret_n = n;
    return 0;
}

static void put_fact(struct rows_writer *w, const struct attribute *t, struct fact v,
                     struct strbuf *text)
{
    if (!v.known || v.none) {
        rows_textz(w, "");
        return;
    }
    switch (t->type) {
    case ATTR_MONEY:
        rows_money(w, v.i);
        break;
    case ATTR_INTEGER:
        rows_int(w, v.i);
        break;
    case ATTR_DATE:
        rows_date(w, (int32_t)v.i);
        break;
    case ATTR_BOOLEAN:
        rows_bool(w, v.i);
        break;
    default:
        strbuf_clear(text);
        fact_print(t, v, text);
        rows_text(w, strbuf_str(text));
    }
}

static int put_shown(struct listing *l, const struct attribute *t, const struct shown *s,
                     bool known, struct strbuf *text, struct err *e)
{
    struct rows_writer *w = l->rows;
    if (s->sight == SIGHT_CLEAR)
        put_fact(w, t, s->value, text);
    else
        rows_text(w, s->text.len                         ? s->text
                     : s->sight == SIGHT_MASKED && known ? STR(MASKED)
                                                         : STR(""));
    return text->failed || arena_failed(l->arena) ? err_nomem(e) : 0;
}

/* One row: the facts of a household, or of a person of it. */
static int put_row(struct listing *l, int64_t register_id, int64_t person_id,
                   const struct fact *facts, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    const struct attribute *birth = catalogue_find(l->catalogue, ENTITY_PERSON, STR("birth_date"));
    bool minor = l->entity == ENTITY_PERSON &&
                 mask_is_minor(birth ? facts[birth->index] : (struct fact){0}, l->lens.today);
    int rc = 0;
    for (size_t i = 0; i < l->catalogue->n[l->entity] && rc >= 0; i++) {
        const struct attribute *t = &l->catalogue->attributes[l->entity][i];
        struct shown s;
        bool is_number = l->entity == ENTITY_PERSON && str_eqz(t->id, "id_no");
        rc = is_number ? mask_number(l->r, &l->lens, register_id, person_id, minor, l->arena, &s, e)
                       : mask_fact(&l->lens, t, facts[i], minor, l->arena, &s, e);
        if (rc >= 0)
            rc = put_shown(l, t, &s, facts[i].known, &text, e);
    }
    l->n++;
    return rc < 0 ? rc : rows_end(l->rows, e);
}

static int put_household(struct listing *l, const struct household_facts *h, struct err *e)
{
    int rc = 0;
    if (l->entity == ENTITY_HOUSEHOLD)
        return put_row(l, h->register_id, 0, h->facts, e);
    for (size_t i = 0; i < h->n_members && rc >= 0; i++)
        rc = put_row(l, h->register_id, h->members[i].person_id, h->members[i].facts, e);
    return rc;
}

static int put_all(struct listing *l, struct err *e)
{
    struct household_facts h;
    int64_t all, done = 0;
    int rc = scan_count(l->scan, &all, e);
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("导出", "export", rc < 0 ? 0 : (uint64_t)all);
    while (rc >= 0 && (rc = scan_next_in(l->scan, l->arena, &h, e)) > 0) {
        if ((rc = put_household(l, &h, e)) >= 0)
            rc = progress_tick(progress, (uint64_t)++done, e);
        arena_reset(l->arena);
    }
    return rc;
}

int export_households(struct reg *r, const struct actor *actor, const struct export_households *o,
                      const char *path, int64_t *ret_rows, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0), *columns_in = arena_new(0);
    _cleanup_(rows_freep) struct rows_writer *rows = NULL;
    _cleanup_(scan_closep) struct scan *scan = NULL;
    struct rows_column *columns = NULL;
    size_t n = 0;
    if (!a || !columns_in)
        return err_nomem(e);
    struct listing l = {.r = r,
                        .lens = {actor, o->opened, clock_today()},
                        .catalogue = reg_catalogue(r),
                        .entity = o->people ? ENTITY_PERSON : ENTITY_HOUSEHOLD,
                        .arena = a};
    int rc = columns_of(&l, &columns, &n, columns_in, e);
    if (rc < 0 || (rc = rows_create(path, columns, n, &rows, e)) < 0 ||
        (rc = scan_open(r, actor, o->division, o->as_of, INT64_MAX, &scan, e)) < 0)
        return rc;
    l.rows = rows;
    l.scan = scan;
    if ((rc = put_all(&l, e)) >= 0 && (rc = rows_commit(rows, e)) >= 0)
        *ret_rows = l.n;
    return rc < 0 ? rc : 0;
}
