/* Storing sources and standings; whose facts follow otherwise from them is resolved again. */
#include "source.h"

#include "cleanup.h"
#include "evidence_write.h"
#include "idno.h"

static int check_names(const struct source_spec *sources, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        bool good = db_is_name(sources[i].name);
        for (size_t b = 0; b < i && good; b++)
            good = !str_eq(sources[b].name, sources[i].name);
        if (!good)
            return err_set(e, E_INVALID,
                           "来源名称“" STR_FMT
                           "”重复，或不合规则（小写字母、数字、下划线），请改名",
                           "the source name \"" STR_FMT
                           "\" is there twice, or can't be one (small letters, digits, "
                           "underscores); choose another",
                           STR_ARG(sources[i].name));
    }
    return 0;
}

static int check_standing(struct str source, int64_t standing, struct err *e)
{
    if (standing >= 1 && standing <= STANDING_MAX)
        return 0;
    return err_set(e, E_INVALID, "来源 " STR_FMT " 的可信度 %lld 超出 1–%d，请改正",
                   "source " STR_FMT ": the standing %lld is outside 1-%d; mend it",
                   STR_ARG(source), (long long)standing, STANDING_MAX);
}

static int check_specs(const struct source_spec *sources, size_t n,
                       const struct standing_spec *standings, size_t n_standings, struct err *e)
{
    int rc = check_names(sources, n, e);
    for (size_t i = 0; rc >= 0 && i < n; i++)
        rc = check_standing(sources[i].name, sources[i].standing, e);
    for (size_t i = 0; rc >= 0 && i < n_standings; i++) {
        const struct standing_spec *x = &standings[i];
        size_t k = 0;
        while (k < n && !str_eq(sources[k].name, x->source))
            k++;
        if (k == n)
            return err_set(e, E_INVALID,
                           "属性 " STR_FMT " 的例外指向没有定义的来源“" STR_FMT "”，请改正",
                           "the exception for " STR_FMT " names the source \"" STR_FMT
                           "\", which isn't defined; mend it",
                           STR_ARG(x->attribute->id), STR_ARG(x->source));
        rc = check_standing(x->source, x->standing, e);
    }
    return rc;
}

struct storing {
    struct reg *r;
    int64_t seq;
    bool changed;
};

/* attribute NULL = of the source; standing 0 = none of its own any more. */
static int set_standing(struct storing *x, int64_t source, const struct attribute *t,
                        int64_t standing, struct err *e)
{
    x->changed = true;
    return db_run(x->r->db, e,
                  standing ? "insert into source_standing(source_id, entity, attribute,"
                             " recorded_seq, standing) values ($1, $2, $3, $4, $5)"
                           : "insert into source_standing(source_id, entity, attribute,"
                             " recorded_seq) values ($1, $2, $3, $4)",
                  standing ? "ittii" : "itti", source, str_of(t ? entity_name[t->entity] : ""),
                  t ? t->id : (struct str){0}, x->seq, standing);
}

/* The last one of its own; 0 = none. */
static int64_t own_standing(const struct source *s, const struct attribute *t)
{
    int64_t own = 0;
    for (size_t i = 0; i < s->n_standings; i++)
        if (s->standings[i].attribute == t)
            own = s->standings[i].standing;
    return own;
}

static int make_source(struct storing *x, const struct source_spec *spec, struct err *e)
{
    int64_t id = 1;
    while (id <= SOURCES_MAX && x->r->sources[id])
        id++;
    if (id > SOURCES_MAX)
        return err_set(e, E_LIMIT, "来源超过 %d 个，请合并或去掉不用的来源",
                       "there are more than %d sources; join some", SOURCES_MAX);
    int rc = db_run(x->r->db, e, "insert into source(source_id, name, label) values ($1, $2, $3)",
                    "itt", id, spec->name, spec->label);
    if (rc >= 0)
        rc = set_standing(x, id, NULL, spec->standing, e);
    return rc < 0 ? rc : sources_load(x->r, e);
}

static int store_source(struct storing *x, const struct source_spec *spec, struct err *e)
{
    int64_t id = source_id(x->r, spec->name);
    int rc = 0;
    if (!id)
        return make_source(x, spec, e);
    const struct source *s = x->r->sources[id];
    bool relabelled = !str_eq(s->label, spec->label);
    if (relabelled)
        rc = db_run(x->r->db, e, "update source set label = $1 where source_id = $2", "ti",
                    spec->label, id);
    /* of another label too, so that standings tell of every change (sources_refresh) */
    if (rc >= 0 && (relabelled || own_standing(s, NULL) != spec->standing))
        rc = set_standing(x, id, NULL, spec->standing, e);
    return rc;
}

/* The exceptions of one source. */
static int store_exceptions(struct storing *x, const struct source_spec *spec,
                            const struct standing_spec *standings, size_t n, struct err *e)
{
    const struct source *s = x->r->sources[source_id(x->r, spec->name)];
    const struct catalogue *c = x->r->catalogue;
    int rc = 0;
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t i = 0; rc >= 0 && i < c->n[k]; i++) {
            const struct attribute *t = &c->attributes[k][i];
            int64_t wanted = 0;
            for (size_t b = 0; b < n; b++)
                if (str_eq(standings[b].source, spec->name) &&
                    standings[b].attribute->entity == t->entity &&
                    str_eq(standings[b].attribute->id, t->id))
                    wanted = standings[b].standing;
            if (own_standing(s, t) != wanted)
                rc = set_standing(x, s->id, t, wanted, e);
        }
    return rc;
}

