/* Two runs side by side. */
#include "runs_private.h"

#include "cleanup.h"

/* One run's households in the order of their keys. */
struct side {
    struct stmt *rows;
    bool there; /* it stands on a household */
    int64_t register_id, household_id;
};

static void side_done(struct side *x)
{
    stmt_done(x->rows);
}

static int side_next(struct side *x, struct err *e)
{
    int rc = x->rows ? stmt_step(x->rows, e) : 0;
    if (rc < 0)
        return rc;
    x->there = rc > 0;
    if (rc == 0) {
        /* a further step would begin again */
        stmt_done(x->rows);
        x->rows = NULL;
        return 0;
    }
    x->register_id = stmt_int(x->rows, 0);
    x->household_id = stmt_int(x->rows, 1);
    return 0;
}

static int side_open(struct run_view *v, const struct scan_range *range, const int64_t key[2],
                     struct side *ret, struct err *e)
{
    int rc = db_prepare(v->db,
                        "SELECT register_id, household_id, division, people, category, standing, "
                        "monthly_amount, CASE WHEN undecided_because = '' THEN 0 ELSE 1 END "
                        "FROM determination WHERE run_id = $1 AND division >= $2 AND division < $3 "
                        "AND (register_id, household_id) > ($4, $5) "
                        "ORDER BY register_id, household_id",
                        &ret->rows, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(ret->rows, 1, v->info.run_id);
    stmt_bind_text(ret->rows, 2, str_of(range->low));
    stmt_bind_text(ret->rows, 3, str_of(range->high));
    stmt_bind_int(ret->rows, 4, key[0]);
    stmt_bind_int(ret->rows, 5, key[1]);
    return side_next(ret, e);
}

static struct sim_result result_of(const struct side *x)
{
    enum standing s = standing_parse(stmt_text(x->rows, 5));
    enum category c = s == STANDING_FAILED   ? CATEGORY_FAILED
                      : stmt_int(x->rows, 7) ? CATEGORY_UNDECIDED
                                             : category_parse(stmt_text(x->rows, 4));
    return (struct sim_result){c, s, {!stmt_is_null(x->rows, 6), stmt_int(x->rows, 6)}};
}

struct comparison {
    struct scan_range range;
    struct side before, after;
};

static void comparison_done(struct comparison *x)
{
    side_done(&x->before);
    side_done(&x->after);
}

/* Amounts are what it is about. */
static int comparison_open(struct run_view *before, struct run_view *after, struct str division,
                           const int64_t key[2], struct comparison *ret, struct err *e)
{
    int rc = actor_require_fields(&after->actor, FIELD_MONEY, e);
    if (rc < 0 || (rc = run_view_range(after, division, &ret->range, e)) < 0 ||
        (rc = side_open(before, &ret->range, key, &ret->before, e)) < 0)
        return rc;
    return side_open(after, &ret->range, key, &ret->after, e);
}

/* 1 = the next household, texts until the next call; 0 = end. */
static int comparison_next(struct comparison *x, bool *took_before, bool *took_after,
                           struct run_change *ret, struct err *e)
{
    int rc = 0;
    if (*took_before && (rc = side_next(&x->before, e)) < 0)
        return rc;
    if (*took_after && (rc = side_next(&x->after, e)) < 0)
        return rc;
    if (!x->before.there && !x->after.there)
        return 0;
    const struct side *b = &x->before, *a = &x->after;
    int order = !a->there                            ? -1
                : !b->there                          ? 1
                : b->register_id != a->register_id   ? (b->register_id < a->register_id ? -1 : 1)
                : b->household_id != a->household_id ? (b->household_id < a->household_id ? -1 : 1)
                                                     : 0;
    *took_before = order <= 0;
    *took_after = order >= 0;
    const struct side *at = order < 0 ? b : a;
    *ret = (struct run_change){
        .register_id = at->register_id,
        .household_id = at->household_id,
        .division = stmt_text(at->rows, 2),
        .people = (size_t)stmt_int(at->rows, 3),
        .before = {.category = RUN_ABSENT},
        .after = {.category = RUN_ABSENT},
        .change = SIM_SAME,
    };
    if (order <= 0)
        ret->before = result_of(b);
    if (order >= 0)
        ret->after = result_of(a);
    if (order == 0)
        ret->change = sim_change_of(&ret->before, &ret->after);
    return 1;
}

static bool same(const struct sim_result *a, const struct sim_result *b)
{
    return a->category == b->category && a->standing == b->standing &&
           a->amount.known == b->amount.known && a->amount.value == b->amount.value;
}

static void add(struct sim_tally *t, const struct run_change *c)
{
    t->households++;
    t->people += (int64_t)c->people;
    t->before += c->before.amount.known ? c->before.amount.value : 0;
    t->after += c->after.amount.known ? c->after.amount.value : 0;
}

int run_view_compare(struct run_view *before, struct run_view *after, struct str division,
                     struct run_flows *ret, struct err *e)
{
    _cleanup_(comparison_done) struct comparison x = {0};
    struct run_flows f = {0};
    struct run_change c;
    bool b = false, a = false;
    int rc = comparison_open(before, after, division, (int64_t[]){INT64_MIN, INT64_MIN}, &x, e);
    while (rc >= 0 && (rc = comparison_next(&x, &b, &a, &c, e)) > 0) {
        add(&f.category[c.before.category][c.after.category], &c);
        add(a && b ? &f.change[c.change] : a ? &f.appeared : &f.gone, &c);
        f.differ += !same(&c.before, &c.after);
    }
    if (rc >= 0)
        *ret = f;
    return rc;
}

static int find_number(struct reg *r, const struct run_change *c, struct strbuf *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(r),
                        "SELECT household_no FROM household WHERE register_id = $1 "
                        "AND household_id = $2",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, c->register_id);
    stmt_bind_int(s, 2, c->household_id);
    if ((rc = stmt_step(s, e)) < 0)
        return rc;
    strbuf_clear(ret);
    if (rc > 0)
        strbuf_adds(ret, stmt_text(s, 0));
    return ret->failed ? err_nomem(e) : 0;
}

int run_view_changes(struct run_view *before, struct run_view *after, struct str division,
                     int change, const struct run_key *after_key, size_t most, run_change_fn *fn,
                     void *arg, struct err *e)
{
    _cleanup_(comparison_done) struct comparison x = {0};
    _cleanup_(strbuf_done) struct strbuf number = {0};
    struct run_change c;
    struct run_key key;
    struct str head;
    int64_t from[2] = {INT64_MIN, INT64_MIN};
    bool b = false, a = false;
    int rc = after_key->text[0] ? run_key_parse(after_key, &head, from, 2, e) : 0;
    if (rc >= 0)
        rc = comparison_open(before, after, division, from, &x, e);
    for (size_t n = 0; n < most && rc >= 0 && (rc = comparison_next(&x, &b, &a, &c, e)) > 0;) {
        bool wanted = change < 0 ? !same(&c.before, &c.after) : a && b && (int)c.change == change;
        if (!wanted)
            continue;
        n++;
        if ((rc = find_number(after->r, &c, &number, e)) < 0)
            break;
        c.household_no = strbuf_str(&number);
        snprintf(key.text, sizeof key.text, "at %lld %lld", (long long)c.register_id,
                 (long long)c.household_id);
        rc = fn(arg, &c, &key, e);
    }
    return rc < 0 ? rc : 0;
}
