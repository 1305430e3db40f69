/* Runs: laziness, unknown inputs, facts, rows that fired, the trace, reset, limits. */
#include "bounds.h"
#include "cleanup.h"
#include "dmn.h"
#include "file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Facts of the household. */
enum { VEHICLES, WAGE_1, ABILITY_1, WAGE_2, ABILITY_2 };

struct fixture {
    struct arena *a;
    struct dmn_model *m;
    struct dmn_run *run;
};

static int set_up(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);
    _cleanup_(strbuf_done) struct strbuf text = {0};
    struct err e = {0};

    x->a = arena_new(0);
    if (file_read("run.dmn", LIMIT_FILE_BYTES, &text, &e) < 0 ||
        dmn_read(strbuf_str(&text), "run.dmn", NULL, NULL, x->a, &x->m, &e) < 0 ||
        dmn_run_new(x->m, &x->run, &e) < 0)
        fail_msg("%s", e.en);
    *state = x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;

    dmn_run_free(x->run);
    arena_free(x->a);
    free(x);
    return 0;
}

static int node(struct fixture *x, const char *name)
{
    int n = dmn_find(x->m, str_of(name));

    assert_true(n >= 0);
    return n;
}

static const struct feel_value *context(struct arena *a, const struct str *names,
                                        const struct feel_value *const *values,
                                        const uint32_t *facts, size_t n)
{
    struct feel_shape *shape = arena_new_of(a, struct feel_shape);

    *shape = (struct feel_shape){n, names};
    return feel_context_value(a, shape, arena_dup(a, values, n * sizeof *values),
                              arena_dup(a, facts, n * sizeof *facts));
}

static const struct feel_value *number_or_unknown(struct arena *a, int v, uint32_t fact)
{
    return v >= 0 ? feel_int(a, v) : feel_unknown(a, &fact, 1);
}

/* A household of two; a negative number is unknown, so is a NULL ability. */
static void set_household(struct fixture *x, int vehicles, int wage1, const char *able1, int wage2,
                          const char *able2)
{
    static const struct str member_names[] = {{"工资性收入", 15}, {"劳动能力", 12}};
    static const struct str names[] = {{"成员", 6}, {"车辆", 6}};
    struct arena *a = dmn_run_arena(x->run);
    const struct feel_value *members[2], *values[2];

    for (uint32_t i = 0; i < 2; i++) {
        const char *able = i ? able2 : able1;
        const uint32_t facts[] = {i ? WAGE_2 : WAGE_1, i ? ABILITY_2 : ABILITY_1};
        const struct feel_value *v[] = {number_or_unknown(a, i ? wage2 : wage1, facts[0]),
                                        able ? feel_string(a, str_of(able))
                                             : feel_unknown(a, &facts[1], 1)};

        members[i] = context(a, member_names, v, facts, 2);
    }
    values[0] = feel_list(a, arena_dup(a, members, sizeof members), 2);
    values[1] = number_or_unknown(a, vehicles, VEHICLES);
    dmn_run_set(x->run, node(x, "家庭"),
                context(a, names, values, (const uint32_t[]){UINT32_MAX, VEHICLES}, 2), true);
    dmn_run_set(x->run, node(x, "低保标准"), feel_int(a, 800), false);
}

static void assert_string(const struct feel_value *v, const char *expected)
{
    assert_int_equal(v->kind, FEEL_STRING);
    assert_true(str_eqz(v->string, expected));
}

static void assert_unknown(const struct feel_value *v, size_t n, const uint32_t *facts)
{
    assert_int_equal(v->kind, FEEL_UNKNOWN);
    assert_int_equal(v->unknown.n, n);
    assert_memory_equal(v->unknown.facts, facts, n * sizeof *facts);
}

static void test_known(void **state)
{
    struct fixture *x = *state;
    uint64_t open;

    set_household(x, 0, 300, "ordinary", 400, "lost");
    assert_string(dmn_run_decide(x->run, node(x, "类别")), "dibao");
    assert_int_equal(dmn_run_fired(x->run, node(x, "类别"), &open), 1);
    assert_int_equal(open, 0);
    /* Kept until the reset. */
    assert_ptr_equal(dmn_run_decide(x->run, node(x, "类别")),
                     dmn_run_decide(x->run, node(x, "类别")));
    assert_int_equal(dmn_run_feel(x->run)->n_diagnostics, 0);
}

static void test_unknown(void **state)
{
    struct fixture *x = *state;
    uint64_t open;

    set_household(x, -1, 300, NULL, -1, NULL);
    assert_unknown(dmn_run_decide(x->run, node(x, "收入")), 1, (uint32_t[]){WAGE_2});
    assert_unknown(dmn_run_decide(x->run, node(x, "类别")), 2, (uint32_t[]){VEHICLES, WAGE_2});
    assert_int_equal(dmn_run_fired(x->run, node(x, "类别"), &open), 0);
    assert_int_equal(open, 1);
    /* Too much income decides whatever else is unknown. */
    dmn_run_reset(x->run);
    set_household(x, -1, 1300, NULL, 0, NULL);
    assert_string(dmn_run_decide(x->run, node(x, "类别")), "none");
    assert_int_equal(dmn_run_fired(x->run, node(x, "类别"), &open), 4);
    /* A car decides, whatever the income. */
    dmn_run_reset(x->run);
    set_household(x, 1, -1, NULL, 0, NULL);
    assert_string(dmn_run_decide(x->run, node(x, "类别")), "none");
}

