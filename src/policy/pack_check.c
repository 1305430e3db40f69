/* What dmn_check can't know: clauses, parameters, and what the facts give. */
#include "bind.h"
#include "cases.h"
#include "cleanup.h"
#include "columns.h"
#include "evaluate.h"

struct check {
    const struct pack *pack;
    pack_finding_fn *fn;
    void *arg;
    int errors;
};

static void report(struct check *k, bool error, const char *code, uint32_t line, struct str place,
                   const struct err *message)
{
    struct pack_finding f = {.error = error,
                             .code = code,
                             .file = k->pack->model_file->name,
                             .line = line,
                             .place = place,
                             .message = *message};
    k->errors += error;
    k->fn(k->arg, &f);
}

static void report_node(struct check *k, const char *code, const struct dmn_node *n, int row,
                        const struct err *message)
{
    _cleanup_(strbuf_done) struct strbuf place = {0};
    strbuf_adds(&place, n->name);
    if (row >= 0)
        strbuf_printf(&place, " #%d", row + 1);
    report(k, true, code, n->line, strbuf_str(&place), message);
}

/* Legal DMN, but never meant in a policy. */
static bool refused_in_packs(const char *code)
{
    return !strcmp(code, "shadowed") || !strcmp(code, "unreachable") ||
           !strcmp(code, "missing-case");
}

static void on_dmn_finding(void *arg, const struct dmn_finding *f)
{
    struct check *k = arg;
    _cleanup_(strbuf_done) struct strbuf place = {0};
    strbuf_adds(&place, f->node);
    if (f->table_cell.len) {
        strbuf_addc(&place, ' ');
        strbuf_adds(&place, f->table_cell);
    }
    report(k, f->severity == DMN_ERROR || refused_in_packs(f->code), f->code, f->line,
           strbuf_str(&place), &f->message);
}

/* Columns whose numbers are points, ages, counts or grades, by what their label says. */
static bool may_hold_numbers(struct str label)
{
    static const char *const words[] = {"积分", "分值", "年龄", "周岁",   "人数", "成员数",
                                        "等级", "次数", "age",  "points", "grade"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_find(label, str_of(words[i])) >= 0)
            return true;
    return false;
}

/* Parts of dates, places and digits: numbers that are no amounts whatever the policy. */
static bool is_technical(struct str name)
{
    static const char *const words[] = {
        "years", "year",   "month",  "day",      "weekday",        "hour",  "minute",
        "scale", "second", "length", "position", "start position", "count", "string length"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eqz(name, words[i]))
            return true;
    return false;
}

/* None, one, a pair, the months of a year: these don't hide a policy. */
static bool is_plain(struct decimal n)
{
    static const int plain[] = {0, 1, 2, 12};
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        if (dec_cmp(n, dec_from_int(plain[i])) == 0)
            return true;
    return false;
}

/* The rule stands in policies/README.md under Numbers. */
static bool may_stand(const struct feel_number_use *u, bool cell, struct str place)
{
    if (dec_is_zero(u->n))
        return true;
    if (!dec_is_integer(u->n))
        return false;
    if (cell && (u->role == FEEL_N_RESULT || u->role == FEEL_N_OPERAND ||
                 (u->role == FEEL_N_COMPARED && str_eqz(u->about, "?"))))
        return may_hold_numbers(place);
    switch (u->role) {
    case FEEL_N_COMPARED:
    case FEEL_N_ARGUMENT:
        return (!cell && is_plain(u->n)) || may_hold_numbers(u->about) || is_technical(u->about);
    case FEEL_N_INDEX:
        return true;
    case FEEL_N_RESULT:
        return is_plain(u->n) || may_hold_numbers(place);
    case FEEL_N_OPERAND:
        break;
    }
    return is_plain(u->n);
}

