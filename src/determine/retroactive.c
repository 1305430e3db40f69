/*
 * First the households whose facts differ for some run are named (changed.h), with the first such
 * run. Then, some hundreds of households at a time, the runs are gone through in the order of their
 * dates: of each run one batch, every household with what its determination before would have
 * carried.
 */
#include "retroactive_private.h"

#include "batch.h"
#include "change.h"
#include "changed.h"
#include "cleanup.h"
#include "date.h"
#include "map.h"
#include "progress.h"
#include "scan.h"

#include <stdlib.h>

/* Less than this part of all households are looked up one by one; more by reading through. */
#define FEW 20

/* What determinations of one pack are decided with. */
struct rules {
    const struct pack *pack;
    const struct pack_plan *plan; /* NULL: the interpreter alone */
    struct plan_date_use dates;
    struct rules *next;
};

struct made { /* a committed run */
    int64_t run_id, known_seq;
    int32_t as_of;
    const struct rules *rules;
    struct scan *now, *then; /* facts as known now, and as known to it; go on from group to group */
};

struct named { /* a household to look at, from a run on */
    int64_t register_id, household_id;
    uint64_t first;
};

struct stored { /* a determination as it was committed */
    size_t run;
    int32_t as_of;
    struct str category;
    enum standing standing;
    struct maybe amount;
    struct previous carried;
};

struct looked_at { /* a household of the group at hand */
    const struct named *named;
    struct {
        struct stored *at; /* by date */
        size_t n, cap;
    } past;
    size_t next;            /* of past: to decide again */
    bool before;            /* a determination before `next` … */
    struct previous stands; /* … would carry this, … */
    bool differs;           /* … which isn't what it did carry */
    size_t same;            /* determinations that come out as they did */
    struct {
        struct retroactive_row *at;
        size_t n, cap;
    } rows;
};

struct retroactive {
    struct reg *r;
    const struct actor *actor;
    const struct retroactive_options *o;
    struct str prefix;
    int64_t seq; /* what is known now */
    struct arena *arena;
    struct rules *rules;
    struct {
        struct made *at; /* by date */
        size_t n, cap;
    } runs;
    struct named *named;
    size_t n_named;
    bool few; /* of all households: they are looked up one by one */
    /* the group at hand */
    struct arena *group_arena;
    struct looked_at *group;
    size_t n_group;
    struct batch *batch;
    struct looked_at *of[COLUMN_BATCH]; /* whose the batch's households are */
    struct retroactive_result result;
};

static void retroactive_done(struct retroactive *x)
{
    for (struct rules *p = x->rules; p; p = p->next)
        pack_plan_free(p->plan);
    for (size_t i = 0; i < x->runs.n; i++) {
        scan_close(x->runs.at[i].now);
        scan_close(x->runs.at[i].then);
    }
    free(x->named);
    batch_free(x->batch);
    arena_free(x->group_arena);
    arena_free(x->arena);
}

static int rules_of(struct retroactive *x, int64_t run_id, int64_t known_seq, struct str hash,
                    const struct rules **ret, struct err *e)
{
    const struct pack *pack;
    int rc = reg_pack(x->r, known_seq, &pack, e);
    if (rc < 0)
        return rc;
    if (!str_eqz(hash, pack_hash(pack)))
        return err_set(
            e, E_CORRUPT, "第 %lld 次认定所用的政策包不是当时有效的版本；请运行 heyi check",
            "the pack of run %lld is not the one in force then; run heyi check", (long long)run_id);
    struct rules *p = x->rules;
    while (p && p->pack != pack)
        p = p->next;
    if (!p) {
        if (!(p = arena_new_of(x->arena, struct rules)))
            return err_nomem(e);
        p->pack = pack;
        p->next = x->rules;
        x->rules = p;
        if ((rc = date_use_of(pack, &p->dates, e)) < 0 ||
            (pack_plan_wanted() && (rc = pack_plan_new(pack, &p->plan, e)) < 0))
            return rc;
    }
    *ret = p;
    return 0;
}