static void test_lazy(void **state)
{
    struct fixture *x = *state;

    set_household(x, 0, 300, "lost", 0, "lost");
    assert_int_equal(dmn_run_decide(x->run, node(x, "合并"))->kind, FEEL_NUMBER);
    assert_int_equal(dmn_run_feel(x->run)->n_diagnostics, 0);
    dmn_run_reset(x->run);
    set_household(x, 1, 300, "lost", 0, "lost");
    assert_true(dmn_run_decide(x->run, node(x, "合并"))->is_error);
    assert_true(dmn_run_feel(x->run)->n_diagnostics > 0);
}

static void test_given(void **state)
{
    struct fixture *x = *state;

    set_household(x, 0, 300, "lost", 0, "lost");
    dmn_run_set(x->run, node(x, "收入"), feel_int(dmn_run_arena(x->run), 1000), false);
    assert_string(dmn_run_decide(x->run, node(x, "类别")), "low_income");
    /* What doesn't fit the type becomes an error null, unless it is trusted. */
    dmn_run_reset(x->run);
    dmn_run_set(x->run, node(x, "低保标准"), feel_string(dmn_run_arena(x->run), STR("x")), false);
    assert_true(dmn_run_decide(x->run, node(x, "低保标准"))->is_error);
    dmn_run_set(x->run, node(x, "低保标准"), feel_string(dmn_run_arena(x->run), STR("x")), true);
    assert_string(dmn_run_decide(x->run, node(x, "低保标准")), "x");
    /* An input that was never set is null. */
    dmn_run_reset(x->run);
    assert_int_equal(dmn_run_decide(x->run, node(x, "低保标准"))->kind, FEEL_NULL);
    assert_int_equal(dmn_run_feel(x->run)->n_diagnostics, 0);
}

static const struct dmn_step *find_step(struct fixture *x, const char *name, size_t nth)
{
    const struct dmn_step *s;
    size_t n = dmn_run_steps(x->run, &s);

    for (size_t i = 0; i < n; i++)
        if (s[i].node == node(x, name) && nth-- == 0)
            return &s[i];
    fail_msg("no step %s", name);
    return NULL;
}

static void test_trace(void **state)
{
    struct fixture *x = *state;
    const struct dmn_step *all, *s, *parent;
    size_t n;

    dmn_run_trace(x->run, true);
    set_household(x, 0, 300, "ordinary", 400, "lost");
    dmn_run_decide(x->run, node(x, "合并"));
    dmn_run_decide(x->run, node(x, "劳动力"));
    n = dmn_run_steps(x->run, &all);
    assert_int_equal(n, 6);
    s = find_step(x, "收入", 0);
    parent = find_step(x, "类别", 0);
    assert_ptr_equal(&all[s->parent], parent);
    assert_ptr_equal(&all[parent->parent], find_step(x, "合并", 0));
    assert_int_equal(find_step(x, "合并", 0)->parent, -1);
    /* Facts read directly, not those of other steps; each once. */
    assert_int_equal(s->n_facts, 2);
    assert_int_equal(s->facts[0], WAGE_1);
    assert_int_equal(s->facts[1], WAGE_2);
    assert_int_equal(parent->n_facts, 1);
    assert_int_equal(parent->facts[0], VEHICLES);
    assert_non_null(parent->table);
    assert_int_equal(parent->fired, 1);
    assert_null(s->table);
    /* The rows of a function's table, call by call. */
    s = find_step(x, "有劳动能力", 0);
    assert_int_equal(s->fired, 1);
    assert_int_equal(s->n_args, 1);
    assert_int_equal(s->args[0]->kind, FEEL_CONTEXT);
    assert_int_equal(s->n_facts, 1);
    assert_int_equal(s->facts[0], ABILITY_1);
    assert_ptr_equal(&all[s->parent], find_step(x, "劳动力", 0));
    s = find_step(x, "有劳动能力", 1);
    assert_int_equal(s->fired, 2);
    assert_int_equal(s->facts[0], ABILITY_2);
    dmn_run_reset(x->run);
    assert_int_equal(dmn_run_steps(x->run, &all), 0);
}

static void test_invoke(void **state)
{
    struct fixture *x = *state;
    struct arena *a = dmn_run_arena(x->run);
    static const struct str names[] = {{"劳动能力", 12}, {"工资性收入", 15}};
    const struct feel_value *v[] = {feel_string(a, STR("skilled")), feel_int(a, 1)};
    const struct feel_value *arg =
        context(a, names, v, (const uint32_t[]){UINT32_MAX, UINT32_MAX}, 2);
    struct str param = STR("成员"), wrong = STR("x");

    assert_true(feel_is_true(dmn_run_invoke(x->run, node(x, "有劳动能力"), &param, &arg, 1)));
    assert_true(dmn_run_invoke(x->run, node(x, "有劳动能力"), &wrong, &arg, 1)->is_error);
    assert_true(dmn_run_invoke(x->run, node(x, "类别"), NULL, NULL, 0)->is_error);
    assert_int_equal(dmn_run_set_named(x->run, STR("低保标准"), feel_int(a, 1)), 1);
    assert_int_equal(dmn_run_set_named(x->run, STR("nothing"), feel_int(a, 1)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unknown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lazy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_given, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_trace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_invoke, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
