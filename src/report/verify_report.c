/* The report's frame: what it is about, what was known, and words that both kinds use. */
#include "verify_report_private.h"

#include "change.h"
#include "cleanup.h"
#include "clock.h"
#include "date.h"
#include "labels.h"
#include "lang.h"
#include "money.h"

#include <inttypes.h>
#include <stdlib.h>

struct str vreport_take(struct vreport *x, struct strbuf *b)
{
    struct str s = str_dup(x->a, strbuf_str(b));
    if (b->failed)
        arena_fail(x->a);
    strbuf_done(b);
    *b = (struct strbuf){0};
    return s;
}

struct str vreport_date(struct vreport *x, int32_t day)
{
    char text[DATE_TEXT];
    return str_dup(x->a, (struct str){text, date_format(day, text)});
}

struct str vreport_instant(struct vreport *x, int64_t us)
{
    struct strbuf b = {0};
    char day[DATE_TEXT];
    int64_t second = us / 1000000 + 8 * 3600;
    date_format(date_of_instant(us), day);
    strbuf_printf(&b, "%s %02d:%02d", day, (int)(second / 3600 % 24), (int)(second / 60 % 60));
    return vreport_take(x, &b);
}

struct str vreport_money(struct vreport *x, struct maybe fen)
{
    struct strbuf b = {0};
    char text[MONEY_TEXT];
    if (!fen.known)
        return str_of(tr("未知", "unknown"));
    money_format(fen.value, text);
    strbuf_printf(&b, tr("%s 元", "%s yuan"), text);
    return vreport_take(x, &b);
}

struct str vreport_value(struct vreport *x, const struct attribute *t, struct fact v,
                         const char *unknown)
{
    struct strbuf b = {0};
    if (!v.known)
        return str_of(unknown);
    if (v.none)
        return str_of(tr("无", "none"));
    fact_print_people(t, v, &b);
    return vreport_take(x, &b);
}

struct str vreport_name(struct vreport *x, const struct attribute *t)
{
    if (lang_get() == LANG_ZH)
        return t->label;
    char *id = arena_strndup(x->a, t->id.data, t->id.len);
    for (size_t i = 0; id && i < t->id.len; i++)
        if (id[i] == '_')
            id[i] = ' ';
    return str_of(id);
}

struct str vreport_place(struct vreport *x, struct str division)
{
    struct strbuf b = {0};
    if (reg_division_name(x->r, division, &b, NULL) < 0)
        strbuf_adds(&b, division);
    return vreport_take(x, &b);
}

bool vreport_verifies(const struct feed *f)
{
    return f->n_facts || f->n_events || f->n_leads;
}

int vreport_delivery(struct vreport *x, int64_t delivery, struct vreport_delivery *ret,
                     struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select d.file_name, d.sm3, f.rows from delivery d join feed_delivery f"
                        " on f.delivery_id = d.delivery_id where d.delivery_id = $1",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, delivery);
    if ((rc = stmt_step(q, e)) < 0)
        return rc;
    *ret = (struct vreport_delivery){0};
    if (rc > 0)
        *ret = (struct vreport_delivery){str_dup(x->a, stmt_text(q, 0)),
                                         str_dup(x->a, stmt_text(q, 1)), stmt_int(q, 2)};
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

int vreport_head(struct vreport *x, struct err *e)
{
    struct strbuf b = {0};
    struct change c;
    int rc = change_get(reg_db(x->r), x->seq, x->a, &c, e);
    if (rc < 0)
        return rc;
    report_facts(x->out, "概况", "overview");
    report_fact(x->out, "报告编号", "report number", x->number);
    report_fact(x->out, "打印日期", "printed on", vreport_date(x, clock_today()));
    if (x->o->mark.len)
        report_fact(x->out, "出具", "made for", x->o->mark);
    report_fact(x->out, "基准日", "as of", vreport_date(x, x->as_of));
    strbuf_printf(&b, tr(STR_FMT "（第 %" PRId64 " 号变更）", STR_FMT " (change %" PRId64 ")"),
                  STR_ARG(vreport_instant(x, c.at)), x->seq);
    report_fact(x->out, "按何时所知", "as known at", vreport_take(x, &b));
    report_fact(x->out, "依据", "clause", STR("JM23-2.2b"));
    strbuf_printf(&b, STR_FMT "（%.16s…）", STR_ARG(pack_name(x->pack)), pack_hash(x->pack));
    report_fact(x->out, "政策包", "policy pack", vreport_take(x, &b));
    strbuf_printf(&b, "%.16s…", x->feeds->hash);
    report_fact(x->out, "数据源定义", "definitions of feeds", vreport_take(x, &b));
    return 0;
}

