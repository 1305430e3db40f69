/* Area figures and changes of a run as tables. */

#include "area.h"
#include "cleanup.h"
#include "labels.h"
#include "lang.h"
#include "results.h"

#include <stdio.h>

#define MAX_TABLES 6

struct printer {
    const struct figures *f;
    const struct figures_context *x;
    struct str area; /* prefix of the area that the run covers */
    struct table *tables[MAX_TABLES];
    size_t n;
};

static struct table *start(struct printer *p, const char *name, const char *zh, const char *en,
                           const struct table_column *columns, size_t n)
{
    struct table *t = table_new(name, zh, en, columns, n);
    p->tables[p->n++] = t;
    return t;
}

static void balance(struct printer *p)
{
    static const struct table_column columns[] = {
        {"households", "总户数", "households", true},
        {"decided", "已定", "decided", true},
        {"undecided", "未定", "undecided", true},
        {"failed", "失败", "failed", true},
        {"balanced", "平衡", "balanced", true},
        {"monthly_bill", "月支出(元)", "monthly bill", true},
    };
    struct table *t = start(p, "balance", "一、平衡", "1. Balance", columns, ARRAY_LEN(columns));
    const struct figures *f = p->f;
    table_int(t, f->households);
    table_int(t, f->decided);
    table_int(t, f->undecided);
    table_int(t, f->failed);
    bool ok = figures_balance(f);
    table_cell(t, str_of(ok ? "true" : "false"), str_of(ok ? tr("是", "yes") : tr("否", "no")));
    table_money(t, f->bill);
}

static void put_tally(struct table *t, const struct tally *y)
{
    table_int(t, y->households);
    table_int(t, y->people);
    table_money(t, y->amount);
}

static void put_count(struct table *t, const struct tally *y)
{
    table_int(t, y->households);
    table_int(t, y->people);
}

static void categories(struct printer *p)
{
    static const struct table_column columns[] = {
        {"category", "类别", "category", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"urban_households", "城镇户", "urban hh.", true},
        {"urban_people", "城镇人", "urban people", true},
        {"rural_households", "农村户", "rural hh.", true},
        {"rural_people", "农村人", "rural people", true},
        {"unknown_households", "户性不明户", "unknown hh.", true},
        {"unknown_people", "户性不明人", "unknown people", true},
        {"monthly_amount", "月发放(元)", "monthly amount", true},
    };
    static const char *const residences[] = {NULL, "urban", "rural", ""};
    struct table *t =
        start(p, "categories", "二、类别", "2. Categories", columns, ARRAY_LEN(columns));
    struct figure_cell sums[ARRAY_LEN(residences)];
    for (size_t r = 0; r < ARRAY_LEN(residences); r++)
        figures_sum(p->f, STR(""), residences[r], &sums[r]);
    for (int c = 0; c < N_CATEGORIES; c++) {
        table_cell(t, str_of(category_code((enum category)c)),
                   str_of(category_label((enum category)c)));
        for (size_t r = 0; r < ARRAY_LEN(residences); r++)
            put_count(t, cell_category(&sums[r], c));
        table_money(t, cell_category(&sums[0], c)->amount);
    }
}

static void standings(struct printer *p)
{
    static const struct table_column columns[] = {
        {"standing", "去向", "standing", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"monthly_amount", "月发放(元)", "monthly amount", true},
    };
    struct figure_cell all;
    figures_sum(p->f, STR(""), NULL, &all);
    struct table *t = start(p, "standings", "三、去向", "3. Standing", columns, ARRAY_LEN(columns));
    for (int s = STANDING_IN_FORCE; s <= STANDING_FAILED; s++) {
        table_cell(t, str_of(standing_code((enum standing)s)),
                   str_of(standing_label((enum standing)s)));
        put_tally(t, cell_standing(&all, s));
    }
}

static int64_t covered_people(const struct figure_cell *c)
{
    return cell_category(c, CATEGORY_DESTITUTE)->people + cell_category(c, CATEGORY_DIBAO)->people +
           cell_category(c, CATEGORY_LOW_INCOME)->people;
}

