#include "determine_check.h"

#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "db_check.h"
#include "lang.h"
#include "money.h"
#include "progress.h"
#include "store.h"

#include <stdlib.h>

/* A committed run as it says of itself, and as its rows add up. */
struct run_totals {
    int64_t run_id, as_of, known_seq, recorded_seq;
    int64_t households, decided, undecided, failed, bill;
    bool has_figures;
    bool replayable;
    struct {
        int64_t households, decided, undecided, failed, bill;
    } rows;
};

struct determine_check {
    struct reg *r;
    const struct actor *actor;
    int64_t last_seq, total, replay;
    struct arena *a;
    struct {
        struct run_totals *at; /* by run_id */
        size_t n, cap;
    } runs;
    struct checkup_kind *run, *determination, *again;
};

/* Columns of a determination, as the statement and the code name them. */
#define COLUMNS(X)                                                                                 \
    X(REGISTER, "d.register_id")                                                                   \
    X(HOUSEHOLD, "d.household_id")                                                                 \
    X(RUN, "d.run_id")                                                                             \
    X(AS_OF, "d.as_of")                                                                            \
    X(RECORDED, "d.recorded_seq")                                                                  \
    X(SUPERSEDED, "d.superseded_seq")                                                              \
    X(PEOPLE, "d.people")                                                                          \
    X(INCOME, "d.monthly_income")                                                                  \
    X(CATEGORY, "d.category")                                                                      \
    X(STANDING, "d.standing")                                                                      \
    X(AMOUNT, "d.monthly_amount")                                                                  \
    X(POINTS, "d.points")                                                                          \
    X(DEVELOPMENT, "d.development_target")                                                         \
    X(KEY, "d.key_target")                                                                         \
    X(MEASURES, "d.measures")                                                                      \
    X(GRACE, "d.grace_until")                                                                      \
    X(BECAUSE, "d.undecided_because")                                                              \
    X(ALSO, "d.also_missing")                                                                      \
    X(RULES, "d.rules")                                                                            \
    X(DIGEST, "d.digest")                                                                          \
    X(CARRIED_STANDING, "d.carried_standing")                                                      \
    X(CARRIED_CATEGORY, "d.carried_category")                                                      \
    X(CARRIED_AMOUNT, "d.carried_amount")                                                          \
    X(CARRIED_UNKNOWN, "d.carried_unknown")                                                        \
    X(CARRIED_GRACE, "d.carried_grace_until")                                                      \
    X(CARRIED_MEASURES, "d.carried_measures")                                                      \
    X(FACTS, "d.facts")                                                                            \
    X(DUE, "d.due")                                                                                \
    X(LINE, "d.line")                                                                              \
    X(TOPUP, "d.topup")                                                                            \
    X(YEARLY, "d.yearly_income")                                                                   \
    X(NUMBER, "h.household_no")

enum {
#define X(name, column) D_##name,
    COLUMNS(X)
#undef X
};
static const char determinations[] = "select "
#define X(name, column) column ","
    COLUMNS(X)
#undef X
        " 0 from determination d left join household h"
        " on h.register_id = d.register_id and h.household_id = d.household_id"
        " order by d.register_id, d.household_id, d.as_of, d.run_id";

static struct checkup_place place_of_run(int64_t run_id)
{
    return checkup_place("run %lld", (long long)run_id);
}

static struct checkup_place place_of(struct stmt *s)
{
    struct str number = stmt_text(s, D_NUMBER);
    if (number.len)
        return checkup_place("determination " STR_FMT " run %lld", STR_ARG(number),
                             (long long)stmt_int(s, D_RUN));
    return checkup_place("determination %lld/%lld run %lld", (long long)stmt_int(s, D_REGISTER),
                         (long long)stmt_int(s, D_HOUSEHOLD), (long long)stmt_int(s, D_RUN));
}

/* What was known lies before the commit, and the pack is the one that was in force then: replays
 * rely on both. */
