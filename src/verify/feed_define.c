/* The definition of one source: its file's rows, the source and its columns. */
#include "cleanup.h"
#include "csv.h"
#include "db.h"
#include "feed_private.h"

#include <stdlib.h>

static const char *const column_names[N_DEFINE_COLUMNS] = {"item",      "name",   "rule", "value",
                                                           "condition", "absent", "note"};
static const char *const type_names[] = {
    [FEED_ID_NO] = "id_no",       [FEED_NAME] = "name",       [FEED_BIRTH] = "birth",
    [FEED_DIVISION] = "division", [FEED_GROUP] = "group",     [FEED_TEXT] = "text",
    [FEED_CODE] = "code",         [FEED_MONEY] = "money",     [FEED_NUMBER] = "number",
    [FEED_INTEGER] = "integer",   [FEED_BOOLEAN] = "boolean", [FEED_DATE] = "date",
    [FEED_DAY] = "day",           [FEED_MONTH] = "month",     [FEED_YEAR] = "year",
    [FEED_FROM] = "from",         [FEED_TO] = "to",
};
static const char *const dated_names[] = {
    [FEED_UNDATED] = "none", [FEED_DAYS] = "day",   [FEED_MONTHS] = "month",
    [FEED_YEARS] = "year",   [FEED_SPANS] = "span",
};

const char *feed_type_name(enum feed_type t)
{
    return type_names[t];
}

const char *feed_dated_name(enum feed_dated d)
{
    return dated_names[d];
}

int define_place(const struct define *d, const struct define_row *row, enum define_column c,
                 struct err *e)
{
    err_at(e, STR_FMT " 第 %llu 行，%s 列", STR_FMT " line %llu, column %s", STR_ARG(d->file),
           (unsigned long long)row->line, column_names[c]);
    if (e)
        e->code = E_INVALID;
    return E_INVALID;
}

const struct attribute *feed_attribute(const struct catalogue *c, struct str id_or_label)
{
    for (int entity = N_ENTITIES - 1; entity >= 0; entity--) {
        const struct attribute *t = catalogue_find(c, entity, id_or_label);
        if (t && attribute_is_evidence(t))
            return t;
    }
    return NULL;
}

/* --- Rows --- */

static int read_header(struct define *d, const struct str *fields, size_t n, int *ret_columns,
                       struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        size_t c = 0;
        while (c < N_DEFINE_COLUMNS && !str_eqz(str_trim(fields[i]), column_names[c]))
            c++;
        if (c == N_DEFINE_COLUMNS)
            return err_set(e, E_INVALID,
                           STR_FMT " 第 1 行：没有“" STR_FMT
                                   "”列；表头应为 item,name,rule,value,condition,absent,note",
                           STR_FMT
                           " line 1: there is no column \"" STR_FMT
                           "\"; the header reads item,name,rule,value,condition,absent,note",
                           STR_ARG(d->file), STR_ARG(fields[i]));
    }
    for (int c = 0; c < N_DEFINE_COLUMNS; c++) {
        ret_columns[c] = -1;
        for (size_t i = 0; i < n; i++)
            if (str_eqz(str_trim(fields[i]), column_names[c]))
                ret_columns[c] = (int)i;
        if (ret_columns[c] < 0 && c != D_NOTE)
            return err_set(
                e, E_INVALID,
                STR_FMT " 第 1 行：缺少 %s 列；表头应为 item,name,rule,value,condition,absent,note",
                STR_FMT " line 1: column %s is missing; the header reads "
                        "item,name,rule,value,condition,absent,note",
                STR_ARG(d->file), column_names[c]);
    }
    return 0;
}

