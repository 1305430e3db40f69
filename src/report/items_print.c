#include "items_print.h"

#include "cleanup.h"
#include "date.h"
#include "labels.h"
#include "lang.h"
#include "money.h"

#include <stdlib.h>

static const struct table_column machine_columns[] = {
    {"household_no", "", "", false},
    {"member", "", "", true},
    {"name", "", "", false},
    {"kind", "", "", false},
    {"attribute", "", "", false},
    {"declared", "", "", false},
    {"verified", "", "", false},
    {"difference", "", "", true},
    {"category_declared", "", "", false},
    {"category_verified", "", "", false},
    {"amount_declared", "", "", true},
    {"amount_verified", "", "", true},
    {"weight", "", "", true},
    {"source", "", "", false},
    {"delivery", "", "", true},
    {"state", "", "", false},
    {"reason", "", "", false},
    {"as_of", "", "", false},
    {"item", "", "", true},
    {"detail", "", "", false},
};
static const struct table_column people_columns[] = {
    {NULL, "户号", "household", false}, {NULL, "事项号", "item", true},
    {NULL, "姓名", "name", false},      {NULL, "事项", "kind", false},
    {NULL, "内容", "what", false},      {NULL, "申报", "declared", false},
    {NULL, "核对", "verified", false},  {NULL, "类别", "category", false},
    {NULL, "月金额", "a month", false}, {NULL, "来源", "source", false},
    {NULL, "状态", "state", false},
};

struct items_print {
    const struct catalogue *catalogue;
    enum table_format format;
    struct table *table;
    struct strbuf text;
};

int items_print_new(struct reg *r, enum table_format format, struct items_print **ret,
                    struct err *e)
{
    bool people = format == TABLE_PEOPLE;
    _cleanup_(items_print_freep) struct items_print *p = calloc(1, sizeof *p);
    if (!p)
        return err_nomem(e);
    p->catalogue = reg_catalogue(r);
    p->format = format;
    p->table = table_new("items", "核对事项", "items", people ? people_columns : machine_columns,
                         people ? ARRAY_LEN(people_columns) : ARRAY_LEN(machine_columns));
    if (!p->table)
        return err_nomem(e);
    *ret = take(p);
    return 0;
}

void items_print_free(struct items_print *p)
{
    if (!p)
        return;
    table_free(p->table);
    strbuf_done(&p->text);
    free(p);
}

void items_print_freep(struct items_print **p)
{
    items_print_free(*p);
}

static const struct attribute *attribute_of(const struct items_print *p, const struct item *i)
{
    enum entity entity = i->person_id ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    return i->attribute.len ? catalogue_find(p->catalogue, entity, i->attribute) : NULL;
}

static void put_fact(struct items_print *p, const struct attribute *t, struct fact v)
{
    strbuf_clear(&p->text);
    if (t)
        fact_print(t, v, &p->text);
    table_text(p->table, strbuf_str(&p->text));
}

static void put_money(struct items_print *p, struct maybe m)
{
    if (m.known)
        table_money(p->table, m.value);
    else
        table_empty(p->table);
}

static void put_id(struct items_print *p, int64_t id)
{
    if (id)
        table_int(p->table, id);
    else
        table_empty(p->table);
}

static void machine_row(struct items_print *p, const struct item *i)
{
    const struct attribute *t = attribute_of(p, i);
    char date[DATE_TEXT];
    table_text(p->table, i->household_no);
    put_id(p, (int64_t)i->member);
    table_text(p->table, i->name);
    table_text(p->table, str_of(item_kind_word(i->kind)));
    table_text(p->table, i->attribute);
    put_fact(p, t, i->declared);
    put_fact(p, t, i->verified);
    if (t && t->type == ATTR_MONEY)
        put_money(p, i->difference);
    else if (i->difference.known)
        table_int(p->table, i->difference.value);
    else
        table_empty(p->table);
    table_text(p->table, i->effect.category_declared);
    table_text(p->table, i->effect.category_verified);
    put_money(p, i->effect.amount_declared);
    put_money(p, i->effect.amount_verified);
    table_int(p->table, i->weight);
    table_text(p->table, i->source);
    put_id(p, i->delivery);
    table_text(p->table, str_of(item_state_word(i->state)));
    table_text(p->table, i->reason);
    table_text(p->table, (struct str){date, date_format(i->as_of, date)});
    put_id(p, i->item_id);
    table_text(p->table, i->detail);
}

