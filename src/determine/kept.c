#include "kept.h"

#include "changed.h"
#include "cleanup.h"
#include "compose.h"
#include "date.h"
#include "map.h"
#include "scan.h"
#include "store.h"

#include <stdlib.h>

/* Below this share of all, households are read one by one. */
#define FEW 8

/* The run to take over from. */
struct base {
    int64_t run_id, known_seq;
    int32_t as_of;
    bool others; /* there are runs that are not earlier */
};

struct again_household {
    int64_t register_id, household_id;
    enum again why;
};

struct kept {
    struct arena *arena;
    struct kept_options o;
    struct base base;
    struct scan_range range;
    struct {
        struct again_household *at; /* in order */
        size_t n, cap;
    } again;
    size_t next; /* of again */
    int64_t households;
    struct stmt *rows; /* NULL at the end */
    bool waits;        /* it stands on a row that is not used yet */
};

void kept_close(struct kept *k)
{
    if (!k)
        return;
    stmt_done(k->rows);
    arena_free(k->arena);
    free(k);
}

void kept_closep(struct kept **k)
{
    kept_close(*k);
}

bool kept_few(const struct kept *k)
{
    return (int64_t)k->again.n < k->households / FEW;
}

/* The last run before as_of that covers the division. *ret_why: a reason to decide everything
 * again, N_AGAIN = none. */
static int find_base(struct reg *r, const struct kept_options *o, struct base *ret,
                     enum again *ret_why, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(r),
                        "SELECT run_id, as_of, known_seq, pack_hash, engine, division FROM run "
                        "WHERE recorded_seq <= $1 ORDER BY as_of DESC, run_id DESC",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, o->known_seq);
    bool others = false;
    while ((rc = stmt_step(s, e)) > 0) {
        int32_t as_of = (int32_t)stmt_int(s, 1);
        if (as_of < o->as_of && str_starts(o->prefix, stmt_text(s, 5)))
            break;
        others = true;
    }
    if (rc < 0)
        return rc;
    *ret_why = AGAIN_FIRST;
    if (rc == 0)
        return 0;
    *ret = (struct base){stmt_int(s, 0), stmt_int(s, 2), (int32_t)stmt_int(s, 1), others};
    *ret_why = !str_eqz(stmt_text(s, 3), pack_hash(o->pack)) ? AGAIN_PACK
               : !str_eq(stmt_text(s, 4), STR(HEYI_VERSION)) ? AGAIN_PROGRAM
               : !o->dates->safe                             ? AGAIN_MODEL
                                                             : N_AGAIN;
    return 0;
}

/* $1 base run, $2 as_of, $3 seq, $4 low, $5 high. A household whose resolved row doesn't hold at
 * (as_of, seq) is always decided again. */
#define FROM                                                                                       \
    " FROM household_now n JOIN household h ON h.register_id = n.register_id "                     \
    "AND h.household_id = n.household_id LEFT JOIN determination d "                               \
    "ON d.register_id = n.register_id AND d.household_id = n.household_id AND d.run_id = $1 "      \
    "AND (d.superseded_seq IS NULL OR d.superseded_seq > $3) "
#define SETTLED "n.settled_from <= $2 AND n.settled_seq <= $3"
#define THERE "n.division >= $4 AND n.division < $5"
/* Another determination stands that is not earlier than the base's. $6 its date */
#define OTHERS                                                                                     \
    "EXISTS (SELECT 1 FROM determination o WHERE o.register_id = n.register_id "                   \
    "AND o.household_id = n.household_id AND o.run_id <> $1 AND o.as_of >= $6 "                    \
    "AND o.recorded_seq <= $3 AND (o.superseded_seq IS NULL OR o.superseded_seq > $3))"

static void bind(const struct kept *k, struct stmt *s)
{
    stmt_bind_int(s, 1, k->base.run_id);
    stmt_bind_int(s, 2, k->o.as_of);
    stmt_bind_int(s, 3, k->o.known_seq);
    stmt_bind_text(s, 4, str_of(k->range.low));
    stmt_bind_text(s, 5, str_of(k->range.high));
}

