#include "pack_private.h"

#include "cleanup.h"
#include "csv.h"
#include "date.h"

#include <stdlib.h>

const char *const parameter_columns[N_PARAMETER_COLUMNS] = {
    "name", "division", "residence", "valid_from", "valid_to", "value", "unit", "source"};

/* Made from docs/clauses.md. */
extern const unsigned char clauses_builtin_md[];
extern const size_t clauses_builtin_md_size;

#define LIMIT_PARAMETERS 100000u

static int bad_cell(const struct pack *p, uint64_t line, enum parameter_column c, struct str value,
                    const char *zh, const char *en, struct err *e)
{
    err_set(e, E_INVALID, "“" STR_FMT "” %s%.0s", "\"" STR_FMT "\" %.0s%s", STR_ARG(value), zh, en);
    return err_at(e, STR_FMT " 第 %llu 行，%s 列", STR_FMT " line %llu, column %s",
                  STR_ARG(p->parameters_file->name), (unsigned long long)line,
                  parameter_columns[c]);
}

static bool is_name(struct str s)
{
    if (!s.len || s.len > 64 || s.data[0] < 'a' || s.data[0] > 'z')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return true;
}

bool parameter_division(struct str s, struct str *ret)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
    if (s.len == 12 && str_ends(s, STR("000")))
        s.len = 9;
    if (s.len == 9 && str_ends(s, STR("000")))
        s.len = 6;
    while ((s.len == 6 || s.len == 4) && str_ends(s, STR("00")))
        s.len -= 2;
    if (s.len != 0 && s.len != 2 && s.len != 4 && s.len != 6 && s.len != 9 && s.len != 12)
        return false;
    *ret = s;
    return true;
}

const struct value_fault *parameter_value_fault(struct str unit, struct decimal value)
{
    static const struct value_fault negative = {"是负数", "is negative"},
                                    large = {"过大", "is too large"},
                                    fen = {"不是整分的金额（最多两位小数）",
                                           "is no amount in whole fen (two decimals at most)"},
                                    months = {"不是整月数", "is no whole number of months"};
    struct decimal whole;
    int64_t i;
    if (dec_is_negative(value))
        return &negative;
    if (str_starts(unit, STR("元")) && !dec_to_scaled(value, 2, &i))
        return dec_round(value, 2, DEC_HALF_UP, &whole) && dec_cmp(whole, value) == 0 ? &large
                                                                                      : &fen;
    if (str_eqz(unit, "月") && !dec_is_integer(value))
        return &months;
    return NULL;
}

static int read_row(struct pack *p, const struct str *cell, uint64_t line, struct parameter *ret,
                    struct err *e)
{
    struct parameter r = {.line = (uint32_t)line, .valid_to = DATE_NONE};

    if (!is_name(cell[P_NAME]))
        return bad_cell(p, line, P_NAME, cell[P_NAME], "不是参数名（小写字母、数字和 _）",
                        "is no parameter name (small letters, digits and _)", e);
    if (!parameter_division(cell[P_DIVISION], &r.division))
        return bad_cell(p, line, P_DIVISION, cell[P_DIVISION],
                        "不是区划代码的前缀（2、4、6、9 或 12 位数字，空白表示各地）",
                        "is no division prefix (2, 4, 6, 9 or 12 digits; empty = everywhere)", e);
    const struct attribute *residence =
        catalogue_find(p->catalogue, ENTITY_HOUSEHOLD, STR("residence"));
    if (cell[P_RESIDENCE].len) {
        const struct code *c = residence ? attribute_code(residence, cell[P_RESIDENCE]) : NULL;
        if (!c)
            return bad_cell(p, line, P_RESIDENCE, cell[P_RESIDENCE],
                            "不是户口性质（urban、rural，空白表示城乡相同）",
                            "is no residence (urban, rural; empty = both)", e);
        r.residence = c->code;
    }
    if (!date_parse(cell[P_FROM], &r.valid_from))
        return bad_cell(p, line, P_FROM, cell[P_FROM], "不是日期，应写成 2018-01-01",
                        "is no date; write 2018-01-01", e);
    if (cell[P_TO].len && !date_parse(cell[P_TO], &r.valid_to))
        return bad_cell(p, line, P_TO, cell[P_TO], "不是日期，应写成 2019-01-01，空白表示一直有效",
                        "is no date; write 2019-01-01, empty = open", e);
    if (cell[P_TO].len && r.valid_to <= r.valid_from)
        return bad_cell(p, line, P_TO, cell[P_TO], "不晚于 valid_from（valid_to 是失效的第一天）",
                        "is not later than valid_from (valid_to is the first day not in force)", e);
    if (!dec_parse(cell[P_VALUE], &r.value))
        return bad_cell(p, line, P_VALUE, cell[P_VALUE], "不是数", "is no number", e);
    const struct value_fault *fault = parameter_value_fault(cell[P_UNIT], r.value);
    if (fault)
        return bad_cell(p, line, P_VALUE, cell[P_VALUE], fault->zh, fault->en, e);
    if (!cell[P_SOURCE].len)
        return bad_cell(p, line, P_SOURCE, cell[P_SOURCE], "缺少依据：写条款编号或 sample",
                        "source is missing: write a clause or sample", e);
    r.name = str_dup(p->arena, cell[P_NAME]);
    r.division = str_dup(p->arena, r.division);
    r.value_text = str_dup(p->arena, cell[P_VALUE]);
    r.unit = str_dup(p->arena, cell[P_UNIT]);
    r.source = str_dup(p->arena, cell[P_SOURCE]);
    *ret = r;
    return E_OK;
}