static void put_people_fact(struct items_print *p, const struct attribute *t, struct fact v)
{
    strbuf_clear(&p->text);
    if (t && v.known)
        fact_print_people(t, v, &p->text);
    else
        strbuf_addz(&p->text, t ? tr("未申报", "nothing") : "");
    table_text(p->table, strbuf_str(&p->text));
}

/* From one to the other, or what both are. */
static void put_change(struct items_print *p, struct str from, struct str to)
{
    strbuf_clear(&p->text);
    strbuf_adds(&p->text, from);
    if (!str_eq(from, to)) {
        strbuf_addz(&p->text, "→");
        strbuf_adds(&p->text, to);
    }
    table_text(p->table, strbuf_str(&p->text));
}

static struct str money_words(struct maybe m, char buf[MONEY_TEXT])
{
    return m.known ? (struct str){buf, money_format(m.value, buf)} : str_of(tr("未定", "unknown"));
}

static void people_row(struct items_print *p, const struct item *i)
{
    const struct attribute *t = attribute_of(p, i);
    const struct item_effect *f = &i->effect;
    char from[MONEY_TEXT], to[MONEY_TEXT];
    table_text(p->table, i->household_no);
    put_id(p, i->item_id);
    table_text(p->table, i->name);
    table_text(p->table, str_of(item_kind_label(i->kind)));
    table_text(p->table, !t ? i->detail : lang_get() == LANG_ZH ? t->label : t->id);
    put_people_fact(p, t, i->declared);
    put_people_fact(p, t, i->verified);
    if (f->known) {
        put_change(p, label_category(f->category_declared), label_category(f->category_verified));
        put_change(p, money_words(f->amount_declared, from), money_words(f->amount_verified, to));
    } else {
        table_empty(p->table);
        table_empty(p->table);
    }
    table_text(p->table, i->source);
    table_text(p->table, str_of(item_state_label(i->state)));
}

int items_print_row(void *print, const struct item *i, struct err *e)
{
    struct items_print *p = print;
    if (p->format == TABLE_PEOPLE)
        people_row(p, i);
    else
        machine_row(p, i);
    return p->text.failed ? err_nomem(e) : 0;
}

int items_print_end(struct items_print *p, FILE *out, struct err *e)
{
    return tables_print(&p->table, 1, p->format, out) ? 0 : err_nomem(e);
}

int verification_print(const struct verify_result *v, int32_t as_of, struct items_print *items,
                       enum table_format format, FILE *out, struct err *e)
{
    static const struct table_column counts[] = {
        {"verification", "核对", "verification", true},
        {"as_of", "核对日", "as of", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"with_items", "有事项户", "with items", true},
        {"opened", "新事项", "new", true},
        {"kept", "沿用", "kept", true},
        {"gone", "已消除", "gone", true},
        {"category_changes", "类别会变户", "category changes", true},
        {"amount_changes", "金额会变户", "amount changes", true},
        {"amount_sum", "月增减(元)", "a month (yuan)", true},
    };
    static const struct table_column kinds[] = {
        {"kind", "事项", "item", false},
        {"items", "件数", "items", true},
    };
    char date[DATE_TEXT];
    struct table *tables[] = {
        table_new("verification", "核对结果", "verification", counts, ARRAY_LEN(counts)),
        table_new("kinds", "事项", "items", kinds, ARRAY_LEN(kinds)),
        items ? items->table : NULL,
    };
    if (v->verification)
        table_int(tables[0], v->verification);
    else
        table_empty(tables[0]);
    table_text(tables[0], (struct str){date, date_format(as_of, date)});
    const int64_t numbers[] = {v->households, v->people, v->with_items,       v->opened,
                               v->kept,       v->gone,   v->category_changes, v->amount_changes};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        table_int(tables[0], numbers[i]);
    table_money(tables[0], v->amount_sum);
    for (int k = 0; k < N_ITEM_KINDS; k++) {
        enum item_kind kind = (enum item_kind)k;
        table_cell(tables[1], str_of(item_kind_word(kind)), str_of(item_kind_label(kind)));
        table_int(tables[1], v->items[k]);
    }
    bool ok = tables_print(tables, items ? 3 : 2, format, out);
    table_free(tables[0]);
    table_free(tables[1]);
    return ok ? 0 : err_nomem(e);
}
