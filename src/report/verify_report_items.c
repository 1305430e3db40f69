/* Items in a report: one table for both kinds. */
#include "verify_report_private.h"

#include "labels.h"
#include "lang.h"

#include <inttypes.h>

const struct attribute *vreport_attribute(const struct vreport *x, const struct item *i)
{
    enum entity entity = i->person_id ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    return i->attribute.len ? catalogue_find(x->catalogue, entity, i->attribute) : NULL;
}

#define OF_HOUSEHOLD {"户号", "household", ROWS_TEXT}, {"区划", "division", ROWS_TEXT, true},
#define OF_ITEM                                                                                    \
    {"成员", "member", ROWS_TEXT}, {"种类", "kind", ROWS_TEXT, true},                              \
        {"事项", "about", ROWS_TEXT, true}, {"来源", "source", ROWS_TEXT},                         \
        {"申报", "declared", ROWS_TEXT}, {"核对", "verified", ROWS_TEXT},                          \
        {"差额", "difference", ROWS_TEXT},                                                         \
        {"对认定的影响", "effect on the decision", ROWS_TEXT, true},                               \
        {"月差额(元)", "a month (yuan)", ROWS_MONEY}, {"状态", "state", ROWS_TEXT},                \
    {                                                                                              \
        "处理依据与经办", "reason, by whom", ROWS_TEXT, true                                       \
    }

void vreport_items_table(struct vreport *x, const char *note_zh, const char *note_en,
                         bool households)
{
    static const struct report_column all[] = {OF_HOUSEHOLD OF_ITEM}, own[] = {OF_ITEM};
    report_table(x->out, "核对事项", "items", note_zh, note_en, households ? all : own,
                 households ? sizeof all / sizeof *all : sizeof own / sizeof *own);
}

static struct str difference(struct vreport *x, const struct attribute *t, const struct item *i)
{
    struct strbuf b = {0};
    if (!t || !i->difference.known)
        return STR("");
    if (i->difference.value > 0)
        strbuf_addc(&b, '+');
    fact_print(t, (struct fact){.known = true, .i = i->difference.value}, &b);
    return vreport_take(x, &b);
}

static struct str effect(struct vreport *x, const struct item_effect *f)
{
    struct strbuf b = {0};
    bool category = !str_eq(f->category_declared, f->category_verified);
    bool amount =
        f->amount_declared.known != f->amount_verified.known ||
        (f->amount_declared.known && f->amount_declared.value != f->amount_verified.value);
    if (!f->known)
        return STR("");
    if (!category && !amount)
        return str_of(tr("无", "none"));
    if (category)
        strbuf_printf(&b, STR_FMT " → " STR_FMT, STR_ARG(label_category(f->category_declared)),
                      STR_ARG(label_category(f->category_verified)));
    if (amount)
        strbuf_printf(&b, "%s" STR_FMT " → " STR_FMT, category ? tr("；", "; ") : "",
                      STR_ARG(vreport_money(x, f->amount_declared)),
                      STR_ARG(vreport_money(x, f->amount_verified)));
    return vreport_take(x, &b);
}

static struct maybe change(const struct item_effect *f)
{
    bool known = f->known && f->amount_declared.known && f->amount_verified.known;
    return (struct maybe){known, known ? f->amount_verified.value - f->amount_declared.value : 0};
}

static struct str settled(struct vreport *x, const struct item *i)
{
    struct strbuf b = {0};
    if (i->state == ITEM_OPEN)
        return STR("");
    strbuf_printf(&b, STR_FMT "%s" STR_FMT "%s" STR_FMT " " STR_FMT, STR_ARG(i->reason),
                  i->attachment.len ? tr("；附件 ", "; attachment ") : "", STR_ARG(i->attachment),
                  i->reason.len || i->attachment.len ? tr("；", "; ") : "", STR_ARG(i->actor),
                  STR_ARG(vreport_instant(x, i->state_at)));
    return vreport_take(x, &b);
}

/* A fact by its name; a sign by its text, and where it stands. */
static struct str about(struct vreport *x, const struct attribute *t, const struct item *i)
{
    struct strbuf b = {0};
    bool is_name = i->kind == ITEM_CANDIDATE || i->kind == ITEM_NAME_DIFFERS;
    if (t)
        return vreport_name(x, t);
    strbuf_adds(&b, is_name ? mask_name(&x->lens, i->detail, i->minor, x->a) : i->detail);
    if (i->delivery && i->row)
        strbuf_printf(
            &b,
            tr("（批次 %" PRId64 " 行 %" PRId64 "）", " (delivery %" PRId64 " row %" PRId64 ")"),
            i->delivery, i->row);
    return vreport_take(x, &b);
}

static struct str member(struct vreport *x, const struct item *i)
{
    struct strbuf b = {0};
    if (!i->person_id)
        return str_of(tr("全家", "household"));
    strbuf_adds(&b, mask_name(&x->lens, i->name, i->minor, x->a));
    if (!i->member)
        strbuf_addz(&b, tr("（已不在户）", " (no member now)"));
    return vreport_take(x, &b);
}

void vreport_item(struct vreport *x, const struct item *i, bool households)
{
    const struct attribute *t = vreport_attribute(x, i);
    struct arena_mark mark = arena_mark(x->a);
    struct report_out *o = x->out;
    const char *unknown = tr("未知", "unknown");
    bool matters =
        i->effect.known && !str_eq(i->effect.category_declared, i->effect.category_verified);
    report_row(o, i->state == ITEM_OPEN && (matters || !households));
    if (households) {
        report_text(o, i->household_no);
        report_text(o, vreport_place(x, i->division));
    }
    report_text(o, member(x, i));
    report_textz(o, item_kind_label(i->kind));
    report_text(o, about(x, t, i));
    report_text(o, i->source);
    report_text(o, t ? vreport_value(x, t, i->declared, tr("未申报", "not declared")) : STR(""));
    report_text(o, t ? vreport_value(x, t, i->verified, unknown) : STR(""));
    report_text(o, difference(x, t, i));
    report_text(o, effect(x, &i->effect));
    report_money(o, change(&i->effect));
    report_textz(o, item_state_label(i->state));
    report_text(o, settled(x, i));
    arena_release(x->a, mark);
}
