/* The tables of a household's report. */
#include "verify_report_household.h"

#include "cleanup.h"
#include "date.h"
#include "labels.h"
#include "lang.h"

#include <inttypes.h>
#include <stdlib.h>

#define TOLD_ROWS 6 /* numbers of rows behind a figure; all of them stand in the table of rows */

static struct str who(const struct household *w, size_t member)
{
    return member ? w->names[member - 1] : str_of(tr("全家", "household"));
}

static struct str decided(struct vreport *x, struct str category, enum standing standing,
                          struct maybe amount)
{
    struct strbuf b = {0};
    if (standing == STANDING_NONE)
        return str_of(tr("没有", "none"));
    strbuf_printf(&b, tr(STR_FMT "，%s，每月 " STR_FMT, STR_FMT ", %s, a month " STR_FMT),
                  STR_ARG(label_category(category)), standing_label(standing),
                  STR_ARG(vreport_money(x, amount)));
    return vreport_take(x, &b);
}

static int last_verification(struct household *w, struct err *e)
{
    struct vreport *x = w->x;
    _cleanup_(stmt_donep) struct stmt *q = NULL;
    struct strbuf b = {0};
    int rc = db_prepare(reg_db(x->r),
                        "select v.verification_id, v.as_of, c.at, c.actor"
                        " from verification_household h"
                        " join verification v on v.verification_id = h.verification_id"
                        " join change c on c.seq = v.recorded_seq"
                        " where h.register_id = $1 and h.household_id = $2"
                        " and v.recorded_seq <= $3 order by v.verification_id desc limit 1",
                        &q, e);
    if (rc < 0)
        return rc;
    stmt_bind_int(q, 1, w->h.register_id);
    stmt_bind_int(q, 2, w->h.household_id);
    stmt_bind_int(q, 3, x->seq);
    if ((rc = stmt_step(q, e)) < 0)
        return rc;
    if (rc == 0)
        strbuf_addz(&b, tr("本户尚未核对，事项未登记；请先运行 heyi verify run",
                           "never verified, so no items stand here: run heyi verify run first"));
    else
        strbuf_printf(&b,
                      tr("第 %" PRId64 " 次（基准日 " STR_FMT "，" STR_FMT "，" STR_FMT "）",
                         "%" PRId64 " (as of " STR_FMT ", " STR_FMT ", " STR_FMT ")"),
                      stmt_int(q, 0), STR_ARG(vreport_date(x, (int32_t)stmt_int(q, 1))),
                      STR_ARG(vreport_instant(x, stmt_int(q, 2))), STR_ARG(stmt_text(q, 3)));
    report_fact(x->out, "最近一次核对", "last verification", vreport_take(x, &b));
    return 0;
}

static int overview(struct household *w, struct err *e)
{
    struct vreport *x = w->x;
    struct strbuf line = {0}, b = {0};
    struct str place = vreport_place(x, w->h.facts[x->catalogue->known.division].s);
    strbuf_printf(&line, "%s " STR_FMT "　" STR_FMT, tr("户号", "household"),
                  STR_ARG(w->h.household_no), STR_ARG(place));
    report_title(x->out, "申请家庭经济状况核对报告", "Economic verification of a household",
                 vreport_take(x, &line), false);
    int rc = vreport_head(x, e);
    if (rc < 0)
        return rc;
    report_fact(x->out, "户号", "household", w->h.household_no);
    report_fact(x->out, "区划", "division", place);
    strbuf_printf(&b, "%zu", w->h.n_members);
    report_fact(x->out, "人数", "people", vreport_take(x, &b));
    return last_verification(w, e);
}

/* "wage_income@M2;residence" → "王芳 工资性收入、户口性质" */
static struct str missing(struct household *w, struct str facts)
{
    struct strbuf b = {0};
    struct str name, id;
    while (facts.len && str_split(&facts, ';', &name)) {
        str_split(&name, '@', &id);
        size_t m = name.data > id.data && name.len > 1 ? strtoul(name.data + 1, NULL, 10) : 0;
        enum entity entity = m ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
        const struct attribute *t = catalogue_find(w->x->catalogue, entity, id);
        strbuf_printf(&b, "%s" STR_FMT "%s" STR_FMT, b.len ? tr("、", ", ") : "",
                      STR_ARG(m && m <= w->h.n_members ? w->names[m - 1] : STR("")), m ? " " : "",
                      STR_ARG(t ? vreport_name(w->x, t) : id));
    }
    return vreport_take(w->x, &b);
}

