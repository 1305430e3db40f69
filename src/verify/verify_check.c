#include "verify_check.h"

#include "change.h"
#include "cleanup.h"
#include "db_check.h"
#include "feed_facts_private.h"
#include "lang.h"
#include "progress.h"
#include "verify.h"

#define SUBJECTS_CHECKED 5000 /* of a feed's facts */

struct verify_check {
    struct reg *r;
    int64_t last_seq;
    struct deliveries *deliveries;
    struct arena *a; /* of one row or subject */
};

static bool change_holds(const struct verify_check *x, int64_t seq)
{
    return seq >= 1 && seq <= x->last_seq;
}

static int find_change(struct checkup_kind *k, const char *place, int64_t seq, struct err *e)
{
    return checkup_find(k, e, place, "所属的第 %lld 号变更不在变更日志中，或先后颠倒；请从备份核对",
                        "its change, number %lld, is not in the log, or they are out of order; "
                        "compare with a backup",
                        (long long)seq);
}

/* Every version that was ever in force can be read, and is what its hash says. */
static int check_definitions(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select version, feeds_hash, recorded_seq from feed_version"
                        " order by version",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        _cleanup_(feeds_freep) struct feeds *f = NULL;
        struct checkup_place place = checkup_place("feed_version %lld", (long long)stmt_int(s, 0));
        struct err what = {0};
        k->examined++;
        if (!change_holds(x, stmt_int(s, 2)))
            rc = find_change(k, place.text, stmt_int(s, 2), e);
        if (rc < 0)
            break;
        rc = feeds_by_hash(x->r, stmt_text(s, 1), &f, &what);
        if (rc == E_NOMEM)
            return err_nomem(e);
        if (rc < 0)
            rc = checkup_add(k, place.text, &what, e);
    }
    return rc;
}

static int check_deliveries(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select f.delivery_id, d.seq, f.withdrawn_seq, d.source_id, f.feed"
                        " from feed_delivery f left join delivery d"
                        " on d.delivery_id = f.delivery_id order by f.delivery_id",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct checkup_place place = checkup_place("feed_delivery %lld", (long long)stmt_int(s, 0));
        int64_t seq = stmt_int(s, 1), withdrawn = stmt_int(s, 2);
        k->examined++;
        if (stmt_is_null(s, 1))
            rc = checkup_find(k, e, place.text, "导入文件中没有这一批；请从备份核对",
                              "there is no such delivery; compare with a backup");
        else if (withdrawn && (!change_holds(x, withdrawn) || withdrawn <= seq))
            rc = find_change(k, place.text, withdrawn, e);
        else if (stmt_int(s, 3) != source_id(x->r, stmt_text(s, 4)))
            rc = checkup_find(k, e, place.text, "这一批的来源不是 " STR_FMT "；请从备份核对",
                              "its source isn't " STR_FMT "; compare with a backup",
                              STR_ARG(stmt_text(s, 4)));
    }
    return rc;
}

/* Rows, candidates and notes share the head of their keys. */
static struct checkup_place place_of(const char *table, struct stmt *s)
{
    return checkup_place("%s %lld/%lld/%lld/%lld", table, (long long)stmt_int(s, 0),
                         (long long)stmt_int(s, 1), (long long)stmt_int(s, 2),
                         (long long)stmt_int(s, 3));
}

