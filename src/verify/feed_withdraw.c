/* Deliveries as people see them, and taking one back. */
#include "change.h"
#include "cleanup.h"
#include "date.h"
#include "feed_facts_private.h"
#include "feed_import.h"
#include "scan.h"

#define COLUMNS                                                                                    \
    "select d.delivery_id, d.seq, f.withdrawn_seq, c.at, f.feed, f.division, d.file_name,"         \
    " f.feeds_hash, d.received, f.reference, f.rows, f.rejected, f.matched, f.candidates,"         \
    " f.outside, f.others, c.actor from feed_delivery f join delivery d on d.delivery_id = "       \
    "f.delivery_id"                                                                                \
    " join change c on c.seq = d.seq where "

static bool overlap(struct str a, struct str b)
{
    return str_starts(a, b) || str_starts(b, a);
}

/* Totals of what reaches beyond the actor's scope are none of the actor's business. */
static struct feed_delivery read_delivery(struct reg *r, const struct actor *actor, struct stmt *s,
                                          int64_t seq, struct arena *a)
{
    int64_t withdrawn = stmt_int(s, 2);
    struct str feed = str_dup(a, stmt_text(s, 4));
    const char *label = source_label(r, source_id(r, feed));
    struct feed_delivery d = {
        .delivery = stmt_int(s, 0),
        .seq = stmt_int(s, 1),
        .withdrawn_seq = withdrawn <= seq ? withdrawn : 0,
        .at = stmt_int(s, 3),
        .feed = feed,
        .label = label ? str_dup(a, str_of(label)) : feed,
        .division = str_dup(a, stmt_text(s, 5)),
        .files = str_dup(a, stmt_text(s, 6)),
        .feeds_hash = str_dup(a, stmt_text(s, 7)),
        .actor = str_dup(a, stmt_text(s, 16)),
        .received = (int32_t)stmt_int(s, 8),
        .reference = (int32_t)stmt_int(s, 9),
        .whole = str_starts(delivery_prefix(stmt_text(s, 5)), str_of(actor->scope)),
    };
    if (d.whole)
        d.counts = (struct feed_import_result){.rows = (uint64_t)stmt_int(s, 10),
                                               .rejected = (uint64_t)stmt_int(s, 11),
                                               .matched = (uint64_t)stmt_int(s, 12),
                                               .candidates = (uint64_t)stmt_int(s, 13),
                                               .outside = (uint64_t)stmt_int(s, 14),
                                               .others = (uint64_t)stmt_int(s, 15)};
    d.counts.delivery = d.delivery;
    d.counts.reference = d.reference;
    return d;
}

int feed_deliveries(struct reg *r, const struct actor *actor, const struct feed_delivery_filter *f,
                    struct arena *a, struct feed_deliveries *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct feed_deliveries list = {0};
    struct scan_range range; /* only looked at: codes that are none, or out of scope */
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = scan_range(actor, f->division, &range, e)) < 0 ||
        (rc = db_prepare(reg_db(r),
                         COLUMNS "d.seq <= $1 and (f.feed = $2 or $2 = '')"
                                 " and (f.delivery_id < $3 or $3 = 0)"
                                 " and ($4 = 0 or f.withdrawn_seq is null or f.withdrawn_seq > $1)"
                                 " order by d.delivery_id desc",
                         &s, e)) < 0)
        return rc;
    stmt_bind_int(s, 1, f->seq);
    stmt_bind_text(s, 2, f->feed);
    stmt_bind_int(s, 3, f->before);
    stmt_bind_int(s, 4, f->in_force);
    while ((!f->most || list.n < f->most) && (rc = stmt_step(s, e)) > 0) {
        struct str covered = delivery_prefix(stmt_text(s, 5));
        if (!overlap(covered, delivery_prefix(f->division)) ||
            !overlap(covered, str_of(actor->scope)))
            continue;
        struct feed_delivery d = read_delivery(r, actor, s, f->seq, a);
        if (arena_failed(a) || !vec_push(a, &list, d))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    *ret = list;
    return 0;
}

static int find_delivery(struct reg *r, const struct actor *actor, int64_t delivery, int64_t seq,
                         struct arena *a, struct feed_delivery *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(r), COLUMNS "f.delivery_id = $1 and d.seq <= $2", &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(s, 1, delivery);
    stmt_bind_int(s, 2, seq);
    rc = stmt_step(s, e);
    if (rc < 0)
        return rc;
    if (rc == 0 || !overlap(delivery_prefix(stmt_text(s, 5)), str_of(actor->scope)))
        return err_set(e, E_NOT_FOUND, "没有第 %lld 批；heyi verify deliveries 列出各批",
                       "there is no delivery %lld; heyi verify deliveries lists them",
                       (long long)delivery);
    *ret = read_delivery(r, actor, s, seq, a);
    return arena_failed(a) ? err_nomem(e) : 0;
}

/* Rows that came of people in the actor's scope, and how many people; rows that somebody decided
 * since to be hers, and whether she had none before; rows that may be theirs. */