static void conclusion(struct household *w)
{
    struct vreport *x = w->x;
    const struct previous *p = &w->verified.previous;
    const struct maybe before = w->declared.monthly_amount, after = w->verified.monthly_amount;
    struct strbuf b = {0}, text = {0};
    size_t open = 0;
    for (size_t i = 0; i < w->items.n; i++)
        open += w->items.at[i].state == ITEM_OPEN;
    report_facts(x->out, "对认定的影响", "effect on the decision");
    report_fact(
        x->out, "现行待遇", "what stands",
        decided(x, p->category, p->standing, (struct maybe){!p->amount_unknown, p->amount}));
    report_fact(x->out, "按申报应认定", "as declared",
                decided(x, w->declared.category, w->declared.standing, before));
    report_fact(x->out, "按核对应认定", "as verified",
                decided(x, w->verified.category, w->verified.standing, after));
    struct maybe change = {before.known && after.known, after.value - before.value};
    strbuf_printf(&b, "%s" STR_FMT, change.known && change.value > 0 ? "+" : "",
                  STR_ARG(vreport_money(x, change)));
    report_fact(x->out, "月差额", "difference a month", vreport_take(x, &b));
    if (w->verified.undecided_because.len)
        report_fact(x->out, "尚缺事实", "facts missing", missing(w, w->verified.undecided_because));
    strbuf_printf(&text, tr("%zu 项，其中待核实 %zu 项", "%zu, of them open: %zu"), w->items.n,
                  open);
    report_fact(x->out, "核对事项", "items", vreport_take(x, &text));
}

static struct str member_fact(struct household *w, size_t m, const char *id)
{
    const struct attribute *t = catalogue_find(w->x->catalogue, ENTITY_PERSON, str_of(id));
    return t ? vreport_value(w->x, t, w->h.members[m].facts[t->index], "") : STR("");
}

static int members(struct household *w, struct err *e)
{
    static const struct report_column columns[] = {
        {"序号", "no.", ROWS_INTEGER},         {"姓名", "name", ROWS_TEXT},
        {"与户主关系", "relation", ROWS_TEXT}, {"性别", "sex", ROWS_TEXT},
        {"出生日期", "born", ROWS_TEXT},       {"公民身份号码", "identity number", ROWS_TEXT},
    };
    struct report_out *o = w->x->out;
    report_table(o, "家庭成员", "members", NULL, NULL, columns, ARRAY_LEN(columns));
    for (size_t m = 0; m < w->h.n_members; m++) {
        char number[IDNO_TEXT];
        int rc = scan_member_number(w->scan, m + 1, number, e);
        if (rc < 0)
            return rc;
        report_row(o, false);
        report_int(o, (int64_t)m + 1);
        report_text(o, w->names[m]);
        report_text(o, member_fact(w, m, "relation"));
        report_text(o, member_fact(w, m, "sex"));
        report_text(o, member_fact(w, m, "birth_date"));
        report_textz(o, number);
    }
    return 0;
}

/* Money, the household's whole, by attribute; what is nought on both sides is no bar. */
static void picture(struct household *w)
{
    static const char *const zh[] = {"申报", "核对"}, *const en[] = {"declared", "verified"};
    struct vreport *x = w->x;
    struct {
        struct report_bar *at;
        size_t n, cap;
    } bars = {0};
    for (int entity = 0; entity < N_ENTITIES; entity++)
        for (size_t i = 0; i < x->catalogue->n[entity]; i++) {
            const struct attribute *t = &x->catalogue->attributes[entity][i];
            struct report_bar b = {.label = vreport_name(x, t)};
            for (size_t k = 0; k < w->lines.n; k++) {
                const struct line *l = &w->lines.at[k];
                if (l->attribute != t || t->type != ATTR_MONEY)
                    continue;
                b.value[0] += l->declared.known ? l->declared.i : 0;
                b.value[1] += l->verified.known ? l->verified.i : 0;
            }
            if (!b.value[0] && !b.value[1])
                continue;
            for (int p = 0; p < 2; p++)
                b.text[p] = vreport_value(x, t, (struct fact){.known = true, .i = b.value[p]}, "");
            (void)vec_push(x->a, &bars, b);
        }
    report_bars(x->out, "申报与核对（全家合计）", "declared and verified, the whole household",
                BARS_BESIDE, zh, en, bars.at, bars.n);
}

