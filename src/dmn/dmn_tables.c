/* Decision tables: XML → struct table. */
#include "bounds.h"
#include "dmn_model.h"

#include <stdio.h>

bool dmn_split_tests(struct str *rest, struct str *ret_part)
{
    struct str text = *rest;
    size_t i = 0;
    int depth = 0;

    if (!text.data)
        return false;
    for (; i < text.len; i++) {
        char c = text.data[i];

        if (c == '"') {
            for (i++; i < text.len && text.data[i] != '"'; i++)
                if (text.data[i] == '\\')
                    i++;
        } else if (strchr("([{", c)) {
            depth++;
        } else if (strchr(")]}", c)) {
            depth--;
        } else if (c == ',' && depth <= 0) {
            break;
        }
    }
    if (i >= text.len) {
        *ret_part = str_trim(text);
        *rest = (struct str){0};
    } else {
        *ret_part = str_trim((struct str){text.data, i});
        *rest = (struct str){text.data + i + 1, text.len - i - 1};
    }
    return true;
}

struct reading {
    struct boxed_ctx *c;
    const struct feel_scope *scope;
    struct table *t;
    const struct feel_type *expect; /* of one row's result, or NULL */
    struct xml_node *annotation;    /* the first annotation column, or NULL */
};

static void note_fault(struct reading *k, const struct code *code)
{
    if (code->fault && !k->t->fault) {
        k->t->fault = code->fault;
        k->t->fault_line = code->line;
    }
}

static void table_fault(struct reading *k, uint32_t line, const char *zh, const char *en)
{
    struct err e = {.code = E_INVALID};

    snprintf(e.zh, sizeof e.zh, "第 %u 行：%s", line, zh);
    snprintf(e.en, sizeof e.en, "line %u: %s", line, en);
    if (!k->t->fault) {
        k->t->fault = dmn_keep_fault(k->c->m, &e);
        k->t->fault_line = line;
    }
}

static bool hit_policy(struct str s, char *ret)
{
    static const struct {
        const char *name;
        char letter;
    } all[] = {{"UNIQUE", 'U'},     {"ANY", 'A'},     {"PRIORITY", 'P'},    {"FIRST", 'F'},
               {"RULE ORDER", 'R'}, {"COLLECT", 'C'}, {"OUTPUT ORDER", 'O'}};

    if (s.len == 0) {
        *ret = 'U';
        return true;
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_eqz(s, all[i].name)) {
            *ret = all[i].letter;
            return true;
        }
    return false;
}

static bool aggregation(struct str s, char *ret)
{
    *ret = str_eqz(s, "SUM") ? '+' : str_eqz(s, "MIN") ? '<' : str_eqz(s, "MAX") ? '>' : '#';
    return str_eqz(s, "SUM") || str_eqz(s, "MIN") || str_eqz(s, "MAX") || str_eqz(s, "COUNT");
}

static void read_allowed(struct reading *k, const struct xml_node *x, const char *name,
                         struct table_column *col)
{
    const struct xml_node *v = dmn_child(x, name);

    if (!v || str_eqz(dmn_text_of(v), "-"))
        return;
    dmn_code_read(k->c, k->scope, FEEL_UNARY_TESTS, dmn_text_of(v), v, col->type, &col->allowed);
    note_fault(k, &col->allowed);
}

static void read_input(struct reading *k, const struct xml_node *x, struct table_column *col)
{
    const struct xml_node *ex = dmn_child(x, "inputExpression");

    *col =
        (struct table_column){.label = xml_attr(x, "label"), .line = x->line, .guess = &feel_t_any};
    if (!ex || dmn_text_of(ex).len == 0) {
        table_fault(k, x->line, "输入列缺少表达式", "an input column lacks its expression");
        return;
    }
    dmn_code_read(k->c, k->scope, FEEL_EXPRESSION, dmn_text_of(ex), ex, NULL, &col->code);
    note_fault(k, &col->code);
    if (!col->label.data)
        col->label = col->code.text;
    if (col->code.expr)
        col->guess = feel_expr_type(col->code.expr);
    col->type = dmn_type_ref(k->c->u, xml_attr(ex, "typeRef"), k->c->node, ex->line);
    read_allowed(k, x, "inputValues", col);
}

static const struct feel_type *field_type(const struct feel_type *t, struct str name)
{
    for (size_t i = 0; t && t->kind == FEEL_T_CONTEXT && i < t->n_fields; i++)
        if (str_eq(t->field_names[i], name))
            return t->field_types[i];
    return NULL;
}

/* The output values in order of priority: the column's, else the allowed values of its type. */
static int read_order(struct reading *k, const struct xml_node *x, struct table_column *col,
                      const struct feel_type *type, struct err *e)
{
    struct str text = col->allowed.text, rest, part;
    size_t n = 0;

    if (text.len == 0 && type && type->allowed)
        text = feel_expr_text(type->allowed);
    if (text.len == 0)
        return 0;
    for (rest = text; dmn_split_tests(&rest, &part);)
        n++;
    col->order = arena_array_of(k->c->a, n, struct code);
    if (!col->order)
        return err_nomem(e);
    for (rest = text; dmn_split_tests(&rest, &part);) {
        struct code *c = &col->order[col->n_order++];

        dmn_code_read(k->c, k->scope, FEEL_UNARY_TESTS, part, x, type, c);
        note_fault(k, c);
    }
    return 0;
}

