/* A pack in print: every decision with its words and its table or expression, then the parameters.
 */
#include "cleanup.h"
#include "date.h"
#include "lang.h"
#include "pack_private.h"
#include "text_table.h"
#include "xml.h"

#include <stdlib.h>

#define PAGE_WIDTH 118

struct show {
    const struct pack *pack;
    struct arena *arena;
    const struct xml_node *root; /* for boxed contexts, which the model doesn't give out */
    FILE *out;
};

static const char *hit_name(const struct dmn_table *t)
{
    switch (t->hit) {
    case 'U':
        return tr("唯一（UNIQUE）", "UNIQUE");
    case 'A':
        return tr("任一（ANY）", "ANY");
    case 'P':
        return tr("优先（PRIORITY）", "PRIORITY");
    case 'F':
        return tr("首行（FIRST）", "FIRST");
    case 'R':
        return tr("逐行（RULE ORDER）", "RULE ORDER");
    case 'O':
        return tr("按输出次序（OUTPUT ORDER）", "OUTPUT ORDER");
    default:
        break;
    }
    switch (t->aggregation) {
    case '>':
        return tr("取最大（COLLECT MAX）", "COLLECT MAX");
    case '<':
        return tr("取最小（COLLECT MIN）", "COLLECT MIN");
    case '+':
        return tr("求和（COLLECT SUM）", "COLLECT SUM");
    case '#':
        return tr("计数（COLLECT COUNT）", "COLLECT COUNT");
    default:
        return tr("全部（COLLECT）", "COLLECT");
    }
}

/* The attribute whose codes a column holds: its expression is the attribute's label, or ends with
 * it (户.房屋安全等级), or is the household's category. NULL. */
static const struct attribute *coded_attribute(const struct show *k, struct str text)
{
    const struct catalogue *c = pack_catalogue(k->pack);
    const struct dmn_model *m = pack_model(k->pack);
    int category = dmn_find(m, STR("category"));
    ptrdiff_t point;
    text = str_trim(text);
    if (category >= 0 && str_eq(text, dmn_node(m, category)->name))
        return catalogue_find(c, ENTITY_HOUSEHOLD, STR("prior_category"));
    while ((point = str_find(text, STR("."))) >= 0)
        text = (struct str){text.data + point + 1, text.len - (size_t)point - 1};
    const struct attribute *t = catalogue_find(c, ENTITY_HOUSEHOLD, text);
    return t ? t : catalogue_find(c, ENTITY_PERSON, text);
}

/* Quoted codes of the attribute become its labels: "d", "none" → D级, 无房. */
static struct str label_codes(const struct show *k, const struct attribute *t, struct str s)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    struct str rest = s, part;
    bool quoted = false;
    if (!t || !t->n_codes || lang_get() != LANG_ZH)
        return s;
    while (str_split(&rest, '"', &part)) {
        const struct code *code = quoted ? attribute_code(t, part) : NULL;
        if (quoted && !code)
            return s;
        strbuf_adds(&b, code ? code->label : part);
        quoted = !quoted;
    }
    return str_dup(k->arena, strbuf_str(&b));
}

/* A cell as people read it; the model's own text otherwise. */
static struct str cell_text(struct str s)
{
    s = str_trim(s);
    if (str_eqz(s, "-") || !s.len)
        return STR("—");
    if (str_eqz(s, "true"))
        return str_of(tr("是", "true"));
    if (str_eqz(s, "false"))
        return str_of(tr("否", "false"));
    return s;
}

static int show_table(const struct show *k, int node, const struct dmn_table *t, struct err *e)
{
    bool english = lang_get() == LANG_EN;
    size_t n_columns = 1 + t->n_inputs + t->n_outputs + 2, n_rows = 1 + t->n_rules;
    if (n_columns > TEXT_TABLE_COLUMNS)
        return err_set(e, E_LIMIT, "表的列太多，无法显示",
                       "the table has too many columns to show");
    struct str *cells = arena_array_of(k->arena, n_columns * n_rows, struct str);
    if (!cells)
        return err_nomem(e);
    struct str *c = cells;
    *c++ = STR("#");
    for (size_t i = 0; i < t->n_inputs; i++)
        *c++ = t->input_labels[i].len ? t->input_labels[i] : t->input_texts[i];
    for (size_t i = 0; i < t->n_outputs; i++) {
        struct str name =
            t->output_names[i].len ? t->output_names[i] : dmn_node(pack_model(k->pack), node)->name;
        char *text = arena_printf(k->arena, "→ " STR_FMT, STR_ARG(name));
        *c++ = str_of(text);
    }
    *c++ = str_of(tr("依据", "clauses"));
    *c++ = str_of(tr("说明", "meaning"));
    for (size_t r = 0; r < t->n_rules; r++) {
        struct rule_words w = pack_rule_words(k->pack, node, t, (int)r);
        *c++ = str_of(arena_printf(k->arena, "%zu", r + 1));
        for (size_t i = 0; i < t->n_inputs; i++)
            *c++ = label_codes(k, coded_attribute(k, t->input_texts[i]),
                               cell_text(t->rules[r].inputs[i]));
        for (size_t i = 0; i < t->n_outputs; i++)
            *c++ = label_codes(k, coded_attribute(k, dmn_node(pack_model(k->pack), node)->name),
                               cell_text(t->rules[r].outputs[i]));
        *c++ = w.clauses;
        *c++ = english && w.en.len ? w.en : w.zh;
    }
    if (arena_failed(k->arena))
        return err_nomem(e);
    fprintf(k->out, "  %s%s\n", tr("命中策略：", "hit policy: "), hit_name(t));
    text_table_draw(&(struct text_table){n_columns, n_rows, cells}, PAGE_WIDTH, k->out);
    return E_OK;
}