static void on_number(void *arg, int node, const struct dmn_table *t, int row, struct str column,
                      const struct feel_number_use *u)
{
    struct check *k = arg;
    const struct dmn_node *d = dmn_node(pack_model(k->pack), node);
    bool cell = t && row >= 0;
    if (may_stand(u, cell, column.len ? column : d->name))
        return;
    char text[128];
    struct err e = {0};
    text[dec_format(u->n, text)] = '\0';
    err_set(&e, E_INVALID,
            "数字 %s 写在%s里：金额、标准、倍数和月数应写进 parameters.csv%.0s，用 参数.名称 引用",
            "number %s%.0s stands in the %s: amounts, ratios and months belong in parameters.csv; "
            "refer to them as 参数.NAME",
            text, cell ? "表" : "表达式", cell ? "table" : "expression");
    report_node(k, "literal-number", d, cell ? row : -1, &e);
}

/* Months, days or years written as text: duration("P6M"). One unit ("P1M") may stand, to be
 * multiplied by a parameter. */
static bool holds_duration(struct str text)
{
    ptrdiff_t at;
    while ((at = str_find(text, STR("\"P"))) >= 0) {
        text = (struct str){text.data + at + 2, text.len - (size_t)at - 2};
        size_t digits = 0;
        bool unit = true;
        for (size_t i = 0; i < text.len && text.data[i] != '"'; i++) {
            bool digit = text.data[i] >= '0' && text.data[i] <= '9';
            digits += digit;
            unit &= !digit || text.data[i] == '1';
        }
        if (digits > 1 || (digits && !unit))
            return true;
    }
    return false;
}

static void check_durations(struct check *k, int node, const struct dmn_table *t, int row,
                            struct str text)
{
    struct err e = {0};
    if (!holds_duration(text))
        return;
    err_set(&e, E_INVALID,
            "期限写在文字里：月数应写进 parameters.csv，写成 参数.名称 * duration(\"P1M\")",
            "a term stands in the text: months belong in parameters.csv; write "
            "参数.NAME * duration(\"P1M\")");
    report_node(k, "literal-number", dmn_node(pack_model(k->pack), node), t ? row : -1, &e);
}

bool pack_source_next(struct str *text, struct str *ret)
{
    static const char *const separators[] = {" ", ",", ";", "\t", "\n", "、", "，", "；", "　"};
    while (text->len) {
        size_t end = 0, skip = 0;
        while (end < text->len && !skip) {
            struct str rest = {text->data + end, text->len - end};
            for (size_t i = 0; i < ARRAY_LEN(separators) && !skip; i++)
                if (str_starts(rest, str_of(separators[i])))
                    skip = strlen(separators[i]);
            end += !skip;
        }
        *ret = (struct str){text->data, end};
        *text = (struct str){text->data + end + skip, text->len - end - skip};
        if (end)
            return true;
    }
    return false;
}

/* How many are sources; the first that is none in *ret_bad. */
static size_t count_sources(struct str text, struct str *ret_bad)
{
    struct str token;
    size_t n = 0;
    *ret_bad = (struct str){0};
    while (pack_source_next(&text, &token)) {
        if (source_kind(token) == SOURCE_KNOWN)
            n++;
        else if (!ret_bad->len)
            *ret_bad = token;
    }
    return n;
}

static void check_sources(struct check *k, int node, const struct dmn_table *t, int row)
{
    const struct dmn_node *d = dmn_node(pack_model(k->pack), node);
    struct rule_words w = pack_rule_words(k->pack, node, t, row);
    struct str bad;
    struct err e = {0};
    size_t n = count_sources(w.clauses, &bad);
    if (bad.len) {
        source_error(bad, &e);
        report_node(k, "bad-source", d, row, &e);
    } else if (n == 0) {
        if (row >= 0)
            err_set(&e, E_INVALID, "这一行没有依据：在“依据”列写条款编号，文件没有规定的写 sample",
                    "this row cites nothing: write clauses, or sample where the documents are "
                    "silent, into the column 依据");
        else
            err_set(&e, E_INVALID, "这项决定没有依据：在说明中写一行“依据 条款编号”",
                    "this decision cites nothing: write a line \"依据 CLAUSE\" in its description");
        report_node(k, "no-source", d, row, &e);
    }
    if (row >= 0 && !w.zh.len) {
        err_set(&e, E_INVALID, "这一行没有“说明”", "this row has no words in the column 说明");
        report_node(k, "no-words", d, row, &e);
    }
}

