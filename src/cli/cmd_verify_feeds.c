#include "verbs.h"

#include "change.h"
#include "cleanup.h"
#include "lang.h"
#include "table.h"
#include "verify.h"

#include <stdio.h>

static struct str called(const struct attribute *x)
{
    return lang_get() == LANG_ZH ? x->label : x->id;
}

static void put_fact(struct table *t, const struct attribute *x)
{
    table_cell(t, x->id, called(x));
}

/* Texts, ; between (、 for people). */
static void put_words(struct table *t, const struct str *words, size_t n)
{
    _cleanup_(strbuf_done) struct strbuf machine = {0}, people = {0};
    for (size_t i = 0; i < n; i++) {
        strbuf_printf(&machine, "%s" STR_FMT, i ? ";" : "", STR_ARG(words[i]));
        strbuf_printf(&people, "%s" STR_FMT, i ? tr("、", ", ") : "", STR_ARG(words[i]));
    }
    table_cell(t, strbuf_str(&machine), strbuf_str(&people));
}

static void put_fact_list(struct table *t, const struct feed *f)
{
    _cleanup_(strbuf_done) struct strbuf machine = {0}, people = {0};
    for (size_t i = 0; i < f->n_facts; i++) {
        const struct attribute *x = f->facts[i].attribute;
        strbuf_printf(&machine, "%s" STR_FMT, i ? ";" : "", STR_ARG(x->id));
        strbuf_printf(&people, "%s" STR_FMT, i ? tr("、", ", ") : "", STR_ARG(called(x)));
    }
    table_cell(t, strbuf_str(&machine), strbuf_str(&people));
}

static void put_value(struct table *t, const struct attribute *x, struct fact v)
{
    _cleanup_(strbuf_done) struct strbuf machine = {0}, people = {0};
    if (!v.known) {
        table_empty(t);
        return;
    }
    fact_print(x, v, &machine);
    fact_print_people(x, v, &people);
    table_cell(t, strbuf_str(&machine), strbuf_str(&people));
}

static void put_permille(struct table *t, int64_t permille)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    strbuf_printf(&text, "%lld.%lld", (long long)(permille / 10), (long long)(permille % 10));
    table_text(t, strbuf_str(&text));
}

static const struct table_column source_columns[] = {
    {"name", "标识", "name", false},
    {"label", "来源", "source", false},
    {"department", "部门", "department", false},
    {"clause", "依据", "clause", false},
    {"standing", "采信度", "standing", true},
    {"dated", "日期", "dated", false},
    {"window", "月数", "months", true},
    {"facts", "给出的事实", "facts", false},
};

/* What dates a row, in words. */
static const char *dated_text(enum feed_dated d)
{
    switch (d) {
    case FEED_UNDATED:
        return tr("收到日", "receipt");
    case FEED_DAYS:
        return tr("按日", "day");
    case FEED_MONTHS:
        return tr("按月", "month");
    case FEED_YEARS:
        return tr("按年", "year");
    case FEED_SPANS:
        return tr("起止", "span");
    }
    return "";
}

static void put_source(struct table *t, const struct feed *f)
{
    table_text(t, f->name);
    table_text(t, f->label);
    table_text(t, f->department);
    table_text(t, f->clause);
    table_int(t, f->standing);
    table_cell(t, str_of(feed_dated_name(f->dated)), str_of(dated_text(f->dated)));
    if (f->window)
        table_int(t, f->window);
    else
        table_empty(t);
    put_fact_list(t, f);
}

static struct table *tolerance_table(const struct feeds *f)
{
    static const struct table_column columns[] = {
        {"fact", "事实", "fact", false},
        {"tolerance", "容差", "tolerance", false},
        {"percent", "容差(%)", "tolerance (%)", true},
    };
    struct table *t = table_new("tolerances", "容差：差额不超过两者中较大的，不算不一致",
                                "Tolerances: differences up to the larger of the two are none",
                                columns, ARRAY_LEN(columns));
    for (size_t i = 0; t && i < f->n_tolerances; i++) {
        const struct feed_tolerance *x = &f->tolerances[i];
        put_fact(t, x->attribute);
        put_value(t, x->attribute, (struct fact){.known = true, .i = x->amount});
        put_permille(t, x->permille);
    }
    return t;
}

static struct table *standing_table(const struct feeds *f, const struct feed *only)
{
    static const struct table_column columns[] = {
        {"source", "来源", "source", false},
        {"fact", "事实", "fact", false},
        {"standing", "采信度", "standing", true},
    };
    struct table *t = table_new("standings", "采信度的例外", "Exceptions of standing", columns,
                                ARRAY_LEN(columns));
    for (size_t i = 0; t && i < f->n_standings; i++) {
        const struct standing_spec *x = &f->standings[i];
        const struct feed *feed = feeds_find(f, x->source);
        if (only && feed != only)
            continue;
        table_cell(t, x->source, feed ? feed->label : x->source);
        put_fact(t, x->attribute);
        table_int(t, x->standing);
    }
    return t;
}

static struct table *column_table(const struct feed *f)
{
    static const struct table_column columns[] = {
        {"name", "列", "column", false},      {"type", "类型", "type", false},
        {"empty", "空格", "empty", false},    {"words", "取值", "words", false},
        {"other", "也可写作", "also", false},
    };
    struct table *t =
        table_new("columns", "文件的列", "Columns of its files", columns, ARRAY_LEN(columns));
    for (size_t i = 0; t && i < f->n_columns; i++) {
        const struct feed_column *c = &f->columns[i];
        table_text(t, c->name);
        table_text(t, str_of(feed_type_name(c->type)));
        table_cell(t, c->absent_text,
                   c->required ? str_of(tr("必填", "required")) : c->absent_text);
        put_words(t, c->words, c->n_words);
        put_words(t, c->aliases, c->n_aliases);
    }
    return t;
}

