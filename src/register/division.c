/* Divisions: the list built into the program, the dated tree in the database, codes. */
#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "register_private.h"

#include <stdlib.h>

#define CODE_DIGITS 12

extern const unsigned char divisions_builtin_csv[];
extern const size_t divisions_builtin_csv_size;

struct str divisions_builtin(void)
{
    return (struct str){(const char *)divisions_builtin_csv, divisions_builtin_csv_size};
}

bool division_pad(struct str code, char ret[13])
{
    if (code.len < 6 || code.len > CODE_DIGITS)
        return false;
    char padded[13];
    for (size_t i = 0; i < CODE_DIGITS; i++) {
        padded[i] = i < code.len ? code.data[i] : '0';
        if (padded[i] < '0' || padded[i] > '9')
            return false;
    }
    padded[CODE_DIGITS] = '\0';
    memcpy(ret, padded, sizeof padded);
    return true;
}

/* Digits of a padded code that count: 2, 4, 6, 9 or 12. */
static size_t significant(struct str code)
{
    static const size_t lengths[] = {2, 4, 6, 9};
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        size_t n = lengths[i];
        while (n < code.len && code.data[n] == '0')
            n++;
        if (n >= code.len)
            return lengths[i];
    }
    return code.len;
}

struct str division_prefix(struct str code12)
{
    return (struct str){code12.data, significant(code12)};
}

static int level_number(struct str word)
{
    static const char *const words[] = {"province", "prefecture", "county", "town", "village"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eqz(word, words[i]))
            return (int)i + 1;
    return 0;
}

static int store_row(struct db *db, struct stmt *s, const struct str *f, uint64_t line,
                     int *ret_changed, struct err *e)
{
    int32_t from = DATE_NONE, to = DATE_NONE;
    int level = level_number(f[2]);
    if (f[0].len != CODE_DIGITS || !level || (f[4].len && !date_parse(f[4], &from)) ||
        (f[5].len && !date_parse(f[5], &to)))
        return err_set(e, E_INVALID, "区划表第 %llu 行不合格式",
                       "line %llu of the list of divisions is malformed", (unsigned long long)line);
    stmt_bind_text(s, 1, f[0]);
    stmt_bind_int(s, 2, from);
    if (to == DATE_NONE)
        stmt_bind_null(s, 3);
    else
        stmt_bind_int(s, 3, to);
    stmt_bind_text(s, 4, f[1]);
    stmt_bind_text(s, 5, f[3]);
    stmt_bind_int(s, 6, level);
    int rc;
    while ((rc = stmt_step(s, e)) > 0)
        (*ret_changed)++;
    return rc;
}

int divisions_store(struct db *db, struct str csv, int *ret_changed, struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *in = NULL;
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    const struct str *fields;
    size_t n;
    uint64_t line;
    int changed = 0;
    int rc = csv_open_text(csv, "divisions.csv", &in, e);
    if (rc < 0)
        return rc;
    rc = db_prepare(db,
                    "insert into division(code, valid_from, valid_to, parent, name, level)"
                    " values ($1, $2, $3, $4, $5, $6)"
                    " on conflict(code, valid_from) do update set valid_to = excluded.valid_to,"
                    " parent = excluded.parent, name = excluded.name, level = excluded.level"
                    " where division.valid_to is distinct from excluded.valid_to"
                    " or division.parent <> excluded.parent or division.name <> excluded.name"
                    " or division.level <> excluded.level"
                    " returning 1",
                    &s, e);
    if (rc < 0)
        return rc;
    bool header = true;
    while ((rc = csv_next(in, &fields, &n, &line, e)) > 0) {
        if (n != 6)
            return err_set(e, E_INVALID, "区划表第 %llu 行应有 6 列",
                           "line %llu of the list of divisions should have 6 columns",
                           (unsigned long long)line);
        if (!header && (rc = store_row(db, s, fields, line, &changed, e)) < 0)
            return rc;
        header = false;
    }
    if (rc < 0)
        return rc;
    *ret_changed = changed;
    return 0;
}

