/* The C interface: levels and lazily fetched slots, functions, coercion, references, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bounds.h"
#include "cleanup.h"
#include "feel.h"

#include <stdio.h>

static struct arena *arena;

static int set_up(void **state)
{
    arena = arena_new(256u << 20);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    arena_free(arena);
    return 0;
}

static struct feel_expr *compile(const struct feel_scope *scope, const char *text)
{
    struct feel_expr *x = NULL;
    struct err e = {0};
    int r = feel_compile(scope, FEEL_EXPRESSION, str_of(text), NULL, arena, &x, &e);
    if (r < 0)
        fail_msg("%s: %s", text, e.en);
    return x;
}

static void assert_prints(const struct feel_value *v, const char *want)
{
    _cleanup_(strbuf_done) struct strbuf b = {0};
    feel_print(v, true, &b);
    assert_string_equal(strbuf_z(&b), want);
}

static int fetched;

static const struct feel_value *fetch(struct feel_run *run, void *arg, int slot)
{
    fetched++;
    const struct feel_value **slots = arg;
    slots[slot] = feel_int(run->arena, 100 + slot);
    return slots[slot];
}

static void levels(void **state)
{
    struct feel_scope *outer = feel_scope_new(arena, NULL);
    assert_int_equal(feel_scope_add(outer, STR("x"), NULL, NULL), 0);
    assert_int_equal(feel_scope_add(outer, STR("y"), NULL, NULL), 1);
    struct feel_scope *inner = feel_scope_new(arena, outer);
    assert_int_equal(feel_scope_add(inner, STR("x"), NULL, NULL), 0);
    struct feel_expr *x = compile(inner, "for i in [1] return [x, y, y, i]");
    const struct feel_value *outer_slots[2] = {NULL, NULL};
    const struct feel_value *inner_slots[1] = {feel_int(arena, 7)};
    struct feel_frame up = {.slots = outer_slots, .fetch = fetch, .arg = outer_slots};
    struct feel_frame frame = {.up = &up, .slots = inner_slots};
    struct feel_run run;
    feel_run_init(&run, arena);
    fetched = 0;
    assert_prints(feel_eval(&run, x, &frame), "[[7, 101, 101, 1]]");
    assert_int_equal(fetched, 1);
    assert_int_equal(run.depth, 0);
    /* The last variable of a name hides the earlier ones of its level. */
    feel_scope_add(inner, STR("x"), NULL, NULL);
    const struct feel_value *two[2] = {feel_int(arena, 1), feel_int(arena, 2)};
    frame.slots = two;
    assert_prints(feel_eval(&run, compile(inner, "x"), &frame), "2");
    assert_true(feel_scope_add(inner, STR("  "), NULL, NULL) < 0);
}

struct seen {
    char text[1000];
};

static void on_reference(void *arg, int level, int slot, struct str path)
{
    struct seen *s = arg;
    size_t n = strlen(s->text);
    snprintf(s->text + n, sizeof s->text - n, "%d:%d:" STR_FMT " ", level, slot, STR_ARG(path));
}

static void on_number(void *arg, struct decimal d, int line, int column)
{
    struct seen *s = arg;
    char buf[128];
    dec_format(d, buf);
    buf[dec_format(d, buf)] = '\0';
    size_t n = strlen(s->text);
    snprintf(s->text + n, sizeof s->text - n, "%s@%d:%d ", buf, line, column);
}

static void references(void **state)
{
    static const struct str fields[] = {{"工资", 6}, {"经营", 6}};
    static const struct feel_type *const types[] = {&feel_t_number, &feel_t_number};
    struct feel_type member = {
        .kind = FEEL_T_CONTEXT, .n_fields = 2, .field_names = fields, .field_types = types};
    struct feel_type members = {.kind = FEEL_T_LIST, .element = &member};
    struct feel_scope *outer = feel_scope_new(arena, NULL);
    feel_scope_add(outer, str_of("标准"), &feel_t_number, NULL);
    struct feel_scope *s = feel_scope_new(arena, outer);
    feel_scope_add(s, str_of("成员"), &members, NULL);
    feel_scope_add(s, str_of("自由"), NULL, NULL);
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"标准 * 2", "1:0: "},
        {"sum(成员.工资)", "0:0:工资 "},
        {"成员[工资 > 标准].经营", "0:0:经营 0:0:工资 1:0: "},
        {"for m in 成员 return m.工资 + m.经营", "0:0: 0:0:工资 0:0:经营 "},
        {"some m in 成员 satisfies m.工资 > 3", "0:0: 0:0:工资 "},
        {"自由.a.b + 自由.c", "0:1:a.b 0:1:c "},
        {"{x: 标准, y: x}.y", "1:0: 1:0: "},
        {"[1][item > 2]", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct seen seen = {""};
        feel_references(compile(s, cases[i].text), on_reference, &seen);
        assert_string_equal(seen.text, cases[i].want);
    }
    struct seen seen = {""};
    feel_numbers(compile(s, "1.50 +\n 标准 * -3 + [4][5]"), on_number, &seen);
    assert_string_equal(seen.text, "1.5@1:1 -3@2:7 4@2:13 5@2:16 ");
}

