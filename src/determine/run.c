/* A run over a division: scan, decide, count, balance, commit. */

#include "compose.h"
#include "store.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "progress.h"

#include <stdlib.h>

struct run {
    struct reg *r;
    const struct actor *actor;
    const struct determine_options *o;
    struct str prefix; /* of the division */
    const struct pack *pack;
    int64_t known_seq;
    struct scan *scan;
    struct history *history;
    struct evaluator *evaluator;
    struct figures *figures;
    struct run_writer *writer; /* NULL unless committing */
    struct arena *arena;       /* one household */
    struct err failure;        /* of the first household that failed */
};

static void run_done(struct run *x)
{
    run_writer_free(x->writer);
    evaluator_free(x->evaluator);
    history_close(x->history);
    scan_close(x->scan);
    figures_free(x->figures);
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

/* The parameters of CS51-3.1d at the household's place. */
static void income_target(const struct run *x, const struct decision *d,
                          const struct decimal **ret_ratio, const struct decimal **ret_mean)
{
    const struct parameter *ratio =
        parameter_find(x->pack, "income_share_ratio", d->division, d->residence, x->o->as_of);
    const struct parameter *mean =
        parameter_find(x->pack, "local_mean_income", d->division, d->residence, x->o->as_of);
    *ret_ratio = ratio ? &ratio->value : NULL;
    *ret_mean = mean ? &mean->value : NULL;
}

static int decide(struct run *x, struct household_facts *h, decision_fn *fn, void *arg,
                  struct err *e)
{
    struct past past;
    arena_reset(x->arena);
    int rc = history_find(x->history, h->register_id, h->household_id, &past, &x->figures->gone, e);
    if (rc < 0)
        return rc;
    if (past.later && x->o->commit && !x->o->supersede)
        return later_commit(h, &past, x->o, e);
    const struct catalogue *c = reg_catalogue(x->r);
    h->previous = previous_of(c, h, past.found ? &past.previous : NULL);
    const struct outcome *outcome;
    rc = evaluate(x->evaluator, h, &outcome, e);
    if (rc < 0)
        return rc;
    struct decision d;
    rc = compose_decision(c, h, outcome, x->arena, &d, e);
    if (rc < 0)
        return rc;
    if (input_digest(c, h, x->o->as_of, pack_hash(x->pack), &d.digest) < 0)
        return err_nomem(e);
    bool target = past.year_known ? past.year_target
                                  : d.development_target.known && d.development_target.value;
    const struct decimal *ratio = NULL, *mean = NULL;
    if (target)
        income_target(x, &d, &ratio, &mean);
    rc = figures_add(x->figures, &d, target, ratio, mean);
    if (rc == E_RANGE)
        return err_set(e, E_RANGE, "户 " STR_FMT "：金额合计超出可表示的范围，请检查政策包的参数",
                       "household " STR_FMT ": the sum of the amounts can't be represented; check "
                       "the pack's parameters",
                       STR_ARG(h->household_no));
    if (rc < 0)
        return err_nomem(e);
    if (d.failed_because.len && !x->failure.code)
        err_set(&x->failure, E_INVALID,
                "没有一户能够认定，未提交；请检查政策包。户 " STR_FMT "：" STR_FMT,
                "no household could be decided and nothing was committed; check the policy pack. "
                "Household " STR_FMT ": " STR_FMT,
                STR_ARG(h->household_no), STR_ARG(d.failed_text));
    if (x->writer) {
        rc = run_writer_add(x->writer, &d, past.later, e);
        if (rc < 0)
            return rc;
    }
    return fn ? fn(arg, &d, e) : 0;
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
    if ((rc = scan_open(x->r, x->actor, x->prefix, o->as_of, x->known_seq, &x->scan, e)) < 0 ||
        (rc = scan_count(x->scan, &x->figures->expected, e)) < 0 ||
        (rc = history_open(x->r, o->as_of, x->known_seq, &x->history, e)) < 0 ||
        (rc = evaluator_new(x->pack, o->as_of, &x->evaluator, e)) < 0)
        return rc;
    if (o->commit) {
        int64_t seq;
        char date[DATE_TEXT], what[64];
        date_format(o->as_of, date);
        snprintf(what, sizeof what, "determine --as-of %s", date);
        rc = change_begin(db, x->actor, what, "", &seq, e);
        if (rc < 0)
            return rc;
        rc = run_writer_open(x->r, seq, o->as_of, x->known_seq, pack_hash(x->pack), x->prefix,
                             &x->writer, e);
        if (rc < 0)
            return rc;
    }
    _cleanup_(progress_freep) struct progress *progress =
        progress_new("determine", (uint64_t)x->figures->expected);
    struct household_facts h;
    uint64_t done = 0;
    while ((rc = scan_next(x->scan, &h, e)) == 1) {
        rc = decide(x, &h, fn, arg, e);
        if (rc < 0)
            return rc;
        progress_tick(progress, ++done);
    }
    if (rc < 0)
        return rc;
    /* what others' divisions hold is not gone */
    if (x->prefix.len == 0) {
        rc = history_finish(x->history, &x->figures->gone, e);
        if (rc < 0)
            return rc;
    } else {
        x->figures->gone = 0;
    }
    if (x->writer) {
        if (!figures_balance(x->figures))
            return unbalanced(x->figures, e);
        /* it is the policy that fails, not the facts of some household */
        if (x->figures->failed && !x->figures->decided) {
            if (e)
                *e = x->failure;
            return x->failure.code;
        }
        rc = run_writer_finish(x->writer, x->figures, &ret->run_id, e);
        if (rc < 0)
            return rc;
    }
    figures_sort(x->figures);
    ret->figures = take(x->figures);
    ret->known_seq = x->known_seq;
    snprintf(ret->division, sizeof ret->division, STR_FMT, STR_ARG(x->prefix));
    ret->pack_hash = pack_hash(x->pack);
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
    x.prefix = str_of(prefix);
    x.figures = figures_new();
    x.arena = arena_new(0);
    if (!x.figures || !x.arena) {
        run_done(&x);
        return err_nomem(e);
    }
    struct db *db = reg_db(r);
    rc = db_begin(db, o->commit, e);
    if (rc == 0)
        rc = run_all(&x, fn, arg, &result, e);
    run_done(&x);
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
