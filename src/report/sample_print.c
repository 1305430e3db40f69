#include "sample_print.h"

#include "area.h"
#include "cleanup.h"
#include "date.h"
#include "labels.h"
#include "lang.h"

#include <inttypes.h>
#include <math.h>

#define TOWN_DIGITS 9
#define PART 10000 /* percentages have two decimals */

static const struct rows_column columns[] = {
    {STR(SAMPLE_COLUMN_SAMPLE), ROWS_INTEGER},
    {STR("序号"), ROWS_INTEGER},
    {STR(SAMPLE_COLUMN_HOUSEHOLD), ROWS_TEXT},
    {STR("区划代码"), ROWS_TEXT},
    {STR("区划"), ROWS_TEXT},
    {STR("户主"), ROWS_TEXT},
    {STR("住址"), ROWS_TEXT},
    {STR("人数"), ROWS_INTEGER},
    {STR("类别"), ROWS_TEXT},
    {STR("去向"), ROWS_TEXT},
    {STR("月发放"), ROWS_MONEY},
    {STR(SAMPLE_COLUMN_RESULT), ROWS_TEXT},
    {STR(SAMPLE_COLUMN_NOTE), ROWS_TEXT},
};

int visits_create(const char *path, struct rows_writer **ret, struct err *e)
{
    return rows_create(path, columns, ARRAY_LEN(columns), ret, e);
}

int visits_row(struct rows_writer *w, struct reg *r, const struct sample_visit *v, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf place = {0};
    int rc = reg_division_name(r, v->division, &place, e);
    if (rc < 0)
        return rc;
    enum lang lang = lang_set(LANG_ZH);
    rows_int(w, v->sample_id);
    rows_int(w, v->position);
    rows_text(w, v->household_no);
    rows_text(w, v->division);
    rows_text(w, strbuf_str(&place));
    rows_text(w, v->head);
    rows_text(w, v->address);
    rows_int(w, (int64_t)v->people);
    rows_text(w, label_category(v->category));
    rows_textz(w, v->standing == STANDING_NONE ? "" : standing_label(v->standing));
    if (v->amount.known)
        rows_money(w, v->amount.value);
    else
        rows_textz(w, "");
    rows_textz(w, sample_result_label(v->result));
    rows_text(w, v->note);
    lang_set(lang);
    return rows_end(w, e);
}

static int print(struct table *const *tables, size_t n, enum table_format format, FILE *out,
                 struct err *e)
{
    return tables_print(tables, n, format, out) ? 0 : err_nomem(e);
}

static void put_date(struct table *t, int32_t day)
{
    char text[DATE_TEXT];
    table_text(t, (struct str){text, date_format(day, text)});
}

static void put_bool(struct table *t, bool v, const char *zh_true, const char *en_true,
                     const char *zh_false, const char *en_false)
{
    table_cell(t, str_of(v ? "true" : "false"),
               str_of(v ? tr(zh_true, en_true) : tr(zh_false, en_false)));
}

int samples_print(const struct samples *s, struct reg *r, enum table_format format, FILE *out,
                  struct err *e)
{
    static const struct table_column heads[] = {
        {"sample", "样本号", "sample", true},
        {"as_of", "基准日", "as of", false},
        {"division", "区划", "division", false},
        {"everyone", "范围", "population", true},
        {"seed", "种子", "seed", true},
        {"strata", "层数", "strata", true},
        {"population", "总体户数", "households", true},
        {"drawn", "抽取", "drawn", true},
        {"entered", "已录入", "entered", true},
        {"drawn_on", "抽样日期", "drawn on", false},
        {"actor", "经办", "by", false},
    };
    _cleanup_(table_freep) struct table *t =
        table_new("samples", "抽样核查", "Samples", heads, ARRAY_LEN(heads));
    for (size_t i = 0; i < s->n; i++) {
        const struct sample *x = &s->at[i];
        table_int(t, x->sample_id);
        put_date(t, x->as_of);
        if (x->division.len)
            area_name(t, r, x->division, 0, x->as_of);
        else
            table_cell(t, STR(""), str_of(tr("全部", "all")));
        put_bool(t, x->everyone, "全部家庭", "all", "在保和渐退期", "covered");
        table_int(t, x->seed);
        table_int(t, x->strata);
        table_int(t, x->population);
        table_int(t, x->drawn);
        table_int(t, x->entered);
        put_date(t, date_of_instant(x->recorded_at));
        table_text(t, x->actor);
    }
    return print(&t, 1, format, out, e);
}