static int read_rows(struct define *d, struct str content, struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *in = NULL;
    const struct str *fields;
    size_t n;
    int columns[N_DEFINE_COLUMNS];
    bool header = false;
    struct define_row row = {0};
    char *name = arena_strndup(d->a, d->file.data, d->file.len);
    int rc = name ? csv_open_text(content, name, &in, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    while ((rc = csv_next(in, &fields, &n, &row.line, e)) > 0) {
        if (!header) {
            if ((rc = read_header(d, fields, n, columns, e)) < 0)
                return rc;
            header = true;
            continue;
        }
        for (int c = 0; c < N_DEFINE_COLUMNS; c++)
            row.cell[c] = columns[c] >= 0 && (size_t)columns[c] < n
                              ? str_dup(d->a, str_trim(fields[columns[c]]))
                              : (struct str){0};
        if (arena_failed(d->a) || !vec_push(d->a, &d->rows, row))
            return err_nomem(e);
    }
    if (rc == 0 && !header)
        return err_set(e, E_INVALID, STR_FMT "：文件是空的", STR_FMT ": the file is empty",
                       STR_ARG(d->file));
    return rc;
}

int define_unused(const struct define *d, const struct define_row *row, enum define_column c,
                  struct err *e)
{
    if (!row->cell[c].len)
        return 0;
    return define_bad(d, row, c, e, STR_FMT " 不用这一列，请留空",
                      "a " STR_FMT " has nothing here; leave it empty", STR_ARG(row->cell[D_ITEM]));
}

static bool read_int(struct str s, int64_t low, int64_t high, int64_t *ret)
{
    int64_t v = 0;
    if (!s.len || s.len > 9)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
        v = v * 10 + (s.data[i] - '0');
    }
    *ret = v;
    return v >= low && v <= high;
}

/* --- The source --- */

enum source_part { S_LABEL, S_DEPARTMENT, S_CLAUSE, S_STANDING, S_DATED, S_WINDOW, N_SOURCE_PARTS };
static const char *const part_names[N_SOURCE_PARTS] = {"label",    "department", "clause",
                                                       "standing", "dated",      "window"};

static int source_part(struct define *d, const struct define_row *row, enum source_part part,
                       struct err *e)
{
    struct feed *f = d->feed;
    struct str value = row->cell[D_VALUE];
    int64_t v;
    if (!value.len)
        return define_bad(d, row, D_VALUE, e, "没有填写", "nothing is written here");
    switch (part) {
    case S_LABEL:
        f->label = value;
        return 0;
    case S_DEPARTMENT:
        f->department = value;
        return 0;
    case S_CLAUSE:
        f->clause = value;
        return 0;
    case S_STANDING:
        if (!read_int(value, 1, FEED_STANDING_MAX, &f->standing))
            return define_bad(d, row, D_VALUE, e,
                              "“" STR_FMT "” 应为 1 至 %d 的整数（申报为 100，更正为 900）",
                              "\"" STR_FMT "\" must be 1 to %d (a declaration has 100, a "
                              "correction 900)",
                              STR_ARG(value), FEED_STANDING_MAX);
        return 0;
    case S_DATED:
        for (size_t i = 0; i < ARRAY_LEN(dated_names); i++)
            if (str_eqz(value, dated_names[i])) {
                f->dated = (enum feed_dated)i;
                return 0;
            }
        return define_bad(d, row, D_VALUE, e, "“" STR_FMT "” 应为 none、day、month、year 或 span",
                          "\"" STR_FMT "\" must be none, day, month, year or span", STR_ARG(value));
    case S_WINDOW:
        if (!read_int(value, 1, FEED_WINDOW_MAX, &v))
            return define_bad(d, row, D_VALUE, e, "“" STR_FMT "” 应为 1 至 %d 的月数",
                              "\"" STR_FMT "\" must be 1 to %d months", STR_ARG(value),
                              FEED_WINDOW_MAX);
        f->window = (int)v;
        return 0;
    case N_SOURCE_PARTS:
        break;
    }
    return 0;
}

