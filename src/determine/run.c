/* A run over a division: scan, decide, count, balance, commit. */

#include "batch.h"
#include "compose.h"
#include "kept.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "map.h"
#include "progress.h"
#include "threads.h"

#include <stdlib.h>

/* One thread reads and writes: more than this many have nothing to do. */
#define MOST_THREADS 8

struct income_target {
    const struct decimal *ratio, *mean; /* NULL = none known */
};

struct run {
    struct reg *r;
    const struct actor *actor;
    const struct determine_options *o;
    struct str prefix; /* of the division */
    const struct pack *pack;
    int64_t known_seq;
    struct scan *scan;
    struct history *history;
    struct plan_date_use dates;
    struct kept *kept; /* NULL: everything is decided */
    int64_t again[N_AGAIN];
    struct figures *figures;
    struct run_writer *writer; /* NULL unless committing, or keeping a trial */
    struct outcome_digest *digest;
    struct err failure; /* of the first household that failed */
    struct arena *arena;
    struct strbuf place;
    struct map *places; /* division \n residence → index of targets */
    struct {
        struct income_target *at;
        size_t n, cap;
    } targets;
    const struct pack_plan *plan; /* NULL: the interpreter alone */
    size_t n_threads;
    struct decider *deciders[MOST_THREADS]; /* by thread */
    struct pipeline *pipeline;
    struct batch *batches[2 * MOST_THREADS]; /* all there are */
    size_t n_batches;
};

static void run_done(struct run *x)
{
    pipeline_free(x->pipeline);
    for (size_t i = 0; i < x->n_threads; i++)
        decider_free(x->deciders[i]);
    for (size_t i = 0; i < x->n_batches; i++)
        batch_free(x->batches[i]);
    pack_plan_free(x->plan);
    run_writer_free(x->writer);
    outcome_digest_free(x->digest);
    history_close(x->history);
    kept_close(x->kept);
    scan_close(x->scan);
    figures_free(x->figures);
    map_free(x->places);
    strbuf_done(&x->place);
    arena_free(x->arena);
}

int determine_division(struct reg *r, struct str asked, int32_t as_of, char ret[13], struct err *e)
{
    char code[13];
    if (asked.len == 0) {
        ret[0] = '\0';
        return 0;
    }
    bool digits = asked.len <= 12;
    for (size_t i = 0; i < asked.len; i++)
        digits = digits && asked.data[i] >= '0' && asked.data[i] <= '9';
    if (!digits)
        return err_set(e, E_USAGE, "区划代码 " STR_FMT " 不正确，应为至多 12 位数字",
                       "division " STR_FMT " is no code: up to 12 digits", STR_ARG(asked));
    memset(code, '0', 12);
    code[12] = '\0';
    memcpy(code, asked.data, asked.len);
    struct division d;
    int rc = reg_division(r, str_of(code), as_of, &d, e);
    if (rc < 0)
        return rc;
    snprintf(ret, 13, STR_FMT, STR_ARG(division_prefix(str_of(code))));
    return 0;
}

static int later_commit(const struct household_facts *h, const struct past *past,
                        const struct determine_options *o, struct err *e)
{
    char later[DATE_TEXT], asked[DATE_TEXT];
    date_format(past->later_as_of, later);
    date_format(o->as_of, asked);
    return err_set(e, E_CONFLICT,
                   "户 " STR_FMT
                   " 已有 %s 的认定，不能再提交 %s 的认定；确要以新结果取代，请加 --supersede",
                   "household " STR_FMT " is already decided as of %s, %s can't be committed: to "
                   "replace what is there add --supersede",
                   STR_ARG(h->household_no), later, asked);
}

static const struct decimal *parameter_value(const struct run *x, const char *name,
                                             const struct decision *d)
{
    const struct parameter *p =
        parameter_find(x->pack, name, d->division, d->residence, x->o->as_of);
    return p ? &p->value : NULL;
}

/* The parameters of CS51-3.1d at the household's place. NULL: memory is exhausted. */
static const struct income_target *income_target(struct run *x, const struct decision *d)
{
    uint64_t at;
    strbuf_clear(&x->place);
    strbuf_adds(&x->place, d->division);
    strbuf_addc(&x->place, '\n');
    strbuf_adds(&x->place, d->residence);
    if (x->place.failed)
        return NULL;
    if (!map_get(x->places, strbuf_str(&x->place), &at)) {
        struct income_target t = {parameter_value(x, "income_share_ratio", d),
                                  parameter_value(x, "local_mean_income", d)};
        at = x->targets.n;
        if (!vec_push(x->arena, &x->targets, t) ||
            map_put(x->places, strbuf_str(&x->place), at) < 0)
            return NULL;
    }
    return &x->targets.at[at];
}

