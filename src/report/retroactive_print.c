#include "retroactive_print.h"

#include "cleanup.h"
#include "date.h"
#include "lang.h"
#include "results.h"

static const struct rows_column determinations[] = {
    {STR("household_no"), ROWS_TEXT},
    {STR("division"), ROWS_TEXT},
    {STR("as_of"), ROWS_DATE},
    {STR("run"), ROWS_INTEGER},
    {STR("category_then"), ROWS_TEXT},
    {STR("category_now"), ROWS_TEXT},
    {STR("standing_then"), ROWS_TEXT},
    {STR("standing_now"), ROWS_TEXT},
    {STR("amount_then"), ROWS_MONEY},
    {STR("amount_now"), ROWS_MONEY},
    {STR("difference"), ROWS_MONEY},
    {STR("first_month"), ROWS_TEXT},
    {STR("last_month"), ROWS_TEXT},
    {STR("months"), ROWS_INTEGER},
    {STR("total"), ROWS_MONEY},
    {STR("because"), ROWS_TEXT},
    {STR("undecided_because"), ROWS_TEXT},
    {STR("failed_because"), ROWS_TEXT},
};
static const struct rows_column months[] = {
    {STR("household_no"), ROWS_TEXT}, {STR("month"), ROWS_TEXT}, {STR("as_of"), ROWS_DATE},
    {STR("paid"), ROWS_MONEY},        {STR("due"), ROWS_MONEY},  {STR("difference"), ROWS_MONEY},
};

int retroactive_create(const char *path, bool by_month, struct retroactive_file *ret, struct err *e)
{
    struct rows_writer *rows;
    int rc = rows_create(path, by_month ? months : determinations,
                         by_month ? ARRAY_LEN(months) : ARRAY_LEN(determinations), &rows, e);
    if (rc >= 0)
        *ret = (struct retroactive_file){rows, by_month};
    return rc;
}

/* 2018-03; "" for no date. */
static void put_month(struct rows_writer *w, int32_t day)
{
    char text[DATE_TEXT];
    size_t n = date_format(day, text);
    rows_text(w, (struct str){text, n ? n - strlen("-01") : 0});
}

static int write_months(struct rows_writer *w, const struct retroactive_row *row, struct err *e)
{
    int rc = 0;
    if (row->difference.known && row->difference.value == 0)
        return 0;
    for (int64_t i = 0; i < row->months && rc >= 0; i++) {
        rows_text(w, row->household_no);
        put_month(w, date_add_months(row->first, i));
        rows_date(w, row->as_of);
        rows_maybe_money(w, row->paid);
        rows_maybe_money(w, row->due);
        rows_maybe_money(w, row->difference);
        rc = rows_end(w, e);
    }
    return rc;
}

int retroactive_write(struct retroactive_file *f, const struct retroactive_row *row, struct err *e)
{
    struct rows_writer *w = f->rows;
    struct maybe total = {row->difference.known, row->difference.value * row->months};
    if (f->by_month)
        return write_months(w, row, e);
    rows_text(w, row->household_no);
    rows_text(w, row->division);
    rows_date(w, row->as_of);
    rows_int(w, row->run_id);
    rows_text(w, row->category_then);
    rows_text(w, row->category_now);
    rows_textz(w, standing_code(row->standing_then));
    rows_textz(w, standing_code(row->standing_now));
    rows_maybe_money(w, row->amount_then);
    rows_maybe_money(w, row->amount_now);
    rows_maybe_money(w, row->difference);
    put_month(w, row->first);
    put_month(w, row->last);
    rows_int(w, row->months);
    rows_maybe_money(w, total);
    rows_text(w, row->because);
    rows_text(w, row->undecided_because);
    rows_text(w, row->failed_because);
    return rows_end(w, e);
}

static void put_count(struct table *t, const char *id, const char *label,
                      const struct retroactive_count *c)
{
    table_cell(t, str_of(id), str_of(label));
    table_int(t, c->looked_at);
    table_int(t, c->same);
    table_int(t, c->differ);
    table_int(t, c->open);
}

int retroactive_print(const struct retroactive_result *s, enum table_format format, FILE *out,
                      struct err *e)
{
    static const struct table_column counts[] = {
        {"of", "项目", "of", false},      {"looked_at", "复核", "looked at", true},
        {"same", "相同", "same", true},   {"differ", "不同", "differ", true},
        {"open", "待查明", "open", true},
    };
    static const struct table_column sums[] = {
        {"arrears", "应补发(元)", "arrears", true},
        {"recovery", "应追回(元)", "recovery", true},
    };
    struct table *tables[] = {
        table_new("counts", "一、以往认定的复核", "1. Past determinations", counts,
                  ARRAY_LEN(counts)),
        table_new("sums", "二、差额合计", "2. What it comes to", sums, ARRAY_LEN(sums)),
    };
    put_count(tables[0], "households", tr("户", "households"), &s->households);
    put_count(tables[0], "determinations", tr("认定", "determinations"), &s->determinations);
    table_money(tables[1], s->arrears);
    table_money(tables[1], s->recovery);
    int rc = 0;
    if (!tables_print(tables, ARRAY_LEN(tables), format, out))
        rc = ferror(out) ? err_set(e, E_IO, "结果无法写出", "the result can't be written")
                         : err_nomem(e);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++)
        table_free(tables[i]);
    return rc;
}