static int read_source(struct define *d, struct err *e)
{
    const struct define_row *at[N_SOURCE_PARTS] = {0};
    int rc = 0;
    for (size_t i = 0; rc >= 0 && i < d->rows.n; i++) {
        const struct define_row *row = &d->rows.at[i];
        size_t part = 0;
        if (!str_eqz(row->cell[D_ITEM], "source"))
            continue;
        while (part < N_SOURCE_PARTS && !str_eqz(row->cell[D_NAME], part_names[part]))
            part++;
        if (part == N_SOURCE_PARTS)
            return define_bad(
                d, row, D_NAME, e,
                "“" STR_FMT "” 应为 label、department、clause、standing、dated 或 window",
                "\"" STR_FMT "\" must be label, department, clause, standing, dated or window",
                STR_ARG(row->cell[D_NAME]));
        if (at[part])
            return define_bad(d, row, D_NAME, e, "%s 已在第 %llu 行写过", "%s stands in line %llu",
                              part_names[part], (unsigned long long)at[part]->line);
        at[part] = row;
        if ((rc = define_unused(d, row, D_RULE, e)) < 0 ||
            (rc = define_unused(d, row, D_CONDITION, e)) < 0 ||
            (rc = define_unused(d, row, D_ABSENT, e)) < 0)
            return rc;
        rc = source_part(d, row, (enum source_part)part, e);
    }
    if (rc < 0)
        return rc;
    for (size_t part = 0; part < S_WINDOW; part++)
        if (!at[part])
            return err_set(e, E_INVALID, STR_FMT "：缺少 source,%s 一行",
                           STR_FMT ": the line source,%s is missing", STR_ARG(d->file),
                           part_names[part]);
    bool windowed = d->feed->dated != FEED_UNDATED && d->feed->dated != FEED_SPANS;
    if (windowed && !at[S_WINDOW])
        return err_set(e, E_INVALID, STR_FMT "：缺少 source,window 一行（至参考日为止算几个月）",
                       STR_FMT ": the line source,window is missing (how many months count up to "
                               "the reference day)",
                       STR_ARG(d->file));
    if (!windowed && at[S_WINDOW])
        return define_bad(d, at[S_WINDOW], D_NAME, e, "dated 为 none 或 span 的来源没有 window",
                          "a source dated none or span has no window");
    return 0;
}

/* --- Columns --- */

/* Header words as files are read: narrow, without blanks around. */
static int add_words(struct define *d, const struct define_row *row, enum define_column c,
                     const struct str **ret, size_t *ret_n, struct err *e)
{
    struct {
        struct str *at;
        size_t n, cap;
    } v = {0};
    struct str rest = row->cell[c], part;
    while (rest.len && str_split(&rest, ';', &part)) {
        struct str word = value_plain(part, d->a);
        if (arena_failed(d->a))
            return err_nomem(e);
        if (!word.len)
            return define_bad(d, row, c, e, "两个分号之间是空的", "nothing between two ;");
        for (size_t i = 0; i < v.n; i++)
            if (str_eq(v.at[i], word))
                return define_bad(d, row, c, e, "“" STR_FMT "” 重复", "\"" STR_FMT "\" is doubled",
                                  STR_ARG(word));
        if (v.n == FEED_WORDS_MAX)
            return define_bad(d, row, c, e, "超过 %d 个", "more than %d of them", FEED_WORDS_MAX);
        if (!vec_push(d->a, &v, word))
            return err_nomem(e);
    }
    *ret = v.at;
    *ret_n = v.n;
    return 0;
}

static bool is_header_of(const struct feed_column *c, struct str header)
{
    if (str_eq(c->name, header))
        return true;
    for (size_t i = 0; i < c->n_aliases; i++)
        if (str_eq(c->aliases[i], header))
            return true;
    return false;
}

static int check_header(const struct define *d, const struct define_row *row, enum define_column c,
                        struct str header, struct err *e)
{
    for (size_t i = 0; i < d->columns.n; i++)
        if (is_header_of(&d->columns.at[i], header))
            return define_bad(d, row, c, e, "“" STR_FMT "” 已是第 %llu 行的列名",
                              "\"" STR_FMT "\" is a header of line %llu already", STR_ARG(header),
                              (unsigned long long)d->column_lines.at[i]);
    return 0;
}

static int column_headers(struct define *d, const struct define_row *row, struct feed_column *c,
                          struct err *e)
{
    c->name = value_plain(row->cell[D_NAME], d->a);
    if (arena_failed(d->a))
        return err_nomem(e);
    if (!c->name.len || !feel_is_name(c->name))
        return define_bad(d, row, D_NAME, e,
                          "“" STR_FMT
                          "” 不能在表达式中引用；请取一个不带括号和符号的名称，文件中的列名写在 "
                          "value 列",
                          "\"" STR_FMT "\" can't stand in expressions; choose a name without "
                          "brackets and signs, and write the files' header under value",
                          STR_ARG(c->name));
    int rc = add_words(d, row, D_VALUE, &c->aliases, &c->n_aliases, e);
    if (rc < 0 || (rc = check_header(d, row, D_NAME, c->name, e)) < 0)
        return rc;
    for (size_t i = 0; rc >= 0 && i < c->n_aliases; i++)
        rc = str_eq(c->aliases[i], c->name)
                 ? define_bad(d, row, D_VALUE, e, "“" STR_FMT "” 重复",
                              "\"" STR_FMT "\" is doubled", STR_ARG(c->name))
                 : check_header(d, row, D_VALUE, c->aliases[i], e);
    return rc;
}