int parameters_header(struct str file, const struct str *fields, size_t n, int *columns,
                      struct err *e)
{
    for (int c = 0; c < N_PARAMETER_COLUMNS; c++) {
        columns[c] = -1;
        for (size_t i = 0; i < n; i++)
            if (str_eqz(str_trim(fields[i]), parameter_columns[c]))
                columns[c] = (int)i;
        if (columns[c] < 0)
            return err_set(e, E_INVALID, STR_FMT "：缺少 %s 列", STR_FMT ": column %s is missing",
                           STR_ARG(file), parameter_columns[c]);
    }
    return E_OK;
}

static int by_name(const void *x, const void *y, void *arg)
{
    const struct parameter *rows = arg;
    size_t a = *(const size_t *)x, b = *(const size_t *)y;
    int c = str_cmp(rows[a].name, rows[b].name);
    return c ? c : a < b ? -1 : a > b;
}

int parameters_read(struct pack *p, struct err *e)
{
    if (!p->parameters_file)
        return E_OK;
    _cleanup_(csv_closep) struct csv_reader *in = NULL;
    char *name =
        arena_strndup(p->arena, p->parameters_file->name.data, p->parameters_file->name.len);
    if (!name)
        return err_nomem(e);
    int r = csv_open_text(p->parameters_file->content, name, &in, e);
    if (r < 0)
        return r;
    struct {
        struct parameter *at;
        size_t n, cap;
    } v = {0};
    const struct str *fields;
    size_t n;
    uint64_t line;
    int columns[N_PARAMETER_COLUMNS];
    bool header = false;
    while ((r = csv_next(in, &fields, &n, &line, e)) > 0) {
        if (!header) {
            if ((r = parameters_header(p->parameters_file->name, fields, n, columns, e)) < 0)
                return r;
            header = true;
            continue;
        }
        if (v.n >= LIMIT_PARAMETERS)
            return err_set(e, E_LIMIT, "%s：参数超过 %u 行", "%s: more than %u parameter rows",
                           name, LIMIT_PARAMETERS);
        struct str cell[N_PARAMETER_COLUMNS];
        struct parameter row;
        for (int c = 0; c < N_PARAMETER_COLUMNS; c++)
            cell[c] = (size_t)columns[c] < n ? str_trim(fields[columns[c]]) : (struct str){0};
        if ((r = read_row(p, cell, line, &row, e)) < 0)
            return r;
        if (!vec_push(p->arena, &v, row))
            return err_nomem(e);
    }
    if (r < 0)
        return r;
    return parameters_set(p, v.at, v.n, e);
}

int parameters_set(struct pack *p, struct parameter *rows, size_t n, struct err *e)
{
    p->parameters = rows;
    p->n_parameters = n;
    p->by_name = arena_array_of(p->arena, n, size_t);
    if (arena_failed(p->arena))
        return err_nomem(e);
    for (size_t i = 0; i < n; i++)
        p->by_name[i] = i;
    if (n)
        qsort_r(p->by_name, n, sizeof *p->by_name, by_name, p->parameters);
    return E_OK;
}