static struct table *fact_table(const struct feeds *all, const struct feed *f)
{
    static const struct table_column columns[] = {
        {"fact", "事实", "fact", false},
        {"rule", "算法", "rule", false},
        {"value", "值", "value", false},
        {"condition", "条件", "condition", false},
        {"absent", "没有记录时", "without a row", false},
        {"tolerance", "容差", "tolerance", false},
        {"percent", "容差(%)", "tolerance (%)", true},
    };
    struct table *t = table_new("facts", "给出的事实", "What follows", columns, ARRAY_LEN(columns));
    for (size_t i = 0; t && i < f->n_facts; i++) {
        const struct feed_fact *x = &f->facts[i];
        struct feed_tolerance tolerance = feeds_tolerance(all, x->attribute);
        _cleanup_(strbuf_done) struct strbuf rule = {0};
        strbuf_printf(&rule, "%s%s%s", feed_how_name(x->how), x->least ? " least" : "",
                      x->part ? " part" : "");
        put_fact(t, x->attribute);
        table_text(t, strbuf_str(&rule));
        table_text(t, feed_expr_text(x->value));
        table_text(t, feed_expr_text(x->condition));
        put_value(t, x->attribute, x->absent);
        if (tolerance.amount || tolerance.permille) {
            put_value(t, x->attribute, (struct fact){.known = true, .i = tolerance.amount});
            put_permille(t, tolerance.permille);
        } else {
            table_empty(t);
            table_empty(t);
        }
    }
    return t;
}

static struct table *sign_table(const struct feed *f)
{
    static const struct table_column columns[] = {
        {"sign", "线索", "sign", false},
        {"column", "列", "column", false},
        {"condition", "条件", "condition", false},
        {"note", "说明", "note", false},
    };
    struct table *t =
        table_new("signs", "线索", "What is worth a look", columns, ARRAY_LEN(columns));
    for (size_t i = 0; t && i < f->n_events; i++) {
        const struct feed_event *x = &f->events[i];
        table_text(t, str_of(feed_event_name(x->kind)));
        table_text(t, x->column < 0 ? STR("") : f->columns[x->column].name);
        table_text(t, feed_expr_text(x->condition));
        table_text(t, STR(""));
    }
    for (size_t i = 0; t && i < f->n_leads; i++) {
        table_text(t, f->leads[i].name);
        table_text(t, STR(""));
        table_text(t, feed_expr_text(f->leads[i].condition));
        table_text(t, f->leads[i].note);
    }
    return t;
}

/* What a source doesn't have isn't shown to people. */
static size_t add(struct table **at, size_t n, struct table *t, enum table_format format,
                  size_t rows)
{
    if (rows || format != TABLE_PEOPLE)
        at[n++] = t;
    return n;
}

static bool print(const struct feeds *f, const struct feed *one, enum table_format format)
{
    _cleanup_(table_freep) struct table *sources =
        table_new("sources", "", "", source_columns, ARRAY_LEN(source_columns));
    _cleanup_(table_freep) struct table *standings = standing_table(f, one);
    _cleanup_(table_freep) struct table *tolerances = one ? NULL : tolerance_table(f);
    _cleanup_(table_freep) struct table *columns = one ? column_table(one) : NULL;
    _cleanup_(table_freep) struct table *facts = one ? fact_table(f, one) : NULL;
    _cleanup_(table_freep) struct table *signs = one ? sign_table(one) : NULL;
    struct table *all[5] = {sources};
    size_t n = 1, exceptions = 0;
    for (size_t i = 0; i < f->n_standings; i++)
        exceptions += !one || str_eq(f->standings[i].source, one->name);
    for (size_t i = 0; sources && i < f->n; i++)
        if (!one || one == &f->at[i])
            put_source(sources, &f->at[i]);
    if (one) {
        n = add(all, n, columns, format, one->n_columns);
        n = add(all, n, facts, format, one->n_facts);
        n = add(all, n, signs, format, one->n_events + one->n_leads);
    } else {
        n = add(all, n, tolerances, format, f->n_tolerances);
    }
    n = add(all, n, standings, format, exceptions);
    return tables_print(all, n, format, stdout);
}

int cmd_verify_feeds(int argc, char **argv)
{
    struct common c = COMMON_DEFAULTS;
    const char *known_at = NULL;
    const struct option_spec specs[] = {
        {"known-at", OPTION_TEXT, &known_at, "TIME", "当时有效的定义（默认现在）",
         "the definitions in force then (default: now)"},
        COMMON_OPTIONS(c),
    };
    struct err e = {0};
    enum table_format format;
    char **rest;
    int n;
    int64_t seq;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 1)
        return usage("只能写一个来源", "name one source at most");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    _cleanup_(reg_closep) struct reg *r = NULL;
    _cleanup_(feeds_freep) struct feeds *f = NULL;
    if (reg_open(c.db, DB_READ, &r, &e) < 0 || db_schema_check(reg_db(r), &verify_schema, &e) < 0 ||
        option_known_at(reg_db(r), known_at, &seq, &e) < 0 || feeds_in_force(r, seq, &f, &e) < 0)
        return fail(&e);
    const struct feed *one = n ? feeds_find(f, str_of(rest[0])) : NULL;
    if (n && !one) {
        err_set(&e, E_NOT_FOUND, "没有来源“%s”；heyi verify feeds 列出全部来源",
                "there is no source \"%s\"; heyi verify feeds lists them", rest[0]);
        return fail(&e);
    }
    if (print(f, one, format))
        return EXIT_DONE;
    if (ferror(stdout))
        err_set(&e, E_IO, "结果无法写出", "the result can't be written");
    else
        err_nomem(&e);
    return fail(&e);
}