static int column_absent(struct define *d, const struct define_row *row, struct feed_column *c,
                         struct err *e)
{
    struct str absent = row->cell[D_ABSENT];
    struct value_fault fault;
    bool dates_row = c->type == FEED_DAY || c->type == FEED_MONTH || c->type == FEED_YEAR;
    c->absent_text = absent;
    c->required = str_eqz(absent, "refused");
    if (dates_row && !c->required)
        return define_bad(d, row, D_ABSENT, e, "%s 列不能空，请写 refused",
                          "a column of type %s can't be empty: write refused",
                          feed_type_name(c->type));
    if (c->required || !absent.len)
        return 0;
    if (c->type < FEED_TEXT || feed_type_is_date(c->type))
        return define_bad(d, row, D_ABSENT, e, "%s 列只能写 refused 或留空",
                          "a column of type %s has refused here, or nothing",
                          feed_type_name(c->type));
    int rc = feed_cell_read(c, absent, d->a, &c->absent, &fault);
    if (rc < 0)
        return err_nomem(e);
    if (rc != VALUE_STATED)
        return define_bad(d, row, D_ABSENT, e,
                          "“" STR_FMT "” 不是该列的值，也不是 refused；空白表示未知",
                          "\"" STR_FMT "\" is neither refused nor a value of this column; empty "
                          "means unknown",
                          STR_ARG(absent));
    return 0;
}

/* Where the feed keeps a column of a type that it has once; NULL: it may have many. */
static int *place_of(struct feed *f, enum feed_type t)
{
    switch (t) {
    case FEED_ID_NO:
        return &f->at.id_no;
    case FEED_NAME:
        return &f->at.name;
    case FEED_BIRTH:
        return &f->at.birth;
    case FEED_DIVISION:
        return &f->at.division;
    case FEED_GROUP:
        return &f->at.group;
    case FEED_DAY:
    case FEED_MONTH:
    case FEED_YEAR:
        return &f->at.day;
    case FEED_FROM:
        return &f->at.from;
    case FEED_TO:
        return &f->at.to;
    default:
        return NULL;
    }
}

/* Does what dates a row fit the source's way of dating? */
static bool fits_dated(enum feed_dated dated, enum feed_type t)
{
    switch (t) {
    case FEED_DAY:
        return dated == FEED_DAYS;
    case FEED_MONTH:
        return dated == FEED_MONTHS;
    case FEED_YEAR:
        return dated == FEED_YEARS;
    case FEED_FROM:
    case FEED_TO:
        return dated == FEED_SPANS;
    default:
        return true;
    }
}

static int read_column(struct define *d, const struct define_row *row, struct err *e)
{
    struct feed_column c = {0};
    struct str type = row->cell[D_RULE];
    size_t t = 0;
    while (t < ARRAY_LEN(type_names) && !str_eqz(type, type_names[t]))
        t++;
    if (t == ARRAY_LEN(type_names))
        return define_bad(
            d, row, D_RULE, e,
            "未知类型“" STR_FMT "”，可用 id_no、name、birth、division、group、text、code、money、"
            "number、integer、boolean、date、day、month、year、from、to",
            "unknown type \"" STR_FMT "\"; use id_no, name, birth, division, group, text, code, "
            "money, number, integer, boolean, date, day, month, year, from, to",
            STR_ARG(type));
    c.type = (enum feed_type)t;
    int *at = place_of(d->feed, c.type);
    if (at && *at >= 0)
        return define_bad(d, row, D_RULE, e, "第 %llu 行已有 " STR_FMT " 列",
                          "line %llu has what " STR_FMT " tells already",
                          (unsigned long long)d->column_lines.at[*at], STR_ARG(type));
    if (!fits_dated(d->feed->dated, c.type))
        return define_bad(d, row, D_RULE, e,
                          "dated 为 %s 的来源没有 " STR_FMT " 列；只作数据的日期用 date",
                          "a source dated %s has no column of type " STR_FMT
                          "; a date that is only data is a date",
                          dated_names[d->feed->dated], STR_ARG(type));
    if (!row->cell[D_CONDITION].len != (c.type != FEED_CODE))
        return define_bad(d, row, D_CONDITION, e, "code 列、且只有 code 列要写出取值，用 ; 隔开",
                          "columns of type code, and only they, list their words, ; between");
    if (d->columns.n == FEED_COLUMNS_MAX)
        return define_bad(d, row, D_ITEM, e, "超过 %d 列", "more than %d columns",
                          FEED_COLUMNS_MAX);
    int rc = column_headers(d, row, &c, e);
    if (rc < 0 || (rc = add_words(d, row, D_CONDITION, &c.words, &c.n_words, e)) < 0 ||
        (rc = column_absent(d, row, &c, e)) < 0)
        return rc;
    if (at)
        *at = (int)d->columns.n;
    if (!vec_push(d->a, &d->columns, c) || !vec_push(d->a, &d->column_lines, row->line))
        return err_nomem(e);
    return 0;
}