static const char *const scope_sql[] = {
    "select coalesce(sum(rows), 0), coalesce(sum(people), 0) from feed_place"
    " where delivery_id = $1 and division >= $2 and division < $3 and $4 = $4",
    "select coalesce(sum(x.n), 0), count(*) - coalesce(sum(x.had), 0) from (select count(*) as n,"
    " max(case when exists (select 1 from feed_row o join delivery d"
    " on d.delivery_id = o.delivery_id where o.register_id = f.register_id"
    " and o.person_id = f.person_id and o.delivery_id = f.delivery_id and o.recorded_seq = d.seq)"
    " then 1 else 0 end) as had"
    " from feed_candidate c cross join feed_row f cross join person_now p"
    " cross join household_now n where c.delivery_id = $1 and f.register_id = c.register_id"
    " and f.person_id = c.person_id and f.delivery_id = c.delivery_id and f.row = c.row"
    " and f.recorded_seq <= $4 and (f.superseded_seq is null or f.superseded_seq > $4)"
    " and p.register_id = c.register_id and p.person_id = c.person_id"
    " and n.register_id = p.register_id and n.household_id = p.household_id"
    " and n.division >= $2 and n.division < $3 group by f.register_id, f.person_id) x",
    "select count(distinct c.row), 0 from feed_candidate c cross join person_now p"
    " cross join household_now n where c.delivery_id = $1"
    " and (c.decided_seq is null or c.decided_seq > $4)"
    " and p.register_id = c.register_id and p.person_id = c.person_id"
    " and n.register_id = p.register_id and n.household_id = p.household_id"
    " and n.division >= $2 and n.division < $3",
};

static int count_of_scope(struct reg *r, const struct actor *actor, int64_t seq,
                          struct feed_delivery *d, struct err *e)
{
    char low[ACTOR_SCOPE_BYTES], high[ACTOR_SCOPE_BYTES];
    int64_t n[ARRAY_LEN(scope_sql)][2];
    actor_scope_range(actor, low, high);
    for (size_t i = 0; i < ARRAY_LEN(scope_sql); i++) {
        _cleanup_(stmt_donep) struct stmt *s = NULL;
        int rc = db_prepare(reg_db(r), scope_sql[i], &s, e);
        if (rc < 0)
            return rc;
        stmt_bind_int(s, 1, d->delivery);
        stmt_bind_text(s, 2, str_of(low));
        stmt_bind_text(s, 3, str_of(high));
        stmt_bind_int(s, 4, seq);
        if ((rc = stmt_step(s, e)) < 0)
            return rc;
        n[i][0] = stmt_int(s, 0);
        n[i][1] = stmt_int(s, 1);
    }
    d->counts.matched = (uint64_t)(n[0][0] + n[1][0]);
    d->counts.people = (uint64_t)(n[0][1] + n[1][1]);
    d->counts.candidates = (uint64_t)n[2][0];
    return 0;
}

int feed_delivery_get(struct reg *r, const struct actor *actor, int64_t delivery, int64_t seq,
                      struct arena *a, struct feed_delivery *ret, struct err *e)
{
    struct feed_delivery d;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc < 0 || (rc = find_delivery(r, actor, delivery, seq, a, &d, e)) < 0 ||
        (!d.whole && (rc = count_of_scope(r, actor, seq, &d, e)) < 0))
        return rc;
    *ret = d;
    return 0;
}

int feed_update_delivered(struct reg *r, struct str feed, struct str hash, struct str division,
                          int64_t register_id, int64_t household_id, int64_t seq,
                          uint64_t *ret_changed, struct err *e)
{
    _cleanup_(feeds_freep) struct feeds *now = NULL, *then = NULL;
    int rc = feeds_in_force(r, INT64_MAX, &now, e);
    if (rc < 0)
        return rc;
    const struct feed *f = feeds_find(now, feed);
    if (!f) { /* no longer defined */
        if ((rc = feeds_by_hash(r, hash, &then, e)) < 0)
            return rc;
        f = feeds_find(then, feed);
    }
    if (!f)
        return err_set(e, E_CORRUPT, "定义中没有数据源 " STR_FMT "，请运行 heyi check",
                       "the definitions lack the feed " STR_FMT "; run heyi check", STR_ARG(feed));
    return household_id
               ? feed_facts_update_one(r, now, f, register_id, household_id, seq, ret_changed, e)
               : feed_facts_update(r, now, f, division, seq, ret_changed, e);
}

struct withdrawal {
    struct reg *r;
    const struct actor *actor;
    int64_t delivery;
    const char *reason;
    uint64_t changed;
};

static int withdraw(struct db *db, void *arg, struct err *e)
{
    struct withdrawal *x = arg;
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct feed_delivery d;
    int64_t seq;
    int rc = a ? find_delivery(x->r, x->actor, x->delivery, INT64_MAX, a, &d, e) : err_nomem(e);
    if (rc < 0 || (rc = actor_require_scope(x->actor, d.division, e)) < 0)
        return rc;
    if (d.withdrawn_seq)
        return err_set(e, E_CONFLICT, "第 %lld 批已经撤回", "delivery %lld is withdrawn already",
                       (long long)x->delivery);
    if ((rc = change_begin(db, x->actor, "withdraw feed", x->reason, &seq, e)) < 0 ||
        (rc = db_run(db, e, "update feed_delivery set withdrawn_seq = $1 where delivery_id = $2",
                     "ii", seq, x->delivery)) < 0)
        return rc;
    return feed_update_delivered(x->r, d.feed, d.feeds_hash, d.division, 0, 0, seq, &x->changed, e);
}

int feed_reason(struct str reason, struct strbuf *out, struct err *e)
{
    strbuf_adds(out, str_trim(reason));
    if (out->failed)
        return err_nomem(e);
    return out->len ? 0 : err_set(e, E_INVALID, "请写明理由（--why）", "give the reason (--why)");
}

int feed_withdraw(struct reg *r, const struct actor *actor, int64_t delivery, struct str reason,
                  uint64_t *ret_changed, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf why = {0};
    struct withdrawal x = {.r = r, .actor = actor, .delivery = delivery};
    int rc = actor_require(actor, RIGHT_IMPORT, e);
    if (rc < 0 || (rc = feed_reason(reason, &why, e)) < 0)
        return rc;
    x.reason = strbuf_z(&why);
    if ((rc = db_transact(reg_db(r), true, withdraw, &x, e)) < 0)
        return rc;
    *ret_changed = x.changed;
    return 0;
}