static int load_runs(struct retroactive *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select run_id, as_of, known_seq, pack_hash from run "
                        "where recorded_seq <= $1 order by as_of, run_id",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, x->seq);
    while ((rc = stmt_step(s, e)) > 0) {
        struct made m = {stmt_int(s, 0), stmt_int(s, 2), (int32_t)stmt_int(s, 1)};
        if (x->o->until != DATE_NONE && m.as_of > x->o->until)
            continue;
        if ((rc = rules_of(x, m.run_id, m.known_seq, stmt_text(s, 3), &m.rules, e)) < 0)
            return rc;
        if (!vec_push(x->arena, &x->runs, m))
            return err_nomem(e);
    }
    return rc;
}

static int by_key(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return x->register_id != y->register_id
               ? (x->register_id > y->register_id ? 1 : -1)
               : (x->household_id > y->household_id) - (x->household_id < y->household_id);
}

/* Households of which facts of a run differ; in the whole scope, since a household may have come
 * into the division asked for from another one, with what stood there. */
static int name_of_run(struct retroactive *x, struct map *first, size_t run, struct err *e)
{
    const struct made *m = &x->runs.at[run];
    _cleanup_(changed_closep) struct changed *c = NULL;
    struct moment then = {m->as_of, m->known_seq}, now = {m->as_of, x->seq};
    int rc = changed_open(x->r, x->actor, (struct str){0}, then, now, &c, e);
    int64_t key[2];
    while (rc >= 0 && (rc = changed_next(c, &key[0], &key[1], e)) > 0) {
        struct str k = {(const char *)key, sizeof key};
        if (!map_get(first, k, NULL) && map_put(first, k, run) < 0)
            return err_nomem(e);
    }
    return rc;
}

static int name_all(struct retroactive *x, struct err *e)
{
    _cleanup_(map_freep) struct map *first = map_new();
    int rc = first ? 0 : err_nomem(e);
    for (size_t i = 0; i < x->runs.n && rc >= 0; i++)
        rc = name_of_run(x, first, i, e);
    if (rc < 0)
        return rc;
    x->n_named = map_size(first);
    x->named = calloc(x->n_named ? x->n_named : 1, sizeof *x->named);
    if (!x->named)
        return err_nomem(e);
    for (size_t i = 0; i < x->n_named; i++) {
        int64_t key[2];
        memcpy(key, map_key_at(first, i).data, sizeof key);
        x->named[i] = (struct named){key[0], key[1], map_value_at(first, i)};
    }
    qsort(x->named, x->n_named, sizeof *x->named, by_key);
    return 0;
}

/* Not superseded as known at $3. */
static const char determinations[] =
    "select as_of, run_id, category, standing, monthly_amount, carried_standing, carried_category, "
    "carried_amount, carried_unknown, carried_grace_until, carried_measures from determination "
    "where register_id = $1 and household_id = $2 and recorded_seq <= $3 "
    "and (superseded_seq is null or superseded_seq > $3) order by as_of, run_id";

static void bind_household(struct stmt *s, size_t i, void *arg)
{
    struct retroactive *x = arg;
    stmt_bind_int(s, 1, x->group[i].named->register_id);
    stmt_bind_int(s, 2, x->group[i].named->household_id);
    stmt_bind_int(s, 3, x->seq);
}

static int no_run(int64_t run_id, struct err *e)
{
    return err_set(e, E_CORRUPT, "认定所属的第 %lld 次认定批次不存在；请运行 heyi check",
                   "run %lld, which a determination names, doesn't exist; run heyi check",
                   (long long)run_id);
}