static int check_pack(struct determine_check *x, struct run_totals *run, struct str hash,
                      struct err *e)
{
    const struct pack *pack;
    struct err what = {0};
    int rc = reg_pack(x->r, run->known_seq, &pack, &what);
    if (rc == E_NOMEM)
        return err_nomem(e);
    if (rc < 0 && rc != E_NOT_FOUND)
        return checkup_add(x->run, place_of_run(run->run_id).text, &what, e);
    run->replayable = rc >= 0 && str_eqz(hash, pack_hash(pack));
    if (run->replayable)
        return 0;
    return checkup_find(x->run, e, place_of_run(run->run_id).text,
                        "所用的政策包不是当时有效的版本，无法重算；请从备份核对",
                        "its pack is not the one in force then, so it can't be replayed; compare "
                        "with a backup");
}

static int check_run(struct determine_check *x, struct stmt *s, struct err *e)
{
    struct run_totals run = {
        .run_id = stmt_int(s, 0),
        .as_of = stmt_int(s, 1),
        .known_seq = stmt_int(s, 2),
        .recorded_seq = stmt_int(s, 3),
        .households = stmt_int(s, 5),
        .decided = stmt_int(s, 6),
        .undecided = stmt_int(s, 7),
        .failed = stmt_int(s, 8),
        .bill = stmt_int(s, 9),
        .has_figures = stmt_int(s, 10) == 1,
    };
    int rc = 0;
    x->run->examined++;
    if (run.known_seq < 0 || run.known_seq >= run.recorded_seq || run.recorded_seq > x->last_seq)
        rc = checkup_find(
            x->run, e, place_of_run(run.run_id).text,
            "提交的第 %lld 号变更不在变更日志中，或不晚于其所知的第 %lld 号；请从备份核对",
            "its change, number %lld, is not in the log or not later than number "
            "%lld, up to which it knew; compare with a backup",
            (long long)run.recorded_seq, (long long)run.known_seq);
    if (rc < 0 || (rc = check_pack(x, &run, stmt_text(s, 4), e)) < 0)
        return rc;
    return vec_push(x->a, &x->runs, run) ? 0 : err_nomem(e);
}

static int check_runs(struct determine_check *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select run_id, as_of, known_seq, recorded_seq, pack_hash, households,"
                        " decided, undecided, failed, bill, case when digest is null then 0 else 1"
                        " end from run order by run_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0)
        rc = check_run(x, s, e);
    return rc;
}

static struct run_totals *find_run(struct determine_check *x, int64_t run_id)
{
    size_t low = 0, high = x->runs.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x->runs.at[middle].run_id < run_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < x->runs.n && x->runs.at[low].run_id == run_id ? &x->runs.at[low] : NULL;
}

/* As figures_add counts. */
static void count(struct run_totals *run, struct stmt *s)
{
    enum standing standing = standing_parse(stmt_text(s, D_STANDING));
    run->rows.households++;
    if (standing == STANDING_FAILED)
        run->rows.failed++;
    else if (stmt_text(s, D_BECAUSE).len)
        run->rows.undecided++;
    else if (stmt_text(s, D_CATEGORY).len && !stmt_is_null(s, D_AMOUNT))
        run->rows.decided++;
    if ((standing == STANDING_IN_FORCE || standing == STANDING_GRACE ||
         standing == STANDING_HELD) &&
        __builtin_add_overflow(run->rows.bill, stmt_int(s, D_AMOUNT), &run->rows.bill))
        run->rows.bill = INT64_MAX;
}

static bool same_cell(struct stmt *s, int a, int b)
{
    return stmt_is_null(s, a) == stmt_is_null(s, b) && stmt_int(s, a) == stmt_int(s, b);
}

/* Does what is carried follow from the row itself? Of failed households it is what stood before. */
static bool carried_follows(struct stmt *s)
{
    enum standing carried = standing_parse(stmt_text(s, D_CARRIED_STANDING));
    bool amount = stmt_is_null(s, D_AMOUNT)
                      ? stmt_int(s, D_CARRIED_UNKNOWN) == 1
                      : stmt_int(s, D_CARRIED_UNKNOWN) == 0 &&
                            stmt_int(s, D_CARRIED_AMOUNT) == stmt_int(s, D_AMOUNT);
    bool rest = same_cell(s, D_GRACE, D_CARRIED_GRACE) &&
                str_eq(stmt_text(s, D_MEASURES), stmt_text(s, D_CARRIED_MEASURES));
    switch (standing_parse(stmt_text(s, D_STANDING))) {
    case STANDING_IN_FORCE:
    case STANDING_GRACE:
    case STANDING_OUT:
        return str_eq(stmt_text(s, D_STANDING), stmt_text(s, D_CARRIED_STANDING)) &&
               str_eq(stmt_text(s, D_CATEGORY), stmt_text(s, D_CARRIED_CATEGORY)) && amount && rest;
    case STANDING_HELD:
        return (carried == STANDING_IN_FORCE || carried == STANDING_GRACE) && amount && rest;
    case STANDING_UNDECIDED:
        return carried == STANDING_UNDECIDED;
    case STANDING_FAILED:
        return carried != STANDING_HELD && carried != STANDING_FAILED;
    default:
        return false;
    }
}

