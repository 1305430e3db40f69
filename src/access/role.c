#include "role.h"

#include "cleanup.h"
#include "csv.h"

extern const unsigned char roles_builtin_csv[];
extern const size_t roles_builtin_csv_size;

enum { NAME, LABEL_ZH, LABEL_EN, RIGHTS, FIELDS, DIGITS, SECOND_FACTOR, N_COLUMNS };

static bool put(char *ret, size_t size, struct str s)
{
    if (s.len == 0 || s.len >= size)
        return false;
    memcpy(ret, s.data, s.len);
    ret[s.len] = '\0';
    return true;
}

static int role_make(const struct str c[N_COLUMNS], struct role *ret, struct err *e)
{
    struct role r = {0};
    bool good =
        put(r.name, sizeof r.name, c[NAME]) && put(r.label_zh, sizeof r.label_zh, c[LABEL_ZH]) &&
        put(r.label_en, sizeof r.label_en, c[LABEL_EN]) && rights_parse(c[RIGHTS], &r.rights) &&
        fields_parse(c[FIELDS], &r.fields) && c[DIGITS].len > 0 && c[DIGITS].len <= 2;

    for (size_t i = 0; good && i < c[DIGITS].len; i++) {
        good = c[DIGITS].data[i] >= '0' && c[DIGITS].data[i] <= '9';
        r.division_digits = r.division_digits * 10 + (c[DIGITS].data[i] - '0');
    }
    if (!good)
        return err_set(e, E_CORRUPT, "角色“%.*s”的定义不正确：权限和字段类别须为已知的词",
                       "the role \"%.*s\" is not well defined: rights and classes of fields are "
                       "known words",
                       STR_ARG(c[NAME]));
    r.second_factor = str_eqz(c[SECOND_FACTOR], "yes");
    *ret = r;
    return 0;
}

typedef int row_fn(void *arg, const struct str c[N_COLUMNS], struct err *e);

/* Below 0 fn ends it. */
static int each_builtin(row_fn *fn, void *arg, struct err *e)
{
    _cleanup_(csv_closep) struct csv_reader *r = NULL;
    struct str text = {(const char *)roles_builtin_csv, roles_builtin_csv_size};
    const struct str *c;
    uint64_t line;
    size_t n;
    int rc = csv_open_text(text, "roles.csv", &r, e);

    if (rc >= 0)
        rc = csv_next(r, &c, &n, &line, e); /* the header */
    while (rc >= 0 && (rc = csv_next(r, &c, &n, &line, e)) > 0) {
        if (n != N_COLUMNS)
            return err_set(e, E_CORRUPT, "roles.csv 第 %llu 行的列数不对",
                           "roles.csv, line %llu: wrong number of columns",
                           (unsigned long long)line);
        rc = fn(arg, c, e);
    }
    return rc;
}

static int store_one(void *arg, const struct str c[N_COLUMNS], struct err *e)
{
    struct role role;
    int r = role_make(c, &role, e);

    if (r < 0)
        return r;
    return db_run(arg, e,
                  "insert into role(name, label_zh, label_en, rights, fields, division_digits,"
                  " second_factor) values ($1, $2, $3, $4, $5, $6, $7)",
                  "tttttii", c[NAME], c[LABEL_ZH], c[LABEL_EN], c[RIGHTS], c[FIELDS],
                  (int64_t)role.division_digits, (int64_t)role.second_factor);
}

int roles_store(struct db *db, struct err *e)
{
    return each_builtin(store_one, db, e);
}

/* Which there are, for people who wrote another. */
static int no_role(struct db *db, struct str name, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf names = {0};
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db, "select name from role order by name", &s, e);

    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        strbuf_addz(&names, names.len ? " " : "");
        strbuf_adds(&names, stmt_text(s, 0));
    }
    if (r < 0)
        return r;
    return err_set(e, E_NOT_FOUND, "没有角色“%.*s”；现有：%s",
                   "there is no role \"%.*s\"; there are: %s", STR_ARG(name), strbuf_z(&names));
}

#define SELECT_ROLE                                                                                \
    "select name, label_zh, label_en, rights, fields, division_digits, second_factor from role"

static int role_row(struct stmt *s, struct role *ret, struct err *e)
{
    struct str c[N_COLUMNS];
    char digits[UINT_TEXT];

    for (int i = NAME; i <= FIELDS; i++)
        c[i] = stmt_text(s, i);
    c[DIGITS] = (struct str){digits, uint_format((uint64_t)stmt_int(s, DIGITS), digits)};
    c[SECOND_FACTOR] = stmt_int(s, SECOND_FACTOR) ? STR("yes") : STR("no");
    return role_make(c, ret, e);
}

int role_get(struct db *db, struct str name, struct role *ret, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db, SELECT_ROLE " where name = $1", &s, e);

    if (r < 0)
        return r;
    stmt_bind_text(s, 1, name);
    r = stmt_step(s, e);
    if (r < 0)
        return r;
    return r == 0 ? no_role(db, name, e) : role_row(s, ret, e);
}

int role_list(struct db *db, role_fn *fn, void *arg, struct err *e)
{
    _cleanup_(stmt_donep) struct stmt *s = NULL;
    int r = db_prepare(db, SELECT_ROLE " order by name", &s, e);

    while (r >= 0 && (r = stmt_step(s, e)) > 0) {
        struct role role;

        if ((r = role_row(s, &role, e)) >= 0)
            r = fn(arg, &role, e);
    }
    return r;
}

struct search {
    struct str name;
    struct role *ret;
    bool found;
};

static int match(void *arg, const struct str c[N_COLUMNS], struct err *e)
{
    struct search *x = arg;

    if (!str_eq(c[NAME], x->name))
        return 0;
    x->found = true;
    return role_make(c, x->ret, e);
}

int role_builtin(struct str name, struct role *ret, struct err *e)
{
    struct search x = {.name = name, .ret = ret};
    int r = each_builtin(match, &x, e);

    if (r < 0 || x.found)
        return r;
    return err_set(e, E_NOT_FOUND, "没有角色“%.*s”", "there is no role \"%.*s\"", STR_ARG(name));
}
