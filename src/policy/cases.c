#include "cases.h"

#include "bounds.h"
#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "evaluate.h"
#include "money.h"

#include <stdlib.h>

enum column_kind {
    COLUMN_CASE,
    COLUMN_AS_OF,
    COLUMN_FACT, /* of the household or of the row's member */
    COLUMN_PREVIOUS,
    COLUMN_EXPECTED,
    COLUMN_NOTE,
};

enum previous_column {
    PREV_STANDING,
    PREV_CATEGORY,
    PREV_AMOUNT,
    PREV_GRACE_UNTIL,
    PREV_MEASURES,
};

struct case_column {
    enum column_kind kind;
    struct str header;
    const struct attribute *attr;
    enum previous_column previous;
    enum expectation_kind expect;
    int node;
};

static const struct {
    const char *id, *label;
    enum column_kind kind;
    int which;
} fixed_columns[] = {
    {"case", "案例", COLUMN_CASE, 0},
    {"as_of", "决定日", COLUMN_AS_OF, 0},
    {"note", "备注", COLUMN_NOTE, 0},
    {"previous_standing", "前次去向", COLUMN_PREVIOUS, PREV_STANDING},
    {"previous_category", "前次类别", COLUMN_PREVIOUS, PREV_CATEGORY},
    {"previous_amount", "前次金额", COLUMN_PREVIOUS, PREV_AMOUNT},
    {"previous_grace_until", "前次渐退期至", COLUMN_PREVIOUS, PREV_GRACE_UNTIL},
    {"previous_measures", "前次措施", COLUMN_PREVIOUS, PREV_MEASURES},
    {"expected_undecided_because", "期望待查", COLUMN_EXPECTED, EXPECT_BECAUSE},
    {"expected_also_missing", "期望另缺", COLUMN_EXPECTED, EXPECT_ALSO_MISSING},
    {"expected_failed", "期望出错", COLUMN_EXPECTED, EXPECT_FAILED},
};

struct building {
    struct test_case c;
    struct fact *facts;
    struct {
        struct member_facts *at;
        size_t n, cap;
    } members;
    struct {
        struct expectation *at;
        size_t n, cap;
    } expected;
    bool has_date;
};

struct reader {
    const struct pack *p;
    struct arena *a;
    struct str file;
    uint64_t line;
    size_t n_columns;
    struct case_column *columns;
    struct {
        struct test_case *at;
        size_t n, cap;
    } cases;
    struct building now;
    bool open;
};

bool text_means_unknown(struct str s)
{
    return str_eqz(s, "-") || str_eqz(s, "未知") || str_eqz(s, "unknown");
}

bool text_means_none(struct str s)
{
    return str_eqz(s, "无") || str_eqz(s, "none");
}

bool text_boolean(struct str s, bool *ret)
{
    *ret = str_eqz(s, "是") || str_eqz(s, "true") || str_eqz(s, "1");
    return *ret || str_eqz(s, "否") || str_eqz(s, "false") || str_eqz(s, "0");
}

static int bad_cell(const struct reader *r, const struct case_column *c, struct str value,
                    const char *zh, const char *en, struct err *e)
{
    err_set(e, E_INVALID, "“" STR_FMT "” %s%.0s", "\"" STR_FMT "\" %.0s%s", STR_ARG(value), zh, en);
    return err_at(e, STR_FMT " 第 %llu 行，" STR_FMT " 列", STR_FMT " line %llu, column " STR_FMT,
                  STR_ARG(r->file), (unsigned long long)r->line, STR_ARG(c->header));
}