static struct str difference(struct vreport *x, const struct line *l)
{
    struct strbuf b = {0};
    const struct attribute *t = l->attribute;
    int64_t d;
    if ((t->type != ATTR_MONEY && t->type != ATTR_INTEGER) || !l->declared.known ||
        !l->verified.known || __builtin_sub_overflow(l->verified.i, l->declared.i, &d))
        return STR("");
    if (d > 0)
        strbuf_addc(&b, '+');
    fact_print(t, (struct fact){.known = true, .i = d}, &b);
    return vreport_take(x, &b);
}

static struct str tolerance(struct vreport *x, const struct attribute *t)
{
    struct strbuf b = {0};
    struct feed_tolerance f = feeds_tolerance(x->feeds, t);
    if (!f.amount && !f.permille)
        return STR("");
    fact_print(t, (struct fact){.known = true, .i = f.amount}, &b);
    if (f.permille)
        strbuf_printf(&b, tr(" 或 %g%%", " or %g%%"), (double)f.permille / 10);
    return vreport_take(x, &b);
}

/* "批次 3 第 12、15 行；批次 5 第 2 行" */
static struct str rows_behind(struct household *w, const struct line *l)
{
    struct strbuf b = {0};
    int64_t delivery = 0;
    size_t n = 0;
    for (size_t i = 0; i < w->seen.n_hits; i++) {
        const struct feed_hit *hit = &w->seen.hits[i];
        if (!household_behind(hit, l) || ++n > TOLD_ROWS)
            continue;
        if (hit->delivery != delivery)
            strbuf_printf(&b, tr("%s批次 %" PRId64 " 行 ", "%sdelivery %" PRId64 " row "),
                          delivery ? tr("；", "; ") : "", hit->delivery);
        strbuf_printf(&b, "%s%" PRId64, hit->delivery == delivery ? tr("、", ", ") : "", hit->row);
        delivery = hit->delivery;
    }
    if (n > TOLD_ROWS)
        strbuf_printf(&b, tr("等 %zu 行", " … %zu rows"), n);
    return vreport_take(w->x, &b);
}

/* A number no further from the declared one than is tolerated. */
static bool tolerated(const struct household *w, const struct line *l)
{
    const struct attribute *t = l->attribute;
    struct feed_tolerance f = feeds_tolerance(w->x->feeds, t);
    if (t->type != ATTR_MONEY && t->type != ATTR_INTEGER)
        return false;
    __int128 off = (__int128)l->verified.i - l->declared.i, size = l->declared.i;
    off = off < 0 ? -off : off;
    size = size < 0 ? -size : size;
    return off <= f.amount || off * 1000 <= size * f.permille;
}

static const char *outcome(const struct household *w, const struct line *l)
{
    if (l->item)
        return item_state_label(l->item->state);
    if (!l->declared.known)
        return tr("未申报", "not declared");
    if (!l->verified.known)
        return tr("未知", "unknown");
    if (l->won == source_id(w->x->r, STR(SOURCE_NAME_DECLARATION)))
        return tr("未见不符", "nothing against it");
    if (fact_same(l->attribute, l->declared, l->verified))
        return tr("一致", "agrees");
    return tolerated(w, l) ? tr("容差内", "tolerated") : tr("不一致", "differs");
}

static void comparison(struct household *w)
{
    static const struct report_column columns[] = {
        {"对象", "of", ROWS_TEXT},         {"项目", "attribute", ROWS_TEXT},
        {"申报", "declared", ROWS_TEXT},   {"核对", "verified", ROWS_TEXT},
        {"差额", "difference", ROWS_TEXT}, {"容差", "tolerance", ROWS_TEXT},
        {"采信来源", "source", ROWS_TEXT}, {"依据的行", "from rows", ROWS_TEXT, true},
        {"结果", "outcome", ROWS_TEXT},
    };
    struct vreport *x = w->x;
    struct report_out *o = x->out;
    report_table(o, "申报与核对比对", "declared against verified", NULL, NULL, columns,
                 ARRAY_LEN(columns));
    for (size_t i = 0; i < w->lines.n; i++) {
        const struct line *l = &w->lines.at[i];
        const struct attribute *t = l->attribute;
        if (!household_shown(w, l))
            continue;
        report_row(o, l->item && l->item->state == ITEM_OPEN);
        report_text(o, who(w, l->member));
        report_text(o, vreport_name(x, t));
        report_text(o, vreport_value(x, t, l->declared, tr("未申报", "not declared")));
        report_text(o, vreport_value(x, t, l->verified, tr("未知", "unknown")));
        report_text(o, difference(x, l));
        report_text(o, tolerance(x, t));
        report_textz(o, l->won ? source_label(x->r, l->won) : "");
        report_text(o, rows_behind(w, l));
        report_textz(o, outcome(w, l));
    }
}