static void divisions(struct printer *p)
{
    static const struct table_column columns[] = {
        {"division", "区划", "division", false},
        {"households", "户数", "households", true},
        {"people", "人数", "people", true},
        {"destitute", "特困户", "destitute", true},
        {"dibao", "低保户", "dibao", true},
        {"low_income", "低收入户", "low income", true},
        {"none", "不符合", "not eligible", true},
        {"undecided", "未定", "undecided", true},
        {"failed", "出错", "failed", true},
        {"monthly_amount", "月发放(元)", "monthly amount", true},
        {"incidence", "发生率", "incidence", true},
    };
    struct table *t =
        start(p, "divisions", "四、区划", "4. Divisions", columns, ARRAY_LEN(columns));
    size_t next = area_next(p->area);
    struct str last = {0};
    for (size_t i = 0; i < p->f->n_cells; i++) {
        struct str prefix = {p->f->cells[i].division, next};
        if (i && str_eq(prefix, last))
            continue;
        last = prefix;
        struct figure_cell c;
        figures_sum(p->f, prefix, NULL, &c);
        struct str area = area_below(str_of(p->f->cells[i].division), next);
        struct tally sum = {0};
        for (int k = 0; k < N_CATEGORIES; k++) {
            sum.households += cell_category(&c, k)->households;
            sum.people += cell_category(&c, k)->people;
            sum.amount += cell_category(&c, k)->amount;
        }
        area_name(t, p->x->reg, area, next, p->x->as_of);
        table_int(t, sum.households);
        table_int(t, sum.people);
        for (int k = 0; k < N_CATEGORIES; k++)
            table_int(t, cell_category(&c, k)->households);
        table_money(t, sum.amount);
        area_incidence(t, p->x->pack, area, next, p->x->as_of, covered_people(&c));
    }
}

/* value against target, both as exact fractions; NULL target = none. */
static void indicator(struct table *t, const char *zh, const char *en, const char *id,
                      int64_t numerator, int64_t denominator, const struct parameter *target,
                      bool at_least, const struct parameter *basis)
{
    table_cell(t, str_of(id), str_of(tr(zh, en)));
    table_percent(t, numerator, denominator);
    struct decimal goal, value, hundred;
    char text[128], people[160];
    if (!target || !dec_mul(target->value, dec_from_int(100), &hundred)) {
        table_empty(t);
        table_empty(t);
    } else {
        size_t n = dec_format(hundred, text);
        int m = snprintf(people, sizeof people, "%s%s%%", at_least ? "≥" : "≤", text);
        table_cell(t, (struct str){text, n}, (struct str){people, (size_t)m});
        if (denominator > 0 && dec_mul(target->value, dec_from_int(denominator), &goal)) {
            value = dec_from_int(numerator);
            int c = dec_cmp(value, goal);
            bool met = at_least ? c >= 0 : c <= 0;
            table_cell(t, str_of(met ? "true" : "false"),
                       str_of(met ? tr("达到", "met") : tr("未达到", "missed")));
        } else {
            table_empty(t);
        }
    }
    _cleanup_(strbuf_done) struct strbuf machine = {0}, told = {0};
    if (target) {
        strbuf_adds(&machine, target->source);
        strbuf_adds(&told, target->source);
    }
    if (basis) {
        strbuf_printf(&machine, "%s" STR_FMT, machine.len ? ";" : "", STR_ARG(basis->source));
        strbuf_printf(&told, "%s%s" STR_FMT, told.len ? tr("；", "; ") : "", tr("基数 ", "base "),
                      STR_ARG(basis->source));
    }
    table_cell(t, strbuf_str(&machine), strbuf_str(&told));
}