static bool group_turns(const struct reg *r, const struct fact_group *g, int64_t seq)
{
    for (size_t i = 0; i < g->n; i++)
        for (int64_t s = 1; s <= SOURCES_MAX; s++)
            if (r->sources[s] &&
                source_turns(r->sources[s], &r->catalogue->attributes[g->entity][g->attributes[i]],
                             seq))
                return true;
    return false;
}

/* The subjects that a source speaks of whose standings are others now. */
static int look_again(struct storing *x, struct evidence_writer *w, const struct fact_group *g,
                      struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    strbuf_printf(&q,
                  "select distinct x.register_id, x.subject_id from " STR_FMT " x"
                  " where x.superseded_seq is null and exists (select 1 from source_standing t"
                  " where t.source_id = x.source_id and t.recorded_seq = $1) order by 1, 2",
                  STR_ARG(g->table));
    if (q.failed)
        return err_nomem(e);
    int rc = db_prepare(x->r->db, strbuf_z(&q), &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, x->seq);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0)
        rc = evidence_look_again(w, (struct subject_key){g->entity, stmt_int(s, 0), stmt_int(s, 1)},
                                 (int)(g - x->r->catalogue->groups[g->entity]), e);
    return rc;
}

static int look_again_all(struct storing *x, struct err *e)
{
    _cleanup_(evidence_writer_freep) struct evidence_writer *w = NULL;
    const struct catalogue *c = x->r->catalogue;
    uint64_t subjects;
    int rc = evidence_writer_open(x->r, x->seq, &w, e);
    for (int k = 0; k < N_ENTITIES; k++)
        for (size_t g = 0; rc >= 0 && g < c->n_groups[k]; g++)
            if (group_turns(x->r, &c->groups[k][g], x->seq))
                rc = look_again(x, w, &c->groups[k][g], e);
    return rc < 0 ? rc : evidence_writer_end(w, &subjects, e);
}

int sources_store(struct reg *r, const struct source_spec *sources, size_t n,
                  const struct standing_spec *standings, size_t n_standings, int64_t seq,
                  bool *ret_changed, struct err *e)
{
    struct storing x = {r, seq};
    int rc = check_specs(sources, n, standings, n_standings, e);
    if (rc < 0 || (rc = sources_load(r, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < n; i++)
        if ((rc = store_source(&x, &sources[i], e)) >= 0)
            rc = store_exceptions(&x, &sources[i], standings, n_standings, e);
    if (rc < 0 || (rc = sources_load(r, e)) < 0 || (x.changed && (rc = look_again_all(&x, e)) < 0))
        return rc;
    if (x.changed)
        r->sources_seq = -1; /* until it is committed */
    *ret_changed = x.changed;
    return 0;
}

int delivery_add(struct reg *r, const char *kind, const char *file_name, const char *sm3,
                 int64_t source, int32_t received, int64_t seq, int64_t *ret_delivery,
                 struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    int64_t last = 0;
    int rc = db_query_int(r->db, &last, NULL, e, "select max(delivery_id) from delivery", "");
    if (rc < 0)
        return rc;
    idno_scrub(str_of(file_name), &name);
    if (name.failed)
        return err_nomem(e);
    rc = db_run(r->db, e,
                sm3 ? "insert into delivery(delivery_id, kind, file_name, source_id, received, seq,"
                      " sm3) values ($1, $2, $3, $4, $5, $6, $7)"
                    : "insert into delivery(delivery_id, kind, file_name, source_id, received, seq)"
                      " values ($1, $2, $3, $4, $5, $6)",
                sm3 ? "ittiiit" : "ittiii", last + 1, str_of(kind), strbuf_str(&name), source,
                (int64_t)received, seq, str_of(sm3));
    if (rc < 0)
        return rc;
    *ret_delivery = last + 1;
    return 0;
}

int list_imports(struct reg *r, const struct actor *actor, size_t most, list_import_fn *fn,
                 void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = db_prepare(r->db,
                                   "select d.kind, d.file_name, c.at, c.actor from delivery d"
                                   " join change c on c.seq = d.seq"
                                   " where d.kind = 'households' or d.kind = 'people'"
                                   " order by d.delivery_id desc limit $1",
                                   &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, (int64_t)most);
    while ((rc = stmt_step(s, e)) > 0) {
        struct str by = stmt_text(s, 3);
        bool told = !actor->scope[0] || str_eqz(by, actor->name);
        struct list_import i = {.kind = stmt_text(s, 0), .at = stmt_int(s, 2)};
        if (told) {
            i.file = stmt_text(s, 1);
            i.by = by;
        }
        if ((rc = fn(arg, &i, e)) < 0)
            return rc;
    }
    return rc;
}
