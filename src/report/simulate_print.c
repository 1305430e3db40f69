#include "simulate_print.h"

#include "area.h"
#include "cleanup.h"
#include "lang.h"

#include <stdlib.h>

#define MAX_TABLES 8

struct printer {
    const struct simulation *s;
    struct reg *r;
    struct str area;
    struct table *tables[MAX_TABLES];
    size_t n;
};

static struct table *start(struct printer *p, const char *name, const char *zh, const char *en,
                           const struct table_column *columns, size_t n)
{
    return p->tables[p->n++] = table_new(name, zh, en, columns, n);
}

static void add(struct sim_tally *sum, const struct sim_tally *t)
{
    sum->households += t->households;
    sum->people += t->people;
    sum->before += t->before;
    sum->after += t->after;
}

/* Households by where they stand under a scenario. */
static struct sim_tally after(const struct sim_scenario *s, int standing)
{
    struct sim_tally sum = {0};
    for (int b = 0; b < N_STANDINGS; b++)
        add(&sum, &s->standing[b][standing]);
    return sum;
}

static struct sim_tally of_covered(const struct sim_scenario *s)
{
    struct sim_tally sum = {0}, t;
    for (int k = 0; k < N_STANDINGS; k++) {
        if (!sim_covered((enum standing)k))
            continue;
        t = after(s, k);
        add(&sum, &t);
    }
    return sum;
}

static struct sim_tally of_change(const struct sim_scenario *s, int change)
{
    struct sim_tally sum = {0};
    for (int b = 0; b < N_CATEGORIES; b++)
        for (int a = 0; a < N_CATEGORIES; a++)
            add(&sum, &s->change[b][a][change]);
    return sum;
}

static void put_scenario(struct table *t, const struct sim_scenario *s)
{
    if (s->name.len)
        table_cell(t, s->name, lang_get() == LANG_ZH ? s->label : s->name);
    else
        table_cell(t, STR("today"), str_of(tr("现行", "today")));
}

static int64_t low_income_people(const struct sim_division *d)
{
    return d->category[CATEGORY_DESTITUTE].people + d->category[CATEGORY_DIBAO].people +
           d->category[CATEGORY_LOW_INCOME].people;
}

static void overview(struct printer *p)
{
    static const struct table_column columns[] = {
        {"scenario", "方案", "scenario", false},
        {"households", "总户数", "households", true},
        {"covered_households", "在保户", "covered hh.", true},
        {"covered_people", "在保人", "covered people", true},
        {"change_households", "户增减", "change hh.", true},
        {"change_people", "人增减", "change people", true},
        {"outside", "不在保户", "not covered", true},
        {"undecided", "待查明户", "undecided", true},
        {"failed", "出错户", "failed", true},
        {"monthly_bill", "月支出(元)", "monthly bill", true},
        {"change_bill", "月支出增减", "change of bill", true},
        {"incidence", "低收入发生率", "incidence", true},
        {"topup_level_urban", "城镇补差水平", "top-up urban", true},
        {"topup_level_rural", "农村补差水平", "top-up rural", true},
    };
    struct table *t =
        start(p, "scenarios", "一、方案", "1. Scenarios", columns, ARRAY_LEN(columns));
    const struct simulation *s = p->s;
    struct sim_tally today = of_covered(&s->scenarios[0]);
    for (size_t i = 0; i < s->n; i++) {
        const struct sim_scenario *x = &s->scenarios[i];
        struct sim_tally c = of_covered(x), out = after(x, STANDING_OUT),
                         open = after(x, STANDING_UNDECIDED), failed = after(x, STANDING_FAILED);
        struct sim_division all;
        simulate_sum(x, STR(""), &all);
        put_scenario(t, x);
        table_int(t, c.households + out.households + open.households + failed.households);
        table_int(t, c.households);
        table_int(t, c.people);
        table_int(t, c.households - today.households);
        table_int(t, c.people - today.people);
        table_int(t, out.households);
        table_int(t, open.households);
        table_int(t, failed.households);
        table_money(t, c.after);
        table_money(t, c.after - today.after);
        area_incidence(t, x->pack, p->area, p->area.len, s->as_of, low_income_people(&all));
        for (int k = SIM_URBAN; k <= SIM_RURAL; k++)
            table_percent(t, x->topup[k].paid, x->topup[k].line);
    }
}