static int read_output(struct reading *k, const struct xml_node *x, bool only,
                       struct table_column *col, struct err *e)
{
    const struct xml_node *d = dmn_child(x, "defaultOutputEntry");
    const struct feel_type *type;

    *col = (struct table_column){.name = dmn_name_of(x),
                                 .label = xml_attr(x, "label"),
                                 .line = x->line,
                                 .guess = &feel_t_any};
    if (only && col->name.len == 0)
        col->name = k->c->place;
    if (!only && col->name.len == 0)
        table_fault(k, x->line, "多个输出列的表里，每个输出列都要有名称",
                    "in a table with several outputs each output needs a name");
    if (!col->label.data)
        col->label = col->name;
    col->type = dmn_type_ref(k->c->u, xml_attr(x, "typeRef"), k->c->node, x->line);
    type = col->type ? col->type : only ? k->expect : field_type(k->expect, col->name);
    col->result = type;
    read_allowed(k, x, "outputValues", col);
    if (d && dmn_text_of(d).len) {
        dmn_code_read(k->c, k->scope, FEEL_EXPRESSION, dmn_text_of(d), d, NULL, &col->code);
        note_fault(k, &col->code);
        k->t->has_default = true;
    }
    return k->t->pub.hit == 'P' || k->t->pub.hit == 'O' ? read_order(k, x, col, type, e) : 0;
}

static int read_annotations(struct reading *k, const struct xml_node *rule, struct dmn_rule *out,
                            struct err *e)
{
    struct str description = xml_child_text(rule, "description");
    struct xml_node *head = k->annotation;
    struct dmn_annotation *all;
    size_t n = description.len ? 1 : 0;

    for (struct xml_node *x = dmn_child(rule, "annotationEntry"); x;
         x = dmn_sibling(x, "annotationEntry"))
        n++;
    all = arena_array_of(k->c->a, n, struct dmn_annotation);
    if (!all)
        return err_nomem(e);
    out->annotations = all;
    for (struct xml_node *x = dmn_child(rule, "annotationEntry"); x;
         x = dmn_sibling(x, "annotationEntry")) {
        all[out->n_annotations++] = (struct dmn_annotation){
            head ? xml_attr(head, "name") : (struct str){0}, dmn_text_of(x)};
        if (head)
            head = dmn_sibling(head, "annotation");
    }
    if (description.len)
        all[out->n_annotations++] = (struct dmn_annotation){STR("description"), description};
    return 0;
}

static void read_cell(struct reading *k, const struct xml_node *x, struct table_column *col,
                      bool input, struct code *ret, struct str *ret_text)
{
    struct str text = dmn_text_of(x);

    *ret_text = text;
    if (input && (text.len == 0 || str_eqz(text, "-"))) {
        *ret = (struct code){.text = text, .line = x->line};
        return;
    }
    dmn_code_read(k->c, k->scope, input ? FEEL_UNARY_TESTS : FEEL_EXPRESSION, text, x,
                  input ? (col->type ? col->type : col->guess) : NULL, ret);
    note_fault(k, ret);
    if (input)
        col->used = true;
}

static int read_rule(struct reading *k, const struct xml_node *x, struct rule *rule,
                     struct dmn_rule *pub, struct err *e)
{
    struct arena *a = k->c->a;
    size_t ni = k->t->pub.n_inputs, no = k->t->pub.n_outputs, i = 0, o = 0;
    struct str *in = arena_zalloc(a, ni * sizeof *in), *out = arena_zalloc(a, no * sizeof *out);

    *rule = (struct rule){.line = x->line};
    rule->inputs = arena_zalloc(a, ni * sizeof *rule->inputs);
    rule->outputs = arena_zalloc(a, no * sizeof *rule->outputs);
    if (!in || !out || !rule->inputs || !rule->outputs)
        return err_nomem(e);
    *pub = (struct dmn_rule){.inputs = in, .outputs = out};
    for (struct xml_node *c = dmn_child(x, "inputEntry"); c; c = dmn_sibling(c, "inputEntry"), i++)
        if (i < ni)
            read_cell(k, c, &k->t->inputs[i], true, &rule->inputs[i], &in[i]);
    for (struct xml_node *c = dmn_child(x, "outputEntry"); c;
         c = dmn_sibling(c, "outputEntry"), o++)
        if (o < no)
            read_cell(k, c, &k->t->outputs[o], false, &rule->outputs[o], &out[o]);
    if (i != ni || o != no)
        table_fault(k, x->line, "这一行的格数与列数不同",
                    "this row has not as many cells as there are columns");
    return read_annotations(k, x, pub, e);
}

static size_t count(const struct xml_node *x, const char *name)
{
    size_t n = 0;

    for (struct xml_node *c = dmn_child(x, name); c; c = dmn_sibling(c, name))
        n++;
    return n;
}

