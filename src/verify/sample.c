/* Samples as they are kept, and the list for visitors. */
#include "sample.h"

#include "cleanup.h"
#include "compose.h"
#include "date.h"
#include "lang.h"
#include "store.h"
#include "verify.h"

#include <inttypes.h>

/* A sample of less than this part of its population is looked up household by household. */
#define FEW 20

const char *sample_result_label(int result)
{
    switch (result) {
#define X(name, word, zh, en)                                                                      \
    case SAMPLE_##name:                                                                            \
        return tr(zh, en);
        SAMPLE_RESULTS(X)
#undef X
    }
    return "";
}

const char *sample_result_word(int result)
{
    switch (result) {
#define X(name, word, zh, en)                                                                      \
    case SAMPLE_##name:                                                                            \
        return word;
        SAMPLE_RESULTS(X)
#undef X
    }
    return NULL;
}

int sample_result_parse(struct str word)
{
#define X(name, text, zh, en)                                                                      \
    if (str_eqz(word, text))                                                                       \
        return SAMPLE_##name;
    SAMPLE_RESULTS(X)
#undef X
    return SAMPLE_OPEN;
}

static const char columns[] =
    "select s.sample_id, s.as_of, s.known_seq, s.division, s.everyone, s.seed, s.size,"
    " s.recorded_seq, c.at, c.actor,"
    " (select count(*) from sample_stratum t where t.sample_id = s.sample_id),"
    " (select sum(t.population) from sample_stratum t where t.sample_id = s.sample_id),"
    " (select sum(t.drawn) from sample_stratum t where t.sample_id = s.sample_id),"
    " (select count(*) from (select 1 from sample_result t where t.sample_id = s.sample_id"
    "   and t.seq <= $1 group by t.register_id, t.household_id) x)"
    " from sample s join change c on c.seq = s.recorded_seq where s.recorded_seq <= $1";

static struct sample read_sample(struct stmt *q, struct arena *a)
{
    return (struct sample){
        .sample_id = stmt_int(q, 0),
        .as_of = (int32_t)stmt_int(q, 1),
        .known_seq = stmt_int(q, 2),
        .division = str_dup(a, stmt_text(q, 3)),
        .everyone = stmt_int(q, 4) == 1,
        .seed = stmt_int(q, 5),
        .size = stmt_int(q, 6),
        .recorded_seq = stmt_int(q, 7),
        .recorded_at = stmt_int(q, 8),
        .actor = str_dup(a, stmt_text(q, 9)),
        .strata = stmt_int(q, 10),
        .population = stmt_int(q, 11),
        .drawn = stmt_int(q, 12),
        .entered = stmt_int(q, 13),
    };
}

static bool in_scope(const struct actor *actor, struct str division)
{
    return !actor->scope[0] || (division.len && actor_scope_covers(actor, division));
}

static int may_look(struct reg *r, const struct actor *actor, struct err *e)
{
    int rc = actor_require(actor, RIGHT_VIEW, e);
    return rc < 0 ? rc : db_schema_check(reg_db(r), &verify_schema, e);
}

int sample_list(struct reg *r, const struct actor *actor, int64_t seq, struct arena *a,
                struct samples *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    struct samples all = {0};
    int rc = may_look(r, actor, e);
    strbuf_printf(&sql, "%s order by s.sample_id desc", columns);
    if (sql.failed)
        return err_nomem(e);
    if (rc < 0 || (rc = db_prepare(reg_db(r), strbuf_z(&sql), &q, e)) < 0)
        return rc;
    stmt_bind_int(q, 1, seq);
    while ((rc = stmt_step(q, e)) > 0) {
        struct sample s = read_sample(q, a);
        if (in_scope(actor, s.division) && !vec_push(a, &all, s))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    if (arena_failed(a))
        return err_nomem(e);
    *ret = all;
    return 0;
}

int sample_get(struct reg *r, const struct actor *actor, int64_t sample_id, int64_t seq,
               struct arena *a, struct sample *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    _cleanup_(strbuf_done) struct strbuf sql = {0};
    int rc = may_look(r, actor, e);
    strbuf_printf(&sql, "%s and s.sample_id = $2", columns);
    if (sql.failed)
        return err_nomem(e);
    if (rc < 0 || (rc = db_prepare(reg_db(r), strbuf_z(&sql), &q, e)) < 0)
        return rc;
    stmt_bind_int(q, 1, seq);
    stmt_bind_int(q, 2, sample_id);
    if ((rc = stmt_step(q, e)) < 0)
        return rc;
    struct sample s = {0};
    if (rc > 0)
        s = read_sample(q, a);
    if (rc == 0 || !in_scope(actor, s.division))
        return err_set(e, E_NOT_FOUND, "没有第 %lld 号样本；已有的见 heyi verify sample list",
                       "there is no sample %lld; heyi verify sample list tells which there are",
                       (long long)sample_id);
    if (arena_failed(a))
        return err_nomem(e);
    *ret = s;
    return 0;
}

struct visits {
    struct scan *scan;
    struct history *history;
    const struct catalogue *catalogue;
    const struct lens *lens;
    struct arena *a;     /* of the list */
    struct arena *facts; /* of one household */
    bool few;
};

static struct str text_of(const struct household_facts *h, const struct attribute *t,
                          struct arena *a)
{
    return t && h->facts[t->index].known ? str_dup(a, h->facts[t->index].s) : (struct str){0};
}

/* Who is called on: the head, else the first. */
static int head_of(struct visits *x, const struct household_facts *h, struct str *ret,
                   struct err *e)
{
    const struct attribute *relation = catalogue_find(x->catalogue, ENTITY_PERSON, STR("relation"));
    const struct attribute *birth = catalogue_find(x->catalogue, ENTITY_PERSON, STR("birth_date"));
    size_t head = 1;
    struct str name;
    if (!h->n_members)
        return 0;
    for (size_t m = h->n_members; relation && m > 0; m--)
        if (str_eqz(h->members[m - 1].facts[relation->index].s, "head"))
            head = m;
    int rc = scan_member_name(x->scan, head, &name, e);
    struct fact born = birth ? h->members[head - 1].facts[birth->index] : (struct fact){0};
    if (rc == 0)
        *ret = mask_name(x->lens, name, mask_is_minor(born, x->lens->today), x->a);
    return rc;
}

static int fill_visit(struct visits *x, int64_t register_id, int64_t household_id,
                      struct sample_visit *ret, struct err *e)
{
    const struct catalogue *c = x->catalogue;
    struct household_facts h;
    struct past past;
    int64_t gone = 0;
    arena_reset(x->facts);
    int rc = scan_find(x->scan, x->few, register_id, household_id, x->facts, &h, e);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_CORRUPT, "样本中的户 %lld/%lld 不在登记库中；请运行 heyi check",
                       "household %lld/%lld of the sample is not in the register: run heyi check",
                       (long long)register_id, (long long)household_id);
    rc = history_find(x->history, register_id, household_id, &past, &gone, e);
    if (rc < 0)
        return rc;
    struct previous p = previous_of(c, &h, past.found ? &past.previous : NULL);
    ret->household_no = str_dup(x->a, h.household_no);
    ret->division = text_of(&h, catalogue_find(c, ENTITY_HOUSEHOLD, STR("division")), x->a);
    if (actor_sees(x->lens->actor, FIELD_ADDRESS))
        ret->address = text_of(&h, catalogue_find(c, ENTITY_HOUSEHOLD, STR("address")), x->a);
    ret->people = h.n_members;
    ret->category = str_dup(x->a, p.category);
    ret->standing = p.standing;
    if (actor_sees(x->lens->actor, FIELD_MONEY) && standing_covers(p.standing) && !p.amount_unknown)
        ret->amount = (struct maybe){true, p.amount};
    rc = head_of(x, &h, &ret->head, e);
    return rc < 0 ? rc : arena_failed(x->a) ? err_nomem(e) : 0;
}

