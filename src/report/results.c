#include "results.h"

#include "cleanup.h"

static const struct rows_column columns[] = {
    {STR("household_no"), ROWS_TEXT},
    {STR("division"), ROWS_TEXT},
    {STR("people"), ROWS_INTEGER},
    {STR("monthly_income"), ROWS_MONEY},
    {STR("category"), ROWS_TEXT},
    {STR("standing"), ROWS_TEXT},
    {STR("monthly_amount"), ROWS_MONEY},
    {STR("points"), ROWS_INTEGER},
    {STR("development_target"), ROWS_BOOLEAN},
    {STR("key_target"), ROWS_BOOLEAN},
    {STR("measures"), ROWS_TEXT},
    {STR("grace_until"), ROWS_DATE},
    {STR("undecided_because"), ROWS_TEXT},
    {STR("also_missing"), ROWS_TEXT},
    {STR("rules"), ROWS_TEXT},
    {STR("failed_because"), ROWS_TEXT},
};

int results_create(const char *path, struct rows_writer **ret, struct err *e)
{
    return rows_create(path, columns, ARRAY_LEN(columns), ret, e);
}

void rows_maybe_money(struct rows_writer *w, struct maybe m)
{
    if (m.known)
        rows_money(w, m.value);
    else
        rows_textz(w, "");
}

static void put_int(struct rows_writer *w, struct maybe m)
{
    if (m.known)
        rows_int(w, m.value);
    else
        rows_textz(w, "");
}

static void put_bool(struct rows_writer *w, struct maybe m)
{
    if (m.known)
        rows_bool(w, m.value);
    else
        rows_textz(w, "");
}

int results_row(struct rows_writer *w, const struct decision *d, struct err *e)
{
    rows_text(w, d->household_no);
    rows_text(w, d->division);
    rows_int(w, (int64_t)d->people);
    rows_maybe_money(w, d->monthly_income);
    rows_text(w, d->category);
    rows_textz(w, standing_code(d->standing));
    rows_maybe_money(w, d->monthly_amount);
    put_int(w, d->points);
    put_bool(w, d->development_target);
    put_bool(w, d->key_target);
    rows_text(w, d->measures);
    rows_date(w, d->grace_until);
    rows_text(w, d->undecided_because);
    rows_text(w, d->also_missing);
    rows_text(w, d->rules);
    rows_text(w, d->failed_because);
    return rows_end(w, e);
}