static const struct xml_node *element_of(const struct xml_node *root, struct str id)
{
    for (const struct xml_node *n = xml_child(root, NULL); n; n = xml_next(n, NULL))
        if (str_eq(xml_attr(n, "id"), id))
            return n;
    return NULL;
}

static void show_text(const struct show *k, struct str text)
{
    text_wrap(str_trim(text), "    ", PAGE_WIDTH - 4, k->out);
}

static void show_context(const struct show *k, const struct dmn_node *d)
{
    const struct xml_node *x = element_of(k->root, d->id);
    const struct xml_node *context = x ? xml_child(x, "context") : NULL;
    if (!context)
        return;
    for (const struct xml_node *n = xml_child(context, "contextEntry"); n;
         n = xml_next(n, "contextEntry")) {
        const struct xml_node *variable = xml_child(n, "variable");
        const struct xml_node *text = xml_child(n, "literalExpression");
        if (variable)
            fprintf(k->out, "  " STR_FMT "\n", STR_ARG(xml_attr(variable, "name")));
        if (text)
            show_text(k, xml_child_text(text, "text"));
    }
}

static int show_node(const struct show *k, int node, struct err *e)
{
    const struct dmn_node *d = dmn_node(pack_model(k->pack), node);
    struct rule_words w = pack_rule_words(k->pack, node, NULL, -1);
    fprintf(k->out, "\n■ " STR_FMT "（" STR_FMT "）", STR_ARG(d->name), STR_ARG(d->id));
    if (w.clauses.len)
        fprintf(k->out, "  [" STR_FMT "]", STR_ARG(w.clauses));
    fputc('\n', k->out);
    text_wrap(lang_get() == LANG_EN && w.en.len ? w.en : w.zh, "  ", PAGE_WIDTH - 2, k->out);
    bool table = false;
    for (size_t i = 0; i < dmn_table_count(pack_model(k->pack)); i++) {
        int owner;
        const struct dmn_table *t = dmn_table_at(pack_model(k->pack), i, &owner);
        if (owner != node)
            continue;
        table = true;
        int r = show_table(k, node, t, e);
        if (r < 0)
            return r;
    }
    if (!table && d->text.len)
        show_text(k, d->text);
    else if (!table)
        show_context(k, d);
    return E_OK;
}

static int show_parameters(const struct show *k, struct err *e)
{
    enum { COLUMNS = 8 };
    const struct parameter *rows;
    size_t n = pack_parameters(k->pack, &rows);
    struct str *cells = arena_array_of(k->arena, (n + 1) * COLUMNS, struct str);
    if (!cells)
        return err_nomem(e);
    struct str *c = cells;
    *c++ = str_of(tr("参数", "parameter"));
    *c++ = str_of(tr("名称", "label"));
    *c++ = str_of(tr("区划", "division"));
    *c++ = str_of(tr("户口性质", "residence"));
    *c++ = str_of(tr("有效期", "in force"));
    *c++ = str_of(tr("值", "value"));
    *c++ = str_of(tr("单位", "unit"));
    *c++ = str_of(tr("依据", "source"));
    for (size_t i = 0; i < n; i++) {
        char from[DATE_TEXT], to[DATE_TEXT];
        struct str label = parameter_label(k->pack, rows[i].name);
        date_format(rows[i].valid_from, from);
        date_format(rows[i].valid_to, to);
        *c++ = rows[i].name;
        *c++ = str_eq(label, rows[i].name) ? (struct str){0} : label;
        *c++ = rows[i].division;
        *c++ = rows[i].residence;
        *c++ = str_of(arena_printf(k->arena, "%s…%s", from, to));
        *c++ = rows[i].value_text;
        *c++ = rows[i].unit;
        *c++ = rows[i].source;
    }
    if (arena_failed(k->arena))
        return err_nomem(e);
    fprintf(k->out, "\n■ %s\n",
            tr("参数（parameters.csv；有效期不含最后一天；sample = 文件没有规定，由使用单位核定）",
               "parameters (parameters.csv; the last day is excluded; sample = the documents leave "
               "it open)"));
    text_table_draw(&(struct text_table){COLUMNS, n + 1, cells}, PAGE_WIDTH, k->out);
    return E_OK;
}

int pack_show(const struct pack *p, struct str node, FILE *out, struct err *e)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    const struct dmn_model *m = pack_model(p);
    struct xml_node *root;
    if (!a)
        return err_nomem(e);
    int r = xml_parse(p->model_file->content, "", a, &root, e);
    if (r < 0)
        return r;
    struct show k = {p, a, root, out};
    if (node.len) {
        int i = dmn_find(m, node);
        if (i < 0)
            return err_set(e, E_NOT_FOUND, "没有名为“" STR_FMT "”的决定",
                           "there is no decision \"" STR_FMT "\"", STR_ARG(node));
        return show_node(&k, i, e);
    }
    fprintf(out, STR_FMT "  %.16s\n", STR_ARG(pack_name(p)), pack_hash(p));
    for (size_t i = 0; i < dmn_node_count(m); i++) {
        enum dmn_node_kind kind = dmn_node(m, (int)i)->kind;
        if ((kind == DMN_DECISION || kind == DMN_BKM) && (r = show_node(&k, (int)i, e)) < 0)
            return r;
    }
    return show_parameters(&k, e);
}