static int read_column(struct reader *r, struct str header, struct case_column *ret, struct err *e)
{
    struct case_column c = {.header = str_dup(r->a, header), .node = -1};
    struct str rest = {0};
    for (size_t i = 0; i < ARRAY_LEN(fixed_columns); i++)
        if (str_eqz(header, fixed_columns[i].id) || str_eqz(header, fixed_columns[i].label)) {
            c.kind = fixed_columns[i].kind;
            c.previous = (enum previous_column)fixed_columns[i].which;
            c.expect = (enum expectation_kind)fixed_columns[i].which;
            *ret = c;
            return E_OK;
        }
    static const char *const prefixes[] = {"expected_", "期望"};
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (str_starts(header, str_of(prefixes[i])))
            rest =
                (struct str){header.data + strlen(prefixes[i]), header.len - strlen(prefixes[i])};
    if (rest.len) {
        c.kind = COLUMN_EXPECTED;
        c.node = dmn_find(r->p->model, rest);
        if (c.node >= 0 && dmn_node(r->p->model, c.node)->kind == DMN_DECISION) {
            *ret = c;
            return E_OK;
        }
        return bad_cell(r, &c, rest, "不是模型中的决定", "is no decision of the model", e);
    }
    c.kind = COLUMN_FACT;
    c.attr = catalogue_find(r->p->catalogue, ENTITY_HOUSEHOLD, header);
    if (!c.attr)
        c.attr = catalogue_find(r->p->catalogue, ENTITY_PERSON, header);
    if (!c.attr || c.attr->type == ATTR_ID_NO)
        return bad_cell(r, &c, header,
                        "不是案例的列：用事实目录中的 id 或名称，或 expected_ 加决定的 id",
                        "is no column of cases: use an id or label of the catalogue, or expected_ "
                        "and a decision's id",
                        e);
    *ret = c;
    return E_OK;
}

static int read_header(struct reader *r, const struct str *fields, size_t n, struct err *e)
{
    bool has_case = false, has_date = false;
    r->columns = arena_zalloc(r->a, (n + 1) * sizeof *r->columns);
    if (!r->columns)
        return err_nomem(e);
    r->n_columns = n;
    for (size_t i = 0; i < n; i++) {
        int err = read_column(r, str_trim(fields[i]), &r->columns[i], e);
        if (err < 0)
            return err;
        has_case |= r->columns[i].kind == COLUMN_CASE;
        has_date |= r->columns[i].kind == COLUMN_AS_OF;
    }
    if (!has_case || !has_date)
        return err_set(e, E_INVALID, STR_FMT "：缺少 case（案例）或 as_of（决定日）列",
                       STR_FMT ": the column case or as_of is missing", STR_ARG(r->file));
    return E_OK;
}

static bool read_integer(struct str s, int64_t *ret)
{
    struct decimal d;
    return dec_parse(s, &d) && dec_to_int(d, ret);
}

static int read_codes(struct reader *r, const struct case_column *c, struct str text,
                      struct str *ret, struct err *e)
{
    struct str codes[64], part, rest = text;
    size_t n = 0;
    _cleanup_(strbuf_done) struct strbuf b = {0};
    while (str_split(&rest, ';', &part) && n < ARRAY_LEN(codes)) {
        const struct code *k = attribute_code(c->attr, str_trim(part));
        if (!k)
            return bad_cell(r, c, part, "不在代码表中", "is not in the code list", e);
        codes[n++] = k->code;
    }
    qsort(codes, n, sizeof *codes, str_cmp_qsort);
    for (size_t i = 0; i < n; i++) {
        if (i)
            strbuf_addc(&b, ';');
        strbuf_adds(&b, codes[i]);
    }
    *ret = str_dup(r->a, strbuf_str(&b));
    return E_OK;
}

static int read_fact(struct reader *r, const struct case_column *c, struct str text,
                     struct fact *ret, struct err *e)
{
    const struct attribute *t = c->attr;
    struct fact f = {.known = true};
    const struct code *code = attribute_code(t, text);
    bool ok = true, yes;
    int32_t day = 0;
    *ret = (struct fact){0};
    if (text_means_unknown(text))
        return E_OK;
    if (text_means_none(text) && !code && (t->type == ATTR_DATE || t->type == ATTR_CODES)) {
        f.none = t->type == ATTR_DATE;
        *ret = f;
        return E_OK;
    }
    switch (t->type) {
    case ATTR_CODE:
        ok = code != NULL;
        f.s = code ? code->code : text;
        break;
    case ATTR_CODES: {
        int err = read_codes(r, c, text, &f.s, e);
        if (err < 0)
            return err;
        break;
    }
    case ATTR_BOOLEAN:
        ok = text_boolean(text, &yes);
        f.i = yes;
        break;
    case ATTR_INTEGER:
        ok = read_integer(text, &f.i);
        break;
    case ATTR_MONEY:
        ok = money_parse(text, &f.i);
        break;
    case ATTR_DATE:
        ok = date_parse(text, &day);
        f.i = day;
        break;
    case ATTR_DIVISION: {
        char padded[13] = "000000000000";
        ok = text.len <= 12;
        if (ok)
            memcpy(padded, text.data, text.len);
        f.s = (struct str){arena_strdup(r->a, padded), 12};
        break;
    }
    case ATTR_TEXT:
    case ATTR_ID_NO:
        f.s = str_dup(r->a, text);
        break;
    }
    if (!ok)
        return bad_cell(r, c, text, "不是这项事实的值（日期写成 2018-06-30，金额写成元）",
                        "is no value of this fact (dates as 2018-06-30, money in yuan)", e);
    *ret = f;
    return E_OK;
}