static int read_stored(struct stmt *s, size_t i, void *arg, struct err *e)
{
    struct retroactive *x = arg;
    struct arena *a = x->group_arena;
    int32_t as_of = (int32_t)stmt_int(s, 0);
    int64_t run_id = stmt_int(s, 1);
    size_t run = 0;
    while (run < x->runs.n && x->runs.at[run].run_id != run_id)
        run++;
    if (run == x->runs.n && (x->o->until == DATE_NONE || as_of <= x->o->until))
        return no_run(run_id, e);
    struct stored d = {
        .run = run,
        .as_of = as_of,
        .category = str_dup(a, stmt_text(s, 2)),
        .standing = standing_parse(stmt_text(s, 3)),
        .amount = {!stmt_is_null(s, 4), stmt_int(s, 4)},
        .carried = {.standing = standing_parse(stmt_text(s, 5)),
                    .category = str_dup(a, stmt_text(s, 6)),
                    .amount = stmt_int(s, 7),
                    .amount_unknown = stmt_int(s, 8) == 1,
                    .grace_until = stmt_is_null(s, 9) ? DATE_NONE : (int32_t)stmt_int(s, 9),
                    .measures = str_dup(a, stmt_text(s, 10))},
    };
    return vec_push(a, &x->group[i].past, d) && !arena_failed(a) ? 0 : err_nomem(e);
}

static int load_group(struct retroactive *x, size_t first, size_t n, struct err *e)
{
    arena_reset(x->group_arena);
    x->n_group = n;
    x->group = arena_zalloc(x->group_arena, n * sizeof *x->group);
    if (!x->group)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++)
        x->group[i].named = &x->named[first + i];
    struct db_each each = {n, bind_household, read_stored, x};
    int rc = db_each(reg_db(x->r), determinations, &each, e);
    for (size_t i = 0; i < n && rc >= 0; i++) {
        struct looked_at *h = &x->group[i];
        while (h->next < h->past.n && h->past.at[h->next].run < h->named->first)
            h->stands = h->past.at[h->next++].carried;
        h->before = h->next > 0;
    }
    return rc;
}

static bool told(const struct retroactive *x, int32_t as_of, struct str division)
{
    return (x->o->since == DATE_NONE || as_of >= x->o->since) && str_starts(division, x->prefix);
}

/* The facts as they were known when the run was made; *ret_found false: it wasn't there. */
static int facts_then(struct retroactive *x, struct made *run, const struct looked_at *h,
                      struct household_facts *ret, bool *ret_found, struct err *e)
{
    int rc = run->then ? 0
                       : scan_open(x->r, x->actor, (struct str){0}, run->as_of, run->known_seq,
                                   &run->then, e);
    if (rc >= 0)
        rc = scan_find(run->then, x->few, h->named->register_id, h->named->household_id,
                       x->batch->arena, ret, e);
    *ret_found = rc > 0;
    return rc;
}

/* A determination that would differ. now: NULL = the household isn't there. */
static int add_row(struct retroactive *x, struct looked_at *h, const struct household_facts *now,
                   const struct decision *d, struct err *e)
{
    const struct catalogue *c = reg_catalogue(x->r);
    const struct stored *past = &h->past.at[h->next];
    struct made *run = &x->runs.at[past->run];
    struct arena *a = x->group_arena;
    struct household_facts then;
    bool there;
    int rc = facts_then(x, run, h, &then, &there, e);
    if (rc < 0 || (!there && !now))
        return rc;
    struct str division = d ? d->division : then.facts[c->known.division].s;
    if (!told(x, past->as_of, division))
        return 0;
    struct retroactive_row row = {
        .register_id = h->named->register_id,
        .household_id = h->named->household_id,
        .run_id = run->run_id,
        .household_no = str_dup(a, now ? now->household_no : then.household_no),
        .division = str_dup(a, division),
        .as_of = past->as_of,
        .category_then = past->category,
        .standing_then = past->standing,
        .amount_then = past->amount,
        .open = true,
    };
    if (d) {
        row.category_now = str_dup(a, d->category);
        row.standing_now = d->standing;
        row.amount_now = d->monthly_amount;
        row.open = d->standing != STANDING_OUT && !standing_covers(d->standing);
        row.undecided_because = str_dup(a, d->undecided_because);
        row.failed_because = str_dup(a, d->failed_because);
    }
    rc = retroactive_because(c, there ? &then : NULL, now, h->differs, a, &row.because, e);
    if (rc < 0)
        return rc;
    return vec_push(a, &h->rows, row) && !arena_failed(a) ? 0 : err_nomem(e);
}

