#include "source.h"

#include "cleanup.h"
#include "register_private.h"

static int load_names(struct reg *r, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db, "select source_id, name, label from source", &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct source *x = arena_new_of(r->arena, struct source);
        if (!x)
            return err_nomem(e);
        *x = (struct source){.id = stmt_int(s, 0),
                             .name = str_dup(r->arena, stmt_text(s, 1)),
                             .label = str_dup(r->arena, stmt_text(s, 2))};
        if (x->id < 1 || x->id > SOURCES_MAX)
            return err_set(e, E_CORRUPT, "%s：来源编号 %lld 超出 1–255",
                           "%s: source number %lld is outside 1-255", db_url(r->db),
                           (long long)x->id);
        r->sources[x->id] = x;
    }
    return rc < 0 ? rc : arena_failed(r->arena) ? err_nomem(e) : 0;
}

struct standings {
    struct standing_since *at;
    size_t n, cap;
};

static bool note_turn(struct reg *r, int64_t seq)
{
    if (seq == 0 || (r->turns.n && r->turns.at[r->turns.n - 1] == seq))
        return true;
    return vec_push(r->arena, &r->turns, seq);
}

/* What refers to a source or an attribute that doesn't exist is for heyi check to find. */
static int load_standings(struct reg *r, struct standings of[SOURCES_MAX + 1], struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db,
                        "select source_id, entity, attribute, standing, recorded_seq"
                        " from source_standing order by recorded_seq",
                        &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        int64_t id = stmt_int(s, 0);
        struct str name = stmt_text(s, 2);
        struct standing_since x = {.seq = stmt_int(s, 4), .standing = stmt_int(s, 3)};
        if (name.len)
            x.attribute = catalogue_find(
                r->catalogue, str_eqz(stmt_text(s, 1), "person") ? ENTITY_PERSON : ENTITY_HOUSEHOLD,
                name);
        if (!reg_source(r, id) || (name.len && !x.attribute))
            continue;
        if (!vec_push(r->arena, &of[id], x) || !note_turn(r, x.seq))
            return err_nomem(e);
    }
    return rc;
}

/* Sources of a transaction that was rolled back may have been there. */
int sources_load(struct reg *r, struct err *e)
{
    struct standings of[SOURCES_MAX + 1] = {0};
    for (size_t i = 0; i <= SOURCES_MAX; i++)
        r->sources[i] = NULL;
    r->turns.n = 0;
    int rc = load_names(r, e);
    if (rc < 0 || (rc = load_standings(r, of, e)) < 0)
        return rc;
    for (size_t i = 1; i <= SOURCES_MAX; i++) {
        if (!r->sources[i])
            continue;
        r->sources[i]->standings = of[i].at;
        r->sources[i]->n_standings = of[i].n;
    }
    return 0;
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