static int read_previous(struct reader *r, const struct case_column *c, struct str text,
                         struct err *e)
{
    struct previous *p = &r->now.c.household.previous;
    bool ok = true;
    switch (c->previous) {
    case PREV_STANDING:
        p->standing = standing_read(text);
        ok = p->standing != STANDING_NONE && p->standing != STANDING_HELD &&
             p->standing != STANDING_FAILED;
        break;
    case PREV_CATEGORY: {
        const struct attribute *t =
            catalogue_find(r->p->catalogue, ENTITY_HOUSEHOLD, STR("prior_category"));
        const struct code *k = t ? attribute_code(t, text) : NULL;
        ok = k != NULL;
        p->category = k ? k->code : text;
        break;
    }
    case PREV_AMOUNT:
        ok = money_parse(text, &p->amount);
        break;
    case PREV_GRACE_UNTIL:
        ok = date_parse(text, &p->grace_until);
        break;
    case PREV_MEASURES:
        p->measures = str_dup(r->a, text);
        break;
    }
    return ok ? E_OK
              : bad_cell(r, c, text, "不是前次认定的值", "is no value of a previous determination",
                         e);
}

static int add_expectation(struct reader *r, const struct case_column *c, struct str text,
                           struct err *e)
{
    struct expectation x = {
        .kind = c->expect, .node = c->node, .column = c->header, .text = str_dup(r->a, text)};
    return vec_push(r->a, &r->now.expected, x) ? E_OK : err_nomem(e);
}

static const struct fact *absent_facts(struct reader *r, enum entity entity)
{
    const struct catalogue *c = r->p->catalogue;
    struct fact *facts = arena_zalloc(r->a, (c->n[entity] + 1) * sizeof *facts);
    for (size_t i = 0; facts && i < c->n[entity]; i++)
        if (c->attributes[entity][i].absent != ABSENT_UNKNOWN)
            facts[i] = c->attributes[entity][i].absent_value;
    return facts;
}

static int end_case(struct reader *r, struct err *e)
{
    if (!r->open)
        return E_OK;
    if (!r->now.has_date)
        return err_set(e, E_INVALID, STR_FMT " 第 %u 行：案例没有决定日",
                       STR_FMT " line %u: the case has no as_of", STR_ARG(r->file), r->now.c.line);
    if (r->now.c.household.previous.standing != STANDING_GRACE)
        r->now.c.household.previous.grace_until = DATE_NONE;
    r->now.c.household.n_members = r->now.members.n;
    r->now.c.household.members = r->now.members.at;
    r->now.c.n_expected = r->now.expected.n;
    r->now.c.expected = r->now.expected.at;
    r->open = false;
    return vec_push(r->a, &r->cases, r->now.c) ? E_OK : err_nomem(e);
}

static int begin_case(struct reader *r, struct str name, struct err *e)
{
    int err = end_case(r, e);
    if (err < 0)
        return err;
    r->now = (struct building){.c = {.name = str_dup(r->a, name), .line = (uint32_t)r->line}};
    r->now.facts = (struct fact *)absent_facts(r, ENTITY_HOUSEHOLD);
    r->now.c.household.household_no = r->now.c.name;
    r->now.c.household.facts = r->now.facts;
    r->now.c.household.previous.grace_until = DATE_NONE;
    r->open = true;
    return arena_failed(r->a) ? err_nomem(e) : E_OK;
}