/* Of a household that is due. */
static enum again why_due(const struct kept *k, struct stmt *s)
{
    if (stmt_int(s, 7))
        return AGAIN_COMMITTED;
    if (stmt_is_null(s, 4))
        return AGAIN_NEW;
    if (!stmt_int(s, 6))
        return AGAIN_FACTS;
    if (stmt_int(s, 4) > k->o.as_of)
        return AGAIN_PARAMETERS;
    switch (standing_parse(stmt_text(s, 5))) {
    case STANDING_GRACE:
        return AGAIN_GRACE;
    case STANDING_HELD:
    case STANDING_UNDECIDED:
    case STANDING_FAILED:
        return AGAIN_OPEN;
    default:
        return stmt_int(s, 4) == k->base.as_of + 1 ? AGAIN_MOVED : AGAIN_DATE;
    }
}

/* Whether parameters are the same at a place on both dates, each place once. */
struct places {
    struct map *same;
    struct strbuf key;
};

static int same_parameters(const struct kept *k, struct places *p, struct str division,
                           struct str residence, bool *ret, struct err *e)
{
    uint64_t same;
    strbuf_clear(&p->key);
    strbuf_adds(&p->key, division);
    strbuf_addc(&p->key, '\n');
    strbuf_adds(&p->key, residence);
    if (!map_get(p->same, strbuf_str(&p->key), &same)) {
        same = parameters_same(k->o.pack, division, residence, k->base.as_of, k->o.as_of);
        if (p->key.failed || map_put(p->same, strbuf_str(&p->key), same) < 0)
            return err_nomem(e);
    }
    *ret = same;
    return 0;
}

static int add(struct kept *k, int64_t register_id, int64_t household_id, enum again why,
               struct err *e)
{
    struct again_household x = {register_id, household_id, why};
    return vec_push(k->arena, &k->again, x) ? 0 : err_nomem(e);
}

/* Those that are due, side by side with those whose facts changed. */
struct two {
    struct stmt *due;
    struct changed *changed;
    bool due_waits, changed_waits;     /* a household is there that is not used yet */
    int64_t register_id, household_id; /* whose facts changed */
};

static int step_both(struct two *t, struct err *e)
{
    int rc = 0;
    if (t->due && !t->due_waits) {
        if ((rc = stmt_step(t->due, e)) < 0)
            return rc;
        t->due_waits = rc > 0;
        if (rc == 0) {
            stmt_done(t->due);
            t->due = NULL;
        }
    }
    if (!t->changed_waits) {
        if ((rc = changed_next(t->changed, &t->register_id, &t->household_id, e)) < 0)
            return rc;
        t->changed_waits = rc > 0;
    }
    return t->due_waits || t->changed_waits;
}

static int order(int64_t register_a, int64_t id_a, int64_t register_b, int64_t id_b)
{
    return register_a != register_b ? (register_a > register_b) - (register_a < register_b)
                                    : (id_a > id_b) - (id_a < id_b);
}

static int use_both(struct kept *k, struct two *t, struct places *places, struct err *e)
{
    int side = !t->changed_waits ? -1
               : !t->due_waits   ? 1
                                 : order(stmt_int(t->due, 0), stmt_int(t->due, 1), t->register_id,
                                         t->household_id);
    enum again why = AGAIN_FACTS;
    bool same = false;
    int rc = 0;
    if (side <= 0) {
        why = why_due(k, t->due);
        if (side == 0 && why > AGAIN_FACTS)
            why = AGAIN_FACTS;
        if (why == AGAIN_PARAMETERS && (rc = same_parameters(k, places, stmt_text(t->due, 2),
                                                             stmt_text(t->due, 3), &same, e)) < 0)
            return rc;
        if (!same)
            rc = add(k, stmt_int(t->due, 0), stmt_int(t->due, 1), why, e);
        t->due_waits = false;
    } else {
        rc = add(k, t->register_id, t->household_id, why, e);
    }
    if (side >= 0)
        t->changed_waits = false;
    return rc;
}