/* What rests on the declaration alone: by attribute, whose. */
static void unheard(struct household *w)
{
    static const struct report_column columns[] = {
        {"项目", "attribute", ROWS_TEXT},
        {"对象与申报", "of whom, as declared", ROWS_TEXT, true},
    };
    struct vreport *x = w->x;
    bool begun = false;
    for (int entity = 0; entity < N_ENTITIES; entity++)
        for (size_t i = 0; i < x->catalogue->n[entity]; i++) {
            const struct attribute *t = &x->catalogue->attributes[entity][i];
            struct strbuf b = {0};
            for (size_t k = 0; k < w->lines.n; k++) {
                const struct line *l = &w->lines.at[k];
                if (l->attribute != t || household_shown(w, l))
                    continue;
                strbuf_printf(
                    &b, "%s" STR_FMT " " STR_FMT, b.len ? tr("；", "; ") : "",
                    STR_ARG(who(w, l->member)),
                    STR_ARG(vreport_value(x, t, l->declared, tr("未申报", "not declared"))));
            }
            if (!b.len)
                continue;
            if (!begun)
                report_table(x->out, "未核对的项目", "not verified",
                             "下列项目没有来源覆盖本户，只有申报。",
                             "No source that tells of these covers the household: they rest on the "
                             "declaration alone.",
                             columns, ARRAY_LEN(columns));
            begun = true;
            report_row(x->out, false);
            report_text(x->out, vreport_name(x, t));
            report_text(x->out, vreport_take(x, &b));
        }
}

static void items(struct household *w)
{
    vreport_items_table(w->x, w->items.n ? NULL : "没有已登记的事项。",
                        w->items.n ? NULL : "No items stand.", false);
    for (size_t i = 0; i < w->items.n; i++)
        vreport_item(w->x, &w->items.at[i], false);
}

static void signs(struct household *w)
{
    static const struct report_column columns[] = {
        {"对象", "of", ROWS_TEXT},         {"种类", "kind", ROWS_TEXT},
        {"内容", "what", ROWS_TEXT, true}, {"日期", "date", ROWS_DATE},
        {"来源", "source", ROWS_TEXT},     {"批次", "delivery", ROWS_INTEGER},
        {"行", "row", ROWS_INTEGER},
    };
    struct report_out *o = w->x->out;
    if (!w->seen.n_signs)
        return;
    report_table(o, "迹象与线索", "signs and leads", NULL, NULL, columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < w->seen.n_signs; i++) {
        const struct feed_sign *s = &w->seen.signs[i];
        int kind = item_kind_parse(s->kind);
        report_row(o, false);
        report_text(o, who(w, s->member));
        report_textz(o, item_kind_label(kind < 0 ? ITEM_LEAD : (enum item_kind)kind));
        report_text(o, s->text);
        report_date(o, s->day);
        report_text(o, s->feed->label);
        report_int(o, s->delivery);
        report_int(o, s->row);
    }
}

static int sources(struct household *w, struct err *e)
{
    static const struct report_column columns[] = {
        {"来源", "source", ROWS_TEXT},
        {"部门", "department", ROWS_TEXT, true},
        {"批次", "delivery", ROWS_INTEGER},
        {"文件", "file", ROWS_TEXT, true},
        {"收到日期", "received", ROWS_DATE},
        {"数据截至", "reference", ROWS_DATE},
        {"总行数", "rows", ROWS_INTEGER},
        {"命中行", "hits", ROWS_INTEGER},
        {"文件 SM3", "SM3 of the file", ROWS_TEXT},
    };
    struct report_out *o = w->x->out;
    report_table(o, "已查询的来源", "sources asked", NULL, NULL, columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < w->seen.n_asked; i++) {
        const struct feed_asked *a = &w->seen.asked[i];
        struct vreport_delivery d;
        if (!vreport_verifies(a->feed))
            continue;
        int rc = vreport_delivery(w->x, a->delivery, &d, e);
        if (rc < 0)
            return rc;
        report_row(o, false);
        report_text(o, a->feed->label);
        report_text(o, a->feed->department);
        report_int(o, a->delivery);
        report_text(o, d.files);
        report_date(o, a->received);
        report_date(o, a->reference);
        report_int(o, d.rows);
        report_int(o, (int64_t)a->hits);
        report_text(o, d.sm3.len > 16 ? (struct str){d.sm3.data, 16} : d.sm3);
    }
    return 0;
}