static void indicators(struct printer *p)
{
    static const struct table_column columns[] = {
        {"indicator", "指标", "indicator", false}, {"value", "数值", "value", true},
        {"target", "目标", "target", true},        {"met", "达标", "met", true},
        {"source", "依据", "source", false},
    };
    struct table *t =
        start(p, "indicators", "五、指标", "5. Indicators", columns, ARRAY_LEN(columns));
    const struct pack *pack = p->x->pack;
    int32_t on = p->x->as_of;
    struct figure_cell all, urban, rural;
    figures_sum(p->f, STR(""), NULL, &all);
    figures_sum(p->f, STR(""), "urban", &urban);
    figures_sum(p->f, STR(""), "rural", &rural);
    const struct parameter *population = area_parameter(pack, "registered_population", p->area, on);
    int64_t n = 0;
    if (population && !dec_to_int(population->value, &n))
        n = 0;
    indicator(t, "低收入人口发生率", "incidence", "incidence", covered_people(&all), n,
              parameter_find(pack, "incidence_target", p->area, STR(""), on), false, population);
    indicator(t, "城镇补差水平", "top-up level, urban", "topup_level_urban",
              urban.count[COUNT_TOPUP].amount, urban.count[COUNT_TOPUP_LINE].amount,
              parameter_find(pack, "topup_level_target", p->area, STR("urban"), on), true, NULL);
    indicator(t, "农村补差水平", "top-up level, rural", "topup_level_rural",
              rural.count[COUNT_TOPUP].amount, rural.count[COUNT_TOPUP_LINE].amount,
              parameter_find(pack, "topup_level_target", p->area, STR("rural"), on), true, NULL);
    const struct parameter *mean =
        parameter_find(pack, "local_mean_income", p->area, STR("rural"), on);
    indicator(t, "开发对象收入达标户", "targets above the income share", "targets_above_share",
              all.count[COUNT_TARGETS_ABOVE].households, all.count[COUNT_TARGETS].households,
              parameter_find(pack, "income_share_target", p->area, STR(""), on), true, mean);
}

static void changes(struct printer *p)
{
    static const struct table_column columns[] = {
        {"change", "变动", "change", false},
        {"households", "户数", "households", true},
    };
    static const struct {
        const char *id, *zh, *en;
        enum figure_count count;
    } rows[] = {
        {"entered", "新进", "entered", COUNT_ENTERED},
        {"left", "退出", "left", COUNT_LEFT},
        {"grace", "进入渐退", "into grace", COUNT_INTO_GRACE},
        {"back", "渐退中恢复", "back from grace", COUNT_BACK},
        {"held", "暂保待查", "held", COUNT_HELD},
        {"amount_up", "金额上调", "amount up", COUNT_AMOUNT_UP},
        {"amount_down", "金额下调", "amount down", COUNT_AMOUNT_DOWN},
        {"gone", "已不在册", "no longer registered", N_COUNTS},
    };
    struct figure_cell all;
    figures_sum(p->f, STR(""), NULL, &all);
    struct table *t =
        start(p, "changes", "六、与上次相比", "6. Changes", columns, ARRAY_LEN(columns));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        table_cell(t, str_of(rows[i].id), str_of(tr(rows[i].zh, rows[i].en)));
        table_int(t, rows[i].count == N_COUNTS ? p->f->gone : all.count[rows[i].count].households);
    }
}

static void build(struct printer *p, const struct figures *f, const struct figures_context *x)
{
    *p = (struct printer){.f = f, .x = x};
    p->area = x->division.len ? x->division
              : f->n_cells    ? area_common(f->cells[0].division, f->cells[f->n_cells - 1].division)
                              : STR("");
    balance(p);
    categories(p);
    standings(p);
    divisions(p);
    indicators(p);
    changes(p);
}

static void printer_done(struct printer *p)
{
    for (size_t i = 0; i < p->n; i++)
        table_free(p->tables[i]);
}

int figures_print(const struct figures *f, const struct figures_context *x,
                  enum table_format format, FILE *out, struct err *e)
{
    _cleanup_(printer_done) struct printer p;
    build(&p, f, x);
    if (tables_print(p.tables, p.n, format, out))
        return 0;
    return ferror(out) ? err_set(e, E_IO, "结果无法写出", "the result can't be written")
                       : err_nomem(e);
}

int figures_json(const struct figures *f, const struct figures_context *x, struct json_writer *w,
                 struct err *e)
{
    _cleanup_(printer_done) struct printer p;
    build(&p, f, x);
    return tables_json(p.tables, p.n, w) ? 0 : err_nomem(e);
}
