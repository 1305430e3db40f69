#include "source.h"

#include "cleanup.h"
#include "register_private.h"

struct standings {
    struct standing_since *at;
    size_t n, cap;
};

/* What is being read; it takes the place of what the register has once all of it is there. */
struct loading {
    struct reg *r;
    struct arena *a;
    struct source *sources[SOURCES_MAX + 1];
    struct standings standings[SOURCES_MAX + 1];
    struct turns turns;
    int64_t seq;
};

static int load_names(struct loading *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db, "select source_id, name, label from source", &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        int64_t id = stmt_int(s, 0);
        struct source *source = arena_new_of(x->a, struct source);
        if (!source)
            return err_nomem(e);
        *source = (struct source){.id = id,
                                  .name = str_dup(x->a, stmt_text(s, 1)),
                                  .label = str_dup(x->a, stmt_text(s, 2))};
        if (id < 1 || id > SOURCES_MAX)
            return err_set(e, E_CORRUPT, "%s：来源编号 %lld 超出 1–255",
                           "%s: source number %lld is outside 1-255", db_url(x->r->db),
                           (long long)id);
        x->sources[id] = source;
    }
    return rc < 0 ? rc : arena_failed(x->a) ? err_nomem(e) : 0;
}

static bool note_turn(struct loading *x, int64_t seq)
{
    if (seq == 0 || (x->turns.n && x->turns.at[x->turns.n - 1] == seq))
        return true;
    return vec_push(x->a, &x->turns, seq);
}

/* What refers to a source or an attribute that doesn't exist is for heyi check to find. */
static int load_standings(struct loading *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(x->r->db,
                        "select source_id, entity, attribute, standing, recorded_seq"
                        " from source_standing order by recorded_seq",
                        &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        int64_t id = stmt_int(s, 0);
        struct str name = stmt_text(s, 2);
        struct standing_since since = {.seq = stmt_int(s, 4), .standing = stmt_int(s, 3)};
        x->seq = since.seq;
        if (name.len)
            since.attribute = catalogue_find(
                x->r->catalogue,
                str_eqz(stmt_text(s, 1), "person") ? ENTITY_PERSON : ENTITY_HOUSEHOLD, name);
        if (id < 1 || id > SOURCES_MAX || !x->sources[id] || (name.len && !since.attribute))
            continue;
        if (!vec_push(x->a, &x->standings[id], since) || !note_turn(x, since.seq))
            return err_nomem(e);
    }
    return rc;
}

int sources_load(struct reg *r, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct loading x = {.r = r, .a = a};
    if (!a)
        return err_nomem(e);
    int rc = load_names(&x, e);
    if (rc < 0 || (rc = load_standings(&x, e)) < 0)
        return rc;
    for (size_t i = 1; i <= SOURCES_MAX; i++) {
        if (!x.sources[i])
            continue;
        x.sources[i]->standings = x.standings[i].at;
        x.sources[i]->n_standings = x.standings[i].n;
    }
    memcpy(r->sources, x.sources, sizeof r->sources);
    r->turns = x.turns;
    r->sources_seq = x.seq;
    arena_free(r->sources_arena);
    r->sources_arena = take(a);
    return 0;
}

int sources_refresh(struct reg *r, struct err *e)
{
    int64_t last;
    int rc =
        db_query_int(r->db, &last, NULL, e, "select max(recorded_seq) from source_standing", "");
    return rc < 0 || last == r->sources_seq ? rc : sources_load(r, e);
}

int64_t source_standing(const struct source *s, const struct attribute *t, int64_t seq)
{
    int64_t own = 0, general = 0;
    for (size_t i = 0; i < s->n_standings && s->standings[i].seq <= seq; i++) {
        if (s->standings[i].attribute == t)
            own = s->standings[i].standing;
        else if (!s->standings[i].attribute)
            general = s->standings[i].standing;
    }
    return own ? own : general;
}

bool source_turns(const struct source *s, const struct attribute *t, int64_t seq)
{
    int64_t before = source_standing(s, t, seq - 1);
    return before && before != source_standing(s, t, seq);
}

int64_t source_id(const struct reg *r, struct str name)
{
    for (int64_t i = 1; i <= SOURCES_MAX; i++)
        if (r->sources[i] && str_eq(r->sources[i]->name, name))
            return i;
    return 0;
}

int64_t source_id_labelled(const struct reg *r, struct str label)
{
    for (int64_t i = 1; i <= SOURCES_MAX; i++)
        if (r->sources[i] && str_eq(r->sources[i]->label, label))
            return i;
    return 0;
}

const char *source_label(const struct reg *r, int64_t id)
{
    const struct source *s = reg_source(r, id);
    return s ? s->label.data : NULL;
}

const char *source_name(const struct reg *r, int64_t id)
{
    const struct source *s = reg_source(r, id);
    return s ? s->name.data : NULL;
}