size_t parameters_named(const struct pack *p, struct str name, size_t *ret_first)
{
    size_t low = 0, high = p->n_parameters, n = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(p->parameters[p->by_name[mid]].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    while (low + n < p->n_parameters && str_eq(p->parameters[p->by_name[low + n]].name, name))
        n++;
    *ret_first = low;
    return n;
}

size_t pack_parameters(const struct pack *p, const struct parameter **ret)
{
    *ret = p->parameters;
    return p->n_parameters;
}

bool parameter_in_force(const struct parameter *r, int32_t date)
{
    return r->valid_from <= date && (r->valid_to == DATE_NONE || date < r->valid_to);
}

/* Longest division, then the named residence; NULL if there is no row. */
static const struct parameter *best_row(const struct pack *p, struct str name, struct str division,
                                        struct str residence, int32_t date)
{
    size_t first, n = parameters_named(p, name, &first);
    const struct parameter *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct parameter *r = &p->parameters[p->by_name[first + i]];
        if (!parameter_in_force(r, date) || !str_starts(division, r->division) ||
            (r->residence.len && !str_eq(r->residence, residence)))
            continue;
        if (!best || r->division.len > best->division.len ||
            (r->division.len == best->division.len && r->residence.len > best->residence.len))
            best = r;
    }
    return best;
}

/* As parameter_resolve, without the error: NULL and not ambiguous = no row. */
static const struct parameter *resolve(const struct pack *p, struct str name, struct str division,
                                       struct str residence, int32_t date, bool *ret_ambiguous)
{
    *ret_ambiguous = false;
    if (residence.len)
        return best_row(p, name, division, residence, date);
    const struct attribute *t = catalogue_find(p->catalogue, ENTITY_HOUSEHOLD, STR("residence"));
    if (!t || !t->n_codes)
        return best_row(p, name, division, residence, date);
    const struct parameter *one = best_row(p, name, division, t->codes[0].code, date);
    for (size_t i = 1; i < t->n_codes; i++) {
        const struct parameter *other = best_row(p, name, division, t->codes[i].code, date);
        if (one == other || (one && other && dec_cmp(one->value, other->value) == 0))
            continue;
        *ret_ambiguous = true;
        return NULL;
    }
    return one;
}

int parameter_resolve(const struct pack *p, struct str name, struct str division,
                      struct str residence, int32_t date, const struct parameter **ret,
                      bool *ret_ambiguous, struct err *e)
{
    bool ambiguous;
    const struct parameter *r = resolve(p, name, division, residence, date, &ambiguous);
    if (!r && !ambiguous) {
        char day[DATE_TEXT];
        date_format(date, day);
        return err_set(e, E_NOT_FOUND,
                       "参数 " STR_FMT " 在区划 " STR_FMT
                       "、%s 没有有效的值，请在 parameters.csv 中补上",
                       "parameter " STR_FMT " has no row in force for division " STR_FMT
                       " on %s; add one to parameters.csv",
                       STR_ARG(name), STR_ARG(division), day);
    }
    *ret = r;
    *ret_ambiguous = ambiguous;
    return E_OK;
}

const struct parameter *parameter_find(const struct pack *p, const char *name, struct str division,
                                       struct str residence, int32_t date)
{
    bool ambiguous;
    return resolve(p, str_of(name), division, residence, date, &ambiguous);
}

struct str parameter_label(const struct pack *p, struct str name)
{
    for (size_t i = 0; i < p->n_slots; i++)
        if (str_eq(p->slots[i].name, name))
            return p->slots[i].label;
    return name;
}

static bool is_clause(struct str s)
{
    static const char *const documents[] = {"JM18-", "JM23-", "CS51-", "GX20-", "JX-"};
    for (size_t i = 0; i < ARRAY_LEN(documents); i++) {
        struct str d = str_of(documents[i]);
        if (!str_starts(s, d) || s.len == d.len)
            continue;
        /* 2.1.1b: digits and points, one letter at the end */
        for (size_t k = d.len; k < s.len; k++) {
            char c = s.data[k];
            bool digit = c >= '0' && c <= '9';
            bool last = k + 1 == s.len;
            if (k == d.len ? !digit : !digit && (last ? c < 'a' || c > 'z' : c != '.'))
                return false;
        }
        return true;
    }
    return false;
}

/* Does it stand in the first column of one of the register's tables? */
static bool in_register(struct str clause)
{
    struct str text = {(const char *)clauses_builtin_md, clauses_builtin_md_size}, line, cell;
    while (str_split(&text, '\n', &line)) {
        if (!str_starts(line, STR("|")))
            continue;
        line = (struct str){line.data + 1, line.len - 1};
        if (str_split(&line, '|', &cell) && str_eq(str_trim(cell), clause))
            return true;
    }
    return false;
}

