#include "packs.h"

#include "cleanup.h"
#include "expression.h"

#include <stdio.h>

#define MOST_SPANS 4096

/* A part of the text. id: of the element it stands in. */
struct span {
    size_t at, len;
    struct str id;
};

static ptrdiff_t find_from(struct str text, size_t from, const char *needle)
{
    ptrdiff_t i = str_find((struct str){text.data + from, text.len - from}, str_of(needle));
    return i < 0 ? -1 : i + (ptrdiff_t)from;
}

static struct str id_of(struct str element)
{
    ptrdiff_t i = str_find(element, STR("id=\""));
    if (i < 0)
        return (struct str){0};
    struct str rest = {element.data + i + 4, element.len - (size_t)i - 4}, id = {0};
    str_split(&rest, '"', &id);
    return id;
}

/* What stands between open and close in elements that begin so: `<inputEntry `, `<text>`. */
static size_t find_spans(struct str text, const char *element, const char *open, const char *close,
                         struct span ret[MOST_SPANS])
{
    size_t n = 0;
    for (ptrdiff_t at = find_from(text, 0, element); at >= 0 && n < MOST_SPANS;
         at = find_from(text, (size_t)at + 1, element)) {
        ptrdiff_t begin = *open ? find_from(text, (size_t)at, open) : at;
        ptrdiff_t end = begin < 0 ? -1 : find_from(text, (size_t)begin, close);
        if (end < 0)
            break;
        size_t from = (size_t)begin + strlen(open);
        ret[n++] = (struct span){from, (size_t)end - from,
                                 id_of((struct str){text.data + at, (size_t)(end - at)})};
    }
    return n;
}

static struct str of_span(struct str text, struct span s)
{
    return (struct str){text.data + s.at, s.len};
}

static void replace(struct strbuf *text, struct span s, struct str with)
{
    struct strbuf out = {0};
    strbuf_add(&out, text->data, s.at);
    strbuf_adds(&out, with);
    strbuf_add(&out, text->data + s.at + s.len, text->len - s.at - s.len);
    strbuf_done(text);
    *text = out;
}

static void tell(struct strbuf *what, const char *kind, struct str id, struct str from,
                 struct str to)
{
    strbuf_printf(what, "  %s in " STR_FMT ": " STR_FMT "\n    now " STR_FMT "\n", kind,
                  STR_ARG(id), STR_ARG(from), STR_ARG(to));
}

static void put(struct strbuf *text, struct span s, const char *kind, struct str with,
                struct strbuf *what)
{
    tell(what, kind, s.id, of_span(strbuf_str(text), s), with);
    replace(text, s, with);
}

/* "category.body.r3.i2": table and column, without the row. */
static bool same_column(struct str a, struct str b)
{
    struct str x[2] = {a, b}, row[2], table[2];
    for (int i = 0; i < 2; i++) {
        ptrdiff_t r = -1;
        for (size_t k = 0; k + 2 < x[i].len; k++)
            if (x[i].data[k] == '.' && x[i].data[k + 1] == 'r' && x[i].data[k + 2] >= '0' &&
                x[i].data[k + 2] <= '9')
                r = (ptrdiff_t)k;
        if (r < 0)
            return false;
        table[i] = (struct str){x[i].data, (size_t)r};
        row[i] = (struct str){x[i].data + r + 1, x[i].len - (size_t)r - 1};
        struct str number;
        str_split(&row[i], '.', &number);
    }
    return str_eq(table[0], table[1]) && str_eq(row[0], row[1]);
}

static void change_cell(struct strbuf *text, struct rng *r, struct strbuf *what)
{
    static struct span spans[MOST_SPANS];
    bool input = rng_chance(r, 700);
    size_t n = find_spans(strbuf_str(text), input ? "<inputEntry " : "<outputEntry ", "<text>",
                          "</text>", spans);
    struct span s = spans[rng_below(r, (uint32_t)n)];
    if (input && rng_chance(r, 150)) {
        put(text, s, "cell", STR("-"), what);
        return;
    }
    for (int tries = 0; tries < 1000; tries++) {
        struct span other = spans[rng_below(r, (uint32_t)n)];
        if (other.at == s.at || !same_column(other.id, s.id))
            continue;
        struct strbuf with = {0};
        strbuf_adds(&with, of_span(strbuf_str(text), other));
        if (input && !str_eqz(strbuf_str(&with), "-") && rng_chance(r, 150)) {
            struct strbuf turned = {0};
            strbuf_printf(&turned, "not(%s)", strbuf_z(&with));
            strbuf_done(&with);
            with = turned;
        }
        put(text, s, "cell", strbuf_str(&with), what);
        strbuf_done(&with);
        return;
    }
}