/* Columns behind the key: cells, recorded_seq, the later change (null = none), the person. */
static int check_kept(struct verify_check *x, struct checkup_kind *k, const char *table,
                      struct stmt *s, struct err *e)
{
    struct checkup_place place = place_of(table, s);
    const struct delivery *d = deliveries_find(x->deliveries, stmt_int(s, 2));
    int64_t recorded = stmt_int(s, 5), later = stmt_int(s, 6);
    struct fact *cells;
    struct err what = {0};
    int rc = 0;
    arena_reset(x->a);
    if (!d)
        rc = checkup_find(k, e, place.text, "所属的一批不存在；请从备份核对",
                          "its delivery doesn't exist; compare with a backup");
    else if (!change_holds(x, recorded) || recorded < d->seq)
        rc = find_change(k, place.text, recorded, e);
    else if (later && (!change_holds(x, later) || later <= recorded))
        rc = find_change(k, place.text, later, e);
    else if (!stmt_is_null(s, 4)) {
        rc = feed_cells_read(d->feed, stmt_text(s, 4), x->a, &cells, &what);
        if (rc == E_NOMEM)
            return err_nomem(e);
        if (rc < 0)
            rc = checkup_add(k, place.text, &what, e);
    }
    if (rc >= 0 && stmt_is_null(s, 7))
        rc = checkup_find(k, e, place.text, "所指的人员不存在；请从备份核对",
                          "the person it is about doesn't exist; compare with a backup");
    return rc;
}

#define OF_PERSON                                                                                  \
    " x left join person p on p.register_id = x.register_id and p.person_id = x.person_id"
#define BY_KEY " order by x.register_id, x.person_id, x.delivery_id, x.row"

static int check_rows(struct verify_check *x, struct checkup_kind *k, const char *table,
                      const char *sql, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    _cleanup_(progress_freep) struct progress *progress = progress_new(k->zh, k->en, 0);
    int rc = db_prepare(reg_db(x->r), sql, &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        rc = progress_tick(progress, (uint64_t)k->examined++, e);
        if (rc >= 0)
            rc = check_kept(x, k, table, s, e);
    }
    return rc;
}

static int check_all_rows(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    int rc =
        check_rows(x, k, "feed_row",
                   "select x.register_id, x.person_id, x.delivery_id, x.row, x.cells,"
                   " x.recorded_seq, x.superseded_seq, p.person_id from feed_row" OF_PERSON BY_KEY,
                   e);
    return rc < 0 ? rc
                  : check_rows(x, k, "feed_note",
                               "select x.register_id, x.person_id, x.delivery_id, x.row, null,"
                               " x.recorded_seq, null, p.person_id from feed_note" OF_PERSON BY_KEY,
                               e);
}

/* What was decided, when, and that an accepted row is kept. */
static int check_states(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select x.register_id, x.person_id, x.delivery_id, x.row, x.state,"
                        " x.decided_seq, r.row from feed_candidate x left join feed_row r"
                        " on r.register_id = x.register_id and r.person_id = x.person_id"
                        " and r.delivery_id = x.delivery_id and r.row = x.row"
                        " and r.superseded_seq is null" BY_KEY,
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct str state = stmt_text(s, 4);
        bool accepted = str_eqz(state, "accepted");
        if (stmt_is_null(s, 4) != stmt_is_null(s, 5) ||
            (!stmt_is_null(s, 4) && !accepted && !str_eqz(state, "refused")))
            rc = checkup_find(k, e, place_of("feed_candidate", s).text,
                              "认定的状态没有意义；请从备份核对",
                              "what was decided makes no sense; compare with a backup");
        else if (accepted == stmt_is_null(s, 6))
            rc = checkup_find(k, e, place_of("feed_candidate", s).text,
                              "认定的结果与保存的记录不符；请从备份核对",
                              "what was decided and the rows kept don't agree; compare with a "
                              "backup");
    }
    return rc;
}

static int check_candidates(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    int rc = check_rows(
        x, k, "feed_candidate",
        "select x.register_id, x.person_id, x.delivery_id, x.row, x.cells,"
        " x.recorded_seq, x.decided_seq, p.person_id from feed_candidate" OF_PERSON BY_KEY,
        e);
    return rc < 0 ? rc : check_states(x, k, e);
}

/* What a source states now, against what its deliveries say. */
struct comparison {
    struct verify_check *x;
    struct checkup_kind *k;
};

static bool is_among(int attribute, const int *which, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (which[i] == attribute)
            return true;
    return false;
}

static bool statement_same(const struct attribute *t, const struct statement *a,
                           const struct statement *b)
{
    return a->attribute == b->attribute && a->valid_from == b->valid_from &&
           a->valid_to == b->valid_to && a->least == b->least && fact_same(t, a->value, b->value);
}

