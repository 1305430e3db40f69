#include "verbs.h"

#include "catalogue.h"
#include "cleanup.h"
#include "lang.h"
#include "table.h"

#include <stdio.h>

static const char *type_name(enum attribute_type t)
{
    static const char *const names[] = {"text",    "division", "code", "codes", "integer",
                                        "boolean", "money",    "date", "id_no"};
    return names[t];
}

static void add_codes(const struct attribute *t, struct strbuf *machine, struct strbuf *people)
{
    for (size_t i = 0; i < t->n_codes; i++) {
        strbuf_printf(machine, "%s" STR_FMT "=" STR_FMT, i ? ";" : "", STR_ARG(t->codes[i].code),
                      STR_ARG(t->codes[i].label));
        strbuf_printf(people, "%s" STR_FMT, i ? "、" : "", STR_ARG(t->codes[i].label));
    }
}

static void put_bound(struct table *t, const struct attribute *x, int64_t bound)
{
    _cleanup_(strbuf_done) struct strbuf text = {0};
    if ((x->type == ATTR_INTEGER || x->type == ATTR_MONEY) && bound != INT64_MAX)
        fact_print(x, (struct fact){.known = true, .i = bound}, &text);
    table_text(t, strbuf_str(&text));
}

int cmd_catalogue(int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"entity", "对象", "entity", false},
        {"id", "标识", "id", false},
        {"label", "名称", "label", false},
        {"group", "组", "group", false},
        {"type", "类型", "type", false},
        {"unit", "单位", "unit", false},
        {"absent", "空格", "empty cell", false},
        {"min", "最小", "min", true},
        {"max", "最大", "max", true},
        {"codes", "取值", "codes", false},
    };
    struct common c = COMMON_DEFAULTS;
    const struct option_spec specs[] = {COMMON_OPTIONS(c)};
    struct err e = {0};
    char **rest;
    int n;
    enum table_format format;
    if (options_parse(argc, argv, specs, ARRAY_LEN(specs), &rest, &n, &e) < 0)
        return fail(&e);
    if (n > 0)
        return usage("catalogue 没有参数", "catalogue takes no words");
    if (!table_format_parse(c.format, &format))
        return usage("--format 只能是 table、csv 或 json", "--format is table, csv or json");
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    struct catalogue *cat;
    if (catalogue_read(catalogue_builtin(), "catalogue.csv", a, &cat, &e) < 0)
        return fail(&e);
    _cleanup_(table_freep) struct table *t =
        table_new("catalogue", "", "", columns, ARRAY_LEN(columns));
    for (int entity = 0; entity < N_ENTITIES; entity++) {
        for (size_t i = 0; i < cat->n[entity]; i++) {
            const struct attribute *x = &cat->attributes[entity][i];
            _cleanup_(strbuf_done) struct strbuf codes = {0}, labels = {0}, absent = {0},
                                                 told = {0};
            add_codes(x, &codes, &labels);
            if (x->absent == ABSENT_VALUE) {
                fact_print(x, x->absent_value, &absent);
                fact_print_people(x, x->absent_value, &told);
            }
            table_cell(t, str_of(entity == ENTITY_HOUSEHOLD ? "household" : "person"),
                       str_of(entity == ENTITY_HOUSEHOLD ? tr("家庭", "household")
                                                         : tr("人员", "person")));
            table_text(t, x->id);
            table_text(t, x->label);
            /* keys and numbers that are no evidence belong to no group */
            table_text(t, x->group < 0 ? STR("") : cat->groups[entity][x->group].name);
            table_text(t, str_of(type_name(x->type)));
            table_text(t, x->unit);
            if (x->absent == ABSENT_UNKNOWN)
                table_cell(t, STR("unknown"), str_of(tr("未知", "unknown")));
            else
                table_cell(t, strbuf_str(&absent), strbuf_str(&told));
            put_bound(t, x, x->min);
            put_bound(t, x, x->max);
            table_cell(t, strbuf_str(&codes), strbuf_str(&labels));
        }
    }
    struct table *tables[] = {t};
    if (tables_print(tables, 1, format, stdout))
        return EXIT_DONE;
    if (ferror(stdout))
        err_set(&e, E_IO, "结果无法写出", "the result can't be written");
    else
        err_nomem(&e);
    return fail(&e);
}