static void swap_rules(struct strbuf *text, struct rng *r, struct strbuf *what)
{
    static struct span spans[MOST_SPANS];
    size_t n = find_spans(strbuf_str(text), "<rule ", "", "</rule>", spans);
    for (int tries = 0; tries < 1000; tries++) {
        struct span a = spans[rng_below(r, (uint32_t)n)], b = spans[rng_below(r, (uint32_t)n)];
        if (a.at >= b.at || !same_column(a.id, b.id))
            continue;
        strbuf_printf(what, "  rules " STR_FMT " and " STR_FMT " swapped\n", STR_ARG(a.id),
                      STR_ARG(b.id));
        struct strbuf first = {0}, second = {0};
        strbuf_adds(&first, of_span(strbuf_str(text), a));
        strbuf_adds(&second, of_span(strbuf_str(text), b));
        replace(text, b, strbuf_str(&first));
        replace(text, a, strbuf_str(&second));
        strbuf_done(&first);
        strbuf_done(&second);
        return;
    }
}

static void change_policy(struct strbuf *text, struct rng *r, struct strbuf *what)
{
    static struct span spans[MOST_SPANS];
    static const char *const policies[] = {
        "UNIQUE",
        "ANY",
        "FIRST",
        "COLLECT",
        "RULE ORDER",
        "COLLECT\" aggregation=\"MAX",
        "COLLECT\" aggregation=\"MIN",
        "COLLECT\" aggregation=\"SUM",
        "COLLECT\" aggregation=\"COUNT",
    };
    size_t n =
        find_spans(strbuf_str(text), "<decisionTable ", "hitPolicy=\"", "\" outputLabel", spans);
    put(text, spans[rng_below(r, (uint32_t)n)], "hit policy",
        str_of(policies[rng_below(r, ARRAY_LEN(policies))]), what);
}

/* An operator or function in some expression by another one. */
static void change_operator(struct strbuf *text, struct rng *r, struct strbuf *what)
{
    static struct span spans[MOST_SPANS];
    static const char *const changes[][2] = {
        {"&lt;=", "&lt;"},
        {"&lt;", "&lt;="},
        {"&gt;=", "&gt;"},
        {"&gt;", "&gt;="},
        {" and ", " or "},
        {" or ", " and "},
        {" + ", " - "},
        {" - ", " + "},
        {"round half up", "round half down"},
        {"round half up", "round up"},
        {"max(", "min("},
        {"some ", "every "},
        {"every ", "some "},
        {"true", "false"},
        {"false", "true"},
        {" = ", " != "},
        {" != ", " = "},
        {"12", "7"},
        {" * ", " - "},
        {" then ", " then 0 + "},
        {"[16..59]", "(16..59)"},
    };
    static const char *const elements[] = {"<literalExpression ", "<inputExpression "};
    for (int tries = 0; tries < 1000; tries++) {
        size_t n =
            find_spans(strbuf_str(text), elements[rng_below(r, 2)], "<text>", "</text>", spans);
        struct span s = spans[rng_below(r, (uint32_t)n)];
        const char *const *change = changes[rng_below(r, ARRAY_LEN(changes))];
        ptrdiff_t at = str_find(of_span(strbuf_str(text), s), str_of(change[0]));
        if (at < 0)
            continue;
        struct strbuf with = {0};
        strbuf_add(&with, text->data + s.at, (size_t)at);
        strbuf_addz(&with, change[1]);
        size_t behind = (size_t)at + strlen(change[0]);
        strbuf_add(&with, text->data + s.at + behind, s.len - behind);
        put(text, s, "expression", strbuf_str(&with), what);
        strbuf_done(&with);
        return;
    }
}

static void escape(struct str s, struct strbuf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '<')
            strbuf_addz(out, "&lt;");
        else if (s.data[i] == '>')
            strbuf_addz(out, "&gt;");
        else
            strbuf_addc(out, s.data[i]);
    }
}