/* A household that was in force before and isn't there any more. */
static int count_gone(struct run *x, const struct decision *d, struct err *e)
{
    struct past past;
    int64_t passed = 0;
    int rc = history_find(x->history, d->register_id, d->household_id, &past, &passed, e);
    if (rc >= 0)
        x->figures->gone += past_covers(&past);
    return rc;
}

/* The next row that is taken over, already in the batch, or the next household to decide again. */
static int read_kept(struct run *x, struct batch *b, struct household_facts *ret, struct err *e)
{
    struct decision *d = &b->decisions[b->n];
    enum again why;
    for (;;) {
        int rc = kept_next(x->kept, b->arena, d, &why, e);
        if (rc == KEPT_ROW) {
            b->kept[b->n] = true;
            b->later[b->n] = false;
            b->n++;
        }
        if (rc != KEPT_AGAIN)
            return rc;
        rc = scan_find(x->scan, kept_few(x->kept), d->register_id, d->household_id, b->arena, ret,
                       e);
        if (rc > 0)
            x->again[why]++;
        if (rc != 0)
            return rc < 0 ? rc : KEPT_AGAIN;
        if ((rc = count_gone(x, d, e)) < 0)
            return rc;
    }
}

/* One household more, with what stood before. Positive, 0 = there is none. */
static int read_household(struct run *x, struct batch *b, struct err *e)
{
    struct household_facts *h = &b->households[b->n_households];
    struct past past;
    int64_t *gone = &x->figures->gone, passed = 0;
    int rc = x->kept ? read_kept(x, b, h, e) : scan_next_in(x->scan, b->arena, h, e);
    if (rc <= 0 || (x->kept && rc == KEPT_ROW))
        return rc;
    rc = history_find(x->history, h->register_id, h->household_id, &past, x->kept ? &passed : gone,
                      e);
    if (rc < 0)
        return rc;
    if (past.later && x->o->commit && !x->o->supersede)
        return later_commit(h, &past, x->o, e);
    past.previous.category = str_dup(b->arena, past.previous.category);
    past.previous.measures = str_dup(b->arena, past.previous.measures);
    if (arena_failed(b->arena))
        return err_nomem(e);
    h->previous = previous_of(reg_catalogue(x->r), h, past.found ? &past.previous : NULL);
    b->later[b->n] = past.later;
    b->year[b->n].known = past.year_known;
    b->year[b->n].target = past.year_target;
    b->kept[b->n] = false;
    b->n++;
    b->n_households++;
    return 1;
}

/* Counts and writes one decision. */
static int add_decision(struct run *x, struct batch *b, size_t i, struct err *e)
{
    const struct decision *d = &b->decisions[i];
    const struct income_target none = {0}, *t = d->year_target ? income_target(x, d) : &none;
    int rc = t ? figures_add(x->figures, d, d->year_target, t->ratio, t->mean) : E_NOMEM;
    if (rc == E_RANGE)
        return err_set(e, E_RANGE, "户 " STR_FMT "：金额合计超出可表示的范围，请检查政策包的参数",
                       "household " STR_FMT ": the sum of the amounts can't be represented; check "
                       "the pack's parameters",
                       STR_ARG(d->household_no));
    if (rc < 0)
        return err_nomem(e);
    if (d->failed_because.len && !x->failure.code)
        err_set(&x->failure, E_INVALID,
                "没有一户能够认定，未提交；请检查政策包。户 " STR_FMT "：" STR_FMT,
                "no household could be decided and nothing was committed; check the policy pack. "
                "Household " STR_FMT ": " STR_FMT,
                STR_ARG(d->household_no), STR_ARG(d->failed_text));
    outcome_digest_add(x->digest, d);
    return 0;
}

static int write_batch(struct run *x, struct batch *b, decision_fn *fn, void *arg, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; i < b->n_decided && rc >= 0; i++)
        rc = add_decision(x, b, i, e);
    if (rc >= 0 && x->writer)
        rc = run_writer_add(x->writer, b->decisions, x->o->commit ? b->later : NULL, b->n_decided,
                            e);
    for (size_t i = 0; i < b->n_decided && rc >= 0 && fn; i++)
        rc = fn(arg, &b->decisions[i], e);
    if (rc >= 0 && b->n_decided < b->n) {
        if (e)
            *e = b->error;
        rc = b->error.code;
    }
    return rc;
}

