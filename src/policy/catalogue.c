#include "catalogue.h"

#include "actor.h"
#include "cleanup.h"
#include "csv.h"
#include "date.h"
#include "lang.h"
#include "map.h"
#include "money.h"

#include <stdlib.h>

#define LIMIT_ATTRIBUTES 2000u /* per entity; also keeps fact numbers within 16 bits */
#define LIMIT_GROUP_BITS 63

extern const unsigned char catalogue_builtin_csv[];
extern const size_t catalogue_builtin_csv_size;

struct str catalogue_builtin(void)
{
    return (struct str){(const char *)catalogue_builtin_csv, catalogue_builtin_csv_size};
}

enum column {
    C_ID,
    C_LABEL,
    C_ENTITY,
    C_GROUP,
    C_TYPE,
    C_UNIT,
    C_CODES,
    C_ABSENT,
    C_NOTE,
    C_MIN,
    C_MAX,
    C_FIELDS
};
#define N_COLUMNS 12
static const char *const column_names[N_COLUMNS] = {
    "id", "label", "entity", "group", "type", "unit", "codes", "absent", "note", "min", "max",
    "fields"};

static const char *const type_names[] = {
    [ATTR_TEXT] = "text",   [ATTR_DIVISION] = "division", [ATTR_CODE] = "code",
    [ATTR_CODES] = "codes", [ATTR_INTEGER] = "integer",   [ATTR_BOOLEAN] = "boolean",
    [ATTR_MONEY] = "money", [ATTR_DATE] = "date",         [ATTR_ID_NO] = "id_no",
};

/* What is built while reading. Groups get their arrays at the end. */
struct reader {
    struct arena *a;
    struct str name;
    uint64_t line;
    struct str cell[N_COLUMNS];
    int column[N_COLUMNS]; /* field index, -1 = the file has no such column */
    struct {
        struct attribute *at;
        size_t n, cap;
    } attrs[N_ENTITIES];
    struct {
        struct fact_group *at;
        size_t n, cap;
    } groups[N_ENTITIES];
};

