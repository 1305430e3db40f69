#include "feed_intake.h"

#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "feed_facts.h"
#include "text.h"

static int not_there(const struct feeds *f, struct str name, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf known = {0};
    for (size_t i = 0; i < f->n; i++)
        strbuf_printf(&known, i ? "、" STR_FMT "（" STR_FMT "）" : STR_FMT "（" STR_FMT "）",
                      STR_ARG(f->at[i].label), STR_ARG(f->at[i].name));
    if (known.failed)
        return err_nomem(e);
    return err_set(e, E_NOT_FOUND, "没有来源“" STR_FMT "”；现有：%s",
                   "there is no source \"" STR_FMT "\"; there are: %s", STR_ARG(name),
                   strbuf_z(&known));
}

/* What the delivery covers as a prefix: the division asked for, or the actor's scope. */
static int coverage(const struct actor *actor, struct str division, char ret[13], struct err *e)
{
    char padded[13];
    if (!division.len) {
        snprintf(ret, 13, "%s", actor->scope);
        return 0;
    }
    if (!division_pad(division, padded))
        return err_set(e, E_INVALID, "“" STR_FMT "”不是县级或县级以下区划代码",
                       "\"" STR_FMT "\" is no division code from county down", STR_ARG(division));
    snprintf(ret, 13, STR_FMT, STR_ARG(division_prefix(str_of(padded))));
    return actor_require_scope(actor, str_of(padded), e);
}

static int begin_change(const struct intake *x, const struct actor *actor, const char *division,
                        int64_t *ret_seq, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf why = {0};
    char day[DATE_TEXT];
    date_format(x->received, day);
    struct str names = str_of(feed_file_names(x->in));
    names.len = utf8_offset(names, 200);
    strbuf_printf(&why, STR_FMT ": " STR_FMT ", received %s", STR_ARG(x->feed->name),
                  STR_ARG(names), day);
    if (*division)
        strbuf_printf(&why, ", division %s", division);
    if (why.failed)
        return err_nomem(e);
    return change_begin(reg_db(x->r), actor, "import feed", strbuf_z(&why), ret_seq, e);
}

static int read_rows(struct intake *x, struct err *e)
{
    struct feed_record row;
    int rc;
    while ((rc = feed_file_next(x->in, &row, e)) > 0)
        if ((rc = intake_row(x, &row, e)) < 0)
            return rc;
    x->result.rows = feed_file_rows(x->in);
    return rc;
}

/* The same contents in a delivery that stands and covers something of the same. */
static int check_new(struct intake *x, const char *division, const char *sm3, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    if (!*sm3)
        return 0;
    int rc = db_prepare(reg_db(x->r),
                        "select d.delivery_id, c.at, f.division from delivery d"
                        " join feed_delivery f on f.delivery_id = d.delivery_id"
                        " join change c on c.seq = d.seq"
                        " where d.sm3 = $1 and f.feed = $2 and f.withdrawn_seq is null",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, str_of(sm3));
    stmt_bind_text(s, 2, x->feed->name);
    while ((rc = stmt_step(s, e)) > 0) {
        struct str covered = stmt_text(s, 2);
        char day[DATE_TEXT];
        if (!str_starts(covered, str_of(division)) && !str_starts(str_of(division), covered))
            continue;
        date_format(date_of_instant(stmt_int(s, 1)), day);
        return err_set(e, E_EXISTS,
                       "内容相同的文件已于 %s 导入（第 %lld 批）；如要重新导入，请先撤回该批",
                       "a file with the same content was imported on %s (delivery %lld); to import "
                       "it again, withdraw that one first",
                       day, (long long)stmt_int(s, 0));
    }
    return rc;
}

/* What is wrong with a delivery as a whole can only be seen at its end. */
static int check_whole(struct intake *x, struct err *e)
{
    const struct feed_import_result *n = &x->result;
    if (x->o->rows && x->o->rows != n->rows)
        return err_set(e, E_CONFLICT,
                       "文件有 %llu 行，发送方说有 %llu 行；请核对是否完整，重新传送",
                       "the files have %llu rows, the sender says %llu; are they whole? Transfer "
                       "them again",
                       (unsigned long long)n->rows, (unsigned long long)x->o->rows);
    if (!x->inside)
        return err_set(e, E_INVALID,
                       "各行的区划都不在本登记库（或 --division）范围内：是其他县区的文件；请核对，"
                       "如确属本地，请清空文件中的区划列",
                       "every row's division lies outside the register's counties (or --division): "
                       "the file is another county's; if not, empty its column of divisions");
    /* a chance resemblance to somebody is no proof that the file is this county's */
    if (!n->matched && !x->o->nobody)
        return err_set(
            e, E_INVALID,
            "%llu 行中没有一行确是登记库中的人（待认定 %llu 行，拒绝 %llu 行，范围之外的 %llu "
            "行）：可能是其他县区的文件；如确实无人命中，请加 --nobody",
            "none of %llu rows is surely about anybody in the register (%llu to be decided, %llu "
            "rejected, %llu about people outside the division): probably another county's file; "
            "if that is right, add --nobody",
            (unsigned long long)n->rows, (unsigned long long)n->candidates,
            (unsigned long long)feed_file_rejected(x->in), (unsigned long long)n->outside);
    return 0;
}

static int32_t reference_of(const struct intake *x)
{
    int32_t latest = feed_file_latest(x->in);
    return latest != DATE_NONE ? latest : x->received;
}

