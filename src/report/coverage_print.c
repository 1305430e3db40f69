#include "coverage_print.h"

#include "cleanup.h"
#include "date.h"
#include "lang.h"
#include "results.h"

static const struct rows_column columns[] = {
    {STR("kind"), ROWS_TEXT},
    {STR("household_no"), ROWS_TEXT},
    {STR("division"), ROWS_TEXT},
    {STR("people"), ROWS_INTEGER},
    {STR("category"), ROWS_TEXT},
    {STR("standing"), ROWS_TEXT},
    {STR("monthly_amount"), ROWS_MONEY},
    {STR("grace_until"), ROWS_DATE},
    {STR("rules"), ROWS_TEXT},
    {STR("undecided_because"), ROWS_TEXT},
    {STR("failed_because"), ROWS_TEXT},
    {STR("covered"), ROWS_BOOLEAN},
    {STR("decided_as_of"), ROWS_DATE},
    {STR("standing_amount"), ROWS_MONEY},
    {STR("listed"), ROWS_INTEGER},
    {STR("list"), ROWS_TEXT},
    {STR("id_no"), ROWS_TEXT},
    {STR("name"), ROWS_TEXT},
    {STR("row"), ROWS_INTEGER},
};

int coverage_create(const char *path, struct rows_writer **ret, struct err *e)
{
    return rows_create(path, columns, ARRAY_LEN(columns), ret, e);
}

static int write_person(struct rows_writer *w, const struct coverage_row *row, struct err *e)
{
    rows_textz(w, coverage_kind_code(row->kind));
    rows_textz(w, "");
    rows_text(w, row->party.division);
    for (int i = 3; i < 15; i++)
        rows_textz(w, "");
    rows_text(w, row->list);
    rows_textz(w, row->party.number_is == IDNO_OK ? row->party.number : "");
    rows_text(w, row->party.name);
    rows_int(w, (int64_t)row->party.row);
    return rows_end(w, e);
}

int coverage_write(struct rows_writer *w, const struct coverage_row *row, struct err *e)
{
    const struct decision *d = row->d;
    if (!d)
        return write_person(w, row, e);
    rows_textz(w, coverage_kind_code(row->kind));
    rows_text(w, d->household_no);
    rows_text(w, d->division);
    rows_int(w, (int64_t)d->people);
    rows_text(w, d->category);
    rows_textz(w, standing_code(d->standing));
    rows_maybe_money(w, d->monthly_amount);
    rows_date(w, d->grace_until);
    rows_text(w, d->rules);
    rows_text(w, d->undecided_because);
    rows_text(w, d->failed_because);
    rows_bool(w, row->covered);
    rows_date(w, row->decided);
    rows_maybe_money(w, row->amount);
    if (row->listed.known)
        rows_int(w, row->listed.value);
    else
        rows_textz(w, "");
    for (int i = 15; i < 19; i++)
        rows_textz(w, "");
    return rows_end(w, e);
}

static const struct table_column counts[] = {
    {"division", "区划", "division", false},
    {"households", "户数", "households", true},
    {"covered", "在保", "covered", true},
    {"eligible", "应保", "eligible", true},
    {"missing", "应保未保", "missing", true},
    {"missing_amount", "月应发(元)", "amount", true},
    {"partly", "成员不全", "partly", true},
    {"leave", "应退未退", "to leave", true},
    {"leave_amount", "月在发(元)", "amount", true},
    {"grace", "渐退期内", "in grace", true},
    {"open", "待查明", "open", true},
};

static int put_place(struct table *t, struct reg *r, int32_t as_of, const struct coverage_place *p,
                     bool all, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf name = {0};
    struct division d;
    struct str code = all ? STR("") : str_of(p->division);
    if (all)
        strbuf_addz(&name, tr("合计", "all"));
    else if (reg_division(r, code, as_of, &d, NULL) >= 0)
        strbuf_adds(&name, d.name);
    else
        strbuf_adds(&name, code);
    if (name.failed)
        return err_nomem(e);
    table_cell(t, code, strbuf_str(&name));
    table_int(t, p->households);
    table_int(t, p->covered);
    table_int(t, p->eligible);
    table_int(t, p->kind[COVERAGE_MISSING]);
    table_money(t, p->missing_amount);
    table_int(t, p->kind[COVERAGE_PARTLY]);
    table_int(t, p->kind[COVERAGE_LEAVE]);
    table_money(t, p->leave_amount);
    table_int(t, p->kind[COVERAGE_GRACE]);
    table_int(t, p->kind[COVERAGE_OPEN]);
    return 0;
}

int coverage_print(const struct coverage_result *s, struct reg *r, int32_t as_of,
                   enum table_format format, FILE *out, struct err *e)
{
    static const struct table_column lists[] = {
        {"not_found", "名单上有、登记库中没有的行", "rows of lists that are not in the register",
         true},
    };
    struct table *t[] = {
        table_new("coverage", "一、应保尽保、应退尽退", "1. Coverage", counts, ARRAY_LEN(counts)),
        table_new("lists", "二、名单", "2. Lists", lists, ARRAY_LEN(lists)),
    };
    int rc = 0;
    for (size_t i = 0; i < s->n && rc >= 0; i++)
        rc = put_place(t[0], r, as_of, &s->places[i], false, e);
    if (rc >= 0)
        rc = put_place(t[0], r, as_of, &s->all, true, e);
    table_int(t[1], s->not_found);
    if (rc >= 0 && !tables_print(t, s->lists ? 2 : 1, format, out))
        rc = ferror(out) ? err_set(e, E_IO, "结果无法写出", "the result can't be written")
                         : err_nomem(e);
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        table_free(t[i]);
    return rc;
}