static int check_row(struct determine_check *x, struct stmt *s, struct err *e)
{
    struct checkup_kind *k = x->determination;
    struct run_totals *run = find_run(x, stmt_int(s, D_RUN));
    bool superseded = !stmt_is_null(s, D_SUPERSEDED);
    int rc = 0;
    if (!run)
        return checkup_find(k, e, place_of(s).text, "所属的认定批次不存在；请从备份核对",
                            "its run doesn't exist; compare with a backup");
    count(run, s);
    if (stmt_is_null(s, D_NUMBER))
        rc = checkup_find(k, e, place_of(s).text, "所属的户不存在；请从备份核对",
                          "its household doesn't exist; compare with a backup");
    if (rc >= 0 &&
        (stmt_int(s, D_AS_OF) != run->as_of || stmt_int(s, D_RECORDED) != run->recorded_seq))
        rc = checkup_find(k, e, place_of(s).text, "认定日或变更号与所属批次不符；请从备份核对",
                          "its date or its change is not that of its run; compare with a backup");
    if (rc >= 0 && superseded &&
        (stmt_int(s, D_SUPERSEDED) <= stmt_int(s, D_RECORDED) ||
         stmt_int(s, D_SUPERSEDED) > x->last_seq))
        rc = checkup_find(k, e, place_of(s).text,
                          "取代它的第 %lld 号变更不晚于它自己，或不在变更日志中；请从备份核对",
                          "the change that superseded it, number %lld, is not later than its own "
                          "or not in the log; compare with a backup",
                          (long long)stmt_int(s, D_SUPERSEDED));
    if (rc >= 0 && !carried_follows(s))
        rc = checkup_find(k, e, place_of(s).text, "留给下次认定的结果与本次结果不符；请从备份核对",
                          "what it carries to the next run doesn't follow from its result; compare "
                          "with a backup");
    if (rc >= 0 && !stmt_is_null(s, D_FACTS) && stmt_int(s, D_DUE) <= run->as_of)
        rc = checkup_find(k, e, place_of(s).text, "应重新认定的日期不晚于认定日；请从备份核对",
                          "the day on which it is due again is not later than its date; compare "
                          "with a backup");
    return rc;
}

/* The one before in the order of households and dates that stands. */
struct standing_row {
    int64_t register_id, household_id, as_of;
};

static int check_doubled(struct determine_check *x, struct stmt *s, struct standing_row *before,
                         struct err *e)
{
    struct standing_row now = {stmt_int(s, D_REGISTER), stmt_int(s, D_HOUSEHOLD),
                               stmt_int(s, D_AS_OF)};
    if (!stmt_is_null(s, D_SUPERSEDED))
        return 0;
    bool doubled = now.register_id == before->register_id &&
                   now.household_id == before->household_id && now.as_of == before->as_of;
    *before = now;
    if (!doubled)
        return 0;
    return checkup_find(x->determination, e, place_of(s).text,
                        "同一认定日有两个有效的认定；请从备份核对",
                        "a second determination of the same date that stands; compare with a "
                        "backup");
}

static bool same_number(struct stmt *s, int col, bool known, int64_t value)
{
    return stmt_is_null(s, col) ? !known : known && stmt_int(s, col) == value;
}

static bool same_maybe(struct stmt *s, int col, struct maybe m)
{
    return same_number(s, col, m.known, m.value);
}