static const struct feel_value *twice(struct feel_run *run, void *arg,
                                      const struct feel_value *const *args, size_t n)
{
    assert_int_equal(n, 2);
    if (args[0]->kind != FEEL_NUMBER)
        return args[0];
    struct decimal d;
    assert_true(dec_add(args[0]->number, args[0]->number, &d));
    return args[1] ? args[1] : feel_number(run->arena, d);
}

static void functions(void **state)
{
    static const struct str params[] = {{"n", 1}, {"other one", 9}};
    static const struct feel_type *const types[] = {&feel_t_number, NULL};
    const struct feel_function f = {.name = STR("twice"),
                                    .n_params = 2,
                                    .params = params,
                                    .param_types = types,
                                    .result = &feel_t_number,
                                    .call = twice};
    struct feel_scope *s = feel_scope_new(arena, NULL);
    feel_scope_add(s, STR("twice"), NULL, NULL);
    const struct feel_value *slots[] = {feel_function_value(arena, &f)};
    struct feel_frame frame = {.slots = slots};
    struct feel_run run;
    feel_run_init(&run, arena);
    assert_prints(feel_eval(&run, compile(s, "twice(4, 5)"), &frame), "5");
    assert_prints(feel_eval(&run, compile(s, "twice(other one: 6, n: 1)"), &frame), "6");
    assert_int_equal(run.n_diagnostics, 0);
    assert_prints(feel_eval(&run, compile(s, "twice(4, \"no number\")"), &frame), "null");
    assert_int_equal(run.n_diagnostics, 1);
    assert_non_null(strstr(run.diagnostics[0].message.en, "number"));
    assert_true(str_eqz(run.diagnostics[0].where, "twice"));
    const struct feel_value *four = feel_int(arena, 4), *missing[] = {four, NULL};
    assert_prints(feel_call(&run, slots[0], missing, 2), "8");
    assert_prints(feel_call(&run, slots[0], &four, 1), "8");
    assert_true(feel_call(&run, four, &four, 1)->is_error);
    const struct feel_value *list[] = {feel_int(arena, 3), feel_int(arena, 9)};
    const struct feel_value *v = feel_list(arena, list, 2);
    assert_prints(feel_builtin(&run, "max", &v, 1), "9");
    assert_true(feel_builtin(&run, "no such", &v, 1)->is_error);
    /* A function value outlives the evaluation that made it. */
    const struct feel_value *made =
        feel_eval(&run, compile(s, "{k: 5, f: function(x) x + k}.f"), &frame);
    assert_prints(feel_call(&run, made, &four, 1), "9");
}

static void coercion(void **state)
{
    struct feel_run run;
    feel_run_init(&run, arena);
    struct feel_type numbers = {.kind = FEEL_T_LIST, .element = &feel_t_number};
    const struct feel_value *one = feel_int(arena, 1);
    assert_prints(feel_type_coerce(&run, one, &numbers, STR("x")), "[1]");
    const struct feel_value *list = feel_list(arena, &one, 1);
    assert_prints(feel_type_coerce(&run, list, &feel_t_number, STR("x")), "1");
    assert_ptr_equal(feel_type_coerce(&run, list, &numbers, STR("x")), list);
    assert_ptr_equal(feel_type_coerce(&run, &feel_null, &numbers, STR("x")), &feel_null);
    const struct feel_value *day = feel_date(arena, 0);
    assert_prints(feel_type_coerce(&run, day, &feel_t_date_time, STR("x")),
                  "@\"1970-01-01T00:00:00Z\"");
    assert_int_equal(run.n_diagnostics, 0);
    assert_true(feel_type_coerce(&run, one, &feel_t_string, STR("收入"))->is_error);
    assert_int_equal(run.n_diagnostics, 1);
    assert_true(str_eqz(run.diagnostics[0].where, "收入"));
    /* Allowed values of items, a constraint on the whole. */
    struct feel_expr *small, *two;
    assert_int_equal(
        feel_compile(NULL, FEEL_UNARY_TESTS, STR("< 5"), &feel_t_number, arena, &small, NULL), 0);
    assert_int_equal(
        feel_compile(NULL, FEEL_UNARY_TESTS, STR("count(?) <= 2"), NULL, arena, &two, NULL), 0);
    struct feel_type few = {
        .kind = FEEL_T_LIST, .element = &feel_t_number, .allowed = small, .constraint = two};
    const struct feel_value *items[] = {one, feel_int(arena, 4), feel_int(arena, 9)};
    assert_int_equal(feel_type_coerce(&run, feel_list(arena, items, 2), &few, STR("x"))->kind,
                     FEEL_LIST);
    assert_true(feel_type_coerce(&run, feel_list(arena, items, 3), &few, STR("x"))->is_error);
    assert_true(feel_type_coerce(&run, feel_list(arena, items + 1, 2), &few, STR("x"))->is_error);
    /* Named types. */
    struct feel_scope *s = feel_scope_new(arena, NULL);
    assert_int_equal(feel_scope_add_type(s, STR("lib.tFew Numbers"), &few, NULL), 0);
    assert_prints(feel_eval(&run, compile(s, "[1, 2] instance of lib.tFew Numbers"), NULL), "true");
    assert_prints(feel_eval(&run, compile(s, "[1, 9] instance of lib.tFew Numbers"), NULL),
                  "false");
    assert_prints(feel_eval(&run, compile(s, "(function(x: lib.tFew Numbers) count(x))(3)"), NULL),
                  "1");
}