static int compare(void *arg, struct subject_key key, int64_t source, const int *which,
                   size_t n_which, const struct statement *at, size_t n, struct err *e)
{
    const struct comparison *c = arg;
    struct verify_check *x = c->x;
    struct statements stated = {0};
    size_t found = 0;
    bool trusted = true, same = true;
    const struct attribute *attributes = reg_catalogue(x->r)->attributes[key.entity];
    arena_reset(x->a);
    int rc = evidence_statements(x->r, key, source, which, n_which, x->a, &stated, e);
    if (rc < 0)
        return rc;
    c->k->examined++;
    for (size_t i = 0; i < stated.n; i++) {
        const struct statement *s = &stated.at[i];
        if (!is_among(s->attribute, which, n_which))
            continue;
        const struct delivery *d = deliveries_find(x->deliveries, s->delivery);
        bool there = false;
        for (size_t k = 0; k < n && !there; k++)
            there = statement_same(&attributes[s->attribute], s, &at[k]);
        found++;
        same &= there;
        trusted &= d && !d->withdrawn_seq;
    }
    struct checkup_place place =
        checkup_place("%s %lld/%lld (%s)", entity_name[key.entity], (long long)key.register_id,
                      (long long)key.id, source_name(x->r, source));
    if (!same || found != n)
        return checkup_find(c->k, e, place.text, "部门陈述的事实与各批的记录不符；请从备份核对",
                            "what the department states isn't what its rows say; compare with a "
                            "backup");
    return trusted
               ? 0
               : checkup_find(c->k, e, place.text, "部门陈述的事实出自已撤回的一批；请从备份核对",
                              "what the department states is of a delivery that was "
                              "withdrawn; compare with a backup");
}

static int facts_of(struct verify_check *x, struct checkup_kind *k, const struct feeds *f,
                    const struct feed *feed, uint64_t sample, int64_t settled, struct err *e)
{
    _cleanup_(feed_facts_freep) struct facts *facts = NULL;
    struct comparison c = {x, k};
    int rc = feed_facts_open(x->r, f, feed, x->last_seq, &facts, e);
    if (rc < 0 || !facts->feeds[0].n)
        return rc;
    facts->put = compare;
    facts->arg = &c;
    facts->sample = sample;
    facts->settled_seq = settled;
    return feed_facts_walk(facts, (struct str){0}, 0, 0, e);
}

/* Of the feeds that are defined now. */
static int check_facts(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    _cleanup_(progress_freep) struct progress *progress = progress_new(k->zh, k->en, 0);
    int64_t people = 0, settled = 0;
    if (!x->deliveries->n)
        return 0;
    int rc = feeds_in_force(x->r, INT64_MAX, &f, e);
    if (rc >= 0)
        rc = db_query_int(reg_db(x->r), &people, NULL, e, "select count(*) from person", "");
    if (rc >= 0)
        rc = db_query_int(reg_db(x->r), &settled, NULL, e,
                          "select max(recorded_seq) from feed_version", "");
    for (size_t i = 0; rc >= 0 && i < f->n; i++) {
        rc = progress_tick(progress, i, e);
        if (rc >= 0)
            rc =
                facts_of(x, k, f, &f->at[i], (uint64_t)(people / SUBJECTS_CHECKED) + 1, settled, e);
    }
    return rc;
}