static bool same_outcome(const struct decision *d, struct stmt *s)
{
    return stmt_int(s, D_PEOPLE) == (int64_t)d->people &&
           same_maybe(s, D_INCOME, d->monthly_income) &&
           str_eq(stmt_text(s, D_CATEGORY), d->category) &&
           str_eqz(stmt_text(s, D_STANDING), standing_code(d->standing)) &&
           same_maybe(s, D_AMOUNT, d->monthly_amount) && same_maybe(s, D_POINTS, d->points) &&
           same_maybe(s, D_DEVELOPMENT, d->development_target) &&
           same_maybe(s, D_KEY, d->key_target) && str_eq(stmt_text(s, D_MEASURES), d->measures) &&
           same_number(s, D_GRACE, d->grace_until != DATE_NONE, d->grace_until) &&
           str_eq(stmt_text(s, D_BECAUSE), d->undecided_because) &&
           str_eq(stmt_text(s, D_ALSO), d->also_missing) &&
           str_eq(stmt_text(s, D_RULES), d->rules) &&
           (stmt_is_null(s, D_FACTS) ||
            (same_maybe(s, D_LINE, d->line) && same_maybe(s, D_TOPUP, d->topup) &&
             same_maybe(s, D_YEARLY, d->income_with_pension)));
}

/* Decides a household again at what was known then. */
static int replay_row(struct determine_check *x, struct stmt *s, struct err *e)
{
    _cleanup_(replay_freep) struct replay *p = NULL;
    const struct run_totals *run = find_run(x, stmt_int(s, D_RUN));
    struct err what = {0};
    if (!run || !run->replayable || stmt_is_null(s, D_NUMBER))
        return 0; /* told already */
    x->again->examined++;
    int rc = replay_open(x->r, x->actor, stmt_text(s, D_NUMBER), (int32_t)stmt_int(s, D_AS_OF),
                         run->known_seq, &p, &what);
    if (rc == E_NOMEM)
        return err_nomem(e);
    if (rc < 0)
        return checkup_add(x->again, place_of(s).text, &what, e);
    const struct decision *d = replay_decision(p);
    struct stored_digest digest = {!stmt_is_null(s, D_FACTS), (uint64_t)stmt_int(s, D_FACTS),
                                   (uint64_t)stmt_int(s, D_DIGEST)};
    if (!replay_agrees(p, digest))
        return checkup_find(x->again, e, place_of(s).text,
                            "重算所用的事实与提交时不一致；请从备份核对，不要据此答复",
                            "the facts that it was decided on are no longer the same; compare with "
                            "a backup, give no answers based on it");
    if (!same_outcome(d, s))
        return checkup_find(x->again, e, place_of(s).text,
                            "事实相同而重算的结果不同；请从备份核对，不要据此答复",
                            "the same facts give another result; compare with a backup, give no "
                            "answers based on it");
    return 0;
}

/* Row i of n is one of the m that are spread evenly over all. */
static bool sampled(int64_t i, int64_t n, int64_t m)
{
    return m >= n || (__int128)i * m / n != (__int128)(i + 1) * m / n;
}

static int check_determinations(struct determine_check *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(progress_freep) struct progress *progress =
        progress_new(x->determination->zh, x->determination->en, (uint64_t)x->total);
    struct standing_row before = {0};
    int rc = db_prepare(reg_db(x->r), determinations, &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        int64_t i = x->determination->examined++;
        rc = check_row(x, s, e);
        if (rc >= 0)
            rc = check_doubled(x, s, &before, e);
        if (rc >= 0 && x->again && sampled(i, x->total, x->replay))
            rc = replay_row(x, s, e);
        if (rc >= 0)
            rc = progress_tick(progress, (uint64_t)i + 1, e);
    }
    return rc;
}

static int find_bill(struct checkup_kind *k, const struct run_totals *run, struct err *e)
{
    char recorded[MONEY_TEXT], sum[MONEY_TEXT];
    money_format(run->bill, recorded);
    money_format(run->rows.bill, sum);
    return checkup_find(k, e, place_of_run(run->run_id).text,
                        "月支出记录为 %s 元，逐户合计为 %s 元；请从备份核对",
                        "its bill is %s yuan on record, its rows add up to %s; compare with a "
                        "backup",
                        recorded, sum);
}