static void warn_long_table(struct check *k, int node, const struct dmn_table *t)
{
    const struct dmn_node *d = dmn_node(pack_model(k->pack), node);
    struct err e = {0};
    err_set(&e, E_LIMIT, "表有 %zu 行：第 64 行以后的行不会写进告知书，请拆成几张表",
            "the table has %zu rows: letters don't tell those behind the 64th; split it",
            t->n_rules);
    report(k, false, "long-table", d->line, d->name, &e);
}

static void check_nodes(struct check *k)
{
    const struct dmn_model *m = pack_model(k->pack);
    for (size_t i = 0; i < dmn_table_count(m); i++) {
        int node;
        const struct dmn_table *t = dmn_table_at(m, i, &node);
        if (t->n_rules > 64)
            warn_long_table(k, node, t);
        for (size_t row = 0; row < t->n_rules; row++) {
            check_sources(k, node, t, (int)row);
            for (size_t c = 0; c < t->n_inputs; c++)
                check_durations(k, node, t, (int)row, t->rules[row].inputs[c]);
            for (size_t c = 0; c < t->n_outputs; c++)
                check_durations(k, node, t, (int)row, t->rules[row].outputs[c]);
        }
    }
    for (size_t i = 0; i < dmn_node_count(m); i++) {
        const struct dmn_node *d = dmn_node(m, (int)i);
        bool logic = d->kind == DMN_DECISION || d->kind == DMN_BKM;
        if (logic && !d->table)
            check_sources(k, (int)i, NULL, -1);
        check_durations(k, (int)i, NULL, -1, d->text);
    }
}

static void check_input(struct check *k, enum pack_input which)
{
    int node = pack_input(k->pack, which);
    const struct feel_type *t = pack_input_type(k->pack, which);
    struct err e = {0};
    if (node < 0)
        return;
    const struct dmn_node *d = dmn_node(pack_model(k->pack), node);
    if (!t) {
        err_set(&e, E_INVALID, "这个输入须有结构类型（itemDefinition）",
                "this input needs a structured type (itemDefinition)");
        report_node(k, "input-type", d, -1, &e);
        return;
    }
    for (size_t i = 0; i < t->n_fields; i++) {
        struct str name = t->field_names[i];
        if (which == INPUT_PREVIOUS) {
            enum previous_part part = previous_part(k->pack, t, i);
            if (part != N_PREVIOUS && previous_fits(part, t->field_types[i]))
                continue;
            err_set(&e, E_INVALID, "“" STR_FMT "”的 id 或类型不是前次认定所能提供的",
                    "\"" STR_FMT "\" has an id or type that a previous determination can't give",
                    STR_ARG(name));
            report_node(k, "input-type", d, -1, &e);
            continue;
        }
        const struct attribute *attr =
            catalogue_find(pack_catalogue(k->pack),
                           which == INPUT_HOUSEHOLD ? ENTITY_HOUSEHOLD : ENTITY_PERSON, name);
        if (!attr || attr->type == ATTR_ID_NO) {
            err_set(&e, E_INVALID, "“" STR_FMT "”不在事实目录（heyi catalogue）中",
                    "\"" STR_FMT "\" is not in the catalogue of facts (heyi catalogue)",
                    STR_ARG(name));
            report_node(k, "unknown-attribute", d, -1, &e);
        } else if (!attribute_fits(attr, t->field_types[i])) {
            err_set(&e, E_INVALID, "“" STR_FMT "”的类型与事实目录不符",
                    "the type of \"" STR_FMT "\" does not fit the catalogue", STR_ARG(name));
            report_node(k, "input-type", d, -1, &e);
        }
    }
}

static void check_parameters(struct check *k)
{
    int node = pack_input(k->pack, INPUT_PARAMETERS);
    for (size_t i = 0; i < k->pack->n_slots; i++) {
        const struct parameter_slot *s = &k->pack->slots[i];
        const struct dmn_node *d = dmn_node(pack_model(k->pack), node);
        struct err e = {0};
        size_t first;
        if (!s->name.len) {
            err_set(&e, E_INVALID, "“" STR_FMT "”的 id 应写成 parameter.参数名",
                    "the id of \"" STR_FMT "\" must read parameter.NAME", STR_ARG(s->label));
            report_node(k, "parameter-id", d, -1, &e);
        } else if (!parameters_named(k->pack, s->name, &first)) {
            err_set(&e, E_NOT_FOUND, "parameters.csv 中没有参数 " STR_FMT "（" STR_FMT "）",
                    "parameters.csv has no row for " STR_FMT " (" STR_FMT ")", STR_ARG(s->name),
                    STR_ARG(s->label));
            report_node(k, "parameter-missing", d, -1, &e);
        }
    }
    if (k->pack->parameters_file)
        k->errors += parameters_check(k->pack, k->fn, k->arg);
}