enum source_kind source_kind(struct str s)
{
    if (str_eqz(s, "sample"))
        return SOURCE_KNOWN;
    if (!is_clause(s))
        return SOURCE_MALFORMED;
    return in_register(s) ? SOURCE_KNOWN : SOURCE_UNKNOWN;
}

void source_error(struct str s, struct err *e)
{
    if (source_kind(s) == SOURCE_UNKNOWN)
        err_set(e, E_NOT_FOUND, "依据“" STR_FMT "”：条款表（docs/clauses.md）中没有这一条",
                "source \"" STR_FMT "\": the register of clauses (docs/clauses.md) has no such one",
                STR_ARG(s));
    else
        err_set(e, E_INVALID, "依据“" STR_FMT "”既不是条款编号也不是 sample",
                "source \"" STR_FMT "\" is neither a clause nor sample", STR_ARG(s));
}

static int by_period(const void *x, const void *y, void *arg)
{
    const struct parameter *rows = arg;
    const struct parameter *a = &rows[*(const size_t *)x], *b = &rows[*(const size_t *)y];
    int c;
    if ((c = str_cmp(a->name, b->name)) || (c = str_cmp(a->division, b->division)) ||
        (c = str_cmp(a->residence, b->residence)))
        return c;
    if (a->valid_from != b->valid_from)
        return a->valid_from < b->valid_from ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static void report(const struct pack *p, const struct parameter *r, const char *code,
                   pack_finding_fn *fn, void *arg, struct err *e)
{
    struct pack_finding f = {.error = true,
                             .code = code,
                             .file = p->parameters_file->name,
                             .line = r->line,
                             .place = r->name,
                             .message = *e};
    fn(arg, &f);
}

int parameters_check(const struct pack *p, pack_finding_fn *fn, void *arg)
{
    int errors = 0;
    struct err e = {0};
    for (size_t i = 0; i < p->n_parameters; i++)
        if (source_kind(p->parameters[i].source) != SOURCE_KNOWN) {
            source_error(p->parameters[i].source, &e);
            report(p, &p->parameters[i], "parameter-source", fn, arg, &e);
            errors++;
        }

    _cleanup_free_ size_t *order = malloc((p->n_parameters + 1) * sizeof *order);
    if (!order)
        return errors + 1;
    for (size_t i = 0; i < p->n_parameters; i++)
        order[i] = i;
    if (p->n_parameters)
        qsort_r(order, p->n_parameters, sizeof *order, by_period, p->parameters);
    /* a: the row that reaches furthest of those before b with the same key. */
    const struct parameter *a = p->n_parameters ? &p->parameters[order[0]] : NULL;
    for (size_t i = 1; i < p->n_parameters; i++) {
        const struct parameter *b = &p->parameters[order[i]];
        if (!str_eq(a->name, b->name) || !str_eq(a->division, b->division) ||
            !str_eq(a->residence, b->residence)) {
            a = b;
            continue;
        }
        char until[DATE_TEXT], from[DATE_TEXT];
        date_format(a->valid_to, until);
        date_format(b->valid_from, from);
        if (a->valid_to == DATE_NONE) {
            err_set(&e, E_CONFLICT, "与第 %u 行重叠：那一行一直有效，这一行 %s 已经生效",
                    "overlaps line %u, which has no end, while this begins on %s", a->line, from);
            report(p, b, "parameter-overlap", fn, arg, &e);
            errors++;
        } else if (a->valid_to > b->valid_from) {
            err_set(&e, E_CONFLICT, "与第 %u 行重叠：那一行到 %s 才失效，这一行 %s 已经生效",
                    "overlaps line %u, which is in force until %s, while this begins on %s",
                    a->line, until, from);
            report(p, b, "parameter-overlap", fn, arg, &e);
            errors++;
        } else if (a->valid_to < b->valid_from) {
            err_set(&e, E_CONFLICT, "与第 %u 行之间有空档：从 %s 到 %s 没有值",
                    "leaves a gap behind line %u: no value from %s to %s", a->line, until, from);
            report(p, b, "parameter-gap", fn, arg, &e);
            errors++;
        }
        if (a->valid_to != DATE_NONE && (b->valid_to == DATE_NONE || b->valid_to > a->valid_to))
            a = b;
    }
    return errors;
}
