#include "placebook.h"

#include "cleanup.h"
#include "csv.h"

/* Made by script/embed in the register's library: data/divisions.csv. */
extern const unsigned char divisions_builtin_csv[];
extern const size_t divisions_builtin_csv_size;

struct row {
    struct str code, name;
};

struct rows {
    struct row *at;
    size_t n, cap;
};

/* "440783000000" is county 440783: levels have 2, 2, 2, 3 and 3 digits. */
static size_t significant(struct str code)
{
    static const size_t ends[] = {12, 9, 6, 4, 2, 0};
    size_t n = code.len;

    for (size_t i = 0; i + 1 < sizeof ends / sizeof ends[0]; i++) {
        if (code.len < ends[i])
            continue;
        for (size_t k = ends[i + 1]; k < ends[i]; k++)
            if (code.data[k] != '0')
                return n;
        n = ends[i + 1];
    }
    return n;
}

/* 4xx to 5xx in place of a town is a zone, a farm or a prison: a code for statistics only. */
static bool statistical(struct str code)
{
    return code.data[6] == '4' || code.data[6] == '5';
}

static int read_rows(struct str prefix, struct arena *a, struct rows *rows, struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *csv = NULL;
    const struct str *f;
    uint64_t line;
    size_t n;
    int r =
        csv_open_text((struct str){(const char *)divisions_builtin_csv, divisions_builtin_csv_size},
                      "divisions.csv", &csv, e);

    if (r < 0)
        return r;
    while ((r = csv_next(csv, &f, &n, &line, e)) == 1) {
        if (n < 4 || f[0].len != 12 || !str_starts(f[0], prefix))
            continue;
        struct row row = {str_dup(a, f[0]), str_dup(a, f[3])};
        if (!vec_push(a, rows, row) || arena_failed(a))
            return err_nomem(e);
    }
    return r;
}

static bool has_child(const struct rows *rows, size_t i)
{
    struct str code = rows->at[i].code;

    code.len = significant(code);
    return i + 1 < rows->n && str_starts(rows->at[i + 1].code, code);
}

static struct place make_place(const struct row *row)
{
    static const struct {
        const char *end, *cut;
    } ends[] = {{"村委会", "委会"}, {"居委会", "居委会"}};
    struct place p = {.name = row->name, .short_name = row->name};

    memcpy(p.code, row->code.data, 12);
    p.urban = str_ends(row->name, STR("居委会")) || str_ends(row->name, STR("街道")) ||
              str_ends(row->name, STR("区"));
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (!str_ends(row->name, str_of(ends[i].end)))
            continue;
        p.short_name.len -= strlen(ends[i].cut);
        break;
    }
    return p;
}

int placebook_open(struct str division, struct arena *a, struct placebook *ret, struct err *e)
{
    struct rows rows = {0};
    struct {
        struct place *at;
        size_t n, cap;
    } places = {0};
    struct placebook book = {0};
    struct str prefix = division;
    int r;

    for (size_t i = 0; i < division.len; i++)
        if (division.data[i] < '0' || division.data[i] > '9')
            prefix.len = 0;
    prefix.len = prefix.len <= 12 ? significant(prefix) : 0;
    if (prefix.len == 0)
        return err_set(e, E_USAGE,
                       "区划代码“" STR_FMT "”不对：应为 12 位数字或其开头几位，如 440783",
                       "division “" STR_FMT "” is wrong: give 12 digits or the first of them, "
                       "as 440783",
                       STR_ARG(division));
    r = read_rows(prefix, a, &rows, e);
    if (r < 0)
        return r;
    /* statistical areas only where there is nothing else */
    for (int pass = 0; pass < 2 && places.n == 0; pass++)
        for (size_t i = 0; i < rows.n; i++)
            if (!has_child(&rows, i) && (pass || !statistical(rows.at[i].code)) &&
                !vec_push(a, &places, make_place(&rows.at[i])))
                return err_nomem(e);
    if (places.n == 0)
        return err_set(e, E_NOT_FOUND, "没有区划代码以“" STR_FMT "”开头的县、乡镇或村",
                       "no county, town or village has a code that begins with “" STR_FMT "”",
                       STR_ARG(prefix));
    memcpy(book.prefix, prefix.data, prefix.len);
    book.n = places.n;
    book.at = places.at;
    *ret = book;
    return 0;
}
