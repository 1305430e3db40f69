/* attributes.csv: tolerances of attributes, and standings that differ for one of them. */
#include "cleanup.h"
#include "csv.h"
#include "feed_private.h"
#include "money.h"

enum column { A_ATTRIBUTE, A_TOLERANCE, A_PERCENT, A_SOURCE, A_STANDING, A_NOTE };
#define N_COLUMNS 6
static const char *const column_names[N_COLUMNS] = {"attribute", "tolerance", "percent",
                                                    "source",    "standing",  "note"};

struct reader {
    struct str file;
    uint64_t line;
    struct str cell[N_COLUMNS];
};

static int place(const struct reader *r, enum column c, struct err *e)
{
    err_at(e, STR_FMT " 第 %llu 行，%s 列", STR_FMT " line %llu, column %s", STR_ARG(r->file),
           (unsigned long long)r->line, column_names[c]);
    return E_INVALID;
}
#define bad(r, c, e, zh, en, ...) (err_set((e), E_INVALID, zh, en, ##__VA_ARGS__), place(r, c, e))

static int read_header(const struct reader *r, const struct str *fields, size_t n, int *ret_columns,
                       struct err *e)
{
    for (int c = 0; c < N_COLUMNS; c++) {
        ret_columns[c] = -1;
        for (size_t i = 0; i < n; i++)
            if (str_eqz(str_trim(fields[i]), column_names[c]))
                ret_columns[c] = (int)i;
        if (ret_columns[c] < 0 && c != A_NOTE)
            return err_set(e, E_INVALID, STR_FMT " 第 1 行：缺少 %s 列",
                           STR_FMT " line 1: column %s is missing", STR_ARG(r->file),
                           column_names[c]);
    }
    return 0;
}

/* Whole numbers and money of up to two decimals, not negative, below a limit. */
static bool read_amount(struct str s, bool whole, int64_t max, int64_t *ret)
{
    int64_t v;
    if (!money_parse(s, &v) || v < 0 || v > max || (whole && v % 100))
        return false;
    *ret = whole ? v / 100 : v;
    return true;
}

static int read_tolerance(const struct reader *r, const struct attribute *t,
                          struct feeds_standing *s, struct arena *a, struct err *e)
{
    struct feed_tolerance v = {.attribute = t};
    bool whole = t->type == ATTR_INTEGER;
    struct str amount = r->cell[A_TOLERANCE], percent = r->cell[A_PERCENT];
    if (t->type != ATTR_MONEY && !whole)
        return bad(r, A_ATTRIBUTE, e, "“" STR_FMT "” 不是金额或整数，没有容差",
                   "\"" STR_FMT "\" is neither money nor an integer and has no tolerance",
                   STR_ARG(t->id));
    if (amount.len && !read_amount(amount, whole, INT64_C(100000000000000), &v.amount))
        return bad(r, A_TOLERANCE, e, "“" STR_FMT "” 应为%s%.0s，例如 600.00",
                   "\"" STR_FMT "\" must be %.0s%s, such as 600.00", STR_ARG(amount),
                   whole ? "整数" : "金额（元）", whole ? "a whole number" : "an amount in yuan");
    /* one decimal: as if it were money, in tenths of a percent */
    if (percent.len && (!read_amount(percent, false, 10000, &v.permille) || v.permille % 10))
        return bad(r, A_PERCENT, e, "“" STR_FMT "” 应为 0 至 100，最多一位小数",
                   "\"" STR_FMT "\" must be 0 to 100 with one decimal at most", STR_ARG(percent));
    v.permille /= 10;
    for (size_t i = 0; i < s->tolerances.n; i++)
        if (s->tolerances.at[i].attribute == t)
            return bad(r, A_ATTRIBUTE, e, "“" STR_FMT "” 的容差写了两次",
                       "the tolerance of \"" STR_FMT "\" stands here twice", STR_ARG(t->id));
    return vec_push(a, &s->tolerances, v) ? 0 : err_nomem(e);
}