static void check_decisions(struct check *k)
{
    const struct dmn_model *m = pack_model(k->pack);
    struct err e = {0};
    for (size_t i = 0; i < dmn_node_count(m); i++) {
        const struct dmn_node *d = dmn_node(m, (int)i);
        bool known = d->kind != DMN_INPUT;
        for (int in = 0; in < N_INPUTS; in++)
            known |= str_eqz(d->id, pack_input_ids[in]);
        if (known)
            continue;
        err_set(&e, E_INVALID,
                "这个输入无法提供：只有 household、members、as_of、previous、parameters",
                "this input can't be given: there are household, members, as_of, previous and "
                "parameters");
        report_node(k, "unknown-input", d, -1, &e);
    }
    for (int i = 0; i < N_OUTPUTS; i++) {
        struct str id = str_of(output_name((enum output_id)i));
        int node = dmn_find(m, id);
        if (node >= 0 && dmn_node(m, node)->kind == DMN_DECISION)
            continue;
        err_set(&e, E_NOT_FOUND, "缺少 id 为 " STR_FMT " 的决定",
                "there is no decision with the id " STR_FMT, STR_ARG(id));
        report(k, true, "missing-decision", 0, id, &e);
    }
}

static void check_cases(struct check *k)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct test_case *cases;
    struct err e = {0};
    size_t n;
    if (!a || cases_read(k->pack, a, &cases, &n, &e) >= 0)
        return;
    struct pack_finding f = {.error = true,
                             .code = "cases",
                             .file = k->pack->cases_file->name,
                             .place = STR("cases.csv"),
                             .message = e};
    k->errors++;
    k->fn(k->arg, &f);
}

static bool refused(const struct plan_refusal *refusals, size_t n, int node)
{
    for (size_t i = 0; i < n; i++)
        if (refusals[i].node == node)
            return true;
    return false;
}

/* What the plan of a sound pack leaves to the interpreter: not also the decisions that it follows
 * for. */
static void check_plan(struct check *k)
{
    _cleanup_(pack_plan_freep) const struct pack_plan *plan = NULL;
    const struct plan_refusal *refusals;
    struct err e = {0};
    if (pack_plan_new(k->pack, &plan, &e) < 0) {
        report(k, true, "plan", 0, (struct str){0}, &e);
        return;
    }
    size_t n = plan_refusals(plan->plan, &refusals);
    for (size_t i = 0; i < n; i++) {
        const struct dmn_node *d = dmn_node(pack_model(k->pack), refusals[i].node);
        const struct err *why = &refusals[i].message;
        bool follows = false;
        for (size_t r = 0; r < d->n_requires && !follows; r++)
            follows = refused(refusals, n, d->requires_[r]);
        if (follows)
            continue;
        err_set(&e, E_UNSUPPORTED, "连同依赖它的决定逐户解释执行（结果相同，较慢）：%s%.0s",
                "with the decisions that need it interpreted household by household (the same "
                "result, slower): %.0s%s",
                why->zh, why->en);
        report(k, false, "interpreted", d->line, d->name, &e);
    }
}

int pack_check(const struct pack *p, pack_finding_fn *fn, void *arg)
{
    struct check k = {.pack = p, .fn = fn, .arg = arg};
    dmn_check(pack_model(p), on_dmn_finding, &k);
    check_decisions(&k);
    check_input(&k, INPUT_HOUSEHOLD);
    check_input(&k, INPUT_MEMBERS);
    check_input(&k, INPUT_PREVIOUS);
    check_parameters(&k);
    check_nodes(&k);
    dmn_numbers(pack_model(p), on_number, &k);
    check_cases(&k);
    if (!k.errors)
        check_plan(&k);
    return k.errors;
}