static void decide_piece(void *arg, size_t thread, void *piece)
{
    struct run *x = arg;
    decider_decide(x->deciders[thread], piece);
}

static int prepare_threads(struct run *x, struct err *e)
{
    x->n_threads = threads_count(MOST_THREADS);
    int rc = pack_plan_wanted() ? pack_plan_new(x->pack, &x->plan, e) : 0;
    for (size_t i = 0; i < x->n_threads && rc >= 0; i++)
        rc = decider_new(x->pack, x->plan, &x->dates, x->o->as_of, &x->deciders[i], e);
    if (rc >= 0)
        rc = pipeline_new(x->n_threads, decide_piece, x, &x->pipeline, e);
    while (rc >= 0 && x->n_batches < pipeline_room(x->pipeline))
        if ((rc = batch_new(&x->batches[x->n_batches], e)) >= 0)
            x->n_batches++;
    return rc;
}

/* The scan through the pipeline and out in its order. An error of reading waits until what was read
 * before is written, so that the first household's error is told, whatever the threads do. */
static int decide_all(struct run *x, decision_fn *fn, void *arg, struct err *e)
{
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("认定", "determine", (uint64_t)x->figures->expected);
    struct batch *next = x->batches[0];
    struct err unread = {0};
    int reading = 1;
    size_t used = 1;
    uint64_t done = 0;
    for (;;) {
        if (reading > 0 && next) {
            batch_clear(next);
            while (reading > 0 && batch_open(next))
                reading = read_household(x, next, &unread);
            pipeline_put(x->pipeline, next);
            next = used < x->n_batches ? x->batches[used++] : NULL;
            continue;
        }
        next = pipeline_take(x->pipeline);
        if (!next)
            break;
        int rc = write_batch(x, next, fn, arg, e);
        if (rc < 0 || (rc = progress_tick(progress, done += next->n, e)) < 0)
            return rc;
    }
    if (reading < 0 && e)
        *e = unread;
    return reading;
}

static int unbalanced(const struct figures *f, struct err *e)
{
    return err_set(
        e, E_CONFLICT,
        "本次认定不平衡，不能提交：应有 %lld 户，实有 %lld 户 = 已定 %lld + 未定 %lld + 失败 %lld",
        "the run does not balance and can't be committed: %lld households expected, "
        "%lld found = %lld decided + %lld undecided + %lld failed",
        (long long)f->expected, (long long)f->households, (long long)f->decided,
        (long long)f->undecided, (long long)f->failed);
}

/* What there is to decide, counted; and what stands. */
static int open_streams(struct run *x, struct determine_result *ret, struct err *e)
{
    const struct determine_options *o = x->o;
    struct kept_options k = {x->actor, x->prefix, o->as_of, x->known_seq, x->pack, &x->dates};
    int rc = scan_open(x->r, x->actor, x->prefix, o->as_of, x->known_seq, &x->scan, e);
    if (rc < 0 || (rc = scan_count(x->scan, &x->figures->expected, e)) < 0 ||
        (rc = date_use_of(x->pack, &x->dates, e)) < 0)
        return rc;
    if (o->changed) {
        enum again all;
        rc = kept_open(x->r, &k, x->figures->expected, &x->kept, &all, &ret->base_as_of, e);
        if (rc < 0)
            return rc;
        if (!x->kept)
            x->again[all] = x->figures->expected;
        if (all == AGAIN_MODEL)
            ret->model = x->dates.why;
    }
    bool few = x->kept && kept_few(x->kept);
    return history_open(x->r, o->as_of, x->known_seq, few, &x->history, e);
}

/* Where rows go: into the register under a change, or into a trial's file. */
static int open_writer(struct run *x, struct err *e)
{
    const struct determine_options *o = x->o;
    struct db *db = reg_db(x->r);
    int64_t seq = x->known_seq;
    if (o->commit) {
        char date[DATE_TEXT], what[64];
        date_format(o->as_of, date);
        snprintf(what, sizeof what, "determine --as-of %s", date);
        int rc = change_begin(db, x->actor, what, "", &seq, e);
        if (rc < 0)
            return rc;
    }
    return !o->commit && !o->keep
               ? 0
               : run_writer_open(o->commit ? db : o->keep, seq, o->as_of, x->known_seq,
                                 pack_hash(x->pack), x->prefix, &x->writer, e);
}

