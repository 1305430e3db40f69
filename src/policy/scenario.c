#include "scenario.h"

#include "bounds.h"
#include "cleanup.h"
#include "date.h"
#include "pack_private.h"
#include "text.h"

#include <stdlib.h>

#define NARROWEST (2 * 12 + 1) /* a village's 12 digits, one residence */

/* A wish read: an override with the values it goes through. */
struct range {
    struct str scenario;
    struct override o;
    struct str unit;
    struct decimal from, to, step;
    bool many;
};

static int bad_wish(struct str text, const char *zh, const char *en, struct err *e)
{
    return err_set(e, E_USAGE, "--set " STR_FMT "：%s%.0s", "--set " STR_FMT ": %.0s%s",
                   STR_ARG(text), zh, en);
}

/* How many code points must be put in, left out or changed. */
static size_t distance(struct str a, struct str b)
{
    size_t row[65], n = 0;
    uint32_t other[64];
    int bytes;
    for (uint32_t cp; n < ARRAY_LEN(other) && (bytes = utf8_next(b, &cp)) > 0; n++) {
        other[n] = cp;
        b = (struct str){b.data + bytes, b.len - (size_t)bytes};
    }
    for (size_t k = 0; k <= n; k++)
        row[k] = k;
    for (uint32_t cp; (bytes = utf8_next(a, &cp)) > 0;) {
        size_t before = row[0]++;
        for (size_t k = 0; k < n; k++) {
            size_t same = before + (cp != other[k]),
                   least = row[k] < row[k + 1] ? row[k] : row[k + 1];
            before = row[k + 1];
            row[k + 1] = same < least + 1 ? same : least + 1;
        }
        a = (struct str){a.data + bytes, a.len - (size_t)bytes};
    }
    return row[n];
}

static void nearer(struct str asked, struct str candidate, size_t *best, struct str *ret)
{
    size_t d = candidate.len ? distance(asked, candidate) : SIZE_MAX;
    if (d < *best) {
        *best = d;
        *ret = candidate;
    }
}

static int unknown_parameter(const struct pack *p, struct str asked, struct err *e)
{
    struct str nearest = {0};
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < p->n_parameters; i++)
        nearer(asked, p->parameters[i].name, &best, &nearest);
    for (size_t i = 0; i < p->n_slots; i++)
        nearer(asked, p->slots[i].label, &best, &nearest);
    size_t longer =
        utf8_count(asked) > utf8_count(nearest) ? utf8_count(asked) : utf8_count(nearest);
    if (asked.len && best <= longer / 2)
        return err_set(e, E_NOT_FOUND, "政策包没有参数“" STR_FMT "”，是不是“" STR_FMT "”？",
                       "the pack has no parameter \"" STR_FMT "\"; do you mean \"" STR_FMT "\"?",
                       STR_ARG(asked), STR_ARG(nearest));
    return err_set(e, E_NOT_FOUND, "政策包没有参数“" STR_FMT "”，名称见 heyi policy show 的参数表",
                   "the pack has no parameter \"" STR_FMT
                   "\"; heyi policy show lists them with their names",
                   STR_ARG(asked));
}

/* A row of the parameter, by id or label; NULL. */
static const struct parameter *find_parameter(const struct pack *p, struct str asked)
{
    for (size_t i = 0; i < p->n_slots; i++)
        if (str_eq(p->slots[i].label, asked))
            asked = p->slots[i].name;
    size_t first;
    return parameters_named(p, asked, &first) ? &p->parameters[p->by_name[first]] : NULL;
}

static int read_place(const struct pack *p, struct str text, struct str place, struct override *o,
                      struct err *e)
{
    struct str division;
    if (!str_split(&place, '/', &division))
        division = (struct str){0};
    if (!parameter_division(str_trim(division), &o->division))
        return bad_wish(text, "@ 后应为区划代码（2、4、6、9 或 12 位数字），如 @440783/rural",
                        "behind @ stands a division (2, 4, 6, 9 or 12 digits), as @440783/rural",
                        e);
    if (!place.data)
        return 0;
    const struct attribute *t = catalogue_find(p->catalogue, ENTITY_HOUSEHOLD, STR("residence"));
    const struct code *c = t ? attribute_code(t, str_trim(place)) : NULL;
    if (!c)
        return bad_wish(text, "/ 后应为户口性质（urban、rural）",
                        "behind / stands a residence (urban, rural)", e);
    o->residence = c->code;
    return 0;
}

