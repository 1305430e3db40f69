#include "ledger_print.h"

#include "cleanup.h"
#include "date.h"
#include "lang.h"

static const struct rows_column columns[] = {
    {STR("outcome"), ROWS_TEXT},    {STR("id_no"), ROWS_TEXT},      {STR("name"), ROWS_TEXT},
    {STR("birth_date"), ROWS_DATE}, {STR("division"), ROWS_TEXT},   {STR("column"), ROWS_TEXT},
    {STR("left"), ROWS_TEXT},       {STR("right"), ROWS_TEXT},      {STR("left_row"), ROWS_TEXT},
    {STR("right_row"), ROWS_TEXT},  {STR("right_name"), ROWS_TEXT}, {STR("remark"), ROWS_TEXT},
};

int ledger_create(const char *path, struct rows_writer **ret, struct err *e)
{
    return rows_create(path, columns, ARRAY_LEN(columns), ret, e);
}

/* "12", in the second file "2:12". */
static void put_row(struct rows_writer *w, const struct ledger_party *p)
{
    char text[48] = "";
    if (p->there && p->row && p->file)
        snprintf(text, sizeof text, "%zu:%llu", p->file + 1, (unsigned long long)p->row);
    else if (p->there && p->row)
        snprintf(text, sizeof text, "%llu", (unsigned long long)p->row);
    rows_textz(w, text);
}

/* What is wrong with a number, and how many more there are. */
static void put_remark(struct rows_writer *w, const struct ledger_row *row)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    const struct ledger_party *parties[] = {&row->left, &row->right};
    for (size_t i = 0; i < ARRAY_LEN(parties); i++)
        if (parties[i]->there && parties[i]->number_is != IDNO_OK)
            strbuf_printf(&b, "%s%s%s", b.len ? "; " : "",
                          i ? tr("右：", "right: ") : tr("左：", "left: "),
                          idno_reason(parties[i]->number_is, lang_get()));
    if (row->others)
        strbuf_printf(&b, tr("%s另有 %zu 行同样可能", "%s%zu more rows would do as well"),
                      b.len ? "; " : "", row->others);
    rows_text(w, strbuf_str(&b));
}

static int write_line(struct rows_writer *w, const struct ledger_row *row,
                      const struct ledger_difference *d, struct err *e)
{
    const struct ledger_party *p = row->left.there ? &row->left : &row->right;
    const char *number = p->number[0] ? p->number : row->right.number;
    rows_textz(w, ledger_outcome_code(row->outcome));
    rows_textz(w, number);
    rows_text(w, p->name);
    rows_date(w, p->birth);
    rows_text(w, p->division.len || !row->right.there ? p->division : row->right.division);
    rows_text(w, d ? d->column : (struct str){0});
    rows_text(w, d ? d->left : (struct str){0});
    rows_text(w, d ? d->right : (struct str){0});
    put_row(w, &row->left);
    put_row(w, &row->right);
    rows_text(w, row->left.there && row->right.there ? row->right.name : (struct str){0});
    put_remark(w, row);
    return rows_end(w, e);
}

int ledger_write(struct rows_writer *w, const struct ledger_row *row, struct err *e)
{
    int rc = row->n_differences ? 0 : write_line(w, row, NULL, e);
    for (size_t i = 0; i < row->n_differences && rc >= 0; i++)
        rc = write_line(w, row, &row->differences[i], e);
    return rc;
}

static void put_side(struct table *t, const char *id, const char *label,
                     const struct ledger_side *s)
{
    table_cell(t, str_of(id), str_of(label));
    table_text(t, s->label);
    table_text(t, s->what);
    table_int(t, s->rows);
    table_int(t, s->paired);
    table_int(t, s->only);
    table_int(t, s->possible);
    table_int(t, s->doubled);
    table_int(t, s->unreadable);
    table_int(t, s->ended);
    table_int(t, s->not_kept);
}

int ledger_print(const struct ledger_result *s, enum table_format format, FILE *out, struct err *e)
{
    static const struct table_column sides[] = {
        {"side", "名单", "list", false},
        {"feed", "种类", "kind", false},
        {"source", "来源", "from", false},
        {"rows", "行数", "rows", true},
        {"paired", "两边都有", "in both", true},
        {"only", "仅此有", "only here", true},
        {"possible", "可能同一人", "possible", true},
        {"doubled", "重复", "doubled", true},
        {"unreadable", "有错误", "faulty", true},
        {"ended", "当日不在享", "not in force", true},
        {"not_kept", "登记库未存", "not kept", true},
    };
    static const struct table_column pairs[] = {
        {"outcome", "比对结果", "outcome", false},
        {"count", "条数", "count", true},
    };
    static const struct table_column differences[] = {
        {"column", "列", "column", false},
        {"different", "不同", "different", true},
    };
    struct table *t[] = {
        table_new("lists", "一、名单", "1. Lists", sides, ARRAY_LEN(sides)),
        table_new("outcomes", "二、比对结果", "2. Outcome", pairs, ARRAY_LEN(pairs)),
        table_new("columns", "三、两边都有而内容不同的", "3. In both, but different", differences,
                  ARRAY_LEN(differences)),
    };
    put_side(t[0], "left", tr("左", "left"), &s->left);
    put_side(t[0], "right", tr("右", "right"), &s->right);
    for (int o = 0; o < N_LEDGER_OUTCOMES; o++) {
        table_cell(t[1], str_of(ledger_outcome_code((enum ledger_outcome)o)),
                   str_of(ledger_outcome_label((enum ledger_outcome)o)));
        table_int(t[1], s->pairs[o]);
    }
    for (size_t i = 0; i < s->n_columns; i++) {
        table_text(t[2], s->columns[i].column);
        table_int(t[2], s->columns[i].different);
    }
    int rc = 0;
    if (!tables_print(t, ARRAY_LEN(t), format, out))
        rc = ferror(out) ? err_set(e, E_IO, "结果无法写出", "the result can't be written")
                         : err_nomem(e);
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        table_free(t[i]);
    return rc;
}