static int write_delivery(struct intake *x, const struct feeds *f, const char *division,
                          const char *sm3, struct err *e)
{
    const struct feed_import_result *n = &x->result;
    int rc = *sm3 ? db_run(reg_db(x->r), e, "update delivery set sm3 = $1 where delivery_id = $2",
                           "ti", str_of(sm3), x->delivery)
                  : 0;
    if (rc < 0)
        return rc;
    return db_run(reg_db(x->r), e,
                  "insert into feed_delivery(delivery_id, feed, feeds_hash, division, reference,"
                  " rows, rejected, matched, candidates, outside, others)"
                  " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                  "itttiiiiiii", x->delivery, x->feed->name, str_of(f->hash), str_of(division),
                  (int64_t)n->reference, (int64_t)n->rows, (int64_t)n->rejected,
                  (int64_t)n->matched, (int64_t)n->candidates, (int64_t)n->outside,
                  (int64_t)n->others);
}

/* The last delivery before this one that covers no more: it doesn't count any longer. */
static int find_replaced(struct intake *x, const char *division, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select f.delivery_id, f.rows, f.division from feed_delivery f"
                        " join delivery d on d.delivery_id = f.delivery_id where f.feed = $1"
                        " and f.withdrawn_seq is null and f.reference <= $2"
                        " order by f.reference desc, d.received desc, f.delivery_id desc",
                        &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, x->feed->name);
    stmt_bind_int(s, 2, x->result.reference);
    while ((rc = stmt_step(s, e)) > 0) {
        uint64_t rows = (uint64_t)stmt_int(s, 1);
        if (!str_starts(stmt_text(s, 2), str_of(division)))
            continue;
        if (rows / 2 > x->result.rows) {
            x->result.replaced = stmt_int(s, 0);
            x->result.replaced_rows = rows;
        }
        return 0;
    }
    return rc;
}

static int end_bulks(struct intake *x, struct err *e)
{
    int rc;
    if ((rc = bulk_end(x->rows, e)) < 0 || (rc = bulk_end(x->candidates, e)) < 0)
        return rc;
    return bulk_end(x->notes, e);
}

static int import_in(struct intake *x, const struct actor *actor, const struct feeds *f,
                     const char *division, struct err *e)
{
    struct feed_file_options in = x->o->in;
    const char *sm3;
    in.received = x->received;
    int rc = feed_file_open(x->feed, &in, &x->in, e);
    if (rc < 0 || (rc = matcher_open(x->r, actor, str_of(division), &x->matcher, e)) < 0 ||
        (rc = begin_change(x, actor, division, &x->seq, e)) < 0 ||
        (rc = delivery_add(x->r, "feed", feed_file_names(x->in), NULL,
                           source_id(x->r, x->feed->name), x->received, x->seq, &x->delivery, e)) <
            0 ||
        (rc = intake_begin(x, e)) < 0 || (rc = read_rows(x, e)) < 0 ||
        (rc = feed_file_sm3(x->in, &sm3, e)) < 0 || (rc = check_new(x, division, sm3, e)) < 0 ||
        (rc = check_whole(x, e)) < 0 || (rc = notes_missing(x, e)) < 0 ||
        (rc = end_bulks(x, e)) < 0)
        return rc;
    x->result.rejected = feed_file_rejected(x->in);
    x->result.reference = reference_of(x);
    if ((rc = find_replaced(x, division, e)) < 0 ||
        (rc = write_delivery(x, f, division, sm3, e)) < 0 || (rc = intake_write_places(x, e)) < 0 ||
        (rc = feed_facts_update(x->r, f, x->feed, str_of(division), x->seq, &x->result.changed,
                                e)) < 0)
        return rc;
    /* The file of errors last but one: where it can't be written, nothing is imported. */
    return feed_file_close(x->in, e);
}

static int import_transaction(struct intake *x, const struct actor *actor, const char *division,
                              struct err *e)
{
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    int rc = feeds_in_force(x->r, INT64_MAX, &f, e);
    if (rc < 0)
        return rc;
    x->feed = feeds_find(f, x->o->feed);
    rc = x->feed ? import_in(x, actor, f, division, e) : not_there(f, x->o->feed, e);
    intake_done(x);
    return rc;
}

int feed_import(struct reg *r, const struct actor *actor, const struct feed_import_options *o,
                struct feed_import_result *ret, struct err *e)
{
    struct intake x = {.r = r, .o = o, .received = o->in.received};
    char division[13];
    int rc = actor_require(actor, RIGHT_IMPORT, e);
    if (rc < 0 || (rc = coverage(actor, o->division, division, e)) < 0 || (rc = reg_keys(r, e)) < 0)
        return rc;
    if (x.received == DATE_NONE)
        x.received = clock_today();
    if (x.received > clock_today())
        return err_set(e, E_INVALID, "收到日在今天之后，请核对 --received",
                       "the day of receipt lies in the future; check --received");
    if ((rc = db_begin(reg_db(r), true, e)) < 0)
        return rc;
    rc = import_transaction(&x, actor, division, e);
    if (rc >= 0 && !o->dry_run)
        rc = db_commit(reg_db(r), e);
    if (rc < 0 || o->dry_run)
        db_rollback(reg_db(r));
    if (rc < 0)
        return rc;
    x.result.delivery = o->dry_run ? 0 : x.delivery;
    *ret = x.result;
    return 0;
}