static int check_items(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(
        reg_db(x->r),
        "select i.register_id, i.household_id, i.item_id, i.recorded_seq, i.gone_seq,"
        " case when h.household_id is null or v.verification_id is null"
        " or i.person_id is not null and p.person_id is null"
        " or i.from_item is not null and f.item_id is null"
        " or i.delivery_id is not null and d.delivery_id is null then 1 else 0 end,"
        " case when i.state <> 'open' and not exists (select 1 from item_state s"
        " where s.register_id = i.register_id and s.household_id = i.household_id"
        " and s.item_id = i.item_id) then 1 else 0 end"
        " from item i"
        " left join household h on h.register_id = i.register_id"
        " and h.household_id = i.household_id"
        " left join verification v on v.verification_id = i.verification_id"
        " left join person p on p.register_id = i.register_id and p.person_id = i.person_id"
        " left join item f on f.register_id = i.register_id"
        " and f.household_id = i.household_id and f.item_id = i.from_item"
        " left join feed_delivery d on d.delivery_id = i.delivery_id"
        " order by i.register_id, i.household_id, i.item_id",
        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct checkup_place place =
            checkup_place("item %lld/%lld/%lld", (long long)stmt_int(s, 0),
                          (long long)stmt_int(s, 1), (long long)stmt_int(s, 2));
        int64_t recorded = stmt_int(s, 3), gone = stmt_int(s, 4);
        k->examined++;
        if (!change_holds(x, recorded) || (gone && (!change_holds(x, gone) || gone <= recorded)))
            rc = find_change(k, place.text, recorded, e);
        if (rc >= 0 && stmt_int(s, 5))
            rc = checkup_find(k, e, place.text,
                              "所指的户、人、核对、批次或前一事项不存在；请从备份核对",
                              "the household, person, verification, delivery or item that it "
                              "refers to doesn't exist; compare with a backup");
        if (rc >= 0 && stmt_int(s, 6))
            rc = checkup_find(k, e, place.text, "事项有状态而没有历史；请从备份核对",
                              "the item has a state and no history; compare with a backup");
    }
    return rc;
}

static bool is_state(struct str word)
{
#define IS_STATE(name, id, zh, en) || str_eqz(word, id)
    return false ITEM_STATES(IS_STATE);
#undef IS_STATE
}

static int check_item_states(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select s.register_id, s.household_id, s.item_id, s.seq, s.state,"
                        " i.recorded_seq, i.from_item, case when exists (select 1 from item_state t"
                        " where t.register_id = s.register_id and t.household_id = s.household_id"
                        " and t.item_id = s.item_id and t.seq > s.seq) then null else i.state end"
                        " from item_state s left join item i"
                        " on i.register_id = s.register_id and i.household_id = s.household_id"
                        " and i.item_id = s.item_id"
                        " order by s.register_id, s.household_id, s.item_id, s.seq",
                        &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct checkup_place place = place_of("item_state", s);
        k->examined++;
        if (stmt_is_null(s, 5) || !is_state(stmt_text(s, 4)))
            rc = checkup_find(k, e, place.text, "所属的事项不存在，或状态没有意义；请从备份核对",
                              "its item doesn't exist, or the state makes no sense; compare with a "
                              "backup");
        else if (!change_holds(x, stmt_int(s, 3)) ||
                 /* a state that was taken over keeps its change */
                 (stmt_int(s, 3) < stmt_int(s, 5) && stmt_is_null(s, 6)))
            rc = find_change(k, place.text, stmt_int(s, 3), e);
        else if (!stmt_is_null(s, 7) && !str_eq(stmt_text(s, 4), stmt_text(s, 7)))
            rc = checkup_find(k, e, place.text, "事项的当前状态与其历史不符；请从备份核对",
                              "the item's state isn't the last of its history; compare with a "
                              "backup");
    }
    return rc;
}

/* Kept by place: the sums are those of the whole. */
static int check_sums(struct verify_check *x, struct checkup_kind *k, const char *what,
                      const char *sql, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r), sql, &s, e);
    while (rc >= 0 && (rc = stmt_step(s, e)) > 0) {
        struct checkup_place place = checkup_place("%s %lld", what, (long long)stmt_int(s, 0));
        k->examined++;
        if (stmt_int(s, 1) != stmt_int(s, 3) || stmt_int(s, 2) != stmt_int(s, 4))
            rc = checkup_find(k, e, place.text, "分区划的计数与总数不符；请从备份核对",
                              "its counts by place don't add up to its totals; compare with a "
                              "backup");
    }
    return rc;
}