static bool same_maybe(struct maybe a, struct maybe b)
{
    return a.known == b.known && (!a.known || a.value == b.value);
}

/* What was decided again, against what was committed; goes on to the next determination. */
static int compare(struct retroactive *x, struct looked_at *h, const struct household_facts *now,
                   const struct decision *d, struct err *e)
{
    const struct stored *past = &h->past.at[h->next];
    struct arena *a = x->group_arena;
    bool same = str_eq(d->category, past->category) && d->standing == past->standing &&
                same_maybe(d->monthly_amount, past->amount);
    if (same)
        h->same += told(x, past->as_of, d->division);
    int rc = same ? 0 : add_row(x, h, now, d, e);
    h->before = true;
    h->differs = !previous_same(&d->carried, &past->carried);
    h->stands = d->carried;
    h->stands.category = str_dup(a, d->carried.category);
    h->stands.measures = str_dup(a, d->carried.measures);
    h->next++;
    return rc < 0 ? rc : arena_failed(a) ? err_nomem(e) : 0;
}

static int decide_batch(struct retroactive *x, struct decider *d, struct err *e)
{
    struct batch *b = x->batch;
    int rc = 0;
    decider_decide(d, b);
    for (size_t i = 0; i < b->n_decided && rc >= 0; i++)
        rc = compare(x, x->of[i], &b->households[i], &b->decisions[i], e);
    if (rc >= 0 && b->n_decided < b->n) {
        if (e)
            *e = b->error;
        rc = b->error.code;
    }
    batch_clear(b);
    return rc;
}

/* One household more with its facts as known now, and with what would have stood before. */
static int add_household(struct retroactive *x, struct looked_at *h, struct scan *now,
                         struct err *e)
{
    struct batch *b = x->batch;
    struct household_facts *f = &b->households[b->n];
    int rc = scan_find(now, x->few, h->named->register_id, h->named->household_id, b->arena, f, e);
    if (rc < 0)
        return rc;
    if (rc == 0) {
        /* the next determination finds what stood before this one */
        rc = add_row(x, h, NULL, NULL, e);
        h->differs = !h->before || !previous_same(&h->stands, &h->past.at[h->next].carried);
        h->next++;
        return rc;
    }
    f->previous = previous_of(reg_catalogue(x->r), f, h->before ? &h->stands : NULL);
    x->of[b->n] = h;
    b->n_households = ++b->n;
    return rc;
}

static int decide_run(struct retroactive *x, size_t run, struct err *e)
{
    struct made *m = &x->runs.at[run];
    struct decider *d = NULL;
    int rc = 0;
    for (size_t i = 0; i < x->n_group && rc >= 0; i++) {
        struct looked_at *h = &x->group[i];
        if (h->next == h->past.n || h->past.at[h->next].run != run)
            continue;
        if (!m->now)
            rc = scan_open(x->r, x->actor, (struct str){0}, m->as_of, x->seq, &m->now, e);
        if (rc >= 0 && !d)
            rc = decider_new(m->rules->pack, m->rules->plan, &m->rules->dates, m->as_of, &d, e);
        if (rc >= 0 && !batch_open(x->batch))
            rc = decide_batch(x, d, e);
        if (rc >= 0)
            rc = add_household(x, h, m->now, e);
    }
    if (rc >= 0 && x->batch->n)
        rc = decide_batch(x, d, e);
    batch_clear(x->batch);
    decider_free(d);
    return rc;
}

static int sums_too_large(struct err *e)
{
    return err_set(e, E_RANGE, "补发和追回的合计超出可表示的范围，请检查政策包的参数",
                   "the sums of arrears and recovery can't be represented; check the pack's "
                   "parameters");
}