/* First row of a code, or where it would stand. */
static size_t lower(const struct reg *r, struct str code)
{
    size_t low = 0, high = r->n_divisions;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(r->divisions[middle].d.code, code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void mark_parent(struct reg *r, struct division_row *rows, struct str parent)
{
    for (size_t i = lower(r, parent); i < r->n_divisions && str_eq(rows[i].d.code, parent); i++)
        rows[i].d.has_children = true;
}

int divisions_load(struct reg *r, struct err *e)
{
    struct {
        struct division_row *at;
        size_t n, cap;
    } rows = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db,
                        "select code, valid_from, valid_to, parent, name, level from division"
                        " order by code, valid_from",
                        &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct division_row x = {
            .d = {.code = str_dup(r->arena, stmt_text(s, 0)),
                  .parent = str_dup(r->arena, stmt_text(s, 3)),
                  .name = str_dup(r->arena, stmt_text(s, 4)),
                  .level = (int)stmt_int(s, 5)},
            .valid_from = (int32_t)stmt_int(s, 1),
            .valid_to = stmt_is_null(s, 2) ? DAY_OPEN : (int32_t)stmt_int(s, 2),
        };
        if (arena_failed(r->arena) || !vec_push(r->arena, &rows, x))
            return err_nomem(e);
    }
    if (rc < 0)
        return rc;
    r->divisions = rows.at;
    r->n_divisions = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        mark_parent(r, rows.at, rows.at[i].d.parent);
    return 0;
}

static const struct division_row *find(const struct reg *r, struct str code, int32_t on)
{
    for (size_t i = lower(r, code); i < r->n_divisions; i++) {
        const struct division_row *x = &r->divisions[i];
        if (!str_eq(x->d.code, code))
            break;
        if (x->valid_from <= on && on < x->valid_to)
            return x;
    }
    return NULL;
}

/* The nearest listed division above a code. */
static const struct division_row *find_above(const struct reg *r, struct str code, int32_t on)
{
    static const size_t lengths[] = {9, 6, 4, 2};
    size_t n = significant(code);
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        if (lengths[i] >= n)
            continue;
        char above[13];
        memset(above, '0', CODE_DIGITS);
        memcpy(above, code.data, lengths[i]);
        above[CODE_DIGITS] = '\0';
        const struct division_row *x = find(r, str_of(above), on);
        if (x)
            return x;
    }
    return NULL;
}

static const struct division_row *parent_of(const struct reg *r, const struct division_row *x,
                                            int32_t on)
{
    return x->d.parent.len ? find(r, x->d.parent, on) : NULL;
}

static bool counts_as_county(const struct reg *r, const struct division_row *x)
{
    if (x->d.level == 3)
        return true;
    if (x->d.level != 2)
        return false;
    /* a prefecture whose six digits are its own: no county lies between it and its towns */
    for (size_t i = lower(r, x->d.code) + 1; i < r->n_divisions; i++) {
        const struct division_row *y = &r->divisions[i];
        if (!str_starts(y->d.code, (struct str){x->d.code.data, 4}))
            break;
        if (y->d.level == 3)
            return false;
    }
    return true;
}

/* A code that isn't in the list, for as long as the register is open. */
static int keep_code(struct reg *r, struct str code, struct str *ret, struct err *e)
{
    uint64_t at;
    if (!map_get(r->unlisted, code, &at)) {
        at = map_size(r->unlisted);
        if (map_put(r->unlisted, code, at) < 0)
            return err_nomem(e);
    }
    *ret = map_key_at(r->unlisted, (size_t)at);
    return 0;
}

/*
 * The national list goes down to counties, parts of it to towns and villages. Where it ends, codes
 * below are accepted for what they are; where it names children, another code is a mistake.
 */
int reg_division(struct reg *r, struct str code12, int32_t on, struct division *ret, struct err *e)
{
    const struct division_row *x = find(r, code12, on);
    if (x) {
        *ret = x->d;
        return 0;
    }
    const struct division_row *above = find_above(r, code12, on);
    bool below_county = above && (above->d.level >= 3 || counts_as_county(r, above));
    if (code12.len == CODE_DIGITS && below_county && !above->d.has_children) {
        struct str kept;
        int rc = keep_code(r, code12, &kept, e);
        if (rc < 0)
            return rc;
        *ret = (struct division){.code = kept,
                                 .parent = above->d.code,
                                 .name = kept,
                                 .level = significant(kept) == CODE_DIGITS ? 5 : 4};
        return 0;
    }
    char day[DATE_TEXT];
    date_format(on, day);
    return err_set(e, E_NOT_FOUND, "%s 没有区划代码 " STR_FMT,
                   "on %s there was no division " STR_FMT, day, STR_ARG(code12));
}