/* Down for lower ends, up for upper ones: rounding must not make an interval narrower. */
static void put_low(struct table *t, double share)
{
    table_percent(t, (int64_t)floor(share * PART + 1e-6), PART);
}

static void put_high(struct table *t, double share)
{
    table_percent(t, (int64_t)ceil(share * PART - 1e-6), PART);
}

static void put_interval(struct table *t, bool known, struct proportion p)
{
    if (!known) {
        for (int i = 0; i < 3; i++)
            table_empty(t);
        return;
    }
    table_percent(t, llround(p.rate * PART), PART);
    put_low(t, p.low);
    put_high(t, p.high);
}

static struct table *strata_table(const struct sample_rates *x, struct reg *r)
{
    static const struct table_column heads[] = {
        {"division", "区划", "division", false},
        {"category", "类别", "category", false},
        {"covered", "在保", "covered", true},
        {"population", "总体户数", "households", true},
        {"drawn", "抽取", "drawn", true},
        {"seen", "已访", "seen", true},
        {"wrong_in", "错保", "wrong in", true},
        {"wrong_amount", "金额有误", "wrong amount", true},
        {"wrong_out", "漏保", "wrong out", true},
        {"unreachable", "未访到", "not reached", true},
        {"open", "待访", "open", true},
        {"rate", "差错率(%)", "rate (%)", true},
        {"low", "下限(%)", "low (%)", true},
        {"high", "上限(%)", "high (%)", true},
    };
    struct table *t = table_new("strata", "一、各层", "1. Strata", heads, ARRAY_LEN(heads));
    for (size_t i = 0; i < x->n; i++) {
        const struct sample_stratum *s = &x->strata[i];
        int64_t seen = sample_seen(s), wrong = sample_wrong(s);
        area_name(t, r, division_prefix(s->division), TOWN_DIGITS, x->sample.as_of);
        table_cell(t, s->category, label_category(s->category));
        put_bool(t, s->covered, "是", "yes", "否", "no");
        table_int(t, s->population);
        table_int(t, s->drawn);
        table_int(t, seen);
        table_int(t, s->results[SAMPLE_WRONG_IN]);
        table_int(t, s->results[SAMPLE_WRONG_AMOUNT]);
        table_int(t, s->results[SAMPLE_WRONG_OUT]);
        table_int(t, s->results[SAMPLE_UNREACHABLE]);
        table_int(t, s->open);
        struct proportion_stratum one = {s->population, seen, wrong};
        struct proportion p = {0};
        put_interval(t, seen && proportion_stratified(&one, 1, &p, NULL) == 0, p);
    }
    return t;
}

static struct table *rates_table(const struct sample_rates *x)
{
    static const struct table_column heads[] = {
        {"rate_of", "指标", "rate of", false},
        {"population", "总体户数", "households", true},
        {"seen", "已访", "seen", true},
        {"wrong", "差错", "wrong", true},
        {"rate", "推算差错率(%)", "rate (%)", true},
        {"low", "95%下限(%)", "95% low (%)", true},
        {"high", "95%上限(%)", "95% high (%)", true},
        {"unseen", "未能推算(%)", "not estimated (%)", true},
    };
    const struct {
        const char *id, *zh, *en;
        const struct sample_rate *rate;
    } rows[] = {
        {"wrong", "在保户差错", "covered: anything wrong", &x->wrong},
        {"wrong_in", "其中错保", "of them: should not be covered", &x->wrong_in},
        {"wrong_amount", "其中金额有误", "of them: wrong amount", &x->wrong_amount},
        {"wrong_out", "不在保户漏保", "not covered: should be covered", &x->wrong_out},
    };
    struct table *t = table_new("rates", "二、总体推算（95% 置信区间）",
                                "2. The population (95% confidence)", heads, ARRAY_LEN(heads));
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct sample_rate *s = rows[i].rate;
        if (!s->population)
            continue;
        table_cell(t, str_of(rows[i].id), str_of(tr(rows[i].zh, rows[i].en)));
        table_int(t, s->population);
        table_int(t, s->seen);
        table_int(t, s->wrong);
        put_interval(t, s->known, s->p);
        if (s->known)
            put_high(t, s->p.unseen);
        else
            table_empty(t);
    }
    return t;
}

int sample_rates_print(const struct sample_rates *x, struct reg *r, enum table_format format,
                       FILE *out, struct err *e)
{
    _cleanup_(table_freep) struct table *strata = strata_table(x, r);
    _cleanup_(table_freep) struct table *rates = rates_table(x);
    struct table *both[] = {strata, rates};
    return print(both, ARRAY_LEN(both), format, out, e);
}
