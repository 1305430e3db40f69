/* Hit policies: the cases of hits.txt, one table each. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { NAME, POLICY, VALUES, DEFAULT, ROWS, RESULT, FIRED, UNKNOWN, FIELDS };

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
    add_escaped(b, text);
    strbuf_printf(b, "</text></%s>", element);
}

/* t, f, e and u1 … u9 as cells of a column whose value is 1. */
static struct str cell_text(struct str c)
{
    if (str_eqz(c, "t"))
        return STR("1");
    if (str_eqz(c, "f"))
        return STR("2");
    if (str_eqz(c, "e"))
        return STR("< \"x\"");
    return c;
}

static void add_rules(struct strbuf *b, struct str rows, size_t columns)
{
    struct str row;

    while (str_split(&rows, ';', &row)) {
        struct str cells, cell;
        size_t n = 0;

        if (!str_trim(row).len)
            continue;
        strbuf_addz(b, "<rule>");
        assert_true(str_split(&row, '>', &cells));
        cells = str_trim(cells);
        while (str_split(&cells, ' ', &cell) && cell.len) {
            add_text(b, "inputEntry", cell_text(cell));
            n++;
        }
        for (; n < columns; n++)
            add_text(b, "inputEntry", STR("-"));
        add_text(b, "outputEntry", str_trim(row));
        strbuf_addz(b, "</rule>");
    }
}

static const char *policy_attributes(struct str p)
{
    static const char *const all[][2] = {
        {"U", "hitPolicy=\"UNIQUE\""},
        {"A", "hitPolicy=\"ANY\""},
        {"P", "hitPolicy=\"PRIORITY\""},
        {"F", "hitPolicy=\"FIRST\""},
        {"R", "hitPolicy=\"RULE ORDER\""},
        {"O", "hitPolicy=\"OUTPUT ORDER\""},
        {"C", "hitPolicy=\"COLLECT\""},
        {"C+", "hitPolicy=\"COLLECT\" aggregation=\"SUM\""},
        {"C<", "hitPolicy=\"COLLECT\" aggregation=\"MIN\""},
        {"C>", "hitPolicy=\"COLLECT\" aggregation=\"MAX\""},
        {"C#", "hitPolicy=\"COLLECT\" aggregation=\"COUNT\""},
    };

    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (str_eqz(p, all[i][0]))
            return all[i][1];
    fail_msg("policy %.*s", STR_ARG(p));
    return NULL;
}

static const char inputs[] = "u1 u2 u3 u4 u5 u6 u7 u8 u9 s4 b";

static void build_model(struct strbuf *b, const struct str f[FIELDS])
{
    struct str names = str_of(inputs), name;

    strbuf_addz(b, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                   "namespace=\"urn:t\" name=\"t\">");
    while (str_split(&names, ' ', &name))
        strbuf_printf(b,
                      "<inputData id=\"%.*s\" name=\"%.*s\"><variable name=\"%.*s\" "
                      "typeRef=\"%s\"/></inputData>",
                      STR_ARG(name), STR_ARG(name), STR_ARG(name),
                      name.data[0] == 's' ? "string" : "number");
    strbuf_addz(b, "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>");
    names = str_of(inputs);
    while (str_split(&names, ' ', &name))
        strbuf_printf(b,
                      "<informationRequirement><requiredInput href=\"#%.*s\"/>"
                      "</informationRequirement>",
                      STR_ARG(name));
    strbuf_printf(b, "<decisionTable %s>", policy_attributes(f[POLICY]));
    for (int i = 0; i < 2; i++)
        strbuf_addz(b, "<input><inputExpression><text>1</text></inputExpression></input>");
    strbuf_addz(b, "<output name=\"out\">");
    if (f[VALUES].len)
        add_text(b, "outputValues", f[VALUES]);
    if (f[DEFAULT].len)
        add_text(b, "defaultOutputEntry", f[DEFAULT]);
    strbuf_addz(b, "</output>");
    add_rules(b, f[ROWS], 2);
    strbuf_addz(b, "</decisionTable></decision></definitions>");
}

static void print_number(struct strbuf *b, struct decimal d)
{
    char text[128];

    strbuf_add(b, text, dec_format(d, text));
}