static int read_exception(const struct reader *r, const struct attribute *t, const struct feeds *f,
                          struct feeds_standing *s, struct arena *a, struct err *e)
{
    struct standing_spec v = {.attribute = t};
    const struct feed *feed = feeds_find(f, r->cell[A_SOURCE]);
    bool combined = str_eqz(r->cell[A_SOURCE], SOURCE_NAME_COMBINED);
    if (!feed && !combined)
        return bad(r, A_SOURCE, e, "没有来源“" STR_FMT "”的定义",
                   "there is no source \"" STR_FMT "\"", STR_ARG(r->cell[A_SOURCE]));
    if (!read_amount(r->cell[A_STANDING], true, FEED_STANDING_MAX * 100, &v.standing) ||
        !v.standing)
        return bad(r, A_STANDING, e, "“" STR_FMT "” 应为 1 至 %d 的整数",
                   "\"" STR_FMT "\" must be 1 to %d", STR_ARG(r->cell[A_STANDING]),
                   FEED_STANDING_MAX);
    v.source = combined ? STR(SOURCE_NAME_COMBINED) : feed->name;
    for (size_t i = 0; i < s->standings.n; i++)
        if (s->standings.at[i].attribute == t && str_eq(s->standings.at[i].source, v.source))
            return bad(r, A_SOURCE, e, "“" STR_FMT "” 的例外写了两次",
                       "the exception of \"" STR_FMT "\" stands here twice", STR_ARG(v.source));
    return vec_push(a, &s->standings, v) ? 0 : err_nomem(e);
}

static int read_row(const struct reader *r, const struct feeds *f, const struct catalogue *c,
                    struct arena *a, struct feeds_standing *ret, struct err *e)
{
    const struct attribute *t = feed_attribute(c, r->cell[A_ATTRIBUTE]);
    bool tolerance = r->cell[A_TOLERANCE].len || r->cell[A_PERCENT].len;
    bool exception = r->cell[A_SOURCE].len || r->cell[A_STANDING].len;
    if (!t)
        return bad(r, A_ATTRIBUTE, e, "目录中没有事实“" STR_FMT "”；可用的见 heyi catalogue",
                   "the catalogue has no fact \"" STR_FMT "\"; heyi catalogue lists them",
                   STR_ARG(r->cell[A_ATTRIBUTE]));
    if (tolerance == exception)
        return bad(r, A_TOLERANCE, e,
                   "一行写容差（tolerance、percent），或写例外（source、standing）",
                   "a row is either a tolerance (tolerance, percent) or an exception (source, "
                   "standing)");
    return tolerance ? read_tolerance(r, t, ret, a, e) : read_exception(r, t, f, ret, a, e);
}

int feed_standing_read(const struct feeds_file *file, const struct feeds *f,
                       const struct catalogue *c, struct arena *a, struct feeds_standing *ret,
                       struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *in = NULL;
    struct reader r = {.file = file->name};
    const struct str *fields;
    size_t n;
    int columns[N_COLUMNS];
    bool header = false;
    char *name = arena_strndup(a, file->name.data, file->name.len);
    int rc = name ? csv_open_text(file->content, name, &in, e) : err_nomem(e);
    if (rc < 0)
        return rc;
    while ((rc = csv_next(in, &fields, &n, &r.line, e)) > 0) {
        if (!header) {
            if ((rc = read_header(&r, fields, n, columns, e)) < 0)
                return rc;
            header = true;
            continue;
        }
        for (int i = 0; i < N_COLUMNS; i++)
            r.cell[i] = columns[i] >= 0 && (size_t)columns[i] < n ? str_trim(fields[columns[i]])
                                                                  : (struct str){0};
        if ((rc = read_row(&r, f, c, a, ret, e)) < 0)
            return rc;
    }
    return rc;
}