static int read_value(struct str text, struct str value, struct str unit, struct decimal *ret,
                      struct err *e)
{
    struct decimal v;
    if (!dec_parse(str_trim(value), &v))
        return bad_wish(text, "等号后应为数值，或 起:止:步长",
                        "behind = stands a number, or FROM:TO:STEP", e);
    const struct value_fault *fault = parameter_value_fault(unit, v);
    if (fault)
        return err_set(e, E_USAGE, "--set " STR_FMT "：“" STR_FMT "” %s%.0s",
                       "--set " STR_FMT ": \"" STR_FMT "\" %.0s%s", STR_ARG(text),
                       STR_ARG(str_trim(value)), fault->zh, fault->en);
    *ret = v;
    return 0;
}

/* NAME[@DIVISION[/RESIDENCE]]=VALUE or =FROM:TO:STEP */
static int read_wish(const struct pack *p, const struct scenario_wish *w, struct arena *a,
                     struct range *ret, struct err *e)
{
    char *narrow = arena_alloc(a, w->text.len + 1);
    if (!narrow)
        return err_nomem(e);
    struct str text = {narrow, text_narrow(w->text, narrow)}, name, place, value, part[4];
    struct range r = {.scenario = str_trim(w->scenario)};
    value = text;
    if (!str_split(&value, '=', &name) || !value.data)
        return bad_wish(w->text, "应写成 参数=数值", "write PARAMETER=VALUE", e);
    place = name;
    str_split(&place, '@', &name);
    if (!str_trim(name).len)
        return bad_wish(w->text, "等号前缺少参数名称", "the parameter's name is missing", e);
    const struct parameter *any = find_parameter(p, str_trim(name));
    if (!any)
        return unknown_parameter(p, str_trim(name), e);
    r.o.name = any->name;
    r.o.label = parameter_label(p, any->name);
    r.unit = any->unit;
    int rc = place.data ? read_place(p, w->text, place, &r.o, e) : 0;
    if (rc < 0)
        return rc;
    size_t parts = 0;
    while (parts < ARRAY_LEN(part) && str_split(&value, ':', &part[parts]))
        parts++;
    if (parts != 1 && parts != 3)
        return bad_wish(w->text, "等号后应为数值，或 起:止:步长",
                        "behind = stands a number, or FROM:TO:STEP", e);
    if ((rc = read_value(w->text, part[0], r.unit, &r.from, e)) < 0)
        return rc;
    r.to = r.from;
    r.many = parts == 3;
    if (r.many) {
        if ((rc = read_value(w->text, part[1], r.unit, &r.to, e)) < 0 ||
            (rc = read_value(w->text, part[2], r.unit, &r.step, e)) < 0)
            return rc;
        if (dec_cmp(r.from, r.to) > 0 || dec_is_zero(r.step))
            return bad_wish(w->text, "起不能大于止，步长要大于 0",
                            "FROM can't be above TO, and STEP is above 0", e);
    }
    *ret = r;
    return 0;
}

struct scenarios {
    const struct range *ranges;
    size_t n_ranges;
    struct arena *arena;
    struct {
        struct scenario *at;
        size_t n, cap;
    } v;
};

static void put_override(struct strbuf *b, struct str name, const struct override *o)
{
    strbuf_adds(b, name);
    if (o->division.len || o->residence.len)
        strbuf_addc(b, '@');
    strbuf_adds(b, o->division);
    if (o->residence.len)
        strbuf_addc(b, '/');
    strbuf_adds(b, o->residence);
    strbuf_addc(b, '=');
    strbuf_adds(b, o->text);
}