static void repeat(struct strbuf *b, const char *part, size_t n)
{
    for (size_t i = 0; i < n; i++)
        strbuf_addz(b, part);
}

static int compile_code(struct strbuf *b)
{
    struct feel_expr *x = NULL;
    struct err e = {0};
    int r = feel_compile(NULL, FEEL_EXPRESSION, strbuf_str(b), NULL, arena, &x, &e);
    if (r < 0)
        assert_true(e.code == r && e.zh[0] && e.en[0]);
    if (r == 0) {
        struct feel_run run;
        feel_run_init(&run, arena);
        feel_eval(&run, x, NULL);
        _cleanup_(strbuf_done) struct strbuf out = {0};
        feel_print(feel_eval(&run, x, NULL), true, &out);
    }
    return r;
}

static void limits(void **state)
{
    static const struct {
        const char *open, *middle, *close;
        size_t fits, too_many;
    } cases[] = {
        {"(", "1", ")", 200, 100000},
        {"[", "1", "]", 200, 100000},
        {"-", "x", "", 200, 100000},
        {"{a:", "1", "}", 200, 100000},
        {"if true then ", "1", " else 2", 200, 60000},
        {"for x in 1 return ", "1", "", 200, 50000},
        {"function(x) ", "1", "", 200, 50000},
        {"not(", "true", ")", 200, 100000},
        {"1 in (", "1", ")", 200, 100000},
        {"[1][", "1", "]", 200, 100000},
        {"< ", "1", "", 200, 100000},
        {"", "1", " + 1", 900, 100000},
        {"", "true", " and true", 900, 100000},
        {"", "x", ".y", 900, 100000},
        {"", "x", "[1]", 900, 100000},
        {"", "x", "()", 400, 100000},
        {"", "1", " instance of number", 900, 40000},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        for (int large = 0; large < 2; large++) {
            size_t n = large ? cases[i].too_many : cases[i].fits;
            _cleanup_(strbuf_done) struct strbuf b = {0};
            repeat(&b, cases[i].open, n);
            strbuf_addz(&b, cases[i].middle);
            repeat(&b, cases[i].close, n);
            int r = compile_code(&b);
            if (r != (large ? E_LIMIT : 0))
                fail_msg("%s…%s %zu: %d", cases[i].open, cases[i].close, n, r);
            arena_reset(arena);
        }
    }
    for (size_t n = 200; n <= 100000; n *= 500) {
        _cleanup_(strbuf_done) struct strbuf type = {0};
        strbuf_addz(&type, "1 instance of ");
        repeat(&type, "list<", n);
        strbuf_addz(&type, "number");
        repeat(&type, ">", n);
        assert_int_equal(compile_code(&type), n == 200 ? 0 : E_LIMIT);
    }
    _cleanup_(strbuf_done) struct strbuf b = {0};
    repeat(&b, " ", LIMIT_FEEL_TEXT_BYTES);
    strbuf_addz(&b, "1");
    assert_int_equal(compile_code(&b), E_LIMIT);
}

static void steps(void **state)
{
    struct feel_run run;
    feel_run_init(&run, arena);
    struct feel_expr *x = compile(NULL, "for i in 1..1000000 return i");
    run.steps = LIMIT_FEEL_STEPS - 1000;
    assert_true(feel_eval(&run, x, NULL)->is_error);
    assert_true(run.stopped);
    assert_int_equal(run.n_diagnostics, 1);
    assert_true(feel_eval(&run, compile(NULL, "1"), NULL)->is_error);
    /* Memory ends an evaluation, not the process. */
    struct arena *small = arena_new(1u << 20);
    feel_run_init(&run, small);
    assert_int_equal(feel_eval(&run, x, NULL)->kind, FEEL_NULL);
    assert_true(run.stopped);
    arena_free(small);
}