static int prepare_due(struct reg *r, const struct kept *k, struct stmt **ret, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf q = {0};
    const char *others = k->base.others ? OTHERS : "1 = 0";
    bool parameters = parameters_moved(k->o.pack, k->base.as_of, k->o.as_of);
    strbuf_printf(&q,
                  "SELECT n.register_id, n.household_id, n.division, n.residence, d.due, "
                  "d.standing, CASE WHEN " SETTLED " THEN 1 ELSE 0 END, "
                  "CASE WHEN %s THEN 1 ELSE 0 END" FROM "WHERE (NOT (" SETTLED ") OR d.due IS NULL "
                  "OR d.due <= $2 OR %s%s) AND (" THERE " OR NOT (" SETTLED ")%s) "
                  "ORDER BY n.register_id, n.household_id",
                  others, others, parameters ? " OR 1 = 1" : "",
                  /* where all is decided, who was there and is gone is counted too */
                  k->o.prefix.len ? "" : " OR n.division IS NULL");
    if (q.failed)
        return err_nomem(e);
    int rc = db_prepare(reg_db(r), strbuf_z(&q), ret, e);
    if (rc < 0)
        return rc;
    bind(k, *ret);
    if (k->base.others)
        stmt_bind_int(*ret, 6, k->base.as_of);
    return 0;
}

static int list_again(struct reg *r, struct kept *k, struct err *e)
{
    struct two t = {0};
    struct places places = {.same = map_new()};
    struct moment then = {k->base.as_of, k->base.known_seq}, now = {k->o.as_of, k->o.known_seq};
    int rc = places.same ? prepare_due(r, k, &t.due, e) : err_nomem(e);
    if (rc >= 0)
        rc = changed_open(r, k->o.actor, k->o.prefix, then, now, &t.changed, e);
    while (rc >= 0 && (rc = step_both(&t, e)) > 0)
        rc = use_both(k, &t, &places, e);
    stmt_done(t.due);
    changed_close(t.changed);
    map_free(places.same);
    strbuf_done(&places.key);
    return rc;
}

/* Columns of a row, as the statement and the code name them. */
#define COLUMNS(X)                                                                                 \
    X(REGISTER, "n.register_id")                                                                   \
    X(HOUSEHOLD, "n.household_id")                                                                 \
    X(NUMBER, "h.household_no")                                                                    \
    X(DIVISION, "n.division")                                                                      \
    X(RESIDENCE, "n.residence")                                                                    \
    X(PEOPLE, "d.people")                                                                          \
    X(INCOME, "d.monthly_income")                                                                  \
    X(CATEGORY, "d.category")                                                                      \
    X(STANDING, "d.standing")                                                                      \
    X(AMOUNT, "d.monthly_amount")                                                                  \
    X(POINTS, "d.points")                                                                          \
    X(DEVELOPMENT, "d.development_target")                                                         \
    X(KEY, "d.key_target")                                                                         \
    X(MEASURES, "d.measures")                                                                      \
    X(ALSO, "d.also_missing")                                                                      \
    X(RULES, "d.rules")                                                                            \
    X(FACTS, "d.facts")                                                                            \
    X(YEAR_TARGET, "d.year_target")                                                                \
    X(LINE, "d.line")                                                                              \
    X(TOPUP, "d.topup")                                                                            \
    X(YEARLY, "d.yearly_income")                                                                   \
    X(CARRIED_STANDING, "d.carried_standing")                                                      \
    X(CARRIED_CATEGORY, "d.carried_category")                                                      \
    X(CARRIED_AMOUNT, "d.carried_amount")                                                          \
    X(CARRIED_MEASURES, "d.carried_measures")                                                      \
    X(DUE, "d.due")

enum {
#define X(name, column) K_##name,
    COLUMNS(X)
#undef X
};
static const char kept_rows[] = "SELECT "
#define X(name, column) column ","
    COLUMNS(X)
#undef X
        " 0" FROM "WHERE " SETTLED " AND " THERE " AND d.due > $2 "
        "ORDER BY n.register_id, n.household_id";

int kept_open(struct reg *r, const struct kept_options *o, int64_t households, struct kept **ret,
              enum again *ret_all, int32_t *ret_base_as_of, struct err *e)
{
    _cleanup_(kept_closep) struct kept *k = calloc(1, sizeof *k);
    if (!k || !(k->arena = arena_new(0)))
        return err_nomem(e);
    k->o = *o;
    k->households = households;
    enum again all;
    int rc = find_base(r, o, &k->base, &all, e);
    if (rc < 0)
        return rc;
    *ret_all = all;
    *ret_base_as_of = all == AGAIN_FIRST ? DATE_NONE : k->base.as_of;
    if (all != N_AGAIN) {
        *ret = NULL;
        return 0;
    }
    if ((rc = scan_range(o->actor, o->prefix, &k->range, e)) < 0 ||
        (rc = list_again(r, k, e)) < 0 || (rc = db_prepare(reg_db(r), kept_rows, &k->rows, e)) < 0)
        return rc;
    bind(k, k->rows);
    *ret = take(k);
    return 0;
}