/* "line=880 low_income_ratio=2"; behind a name only what varies. */
static int name_scenario(struct scenarios *x, struct str name, const struct range *const *of,
                         struct scenario *s, struct err *e)
{
    _cleanup_(strbuf_done) struct strbuf id = {0}, label = {0};
    strbuf_adds(&id, name);
    strbuf_adds(&label, name);
    for (size_t i = 0; i < s->n; i++) {
        if (name.len && !of[i]->many)
            continue;
        if (id.len) {
            strbuf_addc(&id, ' ');
            strbuf_addc(&label, ' ');
        }
        put_override(&id, s->overrides[i].name, &s->overrides[i]);
        put_override(&label, s->overrides[i].label, &s->overrides[i]);
    }
    s->name = str_dup(x->arena, strbuf_str(&id));
    s->label = str_dup(x->arena, strbuf_str(&label));
    return id.failed || label.failed || arena_failed(x->arena) ? err_nomem(e) : 0;
}

static int add_scenario(struct scenarios *x, struct str name, const struct range *const *of,
                        const struct decimal *values, size_t n, struct err *e)
{
    struct override *o = arena_array_of(x->arena, n, struct override);
    if (!o)
        return err_nomem(e);
    for (size_t i = 0; i < n; i++) {
        char text[128];
        size_t len = dec_format(values[i], text);
        o[i] = of[i]->o;
        o[i].value = values[i];
        o[i].text = str_dup(x->arena, (struct str){text, len});
    }
    struct scenario s = {.n = n, .overrides = o};
    int rc = name_scenario(x, name, of, &s, e);
    if (rc < 0)
        return rc;
    if (x->v.n == LIMIT_SCENARIOS)
        return err_set(e, E_LIMIT, "方案超过 %u 个，请缩小范围或加大步长",
                       "more than %u scenarios: narrow the ranges or widen the steps",
                       LIMIT_SCENARIOS);
    return vec_push(x->arena, &x->v, s) ? 0 : err_nomem(e);
}

/* The product of the values: the last range turns fastest. */
static int add_product(struct scenarios *x, struct str name, const struct range *const *of,
                       struct decimal *values, size_t n, size_t at, struct err *e)
{
    if (at == n)
        return add_scenario(x, name, of, values, n, e);
    values[at] = of[at]->from;
    do {
        int rc = add_product(x, name, of, values, n, at + 1, e);
        if (rc < 0)
            return rc;
    } while (of[at]->many && dec_add(values[at], of[at]->step, &values[at]) &&
             dec_cmp(values[at], of[at]->to) <= 0);
    return 0;
}

/* The wishes for all and those of one name. */
static int add_named(struct scenarios *x, struct str name, struct err *e)
{
    const struct range *of[LIMIT_WISHES];
    struct decimal values[LIMIT_WISHES] = {0};
    size_t n = 0;
    for (size_t i = 0; i < x->n_ranges; i++) {
        const struct range *r = &x->ranges[i];
        if (r->scenario.len && !str_eq(r->scenario, name))
            continue;
        for (size_t k = 0; k < n; k++)
            if (str_eq(of[k]->o.name, r->o.name) && str_eq(of[k]->o.division, r->o.division) &&
                str_eq(of[k]->o.residence, r->o.residence))
                return err_set(e, E_USAGE,
                               "参数 " STR_FMT
                               " 在同一方案中给了两次；几个方案请用 --scenario 分开，"
                               "或写成 起:止:步长",
                               "parameter " STR_FMT " is given twice in one scenario; several "
                               "scenarios are told apart by --scenario, or write FROM:TO:STEP",
                               STR_ARG(r->o.label));
        of[n++] = r;
    }
    return add_product(x, name, of, values, n, 0, e);
}

int scenarios_read(const struct pack *p, const struct scenario_wish *wishes, size_t n,
                   struct arena *a, const struct scenario **ret, size_t *ret_n, struct err *e)
{
    if (n > LIMIT_WISHES)
        return err_set(e, E_LIMIT, "--set 超过 %u 个", "more than %u --set", LIMIT_WISHES);
    struct range *ranges = arena_array_of(a, n, struct range);
    if (!ranges)
        return err_nomem(e);
    struct scenarios x = {.ranges = ranges, .n_ranges = n, .arena = a};
    bool named = false;
    int rc = 0;
    for (size_t i = 0; i < n; i++) {
        if ((rc = read_wish(p, &wishes[i], a, &ranges[i], e)) < 0)
            return rc;
        named |= ranges[i].scenario.len > 0;
    }
    if (!named && n)
        rc = add_named(&x, (struct str){0}, e);
    for (size_t i = 0; named && i < n && rc == 0; i++) {
        size_t first = 0;
        while (!str_eq(ranges[first].scenario, ranges[i].scenario))
            first++;
        if (first == i && ranges[i].scenario.len)
            rc = add_named(&x, ranges[i].scenario, e);
    }
    if (rc < 0)
        return rc;
    *ret = x.v.at;
    *ret_n = x.v.n;
    return 0;
}

