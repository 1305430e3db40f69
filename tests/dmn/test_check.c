/* The checker: the cases of check.txt. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn.h"
#include "file.h"
#include "lang.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define MAX_FINDS 20

struct find {
    struct str severity, code, cell, part;
    bool seen;
};

struct check_case {
    struct str name;
    char hit;
    struct strbuf items, inputs, apart, columns, outputs, rows;
    struct str aggregation, out_default, text, type;
    struct find finds[MAX_FINDS];
    size_t n_finds;
    int wrong;
};

static void add_escaped(struct strbuf *b, struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] == '<')
            strbuf_addz(b, "&lt;");
        else
            strbuf_addc(b, s.data[i]);
}

static void add_text(struct strbuf *b, const char *element, struct str text)
{
    strbuf_printf(b, "<%s><text>", element);
    add_escaped(b, str_trim(text));
    strbuf_printf(b, "</text></%s>", element);
}

static struct str word(struct str *rest)
{
    struct str w = {0};

    *rest = str_trim(*rest);
    str_split(rest, ' ', &w);
    return w;
}

static void add_column(struct check_case *c, struct str expression, struct str type)
{
    strbuf_addz(&c->columns, "<input><inputExpression");
    if (type.len)
        strbuf_printf(&c->columns, " typeRef=\"%.*s\"", STR_ARG(type));
    strbuf_addz(&c->columns, "><text>");
    add_escaped(&c->columns, expression);
    strbuf_addz(&c->columns, "</text></inputExpression>");
}

static void add_input(struct check_case *c, struct str rest)
{
    struct str name = word(&rest), type = word(&rest);

    strbuf_printf(&c->inputs,
                  "<inputData id=\"%.*s\" name=\"%.*s\"><variable name=\"%.*s\" typeRef=\"",
                  STR_ARG(name), STR_ARG(name), STR_ARG(name));
    strbuf_printf(&c->inputs, "%.*s\"/></inputData>", STR_ARG(type));
    add_column(c, name, type);
    if (str_trim(rest).len)
        add_text(&c->columns, "inputValues", rest);
    strbuf_addz(&c->columns, "</input>");
}

static void add_item(struct check_case *c, struct str rest)
{
    struct str name = word(&rest), type = word(&rest);

    strbuf_printf(&c->items, "<itemDefinition name=\"%.*s\"%s><typeRef>", STR_ARG(name),
                  str_starts(type, STR("list:")) ? " isCollection=\"true\"" : "");
    if (str_starts(type, STR("list:")))
        type = (struct str){type.data + 5, type.len - 5};
    strbuf_printf(&c->items, "%.*s</typeRef>", STR_ARG(type));
    add_text(&c->items, "allowedValues", rest);
    strbuf_addz(&c->items, "</itemDefinition>");
}

static void add_row(struct check_case *c, struct str rest)
{
    ptrdiff_t arrow = str_find(rest, STR("=>"));
    struct str cells, cell;

    assert_true(arrow >= 0);
    cells = (struct str){rest.data, (size_t)arrow};
    strbuf_addz(&c->rows, "<rule>");
    while (str_split(&cells, '|', &cell))
        add_text(&c->rows, "inputEntry", cell);
    add_text(&c->rows, "outputEntry",
             (struct str){rest.data + arrow + 2, rest.len - (size_t)arrow - 2});
    strbuf_addz(&c->rows, "</rule>\n");
}

static void add_find(struct check_case *c, struct str rest)
{
    struct find *f = &c->finds[c->n_finds++];
    struct str head;

    assert_true(c->n_finds <= MAX_FINDS);
    f->severity = word(&rest);
    ptrdiff_t colon = str_find(rest, STR(": "));
    head = colon >= 0 ? (struct str){rest.data, (size_t)colon} : rest;
    if (colon >= 0)
        f->part = str_trim((struct str){rest.data + colon + 1, rest.len - (size_t)colon - 1});
    f->code = word(&head);
    head = str_trim(head);
    if (head.len > 2)
        f->cell = (struct str){head.data + 1, head.len - 2};
}

static void build(const struct check_case *c, struct strbuf *b)
{
    struct str inputs = strbuf_str(&c->inputs), part = STR("<inputData id=\"");
    ptrdiff_t at;

    strbuf_addz(b, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                   "namespace=\"urn:c\" name=\"c\">");
    strbuf_adds(b, strbuf_str(&c->items));
    strbuf_adds(b, inputs);
    strbuf_adds(b, strbuf_str(&c->apart));
    strbuf_addz(b, "<decision id=\"out\" name=\"结果\"><variable name=\"结果\"");
    if (c->type.len)
        strbuf_printf(b, " typeRef=\"%.*s\"", STR_ARG(c->type));
    strbuf_addz(b, "/>");
    while ((at = str_find(inputs, part)) >= 0) {
        struct str id;

        inputs = (struct str){inputs.data + at + part.len, inputs.len - (size_t)at - part.len};
        str_split(&inputs, '"', &id);
        strbuf_printf(b,
                      "<informationRequirement><requiredInput href=\"#%.*s\"/>"
                      "</informationRequirement>",
                      STR_ARG(id));
    }
    if (c->text.len) {
        add_text(b, "literalExpression", c->text);
    } else {
        static const char *const names[] = {['U'] = "UNIQUE",
                                            ['A'] = "ANY",
                                            ['F'] = "FIRST",
                                            ['C'] = "COLLECT",
                                            ['P'] = "PRIORITY"};

        strbuf_printf(b, "<decisionTable hitPolicy=\"%s\"", names[(int)c->hit]);
        if (c->aggregation.len)
            strbuf_printf(b, " aggregation=\"%.*s\"", STR_ARG(c->aggregation));
        strbuf_addz(b, ">");
        strbuf_adds(b, strbuf_str(&c->columns));
        strbuf_adds(b, strbuf_str(&c->outputs));
        if (c->out_default.len)
            add_text(b, "defaultOutputEntry", c->out_default);
        strbuf_addz(b, "</output>");
        strbuf_adds(b, strbuf_str(&c->rows));
        strbuf_addz(b, "</decisionTable>");
    }
    strbuf_addz(b, "</decision></definitions>");
}

static void on_finding(void *arg, const struct dmn_finding *f)
{
    struct check_case *c = arg;
    const char *severity = f->severity == DMN_ERROR ? "error" : "warning";

    for (size_t i = 0; i < c->n_finds; i++) {
        struct find *x = &c->finds[i];

        if (!x->seen && str_eqz(x->severity, severity) && str_eqz(x->code, f->code) &&
            (!x->cell.len || str_eq(x->cell, f->table_cell)) &&
            (!x->part.len || str_find(str_of(f->message.en), x->part) >= 0)) {
            x->seen = true;
            return;
        }
    }
    print_error("%.*s: unexpected %s %s [%.*s]: %s\n", STR_ARG(c->name), severity, f->code,
                STR_ARG(f->table_cell), f->message.en);
    c->wrong++;
}

static int run_case(struct check_case *c)
{
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(strbuf_done) struct strbuf xml = {0};
    struct dmn_model *m;
    struct err e = {0};

    build(c, &xml);
    if (dmn_read(strbuf_str(&xml), "check", NULL, NULL, a, &m, &e) < 0) {
        print_error("%.*s: %s\n", STR_ARG(c->name), e.en);
        return 1;
    }
    int errors = dmn_check(m, on_finding, c), expected = 0;
    for (size_t i = 0; i < c->n_finds; i++) {
        expected += str_eqz(c->finds[i].severity, "error");
        if (c->finds[i].seen)
            continue;
        print_error("%.*s: not found: %.*s [%.*s]\n", STR_ARG(c->name), STR_ARG(c->finds[i].code),
                    STR_ARG(c->finds[i].cell));
        c->wrong++;
    }
    if (errors != expected && !c->wrong) {
        print_error("%.*s: %d errors counted\n", STR_ARG(c->name), errors);
        c->wrong++;
    }
    return c->wrong;
}

static int finish_case(struct check_case *c)
{
    int wrong = c->name.len ? run_case(c) : 0;

    strbuf_done(&c->items);
    strbuf_done(&c->inputs);
    strbuf_done(&c->apart);
    strbuf_done(&c->columns);
    strbuf_done(&c->outputs);
    strbuf_done(&c->rows);
    *c = (struct check_case){.hit = 'U'};
    return wrong;
}

static void test_all(void **state)
{
    _cleanup_(strbuf_done) struct strbuf file = {0};
    struct check_case c = {.hit = 'U'};
    struct str text, line;
    int wrong = 0;
    struct err e;

    lang_set(LANG_EN);
    assert_int_equal(file_read("check.txt", LIMIT_FILE_BYTES, &file, &e), 0);
    text = strbuf_str(&file);
    while (str_split(&text, '\n', &line)) {
        struct str rest = line, key;

        if (!line.len || line.data[0] == '#')
            continue;
        key = word(&rest);
        rest = str_trim(rest);
        if (str_eqz(key, "==")) {
            wrong += finish_case(&c);
            c.name = rest;
        } else if (str_eqz(key, "hit")) {
            c.hit = rest.data[0];
            c.aggregation =
                rest.len > 2 ? (struct str){rest.data + 2, rest.len - 2} : (struct str){0};
        } else if (str_eqz(key, "in")) {
            add_input(&c, rest);
        } else if (str_eqz(key, "apart")) {
            strbuf_printf(&c.apart, "<inputData id=\"%.*s\" name=\"%.*s\"/>", STR_ARG(rest),
                          STR_ARG(rest));
        } else if (str_eqz(key, "item")) {
            add_item(&c, rest);
        } else if (str_eqz(key, "col")) {
            add_column(&c, rest, (struct str){0});
            strbuf_addz(&c.columns, "</input>");
        } else if (str_eqz(key, "out")) {
            struct str type = word(&rest);

            strbuf_printf(&c.outputs, "<output typeRef=\"%.*s\">", STR_ARG(type));
            if (str_trim(rest).len)
                add_text(&c.outputs, "outputValues", rest);
        } else if (str_eqz(key, "default")) {
            c.out_default = rest;
        } else if (str_eqz(key, "row")) {
            add_row(&c, rest);
        } else if (str_eqz(key, "text")) {
            str_split(&rest, '|', &c.type);
            c.type = str_trim(c.type);
            c.text = str_trim(rest);
        } else if (str_eqz(key, "finds")) {
            add_find(&c, rest);
        } else {
            fail_msg("check.txt: %.*s", STR_ARG(line));
        }
    }
    wrong += finish_case(&c);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