/* Those with positions behind `after`, n of them. */
static int read_visits(struct visits *x, struct db *db, const struct sample *s, int64_t seq,
                       int64_t after, int64_t n, struct sample_visit *visits, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(db,
                        "select h.register_id, h.household_id, h.position, r.result, r.note"
                        " from sample_household h left join sample_result r"
                        " on r.register_id = h.register_id and r.household_id = h.household_id"
                        " and r.sample_id = h.sample_id and r.seq = (select max(t.seq)"
                        "  from sample_result t where t.register_id = h.register_id"
                        "  and t.household_id = h.household_id and t.sample_id = h.sample_id"
                        "  and t.seq <= $2)"
                        " where h.sample_id = $1 and h.position > $3 and h.position <= $4"
                        " order by h.register_id, h.household_id",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, s->sample_id);
    stmt_bind_int(q, 2, seq);
    stmt_bind_int(q, 3, after);
    stmt_bind_int(q, 4, after + n);
    while ((rc = stmt_step(q, e)) > 0) {
        int64_t position = stmt_int(q, 2);
        if (position < 1 || position > s->drawn)
            return err_set(e, E_CORRUPT, "第 %lld 号样本的序号不完整；请运行 heyi check",
                           "sample %lld has bad positions: run heyi check",
                           (long long)s->sample_id);
        struct sample_visit *v = &visits[position - 1 - after];
        v->sample_id = s->sample_id;
        v->position = position;
        v->result = sample_result_parse(stmt_text(q, 3));
        v->note = str_dup(x->a, stmt_text(q, 4));
        if ((rc = fill_visit(x, stmt_int(q, 0), stmt_int(q, 1), v, e)) < 0)
            return rc;
    }
    return rc;
}

int sample_visits(struct reg *r, const struct lens *lens, int64_t sample_id, int64_t seq,
                  int64_t after, size_t most, sample_visit_fn *fn, void *arg, struct err *e)
{
    const struct actor *actor = lens->actor;
    _cleanup_(arena_freep) struct arena *a = arena_new(0), *facts = arena_new(0);
    _cleanup_(scan_closep) struct scan *scan = NULL;
    _cleanup_(history_closep) struct history *history = NULL;
    struct sample s;
    if (!a || !facts)
        return err_nomem(e);
    int rc = sample_get(r, actor, sample_id, seq, a, &s, e);
    if (rc < 0)
        return rc;
    int64_t n = after < s.drawn ? s.drawn - after : 0;
    if (most && (int64_t)most < n)
        n = (int64_t)most;
    struct sample_visit *visits = arena_zalloc(a, (size_t)n * sizeof *visits);
    bool few = n < s.population / FEW;
    if (!visits)
        return err_nomem(e);
    if ((rc = scan_open(r, actor, s.division, s.as_of, s.known_seq, &scan, e)) < 0 ||
        (rc = history_open(r, s.as_of + 1, s.known_seq, few, &history, e)) < 0)
        return rc;
    struct visits x = {scan, history, reg_catalogue(r), lens, a, facts, few};
    if ((rc = read_visits(&x, reg_db(r), &s, seq, after, n, visits, e)) < 0)
        return rc;
    for (int64_t i = 0; i < n && rc >= 0; i++)
        rc = fn(arg, &visits[i], e);
    return rc < 0 ? rc : 0;
}