static int may_commit(struct run *x, uint64_t digest, struct err *e)
{
    if (!figures_balance(x->figures))
        return unbalanced(x->figures, e);
    if (x->o->reviewed && digest != x->o->reviewed)
        return err_set(e, E_CONFLICT,
                       "登记库已有变动，现在的结果与审阅过的试算不同，未提交；请重新试算并审阅",
                       "the register has changed, and the outcome is no longer that of the trial "
                       "that was reviewed: nothing was committed; make a new trial and review it");
    /* it is the policy that fails, not the facts of some household */
    if (x->figures->failed && !x->figures->decided) {
        if (e)
            *e = x->failure;
        return x->failure.code;
    }
    return 0;
}

static int run_all(struct run *x, decision_fn *fn, void *arg, struct determine_result *ret,
                   struct err *e)
{
    const struct determine_options *o = x->o;
    struct db *db = reg_db(x->r);
    int rc = reg_pack(x->r, o->known_seq, &x->pack, e);
    if (rc < 0)
        return rc;
    int64_t last;
    rc = change_last(db, &last, e);
    if (rc < 0)
        return rc;
    x->known_seq = o->known_seq < last ? o->known_seq : last;
    if ((rc = open_streams(x, ret, e)) < 0 || (rc = prepare_threads(x, e)) < 0)
        return rc;
    if ((rc = open_writer(x, e)) < 0)
        return rc;
    if ((rc = decide_all(x, fn, arg, e)) < 0)
        return rc;
    /* what others' divisions hold is not gone */
    if (x->prefix.len) {
        x->figures->gone = 0;
    } else if (!x->kept) {
        rc = history_finish(x->history, &x->figures->gone, e);
        if (rc < 0)
            return rc;
    }
    ret->digest = outcome_digest_value(x->digest);
    if (o->commit && (rc = may_commit(x, ret->digest, e)) < 0)
        return rc;
    int64_t run_id = 0;
    if (x->writer && (rc = run_writer_finish(x->writer, x->figures, ret->digest, &run_id, e)) < 0)
        return rc;
    ret->run_id = o->commit ? run_id : 0;
    figures_sort(x->figures);
    ret->figures = take(x->figures);
    ret->known_seq = x->known_seq;
    snprintf(ret->division, sizeof ret->division, STR_FMT, STR_ARG(x->prefix));
    ret->pack_hash = pack_hash(x->pack);
    memcpy(ret->again, x->again, sizeof ret->again);
    return 0;
}

int determine_run(struct reg *r, const struct actor *actor, const struct determine_options *o,
                  decision_fn *fn, void *arg, struct determine_result *ret, struct err *e)
{
    struct run x = {.r = r, .actor = actor, .o = o};
    struct determine_result result = {0};
    char prefix[13];
    if (o->commit && o->known_seq != INT64_MAX)
        return err_set(e, E_INVALID, "--known-at 是回放，不能与 --commit 同用",
                       "--known-at replays the past and can't be combined with --commit");
    int rc = actor_require(actor, RIGHT_DETERMINE | (o->commit ? RIGHT_COMMIT : 0), e);
    if (rc < 0)
        return rc;
    if ((rc = db_schema_check(reg_db(r), &determine_schema, e)) < 0 ||
        (rc = determine_division(r, o->division, o->as_of, prefix, e)) < 0)
        return rc;
    /* a run is of what its actor can decide: so it says */
    if (!prefix[0])
        snprintf(prefix, sizeof prefix, "%s", actor->scope);
    x.prefix = str_of(prefix);
    x.figures = figures_new();
    x.arena = arena_new(0);
    x.places = map_new();
    x.digest = outcome_digest_new();
    if (!x.figures || !x.arena || !x.places || !x.digest) {
        run_done(&x);
        return err_nomem(e);
    }
    struct db *db = reg_db(r);
    rc = db_begin(db, o->commit, e);
    if (rc == 0 && o->keep)
        rc = db_begin(o->keep, true, e);
    if (rc == 0)
        rc = run_all(&x, fn, arg, &result, e);
    run_done(&x);
    if (o->keep && rc == 0)
        rc = db_commit(o->keep, e);
    else if (o->keep)
        db_rollback(o->keep);
    if (rc == 0 && o->commit)
        rc = db_commit(db, e);
    else
        db_rollback(db);
    if (rc < 0) {
        determine_result_done(&result);
        return rc;
    }
    *ret = result;
    return 0;
}

void determine_result_done(struct determine_result *res)
{
    figures_free(res->figures);
    res->figures = NULL;
}