static size_t format_ratio(struct decimal v, int digits, char *buf, size_t size)
{
    int64_t scaled, unit = 1;
    if (!dec_round(v, digits, DEC_HALF_UP, &v) || !dec_to_scaled(v, digits, &scaled))
        return 0;
    for (int i = 0; i < digits; i++)
        unit *= 10;
    int n = snprintf(buf, size, "%s%lld.%0*lld", scaled < 0 ? "-" : "",
                     llabs((long long)(scaled / unit)), digits, llabs((long long)(scaled % unit)));
    return (size_t)n;
}

/* Six digits for machines, four for people. */
static void put_ratio(struct table *t, bool known, struct decimal v)
{
    char machine[48], people[48];
    size_t m = known ? format_ratio(v, 6, machine, sizeof machine) : 0, n = 0;
    if (m)
        n = format_ratio(v, 4, people, sizeof people);
    if (n)
        table_cell(t, (struct str){machine, m}, (struct str){people, n});
    else
        table_empty(t);
}

static void poverty(struct printer *p)
{
    static const struct table_column columns[] = {
        {"scenario", "方案", "scenario", false},
        {"income", "收入", "income", false},
        {"households", "计入户", "households", true},
        {"people", "计入人", "people", true},
        {"left_out", "未计入户", "left out", true},
        {"poor_households", "线下户", "poor hh.", true},
        {"poor_people", "线下人", "poor people", true},
        {"fgt0", "贫困率FGT0", "FGT0", true},
        {"fgt1", "贫困距FGT1", "FGT1", true},
        {"fgt2", "平方贫困距FGT2", "FGT2", true},
        {"sst", "SST指数", "SST", true},
        {"gini", "基尼系数", "Gini", true},
    };
    static const struct {
        const char *code, *zh, *en;
    } stages[] = {{"before", "补差前", "before benefit"}, {"after", "补差后", "after benefit"}};
    struct table *t =
        start(p, "poverty", "二、贫困程度（线为各户的低保标准，按人计）",
              "2. Poverty (against each household's line, by people)", columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < p->s->n; i++) {
        const struct sim_scenario *x = &p->s->scenarios[i];
        for (int k = 0; k < 2; k++) {
            const struct poverty_measures *m = &x->poverty[k];
            put_scenario(t, x);
            table_cell(t, str_of(stages[k].code), str_of(tr(stages[k].zh, stages[k].en)));
            table_int(t, m->households);
            table_int(t, m->people);
            table_int(t, x->unmeasured_households);
            table_int(t, m->poor_households);
            table_int(t, m->poor_people);
            for (int a = 0; a < 3; a++)
                put_ratio(t, m->known, m->fgt[a]);
            put_ratio(t, m->known, m->sst);
            put_ratio(t, m->gini_known, m->gini);
        }
    }
}

static void put_change(struct table *t, const struct sim_tally *y)
{
    table_int(t, y->households);
    table_int(t, y->people);
    table_money(t, y->before);
    table_money(t, y->after);
    table_money(t, y->after - y->before);
}

static void changes(struct printer *p)
{
    static const struct table_column columns[] = {
        {"change", "变动", "change", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"amount_before", "现行月发放(元)", "amount today", true},
        {"amount_after", "方案月发放(元)", "amount then", true},
        {"difference", "增减", "difference", true},
    };
    struct table *t = start(p, "changes", "三、变动", "3. Changes", columns, ARRAY_LEN(columns));
    for (int k = 0; k < N_SIM_CHANGES; k++) {
        struct sim_tally y = of_change(&p->s->scenarios[1], k);
        table_cell(t, str_of(sim_change_code((enum sim_change)k)),
                   str_of(sim_change_label((enum sim_change)k)));
        put_change(t, &y);
    }
}