/* As feel_print, but unknown values with their facts and bounds, errors as `error`. */
static void print(struct strbuf *b, const struct feel_value *v)
{
    if (v->kind == FEEL_UNKNOWN) {
        strbuf_addc(b, '?');
        for (uint32_t i = 0; i < v->unknown.n; i++)
            strbuf_printf(b, "%s%u", i ? "," : "", v->unknown.facts[i]);
        if (v->unknown.bounded) {
            strbuf_addc(b, '[');
            print_number(b, v->unknown.bounds[0]);
            strbuf_addz(b, "..");
            print_number(b, v->unknown.bounds[1]);
            strbuf_addc(b, ']');
        }
    } else if (v->kind == FEEL_LIST) {
        strbuf_addc(b, '[');
        for (size_t i = 0; i < v->list.n; i++) {
            strbuf_addz(b, i ? ", " : "");
            print(b, v->list.items[i]);
        }
        strbuf_addc(b, ']');
    } else if (v->kind == FEEL_NULL && v->is_error) {
        strbuf_addz(b, "error");
    } else {
        feel_print(v, true, b);
    }
}

static void print_rows(struct strbuf *b, uint64_t rows)
{
    for (int i = 0; i < 64; i++)
        if (rows >> i & 1)
            strbuf_printf(b, "%s%d", b->len ? " " : "", i + 1);
}

static void set_inputs(struct dmn_run *run, const struct dmn_model *m)
{
    static struct decimal bounds[2];
    struct str names = str_of(inputs), name;

    bounds[0] = dec_from_int(10);
    bounds[1] = dec_from_int(20);
    while (str_split(&names, ' ', &name)) {
        uint32_t fact = name.len > 1 ? (uint32_t)(name.data[1] - '0') : 9;
        struct feel_value *v =
            arena_dup(dmn_run_arena(run), feel_unknown(dmn_run_arena(run), &fact, 1), sizeof *v);

        if (str_eqz(name, "b")) {
            v->unknown.bounded = true;
            v->unknown.bounds = bounds;
        }
        dmn_run_set(run, dmn_find(m, name), v, true);
    }
}

static int check(const char *what, struct str name, struct str expected, const struct strbuf *got)
{
    if (str_eq(expected, strbuf_str(got)))
        return 0;
    print_error("%.*s: %s expected %.*s, got %s\n", STR_ARG(name), what, STR_ARG(expected),
                strbuf_z(got));
    return 1;
}

static int run_line(const struct str f[FIELDS])
{
    _cleanup_(strbuf_done) struct strbuf xml = {0}, got = {0}, fired = {0}, unknown = {0};
    _cleanup_(arena_freep) struct arena *a = arena_new(0);
    _cleanup_(dmn_run_freep) struct dmn_run *run = NULL;
    struct dmn_model *m;
    struct err e = {0};
    uint64_t rows, open;

    build_model(&xml, f);
    if (dmn_read(strbuf_str(&xml), "hits", NULL, NULL, a, &m, &e) < 0 ||
        dmn_run_new(m, &run, &e) < 0) {
        print_error("%.*s: %s\n", STR_ARG(f[NAME]), e.en);
        return 1;
    }
    set_inputs(run, m);
    int d = dmn_find(m, STR("d"));
    print(&got, dmn_run_decide(run, d));
    rows = dmn_run_fired(run, d, &open);
    print_rows(&fired, rows);
    print_rows(&unknown, open);
    return check("result", f[NAME], f[RESULT], &got) + check("fired", f[NAME], f[FIRED], &fired) +
           check("unknown", f[NAME], f[UNKNOWN], &unknown);
}

static void test_all(void **state)
{
    _cleanup_(strbuf_done) struct strbuf file = {0};
    struct str text, line;
    int wrong = 0, n = 0;
    struct err e;

    assert_int_equal(file_read("hits.txt", LIMIT_FILE_BYTES, &file, &e), 0);
    text = strbuf_str(&file);
    while (str_split(&text, '\n', &line)) {
        struct str f[FIELDS] = {0}, part;
        int i = 0;

        if (!line.len || line.data[0] == '#')
            continue;
        while (i < FIELDS && str_split(&line, '|', &part))
            f[i++] = str_trim(part);
        assert_true(i >= FIRED);
        wrong += run_line(f);
        n++;
    }
    assert_true(n > 70);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