static int read_columns(struct define *d, struct err *e)
{
    struct feed *f = d->feed;
    int rc = 0;
    f->at.id_no = f->at.name = f->at.birth = f->at.division = f->at.group = f->at.day = f->at.from =
        f->at.to = -1;
    for (size_t i = 0; rc >= 0 && i < d->rows.n; i++)
        if (str_eqz(d->rows.at[i].cell[D_ITEM], "column"))
            rc = read_column(d, &d->rows.at[i], e);
    if (rc < 0)
        return rc;
    f->columns = d->columns.at;
    f->n_columns = d->columns.n;
    if (f->at.id_no < 0 && f->at.name < 0)
        return err_set(e, E_INVALID, STR_FMT "：没有 id_no 列也没有 name 列，认不出是谁",
                       STR_FMT
                       ": neither a column id_no nor one of type name: whom are rows about?",
                       STR_ARG(d->file));
    bool windowed = f->dated != FEED_UNDATED && f->dated != FEED_SPANS;
    if ((windowed && f->at.day < 0) || (f->dated == FEED_SPANS && f->at.from < 0))
        return err_set(e, E_INVALID, STR_FMT "：dated 为 %s，缺少类型为 %s 的列",
                       STR_FMT ": dated %s needs a column of type %s", STR_ARG(d->file),
                       dated_names[f->dated], windowed ? dated_names[f->dated] : "from");
    return 0;
}

/* --- The file --- */

static int check_items(const struct define *d, struct err *e)
{
    static const char *const items[] = {"source", "column", "fact", "event", "lead"};
    for (size_t i = 0; i < d->rows.n; i++) {
        size_t k = 0;
        while (k < ARRAY_LEN(items) && !str_eqz(d->rows.at[i].cell[D_ITEM], items[k]))
            k++;
        if (k == ARRAY_LEN(items))
            return define_bad(d, &d->rows.at[i], D_ITEM, e,
                              "“" STR_FMT "” 应为 source、column、fact、event 或 lead",
                              "\"" STR_FMT "\" must be source, column, fact, event or lead",
                              STR_ARG(d->rows.at[i].cell[D_ITEM]));
    }
    return 0;
}

int feed_define(const struct feeds_file *file, const struct catalogue *c, struct arena *a,
                struct feed *ret, struct err *e)
{
    struct feed f = {0};
    struct define d = {.a = a, .catalogue = c, .file = file->name, .feed = &f};
    f.name = file->name;
    if (str_ends(f.name, STR(".csv")))
        f.name.len -= strlen(".csv");
    if (!db_is_name(f.name) || str_eqz(f.name, SOURCE_NAME_DECLARATION) ||
        str_eqz(f.name, SOURCE_NAME_CORRECTION) || str_eqz(f.name, SOURCE_NAME_COMBINED))
        return err_set(e, E_INVALID,
                       "“" STR_FMT
                       "”：文件名就是来源的标识，只用小写字母、数字和 _，且不能是 %s、%s、%s",
                       "\"" STR_FMT "\": a file's name is that of the source: small letters, "
                       "digits and _, but not %s, %s or %s",
                       STR_ARG(file->name), SOURCE_NAME_DECLARATION, SOURCE_NAME_CORRECTION,
                       SOURCE_NAME_COMBINED);
    int rc = read_rows(&d, file->content, e);
    if (rc < 0 || (rc = check_items(&d, e)) < 0 || (rc = read_source(&d, e)) < 0 ||
        (rc = read_columns(&d, e)) < 0 || (rc = feed_define_rules(&d, e)) < 0)
        return rc;
    *ret = f;
    return 0;
}