/* A row with a fact of a person is a member; one without adds none. */
static int read_member(struct reader *r, const struct str *fields, size_t n, struct err *e)
{
    bool any = false;
    struct fact *facts = NULL;
    for (size_t i = 0; i < n && i < r->n_columns; i++) {
        const struct case_column *c = &r->columns[i];
        struct str text = str_trim(fields[i]);
        if (c->kind != COLUMN_FACT || c->attr->entity != ENTITY_PERSON || !text.len)
            continue;
        if (!any && !(facts = (struct fact *)absent_facts(r, ENTITY_PERSON)))
            return err_nomem(e);
        any = true;
        int err = read_fact(r, c, text, &facts[c->attr->index], e);
        if (err < 0)
            return err;
    }
    if (!any)
        return E_OK;
    struct member_facts m = {.person_id = (int64_t)r->now.members.n + 1, .facts = facts};
    return vec_push(r->a, &r->now.members, m) ? E_OK : err_nomem(e);
}

static int read_household_cell(struct reader *r, const struct case_column *c, struct str text,
                               struct err *e)
{
    switch (c->kind) {
    case COLUMN_AS_OF:
        r->now.has_date = true;
        return date_parse(text, &r->now.c.as_of)
                   ? E_OK
                   : bad_cell(r, c, text, "不是日期，应写成 2018-06-30", "is no date: 2018-06-30",
                              e);
    case COLUMN_PREVIOUS:
        return read_previous(r, c, text, e);
    case COLUMN_EXPECTED:
        return add_expectation(r, c, text, e);
    case COLUMN_FACT:
        return read_fact(r, c, text, &r->now.facts[c->attr->index], e);
    case COLUMN_CASE:
    case COLUMN_NOTE:
        break;
    }
    return E_OK;
}

static int read_row(struct reader *r, const struct str *fields, size_t n, struct err *e)
{
    struct str name = {0};
    for (size_t i = 0; i < n && i < r->n_columns; i++)
        if (r->columns[i].kind == COLUMN_CASE)
            name = str_trim(fields[i]);
    bool first = !r->open || (name.len && !str_eq(name, r->now.c.name));
    int err = first ? begin_case(r, name, e) : E_OK;
    for (size_t i = 0; err >= 0 && i < n && i < r->n_columns; i++) {
        const struct case_column *c = &r->columns[i];
        struct str text = str_trim(fields[i]);
        bool person = c->kind == COLUMN_FACT && c->attr->entity == ENTITY_PERSON;
        if (!text.len || person || c->kind == COLUMN_CASE || c->kind == COLUMN_NOTE)
            continue;
        if (!first)
            return bad_cell(r, c, text, "只能写在案例的第一行", "belongs in the case's first row",
                            e);
        err = read_household_cell(r, c, text, e);
    }
    return err < 0 ? err : read_member(r, fields, n, e);
}

int cases_read(const struct pack *p, struct arena *a, const struct test_case **ret, size_t *ret_n,
               struct err *e)
{
    struct reader r = {.p = p, .a = a};
    _cleanup_(csv_closep) struct csv_reader *in = NULL;
    if (!p->cases_file) {
        *ret = NULL;
        *ret_n = 0;
        return E_OK;
    }
    r.file = p->cases_file->name;
    char *name = arena_strndup(a, r.file.data, r.file.len);
    int err = name ? csv_open_text(p->cases_file->content, name, &in, e) : err_nomem(e);
    if (err < 0)
        return err;
    const struct str *fields;
    size_t n, rows = 0;
    while ((err = csv_next(in, &fields, &n, &r.line, e)) > 0) {
        if (rows++ > LIMIT_PACK_CASE_ROWS)
            return err_set(e, E_LIMIT, "%s：案例超过 %u 行", "%s: more than %u rows of cases", name,
                           LIMIT_PACK_CASE_ROWS);
        err = r.columns ? read_row(&r, fields, n, e) : read_header(&r, fields, n, e);
        if (err < 0)
            return err;
    }
    if (err < 0 || (err = end_case(&r, e)) < 0)
        return err;
    *ret = r.cases.at;
    *ret_n = r.cases.n;
    return E_OK;
}
