/* Deciding an item: its state, and the correction that a dismissed difference becomes. */
#include "look.h"

#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "evidence_write.h"
#include "idno.h"

struct settling {
    struct reg *r;
    const struct actor *actor;
    struct str household_no;
    enum item_state state;
    const struct fact *value;
    struct str reason, attachment;
    struct item i; /* as it stands */
    bool gone;
    struct arena *a;
};

static int read_item(struct settling *x, int64_t item_id, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    struct scan_range range;
    int rc = scan_range(x->actor, (struct str){0}, &range, e);
    if (rc < 0)
        return rc;
    rc = db_prepare(reg_db(x->r),
                    "select " ITEM_COLUMNS ", s.state, s.reason, s.attachment, i.gone_seq"
                    " from household h join household_now n on n.register_id = h.register_id"
                    " and n.household_id = h.household_id"
                    " join item i on i.register_id = h.register_id"
                    " and i.household_id = h.household_id left join item_state s"
                    " on s.register_id = i.register_id and s.household_id = i.household_id"
                    " and s.item_id = i.item_id where h.household_no = $1 and i.item_id = $2"
                    " and n.division >= $3 and n.division < $4"
                    " order by s.seq desc limit 1",
                    &s, e);
    if (rc < 0)
        return rc;
    stmt_bind_text(s, 1, x->household_no);
    stmt_bind_int(s, 2, item_id);
    stmt_bind_text(s, 3, str_of(range.low));
    stmt_bind_text(s, 4, str_of(range.high));
    if ((rc = stmt_step(s, e)) < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_NOT_FOUND,
                       "户 " STR_FMT " 没有编号为 %lld 的核对事项，用 heyi verify findings "
                       "--household " STR_FMT " 查看",
                       "household " STR_FMT " has no item %lld: see heyi verify findings "
                       "--household " STR_FMT,
                       STR_ARG(x->household_no), (long long)item_id, STR_ARG(x->household_no));
    x->gone = !stmt_is_null(s, N_ITEM_COLUMNS + 3);
    rc = item_decode(reg_catalogue(x->r), s, x->a, &x->i, e);
    return rc < 0 ? rc : item_decode_state(s, N_ITEM_COLUMNS, x->a, &x->i, e);
}

static int refuse_text(const struct settling *x, struct err *e)
{
    bool dismissed = x->state == ITEM_DISMISSED;
    if (x->attachment.len > LIMIT_TEXT_BYTES)
        return err_set(e, E_LIMIT, "佐证材料的编号超过 %u 字节",
                       "the reference is longer than %u bytes", LIMIT_TEXT_BYTES);
    if (str_trim(x->reason).len == 0 && (dismissed || x->state == ITEM_EXPLAINED))
        return err_set(e, E_INVALID, "请用 --why 写明理由", "give the reason with --why");
    if (dismissed && str_trim(x->attachment).len == 0)
        return err_set(e, E_INVALID, "认定不属实要有佐证材料，请用 --attachment 写明其编号",
                       "what is dismissed needs proof: give its reference with --attachment");
    if (x->value && !(dismissed && item_of_fact(&x->i)))
        return err_set(e, E_INVALID, "--value 只用于认定不属实的、关于事实的事项",
                       "--value goes only with dismissing an item about a fact");
    if (dismissed && item_of_fact(&x->i) && !x->value && !x->i.declared.known)
        return err_set(e, E_INVALID,
                       "申报没有写明" STR_FMT "，请用 --value 写出属实的值（没有的写 0、否或无）",
                       STR_FMT " was not declared: give with --value what is so (0, false or none "
                               "where there is nothing)",
                       STR_ARG(item_attribute(reg_catalogue(x->r), &x->i)->label));
    return 0;
}

/* What contradicts how the item stands. */
static int refuse_state(const struct settling *x, struct err *e)
{
    long long id = (long long)x->i.item_id;
    if (x->gone)
        return err_set(e, E_CONFLICT, "户 " STR_FMT " 的事项 %lld 在后来的核对中已不再有，不必处理",
                       "household " STR_FMT ", item %lld: a later verification didn't find it any "
                       "more; nothing is left to settle",
                       STR_ARG(x->household_no), id);
    if (x->i.state == x->state)
        return err_set(e, E_CONFLICT, "户 " STR_FMT " 的事项 %lld 已经是“%s”，没有改动",
                       "household " STR_FMT ", item %lld is \"%s\" already; nothing was changed",
                       STR_ARG(x->household_no), id, item_state_label(x->state));
    if (x->i.state == ITEM_DISMISSED && item_of_fact(&x->i))
        return err_set(
            e, E_CONFLICT,
            "户 " STR_FMT " 的事项 %lld 已认定不属实并更正了事实；要改，请先用 heyi verify correct "
            "撤回更正，再核对该户",
            "household " STR_FMT ", item %lld was dismissed, and the fact corrected: to change "
            "that take the correction back with heyi verify correct, and verify the household "
            "again",
            STR_ARG(x->household_no), id);
    return 0;
}