/* An error in one cell: line and column name in front. */
#define bad_cell(r, e, c, zh, en, ...)                                                             \
    (err_set((e), E_INVALID, zh, en, ##__VA_ARGS__), place(r, e, c))

static int place(const struct reader *r, struct err *e, enum column c)
{
    err_at(e, STR_FMT " 第 %llu 行，%s 列", STR_FMT " line %llu, column %s", STR_ARG(r->name),
           (unsigned long long)r->line, column_names[c]);
    return E_INVALID;
}

static bool is_identifier(struct str s)
{
    if (!s.len || s.len > 48 || s.data[0] < 'a' || s.data[0] > 'z')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return true;
}

static bool parse_int(struct str s, int64_t *ret)
{
    struct str digits = s;
    bool negative = s.len && s.data[0] == '-';
    if (negative)
        digits = (struct str){s.data + 1, s.len - 1};
    if (!digits.len || digits.len > 18)
        return false;
    int64_t v = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        v = v * 10 + (digits.data[i] - '0');
    }
    *ret = negative ? -v : v;
    return true;
}

static int read_codes(struct reader *r, struct attribute *t, struct err *e)
{
    struct str rest = r->cell[C_CODES], part;
    bool wanted = t->type == ATTR_CODE || t->type == ATTR_CODES;
    if (!rest.len != !wanted)
        return bad_cell(r, e, C_CODES, "只有类型为 code 或 codes 的属性才有代码表，且必须有",
                        "attributes of type code or codes, and only they, need codes");
    if (!wanted)
        return E_OK;
    struct {
        struct code *at;
        size_t n, cap;
    } v = {0};
    while (str_split(&rest, ';', &part)) {
        struct str item = part, code;
        if (!str_split(&item, '=', &code))
            code = (struct str){0};
        struct code c = {str_dup(r->a, str_trim(code)), str_dup(r->a, str_trim(item))};
        if (!is_identifier(c.code) || !c.label.len)
            return bad_cell(r, e, C_CODES, "“" STR_FMT "” 应写成 代码=名称，代码用小写字母",
                            "\"" STR_FMT "\" must read code=label, the code in small letters",
                            STR_ARG(part));
        for (size_t i = 0; i < v.n; i++)
            if (str_eq(v.at[i].code, c.code) || str_eq(v.at[i].label, c.label))
                return bad_cell(r, e, C_CODES, "“" STR_FMT "” 重复", "\"" STR_FMT "\" is doubled",
                                STR_ARG(part));
        if (!vec_push(r->a, &v, c))
            return err_nomem(e);
    }
    t->codes = v.at;
    t->n_codes = v.n;
    return E_OK;
}

static int read_absent(struct reader *r, struct attribute *t, struct err *e)
{
    struct str s = r->cell[C_ABSENT];
    struct fact v = {.known = true};
    t->absent = ABSENT_UNKNOWN;
    if (str_eqz(s, "unknown"))
        return E_OK;
    if (!s.len) {
        /* Unknown is not no: only where "none" has a meaning does an empty cell state it. */
        if (t->type == ATTR_TEXT || t->type == ATTR_DATE) {
            t->absent = ABSENT_EMPTY;
            t->absent_value = (struct fact){.known = true, .none = true};
        }
        return E_OK;
    }
    bool ok = false;
    switch (t->type) {
    case ATTR_CODE: {
        const struct code *c = attribute_code(t, s);
        ok = c != NULL;
        if (c)
            v.s = c->code;
        break;
    }
    case ATTR_CODES: {
        const struct code *c = attribute_code(t, s);
        ok = c || str_eqz(s, "none");
        v.s = c ? c->code : (struct str){"", 0};
        break;
    }
    case ATTR_INTEGER:
        ok = parse_int(s, &v.i);
        break;
    case ATTR_MONEY:
        ok = money_parse(s, &v.i);
        break;
    case ATTR_BOOLEAN:
        ok = str_eqz(s, "true") || str_eqz(s, "false");
        v.i = str_eqz(s, "true");
        break;
    case ATTR_DATE: {
        int32_t days = 0;
        ok = date_parse(s, &days);
        v.i = days;
        break;
    }
    case ATTR_TEXT:
        ok = true;
        v.s = str_dup(r->a, s);
        break;
    case ATTR_DIVISION:
    case ATTR_ID_NO:
        break;
    }
    if (!ok)
        return bad_cell(r, e, C_ABSENT, "“" STR_FMT "” 不是该类型的值，也不是 unknown",
                        "\"" STR_FMT "\" is neither a value of this type nor unknown", STR_ARG(s));
    t->absent = ABSENT_VALUE;
    t->absent_value = v;
    return E_OK;
}

/* A bound of the values, if the cell has one. */
static int read_bound(struct reader *r, const struct attribute *t, enum column c, int64_t *ret,
                      struct err *e)
{
    struct str s = r->cell[c];
    if (!s.len)
        return E_OK;
    bool ok = t->type == ATTR_MONEY     ? money_parse(s, ret)
              : t->type == ATTR_INTEGER ? parse_int(s, ret)
                                        : false;
    if (!ok)
        return bad_cell(r, e, c, "“" STR_FMT "” 不是界限值（仅用于 integer 和 money）",
                        "\"" STR_FMT "\" is no bound (for integer and money only)", STR_ARG(s));
    return E_OK;
}

/* Amounts and identity numbers are of their classes whatever the cell says. */
static int read_fields(struct reader *r, struct attribute *t, struct err *e)
{
    if (!fields_parse(r->cell[C_FIELDS], &t->fields))
        return bad_cell(r, e, C_FIELDS,
                        "“" STR_FMT
                        "” 不是字段类别，可用 identity_number、health、address、money、minor",
                        "\"" STR_FMT
                        "\" is no class of fields; use identity_number, health, address, money, "
                        "minor",
                        STR_ARG(r->cell[C_FIELDS]));
    if (t->type == ATTR_MONEY)
        t->fields |= FIELD_MONEY;
    if (t->type == ATTR_ID_NO)
        t->fields |= FIELD_IDENTITY_NUMBER;
    return E_OK;
}

static int join_group(struct reader *r, struct attribute *t, struct err *e)
{
    struct str name = r->cell[C_GROUP];
    if (!is_identifier(name))
        return bad_cell(r, e, C_GROUP, "“" STR_FMT "” 不是组名（小写字母）",
                        "\"" STR_FMT "\" is no group name (small letters)", STR_ARG(name));
    t->group = t->bit = -1;
    if (!attribute_is_evidence(t))
        return E_OK;
    int g = 0;
    while (g < (int)r->groups[t->entity].n && !str_eq(r->groups[t->entity].at[g].name, name))
        g++;
    if (g == (int)r->groups[t->entity].n) {
        struct fact_group new = {.name = str_dup(r->a, name), .entity = t->entity};
        const char *table =
            arena_printf(r->a, "evidence_%s_" STR_FMT,
                         t->entity == ENTITY_HOUSEHOLD ? "household" : "person", STR_ARG(name));
        if (!table || !vec_push(r->a, &r->groups[t->entity], new))
            return err_nomem(e);
        r->groups[t->entity].at[g].table = str_of(table);
    }
    struct fact_group *group = &r->groups[t->entity].at[g];
    if (group->n >= LIMIT_GROUP_BITS)
        return bad_cell(r, e, C_GROUP, "组 " STR_FMT " 的属性超过 %d 个，请另立一组",
                        "group " STR_FMT " has more than %d attributes; begin another one",
                        STR_ARG(name), LIMIT_GROUP_BITS);
    t->group = g;
    t->bit = (int)group->n++;
    return E_OK;
}

static int read_attribute(struct reader *r, struct err *e)
{
    struct attribute t = {.id = str_dup(r->a, r->cell[C_ID]),
                          .label = str_dup(r->a, r->cell[C_LABEL]),
                          .unit = str_dup(r->a, r->cell[C_UNIT]),
                          .note = str_dup(r->a, r->cell[C_NOTE])};
    if (!is_identifier(t.id))
        return bad_cell(r, e, C_ID, "“" STR_FMT "” 不是属性名（小写字母、数字和 _）",
                        "\"" STR_FMT "\" is no attribute id (small letters, digits and _)",
                        STR_ARG(t.id));
    if (!t.label.len)
        return bad_cell(r, e, C_LABEL, "缺少中文名称", "the label is missing");

    if (str_eqz(r->cell[C_ENTITY], "household"))
        t.entity = ENTITY_HOUSEHOLD;
    else if (str_eqz(r->cell[C_ENTITY], "person"))
        t.entity = ENTITY_PERSON;
    else
        return bad_cell(r, e, C_ENTITY, "“" STR_FMT "” 应为 household 或 person",
                        "\"" STR_FMT "\" must be household or person", STR_ARG(r->cell[C_ENTITY]));

    size_t type = 0;
    while (type < ARRAY_LEN(type_names) && !str_eqz(r->cell[C_TYPE], type_names[type]))
        type++;
    if (type == ARRAY_LEN(type_names))
        return bad_cell(r, e, C_TYPE,
                        "未知类型 “" STR_FMT
                        "”，可用 text、division、code、codes、integer、boolean、money、date、id_no",
                        "unknown type \"" STR_FMT
                        "\"; use text, division, code, codes, integer, boolean, money, date, id_no",
                        STR_ARG(r->cell[C_TYPE]));
    t.type = (enum attribute_type)type;

    for (size_t i = 0; i < r->attrs[t.entity].n; i++) {
        const struct attribute *other = &r->attrs[t.entity].at[i];
        if (str_eq(other->id, t.id))
            return bad_cell(r, e, C_ID, "“" STR_FMT "” 重复", "\"" STR_FMT "\" is doubled",
                            STR_ARG(t.id));
        if (str_eq(other->label, t.label))
            return bad_cell(r, e, C_LABEL, "“" STR_FMT "” 重复", "\"" STR_FMT "\" is doubled",
                            STR_ARG(t.label));
    }
    if (r->attrs[t.entity].n >= LIMIT_ATTRIBUTES)
        return bad_cell(r, e, C_ID, "属性过多", "too many attributes");

    t.key = t.entity == ENTITY_HOUSEHOLD ? str_eqz(t.id, "household_no") : t.type == ATTR_ID_NO;
    if (t.type == ATTR_ID_NO && t.entity == ENTITY_HOUSEHOLD)
        return bad_cell(r, e, C_TYPE, "户没有公民身份号码", "a household has no identity number");
    t.index = (int)r->attrs[t.entity].n;
    t.max = INT64_MAX;

    int err;
    if ((err = read_codes(r, &t, e)) < 0 || (err = read_absent(r, &t, e)) < 0 ||
        (err = read_bound(r, &t, C_MIN, &t.min, e)) < 0 ||
        (err = read_bound(r, &t, C_MAX, &t.max, e)) < 0 || (err = read_fields(r, &t, e)) < 0 ||
        (err = join_group(r, &t, e)) < 0)
        return err;
    if (arena_failed(r->a) || !vec_push(r->a, &r->attrs[t.entity], t))
        return err_nomem(e);
    return E_OK;
}

static int read_header(struct reader *r, const struct str *fields, size_t n, struct err *e)
{
    for (int c = 0; c < N_COLUMNS; c++) {
        r->column[c] = -1;
        for (size_t i = 0; i < n; i++)
            if (str_eqz(str_trim(fields[i]), column_names[c]))
                r->column[c] = (int)i;
        if (r->column[c] < 0 && c < C_MIN) {
            err_set(e, E_INVALID, "缺少这一列", "this column is missing");
            return place(r, e, c);
        }
    }
    return E_OK;
}

/* What the program itself relies on. */
static int require(const struct catalogue *c, enum entity entity, const char *id,
                   enum attribute_type type, struct str name, struct err *e)
{
    const struct attribute *t = catalogue_find(c, entity, str_of(id));
    if (t && t->type == type)
        return E_OK;
    return err_set(e, E_INVALID, STR_FMT "：缺少 %s 的属性 %s（类型 %s）",
                   STR_FMT ": the %s attribute %s (type %s) is missing", STR_ARG(name),
                   entity == ENTITY_HOUSEHOLD ? "household" : "person", id, type_names[type]);
}

static int index_of(const struct catalogue *c, enum entity entity, const char *id)
{
    const struct attribute *t = catalogue_find(c, entity, str_of(id));
    return t ? t->index : -1;
}

static void find_known(struct catalogue *c)
{
    static const char *const incomes[] = {"wage_income", "business_income", "property_income",
                                          "transfer_income"};
    c->known.division = index_of(c, ENTITY_HOUSEHOLD, "division");
    c->known.residence = index_of(c, ENTITY_HOUSEHOLD, "residence");
    c->known.prior_category = index_of(c, ENTITY_HOUSEHOLD, "prior_category");
    c->known.prior_amount = index_of(c, ENTITY_HOUSEHOLD, "prior_amount");
    c->known.prior_grace_until = index_of(c, ENTITY_HOUSEHOLD, "prior_grace_until");
    c->known.name = index_of(c, ENTITY_PERSON, "name");
    for (size_t i = 0; i < ARRAY_LEN(incomes); i++)
        c->known.incomes[i] = index_of(c, ENTITY_PERSON, incomes[i]);
}

static int finish(struct reader *r, struct catalogue *c, struct err *e)
{
    for (int k = 0; k < N_ENTITIES; k++) {
        struct fact_group *groups = r->groups[k].at;
        for (size_t g = 0; g < r->groups[k].n; g++) {
            int *list = arena_array_of(r->a, groups[g].n, int);
            if (!list)
                return err_nomem(e);
            for (size_t i = 0; i < r->attrs[k].n; i++)
                if (r->attrs[k].at[i].group == (int)g)
                    list[r->attrs[k].at[i].bit] = (int)i;
            groups[g].attributes = list;
        }
        c->n[k] = r->attrs[k].n;
        c->attributes[k] = r->attrs[k].at;
        c->n_groups[k] = r->groups[k].n;
        c->groups[k] = groups;
    }
    find_known(c);
    int err;
    if ((err = require(c, ENTITY_HOUSEHOLD, "household_no", ATTR_TEXT, r->name, e)) < 0 ||
        (err = require(c, ENTITY_HOUSEHOLD, "division", ATTR_DIVISION, r->name, e)) < 0 ||
        (err = require(c, ENTITY_PERSON, "household_no", ATTR_TEXT, r->name, e)) < 0 ||
        (err = require(c, ENTITY_PERSON, "id_no", ATTR_ID_NO, r->name, e)) < 0)
        return err;
    return E_OK;
}

int catalogue_read(struct str csv, const char *name, struct arena *a, struct catalogue **ret,
                   struct err *e)
{
    struct reader r = {.a = a, .name = str_of(name)};
    struct catalogue *c = arena_new_of(a, struct catalogue);
    if (!c)
        return err_nomem(e);
    c->text = str_dup(a, csv);
    if (arena_failed(a))
        return err_nomem(e);
    _cleanup_(csv_closep) struct csv_reader *in = NULL;
    int err = csv_open_text(c->text, name, &in, e);
    if (err < 0)
        return err;

    const struct str *fields;
    size_t n;
    bool first = true;
    while ((err = csv_next(in, &fields, &n, &r.line, e)) > 0) {
        if (first) {
            if ((err = read_header(&r, fields, n, e)) < 0)
                return err;
            first = false;
            continue;
        }
        for (int k = 0; k < N_COLUMNS; k++)
            r.cell[k] = r.column[k] >= 0 && (size_t)r.column[k] < n ? str_trim(fields[r.column[k]])
                                                                    : (struct str){0};
        if ((err = read_attribute(&r, e)) < 0)
            return err;
    }
    if (err < 0)
        return err;
    if ((err = finish(&r, c, e)) < 0)
        return err;
    *ret = c;
    return E_OK;
}

const struct attribute *catalogue_find(const struct catalogue *c, enum entity entity,
                                       struct str id_or_label)
{
    for (size_t i = 0; i < c->n[entity]; i++) {
        const struct attribute *t = &c->attributes[entity][i];
        if (str_eq(t->id, id_or_label) || str_eq(t->label, id_or_label))
            return t;
    }
    return NULL;
}

bool attribute_is_evidence(const struct attribute *t)
{
    return !t->key && !(t->entity == ENTITY_PERSON && str_eqz(t->id, "household_no"));
}

const struct code *attribute_code(const struct attribute *t, struct str code_or_label)
{
    for (size_t i = 0; i < t->n_codes; i++)
        if (str_eq(t->codes[i].code, code_or_label) || str_eq(t->codes[i].label, code_or_label))
            return &t->codes[i];
    return NULL;
}

void fact_print(const struct attribute *t, struct fact v, struct strbuf *out)
{
    char money[MONEY_TEXT], date[DATE_TEXT];
    if (!v.known || v.none)
        return;
    switch (t->type) {
    case ATTR_MONEY:
        strbuf_add(out, money, money_format(v.i, money));
        break;
    case ATTR_DATE:
        strbuf_add(out, date, date_format((int32_t)v.i, date));
        break;
    case ATTR_BOOLEAN:
        strbuf_addz(out, v.i ? "true" : "false");
        break;
    case ATTR_INTEGER:
        strbuf_printf(out, "%lld", (long long)v.i);
        break;
    case ATTR_TEXT:
    case ATTR_DIVISION:
    case ATTR_CODE:
    case ATTR_CODES:
    case ATTR_ID_NO:
        strbuf_adds(out, v.s);
        break;
    }
}

static void print_label(const struct attribute *t, struct str code, struct strbuf *out)
{
    const struct code *c = lang_get() == LANG_ZH ? attribute_code(t, code) : NULL;
    strbuf_adds(out, c ? c->label : code);
}

struct str unit_text(struct str unit)
{
    static const struct {
        const char *zh, *en;
    } units[] = {
        {"元", "yuan"},
        {"元/年", "yuan a year"},
        {"元/月", "yuan a month"},
        {"元/人月", "yuan a head and month"},
        {"套", "dwellings"},
        {"辆", "vehicles"},
        {"级", ""},
        {"月", "months"},
        {"倍", "times"},
        {"人", "people"},
        {"元/人年", "yuan a head and year"},
    };
    for (size_t i = 0; lang_get() == LANG_EN && i < ARRAY_LEN(units); i++)
        if (str_eqz(unit, units[i].zh))
            return str_of(units[i].en);
    return unit;
}

void fact_print_people(const struct attribute *t, struct fact v, struct strbuf *out)
{
    if (!v.known) {
        strbuf_addz(out, tr("未知", "unknown"));
        return;
    }
    if (v.none) {
        strbuf_addz(out, tr("无", "none"));
        return;
    }
    switch (t->type) {
    case ATTR_BOOLEAN:
        strbuf_addz(out, v.i ? tr("是", "yes") : tr("否", "no"));
        break;
    case ATTR_CODE:
        print_label(t, v.s, out);
        break;
    case ATTR_CODES: {
        struct str rest = v.s, part;
        if (!rest.len)
            strbuf_addz(out, tr("无", "none"));
        for (bool more = false; rest.len && str_split(&rest, ';', &part); more = true) {
            if (more)
                strbuf_addz(out, tr("、", ", "));
            print_label(t, part, out);
        }
        break;
    }
    default:
        fact_print(t, v, out);
        if (unit_text(t->unit).len) {
            strbuf_addc(out, ' ');
            strbuf_adds(out, unit_text(t->unit));
        }
        break;
    }
}

void fact_name(const struct catalogue *c, uint32_t fact, struct strbuf *out)
{
    uint32_t member = fact >> 16, attr = fact & 0xffff;
    enum entity entity = member ? ENTITY_PERSON : ENTITY_HOUSEHOLD;
    if (attr >= c->n[entity]) {
        strbuf_printf(out, "#%u", fact);
        return;
    }
    strbuf_adds(out, c->attributes[entity][attr].id);
    if (member)
        strbuf_printf(out, "@M%u", member);
}