/* As known at, and where: the report's number. */
static int frame(struct vreport *x, struct err *e)
{
    const struct verify_report_options *o = x->o;
    struct strbuf b = {0};
    struct civil day = date_to_civil(x->as_of);
    strbuf_printf(&b, "HD%04d%02d%02d-%" PRId64 "-", (int)day.year, day.month, day.day, x->seq);
    if (o->verification)
        strbuf_printf(&b, "V%" PRId64, o->verification);
    else if (o->household_no.len)
        strbuf_adds(&b, o->household_no);
    else
        strbuf_adds(&b, x->prefix.len ? x->prefix : STR("00"));
    x->number = vreport_take(x, &b);
    return arena_failed(x->a) ? err_nomem(e) : 0;
}

static int read_verification(struct vreport *x, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    int rc = db_prepare(reg_db(x->r),
                        "select as_of, known_seq, division from verification"
                        " where verification_id = $1 and recorded_seq <= $2",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, x->o->verification);
    stmt_bind_int(q, 2, x->state_seq);
    if ((rc = stmt_step(q, e)) < 0)
        return rc;
    if (rc == 0)
        return err_set(e, E_NOT_FOUND, "没有第 %" PRId64 " 次核对",
                       "there is no verification %" PRId64, x->o->verification);
    x->as_of = (int32_t)stmt_int(q, 0);
    x->seq = stmt_int(q, 1);
    x->prefix = str_dup(x->a, stmt_text(q, 2));
    return x->prefix.len ? actor_require_scope(x->actor, x->prefix, e) : 0;
}

/* To a path, or where that is NULL into the stream. */
static int write_report(struct vreport *x, const char *path, FILE *f, struct err *e)
{
    _cleanup_(feeds_freep) struct feeds *feeds = NULL;
    _cleanup_(report_out_freep) struct report_out *out = NULL;
    int rc = feeds_in_force(x->r, x->seq, &feeds, e);
    if (rc < 0 || (rc = reg_pack(x->r, x->seq, &x->pack, e)) < 0 || (rc = frame(x, e)) < 0 ||
        (rc = path ? report_out_open(path, &out, e) : report_out_page(f, &out, e)) < 0)
        return rc;
    x->feeds = feeds;
    x->out = out;
    rc = x->o->household_no.len ? vreport_household(x, e) : vreport_batch(x, e);
    return rc < 0 ? rc : report_out_commit(out, e);
}

static int make(struct reg *r, const struct actor *actor, const struct verify_report_options *o,
                const char *path, FILE *f, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    char prefix[13];
    int64_t last;
    if (!a)
        return err_nomem(e);
    int rc = actor_require(actor, RIGHT_VIEW | RIGHT_DETERMINE, e);
    if (rc < 0 || (rc = db_schema_check(reg_db(r), &verify_schema, e)) < 0 ||
        (rc = determine_division(r, o->division, o->as_of, prefix, e)) < 0 ||
        (rc = change_last(reg_db(r), &last, e)) < 0)
        return rc;
    int64_t seq = o->known_seq < last ? o->known_seq : last;
    struct vreport x = {
        .r = r,
        .actor = actor,
        .lens = {actor, o->opened, clock_today()},
        .o = o,
        .catalogue = reg_catalogue(r),
        .as_of = o->as_of,
        .seq = seq,
        .state_seq = seq,
        .prefix = str_of(prefix),
        .a = a,
    };
    if (o->verification && (rc = read_verification(&x, e)) < 0)
        return rc;
    return write_report(&x, path, f, e);
}

int verify_report(struct reg *r, const struct actor *actor, const struct verify_report_options *o,
                  const char *path, struct err *e)
{
    return make(r, actor, o, path, NULL, e);
}

int verify_report_page(struct reg *r, const struct actor *actor,
                       const struct verify_report_options *o, FILE *f, struct err *e)
{
    return make(r, actor, o, NULL, f, e);
}