/* The household on the item's day, in the actor's scope; which member of it the item is about. */
static int find_member(struct settling *x, size_t *ret, struct err *e)
{
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    size_t member = 0;
    int rc = scan_open_one(x->r, x->actor, x->household_no, x->i.as_of, INT64_MAX, &s, e);
    if (rc < 0 || (rc = scan_next(s, &h, e)) < 0)
        return rc;
    while (x->i.person_id && member < h.n_members && h.members[member].person_id != x->i.person_id)
        member++;
    if (x->i.person_id && member == h.n_members)
        return err_set(e, E_CONFLICT, "事项 %lld 所说的人已不在户 " STR_FMT " 中，请重新核对该户",
                       "whom item %lld is about is no member of household " STR_FMT
                       " any more: verify it again",
                       (long long)x->i.item_id, STR_ARG(x->household_no));
    *ret = x->i.person_id ? member + 1 : 0;
    return 0;
}

/* Whose a row is follows from deciding the row, not from the item that asks for it. */
static int refuse_row(const struct settling *x, size_t member, struct err *e)
{
    bool of_row = x->i.kind == ITEM_CANDIDATE || x->i.kind == ITEM_NAME_DIFFERS;
    if (!of_row || (x->state != ITEM_CONFIRMED && x->state != ITEM_DISMISSED))
        return 0;
    return err_set(
        e, E_INVALID,
        "事项 %lld 问的是一条记录是不是此人的，请用 heyi verify decide %lld %lld " STR_FMT
        " --member %zu --accept（或 --refuse）--why 理由 认定（同名的各行加 "
        "--alike）；认定后再核对，事项即消除",
        "item %lld asks whether a row is this person's: decide that with heyi verify "
        "decide %lld %lld " STR_FMT " --member %zu --accept (or --refuse) --why REASON (with "
        "--alike all rows of that name); the next verification finds the item gone",
        (long long)x->i.item_id, (long long)x->i.delivery, (long long)x->i.row,
        STR_ARG(x->household_no), member);
}

/* What was declared (or the value given) is in force from the item's day on. */
static int correct(struct settling *x, size_t member, int64_t *ret_seq, struct err *e)
{
    const struct attribute *t = item_attribute(reg_catalogue(x->r), &x->i);
    const struct correction c = {.household_no = x->household_no,
                                 .member = member,
                                 .attribute = t->index,
                                 .value = x->value ? *x->value : x->i.declared,
                                 .valid_from = x->i.as_of};
    return evidence_correct(x->r, x->actor, &c, 1, x->reason, x->attachment, ret_seq, e);
}

/* A row of the item's history. No text of a person's gets an identity number in. */
static int add_state(const struct settling *x, int64_t seq, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf reason = {0}, attachment = {0};
    idno_scrub(x->reason, &reason);
    idno_scrub(x->attachment, &attachment);
    if (reason.failed || attachment.failed)
        return err_nomem(e);
    struct str state = str_of(item_state_word(x->state));
    int rc = db_run(reg_db(x->r), e,
                    "insert into item_state(register_id, household_id, item_id, seq, state, reason,"
                    " attachment) values ($1, $2, $3, $4, $5, $6, $7)",
                    "iiiittt", x->i.register_id, x->i.household_id, x->i.item_id, seq, state,
                    strbuf_str(&reason), strbuf_str(&attachment));
    return rc < 0 ? rc
                  : db_run(reg_db(x->r), e,
                           "update item set state = $4 where register_id = $1"
                           " and household_id = $2 and item_id = $3",
                           "iiit", x->i.register_id, x->i.household_id, x->i.item_id, state);
}

static int begin_change(const struct settling *x, int64_t *ret_seq, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf what = {0}, why = {0};
    strbuf_printf(&what, "verify settle " STR_FMT " %lld %s", STR_ARG(x->household_no),
                  (long long)x->i.item_id, item_state_word(x->state));
    strbuf_adds(&why, x->reason);
    if (what.failed || why.failed)
        return err_nomem(e);
    return change_begin(reg_db(x->r), x->actor, strbuf_z(&what), strbuf_z(&why), ret_seq, e);
}

static int settle(struct settling *x, int64_t item_id, struct err *e)
{
    size_t member = 0;
    int64_t seq;
    int rc = read_item(x, item_id, e);
    if (rc < 0 || (rc = find_member(x, &member, e)) < 0 || (rc = refuse_state(x, e)) < 0 ||
        (rc = refuse_row(x, member, e)) < 0 || (rc = refuse_text(x, e)) < 0)
        return rc;
    if (x->state == ITEM_DISMISSED && item_of_fact(&x->i))
        rc = correct(x, member, &seq, e);
    else
        rc = begin_change(x, &seq, e);
    return rc < 0 ? rc : add_state(x, seq, e);
}

int item_settle(struct reg *r, const struct actor *actor, struct str household_no, int64_t item_id,
                enum item_state state, const struct fact *value, struct str reason,
                struct str attachment, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct settling x = {.r = r,
                         .actor = actor,
                         .household_no = household_no,
                         .state = state,
                         .value = value,
                         .reason = reason,
                         .attachment = attachment,
                         .a = a};
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_CORRECT, e);
    if (rc < 0 || (rc = db_schema_check(reg_db(r), &verify_schema, e)) < 0)
        return rc;
    if (!a)
        return err_nomem(e);
    if ((rc = db_begin(reg_db(r), true, e)) < 0)
        return rc;
    rc = settle(&x, item_id, e);
    if (rc < 0)
        db_rollback(reg_db(r));
    else
        rc = db_commit(reg_db(r), e);
    return rc;
}
