/* Corrections by hand: evidence of the source `correction`. */
#include "bounds.h"
#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "evidence_write.h"
#include "scan.h"
#include "source.h"

struct correcting {
    struct reg *r;
    const struct actor *actor;
    const struct correction *at;
    size_t n;
    int64_t seq, source, delivery;
    struct arena *a;
    struct subject_key *subjects;   /* whom each correction is about */
    struct correction_fault *wrong; /* by correction */
    struct evidence_writer *w;
};

static const struct attribute *attribute_of(const struct correcting *x, size_t i)
{
    return &x->r->catalogue->attributes[x->at[i].member ? ENTITY_PERSON : ENTITY_HOUSEHOLD]
                                       [x->at[i].attribute];
}

/* 0: whether it is an error is for the caller. */
static int refuse(struct correcting *x, size_t i, const char *zh, const char *en)
{
    x->wrong[i] = (struct correction_fault){zh, en};
    return 0;
}

/* The place exists, in the county of the household's register and in the actor's scope. */
static int check_division(struct correcting *x, size_t i, struct err *e)
{
    struct fact v = x->at[i].value;
    int32_t on = x->at[i].valid_from;
    char county[13];
    struct division d;
    int64_t same = 0;
    int rc = reg_division(x->r, v.s, on, &d, NULL);
    if (rc >= 0)
        rc = division_county(x->r, v.s, on, county, NULL);
    if (rc == E_NOMEM)
        return err_nomem(e);
    if (rc < 0)
        return refuse(x, i, "没有这个区划，或高于县级，请填县、镇或村的统计用区划代码",
                      "there is no such division from county down");
    if (!actor_scope_covers(x->actor, v.s))
        return refuse(x, i, "不在您的管辖范围内，请由管辖该区划的单位更正",
                      "not in your scope; have it corrected by those in charge there");
    rc = db_query_int(x->r->db, &same, NULL, e,
                      "select count(*) from register where register_id = $1 and county = $2", "it",
                      x->subjects[i].register_id, str_of(county));
    if (rc < 0 || same)
        return rc;
    return refuse(x, i, "不在该户登记的县区内，跨县区迁移请在迁入地另立新户号登记",
                  "in another county than the household is registered in; register it anew there");
}

static int check_value(struct correcting *x, size_t i, struct err *e)
{
    const struct attribute *t = attribute_of(x, i);
    struct fact v = x->at[i].value;
    struct str rest = v.s, word;
    bool codes = true;
    if (!attribute_is_evidence(t))
        return refuse(x, i, "不能更正，请重新登记", "can't be corrected; register anew");
    if (!v.known)
        return 0;
    if (v.none)
        return t->absent == ABSENT_EMPTY ? 0 : refuse(x, i, "必须有值", "there must be a value");
    switch (t->type) {
    case ATTR_INTEGER:
    case ATTR_MONEY:
        return v.i >= t->min && v.i <= t->max
                   ? 0
                   : refuse(x, i, "超出允许的范围，请核对", "outside what is allowed; check it");
    case ATTR_CODE:
        codes = attribute_code(t, v.s);
        break;
    case ATTR_CODES:
        while (codes && rest.len && str_split(&rest, ';', &word))
            codes = attribute_code(t, word);
        break;
    case ATTR_DIVISION:
        return check_division(x, i, e);
    default:
        return v.s.len <= LIMIT_TEXT_BYTES ? 0 : refuse(x, i, "太长，请写短些", "too long");
    }
    return codes ? 0 : refuse(x, i, "不是目录所列的值", "not among the values of the catalogue");
}

/* The household on the day, in the actor's scope, and the member there. */
static int find_subject(struct correcting *x, size_t i, struct err *e)
{
    const struct correction *c = &x->at[i];
    _cleanup_(scan_closep) struct scan *s = NULL;
    struct household_facts h;
    int rc = scan_open_one(x->r, x->actor, c->household_no, c->valid_from, INT64_MAX, &s, e);
    if (rc < 0 || (rc = scan_next(s, &h, e)) < 0)
        return rc;
    if (c->member > h.n_members) {
        char day[DATE_TEXT];
        date_format(c->valid_from, day);
        return err_set(e, E_NOT_FOUND, "户 " STR_FMT " 在 %s 有 %zu 名成员，没有第 %zu 位",
                       "household " STR_FMT " has on %s %zu members, and no member %zu",
                       STR_ARG(c->household_no), day, h.n_members, c->member);
    }
    x->subjects[i] = (struct subject_key){ENTITY_HOUSEHOLD, h.register_id, h.household_id};
    if (c->member)
        x->subjects[i] =
            (struct subject_key){ENTITY_PERSON, h.register_id, h.members[c->member - 1].person_id};
    return 0;
}

static int begin(struct correcting *x, struct str reason, struct str attachment, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf why = {0}, name = {0};
    strbuf_printf(&why, STR_FMT "; " STR_FMT, STR_ARG(reason), STR_ARG(attachment));
    strbuf_adds(&name, attachment);
    if (why.failed || name.failed)
        return err_nomem(e);
    int rc = change_begin(x->r->db, x->actor, "correct", strbuf_z(&why), &x->seq, e);
    return rc < 0 ? rc
                  : delivery_add(x->r, "correction", strbuf_z(&name), NULL, x->source,
                                 clock_today(), x->seq, &x->delivery, e);
}