static bool asked(const struct household *w, const struct feed *f)
{
    for (size_t i = 0; i < w->seen.n_asked; i++)
        if (str_eq(w->seen.asked[i].feed->name, f->name))
            return true;
    return false;
}

static void not_asked(struct household *w)
{
    static const struct report_column columns[] = {
        {"来源", "source", ROWS_TEXT},
        {"部门", "department", ROWS_TEXT, true},
        {"情况", "why", ROWS_TEXT},
    };
    struct report_out *o = w->x->out;
    size_t n = 0;
    for (size_t i = 0; i < w->x->feeds->n; i++)
        n += vreport_verifies(&w->x->feeds->at[i]) && !asked(w, &w->x->feeds->at[i]);
    if (!n)
        return;
    report_table(o, "没有查询的来源", "sources not asked",
                 "下列来源没有覆盖本户的数据，本报告对其内容不作任何说明。",
                 "No delivery of these covers the household: this report says nothing about what "
                 "they may hold.",
                 columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < w->x->feeds->n; i++) {
        const struct feed *f = &w->x->feeds->at[i];
        if (!vreport_verifies(f) || asked(w, f))
            continue;
        report_row(o, false);
        report_text(o, f->label);
        report_text(o, f->department);
        report_textz(o, tr("没有覆盖本户的批次", "no delivery covers the household"));
    }
}

static struct str cells(struct household *w, const struct feed_hit *hit)
{
    struct strbuf b = {0};
    feed_cells_print(hit->feed, hit->cells, &b);
    return vreport_take(w->x, &b);
}

static void hits(struct household *w)
{
    static const struct report_column columns[] = {
        {"对象", "of", ROWS_TEXT},          {"来源", "source", ROWS_TEXT},
        {"批次", "delivery", ROWS_INTEGER}, {"行", "row", ROWS_INTEGER},
        {"起", "from", ROWS_DATE},          {"止", "to", ROWS_DATE},
        {"是否计入", "counts", ROWS_TEXT},  {"内容", "cells", ROWS_TEXT, true},
    };
    struct report_out *o = w->x->out;
    if (!w->seen.n_hits)
        return;
    report_table(o, "命中的行", "rows found",
                 "部门数据中属于本户成员的全部行；不计入的行在基准日不成立或已超出时限。",
                 "All rows of members; those that don't count don't hold on the date.", columns,
                 ARRAY_LEN(columns));
    for (size_t i = 0; i < w->seen.n_hits; i++) {
        const struct feed_hit *hit = &w->seen.hits[i];
        report_row(o, false);
        report_text(o, who(w, hit->member));
        report_text(o, hit->feed->label);
        report_int(o, hit->delivery);
        report_int(o, hit->row);
        report_date(o, hit->from);
        report_date(o, hit->to == DAY_OPEN ? DATE_NONE : hit->to);
        report_textz(o, hit->holds ? tr("是", "yes") : tr("否", "no"));
        report_text(o, cells(w, hit));
    }
}

static void signatures(struct household *w)
{
    struct strbuf b = {0};
    strbuf_printf(
        &b,
        tr("报告编号 " STR_FMT " 由基准日、登记库变更号和户号组成，据以可重出内容相同的报告"
           "。公民身份号码只显示前六位和后四位。",
           "The number " STR_FMT " is made of date, change and household: the same report "
           "can be had again. Identity numbers are masked."),
        STR_ARG(w->x->number));
    report_signatures(w->x->out, vreport_take(w->x, &b));
}

int household_write(struct household *w, struct err *e)
{
    int rc = overview(w, e);
    if (rc < 0)
        return rc;
    conclusion(w);
    if ((rc = members(w, e)) < 0)
        return rc;
    picture(w);
    items(w);
    comparison(w);
    unheard(w);
    signs(w);
    if ((rc = sources(w, e)) < 0)
        return rc;
    not_asked(w);
    hits(w);
    signatures(w);
    return arena_failed(w->x->a) ? err_nomem(e) : 0;
}