/* What stands beside a sound run by place, for lists. */
static int check_figures(struct determine_check *x, const struct run_totals *run, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int64_t n[4] = {0}, bill = 0;
    int rc =
        db_prepare(reg_db(x->r),
                   "select counted, cast(sum(households) as bigint), "
                   "cast(sum(amount) as bigint) from run_figure where run_id = $1 group by counted",
                   &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, run->run_id);
    while ((rc = stmt_step(s, e)) > 0) {
        struct str counted = stmt_text(s, 0);
        n[0] += str_starts(counted, STR("category ")) ? stmt_int(s, 1) : 0;
        n[1] += str_eqz(counted, "decided") ? stmt_int(s, 1) : 0;
        n[2] += str_eqz(counted, "undecided") ? stmt_int(s, 1) : 0;
        n[3] += str_eqz(counted, "failed") ? stmt_int(s, 1) : 0;
        if (str_eqz(counted, "standing in_force") || str_eqz(counted, "standing grace") ||
            str_eqz(counted, "standing held"))
            bill += stmt_int(s, 2);
    }
    if (rc < 0 || (n[0] == run->households && n[1] == run->decided && n[2] == run->undecided &&
                   n[3] == run->failed && bill == run->bill))
        return rc;
    return checkup_find(
        x->run, e, place_of_run(run->run_id).text,
        "分区划的统计与逐户结果不符（%lld 户 = 已定 %lld + 未定 %lld + 失败 %lld）；"
        "请从备份核对",
        "its figures by place are not those of its rows (%lld households = %lld "
        "decided + %lld undecided + %lld failed); compare with a backup",
        (long long)n[0], (long long)n[1], (long long)n[2], (long long)n[3]);
}

static int check_totals(struct determine_check *x, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < x->runs.n; i++) {
        const struct run_totals *run = &x->runs.at[i];
        bool counts = run->households == run->rows.households &&
                      run->decided == run->rows.decided && run->undecided == run->rows.undecided &&
                      run->failed == run->rows.failed &&
                      run->households == run->decided + run->undecided + run->failed;
        bool bill = run->bill == run->rows.bill;
        if (!counts)
            rc = checkup_find(
                x->run, e, place_of_run(run->run_id).text,
                "不平衡：记录为 %lld 户 = 已定 %lld + 未定 %lld + 失败 %lld，逐户结果为 %lld 户 = "
                "%lld + %lld + %lld；请从备份核对",
                "doesn't balance: %lld households = %lld decided + %lld undecided + %lld failed on "
                "record, its rows are %lld = %lld + %lld + %lld; compare with a backup",
                (long long)run->households, (long long)run->decided, (long long)run->undecided,
                (long long)run->failed, (long long)run->rows.households,
                (long long)run->rows.decided, (long long)run->rows.undecided,
                (long long)run->rows.failed);
        if (rc >= 0 && !bill)
            rc = find_bill(x->run, run, e);
        if (rc >= 0 && counts && bill && run->has_figures)
            rc = check_figures(x, run, e);
    }
    return rc;
}

static int look(struct determine_check *x, int64_t replay, struct checkup *c, struct err *e)
{
    int rc = check_runs(x, e);
    x->determination = checkup_begin(c, "determinations", "认定结果", "determinations");
    if (replay) {
        x->replay = replay;
        x->again = checkup_begin(c, "replay", "抽样重算", "replay");
    }
    if ((rc = db_check_end(reg_db(x->r), x->run, rc, e)) < 0 ||
        (rc = db_check_end(reg_db(x->r), x->determination, check_determinations(x, e), e)) < 0)
        return rc;
    return check_totals(x, e);
}

int determine_check(struct reg *r, const struct actor *actor, int64_t replay, struct checkup *c,
                    struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct determine_check x = {.r = r, .actor = actor, .a = a};
    int rc = actor_require(actor, RIGHT_VIEW | (replay ? RIGHT_DETERMINE : 0), e);
    if (rc < 0)
        return rc;
    if (actor->scope[0])
        return err_set(e, E_DENIED, "%s 只管辖 %s，检查登记库需要全部范围",
                       "the scope of %s is %s; checking a register takes all of it", actor->name,
                       actor->scope);
    if (!a)
        return err_nomem(e);
    bool usable;
    rc = schema_part_check(reg_db(r), &determine_schema, c, &usable, e);
    if (rc < 0 || !usable)
        return rc;
    x.run = checkup_begin(c, "runs", "认定批次", "runs");
    if ((rc = change_last(reg_db(r), &x.last_seq, e)) < 0 ||
        (rc = db_query_int(reg_db(r), &x.total, NULL, e, "select count(*) from determination",
                           "")) < 0)
        return rc;
    return look(&x, replay, c, e);
}