/* The same of several scenarios, one a row. */
static void changes_side_by_side(struct printer *p)
{
    static const struct table_column columns[] = {
        {"scenario", "方案", "scenario", false},
        {"entered_households", "新进户", "enter", true},
        {"entered_people", "人", "people", true},
        {"entered_amount", "增支(元)", "amount", true},
        {"left_households", "退出户", "leave", true},
        {"left_people", "人", "people", true},
        {"left_amount", "减支(元)", "amount", true},
        {"gained_households", "增加户", "gain", true},
        {"gained_people", "人", "people", true},
        {"gained_amount", "增支(元)", "amount", true},
        {"lost_households", "减少户", "lose", true},
        {"lost_people", "人", "people", true},
        {"lost_amount", "减支(元)", "amount", true},
        {"same", "不变户", "the same", true},
        {"no_amount", "金额不明户", "amount unknown", true},
        {"outside", "均不在保户", "not covered", true},
        {"open", "未定或出错户", "undec., failed", true},
        {"other_amount", "其余增减(元)", "other amount", true},
    };
    struct table *t = start(p, "changes", "三、变动", "3. Changes", columns, ARRAY_LEN(columns));
    for (size_t i = 1; i < p->s->n; i++) {
        const struct sim_scenario *x = &p->s->scenarios[i];
        int64_t other = 0; /* of who came to be unknown: with it the row makes up the bill */
        put_scenario(t, x);
        for (int k = SIM_ENTERED; k < N_SIM_CHANGES; k++) {
            struct sim_tally y = of_change(x, k);
            table_int(t, y.households);
            if (k > SIM_LOST) {
                other += y.after - y.before;
                continue;
            }
            table_int(t, y.people);
            table_money(t, y.after - y.before);
        }
        table_money(t, other);
    }
}

static void put_category(struct table *t, int c)
{
    table_cell(t, str_of(category_code((enum category)c)),
               str_of(category_label((enum category)c)));
}

/* Who enters, leaves, gains, loses: from which category into which. */
static void by_category(struct printer *p)
{
    static const struct table_column columns[] = {
        {"change", "变动", "change", false},
        {"category_before", "现行类别", "category today", false},
        {"category_after", "方案类别", "category then", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"amount_before", "现行月发放(元)", "amount today", true},
        {"amount_after", "方案月发放(元)", "amount then", true},
        {"difference", "增减", "difference", true},
    };
    struct table *t = start(p, "changes_by_category", "四、变动的户属于哪些类别",
                            "4. Changes by category", columns, ARRAY_LEN(columns));
    const struct sim_scenario *x = &p->s->scenarios[1];
    for (int k = SIM_ENTERED; k <= SIM_LOST; k++) {
        for (int b = 0; b < N_CATEGORIES; b++) {
            for (int a = 0; a < N_CATEGORIES; a++) {
                const struct sim_tally *y = &x->change[b][a][k];
                if (!y->households)
                    continue;
                table_cell(t, str_of(sim_change_code((enum sim_change)k)),
                           str_of(sim_change_label((enum sim_change)k)));
                put_category(t, b);
                put_category(t, a);
                put_change(t, y);
            }
        }
    }
}

