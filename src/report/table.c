#include "table.h"

#include "csv.h"
#include "json.h"
#include "lang.h"
#include "money.h"
#include "text.h"

#include <stdlib.h>

struct cell {
    struct str machine, people;
};

struct table {
    const char *name, *zh, *en;
    const struct table_column *columns;
    size_t n_columns;
    struct arena *arena;
    struct {
        struct cell *at;
        size_t n, cap;
    } cells;
};

bool table_format_parse(const char *name, enum table_format *ret)
{
    static const char *const names[] = {"table", "csv", "json"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(name, names[i]) == 0) {
            *ret = (enum table_format)i;
            return true;
        }
    }
    return false;
}

struct table *table_new(const char *name, const char *title_zh, const char *title_en,
                        const struct table_column *columns, size_t n)
{
    struct table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->arena = arena_new(0);
    if (!t->arena) {
        free(t);
        return NULL;
    }
    t->name = name;
    t->zh = title_zh;
    t->en = title_en;
    t->columns = columns;
    t->n_columns = n;
    return t;
}

void table_free(struct table *t)
{
    if (!t)
        return;
    arena_free(t->arena);
    free(t);
}

void table_freep(struct table **t)
{
    table_free(*t);
}

void table_cell(struct table *t, struct str machine, struct str people)
{
    if (!t)
        return;
    struct cell c = {str_dup(t->arena, machine), str_dup(t->arena, people)};
    (void)vec_push(t->arena, &t->cells, c);
}

void table_text(struct table *t, struct str text)
{
    table_cell(t, text, text);
}

void table_int(struct table *t, int64_t v)
{
    char buf[32];
    int n = snprintf(buf, sizeof buf, "%lld", (long long)v);
    table_text(t, (struct str){buf, (size_t)n});
}

void table_money(struct table *t, int64_t fen)
{
    char buf[MONEY_TEXT];
    size_t n = money_format(fen, buf);
    table_text(t, (struct str){buf, n});
}

void table_empty(struct table *t)
{
    table_cell(t, STR(""), STR("—"));
}

bool percent_print(int64_t numerator, int64_t denominator, char ret[PERCENT_TEXT])
{
    if (denominator <= 0)
        return false;
    /* hundredths of a per cent, halves away from zero */
    bool negative = numerator < 0;
    __int128 size = negative ? -(__int128)numerator : numerator;
    __int128 v = (size * 20000 + denominator) / (2 * (__int128)denominator);
    snprintf(ret, PERCENT_TEXT, "%s%llu.%02u", negative && v ? "-" : "",
             (unsigned long long)(v / 100), (unsigned)(v % 100));
    return true;
}

void table_percent(struct table *t, int64_t numerator, int64_t denominator)
{
    char machine[PERCENT_TEXT], people[PERCENT_TEXT + 1];
    if (!percent_print(numerator, denominator, machine)) {
        table_empty(t);
        return;
    }
    int n = snprintf(people, sizeof people, "%s%%", machine);
    table_cell(t, str_of(machine), (struct str){people, (size_t)n});
}

static struct str header(const struct table_column *c)
{
    return str_of(tr(c->zh, c->en));
}

static void pad(FILE *out, size_t n)
{
    for (; n; n--)
        fputc(' ', out);
}

static void print_cell(FILE *out, struct str s, size_t width, bool right, bool last)
{
    size_t w = utf8_width(s);
    if (right)
        pad(out, width - w);
    fprintf(out, STR_FMT, STR_ARG(s));
    if (!right && !last)
        pad(out, width - w);
    fputs(last ? "\n" : "  ", out);
}

static bool print_people(const struct table *t, FILE *out)
{
    size_t n = t->n_columns, rows = n ? t->cells.n / n : 0;
    size_t *widths = arena_array_of(t->arena, n, size_t);
    if (!widths)
        return false;
    for (size_t c = 0; c < n; c++) {
        widths[c] = utf8_width(header(&t->columns[c]));
        for (size_t r = 0; r < rows; r++) {
            size_t w = utf8_width(t->cells.at[r * n + c].people);
            if (w > widths[c])
                widths[c] = w;
        }
    }
    const char *title = tr(t->zh, t->en);
    if (*title)
        fprintf(out, "%s\n", title);
    for (size_t c = 0; c < n; c++)
        print_cell(out, header(&t->columns[c]), widths[c], t->columns[c].number, c + 1 == n);
    for (size_t c = 0; c < n; c++) {
        for (size_t k = 0; k < widths[c]; k++)
            fputs("-", out);
        fputs(c + 1 == n ? "\n" : "  ", out);
    }
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < n; c++)
            print_cell(out, t->cells.at[r * n + c].people, widths[c], t->columns[c].number,
                       c + 1 == n);
    }
    return true;
}

static void print_csv(const struct table *t, FILE *out)
{
    struct csv_writer w = {.f = out};
    size_t n = t->n_columns;
    for (size_t c = 0; c < n; c++)
        csv_putz(&w, t->columns[c].id);
    csv_end(&w);
    for (size_t i = 0; i < t->cells.n; i++) {
        csv_put(&w, t->cells.at[i].machine);
        if (i % n == n - 1)
            csv_end(&w);
    }
}

static void print_json(const struct table *t, struct json_writer *w)
{
    size_t n = t->n_columns;
    json_name(w, t->name);
    json_array(w);
    for (size_t i = 0; i < t->cells.n; i++) {
        if (i % n == 0)
            json_object(w);
        const struct table_column *c = &t->columns[i % n];
        struct str s = t->cells.at[i].machine;
        json_name(w, c->id);
        if (s.len == 0 && c->number)
            json_put_null(w);
        else if (c->number && (str_eqz(s, "true") || str_eqz(s, "false")))
            json_put_bool(w, str_eqz(s, "true"));
        else if (c->number)
            json_put_number(w, s);
        else
            json_put_str(w, s);
        if (i % n == n - 1)
            json_object_end(w);
    }
    json_array_end(w);
}

static bool sound(const struct table *t)
{
    return t && !arena_failed(t->arena);
}

bool tables_json(struct table *const *tables, size_t n, struct json_writer *w)
{
    bool ok = true;
    json_object(w);
    for (size_t i = 0; i < n; i++) {
        ok = ok && sound(tables[i]);
        if (ok)
            print_json(tables[i], w);
    }
    json_object_end(w);
    return ok;
}

bool tables_print(struct table *const *tables, size_t n, enum table_format format, FILE *out)
{
    bool ok = true;
    if (format == TABLE_JSON) {
        struct json_writer w = {.f = out, .indent = 2};
        ok = tables_json(tables, n, &w);
        fputc('\n', out);
        return ok && !ferror(out);
    }
    for (size_t i = 0; i < n; i++) {
        if (!sound(tables[i])) {
            ok = false;
            continue;
        }
        if (i)
            fputc('\n', out);
        if (format == TABLE_CSV)
            print_csv(tables[i], out);
        else
            ok = print_people(tables[i], out) && ok;
    }
    return ok && !ferror(out);
}