/* What corrections before this one say, as far as it stands beside it: what begins on the day or
 * later gives way, and where everything is taken back, what began before ends on it. */
static int add_others(struct correcting *x, const struct correction *c,
                      const struct statements *before, struct statements *ret, struct err *e)
{
    for (size_t i = 0; i < before->n; i++) {
        struct statement s = before->at[i];
        if (s.attribute != c->attribute || s.valid_from >= c->valid_from)
            continue;
        if (!c->value.known && s.valid_to > c->valid_from)
            s.valid_to = c->valid_from;
        if (!vec_push(x->a, ret, s))
            return err_nomem(e);
    }
    return 0;
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* All corrections of the i-th one's subject, of which it is the first. */
static int correct_subject(struct correcting *x, size_t first, struct err *e)
{
    struct statements before = {0}, after = {0};
    int *which = arena_array_of(x->a, x->n, int);
    size_t n = 0;
    if (!which)
        return err_nomem(e);
    int rc = evidence_statements(x->r, x->subjects[first], x->source, NULL, 0, x->a, &before, e);
    for (size_t i = first; rc >= 0 && i < x->n; i++) {
        const struct correction *c = &x->at[i];
        struct statement s = {c->attribute, c->valid_from, DAY_OPEN, false, c->value, x->delivery};
        if (!subject_same(x->subjects[i], x->subjects[first]))
            continue;
        which[n++] = c->attribute;
        if ((rc = add_others(x, c, &before, &after, e)) >= 0 && c->value.known &&
            !vec_push(x->a, &after, s))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    qsort(which, n, sizeof *which, by_number);
    return evidence_put(x->w, x->subjects[first], x->source, which, n, after.at, after.n, e);
}

static bool is_first(const struct correcting *x, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (subject_same(x->subjects[k], x->subjects[i]))
            return false;
    return true;
}

static void check_doubled(struct correcting *x, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (subject_same(x->subjects[k], x->subjects[i]) &&
            x->at[k].attribute == x->at[i].attribute)
            refuse(x, i, "一次更正中出现了两回", "corrected twice at once");
}

static int check(struct correcting *x, struct err *e)
{
    int rc = 0;
    x->subjects = arena_array_of(x->a, x->n, struct subject_key);
    x->wrong = arena_zalloc(x->a, x->n * sizeof *x->wrong);
    if (!x->subjects || !x->wrong)
        return err_nomem(e);
    for (size_t i = 0; rc >= 0 && i < x->n; i++)
        if ((rc = find_subject(x, i, e)) >= 0 && (rc = check_value(x, i, e)) >= 0)
            check_doubled(x, i);
    return rc;
}

static int correct(struct correcting *x, struct str reason, struct str attachment, struct err *e)
{
    uint64_t changed;
    int rc = check(x, e);
    for (size_t i = 0; rc >= 0 && i < x->n; i++) {
        const struct attribute *t = attribute_of(x, i);
        if (x->wrong[i].zh) /* each language skips the other's words */
            return err_set(e, E_INVALID, STR_FMT "（" STR_FMT "）：%s%.0s",
                           STR_FMT " (" STR_FMT "): %.0s%s", STR_ARG(t->label), STR_ARG(t->id),
                           x->wrong[i].zh, x->wrong[i].en);
    }
    if (rc < 0 || (rc = begin(x, reason, attachment, e)) < 0 ||
        (rc = evidence_writer_open(x->r, x->seq, &x->w, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < x->n; i++)
        if (is_first(x, i))
            rc = correct_subject(x, i, e);
    return rc < 0 ? rc : evidence_writer_end(x->w, &changed, e);
}

int evidence_correct_check(struct reg *r, const struct actor *actor, const struct correction *at,
                           size_t n, struct correction_fault *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct correcting x = {r, actor, at, n, .a = a};
    int rc = a ? check(&x, e) : err_nomem(e);
    for (size_t i = 0; rc >= 0 && i < n; i++)
        ret[i] = x.wrong[i];
    return rc;
}

int evidence_correct(struct reg *r, const struct actor *actor, const struct correction *at,
                     size_t n, struct str reason, struct str attachment, int64_t *ret_seq,
                     struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct correcting x = {r, actor, at, n, .a = a};
    int rc = actor_require(actor, RIGHT_CORRECT, e);
    if (rc < 0)
        return rc;
    reason = str_trim(reason);
    attachment = str_trim(attachment);
    if (!reason.len)
        return err_set(e, E_INVALID, "更正须写明原因", "a correction needs a reason");
    if (!attachment.len)
        return err_set(e, E_INVALID, "更正须写明附件（证明材料的文号或编号）",
                       "a correction needs a reference to what proves it");
    if (!a)
        return err_nomem(e);
    x.source = source_id(r, STR(SOURCE_NAME_CORRECTION));
    rc = correct(&x, reason, attachment, e);
    evidence_writer_free(x.w);
    if (rc < 0)
        return rc;
    *ret_seq = x.seq;
    return 0;
}