/* From today's category (rows) to the scenario's (columns). */
static void matrix(struct printer *p, bool people)
{
    static const struct table_column columns[] = {
        {"category_before", "现行＼方案", "today \\ then", false},
#define X(name, code, zh, en) {#code, zh, en, true},
        CATEGORIES(X)
#undef X
            {"total", "合计", "total", true},
    };
    struct table *t = people ? start(p, "matrix_people", "六、类别变化（人）",
                                     "6. Category (people)", columns, ARRAY_LEN(columns))
                             : start(p, "matrix_households", "五、类别变化（户）",
                                     "5. Category (households)", columns, ARRAY_LEN(columns));
    const struct sim_scenario *x = &p->s->scenarios[1];
    int64_t totals[N_CATEGORIES + 1] = {0};
    for (int b = 0; b < N_CATEGORIES; b++) {
        int64_t row = 0;
        put_category(t, b);
        for (int a = 0; a < N_CATEGORIES; a++) {
            struct sim_tally sum = {0};
            for (int k = 0; k < N_SIM_CHANGES; k++)
                add(&sum, &x->change[b][a][k]);
            int64_t n = people ? sum.people : sum.households;
            table_int(t, n);
            row += n;
            totals[a] += n;
        }
        table_int(t, row);
        totals[N_CATEGORIES] += row;
    }
    table_cell(t, STR("total"), str_of(tr("合计", "total")));
    for (int a = 0; a <= N_CATEGORIES; a++)
        table_int(t, totals[a]);
}

static void standings(struct printer *p)
{
    static const struct table_column columns[] = {
        {"standing_before", "现行去向", "standing today", false},
        {"standing_after", "方案去向", "standing then", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"amount_before", "现行月发放(元)", "amount today", true},
        {"amount_after", "方案月发放(元)", "amount then", true},
        {"difference", "增减", "difference", true},
    };
    struct table *t =
        start(p, "standings", "七、去向变化", "7. Standing", columns, ARRAY_LEN(columns));
    const struct sim_scenario *x = &p->s->scenarios[1];
    for (int b = 0; b < N_STANDINGS; b++) {
        for (int a = 0; a < N_STANDINGS; a++) {
            const struct sim_tally *y = &x->standing[b][a];
            if (!y->households)
                continue;
            table_cell(t, str_of(standing_code((enum standing)b)),
                       str_of(standing_label((enum standing)b)));
            table_cell(t, str_of(standing_code((enum standing)a)),
                       str_of(standing_label((enum standing)a)));
            put_change(t, y);
        }
    }
}

static void put_part(struct table *t, struct decimal sum, int64_t n)
{
    struct decimal part = sum;
    bool known = n > 0 && dec_div(sum, dec_from_int(n), &part);
    put_ratio(t, known, part);
}

static void divisions(struct printer *p)
{
    static const struct table_column columns[] = {
        {"division", "区划", "division", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"entered", "新进户", "enter", true},
        {"left", "退出户", "leave", true},
        {"gained", "增加户", "gain", true},
        {"lost", "减少户", "lose", true},
        {"open", "未定出错", "undec., failed", true},
        {"monthly_bill", "月支出(元)", "monthly bill", true},
        {"change_bill", "月支出增减", "change of bill", true},
        {"incidence", "低收入发生率", "incidence", true},
        {"topup_level", "补差水平", "top-up", true},
        {"fgt0_before", "补差前FGT0", "FGT0 before", true},
        {"fgt0_after", "补差后FGT0", "FGT0 after", true},
        {"fgt1_before", "补差前FGT1", "FGT1 before", true},
        {"fgt1_after", "补差后FGT1", "FGT1 after", true},
    };
    static const int shown[] = {SIM_ENTERED, SIM_LEFT, SIM_GAINED, SIM_LOST, SIM_OPEN};
    struct table *t =
        start(p, "divisions", "八、区划", "8. Divisions", columns, ARRAY_LEN(columns));
    const struct sim_scenario *x = &p->s->scenarios[1];
    size_t next = area_next(p->area);
    struct str last = {0};
    for (size_t i = 0; i < x->n_divisions; i++) {
        struct str prefix = {x->divisions[i].division, next};
        if (i && str_eq(prefix, last))
            continue;
        last = prefix;
        struct sim_division d;
        struct sim_tally all = {0};
        simulate_sum(x, prefix, &d);
        for (int k = 0; k < N_SIM_CHANGES; k++)
            add(&all, &d.change[k]);
        struct str area = area_below(str_of(x->divisions[i].division), next);
        area_name(t, p->r, area, next, p->s->as_of);
        table_int(t, all.households);
        table_int(t, all.people);
        for (size_t k = 0; k < ARRAY_LEN(shown); k++)
            table_int(t, d.change[shown[k]].households);
        table_money(t, all.after);
        table_money(t, all.after - all.before);
        area_incidence(t, x->pack, area, next, p->s->as_of, low_income_people(&d));
        table_percent(t, d.topup.paid, d.topup.line);
        for (int k = 0; k < 2; k++)
            put_part(t, dec_from_int(d.poor[k]), d.measured);
        for (int k = 0; k < 2; k++)
            put_part(t, d.gaps[k], d.measured);
    }
}