static struct maybe maybe_of(struct stmt *s, int col)
{
    return (struct maybe){!stmt_is_null(s, col), stmt_int(s, col)};
}

static bool same_year(const struct kept *k)
{
    return date_to_civil(k->base.as_of).year == date_to_civil(k->o.as_of).year;
}

/* The row as a run on the later date would give it. */
static int read_row(struct kept *k, struct arena *a, struct decision *ret, struct err *e)
{
    struct stmt *s = k->rows;
    struct decision d = {
        .register_id = stmt_int(s, K_REGISTER),
        .household_id = stmt_int(s, K_HOUSEHOLD),
        .household_no = str_dup(a, stmt_text(s, K_NUMBER)),
        .division = str_dup(a, stmt_text(s, K_DIVISION)),
        .residence = str_dup(a, stmt_text(s, K_RESIDENCE)),
        .people = (size_t)stmt_int(s, K_PEOPLE),
        .monthly_income = maybe_of(s, K_INCOME),
        .category = str_dup(a, stmt_text(s, K_CATEGORY)),
        .standing = standing_parse(stmt_text(s, K_STANDING)),
        .monthly_amount = maybe_of(s, K_AMOUNT),
        .points = maybe_of(s, K_POINTS),
        .development_target = maybe_of(s, K_DEVELOPMENT),
        .key_target = maybe_of(s, K_KEY),
        .measures = str_dup(a, stmt_text(s, K_MEASURES)),
        .grace_until = DATE_NONE,
        .also_missing = str_dup(a, stmt_text(s, K_ALSO)),
        .rules = str_dup(a, stmt_text(s, K_RULES)),
        .topup = maybe_of(s, K_TOPUP),
        .line = maybe_of(s, K_LINE),
        .income_with_pension = maybe_of(s, K_YEARLY),
        .facts = (uint64_t)stmt_int(s, K_FACTS),
        .due = (int32_t)stmt_int(s, K_DUE),
        .carried = {.standing = standing_parse(stmt_text(s, K_CARRIED_STANDING)),
                    .category = str_dup(a, stmt_text(s, K_CARRIED_CATEGORY)),
                    .amount = stmt_int(s, K_CARRIED_AMOUNT),
                    .grace_until = DATE_NONE,
                    .measures = str_dup(a, stmt_text(s, K_CARRIED_MEASURES))},
    };
    /* it was the year's first, or has what that was */
    d.year_target = same_year(k) ? stmt_int(s, K_YEAR_TARGET) == 1
                                 : d.development_target.known && d.development_target.value;
    d.previous = d.carried;
    if (arena_failed(a) ||
        input_digest(d.facts, &d.previous, k->o.as_of, pack_hash(k->o.pack), &d.digest) < 0)
        return err_nomem(e);
    *ret = d;
    return KEPT_ROW;
}

int kept_next(struct kept *k, struct arena *a, struct decision *ret, enum again *ret_why,
              struct err *e)
{
    for (;;) {
        if (k->rows && !k->waits) {
            int rc = stmt_step(k->rows, e);
            if (rc < 0)
                return rc;
            k->waits = rc > 0;
            if (rc == 0) {
                stmt_done(k->rows);
                k->rows = NULL;
            }
        }
        const struct again_household *x = k->next < k->again.n ? &k->again.at[k->next] : NULL;
        if (!x && !k->waits)
            return KEPT_END;
        int side = !x ? -1
                   : !k->waits
                       ? 1
                       : order(stmt_int(k->rows, K_REGISTER), stmt_int(k->rows, K_HOUSEHOLD),
                               x->register_id, x->household_id);
        if (side <= 0)
            k->waits = false;
        if (side < 0)
            return read_row(k, a, ret, e);
        if (side == 0)
            continue; /* its row stands, but it is decided again */
        k->next++;
        *ret = (struct decision){.register_id = x->register_id, .household_id = x->household_id};
        *ret_why = x->why;
        return KEPT_AGAIN;
    }
}