/* Of a delivery: the rows as imported, and whose they are. */
static int check_feed_places(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    return check_sums(
        x, k, "feed_place",
        "select d.delivery_id, coalesce(c.rows, 0), coalesce(c.people, 0), coalesce(p.rows, 0),"
        " coalesce(p.people, 0) from feed_delivery d left join (select y.delivery_id,"
        " sum(y.rows) as rows, count(*) as people from (select f.register_id, f.person_id,"
        " f.delivery_id, count(*) as rows from feed_row f join delivery d"
        " on d.delivery_id = f.delivery_id and d.seq = f.recorded_seq"
        " group by f.register_id, f.person_id, f.delivery_id) y group by y.delivery_id) c"
        " on c.delivery_id = d.delivery_id left join (select delivery_id, sum(rows) as rows,"
        " sum(people) as people from feed_place group by delivery_id) p"
        " on p.delivery_id = d.delivery_id order by 1",
        e);
}

static int check_verification_places(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    return check_sums(x, k, "verification_place",
                      "select v.verification_id, v.households, v.items,"
                      " coalesce(sum(p.households), 0), coalesce(sum(p.items), 0)"
                      " from verification v left join verification_place p"
                      " on p.verification_id = v.verification_id"
                      " group by v.verification_id, v.households, v.items order by 1",
                      e);
}

static int check_work(struct verify_check *x, struct checkup_kind *k, struct err *e)
{
    int rc = check_items(x, k, e);
    if (rc < 0 || (rc = check_item_states(x, k, e)) < 0)
        return rc;
    return check_verification_places(x, k, e);
}

/* What can't be read ends a kind of check, and those behind it that need the same. */
static int look(struct verify_check *x, struct checkup *c, struct err *e)
{
    struct db *db = reg_db(x->r);
    struct checkup_kind *k = checkup_begin(c, "feeds", "数据来源定义", "definitions of sources");
    int64_t found = k->found;
    int rc = db_check_end(db, k, check_definitions(x, k, e), e);
    if (rc < 0 || k->found > found)
        return rc;
    k = checkup_begin(c, "feed_deliveries", "部门数据批次", "deliveries of departments");
    if ((rc = db_check_end(db, k, check_deliveries(x, k, e), e)) < 0)
        return rc;
    rc = deliveries_open(x->r, x->last_seq, &x->deliveries, e);
    if (rc < 0)
        return db_check_end(db, k, rc, e);
    k = checkup_begin(c, "feed_rows", "部门记录", "rows of departments");
    found = k->found;
    if ((rc = check_all_rows(x, k, e)) >= 0)
        rc = check_feed_places(x, k, e);
    if ((rc = db_check_end(db, k, rc, e)) < 0)
        return rc;
    struct checkup_kind *candidates =
        checkup_begin(c, "feed_candidates", "待认定的匹配", "candidates");
    if ((rc = db_check_end(db, candidates, check_candidates(x, candidates, e), e)) < 0)
        return rc;
    if (k->found == found && !candidates->found) {
        k = checkup_begin(c, "feed_facts", "部门事实", "facts of departments");
        if ((rc = db_check_end(db, k, check_facts(x, k, e), e)) < 0)
            return rc;
    }
    k = checkup_begin(c, "items", "核对事项", "items of verification");
    return db_check_end(db, k, check_work(x, k, e), e);
}

int verify_check(struct reg *r, const struct actor *actor, struct checkup *c, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct verify_check x = {.r = r, .a = a};
    bool usable;
    int rc = actor_require(actor, RIGHT_VIEW, e);
    if (rc >= 0)
        rc = actor_require_scope(actor, (struct str){0}, e);
    if (rc >= 0 && !a)
        rc = err_nomem(e);
    if (rc < 0 || (rc = schema_part_check(reg_db(r), &verify_schema, c, &usable, e)) < 0 ||
        !usable || (rc = change_last(reg_db(r), &x.last_seq, e)) < 0)
        return rc;
    rc = look(&x, c, e);
    deliveries_free(x.deliveries);
    return rc;
}
