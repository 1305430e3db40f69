/*
 * Plans run as the reference runs them: random ones, on every set of kernels that this processor
 * has. HEYI_TEST_PLANS sets how many.
 */
#include "kernels.h"
#include "random_plan.h"
#include "reference.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

static const char *code_name(enum plan_code code)
{
    static const char *const names[] = {
#define OP(name, comment) #name,
#include "ops.def"
#undef OP
    };
    return names[code];
}

static int64_t lane(const struct column *c, size_t i)
{
    switch (c->width) {
    case COLUMN_U8:
        return ((const uint8_t *)c->values)[i];
    case COLUMN_I32:
        return ((const int32_t *)c->values)[i];
    default:
        return ((const int64_t *)c->values)[i];
    }
}

/* What is wrong, with the primitive to blame. */
#define differ(p, reg, i, ...)                                                                     \
    do {                                                                                           \
        print_error("household %zu, register %d (%s): ", (size_t)(i), (reg),                       \
                    code_name((p)->ops[(p)->regs[reg].op].code));                                  \
        print_error(__VA_ARGS__);                                                                  \
        fail();                                                                                    \
    } while (0)

static void check_facts(struct plan_run *r, const struct reference *ref, const struct plan *p,
                        size_t output, size_t household)
{
    const struct plan_fact *facts = NULL;
    struct plan_fact *expected;
    size_t n = plan_run_facts(r, output, household, &facts),
           n_expected = reference_facts(ref, p->outputs[output], household, &expected);

    if (n != n_expected || (n && memcmp(facts, expected, n * sizeof *facts) != 0))
        differ(p, p->outputs[output], household, "%zu facts, expected %zu\n", n, n_expected);
    free(expected);
}

static void check_output(struct plan_run *r, const struct reference *ref, const struct plan *p,
                         size_t output, size_t n, uint8_t *slow)
{
    struct column c = plan_run_output(r, output);
    int reg = p->outputs[output];
    const struct plan_reg *is = &p->regs[reg];

    assert_int_equal(c.width, is->type.width);
    for (size_t i = 0; i < n; i++) {
        struct reference_value v = reference_value(ref, reg, i);
        uint8_t s = c.states ? c.states[i] : 0;
        bool stands = v.s == 0 || (v.s == COLUMN_UNKNOWN && is->partial);

        if (s != v.s)
            differ(p, reg, i, "state %d, expected %d\n", s, v.s);
        if (lane(&c, i) != (stands ? v.v : 0))
            differ(p, reg, i, "%lld, expected %lld (state %d)\n", (long long)lane(&c, i),
                   (long long)(stands ? v.v : 0), s);
        slow[i] |= (s & COLUMN_SLOW) || (s == COLUMN_NULL && is->type.kind != COLUMN_DATE);
    }
}

static void check_fired(struct plan_run *r, const struct reference *ref, const struct plan *p,
                        size_t t, size_t n, uint8_t *slow)
{
    struct column c = plan_run_fired(r, t);

    for (size_t i = 0; i < n; i++) {
        struct reference_value v = reference_value(ref, p->fired[t], i);

        if (v.s)
            slow[i] = 1;
        else if (c.width == COLUMN_I32 ? (int32_t)v.v != lane(&c, i) : v.v != lane(&c, i))
            differ(p, p->fired[t], i, "rows %llx, expected %llx\n", (long long)lane(&c, i),
                   (long long)v.v);
    }
}

static void check_batch(struct dice *d, struct plan_run *r, const struct plan *p)
{
    size_t n = dice_chance(d, 5) ? 0 : dice_chance(d, 5) ? COLUMN_BATCH : 1 + dice_below(d, 150);
    struct random_batch b = random_batch(d, p, n);
    struct reference *ref = reference_new(p, &b.batch, b.sets);
    uint8_t slow[COLUMN_BATCH] = {0};

    for (size_t i = 0; i < b.n_sets; i++)
        assert_int_equal(plan_run_set(r, i, b.sets[i], NULL), 0);
    plan_run_batch(r, &b.batch);
    for (size_t i = 0; i < p->n_wanted; i++)
        if (p->outputs[i] >= 0)
            check_output(r, ref, p, i, n, slow);
    for (size_t t = 0; t < p->n_tables; t++)
        check_fired(r, ref, p, t, n, slow);
    assert_memory_equal(slow, plan_run_slow(r), n);
    for (size_t i = 0; i < n; i++) {
        /* Households one by one, as they come or not. */
        size_t household = dice_chance(d, 90) ? i : dice_below(d, n);

        for (size_t k = 0; k < p->n_wanted; k++)
            if (p->outputs[k] >= 0 &&
                reference_value(ref, p->outputs[k], household).s == COLUMN_UNKNOWN)
                check_facts(r, ref, p, k, household);
    }
    reference_free(ref);
    random_batch_free(&b);
}

static void check_kernels(const char *name)
{
    const char *many = getenv("HEYI_TEST_PLANS");
    size_t n = many ? strtoul(many, NULL, 10) : 60;

    if (!kernels_named(name)) {
        print_message("SKIPPED: this processor has no %s\n", name);
        skip();
    }
    setenv("HEYI_KERNELS", name, 1);
    assert_string_equal(plan_kernels(), name);
    for (size_t i = 0; i < n; i++) {
        struct dice d = {.state = i};
        struct plan *p = random_plan(&d, 20 + dice_below(&d, 300));
        struct plan_run *r = NULL;

        assert_int_equal(plan_run_new(p, &r, NULL), 0);
        for (size_t k = 0; k < 3; k++)
            check_batch(&d, r, p);
        plan_run_free(r);
        plan_free(p);
    }
    unsetenv("HEYI_KERNELS");
}

static void baseline(void **state)
{
    check_kernels("baseline");
}

static void avx2(void **state)
{
    check_kernels("avx2");
}

static void avx512(void **state)
{
    check_kernels("avx512");
}

static void the_best_is_chosen(void **state)
{
    setenv("HEYI_KERNELS", "none such", 1);
    const char *chosen = plan_kernels();

    unsetenv("HEYI_KERNELS");
    assert_string_equal(chosen, plan_kernels());
    assert_string_equal(chosen, kernels_named("avx512") ? "avx512"
                                : kernels_named("avx2") ? "avx2"
                                                        : "baseline");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(baseline),
        cmocka_unit_test(avx2),
        cmocka_unit_test(avx512),
        cmocka_unit_test(the_best_is_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