struct str simulate_area(const struct simulation *s)
{
    const struct sim_scenario *today = &s->scenarios[0];
    if (s->division[0])
        return str_of(s->division);
    return today->n_divisions ? area_common(today->divisions[0].division,
                                            today->divisions[today->n_divisions - 1].division)
                              : STR("");
}

static void build(struct printer *p, const struct simulation *s, struct reg *r)
{
    *p = (struct printer){.s = s, .r = r, .area = simulate_area(s)};
    overview(p);
    poverty(p);
    if (s->n > 2) {
        changes_side_by_side(p);
    } else {
        changes(p);
        by_category(p);
        matrix(p, false);
        matrix(p, true);
        standings(p);
        divisions(p);
    }
}

static void printer_done(struct printer *p)
{
    for (size_t i = 0; i < p->n; i++)
        table_free(p->tables[i]);
}

int simulate_print(const struct simulation *s, struct reg *r, enum table_format format, FILE *out,
                   struct err *e)
{
    _cleanup_(printer_done) struct printer p;
    build(&p, s, r);
    if (tables_print(p.tables, p.n, format, out))
        return 0;
    return ferror(out) ? err_set(e, E_IO, "结果无法写出", "the result can't be written")
                       : err_nomem(e);
}

int simulate_json(const struct simulation *s, struct reg *r, struct json_writer *w, struct err *e)
{
    _cleanup_(printer_done) struct printer p;
    build(&p, s, r);
    return tables_json(p.tables, p.n, w) ? 0 : err_nomem(e);
}

static const struct rows_column row_columns[] = {
    {STR("scenario"), ROWS_TEXT},        {STR("household_no"), ROWS_TEXT},
    {STR("division"), ROWS_TEXT},        {STR("people"), ROWS_INTEGER},
    {STR("category_before"), ROWS_TEXT}, {STR("category_after"), ROWS_TEXT},
    {STR("standing_before"), ROWS_TEXT}, {STR("standing_after"), ROWS_TEXT},
    {STR("amount_before"), ROWS_MONEY},  {STR("amount_after"), ROWS_MONEY},
    {STR("change"), ROWS_MONEY},
};

int simulate_rows_create(const char *path, struct rows_writer **ret, struct err *e)
{
    return rows_create(path, row_columns, ARRAY_LEN(row_columns), ret, e);
}

/* Of the undecided and the failed the category is empty: their standing tells. */
static void row_category(struct rows_writer *w, enum category c)
{
    rows_textz(w, c < CATEGORY_UNDECIDED ? category_code(c) : "");
}

static void row_money(struct rows_writer *w, bool known, int64_t fen)
{
    if (known)
        rows_money(w, fen);
    else
        rows_textz(w, "");
}

int simulate_row(struct rows_writer *w, const struct sim_row *row, struct err *e)
{
    const struct sim_result *b = &row->before, *a = &row->after;
    rows_text(w, row->scenario->name);
    rows_text(w, row->household_no);
    rows_text(w, row->division);
    rows_int(w, (int64_t)row->people);
    row_category(w, b->category);
    row_category(w, a->category);
    rows_textz(w, standing_code(b->standing));
    rows_textz(w, standing_code(a->standing));
    row_money(w, b->amount.known, b->amount.value);
    row_money(w, a->amount.known, a->amount.value);
    row_money(w, b->amount.known && a->amount.known, a->amount.value - b->amount.value);
    return rows_end(w, e);
}