int reg_division_list(struct reg *r, struct str parent, struct str text, int32_t on,
                      struct str after, reg_division_fn *fn, void *arg, struct err *e)
{
    struct str prefix = parent.len ? division_prefix(parent) : parent;
    for (size_t i = lower(r, after); i < r->n_divisions; i++) {
        const struct division_row *x = &r->divisions[i];
        if (str_cmp(x->d.code, after) <= 0 || on < x->valid_from || x->valid_to <= on ||
            str_eq(x->d.code, parent))
            continue;
        if (text.len ? !str_starts(x->d.code, prefix) || str_find(x->d.name, text) < 0
                     : !str_eq(x->d.parent, parent))
            continue;
        int rc = fn(arg, &x->d, e);
        if (rc != 0)
            return rc < 0 ? rc : 0;
    }
    return 0;
}

int division_county(struct reg *r, struct str code12, int32_t on, char ret[13], struct err *e)
{
    const struct division_row *x = find(r, code12, on);
    if (!x)
        x = find_above(r, code12, on);
    while (x && !counts_as_county(r, x))
        x = parent_of(r, x, on);
    if (!x)
        return err_set(e, E_NOT_FOUND, STR_FMT " 不是县级或县级以下区划",
                       STR_FMT " is no division of a county or below", STR_ARG(code12));
    memcpy(ret, x->d.code.data, CODE_DIGITS);
    ret[CODE_DIGITS] = '\0';
    return 0;
}

/* The last row of a code, also where it is no longer in force. */
static const struct division_row *find_last(const struct reg *r, struct str code)
{
    const struct division_row *last = NULL;
    for (size_t i = lower(r, code); i < r->n_divisions && str_eq(r->divisions[i].d.code, code); i++)
        last = &r->divisions[i];
    return last;
}

static int division_name(struct reg *r, struct str code12, struct strbuf *out, struct err *e)
{
    const struct division_row *chain[5];
    const struct division_row *x = find_last(r, code12);
    struct str tail = {0};
    size_t n = 0;
    if (!x) {
        struct division d;
        int rc = reg_division(r, code12, DAY_LAST, &d, e);
        if (rc < 0)
            return rc;
        tail = d.name;
        x = find_last(r, d.parent);
    }
    while (x && n < ARRAY_LEN(chain)) {
        chain[n++] = x;
        if (counts_as_county(r, x) || x->d.level < 3)
            break;
        x = x->d.parent.len ? find_last(r, x->d.parent) : NULL;
    }
    while (n)
        strbuf_adds(out, chain[--n]->d.name);
    strbuf_adds(out, tail);
    return out->failed ? err_nomem(e) : 0;
}

int reg_division_name(struct reg *r, struct str code12, struct strbuf *out, struct err *e)
{
    if (!code12.len || !str_eqz(code12, r->named.code) || r->named.name.failed) {
        strbuf_clear(&r->named.name);
        r->named.code[0] = '\0';
        int rc = division_name(r, code12, &r->named.name, e);
        out->failed |= rc == E_NOMEM;
        if (rc < 0)
            return rc;
        if (code12.len < sizeof r->named.code)
            *(char *)mempcpy(r->named.code, code12.data, code12.len) = '\0';
    }
    strbuf_adds(out, strbuf_str(&r->named.name));
    return out->failed ? err_nomem(e) : 0;
}

int reg_counties(struct reg *r, int32_t on, reg_division_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int rc = db_prepare(r->db, "select county from register order by county", &s, e);
    if (rc < 0)
        return rc;
    while ((rc = stmt_step(s, e)) > 0) {
        struct division d;
        char code[13];
        if (!division_pad(stmt_text(s, 0), code) || reg_division(r, str_of(code), on, &d, NULL) < 0)
            continue;
        if ((rc = fn(arg, &d, e)) < 0)
            return rc;
    }
    return rc;
}
