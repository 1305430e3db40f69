#include "parameters_edit.h"

#include "bounds.h"
#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "pack_private.h"

#include <stdlib.h>

static const char file_name[] = "parameters.csv";

struct record {
    size_t n;
    struct str *fields;
    bool gone;
};

struct edit {
    struct arena *a;
    const struct catalogue *c;
    int columns[N_PARAMETER_COLUMNS];
    size_t width; /* fields of the header, which other columns may stand in too */
    struct {
        struct record *at;
        size_t n, cap;
    } records; /* the header first */
};

static struct str field(const struct edit *k, const struct record *r, enum parameter_column c)
{
    size_t at = (size_t)k->columns[c];
    return at < r->n ? str_trim(r->fields[at]) : (struct str){0};
}

static int add_record(struct edit *k, const struct str *fields, size_t n, struct err *e)
{
    size_t room = n < k->width ? k->width : n;
    struct record r = {.n = room, .fields = arena_zalloc(k->a, (room + 1) * sizeof *r.fields)};
    for (size_t i = 0; r.fields && i < n; i++)
        r.fields[i] = str_dup(k->a, fields[i]);
    return r.fields && vec_push(k->a, &k->records, r) ? E_OK : err_nomem(e);
}

static int read_records(struct edit *k, struct str csv, struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *in = NULL;
    const struct str *fields;
    uint64_t line;
    size_t n;
    int r = csv_open_text(csv, file_name, &in, e);
    while (r >= 0 && (r = csv_next(in, &fields, &n, &line, e)) > 0) {
        if (!k->records.n) {
            k->width = n;
            r = parameters_header(str_of(file_name), fields, n, k->columns, e);
        }
        if (r >= 0)
            r = add_record(k, fields, n, e);
    }
    if (r < 0 || k->records.n)
        return r;
    struct str names[N_PARAMETER_COLUMNS];
    for (int c = 0; c < N_PARAMETER_COLUMNS; c++) {
        names[c] = str_of(parameter_columns[c]);
        k->columns[c] = c;
    }
    k->width = N_PARAMETER_COLUMNS;
    return add_record(k, names, N_PARAMETER_COLUMNS, e);
}

/* Written in two ways that mean the same? */
static bool same_division(struct str x, struct str y)
{
    return parameter_division(x, &x) && parameter_division(y, &y) && str_eq(x, y);
}

static bool same_residence(const struct catalogue *c, struct str x, struct str y)
{
    const struct attribute *t = catalogue_find(c, ENTITY_HOUSEHOLD, STR("residence"));
    const struct code *code = t ? attribute_code(t, x) : NULL,
                      *other = t ? attribute_code(t, y) : NULL;
    return str_eq(x, y) || (code && code == other);
}

static bool same_day(struct str x, struct str y)
{
    int32_t a, b;
    return date_parse(x, &a) && date_parse(y, &b) && a == b;
}

/* The edit's row; NULL. *ret_last: the last one of its name, or of all. */
static struct record *find(struct edit *k, const struct parameter_edit *x, size_t *ret_last)
{
    bool named = false;
    *ret_last = k->records.n - 1;
    for (size_t i = 1; i < k->records.n; i++) {
        struct record *r = &k->records.at[i];
        if (!str_eq(field(k, r, P_NAME), str_trim(x->name)) || r->gone)
            continue;
        named = true;
        *ret_last = i;
        if (same_division(field(k, r, P_DIVISION), str_trim(x->division)) &&
            same_residence(k->c, field(k, r, P_RESIDENCE), str_trim(x->residence)) &&
            same_day(field(k, r, P_FROM), str_trim(x->valid_from)))
            return r;
    }
    if (!named)
        *ret_last = k->records.n - 1;
    return NULL;
}

static int insert(struct edit *k, size_t behind, struct record **ret, struct err *e)
{
    int r = add_record(k, NULL, 0, e);
    if (r < 0)
        return r;
    struct record *v = k->records.at, added = v[k->records.n - 1];
    memmove(v + behind + 2, v + behind + 1, (k->records.n - behind - 2) * sizeof *v);
    v[behind + 1] = added;
    *ret = &v[behind + 1];
    return E_OK;
}

static int apply(struct edit *k, const struct parameter_edit *x, struct err *e)
{
    size_t last;
    struct record *r = find(k, x, &last);
    if (x->remove && !r)
        return err_set(e, E_NOT_FOUND,
                       "parameters.csv 中没有这一行：" STR_FMT "，区划 " STR_FMT
                       "，户口性质 " STR_FMT "，自 " STR_FMT,
                       "parameters.csv has no such row: " STR_FMT ", division " STR_FMT
                       ", residence " STR_FMT ", from " STR_FMT,
                       STR_ARG(x->name), STR_ARG(x->division), STR_ARG(x->residence),
                       STR_ARG(x->valid_from));
    if (x->remove) {
        r->gone = true;
        return E_OK;
    }
    int rc = r ? E_OK : insert(k, last, &r, e);
    if (rc < 0)
        return rc;
    const struct str cells[N_PARAMETER_COLUMNS] = {
        [P_NAME] = x->name,       [P_DIVISION] = x->division, [P_RESIDENCE] = x->residence,
        [P_FROM] = x->valid_from, [P_TO] = x->valid_to,       [P_VALUE] = x->value,
        [P_UNIT] = x->unit,       [P_SOURCE] = x->source};
    for (int c = 0; c < N_PARAMETER_COLUMNS; c++)
        r->fields[k->columns[c]] = str_trim(cells[c]);
    return E_OK;
}

static int print(const struct edit *k, struct strbuf *out, struct err *e)
{
    _cleanup_free_ char *text = NULL;
    size_t len = 0;
    FILE *f = open_memstream(&text, &len);
    if (!f)
        return err_nomem(e);
    struct csv_writer w = {.f = f};
    for (size_t i = 0; i < k->records.n; i++) {
        const struct record *r = &k->records.at[i];
        for (size_t c = 0; c < r->n && !r->gone; c++)
            csv_put(&w, r->fields[c]);
        if (!r->gone)
            csv_end(&w);
    }
    if (fclose(f) != 0)
        return err_nomem(e);
    strbuf_add(out, text, len);
    return out->failed ? err_nomem(e) : E_OK;
}

/* As a pack reads it. */
static int check(const struct edit *k, struct str csv, struct err *e)
{
    const struct pack_file file = {str_of(file_name), csv};
    struct pack p = {.arena = k->a, .catalogue = k->c, .parameters_file = &file};
    return parameters_read(&p, e);
}

int parameters_edit(struct str csv, const struct catalogue *c, const struct parameter_edit *edits,
                    size_t n, struct strbuf *ret, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf out = {0};
    struct edit k = {.a = a, .c = c};
    int r = a ? E_OK : err_nomem(e);
    if (r >= 0 && n > LIMIT_PROPOSAL_EDITS)
        r = err_set(e, E_LIMIT, "一次最多改 %u 行参数", "at most %u parameter rows at once",
                    LIMIT_PROPOSAL_EDITS);
    if (r >= 0)
        r = read_records(&k, csv, e);
    for (size_t i = 0; i < n && r >= 0; i++)
        r = apply(&k, &edits[i], e);
    if (r < 0 || (r = print(&k, &out, e)) < 0 || (r = check(&k, strbuf_str(&out), e)) < 0)
        return r;
    strbuf_adds(ret, strbuf_str(&out));
    return ret->failed ? err_nomem(e) : E_OK;
}