/* A decision's expression by a new one that may use every input. */
static void change_expression(struct strbuf *text, struct rng *r, struct strbuf *what)
{
    static const struct {
        const char *id;
        bool number;
    } decisions[] = {{"annual_income", true},    {"line", true},   {"assets_ok", false},
                     {"uplift", true},           {"top_up", true}, {"all_destitute", false},
                     {"key_target", false},      {"points", true}, {"development_target", false},
                     {"destitute_support", true}};
    size_t i = rng_below(r, ARRAY_LEN(decisions));
    _cleanup_(strbuf_done) struct strbuf needle = {0}, formula = {0}, with = {0};
    strbuf_printf(&needle, "<decision id=\"%s\"", decisions[i].id);
    ptrdiff_t at = find_from(strbuf_str(text), 0, strbuf_z(&needle));
    ptrdiff_t literal =
        at < 0 ? -1 : find_from(strbuf_str(text), (size_t)at, "<literalExpression ");
    ptrdiff_t begin = literal < 0 ? -1 : find_from(strbuf_str(text), (size_t)literal, "<text>");
    ptrdiff_t end = begin < 0 ? -1 : find_from(strbuf_str(text), (size_t)begin, "</text>");
    ptrdiff_t variable = at < 0 ? -1 : find_from(strbuf_str(text), (size_t)at, "<variable ");
    ptrdiff_t behind = variable < 0 ? -1 : find_from(strbuf_str(text), (size_t)variable, "/>");
    if (end < 0 || behind < 0)
        return;
    int depth = rng_between(r, 1, 4);
    bool points = str_eqz(STR("points"), decisions[i].id);
    if (points && rng_chance(r, 300)) {
        strbuf_addz(&formula, "if ");
        expression_boolean(r, depth, &formula);
        strbuf_addz(&formula, " then 收入积分 else 就学积分 + 1");
    } else if (decisions[i].number && rng_chance(r, 100)) {
        expression_number(r, depth, &formula);
    } else if (decisions[i].number) {
        strbuf_addz(&formula, "round half up(");
        expression_number(r, depth, &formula);
        strbuf_printf(&formula, ", %d)", points ? 0 : 2);
    } else {
        expression_boolean(r, depth, &formula);
    }
    escape(strbuf_str(&formula), &with);
    struct span s = {(size_t)begin + 6, (size_t)(end - begin) - 6, str_of(decisions[i].id)};
    put(text, s, "expression", strbuf_str(&with), what);

    static const char *const inputs[] = {"household", "members", "as_of", "previous", "parameters"};
    struct strbuf needs = {0};
    for (size_t k = 0; k < ARRAY_LEN(inputs); k++)
        strbuf_printf(
            &needs,
            "<informationRequirement><requiredInput href=\"#%s\"/></informationRequirement>",
            inputs[k]);
    strbuf_addz(&needs,
                "<knowledgeRequirement><requiredKnowledge href=\"#age\"/></knowledgeRequirement>");
    replace(text, (struct span){(size_t)behind + 2, 0, {0}}, strbuf_str(&needs));
    strbuf_done(&needs);
}

/* A code less among the values that a type allows. */
static void narrow_type(struct strbuf *text, struct rng *r, struct strbuf *what)
{
    static struct span spans[MOST_SPANS];
    size_t n = find_spans(strbuf_str(text), "<allowedValues ", "<text>", "</text>", spans);
    struct span s = spans[rng_below(r, (uint32_t)n)];
    struct str values = of_span(strbuf_str(text), s);
    ptrdiff_t comma = str_find(values, STR(", "));
    if (comma < 0)
        return;
    struct strbuf with = {0};
    strbuf_add(&with, values.data + comma + 2, values.len - (size_t)comma - 2);
    put(text, s, "allowed values", strbuf_str(&with), what);
    strbuf_done(&with);
}

void model_change(struct str model, struct rng *r, int n, struct strbuf *ret_model,
                  struct strbuf *ret_what)
{
    strbuf_adds(ret_model, model);
    for (int i = 0; i < n; i++) {
        switch (rng_below(r, 9)) {
        case 8:
            narrow_type(ret_model, r, ret_what);
            break;
        case 0:
        case 1:
            change_cell(ret_model, r, ret_what);
            break;
        case 2:
            swap_rules(ret_model, r, ret_what);
            break;
        case 3:
            change_policy(ret_model, r, ret_what);
            break;
        case 4:
        case 5:
            change_operator(ret_model, r, ret_what);
            break;
        default:
            change_expression(ret_model, r, ret_what);
        }
    }
}

void parameters_change(struct str parameters, struct rng *r, struct strbuf *ret)
{
    static const char *const rows[] = {
        "line,440783,,2010-01-01,,750.50,元/人月,sample",
        "line,440783116,rural,2010-01-01,,620.00,元/人月,sample",
        "line,440704,urban,2010-01-01,,905.00,元/人月,sample",
        "line,,,2010-01-01,,800.00,元/人月,sample",
        "low_income_ratio,440783116,rural,2010-01-01,,1.3333,倍,sample",
        "low_income_ratio,440704,,2010-01-01,,2,倍,sample",
        "asset_months,440783,rural,2010-01-01,,12,月,sample",
        "max_dwellings,4407,urban,2010-01-01,,2,套,sample",
        "uplift_illness,440785,,2010-01-01,,0.125,倍,sample",
        "grace_months,440785,,2010-01-01,,3,月,sample",
        "points_medical_ratio,440783,,2010-01-01,,0.3333333333,倍,sample",
    };
    struct str rest = parameters, row;
    bool header = true;
    while (str_split(&rest, '\n', &row)) {
        /* in force from long ago: dates of decisions are drawn from there on */
        ptrdiff_t at = header ? -1 : str_find(row, STR(",2018-01-01,,"));
        if (at >= 0) {
            strbuf_add(ret, row.data, (size_t)at);
            strbuf_addz(ret, ",2010-01-01,,");
            strbuf_add(ret, row.data + at + 13, row.len - (size_t)at - 13);
        } else {
            strbuf_adds(ret, row);
        }
        if (row.len)
            strbuf_addc(ret, '\n');
        header = false;
    }
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (rng_chance(r, 400)) {
            strbuf_addz(ret, rows[i]);
            strbuf_addc(ret, '\n');
        }
}
