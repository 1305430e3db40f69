/* What visits found, by stratum and as a whole. */
#include "sample.h"

#include "cleanup.h"

int64_t sample_seen(const struct sample_stratum *s)
{
    return s->drawn - s->open - s->results[SAMPLE_UNREACHABLE];
}

int64_t sample_wrong(const struct sample_stratum *s)
{
    return s->results[SAMPLE_WRONG_IN] + s->results[SAMPLE_WRONG_AMOUNT] +
           s->results[SAMPLE_WRONG_OUT];
}

static int read_strata(struct db *db, const struct sample *s, struct arena *a,
                       struct sample_stratum *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int64_t n = 0;
    int rc = db_prepare(db,
                        "select division, category, covered, population, drawn"
                        " from sample_stratum where sample_id = $1 order by stratum",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, s->sample_id);
    while ((rc = stmt_step(q, e)) > 0 && n < s->strata)
        ret[n++] = (struct sample_stratum){
            .division = str_dup(a, stmt_text(q, 0)),
            .category = str_dup(a, stmt_text(q, 1)),
            .covered = stmt_int(q, 2) == 1,
            .population = stmt_int(q, 3),
            .drawn = stmt_int(q, 4),
            .open = stmt_int(q, 4),
        };
    return rc < 0 ? rc : arena_failed(a) ? err_nomem(e) : 0;
}

static void count(struct sample_stratum *s, struct str result, int64_t n)
{
#define X(name, word, zh, en)                                                                      \
    if (str_eqz(result, word)) {                                                                   \
        s->results[SAMPLE_##name] += n;                                                            \
        s->open -= n;                                                                              \
    }
    SAMPLE_RESULTS(X)
#undef X
}

static int read_results(struct db *db, const struct sample *s, int64_t seq,
                        struct sample_stratum *strata, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(db,
                        "select h.stratum, r.result, count(*)"
                        " from sample_household h join sample_result r"
                        " on r.register_id = h.register_id and r.household_id = h.household_id"
                        " and r.sample_id = h.sample_id"
                        " where h.sample_id = $1 and r.seq = (select max(t.seq)"
                        "  from sample_result t where t.register_id = h.register_id"
                        "  and t.household_id = h.household_id and t.sample_id = h.sample_id"
                        "  and t.seq <= $2)"
                        " group by h.stratum, r.result",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, s->sample_id);
    stmt_bind_int(q, 2, seq);
    while ((rc = stmt_step(q, e)) > 0) {
        int64_t stratum = stmt_int(q, 0);
        if (stratum < 1 || stratum > s->strata)
            return err_set(e, E_CORRUPT, "第 %lld 号样本没有第 %lld 层；请运行 heyi check",
                           "sample %lld has no stratum %lld: run heyi check",
                           (long long)s->sample_id, (long long)stratum);
        count(&strata[stratum - 1], stmt_text(q, 1), stmt_int(q, 2));
    }
    return rc;
}

/* Of the strata that are covered, or not: how often this result, or any that is wrong (-1). */
static int rate(const struct sample_rates *x, bool covered, int result, struct arena *a,
                struct sample_rate *ret, struct err *e)
{
    struct proportion_stratum *at = arena_array_of(a, x->n, struct proportion_stratum);
    struct sample_rate sum = {0};
    size_t n = 0;
    if (!at)
        return err_nomem(e);
    for (size_t i = 0; i < x->n; i++) {
        const struct sample_stratum *s = &x->strata[i];
        if (s->covered != covered)
            continue;
        int64_t wrong = result < 0 ? sample_wrong(s) : s->results[result];
        at[n++] = (struct proportion_stratum){s->population, sample_seen(s), wrong};
        sum.population += s->population;
        sum.seen += sample_seen(s);
        sum.wrong += wrong;
    }
    sum.known = sum.seen > 0;
    int rc = sum.known ? proportion_stratified(at, n, &sum.p, e) : 0;
    if (rc == 0)
        *ret = sum;
    return rc;
}

int sample_rates(struct reg *r, const struct actor *actor, int64_t sample_id, int64_t seq,
                 struct arena *a, struct sample_rates *ret, struct err *e)
{
    struct sample_rates x = {0};
    int rc = sample_get(r, actor, sample_id, seq, a, &x.sample, e);
    if (rc < 0)
        return rc;
    x.n = (size_t)x.sample.strata;
    struct sample_stratum *strata = arena_zalloc(a, x.n * sizeof *strata);
    if (!strata)
        return err_nomem(e);
    x.strata = strata;
    if ((rc = read_strata(reg_db(r), &x.sample, a, strata, e)) < 0 ||
        (rc = read_results(reg_db(r), &x.sample, seq, strata, e)) < 0 ||
        (rc = rate(&x, true, -1, a, &x.wrong, e)) < 0 ||
        (rc = rate(&x, true, SAMPLE_WRONG_IN, a, &x.wrong_in, e)) < 0 ||
        (rc = rate(&x, true, SAMPLE_WRONG_AMOUNT, a, &x.wrong_amount, e)) < 0 ||
        (rc = rate(&x, false, SAMPLE_WRONG_OUT, a, &x.wrong_out, e)) < 0)
        return rc;
    *ret = x;
    return 0;
}