struct rows {
    struct parameter *at;
    size_t n, cap;
};

/* A row in force for exactly a place, made from one that holds there. */
static int own_row(struct arena *a, struct rows *rows, size_t from, struct str division,
                   struct str residence, const struct override *o, int32_t on, struct err *e)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct parameter *r = &rows->at[i];
        if (str_eq(r->name, o->name) && parameter_in_force(r, on) &&
            str_eq(r->division, division) && str_eq(r->residence, residence))
            return 0;
    }
    struct parameter r = rows->at[from];
    r.division = division;
    r.residence = residence;
    r.value = o->value;
    r.value_text = o->text;
    return vec_push(a, rows, r) ? 0 : err_nomem(e);
}

static int nowhere(const struct override *o, int32_t on, struct err *e)
{
    char date[DATE_TEXT];
    _cleanup_(strbuf_done) struct strbuf zh = {0}, en = {0};
    put_override(&zh, o->label, o);
    put_override(&en, o->name, o);
    date_format(on, date);
    return err_set(e, E_NOT_FOUND,
                   "--set %s%.0s：该参数在 %s 没有有效的值，起止日期和区划见 heyi policy show",
                   "--set %.0s%s: the parameter has no row in force there on %s; heyi policy show "
                   "lists dates and divisions",
                   strbuf_z(&zh), strbuf_z(&en), date);
}

/*
 * Every household of the place gets the value. Rows within the place are changed; where one holds
 * for both residences and a single one is asked for, that gets a row beside it; and a place under
 * a larger one's row gets a row of its own.
 */
static int apply(struct arena *a, struct rows *rows, const struct override *o, int32_t on,
                 struct err *e)
{
    bool found = false;
    int rc = 0;
    for (size_t i = 0, n = rows->n; i < n && rc == 0; i++) {
        struct parameter *r = &rows->at[i];
        if (!str_eq(r->name, o->name) || !parameter_in_force(r, on) ||
            (o->residence.len && r->residence.len && !str_eq(r->residence, o->residence)))
            continue;
        bool within = str_starts(r->division, o->division);
        if (within && (!o->residence.len || r->residence.len)) {
            r->value = o->value;
            r->value_text = o->text;
        } else if (within) {
            rc = own_row(a, rows, i, r->division, o->residence, o, on, e);
        } else if (str_starts(o->division, r->division)) {
            rc = own_row(a, rows, i, o->division, o->residence.len ? o->residence : r->residence, o,
                         on, e);
        } else {
            continue;
        }
        found = true;
    }
    return rc == 0 && !found ? nowhere(o, on, e) : rc;
}

/* How narrow its place is: wider overrides come first, so that what is asked for a part of the area
 * stands there, in whatever order they were written. */
static size_t narrowness(const struct override *o)
{
    return 2 * o->division.len + (o->residence.len > 0);
}

int pack_with(const struct pack *p, const struct scenario *s, int32_t on, struct pack **ret,
              struct err *e)
{
    struct arena *a = arena_new(0);
    struct pack *x = a ? arena_dup(a, p, sizeof *p) : NULL;
    if (!x) {
        arena_free(a);
        return err_nomem(e);
    }
    x->arena = a;
    x->hash[0] = '\0';
    struct rows rows = {0};
    int rc = 0;
    for (size_t i = 0; i < p->n_parameters && rc == 0; i++)
        rc = vec_push(a, &rows, p->parameters[i]) ? 0 : err_nomem(e);
    for (size_t k = 0; k <= NARROWEST; k++)
        for (size_t i = 0; i < s->n && rc == 0; i++)
            if (narrowness(&s->overrides[i]) == k)
                rc = apply(a, &rows, &s->overrides[i], on, e);
    if (rc == 0)
        rc = parameters_set(x, rows.at, rows.n, e);
    if (rc < 0) {
        pack_free(x);
        return rc;
    }
    *ret = x;
    return 0;
}
