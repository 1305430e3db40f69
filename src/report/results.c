#include "results.h"

#include "csv.h"
#include "date.h"
#include "money.h"

static const char *const columns[] = {
    "household_no",       "division",     "people",         "monthly_income",
    "category",           "standing",     "monthly_amount", "points",
    "development_target", "key_target",   "measures",       "grace_until",
    "undecided_because",  "also_missing", "rules",          "failed_because",
};

void results_header(FILE *out)
{
    struct csv_writer w = {.f = out};
    fputs(CSV_BOM, out);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        csv_putz(&w, columns[i]);
    csv_end(&w);
}

static void put_money(struct csv_writer *w, struct maybe m)
{
    char buf[MONEY_TEXT];
    csv_put(w, m.known ? (struct str){buf, money_format(m.value, buf)} : STR(""));
}

static void put_int(struct csv_writer *w, struct maybe m)
{
    char buf[32];
    int n = snprintf(buf, sizeof buf, "%lld", (long long)m.value);
    csv_put(w, m.known ? (struct str){buf, (size_t)n} : STR(""));
}

static void put_bool(struct csv_writer *w, struct maybe m)
{
    csv_putz(w, !m.known ? "" : m.value ? "true" : "false");
}

void results_row(FILE *out, const struct decision *d)
{
    struct csv_writer w = {.f = out};
    char date[DATE_TEXT];
    csv_put(&w, d->household_no);
    csv_put(&w, d->division);
    put_int(&w, (struct maybe){true, (int64_t)d->people});
    put_money(&w, d->monthly_income);
    csv_put(&w, d->category);
    csv_putz(&w, standing_code(d->standing));
    put_money(&w, d->monthly_amount);
    put_int(&w, d->points);
    put_bool(&w, d->development_target);
    put_bool(&w, d->key_target);
    csv_put(&w, d->measures);
    csv_put(&w, (struct str){date, date_format(d->grace_until, date)});
    csv_put(&w, d->undecided_because);
    csv_put(&w, d->also_missing);
    csv_put(&w, d->rules);
    csv_put(&w, d->failed_because);
    csv_end(&w);
}