static void places(void **state)
{
    static const struct {
        const char *text, *place;
    } cases[] = {
        {"1 +", "column 4"}, {"1 +\n )", "line 2, column 2"}, {"标准 标准 )", "column 7"},
        {"\"a", "column 1"}, {"[1, 2", "column 6"},           {"/* x", "column 1"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct feel_expr *x;
        struct err e = {0};
        assert_int_equal(
            feel_compile(NULL, FEEL_EXPRESSION, str_of(cases[i].text), NULL, arena, &x, &e),
            E_SYNTAX);
        if (!strstr(e.en, cases[i].place))
            fail_msg("%s: %s", cases[i].text, e.en);
    }
}

static void temporal_texts(void **state)
{
    assert_non_null(feel_parse_temporal(arena, FEEL_DATE, STR("2018-06-30")));
    assert_null(feel_parse_temporal(arena, FEEL_DATE, STR("2018-06-31")));
    assert_null(feel_parse_temporal(arena, FEEL_MONTHS_DURATION, STR("P1D")));
    assert_non_null(feel_parse_temporal(arena, FEEL_DAYS_DURATION, STR("P1D")));
    assert_null(feel_parse_temporal(arena, FEEL_NUMBER, STR("1")));
}

static void types(void **state)
{
    static const char *const names[] = {
        "number", "date and time", "dateTime", "yearMonthDuration", "feel:string", " boolean "};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_non_null(feel_type_builtin(str_of(names[i])));
    assert_null(feel_type_builtin(STR("tPerson")));
    struct feel_type numbers = {.kind = FEEL_T_LIST, .element = &feel_t_number};
    assert_true(feel_type_conforms(&numbers, &feel_t_list));
    assert_false(feel_type_conforms(&feel_t_list, &numbers));
    assert_true(feel_type_conforms(&feel_t_null, &numbers));
    assert_false(feel_type_conforms(&feel_t_number, &feel_t_string));
}

/* Item definitions may contain themselves. */
static void recursive_types(void **state)
{
    static const struct str fields[] = {{"name", 4}, {"left", 4}, {"right", 5}};
    struct feel_type t[2], lists[2];
    const struct feel_type *types[2][3];
    struct feel_scope *s = feel_scope_new(arena, NULL);
    for (int i = 0; i < 2; i++) {
        lists[i] = (struct feel_type){.kind = FEEL_T_LIST, .element = &t[i]};
        types[i][0] = &feel_t_string;
        types[i][1] = types[i][2] = &lists[i];
        t[i] = (struct feel_type){.kind = FEEL_T_CONTEXT,
                                  .name = i == 0 ? STR("tA") : STR("tB"),
                                  .n_fields = 3,
                                  .field_names = fields,
                                  .field_types = types[i]};
        feel_scope_add(s, i == 0 ? STR("a") : STR("b"), &t[i], NULL);
    }
    assert_ptr_equal(feel_expr_type(compile(s, "a.left[1].right[1].name")), &feel_t_string);
    compile(s, "[a, b].left.right");
    compile(s, "if true then a else b");
    assert_true(feel_type_conforms(&t[0], &t[1]));
    _cleanup_(strbuf_done) struct strbuf out = {0};
    feel_type_print(&lists[0], &out);
    assert_string_equal(strbuf_z(&out), "list<tA>");
}

static void values(void **state)
{
    const uint32_t facts[] = {5, 1, 5, 3}, one = 9;
    const struct feel_value *u = feel_unknown(arena, facts, 4);
    assert_int_equal(u->unknown.n, 3);
    assert_int_equal(u->unknown.facts[0], 1);
    const struct feel_value *j = feel_unknown_join(arena, u, feel_unknown(arena, &one, 1));
    assert_int_equal(j->unknown.n, 4);
    assert_ptr_equal(feel_unknown_join(arena, u, &feel_true), u);
    assert_false(feel_same(u, u));
    const struct feel_value *d = feel_days_duration(arena, 2, -500000000);
    assert_int_equal(d->seconds, 1);
    assert_int_equal(d->nanos, 500000000);
    /* A failed arena gives nulls, no crash. */
    struct arena *small = arena_new(64);
    arena_alloc(small, 1u << 20);
    assert_int_equal(feel_int(small, 1)->kind, FEEL_NULL);
    assert_int_equal(feel_unknown(small, facts, 4)->kind, FEEL_NULL);
    arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels),    cmocka_unit_test(references),
        cmocka_unit_test(functions), cmocka_unit_test(coercion),
        cmocka_unit_test(limits),    cmocka_unit_test(steps),
        cmocka_unit_test(places),    cmocka_unit_test(temporal_texts),
        cmocka_unit_test(types),     cmocka_unit_test(recursive_types),
        cmocka_unit_test(values),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