/* What can be told of the result's type. */
static const struct feel_type *guess(struct reading *k)
{
    struct table *t = k->t;
    const struct feel_type *row;

    if (t->pub.aggregation)
        return &feel_t_number;
    if (t->pub.n_outputs == 1) {
        row = dmn_type_or_any(t->outputs[0].type);
    } else {
        const struct feel_type **types =
            arena_array_of(k->c->a, t->pub.n_outputs, const struct feel_type *);
        for (size_t i = 0; types && i < t->pub.n_outputs; i++)
            types[i] = t->outputs[i].type;
        row =
            types ? dmn_type_context(k->c->a, t->pub.n_outputs, t->pub.output_names, types) : NULL;
        row = dmn_type_or_any(row);
    }
    return strchr("ROC", t->pub.hit) ? dmn_type_list(k->c->a, row) : row;
}

int dmn_table_read(struct boxed_ctx *c, const struct feel_scope *scope, const struct xml_node *x,
                   const struct feel_type *expect, struct boxed *b, struct err *e)
{
    struct arena *a = c->a;
    struct table *t = arena_new_of(a, struct table);
    struct reading k = {c, scope, t, expect, dmn_child(x, "annotation")};
    size_t ni = count(x, "input"), no = count(x, "output"), nr = count(x, "rule"), i = 0;
    struct str aggr = str_trim(xml_attr(x, "aggregation"));

    if (!t)
        return err_nomem(e);
    if ((uint64_t)(ni + no) * nr > LIMIT_TABLE_CELLS || ni + no > 4096)
        return err_set(e, E_LIMIT, "第 %u 行：决策表超过 %u 格",
                       "line %u: table of more than %u cells", x->line, LIMIT_TABLE_CELLS);
    b->kind = BOXED_TABLE;
    b->table = t;
    t->node = c->node;
    t->line = x->line;
    t->inputs = arena_array_of(a, ni, struct table_column);
    t->outputs = arena_array_of(a, no, struct table_column);
    t->rules = arena_array_of(a, nr, struct rule);
    struct dmn_rule *rules = arena_array_of(a, nr, struct dmn_rule);
    struct str *texts = arena_array_of(a, ni, struct str),
               *labels = arena_array_of(a, ni, struct str);
    struct str *names = arena_array_of(a, no, struct str),
               *defaults = arena_array_of(a, no, struct str);
    t->shape = arena_new_of(a, struct feel_shape);
    if (!t->inputs || !t->outputs || !t->rules || !rules || !texts || !labels || !names ||
        !defaults || !t->shape)
        return err_nomem(e);
    struct str label = xml_attr(x, "outputLabel");
    t->pub = (struct dmn_table){.label = label.len ? label : c->place,
                                .n_inputs = ni,
                                .n_outputs = no,
                                .n_rules = nr,
                                .input_texts = texts,
                                .input_labels = labels,
                                .output_names = names,
                                .output_defaults = defaults,
                                .rules = rules};
    t->pub.hit = 'U';
    if (!hit_policy(str_trim(xml_attr(x, "hitPolicy")), &t->pub.hit))
        table_fault(&k, x->line, "不认识的命中策略", "unknown hit policy");
    if (aggr.len && !aggregation(aggr, &t->pub.aggregation))
        table_fault(&k, x->line, "不认识的汇总方式", "unknown aggregation");
    if (t->pub.hit != 'C')
        t->pub.aggregation = 0;
    if (no == 0)
        table_fault(&k, x->line, "决策表没有输出列", "the table has no output column");
    if (t->pub.aggregation && t->pub.aggregation != '#' && no > 1)
        table_fault(&k, x->line, "汇总只能用于一个输出列",
                    "aggregation needs a single output column");
    if (strchr("ROC", t->pub.hit) && !t->pub.aggregation && expect)
        k.expect = expect->kind == FEEL_T_LIST ? expect->element : NULL;
    for (struct xml_node *in = dmn_child(x, "input"); in; in = dmn_sibling(in, "input"), i++) {
        read_input(&k, in, &t->inputs[i]);
        texts[i] = t->inputs[i].code.text;
        labels[i] = t->inputs[i].label;
    }
    i = 0;
    for (struct xml_node *out = dmn_child(x, "output"); out;
         out = dmn_sibling(out, "output"), i++) {
        int r = read_output(&k, out, no == 1, &t->outputs[i], e);

        if (r < 0)
            return r;
        names[i] = t->outputs[i].name;
        defaults[i] = t->outputs[i].code.text;
    }
    *t->shape = (struct feel_shape){no, names};
    i = 0;
    for (struct xml_node *rule = dmn_child(x, "rule"); rule;
         rule = dmn_sibling(rule, "rule"), i++) {
        int r = read_rule(&k, rule, &t->rules[i], &rules[i], e);

        if (r < 0)
            return r;
    }
    b->guess = guess(&k);
    return vec_push(a, &c->m->tables, t) ? 0 : err_nomem(e);
}