static int count_row(struct retroactive *x, const struct retroactive_row *row, struct err *e)
{
    struct retroactive_result *s = &x->result;
    int64_t sum;
    s->determinations.looked_at++;
    ++*(row->open ? &s->determinations.open : &s->determinations.differ);
    if (!row->difference.known)
        return 0;
    int64_t *of = row->difference.value > 0 ? &s->arrears : &s->recovery;
    return __builtin_mul_overflow(row->difference.value, row->months, &sum) ||
                   __builtin_add_overflow(*of, sum, of)
               ? sums_too_large(e)
               : 0;
}

static int tell_household(struct retroactive *x, const struct looked_at *h, retroactive_fn *fn,
                          void *arg, struct err *e)
{
    struct retroactive_result *s = &x->result;
    bool open = false;
    size_t next = 0; /* of past: behind the row's */
    int rc = 0;
    s->determinations.looked_at += (int64_t)h->same;
    s->determinations.same += (int64_t)h->same;
    for (size_t i = 0; i < h->rows.n && rc >= 0; i++) {
        struct retroactive_row *row = &h->rows.at[i];
        open = open || row->open;
        while (next < h->past.n && h->past.at[next].as_of <= row->as_of)
            next++;
        retroactive_months(row, next < h->past.n ? h->past.at[next].as_of : DATE_NONE,
                           x->o->months_until);
        if ((rc = count_row(x, row, e)) >= 0 && fn)
            rc = fn(arg, row, e);
    }
    if (h->same || h->rows.n) {
        s->households.looked_at++;
        ++*(open ? &s->households.open : h->rows.n ? &s->households.differ : &s->households.same);
    }
    return rc;
}

static int look(struct retroactive *x, retroactive_fn *fn, void *arg, struct err *e)
{
    int64_t last, households;
    int rc = change_last(reg_db(x->r), &last, e);
    if (rc < 0)
        return rc;
    x->result.known_seq = x->seq = x->o->known_seq < last ? x->o->known_seq : last;
    if ((rc = load_runs(x, e)) < 0 || (rc = name_all(x, e)) < 0 ||
        (rc = db_query_int(reg_db(x->r), &households, NULL, e, "select count(*) from household",
                           "")) < 0)
        return rc;
    x->few = x->n_named < (uint64_t)households / FEW;
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("复核以前的认定", "past determinations", x->n_named);
    for (size_t at = 0; at < x->n_named && rc >= 0; at += x->n_group) {
        size_t rest = x->n_named - at;
        rc = load_group(x, at, rest < COLUMN_BATCH ? rest : COLUMN_BATCH, e);
        for (size_t run = 0; run < x->runs.n && rc >= 0; run++)
            rc = decide_run(x, run, e);
        for (size_t i = 0; i < x->n_group && rc >= 0; i++)
            rc = tell_household(x, &x->group[i], fn, arg, e);
        if (rc >= 0)
            rc = progress_tick(progress, at + x->n_group, e);
    }
    return rc;
}

int retroactive_run(struct reg *r, const struct actor *actor, const struct retroactive_options *o,
                    retroactive_fn *fn, void *arg, struct retroactive_result *ret, struct err *e)
{
    struct retroactive x = {.r = r, .actor = actor, .o = o};
    char prefix[13];
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_DETERMINE, e);
    if (rc < 0 || (rc = actor_require_fields(actor, FIELD_MONEY, e)) < 0 ||
        (rc = db_schema_check(reg_db(r), &determine_schema, e)) < 0 ||
        (rc = determine_division(r, o->division, o->months_until, prefix, e)) < 0)
        return rc;
    x.prefix = str_of(prefix);
    x.arena = arena_new(0);
    x.group_arena = arena_new(0);
    rc = x.arena && x.group_arena ? batch_new(&x.batch, e) : err_nomem(e);
    if (rc >= 0 && (rc = db_begin(reg_db(r), false, e)) >= 0) {
        rc = look(&x, fn, arg, e);
        db_rollback(reg_db(r));
    }
    retroactive_done(&x);
    if (rc < 0)
        return rc;
    *ret = x.result;
    return 0;
}
